"""The charts of the explorer, one function for each question; None where there is nothing to answer it with."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt

from briefing_lib.briefing import Across, Comparison
from briefing_lib.charts.marks import TOLD, Row, bars, datum, here_colour, over, points, tiles, two_lines
from briefing_lib.charts.theme import locale_of
from briefing_lib.figures import Figure
from briefing_lib.store import Place
from briefing_lib.wording import Writer, plain

WIDTHS, PICTURE = {"tiles": 430, "places": 480, "ended": 480, "compared": 480, "days": 480}, 900
"""Pixels that the words above a chart, and above the whole picture, may take."""
DAYS, LABEL = 430, 95
"""Pixels that all days take, and the label of one value."""
LETTER, BOLD_LETTER = 6.1, 7.2
"""Pixels of a letter, on average, in the subtitle and in the headline."""
NAMED = 3
"""So many publishers are named below a chart; of more, the first."""
SHADES, WHITE = ["#d6e5f1", "#78aacf"], "#ffffff"
"""Light enough for dark letters; white is not reported."""
OWN_LANES: dict[str, Any] = {"yOffset": "independent"}
"""Shared, the lanes of one chart would stretch the bars of the others."""


def chart_tiles(writer: Writer, view: Across) -> Any | None:
    """Which places report the measure, and where they can be ranked, who has how much? One tile for each place, and for its islands."""
    store, found = writer.store, {each.geography: each for each in view.everywhere.given}
    units = [*((each.code, each) for each in store.places), *((each.parent, each) for each in store.places.parts)]
    rows = [_tile(writer, view, each, code=code, figure=found.get(code)) for code, each in units if each.tile]
    if not rows:
        return None
    rows.sort(key=lambda row: row["here"])  # no neighbour covers the frame of the chosen one
    told = [field for field in TOLD if field not in ("level", "doubt")]
    return _titled(tiles(writer, rows, colour=_tile_colour(view), told=told), writer, view, "tiles", _ordered(writer, view.everywhere))


def _tile(writer: Writer, view: Across, place: Place, *, code: str, figure: Figure | None) -> Row:
    name, (column, row) = writer.place(place), place.tile or (0, 0)
    drawn = {"column": column, "row": row, "lines": two_lines(name, 9)}
    if figure:
        return {**_row(writer, view, figure), **drawn, "state": "reported"}
    told = {"place": name, "measure": plain(writer.plain.measure(view.measure)), "shown": writer.text("not_reported")}
    here = code == view.briefing.place.code
    return {**drawn, **told, "when": "–", "who": "–", "code": code, "here": here, "state": "missing", "value": None}


def _row(writer: Writer, view: Across, figure: Figure, **fields: object) -> Row:
    """A row that stands for a place of today; one that ended says which it is now."""
    place = writer.store.places[figure.geography]
    now = writer.store.places.present(place)
    if place.became:
        names = {"former": writer.place(place), "present": writer.place(now)}
        fields["place"] = plain(writer.plain.blocks("explore/labels.html.j2", ["ended"], **names)["ended"].html)
    return datum(writer, figure, code=now.code, here=now == view.briefing.place, **fields)


def _tile_colour(view: Across) -> Any:
    """A shade for each value where values can be compared; else only whether there is one."""
    if view.everywhere.obstacle:
        return alt.Color("state:N", scale=alt.Scale(domain=["reported", "missing"], range=[SHADES[1], WHITE]), legend=None)
    shade = alt.Color("value:Q", scale=alt.Scale(range=SHADES), legend=None)
    return alt.condition("isValid(datum.value)", shade, alt.value(WHITE))


def chart_places(writer: Writer, view: Across) -> Any | None:
    """How do the places that report the measure stand beside each other? By value where they can be ranked, else by name.

    Where none does, those that ended and were measured before, by name.
    """
    if view.everywhere.given:
        return _bars(writer, view, _ordered(writer, view.everywhere), "places")
    return _bars(writer, view, writer.by_name([each.shown for each in view.ended]), "ended") if view.ended else None


def chart_compared(writer: Writer, view: Across) -> Any | None:
    """How do the places to compare stand beside each other? None where there are not two values."""
    return _bars(writer, view, _ordered(writer, view.chosen), "compared") if len(view.chosen.given) > 1 else None


def _bars(writer: Writer, view: Across, figures: Sequence[Figure], template: str) -> Any:
    rows = [_row(writer, view, figure) for figure in figures]
    rows = [row | {"dated": f"{row['shown']} ({row['when']})"} for row in rows]
    label = "dated" if len({each.moment for each in figures}) > 1 else "shown"
    y, as_points = alt.Y("place:N", title=None, sort=None), view.indicator.unit == "rank"
    chart = bars(writer, rows, y=y, colour=here_colour(), ticks=3, label=label, as_points=as_points)
    height = alt.Step(22 if len(rows) < 20 else 16)
    return _titled(chart.properties(width=250, height=height), writer, view, template, figures)


def _ordered(writer: Writer, places: Comparison) -> Sequence[Figure]:
    """By value where the places can be ranked, else by name."""
    return writer.by_name(places.figures) if places.obstacle else places.figures


def chart_days(writer: Writer, view: Across) -> Any | None:
    """Which values were reported for which day, here, for the places to compare and for the nation?"""
    figures = view.dated
    if not figures:
        return None
    lanes = zip(figures, _lanes(figures), strict=True)
    rows = [_row(writer, view, figure, day=figure.day.isoformat(), lane=lane) for figure, lane in lanes]
    y = alt.Y("place:N", title=None, sort=list(dict.fromkeys(row["place"] for row in rows)))
    offset = alt.YOffset("lane:N", scale=alt.Scale(reverse=True))
    base, shapes = points(writer, rows, y=y, colour=here_colour(), offset=offset, padding=30, size=110)
    labels = base.mark_text(dy=-12, fontSize=11).encode(text="shown:N")
    chart = over([shapes, labels], rows, width=DAYS, height={"step": 34, "for": "offset"})
    return _titled(chart, writer, view, "days", figures)


def _lanes(figures: Sequence[Figure]) -> list[str]:
    """In which lane each of these values of ordered days stands, so that no label covers another of the same place."""
    span = max(each.day for each in figures) - min(each.day for each in figures)
    room = span * LABEL / DAYS
    taken: dict[tuple[str, int], dt.date] = {}
    lanes = []
    for each in figures:
        lane = next(n for n in range(len(figures)) if (each.geography, n) not in taken or taken[each.geography, n] + room < each.day)
        taken[each.geography, lane] = each.day
        lanes.append(f"{lane:02}")
    return lanes


def chart_view(writer: Writer, view: Across) -> Any:
    """The whole view in one picture, with its key and the reports it comes from: to take away."""
    beside = [each for each in (chart_places(writer, view), chart_days(writer, view)) if each]
    first = [each for each in [chart_tiles(writer, view)] if each]
    for each in (*first, *beside):
        each.config = alt.Undefined  # the whole has it
    rows = [alt.vconcat(*beside).resolve_scale(**OWN_LANES)] if beside else []
    charts = alt.hconcat(*first, *rows).resolve_scale(**OWN_LANES)
    heading, key, source, description = _words(writer, "base", ("heading", "key", "source", "description"), view=view, figures=view.figures)
    below = [*_lines(key, PICTURE, LETTER), *_lines(source, PICTURE, LETTER)]
    title = alt.TitleParams(heading, subtitle=below)
    return charts.properties(title=title, description=description, background="white", **locale_of(writer))


def _titled(chart: Any, writer: Writer, view: Across, template: str, figures: Sequence[Figure]) -> Any:
    """The chart with what it shows above it, then measure, unit, level and time, and the reports, in lines as wide as it may be."""
    blocks, width = ("headline", "about", "source", "description"), WIDTHS[template]
    headline, about, source, description = _words(writer, template, blocks, view=view, figures=figures, most=NAMED)
    below = [*_lines(about, width, LETTER), *_lines(source, width, LETTER)]
    title = alt.TitleParams(_lines(headline, width, BOLD_LETTER), subtitle=below, fontSize=13)
    return chart.properties(title=title, description=description, **locale_of(writer))


def _words(writer: Writer, template: str, blocks: Sequence[str], **facts: Any) -> list[str]:
    """Some blocks of a template of the explorer as plain text; of more publishers than `most` the first, 0 means all."""
    said = writer.plain.blocks(f"explore/{template}.html.j2", blocks, **{"most": 0, **facts})
    return [plain(each.html) for each in said.values()]


def _lines(text: str, width: int, letter: float) -> list[str]:
    """The words, broken into lines of this many pixels, at so many for a letter."""
    return textwrap.wrap(text, int(width / letter))
