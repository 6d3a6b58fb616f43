"""A reference in mark-up leads back to the very figure that was shown."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from editing import Package
from hypothesis import given
from hypothesis import strategies as st

from briefing_lib.briefing import Briefing
from briefing_lib.errors import NotComparable, Untraceable
from briefing_lib.figures import Figure, count, difference, rank, ratio, total, total_of_places
from briefing_lib.store import Store, parse_placeholder, parse_reference, resolve


def derived(store: Store) -> dict[str, Figure]:
    """One figure of each formula, and one over a formula."""
    by_id = store.by_id
    units = total([by_id["da-nang.communes"], by_id["da-nang.wards"], by_id["da-nang.special-zones"]])
    return {
        "ratio(da-nang.resolved,da-nang.received)": ratio(by_id["da-nang.resolved"], by_id["da-nang.received"]),
        "sum(da-nang.communes,da-nang.wards,da-nang.special-zones)": units,
        "ratio(da-nang.population,sum(da-nang.communes,da-nang.wards,da-nang.special-zones))": ratio(by_id["da-nang.population"], units),
        "difference(da-nang.vacancies.later,da-nang.vacancies)": difference(by_id["da-nang.vacancies.later"], by_id["da-nang.vacancies"]),
        "rank(da-nang.received,hanoi.received,can-tho.received)": rank(
            by_id["da-nang.received"], [by_id["hanoi.received"], by_id["da-nang.received"], by_id["can-tho.received"]]
        ),
        "count(findings:works,figures:da-nang.received,sources:paper,places:48,codes:level|commune)": count(
            ["findings:works", "figures:da-nang.received", "sources:paper", "places:48", "codes:level|commune"]
        ),
        "count()": count([]),
    }


@pytest.mark.parametrize(
    ("placeholder", "kind", "reference"),
    [
        ("da-nang.received", "number", "da-nang.received"),
        ("ratio(da-nang.resolved,da-nang.received)", "number", "ratio(da-nang.resolved,da-nang.received)"),
        ("when(da-nang.received)", "when", "da-nang.received"),
        ("due(passed)", "due", "commitments:passed"),
        ("by(passed)", "by", "commitments:passed"),
        ("by(undated)", "by", "commitments:undated"),
        ("by(works)", "by", "findings:works"),
        ("by(da-nang.received)", "by", "da-nang.received"),
    ],
)
def test_placeholder(small_store: Store, placeholder: str, kind: str, reference: str) -> None:
    """A placeholder stands for a number, a day, a deadline or a speaker, each of the record that it names."""
    found, named = parse_placeholder(small_store, placeholder)
    assert (found, named.reference) == (kind, reference)


@pytest.mark.parametrize(
    ("placeholder", "why"),
    [
        ("", "no reference: ''"),
        ("nothing", "figures.csv has no figure nothing"),
        ("when", "figures.csv has no figure when"),
        ("when()", "figures.csv has no figure "),
        ("when(passed)", "figures.csv has no figure passed"),
        ("when(ratio(da-nang.resolved,da-nang.received))", "no such formula: when of 1 figures"),
        ("when(da-nang.received", "no reference: 'when(da-nang.received'"),
        ("when(da-nang.received))", "no such formula: when of 1 figures"),
        ("due(da-nang.received)", "no commitment is called 'da-nang.received'"),
        ("due(undated)", "'undated' has no deadline"),
        ("due(works)", "'works' has no deadline"),
        ("by(nobody)", "no figure, commitment or finding is called 'nobody'"),
        ("by()", "no figure, commitment or finding is called ''"),
        ("by(passed,works)", "figures.csv has no figure passed"),
        ("said(passed)", "figures.csv has no figure passed"),
        ("ratio(da-nang.received)", "no such formula: ratio of 1 figures"),
    ],
)
def test_placeholder_of_nothing(small_store: Store, placeholder: str, why: str) -> None:
    """What names no record, or one without the day that is asked for, is refused with the name."""
    with pytest.raises(Untraceable) as problem:
        parse_placeholder(small_store, placeholder)
    assert str(problem.value) == why


def test_reference_of_a_reported_figure(small_store: Store) -> None:
    """A reported figure is found by its id."""
    assert parse_reference(small_store, "da-nang.received") is small_store.by_id["da-nang.received"]


def test_every_formula_comes_back(small_store: Store) -> None:
    """A derived figure is computed again from its reference, to the same value, hedge and reference."""
    for reference, figure in derived(small_store).items():
        again = parse_reference(small_store, reference)
        told = (again.reference, again.value, again.unit, again.qualifier, again.doubts)
        assert told == (reference, figure.value, figure.unit, figure.qualifier, figure.doubts)


def test_value_of_a_nested_formula(small_store: Store) -> None:
    """A formula over a formula gives the number that a reader can check by hand."""
    found = parse_reference(small_store, "ratio(da-nang.population,sum(da-nang.communes,da-nang.wards,da-nang.special-zones))")
    assert found.value == Decimal(1000)


def test_sum_over_all_places(tmp_path: Path) -> None:
    """A sum over every present place leads back to the whole's figure, and one with a place missing to none."""
    package = Package(tmp_path)
    package.add_measure("units", standing="true")
    codes = [place.code for place in package.open().places]
    for code in codes:
        package.add_figure("units", "2", figure_id=f"units.{code}", geography=code)
    store = package.open()
    made = total_of_places(store.figures, codes, "VN")
    again = parse_reference(store, made.reference)
    assert (again.value, again.geography, again.reference) == (2 * 34, "VN", made.reference)
    with pytest.raises(NotComparable, match="a sum over places needs each once: \\['48'\\] missing"):
        parse_reference(store, made.reference.replace("units.48,", ""))


def test_mark_up_comes_back(small_store: Store) -> None:
    """The attributes of a number name the same figure as its reference."""
    for figure in derived(small_store).values():
        attributes = {"formula": figure.formula, "figures": " ".join(figure.references)}
        assert resolve(small_store, **attributes).value == figure.value
    assert resolve(small_store, figure="da-nang.wards").value == 23


def test_numbers_of_a_briefing_come_back(da_nang: Briefing) -> None:
    """A change of a measure that the page finds by itself is found again by its reference."""
    series = da_nang.find("vacancies").series
    change = difference(series[-1], series[-2])
    assert parse_reference(da_nang.store, change.reference) == change


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("", "no reference: ''"),
        ("nobody.1", "figures.csv has no figure nobody.1"),
        ("sum(", "no reference: 'sum('"),
        ("sum()", "figures.csv has no figure )"),
        ("sum(da-nang.communes", "no reference: 'sum(da-nang.communes'"),
        ("count(findings:works", "no reference: 'count(findings:works'"),
        ("count(findings:nobody)", "no row findings:nobody"),
        ("count(nothing:works)", "no row nothing:works"),
        ("da-nang.received)", "no reference: 'da-nang.received)'"),
        ("da-nang.received da-nang.resolved", "no reference: 'da-nang.received da-nang.resolved'"),
        ("ratio(da-nang.resolved)", "no such formula: ratio of 1 figures"),
        ("rank(da-nang.received)", "no such formula: rank of 1 figures"),
        ("median(da-nang.received,da-nang.resolved)", "no such formula: median of 2 figures"),
        ("sum(" * 5000, f"no reference: {'sum(' * 15!r} and 19,940 more characters"),
    ],
)
def test_reference_that_leads_nowhere(small_store: Store, reference: str, message: str) -> None:
    """What names no figure, row or formula is untraceable, and the message says what was not found."""
    with pytest.raises(Untraceable) as problem:
        parse_reference(small_store, reference)
    assert str(problem.value) == message


def test_formula_that_may_not_be_applied(small_store: Store) -> None:
    """A reference can't smuggle in a formula that figures refuse."""
    with pytest.raises(NotComparable, match="geography differs"):
        parse_reference(small_store, "ratio(da-nang.resolved,hanoi.received)")


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ({}, "no such formula: none of 0 figures"),
        ({"formula": "ratio", "figures": ""}, "no such formula: ratio of 0 figures"),
        ({"figure": "da-nang.wards", "formula": "count"}, "it names both a figure and a formula: 'da-nang.wards' and 'count'"),
    ],
)
def test_mark_up_that_names_nothing(small_store: Store, names: dict[str, str], message: str) -> None:
    """A number whose attributes are blank, or name two origins, is untraceable."""
    with pytest.raises(Untraceable) as problem:
        resolve(small_store, **names)
    assert str(problem.value) == message


@given(st.text(alphabet="(),:.abc -", max_size=40))
def test_no_text_breaks_the_reader(small_store: Store, reference: str) -> None:
    """Any text is either a reference or untraceable; nothing else can happen."""
    try:
        found = parse_reference(small_store, reference)
    except Untraceable:
        return
    assert found.formula == "count"
