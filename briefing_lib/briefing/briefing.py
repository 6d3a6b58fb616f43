"""Everything that a page shows, as one frozen value, as of a day."""

from __future__ import annotations

import datetime as dt
import functools
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from briefing_lib.errors import WrongParameter
from briefing_lib.figures.figure import Figure, total
from briefing_lib.figures.indicator import Indicator
from briefing_lib.figures.period import Period
from briefing_lib.figures.source import Source
from briefing_lib.store.places import FIRST_DAY, NATION, Province
from briefing_lib.store.schema import near
from briefing_lib.store.store import Commitment, Finding, Store, open_store
from briefing_lib.wording.cards import card
from briefing_lib.wording.language import Labels, Language, language_of, plain

Record = TypeVar("Record", Commitment, Finding)
LEVELS = ("all", "commune", "province", "department", "land_registry", "district", "ministry", "national")
"""Whose work a figure counts; where equally many provinces report at two of these, the first is shown."""
UNIT_KINDS = ("communes", "wards", "special_zones")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of one measure at one place and level: the value to show, and all that stands beside it.

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


@dataclass(frozen=True, slots=True)
class Gap:
    """A core measure that this place does not report, and the places that do."""

    indicator: Indicator
    elsewhere: tuple[Figure, ...]


@dataclass(frozen=True, kw_only=True)
class Briefing:
    """One place on one day: its readings, gaps, commitments and findings, and those of the nation beside them."""

    store: Store
    province: Province
    as_of: dt.date
    language: Language
    figures: tuple[Figure, ...]
    readings: tuple[Reading, ...]
    national: tuple[Reading, ...]
    elsewhere: tuple[Reading, ...]
    gaps: tuple[Gap, ...]
    commitments: tuple[Commitment, ...]
    findings: tuple[Finding, ...]
    national_findings: tuple[Finding, ...]

    def __repr__(self) -> str:
        return f"Briefing({self.province.name_en}, as of {self.as_of}: {len(self.figures)} figures, {len(self.gaps)} gaps)"

    def _repr_html_(self) -> str:
        themes = Counter(reading.indicator.theme for reading in self.readings)
        gaps = ", ".join(plain(self.labels.within(gap.indicator.name)) for gap in self.gaps)
        rows = (
            ("Figures", len(self.figures)), ("Measures", ", ".join(f"{theme} {many}" for theme, many in themes.items())),
            ("Reports", len(self.sources)), ("Core measures not reported", gaps),
            ("Conflicts", len(self.conflicts)), ("Commitments", len(self.commitments)), ("Findings", len(self.findings)),
        )  # fmt: skip
        return card(f"Briefing: {self.province.name_en}, as of {self.as_of}", rows)

    @functools.cached_property
    def labels(self) -> Labels:
        return Labels(self.store, self.language)

    @property
    def conflicts(self) -> tuple[Reading, ...]:
        """Measures in which two printed values of one time can't both hold, each read for that time alone."""
        return tuple(each for reading in self.readings for each in reading.by_time if each.conflicting)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The reports behind this place's figures and findings, in the order of the package."""
        used = {figure.source for figure in self.figures} | {each.source for each in self.findings}
        return tuple(source for source in self.store.sources.values() if source in used)

    def find(self, indicator: str, level: str | None = None) -> Reading | None:
        """This place's reading of a measure, at a level or at any; None is a gap.

        Raises WrongParameter for a measure or level that the package does not know.

        >>> open_briefing("Da Nang").find("dossiers_received", "commune").shown
        Figure(dossiers_received 48 commune: 182661 count, baochinhphu-2025-10-01-da-nang.p4.1)
        """
        return _find(self.readings, *self._known(indicator, level))

    def find_national(self, indicator: str, level: str | None = None) -> Reading | None:
        """The nation's reading of a measure; None where no report in hand gives one."""
        return _find(self.national, *self._known(indicator, level))

    def _known(self, indicator: str, level: str | None) -> tuple[str, str | None]:
        if level is not None and level not in LEVELS:
            raise WrongParameter("level", level, f"the levels are {', '.join(LEVELS)}{near(str(level), LEVELS)}")
        return find_indicator(self.store, indicator).name, level

    def beside(self, indicator: str, level: str | None = None) -> tuple[Reading, ...]:
        """Other provinces' readings of a measure, by code; raises as `find` does."""
        self._known(indicator, level)
        return tuple(r for r in self.elsewhere if r.indicator.name == indicator and level in (None, r.shown.level))

    def under(self, *themes: str) -> tuple[Reading, ...]:
        """This place's readings under these headings, in the order of the vocabulary."""
        return tuple(reading for reading in self.readings if reading.indicator.theme in themes)

    def read(self, indicator: str, place: str) -> Reading | None:
        """Any place's reading of a measure."""
        if place == self.province.code:
            return _find(self.readings, indicator, None)
        return next((r for r in self.elsewhere if r.indicator.name == indicator and r.shown.geography == place), None)

    def unit_lists(self, place: str) -> tuple[Figure, ...]:
        """Commune-level units of a place by each report that counts communes, wards and special zones, oldest first."""
        lists: dict[object, dict[str, Figure]] = {}
        for reading in (*self.readings, *self.elsewhere):
            if reading.indicator.name in UNIT_KINDS and reading.shown.geography == place:
                for figure in reading.figures:
                    lists.setdefault(figure.source, {})[figure.indicator.name] = figure
        complete = (total([parts[kind] for kind in UNIT_KINDS]) for parts in lists.values() if len(parts) == len(UNIT_KINDS))
        return tuple(sorted(complete, key=lambda each: each.day))


def open_briefing(province: str | int, *, as_of: str = "", language: str = "en", folder: str | os.PathLike[str] | None = None) -> Briefing:
    """The briefing on a province (a code or any name, old or new) as of a day (blank: the latest that the data know).

    Raises UnknownProvince, WrongParameter for a day or language that can't be had, and the errors of `open_store`.

    >>> open_briefing("quang nam", as_of="2025-10-01")
    Briefing(Da Nang, as of 2025-10-01: 20 figures, 10 gaps)
    """
    store = open_store(folder)
    return brief(store, province=store.provinces.find(province), as_of=check_day(as_of, store), language=language_of(language))


def find_indicator(store: Store, measure: str) -> Indicator:
    """The measure of this name; WrongParameter with the nearest name where there is none."""
    if measure not in store.indicators:
        raise WrongParameter("measure", measure, f"indicators.csv has no such measure{near(str(measure), list(store.indicators))}")
    return store.indicators[measure]


def check_day(as_of: str | dt.date, store: Store) -> dt.date:
    """The day meant by an `as_of` parameter.

    Raises WrongParameter for text that is no day, a day before the two-tier model, or one that no report reaches.
    """
    if not as_of:
        return store.latest_day
    as_of = str(as_of)
    try:
        day = dt.date.fromisoformat(as_of if re.fullmatch(r"\d{4}-\d\d-\d\d", as_of, re.ASCII) else "")
    except ValueError:
        raise WrongParameter("as_of", as_of, "give a day that exists, as 2025-10-01") from None
    if not FIRST_DAY <= day <= store.latest_day:
        advice = f"give a day from {FIRST_DAY}, the first of the two-tier model, to {store.latest_day}, the latest that the data know"
        raise WrongParameter("as_of", as_of, advice)
    return day


def brief(store: Store, *, province: Province, as_of: dt.date, language: Language) -> Briefing:
    """The briefing on one province from an open store; uses only what was known by `as_of`."""
    known = [figure for figure in store.figures if figure.source is not None and figure.source.known_from <= as_of]
    readings = tuple(_read(known, lambda figure: figure.geography == province.code))
    elsewhere = tuple(_read(known, lambda figure: figure.geography not in (NATION, province.code)))
    present = {reading.indicator.name for reading in readings}
    return Briefing(
        store=store,
        province=province,
        as_of=as_of,
        language=language,
        figures=tuple(figure for figure in known if figure.geography == province.code),
        readings=readings,
        national=tuple(_read(known, lambda figure: figure.geography == NATION)),
        elsewhere=elsewhere,
        gaps=tuple(
            Gap(indicator, tuple(reading.shown for reading in elsewhere if reading.indicator == indicator))
            for indicator in store.indicators.values()
            if indicator.core and indicator.name not in present
        ),
        commitments=tuple(each for each in _known(store.commitments, as_of) if each.applies_to(province.code)),
        findings=tuple(each for each in _known(store.findings, as_of) if each.geography == province.code),
        national_findings=tuple(each for each in _known(store.findings, as_of) if each.geography == NATION),
    )


def _known(records: Iterable[Record], as_of: dt.date) -> list[Record]:
    return [record for record in records if record.source.known_from <= as_of]


def _find(readings: Iterable[Reading], indicator: str, level: str | None) -> Reading | None:
    found = (r for r in readings if r.indicator.name == indicator and level in (None, r.shown.level))
    return next(found, None)


def _read(figures: Iterable[Figure], wanted: Callable[[Figure], bool]) -> Iterable[Reading]:
    """One reading for each measure, place and level among the wanted figures."""
    groups: dict[tuple[str, str, str], list[Figure]] = {}
    for figure in filter(wanted, figures):
        groups.setdefault((figure.geography, figure.indicator.name, figure.level), []).append(figure)
    return [read(group) for group in groups.values()]


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
