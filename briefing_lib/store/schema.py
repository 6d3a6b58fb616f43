"""Reads the CSV files of the data package, strictly, by the rules that `datapackage.json` writes down.

Nothing here knows what a figure is: columns, types, constraints, codes, keys and foreign keys all come from the
descriptor. A field with `codes` holds codes of that list of `codes.csv`, one with `several` holds some with | between.
Every fault found is reported at once, with file, row, column, what was found and what to do.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from briefing_lib.errors import Fault, InvalidPackage, WrongUse, hint

DESCRIPTOR = "datapackage.json"
BUNDLED = Path(__file__).parents[1] / "data"
"""The package that a wheel carries."""
LONGEST_CELL = 5_000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ADVICE_ENCODING = "save it as CSV UTF-8 (comma separated)"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of one table: `number` is its line in the file, `cells` its typed values (None where blank).

    `key` is its primary key, `|` between where it has several columns.
    """

    file: str
    number: int
    cells: Mapping[str, Any]
    key: str

    def __getitem__(self, column: str) -> Any:
        if column not in self.cells:
            raise _damaged(f"{self.file} without the column {column}")
        return self.cells[column]

    def text(self, column: str) -> str:
        """The cell as its file has it, blank where it is blank."""
        value = self[column]
        return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)

    def fault(self, column: str, advice: str) -> Fault:
        """A fault in this row."""
        return Fault(self.file, self.number, column, self.text(column), advice)


class Tables(dict[str, list[Row]]):
    """Rows of each table; to ask for a table that the descriptor does not name raises InvalidPackage.

    `topic` is what the descriptor says under `briefing`.
    """

    topic: Mapping[str, Any]

    def __missing__(self, name: str) -> list[Row]:
        raise _damaged(f"no table {name}")


def find_package(folder: str | os.PathLike[str] | None = None) -> Path:
    """The folder of the data package: `folder`, else BRIEFING_DATA, else the nearest `data/` upward from here, else the one installed.

    Raises WrongUse where there is none.
    """
    chosen = folder or os.environ.get("BRIEFING_DATA")
    if chosen:
        path = Path(chosen)
        path = path.parent if path.name == DESCRIPTOR else path
        if not (path / DESCRIPTOR).is_file():
            raise WrongUse(f"no data package in {path}: it has no {DESCRIPTOR}; name the folder that holds it")
        return path
    for place in (Path.cwd(), *Path.cwd().parents):
        if (place / "data" / DESCRIPTOR).is_file():
            return place / "data"
    if (BUNDLED / DESCRIPTOR).is_file():
        return BUNDLED
    raise WrongUse(f"no data/{DESCRIPTOR} here or in a folder above; give its folder (--data; folder= in Python), or set BRIEFING_DATA")


def load_package(folder: Path) -> Tables:
    """All tables of the package, typed and checked.

    Raises InvalidPackage with every fault found.
    """
    schemas, topic = _load_descriptor(folder)
    tables = Tables()
    tables.topic = topic
    faults: list[Fault] = []
    for name, resource in schemas.items():
        rows, found = _load_table(folder / resource["path"], resource["schema"])
        tables[name] = rows
        faults += found
    if not faults:
        for name, resource in schemas.items():
            faults += [*_check_keys(name, resource["schema"], tables), *_check_codes(name, resource["schema"], tables)]
    if faults:
        raise InvalidPackage(faults)
    return tables


def _load_descriptor(folder: Path) -> tuple[dict[str, dict[str, Any]], Mapping[str, Any]]:
    path = folder / DESCRIPTOR
    try:
        descriptor = json.loads(path.read_text("utf-8"))
        schemas = {each["name"]: each for each in descriptor["resources"]}
        for each in schemas.values():
            _rehearse(each, schemas)
        topic = descriptor["briefing"]
        _ = [dt.date.fromisoformat(topic["first_day"]), topic["mixed_level"] + "", dict(topic["places"])]
        _ = [each["geography"] + each["indicator"] + each["kind"] + "".join(each["as_of"]) for each in topic["sums"]]
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, re.error) as problem:
        raise _damaged(f"{type(problem).__name__}: {problem}", getattr(problem, "lineno", None)) from None
    return schemas, topic


def _damaged(found: str, row: int | None = None) -> InvalidPackage:
    return InvalidPackage([Fault(DESCRIPTOR, row, "", found, "restore the file, as with git checkout data/datapackage.json")])


def _rehearse(resource: Mapping[str, Any], schemas: Mapping[str, Any]) -> None:
    """Use every rule of a table once, so that a damaged descriptor fails here and not in the middle of a file."""
    if Path(resource["path"]).name != resource["path"]:
        raise ValueError(f"{resource['path']} is no file of the package's own folder")
    _ = "".join(resource["schema"]["primaryKey"][0])
    columns = {column["name"]: column for column in resource["schema"]["fields"]}
    for column in columns.values():
        rules = column.get("constraints", {})
        _ = column["name"] + column["description"], _PARSERS[column["type"]], ", ".join(rules.get("enum", [])), rules.get("required")
        _ = rules.get("minimum", 0) + rules.get("maximum", 0)
        _ = (re.compile(rules["pattern"]), column["example"] + "") if "pattern" in rules else ()
        _ = schemas["codes"], column["codes"] + "" if "codes" in column else ""
    _ = [columns[name] for name in resource["schema"]["primaryKey"]]
    for reference in resource["schema"].get("foreignKeys", []):
        (column,), (wanted,) = reference["fields"], reference["reference"]["fields"]
        fields = schemas[reference["reference"]["resource"] or resource["name"]]["schema"]["fields"]
        _ = columns[column], [each["name"] for each in fields].index(wanted)


def _load_table(path: Path, schema: Mapping[str, Any]) -> tuple[list[Row], list[Fault]]:
    try:
        text = _decode(path)
        records = list(_records(path.name, text))
    except InvalidPackage as problem:
        return [], list(problem.faults)
    fields = schema["fields"]
    names = [column["name"] for column in fields]
    if fault := _check_header(path.name, records[0][1], names):
        return [], [fault]
    rows, faults = [], []
    for number, cells in records[1:]:
        if len(cells) != len(names):
            advice = f"{len(names)} were wanted; the row may be cut off, or hold a comma outside quotes"
            faults.append(Fault(path.name, number, "", f"{len(cells)} cells", advice))
            continue
        typed: dict[str, Any] = {}
        for column, cell in zip(fields, cells, strict=True):
            value, advice = parse_cell(cell, column)
            typed[column["name"]] = value
            if advice:
                faults.append(Fault(path.name, number, column["name"], cell, advice))
        key = "|".join(cells[names.index(column)] for column in schema["primaryKey"])
        rows.append(Row(path.name, number, typed, key))
    return rows, faults


def _decode(path: Path) -> str:
    """Text of a file, without a byte-order mark, Windows line ends or decomposed letters."""

    def refuse(found: str, advice: str, row: int | None = None) -> InvalidPackage:
        return InvalidPackage([Fault(path.name, row, "", found, advice)])

    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise refuse(problem.strerror or "no file", "put the file back; datapackage.json names it") from None
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refuse("UTF-16 text", _ADVICE_ENCODING)
    if b"\0" in raw:
        raise refuse("binary content", f"this is no text; {_ADVICE_ENCODING}", raw[: raw.index(b"\0")].count(b"\n") + 1)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        row = raw[: problem.start].count(b"\n") + 1
        found = f"byte {raw[problem.start]:#04x}, which is not UTF-8 (Windows-1258?)"
        raise refuse(found, _ADVICE_ENCODING, row) from None
    if not text.strip(' \r\n\t,;"'):
        raise refuse("an empty file", "put the header row and the rows back")
    if not text.endswith("\n"):
        row = text.count("\n") + 1
        raise refuse("no line end after the last row", "the file may be cut off; see whether it is whole, then end it with a line end", row)
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n"))


def _records(file: str, text: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as problem:
        advice = "look for a quote that is not closed"
        raise InvalidPackage([Fault(file, line, "", str(problem), advice)]) from None


def _check_header(file: str, header: Sequence[str], names: Sequence[str]) -> Fault | None:
    if list(header) == list(names):
        return None
    if len(header) == 1 and len(names) > 1 and any(mark in header[0] for mark in ";\t|"):
        return Fault(file, 1, "", header[0], "columns are separated by commas here; save it as comma separated CSV")
    missing = [name for name in names if name not in header]
    extra = [name for name in header if name not in names]
    problems = [f"{word} column {', '.join(these)}" for word, these in (("missing", missing), ("extra", extra)) if these]
    found = "; ".join(problems) or "columns in another order or doubled"
    return Fault(file, 1, ", ".join(missing + extra)[:60], found, f"the columns are {','.join(names)}")


def parse_cell(cell: str, column: Mapping[str, Any]) -> tuple[Any, str]:
    """The typed value of a cell, and what is wrong with it ('' if nothing)."""
    rules = column.get("constraints", {})
    if cell == "":
        return None, f"{column['name']} must not be blank" if rules.get("required") else ""
    if len(cell) > LONGEST_CELL:
        return None, f"a cell holds at most {LONGEST_CELL:,} characters; shorten it"
    if cell != cell.strip() or _CONTROL.search(cell):
        return None, "take away the blanks around it, line breaks and control characters"
    try:
        value = _PARSERS[column["type"]](cell)
    except (ValueError, InvalidOperation):
        return None, _WANTED[column["type"]]
    if "enum" in rules and cell not in rules["enum"]:
        return None, f"known here: {', '.join(rules['enum'])}{hint(cell, rules['enum'])}"
    if "pattern" in rules and not re.search(rules["pattern"], cell):
        return None, f"{column['description']} Write it as {column['example']}"
    if "minimum" in rules and value < rules["minimum"]:
        return None, f"it must be at least {rules['minimum']}"
    if "maximum" in rules and value > rules["maximum"]:
        return None, f"it must be at most {rules['maximum']}"
    return value, ""


def _parse_number(cell: str) -> Decimal:
    if not re.fullmatch(r"-?\d+(\.\d+)?", cell, re.ASCII):
        raise ValueError(cell)
    return Decimal(cell)


def _parse_integer(cell: str) -> int:
    if not re.fullmatch(r"-?\d+", cell, re.ASCII):
        raise ValueError(cell)
    return int(cell)


def _parse_date(cell: str) -> dt.date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell, re.ASCII):
        raise ValueError(cell)
    return dt.date.fromisoformat(cell)


def _parse_boolean(cell: str) -> bool:
    if cell not in ("true", "false"):
        raise ValueError(cell)
    return cell == "true"


_PARSERS: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": _parse_integer,
    "number": _parse_number,
    "date": _parse_date,
    "boolean": _parse_boolean,
}
_WANTED = {
    "string": "it must be text",
    "integer": "it must be a whole number without grouping",
    "number": "it must be a number without grouping or unit, a dot as decimal mark: 142.746 in print is typed 142746, 73,6% is 73.6",
    "date": "it must be a day that exists, as 2025-10-01",
    "boolean": "it must be true or false",
}


def _check_keys(name: str, schema: Mapping[str, Any], tables: Mapping[str, list[Row]]) -> Iterator[Fault]:
    key = schema["primaryKey"]
    first: dict[tuple[Any, ...], int] = {}
    for row in tables[name]:
        value = tuple(row[column] for column in key)
        if value in first:
            yield row.fault(key[-1], f"row {first[value]} has the same {', '.join(key)}; each stands once")
        first.setdefault(value, row.number)
    for reference in schema.get("foreignKeys", []):
        (column,), (wanted,) = reference["fields"], reference["reference"]["fields"]
        table = reference["reference"]["resource"] or name
        if table == "places" and name != "places":  # rows.py says of a place that is not known what became of it
            continue
        known = {row[wanted] for row in tables[table]}
        for row in tables[name]:
            if row[column] is not None and row[column] not in known:
                yield row.fault(
                    column, f"{table}.csv has no such {wanted}; add it there first, or mend it here{hint(row[column], sorted(known))}"
                )


def _check_codes(name: str, schema: Mapping[str, Any], tables: Mapping[str, list[Row]]) -> Iterator[Fault]:
    for field in schema["fields"]:
        if wanted := field.get("codes"):
            known = [row["code"] for row in tables["codes"] if row["list"] == wanted]
            for row in tables[name]:
                for code in split_cell(row.text(field["name"])) if field.get("several") else filter(None, [row.text(field["name"])]):
                    if code not in known:
                        yield row.fault(field["name"], f"known here: {', '.join(known)}{hint(code, known)}; codes.csv holds them")


def split_cell(cell: str) -> list[str]:
    """The entries of a cell that holds several, with | between."""
    return cell.split("|") if cell else []
