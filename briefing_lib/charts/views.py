"""The charts of the explorer, one function for each question; None where there is nothing to answer it with."""

from __future__ import annotations

import datetime as dt
import functools
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from briefing_lib.briefing import Across, Comparison
from briefing_lib.charts.marks import TILE, TOLD, Row, bars, datum, over, points, tiles, two_lines
from briefing_lib.charts.theme import COLOURS, locale_of
from briefing_lib.figures import RATED, Figure
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
SHADES, WHITE = ["#e4eef7", "#c3dbec", "#9fc4e0", "#7aadd3", "#5c97c4"], "#ffffff"
"""Light enough for dark letters; white is not reported."""
STEPS = {12: 26, 20: 21, 40: 15.5}
"""Pixels of a bar, by how many there are at most; of more 14."""
ROLES = {"here": COLOURS["second"], "compared": "#123a5c", "other": "#7aa3c4"}
"""The chosen place, those to compare, all others."""
OWN: dict[str, Any] = {"yOffset": "independent", "color": "independent"}
"""Shared, the lanes of one chart would stretch the bars of the others, and take their colours."""


def chart_tiles(writer: Writer, view: Across) -> Any | None:
    """Which places report the measure, and where they can be ranked, who has how much? One tile for each place, and for its islands."""
    store, found, shades = writer.store, {each.geography: each for each in view.everywhere.given}, shades_of(writer, view)
    units = [*((each.code, each) for each in store.places), *((each.parent, each) for each in store.places.parts)]
    rows = [_tile(writer, view, each, code=code, figure=found.get(code), shades=shades) for code, each in units if each.tile]
    if not rows:
        return None
    rows.sort(key=lambda row: (row["here"], row["role"] == "compared"))  # no neighbour covers the frame of the chosen one
    missing = writer.text("not_reported")
    names, last = list(dict.fromkeys(shades.values())), ([missing] if any(row["shade"] == missing for row in rows) else [])
    colours = [*(SHADES if len(names) > 1 else SHADES[3:4])[: len(names)], *([WHITE] if last else [])]
    scale = alt.Scale(domain=[*names, *last], range=colours)
    longest = max(map(len, (*names, *last)))
    tall, wide = (max(row[side] for row in rows) for side in ("row", "column"))
    free = wide - max(row["column"] for row in rows if row["row"] <= tall / 2)
    has_room = free * TILE["width"] > longest * LETTER + 30
    legend = alt.Legend(
        orient="top-right" if has_room else "bottom", columns=1 if has_room else 2, symbolType="square", symbolSize=190,
        symbolStrokeColor="#9aa5ae", symbolStrokeWidth=0.7,
    )  # fmt: skip
    told = [field for field in TOLD if field != "level"]
    chart = tiles(writer, rows, colour=alt.Color("shade:N", scale=scale, legend=legend), told=told)
    return _titled(chart, writer, view, "tiles", _ordered(writer, view.everywhere))


def shades_of(writer: Writer, view: Across) -> dict[str, str]:
    """The legend of each place that reports the measure, by code: where values can be ranked, the lowest and highest value of its class.

    Classes hold about as many places each, so that one value far from all others leaves the shades of these apart; equal values are of
    one class. The lowest class comes first. Where values can't be ranked, there is one class.
    """
    figures = sorted(view.everywhere.given, key=lambda each: each.value)
    if view.everywhere.obstacle:
        return {each.geography: _label(writer, "reported") for each in figures}
    classes: dict[int, list[Figure]] = {}
    many, values = min(len(SHADES), len({each.value for each in figures})), [each.value for each in figures]
    for each in figures:
        classes.setdefault(values.index(each.value) * many // len(figures), []).append(each)
    shown = {number: list(dict.fromkeys(plain(writer.plain.value(those[at])) for at in (0, -1))) for number, those in classes.items()}
    return {each.geography: " – ".join(shown[number]) for number, those in classes.items() for each in those}


def _tile(writer: Writer, view: Across, place: Place, *, code: str, figure: Figure | None, shades: Mapping[str, str]) -> Row:
    name, (column, row) = writer.place(place), place.tile or (0, 0)
    drawn = {"column": column, "row": row, "lines": two_lines(name, 9)}
    if figure:
        return {**_row(writer, view, figure), **drawn, "shade": shades[code]}
    missing, role = writer.text("not_reported"), role_of(view, code)
    told = {"place": name, "measure": plain(writer.plain.measure(view.measure)), "shown": missing}
    return {**drawn, **told, "when": "–", "who": "–", "code": code, "here": role == "here", "role": role, "shade": missing, "value": None}


def role_of(view: Across, code: str) -> str:
    """Whether a place is the chosen one (here), one to compare (compared), or another."""
    return "here" if code == view.briefing.place.code else "compared" if code in view.compared else "other"


def _row(writer: Writer, view: Across, figure: Figure, **fields: object) -> Row:
    """A row that stands for a place of today."""
    now = writer.store.places.present(writer.store.places[figure.geography])
    role = role_of(view, now.code)
    return {**_told(writer, figure), "code": now.code, "role": role, "here": role == "here", **fields}


@functools.lru_cache(maxsize=4096)
def _told(writer: Writer, figure: Figure) -> Row:
    """What a row says of a figure, wherever it is seen from: a place that ended which it is now, a doubt what the keepers note of it."""
    named = {"place": place_of(writer, figure.geography), "doubt": reason_of(writer, figure) or writer.text("none_doubtful")}
    return datum(writer, figure, **named, brief=value_of(writer, figure))


def place_of(writer: Writer, code: str) -> str:
    """A place by its name; one that ended says which it is now."""
    place = writer.store.places[code]
    if not place.became:
        return writer.place(place)
    return _label(writer, "ended", former=writer.place(place), present=writer.place(writer.store.places.present(place)))


def value_of(writer: Writer, figure: Figure) -> str:
    """A value as it stands where its measure is named: of a rate the number with hedge and doubt, without "per day"."""
    before, _, after = writer.text("rate", figure.unit, "|").partition("|") if figure.unit in RATED else ("", "", "")
    return plain(writer.plain.quantity(figure)).removeprefix(before).removesuffix(after)


def reason_of(writer: Writer, figure: Figure) -> str:
    """What is doubtful about a figure, and what the keepers note of it, as plain text; blank where nothing is."""
    doubts = plain(writer.plain.doubts(figure))
    notes = dict.fromkeys(each.note for each in figure.reported if each.note and each.doubts)
    return ": ".join(filter(None, (doubts, "; ".join(notes)))) if doubts else ""


def _label(writer: Writer, name: str, /, **facts: str) -> str:
    return plain(writer.plain.blocks("explore/labels.html.j2", [name], **facts)[name].html)


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
    rows = [row | {"dated": f"{row['brief']} ({row['when']})"} for row in rows]
    label = "dated" if len({each.moment for each in figures}) > 1 else "brief"
    y, as_points = alt.Y("place:N", title=None, sort=None), view.indicator.unit == "rank"
    chart = bars(writer, rows, y=y, colour=_role_colour(), ticks=3, label=label, as_points=as_points)
    height = alt.Step(next((step for most, step in STEPS.items() if len(rows) <= most), 14))
    return _titled(_with(chart, width=250, height=height), writer, view, template, figures)


def _role_colour() -> Any:
    return alt.Color("role:N", scale=alt.Scale(domain=list(ROLES), range=list(ROLES.values())), legend=None)


def _ordered(writer: Writer, places: Comparison) -> Sequence[Figure]:
    """By value where the places can be ranked, else by name."""
    return writer.by_name(places.figures) if places.obstacle else places.figures


def chart_days(writer: Writer, view: Across) -> Any | None:
    """Which values were reported for which day, here, for the places to compare and for the nation? None where nothing has a second one."""
    figures = view.dated
    if all(len(each.figures) < 2 for each in view.followed):
        return None
    lanes = zip(figures, _lanes(figures), strict=True)
    rows = [_row(writer, view, figure, day=figure.day.isoformat(), lane=lane) for figure, lane in lanes]
    y = alt.Y("place:N", title=None, sort=list(dict.fromkeys(row["place"] for row in rows)))
    offset = alt.YOffset("lane:N", scale=alt.Scale(reverse=True))
    base, shapes = points(writer, rows, y=y, colour=_role_colour(), offset=offset, padding=30, size=110)
    labels = base.mark_text(dy=-12, fontSize=11).encode(text=alt.Text("shown:N"))
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
        each.config = each.usermeta = alt.Undefined  # the whole has it
    rows = [alt.vconcat(*beside).resolve_scale(**OWN)] if beside else []
    charts = alt.hconcat(*first, *rows).resolve_scale(**OWN)
    heading, key, source, description = _words(writer, "base", ("heading", "key", "source", "description"), view=view, figures=view.figures)
    below = [*_lines(key, PICTURE, LETTER), *_lines(source, PICTURE, LETTER)]
    title = alt.TitleParams(heading, subtitle=below)
    return charts.properties(title=title, description=description, background="white", **locale_of(writer))


def _titled(chart: Any, writer: Writer, view: Across, template: str, figures: Sequence[Figure]) -> Any:
    """The chart with what it shows above it, then measure, unit, level and time, and the reports, in lines as wide as it may be.

    The same words stand as `said` in its `usermeta`, for a page that sets them as text.
    """
    blocks, width = ("headline", "about", "source", "description"), WIDTHS[template]
    headline, about, source, description = _words(writer, template, blocks, view=view, figures=figures, most=NAMED)
    source = "" if template == "tiles" else source  # the bars beside name them
    below = [*_lines(about, width, LETTER), *_lines(source, width, LETTER)]
    title = alt.TitleParams(_lines(headline, width, BOLD_LETTER), subtitle=below, fontSize=13)
    return _with(chart, title=title, description=description, usermeta={"said": [headline, about, source]}, **locale_of(writer))


def _with(chart: Any, **properties: Any) -> Any:
    """The same chart with these properties; `properties` of Altair would copy it with all its rows."""
    for name, each in properties.items():
        chart[name] = each
    return chart


def _words(writer: Writer, template: str, blocks: Sequence[str], **facts: Any) -> list[str]:
    """Some blocks of a template of the explorer as plain text; of more publishers than `most` the first, 0 means all."""
    said = writer.plain.blocks(f"explore/{template}.html.j2", blocks, **{"most": 0, **facts})
    return [plain(each.html) for each in said.values()]


def _lines(text: str, width: int, letter: float) -> list[str]:
    """The words, broken into lines of this many pixels, at so many for a letter."""
    return textwrap.wrap(text, int(width / letter))
