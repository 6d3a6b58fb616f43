"""The first page of the site: what there is for each province, on a map and in a table."""

from __future__ import annotations

import datetime as dt
import functools
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from briefing_lib.briefing.briefing import Briefing, brief
from briefing_lib.build.runner import MANIFEST, read_manifest
from briefing_lib.figures.figure import Figure, count
from briefing_lib.pages.page import numbers_of, render, render_part, sources_of
from briefing_lib.pages.register import say_register, unlinked
from briefing_lib.store.places import Province, fold
from briefing_lib.store.store import Store
from briefing_lib.wording.language import Language, language_of
from briefing_lib.wording.sections import capital, reported_work
from briefing_lib.wording.tables import level_name

STEPS = 4
"""The map has at most so many colours, beside that of "not reported"."""
ENOUGH = 3
"""A measure is offered on the map where at least so many provinces report it at one level."""

ALPHABET = " aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0301\u0303\u0309\u0323"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One province on the index: its briefing, and what became of its page."""

    briefing: Briefing
    address: str
    failed: bool
    page_day: str

    @property
    def province(self) -> Province:
        return self.briefing.province

    @property
    def name(self) -> str:
        return self.province.name(self.briefing.language.code)

    @property
    def kind(self) -> Markup:
        say = self.briefing.language.say
        return say("centrally run city") if self.province.kind(self.briefing.as_of) == "city" else say("province")

    @functools.cached_property
    def work(self) -> Figure:
        """How many figures there are on its work."""
        return self._count(figure.figure_id for figure in reported_work(self.briefing))

    @functools.cached_property
    def reports(self) -> Figure:
        """How many reports these figures come from."""
        return self._count(f"sources:{figure.source.source_id}" for figure in reported_work(self.briefing) if figure.source)

    @functools.cached_property
    def coverage(self) -> Figure:
        """How many core measures it reports."""
        gaps = {gap.indicator.name for gap in self.briefing.gaps}
        return self._count(row for row in core_rows(self.briefing.store) if row.partition(":")[2] not in gaps)

    @property
    def newest(self) -> Figure | None:
        """The figure on its work that speaks of the latest printed day."""
        return max((figure for figure in reported_work(self.briefing) if figure.dated), key=lambda figure: figure.day, default=None)

    @property
    def dated(self) -> bool:
        """Whether its page speaks of another day than the index."""
        return bool(self.page_day) and self.page_day != self.briefing.as_of.isoformat()

    def _count(self, rows: Iterable[str]) -> Figure:
        return count(list(dict.fromkeys(rows)), geography=self.province.code)


SIGNS = {"exact": "", "approx": "≈ ", "nearly": "≲ ", "more_than": "> ", "at_least": "≥ ", "less_than": "< ", "at_most": "≤ "}
"""Hedges as they fit a tile; the table beside the map says them in words."""


@dataclass(frozen=True, kw_only=True)
class Shade:
    """A way to colour the map: a measure at one level, or coverage, with the number of each province that has one."""

    name: str
    title: Markup
    figures: Mapping[str, Figure]

    @functools.cached_property
    def steps(self) -> Mapping[str, int]:
        """The colour of each province that has a number, from 1; equal numbers share one, 0 is left to nought."""
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
        """How many provinces report it."""
        return count([figure.reference for figure in self.figures.values()])


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One tile of the map: a province, or islands that belong to one."""

    entry: Entry
    name: str
    column: int
    row: int
    islands: bool = False


def make_index(store: Store, out: Path, *, language: str = "en") -> str:
    """The index of all provinces, as of the day of the latest pages, with a link to each page that stands in `out`."""
    spoken, manifest = language_of(language), read_manifest(out)
    entries = _entries(store, out, manifest.get("briefings", []), spoken)
    first = entries[0].briefing  # lends day, language and labels to what is said of all provinces
    shades = [_coverage(entries), *_measures(entries)]
    content = render_part(
        "index_content.html.j2", spoken,
        entries=entries, tiles=_tiles(store, entries, language), shades=shades, names=_names(entries), labels=first.labels,
        day=spoken.day(first.as_of), core=count(core_rows(store)), reports=count(_sources_of(entries)),
        provinces=count([f"provinces:{entry.province.code}" for entry in entries]),
        works=count([figure.figure_id for entry in entries for figure in reported_work(entry.briefing)]),
        signs=SIGNS, manifest=MANIFEST if manifest else "", bare=unlinked, link=Markup('<a href="{}">{}</a>').format,
    )  # fmt: skip
    register = say_register(first, numbers_of(first, content), sources_of(first, content))
    return render(
        "index.html.j2", standalone=False, scripts=("page.js", "index.js"), language=spoken,
        page_title=spoken.say("Two-tier local government in Viet Nam: briefings").striptags(),
        description=spoken.say("Briefings on the provinces of Viet Nam: no number without a source.").striptags(),
        home="index.html", content=content, register=register,
        footer=spoken.say("As of {day}. No number without a source.", day=spoken.day(first.as_of)),
    )  # fmt: skip


def core_rows(store: Store) -> list[str]:
    """The measures that every briefing looks for, as rows."""
    return [f"indicators:{name}" for name, indicator in store.indicators.items() if indicator.core]


def _sources_of(entries: Sequence[Entry]) -> list[str]:
    """The reports behind the figures on the work of provinces, as rows."""
    return list(dict.fromkeys(row for entry in entries for row in entry.reports.rows))


def _entries(store: Store, out: Path, results: Sequence[Mapping[str, Any]], language: Language) -> list[Entry]:
    """All provinces by name, each with what the manifest and the folder say of its page."""
    by_stem = {result["stem"]: result for result in results}
    days = [dt.date.fromisoformat(result["as_of"]) for result in results if result["as_of"]]
    as_of = max(days, default=store.latest_day)
    entries = []
    for province in store.provinces:
        stem = f"{language.code}/{province.code}-{province.slug}"
        result = by_stem.get(stem, {})
        there = (out / f"{stem}.html").is_file()
        entries.append(
            Entry(
                briefing=brief(store, province=province, as_of=as_of, language=language),
                address=f"{stem}.html" if there else "",
                failed=result.get("status") == "failed",
                page_day=str(result.get("as_of", "")) if there else "",
            )
        )
    return sorted(entries, key=lambda entry: alphabetical(entry.name))


def alphabetical(name: str) -> tuple[list[int], list[str]]:
    """Where a name stands by the Vietnamese alphabet: letters first (ă after a, đ after d), then tones.

    >>> sorted(["Đà Nẵng", "Đắk Lắk", "Điện Biên", "Cao Bằng", "Cà Mau"], key=alphabetical)
    ['Cà Mau', 'Cao Bằng', 'Đà Nẵng', 'Đắk Lắk', 'Điện Biên']
    """
    decomposed = unicodedata.normalize("NFD", name.lower())
    tones = [mark for mark in decomposed if mark in TONES]
    letters = unicodedata.normalize("NFC", "".join(mark for mark in decomposed if mark not in TONES))
    return [ALPHABET.find(letter) for letter in letters], tones


def _coverage(entries: Sequence[Entry]) -> Shade:
    title = entries[0].briefing.language.say("Core measures reported")
    return Shade(name="coverage", title=title, figures={entry.province.code: entry.coverage for entry in entries})


def _measures(entries: Sequence[Entry]) -> Iterator[Shade]:
    """The core measures that enough provinces report at one level; of several levels each is its own."""
    first = entries[0].briefing
    found: dict[tuple[str, str], dict[str, Figure]] = {}
    for entry in entries:
        for reading in entry.briefing.readings:
            if reading.indicator.core:
                found.setdefault((reading.indicator.name, reading.shown.level), {})[entry.province.code] = reading.shown
    order = list(first.store.indicators)
    for name, level in sorted(found, key=lambda key: (order.index(key[0]), key[1])):
        figures = found[name, level]
        if len(figures) >= ENOUGH:
            title = first.language.say(
                "{measure}, {level}",
                measure=first.labels.measure(name), level=level_name(first, next(iter(figures.values()))),
            )  # fmt: skip
            yield Shade(name=f"{name}-{level}".replace("_", "-"), title=capital(title), figures=figures)


def _tiles(store: Store, entries: Sequence[Entry], language: str) -> list[Tile]:
    """The provinces from north to south, islands after the province they belong to."""
    tiles = [Tile(entry=entry, name=entry.name, column=entry.province.tile[0], row=entry.province.tile[1]) for entry in entries]
    by_code = {entry.province.code: entry for entry in entries}
    for special in store.special_tiles:
        name = special.name_vi if language == "vi" else special.name_en
        tiles.append(Tile(entry=by_code[special.code], name=name, column=special.tile[0], row=special.tile[1], islands=True))
    return sorted(tiles, key=lambda tile: (tile.row, tile.column))


def _names(entries: Sequence[Entry]) -> Markup:
    """What the search box finds: folded names of each province, and those of the former provinces in it."""
    known = {
        entry.province.code: {
            "name": entry.name,
            "now": sorted({fold(entry.province.name(language)) for language in ("en", "vi", "id")}),
            "former": _former(entry),
            "islands": _islands(entry),
        }
        for entry in entries
    }
    return Markup(json.dumps(known, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c").replace("&", "\\u0026"))


def _islands(entry: Entry) -> dict[str, str]:
    """Folded names of the islands that belong to it, with the name to show."""
    vietnamese = entry.briefing.language.code == "vi"
    islands = [each for each in entry.briefing.store.special_tiles if each.code == entry.province.code]
    return {fold(name): each.name_vi if vietnamese else each.name_en for each in islands for name in (each.name_en, each.name_vi)}


def _former(entry: Entry) -> dict[str, str]:
    """Folded names of the former provinces that have left the map, with the name to show."""
    province, vietnamese = entry.province, entry.briefing.language.code == "vi"
    now = {fold(province.name(language)) for language in ("en", "vi", "id")}
    pairs = [(name, each.name_vi if vietnamese else each.name_en) for each in province.former for name in (each.name_en, each.name_vi)]
    return {fold(name): shown for name, shown in pairs if fold(name) not in now}
