"""Measures that no report prints and that can be computed from what they print: rates by the day and the resident, declared rates."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from briefing_lib.briefing.briefing import Briefing, brief, read_known
from briefing_lib.briefing.readings import Reading
from briefing_lib.errors import NotComparable
from briefing_lib.figures import Figure, per_day
from briefing_lib.store import Store

RATES = ("per_day", "per_thousand")
_RATE = re.compile(rf"({'|'.join(RATES)})\(([^()]+)\)")


def split_rate(asked: str) -> tuple[str, str]:
    """The rate, blank where none is meant, and the measure that it is of.

    >>> split_rate("per_day(dossiers_received)"), split_rate("area_km2")
    (('per_day', 'dossiers_received'), ('', 'area_km2'))
    """
    found = _RATE.fullmatch(asked)
    return (found[1], found[2]) if found else ("", asked)


@functools.lru_cache(maxsize=8)
def measures_known(store: Store, as_of: dt.date) -> Mapping[str, frozenset[str]]:
    """Each measure, part and rate that places have by a day, in the order of the vocabulary, and the codes of these places.

    A rate is there to set places beside each other, so it is named where two have it.
    """
    order = {name: number for number, name in enumerate(store.indicators)}
    known = sorted(_known(store, as_of), key=lambda each: order[each.partition("/")[0]])
    declared = [name for name, each in store.indicators.items() if each.numerator and each.standing and name not in known]
    asked = [*known, *declared, *(f"{rate}({name})" for name in known for rate in RATES)]
    root = frozenset((store.places.root.code,))
    found = {each: frozenset(reading.shown.geography for reading in readings_of(store, as_of, each)) - root for each in asked}
    fewest = {each: 2 if split_rate(each)[0] else 1 for each in asked}
    named = (each for each in asked if len(found[each]) >= fewest[each])
    return {each: found[each] for each in sorted(named, key=lambda each: order[split_rate(each)[1].partition("/")[0]])}


@functools.lru_cache(maxsize=8)
def _known(store: Store, as_of: dt.date) -> Mapping[str, tuple[Reading, ...]]:
    """All readings of all places, by measure."""
    found: dict[str, list[Reading]] = {}
    for each in read_known(store, as_of):
        found.setdefault(each.measure, []).append(each)
    return {measure: tuple(readings) for measure, readings in found.items()}


@functools.lru_cache(maxsize=8)
def _whole(store: Store, as_of: dt.date) -> Briefing:
    return brief(store, store.places.root, as_of)


@functools.lru_cache(maxsize=2048)
def readings_of(store: Store, as_of: dt.date, asked: str) -> tuple[Reading, ...]:
    """All readings of a measure by a day, of all places; those of a rate are computed, as are those of a declared one that none prints."""
    rate, measure = split_rate(asked)
    found, indicator = _known(store, as_of).get(measure, ()), store.indicators[measure.partition("/")[0]]
    if rate:
        compute = per_day if rate == RATES[0] else _whole(store, as_of).per_thousand
        return tuple(rated for each in found if not indicator.standing and (rated := _rated(each, compute)))
    if not found and indicator.numerator and indicator.standing:
        return tuple(map(Reading, _whole(store, as_of).standing(measure)))
    return found


def _rated(reading: Reading, compute: Callable[[Figure], Figure]) -> Reading | None:
    """A reading with the rates of its figures; None where the one that is shown has none."""

    def of(figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
        made = []
        for each in figures:
            try:
                made.append(compute(each))
            except NotComparable:
                continue
        return tuple(made)

    shown = of((reading.shown,))
    return Reading(shown[0], of(reading.confirming), of(reading.conflicting), of(reading.earlier)) if shown else None


def with_measure(briefing: Briefing, asked: str) -> Briefing:
    """The briefing, with the readings of a measure as they are asked for: computed where it is a rate."""
    rate, measure = split_rate(asked)
    found = readings_of(briefing.store, briefing.as_of, asked)
    if not rate and any(each.measure == measure for each in (*briefing.readings, *briefing.elsewhere, *briefing.national)):
        return briefing

    def of(kept: tuple[Reading, ...], is_there: Callable[[str], bool]) -> tuple[Reading, ...]:
        return (*(each for each in kept if each.measure != measure), *(each for each in found if is_there(each.shown.geography)))

    here, root = briefing.place.code, briefing.store.places.root.code
    return replace(
        briefing,
        readings=of(briefing.readings, lambda code: code == here),
        elsewhere=of(briefing.elsewhere, lambda code: code not in (here, root)),
        national=of(briefing.national, lambda code: code == root),
    )
