"""What is said in words, and what binds a place: due, passed, recurring, reported, and no more than the reports allow."""

from __future__ import annotations

from pathlib import Path

import pytest
from small import small_package

from briefing_lib.briefing import Briefing, Data, due
from briefing_lib.wording import Piece, Writer


def section(name: str, briefing: Briefing) -> Piece:
    return Writer(briefing.store).render(f"record/{name}.html.j2", briefing=briefing)


def states(briefing: Briefing) -> list[tuple[str, str, str]]:
    """Commitment, the day given, and what the page says of it."""
    return [(each.commitment.commitment_id, str(each.day or ""), Writer(briefing.store).text("state", each)) for each in due(briefing)]


def test_states(da_nang: Briefing) -> None:
    """Passed, to come, recurring with its next day, reported as done, and without a date, in this order."""
    assert states(da_nang) == [
        ("passed", "2025-08-31", "passed, and no report in hand says it was done"),
        ("due", "2025-12-31", "still to come"),
        ("recurring", "2025-11-04", "recurs; the next day is given"),
        ("reported", "2025-09-30", "reported as done"),
        ("undated", "", "no date given"),
    ]


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2025-10-31", "passed, and no report in hand says it was done"),
        ("2025-11-01", "reported as done"),
    ],
)
def test_report_of_completion(da_nang: Briefing, day: str, state: str) -> None:
    """A task counts as done only from the day on which the report that says so is known."""
    made = Data(da_nang.store).briefing("48", as_of=day)
    assert ("reported", "2025-09-30", state) in states(made)


def test_partly_done(tmp_path: Path) -> None:
    """What is reported as partly done or under way is said beside the state, not in its place."""
    package = small_package(tmp_path)
    package.add_event("passed", "partly_done", "2025-11-01", "later")
    package.add_event("due", "in_progress", "2025-11-01", "later")
    told = {name: state for name, _, state in states(package.briefing())}
    assert told["passed"] == "passed, and no report in hand says it was done; reported as partly done"
    assert told["due"] == "still to come; reported as under way"
    early = {name: state for name, _, state in states(package.briefing(as_of="2025-10-31"))}
    assert early["due"] == "still to come"


def test_commitments(da_nang: Briefing) -> None:
    """What binds the place is summed up and listed with who answers for it, who ordered it, where, when, and its state."""
    told = repr(section("commitments", da_nang)).splitlines()
    assert told[:2] == [
        "What binds Da Nang",
        "Deadlines that have passed without a report in hand that the task was done: 1. Still to come: 1. Recurring: 1. Without a date: 1.",
    ]
    assert told[2:5] == [
        "With a date or rhythm",
        "Task Answers for it Ordered by When due State",
        "Hand over 12 premises City Office and Da Nang Office City Office, 15 July 2025 The Paper, paragraph 7 31 August 2025 "
        "Passed, and no report in hand says it was done",
    ]


def test_number_in_a_task(da_nang: Briefing) -> None:
    """A number within a task is marked as the text of the data."""
    assert 'Hand <span class="reference">over 12</span> premises' in str(section("commitments", da_nang))


def test_nothing_binds(tmp_path: Path) -> None:
    """A place that nothing binds gets one plain line."""
    package = small_package(tmp_path)
    package.edit("commitments", "due", binds="48")
    assert repr(section("commitments", package.briefing("Hue"))).splitlines() == [
        "What binds Hue",
        "No directive, task or promise that binds Hue was known by then.",
    ]


def test_findings(da_nang: Briefing) -> None:
    """What is said stands by theme and kind, with speaker, report and paragraph; how much is self-assessment comes first."""
    told = repr(section("findings", da_nang)).splitlines()
    assert told[:8] == [
        "What is said to work, and what is not",
        "Statements in hand: 2, of which from bodies of Da Nang itself: 1, with no speaker named: 1. Read them as self-assessment, not as "
        "measurement.",
        "Dossiers and service centres",
        "Said to work",
        "Queues are short (Da Nang Office; The Paper, paragraph 3)",
        "Procedures and digital services",
        "Said to be difficult",
        "The portal is slow since August 2025 (speaker not named; The Paper, paragraph 3)",
    ]
    assert told[-1] == "Training is under way (speaker not named; The Paper, paragraph 3)"


def test_no_findings(hue: Briefing) -> None:
    """A place of which nothing is said gets one plain line, and what is said of the nation."""
    told = repr(section("findings", hue)).splitlines()
    assert told[1] == "No report in hand says in words what works in Hue and what does not."
    assert told[-1] == "Training is under way (speaker not named; The Paper, paragraph 3)"


def test_paragraph_that_is_not_known(tmp_path: Path) -> None:
    """Of an excerpt whose paragraph is not known, none is named."""
    package = small_package(tmp_path)
    package.edit("findings", "works", paragraph="")
    package.edit("commitments", "passed", paragraph="")
    made = package.briefing()
    assert "Queues are short (Da Nang Office; The Paper)" in repr(section("findings", made))
    assert "None" not in str(section("findings", made)) + str(section("commitments", made))
