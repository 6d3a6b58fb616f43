"""How every chart looks, and how it reaches a notebook: one theme, one renderer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup

from briefing_lib.wording.language import Prose, plain

FONTS = Path(__file__).parent / "fonts"
FONT = "Inter"
MIMETYPE = "application/vnd.vegalite.v5+json"
"""What JupyterLab 4 draws and nbformat accepts; Altair's own `v6.json` is neither."""
COLOURS = {"main": "#1d5a8c", "second": "#c8702a", "third": "#5b8c5a", "quiet": "#b9c3cc", "ink": "#22303c", "soft": "#5c6b78"}
"""Told apart by colour-blind readers, and by their lightness in grey print."""


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
            "axisY": {"grid": False, "labelLimit": 240},
            "legend": {"labelFontSize": 12, "title": None, "orient": "top"},
            "title": {"anchor": "start", "fontSize": 15, "subtitleFontSize": 12, "subtitleColor": COLOURS["soft"], "color": COLOURS["ink"]},
            "bar": {"color": COLOURS["main"]},
            "text": {"color": COLOURS["ink"], "fontSize": 12},
        }
    )


def _render(spec: dict[str, Any], **_options: Any) -> dict[str, Any]:
    """The bundle that a notebook stores for a chart: the drawing, and its description for plain text."""
    return {MIMETYPE: spec, "text/plain": spec.get("description", "")}


alt.renderers.register("briefing", _render)
alt.renderers.enable("briefing")
vl_convert.register_font_directory(str(FONTS))


def titled(chart: Any, *, name: str, headline: Markup, subtitle: Markup, source: Markup, table: tuple[Markup, Prose]) -> Any:
    """The chart with what a page sets around it.

    `headline` says what the chart shows, with its number; `subtitle` names measure, unit and period; `table` is
    the name of a table and the table itself: the same numbers, for those who read rather than see. The description
    is made of headline and subtitle.
    """
    seen = [plain(part) for part in (headline, subtitle, source)]
    return chart.properties(
        title=alt.TitleParams(seen[0], subtitle=seen[1:]),
        description=f"{seen[0]}. {seen[1]}",
        usermeta={
            "briefing": {
                "name": name,
                "headline": str(headline),
                "subtitle": str(subtitle),
                "source": str(source),
                "table_title": str(table[0]),
                "table": str(table[1]),
            }
        },
    )
