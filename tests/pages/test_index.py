"""The index from the package and the manifest, without a browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from briefing_lib.pages.index import Shade, make_index
from briefing_lib.proof.audit import audit
from briefing_lib.store.store import Store, open_store

DATA = Path(__file__).parents[1] / "data"
STEM = "en/48-da-nang"


@pytest.fixture(scope="module")
def store() -> Store:
    """The package as it is."""
    return open_store(DATA)


def index_of(store: Store, out: Path, **entry: object) -> BeautifulSoup:
    """The index of a site in which Da Nang has a page as of 1 October 2025, made by a run with this result."""
    (out / "en").mkdir(parents=True)
    (out / f"{STEM}.html").write_text("<!doctype html>", "utf-8")
    result = {"stem": STEM, "as_of": "2025-10-01", "status": "made", "files": {}} | entry
    others = {"stem": "en/01-hanoi", "as_of": "2026-01-31", "status": "failed", "files": {}}
    (out / "manifest.json").write_text(json.dumps({"briefings": [result, others]}), "utf-8")
    return BeautifulSoup(make_index(store, out), "html.parser")


def row_of(page: BeautifulSoup, code: str) -> Tag:
    row = page.select_one(f'#all tr[data-code="{code}"]')
    assert row is not None
    return row


def test_a_failed_page_is_marked_as_the_last_good_one(store: Store, tmp_path: Path) -> None:
    """Where the last run failed and an older page stands, tile and table lead to it and say of which day it is."""
    page = index_of(store, tmp_path, status="failed")
    assert "last good version of 1 October 2025" in row_of(page, "48").get_text(" ", strip=True)
    assert "Da Nang: what you find is the last good version, of 1 October 2025" in page.select_one(".broken").get_text(" ", strip=True)
    assert row_of(page, "48").a["href"] == f"{STEM}.html"


def test_a_province_without_a_page_is_not_linked(store: Store, tmp_path: Path) -> None:
    """No link leads to a page that is not there: such a province says "no page yet", in the table and on its tile."""
    page = index_of(store, tmp_path)
    assert row_of(page, "01").th.find("a") is None
    assert "no page yet" in row_of(page, "01").th.get_text()
    assert [a["href"] for a in page.select(".tile a")] == [f"{STEM}.html", f"{STEM}.html"]  # the city and its islands


def test_the_index_speaks_of_the_day_of_the_latest_pages(store: Store, tmp_path: Path) -> None:
    """It counts what was known by then, and a page of another day is marked with it."""
    page = index_of(store, tmp_path)
    assert page.select_one(".freshness time")["datetime"] == "2026-01-31"
    assert "page as of 1 October 2025" in row_of(page, "48").get_text(" ", strip=True)


def test_each_number_of_the_index_is_traced(store: Store, tmp_path: Path) -> None:
    """The audit finds no number on the index that it can't compute again."""
    index_of(store, tmp_path)
    (tmp_path / "index.html").write_text(make_index(store, tmp_path), "utf-8")
    assert audit(tmp_path / "index.html", store).flaws == []


def test_equal_numbers_have_one_colour(store: Store) -> None:
    """Colours rise with the number, equal numbers share one, and nought has that of "not reported"."""
    figures = {figure.figure_id: figure for figure in store.figures if figure.indicator.name == "special_zones"}
    shade = Shade(name="", title=None, figures=figures)
    by_value: dict[object, set[int]] = {}
    for name, figure in figures.items():
        by_value.setdefault(figure.value, set()).add(shade.steps[name])
    steps = [step for _value, (step,) in sorted((value, tuple(steps)) for value, steps in by_value.items())]
    assert steps == sorted(steps)
    assert (steps[0], steps[-1]) == (0, 4)
