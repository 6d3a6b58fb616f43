"""A finished page as a document: a short list of blocks, and notes that say where each number comes from.

The page was audited, so the document takes every word and number from it and knows no figure of its own. What the page shows on
demand (navigation, tables behind charts, register) is left out; entries of the register become the notes.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString, PageElement

from briefing_lib.charts import draw_svg
from briefing_lib.errors import FailedBriefing

WIDTHS = (806, 387)
"""Pixels of a chart across the page and across one of two columns."""
POINTS = 0.625
"""Points to a pixel: the 12 pixels of a chart's words come out as 7.5 points on paper."""
HIGHEST = {"brief": 130}
"""Points that a chart may be high on pages of a class; else most of a page."""
LEFT_OUT = ("nav", "script", "template", "noscript", "button", "input")
HIDDEN = frozenset(("unseen", "numbers", "downloads", "undrawn"))
INLINE = frozenset(("a", "abbr", "b", "br", "cite", "data", "em", "i", "q", "small", "span", "strong", "sub", "sup", "time"))
BLANKS = re.compile(r"[ \t\r\n]+")
PASSED = ("div", "section", "article", "header", "aside")


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look; behind them stand the marks of `notes`."""

    text: str = ""
    strong: bool = False
    small: bool = False
    href: str = ""
    language: str = ""
    notes: tuple[int, ...] = ()


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as a drawing with its size on paper in points, and what it shows in words."""

    svg: str
    width: float
    height: float
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading, a text, or something of several parts; `style` is the class that the page gives it.

    `rows` are the items of a list (one cell each), the terms and descriptions of facts (two), or the rows of a table, the first
    being its head; `numeric` says which columns of a table are flush right, `widths` what part of it each takes. `parts` are the blocks of each column, or of a chart
    what stands around its picture.
    """

    kind: str
    style: str = ""
    runs: Runs = ()
    level: int = 0
    rows: tuple[tuple[Runs, ...], ...] = ()
    numeric: tuple[bool, ...] = ()
    widths: tuple[float, ...] = ()
    parts: tuple[tuple[Block, ...], ...] = ()
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Where numbers come from: a paragraph of a report with what it prints, or a formula."""

    number: int
    lines: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """All that a PDF or Word file says, in reading order; `day` is the day that it speaks of, `style` the class that its page has."""

    title: str
    language: str
    site: str
    foot: str
    day: str
    style: str
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]

    def every_block(self, blocks: Iterable[Block] | None = None) -> Iterator[Block]:
        """Its blocks with those that stand in others."""
        for block in self.blocks if blocks is None else blocks:
            yield block
            for part in block.parts:
                yield from self.every_block(part)


def read_document(page: str) -> Document:
    """The document that a finished page holds; raises FailedBriefing where it holds what no document has a place for."""
    soup = BeautifulSoup(page, "html.parser")
    return Reader(soup).read()


class Reader:
    """Reads a page from its beginning to its register."""

    def __init__(self, page: BeautifulSoup) -> None:
        self.page, self.notes = page, Notes(page)
        self.style = " ".join(_classes(page.body)) if page.body else ""

    def read(self) -> Document:
        def until_register(element: Tag) -> bool:
            return element.get("id") != "register" and element.find(id="register") is None

        opening, sections = (self.page.select_one(f"main > .{name}") for name in ("opening", "sections"))
        parts = [*_tags(opening), *itertools.takewhile(until_register, _tags(sections))]
        blocks = tuple(block for part in parts for block in self.block(part))
        title, site, foot = (_words(self.page.select_one(each)) for each in ("main h1", "header.site .name", "footer.site"))
        day = self.page.select_one("footer.site time")
        if not title or day is None:
            raise FailedBriefing("the page has no title or no day, which a document must have")
        language = str(self.page.html["lang"]) if self.page.html else ""
        return Document(title, language, site, foot, str(day["datetime"]), self.style, blocks, self.notes.told())

    def block(self, element: Tag, style: str = "") -> Iterator[Block]:
        """What an element becomes: mostly one block, nothing, or what stands in it."""
        classes = _classes(element)
        style = classes[0] if classes else style
        if element.name in LEFT_OUT or set(classes) & HIDDEN:
            return
        match element.name:
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                yield Block(kind="heading", level=int(element.name[1]), runs=self.runs(element))
            case "p" | "summary":
                yield Block(kind="text", style=style, runs=self.runs(element))
            case "ul" | "ol":
                rows = tuple((self.runs(item),) for item in element.find_all("li"))
                yield Block(kind="list", style="ordered" if element.name == "ol" else style, rows=rows)
            case "dl":
                terms, told = element.find_all("dt"), element.find_all("dd")
                if len(terms) != len(told):
                    raise FailedBriefing(f"a document needs one description for each term, as in {_words(element)[:60]!r}")
                yield Block(kind="facts", style=style, rows=tuple(zip(map(self.runs, terms), map(self.runs, told), strict=True)))
            case "table":
                yield self.table(element)
            case "figure":
                yield self.chart(element)
            case "div" if "columns" in classes:
                yield Block(kind="columns", parts=tuple(tuple(self.blocks(part)) for part in _tags(element)))
            case "details":
                yield from self.blocks(element)
            case name if name in PASSED and (element.find(INLINE, recursive=False) or _loose(element)):
                yield Block(kind="text", style=style, runs=self.runs(element))
            case name if name in PASSED:
                yield from self.blocks(element, style)
            case name:
                raise FailedBriefing(f"a document has no place for <{name}>, as in {_words(element)[:60]!r}")

    def blocks(self, element: Tag, style: str = "") -> Iterator[Block]:
        """The blocks within an element, which may hand its style down to them."""
        for part in _tags(element):
            yield from self.block(part, style)

    def table(self, element: Tag) -> Block:
        """Its columns are as wide as the square root of what they say."""
        caption = element.find("caption")
        cells = [row.find_all(("th", "td")) for row in element.find_all("tr")]
        said = [sum(len(_words(cell)) for cell in column) ** 0.5 for column in zip(*cells, strict=True)]
        return Block(
            kind="table",
            runs=self.runs(caption) if caption else (),
            rows=tuple(tuple(self.cell(cell) for cell in row) for row in cells),
            numeric=tuple("numeric" in _classes(cell) for cell in cells[-1]),
            widths=tuple(each / sum(said) for each in said),
        )

    def cell(self, element: Tag) -> Runs:
        """In a brief the smaller line of a cell stands behind the first, as space is short; a cell of more lines keeps them."""
        runs = self.runs(element)
        inline = self.style == "brief" and sum(run.text.count("\n") for run in runs) == 1
        return tuple(replace(run, text=run.text.replace("\n", "\u00a0 ")) for run in runs) if inline else runs

    def chart(self, figure: Tag) -> Block:
        """Headline, subtitle and source around the drawing; the source is followed by the notes of all numbers that are drawn."""
        caption, drawing, spec = (figure.select_one(each) for each in ("figcaption", ".drawing", "script"))
        if caption is None or drawing is None or spec is None:
            raise FailedBriefing(f"a chart lacks headline, description or drawing: {_words(figure)[:60]!r}")
        shared = self.page.find(id="chart-style")
        style = {"config": json.loads(shared.get_text())} if shared else {}
        width = WIDTHS[1] if figure.find_parent("div", class_="columns") else WIDTHS[0]
        svg = draw_svg(style | json.loads(spec.get_text()), width)
        across, down = (float(each) * POINTS for each in re.findall(r' (?:width|height)="([\d.]+)"', svg[: svg.index(">")]))
        scale = min(1, WIDTHS[0] * POINTS / across, HIGHEST.get(self.style, 640) / down)
        drawn = [mark for number in figure.select("details.numbers a.number") for mark in self.notes.mark_drawn(_target(number))]
        below = list(itertools.chain.from_iterable(self.block(each) for each in figure.select("p.source")))
        if drawn:
            below = below or [Block(kind="text", style="source")]
            below[-1] = replace(below[-1], runs=(*below[-1].runs, Run(notes=tuple(sorted(set(drawn))))))
        return Block(
            kind="chart",
            picture=Picture(svg, across * scale, down * scale, str(drawing["aria-label"])),
            parts=(tuple(self.blocks(caption)), tuple(below)),
        )

    def runs(self, element: Tag) -> Runs:
        return _settled(_inline(element, Run(), self.mark))

    def mark(self, link: Tag) -> tuple[int, ...]:
        """The notes of a number; those of a report that is only named, unless its numbers stand beside it."""
        target = _target(link)
        if target.startswith("source-"):
            around = link.find_parent(("li", "p", "td", "dd")) or link
            beside = {self.notes.key(_target(number))[0] for number in around.select("a.number")}
            return () if target in beside else self.notes.mark(target)
        return self.notes.mark(target)


Key = tuple[str, str]
"""What shares a note: report and paragraph; or, where numbers of several were put together, the entry of the register."""


class Notes:
    """Entries of the register as numbered notes, in the order in which a document needs them."""

    def __init__(self, page: BeautifulSoup) -> None:
        self.entries = {str(each["id"]): each for each in page.select(".register [id]")}
        self.held: dict[Key, dict[str, None]] = {}
        self.shown: set[str] = set()

    def mark(self, anchor: str) -> tuple[int, ...]:
        """The note of what is shown here, and of its inputs those that no number before it has called."""
        self.shown.add(anchor)
        return self._mark(anchor)

    def mark_drawn(self, anchor: str) -> tuple[int, ...]:
        """The same for a number within a chart: one of many alike is not listed by itself."""
        self.shown.add(anchor)
        return self._mark(self._group(anchor) or anchor)

    def _mark(self, anchor: str) -> tuple[int, ...]:
        before = len(self.held)
        own = self._enter(anchor)
        return (own, *(each for each in range(before + 1, len(self.held) + 1) if each != own))

    def _enter(self, anchor: str) -> int:
        key = self.key(anchor)
        held = self.held.setdefault(key, {})
        if anchor not in held:
            if anchor.startswith("formula-") and (group := self._group(anchor)):
                held[group] = None
            held[anchor] = None
            for each in self._inputs(anchor):
                self._enter(each)
        return self._number(key)

    def _number(self, key: Key) -> int:
        return list(self.held).index(key) + 1

    def _entry(self, anchor: str) -> Tag:
        if anchor not in self.entries:
            raise FailedBriefing(f"the register has no entry {anchor!r}")
        return self.entries[anchor]

    def key(self, anchor: str) -> Key:
        """Report and paragraph of a printed number, and of what was computed from numbers of this one paragraph."""
        entry = self._entry(anchor)
        source = entry if anchor.startswith("source-") else entry.find_parent(id=re.compile("^source-"))
        if source is not None and anchor.startswith("values-"):
            return str(source["id"]), anchor
        if source is not None:
            paragraph = entry.select_one(":scope > .paragraph")
            return str(source["id"]), _words(paragraph) if anchor.startswith("figure-") else ""
        keys = {self.key(each) for each in self._inputs(anchor)}
        return keys.pop() if len(keys) == 1 else ("", self._group(anchor) or anchor)

    def _group(self, anchor: str) -> str:
        group = self._entry(anchor).find_parent("li", class_="group")
        return str(group["id"]) if group else ""

    def _inputs(self, anchor: str) -> list[str]:
        """What a number was computed from; a count rests on its report where there is just one."""
        if anchor.startswith(("figure-", "source-")):
            return []
        entry = self._entry(self._group(anchor) or anchor)
        told = entry.select(":scope > p, :scope > .shared > p")
        links = list(dict.fromkeys(_target(link) for part in told for link in part.select("a[href^='#']") if _is_entry(link)))
        numbers = [each for each in links if not each.startswith("source-")]
        return numbers or (links if len(links) == 1 or anchor.startswith("values-") else [])

    def told(self) -> tuple[Note, ...]:
        """All notes in their order; what was read and how is said once for each report."""
        known: set[str] = set()
        notes = []
        for number, ((source, paragraph), held) in enumerate(self.held.items(), 1):
            head = [self._head(source, paragraph, source not in known)] if source else []
            notes.append(Note(number, (*head, *self._lines(held, (source, paragraph)))))
            known.add(source)
        return tuple(notes)

    def _head(self, source: str, paragraph: str, is_first: bool) -> Runs:
        entry = self._entry(source)
        parts = {name: entry.select_one(f":scope > .shared .{name}") for name in ("name", "reported", "basis", "address")}
        words = {name: self._said(part and [part], (source, paragraph), Run(strong=name == "name")) for name, part in parts.items()}
        where = Run("" if paragraph.startswith("values-") else paragraph)
        basis = (*words["basis"], Run(" ")) if is_first else ()
        return _settled((*words["name"], Run(" "), *words["reported"], where, Run(". "), *basis, *words["address"]))

    def _lines(self, held: Iterable[str], key: Key) -> Iterator[Runs]:
        """A line for each formula, and one for all printed numbers that have the same said of them."""
        alike: dict[Runs, list[Runs]] = {}
        for anchor in held:
            if anchor.startswith("figure-"):
                before, after = self._printed(anchor, key)
                alike.setdefault(after, []).append(before)
        for after, numbers in alike.items():
            joined = (run for index, number in enumerate(numbers) for run in ((Run("; "),) if index else ()) + number)
            yield _settled((*joined, *after))
        for anchor in held:
            if anchor.startswith(("formula-", "values-")):
                yield self._computed(anchor, key)

    def _printed(self, anchor: str, key: Key) -> tuple[Runs, Runs]:
        """The number with its printed form, and what else is said of it; its measure, where the document does not show it."""
        entry = self._entry(anchor)
        printed = entry.select_one(":scope > .printed")
        if printed is None:
            raise FailedBriefing(f"the entry {anchor!r} does not say how its number was printed")
        before, after = (list(each) for each in (printed.previous_siblings, printed.next_siblings))
        value = entry.find("strong", recursive=False) if anchor in self.shown else None
        front = (*self._said(value, key, Run(strong=True)), Run(" ")) if value else self._said(reversed(before), key)
        group = entry.find_parent("li", class_="group")
        shared = group.select_one(":scope > .shared > p:last-child") if group else None
        spoken = (Run("; "), *self._said(shared, key)) if shared else ()
        rest = [each for each in after if not (isinstance(each, Tag) and "paragraph" in _classes(each))]
        return _settled((*front, *self._said(printed, key))), (*spoken, *self._said(rest, key))

    def _computed(self, anchor: str, key: Key) -> Runs:
        """What a number or group was computed from; its measure, where the document does not show it."""
        entry = self._entry(anchor)
        value = entry.find("strong")
        told = [part for part in entry.select(":scope > p, :scope > .shared > p") if "what" not in _classes(part)]
        what = entry.select_one(":scope > p.what, :scope > .shared > p.what")
        if self._group(anchor):
            return self._said(entry, key)
        if anchor in self.shown and value is not None and value.find_parent("p", class_="what"):
            front: Runs = (*self._said(value, key, Run(strong=True)), Run(" "))
        else:
            front = (*self._said(what, key), Run("; " if key[0] and anchor.startswith("values-") else ". ")) if what else ()
        return _settled((*front, *(run for part in told for run in (*self._said(part, key), Run(" ")))))

    def _said(self, part: Tag | Iterable[PageElement] | None, key: Key, look: Run = Run()) -> Runs:
        """Words of an entry; a number or report of another note is followed by its mark."""

        def mark(link: Tag) -> tuple[int, ...]:
            target = _target(link)
            other = next((each for each in self.held if each[0] == target), None) if target.startswith("source-") else self.key(target)
            return (self._number(other),) if other in self.held and other != key else ()

        return tuple(_inline(part, look, mark)) if part is not None else ()


def _inline(part: Tag | Iterable[PageElement], look: Run, mark: Callable[[Tag], tuple[int, ...]]) -> Iterator[Run]:
    """The words within an element; a mark stands behind its number and the sign of doubt that follows it."""
    for child in part.children if isinstance(part, Tag) else part:
        if isinstance(child, NavigableString):
            if not isinstance(child, Comment):
                yield replace(look, text=BLANKS.sub(" ", child))
            continue
        assert isinstance(child, Tag)
        classes = _classes(child)
        is_list_of_item = child.name in ("ul", "ol") and isinstance(part, Tag) and part.name == "li"
        if child.name in LEFT_OUT or set(classes) & HIDDEN or is_list_of_item:
            continue
        if child.name == "br" or child.name not in INLINE:
            yield replace(look, text="\n")
        if child.name == "q":
            yield replace(look, text=f"“{child.get_text()}”")
            continue
        href = str(child.get("href", ""))
        inner = replace(
            look,
            strong=look.strong or child.name in ("strong", "b"),
            small=look.small or child.name == "small" or bool({"who", "when", "small"} & set(classes)),
            href=href if href.startswith(("https://", "http://")) else look.href,
            language=str(child.get("lang", look.language)),
        )
        yield from _inline(child, inner, mark)
        marked = child if href.startswith("#") and not _is_doubt(child.next_sibling) else child.previous_sibling if _is_doubt(child) else None
        if isinstance(marked, Tag) and _is_entry(marked):
            yield replace(look, notes=mark(marked))


def _is_doubt(element: object) -> bool:
    return isinstance(element, Tag) and "doubt" in _classes(element)


def _classes(element: Tag) -> list[str]:
    return [each for each in element.get_attribute_list("class") if each]


def _loose(element: Tag) -> bool:
    """Whether text stands in an element without a paragraph around it."""
    return any(type(each) is NavigableString and each.strip() for each in element.children)


def _is_entry(link: Tag) -> bool:
    """Whether a link leads to an entry of the register."""
    return _target(link).startswith(("figure-", "formula-", "values-", "source-"))


def _target(link: Tag) -> str:
    return str(link.get("href", "")).removeprefix("#")


def _tags(element: Tag | None) -> list[Tag]:
    return [each for each in element.children if isinstance(each, Tag)] if element else []


def _words(element: Tag | None) -> str:
    return " ".join(element.get_text().split()) if element else ""


def _settled(runs: Iterable[Run]) -> Runs:
    """Runs as a line holds them: those of one look as one, blanks once, none at the beginning, at the end or behind a break."""
    settled: list[Run] = []
    last = "\n"
    for run in runs:
        text = run.text.lstrip({"\n": " \n", " ": " "}.get(last, "")) if last in "\n " else run.text
        last = "]" if run.notes else text[-1] if text else last
        if settled and not settled[-1].notes and replace(run, text="", notes=()) == replace(settled[-1], text=""):
            settled[-1] = replace(run, text=settled[-1].text + text)
        elif text or run.notes:
            settled.append(replace(run, text=text))
    if settled and not settled[-1].notes:
        settled[-1] = replace(settled[-1], text=settled[-1].text.rstrip())
    return tuple(each for each in settled if each.text or each.notes)
