"""At the desk a piece is whole by itself: each of its numbers leads to its entry in the same output, and says it."""

from __future__ import annotations

import nbconvert
import pytest
from running import page_of, run_on
from selectolax.lexbor import LexborHTMLParser

from briefing_lib.briefing import Briefing
from briefing_lib.charts import DESK_WIDTH, draw_svg
from briefing_lib.charts import MIMETYPE as CHART
from briefing_lib.pages.desk import DRAWN, completed
from briefing_lib.pages.page import Page
from briefing_lib.store import Store
from briefing_lib.wording import FOR_PAGES, MIMETYPE, Piece, piece, piece_of


@pytest.fixture
def page(da_nang: Briefing) -> Page:
    return Page(da_nang)


@pytest.fixture
def at_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piece, "is_at_desk", lambda: True)


def shown(said: Piece) -> LexborHTMLParser:
    return LexborHTMLParser(said._repr_mimebundle_()["text/html"])


@pytest.mark.parametrize("name", ["brief/opening", "brief/messages", "brief/service", "record/opening", "record/doubts"])
@pytest.mark.usefixtures("at_desk")
def test_each_link_ends_in_the_same_output(page: Page, name: str) -> None:
    """Numbers, reports and notes are linked, each to something below it, by names that no other output has."""
    output = shown(page.section(name))
    ends = [str(each.attributes["id"]) for each in output.css("[id]")]
    links = [str(each.attributes["href"]) for each in output.css("a[href^='#']")]
    assert (len(links) > 1, {each[1:] for each in links} - set(ends), len(ends) - len(set(ends))) == (True, set(), 0)
    assert all(each.startswith(name.replace("/", "-")) for each in ends)


@pytest.mark.usefixtures("at_desk")
def test_a_number_says_where_it_is_from(page: Page) -> None:
    """As the pointer rests on a number it says measure, place, time, printed form, speaker and report, in one plain line."""
    told = [str(each.attributes["title"]) for each in shown(page.theme("staffing")).css(".piece a.number")]
    assert told[0] == (
        "15: Vacancies, Da Nang, commune level; 30 September 2025; printed as 15; speaker not named. Gazette (reported on 1 November 2025)"
    )
    assert not [each for each in told if "<" in each or "\n" in each]


@pytest.mark.usefixtures("at_desk")
def test_facts_are_a_table(page: Page) -> None:
    """A list of terms, which programs scramble, is a table at the desk: each term heads its row."""
    output = shown(page.section("brief/facts"))
    assert output.css("dl") == []
    assert output.css(".facts th[scope=row]")[0].text() == "Formed"
    assert len(output.css(".facts th")) == len(output.css(".facts td"))


@pytest.mark.usefixtures("at_desk")
def test_the_piece_of_the_page_travels_with_it(page: Page) -> None:
    """A page that is made of such an output takes the piece, not what the desk made of it."""
    said = page.section("brief/service")
    bundle = said._repr_mimebundle_()
    assert bundle["text/html"] != said.html
    assert piece_of(bundle["text/html"], bundle[MIMETYPE]) == said


def test_for_a_page_nothing_is_added(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside a notebook, and in one that is run for its page, an output is the piece alone."""
    said = page.section("brief/service")
    assert said._repr_mimebundle_() == {"text/html": str(said.html), "text/plain": repr(said), MIMETYPE: said.shows()}
    monkeypatch.setattr("IPython.get_ipython", lambda: object())
    assert piece.is_at_desk()
    monkeypatch.setenv(FOR_PAGES, "1")
    assert not piece.is_at_desk()


@pytest.mark.usefixtures("at_desk")
def test_in_the_language_of_the_page(small_store: Store, da_nang: Briefing) -> None:
    """What folds the sources away is said in the language of the page, and the output names it."""
    output = shown(Page(da_nang, language="vi").section("brief/service"))
    assert output.css("[lang=vi] > details > summary")[0].text() == "Nguồn gốc của các số liệu này"


@pytest.mark.parametrize("kind", ["briefing", "record"])
def test_a_notebook_that_was_run_for_its_page_is_whole(da_nang: Briefing, kind: str) -> None:
    """As `jupyter nbconvert --to html` sets it, every link of it ends in it, and each chart is drawn, its table folded below."""
    executed = run_on(da_nang, kind)
    whole = completed(executed, page_of(da_nang, kind=kind))
    assert len(executed.cells) + 1 == len(whole.cells)
    exported = LexborHTMLParser(nbconvert.HTMLExporter().from_notebook_node(whole)[0])
    ends = {f"#{each.attributes['id']}" for each in exported.css("[id]")}
    links = {str(each.attributes["href"]) for each in exported.css("a[href^='#']")}
    assert (len(links) > 20, links - ends) == (True, set())
    shown = [[each["data"] for each in cell.outputs] for cell in whole.cells if CHART in str(cell.get("outputs"))]
    assert shown or kind == "record"
    assert len(exported.css("img[src^='data:image/svg']")) == len(exported.css("details.numbers table")) == len(shown)
    for drawn, told in shown:
        assert drawn[DRAWN] == draw_svg(drawn[CHART], DESK_WIDTH)
        assert told["text/markdown"].startswith('<details class="numbers"><summary>')
        assert "\n\n" not in told["text/markdown"]
