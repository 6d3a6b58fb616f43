"""The table of the explorer: as data, which the page shows, sorts and filters."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from briefing_lib.briefing import Across, read_across
from briefing_lib.charts.views import place_of, reason_of, value_of
from briefing_lib.explore.menus import measure_label
from briefing_lib.explore.views import View
from briefing_lib.figures import RATED, Figure
from briefing_lib.store import Place
from briefing_lib.wording import Writer, plain

Cell = Any
"""Text, or a dictionary: `text`, the `number` to sort it by, the figure that it is `of`, what a pointer is told (`tip`), an `url`.

Of several values, `parts` are such dictionaries, the highest first, each with the `place` that it is of.
"""
PRINTED = ("place", "measure", "level", "shown", "when", "who", "printed", "report", "paragraph", "doubt")


def table_of(view: View) -> dict[str, Any]:
    """Columns, each with the name under which its filter is remembered, and rows, each with the cells of these columns."""
    return _places(view) if view.scope == "places" else _figures(view)


def figures_of(view: View) -> tuple[Figure, ...]:
    """The reported figures of the table, those behind a computed one among them, each once."""
    aside = view.scope == "places"
    shown = [figure for each in _measures(view) for figure in values_of(each).values()] if aside else _listed(view)
    return tuple(dict.fromkeys(leaf for each in shown for leaf in each.reported))


def values_of(across: Across) -> dict[str, Figure]:
    """The value of each place that has the measure, by code; of places that ended where none of today has it."""
    return {each.geography: each for each in across.everywhere.given or tuple(reading.shown for reading in across.ended)}


def _measures(view: View) -> list[Across]:
    """The chosen measure, and those that stand beside it."""
    return [view, *(Across(**read_across(view.briefing, each)) for each in view.beside)]


def _places(view: View) -> dict[str, Any]:
    """A row for each place, a column for each measure; of one measure alone, also rank, time, speaker and doubt, of several the time in
    the heading, where all values are of one.

    What only places had that have ended stands in rows of their own where it is the one measure, else in the row of what they are now.
    """
    writer, store, measures = view.writer, view.briefing.store, _measures(view)
    values = [values_of(each) for each in measures]
    chosen = {view.briefing.place.code, *view.compared} if view.compared else {place.code for place in store.places}
    alone = ("rank", "when", "who", "doubt") if len(measures) == 1 else ()
    ended = [code for code in values[0] if store.places[code].became in chosen] if alone else []
    codes = sorted(ended) or [place.code for place in store.places if place.code in chosen]
    columns = [_column(writer, "place"), _column(writer, "region")]
    for each, found in zip(measures, values, strict=True):
        title = f"{measure_label(writer, store, view.briefing.as_of, each.asked)}, {plain(writer.plain.level(each.level))}"
        when = {plain(writer.plain.when(figure)) for figure in found.values()} if not alone else set()
        columns.append({"name": each.asked, "title": ", ".join((title, *when)) if len(when) == 1 else title, "is_number": True})
    columns += [_column(writer, name, is_number=name == "rank") for name in alone]
    rows = []
    for code in codes:
        now = store.places.present(store.places[code])
        shown = [_value(writer, found.get(code)) or _values(writer, now, found) for found in values]
        more = _alone(view, values[0].get(code)) if alone else []
        rows.append({"place": now.code, "cells": [place_of(writer, code), plain(writer.plain.region(now)), *shown, *more]})
    return {"columns": columns, "rows": rows}


def _values(writer: Writer, place: Place, found: Mapping[str, Figure]) -> Cell:
    """The values of the places that became this one, each with its name."""
    figures = sorted((found[each.code] for each in place.former if each.code in found), key=lambda each: -each.value)
    names = [writer.place(each.geography) for each in figures]
    said = [place_of(writer, each.geography) if name == writer.place(place) else name for each, name in zip(figures, names, strict=True)]
    parts = [{**_value(writer, each), "place": name} for each, name in zip(figures, said, strict=True)]
    return {"text": "; ".join(f"{each['place']} {each['text']}" for each in parts), "parts": parts} if parts else ""


def _alone(view: View, figure: Figure | None) -> list[Cell]:
    """Rank, time, speaker and doubt of the one value of a row."""
    if figure is None:
        return [""] * 4
    words, rank = view.writer.plain, view.everywhere.sure_rank(figure) if not view.everywhere.obstacle else None
    place = {"text": plain(words.quantity(rank)), "number": int(rank.value), "of": rank.reference} if rank else ""
    return [place, _when(view.writer, figure), plain(words.who(figure)), reason_of(view.writer, figure)]


def _listed(view: View) -> Sequence[Figure]:
    """All figures of the place and of those that became it, those of the measure first; or all of the measures, of all places."""
    if view.scope == "measure":
        found = [
            reading
            for each in _measures(view)
            for reading in (*each.briefing.readings, *each.briefing.elsewhere, *each.briefing.national)
            if reading.measure == each.measure
        ]
        order = {code: number for number, code in enumerate(view.briefing.store.places.codes)}
        figures = (figure for reading in found for figure in reading.figures)
        return sorted(figures, key=lambda each: (each.measure != view.measure, order[each.geography], each.level, each.day))
    briefing = view.briefing
    places = [*(each for code in dict.fromkeys((briefing.place.code, *view.compared)) if (each := briefing.store.places[code]))]
    codes = [code for place in places for code in (place.code, *(each.code for each in place.former))]
    found_here = [each for code in codes for each in briefing.store.find_figures(geography=code, known_by=briefing.as_of)]
    return sorted(found_here, key=lambda each: (each.measure != view.measure, each.level != view.level))


def _figures(view: View) -> dict[str, Any]:
    """A row for each figure: what it says, when it held, who said it, and where it is printed."""
    writer = view.writer
    columns = [_column(writer, name, is_number=name == "shown") for name in PRINTED]
    return {"columns": columns, "rows": [{"place": each.geography, "cells": _cells(writer, each)} for each in _listed(view)]}


def _cells(writer: Writer, figure: Figure) -> list[Cell]:
    words, source = writer.plain, figure.source
    report = {"text": source.title or source.publisher, "url": source.url} if source else ""
    measure = plain(words.phrase("rate", figure.unit, words.measure(figure)) if figure.unit in RATED else words.measure(figure))
    return [
        place_of(writer, figure.geography), measure, plain(words.capital(words.level(figure))), _value(writer, figure),
        _when(writer, figure), plain(words.who(figure)), {"text": figure.as_printed, "number": float(figure.value)}, report,
        "" if figure.paragraph is None else str(figure.paragraph), reason_of(writer, figure),
    ]  # fmt: skip


def _when(writer: Writer, figure: Figure) -> Cell:
    """When a value held, to be sorted by its last day."""
    return {"text": plain(writer.plain.when(figure)), "number": figure.day.toordinal()}


@functools.lru_cache(maxsize=4096)
def _value(writer: Writer, figure: Figure | None) -> Cell:
    """A value as it is read; a pointer is told when it held, who said it and what is doubtful."""
    if figure is None:
        return ""
    words = writer.plain
    told, number = [plain(words.when(figure)), plain(words.who(figure)), reason_of(writer, figure)], float(figure.value)
    number *= 100 if figure.unit == "share" else 1  # as it is read, and as printed percentages are
    return {"text": value_of(writer, figure), "number": number, "of": figure.reference, "tip": "; ".join(filter(None, told))}


def _column(writer: Writer, name: str, *, is_number: bool = False) -> dict[str, Any]:
    return {"name": name, "title": writer.text("column", name), "is_number": is_number}
