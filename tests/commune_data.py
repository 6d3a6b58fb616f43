"""Packages as large as a test asks for: the committed one, and communes below its provinces with a report a week on fifteen measures.

All of it is made by rule, so that the same numbers give the same package. Its communes and their reports never were. The largest has the
3,321 units of the country; more rows come from more weeks.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
from editing import DATA, committed

UNITS = 3_321
IN_A_PROVINCE = 98
"""So many communes has each province, the last one fewer."""
FIRST = dt.date(2025, 7, 7)
SYLLABLES = ("An", "Binh", "Cam", "Dai", "Giang", "Hoa", "Khe", "Lam", "Mai", "Nghia", "Phong", "Quang", "Son", "Thanh", "Xuan")
"""Of three of them each name is made; none is a word that counts."""
MEASURES: Mapping[str, tuple[str, int, bool]] = {
    "dossiers_received": ("count", 1000, True), "dossiers_resolved": ("count", 900, True), "dossiers_online": ("count", 800, True),
    "dossiers_resolved_on_time": ("count", 700, True), "certification_dossiers": ("count", 300, True),
    "council_sessions": ("count", 1, True), "procedures_in_force": ("count", 2000, False), "procedures_online": ("count", 1500, False),
    "surplus_premises": ("count", 40, False), "surplus_premises_handled": ("count", 10, False),
    "staff_decided_to_leave": ("persons", 30, False), "staff_benefits_paid": ("persons", 20, False),
    "authorised_staff": ("persons", 60, False), "satisfaction_pct": ("percent", 70, False), "processing_days": ("days", 5, False),
}  # fmt: skip
"""Unit, the lowest value, and whether it is counted over the week rather than on its last day."""
SPREAD = {"council_sessions": 3, "satisfaction_pct": 30, "processing_days": 20, "surplus_premises_handled": 30, "staff_benefits_paid": 10}
"""How far values reach above the lowest; a hundred where nothing is said."""


@dataclass(frozen=True)
class Size:
    """How many communes, and how many weeks of reports on each."""

    units: int
    weeks: int

    @property
    def rows(self) -> int:
        """Figures on communes; those of the committed package come on top."""
        return self.units * self.weeks * len(MEASURES)


def write_package(folder: Path, size: Size, *, parquet: bool = True) -> Path:
    """Write a package of this size, its figures as a data set with a file for each province, or as CSV; returns its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    columns, tables = committed()
    tables = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    codes = _communes(tables["places"], size.units)
    tables["places"] += [_place(code, number) for number, code in enumerate(codes)]
    tables["sources"] += [_report(week) for week in range(size.weeks)]
    tables["codes"] += [
        {"list": kind, "code": "commune", "order": "9", "label_en": said, "label_vi": said, "label_id": said}
        for kind, said in (("place_kind", "commune"), ("place_title", "{name} commune"))
    ]
    descriptor = json.loads((DATA / "datapackage.json").read_text("utf-8"))
    descriptor["briefing"] |= {"pages": ["commune"], "places": descriptor["briefing"]["places"] | {"commune": size.units}}
    if parquet:
        figures = next(each for each in descriptor["resources"] if each["name"] == "figures")
        figures |= {"path": "figures", "format": "parquet", "mediatype": "application/vnd.apache.parquet"}
        _write_data_set(folder / "figures", tables.pop("figures"), columns["figures"], codes, size)
    else:
        tables["figures"] += [row for _, rows in _by_province(codes) for row in _rows(rows, size)]
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    for name, rows in tables.items():
        written = io.StringIO(newline="")
        writer = csv.DictWriter(written, columns[name], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        (folder / f"{name}.csv").write_text(written.getvalue(), "utf-8", newline="")
    return folder


def _communes(places: Sequence[Mapping[str, str]], units: int) -> list[str]:
    provinces = [row["geography"] for row in places if row["parent"] == "VN" and not row["valid_to"]]
    codes = [f"{province}{number:03}" for province in provinces for number in range(1, IN_A_PROVINCE + 1)]
    return codes[:units]


def _by_province(codes: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    return ((province, list(those)) for province, those in itertools.groupby(codes, key=lambda code: code[:2]))


def _place(code: str, number: int) -> dict[str, str]:
    one, two, three = number // 225, number // 15 % 15, number % 15
    name = f"{SYLLABLES[one]} {SYLLABLES[two]} {SYLLABLES[three]}"
    return {"geography": code, "kind": "commune", "parent": code[:2], "name_en": name, "name_vi": name, "name_id": name}


def _report(week: int) -> dict[str, str]:
    day = str(FIRST + dt.timedelta(weeks=week + 1))
    return {
        "source_id": _name_of(week), "publisher": "Ministry of Home Affairs", "kind": "official_text", "title": "Weekly report on communes",
        "url": "https://example.org/weekly", "published_on": day, "known_from": day, "date_basis": "printed", "language": "en",
        "basis": "excerpt",
    }  # fmt: skip


def _name_of(week: int) -> str:
    return f"weekly-{week:03}"


def _hyphened(measure: str) -> str:
    """A measure as it stands in names of figures."""
    return measure.replace("_", "-")


def _values(codes: Sequence[str], size: Size, measure: str) -> numpy.ndarray:
    """The value of each commune in each week: it moves a little from week to week, and another way in each commune."""
    place = numpy.array([int(code) for code in codes])[:, None]
    week = numpy.arange(size.weeks)[None, :]
    mark = list(MEASURES).index(measure)
    return MEASURES[measure][1] + (place * 37 + week * (3 + place % 5) + mark * 11) % SPREAD.get(measure, 100)


def _days(week: int, measure: str) -> dict[str, str]:
    first, last = FIRST + dt.timedelta(weeks=week), FIRST + dt.timedelta(weeks=week, days=6)
    return {"period_start": str(first), "period_end": str(last)} if MEASURES[measure][2] else {"as_of": str(last)}


def _rows(codes: Sequence[str], size: Size) -> Iterator[dict[str, str]]:
    """The rows of these communes, by place, measure and week."""
    values = {measure: _values(codes, size, measure) for measure in MEASURES}
    for at, code in enumerate(codes):
        for measure, (unit, _, _) in MEASURES.items():
            for week in range(size.weeks):
                value = str(values[measure][at, week])
                yield {
                    "figure_id": f"{code}.{_hyphened(measure)}.{week:03}", "source_id": _name_of(week), "paragraph": "1", "geography": code,
                    "level": "commune", "indicator": measure, "value": value, "qualifier": "exact", "unit": unit,
                    **_days(week, measure), "period_basis": "printed", "as_printed": f"{value}%" if unit == "percent" else value,
                }  # fmt: skip


def _write_data_set(folder: Path, given: Sequence[Mapping[str, str]], columns: Sequence[str], codes: Sequence[str], size: Size) -> None:
    import pyarrow
    import pyarrow.parquet

    folder.mkdir()
    first = pyarrow.table({column: pyarrow.array([row[column] for row in given], pyarrow.string()) for column in columns})
    pyarrow.parquet.write_table(first.sort_by([("geography", "ascending"), ("indicator", "ascending")]), folder / "provinces.parquet")
    for province, those in _by_province(codes):
        pyarrow.parquet.write_table(_table(columns, those, size), folder / f"communes-{province}.parquet", row_group_size=16_384)


def _table(columns: Sequence[str], codes: Sequence[str], size: Size):  # type: ignore[no-untyped-def]  # pyarrow has no types
    """What `_rows` tells, made column by column: a number of rows that would take minutes one by one."""
    import pyarrow
    import pyarrow.compute

    measures = list(MEASURES)
    shape = (len(codes), len(measures), size.weeks)
    place, measure, week = (axis.ravel() for axis in numpy.indices(shape, dtype="int32"))
    values = numpy.stack([_values(codes, size, each) for each in measures], axis=1).ravel()
    weeks = [f"{number:03}" for number in range(size.weeks)]
    numbers, printed = numpy.unique(values, return_inverse=True)

    def coded(at: numpy.ndarray, cells: Sequence[str]):  # type: ignore[no-untyped-def]
        return pyarrow.DictionaryArray.from_arrays(pyarrow.array(at.astype("int32")), pyarrow.array(cells, pyarrow.string()))

    def dated(column: str):  # type: ignore[no-untyped-def]
        return coded(measure * size.weeks + week, [_days(each, name).get(column, "") for name in measures for each in range(size.weeks)])

    is_percent = numpy.array([MEASURES[each][0] == "percent" for each in measures])[measure]
    made = {
        "figure_id": pyarrow.compute.binary_join_element_wise(
            *(each.dictionary_decode() for each in (coded(place, codes), coded(measure, [*map(_hyphened, measures)]), coded(week, weeks))),
            ".",
        ),
        "source_id": coded(week, [_name_of(each) for each in range(size.weeks)]),
        "geography": coded(place, codes),
        "indicator": coded(measure, measures),
        "value": coded(printed, [str(each) for each in numbers]),
        "unit": coded(measure, [MEASURES[each][0] for each in measures]),
        "as_printed": coded(printed + is_percent * len(numbers), [*map(str, numbers), *(f"{each}%" for each in numbers)]),
        **{column: dated(column) for column in ("period_start", "period_end", "as_of")},
    }
    same = {"paragraph": "1", "level": "commune", "qualifier": "exact", "period_basis": "printed"}
    return pyarrow.table({each: made[each] if each in made else coded(place * 0, [same.get(each, "")]) for each in columns})
