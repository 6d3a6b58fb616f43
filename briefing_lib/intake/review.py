"""Goes through a text with the one who confirms it: what comes next, what is shown, what a key does. The terminal itself is in `cli`.

A notebook can put the same questions: everything here works on a `Work` and returns text.
"""

from __future__ import annotations

import itertools
import shlex
from collections.abc import Collection, Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from briefing_lib.errors import WrongUse, hint
from briefing_lib.figures import QUALIFIERS, Figure, Period, Source, last_day_of
from briefing_lib.figures.interval import interval_of
from briefing_lib.intake.candidates import Candidate, known_without, propose
from briefing_lib.intake.kept import Work
from briefing_lib.intake.saving import cells_of
from briefing_lib.intake.statements import Proposal, propose_statements
from briefing_lib.proof.identities import find_identities
from briefing_lib.store import Store

REASONS = ("date", "period", "ordinal", "document", "deadline", "name", "rhythm", "restated", "page")
"""Why a number is no figure; as left_out.csv has them."""
KEYS = "1-3 accept with this measure, a accept, c change, l leave out, n next, b back, w word a sentence, s save, q quit (all is kept)"
MARKS = ("⟦", "⟧")
"""Around the number that is asked about; others have a low line before them."""
SHOWN = 4


class Review:
    """The questions of one text, those of which least is sure first; each answer is kept at once."""

    def __init__(self, work: Work, store: Store) -> None:
        self.work, self.store = work, store
        self.report = work.report(store)
        self.candidates = propose(self.report, known_without(store, work.source["source_id"]), work.source["publisher"])
        self.proposals = propose_statements(self.report)
        self.order: list[Candidate | Proposal] = [
            *sorted((each for each in self.candidates if not each.ruled), key=_unsure),
            *self.proposals,
        ]
        self.at = -1
        self.next()

    @property
    def current(self) -> Candidate | Proposal | None:
        """What is asked now; None where nothing is left."""
        return self.order[self.at] if 0 <= self.at < len(self.order) else None

    @property
    def open(self) -> int:
        """How many numbers are not decided."""
        return sum(not each.ruled and each.key not in self.work.decisions for each in self.candidates)

    def is_decided(self, each: Candidate | Proposal) -> bool:
        """Whether something was said of it."""
        return each.key in (self.work.decisions if isinstance(each, Candidate) else self.work.statements)

    def next(self) -> None:
        """Go on to the next that is not decided, from the beginning again behind the last; to the end where all are."""
        turn = itertools.chain(range(self.at + 1, len(self.order)), range(self.at + 1))
        self.at = next((at for at in turn if not self.is_decided(self.order[at])), len(self.order))

    def back(self) -> None:
        """Go to the one before, decided or not."""
        self.at = max(0, self.at - 1)

    # answers

    def accept(self, number: int = 1) -> list[str]:
        """Take a number as proposed, with the first, second or third measure; returns what does not add up with it."""
        each = self._candidate()
        if each.left_out and number == 1 and not each.suggestions:
            return self.leave_out(each.left_out)
        if not 1 <= number <= len(each.suggestions):
            raise WrongUse(f"there is no measure {number} to choose; change it with c, or leave it out with l")
        return self.set(cells_of(each, each.suggestions[number - 1]))

    def set(self, cells: dict[str, str]) -> list[str]:
        """Take a number with these cells of its row; returns what does not add up with it."""
        self.work.decisions[self._candidate().key] = {"kind": "figure", "cells": cells}
        self.work.keep()
        told = list(self.conflicts())
        self.next()
        return told

    def leave_out(self, reason: str) -> list[str]:
        """Say that a number is no figure, and why."""
        if reason not in REASONS:
            raise WrongUse(f"{reason!r} is no reason; they are {', '.join(REASONS)}{hint(reason, REASONS)}")
        self.work.decisions[self._candidate().key] = {"kind": "left_out", "reason": reason}
        self.work.keep()
        self.next()
        return []

    def change(self, told: str) -> dict[str, str]:
        """The cells of the current number with changes as `measure=dossiers_received place=Huế level=commune` (blanks in a value: `"…"`).

        Raises WrongUse for what the tables would refuse.
        """
        each = self._candidate()
        decided = self.work.decisions.get(each.key, {})
        cells = dict(decided["cells"]) if decided.get("kind") == "figure" else None
        if cells is None:
            cells = cells_of(each, each.suggestions[0]) if each.suggestions else self._blank(each)
        for name, value in _pairs(told):
            self._change(cells, name, value)
        return cells

    def word(self, cells: dict[str, str]) -> None:
        """Take a sentence in words of one's own; `cells` go before what was proposed."""
        proposal = self._proposal()
        self.work.statements[proposal.key] = {"table": proposal.table, "cells": {**proposal.cells, **cells}}
        self.work.keep()
        self.next()

    def put_aside(self) -> None:
        """Say that a sentence becomes no row."""
        self.work.statements[self._proposal().key] = None
        self.work.keep()
        self.next()

    def _candidate(self) -> Candidate:
        if not isinstance(self.current, Candidate):
            raise WrongUse("no number is asked about now; a sentence is worded with w or left out with l")
        return self.current

    def _proposal(self) -> Proposal:
        if not isinstance(self.current, Proposal):
            raise WrongUse("no sentence is asked about now; a number is accepted with a or left out with l")
        return self.current

    def _blank(self, each: Candidate) -> dict[str, str]:
        names = ("level", "indicator", "breakdown", "unit", "period_start", "period_end", "as_of", "period_basis", "doubt", "note")
        place = each.place.value or self.report.subject.value
        value = "" if each.value is None else f"{each.value:f}"
        told = {
            "geography": place,
            "value": value,
            "qualifier": each.qualifier,
            "as_printed": each.as_printed,
            "stated_by": each.speaker.value,
        }
        return {**dict.fromkeys(names, ""), **told}

    def _change(self, cells: dict[str, str], name: str, value: str) -> None:
        match name:
            case "measure":
                indicator = self.store.find_indicator(value)
                cells |= {"indicator": indicator.name, "breakdown": value.partition("/")[2], "unit": indicator.unit}
            case "place":
                cells["geography"] = self.store.places.find(value).code
            case "level":
                cells["level"] = _known(name, value, self.store.codes["level"])
            case "hedge":
                cells["qualifier"] = _known(name, value, QUALIFIERS)
            case "speaker":
                cells["stated_by"] = _known(name, value, self.store.bodies) if value else ""
            case "doubt":
                cells["doubt"] = "|".join(_known(name, each, self.store.codes["doubt"]) for each in value.split("|") if each)
            case "value":
                cells["value"] = _decimal(value)
            case "from" | "to" | "on":
                column = {"from": "period_start", "to": "period_end", "on": "as_of"}[name]
                cells |= {column: _day(value)} | ({"period_start": "", "period_end": ""} if name == "on" and value else {})
                cells["as_of"] = cells["as_of"] if name == "on" else ""
                dated = any(cells[each] for each in ("period_start", "period_end", "as_of"))
                cells["period_basis"] = (cells["period_basis"] or "printed") if dated else ""
            case "basis":
                cells["period_basis"] = _known(name, value, ("printed", "inferred"))
            case "printed" | "note":
                cells["as_printed" if name == "printed" else "note"] = value
            case _:
                known = ("measure", "place", "level", "hedge", "value", "from", "to", "on", "basis", "speaker", "doubt", "printed", "note")
                raise WrongUse(f"{name!r} can't be changed; what can is {', '.join(known)}{hint(name, known)}")

    # what is shown

    def show(self) -> str:
        """The paragraph with its numbers marked, and below what is proposed, known and not in keeping."""
        each = self.current
        if each is None:
            return f"nothing is left to decide: {self.open} numbers open; s saves, b goes back"
        if isinstance(each, Proposal):
            return "\n".join(self._show_proposal(each))
        return "\n".join([f"[{self.open} open] paragraph {each.paragraph}", self._marked(each), *self._show_candidate(each)])

    def _marked(self, current: Candidate) -> str:
        words = next(each.words for each in self.report.paragraphs if each.number == current.paragraph)
        for each in sorted(
            (one for one in self.candidates if one.paragraph == current.paragraph and not one.ruled), key=lambda one: -one.start
        ):
            left, right = MARKS if each.key == current.key else ("_", "")
            words = f"{words[: each.start]}{left}{words[each.start : each.end]}{right}{words[each.end :]}"
        return words

    def _show_candidate(self, each: Candidate) -> Iterator[str]:
        if each.left_out:
            yield f"  {each.as_printed}: no figure, but a {each.left_out}; a takes that"
        elif not each.suggestions:
            yield f"  {each.as_printed}: no sure value; change it with c, or leave it out with l"
        else:
            unsure = "sure" if each.sure else "not sure"
            yield f"  {each.as_printed}: {each.qualifier} {each.value:f}, {unsure}"
            yield f"  place {each.place.value} {self.store.places[each.place.value].name()}: {each.place.reason}"
            if each.speaker.value:
                yield f"  said by {each.speaker.value}: {each.speaker.reason}"
        for number, one in enumerate(each.suggestions, 1):
            period = "–".join(filter(None, (one.period.start, one.period.end))) or one.period.as_of or "no day"
            yield f"  {number}  {one.choice} [{one.unit}] {one.level}, {period} {one.period_basis}".rstrip()
            yield f"       {'; '.join(one.reasons)}"
        yield from (f"  adds up: {told}" for told in each.relations)
        yield from (f"  known: {told}" for told in self.known(each))
        if decided := self.work.decisions.get(each.key):
            yield f"  decided: {decided.get('reason') or ' '.join(filter(None, decided['cells'].values()))}"

    def _show_proposal(self, each: Proposal) -> Iterator[str]:
        yield f"paragraph {each.paragraph}, for {each.table}.csv: {'; '.join(each.reasons)}"
        yield f"  {each.sentence}"
        yield "  " + ", ".join(f"{column} {cell}" for column, cell in each.cells.items() if cell)

    def known(self, each: Candidate) -> Iterator[str]:
        """Earlier rows of the first measure and place, with whether they agree, the latest first."""
        if not each.suggestions:
            return
        best = each.suggestions[0]
        rows = [one for one in self.store.figures if one.geography == each.place.value and one.measure == str(best.choice)]
        for one in sorted(rows, key=lambda one: one.day, reverse=True)[:SHOWN]:
            same_time = one.period == best.period and one.level == best.level
            agrees = one.printed.meets(interval_of(best.value, each.qualifier))
            verdict = "agrees" if agrees else "conflicts" if same_time and best.period != Period() else "of another day, level or report"
            yield f"{one.qualifier} {one.value:f} ({one.level}, {one.day}, {one.source.publisher if one.source else ''}): {verdict}"

    def conflicts(self) -> Iterator[str]:
        """The arithmetic of the rows confirmed so far that does not hold, each as its formula."""
        figures = self.figures()
        own = {each.figure_id for each in figures}
        places = {each.geography for each in figures}
        beside = tuple(each for each in self.store.figures if each.geography in places)
        trial = replace(self.store, figures=(*beside, *figures))
        for identity in find_identities(trial):
            if identity.verdict == "fails" and identity.rule != "places" and own & {each.figure_id for each in identity.figures}:
                yield f"does not hold: {identity.formula}"

    def figures(self) -> tuple[Figure, ...]:
        """The rows confirmed so far, as figures of a report that is not in the tables yet."""
        told, first = self.work.source, next(iter(self.store.sources.values()))
        known_from = last_day_of(told["known_from"])
        report = replace(first, source_id=told["source_id"], published_on=told["published_on"], known_from=known_from, original="")
        found = []
        for each in self.candidates:
            decision = self.work.decisions.get(each.key, {})
            if decision.get("kind") == "figure":
                found.append(self._figure(each, decision["cells"], report))
        return tuple(found)

    def _figure(self, each: Candidate, cells: dict[str, str], report: Source) -> Figure:
        return Figure(
            figure_id=f"{report.source_id}.{each.key.replace(':', '.')}",
            source=report,
            paragraph=each.paragraph,
            geography=cells["geography"],
            level=cells["level"],
            indicator=self.store.indicators[cells["indicator"]],
            breakdown=cells["breakdown"],
            value=Decimal(cells["value"]),
            qualifier=cells["qualifier"],
            unit=cells["unit"],
            period=Period(cells["period_start"], cells["period_end"], cells["as_of"]),
            period_basis=cells["period_basis"],
            as_printed=cells["as_printed"],
            doubts=tuple(filter(None, cells["doubt"].split("|"))),
        )


def _unsure(each: Candidate) -> tuple[int, float, int, int]:
    """What is unsure comes first: numbers without a value, figures by the lead of their best measure, then what is left out."""
    if each.left_out:
        return 3, 0.0, each.paragraph, each.start
    if len(each.suggestions) < 2:
        return 0, 0.0, each.paragraph, each.start
    return 2 if each.sure else 1, round(each.suggestions[0].score - each.suggestions[1].score, 3), each.paragraph, each.start


def _pairs(told: str) -> Iterator[tuple[str, str]]:
    try:
        parts = shlex.split(told)
    except ValueError as problem:
        raise WrongUse(f"{told!r} can't be read ({problem}); write name=value, a value with blanks in quotes") from None
    for part in parts:
        name, mark, value = part.partition("=")
        if not mark:
            raise WrongUse(f"{part!r} changes nothing; write name=value, as level=commune")
        yield name, value


def _known(name: str, value: str, known: Collection[str]) -> str:
    if value not in known:
        raise WrongUse(f"{name}: {value!r} is not known{hint(value, known)}")
    return value


def _decimal(value: str) -> str:
    try:
        return f"{Decimal(value):f}"
    except InvalidOperation:
        raise WrongUse(f"value: {value!r} is no number; write it without grouping, a dot as decimal mark") from None


def _day(value: str) -> str:
    try:
        if value:
            last_day_of(value)
    except ValueError:
        raise WrongUse(f"{value!r} is no day or month; write it as 2025-10-01 or 2025-10") from None
    return value
