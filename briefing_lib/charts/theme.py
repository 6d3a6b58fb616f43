"""How every chart looks, and how it reaches a notebook: one theme, one renderer, one frame of words around it."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert
from altair.utils.schemapi import disable_debug_mode
from babel import Locale

from briefing_lib.figures import Figure
from briefing_lib.wording import Writer, is_at_desk, join, plain

FONTS = Path(__file__).parent / "fonts"
FONT = "Inter"
MIMETYPE = "application/vnd.vegalite.v5+json"
"""What JupyterLab 4 draws and nbformat accepts; Altair's own `v6.json` is neither."""
DESK_WIDTH = 700
"""Pixels across of a chart that takes the width of what it stands in, where a notebook shows it as a drawing."""
COLOURS = {"main": "#1d5a8c", "second": "#c8702a", "third": "#5b8c5a", "quiet": "#b9c3cc", "ink": "#22303c", "soft": "#5c6b78"}
"""Told apart by colour-blind readers, and by their lightness in grey print."""
LABELS: Any = {"guide-label": {"lineBreak": "\n"}}
"""A label with a line break stands on two lines."""


@alt.theme.register("briefing", enable=True)
def briefing_theme() -> alt.theme.ThemeConfig:
    """Restrained axes, no frame, the font of the pages."""
    axis: alt.theme.AxisConfigKwds = {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelColor": COLOURS["ink"],
        "titleColor": COLOURS["soft"],
        "domain": False,
        "ticks": False,
        "gridColor": "#e3e8ec",
        "labelPadding": 6,
    }
    return alt.theme.ThemeConfig(
        config={
            "font": f"{FONT}, sans-serif",  # JupyterLab has no Inter of its own
            "background": "transparent",
            "view": {"stroke": None},
            "axis": axis,
            "style": LABELS,
            "axisY": {"grid": False, "labelLimit": 240},
            "legend": {"labelFontSize": 12, "title": None, "orient": "top"},
            "title": {"anchor": "start", "fontSize": 15, "subtitleFontSize": 12, "subtitleColor": COLOURS["soft"], "color": COLOURS["ink"]},
            "bar": {"color": COLOURS["main"]},
            "text": {"color": COLOURS["ink"], "fontSize": 12},
        }
    )


@functools.cache
def locale_of(writer: Writer) -> dict[str, Any]:
    """What ticks and tooltips need to be written as the language does: Vega knows English, and d3 has no Vietnamese or Indonesian."""
    if writer.language.code == "en":
        return {}
    told = Locale.parse(writer.language.locale)
    symbols = told.number_symbols["latn"]
    months = {width: [told.months["stand-alone"][width][number] for number in range(1, 13)] for width in ("wide", "abbreviated")}
    days = {width: [told.days["stand-alone"][width][(number - 1) % 7] for number in range(7)] for width in ("wide", "abbreviated")}
    number = {"decimal": symbols["decimal"], "thousands": symbols["group"], "grouping": [3], "currency": ["", "\u00a0₫"]}
    time = {
        "dateTime": "%H:%M %d/%m/%Y", "date": "%d/%m/%Y", "time": "%H:%M", "periods": ["AM", "PM"],
        "days": days["wide"], "shortDays": days["abbreviated"], "months": months["wide"], "shortMonths": months["abbreviated"],
    }  # fmt: skip
    return {"config": {"locale": {"number": number, "time": time}}}


def _render(spec: dict[str, Any], **_options: Any) -> dict[str, Any]:
    """The bundle that a notebook stores for a chart: the drawing, and its description for plain text.

    At the desk it is drawn besides, for the many programs that show notebooks and know no Vega. In a build the notebook gets its drawings
    last; where another process draws, it may begin.
    """
    drawn = {"image/svg+xml": draw_svg(spec, DESK_WIDTH)} if is_at_desk() else {}
    if _drawing and not drawn:
        _drawing[-1](spec, DESK_WIDTH)
    return {MIMETYPE: spec, **drawn, "text/plain": spec.get("description", "")}


def trust_charts() -> None:
    """From now on this process does not hold charts against Vega-Lite's schema: tests do, and it takes a third of a page's time."""
    disable_debug_mode()
    alt.SchemaBase.validate = classmethod(lambda cls, *_: None)  # type: ignore[assignment,method-assign]


alt.renderers.register("briefing", _render)
alt.renderers.enable("briefing")
vl_convert.register_font_directory(str(FONTS))


def draw_svg(spec: Mapping[str, Any], width: int) -> str:
    """A chart of a page as a drawing; one that takes the width of what it stands in is so many pixels across.

    Words for screen readers stand in the document around it. Those that Vega would write into it name days by the machine's time zone.
    """
    return _drawing[-1](spec, width)() if _drawing else draw_here(spec, width)


def draw_here(spec: Mapping[str, Any], width: int) -> str:
    """As `draw_svg`, in this process."""
    whole = {"$schema": alt.SCHEMA_URL, **spec, "config": {**spec.get("config", {}), "aria": False}}
    return str(vl_convert.vegalite_to_svg(whole | ({"width": width} if spec.get("width") == "container" else {}), allowed_base_urls=[]))


Draw = Callable[[Mapping[str, Any], int], Callable[[], str]]
"""Begins a drawing, and gives what waits for it."""
_drawing: list[Draw] = []


@contextlib.contextmanager
def drawn_by(draw: Draw) -> Iterator[None]:
    """What is drawn meanwhile is drawn by this."""
    _drawing.append(draw)
    try:
        yield
    finally:
        _drawing.pop()


def framed(chart: Any, writer: Writer, template: str, *, name: str = "", figures: Sequence[Figure] = (), **facts: Any) -> Any:
    """The chart with the words that a page sets around it, from the blocks of a template of `charts/`.

    `headline` says what the chart shows, with its number; `subtitle` names measure, unit and period; `source` the reports;
    `table_title` and `table` hold the same numbers, for those who read rather than see. JupyterLab draws headline, subtitle and
    source as a plain title; the description is made of the first two.
    """
    path, given = f"charts/{template}.html.j2", {"figures": figures, **facts}
    seen = [plain(part.html) for part in writer.plain.blocks(path, ("headline", "subtitle", "source"), **given).values()]
    caption = writer.blocks(path, ("caption",), **given)["caption"]
    words = writer.blocks(path, ("headline", "subtitle", "table_title", "table", "source"), caption=caption, **given)
    return chart.properties(
        **locale_of(writer),
        title=alt.TitleParams(seen[0], subtitle=seen[1:]),
        description=f"{seen[0]}. {seen[1]}",
        usermeta={
            "briefing": {
                "name": name or template.replace("_", "-"),
                **{block: str(piece) for block, piece in words.items()},
                "shows": join(words.values()).shows(),
            }
        },
    )
