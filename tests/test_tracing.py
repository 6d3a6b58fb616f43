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


def test_other_reports_are_told_apart(da_nang: Briefing) -> None:
    """A report of the same day that can't hold contradicts; one of another day is another period."""
    shown = da_nang.find("vacancies").shown
    assert [(each.figure.figure_id, each.relation) for each in other_reports(da_nang, shown)] == [
        ("da-nang.vacancies", "other period"),
        ("da-nang.vacancies.other", "contradicts"),
    ]


def test_other_reports_that_came_later_are_not_known_yet(da_nang: Briefing) -> None:
    """As of an earlier day the chain does not know of later reports."""
    earlier = replace(da_nang, as_of=da_nang.store.sources["paper"].known_from)
    first = da_nang.store.by_id["da-nang.vacancies"]
    assert [each.figure.figure_id for each in other_reports(earlier, first)] == ["da-nang.vacancies.other"]


def test_formulas_are_those_that_are_declared(da_nang: Briefing) -> None:
    """Received goes into the share resolved, the share online, and what was not resolved; nothing else."""
    received = da_nang.find("dossiers_received").shown
    assert {each.reference for each in formulas_with(da_nang, received)} == {
        "ratio(da-nang.resolved,da-nang.received)",
        "difference(da-nang.received,da-nang.resolved)",
        "ratio(da-nang.online,da-nang.received)",
        "difference(da-nang.received,da-nang.online)",
    }


def test_a_part_leads_to_the_whole(da_nang: Briefing) -> None:
    """Communes go into the sum of commune-level units of the same report."""
    communes = da_nang.find("communes").shown
    assert "sum(da-nang.communes,da-nang.wards,da-nang.special-zones)" in {each.reference for each in formulas_with(da_nang, communes)}


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


def test_scores_are_not_subtracted() -> None:
    """The difference of a score and its component is no number of anything."""
    briefing = open_briefing("Bac Ninh")
    score = briefing.find("index_766_score").shown
    assert [made.formula for made in formulas_with(briefing, score)] == []
