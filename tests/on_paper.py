"""Pages to be put on paper, and what a reader of the page reads, by code that shares nothing with `pages/document.py`."""

from __future__ import annotations

import re
import unicodedata

from bs4 import BeautifulSoup
from markupsafe import Markup

from briefing_lib.briefing import Briefing
from briefing_lib.figures import rank
from briefing_lib.pages.document import Document
from briefing_lib.pages.register import say_register
from briefing_lib.wording import Piece, Writer
from briefing_lib.wording.writer import environment_of

PAGE = """<!doctype html><html lang="en"><body class="{style}"><header class="site"><div><a class="name" href="../index.html">All briefings</a>
</div></header><main><div class="opening">{opening}</div><nav class="contents"><p>On this page</p></nav><div class="sections">{sections}
<details class="proof"><summary>Proof</summary>{register}</details><h2 id="downloads">Downloads</h2></div></main>
<footer class="site"><div>As of <time datetime="2025-11-01">1 November 2025</time>.</div></footer></body></html>"""
INTRODUCED = ".brief h2 + div.table caption, .brief p + div.table caption"
"""Titles of tables that a heading or text introduces: print leaves them to those who hear the table."""
OPENING = "<h1>Da Nang</h1>"


def page_with(briefing: Briefing, sections: str, opening: str = OPENING, style: str = "brief") -> str:
    """A page with these sections, a template in which `f` gives a figure by its id and `rank` ranks one, and the register of what they show."""
    writer = Writer(briefing.store)
    said = environment_of("en").from_string(sections).render(writer=writer, f=briefing.store.by_id.__getitem__, rank=rank)
    shown = writer._shown[-1]  # what a render has shown
    body = Piece(Markup(said), tuple(shown.figures), tuple(shown.sources))
    return PAGE.format(style=style, opening=opening, sections=said, register=say_register(writer, briefing.place, body, briefing.as_of))


def bare(text: str) -> str:
    """Letters and signs alone, composed: without blanks, bullets and marks of notes."""
    return re.sub(r"\s|•|\[\d+(,\s*\d+)*\]", "", unicodedata.normalize("NFC", text))


def read_by_eye(page: str, document: Document, *, drawn: bool, titled: bool = False) -> str:
    """What a page says before its register, in order; where it is drawn with the words in charts, and with the numbers of lists;
    where it is `titled`, with the titles of tables that print leaves out."""
    soup = BeautifulSoup(page, "html.parser")
    pictures = [block.picture for block in document.every_block() if block.picture]
    for element in soup.select(
        ".unseen, .numbers, .proof, .register, #register, #register ~ *, #downloads, .downloads, script, noscript, nav"
    ):
        element.extract()
    for caption in [] if titled else soup.select(INTRODUCED):
        caption.extract()
    for quote in soup.find_all("q"):
        quote.string = f"“{quote.get_text()}”"
    for place, picture in zip(soup.select(".drawing"), pictures, strict=True):
        place.string = BeautifulSoup(picture.svg, "html.parser").get_text(" ") if drawn else ""
    for items in soup.find_all("ol") if drawn else []:
        for number, item in enumerate(items.find_all("li", recursive=False), 1):
            item.insert(0, f"{number}.")
    return bare(" ".join(part.get_text(" ") for part in soup.select("main > .opening, main > .sections")))
