"""Figures that are kept as a Parquet data set: only the rows that are asked for are read, and only those are checked.

A data set is a folder of Parquet files, or an address that `pyarrow.fs` opens, with the columns of figures.csv, each cell as text. Its
files are sorted by place and then by measure, so that the statistics of row groups tell which of them can hold what is asked for; a
column may stand in the names of folders instead (`geography=01/`). Everything is read by this thread alone, as processes of pages are
forked from it.
"""

from __future__ import annotations

import bisect
import contextlib
import functools
import itertools
import os
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from briefing_lib.errors import MOST_FAULTS, Fault, InvalidPackage, WrongUse
from briefing_lib.store.schema import PARQUET, Links, Row, RowParser, Tables, twice

if TYPE_CHECKING:
    from briefing_lib.store.places import Places
    from briefing_lib.store.rows import FigureRules

for each, told in (("JE_ARROW_MALLOC_CONF", "background_thread:false"), ("OPENBLAS_NUM_THREADS", "1")):
    os.environ.setdefault(each, told)  # read when pyarrow and numpy are loaded, whose threads would forbid a fork

MISSING = 'figures kept as Parquet take pyarrow: pip install "briefing-lib[parquet]"'
UNREADABLE = "it can't be read as Parquet; write it again"
SOUGHT = ("geography", "indicator", "figure_id")
"""The columns by which rows are asked for."""
NAMED = "figure_id"
"""The column in which nearly every row has a value of its own."""
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

    Raises WrongUse where the address can't be opened.
    """
    if "://" not in address:  # what is asked for each time is found without pyarrow, which takes long to load
        paths = sorted(str(each) for each in Path(address).rglob(f"*.{PARQUET}") if each.is_file())
        return tuple((path, state.st_mtime_ns, state.st_size) for path, state in ((path, os.stat(path)) for path in paths))
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
        self._given = (address, tables, places, rules)
        self._places, self._rules, self._links = places, rules, Links("figures", tables)
        self._parser = RowParser(tables.schemas["figures"])
        self._reprints = {row["source_id"] for row in tables["sources"] if row["original"]}
        self._standing = {row["indicator"] for row in tables["indicators"] if row["standing"]}
        self._filesystem, self._root = _open_place(address)
        self.files = find_files(address)
        self._parts = [_File(self._filesystem, self._root, path, self._parser.columns) for path, _, _ in self.files]
        if not self.files:
            advice = "put the Parquet files back, or mend path in datapackage.json"
            raise InvalidPackage([Fault(Path(self._root).name, None, "", "no Parquet file", advice)])

    def __reduce__(self) -> tuple[Any, ...]:
        """A process that is started afresh opens it again."""
        return DataSet, self._given

    def count(self) -> int:
        """How many rows there are."""
        return sum(each.metadata.num_rows for each in self._parts)

    def find(self, asked: Asked, known: Collection[str] | None = None) -> list[Row]:
        """The rows that are asked for, in the order of the files; InvalidPackage names what is wrong with them.

        With `known`, ids of reports, rows may be left out that can't be the value to show among rows of these reports: those of the same
        place, measure, part and level as others of a later day, where all of them are dated, exact and undoubted. Standing facts, of
        which values of one day are compared, and places that ended are found whole.
        """
        read = (part for each in self._parts for part in each.read(asked))
        found = [part if known is None else self._newest(part, known) for part in read]
        rows, faults = self._rows(found)
        if faults:
            raise InvalidPackage(faults)
        return rows

    def stamp(self, asked: Asked) -> list[tuple[str, int, int]]:
        """The files that can hold what is asked for, each with the moment of its last change and its size."""
        return [state for state, each in zip(self.files, self._parts, strict=True) if each.groups(asked)]

    def parts(self, faults: list[Fault]) -> Iterator[list[Row]]:
        """All rows: first those of the root and its units, then of the places in them some tens of thousands at a time, each place whole.

        What is wrong with rows goes to `faults`, and these rows are left out.
        """
        faults += self._find_doubled()
        done: set[str] = set()
        yield [row for each in self._parts for row in self._checked(each, faults, inner=False)]
        for each in self._parts:
            for rows in _by_place(self._checked(each, faults, inner=True)):
                first = {row["geography"]: row for row in reversed(rows)}
                advice = "rows of this place stand apart from each other; sort the data set by place"
                faults += [first[code].fault("geography", advice) for code in first if code in done]
                done |= first.keys()
                if len(faults) >= MOST_FAULTS:
                    return
                yield rows

    def _checked(self, file: _File, faults: list[Fault], *, inner: bool) -> Iterator[Row]:
        """The rows of a file that keep all rules: of places that lie in a unit, or of all others."""
        codes = {each.code for each in self._places.with_pages if self._places.is_inner(each)}
        for part in file.read({}):
            rows, wrong = self._rows([part.where(part.told("geography", lambda code: (code in codes) == inner))])
            faults += wrong
            yield from rows

    def _rows(self, found: Sequence[Found]) -> tuple[list[Row], list[Fault]]:
        """The rows that keep all rules, and what is wrong with the others."""
        rows: list[Row] = []
        faults: list[Fault] = []
        for part in found:
            columns = [part.table[column].cast("string").to_pylist() for column in self._parser.columns]
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
        _, group = numpy.unique(_joined([part.coded(column) for column in KEY]), return_inverse=True)
        told = [part.coded(column) for column in ("as_of", "period_end", "period_start")]
        kinds, kind = numpy.unique(_joined(told), return_inverse=True)
        day = [next((value for value in _apart(each, told) if value), "") for each in kinds.tolist()]
        days = sorted(set(day))
        rank = numpy.array([days.index(each) for each in day])[kind]
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
            held = [hashes[hashes % turns == turn] for hashes in (_hashed(each.names()) for each in self._parts)]
            ordered = numpy.sort(numpy.concatenate(held))
            twins = numpy.unique(ordered[1:][ordered[1:] == ordered[:-1]])
            first: dict[str, Row] = {}
            for file in self._parts if len(twins) else ():
                names = file.names()
                for at in numpy.flatnonzero(numpy.isin(_hashed(names), twins)).tolist():
                    row = Row(file.name, at + 1, {"figure_id": names[at]}, names[at])
                    if names[at] in first:
                        yield row.fault("figure_id", twice(first[names[at]], row, ["figure_id"]))
                    first.setdefault(names[at], row)


class _File:
    """One file of a data set; what it says of itself is read when it is first asked for, and kept."""

    def __init__(self, filesystem: Any, root: str, path: str, columns: Sequence[str]) -> None:
        self._filesystem, self._path, self._columns = filesystem, path, columns
        inner = path.removeprefix(root).lstrip("/")
        self.name = f"{Path(root).name}/{inner}"
        self._given = dict(unquote(part).split("=", 1) for part in inner.split("/")[:-1] if "=" in part)

    @functools.cached_property
    def metadata(self) -> Any:
        """How many rows it has, and what lies in each group of them."""
        with self._readable():
            import pyarrow.parquet

            return pyarrow.parquet.read_metadata(self._filesystem.open_input_file(self._path))

    @functools.cached_property
    def _spans(self) -> Mapping[str, list[tuple[str, str] | None]]:
        """The first and the last value of each row group, by column; None where it does not say."""
        self._check_columns()
        groups = [self.metadata.row_group(number) for number in range(self.metadata.num_row_groups)]
        places = {groups[0].column(at).path_in_schema: at for at in range(groups[0].num_columns)} if groups else {}
        told = {name: [group.column(at).statistics for group in groups] for name, at in places.items() if name in SOUGHT}
        spans = {name: [(each.min, each.max) if each and each.has_min_max else None for each in those] for name, those in told.items()}
        return spans | {name: [(value, value)] * len(groups) for name, value in self._given.items()}

    def groups(self, asked: Asked) -> list[int]:
        """The row groups that can hold what is asked for."""
        wanted = {column: sorted(values) for column, values in asked.items()}
        return [
            number
            for number in range(self.metadata.num_row_groups)
            if all(_meets(self._spans[column][number], values) for column, values in wanted.items())
        ]

    def read(self, asked: Asked) -> Iterator[Found]:
        """The rows that are asked for, a row group at a time."""
        import numpy

        groups = self.groups(asked)
        if not groups:
            return
        self._check_columns()
        sizes = [self.metadata.row_group(number).num_rows for number in range(self.metadata.num_row_groups)]
        with self._readable(), self._opened() as file:
            for group in groups:
                first = sum(sizes[:group]) + 1
                part = Found(self.name, numpy.arange(first, first + sizes[group]), self._with_given(self._read_group(file, group)))
                for column, values in asked.items():
                    part = part.where(part.told(column, values.__contains__))
                if len(part.numbers):
                    yield part

    def names(self) -> Any:
        """The name of each of its rows."""
        self._check_columns()
        with self._readable(), self._opened() as file:
            return file.read(["figure_id"], use_threads=False)["figure_id"].cast("string").fill_null("").to_numpy()

    def _read_group(self, file: Any, group: int) -> Any:
        return file.read_row_group(group, use_threads=False)

    def _with_given(self, table: Any) -> Any:
        import pyarrow

        for column, value in self._given.items():
            table = table.append_column(column, pyarrow.array([value] * table.num_rows))
        return table

    def _opened(self) -> Any:
        import pyarrow.parquet

        return pyarrow.parquet.ParquetFile(
            self._filesystem.open_input_file(self._path),
            metadata=self.metadata,
            pre_buffer=False,
            read_dictionary=[each for each in self._columns if each != NAMED and each not in self._given],
        )

    @contextlib.contextmanager
    def _readable(self) -> Iterator[None]:
        """What pyarrow can't read is told as a fault of the file."""
        import pyarrow

        try:
            yield
        except (OSError, pyarrow.ArrowException) as problem:
            raise InvalidPackage([Fault(self.name, None, "", str(problem), UNREADABLE)]) from None

    def _check_columns(self) -> None:
        """Raise InvalidPackage where it has other columns than the descriptor, or one that is no text."""
        import pyarrow

        schema = self.metadata.schema.to_arrow_schema()
        there, wanted = [*schema.names, *self._given], self._columns
        missing, extra = [each for each in wanted if each not in there], [each for each in there if each not in wanted]
        problems = [f"{word} column {', '.join(these)}" for word, these in (("missing", missing), ("extra", extra)) if these]
        if problems or len(there) != len(wanted):
            found, advice = "; ".join(problems) or "a column twice", f"the columns are {','.join(wanted)}"
            raise InvalidPackage([Fault(self.name, None, ", ".join(missing + extra)[:60], found, advice)])
        for column in schema:
            kind = column.type.value_type if pyarrow.types.is_dictionary(column.type) else column.type
            if not (pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind)):
                advice = "each cell is text, as it would stand in figures.csv; write the column as strings"
                raise InvalidPackage([Fault(self.name, None, column.name, str(kind), advice)])


def _joined(columns: Sequence[tuple[Any, list[str]]]) -> Any:
    """One number for each row, equal where its cells in all of these coded columns are."""
    joined = 0
    for places, values in columns:
        joined = joined * len(values) + places.astype("int64")
    return joined


def _apart(joined: int, columns: Sequence[tuple[Any, list[str]]]) -> list[str]:
    """The cells that such a number stands for."""
    cells = []
    for _, values in reversed(columns):
        joined, at = divmod(joined, len(values))
        cells.append(values[at])
    return cells[::-1]


def _meets(span: tuple[str, str] | None, values: Sequence[str]) -> bool:
    """Whether one of these sorted values can lie within a span."""
    return span is None or bisect.bisect_left(values, span[0]) < bisect.bisect_right(values, span[1])


def _hashed(names: Any) -> Any:
    import pandas

    return pandas.util.hash_array(names, categorize=False)


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
