"""Of changes to finished pages that mislead a reader, made one at a time, the audit finds each and names its element: a mutation score.

`make damage` makes every kind of change on every page and prints the table by kind.
"""

from __future__ import annotations

import functools
import hashlib
import random
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from proof.damages import KINDS, OF_THE_BUILD, Finished
from selectolax.lexbor import LexborHTMLParser, LexborNode

from briefing_lib.briefing import Data
from briefing_lib.build import seal
from briefing_lib.build.notebooks import find_notebooks
from briefing_lib.build.site import Result, wholes_of, write_manifest
from briefing_lib.errors import WrongUse
from briefing_lib.pages import downloads
from briefing_lib.pages.downloads import figures_csv
from briefing_lib.pages.page import Surroundings, make_page, neighbours_of
from briefing_lib.proof.audit import Audited, Flaw, audit_page, reader_of
from briefing_lib.store import Store, open_store

DATA = Path(__file__).parents[2] / "data"
PAGES = (
    ("province_briefing", "48"), ("province_record", "48"), ("province_briefing", "01"), ("province_record", "04"),
    ("province_briefing", "92"), ("province_briefing", "66"), ("province_record", "79"), ("national_briefing", "VN"),
    ("national_record", "VN"), ("province_briefing", "46"),
)  # fmt: skip
"""Notebook and place: rich and poor provinces, the nation; besides the index, and a page that is one file."""
ALONE = ("province_briefing", "15")
SEED = 20261127
IN_MARKUP = 0.55
"""The least share that is found by mark-up alone."""


@dataclass
class Site:
    """A folder of finished pages with their manifest."""

    folder: Path
    store: Store
    pages: list[Finished] = field(default_factory=list)


def make(folder: Path, store: Store, asked: Sequence[tuple[str, str]], alone: tuple[str, str] | None = None) -> Site:
    """The pages, made from the data without a kernel, an index of them, and a manifest that seals them."""
    site, results, data = Site(folder, store), [], Data(store)
    made = [*asked, alone] if alone else [*asked]
    for name, code in made:
        notebook, place = find_notebooks()[name], store.places[code]
        twin = notebook.twin
        beside = f"{twin.stem(place)}.html" if twin and (twin.name, code) in made else ""
        is_alone = (name, code) == alone
        around = Surroundings(
            notebook=name,
            files=[(f"{notebook.stem(place)}.csv", "csv")],
            neighbours=neighbours_of(data.briefing(place), [code for _, code in made], "en", notebook.ending),
            standalone=is_alone,
            is_brief=notebook.is_brief,
            record=beside if notebook.is_brief and not is_alone else "",
            brief="" if notebook.is_brief else beside,
        )
        claim = seal._Claim(notebook, data.briefing(place), "en", around)
        text = make_page(seal._said_again(claim, None), claim.briefing, "en", around)
        path = folder / "en" / f"{notebook.stem(place)}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8", newline="")
        address = path.relative_to(folder).as_posix()
        site.pages.append(Finished(address, text, store))
        table = figures_csv(claim.briefing.figures, store, "en")
        path.with_suffix(".csv").write_text(table, "utf-8", newline="")
        written = {address: text, f"{address.removesuffix('html')}csv": table}
        files = {name: hashlib.sha256(content.encode()).hexdigest() for name, content in written.items()}
        results.append(
            Result(
                stem=address.removesuffix(".html"),
                notebook=name,
                place=code,
                language="en",
                as_of=str(store.latest_day),
                status="made",
                files=files,
            )
        )
    write_manifest(folder, store.folder, results, {})
    index = wholes_of(store, folder)["index.html"]
    write_manifest(folder, store.folder, results, {}, wholes={"index.html": hashlib.sha256(index).hexdigest()})
    (folder / "index.html").write_bytes(index)
    site.pages.append(Finished("index.html", index.decode(), store))
    return site


@functools.lru_cache(maxsize=1)
def last_read(text: str, name: str, store: Store) -> list[Flaw]:
    """The flaws of the mark-up of a page, which is read once for both audits."""
    return audit_page(text, name, store).flaws


def remember_what_is_said(patch: pytest.MonkeyPatch) -> None:
    """What the data say of a page is the same for each change of it: it is made once."""
    said, made = seal._said_again, seal.make_page
    kept: dict[str, Any] = {}

    def say(claim: Any, stored: Any) -> Any:
        name = repr((claim.notebook.path, claim.briefing.place.code, claim.briefing.as_of, claim.language))
        return kept.setdefault(name, None) or kept.__setitem__(name, said(claim, stored)) or kept[name]

    def page(executed: Any, briefing: Any, language: str, around: Surroundings) -> str:
        name = repr((id(executed), around))
        if name not in kept:
            kept[name] = made(executed, briefing, language, around)
        return str(kept[name])

    def read(text: str, name: str, store: Store, seen: Audited) -> None:
        seen.flaws += last_read(text, name, store)

    patch.setattr(seal, "audit_page", read)
    patch.setattr(downloads, "figures_csv", functools.cache(figures_csv))
    patch.setattr(seal, "_said_again", say)
    patch.setattr(seal, "make_page", page)
    patch.setattr(seal, "wholes_of", functools.cache(wholes_of))


# Whether a flaw names what was changed

CLOSED = re.compile(r"<(script|style|title|template)\b.*?</\1>", re.DOTALL)


def marked(text: str, at: int) -> LexborHTMLParser | None:
    """The page with a comment in the element that was changed there."""
    if closed := next((each for each in CLOSED.finditer(text) if each.start() <= at < each.end()), None):
        return None if closed[1] == "template" else _with_comment(text, closed.start())
    opened = text.rfind("<", 0, at + 1)
    closing = text.find(">", opened)
    return _with_comment(text, closing + 1 if opened <= at <= closing else at)


def _with_comment(text: str, at: int) -> LexborHTMLParser:
    return LexborHTMLParser(f"{text[:at]}<!--here-->{text[at:]}")


def changed_element(page: LexborHTMLParser) -> LexborNode | None:
    comments = (each for each in page.root.traverse(include_text=True) if each.tag == "-comment" and "here" in (each.html or ""))
    return next((each.parent for each in comments), None)


def named_element(page: LexborHTMLParser, where: str) -> LexborNode | None:
    """The element that a flaw names, as in `main#content > ul > li:2`."""
    steps = []
    for step in where.split(" > "):
        tag, _, name = step.partition("#")
        tag, _, place = (tag, "", "") if name else step.partition(":")
        steps.append(f'{tag}[id="{name}"]' if name else f"{tag}:nth-of-type({place or 1})" if tag not in ("body", "head") else tag)
    try:
        return page.css_first(" > ".join(steps)) if where else page.root
    except ValueError:
        return None


def ancestors(node: LexborNode | None) -> list[int]:
    found = []
    while node is not None and node.is_element_node:
        found.append(node.mem_id)
        node = node.parent
    return found


def is_near(one: LexborNode, other: LexborNode) -> bool:
    """Whether two elements are the same, one within the other with little between, or neighbours."""
    ups, others = ancestors(one), ancestors(other)
    common = next((each for each in ups if each in others), None)
    if common is None:
        return False
    up, down = ups.index(common), others.index(common)
    return (up <= 2 and down <= 3) or (down == 0 and up <= 3) or (up == 0)


def ends_before(one: LexborNode, page: LexborHTMLParser) -> bool:
    """Whether an element is the last within what stands just before the change, from where something was taken away."""
    here = next(each for each in page.root.traverse(include_text=True) if each.tag == "-comment")
    if (here.parent is not None) and here.next is not None and here.prev is None:
        here = here.parent  # the mark was put into the element after it
    before = here.prev
    while before is not None and not before.is_element_node:
        before = before.prev
    return before is not None and before.mem_id in ancestors(one)


def names_it(text: str, places: Sequence[int], flaws: Sequence[Any]) -> bool:
    """Whether a flaw names an element that was changed, or one beside it."""
    for at in places:
        page = marked(text, min(at, len(text) - 1))
        if page is None:
            return bool(flaws)  # a template, which is a page of its own
        here = changed_element(page)
        for flaw in flaws:
            if (line := re.fullmatch(r"line (\d+)", flaw.where)) and abs(text.count("\n", 0, at) + 1 - int(line[1])) <= 1:
                return True
            there = named_element(page, flaw.where)
            if here is not None and there is not None and (is_near(here, there) or ends_before(there, page)):
                return True
    return False


# Trying


@dataclass
class Tried:
    """What became of one change."""

    kind: str
    page: str
    by_markup: bool
    by_all: bool
    by_seal: bool
    crash: str = ""
    told: str = ""


def try_change(site: Site, page: Finished, kind: str, chance: random.Random) -> Tried | None:
    """Make a change and audit the page; None where it can't be made there."""
    changed = KINDS[kind](page, chance)
    if changed is None:
        return None
    text, places = changed
    path = site.folder / page.name
    path.write_text(text, "utf-8", newline="")
    tried = Tried(kind, page.name, False, False, False)
    try:
        flaws = last_read(text, page.name, site.store)
        tried.by_markup = names_it(text, places, flaws)
        flaws = seal.audit_site(path, site.store).flaws
        tried.by_all = names_it(text, places, flaws)
        tried.told = "; ".join(map(str, flaws[:3])) + f" @ {text[max(0, places[0] - 60) : places[0] + 80]!r}"
    except WrongUse as refused:
        tried.by_markup = tried.by_all = page.name.rpartition("/")[2] in str(refused)
    except Exception as problem:
        tried.crash = f"{kind} on {page.name}: {type(problem).__name__}: {problem}"
    tried.by_seal = [(flaw.page, flaw.why) for flaw in seal._seal(site.folder)] == [(page.name, "this is not the file that the build made")]
    path.write_text(page.text, "utf-8", newline="")
    return tried


def try_all(site: Site, kinds: Sequence[str], *, on_each: int) -> Iterator[Tried]:
    """Each kind of change on so many pages, those that come first in an order of its own."""
    for kind in kinds:
        chance = random.Random(f"{SEED} {kind}")
        pages = chance.sample(site.pages, len(site.pages))
        tried = (done for page in pages if (done := try_change(site, page, kind, chance)))
        yield from (done for done, _ in zip(tried, range(on_each), strict=False))


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory, real_store: Store) -> Site:
    """Pages of all sorts, none of them long."""
    return make(tmp_path_factory.mktemp("pages"), real_store, (PAGES[0], PAGES[3], PAGES[7]))


def test_what_was_made_is_clean(few: Site) -> None:
    """Before any change the seal holds, each page is traced, and each is what the data say; their files are left out here."""
    seen = seal.audit_site(few.folder, few.store)
    assert [str(flaw) for flaw in seen.flaws] == []
    assert seen.pages == len(few.pages) == 4


def test_each_change_is_found(few: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of every third kind of change one is made, of all by `make damage`: the audit crashes on none, finds 95 of 100 without the seal, and the seal finds all."""
    remember_what_is_said(monkeypatch)
    kinds = list(KINDS)[::3]
    tried = list(try_all(few, kinds, on_each=1))
    assert len({each.kind for each in tried}) > 0.9 * len(kinds)
    assert [each.crash for each in tried if each.crash] == []
    assert [(each.kind, each.page) for each in tried if not each.by_seal] == []
    missed = [(each.kind, each.page, each.told) for each in tried if not each.by_all and each.kind not in OF_THE_BUILD]
    assert missed == []
    assert sum(each.by_all for each in tried) >= 0.95 * len(tried)
    assert sum(each.by_markup for each in tried) >= IN_MARKUP * len(tried)


def test_a_change_that_is_none_is_no_flaw(few: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """What finds all must not find what is not there: with the page as it was, no kind of audit says a word."""
    remember_what_is_said(monkeypatch)
    page = few.pages[0]
    monkeypatch.setitem(KINDS, "none", lambda page, _: (page.text, (page.text.find("<main"),)))
    tried = try_change(few, page, "none", random.Random(SEED))
    assert tried
    assert (tried.by_markup, tried.by_all, tried.by_seal, tried.crash) == (False, False, False, "")


def main(on_each: int = 6, only: str = "") -> None:
    store = open_store(DATA)
    reader_of(store, "en")
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        site = make(Path(folder), store, PAGES, ALONE)
        remember_what_is_said(patch)
        table: dict[str, list[Tried]] = defaultdict(list)
        for each in try_all(site, [kind for kind in KINDS if re.search(only, kind)], on_each=on_each):
            table[each.kind].append(each)
    print(f"{'kind':55} tried  by mark-up  by all  by seal")
    for kind, tried in (*table.items(), ("all", [each for rows in table.values() for each in rows])):
        found = (sum(getattr(each, name) for each in tried) for name in ("by_markup", "by_all", "by_seal"))
        print(f"{kind:55} {len(tried):5} {'  '.join(f'{number:9}' for number in found)}")
    print("never applied:", ", ".join(kind for kind in KINDS if re.search(only, kind) and kind not in table) or "none")
    for each in (each for rows in table.values() for each in rows if each.crash or not each.by_all):
        print(f"not found: {each.kind} on {each.page}: {each.crash or each.told}")


if __name__ == "__main__":
    main(*(int(each) if each.isdecimal() else each for each in sys.argv[1:]))
