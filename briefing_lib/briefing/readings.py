"""What is known of one measure at one place and level: the value to show, and all that stands beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from briefing_lib.figures import Figure, Indicator, Period


@dataclass(frozen=True, slots=True)
class Reading:
    """The value to show of a measure at a place and level, and all that stands beside it.

    `confirming` and `conflicting` speak of the same time as `shown`; `earlier` of other times, or of one that is not printed.
    """

    shown: Figure
    confirming: tuple[Figure, ...] = ()
    conflicting: tuple[Figure, ...] = ()
    earlier: tuple[Figure, ...] = ()

    @property
    def indicator(self) -> Indicator:
        return self.shown.indicator

    @property
    def series(self) -> tuple[Figure, ...]:
        """The value to show for each time that is printed, be it only the day of the report, oldest first."""
        chosen = {figure.moment: figure for figure in self._ordered if figure.dated}
        return tuple(sorted(chosen.values(), key=lambda figure: figure.day))

    @property
    def by_time(self) -> tuple[Reading, ...]:
        """The same measure read for each time alone, the time that is shown first."""
        times: dict[object, list[Figure]] = {}
        for figure in reversed(self._ordered):
            times.setdefault(figure.moment, []).append(figure)
        return tuple(read(figures[::-1]) for figures in times.values())

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
    """Choose the value to show: a printed day before an inferred one, the latest day it speaks of, the latest `known_from`.

    Exact goes before hedged, and the last row wins a tie.
    """

    def latest(figure: Figure) -> tuple[bool, dt.date, dt.date, bool]:
        assert figure.source is not None
        return (figure.dated, figure.day, figure.source.known_from, figure.qualifier == "exact")

    *ordered, shown = sorted(figures, key=latest)
    same = [figure for figure in ordered if figure.moment == shown.moment]
    return Reading(
        shown,
        confirming=tuple(figure for figure in same if figure.agrees(shown)),
        conflicting=tuple(figure for figure in same if not figure.agrees(shown)),
        earlier=tuple(figure for figure in ordered if figure.moment != shown.moment),
    )


def read_all(figures: Iterable[Figure]) -> tuple[Reading, ...]:
    """One reading for each measure, place and level among these figures."""
    groups: dict[tuple[str, str, str], list[Figure]] = {}
    for figure in figures:
        groups.setdefault((figure.geography, figure.indicator.name, figure.level), []).append(figure)
    return tuple(read(group) for group in groups.values())


def find_reading(readings: Iterable[Reading], indicator: str, *, level: str | None = None, place: str | None = None) -> Reading | None:
    """The first reading of a measure, at a level and place or at any; None is a gap."""
    fitting = (
        r for r in readings if r.indicator.name == indicator and level in (None, r.shown.level) and place in (None, r.shown.geography)
    )
    return next(fitting, None)
