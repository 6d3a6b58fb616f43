"""The charts of the explorer, one function for each question."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt
from markupsafe import Markup, escape

from briefing_lib.briefing.comparison import obstacle
from briefing_lib.charts.marks import datum, unit_name
from briefing_lib.charts.theme import COLOURS
from briefing_lib.explore.view import View, compared_figures
from briefing_lib.figures.figure import Figure, rank
from briefing_lib.wording.language import join, plain
from briefing_lib.wording.tables import level_word

TILE = {"width": 52, "height": 31}
TILES, ROWS = 430, 480
"""Pixels that a chart is wide, with its labels: the tiles, and what stands beside them."""
DAYS, LABEL = 430, 95
"""Pixels that all days take, and the label of one value."""
LETTER, BOLD_LETTER = 6.1, 7.2
"""Pixels of a letter, on average, in the subtitle and in the headline."""
NAMED = 3
"""So many publishers are named; of more, the first."""
TOOLTIP = ("place", "measure", "shown", "when", "who")
SHADES = ["#d6e5f1", "#78aacf"]
"""Light enough for dark letters."""
NOT_REPORTED = "#ffffff"
Spec = dict[str, Any]


def _row(view: View, figure: Figure, **fields: object) -> Spec:
    return datum(view.briefing, figure, code=figure.geography, here=figure.geography == view.briefing.province.code, **fields)


def _tooltip(view: View) -> list[alt.Tooltip]:
    say = view.briefing.language.say
    titles = (say("Place"), say("Measure"), say("Value"), say("When"), say("Stated by"))
    return [alt.Tooltip(f"{name}:N", title=str(title)) for name, title in zip(TOOLTIP, titles, strict=True)]


def _title(view: View, headline: Markup, figures: Sequence[Figure], width: int) -> alt.TitleParams:
    """What the chart shows; below it measure, unit, level and time, and the reports; broken into lines of this many pixels."""
    say, language, labels = view.briefing.language.say, view.briefing.language, view.briefing.labels
    measure, unit = labels.measure(view.indicator.name), unit_name(view.briefing, view.indicator.unit)
    if unit.lower() not in measure.lower():
        measure = say("{measure}, {unit}", measure=measure, unit=unit)
    about = say("{measure}, {level}, {when}", measure=measure, level=level_word(language, view.level), when=_time(view, figures))
    below = [*lines(about, width, LETTER), *lines(say_reports(view, figures), width, LETTER)]
    return alt.TitleParams(lines(headline, width, BOLD_LETTER), subtitle=below, fontSize=13)


def _time(view: View, figures: Sequence[Figure]) -> Markup:
    """The day or period of all the values; where these differ, the day of the view."""
    language = view.briefing.language
    if len({each.moment for each in figures}) == 1:
        return language.when(figures[0])
    return language.say("as of {day}", day=language.day(view.briefing.as_of))


def lines(text: Markup, width: int, letter: float) -> list[str]:
    """The words, broken into lines of this many pixels, at so many for a letter."""
    return textwrap.wrap(plain(text), int(width / letter))


def say_reports(view: View, figures: Iterable[Figure]) -> Markup:
    """Who published the reports: by name where they are few, else the first and how many more; the table names all."""
    language = view.briefing.language
    publishers = list(dict.fromkeys(leaf.source.publisher for each in figures for leaf in each.reported if leaf.source))
    if len(publishers) <= NAMED:
        return language.say("Source: {names}.", names=language.listed([escape(each) for each in publishers])) if publishers else Markup("")
    rest = language.say_many("{number} other", "{number} others", len(publishers) - 1, number=len(publishers) - 1)
    return language.say("Source: {names}.", names=language.listed([escape(publishers[0]), rest]))


def chart_tiles(view: View) -> Any:
    """Which provinces report the measure, and where they can be ranked, who has how much? One tile for each province.

    >>> from briefing_lib import open_view
    >>> chart_tiles(open_view("Da Nang", "dossiers_received", level="commune")).title.text
    ['Reported by 3 of 34 provinces']
    """
    base = alt.Chart().encode(x=alt.X("column:O", axis=None), y=alt.Y("row:O", axis=None), tooltip=_tooltip(view))
    tiles = base.mark_rect(cornerRadius=3, strokeWidth=2.5, cursor="pointer").encode(
        color=_tile_colour(view), stroke=alt.condition("datum.here", alt.value(COLOURS["second"]), alt.value("#dfe4e8"))
    )
    lines: dict[str, Any] = {"lineBreak": "\n", "lineHeight": 10, "limit": 50, "dy": alt.expr("datum.lift")}
    names = base.mark_text(fontSize=9, baseline="middle", cursor="pointer", **lines).encode(text="label:N")
    size = {"width": alt.Step(TILE["width"]), "height": alt.Step(TILE["height"])}
    tiles_last = sorted(_tiles(view), key=lambda row: row["here"])  # no neighbour covers the frame of the chosen one
    return _drawn(view, [tiles, names], tiles_last, title=_title(view, _say_reporting(view), view.figures, TILES), **size)


def _drawn(view: View, layers: list[Any], rows: list[Spec], **properties: Any) -> Any:
    """The layers over their rows; these come last, as Altair copies all that a chart holds at every step."""
    return alt.layer(*layers).properties(description=describe(view), data=alt.InlineData(values=rows), **properties)


def _say_reporting(view: View) -> Markup:
    say, every = view.briefing.language.say, len(view.briefing.store.provinces)
    return say("Reported by {reported} of {all} provinces", reported=len(view.figures), all=every)


def _tile_colour(view: View) -> Any:
    """A shade for each value where values can be compared; else only whether there is one."""
    if view.obstacle:
        scale = alt.Scale(domain=["reported", "not reported"], range=[SHADES[1], NOT_REPORTED])
        return alt.Color("state:N", scale=scale, legend=None)
    shade = alt.Color("value:Q", scale=alt.Scale(range=SHADES), legend=None)
    return alt.condition("isValid(datum.value)", shade, alt.value(NOT_REPORTED))


def _tiles(view: View) -> list[Spec]:
    found = {each.geography: each for each in view.figures}
    store, labels = view.briefing.store, view.briefing.labels
    places = [(each.code, labels.place(each.code), each.tile) for each in store.provinces]
    places += [
        (each.code, each.name_vi if view.briefing.language.code == "vi" else each.name_en, each.tile) for each in store.special_tiles
    ]
    return [_tile(view, code, name, tile, found.get(code)) for code, name, tile in places]


def _tile(view: View, code: str, name: str, tile: tuple[int, int], figure: Figure | None) -> Spec:
    label = _wrap(name)
    place = {"column": tile[0], "row": tile[1], "label": label, "lift": -5 if "\n" in label else 0}
    if figure:
        return _row(view, figure) | place | {"state": "reported"}
    shown, measure = plain(view.briefing.language.say("not reported")), view.briefing.labels.indicator(view.indicator.name)
    told = {"place": name, "measure": measure, "shown": shown, "when": "–", "who": "–"}
    return place | told | {"code": code, "here": code == view.briefing.province.code, "state": "not reported", "value": None}


def _wrap(name: str) -> str:
    """A name on two lines, broken at the blank nearest its middle, where it would not fit on one."""
    words = name.split()
    if len(name) <= 9 or len(words) < 2:
        return name
    cut = min(range(1, len(words)), key=lambda at: abs(len(" ".join(words[:at])) - len(name) / 2))
    return f"{' '.join(words[:cut])}\n{' '.join(words[cut:])}"


def chart_places(view: View) -> Any | None:
    """How do the provinces that report the measure stand beside each other? By value where they can be ranked, else by name.

    >>> from briefing_lib import open_view
    >>> chart_places(open_view("Da Nang", "registered_population")).title.text
    ['Da Nang is number 19? of 34 with 3,065,628']
    """
    return _bars(view, view.figures, _say_standing(view))


def _say_standing(view: View) -> Markup:
    say, language, name = view.briefing.language.say, view.briefing.language, view.briefing.province.name(view.briefing.language.code)
    here = next((each for each in view.figures if each.geography == view.briefing.province.code), None)
    if here is None:
        return say("{name}: not reported", name=name)
    if view.obstacle:
        return say("{name}: {value}; the values are not ranked", name=name, value=language.quantity(here))
    return say("{name} is number {rank} of {all} with {value}", name=name, rank=language.quantity(rank(here, view.figures)),
               all=len(view.figures), value=language.quantity(here))  # fmt: skip


def chart_compared(view: View) -> Any | None:
    """How do the compared provinces stand beside each other? None where there are not two values.

    >>> from briefing_lib import open_view
    >>> chart_compared(open_view("Da Nang", "communes", compared=["Da Nang", "Hanoi"])).title.text
    ['From 75 (Hanoi) to 70 (Da Nang)']
    """
    figures = compared_figures(view)
    return None if len(figures) < 2 else _bars(view, figures, _say_span(view, figures))


def _say_span(view: View, figures: Sequence[Figure]) -> Markup:
    say, language, labels = view.briefing.language.say, view.briefing.language, view.briefing.labels
    if obstacle(view.briefing, figures):
        return say("Dated values, side by side")
    most, least = figures[0], figures[-1]
    return say("From {most} ({first}) to {least} ({last})", most=language.quantity(most), first=labels.place(most.geography),
               least=language.quantity(least), last=labels.place(least.geography))  # fmt: skip


def _bars(view: View, figures: Sequence[Figure], headline: Markup) -> Any | None:
    if not figures:
        return None
    rows = [_row(view, figure, dated=_dated_value(view, figure)) for figure in figures]
    base = alt.Chart().encode(y=alt.Y("place:N", title=None, sort=None), tooltip=_tooltip(view))
    axis = alt.Axis(tickCount=3, format=",~f", labelOverlap="greedy", labelSeparation=8)
    x = alt.X("value:Q", title=None, axis=axis, scale=alt.Scale(domainMin=1) if view.indicator.unit == "rank" else alt.Scale(zero=True))
    bars = _mark(view, base).encode(x=x, color=_here_colour(), fillOpacity=_hedged_opacity())
    bounds = base.transform_filter("isValid(datum.low) && isValid(datum.high)").mark_rule(strokeWidth=2).encode(x="low:Q", x2="high:Q")
    values = base.mark_text(align="left", dx=8 if view.indicator.unit == "rank" else 5).encode(x="value:Q", text=_value_label(figures))
    height = alt.Step(22 if len(rows) < 20 else 16)
    return _drawn(view, [bars, bounds, values], rows, title=_title(view, headline, figures, ROWS), width=250, height=height)


def _mark(view: View, base: Any) -> Any:
    """Bars; points where the values are ranks, as the longest bar would be the last of all."""
    if view.indicator.unit == "rank":
        return base.mark_point(size=110, filled=True, opacity=1, cursor="pointer")
    return base.mark_bar(height={"band": 0.8}, cursor="pointer")


def _here_colour() -> Any:
    return alt.condition("datum.here", alt.value(COLOURS["second"]), alt.value(COLOURS["main"]))


def _hedged_opacity() -> Any:
    return alt.condition("datum.hedged", alt.value(0.45), alt.value(1))


def _dated_value(view: View, figure: Figure) -> str:
    return f"{view.briefing.language.plain_quantity(figure)} ({plain(view.briefing.language.when(figure))})"


def _value_label(figures: Sequence[Figure]) -> Any:
    """The value; with its day or period behind it where these differ."""
    return alt.Text("dated:N") if len({each.moment for each in figures}) > 1 else alt.Text("shown:N")


def chart_days(view: View) -> Any | None:
    """Which values were reported for which day, here, for the compared provinces and for Viet Nam?

    >>> from briefing_lib import open_view
    >>> chart_days(open_view("Da Nang", "dossiers_received", level="commune")).title.text
    ['Da Nang: 182,661 (1 July 2025 to 30 September 2025)']
    """
    figures = _dated(view)
    if not figures:
        return None
    rows = [_row(view, figure, day=figure.day.isoformat(), lane=lane) for figure, lane in zip(figures, _lanes(figures), strict=True)]
    places = list(dict.fromkeys(row["place"] for row in rows))
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%d/%m/%Y", tickCount=4, labelOverlap=True), scale=alt.Scale(padding=30))
    y, lane = alt.Y("place:N", title=None, sort=places), alt.YOffset("lane:N", scale=alt.Scale(reverse=True))
    base = alt.Chart().encode(x=x, y=y, yOffset=lane, tooltip=_tooltip(view))
    points = base.mark_point(size=110, filled=True, cursor="pointer").encode(color=_here_colour(), opacity=_hedged_opacity())
    labels = base.mark_text(dy=-12, fontSize=11).encode(text="shown:N")
    title = _title(view, _say_course(view, figures), figures, ROWS)
    return _drawn(view, [points, labels], rows, title=title, width=DAYS, height={"step": 34, "for": "offset"})


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


def _dated(view: View) -> list[Figure]:
    codes = dict.fromkeys((view.briefing.province.code, *view.compared))
    readings = [each for code in codes for each in view.readings if each.shown.geography == code]
    shown = [*readings, *([view.nation] if view.nation else [])]
    return [figure for reading in shown for figure in sorted(reading.figures, key=lambda each: each.day)]


def _say_course(view: View, figures: Sequence[Figure]) -> Markup:
    """The first and the last value to show of the place that stands on top."""
    say, language = view.briefing.language.say, view.briefing.language
    reading = next(each for each in (*view.readings, view.nation) if each and each.shown.geography == figures[0].geography)
    first, last = (reading.series or (reading.shown,))[0], reading.shown
    told = {"place": view.briefing.labels.place(last.geography), "last": language.quantity(last), "last_when": language.when(last)}
    if first.day >= last.day:
        return say("{place}: {last} ({last_when})", **told)
    return say("{place}: from {first} ({first_when}) to {last} ({last_when})", first=language.quantity(first),
               first_when=language.when(first), **told)  # fmt: skip


def describe(view: View) -> str:
    """What a screen reader says of a chart: the chosen province, the measure, and the first values with their places."""
    language, labels = view.briefing.language, view.briefing.labels
    told = "; ".join(f"{labels.place(each.geography)} {language.plain_quantity(each)}" for each in view.figures[:10])
    return f"{view.briefing.province.name(language.code)}. {labels.indicator(view.indicator.name)}: {told or language.say('not reported')}"


def figures_of(view: View) -> tuple[Figure, ...]:
    """Every figure that the charts of the view draw."""
    return tuple(dict.fromkeys((*view.figures, *compared_figures(view), *_dated(view))))


def say_key(view: View) -> Markup:
    """What colours and signs mean."""
    say = view.briefing.language.say
    shades = say("A white tile: not reported.") if view.obstacle else say("The darker a tile, the higher the value; white: not reported.")
    parts = (
        say("Orange: the chosen province."), shades, say("Hoang Sa and Truong Sa stand with the province that they belong to."),
        say("A pale bar or point: a hedged value; a line shows what it may be."), say("A question mark: a doubtful one."),
    )  # fmt: skip
    return join(parts, " ")
