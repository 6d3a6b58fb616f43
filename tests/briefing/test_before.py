"""What was measured in the places that ended, as quarters of all of them in place of ranks."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from editing import Package

from briefing_lib.briefing import Data, before
from briefing_lib.store import Store

DAY = {"as_of": "2025-06-30", "unit": "score"}


@pytest.fixture
def package(tmp_path: Path) -> Package:
    """A score of eight of the places that ended, 10 to 80; Da Nang came from two of them."""
    package = Package(tmp_path)
    package.add_measure("score", unit="score", standing="true")
    for number, code in enumerate(("01", "04", "48", "49", "46", "42", "40", "38"), 1):
        package.add_figure("score", f"{number}0", geography=f"63-{code}", figure_id=f"of-{code}", **DAY)
    return package


def test_places_that_became_one(package: Package) -> None:
    """Those that became the place stand apart, among all that ended; a present place's own score is none of them."""
    package.add_figure("score", "99", geography="01", unit="score", as_of="2025-09-30")
    found = before(package.briefing(), "score")
    assert ([each.figure_id for each in found.own], len(found.all.given)) == (["of-48", "of-49"], 8)
    assert before(package.briefing("12"), "score").own == ()


def test_quarters(package: Package) -> None:
    """The highest two of eight are the first quarter, the lowest two the fourth."""
    found = before(package.briefing(), "score")
    assert [found.quarter(each) for each in found.all.given] == [4, 4, 3, 3, 2, 2, 1, 1]


def test_quarters_of_places_that_score_the_same(package: Package) -> None:
    """Equal scores stand in one quarter, the higher one."""
    package.edit("figures", "of-42", value="70")
    found = before(package.briefing(), "score")
    assert {each.figure_id: found.quarter(each) for each in found.all.given if each.value == 70} == {"of-42": 1, "of-40": 1}


@pytest.mark.parametrize("cells", [{"as_of": "2024-12-31"}, {"qualifier": "more_than"}], ids=["of another day", "hedged"])
def test_no_quarters(package: Package, cells: dict[str, str]) -> None:
    """Where a score is of another day, or a hedge leaves the order open, no quarter is known."""
    package.edit("figures", "of-01", **cells)
    found = before(package.briefing(), "score")
    assert {found.quarter(each) for each in found.own} == {0}


def test_quarters_of_all_that_ended(real_store: Store) -> None:
    """Of 61 former provinces with a PAPI score the first three quarters hold 15 each."""
    found = before(Data(real_store).briefing("48"), "papi_score")
    assert Counter(map(found.quarter, found.all.given)) == {1: 15, 2: 15, 3: 15, 4: 16}
