"""The places that a text names, by their old and new names."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from briefing_lib.intake.terms import WORDS
from briefing_lib.store import Place, Store

DATELINE = re.compile(r"\s*(?:\([^)]{0,40}\)|,[^-–—]{0,25}|(?<=[A-ZĐ]))\s*[-–—]{1,2}\s")
"""Behind a place with which a report begins: it says where it was written."""
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


@functools.lru_cache(maxsize=4)
def _place_form(store: Store) -> tuple[re.Pattern[str], dict[str, Place]]:
    """Every spelling of every place as one pattern, the longest first, and the present place for each."""
    known: dict[str, Place] = {}
    places = (*store.places.former, *store.places.parts, *store.places)
    for place in places:
        for name in place.spellings:
            known[name] = known[name.upper()] = store.places.present(place)
    ordered = sorted(known, key=len, reverse=True)
    either = "|".join(re.escape(each).replace(r"\ ", r"[ \-]") for each in ordered)
    return re.compile(rf"(?<![\w-])(?:{either})(?!\w)"), known


@functools.lru_cache(maxsize=8192)
def find_places(words: str, language: str, store: Store) -> tuple[Named, ...]:
    """The places that words name, in their order; no persons of that name, no dateline, no part of another place."""
    form, known = _place_form(store)
    found: list[Named] = []
    persons = tuple(WORDS["surnames"]["any"])
    for match in form.finditer(words):
        before = words[: match.start()].rstrip()
        if before.endswith(persons) and not CITY.search(before):
            continue
        if match[0] in ("Hồ Chí Minh", "Ho Chi Minh") and not CITY.search(before):
            continue
        if not match.start() and DATELINE.match(words, match.end()):
            continue
        if re.search(rf"(?<!\w)(?:{WORDS['former']['joined'].get(language, '(?!)')})(?: \w+){{0,2}}$", before, re.IGNORECASE):
            continue
        name = match[0].replace("-", " ")
        place = known.get(match[0]) or known.get(name)
        if place:
            old = next((each for each in store.places.former if name.upper() in map(str.upper, each.spellings)), None)
            is_old = old and (_is_called_old(words, match, language) or _goes_on(words, found, match))
            found.append(Named(*match.span(), old if old and is_old else place, match[0], old or place))
    return tuple(found)


def _is_called_old(words: str, name: re.Match[str], language: str) -> bool:
    """Whether the words right beside a name say that it is one of before the change."""
    before, after = (WORDS["former"][side].get(language, "(?!)") for side in ("before", "after"))
    kind = r"(?:\w+ ){0,1}"
    return bool(
        re.search(rf"(?<!\w)(?:{before})\s+{kind}$", words[: name.start()], re.IGNORECASE)
        or re.match(rf"\s*(?:{after})(?!\w)", words[name.end() :], re.IGNORECASE)
    )


def _goes_on(words: str, found: Sequence[Named], name: re.Match[str]) -> bool:
    """Whether a name goes on an enumeration of former places."""
    last = found[-1] if found else None
    return bool(last and last.place.became and re.fullmatch(r"\s*(?:,|và|and|dan|,? (?:và|and|dan))\s+", words[last.end : name.start()]))
