"""A rate on a page: said with its unit, traced to all that went in, and refused where any of it was changed."""

from __future__ import annotations

import pytest
from running import comparison_of

from briefing_lib.briefing import Data, side_of
from briefing_lib.proof.audit import audit_page
from briefing_lib.store import Store

UNITS = {"en": "per thousand residents per day", "vi": "trên mỗi nghìn dân mỗi ngày", "id": "per seribu penduduk per hari"}
DAYS = {"en": "92 days", "vi": "92 ngày", "id": "92 hari"}


def page(store: Store, language: str) -> str:
    return comparison_of(Data(store).side_by_side("Da Nang, Dak Lak", "dossiers_received"), language)


def test_rates_stand_in_for_flows_of_different_periods(real_store: Store) -> None:
    """Only where periods differ, and of all places that report; of shares there is none."""
    sides = side_of(Data(real_store).side_by_side("Da Nang, Dak Lak"))
    rated = {(each.measure, each.level): [rate.geography for rate in each.rates] for each in sides if each.rates}
    assert rated[("dossiers_received", "commune")] == ["48", "66"]
    assert all(each.comparison.obstacle == "periods" for each in sides if each.rates)
    assert {rate.unit for each in sides for rate in each.rates} == {"per_thousand_per_day"}


@pytest.mark.parametrize("language", ["en", "vi", "id"])
def test_a_rate_on_a_page_is_traced(real_store: Store, language: str) -> None:
    """Unit, count, days and residents stand in words, and the audit finds each of them traced."""
    made = page(real_store, language)
    assert made.count(UNITS[language]) >= 2
    assert f">{DAYS[language]}</time>" in made
    assert [str(flaw) for flaw in audit_page(made, "page.html", real_store).flaws] == []


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ("per thousand residents per day", "per thousand residents per week", "without its unit"),
        (">92 days<", ">91 days<", "is written 92 days"),
        ('datetime="P92D" data-from="2025-07-01"', 'datetime="P91D" data-from="2025-07-02"', "does not last from 2025-07-02"),
        (">0.6476<", ">0.6477<", "is written 0.6476"),
    ],
)
def test_a_rate_that_was_changed(real_store: Store, was: str, now: str, why: str) -> None:
    """Another unit, another number of days, another first day or another value is found."""
    made = page(real_store, "en")
    assert was in made
    flaws = [str(flaw) for flaw in audit_page(made.replace(was, now), "page.html", real_store).flaws]
    assert any(why in each for each in flaws), flaws
