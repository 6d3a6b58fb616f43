"""What a reader takes away from a page as a file."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any

import pandas
import xlsxwriter

from briefing_lib.briefing.briefing import Briefing
from briefing_lib.figures.figure import Figure
from briefing_lib.wording.language import Labels

EXCEL_DIGITS = 15
"""Excel rounds a number with more."""

COLUMNS = (
    "figure_id", "geography", "place", "indicator", "measure", "level", "value", "qualifier", "unit", "period_start", "period_end",
    "as_of", "stated_by", "as_printed", "doubt", "publisher", "title", "url", "published_on", "known_from", "basis", "paragraph",
)  # fmt: skip


def figures_frame(figures: Iterable[Figure], labels: Labels) -> pandas.DataFrame:
    """Reported figures, one a row, each with its report; all cells are text, values as in the package, nothing that a spreadsheet runs."""
    frame = pandas.DataFrame([figure_row(figure, labels) for figure in figures], columns=list(COLUMNS), dtype="str")
    return frame.map(harmless)


def figures_csv(briefing: Briefing) -> str:
    """The place's figures as CSV, safe to open in a spreadsheet."""
    return csv_of(figures_frame(briefing.figures, briefing.labels))


def csv_of(frame: pandas.DataFrame) -> str:
    """A frame as CSV, with the line ends of the package."""
    return str(frame.to_csv(index=False, lineterminator="\n"))


def figures_xlsx(figures: Sequence[Figure], labels: Labels, about: str, day: dt.date) -> bytes:
    """The same cells as a workbook, its first sheet the figures, its second what they are; equal figures give equal bytes.

    A value is a number where Excel keeps every digit of it; all else is text, so that nothing is a formula.
    """
    whole = io.BytesIO()
    with xlsxwriter.Workbook(whole, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}) as book:
        book.set_properties({"created": dt.datetime.combine(day, dt.time())})
        sheet = book.add_worksheet("figures")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, COLUMNS, book.add_format({"bold": True}))
        for number, row in enumerate(figures_frame(figures, labels).itertuples(index=False), 1):
            _write_row(sheet, number, row)
        _write_about(book.add_worksheet("about"), about)
    return whole.getvalue()


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


def figure_row(figure: Figure, labels: Labels) -> dict[str, str]:
    """The cells of a reported figure, in the order of the downloads."""
    source, period = figure.source, figure.period
    assert source is not None
    return {
        "figure_id": figure.figure_id, "geography": figure.geography, "place": labels.place(figure.geography),
        "indicator": figure.indicator.name, "measure": labels.indicator(figure.indicator.name), "level": figure.level,
        "value": f"{figure.value:f}", "qualifier": figure.qualifier, "unit": figure.unit, "period_start": period.start,
        "period_end": period.end, "as_of": period.as_of, "stated_by": figure.stated_by, "as_printed": figure.as_printed,
        "doubt": "|".join(figure.doubts), "publisher": source.publisher, "title": source.title, "url": source.url,
        "published_on": source.published_on, "known_from": source.known_from.isoformat(), "basis": source.basis,
        "paragraph": "" if figure.paragraph is None else str(figure.paragraph),
    }  # fmt: skip
