"""What else is known beside one figure: other reports of its measure, and the formulas that it goes into."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from briefing_lib.briefing.briefing import Briefing
from briefing_lib.errors import NotComparable
from briefing_lib.figures import COUNTED, Figure, Period, Source, contradicting, difference, per_day, ratio, total


@dataclass(frozen=True, slots=True)
class Other:
    """Another figure of the same measure, place and level; `relation` is confirms, contradicts, other_period or reprint."""

    figure: Figure
    relation: str


def other_reports(briefing: Briefing, figure: Figure) -> tuple[Other, ...]:
    """What else is known of this measure at this place and level by the day of the briefing, oldest first."""
    known = briefing.store.find_figures(geography=figure.geography, indicator=figure.indicator.name, known_by=briefing.as_of)
    alike = (figure.level, figure.breakdown)
    same = (each for each in known if (each.level, each.breakdown) == alike and each.figure_id != figure.figure_id)
    return tuple(Other(each, relation_of(figure, each)) for each in sorted(same, key=lambda each: each.day))


def formulas_with(briefing: Briefing, figure: Figure) -> tuple[Figure, ...]:
    """Its rates, and each declared share, sum and difference that it goes into with figures of the same place, level and period."""
    known = briefing.store.find_figures(geography=figure.geography, known_by=briefing.as_of)
    beside = [each for each in known if (each.level, each.period) == (figure.level, figure.period)]
    made = {each.reference: each for each in (*_formulas(figure, beside), *_rates(briefing, figure))}
    return tuple(made.values())


def relation_of(figure: Figure, other: Figure) -> str:
    """How another figure of its measure, place and level stands to a figure; the codes are those of `Other`."""
    if contradicting(figure, (other,)) or contradicting(other, (figure,)):
        return "contradicts"
    if other.agrees(figure) and (_reprints(figure.source, other.source) or _reprints(other.source, figure.source)):
        return "reprint"
    one_report = figure.period == Period() and figure.source != other.source
    if other.period != figure.period or one_report:
        return "other_period"
    return "confirms" if other.agrees(figure) else "contradicts"


def _reprints(one: Source | None, other: Source | None) -> bool:
    return bool(one and other and one.original == other.source_id)


def _formulas(figure: Figure, beside: list[Figure]) -> Iterator[Figure]:
    for other in beside:
        for formula in (ratio, difference) if figure.unit in COUNTED else (ratio,):
            for one, two in ((figure, other), (other, figure)):
                if one is not two and (made := _try(lambda: formula(one, two))):  # noqa: B023 called at once
                    yield made
    same = (each for each in (*beside, figure) if each.source == figure.source and each.indicator == figure.indicator)
    parts = {each.breakdown: each for each in same}
    if (made := _try(lambda: total([parts[part] for part in figure.indicator.parts if part in parts]))) and figure in made.inputs:
        yield made


def _rates(briefing: Briefing, figure: Figure) -> Iterator[Figure]:
    """By the day of its period, and by the thousand residents; a flow by both at once. What stands has its own declared rates."""
    for rate in () if figure.indicator.standing else (lambda: per_day(figure), lambda: briefing.per_thousand(figure)):
        if made := _try(rate):
            yield made


def _try(formula: Callable[[], Figure]) -> Figure | None:
    """What the formula gives, or None where the rules of comparison forbid it."""
    try:
        return formula()
    except NotComparable:
        return None
