"""The briefing chooses the value to show, keeps what contradicts it beside it, and knows nothing later than its day."""

from __future__ import annotations

import datetime as dt
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest
from small import QUARTER, small_package

from briefing_lib.briefing import Briefing, brief, check_day
from briefing_lib.errors import WrongParameter
from briefing_lib.figures import Figure
from briefing_lib.store import Store


def values(figures: tuple[Figure, ...]) -> list[int]:
    return [int(each.value) for each in figures]


def test_briefing_of_da_nang(da_nang: Briefing) -> None:
    """The briefing has the place's own readings, one for each measure and level, and the conflict among them."""
    shown = {(each.measure, each.shown.level): each.shown.figure_id for each in da_nang.readings}
    assert shown == {
        ("dossiers_received", "commune"): "da-nang.received",
        ("dossiers_resolved", "commune"): "da-nang.resolved",
        ("dossiers_online", "commune"): "da-nang.online",
        ("vacancies", "commune"): "da-nang.vacancies.later",
        ("retired_under_178", "all"): "da-nang.retired",
        ("dossiers_online_pct", "all"): "da-nang.online.share",
        ("registered_population", "all"): "da-nang.population",
        ("commune_level_units/unit_kind:commune", "commune"): "da-nang.communes",
        ("commune_level_units/unit_kind:ward", "commune"): "da-nang.wards",
        ("commune_level_units/unit_kind:special_zone", "commune"): "da-nang.special-zones",
    }
    assert [(each.shown.value, values(each.conflicting)) for each in da_nang.conflicts] == [(15, [17])]
    assert len(da_nang.figures) == 12


def test_gap_is_not_nought(da_nang: Briefing) -> None:
    """A core measure that is not reported is a gap that names who reports it, and has no value of its own."""
    (gap,) = da_nang.gaps
    assert (gap.indicator.name, [each.figure_id for each in gap.elsewhere]) == ("surplus_premises", ["dong-nai.premises"])
    assert da_nang.find("surplus_premises") is None


def test_place_without_reports(hue: Briefing) -> None:
    """A place of which nothing is known has no readings, every core measure as a gap, and what binds all provinces."""
    assert (hue.figures, hue.readings, hue.conflicts, hue.sources) == ((), (), (), ())
    assert [gap.indicator.name for gap in hue.gaps] == ["dossiers_received", "dossiers_resolved", "surplus_premises"]
    assert [each.commitment_id for each in hue.commitments] == ["due"]


def test_beside_others(da_nang: Briefing) -> None:
    """Readings of the nation and of other provinces are found by measure and level."""
    assert da_nang.find_national("dossiers_online_pct", "all").shown.figure_id == "nation.online.share"
    assert da_nang.find_national("dossiers_online_pct", "commune") is None
    assert [each.shown.figure_id for each in da_nang.beside("dossiers_received", "commune")] == ["hanoi.received", "can-tho.received"]
    assert da_nang.read("registered_population", "01").shown.figure_id == "hanoi.population"
    assert da_nang.read("registered_population", "04") is None


def test_what_binds_a_place(da_nang: Briefing) -> None:
    """What binds the place by name or as one of all provinces is its own; what binds another is not."""
    assert [each.commitment_id for each in da_nang.commitments] == ["passed", "due", "recurring", "undated", "reported"]
    assert [each.finding_id for each in da_nang.findings] == ["works", "difficult"]
    assert [each.finding_id for each in da_nang.national_findings] == ["national"]


def test_as_of_a_day(small_store: Store) -> None:
    """On a day before the later report, its number is not known; the older undoubted one stands, as the doubted one does not displace it."""
    early = brief(small_store, small_store.places["48"], dt.date(2025, 10, 31))
    assert [each.figure_id for each in early.find("vacancies").figures] == ["da-nang.vacancies", "da-nang.vacancies.other"]
    assert (early.conflicts, [source.source_id for source in early.sources]) == ((), ["paper"])


def test_before_the_first_report(small_store: Store) -> None:
    """Before any report is known, nothing is shown at all."""
    early = brief(small_store, small_store.places["48"], dt.date(2025, 9, 30))
    everything = (
        early.figures,
        early.readings,
        early.national,
        early.elsewhere,
        early.commitments,
        early.findings,
        early.national_findings,
    )
    assert everything == ((),) * 7


@pytest.mark.parametrize("day", ["2025-07-01", "2025-09-01", "2025-10-01", "2026-01-01"])
def test_no_page_knows_the_future(real_store: Store, day: str) -> None:
    """Whatever the place and day, nothing in a briefing comes from a report that was not known by then."""
    as_of = dt.date.fromisoformat(day)
    for place in (real_store.places.root, *real_store.places):
        made = brief(real_store, place, as_of)
        readings = (*made.readings, *made.national, *made.elsewhere)
        figures = [each for reading in readings for each in reading.figures] + [each for gap in made.gaps for each in gap.elsewhere]
        records = (*figures, *made.figures, *made.commitments, *made.findings, *made.national_findings)
        assert [each for each in records if each.source.known_from > as_of] == []


def test_same_day_same_briefing(real_store: Store) -> None:
    """What came in after a day changes nothing on the page of that day."""
    day = dt.date(2025, 10, 15)
    known = [each for each in real_store.figures if each.source.known_from <= day]
    without = replace(real_store, figures=tuple(known))
    for code in ("48", "01"):
        one, other = (brief(store, store.places[code], day) for store in (real_store, without))
        assert (one.readings, one.national, one.elsewhere, one.gaps) == (other.readings, other.national, other.elsewhere, other.gaps)


def test_parts_are_readings_of_their_own(da_nang: Briefing) -> None:
    """A part is found by the name of its measure with the part; the whole is a gap where no report prints it."""
    assert da_nang.find("commune_level_units/unit_kind:ward").shown.figure_id == "da-nang.wards"
    assert (da_nang.find("commune_level_units"), da_nang.find("commune_level_units/use:education")) == (None, None)


def test_a_gap_names_who_reports_the_whole(tmp_path: Path) -> None:
    """Beside a gap stand the places that report the whole, each once, and not what they report of its parts."""
    package = small_package(tmp_path)
    package.add_figure("surplus_premises/use:health", "5", source_id="paper", geography="75", as_of="2025-08-31")
    package.add_figure("surplus_premises/use:health", "4", source_id="paper", geography="92", as_of="2025-08-31")
    ((gap),) = package.briefing().gaps
    assert [each.figure_id for each in gap.elsewhere] == ["dong-nai.premises"]


def test_a_part_is_not_the_whole(tmp_path: Path) -> None:
    """Who reports a part of a core measure has a gap for the whole, which names the part; who reports all parts has none."""
    package = small_package(tmp_path)
    package.add_figure("surplus_premises/use:health", "5", source_id="paper", figure_id="health", as_of="2025-08-31")
    ((gap),) = package.briefing().gaps
    assert (gap.indicator.name, [each.figure_id for each in gap.in_part]) == ("surplus_premises", ["health"])
    package.edit("indicators", "surplus_premises", complete="use:health|surplus_left")
    package.add_measure("surplus_left")
    package.add_figure("surplus_left", "4", source_id="paper", as_of="2025-08-31")
    assert package.briefing().gaps == ()


def test_scores_of_the_year_before(real_store: Store) -> None:
    """The scores of 2024 stand with the former provinces, and a briefing on a new one reads those of each that went into it."""
    scores = real_store.find_figures(indicator="papi_score")
    assert (len(scores), len({each.geography for each in scores})) == (244, 61)
    assert {str(each.source.known_from) for each in scores} == {"2025-04-15"}
    assert {(each.unit, each.qualifier, each.period.end) for each in scores} == {("score", "exact", "2024-12-31")}
    assert all(real_store.places[each.geography].valid_to for each in scores)
    da_nang = brief(real_store, real_store.places["48"], dt.date(2025, 7, 1))
    found = {each.code: da_nang.read("papi_score", each.code) for each in da_nang.place.former}
    assert {code: str(reading.shown.value) for code, reading in found.items() if reading} == {"63-48": "43.2121", "63-49": "41.0045"}
    part = da_nang.read("papi_score/papi_dimension:e_governance", "63-49")
    assert part is not None
    assert part.shown.unit == "score"


def test_former_places_do_not_stand_beside_present_ones(real_store: Store) -> None:
    """Values of places that ended are read when they are asked for; they are not compared with those of today."""
    da_nang = brief(real_store, real_store.places["48"], real_store.latest_day)
    assert da_nang.beside("papi_score") == ()


def test_sums(da_nang: Briefing, hue: Briefing) -> None:
    """Communes, wards and special zones of one report add up to the commune-level units; without all three there is no sum."""
    (units,) = da_nang.sums("commune_level_units")
    assert (units.value, units.reference) == (94, "sum(da-nang.communes,da-nang.wards,da-nang.special-zones)")
    assert hue.sums("commune_level_units") == ()
    assert [each.value for each in hue.sums("commune_level_units", "48")] == [94]
    assert da_nang.sums("dossiers_received") == ()


def test_no_sum_of_some_parts(tmp_path: Path) -> None:
    """Parts that different reports print, or of which one is missing, are no sum."""
    package = small_package(tmp_path)
    package.edit("figures", "da-nang.wards", source_id="later")
    assert package.briefing().sums("commune_level_units") == ()


def test_rate(da_nang: Briefing, hue: Briefing) -> None:
    """A declared rate over a sum of parts is made where both were counted for one day, and is a gap elsewhere."""
    made = da_nang.rate("residents_per_commune_unit")
    assert made is not None
    assert made.reference == "ratio(da-nang.population,sum(da-nang.communes,da-nang.wards,da-nang.special-zones))"
    assert made.value == 1000
    assert hue.rate("residents_per_commune_unit") is None


def test_rate_of_two_days(tmp_path: Path) -> None:
    """Residents of one day are not divided by units of another."""
    package = small_package(tmp_path)
    package.edit("figures", "da-nang.population", as_of="2025-06-30")
    assert package.briefing().rate("residents_per_commune_unit") is None


def test_standing_facts_of_one_day(da_nang: Briefing) -> None:
    """A standing fact is taken for the day on which most places have it; a rate only where its whole is counted."""
    found = da_nang.standing("registered_population")
    assert [figure.figure_id for figure in found] == ["hanoi.population", "da-nang.population"]
    assert [figure.value for figure in da_nang.standing("residents_per_commune_unit")] == [1000]
    with pytest.raises(WrongParameter):
        da_nang.standing("area_km2")


def test_share(da_nang: Briefing, hue: Briefing) -> None:
    """A declared share is made of figures of one level and period, and is None where the part is not reported or not declared."""
    received = da_nang.find("dossiers_received").shown
    assert da_nang.share("dossiers_resolved", received).reference == "ratio(da-nang.resolved,da-nang.received)"
    assert (da_nang.share("vacancies", received), da_nang.share("dossiers_resolved", None)) == (None, None)
    assert hue.share("dossiers_resolved", received) is None


@pytest.mark.parametrize(
    "cells",
    [{"period_start": "2025-07-01", "period_end": "2025-08-31"}, {"level": "department", **QUARTER}],
    ids=["other period", "other level"],
)
def test_share_on_other_terms(tmp_path: Path, cells: dict[str, str]) -> None:
    """No share is made over another period or level."""
    package = small_package(tmp_path)
    package.edit("figures", "da-nang.resolved", **cells)
    made = package.briefing()
    assert made.share("dossiers_resolved", made.find("dossiers_received").shown) is None


def test_newest_figure_of_work(da_nang: Briefing, hue: Briefing) -> None:
    """The newest figure is of work and of the latest day; standing facts and what ended before the first day are none."""
    assert da_nang.newest.figure_id == "da-nang.retired"
    assert not [each for each in da_nang.work if each.indicator.standing]
    assert hue.newest is None
    before = replace(da_nang, store=replace(da_nang.store, topic=replace(da_nang.store.topic, first_day=dt.date(2025, 9, 30))))
    assert "da-nang.vacancies" not in {each.figure_id for each in before.work}


def test_readings_by_theme_and_level(tmp_path: Path) -> None:
    """Readings are found by their headings, and those of one measure by level."""
    package = small_package(tmp_path)
    package.add_figure("dossiers_received", "5", source_id="paper", level="department", **QUARTER)
    made = package.briefing()
    assert [each.indicator.name for each in made.under("staffing", "benefits")] == ["vacancies", "retired_under_178"]
    assert [each.shown.level for each in made.levels_of("dossiers_received")] == ["commune", "department"]


def test_briefing_on_the_nation(tmp_path: Path) -> None:
    """The whole has a briefing as any place: its own figures, the others beside it, and every commitment."""
    made = small_package(tmp_path).briefing("Viet Nam")
    assert (made.place.code, [each.figure_id for each in made.figures]) == ("VN", ["nation.online.share"])
    assert made.national == made.readings
    assert {each.shown.geography for each in made.elsewhere} == {"01", "48", "75", "92"}
    assert (len(made.commitments), [each.finding_id for each in made.findings]) == (6, ["national"])


def test_briefing_is_frozen(da_nang: Briefing) -> None:
    """Nothing can change a briefing after it is made."""
    with pytest.raises(FrozenInstanceError):
        da_nang.as_of = dt.date(2026, 1, 1)


@pytest.mark.parametrize("day", ["2025-02-30", "2025-10", "2025-W40-1", "20251001", "1 October 2025", "nan", " "])
def test_no_such_day(small_store: Store, day: str) -> None:
    """What is no day of the calendar, written as a day, is refused with an example."""
    with pytest.raises(WrongParameter) as problem:
        check_day(day, small_store)
    assert str(problem.value) == f"parameter as_of: found {day!r}; give a day that exists, as 2025-10-01"


@pytest.mark.parametrize("day", ["2025-06-30", "2026-11-02"])
def test_day_out_of_reach(small_store: Store, day: str) -> None:
    """A day before the change or long after the last report is refused with the days that can be had."""
    with pytest.raises(WrongParameter) as problem:
        check_day(day, small_store)
    reach = "give a day from 2025-07-01, the first of the change, to 2026-11-01, a year after the latest that the data know"
    assert str(problem.value) == f"parameter as_of: found {day!r}; {reach}"


def test_conflict_behind_a_newer_value(tmp_path: Path) -> None:
    """Two values of one earlier day that can't both hold stay a contradiction when a newer report speaks of another day."""
    package = small_package(tmp_path)
    package.add_figure("vacancies", "12", unit="persons", as_of="2025-10-31", source_id="later")
    found = package.briefing().conflicts
    assert [(int(each.shown.value), [int(other.value) for other in each.conflicting]) for each in found] == [(15, [17])]


@pytest.mark.parametrize(
    ("measure", "level", "message"),
    [
        ("dossiers_recieved", None, "did you mean dossiers_received"),
        ("dossiers_received", "comune", "did you mean commune"),
        ("commune_level_units/unit_kind:wrad", None, "codes.csv has no such part; did you mean unit_kind:ward"),
        ("commune_level_units/unit_kind", None, "codes.csv has no such part; did you mean unit_kind:"),
        (5, None, r"takes text$"),
        ("dossiers_received", 3, r"takes text or None$"),
    ],
)
def test_a_misspelt_measure_is_no_gap(da_nang: Briefing, measure: str, level: str | None, message: str) -> None:
    """None means that nothing is reported; a name that the package does not know is refused."""
    for find in (da_nang.find, da_nang.find_national, da_nang.beside):
        with pytest.raises(WrongParameter, match=message):
            find(measure, level)


@pytest.mark.parametrize("day", [dt.date(2025, 10, 15), "2025-10-15"])
def test_a_day_may_be_a_date(small_store: Store, day: object) -> None:
    """A day is taken as text or as a date; a number is refused in words."""
    assert check_day(day, small_store) == dt.date(2025, 10, 15)  # type: ignore[arg-type]
    with pytest.raises(WrongParameter, match="give a day that exists"):
        check_day(20251015, small_store)  # type: ignore[arg-type]
