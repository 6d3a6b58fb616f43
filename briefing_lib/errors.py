"""Everything that can go wrong, as one tree.

    BriefingError         click's own base: a command that meets one prints its text and ends with its exit code
    ├── WrongUse          what was asked for can't be done as asked        (exit 2)
    │   ├── UnknownPlace
    │   ├── UnknownName
    │   └── WrongParameter
    ├── InvalidPackage    the data package breaks its own rules            (exit 2)
    ├── NotComparable     these figures must not be combined               (exit 1)
    ├── Untraceable       mark-up names a figure or row that is not there  (exit 1)
    └── FailedBriefing    a notebook or page could not be made             (exit 1)

A gap in the data is never an error: it is a value that pages show.
"""

from __future__ import annotations

import bisect
import difflib
import itertools
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import IO, Any

import click

Advice = str | Callable[[], str]
"""What to do; a function where that takes long to find out, which is asked only for what is shown."""

SHOWN = 50
"""So many faults are printed, the rest is counted: nobody mends more in one go."""
MOST_FAULTS = 10_000
"""After so many no more are looked for: the file is another one, or was spoiled as a whole."""
LONGEST_ADVICE = 2_000
"""Characters of one remedy that are printed; a longer one is a list that nobody reads to its end."""
HINTED = 100
"""Among so many known words, those beside it in the alphabet, the nearest to a wrong one is looked for: that takes 10 ms at most."""
LONGEST_WORD = 100
"""So much of a wrong word is compared with known ones: the cost grows with the square of it."""
BLANKS = "\u00a0\u202f"
"""Blanks that do not break a line are text, though Python counts them among what is not printable."""


class BriefingError(click.ClickException):
    """Base of all errors that a user may meet; its text is meant for that user."""

    exit_code = 1

    def __init__(self, message: str) -> None:
        super().__init__("\n".join(printable(line) for line in message.split("\n")))

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
        said = " ".join(repr(found).split())  # a frame, say, is shown on many lines
        super().__init__(f"parameter {parameter}: found {said if len(said) <= LONGEST_WORD else f'{said[:LONGEST_WORD]}…'}; {advice}")


class UnknownName(WrongUse, AttributeError):
    """A name of the library that is not there; Python asks for names that way, so it is an AttributeError, too."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in the data package: where, what was found, what to do.

    `row` counts the lines of the file as an editor shows them; the header is row 1.
    """

    file: str
    row: int | None
    column: str
    found: str
    advice: Advice

    def __str__(self) -> str:
        row = f", row {self.row}" if self.row else ""
        column = f", column {self.column}" if self.column else ""
        advice = self.advice if isinstance(self.advice, str) else self.advice()
        return printable(f"{self.file}{row}{column}: found {shorten(self.found)}; {_cut(advice)}")


class InvalidPackage(BriefingError):
    """The data package can't be used; `faults` lists each reason with its place."""

    exit_code = 2

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(itertools.islice(faults, MOST_FAULTS))
        number, or_more = len(self.faults), " or more" if len(self.faults) == MOST_FAULTS else ""
        shown = "\n".join(f"  {fault}" for fault in self.faults[:SHOWN])
        more = f"\n  and {number - SHOWN} more" if number > SHOWN else ""
        super().__init__(f"the data package is not valid, {number}{or_more} to mend:\n{shown}{more}")


class NotComparable(BriefingError):
    """Figures of different unit, place, level or period, or a formula that nothing declares."""


class Untraceable(BriefingError):
    """A number whose mark-up names a figure, row or formula that the package does not have."""


class FailedBriefing(BriefingError):
    """A notebook stopped or a page broke a rule; the last good page stays. `notebook` is what it had come to, where that is known."""

    def __init__(self, message: str, notebook: Any = None) -> None:
        super().__init__(message)
        self.notebook = notebook


def raise_faults(faults: Iterable[Fault]) -> None:
    """Raise InvalidPackage if there is any fault, with as many as are looked for."""
    if found := tuple(itertools.islice(faults, MOST_FAULTS)):
        raise InvalidPackage(found)


def hint(found: str, known: Collection[str]) -> str:
    """A hint that names the nearest of the known words, or ''; of many words those beside it in the alphabet are compared.

    >>> hint("dossier_received", ["dossiers_received", "wards"])
    '; did you mean dossiers_received?'
    """
    ordered = sorted(known)
    at = bisect.bisect(ordered, found)
    near = ordered[max(0, at - HINTED // 2) : max(HINTED, at + HINTED // 2)]
    matches = difflib.get_close_matches(found[:LONGEST_WORD], near, n=1)
    return f"; did you mean {matches[0]}?" if matches else ""


def shorten(text: str, width: int = 60) -> str:
    """Quote a found value so that it fits a message, whatever it holds.

    >>> shorten("a" * 100)
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' and 40 more characters"
    """
    if len(text) <= width:
        return repr(text)
    return f"{text[:width]!r} and {len(text) - width:,} more characters"


def printable(text: str) -> str:
    """A text as a terminal may have it: signs that steer it, as ESC or a change of direction, stand as their code.

    >>> printable("a\\x1b[31mred")
    'a\\\\x1b[31mred'
    """
    return text if text.isprintable() else "".join(sign if sign.isprintable() or sign in BLANKS else repr(sign)[1:-1] for sign in text)


def _cut(advice: str) -> str:
    return advice if len(advice) <= LONGEST_ADVICE else f"{advice[:LONGEST_ADVICE]}…"
