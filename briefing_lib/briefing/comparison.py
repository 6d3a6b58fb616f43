"""Figures that a briefing derives from what is reported: shares, ranks and standing facts of all places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from briefing_lib.briefing.briefing import Briefing, Reading
from briefing_lib.errors import NotComparable
from briefing_lib.figures.figure import Figure, rank, ratio


def residents_per_unit(briefing: Briefing, place: str | None = None) -> Figure | None:
    """Registered residents for each commune-level unit of a place, where both were counted for one day."""
    code = place or briefing.province.code
    population = briefing.read("registered_population", code)
    if population is None:
        return None
    found = [(residents, units) for units in briefing.unit_lists(code) if (residents := population.on(units.period))]
    return ratio(*found[-1]) if found else None


def standing_figures(briefing: Briefing, indicator: str) -> list[Figure]:
    """A standing fact of every province that has it, for the day on which most have it."""
    if indicator == "residents_per_commune_unit":
        return [figure for province in briefing.store.provinces if (figure := residents_per_unit(briefing, province.code))]
    readings = [reading for province in briefing.store.provinces if (reading := briefing.read(indicator, province.code))]
    days = Counter(figure.period for reading in readings for figure in reading.figures)
    if not days:
        return []
    day = days.most_common(1)[0][0]
    return [chosen for reading in readings if (chosen := reading.on(day))]


def dossier_flows(briefing: Briefing) -> tuple[Reading, ...]:
    """The readings of dossiers received, one for each level that reports them."""
    return tuple(reading for reading in briefing.readings if reading.indicator.name == "dossiers_received")


def share_of(briefing: Briefing, part: str, base: Figure) -> Figure | None:
    """The declared share of a measure in `base`, or None where this place does not report it on the same terms."""
    reading = briefing.find(part, base.level) if part in briefing.store.indicators else None
    if reading is None:
        return None
    try:
        return ratio(reading.shown, base)
    except NotComparable:
        return None


def try_rank(here: Figure, others: Sequence[Figure]) -> Figure | None:
    """The rank of a figure among others, or None where there is no other, or rule or hedge forbids one."""
    try:
        return rank(here, others) if any(each.geography != here.geography for each in others) else None
    except NotComparable:
        return None


def ordered(briefing: Briefing, figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """By value, highest first, where a ranking is allowed; else by the name of the place."""
    if not obstacle(briefing, figures):
        return tuple(sorted(figures, key=lambda each: (-each.value, each.geography)))
    return tuple(sorted(figures, key=lambda each: briefing.labels.place(each.geography)))


def obstacle(briefing: Briefing, figures: Sequence[Figure]) -> Markup:
    """Why these figures of one measure may not be ranked, in words for the reader; blank where they may."""
    say = briefing.language.say
    if len(figures) < 2:
        return say("there are not two values to compare")
    if len({each.level for each in figures}) > 1:
        return say("they speak of different levels")
    if figures[0].unit == "rank":
        return say("they are ranks already, the lowest number the best")
    if len({each.period for each in figures}) > 1:
        return say("their days or periods differ")
    if all(try_rank(each, figures) for each in figures):
        return Markup("")
    return say("a hedged value leaves the order open") if figures[0].period.last_day else say("no day is printed, and the reports differ")
