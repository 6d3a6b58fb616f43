"""How a record shows itself in a notebook: a small table of what it is and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

STYLE = "border-collapse:collapse;margin:.3em 0;text-align:left"


def card(title: str, rows: Iterable[tuple[str, object]]) -> str:
    """HTML of a title over named rows; rows without content are left out, and text is escaped.

    >>> card("48", [("Name", "Da Nang"), ("Note", "")])[-65:]
    '<th scope="row">Name</th><td>Da Nang</td></tr>\\n</tbody></table>'
    """
    lines = Markup("\n").join(
        Markup('<tr><th scope="row">{}</th><td>{}</td></tr>').format(name, content) for name, content in rows if content
    )
    table = '<table style="{}"><caption style="text-align:left"><strong>{}</strong></caption><tbody>\n{}\n</tbody></table>'
    return str(Markup(table).format(STYLE, title, lines))


def address(url: str) -> Markup:
    """A link to a report that opens beside the notebook; blank where there is none."""
    return (
        Markup('<a href="{0}" target="_blank" rel="noopener">{0}</a>').format(url)
        if url.startswith(("https://", "http://"))
        else Markup("")
    )
