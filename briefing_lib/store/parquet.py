"""Figures that are kept as a Parquet data set: only the rows that are asked for are read, and only those are checked.

A data set is a folder of Parquet files, or an address that `pyarrow.fs` opens, with the columns of figures.csv, each cell as text. Its
files are sorted by place and then by measure, so that the statistics of row groups tell which of them can hold what is asked for; a
column may stand in the names of folders instead (`geography=01/`). Everything is read by this thread alone, as processes of pages are
forked from it.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing_lib.errors import MOST_FAULTS, Fault, InvalidPackage, WrongUse
from briefing_lib.store.schema import PARQUET, Links, Row, RowParser, Tables, twice

if TYPE_CHECKING:
    from briefing_lib.store.places import Places
    from briefing_lib.store.rows import FigureRules

os.environ.setdefault("JE_ARROW_MALLOC_CONF", "background_thread:false")  # read when pyarrow is loaded; that thread would forbid a fork

MISSING = 'figures kept as Parquet take pyarrow: pip install "briefing-lib[parquet]"'
UNREADABLE = "it can't be read as Parquet; write it again"
KEY = ("geography", "indicator", "breakdown", "level")
"""What figures have in common of which one value is shown."""
AT_ONCE = 4_000_000
"""So many names are held at a time to find two rows of one name: 32 MB."""

PART = 20_000
"""From so many rows on, those of the next place are looked at apart."""

Asked = Mapping[str, Collection[str]]
"""Which values of a column are asked for, by column; of several columns all must fit."""


def find_files(address: str) -> tuple[tuple[str, int, int], ...]:
    """The Parquet files of a data set, each with the moment of its last change and its size; none where nothing is there.

    Raises WrongUse where pyarrow is not installed.
    """
    filesystem, path = _open_place(address)
    from pyarrow.fs import FileSelector

    with contextlib.suppress(OSError):
        found = filesystem.get_file_info(FileSelector(path, recursive=True, allow_not_found=True))
        return tuple(sorted((each.path, each.mtime_ns or 0, each.size) for each in found if each.path.endswith(f".{PARQUET}")))
    return ()


def _open_place(address: str) -> tuple[Any, str]:
    try:
        import pyarrow.fs
    except ImportError:
        raise WrongUse(MISSING) from None
    if "://" not in address:
        return pyarrow.fs.LocalFileSystem(), address
    try:
        filesystem, path = pyarrow.fs.FileSystem.from_uri(address)
    except (OSError, ValueError) as problem:
        raise WrongUse(f"no data set at {address}: {problem}") from None
    return filesystem, path


@dataclass(frozen=True, slots=True)
class Found:
    """Rows found in a row group: their numbers in the file, counted from 1, and a table of their cells."""

    file: str
    numbers: Any
    table: Any

    def coded(self, column: str) -> tuple[Any, list[str]]:
        """For each row where its cell stands among the values of the column, and these; a blank is a text like others."""
        cells = self.table[column].combine_chunks()
        cells = cells if hasattr(cells, "dictionary") else cells.dictionary_encode()
        values = [value or "" for value in cells.dictionary.to_pylist()]
        return cells.indices.fill_null(len(values)).to_numpy(), [*values, ""]

    def told(self, column: str, values: Callable[[str], object]) -> Any:
        """Of each row what holds for its cell in a column, which is found out once for each value."""
        import numpy

        places, known = self.coded(column)
        return numpy.array([values(each) for each in known])[places]

    def where(self, kept: Any) -> Found:
        """Those rows for which it is true."""
        import numpy

        return self if kept.all() else Found(self.file, self.numbers[kept], self.table.take(numpy.flatnonzero(kept)))


class DataSet:
    """The rows of a data set: `find` reads those that are asked for, `parts` all of them a part at a time."""

    def __init__(self, address: str, tables: Tables, places: Places, rules: FigureRules) -> None:
        import pyarrow
        import pyarrow.dataset

        self._places, self._rules, self._links = places, rules, Links("figures", tables)
        self._parser = RowParser(tables.schemas["figures"])
        self._reprints = {row["source_id"] for row in tables["sources"] if row["original"]}
        self._standing = {row["indicator"] for row in tables["indicators"] if row["standing"]}
        self._filesystem, self._root = _open_place(address)
        self.files = find_files(address)
        columns = pyarrow.schema([(name, pyarrow.string()) for name in self._parser.columns])
        try:
            self._data_set = pyarrow.dataset.dataset(
                [each[0] for each in self.files],
                filesystem=self._filesystem,
                schema=columns,
                format=PARQUET,
                partitioning=pyarrow.dataset.partitioning(columns, flavor="hive"),
                partition_base_dir=self._root,
            )
        except (OSError, ValueError, pyarrow.ArrowException) as problem:
            raise InvalidPackage([Fault(Path(self._root).name, None, "", str(problem), UNREADABLE)]) from None
        if not self.files:
            advice = "put the Parquet files back, or mend path in datapackage.json"
            raise InvalidPackage([Fault(Path(self._root).name, None, "", "no Parquet file", advice)])

    def count(self) -> int:
        """How many rows there are."""
        return sum(self._opened(each).metadata.num_rows for each in self._data_set.get_fragments())

    def find(self, asked: Asked, known: Collection[str] | None = None) -> list[Row]:
        """The rows that are asked for, in the order of the files; InvalidPackage names what is wrong with them.

        With `known`, ids of reports, rows may be left out that can't be the value to show among rows of these reports: those of the same
        place, measure, part and level as others of a later day, where all of them are dated, exact and undoubted. Standing facts, of
        which values of one day are compared, and places that ended are found whole.
        """
        found = [self._newest(part, known) if known is not None else part for part in self._read(asked)]
        rows, faults = self._rows(found)
        if faults:
            raise InvalidPackage(faults)
        return rows

    def stamp(self, asked: Asked) -> list[tuple[str, int, int]]:
        """The files that can hold what is asked for, each with the moment of its last change and its size."""
        holding = {each.path for each in self._fragments(asked)}
        return [each for each in self.files if each[0] in holding]

    def parts(self, faults: list[Fault]) -> Iterator[list[Row]]:
        """All rows: first those of the root and its units, then of the places in them some tens of thousands at a time, each place whole.

        What is wrong with rows goes to `faults`, and these rows are left out.
        """
        faults += self._find_doubled()
        done: set[str] = set()
        yield [row for fragment in self._data_set.get_fragments() for row in self._checked(fragment, faults, inner=False)]
        for fragment in self._data_set.get_fragments():
            for rows in _by_place(self._checked(fragment, faults, inner=True)):
                first = {row["geography"]: row for row in reversed(rows)}
                advice = "rows of this place stand apart from each other; sort the data set by place"
                faults += [first[code].fault("geography", advice) for code in first if code in done]
                done |= first.keys()
                if len(faults) >= MOST_FAULTS:
                    return
                yield rows

    def _checked(self, fragment: Any, faults: list[Fault], *, inner: bool) -> Iterator[Row]:
        """The rows of a file that keep all rules: of places that lie in a unit, or of all others."""
        codes = {each.code for each in self._places.with_pages if self._places.is_inner(each)}
        for part in self._read_file(fragment, {}):
            rows, wrong = self._rows([part.where(part.told("geography", lambda code: (code in codes) == inner))])
            faults += wrong
            yield from rows

    def _fragments(self, asked: Asked) -> Iterator[Any]:
        """The files that can hold what is asked for, each with the row groups that can."""
        import pyarrow.dataset

        wanted = [pyarrow.dataset.field(column).isin(sorted(values)) for column, values in asked.items()]
        condition = functools.reduce(lambda one, other: one & other, wanted) if wanted else None
        for fragment in self._data_set.get_fragments(condition):
            try:
                part = fragment if condition is None else fragment.subset(condition)
            except (OSError, pyarrow.ArrowException) as problem:
                raise InvalidPackage([Fault(self._name(fragment.path), None, "", str(problem), UNREADABLE)]) from None
            if part.row_groups:
                yield part

    def _read(self, asked: Asked) -> Iterator[Found]:
        for fragment in self._fragments(asked):
            yield from self._read_file(fragment, asked)

    def _read_file(self, fragment: Any, asked: Asked) -> Iterator[Found]:
        """What is asked for of a file, a row group at a time."""
        import numpy
        import pyarrow

        try:
            file, name = self._opened(fragment), self._name(fragment.path)
            given = _given(fragment)
            self._check_columns(file.schema_arrow, given, name)
            first = [0]
            for number in range(file.metadata.num_row_groups):
                first.append(first[-1] + file.metadata.row_group(number).num_rows)
            for group in fragment.row_groups:
                table = file.read_row_group(group.id, use_threads=False)
                for column, value in given.items():
                    table = table.append_column(column, pyarrow.array([str(value)] * table.num_rows))
                part = Found(name, numpy.arange(first[group.id] + 1, first[group.id + 1] + 1), table)
                for column, values in asked.items():
                    part = part.where(part.told(column, values.__contains__))
                if len(part.numbers):
                    yield part
        except (OSError, pyarrow.ArrowException) as problem:
            raise InvalidPackage([Fault(self._name(fragment.path), None, "", str(problem), UNREADABLE)]) from None

    def _opened(self, fragment: Any) -> Any:
        import pyarrow.parquet

        return pyarrow.parquet.ParquetFile(
            self._filesystem.open_input_file(fragment.path),
            metadata=fragment.metadata,
            pre_buffer=False,
            read_dictionary=self._parser.columns,
        )

    def _name(self, path: str) -> str:
        return f"{Path(self._root).name}/{path.removeprefix(self._root).lstrip('/')}"

    def _check_columns(self, schema: Any, given: Mapping[str, object], name: str) -> None:
        """Raise InvalidPackage where a file has other columns than the descriptor, or one that is no text."""
        import pyarrow

        there, wanted = [*schema.names, *given], self._parser.columns
        missing, extra = [each for each in wanted if each not in there], [each for each in there if each not in wanted]
        problems = [f"{word} column {', '.join(these)}" for word, these in (("missing", missing), ("extra", extra)) if these]
        if problems or len(there) != len(wanted):
            found, advice = "; ".join(problems) or "a column twice", f"the columns are {','.join(wanted)}"
            raise InvalidPackage([Fault(name, None, ", ".join(missing + extra)[:60], found, advice)])
        for column in schema:
            kind = column.type.value_type if pyarrow.types.is_dictionary(column.type) else column.type
            if not (pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind)):
                advice = "each cell is text, as it would stand in figures.csv; write the column as strings"
                raise InvalidPackage([Fault(name, None, column.name, str(kind), advice)])

    def _rows(self, found: Sequence[Found]) -> tuple[list[Row], list[Fault]]:
        """The rows that keep all rules, and what is wrong with the others."""
        rows: list[Row] = []
        faults: list[Fault] = []
        for part in found:
            columns = [part.table[column].to_pylist() for column in self._parser.columns]
            for number, *cells in zip(part.numbers.tolist(), *columns, strict=True):
                row, wrong = self._parser.parse(part.file, number, [unicodedata.normalize("NFC", cell) if cell else "" for cell in cells])
                faults += wrong
                if not wrong:
                    rows.append(row)
        linked = list(self._links.check(rows))
        bad = {(each.file, each.row) for each in linked}
        faults += linked
        whole = []
        for row in rows:
            wrong = [] if (row.file, row.number) in bad else list(self._rules.check(row))
            faults += wrong
            if not wrong and (row.file, row.number) not in bad:
                whole.append(row)
        return whole, faults

    def _newest(self, part: Found, known: Collection[str]) -> Found:
        """Without the rows that others of a later day surely take the place of."""
        import numpy

        ended = {each.code for each in self._places.former}
        day = part.told("as_of", str)
        for column in ("period_end", "period_start"):
            day = numpy.where(day == "", part.told(column, str), day)
        _, group = numpy.unique([part.coded(column)[0] for column in KEY], axis=1, return_inverse=True)
        days, rank = numpy.unique(day, return_inverse=True)
        is_day = numpy.array([len(each) == len("2025-10-01") for each in days])
        plain = is_day[rank] & part.told("qualifier", "exact".__eq__) & part.told("period_basis", "printed".__eq__)
        plain &= part.told("doubt", "".__eq__) & part.told("source_id", lambda each: each not in self._reprints)
        plain &= part.told("indicator", lambda each: each not in self._standing) & part.told("geography", lambda each: each not in ended)
        is_known = part.told("source_id", known.__contains__)
        last, mixed = numpy.full(group.max() + 1, -1), numpy.zeros(group.max() + 1, bool)
        numpy.maximum.at(last, group[is_known], rank[is_known])
        mixed[group[~plain]] = True
        return part.where(mixed[group] | (is_known & (rank == last[group])))

    def _find_doubled(self) -> Iterator[Fault]:
        """Rows whose name another row has, so many names at a time that they fit into memory."""
        import numpy

        turns = 1 + self.count() // AT_ONCE
        for turn in range(turns):
            held = [found[found % turns == turn] for found in map(self._hashes, self._data_set.get_fragments())]
            ordered = numpy.sort(numpy.concatenate(held))
            twins = numpy.unique(ordered[1:][ordered[1:] == ordered[:-1]])
            first: dict[str, Row] = {}
            for fragment in self._data_set.get_fragments() if len(twins) else ():
                names, hashes = self._names_in(fragment), self._hashes(fragment)
                for at in numpy.flatnonzero(numpy.isin(hashes, twins)).tolist():
                    row = Row(self._name(fragment.path), at + 1, {"figure_id": names[at]}, names[at])
                    if names[at] in first:
                        yield row.fault("figure_id", twice(first[names[at]], row, ["figure_id"]))
                    first.setdefault(names[at], row)

    def _hashes(self, fragment: Any) -> Any:
        import pandas

        return pandas.util.hash_array(self._names_in(fragment), categorize=False)

    def _names_in(self, fragment: Any) -> Any:
        """The name of each row of a file."""
        file, name = self._opened(fragment), self._name(fragment.path)
        self._check_columns(file.schema_arrow, _given(fragment), name)
        return file.read(["figure_id"], use_threads=False)["figure_id"].cast("string").fill_null("").to_numpy()


def _by_place(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows that are sorted by place, some tens of thousands at a time, those of one place together."""
    held: list[Row] = []
    for _, group in itertools.groupby(rows, key=lambda row: row["geography"]):
        held += group
        if len(held) >= PART:
            yield held
            held = []
    if held:
        yield held


def _given(fragment: Any) -> Mapping[str, Any]:
    """The columns that stand in the names of its folders."""
    import pyarrow.dataset

    return pyarrow.dataset.get_partition_keys(fragment.partition_expression)  # type: ignore[no-any-return]
