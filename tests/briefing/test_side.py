"""Places side by side: an order only on equal terms, every other value with the reason why there is none."""

from __future__ import annotations

import pytest

from briefing_lib.briefing import Data, places_compared, side_of
from briefing_lib.errors import UnknownPlace, WrongParameter
from briefing_lib.store import Store


@pytest.fixture(scope="module")
def data(real_store: Store) -> Data:
    return Data(real_store)


@pytest.mark.parametrize(
    ("provinces", "measures", "problem", "told"),
    [
        ("Da Nang", "", WrongParameter, "give two to six different ones"),
        ("Da Nang, Quảng Nam", "", WrongParameter, "give two to six different ones"),
        ("01,04,08,11,12,14,15", "", WrongParameter, "give two to six different ones"),
        ("Da Nang, Atlantis", "", UnknownPlace, "Atlantis"),
        ("Da Nang, Viet Nam", "", UnknownPlace, "it is the whole"),
        ("Da Nang, 15", "dossiers_recieved", WrongParameter, "dossiers_received"),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_checked(data: Data, provinces: str, measures: str, problem: type[Exception], told: str) -> None:
    """Fewer than two places, the same one twice, more than six, one that is none, a measure misspelt: each is refused with a way out."""
    with pytest.raises(problem, match=told):
        data.side_by_side(provinces, measures)


def test_places_by_any_name(data: Data) -> None:
    """Old and new names and codes may be mixed; where none is given, those of whose work most is known."""
    briefing = data.side_by_side("Quảng Nam, 15 ,Saigon")
    assert [each.code for each in places_compared(briefing)] == ["48", "15", "79"]
    assert len(data.side_by_side().compared) == 3


def test_an_order_only_on_equal_terms(data: Data) -> None:
    """Of each side that can be compared, measure, level and time are one; of every other the reason is named, or places are silent."""
    for provinces in ("", "48, 15, 24", "01, 79, 48, 31, 92, 46"):
        for side in side_of(data.side_by_side(provinces)):
            assert {each.measure for each in side.figures} <= {side.measure}
            assert {each.geography for each in side.figures} | set(side.silent) == set(data.side_by_side(provinces).compared)
            if side.can_compare:
                assert len({each.period for each in side.figures}) == 1
                assert all(side.comparison.rank(each) for each in side.figures)
            else:
                assert side.comparison.obstacle or len(side.figures) < 2


def test_standing_facts_for_one_day_and_what_came_since(data: Data) -> None:
    """Communes of Bac Ninh were merged in September 2026: the three are compared for the day that all have, and the newer count stands by."""
    sides = side_of(data.side_by_side("Bac Ninh, Lam Dong", "commune_level_units/unit_kind:commune"))
    (side,) = sides
    assert [(each.geography, str(each.value), each.period.as_of) for each in side.figures] == [
        ("24", "66", "2025-07-01"), ("68", "103", "2025-07-01"),
    ]  # fmt: skip
    assert [(each.geography, str(each.value), each.period.as_of) for each in side.later] == [("24", "54", "2026-09-20")]
    before = side_of(data.side_by_side("Bac Ninh, Lam Dong", "commune_level_units/unit_kind:commune"))
    assert before == sides


def test_what_is_known_of_the_provinces_before(data: Data) -> None:
    """PAPI was measured before the change: what each of those that became a place had stands there, and is not compared."""
    (side,) = side_of(data.side_by_side("Da Nang, Lao Cai", "papi_score"))
    assert (side.figures, side.can_compare) == ((), False)
    assert sorted(data.places[each.geography].name() for each in side.former) == ["Da Nang", "Lao Cai", "Quang Nam", "Yen Bai"]


def test_what_nobody_reports_is_said(data: Data) -> None:
    """A measure that was asked for stands there though none of the places reports it."""
    (side,) = side_of(data.side_by_side("Lai Chau, Ha Tinh", "dossiers_received"))
    assert (side.figures, side.silent, side.can_compare) == ((), ("12", "42"), False)
