"""Damage to a data package, one kind in one record, each told by small numbers so that a failing case is short and can be run again."""

from __future__ import annotations

import csv
import io
import json
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

TABLES = (
    "sources", "figures", "indicators", "codes", "places", "place_changes", "bodies", "commitments", "commitment_events", "findings",
    "messages", "left_out",
)  # fmt: skip
VALUES = (
    "", " ", "0", "-1", "1e9", "NaN", "9" * 400, "0." + "3" * 400, "²", "٣", "9999-12", "9999-12-31", "0001-01", "2025-02-30", "2025-W01-1",
    "20250101", "1900-01", "2100-12", "VN", "48", "49", "63-49", "00001", "48-x", "48|01", "|", "||48", "nation", "all_provinces", "true", "False",
    "unit_kind:ward", "unit_kind:", "a:b:c", "FREQ=YEARLY;BYDAY=99MO", "FREQ=WEEKLY;BYDAY=99MO", "FREQ=YEARLY;BYEASTER=300", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=MONTHLY;INTERVAL=999999999999999999", "FREQ=WEEKLY;UNTIL=9999", "FREQ=DAILY;COUNT=-1", "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=1",
    "FREQ=WEEKLY;BYDAY=", "FREQ=WEEKLY;BYHOUR=1,2,X", "\x1b[31mred", "a\rb", "a\nb", "\u202eabc", "a\u2028b", "\ufeffa", "{", "{number}", "{name} {name}",
    "{x}", "{ratio(a,b)}", "{ratio(" * 300, "figures", "exact", "around", "percent", "count", "share", "all", "commune", "translation|scope", "blog", "<b>",
    "\"", "'", ",", "=1+1", "more than 7 million", "1.2.3", "½", "a" * 6000, "x" * 60_000, "Quảng Nam", "e\u0301", "\U0001f600", "\x00", "\x85", "\ud7ff",
    "dossiers_received", "dossiers_resolved_pct", "../x", "https://", "javascript:alert(1)", "10000000000000000000000",
)  # fmt: skip
"""What a cell may hold by mistake or by malice."""
PATTERNS = (
    r"^(a+)+$",
    r"^(a|a)*$",
    r"^([a-z0-9.-]+)*!$",
    r"(.*)(.*)(.*)(.*)(.*)!",
    "(",
    "[",
    "^$",
    ".*",
    r"^(\d{2}){1,9}(?=x)",
    "a?" * 40 + "a" * 40,
    "a{99999999999999999999}",
    "(" * 20_000,
)
JUNK: tuple[Any, ...] = (None, True, 0, -1, 1e308, 10**30, float("nan"), float("inf"), "", "x", "string", "number", "date", "boolean", "integer", "\ud800", "a\x00b", "\x1b[2J", "/dev/zero",
        "..", "figures.csv", [], ["x"], [[]], [None], {}, {"x": 1}, {"required": True}, {"pattern": "^(a+)+$"}, {"enum": "abc"}, {"enum": [1]}, {"minimum": "x"},
        *PATTERNS)  # fmt: skip
"""What a place in the descriptor may hold by mistake or by malice."""
BYTES = (b"\x00", b"\xff", b"\xd2\xe2", b'"', b"\r", b"\r\n", b"\n", b",", b";", b"\x1b[31m", b"\xe2\x80\xae", b"\xef\xbb\xbf", b"'", b"\xc2\x85", b" ", b"\t",
         b",,,,\n" * 1000, b"\n" * 1000, b'"\n' * 999)  # fmt: skip


LARGE = 1_000_000
"""Bytes: a row of three million cells, three thousand times over, would fill the memory of the machine that makes it."""


@dataclass(frozen=True)
class Damage:
    """One damage: its kind, and numbers that say where and what, each taken modulo what there is."""

    kind: str
    table: str
    at: int = 0
    where: int = 0
    what: Any = ""

    def do(self, folder: Path) -> None:
        """Damage the package in this folder; what is damaged beyond reading already, or has become large, stays as it is."""
        path = folder / f"{self.table}.csv"
        try:
            if path.is_file() and path.stat().st_size < LARGE:
                KINDS[self.kind](self, path)
        except (OSError, ArithmeticError, ValueError, LookupError, TypeError, csv.Error, AttributeError):
            return


def _read(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8"), newline="")))


def _write(path: Path, rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_bytes(text.getvalue().encode("utf-8", "surrogatepass"))


def _cell(damage: Damage, path: Path) -> None:
    rows = _read(path)
    row = rows[damage.at % len(rows)]
    row[damage.where % len(row)] = damage.what
    _write(path, rows)


def _copied_cell(damage: Damage, path: Path) -> None:
    """A cell takes the value of another one, of its column or not, as when a spreadsheet is filled or sorted wrongly."""
    rows = _read(path)
    row, other = rows[damage.at % len(rows)], rows[damage.where % len(rows)]
    row[damage.where % len(row)] = other[damage.at % len(other) if damage.at % 2 else damage.where % len(other)]
    _write(path, rows)


def _row(damage: Damage, path: Path) -> None:
    rows = _read(path)
    at = damage.at % len(rows)
    changes: list[Callable[[], list[list[str]]]] = [
        list, lambda: [rows[at]] * 2, lambda: [rows[at]] * 3000, lambda: [rows[at][:-1]], lambda: [[*rows[at], ""]],
        lambda: [[""] * len(rows[at])] * 5000, lambda: [rows[at][::-1]], lambda: [[damage.what] * len(rows[at])],
        lambda: [[f"{rows[at][0]}{number}", *rows[at][1:]] for number in range(2000)],
        lambda: [[f"{rows[at][0]}{number}", f"{rows[at][1]}{number}", *rows[at][2:]] for number in range(2000)],
    ]  # fmt: skip
    rows[at : at + 1] = changes[damage.where % len(changes)]()
    _write(path, rows)


def _column(damage: Damage, path: Path) -> None:
    rows = _read(path)
    at = damage.at % len(rows[0])
    changes: list[Callable[[list[str]], list[str]]] = [
        lambda row: row[:at] + row[at + 1 :], lambda row: [*row, row[at]], lambda row: row[::-1], lambda row: [*row[:at], "", *row[at + 1 :]],
        lambda row: [*row[:at], damage.what, *row[at + 1 :]], lambda row: row if row is rows[0] else [*row[:at], "", *row[at + 1 :]],
        lambda row: row if row is rows[0] else [*row[:at], damage.what, *row[at + 1 :]],
    ]  # fmt: skip
    _write(path, [changes[damage.where % len(changes)](row) for row in rows])


def _blank_where_unruled(damage: Damage, path: Path) -> None:
    """Constraints of a column are taken out of the descriptor, and cells of it are blank, or hold something else."""
    descriptor = _descriptor(path)
    (schema,) = (each["schema"] for each in descriptor["resources"] if each["path"] == path.name)
    field = schema["fields"][damage.at % len(schema["fields"])]
    rules = field.get("constraints", {})
    if damage.where % 3:
        field.pop("constraints", None)
        field.pop("codes", None)
    else:
        rules.pop("required", None)
    schema["foreignKeys"] = [each for each in schema.get("foreignKeys", []) if each["fields"] != [field["name"]]]
    _write_descriptor(path, descriptor)
    rows = _read(path)
    at = rows[0].index(field["name"])
    for row in rows[1 : 1 + damage.where % 5 * 100 + 1]:
        row[at] = damage.what if damage.where % 2 else ""
    _write(path, rows)


def _unruled(damage: Damage, path: Path) -> None:
    """A place in the descriptor is taken out, or holds something else."""
    descriptor = _descriptor(path)
    places = list(_walk(descriptor))
    holder, key = places[damage.at * 31 % len(places)]
    if damage.where % 3:
        holder[key] = JUNK[damage.where % len(JUNK)]
    else:
        del holder[key]
    _write_descriptor(path, descriptor)


def _pattern(damage: Damage, path: Path) -> None:
    descriptor = _descriptor(path)
    (schema,) = (each["schema"] for each in descriptor["resources"] if each["path"] == path.name)
    texts = [each for each in schema["fields"] if each["type"] == "string"]
    field = texts[damage.at % len(texts)]
    field["constraints"] = {"pattern": PATTERNS[damage.where % len(PATTERNS)]}
    field.setdefault("example", "a")
    _write_descriptor(path, descriptor)
    rows = _read(path)
    at = rows[0].index(field["name"])
    rows[1][at] = "a" * (30 + damage.where % 5 * 1000) + "!?"
    _write(path, rows)


def _descriptor(path: Path) -> Any:
    return json.loads((path.parent / "datapackage.json").read_text("utf-8"))


def _write_descriptor(path: Path, descriptor: Any) -> None:
    (path.parent / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")


def _walk(node: Any) -> Any:
    """Every place of a JSON document, as what holds it and its key."""
    for key in list(node) if isinstance(node, dict) else range(len(node)):
        yield node, key
        if isinstance(node[key], dict | list):
            yield from _walk(node[key])


def _bytes(damage: Damage, path: Path) -> None:
    path = path.parent / "datapackage.json" if damage.where % 10 == 9 else path
    raw, some = path.read_bytes(), BYTES[damage.where % len(BYTES)]
    at = damage.at * 97 % (len(raw) + 1)
    path.write_bytes([raw[:at] + some + raw[at:], raw[:at] + some + raw[at + len(some) :], raw[:at]][damage.where % 3])


def _encoding(damage: Damage, path: Path) -> None:
    text, encoding = path.read_text("utf-8"), ("utf-16", "utf-8-sig", "cp1258", "utf-32", "latin-1", "utf-7", "cp037")[damage.at % 7]
    path.write_bytes(text.replace("\n", ("\n", "\r\n", "\r", "\n\r", "\n\n")[damage.where % 5]).encode(encoding, "replace"))


def _file(damage: Damage, path: Path) -> None:
    path = path.parent / "datapackage.json" if damage.where % 12 == 11 else path
    other = path.with_name(f"{TABLES[damage.at % len(TABLES)]}.csv")
    raw = path.read_bytes()
    path.unlink()
    changes: list[Callable[[], object]] = [
        lambda: None, path.mkdir, lambda: os.mkfifo(path), lambda: path.symlink_to("/dev/zero"), lambda: path.symlink_to(path.name),
        lambda: path.symlink_to(other.name), lambda: path.write_bytes(b""), lambda: path.symlink_to("nowhere"), lambda: _listen(path),
        lambda: path.write_bytes(raw * 3), lambda: path.write_bytes(raw + b"," * 3_000_000 + b"\n"),
        lambda: path.write_bytes(raw + b"\n" * 3_000_000), lambda: path.symlink_to("/dev/tty"), lambda: path.write_bytes(raw + b'"' + raw * 9),
    ]  # fmt: skip
    changes[damage.where % len(changes)]()


def _listen(path: Path) -> None:
    if sys.platform != "win32":
        socket.socket(socket.AF_UNIX).bind(os.path.relpath(path))


KINDS: dict[str, Callable[[Damage, Path], None]] = {
    "cell": _cell, "copied_cell": _copied_cell, "row": _row, "column": _column, "blank_where_unruled": _blank_where_unruled, "unruled": _unruled,
    "pattern": _pattern, "bytes": _bytes, "encoding": _encoding, "file": _file,
}  # fmt: skip
"""What each kind of damage does to the file of its table."""

NUMBERS = st.integers(0, 5_000)
CELLS = st.sampled_from(VALUES) | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
DAMAGES = st.lists(
    st.builds(Damage, st.sampled_from(sorted(KINDS)), st.sampled_from(TABLES), at=NUMBERS, where=NUMBERS, what=CELLS),
    min_size=1,
    max_size=2,
)
"""One damage or two at once."""
