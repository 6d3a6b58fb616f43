"""Measures that are computed: rates by the day and the resident, and declared ones that no report prints."""

from __future__ import annotations

import pytest

import briefing_lib as bl
from briefing_lib.briefing import find_measure, measures_known, readings_of
from briefing_lib.briefing.rates import with_measure
from briefing_lib.errors import WrongParameter
from briefing_lib.figures import Figure
from briefing_lib.store import Store, parse_reference


def shown(store: Store, asked: str) -> dict[str, Figure]:
    return {each.shown.geography: each.shown for each in readings_of(store, store.latest_day, asked)}


def test_a_rate_is_computed_for_each_place(small_store: Store) -> None:
    """By the day of the period, and by the thousand residents of places of which these are known; each is traced to what went in."""
    received = small_store.by_id["da-nang.received"]
    assert shown(small_store, "per_day(dossiers_received)")["48"] == received.per_day()
    rates = shown(small_store, "per_thousand(dossiers_received)")
    assert set(rates) == {"48", "01"}
    assert parse_reference(small_store, rates["48"].reference) == rates["48"]


def test_a_declared_rate_that_nobody_prints_is_computed(real_store: Store) -> None:
    """Residents of each unit stand in no report, and can be had for all places."""
    rates = shown(real_store, "residents_per_commune_unit")
    assert (len(rates), rates["48"].formula) == (34, "ratio")


def test_what_can_be_had_names_the_places(small_store: Store) -> None:
    """Rates are named where two places have them; what only the nation has, or none, is not named."""
    known = measures_known(small_store, small_store.latest_day)
    assert known["per_day(dossiers_received)"] == {"48", "01", "92"}
    assert [each for each in known if each.startswith("per_")] == ["per_day(dossiers_received)", "per_thousand(dossiers_received)"]
    assert all(small_store.places.root.code not in places for places in known.values())


def test_a_briefing_on_a_rate_has_its_readings_only(small_store: Store) -> None:
    """The readings of the measure are those of the rate, here and elsewhere; all others are as they were."""
    briefing = bl.open(small_store.folder).briefing("48")
    rated = with_measure(briefing, "per_day(dossiers_received)")
    assert rated.find("dossiers_received").shown.unit == "per_day"
    assert {each.shown.geography for each in rated.beside("dossiers_received")} == {"01", "92"}
    assert rated.find("vacancies") == briefing.find("vacancies")
    assert with_measure(briefing, "dossiers_received") is briefing


def test_a_rate_that_can_not_be_had_is_refused(small_store: Store) -> None:
    """A rate of what is no count over a period names the nearest one that can be had."""
    with pytest.raises(
        WrongParameter, match=r"no two places have what this rate is computed from; did you mean per_day\(dossiers_received\)"
    ):
        find_measure(small_store, "per_day(dossiers_resolved)")
