"""The chart of the year before: where the places that became one stood among all of them."""

from __future__ import annotations

from typing import Any

import altair as alt

from briefing_lib.briefing import Briefing, before
from briefing_lib.charts.marks import WIDTH, Row, datum, over, tooltips
from briefing_lib.charts.theme import COLOURS, framed
from briefing_lib.wording import Writer, plain

HEIGHT, LANE = 26, 17
"""Pixels of the band of all places, and of each name below it."""
MIDDLE, RIGHT = 0.5, 0.7
"""From where on, of the width, there is room on the left only."""


def chart_before(writer: Writer, briefing: Briefing, measure: str) -> Any | None:
    """In which quarter of all places that ended did those stand that became this one?"""
    found = before(briefing, measure)
    if not found.own or not found.all.rank(found.own[0]):
        return None
    figures = sorted(found.all.given, key=lambda each: each.value)
    rows: list[Row] = [
        datum(writer, each, quarter=plain(writer.plain.phrase("quarter", found.quarter(each))), here=each in found.own) for each in figures
    ]
    rows = [row | ({"named": f"{row['place']}  {row['shown']}, {row['quarter']}"} if row["here"] else {}) for row in rows]
    x = alt.X("value:Q", title=None, scale=alt.Scale(zero=False, nice=False, padding=20), axis=alt.Axis(tickCount=6, grid=False))
    base = alt.Chart().encode(x=x, tooltip=tooltips(writer, rows, ("place", "shown", "quarter", "when")))
    order = [writer.text("quarter", number) for number in (4, 3, 2, 1)]
    shades = alt.Scale(domain=order, range=["#dbe8f2", "#abcbe3", "#6fa8d1", COLOURS["main"]])
    ticks = base.mark_tick(height=HEIGHT, thickness=3).encode(
        y=alt.YValue(HEIGHT / 2), color=alt.Color("quarter:N", sort=order, scale=shades)
    )
    here = [row for row in rows if row["here"]]
    lowest, span = rows[0]["value"], rows[-1]["value"] - rows[0]["value"] or 1
    at = [(row["value"] - lowest) / span for row in here]
    to_left = min(at) > MIDDLE  # names run to where there is room, and no line crosses one: the outermost ends in the lowest lane
    lanes = list(zip(here, at, strict=True)) if to_left else list(zip(here, at, strict=True))[::-1]
    layers = [ticks, *(layer for lane, (row, x_at) in enumerate(lanes) for layer in _named(row, lane, x, to_left or x_at > RIGHT))]
    height = HEIGHT + LANE * (len(found.own) + 1)
    chart = over(layers, rows, width=WIDTH, height=height)
    return framed(chart, writer, "before", figures=figures, own=list(found.own), quarter=found.quarter)


def _named(row: Row, lane: int, x: Any, to_left: bool) -> tuple[Any, Any]:
    """A line down from one of the places to its name, each name in a lane of its own."""
    own = alt.Chart().transform_filter(alt.datum.figure_id == row["figure_id"]).encode(x=x)
    below = HEIGHT + LANE * (lane + 1)
    line = own.mark_rule(color=COLOURS["second"], strokeWidth=2).encode(y=alt.YValue(0), y2=alt.Y2Value(below))
    return line, own.mark_text(align="right" if to_left else "left", dx=-5 if to_left else 5, dy=-2).encode(
        y=alt.YValue(below), text="named:N"
    )
