"""Of all that is reported on one measure, one value is shown, and nothing that stands beside it is lost."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from briefing_lib.briefing import read, read_all
from briefing_lib.figures import KINDS, Figure, Indicator, Period, Source

STAFF = Indicator(name="staff", labels={}, definitions={}, unit="persons", theme="staffing", better="neutral")


def report(name: str, known_from: str, published_on: str = "") -> Source:
    return Source(
        source_id=name, publisher=name, kind="press", title="", url="", published_on=published_on, known_from=dt.date.fromisoformat(known_from),
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


def reprint(of: Source, known_from: str = "2025-11-15") -> Source:
    return replace(report(f"reprint of {of.source_id}", known_from, known_from), kind="aggregator", original=of.source_id)


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
    rounded = [
        figure("73.6", NOVEMBER, as_printed="73,6%", indicator=share, unit="percent"),
        figure("74", OCTOBER, as_printed="74%", indicator=share, unit="percent"),
    ]
    reading = read(rounded)
    assert (len(reading.confirming), len(reading.conflicting)) == (1, 0)


def test_exact_before_hedged() -> None:
    """Of two values of one day from one report the exact one is shown."""
    for doubts in ((), ("scope",)):
        reading = read([figure(15, doubts=doubts), figure(10, qualifier="more_than", doubts=doubts)])
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


def test_a_reprint_gives_way_to_its_original() -> None:
    """A reprint is never shown in the place of its original, be its day later, its kind better or its value undoubted."""
    reprinted = replace(reprint(OCTOBER), kind="official_text")
    for original in (figure(15), figure(15, qualifier="more_than", doubts=("scope",)), figure(15, OCTOBER, AUGUST_END)):
        reading = read([original, figure(15, reprinted), figure(16, reprinted, Period(as_of="2025-11-01"))])
        assert reading.shown is original


def test_a_reprint_is_no_second_witness() -> None:
    """A reprint of the same number stands beside its original without confirming it; one of another number is a conflict."""
    reading = read([figure(15), figure(15, reprint(OCTOBER)), figure(15, NOVEMBER), figure(51, reprint(NOVEMBER))])
    assert (reading.shown.source, values(reading.confirming), values(reading.conflicting)) == (NOVEMBER, [15], [51])
    assert [each.source.original for each in reading.earlier] == ["october"]


def test_a_reprint_is_no_change() -> None:
    """The later day on which a number was reprinted is no point of its series."""
    reading = read([figure(20, OCTOBER, AUGUST_END), figure(15, OCTOBER, Period()), figure(15, reprint(OCTOBER), Period())])
    assert [(int(each.value), each.source) for each in reading.series] == [(20, OCTOBER), (15, OCTOBER)]


def test_a_reprint_of_what_is_not_in_hand() -> None:
    """A reprint whose original does not give the measure stands as any other report."""
    assert read([figure(20, OCTOBER, AUGUST_END), figure(15, reprint(NOVEMBER))]).shown.value == 15


def test_reprints_of_each_other() -> None:
    """Two reports that name each other as original are still read, and neither number is lost."""
    one, other = replace(OCTOBER, original="november"), replace(NOVEMBER, original="october")
    assert sorted(values(read([figure(15, one), figure(16, other)]).figures)) == [15, 16]


def test_better_kind_of_one_day() -> None:
    """Of two values of one day that from the better kind of report is shown, although the other was known later."""
    for better, worse in itertools.pairwise(KINDS):
        reading = read([figure(15, replace(OCTOBER, kind=better)), figure(17, replace(NOVEMBER, kind=worse))])
        assert (reading.shown.value, values(reading.conflicting)) == (15, [17])


def test_a_later_day_before_a_better_kind() -> None:
    """The kind of report decides only between values of one day."""
    reading = read([figure(20, replace(OCTOBER, kind="official_text"), AUGUST_END), figure(15, replace(OCTOBER, kind="compiled"))])
    assert reading.shown.value == 15


def test_a_period_that_is_inferred_in_a_report_without_a_day() -> None:
    """An inferred day of a report that prints none does not go before a printed one, however late it is, and makes no series."""
    inferred = figure(9, UNDATED, Period(as_of="2025-11-30"), period_basis="inferred")
    reading = read([figure(15), inferred])
    assert (reading.shown.value, values(reading.earlier), values(reading.series)) == (15, [9], [15])
    assert read([figure(15), replace(inferred, source=NOVEMBER)]).shown.value == 9


def test_a_vague_newer_value_that_an_older_one_fits() -> None:
    """A newer hedged value does not displace an older exact one that may still hold; it stands beside it."""
    reading = read([figure(3065628, OCTOBER, AUGUST_END), figure(3000000, NOVEMBER, qualifier="more_than")])
    assert (reading.shown.value, values(reading.earlier)) == (3065628, [3000000])


def test_a_vague_newer_value_that_excludes_the_older_one() -> None:
    """A newer hedged value that an older exact one can't hold beside displaces it: something has changed."""
    reading = read([figure(15, OCTOBER, AUGUST_END), figure(20, NOVEMBER, qualifier="more_than")])
    assert (reading.shown.value, values(reading.earlier)) == (20, [15])


def test_a_doubted_newer_value() -> None:
    """A newer doubted value does not displace an older one that is exact and undoubted, fits it or not."""
    for value in (15, 20):
        reading = read([figure(15, OCTOBER, AUGUST_END), figure(value, NOVEMBER, doubts=("scope",))])
        assert (int(reading.shown.value), values(reading.earlier)) == (15, [value])


def test_a_doubt_of_the_day_alone() -> None:
    """Where only its day is in doubt a value is as good as an undoubted one: it displaces an older one, and is not displaced by a vague one."""
    dated = {"doubts": ("date",)}
    assert read([figure(15, OCTOBER, AUGUST_END), figure(20, NOVEMBER, **dated)]).shown.value == 20
    assert read([figure(15, OCTOBER, AUGUST_END, **dated), figure(10, NOVEMBER, qualifier="more_than")]).shown.value == 15
    assert read([figure(15, OCTOBER, AUGUST_END), figure(20, NOVEMBER, doubts=("date", "scope"))]).shown.value == 15


def test_a_value_of_no_day_displaces_none() -> None:
    """A value whose day is not printed may be of any time: it does not stand in place of a doubted one that has a day."""
    reading = read([figure(15, UNDATED, Period()), figure(17, NOVEMBER, doubts=("contradicted",))])
    assert (int(reading.shown.value), values(reading.earlier)) == (17, [15])


def test_values_that_are_marked_as_contradicting_each_other() -> None:
    """A value of another time conflicts with the one that is shown where the data mark both so, and confirms nothing."""
    marked = {"doubts": ("contradicted",)}
    reading = read(
        [figure(15, OCTOBER, AUGUST_END, **marked), figure(12, OCTOBER, Period(as_of="2025-07-31")), figure(17, NOVEMBER, **marked)]
    )
    assert (int(reading.shown.value), values(reading.conflicting), values(reading.earlier)) == (12, [], [15, 17])
    reading = read([figure(15, OCTOBER, AUGUST_END, **marked), figure(17, NOVEMBER, **marked)])
    assert (int(reading.shown.value), values(reading.conflicting), reading.earlier, reading.conflicts) == (17, [15], (), (reading,))


def test_conflicts_of_one_time_and_of_several() -> None:
    """The time that is shown counts once, be it contradicted by values of its own time, of others, or both; other times count apart."""
    marked = {"doubts": ("contradicted",)}
    own, other = [figure(17, NOVEMBER, **marked), figure(16, OCTOBER, **marked)], figure(15, OCTOBER, AUGUST_END, **marked)
    again = figure(14, OCTOBER, AUGUST_END, doubts=("scope",))
    assert [(int(each.shown.value), values(each.conflicting)) for each in read(own).conflicts] == [(17, [16])]
    assert [(int(each.shown.value), values(each.conflicting)) for each in read([*own, other]).conflicts] == [(17, [15, 16])]
    assert [int(each.shown.value) for each in read([*own, other, again]).conflicts] == [17, 15]


def test_an_older_value_that_is_no_surer() -> None:
    """An older value that is doubted or hedged itself is displaced by a newer doubted or hedged one."""
    newer = figure(16, NOVEMBER, qualifier="more_than", doubts=("scope",))
    for older in (figure(20, OCTOBER, AUGUST_END, doubts=("scope",)), figure(20, OCTOBER, AUGUST_END, qualifier="approx")):
        assert read([older, newer]).shown is newer


def test_the_newest_of_those_that_say_more() -> None:
    """Of several exact and undoubted values the newest stands where a newer vague one does not."""
    rows = [figure(14, OCTOBER, AUGUST_END), figure(15, OCTOBER, SEPTEMBER_END), figure(10, NOVEMBER, Period(), qualifier="more_than")]
    assert (read(rows).shown.value, values(read(rows).earlier)) == (15, [14, 10])


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


def test_each_time_alone() -> None:
    """A measure is read for each time alone, the time that is shown first, so that an old conflict is not lost."""
    reading = read([figure(12, NOVEMBER), figure(17, OCTOBER, AUGUST_END), figure(20, NOVEMBER, AUGUST_END)])
    assert [(int(each.shown.value), values(each.conflicting)) for each in reading.by_time] == [(12, []), (20, [17])]


def test_one_reading_for_each_place_measure_and_level() -> None:
    """Figures of another place, level or part are readings of their own, in the order of the file."""
    rows = [figure(1), figure(2, geography="01"), figure(3, level="all"), figure(4, NOVEMBER), figure(5, breakdown="sex:women")]
    assert [(each.measure, int(each.shown.value)) for each in read_all(rows)] == [
        ("staff", 4), ("staff", 2), ("staff", 3), ("staff/sex:women", 5),
    ]  # fmt: skip
