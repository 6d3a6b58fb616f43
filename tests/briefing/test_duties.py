"""What binds a place: due, passed, recurring, reported, and no more than the reports allow."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import small_package

from briefing_lib.briefing import Briefing, count_due, due, hour_of, next_day, next_days


def states(briefing: Briefing) -> list[tuple[str, str, str, str]]:
    """Commitment, state, the day that it speaks of, and how far a report says it is."""
    return [(each.commitment.commitment_id, each.state, str(each.day or ""), each.progress) for each in due(briefing)]


def test_states(da_nang: Briefing) -> None:
    """Passed, to come, recurring with its next day, reported as done, and without a date, in this order."""
    assert states(da_nang) == [
        ("passed", "passed", "2025-08-31", ""),
        ("due", "due", "2025-12-31", ""),
        ("recurring", "recurring", "2025-11-04", ""),
        ("reported", "reported", "2025-09-30", ""),
        ("undated", "undated", "", ""),
    ]


def test_counts(da_nang: Briefing) -> None:
    """Commitments are counted by state, all of them where none is named, and a count leads back to its rows."""
    rows = due(da_nang)
    assert count_due(rows, "passed", "reported").references == ("commitments:passed", "commitments:reported")
    assert (count_due(rows).value, count_due((), "passed").value) == (5, 0)


@pytest.mark.parametrize(("day", "state"), [("2025-10-31", "passed"), ("2025-11-01", "reported")])
def test_report_of_completion(tmp_path: Path, day: str, state: str) -> None:
    """A task counts as done only from the day on which the report that says so is known."""
    assert ("reported", state, "2025-09-30", "") in states(small_package(tmp_path).briefing(as_of=day))


@pytest.mark.parametrize(("deadline", "state"), [("2025-10-31", "passed"), ("2025-11-01", "due")])
def test_day_of_the_deadline(tmp_path: Path, deadline: str, state: str) -> None:
    """On its last day a task is still to come; the day after it has passed."""
    package = small_package(tmp_path)
    package.edit("commitments", "due", deadline=deadline)
    assert {name: found for name, found, *_ in states(package.briefing())}["due"] == state


def test_partly_done(tmp_path: Path) -> None:
    """What is reported as partly done or under way stands beside the state, not in its place, once the report is known."""
    package = small_package(tmp_path)
    package.add_event("passed", "partly_done", "2025-11-01", "later")
    package.add_event("due", "in_progress", "2025-11-01", "later")
    found = {name: (state, progress) for name, state, _, progress in states(package.briefing())}
    assert (found["passed"], found["due"]) == (("passed", "partly_done"), ("due", "in_progress"))
    assert ("due", "due", "2025-12-31", "") in states(package.briefing(as_of="2025-10-31"))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([("in_progress", "2025-09-15", "paper"), ("partly_done", "2025-10-20", "later")], ("passed", "partly_done")),
        ([("partly_done", "2025-10-20", "later"), ("in_progress", "2025-09-15", "paper")], ("passed", "partly_done")),
        ([("done", "2025-09-15", "paper"), ("in_progress", "2025-10-20", "later")], ("passed", "in_progress")),
        ([("done", "2025-09-20", "paper"), ("in_progress", "2025-09-15", "later")], ("reported", "")),
        ([("done", "2025-10-01", "later"), ("in_progress", "2025-10-01", "paper")], ("reported", "")),
    ],
    ids=["the latest wins", "in any order of rows", "not done after all", "an old state told late", "of one day the report known latest"],
)
def test_events_decide_the_state(tmp_path: Path, events: list[tuple[str, str, str]], expected: tuple[str, str]) -> None:
    """What the latest event says stands, the earlier ones are kept and no longer shown."""
    package = small_package(tmp_path)
    for status, on, source in events:
        package.add_event("passed", status, on, source)
    made = package.briefing()
    assert {name: (state, progress) for name, state, _, progress in states(made)}["passed"] == expected
    assert len([each for each in made.store.events if each.commitment_id == "passed"]) == 2


def test_reports_that_differ(tmp_path: Path) -> None:
    """A report of done that a later one takes back leaves both in sight: not counted among what no report says is done."""
    package = small_package(tmp_path)
    for status, on, source in (("done", "2025-09-15", "paper"), ("in_progress", "2025-10-20", "later")):
        package.add_event("passed", status, on, source)
    found = {each.commitment.commitment_id: each for each in due(package.briefing())}
    assert (found["passed"].is_disputed, found["passed"].is_late) == (True, False)
    assert [each.status for each in found["passed"].outcome] == ["done", "in_progress"]
    assert [name for name, each in found.items() if each.is_disputed] == ["passed"]
    early = {each.commitment.commitment_id: each for each in due(package.briefing(as_of="2025-10-31"))}
    assert (early["passed"].state, early["passed"].is_disputed, len(early["passed"].outcome)) == ("reported", False, 1)


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY", "FREQ=MONTHLY;INTERVAL=2"])
def test_rhythm_without_a_day(tmp_path: Path, rule: str) -> None:
    """How often is no day: none is given where the rhythm names none."""
    package = small_package(tmp_path)
    package.edit("commitments", "recurring", recurrence=rule)
    (recurring,) = (each for each in due(package.briefing()) if each.state == "recurring")
    assert (recurring.day, next_days(recurring.commitment, dt.date(2025, 11, 1), dt.date(2025, 12, 1)), hour_of(recurring.commitment)) == (
        None,
        [],
        "",
    )


def test_an_event_that_is_known_later(tmp_path: Path) -> None:
    """An event does not count on a page of a day on which no report of it was known, whatever day the event speaks of."""
    package = small_package(tmp_path)
    package.add_event("due", "in_progress", "2025-09-15", "paper")
    package.add_event("due", "done", "2025-09-20", "later")
    assert ("due", "due", "2025-12-31", "in_progress") in states(package.briefing(as_of="2025-10-31"))
    assert ("due", "reported", "2025-12-31", "") in states(package.briefing(as_of="2025-11-01"))


@pytest.mark.parametrize(
    ("rule", "day", "expected"),
    [
        ("FREQ=WEEKLY;BYDAY=TU;BYHOUR=15;BYMINUTE=0", "2025-11-03", "2025-11-04"),
        ("FREQ=WEEKLY;BYDAY=TU;BYHOUR=15;BYMINUTE=0", "2025-11-04", "2025-11-04"),
        ("FREQ=WEEKLY;BYDAY=TU;BYHOUR=15;BYMINUTE=0", "2025-11-05", "2025-11-11"),
        ("FREQ=MONTHLY;BYMONTHDAY=25", "2025-12-25", "2025-12-25"),
        ("FREQ=MONTHLY;BYMONTHDAY=25", "2025-12-26", "2026-01-25"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "2026-02-01", "2026-03-31"),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20250930", "2025-11-01", "None"),
    ],
)
def test_next_day(tmp_path: Path, rule: str, day: str, expected: str) -> None:
    """The next day of a rhythm is the first on or after the page's day, and there is none once the rhythm has ended."""
    package = small_package(tmp_path)
    package.edit("commitments", "recurring", recurrence=rule)
    (recurring,) = (each for each in package.briefing().commitments if each.recurrence)
    assert str(next_day(recurring, dt.date.fromisoformat(day))) == expected


@given(st.dates(dt.date(2025, 7, 15), dt.date(2030, 1, 1)))
def test_next_tuesday(da_nang: Briefing, day: dt.date) -> None:
    """What is due each Tuesday is next due on a Tuesday less than a week away."""
    (recurring,) = (each for each in da_nang.commitments if each.recurrence)
    found = next_day(recurring, day)
    assert (found.weekday(), (found - day).days in range(7)) == (1, True)
