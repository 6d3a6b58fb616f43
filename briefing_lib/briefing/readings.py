"""What is known of one measure, or of a part of it, at one place and level: the value to show, and all that stands beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from briefing_lib.figures import KINDS, Figure, Indicator, Period, contradicting


@dataclass(frozen=True, slots=True)
class Reading:
    """The value to show of a measure at a place and level, and all that stands beside it.

    `confirming` and `conflicting` speak of the same time as `shown`; a value of another time conflicts where both are marked so in the
    data. `earlier` speak of other times, or of one that is not printed, or only reprint what another report in hand has.
    """

    shown: Figure
    confirming: tuple[Figure, ...] = ()
    conflicting: tuple[Figure, ...] = ()
    earlier: tuple[Figure, ...] = ()

    @property
    def indicator(self) -> Indicator:
        return self.shown.indicator

    @property
    def measure(self) -> str:
        """What is read: the name of the measure, with the part of it that is counted."""
        return self.shown.measure

    @property
    def series(self) -> tuple[Figure, ...]:
        """The value to show for each time that is printed, be it only the day of the report, oldest first; none of a mere reprint."""
        reprints = _reprints(self.figures)
        chosen = {figure.moment: figure for figure in self._ordered if figure.dated and figure not in reprints}
        return tuple(sorted(chosen.values(), key=lambda figure: figure.day))

    @property
    def by_time(self) -> tuple[Reading, ...]:
        """The same measure read for each time alone, the time that is shown first."""
        times: dict[object, list[Figure]] = {}
        for figure in reversed(self._ordered):
            times.setdefault(figure.moment, []).append(figure)
        return tuple(read(figures[::-1]) for figures in times.values())

    @property
    def conflicts(self) -> tuple[Reading, ...]:
        """Those of `by_time` in which values can't both hold; for the time that is shown this one, where others conflict with it."""
        first, *others = self.by_time
        is_across = any(each.moment != self.shown.moment for each in self.conflicting)
        return tuple(each for each in (self if is_across else first, *others) if each.conflicting)

    def on(self, period: Period) -> Figure | None:
        """The value to show for one period, or None where no report speaks of it."""
        return {figure.period: figure for figure in self._ordered}.get(period)

    @property
    def _ordered(self) -> tuple[Figure, ...]:
        """All figures, those that yield to others first."""
        return (*self.earlier, *self.conflicting, *self.confirming, self.shown)

    @property
    def figures(self) -> tuple[Figure, ...]:
        return (self.shown, *self.confirming, *self.conflicting, *self.earlier)


def read(figures: Sequence[Figure]) -> Reading:
    """Choose the value to show among figures of one measure, part, place and level, by one rule.

    A reprint gives way to its original, and never confirms it. Then the value with the latest day it speaks of is shown (a printed
    day, be it only that of the report, goes before an inferred one), of one day that from the better kind of report, then the one known
    latest, then an exact one; the last row wins a tie. But a newer value that is doubted, or hedged so that an older one still fits it,
    does not displace an older one that is exact and undoubted: it says less, and stands beside it. (A doubt of
    the day alone leaves the value undoubted. A value whose day nobody prints displaces none that has one: it may be of any time.)
    """
    if len(figures) == 1:  # as most are
        return Reading(figures[0])
    reprints = sorted(_reprints(figures), key=_witness)
    originals = sorted((figure for figure in figures if figure not in reprints), key=_witness)
    shown = (originals or reprints)[-1]
    for older in reversed(originals[:-1]):
        if _says_more(older, shown):
            shown = older
    others = [figure for figure in (*reprints, *originals) if figure is not shown]
    marked = contradicting(shown, others)
    conflicting = [figure for figure in others if figure in marked or (figure.moment == shown.moment and not figure.agrees(shown))]
    confirming = [figure for figure in originals if figure is not shown and figure.moment == shown.moment and figure.agrees(shown)]
    beside = {id(figure) for figure in (*conflicting, *confirming)}
    earlier = tuple(figure for figure in others if id(figure) not in beside)
    return Reading(shown, tuple(confirming), tuple(conflicting), earlier)


def _reprints(figures: Sequence[Figure]) -> list[Figure]:
    """Those whose report reprints the report of another one of them."""
    in_hand = {figure.source.source_id for figure in figures if figure.source}
    return [figure for figure in figures if figure.source and figure.source.original in in_hand]


def _witness(figure: Figure) -> tuple[object, ...]:
    source = figure.source
    assert source is not None
    return (figure.dated, figure.day, -KINDS.index(source.kind), source.known_from, figure.qualifier == "exact")


def _says_more(older: Figure, newer: Figure) -> bool:
    """Whether an exact, undoubted value is not displaced by a newer one; a doubt of its day alone does not touch a value."""
    doubted = set(newer.doubts) - {"date"}
    if older.qualifier != "exact" or set(older.doubts) - {"date"} or (newer.dated and not older.dated):
        return False
    return bool(doubted) or (newer.qualifier != "exact" and newer.interval.meets(older.interval))


def read_all(figures: Iterable[Figure]) -> tuple[Reading, ...]:
    """One reading for each measure or part, place and level among these figures."""
    groups: dict[tuple[str, str, str], list[Figure]] = {}
    for figure in figures:
        groups.setdefault((figure.geography, figure.measure, figure.level), []).append(figure)
    return tuple(read(group) for group in groups.values())


def by_measure(readings: Iterable[Reading]) -> dict[str, list[Reading]]:
    """The readings of each measure or part, in their order."""
    groups: dict[str, list[Reading]] = {}
    for each in readings:
        groups.setdefault(each.measure, []).append(each)
    return groups


def find_reading(readings: Iterable[Reading], indicator: str, *, level: str | None = None, place: str | None = None) -> Reading | None:
    """The first reading of a measure (or part, as `name/dimension:value`), at a level and place or at any; None is a gap."""
    fitting = (r for r in readings if r.measure == indicator and level in (None, r.shown.level) and place in (None, r.shown.geography))
    return next(fitting, None)
