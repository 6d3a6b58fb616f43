"""How a notebook shows a piece: whole by itself, with the sources of its numbers in the same output.

A page has style, script and one register at its end. A notebook has none of them, is cut into outputs, and is read in programs that
take style and names of elements away. So each output carries its own sources, folded; each number leads to its entry there and says
it as the pointer rests on it; and what needs a style to be read becomes a table.

A notebook that was run for its page alone takes what its outputs lack from that page, which costs next to nothing.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup
from selectolax.lexbor import LexborHTMLParser, LexborNode

from briefing_lib import charts
from briefing_lib.briefing import Briefing
from briefing_lib.pages.assets import ASSETS
from briefing_lib.pages.register import say_register
from briefing_lib.wording import Piece, Writer

if TYPE_CHECKING:
    import nbformat

LEFT = "text-align:left"
"""JupyterLab sets the cells of tables flush right, as it takes them for numbers."""
REGISTER = "register"
"""The name of the heading above what each number comes from."""
DRAWN = "image/svg+xml"
"""JupyterLab draws a chart by Vega rather than show this; programs that know no Vega show it."""
LONGEST = 400
"""Letters of what is said as the pointer rests on a number."""


@dataclass(frozen=True, slots=True)
class _Term:
    """A term of a list, with its name in the page, and what is said of it."""

    name: str
    said: Markup
    told: list[Markup] = field(default_factory=list)


@functools.cache
def _unfold() -> str:
    """The script of an output, on one line."""
    lines = (ASSETS / "unfold.js").read_text("utf-8").splitlines()
    return " ".join(each.strip() for each in lines if not each.startswith("//"))


def show_at_desk(writer: Writer, briefing: Briefing, name: str, piece: Piece) -> str:
    """The HTML of a piece for a notebook; `name` tells its links and their ends from those of the other outputs."""
    register = say_register(writer, briefing.place, piece, briefing.as_of, is_headed=False) if piece.figures or piece.sources else ""
    said = writer.render("pages/desk.html.j2", piece=piece, register=register, unfold=_unfold())
    root = _parsed(str(said))
    told = {f"#{entry.attributes['id']}": _told(entry) for entry in root.css("ul.register [id], ol.register [id]")}
    ends = {f"#{each.attributes['id']}" for each in root.css("[id]")}
    for link in root.css(".piece a.number"):
        link.attrs["title"] = told[str(link.attributes["href"])]
    for link in root.css('a[href^="#"]'):
        if (address := str(link.attributes["href"])) in ends:
            link.attrs["href"] = f"#{name}-{address[1:]}"
        else:
            link.unwrap()  # it leads to another part of the page, which may not be in this notebook
    for each in root.css("[id]"):
        each.attrs["id"] = f"{name}-{each.attributes['id']}"
    for listed in root.css("dl"):
        listed.replace_with(_table(writer, listed))
    for cell in root.css("caption, th:not(.numeric), td:not(.numeric)"):
        cell.attrs["style"] = LEFT
    return str(root.inner_html)


def completed(notebook: nbformat.NotebookNode, page: str) -> nbformat.NotebookNode:
    """A notebook that was run for its page, with what it lacks at the desk: each chart as a drawing, for programs that know no Vega, and
    below it its table as on the page; as a last cell the register, to which its numbers lead."""
    from nbformat.v4 import new_markdown_cell, new_output

    root, whole = _parsed(page), copy.deepcopy(notebook)
    for cell in whole.cells:
        drawn = [data for each in cell.get("outputs", ()) if charts.MIMETYPE in (data := each.get("data", {}))]
        for data in drawn:
            spec = data[charts.MIMETYPE]
            data[DRAWN] = charts.draw_svg(spec, charts.DESK_WIDTH)
            cell.outputs.append(new_output("display_data", {"text/markdown": _numbers(root, spec["usermeta"]["briefing"]["name"])}))
    register = "\n".join(str(each.html) for each in _register(root))
    whole.cells.append(new_markdown_cell(register, id=REGISTER))
    return whole


def _numbers(root: LexborNode, name: str) -> str:
    """The table of a chart of a page, folded as there; no blank line ends the HTML within Markdown."""
    return "\n".join(filter(str.strip, str(root.css(f"#chart-{name} details.numbers")[0].html).splitlines()))


def _register(root: LexborNode) -> Iterator[LexborNode]:
    """From the heading of the register to the last of its lists."""
    node: LexborNode | None = root.css(f"#{REGISTER}")[0]
    while node is not None:
        if node.is_element_node:
            yield node
        node = None if "sources" in str(node.attributes.get("class")) else node.next


def _parsed(html: str) -> LexborNode:
    body = LexborHTMLParser(html).body
    assert body is not None  # the parser always makes one
    return body


def _told(entry: LexborNode) -> str:
    """What an entry of the register says, with what its group shares and its report, as one line of plain text."""
    parts = [_line(entry)]
    above = entry.parent
    while above is not None and "register" not in str(above.attributes.get("class")):
        if above.tag == "li":
            parts += [_line(each) for each in above.css(".shared > .what, .shared .name, .shared .reported")[:2]]
        above = above.parent
    said = ". ".join(each.strip(" .") for each in parts if each).replace(". (", " (")
    return said if len(said) <= LONGEST else f"{said[:LONGEST].rpartition(' ')[0]} …"


def _line(node: LexborNode) -> str:
    """Its words, but for definition and note, which the entry has."""
    bare = _parsed(str(node.html))
    for each in bare.css(".definition, .note, ul, details"):
        each.decompose()
    return " ".join(bare.text().split())


def _table(writer: Writer, listed: LexborNode) -> LexborNode:
    """Terms and what is said of each, as rows: each program sets a list of them in its own way, and some scramble it."""
    terms: list[_Term] = []
    for each in listed.css("dt, dd"):
        if each.tag == "dt":
            terms.append(_Term(str(each.attributes.get("id") or ""), Markup(each.inner_html)))
        else:
            small = [smaller for smaller in each.css(".when") if smaller.parent == each]
            lines = [Markup(smaller.html) for smaller in small]
            for smaller in small:
                smaller.decompose()
            terms[-1].told.extend([Markup(str(each.inner_html).strip()), *lines])
    said = writer.render("pages/desk_list.html.j2", kind=str(listed.attributes.get("class") or ""), terms=terms)
    return _parsed(str(said)).css("table")[0]
