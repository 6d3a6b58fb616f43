"""An executed notebook becomes a page: its outputs, the register of every number on it, and nothing else."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
import nbformat
import vl_convert
from bs4 import BeautifulSoup
from markupsafe import Markup

from briefing_lib.briefing import Briefing
from briefing_lib.errors import FailedBriefing
from briefing_lib.figures import Figure
from briefing_lib.language import Prose, anchor, join
from briefing_lib.register import say_register
from briefing_lib.theme import FONTS, MIMETYPE
from briefing_lib.trace import resolve

PARTS = Path(__file__).parent
ASSETS = ("page.css", "page.js", "vega.js")
SHARED_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; base-uri 'none'; form-action 'none'"
)
TEMPLATES = jinja2.Environment(loader=jinja2.FileSystemLoader(PARTS / "templates"), autoescape=True, undefined=jinja2.StrictUndefined)




def make_assets() -> dict[str, str]:
    """The files that all pages share: style with its font, script, and the whole of Vega."""
    font = base64.b64encode((FONTS / "Inter.woff2").read_bytes()).decode()
    css = (PARTS / "assets" / "page.css").read_text("utf-8").replace("INTER_WOFF2", font)
    return {"page.css": css, "page.js": (PARTS / "assets" / "page.js").read_text("utf-8"), "vega.js": vl_convert.javascript_bundle()}


def make_page(notebook: nbformat.NotebookNode, briefing: Briefing, *, downloads: Sequence[tuple[str, str, int]], standalone: bool = False) -> str:
    """The page of a briefing from its executed notebook.

    Only outputs of code cells reach the page. Raises FailedBriefing where a cell printed, warned or failed, and
    Untraceable where a number names no figure.
    """
    body = join(list(_outputs(notebook)))
    language = briefing.language
    title = str(briefing.labels.title(briefing.province, briefing.as_of).striptags())
    register = say_register(briefing, numbers_of(briefing, str(body)))
    return render(
        "page.html.j2",
        standalone=standalone,
        language=language,
        title=title,
        description=language.say("Reported figures on two-tier local government in {title}, each with its source.", title=title).striptags(),
        body=body,
        register=register,
        downloads=_downloads(briefing, downloads),
        footer=language.say("As of {day}. No number without a source.", day=language.day(briefing.as_of)),
        home="../index.html",
    )


def numbers_of(briefing: Briefing, html: str) -> list[Figure]:
    """Every figure that a page's mark-up names, in the order of first appearance, each followed to its inputs."""
    found: dict[str, Figure] = {}
    for data in BeautifulSoup(html, "html.parser").find_all("data"):
        figure = resolve(
            briefing.store, figure=data.get("data-figure", ""), formula=data.get("data-formula", ""), figures=data.get("data-figures", "")
        )
        for each in _with_inputs(figure):
            found.setdefault(anchor(each), each)
    return list(found.values())


def _with_inputs(figure: Figure) -> Iterator[Figure]:
    yield figure
    for each in figure.inputs:
        yield from _with_inputs(each)


def _outputs(notebook: nbformat.NotebookNode) -> Iterator[Markup]:
    for index, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", ()):
            if output.output_type not in ("execute_result", "display_data"):
                text = output.get("text", "") or output.get("evalue", "")
                raise FailedBriefing(f"cell {index} of the notebook gave {output.output_type}: {text.strip()[:300]}")
            if MIMETYPE in output.data:
                yield chart_block(output.data[MIMETYPE])
            elif "text/html" in output.data:
                yield Markup(output.data["text/html"])
            else:
                raise FailedBriefing(f"cell {index} of the notebook shows something that no page can hold: {', '.join(output.data)}")


def chart_block(spec: Mapping[str, Any]) -> Markup:
    """A chart as a page shows it: traced headline, drawing, source line, and the table that holds the same numbers."""
    around = spec["usermeta"]["briefing"]
    bare: dict[str, Any] = copy.deepcopy({key: value for key, value in spec.items() if key not in ("usermeta", "title")})
    bare["width"] = "container"
    block = json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":")).replace("<", "\\u003c").replace("&", "\\u0026")
    return Markup(
        '<figure class="chart" id="chart-{name}"><figcaption><h3>{headline}</h3><p class="subtitle">{subtitle}</p></figcaption>\n'
        '<div class="drawing" role="img" aria-label="{description}"></div>\n<script type="application/json">{block}</script>\n'
        '<details class="numbers"{opened}><summary>{headline_text}</summary>{table}</details>\n<p class="source">{source}</p></figure>'
    ).format(
        name=around["name"],
        headline=Markup(around["headline"]),
        subtitle=Markup(around["subtitle"]),
        description=spec["description"],
        block=Markup(block),
        opened="",
        headline_text=around["table_title"],
        table=Markup(around["table"]),
        source=Markup(around["source"]),
    )


def render(template: str, *, standalone: bool, **parts: Any) -> str:
    """A page from its template; a standalone one holds style and scripts, which its policy allows by their hashes."""
    language = parts["language"]
    if standalone:
        assets = make_assets()
        styles = Markup("<style>{}</style>").format(Markup(assets["page.css"]))
        scripts = Markup("\n").join(Markup("<script>{}</script>").format(Markup(_inline(assets[name]))) for name in ("vega.js", "page.js"))
        hashes = " ".join(_hash(_inline(assets[name])) for name in ("vega.js", "page.js"))
        policy = (
            f"default-src 'none'; script-src {hashes}; style-src {_hash(assets['page.css'])}; img-src data:; font-src data:; "
            "base-uri 'none'; form-action 'none'"
        )
    else:
        root = parts["home"].removesuffix("index.html")
        styles = Markup('<link rel="stylesheet" href="{}assets/page.css">').format(root)
        scripts = Markup("\n").join(Markup('<script src="{}assets/{}"></script>').format(root, name) for name in ("vega.js", "page.js"))
        policy = SHARED_POLICY
    return TEMPLATES.get_template(template).render(styles=styles, scripts=scripts, policy=policy, say=language.say, **parts) + "\n"


def _inline(script: str) -> str:
    return script.replace("</script", "<\\/script")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _downloads(briefing: Briefing, files: Sequence[tuple[str, str, int]]) -> Prose:
    say = briefing.language.say
    links = [Markup('<li><a href="{}" download>{}</a></li>').format(address, label) for address, label, _size in files]
    return join([Markup('<h2 id="downloads">{}</h2>').format(say("Downloads")), Markup('<ul class="downloads">{}</ul>').format(Markup("").join(links))])
