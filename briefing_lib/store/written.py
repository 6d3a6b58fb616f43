"""Puts rows into the tables of a package and takes them away again: in all tables or in none, every other line as it was.

New tables are tried in a copy of the package first. Then each is written beside its file, a journal names them, and they are moved into
their place; where that is interrupted, the package is not read until `finish_writing` has moved the rest.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from briefing_lib.errors import Fault, InvalidPackage, WrongUse
from briefing_lib.store.schema import DESCRIPTOR

Made = TypeVar("Made")
JOURNAL = ".saving"
"""Names the tables that are written and not yet all in their place."""
Lines = Mapping[str, Sequence[str]]
"""Lines of each table, as they stand in its file, without their end."""
Check = Callable[[Path], object]
"""Raises what is wrong with a package in this folder."""
GROUPS = {"bodies": "kind", "codes": "list", "indicators": "theme", "commitment_events": "commitment_id"}
"""A row of these tables goes behind the last that has the same cell in this column."""


def lines_of(folder: Path, rows: Mapping[str, Sequence[Mapping[str, str]]]) -> dict[str, list[str]]:
    """The lines that rows become in their tables."""
    return _tables_with(folder, rows)[1]


def insert_rows(folder: Path, rows: Mapping[str, Sequence[Mapping[str, str]]], check: Check) -> None:
    """Put rows behind those of reports that come before theirs in the alphabet, others behind those of their group.

    Raises what `check` raises of a copy with these rows, and then nothing is changed.
    """
    _replace(folder, _tables_with(folder, rows)[0], check)


def try_rows(folder: Path, rows: Mapping[str, Sequence[Mapping[str, str]]], look: Callable[[Path], Made]) -> Made:
    """What `look` makes of a copy of the package with these rows."""
    return _try(folder, _tables_with(folder, rows)[0], look)


def columns_of(folder: Path, table: str) -> dict[str, Mapping[str, Any]]:
    """The columns of a table as the descriptor has them, by their names."""
    descriptor = json.loads((folder / DESCRIPTOR).read_text("utf-8"))
    schema = next(each["schema"] for each in descriptor["resources"] if each["name"] == table)
    return {each["name"]: each for each in schema["fields"]}


def remove_lines(folder: Path, lines: Lines, check: Check) -> None:
    """Take lines away that were put in; raises WrongUse where one of them is not there as it was."""
    texts = {}
    for table, those in lines.items():
        kept = _read(folder, table).splitlines(keepends=True)
        for line in those:
            at = next((at for at, each in enumerate(kept) if each.rstrip("\r\n") == line), None)
            if at is None:
                raise WrongUse(f"{table}.csv no longer has the row {line[:60]!r} as it was saved; take the rows away by hand")
            del kept[at]
        texts[table] = "".join(kept)
    _replace(folder, texts, check)


def finish_writing(folder: Path) -> bool:
    """Complete a save that was interrupted; whether there was one."""
    journal = folder / JOURNAL
    if not journal.exists():
        return False
    for table in json.loads(journal.read_text("utf-8")):
        if (new := _beside(folder, table)).exists():
            os.replace(new, folder / f"{table}.csv")
    journal.unlink()
    return True


def refuse_unfinished(folder: Path) -> None:
    """Raise InvalidPackage for a package in which a save was interrupted."""
    if (folder / JOURNAL).exists():
        raise InvalidPackage([Fault(JOURNAL, None, "", "a save that was interrupted", "run briefing add --finish, which completes it")])


def _read(folder: Path, table: str) -> str:
    return (folder / f"{table}.csv").read_bytes().decode("utf-8")


def _tables_with(folder: Path, rows: Mapping[str, Sequence[Mapping[str, str]]]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The text of each table with its new rows, and these as lines."""
    texts, lines = {}, {}
    for table, those in rows.items():
        if those:
            texts[table], lines[table] = _with_rows(table, _read(folder, table), those)
    return texts, lines


def _with_rows(table: str, text: str, rows: Sequence[Mapping[str, str]]) -> tuple[str, list[str]]:
    lines, made = text.splitlines(keepends=True), []
    end = "\r\n" if lines[0].endswith("\r\n") else "\n"
    columns = next(csv.reader([lines[0].removeprefix("\ufeff")]))
    by = columns.index(GROUPS.get(table, "source_id"))
    for row in rows:
        made.append(_line([row.get(column, "") for column in columns]))
        there = [cells[by] if len(cells := next(csv.reader([line]), [])) > by else "" for line in lines[1:]]
        own = row.get(columns[by], "")
        if table in GROUPS:
            at = max((at for at, cell in enumerate(there, 2) if cell == own), default=len(lines))
        else:
            at = next((at for at, cell in enumerate(there, 1) if cell > own), len(lines))
        lines.insert(at, f"{made[-1]}{end}")
    return "".join(lines), made


def _line(cells: Iterable[str]) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator="").writerow(cells)
    return file.getvalue()


def _beside(folder: Path, table: str) -> Path:
    return folder / f".{table}.csv.new"


def _replace(folder: Path, texts: Mapping[str, str], check: Check) -> None:
    before = {table: (folder / f"{table}.csv").read_bytes() for table in texts}
    _try(folder, texts, check)
    if changed := [table for table, raw in before.items() if (folder / f"{table}.csv").read_bytes() != raw]:
        raise WrongUse(f"{', '.join(changed)}.csv changed while this was saved, so nothing was written; try again")
    for table, text in texts.items():
        _write(_beside(folder, table), text)
    begun = folder / f"{JOURNAL}.new"
    _write(begun, json.dumps(list(texts)))
    os.replace(begun, folder / JOURNAL)  # from here on the save comes about
    finish_writing(folder)


def _try(folder: Path, texts: Mapping[str, str], look: Callable[[Path], Made]) -> Made:
    """What `look` makes of a copy of the package with these tables in it."""
    with tempfile.TemporaryDirectory() as made:
        trial = Path(made) / "data"
        trial.mkdir()
        for path in folder.iterdir():
            if path.suffix == ".csv" or path.name == DESCRIPTOR:
                shutil.copyfile(path, trial / path.name)
        for table, text in texts.items():
            (trial / f"{table}.csv").write_bytes(text.encode())
        return look(trial)


def _write(path: Path, text: str) -> None:
    with path.open("wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
