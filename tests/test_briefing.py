"""The briefing chooses the value to show, keeps what contradicts it beside it, and knows nothing later than its day."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import FrozenInstanceError, replace
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from small import small_package

from briefing_lib.briefing.briefing import LEVELS, Briefing, brief, check_day, open_briefing, read
from briefing_lib.errors import UnknownProvince, WrongParameter
from briefing_lib.figures.figure import Figure
from briefing_lib.figures.indicator import Indicator
from briefing_lib.figures.period import Period
from briefing_lib.figures.source import Source
from briefing_lib.store.store import Store
from briefing_lib.wording.language import language_of

STAFF = Indicator(name="staff", labels={}, definitions={}, unit="persons", theme="staffing", better="neutral")


def report(name: str, known_from: str, published_on: str = "") -> Source:
    return Source(
        source_id=name, publisher=name, title="", url="", published_on=published_on, known_from=dt.date.fromisoformat(known_from),
        date_basis="printed", language="en", basis="excerpt",
    )  # fmt: skip


OCTOBER, NOVEMBER = report("october", "2025-10-01", "2025-10-01"), report("november", "2025-11-01", "2025-11-01")
UNDATED = report("undated", "2025-12-01")
SEPTEMBER_END, AUGUST_END = Period(as_of="2025-09-30"), Period(as_of="2025-08-31")


def figure(value: object, source: Source = OCTOBER, period: Period = SEPTEMBER_END, **more: object) -> Figure:
    given_by_report = {
        "indicator": STAFF,
        "unit": "persons",
        "geography": "48",
        "level": "commune",
        "figure_id": f"{source.source_id}.{value}",
    }
    return Figure(value=Decimal(str(value)), source=source, period=period, **(given_by_report | more))


def values(figures: tuple[Figure, ...]) -> list[int]:
    return [int(each.value) for each in figures]


def test_latest_day_is_shown() -> None:
    """Shown is the value with the latest day that it speaks of, although another report came later."""
    reading = read([figure(20, NOVEMBER, AUGUST_END), figure(15, OCTOBER, SEPTEMBER_END)])
    assert (reading.shown.value, values(reading.earlier)) == (15, [20])
    assert (reading.confirming, reading.conflicting) == ((), ())


def test_latest_report_is_shown() -> None:
    """Of two values for one day that of the later report is shown, and the other stands beside it as a conflict."""
    reading = read([figure(15, NOVEMBER), figure(17, OCTOBER)])
    assert (reading.shown.value, values(reading.conflicting), reading.earlier) == (15, [17], ())


def test_same_value_confirms() -> None:
    """The same value in another report, or within its hedge or printed rounding, confirms the shown one."""
    share = Indicator(name="share", labels={}, definitions={}, unit="percent", theme="staffing", better="neutral")
    reading = read([figure(15, NOVEMBER), figure(15, OCTOBER), figure(14, OCTOBER, qualifier="more_than")])
    assert (reading.shown.value, values(reading.confirming), reading.conflicting) == (15, [14, 15], ())
    rounded = [figure("73.6", NOVEMBER, as_printed="73,6%"), figure("74", OCTOBER, as_printed="74%")]
    reading = read(
        [Figure(**{**{name: getattr(each, name) for name in each.__slots__}, "indicator": share, "unit": "percent"}) for each in rounded]
    )
    assert (len(reading.confirming), len(reading.conflicting)) == (1, 0)


def test_exact_before_hedged() -> None:
    """Of two values of one day from one report the exact one is shown."""
    reading = read([figure(15), figure(10, qualifier="more_than")])
    assert (reading.shown.value, values(reading.confirming)) == (15, [10])


def test_last_row_wins_a_tie() -> None:
    """Where nothing else decides, the last row of the file is shown, and the first is a conflict."""
    reading = read([figure(15), figure(16)])
    assert (reading.shown.value, values(reading.conflicting)) == (16, [15])


def test_printed_day_before_an_inferred_one() -> None:
    """A report that prints no day does not replace a dated value, however late it came to hand."""
    reading = read([figure(15, OCTOBER), figure(9, UNDATED, Period())])
    assert (reading.shown.value, values(reading.earlier)) == (15, [9])


def test_no_printed_period() -> None:
    """Without a printed period only numbers of one report speak of the same time; others are earlier ones."""
    reading = read([figure(15, OCTOBER, Period()), figure(16, OCTOBER, Period()), figure(20, NOVEMBER, Period())])
    assert (reading.shown.value, values(reading.earlier), reading.conflicting) == (20, [15, 16], ())


def test_series() -> None:
    """A series has one value for each day that is printed, be it that of the report, oldest first; of inferred days there is none."""
    reading = read([
        figure(15, NOVEMBER), figure(17, OCTOBER), figure(20, OCTOBER, AUGUST_END), figure(21, NOVEMBER, AUGUST_END),
        figure(9, OCTOBER, Period()), figure(8, UNDATED, Period()),
    ])  # fmt: skip
    assert values(reading.series) == [21, 15, 9]
    assert reading.on(AUGUST_END).value == 21
    assert reading.on(Period(as_of="2024-01-01")) is None


@given(
    st.lists(
        st.tuples(st.integers(1, 5), st.sampled_from([OCTOBER, NOVEMBER]), st.sampled_from([AUGUST_END, SEPTEMBER_END, Period()])),
        min_size=1,
    )
)
def test_no_value_is_lost(printed: list[tuple[int, Source, Period]]) -> None:
    """Whatever is reported, each row stands once in the reading, and nothing beside the shown one speaks of a later day."""
    rows = [figure(value, source, period, figure_id=f"row.{number}") for number, (value, source, period) in enumerate(printed)]
    reading = read(rows)
    assert sorted(each.figure_id for each in reading.figures) == sorted(each.figure_id for each in rows)
    assert max(each.day for each in rows) == reading.shown.day
    assert all(not each.agrees(reading.shown) for each in reading.conflicting)
    assert all(each.agrees(reading.shown) for each in reading.confirming)


def test_briefing_of_da_nang(da_nang: Briefing) -> None:
    """The briefing has the place's own readings, one for each measure and level, and the conflict among them."""
    shown = {(each.indicator.name, each.shown.level): each.shown.figure_id for each in da_nang.readings}
    assert shown == {
        ("dossiers_received", "commune"): "da-nang.received",
        ("dossiers_resolved", "commune"): "da-nang.resolved",
        ("dossiers_online", "commune"): "da-nang.online",
        ("vacancies", "commune"): "da-nang.vacancies.later",
        ("retired_under_178", "all"): "da-nang.retired",
        ("dossiers_online_pct", "all"): "da-nang.online.share",
        ("registered_population", "all"): "da-nang.population",
        ("communes", "commune"): "da-nang.communes",
        ("wards", "commune"): "da-nang.wards",
        ("special_zones", "commune"): "da-nang.special-zones",
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
    """On a day before the later report, its number is not known, and what it contradicts or continues is shown."""
    early = brief(small_store, province=small_store.provinces["48"], as_of=dt.date(2025, 10, 31), language=language_of("en"))
    assert early.find("vacancies").shown.figure_id == "da-nang.vacancies.other"
    assert (early.conflicts, [source.source_id for source in early.sources]) == ((), ["paper"])


def test_before_the_first_report(small_store: Store) -> None:
    """Before any report is known, nothing is shown at all."""
    early = brief(small_store, province=small_store.provinces["48"], as_of=dt.date(2025, 9, 30), language=language_of("en"))
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
    for province in real_store.provinces:
        made = brief(real_store, province=province, as_of=as_of, language=language_of("en"))
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
        one, other = (
            brief(store, province=store.provinces[code], as_of=day, language=language_of("en")) for store in (real_store, without)
        )
        assert (one.readings, one.national, one.elsewhere, one.gaps) == (other.readings, other.national, other.elsewhere, other.gaps)


def test_unit_lists(da_nang: Briefing, hue: Briefing) -> None:
    """Communes, wards and special zones of one report add up to the commune-level units; without all three there is no sum."""
    (units,) = da_nang.unit_lists("48")
    assert (units.value, units.reference) == (94, "sum(da-nang.communes,da-nang.wards,da-nang.special-zones)")
    assert hue.unit_lists("46") == ()


def test_briefing_is_frozen(da_nang: Briefing) -> None:
    """Nothing can change a briefing after it is made."""
    with pytest.raises(FrozenInstanceError):
        da_nang.as_of = dt.date(2026, 1, 1)


def test_open_briefing(tmp_path: Path) -> None:
    """An old name finds the present province; blank parameters mean the latest day and English."""
    folder = small_package(tmp_path).folder
    made = open_briefing("quang nam", folder=folder)
    assert (made.province.code, made.as_of, made.language.code) == ("48", dt.date(2025, 11, 1), "en")
    assert open_briefing(1, as_of="2025-10-02", folder=folder).as_of == dt.date(2025, 10, 2)


@pytest.mark.parametrize("day", ["2025-02-30", "2025-10", "2025-W40-1", "20251001", "1 October 2025", "nan", " "])
def test_no_such_day(small_store: Store, day: str) -> None:
    """What is no day of the calendar, written as a day, is refused with an example."""
    with pytest.raises(WrongParameter) as problem:
        check_day(day, small_store)
    assert str(problem.value) == f"parameter as_of: found {day!r}; give a day that exists, as 2025-10-01"


@pytest.mark.parametrize("day", ["2025-06-30", "2025-11-02"])
def test_day_out_of_reach(small_store: Store, day: str) -> None:
    """A day before the two-tier model or after the last report is refused with the days that can be had."""
    with pytest.raises(WrongParameter) as problem:
        check_day(day, small_store)
    reach = "give a day from 2025-07-01, the first of the two-tier model, to 2025-11-01, the latest that the data know"
    assert str(problem.value) == f"parameter as_of: found {day!r}; {reach}"


def test_unknown_province(tmp_path: Path) -> None:
    """An unknown province is refused with the nearest names."""
    with pytest.raises(UnknownProvince, match="did you mean Da Nang"):
        open_briefing("Da Nnag", folder=small_package(tmp_path).folder)


def test_conflict_behind_a_newer_value(tmp_path: Path) -> None:
    """Two values of one earlier day that can't both hold stay a contradiction when a newer report speaks of another day."""
    package = small_package(tmp_path)
    package.add_figure("vacancies", "12", unit="persons", as_of="2025-10-31", source_id="later")
    found = open_briefing("48", folder=package.folder).conflicts
    assert [(int(each.shown.value), [int(other.value) for other in each.conflicting]) for each in found] == [(15, [17])]


@pytest.mark.parametrize(
    ("measure", "level", "message"),
    [
        ("dossiers_recieved", None, "did you mean dossiers_received"),
        ("dossiers_received", "comune", "did you mean commune"),
        (5, None, "no such"),
    ],
)
def test_a_misspelt_measure_is_no_gap(small_store: Store, measure: str, level: str | None, message: str) -> None:
    """None means that nothing is reported; a name that the package does not know is refused."""
    briefing = open_briefing("48", folder=small_store.folder)
    for find in (briefing.find, briefing.find_national, briefing.beside):
        with pytest.raises(WrongParameter, match=message):
            find(measure, level)


def test_levels_are_those_of_the_descriptor() -> None:
    """A level that `find` takes is one that a figure may have, and the other way round."""
    resources = json.loads((ROOT / "data" / "datapackage.json").read_text("utf-8"))["resources"]
    columns = {column["name"]: column for each in resources if each["name"] == "figures" for column in each["schema"]["fields"]}
    assert sorted(LEVELS) == sorted(columns["level"]["constraints"]["enum"])


@pytest.mark.parametrize("day", [dt.date(2025, 10, 15), "2025-10-15"])
def test_a_day_may_be_a_date(small_store: Store, day: object) -> None:
    """A day is taken as text or as a date; a number is refused in words."""
    assert check_day(day, small_store) == dt.date(2025, 10, 15)  # type: ignore[arg-type]
    with pytest.raises(WrongParameter, match="give a day that exists"):
        check_day(20251015, small_store)  # type: ignore[arg-type]
