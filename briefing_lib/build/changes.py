"""What each page is made of, so that a build makes only those that could come out otherwise."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing_lib.build.notebooks import LIBRARY, Notebook, find_notebooks
from briefing_lib.store.parquet import find_files
from briefing_lib.store.schema import find_data_set, find_package

if TYPE_CHECKING:
    from briefing_lib.build.site import Job
    from briefing_lib.store import Place, Store

PACKAGES = (
    "altair", "babel", "beautifulsoup4", "icalendar", "ipython", "jinja2", "markupsafe", "narwhals", "nbformat", "pandas", "papermill",
    "typst", "vl-convert-python",
)  # fmt: skip
"""Those whose version may show on a page."""
ELSEWHERE = ("cli.py", "explore", "data", "notebooks", "__pycache__")
"""Parts of the library's folder that no page is made of, or that are looked at by themselves."""
LAST = ".last-builds.json"
"""The log of what was asked for and made, in the folder of a site."""
CHANGED = {
    "data": "what the data say of it has changed",
    "notebook": "its notebook has changed",
    "library": "code, a template, a catalogue or a font of the library has changed",
    "versions": "a package has another version",
    "asked": "its parameters, or the pages beside it, have changed",
}


def digest(*parts: object) -> str:
    """A short name for what is given."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()[:20]


def hash_of(path: Path) -> str:
    """The hash of a file; blank where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def versions() -> dict[str, str]:
    """The versions of Python and of the packages that matter."""
    return {"python": platform.python_version()} | {name: importlib.metadata.version(name) for name in PACKAGES}


def inputs(folder: Path) -> dict[str, str]:
    """The files of a data package with their hashes; of a data set one of the moments and sizes of its files, which nobody reads whole."""
    held = {path.name: hash_of(path) for path in sorted(folder.iterdir()) if path.suffix in (".csv", ".json")}
    address = find_data_set(folder)
    return held | {Path(address).name: digest(find_files(address))} if address else held


def library(language: str = "") -> str:
    """All files of the library that a page in this language is made of, or one in any."""
    paths = (path for path in sorted(LIBRARY.rglob("*")) if path.is_file())
    names = ((path.relative_to(LIBRARY).as_posix(), path) for path in paths)
    return digest([(name, hash_of(path)) for name, path in names if _matters(name.split("/"), language)])


def _matters(name: list[str], language: str) -> bool:
    is_foreign = "locales" in name and len(name) > name.index("locales") + 2 and name[name.index("locales") + 1] != language
    return not (set(name) & set(ELSEWHERE) or name[-1].endswith(".pyc") or (language and is_foreign))


def state(folder: Path | None) -> str:
    """All that any page could be made of, as it is now; nothing is opened for it."""
    notebooks = {name: hash_of(each.path) for name, each in find_notebooks().items()}
    return digest(inputs(find_package(folder)), library(), notebooks, versions())


def recall(out: Path, asked: str, now: str) -> int:
    """How many pages stand that were asked for in the same words, made of the same; 0 where anything of them is not as it was made."""
    try:
        last = json.loads((out / LAST).read_text("utf-8"))[asked]
        whole = last["state"] == now and all(hash_of(out / name) == known for name, known in last["files"].items())
        return int(last["pages"]) if whole else 0
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return 0


def remember(out: Path, asked: str, now: str, pages: int, files: Mapping[str, str]) -> str:
    """What `recall` reads: this build, and those before it that were made of the same."""
    try:
        before = {name: each for name, each in json.loads((out / LAST).read_text("utf-8")).items() if each["state"] == now}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        before = {}
    return json.dumps({**before, asked: {"state": now, "pages": pages, "files": dict(files)}}, sort_keys=True)


class MadeOf:
    """What pages are made of, each part under its name in CHANGED."""

    def __init__(self, store: Store) -> None:
        self._store, self._versions = store, digest(versions())
        self._library = functools.cache(library)
        self._rows = functools.cache(lambda: digest(inputs(store.folder)))
        self._notebook = functools.cache(lambda path: hash_of(Path(path)))
        named = _Named()
        self._data = functools.cache(lambda place, day: digest(list(_told_of(store, store.places[place], date.fromisoformat(day), named))))

    def parts(self, job: Job) -> dict[str, str]:
        """The parts of one page."""
        among = self._store.places.beside(self._store.places[job.place])
        codes = [each.code for each in among if each.code in (*job.beside, job.place)]
        at = codes.index(job.place) if job.place in codes else 0
        notebook = Notebook(Path(job.notebook))
        linked = notebook.beside(self._store.places[job.place], job.siblings)
        return {
            "data": self._rows() if notebook.is_check else self._data(job.place, job.as_of),
            "notebook": self._notebook(job.notebook),
            "library": self._library(job.language),
            "versions": self._versions,
            "asked": digest(
                [job.name, job.place, job.language, job.languages, job.as_of, job.standalone, job.formats],
                codes[max(0, at - 1) : at + 2],
                linked,
            ),
        }


class _Named:
    """Gives each record a short name for all that its fields hold, worked out once: most pages are made of the same records."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, str]] = {}

    def __call__(self, record: Any) -> str:
        """The name of a record, which is kept, so that no other can have its identity."""
        if id(record) not in self._known:
            self._known[id(record)] = record, digest(_cells(record))
        return self._known[id(record)][1]

    def all(self, records: Iterable[Any]) -> list[str]:
        """The names of records, in their order."""
        return [self(each) for each in records]


def _told_of(store: Store, place: Place, day: date, named: _Named) -> Iterator[Any]:
    """All that a page about a place may show or count on a day, as it stands in the package.

    Of other places these are the figures that may stand beside its own, of the same measure and level, and standing facts; of core
    measures also which places report them, as it is said where this one does not. A page about the nation may show all. Of a place in a
    unit whose figures are kept in a data set these are not rows, but the files that may hold them.
    """
    if store.places.is_inner(place) and (files := store.files_around(place)):
        yield files
        store = replace(store, kept=None)
    store, is_root = store.around(place, day).on(day), place == store.places.root
    own = {place.code, store.places.root.code, *(each.code for each in place.former)}
    known = store.find_figures(known_by=day)
    reported = {(each.indicator.name, each.level) for each in known if each.geography in own - {store.places.root.code}}
    yield [named(store.topic), store.codes, named.all(store.indicators.values()), named.all(store.bodies.values()), named.all(store.places)]
    yield [named(store.places.root), named.all(store.places.parts), named.all(former for each in store.places for former in each.former)]
    yield named.all(each for each in store.sources.values() if each.known_from <= day)
    yield [(each.geography, each.measure) for each in known if each.indicator.core]
    yield [
        named(each)
        for each in known
        if is_root or each.geography in own or (each.indicator.name, each.level) in reported or each.indicator.standing
    ]
    commitments = [each for each in store.commitments if each.source.known_from <= day and store.binds(each, place)]
    kept = {each.commitment_id for each in commitments}
    yield named.all(commitments)
    yield named.all(each for each in store.events if each.source.known_from <= day and each.commitment_id in kept)
    yield named.all(each for each in store.findings if each.source.known_from <= day and (is_root or own & set(each.geographies)))
    messages = [each for each in store.messages if each.known_from <= day and (is_root or each.geography in own)]
    yield named.all(messages)
    yield [named.all(_named_by(store, each)) for each in messages]


def _named_by(store: Store, message: Any) -> list[Any]:
    """What a message names of other places: all that is known of the same measure and place, as a newer value may show that it grew old."""
    text = " ".join(message.texts.values())
    measures = {(each.geography, each.indicator.name) for each in store.find_figures() if each.figure_id in text}
    return [each for each in store.find_figures() if (each.geography, each.indicator.name) in measures]


def _cells(record: Any) -> list[Any]:
    """The fields of a record, other records in it by name."""
    return [_cell(getattr(record, each.name)) for each in fields(record)]


def _cell(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_cell(each) for each in value]
    if isinstance(value, Mapping):
        return {str(key): _cell(each) for key, each in value.items()}
    if is_dataclass(value):
        names = (getattr(value, name, None) for name in ("source_id", "name", "code"))
        return next((name for name in names if isinstance(name, str)), None) or _cells(value)
    return str(value)
