"""The key messages are chosen by rule and in order, as figures and the name of a sentence."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from small import QUARTER, small_package

from briefing_lib.briefing import Briefing, Message, choose_messages
from briefing_lib.briefing.messages import changes


def chosen(briefing: Briefing) -> list[Message]:
    return choose_messages(briefing, flow="dossiers_received", resolved="dossiers_resolved", standing="registered_population")


def told(briefing: Briefing) -> list[tuple[str, dict[str, Any]]]:
    """Each message with its facts, figures by the references that a page would trace."""
    return [
        (message.template, {name: getattr(fact, "reference", fact) for name, fact in message.facts.items()}) for message in chosen(briefing)
    ]


def names(briefing: Briefing) -> list[str]:
    return [message.template for message in chosen(briefing)]


def test_messages_of_da_nang(da_nang: Briefing) -> None:
    """What changed most, what is resolved least, what lies furthest from the nation, what is due, what is unknown."""
    assert told(da_nang) == [
        ("change", {
            "change": "difference(da-nang.vacancies.later,da-nang.vacancies)", "after": "da-nang.vacancies.later", "before": "da-nang.vacancies",
        }),
        ("least_resolved", {
            "share": "ratio(da-nang.resolved,da-nang.received)", "received": "da-nang.received",
            "left": "difference(da-nang.received,da-nang.resolved)",
        }),
        ("beside_nation", {"here": "da-nang.online.share", "nation": "nation.online.share"}),
        ("due", {"passed": "count(commitments:passed)", "next": dt.date(2025, 11, 4)}),
        ("unknown", {
            "core": "count(indicators:dossiers_received,indicators:dossiers_resolved,indicators:surplus_premises)",
            "missing": "count(indicators:surplus_premises)", "named": [da_nang.store.indicators["surplus_premises"]], "more": False,
        }),
    ]  # fmt: skip


def test_no_change_to_a_value_that_is_not_shown(tmp_path: Path) -> None:
    """A doubted newer value that does not displace the older one is no change of it."""
    early = small_package(tmp_path).briefing(as_of="2025-10-31")
    assert [int(each.value) for each in early.find("vacancies").series] == [20, 17]
    assert "change" not in names(early)


def test_change_to_the_value_that_is_shown(tmp_path: Path) -> None:
    """The change leads to the value that is shown, although a doubted newer one stands beside it."""
    package = small_package(tmp_path)
    package.add_figure("vacancies", "25", unit="persons", as_of="2025-07-31", source_id="paper", figure_id="first")
    change, *_ = told(package.briefing(as_of="2025-10-31"))
    assert change[1]["change"] == "difference(da-nang.vacancies,first)"


def test_no_change_to_a_value_without_a_day(tmp_path: Path) -> None:
    """Where the value that is shown has no printed day, it is not known whether it came after the others."""
    package = small_package(tmp_path)
    for name in ("da-nang.vacancies", "da-nang.vacancies.later", "da-nang.vacancies.other"):
        package.edit("figures", name, doubt="contradicted|scope", note="why")
    package.edit("sources", "later", published_on="", known_from="2025-11-01", date_basis="inferred")
    package.add_figure("vacancies", "12", unit="persons", source_id="later", figure_id="undated")
    made = package.briefing()
    assert (made.find("vacancies").shown.figure_id, "change" in names(made)) == ("undated", False)


def test_messages_without_reports(hue: Briefing) -> None:
    """A place without reports still learns what is due and what to ask for."""
    due, unknown = chosen(hue)
    assert (due.template, due.facts["passed"].value, due.facts["next"]) == ("due", 0, dt.date(2025, 12, 31))
    assert (unknown.template, unknown.facts["missing"].value, unknown.facts["core"].value) == ("unknown", 3, 3)


def test_messages_of_a_place_with_little(tmp_path: Path) -> None:
    """Where nothing changed and no share can be had, the newest core measure and the place by the standing fact are told."""
    hanoi = small_package(tmp_path).briefing("01")
    core, standing, *_ = told(hanoi)
    assert core == ("core", {"figure": "hanoi.received"})
    assert standing == (
        "standing",
        {"figure": "hanoi.population", "rank": "rank(hanoi.population,da-nang.population)", "all": "count(places:01,places:48)"},
    )


def test_newest_core_measure_first(tmp_path: Path) -> None:
    """Of several core measures the newest is told first, and no more than are needed."""
    package = small_package(tmp_path)
    package.add_figure("surplus_premises", "3", source_id="later", geography="01", as_of="2025-10-31", figure_id="hanoi.premises")
    assert told(package.briefing("01"))[:2] == [("core", {"figure": "hanoi.premises"}), ("core", {"figure": "hanoi.received"})]
    assert "standing" not in names(package.briefing("01"))


def test_no_place_by_a_hedged_population(tmp_path: Path) -> None:
    """Where hedges leave the order of populations open, no place is told, and the other messages are chosen all the same."""
    package = small_package(tmp_path)
    package.edit("figures", "da-nang.population", qualifier="more_than")
    assert names(package.briefing("01")) == ["core", "due", "unknown"]


def test_measures_that_the_package_does_not_have(da_nang: Briefing) -> None:
    """A rule about a measure of another topic chooses nothing."""
    found = choose_messages(da_nang, flow="water_used", resolved="water_paid", standing="wells")
    assert [message.template for message in found] == ["change", "beside_nation", "due", "unknown"]
    assert choose_messages(da_nang, flow="dossiers_received", resolved="water_paid", standing="wells") == found


def test_largest_change_is_relative(tmp_path: Path) -> None:
    """The change that is largest beside its first value is told, not the one with the largest number."""
    package = small_package(tmp_path)
    package.add_figure("retired_under_178", "1000", unit="persons", source_id="paper", level="commune", as_of="2025-08-31")
    package.add_figure("retired_under_178", "1100", unit="persons", source_id="later", level="commune", as_of="2025-09-30")
    made = package.briefing()
    assert {(each.inputs[0].indicator.name, int(each.value)) for each in changes(made)} == {("vacancies", -5), ("retired_under_178", 100)}
    assert chosen(made)[0].facts["after"].figure_id == "da-nang.vacancies.later"


def test_flows_do_not_change(tmp_path: Path) -> None:
    """Counts over different periods, be it from one start or another, are no change, and neither are two ranks."""
    package = small_package(tmp_path)
    package.add_figure("dossiers_received", "1500", period_start="2025-07-01", period_end="2025-10-31", source_id="later")
    package.add_figure("dossiers_resolved", "400", period_start="2025-10-01", period_end="2025-10-31", source_id="later")
    package.add_measure("index_rank", unit="rank", theme="indices")
    package.add_figure("index_rank", "3", unit="rank", level="all", as_of="2025-08-31", source_id="paper")
    package.add_figure("index_rank", "1", unit="rank", level="all", as_of="2025-10-31", source_id="later")
    assert [each.indicator.name for each in changes(package.briefing())] == ["vacancies"]


def test_standing_facts_do_not_change(tmp_path: Path) -> None:
    """A new count of what describes the place is no change of its work."""
    package = small_package(tmp_path)
    package.add_figure("registered_population", "95000", unit="persons", level="all", as_of="2025-10-31", source_id="later")
    assert [each.indicator.name for each in changes(package.briefing())] == ["vacancies"]


def test_least_resolved_level(tmp_path: Path) -> None:
    """Of several levels that which resolved the smallest share is told."""
    package = small_package(tmp_path)
    package.add_figure("dossiers_received", "100", source_id="paper", level="department", **QUARTER)
    package.add_figure("dossiers_resolved", "50", source_id="paper", level="department", **QUARTER)
    facts = chosen(package.briefing())[1].facts
    assert (facts["received"].level, str(facts["share"].value), int(facts["left"].value)) == ("department", "0.5", 50)


def test_every_core_measure_is_reported(tmp_path: Path) -> None:
    """Where nothing is missing, that is the last message."""
    package = small_package(tmp_path)
    package.add_figure("surplus_premises", "3", source_id="paper")
    last = chosen(package.briefing())[-1]
    assert (last.template, last.facts["core"].value) == ("all_known", 3)
