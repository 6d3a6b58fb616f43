"""The charts of the explorer, one function for each question; a click on a mark chooses what it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from briefing_lib.drawing import datum, plain, unit_name
from briefing_lib.explore_view import View, compared_figures
from briefing_lib.figures import Figure
from briefing_lib.theme import COLOURS

TILE = {"width": 60, "height": 36}
PICK = "pick"
"""The name of the selection that a click fills, in each chart."""
TOOLTIP = ("place", "measure", "shown", "when", "who")
SHADES = ["#dce8f1", "#0f3f66"]
Spec = dict[str, Any]


def _row(view: View, figure: Figure, **fields: object) -> Spec:
    return datum(view.briefing, figure, code=figure.geography, here=figure.geography == view.briefing.province.code, **fields)


def _tooltip(view: View) -> list[alt.Tooltip]:
    say = view.briefing.language.say
    titles = (say("Place"), say("Measure"), say("Value"), say("When"), say("Stated by"))
    return [alt.Tooltip(f"{name}:N", title=str(title)) for name, title in zip(TOOLTIP, titles, strict=True)]


def _pick(field: str) -> alt.Parameter:
    return alt.selection_point(name=PICK, fields=[field], on="click", clear=False, toggle="false")


def _title(view: View, text: str) -> alt.TitleParams:
    language, labels = view.briefing.language, view.briefing.labels
    unit = plain(unit_name(view.briefing, view.indicator.unit))
    day = plain(language.say("as of {day}", day=language.day(view.briefing.as_of)))
    return alt.TitleParams(str(text), subtitle=f"{labels.indicator(view.indicator.name)}, {unit}, {day}", fontSize=13)


def chart_tiles(view: View) -> Any:
    """Which provinces report the measure, and where they can be ranked, who has how much? One tile for each province."""
    say = view.briefing.language.say
    base = alt.Chart(alt.Data(values=_tiles(view))).encode(
        x=alt.X("column:O", axis=None), y=alt.Y("row:O", axis=None), tooltip=_tooltip(view)
    )
    tiles = base.mark_rect(cornerRadius=3, strokeWidth=2.5, cursor="pointer").encode(
        color=_tile_colour(view), stroke=alt.condition("datum.here", alt.value(COLOURS["second"]), alt.value("white"))
    )
    names = base.mark_text(fontSize=9, lineBreak="\n", lineHeight=11, baseline="middle", limit=58, cursor="pointer", dy=alt.expr("datum.lift")).encode(
        text="label:N", color=alt.condition("datum.dark", alt.value("white"), alt.value(COLOURS["ink"]))
    )  # fmt: skip
    title = _title(view, say("Provinces that report it; click a tile to choose the province"))
    size = {"width": alt.Step(TILE["width"]), "height": alt.Step(TILE["height"])}
    return alt.layer(tiles.add_params(_pick("code")), names).properties(title=title, description=_describe(view), **size)


def _tile_colour(view: View) -> alt.Color:
    """A shade for each value where values can be compared; else only whether there is one."""
    if view.obstacle:
        scale = alt.Scale(domain=["reported", "not reported"], range=["#9dbdd6", "#eef1f3"])
        return alt.Color("state:N", scale=scale, legend=None)
    missing = alt.condition("isValid(datum.value)", alt.Color("value:Q", scale=alt.Scale(range=SHADES), legend=None), alt.value("#eef1f3"))
    return missing  # type: ignore[no-any-return]


def _tiles(view: View) -> list[Spec]:
    found = {each.geography: each for each in view.figures}
    store, labels = view.briefing.store, view.briefing.labels
    places = [(each.code, labels.place(each.code), each.tile) for each in store.provinces]
    places += [(each.code, each.name_vi if view.briefing.language.code == "vi" else each.name_en, each.tile) for each in store.special_tiles]
    return [_tile(view, code, name, tile, found.get(code)) for code, name, tile in places]


def _tile(view: View, code: str, name: str, tile: tuple[int, int], figure: Figure | None) -> Spec:
    label = _wrap(name)
    place = {"column": tile[0], "row": tile[1], "label": label, "lift": -5 if "\n" in label else 0}
    if figure:
        return _row(view, figure) | place | {"state": "reported", "dark": _is_dark(view, figure)}
    shown = plain(view.briefing.language.say("not reported"))
    here = code == view.briefing.province.code
    return place | {"code": code, "place": name, "here": here, "state": "not reported", "shown": shown, "value": None, "dark": False}


def _is_dark(view: View, figure: Figure) -> bool:
    """Whether the tile's shade calls for white letters."""
    values = [each.value for each in view.figures]
    return not view.obstacle and figure.value > (min(values) + max(values)) / 2


def _wrap(name: str) -> str:
    """A name on two lines, broken at the blank nearest its middle, where it would not fit on one."""
    words = name.split()
    if len(name) <= 9 or len(words) < 2:
        return name
    cut = min(range(1, len(words)), key=lambda at: abs(len(" ".join(words[:at])) - len(name) / 2))
    return f"{' '.join(words[:cut])}\n{' '.join(words[cut:])}"


def chart_places(view: View) -> Any | None:
    """How do the provinces that report the measure stand beside each other? By value where they can be ranked, else by name."""
    return _bars(view, view.figures, str(view.briefing.language.say("Values by province; click a bar to choose the province")))


def chart_compared(view: View) -> Any | None:
    """How do the compared provinces stand beside each other? None where their values can't be compared."""
    figures = compared_figures(view)
    return None if len(figures) < 2 else _bars(view, figures, str(view.briefing.language.say("The compared provinces")))


def _bars(view: View, figures: Sequence[Figure], title: str) -> Any | None:
    if not figures:
        return None
    rows = [_row(view, figure, dated=_dated_value(view, figure)) for figure in figures]
    base = alt.Chart(alt.Data(values=rows)).encode(y=alt.Y("place:N", title=None, sort=None), tooltip=_tooltip(view))
    x = alt.X("value:Q", title=None, axis=alt.Axis(tickCount=4, format="~s"), scale=alt.Scale(zero=True))
    bars = base.mark_bar(height={"band": 0.8}, cursor="pointer").encode(
        x=x,
        color=alt.condition("datum.here", alt.value(COLOURS["second"]), alt.value(COLOURS["main"])),
        fillOpacity=alt.condition("datum.hedged", alt.value(0.45), alt.value(1)),
    )
    bounds = base.transform_filter("isValid(datum.low) && isValid(datum.high) && datum.low < datum.high").mark_rule(strokeWidth=2)
    values = base.mark_text(align="left", dx=5).encode(x="value:Q", text=_value_label(view))
    layers = alt.layer(bars.add_params(_pick("code")), bounds.encode(x="low:Q", x2="high:Q"), values)
    return layers.properties(title=_title(view, title), width=330, height=alt.Step(22 if len(rows) < 20 else 16), description=_describe(view))


def _dated_value(view: View, figure: Figure) -> str:
    return f"{view.briefing.language.plain_quantity(figure)} ({plain(view.briefing.language.when(figure))})"


def _value_label(view: View) -> Any:
    """The value; with its day or period behind it where these differ."""
    return alt.Text("shown:N") if not view.obstacle else alt.Text("dated:N")


def chart_days(view: View) -> Any | None:
    """Which values were reported for which day, here, for the compared provinces and for Viet Nam? A click chooses the figure."""
    rows = _dated(view)
    if not rows:
        return None
    places = list(dict.fromkeys(row["place"] for row in rows))
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("day:T", title=None, axis=alt.Axis(format="%d/%m/%Y", tickCount=5, labelOverlap=True), scale=alt.Scale(padding=30)),
        y=alt.Y("place:N", title=None, sort=places), tooltip=_tooltip(view),
    )  # fmt: skip
    points = base.mark_point(size=110, filled=True, cursor="pointer").encode(
        color=alt.condition("datum.here", alt.value(COLOURS["second"]), alt.value(COLOURS["main"])),
        opacity=alt.condition("datum.hedged", alt.value(0.5), alt.value(1)),
    )
    labels = base.mark_text(dy=-12, fontSize=11).encode(text="shown:N")
    title = _title(view, str(view.briefing.language.say("Values by the day they speak of; click a point to trace it")))
    layers = alt.layer(points.add_params(_pick("figure_id")), labels)
    return layers.properties(title=title, width=820, height=alt.Step(44), description=_describe(view))


def _dated(view: View) -> list[Spec]:
    codes = dict.fromkeys((view.briefing.province.code, *view.compared))
    readings = [each for code in codes for each in view.readings if each.shown.geography == code]
    shown = [*readings, *([view.nation] if view.nation else [])]
    figures = [figure for reading in shown for figure in sorted(reading.figures, key=lambda each: each.day)]
    return [_row(view, figure, day=figure.day.isoformat()) for figure in figures]


def _describe(view: View) -> str:
    """What a screen reader says of a chart: the first values, with their places."""
    language, labels = view.briefing.language, view.briefing.labels
    told = [f"{labels.place(each.geography)} {language.plain_quantity(each)}" for each in view.figures[:10]]
    return f"{labels.indicator(view.indicator.name)}: {'; '.join(told) or plain(language.say('not reported'))}"
