"""The charts of a briefing, one function for each question that a chart answers.

A chart carries its headline, subtitle, source line and table with it (`usermeta`), so that a page can set them as
traced text while JupyterLab draws the same chart with a plain title.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt
from markupsafe import Markup

from briefing_lib.briefing import Briefing
from briefing_lib.figures import Figure, count, rank
from briefing_lib.language import Prose
from briefing_lib.messages import shares_beside_nation
from briefing_lib.statements import KINDS, due, kind_name, state_name, theme_name
from briefing_lib.tables import level_name, table
from briefing_lib.theme import COLOURS, titled
from briefing_lib.words import dossier_flows, share_of, standing_figures

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
    titles = {
        "place": say("Place"),
        "measure": say("Measure"),
        "level": say("Level"),
        "shown": say("Value"),
        "when": say("When"),
        "who": say("Stated by"),
    }
    return [alt.Tooltip(f"{field}:N", title=str(title)) for field, title in titles.items()]


def _bars(
    briefing: Briefing, rows: Sequence[Mapping[str, Any]], *, y: alt.Y, colour: Any, offset: Any = None, domain: Any = alt.Undefined
) -> Any:
    """Horizontal bars with their value beside them; a hedged value is paler and its bounds are drawn as a line."""
    base = alt.Chart(alt.Data(values=list(rows))).encode(y=y, tooltip=_tooltip(briefing))
    if offset is not None:
        base = base.encode(yOffset=offset)
    x = alt.X("value:Q", title=None, scale=alt.Scale(domain=domain, nice=True), axis=alt.Axis(tickCount=5, format="~s"))
    bars = base.mark_bar(height={"band": 0.82}).encode(
        x=x, color=colour, fillOpacity=alt.condition("datum.hedged", alt.value(0.45), alt.value(1))
    )
    bounds = (
        base.transform_filter("datum.hedged && isValid(datum.low) && isValid(datum.high)")
        .mark_rule(strokeWidth=2)
        .encode(x="low:Q", x2="high:Q")
    )
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
    headline = (
        say("Resolved of the dossiers received: {shares}", shares=language.listed(told))
        if told
        else say("Dossiers received, level by level")
    )
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
                briefing.labels.measure(figure.indicator.name),
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
    figures = standing_figures(briefing, indicator)
    here = next((figure for figure in figures if figure.geography == briefing.province.code), None)
    if here is None:
        return None
    place = rank(here, figures)
    ordered = sorted(figures, key=lambda figure: (-figure.value, figure.geography))
    rows = [datum(briefing, figure, here=figure is here) for figure in ordered]
    chart = _bars(
        briefing, rows,
        y=alt.Y("place:N", title=None, sort=None),
        colour=alt.condition("datum.here", alt.value(COLOURS["main"]), alt.value(COLOURS["quiet"])),
    )  # fmt: skip
    label = briefing.labels.measure(indicator)
    return titled(
        chart.properties(width=WIDTH, height=alt.Step(18)),
        name=f"position-{indicator.replace('_', '-')}",
        headline=say(
            "{measure}: {name} is number {rank} of {all} with {value}",
            measure=label, name=briefing.province.name(language.code), rank=language.number(place),
            all=language.number(count([f"provinces:{figure.geography}" for figure in figures])), value=language.quantity(here),
        ),
        subtitle=say("{measure}, {unit}, {when}", measure=label, unit=unit_name(briefing, here.unit), when=language.when(here)),
        source=sources_line(briefing, figures),
        table=figure_table(briefing, label, ordered),
    )  # fmt: skip


def unit_name(briefing: Briefing, unit: str) -> Markup:
    """A unit in words, for subtitles."""
    say = briefing.language.say
    return {
        "count": say("number"), "persons": say("persons"), "percent": say("percent"), "share": say("percent"), "rank": say("rank"),
        "places": say("places"), "weeks": say("weeks"), "days": say("days"), "hours": say("hours"), "score": say("score"),
        "points": say("points"), "km2": say("square kilometres"), "billion_vnd": say("billion VND"),
        "persons_per_unit": say("residents per unit"),
    }[unit]  # fmt: skip


def chart_dossier_shares(briefing: Briefing) -> Any | None:
    """What share of the dossiers received was resolved, and what share came in online?"""
    say, language = briefing.language.say, briefing.language
    wanted = ("dossiers_resolved", "dossiers_online")
    shares = [share for flow in dossier_flows(briefing) for part in wanted if (share := share_of(briefing, part, flow.shown))]
    if not shares:
        return None
    rows = [datum(briefing, share) for share in shares]
    measures = list(dict.fromkeys(row["measure"] for row in rows))
    chart = _bars(
        briefing, rows,
        y=alt.Y("level:N", title=None, sort=None, scale=alt.Scale(paddingInner=0.3)),
        offset=alt.YOffset("measure:N", sort=measures),
        colour=alt.Color("measure:N", sort=measures, scale=alt.Scale(domain=measures, range=[COLOURS["main"], COLOURS["second"]][: len(measures)])),
        domain=[0, 100],
    )  # fmt: skip
    lowest, highest = min(shares, key=lambda each: each.value), max(shares, key=lambda each: each.value)
    return titled(
        chart.properties(width=WIDTH, height=alt.Step(STEP)),
        name="dossier-shares",
        headline=say(
            "Shares run from {low} ({low_measure}, {low_level}) to {high} ({high_measure}, {high_level})",
            low=language.quantity(lowest), low_measure=briefing.labels.measure(lowest.indicator.name), low_level=level_name(briefing, lowest),
            high=language.quantity(highest), high_measure=briefing.labels.measure(highest.indicator.name), high_level=level_name(briefing, highest),
        ),
        subtitle=say("Share of dossiers received, percent, {when}", when=language.when(shares[0])),
        source=sources_line(briefing, shares),
        table=figure_table(briefing, say("Shares of dossiers received"), shares),
    )  # fmt: skip


def chart_beside_nation(briefing: Briefing) -> Any | None:
    """How do this place's printed shares stand to the national ones of the same measure and level?"""
    say, language = briefing.language.say, briefing.language
    pairs = shares_beside_nation(briefing)
    if not pairs:
        return None
    figures = [figure for pair in pairs for figure in pair]
    rows = [datum(briefing, figure) for figure in figures]
    places = [briefing.labels.place(figures[0].geography), briefing.labels.place("VN")]
    chart = _bars(
        briefing, rows,
        y=alt.Y("measure:N", title=None, sort=None, scale=alt.Scale(paddingInner=0.3)),
        offset=alt.YOffset("place:N", sort=places),
        colour=alt.Color("place:N", sort=places, scale=alt.Scale(domain=places, range=[COLOURS["main"], COLOURS["quiet"]])),
        domain=[0, 100],
    )  # fmt: skip
    here, nation = max(pairs, key=lambda pair: abs(pair[0].value - pair[1].value))
    return titled(
        chart.properties(width=WIDTH, height=alt.Step(STEP)),
        name="beside-nation",
        headline=say(
            "{measure}: {here} here, {nation} in Viet Nam",
            measure=briefing.labels.measure(here.indicator.name), here=language.quantity(here), nation=language.quantity(nation),
        ),
        subtitle=say("Printed shares, percent; days and periods differ and stand in the table"),
        source=sources_line(briefing, figures),
        table=figure_table(briefing, say("Shares here and in Viet Nam"), figures),
    )  # fmt: skip


def chart_series(briefing: Briefing, *themes: str) -> Any | None:
    """How did a measure move over several reports? The measure of these themes with the most dated values."""
    candidates = [reading for reading in briefing.under(*themes) if len(reading.series) > 1]
    if not candidates:
        return None
    reading = max(candidates, key=lambda each: len(each.series))
    say, language, series = briefing.language.say, briefing.language, reading.series
    rows = [datum(briefing, figure, day=figure.day.isoformat()) for figure in series]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("day:T", title=None, axis=alt.Axis(format="%d/%m/%Y", tickCount=4)), tooltip=_tooltip(briefing)
    )
    y = alt.Y("value:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(grid=True, tickCount=5))
    points = base.mark_point(size=90, filled=True).encode(y=y, opacity=alt.condition("datum.hedged", alt.value(0.5), alt.value(1)))
    bounds = (
        base.transform_filter("datum.hedged && isValid(datum.low) && isValid(datum.high)")
        .mark_rule(strokeWidth=2)
        .encode(y="low:Q", y2="high:Q")
    )
    labels = base.mark_text(dy=-14).encode(y="value:Q", text="shown:N")
    label = briefing.labels.measure(reading.indicator.name)
    return titled(
        alt.layer(bounds, base.mark_line(color=COLOURS["quiet"]).encode(y=y), points, labels).properties(width=WIDTH, height=240),
        name=f"series-{reading.indicator.name.replace('_', '-')}",
        headline=say(
            "{measure}: from {first} ({first_when}) to {last} ({last_when})", measure=label, first=language.quantity(series[0]),
            first_when=language.when(series[0]), last=language.quantity(series[-1]), last_when=language.when(series[-1]),
        ),
        subtitle=say(
            "{measure}, {level}, {unit}; each point is one report", measure=label, level=level_name(briefing, reading.shown),
            unit=unit_name(briefing, reading.shown.unit),
        ),
        source=sources_line(briefing, series),
        table=figure_table(briefing, label, series),
    )  # fmt: skip


def chart_commitments(briefing: Briefing) -> Any | None:
    """Which tasks that bind this place were due when, and which are still to come?"""
    say, language = briefing.language.say, briefing.language
    dated = [each for each in due(briefing) if each.day]
    if not dated:
        return None
    rows = [
        {
            "task": plain(language.referenced(each.commitment.tasks[language.code])),
            "day": each.day.isoformat() if each.day else None,
            "when": plain(language.day(each.day)) if each.day else None,
            "state": capital_text(state_name(briefing, each)),
            "passed": each.state == "passed",
        }
        for each in dated
    ]
    tooltip = [
        alt.Tooltip(f"{name}:N", title=str(title))
        for name, title in (("task", say("Task")), ("when", say("When due")), ("state", say("State")))
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(y=alt.Y("task:N", title=None, sort=None, axis=alt.Axis(labelLimit=330)), tooltip=tooltip)
    marks = base.mark_point(size=110, filled=True).encode(
        x=alt.X("day:T", title=None, axis=alt.Axis(format="%m/%Y", tickCount=6)),
        color=alt.condition("datum.passed", alt.value(COLOURS["second"]), alt.value(COLOURS["main"])),
        shape=alt.condition("datum.passed", alt.value("diamond"), alt.value("circle")),
    )
    today = (
        alt.Chart(alt.Data(values=[{"day": briefing.as_of.isoformat()}]))
        .mark_rule(strokeDash=[4, 3], color=COLOURS["soft"])
        .encode(x="day:T")
    )
    passed = [f"commitments:{each.commitment.commitment_id}" for each in dated if each.state == "passed"]
    reported = list(dict.fromkeys(language.referenced(each.commitment.source.publisher) for each in dated))
    table_rows = (
        (language.referenced(each.commitment.tasks[language.code]), language.day(each.day or briefing.as_of), state_name(briefing, each))
        for each in dated
    )
    return titled(
        alt.layer(today, marks).properties(width=WIDTH, height=alt.Step(24)),
        name="commitments",
        headline=say("{passed} of {all} dated tasks were due before {day}", passed=language.number(count(passed)),
                     all=language.number(count([f"commitments:{each.commitment.commitment_id}" for each in dated])), day=language.day(briefing.as_of)),
        subtitle=say("Tasks by the day they are due; diamonds are passed, circles still to come or recurring; the dashed line is the day of this page"),
        source=say("Source: {names}.", names=language.listed(reported)),
        table=(say("The days of this chart"), table(say("Tasks by day"), (say("Task"), say("When due"), say("State")), table_rows)),
    )  # fmt: skip


def chart_findings(briefing: Briefing) -> Any | None:
    """Under which themes is more said to work, or to be difficult?"""
    say, language, findings = briefing.language.say, briefing.language, briefing.findings
    if not findings:
        return None
    counts = [
        (
            theme,
            kind,
            count(
                [f"findings:{each.finding_id}" for each in findings if (each.theme, each.kind) == (theme, kind)],
                geography=briefing.province.code,
            ),
        )
        for theme in dict.fromkeys(each.theme for each in findings)
        for kind in KINDS
    ]
    told = [(theme, kind, number) for theme, kind, number in counts if number.value]
    rows = [
        {
            "figure_id": number.reference, "value": float(number.value), "shown": language.shown(number), "theme": plain(theme_name(briefing, theme)),
            "kind": plain(kind_name(briefing, kind)), "order": str(KINDS.index(kind)),
        }
        for theme, kind, number in told
    ]  # fmt: skip
    kinds = [plain(kind_name(briefing, kind)) for kind in KINDS]
    tooltip = [
        alt.Tooltip(f"{name}:N", title=str(title))
        for name, title in (("theme", say("Theme")), ("kind", say("Kind")), ("shown", say("Statements")))
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("theme:N", title=None, sort=None), x=alt.X("value:Q", title=None, stack="zero", axis=alt.Axis(tickMinStep=1, format="d")),
        order=alt.Order("order:N"), tooltip=tooltip,
    )  # fmt: skip
    bars = base.mark_bar(height={"band": 0.7}).encode(
        color=alt.Color("kind:N", sort=kinds, scale=alt.Scale(domain=kinds, range=[COLOURS["main"], COLOURS["second"], COLOURS["quiet"]]))
    )
    totals = {
        kind: count([row for _, each, number in told if each == kind for row in number.rows], geography=briefing.province.code)
        for kind in KINDS
    }
    return titled(
        bars.properties(width=WIDTH, height=alt.Step(STEP)),
        name="findings",
        headline=say(
            "{works} statements say what works, {difficult} what is difficult, {done} what is being done",
            works=language.number(totals["achievement"]), difficult=language.number(totals["difficulty"]), done=language.number(totals["measure"]),
        ),
        subtitle=say("Statements in reports on {name}, number by theme and kind", name=briefing.province.name(language.code)),
        source=say("Source: {names}.", names=language.listed(list(dict.fromkeys(language.referenced(each.source.publisher) for each in findings)))),
        table=(
            say("The numbers of this chart"),
            table(
                say("Statements by theme and kind"), (say("Theme"), say("Kind"), say("Statements")),
                ((theme_name(briefing, theme), kind_name(briefing, kind), language.number(number)) for theme, kind, number in told), numeric=(2,),
            ),
        ),
    )  # fmt: skip
