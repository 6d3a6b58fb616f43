"""A piece of a page, with what it shows: its figures, reports and headings travel with it instead of being parsed again."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

MIMETYPE = "application/vnd.briefing.piece+json"
"""Under which an executed notebook keeps what a piece shows."""
FOR_PAGES = "BRIEFING_FOR_PAGES"
"""Set in the environment of a notebook that is run for its page alone, which takes more than a fifth less time."""


@dataclass(frozen=True, slots=True)
class Piece:
    """HTML with traced numbers; `figures` are references in the order of first appearance, `sources` ids of linked reports.

    `headings` are name and words of each second-level heading. A notebook at the desk shows what `at_desk` makes of it, and its words
    where it shows text; what a page takes of it travels beside that.
    """

    html: Markup
    figures: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    headings: tuple[tuple[str, str], ...] = ()
    at_desk: Callable[[Piece], str] | None = field(default=None, compare=False)

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
        if self.at_desk and is_at_desk():
            return {"text/html": self.at_desk(self), "text/plain": repr(self), MIMETYPE: self.shows() | {"html": str(self.html)}}
        return {"text/html": str(self.html), "text/plain": repr(self), MIMETYPE: self.shows()}


def is_at_desk() -> bool:
    """Whether what a cell shows is for the reader of a notebook, rather than for a page that is made of it."""
    interactive = sys.modules.get("IPython")
    return bool(interactive and interactive.get_ipython()) and not os.environ.get(FOR_PAGES)


@contextlib.contextmanager
def for_pages() -> Iterator[None]:
    """What is shown meanwhile is for a page, in this process and in those that it starts."""
    os.environ[FOR_PAGES] = "1"
    try:
        yield
    finally:
        del os.environ[FOR_PAGES]


def join(pieces: Iterable[Piece]) -> Piece:
    """Several pieces as one."""
    given = list(pieces)
    return Piece(
        Markup("\n").join(each.html for each in given),
        tuple(dict.fromkeys(figure for each in given for figure in each.figures)),
        tuple(dict.fromkeys(source for each in given for source in each.sources)),
        tuple(heading for each in given for heading in each.headings),
    )


def piece_of(html: str, shown: dict[str, Any]) -> Piece:
    """A piece as an executed notebook kept it."""
    headings = tuple((str(name), str(title)) for name, title in shown["headings"])
    return Piece(Markup(shown.get("html", html)), tuple(shown["figures"]), tuple(shown["sources"]), headings)
