"""The notebooks in a real JupyterLab, driven in headless Chromium as an analyst drives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from lab import IN_JUPYTERLAB, Lab, Notebook, launch, running_lab
from playwright.sync_api import Browser, Locator, expect, sync_playwright

import briefing_lib as bl
from briefing_lib.briefing import Briefing
from briefing_lib.charts import MIMETYPE
from briefing_lib.figures import Figure
from briefing_lib.pages.downloads import figures_csv

pytestmark = IN_JUPYTERLAB
DRAWN = ".vega-embed :is(svg, canvas).marks"
LIVE_CHARTS = 2
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
CONTROLS = ".briefing-explorer :is(input, select, button, summary, a[href]):not([disabled]):not([tabindex='-1'])"
TAG = """controls => {
  const found = [...document.querySelectorAll(controls)].filter(each => each.offsetParent);
  const known = found.every(each => each.dataset.control) ? "old" : "new";
  found.forEach((each, index) => each.dataset.control = index);
  return found.map((each, index) => `${known} ${index}`);
}"""
SECONDS = 60_000
SIDES, PANE = 331, ".jp-WindowedPanel-outer"
"""Pixels that JupyterLab's bars and file browser take, and what scrolls in a notebook."""
INSIDE = """pane => {
  const outer = document.querySelector(pane), root = document.querySelector(".briefing-explorer"), edge = root.getBoundingClientRect().right + 1;
  const parts = [...root.querySelectorAll("*")].filter(each => each.offsetParent && !each.closest(".table > *, svg, .options"));
  const over = parts.filter(each => each.getBoundingClientRect().right > edge).map(each => each.className || each.tagName);
  return outer.scrollWidth > outer.clientWidth + 1 ? [...over, `${outer.scrollWidth} of ${outer.clientWidth}`] : over;
}"""


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
    take(province_field(notebook), typed)


def take(field: Locator, typed: str) -> None:
    """Type words over what is chosen, and take the first option."""
    field.focus()
    field.press_sequentially(typed)
    field.press("Enter")


def choose(notebook: Notebook, control: str, label: str) -> None:
    """Choose the option of a menu that has this label; of the measures, the one that its words find first."""
    if control == "Measure":
        return take(notebook.page.get_by_role("combobox", name="Measure", exact=True), label)
    menu = notebook.page.get_by_label(control, exact=True)
    menu.locator("option", has_text=re.compile(label.replace(" ", r"\s"))).first.wait_for(state="attached", timeout=SECONDS)
    menu.evaluate(SELECT, label)
    return None


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


def rows(notebook: Notebook) -> Locator:
    """The rows of the table, without a trace that is open."""
    return notebook.page.locator(".briefing-explorer .table > table > tbody > tr:not(.chain-row)")


def show(notebook: Notebook, scope: str) -> None:
    button = notebook.page.get_by_role("button", name=scope)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true", timeout=SECONDS)


PRINTED = "Every printed figure of this province"
EVERYWHERE = "Every printed figure of these measures"
SIDE_BY_SIDE = "Provinces side by side"


def test_the_first_view_compares_many(explorer: Notebook) -> None:
    """At 1400 by 900, right after Run All, map and bars stand beside each other in sight, with a legend, and no line of one point."""
    explorer.page.set_viewport_size({"width": 1400, "height": 900})
    tiles, bars = (explorer.page.locator(f".chart.{name} svg").bounding_box() for name in ("tiles", "places"))
    assert tiles
    assert bars
    assert abs(tiles["y"] - bars["y"]) < 60
    assert bars["x"] > tiles["x"] + tiles["width"] - 5
    assert bars["x"] + bars["width"] < 1400
    assert tiles["y"] + 200 < 900
    expect(explorer.page.locator('.tiles [aria-roledescription="legend"]')).to_be_attached()
    expect(explorer.page.locator(".chart.days")).to_be_hidden()
    expect(rows(explorer)).to_have_count(34)


@pytest.mark.parametrize(("width", "are_beside"), [(600, False), (1000, True), (1440, True)])
def test_nothing_runs_over_the_pane(explorer: Notebook, width: int, are_beside: bool) -> None:
    """Whatever the width, the notebook does not move sideways, and controls and answer stay in sight; from a middle width on the bars stand
    beside the map, also where places are compared and have values of several days."""
    choose(explorer, "Measure", "Registered population")
    take(explorer.page.get_by_role("combobox", name="Compare with", exact=True), "Hanoi")
    explorer.page.set_viewport_size({"width": width + SIDES, "height": 900})
    explorer.page.wait_for_timeout(1000)  # until the charts have taken the width
    assert abs(explorer.evaluate(f"document.querySelector('{PANE}').clientWidth") - width) < 30
    inside = explorer.evaluate(INSIDE, PANE)
    assert inside == []
    explorer.page.locator(".chart.days").scroll_into_view_if_needed()
    for part in (province_field(explorer), explorer.page.locator(".answer")):
        expect(part).to_be_in_viewport()
    tiles, bars = (explorer.page.locator(f".chart.{name}").bounding_box() for name in ("tiles", "places"))
    assert tiles
    assert bars
    assert (bars["x"] > tiles["x"] + tiles["width"], abs(tiles["y"] - bars["y"]) < 5) == (are_beside, are_beside)
    explorer.page.get_by_role("button", name="Take out: Hanoi").click()


def test_the_page_is_as_wide_again(explorer: Notebook) -> None:
    """The bars take the width that there is, in both directions."""
    choose(explorer, "Measure", "residents per")
    widths = []
    for width in (1300, 1600):
        explorer.page.set_viewport_size({"width": width, "height": 1000})
        explorer.page.wait_for_timeout(1000)
        chart, drawing = (explorer.page.locator(f".chart.places{each}").bounding_box() for each in ("", " svg"))
        assert chart
        assert drawing
        assert abs(chart["width"] - drawing["width"]) < 5
        widths.append(drawing["width"])
    assert widths[1] > widths[0] + 100


def test_an_old_name_chooses_the_province_of_today(explorer: Notebook) -> None:
    """Typing Quảng Nam chooses Da Nang: sentence, charts and table change, and the field shows the present name."""
    show(explorer, PRINTED)
    choose_province(explorer, "Hue")
    wait_for_province(explorer, "Hue")
    expect(rows(explorer).filter(has_text="Da Nang")).to_have_count(0, timeout=SECONDS)
    choose_province(explorer, "Quảng Nam")
    wait_for_province(explorer, "Da Nang")
    expect(province_field(explorer)).to_have_value("Da Nang")
    expect(rows(explorer).first).to_contain_text("Da Nang")
    show(explorer, SIDE_BY_SIDE)


def test_the_field_is_typed_over(explorer: Notebook) -> None:
    """What is chosen is selected when the field gets the focus, so that a name without diacritics can be typed at once."""
    province_field(explorer).focus()
    chosen = explorer.evaluate(
        "() => { const field = document.activeElement; return field.value.slice(field.selectionStart, field.selectionEnd) }"
    )
    assert chosen == province_field(explorer).input_value() != ""
    choose_province(explorer, "dak lak")
    wait_for_province(explorer, "Dak Lak")


@pytest.mark.parametrize("typed", ["dossiers received thousand", "ho so tiep nhan thousand", "berkas diterima thousand"])
def test_a_measure_is_found_by_any_word(explorer: Notebook, typed: str) -> None:
    """In three languages, without diacritics; the options stand under their themes, and say how many provinces have them."""
    field = explorer.page.get_by_role("combobox", name="Measure", exact=True)
    field.click()
    options = explorer.page.get_by_role("listbox", name="Measure")
    expect(options.locator(".group")).not_to_have_count(0)
    field.press_sequentially(typed)
    first = options.get_by_role("option").first
    expect(first).to_contain_text("Dossiers received per thousand residents per day")
    expect(first).to_contain_text(re.compile(r"\d provinces"))
    field.press("Enter")
    expect(explorer.page.locator(".answer")).to_contain_text("per thousand residents per day", timeout=SECONDS)
    choose(explorer, "Measure", "residents per")
    expect(rows(explorer).first).to_contain_text("69,901", timeout=SECONDS)


def test_an_unknown_name_is_refused_in_words(explorer: Notebook) -> None:
    """A name that nobody bears is refused with the nearest ones, and the choice stays; what was refused is forgotten then."""
    choose_province(explorer, "Hue")
    wait_for_province(explorer, "Hue")
    choose_province(explorer, "Hanoy")
    alarm = explorer.page.locator(".briefing-explorer [role=alert]")
    expect(alarm).to_contain_text("did you mean Hanoi", timeout=SECONDS)
    expect(province_field(explorer)).to_have_value("Hue")
    choose_province(explorer, "Hanoi")
    wait_for_province(explorer, "Hanoi")
    expect(alarm).to_be_empty()


def test_a_tile_chooses_its_province(explorer: Notebook) -> None:
    """A click on a tile chooses the province, the second time, too; with Ctrl it is compared, and taken out again."""
    for name in ("Lao Cai", "Hue", "Lao Cai"):
        tile(explorer, name).click()
        wait_for_province(explorer, name)
        expect(province_field(explorer)).to_have_value(name)
    chip = explorer.page.get_by_role("button", name="Take out: Hue")
    tile(explorer, "Hue").click(modifiers=["Control"])
    expect(chip).to_be_visible(timeout=SECONDS)
    tile(explorer, "Hue").click(modifiers=["Control"])
    expect(chip).to_have_count(0, timeout=SECONDS)


def tile(notebook: Notebook, name: str) -> Locator:
    return notebook.page.locator(".chart.tiles svg").get_by_text(name, exact=True)


def test_a_bar_and_its_name_choose_the_province(explorer: Notebook) -> None:
    """A click on a bar, or on the name at the axis beside it, chooses the province that it stands for."""
    choose(explorer, "Measure", "Area")
    choose_province(explorer, "Hue")
    wait_for_province(explorer, "Hue")
    explorer.page.locator('path[aria-roledescription="bar"][aria-label*="Place: Nghe An"]').click()
    wait_for_province(explorer, "Nghe An")
    explorer.page.locator(".chart.places svg").get_by_text("Son La", exact=True).click()
    wait_for_province(explorer, "Son La")


def test_search_order_and_filter_stay(explorer: Notebook) -> None:
    """Another province, and another measure, leave what was typed, how it is sorted and what is filtered as it was."""
    choose(explorer, "Measure", "Area")
    choose_province(explorer, "Hue")
    wait_for_province(explorer, "Hue")
    heading = explorer.page.locator("th[data-name=place] button")
    heading.click()
    heading.click()
    explorer.page.get_by_label("Filter: Region").fill("mekong")
    explorer.page.get_by_label("Search the table").fill("o")
    names = [row.split("\t")[0] for row in rows(explorer).all_inner_texts()]
    assert names == ["Vinh Long", "Dong Thap", "Can Tho", "Ca Mau", "An Giang"]
    choose(explorer, "Measure", "Registered population")
    wait_for_province(explorer, "Hue")
    expect(rows(explorer).first).to_contain_text("4,257,581", timeout=SECONDS)
    assert [row.split("\t")[0] for row in rows(explorer).all_inner_texts()] == names
    expect(explorer.page.get_by_label("Filter: Region")).to_have_value("mekong")
    explorer.page.get_by_role("button", name="Clear search and filters").click()
    expect(rows(explorer)).to_have_count(34)


def test_numbers_are_filtered_and_sorted_as_numbers(explorer: Notebook) -> None:
    """More than four million; the first click on a heading of numbers puts the highest first."""
    choose(explorer, "Measure", "Registered population")
    expect(rows(explorer).filter(has_text="14,002,598")).to_have_count(1, timeout=SECONDS)
    explorer.page.locator("th[data-name=registered_population] button").click()
    explorer.page.get_by_label("Filter: Registered population").fill(">4,400,000")
    expect(rows(explorer)).to_have_count(6)
    expect(rows(explorer).first).to_contain_text("Ho Chi Minh City")
    explorer.page.get_by_role("button", name="Clear search and filters").click()


def test_a_filter_of_numbers_is_read_as_people_write_it(explorer: Notebook) -> None:
    """Signs, short forms in three languages and ranges; what is written short stands for all that round to it; digits and signs are text, too."""
    choose(explorer, "Measure", "Registered population")
    found = {
        ">=4952238": 3, "> 5m": 2, "5 million": 2, "4.4-4.7m": 3, "<=600,000": 2, "3 triệu": 4, "4,4 juta": 2, "14,002,598": 1, "3065": 1,
        "512,601 to 574,000": 2, "?": 10,
    }  # fmt: skip
    for typed, many in found.items():
        explorer.page.get_by_label("Filter: Registered population").fill(typed, timeout=SECONDS)
        expect(rows(explorer), typed).to_have_count(many)
        expect(explorer.page.locator(".tools .alarm")).to_be_empty()
    explorer.page.get_by_role("button", name="Clear search and filters").click()


def test_a_computed_number_is_filtered_as_it_is_read(explorer: Notebook) -> None:
    """A cell that shows 32,613 is found by it, whatever stands behind the point of what was computed."""
    choose(explorer, "Measure", "Residents per commune-level unit")
    column = explorer.page.get_by_label("Filter: Residents per commune-level unit")
    expect(rows(explorer).filter(has_text="32,613")).to_have_count(1, timeout=SECONDS)
    for typed in ("=32,613", "32613", "32,613-32,613"):
        column.fill(typed, timeout=SECONDS)
        expect(rows(explorer)).to_have_count(1)
    explorer.page.get_by_role("button", name="Clear search and filters").click()


def test_what_is_typed_after_escape_replaces_the_name(explorer: Notebook) -> None:
    """After Escape, and after Enter on what is chosen already, the name stays selected."""
    field = explorer.page.get_by_role("combobox", name="Province", exact=True)
    field.click()
    field.press("Escape")
    field.press_sequentially("ca mau", delay=40)
    expect(field).to_have_value("ca mau")
    field.press("Escape")


def test_percentages_are_filtered_as_they_are_read(explorer: Notebook) -> None:
    """Printed and computed ones alike; a filter that is no number is said in a line, and leaves the rows."""
    choose(explorer, "Measure", "Share of dossiers online")
    expect(explorer.page.locator(".answer")).to_contain_text("dossiers online", timeout=SECONDS)
    explorer.page.get_by_label("Filter: Share of dossiers online").fill("<= 90%")
    shown = [float(re.search(r"([\d.]+)%", row)[1]) for row in rows(explorer).all_inner_texts()]  # type: ignore[index]
    assert shown
    assert max(shown) <= 90
    explorer.page.get_by_label("Filter: Share of dossiers online").fill("about 90")
    expect(explorer.page.locator(".tools .alarm")).to_contain_text("“about 90”: not understood, so not applied")
    expect(rows(explorer)).to_have_count(34)
    explorer.page.get_by_role("button", name="Clear search and filters").click()
    expect(explorer.page.locator(".tools .alarm")).to_be_empty()


def test_tab_goes_from_field_to_field(explorer: Notebook) -> None:
    """The list that opens below a field is no stop of its own."""
    province_field(explorer).focus()
    explorer.page.keyboard.press("Tab")
    expect(explorer.page.get_by_role("combobox", name="Measure", exact=True)).to_be_focused()


def test_measure_level_and_day_change_what_is_shown(explorer: Notebook) -> None:
    """Each of the three changes the sentence."""
    choose_province(explorer, "Da Nang")
    choose(explorer, "Measure", "Dossiers received")
    sentence = explorer.page.locator(".briefing-prose").first
    expect(sentence).to_contain_text("182,661", timeout=SECONDS)
    choose(explorer, "Level", "Departments")
    expect(sentence).to_contain_text("75,869", timeout=SECONDS)
    choose(explorer, "Level", "Commune level")
    expect(sentence).to_contain_text("182,661", timeout=SECONDS)
    choose(explorer, "As of", "31 July 2025")
    expect(sentence).to_contain_text("no report in hand gives", timeout=SECONDS)
    choose(explorer, "As of", "2026")
    expect(sentence).to_contain_text("182,661", timeout=SECONDS)


def test_a_point_is_traced(explorer: Notebook) -> None:
    """A click on a point of the chart by days opens the chain of that figure below the chart."""
    choose_province(explorer, "Da Nang")
    choose(explorer, "Measure", "Registered population")
    wait_for_province(explorer, "Da Nang")
    points = explorer.page.locator('.chart.days g[aria-roledescription="symbol mark container"] path')
    points.first.click()
    oldest = min(briefing_on("48").find("registered_population").figures, key=lambda each: each.day)
    chain = explorer.page.locator(".chart.days + .chain")
    expect(chain).to_contain_text(oldest.as_printed, timeout=SECONDS)
    explorer.page.keyboard.press("Escape")
    expect(chain).to_have_count(0)


def test_a_value_is_traced_beside_its_row(explorer: Notebook) -> None:
    """After sorting, a click on a row opens its chain right below it, in sight; it stays while the table is filtered."""
    choose_province(explorer, "Da Nang")
    choose(explorer, "Measure", "Dossiers received")
    show(explorer, PRINTED)
    explorer.page.locator("th[data-name=shown] button").click()
    row = rows(explorer).nth(3)
    printed = row.locator("td").nth(6).inner_text()
    row.locator("td").first.click()
    chain = row.locator("xpath=following-sibling::tr[1]")
    expect(chain).to_contain_text(f"Printed as\t{printed}", timeout=SECONDS, use_inner_text=True)
    expect(chain).to_be_in_viewport()
    explorer.page.get_by_label("Search the table").fill(printed)
    expect(explorer.page.locator(".chain-row")).to_contain_text(printed)
    explorer.page.get_by_label("Search the table").fill("")
    explorer.page.get_by_role("button", name="Close").click()
    expect(explorer.page.locator(".chain-row")).to_have_count(0)
    show(explorer, SIDE_BY_SIDE)


def test_controls_stay_in_sight(explorer: Notebook) -> None:
    """However far one scrolls in the explorer, the controls stand at the top."""
    explorer.page.locator(".take summary").scroll_into_view_if_needed()
    expect(province_field(explorer)).to_be_in_viewport()
    field, panel = province_field(explorer).bounding_box(), explorer.page.locator(".jp-WindowedPanel-outer").first.bounding_box()
    assert field
    assert panel
    assert 0 <= field["y"] - panel["y"] < 60


def test_provinces_and_measures_in_one_table(explorer: Notebook) -> None:
    """Provinces to compare are rows, further measures columns; what can't be compared says why, and all can be taken out again."""
    choose_province(explorer, "Da Nang")
    choose(explorer, "Measure", "Dossiers received")
    field = explorer.page.get_by_role("combobox", name="Compare with", exact=True)
    take(field, "Đắk Lắk")
    expect(explorer.page.get_by_role("button", name="Take out: Dak Lak")).to_be_visible(timeout=SECONDS)
    sentence = explorer.page.locator(".briefing-explorer > .briefing-prose")
    expect(sentence).to_contain_text("Not comparable: their days or periods differ", timeout=SECONDS)
    beside = explorer.page.get_by_role("combobox", name="Also in the table", exact=True)
    for name in ("Area", "Registered population"):
        take(beside, name)
        expect(explorer.page.get_by_role("button", name=f"Take out: {name}")).to_be_visible(timeout=SECONDS)
    expect(rows(explorer)).to_have_count(2, timeout=SECONDS)
    expect(rows(explorer).filter(has_text="Dak Lak")).to_contain_text("3,346,853", timeout=SECONDS)
    table = [row.split("\t") for row in rows(explorer).all_inner_texts()]
    assert sorted([cell.strip() for cell in row] for row in table) == [  # another order may have been chosen before
        ["Da Nang", "South Central Coast and Central Highlands", "182,661", "11,859.59 km²", "3,065,628"],
        ["Dak Lak", "South Central Coast and Central Highlands", "162,532", "18,096.4 km²", "3,346,853"],
    ]
    for name in ("Dak Lak", "Area", "Registered population"):
        chip = explorer.page.get_by_role("button", name=f"Take out: {name}")
        chip.click()
        expect(chip).to_have_count(0, timeout=SECONDS)
    expect(rows(explorer)).to_have_count(34, timeout=SECONDS)


def test_a_doubt_says_why_at_the_pointer(explorer: Notebook) -> None:
    """The tooltip of a bar has the note of the row that is doubted."""
    choose_province(explorer, "Da Nang")
    choose(explorer, "Measure", "Dossiers received")
    choose(explorer, "Level", "Commune level")
    bar = explorer.page.locator('.chart.places path[aria-roledescription="bar"][aria-label*="Place: Da Nang"]')
    expect(bar).to_have_attribute("aria-label", re.compile("the window is not printed with the number"), timeout=SECONDS)
    bar.hover()
    expect(explorer.page.locator("#vg-tooltip-element")).to_contain_text("the window is not printed", timeout=SECONDS)


def open_take_away(notebook: Notebook) -> None:
    if notebook.page.locator(".take:not([open])").count():
        notebook.page.locator(".take summary").click()


def test_the_csv_is_the_figures_of_the_library(explorer: Notebook) -> None:
    """The downloaded CSV has, byte for byte, the figures that the library gives for the province."""
    choose_province(explorer, "Da Nang")
    choose(explorer, "Measure", "Dossiers received")
    choose(explorer, "Level", "Commune level")
    wait_for_province(explorer, "Da Nang")
    show(explorer, PRINTED)
    open_take_away(explorer)
    with explorer.page.expect_download() as download:
        explorer.page.get_by_role("button", name="CSV").click()
    briefing = briefing_on("48")
    terms = lambda each: (each.indicator.name != "dossiers_received", each.level != "commune")  # noqa: E731 short for a test
    wanted = figures_csv(sorted(figures_in(briefing), key=terms), briefing.store, "en")
    assert (download.value.suggested_filename, download.value.path().read_text("utf-8")) == (f"48-da-nang-{briefing.as_of}.csv", wanted)
    show(explorer, SIDE_BY_SIDE)


@pytest.mark.parametrize(("button", "starts"), [("PNG", b"\x89PNG"), ("SVG", b"<svg"), ("XLSX", b"PK")])
def test_each_button_saves_a_file_of_its_kind(explorer: Notebook, button: str, starts: bytes) -> None:
    """PNG, SVG and XLSX are saved as what they are called."""
    open_take_away(explorer)
    with explorer.page.expect_download() as download:
        explorer.page.get_by_role("button", name=button, exact=True).click()
    assert download.value.path().read_bytes().startswith(starts)


def test_a_briefing_is_made_and_opens(explorer: Notebook) -> None:
    """The button builds the page of the chosen province; its link opens it, with its charts drawn."""
    choose_province(explorer, "Hue")
    wait_for_province(explorer, "Hue")
    open_take_away(explorer)
    explorer.page.get_by_role("button", name="Make the briefing").click()
    link = explorer.page.get_by_role("link", name="Open the page")
    expect(link).to_be_visible(timeout=SECONDS)
    with explorer.page.context.expect_page() as opened:
        link.click()
    expect(opened.value.locator("h1")).to_contain_text("Hue", timeout=SECONDS)
    expect(opened.value.locator(".drawing svg").first).to_be_attached(timeout=SECONDS)


def test_keys_stay_in_the_explorer(explorer: Notebook) -> None:
    """Letters and arrows pressed in a field or menu choose there, and do nothing to the notebook."""
    choose_province(explorer, "Da Nang")
    choose(explorer, "Measure", "Dossiers received")
    wait_for_province(explorer, "Da Nang")
    cells = explorer.evaluate(CELLS)
    for name in ("Level", "As of"):
        menu = explorer.page.get_by_label(name, exact=True)
        before = menu.input_value()
        menu.focus()
        explorer.page.keyboard.press("ArrowDown")
        expect(menu, name).not_to_have_value(before, timeout=SECONDS)
    field = explorer.page.get_by_role("combobox", name="Measure", exact=True)
    field.focus()
    for key in ("a", "b", "Backspace", "Backspace", "ArrowDown", "ArrowUp", "Escape"):
        explorer.page.keyboard.press(key)
    expect(field).to_have_value("Dossiers received")
    explorer.page.locator("button.value").first.focus()
    for key in "abdx":
        explorer.page.keyboard.press(key)
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
    for _ in range(wanted * 2):
        reached.add(explorer.evaluate("document.activeElement.dataset.control"))
        explorer.page.keyboard.press("Tab")
    assert (wanted > 15, {str(index) for index in range(wanted)} - reached) == (True, set())


def test_no_request_leaves_this_machine(explorer: Notebook) -> None:
    """Whatever was done in this notebook, nothing was asked of another machine."""
    assert explorer.outside() == []
