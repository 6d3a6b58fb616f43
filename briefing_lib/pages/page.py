"""An executed notebook becomes a page: its outputs, the register of every number on it, and nothing else."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
import nbformat
import vl_convert
from bs4 import BeautifulSoup
from markupsafe import Markup

from briefing_lib.briefing.briefing import Briefing
from briefing_lib.charts.theme import FONTS, MIMETYPE
from briefing_lib.errors import FailedBriefing
from briefing_lib.figures.figure import Figure
from briefing_lib.figures.source import Source
from briefing_lib.pages.register import say_register
from briefing_lib.store.references import resolve
from briefing_lib.wording.language import Language, Prose, anchor, join

PARTS = Path(__file__).parent
SHARED_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "base-uri 'none'; form-action 'none'"
)
TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(PARTS.parent / "wording" / "templates"), autoescape=True, undefined=jinja2.StrictUndefined
)
OPENING_ENDS = re.compile(r"(?=<h2[ >])")
HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.DOTALL)
SOURCE_LINK = re.compile(r'href="#source-([^"]+)"')
COMPOSED = frozenset({"hconcat", "vconcat", "concat", "facet", "repeat"})
"""Kinds of charts to which Vega-Lite gives no width of their container."""


@functools.cache
def make_assets() -> dict[str, str]:
    """The files that all pages share: style with its font, scripts, and the whole of Vega."""
    font = base64.b64encode((FONTS / "Inter.woff2").read_bytes()).decode()
    css = (PARTS / "assets" / "page.css").read_text("utf-8").replace("INTER_WOFF2", font)
    scripts = {name: (PARTS / "assets" / name).read_text("utf-8") for name in ("page.js", "index.js")}
    return {"page.css": css, **scripts, "vega.js": vl_convert.javascript_bundle()}  # type: ignore[call-arg]  # its stub forgets the default


def make_page(
    notebook: nbformat.NotebookNode,
    briefing: Briefing,
    *,
    downloads: Sequence[tuple[str, str, int]],
    standalone: bool = False,
    neighbours: Collection[str] | None = None,
) -> str:
    """The page of a briefing from its executed notebook.

    Only outputs of code cells reach the page. `neighbours` are the codes of the provinces that have pages, for the
    links to the previous and next one; None means all. Raises FailedBriefing where a cell printed, warned or failed,
    and Untraceable where a number names no figure.
    """  # fmt: skip
    body = join(list(_outputs(notebook, briefing.language)))
    styled = Markup('<script type="application/json" id="chart-style">{}</script>').format(_block(_style(notebook)))
    language = briefing.language
    title = str(briefing.labels.title(briefing.province, briefing.as_of).striptags())
    register = say_register(briefing, numbers_of(briefing, body), sources_of(briefing, body))
    files = Markup("") if standalone else _downloads(briefing, downloads)
    opening, *sections = OPENING_ENDS.split(str(body), maxsplit=1)
    before, after = _neighbours(briefing, neighbours)
    return render(
        "page.html.j2",
        standalone=standalone,
        language=language,
        page_title=title,
        description=language.say("Figures on two-tier local government in {title}, each with its source.", title=title).striptags(),
        opening=Markup(opening),
        contents=contents_of(join([body, register, files])),
        sections=Markup("".join(sections)) + styled,
        register=register,
        downloads=files,
        before=before,
        after=after,
        footer=language.say("As of {day}. No number without a source.", day=language.day(briefing.as_of)),
        home="../index.html",
    )


def contents_of(html: str) -> list[tuple[str, str]]:
    """Name and words of each second-level heading that can be linked to."""
    return [(name, str(Markup(title).striptags())) for name, title in HEADING.findall(html)]


def _neighbours(briefing: Briefing, codes: Collection[str] | None) -> tuple[dict[str, str] | None, dict[str, str] | None]:
    """Address and name of the pages before and after this one, in the order of codes; None at either end."""
    pages = [each for each in briefing.store.provinces if codes is None or each.code in codes or each == briefing.province]
    here = pages.index(briefing.province)
    named = [{"address": f"{each.code}-{each.slug}.html", "name": each.name(briefing.language.code)} for each in pages]
    return (named[here - 1] if here else None, named[here + 1] if here + 1 < len(named) else None)


def numbers_of(briefing: Briefing, html: str) -> list[Figure]:
    """Every figure that a page's mark-up names, in the order of first appearance."""
    found: dict[str, Figure] = {}
    for data in BeautifulSoup(html, "html.parser").find_all("data"):
        names = {name: str(data.get(f"data-{name}", "")) for name in ("figure", "formula", "figures")}
        figure = resolve(briefing.store, **names)
        found.setdefault(anchor(figure), figure)
    return list(found.values())


def sources_of(briefing: Briefing, html: str) -> list[Source]:
    """Every report to whose entry a page links."""
    return [briefing.store.sources[name] for name in dict.fromkeys(SOURCE_LINK.findall(html))]


def _outputs(notebook: nbformat.NotebookNode, language: Language) -> Iterator[Markup]:
    style = _style(notebook)
    for index, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", ()):
            if output.output_type not in ("execute_result", "display_data"):
                text = output.get("text", "") or output.get("evalue", "")
                raise FailedBriefing(f"cell {index} of the notebook gave {output.output_type}: {text.strip()[:300]}")
            if MIMETYPE in output.data:
                yield chart_block(output.data[MIMETYPE], language, style)
            elif "text/html" in output.data:
                yield Markup(output.data["text/html"])
            else:
                raise FailedBriefing(f"cell {index} of the notebook shows something that no page can hold: {', '.join(output.data)}")


def _style(notebook: nbformat.NotebookNode) -> dict[str, Any]:
    """The look that all charts of a notebook share; it stands on the page once."""
    specs = (output.data[MIMETYPE] for cell in notebook.cells for output in cell.get("outputs", ()) if MIMETYPE in output.get("data", ()))
    return dict(next((spec.get("config", {}) for spec in specs), {}))


def _block(content: Mapping[str, Any]) -> Markup:
    """JSON as it may stand within a script element."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))


def chart_block(spec: Mapping[str, Any], language: Language, style: Mapping[str, Any]) -> Markup:
    """A chart as a page shows it: traced headline, drawing, source line, and the table that holds the same numbers."""
    around = spec["usermeta"]["briefing"]
    left_out = {"usermeta", "title", "$schema"} | ({"config"} if spec.get("config") == style else set())
    bare = {key: value for key, value in spec.items() if key not in left_out}
    if not COMPOSED & bare.keys():
        bare |= {"width": "container", "autosize": {"type": "fit-x", "contains": "padding"}}
    return Markup(
        '<figure class="chart" id="chart-{name}"><figcaption><h3>{headline}</h3><p class="subtitle">{subtitle}</p></figcaption>\n'
        '<div class="drawing" role="img" aria-label="{description}"></div>\n<script type="application/json">{block}</script>\n'
        '<noscript><p class="undrawn">{undrawn}</p></noscript>\n'
        '<details class="numbers"><summary>{headline_text}</summary>{table}</details>\n<p class="source">{source}</p></figure>'
    ).format(
        name=around["name"],
        headline=Markup(around["headline"]),
        subtitle=Markup(around["subtitle"]),
        description=spec["description"],
        block=_block(bare),
        undrawn=language.say("The drawing needs JavaScript; its numbers stand in the table."),
        headline_text=Markup(around["table_title"]),
        table=Markup(around["table"]),
        source=Markup(around["source"]),
    )


def render(template: str, *, standalone: bool, scripts: Sequence[str] = ("vega.js", "page.js"), **parts: Any) -> str:
    """A page from its template; a standalone one holds style and scripts, which its policy allows by their hashes."""
    assets = make_assets()
    if standalone:
        style, inline = _inline(assets["page.css"], "style"), [_inline(assets[name], "script") for name in scripts]
        styles = Markup("<style>{}</style>").format(Markup(style))
        loaded = Markup("\n").join(Markup("<script>{}</script>").format(Markup(script)) for script in inline)
        policy = (
            f"default-src 'none'; script-src {' '.join(map(_hash, inline))}; style-src {_hash(style)}; img-src data:; font-src data:; "
            "base-uri 'none'; form-action 'none'"
        )
    else:
        root = parts["home"].removesuffix("index.html")
        styles = Markup('<link rel="stylesheet" href="{}assets/page.css">').format(root)
        loaded = Markup("\n").join(Markup('<script src="{}assets/{}"></script>').format(root, name) for name in scripts)
        policy = SHARED_POLICY
    page = TEMPLATES.get_template(template)
    return page.render(styles=styles, scripts=loaded, policy=policy, standalone=standalone, say=parts["language"].say, **parts) + "\n"


def render_part(template: str, language: Language, **parts: Any) -> Markup:
    """A piece of a page from its template."""
    return Markup(TEMPLATES.get_template(template).render(language=language, say=language.say, **parts))


def _inline(text: str, element: str) -> str:
    """Text as it may stand within an element that ends at the next closing tag of its name."""
    return text.replace(f"</{element}", f"<\\/{element}")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _downloads(briefing: Briefing, files: Sequence[tuple[str, str, int]]) -> Prose:
    """The files beside the page, named by what they hold."""
    say = briefing.language.say
    names = {
        "csv": say("The figures on this place, as a table (CSV)"),
        "ipynb": say("The notebook that made this page, with its outputs (Jupyter)"),
    }
    links = [Markup('<li><a href="{}" download>{}</a></li>').format(address, names.get(kind, kind)) for address, kind, _size in files]
    heading = Markup('<h2 id="downloads">{}</h2>').format(say("Downloads"))
    return join([heading, Markup('<ul class="downloads">{}</ul>').format(Markup("").join(links))])
