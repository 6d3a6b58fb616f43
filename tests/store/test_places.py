"""A place is found by every name it goes by, and was what it was on each day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_lib.errors import UnknownPlace
from briefing_lib.store import Place, Places, fold, strip_marks
from briefing_lib.store.places import Change

FIRST = Change(dt.date(2025, 7, 1), "province", "202/2025/QH15")
CITY = Change(dt.date(2026, 4, 30), "city", "30/2026/QH16")


def place(code: str, name: str, parent: str = "VN", **more: object) -> Place:
    plain = strip_marks(name)
    return Place(**({"code": code, "kind": "province", "parent": parent, "names": {"en": plain, "vi": name, "id": plain}} | more))


def former(code: str, name: str, became: str) -> Place:
    return place(f"63-{code}", name, kind="former_province", became=became, valid_to=dt.date(2025, 6, 30))


VIET_NAM = place("VN", "Việt Nam", parent="", kind="nation")
GIVEN = (
    place("79", "Hồ Chí Minh", other_names=("HCMC", "TP.HCM", "Saigon")),
    place("75", "Đồng Nai", changes=(FIRST, CITY)),
    place("48", "Đà Nẵng", changes=(FIRST,)),
    place("15", "Lào Cai"),
    place("42", "Hà Tĩnh"),
    place("04", "Cao Bằng"),
    VIET_NAM,
    place("48-hoang-sa", "Hoàng Sa", parent="48", kind="archipelago"),
    place("20194", "Hải Châu", parent="48", kind="ward"),
    former("48", "Đà Nẵng", "48"),
    former("49", "Quảng Nam", "48"),
    former("10", "Lào Cai", "15"),
    former("15", "Yên Bái", "15"),
    former("79", "Hồ Chí Minh", "79"),
    former("77", "Bà Rịa - Vũng Tàu", "79"),
    former("75", "Đồng Nai", "75"),
    former("42", "Hà Tĩnh", "42"),
    former("04", "Cao Bằng", "04"),
)
PLACES = Places(GIVEN)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("48", "48"), (48, "48"), (4, "04"), (" 48 ", "48"), ("Đà Nẵng", "48"), ("da nang", "48"), ("DANANG", "48"),
        ("thành phố Đà Nẵng", "48"),
        ("Quảng Nam", "48"), ("Yen Bai", "15"), ("lao cai", "15"), ("ba ria vung tau", "79"), ("TP.HCM", "79"), ("Saigon", "79"),
        ("HCMC", "79"),
        ("tỉnh Hà Tĩnh", "42"), ("Dong Nai province", "75"),
        ("VN", "VN"), ("Viet Nam", "VN"), ("việt nam", "VN"),
    ],
)  # fmt: skip
def test_find(asked: str | int, code: str) -> None:
    """A code, a present or former name, with or without marks, blanks and the word for province, names one place, be it the whole."""
    assert PLACES.find(asked).code == code


def test_code_that_passed_on() -> None:
    """15 was Yen Bai and is Lao Cai now: a code means the present province."""
    assert PLACES.find("15").name() == "Lao Cai"


def test_present_name_wins() -> None:
    """A name that one place has and another took over means the one that has it."""
    split = Places([VIET_NAM, place("75", "Đồng Nai"), place("48", "Đà Nẵng"), former("49", "Đồng Nai", "48")])
    assert split.find("Đồng Nai").code == "75"
    swapped = Places(
        [VIET_NAM, place("48", "Đồng Nai"), place("75", "Đà Nẵng"), former("48", "Đà Nẵng", "48"), former("75", "Đồng Nai", "75")]
    )
    assert swapped.find("da nang").code == "75"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("49", "no place is called '49': code 49 was closed on 2025-07-01; Da Nang (48) took over Quang Nam"),
        (10, "no place is called 10: code 10 was closed on 2025-07-01; Lao Cai (15) took over Lao Cai"),
        ("99", "no place is called '99': no place has the code 99; the codes are 04, 15, 42, 48, 75, 79"),
        ("Da Nagn", "no place is called 'Da Nagn': did you mean Da Nang (48) or Dong Nai (75)?"),
        ("Atlantis", "no place is called 'Atlantis': give a code or a name, as in 04 or Cao Bang"),
        ("", "no place is called '': give a code or a name, as in 04 or Cao Bang"),
    ],
)
def test_find_nothing(asked: str | int, message: str) -> None:
    """A closed code names who took over, a misspelt name the nearest, anything else the form of a name."""
    with pytest.raises(UnknownPlace) as problem:
        PLACES.find(asked)
    assert str(problem.value) == message
    assert (problem.value.exit_code, problem.value.asked) == (2, asked)


@given(st.text() | st.integers())
def test_find_never_breaks(asked: str | int) -> None:
    """Whatever is asked for, the answer is a place or says that there is none."""
    try:
        found = PLACES.find(asked)
    except UnknownPlace:
        return
    assert found in [*PLACES, PLACES.root]


@given(st.text())
def test_folding_twice_changes_nothing(name: str) -> None:
    """A name without marks and blanks has none to lose."""
    assert strip_marks(strip_marks(name)) == strip_marks(name)
    assert fold(fold(name)).isalnum() or fold(fold(name)) == ""


@pytest.mark.parametrize("asked", ["hoang sa", "Hải Châu"])
def test_a_part_leads_to_its_place(asked: str) -> None:
    """The name of an archipelago or a ward finds the province that it lies in."""
    assert PLACES.find(asked).code == "48"


def test_present_place_of_each() -> None:
    """What ended leads to what it became, a part to where it lies, a present place to itself, and a circle to the whole."""
    assert [PLACES.present(PLACES[code]).code for code in ("63-49", "48-hoang-sa", "20194", "75", "VN")] == ["48", "48", "48", "75", "VN"]
    circle = Places([VIET_NAM, place("1", "One", parent="2"), place("2", "Two", parent="1")])
    assert circle.present(circle["1"]).code == "VN"


def test_order_and_size() -> None:
    """Going through places gives the present ones below the whole, in the order of their codes, however they were given."""
    assert [each.code for each in PLACES] == ["04", "15", "42", "48", "75", "79"]
    assert len(PLACES) == 6
    assert [code in PLACES for code in ("48", "49", "63-49", "VN", "48-hoang-sa")] == [True, False, False, False, False]


def test_places_that_are_no_units() -> None:
    """Former places, parts and the whole are kept beside the present places; every code is known."""
    assert PLACES.root == VIET_NAM
    assert [each.code for each in PLACES.former][:3] == ["63-48", "63-49", "63-10"]
    assert [each.code for each in PLACES.parts] == ["48-hoang-sa", "20194"]
    assert [each.code for each in PLACES.of_kind("ward")] == ["20194"]
    assert set(PLACES.codes) == {each.code for each in GIVEN}


@pytest.mark.parametrize(
    ("day", "kind"),
    [("2025-06-30", "province"), ("2025-07-01", "province"), ("2026-04-29", "province"), ("2026-04-30", "city")],
)
def test_kind_on_a_day(day: str, kind: str) -> None:
    """A province is a city from the first day on which its act holds; before any act it is what its row says."""
    assert PLACES["75"].kind_on(dt.date.fromisoformat(day)) == kind


def test_days_of_a_place() -> None:
    """A place exists from its first day to its last, both of them included; a day that is not kept is no bound."""
    short = place("1", "Short", valid_from=dt.date(2025, 7, 1), valid_to=dt.date(2025, 12, 31))
    days = [dt.date(2025, 6, 30), dt.date(2025, 7, 1), dt.date(2025, 12, 31), dt.date(2026, 1, 1)]
    assert [short.exists_on(day) for day in days] == [False, True, True, False]
    assert [PLACES["63-49"].exists_on(day) for day in days] == [True, False, False, False]
    assert all(PLACES["75"].exists_on(day) for day in days)


def test_act_on_a_day() -> None:
    """The act in force on a day is the latest that holds by then; before the first there is none."""
    acts = [PLACES["75"].change(dt.date.fromisoformat(day)) for day in ("2025-06-30", "2025-07-01", "2026-12-31")]
    assert acts == [None, FIRST, CITY]


def test_slug_and_merged() -> None:
    """An address has the name without marks; a province of one former one did not merge."""
    assert [(PLACES[code].slug, PLACES[code].merged) for code in ("79", "48", "42")] == [
        ("ho-chi-minh", True), ("da-nang", True), ("ha-tinh", False),
    ]  # fmt: skip


def test_display() -> None:
    """A place shows its code, its name and what it was formed from."""
    assert repr(PLACES["48"]) == "Place(48 Da Nang, formed from Da Nang, Quang Nam)"
    assert repr(PLACES["42"]) == "Place(42 Ha Tinh)"
