"""Where the numbers of a document come from: entries of a page's register, as numbered notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from briefing_lib.errors import FailedBriefing
from briefing_lib.pages.runs import HIDDEN, PLAIN, Run, Runs, classes_of, inline, is_entry, settled, target_of, words_of

MANY = 8
"""Of more inputs than these, as all provinces that a rank is among, only the first is listed; for the others their reports stand."""
Key = tuple[str, str]
"""What shares a note: report and paragraph; or, where numbers of several were put together, the entry of the register."""


@dataclass(frozen=True, slots=True)
class Note:
    """Where numbers come from: a paragraph of a report with what it prints, or a formula."""

    number: int
    lines: tuple[Runs, ...]


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
            inputs = self._inputs(anchor)
            for each in inputs[:1] if len(inputs) > MANY else inputs:
                self._enter(each)
            for behind in self._rests_on(anchor) if len(inputs) > MANY else ():
                self.held.setdefault(behind, {})
        return self._number(key)

    def _rests_on(self, anchor: str) -> list[Key]:
        """The notes of all printed numbers that went into one."""
        inputs = self._inputs(anchor)
        return list(dict.fromkeys(key for each in inputs for key in self._rests_on(each))) if inputs else [self.key(anchor)]

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
            return str(source["id"]), words_of(paragraph) if anchor.startswith("figure-") else ""
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
        links = list(dict.fromkeys(target_of(link) for part in told for link in part.select("a[href^='#']") if is_entry(link)))
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
        return settled((*words["name"], Run(" "), *words["reported"], where, Run(". "), *basis, *words["address"]))

    def _lines(self, held: Iterable[str], key: Key) -> Iterator[Runs]:
        """A line for each formula, and one for all printed numbers that have the same said of them."""
        alike: dict[Runs, list[Runs]] = {}
        for anchor in held:
            if anchor.startswith("figure-"):
                before, after = self._printed(anchor, key)
                alike.setdefault(after, []).append(before)
        for after, numbers in alike.items():
            joined = (run for index, number in enumerate(numbers) for run in ((Run("; "),) if index else ()) + number)
            yield settled((*joined, *after))
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
        rest = [each for each in after if not (isinstance(each, Tag) and "paragraph" in classes_of(each))]
        return settled((*front, *self._said(printed, key))), (*spoken, *self._said(rest, key))

    def _computed(self, anchor: str, key: Key) -> Runs:
        """What a number or group was computed from; its measure, where the document does not show it."""
        entry = self._entry(anchor)
        value = entry.find("strong")
        told = [part for part in entry.select(":scope > p, :scope > .shared > p") if "what" not in classes_of(part)]
        what = entry.select_one(":scope > p.what, :scope > .shared > p.what")
        if self._group(anchor):
            return self._said(entry, key)
        if anchor in self.shown and value is not None and value.find_parent("p", class_="what"):
            front: Runs = (*self._said(value, key, Run(strong=True)), Run(" "))
        else:
            front = (*self._said(what, key), Run("; " if key[0] and anchor.startswith("values-") else ". ")) if what else ()
        line = settled((*front, *(run for part in told for run in (*self._said(part, key), Run(" ")))))
        if len(self._inputs(anchor)) <= MANY:
            return line
        reports = sorted(self._number(each) for each in self._rests_on(anchor))
        return (*settled(replace(run, notes=()) for run in line), Run(notes=tuple(reports)))

    def _said(self, part: Tag | Iterable[PageElement] | None, key: Key, look: Run = PLAIN) -> Runs:
        """Words of an entry; a number or report of another note is followed by its mark."""

        def mark(link: Tag) -> tuple[int, ...]:
            target = target_of(link)
            other = next((each for each in self.held if each[0] == target), None) if target.startswith("source-") else self.key(target)
            return (self._number(other),) if other in self.held and other != key else ()

        return tuple(inline(part, look, mark, HIDDEN | {"definition"})) if part is not None else ()
