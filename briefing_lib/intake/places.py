"""The places that a text names, by their old and new names."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

from briefing_lib.intake.terms import WORDS
from briefing_lib.store import Place, Store

DATELINE = re.compile(r"\s*(?:\([^)]{0,40}\)|,[^-–—]{0,25}|(?<=[A-ZĐ]))\s*[-–—]{1,2}\s")
"""Behind a place with which a report begins: it says where it was written."""
LISTED = 3
"""From so many on names are a list."""
CITY = re.compile(r"(?:thành phố|TP\.?|Kota|City of)\s*$", re.IGNORECASE)


class Named(NamedTuple):
    """A place where a paragraph names it: what became of it, but for one that is said to be a former one.

    `old` is the former place of this name; the place itself where there is none.
    """

    start: int
    end: int
    place: Place
    name: str
    old: Place


class _Names(NamedTuple):
    """Every spelling of every place as one pattern, the longest first; by spelling the present place, and the former one of that name."""

    form: re.Pattern[str]
    present: dict[str, Place]
    former: dict[str, Place]


@functools.lru_cache(maxsize=4)
def _names(store: Store) -> _Names:
    present: dict[str, Place] = {}
    former: dict[str, Place] = {}
    for place in (*store.places.former, *store.places.parts, *store.places):
        for name in (each for spelling in place.spellings for each in (spelling, spelling.upper())):
            present[name] = store.places.present(place)
            if place.became:
                former.setdefault(name, place)
    either = "|".join(re.escape(each).replace(r"\ ", r"[ \-]") for each in sorted(present, key=len, reverse=True))
    return _Names(re.compile(rf"(?<![\w-])(?:{either})(?!\w)"), present, former)


@functools.lru_cache(maxsize=8192)
def find_places(words: str, language: str, store: Store) -> tuple[Named, ...]:
    """The places that words name, in their order; no persons of that name, no dateline, no part of another place."""
    names = _names(store)
    found: list[Named] = []
    persons = tuple(WORDS["surnames"]["any"])
    for match in names.form.finditer(words):
        before = words[: match.start()].rstrip()
        if before.endswith(persons) and not CITY.search(before):
            continue
        if match[0] in ("Hồ Chí Minh", "Ho Chi Minh") and not CITY.search(before):
            continue
        if not match.start() and DATELINE.match(words, match.end()):
            continue
        if re.search(rf"(?<!\w)(?:{WORDS['former']['joined'].get(language, '(?!)')})(?: \w+){{0,2}}$", before, re.IGNORECASE):
            continue
        name = match[0] if match[0] in names.present else match[0].replace("-", " ")
        if place := names.present.get(name):
            old = names.former.get(name, place)
            is_old = _is_called_old(words, match, language) or _goes_on(words, found, match, language)
            found.append(Named(*match.span(), old if is_old else place, match[0], old))
    return tuple(found)


def _is_called_old(words: str, name: re.Match[str], language: str) -> bool:
    """Whether the words right beside a name say that it is one of before the change."""
    before, after = (WORDS["former"][side].get(language, "(?!)") for side in ("before", "after"))
    kind = r"(?:\w+ ){0,1}"
    return bool(
        re.search(rf"(?<!\w)(?:{before})\s+{kind}$", words[: name.start()], re.IGNORECASE)
        or re.match(rf"\s*(?:{after})(?!\w)", words[name.end() :], re.IGNORECASE)
    )


def _goes_on(words: str, found: Sequence[Named], name: re.Match[str], language: str) -> bool:
    """Whether a name goes on an enumeration of former places."""
    last = found[-1] if found else None
    return bool(last and last.place.became and _is_joined(words[last.end : name.start()], language))


def without_lists(named: Sequence[Named], words: str, language: str) -> list[Named]:
    """The names but for those of a list of three or more, which no number is about by itself."""
    joined = [_is_joined(words[one.end : two.start], language) for one, two in itertools.pairwise(named)]
    runs = [list(group) for _, group in itertools.groupby(range(len(named)), key=lambda at: at - sum(joined[:at]))]
    return [named[at] for run in runs if len(run) < LISTED for at in run]


def _is_joined(between: str, language: str) -> bool:
    """Whether what stands between two names makes them parts of an enumeration."""
    return re.fullmatch(rf"\s*(?:,|,? ?(?:{WORDS['joins']['and'].get(language, '(?!)')}))\s+", between) is not None
