"""The only reader of `data/`: opens the package and hands out its records."""

from __future__ import annotations

import datetime as dt
import functools
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from briefing_lib.errors import Fault, InvalidPackage
from briefing_lib.figures.figure import Figure
from briefing_lib.figures.indicator import Indicator
from briefing_lib.figures.period import Period
from briefing_lib.figures.source import Source
from briefing_lib.store.places import FormerProvince, Province, ProvinceChange, Provinces
from briefing_lib.store.rows import check_rows, split_cell
from briefing_lib.store.schema import Row, find_package, load_package


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Who issues, answers for, or states something; columns as in `data/bodies.csv`."""

    body: str
    names: Mapping[str, str]
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """One directive, task or promise; columns as in `data/commitments.csv`."""

    commitment_id: str
    source: Source
    paragraph: int | None
    issued_by: str
    issued_on: str
    geography: str
    responsible: tuple[str, ...]
    binds: tuple[str, ...]
    tasks: Mapping[str, str]
    deadline: dt.date | None
    recurrence: str
    legal_basis: str
    results: Mapping[str, str]
    status: str
    status_source: Source | None
    note: str

    def applies_to(self, code: str) -> bool:
        """Whether it binds this province: by name, as one of all provinces, or as a part of it did bind itself."""
        return code in self.binds or "all_provinces" in self.binds


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a report says works, does not work, or is being done; columns as in `data/findings.csv`."""

    finding_id: str
    source: Source
    paragraph: int | None
    geography: str
    stated_by: str
    kind: str
    theme: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A number in a full text that is no figure, and why."""

    source_id: str
    paragraph: int
    as_printed: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialTile:
    """A tile off the coast on the map of provinces."""

    name_vi: str
    name_en: str
    code: str
    tile: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Store:
    """The whole package as records, in the order of its files."""

    folder: Path
    sources: Mapping[str, Source]
    indicators: Mapping[str, Indicator]
    bodies: Mapping[str, Body]
    provinces: Provinces
    special_tiles: tuple[SpecialTile, ...]
    figures: tuple[Figure, ...]
    commitments: tuple[Commitment, ...]
    findings: tuple[Finding, ...]
    left_out: tuple[LeftOut, ...]
    rows: Mapping[str, int]
    """The line of each record in its file, under `table:key`; a key of several columns has `|` between."""

    def fault(self, reference: str, *, column: str, found: str, advice: str) -> Fault:
        """A fault in the record that `reference` names, as in `figures:ID`."""
        return Fault(f"{reference.partition(':')[0]}.csv", self.rows.get(reference), column, found, advice)

    @property
    def latest_day(self) -> dt.date:
        """The latest `known_from`: the day that a blank `as_of` means."""
        return max(source.known_from for source in self.sources.values())

    @functools.cached_property
    def by_id(self) -> Mapping[str, Figure]:
        """Every reported figure under its id."""
        return {figure.figure_id: figure for figure in self.figures}

    def ids(self, table: str) -> Collection[str]:
        """The ids of the rows of a table that pages may count."""
        match table:
            case "figures":
                return self.by_id.keys()
            case "sources":
                return self.sources.keys()
            case "indicators":
                return self.indicators.keys()
            case "bodies":
                return self.bodies.keys()
            case "provinces":
                return [province.code for province in self.provinces]
            case "commitments":
                return [each.commitment_id for each in self.commitments]
            case "findings":
                return [each.finding_id for each in self.findings]
        return ()


def open_store(folder: str | os.PathLike[str] | None = None) -> Store:
    """Open the data package in `folder`, else BRIEFING_DATA, else the nearest `data/` upward from here.

    Raises WrongUse where there is no package and InvalidPackage with every fault where it is not valid.

    >>> open_store().provinces.find("Saigon")
    Province(79 Ho Chi Minh City, formed from Binh Duong, Ba Ria - Vung Tau, Ho Chi Minh City)
    """
    place = find_package(folder)
    tables = load_package(place)
    provinces = _read_provinces(tables)
    if faults := list(check_rows(tables, provinces)):
        raise InvalidPackage(faults)
    sources = {row["source_id"]: _read_source(row) for row in tables["sources"]}
    indicators = _read_indicators(tables["indicators"])
    return Store(
        folder=place,
        sources=sources,
        indicators=indicators,
        bodies={row["body"]: Body(body=row["body"], names=_languages(row, "name"), kind=row["kind"]) for row in tables["bodies"]},
        provinces=provinces,
        special_tiles=tuple(_read_tile(row) for row in tables["special_tiles"]),
        figures=tuple(_read_figure(row, sources, indicators) for row in tables["figures"]),
        commitments=tuple(_read_commitment(row, sources) for row in tables["commitments"]),
        findings=tuple(_read_finding(row, sources) for row in tables["findings"]),
        left_out=tuple(LeftOut(**row.cells) for row in tables["left_out"]),
        rows={f"{table}:{row.key}": row.number for table, rows in tables.items() for row in rows},
    )


def _languages(row: Row, stem: str) -> dict[str, str]:
    return {language: row.text(f"{stem}_{language}") for language in ("en", "vi", "id")}


def _tile(row: Row) -> tuple[int, int]:
    return (row["tile_col"], row["tile_row"])


def _read_provinces(tables: Mapping[str, list[Row]]) -> Provinces:
    former: dict[str, list[FormerProvince]] = {}
    for row in tables["former_provinces"]:
        former.setdefault(row["present_code"], []).append(FormerProvince(row["former_code"], row["name_vi"], row["name_en"]))
    changes: dict[str, list[ProvinceChange]] = {}
    for row in sorted(tables["province_changes"], key=lambda each: each["valid_from"]):
        changes.setdefault(row["code"], []).append(ProvinceChange(row["valid_from"], row["kind"], row["legal_basis"]))
    missing = [
        row.fault("code", f"{table}.csv has no row for it; each province needs one")
        for table, known in (("former_provinces", former), ("province_changes", changes))
        for row in tables["provinces"]
        if row["code"] not in known
    ]
    if missing:
        raise InvalidPackage(missing)
    named = ("code", "name_en", "name_vi", "name_id", "centre", "region_en", "region_vi", "region_id")
    provinces = (
        Province(
            **{column: row[column] for column in named},
            tile=_tile(row),
            former=tuple(former[row["code"]]),
            changes=tuple(changes[row["code"]]),
        )
        for row in tables["provinces"]
    )
    return Provinces(provinces, {row[name]: row["code"] for row in tables["special_tiles"] for name in ("name_vi", "name_en")})


def _read_tile(row: Row) -> SpecialTile:
    return SpecialTile(name_vi=row["name_vi"], name_en=row["name_en"], code=row["code"], tile=_tile(row))


def _read_source(row: Row) -> Source:
    texts = {column: row.text(column) for column in row.cells if column != "known_from"}
    return Source(**texts, known_from=row["known_from"])


def _read_indicators(rows: list[Row]) -> dict[str, Indicator]:
    """The measures, each with the shares it stands above in, the whole it belongs to and its parts."""
    plain = {
        row["indicator"]: Indicator(
            name=row["indicator"],
            labels=_languages(row, "label"),
            definitions=_languages(row, "definition"),
            unit=row["unit"],
            theme=row["theme"],
            better=row["better"],
            core=row["core"],
            numerator=row.text("numerator"),
            denominator=row.text("denominator"),
            parts=tuple(part["indicator"] for part in rows if part["part_of"] == row["indicator"]) if row["parts_complete"] else (),
        )
        for row in rows
    }
    shares: dict[str, dict[str, Indicator]] = {}
    for each in plain.values():
        if each.numerator:
            shares.setdefault(each.numerator, {})[each.denominator] = each
    with_shares = {name: replace(each, shares=shares.get(name, {})) for name, each in plain.items()}
    whole_of = {row["indicator"]: row["part_of"] for row in rows if row["part_of"]}

    def linked(name: str) -> Indicator:
        whole = whole_of.get(name)
        return replace(with_shares[name], whole=linked(whole) if whole else None)

    return {name: linked(name) for name in with_shares}


def _read_figure(row: Row, sources: Mapping[str, Source], indicators: Mapping[str, Indicator]) -> Figure:
    return Figure(
        figure_id=row["figure_id"],
        source=sources[row["source_id"]],
        paragraph=row["paragraph"],
        geography=row["geography"],
        level=row["level"],
        indicator=indicators[row["indicator"]],
        value=row["value"],
        qualifier=row["qualifier"],
        unit=row["unit"],
        period=Period(row.text("period_start"), row.text("period_end"), row.text("as_of")),
        stated_by=row.text("stated_by"),
        as_printed=row["as_printed"],
        doubts=tuple(split_cell(row.text("doubt"))),
        note=row.text("note"),
    )


def _read_commitment(row: Row, sources: Mapping[str, Source]) -> Commitment:
    return Commitment(
        commitment_id=row["commitment_id"],
        source=sources[row["source_id"]],
        paragraph=row["paragraph"],
        issued_by=row["issued_by"],
        issued_on=row.text("issued_on"),
        geography=row["geography"],
        responsible=tuple(split_cell(row["responsible"])),
        binds=tuple(split_cell(row["binds"])),
        tasks=_languages(row, "task"),
        deadline=row["deadline"],
        recurrence=row.text("recurrence"),
        legal_basis=row.text("legal_basis"),
        results=_languages(row, "result"),
        status=row.text("status"),
        status_source=sources[row["status_source_id"]] if row["status_source_id"] else None,
        note=row.text("note"),
    )


def _read_finding(row: Row, sources: Mapping[str, Source]) -> Finding:
    return Finding(
        finding_id=row["finding_id"],
        source=sources[row["source_id"]],
        paragraph=row["paragraph"],
        geography=row["geography"],
        stated_by=row.text("stated_by"),
        kind=row["kind"],
        theme=row["theme"],
        texts=_languages(row, "text"),
    )
