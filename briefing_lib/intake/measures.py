"""Which measure a number speaks of: the words around it against labels, definitions and codes, and how earlier rows were printed.

Every step can be said in a sentence: words that both have speak for a measure, in the measure of their rarity and nearness; words
that a label has and the text has not speak against it, and so do words right beside the number that the measure has not.
"""

from __future__ import annotations

import functools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from briefing_lib.figures import Figure, Indicator
from briefing_lib.intake.terms import WORDS, find_terms, pattern
from briefing_lib.store import LANGUAGES, Store

DEFINED = 0.3
"""What a word of a definition weighs beside one of a label."""
PLAIN = 0.5
"""What a word that no concept holds weighs beside a concept."""
MISSING, UNEXPLAINED = 0.45, 0.35
"""What words weigh against a measure that only its label has, and that only the text has right beside the number."""
NEAR = 0.4
"""From so near on a word of the text wants to be explained."""
UNNAMED, BESIDE = 0.12, 0.1
"""What speaks against a part that the text does not name, and against one that it names beside another part."""
STRANGE = 0.12
"""What speaks against a measure for each defining concept beside the number that it has not."""
OF_NEXT = 0.4
"""What a word weighs that a comma sets apart from a number, and that leads to the next one."""
OF_LIST = 0.55
"""What the words before a colon weigh for each number of the list behind it."""
CONTESTING, BESIDE_IT = 8, 0.5
"""So many of the best measures are looked at for a more special one, and so near its further words must stand."""
SHARED = 0.65
"""How near a word of doing stands to a number that shares it with others of an enumeration."""


class Choice(NamedTuple):
    """A measure, with the part of it that is counted."""

    indicator: str
    breakdown: str = ""

    def __str__(self) -> str:
        return f"{self.indicator}/{self.breakdown}" if self.breakdown else self.indicator


GUESSED, USUAL, HINTED, TOLD = range(4)


class Level(NamedTuple):
    """The level of a number, the reason, and how it is known: TOLD by the text, HINTED at in it, USUAL for the measure, or GUESSED."""

    code: str
    reason: str
    known: int


@dataclass(frozen=True, slots=True)
class Scored:
    """How well a measure fits, from 0 to 1 and a little above, with the words that spoke for it."""

    choice: Choice
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What suggestions learn from: the store without the rows of a report that is held out.

    `figures` are the rows that count.
    """

    store: Store
    figures: tuple[Figure, ...]
    _profiles: dict[Choice, Mapping[str, float]] = field(default_factory=dict)
    _owned: dict[Choice, frozenset[str]] = field(default_factory=dict)

    @functools.cached_property
    def choices(self) -> tuple[Choice, ...]:
        """Every measure, and every part of one that is declared or that a row has."""
        parts = dict.fromkeys(Choice(each.indicator.name, each.breakdown) for each in self.figures)
        declared = (Choice(each.name, part) for each in self.store.indicators.values() for part in each.parts if ":" in part)
        whole = (Choice(name) for name in self.store.indicators)
        return tuple(dict.fromkeys((*whole, *declared, *parts, *self._siblings(parts))))

    def _siblings(self, parts: Collection[Choice]) -> list[Choice]:
        """The other values of a dimension that a measure was broken down by."""
        dimensions = {(each.indicator, each.breakdown.partition(":")[0]) for each in parts if each.breakdown}
        return [Choice(name, f"{list_}:{code}") for name, list_ in sorted(dimensions) for code in self.store.codes.get(list_, ())]

    @functools.cached_property
    def times(self) -> Counter[Choice]:
        """How many rows each measure has."""
        return Counter(Choice(each.indicator.name, each.breakdown) for each in self.figures)

    @functools.cached_property
    def levels(self) -> Mapping[str, Counter[str]]:
        """The levels of each measure's rows."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for each in self.figures:
            found[each.indicator.name][each.level] += 1
        return found

    @functools.cached_property
    def _levels_of(self) -> Mapping[bool, set[str]]:
        """The levels that rows on the whole (True) and on other places have."""
        root = self.store.places.root.code
        return {whole: {each.level for each in self.figures if (each.geography == root) is whole} for whole in (True, False)}

    @functools.cached_property
    def _flows(self) -> Mapping[str, Counter[bool]]:
        found: dict[str, Counter[bool]] = defaultdict(Counter)
        for each in self.figures:
            if each.period.start or each.period.as_of:
                found[each.indicator.name][bool(each.period.start)] += 1
        return found

    def is_flow(self, indicator: Indicator) -> bool | None:
        """Whether earlier rows of a measure, or of what it is a share of, have a window rather than a day; None where there are none."""
        for name in (indicator.name, indicator.numerator):
            if counts := self._flows.get(name):
                return counts[True] > counts[False]
        return None

    def profile(self, choice: Choice) -> Mapping[str, float]:
        """The words of a measure, those of its label at 1, those of its definition below."""
        if choice not in self._profiles:
            indicator = self.store.indicators[choice.indicator]
            found: dict[str, float] = {}
            for language in LANGUAGES:
                label = indicator.labels[language]
                if choice.breakdown:
                    dimension, _, code = choice.breakdown.partition(":")
                    label += f" . {self.store.label(dimension, code, language)}"
                for text, weight in ((label, 1.0), (indicator.definitions[language].partition(";")[0], DEFINED)):
                    for term in find_terms(text, language, of_report=False):
                        own = weight if ":" not in term.name else weight * PLAIN
                        found[term.name] = max(found.get(term.name, 0), own)
            self._profiles[choice] = found
        return self._profiles[choice]

    @functools.cached_property
    def rarity(self) -> Mapping[str, float]:
        """How much a word tells: little where many measures have it."""
        wholes = [self.profile(Choice(name)) for name in self.store.indicators]
        counts = Counter(term for each in wholes for term, weight in each.items() if weight >= DEFINED * PLAIN)
        return defaultdict(lambda: math.log(1 + len(wholes)), {term: math.log(1 + len(wholes) / count) for term, count in counts.items()})

    def rank(
        self, near: Mapping[str, float], unit: str, *, whole_number: bool, publisher: str = "", bonus: Mapping[Choice, float]
    ) -> list[Scored]:
        """Every measure that the unit allows, the best first; `near` says how near each word of the text stands, from 0 to 1."""
        scored = []
        rarity = self.rarity
        close = {term: rarity[term] * weight for term, weight in near.items() if weight >= NEAR and ":" not in term}
        strange = {term for term in WORDS["defining"]["concepts"] if near.get(term, 0) >= NEAR}
        of_publisher = self._of_publisher.get(publisher, set())
        for choice in self.choices:
            indicator = self.store.indicators[choice.indicator]
            fits = _fits(indicator.unit, unit, whole_number=whole_number)
            if not fits:
                continue
            profile = self.profile(choice)
            common = {term: near[term] * weight * rarity[term] for term, weight in profile.items() if term in near}
            match = sum(common.values())
            missing = sum(
                rarity[term] * weight * (1 - near.get(term, 0)) for term, weight in profile.items() if weight > DEFINED and ":" not in term
            )
            unexplained = sum(weight for term, weight in close.items() if term not in profile)
            score = fits * match / (match + MISSING * missing + UNEXPLAINED * unexplained + 1.0)
            score += 0.012 * math.log1p(self.times[choice]) + 0.02 * (choice.indicator in of_publisher) + bonus.get(choice, 0)
            score -= self._unfounded(choice, near) + STRANGE * len(strange - profile.keys())
            spoke = sorted((term for term in common if ":" not in term), key=lambda term: -common[term])[:4]
            scored.append(Scored(choice, score, tuple(spoke)))
        return _order(self._refined(_order(scored), near))

    def _refined(self, scored: list[Scored], near: Mapping[str, float]) -> list[Scored]:
        """Of two measures, of which one has all words of the other's label and more, the more special goes first where these stand near."""
        labels = [self.label_words(each.choice) for each in scored[:CONTESTING]]
        found = list(scored)
        for at, words in enumerate(labels):
            plainer = [
                scored[other].score
                for other, those in enumerate(labels[:at])
                if those < words and scored[other].choice.indicator != scored[at].choice.indicator
                and min(near.get(term, 0) for term in words - those) >= BESIDE_IT
            ]  # fmt: skip
            if plainer:
                found[at] = replace(scored[at], score=max(plainer) + 0.01)
        return found

    def label_words(self, choice: Choice) -> frozenset[str]:
        """The concepts of a measure's label."""
        return frozenset(term for term, weight in self.profile(choice).items() if weight > DEFINED and ":" not in term)

    def _unfounded(self, choice: Choice, near: Mapping[str, float]) -> float:
        """What speaks against a part: that the text does not name it, or names another part beside it as much."""
        if not choice.breakdown:
            return 0.0
        own, others_words = self._own_words(choice), self._others(choice)
        telling = own - frozenset().union(*others_words) or own
        named = max((near.get(term, 0) for term in telling), default=0)
        others = max((max((near.get(term, 0) for term in words - own), default=0) for words in others_words), default=0)
        if named < NEAR:
            return UNNAMED
        return BESIDE if others >= 0.5 * named else 0.0

    def _own_words(self, choice: Choice) -> frozenset[str]:
        """The words by which a part is called."""
        if choice not in self._owned:
            dimension, _, code = choice.breakdown.partition(":")
            named = (find_terms(self.store.label(dimension, code, each), each, of_report=False) for each in LANGUAGES)
            self._owned[choice] = frozenset(term.name for terms in named for term in terms)
        return self._owned[choice]

    def _others(self, choice: Choice) -> list[frozenset[str]]:
        """The words of the other parts of its dimension."""
        dimension = choice.breakdown.partition(":")[0]
        codes = (Choice(choice.indicator, f"{dimension}:{code}") for code in self.store.codes[dimension])
        return [self._own_words(each) for each in codes if each != choice]

    @functools.cached_property
    def _of_publisher(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for each in self.figures:
            if each.source:
                found[each.source.publisher].add(each.indicator.name)
        return found

    def guess_level(self, choice: Choice, place: str, strong_level: str, near_level: str) -> Level:
        """The level of a number of this measure on a place: the text's where earlier rows had several, else theirs.

        `strong_level` is one that the text calls a level, `near_level` one that its words hint at. A province has no number of a level
        that only the whole has.
        """
        possible = self._levels_of[place == self.store.places.root.code]
        counts = Counter({level: times for level, times in self.levels[choice.indicator].items() if level in possible})
        mixed, own = self.store.topic.mixed_level, self._own_level(choice)
        definition = self.store.indicators[choice.indicator].definitions["en"]
        if near_level and pattern("sentence", "level_named", "en").search(definition):
            return Level(near_level, "the measure counts by the level named, and the words beside the number name it", HINTED)
        if len(counts) == 1 and counts.total() > 1 and (mixed not in counts or not strong_level):
            return Level(next(iter(counts)), f"all {counts.total()} earlier rows of this measure have it", USUAL)
        if strong_level and (strong_level in counts or not own):
            return Level(strong_level, "the words beside the number say so", TOLD)
        if near_level and near_level in counts:
            return Level(near_level, "the words beside the number say so", HINTED)
        if own and counts.total() < 3:
            return Level(own, "the name of the measure says so", USUAL)
        if near_level and (not counts or (len(counts) == 1 and counts.total() == 1 and mixed in counts)):
            return Level(near_level, "the words beside the number say so", HINTED)
        if counts:
            level, times = counts.most_common(1)[0]
            if mixed in counts and 2 * times <= counts.total():
                return Level(mixed, "earlier rows of this measure have several, and the words beside the number name none", GUESSED)
            return Level(level, f"{times} of {counts.total()} earlier rows of this measure have it", GUESSED)
        return Level(mixed, "nothing says whose work it is", GUESSED)

    def _own_level(self, choice: Choice) -> str:
        """The level that a measure's label names."""
        indicator = self.store.indicators[choice.indicator]
        for level in WORDS["levels"]:
            if any(pattern("levels", level, language).search(indicator.labels[language]) for language in ("en", "vi")):
                return str(level)
        return ""


def _order(scored: list[Scored]) -> list[Scored]:
    return sorted(scored, key=lambda each: (-each.score, each.choice))


def _fits(measured: str, unit: str, *, whole_number: bool) -> float:
    """How well a number with this unit in print fits a measure in that unit: from 0, not at all, to 1."""
    if unit in ("percent", "percentage_points", "billion_vnd", "billion_vnd_per_person", "rank", "km2", "weeks", "days", "hours", "places"):
        return float(measured == unit)
    if unit == "score":
        return float(measured in ("score", "points"))
    if measured in ("percent", "billion_vnd", "billion_vnd_per_person", "share", "rank", "km2", "weeks", "days", "hours", "places"):
        return 0.0
    if measured in ("score", "points"):
        return 0.9 if not whole_number else 0.35
    if not whole_number:
        return 0.8 if measured == "persons_per_unit" else 0.0
    if unit == "persons":
        return 1.0 if measured == "persons" else 0.8 if measured == "persons_per_unit" else 0.6
    return 1.0 if measured == "count" else 0.75


def nearness(words: str, language: str, start: int, end: int, sentence: tuple[int, int], bounds: tuple[int, int]) -> dict[str, float]:
    """How near each word of a paragraph stands to a number, from 0 to 1.

    `bounds` are the end of the number before and the beginning of the one behind it in the sentence.
    """
    near: dict[str, float] = {}
    words = re.sub(rf",(?= (?:{WORDS['joins']['one_thing'].get(language, '(?!)')}))", " ", words)
    governing, doings = frozenset(WORDS["governs"]["concepts"]), []
    for term in find_terms(words, language):
        if term.start < end and start < term.end:
            continue
        if term.name in governing and sentence[0] <= term.start < sentence[1]:
            doings.append(term)
        if not sentence[0] <= term.start < sentence[1]:
            weight = 0.12 if term.start < sentence[0] else 0.0
        elif term.start >= end:
            between = words[end : term.start]
            weight = 1.0 if term.start < bounds[1] else 0.3
            if "," in between and term.end <= bounds[1] < sentence[1] and not re.search(r"[,;]", words[term.end : bounds[1]]):
                weight = OF_NEXT
            weight *= _fade(between, commas=0.6)
        else:
            between = words[term.end : start]
            weight = 0.9 if term.end > bounds[0] else 0.3
            weight *= _fade(between, commas=0.8)
            if bounds[0] > sentence[0] and ":" in between and ":" not in words[bounds[0] : start]:  # an item of a list
                weight = max(weight, OF_LIST)
        if weight > near.get(term.name, 0):
            near[term.name] = weight
    kinds = [each for each in WORDS["kinds"]["concepts"] if near.get(each, 0) >= NEAR]
    for each in kinds if len(kinds) > 1 else ():
        del near[each]
    if not any(bounds[0] <= each.start < bounds[1] for each in doings):  # one of an enumeration
        ahead = max((each.end for each in doings if each.end <= bounds[0]), default=0)
        behind = min((each.start for each in doings if each.start >= bounds[1] and not _parted(words[end : each.start])), default=0)
        for each in doings:
            if (ahead and 0 <= ahead - each.end < 30) or (behind and 0 <= each.start - behind < 30):
                near[each.name] = max(near.get(each.name, 0), SHARED)
    return near


def _parted(between: str) -> bool:
    """Whether a comma stands between that does not merely lead to the last of an enumeration, or a semicolon."""
    return bool(re.search(r"[;,](?! (?:dan|và|and) )", between))


def _fade(between: str, *, commas: float) -> float:
    """What distance leaves of a word's weight: half after some fifteen words; a comma or a semicolon sets apart."""
    count = between.count(" ")
    parted = commas ** min(2, between.count(",")) * (0.35 if re.search(r"[;:(]", between) else 1)
    return parted / (1 + max(0, count - 2) / 13)
