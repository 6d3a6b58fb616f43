"""Figures in a Parquet data set: the same figures, rules and messages as in a file, and no more of them read than is asked for."""

from __future__ import annotations

import datetime as dt
import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from commune_data import MEASURES, Size, write_package

from briefing_lib.errors import InvalidPackage
from briefing_lib.figures import Figure
from briefing_lib.proof.checks import check_store
from briefing_lib.store import Store, open_store, state_of
from briefing_lib.store.parquet import _File

pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")
SIZE = Size(units=100, weeks=2)
"""Two provinces, of 98 communes and of two."""
FILE = "communes-01.parquet"


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same package with its figures as a data set and as CSV."""
    folder = tmp_path_factory.mktemp("communes")
    return write_package(folder / "parquet", SIZE), write_package(folder / "csv", SIZE, parquet=False)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A small data set that a test may spoil."""
    return write_package(tmp_path / "data", Size(units=2, weeks=1))


def edit(package: Path, change: Callable[[list[dict[str, str]]], Any], file: str = FILE) -> None:
    """Write a file of the data set anew with its rows changed."""
    path = package / "figures" / file
    table = parquet.read_table(path)
    rows = table.to_pylist()
    change(rows)
    columns = {name: pyarrow.array([row.get(name) for row in rows], pyarrow.string()) for name in table.column_names}
    parquet.write_table(pyarrow.table(columns), path)


def faults(store: Store) -> list[str]:
    return [str(each) for each in check_store(store).faults]


def by_id(figures: tuple[Figure, ...]) -> dict[str, Figure]:
    return {each.figure_id: each for each in figures}


@pytest.mark.parametrize(
    "asked",
    [
        {"geography": "01002"}, {"geography": "01002", "indicator": "dossiers_received"}, {"indicator": ("council_sessions", "papi_score")},
        {"geography": ("01098", "04001", "48")}, {"geography": "01002", "known_by": dt.date(2025, 7, 14)}, {"geography": "99"}, {},
    ],
    ids=str,
)  # fmt: skip
def test_same_figures(packages: tuple[Path, Path], asked: dict[str, Any]) -> None:
    """A data set gives the figures that a file gives, doubts and all, whatever is asked for."""
    kept, held = (open_store(each) for each in packages)
    assert by_id(kept.find_figures(**asked)) == by_id(held.find_figures(**asked))


def test_read_only_what_is_asked_for(packages: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a place and a measure only those row groups are read whose first and last values let them hold it: not the other province."""
    store = open_store(packages[0])
    read: list[str] = []
    given = _File._read_group
    monkeypatch.setattr(_File, "_read_group", lambda file, *args: read.append(file.name) or given(file, *args))
    assert len(store.find_figures(geography="04001", indicator="council_sessions")) == SIZE.weeks
    assert read == ["figures/communes-04.parquet", "figures/provinces.parquet"]


def test_around_a_commune(packages: tuple[Path, Path]) -> None:
    """For a page about a commune there are its own figures and the nation's, and of the others of its province those of the newest day."""
    store = open_store(packages[0])
    around = store.around(store.places["01002"], store.latest_day)
    found = around.find_figures()
    assert {each.geography for each in found} == {"VN", *(f"01{number:03}" for number in range(1, 99))}
    assert len([each for each in found if each.geography == "01002"]) == SIZE.weeks * len(MEASURES)
    assert {each.source.source_id for each in found if each.geography == "01001" and each.source} == {"weekly-001"}
    early = store.around(store.places["01002"], dt.date(2025, 7, 14)).find_figures(geography="01001")
    assert {each.source.source_id for each in early if each.source} == {"weekly-000"}


@pytest.mark.parametrize(
    "cells", [{"qualifier": "more_than"}, {"doubt": "scope", "note": "unclear"}, {"period_basis": "inferred", "doubt": "date"}]
)
def test_older_values_that_may_stand(own: Path, cells: dict[str, str]) -> None:
    """A newer value that is hedged, doubted or of an inferred day may not displace an older one, so that both are read."""

    def change(rows: list[dict[str, str]]) -> None:
        newer = dict(next(row for row in rows if row["geography"] == "01001" and row["indicator"] == "council_sessions"))
        rows.insert(0, newer | {"figure_id": "01001.newer", "period_start": "2025-07-09", "period_end": "2025-07-14"} | cells)

    edit(own, change)
    store = open_store(own)
    assert len(store.around(store.places["01002"], store.latest_day).find_figures(geography="01001", indicator="council_sessions")) == 2


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"value": "1.000,5"}, "column value: found '1.000,5'; it must be a number without grouping or unit"),
        ({"level": "village"}, "column level: found 'village'; known here: all, commune"),
        ({"source_id": "weekly-0"}, "column source_id: found 'weekly-0'; sources.csv has no such source_id; add it there first, or mend it here; did you"),
        ({"unit": "persons"}, "column unit: found 'persons'; the indicator dossiers_received is counted in count"),
        ({"geography": "01003"}, "column geography: found '01003'; no place is called '01003'"),
        ({"as_printed": ""}, "column as_printed: found ''; as_printed must not be blank"),
    ],
)  # fmt: skip
def test_rules_of_a_row(own: Path, cells: dict[str, str], said: str) -> None:
    """A row of a data set keeps the rules of a row of figures.csv, and what breaks one is told in the same words, with its file and row."""
    edit(own, lambda rows: rows[0].update(cells))
    (found,) = faults(open_store(own))
    assert found.startswith(f"figures/{FILE}, row 1, {said}")


def test_name_that_stands_twice(own: Path) -> None:
    """Two rows of one name are found, be they in two files, however many rows there are."""
    edit(own, lambda rows: rows[0].update(figure_id="01001.twice"))
    edit(own, lambda rows: rows[0].update(figure_id="01001.twice"), "provinces.parquet")
    advice = f"figures/{FILE}, row 1, has the same figure_id; each stands once"
    assert faults(open_store(own)) == [f"figures/provinces.parquet, row 1, column figure_id: found '01001.twice'; {advice}"]


def test_faults_come_when_rows_are_read(own: Path) -> None:
    """A package opens whatever its rows hold; those that are asked for are checked, and others are not."""
    edit(own, lambda rows: rows[0].update(value="many"))
    store = open_store(own)
    assert len(store.find_figures(geography="01002")) == len(MEASURES)
    with pytest.raises(InvalidPackage, match=rf"figures/{FILE}, row 1, column value: found 'many'"):
        store.find_figures(geography="01001")


def test_check_reads_all(packages: tuple[Path, Path]) -> None:
    """The check finds in a data set what it finds in a file: as many figures, places and identities by verdict, and nothing to mend."""
    kept, held = (check_store(open_store(each)) for each in packages)
    assert (kept.faults, kept.figures, kept.places, kept.counted) == ((), held.figures, held.places, held.counted)
    assert {each.formula for each in kept.identities} == {each.formula for each in held.identities if each.verdict != "holds"}


def test_arithmetic_of_a_commune(own: Path) -> None:
    """An identity that fails is told with file and row, as in a file."""
    edit(own, lambda rows: rows[1].update(value="5000", as_printed="5000"))
    (found,) = faults(open_store(own))
    assert found.startswith(f"figures/{FILE}, row 2, column value: found '5000'; dossiers_resolved 5000 <= dossiers_received")


def test_place_in_two_parts(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of one place stand together, else sums and contradictions among them would not be seen."""
    monkeypatch.setattr("briefing_lib.store.parquet.PART", 1)
    edit(own, lambda rows: rows.append(rows.pop(0)))
    assert "rows of this place stand apart from each other; sort the data set by place" in "".join(faults(open_store(own)))


def spoil_columns(path: Path) -> None:
    parquet.write_table(parquet.read_table(path).drop_columns(["note"]), path)


def spoil_types(path: Path) -> None:
    table = parquet.read_table(path)
    at = table.column_names.index("value")
    parquet.write_table(table.set_column(at, "value", table["value"].cast("string").cast("int64")), path)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (spoil_columns, "column note: found 'missing column note'; the columns are figure_id,source_id,"),
        (spoil_types, "column value: found 'int64'; each cell is text, as it would stand in figures.csv"),
        (lambda path: path.write_bytes(b"PAR1 and nothing else"), "it can't be read as Parquet; write it again"),
    ],
    ids=["columns", "types", "bytes"],
)
def test_spoilt_file(own: Path, spoil: Callable[[Path], Any], said: str) -> None:
    """A file that lacks a column, holds numbers for text, or is none, is refused by name."""
    spoil(own / "figures" / FILE)
    with pytest.raises(InvalidPackage) as problem:
        open_store(own).find_figures(geography="01001")
    assert f"figures/{FILE}" in str(problem.value)
    assert said in str(problem.value)


def test_column_in_names_of_folders(own: Path) -> None:
    """A column may stand in the names of folders."""
    path = own / "figures" / FILE
    table = parquet.read_table(path)
    for code in ("01001", "01002"):
        rows = table.filter(pyarrow.compute.equal(table["geography"].cast("string"), code)).drop_columns(["geography"])
        (folder := own / "figures" / f"geography={code}").mkdir()
        parquet.write_table(rows, folder / "part.parquet")
    path.unlink()
    store = open_store(own)
    assert {each.geography for each in store.find_figures(geography="01002")} == {"01002"}
    assert faults(store) == []


@pytest.mark.parametrize(
    ("path", "files"), [("figures", True), ("figures", False), ("elsewhere", True)], ids=["there", "emptied", "misnamed"]
)
def test_folder(own: Path, path: str, files: bool) -> None:
    """A folder without Parquet files is refused when the package is opened."""
    descriptor = json.loads((own / "datapackage.json").read_text("utf-8"))
    next(each for each in descriptor["resources"] if each["name"] == "figures")["path"] = path
    (own / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    for each in () if files else (own / "figures").iterdir():
        each.unlink()
    if files and path == "figures":
        assert open_store(own).size > 0
        return
    with pytest.raises(InvalidPackage, match="no Parquet file"):
        open_store(own)


def test_address(own: Path) -> None:
    """The descriptor may name an address that pyarrow opens in place of a folder."""
    descriptor = json.loads((own / "datapackage.json").read_text("utf-8"))
    next(each for each in descriptor["resources"] if each["name"] == "figures")["path"] = (own / "figures").as_uri()
    (own / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    assert len(open_store(own).find_figures(geography="01002")) == len(MEASURES)


def test_only_figures(own: Path) -> None:
    """No other table may be a data set."""
    descriptor = json.loads((own / "datapackage.json").read_text("utf-8"))
    next(each for each in descriptor["resources"] if each["name"] == "places")["format"] = "parquet"
    (own / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    with pytest.raises(InvalidPackage, match="of all tables only figures may be a data set"):
        open_store(own)


def test_opened_anew_after_a_change(own: Path) -> None:
    """A data set of which one file changed is opened again."""
    before, store = state_of(own), open_store(own)
    edit(own, lambda rows: rows[0].update(value="1001", as_printed="1001"))
    assert state_of(own) != before
    assert open_store(own) is not store


def test_sent_to_another_process(packages: tuple[Path, Path]) -> None:
    """Where no process can be forked, one that is started afresh gets a store that opens the same data set."""
    store = open_store(packages[0])
    again = pickle.loads(pickle.dumps(replace(store)))
    assert by_id(again.find_figures(geography="01002")) == by_id(store.find_figures(geography="01002"))
