"""Numbers are read as each language prints them, and what can't be read for sure has no value."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from briefing_lib.proof.numerals import find_numbers, find_untraced, read_values, says

ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
VIETNAMESE = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
INDONESIAN = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"]


def in_english(number: int) -> str:
    for scale, word in ((10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= scale:
            rest = number % scale
            return f"{in_english(number // scale)} {word}" + (f"{' and' if rest < 100 else ''} {in_english(rest)}" if rest else "")
    if number < 20:
        return ENGLISH.split()[number]
    return TENS[number // 10] + (f"-{in_english(number % 10)}" if number % 10 else "")


def in_vietnamese(number: int) -> str:
    for scale, word in ((10**6, "triệu"), (1000, "nghìn"), (100, "trăm")):
        if number >= scale:
            rest, link = number % scale, "không trăm linh" if scale > 100 else "linh"
            if 0 < rest < 10 and scale > 100:
                return f"{in_vietnamese(number // scale)} {word} lẻ {in_vietnamese(rest)}"
            return f"{in_vietnamese(number // scale)} {word}" + (f" {link}" * (0 < rest < 10)) + (f" {in_vietnamese(rest)}" if rest else "")
    tens, unit = divmod(number, 10)
    last = {0: "", 1: " mốt" if tens > 1 else " một", 5: " lăm"}.get(unit, f" {VIETNAMESE[unit]}")
    return VIETNAMESE[number] if not tens else ("mười" if tens == 1 else f"{VIETNAMESE[tens]} mươi") + last


def in_indonesian(number: int) -> str:
    for scale, word in ((10**6, "juta"), (1000, "ribu"), (100, "ratus")):
        if number >= scale:
            first, rest = ("se" if scale < 10**6 and number < 2 * scale else f"{in_indonesian(number // scale)} "), number % scale
            return f"{first}{word}" + (f" {in_indonesian(rest)}" if rest else "")
    tens, unit = divmod(number, 10)
    if number < 12:
        return INDONESIAN[number]
    return f"{INDONESIAN[unit]} belas" if tens == 1 else f"{INDONESIAN[tens]} puluh" + (f" {INDONESIAN[unit]}" if unit else "")


@given(st.decimals(min_value=0, max_value=10**12, places=2), st.sampled_from(["en", "vi", "id", "de", "fr"]))
def test_numerals_are_read_back(number: Decimal, language: str) -> None:
    """A number that is formatted in a language, grouped and with its decimals, is read back in it."""
    printed = format_decimal(number, "#,##0.##", locale=language)
    assert read_values(printed, language) == [number]


@given(st.integers(min_value=1, max_value=999_999_999))
def test_number_words_are_read_back(number: int) -> None:
    """A number that is spelled out is read back, with its signs of the tens and hundreds, in each of the three languages."""
    assert read_values(in_english(number), "en") == [number]
    assert read_values(in_vietnamese(number), "vi") == [number]
    assert read_values(in_indonesian(number), "id") == [number]


@given(st.text(alphabet="0123456789.,- /%１२½", max_size=12), st.sampled_from(["en", "vi", "id", "ja", ""]))
def test_numerals_of_any_form_are_read_or_left(printed: str, language: str) -> None:
    """However digits and signs are mixed, reading ends, and a value has no more digits than are printed."""
    for value in read_values(printed, language):
        assert len(value.as_tuple().digits) <= len(printed)


@pytest.mark.parametrize(
    ("language", "printed", "expected"),
    [
        ("en", "3,912", "3912"),
        ("en", "86.94", "86.94"),
        ("en", "1.234", "1.234"),
        ("en", "7 million", "7000000"),
        ("en", "VND2,615 billion", "2615000000000"),
        ("en", "VND 1,276,279 million", "1276279000000"),
        ("en", "33 of 34", "33 34"),
        ("en", "29th", "29"),
        ("en", "a dozen", "12"),
        ("en", "Twenty-one", "21"),
        ("en", "half", "0.5"),
        ("en", "half a million", "500000"),
        ("en", "three quarters", "0.75"),
        ("en", "twelfth", "12"),
        ("en", "led", "1"),
        ("en", "five and six", "5 6"),
        ("en", "-3.2%", "-3.2"),
        ("vi", "142.746", "142746"),
        ("vi", "73,6%", "73.6"),
        ("vi", "1,2 triệu", "1200000"),
        ("vi", "2,3 nghìn tỷ đồng", "2300000000000"),
        ("vi", "hai mươi", "20"),
        ("vi", "mười lăm", "15"),
        ("vi", "một nửa", "0.5"),
        ("vi", "năm xã", "5"),
        ("vi", "ba năm", "3"),
        ("vi", "20 năm", "20"),
        ("vi", "mười phần trăm", "10"),
        ("id", "26/36", "26 36"),
        ("id", "7 juta", "7000000"),
        ("id", "setengah", "0.5"),
        ("id", "dua puluh satu", "21"),
        ("id", "ke-9", "9"),
        ("id", "1.276,279", "1276.279"),
        ("ja", "93 826", "93826"),
        ("ja", "72.591", "72591"),
        ("ja", "98.1%", "98.1"),
        ("ja", "2兆2750億ドン", "2275000000000"),
        ("", "0.7069", "0.7069"),
    ],
)
def test_printed_forms(language: str, printed: str, expected: str) -> None:
    """Numerals, their scales and number words have the value that a reader of the language takes from them."""
    assert [f"{value:f}" for value in read_values(printed, language)] == expected.split()


@pytest.mark.parametrize(
    ("language", "printed", "expected"),
    [("en", "73,6%", "73.6"), ("vi", "13795.50", "13795.50"), ("vi", "0.707", "0.707"), ("id", "1,050.5", "1050.5")],
)
def test_marks_that_leave_one_reading(language: str, printed: str, expected: str) -> None:
    """A numeral with the marks of another language is read where these leave one reading only."""
    assert [f"{value:f}" for value in read_values(printed, language)] == [expected]


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        ("en", "1.2.3"),
        ("en", "1.10.2025"),
        ("en", "3 442"),
        ("en", "１２"),
        ("en", "hundreds of wards"),
        ("en", "two and a half million"),
        ("en", "a million and a half"),
        ("en", "9" * 50),
        ("vi", "một trăm hai"),
        ("vi", "hai triệu rưỡi"),
        ("vi", "hai ba xã"),
        ("vi", "hàng nghìn hồ sơ"),
        ("id", "satu setengah"),
        ("id", "ratusan"),
        ("", "1.234"),
    ],
)
def test_forms_that_are_not_read(language: str, printed: str) -> None:
    """What is vague, broken, or means one number or another has no value rather than a wrong one; it is a number all the same."""
    assert read_values(printed, language) == []
    assert [number.counts for number in find_numbers(printed, language)] == [True]


def test_digits_are_kept() -> None:
    """The digits after the decimal mark are kept as printed."""
    assert str(read_values("73,60", "id")[0]) == "73.60"


@pytest.mark.parametrize(
    ("printed", "value", "unit", "said"),
    [
        ("744 billion VND", "744", "billion_vnd", True),
        ("744 billion VND", "744000000000", "billion_vnd", False),
        ("7 million", "7000000", "count", True),
        ("7 million", "7", "count", False),
        ("half", "50", "percent", True),
        ("one third", "33.3", "percent", True),
        ("one third", "33.4", "percent", False),
        ("0.5%", "50", "percent", False),
        ("hundreds", "100", "count", False),
    ],
)
def test_values_in_their_unit(printed: str, value: str, unit: str, said: bool) -> None:
    """A unit of billions takes its scale from the printed number, and a share in words is a percentage."""
    (number,) = find_numbers(printed, "en")
    assert says(number, Decimal(value), unit) is said


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "Forty wards have no doctor", ["Forty"]),
        ("vi", "Bốn mươi phường không có bác sĩ", ["Bốn mươi"]),
        ("id", "Empat puluh kelurahan tak punya dokter", ["Empat puluh"]),
        ("en", "Hundreds left, half of them early", ["Hundreds", "half"]),
        ("vi", "Năm xã thiếu bác sĩ, hai tỷ đồng chưa chi", ["Năm", "hai tỷ"]),
        ("id", "Ratusan warga, dua puluh satu atap", ["Ratusan", "dua puluh satu"]),
        ("en", "½ of the wards, 四 communes, １２ zones, Ⅳ, ③", ["１２", "½", "四", "Ⅳ", "③"]),
        ("en", "for\u00adty wards", ["forty"]),
        ("vi", "Bo\u0302\u0301n xa\u0303", ["Bốn"]),
    ],
)
def test_numbers_in_a_sentence(language: str, text: str, found: list[str]) -> None:
    """Numbers of a sentence are found in digits, signs and words, however they are encoded."""
    assert find_untraced(text, language) == found


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The two-tier model has one-stop centres; communes help one another from one week to the next, at first slowly, per km²"),
        ("vi", "Mô hình hai cấp có bộ phận một cửa; một số xã nhiều năm qua có tỷ lệ cao, không gian chung, tư vấn, thống nhất, năm nay"),
        ("id", "Model dua tingkat bersatu dengan pusat satu pintu; salah satu tempat kedua, kesatuan"),
    ],
)
def test_phrases_that_count_nothing(language: str, text: str) -> None:
    """Phrases with a number word in them, ordinals and words that only look like numbers count nothing."""
    assert find_untraced(text, language) == []
