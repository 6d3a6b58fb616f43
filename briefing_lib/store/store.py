"""The whole package as records, opened once and kept."""

from __future__ import annotations

import datetime as dt
import functools
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar

from briefing_lib.errors import Fault, InvalidPackage, WrongParameter, hint, raise_faults
from briefing_lib.figures import Figure, Indicator, Period, Source, contradicting, mark_doubts
from briefing_lib.store.needs import check_needs
from briefing_lib.store.parquet import Asked, DataSet, find_files
from briefing_lib.store.places import Change, Place, Places
from briefing_lib.store.records import LANGUAGES, Body, Commitment, EditorsMessage, Event, ExpectedSum, Finding, LeftOut, Topic
from briefing_lib.store.rows import FigureRules, check_rows
from briefing_lib.store.schema import NAME, Row, Tables, find_data_set, find_package, load_package, split_cell
from briefing_lib.store.written import refuse_unfinished

Record = TypeVar("Record")
Codes = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Labels of each code by list and language, in the order of the list."""


@dataclass(frozen=True, eq=False)
class Kept:
    """Figures in a data set, and how a row of it becomes one."""

    data_set: DataSet
    indicators: Mapping[str, Indicator]
    sources: Mapping[str, Source]
    places: Places

    def find(self, places: Collection[str] | None, measures: Collection[str] | None) -> tuple[Figure, ...]:
        """The figures of these places and of these measures; None means all."""
        asked = {"geography": places, "indicator": measures}
        return self.figures(self.rows({column: values for column, values in asked.items() if values is not None}))

    def rows(self, asked: Asked, known: Collection[str] | None = None) -> list[Row]:
        """The rows that are asked for, as `DataSet.find` has them."""
        return self.data_set.find(asked, known)

    def figures(self, rows: Sequence[Row]) -> tuple[Figure, ...]:
        """The figures of these rows, their doubts weighed against each other."""
        return mark_doubts(_read_figure(row, self.indicators, self.sources[row["source_id"]], self.places) for row in rows)


@dataclass(frozen=True, kw_only=True, eq=False)
class Store:
    """The whole package as records, in the order of its files."""

    folder: Path
    topic: Topic
    codes: Codes
    sources: Mapping[str, Source]
    indicators: Mapping[str, Indicator]
    bodies: Mapping[str, Body]
    places: Places
    figures: tuple[Figure, ...]
    """Those that are held in memory; of a data set none, so that `find_figures` is the way to them."""
    commitments: tuple[Commitment, ...]
    events: tuple[Event, ...]
    findings: tuple[Finding, ...]
    messages: tuple[EditorsMessage, ...]
    left_out: tuple[LeftOut, ...]
    rows: Mapping[str, int]
    """The line of each record in its file, under `table:key`; a key of several columns has `|` between."""
    state: tuple[tuple[str, int, int], ...] = field(repr=False)
    """What its files were when it was opened, as `state_of` tells it."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The file of each figure that was read from a data set, under `figures:ID`; all other records stand in the file of their table."""
    kept: Kept | None = None
    """Where figures are read from when they are asked for; None where all are held in memory."""

    def fault(self, reference: str, *, column: str, found: str, advice: str) -> Fault:
        """A fault in the record that `reference` names, as in `figures:ID`."""
        return Fault(self.file_of(reference), self.rows.get(reference), column, found, advice)

    def file_of(self, reference: str) -> str:
        """The file in which the record that `reference` names stands."""
        return self.files.get(reference) or f"{reference.partition(':')[0]}.csv"

    def where(self, reference: str) -> str:
        """File and row of the record that `reference` names."""
        if reference not in self.rows and self.kept is not None:
            return self.holding(self.kept.rows({"figure_id": {reference.partition(":")[2]}})).where(reference)
        return f"{self.file_of(reference)}, row {self.rows[reference]}"

    @property
    def latest_day(self) -> dt.date:
        """The latest `known_from`: the day that a blank `as_of` means."""
        return max(source.known_from for source in self.sources.values())

    @property
    def size(self) -> int:
        """How many figures there are."""
        return len(self.figures) if self.kept is None else self.kept.data_set.count()

    @functools.cached_property
    def by_id(self) -> Mapping[str, Figure]:
        """Every reported figure under its id."""
        return {figure.figure_id: figure for figure in self.figures}

    @functools.cached_property
    def statements(self) -> Mapping[str, Commitment | Finding]:
        """Every commitment and finding under its id."""
        return {each.commitment_id: each for each in self.commitments} | {each.finding_id: each for each in self.findings}

    def binds(self, commitment: Commitment, place: Place) -> bool:
        """Whether it binds a place: by name, a unit also as one of all; all that binds any place is the root's, too."""
        if self.places.is_inner(place):
            return place.code in commitment.binds
        return place == self.places.root or commitment.applies_to(place.code)

    def label(self, codes: str, code: str, language: str) -> str:
        """What a code of a list is called."""
        return self.codes[codes][code][language]

    def find_indicator(self, measure: str) -> Indicator:
        """The measure of this name, or of this part of it (`name/dimension:value`); WrongParameter with the nearest where there is none."""
        name, _, breakdown = str(measure).partition("/")
        if name not in self.indicators:
            raise WrongParameter("measure", measure, f"indicators.csv has no such measure{hint(name, list(self.indicators))}")
        dimension, _, value = breakdown.partition(":")
        if breakdown and value not in self.codes.get(dimension, {}):
            parts = [f"{codes}:{code}" for codes, labels in self.codes.items() for code in labels]
            raise WrongParameter("measure", measure, f"codes.csv has no such part{hint(breakdown, parts)}")
        return self.indicators[name]

    def find_figures(
        self,
        *,
        geography: str | Collection[str] | None = None,
        indicator: str | Collection[str] | None = None,
        known_by: dt.date | None = None,
    ) -> tuple[Figure, ...]:
        """The figures of a place, of a measure, known by a day; each left out means all, the order is that of the file.

        Of places and measures several may be named. Of a data set only what is asked for is read, and checked: raises InvalidPackage.
        """
        places, measures = (frozenset([each]) if isinstance(each, str) else each for each in (geography, indicator))
        figures = self.figures if self.kept is None else self.kept.find(places, measures)
        return tuple(
            each
            for each in figures
            if (places is None or each.geography in places)
            and (measures is None or each.indicator.name in measures)
            and (known_by is None or (each.source is not None and each.source.known_from <= known_by))
        )

    def around(self, place: Place, day: dt.date) -> Store:
        """The package with the figures in memory that a page about a place may need on a day.

        Where figures are held in memory, these are all. Of a data set they are those of its circle (see `Places.circle`): of the place
        and the root all, and so for the root and its units of all in the circle. For a place that lies in a unit, of the others beside
        it what may stand beside its own: measures that it reports, core measures and standing facts, and of these the newest by the day.
        """
        if self.kept is None:
            return self
        return _around(self, place.code, day) if self.places.is_inner(place) else self.at_top

    @functools.cached_property
    def at_top(self) -> Store:
        """The package with the figures of the root and its units in memory, and those of places that ended; itself where all are."""
        if self.kept is None:
            return self
        rows = self.kept.rows({"geography": self.places.circle(self.places.root)})
        return self.holding(_with_named(self, rows, self.messages))

    def files_around(self, place: Place) -> list[tuple[str, int, int]]:
        """The files of a data set that hold figures of the circle of a place, each with its last change and size; else none."""
        return [] if self.kept is None else self.kept.data_set.stamp({"geography": self.places.circle(place)})

    def parts(self, faults: list[Fault]) -> Iterator[Store]:
        """All of the package, the figures of some places at a time in memory; what is wrong with a row that is read goes to `faults`."""
        if self.kept is None:
            yield self
        else:
            yield from (self.holding(rows) for rows in self.kept.data_set.parts(faults))

    def holding(self, rows: Sequence[Row]) -> Store:
        """The package with the figures of these rows, and no others, in memory."""
        assert self.kept is not None
        named = [(f"figures:{row.key}", row) for row in rows]
        return replace(
            self,
            kept=None,
            figures=self.kept.figures(rows),
            rows={**self.rows, **{name: row.number for name, row in named}},
            files={name: row.file for name, row in named},
        )

    def on(self, day: dt.date) -> Store:
        """The package as a page of a day may use it: doubts are weighed against what was known by then, and by nothing that came later."""
        return self if day >= self.latest_day else _known_on(self, day)

    def find_contradicting(self, figure: Figure, known_by: dt.date) -> tuple[Figure, ...]:
        """The printed values, known by a day, that can't hold beside a figure which the data mark as contradicted."""
        return contradicting(figure, self.find_figures(geography=figure.geography, indicator=figure.indicator.name, known_by=known_by))


def open_store(folder: str | os.PathLike[str] | None = None) -> Store:
    """Open the data package in `folder`, else BRIEFING_DATA, else the nearest `data/` upward from here, else the installed one.

    It is read and checked once, and again only where a file of it has changed. Raises WrongUse where there is no package and
    InvalidPackage with every fault where it is not valid.

    >>> open_store().places.find("Saigon")
    Place(79 Ho Chi Minh City, formed from Binh Duong, Ba Ria - Vung Tau, Ho Chi Minh City)
    """
    place = find_package(folder)
    if place.resolve() in _held:
        return _held[place.resolve()]
    refuse_unfinished(place)
    return _open(place.resolve(), state_of(place))


def state_of(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """The files of a package, each with the moment of its last change and its size."""
    names = sorted(each.name for each in os.scandir(folder) if each.name.endswith((".csv", ".json")) and os.path.exists(each.path))
    held = tuple((name, state.st_mtime_ns, state.st_size) for name, state in ((name, os.stat(folder / name)) for name in names))
    address = find_data_set(folder)
    return (*held, *find_files(address)) if address else held


@functools.lru_cache(maxsize=4)
def _around(store: Store, code: str, day: dt.date) -> Store:
    assert store.kept is not None
    place, root = store.places[code], store.places.root.code
    rows = store.kept.rows({"geography": {code, root}})
    beside = set(store.places.circle(place)) - {code, root}
    measures = {row["indicator"] for row in rows if row["geography"] == code}
    measures |= {name for name, each in store.indicators.items() if each.core or each.standing}
    known = {name for name, source in store.sources.items() if source.known_from <= day}
    rows += store.kept.rows({"geography": beside, "indicator": measures}, known)
    return store.holding(_with_named(store, rows, [each for each in store.messages if each.geography == code]))


def _with_named(store: Store, rows: list[Row], messages: Iterable[EditorsMessage]) -> list[Row]:
    """These rows, and those of measures and places of which messages name a figure."""
    assert store.kept is not None
    named = set(NAME.findall(" ".join(text for message in messages for text in message.texts.values()))) - {row.key for row in rows}
    found = store.kept.rows({"figure_id": named}) if named else []
    asked = {(row["geography"], row["indicator"]) for row in found}
    more = (row for place, measure in sorted(asked) for row in store.kept.rows({"geography": {place}, "indicator": {measure}}))
    return list({row.key: row for row in (*rows, *more)}.values())


@functools.lru_cache(maxsize=64)
def _known_on(store: Store, day: dt.date) -> Store:
    known = {each.figure_id: each for each in mark_doubts(store.find_figures(known_by=day))}
    return replace(store, figures=tuple(known.get(each.figure_id, each) for each in store.figures))


_held: dict[Path, Store] = {}


def hold(store: Store) -> None:
    """From now on this process knows the package of its folder as it was when the store was opened, whatever becomes of the files."""
    _held[store.folder] = store


@functools.lru_cache(maxsize=8)
def _open(folder: Path, state: tuple[tuple[str, int, int], ...]) -> Store:
    tables = load_package(folder, check_needs)
    places = _read_places(tables)
    raise_faults(check_rows(tables, places))
    sources = {row["source_id"]: _record(Source, row) for row in tables["sources"]}
    codes = _read_codes(tables["codes"])
    topic = _read_topic(tables)
    indicators = _read_indicators(tables["indicators"], codes, topic.residents)

    def told(cls: type[Record], table: str) -> tuple[Record, ...]:
        return tuple(_record(cls, row, source=sources[row["source_id"]]) for row in tables[table])

    return Store(
        folder=folder,
        state=state,
        topic=topic,
        codes=codes,
        sources=sources,
        indicators=indicators,
        bodies={row["body"]: _record(Body, row) for row in tables["bodies"]},
        places=places,
        figures=mark_doubts(_read_figure(row, indicators, sources[row["source_id"]], places) for row in tables["figures"]),
        commitments=told(Commitment, "commitments"),
        events=told(Event, "commitment_events"),
        findings=told(Finding, "findings"),
        messages=tuple(_record(EditorsMessage, row) for row in tables["messages"]),
        left_out=tuple(_record(LeftOut, row) for row in tables["left_out"]),
        rows={f"{table}:{row.key}": row.number for table, rows in tables.items() for row in rows},
        kept=_open_kept(tables, places, indicators, sources) if tables.addresses else None,
    )


def _open_kept(tables: Tables, places: Places, indicators: Mapping[str, Indicator], sources: Mapping[str, Source]) -> Kept:
    return Kept(DataSet(tables.addresses["figures"], tables, places, FigureRules(tables, places)), indicators, sources, places)


def _record(cls: type[Record], row: Row, **given: Any) -> Record:
    """A record from its row: a field is the cell of its name, a mapping the cells of its languages, a tuple a cell that holds several."""
    return cls(**{name: read(row) for name, read in _readers(cls, frozenset(given), frozenset(row.cells))}, **given)  # type: ignore[arg-type]  # a class can be a key


@functools.cache
def _readers(cls: type, given: frozenset[str], columns: frozenset[str]) -> tuple[tuple[str, Callable[[Row], Any]], ...]:
    """How each field that a row holds is read from it; found out once, not for each of thousands of rows."""
    kinds = {each.name: str(each.type) for each in fields(cls) if each.name not in given}
    return tuple((name, _reader(name, kind)) for name, kind in kinds.items() if name in columns or kind.startswith("Mapping[str, str]"))


def _reader(name: str, kind: str) -> Callable[[Row], Any]:
    if kind.startswith("Mapping"):
        return lambda row: _languages(row, name.removesuffix("s"))
    if kind.startswith("tuple"):
        return lambda row: tuple(split_cell(row.text(name)))
    return (lambda row: row.text(name)) if kind == "str" else (lambda row: row[name])


def _languages(row: Row, stem: str) -> dict[str, str]:
    return {language: row.text(f"{stem}_{language}") for language in LANGUAGES}


def _read_topic(tables: Tables) -> Topic:
    topic = tables.topic
    return Topic(
        first_day=dt.date.fromisoformat(topic["first_day"]),
        mixed_level=topic["mixed_level"],
        places=topic["places"],
        pages=tuple(topic.get("pages", ())),
        sums=tuple(
            ExpectedSum(geography=each["geography"], indicator=each["indicator"], kind=each["kind"], as_of=tuple(each["as_of"]))
            for each in topic["sums"]
        ),
        residents=topic.get("residents", ""),
    )


def _read_codes(rows: list[Row]) -> Codes:
    codes: dict[str, dict[str, Mapping[str, str]]] = {}
    for row in sorted(rows, key=lambda each: each["order"]):
        codes.setdefault(row["list"], {})[row["code"]] = _languages(row, "label")
    return codes


def _read_places(tables: Tables) -> Places:
    rows = tables["places"]
    roots = [row for row in rows if row["parent"] is None]
    if len(roots) != 1:
        raise InvalidPackage([Fault("places.csv", None, "parent", f"{len(roots)} places without one", "one place, the whole, has none")])
    changes: dict[str, list[Change]] = {}
    for row in sorted(tables["place_changes"], key=lambda each: each["valid_from"]):
        changes.setdefault(row["geography"], []).append(Change(row["valid_from"], row["kind"], row["legal_basis"]))
    return Places(
        (
            _record(
                Place,
                row,
                code=row["geography"],
                tile=None if row["tile_col"] is None or row["tile_row"] is None else (row["tile_col"], row["tile_row"]),
                changes=tuple(changes.get(row["geography"], ())),
            )
            for row in rows
        ),
        paged=tables.topic.get("pages", ()),
    )


def _read_indicators(rows: list[Row], codes: Codes, residents: str) -> dict[str, Indicator]:
    """The measures, each with the shares it stands above in and the parts that add up to it."""
    plain = {
        row["indicator"]: _record(
            Indicator,
            row,
            name=row["indicator"],
            counts_residents=row["indicator"] == residents,
            parts=tuple(part for entry in split_cell(row.text("complete")) for part in _parts(entry, codes)),
        )
        for row in rows
    }
    shares: dict[str, dict[str, Indicator]] = {}
    for each in plain.values():
        if each.numerator:
            shares.setdefault(each.numerator, {})[each.denominator] = each
    return {name: replace(each, shares=shares.get(name, {})) for name, each in plain.items()}


def _parts(entry: str, codes: Codes) -> list[str]:
    """What an entry of `complete` stands for: all values of a dimension, one of them, or a measure."""
    return [f"{entry}:{code}" for code in codes[entry]] if entry in codes else [entry]


def _read_figure(row: Row, indicators: Mapping[str, Indicator], source: Source, places: Places) -> Figure:
    period = Period(row.text("period_start"), row.text("period_end"), row.text("as_of"))
    doubts = tuple(split_cell(row.text("doubt")))
    place = places[row.text("geography")].name()
    return _record(Figure, row, source=source, indicator=indicators[row["indicator"]], place=place, period=period, doubts=doubts)
