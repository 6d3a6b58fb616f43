"""The chain behind a number, and how records show themselves in a notebook."""

from __future__ import annotations

from dataclasses import replace

from briefing_lib.briefing.briefing import Briefing, open_briefing
from briefing_lib.wording.chain import formulas_with, other_reports, say_trace


def test_a_chain_has_every_step(da_nang: Briefing) -> None:
    """Measure, place, value, time, printed form, speaker, report, paragraph and id stand in one table."""
    received = da_nang.find("dossiers_received").shown
    assert repr(say_trace(da_nang, received)).splitlines()[:21] == [
        "Where the number comes from", "Step", "What is known",
        "Measure", "Dossiers received – dossiers_received en",
        "Place and level", "Da Nang, commune level",
        "Value", "1,000",
        "When", "1 July 2025 to 30 September 2025",
        "Printed as", "1000",
        "Stated by", "City Office",
        "Report", "The Paper: Three months on, reported on 1 October 2025, known from 1 October 2025. https://example.org/paper",
        "Paragraph", "not known: only an excerpt of the report is in hand",
        "Figure", "da-nang.received",
    ]  # fmt: skip


def test_a_derived_figure_shows_its_formula_and_each_input(da_nang: Briefing) -> None:
    """The chain of a share names the formula, then the chain of both counts."""
    share = da_nang.find("dossiers_resolved").shown / da_nang.find("dossiers_received").shown
    text = repr(say_trace(da_nang, share))
    assert text.startswith("94.7% is computed: 947 (dossiers resolved) divided by 1,000 (dossiers received)")
    assert ("da-nang.resolved" in text, "da-nang.received" in text) == (True, True)


def test_a_chain_leads_to_no_register(da_nang: Briefing) -> None:
    """A notebook has no register of figures, so numbers there are no links; the report is one."""
    shown = say_trace(da_nang, da_nang.find("dossiers_received").shown)._repr_html_()
    assert ('class="number"' in shown, 'href="https://example.org/paper"' in shown) == (False, True)


def test_a_figure_shows_value_source_and_printed_form(da_nang: Briefing) -> None:
    """Rich display of a figure has its hedge, measure, report and printed form."""
    shown = da_nang.find("dossiers_online").shown._repr_html_()
    for part in ("more than 800", "Dossiers submitted online", "The Paper, known from 2025-10-01", "translation", "Printed as</th>"):
        assert part in shown


def test_a_derived_figure_shows_its_formula(da_nang: Briefing) -> None:
    """Rich display of a share has its formula over ids."""
    share = da_nang.find("dossiers_resolved").shown / da_nang.find("dossiers_received").shown
    assert "ratio(da-nang.resolved,da-nang.received)" in share._repr_html_()


def test_a_province_shows_what_it_was_formed_from(da_nang: Briefing) -> None:
    """Rich and plain display of a province name the former provinces."""
    assert repr(da_nang.province) == "Province(48 Da Nang, formed from Da Nang, Quang Nam)"
    assert "Da Nang, Quang Nam" in da_nang.province._repr_html_()


def test_a_briefing_shows_what_is_in_it_and_what_is_not(da_nang: Briefing) -> None:
    """Rich display of a briefing counts figures and names the core measures that are not reported."""
    shown = da_nang._repr_html_()
    assert ("Briefing: Da Nang, as of 2025-11-01" in shown, "surplus premises" in shown) == (True, True)


def test_a_briefing_shows_no_mark_up_as_text() -> None:
    """Names of measures with digits in them are marked on pages, and plain in a card."""
    assert "&lt;" not in open_briefing("Da Nang")._repr_html_()


def test_a_chain_has_the_note_of_the_keepers(da_nang: Briefing) -> None:
    """Why a figure is doubted stands in its chain."""
    figure = replace(da_nang.find("dossiers_online").shown, note="printed as paid online")
    assert "Note of the keepers\nprinted as paid online" in repr(say_trace(da_nang, figure))
