"""Numbers, days and lists as a language writes them, in plain text."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from briefing_lib.errors import WrongParameter
from briefing_lib.store import Store
from briefing_lib.wording import Language, alphabetical, available_languages

ENGLISH = Language("en")


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        ("1000", None, "1,000"), ("3065628", None, "3,065,628"), ("11859.59", None, "11,859.59"), ("73.60", None, "73.6"),
        ("0.5", 0, "1"), ("1.5", 0, "2"), ("2.5", 0, "3"), ("94.65", 1, "94.7"), ("94.6499", 1, "94.6"), ("80", 1, "80.0"),
        ("-5", None, "−5"), ("0", None, "0"), ("7E+6", None, "7,000,000"),
    ],
)  # fmt: skip
def test_number(value: str, digits: int | None, expected: str) -> None:
    """A number is grouped, has no idle noughts, a true minus sign, and is rounded half up."""
    assert ENGLISH.number(Decimal(value), digits) == expected


@given(st.decimals(-(10**12), 10**12, places=3), st.integers(0, 3))
def test_rounding_is_half_up(value: Decimal, digits: int) -> None:
    """What is shown differs from the value by half a unit at most, and a half goes away from nought."""
    shown = Decimal(ENGLISH.number(value, digits).replace(",", "").replace("−", "-"))
    half = Decimal(5).scaleb(-digits - 1)
    assert abs(shown - value) <= half
    assert abs(shown - value) < half or abs(shown) > abs(value)


@pytest.mark.parametrize(
    ("unit", "value", "expected"),
    [
        ("count", "1000", "1,000"), ("percent", "73.60", "73.6%"), ("share", "0.94741", "94.7%"), ("share", "0.8", "80.0%"),
        ("persons_per_unit", "1000.5", "1,000.5"), ("rank", "3", "3"), ("persons", "0", "0"),
    ],
)  # fmt: skip
def test_number_of_a_figure(small_store: Store, unit: str, value: str, expected: str) -> None:
    """What is printed keeps its digits, a computed share has one behind the point."""
    figure = replace(small_store.by_id["da-nang.received"], unit=unit, value=Decimal(value))
    assert ENGLISH.shown(figure) == expected


def test_average_of_persons(small_store: Store) -> None:
    """An average of persons that is computed has no digit behind the point."""
    printed = replace(small_store.by_id["da-nang.received"], unit="persons_per_unit", value=Decimal("1000.5"))
    assert ENGLISH.shown(replace(printed, formula="ratio")) == "1,001"


def test_money_for_a_person(small_store: Store) -> None:
    """Money for a person that is computed has hundredths, however many digits the division leaves."""
    figure = replace(small_store.by_id["da-nang.received"], unit="billion_vnd_per_person", value=Decimal(4) / 3, formula="ratio")
    assert ENGLISH.shown(figure) == "1.33"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("43.2054", "43.21"), ("7.2446", "7.245"), ("0.70694", "0.7069"), ("0.007069", "0.007069"), ("0.07069351", "0.07069"), ("92.8", "92.8"),
        ("41", "41"), ("41.00", "41"), ("12345.6", "12,346"), ("0", "0"), ("-4.56789", "−4.568"),
    ],
)  # fmt: skip
def test_score(small_store: Store, value: str, expected: str) -> None:
    """A score has four significant digits at most, and none that it was not printed with."""
    assert ENGLISH.shown(replace(small_store.by_id["da-nang.received"], unit="score", value=Decimal(value))) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-10-01", "1 October 2025"), ("2025-10", "October 2025"), ("2024", "2024"), (dt.date(2025, 12, 31), "31 December 2025"),
    ],
)  # fmt: skip
def test_day(day: str | dt.date, expected: str) -> None:
    """A day or a month is written out, a year is itself."""
    assert ENGLISH.day(day) == expected


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("vi", "2025-10-01", "ngày 1 tháng 10 năm 2025"), ("vi", "2025-10", "tháng 10 năm 2025"), ("vi", "2024", "năm 2024"),
        ("id", "2025-10-01", "1 Oktober 2025"), ("id", "2025-10", "Oktober 2025"), ("id", "2024", "2024"),
    ],
)  # fmt: skip
def test_day_in_other_languages(code: str, day: str, expected: str) -> None:
    """Days are written as within a sentence: in Vietnamese in small letters, each with the word for what it is."""
    assert Language(code).day(day) == expected


@pytest.mark.parametrize("code", ["vi", "id"])
def test_numbers_and_lists_in_other_languages(code: str) -> None:
    """Dots group thousands and a comma leads decimals; a list ends with the word for "and", and with no comma more than that of its language."""
    language = Language(code)
    assert (language.number(Decimal("-1234567.5")), language.number(Decimal("73.6"))) == ("−1.234.567,5", "73,6")
    assert language.listed(["a", "b", "c"]) == {"vi": "a, b và c", "id": "a, b, dan c"}[code]


def test_names_stand_by_the_vietnamese_alphabet() -> None:
    """đ follows d, and ă and â follow a; a tone counts only where letters are the same."""
    names = ["Vĩnh Long", "Đồng Nai", "An Giang", "Đà Nẵng", "Đắk Lắk", "Cần Thơ", "Cao Bằng", "Huế", "Điện Biên", "Cà Mau"]
    wanted = "An Giang, Cà Mau, Cao Bằng, Cần Thơ, Đà Nẵng, Đắk Lắk, Điện Biên, Đồng Nai, Huế, Vĩnh Long"
    assert sorted(names, key=alphabetical) == wanted.split(", ")


@pytest.mark.parametrize("day", ["2025-13-01", "2025-02-30", "2025-13", "20251", "soon", "", "tomorrow"])
def test_no_day(day: str) -> None:
    """What is no day or month is never written as one."""
    with pytest.raises(ValueError, match=r"."):
        ENGLISH.day(day)


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "<", Markup("<i>c</i>")], "a, &lt; and <i>c</i>"),
        (["a and b"], "a and b"), (["a and b", "<"], "a and b; &lt;"), (["sand", "band"], "sand and band"),
    ],
)  # fmt: skip
def test_list_in_a_sentence(pieces: list[str], expected: str) -> None:
    """Pieces are listed as the language lists them, and escaped."""
    assert ENGLISH.listed(pieces) == expected


@given(st.lists(st.text(max_size=8), max_size=5))
def test_a_list_holds_each_piece_as_text(pieces: list[str]) -> None:
    """Whatever the pieces hold, each is shown as text and none becomes mark-up."""
    listed = ENGLISH.listed(pieces)
    assert "<" not in listed
    assert all(Markup.escape(piece) in listed for piece in pieces)


@pytest.mark.parametrize("code", ["xx", "", "EN", "en_GB", "../en"])
def test_unknown_language(code: str) -> None:
    """A language without a catalogue is refused with those that there are."""
    with pytest.raises(WrongParameter) as problem:
        Language(code)
    assert str(problem.value) == f"parameter language: found {code!r}; pages can be written in {', '.join(available_languages())}"
