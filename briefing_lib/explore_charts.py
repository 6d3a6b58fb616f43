"""The charts of the explorer, one function for each question."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt

from briefing_lib.drawing import datum, sources_line, unit_name
from briefing_lib.explore_view import View, compared_figures
from briefing_lib.figures import Figure
from briefing_lib.language import plain
from briefing_lib.theme import COLOURS

TILE = {"width": 52, "height": 31}
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


def _title(view: View, text: str) -> alt.TitleParams:
    language, labels = view.briefing.language, view.briefing.labels
    unit = plain(unit_name(view.briefing, view.indicator.unit))
    day = plain(language.say("as of {day}", day=language.day(view.briefing.as_of)))
    return alt.TitleParams(str(text), subtitle=f"{labels.indicator(view.indicator.name)}, {unit}, {day}", fontSize=13)


def chart_tiles(view: View) -> Any:
    """Which provinces report the measure, and where they can be ranked, who has how much? One tile for each province."""
    base = alt.Chart().encode(x=alt.X("column:O", axis=None), y=alt.Y("row:O", axis=None), tooltip=_tooltip(view))
    tiles = base.mark_rect(cornerRadius=3, strokeWidth=2.5, cursor="pointer").encode(
        color=_tile_colour(view), stroke=alt.condition("datum.here", alt.value(COLOURS["second"]), alt.value("#dfe4e8"))
    )
    lines: dict[str, Any] = {"lineBreak": "\n", "lineHeight": 10, "limit": 50, "dy": alt.expr("datum.lift")}
    names = base.mark_text(fontSize=9, baseline="middle", cursor="pointer", **lines).encode(text="label:N")
    size = {"width": alt.Step(TILE["width"]), "height": alt.Step(TILE["height"])}
    return _drawn(view, [tiles, names], _tiles(view), title=view.briefing.language.say("Which provinces report it"), **size)


def _drawn(view: View, layers: list[Any], rows: list[Spec], *, title: str, **size: Any) -> Any:
    """The layers over their rows; these come last, as Altair copies all that a chart holds at every step."""
    return alt.layer(*layers).properties(title=_title(view, title), description=_describe(view), data=alt.InlineData(values=rows), **size)


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
    """How do the provinces that report the measure stand beside each other? By value where they can be ranked, else by name."""
    return _bars(view, view.figures, str(view.briefing.language.say("Values by province")))


def chart_compared(view: View) -> Any | None:
    """How do the compared provinces stand beside each other? None where their values can't be compared."""
    figures = compared_figures(view)
    return None if len(figures) < 2 else _bars(view, figures, str(view.briefing.language.say("The compared provinces")))


def _bars(view: View, figures: Sequence[Figure], title: str) -> Any | None:
    if not figures:
        return None
    rows = [_row(view, figure, dated=_dated_value(view, figure)) for figure in figures]
    base = alt.Chart().encode(y=alt.Y("place:N", title=None, sort=None), tooltip=_tooltip(view))
    x = alt.X("value:Q", title=None, axis=alt.Axis(tickCount=4, format="~s"), scale=alt.Scale(zero=True))
    bars = base.mark_bar(height={"band": 0.8}, cursor="pointer").encode(x=x, color=_here_colour(), fillOpacity=_hedged_opacity())
    bounds = base.transform_filter("isValid(datum.low) && isValid(datum.high)").mark_rule(strokeWidth=2).encode(x="low:Q", x2="high:Q")
    values = base.mark_text(align="left", dx=5).encode(x="value:Q", text=_value_label(view))
    height = alt.Step(22 if len(rows) < 20 else 16)
    return _drawn(view, [bars, bounds, values], rows, title=title, width=250, height=height)


def _here_colour() -> Any:
    return alt.condition("datum.here", alt.value(COLOURS["second"]), alt.value(COLOURS["main"]))


def _hedged_opacity() -> Any:
    return alt.condition("datum.hedged", alt.value(0.45), alt.value(1))


def _dated_value(view: View, figure: Figure) -> str:
    return f"{view.briefing.language.plain_quantity(figure)} ({plain(view.briefing.language.when(figure))})"


def _value_label(view: View) -> Any:
    """The value; with its day or period behind it where these differ."""
    return alt.Text("shown:N") if not view.obstacle else alt.Text("dated:N")


def chart_days(view: View) -> Any | None:
    """Which values were reported for which day, here, for the compared provinces and for Viet Nam?"""
    rows = _dated(view)
    if not rows:
        return None
    places = list(dict.fromkeys(row["place"] for row in rows))
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%d/%m/%Y", tickCount=5, labelOverlap=True), scale=alt.Scale(padding=30))
    base = alt.Chart().encode(x=x, y=alt.Y("place:N", title=None, sort=places), tooltip=_tooltip(view))
    points = base.mark_point(size=110, filled=True, cursor="pointer").encode(color=_here_colour(), opacity=_hedged_opacity())
    labels = base.mark_text(dy=-12, fontSize=11).encode(text="shown:N")
    title = view.briefing.language.say("Values by the day they speak of")
    return _drawn(view, [points, labels], rows, title=title, width=820, height=alt.Step(44))


def _dated(view: View) -> list[Spec]:
    codes = dict.fromkeys((view.briefing.province.code, *view.compared))
    readings = [each for code in codes for each in view.readings if each.shown.geography == code]
    shown = [*readings, *([view.nation] if view.nation else [])]
    figures = [figure for reading in shown for figure in sorted(reading.figures, key=lambda each: each.day)]
    return [_row(view, figure, day=figure.day.isoformat()) for figure in figures]


def _describe(view: View) -> str:
    """What a screen reader says of a chart: the chosen province, the measure, and the first values with their places."""
    language, labels = view.briefing.language, view.briefing.labels
    told = "; ".join(f"{labels.place(each.geography)} {language.plain_quantity(each)}" for each in view.figures[:10])
    return f"{view.briefing.province.name(language.code)}. {labels.indicator(view.indicator.name)}: {told or language.say('not reported')}"


def chart_view(view: View) -> Any:
    """The whole view in one picture, with the reports it comes from: to take away."""
    charts = [chart_tiles(view), chart_places(view)]
    beside = alt.hconcat(*(each for each in charts if each))
    rows = [beside, *([days] if (days := chart_days(view)) else [])]
    figures = [*view.figures, *(view.here.figures if view.here else ()), *(view.nation.figures if view.nation else ())]
    source = textwrap.wrap(plain(sources_line(view.briefing, figures)), 130) if figures else []
    title = alt.TitleParams(view.briefing.province.name(view.briefing.language.code), subtitle=source)
    return alt.vconcat(*rows).properties(title=title, description=_describe(view), background="white")
