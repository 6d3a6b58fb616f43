"""The writer puts figures, days and names into words, each marked with where it comes from, and keeps what it has shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from small import small_package

from briefing_lib.briefing import Briefing
from briefing_lib.errors import FailedBriefing
from briefing_lib.figures import Figure, Period, ratio
from briefing_lib.store import Store
from briefing_lib.wording import Writer, anchor, plain, references_in
from briefing_lib.wording import writer as writer_module
from briefing_lib.wording.writer import environment_of

RECEIVED = '<data value="1000" data-figure="da-nang.received">1,000</data>'


@pytest.fixture(scope="module")
def writer(small_store: Store) -> Writer:
    return Writer(small_store)


def words(marked: str) -> str:
    """What a reader sees."""
    return str(Markup(marked).striptags())


def test_a_number_is_traced_and_linked(writer: Writer, small_store: Store) -> None:
    """A reported number names its figure and leads to its entry; where there is no entry it stands for itself."""
    received = small_store.by_id["da-nang.received"]
    assert writer.number(received) == f'<a class="number" href="#figure-da-nang.received">{RECEIVED}</a>'
    assert writer.bare(received) == Writer(small_store, linked=False).number(received) == RECEIVED


def test_a_derived_number_names_its_formula(writer: Writer, small_store: Store) -> None:
    """A derived number names formula and inputs, and holds the value that was not rounded."""
    share = small_store.by_id["da-nang.resolved"] / small_store.by_id["da-nang.received"]
    assert writer.bare(share) == ('<data value="0.947" data-formula="ratio" data-figures="da-nang.resolved da-nang.received">94.7%</data>')


@pytest.mark.parametrize(
    ("qualifier", "expected"),
    [
        ("exact", "300"), ("approx", "about 300"), ("nearly", "nearly 300"), ("more_than", "more than 300"), ("at_least", "at least 300"),
        ("less_than", "less than 300"), ("at_most", "at most 300"),
    ],
)  # fmt: skip
def test_hedge_in_text(writer: Writer, small_store: Store, qualifier: str, expected: str) -> None:
    """Every hedge is said before the number, in text and on charts."""
    figure = replace(small_store.by_id["da-nang.retired"], qualifier=qualifier)
    assert words(writer.quantity(figure)) == words(writer.hedged(figure)) == expected
    assert plain(writer.plain.quantity(figure)) == expected


@pytest.mark.parametrize(
    ("doubt", "reason"),
    [
        ("translation", "the translation is unclear"), ("scope", "what is counted is unclear"), ("date", "the day or period is unclear"),
        ("contradicted", "another printed number contradicts it"), ("rounding", "it is rounded"),
    ],
)  # fmt: skip
def test_doubt_in_text(writer: Writer, small_store: Store, doubt: str, reason: str) -> None:
    """A number has a mark that says in words which doubt could change a conclusion; on a chart the mark stays."""
    figure = replace(small_store.by_id["da-nang.received"], doubts=("scope", doubt), marked=(doubt,))
    assert words(writer.quantity(figure)) == f"1,000? (doubtful: {reason})"
    assert plain(writer.plain.quantity(figure)) == "1,000?"


def test_several_doubts(writer: Writer, small_store: Store) -> None:
    """Several doubts are listed in one mark."""
    figure = replace(small_store.by_id["da-nang.received"], doubts=("scope", "date", "rounding"), marked=("scope", "rounding"))
    assert words(writer.quantity(figure)) == "1,000? (doubtful: what is counted is unclear and it is rounded)"
    assert words(writer.doubts(figure)) == "what is counted is unclear, the day or period is unclear and it is rounded"


def test_the_doubt_of_an_entry_is_said_in_its_own_words(writer: Writer, small_store: Store) -> None:
    """In the register the number has its hedge, and neither link nor mark of doubt."""
    assert writer.value(small_store.by_id["da-nang.online"]) == 'more than <data value="800" data-figure="da-nang.online">800</data>'


@pytest.mark.parametrize(
    ("unit", "value", "expected"),
    [
        ("percent", "73.6", "73.6%"), ("share", "0.9474", "94.7%"), ("km2", "11859.59", "11,859.59 km²"),
        ("billion_vnd", "12.5", "12.5 billion VND"),
        ("persons_per_unit", "32613.06", "32,613.06"), ("rank", "17", "17"), ("score", "0.7069", "0.7069"),
    ],
)  # fmt: skip
def test_unit(writer: Writer, small_store: Store, unit: str, value: str, expected: str) -> None:
    """A unit that a number needs is said with it."""
    figure = replace(small_store.by_id["da-nang.received"], unit=unit, value=Decimal(value))
    assert words(writer.quantity(figure)) == plain(writer.plain.quantity(figure)) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-10-01", '<time datetime="2025-10-01" data-of="page">1 October 2025</time>'),
        ("2025-10", '<time datetime="2025-10" data-of="page">October 2025</time>'),
        (dt.date(2025, 12, 31), '<time datetime="2025-12-31" data-of="page">31 December 2025</time>'),
    ],
)
def test_day(writer: Writer, day: str | dt.date, expected: str) -> None:
    """A day or a month is written out, and marked as what it is; where no row is named it is the day of the page."""
    assert writer.day(day) == expected


def test_day_of_a_row(writer: Writer) -> None:
    """A day of the data names its row and column, that of a sum those of the number it is of, and may be said to the month."""
    store = writer.store
    paper, figure = store.sources["paper"], store.by_id["da-nang.received"]
    assert writer.dated(paper, "published_on") == '<time datetime="2025-10-01" data-of="sources:paper published_on">1 October 2025</time>'
    assert writer.dated(paper, "published_on", 7) == '<time datetime="2025-10" data-of="sources:paper published_on">October 2025</time>'
    for each in (figure, ratio(store.by_id["da-nang.resolved"], figure)):
        of = f"figures:{each.reported[0].figure_id} period_end"
        assert writer.dated(each, "period_end") == f'<time datetime="2025-09-30" data-of="{of}">30 September 2025</time>'


@pytest.mark.parametrize(("until", "expected"), [("2025-10-01", "0 days"), ("2025-10-02", "1 day"), ("2026-10-01", "365 days")])
def test_age(writer: Writer, until: str, expected: str) -> None:
    """An age is a number of days that names both ends."""
    day = dt.date.fromisoformat(until)
    figure = replace(writer.store.by_id["da-nang.received"], period=Period(as_of="2025-10-01"))
    length = (day - dt.date(2025, 10, 1)).days
    assert writer.age(figure, day) == (
        f'<time datetime="P{length}D" data-from="2025-10-01" data-to="{until}" data-of="figures:da-nang.received day">{expected}</time>'
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
def test_when(writer: Writer, small_store: Store, period: Period, expected: str) -> None:
    """A number says its period or day, and where none is printed the day of its report."""
    figure = replace(small_store.by_id["da-nang.received"], period=period)
    assert words(writer.when(figure)) == expected


def test_an_inferred_period_says_so(writer: Writer, small_store: Store) -> None:
    """A period that is not printed with the number is said to be inferred where it stands, also that of a computed number, or of one of several."""
    received, resolved = small_store.by_id["da-nang.received"], small_store.by_id["da-nang.resolved"]
    inferred = replace(received, period_basis="inferred")
    for said in (writer.when(inferred), writer.when(resolved / inferred), writer.when_all([resolved, inferred])):
        assert words(said) == "1 July 2025 to 30 September 2025, inferred"


def test_when_of_several(writer: Writer, small_store: Store) -> None:
    """Figures of one period share its words; of several, none is given as that of all."""
    by_id = small_store.by_id
    assert words(writer.when_all([by_id["da-nang.received"], by_id["hanoi.received"]])) == "1 July 2025 to 30 September 2025"
    differing = [by_id["da-nang.received"], by_id["da-nang.vacancies"]]
    assert writer.when_all(differing) == "days and periods differ and stand in the table"


@pytest.mark.parametrize(
    ("published_on", "expected"),
    [
        ("2025-10-01", "reported on 1 October 2025"),
        ("2025-10", "reported in October 2025"),
        ("", "undated report, in hand by 1 October 2025"),
    ],
)
def test_day_of_a_report(writer: Writer, small_store: Store, published_on: str, expected: str) -> None:
    """A report's day is given as precisely as it is printed, and one that is inferred is said to be so."""
    assert words(writer.reported(replace(small_store.sources["paper"], published_on=published_on))) == expected


def test_who(writer: Writer, small_store: Store) -> None:
    """A number is stated by its body; where the report names none, it is the report's."""
    assert writer.who(small_store.by_id["da-nang.received"]) == "City Office"
    assert writer.who(small_store.by_id["hanoi.received"]) == "reported by The Paper"


def test_person_with_office(tmp_path: Path) -> None:
    """A person is named with the office."""
    package = small_package(tmp_path)
    package.add("bodies", body="someone", kind="person", part_of="city-office", name_en="Tam", name_vi="Tâm", name_id="Tam",
                office_en="Chair of the city", office_vi="Chủ tịch", office_id="Ketua")  # fmt: skip
    package.edit("figures", "da-nang.received", stated_by="someone")
    store = package.open()
    assert plain(Writer(store).who(store.by_id["da-nang.received"])) == "Tam, Chair of the city"


def test_measure_with_its_part(writer: Writer, small_store: Store) -> None:
    """A figure of a part is named by its measure and the part, by itself and within a sentence; so is the name of the part."""
    wards = small_store.by_id["da-nang.wards"]
    assert (writer.measure(wards), writer.within(wards)) == ("Commune-level units: wards", "commune-level units: wards")
    assert writer.measure("commune_level_units/unit_kind:ward") == writer.measure(wards)
    assert writer.measure(wards.indicator) == "Commune-level units"


@pytest.mark.parametrize(
    ("names", "most", "expected"),
    [
        (["da-nang.received"], 0, "The Paper"),
        (["da-nang.received", "da-nang.vacancies.later"], 0, "The Paper and Gazette"),
        (["da-nang.received", "da-nang.vacancies.later"], 1, "The Paper and 1 other"),
    ],
)
def test_publishers(writer: Writer, small_store: Store, names: list[str], most: int, expected: str) -> None:
    """Who published the reports of some figures is listed, each once; of too many the first, and how many others."""
    assert writer.publishers([small_store.by_id[name] for name in names], most) == expected


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
def test_digits_in_text_of_the_data(writer: Writer, text: str, expected: str) -> None:
    """Days in the data's own text are written out, other digits marked as part of a name, and all else is escaped."""
    marked = str(writer.referenced(text)).replace('<span class="reference">', "<r>").replace("</span>", "</r>")
    for day in ("2024-12-31", "2025-08"):
        marked = marked.replace(f'<time datetime="{day}" data-of="text">', "<time>")
    assert marked == expected


def test_references_in_a_text() -> None:
    """The document numbers of a text are those that a page marks, and its days are none."""
    assert references_in("Decree 178/2024/ND-CP of 2024-12-31, and over 12 more") == ["Decree 178/2024/ND-CP", "over 12"]


@given(st.text(max_size=40))
def test_no_text_of_the_data_is_mark_up(small_store: Store, text: str) -> None:
    """Whatever the data hold, it appears as text: what a page shows without its marks is what was there."""
    shown = Writer(small_store).phrase("reported_by", text)
    assert "<" not in shown
    assert shown.unescape().strip() == f"reported by {text}".strip()


def test_parts_of_a_sentence_are_escaped_once(writer: Writer) -> None:
    """Plain parts are escaped, parts that are mark-up are not, and braces in them are left alone."""
    assert writer.phrase("measure_at", "<x> {c} %(d)s", Markup("<b>y</b>")) == "&lt;x&gt; {c} %(d)s, <b>y</b>"


def test_plural(writer: Writer) -> None:
    """One is said otherwise than many."""
    assert [writer.text("days", number, str(number)) for number in (0, 1, 2)] == ["0 days", "1 day", "2 days"]


def test_title(writer: Writer, small_store: Store) -> None:
    """A province is called by its kind on the day."""
    day = dt.date(2025, 11, 1)
    assert writer.title(small_store.places["48"], day) == "Da Nang, centrally run city"
    assert writer.title(small_store.places["04"], day) == "Cao Bang province"


def test_anchor_of_a_figure(small_store: Store) -> None:
    """A reported number's entry is named by its id, a derived one's by its formula, whatever its bounds."""
    reported: Figure = small_store.by_id["da-nang.received"]
    share = small_store.by_id["da-nang.resolved"] / reported
    assert anchor(reported) == "figure-da-nang.received"
    assert anchor(share) == anchor(replace(share, bounds=None)) != anchor(small_store.by_id["da-nang.online"] / reported)


@pytest.mark.parametrize(
    ("label", "within"),
    [("Dossiers received", "dossiers received"), ("People's Council sessions", "People&#39;s Council sessions"), ("Area", "area"),
     ("Đặc khu", "đặc khu"), ("Governance (PAPI) rank", "governance (PAPI) rank"), ("PAPI score", "PAPI score")],
)  # fmt: skip
def test_a_measure_within_a_sentence(small_store: Store, label: str, within: str) -> None:
    """Within a sentence a measure has no capital, unless it begins with a name."""
    renamed = replace(small_store.indicators["vacancies"], labels={"en": label})
    store = replace(small_store, indicators={**small_store.indicators, "vacancies": renamed})
    assert Writer(store).within("vacancies") == within


def test_a_piece_knows_what_it_shows(writer: Writer, da_nang: Briefing) -> None:
    """A piece carries its figures in the order in which they appear, whatever the order in which the sentence was made."""
    piece = writer.render("record/theme.html.j2", briefing=da_nang, theme="dossiers")
    assert piece.figures[:4] == (
        "da-nang.received", "da-nang.resolved", "ratio(da-nang.resolved,da-nang.received)", "da-nang.online",
    )  # fmt: skip
    assert (piece.sources, piece.headings) == (("paper",), (("dossiers", "Dossiers and service centres"),))


def test_pieces_do_not_mix(writer: Writer, da_nang: Briefing) -> None:
    """What one piece shows is not told of the next, nor what was said between them."""
    first = writer.render("record/theme.html.j2", briefing=da_nang, theme="benefits")
    writer.number(da_nang.store.by_id["hanoi.received"])
    second = writer.render("record/gaps.html.j2", briefing=da_nang)
    assert (first.sources, second.sources) == (("paper",), ())
    assert second.figures == ("count(indicators:surplus_premises)", second.figures[1])


def test_columns_that_say_the_same(writer: Writer, small_store: Store) -> None:
    """A short table has all of its columns; a long one leaves out those that are the same in all rows."""
    many = [replace(small_store.by_id["hanoi.received"], geography=place.code) for place in list(small_store.places)[:13]]
    names = ("place", "measure", "shown", "when", "who")
    assert [each.name for each in writer.columns(many[:12], names)] == list(names)
    assert [each.name for each in writer.columns(many, names)] == ["place"]


def test_text_of_a_template_is_escaped(writer: Writer) -> None:
    """Text that is not marked as safe is escaped by the templates."""
    made = writer.render("pages/downloads.html.j2", files=[('x"><b>', "csv")])
    assert 'href="x&#34;&gt;&lt;b&gt;"' in str(made)


def test_missing_part_of_a_template(writer: Writer) -> None:
    """A template that lacks a part fails rather than leaving a hole."""
    with pytest.raises(FailedBriefing, match="is undefined"):
        writer.render("pages/downloads.html.j2")


def test_misspelt_names_in_a_template(small_store: Store) -> None:
    """A filter, phrase or field that is misspelt in a template fails too."""
    environment = environment_of("en")
    with pytest.raises(jinja2.TemplateAssertionError, match="No filter named 'quantitty'"):
        environment.from_string("{{ figure | quantitty }}")
    with pytest.raises(jinja2.UndefinedError, match="no attribute 'valeu'"):
        environment.from_string("{{ figure.valeu }}").render(figure=small_store.by_id["da-nang.received"])


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One template in a folder of its own; what is compiled of it."""
    (tmp_path / "one.txt.j2").write_text("one", "utf-8")
    monkeypatch.setattr(writer_module, "TEMPLATES", tmp_path)
    seen: list[str] = []
    known = jinja2.Environment.compile

    def compile_it(environment: jinja2.Environment, source: str, *parts: Any, **named: Any) -> Any:
        seen.append(source)
        return known(environment, source, *parts, **named)

    monkeypatch.setattr(jinja2.Environment, "compile", compile_it)
    return seen


def said_anew() -> str:
    return environment_of.__wrapped__("en").get_template("one.txt.j2").render()


def test_compiled_once(tmp_path: Path, compiled: list[str]) -> None:
    """A template is compiled once, and again when it has changed."""
    assert [said_anew(), said_anew()] == ["one", "one"]
    (tmp_path / "one.txt.j2").write_text("two", "utf-8")
    assert said_anew() == "two"
    assert compiled == ["one", "two"]


@pytest.mark.parametrize("damage", [b"", b"j2", b"nonsense"])
def test_damaged_compiled_template(tmp_path: Path, compiled: list[str], damage: bytes) -> None:
    """What is no compiled template is made again."""
    said_anew()
    (kept,) = (tmp_path / "__pycache__").iterdir()
    kept.write_bytes(damage or kept.read_bytes()[:40])
    assert said_anew() == "one"
    assert compiled == ["one", "one"]


def test_nowhere_to_keep_compiled_templates(tmp_path: Path, compiled: list[str]) -> None:
    """Where nothing can be kept, templates are said all the same."""
    (tmp_path / "__pycache__").write_text("", "utf-8")
    assert [said_anew(), said_anew()] == ["one", "one"]
    assert compiled == ["one", "one"]
