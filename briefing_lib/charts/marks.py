"""What charts are drawn from: rows that carry their figure, bars that show a hedge, and the table beside a chart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt
from markupsafe import Markup

from briefing_lib.briefing.briefing import Briefing
from briefing_lib.figures.figure import Figure
from briefing_lib.wording.language import Prose, plain
from briefing_lib.wording.tables import level_name, table

WIDTH = 640
STEP = 26
LONG = 12
"""From so many rows on, a chart and its table say only once what is the same in all rows."""
ROOM = 1.16
"""How far an axis runs beyond the longest bar, so that the number behind it has room."""


def datum(briefing: Briefing, figure: Figure, **fields: object) -> dict[str, Any]:
    """One row of chart data: the number, what it is traced to, its bounds, and what a tooltip says of it."""
    language = briefing.language
    scale = 100 if figure.unit == "share" else 1
    return {
        "figure_id": figure.reference,
        "value": float(figure.value * scale),
        "shown": language.plain_quantity(figure),
        "measure": briefing.labels.indicator(figure.indicator.name),
        "level": capital_text(level_name(briefing, figure)),
        "place": briefing.labels.place(figure.geography),
        "when": plain(language.when(figure)),
        "who": plain(briefing.labels.who(figure)),
        "doubt": plain(language.listed([language.doubt(code) for code in figure.doubts])) or str(language.say("none")),
        **_bounds(figure, scale),
        **fields,
    }


def _bounds(figure: Figure, scale: int) -> dict[str, Any]:
    """The ends of a hedged value, as far as it has any."""
    if figure.qualifier == "exact":
        return {}
    ends = {"low": figure.interval.low, "high": figure.interval.high}
    return {"hedged": True} | {name: float(end * scale) for name, end in ends.items() if end is not None}


def capital_text(markup: Markup) -> str:
    """The words without mark-up, with a capital letter first."""
    text = plain(markup)
    return text[:1].upper() + text[1:]


def sources_line(briefing: Briefing, figures: Iterable[Figure]) -> Markup:
    """The reports that a chart's numbers come from."""
    language = briefing.language
    reported = (leaf for figure in figures for leaf in figure.reported)
    names = list(dict.fromkeys(language.referenced(leaf.source.publisher) for leaf in reported if leaf.source))
    return language.say("Source: {names}.", names=language.listed(names))


def common_time(briefing: Briefing, figures: Sequence[Figure]) -> Markup:
    """The day or period of all of these figures, or that they differ."""
    if len({leaf.moment for figure in figures for leaf in figure.reported}) > 1:
        return briefing.language.say("days and periods differ and stand in the table")
    return briefing.language.when(figures[0])


def tooltips(briefing: Briefing, rows: Sequence[Mapping[str, Any]]) -> list[alt.Tooltip]:
    """What a tooltip says: the value, and all that is not the same for every row (the subtitle says that)."""
    say = briefing.language.say
    titles = {
        "place": say("Place"),
        "measure": say("Measure"),
        "level": say("Level"),
        "shown": say("Value"),
        "when": say("When"),
        "who": say("Stated by"),
        "doubt": say("In doubt"),
    }
    told = [field for field in titles if field == "shown" or field in rows[0]]
    return [alt.Tooltip(f"{field}:N", title=str(titles[field])) for field in told]


def without_constants(rows: Sequence[Mapping[str, Any]], *, keep: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of a long chart without the words that are the same in all of them; `keep` names fields that are drawn."""
    words = ("place", "measure", "level", "when", "who", "doubt")
    constant = {field for field in words if field not in keep and len(rows) > LONG and len({row[field] for row in rows}) == 1}
    return [{field: value for field, value in row.items() if field not in constant} for row in rows]


def draw_bars(
    briefing: Briefing, rows: Sequence[Mapping[str, Any]], *, y: alt.Y, colour: Any, offset: Any = None, domain: list[int] | None = None
) -> Any:
    """Horizontal bars with their value beside them; a hedged value is paler and its bounds are drawn as a line."""
    base = alt.Chart(alt.InlineData(values=list(rows))).encode(y=y, tooltip=tooltips(briefing, rows))
    if offset is not None:
        base = base.encode(yOffset=offset.scale(paddingInner=0.18))
    reach = domain or [0, max(max(row["value"], row.get("high", 0)) for row in rows) * ROOM or 1]
    x = alt.X("value:Q", title=None, scale=alt.Scale(domain=reach, nice=False), axis=alt.Axis(tickCount=4, format=",~f"))
    bars = base.mark_bar(height={"band": 0.82 if offset is None else 1}).encode(
        x=x, color=colour, fillOpacity=alt.condition("datum.hedged", alt.value(0.45), alt.value(1))
    )
    bounds = (
        base.transform_filter("datum.hedged && isValid(datum.low) && isValid(datum.high)")
        .mark_rule(strokeWidth=2)
        .encode(x="low:Q", x2="high:Q")
    )
    labels = base.mark_text(align="left", dx=5).encode(x=alt.X("value:Q"), text="shown:N")
    return alt.layer(bars, bounds, labels)


def figure_table(briefing: Briefing, caption: Markup, figures: Sequence[Figure]) -> tuple[Markup, Prose]:
    """The numbers of a chart as a table."""
    say, language = briefing.language.say, briefing.language
    places = len({figure.geography for figure in figures}) > 1
    columns: dict[Markup, Sequence[str]] = {
        say("Place") if places else say("Level"): [
            briefing.labels.place(figure.geography) if places else capital_text(level_name(briefing, figure)) for figure in figures
        ],
        say("Measure"): [briefing.labels.measure(figure.indicator.name) for figure in figures],
        say("Value"): [language.quantity(figure) for figure in figures],
        say("When"): [language.when(figure) for figure in figures],
        say("Stated by"): [briefing.labels.who(figure) for figure in figures],
    }
    told = {title: cells for title, cells in columns.items() if len(figures) <= LONG or len(set(cells)) > 1}
    rows = table(caption, list(told), list(zip(*told.values(), strict=True)), numeric=(list(told).index(say("Value")),))
    return say("The numbers of this chart: {caption}", caption=caption), rows


def unit_name(briefing: Briefing, unit: str) -> Markup:
    """A unit in words, for subtitles."""
    say = briefing.language.say
    return {
        "count": say("number"),
        "persons": say("persons"),
        "percent": say("percent"),
        "share": say("percent"),
        "rank": say("rank"),
        "places": say("places"),
        "weeks": say("weeks"),
        "days": say("days"),
        "hours": say("hours"),
        "score": say("score"),
        "points": say("points"),
        "km2": say("square kilometres"),
        "billion_vnd": say("billion VND"),
        "persons_per_unit": say("residents per unit"),
    }[unit]
