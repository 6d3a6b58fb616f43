"""A piece of a page knows what it shows, in memory and as an executed notebook keeps it."""

from __future__ import annotations

import pytest
from markupsafe import Markup, escape

from briefing_lib.briefing import Briefing
from briefing_lib.wording import MIMETYPE, Piece, Writer, join, piece_of


@pytest.fixture
def staff(da_nang: Briefing) -> Piece:
    return Writer(da_nang.store).render("record/theme.html.j2", briefing=da_nang, theme="staffing")


def test_plain_text() -> None:
    """A piece is shown as HTML in a notebook, and as plain lines elsewhere."""
    piece = Piece(Markup("<h2>Title</h2>\n<p>One &amp; <b>two</b></p>\n\n<details><summary>More</summary>\n<p>three</p></details>"))
    assert repr(piece).splitlines() == ["Title", "One & two", "More", "three"]


def test_notebooks_keep_what_a_piece_shows(staff: Piece) -> None:
    """A notebook keeps HTML, plain text, and figures, reports and headings; from these the piece is had again."""
    bundle = staff._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"text/html", "text/plain", MIMETYPE}
    assert bundle[MIMETYPE] == {
        "figures": ["da-nang.vacancies.later", "da-nang.vacancies.other", "da-nang.vacancies"],
        "sources": ["later", "paper"],
        "headings": [["staffing", "Staff"]],
    }
    assert piece_of(bundle["text/html"], bundle[MIMETYPE]) == staff


def test_pieces_joined(staff: Piece) -> None:
    """Several pieces show what each of them shows, a figure and a report once."""
    other = Piece(Markup("<h2>A</h2>"), ("da-nang.received", "da-nang.vacancies"), ("paper", "later"), (("a", "A"),))
    whole = join([staff, other])
    assert whole.html == f"{staff.html}\n{other.html}"
    assert whole.figures == (*staff.figures, "da-nang.received")
    assert whole.sources == ("later", "paper")
    assert whole.headings == (("staffing", "Staff"), ("a", "A"))


def test_a_piece_in_a_template_stays_as_it_is(staff: Piece) -> None:
    """Templates take a piece for mark-up, not for text."""
    assert escape(staff) == staff.html
