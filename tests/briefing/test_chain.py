"""What else is known beside one figure: other reports of its measure, and the formulas that it goes into."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from small import small_package

from briefing_lib.briefing import Briefing, formulas_with, other_reports, relation_of
from briefing_lib.store import Store


def test_other_reports_are_told_apart(da_nang: Briefing) -> None:
    """A report of the same day that can't hold contradicts; one of another day is another period; the figure itself is not among them."""
    shown = da_nang.find("vacancies").shown
    assert [(each.figure.figure_id, each.relation) for each in other_reports(da_nang, shown)] == [
        ("da-nang.vacancies", "other_period"),
        ("da-nang.vacancies.other", "contradicts"),
    ]


def test_a_report_that_agrees_confirms(tmp_path: Path) -> None:
    """The same day and a value that can hold beside the figure's confirm it; another level is not beside it."""
    package = small_package(tmp_path)
    package.add_figure("vacancies", "10", unit="persons", qualifier="more_than", as_of="2025-09-30", source_id="paper", figure_id="bound")
    package.add_figure("vacancies", "15", unit="persons", as_of="2025-09-30", source_id="paper", level="province", figure_id="elsewhere")
    made = package.briefing()
    found = {each.figure.figure_id: each.relation for each in other_reports(made, made.find("vacancies", "commune").shown)}
    assert found == {"da-nang.vacancies": "other_period", "da-nang.vacancies.other": "contradicts", "bound": "confirms"}


def test_reports_without_a_day_are_of_other_periods(tmp_path: Path) -> None:
    """Where no day is printed, another report does not speak of the same one."""
    package = small_package(tmp_path)
    package.add_figure("retired_under_178", "300", unit="persons", level="all", source_id="later", figure_id="again")
    made = package.briefing()
    assert [(each.figure.figure_id, each.relation) for each in other_reports(made, made.find("retired_under_178").shown)] == [
        ("da-nang.retired", "other_period")
    ]


def test_a_reprint_is_no_second_witness(tmp_path: Path) -> None:
    """The same number in a reprint is told as such on both sides, and confirms nothing; another number is compared as any other."""
    package = small_package(tmp_path)
    package.edit("sources", "later", original="paper")
    package.add_figure("surplus_premises", "12", source_id="later", geography="75", as_of="2025-08-31", figure_id="reprinted")
    package.add_figure("surplus_premises", "21", source_id="later", geography="75", as_of="2025-08-31", figure_id="misprinted")
    made = package.briefing("75")
    for asked, expected in (
        ("dong-nai.premises", {"reprinted": "reprint", "misprinted": "contradicts"}),
        ("reprinted", {"dong-nai.premises": "reprint", "misprinted": "contradicts"}),
    ):
        found = other_reports(made, made.store.by_id[asked])
        assert {each.figure.figure_id: each.relation for each in found} == expected


def test_other_parts_are_not_beside_it(da_nang: Briefing) -> None:
    """The count of wards is no other report of the count of communes."""
    assert other_reports(da_nang, da_nang.find("commune_level_units/unit_kind:commune").shown) == ()


def test_other_reports_that_came_later_are_not_known_yet(da_nang: Briefing) -> None:
    """As of an earlier day the chain does not know of later reports."""
    earlier = replace(da_nang, as_of=da_nang.store.sources["paper"].known_from)
    first = da_nang.store.by_id["da-nang.vacancies"]
    assert [each.figure.figure_id for each in other_reports(earlier, first)] == ["da-nang.vacancies.other"]


def test_formulas_are_those_that_are_declared(da_nang: Briefing) -> None:
    """Received goes into the share resolved, the share online, what was not resolved, and its rates; nothing else."""
    received = da_nang.find("dossiers_received").shown
    assert {each.reference for each in formulas_with(da_nang, received)} == {
        "ratio(da-nang.resolved,da-nang.received)",
        "difference(da-nang.received,da-nang.resolved)",
        "ratio(da-nang.online,da-nang.received)",
        "difference(da-nang.received,da-nang.online)",
        "per_day(da-nang.received)",
        "per_thousand(per_day(da-nang.received),da-nang.population)",
    }


def test_a_part_leads_to_the_whole(da_nang: Briefing) -> None:
    """Communes go into the sum of commune-level units of the same report."""
    communes = da_nang.find("commune_level_units/unit_kind:commune").shown
    assert "sum(da-nang.communes,da-nang.wards,da-nang.special-zones)" in {each.reference for each in formulas_with(da_nang, communes)}


def test_scores_are_not_subtracted(tmp_path: Path) -> None:
    """The difference of a score and its component is no number of anything."""
    package = small_package(tmp_path)
    package.add_measure("index_score", unit="score")
    for measure, value in (("index_score", "70"), ("index_score/component:transparency", "20")):
        package.add_figure(measure, value, unit="score", source_id="paper", figure_id=f"score.{value}")
    made = package.briefing()
    assert formulas_with(made, made.find("index_score").shown) == ()


def test_what_contradicts_at_another_time(real_store: Store) -> None:
    """A running total that falls contradicts the earlier one, where the data mark both; another day alone is another period."""
    by_id = real_store.by_id
    earlier, later = (by_id[name] for name in ("vietnamplus-2025-11-surplus-premises.1", "vietnamvn-2025-12-04-surplus-premises.2"))
    assert (relation_of(earlier, later), relation_of(later, earlier)) == ("contradicts", "contradicts")
    paid = [each for each in real_store.figures if each.measure == "staff_benefits_paid" and each.geography == "VN"]
    assert relation_of(paid[0], next(each for each in paid if each.period != paid[0].period)) == "other_period"
