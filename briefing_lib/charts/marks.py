"""One way to draw each kind of mark: bars, points over time, tiles; rows that carry their figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt

from briefing_lib.charts.theme import COLOURS
from briefing_lib.figures import Figure
from briefing_lib.wording import Writer, plain

WIDTH = 640
STEP = 26
TILE = {"width": 52, "height": 31}
ROOM = 1.16
"""How far an axis runs beyond the longest bar, so that the number behind it has room."""
TOLD = ("place", "measure", "level", "shown", "when", "who", "doubt")
"""What a tooltip says of a row, as far as the row has it."""
DAYS = {"en": "%-d %b %Y"}
"""How an axis writes a day; in other languages in digits, as Vega knows months by their English names only."""
HEDGED = "datum.hedged && isValid(datum.low) && isValid(datum.high)"
Row = dict[str, Any]


def datum(writer: Writer, figure: Figure, **fields: object) -> Row:
    """One row of chart data: the number, what it is traced to, its bounds, and what a tooltip says of it."""
    words, scale = writer.plain, 100 if figure.unit == "share" else 1
    is_count = figure.formula == "count"  # of rows: it has no measure, level, place or speaker
    return {
        "figure_id": figure.reference,
        "value": float(figure.value * scale),
        "shown": plain(words.quantity(figure)),
        "measure": "" if is_count else plain(words.measure(figure)),
        "level": "" if is_count else plain(words.capital(words.level(figure))),
        "place": "" if is_count else words.place(figure.geography),
        "when": plain(words.when(figure)),
        "who": plain(words.who(figure)) if figure.reported else "",
        "doubt": plain(words.doubts(figure)) or writer.text("none_doubtful"),
        **_bounds(figure, scale),
        **fields,
    }


def _bounds(figure: Figure, scale: int) -> Row:
    """The ends of a hedged value, as far as it has any."""
    if figure.qualifier == "exact":
        return {}
    ends = {"low": figure.interval.low, "high": figure.interval.high}
    return {"hedged": True} | {name: float(end * scale) for name, end in ends.items() if end is not None}


def tooltips(writer: Writer, rows: Sequence[Mapping[str, Any]], fields: Iterable[str] = TOLD) -> list[alt.Tooltip]:
    """What a tooltip says: the value, and all that is not the same for every row (the subtitle says that)."""
    return [alt.Tooltip(f"{field}:N", title=writer.text("column", field)) for field in fields if field == "shown" or field in rows[0]]


def bars(writer: Writer, rows: Sequence[Row], *, y: alt.Y, colour: Any, **drawn: Any) -> Any:
    """Horizontal bars with their value beside them; a hedged value is paler and its bounds are drawn as a line.

    `drawn` may hold `offset` (bars side by side), `domain` (ends of the axis), `ticks`, `label` (the field that stands behind a
    bar), and `as_points` (values that are ranks: the longest bar would be the last of all).
    """
    base = alt.Chart().encode(y=y, tooltip=tooltips(writer, rows))
    offset, as_points = drawn.get("offset"), drawn.get("as_points", False)
    if offset is not None:
        base = base.encode(yOffset=offset.scale(paddingInner=0.18))
    reach = drawn.get("domain") or [0, max(max(row["value"], row.get("high", 0)) for row in rows) * ROOM or 1]
    scale = alt.Scale(domainMin=1) if as_points else alt.Scale(domain=reach, nice=False)
    apart: Row = {"labelOverlap": "greedy", "labelSeparation": 8} if "ticks" in drawn else {}
    axis = alt.Axis(tickCount=drawn.get("ticks", 4), format=",~f", **apart)
    mark = base.mark_point(size=110, filled=True, opacity=1) if as_points else base.mark_bar(height={"band": 0.82 if offset is None else 1})
    shapes = mark.encode(
        x=alt.X("value:Q", title=None, scale=scale, axis=axis),
        color=colour,
        fillOpacity=alt.FillOpacityValue(1, condition={"test": "datum.hedged", "value": 0.45}),
    )
    bounds = base.transform_filter(HEDGED).mark_rule(strokeWidth=2).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"))
    labels = base.mark_text(align="left", dx=8 if as_points else 5).encode(
        x=alt.X("value:Q"), text=alt.Text(f"{drawn.get('label', 'shown')}:N")
    )
    return over([shapes, bounds, labels], rows)


def points(writer: Writer, rows: Sequence[Row], *, y: Any, colour: Any = None, **drawn: Any) -> tuple[Any, Any]:
    """Points on an axis of time, and the base on which labels may stand; a hedged one is paler.

    `drawn` may hold `told` (fields of the tooltip), `days` (format of the axis), `ticks`, `padding` (pixels at both ends),
    `offset` (lanes), `size`, `shape` and `lift` (of the point from its line).
    """
    days = drawn.get("days") or DAYS.get(writer.language.code, "%d/%m/%Y")
    axis = alt.Axis(format=days, tickCount=drawn.get("ticks", 4), labelOverlap=True)
    x = alt.X("day:T", title=None, axis=axis, scale=alt.Scale(type="utc", padding=drawn.get("padding", 25)))
    base = alt.Chart().encode(x=x, y=y, tooltip=tooltips(writer, rows, drawn.get("told", TOLD)))
    if "offset" in drawn:
        base = base.encode(yOffset=drawn["offset"])
    encoded: Row = {name: each for name, each in (("color", colour), ("shape", drawn.get("shape"))) if each is not None}
    shapes = base.mark_point(size=drawn.get("size", 100), filled=True, **({"yOffset": drawn["lift"]} if "lift" in drawn else {}))
    return base, shapes.encode(opacity=alt.OpacityValue(1, condition={"test": "datum.hedged", "value": 0.5}), **encoded)


def tiles(writer: Writer, rows: Sequence[Row], *, colour: Any, told: Iterable[str] = TOLD) -> Any:
    """Tiles on a grid, that of the place that the chart is about framed; a row has `column`, `row`, and `lines` of a name."""
    base = alt.Chart().encode(x=alt.X("column:O", axis=None), y=alt.Y("row:O", axis=None), tooltip=tooltips(writer, rows, told))
    framed = {"datum.here": COLOURS["second"], "datum.role === 'compared'": COLOURS["ink"]}
    frame = alt.StrokeValue("#dfe4e8", condition=[{"test": test, "value": colour} for test, colour in framed.items()])
    shapes = base.mark_rect(cornerRadius=3, strokeWidth=2.5).encode(color=colour, stroke=frame)
    lines: dict[str, Any] = {"lineBreak": "\n", "lineHeight": 10, "limit": 50, "dy": alt.expr("5 - 5 * length(split(datum.lines, '\\n'))")}
    names = base.mark_text(fontSize=9, baseline="middle", **lines).encode(text=alt.Text("lines:N"))
    return over([shapes, names], rows, **{side: alt.Step(pixels) for side, pixels in TILE.items()})


def over(layers: Sequence[Any], rows: Sequence[Row], **properties: Any) -> Any:
    """Layers over their rows; these come last, as Altair copies all that a chart holds at every step."""
    return alt.layer(*layers).properties(data=alt.InlineData(values=list(rows)), **properties)


def here_colour() -> Any:
    """The colour of the place that a chart is about, and of the others."""
    return alt.ColorValue(COLOURS["main"], condition={"test": "datum.here", "value": COLOURS["second"]})


def two_lines(name: str, longest: int) -> str:
    """A name on two lines, broken at the blank nearest its middle, where it has more than `longest` signs."""
    words = name.split()
    if len(name) <= longest or len(words) < 2:
        return name
    cut = min(range(1, len(words)), key=lambda at: abs(len(" ".join(words[:at])) - len(name) / 2))
    return f"{' '.join(words[:cut])}\n{' '.join(words[cut:])}"
