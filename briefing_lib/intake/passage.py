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
from briefing_lib.intake.days import MONTH, Day, Span, find_days, first_day, is_first_part, last_day, number_of
from briefing_lib.intake.places import Named, find_places, without_lists
from briefing_lib.intake.terms import WORDS, find_terms, pattern
from briefing_lib.proof.numerals import read_values
from briefing_lib.proof.texts import Paragraph, read_paragraphs
from briefing_lib.store import Store, fold

_END = re.compile(r"(?<=[.!?…;])(?<!No\.)(?<!TP\.)(?<!\b[A-ZĐ]\.)\s+(?=[\"“(‘']?[A-ZĐÀ-Ỹ\d])")


CELL, HEAD = " | ", ": "
"""What stands between the cells of a row of a table, and between the head of a column and its value."""


LONGEST_DAYS = 100
"""So many days a report may look back on; what is longer is said in months."""


class Told(NamedTuple):
    """What a passage says of something, and the reason, for those who confirm it."""

    value: str
    reason: str


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

    def _ends(self, section: str, name: str, text: str) -> bool:
        """Whether a text ends with the words of an entry."""
        return re.search(rf"(?<!\w)(?:{WORDS[section][name].get(self.language, '(?!)')})$", text, re.IGNORECASE) is not None

    def head(self, paragraph: Paragraph, at: int) -> str:
        """What a row of a table says before a sign of it, as the head of its column; blank where it stands in no table, or in a head."""
        cell = paragraph.words[:at].rpartition(CELL)[2]
        return cell.rpartition(HEAD)[0] if CELL in paragraph.words else ""

    # places

    @functools.cached_property
    def subject(self) -> Told:
        """The place that the report as a whole is about: one that its beginning names and no other as often, else the country."""
        root = self.store.places.root
        names = [[self.store.places.present(named.place).code for named in self.named(each)] for each in self.paragraphs]
        whole, head = (Counter(code for each in some for code in each if code != root.code) for some in (names, names[:3]))
        title = set(names[0]) if names else set()
        if whole:
            first, times = whole.most_common(1)[0]
            entitled = title == {first}
            if head[first] and (entitled or times >= 2 * (whole.total() - times)):
                return Told(first, f"the report is about {self.store.places[first].name()}, which it names {times} times")
        return Told(root.code, "no single place stands out in the report")

    def named(self, paragraph: Paragraph) -> tuple[Named, ...]:
        """The places that a paragraph names, old names for what they became, unless they are called old."""
        return find_places(paragraph.words, self.language, self.store)

    def place_at(self, paragraph: Paragraph, start: int, end: int, *, of_old: bool = False) -> Told:
        """The place that a number of a paragraph is about, with the reason; `of_old` where it is of a time before the change."""

        def told(named: Named, reason: str) -> Told:
            return Told((named.old if of_old else named.place).code, reason)

        sentence = self.sentence(paragraph, start)
        words, root = paragraph.words, self.store.places.root
        named = without_lists([each for each in self.named(paragraph) if sentence.holds(each.start)], words, self.language)
        nations = [
            match.start() + sentence.start
            for match in _all(self, "sentence", "nation", words[sentence.start : sentence.end])
            if not self._ends("rank", "among", words[: match.start() + sentence.start])
        ]
        behind, ahead = self._own(paragraph, sentence, start, end)
        before = [each for each in named if each.end <= start]
        follows = next((each for each in named if end <= each.start < behind and self._leads(words[end : each.start])), None)
        apart = not before or before[-1].end <= ahead
        nation = next((at for at in nations if end <= at < behind), None)
        if nation and (apart or not re.search(r"[,;]", words[end:nation])):
            return Told(root.code, "it is said right behind it that it is of the whole country")
        if follows and apart:
            return told(follows, f"it stands right before {follows.name}")
        if before and (not nations or before[-1].start > max((at for at in nations if at < start), default=-1)):
            chosen = before[-1]
            return told(chosen, f"the sentence names {chosen.name} before it")
        if nations:
            return Told(root.code, "the sentence speaks of the whole country")
        local = self.finds("sentence", "here", words[sentence.start : sentence.end])
        if self.subject.value != root.code and not local:
            said = [match.start() for match in _all(self, "sentence", "nation", words[: sentence.start])]
            if said and not any(said[-1] < each.start < sentence.start for each in self.named(paragraph)):
                return Told(root.code, "the sentence before it speaks of the whole country")
        if self.subject.value == root.code:
            earlier = [each for each in self.named(paragraph) if each.end <= sentence.start]
            if earlier and (local or len({each.place.code for each in earlier}) == 1):
                return told(earlier[-1], f"the paragraph names {earlier[-1].name} before it")
        subject = self.store.places[self.subject.value]
        old = next((each for each in subject.former if each.name() == subject.name()), subject)
        return Told(old.code, self.subject.reason) if of_old else self.subject

    def _own(self, paragraph: Paragraph, sentence: Span, start: int, end: int) -> tuple[int, int]:
        """Where in its sentence the next number begins, or its end, and where what is told of the number before it ends, or its begin."""
        others = [each for each in paragraph.numbers if each.counts and sentence.holds(each.start) and each not in paragraph.ruled]
        behind = min((each.start for each in others if each.start >= end), default=sentence.end)
        last = max((each.end for each in others if each.end <= start), default=None)
        if last is None:
            return behind, sentence.start
        apart = WORDS["joins"]["apart"].get(self.language, "(?!)")
        cut = list(re.finditer(rf"[,;]|(?<!\w)(?:{apart})(?!\w)", paragraph.words[last:start]))
        return behind, last + cut[-1].start() if cut else sentence.start

    def _leads(self, between: str) -> bool:
        """Whether words lead from a number to the place that it is of."""
        lead = WORDS["joins"]["of"].get(self.language, "(?!)")
        return bool(re.fullmatch(rf"[^,.;\d]{{0,50}}\(?(?:(?<!\w)(?:{lead}))? ?(?:\w+ ){{0,4}}\(?", between))

    # days

    def days(self, paragraph: Paragraph) -> tuple[Day, ...]:
        """The days and months that a paragraph prints, those without a year in the year that is meant."""
        return find_days(paragraph.words, self.language, self.year, self.published_on)

    def period_at(
        self, paragraph: Paragraph, start: int, *, flow: bool | None, about: frozenset[str] = frozenset(), of_report: bool = False
    ) -> tuple[Period, str, str]:
        """The period of a number, how it is known (`printed`, `inferred` or blank), and the reason.

        `flow` says whether its measure has a window; where that is not known, one is taken that is printed. `about` are the concepts of
        its measure, by which a sentence speaks on of what the one before it is about; `of_report` says that its measure is of the day or
        week that the whole report is about, as a rank is.
        """
        sentences = [each for each in self.sentences(paragraph) if each.start <= start]
        words = paragraph.words
        here = words[sentences[-1].start : sentences[-1].end]
        if found := self._period_within(paragraph, sentences, flow=flow, about=about, carried=flow or of_report):
            return found
        moved_on, same = (self.finds("sentence", name, here) for name in ("now", "same"))
        above = self.paragraphs[: self.paragraphs.index(paragraph)]
        if CELL in words:
            for each in reversed(above):
                if CELL not in each.words and (found := self._last_in(each, flow=flow)):
                    return (*found[:2], f"{found[2]} above the table")
        points_back = same or (len(sentences) == 1 and pattern("sentence", "of_which", self.language).match(here.lstrip("( ")))
        if points_back and above and (found := self._last_in(above[-1], flow=flow)):
            return (*found[:2], f"{found[2]} in the paragraph before it, to which this one points back")
        if moved_on:
            return Period(), "", "no day is printed with it"
        if of_report or not above:  # a rank, or a headline
            for each in self.paragraphs if of_report else self.paragraphs[1:]:
                tied = of_report or flow or self._shares(each.words, about)
                if tied and (found := self._last_in(each, flow=flow)) and (found[0].start or not flow):
                    return found[0], "inferred", f"{found[2]} elsewhere in the report"
        if flow and self.window:
            return self.window, "inferred", "the report looks back on so many months or days since the change began"
        if not flow and self.dated:
            return Period(as_of=self.dated), "inferred", f"the head of the report says that all is as of {self.dated}"
        return Period(), "", "no day is printed with it"

    def _period_within(
        self, paragraph: Paragraph, sentences: Sequence[Span], *, flow: bool | None, about: frozenset[str], carried: bool | None
    ) -> tuple[Period, str, str] | None:
        """The period that the last of these sentences has, or that of the one before it, where it speaks on."""
        if not sentences or (found := self._period_in(paragraph, sentences[-1], flow=flow)):
            return found if sentences else None
        here = paragraph.words[sentences[-1].start : sentences[-1].end]
        begun = paragraph.words[: sentences[-1].start].rstrip().endswith(";")
        goes_on = pattern("sentence", "of_which", self.language).match(here.lstrip("( ")) is not None
        speaks_on = carried or begun or goes_on or self._shares(paragraph.words[: sentences[-1].start], about)
        if not self.finds("sentence", "same", here) and (not speaks_on or self.finds("sentence", "now", here)):
            return None
        if found := self._period_within(paragraph, sentences[:-1], flow=flow, about=about, carried=carried):
            return (*found[:2], found[2] if found[2].endswith(BEFORE_IT) else f"{found[2]}{BEFORE_IT}")
        return None

    def _shares(self, words: str, about: frozenset[str]) -> bool:
        """Whether words have a concept of these that says what a number is about."""
        return not (about - set(WORDS["setting"]["concepts"])).isdisjoint(each.name for each in find_terms(words, self.language))

    @functools.cached_property
    def dated(self) -> str:
        """The day of which the head of the report says that all its numbers are; blank where it says none."""
        for paragraph in self.paragraphs[:3]:
            if match := self.finds("sentence", "dated", paragraph.words):
                days = [each for each in self.days(paragraph) if 0 <= each.start - match.end() < 25 and each.cue != "none"]
                if days:
                    return days[0].text
        return ""

    def _last_in(self, paragraph: Paragraph, *, flow: bool | None) -> tuple[Period, str, str] | None:
        """The period of the last sentence of a paragraph that has one."""
        found = (self._period_in(paragraph, each, flow=flow) for each in reversed(self.sentences(paragraph)))
        return next((each for each in found if each), None)

    def _period_in(self, paragraph: Paragraph, sentence: Span, *, flow: bool | None) -> tuple[Period, str, str] | None:
        days = [each for each in self.days(paragraph) if sentence.holds(each.start) and each.cue != "none"]
        words = paragraph.words[sentence.start : sentence.end]
        first = next((each for each in days if each.cue == "from"), None)
        last = next((each for each in days if each.cue in ("to", "as_of") and first and each.start > first.start), None)
        if first and last:
            end = last_day(last.text)
            period = Period(as_of=end) if flow is False else Period(start=first_day(first.text), end=end)
            return period, "printed", f"from {first.text} to {last.text} is printed"
        if flow and not first and (window := self._window_in(words)):
            return window, "inferred", "it looks back on so many months or days since the change began"
        if flow and first and self.finds("sentence", "now", words) and first.text < self.published_on:
            return Period(start=first_day(first.text), end=self.published_on), "inferred", f"from {first.text} until now is printed"
        if flow and (found := self._part_of_year(words)):
            return found[0], "printed", f"{found[1]} is printed"
        last = next((each for cue in ("as_of", "to", "on") for each in reversed(days) if each.cue == cue), None)
        within = next((each for each in reversed(days) if each.cue == "within" and (flow or len(each.text) == MONTH)), None)
        if flow and within and (not last or last.cue == "on"):
            period = Period(start=first_day(within.text), end=last_day(within.text))
            return period, "printed", f"{paragraph.words[within.start : within.end]} is printed"
        if not flow and (chosen := last or within or first):
            if len(chosen.text) < MONTH:  # a year
                day = first_day(chosen.text) if chosen is first else last_day(chosen.text)
                return Period(as_of=day), "inferred", f"{chosen.text} is printed, of which this is the nearest day"
            return Period(as_of=chosen.text), "printed", f"{chosen.text} is printed"
        if last:
            begin = self.store.topic.first_day.isoformat()
            end = last_day(last.text)
            if begin <= end:
                return Period(start=begin, end=end), "inferred", f"{last.text} is printed, its begin is that of the change"
        return None

    def _part_of_year(self, words: str) -> tuple[Period, str] | None:
        """A quarter, a half or so many months of a year, and its words."""
        if quarter := self.finds("sentence", "quarter", words):
            told = quarter.groupdict()
            number = number_of(told["q"] or told["n"], "quarters", self.language)
            return self._months(told["y"] or told.get("z"), 3 * number - 2, 3 * number), quarter[0]
        for name, length in (("half_year", 6), ("months_of_year", 0)):
            if match := self.finds("sentence", name, words):
                values = [length] if length else [int(each) for each in read_values(match["n"], self.language) if each]
                if values and 1 <= values[0] <= 12:
                    is_first = is_first_part(match["which"], self.language)
                    first, last = (1, values[0]) if is_first else (13 - values[0], 12)
                    return self._months(match["y"], first, last), match[0]
        return None

    def _months(self, year: str | None, first: int, last: int) -> Period:
        """The months of a year; without one, of the last year in which they were over before the report."""
        chosen = int(year) if year else self.year
        if not year and self.published_on and f"{chosen}-{last:02}" > self.published_on[:MONTH]:
            chosen -= 1
        return Period(start=f"{chosen}-{first:02}-01", end=last_day_of(f"{chosen}-{last:02}").isoformat())

    @functools.cached_property
    def window(self) -> Period | None:
        """The months or days since the change began that the report says it looks back on, as a period."""
        found = (self._window_in(paragraph.words) for paragraph in self.paragraphs)
        return next((each for each in found if each), None)

    def _window_in(self, words: str) -> Period | None:
        for match in pattern("sentence", "window", self.language).finditer(words):
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


BEFORE_IT = " in a sentence before it"


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
