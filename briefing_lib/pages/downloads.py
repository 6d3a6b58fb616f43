"""What a reader takes away from a page as a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from briefing_lib.briefing.frames import COLUMNS, figure_row
from briefing_lib.figures import Figure
from briefing_lib.store import Store

EXCEL_DIGITS = 15
"""Excel rounds a number with more."""
SOURCE_COLUMNS = (
    "source_id", "publisher", "title", "url", "published_on", "known_from", "kind", "basis", "translated_from", "note",
)  # fmt: skip
"""What the workbook of all figures says of each report."""


def figures_csv(figures: Iterable[Figure], store: Store, language: str) -> str:
    """Reported figures as CSV, one a row, each with its report; safe to open in a spreadsheet."""
    return _csv([COLUMNS, *_rows(figures, store, language)])


def _csv(rows: Iterable[Sequence[str]]) -> str:
    whole = io.StringIO()
    csv.writer(whole, lineterminator="\n").writerows(rows)
    return whole.getvalue()


def figures_xlsx(
    figures: Sequence[Figure],
    store: Store,
    language: str,
    *,
    about: str,
    day: dt.date,
    sheets: Mapping[str, Sequence[Sequence[str]]] = MappingProxyType({}),
) -> bytes:
    """The cells of the CSV as a workbook, its first sheet the figures, its last what they are; equal figures give equal bytes.

    `sheets` are further ones between these, by name, each with its head in the first row.

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
        for name, rows in sheets.items():
            _write_sheet(book.add_worksheet(name), rows, book.add_format({"bold": True}))
        _write_about(book.add_worksheet("about"), about)
    return whole.getvalue()


def whole_csv(figures: Sequence[Figure], store: Store, language: str) -> str:
    """All figures as CSV, each with the definition of its measure beside its note."""
    definitions = [harmless(each.indicator.definitions[language]) for each in figures]
    rows = ([*row, told] for row, told in zip(_rows(figures, store, language), definitions, strict=True))
    return _csv([[*COLUMNS, "definition"], *rows])


def whole_xlsx(figures: Sequence[Figure], store: Store, language: str, *, about: str, day: dt.date) -> bytes:
    """All figures as a workbook: figures, the measures with their definitions, the reports with their notes, what the columns are."""
    measures = [
        [each.name, each.labels[language], each.definitions[language], store.label("unit", each.unit, language), each.theme, each.better]
        for each in store.indicators.values()
    ]
    used = dict.fromkeys(each.source for each in figures if each.source)
    sources = [
        [each.source_id, each.publisher, each.title, each.url, each.published_on, each.known_from.isoformat(), each.kind, each.basis,
         each.translated_from, each.note]
        for each in used
    ]  # fmt: skip
    sheets = {
        "measures": [["indicator", "label", "definition", "unit", "theme", "better"], *measures],
        "sources": [list(SOURCE_COLUMNS), *sources],
    }
    return figures_xlsx(figures, store, language, about=about, day=day, sheets=sheets)


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


def _write_sheet(sheet: Any, rows: Sequence[Sequence[str]], head: Any) -> None:
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, rows[0], head)
    for number, row in enumerate(rows[1:], 1):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, harmless(cell))


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
