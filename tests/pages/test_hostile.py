"""Text of the data is text wherever it appears: nothing in it becomes mark-up, script, formula or template."""

from __future__ import annotations

import csv
import functools
import io
import json
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from editing import Package
from running import page_of
from small import small_package

from briefing_lib.briefing import Briefing, Data
from briefing_lib.pages.downloads import figures_csv
from briefing_lib.pages.index import make_index
from briefing_lib.pages.page import Surroundings
from briefing_lib.proof.audit import audit_page
from briefing_lib.wording.cards import CARDS, card

SCRIPT = "</script><script>alert(document.domain)</script>"
IMAGE = "<img src=x onerror=alert(document.domain)>"
ATTRIBUTE = "\"><svg onload='alert(document.domain)'>"
FORMULA = '=HYPERLINK("https://example.org","click")'
TEMPLATE = "{{ config }} {who} %s ${x} {0.__class__}"
COMMENT = "<!-- --><![CDATA["
LONG = "Thừa Thiên " * 60 + "Huế"
HOSTILE_LISTS = ("level", "theme", "unit", "qualifier", "doubt", "place_title", "place_kind", "region", "finding_kind", "status")
EVERYTHING = " ".join((SCRIPT, IMAGE, ATTRIBUTE, TEMPLATE, COMMENT, "&lt;b&gt;"))
LABEL = EVERYTHING.replace(TEMPLATE, "%s ${x")
"""The label of a code has neither a number, which no page could trace, nor a place for one, which the store refuses."""


def hostile_package(folder: Path) -> Package:
    """The small package, with everything that a table takes as text turned against its reader."""
    package = small_package(folder)
    package.edit("places", "48", name_en=f"Da Nang {SCRIPT}{IMAGE}", centre=ATTRIBUTE)
    package.edit("places", "01", name_en=LONG.strip())
    package.edit(
        "sources", "paper", publisher=EVERYTHING, title=f"{FORMULA} {EVERYTHING}", note=EVERYTHING, url="https://example.org/'onclick='x"
    )
    package.edit("bodies", "city-office", name_en=EVERYTHING)
    package.edit("figures", "da-nang.online", as_printed=f"800 {EVERYTHING}", note=EVERYTHING)
    package.edit("figures", "da-nang.received", as_printed=FORMULA)
    package.edit("findings", "works", text_en=EVERYTHING)
    package.edit("findings", "national", text_en=EVERYTHING)
    package.edit("commitments", "passed", task_en=EVERYTHING, legal_basis=SCRIPT, result_en=EVERYTHING, note=EVERYTHING)
    for name in ("dossiers_received", "vacancies", "dossiers_online_pct"):
        package.edit("indicators", name, label_en=f"Measure {EVERYTHING}", definition_en=EVERYTHING)
    former = next(row["geography"] for row in package.read("places") if "48" in row["became"])
    package.edit("places", former, name_en=IMAGE)
    package.edit("place_changes", "48", legal_basis=f"202/{SCRIPT}")
    for row in package.read("codes"):
        if row["list"] in HOSTILE_LISTS:
            row["label_en"] = f"{row['label_en']} {LABEL}"
    return package


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Briefing:
    return hostile_package(tmp_path_factory.mktemp("hostile")).briefing()


@pytest.fixture(scope="module")
def page(hostile: Briefing) -> str:
    return page_of(hostile, Surroundings(files=[("48.csv", "csv")]))


@pytest.fixture(scope="module")
def record(hostile: Briefing) -> str:
    return page_of(hostile, kind="record")


@pytest.fixture(scope="module")
def index(hostile: Briefing) -> str:
    return make_index(hostile.store, {})


BLOCKS = ["application/json", "application/ld+json"]
"""Types of blocks that hold data and that no browser runs."""


@functools.lru_cache(maxsize=2)
def elements(text: str) -> Any:
    """Every element of a page but the shared frame, as a browser would build it."""
    return BeautifulSoup(text, "html.parser")


@pytest.mark.parametrize("made", ["page", "record", "index"])
def test_nothing_runs(request: pytest.FixtureRequest, made: str) -> None:
    """No element, attribute or address of a page comes from the text of the data."""
    soup = elements(request.getfixturevalue(made))
    scripts = [script for script in soup.find_all("script") if script.get("type") not in BLOCKS]
    assert [script["src"].rpartition("/")[2] for script in scripts] == ["vega.js", "page.js"] or made == "index"
    assert all(script.get("src", "").rpartition("/")[2].endswith(".js") and not script.get_text() for script in scripts)
    assert soup.find_all(["img", "svg", "iframe", "object", "embed", "form", "base"]) == []
    assert {name for element in soup.find_all(True) for name in element.attrs if name.startswith("on") or name == "style"} == set()
    assert [
        link["href"] for link in soup.find_all("a", href=True) if link["href"].lower().lstrip().startswith(("javascript:", "data:"))
    ] == []


@pytest.mark.parametrize("made", ["page", "record", "index"])
def test_blocks_of_data_are_whole(request: pytest.FixtureRequest, made: str) -> None:
    """No text ends a block of data early: each is JSON from its first character to its last."""
    blocks = elements(request.getfixturevalue(made)).find_all("script", type=BLOCKS)
    assert blocks
    assert all(isinstance(json.loads(block.get_text()), dict) for block in blocks)


@pytest.mark.parametrize("text", [SCRIPT, IMAGE, ATTRIBUTE, TEMPLATE, COMMENT, "&lt;b&gt;", "https://example.org/'onclick='x"])
def test_text_is_shown_as_it_is(page: str, text: str) -> None:
    """A reader sees what the data hold, to the letter."""
    shown = " ".join(elements(page).main.get_text().split())
    assert " ".join(text.split()) in shown


def test_name_of_the_province(page: str) -> None:
    """The title of the page is the name as text."""
    soup = elements(page)
    name = f"Da Nang {SCRIPT}{IMAGE}, centrally run city {LABEL}"
    assert (soup.h1.get_text(), soup.title.get_text()) == (name, name)


def test_long_name(index: str, hostile: Briefing) -> None:
    """A very long name is shown whole, as the title of its brief and on the index."""
    assert LONG.strip() in elements(page_of(Data(hostile.store).briefing("01"))).h1.get_text()
    assert LONG.strip() in elements(index).main.get_text()


def test_hostile_page_is_audited(page: str, hostile: Briefing) -> None:
    """Hostile text neither breaks the audit nor hides a number from it."""
    assert [str(flaw) for flaw in audit_page(page, "page.html", hostile.store).flaws] == []
    planted = page.replace("</main>", "<p>4711</p></main>")
    assert [flaw.found for flaw in audit_page(planted, "page.html", hostile.store).flaws] == ["4711"]


def test_spreadsheet_runs_nothing(hostile: Briefing) -> None:
    """No cell of the downloaded figures begins as a formula, and what was there stands behind the quote."""
    rows = list(csv.DictReader(io.StringIO(figures_csv(hostile.figures, hostile.store, "en"), newline="")))
    assert [cell for row in rows for cell in row.values() if cell[:1] in ("=", "+", "@", "\t", "\r")] == []
    received = next(row for row in rows if row["figure_id"] == "da-nang.received")
    assert (received["as_printed"], received["title"]) == (f"'{FORMULA}", f"'{FORMULA} {EVERYTHING}")


def test_records_show_themselves_as_text(hostile: Briefing) -> None:
    """What a notebook shows of a figure, a province or a briefing is escaped too."""
    shown = {"briefing": hostile, "place": hostile.place, "figure": hostile.store.by_id["da-nang.online"]}
    assert set(shown) == set(CARDS.values())
    for name, record in shown.items():
        soup = elements(card(name, **{name: record}))
        assert soup.find_all(["script", "img", "svg"]) == []
        assert {name for element in soup.find_all(True) for name in element.attrs if name.startswith("on")} == set()
