"""The charts of what is said and what was ordered: findings by theme, and tasks by the day they are due."""

from __future__ import annotations

import textwrap
from typing import Any

import altair as alt

from briefing_lib.briefing.briefing import Briefing
from briefing_lib.charts.marks import STEP, WIDTH, capital_text
from briefing_lib.charts.theme import COLOURS, titled
from briefing_lib.figures.figure import count
from briefing_lib.wording.language import plain
from briefing_lib.wording.statements import KINDS, due, kind_name, state_name
from briefing_lib.wording.tables import table, theme_name

LETTERS, LINE = 52, 14
"""Letters of a line, and its height in pixels, of a task above its day: as much as a phone shows."""


def chart_commitments(briefing: Briefing) -> Any | None:
    """Which tasks that bind this place were due when, and which are still to come?"""
    say, language = briefing.language.say, briefing.language
    dated = [each for each in due(briefing) if each.day]
    if not dated:
        return None
    rows: list[dict[str, Any]] = [
        {
            "task": plain(language.referenced(each.commitment.tasks[language.code])),
            "day": each.day.isoformat() if each.day else None,
            "when": plain(language.day(each.day)) if each.day else None,
            "state": capital_text(state_name(briefing, each)),
            "passed": each.state == "passed",
        }
        for each in dated
    ]
    rows = [each | {"lines": textwrap.fill(each["task"], LETTERS)} for each in rows]
    row = LINE * max(each["lines"].count("\n") + 1 for each in rows) + 32
    tooltip = [
        alt.Tooltip(f"{name}:N", title=str(title))
        for name, title in (("task", say("Task")), ("when", say("When due")), ("state", say("State")))
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=alt.Y("task:N", axis=None, sort=None), tooltip=tooltip)
    above = alt.expr(f"{row / 2 - 20} - {LINE} * length(split(datum.lines, '\\n'))")
    lines: dict[str, Any] = {"lineBreak": "\n", "lineHeight": LINE, "baseline": "top", "dy": above}
    names = base.mark_text(align="left", **lines).encode(x=alt.value(0), text="lines:N")
    marks = base.mark_point(size=110, filled=True, yOffset=row / 2 - 12).encode(
        x=alt.X("day:T", title=None, axis=alt.Axis(format="%m/%Y", tickCount=6), scale=alt.Scale(padding=10)),
        color=alt.condition("datum.passed", alt.value(COLOURS["second"]), alt.value(COLOURS["main"])),
        shape=alt.condition("datum.passed", alt.value("diamond"), alt.value("circle")),
    )
    today = (
        alt.Chart(alt.InlineData(values=[{"day": briefing.as_of.isoformat()}]))
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
        alt.layer(today, marks, names).properties(width=WIDTH, height=alt.Step(row)),
        name="commitments",
        headline=say(
            "Dated tasks: {all}; passed by {day} without a report in hand that they were done: {passed}",
            passed=language.number(count(passed)),
            all=language.number(count([f"commitments:{each.commitment.commitment_id}" for each in dated])),
            day=language.day(briefing.as_of),
        ),
        subtitle=say(
            "Tasks by the day they are due; diamonds are passed, circles still to come or recurring; "
            "the dashed line is the day of this page"
        ),
        source=say("Source: {names}.", names=language.listed(reported)),
        table=(say("The days of this chart"), table(say("Tasks by day"), (say("Task"), say("When due"), say("State")), table_rows)),
    )


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
            "figure_id": number.reference,
            "value": float(number.value),
            "shown": language.shown(number),
            "theme": plain(theme_name(briefing, theme)),
            "kind": plain(kind_name(briefing, kind)),
            "order": str(KINDS.index(kind)),
        }
        for theme, kind, number in told
    ]
    kinds = [plain(kind_name(briefing, kind)) for kind in KINDS]
    tooltip = [
        alt.Tooltip(f"{name}:N", title=str(title))
        for name, title in (("theme", say("Theme")), ("kind", say("Kind")), ("shown", say("Statements")))
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("theme:N", title=None, sort=None),
        x=alt.X("value:Q", title=None, stack="zero", axis=alt.Axis(tickMinStep=1, format="d")),
        order=alt.Order("order:O"),
        tooltip=tooltip,
    )
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
            "Said to work: {works}; said to be difficult: {difficult}; being done about it: {done}",
            works=language.number(totals["achievement"]),
            difficult=language.number(totals["difficulty"]),
            done=language.number(totals["measure"]),
        ),
        subtitle=say("Statements in reports on {name}, number by theme and kind", name=briefing.province.name(language.code)),
        source=say(
            "Source: {names}.", names=language.listed(list(dict.fromkeys(language.referenced(each.source.publisher) for each in findings)))
        ),
        table=(
            say("The numbers of this chart"),
            table(
                say("Statements by theme and kind"),
                (say("Theme"), say("Kind"), say("Statements")),
                ((theme_name(briefing, theme), kind_name(briefing, kind), language.number(number)) for theme, kind, number in told),
                numeric=(2,),
            ),
        ),
    )
