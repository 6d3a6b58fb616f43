"""Everything that a page shows, as one frozen value, about a place and as of a day; it knows no language."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from briefing_lib.briefing.readings import Reading, by_measure, find_reading, read_all
from briefing_lib.calls import checked
from briefing_lib.errors import NotComparable, WrongParameter, hint
from briefing_lib.figures import COUNTED, Figure, Indicator, Source, per_day, per_thousand, ratio, total, total_of_places
from briefing_lib.store import Commitment, Finding, Place, Store

Record = TypeVar("Record", Commitment, Finding)
YEAR = dt.timedelta(days=365)
"""How far past the latest that the data know a page may be dated."""
WEEK = dt.timedelta(days=7)
"""How far back a page looks for what has changed, where no day is given."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A core measure of which this place reports neither the whole nor all parts; who reports the whole, and the parts reported here."""

    indicator: Indicator
    elsewhere: tuple[Figure, ...]
    in_part: tuple[Figure, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Briefing:
    """One place on one day: its readings, gaps, commitments and findings, and those of the nation and of other places beside them.

    `since` is the day that it is compared with where it says what has changed; `compared` are codes of the places, and `measures` names
    of the measures, that a comparison is asked for.
    """

    store: Store
    place: Place
    as_of: dt.date
    since: dt.date
    compared: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    figures: tuple[Figure, ...]
    readings: tuple[Reading, ...]
    national: tuple[Reading, ...]
    elsewhere: tuple[Reading, ...]
    gaps: tuple[Gap, ...]
    commitments: tuple[Commitment, ...]
    findings: tuple[Finding, ...]
    national_findings: tuple[Finding, ...]

    def __repr__(self) -> str:
        return f"Briefing({self.place.name()}, as of {self.as_of}: {len(self.figures)} figures, {len(self.gaps)} gaps)"

    @property
    def conflicts(self) -> tuple[Reading, ...]:
        """Measures in which two printed values can't both hold: of one time, each read for that time alone, or of several, where the
        data mark both.
        """
        return tuple(each for reading in self.readings for each in reading.conflicts)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The reports behind this place's figures and findings, in the order of the package."""
        used = {figure.source for figure in self.figures} | {each.source for each in self.findings}
        return tuple(source for source in self.store.sources.values() if source in used)

    @property
    def work(self) -> tuple[Figure, ...]:
        """The figures on how the new model works: no standing facts, nothing that ended before it began."""
        return tuple(each for each in self.figures if not each.indicator.standing and each.day >= self.store.topic.first_day)

    @property
    def newest(self) -> Figure | None:
        """The figure on its work that speaks of the latest day, of a printed one where there is any."""
        return max([each for each in self.work if each.dated] or self.work, key=lambda each: each.day, default=None)

    @property
    def core(self) -> list[str]:
        """The measures that every briefing looks for, as rows that can be counted."""
        return [f"indicators:{name}" for name, each in self.store.indicators.items() if each.core]

    @property
    def own_findings(self) -> tuple[Finding, ...]:
        """What bodies of the place itself, or persons in them, say of it."""
        return tuple(each for each in self.findings if each.stated_by and self._is_own(each.stated_by))

    @property
    def own_figures(self) -> tuple[Figure, ...]:
        """The figures on its work that bodies of the place itself, or persons in them, stated."""
        return tuple(each for each in self.work if each.stated_by and self._is_own(each.stated_by))

    def _is_own(self, body: str) -> bool:
        return any(name.startswith(f"{self.place.slug}-") for name in (body, self.store.bodies[body].part_of))

    @checked
    def find(self, indicator: str, level: str | None = None) -> Reading | None:
        """This place's reading of a measure, or of a part of it (`name/dimension:value`), at a level or at any; None is a gap.

        Raises WrongParameter for a measure or level that the package does not know.

        >>> import briefing_lib as bl
        >>> bl.open().briefing("Da Nang").find("dossiers_received", "commune").shown
        Figure(dossiers_received, Da Nang, commune: 182661 count, baochinhphu-2025-10-01-da-nang.p4.1)
        """
        self._check(indicator, level)
        return find_reading(self._own.get(indicator, ()), indicator, level=level)

    @checked
    def find_national(self, indicator: str, level: str | None = None) -> Reading | None:
        """The nation's reading of a measure; None where no report in hand gives one."""
        self._check(indicator, level)
        return find_reading(self.national, indicator, level=level)

    @functools.cached_property
    def _own(self) -> dict[str, list[Reading]]:
        return by_measure(self.readings)

    @functools.cached_property
    def _others(self) -> dict[str, list[Reading]]:
        return by_measure(self.elsewhere)

    @functools.cached_property
    def _places_beside(self) -> frozenset[str]:
        return frozenset(place.code for place in self.store.places.beside(self.place))

    def _code(self, place: str) -> str:
        """The code of a place by its code, be it one that ended, or any name; blank means this place. Raises UnknownPlace."""
        return place if place in self.store.places.codes else self.store.places.find(place).code if place else self.place.code

    def _check(self, indicator: str, level: str | None = None) -> None:
        levels = list(self.store.codes["level"])
        if level is not None and level not in levels:
            raise WrongParameter("level", level, f"the levels are {', '.join(levels)}{hint(str(level), levels)}")
        self.store.find_indicator(indicator)

    @checked
    def beside(self, indicator: str, level: str | None = None) -> tuple[Reading, ...]:
        """Readings of a measure of the present places beside this one (see `Places.beside`), by code; `read` has those of former ones.

        Raises as `find` does.
        """
        self._check(indicator, level)
        places = self._places_beside
        present = (reading for reading in self._others.get(indicator, ()) if reading.shown.geography in places)
        return tuple(reading for reading in present if level in (None, reading.shown.level))

    @checked
    def under(self, *themes: str) -> tuple[Reading, ...]:
        """This place's readings under these headings, in the order of the vocabulary."""
        return tuple(reading for reading in self.readings if reading.indicator.theme in themes)

    @checked
    def levels_of(self, indicator: str) -> tuple[Reading, ...]:
        """This place's readings of a measure, one for each level that reports it; none of one that the package does not know."""
        return tuple(self._own.get(indicator, ()))

    @checked
    def read(self, indicator: str, place: str = "") -> Reading | None:
        """Any place's reading of a measure, at whatever level stands first; blank means this place. Raises UnknownPlace.

        None is a gap, as is a measure that the package does not know: pages of any topic ask for what theirs may lack.
        """
        place = self._code(place)
        if place == self.place.code:
            return find_reading(self._own.get(indicator, ()), indicator)
        return find_reading(self._others.get(indicator, ()), indicator, place=place)

    @checked
    def share(self, part: str, base: Figure | None) -> Figure | None:
        """The declared share of a measure in `base`, or None where this place does not report it on the same terms."""
        reading = find_reading(self._own.get(part, ()), part, level=base.level) if base else None
        if reading is None or base is None:
            return None
        try:
            return ratio(reading.shown, base)
        except NotComparable:
            return None

    @checked
    def sums(self, whole: str, place: str = "") -> tuple[Figure, ...]:
        """A whole of a place as each report adds it up that prints all of its parts, oldest first."""
        parts, lists, code = self.store.find_indicator(whole).parts, dict[object, dict[str, Figure]](), self._code(place)
        known = self._own if code == self.place.code else self._others
        for reading in (each for part in parts for each in known.get(f"{whole}/{part}", ()) if each.shown.geography == code):
            for figure in reading.figures:
                lists.setdefault(figure.source, {})[figure.breakdown] = figure
        complete = (total([found[part] for part in parts]) for found in lists.values() if len(found) == len(parts))
        return tuple(sorted(complete, key=lambda each: each.day))

    @checked
    def rate(self, indicator: str, place: str = "") -> Figure | None:
        """A declared rate over a sum of parts, as residents for each unit, where both were counted for one day."""
        rate = self.store.find_indicator(indicator)
        above = self.read(rate.numerator, place)
        if above is None:
            return None
        found = [(figure, below) for below in self.sums(rate.denominator, place) if (figure := above.on(below.period))]
        return ratio(*found[-1]) if found else None

    @checked
    def residents(self, place: str = "") -> Figure | None:
        """The residents that a rate of a place is of: for the day on which most places have them; blank means this place."""
        return _residents(self.store, self.as_of).get(self._code(place))

    @checked
    def per_thousand(self, figure: Figure) -> Figure:
        """A count, or a flow by the day, of any place for each thousand of its residents; a flow is first taken by the day.

        So figures of places that differ in size, and in the period that is reported, stand side by side. Raises NotComparable for what is
        no count, or where no report in hand says how many live there.

        >>> import briefing_lib as bl
        >>> da_nang = bl.open().briefing("Da Nang")
        >>> da_nang.per_thousand(da_nang.find("dossiers_received", "commune").shown).unit
        'per_thousand_per_day'
        """
        residents = self.residents(figure.geography)
        if residents is None:
            raise NotComparable(f"{figure!r}: no report in hand says how many residents there are")
        return per_thousand(per_day(figure) if figure.period.start and figure.unit in COUNTED else figure, residents)

    @checked
    def whole(self, indicator: str) -> Figure | None:
        """A standing count over all places together, for the day on which most have it; None where one of them lacks it."""
        found = self.standing(indicator)
        try:
            root = self.store.places.root
            return total_of_places(found, [place.code for place in self.store.places], root.code, root.name())
        except NotComparable:
            return None

    @checked
    def standing(self, indicator: str) -> list[Figure]:
        """A standing fact of every place beside this one that has it, and of itself, for the day on which most have it.

        A declared rate is computed for each.
        """
        places = [place.code for place in self.store.places.beside(self.place)]
        measure = self.store.find_indicator(indicator)
        readings = [reading for code in places if (reading := self.read(indicator, code))]
        if measure.numerator and not readings:
            return [figure for code in places if (figure := self.rate(indicator, code))]
        days = Counter(figure.period for reading in readings for figure in reading.figures)
        if not days:
            return []
        day = days.most_common(1)[0][0]
        return [chosen for reading in readings if (chosen := reading.on(day))]


def check_day(as_of: str | dt.date, store: Store) -> dt.date:
    """The day meant by an `as_of` parameter; a report on progress is due each week, whether or not a source came in.

    Raises WrongParameter for text that is no day, a day before the change, or one more than a year after the latest that the data know.
    """
    if not as_of:
        return store.latest_day
    day = _read_day("as_of", as_of)
    first, last = store.topic.first_day, store.latest_day + YEAR
    if not first <= day <= last:
        advice = f"give a day from {first}, the first of the change, to {last}, a year after the latest that the data know"
        raise WrongParameter("as_of", str(as_of), advice)
    return day


def check_since(since: str | dt.date, as_of: dt.date) -> dt.date:
    """The earlier day meant by a `since` parameter; blank means a week before. Raises WrongParameter for a day that is not before."""
    if not since:
        return as_of - WEEK
    day = _read_day("since", since)
    if day >= as_of:
        raise WrongParameter("since", str(since), f"give a day before {as_of}, the day of the page")
    return day


def _read_day(parameter: str, asked: str | dt.date) -> dt.date:
    text = str(asked.date() if isinstance(asked, dt.datetime) else asked)  # pandas has no days but moments
    try:
        return dt.date.fromisoformat(text if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) else "")
    except ValueError:
        raise WrongParameter(parameter, text, "give a day that exists, as 2025-10-01") from None


def brief(store: Store, place: Place, as_of: dt.date, since: dt.date | None = None) -> Briefing:
    """The briefing on one place from an open store; uses only what was known by `as_of`, compared with `since` (None: a week before)."""
    store = store.around(place, as_of).on(as_of)
    root = store.places.root.code
    circle = frozenset(store.places.circle(place))
    known = [each for each in read_known(store, as_of) if each.shown.geography in circle]
    readings = tuple(each for each in known if each.shown.geography == place.code)
    elsewhere = tuple(each for each in known if each.shown.geography not in (root, place.code))
    present = {reading.measure for reading in readings}
    shown_elsewhere: dict[str, list[Figure]] = {}
    for reading in elsewhere:
        shown_elsewhere.setdefault(reading.measure, []).append(reading.shown)
    return Briefing(
        store=store,
        place=place,
        as_of=as_of,
        since=since or as_of - WEEK,
        figures=store.find_figures(geography=place.code, known_by=as_of),
        readings=readings,
        national=tuple(each for each in known if each.shown.geography == root),
        elsewhere=elsewhere,
        gaps=tuple(
            Gap(
                indicator,
                elsewhere=tuple(shown_elsewhere.get(indicator.name, ())),
                in_part=tuple(reading.shown for reading in readings if reading.indicator.name == indicator.name),
            )
            for indicator in store.indicators.values()
            if indicator.core and indicator.name not in present and not (indicator.parts and present.issuperset(indicator.part_names))
        ),
        commitments=tuple(each for each in _known(store.commitments, as_of) if store.binds(each, place)),
        findings=tuple(each for each in _known(store.findings, as_of) if place.code in each.geographies),
        national_findings=tuple(each for each in _known(store.findings, as_of) if root in each.geographies),
    )


@functools.lru_cache(maxsize=32)
def read_known(store: Store, as_of: dt.date) -> tuple[Reading, ...]:
    """All readings of all places; every briefing of a day is a choice among them. A feed asks for those of twenty days in each language."""
    return read_all(store.find_figures(known_by=as_of))


@functools.lru_cache(maxsize=8)
def _residents(store: Store, as_of: dt.date) -> Mapping[str, Figure]:
    """The residents of each place that has them, of the whole, too."""
    measure = store.topic.residents
    if not measure:
        return {}
    whole = brief(store, store.places.root, as_of)
    national = find_reading(whole.national, measure)
    found = {each.geography: each for each in whole.standing(measure)}
    return found | ({national.shown.geography: national.shown} if national else {})


def _known(records: Iterable[Record], as_of: dt.date) -> list[Record]:
    return [record for record in records if record.source.known_from <= as_of]
