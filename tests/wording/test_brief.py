"""The sections of a brief below its messages: facts, figures beside the nation's, statements, tasks, context, questions."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from editing import Package
from small import QUARTER, small_package

from briefing_lib.briefing import Briefing
from briefing_lib.wording import Piece, Writer

PAPER = "reported on 1 October 2025 reported by The Paper"


@pytest.fixture
def package(tmp_path: Path) -> Package:
    return small_package(tmp_path)


def say(section: str, briefing: Briefing) -> Piece:
    return Writer(briefing.store).render(f"brief/{section}.html.j2", briefing=briefing)


def lines(section: str, briefing: Briefing) -> list[str]:
    return repr(say(section, briefing)).splitlines()


def rows(section: str, briefing: Briefing) -> list[list[str]]:
    """The cells of the tables of a section, the header first; lines of a cell with a bar between."""
    page = BeautifulSoup(str(say(section, briefing)), "html.parser")
    for each in page.select("br"):
        each.replace_with(" | ")
    return [[" ".join(cell.get_text().split()) for cell in row.select("th, td")] for row in page.select("tr")]


# Questions


def test_questions(package: Package) -> None:
    """One sentence of each kind: what is left, what came of a task, which of two values, what was counted, what it is here."""
    package.edit("indicators", "dossiers_resolved_pct", better="higher")
    assert lines("questions", package.briefing()) == [
        "Questions to ask",
        "Of 1,000 dossiers received at commune level, 53 are not among the dossiers resolved: why, and how many of them are overdue?",
        "“Hand over 12 premises”, set for 31 August 2025 by City Office: has this been done, and which report says so?",
        "Vacancies, commune level: is it 15 (reported by Gazette) or 17? (doubtful: another printed number contradicts it) "
        "(reported by The Paper)?",
        "For dossiers submitted online, commune level, more than 800? (doubtful: the translation is unclear) is given, but the translation "
        "is unclear: what exactly was counted?",
        "Surplus premises: what is the figure for Da Nang? Dong Nai reports it.",
        "2 figures on its work are in doubt; a question mark stands where that could change what a reader concludes, and the card of each "
        "number says why.",
        "Each number leads to the report and paragraph that printed it, or to its formula. Hedges stay as printed. A dash means not "
        "reported, not nought.",
    ]


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ([], "No other province reports it either."),
        (["01"], "Hanoi reports it."),
        (["01", "15"], "Hanoi and Lao Cai report it."),
        (["01", "15", "24"], "Hanoi, Lao Cai and Bac Ninh report it."),
        (["01", "15", "24", "46"], "Hanoi, Lao Cai, Bac Ninh and 1 other report it."),
        (["01", "15", "24", "46", "48"], "Hanoi, Lao Cai, Bac Ninh and 2 others report it."),
    ],
)
def test_who_reports_what_is_missing(tmp_path: Path, places: list[str], said: str) -> None:
    """Three others that report a missing measure are named, more are counted."""
    package = Package(tmp_path)
    package.add_measure("staff", label_en="Staff", core="true")
    for place in places:
        package.add_figure("staff", "5", geography=place)
    assert lines("questions", package.briefing("12"))[1] == f"Staff: what is the figure for Lai Chau? {said}"


def test_one_figure_in_doubt(package: Package) -> None:
    """One doubtful figure is one figure."""
    package.remove("figures", "da-nang.vacancies.other")
    assert lines("questions", package.briefing())[-2] == (
        "1 figure on its work is in doubt; a question mark stands where that could change what a reader concludes, and the card of the number "
        "says why."
    )


# Tasks


def test_tasks(package: Package) -> None:
    """The place's own tasks come first, then those of all; each with its day, who set it, and what is known of it."""
    package.edit("commitments", "recurring", binds="01")
    assert rows("commitments", package.briefing()) == [
        ["Task", "Day; set by", "Known outcome"],
        ["Hand over 12 premises | own", "31 August 2025; ordered by City Office", "Passed; no report in hand says it was done"],
        ["Publish the list | own", "30 September 2025; ordered by City Office", "Reported as done"],
        ["Keep reviewing | own", "no date; ordered by City Office", "No date given"],
        ["Finish the plan | all provinces", "31 December 2025; ordered by City Office", "Still to come"],
    ]


def test_one_duty_in_one_row(package: Package) -> None:
    """One duty stands in one row in the place's own words, with every day and who set it; one of its own without a day takes none from others."""
    package.edit("commitments", "due", duty="pay", deadline="2025-10-10")
    package.edit("commitments", "undated", duty="pay", issued_by="da-nang-office")
    assert [row for row in rows("commitments", package.briefing()) if row[0].startswith(("Keep", "Finish"))] == [
        ["Keep reviewing | own", "no date; ordered by Da Nang Office", "No date given"],
    ]


def test_task_that_recurs(package: Package) -> None:
    """Of a task that recurs its rhythm is told, and no day that nobody named."""
    assert ["Report each week | own", "each week; ordered by City Office", "Recurs"] in rows("commitments", package.briefing())


def test_no_tasks(package: Package) -> None:
    """Where nothing binds the place there is neither heading nor table."""
    package.edit("commitments", "due", binds="48")
    piece = say("commitments", package.briefing("46"))
    assert (str(piece), piece.headings) == ("", ())


def test_tasks_of_the_nation(package: Package) -> None:
    """The nation's brief has what was set for it or for all of its places, not what one place is to do."""
    package.edit("commitments", "elsewhere", binds="nation")
    assert rows("commitments", package.briefing("VN"))[1:] == [
        ["Finish the plan | all provinces", "31 December 2025; ordered by City Office", "Still to come"],
        ["Not for Da Nang | the nation", "31 December 2025; ordered by City Office", "Still to come"],
    ]
    assert "Hand over" not in repr(say("questions", package.briefing("VN")))


# Figures


def test_figures_beside_those_of_the_nation(package: Package) -> None:
    """Counts stand with their whole, shares beside the nation's; who and when once for all, unless they differ."""
    assert rows("service", package.briefing()) == [
        ["Measure", "Da Nang", "Viet Nam", "When; stated by"],
        ["Dossiers received | commune level", "1,000", "–", "1 July 2025 to 30 September 2025 | City Office"],
        ["Dossiers resolved | commune level", "947 | of 1,000: 94.7%", "–", "1 July 2025 to 30 September 2025 | City Office"],
        [
            "Dossiers submitted online | commune level",
            "more than 800? (doubtful: the translation is unclear) | of 1,000: more than 80.0%? (doubtful: the translation is unclear)",
            "–", "1 July 2025 to 30 September 2025 | reported by The Paper",
        ],
        ["Share online | all levels", "73.6%", "60% | reported on 1 October 2025", "reported on 1 October 2025 | reported by The Paper"],
    ]  # fmt: skip
    assert rows("service", package.briefing("01")) == [["Measure", "Hanoi"], ["Dossiers received | commune level", "3,000"]]
    assert lines("service", package.briefing("01"))[-1] == (
        "All figures of Hanoi in this table: reported by The Paper; 1 July 2025 to 30 September 2025."
    )


def test_dossiers_at_several_levels(package: Package) -> None:
    """Where several levels report a flow, what each did not resolve is one sentence, and the chart stands for the rest."""
    package.add_figure("dossiers_received", "100", source_id="paper", level="department", **QUARTER)
    package.add_figure("dossiers_resolved", "40", source_id="paper", level="department", **QUARTER)
    assert lines("service", package.briefing())[1] == (
        "Dossiers received and not resolved by then: 53 of 1,000 (commune level) and 60 of 100 (departments). Not resolved is not overdue, and "
        "one dossier may be counted at several levels."
    )
    assert rows("service", package.briefing())[1:] == [
        ["Share online | all levels", "73.6%", "60% | reported on 1 October 2025"],
    ]  # fmt: skip


@pytest.mark.parametrize("section", ["service", "resources", "difficulties", "commitments"])
def test_section_without_content(tmp_path: Path, section: str) -> None:
    """A section that has nothing to show has no heading either."""
    piece = say(section, Package(tmp_path).briefing())
    assert (str(piece), piece.headings) == ("", ())


def test_facts(package: Package) -> None:
    """What was merged, the units by kind, people, and those who speak for the place."""
    for name in ("da-nang-office", "city-office"):
        package.edit("bodies", name, part_of="da-nang-council" if name == "da-nang-office" else "")
    package.add("bodies", body="da-nang-council", name_en="Council", name_vi="Council", name_id="Council", kind="province")
    terms = BeautifulSoup(str(say("facts", package.briefing())), "html.parser").select("dl > div")
    assert [" ".join(each.get_text(" ").split()) for each in terms] == [
        "Formed 1 July 2025 , from Da Nang and Quang Nam",
        "Commune-level units 94 communes 70 , wards 23 and special zones 1",
        "Registered population 94,000 1 July 2025",
        "Residents per unit 1,000 1 July 2025",
        "Centre Đà Nẵng",
        "Leaders quoted in the reports Da Nang Office",
    ]


def test_day_of_becoming_a_city(package: Package) -> None:
    """A place that became a city after the merger says since when and by which resolution, from that day on."""
    package.add("place_changes", geography="75", valid_from="2025-10-01", kind="city", legal_basis="30/2026/QH16")
    said = BeautifulSoup(str(say("facts", package.briefing("75"))), "html.parser").get_text(" ")
    assert "Centrally run city since 1 October 2025 Resolution 30/2026/QH16" in " ".join(said.split())
    early = BeautifulSoup(str(say("facts", package.briefing("75", as_of="2025-09-30"))), "html.parser").get_text(" ")
    assert "30/2026/QH16" not in early


def test_statements_with_speakers(package: Package) -> None:
    """Difficulties stand beside what is being done, each with speaker, report and paragraph; where nothing is done, beside what works."""
    package.edit("findings", "difficult", stated_by="da-nang-office")
    assert lines("difficulties", package.briefing()) == [
        "Difficulties, and what is being done",
        "Said to be difficult", "The portal is slow since August 2025 (Da Nang Office; The Paper, paragraph 3)",
        "Said to work", "Queues are short (Da Nang Office; The Paper, paragraph 3)",
    ]  # fmt: skip
    package.edit("findings", "national", geographies="48|VN")
    assert lines("difficulties", package.briefing())[3:] == [
        "Being done about it", "Training is under way (speaker not named; The Paper, paragraph 3)",
    ]  # fmt: skip
    assert lines("difficulties", package.briefing("VN"))[1:3] == ["Said to be difficult", "No report in hand names a difficulty here."]


# Context


def test_context(package: Package) -> None:
    """The nation stands in one sentence, and where little is known of a place, others that are like it in a table."""
    package.add_measure("tasks_done_pct", label_en="Share of tasks done", unit="percent")
    package.add_figure("tasks_done_pct", "72.2", unit="percent", geography="VN", source_id="paper", as_printed="72.2%")
    assert lines("context", package.briefing()) == ["Context", "Viet Nam: share of tasks done 72.2% (reported on 1 October 2025)."]
    assert rows("context", package.briefing("46"))[1] == [
        "Dossiers received | commune level", "Hanoi", "3,000", "1 July 2025 to 30 September 2025",
    ]  # fmt: skip


def test_no_context(package: Package) -> None:
    """Where nothing is known of the nation, and enough of the place, there is no context; the chart of the year before needs its heading."""
    assert lines("context", package.briefing()) == []
    package.add_measure("papi_score", unit="score", standing="true")
    package.add_figure("papi_score", "41", unit="score", geography="63-48", source_id="paper", as_of="2025-06-30")
    assert lines("context", package.briefing()) == ["Context"]


def test_provinces_side_by_side(package: Package) -> None:
    """Of the measures that most provinces report the ends are told where they may be ranked, else why not."""
    package.edit("figures", "can-tho.received", value="900")
    table = rows("provinces", package.briefing("VN"))
    assert table[1] == ["Dossiers received | commune level", "3", "900 (Can Tho) to 3,000 (Hanoi)"]
    assert table[2] == ["Dossiers resolved | commune level", "1", "not ranked: there are too few values to compare"]
