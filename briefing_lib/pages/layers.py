"""The layers of the map on the index: how it goes, for every place and then for some; last how much is known."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefing_lib.briefing import Before, Briefing, Due, before, by_duty, count_due, due
from briefing_lib.figures import Figure, count
from briefing_lib.store import Store

BANDED = "papi_score"
"""The measure of former places that is shown in bands; a package without it has no such layer."""
RATE = "residents_per_commune_unit"
"""The standing rate that is computed for every place."""
STEPS = 4
"""The map has at most so many colours, beside that of "not reported"."""
ENOUGH = 3
"""A measure is offered on the map where at least so many places report it at one level."""


@dataclass(frozen=True, kw_only=True)
class Shade:
    """A way to colour the map, with the number of each place that has one; `kind` is rate, measure or coverage."""

    name: str
    kind: str
    figures: Mapping[str, Figure]

    @functools.cached_property
    def steps(self) -> Mapping[str, int]:
        """The colour of each place that has a number, from 1, the lightest; equal numbers share one."""
        values = sorted({figure.value for figure in self.figures.values()})
        used = min(STEPS, len(values))
        step = {value: STEPS - used + 1 + index * used // len(values) for index, value in enumerate(values)}
        return {code: step[figure.value] for code, figure in self.figures.items()}

    @property
    def legend(self) -> list[tuple[int, list[Figure]]]:
        """Each colour in use, the lightest first, with the numbers it stands for, the lowest first."""
        ordered = sorted(self.figures.items(), key=lambda pair: pair[1].value)
        return [(step, [each for code, each in ordered if self.steps[code] == step]) for step in sorted(set(self.steps.values()))]

    @property
    def reporting(self) -> Figure:
        """How many places have a number."""
        return count([figure.reference for figure in self.figures.values()])


@dataclass(frozen=True, kw_only=True)
class Bands(Shade):
    """The scores of former places in bands, which are quarters of their order; the darkest colour is the highest."""

    kind: str = "bands"
    before: Before

    @functools.cached_property
    def steps(self) -> Mapping[str, int]:
        """The colour of each former place that has a score."""
        return {code: STEPS + 1 - self.before.quarter(figure) for code, figure in self.figures.items()}


@dataclass(frozen=True, kw_only=True)
class Deadlines(Shade):
    """Deadlines that passed without a report that the task was done.

    `figures` count the tasks of each place whose day has passed, its own and those of all; `own` has all commitments that bind a place
    by name. `shared` are the passed ones that bind every place, those of one duty together.
    """

    kind: str = "deadlines"
    own: Mapping[str, tuple[Due, ...]]
    shared: tuple[tuple[Due, ...], ...]

    @property
    def common(self) -> tuple[Due, ...]:
        """One for each duty of all places that has passed."""
        return tuple(group[0] for group in self.shared)


def find_shades(store: Store, briefings: Sequence[Briefing]) -> list[Shade]:
    """The layers that the briefings on all places have the numbers for, in the order in which the map offers them."""
    for_every_place = *_bands(briefings[0]), *_rate(store, briefings[0]), *_deadlines(briefings)
    return [*for_every_place, *_measures(store, briefings), _coverage(briefings)]


def coverage_of(briefing: Briefing) -> Figure:
    """How many core measures a place reports."""
    gaps = {gap.indicator.name for gap in briefing.gaps}
    return count([row for row in briefing.core if row.partition(":")[2] not in gaps], geography=briefing.place.code)


def _bands(briefing: Briefing) -> Iterator[Shade]:
    found = before(briefing, BANDED)
    if len(found.all.given) >= STEPS and not found.all.obstacle:
        yield Bands(name="bands", figures={each.geography: each for each in found.all.given}, before=found)


def _rate(store: Store, briefing: Briefing) -> Iterator[Shade]:
    figures = {each.geography: each for each in briefing.standing(RATE)} if RATE in store.indicators else {}
    if len(figures) >= ENOUGH:
        yield Shade(name="rate", kind="rate", figures=figures)


def _deadlines(briefings: Iterable[Briefing]) -> Iterator[Shade]:
    rows = {briefing.place.code: due(briefing) for briefing in briefings}
    own = {code: tuple(each for each in found if each.is_own) for code, found in rows.items() if any(each.is_own for each in found)}
    late = [each for each in next(iter(rows.values())) if each.is_late and not each.is_own]
    shared = tuple(tuple(group) for group in by_duty(late))
    passed = {code: (*own.get(code, ()), *(group[0] for group in shared)) for code in rows}
    figures = {code: count_due(tuple(each for each in found if each.is_late)) for code, found in passed.items() if found}
    if figures:
        yield Deadlines(name="deadlines", figures=figures, own=own, shared=shared)


def _measures(store: Store, briefings: Iterable[Briefing]) -> Iterator[Shade]:
    """The core measures that enough places report at one level; of several levels each is its own."""
    found: dict[tuple[str, str], dict[str, Figure]] = {}
    for briefing in briefings:
        for reading in briefing.readings:
            if reading.indicator.core and not reading.shown.breakdown:
                found.setdefault((reading.measure, reading.shown.level), {})[briefing.place.code] = reading.shown
    order = list(store.indicators)
    for name, level in sorted(found, key=lambda key: (order.index(key[0]), key[1])):
        if len(found[name, level]) >= ENOUGH:
            yield Shade(name=f"{name}-{level}".replace("_", "-"), kind="measure", figures=found[name, level])


def _coverage(briefings: Iterable[Briefing]) -> Shade:
    covered = {briefing.place.code: coverage_of(briefing) for briefing in briefings}
    return Shade(name="coverage", kind="coverage", figures={code: each for code, each in covered.items() if each.value})
