"""A data package that a test may change: kept in memory, written to a folder of the test's own when that is asked for."""

from __future__ import annotations

import csv
import functools
import io
import json
from pathlib import Path

from briefing_lib.briefing import Briefing, Data
from briefing_lib.store import Store, open_store

DATA = Path(__file__).parents[1] / "data"
WRITTEN_BY_TESTS = (
    "sources", "figures", "indicators", "bodies", "commitments", "commitment_events", "findings", "messages", "left_out",
)  # fmt: skip

REPORT = {"source_id": "test-report", "publisher": "Test", "kind": "press", "url": "https://example.org/report", "known_from": "2025-10-01",
          "date_basis": "printed", "language": "en", "basis": "excerpt"}  # fmt: skip
MEASURE = {"unit": "count", "theme": "dossiers", "better": "neutral", "core": "false", "standing": "false"}
FIGURE = {"source_id": "test-report", "geography": "48", "level": "commune", "qualifier": "exact", "unit": "count"}
COMMITMENT = {"commitment_id": "test-report.c1", "source_id": "test-report", "issued_by": "test-body", "geography": "VN",
              "responsible": "test-body", "binds": "nation", "force": "ordered", "task_en": "Do it"}  # fmt: skip
FINDING = {"finding_id": "test-report.f1", "source_id": "test-report", "geographies": "48", "kind": "measure", "theme": "dossiers",
           "text_en": "It is being done"}  # fmt: skip
PERIOD = ("period_start", "period_end", "as_of")

Table = list[dict[str, str]]


@functools.cache
def committed() -> tuple[dict[str, list[str]], dict[str, Table]]:
    """Columns and rows of the committed tables, read once."""
    resources = json.loads((DATA / "datapackage.json").read_text("utf-8"))["resources"]
    columns = {each["name"]: [field["name"] for field in each["schema"]["fields"]] for each in resources}
    return columns, {name: list(csv.DictReader(io.StringIO((DATA / f"{name}.csv").read_text("utf-8"), newline=""))) for name in columns}


class Package:
    """Tables of a package, with a report that never was; `full` keeps the real rows, else only places and codes stay.

    Files are written when `folder` or `path` is asked for, and only those that changed since.
    """

    def __init__(self, folder: Path, *, full: bool = False) -> None:
        self._place = folder / "data"
        self._columns, tables = committed()
        self._tables = {name: [] if name in WRITTEN_BY_TESTS and not full else [dict(row) for row in rows] for name, rows in tables.items()}
        self._unwritten = set(self._tables)
        self.add("sources", **REPORT)

    def add_examples(self) -> Package:
        """A body, a whole of 100 with a part of 60, a commitment and a finding."""
        self.add("bodies", body="test-body", name_en="Body", name_vi="Body", name_id="Body", kind="group")
        self.add_parts("test_kind", "near", "far")
        self.add_measure("test_whole")
        self.add_figure("test_whole", "100")
        self.add_figure("test_whole/test_kind:near", "60")
        self.add("commitments", **COMMITMENT)
        self.add("findings", **FINDING)
        return self

    def add(self, table: str, **cells: str) -> int:
        """Append a row, blank where nothing is given; returns its line in the file."""
        assert set(cells) <= set(self._columns[table]), cells
        self._tables[table].append({column: cells.get(column, "") for column in self._columns[table]})
        self._unwritten.add(table)
        return len(self._tables[table]) + 1

    def add_measure(self, name: str, **cells: str) -> int:
        texts = {f"{stem}_{language}": f"{name} {language}" for stem in ("label", "definition") for language in ("en", "vi", "id")}
        return self.add("indicators", indicator=name, **(MEASURE | texts | cells))

    def add_parts(self, dimension: str, *parts: str) -> None:
        """The parts into which a measure may be broken down, as a list of codes."""
        for number, part in enumerate(parts, 1):
            labels = {f"label_{language}": f"{part} {language}" for language in ("en", "vi", "id")}
            self.add("codes", list=dimension, code=part, order=str(number), **labels)

    def add_figure(self, measure: str, value: str, **cells: str) -> int:
        """Append a figure of a measure, or of a part of it as `name/dimension:value`; a period that is given is a printed one."""
        indicator, _, breakdown = measure.partition("/")
        source = cells.get("source_id", "test-report")
        number = sum(row["source_id"] == source for row in self._tables["figures"]) + 1
        basis = "printed" if any(cells.get(column) for column in PERIOD) else ""
        written = {"figure_id": f"{source}.{number}", "value": value, "as_printed": value, "period_basis": basis}
        return self.add("figures", indicator=indicator, breakdown=breakdown, **(FIGURE | written | cells))

    def add_event(self, commitment: str, status: str, on: str, source: str = "test-report", **cells: str) -> int:
        """Append what a report says became of a commitment."""
        return self.add("commitment_events", commitment_id=commitment, status=status, on=on, source_id=source, **cells)

    def edit(self, table: str, key: str, **cells: str) -> int:
        """Write over cells of the row whose first column is `key`; returns its line in the file.

        A figure whose value or period changes is printed so, unless the cells say otherwise.
        """
        assert set(cells) <= set(self._columns[table]), cells
        line = self.line(table, key)
        row = self._tables[table][line - 2]
        if table == "figures":
            changed = row | cells
            if "value" in cells and row["as_printed"] == row["value"]:
                cells = {"as_printed": cells["value"]} | cells
            if not set(PERIOD).isdisjoint(cells):
                cells = {"period_basis": "printed" if any(changed[column] for column in PERIOD) else ""} | cells
        row |= cells
        self._unwritten.add(table)
        return line

    def remove(self, table: str, key: str) -> None:
        """Take away the rows whose first column is `key`."""
        first = self._columns[table][0]
        self._tables[table] = [row for row in self._tables[table] if row[first] != key]
        self._unwritten.add(table)

    def line(self, table: str, key: str) -> int:
        """The line in the file of the first row whose first column is `key`."""
        first = self._columns[table][0]
        return [row[first] for row in self._tables[table]].index(key) + 2

    def read(self, table: str) -> Table:
        return [*self._tables[table]]

    @property
    def folder(self) -> Path:
        """The folder of the package, with every change written."""
        if not self._place.exists():
            self._place.mkdir(parents=True)
            (self._place / "datapackage.json").write_bytes((DATA / "datapackage.json").read_bytes())
        for table in sorted(self._unwritten):
            text = io.StringIO(newline="")
            writer = csv.DictWriter(text, self._columns[table], lineterminator="\n")
            writer.writeheader()
            writer.writerows(self._tables[table])
            (self._place / f"{table}.csv").write_text(text.getvalue(), "utf-8", newline="")
        self._unwritten.clear()
        return self._place

    def path(self, table: str) -> Path:
        """The file of a table, for a test that spoils it."""
        return self.folder / f"{table}.csv"

    def bytes(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}

    def open(self) -> Store:
        """The package as the library opens it."""
        return open_store(self.folder)

    def briefing(self, place: str | int = "48", *, as_of: str = "") -> Briefing:
        """The briefing on a place as a user gets it."""
        return Data(self.open()).briefing(place, as_of=as_of)
