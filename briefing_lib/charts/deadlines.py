"""The chart of tasks: which body has how many, and by when."""

from __future__ import annotations

from typing import Any

import altair as alt

from briefing_lib.briefing import Briefing, Due, by_body, due_here
from briefing_lib.charts.marks import Row, datum, over, tooltips, two_lines
from briefing_lib.charts.theme import COLOURS, framed
from briefing_lib.figures import Figure, count
from briefing_lib.wording import Writer, plain

MOST_BODIES = 8
"""So many bodies are drawn: those with the most passed days."""
STEP = 34
"""Pixels of a row."""
LONGEST = 22
"""So many signs of a name stand on one line, so that it stands whole on a phone."""
SHADES = {"passed": "second", "due": "main", "recurring": "main", "undated": "quiet", "reported": "third"}
Cell = tuple[str, Due, Figure]


def chart_deadlines(writer: Writer, briefing: Briefing) -> Any | None:
    """Which body answers for how many tasks, and by when? None where no task has passed its last day."""
    rows = due_here(briefing)
    late = by_body([each for each in rows if each.state == "passed"])
    if not late:
        return None
    cells = [cell for body, held in list(by_body(rows).items())[:MOST_BODIES] for cell in _cells(body, held, briefing)]
    order = sorted({_place_of(first): first for _, first, _ in cells}.items())
    columns = {key: plain(writer.plain.last_day(first)) for key, first in order}
    drawn = [_row(writer, body, first, figure, columns[_place_of(first)]) for body, first, figure in cells]
    names = list(dict.fromkeys(row["body"] for row in drawn))
    x = alt.X("due:N", title=None, sort=list(columns.values()), axis=alt.Axis(orient="top", labelAngle=-90, labelLimit=200))
    base = alt.Chart().encode(
        x=x,
        y=alt.Y("body:N", title=None, sort=names),
        tooltip=tooltips(writer, drawn, ("body", "due", "shown")),
    )
    states = list(dict.fromkeys(row["state"] for row in drawn))
    colour = alt.Color("state:N", legend=None, scale=alt.Scale(domain=states, range=[COLOURS[SHADES[each]] for each in states]))
    squares = base.mark_rect(cornerRadius=3, opacity=0.3, height={"band": 0.82}, width={"band": 0.82}).encode(color=colour)
    numbers = base.mark_text(fontWeight="bold").encode(text="shown:N")
    chart = over([squares, numbers], drawn, width=640, height={"step": STEP})
    worst, own = next(iter(late.items()))
    sources = list(dict.fromkeys(each.commitment.source for body, held in by_body(rows).items() if body in late for each in held))
    facts: dict[str, Any] = {
        "rows": rows, "place": briefing.place, "worst": worst, "own": [each.commitment.reference for each in own], "cells": cells,
        "sources": sources,
    }  # fmt: skip
    return framed(chart, writer, "deadlines", **facts)


def _cells(body: str, held: list[Due], briefing: Briefing) -> list[Cell]:
    """How many tasks of a body have the same last day, each with one of them."""
    alike: dict[tuple[int, str], list[Due]] = {}
    for each in held:
        alike.setdefault(_place_of(each), []).append(each)
    return [
        (body, found[0], count([each.commitment.reference for each in found], briefing.place.code)) for _, found in sorted(alike.items())
    ]


def _place_of(due: Due) -> tuple[int, str]:
    """In which column a task stands: by its last day, then what recurs, then what has no day."""
    day = due.commitment.deadline
    return (0, day.isoformat()) if day else (1 if due.state == "recurring" else 2, "")


def _row(writer: Writer, body: str, first: Due, figure: Figure, column: str) -> Row:
    state = "passed" if first.state == "passed" else first.state
    return datum(writer, figure, body=two_lines(plain(writer.plain.body(body)), LONGEST), due=column, state=state)
