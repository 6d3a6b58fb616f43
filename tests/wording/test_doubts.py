"""What is contradicted, in doubt or not reported is said, and never shown as nought."""

from __future__ import annotations

from pathlib import Path

from small import QUARTER, small_package

from briefing_lib.briefing import Briefing
from briefing_lib.wording import Piece, Writer


def section(name: str, briefing: Briefing) -> Piece:
    return Writer(briefing.store).render(f"record/{name}.html.j2", briefing=briefing)


def lines(piece: object) -> list[str]:
    return repr(piece).splitlines()


def test_contradictions_and_doubts(da_nang: Briefing) -> None:
    """Values that can't all hold stand side by side with day and report, once; then the figures in doubt, by what is in doubt."""
    assert lines(section("doubts", da_nang)) == [
        "Contradictions and doubts",
        "Printed values that can't all hold:",
        "Vacancies, commune level",
        "15, 30 September 2025 (Gazette)",
        "17? (doubtful: another printed number contradicts it), 30 September 2025 (The Paper)",
        "Figures in doubt; why stands in the note of each:",
        "The translation is unclear",
        "Dossiers submitted online, commune level: more than 800? (doubtful: the translation is unclear)",
    ]


def test_contradicted_by_a_sum(tmp_path: Path) -> None:
    """A number that only a sum or a share contradicts stands among the doubts."""
    package = small_package(tmp_path)
    package.remove("figures", "da-nang.vacancies.later")
    assert lines(section("doubts", package.briefing()))[-2:] == [
        "Another printed number contradicts it",
        "Vacancies, commune level: 17? (doubtful: another printed number contradicts it)",
    ]


def test_what_contradicts_is_known_from_its_day(tmp_path: Path) -> None:
    """On a day before the other report nothing contradicts the number yet."""
    briefing = small_package(tmp_path).briefing(as_of="2025-10-31")
    assert "Printed values that can't all hold:" not in lines(section("doubts", briefing))


def test_no_doubt(hue: Briefing) -> None:
    """Where nothing is contradicted or in doubt, nothing is said of it."""
    assert section("doubts", hue).html == ""


def test_gap_is_said(da_nang: Briefing) -> None:
    """A core measure that is missing is a question, with what it counts and who reports it elsewhere."""
    assert lines(section("gaps", da_nang)) == [
        "Not reported: what to ask",
        "No report in hand gives 1 of the 3 core measures for Da Nang. That is not nought: it is not known.",
        "Surplus premises?Surplus premises in the place",
        "Reported by Dong Nai",
    ]


def test_gap_that_nobody_fills(tmp_path: Path) -> None:
    """Where no province in hand reports a measure, that is said; where this one has a part of it, that too."""
    package = small_package(tmp_path)
    package.remove("figures", "dong-nai.premises")
    assert lines(section("gaps", package.briefing()))[-1] == "No other province in hand reports it either"
    package.add_parts("kind", "first")
    package.add_figure("surplus_premises/kind:first", "3", source_id="paper", as_of="2025-09-30")
    assert lines(section("gaps", package.briefing()))[-1] == "Reported here in part only. No other province in hand reports it either"


def test_nothing_missing(tmp_path: Path) -> None:
    """Where every core measure is reported, that is one plain line."""
    package = small_package(tmp_path)
    package.add_figure("surplus_premises", "3", source_id="paper", **QUARTER)
    assert lines(section("gaps", package.briefing())) == ["Not reported: what to ask", "Every core measure is reported."]
