"""What a reader takes away from a page as a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from briefing_lib.briefing.frames import COLUMNS, figure_row
from briefing_lib.figures import Figure
from briefing_lib.store import Store

EXCEL_DIGITS = 15
"""Excel rounds a number with more."""


def figures_csv(figures: Iterable[Figure], store: Store, language: str) -> str:
    """Reported figures as CSV, one a row, each with its report; safe to open in a spreadsheet."""
    whole = io.StringIO()
    csv.writer(whole, lineterminator="\n").writerows([COLUMNS, *_rows(figures, store, language)])
    return whole.getvalue()


def figures_xlsx(figures: Sequence[Figure], store: Store, language: str, *, about: str, day: dt.date) -> bytes:
    """The cells of the CSV as a workbook, its first sheet the figures, its second what they are; equal figures give equal bytes.

    A value is a number where Excel keeps every digit of it; all else is text, so that nothing is a formula.
    """
    import xlsxwriter

    whole = io.BytesIO()
    with xlsxwriter.Workbook(whole, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}) as book:
        book.set_properties({"created": dt.datetime.combine(day, dt.time())})
        sheet = book.add_worksheet("figures")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, COLUMNS, book.add_format({"bold": True}))
        for number, row in enumerate(_rows(figures, store, language), 1):
            _write_row(sheet, number, row)
        _write_about(book.add_worksheet("about"), about)
    return whole.getvalue()


def _rows(figures: Iterable[Figure], store: Store, language: str) -> Iterator[list[str]]:
    """All cells as text, values as in the package, nothing that a spreadsheet runs."""
    for figure in figures:
        row = figure_row(figure, store, language)
        yield [harmless(row[name]) for name in COLUMNS]


def _write_row(sheet: Any, number: int, cells: Sequence[str]) -> None:
    for column, (name, cell) in enumerate(zip(COLUMNS, cells, strict=True)):
        if name == "value" and len(cell.strip("-").replace(".", "")) <= EXCEL_DIGITS:
            sheet.write_number(number, column, float(cell))
        else:
            sheet.write_string(number, column, cell)


def _write_about(sheet: Any, about: str) -> None:
    for number, line in enumerate(about.splitlines()):
        sheet.write_string(number, 0, harmless(line))


def harmless(cell: str) -> str:
    """Text that a spreadsheet will not run: a leading =, +, - or @ is quoted, unless the cell is a number.

    >>> harmless("=1+1"), harmless("-0.5")
    ("'=1+1", '-0.5')
    """
    if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not cell.removeprefix("-").replace(".", "", 1).isdigit():
        return f"'{cell}"
    return cell
