"""The charts of a briefing's measures, one function for each question; None where the place has nothing to answer it with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from briefing_lib.briefing import Briefing, Reading, beside_nation, compare
from briefing_lib.charts.marks import HEDGED, STEP, WIDTH, Row, bars, datum, here_colour, over, points, without_constants
from briefing_lib.charts.theme import COLOURS, framed
from briefing_lib.figures import Figure
from briefing_lib.wording import Writer

RECEIVED, PARTS = "dossiers_received", ("dossiers_resolved", "dossiers_online")


def chart_dossier_flow(writer: Writer, briefing: Briefing) -> Any | None:
    """How many dossiers came in at each level, and how many of them were resolved and submitted online?"""
    used: list[Figure] = []
    resolved: list[Figure] = []
    for received in briefing.levels_of(RECEIVED):
        shares = [briefing.share(part, received.shown) for part in PARTS]
        used += [received.shown, *(share.inputs[0] for share in shares if share)]
        resolved += shares[0:1] if shares[0] else []  # type: ignore[arg-type]
    if len(used) < 2:
        return None
    chart = _by_level(writer, used, ("quiet", "main", "second"))
    return framed(chart, writer, "dossier_flow", figures=used, shares=resolved)


def chart_dossier_shares(writer: Writer, briefing: Briefing) -> Any | None:
    """What share of the dossiers received was resolved, and what share came in online?"""
    flows = briefing.levels_of(RECEIVED)
    shares = [share for flow in flows for part in PARTS if (share := briefing.share(part, flow.shown))]
    if not shares:
        return None
    lowest, highest = min(shares, key=lambda each: each.value), max(shares, key=lambda each: each.value)
    chart = _by_level(writer, shares, ("main", "second"), domain=[0, 100])
    span = (lowest, highest) if lowest.interval.below(highest.interval) else None
    return framed(chart, writer, "dossier_shares", figures=shares, span=span)


def _by_level(writer: Writer, figures: Sequence[Figure], colours: Sequence[str], **drawn: Any) -> Any:
    """Bars by level, the measures of each side by side."""
    rows = [datum(writer, figure) for figure in figures]
    return _side_by_side(writer, rows, ("level", "measure"), list(dict.fromkeys(row["measure"] for row in rows)), colours, **drawn)


def _side_by_side(writer: Writer, rows: list[Row], by: tuple[str, str], kinds: list[str], colours: Sequence[str], **drawn: Any) -> Any:
    """Bars grouped by one field, those of a group told apart by another."""
    group, kind = by
    scale = alt.Scale(domain=kinds, range=[COLOURS[name] for name in colours][: len(kinds)])
    chart = bars(
        writer,
        rows,
        y=alt.Y(f"{group}:N", title=None, sort=None, scale=alt.Scale(paddingInner=0.3)),
        offset=alt.YOffset(f"{kind}:N", sort=kinds),
        colour=alt.Color(f"{kind}:N", sort=kinds, scale=scale),
        **drawn,
    )
    return chart.properties(width=WIDTH, height=alt.Step(STEP))


def chart_position(writer: Writer, briefing: Briefing, indicator: str) -> Any | None:
    """Where does this place stand among all on a standing fact?"""
    places = compare(briefing.standing(indicator))
    here = places.of(briefing.place.code)
    if here is None or len(places.given) == 1:
        return None
    ordered = sorted(places.given, key=lambda figure: (-figure.value, figure.geography))
    rows = without_constants([datum(writer, figure, here=figure is here) for figure in ordered], keep=("place",))
    chart = bars(writer, rows, y=alt.Y("place:N", title=None, sort=None), colour=here_colour(quiet=True))
    return framed(
        chart.properties(width=WIDTH, height=alt.Step(18)),
        writer,
        "position",
        name=f"position-{indicator.replace('_', '-')}",
        figures=ordered,
        here=here,
        rank=places.rank(here),
    )


def chart_beside_nation(writer: Writer, briefing: Briefing) -> Any | None:
    """How do this place's printed shares stand to the national ones of the same measure and level?"""
    pairs = beside_nation(briefing)
    if not pairs:
        return None
    figures = [figure for pair in pairs for figure in pair]
    places = [writer.place(figures[0].geography), writer.place(figures[1].geography)]
    rows = [datum(writer, figure) for figure in figures]
    chart = _side_by_side(writer, rows, ("measure", "place"), places, ("main", "quiet"), domain=[0, 100])
    here, nation = max(pairs, key=lambda pair: abs(pair[0].value - pair[1].value))
    return framed(chart, writer, "beside_nation", figures=figures, here=here, nation=nation)


def chart_series(writer: Writer, briefing: Briefing, *themes: str) -> Any | None:
    """How did a measure of this place move over several reports? The one of these themes with the most dated values."""
    return _series(writer, briefing.under(*themes))


def chart_national_series(writer: Writer, briefing: Briefing, *themes: str) -> Any | None:
    """How did a measure of the nation move over several reports? The one of these themes with the most dated values."""
    return _series(writer, [reading for reading in briefing.national if reading.indicator.theme in themes])


def _series(writer: Writer, readings: Sequence[Reading]) -> Any | None:
    reading = max(readings, key=lambda each: len(each.series), default=None)
    if reading is None or len(reading.series) < 2:
        return None
    rows = [datum(writer, figure, day=figure.day.isoformat(), above=index % 2 == 0) for index, figure in enumerate(reading.series)]
    is_rank = reading.shown.unit == "rank"  # number one stands on top, and there is no rank nought
    y = alt.Y("value:Q", title=None, scale=alt.Scale(zero=not is_rank, reverse=is_rank), axis=alt.Axis(grid=True, tickCount=5))
    base, shapes = points(writer, rows, y=y)
    layers = [
        base.transform_filter(HEDGED).mark_rule(strokeWidth=2).encode(y="low:Q", y2="high:Q"),
        base.mark_line(color=COLOURS["quiet"]),
        shapes,
        base.transform_filter("datum.above").mark_text(dy=-14).encode(text="shown:N"),
        base.transform_filter("!datum.above").mark_text(dy=18).encode(text="shown:N"),
    ]
    name = f"series-{reading.shown.geography.lower()}-{reading.indicator.name.replace('_', '-')}"
    return framed(over(layers, rows, width=WIDTH, height=240), writer, "series", name=name, figures=reading.series)
