"""The chain behind a number, in words."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

import briefing_lib as bl
from briefing_lib.briefing import Briefing
from briefing_lib.errors import Untraceable, WrongUse
from briefing_lib.figures import Figure, count
from briefing_lib.store import Store
from briefing_lib.wording import Piece


@pytest.fixture
def small(small_store: Store) -> dict[str, Figure]:
    return dict(small_store.by_id)


def trace(figure: Figure | str, store: Store, **asked: str) -> Piece:
    return bl.trace(figure, folder=store.folder, **asked)


def words(piece: Piece) -> str:
    """The words alone, blanks as one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", str(piece))).strip()


def test_a_chain_has_every_step(small: dict[str, Figure], small_store: Store) -> None:
    """Measure, place, value, time, printed form, speaker, report, paragraph and id stand in one table; then others and formulas."""
    assert repr(trace(small["da-nang.received"], small_store)).splitlines() == [
        "Where the number comes from",
        "Step What is known",
        "Measure Dossiers received – Dossiers received in the place",
        "Place and level Da Nang, commune level",
        "Value 1,000",
        "When 1 July 2025 to 30 September 2025",
        "Printed as 1000",
        "Stated by City Office",
        "Report The Paper: Three months on, reported on 1 October 2025, known from 1 October 2025. https://example.org/paper",
        "Paragraph not known: only an excerpt of the report is in hand",
        "Figure da-nang.received",
        "Other reports of the same measure",
        "No other report in hand gives this measure for this place and level.",
        "Formulas that use it",
        "Share resolved: 94.7%, which is 947 (dossiers resolved) divided by 1,000 (dossiers received)",
        "Dossiers received less dossiers resolved: 53, which is 1,000 (dossiers received) less 947 (dossiers resolved)",
        "Share online: more than 80.0%? (doubtful: the translation is unclear), which is more than 800? (doubtful: the translation is "
        "unclear) (dossiers submitted online) divided by 1,000 (dossiers received)",
        "Dossiers received less dossiers submitted online: less than 200? (doubtful: the translation is unclear), which is 1,000 "
        "(dossiers received) less more than 800? (doubtful: the translation is unclear) (dossiers submitted online)",
        "Dossiers received: 10.87 per day, which is 1,000 (dossiers received) divided by the 92 days of its period",
        "Dossiers received: 0.1156 per thousand residents per day, which is 10.87 per day (dossiers received) for each thousand of 94,000 "
        "(registered population)",
    ]


def test_a_chain_says_how_other_reports_stand_to_it(small: dict[str, Figure], small_store: Store) -> None:
    """Another value of the period contradicts it, one of another day is another day; what was not known by the day is left out."""
    text = words(trace(small["da-nang.vacancies.other"], small_store))
    assert "another day or period 20 31 August 2025 reported by The Paper" in text
    assert "contradicts it 15 30 September 2025" in text
    assert "same period" not in words(trace(small["da-nang.vacancies.other"], small_store, as_of="2025-10-15"))


def test_a_derived_figure_shows_its_formula_and_each_input(small: dict[str, Figure], small_store: Store) -> None:
    """The chain of a share names the formula, then the chain of both counts."""
    text = repr(trace(small["da-nang.resolved"] / small["da-nang.received"], small_store))
    assert text.startswith("94.7% is computed: 947 (dossiers resolved) divided by 1,000 (dossiers received)")
    assert ("da-nang.resolved" in text, "da-nang.received" in text) == (True, True)


def test_a_count_shows_its_rows(small_store: Store) -> None:
    """What was counted is named, be it nothing of a place."""
    assert (
        repr(trace(count(["sources:paper", "da-nang.received"]), small_store)) == "2 rows were counted: sources:paper and da-nang.received"
    )


def test_a_figure_by_its_id(small: dict[str, Figure], small_store: Store) -> None:
    """The id, as frames and cards show it, or a formula over ids stands for the figure; one that is not there is refused with the nearest."""
    assert repr(trace("da-nang.received", small_store)) == repr(trace(small["da-nang.received"], small_store))
    assert repr(trace("per_day(da-nang.received)", small_store)).startswith("10.87 per day is computed: 1,000 (dossiers received)")
    with pytest.raises(Untraceable, match=r"^figures\.csv has no figure da-nang\.recieved; did you mean da-nang\.received\?$"):
        trace("da-nang.recieved", small_store)


@pytest.mark.parametrize("given", [None, Decimal(1000)])
def test_what_is_no_figure(given: object) -> None:
    """What is no figure is refused in one line that says what is taken."""
    with pytest.raises(WrongUse, match="^" + re.escape(f"parameter figure: found {given!r}; trace() takes a Figure or text") + "$"):
        bl.trace(given)


def test_a_chain_leads_to_no_register(small: dict[str, Figure], small_store: Store) -> None:
    """A notebook has no register of figures, so numbers there are no links; the report is one. Cells are set flush left."""
    piece = trace(small["da-nang.received"], small_store)
    shown = piece._repr_mimebundle_()["text/html"]
    assert ('class="number"' in shown, 'href="https://example.org/paper"' in shown) == (False, True)
    assert re.findall(r"<(?:th|td|caption)\b(?![^>]*text-align:left)[^>]*>", shown) == []
    assert piece.figures[0] == "da-nang.received"


def test_a_chain_has_the_note_of_the_keepers(small: dict[str, Figure], small_store: Store) -> None:
    """Why a figure is doubted stands in its chain."""
    figure = replace(small["da-nang.online"], note="printed as paid online")
    assert "Note of the keepers printed as paid online" in repr(trace(figure, small_store))


def test_text_from_the_data_is_escaped(small: dict[str, Figure], small_store: Store) -> None:
    """Mark-up in a printed form, a note, a title or an address stays text."""
    figure = small["da-nang.received"]
    evil = replace(
        figure, as_printed="<b>1</b>", note="<i>x</i>", source=replace(figure.source, title="<u>T</u>", url='https://e.org/"><script>')
    )  # fmt: skip
    shown = str(trace(evil, small_store))
    assert [part for part in ("<b>", "<i>", "<u>", "<script>") if part in shown] == []


def test_a_report_without_an_address_or_a_day(da_nang: Briefing, small: dict[str, Figure], small_store: Store) -> None:
    """A report that prints no day says since when it is in hand; without an address, or with one of another kind, nothing is linked."""
    figure = small["da-nang.received"]
    bare = replace(figure, source=replace(figure.source, published_on="", url="javascript:alert(1)"))
    shown = trace(bare, small_store)
    assert "The Paper: Three months on, undated report, in hand by 1 October 2025." in repr(shown)
    assert "href" not in str(shown)
