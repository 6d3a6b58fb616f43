"""A report goes from its pasted text to rebuilt pages in a real JupyterLab, by keyboard alone; says with how many keys, in how many seconds."""

from __future__ import annotations

import csv
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from bench_intake import TEXTS
from conftest import ROOT
from lab import IN_JUPYTERLAB, Notebook, launch, running_lab
from playwright.sync_api import Locator, expect, sync_playwright

from briefing_lib.proof.checks import check_store
from briefing_lib.store import open_store

pytestmark = IN_JUPYTERLAB
NAME = "example-2025-08-15-hung-yen"
SECONDS = 90_000
TOLD = {"url": "https://example.org/hung-yen", "publisher": "Thời báo", "published_on": "2025-08-15"}


@dataclass
class Keyboard:
    """The keys that are pressed; a paste is one."""

    notebook: Notebook
    pressed: int = 0
    begun: float = field(default_factory=time.monotonic)

    @property
    def panel(self) -> Locator:
        return self.notebook.page.locator(".add-report")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.notebook.page.keyboard.press(key)
            self.pressed += 1

    def paste(self, text: str) -> None:
        self.notebook.page.keyboard.insert_text(text)
        self.pressed += 1

    def type(self, text: str) -> None:
        self.notebook.page.keyboard.type(text)
        self.pressed += len(text)

    def answer(self, key: str) -> None:
        """Press a key, and wait until something else is asked."""
        before = self.panel.locator(".asked").inner_html()
        self.press(key)
        self.notebook.page.wait_for_function(
            "before => document.querySelector('.add-report .asked')?.innerHTML !== before", arg=before, timeout=SECONDS
        )

    def number(self) -> str:
        """The number that is asked about, as it is printed; blank where none is."""
        mark = self.panel.locator("mark.current")
        return mark.inner_text() if mark.count() else ""


@pytest.fixture(scope="module")
def keyboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keyboard]:
    folder = tmp_path_factory.mktemp("report")
    shutil.copytree(ROOT / "data", folder / "data")
    (folder / "lab").mkdir()
    with running_lab(folder / "lab", folder / "data") as lab, sync_playwright() as playwright:
        browser = launch(playwright)
        notebook = Notebook(lab, browser, "add_report.ipynb")
        yield Keyboard(notebook)
        notebook.close()
        browser.close()


def package(keyboard: Keyboard) -> Path:
    return keyboard.notebook.lab.folder.parents[1] / "data"


def test_a_pasted_text_becomes_pages_by_keyboard(keyboard: Keyboard, capsys: pytest.CaptureFixture[str]) -> None:
    """The cell is run, the text pasted, each number answered, a sentence worded, a body entered, all saved; the brief says the new number."""
    press, panel = keyboard.press, keyboard.panel
    with (TEXTS / "rows.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["as_printed"]: row for row in csv.DictReader(file) if row["text"] == "hung-yen"}
    press("Shift+Enter", "Shift+Enter")
    expect(panel.locator("textarea")).to_be_focused(timeout=SECONDS)
    keyboard.paste((TEXTS / "hung-yen.txt").read_text("utf-8"))
    press("Tab", "Tab")
    for value in TOLD.values():
        keyboard.paste(value)
        press("Tab")
    press("Enter")
    expect(panel.locator("mark.current")).to_have_count(1, timeout=SECONDS)
    _enter_a_body(keyboard)
    while printed := keyboard.number():
        row = next((each for form, each in rows.items() if form.startswith(printed)), None)
        if row is None:  # a date or the like
            keyboard.answer("a")
        else:
            measures = [text.partition(" · ")[2].partition(" ")[0] for text in panel.locator("ol b").all_inner_texts()]
            keyboard.answer(str(measures.index(row["measure"]) + 1))
    _word_a_sentence(keyboard)
    while panel.locator("blockquote").count():
        keyboard.answer("l")
    expect(panel.locator("h4").first).to_contain_text("nothing is left to decide")
    keyboard.answer("s")
    decided = time.monotonic() - keyboard.begun
    link = panel.get_by_role("link", name="en/33-hung-yen", exact=True)
    expect(link).to_be_visible(timeout=SECONDS)
    with capsys.disabled():
        print(f"\n{keyboard.pressed} keys, {decided:.0f} s until saved, {time.monotonic() - keyboard.begun:.0f} s until the brief is made")
    store = open_store(package(keyboard))
    figures = {each.as_printed: each for each in store.figures if each.source and each.source.source_id == NAME}
    assert {printed: each.measure for printed, each in figures.items()} == {printed: row["measure"] for printed, row in rows.items()}
    assert (check_store(store).faults, "hung-yen-department-of-home-affairs" in store.bodies) == ((), True)
    assert [each.texts["en"] for each in store.findings if each.source.source_id == NAME] == ["The new apparatus takes dossiers in."]
    with keyboard.notebook.page.expect_popup() as page:
        link.focus()
        press("Enter")
    expect(page.value.locator("h1")).to_contain_text("Hung Yen")
    expect(page.value.locator("body")).to_contain_text("Thời báo")
    assert (keyboard.notebook.errors(), keyboard.notebook.outside()) == ([], [])


def _enter_a_body(keyboard: Keyboard) -> None:
    """A body that the report names and the tables have not; each cell by Tab."""
    keyboard.answer("e")
    keyboard.type("bo")
    keyboard.answer("Enter")
    name = keyboard.panel.locator("[name=body]")
    expect(name).to_be_focused(timeout=SECONDS)
    keyboard.answer("Enter")
    expect(keyboard.panel.locator(".alert")).to_contain_text("must not be blank")
    expect(name).to_be_focused()
    for cell in ("hung-yen-department-of-home-affairs", "province", "", "Department of Home Affairs of Hung Yen"):
        keyboard.type(cell)
        keyboard.press("Tab")
    keyboard.answer("Enter")
    expect(name).to_have_value("hung-yen-department-of-home-affairs")  # what is refused can be mended
    keyboard.type("Sở Nội vụ tỉnh Hưng Yên")
    keyboard.press("Tab")
    keyboard.type("Dinas Dalam Negeri Hung Yen")
    keyboard.answer("Enter")
    expect(keyboard.panel.locator(".told")).to_contain_text("a row of bodies.csv")


def _word_a_sentence(keyboard: Keyboard) -> None:
    """Back to the last number, whose sentence is put into other words as a finding."""
    while not keyboard.number():
        keyboard.answer("b")
    keyboard.answer("w")
    keyboard.type("f")
    keyboard.answer("Enter")
    expect(keyboard.panel.locator("[name=text_en]")).to_be_focused(timeout=SECONDS)
    keyboard.type("The new apparatus takes dossiers in.")
    keyboard.answer("Enter")
    while keyboard.number():
        keyboard.answer("n")


def test_what_was_saved_is_taken_back_and_goes_on(keyboard: Keyboard) -> None:
    """One key takes the rows out, to the byte, and the answers are still there; a notebook that is run again goes on with them."""
    keyboard.panel.focus()
    keyboard.answer("u")
    expect(keyboard.panel.locator(".told").first).to_contain_text("taken out again", timeout=SECONDS)
    for path in (ROOT / "data").iterdir():
        assert (package(keyboard) / path.name).read_bytes() == path.read_bytes(), path.name
    keyboard.notebook.page.reload()
    keyboard.notebook.page.get_by_text("(ipykernel) | Idle").wait_for()
    keyboard.notebook.run_all()
    again = keyboard.panel.get_by_role("button", name=NAME)
    expect(again).to_be_visible(timeout=SECONDS)
    again.focus()
    keyboard.press("Enter")
    expect(keyboard.panel.locator("header")).to_contain_text(re.compile(r"8 of 8 numbers"), timeout=SECONDS)


def test_text_question_and_keys_are_in_sight_at_once(keyboard: Keyboard) -> None:
    """On a small and on a large screen; the form is whole, or scrolls to the field that is typed in."""
    page, panel = keyboard.notebook.page, keyboard.panel
    panel.get_by_role("button", name="another report").click()
    panel.locator("textarea").fill((TEXTS / "ha-noi.txt").read_text("utf-8"))
    for name, value in {**TOLD, "url": "https://example.org/ha-noi"}.items():
        panel.locator(f"[name={name}]").fill(value)
    panel.get_by_role("button", name="Read it").click()
    expect(panel.locator("mark.current")).to_be_visible(timeout=SECONDS)
    panel.focus()
    for width, height in ((1440, 900), (1024, 768), (768, 1024)):
        page.set_viewport_size({"width": width, "height": height})
        for part in ("mark.current", "ol li", "footer button"):
            expect(panel.locator(part).first).to_be_in_viewport(ratio=0.99)
        expect(panel.locator("footer button").last).to_be_in_viewport(ratio=0.99)
        keyboard.answer("c")
        for _ in range(12):
            keyboard.press("Tab")
        expect(panel.locator("[name=note]")).to_be_focused()
        expect(panel.locator("[name=note]")).to_be_in_viewport(ratio=0.99)
        expect(panel.locator("footer")).to_be_in_viewport(ratio=0.99)
        keyboard.answer("Escape")


def test_a_kernel_that_was_started_anew_is_said(keyboard: Keyboard) -> None:
    """The panel says so, what to do, and under which name the work goes on; then it does."""
    page, panel = keyboard.notebook.page, keyboard.panel
    page.locator(".lm-MenuBar-item", has_text="Kernel").first.click()
    page.locator(".lm-Menu-item", has_text="Restart Kernel…").first.click()
    page.get_by_role("button", name="Confirm Kernel Restart").click()
    expect(panel.get_by_role("alert").first).to_contain_text(
        "Run the cell again (click into it, Shift Enter) and choose example-2025-08-15"
    )
    expect(panel.get_by_role("alert").first).to_be_in_viewport(ratio=0.99)
    page.get_by_text("(ipykernel) | Idle").wait_for()
    keyboard.notebook.run_all()
    panel.get_by_role("button", name="example-2025-08-15-hanoi").click()
    expect(panel.locator("header")).to_contain_text("0 of 7 numbers", timeout=SECONDS)
