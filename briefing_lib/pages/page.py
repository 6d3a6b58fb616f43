"""A page: the pieces that a notebook shows, and the finished page that its outputs become."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from briefing_lib import charts
from briefing_lib.briefing import Briefing
from briefing_lib.calls import checked
from briefing_lib.errors import FailedBriefing, WrongParameter, hint
from briefing_lib.pages.assets import load_assets
from briefing_lib.pages.desk import show_at_desk
from briefing_lib.pages.linked import linked_page
from briefing_lib.pages.register import say_register
from briefing_lib.store import parse_reference
from briefing_lib.wording import MIMETYPE, NAMES, TEMPLATES, Piece, Writer, join, piece_of

if TYPE_CHECKING:
    import nbformat

KINDS = ("brief", "record", "report", "check", "compared")
"""What a page may be; its sections are templates in a folder of this name.

Two pages that one hands on, all that is known, a report on progress, a check of the data, places side by side.
"""
COMPOSED = frozenset({"hconcat", "vconcat", "concat", "facet", "repeat"})
"""Kinds of charts to which Vega-Lite gives no width of their container."""


class Page:
    """The pieces of a page about one briefing in one language, for the cells of a notebook.

    Raises WrongParameter for a language that no page can be written in.
    """

    @checked
    def __init__(self, briefing: Briefing, *, language: str = "en") -> None:
        self.briefing = briefing
        self.writer = Writer(briefing.store, language)

    def __repr__(self) -> str:
        return f"Page({self.briefing!r}, {self.writer.language.code})"

    @checked
    def section(self, name: str) -> Piece:
        """A section of the page, as "brief/messages": the template of this name in `wording/templates/`."""
        sections = sorted(f"{path.parent.name}/{path.name.partition('.')[0]}" for kind in KINDS for path in (TEMPLATES / kind).iterdir())
        if name not in sections:
            raise WrongParameter("section", name, f"the sections are {', '.join(sections)}{hint(name, sections)}")
        return self.show(name, f"{name}.html.j2")

    def show(self, name: str, template: str, **facts: Any) -> Piece:
        """A piece from its template, which a notebook shows whole by itself, under its name."""
        said = self.writer.render(template, briefing=self.briefing, **facts)
        return replace(said, at_desk=partial(show_at_desk, self.writer, self.briefing, name.replace("/", "-")))

    @checked
    def theme(self, name: str) -> Piece | None:
        """The section of the record on a theme of `codes.csv`, figures and statements; None where nothing is known under it."""
        self._check_themes([name])
        if not self.briefing.under(name) and name not in {each.theme for each in self.briefing.findings}:
            return None
        return self.show(f"theme-{name}", "record/theme.html.j2", theme=name)

    def _check_themes(self, themes: Iterable[str]) -> None:
        known = list(self.briefing.store.codes["theme"])
        for theme in themes:
            if theme not in known:
                raise WrongParameter("theme", theme, f"the themes are {', '.join(known)}{hint(theme, known)}")

    @checked
    def chart(self, question: str, *about: str) -> Any | None:
        """The chart that answers a question, as `chart_position` for "position"; None where the place has nothing to answer it with."""
        known = [name.removeprefix("chart_") for name in charts.__all__ if name.startswith("chart_")]
        if question not in known:
            raise WrongParameter("question", question, f"the charts are {', '.join(known)}{hint(question, known)}")
        if question.endswith("series"):
            self._check_themes(about)
        return getattr(charts, f"chart_{question}")(self.writer, self.briefing, *about)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a page is set in: the files beside it (address and kind), the pages before and after it, the same in other languages.

    `root` is the way to the folder of the site. `languages` are those that the page can be had in besides, each with its address.
    `notebook` is the name of the one that made it. `neighbours` are address and name of the pages before and after, None at either
    end. `is_brief` is whether it is a page that one hands on, `record` the address of the page behind it that holds all that is
    known, `brief` that of the brief before a record or report, `report` that of the report on progress, which says what has changed.
    """

    notebook: str = ""
    files: Sequence[tuple[str, str]] = ()
    neighbours: tuple[tuple[str, str] | None, tuple[str, str] | None] = (None, None)
    root: str = "../"
    languages: Sequence[tuple[str, str]] = ()
    standalone: bool = False
    is_brief: bool = False
    record: str = ""
    brief: str = ""
    report: str = ""


def make_page(notebook: nbformat.NotebookNode, briefing: Briefing, language: str, around: Surroundings) -> str:
    """The page about a briefing from its executed notebook, of which only the outputs of code cells reach the page.

    Raises FailedBriefing where a cell printed, warned or failed, and Untraceable where a number names no figure.
    """
    writer = Writer(briefing.store, language)
    style = _style(notebook)
    pieces = list(_pieces(notebook, writer, style))
    first = next((index for index, piece in enumerate(pieces) if piece.headings), len(pieces))
    if around.report:
        pieces.insert(first + 1, writer.render("pages/changed.html.j2", briefing=briefing, address=around.report))  # below the messages
    body = join(pieces)
    register = say_register(writer, briefing.place, body, briefing.as_of)
    downloads = None if around.standalone else writer.render("pages/downloads.html.j2", files=around.files)
    return render_page(
        writer,
        "pages/page.html.j2",
        around,
        briefing=briefing,
        opening=pieces[:first],
        sections=pieces[first:],
        style=json_block(style),
        linked=json_block(_linked(writer, briefing, body, around)),
        register=register,
        downloads=downloads,
        contents=[heading for piece in (*pieces, register, *filter(None, [downloads])) for heading in piece.headings],
    )


def _linked(writer: Writer, briefing: Briefing, body: Piece, around: Surroundings) -> dict[str, Any]:
    """The page for programs: its title and description in the words that its head has."""
    title = writer.title(briefing.place, briefing.as_of)
    return linked_page(
        writer,
        [parse_reference(writer.store, each) for each in body.figures],
        name=writer.text("page_title", title, around.notebook),
        about=writer.text("about_page", title),
        place=writer.place(briefing.place),
        day=briefing.as_of.isoformat(),
        files=[] if around.standalone else [address for address, _ in around.files],
    )


def neighbours_of(briefing: Briefing, codes: Collection[str], language: str, ending: str) -> tuple[Any, Any]:
    """Address and name of the pages before and after this one among those of these codes, in the order of codes."""
    pages = [each for each in briefing.store.places.beside(briefing.place) if each.code in codes or each == briefing.place]
    if briefing.place not in pages:
        return (None, None)
    here = pages.index(briefing.place)
    named = [(f"{each.code}-{each.slug}{ending}.html", each.name(language)) for each in pages]
    return (named[here - 1] if here else None, named[here + 1] if here + 1 < len(named) else None)


def render_page(
    writer: Writer, template: str, around: Surroundings, *, scripts: Sequence[str] = ("vega.js", "page.js"), **parts: Any
) -> str:
    """A whole page from its template, with the style and scripts that it may load."""
    loaded = load_assets(tuple(scripts), around.root, around.standalone)
    home = around.root + index_name(writer.language.code)
    return str(writer.render(template, loaded=loaded, around=around, home=home, names=NAMES, **{"linked": "", **parts})) + "\n"


def index_name(language: str) -> str:
    """Where the index in a language stands in a site."""
    return "index.html" if language == "en" else f"{language}/index.html"


def _pieces(notebook: nbformat.NotebookNode, writer: Writer, style: Mapping[str, Any]) -> Iterator[Piece]:
    for index, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", ()):
            if output.output_type not in ("execute_result", "display_data"):
                text = output.get("text", "") or output.get("evalue", "")
                raise FailedBriefing(f"cell {index} of the notebook gave {output.output_type}: {text.strip()[:300]}")
            if charts.MIMETYPE in output.data:
                yield chart_piece(output.data[charts.MIMETYPE], writer, style)
            elif MIMETYPE in output.data:
                yield piece_of(output.data["text/html"], output.data[MIMETYPE])
            else:
                raise FailedBriefing(f"cell {index} of the notebook shows something that no page can hold: {', '.join(output.data)}")


def _style(notebook: nbformat.NotebookNode) -> dict[str, Any]:
    """The look that all charts of a notebook share; it stands on the page once."""
    outputs = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", ())]
    return dict(next((data[charts.MIMETYPE].get("config", {}) for data in outputs if charts.MIMETYPE in data), {}))


def json_block(content: Mapping[str, Any]) -> Markup:
    """JSON as it may stand within a script element."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))


def chart_piece(spec: Mapping[str, Any], writer: Writer, style: Mapping[str, Any]) -> Piece:
    """A chart as a page shows it: traced headline, drawing, source line, and the table that holds the same numbers."""
    around = spec["usermeta"]["briefing"]
    left_out = {"usermeta", "title", "$schema"} | ({"config"} if spec.get("config") == style else set())
    bare = {key: value for key, value in spec.items() if key not in left_out}
    if not COMPOSED & bare.keys():
        bare |= {"width": "container", "autosize": {"type": "fit-x", "contains": "padding"}}
    words = {name: Markup(text) for name, text in around.items() if isinstance(text, str)}
    drawn = writer.render("pages/chart.html.j2", **words, description=spec["description"], block=json_block(bare))
    return piece_of(str(drawn), around["shows"])
