"""A copy of the data package that a test may write to, with a few rows of a report that never was."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"
WRITTEN_BY_TESTS = ("sources", "figures", "indicators", "bodies", "commitments", "findings", "left_out")

REPORT = {"source_id": "test-report", "publisher": "Test", "url": "https://example.org/report", "known_from": "2025-10-01",
          "date_basis": "printed", "language": "en", "basis": "excerpt"}  # fmt: skip
MEASURE = {"unit": "count", "theme": "dossiers", "better": "neutral", "core": "false", "parts_complete": "false"}
FIGURE = {"source_id": "test-report", "geography": "48", "level": "commune", "qualifier": "exact", "unit": "count"}
COMMITMENT = {"commitment_id": "test-report.c1", "source_id": "test-report", "issued_by": "test-body", "geography": "VN",
              "responsible": "test-body", "binds": "nation", "task_en": "Do it"}  # fmt: skip
FINDING = {"finding_id": "test-report.f1", "source_id": "test-report", "geography": "48", "kind": "measure", "theme": "dossiers",
           "text_en": "It is being done"}  # fmt: skip


class Package:
    """Tables of a package in a folder of the test's own; `full` keeps the real rows, else only the geography stays."""

    def __init__(self, folder: Path, *, full: bool = False) -> None:
        self.folder = folder / "data"
        shutil.copytree(DATA, self.folder)
        descriptor = json.loads((self.folder / "datapackage.json").read_text("utf-8"))
        self._columns = {each["name"]: [field["name"] for field in each["schema"]["fields"]] for each in descriptor["resources"]}
        for table in WRITTEN_BY_TESTS if not full else ():
            self._write(table, [])
        self.add("sources", **REPORT)

    def add_examples(self) -> Package:
        """A body, a whole of 100 with a part of 60, a commitment and a finding."""
        self.add("bodies", body="test-body", name_en="Body", name_vi="Body", name_id="Body", kind="group")
        self.add_measure("test_whole")
        self.add_measure("test_part", part_of="test_whole")
        self.add_figure("test_whole", "100")
        self.add_figure("test_part", "60")
        self.add("commitments", **COMMITMENT)
        self.add("findings", **FINDING)
        return self

    def add(self, table: str, **cells: str) -> int:
        """Append a row, blank where nothing is given; returns its line in the file."""
        rows = [*self.read(table), {column: cells.get(column, "") for column in self._columns[table]}]
        assert set(cells) <= set(self._columns[table]), cells
        self._write(table, rows)
        return len(rows) + 1

    def add_measure(self, name: str, **cells: str) -> int:
        texts = {f"{stem}_{language}": f"{name} {language}" for stem in ("label", "definition") for language in ("en", "vi", "id")}
        return self.add("indicators", indicator=name, **(MEASURE | texts | cells))

    def add_figure(self, indicator: str, value: str, **cells: str) -> int:
        source = cells.get("source_id", "test-report")
        number = sum(row["source_id"] == source for row in self.read("figures")) + 1
        given = FIGURE | {"figure_id": f"{source}.{number}", "value": value, "as_printed": value} | cells
        return self.add("figures", indicator=indicator, **given)

    def edit(self, table: str, key: str, **cells: str) -> int:
        """Write over cells of the row whose first column is `key`; returns its line in the file."""
        rows = self.read(table)
        place = [row[self._columns[table][0]] for row in rows].index(key)
        rows[place] |= cells
        self._write(table, rows)
        return place + 2

    def remove(self, table: str, key: str) -> None:
        """Take away the row whose first column is `key`."""
        first = self._columns[table][0]
        self._write(table, [row for row in self.read(table) if row[first] != key])

    def path(self, table: str) -> Path:
        return self.folder / f"{table}.csv"

    def read(self, table: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.path(table).read_text("utf-8"), newline="")))

    def bytes(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}

    def _write(self, table: str, rows: list[dict[str, str]]) -> None:
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, self._columns[table], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        self.path(table).write_text(text.getvalue(), "utf-8", newline="")
