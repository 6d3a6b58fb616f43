"""Every identity between figures is checked, and a broken one is a fault unless it is doubted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from editing import COMMITMENT, FINDING, REPORT, Package

from briefing_lib.errors import InvalidPackage
from briefing_lib.proof.checks import check_store, list_doubts
from briefing_lib.proof.identities import RULES, find_identities
from briefing_lib.store import Store

LAW = {"publisher": "Law", "kind": "official_text", "date_basis": "inferred", "basis": "compiled"}
UNIT = "commune_level_units/unit_kind:"


@pytest.fixture
def package(tmp_path: Path) -> Package:
    return Package(tmp_path)


def identities(package: Package) -> list[tuple[str, str, str]]:
    found = check_store(package.open()).identities
    return [(each.rule, each.formula, each.verdict) for each in found]


def faults(package: Package, file: str = "figures.csv") -> list[str]:
    """Faults of one file at a row; those of whole files are about the sums that a small package lacks."""
    return [str(fault) for fault in check_store(package.open()).faults if fault.file == file and fault.row]


def add_units(package: Package) -> None:
    package.add_measure("commune_level_units", standing="true", complete="unit_kind")


def add_shares(package: Package) -> None:
    package.add_measure("received", complete="channel")
    package.add_measure("online")
    package.add_measure("online_pct", unit="percent", numerator="online", denominator="received")


def add_tasks(package: Package) -> None:
    package.add_parts("progress", "done", "under_way")
    package.add_measure("tasks", complete="progress")


def test_sum_of_complete_parts(package: Package) -> None:
    """Complete parts in one report add up to their whole."""
    add_tasks(package)
    for name, value in (("tasks", "36"), ("tasks/progress:done", "26"), ("tasks/progress:under_way", "10")):
        package.add_figure(name, value)
    assert identities(package) == [("sum", "tasks/progress:done 26 + tasks/progress:under_way 10 = tasks 36", "holds")]


def test_sum_of_parts_with_names_of_their_own(package: Package) -> None:
    """A part that is a measure of its own adds up with one value of a dimension; that it lies within the whole is said once."""
    package.add_parts("progress", "under_way", "planned")
    package.add_measure("tasks", complete="done|progress:under_way")
    package.add_measure("done")
    package.add_measure("done_pct", unit="percent", numerator="done", denominator="tasks")
    package.add_figure("tasks", "36")
    package.add_figure("done", "26")
    assert identities(package) == [("part", "done 26 <= tasks 36", "holds")]
    package.add_figure("tasks/progress:under_way", "11")
    package.add_figure("tasks/progress:planned", "37")
    assert identities(package) == [
        ("sum", "done 26 + tasks/progress:under_way 11 = tasks 36", "fails"),
        ("part", "tasks/progress:planned 37 <= tasks 36", "fails"),
    ]


def test_broken_sum(package: Package) -> None:
    """Complete parts that do not add up are a fault at the whole, with the rows of the parts."""
    add_tasks(package)
    for name, value in (("tasks", "37"), ("tasks/progress:done", "26"), ("tasks/progress:under_way", "10")):
        package.add_figure(name, value)
    formula = "tasks/progress:done 26 + tasks/progress:under_way 10 = tasks 37"
    assert identities(package) == [("sum", formula, "fails")]
    assert faults(package) == [
        f"figures.csv, row 2, column value: found '37'; {formula} does not hold (beside rows 3, 4); "
        "mend what was misread, or mark the doubt (contradicted, scope, rounding or translation) with a note"
    ]


@pytest.mark.parametrize(
    ("whole", "qualifier", "verdict"), [("30", "more_than", "holds"), ("37", "more_than", "fails"), ("40", "approx", "holds")]
)
def test_hedged_sum(package: Package, whole: str, qualifier: str, verdict: str) -> None:
    """A hedged whole holds if a value that it allows is the sum."""
    package.add_parts("only", "done")
    package.add_measure("tasks", complete="only")
    package.add_figure("tasks", whole, qualifier=qualifier)
    package.add_figure("tasks/only:done", "36")
    assert [each[2] for each in identities(package)] == [verdict]


def test_missing_part_of_a_standing_whole(package: Package) -> None:
    """A part that the report does not print is taken from the standing count of the same place."""
    add_units(package)
    add_residents(package)
    package.add("sources", source_id="law", **(LAW | {"known_from": "2025-07-01"}))
    package.add_figure(f"{UNIT}special_zone", "0", source_id="law", geography="15", as_of="2025-07-01")
    for name, value in (("commune_level_units", "99"), (f"{UNIT}commune", "89"), (f"{UNIT}ward", "10")):
        package.add_figure(name, value, geography="15", level="all")
    assert ("sum", f"{UNIT}commune 89 + {UNIT}ward 10 + {UNIT}special_zone 0 = commune_level_units 99", "holds") in identities(package)


def test_levels_of_standing_measures(package: Package) -> None:
    """What describes the place itself adds up, and contradicts itself, whatever level counted it."""
    add_units(package)
    for name, value, level in (("commune_level_units", "99", "all"), (f"{UNIT}commune", "89", "commune"), (f"{UNIT}ward", "9", "commune")):
        package.add_figure(name, value, level=level, as_of="2025-07-01")
    package.add_figure(f"{UNIT}commune", "90", level="all", as_of="2025-07-01")
    found = identities(package)
    assert ("part", f"{UNIT}commune 89 + {UNIT}ward 9 <= commune_level_units 99", "holds") in found
    assert ("same", f"{UNIT}commune 89 = {UNIT}commune 90", "fails") in found


def test_missing_part_of_another_day(package: Package) -> None:
    """A part of work done is taken from another report only for the same period, else the known parts are not beyond the whole."""
    add_shares(package)
    package.add("sources", **(REPORT | {"source_id": "other"}))
    package.add_figure("received/channel:in_person", "45", source_id="other", as_of="2025-08-31")
    package.add_figure("received", "100", as_of="2025-09-30")
    package.add_figure("received/channel:online", "60", as_of="2025-09-30")
    assert ("part", "received/channel:online 60 <= received 100", "holds") in identities(package)
    package.add_figure("received/channel:in_person", "40", source_id="other", as_of="2025-09-30")
    assert ("sum", "received/channel:online 60 + received/channel:in_person 40 = received 100", "holds") in identities(package)


def test_incomplete_parts(package: Package) -> None:
    """Parts that need not be all together are not beyond the whole."""
    package.add_measure("premises")
    for name, value in (("premises", "100"), ("premises/use:health", "60"), ("premises/use:education", "41")):
        package.add_figure(name, value)
    assert identities(package) == [("part", "premises/use:health 60 + premises/use:education 41 <= premises 100", "fails")]


@pytest.mark.parametrize("cells", [{"geography": "15"}, {"level": "province"}, {"as_of": "2025-09"}])
def test_only_like_figures_are_compared(package: Package, cells: dict[str, str]) -> None:
    """Figures of another place, level or period have no identity between them."""
    package.add_measure("premises")
    package.add_figure("premises", "100")
    package.add_figure("premises/use:health", "200", **cells)
    assert identities(package) == []


@pytest.mark.parametrize(
    ("share", "as_printed", "verdict"),
    [
        ("73.6", "73,6%", "holds"),
        ("73.60", "73,60%", "holds"),
        ("73.5", "73,5%", "fails"),
        ("73.7", "73,7%", "fails"),
        ("73.60", "73,600%", "fails"),
        ("74", "74%", "holds"),
        ("73", "73%", "fails"),
    ],
)
def test_printed_share(package: Package, share: str, as_printed: str, verdict: str) -> None:
    """A printed share is what its two counts give, within half a unit of its last printed digit."""
    add_shares(package)
    package.add_figure("received", "142746")
    package.add_figure("online", "105056")
    package.add_figure("online_pct", share, unit="percent", as_printed=as_printed)
    assert ("share", f"online 105056 / received 142746 = online_pct {share}", verdict) in identities(package)


@pytest.mark.parametrize(
    ("qualifier", "share", "verdict"), [("nearly", "74", "holds"), ("more_than", "74", "fails"), ("approx", "73.6", "holds")]
)
def test_hedged_share(package: Package, qualifier: str, share: str, verdict: str) -> None:
    """A hedged share is compared as the hedge says."""
    add_shares(package)
    package.add_figure("received", "142746")
    package.add_figure("online", "105056")
    package.add_figure("online_pct", share, unit="percent", qualifier=qualifier, as_printed=share)
    assert ("share", f"online 105056 / received 142746 = online_pct {qualifier} {share}", verdict) in identities(package)


def test_share_of_a_base_in_parts(package: Package) -> None:
    """Where the base is not printed, its complete parts are its sum: 17,496 of 26,552 is 65.89%."""
    add_shares(package)
    package.add_figure("online", "17496")
    package.add_figure("received/channel:online", "17496")
    package.add_figure("received/channel:in_person", "9056")
    package.add_figure("online_pct", "65.89", unit="percent", as_printed="65.89%")
    base = "(received/channel:online 17496 + received/channel:in_person 9056)"
    assert identities(package) == [("share", f"online 17496 / {base} = online_pct 65.89", "holds")]


def test_share_of_nothing(package: Package) -> None:
    """A share of a base of nought does not hold, and is no crash."""
    add_shares(package)
    package.add_figure("received", "0")
    package.add_figure("online", "0")
    package.add_figure("online_pct", "50", unit="percent", as_printed="50%")
    assert ("share", "online 0 / received 0 = online_pct 50", "fails") in identities(package)


def test_nothing_beyond_its_base(package: Package) -> None:
    """What is a share of something is never more than it."""
    package.add_measure("received")
    package.add_measure("resolved")
    package.add_measure("resolved_pct", unit="percent", numerator="resolved", denominator="received")
    package.add_figure("received", "75869")
    package.add_figure("resolved", "75870")
    assert identities(package) == [("base", "resolved 75870 <= received 75869", "fails")]


def test_tier_within_all(package: Package) -> None:
    """One tier's count is not beyond that of all tiers."""
    package.add_measure("staff")
    package.add_figure("staff", "100", level="all")
    package.add_figure("staff", "101", level="province")
    assert identities(package) == [("tier", "staff 101 <= staff 100", "fails")]


def test_tier_within_the_level_of_the_topic(package: Package) -> None:
    """Which level mixes several is what datapackage.json says."""
    package.add_measure("staff")
    package.add_figure("staff", "100", level="department")
    package.add_figure("staff", "101", level="province")
    assert identities(package) == []
    rewrite(package, lambda topic: topic.update(mixed_level="department"))
    assert identities(package) == [("tier", "staff 101 <= staff 100", "fails")]


@pytest.mark.parametrize(("unit", "standing"), [("score", "false"), ("count", "true")], ids=["a score", "a standing fact"])
def test_no_tier(package: Package, unit: str, standing: str) -> None:
    """A score of one tier may exceed that of all, and a fact about the place has no tiers."""
    package.add_measure("mark", unit=unit, standing=standing)
    package.add_figure("mark", "8", level="all", unit=unit, as_of="2025-08-31")
    package.add_figure("mark", "9", level="province", unit=unit, as_of="2025-08-31")
    assert [each for each in identities(package) if each[0] == "tier"] == []


@pytest.mark.parametrize("doubt", ["contradicted", "scope", "rounding", "translation", "date|scope"])
def test_doubted_identity(package: Package, doubt: str) -> None:
    """An identity that fails is accepted where a figure in it is doubted, and keeps the note."""
    package.add_measure("premises")
    package.add_figure("premises", "100")
    package.add_figure("premises/use:health", "101", doubt=doubt, note="the base is not printed")
    (identity,) = check_store(package.open()).identities
    assert (identity.verdict, identity.note) == ("doubted", "the base is not printed")
    assert faults(package) == []


def test_doubtful_day_excuses_nothing(package: Package) -> None:
    """A doubt about the day does not explain a sum that fails."""
    package.add_measure("premises")
    package.add_figure("premises", "100")
    package.add_figure("premises/use:health", "101", doubt="date", note="day not printed")
    assert [each[2] for each in identities(package)] == ["fails"]


def test_counts_of_verdicts(package: Package) -> None:
    """What was checked is counted by verdict."""
    package.add_measure("premises")
    package.add_figure("premises", "100")
    package.add_figure("premises/use:health", "10")
    checked = check_store(package.open())
    assert [checked.count(verdict) for verdict in ("holds", "doubted", "fails")] == [1, 0, 0]


def test_equal_reports_confirm(package: Package) -> None:
    """One number printed twice confirms itself."""
    package.add_measure("units")
    package.add_figure("units", "99")
    package.add_figure("units", "99")
    assert identities(package) == [("same", "units 99 = units 99", "holds")]


def test_conflict_must_be_marked(package: Package) -> None:
    """Two values for one measure, place, level and period must both be marked as contradicted."""
    package.add_measure("units")
    package.add("sources", **(REPORT | {"source_id": "other"}))
    package.add_figure("units", "99", as_of="2025-09-30", doubt="contradicted", note="another report has 98")
    package.add_figure("units", "98", as_of="2025-09-30", source_id="other", doubt="scope", note="perhaps others")
    assert faults(package) == [
        "figures.csv, row 3, column value: found '98'; units 99 = units 98 does not hold (beside rows 2); "
        "mend what was misread, or mark the doubt (contradicted) with a note"
    ]
    package.edit("figures", "other.1", doubt="scope|contradicted")
    assert identities(package) == [("same", "units 99 = units 98", "doubted")]
    assert faults(package) == []


@pytest.mark.parametrize(
    "cells", [{"as_of": "2025-08-31"}, {"level": "province"}, {"geography": "15"}, {"value": "90", "qualifier": "more_than"}]
)
def test_no_conflict(package: Package, cells: dict[str, str]) -> None:
    """Another day, level or place is no conflict, nor is a bound that allows the other value."""
    package.add_measure("units")
    package.add_figure("units", "99", as_of="2025-09-30")
    package.add_figure("units", **({"value": "98", "as_of": "2025-09-30"} | cells))
    assert faults(package) == []


def test_undated_reports_are_no_conflict(package: Package) -> None:
    """Where no day is printed, only one report's own numbers speak of the same one."""
    package.add_measure("units")
    package.add("sources", **(REPORT | {"source_id": "other"}))
    package.add_figure("units", "99")
    package.add_figure("units", "98", source_id="other")
    assert identities(package) == []


def add_residents(package: Package) -> None:
    """The measure that the descriptor names for rates, with a figure."""
    package.add_measure("registered_population", unit="persons", standing="true")
    package.add_figure("registered_population", "94000", unit="persons", level="all", as_of="2025-07-01")


def add_nation(package: Package) -> None:
    """Two communes and one ward in every province, and the nation's counts on the two days."""
    add_units(package)
    add_residents(package)
    package.add("sources", source_id="law", **(LAW | {"known_from": "2025-07-01"}))
    package.add("sources", source_id="later", **(LAW | {"known_from": "2026-09-20"}))
    for row in package.read("places"):
        for name, value in (
            ((f"{UNIT}commune", "2"), (f"{UNIT}ward", "1"), (f"{UNIT}special_zone", "0")) if row["kind"] == "province" else ()
        ):
            package.add_figure(name, value, source_id="law", geography=row["geography"], as_of="2025-07-01")
    for name, value in ((f"{UNIT}commune", "1"), (f"{UNIT}ward", "2")):
        package.add_figure(name, value, source_id="later", geography="24", as_of="2026-09-20")
    for source, day, communes, wards in (("law", "2025-07-01", "68", "34"), ("later", "2026-09-20", "67", "35")):
        for name, value in (
            (f"{UNIT}commune", communes),
            (f"{UNIT}ward", wards),
            (f"{UNIT}special_zone", "0"),
            ("commune_level_units", "102"),
        ):
            package.add_figure(name, value, source_id=source, geography="VN", as_of=day)


def test_provinces_add_up_on_both_days(package: Package) -> None:
    """The provinces' counts add up to the nation's, first on day one and again after the changes, with each province's latest."""
    add_nation(package)
    checked = check_store(package.open())
    assert [(each.formula, each.verdict) for each in checked.identities if each.rule == "places"] == [
        (f"{UNIT}commune over 34 places (province) on 2025-07-01 = {UNIT}commune 68", "holds"),
        (f"{UNIT}ward over 34 places (province) on 2025-07-01 = {UNIT}ward 34", "holds"),
        (f"{UNIT}special_zone over 34 places (province) on 2025-07-01 = {UNIT}special_zone 0", "holds"),
        (f"{UNIT}commune + {UNIT}ward + {UNIT}special_zone over 34 places (province) on 2025-07-01 = commune_level_units 102", "holds"),
        (f"{UNIT}commune over 34 places (province) on 2026-09-20 = {UNIT}commune 67", "holds"),
        (f"{UNIT}ward over 34 places (province) on 2026-09-20 = {UNIT}ward 35", "holds"),
        (f"{UNIT}special_zone over 34 places (province) on 2026-09-20 = {UNIT}special_zone 0", "holds"),
        (f"{UNIT}commune + {UNIT}ward + {UNIT}special_zone over 34 places (province) on 2026-09-20 = commune_level_units 102", "holds"),
    ]
    assert checked.faults == ()
    checked.raise_faults()


def test_province_that_breaks_the_nation(package: Package) -> None:
    """One province with a commune too many breaks the nation's count."""
    add_nation(package)
    package.edit("figures", "law.1", value="3")
    assert f"{UNIT}commune over 34 places (province) on 2025-07-01 = {UNIT}commune 68 does not hold" in "\n".join(faults(package))


def test_province_without_count(package: Package) -> None:
    """A province that no count is in hand for is named."""
    add_nation(package)
    package.edit("figures", "law.1", as_of="2026-09-20", source_id="later")
    assert f"(no figure by then: {UNIT}commune of 01) does not hold" in "\n".join(faults(package))


def test_places_of_the_day_are_added_up(package: Package) -> None:
    """A place that has ended counts towards the whole until its last day, and no longer."""
    add_nation(package)
    package.edit("places", "24", valid_to="2025-12-31", became="01")
    found = [each.formula for each in check_store(package.open()).identities if each.rule == "places" and each.verdict == "holds"]
    assert found == [
        f"{UNIT}commune over 34 places (province) on 2025-07-01 = {UNIT}commune 68",
        f"{UNIT}ward over 34 places (province) on 2025-07-01 = {UNIT}ward 34",
        f"{UNIT}special_zone over 34 places (province) on 2025-07-01 = {UNIT}special_zone 0",
        f"{UNIT}commune + {UNIT}ward + {UNIT}special_zone over 34 places (province) on 2025-07-01 = commune_level_units 102",
        f"{UNIT}special_zone over 33 places (province) on 2026-09-20 = {UNIT}special_zone 0",
    ]


@pytest.mark.parametrize(("value", "verdict"), [("102", "holds"), ("103", "fails")])
def test_whole_without_parts_is_added_up(package: Package, value: str, verdict: str) -> None:
    """A whole that has no parts is the sum of the places' own figures of the measure."""
    package.edit("sources", "test-report", known_from="2025-07-01")
    package.add_measure("commune_level_units", standing="true")
    for row in package.read("places"):
        if row["kind"] == "province":
            package.add_figure("commune_level_units", "3", geography=row["geography"], as_of="2025-07-01")
    package.add_figure("commune_level_units", value, geography="VN", as_of="2025-07-01")
    formula = f"commune_level_units over 34 places (province) on 2025-07-01 = commune_level_units {value}"
    assert identities(package) == [("places", formula, verdict)]


def test_whole_before_the_first_day(package: Package) -> None:
    """What the whole counted before the change is not compared with the places that came of it."""
    add_nation(package)
    package.add("sources", source_id="before", **(LAW | {"known_from": "2025-06-30"}))
    package.add_figure(f"{UNIT}commune", "9000", source_id="before", geography="VN", as_of="2025-06-30")
    assert len([each for each in check_store(package.open()).identities if each.rule == "places"]) == 8


def test_sums_must_be_there(package: Package) -> None:
    """Without the whole's counts of the days that datapackage.json names there is nothing to add up to, and that is a fault."""
    package.add_measure("commune_level_units")
    add_residents(package)
    advice = "give commune_level_units of VN as of {}, so that its places can be added up"
    found = [str(fault) for fault in check_store(package.open()).faults if not fault.row]
    assert found == [f"figures.csv, column as_of: found 'no row'; {advice.format(day)}" for day in ("2025-07-01", "2026-09-20")]


def test_every_rule_says_what_it_means(real_store: Store) -> None:
    """Each rule of an identity is explained, and each that is explained finds something in the project's own data."""
    assert {each.rule for each in check_store(real_store).identities} == set(RULES)


@pytest.mark.parametrize(
    ("cells", "known"),
    [({"as_of": "2025-10-01"}, True), ({"as_of": "2025-10"}, True), ({"as_of": "2025-10-02"}, False), ({"as_of": "2025-11"}, False),
     ({"period_start": "2025-10-01", "period_end": "2025-10-31"}, False), ({"period_start": "2025-07-01", "period_end": "2025-10"}, True)],
)  # fmt: skip
def test_no_day_after_the_report(package: Package, cells: dict[str, str], known: bool) -> None:
    """A figure never speaks of a day after its report was known; of a month, its first day counts."""
    package.add_measure("units")
    package.add_figure("units", "99", **cells)
    printed = cells.get("period_end") or cells["as_of"]
    column = "period_end" if "period_end" in cells else "as_of"
    advice = "test-report is known from 2025-10-01 and can't speak of a later day; mend one of the two"
    assert faults(package) == ([] if known else [f"figures.csv, row 2, column {column}: found {printed!r}; {advice}"])


def test_doubt_needs_a_note(package: Package) -> None:
    """A doubt without a reason is a fault."""
    package.add_measure("units")
    package.add_figure("units", "99", doubt="scope|date")
    assert faults(package) == ["figures.csv, row 2, column note: found ''; say why it is doubted (scope, date)"]


@pytest.mark.parametrize(
    ("cells", "date_basis", "standing", "wanted"),
    [
        ({"as_of": "2025-09-30", "period_basis": "inferred"}, "printed", "false", True),
        ({"as_of": "2025-09-30", "period_basis": "inferred"}, "printed", "true", False),
        ({"as_of": "2025-09-30", "period_basis": "printed"}, "inferred", "false", False),
        ({"period_start": "2025-07-01", "period_end": "2025-09-30", "period_basis": "inferred"}, "inferred", "false", True),
        ({}, "inferred", "false", True),
        ({}, "inferred", "true", False),
        ({}, "month", "false", False),
        ({}, "printed", "false", False),
    ],
)
def test_doubt_of_the_day(package: Package, cells: dict[str, str], date_basis: str, standing: str, wanted: bool) -> None:
    """The doubt `date` is wanted of an inferred period, and of a number without one in a report without a day; not of standing facts."""
    package.edit("sources", "test-report", date_basis=date_basis)
    package.add_measure("units", standing=standing)
    package.add_figure("units", "99", **cells)
    advice = "its day is inferred, or neither it nor its report has a printed one: mark the doubt date, with a note"
    assert faults(package) == ([f"figures.csv, row 2, column doubt: found ''; {advice}"] if wanted else [])
    package.edit("figures", "test-report.1", doubt="scope|date", note="day of the visit")
    assert faults(package) == []


def test_doubts_are_listed(package: Package) -> None:
    """Each doubted figure is listed, in the order of the file; others are not."""
    package.add_measure("units")
    package.add_figure("units", "99")
    package.add_figure("units", "99", doubt="translation|date", note="surely wards")
    (doubted,) = list_doubts(package.open())
    assert (doubted.figure_id, doubted.doubts, doubted.note) == ("test-report.2", ("translation", "date"), "surely wards")


def test_former_place_that_is_missing(package: Package) -> None:
    """There are as many former places as there must be."""
    package.remove("places", "63-49")
    found = [str(fault) for fault in check_store(package.open()).faults if fault.file == "places.csv"]
    assert found == ["places.csv, column kind: found '62 of kind former_province'; there are 63, each with one row"]


def test_former_place_in_the_wrong_one(package: Package) -> None:
    """A former place whose name a present one still has belongs to that one."""
    row = package.edit("places", "63-48", became="46")
    assert faults(package, "places.csv") == [
        f"places.csv, row {row}, column became: found '46'; the place that still has this name is 48; mend the code or the name"
    ]


def test_former_place_in_two(package: Package) -> None:
    """A former place that stands under two codes is in two present ones, which is a fault."""
    row = package.edit("places", "63-49", name_vi="Hà Nội")
    assert faults(package, "places.csv") == [
        f"places.csv, row {row}, column became: found '48'; the place that still has this name is 01; mend the code or the name",
        f"places.csv, row {row}, column name_vi: found 'Hà Nội'; 63-01 has the same name; each place of kind former_province has its own",
    ]


def test_present_places(package: Package) -> None:
    """There are 34 present provinces, not more."""
    package.add("places", geography="99", kind="province", parent="VN", name_en="New", name_vi="New", name_id="New")
    package.add("places", geography="63-99", kind="former_province", parent="VN", name_en="Newer", name_vi="Newer", name_id="Newer",
                valid_to="2025-06-30", became="99")  # fmt: skip
    found = [str(fault) for fault in check_store(package.open()).faults if fault.file == "places.csv"]
    assert found == [
        "places.csv, column kind: found '35 of kind province'; there are 34, each with one row",
        "places.csv, column kind: found '64 of kind former_province'; there are 63, each with one row",
    ]


@pytest.mark.parametrize(
    ("code", "cells", "expected"),
    [
        ("63-49", {"became": ""}, "became: found ''; it has ended; name the present place that it became or went into"),
        ("63-49", {"valid_to": ""}, "valid_to: found ''; it became 48; give its last day"),
        ("63-49", {"became": "63-48"}, "became: found '63-48'; that place has ended, too; name the present one"),
        ("63-49", {"became": "VN"}, "became: found 'VN'; this leads to no present place directly below VN; mend the code"),
    ],
)  # fmt: skip
def test_every_place_leads_to_a_present_one(package: Package, code: str, cells: dict[str, str], expected: str) -> None:
    """What has ended names its last day and what it became, and by that or by where it lies every place leads to a present one."""
    row = package.edit("places", code, **cells)
    assert f"places.csv, row {row}, column {expected}" in faults(package, "places.csv")


@pytest.mark.parametrize("parent", ["56-truong-sa", "48-hoang-sa"])
def test_places_that_lie_in_each_other(package: Package, parent: str) -> None:
    """Places that lie in each other, or one in itself, lead nowhere, and the package is not opened at all."""
    package.edit("places", "56-truong-sa", parent="48-hoang-sa")
    row = package.edit("places", "48-hoang-sa", parent=parent)
    with pytest.raises(InvalidPackage) as problem:
        package.open()
    advice = "parent leads on over more than 8 rows, or in a ring; mend the chain"
    assert f"places.csv, row {row}, column parent: found {parent!r}; {advice}" in map(str, problem.value.faults)


def test_part_of_a_former_place(package: Package) -> None:
    """A place that lies in a former one leads to what that became."""
    package.edit("places", "48-hoang-sa", parent="63-49")
    assert faults(package, "places.csv") == []


@pytest.mark.parametrize(
    ("table", "key", "expected"),
    [
        ("places", "63-48", "no place became it; write 48 in became of the place that it was"),
        ("place_changes", "48", "place_changes.csv has no row for it; add the act by which it began"),
    ],
    ids=["former places", "acts"],
)
def test_place_without_past(package: Package, table: str, key: str, expected: str) -> None:
    """A present place that began on a day, and of which no former one or no act is in hand, is named."""
    package.remove(table, key)
    package.edit("places", "63-49", became="46")
    row = package.line("places", "48")
    found = faults(package, "places.csv")
    assert (f"places.csv, row {row}, column valid_from: found '2025-07-01'; {expected}" in found) is (key != "48" or table != "places")


def rewrite(package: Package, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what datapackage.json says of the package as a whole."""
    path = package.folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    change(descriptor["briefing"])
    path.write_text(json.dumps(descriptor), "utf-8")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda topic: topic.update(mixed_level="al"), "briefing.mixed_level: found 'al'; {}; did you mean all?"),
        (lambda topic: topic["places"].update(provinces=34), "briefing.places: found 'provinces'; {}; did you mean province?"),
        (lambda topic: topic["sums"][0].update(kind="town"), "briefing.sums: found 'town'; {}"),
        (lambda topic: topic["sums"][0].update(geography="XX"), "briefing.sums: found 'XX'; {}"),
        (lambda topic: topic["sums"][0].update(indicator="units"), "briefing.sums: found 'units'; {}"),
        (lambda topic: topic.update(residents="people"), "briefing.residents: found 'people'; {}"),
    ],
)
def test_topic_names_what_there_is(package: Package, change: Callable[[dict[str, Any]], object], expected: str) -> None:
    """Levels, kinds, places and measures that datapackage.json names are in the tables."""
    package.add_measure("commune_level_units")
    add_residents(package)
    rewrite(package, change)
    found = [str(fault) for fault in check_store(package.open()).faults if fault.file == "datapackage.json"]
    assert found == [f"datapackage.json, column {expected.format('the tables have no such code; add it there, or mend it here')}"]


@pytest.mark.parametrize("language", ["en", "vi", "id"])
def test_label_that_stands_twice(package: Package, language: str) -> None:
    """Two measures never share a label in any language, capitals or not."""
    for name, label in (("wards", "Units"), ("communes", "units")):
        package.add_measure(name, **{f"label_{language}": label})
        package.add_figure(name, "1")
    advice = "wards has the same label; give each measure its own"
    assert faults(package, "indicators.csv") == [f"indicators.csv, row 3, column label_{language}: found 'units'; {advice}"]


def test_labels_that_are_blank(package: Package) -> None:
    """Measures that still lack their Vietnamese are not the same one."""
    for name in ("received", "resolved"):
        package.add_measure(name, label_vi="")
        package.add_figure(name, "1")
    assert faults(package, "indicators.csv") == []


def test_measure_without_use(package: Package) -> None:
    """A measure is used by a figure of it or of a part, or as a share of two reported measures; else it is a fault."""
    add_shares(package)
    package.add_measure("offline_pct", unit="percent", numerator="offline", denominator="received")
    package.add_measure("offline")
    package.add_figure("online", "60")
    package.add_figure("received/channel:in_person", "40")
    advice = "no figure has this measure; take the row away, or mend the indicator of the figures that it was made for"
    assert faults(package, "indicators.csv") == [
        f"indicators.csv, row 5, column indicator: found 'offline_pct'; {advice}",
        f"indicators.csv, row 6, column indicator: found 'offline'; {advice}",
    ]


@pytest.mark.parametrize(
    ("language", "as_printed", "value", "unit", "read"),
    [
        ("en", "0.7071", "0.7071", "score", ""),
        ("en", "0.7071", "91.5", "score", "0.7071"),
        ("en", "3,912", "3912", "count", ""),
        ("en", "3.912", "3912", "count", "3.912"),
        ("vi", "3.912", "3912", "count", ""),
        ("id", "hundreds", "100", "count", "no number for sure"),
        ("en", "VND2,615 billion", "2615", "billion_vnd", ""),
        ("en", "second", "2", "rank", ""),
    ],
)
def test_value_is_what_the_report_prints(package: Package, language: str, as_printed: str, value: str, unit: str, read: str) -> None:
    """A value that its printed form does not say, read in the language of the report, is a fault that names what it reads."""
    package.edit("sources", "test-report", language=language)
    package.add_measure("measured", unit=unit)
    row = package.add_figure("measured", value, as_printed=as_printed, unit=unit)
    advice = f"{as_printed!r} reads {read} (language {language}, unit {unit}); mend value or as_printed"
    expected = [f"figures.csv, row {row}, column value: found {value!r}; {advice}"] if read else []
    assert faults(package) == expected


@pytest.mark.parametrize(
    ("language", "text", "untraced"),
    [
        ("vi", "Đã thực hiện Kết luận 195-KL/TW", ""),
        ("vi", "Đã đạt 95%", "95"),
        ("vi", "Đã xong trước 2025-08-31", "2025, 08, 31"),
        ("en", "Forty wards have no doctor", "Forty"),
        ("vi", "Bốn mươi phường không có bác sĩ", "Bốn mươi"),
        ("id", "Empat puluh kelurahan tak punya dokter", "Empat puluh"),
        ("en", "The two-tier model with its one-stop centres", ""),
        ("vi", "Mô hình hai cấp, một cửa, một số xã", ""),
        ("id", "Model dua tingkat, satu pintu", ""),
    ],
)
def test_numbers_in_a_finding(package: Package, language: str, text: str, untraced: str) -> None:
    """A finding holds no number in digits or words but in a document number: its numbers are figures."""
    package.add("findings", **(FINDING | {f"text_{language}": text}))
    advice = f"no row stands behind {untraced}; here stands a document number (18-NQ/TW) only; enter others as figures"
    expected = [f"findings.csv, row 2, column text_{language}: found {text!r}; {advice}"] if untraced else []
    assert faults(package, "findings.csv") == expected


@pytest.mark.parametrize(
    ("text", "untraced"),
    [
        ("Carry out Resolution 18-NQ/TW and Decree 154/2025/ND-CP", ""),
        ("Carry out Plan 02-KH/BCĐTW, Resolution 202/2025/QH15 and Decision 1489/QĐ-TTg", ""),
        ("Pay all who left before 2025-08-31", ""),
        ("Pay all 105 who left", "105"),
        ("Carry out Resolution 18", "18"),
        ("Pay before 31/8", "31, 8"),
        ("Pay all twelve bodies", "twelve"),
    ],
)
def test_numbers_in_a_task(package: Package, text: str, untraced: str) -> None:
    """A task holds numbers only in document numbers and ISO days."""
    package.add("bodies", body="test-body", name_en="Body", name_vi="Body", name_id="Body", kind="group")
    package.add("commitments", **(COMMITMENT | {"task_en": text}))
    advice = (
        f"no row stands behind {untraced}; here stands a document number (18-NQ/TW) or a day (2025-10-15) only; enter others as figures"
    )
    expected = [f"commitments.csv, row 2, column task_en: found {text!r}; {advice}"] if untraced else []
    assert faults(package, "commitments.csv") == expected


@pytest.mark.parametrize(
    ("label", "definition", "untraced"),
    [
        ("Index 766", "Score on the index of Decision 766/QD-TTg", ""),
        ("Index 766", "Score on the index", "766"),
        ("Communes above ninety", "Communes with more than 90 points", "ninety"),
    ],
)
def test_numbers_in_a_label(package: Package, label: str, definition: str, untraced: str) -> None:
    """A label holds no number but that of a document which the definition of the measure cites in full."""
    row = package.add_measure("index", label_en=label, definition_en=definition)
    package.add_figure("index", "86")
    advice = f"no row stands behind {untraced}; here stands the number of a document only that the definition cites in full (766/QD-TTg)"
    expected = [f"indicators.csv, row {row}, column label_en: found {label!r}; {advice}; leave others to it"] if untraced else []
    assert faults(package, "indicators.csv") == expected


def test_numbers_in_a_message(package: Package) -> None:
    """A message holds its numbers as placeholders; the digits of a figure's name are none of its numbers."""
    package.add_measure("received")
    package.add_figure("received", "86", figure_id="report-2025.p7.1")
    package.add("messages", message_id="good", geography="48", section="bottom_line", order="1", known_from="2025-10-01",
                text_en="{report-2025.p7.1} arrived")  # fmt: skip
    row = package.add("messages", message_id="bad", geography="48", section="bottom_line", order="2", known_from="2025-10-01",
                      text_en="{report-2025.p7.1} of ninety arrived")  # fmt: skip
    advice = "no row stands behind ninety; here stands a document number (18-NQ/TW) only; write others as a placeholder, {figure_id}"
    expected = f"messages.csv, row {row}, column text_en: found '{{report-2025.p7.1}} of ninety arrived'; {advice}"
    assert faults(package, "messages.csv") == [expected]


def test_faults_are_raised_when_asked(package: Package) -> None:
    """Checking lists faults; raising them is asked for."""
    checked = check_store(package.open())
    with pytest.raises(InvalidPackage) as problem:
        checked.raise_faults()
    assert problem.value.faults == checked.faults


def test_sums_that_the_data_prove(real_store: Store) -> None:
    """Wholes of which a part has a name of its own are added up in the project's own data."""
    proved = {
        (each.figures[0].geography, each.formula) for each in find_identities(real_store) if (each.rule, each.verdict) == ("sum", "holds")
    }
    assert proved >= {
        ("VN", "tasks_done 26 + tasks_assigned/task_state:in_progress 10 = tasks_assigned 36"),
        ("33", "dossiers_online 134251 + dossiers_received/channel:in_person 21979 = dossiers_received 156230"),
        ("19", "dossiers_online 29560 + dossiers_received/channel:in_person 38555 = dossiers_received 68115"),
        ("25", "surplus_premises_handled 741 + surplus_premises_pending 583 = surplus_premises 1324"),
        ("01", "staff_decided_to_leave 525 + staff_applied_to_leave/leaving_step:under_review 1480 = staff_applied_to_leave 2005"),
        ("VN", "staff_benefits_approved 53831 + staff_benefits_submitted/leaving_step:in_approval 20417 = staff_benefits_submitted 74248"),
        ("20", "commune_staff_quota/posts:filled 2376 + commune_staff_missing 81 = commune_staff_quota 2457"),
    }


def test_data_as_they_stand(real_store: Store) -> None:
    """The project's own data have nothing to mend: every identity holds or is a doubt with its note."""
    checked = check_store(real_store)
    assert [str(fault) for fault in checked.faults] == []
    assert [each.formula for each in checked.identities if each.verdict == "doubted" and not each.note] == []
