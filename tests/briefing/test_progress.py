"""What a report on progress holds: what became known between two days, what is due next, what the texts of tasks leave open."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from briefing_lib.briefing import (
    CLEARS,
    Data,
    by_body,
    changes,
    clears_of,
    dated_apart,
    due_here,
    due_soon,
    left_open,
    next_days,
    overdue,
    recurring,
)
from briefing_lib.errors import WrongParameter
from briefing_lib.store import Store


@pytest.fixture(scope="module")
def data(real_store: Store) -> Data:
    return Data(real_store)


def test_days_that_can_be_compared(data: Data) -> None:
    """Without a day a page is compared with a week before; a day that is not before its own, or is none, is refused."""
    assert data.briefing("48", as_of="2025-10-31").since == dt.date(2025, 10, 24)
    assert data.briefing("48", as_of="2025-10-31", since="2025-07-01").since == dt.date(2025, 7, 1)
    with pytest.raises(WrongParameter, match="give a day before 2025-10-31"):
        data.briefing("48", as_of="2025-10-31", since="2025-10-31")
    with pytest.raises(WrongParameter, match=r"^parameter since: found 'last week'; give a day that exists"):
        data.briefing("48", since="last week")


def test_changes_are_the_difference_between_two_days(data: Data) -> None:
    """Every figure that is known on the later day and was not on the earlier one is new or replaces one, and no other is."""
    for place, since, until in (("VN", "2025-09-30", "2025-10-31"), ("48", "2025-09-01", "2025-10-03"), ("VN", "2025-07-01", "2026-09-20")):
        briefing = data.briefing(place, as_of=until, since=since)
        found = changes(briefing)
        told = {each.figure_id for each in found.new} | {each.now.figure_id for each in found.revised}
        known = [
            {each.figure_id for each in data.store.find_figures(known_by=day) if place == "VN" or each.geography == place}
            for day in (found.since, found.until)
        ]
        assert told == known[1] - known[0]
        assert len(told) == len(found.new) + len(found.revised)


def test_changes_add_up_over_days(data: Data) -> None:
    """Two steps tell of the same figures as one over both, and a step back in time tells nothing of what came later."""

    def told(since: str, until: str) -> set[str]:
        found = changes(data.briefing("VN", as_of=until, since=since))
        return {each.figure_id for each in found.new} | {each.now.figure_id for each in found.revised}

    assert told("2025-09-01", "2025-10-01") | told("2025-10-01", "2025-12-31") == told("2025-09-01", "2025-12-31")
    assert told("2025-09-01", "2025-10-01") & told("2025-10-01", "2025-12-31") == set()


def test_revised_names_the_value_before(data: Data) -> None:
    """Authorities that have paid in full were six on 1 October and eight on 5 October; both stand there, of different times."""
    (found,) = [
        each for each in changes(data.briefing("VN", as_of="2025-10-31")).revised if each.now.measure == "bodies_paying_benefits/payment:in_full"
        and each.now.value == 8
    ]  # fmt: skip
    assert (found.now.value, found.before.value, found.is_correction) == (8, 6, False)


def test_due_and_overdue(data: Data) -> None:
    """On 1 October the Prime Minister's day for payments is ahead and the Politburo's has passed; on the eleventh both have."""
    before, after = data.briefing("VN", as_of="2025-10-01"), data.briefing("VN", as_of="2025-10-11")
    assert [str(each.day) for each in due_soon(before)] == ["2025-10-10"]
    assert {str(each.day) for each in overdue(before)} == {"2025-08-31"}
    assert {str(each.day) for each in overdue(after)} == {"2025-08-31", "2025-10-10"}
    assert [str(each.commitment.deadline) for each in changes(after).due] == ["2025-10-10"]
    for since, until, fallen in (("2025-10-09", "2025-10-10", 1), ("2025-10-10", "2025-10-11", 0)):  # a day falls due on itself, once
        assert len(changes(data.briefing("VN", as_of=until, since=since)).due) == fallen


def test_recurring_duties_have_their_next_days(data: Data) -> None:
    """Each Tuesday, and the twenty-fifth of each month; where none lies within the days asked for, the first after them."""
    tasks = {each.commitment.recurrence: each.commitment for each in recurring(data.briefing("VN", as_of="2025-10-31"))}
    tuesday = next(task for rule, task in tasks.items() if "TU" in rule)
    monthly = next(task for rule, task in tasks.items() if "BYMONTHDAY=25" in rule)
    day = dt.date(2025, 10, 31)
    assert [str(each) for each in next_days(tuesday, day, dt.date(2025, 11, 14))] == ["2025-11-04", "2025-11-11"]
    assert [str(each) for each in next_days(monthly, day, dt.date(2025, 11, 14))] == ["2025-11-25"]
    assert [str(each) for each in next_days(monthly, dt.date(2025, 11, 25), dt.date(2025, 11, 25))] == ["2025-11-25"]


def test_one_duty_dated_by_three(data: Data) -> None:
    """For the same payments Politburo, Prime Minister and the Secretary of Da Nang set three days."""
    (group,) = dated_apart(data.briefing("48"))
    assert [str(each.day) for each in group] == ["2025-08-31", "2025-10-10", "2025-10-15"]
    assert len({each.commitment.issued_by for each in group}) == 3


def test_six_clears(data: Data) -> None:
    """What a text leaves open is read from the columns of its task; what nobody judged is neither clear nor open."""
    briefing = data.briefing("VN")
    rows = {each.commitment.commitment_id: each for each in due_here(briefing)}
    weekly = rows["baochinhphu-2025-10-01-government.p31.c3"].commitment
    assert clears_of(briefing, weekly) == {
        "who": False,
        "what": True,
        "when": True,
        "responsibility": False,
        "authority": True,
        "result": True,
    }
    assert clears_of(briefing, replace(weekly, checkable=None))["result"] is None
    assert clears_of(briefing, replace(weekly, responsible=("government",)))["responsibility"] is True
    found = left_open(briefing, list(rows.values()))
    assert tuple(found) == CLEARS
    assert found["what"] == []
    assert all(clears_of(briefing, task)[clear] is False for clear, tasks in found.items() for task in tasks)
    assert all(each.checkable is not None for each in data.store.commitments)


def test_tasks_by_body(data: Data) -> None:
    """A task of several bodies stands under each, and the bodies with the most passed days come first."""
    rows = due_here(data.briefing("VN"))
    found = by_body(rows)
    assert sum(map(len, found.values())) == sum(len(each.commitment.responsible) for each in rows)
    late = [sum(each.state == "passed" for each in held) for held in found.values()]
    assert late == sorted(late, reverse=True)
