"""Rates make flows over different periods, and places of different size, stand side by side; each number that goes in is traced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_lib.errors import NotComparable
from briefing_lib.figures import Figure, Indicator, Interval, Period, per_day, per_thousand

RECEIVED = Indicator(name="received", labels={}, definitions={}, unit="count", theme="", better="neutral")
SCORE = replace(RECEIVED, name="score", unit="score")
PEOPLE = replace(RECEIVED, name="people", unit="persons", standing=True, counts_residents=True)
QUARTER, WEEK = Period("2025-07-01", "2025-09-30"), Period("2025-07-01", "2025-07-07")


def figure(indicator: Indicator, value: int, **more: object) -> Figure:
    given_by_report = {"geography": "48", "level": "commune", "period": QUARTER, "figure_id": f"{indicator.name}.{value}"}
    return Figure(value=Decimal(value), unit=indicator.unit, indicator=indicator, **(given_by_report | more))


def residents(value: int = 4000, **more: object) -> Figure:
    return figure(PEOPLE, value, **({"level": "all", "period": Period(as_of="2025-07-01")} | more))


def test_a_flow_by_the_day() -> None:
    """The first and the last day count, a month is all of its days, and the rate says what it was computed from."""
    made = figure(RECEIVED, 184).per_day()
    assert (made.value, made.unit, made.reference) == (2, "per_day", "per_day(received.184)")
    assert (made.period, made.geography, made.measure) == (QUARTER, "48", "received")
    assert figure(RECEIVED, 62, period=Period("2025-07", "2025-08")).per_day().value == 1


def test_a_count_by_the_thousand_residents() -> None:
    """The residents may be of another day and level, as they stand; of a flow by the day the rate is of both."""
    made = figure(RECEIVED, 184).per_thousand(residents())
    assert (made.value, made.unit, made.references) == (46, "per_thousand", ("received.184", "people.4000"))
    both = figure(RECEIVED, 184).per_day().per_thousand(residents())
    assert (both.value, both.unit, both.reference) == (
        Decimal("0.5"),
        "per_thousand_per_day",
        "per_thousand(per_day(received.184),people.4000)",
    )
    assert both.period == QUARTER


def test_hedges_and_doubts_stay() -> None:
    """More than stays more than, a doubt of either stays, an inferred period stays inferred, and what is disputed is so by the same rate."""
    flow = figure(RECEIVED, 920, qualifier="more_than", doubts=("scope",), marked=("scope",), period_basis="inferred")
    people = residents(2000, doubts=("contradicted",), marked=("contradicted",), disputed=Interval(Decimal(1000), Decimal(2000)))
    made = flow.per_day().per_thousand(people)
    assert (made.qualifier, made.value, made.period_basis) == ("more_than", 5, "inferred")
    assert (made.doubts, made.marked) == (("contradicted", "scope"), ("contradicted", "scope"))
    exact = figure(RECEIVED, 920).per_day().per_thousand(people)
    assert exact.disputed == Interval(Decimal(5), Decimal(10))


@pytest.mark.parametrize(
    ("rate", "message"),
    [
        (lambda: per_day(figure(SCORE, 3)), "is no count that adds up day by day"),
        (lambda: per_day(figure(RECEIVED, 3, period=Period(as_of="2025-07-01"))), "has no period with a first and a last day"),
        (lambda: per_day(figure(RECEIVED, 3, period=Period(start="2025-07-01"))), "has no period with a first and a last day"),
        (lambda: per_day(per_day(figure(RECEIVED, 3))), "is no count that adds up day by day"),
        (lambda: per_thousand(figure(RECEIVED, 3), figure(RECEIVED, 4)), "is no number of residents"),
        (lambda: per_thousand(figure(SCORE, 3), residents()), "is no count of something that residents have"),
        (lambda: per_thousand(residents(), residents()), "is no count of something that residents have"),
        (lambda: per_thousand(figure(RECEIVED, 3), residents(geography="01")), "geography differs (01, 48)"),
        (lambda: per_thousand(figure(RECEIVED, 3), residents(0)), "a rate needs residents"),
        (lambda: per_day(figure(RECEIVED, 3).per_thousand(residents())), "is no count that adds up day by day"),
    ],
)  # fmt: skip
def test_what_has_no_rate(rate: object, message: str) -> None:
    """What is no count, has no days, or is of another place has no rate; the day comes before the residents, so a rate has one name."""
    with pytest.raises(NotComparable) as problem:
        rate()  # type: ignore[operator]
    assert message in str(problem.value)


def test_values_are_compared_as_their_hedges_allow() -> None:
    """Of one time or of one place, the larger value is told; equal ones are neither above nor below."""
    fifty, ninety = figure(RECEIVED, 50), figure(RECEIVED, 90, geography="01")
    assert (fifty < ninety, fifty <= ninety, fifty > ninety, fifty >= ninety) == (True, True, False, False)
    again = figure(RECEIVED, 50, geography="01")
    assert (fifty < again, fifty <= again, fifty > again, fifty >= again) == (False, True, False, True)
    assert figure(RECEIVED, 90, qualifier="more_than") > fifty
    assert max(fifty, ninety) is ninety
    later = figure(RECEIVED, 70, period=Period(as_of="2025-09-30"))
    assert later > figure(RECEIVED, 60, period=Period(as_of="2025-08-31"))


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        (figure(RECEIVED, 50), figure(RECEIVED, 40, qualifier="more_than"), "may lie on either side of"),
        (figure(RECEIVED, 50), figure(RECEIVED, 90, period=WEEK), "are of different periods; compare per_day() of each"),
        (
            figure(RECEIVED, 50).per_thousand(residents()), figure(RECEIVED, 90, period=WEEK).per_thousand(residents()),
            "are of different periods; take per_day() before per_thousand()",
        ),
        (figure(RECEIVED, 50), figure(RECEIVED, 90, level="all"), "level differs (all, commune)"),
        (figure(RECEIVED, 50), figure(SCORE, 90), "unit differs (count, score)"),
        (figure(RECEIVED, 50), figure(replace(RECEIVED, name="resolved"), 40, geography="01"), "geography differs (01, 48)"),
        (figure(RECEIVED, 5, period=Period(as_of="2025-07")), figure(RECEIVED, 6, period=Period(as_of="2025-08"), geography="01"), "period differs"),
        (figure(RECEIVED, 50), 40, "a figure is compared with figures only: found 40; hold float(figure) against it"),
    ],
)  # fmt: skip
def test_what_is_not_compared(one: Figure, other: object, message: str) -> None:
    """A hedge that leaves it open, another level, unit or time, or a number without a source is refused in one line."""
    for compare in (lambda: one < other, lambda: one >= other):
        with pytest.raises(NotComparable) as problem:
            compare()
        assert message in str(problem.value)
        assert "\n" not in str(problem.value)


def test_no_advice_that_can_not_be_followed() -> None:
    """What adds up by no day is not said to be compared by the day."""
    with pytest.raises(NotComparable, match=r"are of different periods$"):
        _ = figure(SCORE, 50) < figure(SCORE, 90, period=WEEK)


def test_rates_of_different_periods_are_compared() -> None:
    """By the day, a week and a quarter stand side by side."""
    assert figure(RECEIVED, 920).per_day() < figure(RECEIVED, 140, period=WEEK, geography="01").per_day()


def test_a_single_number() -> None:
    """An exact figure is its number; a hedged one is none, and the way out is named."""
    assert float(figure(RECEIVED, 50)) == 50.0
    assert float(figure(RECEIVED, 184).per_day()) == 2.0
    assert (int(figure(RECEIVED, 50)), f"{figure(RECEIVED, 182661):,.0f}", f"{figure(RECEIVED, 50)}"[:16]) == (
        50,
        "182,661",
        "Figure(received,",
    )
    with pytest.raises(NotComparable, match=r"is no single number; take \.open_to for what it may be, or \.value for the number alone$"):
        float(figure(RECEIVED, 50, qualifier="approx"))
    for taken in (int, "{:,.0f}".format):
        with pytest.raises(NotComparable, match="is no single number"):
            taken(figure(RECEIVED, 50, qualifier="approx"))


@pytest.mark.parametrize(
    "combine",
    [
        lambda each: each * 2,
        lambda each: 2 * each,
        lambda each: 1 + each,
        lambda each: 1 - each,
        lambda each: 1 / each,
        lambda each: sum([each, each]),
    ],
)
def test_a_number_without_a_source_goes_into_no_figure(combine: Callable[[Figure], object]) -> None:
    """From either side, it is refused in one line."""
    with pytest.raises(NotComparable, match=r"^a figure is combined with figures only: found [012], which has no source; float"):
        combine(figure(RECEIVED, 50))
    with pytest.raises(NotComparable, match=r"^nothing declares what .* times "):
        figure(RECEIVED, 50) * figure(RECEIVED, 50)


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.sampled_from(["exact", "approx", "nearly", "more_than", "at_most"]))
def test_a_rate_is_never_surer_than_what_went_in(count: int, people: int, qualifier: str) -> None:
    """Whatever the count may be, its rate lies in the interval of the rate."""
    made = figure(RECEIVED, count, qualifier=qualifier).per_day().per_thousand(residents(people))
    whole = figure(RECEIVED, count, qualifier=qualifier).interval
    for end in (whole.low, whole.high):
        if end is not None and end >= 0:
            value = end / 92 / people * 1000
            low, high = made.interval.low, made.interval.high
            assert low is None or value >= low * Decimal("0.999999")
            assert high is None or value <= high * Decimal("1.000001")
