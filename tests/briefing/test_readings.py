"""Of all that is reported on one measure, one value is shown, and nothing that stands beside it is lost."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from briefing_lib.briefing import read, read_all
from briefing_lib.figures import Figure, Indicator, Period, Source

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
    rounded = [
        figure("73.6", NOVEMBER, as_printed="73,6%", indicator=share, unit="percent"),
        figure("74", OCTOBER, as_printed="74%", indicator=share, unit="percent"),
    ]
    reading = read(rounded)
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


def test_each_time_alone() -> None:
    """A measure is read for each time alone, the time that is shown first, so that an old conflict is not lost."""
    reading = read([figure(12, NOVEMBER), figure(17, OCTOBER, AUGUST_END), figure(20, NOVEMBER, AUGUST_END)])
    assert [(int(each.shown.value), values(each.conflicting)) for each in reading.by_time] == [(12, []), (20, [17])]


def test_one_reading_for_each_place_measure_and_level() -> None:
    """Figures of another place or level are readings of their own, in the order of the file."""
    rows = [figure(1), figure(2, geography="01"), figure(3, level="all"), figure(4, NOVEMBER)]
    assert [int(each.shown.value) for each in read_all(rows)] == [4, 2, 3]
