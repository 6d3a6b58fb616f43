"""Finds in a text what the words of `words.toml` stand for: concepts, hedges, orders and the rest, whatever the language."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from briefing_lib.proof.numerals import LANGUAGES

WORDS: Mapping[str, Any] = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))
"""What `words.toml` says; it explains itself."""
_HOLES = {"{d}": r"\d\d?", "{m}": r"(?:0?[1-9]|1[0-2])", "{y}": r"(?:19|20)\d\d"}
"""What stands for a number in a pattern of `left_out`."""
LEAST_WORD = 4
"""Letters of a word that is compared as it is, where no concept holds it."""


class Term(NamedTuple):
    """A concept, or a plain word, where a text has it."""

    name: str
    start: int
    end: int


@functools.cache
def pattern(section: str, name: str, language: str) -> re.Pattern[str]:
    """The words of one entry in a language, as a pattern of whole words; one that nothing has where the language has none."""
    entry: Any = WORDS
    for part in filter(None, section.split(".")):
        entry = entry[part]
    told = entry[name].get(language, "(?!)") if isinstance(entry[name], Mapping) else entry[name]
    for hole, form in (*_HOLES.items(), ("{n}", _number_form(language))):
        told = told.replace(hole, form)
    return re.compile(rf"(?<!\w)(?:{told})(?!\w)", re.IGNORECASE)


@functools.cache
def _number_form(language: str) -> str:
    """A numeral, or a word for a small number."""
    words = [pair.partition("=")[0] for pair in LANGUAGES.get(language, {}).get("units", "").split()]
    return rf"(?:\d+(?:[.,]\d+)*{''.join(f'|{word}' for word in words)})"


@functools.lru_cache(maxsize=8192)
def find_terms(text: str, language: str, *, of_report: bool = True) -> tuple[Term, ...]:
    """Every concept of a text, and every longer word that none holds, in the order of the concepts, then of the text.

    A report says concepts in more words than labels and definitions do.
    """
    named = [(name, "concepts") for name in WORDS["concepts"]] + [(name, "said") for name in WORDS["said"] if of_report]
    found = [Term(name, *match.span()) for name, section in named for match in pattern(section, name, language).finditer(text)]
    held = [each[1:] for each in found]
    for match in re.finditer(rf"[^\W\d_]{{{LEAST_WORD},}}", text):
        if not any(start <= match.start() < end for start, end in held):
            found.append(Term(f"{language}:{_stem(match[0].casefold(), language)}", *match.span()))
    return tuple(found)


def _stem(word: str, language: str) -> str:
    """A word without the endings that change with its use; a light hand, as it is only compared with other words so treated.

    >>> _stem("offices", "en"), _stem("pembangunan", "id"), _stem("trường", "vi")
    ('offic', 'bangun', 'trường')
    """
    if language == "en":
        return re.sub(r"(?:ing|ed|es|s|e)$", "", word)
    if language == "id":
        return re.sub(r"^(?:meng|meny|men|mem|me|peng|peny|pen|pem|per|pe|ber|ter|di|ke|se)(?=\w{4})|(?:kan|an|nya|lah)$", "", word)
    return word


def guess_language(text: str) -> str:
    """The language of a text by the words that each can't do without; '' where none of them stands out.

    >>> guess_language("Hồ sơ đã được giải quyết trong tháng"), guess_language("the dossiers that were received"), guess_language("142")
    ('vi', 'en', '')
    """
    counts = {language: len(pattern("", "language", language).findall(text)) for language in WORDS["language"]}
    best = max(counts, key=lambda each: counts[each])
    return best if counts[best] else ""
