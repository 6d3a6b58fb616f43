"""The charts of a briefing, one function for each question that a chart answers.

A chart carries its headline, subtitle, source line and table with it (`usermeta`), so that a page can set them as
traced text while JupyterLab draws the same chart with a plain title.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import altair as alt
from markupsafe import Markup

from briefing_lib.briefing import Briefing, Reading
from briefing_lib.figures import Figure, count, rank
from briefing_lib.language import Prose
from briefing_lib.tables import level_name, table
from briefing_lib.theme import COLOURS, titled
from briefing_lib.words import dossier_flows, share_of

WIDTH = 640
STEP = 26


def datum(briefing: Briefing, figure: Figure, **fields: object) -> dict[str, Any]:
    """One row of chart data: the number, what it is traced to, its bounds, and what a tooltip says of it."""
    language, interval = briefing.language, figure.interval
    scale = 100 if figure.unit == "share" else 1
    return {
        "figure_id": figure.reference,
        "value": float(figure.value * scale),
        "low": None if interval.low is None else float(interval.low * scale),
        "high": None if interval.high is None else float(interval.high * scale),
        "shown": language.plain_quantity(figure),
        "hedged": figure.qualifier != "exact",
        "measure": briefing.labels.indicator(figure.indicator.name),
        "level": capital_text(level_name(briefing, figure)),
        "place": briefing.labels.place(figure.geography),
        "when": plain(language.when(figure)),
        "who": plain(briefing.labels.who(figure)),
        **fields,
    }


def plain(markup: Markup) -> str:
    """The words without mark-up."""
    return str(markup.striptags())


def capital_text(markup: Markup) -> str:
    text = plain(markup)
    return text[:1].upper() + text[1:]


def sources_line(briefing: Briefing, figures: Iterable[Figure]) -> Markup:
    """The reports that a chart's numbers come from."""
    language = briefing.language
    reported = (leaf for figure in figures for leaf in figure.reported)
    names = list(dict.fromkeys(language.referenced(leaf.source.title or leaf.source.publisher) for leaf in reported if leaf.source))
    return language.say("Source: {names}.", names=language.listed(names))


def _tooltip(briefing: Briefing) -> list[alt.Tooltip]:
    say = briefing.language.say
    titles = {"place": say("Place"), "measure": say("Measure"), "level": say("Level"), "shown": say("Value"), "when": say("When"), "who": say("Stated by")}
    return [alt.Tooltip(f"{field}:N", title=str(title)) for field, title in titles.items()]


def _bars(briefing: Briefing, rows: Sequence[Mapping[str, Any]], *, y: alt.Y, colour: Any, offset: Any = None, domain: Any = alt.Undefined) -> Any:
    """Horizontal bars with their value beside them; a hedged value is paler and its bounds are drawn as a line."""
    base = alt.Chart(alt.Data(values=list(rows))).encode(y=y, tooltip=_tooltip(briefing))
    if offset is not None:
        base = base.encode(yOffset=offset)
    x = alt.X("value:Q", title=None, scale=alt.Scale(domain=domain, nice=True), axis=alt.Axis(tickCount=5, format="~s"))
    bars = base.mark_bar(height={"band": 0.82}).encode(
        x=x, color=colour, fillOpacity=alt.condition("datum.hedged", alt.value(0.45), alt.value(1))
    )
    bounds = base.transform_filter("datum.hedged && isValid(datum.low) && isValid(datum.high)").mark_rule(strokeWidth=2).encode(x="low:Q", x2="high:Q")
    labels = base.mark_text(align="left", dx=5).encode(x=alt.X("value:Q"), text="shown:N")
    return alt.layer(bars, bounds, labels)


def chart_dossier_flow(briefing: Briefing) -> Any | None:
    """How many dossiers came in at each level, and how many of them were resolved and submitted online?"""
    say, language = briefing.language.say, briefing.language
    rows: list[dict[str, Any]] = []
    used: list[Figure] = []
    told: list[Markup] = []
    for received in dossier_flows(briefing):
        shares = [share_of(briefing, part, received.shown) for part in ("dossiers_resolved", "dossiers_online")]
        figures = [received.shown, *(share.inputs[0] for share in shares if share)]
        rows += [datum(briefing, figure) for figure in figures]
        used += figures
        if shares[0]:
            told.append(say("{share} at {level}", share=language.quantity(shares[0]), level=level_name(briefing, received.shown)))
    if len(used) < 2:
        return None
    headline = say("Resolved of the dossiers received: {shares}", shares=language.listed(told)) if told else say("Dossiers received, level by level")
    measures = list(dict.fromkeys(row["measure"] for row in rows))
    palette = [COLOURS["quiet"], COLOURS["main"], COLOURS["second"]]
    chart = _bars(
        briefing, rows,
        y=alt.Y("level:N", title=None, sort=None, scale=alt.Scale(paddingInner=0.3)),
        offset=alt.YOffset("measure:N", sort=measures),
        colour=alt.Color("measure:N", sort=measures, scale=alt.Scale(domain=measures, range=palette[: len(measures)])),
    )  # fmt: skip
    return titled(
        chart.properties(width=WIDTH, height=alt.Step(STEP)),
        name="dossier-flow",
        headline=headline,
        subtitle=say("Dossiers by level, number, {when}", when=language.when(used[0])),
        source=sources_line(briefing, used),
        table=figure_table(briefing, say("Dossiers by level"), used),
    )


def figure_table(briefing: Briefing, caption: Markup, figures: Sequence[Figure]) -> tuple[Markup, Prose]:
    """The numbers of a chart as a table."""
    say, language = briefing.language.say, briefing.language
    places = len({figure.geography for figure in figures}) > 1
    header = (say("Place") if places else say("Level"), say("Measure"), say("Value"), say("When"), say("Stated by"))
    rows = table(
        caption,
        header,
        (
            (
                briefing.labels.place(figure.geography) if places else capital_text(level_name(briefing, figure)),
                briefing.labels.indicator(figure.indicator.name),
                language.quantity(figure),
                language.when(figure),
                briefing.labels.who(figure),
            )
            for figure in figures
        ),
        numeric=(2,),
    )
    return say("The numbers of this chart: {caption}", caption=caption), rows


def chart_position(briefing: Briefing, indicator: str) -> Any | None:
    """Where does this province stand among the 34 on a standing fact?"""
    say, language = briefing.language.say, briefing.language
    here = briefing.find(indicator)
    if here is None:
        return None
    figures = [here.shown, *(r.shown for r in briefing.beside(indicator) if r.shown.period == here.shown.period)]
    place = rank(here.shown, figures)
    ordered = sorted(figures, key=lambda figure: (-figure.value, figure.geography))
    rows = [datum(briefing, figure, here=figure.geography == briefing.province.code) for figure in ordered]
    chart = _bars(
        briefing, rows,
        y=alt.Y("place:N", title=None, sort=None),
        colour=alt.condition("datum.here", alt.value(COLOURS["main"]), alt.value(COLOURS["quiet"])),
    )  # fmt: skip
    label = briefing.labels.indicator(indicator)
    return titled(
        chart.properties(width=WIDTH, height=alt.Step(18)),
        name=f"position-{indicator.replace('_', '-')}",
        headline=say(
            "{measure}: {name} is number {rank} of {all} with {value}",
            measure=label, name=briefing.province.name(language.code), rank=language.number(place),
            all=language.number(count_of(figures)), value=language.quantity(here.shown),
        ),
        subtitle=say("{measure}, {unit}, {when}", measure=label, unit=unit_name(briefing, here.shown.unit), when=language.when(here.shown)),
        source=sources_line(briefing, figures),
        table=figure_table(briefing, Markup(label), ordered),
    )  # fmt: skip


def count_of(figures: Sequence[Figure]) -> Figure:
    """How many figures there are, as a figure."""
    return count([figure.reference for figure in figures])


def unit_name(briefing: Briefing, unit: str) -> Markup:
    """A unit in words, for subtitles."""
    say = briefing.language.say
    return {
        "count": say("number"), "persons": say("persons"), "percent": say("percent"), "share": say("percent"), "rank": say("rank"),
        "places": say("places"), "weeks": say("weeks"), "days": say("days"), "hours": say("hours"), "score": say("score"),
        "points": say("points"), "km2": say("square kilometres"), "billion_vnd": say("billion VND"),
        "persons_per_unit": say("residents per unit"),
    }[unit]  # fmt: skip
