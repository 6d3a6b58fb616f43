"""The report on progress, the check of the data and places side by side, in the hand: on paper, on a phone, by keyboard and with axe.

They are made here, without kernels, from the committed package.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from reading import OPEN_ALL, Reader, axe_violations
from running import page_of, run_here

from briefing_lib.briefing import Briefing, Data
from briefing_lib.build.notebooks import NOTEBOOKS
from briefing_lib.pages.assets import make_assets
from briefing_lib.pages.page import Surroundings, make_page
from briefing_lib.proof.audit import Audited, audit_page
from briefing_lib.store import Store

pytestmark = pytest.mark.browser
PAGES = ("viet-nam-report", "48-da-nang-report", "15-lao-cai-report", "viet-nam-check", "viet-nam-comparison", "48-da-nang")
REPORTS = PAGES[:3]
READ_CLIPBOARD = "() => navigator.clipboard.readText()"
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', {value: undefined})"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, real_store: Store) -> Path:
    """The pages with the files that they load."""
    out, data = tmp_path_factory.mktemp("further"), Data(real_store)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BRIEFING_DATA", str(real_store.folder))
        for code, stem in (("", "viet-nam"), ("48", "48-da-nang"), ("15", "15-lao-cai")):
            briefing = data.briefing(code or data.places.root)
            _make(out, f"{stem}-report", "progress_report", briefing, {"province": code}, is_brief=True, brief=f"{stem}.html")
        _make(out, "viet-nam-check", "data_check", data.briefing("VN"), {})
        _make(out, "viet-nam-comparison", "comparison", data.side_by_side(), {})
        around = Surroundings(notebook="province_briefing", is_brief=True, report="48-da-nang-report.html", record="48-da-nang-record.html")
        _write(out / "en" / "48-da-nang.html", page_of(data.briefing("48"), around))
    for name, content in make_assets().items():
        _write(out / "assets" / name, content)
    return out


def _make(out: Path, stem: str, name: str, briefing: Briefing, parameters: dict[str, Any], **around: Any) -> None:
    executed = run_here(NOTEBOOKS / f"{name}.ipynb", parameters)
    _write(out / "en" / f"{stem}.html", make_page(executed, briefing, "en", Surroundings(notebook=name, **around)))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_every_number_is_traced(site: Path, real_store: Store, name: str) -> None:
    """The audit finds no flaw."""
    page = (site / "en" / f"{name}.html").read_text("utf-8")
    audit_page(page, name, real_store, seen := Audited())
    assert seen.flaws == []
    assert seen.derived


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(reader: Reader, name: str) -> None:
    """On a phone, everything unfolded, axe finds no rule broken; nothing is asked of the network or refused by the policy."""
    width = 390  # finished pages are looked at as at a desk, these among them
    visit = reader.open(f"en/{name}.html", width=width)
    assert [each for each in visit.requests if not each.startswith("file:")] == []
    assert (visit.complaints, visit.violations) == ([], [])
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    visit.page.evaluate(OPEN_ALL)
    assert axe_violations(visit.page) == []


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_two_pages_and_an_annex(reader: Reader, name: str) -> None:
    """On paper the annex begins on the third page at the latest, at its top, and nothing of it stands before."""
    page = reader.open(f"en/{name}.html").page
    sheets = [each.extract_text() for each in PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages]
    begun = [number for number, text in enumerate(sheets, 1) if "Annex: " in text]
    assert begun[0] <= 3
    assert sheets[begun[0] - 1].strip().splitlines()[1].startswith("Annex: ")
    assert "What changed" in "".join(sheets[:2])


def test_the_chart_of_deadlines_opens_cards(reader: Reader) -> None:
    """Each number of the chart is a button that opens its card."""
    page = reader.open("en/viet-nam-report.html").page
    marks = page.locator(".drawing svg [role='button']")
    assert marks.count() > 5
    marks.first.focus()
    page.keyboard.press("Enter")
    assert "counted" in page.locator(".card:popover-open").inner_text()


def test_a_brief_leads_to_what_changed(reader: Reader) -> None:
    """The line of a brief leads to the section of the report that has the values."""
    page = reader.open("en/48-da-nang.html").page
    page.locator("a.changed").click()
    page.wait_for_url("**/48-da-nang-report.html#changes")
    assert page.locator("#changes").inner_text() == "What changed"


def card(page: Page) -> Any:
    return page.locator(".card:popover-open")


@pytest.mark.parametrize("has_clipboard", [True, False], ids=["clipboard", "no clipboard"])
def test_citation_and_link_are_copied_from_a_disk(reader: Reader, has_clipboard: bool) -> None:
    """From a page on a disk one copies what the card says, where it stands and its address, which opens that very entry."""
    visit = reader.open("en/48-da-nang.html", permissions=["clipboard-read", "clipboard-write"])
    page = visit.page
    if not has_clipboard:
        page.context.add_init_script("window.real = navigator.clipboard; " + NO_CLIPBOARD)
        page.reload()
    number = page.locator("dl.facts a.number:has(data[data-figure])").first
    shown, figure = number.inner_text(), number.locator("data").get_attribute("data-figure")
    number.click()
    card(page).locator(".copy-citation").click()
    expect(card(page).locator(".copied")).to_have_text("Copied")
    read = READ_CLIPBOARD if has_clipboard else "() => window.real.readText()"
    told = page.evaluate(read)
    assert told.startswith(shown)
    assert "as of 20 September 2026." in told
    assert told.endswith(f"{page.url.split('#')[0]}#figure-{figure}")
    assert "\n" not in told
    for other in card(page).locator(".note, .definition, .basis").all_inner_texts():
        assert other not in told
    card(page).locator(".copy-link").click()
    address = page.evaluate(read)
    assert address == f"{page.url.split('#')[0]}#figure-{figure}"
    assert (visit.complaints, visit.violations) == ([], [])
    page.goto("about:blank")
    page.goto(address)
    assert page.locator(f"[id='figure-{figure}']").is_visible()


def test_linked_data_say_what_the_page_shows(reader: Reader, real_store: Store) -> None:
    """Each reported figure that the page shows is an observation with its value; every reference leads to an entry of the page."""
    page = reader.open("en/48-da-nang.html").page
    graph = json.loads(page.locator("script[type='application/ld+json']").text_content() or "")["@graph"]
    seen = set(
        page.locator(".opening data[data-figure], .sections > :not(.proof) data[data-figure]").evaluate_all(
            "(all) => all.map((each) => each.dataset.figure)"
        )
    )
    observed = {each["@id"].removeprefix("#figure-"): each for each in graph if each["@type"] == "Observation"}
    assert seen <= observed.keys()
    assert all(each["value"] == float(real_store.by_id[name].value) for name, each in observed.items())
    ids = set(page.locator("[id]").evaluate_all("(all) => all.map((each) => '#' + each.id)"))
    assert {each["@id"] for each in graph if "@id" in each} <= ids
    assert graph[0]["@type"] == "Dataset"
    told = [(each["observationAbout"]["name"], each["variableMeasured"], each["description"]) for each in observed.values()]
    received = {measure for _, measure, _ in told if measure.startswith("Dossiers received")}
    assert len(received) == 3, "one for each level"
    assert all(each["observationPeriod"] == "P92D" for each in observed.values() if each["variableMeasured"] in received)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [('"value":75869', '"value":75870'), ('"@type":"Dataset"', '"@type":"Event"'), ('"dateModified":', '"award":'), ('"@graph":', '"graph":')],
)  # fmt: skip
def test_changed_linked_data_are_found(site: Path, real_store: Store, found: str, wanted: str) -> None:
    """A value, a kind, a property or a form that the data do not give is a flaw."""
    page = (site / "en" / "48-da-nang.html").read_text("utf-8")
    assert found in page
    audit_page(page.replace(found, wanted, 1), "page", real_store, seen := Audited())
    assert seen.flaws
