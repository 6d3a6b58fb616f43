"""A report entered in JupyterLab: its text on one side, what is asked of it on the other, by keyboard alone.

The questions are those of the terminal (`review`); what is shown is worked out here and drawn by `panel.js`.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from briefing_lib.build.aside import alone, run_aside
from briefing_lib.errors import BriefingError, WrongUse
from briefing_lib.intake.candidates import Candidate
from briefing_lib.intake.kept import Work, find_work, take_in
from briefing_lib.intake.review import Field, Review
from briefing_lib.intake.saving import NotSaved, pages_changed, say_saved
from briefing_lib.store import Store, find_package, open_store

HERE = Path(__file__).parent
GIVEN = {
    "url": "address", "publisher": "publisher", "published_on": "day on it (2025-10-01)", "known_from": "else known from",
    "language": "language (vi, en, id)",
}  # fmt: skip
"""What may be said of a report, where the text itself or earlier reports do not tell it."""


class AddReport(anywidget.AnyWidget):
    """The panel in which a report is entered; nothing is written before a text is given to it."""

    _esm, _css = HERE / "panel.js", HERE / "panel.css"
    text = traitlets.List().tag(sync=True)
    """The paragraphs: number, and parts with the key of the number that each is, blank for words."""
    shown = traitlets.Dict().tag(sync=True)
    answered = traitlets.Int().tag(sync=True)
    """How many messages of the page were answered; the page asks to be patient, or says that nobody answers, by it."""

    def __init__(self, store: Store, texts: Path, given: Mapping[str, str]) -> None:
        super().__init__()
        self._store, self._texts, self._given = store, texts, given
        self._review: Review | None = None
        self._turn = threading.RLock()  # JupyterLab calls the handlers of a kernel in more than one thread
        self._pages: dict[str, tuple[str, str]] = {}
        self._show()
        self.on_msg(self._hear)

    def __repr__(self) -> str:
        return "A report is entered here, in JupyterLab; briefing add FILE asks the same in a terminal."

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        bundle, metadata = super()._repr_mimebundle_(**options) or ({}, {})
        return {**bundle, "text/plain": repr(self)}, metadata

    def take(self, raw: bytes, name: str = "", given: Mapping[str, str] | None = None) -> None:
        """Begin with the text of a file, or go on with it; raises WrongUse where it can't be read or something of it can't be told."""
        self._given = {**self._given, **(given or {})}
        work, told = take_in(raw, name, self._texts, self._given, self._store)
        self._open(work, told)

    # what is heard

    def _hear(self, _widget: object, message: Mapping[str, Any], buffers: list[memoryview]) -> None:
        with self._turn:
            try:
                self._do(message, buffers)
            except NotSaved as problem:
                self._show(alert=f"nothing is saved, {len(problem.refusals)} to mend; g or a click leads to the number")
            except BriefingError as problem:
                said = re.sub(r" \(--[\w-]+\)", "", str(problem))  # here a field, not an option of the command
                self._show(alert=said, form=self.shown.get("form", {}))
            except Exception as problem:  # nobody reads the log of a kernel
                self._show(alert=f"a fault of the program, {type(problem).__name__}: {problem}; what was answered before is kept")
                raise
            finally:
                self.answered += 1

    def _do(self, message: Mapping[str, Any], buffers: list[memoryview]) -> None:
        match message["do"]:
            case "take":
                raw = bytes(buffers[0]) if buffers else message["text"].encode()
                self.take(raw, message.get("name", ""), message["given"])
            case "open":
                self._open(next(each for each in find_work(self._texts, self._store) if each.source["source_id"] == message["id"]))
            case "leave":
                self._review, self.text, self._pages = None, [], {}
                self._show()
            case "page":
                page = Path(self._pages[message["page"]][1])
                self.send({"page": message["page"]}, [page.read_bytes()])
            case "press":
                self._press(message["key"], message["filled"])
            case "close":
                self._show()
            case "go":
                self._opened().go(message["key"])
                self._show()

    def _press(self, key: str, filled: Mapping[str, str]) -> None:
        review = self._opened()
        if key == "s":
            self._change_tables(review.save)
        elif key == "u":
            self._change_tables(review.undo)
        elif review.work.saved:
            raise WrongUse("it is saved; u takes the rows out again, and then it can be changed")
        elif asked := review.asks(key, filled):
            fields = [asdict(each) for each in asked]
            self._show(form={"key": key, "filled": dict(filled), "fields": fields, "title": review.say_form(key, filled)})
        else:
            self._show(told=review.press(key, filled))

    def _opened(self) -> Review:
        if self._review is None:
            raise WrongUse("no report is open; give a text first")
        return self._review

    def _open(self, work: Work, told: list[str] | None = None) -> None:
        self._review, self._pages = Review(work, self._store), {}
        self.text = [{"number": number, "parts": parts} for number, parts in _parts(self._review)]
        self._show(told=told or [])

    # saving

    def _change_tables(self, change: Any) -> None:
        """Save or take back, then make the pages that change, in the background."""
        before, review = self._store, self._opened()
        after: Store = change()
        self._store, self._pages = after, {}
        said = say_saved(review.work) if review.work.saved else "the rows are taken out again; what was decided is kept"
        self._show(told=[said, "looking which pages change …"])
        threading.Thread(target=self._make, args=(before, after, review, said), daemon=True).start()

    def _make(self, before: Store, after: Store, review: Review, said: str) -> None:
        """Make the pages that change, and say so as long as the same report is open and its rows are as they were."""
        jobs = pages_changed(before, after)
        told = [said, "briefing build makes the other languages, and all pages that list the reports"]
        pages = {each.stem: ("waits", "") for each in jobs}
        for job in jobs:
            pages[job.stem] = ("is being made", "")
            if not self._tell(review, pages, told):
                return
            try:
                pages[job.stem] = ("made", str(run_aside(alone(job)).page))
            except BriefingError as problem:
                pages[job.stem] = (f"failed: {problem}", "")
        self._tell(review, pages, told)

    def _tell(self, review: Review, pages: dict[str, tuple[str, str]], told: list[str]) -> bool:
        with self._turn:
            if self._review is review:
                self._pages = dict(pages)
                self._show(told=told, form=self.shown["form"])
            return self._review is review

    # what is shown

    def _show(self, *, told: list[str] | None = None, alert: str = "", form: Mapping[str, Any] | None = None) -> None:
        shown: dict[str, Any] = {"told": told or [], "alert": alert, "form": form or {}}
        if review := self._review:
            source = review.work.source
            saved = bool(review.work.saved)
            keys = {"u": "take the rows out again"} if saved else review.keys
            shown |= {
                "title": " · ".join(filter(None, (source["source_id"], source["publisher"], source["published_on"]))),
                "progress": _progress(review), "marks": {each.key: _mark(review, each) for each in review.candidates},
                "question": {} if saved else asdict(review.question()), "sentence": getattr(review.current, "sentence", ""), "keys": keys,
                "refused": [] if saved else [list(each) for each in review.refused],
                "pages": [[stem, state, bool(page)] for stem, (state, page) in self._pages.items()],
            }  # fmt: skip
        else:
            fields = [Field(name=name, says=says, value=self._given.get(name, "")) for name, says in GIVEN.items()]
            works = find_work(self._texts, self._store)
            shown |= {"fields": [asdict(each) for each in fields], "works": [[each.source["source_id"], _state(each)] for each in works]}
        self.shown = shown


def _parts(review: Review) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """Each paragraph with its words cut where a number begins or ends."""
    for paragraph in review.report.paragraphs:
        parts, at = [], 0
        for each in (one for one in review.candidates if one.paragraph == paragraph.number):
            parts += [(paragraph.words[at : each.start], ""), (paragraph.words[each.start : each.end], each.key)]
            at = each.end
        yield paragraph.number, [*parts, (paragraph.words[at:], "")]


def _mark(review: Review, each: Candidate) -> str:
    if each.ruled:
        return "ruled"
    decided = review.work.decisions.get(each.key)
    return str(decided["kind"]) if decided else "sure" if each.sure else "open"


def _progress(review: Review) -> dict[str, int]:
    numbers = sum(not each.ruled for each in review.candidates)
    sentences = sum(review.is_decided(each) for each in review.proposals)
    return {"numbers": numbers, "decided": numbers - review.open, "sentences": len(review.proposals), "worded": sentences}


def _state(work: Work) -> str:
    return "saved" if work.saved else f"{len(work.decisions)} numbers decided"


def add_report(
    file: str | os.PathLike[str] = "", *, publisher: str = "", published_on: str = "", url: str = "", language: str = "",
    folder: str | os.PathLike[str] | None = None,
) -> AddReport:  # fmt: skip
    """The panel in which a report becomes rows: with the text of `file` (plain text, HTML, PDF, Word), or blank, to paste one.

    Texts are kept in `texts/` beside the package. Raises WrongUse for a file that holds no text, or where publisher, day or language
    can't be told.

    >>> add_report()
    A report is entered here, in JupyterLab; briefing add FILE asks the same in a terminal.
    """
    package = find_package(folder)
    given = {"publisher": publisher, "published_on": published_on, "url": url, "language": language}
    panel = AddReport(open_store(package), package.resolve().parent / "texts", given)
    if file:
        panel.take(Path(file).read_bytes(), os.fspath(file))
    return panel
