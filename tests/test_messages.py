"""The key messages are chosen by rule, in order, and each has its numbers, its speaker and its day."""

from __future__ import annotations

from pathlib import Path

from small import QUARTER, small_package

from briefing_lib.briefing.briefing import Briefing, open_briefing
from briefing_lib.briefing.messages import changes, say_key_messages, shares_beside_nation


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
    hanoi = open_briefing("01", folder=da_nang.store.folder)
    assert told(hanoi)[:2] == [
        "Dossiers received, commune level: 3,000 (reported by The Paper; 1 July 2025 to 30 September 2025).",
        "By registered population, Hanoi is number 1 of 2, with 126,000 (reported by The Paper; 1 July 2025).",
    ]


def test_no_place_by_a_hedged_population(tmp_path: Path) -> None:
    """Where hedges leave the order of populations open, no place is told, and the page is made all the same."""
    package = small_package(tmp_path)
    package.edit("figures", "da-nang.population", qualifier="more_than")
    assert not [line for line in told(open_briefing("01", folder=package.folder)) if "population" in line]


def test_largest_change_is_relative(tmp_path: Path) -> None:
    """The change that is largest beside its first value is told, not the one with the largest number."""
    package = small_package(tmp_path)
    package.add_figure("retired_under_178", "1000", unit="persons", source_id="paper", level="commune", as_of="2025-08-31")
    package.add_figure("retired_under_178", "1100", unit="persons", source_id="later", level="commune", as_of="2025-09-30")
    made = open_briefing("48", folder=package.folder)
    assert {(each.inputs[0].indicator.name, int(each.value)) for each in changes(made)} == {("vacancies", -5), ("retired_under_178", 100)}
    assert told(made)[0].startswith("Vacancies went from 20")


def test_flows_of_different_starts_have_no_change(tmp_path: Path) -> None:
    """Flows that do not start on one day are not compared."""
    package = small_package(tmp_path)
    package.add_figure("dossiers_received", "400", source_id="later", period_start="2025-10-01", period_end="2025-10-31")
    assert [each.inputs[0].indicator.name for each in changes(open_briefing("48", folder=package.folder))] == ["vacancies"]


def test_least_resolved_level(tmp_path: Path) -> None:
    """Of several levels that which resolved the smallest share is told."""
    package = small_package(tmp_path)
    package.add_figure("dossiers_received", "100", source_id="paper", level="department", **QUARTER)
    package.add_figure("dossiers_resolved", "50", source_id="paper", level="department", **QUARTER)
    assert told(open_briefing("48", folder=package.folder))[1].startswith(
        "Of 100 dossiers received at departments, 50.0% were resolved, and 50 were not resolved by then"
    )


def test_share_beside_the_nation_needs_the_same_level(tmp_path: Path) -> None:
    """A national share of another level is no comparison."""
    package = small_package(tmp_path)
    assert [(str(here.value), str(nation.value)) for here, nation in shares_beside_nation(open_briefing("48", folder=package.folder))] == [
        ("73.6", "60")
    ]
    package.edit("figures", "nation.online.share", level="commune")
    assert shares_beside_nation(open_briefing("48", folder=package.folder)) == []


def test_every_core_measure_is_reported(tmp_path: Path) -> None:
    """Where nothing is missing, that is the last message."""
    package = small_package(tmp_path)
    package.add_figure("surplus_premises", "3", source_id="paper")
    assert told(open_briefing("48", folder=package.folder))[-1] == "Each of the 3 core measures is reported."


def test_rules_stand_on_the_page(da_nang: Briefing) -> None:
    """The rules that choose the messages are told under them."""
    assert repr(say_key_messages(da_nang)).splitlines()[-1].startswith("Chosen by rule: the measure that changed most between two days,")


def test_flows_do_not_change(tmp_path: Path) -> None:
    """Two counts over different periods are no change, and neither are two ranks."""
    package = small_package(tmp_path)
    package.add_figure("dossiers_received", "1500", period_start="2025-07-01", period_end="2025-10-31", source_id="later")
    package.add_measure("index_rank", unit="rank", theme="indices")
    package.add_figure("index_rank", "3", unit="rank", level="all", as_of="2025-08-31", source_id="paper")
    package.add_figure("index_rank", "1", unit="rank", level="all", as_of="2025-10-31", source_id="later")
    assert [each.indicator.name for each in changes(open_briefing("48", folder=package.folder))] == ["vacancies"]
