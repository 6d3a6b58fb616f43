"""Words of a document: runs of one look, as they stand within an element of a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from bs4 import Tag
from bs4.element import Comment, NavigableString, PageElement

LEFT_OUT = frozenset(("nav", "script", "template", "noscript", "button", "input"))
"""Elements without words for paper."""
HIDDEN = frozenset(("unseen", "numbers", "downloads", "undrawn"))
"""Classes of what a page shows on demand or to others than readers of its text."""
SMALL = frozenset(("small", "who", "when", "definition"))
INLINE = frozenset(("a", "abbr", "b", "br", "cite", "data", "em", "i", "q", "small", "span", "strong", "sub", "sup", "time"))
BLANKS = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look; behind them stand the marks of `notes`."""

    text: str = ""
    strong: bool = False
    small: bool = False
    raised: bool = False
    href: str = ""
    language: str = ""
    notes: tuple[int, ...] = ()


Runs = tuple[Run, ...]
PLAIN = Run()
Mark = Callable[[Tag], tuple[int, ...]]
"""Tells the notes of a number or report by the link to its entry."""


def inline(part: Tag | Iterable[PageElement], look: Run, mark: Mark, hidden: frozenset[str] = HIDDEN) -> Iterator[Run]:
    """The words within an element; a mark stands behind its number and the sign of doubt that follows it."""
    for child in part.children if isinstance(part, Tag) else part:
        if isinstance(child, NavigableString):
            if not isinstance(child, Comment):
                yield replace(look, text=BLANKS.sub(" ", child))
            continue
        assert isinstance(child, Tag)
        classes = classes_of(child)
        is_list_of_item = child.name in ("ul", "ol") and isinstance(part, Tag) and part.name == "li"
        if child.name in LEFT_OUT or set(classes) & hidden or is_list_of_item:
            continue
        if child.name == "br" or child.name not in INLINE:
            yield replace(look, text="\n")
        if child.name == "q":
            yield replace(look, text=f"“{child.get_text()}”")
            continue
        href = str(child.get("href", ""))
        small = look.small or not SMALL.isdisjoint({child.name, *classes})
        inner = replace(
            look,
            strong=(look.strong or child.name in ("strong", "b")) and not small,
            small=small,
            raised=look.raised or child.name == "sup",
            href=href if href.startswith(("https://", "http://")) else look.href,
            language=str(child.get("lang", look.language)),
        )
        yield from inline(child, inner, mark, hidden)
        link = child.previous_sibling if _is_doubt(child) else None if _is_doubt(child.next_sibling) else child
        if isinstance(link, Tag) and is_entry(link):
            yield replace(look, notes=mark(link))


def _is_doubt(element: object) -> bool:
    return isinstance(element, Tag) and "doubt" in classes_of(element)


def classes_of(element: Tag) -> list[str]:
    """The classes of an element."""
    return [each for each in element.get_attribute_list("class") if each]


def is_text(element: Tag) -> bool:
    """Whether words stand in an element without a paragraph around them."""
    loose = any(type(each) is NavigableString and each.strip() for each in element.children)
    return loose or element.find(INLINE, recursive=False) is not None


def is_entry(link: Tag) -> bool:
    """Whether a link leads to an entry of the register."""
    return target_of(link).startswith(("figure-", "formula-", "values-", "source-"))


def target_of(link: Tag) -> str:
    """The name of what a link within the page leads to."""
    return str(link.get("href", "")).removeprefix("#")


def tags_in(element: Tag | None) -> list[Tag]:
    """The elements that stand directly in another."""
    return [each for each in element.children if isinstance(each, Tag)] if element else []


def words_of(element: Tag | None) -> str:
    """All words of an element, as one line."""
    return " ".join(element.get_text().split()) if element else ""


def settled(runs: Iterable[Run]) -> Runs:
    """Runs as a line holds them: those of one look as one, blanks once, none at the beginning, at the end or behind a break."""
    settled: list[Run] = []
    last = "\n"
    for run in runs:
        text = run.text.lstrip({"\n": " \n", " ": " "}.get(last, ""))
        last = "]" if run.notes else text[-1] if text else last
        if settled and not settled[-1].notes and replace(run, text="", notes=()) == replace(settled[-1], text=""):
            settled[-1] = replace(run, text=settled[-1].text + text)
        elif text or run.notes:
            settled.append(replace(run, text=text))
    if settled and not settled[-1].notes:
        settled[-1] = replace(settled[-1], text=settled[-1].text.rstrip())
    return tuple(each for each in settled if each.text or each.notes)
