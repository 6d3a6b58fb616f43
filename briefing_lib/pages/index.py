"""The first page of the site: what there is for each place, on a map and in a table."""

from __future__ import annotations

import datetime as dt
import functools
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefing_lib.briefing import Briefing, brief
from briefing_lib.figures import Figure, count
from briefing_lib.pages.page import Surroundings, json_block, render_page
from briefing_lib.pages.register import say_register
from briefing_lib.store import Place, Store, fold
from briefing_lib.wording import Writer

STEPS = 4
"""The map has at most so many colours, beside that of "not reported"."""
ENOUGH = 3
"""A measure is offered on the map where at least so many places report it at one level."""

ALPHABET = " aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0301\u0303\u0309\u0323"

SIGNS = {"exact": "", "approx": "≈ ", "nearly": "≲ ", "more_than": "> ", "at_least": "≥ ", "less_than": "< ", "at_most": "≤ "}
"""Hedges as they fit a tile; the table beside the map says them in words."""


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a place's page: its address (blank where there is none), the day it speaks of, whether the last run failed."""

    address: str = ""
    day: str = ""
    failed: bool = False


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One place on the index: its briefing, and what became of its page."""

    briefing: Briefing
    made: Made

    @property
    def place(self) -> Place:
        return self.briefing.place

    @functools.cached_property
    def work(self) -> Figure:
        """How many figures there are on its work."""
        return self._count(figure.figure_id for figure in self.briefing.work)

    @functools.cached_property
    def reports(self) -> Figure:
        """How many reports these figures come from."""
        return self._count(f"sources:{figure.source.source_id}" for figure in self.briefing.work if figure.source)

    @functools.cached_property
    def coverage(self) -> Figure:
        """How many core measures it reports."""
        gaps = {gap.indicator.name for gap in self.briefing.gaps}
        return self._count(row for row in self.briefing.core if row.partition(":")[2] not in gaps)

    @property
    def newest(self) -> Figure | None:
        """The figure on its work that speaks of the latest printed day."""
        return self.briefing.newest if self.briefing.newest and self.briefing.newest.dated else None

    @property
    def dated(self) -> bool:
        """Whether its page speaks of another day than the index."""
        return bool(self.made.day) and self.made.day != str(self.briefing.as_of)

    def _count(self, rows: Iterable[str]) -> Figure:
        return count(list(dict.fromkeys(rows)), geography=self.place.code)


@dataclass(frozen=True, kw_only=True)
class Shade:
    """A way to colour the map: a measure at one level, or coverage, with the number of each place that has one."""

    name: str
    figures: Mapping[str, Figure]

    @functools.cached_property
    def steps(self) -> Mapping[str, int]:
        """The colour of each place that has a number, from 1; equal numbers share one, 0 is left to nought."""
        values = sorted({figure.value for figure in self.figures.values() if figure.value})
        used = min(STEPS, len(values))
        step = {value: STEPS - used + 1 + index * used // len(values) for index, value in enumerate(values)}
        return {code: step.get(figure.value, 0) for code, figure in self.figures.items()}

    @property
    def legend(self) -> Iterator[tuple[int, Figure, Figure]]:
        """Each colour in use with the lowest and highest number it stands for."""
        for step in sorted(set(self.steps.values()) - {0}):
            inside = sorted((self.figures[code] for code, each in self.steps.items() if each == step), key=lambda figure: figure.value)
            yield step, inside[0], inside[-1]

    @property
    def reporting(self) -> Figure:
        """How many places report it."""
        return count([figure.reference for figure in self.figures.values()])


def make_index(store: Store, made: Mapping[str, Made], *, manifest: str = "", language: str = "en") -> str:
    """The index of all places, as of the day of the latest pages; `made` says by code what became of each page."""
    writer = Writer(store, language)
    as_of = max((dt.date.fromisoformat(each.day) for each in made.values() if each.day), default=store.latest_day)
    entries = [Entry(briefing=brief(store, place, as_of), made=made.get(place.code, Made())) for place in store.places]
    entries.sort(key=lambda entry: alphabetical(entry.place.name(language)))
    content = writer.render(
        "pages/index_content.html.j2",
        entries=entries,
        tiles=_tiles(store, {entry.place.code: entry for entry in entries}),
        shades=[Shade(name="coverage", figures={entry.place.code: entry.coverage for entry in entries}), *_measures(store, entries)],
        names=json_block(_names(store, language)),
        as_of=as_of,
        core=count(entries[0].briefing.core),
        reports=count(list(dict.fromkeys(row for entry in entries for row in entry.reports.rows))),
        places=count([f"places:{entry.place.code}" for entry in entries]),
        works=count([figure.figure_id for entry in entries for figure in entry.briefing.work]),
        signs=SIGNS,
        manifest=manifest,
    )
    register = say_register(writer, entries[0].place, content, as_of)
    around = Surroundings(home="index.html")
    scripts = ("page.js", "index.js")
    return render_page(writer, "pages/index.html.j2", around, scripts=scripts, content=content, register=register, as_of=as_of)


def alphabetical(name: str) -> tuple[list[int], list[str]]:
    """Where a name stands by the Vietnamese alphabet: letters first (ă after a, đ after d), then tones.

    >>> sorted(["Đà Nẵng", "Đắk Lắk", "Điện Biên", "Cao Bằng", "Cà Mau"], key=alphabetical)
    ['Cà Mau', 'Cao Bằng', 'Đà Nẵng', 'Đắk Lắk', 'Điện Biên']
    """
    decomposed = unicodedata.normalize("NFD", name.lower())
    tones = [mark for mark in decomposed if mark in TONES]
    letters = unicodedata.normalize("NFC", "".join(mark for mark in decomposed if mark not in TONES))
    return [ALPHABET.find(letter) for letter in letters], tones


def _measures(store: Store, entries: Sequence[Entry]) -> Iterator[Shade]:
    """The core measures that enough places report at one level; of several levels each is its own."""
    found: dict[tuple[str, str], dict[str, Figure]] = {}
    for entry in entries:
        for reading in entry.briefing.readings:
            if reading.indicator.core and not reading.shown.breakdown:
                found.setdefault((reading.measure, reading.shown.level), {})[entry.place.code] = reading.shown
    order = list(store.indicators)
    for name, level in sorted(found, key=lambda key: (order.index(key[0]), key[1])):
        if len(found[name, level]) >= ENOUGH:
            yield Shade(name=f"{name}-{level}".replace("_", "-"), figures=found[name, level])


def _tiles(store: Store, entries: Mapping[str, Entry]) -> list[tuple[Place, Entry]]:
    """The places that have a tile, from north to south, each with the entry that it leads to: islands with that of their province."""
    placed = [(each, entries[each.code if each.code in entries else each.parent]) for each in (*store.places, *store.places.parts)]
    return sorted(((place, entry) for place, entry in placed if place.tile), key=lambda pair: (pair[0].tile or ())[::-1])


def _names(store: Store, language: str) -> dict[str, dict[str, object]]:
    """What the search box finds: folded names of each place, of the former ones in it and of its islands, with the name to show."""
    names: dict[str, dict[str, object]] = {}
    for place in store.places:
        now = {fold(name) for name in place.spellings}
        parts = [each for each in store.places.parts if each.parent == place.code]
        former = {
            fold(name): each.name(language) if fold(each.name(language)) not in now else name
            for each in place.former
            for name in each.spellings
            if fold(name) not in now
        }
        islands = {fold(name): each.name(language) for each in parts for name in each.spellings}
        names[place.code] = {"name": place.name(language), "now": sorted(now), "former": former, "islands": islands}
    return names
