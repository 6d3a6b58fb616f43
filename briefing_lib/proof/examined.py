"""What the keepers of the data look at: right, complete, clean, live; what is wrong first, with the row to open."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from briefing_lib.briefing import Briefing, brief, check_day
from briefing_lib.calls import checked
from briefing_lib.errors import Fault, InvalidPackage, WrongParameter, hint
from briefing_lib.figures import Figure, Indicator
from briefing_lib.pages.page import Page
from briefing_lib.proof.checks import check_store
from briefing_lib.proof.identities import RULES, Identity
from briefing_lib.proof.statements import messages_grown_old, parts_without_whole, shares_without_base, texts_in_english_only
from briefing_lib.proof.texts import Verified, verify_texts
from briefing_lib.store import EditorsMessage, Place, Store, open_store
from briefing_lib.wording import Piece, card, language_of

SECTIONS = ("check/opening", "check/right", "check/complete", "check/clean", "check/live")
"""The sections of the page, in its order: what is wrong, then the four words."""


@dataclass(frozen=True, eq=False)
class Examined:
    """A data package as its keepers see it; `store` is None where it can't be opened, and `faults` then say why.

    `verified` is how its figures agree with the full texts, where these were given.
    """

    store: Store | None
    faults: tuple[Fault, ...] = ()
    identities: tuple[Identity, ...] = ()
    verified: Verified | None = None

    def __repr__(self) -> str:
        state = "can't be opened" if self.store is None else "opened"
        return f"Examined({state}, {len(self.faults)} to mend)"

    def page(self, *, as_of: str | dt.date = "", language: str = "en") -> Page | DamagedPage:
        """The pieces of the page, for the cells of a notebook; of a package that can't be opened what must be mended first."""
        if self.store is None:
            return DamagedPage(self.faults, language_of(language).code)
        day = check_day(as_of, self.store)
        return CheckPage(brief(self.store, self.store.places.root, day), self, language=language)


@dataclass(frozen=True)
class DamagedPage:
    """Shows what must be mended in a package that can't be opened; there is nothing else to be said of it."""

    faults: tuple[Fault, ...]
    language: str

    def section(self, name: str) -> Piece | None:
        """The list of faults in place of the opening; None for what only an open package can show."""
        _check_name(name)
        return Piece(card("damaged", self.language, faults=self.faults)) if name == SECTIONS[0] else None


class CheckPage(Page):
    """The pieces of the page on an open package."""

    def __init__(self, briefing: Briefing, examined: Examined, *, language: str = "en") -> None:
        super().__init__(briefing, language=language)
        self.examined = examined

    def section(self, name: str) -> Piece:
        """A section of the page, as "check/right"."""
        _check_name(name)
        return self.show(name, f"{name}.html.j2", examined=self.examined, facts=Keeping(self.briefing, self.examined))


def _check_name(name: str) -> None:
    if name not in SECTIONS:
        raise WrongParameter("section", name, f"the sections are {', '.join(SECTIONS)}{hint(name, SECTIONS)}")


@dataclass(frozen=True, eq=False)
class Keeping:
    """What a keeper asks of an open package, by the day of a briefing on the whole."""

    briefing: Briefing
    examined: Examined

    @property
    def store(self) -> Store:
        """The package."""
        return self.briefing.store

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """All figures known by the day."""
        return self.store.find_figures(known_by=self.briefing.as_of)

    @cached_property
    def places(self) -> list[Briefing]:
        """The briefing of each present place, those whose newest figure is the oldest first."""
        found = [brief(self.store, each, self.briefing.as_of) for each in self.store.places]
        return sorted(found, key=lambda each: (each.newest.day if each.newest else dt.date.min, each.place.code))

    @cached_property
    def rules(self) -> Mapping[str, tuple[list[str], list[str]]]:
        """For each rule of arithmetic the figures that it holds for, and those for which it is doubted, as rows."""
        told: dict[str, tuple[dict[str, None], dict[str, None]]] = {rule: ({}, {}) for rule in RULES}
        for each in self.examined.identities:
            told[each.rule][each.verdict != "holds"][each.figures[0].figure_id] = None
        return {rule: (list(held), list(doubted)) for rule, (held, doubted) in told.items()}

    @property
    def doubted_rules(self) -> list[Identity]:
        """What does not add up, and is accepted because the data say why."""
        return [each for each in self.examined.identities if each.verdict != "holds"]

    @cached_property
    def doubtful(self) -> list[Figure]:
        """Figures with a doubt that could change a conclusion."""
        return [each for each in self.figures if each.marked]

    def doubted_by(self, code: str) -> list[str]:
        """The figures that have this doubt, as rows."""
        return [each.figure_id for each in self.figures if code in each.doubts]

    @cached_property
    def doubles(self) -> list[Figure]:
        """Figures that a report prints in one paragraph as another row already has it."""
        seen = Counter(_same(each) for each in self.figures)
        return [each for each in self.figures if seen[_same(each)] > 1]

    @cached_property
    def old_messages(self) -> list[tuple[EditorsMessage, Figure, Figure]]:
        """Sentences of an editor that rest on a figure which a newer one has replaced."""
        return list(messages_grown_old(self.store))

    @property
    def parts_alone(self) -> list[Figure]:
        """Parts whose whole is not in hand."""
        return list(parts_without_whole(self.store))

    @property
    def shares_alone(self) -> list[Figure]:
        """Printed shares whose base is not printed with them."""
        return list(shares_without_base(self.store))

    @property
    def english_only(self) -> Mapping[str, int]:
        """Tables whose texts lack a language, with how many rows do."""
        return texts_in_english_only(self.store)

    @property
    def core(self) -> list[tuple[Indicator, list[Figure]]]:
        """Each core measure with what places report of it, the least reported first."""
        found = [
            (each, [one.shown for one in self.briefing.elsewhere if one.measure == each.name and one.shown.geography in self.store.places])
            for each in self.store.indicators.values()
            if each.core
        ]
        return sorted(found, key=lambda pair: len({each.geography for each in pair[1]}))

    @property
    def months(self) -> list[tuple[str, list[Figure]]]:
        """The months since the change, each with the figures on work that speak of a day in it, the latest first."""
        found: dict[str, list[Figure]] = {}
        for each in self.figures:
            if not each.indicator.standing and each.day >= self.store.topic.first_day:
                found.setdefault(each.day.isoformat()[: len("2025-10")], []).append(each)
        return sorted(found.items(), reverse=True)

    @property
    def by_gaps(self) -> list[Briefing]:
        """The briefing of each present place, those that lack the most core measures first."""
        return sorted(self.places, key=lambda each: (-len(each.gaps), len(each.work), each.place.code))

    @property
    def present(self) -> list[str]:
        """The codes of the present places."""
        return [each.code for each in self.store.places]

    @property
    def silent(self) -> list[Place]:
        """Places of whose work no figure is in hand."""
        return [each.place for each in self.places if not each.newest]


def _same(figure: Figure) -> tuple[object, ...]:
    return (figure.geography, figure.measure, figure.level, figure.period, figure.value, figure.source, figure.paragraph, figure.as_printed)


@checked
def examine(folder: str | os.PathLike[str] | None = None, *, texts: str = "") -> Examined:
    """Look through the data package in `folder` (found as `open` finds it), and through the full texts in `texts` where they are given.

    A damaged package raises nothing: what is wrong with it is what the result says. Raises WrongUse where there is no package.

    >>> examine().faults
    ()
    """
    try:
        store = open_store(folder)
    except InvalidPackage as problem:
        return Examined(None, problem.faults)
    return examine_store(store, texts)


def examine_store(store: Store, texts: str = "") -> Examined:
    """The same for a package that is open; of a data set for the figures of the root and its units."""
    store = store.at_top
    checked = check_store(store)
    verified = verify_texts(store, texts) if texts else None
    return Examined(store, (*checked.faults, *(verified.faults if verified else ())), checked.identities, verified)
