"""The days, months and years that a text prints, and what leads each of them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from briefing_lib.figures import last_day_of
from briefing_lib.intake.terms import WORDS

MONTH, DAY = len("2025-09"), len("2025-09-01")


class Span(NamedTuple):
    """A stretch of a paragraph."""

    start: int
    end: int

    def holds(self, at: int) -> bool:
        return self.start <= at < self.end


class Day(NamedTuple):
    """A day, month or year where a text prints it, as ISO text.

    `cue` is what leads it: `from`, `to`, `as_of`, `on`, `within`, or `none`.
    """

    start: int
    end: int
    text: str
    cue: str


def first_day(text: str) -> str:
    """The first day of a day, month or year."""
    return f"{text}-01-01"[:DAY] if len(text) < MONTH else f"{text}-01"[:DAY]


def last_day(text: str) -> str:
    """The last day of a day, month or year."""
    return last_day_of(text if len(text) >= MONTH else f"{text}-12").isoformat()


@functools.cache
def _forms(language: str) -> list[re.Pattern[str]]:
    months = "|".join(WORDS["months"].get(language, ["(?!)"]))
    forms = (form.replace("{months}", months) for form in WORDS["days"].get(language, ()))
    return [re.compile(form, re.IGNORECASE) for form in forms]


def number_of(word: str, section: str, language: str) -> int:
    """Which of the months or quarters a word is."""
    return next(number for number, form in enumerate(WORDS[section][language], 1) if re.fullmatch(form, word, re.IGNORECASE))


def is_first_part(word: str, language: str) -> bool:
    """Whether a word means the first part of a month or year, rather than the last."""
    return re.fullmatch(WORDS["first_part"][language], word, re.IGNORECASE) is not None


@functools.lru_cache(maxsize=8192)
def find_days(words: str, language: str, year: int, published_on: str) -> tuple[Day, ...]:
    """The days and months that words print, in their order; those without a year are of `year`, or of the one before where they would lie
    after the day on which the report was published."""
    found: list[tuple[int, int, str, str]] = []
    held: list[Span] = []
    for form in _forms(language):
        for match in form.finditer(words):
            if any(span.start < match.end() and match.start() < span.end for span in held):
                continue
            named = match.groupdict()
            word = named.get("word")
            month = number_of(word, "months", language) if word else int(named.get("month") or 0)
            text = _iso(named.get("year"), month, named.get("day"), year, published_on)
            if text and named.get("edge"):
                text = first_day(text) if is_first_part(named["edge"], language) else last_day(text)
            if text:
                held.append(Span(*match.span()))
                found.append((*match.span(), text, named.get("year") or ""))
    found.sort()
    return tuple(_cued(words, language, found, published_on))


def _iso(printed: str | None, month: int, day: str | None, year: int, published_on: str) -> str:
    """A day or month as ISO text, the year before where it would otherwise lie after the report; '' where there is no such day."""
    chosen = int(printed) if printed else year
    if not month:
        return printed or ""
    text = f"{chosen}-{month:02}" + (f"-{int(day):02}" if day else "")
    if not printed and published_on and text[: len(published_on)] > published_on[: len(text)]:
        text = f"{chosen - 1}{text[4:]}"
    try:
        last_day_of(text)
    except ValueError:
        return ""
    return text


LEADS = ("due", "compare", "from", "as_of", "on")
"""What can lead to a day, that which decides first."""


def _cued(words: str, language: str, found: Sequence[tuple[int, int, str, str]], published_on: str) -> Iterator[Day]:
    """Each day with what leads it: one that no word of time leads is told, but dates nothing by itself, and so is one on which
    something is due, or somebody speaks."""
    years = {at: each[3] for at, each in enumerate(found)}
    for at, (start, end, text, printed) in enumerate(found):
        before = words[max(0, start - 40) : start]
        is_day = len(text) > MONTH
        led = [name for name in LEADS if re.search(rf"{_either('sentence', name, language)}\s*$", before, re.IGNORECASE)]
        cue = next(iter(led), "none" if is_day else "within")
        if cue == "compare":
            cue = "from" if "from" in led and is_day else "none"
        if cue == "on" and _is_of_speech(words, start, end, language):
            cue = "none"
        joined = words[found[at - 1][1] : start] if at else ""
        if at and re.fullmatch(rf"\s*[-–]\s*|\s*,?\s*{_either('joins', 'to', language)}\s*", joined, re.IGNORECASE):
            cue = "to"
        if at + 1 < len(found) and re.fullmatch(r"\s*[-–]\s*", words[end : found[at + 1][0]]):
            cue = "from"
        if cue == "due" or (cue != "from" and published_on and text[: len(published_on)] > published_on[: len(text)]):
            cue = "none"
        if not printed and at + 1 < len(found) and years[at + 1] and cue == "from":
            text = f"{years[at + 1]}{text[4:]}"
        yield Day(start, end, text, cue)


def _is_of_speech(words: str, start: int, end: int, language: str) -> bool:
    """Whether a day is that on which somebody says, asks or orders something, or is asked."""
    verbs = [WORDS["speaker"]["says"], WORDS["speaker"]["convenes"], WORDS["orders"]["ordered"], WORDS["orders"]["requested"]]
    either = "|".join(each.get(language, "(?!)") for each in verbs)
    if re.search(rf"(?<!\w)(?:{either})(?: \w+){{0,3}} (?:\w+ )?$", words[max(0, start - 60) : start], re.IGNORECASE):
        return True
    begins = re.search(r"(?:^|[.!?–-]\s)[\w\s()]{0,25}$", words[:start])
    clause = re.split(r"[.;:“”\"]|\d", words[end : end + 160])[0]
    return bool(begins and re.search(rf"(?<!\w)(?:{either})(?!\w)", clause, re.IGNORECASE))


@functools.cache
def _either(section: str, name: str, language: str) -> str:
    return rf"(?<!\w)(?:{WORDS[section][name].get(language, '(?!)')})"
