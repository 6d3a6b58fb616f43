"""Reads numbers as a language prints them: numerals with its marks, and the words that count (`numbers.toml`).

Own code, for lack of a library: text2num knows neither Vietnamese nor Indonesian, vietnam-number reads doubtful forms by a guess, and
babel's parse_decimal takes `1e5` and digits of any script. babel gives the marks; a form with two readings, or none, has no value.
"""

from __future__ import annotations

import functools
import itertools
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any, NamedTuple

from babel import UnknownLocaleError
from babel.numbers import get_decimal_symbol, get_group_symbol

LANGUAGES: Mapping[str, Mapping[str, Any]] = tomllib.loads((Path(__file__).parent / "numbers.toml").read_text("utf-8"))
"""What `numbers.toml` says of each language; it explains itself."""

NUMERAL = r"(?:(?<!\S)[-−](?=\d))?(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?(?![.,]?\d)|\d+(?:[.,]\d+)*)"
"""Digits with the marks between them, whatever the language."""

LONGEST = 40
"""A longer numeral is no number that anybody counted, and is not read."""

_BETWEEN = r"(?:\s+|-)"


class Number(NamedTuple):
    """A number where a text prints it.

    `value` is None where it can't be read (hundreds of); an ordinal in words does not count anything; a share is one in words (half).
    """

    start: int
    end: int
    value: Decimal | None
    counts: bool
    share: bool


def read_values(printed: str, language: str) -> list[Decimal]:
    """The numbers in a printed form, in order; signs of percent and money are no part of them.

    >>> read_values("142.746", "vi"), read_values("26/36", "id"), read_values("4,4 triệu", "vi"), read_values("86.94", "en")
    ([Decimal('142746')], [Decimal('26'), Decimal('36')], [Decimal('4400000')], [Decimal('86.94')])
    >>> read_values("twenty-one", "en"), read_values("hai mươi lăm", "vi"), read_values("setengah", "id"), read_values("1.2.3", "en")
    ([Decimal('21')], [Decimal('25')], [Decimal('0.5')], [])
    """
    numbers = find_numbers(unicodedata.normalize("NFC", printed), language)
    return [number.value for number in numbers if number.value is not None]


def says(number: Number, value: Decimal, unit: str) -> bool:
    """Whether the number is this value: `billion_vnd` counts in billions, and a share in words is a percentage, too."""
    if number.value is None:
        return False
    unsure = Decimal((0, (5,), int(value.as_tuple().exponent) - 1))  # half a unit of the last digit: one third is 33.3
    if number.share and unit == "percent" and abs(100 * number.value - value) <= unsure:
        return True
    return number.value == value * _words("en").times.get(unit.partition("_")[0], 1)


def find_untraced(text: str, language: str) -> list[str]:
    """What counts something in a sentence: numerals, number words, and other signs that have a number, as ½ or 四.

    >>> find_untraced("Forty wards have no doctor", "en"), find_untraced("The two-tier model works", "en")
    (['Forty'], [])
    """
    text = unicodedata.normalize("NFC", "".join(sign for sign in text if unicodedata.category(sign) != "Cf"))
    phrases = find_phrases(text, language)
    words = [text[each.start : each.end] for each in find_numbers(text, language) if each.counts and not lies_in(each, phrases)]
    return words + [sign for sign in text if not sign.isdecimal() and sign not in "²³" and unicodedata.numeric(sign, None) is not None]


def find_phrases(text: str, language: str) -> list[tuple[int, int]]:
    """Where the phrases stand that hold a number word and count nothing, as `two-tier` and `một cửa`."""
    return [match.span() for match in _patterns(language)[1].finditer(text)]


def lies_in(number: Number, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether the whole number lies in one of these places."""
    return any(start <= number.start and number.end <= end for start, end in spans)


def find_numbers(text: str, language: str) -> Iterator[Number]:
    """Every number of a text, in order, each with its scale: `7 juta` is one, `26/36` are two."""
    words = _words(language)
    for match in _patterns(language)[0].finditer(text):
        tokens = re.findall(rf"{NUMERAL}|[千万億兆]|[^\W\d_]+", match[0].casefold())
        value = _add_up(tokens, words)
        digits = tokens[0][-1].isdecimal()
        counts = digits or value is None or value < 1 or tokens[-1] not in words.ordinals
        yield Number(*match.span(), value, counts, share=not digits and value is not None and 0 < value < 1)


class _Words:
    """The words of a language, each kind under the name that `numbers.toml` gives it."""

    def __init__(self, language: str) -> None:
        told = LANGUAGES.get(language, {})
        self.language = language
        valued = ("units", "times", "shares", "ordinals")
        self.units, self.times, self.shares, self.ordinals = (_values(told.get(kind, "")) for kind in valued)
        self.vague, self.joins, self.inner = (told.get(kind, "").split() for kind in ("vague", "joins", "inner"))
        self.over, self.teen, self.added, self.year = (told.get(kind, "") for kind in ("over", "teen", "added", "year"))
        self.linked, self.chained = bool(told.get("linked")), bool(told.get("chained"))


_words = functools.cache(_Words)


def _values(pairs: str) -> dict[str, Decimal]:
    """Words with their numbers, as in `ten=10 half=1/2`."""
    told = (re.split("[=/]", f"{pair}/1") for pair in pairs.split())
    return {word: Decimal(number) / Decimal(base) for word, number, base, *_ in told}


@functools.cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The form of a number in this language, and that of its phrases."""
    words = _words(language)
    times, shares, ordinals = _either(words.times), _either(words.shares), _either(words.ordinals)
    units = _either({*words.units, *words.vague, words.teen} - {"a", "an", words.year})
    article = rf"\ban?\b(?={_BETWEEN}(?:{times}|{shares}))" if "a" in words.units else "(?!)"
    year = rf"\b{words.year}\b" if words.year else "(?!)"
    word = rf"(?:{units}|{times}|{shares}|{article}|{year}(?={_BETWEEN}{times}))"
    after_times = "|".join(rf"(?<=\b{each}\s)" for each in words.times)
    join = rf"(?:{after_times}){_either(words.joins)}|\band(?=\sa\shalf\b)"
    more = rf"(?:{_BETWEEN}(?:{_either([words.over])}{_BETWEEN}{units}|(?:{join}){_BETWEEN}(?:{word}|{year})|{word}|{ordinals}))*"
    scale = rf"(?:{_BETWEEN}{times}{more})?" if not words.chained else rf"(?:[千万億兆](?:{NUMERAL}[千万億兆])*)?"
    after_number = "".join(rf"(?<!\b{each}\s)" for each in (*words.units, *words.times)) + r"(?<!\d\s)"
    number = rf"{NUMERAL}{scale}|{ordinals}|(?!{_either(words.inner)})(?:{word}|{after_number}{year}){more}"
    phrases = rf"\b(?:{'|'.join(LANGUAGES.get(language, {}).get('phrases', ())) or '(?!)'})(?!\w)"
    return re.compile(number, re.IGNORECASE), re.compile(phrases, re.IGNORECASE)


def _either(words: Iterable[str]) -> str:
    """A form that is one of these words; of none, one that nothing has."""
    return rf"\b(?:{'|'.join(sorted(filter(None, words), key=len, reverse=True)) or '(?!)'})\b"


@dataclass(slots=True)
class _Sum:
    """What the words of one number add up to, word after word; `sums` are its parts, the larger first."""

    words: _Words
    sums: list[Decimal] = field(default_factory=list)

    def take(self, token: str, before: str, after: str) -> bool:
        """Reckon with one word between two others; False where the number can't be read, or not for sure."""
        words = self.words
        if token in (*words.joins, words.over) or (self.sums and token in ("a", "an")):
            return not (before in words.joins and token in ("a", "an"))  # two and a half
        if token in words.times:
            smaller = [each for each in self.sums if each < words.times[token] or (len(self.sums) == 1 and before[-1].isdecimal())]
            return self._put(len(smaller), sum(smaller) * words.times[token], fits=bool(smaller))
        if token in words.shares and (token not in words.ordinals or (bool(self.sums) and self.sums[-1] < 10)):
            fits = token != words.added and len(self.sums) == 1
            return self._put(1, self.sums[-1] * words.shares[token], fits=fits) if self.sums else self._put(0, words.shares[token])
        if token == words.teen:
            return self._put(1, self.sums[-1] + 10, fits=2 <= self.sums[-1] <= 9)
        value = _read_numeral(token, words.language) if token[-1].isdecimal() else words.units.get(token, words.ordinals.get(token))
        if value is None or (words.linked and value < 10 and words.times.get(before, 0) >= 100 and after not in words.times):
            return False
        if before and before == words.over:
            return self._put(1, self.sums[-1] / value, fits=len(self.sums) == 1)
        return self._put(0, value, fits=not self.sums or not self.sums[-1] % 10 ** (value.adjusted() + 1))

    def _put(self, instead: int, value: Decimal, *, fits: bool = True) -> bool:
        """Put a value in the place of the last few; False where it does not fit, or is not smaller than what stands before it."""
        self.sums[len(self.sums) - instead :] = [value]
        return fits and all(larger > smaller for larger, smaller in itertools.pairwise(self.sums))


def _add_up(tokens: Sequence[str], words: _Words) -> Decimal | None:
    """What the words of one number come to; None where that is not sure."""
    under_way = _Sum(words)
    with localcontext(prec=100):  # enough for any numeral that is read, with its scale
        if not all(under_way.take(*each) for each in zip(tokens, ["", *tokens], [*tokens[1:], ""], strict=False)):
            return None
        total = sum(under_way.sums, Decimal())
        return total if len(tokens) == 1 or total != int(total) else Decimal(int(total))


def _read_numeral(printed: str, language: str) -> Decimal | None:
    """A numeral by the marks of the language, else by the only reading that they leave: 73,6 in English, 13795.50 in Vietnamese."""
    groups, decimal = _marks(language)
    first, second = _read_marked(printed, groups, decimal), _read_marked(printed, decimal, groups[0])
    if language or None in (first, second):
        return second if first is None else first
    return first if first == second else None


@functools.cache
def _marks(language: str) -> tuple[str, str]:
    """The marks between thousands, and the decimal one; a translation into Japanese keeps blanks and dots between thousands."""
    try:
        group, decimal = get_group_symbol(language or "en"), get_decimal_symbol(language or "en")
    except (UnknownLocaleError, ValueError):
        return ",", "."
    return LANGUAGES.get(language, {}).get("groups", " " if group.isspace() else group), decimal


def _read_marked(printed: str, groups: str, decimal: str) -> Decimal | None:
    plain = re.sub(r"\s", " ", printed.replace("−", "-"))
    form = rf"(-?)([1-9]\d{{0,2}}([{groups}])\d{{3}}(?:\3\d{{3}})*|\d+)(?:[{decimal}](\d+))?"
    match = re.fullmatch(form, plain, re.ASCII) if len(plain) <= LONGEST else None
    return Decimal(match[1] + re.sub(r"\D", "", match[2]) + (f".{match[4]}" if match[4] else "")) if match else None
