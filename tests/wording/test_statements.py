"""What is said in words, and what binds a place: due, passed, recurring, reported, and no more than the reports allow."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from small import small_package

from briefing_lib.briefing import Briefing, Data, due
from briefing_lib.pages.page import Page
from briefing_lib.wording import Piece, Writer


def section(name: str, briefing: Briefing) -> Piece:
    return Writer(briefing.store).render(f"record/{name}.html.j2", briefing=briefing)


def states(briefing: Briefing) -> list[tuple[str, str, str]]:
    """Commitment, the day given, and what the page says of it."""
    return [(each.commitment.commitment_id, str(each.day or ""), Writer(briefing.store).text("state", each)) for each in due(briefing)]


def test_states(da_nang: Briefing) -> None:
    """Passed, to come, recurring with its next day, reported as done, and without a date, in this order."""
    assert states(da_nang) == [
        ("passed", "2025-08-31", "passed; no report in hand says it was done"),
        ("due", "2025-12-31", "still to come"),
        ("recurring", "2025-11-04", "recurs"),
        ("reported", "2025-09-30", "reported as done"),
        ("undated", "", "no date given"),
    ]


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2025-10-31", "passed; no report in hand says it was done"),
        ("2025-11-01", "reported as done"),
    ],
)
def test_report_of_completion(da_nang: Briefing, day: str, state: str) -> None:
    """A task counts as done only from the day on which the report that says so is known."""
    made = Data(da_nang.store).briefing("48", as_of=day)
    assert ("reported", "2025-09-30", state) in states(made)


def test_reports_that_differ(tmp_path: Path) -> None:
    """Done by one report and not by a later one is said as both say it, in the opening of the report on progress, too."""
    package = small_package(tmp_path)
    package.add_event("passed", "done", "2025-10-01", "paper")
    package.add_event("passed", "partly_done", "2025-11-01", "later")
    assert ("passed", "2025-08-31", "passed; reports differ: reported as done, then reported as partly done") in states(package.briefing())
    page = Page(package.briefing())
    assert "Past its last day, with reports that differ on whether it was done: 1." in repr(page.section("report/opening"))
    done = repr(page.section("report/done"))
    assert "Tasks on which reports differ" in done
    assert "1 October 2025), and " in done or "1 October 2025) and " in done


def test_the_report_behind_an_outcome(tmp_path: Path) -> None:
    """Beside what became of a task stands the report that says so, not the one that set it."""
    package = small_package(tmp_path)
    package.add_event("passed", "partly_done", "2025-11-01", "later")
    store = package.briefing().store
    outcome = repr(Page(package.briefing()).section("report/overdue"))
    assert f"{store.sources['later'].publisher} (1 November 2025)" in outcome


def test_partly_done(tmp_path: Path) -> None:
    """What is reported as partly done or under way is said beside the state, not in its place."""
    package = small_package(tmp_path)
    package.add_event("passed", "partly_done", "2025-11-01", "later")
    package.add_event("due", "in_progress", "2025-11-01", "later")
    told = {name: state for name, _, state in states(package.briefing())}
    assert told["passed"] == "passed; reported as partly done"
    assert told["due"] == "still to come; reported as under way"
    early = {name: state for name, _, state in states(package.briefing(as_of="2025-10-31"))}
    assert early["due"] == "still to come"


def rows(piece: Piece) -> list[str]:
    """The words of each row of a table, cells apart."""
    found = BeautifulSoup(str(piece), "html.parser").find_all("tr")
    return [" | ".join(" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])) for row in found]


def test_commitments(da_nang: Briefing) -> None:
    """The place's own stand before those of all, each with its force, who set it, who is responsible, where, when, and what is known."""
    piece = section("commitments", da_nang)
    assert repr(piece).splitlines()[:2] == ["What was ordered, requested and promised", "For Da Nang itself"]
    told = rows(piece)
    set_by = "Ordered by City Office, 15 July 2025 responsible: City Office and Da Nang Office The Paper , paragraph 7"
    assert told[1:6] == [
        f"Hand over 12 premises | {set_by} | 31 August 2025 Passed; no report in hand says it was done",
        f"Report each week | {set_by} | Each week",
        f"Publish the list | {set_by} | 30 September 2025 Reported as done",
        "1 November 2025 : reported as done ( Gazette )",
        f"Keep reviewing | {set_by} | No date given",
    ]
    assert told[7:] == [f"Finish the plan | {set_by} | 31 December 2025 Still to come", "Legal basis: 178/2024/ND-CP"]


def test_one_duty_of_several(tmp_path: Path) -> None:
    """A duty that several set stands together, the place's own first, with the days side by side where they differ."""
    package = small_package(tmp_path)
    package.add("bodies", body="chair", kind="person", part_of="city-office", name_en="Tam", name_vi="Tâm", name_id="Tam",
                office_en="Chair", office_vi="Chủ tịch", office_id="Ketua")  # fmt: skip
    package.edit("commitments", "passed", duty="plan", issued_by="chair")
    package.edit("commitments", "due", duty="plan")
    told = rows(section("commitments", package.briefing()))
    assert told[1] == "One duty, set by several: due 31 August 2025 (Tam, Chair) and 31 December 2025 (City Office)"
    assert told[2].startswith("Hand over 12 premises | Ordered by Tam, 15 July 2025 responsible: ")
    assert told[3].startswith("Finish the plan | Ordered by City Office")
    assert "; binds all provinces" in told[3]
    package.edit("commitments", "due", deadline="2025-08-31")
    assert rows(section("commitments", package.briefing()))[1] == "One duty, set by several"


def test_what_became_of_a_commitment(tmp_path: Path) -> None:
    """Each report of it stands below the task with its day, source and note; the sentence that sums up waits until all are known."""
    package = small_package(tmp_path)
    package.edit("commitments", "passed", result_en="Largely handed over", note="before the end of August")
    package.add_event("passed", "in_progress", "2025-10-01", "paper", note="five of them", paragraph="4")
    package.add_event("passed", "partly_done", "2025-11-01", "later", note="ten of them")
    first = "1 October 2025 : reported as under way ( The Paper , paragraph 4 ): five of them"
    assert rows(section("commitments", package.briefing()))[2] == (
        f"Largely handed over {first} 1 November 2025 : reported as partly done ( Gazette ): ten of them before the end of August"
    )
    assert rows(section("commitments", package.briefing(as_of="2025-10-31")))[2] == f"{first} before the end of August"


def test_commitments_of_the_nation(da_nang: Briefing) -> None:
    """On the record of the nation each commitment says whom it binds."""
    nation = Data(da_nang.store).briefing(da_nang.store.places.root)
    told = rows(section("commitments", nation))
    assert [name for name in ("Hanoi", "Da Nang", "all provinces") if any(f"; binds {name} " in each for each in told)] == [
        "Hanoi", "Da Nang", "all provinces",
    ]  # fmt: skip


def test_number_in_a_task(da_nang: Briefing) -> None:
    """A number within a task is marked as the text of the data."""
    assert 'Hand <span class="reference">over 12</span> premises' in str(section("commitments", da_nang))


def test_nothing_binds(tmp_path: Path) -> None:
    """A place that nothing binds gets one plain line."""
    package = small_package(tmp_path)
    package.edit("commitments", "due", binds="48")
    assert repr(section("commitments", package.briefing("Hue"))).splitlines() == [
        "What was ordered, requested and promised",
        "No order, request or promise that binds Hue was known by then.",
    ]


def test_findings(tmp_path: Path) -> None:
    """What is said of a theme stands by kind, with speaker, report, paragraph, doubt and note."""
    package = small_package(tmp_path)
    package.edit("findings", "works", doubt="scope|translation", note="of the first month")
    assert repr(Page(package.briefing()).theme("dossiers")).splitlines()[-3:] == [
        "Said to work",
        "Queues are short (Da Nang Office; The Paper, paragraph 3)",
        "In doubt: what is counted is unclear and the translation is unclearof the first month",
    ]


def test_paragraph_that_is_not_known(tmp_path: Path) -> None:
    """Of an excerpt whose paragraph is not known, none is named."""
    package = small_package(tmp_path)
    package.edit("findings", "works", paragraph="")
    package.edit("commitments", "passed", paragraph="")
    made = package.briefing()
    assert "Queues are short (Da Nang Office; The Paper)" in repr(Page(made).theme("dossiers"))
    assert "None" not in str(Page(made).theme("dossiers")) + str(section("commitments", made))
