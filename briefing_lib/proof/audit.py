"""Proves that every number on finished pages is traced: the promise as a program."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass, field, fields
from pathlib import Path

from selectolax.lexbor import LexborNode

from briefing_lib.errors import WrongUse, shorten
from briefing_lib.proof.reading import Reader, open_page
from briefing_lib.store import Store
from briefing_lib.wording import Writer


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing on a page, or one file, that breaks the promise; `where` is the element, blank for a whole file."""

    page: str
    where: str
    found: str
    why: str

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.page, self.where, shorten(" ".join(self.found.split()), 90), self.why)))


@dataclass(slots=True)
class Audited:
    """What an audit saw: how many pages, numbers of each kind and files beside them, and what breaks the promise."""

    pages: int = 0
    reported: int = 0
    derived: int = 0
    dates: int = 0
    references: int = 0
    charted: int = 0
    files: int = 0
    flaws: list[Flaw] = field(default_factory=list)

    def __add__(self, other: Audited) -> Audited:
        return Audited(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


def find_pages(path: Path) -> list[Path]:
    """A page, or every page below a folder; a folder that is called like a page is none. WrongUse where there is no page."""
    pages = sorted(page for page in path.rglob("*.html") if not page.is_dir()) if path.is_dir() else [path]
    if not pages or not path.exists():
        raise WrongUse(f"no page to audit at {path}; build the pages first, or name a folder that holds them")
    return pages


def read_page(path: Path) -> str:
    """The text of a page; WrongUse where the file is none."""
    if not path.is_file():
        raise WrongUse(f"{path} is no file but a device, a pipe or a link to nothing; take it away, or build the page again")
    try:
        return path.read_text("utf-8")
    except (OSError, ValueError) as problem:
        raise WrongUse(f"{path} can't be read as a page: {type(problem).__name__}") from None


def audit_page(text: str, name: str, store: Store, seen: Audited | None = None) -> Audited:
    """Audit the text of a page by its mark-up alone, adding to what was seen before; WrongUse where it is no page."""
    seen = seen or Audited()
    try:
        root = open_page(text)
        known = _needed_by(root, store)
        found, flaws = reader_of(known, str(root.attributes["lang"])).read(root)
    except WrongUse as problem:
        raise WrongUse(f"{name}: {problem}") from None
    seen.pages += 1
    seen.derived += found.derived
    seen.reported += len(found.numbers) - found.derived
    seen.dates += len(found.times)
    seen.references += len(found.references)
    seen.charted += found.charted
    seen.flaws += [Flaw(name, *each) for each in flaws]
    return seen


def _needed_by(root: LexborNode, store: Store) -> Store:
    """The package as the page of a place may use it on its day; an index is one of the root."""
    day, code = _day_of(root, store), root.attributes.get("data-place") or ""
    place = store.places[code] if code in store.places.codes else store.places.root
    return store.around(place, day).on(day)


def _day_of(root: LexborNode, store: Store) -> dt.date:
    """The day that a page says it is of; the latest where it says none that exists, which its days are then held against."""
    try:
        return dt.date.fromisoformat(root.attributes.get("data-as-of") or "")
    except ValueError:
        return store.latest_day


@functools.lru_cache(maxsize=8)
def reader_of(store: Store, language: str) -> Reader:
    """The reader of pages in a language, with all that the package holds in it; made once, as that takes longer than a page."""
    reader = Reader(Writer(store, language))
    reader.prepare()
    return reader
