"""Figures combine only where they may, and what comes out is never surer than what went in."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_lib.errors import NotComparable
from briefing_lib.figures import (
    Figure,
    Indicator,
    Interval,
    Period,
    Source,
    count,
    difference,
    first_day_of,
    last_day_of,
    rank,
    ratio,
    total,
    total_of_places,
)
from briefing_lib.figures.interval import QUALIFIERS, interval_of


def measure(name: str, **more: object) -> Indicator:
    return Indicator(name=name, labels={}, definitions={}, **({"unit": "count", "theme": "dossiers", "better": "neutral"} | more))


SHARE = measure("resolved_pct", unit="percent", numerator="resolved", denominator="received")
RECEIVED = measure("received")
RESOLVED = measure("resolved", shares={"received": SHARE})
STAFF = measure("staff", parts=("where:in", "where:out"))
SCORE = measure("score", unit="score")
UNITS = measure("units", standing=True, parts=("kind:commune", "kind:ward"))

REPORT = Source(
    source_id="report", publisher="", kind="press", title="", url="", published_on="2025-10", known_from=dt.date(2025, 10, 31), date_basis="month",
    language="en", basis="excerpt",
)  # fmt: skip
QUARTER = Period(start="2025-07-01", end="2025-09-30")


def figure(indicator: Indicator, value: object, qualifier: str = "exact", **more: object) -> Figure:
    figure_id = f"{indicator.name}.{value}"
    given_by_report = {"geography": "48", "level": "commune", "period": QUARTER, "source": REPORT, "figure_id": figure_id}
    return Figure(value=Decimal(str(value)), qualifier=qualifier, unit=indicator.unit, indicator=indicator, **(given_by_report | more))


def part(value: object, breakdown: str = "where:in", qualifier: str = "exact", **more: object) -> Figure:
    return figure(STAFF, value, qualifier, **({"breakdown": breakdown} | more))


def wards(value: object, **more: object) -> Figure:
    return figure(UNITS, value, **({"breakdown": "kind:ward", "figure_id": f"wards.{value}"} | more))


def contains(interval: Interval, value: Fraction, slack: Fraction = Fraction(0)) -> bool:
    low, high = interval.low, interval.high
    above = low is None or value > Fraction(low) - slack or (not interval.low_open and value == Fraction(low))
    below = high is None or value < Fraction(high) + slack or (not interval.high_open and value == Fraction(high))
    return above and below


values = st.one_of(st.integers(1, 10**7).map(Decimal), st.decimals(Decimal("0.01"), 10**5, places=2))
printed = st.tuples(values, st.sampled_from(QUALIFIERS))


@st.composite
def printed_with_truth(draw: st.DrawFn) -> tuple[Decimal, str, Fraction]:
    """What is printed, and a value above nought that may be the true one."""
    value, qualifier = draw(printed)
    interval = interval_of(value, qualifier)
    low = max(Fraction(interval.low or 0), Fraction(0))
    high = Fraction(interval.high) if interval.high is not None else low + 10**6
    share = Fraction(draw(st.integers(0, 100)), 100)
    truth = low + (high - low) * share
    inside = truth if contains(interval, truth) and truth > 0 else (low + high) / 2
    return value, qualifier, inside


def keeps_its_word(derived: Figure, truth: Fraction, slack: Fraction = Fraction(0)) -> bool:
    """Whether the hedge that a derived figure shows is true of this value."""
    shown = Fraction(derived.value)
    return {
        "exact": abs(truth - shown) <= slack,
        "approx": True,
        "nearly": truth <= shown + slack,
        "more_than": truth > shown - slack,
        "at_least": truth >= shown - slack,
        "less_than": truth < shown + slack,
        "at_most": truth <= shown + slack,
    }[derived.qualifier]


def combine(operation: Callable[..., Figure], *figures: Figure) -> Figure | None:
    """The result, or None where the hedges leave no bound on either side, the one reason to refuse that is in order here."""
    try:
        return operation(*figures)
    except NotComparable as problem:
        if str(problem) != "the hedges of these figures leave no bound on either side":
            raise
        return None


@given(printed_with_truth(), printed_with_truth())
def test_sum_holds_the_truth(one: tuple[Decimal, str, Fraction], other: tuple[Decimal, str, Fraction]) -> None:
    """Whatever the parts truly are, their sum lies in the interval of the total, and its hedge is true of it."""
    parts = (part(one[0], "where:in", one[1]), part(other[0], "where:out", other[1]))
    truth = one[2] + other[2]
    assert contains(parts[0].interval.plus(parts[1].interval), truth)
    result = combine(operator.add, *parts)
    assert result is None or (contains(result.interval, truth) and keeps_its_word(result, truth))


@given(printed_with_truth(), printed_with_truth())
def test_difference_holds_the_truth(one: tuple[Decimal, str, Fraction], other: tuple[Decimal, str, Fraction]) -> None:
    """Whatever whole and part truly are, what is left lies in the interval of the difference, and its hedge is true of it."""
    truth = one[2] - other[2]
    result = combine(difference, figure(STAFF, one[0], one[1]), part(other[0], "where:in", other[1]))
    assert result is None or (contains(result.interval, truth) and keeps_its_word(result, truth))


@given(printed_with_truth(), printed_with_truth())
def test_ratio_holds_the_truth(one: tuple[Decimal, str, Fraction], other: tuple[Decimal, str, Fraction]) -> None:
    """Whatever the two measures truly are, their quotient lies in the interval of the ratio, and its hedge is true of it."""
    truth = one[2] / other[2]
    slack = truth / 10**20
    result = combine(ratio, figure(RESOLVED, one[0], one[1]), figure(RECEIVED, other[0], other[1]))
    assert result is None or (contains(result.interval, truth, slack) and keeps_its_word(result, truth, slack))


@given(printed_with_truth(), st.lists(printed_with_truth(), min_size=1, max_size=4))
def test_rank_holds_the_truth(one: tuple[Decimal, str, Fraction], among: list[tuple[Decimal, str, Fraction]]) -> None:
    """Where a rank is given at all, it is the true one, whatever the ranked values truly are."""
    here = figure(RECEIVED, one[0], one[1], geography="01")
    others = [figure(RECEIVED, value, hedge, geography=str(place)) for place, (value, hedge, _) in enumerate(among, 10)]
    try:
        result = rank(here, others)
    except NotComparable:
        return
    assert result.value == 1 + sum(truth > one[2] for _, _, truth in among)


@given(printed, st.integers(1, 5))
def test_interval_is_free_of_formatting(both: tuple[Decimal, str], zeros: int) -> None:
    """How many noughts are typed after the decimal mark does not change what a number says."""
    value, qualifier = both
    assert interval_of(Decimal(f"{value:.{zeros + 2}f}"), qualifier) == interval_of(value, qualifier)


@given(printed, printed)
def test_meeting_is_mutual(one: tuple[Decimal, str], other: tuple[Decimal, str]) -> None:
    """Two printed numbers can both hold, or not, whichever is asked first."""
    assert interval_of(*one).meets(interval_of(*other)) == interval_of(*other).meets(interval_of(*one))


@pytest.mark.parametrize(
    ("qualifier", "expected"),
    [
        ("exact", Interval(Decimal(3100), Decimal(3100))),
        ("approx", Interval(Decimal(3050), Decimal(3150))),
        ("nearly", Interval(Decimal(3000), Decimal(3100), True, True)),
        ("more_than", Interval(Decimal(3100), None, True)),
        ("at_least", Interval(Decimal(3100), None)),
        ("less_than", Interval(None, Decimal(3100), False, True)),
        ("at_most", Interval(None, Decimal(3100))),
    ],
)
def test_each_qualifier_is_an_interval(qualifier: str, expected: Interval) -> None:
    """Each hedge stands for its own values, with open or closed ends."""
    assert interval_of(Decimal(3100), qualifier) == expected


def test_unknown_qualifier() -> None:
    """A hedge that has no meaning is refused."""
    with pytest.raises(ValueError, match="no such qualifier: roughly"):
        interval_of(Decimal(1), "roughly")


def test_nought_of_a_bound_stays_nought() -> None:
    """None of less than ten is a share of nought, not of more than nought."""
    assert interval_of(Decimal(0), "exact").over(interval_of(Decimal(10), "less_than")) == Interval(Decimal(0), None)
    assert interval_of(Decimal(0), "exact").over(interval_of(Decimal(10), "more_than")) == Interval(None, Decimal(0))


def test_counts_are_not_negative() -> None:
    """About nought may be half a unit more, but as a share never less than nought."""
    assert interval_of(Decimal(0), "approx").over(interval_of(Decimal(10), "exact")) == Interval(Decimal(0), Decimal("0.05"))


def test_ratio_of_da_nang() -> None:
    """A declared share of two exact counts is an exact fraction that names its formula and inputs."""
    resolved, received = figure(RESOLVED, 173056), figure(RECEIVED, 182661)
    share = resolved / received
    assert f"{share.value:.4f} {share.unit} {share.qualifier}" == "0.9474 share exact"
    assert (share.indicator, share.reference) == (SHARE, "ratio(resolved.173056,received.182661)")
    assert share.reported == (resolved, received)
    assert repr(share) == "Figure(resolved_pct, 48, commune: 0.9474162520 share, ratio of 2)"


def test_more_than_stays_a_bound() -> None:
    """Of a base that is a lower bound, a share becomes an upper bound."""
    share = ratio(figure(RESOLVED, 50), figure(RECEIVED, 100, "more_than"))
    assert (share.qualifier, share.value) == ("less_than", Decimal("0.5"))


def test_ratio_without_bounds() -> None:
    """More than one number out of more than another says nothing, and is refused."""
    with pytest.raises(NotComparable, match="the hedges of these figures leave no bound on either side"):
        ratio(figure(RESOLVED, 50, "more_than"), figure(RECEIVED, 100, "more_than"))


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (figure(STAFF, 100), "no share of resolved in staff is declared"),
        (figure(RECEIVED, 100, breakdown="channel:online"), "breakdown differs (channel:online, the whole)"),
        (figure(RECEIVED, 100, geography="01"), "geography differs (01, 48)"),
        (figure(RECEIVED, 100, level="province"), "level differs (commune, province)"),
        (figure(RECEIVED, 100, period=Period(as_of="2025-09")), "period differs"),
        (figure(RECEIVED, 0), "a share needs a base above zero"),
    ],
)
def test_ratio_of_unlike_figures(other: Figure, message: str) -> None:
    """A share that is not declared, or of another place, level or period, or of nothing, is refused with the difference."""
    with pytest.raises(NotComparable) as problem:
        figure(RESOLVED, 50) / other
    assert message in str(problem.value)


@pytest.mark.parametrize("breakdown", ["where:in", "age:young"])
def test_part_in_its_whole(breakdown: str) -> None:
    """A part of one measure is a share of it, whatever it is broken down by, and keeps the name of the part."""
    share = part(25, breakdown) / figure(STAFF, 100)
    assert (share.value, share.unit, share.measure) == (Decimal("0.25"), "share", f"staff/{breakdown}")
    assert (share.reference, share.qualifier) == ("ratio(staff.25,staff.100)", "exact")
    assert (part(25, qualifier="more_than") / figure(STAFF, 100)).qualifier == "more_than"


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        (figure(STAFF, 25), part(25), "no share of staff in staff/where:in is declared"),
        (part(25), part(50, "where:out"), "no share of staff/where:in in staff/where:out is declared"),
        (figure(STAFF, 25), figure(STAFF, 100), "no share of staff in staff is declared"),
        (part(25, geography="01"), figure(STAFF, 100), "geography differs (01, 48)"),
        (part(25, level="province"), figure(STAFF, 100), "level differs (commune, province)"),
        (part(25, period=Period(as_of="2025-09")), figure(STAFF, 100), "period differs"),
        (part(25), figure(STAFF, 0), "a share needs a base above zero"),
        (figure(SCORE, 3, breakdown="of:some"), figure(SCORE, 9), "no share of score/of:some in score is declared"),
    ],
)
def test_part_that_is_no_share(one: Figure, other: Figure, message: str) -> None:
    """A whole is no share of its part, nor a part of another part, and a part of a score is none of the score."""
    with pytest.raises(NotComparable) as problem:
        one / other
    assert message in str(problem.value)


def test_wards_among_the_units_of_a_place() -> None:
    """Units of a place are the same whatever level a report counts them at."""
    assert (wards(23, level="all") / figure(UNITS, 94)).value == Decimal(23) / 94


@pytest.mark.parametrize(
    "number",
    [figure(RESOLVED, 40, breakdown="by:post") / figure(RESOLVED, 50), rank(figure(RESOLVED, 5), [figure(RESOLVED, 9, geography="01")])],
)
def test_share_or_rank_is_no_count(number: Figure) -> None:
    """What is no count any more is not divided as one."""
    base = figure(RECEIVED, 100, breakdown=number.breakdown)
    with pytest.raises(NotComparable, match=f"is no number of {number.measure}, but a {number.unit}"):
        number / base


def test_ratio_without_printed_period() -> None:
    """Two reports that print no period are not taken to speak of the same one."""
    elsewhere = replace(REPORT, source_id="other")
    with pytest.raises(NotComparable, match="no period is printed and the reports differ"):
        figure(RESOLVED, 50, period=Period()) / figure(RECEIVED, 100, period=Period(), source=elsewhere)


def test_total_of_all_parts() -> None:
    """All parts once, in whatever order, add up to the whole, which has no part to its name."""
    result = total([part(10, "where:out"), part(26, "where:in")])
    assert (result.measure, result.value, result.breakdown) == ("staff", 36, "")


@pytest.mark.parametrize(
    "parts",
    [("where:in",), ("where:in", "where:in"), ("where:in", "where:out", "where:out"), ("where:in", "where:out", ""), ("", ""),
     ("where:in", "age:young"), ()],
)  # fmt: skip
def test_total_needs_each_part_once(parts: tuple[str, ...]) -> None:
    """A sum with a part missing, doubled or of another dimension, or with the whole among its parts, is refused."""
    with pytest.raises(NotComparable, match="a sum needs each part once"):
        total([part(10, each) for each in parts])


def test_total_of_a_measure_without_parts() -> None:
    """Two measures of which none is declared a part of the other do not add up."""
    with pytest.raises(NotComparable, match=r"found the whole, the whole; wanted parts that indicators\.csv declares complete"):
        total([figure(RECEIVED, 10), figure(RESOLVED, 10)])


def test_total_of_parts_of_two_measures() -> None:
    """Parts of the same names, but of two measures, do not add up."""
    other = measure("posts", parts=STAFF.parts)
    with pytest.raises(NotComparable, match=r"indicator differs \(posts, staff\)"):
        total([part(10, "where:in"), figure(other, 10, breakdown="where:out")])


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"geography": "01"}, "geography differs"),
        ({"level": "all"}, "level differs"),
        ({"period": Period(as_of="2025-09")}, "period differs"),
    ],
)
def test_total_of_unlike_parts(other: dict[str, object], message: str) -> None:
    """Parts of different places, levels or periods do not add up."""
    with pytest.raises(NotComparable, match=message):
        total([part(26, "where:in"), part(10, "where:out", **other)])


def test_total_carries_doubts() -> None:
    """A sum is as doubtful as its parts."""
    result = part(26, "where:in", doubts=("scope",)) + part(10, "where:out", doubts=("date", "scope"))
    assert (result.indicator.name, result.value, result.doubts) == ("staff", 36, ("date", "scope"))


def test_total_of_places() -> None:
    """Counts of each place add up to the nation's, of whatever day while they are standing ones."""
    counts = [wards(33, geography="75", period=Period(as_of="2026-04-30")), wards(45, geography="24")]
    result = total_of_places(counts, ["24", "75"], "VN")
    assert (result.value, result.geography, result.reference) == (78, "VN", "sum(wards.33,wards.45)")
    assert result.measure == "units/kind:ward"


def test_level_of_a_standing_measure() -> None:
    """What describes the place itself is combined whatever level counted it; what is work is not."""
    areas = [wards(value, geography=code, level=level) for value, code, level in ((33, "75", "commune"), (45, "24", "all"))]
    assert (rank(areas[0], areas).value, total_of_places(areas, ["24", "75"], "VN").value) == (2, 78)
    with pytest.raises(NotComparable, match="level differs"):
        rank(figure(RECEIVED, 1), [figure(RECEIVED, 2, geography="01", level="all")])


@pytest.mark.parametrize(
    ("places", "message"),
    [
        (["24", "75", "01"], "a sum over places needs each once: ['01'] missing, extra or doubled"),
        (["24"], "a sum over places needs each once: ['75'] missing, extra or doubled"),
        (["24", "75"], "period differs"),
    ],
)
def test_total_of_unlike_places(places: list[str], message: str) -> None:
    """A place too few or too many, or flows of different periods, do not add up."""
    flows = [
        figure(RECEIVED, 33, geography="75", period=Period(start="2025-07-01", end="2025-07-31")),
        figure(RECEIVED, 45, geography="24"),
    ]
    with pytest.raises(NotComparable) as problem:
        total_of_places(flows, places, "VN")
    assert message in str(problem.value)


def test_total_of_places_by_part() -> None:
    """The wards of one place and the communes of another do not add up."""
    with pytest.raises(NotComparable, match=r"breakdown differs \(kind:commune, kind:ward\)"):
        total_of_places([wards(33, geography="75"), wards(45, geography="24", breakdown="kind:commune")], ["24", "75"], "VN")


def test_share_of_a_part() -> None:
    """A declared share of one part is one of that part: resolved online of received online."""
    share = figure(RESOLVED, 50, breakdown="channel:online") / figure(RECEIVED, 100, breakdown="channel:online")
    assert (share.measure, share.value) == ("resolved_pct/channel:online", Decimal("0.5"))


def test_repr_names_the_part() -> None:
    """What a figure prints of itself names the part that it counts."""
    assert repr(part(26)) == "Figure(staff/where:in, 48, commune: 26 count, staff.26)"
    assert repr(part(26, place="Da Nang")) == "Figure(staff/where:in, Da Nang, commune: 26 count, staff.26)"


def test_total_of_no_places() -> None:
    """A sum over nothing is refused."""
    with pytest.raises(NotComparable, match="a sum over places needs each once"):
        total_of_places([], [], "VN")


def test_difference_of_two_days() -> None:
    """One measure on two days has a change between them."""
    later, earlier = figure(RECEIVED, 100, period=Period(as_of="2025-09-30")), figure(RECEIVED, 60, period=Period(as_of="2025-08-31"))
    assert (later - earlier).value == 40


def test_difference_of_whole_and_part() -> None:
    """A whole less one of its parts is what is left of it: of a breakdown, or of a declared share."""
    assert (figure(STAFF, 36) - part(26)).reference == "difference(staff.36,staff.26)"
    left = figure(RECEIVED, 100) - figure(RESOLVED, 60)
    assert (left.measure, left.value) == ("received", 40)


def test_difference_of_a_part_on_two_days() -> None:
    """A part has a change between two days as the whole has, and keeps its name."""
    change = wards(45, period=Period(as_of="2025-09-30")) - wards(33, period=Period(as_of="2025-08-31"))
    assert (change.measure, change.value) == ("units/kind:ward", 12)


@pytest.mark.parametrize(
    ("minuend", "subtrahend", "message"),
    [
        (part(26), figure(STAFF, 36), "staff is not declared as a part of staff/where:in"),
        (part(26), part(10, "where:out"), "staff/where:out is not declared as a part of staff/where:in"),
        (figure(UNITS, 94), part(26), "staff/where:in is not declared as a part of units"),
        (figure(RECEIVED, 100), figure(RECEIVED, 60), "received: two values for one period are a conflict, not a change"),
        (figure(RECEIVED, 100), figure(RECEIVED, 60, period=Period(start="2025-08-01", end="2025-08-31")),
         "received: flows over different periods have no change between them"),
        (figure(RECEIVED, 100), figure(STAFF, 60), "staff is not declared as a part of received"),
        (figure(RECEIVED, 100), figure(RESOLVED, 60, geography="01"), "geography differs (01, 48)"),
        (figure(RECEIVED, 100), figure(RESOLVED, 60, period=Period(as_of="2025-09")), "period differs"),
    ],
)  # fmt: skip
def test_difference_of_unlike_figures(minuend: Figure, subtrahend: Figure, message: str) -> None:
    """What is neither a part nor the same measure on another day is not subtracted."""
    with pytest.raises(NotComparable) as problem:
        minuend - subtrahend
    assert message in str(problem.value)


def test_rank_counts_the_higher() -> None:
    """The rank is one more than the places above; equal places share theirs."""
    places = [figure(RECEIVED, value, geography=code) for code, value in (("01", 90), ("04", 70), ("08", 70), ("11", 50))]
    assert [rank(each, places).value for each in places] == [1, 2, 2, 4]


@pytest.mark.parametrize(
    ("others", "message"),
    [
        ([figure(RECEIVED, 90, geography="01", period=Period(as_of="2025-09"))], "period differs"),
        ([figure(RECEIVED, 90, geography="01", breakdown="channel:online")], "breakdown differs (channel:online, the whole)"),
        ([figure(RECEIVED, 90, geography="01", level="department")], "level differs (commune, department)"),
        ([figure(RECEIVED, 90, geography="01"), figure(RECEIVED, 91, geography="01")], "a place stands twice, so there is no rank"),
        ([figure(RECEIVED, 70, "more_than", geography="01")], "may lie on either side of"),
    ],
)
def test_rank_among_unlike_figures(others: list[Figure], message: str) -> None:
    """Without one measure, level, period and sure order there is no rank."""
    with pytest.raises(NotComparable) as problem:
        rank(figure(RECEIVED, 80), others)
    assert message in str(problem.value)


def test_rank_below_the_same_number() -> None:
    """Nearly 90 is below 90, though the same number is printed."""
    assert rank(figure(RECEIVED, 90, "nearly"), [figure(RECEIVED, 90, geography="01")]).value == 2


def test_rank_among_equal_hedges() -> None:
    """Two that are both "about 90" have no order between them."""
    with pytest.raises(NotComparable, match="may lie on either side of"):
        rank(figure(RECEIVED, 90, "approx"), [figure(RECEIVED, 90, "approx", geography="01")])


def test_count_names_its_rows() -> None:
    """A count of rows leads back to each of them."""
    result = count(["findings:a", "findings:b"], geography="48")
    assert (result.value, result.reference) == (2, "count(findings:a,findings:b)")


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (Period(start="2025-07-01", end="2025-09-30"), "2025-09-30"),
        (Period(as_of="2025-09"), "2025-09-30"),
        (Period(), "2025-10-31"),
    ],
)
def test_day_of_a_figure(period: Period, expected: str) -> None:
    """A figure speaks of the last day of its period, and where none is printed, of the day of its report."""
    assert str(figure(RECEIVED, 1, period=period).day) == expected


def test_day_of_a_report_known_later() -> None:
    """A report speaks of the day that is printed on it, not of the day on which it became known."""
    later = replace(REPORT, published_on="2025-10-01", known_from=dt.date(2025, 10, 3))
    assert figure(RECEIVED, 1, period=Period(), source=later).day == dt.date(2025, 10, 1)


def test_day_of_an_undated_report() -> None:
    """A report that prints no day is taken by the day from which it is known."""
    undated = replace(REPORT, published_on="", known_from=dt.date(2025, 11, 30))
    assert figure(RECEIVED, 1, period=Period(), source=undated).day == dt.date(2025, 11, 30)


@pytest.mark.parametrize(("month", "expected"), [("2025-02", "2025-02-28"), ("2024-02", "2024-02-29"), ("2025-12", "2025-12-31")])
def test_last_day_of_a_month(month: str, expected: str) -> None:
    """A month begins on its first day and ends on its last, in leap years and in December too."""
    assert (str(last_day_of(month)), str(first_day_of(month))) == (expected, f"{month}-01")


@pytest.mark.parametrize("combine", [lambda figure: figure - 3, lambda figure: figure / 0, lambda figure: figure + "1"])
def test_a_number_without_a_source_is_refused(combine: Callable[[Figure], Figure]) -> None:
    """A figure is combined with figures only."""
    with pytest.raises(NotComparable, match=r"a figure is combined with figures only: found .*, which has no source"):
        combine(figure(RECEIVED, 1))
