"""How a language writes numbers, days and lists, and where its sentences come from."""

from __future__ import annotations

import datetime as dt
import functools
import gettext
import io
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from briefing_lib.errors import WrongParameter
from briefing_lib.figures import RATED, Figure

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = {"en": "en_GB", "vi": "vi_VN", "id": "id_ID"}
"""The languages of the data, each with the locale that writes its numbers and days."""
NAMES = {"en": "English", "vi": "Tiếng Việt", "id": "Bahasa Indonesia"}
"""What each language calls itself."""
SIGNIFICANT = 4
ALPHABET = " aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0301\u0303\u0309\u0323"
YEAR, MONTH, MINUTE = len("2025"), len("2025-10"), len("2025-10-07T15:00")


def available_languages() -> tuple[str, ...]:
    """The languages that a page can be written in: English, and those with a catalogue of sentences."""
    return tuple(code for code in LANGUAGES if code == "en" or path_of_catalogue(code).is_file())


def path_of_catalogue(code: str) -> Path:
    """Where the sentences of a language stand, as translators edit them."""
    return LOCALES / code / "LC_MESSAGES" / "briefing.po"


def load_catalogue(code: str) -> gettext.NullTranslations:
    """The sentences of a language, compiled as they are read: a compiled file would be one more to make, to ship and to grow old."""
    if code == "en":
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with path_of_catalogue(code).open("rb") as catalogue:
        write_mo(compiled, read_po(catalogue))
    return gettext.GNUTranslations(io.BytesIO(compiled.getvalue()))


class Language:
    """One language: its catalogue, numbers, days and lists, all as plain text."""

    def __init__(self, code: str) -> None:
        if code not in available_languages():
            raise WrongParameter("language", code, f"pages can be written in {', '.join(available_languages())}")
        self.code = code
        self.locale = LANGUAGES[code]
        self.catalogue = load_catalogue(code)

    def number(self, value: Decimal, digits: int | None = None) -> str:
        """A number as this language writes it, rounded half up where `digits` is given.

        >>> Language("en").number(Decimal("-1234.5"))
        '−1,234.5'
        """
        return _written(value, decimals(value) if digits is None else digits, self.locale)

    def shown(self, figure: Figure) -> str:
        """The figure's number as text, without hedge: `94.7%`."""
        if figure.unit == "share":
            return self.number(figure.value * 100, 1) + "%"
        if figure.unit == "percent":
            return self.number(figure.value) + "%"
        if figure.unit in ("score", *RATED):  # four significant digits say all that a survey, index or rate can
            return self.number(figure.value, min(decimals(figure.value), max(0, SIGNIFICANT - 1 - figure.value.adjusted())))
        if figure.formula == "ratio":  # residents are whole, money for a person has hundredths
            return self.number(figure.value, 0 if figure.unit.endswith("_per_unit") else 2)
        return self.number(figure.value, 0 if figure.formula and figure.unit.endswith("_per_unit") else None)

    def day(self, day: str | dt.date) -> str:
        """A day, with its hour or not, a month or a year: `Tuesday, 7 October 2025, 15:00`, `1 October 2025`, `October 2025`, `2025`."""
        iso = str(day)
        if len(iso) == YEAR:
            year = dt.date.fromisoformat(f"{iso}-01-01").year
            return f"năm {year}" if self.code == "vi" else str(year)
        if len(iso) == MONTH:
            form = "'tháng' M 'năm' y" if self.code == "vi" else "MMMM y"
            return str(format_date(dt.date.fromisoformat(f"{iso}-01"), form, locale=self.locale))
        if len(iso) == MINUTE:
            form = {"vi": "H 'giờ' mm, EEEE, 'ngày' d 'tháng' M 'năm' y", "id": "EEEE, d MMMM y 'pukul' HH.mm"}.get(
                self.code, "EEEE, d MMMM y, HH:mm"
            )
            return str(format_datetime(dt.datetime.fromisoformat(iso), form, locale=self.locale))
        form = "'ngày' d 'tháng' M 'năm' y" if self.code == "vi" else "d MMMM y"
        return str(format_date(dt.date.fromisoformat(iso), form, locale=self.locale))

    def listed(self, pieces: Sequence[str]) -> Markup:
        """Pieces as a list in a sentence: a, b and c; a; b and c where a piece holds such a word itself; plain text is escaped."""
        if len(pieces) > 1 and any(format_list(["", ""], locale=self.locale) in piece for piece in pieces):
            return Markup("; ").join(pieces)
        marks = [f"\0{index}\0" for index in range(len(pieces))]
        text = escape(format_list(marks, locale=self.locale))
        for mark, piece in zip(marks, pieces, strict=True):
            text = text.replace(mark, escape(piece), 1)
        return text


@functools.lru_cache(maxsize=65536)
def _written(value: Decimal, places: int, locale: str) -> str:
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return str(format_decimal(rounded, format=f"#,##0.{'0' * places}", locale=locale)).replace("-", "−")


def alphabetical(name: str) -> tuple[list[int], list[str]]:
    """Where a name stands by the Vietnamese alphabet: letters first (ă after a, đ after d), then tones.

    >>> sorted(["Đà Nẵng", "Đắk Lắk", "Điện Biên", "Cao Bằng", "Cà Mau"], key=alphabetical)
    ['Cà Mau', 'Cao Bằng', 'Đà Nẵng', 'Đắk Lắk', 'Điện Biên']
    """
    decomposed = unicodedata.normalize("NFD", name.lower())
    tones = [mark for mark in decomposed if mark in TONES]
    letters = unicodedata.normalize("NFC", "".join(mark for mark in decomposed if mark not in TONES))
    return [ALPHABET.find(letter) for letter in letters], tones


def decimals(value: Decimal) -> int:
    """How many decimals a value has, without noughts at the end."""
    return max(0, -int(value.normalize().as_tuple().exponent))


@functools.cache
def language_of(code: str) -> Language:
    """The language of this code; WrongParameter where no page can be written in it."""
    return Language(code)
