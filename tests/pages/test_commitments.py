"""The tasks on a brief: ordered, requested or promised, by whom and for when, and whether the day has passed."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from briefing_lib.briefing.briefing import brief
from briefing_lib.pages.page import Page
from briefing_lib.store import Store


def tasks_of(store: Store, place: str) -> dict[str, list[str]]:
    """The rows of the table, what each says of day and outcome by the task."""
    page = Page(brief(store, store.places[place], store.latest_day))
    rows = BeautifulSoup(str(page.section("brief/commitments").html), "html.parser").select("tbody tr")
    return {row.th.get_text(): [" ".join(cell.get_text(" ").split()).replace(" ;", ";") for cell in row.find_all("td")] for row in rows}


@pytest.mark.parametrize("place", ["48", "15", "12", "VN"])
def test_each_task_says_how_it_binds(real_store: Store, place: str) -> None:
    """Every task of a brief is said to be ordered, requested or promised, and by whom."""
    rows = tasks_of(real_store, place)
    assert rows
    assert [day for day, _ in rows.values() if not any(f"{force} by " in day for force in ("ordered", "requested", "promised"))] == []


def test_a_task_without_a_day_takes_none_of_others(real_store: Store) -> None:
    """What Da Nang's Secretary requests for no day stands beside no day that others set for the same duty."""
    rows = tasks_of(real_store, "48")
    (rotation,) = [day for task, (day, _) in rows.items() if task.startswith("Step up the scheme")]
    assert rotation == "no date; requested by Luong Nguyen Minh Triet, Secretary of the Party Committee of Da Nang"
    (payment,) = [day for task, (day, _) in rows.items() if task.startswith("Finish paying")]
    assert [
        each in payment for each in ("15 October 2025; ordered by Luong", "31 August 2025; ordered by", "10 October 2025; ordered by")
    ] == [True] * 3


def test_what_was_partly_done_elsewhere_has_passed_all_the_same(real_store: Store) -> None:
    """Where the day is over, the outcome says so, also where reports say how far it came in the country."""
    rows = tasks_of(real_store, "12")
    assert {outcome.partition(";")[0] for day, outcome in rows.values() if day.startswith("31 August 2025")} == {"Passed"}
