"""A piece of a page knows what it shows, in memory and as an executed notebook keeps it."""

from __future__ import annotations

import pytest
from markupsafe import Markup, escape

from briefing_lib.briefing import Briefing
from briefing_lib.wording import MIMETYPE, Piece, Writer, join, piece_of


@pytest.fixture
def findings(da_nang: Briefing) -> Piece:
    return Writer(da_nang.store).render("record/findings.html.j2", briefing=da_nang)


def test_plain_text() -> None:
    """A piece is shown as HTML in a notebook, and as plain lines elsewhere."""
    piece = Piece(Markup("<h2>Title</h2>\n<p>One &amp; <b>two</b></p>\n\n<details><summary>More</summary>\n<p>three</p></details>"))
    assert repr(piece).splitlines() == ["Title", "One & two", "More", "three"]


def test_notebooks_keep_what_a_piece_shows(findings: Piece) -> None:
    """A notebook keeps HTML, plain text, and figures, reports and headings; from these the piece is had again."""
    bundle = findings._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"text/html", "text/plain", MIMETYPE}
    assert bundle[MIMETYPE] == {
        "figures": ["count(findings:works,findings:difficult)", "count(findings:works)", "count(findings:difficult)"],
        "sources": ["paper"],
        "headings": [["findings", "What is said to work, and what is not"]],
    }
    assert piece_of(bundle["text/html"], bundle[MIMETYPE]) == findings


def test_pieces_joined(findings: Piece) -> None:
    """Several pieces show what each of them shows, a figure and a report once."""
    other = Piece(Markup("<h2>A</h2>"), ("da-nang.received", "count(findings:works)"), ("paper", "later"), (("a", "A"),))
    whole = join([findings, other])
    assert whole.html == f"{findings.html}\n{other.html}"
    assert whole.figures == (*findings.figures, "da-nang.received")
    assert whole.sources == ("paper", "later")
    assert whole.headings == (("findings", "What is said to work, and what is not"), ("a", "A"))


def test_a_piece_in_a_template_stays_as_it_is(findings: Piece) -> None:
    """Templates take a piece for mark-up, not for text."""
    assert escape(findings) == findings.html
