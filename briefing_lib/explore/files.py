"""What is taken away from the explorer: pictures and tables of what it shows."""

from __future__ import annotations

import base64
import functools
import io
from collections.abc import Mapping
from typing import Any

from briefing_lib.charts import FONT, FONTS
from briefing_lib.explore.table import figures_of, table_of
from briefing_lib.explore.views import View
from briefing_lib.pages.downloads import figures_csv, figures_xlsx
from briefing_lib.wording.writer import environment_of

KINDS: Mapping[str, str] = {
    "png": "image/png", "svg": "image/svg+xml", "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
PIXELS_PER_INCH = 192


def file_of(view: View, kind: str, *, about: str) -> tuple[str, str, bytes]:
    """Name, media type and content: a picture of the view, or the figures of its table, in a workbook with the table itself."""
    place, language, store = view.briefing.place, view.writer.language.code, view.writer.store
    here, measure = f"{place.code}-{place.slug}", "".join(each if each.isalnum() else "-" for each in view.asked).strip("-")
    named = f"{here}-{measure}" if kind in ("png", "svg") else here if view.scope == "place" else measure
    match kind:
        case "png":
            content = png_of(view.chart())
        case "svg":
            content = svg_of(view.chart()).encode()
        case "csv":
            content = figures_csv(figures_of(view), store, language).encode()
        case _:
            sheets = {"table": _rows(view)}
            content = figures_xlsx(figures_of(view), store, language, about=about, day=view.briefing.as_of, sheets=sheets)
    return f"{named}-{view.briefing.as_of}.{kind}", KINDS[kind], content


def _rows(view: View) -> list[list[str]]:
    """The table as it is read, its heading first."""
    table = table_of(view)
    text = [[cell["text"] if isinstance(cell, dict) else cell for cell in row["cells"]] for row in table["rows"]]
    return [[column["title"] for column in table["columns"]], *text]


def png_of(chart: Any) -> bytes:
    """A chart as PNG, drawn with the font that the project ships, so that every Vietnamese letter is right."""
    picture = io.BytesIO()
    chart.save(picture, format="png", ppi=PIXELS_PER_INCH)
    return picture.getvalue()


def svg_of(chart: Any) -> str:
    """A chart as SVG that carries its font with it."""
    picture = io.StringIO()
    chart.save(picture, format="svg")
    head, opened, rest = picture.getvalue().partition(">")
    return f"{head}{opened}{font_style()}{rest}"


@functools.cache
def font_style() -> str:
    """A style element with the font that the project ships."""
    content = base64.b64encode((FONTS / "Inter.woff2").read_bytes()).decode()
    return environment_of("en").get_template("explore/font.html.j2").render(font=FONT, content=content)
