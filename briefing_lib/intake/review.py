"""Goes through a text with the one who confirms it: what comes next, what is asked, what a key does.

The terminal (`desk`) and the panel of JupyterLab (`panel`) are two faces of it: they show a `Question`, ask for the `Field`s behind a key,
and hand both to `Review.press`.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from briefing_lib.errors import InvalidPackage, WrongUse, hint
from briefing_lib.figures import COUNTED, QUALIFIERS, Figure, Period, Source, first_day_of, last_day_of
from briefing_lib.figures.interval import interval_of
from briefing_lib.intake.candidates import Candidate, Suggestion, known_without, propose
from briefing_lib.intake.kept import Work, read_day
from briefing_lib.intake.saving import STATED, VOCABULARY, NotSaved, Refusal, cells_of, save, statement_row, undo
from briefing_lib.intake.statements import Proposal, propose_at, propose_statements
from briefing_lib.intake.terms import find_terms
from briefing_lib.proof.checks import check_store
from briefing_lib.proof.identities import find_identities
from briefing_lib.store import Store, open_store
from briefing_lib.store.written import columns_of, try_rows

REASONS = ("date", "period", "ordinal", "document", "deadline", "name", "rhythm", "restated", "range", "plan", "change", "topic", "page")
"""Why a number is no figure; as left_out.csv has them."""
KEYS = {
    "1": "accept", "a": "accept the first", "c": "change", "l": "leave out", "n": "next", "b": "back", "w": "word a sentence",
    "e": "enter a body, measure, code or event", "r": "mend the report's row", "s": "save", "g": "go to what was refused",
}  # fmt: skip
"""What can be pressed, and what it does; `2` and `3` as `1`."""
CHANGEABLE = {
    "measure": "indicator", "place": "geography", "level": "level", "hedge": "qualifier", "value": "value", "from": "period_start",
    "to": "period_end", "on": "as_of", "basis": "period_basis", "speaker": "stated_by", "doubt": "doubt", "printed": "as_printed",
    "note": "note",
}  # fmt: skip
"""What can be changed of a number, and the column that it stands in."""
ENTERED = ("commitment_events", *VOCABULARY)
"""Tables in which a row is entered that no number or sentence becomes."""
SHOWN = 4
REFUSED = 12
"""So many reasons of a refusal are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Something to fill in: the name that it is known by, what is asked, what stands there first, and what can be chosen."""

    name: str
    says: str
    value: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked about a number or a sentence of a paragraph: `options` are what can be chosen, each with its reasons; `sums` and
    `known` what bears it out or does not; `decided` what was answered before. `key` and `paragraph` are blank and nought at the end."""

    key: str = ""
    paragraph: int = 0
    head: str
    notes: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    sums: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    decided: str = ""


class Review:
    """The questions of one text, those of which least is sure first; each answer is kept at once."""

    def __init__(self, work: Work, store: Store) -> None:
        self.work, self._saved = work, store
        self.refused: tuple[Refusal, ...] = ()
        self.at = -1
        self._begin()
        self.next()

    def _begin(self) -> None:
        """Propose anew, over the package with the bodies, measures and codes that were entered for this report."""
        made = try_rows(self._saved.folder, self._vocabulary(), open_store) if self._vocabulary() else self._saved
        self.store = replace(made, folder=self._saved.folder)
        self.report = self.work.report(self.store)
        self.candidates = propose(self.report, known_without(self.store, self.work.source["source_id"]), self.work.source["publisher"])
        self.proposals = propose_statements(self.report)
        self.order: list[Candidate | Proposal] = [
            *sorted((each for each in self.candidates if not each.ruled), key=_unsure),
            *self.proposals,
        ]

    def _vocabulary(self) -> dict[str, list[dict[str, str]]]:
        """The rows of these that are to be saved, and are not yet."""
        if self.work.saved:
            return {}
        return {table: rows for table in VOCABULARY if (rows := [cells for name, cells in self.work.further if name == table])}

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

    def go(self, key: str) -> None:
        """Go to the number or sentence of this key; to the first number of a sentence that was worded though none was proposed."""
        self.at = next((at for at, each in enumerate(self.order) if key in (each.key, self._sentence_of(each))), self.at)

    def _sentence_of(self, each: Candidate | Proposal) -> str:
        return each.key if isinstance(each, Proposal) else propose_at(self.report, each.paragraph, each.start, STATED[1]).key

    def _go_to_refused(self) -> None:
        """Go to the next of those that a save was refused for, from the first again behind the last."""
        keys = [each.key for each in self.refused if each.key]
        if not keys:
            raise WrongUse("nothing that was refused lies with a number or sentence; s saves")
        here = self.current.key if self.current else ""
        self.go(keys[(keys.index(here) + 1) % len(keys) if here in keys else 0])

    # answers

    def save(self) -> Store:
        """Save the report, and return the package as it is then; NotSaved, with the first that is refused as what is asked now."""
        self.refused = ()
        try:
            self._saved = self.store = save(self.work, self.candidates, self.store)
        except NotSaved as problem:
            self.refused = problem.refusals
            if first := next((each.key for each in self.refused if each.key), ""):
                self.go(first)
            raise
        return self.store

    def undo(self) -> Store:
        """Take the rows of the report out of the tables again, and return the package as it is then."""
        self._saved = undo(self.work, self._saved)
        self._propose_anew()
        return self._saved

    def asks(self, key: str, filled: Mapping[str, str]) -> list[Field]:
        """What is to be filled in behind a key, after what was filled in already; blank where it can be pressed."""
        current = self.current
        if key == "l" and isinstance(current, Candidate) and not filled:
            return [Field(name="reason", says="why it is no figure", value=current.left_out or "restated", choices=REASONS)]
        if key == "c" and not filled:
            return list(self._changeable())
        if key == "w" and not filled:
            if isinstance(current, Proposal):
                return list(self._cells_of(current.table, self._worded(current)))
            self._candidate()
            return [Field(name="table", says="what the sentence is", value=STATED[0], choices=STATED)]
        if key == "r" and not filled:
            fixed = ("source_id", "basis", "text_name", "text_sha256")
            return [each for each in self._cells_of("sources", self.work.source) if each.name not in fixed]
        if key == "e" and not filled:
            return [Field(name="table", says="what is entered", value="commitment_events", choices=ENTERED)]
        if key in ("w", "e") and set(filled) == {"table"}:
            _known("table", filled["table"], STATED if key == "w" else ENTERED)
            cells = self._worded(self._sentence(filled["table"])) if key == "w" else self._first_cells(filled["table"])
            return list(self._cells_of(filled["table"], cells))
        return []

    def say_form(self, key: str, filled: Mapping[str, str]) -> str:
        """What is filled in behind a key, in a line."""
        about = self.current.as_printed if isinstance(self.current, Candidate) else ""
        match key:
            case "c":
                return f"{about}: what is to be changed"
            case "l":
                return f"{about}: why it is no figure"
            case "r":
                return f"the report itself, a row of sources.csv, {self.work.source['source_id']}"
            case _:
                table = self.current.table if isinstance(self.current, Proposal) and key == "w" else filled.get("table", "")
                return f"a new row of {table}.csv; * must be filled" if table else KEYS[key]

    @property
    def keys(self) -> dict[str, str]:
        """The keys that do something now, and what they do."""
        wanting: tuple[str, ...] = {Candidate: (), Proposal: ("1", "a", "c"), type(None): ("1", "a", "c", "l", "w", "n")}[
            type(self.current)
        ]
        wanting += () if any(each.key for each in self.refused) else ("g",)
        return {key: does for key, does in KEYS.items() if key not in wanting}

    def press(self, key: str, filled: Mapping[str, str]) -> list[str]:
        """Do what a key stands for, with all that it `asks` for filled in; returns what is to be said, as what does not add up.

        Raises WrongUse where it can't be done, and then nothing has changed.
        """
        match key:
            case "n":
                self.next()
            case "b":
                self.back()
            case "g":
                self._go_to_refused()
            case "a" | "1" | "2" | "3":
                return self.accept(int(key) if key.isdigit() else 1)
            case "l":
                return self.leave_out(filled["reason"]) if isinstance(self.current, Candidate) else self.put_aside()
            case "c":
                before = {each.name: each.value for each in self._changeable()}
                return self.set(self.change({name: value for name, value in filled.items() if before.get(name) != value}))
            case "w":
                self.word(filled)
            case "e":
                self.enter(filled)
                return [f"kept, to be saved with the rest: a row of {filled['table']}.csv"]
            case "r":
                self.describe(filled)
            case _:
                raise WrongUse(f"{key!r} does nothing here; {say_keys()}")
        return []

    def _changeable(self) -> Iterator[Field]:
        cells, store = self.change({}), self.store
        choices = {
            "measure": tuple(map(str, known_without(store).choices)), "place": tuple(each.name() for each in store.places),
            "level": tuple(store.codes["level"]), "hedge": QUALIFIERS, "basis": ("printed", "inferred"),
            "speaker": tuple(store.bodies), "doubt": tuple(store.codes["doubt"]),
        }  # fmt: skip
        for name, column in CHANGEABLE.items():
            value = "/".join(filter(None, (cells[column], cells["breakdown"]))) if name == "measure" else cells[column]
            if name == "place" and value:
                value = store.places[value].name()
            yield Field(name=name, says=name, value=value, choices=choices.get(name, ()))

    def _cells_of(self, table: str, cells: Mapping[str, str]) -> Iterator[Field]:
        """What a row of a table wants to be told: its columns, but for those that are known."""
        known = dict.fromkeys(("issued_by", "responsible", "stated_by", "part_of"), tuple(self.store.bodies))
        known |= dict.fromkeys(("numerator", "denominator"), tuple(self.store.indicators))
        known |= {"commitment_id": self._commitments(), "list": tuple(self.store.codes)}
        own = {"commitments": "commitment_id", "findings": "finding_id"}.get(table)
        columns = columns_of(self._saved.folder, table)
        ours = {name: column for name, column in columns.items() if name not in ("source_id", own)}
        if table in STATED:
            ours = {name: column for name, column in ours.items() if name != "paragraph"}
        for name in sorted(ours, key=lambda name: not name.startswith(("task", "text"))):
            column = ours[name]
            codes = tuple(self.store.codes.get(column.get("codes", ""), ())) or tuple(column.get("constraints", {}).get("enum", ()))
            says = f"your own words, {name[-2:]}" if name.startswith(("task", "text")) else name.replace("_", " ")
            says += " *" if column.get("constraints", {}).get("required") else ""  # must be filled
            yield Field(name=name, says=says, value=cells.get(name, ""), choices=known.get(name, ()) or codes)

    def _commitments(self) -> tuple[str, ...]:
        """Each commitment with its task, those first that share most words with the paragraph that is asked about."""
        at = self.current.paragraph if self.current else 0
        here = {term.name for each in self.report.paragraphs if each.number == at for term in find_terms(each.words, self.report.language)}
        shared = [len(here & {term.name for term in find_terms(each.tasks["en"], "en")}) for each in self.store.commitments]
        ordered = sorted(zip(shared, self.store.commitments, strict=True), key=lambda each: -each[0])
        return tuple(f"{each.commitment_id}: {each.tasks['en']}" for _, each in ordered)

    def _first_cells(self, table: str) -> dict[str, str]:
        current = self.current
        if table == "commitment_events":
            return {"on": self.work.source["published_on"], "paragraph": str(current.paragraph) if current else ""}
        first = {"bodies": {"kind": "ministry"}, "indicators": {"better": "neutral", "core": "false", "standing": "false"}}
        return first.get(table, {})

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
        key = self._candidate().key
        self.work.decisions[key] = {"kind": "figure", "cells": cells}
        self._answered(key)
        told = list(self.conflicts(key))
        self.next()
        return told

    def leave_out(self, reason: str) -> list[str]:
        """Say that a number is no figure, and why."""
        if reason not in REASONS:
            raise WrongUse(f"{reason!r} is no reason; they are {', '.join(REASONS)}{hint(reason, REASONS)}")
        key = self._candidate().key
        self.work.decisions[key] = {"kind": "left_out", "reason": reason}
        self._answered(key)
        self.next()
        return []

    def change(self, changes: Mapping[str, str]) -> dict[str, str]:
        """The cells of the current number with what is changed, as `{"measure": "dossiers_received", "place": "Huế"}`.

        Raises WrongUse for what the tables would refuse.
        """
        each = self._candidate()
        decided = self.work.decisions.get(each.key, {})
        cells = dict(decided["cells"]) if decided.get("kind") == "figure" else None
        if cells is None:
            cells = cells_of(each, each.suggestions[0]) if each.suggestions else self._blank(each)
        for name, value in changes.items():
            self._change(cells, name, value)
        if cells["period_start"] and cells["period_end"] and first_day_of(cells["period_start"]) > last_day_of(cells["period_end"]):
            raise WrongUse(f"from {cells['period_start']} lies after to {cells['period_end']}; give the first day before the last")
        if cells["value"].startswith("-") and cells["unit"] in COUNTED:
            raise WrongUse(f"value: {cells['value']} {cells['unit']} can't be; write what is printed, and its hedge as hedge")
        words = next(one.words for one in self.report.paragraphs if one.number == each.paragraph)
        if cells["as_printed"] not in words:
            raise WrongUse(f"printed: {cells['as_printed']!r} does not stand in paragraph {each.paragraph}; copy it from there")
        return cells

    def word(self, cells: Mapping[str, str]) -> None:
        """Take a sentence in words of one's own; `cells` go before what was proposed.

        The sentence of a number becomes a row of the `table` among them. Raises WrongUse for what would be refused.
        """
        proposal = self.current if isinstance(self.current, Proposal) else self._sentence(cells.get("table", ""))
        told = {column: cell for column, cell in cells.items() if column != "table"}
        words = "task_en" if proposal.table == "commitments" else "text_en"
        if not told.get(words, "").strip():
            raise WrongUse(f"{words} is blank; say in words of your own what the sentence says, or leave it out with l")
        statement = {"table": proposal.table, "cells": {**proposal.cells, **told}}
        row = statement_row(self.work.source["source_id"], proposal.key, statement, Counter())
        self._check({**self._vocabulary(), "sources": [self.work.source], proposal.table: [row]})
        self.work.statements[proposal.key] = statement
        self._answered(proposal.key)
        if proposal is self.current:
            self.next()

    def enter(self, cells: Mapping[str, str]) -> None:
        """Take a row of another table: an event of a commitment, or a body, measure or code that this report brings.

        Raises WrongUse for what the tables would refuse.
        """
        table = cells["table"]
        if table not in ENTERED:
            raise WrongUse(f"{table}.csv takes no row here; {', '.join(ENTERED)} do")
        row = {column: cell.strip() for column, cell in cells.items() if column != "table"}
        if table == "commitment_events":
            row["commitment_id"] = row.get("commitment_id", "").partition(":")[0]
            _known("commitment_id", row.get("commitment_id", ""), {each.commitment_id for each in self.store.commitments})
            _known("status", row.get("status", ""), self.store.codes["status"])
            read_day(row.get("on", ""), whole=True)
        else:
            self._check({**self._vocabulary(), table: [*self._vocabulary().get(table, ()), row]})
        self.work.further.append((table, row))
        self.work.keep()
        if table in VOCABULARY:
            self._propose_anew()

    def describe(self, cells: Mapping[str, str]) -> None:
        """Change cells of the report's own row in sources.csv; raises WrongUse for what the table would refuse."""
        before, source = self.work.source, {**self.work.source, **cells}
        self._check({"sources": [source]})
        self.work.source = source
        self.work.keep()
        if any(before[each] != source[each] for each in ("publisher", "published_on", "language")):
            self._propose_anew()

    def _check(self, rows: Mapping[str, list[dict[str, str]]]) -> None:
        """Raise WrongUse for rows that the tables would refuse, a line for each column that is to be mended."""
        try:
            faults = try_rows(self._saved.folder, rows, lambda folder: check_store(open_store(folder)).faults)
        except InvalidPackage as problem:
            faults = problem.faults
        unused = ("indicators.csv", "indicator")  # no figure has a new measure yet
        if wrong := [each for each in faults if (each.file, each.column) != unused]:
            raise WrongUse("\n".join(f"{each.column or each.file}: {str(each).partition(': ')[2]}" for each in wrong[:REFUSED]))

    def _answered(self, key: str) -> None:
        self.work.keep()
        self.refused = tuple(each for each in self.refused if each.key != key)

    def _propose_anew(self) -> None:
        current = self.current
        self._begin()
        keys = [each.key for each in self.order]
        self.at = keys.index(current.key) if current and current.key in keys else len(self.order)

    def _sentence(self, table: str) -> Proposal:
        """The sentence in which the current number stands, as what could become a row of a table."""
        each = self._candidate()
        return propose_at(self.report, each.paragraph, each.start, _known("table", table, STATED))

    def _worded(self, proposal: Proposal) -> Mapping[str, str]:
        """The cells of a sentence as they were entered, else as they are proposed."""
        before = self.work.statements.get(proposal.key)
        return before["cells"] if before and before["table"] == proposal.table else proposal.cells

    def put_aside(self) -> list[str]:
        """Say that a sentence becomes no row."""
        key = self._proposal().key
        self.work.statements[key] = None
        self._answered(key)
        self.next()
        return []

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
                ended = {each.code for each in self.store.places.former}  # a name is that of today; one that ended goes by its code
                cells["geography"] = value if value in ended else self.store.places.find(value).code
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
                cells |= {column: read_day(value)} | ({"period_start": "", "period_end": ""} if name == "on" and value else {})
                cells["as_of"] = cells["as_of"] if name == "on" else ""
                dated = any(cells[each] for each in ("period_start", "period_end", "as_of"))
                cells["period_basis"] = (cells["period_basis"] or "printed") if dated else ""
            case "basis":
                cells["period_basis"] = _known(name, value, ("printed", "inferred"))
            case "printed" | "note":
                cells["as_printed" if name == "printed" else "note"] = value
            case _:
                raise WrongUse(f"{name!r} can't be changed; what can is {', '.join(CHANGEABLE)}{hint(name, CHANGEABLE)}")

    # what is shown

    def question(self) -> Question:
        """What is asked now."""
        each = self.current
        if each is None:
            return Question(head=f"nothing is left to decide: {self.open} numbers open; s saves, b goes back")
        if isinstance(each, Proposal):
            cells = ", ".join(f"{column} {cell}" for column, cell in each.cells.items() if cell)
            return Question(
                key=each.key, paragraph=each.paragraph, head=f"a row of {each.table}? {'; '.join(each.reasons)}", notes=(cells,),
                decided=self._decided(self.work.statements.get(each.key, "")),
            )  # fmt: skip
        return Question(
            key=each.key, paragraph=each.paragraph, head=self._head(each), notes=tuple(self._notes(each)),
            options=tuple(self._option(one) for one in each.suggestions), sums=each.relations, known=tuple(self.known(each)),
            decided=self._decided(self.work.decisions.get(each.key, "")),
        )  # fmt: skip

    def _head(self, each: Candidate) -> str:
        if each.left_out:
            return f"{each.as_printed}: no figure, but a {each.left_out}; a takes that"
        if not each.suggestions:
            return f"{each.as_printed}: no sure value; change it with c, or leave it out with l"
        return f"{each.as_printed}: {each.qualifier} {each.suggestions[0].value:f}, {'sure' if each.sure else 'not sure'}"

    def _notes(self, each: Candidate) -> Iterator[str]:
        if each.suggestions:
            yield f"place {each.place.value} {self.store.places[each.place.value].name()}: {each.place.reason}"
            if each.speaker.value:
                yield f"said by {each.speaker.value}: {each.speaker.reason}"

    def _option(self, one: Suggestion) -> tuple[str, str]:
        period = "–".join(filter(None, (one.period.start, one.period.end))) or one.period.as_of or "no day"
        label = self.store.indicators[one.choice.indicator].labels["en"]
        return f"{label} · {one.choice} [{one.unit}] · {one.level} · {period} {one.period_basis}".rstrip(), "; ".join(one.reasons)

    def _decided(self, decision: Mapping[str, Any] | str | None) -> str:
        if decision is None:
            return "no row"
        if not decision:
            return ""
        assert isinstance(decision, Mapping)
        return str(decision.get("reason") or " ".join(filter(None, decision["cells"].values())))

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

    def conflicts(self, key: str) -> Iterator[str]:
        """The arithmetic that does not hold between the number of this key and the rows confirmed so far, each as its formula."""
        figures = self.figures()
        own = {self._figure_id(key)}
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

    def _figure_id(self, key: str) -> str:
        return f"{self.work.source['source_id']}.{key.replace(':', '.')}"

    def _figure(self, each: Candidate, cells: dict[str, str], report: Source) -> Figure:
        return Figure(
            figure_id=self._figure_id(each.key),
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


def say_keys() -> str:
    """The keys and what they do, in a line."""
    return ", ".join(f"{key} {does}" for key, does in KEYS.items())


def _known(name: str, value: str, known: Collection[str]) -> str:
    if value not in known:
        raise WrongUse(f"{name}: {value!r} is not known{hint(value, known)}")
    return value


def _decimal(value: str) -> str:
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise WrongUse(f"value: {value!r} is no number; write it without grouping, a dot as decimal mark")
    return f"{number:f}"
