"""What an analyst takes away from a view: pictures, a citation, and the lines of code that make the chart again."""

from __future__ import annotations

import base64
import functools
import importlib.metadata
import io
from collections.abc import Iterable
from typing import Any

import altair as alt

from briefing_lib.charts.marks import sources_line
from briefing_lib.charts.theme import FONT, FONTS
from briefing_lib.charts.views import LETTER, chart_days, chart_places, chart_tiles, describe, figures_of, lines, say_key
from briefing_lib.explore.view import View, levels_of
from briefing_lib.figures.figure import Figure
from briefing_lib.wording.language import Language, plain

PIXELS_PER_INCH = 192
PICTURE = 900
"""Pixels that the lines above a whole view may take."""


def chart_view(view: View) -> Any:
    """The whole view in one picture, with its key and the reports it comes from: to take away.

    >>> from briefing_lib import open_view
    >>> chart_view(open_view("Da Nang", "dossiers_received")).title.text
    'Da Nang: dossiers received, as of 20 September 2026'
    """
    beside = [each for each in (chart_places(view), chart_days(view)) if each]
    own: dict[str, Any] = {"yOffset": "independent"}  # shared, the lanes of one chart would stretch the bars of the others
    rows = [alt.vconcat(*beside).resolve_scale(**own)] if beside else []
    charts = alt.hconcat(chart_tiles(view), *rows).resolve_scale(**own)
    briefing, figures = view.briefing, figures_of(view)
    below = [*lines(say_key(view), PICTURE, LETTER), *(lines(sources_line(briefing, figures), PICTURE, LETTER) if figures else [])]
    heading = alt.TitleParams(say_heading(view), subtitle=below)
    return charts.properties(title=heading, description=describe(view), background="white")


def say_heading(view: View) -> str:
    """Place, measure and day of a view, in plain text."""
    briefing, measure = view.briefing, view.briefing.labels.within(view.indicator.name)
    name, day = briefing.labels.place(briefing.province.code), briefing.language.day(briefing.as_of)
    return plain(briefing.language.say("{name}: {measure}, as of {day}", name=name, measure=measure, day=day))


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
    return f"{head}{opened}{_font_style()}{rest}"


@functools.cache
def _font_style() -> str:
    font = base64.b64encode((FONTS / "Inter.woff2").read_bytes()).decode()
    return f'<style>@font-face{{font-family:{FONT};font-weight:100 900;src:url("data:font/woff2;base64,{font}") format("woff2")}}</style>'


def say_citation(figures: Iterable[Figure], language: Language) -> str:
    """One line of plain text for each report behind these figures, with its address and the day it was known from."""
    reported = (leaf for figure in figures for leaf in figure.reported)
    sources = dict.fromkeys(leaf.source for leaf in reported if leaf.source)
    version = importlib.metadata.version("briefing-lib")
    lines = [
        " ".join(
            part
            for part in (
                f"{': '.join(filter(None, (source.publisher, source.title)))},",
                f"{plain(language.reported(source))}.",
                source.url,
            )
            if part
        )
        for source in sources
    ]  # fmt: skip
    return "\n".join([*lines, plain(language.say("Figures read with briefing-lib {version}.", version=version))])


def say_code(view: View) -> str:
    """Three lines of Python that make the same view in any notebook."""
    briefing = view.briefing
    language = "" if briefing.language.code == "en" else f', language="{briefing.language.code}"'
    level = f', level="{view.level}"' if view.level in levels_of(briefing, view.indicator.name) else ""
    compared = f", compared={list(view.compared)}".replace("'", '"') if view.compared else ""
    chosen = f'"{briefing.province.code}", "{view.indicator.name}"{level}, as_of="{briefing.as_of}"{compared}{language}'
    return f"from briefing_lib import chart_view, open_view\nview = open_view({chosen})\nchart_view(view)"
