"""Records show themselves in a notebook by a small table of what they are and where they come from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from IPython.core.formatters import HTMLFormatter

from briefing_lib.briefing import Briefing, Data
from briefing_lib.build.aside import Built
from briefing_lib.build.site import Result
from briefing_lib.store import Store
from briefing_lib.wording import card, register_cards


@pytest.fixture(scope="module")
def formatter() -> HTMLFormatter:
    """IPython's own, as a notebook has it."""
    made = HTMLFormatter()
    register_cards(made)
    return made


def rows(shown: str) -> dict[str, str]:
    """Title and rows of a card."""
    soup = BeautifulSoup(shown, "html.parser")
    return {"": soup.caption.get_text()} | {row.th.get_text(): row.td.get_text() for row in soup.find_all("tr")}


def test_a_figure(formatter: HTMLFormatter, da_nang: Briefing) -> None:
    """A figure shows hedge, value, measure, report and printed form."""
    assert rows(formatter(da_nang.find("dossiers_online").shown)) == {
        "": "more than 800", "Measure": "Dossiers submitted online", "Place and level": "Da Nang, commune", "When": "2025-07-01 to 2025-09-30",
        "Printed as": "800", "Doubt": "translation", "Report": "The Paper, known from 2025-10-01", "Address": "https://example.org/paper",
    }  # fmt: skip


def test_a_derived_figure(formatter: HTMLFormatter, da_nang: Briefing) -> None:
    """A share shows its formula over ids, and no report of its own."""
    shown = rows(formatter(da_nang.find("dossiers_resolved").shown / da_nang.find("dossiers_received").shown))
    assert (shown[""], shown["Formula"], "Report" in shown) == ("94.7%", "ratio(da-nang.resolved,da-nang.received)", False)


def test_a_place(formatter: HTMLFormatter, da_nang: Briefing) -> None:
    """A place shows its code, its names, what it was formed from, and the act that made it what it is."""
    shown = rows(formatter(da_nang.place))
    assert (shown[""], shown["Vietnamese"], shown["Formed from"]) == ("Da Nang (48)", "Đà Nẵng", "Da Nang, Quang Nam")
    assert shown["Kind"] == "city since 2025-07-01 (202/2025/QH15)"


def test_a_briefing(formatter: HTMLFormatter, da_nang: Briefing) -> None:
    """A briefing counts what is in it and names the core measures that are not reported."""
    shown = rows(formatter(da_nang))
    assert (shown[""], shown["Figures"], shown["Conflicts"]) == ("Briefing: Da Nang, as of 2025-11-01", "12", "1")
    assert shown["Core measures not reported"] == "Surplus premises"


def test_marks_of_digits_stay_out_of_cards(formatter: HTMLFormatter, real_store: Store) -> None:
    """Names of measures with digits in them are marked on pages, and plain in a card."""
    assert "&lt;" not in formatter(Data(real_store).briefing("Da Nang"))


def test_a_page_that_was_made() -> None:
    """A page made by hand shows where it is, of which day it is, and that its numbers are traced."""
    result = Result(stem="en/48-da-nang", notebook="province_briefing", place="48", language="en", as_of="2025-11-01", status="made")
    shown = rows(Built(result, Path("made/2025-11-01/en/48-da-nang.html"))._repr_html_())
    assert shown == {
        "": "Page made: en/48-da-nang", "Page": "made/2025-11-01/en/48-da-nang.html", "As of": "2025-11-01", "Numbers": "every one traced",
    }  # fmt: skip


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://example.org/"])
def test_no_card_leads_to_a_script(da_nang: Briefing, url: str) -> None:
    """Only an address of the web becomes a link."""
    figure = da_nang.find("dossiers_received").shown
    assert "<a" not in card("figure", figure=replace(figure, source=replace(figure.source, url=url)))
