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

from briefing_lib.errors import Fault, InvalidPackage, WrongUse
from briefing_lib.store.schema import DESCRIPTOR

JOURNAL = ".saving"
"""Names the tables that are written and not yet all in their place."""
Lines = Mapping[str, Sequence[str]]
"""Lines of each table, as they stand in its file, without their end."""
Check = Callable[[Path], None]
"""Raises what is wrong with a package in this folder."""


def insert_rows(folder: Path, rows: Mapping[str, Sequence[Mapping[str, str]]], check: Check) -> Lines:
    """Put rows behind those of reports that come before theirs in the alphabet; returns their lines.

    Raises what `check` raises of a copy with these rows, and then nothing is changed.
    """
    texts, lines = {}, {}
    for table, those in rows.items():
        if those:
            texts[table], lines[table] = _with_rows(_read(folder, table), those)
    _replace(folder, texts, check)
    return lines


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


def _with_rows(text: str, rows: Sequence[Mapping[str, str]]) -> tuple[str, list[str]]:
    lines = text.splitlines(keepends=True)
    end = "\r\n" if lines[0].endswith("\r\n") else "\n"
    columns = next(csv.reader([lines[0].removeprefix("\ufeff")]))
    at_report = columns.index("source_id")
    made = [_line([row.get(column, "") for column in columns]) for row in rows]
    report = rows[0]["source_id"]
    ids = [next(csv.reader([line]), []) for line in lines[1:]]
    at = next((at for at, cells in enumerate(ids, 1) if len(cells) > at_report and cells[at_report] > report), len(lines))
    return "".join([*lines[:at], *(f"{line}{end}" for line in made), *lines[at:]]), made


def _line(cells: Iterable[str]) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator="").writerow(cells)
    return file.getvalue()


def _beside(folder: Path, table: str) -> Path:
    return folder / f".{table}.csv.new"


def _replace(folder: Path, texts: Mapping[str, str], check: Check) -> None:
    before = {table: (folder / f"{table}.csv").read_bytes() for table in texts}
    with tempfile.TemporaryDirectory() as made:
        trial = Path(made) / "data"
        trial.mkdir()
        for path in folder.iterdir():
            if path.suffix == ".csv" or path.name == DESCRIPTOR:
                shutil.copyfile(path, trial / path.name)
        for table, text in texts.items():
            (trial / f"{table}.csv").write_bytes(text.encode())
        check(trial)
    if changed := [table for table, raw in before.items() if (folder / f"{table}.csv").read_bytes() != raw]:
        raise WrongUse(f"{', '.join(changed)}.csv changed while this was saved, so nothing was written; try again")
    for table, text in texts.items():
        _write(_beside(folder, table), text)
    _write(folder / JOURNAL, json.dumps(list(texts)))
    finish_writing(folder)


def _write(path: Path, text: str) -> None:
    with path.open("wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
