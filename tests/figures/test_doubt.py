"""A mark stands only where a doubt could change what a reader concludes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from editing import Package
from hypothesis import assume, given
from hypothesis import strategies as st

from briefing_lib.briefing.briefing import brief
from briefing_lib.briefing.comparison import compare
from briefing_lib.errors import NotComparable
from briefing_lib.figures import Figure, Indicator, Interval, Period, Source, contradicting, mark_doubts, rank, ratio
from briefing_lib.store import Store

SHARE = Indicator(
    name="online_pct", labels={}, definitions={}, unit="percent", theme="", better="neutral", numerator="online", denominator="all"
)
ALL, ONLINE = (
    Indicator(name=name, labels={}, definitions={}, unit="count", theme="", better="neutral", shares=shares)
    for name, shares in (("all", {}), ("online", {"all": SHARE}))
)
CODES = ("translation", "scope", "date", "contradicted", "rounding", "another")
REPORTS = [
    Source(source_id=name, publisher="Gazette", kind="press", known_from=dt.date(2025, 10, 1), date_basis="printed", basis="excerpt")
    for name in ("one", "two")
]
QUARTER, DAY = Period("2025-07-01", "2025-09-30"), Period(as_of="2025-10-01")


def figure(value: object, *doubts: str, measure: Indicator = ALL, **more: object) -> Figure:
    given_by_report = {"geography": "48", "level": "commune", "period": QUARTER, "source": REPORTS[0]} | more
    return Figure(
        value=Decimal(str(value)), unit=measure.unit, indicator=measure, doubts=doubts, figure_id=f"{value}.{more}", **given_by_report
    )


def marks(*figures: Figure) -> list[tuple[str, ...]]:
    return [each.marked for each in mark_doubts(figures)]


values = st.integers(1, 10**7).map(Decimal)
doubts = st.lists(st.sampled_from(CODES), unique=True).map(tuple)


@given(values, values, doubts, doubts)
def test_which_doubts_mark(one: Decimal, other: Decimal, some: tuple[str, ...], others: tuple[str, ...]) -> None:
    """The day never marks, meaning and scope always do; what contradicts marks by its measure, and the same on both sides."""
    given_here = (figure(one, *some), figure(other, *others, source=REPORTS[1]))
    here, there = mark_doubts(given_here)
    assert (here.doubts, there.doubts) == (some, others)
    assert set(here.marked) <= set(some) - {"date"}
    assert {"translation", "scope", "another"} & set(some) <= set(here.marked)
    apart = abs(one - other) * 100 > min(one, other)
    if "contradicted" in some and one != other:
        assert ("contradicted" in here.marked) == apart
    if {"contradicted"} <= set(some) & set(others):
        assert ("contradicted" in here.marked) == ("contradicted" in there.marked)


@given(st.decimals(1, 100, places=1), st.decimals(1, 100, places=1))
def test_percentages_differ_by_points(one: Decimal, other: Decimal) -> None:
    """Percentages are read in points: 98.1% against 98.9% is no other conclusion, 2% against 4% is one."""
    pair = [
        figure(value, "contradicted", measure=SHARE, as_printed=f"{value}", source=source)
        for value, source in zip((one, other), REPORTS, strict=True)
    ]
    if not pair[0].agrees(pair[1]):
        assert marks(*pair) == [("contradicted",) if abs(one - other) > 1 else ()] * 2


@pytest.mark.parametrize(
    ("value", "measure", "marked"),
    [("8718000", ALL, False), ("91", SHARE, False), ("90", SHARE, True), ("4000000", ALL, True), ("50", ALL, True), ("50.1", ALL, False)],
)
def test_rounding_marks_by_what_it_may_hide(value: str, measure: Indicator, marked: bool) -> None:
    """A rounded number marks where half a unit of its last digit is more than a hundredth of it, or than a point."""
    assert marks(figure(value, "rounding", measure=measure)) == [("rounding",) if marked else ()]


def test_what_is_no_value_of_the_measure_marks() -> None:
    """Where a sum or a share contradicts a number, nobody can say by how much: it marks."""
    others = (
        figure(100, geography="01"),
        figure(100, level="province"),
        figure(100, breakdown="channel:online"),
        figure(100, measure=ONLINE),
    )
    assert marks(figure(83, "contradicted"), *others)[0] == ("contradicted",)
    assert contradicting(figure(83, "contradicted"), others) == ()


def test_values_of_other_times() -> None:
    """Another time is a change and contradicts nothing, unless the data mark both: a total that can only grow, a fact that stands."""
    at_once = figure(18589, period=DAY)
    assert contradicting(figure(17496, "contradicted", period=DAY), [at_once]) == (at_once,)
    earlier, later = figure(17496, "contradicted", period=DAY), figure(18589)
    assert contradicting(earlier, [earlier, later]) == ()
    contradicted = figure(18589, "contradicted")
    assert contradicting(earlier, [earlier, contradicted]) == (contradicted,)
    assert contradicting(figure(17496), [contradicted]) == ()


def test_what_is_computed_keeps_marks_and_inferred_periods() -> None:
    """A share of a marked number is marked, and its period is inferred where that of one of its parts is."""
    received, online = mark_doubts([figure(200, period_basis="inferred"), figure(100, "contradicted", "date", measure=ONLINE)])
    share = ratio(online, received)
    assert (share.doubts, share.marked, share.period_basis) == (("contradicted", "date"), ("contradicted",), "inferred")
    assert contradicting(share, [figure(80, "contradicted", measure=SHARE)]) == ()


@pytest.mark.parametrize(
    ("here", "there", "marked"),
    [((100, 90), (50, 40), False), ((100, 90), (80, 95), True), ((100, None), (80, 95), False), ((100, None), (80, 120), True),
     ((100, 70), (80, None), True), ((100, None), (80, None), False)],
)  # fmt: skip
def test_a_rank_is_marked_where_it_could_move(here: tuple[int | None, ...], there: tuple[int | None, ...], marked: bool) -> None:
    """A value that contradicts one of those ranked marks the rank only where it would bring two of them past each other."""
    given = [
        figure(value, *(["contradicted"] if pair[1] else []), geography=place, source=source)
        for place, pair in (("48", here), ("46", there))
        for value, source in zip(pair, REPORTS, strict=True)
        if value
    ]
    shown = [each for each in mark_doubts(given) if each.source == REPORTS[0]]
    ranks = [rank(each, shown) for each in shown]
    assert [each.marked for each in ranks] == [("contradicted",) if marked else ()] * 2
    assert [each.open_to for each in ranks] == [Interval(Decimal(1), Decimal(2))] * 2 or not marked


def test_a_rank_of_what_nobody_weighed_is_marked() -> None:
    """Where only a sum or a share contradicts a number, nobody knows by how much; what is unclear in meaning marks a rank, too."""
    other = figure(5, geography="46")
    for doubt in ("contradicted", "scope"):
        ranked = rank(other, mark_doubts([figure(100, doubt), other]))
        assert ranked.marked == (doubt,)


@given(values, values, values)
def test_comparing_minds_what_another_report_prints(one: Decimal, other: Decimal, beside: Decimal) -> None:
    """`<`, `>` and `float()` answer only where the contradicting value gives the same answer; else they name its report, in one line."""
    assume(one != other)
    (here, _), there = (mark_doubts([figure(one, "contradicted"), figure(other, source=REPORTS[1])]), figure(beside, geography="46"))
    is_below, is_above = one < beside and other < beside, one >= beside and other >= beside
    if is_below or is_above:
        assert ((here < there), (here >= there), (there > here), (there <= here)) == (is_below, is_above, is_below, is_above)
    for compare_them in (lambda: here < there, lambda: here >= there, lambda: there > here, lambda: there <= here):
        if not is_below and not is_above:
            with pytest.raises(
                NotComparable,
                match=rf"may lie on either side of .*; Figure\(all, 48, .*: {other:.10g} count, .*\) of Gazette contradicts it$",
            ):
                compare_them()
    with pytest.raises(NotComparable, match=r"is no single number; .* of Gazette contradicts it; take \.open_to"):
        float(here)


def test_a_share_of_what_is_contradicted_is_no_single_number() -> None:
    """What is computed inherits what its parts are contradicted by; where only a sum contradicts, no report is named."""
    part, _, whole = mark_doubts([
        figure(60, "contradicted", measure=ONLINE), figure(70, measure=ONLINE, source=REPORTS[1]), figure(100),
    ])  # fmt: skip
    with pytest.raises(NotComparable, match=r"is no single number; Figure\(online, .* 70 count, .*of Gazette contradicts it; take"):
        float(ratio(part, whole))
    (alone,) = mark_doubts([figure(60, "contradicted")])
    with pytest.raises(NotComparable, match="; a sum or share of printed values contradicts it; take"):
        float(alone)


def test_ranks_of_residents_per_unit(real_store: Store) -> None:
    """Either count of the inhabitants of Cao Bang leaves it last of 34; by one of them Lang Son falls behind Lai Chau."""
    briefing = brief(real_store, real_store.places["04"], real_store.latest_day)
    places = compare(briefing.standing("residents_per_commune_unit"))
    ranks = {code: places.rank(places.of(code)) for code in ("82", "31", "92", "96", "04", "12")}
    assert {code: (int(each.value), each.marked) for code, each in ranks.items()} == {
        "82": (5, ()), "31": (6, ()), "92": (7, ()), "96": (8, ()), "04": (34, ()), "12": (33, ("contradicted",)),
    }  # fmt: skip


def test_two_counts_of_inhabitants(tmp_path: Path, real_store: Store) -> None:
    """1,622,901 beside 1,623,061 carries no mark, be it called contradicted or not."""
    package = Package(tmp_path, full=True)
    names = ("unit-lists-2025-07.20", "gis-vn-2025.2")
    for name in names:
        package.edit("figures", name, doubt="contradicted", note="the other one")
    for store in (real_store, package.open()):
        assert [store.by_id[name].marked for name in names] == [(), ()]
    assert [each.figure_id for each in package.open().find_contradicting(package.open().by_id[names[0]], store.latest_day)] == [names[1]]


def test_paid_online(real_store: Store) -> None:
    """What the translation calls paid online, and surely was submitted online, is marked; its inferred period is not."""
    figure = real_store.by_id["baochinhphu-2025-10-01-da-nang.p4.3"]
    assert (figure.doubts, figure.marked) == (("translation", "date"), ("translation",))


def test_a_contradiction_is_known_from_its_day(real_store: Store) -> None:
    """What contradicts a number is named only from the day on which it was known."""
    handled = real_store.by_id["vietnamplus-2025-11-surplus-premises.1"]
    later = real_store.find_contradicting(handled, real_store.latest_day)
    assert [f"{each.value}" for each in later] == ["17496", "17496"]
    assert real_store.find_contradicting(handled, dt.date(2025, 11, 30)) == ()
