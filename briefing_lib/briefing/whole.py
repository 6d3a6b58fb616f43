"""All that is known of a place, in the order in which a record shows it: by theme and measure, wholes before their parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from briefing_lib.briefing.briefing import Briefing
from briefing_lib.briefing.chain import formulas_with
from briefing_lib.briefing.readings import Reading
from briefing_lib.figures import COUNTED, Figure, Indicator
from briefing_lib.store import Store

WORTH_SHARING = 30
"""From so many letters on, what the notes of several rows of a table have in common is said once."""


def by_measure(store: Store, readings: Sequence[Reading], theme: str) -> list[tuple[Indicator, list[Reading]]]:
    """The readings of a theme, measure by measure in the order of the vocabulary, each with wholes first, then parts, then by level."""
    orders = {name: list(codes) for name, codes in store.codes.items()}

    def order(reading: Reading) -> tuple[object, ...]:
        dimension, _, part = reading.shown.breakdown.partition(":")
        return (dimension, orders[dimension].index(part) if part else 0, orders["level"].index(reading.shown.level))

    measures = [each for each in store.indicators.values() if each.theme == theme]
    found = [(each, sorted((one for one in readings if one.indicator == each), key=order)) for each in measures]
    return [(measure, rows) for measure, rows in found if rows]


def former_readings(briefing: Briefing) -> tuple[Reading, ...]:
    """The readings of the places that became this one."""
    former = {place.code for place in briefing.place.former}
    return tuple(each for each in briefing.elsewhere if each.shown.geography in former)


def shares_of(briefing: Briefing, figure: Figure) -> list[Figure]:
    """The shares that a count is of others: declared ones, and that of a part in its whole."""
    made = formulas_with(briefing, figure) if figure.unit in COUNTED else ()
    return [each for each in made if each.unit == "share" and each.inputs[0] == figure]


def contradictions(briefing: Briefing) -> list[list[Figure]]:
    """Printed values that can't all hold, those of one measure, part and level together."""
    found = []
    for reading in briefing.readings:
        against = {each: briefing.store.find_contradicting(each, briefing.as_of) for each in reading.figures}
        others = {other for each in against.values() for other in each}
        found.append([each for each, told in against.items() if told or each in others])
    return [values for values in found if values]


def shared_notes(notes: Iterable[str]) -> list[str]:
    """What the notes of several rows of a table have in common, in the order in which it first stands."""
    parts = Counter(part for note in notes for part in dict.fromkeys(split_note(note)))
    return [part for part, rows in parts.items() if rows > 1 and len(part) >= WORTH_SHARING]


def split_note(note: str) -> list[str]:
    """The parts of a note, which stand with `; ` between them."""
    return note.split("; ") if note else []
