"""A province stands beside others only on equal terms, and what is missing, contradicted or doubtful is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from small import QUARTER, small_package

from briefing_lib.briefing import Briefing
from briefing_lib.wording import Piece, Writer


def section(name: str, briefing: Briefing) -> Piece:
    return Writer(briefing.store).render(f"record/{name}.html.j2", briefing=briefing)


def lines(piece: object) -> list[str]:
    return repr(piece).splitlines()


def test_ranked(da_nang: Briefing) -> None:
    """Provinces that report one measure for one period are ranked from the highest, equals sharing a place."""
    told = lines(section("beside", da_nang))
    assert told[2:] == [
        "Dossiers received, commune level",
        "Number 2 from the highest of 3 provinces that report it.",
        "Dossiers received, commune level",
        "Province Value When Stated by",
        "Hanoi 3,000 1 July 2025 to 30 September 2025 reported by The Paper",
        "Da Nang 1,000 1 July 2025 to 30 September 2025 City Office",
        "Can Tho 1,000 1 July 2025 to 30 September 2025 reported by The Paper",
    ]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"period_end": "2025-08-31"}, "their days or periods differ"),
        ({"value": "990", "qualifier": "more_than"}, "a hedged value leaves the order open"),
        ({"value": "1000", "qualifier": "approx"}, "a hedged value leaves the order open"),
    ],
    ids=["other period", "hedged", "about the same"],
)
def test_not_ranked(tmp_path: Path, cells: dict[str, str], reason: str) -> None:
    """Where a period differs or a hedge leaves the order open, dated values stand by name, with the reason and without a rank."""
    package = small_package(tmp_path)
    package.edit("figures", "can-tho.received", **cells)
    told = repr(section("beside", package.briefing()))
    assert f"The values stand by name and are not ranked: {reason}." in told
    assert "Number" not in told
    assert told.index("Can Tho") < told.index("Da Nang 1,000") < told.index("Hanoi")


def test_other_level_is_not_beside(tmp_path: Path) -> None:
    """What another province reports at another level is no comparison."""
    package = small_package(tmp_path)
    package.edit("figures", "can-tho.received", level="department")
    assert lines(section("beside", package.briefing())) == [
        "Beside other provinces",
        "No measure of work that Da Nang reports is reported by two other provinces at the same level.",
    ]


def test_gap_is_said(da_nang: Briefing) -> None:
    """A core measure that is missing is not reported, with who reports it elsewhere; it is never shown as nought."""
    assert "Surplus premises Premises, equipment and money not reported Dong Nai" in lines(section("gaps", da_nang))


def test_gap_in_part(tmp_path: Path) -> None:
    """Where only a part is reported, the whole is missing, and that is said."""
    package = small_package(tmp_path)
    package.add_figure("surplus_premises/use:health", "5", source_id="paper", as_of="2025-08-31")
    assert "Surplus premises Premises, equipment and money in part only Dong Nai" in lines(section("gaps", package.briefing()))


def test_gap_that_nobody_fills(tmp_path: Path) -> None:
    """Where no province in hand reports a measure, that is said."""
    package = small_package(tmp_path)
    package.remove("figures", "dong-nai.premises")
    assert "Surplus premises Premises, equipment and money not reported nobody in hand" in lines(section("gaps", package.briefing()))


def test_conflict_side_by_side(da_nang: Briefing) -> None:
    """Two printed values of one day stand side by side, each with its doubt and speaker."""
    assert lines(section("gaps", da_nang))[6:9] == [
        "Printed values that can't both hold",
        "Measure Shown Also printed When Stated by",
        "Vacancies 15 17? (doubtful: another printed number contradicts it) 30 September 2025 reported by Gazette and reported by The Paper",
    ]


def test_doubts_in_words(da_nang: Briefing) -> None:
    """Each doubtful reading is listed with its hedge and what is in doubt."""
    assert lines(section("gaps", da_nang))[11:] == [
        "Measure Value When What is in doubt",
        "Dossiers submitted online more than 800? (doubtful: the translation is unclear) 1 July 2025 to 30 September 2025 the translation is unclear",
        "Vacancies 17? (doubtful: another printed number contradicts it) 30 September 2025 another printed number contradicts it",
    ]


def test_nothing_missing(tmp_path: Path) -> None:
    """Where nothing is missing, contradicted or doubtful, each part is one plain line."""
    package = small_package(tmp_path)
    package.remove("figures", "da-nang.vacancies.other")
    package.edit("figures", "da-nang.online", doubt="")
    package.add_figure("surplus_premises", "3", source_id="paper", **QUARTER)
    assert lines(section("gaps", package.briefing())) == [
        "What is missing, contradicted or in doubt",
        "Core measures not reported", "Every core measure is reported.",
        "Contradictions", "No measure has two printed values for one time that can't both hold.",
        "Doubts", "No figure of this place is marked as doubtful.",
    ]  # fmt: skip


def test_method_names_the_day(da_nang: Briefing) -> None:
    """The method says up to which day the page knows."""
    assert "The page uses only what was known by 1 November 2025." in repr(section("method", da_nang))
