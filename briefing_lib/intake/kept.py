"""What a person has decided about a text, kept beside it after every step, so that work may stop and go on at any time."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from briefing_lib.errors import WrongUse
from briefing_lib.figures import Source, last_day_of
from briefing_lib.intake.passage import Report
from briefing_lib.intake.reading import Reading, find_in_hand, read_report
from briefing_lib.intake.terms import guess_language
from briefing_lib.store import LANGUAGES, Store, strip_marks

STATE = ".intake"
"""Folder of what was decided, within the folder of texts."""


@dataclass(kw_only=True)
class Work:
    """A report under way: its row of sources.csv, what was decided of each number and statement, and the lines once they are saved.

    A decision is `{"kind": "figure", "cells": …}` or `{"kind": "left_out", "reason": …}`, under the key of the candidate; statements
    that were worded are rows under their key, None where one was put aside. `further` are rows of other tables, each with its table.
    """

    folder: Path
    source: dict[str, str]
    decisions: dict[str, dict[str, Any]] = field(default_factory=dict)
    statements: dict[str, dict[str, Any] | None] = field(default_factory=dict)
    further: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    saved: dict[str, list[str]] = field(default_factory=dict)
    held: str = field(default="", repr=False, compare=False)
    """What its file held when it was last read or written here."""

    @property
    def path(self) -> Path:
        """Where it is kept."""
        return self.folder / STATE / f"{self.source['text_sha256'][:16]}.json"

    @property
    def text(self) -> str:
        """The text, as it was read; WrongUse where it is gone or was altered since."""
        path = self.folder / self.source["text_name"]
        lost = "is gone" if not path.is_file() else ""
        raw = b"" if lost else path.read_bytes()
        if not lost and hashlib.sha256(raw).hexdigest() != self.source["text_sha256"]:
            lost = "was altered since it was read"
        if lost:
            raise WrongUse(
                f"{path} {lost}: put it back, or give the report's file anew; what was decided of {self.source['source_id']} is kept"
            )
        return raw.decode("utf-8-sig")

    def report(self, store: Store) -> Report:
        """The text with what is known of it."""
        return Report(self.text, self.source["language"], self.source["published_on"], store)

    def keep(self) -> None:
        """Write it to its file, whole or not at all; WrongUse where somebody else has written there since."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.is_file() and self.path.read_text("utf-8") != self.held:
            raise WrongUse(f"{self.source['source_id']} is being decided elsewhere, too; open it again, with the answers given there")
        new = self.path.with_suffix(".new")
        told = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in ("folder", "held")}
        self.held = json.dumps(told, ensure_ascii=False, indent=1)
        new.write_text(self.held, "utf-8")
        os.replace(new, self.path)


def find_work(folder: Path, store: Store) -> list[Work]:
    """Every report under way or saved in a folder of texts, by its name.

    Its lines are kept before they are saved: one whose save did not come about is under way.
    """
    found = []
    for path in sorted((folder / STATE).glob("*.json")):
        try:
            text = path.read_text("utf-8")
            work = Work(folder=folder, held=text, **json.loads(text))
            work.source["source_id"], work.source["text_sha256"]
        except (ValueError, TypeError, KeyError):
            raise WrongUse(
                f"{path} can't be read; it holds what was decided of a text: restore it, or take it away to begin anew"
            ) from None
        if work.source["source_id"] not in store.sources:
            work.saved = {}
        found.append(work)
    return found


def take_in(raw: bytes, name: str, folder: Path, given: Mapping[str, str], store: Store) -> tuple[Work, list[str]]:
    """Read a file, and begin or go on with it; what is said where the report may be in hand already."""
    reading = read_report(raw, name)
    work = begin(folder, reading, given, store)
    return work, [
        f"in hand already? {each} {why}; if this one reprints it, name it as original (key r)"
        for each, why in find_in_hand(store, reading, work.source["language"], work.source["url"])
        if each != work.source["source_id"]
    ]


def begin(folder: Path, reading: Reading, given: Mapping[str, str], store: Store) -> Work:
    """Go on with a text that was begun, else keep it and begin; what is `given` of its row in sources.csv goes before what is guessed.

    Raises WrongUse where the language or the day from which it is known can't be told.
    """
    _check_given(given)
    works = find_work(folder, store)
    if known := next((each for each in works if each.source["text_sha256"] == reading.sha256), None):
        if not known.saved:
            known.source |= {column: cell for column, cell in given.items() if cell}
        (folder / known.source["text_name"]).write_bytes(reading.raw)  # as it was, also where it was lost or altered since
        return known
    taken = {*store.sources, *(each.source["source_id"] for each in works), *(path.stem for path in folder.glob("*.txt"))}
    if given.get("source_id", "") in taken:
        raise WrongUse(
            f"{given['source_id']} is the name of another text, in the tables or in {folder}; give this one a name of its own (--id)"
        )
    source = _guess_source(reading, given, store, taken)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / source["text_name"]).write_bytes(reading.raw)
    work = Work(folder=folder, source=source)
    work.keep()
    return work


def _check_given(given: Mapping[str, str]) -> None:
    """Refuse what can't be: a day that is none, a language that is not read, a name that is no plain one."""
    for column, option in (("published_on", "--published-on"), ("known_from", "--known-from")):
        read_day(given.get(column, ""), f"{option}: ")
    if (code := given.get("language", "")) and code not in LANGUAGES:
        raise WrongUse(f"--language: texts in {code!r} are not read; they are read in {', '.join(LANGUAGES)}")
    if (name := given.get("source_id", "")) and not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
        raise WrongUse(f"--id: {name!r} is no name; write small letters, digits and hyphens, as vietnamnet-2025-12-hanoi")


def read_day(value: str, asked: str = "", *, whole: bool = False) -> str:
    """A day or month as it is written, blank where none is and no `whole` day is wanted; WrongUse, behind what was `asked`, for another."""
    form = "2025-10-01" if whole else "2025-10-01 or 2025-10"
    try:
        if value or whole:
            last_day_of(value)
    except ValueError:
        raise WrongUse(f"{asked}{value!r} is no day or month; write it as {form}") from None
    if whole and len(value) < len("2025-10-01"):
        raise WrongUse(f"{asked}{value!r} is no day; write it as {form}")
    return value


def _guess_source(reading: Reading, given: Mapping[str, str], store: Store, taken: Collection[str]) -> dict[str, str]:
    told = {column: cell for column, cell in given.items() if cell}
    language = told.get("language") or guess_language(reading.text)
    if not language:
        raise WrongUse("the language of the text can't be told; say whether it is vi, en or id (--language)")
    url = told.get("url") or reading.url or _last_address(reading.text)
    day = told.get("published_on") or reading.published_on
    publisher = told.get("publisher") or _publisher_of(url, store)
    if not publisher:
        raise WrongUse("who published it can't be told; name the publisher (--publisher)")
    known_from = told.get("known_from") or (last_day_of(day).isoformat() if day else "")
    if not known_from:
        raise WrongUse(
            "no day is printed or given; give the day that it prints (--published-on), else a careful late one from which it may be used "
            "(--known-from)"
        )
    earlier = [each for each in store.sources.values() if each.publisher == publisher]
    kind = told.get("kind") or (max(earlier, key=lambda each: each.known_from).kind if earlier else "press")
    source = {
        "publisher": publisher, "kind": kind, "title": told.get("title", reading.title), "url": url, "published_on": day,
        "known_from": known_from, "date_basis": "inferred" if not day else "month" if len(day) == len("2025-10") else "printed",
        "language": language, "translated_from": told.get("translated_from", ""), "original": told.get("original", ""),
        "basis": "full_text", "text_sha256": reading.sha256, "note": told.get("note", ""),
    }  # fmt: skip
    subject = Report(reading.text, language, day, store).subject.value
    source["source_id"] = told.get("source_id") or _name(url or publisher, day, store.places[subject].slug, taken)
    source["text_name"] = f"{source['source_id']}.txt"
    return source


def _last_address(text: str) -> str:
    """The address that a text prints behind its last paragraphs, as copies do."""
    found = re.findall(r"https?://[^\s<>\"]+", "\n".join(text.strip().splitlines()[-4:]))
    return found[-1].rstrip(".,)") if found else ""


def _host(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", url).partition("/")[0]


def _publisher_of(url: str, store: Store) -> str:
    same: list[Source] = [each for each in store.sources.values() if url and each.url and _host(each.url) == _host(url)]
    return same[-1].publisher if same else ""


def _name(origin: str, day: str, subject: str, taken: Collection[str]) -> str:
    """A name as those before it have: publisher, day and place."""
    head = _host(origin).partition(".")[0] if "://" in origin else origin
    stem = re.sub(r"[^a-z0-9]+", "-", strip_marks(head).lower()).strip("-")
    name = f"{stem}-{day or 'undated'}-{subject}"
    return next(each for each in (name, *(f"{name}-{number}" for number in range(2, 100))) if each not in taken)
