"""The index of all places, without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from briefing_lib.briefing import brief
from briefing_lib.pages.index import Entry, Made, Shade, make_index
from briefing_lib.proof.audit import audit
from briefing_lib.store import Store

ADDRESS = "en/48-da-nang.html"
MADE = {"48": Made(ADDRESS, "2025-10-01"), "01": Made("", "2026-01-31", failed=True)}
"""Da Nang has a page as of 1 October 2025; that of Hanoi failed, and there is no older one."""


@pytest.fixture(scope="module")
def text(real_store: Store) -> str:
    """The index of the real package, in which one place has a page."""
    return make_index(real_store, MADE, manifest="manifest.json")


@pytest.fixture(scope="module")
def index(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "html.parser")


def row_of(page: BeautifulSoup, code: str) -> Tag:
    row = page.select_one(f'#all tr[data-code="{code}"]')
    assert row is not None
    return row


def test_a_failed_page_is_marked_as_the_last_good_one(small_store: Store) -> None:
    """Where the last run failed and an older page stands, tile and table lead to it and say of which day it is."""
    failed = {"48": Made(ADDRESS, "2025-10-01", failed=True), "01": Made("", "2025-11-01", failed=True)}
    page = BeautifulSoup(make_index(small_store, failed), "html.parser")
    assert "last good version of 1 October 2025" in row_of(page, "48").get_text(" ", strip=True)
    told = [" ".join(item.get_text().split()) for item in page.select(".broken li")]
    assert told == ["Da Nang: what you find is the last good version, of 1 October 2025", "Hanoi: no good version yet"]
    assert row_of(page, "48").a["href"] == ADDRESS


def test_a_province_without_a_page_is_not_linked(index: BeautifulSoup) -> None:
    """No link leads to a page that is not there: such a province says "no page yet", in the table and on its tile."""
    assert row_of(index, "01").th.find("a") is None
    assert "no page yet" in row_of(index, "01").th.get_text()
    assert [a["href"] for a in index.select(".tile a")] == [ADDRESS, ADDRESS]  # the city and its islands


def test_the_index_speaks_of_the_day_of_the_latest_pages(index: BeautifulSoup) -> None:
    """It counts what was known by then, and a page of another day is marked with it."""
    assert index.select_one(".freshness time")["datetime"] == "2026-01-31"
    assert "page as of 1 October 2025" in row_of(index, "48").get_text(" ", strip=True)


def test_each_number_of_the_index_is_traced(text: str, real_store: Store, tmp_path: Path) -> None:
    """The audit finds no number on the index that it can't compute again."""
    (tmp_path / "index.html").write_text(text, "utf-8")
    assert audit(tmp_path / "index.html", real_store).flaws == []


def test_equal_numbers_have_one_colour(real_store: Store) -> None:
    """Colours rise with the number, equal numbers share one, and nought has that of "not reported"."""
    measure = "commune_level_units/unit_kind:special_zone"
    figures = {figure.figure_id: figure for figure in real_store.figures if figure.measure == measure}
    shade = Shade(name="", figures=figures)
    by_value: dict[object, set[int]] = {}
    for name, figure in figures.items():
        by_value.setdefault(figure.value, set()).add(shade.steps[name])
    steps = [step for _value, (step,) in sorted((value, tuple(steps)) for value, steps in by_value.items())]
    assert steps == sorted(steps)
    assert (steps[0], steps[-1]) == (0, 4)


def test_every_place_has_a_row_and_a_tile(index: BeautifulSoup, real_store: Store) -> None:
    """Each place stands in the table once, by the order of Vietnamese letters, and has its tile; islands have one of their own."""
    names = [row.th.contents[0].get_text() for row in index.select("#all tbody tr")]
    assert (len(names), names[:3], names[-2:]) == (34, ["An Giang", "Bac Ninh", "Ca Mau"], ["Tuyen Quang", "Vinh Long"])
    assert sorted(tile["data-code"] for tile in index.select(".tile:not(.islands)")) == [place.code for place in real_store.places]
    assert sorted(tile["data-code"] for tile in index.select(".tile.islands")) == ["48", "56"]


def test_a_row_counts_the_work_of_a_place(small_store: Store) -> None:
    """A row counts the figures on its work, the reports they come from and the core measures, and not what describes the place."""
    entry = Entry(briefing=brief(small_store, small_store.places["48"], small_store.latest_day), made=Made())
    assert (entry.work.value, entry.reports.rows, entry.coverage.rows) == (
        8,
        ("sources:paper", "sources:later"),
        ("indicators:dossiers_received", "indicators:dossiers_resolved"),
    )


def test_a_place_without_a_dated_figure_has_no_newest(index: BeautifulSoup) -> None:
    """Where no day is printed the column says so, and where nothing is reported that; never a day that is inferred."""
    told = {row["data-code"]: row.find_all("td")[-1].get_text() for row in index.select("#all tbody tr")}
    assert {"no date printed", "not reported"} <= set(told.values())


def test_colours_of_a_small_map(small_store: Store) -> None:
    """Fewer numbers than colours take the darkest ones, and the legend names each colour with its lowest and highest number."""
    figures = {
        "01": small_store.by_id["hanoi.received"],
        "48": small_store.by_id["da-nang.received"],
        "92": small_store.by_id["can-tho.received"],
    }
    shade = Shade(name="", figures=figures)
    assert shade.steps == {"48": 3, "92": 3, "01": 4}
    assert [(step, low.value, high.value) for step, low, high in shade.legend] == [(3, 1000, 1000), (4, 3000, 3000)]
    assert shade.reporting.value == 3
