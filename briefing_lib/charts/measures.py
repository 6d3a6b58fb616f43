"""The charts of a place's measures, one function for each question; None where the place has nothing to answer it with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from briefing_lib.briefing import Briefing
from briefing_lib.charts.marks import HEDGED, STEP, WIDTH, bars, datum, over, points
from briefing_lib.charts.theme import COLOURS, framed
from briefing_lib.figures import Figure, first_day_of
from briefing_lib.wording import Writer

RECEIVED, PARTS = "dossiers_received", ("dossiers_resolved", "dossiers_online")
TREND = 3
"""From so many values on, a line leads from one to the next."""
FEWEST_SHARES = 2
"""One bar alone says no more than its number does."""
FEWEST = 5
"""An axis of ranks reaches at least so far."""


def chart_dossier_shares(writer: Writer, briefing: Briefing) -> Any | None:
    """What share of the dossiers received was resolved, and what share came in online?"""
    flows = briefing.levels_of(RECEIVED)
    shares = [share for flow in flows for part in PARTS if (share := briefing.share(part, flow.shown))]
    if len(shares) < FEWEST_SHARES:
        return None
    lowest, highest = min(shares, key=lambda each: each.value), max(shares, key=lambda each: each.value)
    rows = [datum(writer, share) for share in shares]
    kinds = list(dict.fromkeys(row["measure"] for row in rows))
    chart = bars(
        writer,
        rows,
        y=alt.Y("level:N", title=None, sort=None, scale=alt.Scale(paddingInner=0.3)),
        offset=alt.YOffset("measure:N", sort=kinds),
        colour=alt.Color(
            "measure:N", sort=kinds, scale=alt.Scale(domain=kinds, range=[COLOURS[name] for name in ("main", "second")][: len(kinds)])
        ),
        domain=[0, 100],
    )
    span = (lowest, highest) if lowest.interval.below(highest.interval) else None
    return framed(chart.properties(width=WIDTH, height=alt.Step(STEP)), writer, "dossier_shares", figures=shares, span=span)


def chart_series(writer: Writer, briefing: Briefing, *themes: str) -> Any | None:
    """How did a measure move over several reports? The one of these themes with the most dated values, each over its day or period."""
    reading = max(briefing.under(*themes), key=lambda each: len(each.series), default=None)
    if reading is None or len(reading.series) < 2:
        return None
    figures, is_rank = reading.series, reading.shown.unit == "rank"
    rows = [datum(writer, each, day=each.day.isoformat(), above=index % 2 == 0, **_began(each)) for index, each in enumerate(figures)]
    spans = any("began" in row for row in rows)
    hedged = any(row.keys() >= {"low", "high"} for row in rows)
    base, shapes = points(
        writer, rows, y=_ranks(figures) if is_rank else alt.Y("value:Q", title=None, axis=alt.Axis(grid=True, tickCount=5))
    )
    layers = [
        base.transform_filter(HEDGED).mark_rule(strokeWidth=2).encode(y="low:Q", y2="high:Q"),
        *([base.mark_line(color=COLOURS["quiet"])] if len(rows) >= TREND and not spans else []),
        base.transform_filter("isValid(datum.began)").mark_rule(strokeWidth=6, color=COLOURS["main"]).encode(x="began:T", x2="day:T"),
        shapes.transform_filter("!isValid(datum.began)"),
        base.transform_filter("datum.above").mark_text(dy=-14).encode(text="shown:N"),
        base.transform_filter("!datum.above").mark_text(dy=18).encode(text="shown:N"),
    ]
    name = f"series-{reading.shown.geography.lower()}-{reading.indicator.name.replace('_', '-')}"
    return framed(over(layers, rows, width=WIDTH, height=200), writer, "series", name=name, figures=figures, spans=spans, hedged=hedged)


def _ranks(figures: Sequence[Figure]) -> Any:
    """The axis of ranks: number one stands on top, and there is no rank nought."""
    last = max(FEWEST, *(int(each.value) for each in figures))
    scale = alt.Scale(domain=[1, last], reverse=True, nice=False, padding=12)
    return alt.Y("value:Q", title=None, scale=scale, axis=alt.Axis(grid=True, values=[1, *range(5, last + 1, 5)]))


def _began(figure: Figure) -> dict[str, str]:
    """The first day of a period or month, which is drawn as a span; a value of one day has none."""
    first = figure.period.start or figure.period.as_of
    return {"began": day.isoformat()} if first and (day := first_day_of(first)) < figure.day else {}
