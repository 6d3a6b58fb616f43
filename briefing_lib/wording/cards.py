"""How a record shows itself in a notebook: a small table of what it is and where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup

NUMBER_LINK = re.compile(r'<a class="number"[^>]*>(.*?)</a>')
LEFT = 'style="text-align:left"'
"""JupyterLab sets cells flush right, as it takes them for numbers."""


def card(title: str, rows: Iterable[tuple[str, object]]) -> str:
    """HTML of a title over named rows; rows without content are left out, and text is escaped.

    >>> card("48", [("Name", "Da Nang"), ("Note", "")]).splitlines()[1]
    Markup('<tr><th scope="row" style="text-align:left">Name</th><td style="text-align:left">Da Nang</td></tr>')
    """
    row = Markup(f'<tr><th scope="row" {LEFT}>{{}}</th><td {LEFT}>{{}}</td></tr>')
    lines = Markup("\n").join(row.format(name, content) for name, content in rows if content)
    return Markup(f"<table><caption {LEFT}><strong>{{}}</strong></caption><tbody>\n{{}}\n</tbody></table>").format(title, lines)


def address(url: str) -> Markup:
    """A link to a report that opens beside the notebook; blank where there is none."""
    if not url.startswith(("https://", "http://")):
        return Markup("")
    return Markup('<a href="{0}" target="_blank" rel="noopener">{0}</a>').format(url)


def unlinked(prose: str) -> str:
    """HTML of a piece of a page for a place that has no register to lead to: numbers without their links."""
    return NUMBER_LINK.sub(r"\1", str(prose))


def left(prose: str) -> str:
    """The same with every cell flush left."""
    return re.sub(r"<(td|th|caption)\b", rf"<\1 {LEFT}", str(prose))
