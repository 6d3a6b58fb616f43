"""A table of a report as paragraphs: each of its rows a line in which every value stands with the header and the unit of its column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefing_lib.intake.passage import CELL
from briefing_lib.intake.terms import WORDS

_VALUE = re.compile(r"\W*\d[\d.,]*(?:/\d[\d.,]*)?\s*%?(?:\s*[^\W\d]+){0,3}\W*")
_TIME = re.compile(rf"\b(?:(?:19|20)\d\d|{WORDS['table']['time']})\b", re.IGNORECASE)
_COUNTED = re.compile(rf"\(?(?:{WORDS['table']['counts']})\)?", re.IGNORECASE)
_UNIT_COLUMN = re.compile(rf"(?:{WORDS['table']['unit']})", re.IGNORECASE)
_UNIT_LINE = re.compile(rf"\(?\s*(?:{WORDS['table']['unit']})\s*:\s*([^().]{{1,40}}?)\s*[.)]*", re.IGNORECASE)
_COLUMN_NUMBER = re.compile(r"\(?(?:\d\d?|[A-ZĐ]|[IVX]+)\)?(?:\s*=.*)?")


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A cell; one that is merged is the same object at each place that it covers. `heads` where the file calls it a header."""

    words: str
    heads: bool = False

    @property
    def is_value(self) -> bool:
        """Whether it is a number, with hardly a word beside it; a year or so many months are rather what others are of."""
        return bool(_VALUE.fullmatch(self.words)) and not _TIME.search(self.words)


BLANK = Cell("")
Row = Sequence[Cell]


def unit_of(line: str) -> str:
    """The unit that a line above a table gives all of it, as `Đơn vị tính: tỷ đồng`; blank where it gives none."""
    return match[1] if (match := _UNIT_LINE.fullmatch(line.strip())) else ""


def say_rows(rows: Sequence[Row], unit: str = "") -> Iterator[str]:
    """The paragraphs of a table, whose rows are equally long: `label | header (unit): value | …`.

    The first column that does not count the rows is a label and has no header. A label that is merged over rows stands in each of them,
    a value in the first alone. `unit` is that of a line above the table.
    """
    lead = next((at for at, row in enumerate(rows) if len(_different(row)) > 1), len(rows))
    for row in rows[:lead]:
        words = "".join(cell.words for cell in _different(row))
        yield words
        unit = unit_of(words) or unit
    table, body = rows[lead:], _body(rows[lead:])
    if not body or len(body) == len(table) or not any(cell.is_value for row in body for cell in row):
        for row in table:
            yield CELL.join(_said(cell) for cell in _different(row))
        return
    yield from _Table(table[: len(table) - len(body)], _without_numbering(body), unit).lines()


class _Table:
    """A table with headers, each row as a line."""

    def __init__(self, heads: Sequence[Row], body: Sequence[Row], unit: str) -> None:
        self._body, self._unit = body, unit
        columns = range(len(heads[0]))
        self._headers = [
            " – ".join(filter(None, (_said(each).rstrip(" :") for each in dict.fromkeys(row[at] for row in heads)))) for at in columns
        ]
        self._units = next((at for at in columns if _UNIT_COLUMN.fullmatch(self._headers[at])), None)
        self._labels = self._find_labels()

    def _find_labels(self) -> set[int]:
        """The column that counts the rows, the first behind it unless it has values, and those that a merged label leads to."""
        count = [row[0].words.strip(" .") for row in self._body if len(_different(row)) > 1]
        counted = bool(_COUNTED.fullmatch(self._headers[0])) or count == [str(each) for each in range(1, len(count) + 1)]
        labels = {0} if counted else set()
        for at in range(int(counted), len(self._headers)):
            column = [row[at] for row in self._body]
            if at == self._units or any(cell.is_value for cell in column):
                break
            labels.add(at)
            if len({*column}) == len(column):  # nothing is merged
                break
        return labels

    def lines(self) -> Iterator[str]:
        seen: set[Cell] = set()
        for row in self._body:
            if len(whole := _different(row)) == 1:
                yield _said(whole[0])
                continue
            places: dict[Cell, list[int]] = {}
            for at, cell in enumerate(row):
                if cell.words and at != self._units and (at in self._labels or cell not in seen):
                    places.setdefault(cell, []).append(at)
            seen |= {*row}
            yield CELL.join(_said(cell) if at[0] in self._labels else self._with_header(cell, at, row) for cell, at in places.items())

    def _with_header(self, cell: Cell, places: Sequence[int], row: Row) -> str:
        header = ", ".join(dict.fromkeys(filter(None, (self._headers[at] for at in places))))
        unit = (row[self._units].words if self._units is not None else "") or self._unit
        if unit and any(map(str.isdigit, cell.words)) and not header.endswith(")") and "%" not in header + cell.words:
            header = f"{header} ({unit})".strip()
        return f"{header}: {_said(cell)}" if header else _said(cell)


def _body(table: Sequence[Row]) -> Sequence[Row]:
    """The rows behind those of headers: behind those that the file calls so, else behind the first, and behind what it is merged with."""
    named = next((at for at, row in enumerate(table) if not all(cell.heads or not cell.words for cell in row)), 0)
    if named:
        return table[named:]
    heads = 0
    while heads < len(table) and not any(cell.is_value for cell in table[heads]) and len(_different(table[heads])) > 1:
        heads += 1
        above = table[heads - 1]
        below = table[heads] if heads < len(table) else ()
        if len(_different(above)) == len([cell for cell in above if cell.words]) and not {*above} & {*below} - {BLANK}:
            break
    return table[heads:]


def _without_numbering(body: Sequence[Row]) -> Sequence[Row]:
    """The rows without one that only numbers the columns, as (1) (2) (3) = (1) + (2)."""
    told = [cell.words for cell in body[0] if cell.words]
    numbers = [int(match[0]) for each in told if (match := re.match(r"\d+", each.lstrip("(")))]
    numbering = (
        len(told) > 2 and all(map(_COLUMN_NUMBER.fullmatch, told)) and numbers == list(range(1, len(numbers) + 1)) and len(numbers) > 1
    )
    return body[1:] if numbering else body


def _different(row: Row) -> list[Cell]:
    """The cells that hold something, a merged one once."""
    return [cell for cell in dict.fromkeys(row) if cell.words]


def _said(cell: Cell) -> str:
    return cell.words.replace("|", "¦")


def lay_out(placed: Sequence[Sequence[tuple[Cell, int, int]]]) -> list[list[Cell]]:
    """Rows of equal length from cells that are given, as in HTML, with the columns and rows that each covers."""
    held: dict[tuple[int, int], Cell] = {}
    for down, row in enumerate(placed):
        across = 0
        for cell, wide, high in row:
            while (down, across) in held:
                across += 1
            held |= {(down + below, across + beside): cell for below in range(high) for beside in range(wide)}
            across += wide
    return _filled(held, len(placed))


def _filled(held: Mapping[tuple[int, int], Cell], height: int) -> list[list[Cell]]:
    width = max((across for _, across in held), default=-1) + 1
    return [[held.get((down, across), BLANK) for across in range(width)] for down in range(height)]
