"""What a piece of a real page carries is what its HTML shows: the register is made from the one, a reader sees the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from running import run_on

from briefing_lib import charts
from briefing_lib.briefing import Data, brief
from briefing_lib.build.notebooks import NOTEBOOKS
from briefing_lib.errors import WrongParameter
from briefing_lib.pages.page import Page, chart_piece
from briefing_lib.store import Store
from briefing_lib.wording import MIMETYPE, Piece, Writer, piece_of


def pieces_of(notebook: nbformat.NotebookNode, store: Store) -> Iterator[tuple[str, Piece]]:
    """Each cell that shows something, with the piece of a page that it becomes."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if MIMETYPE in output.data:
                yield cell.source, piece_of(output.data["text/html"], output.data[MIMETYPE])
            elif charts.MIMETYPE in output.data:  # below it stands its table
                yield cell.source, chart_piece(output.data[charts.MIMETYPE], Writer(store), {})


def seen(html: str) -> dict[str, list[Any]]:
    """What a reader of HTML finds in it: figures, links to reports, second-level headings, each in the order of first appearance."""
    soup = BeautifulSoup(html, "html.parser")
    marks = [
        mark.get("data-figure") or f"{mark['data-formula']}({mark['data-figures'].replace(' ', ',')})" for mark in soup.find_all("data")
    ]
    sources = [link["href"].removeprefix("#source-") for link in soup.select('a[href^="#source-"]')]
    headings = [[heading["id"], heading.get_text()] for heading in soup.find_all("h2")]
    return {"figures": list(dict.fromkeys(marks)), "sources": list(dict.fromkeys(sources)), "headings": headings}


def assert_pieces_show_what_they_carry(notebook: nbformat.NotebookNode, store: Store) -> None:
    pieces = list(pieces_of(notebook, store))
    assert len(pieces) >= 3
    assert {cell: piece.shows() for cell, piece in pieces} == {cell: seen(str(piece)) for cell, piece in pieces}


@pytest.mark.parametrize("code", ["01", "46", "48", "79"])
def test_a_piece_carries_what_it_shows(real_store: Store, code: str) -> None:
    """Figures, reports and headings of each section and chart of a real page are those in its HTML, in order."""
    assert_pieces_show_what_they_carry(run_on(Data(real_store).briefing(code)), real_store)


@pytest.mark.parametrize("code", ["15", "24", "79"])
def test_a_piece_of_a_record_carries_what_it_shows(real_store: Store, code: str) -> None:
    """The same of a record."""
    assert_pieces_show_what_they_carry(run_on(Data(real_store).briefing(code), "record"), real_store)


@pytest.mark.build
def test_pieces_of_a_site_carry_what_they_show(site: Path, real_store: Store) -> None:
    """The same of every notebook that a build executed."""
    notebooks = sorted(site.glob("*/*.ipynb"))
    assert notebooks
    for path in notebooks:
        assert_pieces_show_what_they_carry(nbformat.read(path, as_version=4), real_store)


def test_every_section_can_be_said_of_the_nation(real_store: Store) -> None:
    """A briefing is about any place: each section of the notebook can be said of the nation, too."""
    page = Page(brief(real_store, real_store.places.root, real_store.latest_day))
    source = nbformat.read(NOTEBOOKS / "national_record.ipynb", as_version=4)
    names = re.findall(r'page\.section\("([\w/]+)"\)', "\n".join(cell.source for cell in source.cells))
    assert len(names) > 3
    assert all(page.section(name).html for name in names)


@pytest.mark.parametrize("ask", ["section('zz')", "theme('zz')", "chart('series', 'zz')", "chart('zz')"])
def test_a_misspelt_name_is_no_gap(real_store: Store, ask: str) -> None:
    """A section, theme or chart that is not known is refused with those that are."""
    page = Page(brief(real_store, real_store.places.root, real_store.latest_day))
    with pytest.raises(WrongParameter, match=r"found 'zz'; the \w+ are "):
        eval(f"page.{ask}", {"page": page})
