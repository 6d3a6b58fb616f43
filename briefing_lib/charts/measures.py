"""The charts of a briefing, one function for each question that a chart answers.

A chart carries its headline, subtitle, source line and table with it (`usermeta`), so that a page can set them as
traced text while JupyterLab draws the same chart with a plain title.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
from markupsafe import Markup

from briefing_lib.briefing.briefing import Briefing, Reading
from briefing_lib.briefing.comparison import dossier_flows, share_of, standing_figures, try_rank
from briefing_lib.briefing.messages import shares_beside_nation
from briefing_lib.charts.marks import (
    STEP,
    WIDTH,
    common_time,
    datum,
    draw_bars,
    figure_table,
    sources_line,
    tooltips,
    unit_name,
    without_constants,
)
from briefing_lib.charts.theme import COLOURS, titled
from briefing_lib.figures.figure import Figure, count
from briefing_lib.wording.tables import level_name


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
    headline = (
        say("Resolved of the dossiers received: {shares}", shares=language.listed(told))
        if told
        else say("Dossiers received, level by level")
    )
    measures = list(dict.fromkeys(row["measure"] for row in rows))
    palette = [COLOURS["quiet"], COLOURS["main"], COLOURS["second"]]
    chart = draw_bars(
        briefing,
        rows,
        y=alt.Y("level:N", title=None, sort=None, scale=alt.Scale(paddingInner=0.3)),
        offset=alt.YOffset("measure:N", sort=measures),
        colour=alt.Color("measure:N", sort=measures, scale=alt.Scale(domain=measures, range=palette[: len(measures)])),
    )
    return titled(
        chart.properties(width=WIDTH, height=alt.Step(STEP)),
        name="dossier-flow",
        headline=headline,
        subtitle=say("Dossiers by level, number, {when}", when=common_time(briefing, used)),
        source=sources_line(briefing, used),
        table=figure_table(briefing, say("Dossiers by level"), used),
    )


def chart_position(briefing: Briefing, indicator: str) -> Any | None:
    """Where does this province stand among the 34 on a standing fact?"""
    say, language = briefing.language.say, briefing.language
    figures = standing_figures(briefing, indicator)
    here = next((figure for figure in figures if figure.geography == briefing.province.code), None)
    if here is None or len(figures) == 1:
        return None
    place = try_rank(here, figures)
    ordered = sorted(figures, key=lambda figure: (-figure.value, figure.geography))
    rows = without_constants([datum(briefing, figure, here=figure is here) for figure in ordered], keep=("place",))
    chart = draw_bars(
        briefing,
        rows,
        y=alt.Y("place:N", title=None, sort=None),
        colour=alt.condition("datum.here", alt.value(COLOURS["main"]), alt.value(COLOURS["quiet"])),
    )
    label = briefing.labels.measure(indicator)
    return titled(
        chart.properties(width=WIDTH, height=alt.Step(18)),
        name=f"position-{indicator.replace('_', '-')}",
        headline=say(
            "{measure}: {name} is number {rank} of {all} with {value}",
            measure=label,
            name=briefing.province.name(language.code),
            rank=language.quantity(place),
            all=language.number(count([f"provinces:{figure.geography}" for figure in figures])),
            value=language.quantity(here),
        )
        if place
        else say(
            "{measure}: {name} with {value}", measure=label, name=briefing.province.name(language.code), value=language.quantity(here)
        ),
        subtitle=say("{measure}, {unit}, {when}", measure=label, unit=unit_name(briefing, here.unit), when=language.when(here)),
        source=sources_line(briefing, figures),
        table=figure_table(briefing, label, ordered),
    )


def chart_dossier_shares(briefing: Briefing) -> Any | None:
    """What share of the dossiers received was resolved, and what share came in online?"""
    say, language = briefing.language.say, briefing.language
    wanted = ("dossiers_resolved", "dossiers_online")
    shares = [share for flow in dossier_flows(briefing) for part in wanted if (share := share_of(briefing, part, flow.shown))]
    if not shares:
        return None
    rows = [datum(briefing, share) for share in shares]
    measures = list(dict.fromkeys(row["measure"] for row in rows))
    chart = draw_bars(
        briefing,
        rows,
        y=alt.Y("level:N", title=None, sort=None, scale=alt.Scale(paddingInner=0.3)),
        offset=alt.YOffset("measure:N", sort=measures),
        colour=alt.Color(
            "measure:N", sort=measures, scale=alt.Scale(domain=measures, range=[COLOURS["main"], COLOURS["second"]][: len(measures)])
        ),
        domain=[0, 100],
    )
    lowest, highest = min(shares, key=lambda each: each.value), max(shares, key=lambda each: each.value)
    told = {
        share: say(
            "{share} ({measure}, {level})",
            share=language.quantity(share),
            measure=briefing.labels.within(share.indicator.name),
            level=level_name(briefing, share),
        )
        for share in shares
    }
    return titled(
        chart.properties(width=WIDTH, height=alt.Step(STEP)),
        name="dossier-shares",
        headline=say("Shares run from {low} to {high}", low=told[lowest], high=told[highest])
        if lowest.interval.below(highest.interval)
        else say("Shares of dossiers received: {shares}", shares=language.listed(list(told.values()))),
        subtitle=say("Share of dossiers received, percent, {when}", when=common_time(briefing, shares)),
        source=sources_line(briefing, shares),
        table=figure_table(briefing, say("Shares of dossiers received"), shares),
    )


def chart_beside_nation(briefing: Briefing) -> Any | None:
    """How do this place's printed shares stand to the national ones of the same measure and level?"""
    say, language = briefing.language.say, briefing.language
    pairs = shares_beside_nation(briefing)
    if not pairs:
        return None
    figures = [figure for pair in pairs for figure in pair]
    rows = [datum(briefing, figure) for figure in figures]
    places = [briefing.labels.place(figures[0].geography), briefing.labels.place("VN")]
    chart = draw_bars(
        briefing,
        rows,
        y=alt.Y("measure:N", title=None, sort=None, scale=alt.Scale(paddingInner=0.3)),
        offset=alt.YOffset("place:N", sort=places),
        colour=alt.Color("place:N", sort=places, scale=alt.Scale(domain=places, range=[COLOURS["main"], COLOURS["quiet"]])),
        domain=[0, 100],
    )
    here, nation = max(pairs, key=lambda pair: abs(pair[0].value - pair[1].value))
    return titled(
        chart.properties(width=WIDTH, height=alt.Step(STEP)),
        name="beside-nation",
        headline=say(
            "{measure}: {here} here, {nation} in Viet Nam",
            measure=briefing.labels.measure(here.indicator.name),
            here=language.quantity(here),
            nation=language.quantity(nation),
        ),
        subtitle=say("Printed shares, percent; days and periods differ and stand in the table"),
        source=sources_line(briefing, figures),
        table=figure_table(briefing, say("Shares here and in Viet Nam"), figures),
    )


def chart_series(briefing: Briefing, *themes: str) -> Any | None:
    """How did a measure of this place move over several reports? The one of these themes with the most dated values."""
    return _series(briefing, briefing.under(*themes))


def chart_national_series(briefing: Briefing, *themes: str) -> Any | None:
    """The same for the nation."""
    return _series(briefing, [reading for reading in briefing.national if reading.indicator.theme in themes])


def _series(briefing: Briefing, readings: Sequence[Reading]) -> Any | None:
    reading = max(readings, key=lambda each: len(each.series), default=None)
    if reading is None or len(reading.series) < 2:
        return None
    say, language, series = briefing.language.say, briefing.language, reading.series
    rows = [datum(briefing, figure, day=figure.day.isoformat(), above=index % 2 == 0) for index, figure in enumerate(series)]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("day:T", title=None, axis=alt.Axis(format="%d/%m/%Y", tickCount=4), scale=alt.Scale(padding=25)),
        tooltip=tooltips(briefing, rows),
    )
    is_rank = reading.shown.unit == "rank"  # number one stands on top, and there is no rank nought
    y = alt.Y("value:Q", title=None, scale=alt.Scale(zero=not is_rank, reverse=is_rank), axis=alt.Axis(grid=True, tickCount=5))
    points = base.mark_point(size=90, filled=True).encode(y=y, opacity=alt.condition("datum.hedged", alt.value(0.5), alt.value(1)))
    bounds = (
        base.transform_filter("datum.hedged && isValid(datum.low) && isValid(datum.high)")
        .mark_rule(strokeWidth=2)
        .encode(y="low:Q", y2="high:Q")
    )
    above = base.transform_filter("datum.above").mark_text(dy=-14).encode(y="value:Q", text="shown:N")
    below = base.transform_filter("!datum.above").mark_text(dy=18).encode(y="value:Q", text="shown:N")
    label = briefing.labels.measure(reading.indicator.name)
    return titled(
        alt.layer(bounds, base.mark_line(color=COLOURS["quiet"]).encode(y=y), points, above, below).properties(width=WIDTH, height=240),
        name=f"series-{reading.shown.geography.lower()}-{reading.indicator.name.replace('_', '-')}",
        headline=say(
            "{measure}, {place}: from {first} ({first_when}) to {last} ({last_when})",
            place=briefing.labels.place(reading.shown.geography),
            measure=label,
            first=language.quantity(series[0]),
            first_when=language.when(series[0]),
            last=language.quantity(series[-1]),
            last_when=language.when(series[-1]),
        ),
        subtitle=say(
            "{measure}, {level}, {unit}; each point is one report",
            measure=label,
            level=level_name(briefing, reading.shown),
            unit=unit_name(briefing, reading.shown.unit),
        ),
        source=sources_line(briefing, series),
        table=figure_table(briefing, label, series),
    )
