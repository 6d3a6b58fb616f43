"""The arithmetic that reported figures must obey among themselves.

An identity that fails is accepted only where one of its figures carries a doubt; it then counts as doubted.
"""

from __future__ import annotations

import bisect
import datetime as dt
import functools
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from briefing_lib.briefing import split_note
from briefing_lib.figures import COUNTED, Figure, Interval, Period
from briefing_lib.store import ExpectedSum, Store

RULES = {
    "sum": "complete parts add up to the whole",
    "part": "parts lie within the whole",
    "share": "a printed share is its numerator by its denominator, within printed rounding",
    "base": "nothing exceeds what it is a share of",
    "tier": "one level lies within all levels",
    "places": "places of a kind add up to the whole that they lie in",
    "same": "values of one measure, place, level and period agree",
}
"""What each rule says."""

ACCEPTED = frozenset({"contradicted", "scope", "rounding", "translation"})
"""Doubts with which an identity may fail; a conflict needs `contradicted`."""

INFINITE = Decimal("Infinity")
_HUNDRED = Interval(Decimal(100), Decimal(100))


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One of the RULES applied to figures, the first being the one that a fault names; `verdict` is holds, doubted or fails."""

    rule: str
    formula: str
    figures: tuple[Figure, ...]
    verdict: str
    note: str = ""


def say_doubted(store: Store, identity: Identity) -> str:
    """That an identity does not hold, with the row to open and the notes that say why it is left so, each part of them once."""
    first = identity.figures[0]
    row, place = store.rows[f"figures:{first.figure_id}"], store.places[first.geography].name()
    why = "; ".join(dict.fromkeys(split_note(identity.note)))
    return f"figures.csv, row {row}: {place}: {identity.formula} does not hold: {why}"


def find_identities(store: Store) -> Iterator[Identity]:
    """Every identity that the figures of the package allow to check, with its verdict."""
    reports = _Reports(store)
    for figure in store.find_figures():
        yield from _check_parts(figure, reports)
        yield from _check_share(figure, reports)
        yield from _check_bases(figure, reports)
        yield from _check_tier(figure, reports)
        for expected in store.topic.sums:
            yield from _check_places(figure, expected, reports)
    yield from _check_conflicts(store)


class _Reports:
    """All figures, found by what stands beside another one in its report, or elsewhere on its place.

    Each way to ask has its own index, so that the answer takes as long among sixty thousand figures as among six hundred.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._parts: dict[str, dict[str, None]] = defaultdict(dict)
        self._beside: dict[tuple[object, ...], _Bucket] = defaultdict(_Bucket)
        self._of_period: dict[tuple[object, ...], Figure] = {}
        self._of_place: dict[tuple[str, str], list[Figure]] = defaultdict(list)
        self._latest: dict[tuple[str, str], tuple[list[dt.date], list[Figure]]] = {}
        for each in store.find_figures():
            if each.breakdown:
                self._parts[each.indicator.name][each.measure] = None
            for level in (each.level, ANY):
                self._beside[each.measure, each.geography, _report(each), each.period, level].setdefault(each.paragraph or 0, each)
            self._of_period.setdefault((each.measure, each.geography, each.period, each.level), each)
            self._of_place[each.measure, each.geography].append(each)

    def beside(self, figure: Figure, name: str, level: str = "") -> Figure | None:
        """The figure of this measure, or part of one, for the same place, level and period in the same report, nearest in print.

        A standing measure describes the place, whatever tier works there, so that its level does not count.
        """
        other = self.store.indicators.get(name.partition("/")[0])
        standing = figure.indicator.standing or (other is not None and other.standing)
        found = self._beside.get((name, figure.geography, _report(figure), figure.period, ANY if standing else level or figure.level))
        return found.nearest(figure.paragraph or 0) if found else None

    def part(self, whole: Figure, name: str) -> Figure | None:
        """A part of this whole as its own report has it, else as another report of the place has it."""
        if whole.indicator.standing:
            return self.beside(whole, name) or self.standing(name, place=whole.geography, day=whole.day)
        elsewhere = self._of_period.get((name, whole.geography, whole.period, whole.level)) if whole.period != Period() else None
        return self.beside(whole, name) or elsewhere

    def loose_parts(self, whole: Figure) -> Iterator[list[Figure]]:
        """Parts beside a whole, of each dimension that is not declared complete."""
        beside: dict[str, list[Figure]] = defaultdict(list)
        for name in self._parts[whole.indicator.name]:
            breakdown = name.partition("/")[2]
            if breakdown not in whole.indicator.parts and (part := self.beside(whole, name)):
                beside[breakdown.partition(":")[0]].append(part)
        yield from beside.values()

    def base(self, share: Figure) -> list[Figure]:
        """What a share divides by, as its report has it: the measure itself, else all of its parts."""
        below = self.store.indicators.get(share.indicator.denominator)
        if below and (printed := self.beside(share, below.name)):
            return [printed]
        parts = [part for name in (below.part_names if below else ()) if (part := self.beside(share, name))]
        return parts if below and len(parts) == len(below.parts) else []

    def standing(self, name: str, *, place: str, day: dt.date) -> Figure | None:
        """The latest figure of a place that is known by `day` and not contradicted."""
        if (name, place) not in self._latest:
            self._latest[name, place] = _latest_by_day(self._of_place.get((name, place), ()))
        days, latest = self._latest[name, place]
        known = bisect.bisect_right(days, day)
        return latest[known - 1] if known else None


def _latest_by_day(figures: Iterable[Figure]) -> tuple[list[dt.date], list[Figure]]:
    """The days from which a figure that is not contradicted was known, in order, and for each the latest figure by then."""
    sure = [each for each in figures if "contradicted" not in each.doubts]
    dated = [(each.day, each.source.known_from, number) for number, each in enumerate(sure) if each.source]
    by_day = sorted(dated, key=lambda each: max(each[:2]))
    return [max(each[:2]) for each in by_day], [sure[each[2]] for each in itertools.accumulate(by_day, max)]


ANY = "*"
"""Stands for any level in an index."""


class _Bucket(dict[int, Figure]):
    """Figures by their paragraph, of each the first in the file."""

    def nearest(self, paragraph: int) -> Figure:
        """The figure in this paragraph, else in the nearest; of two as near the one before."""
        if paragraph in self:
            return self[paragraph]
        at = bisect.bisect(self._paragraphs, paragraph)
        return self[min(self._paragraphs[max(0, at - 1) : at + 1], key=lambda each: abs(each - paragraph))]

    @functools.cached_property
    def _paragraphs(self) -> list[int]:
        return sorted(self)


def _report(figure: Figure) -> str:
    return figure.source.source_id if figure.source else ""


def _check_parts(whole: Figure, reports: _Reports) -> Iterator[Identity]:
    """A whole against the parts that its report prints, those that add up to it filled up from other reports."""
    if whole.breakdown:
        return
    names = whole.indicator.part_names
    if any(reports.beside(whole, name) for name in names):
        parts = [part for name in names if (part := reports.part(whole, name))]
        yield _parts_identity("sum" if len(parts) == len(names) else "part", whole, parts)
    for parts in reports.loose_parts(whole):
        yield _parts_identity("part", whole, parts)


def _parts_identity(rule: str, whole: Figure, parts: Sequence[Figure]) -> Identity:
    holds = _sum(parts).meets(whole.interval) if rule == "sum" else not whole.interval.below(_sum(parts))
    formula = f"{_terms(parts)} {'=' if rule == 'sum' else '<='} {_named(whole)}"
    return _identity(rule, formula, (whole, *parts), holds=holds)


def _check_share(share: Figure, reports: _Reports) -> Iterator[Identity]:
    """A printed share against what it divides; a base that is not printed is the sum of its complete parts."""
    above = reports.beside(share, share.indicator.numerator) if not share.breakdown else None
    base = reports.base(share)
    if above and base:
        holds = _sum(base).high != 0 and above.interval.over(_sum(base)).meets(_as_quotient(share))
        below = _terms(base) if len(base) == 1 else f"({_terms(base)})"
        yield _identity("share", f"{_named(above)} / {below} = {_named(share)}", (share, above, *base), holds=holds)


def _check_bases(above: Figure, reports: _Reports) -> Iterator[Identity]:
    for name, share in above.indicator.shares.items() if not above.breakdown else ():
        if share.unit == "percent" and (base := reports.beside(above, name)) and above.measure not in base.indicator.parts:
            yield _at_most("base", above, base)


def _check_tier(figure: Figure, reports: _Reports) -> Iterator[Identity]:
    mixed_level = reports.store.topic.mixed_level
    if figure.level == mixed_level or figure.unit not in COUNTED or figure.indicator.standing:
        return
    if mixed := reports.beside(figure, figure.measure, level=mixed_level):
        yield _at_most("tier", figure, mixed)


def _at_most(rule: str, smaller: Figure, larger: Figure) -> Identity:
    formula = f"{_named(smaller)} <= {_named(larger)}"
    return _identity(rule, formula, (smaller, larger), holds=not larger.interval.below(smaller.interval))


def _check_places(whole: Figure, expected: ExpectedSum, reports: _Reports) -> Iterator[Identity]:
    """A count of a whole, or of a part of it, against the latest counts of the places of a kind on its day."""
    names = _added_up(whole, expected, reports.store)
    if not names:
        return
    places = [each.code for each in reports.store.places.of_kind(expected.kind) if each.exists_on(whole.day)]
    found = {(code, name): reports.standing(name, place=code, day=whole.day) for code in places for name in names}
    counts = [each for each in found.values() if each]
    formula = f"{' + '.join(names)} over {len(places)} places ({expected.kind}) on {whole.day} = {_named(whole)}"
    if missing := [f"{name} of {code}" for (code, name), each in found.items() if each is None]:
        formula += f" (no figure by then: {', '.join(missing[:5])})"
    holds = bool(counts) and not missing and _sum(counts).meets(whole.interval)
    yield _identity("places", formula, (whole, *counts), holds=holds)


def _added_up(whole: Figure, expected: ExpectedSum, store: Store) -> tuple[str, ...]:
    """The measures that the places add up for this figure: all parts of the expected whole, or the part that it is."""
    measure = store.indicators.get(expected.indicator)
    if measure is None or whole.geography != expected.geography or whole.day < store.topic.first_day:
        return ()
    if whole.indicator != measure:
        return ()
    if whole.breakdown:
        return (whole.measure,) if whole.breakdown in measure.parts else ()
    return measure.part_names or (measure.name,)


def _check_conflicts(store: Store) -> Iterator[Identity]:
    """Figures of one measure, place, level and period; where no period is printed, of one report."""
    same: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for each in store.find_figures():
        level = "" if each.indicator.standing else each.level
        period = each.source if each.period == Period() else each.period
        same[each.measure, each.geography, level, period].append(each)
    for figures in same.values():
        if len(figures) > 1:
            formula = " = ".join(_named(each) for each in figures)
            apart = _find_apart(figures)
            unmarked = [each for each in apart if "contradicted" not in each.doubts]
            first = (unmarked or apart or figures)[0]
            ordered = (first, *(each for each in figures if each is not first))
            accepted = frozenset() if unmarked else frozenset({"contradicted"})
            yield _identity("same", formula, ordered, holds=not apart, accepted=accepted)


def _find_apart(figures: Sequence[Figure]) -> list[Figure]:
    """The figures with which any other one disagrees: it then lies above the lowest or below the highest of all."""
    printed = [each.printed for each in figures]
    lowest = min(printed, key=lambda each: (INFINITE if each.high is None else each.high, not each.high_open))
    highest = max(printed, key=lambda each: (-INFINITE if each.low is None else each.low, each.low_open))
    return [each for each in figures if not (each.printed.meets(lowest) and each.printed.meets(highest))]


def _identity(rule: str, formula: str, figures: tuple[Figure, ...], *, holds: bool, accepted: frozenset[str] = ACCEPTED) -> Identity:
    doubted = [each for each in figures if accepted.intersection(each.doubts)]
    if holds:
        return Identity(rule=rule, formula=formula, figures=figures, verdict="holds")
    note = "; ".join(dict.fromkeys(each.note for each in doubted))
    return Identity(rule=rule, formula=formula, figures=figures, verdict="doubted" if doubted else "fails", note=note)


def _sum(figures: Iterable[Figure]) -> Interval:
    return functools.reduce(Interval.plus, (each.interval for each in figures))


def _as_quotient(share: Figure) -> Interval:
    """What a printed share allows, as a quotient: 73,6% is 0.7355 to 0.7365."""
    return share.printed.over(_HUNDRED) if share.unit == "percent" else share.printed


def _terms(figures: Sequence[Figure]) -> str:
    return " + ".join(_named(each) for each in figures)


def _named(figure: Figure) -> str:
    hedge = "" if figure.qualifier == "exact" else f"{figure.qualifier} "
    return f"{figure.measure} {hedge}{figure.value:f}"
