"""The records of the package beside figures, measures and reports; columns as in `data/`, a default where a cell may be blank."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from briefing_lib.figures import Source

LANGUAGES = ("en", "vi", "id")
"""The languages of labels, names and texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Who issues, answers for, or states something: a body, or a person with an office in one; columns as in `data/bodies.csv`."""

    body: str
    names: Mapping[str, str]
    kind: str
    part_of: str = ""
    offices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """One directive, task or promise; columns as in `data/commitments.csv`."""

    commitment_id: str
    source: Source
    paragraph: int | None = None
    issued_by: str
    issued_on: str = ""
    geography: str
    responsible: tuple[str, ...]
    binds: tuple[str, ...]
    tasks: Mapping[str, str]
    deadline: dt.date | None = None
    recurrence: str = ""
    legal_basis: str = ""
    checkable: bool | None = None
    results: Mapping[str, str] = field(default_factory=dict)
    force: str
    duty: str = ""
    note: str = ""

    @property
    def reference(self) -> str:
        """How mark-up names it."""
        return f"commitments:{self.commitment_id}"

    @property
    def places(self) -> tuple[str, ...]:
        """The places that it binds by name; none where it binds the nation, or all provinces."""
        return tuple(each for each in self.binds if each not in ("nation", "all_provinces"))

    def applies_to(self, code: str) -> bool:
        """Whether it binds this place: by name, or as one of all provinces."""
        return code in self.binds or "all_provinces" in self.binds


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One report of what became of a commitment; columns as in `data/commitment_events.csv`."""

    commitment_id: str
    on: dt.date
    status: str
    source: Source
    paragraph: int | None = None
    note: str = ""

    @property
    def reference(self) -> str:
        """How mark-up names the commitment that it is of."""
        return f"commitments:{self.commitment_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorsMessage:
    """One sentence that an editor wants a briefing to say, its numbers as placeholders; columns as in `data/messages.csv`."""

    message_id: str
    geography: str
    section: str
    order: int
    known_from: dt.date
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a report says works, does not work, or is being done; columns as in `data/findings.csv`."""

    finding_id: str
    source: Source
    paragraph: int | None = None
    geographies: tuple[str, ...]
    stated_by: str = ""
    kind: str
    theme: str
    texts: Mapping[str, str]
    doubt: tuple[str, ...] = ()
    note: str = ""

    @property
    def reference(self) -> str:
        """How mark-up names it."""
        return f"findings:{self.finding_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A number in a full text that is no figure, and why."""

    source_id: str
    paragraph: int
    as_printed: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedSum:
    """A whole that the units of a kind must add up to on each of these days; from `datapackage.json`."""

    geography: str
    indicator: str
    kind: str
    as_of: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What `datapackage.json` says of the change that the package is about.

    `mixed_level` is the level of figures that mix several, `places` how many places there must be of each kind, `pages` the kinds of
    places within units that have pages of their own, `residents` the measure that counts the people of a place, blank where no rate is
    to be computed.
    """

    first_day: dt.date
    mixed_level: str
    places: Mapping[str, int]
    sums: tuple[ExpectedSum, ...]
    pages: tuple[str, ...] = ()
    residents: str = ""
