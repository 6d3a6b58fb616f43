"""A province is found by every name it goes by, and was what it was on each day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_lib.errors import UnknownProvince
from briefing_lib.store.places import FormerProvince, Province, ProvinceChange, Provinces, fold, strip_marks

FIRST = ProvinceChange(dt.date(2025, 7, 1), "province", "202/2025/QH15")


def province(code: str, name_vi: str, *former: tuple[str, str], changes: tuple[ProvinceChange, ...] = (FIRST,)) -> Province:
    name = strip_marks(name_vi)
    return Province(
        code=code, name_en=name, name_vi=name_vi, name_id=name, centre=name_vi,
        region_en="Coast", region_vi="Duyên hải", region_id="Pesisir",
        tile=(1, 1), former=tuple(FormerProvince(old, old_name, strip_marks(old_name)) for old, old_name in former), changes=changes,
    )  # fmt: skip


CITY = ProvinceChange(dt.date(2026, 4, 30), "city", "30/2026/QH16")
DA_NANG = province("48", "Đà Nẵng", ("48", "Đà Nẵng"), ("49", "Quảng Nam"))
LAO_CAI = province("15", "Lào Cai", ("10", "Lào Cai"), ("15", "Yên Bái"))
HCMC = province("79", "Hồ Chí Minh", ("79", "Hồ Chí Minh"), ("77", "Bà Rịa - Vũng Tàu"))
DONG_NAI = province("75", "Đồng Nai", ("75", "Đồng Nai"), changes=(FIRST, CITY))
HA_TINH = province("42", "Hà Tĩnh", ("42", "Hà Tĩnh"))
CAO_BANG = province("04", "Cao Bằng", ("04", "Cao Bằng"))
PROVINCES = Provinces([HCMC, DONG_NAI, DA_NANG, LAO_CAI, HA_TINH, CAO_BANG])


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("48", "48"), (48, "48"), (4, "04"), (" 48 ", "48"), ("Đà Nẵng", "48"), ("da nang", "48"), ("DANANG", "48"),
        ("thành phố Đà Nẵng", "48"),
        ("Quảng Nam", "48"), ("Yen Bai", "15"), ("lao cai", "15"), ("ba ria vung tau", "79"), ("TP.HCM", "79"), ("Saigon", "79"),
        ("HCMC", "79"),
        ("tỉnh Hà Tĩnh", "42"), ("Dong Nai province", "75"),
    ],
)  # fmt: skip
def test_find(asked: str | int, code: str) -> None:
    """A code, a present or former name, with or without marks, blanks and the word for province, names one province."""
    assert PROVINCES.find(asked).code == code


def test_code_that_passed_on() -> None:
    """15 was Yen Bai and is Lao Cai now: a code means the present province."""
    assert PROVINCES.find("15").name_en == "Lao Cai"


def test_present_name_wins() -> None:
    """A name that one province has and another took over means the one that has it."""
    split = Provinces([province("75", "Đồng Nai", ("75", "Đồng Nai")), province("48", "Đà Nẵng", ("49", "Đồng Nai"))])
    assert split.find("Đồng Nai").code == "75"
    assert (
        Provinces([province("48", "Đồng Nai", ("48", "Đà Nẵng")), province("75", "Đà Nẵng", ("75", "Đồng Nai"))]).find("da nang").code
        == "75"
    )


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("49", "no province is called '49': code 49 was closed on 2025-07-01; Da Nang (48) took over Quang Nam"),
        (10, "no province is called 10: code 10 was closed on 2025-07-01; Lao Cai (15) took over Lao Cai"),
        ("99", "no province is called '99': no province has the code 99; the codes are 04, 15, 42, 48, 75, 79"),
        ("Da Nagn", "no province is called 'Da Nagn': did you mean Da Nang (48) or Dong Nai (75)?"),
        ("Atlantis", "no province is called 'Atlantis': give a two-digit code or a name, as in 48 or Da Nang"),
        ("", "no province is called '': give a two-digit code or a name, as in 48 or Da Nang"),
    ],
)
def test_find_nothing(asked: str | int, message: str) -> None:
    """A closed code names who took over, a misspelt name the nearest, anything else the form of a name."""
    with pytest.raises(UnknownProvince) as problem:
        PROVINCES.find(asked)
    assert str(problem.value) == message
    assert problem.value.exit_code == 2


@given(st.text() | st.integers())
def test_find_never_breaks(asked: str | int) -> None:
    """Whatever is asked for, the answer is a province or says that there is none."""
    try:
        found = PROVINCES.find(asked)
    except UnknownProvince:
        return
    assert found in list(PROVINCES)


@given(st.text())
def test_folding_twice_changes_nothing(name: str) -> None:
    """A name without marks and blanks has none to lose."""
    assert strip_marks(strip_marks(name)) == strip_marks(name)
    assert fold(fold(name)).isalnum() or fold(fold(name)) == ""


def test_islands_lead_to_their_province() -> None:
    """The name of an archipelago finds the province that it belongs to."""
    found = Provinces([DA_NANG, LAO_CAI], {"Hoàng Sa": "48"})
    assert found.find("hoang sa") == DA_NANG


def test_order_and_size() -> None:
    """Provinces come in the order of their codes, however they were given."""
    assert [each.code for each in PROVINCES] == ["04", "15", "42", "48", "75", "79"]
    assert len(PROVINCES) == 6
    assert ("48" in PROVINCES, "49" in PROVINCES) == (True, False)


@pytest.mark.parametrize(("day", "kind"), [("2025-07-01", "province"), ("2026-04-29", "province"), ("2026-04-30", "city")])
def test_kind_on_a_day(day: str, kind: str) -> None:
    """A province is a city from the first day on which its act holds."""
    assert DONG_NAI.kind(dt.date.fromisoformat(day)) == kind


def test_slug_and_merged() -> None:
    """An address has the name without marks; a province of one former one did not merge."""
    assert (HCMC.slug, DA_NANG.merged, HA_TINH.merged) == ("ho-chi-minh", True, False)
