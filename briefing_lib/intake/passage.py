"""A text as a reader sees it: its sentences, and what each says of place, time and speaker."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from briefing_lib.figures import Period, last_day_of
from briefing_lib.intake.terms import WORDS, pattern
from briefing_lib.proof.numerals import read_values
from briefing_lib.proof.texts import Paragraph, read_paragraphs
from briefing_lib.store import Place, Store, fold

_END = re.compile(r"(?<=[.!?…;])(?<!No\.)(?<!TP\.)(?<!\b[A-ZĐ]\.)\s+(?=[\"“(‘']?[A-ZĐÀ-Ỹ\d])")


CELL = " | "
"""Stands between the cells of a row of a table."""


LONGEST_DAYS = 100
"""So many days a report may look back on; what is longer is said in months."""


class Span(NamedTuple):
    """A stretch of a paragraph."""

    start: int
    end: int

    def holds(self, at: int) -> bool:
        return self.start <= at < self.end


class Day(NamedTuple):
    """A day or month where a text prints it, as ISO text; `cue` is `from`, `as_of` or nothing; `sure` where the year is printed."""

    start: int
    end: int
    text: str
    cue: str


class Told(NamedTuple):
    """What a passage says of something, and the reason, for those who confirm it."""

    value: str
    reason: str


class Named(NamedTuple):
    """A place where a paragraph names it; `former` is the old name that was used for it."""

    start: int
    end: int
    place: Place
    name: str


@dataclass(frozen=True)
class Report:
    """A text that is being entered: what was read, and what is known of it beside.

    `published_on` is a day or month as ISO text, blank where none is known.
    """

    text: str
    language: str
    published_on: str
    store: Store

    @functools.cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Its paragraphs as the rules count them."""
        return read_paragraphs(self.text, self.language)

    @functools.cached_property
    def year(self) -> int:
        """The year that is meant where none is printed: of its day, else the one it names most, else that in which the change began."""
        years = Counter(int(year) for year in re.findall(r"\b20\d\d\b", self.text))
        if self.published_on:
            return int(self.published_on[:4])
        first = self.store.topic.first_day.year
        near = {year: count for year, count in years.items() if year >= first}
        return max(near, key=lambda each: (near[each], -each)) if near else first

    def sentences(self, paragraph: Paragraph) -> list[Span]:
        """Its sentences; the parts between semicolons stand alone where they begin with a capital or a number."""
        cuts = [0, *(match.end() for match in _END.finditer(paragraph.words)), len(paragraph.words) + 1]
        return [Span(start, end) for start, end in itertools.pairwise(cuts)]

    def sentence(self, paragraph: Paragraph, at: int) -> Span:
        """The sentence that a sign of a paragraph stands in."""
        return next(each for each in self.sentences(paragraph) if each.holds(at))

    def finds(self, section: str, name: str, text: str) -> re.Match[str] | None:
        """Whether a text has the words of an entry."""
        return pattern(section, name, self.language).search(text)

    # places

    @functools.cached_property
    def subject(self) -> Told:
        """The place that the report as a whole is about: one that its beginning names and no other as often, else the country."""
        root = self.store.places.root
        whole = Counter(named.place.code for each in self.paragraphs for named in self.named(each) if named.place != root)
        head = Counter(named.place.code for each in self.paragraphs[:3] for named in self.named(each) if named.place != root)
        title = {named.place.code for each in self.paragraphs[:1] for named in self.named(each)}
        if whole:
            first, times = whole.most_common(1)[0]
            entitled = title == {first}
            if head[first] and (entitled or times >= 2 * (whole.total() - times)):
                return Told(first, f"the report is about {self.store.places[first].name()}, which it names {times} times")
        return Told(root.code, "no single place stands out in the report")

    def named(self, paragraph: Paragraph) -> tuple[Named, ...]:
        """The places that a paragraph names, old names for what they became."""
        return _named(paragraph.words, self.store)

    def place_at(self, paragraph: Paragraph, start: int, end: int) -> Told:
        """The place that a number of a paragraph is about, with the reason."""
        sentence = self.sentence(paragraph, start)
        named = [each for each in self.named(paragraph) if sentence.holds(each.start)]
        words, root = paragraph.words, self.store.places.root
        nations = [match.start() + sentence.start for match in _all(self, "sentence", "nation", words[sentence.start : sentence.end])]
        follows = next(
            (
                each
                for each in named
                if each.start >= end and re.fullmatch(r"[^,.;\d]{0,40}\(?(?:ở|tại|in|di|of)?\s*\(?", words[end : each.start])
            ),
            None,
        )
        before = [each for each in named if each.end <= start]
        if before and (not nations or before[-1].start > max((at for at in nations if at < start), default=-1)):
            chosen = before[-1]
            return Told(chosen.place.code, f"the sentence names {chosen.name} before it")
        if nations:
            return Told(root.code, "the sentence speaks of the whole country")
        if follows:
            return Told(follows.place.code, f"it stands right before {follows.name}")
        if self.subject.value == root.code:
            earlier = [each for each in self.named(paragraph) if each.end <= sentence.start]
            local = self.finds("sentence", "here", words[sentence.start : sentence.end])
            if earlier and (local or len({each.place.code for each in earlier}) == 1):
                return Told(earlier[-1].place.code, f"the paragraph names {earlier[-1].name} before it")
        return self.subject

    # days

    def days(self, paragraph: Paragraph) -> tuple[Day, ...]:
        """The days and months that a paragraph prints, those without a year in the year that is meant."""
        return _days(paragraph.words, self.language, self.year, self.published_on)

    def period_at(self, paragraph: Paragraph, start: int, *, flow: bool | None) -> tuple[Period, str, str]:
        """The period of a number, how it is known (`printed`, `inferred` or blank), and the reason.

        `flow` says whether its measure has a window; where that is not known, one is taken that is printed.
        """
        sentences = [each for each in self.sentences(paragraph) if each.start <= start]
        words = paragraph.words
        here = words[sentences[-1].start : sentences[-1].end]
        found = self._period_in(paragraph, sentences[-1], flow=flow)
        if found:
            return found
        moved_on = self.finds("sentence", "now", here)
        begun = words[: sentences[-1].start].rstrip().endswith(";")
        carried = flow or begun or pattern("sentence", "of_which", self.language).match(here.lstrip("( "))
        if not moved_on and carried:
            for earlier in reversed(sentences[:-1]):
                if found := self._period_in(paragraph, earlier, flow=flow):
                    return (*found[:2], f"{found[2]} in a sentence before it")
        if CELL in words:
            for above in reversed(self.paragraphs[: self.paragraphs.index(paragraph)]):
                if CELL not in above.words and (found := self._period_in(above, self.sentences(above)[-1], flow=flow)):
                    return (*found[:2], f"{found[2]} above the table")
        if flow and not moved_on and self.window:
            return self.window, "inferred", "the report looks back on so many months or days since the change began"
        return Period(), "", "no day is printed with it"

    def _period_in(self, paragraph: Paragraph, sentence: Span, *, flow: bool | None) -> tuple[Period, str, str] | None:
        days = [each for each in self.days(paragraph) if sentence.holds(each.start) and each.cue != "none"]
        first = next((each for each in days if each.cue == "from"), None)
        last = next((each for each in reversed(days) if each.cue in ("as_of", "to") and (not first or each.start > first.start)), None)
        if first and last:
            period = Period(as_of=last.text) if flow is False else Period(start=first.text, end=last.text)
            return period, "printed", f"from {first.text} to {last.text} is printed"
        if flow and (quarter := self.finds("sentence", "quarter", paragraph.words[sentence.start : sentence.end])):
            return _quarter(quarter), "printed", f"{quarter[0]} is printed"
        if last and not flow:
            return Period(as_of=last.text), "printed", f"{last.text} is printed"
        if last:
            if len(last.text) == len("2025-09"):
                return Period(start=f"{last.text}-01", end=last_day_of(last.text).isoformat()), "printed", f"{last.text} is printed"
            start = self.store.topic.first_day.isoformat()
            if start <= last.text:
                return Period(start=start, end=last.text), "inferred", f"{last.text} is printed, its begin is that of the change"
        return None

    @functools.cached_property
    def window(self) -> Period | None:
        """The months or days since the change began that the report says it looks back on, as a period."""
        for paragraph in self.paragraphs:
            for match in pattern("sentence", "window", self.language).finditer(paragraph.words):
                told = next((part for part in match.groups() if part), "")
                values = read_values(told, self.language)
                first = self.store.topic.first_day
                if match["d"] and values and 1 <= values[0] <= LONGEST_DAYS:
                    return Period(start=first.isoformat(), end=(first + dt.timedelta(days=int(values[0]) - 1)).isoformat())
                if values and 1 <= values[0] <= 12 and values[0] == int(values[0]):
                    months = first.month - 1 + int(values[0]) - 1
                    year, month = first.year + months // 12, months % 12 + 1
                    return Period(start=first.isoformat(), end=dt.date(year, month, calendar.monthrange(year, month)[1]).isoformat())
        return None

    # speakers

    @functools.cached_property
    def speakers(self) -> dict[int, Told]:
        """Who speaks in each paragraph, where the report says so."""
        told: dict[int, Told] = {}
        kept, talk = Told("", ""), False
        for paragraph in self.paragraphs:
            words = paragraph.words
            if self.finds("sentence", "photo", words):
                continue
            if pattern("speaker", "asks", self.language).match(words):
                kept, talk = Told("", ""), True
                continue
            if found := self._answering(words):
                kept, talk = Told(found, "it is an answer of this person"), True
            elif attributed := self._attributed(words):
                if attributed[1]:
                    kept = Told(attributed[0], "the summary that it stands in is credited so")
                elif not talk:
                    told[paragraph.number] = Told(attributed[0], "the paragraph says so")
                    kept = Told("", "")
            if kept.value and paragraph.number not in told:
                told[paragraph.number] = kept
        return told

    def _answering(self, words: str) -> str:
        head = words[:60].partition(":")[0]
        persons = (each for each in self.store.bodies.values() if each.kind == "person") if ":" in words[:60] else ()
        return next((each.body for each in persons if any(fold(name) in fold(head) for name in each.names.values())), "")

    def _attributed(self, words: str) -> tuple[str, bool] | None:
        """The body or person that a paragraph names as speaking, and whether it is the head of a summary."""
        for match in pattern("speaker", "by", self.language).finditer(words):
            after = words[match.end() : match.end() + 80]
            if (body := next(iter(bodies_in(after, self.store)), None)) and body.start < 25:
                return body.name, match.start() < 5 and match[0].count(" ") >= 1
        for body in bodies_in(words[:200], self.store):
            if self.finds("speaker", "says", words[body.end : body.end + 60]):
                return body.name, False
        return None


QUARTERS = {"1": "I first pertama", "2": "II second kedua", "3": "III third ketiga", "4": "IV fourth keempat"}
"""How the quarters of a year are called."""


def _quarter(match: re.Match[str]) -> Period:
    told = match["q"].casefold()
    number = next(int(digit) for digit, names in QUARTERS.items() if told in (digit, *names.casefold().split()))
    last = last_day_of(f"{match['y']}-{3 * number:02}")
    return Period(start=f"{match['y']}-{3 * number - 2:02}-01", end=last.isoformat())


class Body(NamedTuple):
    """A body or person where a text names it."""

    name: str
    start: int
    end: int


def bodies_in(text: str, store: Store) -> list[Body]:
    """The bodies and persons that a text names, each by its longest name, in the order of the text."""
    found = [Body(name, *match.span()) for name, form in _body_forms(store) for match in form.finditer(text)]
    found.sort(key=lambda each: (each.start, each.start - each.end))
    return [
        each
        for number, each in enumerate(found)
        if not any(other.start <= each.start and each.end <= other.end for other in found[:number])
    ]


@functools.lru_cache(maxsize=4)
def _body_forms(store: Store) -> list[tuple[str, re.Pattern[str]]]:
    names = [(each.body, name) for each in store.bodies.values() for name in each.names.values()]
    return [(body, re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)) for body, name in dict.fromkeys(names)]


def _all(report: Report, section: str, name: str, text: str) -> Iterator[re.Match[str]]:
    return pattern(section, name, report.language).finditer(text)


@functools.lru_cache(maxsize=4)
def _place_form(store: Store) -> tuple[re.Pattern[str], dict[str, Place]]:
    """Every spelling of every place as one pattern, the longest first, and the present place for each."""
    known: dict[str, Place] = {}
    places = (*store.places.former, *store.places.parts, *store.places)
    for place in places:
        for name in place.spellings:
            known[name] = store.places.present(place)
    ordered = sorted(known, key=len, reverse=True)
    either = "|".join(re.escape(each).replace(r"\ ", r"[ \-]") for each in ordered)
    return re.compile(rf"(?<![\w-])(?:{either})(?!\w)"), known


CITY = re.compile(r"(?:thành phố|TP\.?|Kota|City of)\s*$", re.IGNORECASE)


@functools.lru_cache(maxsize=8192)
def _named(words: str, store: Store) -> tuple[Named, ...]:
    form, known = _place_form(store)
    found = []
    persons = tuple(WORDS["surnames"]["any"])
    for match in form.finditer(words):
        before = words[: match.start()].rstrip()
        if before.endswith(persons) and not CITY.search(before):
            continue
        if match[0] in ("Hồ Chí Minh", "Ho Chi Minh") and not CITY.search(before):
            continue
        name = match[0].replace("-", " ")
        place = known.get(match[0]) or known.get(name)
        if place:
            found.append(Named(*match.span(), place, match[0]))
    return tuple(found)


@functools.cache
def _day_forms(language: str) -> list[re.Pattern[str]]:
    months = "|".join(WORDS["months"].get(language, ["(?!)"]))
    forms = (form.replace("{months}", months) for form in WORDS["days"].get(language, ()))
    return [re.compile(form, re.IGNORECASE) for form in forms]


def _month(word: str, language: str) -> int:
    """Which month a word is."""
    return next(number for number, form in enumerate(WORDS["months"][language], 1) if re.fullmatch(form, word, re.IGNORECASE))


@functools.lru_cache(maxsize=8192)
def _days(words: str, language: str, year: int, published_on: str) -> tuple[Day, ...]:
    found: list[tuple[int, int, str, str]] = []
    held: list[Span] = []
    for form in _day_forms(language):
        for match in form.finditer(words):
            if any(span.start < match.end() and match.start() < span.end for span in held):
                continue
            named = match.groupdict()
            word = named.get("word")
            month = _month(word, language) if word else int(named.get("month") or 0)
            text = _iso(named.get("year"), month, named.get("day"), year, published_on)
            if text:
                held.append(Span(*match.span()))
                found.append((*match.span(), text, named.get("year") or ""))
    found.sort()
    return tuple(_cued(words, language, found))


def _iso(printed: str | None, month: int, day: str | None, year: int, published_on: str) -> str:
    """A day or month as ISO text, the year before where it would otherwise lie after the report; '' where there is no such day."""
    chosen = int(printed) if printed else year
    if not month:
        return f"{chosen}-12" if printed else ""
    text = f"{chosen}-{month:02}" + (f"-{int(day):02}" if day else "")
    if not printed and published_on and text[: len(published_on)] > published_on[: len(text)]:
        text = f"{chosen - 1}{text[4:]}"
    try:
        last_day_of(text)
    except ValueError:
        return ""
    return text


def _cued(words: str, language: str, found: Sequence[tuple[int, int, str, str]]) -> Iterator[Day]:
    """Each day with what stands before it: a day that no word of time leads is told, but dates nothing by itself."""
    years = {at: each[3] for at, each in enumerate(found)}
    for at, (start, end, text, printed) in enumerate(found):
        before = words[max(0, start - 30) : start]
        cue = "none"
        if re.search(rf"(?:{_ends('from', language)})\s*$", before, re.IGNORECASE):
            cue = "from"
        elif re.search(rf"(?:{_ends('as_of', language)})\s*$", before, re.IGNORECASE):
            cue = "as_of"
        dashed = at + 1 < len(found) and re.fullmatch(r"\s*[-–]\s*", words[end : found[at + 1][0]])
        if dashed:
            cue = "from"
        if at and (
            re.fullmatch(r"\s*[-–]\s*", words[found[at - 1][1] : start])
            or re.fullmatch(r"\s*(?:and|đến|to|hingga|sampai|dan)\s*(?:ngày |tanggal )?", words[found[at - 1][1] : start])
        ):
            cue = "to"
        if not printed and at + 1 < len(found) and years[at + 1] and cue == "from":
            text = f"{years[at + 1]}{text[4:]}"
        yield Day(start, end, text, cue)


@functools.cache
def _ends(name: str, language: str) -> str:
    told = WORDS["sentence"][name].get(language, "(?!)")
    return rf"(?<!\w)(?:{told})"
