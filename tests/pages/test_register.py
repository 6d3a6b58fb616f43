"""Every number of a page has an entry that says where it comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from markupsafe import Markup
from small import QUARTER, small_package

from briefing_lib.briefing import Briefing
from briefing_lib.pages.page import Page
from briefing_lib.pages.register import say_register
from briefing_lib.store import Store, parse_reference
from briefing_lib.wording import Piece, Writer, anchor, join

SECTIONS = ("opening", "doubts", "gaps")
THEMES = ("territory", "staffing", "dossiers")


def body_of(briefing: Briefing) -> Piece:
    """What the record says of some themes, and around them."""
    page = Page(briefing)
    return join([*(page.section(f"record/{name}") for name in SECTIONS), *filter(None, (page.theme(name) for name in THEMES))])


def register_of(briefing: Briefing, body: Piece | None = None) -> Any:
    body = body or body_of(briefing)
    return BeautifulSoup(str(say_register(Writer(briefing.store), briefing.place, body, briefing.as_of)), "html.parser")


@pytest.fixture(scope="module")
def register(da_nang: Briefing) -> Any:
    return register_of(da_nang)


def told(register: Any, name: str) -> str:
    """The words of an entry."""
    return " ".join(register.find(id=name).get_text().split())


def test_every_number_has_an_entry(register: Any, da_nang: Briefing) -> None:
    """Each number that is shown, and each that it was computed from, has exactly one entry."""
    shown = [parse_reference(da_nang.store, each) for each in body_of(da_nang).figures]
    wanted = {anchor(each) for figure in shown for each in (figure, *figure.inputs, *figure.reported)}
    names = [element["id"] for element in register.find_all(id=True)]
    assert wanted <= set(names)
    assert len(names) == len(set(names))


def test_entry_of_a_reported_number(register: Any) -> None:
    """A reported number's entry holds measure, place, level, period, printed form and speaker, under its report."""
    entry = told(register, "figure-da-nang.received")
    for part in (
        "1,000",
        "Dossiers received",
        "Da Nang",
        "commune level",
        "1 July 2025 to 30 September 2025",
        "printed as 1000",
        "City Office",
    ):
        assert part in entry
    assert register.find(id="figure-da-nang.received").find_parent("li", id="source-paper") is not None


def test_entry_of_a_doubtful_number(register: Any) -> None:
    """A doubtful number's entry says what is in doubt, and keeps the hedge."""
    entry = told(register, "figure-da-nang.online")
    assert "more than 800" in entry
    assert "the translation is unclear" in entry


def test_entry_of_a_contradicted_number(register: Any) -> None:
    """Its entry names the number that contradicts it, with its day and its report."""
    assert "in doubt: another printed number contradicts it: 15 (30 September 2025) in Gazette." in told(
        register, "figure-da-nang.vacancies.other"
    )


def test_entry_of_a_share(register: Any, da_nang: Briefing) -> None:
    """A derived number's entry names the numbers it was computed from, each with a link to its own entry."""
    store = da_nang.store
    share = store.by_id["da-nang.resolved"] / store.by_id["da-nang.received"]
    entry = register.find(id=anchor(share))
    assert "947 divided by 1,000" in told(register, anchor(share))
    assert [link["href"] for link in entry.select("a.number")] == ["#figure-da-nang.resolved", "#figure-da-nang.received"]


def test_entry_of_a_hedged_share(register: Any, da_nang: Briefing) -> None:
    """A formula keeps the hedge of what went in."""
    online, received = da_nang.find("dossiers_online"), da_nang.find("dossiers_received")
    assert online
    assert received
    assert "more than 800 divided by 1,000" in told(register, anchor(online.shown / received.shown))


def test_report_of_an_excerpt(register: Any) -> None:
    """A report says when it came out, of what kind it is, whether all of it was read, and its address."""
    assert told(register, "source-paper").startswith(
        "The Paper: Three months on (reported on 1 October 2025). Government press. Known from an excerpt only: what the report says further on is missing. "
        "https://example.org/paper"
    )


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        ("compiled", "Not read itself: known through public copies or a compiled table."),
        ("full_text", "Read from the first line to the last."),
    ],
)
def test_basis_of_a_report(tmp_path: Path, basis: str, words: str) -> None:
    """How far a report was read is said of each."""
    package = small_package(tmp_path)
    text = {"text_name": "a.txt", "text_sha256": "0" * 64} if basis == "full_text" else {}
    package.edit("sources", "paper", basis=basis, **text)
    for table in ("figures", "commitments", "findings"):
        for row in package.read(table):
            package.edit(table, next(iter(row.values())), paragraph="4")
    register = register_of(package.briefing())
    assert words in told(register, "source-paper")
    assert ("paragraph 4" in told(register, "figure-da-nang.received")) or basis == "compiled"


def test_what_is_known_of_a_report(tmp_path: Path) -> None:
    """A report says that a machine translated it, whose numbers it reprints, and what its keepers noted."""
    package = small_package(tmp_path)
    package.edit("sources", "later", translated_from="vi", original="paper", kind="aggregator", note="machine translation; no author")
    entry = told(register_of(package.briefing()), "source-later")
    assert entry.startswith(
        "Gazette (reported on 1 November 2025). Aggregator. Known from an excerpt only: what the report says further on is missing. What was "
        "read is a machine translation; paragraphs count the translation. It reprints The Paper: Three months on, and is no second witness. "
        "machine translation; no author"
    )


def test_translations_are_by_machine(real_store: Store) -> None:
    """The register calls every translation one by machine: so does the note of each."""
    translated = [each for each in real_store.sources.values() if each.translated_from]
    assert [each.source_id for each in translated if "machine translation" not in each.note] == []


def test_definition_of_a_measure(register: Any, da_nang: Briefing) -> None:
    """Each entry of a printed number or of a share says what its measure counts, and so does its card."""
    store = da_nang.store
    share = store.by_id["da-nang.resolved"] / store.by_id["da-nang.received"]
    for name, definition in (("figure-da-nang.received", "Dossiers received in the place"), (anchor(share), "Share resolved in the place")):
        assert " ".join(register.find(id=name).select_one(".definition").get_text().split()) == definition


def test_numbers_with_rows_of_their_own_are_folded(da_nang: Briefing) -> None:
    """On a record, whose rows say what the register says, the numbers of each report are folded; elsewhere they are not."""
    brief = register_of(da_nang, Page(da_nang).section("brief/service"))
    assert (len(register_of(da_nang).select("details.printed")), len(brief.select("details"))) == (2, 0)
    assert brief.find(id="figure-da-nang.received") is not None


def test_addresses_are_links_only(register: Any) -> None:
    """The address of a report is a link that a reader may follow; nothing of it is loaded."""
    (paper,) = register.select("#source-paper a.address")
    assert (paper["href"], paper.get_text(), paper["rel"]) == ("https://example.org/paper", "https://example.org/paper", ["noreferrer"])


def test_sources_of_counted_rows(register: Any) -> None:
    """A count names the reports of the rows that were counted."""
    counts = [" ".join(entry.get_text(" ").split()) for entry in register.find_all("li") if "counted" in entry.get_text()]
    assert "12 figures, counted, from The Paper:" in " ".join(counts)
    assert "1 measure, counted: surplus premises." in counts


def test_a_count_of_nothing(hue: Briefing) -> None:
    """A nought that was counted says that there is nothing to count."""
    assert "0 counted: there is no such row in the data." in " ".join(register_of(hue).get_text(" ").split())


def test_no_entry_is_empty(register: Any, hue: Briefing) -> None:
    """Each entry says something, also on a page without reports."""
    for each in (register, register_of(hue)):
        assert [entry for entry in each.find_all("li") if not entry.get_text().strip()] == []


def test_many_like_numbers(tmp_path: Path) -> None:
    """Numbers of many places on one measure share what they have in common, and each keeps its own anchor and printed form."""
    package = small_package(tmp_path)
    for code in ("04", "08", "11", "12", "14"):
        package.add_figure("dossiers_received", f"10{code}", figure_id=f"many.{code}", source_id="paper", geography=code, **QUARTER)
    briefing = package.briefing()
    places = [Page(package.briefing(code)).theme("dossiers") for code in ("04", "08", "11", "12", "14")]
    register = register_of(briefing, join([body_of(briefing), *places]))
    for code in ("04", "08", "11", "12", "14"):
        assert f"printed as 10{code}" in told(register, f"figure-many.{code}")


def test_findings_lead_to_their_report(da_nang: Briefing) -> None:
    """The report of a statement is listed even where no number of it is shown."""
    found = BeautifulSoup(str(Page(da_nang).theme("procedures")), "html.parser")
    assert {link["href"] for link in found.find_all("a") if link["href"].startswith("#source-")} == {"#source-paper"}
    cited = say_register(Writer(da_nang.store), da_nang.place, Piece(Markup(), sources=("paper",)), da_nang.as_of)
    assert BeautifulSoup(str(cited), "html.parser").find(id="source-paper") is not None
