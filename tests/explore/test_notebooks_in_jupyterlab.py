"""The notebooks in a real JupyterLab, driven in headless Chromium as an analyst drives them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from lab import CHROMIUM, Lab, Notebook, launch, running_lab
from playwright.sync_api import Browser, Locator, expect, sync_playwright

import briefing_lib as bl
from briefing_lib.briefing import Briefing
from briefing_lib.charts import MIMETYPE
from briefing_lib.figures import Figure
from briefing_lib.pages.downloads import figures_csv

pytestmark = [
    pytest.mark.browser,
    pytest.mark.notebooks,
    pytest.mark.skipif(not CHROMIUM and os.environ.get("CI") != "true", reason="no Chromium on this machine; CI has one"),
]
DRAWN = ".vega-embed :is(svg, canvas).marks"
LIVE_CHARTS = 3
SMALLEST = 40
"""Pixels of a side of a chart that shows something."""
SPEAKS_OF = """name => {
  const charts = [...document.querySelectorAll(".vega-embed")].filter(each => each.offsetParent && each.querySelector("svg"));
  const sentence = document.querySelector(".briefing-prose")?.innerText ?? "";
  return sentence.startsWith(name) && charts.length && charts.every(each => each.ariaLabel.startsWith(name + "."));
}"""
SELECT = """(menu, label) => {
  menu.selectedIndex = [...menu.options].findIndex(each => each.text.replaceAll("\\u00a0", " ").includes(label));
  menu.dispatchEvent(new Event("change", { bubbles: true }));
}"""
CELLS = "[...document.querySelectorAll('.jp-Notebook .jp-Cell')].map(each => [...each.classList].filter(name => /Cell$/.test(name)).join())"
CONTROLS = ".jp-OutputArea-output :is(input, select, button, .dt-column-order, a[href]):not([disabled]):not([tabindex='-1'])"
TAG = """controls => {
  const found = [...document.querySelectorAll(controls)].filter(each => each.offsetParent);
  const known = found.every(each => each.dataset.control) ? "old" : "new";
  found.forEach((each, index) => each.dataset.control = index);
  return found.map((each, index) => `${known} ${index}`);
}"""
SECONDS = 60_000


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with running_lab(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def explorer(lab: Lab, browser: Browser) -> Iterator[Notebook]:
    """`explore.ipynb` after Run All, with every chart drawn; tests go on from wherever the last one left it."""
    notebook = Notebook(lab, browser, "explore.ipynb")
    notebook.run_all()
    wait_for_province(notebook, "Da Nang")
    yield notebook
    notebook.close()


def briefing_on(place: str) -> Briefing:
    return bl.open().briefing(place)


def figures_in(briefing: Briefing) -> list[Figure]:
    """The figures of a place and of those that became it."""
    places = [briefing.place, *briefing.place.former]
    return [figure for place in places for figure in briefing.store.find_figures(geography=place.code, known_by=briefing.as_of)]


def wait_for_province(notebook: Notebook, name: str) -> None:
    """Until the sentence and every chart in sight speak of this province."""
    notebook.page.wait_for_function(SPEAKS_OF, arg=name, timeout=SECONDS)


def province_field(notebook: Notebook) -> Locator:
    return notebook.page.get_by_role("combobox", name="Province", exact=True)


def choose_province(notebook: Notebook, typed: str) -> None:
    field = province_field(notebook)
    field.fill(typed)
    field.press("Enter")


def choose(notebook: Notebook, control: str, label: str) -> None:
    """Choose the option of a menu that has this label."""
    menu = notebook.page.get_by_label(control, exact=True)
    menu.locator("option", has_text=re.compile(label.replace(" ", r"\s"))).first.wait_for(state="attached", timeout=SECONDS)
    menu.evaluate(SELECT, label)  # at once: labels of measures change with the province


def charts_of(path: Path) -> int:
    """How many charts the stored outputs of a notebook hold; the live ones of the explorer are not stored."""
    outputs = [output for cell in nbformat.read(path, 4).cells for output in cell.get("outputs", ())]
    return sum(MIMETYPE in output.get("data", {}) for output in outputs) or LIVE_CHARTS


@pytest.mark.parametrize("name", ["welcome.ipynb", "explore.ipynb", "province_briefing.ipynb"])
def test_a_notebook_runs_without_an_error_and_draws_every_chart(lab: Lab, browser: Browser, name: str) -> None:
    """Run All leaves no error in any output, and every chart of the notebook is drawn, without a request to another machine."""
    notebook = Notebook(lab, browser, name)
    charts = charts_of(lab.folder / name)
    notebook.run_all()
    expect(notebook.page.locator(DRAWN)).to_have_count(charts, timeout=SECONDS)
    sizes = notebook.evaluate(f"[...document.querySelectorAll('{DRAWN}')].map(each => Math.min(each.clientHeight, each.clientWidth))")
    assert (notebook.errors(), notebook.outside(), min(sizes) > SMALLEST) == ([], [], True)
    notebook.close()


def test_a_number_shows_its_source_on_the_spot(lab: Lab, browser: Browser) -> None:
    """A number says its source as the pointer rests on it; a click unfolds its entry in the same output, and the keyboard goes there."""
    notebook = Notebook(lab, browser, "province_briefing.ipynb")
    stored = notebook.page.locator(".jp-OutputArea-output a.number").first  # nobody has said yet that this notebook can be trusted
    expect(stored).to_have_attribute("title", re.compile("14 figures, counted, from"), timeout=SECONDS)
    notebook.run_all()
    number = notebook.page.locator(".piece a.number", has_text="182,661").first
    expect(number).to_have_attribute(
        "title", re.compile(r"Dossiers received, Da Nang, .* printed as 182\.661, paragraph 4; "), timeout=SECONDS
    )
    output = notebook.page.locator(".jp-OutputArea-output", has=number)
    expect(output.locator("details li").first).to_be_hidden()
    number.click()
    entry = notebook.page.locator(f'[id="{str(number.get_attribute("href"))[1:]}"]')
    expect(entry).to_be_in_viewport(timeout=SECONDS)
    expect(entry).to_be_focused()
    expect(entry).to_contain_text("printed as")
    assert notebook.outside() == []
    notebook.close()


def test_welcome_links_what_it_builds(lab: Lab, browser: Browser) -> None:
    """The brief that it builds is linked; the link opens the page beside the notebook. What it takes away lies where it says."""
    notebook = Notebook(lab, browser, "welcome.ipynb")
    notebook.run_all()
    notebook.page.get_by_role("link", name="made/2025-10-31/en/48-da-nang.html").click()
    page = notebook.page.frame_locator(".jp-HTMLViewer iframe")
    expect(page.locator("h1")).to_contain_text("Da Nang", timeout=SECONDS)
    made = {each.name: each.read_bytes()[:4] for each in (lab.folder / "made").glob("*.*")}
    assert (made["population.png"], set(made)) == (b"\x89PNG", {"population.png", "da-nang.csv"})
    notebook.close()


def test_an_old_name_chooses_the_province_of_today(explorer: Notebook) -> None:
    """Typing Quảng Nam chooses Da Nang: sentence, charts and table change, and the field shows the present name."""
    choose_province(explorer, "Hue")
    wait_for_province(explorer, "Hue")
    expect(explorer.page.locator("table.dataTable tbody")).not_to_contain_text("Da Nang", timeout=SECONDS)
    choose_province(explorer, "Quảng Nam")
    wait_for_province(explorer, "Da Nang")
    expect(province_field(explorer)).to_have_value("Da Nang")
    expect(explorer.page.locator("table.dataTable tbody tr").first).to_contain_text("Da Nang")


def test_a_name_without_diacritics_will_do(explorer: Notebook) -> None:
    """Typing dak lak chooses Đắk Lắk."""
    choose_province(explorer, "dak lak")
    wait_for_province(explorer, "Dak Lak")


def test_an_unknown_name_is_refused_in_words(explorer: Notebook) -> None:
    """A name that nobody bears is refused with the nearest ones, and the choice stays."""
    choose_province(explorer, "Hue")
    wait_for_province(explorer, "Hue")
    choose_province(explorer, "Hanoy")
    expect(explorer.page.get_by_role("alert").first).to_contain_text("did you mean Hanoi", timeout=SECONDS)
    expect(province_field(explorer)).to_have_value("Hue")


def test_a_tile_chooses_its_province(explorer: Notebook) -> None:
    """A click on a tile chooses the province: sentence, charts, field and table follow."""
    choose_province(explorer, "Hue")
    wait_for_province(explorer, "Hue")
    tile(explorer, "Lao Cai").click()
    wait_for_province(explorer, "Lao Cai")
    expect(province_field(explorer)).to_have_value("Lao Cai")
    expect(explorer.page.locator("table.dataTable tbody tr").first).to_contain_text("Lao Cai")


def tile(notebook: Notebook, name: str) -> Locator:
    return notebook.page.locator(".vega-embed svg").first.get_by_text(name, exact=True)


def test_a_bar_chooses_its_province(explorer: Notebook) -> None:
    """A click on a bar chooses the province that it stands for."""
    choose(explorer, "Measure", "Area")
    choose_province(explorer, "Hue")
    wait_for_province(explorer, "Hue")
    explorer.page.locator('path[aria-roledescription="bar"][aria-label*="Place: Nghe An"]').click()
    wait_for_province(explorer, "Nghe An")


def test_a_chart_filters_the_table(explorer: Notebook) -> None:
    """The table shows a measure everywhere; a click on a tile turns it to the figures of that province."""
    choose(explorer, "Measure", "Area")
    everywhere = len(bl.open().figures().query("indicator == 'area_km2'"))
    explorer.page.get_by_role("button", name="This measure everywhere").click()
    expect(explorer.page.locator(".dt-info")).to_contain_text(f"of {everywhere} figures", timeout=SECONDS)
    figures = len(figures_in(briefing_on("Phu Tho")))
    for _ in range(2):  # the second click is on the province that is chosen already
        tile(explorer, "Phu Tho").click()
        wait_for_province(explorer, "Phu Tho")
        expect(explorer.page.locator(".dt-info")).to_contain_text(f"of {figures} figures", timeout=SECONDS)
        explorer.page.get_by_role("button", name="This measure everywhere").click()
        expect(explorer.page.locator(".dt-info")).to_contain_text(f"of {everywhere} figures", timeout=SECONDS)
    explorer.page.get_by_role("button", name="All figures of this province").click()


def test_measure_level_and_day_change_what_is_shown(explorer: Notebook) -> None:
    """Each of the three menus changes the sentence."""
    choose_province(explorer, "Da Nang")
    choose(explorer, "Measure", "Dossiers received")
    sentence = explorer.page.locator(".briefing-prose").first
    choose(explorer, "Level", "Departments")
    expect(sentence).to_contain_text("75,869", timeout=SECONDS)
    choose(explorer, "Level", "Commune level")
    expect(sentence).to_contain_text("182,661", timeout=SECONDS)
    choose(explorer, "As of", "31 July 2025")
    expect(sentence).to_contain_text("no report in hand gives", timeout=SECONDS)
    choose(explorer, "As of", "2026")
    expect(sentence).to_contain_text("182,661", timeout=SECONDS)


def test_a_point_is_traced(explorer: Notebook) -> None:
    """A click on a point of the chart by days shows the chain of that figure."""
    choose_province(explorer, "Da Nang")
    choose(explorer, "Measure", "Registered population")
    wait_for_province(explorer, "Da Nang")
    points = explorer.page.locator('[aria-label*="Registered population"] g[aria-roledescription="symbol mark container"] path')
    points.first.click()
    oldest = min(briefing_on("48").find("registered_population").figures, key=lambda each: each.day)
    chain = explorer.page.locator(".briefing-prose").nth(3)
    expect(chain).to_contain_text(oldest.as_printed, timeout=SECONDS)
    choose(explorer, "Figure", "communes")
    expect(chain).not_to_contain_text(oldest.as_printed, timeout=SECONDS)
    points.first.click()
    expect(chain).to_contain_text(oldest.as_printed, timeout=SECONDS)


def test_a_row_of_the_sorted_table_is_traced(explorer: Notebook) -> None:
    """After sorting by value, a click on the first row traces the figure that stands there."""
    choose_province(explorer, "Da Nang")
    heading = explorer.page.locator("table.dataTable thead th", has_text="Value").first
    heading.click()
    heading.click()
    row = explorer.page.locator("table.dataTable tbody tr").first
    printed = row.locator("td").nth(6).inner_text()
    row.locator("td").first.click()
    expect(explorer.page.locator(".briefing-prose").nth(3)).to_contain_text(f"Printed as\t{printed}", timeout=SECONDS, use_inner_text=True)


def test_words_filter_the_table(explorer: Notebook) -> None:
    """Words in the search field leave only the rows that hold them."""
    choose_province(explorer, "Da Nang")
    wait_for_province(explorer, "Da Nang")
    search = explorer.page.get_by_label("Search:")
    search.fill("wards")
    expect(explorer.page.locator("table.dataTable tbody tr")).to_have_count(1)
    search.fill("")


def test_a_table_of_few_rows_can_be_filtered_too(explorer: Notebook) -> None:
    """Where all rows fit on a page, the search field and the count of rows are still there."""
    choose_province(explorer, "Lai Chau")
    wait_for_province(explorer, "Lai Chau")
    expect(explorer.page.locator(".dt-info")).to_contain_text(f"of {len(figures_in(briefing_on('Lai Chau')))} figures", timeout=SECONDS)
    explorer.page.get_by_label("Search:").fill("area")
    expect(explorer.page.locator("table.dataTable tbody tr")).to_have_count(1)
    expect(explorer.page.locator(".dt-info")).to_contain_text("1 to 1 of 1 figures")


def test_provinces_that_differ_in_period_stand_side_by_side(explorer: Notebook) -> None:
    """Comparing provinces with other periods says why there is no rank, and shows dated values; comparable ones are ranked."""
    choose_province(explorer, "Da Nang")
    choose(explorer, "Measure", "Dossiers received")
    field = explorer.page.get_by_role("combobox", name="Compare", exact=True)
    for name in ("Da Nang", "Dak Lak"):
        field.fill(name)
        field.press("Enter")
        expect(explorer.page.get_by_role("button", name=f"{name} ✕")).to_be_visible(timeout=SECONDS)
    comparison = explorer.page.locator(".briefing-prose").nth(2)
    expect(comparison).to_contain_text("Not comparable: their days or periods differ", timeout=SECONDS)
    choose(explorer, "Measure", "Registered population")
    expect(comparison).to_contain_text("Rank among these", timeout=SECONDS)
    explorer.page.get_by_role("button", name="Dak Lak ✕").click()
    expect(comparison).to_contain_text("Choose two to six", timeout=SECONDS)


def test_the_csv_is_the_figures_of_the_library(explorer: Notebook) -> None:
    """The downloaded CSV has, byte for byte, the figures that the library gives for the province."""
    choose_province(explorer, "Da Nang")
    choose(explorer, "Measure", "Dossiers received")
    choose(explorer, "Level", "Commune level")
    wait_for_province(explorer, "Da Nang")
    with explorer.page.expect_download() as download:
        explorer.page.get_by_role("button", name="CSV").click()
    briefing = briefing_on("48")
    terms = lambda each: (each.indicator.name != "dossiers_received", each.level != "commune")  # noqa: E731 short for a test
    wanted = figures_csv(sorted(figures_in(briefing), key=terms), briefing.store, "en")
    assert (download.value.suggested_filename, download.value.path().read_text("utf-8")) == (f"48-da-nang-{briefing.as_of}.csv", wanted)


@pytest.mark.parametrize(("button", "starts"), [("PNG", b"\x89PNG"), ("SVG", b"<svg"), ("XLSX", b"PK")])
def test_each_button_saves_a_file_of_its_kind(explorer: Notebook, button: str, starts: bytes) -> None:
    """PNG, SVG and XLSX are saved as what they are called."""
    with explorer.page.expect_download() as download:
        explorer.page.get_by_role("button", name=button, exact=True).click()
    assert download.value.path().read_bytes().startswith(starts)


def test_a_briefing_is_made_and_opens(explorer: Notebook) -> None:
    """The form builds the page of the chosen province; its link opens it, with its charts drawn."""
    choose_province(explorer, "Hue")
    wait_for_province(explorer, "Hue")
    explorer.page.get_by_role("button", name="Make the briefing").click()
    link = explorer.page.get_by_role("link", name="Open the page")
    expect(link).to_be_visible(timeout=SECONDS)
    with explorer.page.context.expect_page() as opened:
        link.click()
    expect(opened.value.locator("h1")).to_contain_text("Hue", timeout=SECONDS)
    expect(opened.value.locator(".drawing svg").first).to_be_attached(timeout=SECONDS)


def test_what_can_not_be_built_is_refused_in_words(explorer: Notebook) -> None:
    """A day that no report reaches is refused beside the form, before anything runs."""
    field = explorer.page.get_by_label("as_of")
    field.fill("2031-01-01")
    field.press("Enter")
    explorer.page.get_by_role("button", name="Make the briefing").click()
    expect(explorer.page.get_by_role("alert").first).to_contain_text("parameter as_of: found '2031-01-01'", timeout=SECONDS)


def test_keys_work_in_every_menu(explorer: Notebook) -> None:
    """Letters and arrows pressed in a menu choose there, and do nothing to the notebook."""
    choose_province(explorer, "Da Nang")
    choose(explorer, "Measure", "Dossiers received")
    wait_for_province(explorer, "Da Nang")
    cells = explorer.evaluate(CELLS)
    for name, keys in (("Measure", "Registered"), ("Level", None), ("As of", None), ("Figure", None), ("figures on a page", None)):
        if name == "Level":
            choose(explorer, "Measure", "Dossiers received")
        tagged_controls(explorer)  # waits until what was chosen before is drawn
        menu = explorer.page.get_by_label(name, exact=True)
        before = menu.input_value()
        menu.focus()
        explorer.page.keyboard.type(keys) if keys else explorer.page.keyboard.press("ArrowDown")
        expect(menu, name).not_to_have_value(before, timeout=SECONDS)
    assert explorer.evaluate(CELLS) == cells


def tagged_controls(notebook: Notebook) -> list[str]:
    """The controls that can be used, each with a number of its own, once nothing is drawn again any more."""
    before: list[str] = []
    while (found := notebook.evaluate(TAG, CONTROLS)) != before:
        before = found
        notebook.page.wait_for_timeout(1000)
    return before


def test_every_control_is_reached_by_keyboard(explorer: Notebook) -> None:
    """Tab, from the first control on, comes to every field, menu, button and heading of the table that can be used."""
    wanted = len(tagged_controls(explorer))
    province_field(explorer).focus()
    reached = set()
    for _ in range(wanted * 3):
        reached.add(explorer.evaluate("document.activeElement.dataset.control"))
        explorer.page.keyboard.press("Tab")
    assert (wanted > 15, {str(index) for index in range(wanted)} - reached) == (True, set())


def test_no_request_leaves_this_machine(explorer: Notebook) -> None:
    """Whatever was done in this notebook, nothing was asked of another machine."""
    assert explorer.outside() == []
