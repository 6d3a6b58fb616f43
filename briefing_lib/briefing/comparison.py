"""Places beside each other: ranked where that is fair, and why not where it is not."""

from __future__ import annotations

import datetime as dt
import functools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from briefing_lib.briefing.briefing import Briefing, read_known
from briefing_lib.briefing.readings import Reading
from briefing_lib.errors import NotComparable
from briefing_lib.figures import PER_DAY, Figure, per_day, rank
from briefing_lib.store import Place, Store

FEWEST = 2
"""Other places that must report a measure before a comparison is shown."""


@dataclass(frozen=True)
class Comparison:
    """Figures of one measure in different places; `obstacle` is a code that says why they may not be ranked, blank where they may.

    The codes: few, levels, ranks, periods, reports (no day is printed and the reports differ), hedges (a hedged value leaves
    the order open). `figures` stand by value, highest first, where they may be ranked, else by the code of their place.
    """

    given: tuple[Figure, ...]

    @cached_property
    def obstacle(self) -> str:
        figures = self.given
        if len(figures) < 2:
            return "few"
        if len({each.level for each in figures}) > 1:
            return "levels"
        if figures[0].unit == "rank":
            return "ranks"
        if len({each.period for each in figures}) > 1:
            return "periods"
        if self._is_plain or all(self.rank(each) for each in figures):
            return ""
        return "hedges" if figures[0].period.last_day else "reports"

    @cached_property
    def _is_plain(self) -> bool:
        """Whether all are exact, dated values of one measure and of different places: then each has its rank, which need not be tried."""
        exact = all(each.qualifier == "exact" and each.interval.low == each.interval.high is not None for each in self.given)
        measures = {(each.measure, each.level, each.unit) for each in self.given}
        dated = bool(self.given[0].period.last_day)
        return dated and exact and len(measures) == 1 and len({each.geography for each in self.given}) == len(self.given)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(sorted(self.given, key=lambda each: (each.geography if self.obstacle else -each.value, each.geography)))

    def rank(self, figure: Figure) -> Figure | None:
        """The rank of a figure among all, or None where there is no other, or rule or hedge forbids one."""
        try:
            return rank(figure, self.given) if any(each.geography != figure.geography for each in self.given) else None
        except NotComparable:
            return None

    def sure_rank(self, figure: Figure) -> Figure | None:
        """The same where no value that contradicts one of them could change it, else None."""
        found = self.rank(figure)
        return None if found is None or "contradicted" in found.marked else found

    def of(self, place: str) -> Figure | None:
        """The figure of a place."""
        return next((each for each in self.given if each.geography == place), None)


def compare(figures: Sequence[Figure]) -> Comparison:
    """These figures beside each other."""
    return Comparison(tuple(figures))


def rates_of(briefing: Briefing, compared: Comparison) -> tuple[Figure, ...]:
    """In place of flows that differ in their periods, each of them by the day, and by the thousand residents where all places have them.

    So they do not hang on the length of a period, nor on the size of a place. None where there is another obstacle, or no such rate.
    """
    for rate in (briefing.per_thousand, per_day) if compared.obstacle == "periods" else ():
        try:
            made = tuple(rate(each) for each in compared.figures)
        except NotComparable:
            continue
        if {each.unit for each in made} <= set(PER_DAY):
            return made
    return ()


def compared_values(whole: Briefing, readings: Iterable[Reading]) -> list[Figure | None]:
    """For each reading the value by which its place stands beside the others: of a standing fact that of the day that most of them have.

    So it may be older than the value that is shown, and is None where the place has none for that day. All else, and what is not of one
    of the places beside each other, stands with the value that is shown.
    """
    shown = [each.shown for each in readings]
    measures = dict.fromkeys(each.measure for each in shown if each.indicator.standing)
    standing = {(each.measure, each.level, each.geography): each for measure in measures for each in whole.standing(measure)}
    return [
        standing.get((each.measure, each.level, each.geography))
        if each.indicator.standing and each.geography in whole.store.places
        else each
        for each in shown
    ]


def comparable(briefing: Briefing) -> list[tuple[Reading, Comparison]]:
    """This place's measures of work that at least two others report at the same level, each beside theirs."""
    pairs = ((here, briefing.beside(here.measure, here.shown.level)) for here in briefing.readings if not here.indicator.standing)
    return [(here, compare([here.shown, *(each.shown for each in others)])) for here, others in pairs if len(others) >= FEWEST]


@dataclass(frozen=True)
class Before:
    """A measure of the places that ended: those that became one place, among all of them; their quarters in place of ranks."""

    own: tuple[Figure, ...]
    all: Comparison

    quarters: Mapping[str, int]

    def quarter(self, figure: Figure) -> int:
        """In which quarter of all a value stands, 1 for the highest; 0 where they can't be ranked."""
        return self.quarters.get(figure.reference, 0)


def before(briefing: Briefing, measure: str) -> Before:
    """What was measured in the places that ended, by the day of the briefing; those that became its place apart."""
    found, quarters = _ended(briefing.store, briefing.as_of, measure)
    own = {place.code for place in briefing.place.former}
    return Before(tuple(each for each in found.given if each.geography in own), found, quarters)


@functools.lru_cache(maxsize=64)
def _ended(store: Store, as_of: dt.date, measure: str) -> tuple[Comparison, Mapping[str, int]]:
    """The places that ended, and the quarter of each by the reference of its figure; of 61 places the first three hold 15 each."""
    ended = {place.code for each in store.places for place in each.former}
    found = compare([each.shown for each in read_known(store, as_of) if each.measure == measure and each.shown.geography in ended])
    places = ((each.reference, found.rank(each)) for each in found.given)
    return found, {name: math.ceil(4 * int(place.value) / len(found.given)) for name, place in places if place is not None}


def peers(briefing: Briefing, standing: str) -> list[Place]:
    """The other places, the most comparable first: those of the same region, the nearest by a standing fact such as population."""
    here = briefing.place
    values = {each.geography: float(each.value) for each in briefing.standing(standing)}
    others = [each for each in briefing.store.places.beside(here) if each.code != here.code]
    if here.code not in values:
        return sorted(others, key=lambda each: each.region != here.region)
    return sorted(others, key=lambda each: (each.region != here.region, abs(math.log(values.get(each.code, 1) / values[here.code]))))
