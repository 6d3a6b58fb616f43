"""Reads the CSV files of the data package, strictly, by the rules that `datapackage.json` writes down.

Nothing here knows what a figure is: columns, types, constraints, codes, keys and foreign keys all come from the
descriptor. A field with `codes` holds codes of that list of `codes.csv`, one with `several` holds some with | between.
Every fault found is reported at once, with file, row, column, what was found and what to do.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
import json
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from briefing_lib.errors import Advice, Fault, InvalidPackage, WrongUse, hint, raise_faults

DESCRIPTOR = "datapackage.json"
PARQUET = "parquet"
"""The format of a table whose rows are not read before they are asked for."""
BUNDLED = Path(__file__).parents[1] / "data"
"""The package that a wheel carries."""
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2100, 12, 31)
"""Between these lies every day that a report may speak of; a day further off is misread, and calendars end in the year 9999."""
LONGEST_CELL = 5_000
LONGEST_RULED_CELL = 500
"""Characters of a cell whose column has a pattern: the time of matching grows with the square of it."""
LONGEST_NUMBER = 15
"""Digits of a number with its sign and mark: charts reckon in binary, which holds so many exactly."""
LARGEST_TABLE, LARGEST_DESCRIPTOR = 32_000_000, 1_000_000
"""Bytes: a century of weekly reports, and more columns than anybody describes. More would not fit into the memory of a small machine."""
MOST_LINES = 100_000
"""Lines of one table, blank ones among them, for the same reason."""
DEEPEST = 8
"""So many rows may lead from one to the next, as communes lie in provinces and these in the nation; a ring never ends."""
NAME = re.compile(r"[\w.-]+")
"""The form of a key: marks of formulas, blanks and bars would break the references that pages make of it."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_ADVICE_ENCODING = "save it as CSV UTF-8 (comma separated)"
_ADVICE_MISSING = "put the file back; datapackage.json names it"
ADVICE_DAY = f"it must lie between {FIRST_DAY} and {LAST_DAY}; look at the report again"


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
            raise _refuse(self.file, f"no column {column}", f"put it back, here and in {DESCRIPTOR}", 1)
        return self.cells[column]

    def text(self, column: str) -> str:
        """The cell as its file has it, blank where it is blank."""
        value = self[column]
        return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)

    def fault(self, column: str, advice: Advice) -> Fault:
        """A fault in this row."""
        return Fault(self.file, self.number, column, self.text(column), advice)


class Tables(dict[str, list[Row]]):
    """Rows of each table; `topic` is what the descriptor says under `briefing`."""

    topic: Mapping[str, Any]
    schemas: Mapping[str, Mapping[str, Any]]
    addresses: Mapping[str, str]
    """Where the tables are whose rows are read when they are asked for, by name."""


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


Schemas = Mapping[str, Mapping[str, Any]]
"""What the descriptor says of each table."""


def load_package(folder: Path, check_descriptor: Callable[[Schemas], Iterator[str]]) -> Tables:
    """All tables of the package, typed and checked; `check_descriptor` tells what the descriptor lacks of what the caller relies on.

    Raises InvalidPackage with every fault found.
    """
    path = folder / DESCRIPTOR
    descriptor = _load_descriptor(path)
    schemas = {each["name"]: each for each in descriptor["resources"]}
    raise_faults(Fault(DESCRIPTOR, None, "", found, _advice(path)) for found in check_descriptor(schemas))
    tables = Tables({name: [] for name in schemas})
    tables.topic = descriptor["briefing"]
    tables.schemas = {name: each["schema"] for name, each in schemas.items()}
    tables.addresses = {name: _address_of(folder, each) for name, each in schemas.items() if each.get("format") == PARQUET}
    held = {name: each for name, each in schemas.items() if name not in tables.addresses}
    raise_faults(fault for name, each in held.items() for fault in _load_table(folder / each["path"], each["schema"], tables[name]))
    raise_faults(fault for name in held for fault in Links(name, tables).check(tables[name]))
    return tables


def find_data_set(folder: Path) -> str:
    """Where the figures of a package are if they are a data set; blank where they are a file, or its descriptor can't be read."""
    try:
        resources = json.loads((folder / DESCRIPTOR).read_text("utf-8"))["resources"]
        return next((_address_of(folder, each) for each in resources if each.get("format") == PARQUET), "")
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return ""


def _address_of(folder: Path, resource: Mapping[str, Any]) -> str:
    path = str(resource["path"])
    return path if "://" in path else str(folder / path)


def _advice(path: Path, advice: str = "mend it") -> str:
    return f"{advice}, or restore {path} as it was"


def _load_descriptor(path: Path) -> Mapping[str, Any]:
    """What the descriptor says, each rule in it tried, so that a damaged one fails here and not in the middle of a file."""
    raw = _read(path, LARGEST_DESCRIPTOR)
    try:
        descriptor = json.loads(raw.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError) as problem:
        known = {UnicodeDecodeError: "bytes that are not UTF-8", RecursionError: "brackets in brackets without an end"}
        found = known.get(type(problem)) or str(getattr(problem, "msg", problem))
        raise _refuse(DESCRIPTOR, found, _advice(path, "this is no JSON; mend it"), getattr(problem, "lineno", None)) from None
    for check in (functools.partial(_check_shape, shape=SHAPE), _check_rules):
        raise_faults(Fault(DESCRIPTOR, None, where, found, _advice(path, advice)) for where, found, advice in check(descriptor))
    return descriptor  # type: ignore[no-any-return]  # its shape was checked


def _no_number(found: str) -> None:
    raise ValueError(f"{found}, which is no number")


_NAMES = {str: "a text", bool: "true or false", dict: "an object", list: "a list", (int, float): "a number"}
_RULES = {"required?": bool, "enum?": [str], "pattern?": str, "minimum?": (int, float), "maximum?": (int, float)}
_COLUMN = {"name": str, "type": str, "description": str, "example?": str, "codes?": str, "several?": bool, "constraints?": _RULES}
_LINK = {"fields": [str], "reference": {"resource": str, "fields": [str]}}
_SUM = {"geography": str, "indicator": str, "kind": str, "as_of": [str]}
SHAPE = {
    "resources": [
        {"name": str, "path": str, "format?": str, "schema": {"fields": [_COLUMN], "primaryKey": [str], "foreignKeys?": [_LINK]}}
    ],
    "briefing": {"first_day": str, "mixed_level": str, "places": dict, "sums": [_SUM], "pages?": [str], "residents?": str},
}
"""What is read of the descriptor: objects by their names, a list by what it holds; what ends in a question mark may be left out."""


def _check_shape(held: Any, *, shape: Any, where: str = "") -> Iterator[tuple[str, str, str]]:
    """Each place of the descriptor that is missing or of another kind, with what was found and what to do."""
    kind = type(shape) if isinstance(shape, dict | list) else shape
    if not isinstance(held, kind) or (isinstance(held, bool) and kind is not bool):
        yield where, json.dumps(held, ensure_ascii=False), f"write {_NAMES[kind]}"
    elif isinstance(shape, list):
        for number, each in enumerate(held):
            yield from _check_shape(each, shape=shape[0], where=f"{where}[{number}]")
    elif isinstance(shape, dict):
        for name, inner in shape.items():
            key, place = name.removesuffix("?"), f"{where}.{name.removesuffix('?')}".lstrip(".")
            if key in held:
                yield from _check_shape(held[key], shape=inner, where=place)
            elif key == name:
                yield place, "nothing", "put it back"


def _check_rules(descriptor: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Each place of a descriptor of the right shape that means nothing."""
    tables = {each["name"]: {column["name"] for column in each["schema"]["fields"]} for each in descriptor["resources"]}
    for at, each in enumerate(descriptor["resources"]):
        where, schema, columns = f"resources[{at}]", each["schema"], tables[each["name"]]
        is_set = each.get("format") == PARQUET
        if is_set and each["name"] != "figures":
            yield f"{where}.format", PARQUET, "of all tables only figures may be a data set; the others are CSV"
        elif (Path(each["path"]).name != each["path"] and not (is_set and "://" in each["path"])) or not each["path"].isprintable():
            yield f"{where}.path", each["path"], "name a file of the package's own folder"
        for number, column in enumerate(schema["fields"]):
            yield from _check_column(column, f"{where}.schema.fields[{number}]")
        if not schema["primaryKey"] or not columns.issuperset(schema["primaryKey"]):
            yield f"{where}.schema.primaryKey", ", ".join(schema["primaryKey"]), "name columns of the table"
        for number, link in enumerate(schema.get("foreignKeys", [])):
            here, there, known = (
                link["fields"],
                link["reference"]["fields"],
                tables.get(link["reference"]["resource"] or each["name"], set()),
            )
            if len(here) != 1 or len(there) != 1 or not (columns.issuperset(here) and known.issuperset(there)):
                yield f"{where}.schema.foreignKeys[{number}]", json.dumps(link), "name one column here, and one of the table referred to"
    if parse_cell(first_day := descriptor["briefing"]["first_day"], {"type": "date", "name": "first_day"})[0] is None:
        yield "briefing.first_day", first_day, "give the day on which the change began, as 2025-07-01"


def _check_column(column: Mapping[str, Any], where: str) -> Iterator[tuple[str, str, str]]:
    rules = column.get("constraints", {})
    if column["type"] not in _PARSERS:
        yield f"{where}.type", column["type"], f"the types are {', '.join(_PARSERS)}"
    elif rules.keys() & {"minimum", "maximum"} and column["type"] not in ("integer", "number"):
        yield f"{where}.constraints", column["type"], "only numbers have bounds"
    if "pattern" in rules:
        try:
            _compile(rules["pattern"])
        except (re.error, RecursionError, OverflowError) as problem:
            yield f"{where}.constraints.pattern", rules["pattern"], f"no pattern can be read in it ({problem}); mend it"
        if "example" not in column:
            yield f"{where}.example", "nothing", "show what the pattern lets through"


_TOKENS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(\((?:\?:)?)|([*+?]|\{[\d,]+\})")
"""What a pattern is made of: escaped signs and sets, then groups that begin, then what says how often."""


@functools.cache
def _compile(pattern: str) -> re.Pattern[str]:
    """A pattern whose matching can't take for ever.

    One that repeats a group or varies in many places, as `(a+)*`, would go back again and again to try all ways through a cell. It is
    matched without going back: each group and each repetition takes what it takes first.
    """
    plain = _TOKENS.sub(lambda each: each[1] or each[2] or "x", pattern)
    if not re.search(r"\)[*+{]", plain) and len(re.findall(r"[*+{]", plain)) <= 2 and len(re.findall(r"[?|]", plain)) <= 12:
        return re.compile(pattern)
    return re.compile(_TOKENS.sub(lambda each: "(?>" if each[1] else f"{each[0]}+" if each[2] else each[0], pattern))


class RowParser:
    """Makes typed rows of cells by the rules that a descriptor has for a table."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.columns: list[str] = [column["name"] for column in schema["fields"]]
        self._parsers = [functools.lru_cache(maxsize=4096)(functools.partial(parse_cell, column=column)) for column in schema["fields"]]
        self._keys = [self.columns.index(column) for column in schema["primaryKey"]]

    def parse(self, file: str, number: int, cells: Sequence[str]) -> tuple[Row, list[Fault]]:
        """The row of these cells, and what is wrong with them one by one."""
        parsed = [parse(cell) for parse, cell in zip(self._parsers, cells, strict=True)]
        faults = [Fault(file, number, self.columns[at], cells[at], advice) for at, (_, advice) in enumerate(parsed) if advice]
        typed = dict(zip(self.columns, [value for value, _ in parsed], strict=True))
        return Row(file, number, typed, "|".join([cells[at] for at in self._keys])), faults


def _load_table(path: Path, schema: Mapping[str, Any], rows: list[Row]) -> Iterator[Fault]:
    """Put the rows of a file among `rows`; what is wrong with it comes out."""
    parser = RowParser(schema)
    names = parser.columns
    try:
        records = _records(path.name, _read(path, LARGEST_TABLE))
        if fault := _check_header(path.name, next(records, (1, [""]))[1], names):
            yield fault
            return
        for number, cells in records:
            if len(cells) != len(names):
                advice = f"{len(names)} were wanted; the row may be cut off, or hold a comma outside quotes"
                yield Fault(path.name, number, "", f"{len(cells)} cells", advice)
                continue
            row, faults = parser.parse(path.name, number, cells)
            yield from faults
            rows.append(row)
    except InvalidPackage as problem:
        yield from problem.faults


def _refuse(file: str, found: str, advice: str, row: int | None = None) -> InvalidPackage:
    return InvalidPackage([Fault(file, row, "", found, advice)])


def _read(path: Path, most: int) -> bytes:
    """Bytes of a plain file of at most this size; nothing is read of a device or pipe, which may never end."""
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise _refuse(path.name, "a folder, device or pipe instead of a file", _ADVICE_MISSING)
        if state.st_size > most:
            raise _refuse(path.name, f"{state.st_size:,} bytes", f"a file here has at most {most:,}; see what else is in it")
        with path.open("rb") as file:
            return file.read(most)
    except OSError as problem:
        raise _refuse(path.name, problem.strerror or "no file", _ADVICE_MISSING) from None


def _records(file: str, raw: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table that are not blank, each with its line."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refuse(file, "UTF-16 text", _ADVICE_ENCODING)
    if b"\0" in raw:
        raise _refuse(file, "binary content", f"this is no text; {_ADVICE_ENCODING}", raw[: raw.index(b"\0")].count(b"\n") + 1)
    if not raw.removeprefix(b"\xef\xbb\xbf").strip(b' \r\n\t,;"'):
        raise _refuse(file, "an empty file", "put the header row and the rows back")
    csv.field_size_limit(LARGEST_TABLE)
    reader, line = csv.reader(_lines(file, raw), strict=True), 1
    try:
        for cells in reader:
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as problem:
        raise _refuse(file, str(problem), "look for a quote that is not closed", line) from None


def _lines(file: str, raw: bytes) -> Iterator[str]:
    """Lines of a text, without a byte-order mark, Windows line ends or decomposed letters."""
    for number, line in enumerate(io.BytesIO(raw.removeprefix(b"\xef\xbb\xbf")), 1):
        if number > MOST_LINES:
            advice = "take blank rows away; if the rows are all meant, divide the package"
            raise _refuse(file, f"more than {MOST_LINES:,} lines", advice, number)
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as problem:
            found = f"byte {line[problem.start]:#04x}, which is not UTF-8 (Windows-1258?)"
            raise _refuse(file, found, _ADVICE_ENCODING, number) from None
        if not text.endswith("\n"):
            advice = "the file may be cut off; see whether it is whole, then end it with a line end"
            raise _refuse(file, "no line end after the last row", advice, number)
        yield unicodedata.normalize("NFC", text.replace("\r\n", "\n"))


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


def parse_cell(cell: str, column: Mapping[str, Any]) -> tuple[Any, Advice]:
    """The typed value of a cell, and what is wrong with it ('' if nothing)."""
    rules = column.get("constraints", {})
    if cell == "":
        return None, f"{column['name']} must not be blank" if rules.get("required") else ""
    longest = LONGEST_RULED_CELL if "pattern" in rules else LONGEST_CELL
    if len(cell) > longest:
        return None, f"a cell holds at most {longest:,} characters; shorten it"
    if cell != cell.strip() or _CONTROL.search(cell):
        return None, "take away the blanks around it, line breaks and control characters"
    try:
        value = _PARSERS[column["type"]](cell)
    except (ValueError, InvalidOperation):
        return None, _WANTED[column["type"]]
    if isinstance(value, int | Decimal) and len(cell) > LONGEST_NUMBER:
        return None, f"a number has at most {LONGEST_NUMBER} digits; look at the report again"
    if isinstance(value, dt.date) and not FIRST_DAY <= value <= LAST_DAY:
        return None, ADVICE_DAY
    if "enum" in rules and cell not in rules["enum"]:
        return None, functools.partial(_known_here, cell, rules["enum"])
    if "pattern" in rules and not _compile(rules["pattern"]).fullmatch(cell):
        return None, f"{column['description']} Write it as {column['example']}"
    if "minimum" in rules and value < rules["minimum"]:
        return None, f"it must be at least {rules['minimum']}"
    if "maximum" in rules and value > rules["maximum"]:
        return None, f"it must be at most {rules['maximum']}"
    return value, ""


def _known_here(found: str, known: Collection[str], where: str = "") -> str:
    return f"known here: {', '.join(known)}{hint(found, known)}{where}"


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


class Links:
    """What the rows of a table must hold among themselves: keys, links to other rows, codes."""

    def __init__(self, name: str, tables: Tables) -> None:
        self._name, self._schema = name, tables.schemas[name]
        self._linked: list[tuple[str, str, str, frozenset[str]]] = []
        for reference in self._schema.get("foreignKeys", []):
            (column,), (wanted,) = reference["fields"], reference["reference"]["fields"]
            table = reference["reference"]["resource"] or name
            if table != "places" or name == "places":  # rows.py says of a place that is not known what became of it
                self._linked.append((column, table, wanted, frozenset(row.text(wanted) for row in tables[table])))
        self._codes = [
            (field, {row.text("code"): None for row in tables["codes"] if row.text("list") == wanted})
            for field in self._schema["fields"]
            if (wanted := field.get("codes"))
        ]

    def check(self, rows: Sequence[Row]) -> Iterator[Fault]:
        """What is wrong with these rows of the table."""
        yield from self._check_keys(rows)
        for column, table, wanted, known in self._linked:
            if not known.issuperset(cell for cell in {row.text(column) for row in rows} if cell):
                for row in rows:
                    if row[column] is not None and row.text(column) not in known:
                        yield row.fault(column, functools.partial(_no_such, table, wanted, row.text(column), known))
            if table == self._name:
                yield from _check_chains(rows, column, wanted)
        for field, codes in self._codes:
            told = {row.text(field["name"]) for row in rows}
            if codes.keys() >= {code for cell in told for code in _codes_in(cell, field)}:
                continue
            for row in rows:
                for code in _codes_in(row.text(field["name"]), field):
                    if code not in codes:
                        yield row.fault(field["name"], functools.partial(_known_here, code, codes, "; codes.csv holds them"))

    def _check_keys(self, rows: Sequence[Row]) -> Iterator[Fault]:
        key = self._schema["primaryKey"]
        first: dict[str, Row] = {}
        for row in rows:
            if row.key in first:
                yield row.fault(key[-1], twice(first[row.key], row, key))
            elif len(key) == 1 and not NAME.fullmatch(row.key):
                yield row.fault(key[0], "a name has letters, digits, dots and hyphens only, so that pages can refer to it")
            first.setdefault(row.key, row)


def twice(first: Row, row: Row, key: Sequence[str]) -> str:
    """What is said of a row whose key another one has."""
    there = f"row {first.number}" if first.file == row.file else f"{first.file}, row {first.number},"
    return f"{there} has the same {', '.join(key)}; each stands once"


def _no_such(table: str, column: str, found: str, known: Collection[str]) -> str:
    return f"{table}.csv has no such {column}; add it there first, or mend it here{hint(found, known)}"


def _check_chains(rows: Sequence[Row], column: str, wanted: str) -> Iterator[Fault]:
    """No row leads to another one of its table, and so on, without an end."""
    leads = {row.text(wanted): row.text(column) for row in rows}
    for row in rows:
        place = row.text(wanted)
        for _ in range(DEEPEST + 1):
            place = leads.get(place, "")
        if place:
            yield row.fault(column, f"{column} leads on over more than {DEEPEST} rows, or in a ring; mend the chain")


def _codes_in(cell: str, column: Mapping[str, Any]) -> list[str]:
    return split_cell(cell) if column.get("several") else [cell] if cell else []


def split_cell(cell: str) -> list[str]:
    """The entries of a cell that holds several, with | between."""
    return cell.split("|") if cell else []
