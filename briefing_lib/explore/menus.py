"""What can be chosen in the explorer, and the words by which each choice is found."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable
from typing import Any

from briefing_lib.briefing import measures_known, readings_of, split_rate
from briefing_lib.explore.views import View, label
from briefing_lib.store import Place, Store
from briefing_lib.store.places import strip_marks
from briefing_lib.wording import LANGUAGES, Writer, plain
from briefing_lib.wording.writer import environment_of

EVERYDAY = "explore/everyday.html.j2"
Option = dict[str, Any]
"""A `value` with its `label`, the `group` that it stands in, the words that `find` it: its names first, then those
that are `about` it, then those of what it stands `under`.

Further a `note`, and the `count` of places that have it. A `former` place is offered only where a word finds it.
"""


def place_options(writer: Writer) -> list[Option]:
    """Every place of today, in the groups of their regions, then each one that ended, with what it is now."""
    places = writer.store.places
    names = {each.code: writer.place(each) for each in places}
    present = [
        _option(each.code, names[each.code], plain(writer.plain.region(each)), [*_called(writer.store, each), each.code]) for each in places
    ]
    former = [
        _option(each.code, label(writer, "former", former=writer.place(old), present=names[each.code]), "", _called(writer.store, old))
        | {"former": True}
        for each in places
        for old in each.former
        if not set(old.spellings) <= set(each.spellings)
    ]
    groups = list(dict.fromkeys(each["group"] for each in present))
    return [*sorted(present, key=lambda each: groups.index(each["group"])), *former]


def _called(store: Store, place: Place) -> list[str]:
    """The names of a place and of its islands, as they are written and in one word."""
    names = [name for each in (place, *(part for part in store.places.parts if part.parent == place.code)) for name in each.spellings]
    return [*names, *(each.replace(" ", "") for each in names)]


def measure_options(writer: Writer, store: Store, as_of: dt.date) -> list[Option]:
    """The measures and rates that can be had by a day, by their themes, with how many places have each.

    In each language a word finds them: of their names first, then of theme and definition, or one that people use for such measures.
    """
    themes = list(store.codes["theme"])
    known = measures_known(store, as_of)
    ordered = sorted(known, key=lambda each: themes.index(store.indicators[_name(each)].theme))
    return [_measure_option(writer, store, as_of, asked, known[asked]) for asked in ordered]


def _measure_option(writer: Writer, store: Store, as_of: dt.date, asked: str, codes: frozenset[str]) -> Option:
    theme, present = store.indicators[_name(asked)].theme, {place.code for place in store.places}
    former = codes & {place.code for place in store.places.former}
    names, indicator = [_said(store, asked, language) for language in LANGUAGES], store.indicators[_name(asked)]
    rate_or_unit = split_rate(asked)[0] or indicator.unit
    about = [text for each in LANGUAGES for text in (_everyday(each, rate_or_unit), _everyday(each, theme), indicator.definitions[each])]
    note = label(writer, "places", places=codes & present, former=former)
    called, group = measure_label(writer, store, as_of, asked), store.label("theme", theme, writer.language.code)
    told = {"about": _folded(about), "under": _folded(store.label("theme", theme, each) for each in LANGUAGES)}
    return _option(asked, called, group, names) | told | {"note": note, "count": len(codes)}


@functools.cache
def _everyday(language: str, name: str) -> str:
    """The words that people use for measures of a unit or theme, or for a rate; blank where there are none."""
    template = environment_of(language).get_template(EVERYDAY)
    return "".join(template.blocks[name](template.new_context())) if name in template.blocks else ""


def measure_label(writer: Writer, store: Store, as_of: dt.date, asked: str) -> str:
    """What a measure, a part of one or a rate is called."""
    rate, measure = split_rate(asked)
    named = writer.plain.measure(measure)
    unit = next((each.shown.unit for each in readings_of(store, as_of, asked)), rate)
    return plain(writer.plain.phrase("rate", unit, named) if rate else named)


def _name(asked: str) -> str:
    return split_rate(asked)[1].partition("/")[0]


def _said(store: Store, asked: str, language: str) -> str:
    name, _, breakdown = split_rate(asked)[1].partition("/")
    dimension, _, part = breakdown.partition(":")
    return f"{store.indicators[name].labels[language]} {store.label(dimension, part, language) if part else ''} {asked}"


def _option(value: str, called: str, group: str, words: Iterable[str]) -> Option:
    blank = dict.fromkeys(("about", "under", "note"), "")
    return {"value": value, "label": called, "group": group, "find": _folded([called, *words]), **blank, "count": 0}


def _folded(words: Iterable[str]) -> str:
    """Small letters without diacritics, a blank before each word."""
    return re.sub(r"[^a-z0-9]+", " ", strip_marks(" ".join(["", *words])).lower())


def level_options(view: View) -> list[tuple[str, str]]:
    """The levels at which the measure is reported."""
    words = view.writer.plain
    return [(level, plain(words.capital(words.level(level)))) for level in view.levels or (view.level,)]


def level_note(view: View, before: str) -> str:
    """That the level is not the one before, and whether the chosen place has the measure at that one, too; blank where it is the same."""
    if before in ("", view.level):
        return ""
    return label(view.writer, "level_left", view=view, level=before, is_there=bool(view.briefing.find(view.measure, before)))


def day_options(view: View) -> list[tuple[str, str]]:
    """The days on which a report came in hand, newest first, and the chosen day."""
    chosen = view.choice["as_of"]
    days = {source.known_from.isoformat() for source in view.writer.store.sources.values()} | {chosen}
    return [(day, view.writer.language.day(day)) for day in sorted(days, reverse=True) if day >= str(view.writer.store.topic.first_day)]


def reported_here(view: View) -> list[str]:
    """The measures that the chosen place, or one that became it, has."""
    place, briefing = view.briefing.place, view.briefing
    own = {place.code, *(each.code for each in place.former)}
    return [asked for asked, codes in measures_known(briefing.store, briefing.as_of).items() if codes & own]


def first_place(store: Store) -> Place:
    """The first place that has figures; the first of all where none has."""
    known = {each.geography for each in store.find_figures()}
    places = list(store.places)
    return next((place for place in places if place.code in known), places[0])


def first_measure(store: Store, as_of: dt.date) -> str:
    """The measure that says most at first sight: of those that most places have, one computed to compare them, else a core one."""
    present = {place.code for place in store.places}

    def says(asked: str) -> tuple[int, bool, bool]:
        indicator = store.indicators[_name(asked)]
        return len(known[asked] & present), bool(indicator.numerator), indicator.core

    known = {asked: codes for asked, codes in measures_known(store, as_of).items() if not split_rate(asked)[0]}
    return max(known, key=says, default=next(iter(store.indicators)))
