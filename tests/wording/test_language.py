"""Numbers, days and sentences as a reader sees them, each marked with where it comes from."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from briefing_lib.errors import WrongParameter
from briefing_lib.figures.figure import Figure
from briefing_lib.figures.period import Period
from briefing_lib.store.store import Store
from briefing_lib.wording.language import Labels, Language, Prose, anchor, available_languages, join

ENGLISH = Language("en")


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        ("1000", None, "1,000"), ("3065628", None, "3,065,628"), ("11859.59", None, "11,859.59"), ("73.60", None, "73.6"),
        ("0.5", 0, "1"), ("1.5", 0, "2"), ("2.5", 0, "3"), ("94.65", 1, "94.7"), ("94.6499", 1, "94.6"), ("80", 1, "80.0"),
        ("-5", None, "−5"), ("0", None, "0"), ("7E+6", None, "7,000,000"),
    ],
)  # fmt: skip
def test_number(value: str, digits: int | None, expected: str) -> None:
    """A number is grouped, has no idle noughts, a true minus sign, and is rounded half up."""
    assert ENGLISH.plain_number(Decimal(value), digits) == expected


@given(st.decimals(-(10**12), 10**12, places=3), st.integers(0, 3))
def test_rounding_is_half_up(value: Decimal, digits: int) -> None:
    """What is shown differs from the value by half a unit at most, and a half goes away from nought."""
    shown = Decimal(ENGLISH.plain_number(value, digits).replace(",", "").replace("−", "-"))
    half = Decimal(5).scaleb(-digits - 1)
    assert abs(shown - value) <= half
    assert abs(shown - value) < half or abs(shown) > abs(value)


@pytest.mark.parametrize(
    ("qualifier", "expected"),
    [
        ("exact", "300"), ("approx", "about 300"), ("nearly", "nearly 300"), ("more_than", "more than 300"), ("at_least", "at least 300"),
        ("less_than", "less than 300"), ("at_most", "at most 300"),
    ],
)  # fmt: skip
def test_hedge_in_text(small_store: Store, qualifier: str, expected: str) -> None:
    """Every hedge is said before the number, in text and on charts."""
    figure = replace(small_store.by_id["da-nang.retired"], qualifier=qualifier)
    assert str(ENGLISH.quantity(figure).striptags()) == expected
    assert ENGLISH.plain_quantity(figure) == expected


@pytest.mark.parametrize(
    ("doubt", "words"),
    [
        ("translation", "the translation is unclear"), ("scope", "what is counted is unclear"), ("date", "the day or period is unclear"),
        ("contradicted", "another printed number contradicts it"), ("rounding", "it is rounded"),
    ],
)  # fmt: skip
def test_doubt_in_text(small_store: Store, doubt: str, words: str) -> None:
    """A doubtful number has a mark that says in words what is doubtful; on a chart the mark stays."""
    figure = replace(small_store.by_id["da-nang.received"], doubts=(doubt,))
    assert str(ENGLISH.quantity(figure).striptags()) == f"1,000? (doubtful: {words})"
    assert ENGLISH.plain_quantity(figure) == "1,000?"


def test_several_doubts(small_store: Store) -> None:
    """Several doubts are listed in one mark."""
    figure = replace(small_store.by_id["da-nang.received"], doubts=("scope", "date", "rounding"))
    assert str(ENGLISH.quantity(figure).striptags()) == (
        "1,000? (doubtful: what is counted is unclear, the day or period is unclear and it is rounded)"
    )


def test_mark_up_of_a_reported_number(small_store: Store) -> None:
    """A reported number names its figure and leads to its entry."""
    assert ENGLISH.number(small_store.by_id["da-nang.received"]) == Markup(
        '<a class="number" href="#figure-da-nang.received"><data value="1000" data-figure="da-nang.received">1,000</data></a>'
    )


def test_mark_up_of_a_derived_number(small_store: Store) -> None:
    """A derived number names formula and inputs, and holds the value that was not rounded."""
    share = small_store.by_id["da-nang.resolved"] / small_store.by_id["da-nang.received"]
    assert ENGLISH.number(share) == Markup(
        f'<a class="number" href="#{anchor(share)}">'
        '<data value="0.947" data-formula="ratio" data-figures="da-nang.resolved da-nang.received">94.7%</data></a>'
    )


@pytest.mark.parametrize(
    ("unit", "value", "expected"),
    [
        ("percent", "73.6", "73.6%"), ("share", "0.9474", "94.7%"), ("km2", "11859.59", "11,859.59 km²"),
        ("billion_vnd", "12.5", "12.5 billion VND"),
        ("persons_per_unit", "32613.06", "32,613"), ("rank", "17", "17"), ("score", "0.7069", "0.7069"),
    ],
)  # fmt: skip
def test_unit(small_store: Store, unit: str, value: str, expected: str) -> None:
    """A unit that a number needs is said with it."""
    figure = replace(small_store.by_id["da-nang.received"], unit=unit, value=Decimal(value))
    assert ENGLISH.plain_quantity(figure) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-10-01", '<time datetime="2025-10-01">1 October 2025</time>'),
        ("2025-10", '<time datetime="2025-10">October 2025</time>'),
        (dt.date(2025, 12, 31), '<time datetime="2025-12-31">31 December 2025</time>'),
    ],
)
def test_day(day: object, expected: str) -> None:
    """A day or a month is written out, and marked as what it is."""
    assert ENGLISH.day(day) == expected


@pytest.mark.parametrize(("until", "expected"), [("2025-10-01", "0 days"), ("2025-10-02", "1 day"), ("2026-10-01", "365 days")])
def test_age(until: str, expected: str) -> None:
    """An age is a number of days that names both ends."""
    day = dt.date.fromisoformat(until)
    length = (day - dt.date(2025, 10, 1)).days
    assert ENGLISH.age(dt.date(2025, 10, 1), day) == (
        f'<time datetime="P{length}D" data-from="2025-10-01" data-to="{until}">{expected}</time>'
    )


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (Period("2025-07-01", "2025-09-30"), "1 July 2025 to 30 September 2025"),
        (Period("2025-07"), "since July 2025"),
        (Period(as_of="2025-08-31"), "31 August 2025"),
        (Period(), "reported on 1 October 2025"),
    ],
)
def test_when(small_store: Store, period: Period, expected: str) -> None:
    """A number says its period or day, and where none is printed the day of its report."""
    figure = replace(small_store.by_id["da-nang.received"], period=period)
    assert str(ENGLISH.when(figure).striptags()) == expected


@pytest.mark.parametrize(
    ("published_on", "expected"),
    [
        ("2025-10-01", "reported on 1 October 2025"),
        ("2025-10", "reported in October 2025"),
        ("", "no date printed, in hand since 1 October 2025 at the latest"),
    ],
)
def test_day_of_a_report(small_store: Store, published_on: str, expected: str) -> None:
    """A report's day is given as precisely as it is printed, and one that is inferred is said to be so."""
    assert str(ENGLISH.reported(replace(small_store.sources["paper"], published_on=published_on)).striptags()) == expected


def test_who(small_store: Store) -> None:
    """A number is stated by its body; where the report names none, it is the report's."""
    labels = Labels(small_store, ENGLISH)
    assert labels.who(small_store.by_id["da-nang.received"]) == "City Office"
    assert labels.who(small_store.by_id["hanoi.received"]) == "reported by The Paper"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Decree 178/2024/ND-CP of 2024-12-31.", "<r>Decree 178/2024/ND-CP</r> of <time>31 December 2024</time>."),
        ("since 2025-08", "since <time>August 2025</time>"),
        ("no digits & <b>", "no digits &amp; &lt;b&gt;"),
        ("7", "<r>7</r>"),
        ("<i>7</i>", "&lt;i&gt;<r>7</r>&lt;/i&gt;"),
    ],
)
def test_digits_in_text_of_the_data(text: str, expected: str) -> None:
    """Days in the data's own text are written out, other digits marked as part of a name, and all else is escaped."""
    marked = str(ENGLISH.referenced(text)).replace('<span class="reference">', "<r>").replace("</span>", "</r>")
    for day in ("2024-12-31", "2025-08"):
        marked = marked.replace(f'<time datetime="{day}">', "<time>")
    assert marked == expected


@given(st.text(max_size=40))
def test_no_text_of_the_data_is_mark_up(text: str) -> None:
    """Whatever the data hold, it appears as text: what a page shows without its marks is what was there."""
    shown = ENGLISH.say("{name}!", name=text)
    assert "<" not in shown
    assert shown.unescape() == f"{text}!"


def test_parts_of_a_sentence_are_escaped_once() -> None:
    """Plain parts are escaped, parts that are mark-up are not, and braces in them are left alone."""
    assert ENGLISH.say("{a} and {b}", a="<x> {c}", b=Markup("<b>y</b>")) == "&lt;x&gt; {c} and <b>y</b>"


@pytest.mark.parametrize(
    ("pieces", "expected"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "<", Markup("<i>c</i>")], "a, &lt; and <i>c</i>")]
)
def test_list_in_a_sentence(pieces: list[str], expected: str) -> None:
    """Pieces are listed as the language lists them, and escaped."""
    assert ENGLISH.listed(pieces) == expected


def test_plural() -> None:
    """One is said otherwise than many."""
    assert [ENGLISH.say_many("{n} ward", "{n} wards", number, n=number) for number in (0, 1, 2)] == ["0 wards", "1 ward", "2 wards"]


@pytest.mark.parametrize("code", ["xx", "", "EN", "en_GB", "../en"])
def test_unknown_language(code: str) -> None:
    """A language without a catalogue is refused with those that there are."""
    with pytest.raises(WrongParameter) as problem:
        Language(code)
    assert str(problem.value) == f"parameter language: found {code!r}; pages can be written in {', '.join(available_languages())}"


def test_prose_in_plain_text() -> None:
    """Prose is shown as HTML in a notebook, and as plain lines elsewhere."""
    prose = join(["<script>", Markup("<h2>Title</h2><p>One &amp; <b>two</b></p><details><summary>More</summary><p>three</p></details>")])
    assert prose._repr_html_().startswith("&lt;script&gt;\n<h2>Title</h2>")
    assert isinstance(prose, Prose)
    assert repr(prose).splitlines() == ["<script>", "Title", "One & two", "More", "three"]


def test_title(small_store: Store) -> None:
    """A province is called by its kind on the day."""
    labels = Labels(small_store, ENGLISH)
    day = dt.date(2025, 11, 1)
    assert labels.title(small_store.provinces["48"], day) == "Da Nang, centrally run city"
    assert labels.title(small_store.provinces["04"], day) == "Cao Bang province"


def test_anchor_of_a_figure(small_store: Store) -> None:
    """A reported number's entry is named by its id, a derived one's by its formula, whatever its bounds."""
    reported: Figure = small_store.by_id["da-nang.received"]
    share = small_store.by_id["da-nang.resolved"] / reported
    assert anchor(reported) == "figure-da-nang.received"
    assert anchor(share) == anchor(replace(share, bounds=None)) != anchor(small_store.by_id["da-nang.online"] / reported)


@pytest.mark.parametrize(
    ("label", "within"),
    [("Dossiers received", "dossiers received"), ("People's Council sessions", "People's Council sessions"), ("Area", "area"),
     ("Đặc khu", "đặc khu"), ("Governance (PAPI) rank", "governance (PAPI) rank")],
)  # fmt: skip
def test_a_measure_within_a_sentence(small_store: Store, label: str, within: str) -> None:
    """Within a sentence a measure has no capital, unless it begins with a name."""
    renamed = replace(small_store.indicators["vacancies"], labels={"en": label})
    store = replace(small_store, indicators={**small_store.indicators, "vacancies": renamed})
    assert Labels(store, ENGLISH).within("vacancies") == within.replace("'", "&#39;")
