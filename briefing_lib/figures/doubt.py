"""Doubt with measure: which of the doubts of a figure could change what a reader concludes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from briefing_lib.figures.figure import Figure
from briefing_lib.figures.interval import Interval, interval_of

SLIGHT = Decimal("0.01")
"""Two values that differ by no more than this part of the smaller one lead to the same conclusion; percentages by a point."""


def mark_doubts(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """The figures, each with `marked`, those of its doubts that a number must carry wherever it stands, and with what disputes it
    (`disputed`, `against`).

    A doubt of the day says nothing against the number; it stands where the day stands. `contradicted` marks where a value that
    contradicts it differs by more than a hundredth (a percentage by more than a point), or where none is of the same measure (a sum
    or a share contradicts it), so that nobody can say by how much; `rounding` where as much may be rounded away. All others mark.
    """
    given = tuple(figures)
    alike: dict[tuple[str, str, str], list[Figure]] = {}
    for figure in given:
        alike.setdefault(_key(figure), []).append(figure)
    return tuple(_weighed(each, alike[_key(each)]) if each.doubts else each for each in given)


def contradicting(figure: Figure, others: Iterable[Figure]) -> tuple[Figure, ...]:
    """Those that can't hold beside a contradicted figure: of its measure, part, place and level, and of one time with it.

    Values of different times contradict each other where both are marked so in the data: a fact that stands, a total that only grows.
    """
    if "contradicted" not in figure.doubts or figure.formula:
        return ()
    alike = (each for each in others if _key(each) == _key(figure) and not each.agrees(figure))
    return tuple(each for each in alike if each.moment == figure.moment or "contradicted" in each.doubts)


def _key(figure: Figure) -> tuple[str, str, str]:
    return (figure.measure, figure.geography, figure.level)


def _weighed(figure: Figure, alike: list[Figure]) -> Figure:
    against = contradicting(figure, alike)
    disputed = None
    if "contradicted" in figure.doubts:  # by a sum or a share, where by no value: nobody weighed by how much
        spans = [each.interval for each in (figure, *against)]
        lows, highs = [each.low for each in spans], [each.high for each in spans]
        disputed = Interval(_end(min, lows), _end(max, highs)) if against else Interval(None, None)
    return replace(figure, marked=_marked(figure, against), disputed=disputed, against=against)


def _end(choose: Callable[[Iterable[Decimal]], Decimal], ends: Sequence[Decimal | None]) -> Decimal | None:
    """The outermost of several ends; None where one of them is open."""
    given = [each for each in ends if each is not None]
    return choose(given) if len(given) == len(ends) else None


def _marked(figure: Figure, against: tuple[Figure, ...]) -> tuple[str, ...]:
    rounded = interval_of(figure.value, "approx")
    marks = {
        "date": False,
        "contradicted": not against or any(_apart(figure, each.value) for each in against),
        "rounding": _apart(figure, rounded.high or figure.value),
    }
    return tuple(code for code in figure.doubts if marks.get(code, True))


def _apart(figure: Figure, value: Decimal) -> bool:
    """Whether another value would change what a reader concludes from this one."""
    slight = Decimal(1) if figure.unit == "percent" else SLIGHT * min(abs(figure.value), abs(value))
    return abs(figure.value - value) > slight
