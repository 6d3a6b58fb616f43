"""The charts of what is said and what was ordered: findings by theme, and tasks by the day they are due."""

from __future__ import annotations

import textwrap
from typing import Any

import altair as alt

from briefing_lib.briefing import Briefing, due
from briefing_lib.charts.marks import STEP, WIDTH, over, points, tooltips
from briefing_lib.charts.theme import COLOURS, framed
from briefing_lib.figures import count
from briefing_lib.wording import Writer, plain

LETTERS, LINE = 52, 14
"""Letters of a line, and its height in pixels, of a task above its day: as much as a phone shows."""


def chart_commitments(writer: Writer, briefing: Briefing) -> Any | None:
    """Which tasks that bind this place were due when, and which are still to come?"""
    dated = tuple(each for each in due(briefing) if each.day)
    if not dated:
        return None
    words = writer.plain
    rows = [
        {
            "task": (task := plain(words.referenced(each.commitment.tasks[writer.language.code]))),
            "lines": textwrap.fill(task, LETTERS),
            "day": str(each.day),
            "due": plain(words.day(each.day or briefing.as_of)),
            "state": plain(words.capital(words.phrase("state", each))),
            "passed": each.state == "passed",
        }
        for each in dated
    ]
    row = LINE * max(str(each["lines"]).count("\n") + 1 for each in rows) + 32
    base, shapes = points(
        writer,
        rows,
        y=alt.Y("task:N", axis=None, sort=None),
        told=("task", "due", "state"),
        days="%m/%Y",
        ticks=6,
        padding=10,
        size=110,
        lift=row / 2 - 12,
        colour=alt.condition("datum.passed", alt.value(COLOURS["second"]), alt.value(COLOURS["main"])),
        shape=alt.condition("datum.passed", alt.value("diamond"), alt.value("circle")),
    )
    above = alt.expr(f"{row / 2 - 20} - {LINE} * length(split(datum.lines, '\\n'))")
    lines: dict[str, Any] = {"lineBreak": "\n", "lineHeight": LINE, "baseline": "top", "dy": above}
    names = base.mark_text(align="left", **lines).encode(x=alt.value(0), text="lines:N")
    today = alt.Chart(alt.InlineData(values=[{"day": str(briefing.as_of)}])).mark_rule(strokeDash=[4, 3], color=COLOURS["soft"])
    chart = over([today.encode(x="day:T"), shapes, names], rows, width=WIDTH, height=alt.Step(row))
    return framed(chart, writer, "commitments", rows=dated, as_of=briefing.as_of)


def chart_findings(writer: Writer, briefing: Briefing) -> Any | None:
    """Under which themes is more said to work, or to be difficult?"""
    findings, kinds, words = briefing.findings, list(briefing.store.codes["finding_kind"]), writer.plain
    if not findings:
        return None
    rows_of = {
        (theme, kind): [each.reference for each in findings if (each.theme, each.kind) == (theme, kind)]
        for theme in dict.fromkeys(each.theme for each in findings)
        for kind in kinds
    }
    counts = [(theme, kind, count(rows, briefing.place.code)) for (theme, kind), rows in rows_of.items() if rows]
    rows = [
        {
            "figure_id": number.reference,
            "value": float(number.value),
            "shown": plain(words.quantity(number)),
            "theme": plain(words.label(theme, "theme")),
            "kind": plain(words.label(kind, "finding_kind")),
        }
        for theme, kind, number in counts
    ]
    names = [plain(words.label(kind, "finding_kind")) for kind in kinds]
    stacked = f"indexof({names!r}, datum.kind)"
    base = alt.Chart().encode(
        y=alt.Y("theme:N", title=None, sort=None),
        x=alt.X("value:Q", title=None, stack="zero", axis=alt.Axis(tickMinStep=1, format="d")),
        order=alt.Order("stacked:Q"),
        color=alt.Color("kind:N", sort=names, scale=alt.Scale(domain=names, range=[COLOURS[name] for name in ("main", "second", "quiet")])),
        tooltip=tooltips(writer, rows, ("theme", "kind", "shown")),
    )
    bars = base.transform_calculate(stacked=stacked).mark_bar(height={"band": 0.7})
    totals = {
        kind: count([row for _, each, number in counts if each == kind for row in number.rows], briefing.place.code) for kind in kinds
    }
    chart = over([bars], rows, width=WIDTH, height=alt.Step(STEP))
    return framed(chart, writer, "findings", findings=findings, counts=counts, totals=totals, place=briefing.place)
