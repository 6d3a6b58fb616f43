"""A piece of a page, with what it shows: its figures, reports and headings travel with it instead of being parsed again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

MIMETYPE = "application/vnd.briefing.piece+json"
"""Under which an executed notebook keeps what a piece shows."""


@dataclass(frozen=True, slots=True)
class Piece:
    """HTML with traced numbers; `figures` are references in the order of first appearance, `sources` ids of linked reports.

    `headings` are name and words of each second-level heading. A notebook shows the HTML, and its words where it shows text.
    """

    html: Markup
    figures: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    headings: tuple[tuple[str, str], ...] = ()

    def __html__(self) -> str:
        return str(self.html)

    def __str__(self) -> str:
        return str(self.html)

    def __repr__(self) -> str:
        lines = (Markup(line).striptags() for line in self.html.splitlines())
        return "\n".join(line for line in lines if line)

    def shows(self) -> dict[str, list[Any]]:
        """What travels with it, as JSON holds it."""
        return {"figures": list(self.figures), "sources": list(self.sources), "headings": [list(each) for each in self.headings]}

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, Any]:
        return {"text/html": str(self.html), "text/plain": repr(self), MIMETYPE: self.shows()}


def join(pieces: Iterable[Piece]) -> Piece:
    """Several pieces as one."""
    given = list(pieces)
    return Piece(
        Markup("\n").join(each.html for each in given),
        tuple(dict.fromkeys(figure for each in given for figure in each.figures)),
        tuple(dict.fromkeys(source for each in given for source in each.sources)),
        tuple(heading for each in given for heading in each.headings),
    )


def piece_of(html: str, shown: dict[str, list[Any]]) -> Piece:
    """A piece as an executed notebook kept it."""
    headings = tuple((str(name), str(title)) for name, title in shown["headings"])
    return Piece(Markup(html), tuple(shown["figures"]), tuple(shown["sources"]), headings)
