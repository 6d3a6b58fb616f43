"""The first page of the site: how it goes in each place, on a map, and all that there is to read of each, in a table."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from briefing_lib.briefing import Briefing, brief
from briefing_lib.figures import Figure, count
from briefing_lib.pages.layers import coverage_of, find_shades
from briefing_lib.pages.linked import linked_page
from briefing_lib.pages.page import Surroundings, index_name, json_block, render_page
from briefing_lib.pages.register import say_register
from briefing_lib.store import Place, Store, fold
from briefing_lib.wording import Writer, alphabetical

KNOWN = ("", "-record")
"""The endings of briefs and records, which stand before the pages of other notebooks."""
DOWNLOADS = ("pdf", "docx", "csv")
"""Files beside a page that a row links to, by what stands behind the dot."""

SIGNS = {"exact": "", "approx": "≈ ", "nearly": "≲ ", "more_than": "> ", "at_least": "≥ ", "less_than": "< ", "at_most": "≤ "}
"""Hedges as they fit a tile; the table beside the map says them in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What became of one page of a place: the day it speaks of, whether the last run failed, its files.

    `ending` is that of its notebook: blank for a brief, `-record` for a record. `files` are addresses of files that are there, by
    what stands behind the dot.
    """

    ending: str = ""
    day: str = ""
    failed: bool = False
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Its address; blank where there is none."""
        return self.files.get("html", "")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One place on the index: its briefing, and what became of its pages."""

    briefing: Briefing
    made: Sequence[Made] = ()

    @property
    def place(self) -> Place:
        return self.briefing.place

    @functools.cached_property
    def pages(self) -> list[Made]:
        """Its pages, the brief first, then the record, then those of other notebooks."""
        return sorted(self.made, key=lambda page: (page.ending not in KNOWN, page.ending))

    @property
    def address(self) -> str:
        """Where its name leads: the first of its pages that is there."""
        return next((page.address for page in self.pages if page.address), "")

    @property
    def downloads(self) -> list[tuple[str, str]]:
        """Kind and address of the files to take away, each from the first page that has it."""
        found = ((kind, next((page.files[kind] for page in self.pages if kind in page.files), "")) for kind in DOWNLOADS)
        return [pair for pair in found if pair[1]]

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
        return coverage_of(self.briefing)

    @functools.cached_property
    def reported(self) -> dict[str, Figure]:
        """The newest figure on each core measure that it reports, or reports a part of."""
        shown = [each.shown for each in self.briefing.readings if each.shown.indicator.core]
        return {each.indicator.name: each for each in sorted(shown, key=lambda figure: figure.day)}

    @property
    def newest(self) -> Figure | None:
        """The figure on its work that speaks of the latest printed day."""
        return self.briefing.newest if self.briefing.newest and self.briefing.newest.dated else None

    def _count(self, rows: Iterable[str]) -> Figure:
        return count(list(dict.fromkeys(rows)), geography=self.place.code)


def make_index(
    store: Store,
    made: Mapping[str, Sequence[Made]],
    *,
    manifest: str = "",
    wholes: Sequence[str] = (),
    language: str = "en",
    languages: Sequence[str] = (),
) -> str:
    """The index of all places, as of the day of the latest pages; `made` says by code what became of the pages of each.

    `manifest` and `wholes` are addresses in the folder of the site: of the manifest, of the feed and of all figures as tables.
    `languages` are those that have an index besides.
    """
    days = [dt.date.fromisoformat(page.day) for pages in made.values() for page in pages if page.day]
    as_of = max(days, default=store.latest_day)
    store = store.at_top.on(as_of)
    writer, root = Writer(store, language), "../" * index_name(language).count("/")
    whole, *entries = [
        Entry(briefing=brief(store, place, as_of), made=made.get(place.code, ())) for place in (store.places.root, *store.places)
    ]
    entries.sort(key=lambda entry: alphabetical(entry.place.name(language)))
    content = writer.render(
        "pages/index_content.html.j2",
        entries=entries,
        whole=whole,
        newest=max((entry.newest for entry in entries if entry.newest), key=lambda figure: figure.day, default=None),
        tiles=_tiles(store, {entry.place.code: entry for entry in entries}),
        shades=find_shades(store, [entry.briefing for entry in entries]),
        names=json_block(_names(store, language)),
        as_of=as_of,
        core=count(whole.briefing.core),
        measures=[each for each in store.indicators.values() if each.core],
        reports=count(list(dict.fromkeys(row for entry in entries for row in entry.reports.rows))),
        places=count([f"places:{entry.place.code}" for entry in entries]),
        works=count([figure.figure_id for entry in entries for figure in entry.briefing.work]),
        alphabetical=lambda places: sorted(places, key=lambda place: alphabetical(place.name(language))),
        signs=SIGNS,
        manifest=root + manifest if manifest else "",
        wholes={each.rpartition(".")[2]: root + each for each in wholes},
    )
    register = say_register(writer, store.places.root, content, as_of)
    around = Surroundings(root=root, languages=[(code, root + index_name(code)) for code in languages])
    scripts = ("page.js", "index.js")
    linked = linked_page(
        writer,
        (),
        name=writer.text("site"),
        about=writer.text("about_site"),
        place=writer.place(store.places.root),
        day=as_of.isoformat(),
        files=[root + each for each in wholes],
    )
    return render_page(
        writer, "pages/index.html.j2", around, scripts=scripts, content=content, register=register, as_of=as_of, linked=json_block(linked)
    )


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
