"""Audits finished files against the data: each page is read, then made again and compared, and so is every file beside it.

A page is a function of the package and of the pieces that its notebook asks for. Said again from the data, without running the notebook,
it must come out letter by letter: so a number, word or mark that stands in the wrong place is found without a second description of
every place. What a page is set in (the pages and files that it links to) is read from the page itself, and checked against the places.
"""

from __future__ import annotations

import contextlib
import difflib
import functools
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import nbformat
from selectolax.lexbor import LexborNode

from briefing_lib.briefing import Briefing, Data, check_since
from briefing_lib.build.changes import LAST, hash_of
from briefing_lib.build.drawing import drawn_in_one_process
from briefing_lib.build.notebooks import Notebook, asked_in, find_notebooks
from briefing_lib.build.processes import Done, Ended, Told, Work, why_not_forked, work_apart
from briefing_lib.build.site import FAILED, MANIFEST, documents_of, page_of, read_manifest, said_again, tables_of, wholes_of
from briefing_lib.charts import trust_charts
from briefing_lib.errors import BriefingError, WrongUse
from briefing_lib.pages.desk import completed
from briefing_lib.pages.page import Surroundings, make_page
from briefing_lib.proof.audit import Audited, Flaw, audit_page, find_pages, read_page, reader_of
from briefing_lib.proof.reading import open_page, path_of
from briefing_lib.store import Store
from briefing_lib.wording import available_languages

MOST = 12
"""So many differences of one page are named; where there are more, it is another page."""
SHARE = 16
"""So many pages a process of the audit takes at once."""
FORKED_FROM = 3
"""From so many shares on, processes are worth their start."""
KINDS = ("csv", "ipynb", "pdf", "docx", "ics")
"""Files beside a page, by what stands behind the dot."""


def audit_site(path: Path, store: Store, *, rebuild: bool = False) -> Audited:
    """Audit a page, or all that lies in a folder: its seal, each page by its mark-up and made again, each file beside it.

    With `rebuild` the notebooks are run for it. Many pages are shared among processes, as many as there are cores. Raises WrongUse where
    there is no page, or a file that is none.
    """
    pages = find_pages(path)
    folder = path if path.is_dir() else path.parent
    trust_charts()
    first = Audited(flaws=list(_seal(folder)) if path.is_dir() else [])
    size = 1 if rebuild else SHARE
    shares = [pages[at : at + size] for at in range(0, len(pages), size)]
    works: list[tuple[int, Work]] = [(number, partial(_audit_share, share, folder, store, rebuild)) for number, share in enumerate(shares)]
    site = next((each for each in (folder, folder.parent) if (each / MANIFEST).is_file()), folder)
    if asked := {name for name in read_manifest(site).get("wholes", {}) if (site / name).is_relative_to(path)}:
        works.insert(0, (-1, partial(_audit_wholes, asked, site, store)))
    done: Iterable[tuple[int, Told | Done | Ended]] = ((number, Done(work(lambda *_: None))) for number, work in works)
    is_shared = len(shares) >= FORKED_FROM and not why_not_forked()
    if is_shared:
        for code in available_languages():
            reader_of(store.at_top, code)
        done = work_apart(works)
    with drawn_in_one_process() if is_shared else contextlib.nullcontext():
        found = dict(_results(done))
    return sum((found[number] for number in sorted(found)), first)


def _results(done: Iterable[tuple[int, Told | Done | Ended]]) -> Iterator[tuple[int, Audited]]:
    """What each share came to; raises what stopped one of them."""
    for number, message in done:
        match message:
            case Done(BriefingError() as problem):
                raise problem
            case Done(seen):
                yield number, seen
            case Ended(reason):
                raise WrongUse(f"a process of the audit came to no result: {reason}")


def _audit_share(pages: list[Path], folder: Path, store: Store, rebuild: bool, tell: Callable[..., None]) -> Audited | BriefingError:
    """Audit some of the pages; where a file is none, the reason is the result, as it may have to reach another process."""
    seen = Audited()
    try:
        for page in pages:
            name, text = page.relative_to(folder).as_posix(), read_page(page)
            audit_page(text, name, store, seen)
            seen.flaws += _made_again(page, name, text, store, seen, rebuild=rebuild)
            tell(name)
    except WrongUse as problem:
        return problem
    return seen


def _audit_wholes(asked: Collection[str], folder: Path, store: Store, tell: Callable[..., None]) -> Audited:
    """Make the indexes, feeds and tables of a site again, and compare those that were asked for."""
    seen = Audited()
    for name, wanted in wholes_of(store, folder).items():
        tell(name)
        if name not in asked or not (folder / name).is_file():
            continue
        content = (folder / name).read_bytes()
        if name.endswith(".html"):
            seen.flaws += _differences(name, content.decode("utf-8", "replace"), wanted.decode())
            continue
        seen.files += 1
        if name.endswith(".xlsx"):
            seen.flaws += [] if content == wanted else [Flaw(name, "", "", "it does not hold the figures of the data, or is another file")]
        else:
            seen.flaws += _line_differences(name, content.decode("utf-8", "replace"), wanted.decode())
    return seen


def _seal(folder: Path) -> Iterator[Flaw]:
    """Which files are not those that the build made."""
    manifest = read_manifest(folder)
    if not manifest:
        return
    made = {name: digest for each in manifest["briefings"] for name, digest in each["files"].items()} | dict(manifest.get("assets", {}))
    made |= dict(manifest.get("wholes", {}))
    there = {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()} - {MANIFEST, LAST}
    there = {name for name in there if not name.startswith(f"{FAILED}/")}
    for name in sorted(made):
        if name not in there:
            yield Flaw(name, "", "", "the build made this file, and it is gone")
        elif hash_of(folder / name) != made[name]:
            yield Flaw(name, "", "", "this is not the file that the build made")
    yield from (Flaw(name, "", "", "the build did not make this file") for name in sorted(there - made.keys()))


@dataclass(frozen=True)
class _Claim:
    """What a page says it is: its notebook, place, day and language, and what it is set in."""

    notebook: Notebook
    briefing: Briefing
    language: str
    around: Surroundings


def _made_again(page: Path, name: str, text: str, store: Store, seen: Audited, *, rebuild: bool) -> Iterator[Flaw]:
    root = open_page(text)
    try:
        site = page.parent if root.attributes["lang"] == "en" else page.parent.parent
        if "data-notebook" not in root.attributes and page.relative_to(site).as_posix() in read_manifest(site).get("wholes", {}):
            return  # an index, which is made again with the other files of the whole site
        if not root.attributes.get("data-notebook"):
            yield Flaw(name, "html", "data-notebook", "it does not say what it is made of, so it can't be made again")
            return
        claim = _claim_of(root, store)
        executed = _run(claim, store) if rebuild else _said_again(claim, _stored(page.with_suffix(".ipynb")))
        yield from _misled(root, claim, page, name)
        again = make_page(executed, claim.briefing, claim.language, claim.around)
        yield from _differences(name, text, again)
        for file in (page.with_suffix(f".{kind}") for kind in KINDS):
            if file.is_file() and not claim.around.standalone:
                seen.files += 1
                yield from _file_flaws(file, f"{name.rpartition('.')[0]}{file.suffix}", claim, again, executed, rebuild=rebuild)
    except BriefingError as problem:
        yield Flaw(name, "", "", f"it can't be made again: {problem}")


@functools.cache
def _notebooks() -> dict[str, Notebook]:
    return find_notebooks()


def _claim_of(root: LexborNode, store: Store) -> _Claim:
    given = {name: str(value or "") for name, value in root.attributes.items()}
    named = given["data-notebook"]
    notebook = _notebooks().get(named) or Notebook(Path(f"{named}.ipynb"))
    day, data = given.get("data-as-of", ""), Data(store)
    if given.get("data-compared"):
        briefing = data.side_by_side(given["data-compared"], given.get("data-measures", ""), as_of=day)
    else:
        briefing = data.briefing(given.get("data-place", ""), as_of=day, since=given.get("data-since", ""))
    links = {kind: root.css_first(f"nav a[rel={kind}]") for kind in ("prev", "next")}
    before, after = (_named(link) if link else None for link in links.values())
    beside, report = (_address_of(root.css_first(f"a.{kind}")) for kind in ("beside", "changed"))
    is_brief = notebook.is_brief
    around = Surroundings(
        notebook=named,
        files=[_address_and_kind(link) for link in root.css("ul.downloads a")],
        neighbours=(before, after),
        languages=[(str(link.attributes["hreflang"]), str(link.attributes.get("href") or "")) for link in root.css("nav a[hreflang]")],
        standalone=root.css_first("style") is not None,
        is_brief=is_brief or notebook.is_report,
        record=beside if is_brief else "",
        brief="" if is_brief else beside,
        report=report.partition("#")[0],
    )
    return _Claim(notebook, briefing, given["lang"], around)


def _address_of(link: LexborNode | None) -> str:
    return str(link.attributes.get("href") or "") if link else ""


def _named(link: LexborNode) -> tuple[str, str]:
    return str(link.attributes.get("href") or ""), link.text().replace("←", "").replace("→", "").strip()


def _address_and_kind(link: LexborNode) -> tuple[str, str]:
    address = str(link.attributes.get("href") or "")
    kind = address.rpartition(".")[2]
    return address, kind if kind in KINDS else KINDS[0]


def _misled(root: LexborNode, claim: _Claim, page: Path, name: str) -> Iterator[Flaw]:
    """What a page links to that is not what it says: only this was read from the page itself."""
    store, notebook, place = claim.briefing.store, claim.notebook, claim.briefing.place
    pages = (
        {(f"{notebook.stem(each)}.html", each.name(claim.language)) for each in store.places.with_pages}
        if notebook.path.is_file()
        else set()
    )
    for address, named in filter(None, claim.around.neighbours):
        if pages and (address, named) not in pages:
            yield Flaw(name, "nav", f"{named}: {address}", "no place of this name has a page of this address")
    own = notebook.stem(place) if notebook.path.is_file() else Path(name).stem
    for code, address in claim.around.languages:
        if code == claim.language or code not in available_languages() or address != f"../{code}/{own}.html":
            yield Flaw(name, "nav", address, "it is not this page in another language")
    for link in root.css("ul.downloads a"):
        address, kind = _address_and_kind(link)
        if address != f"{own}.{kind}":
            yield Flaw(name, path_of(link), address, "it is not the file of this page")
    offered = {address for address, _ in claim.around.files}
    for file in (page.with_suffix(f".{kind}") for kind in KINDS if not claim.around.standalone):
        if file.is_file() and file.name not in offered:
            yield Flaw(name, "h2#downloads", file.name, "it stands beside the page, which does not offer it")
    known = notebook.beside(place, _notebooks()) if notebook.path.is_file() else {}
    for kind in ("record", "brief", "report"):
        if (address := getattr(claim.around, kind)) and address != known.get(kind):
            yield Flaw(name, "a.changed" if kind == "report" else "a.beside", address, f"it is not the {kind} of this page")


def _stored(path: Path) -> nbformat.NotebookNode | None:
    """The executed notebook beside a page; None where there is none."""
    try:
        return nbformat.read(path, 4) if path.is_file() else None
    except (OSError, ValueError, AttributeError, nbformat.ValidationError):
        return None


def _said_again(claim: _Claim, stored: nbformat.NotebookNode | None) -> nbformat.NotebookNode:
    """The notebook with its pieces said anew from the data; what its cells show besides stands as it was stored, where it was."""
    cells = stored.cells if stored else [{**cell, "outputs": []} for cell in claim.notebook.cells]
    return said_again(cells, page_of(claim.notebook, claim.briefing, claim.language))


def _run(claim: _Claim, store: Store) -> nbformat.NotebookNode:
    from briefing_lib.build.run import run_notebook

    asked = {
        "province": claim.briefing.place.code, "as_of": claim.briefing.as_of.isoformat(), "language": claim.language,
        "provinces": ",".join(claim.briefing.compared), "measures": ",".join(claim.briefing.measures),
    }  # fmt: skip
    if claim.briefing.since != check_since("", claim.briefing.as_of):
        asked["since"] = claim.briefing.since.isoformat()
    known = {name: asked[name] for name in claim.notebook.parameters if name in asked}
    return run_notebook(claim.notebook, known, store.folder)


def _file_flaws(file: Path, name: str, claim: _Claim, page: str, executed: nbformat.NotebookNode, *, rebuild: bool) -> Iterator[Flaw]:
    """What is wrong with a file beside a page, made again from the data or from the page as it should be."""
    content, kind = file.read_bytes(), file.suffix[1:]
    if kind in ("csv", "ics"):
        wanted = tables_of(claim.notebook, claim.briefing, claim.language).get(kind, b"")
        yield from _line_differences(name, content.decode("utf-8", "replace"), wanted.decode())
    elif kind == "ipynb" and rebuild:
        yield from _line_differences(name, content.decode("utf-8", "replace"), nbformat.writes(completed(executed, page)) + "\n")
    elif kind == "ipynb":
        yield from _notebook_flaws(name, _stored(file), claim, completed(executed, page))
    elif documents_of(page, (kind,), claim.briefing.store, claim.language)[kind] != content:
        yield Flaw(name, "", "", "it does not say what the page says, or is another file")


def _notebook_flaws(name: str, stored: nbformat.NotebookNode | None, claim: _Claim, executed: nbformat.NotebookNode) -> Iterator[Flaw]:
    if stored is None:
        yield Flaw(name, "", "", "it can't be read as a notebook")
        return
    code = [cell for cell in stored.cells if cell.cell_type == "code"]
    if claim.notebook.path.is_file():
        given = [cell for cell in code if "injected-parameters" not in cell.metadata.get("tags", ())]
        wanted = ["".join(cell["source"]) for cell in claim.notebook.cells if cell["cell_type"] == "code"]
        if [cell.source for cell in given] != wanted:
            yield Flaw(name, "", "", f"its cells are not those of {claim.notebook.path.name}")
    for index, (cell, again) in enumerate(zip(code, executed.cells[:-1], strict=True), 1):
        shown, said = (json.dumps([each.get("data") for each in one.outputs], sort_keys=True) for one in (cell, again))
        if shown != said and asked_in(cell, "page"):
            yield Flaw(name, f"code cell {index}", cell.source, "what it shows is not what the data say")
    if [cell.source for cell in stored.cells[-1:]] != [executed.cells[-1].source]:
        yield Flaw(name, "last cell", "", "it does not say where the numbers come from as the page does")


def _differences(name: str, found: str, wanted: str) -> Iterator[Flaw]:
    """Where a page is not the one that the data make, element by element."""
    if found == wanted:
        return
    one, other = _flat(open_page(found)), _flat(open_page(wanted))
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a[1] != b[1]), min(len(one), len(other)))
    end = next((at for at, (a, b) in enumerate(zip(one[:start:-1], other[:start:-1], strict=False)) if a[1] != b[1]), 0)
    ones, others = one[start : len(one) - end], other[start : len(other) - end]
    if not ones and not others:
        yield from _line_differences(name, found, wanted)
        return
    matcher = difflib.SequenceMatcher(None, [each[1] for each in ones], [each[1] for each in others], autojunk=len(ones) > 2000)
    changes = [each for each in matcher.get_opcodes() if each[0] != "equal"]
    for _, a, b, c, d in changes[:MOST]:
        told, said = (" ".join(text for _, text in side) for side in (ones[a:b], others[c:d]))
        where = (ones[a:b] or ones[a - 1 : a] or one[start - 1 : start] or one[:1])[0][0]
        yield Flaw(name, path_of(where), told or "nothing", f"the data say {said[:160]!r}" if said else "the data say nothing here")


def _flat(root: LexborNode) -> list[tuple[LexborNode, str]]:
    """Every element with its attributes and every text, in order, each with the element that it stands in."""
    parts: list[tuple[LexborNode, str]] = []
    for node in root.traverse(include_text=True):
        if node.is_text_node:
            parts.append((node.parent or root, (node.text_content or "").strip()))
        elif node.is_element_node:
            written = "".join(f" {name}={value!r}" for name, value in node.attributes.items())
            inner = node.inner_html if node.tag == "template" else ""
            parts.append((node, f"<{node.tag}{written}>{inner}"))
    return [each for each in parts if each[1]]


def _line_differences(name: str, found: str, wanted: str) -> Iterator[Flaw]:
    if found == wanted:
        return
    ones, others = found.splitlines(), wanted.splitlines()
    at = next((index for index, (a, b) in enumerate(zip(ones, others, strict=False)) if a != b), min(len(ones), len(others)))
    told, said = (side[at] if at < len(side) else "the end" for side in (ones, others))
    yield Flaw(name, f"line {at + 1}", told, f"the data say {said[:160]!r}")
