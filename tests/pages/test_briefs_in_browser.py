"""A brief in the hand: two pages of paper, the message on the first screen, each number one touch from its source.

`BRIEFING_SITE` names a folder of finished pages to test; without it, briefs and records are made here, without kernels.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page
from pypdf import PdfReader
from reading import CHROMIUM, Reader, needs
from running import page_of

from briefing_lib.briefing import Data
from briefing_lib.pages.assets import make_assets
from briefing_lib.pages.page import Surroundings
from briefing_lib.store import open_store
from briefing_lib.wording import LANGUAGES

pytestmark = pytest.mark.browser
FINISHED = Path(os.environ["BRIEFING_SITE"]) if "BRIEFING_SITE" in os.environ else None
PLACES = open_store(Path(__file__).parents[2] / "data").places
STEMS = {place.code: f"{place.code}-{place.slug}" for place in PLACES} | {PLACES.root.code: PLACES.root.slug}
RICH, SOME, POOR = "48", "24", "12"
"""Da Nang, Bac Ninh, Lai Chau: of one of them much is known, of one some, of one nothing."""
FULL = (RICH, "20", "VN")
"""Da Nang, Lang Son and the nation fill their two pages."""
WINDOWS = {"phone": (390, 844), "desktop": (1280, 900)}
A4 = (595, 842)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every brief with its record beside it, as a build puts them."""
    needs(CHROMIUM, "Chromium")
    if FINISHED:
        return FINISHED.resolve()
    out = tmp_path_factory.mktemp("briefs")
    data = Data(open_store(Path(__file__).parents[2] / "data"))
    for name, content in make_assets().items():
        _write(out / "assets" / name, content)
    codes = list(STEMS)
    for code, stem in STEMS.items():
        briefing, at = data.briefing(data.store.places[code]), codes.index(code)
        beside = (STEMS[codes[at - 1]] + ".html", "Hà Nội"), (STEMS[codes[(at + 1) % len(codes)]] + ".html", "Ho Chi Minh City")
        for language in LANGUAGES:
            others = [(each, f"../{each}/{stem}.html") for each in LANGUAGES if each != language]
            brief = Surroundings(
                is_brief=True, record=f"{stem}-record.html", report=f"{stem}-report.html", neighbours=beside, languages=others
            )
            _write(out / language / f"{stem}.html", page_of(briefing, brief, language=language))
        if code in (RICH, SOME, POOR):
            _write(out / "en" / f"{stem}-record.html", page_of(briefing, Surroundings(brief=f"{stem}.html"), "record"))
    return out


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def open_brief(reader: Reader, code: str, window: str = "desktop", language: str = "en") -> Page:
    width, height = WINDOWS[window]
    page: Page = reader.open(f"{language}/{STEMS[code]}.html", width=width).page
    page.set_viewport_size({"width": width, "height": height})
    return page


def card_of(page: Page) -> Any:
    return page.locator(".card:popover-open")


# Paper


@pytest.mark.parametrize(
    ("code", "language"), [*((code, "en") for code in STEMS), *((code, each) for code in FULL for each in ("vi", "id"))]
)
def test_a_brief_is_two_pages(reader: Reader, tmp_path: Path, code: str, language: str) -> None:
    """On paper each brief takes at most two pages A4, none of which ends on a heading, and all that it says is there."""
    needs(shutil.which("pdftotext") or "", "pdftotext")
    page = open_brief(reader, code, language=language)
    headings = {_squeezed(each) for each in page.locator("main h1, main h2, main h3").all_text_contents()}
    said = page.locator("h1, ol.messages > li data, ol.questions > li data, .sections > h2:not(#downloads)").all_text_contents()
    pdf = page.pdf(path=tmp_path / "brief.pdf", prefer_css_page_size=True)
    sheets = PdfReader(io.BytesIO(pdf)).pages
    assert 1 <= len(sheets) <= 2
    assert {(round(each.mediabox.width), round(each.mediabox.height)) for each in sheets} == {A4}
    printed = subprocess.run(["pdftotext", "-layout", tmp_path / "brief.pdf", "-"], capture_output=True, text=True, check=True).stdout
    texts = printed.split("\f")[: len(sheets)]
    last = [re.split(r" {2,}", text.rstrip().splitlines()[-1].strip()) for text in texts]
    assert [line for line in last if {_squeezed(each) for each in line} <= headings] == []
    assert [each for each in said if _squeezed(each) not in _squeezed(printed)] == []


def _squeezed(text: str) -> str:
    return re.sub(r"[\s-]", "", text)


# The first screen


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("code", [RICH, SOME, POOR])
def test_the_first_screen_holds_the_message(reader: Reader, code: str, window: str, language: str) -> None:
    """Without scrolling one reads place, evidence, bottom line and the whole first message."""
    page = open_brief(reader, code, window, language)
    for part in ("h1", ".evidence", ".bottom-line", "#key-messages", "ol.messages > li:first-child"):
        box = page.locator(part).bounding_box()
        assert (part, box["y"] >= 0, box["y"] + box["height"] <= WINDOWS[window][1]) == (part, True, True)


SQUEEZED = """() => [...document.querySelectorAll("div.table :is(th, td)")].filter((cell) => {
  if (!cell.checkVisibility() || cell.closest("details:not([open])") || getComputedStyle(cell.closest("thead") ?? cell).clipPath != "none") return false;
  const lines = cell.getBoundingClientRect().height / parseFloat(getComputedStyle(cell).lineHeight);
  return cell.getBoundingClientRect().width < 60 && lines > 3;
}).map((cell) => cell.textContent.trim().slice(0, 40))"""


@pytest.mark.parametrize("code", [*FULL, SOME, POOR, "01", "15", "79", "96"])
def test_tables_on_a_phone(reader: Reader, code: str) -> None:
    """No cell of a table is squeezed to a column of letters, and none is cut off at the side."""
    page = open_brief(reader, code, "phone")
    assert page.evaluate(SQUEEZED) == []
    assert (
        page.evaluate(
            "[...document.querySelectorAll('.sections > div.table')].filter(each => each.scrollWidth > each.clientWidth + 1).length"
        )
        == 0
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= WINDOWS["phone"][0]


def test_contents_on_a_phone(reader: Reader) -> None:
    """On a phone the contents are folded to one line below the bottom line, and a touch opens them."""
    page = open_brief(reader, RICH, "phone")
    assert page.locator(".contents").bounding_box()["height"] < 60
    assert not page.locator(".contents li").first.is_visible()
    page.locator(".contents summary").click()
    assert page.locator(".contents li").first.is_visible()


def test_contents_on_a_desk(reader: Reader) -> None:
    """On a desk the contents stand open beside the text; they fold when the window grows narrow, and open again."""
    page = open_brief(reader, RICH)
    titles = page.locator(".contents li:visible").all_inner_texts()
    assert titles[:2] == ["Key messages", "Service to people and businesses"]
    assert page.locator(".contents").bounding_box()["x"] < page.locator("h1").bounding_box()["x"]
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(".contents li").first.wait_for(state="hidden")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator(".contents li").first.wait_for(state="visible")


def test_contents_without_script(reader: Reader) -> None:
    """Without JavaScript the contents can be unfolded, and on a desk stand open."""
    page = reader.open(f"en/{STEMS[RICH]}.html", width=390, java_script_enabled=False).page
    page.locator(".contents summary").click()
    assert page.locator(".contents li").first.is_visible()


# The card


def open_by(page: Page, link: Any, way: str) -> None:
    """Open what a link leads to, by mouse or by keyboard."""
    link.scroll_into_view_if_needed()
    if way == "click":
        link.click()
    else:
        link.focus()
        page.keyboard.press("Enter")


@pytest.mark.parametrize("way", ["click", "Enter"])
def test_a_number_opens_its_card(reader: Reader, way: str) -> None:
    """A click or Enter on a number of a message shows where it comes from; Escape goes back to the number."""
    page = open_brief(reader, RICH)
    number = page.locator("ol.messages a.number").first
    open_by(page, number, way)
    assert number.inner_text() in card_of(page).inner_text()
    assert "Computed" in card_of(page).inner_text()
    card_of(page).locator(".entry a.number").first.click()
    assert "printed as" in card_of(page).inner_text()
    assert number.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert card_of(page).count() == 0
    assert number.evaluate("(each) => each === document.activeElement")


@pytest.mark.parametrize("way", ["click", "Enter"])
def test_a_report_opens_its_card(reader: Reader, way: str) -> None:
    """A click or Enter on the report of a statement shows the report and how much of it was read, without all its numbers."""
    page = open_brief(reader, RICH)
    report = page.locator(".findings a[href^='#source-']").first
    assert report.get_attribute("aria-haspopup") == "dialog"
    open_by(page, report, way)
    told = card_of(page).locator(".entry").inner_text()
    assert report.inner_text() in told
    assert "Read from the first line to the last." in told
    assert card_of(page).locator(".entry data").count() == 0
    page.keyboard.press("Escape")
    assert report.evaluate("(each) => each === document.activeElement")


@pytest.mark.parametrize("code", [RICH, SOME, POOR])
def test_a_card_leads_to_the_row_on_the_record(reader: Reader, site: Path, code: str) -> None:
    """From the card of each printed number of the place one comes to its row on the record, where it is seen."""
    page = open_brief(reader, code)
    record = BeautifulSoup((site / "en" / f"{STEMS[code]}-record.html").read_text("utf-8"), "html.parser")
    rows = {row["id"] for row in record.select("tr[id^=row-]")}
    numbers = page.locator(".opening, .sections > :not(details)").locator("a.number:has(data[data-figure])").all()
    led = set()
    for number in [each for each in numbers if each.is_visible()]:
        number.click()
        if card_of(page).locator(".to-record").is_visible():
            led.add(card_of(page).locator(".to-record").evaluate("(link) => link.hash.slice(1)"))
        page.keyboard.press("Escape")
    assert led
    assert led <= rows


def test_the_row_on_the_record_is_seen(reader: Reader) -> None:
    """Following the link one stands before the row, with the printed number in it."""
    page = open_brief(reader, RICH)
    number = page.locator("dl.facts a.number:has(data[data-figure])").first
    shown, figure = number.inner_text(), number.locator("data").get_attribute("data-figure")
    number.click()
    card_of(page).locator(".to-record").click()
    page.wait_for_url(f"**/{STEMS[RICH]}-record.html#row-{figure}")
    row = page.locator(f"[id='row-{figure}']")
    assert shown in row.inner_text()
    assert row.evaluate("(row) => { const box = row.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }")


def test_a_number_of_the_nation_has_no_row_there(reader: Reader) -> None:
    """The card of a number that the record of the place has no row for does not lead there, and one that has one still does."""
    page = open_brief(reader, RICH)
    page.locator("#context ~ p a.number").first.click()
    assert card_of(page).count() == 1
    assert not card_of(page).locator(".recorded").is_visible()
    page.keyboard.press("Escape")
    page.locator("dl.facts a.number:has(data[data-figure])").first.click()
    assert card_of(page).locator(".recorded").is_visible()
