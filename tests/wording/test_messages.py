"""The key messages are chosen by rule, in order, and each has its numbers, its speaker and its day."""

from __future__ import annotations

from pathlib import Path

from small import QUARTER, small_package

from briefing_lib.briefing import Briefing, Data
from briefing_lib.wording import Piece, Writer


def say_key_messages(briefing: Briefing) -> Piece:
    return Writer(briefing.store).render("brief/messages.html.j2", briefing=briefing)


def told(briefing: Briefing) -> list[str]:
    """The messages, without heading and rules."""
    return repr(say_key_messages(briefing)).splitlines()[1:-1]


def test_messages_of_da_nang(da_nang: Briefing) -> None:
    """What changed most, what is resolved least, what lies furthest from the nation, what is due, what is unknown."""
    assert told(da_nang) == [
        "Vacancies went from 20 (31 August 2025) to 15 (30 September 2025), a difference of −5 (reported by Gazette; 30 September 2025).",
        "Of 1,000 dossiers received at commune level, 94.7% were resolved, and 53 were not resolved by then (City Office; 1 July 2025 "
        "to 30 September 2025).",
        "Share online: 73.6% (reported by The Paper; reported on 1 October 2025); Viet Nam: 60% (reported by The Paper; reported on 1 "
        "October 2025).",
        "1 deadline that binds it has passed without a report in hand that the task was done; the next day that something is due is 4 "
        "November 2025.",
        "Core measures not reported: 1 of 3 (surplus premises).",
    ]


def test_messages_without_reports(hue: Briefing) -> None:
    """A place without reports still learns what is due and what to ask for."""
    assert told(hue) == [
        "0 deadlines that bind it have passed without a report in hand that the task was done; the next day that something is due is 31 "
        "December 2025.",
        "Core measures not reported: 3 of 3 (dossiers received, dossiers resolved and surplus premises).",
    ]


def test_messages_of_a_place_with_little(da_nang: Briefing) -> None:
    """Where nothing changed and no share can be had, the newest core measure and the place by population are told."""
    hanoi = Data(da_nang.store).briefing("01")
    assert told(hanoi)[:2] == [
        "Dossiers received, commune level: 3,000 (reported by The Paper; 1 July 2025 to 30 September 2025).",
        "By registered population, Hanoi is number 1 of 2, with 126,000 (reported by The Paper; 1 July 2025).",
    ]


def test_no_place_by_a_hedged_population(tmp_path: Path) -> None:
    """Where hedges leave the order of populations open, no place is told, and the page is made all the same."""
    package = small_package(tmp_path)
    package.edit("figures", "da-nang.population", qualifier="more_than")
    assert not [line for line in told(package.briefing("01")) if "population" in line]


def test_least_resolved_level(tmp_path: Path) -> None:
    """Of several levels that which resolved the smallest share is told."""
    package = small_package(tmp_path)
    package.add_figure("dossiers_received", "100", source_id="paper", level="department", **QUARTER)
    package.add_figure("dossiers_resolved", "50", source_id="paper", level="department", **QUARTER)
    assert told(package.briefing())[1].startswith(
        "Of 100 dossiers received at departments, 50.0% were resolved, and 50 were not resolved by then"
    )


def test_every_core_measure_is_reported(tmp_path: Path) -> None:
    """Where nothing is missing, that is the last message."""
    package = small_package(tmp_path)
    package.add_figure("surplus_premises", "3", source_id="paper")
    assert told(package.briefing())[-1] == "Each of the 3 core measures is reported."


def test_rules_stand_on_the_page(da_nang: Briefing) -> None:
    """The rules that choose the messages are told under them."""
    assert repr(say_key_messages(da_nang)).splitlines()[-1].startswith("Chosen by rule: the measure that changed most between two days,")
