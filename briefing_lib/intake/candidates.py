"""Proposes for each number of a text what row it could become, with a reason for each part of it; nothing is taken for certain.

The same text, data and words give the same candidates: rules and counts only.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from briefing_lib.figures import Figure, Period
from briefing_lib.intake.days import Span
from briefing_lib.intake.measures import GUESSED, TOLD, USUAL, Choice, Known, Scored, nearness
from briefing_lib.intake.passage import CELL, HEAD, Report, Told
from briefing_lib.intake.terms import WORDS, find_terms, pattern
from briefing_lib.proof.numerals import Number
from briefing_lib.proof.texts import Paragraph
from briefing_lib.store import Store

FIRST = 3
"""So many measures are proposed for a number."""
SURE, CLEAR = 0.5, 0.12
"""What a measure must reach, and by how much it must lead, to be marked sure; besides, arithmetic or a known value must bear it out."""
POOR = 0.16
"""What the best measure must reach, or the number is taken to be of another topic."""
TELLING = 4
"""Digits of a number that two reports hardly print by chance for different things."""
BEARING = 3
"""Digits of a number that bears out another report of the same place and measure, which was hardly meant to say the same by chance."""
OF_WHICH = 0.08
"""What speaks for a part of what stands before `of which`."""
AMOUNTS = ("billion_vnd", "billions", "each_person")
"""What `words.toml` says of amounts of money, which are read by themselves."""
PLANNED = ("simplify", "abolish")
"""What is to be done, and counted as such."""
CHANGES = ("cut", "rise", "time_cut")
"""What measures of a change have in their label."""
UNITS = ("commune", "ward", "special_zone", "township")
"""What even a single one of may be counted."""
RANKED = ("index_766", "dti", "par_index", "papi", "sipas")
"""What places are ranked by."""
OF_REPORT = ("index_766",)
"""What a report is about as a whole, with its day or week."""
NOTHING = Told("", "")
_BILLION = Decimal(10) ** 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A measure for a number, with what depends on it and how well its level is known (see `Level`), and the reasons."""

    choice: Choice
    unit: str
    value: Decimal
    level: str
    level_known: int
    period: Period
    period_basis: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A number of a text and what it could be.

    `left_out` is the reason of one that is no figure; `ruled` where a form says so and no row is needed. `place` and `speaker` carry
    their reasons. `start` and `end` count the signs of the paragraph.
    """

    paragraph: int
    start: int
    end: int
    as_printed: str
    value: Decimal | None
    qualifier: str = "exact"
    left_out: str = ""
    ruled: bool = False
    place: Told = NOTHING
    speaker: Told = NOTHING
    suggestions: tuple[Suggestion, ...] = ()
    sure: bool = False
    relations: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Its name within the text: paragraph and place in it."""
        return f"{self.paragraph}:{self.start}"


def known_without(store: Store, *held_out: str) -> Known:
    """What suggestions learn from: all rows, those of reports that are held out and of their reprints left away."""
    figures = (
        each for each in store.at_top.find_figures() if not each.source or not {each.source.source_id, each.source.original} & set(held_out)
    )
    return Known(store=store, figures=tuple(figures))


def propose(report: Report, known: Known, publisher: str = "") -> tuple[Candidate, ...]:
    """A candidate for each number of the report, in the order of the text."""
    return tuple(each for paragraph in report.paragraphs for each in _Passage(report, known, paragraph, publisher).candidates())


@dataclass(frozen=True, slots=True)
class _Relation:
    """Numbers that arithmetic binds: the share, part or whole that each one is."""

    kind: str
    members: tuple[int, ...]
    said: str


class _Passage:
    """One paragraph, its numbers, and what is worked out for all of them together."""

    def __init__(self, report: Report, known: Known, paragraph: Paragraph, publisher: str) -> None:
        self._report, self._known, self._paragraph, self._publisher = report, known, paragraph, publisher
        self._words = paragraph.words
        self._numbers = [each for each in paragraph.numbers if each.counts or self._is_place_taken(each)]
        self._left = {each: self._left_out(each) for each in self._numbers}
        self._figures = [each for each in self._numbers if not self._left[each][0]]
        self._bonds = tuple(self._relations())

    def candidates(self) -> Iterator[Candidate]:
        """Every number of the paragraph, in its order; those that arithmetic binds share their level."""
        found = {each.start: each for each in self._alone()}
        for relation in (each for each in self._bonds if each.kind != "sum"):  # parts of a whole may be of several levels
            bound = [found[each.start] for each in self._members(relation)]
            best = [each.suggestions[0] for each in bound if each.suggestions]
            known = max((each.level_known for each in best), default=GUESSED)
            levels = {each.level for each in best if each.level_known == known}
            if known and len(levels) == 1:
                level, reason = levels.pop(), BOUND
            elif not known and len(levels) > 1:
                level, reason, known = self._known.store.topic.mixed_level, "what it is reckoned with has another", USUAL
            else:
                continue
            for each in bound:
                found[each.start] = _at_level(each, level, reason, known)
        said: dict[str, str] = {}
        for each in found.values():
            if each.suggestions:
                first = each.suggestions[0]
                told = said.get(first.choice.indicator)
                if first.level_known:
                    said[first.choice.indicator] = first.level
                elif told:
                    each = _at_level(each, told, BEFORE, USUAL)
            yield each

    def _alone(self) -> Iterator[Candidate]:
        relations = self._bonds
        ranked = self._rank(relations)
        borne_out = self._borne_out(relations, ranked)
        for number in self._numbers:
            reason, ruled = self._left[number]
            printed = self._printed(number)
            if reason:
                yield self._plain(number, printed, left_out=reason, ruled=ruled)
            elif number.value is None:
                yield self._plain(number, printed)
            else:
                yield self._candidate(
                    number, printed, ranked[number], [each for each in relations if number in self._members(each)], number in borne_out
                )

    def _plain(self, number: Number, printed: str, *, left_out: str = "", ruled: bool = False) -> Candidate:
        return Candidate(
            paragraph=self._paragraph.number, start=number.start, end=number.end, as_printed=printed, value=number.value,
            left_out=left_out, ruled=ruled,
        )  # fmt: skip

    def _members(self, relation: _Relation) -> list[Number]:
        return [self._figures[at] for at in relation.members]

    # numbers that are no figures

    def _left_out(self, number: Number) -> tuple[str, bool]:
        if number in self._paragraph.ruled:
            return self._paragraph.ruled[number], True
        if not number.counts:  # it tells a rank
            return "", False
        for reason in WORDS["left_out"]:
            for match in pattern("left_out", reason, self._report.language).finditer(self._words):
                if match.start() <= number.start and number.end <= match.end() and not self._excused(reason, match, number):
                    return reason, False
        if any(day.start <= number.start and number.end <= day.end for day in self._report.days(self._paragraph)):
            return "date", False
        if number.value is not None and not number.share and self._is_article(number):
            return "name", False
        if reason := self._not_yet(number):
            return reason, False
        if CELL in self._words and HEAD in self._words[number.end :].partition(CELL)[0]:
            return "name", False  # in the head of a column
        labels = [each for each in self._words.split(CELL) if HEAD not in each] if CELL in self._words else []
        if any(pattern("part", "named", self._report.language).match(each) for each in labels):
            return "topic", False
        if CELL in self._words and self._words.partition(CELL)[0].strip(" .") == self._words[number.start : number.end]:
            return "ordinal", False
        return "", False

    def _not_yet(self, number: Number) -> str:
        """`range` or `plan`: what lies somewhere between, or shall be."""
        if number in self._ranged:
            return "range"
        before = self._words[self._sentence(number).start : number.start]
        clause = re.split(r"[,;:(]\s", before)[-1]
        asked = pattern("not_yet", "asked", self._report.language).search(before)
        is_asked = asked is not None and asked.start() > 3  # a body stands before it
        return "plan" if is_asked or (self._report.finds("not_yet", "plan", clause) and not self._is_of_plan(clause)) else ""

    def _is_of_plan(self, clause: str) -> bool:
        """Whether a clause speaks of what measures of a plan count."""
        return not {each.name for each in find_terms(clause, self._report.language)}.isdisjoint(PLANNED)

    def _is_change(self, number: Number) -> bool:
        """Whether a number says by how much something rose or fell against another time."""
        sentence = self._sentence(number)
        clause = re.split(r"[,;:(]\s", self._words[sentence.start : number.start])[-1]
        rose = pattern("not_yet", "change", self._report.language)
        after = re.split(r"[;.]\s|\d", self._words[number.end : sentence.end])[0]
        led = any(not clause[match.end() :].strip() for match in rose.finditer(clause))
        return led and self._report.finds("not_yet", "compared", after) is not None

    @functools.cached_property
    def _ranged(self) -> frozenset[Number]:
        """The numbers between which something is said to lie."""
        forms = [re.compile(each.replace("{", "[{]").replace("}", "[}]") + "$", re.IGNORECASE) for each in WORDS["range"]["forms"]]
        found = []
        for one, other in itertools.pairwise(self._numbers):
            start = max(0, one.start - 20)
            passage = f"{self._words[start : one.start]}{{a}}{self._words[one.end : other.start]}{{b}}"
            if any(form.search(passage) for form in forms):
                found += [one, other]
        return frozenset(found)

    def _excused(self, reason: str, match: re.Match[str], number: Number) -> bool:
        """A pattern that names no hole for a number could hold any; a large number is no day, and a number with marks no ordinal."""
        digits = self._words[number.start : number.end]
        if (reason == "ordinal" and self._unit(number) == "rank") or (reason == "period" and self._is_of_weeks(number)):
            return True
        return reason in ("period", "ordinal", "name") and bool(re.search(r"\d[.,]\d", digits))

    def _is_place_taken(self, number: Number) -> bool:
        """Whether an ordinal tells a rank, or for how many weeks one was held: fifth, or led."""
        language = self._report.language
        if not any(each.name in RANKED for each in find_terms(self._words, language)):
            return False
        before = self._words[max(0, number.start - 20) : number.start]
        leads = pattern("rank", "leads", language).search(self._words[max(0, number.start - 10) : number.end + 1])
        is_placed = re.search(rf"(?<!\w)(?:{WORDS['rank']['before'].get(language, '(?!)')})\s*(?:thứ |ke-)?$", before, re.IGNORECASE)
        return bool(leads or is_placed or self._is_of_weeks(number))

    def _is_of_weeks(self, number: Number) -> bool:
        """Whether a number says for how many weeks on end."""
        around = self._words[max(0, number.start - 10) : number.end + 40]
        return pattern("rank", "in_a_row", self._report.language).search(around) is not None

    def _is_article(self, number: Number) -> bool:
        """`một`, `satu` and `one` in words mostly stand for an article: they count only where a hedge or a unit says so."""
        after = self._words[number.end : number.end + 20]
        is_unit = any(each.name in UNITS and each.start < 3 for each in find_terms(after, self._report.language))
        return number.value == 1 and not is_unit and not self._words[number.start : number.end].strip().isdecimal()

    # form

    def _printed(self, number: Number) -> str:
        """The printed form as a row has it: with its percent sign, and whole where it is a part of `26/36`."""
        start, end = number.start, number.end
        words = self._words
        while (match := re.match(r"/(?=\d)[\d.,]*\d", words[end:])) and not re.match(r"/\d{4}\b", words[end:]):
            end += match.end()
        if match := re.search(r"(?<![\w/.,])[\d.,]*\d/$", words[:start]):
            start = match.start()
        if words[end : end + 1] == "%":
            end += 1
        if self._unit(number).startswith("billion_vnd"):
            start -= len(re.findall(r"(?:(?:VND|VNĐ) ?)?$", words[:start])[0])
            end += len(re.findall(r"^(?: (?:VND|VNĐ|đồng|dong)(?!\w))?", words[end:])[0])
        return words[start:end]

    def _hedge(self, number: Number) -> str:
        before = self._words[max(0, number.start - 40) : number.start]
        before = re.sub(r"(?:VND|US\$|\$)\s*$", "", before)
        best = (0, "exact")
        for name in WORDS["hedges"]["before"]:
            told = WORDS["hedges"]["before"][name].get(self._report.language, "(?!)")
            if match := re.search(rf"(?<!\w)(?:{told})\s+(?:có |là |tới |đến |the |a )?$", before, re.IGNORECASE):
                best = max(best, (len(match[0]), name))
        if best[0]:
            return best[1]
        after = self._words[number.end : number.end + 15].lstrip(" %")
        for name in WORDS["hedges"]["after"]:
            if pattern("hedges.after", name, self._report.language).match(after):
                return str(name)
        is_rounded = re.search(r"\d[.,]\d+ (\D+)", self._words[number.start : number.end])
        return "approx" if is_rounded and pattern("sentence", "scaled", self._report.language).fullmatch(is_rounded[1]) else "exact"

    def _unit(self, number: Number) -> str:
        before, after = self._words[: number.start], self._words[number.end : number.end + 40]
        language = self._report.language
        if head := self._head(number):
            if "%" in head:
                return "percent"
            if pattern("concepts", "rank", language).search(head):
                return "rank"
            if pattern("units", "billions", language).search(head):
                return "billion_vnd"
        if re.search(rf"(?<!\w)(?:{WORDS['rank']['before'].get(language, '(?!)')})\s*(?:ke-)?$", before, re.IGNORECASE) or re.match(
            r"(?:st|nd|rd|th)\b", after
        ):
            return "rank"
        if not number.counts:
            return "weeks" if self._is_of_weeks(number) else "rank"
        if (after.startswith("%") and not pattern("units", "percentage_points", language).match(after)) or number.share:
            return "percent"
        is_money = re.search(r"(?:VND|VNĐ)\s*$", before) or (
            number.value is not None and number.value >= 10**6 and pattern("units", "billion_vnd", language).match(after.lstrip())
        )
        if is_money:
            behind = re.sub(r"^ ?(?:VND|VNĐ|tỷ|tỉ|đồng|dong)(?: đồng)? ", "", after)
            return "billion_vnd_per_person" if pattern("units", "each_person", language).match(behind.lstrip()) else "billion_vnd"
        for unit in (each for each in WORDS["units"] if each not in AMOUNTS):
            if (match := pattern("units", unit, language).match(after.lstrip())) and match[0]:
                return str(unit)
        return ""

    # arithmetic

    def _relations(self) -> Iterator[_Relation]:
        """Fractions, shares of two numbers, and wholes with their parts, among the numbers of the paragraph."""
        figures = self._figures
        of = pattern("range", "of", self._report.language)
        for at, (one, other) in enumerate(itertools.pairwise(figures)):
            if of.fullmatch(self._words[one.end : other.start]) and one.value is not None and other.value is not None:
                yield _Relation("fraction", (at, at + 1), f"{one.value:f} of {other.value:f}")
        for at, share in enumerate(figures):
            if self._unit(share) == "percent" and share.value is not None:
                yield from self._shares(at, share)
        yield from self._sums()

    def _shares(self, at: int, share: Number) -> Iterator[_Relation]:
        decimals = re.search(r"[.,](\d+)", self._words[share.start : share.end])
        half = Decimal(5).scaleb(-1 - (len(decimals[1]) if decimals else 0))
        others = [n for n, each in enumerate(self._figures) if n != at and each.value and self._unit(each) not in ("percent", "rank")]
        fitting = []
        for above, below in itertools.permutations(others, 2):
            high, low = self._figures[above].value, self._figures[below].value
            if high and low and share.value is not None and high <= low and low >= 20 and abs(100 * high / low - share.value) <= half:
                fitting.append((above, below))
        if len(fitting) == 1 and share.value != 100:
            above, below = fitting[0]
            yield _Relation(
                "share", (at, above, below), f"{self._figures[above].value:f} / {self._figures[below].value:f} = {share.value:f}%"
            )

    def _sums(self) -> Iterator[_Relation]:
        """A number and some right behind it that add up to it."""
        values = [each.value for each in self._figures]
        for at, whole in enumerate(values):
            if whole is None or whole < 5 or self._unit(self._figures[at]) == "percent":
                continue
            for count in (2, 3, 4, 5):
                parts = values[at + 1 : at + 1 + count]
                if len(parts) == count and all(part is not None for part in parts) and sum(part or 0 for part in parts) == whole:
                    said = f"{' + '.join(f'{part:f}' for part in parts)} = {whole:f}"
                    yield _Relation("sum", (at, *range(at + 1, at + 1 + count)), said)
                    break

    # measures

    def _rank(self, relations: Sequence[_Relation]) -> Mapping[Number, list[Scored]]:
        near = {number: self._near(at, number) for at, number in enumerate(self._figures)}
        repeated = {number: self._repeated(number) for number in self._figures}
        first = {number: self._ranked(number, near[number], repeated[number]) for number in self._figures if number.value is not None}
        bonus: dict[Number, dict[Choice, float]] = defaultdict(dict)
        for number, choices in [*(each for relation in relations for each in self._bound(relation, first)), *self._of_wholes(first)]:
            for choice, extra in choices.items():
                bonus[number][choice] = bonus[number].get(choice, repeated[number].get(choice, 0)) + extra
        again = {number: self._ranked(number, near[number], repeated[number] | more) for number, more in bonus.items() if number in first}
        return first | again

    def _ranked(self, number: Number, near: Mapping[str, float], bonus: Mapping[Choice, float]) -> list[Scored]:
        value = number.value or Decimal()
        whole = value == value.to_integral_value()
        return self._known.rank(near, self._unit(number), whole_number=whole, publisher=self._publisher, bonus=bonus)

    def _near(self, at: int, number: Number) -> dict[str, float]:
        sentence = self._report.sentence(self._paragraph, number.start)
        before = max((each.end for each in self._figures[:at] if each.end > sentence.start), default=sentence.start)
        behind = min((each.start for each in self._figures[at + 1 :] if each.start < sentence.end), default=sentence.end)
        if head := self._head(number):
            return {each.name: 1.0 for each in find_terms(head, self._report.language)}
        of = pattern("range", "of", self._report.language)
        if of.fullmatch(self._words[before : number.start]):  # a fraction is spoken of as one
            before = max((each.end for each in self._figures[: at - 1] if each.end > sentence.start), default=sentence.start)
        if of.fullmatch(self._words[number.end : behind]):
            behind = min((each.start for each in self._figures[at + 2 :] if each.start < sentence.end), default=sentence.end)
        return nearness(self._words, self._report.language, number.start, number.end, sentence, (before, behind))

    def _head(self, number: Number) -> str:
        """What stands above a number of a table."""
        return self._report.head(self._paragraph, number.start)

    def _repeated(self, number: Number) -> dict[Choice, float]:
        """Measures of which an earlier row has this very value; a large one is hardly a coincidence."""
        if number.value is None or len(number.value.normalize().as_tuple().digits) < TELLING:
            return {}
        value = number.value / _BILLION if self._unit(number).startswith("billion_vnd") else number.value
        place = self._report.place_at(self._paragraph, number.start, number.end).value
        same = [each for each in self._known.figures if each.value == value and each.geography == place]
        return {Choice(each.indicator.name, each.breakdown): 0.35 for each in same}

    def _bound(self, relation: _Relation, first: Mapping[Number, list[Scored]]) -> Iterator[tuple[Number, dict[Choice, float]]]:
        """What arithmetic says of the measures of the numbers that it binds."""
        members = self._members(relation)
        indicators = self._known.store.indicators
        if any(each not in first for each in members):
            return
        scores = {each: {one.choice: one.score for one in first[each][:60]} for each in members}
        if relation.kind == "share":
            share, above, below = members
            shares = [each for each in indicators.values() if each.numerator and each.unit == "percent"]
            wanted = {each: (Choice(each.name), Choice(each.numerator), Choice(each.denominator)) for each in shares}
            fits = {each: sum(scores[one].get(choice, 0) for one, choice in zip(members, wanted[each], strict=True)) for each in shares}
            triples = [(fit, each) for each, fit in fits.items()]
            best = max(triples, key=lambda each: each[0], default=None)
            if best and best[0] > 0.4:
                yield share, {Choice(best[1].name): 0.3}
                yield above, {Choice(best[1].numerator): 0.25}
                yield below, {Choice(best[1].denominator): 0.25}
        elif relation.kind == "fraction":
            above, below = members
            pairs = [(Choice(each.numerator), Choice(each.denominator)) for each in indicators.values() if each.numerator]
            pairs += [(each, Choice(each.indicator)) for each in self._known.choices if each.breakdown]
            scored = [(scores[above].get(one, 0) + 0.7 * scores[below].get(other, 0), one, other) for one, other in pairs]
            total, one, other = max(scored, key=lambda each: (each[0], each[1]), default=(0, Choice(""), Choice("")))
            if total > 0.3:
                yield above, {one: 0.2, Choice(other.indicator): -0.3}
                yield below, {other: 0.25, one: -0.3}
        elif relation.kind == "sum":
            yield from self._parted(members, first)

    def _of_wholes(self, first: Mapping[Number, list[Scored]]) -> Iterator[tuple[Number, dict[Choice, float]]]:
        """What is said to be "of which" is a part of the measure of the number before, or what has a share in it."""
        indicators = self._known.store.indicators
        for match in pattern("sentence", "of_which", self._report.language).finditer(self._words):
            sentence = self._report.sentence(self._paragraph, match.start())
            whole = next((each for each in reversed(self._figures) if each.end <= match.start() and each in first and not each.share), None)
            if not whole or self._unit(whole) == "percent" or not first[whole]:
                continue
            name = first[whole][0].choice.indicator
            parts = {each for each in self._known.choices if each.breakdown and each.indicator == name}
            parts |= {Choice(each.numerator) for each in indicators.values() if each.denominator == name}
            for part in self._figures:
                if match.end() <= part.start < sentence.end and part in first and (part.value or 0) <= (whole.value or 0):
                    yield part, dict.fromkeys(parts, OF_WHICH)

    def _parted(self, members: Sequence[Number], first: Mapping[Number, list[Scored]]) -> Iterator[tuple[Number, dict[Choice, float]]]:
        """Parts of a whole have its measure: another level of it, or what their own words name, each its own."""
        whole, *parts = members
        name = next((each.choice.indicator for each in first[whole] if not each.choice.breakdown), "")
        declared = self._known.store.indicators[name].parts if name else ()
        own = [[each for each in first[part] if each.choice.indicator == name or str(each.choice) in declared] for part in parts]
        several = [
            each for each in itertools.product(*(each[: FIRST + 2] for each in own)) if len({one.choice for one in each}) == len(parts)
        ]
        best = max(several, key=lambda each: sum(one.score for one in each), default=())
        yield whole, {Choice(name): 0.25}
        for part, choices in zip(parts, own, strict=True):
            yield part, {each.choice: 0.35 + 0.15 * (each in best) for each in choices}

    # the whole

    def _borne_out(self, relations: Sequence[_Relation], ranked: Mapping[Number, list[Scored]]) -> set[Number]:
        """Numbers whose best measures are those that arithmetic wants: a share with its part and whole, or a whole with its parts."""
        found: set[Number] = set()
        for relation in relations:
            members = self._members(relation)
            if not all(ranked.get(each) for each in members):
                continue
            first, *others = (ranked[each][0].choice for each in members)
            indicator = self._known.store.indicators[first.indicator]
            dimensions = {each.breakdown.partition(":")[0] for each in others if each.indicator == first.indicator}
            is_share = [str(each) for each in others] == [indicator.numerator, indicator.denominator]
            is_whole = len(dimensions) == 1 and "" not in dimensions and len({*others}) == len(others)
            is_whole = is_whole and all(each.indicator == first.indicator for each in others)
            is_whole |= {str(each) for each in others} == set(indicator.parts)
            if not first.breakdown and (is_share if relation.kind == "share" else is_whole if relation.kind == "sum" else False):
                found |= set(members)
        return found

    def _candidate(
        self, number: Number, printed: str, ranked: Sequence[Scored], relations: Sequence[_Relation], borne_out: bool
    ) -> Candidate:
        place = self._report.place_at(self._paragraph, number.start, number.end)
        if not ranked or ranked[0].score < POOR:
            return self._plain(number, printed, left_out="topic" if ranked else "change")
        if self._is_change(number) and self._known.label_words(ranked[0].choice).isdisjoint(CHANGES):
            return self._plain(number, printed, left_out="change")
        suggestions = [self._suggest(number, each) for each in _different(ranked)]
        told = tuple(each.said for each in relations)
        if (ended := suggestions[0].period.end) and ended < self._report.store.topic.first_day.isoformat():
            place = self._report.place_at(self._paragraph, number.start, number.end, of_old=True)
        candidate = Candidate(
            paragraph=self._paragraph.number, start=number.start, end=number.end, as_printed=printed, value=number.value,
            qualifier=self._hedge(number), place=place, speaker=self._report.speakers.get(self._paragraph.number, NOTHING),
            suggestions=tuple(suggestions), relations=told,
        )  # fmt: skip
        is_part = any(each.kind == "fraction" for each in relations)  # either number of one may be what the row has
        return replace(candidate, sure=not is_part and self._is_sure(candidate, borne_out))

    def _suggest(self, number: Number, scored: Scored) -> Suggestion:
        known = self._known
        indicator = known.store.indicators[scored.choice.indicator]
        value = number.value or Decimal()
        if indicator.unit == "percent" and number.share:
            value = (100 * value).quantize(Decimal("0.1")).normalize()
        if indicator.unit.startswith("billion_vnd") and not pattern("units", "billions", self._report.language).search(self._head(number)):
            value /= _BILLION
        place = self._report.place_at(self._paragraph, number.start, number.end).value
        level = known.guess_level(scored.choice, place, *self._levels(number))
        period, basis, why_period = self._report.period_at(
            self._paragraph,
            number.start,
            flow=known.is_flow(indicator),
            about=known.label_words(scored.choice),
            of_report=not known.label_words(scored.choice).isdisjoint(OF_REPORT),
        )
        reasons = [f"words: {', '.join(each.strip('_').replace('_', ' ') for each in scored.words) or 'none'}"]
        if times := known.times[scored.choice]:
            reasons.append(f"{times} earlier rows")
        reasons += [f"level: {level.reason}", f"period: {why_period}"]
        return Suggestion(
            choice=scored.choice, unit=indicator.unit, value=value, level=level.code, level_known=level.known, period=period,
            period_basis=basis,
            score=round(scored.score, 3), reasons=tuple(reasons),
        )  # fmt: skip

    def _sentence(self, number: Number) -> Span:
        return self._report.sentence(self._paragraph, number.start)

    def _levels(self, number: Number) -> tuple[str, str]:
        """What the words beside a number call a level, and what they hint at: right behind it first, then before it in the sentence."""
        sentence = self._sentence(number)
        after = re.split(r"[,;.()]|\d", self._words[number.end : sentence.end])[0]
        before = f"{self._head(number)} {self._before(sentence, number)}"
        behind = sorted((match.start(), level, match[0]) for level, match in self._level_words(after))
        clause = before.rpartition(";")[2]
        before = clause if any(self._level_words(clause)) else before
        ahead = sorted(((match.end(), level, match[0]) for level, match in self._level_words(before)), reverse=True)
        ordered = [*behind, *ahead]
        strong = next((level for _, level, words in ordered if self._report.finds("sentence", "level", words)), "")
        return strong, ordered[0][1] if ordered else ""

    def _before(self, sentence: Span, number: Number) -> str:
        """What stands before a number in its sentence, without what stands behind an earlier one and is that one's alone."""
        kept, at = "", sentence.start
        for each, other in itertools.pairwise(self._figures):
            if sentence.start <= each.start < number.start:
                own = re.match(r"[^,;()\d]*?(?:[,;()]| (?:and|và|dan) )", self._words[each.end : other.start])
                if own:
                    kept += self._words[at : each.start]
                    at = each.end + own.end() - 1
        return kept + self._words[at : number.start]

    def _level_words(self, text: str) -> Iterator[tuple[str, re.Match[str]]]:
        for level in WORDS["levels"]:
            for match in pattern("levels", level, self._report.language).finditer(text):
                yield level, match

    def _is_sure(self, candidate: Candidate, borne_out: bool) -> bool:
        """Where the best measure leads by far, arithmetic or an earlier row of the same value bears it out, and no day is passed over."""
        if len(candidate.suggestions) < 2:
            return False
        best, second = candidate.suggestions[:2]
        borne_out &= best.level_known in (USUAL, TOLD)
        borne_out |= len(best.value.normalize().as_tuple().digits) >= BEARING and any(
            each.value == best.value and each.geography == candidate.place.value and each.measure == str(best.choice)
            and each.level == best.level for each in self._known.figures
        )  # fmt: skip
        sentence = self._report.sentence(self._paragraph, candidate.start)
        has_day = any(sentence.holds(each.start) for each in self._report.days(self._paragraph))
        if best.period_basis == "inferred" or (best.period == Period() and has_day):
            return False
        return borne_out and best.score >= SURE and best.score - second.score >= CLEAR


BOUND, BEFORE = "a number that it is reckoned with has it", "the paragraph says so of a number of this measure before it"


def _at_level(candidate: Candidate, level: str, reason: str, known: int) -> Candidate:
    """A candidate whose suggestions are at a level that is so well known, but for those whose own is known as well."""
    return replace(
        candidate,
        suggestions=tuple(
            each
            if each.level_known >= known or each.level == level
            else replace(each, level=level, reasons=tuple(f"level: {reason}" if one.startswith("level: ") else one for one in each.reasons))
            for each in candidate.suggestions
        ),
    )


def _different(ranked: Sequence[Scored]) -> list[Scored]:
    """The best of each measure, and of one measure no more than two parts, so that three lines offer a choice."""
    found: list[Scored] = []
    for each in ranked:
        if sum(one.choice.indicator == each.choice.indicator for one in found) < 1:
            found.append(each)
        if len(found) == FIRST:
            break
    return found


def same_as(candidate: Candidate, figure: Figure) -> bool:
    """Whether a figure was made of this number: the same paragraph and value, and printed so, perhaps with a unit."""
    if candidate.paragraph != figure.paragraph or candidate.value is None:
        return False
    values = {candidate.value, candidate.value / _BILLION, candidate.value * 100}
    forms = sorted((candidate.as_printed, figure.as_printed), key=len)
    return forms[0] in forms[1] and figure.value in values
