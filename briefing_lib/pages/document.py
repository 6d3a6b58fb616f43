"""A finished page as a document: a short list of blocks, and notes that say where each number comes from.

The page was audited, so the document takes every word and number from it and knows no figure of its own. What the page shows on
demand (navigation, tables behind charts, register) is left out; entries of the register become the notes.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup, Tag

from briefing_lib.charts import draw_svg
from briefing_lib.errors import FailedBriefing
from briefing_lib.pages.notes import Note, Notes
from briefing_lib.pages.runs import HIDDEN, LEFT_OUT, PLAIN, Run, Runs, classes_of, inline, is_text, settled, tags_in, target_of, words_of

WIDTHS = (806, 387)
"""Pixels of a chart across the page and across one of two columns."""
POINTS = 0.625
"""Points to a pixel: the 12 pixels of a chart's words come out as 7.5 points on paper."""
HIGHEST = {"brief": 119}
"""Points that a chart may be high on pages of a class; else most of a page."""
INTRODUCED = "introduced"
"""The style of a table whose title is for those alone who hear it."""
PASSED = ("div", "section", "article", "header", "aside")


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

    `rows` are the items of a list (one cell each), the terms and descriptions of facts (two), or the rows of a table: its head first,
    and one cell alone is as wide as the table; `numeric` says which columns are flush right, `widths` what part of the table each takes.
    `parts` are the blocks of each column, or what stands above and below the picture of a chart.
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
    return Reader(BeautifulSoup(page, "html.parser")).read()


class Reader:
    """Reads a page from its beginning to its register."""

    def __init__(self, page: BeautifulSoup) -> None:
        self.page, self.notes = page, Notes(page)
        self.style = " ".join(classes_of(page.body)) if page.body else ""

    def read(self) -> Document:
        """All of it, as a document."""

        def until_register(element: Tag) -> bool:
            return element.get("id") != "register" and element.find(id="register") is None

        opening, sections = (self.page.select_one(f"main > .{name}") for name in ("opening", "sections"))
        parts = [*tags_in(opening), *itertools.takewhile(until_register, tags_in(sections))]
        blocks = tuple(block for part in parts for block in self.block(part))
        title, site, foot = (words_of(self.page.select_one(each)) for each in ("main h1", "header.site .name", "footer.site"))
        day = self.page.select_one("footer.site time")
        if not title or day is None:
            raise FailedBriefing("the page has no title or no day, which a document must have")
        language = str(self.page.html["lang"]) if self.page.html else ""
        return Document(title, language, site, foot, str(day["datetime"]), self.style, blocks, self.notes.told())

    def block(self, element: Tag, style: str = "") -> Iterator[Block]:
        """What an element becomes: mostly one block, nothing, or what stands in it."""
        classes = classes_of(element)
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
            case "dl" if {"facts", "behind"} & set(classes):
                pairs = zip(element.find_all("dt"), element.find_all("dd"), strict=False)
                yield Block(kind="facts", rows=tuple((self.runs(term), self.runs(told)) for term, told in pairs))
            case "dl":
                for term in element.find_all("dt"):
                    told = itertools.takewhile(lambda each: each.name == "dd", term.find_next_siblings(("dt", "dd")))
                    lines = (run for each in told for run in (Run("\n"), *self.runs(each)))
                    yield Block(kind="text", runs=(*self.runs(term, Run(strong=True)), *lines))
            case "table" if element.find("tr"):
                yield self.table(element)
            case "figure":
                yield self.chart(element)
            case "div" if "columns" in classes:
                yield Block(kind="columns", parts=tuple(tuple(self.blocks(part)) for part in tags_in(element)))
            case "details":
                yield from self.blocks(element)
            case name if name in PASSED and is_text(element):
                yield Block(kind="text", style=style, runs=self.runs(element))
            case name if name in PASSED:
                yield from self.blocks(element, style)
            case name:
                raise FailedBriefing(f"a document has no place for <{name}>, as in {words_of(element)[:60]!r}")

    def blocks(self, element: Tag, style: str = "") -> Iterator[Block]:
        """The blocks within an element, which may hand its style down to them."""
        for part in tags_in(element):
            yield from self.block(part, style)

    def table(self, element: Tag) -> Block:
        """Its columns are as wide as the square root of what they say; below a heading or text of a brief it needs no title in print."""
        caption = element.find("caption")
        cells = [row.find_all(("th", "td")) for row in element.find_all("tr")]
        full = [row for row in cells if len(row) == len(cells[0])]
        if not all(len(row) in (1, len(cells[0])) for row in cells):
            raise FailedBriefing(f"a row has neither all cells of its table nor just one: {words_of(element)[:60]!r}")
        said = [sum(len(words_of(cell)) for cell in column) ** 0.5 for column in zip(*full, strict=True)]
        around = element.find_parent("div", class_="table")
        before = around.find_previous_sibling() if around else None
        is_introduced = self.style == "brief" and isinstance(before, Tag) and before.name in ("h2", "p")
        return Block(
            kind="table",
            style=INTRODUCED if is_introduced else "",
            runs=self.runs(caption) if isinstance(caption, Tag) and not set(classes_of(caption)) & HIDDEN else (),
            rows=tuple(tuple(self.cell(cell) for cell in row) for row in cells),
            numeric=tuple("numeric" in classes_of(cell) for cell in full[-1]),
            widths=tuple(each / sum(said) for each in said),
        )

    def cell(self, element: Tag) -> Runs:
        """In a brief the smaller line of a cell stands behind the first, as space is short; a cell of more lines keeps them."""
        runs = self.runs(element, Run(strong=element.name == "th" and element.has_attr("colspan")))
        if self.style != "brief" or sum(run.text.count("\n") for run in runs) != 1:
            return runs
        smaller = [after.small and run.text.endswith("\n") for run, after in zip(runs, (*runs[1:], PLAIN), strict=True)]
        return tuple(replace(run, text=run.text[:-1] + "\u00a0 ") if is_so else run for run, is_so in zip(runs, smaller, strict=True))

    def chart(self, figure: Tag) -> Block:
        """Headline, subtitle and source around the drawing; the source is followed by the notes of all numbers that are drawn."""
        caption, drawing, spec = (figure.select_one(each) for each in ("figcaption", ".drawing", "script"))
        if caption is None or drawing is None or spec is None:
            raise FailedBriefing(f"a chart lacks headline, description or drawing: {words_of(figure)[:60]!r}")
        shared = self.page.find(id="chart-style")
        style = {"config": json.loads(shared.get_text())} if shared else {}
        width = WIDTHS[1] if figure.find_parent("div", class_="columns") else WIDTHS[0]
        svg = draw_svg(style | json.loads(spec.get_text()), width)
        across, down = (float(each) * POINTS for each in re.findall(r' (?:width|height)="([\d.]+)"', svg[: svg.index(">")]))
        scale = min(1, WIDTHS[0] * POINTS / across, HIGHEST.get(self.style, 640) / down)
        above = tuple(self.blocks(caption))
        below = list(itertools.chain.from_iterable(self.block(each) for each in figure.select("p.source")))
        drawn = [mark for number in figure.select("details.numbers a.number") for mark in self.notes.mark_drawn(target_of(number))]
        if drawn:
            below = below or [Block(kind="text", style="source")]
            below[-1] = replace(below[-1], runs=(*below[-1].runs, Run(notes=tuple(sorted(set(drawn))))))
        return Block(
            kind="chart",
            picture=Picture(svg, across * scale, down * scale, str(drawing["aria-label"])),
            parts=(above, tuple(below)),
        )

    def runs(self, element: Tag, look: Run = PLAIN) -> Runs:
        return settled(inline(element, look, self.mark))

    def mark(self, link: Tag) -> tuple[int, ...]:
        """The notes of a number; those of a report that is only named, unless its numbers stand beside it."""
        target = target_of(link)
        if target.startswith("source-"):
            around = link.find_parent(("li", "p", "td", "dd")) or link
            beside = {self.notes.key(target_of(number))[0] for number in around.select("a.number")}
            return () if target in beside else self.notes.mark(target)
        return self.notes.mark(target)
