"""What a reader takes away from a page as a file."""

from __future__ import annotations

import pandas

from briefing_lib.briefing import Briefing
from briefing_lib.figures import Figure

COLUMNS = (
    "figure_id", "geography", "place", "indicator", "measure", "level", "value", "qualifier", "unit", "period_start", "period_end",
    "as_of", "stated_by", "as_printed", "doubt", "publisher", "title", "url", "published_on", "known_from", "basis", "paragraph",
)  # fmt: skip


def figures_frame(briefing: Briefing) -> pandas.DataFrame:
    """The place's figures, one a row, each with its report; all cells are text, values as in the package."""
    rows = (_row(briefing, figure) for figure in briefing.figures)
    return pandas.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def figures_csv(briefing: Briefing) -> str:
    """The same as CSV, safe to open in a spreadsheet."""
    return figures_frame(briefing).map(harmless).to_csv(index=False, lineterminator="\n")


def harmless(cell: str) -> str:
    """Text that a spreadsheet will not run: a leading =, +, - or @ is quoted, unless the cell is a number.

    >>> harmless("=1+1"), harmless("-0.5")
    ("'=1+1", '-0.5')
    """
    if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not cell.removeprefix("-").replace(".", "", 1).isdigit():
        return f"'{cell}"
    return cell


def _row(briefing: Briefing, figure: Figure) -> dict[str, str]:
    source, period = figure.source, figure.period
    assert source is not None
    return {
        "figure_id": figure.figure_id, "geography": figure.geography, "place": briefing.labels.place(figure.geography),
        "indicator": figure.indicator.name, "measure": briefing.labels.indicator(figure.indicator.name), "level": figure.level,
        "value": f"{figure.value:f}", "qualifier": figure.qualifier, "unit": figure.unit, "period_start": period.start,
        "period_end": period.end, "as_of": period.as_of, "stated_by": figure.stated_by, "as_printed": figure.as_printed,
        "doubt": "|".join(figure.doubts), "publisher": source.publisher, "title": source.title, "url": source.url,
        "published_on": source.published_on, "known_from": source.known_from.isoformat(), "basis": source.basis,
        "paragraph": "" if figure.paragraph is None else str(figure.paragraph),
    }  # fmt: skip
