"""What a reader meets: finished pages opened from a disk, in Chromium, by mouse, keyboard and touch.

`BRIEFING_SITE` names a folder of finished pages to test; without it, a few pages are built.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from conftest import ROOT
from playwright.sync_api import Browser, Page
from reading import CHROMIUM, Inspected, Reader, axe_violations, inspect_all, needs
from running import page_of

from briefing_lib.briefing import Data
from briefing_lib.cli import main
from briefing_lib.pages.page import Surroundings
from briefing_lib.store import Store, fold

pytestmark = pytest.mark.browser
BUILT = ("en/01-hanoi.html", "en/15-lao-cai.html", "en/46-hue.html", "en/48-da-nang.html")
FINISHED = Path(os.environ["BRIEFING_SITE"]) if "BRIEFING_SITE" in os.environ else None
LOOKED_AT = re.compile(
    os.environ.get("BRIEFING_PAGES", r"en/(?:01|15|46|66)-(?!.*-re(?:cord|port))|en/(?:48|12|viet-nam)|(?:vi|id)/(?:48|viet-nam\.)")
)
"""Briefs of places with much and with little, some records and reports, and some in the other languages; `make pages` looks at all."""
ALL = sorted(path.relative_to(FINISHED).as_posix() for path in FINISHED.glob("*/*.html")) if FINISHED else []
PROVINCES = tuple(name for name in ALL if LOOKED_AT.match(name) and "/index" not in name) if FINISHED else BUILT
PAGES = ("index.html", *(name for name in ALL if "/index" in name), *PROVINCES)
FEW = tuple(name for name in PAGES if name in ("index.html", "en/12-lai-chau.html", "en/46-hue.html", *BUILT))
"""The index, a page with many figures, with some, with few and with none."""
OF_A_KIND = tuple(name for name in PAGES if name == "index.html" or re.match(r"en/(?:48|viet-nam)|vi/48-da-nang.html", name))
"""A page of each kind: what has one style has one contrast; `make pages` looks at that of all."""
DA_NANG = "en/48-da-nang.html"
PRINTED = "h2, .table tbody tr:last-child data:not(details.numbers data, details.national data), .sources .address"
TILES = "(tiles) => tiles.map((each) => [each.dataset.code, each.querySelector('data')?.value, each.dataset.step])"
VALUES = "(rows) => rows.map((row) => [row.dataset.code, row.querySelector('data').value])"


def build(out: Path, *options: str) -> Path:
    """Build pages as a user does."""
    result = CliRunner().invoke(main, ["build", "--data", str(ROOT / "data"), "--out", str(out), *options])
    assert result.exit_code == 0, result.output
    return out


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished site: the one that BRIEFING_SITE names, or one of a few provinces."""
    needs(CHROMIUM, "Chromium")
    if FINISHED:
        return FINISHED.resolve()
    chosen = [part for name in BUILT for part in ("--province", Path(name).name[:2])]
    return build(tmp_path_factory.mktemp("site"), *chosen)


@pytest.fixture(scope="session")
def inspected(site: Path) -> Mapping[str, Inspected]:
    """Every page, opened once."""
    return inspect_all(site, PAGES, PAGES if "BRIEFING_PAGES" in os.environ else OF_A_KIND)


@functools.lru_cache(maxsize=2)
def parsed(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def card_of(page: Page) -> Any:
    return page.locator(".card:popover-open")


def first_number(page: Page) -> Any:
    return page.locator("main a.number").first


@pytest.mark.parametrize("name", PAGES)
def test_a_page_stays_within_itself(inspected: Mapping[str, Inspected], name: str) -> None:
    """Opening a page and its first source card loads only files beside it, gives no error and breaks no rule of its policy."""
    seen = inspected[name]
    assert {url.partition(":")[0] for url in seen.requests} <= {"file", "data"}
    assert (seen.complaints, seen.violations) == ([], [])


@pytest.mark.parametrize("name", PROVINCES)
def test_each_chart_is_drawn(inspected: Mapping[str, Inspected], name: str) -> None:
    """Each place for a drawing holds an SVG with marks that open a card; only pages that are all tables have none."""
    assert inspected[name].marks or name.endswith(("-record.html", "-check.html", "-comparison.html"))
    assert all(inspected[name].marks)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_chart_is_as_wide_as_its_place(reader: Reader, width: int) -> None:
    """On a phone and on a desk each drawing fills the width of its figure, and no label leaves it."""
    page = reader.open(DA_NANG, width=width).page
    for drawing in page.locator(".drawing").all():
        place, svg = drawing.bounding_box(), drawing.locator("svg").bounding_box()
        assert place["width"] - 2 <= svg["width"] <= place["width"]
        ends = drawing.locator("svg text").evaluate_all("(texts) => texts.map((each) => each.getBoundingClientRect().right)")
        assert max(ends) <= place["x"] + place["width"] + 12


def test_a_chart_answers_the_mouse_without_breaking_the_policy(reader: Reader) -> None:
    """Pointing at a bar shows its tooltip, and no style is injected for it."""
    visit = reader.open(DA_NANG)
    visit.page.locator(".drawing path[role='button']").first.hover()
    visit.page.wait_for_selector(".vg-tooltip.visible")
    assert visit.violations == []


def test_a_chart_that_cannot_be_drawn_gives_way_to_its_table(reader: Reader) -> None:
    """Without the drawing library, each table is open and a note says why."""
    broken = "Object.defineProperty(window, 'vegaEmbed', { get: () => undefined, set: () => {} })"
    page = reader.open(DA_NANG, before=lambda page: page.add_init_script(broken)).page
    assert page.locator("details.numbers:not([open])").count() == 0
    assert page.locator("p.undrawn").count() == page.locator(".drawing").count()


def test_a_number_shows_its_source_by_mouse(reader: Reader) -> None:
    """A click on a reported number shows report and printed form; a click elsewhere closes the card."""
    page = reader.open(DA_NANG).page
    page.locator("a.number:has(data[data-figure])").first.click()
    assert "printed as" in card_of(page).inner_text()
    page.mouse.click(5, 5)
    assert card_of(page).count() == 0


def test_a_number_shows_its_source_by_keyboard(reader: Reader) -> None:
    """Enter opens the card and moves into it, Escape closes it and goes back to the number."""
    page = reader.open(DA_NANG).page
    first_number(page).focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.card') !== null")
    page.keyboard.press("Escape")
    assert card_of(page).count() == 0
    assert first_number(page).evaluate("(each) => each === document.activeElement")


def test_a_number_shows_its_source_by_touch(reader: Reader) -> None:
    """A tap opens the card within the screen of a phone, and its button closes it."""
    page = reader.open(DA_NANG, width=360, has_touch=True, is_mobile=True).page
    first_number(page).tap()
    box = card_of(page).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    card_of(page).locator(".close").tap()
    assert card_of(page).count() == 0


def test_a_formula_leads_to_what_went_in_and_back(reader: Reader) -> None:
    """A number within a card opens in the same card, and Back returns to the formula."""
    page = reader.open(DA_NANG).page
    page.locator("a.number:has(data[data-formula='ratio'])").first.click()
    formula = card_of(page).inner_text()
    card_of(page).locator(".entry a.number").first.click()
    assert "Computed" in formula
    assert "printed as" in card_of(page).inner_text()
    card_of(page).locator(".back").click()
    assert "Computed" in card_of(page).inner_text()


def test_a_card_leads_to_the_register(reader: Reader) -> None:
    """The link below an entry closes the card and goes to the entry among all numbers."""
    page = reader.open(DA_NANG).page
    wanted = first_number(page).get_attribute("href")
    first_number(page).click()
    card_of(page).locator(".to-register").click()
    assert card_of(page).count() == 0
    assert page.url.endswith(wanted)


@pytest.mark.parametrize("name", PAGES)
def test_every_number_has_an_entry(site: Path, name: str) -> None:
    """Each link within a page leads to something on it, so that nothing is lost without the script."""
    page = parsed(site / name)
    there = {element["id"] for element in page.find_all(id=True)}
    assert [link["href"] for link in page.select('a[href^="#"]') if link["href"][1:] not in there] == []


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(inspected: Mapping[str, Inspected], name: str) -> None:
    """No rule of WCAG 2.2 AA that axe can check is broken, with the tables of the charts open."""
    assert inspected[name].axe == []


@pytest.mark.parametrize("name", ["index.html", DA_NANG])
def test_axe_finds_nothing_in_the_dark(reader: Reader, name: str) -> None:
    """The colours for readers who ask for a dark page have enough contrast too."""
    assert axe_violations(reader.open(name, color_scheme="dark").page) == []


def test_axe_finds_nothing_in_an_open_card_on_a_phone(reader: Reader) -> None:
    """The card of a number, and targets on a small screen, pass axe too."""
    page = reader.open(DA_NANG, width=360).page
    first_number(page).click()
    assert axe_violations(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_headings_are_in_order(site: Path, name: str) -> None:
    """There is one h1, it comes first, and no level is skipped."""
    page = parsed(site / name)
    levels = [int(heading.name[1]) for heading in page.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("name", FEW)
def test_a_phone_needs_no_sideways_scroll(reader: Reader, name: str) -> None:
    """At 360 pixels the page is no wider than the screen; wide tables scroll within themselves."""
    page = reader.open(name, width=360).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("name", ["index.html", DA_NANG.replace(".html", "-record.html")])
def test_paper_holds_all_sections_and_folded_tables(reader: Reader, name: str, tmp_path: Path) -> None:
    """The printed page has every section, the tables that stand for themselves and the addresses of the sources, and folds up again."""
    needs(shutil.which("pdftotext") or "", "pdftotext")
    page = reader.open(name).page
    wanted = page.locator(PRINTED).all_text_contents()
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    text = subprocess.run(["pdftotext", tmp_path / "page.pdf", "-"], capture_output=True, text=True, check=True).stdout
    printed = re.sub(r"[\s-]", "", text)  # pdftotext drops hyphens at the end of lines
    assert [each for each in wanted if re.sub(r"[\s-]", "", each) not in printed] == []
    assert page.locator("details.numbers[open]").count() == 0


@pytest.mark.parametrize("name", FEW)
def test_the_text_is_there_without_script(reader: Reader, name: str) -> None:
    """With JavaScript disabled each heading and number of the page can be seen, its proof after a click, and a number leads to its entry."""
    page = reader.open(name, java_script_enabled=False).page
    for folded in page.locator("details.proof > summary").all():
        folded.click()
    assert page.locator("h2").count() == page.locator("h2:visible").count()
    assert page.locator("main > * a.number:visible").count() >= 5
    first_number(page).click()
    assert "#formula-" in page.url or "#figure-" in page.url


def test_a_standalone_page_works_alone(browser: Browser, real_store: Store, tmp_path: Path) -> None:
    """A page made for e-mail draws its charts and shows sources from one file in an empty folder, with nothing refused."""
    (tmp_path / "page.html").write_text(page_of(Data(real_store).briefing("48"), Surroundings(standalone=True)), "utf-8")
    visit = Reader(browser, tmp_path).open("page.html")
    visit.page.locator("a.number").first.click()
    assert card_of(visit.page).count() == 1
    assert visit.page.locator(".drawing svg").count() == visit.page.locator(".drawing").count() > 0
    assert [url for url in visit.requests if not url.startswith("data:")] == [(tmp_path / "page.html").as_uri()]
    assert (visit.complaints, visit.violations) == ([], [])
    assert visit.page.locator("a[href]:not([href^='#']):not([href^='http'])").count() == 0
    visit.page.context.close()


def test_the_index_says_when_it_was_written(reader: Reader, site: Path) -> None:
    """The moment of its file stands at the end of the index, for those who watch a build."""
    when = reader.open("index.html").page.locator("#written time")
    assert when.is_visible()
    told = dt.datetime.fromisoformat(when.get_attribute("datetime") or "")
    assert abs(told.timestamp() - (site / "index.html").stat().st_mtime) < 1


def test_the_index_finds_a_province_by_its_old_name(reader: Reader) -> None:
    """Quang Nam, typed without marks, leaves Da Nang and says what became of it."""
    page = reader.open("index.html").page
    page.get_by_role("searchbox").fill("quang nam")
    assert page.locator("#all tbody tr:visible").get_attribute("data-code") == "48"
    assert page.locator("#found").inner_text() == "Quang Nam is now part of Da Nang."
    assert set(page.locator(".tile:not(.dim)").evaluate_all("(tiles) => tiles.map((each) => each.dataset.code)")) == {"48"}


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [("Hoàng Sa", "48", "Hoang Sa belongs to Da Nang."), ("truong sa", "56", "Truong Sa belongs to Khanh Hoa."), ("48", "48", "")],
)
def test_the_index_finds_islands_and_codes(reader: Reader, typed: str, code: str, told: str) -> None:
    """The archipelagos lead to the province they belong to, a code to its province."""
    page = reader.open("index.html").page
    page.get_by_role("searchbox").fill(typed)
    assert page.locator("#all tbody tr:visible").get_attribute("data-code") == code
    assert page.locator("#found").inner_text() == told


def test_the_matrix_is_sorted_by_the_newest(reader: Reader) -> None:
    """The heading of a measure puts first who reports it, the newest at the top; each name leads to a page."""
    page = reader.open("index.html").page
    page.locator("#matrix th.reports button").nth(3).click()
    days = page.locator("#matrix tbody tr").evaluate_all("(rows) => rows.map((row) => row.cells[4].dataset.day)")
    known = [day for day in days if day]
    assert (len(known) > 3, days) == (True, [*sorted(known, reverse=True), *[""] * (34 - len(known))])
    assert page.locator("#all tbody tr th").first.inner_text() == "An Giang"


def test_days_that_are_not_known_stand_last(reader: Reader) -> None:
    """Sorted by the newest figure, up or down, provinces without a printed day come after all others."""
    page = reader.open("index.html").page
    header = page.locator("#all thead th", has_text="Newest figure")
    days = "(rows) => rows.map((row) => row.cells[7].dataset.day)"
    orders = []
    for _ in range(2):
        header.get_by_role("button").click()
        orders.append(page.locator("#all tbody tr").evaluate_all(days))
    known = [day for day in orders[0] if day]
    nameless = [""] * (34 - len(known))
    assert (len(nameless) > 3, orders) == (True, [[*sorted(known), *nameless], [*sorted(known, reverse=True), *nameless]])


def test_the_index_says_when_no_province_has_the_name(reader: Reader) -> None:
    """A name that no province has or had leaves an empty table and says so."""
    page = reader.open("index.html").page
    page.get_by_role("searchbox").fill("Atlantis")
    assert page.locator("#all tbody tr:visible").count() == 0
    assert page.locator("#found").inner_text().startswith("No province")


def test_the_index_compares_names_as_the_library_does(reader: Reader, real_store: Store) -> None:
    """The script folds each name of the package, old and new, to the same letters as the library."""
    page = reader.open("index.html").page
    names = [
        name for each in real_store.places for name in (each.name("vi"), each.name("en"), *(former.name("vi") for former in each.former))
    ]
    names += ["TP. Hồ Chí Minh", "tp HCM", "Tỉnh Bà Rịa - Vũng Tàu", "Hue City", "Saigon"]
    assert page.evaluate("(names) => names.map(fold)", names) == [fold(name) for name in names]


def test_the_index_sorts_by_keyboard(reader: Reader) -> None:
    """Enter on a column's header sorts by it, largest first; again turns it round; the header says so."""
    page = reader.open("index.html").page
    header = page.locator("#all thead th", has_text="Figures on its work")
    values = "(rows) => rows.map((row) => Number(row.cells[5].querySelector('data').value))"
    header.get_by_role("button").focus()
    page.keyboard.press("Enter")
    down = page.locator("#all tbody tr").evaluate_all(values)
    assert (header.get_attribute("aria-sort"), down) == ("descending", sorted(down, reverse=True))
    page.keyboard.press("Enter")
    up = page.locator("#all tbody tr").evaluate_all(values)
    assert (header.get_attribute("aria-sort"), up) == ("ascending", sorted(up))
    assert page.locator("#all th[aria-sort]").count() == 1


def test_the_index_sorts_names_by_the_same_order_with_and_without_script(reader: Reader) -> None:
    """The order of names before any script runs is the order that sorting by name gives."""
    page = reader.open("index.html").page
    codes = "(rows) => rows.map((row) => row.dataset.code)"
    before = page.locator("#all tbody tr").evaluate_all(codes)
    button = page.locator("#all thead th").first.get_by_role("button")
    button.click()
    button.click()
    assert page.locator("#all tbody tr").evaluate_all(codes) == before


def test_a_tile_leads_to_its_page_by_keyboard(reader: Reader) -> None:
    """Enter on a tile opens the page of the province, islands' tiles lead to the province they belong to."""
    page = reader.open("index.html").page
    assert page.locator(".tile.islands[data-code='48'] a").get_attribute("href") == DA_NANG
    page.locator(".tile:not(.islands)[data-code='48'] a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/48-da-nang.html")


@pytest.mark.parametrize("key", ["ArrowDown", "End"])
def test_the_map_shows_a_layer_chosen_by_keyboard(reader: Reader, key: str) -> None:
    """A key chooses a layer: tiles show the numbers of its table, all others are marked as not reported."""
    page = reader.open("index.html").page
    page.locator("#shade").focus()
    page.keyboard.press(key)
    shade = page.locator(".shade:visible")
    assert shade.count() == 1
    wanted = dict(shade.locator("tbody tr").evaluate_all(VALUES))
    tiles = page.locator(".tile:not(.islands)")
    shown = tiles.evaluate_all(TILES)
    assert len(wanted) > 20
    assert {code: value for code, value, _step in shown if value} == wanted
    assert {step for _code, value, step in shown if not value} <= {"0"}


def test_the_first_layer_comes_back(reader: Reader) -> None:
    """After another layer was shown, the bands of the former provinces stand in the tiles as they did when the page opened."""
    page = reader.open("index.html").page
    before = page.locator(".tiles").inner_html()
    page.select_option("#shade", "coverage")
    assert page.locator(".tile .bar").count() == 0
    page.select_option("#shade", "bands")
    assert page.locator(".tile .bar").count() == 63
    assert page.locator(".tiles").inner_html() == before


def test_the_chooser_lists_how_it_goes_before_how_much_is_known(reader: Reader) -> None:
    """The layers of every province come first, then those that some report, coverage last."""
    page = reader.open("index.html").page
    groups = "(groups) => groups.map((each) => [each.label, each.children.length])"
    (every, first), (some, _), (known, last) = page.locator("#shade optgroup").evaluate_all(groups)
    assert (every, first, some, known, last) == ("For every province", 3, "Reported by some", "How much is known", 1)
    assert page.locator("#shade option").first.inner_text() == "PAPI 2024: bands of the former provinces"
    assert page.locator(".shade:visible h3").inner_text() == "PAPI 2024: bands of the former provinces"


def test_what_a_province_has_is_there(reader: Reader, site: Path) -> None:
    """Each link of the list and of the map leads to a file of the site."""
    page = reader.open("index.html").page
    links = page.locator("#all a[href], .tile a, .whole a").evaluate_all("(links) => links.map((each) => each.getAttribute('href'))")
    files = {link for link in links if not link.startswith("#")}
    assert {DA_NANG, DA_NANG.replace(".html", "-record.html"), DA_NANG.replace(".html", ".csv")} <= files
    assert [name for name in files if not (site / name).is_file()] == []


@pytest.mark.parametrize("width", [360, 390, 1280, 1600])
@pytest.mark.parametrize("layer", ["bands", "rate"])
def test_names_and_numbers_of_tiles_do_not_overlap(reader: Reader, width: int, layer: str) -> None:
    """On a phone and on a desk each tile has room for its name and, below it, for its number or its bars."""
    page = reader.open("index.html", width=width).page
    page.select_option("#shade", layer)
    room = """(tiles) => tiles.map((tile) => {
      const [outer, name, value] = [tile, tile.querySelector('.name'), tile.querySelector('.value')].map((each) => each.getBoundingClientRect());
      return [tile.dataset.code, name.bottom + 2 <= value.top && value.bottom <= outer.bottom && value.right <= outer.right + 1];
    })"""
    assert [code for code, fits in page.locator(".tile:not(.islands)").evaluate_all(room) if not fits] == []


def test_tab_goes_through_the_map_in_the_order_of_the_eye(reader: Reader) -> None:
    """Search box, chooser, first tile."""
    page = reader.open("index.html").page
    page.get_by_role("searchbox").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "shade"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.tile') !== null")


def test_each_tile_says_its_name_and_its_bands_without_script(reader: Reader) -> None:
    """Without JavaScript the map has all provinces and both islands, a part for each former province, and every layer has its table."""
    page = reader.open("index.html", java_script_enabled=False).page
    assert page.locator(".tile:visible").count() == 36
    assert page.locator(".tile:not(.islands) .bar:visible").count() == 63
    assert page.locator(".shade:visible").count() == page.locator(".shade:has(table)").count() > 5
    assert page.locator("#all tbody tr:visible").count() == 34
