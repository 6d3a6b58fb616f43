"""Everything that can go wrong, as one tree.

    BriefingError         click's own base: a command that meets one prints its text and ends with its exit code
    ├── WrongUse          what was asked for can't be done as asked        (exit 2)
    │   ├── UnknownPlace
    │   └── WrongParameter
    ├── InvalidPackage    the data package breaks its own rules            (exit 2)
    ├── NotComparable     these figures must not be combined               (exit 1)
    ├── Untraceable       mark-up names a figure or row that is not there  (exit 1)
    └── FailedBriefing    a notebook or page could not be made             (exit 1)

A gap in the data is never an error: it is a value that pages show.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

import click


class BriefingError(click.ClickException):
    """Base of all errors that a user may meet; its text is meant for that user."""

    exit_code = 1

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the text as it is, without a word before it."""
        click.echo(str(self), err=file is None, file=file)

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows in place of a traceback."""
        return [f"{type(self).__name__}: {self}"]


class WrongUse(BriefingError):
    """A command, parameter or call that asks for something that does not exist."""

    exit_code = 2


class UnknownPlace(WrongUse):
    """A name or code that belongs to no present place; names the nearest ones."""

    def __init__(self, asked: object, advice: str) -> None:
        self.asked = asked
        super().__init__(f"no place is called {shorten(asked) if isinstance(asked, str) else repr(asked)}: {advice}")


class WrongParameter(WrongUse):
    """A notebook parameter that is misspelt or holds a value it can't take."""

    def __init__(self, parameter: str, found: object, advice: str) -> None:
        self.parameter = parameter
        super().__init__(f"parameter {parameter}: found {found!r}; {advice}")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in the data package: where, what was found, what to do.

    `row` counts the lines of the file as an editor shows them; the header is row 1.
    """

    file: str
    row: int | None
    column: str
    found: str
    advice: str

    def __str__(self) -> str:
        row = f", row {self.row}" if self.row else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}{row}{column}: found {shorten(self.found)}; {self.advice}"


class InvalidPackage(BriefingError):
    """The data package can't be used; `faults` lists each reason with its place."""

    exit_code = 2

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        shown = "\n".join(f"  {fault}" for fault in self.faults[:50])
        more = f"\n  and {len(self.faults) - 50} more" if len(self.faults) > 50 else ""
        super().__init__(f"the data package is not valid, {len(self.faults)} to mend:\n{shown}{more}")


class NotComparable(BriefingError):
    """Figures of different unit, place, level or period, or a formula that nothing declares."""


class Untraceable(BriefingError):
    """A number whose mark-up names a figure, row or formula that the package does not have."""


class FailedBriefing(BriefingError):
    """A notebook stopped or a page broke a rule; the last good page stays."""


def hint(found: str, known: Sequence[str]) -> str:
    """A hint that names the nearest of the known words, or ''.

    >>> hint("dossier_received", ["dossiers_received", "wards"])
    '; did you mean dossiers_received?'
    """
    matches = difflib.get_close_matches(found, known, n=1)
    return f"; did you mean {matches[0]}?" if matches else ""


def shorten(text: str, width: int = 60) -> str:
    """Quote a found value so that it fits a message, whatever it holds.

    >>> shorten("a" * 100)
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' and 40 more characters"
    """
    if len(text) <= width:
        return repr(text)
    return f"{text[:width]!r} and {len(text) - width:,} more characters"
