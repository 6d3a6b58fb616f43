"""Turns what was decided into rows, and saves them where the package then passes every check; takes them away again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from briefing_lib.errors import SHOWN, BriefingError, Fault, InvalidPackage, WrongUse
from briefing_lib.intake.candidates import Candidate, Suggestion
from briefing_lib.intake.kept import Work
from briefing_lib.proof.checks import check_store
from briefing_lib.proof.texts import verify_texts
from briefing_lib.store import Store, open_store
from briefing_lib.store.written import insert_rows, lines_of, remove_lines

if TYPE_CHECKING:
    from briefing_lib.build.site import Job

STATED, VOCABULARY = ("commitments", "findings"), ("codes", "bodies", "indicators")
"""Tables whose rows are sentences in words of one's own, and those of what rows of any report may name."""
TABLES = ("sources", *VOCABULARY, "figures", "left_out", *STATED, "commitment_events")
"""The tables that a report has rows in, in the order in which they are filled."""


class Entry(NamedTuple):
    """A row of a table, and the key of the number or sentence that became it; blank for a row of the report as a whole."""

    table: str
    key: str
    cells: dict[str, str]


class Refusal(NamedTuple):
    """Why a report is not saved: the key of the number or sentence that it lies with, blank where it is none, and what is to be done."""

    key: str
    says: str


class NotSaved(WrongUse):
    """Nothing was saved; `refusals` has every reason."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = tuple(refusals)
        shown = [f"  {each.says}" for each in refusals[:SHOWN]] + [f"  and {len(refusals) - SHOWN} more"] * (len(refusals) > SHOWN)
        super().__init__("\n".join([f"nothing is saved, {len(refusals)} to mend:", *shown]))


def cells_of(candidate: Candidate, suggestion: Suggestion) -> dict[str, str]:
    """The cells of a figure as proposed; its id and report are filled in when it is saved."""
    period = suggestion.period
    return {
        "geography": candidate.place.value, "level": suggestion.level, "indicator": suggestion.choice.indicator,
        "breakdown": suggestion.choice.breakdown, "value": f"{suggestion.value:f}", "qualifier": candidate.qualifier,
        "unit": suggestion.unit, "period_start": period.start, "period_end": period.end, "as_of": period.as_of,
        "period_basis": suggestion.period_basis, "stated_by": candidate.speaker.value, "as_printed": candidate.as_printed,
        "doubt": "", "note": "",
    }  # fmt: skip


def entries_of(work: Work, candidates: Sequence[Candidate], store: Store) -> list[Entry]:
    """The rows of a report whose numbers are all decided; raises NotSaved, which names those that are not."""
    undecided = [each for each in candidates if not each.ruled and each.key not in work.decisions]
    if undecided:
        raise NotSaved([Refusal(each.key, f"{_where(each)}: not decided yet; accept it, or leave it out with l") for each in undecided])
    paragraphs = {each.number: each.words for each in work.report(store).paragraphs}
    report, counts = work.source["source_id"], Counter[str]()
    decided = [(each, work.decisions[each.key]) for each in candidates if each.key in work.decisions]
    printed = {decision["cells"]["indicator"] for _, decision in decided if decision["kind"] == "figure"}
    entries = [Entry("sources", "", dict(work.source))]
    for candidate, decision in decided:
        paragraph = str(candidate.paragraph)
        if decision["kind"] == "left_out":
            words = _single(paragraphs[candidate.paragraph], candidate)
            row = {"source_id": report, "paragraph": paragraph, "as_printed": words, "reason": decision["reason"]}
            if all(row != each.cells for each in entries):  # one row takes both numbers of 30/9
                entries.append(Entry("left_out", candidate.key, row))
            continue
        counts[paragraph] += 1
        cells = _doubted(decision["cells"], work, store, printed)
        name = {"figure_id": f"{report}.p{paragraph}.{counts[paragraph]}", "source_id": report, "paragraph": paragraph}
        entries.append(Entry("figures", candidate.key, {**name, **cells}))
    for key, statement in sorted(work.statements.items(), key=lambda each: [int(part) for part in re.findall(r"\d+", each[0])]):
        if statement:
            entries.append(Entry(statement["table"], key, statement_row(report, key, statement, counts)))
    for table, cells in work.further:
        entries.append(Entry(table, "", dict(cells) if table in VOCABULARY else {"source_id": report, **cells}))
    return entries


def _where(candidate: Candidate) -> str:
    return f"paragraph {candidate.paragraph}, {candidate.as_printed!r}"


def statement_row(report: str, key: str, statement: Mapping[str, Any], counts: Counter[str]) -> dict[str, str]:
    """The row of a sentence in words of one's own, under an id that `counts` tells."""
    paragraph = key.partition(":")[0]
    column, letter = ("commitment_id", "c") if statement["table"] == "commitments" else ("finding_id", "f")
    counts[f"{letter}{paragraph}"] += 1
    name = f"{report}.p{paragraph}.{letter}{counts[f'{letter}{paragraph}']}"
    return {column: name, "source_id": report, "paragraph": paragraph, **statement["cells"]}


def _doubted(cells: Mapping[str, str], work: Work, store: Store, printed: set[str]) -> dict[str, str]:
    """The cells with the doubts that follow by rule from the row itself, each with its note."""
    indicator = store.indicators[cells["indicator"]]
    doubts, notes = [each for each in cells["doubt"].split("|") if each], [each for each in [cells["note"]] if each]
    dated = any(cells[column] for column in ("period_start", "period_end", "as_of"))
    unknown = not dated and work.source["date_basis"] == "inferred"
    if "date" not in doubts and not indicator.standing and (cells["period_basis"] == "inferred" or unknown):
        doubts.append("date")
        notes.append(
            "no day is printed with the number" if not dated else "the period is not printed with the number but worked out from the report"
        )
    based = not indicator.denominator or indicator.denominator in printed
    if "scope" not in doubts and indicator.unit == "percent" and cells["value"] != "100" and not (indicator.denominator and based):
        doubts.append("scope")
        notes.append("the base of this share is not printed in the report")
    return {**cells, "doubt": "|".join(doubts), "note": "; ".join(notes)}


def _single(words: str, candidate: Candidate) -> str:
    """The number with as many words around it as make it one place of its paragraph, where a point or comma behind it is none."""
    start, end, to_right = candidate.start, candidate.end, True
    while len(re.findall(rf"(?<!\w){re.escape(words[start:end].strip('.,;:'))}(?!\w)", words)) != 1:
        right = re.compile(r"\s*\S+").match(words, end)
        left = re.search(r"\S+\s*$", words[:start])
        if right and (to_right or not left):
            end = right.end()
        elif left:
            start = left.start()
        else:
            break
        to_right = not to_right
    return words[start:end]


def save(work: Work, candidates: Sequence[Candidate], store: Store) -> Store:
    """Put the rows of a report into the tables, all or none, and return the package as it is then; `store` is that of its review.

    Raises NotSaved with every fault of the data or of the text beside its rows that there would be, and then nothing is saved.
    """
    if work.saved:
        raise WrongUse(f"{work.source['source_id']} is saved already; take it back with briefing add --undo, then change it")
    entries = entries_of(work, candidates, store)
    rows = {table: [each.cells for each in entries if each.table == table] for table in TABLES}
    work.saved = lines_of(store.folder, rows)
    work.keep()  # before they are saved, so that they can be taken back whenever this ends
    refused: list[Refusal] = []

    def check(folder: Path) -> None:
        try:
            _check(folder, work)
        except InvalidPackage as problem:
            refused.extend(_refusal(folder, each, work, candidates, entries) for each in problem.faults)
            raise

    try:
        insert_rows(store.folder, rows, check)
    except (BriefingError, OSError) as problem:
        work.saved = {}
        work.keep()
        if refused:
            raise NotSaved(refused) from None
        if isinstance(problem, OSError):
            raise WrongUse(f"nothing is saved: {problem.filename or store.folder}: {problem.strerror}; let the tables be written") from None
        raise
    return open_store(store.folder)


def _refusal(folder: Path, fault: Fault, work: Work, candidates: Sequence[Candidate], entries: Sequence[Entry]) -> Refusal:
    """A fault of the tables with these rows, or of the text, as what is to be mended of a number or sentence."""
    told = str(fault).partition(": ")[2]
    column = f"{fault.column}: " if fault.column else ""
    if fault.file == work.source["text_name"]:
        number = _paragraph_of(work.text, fault.row or 0)
        lies = next((each for each in candidates if each.paragraph == number and fault.found in each.as_printed), None)
        return Refusal(lies.key, f"{_where(lies)}: {told}") if lies else Refusal("", str(fault))
    beside = re.search(r"\(beside rows ([\d, ]+)\)", told)
    rows = [fault.row or 0, *map(int, beside[1].split(", "))] if beside else [fault.row or 0]
    owners = [_owner(folder / fault.file, row, work, entries) for row in rows]
    own = next((each for each in owners if isinstance(each, Entry)), None)
    own = own or next((each for each in entries if any(name in told for name in _ids(each))), None)
    if own is None or not own.key:
        return Refusal("", f"{fault.file}, {column}{told}" if own else str(fault))
    if beside:
        others = [_say(each, candidates) for each in owners if each is not own]
        told = f"{told[: beside.start()]}(beside {'; '.join(others)}){told[beside.end() :]}"
    return Refusal(own.key, f"{_say(own, candidates)}: {column}{told}")


def _owner(path: Path, row: int, work: Work, entries: Sequence[Entry]) -> Entry | str:
    """What became this row of a table; the name of the row where it is another report's."""
    table = path.name.removesuffix(".csv")
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    line = lines[row - 1] if 0 < row <= len(lines) else ""
    ours = zip((each for each in entries if each.table == table), work.saved.get(table, ()), strict=False)
    return next((each for each, made in ours if made == line), line.partition(",")[0])


def _say(owner: Entry | str, candidates: Sequence[Candidate]) -> str:
    if isinstance(owner, str):
        return f"the row {owner}"
    number = next((each for each in candidates if each.key == owner.key and owner.table not in STATED), None)
    return _where(number) if number else f"paragraph {owner.cells.get('paragraph', '')}, a row of {owner.table}"


def _ids(entry: Entry) -> list[str]:
    names = (entry.cells.get(column, "") for column in ("figure_id", "commitment_id", "finding_id"))
    return [each for each in names if each and entry.key]


def _paragraph_of(text: str, row: int) -> int:
    return sum(bool(line.strip()) for line in text.split("\n")[:row])


def say_saved(work: Work) -> str:
    """How many rows of which tables were saved."""
    return f"saved: {', '.join(f'{len(lines)} in {table}.csv' for table, lines in work.saved.items())}"


def undo(work: Work, store: Store) -> Store:
    """Take the rows of a report out of the tables again; what was decided is kept."""
    if not work.saved:
        raise WrongUse(f"{work.source['source_id']} is not saved, so there is nothing to take back")
    remove_lines(store.folder, work.saved, _check_alone)
    work.saved = {}
    work.keep()
    return open_store(store.folder)


def _check_alone(folder: Path) -> None:
    check_store(open_store(folder)).raise_faults()


def _check(folder: Path, work: Work) -> None:
    """The package with the rows in it passes every check, and the text is accounted for to the last number."""
    store = open_store(folder)
    check_store(store).raise_faults()
    name = work.source["source_id"]
    verified = verify_texts(replace(store, sources={name: store.sources[name]}), work.folder)
    if verified.faults:
        raise InvalidPackage(verified.faults)


def pages_changed(before: Store, after: Store) -> list[Job]:
    """The pages in English on places that rows were put in or taken out for, and on the nation; briefs of provinces first.

    Those in other languages change with them, and every page that lists all reports.
    """
    from briefing_lib.build.changes import MadeOf
    from briefing_lib.build.notebooks import find_notebooks
    from briefing_lib.build.site import plan_jobs

    root = before.places.root.code
    touched = {before.places.present(before.places[code]).code for _, code in _places(before) ^ _places(after)} | {root}

    def parts(store: Store) -> dict[str, tuple[Job, str]]:
        jobs = plan_jobs(store, find_notebooks().values(), (), language="en", as_of="", out=Path("site"))
        made = MadeOf(store)
        return {job.stem: (job, f"{job.as_of} {made.parts(job)['data']}") for job in jobs if job.place in touched}

    old, new = parts(before), parts(after)
    changed = [job for name, (job, made) in new.items() if name not in old or old[name][1] != made]
    return sorted(changed, key=lambda each: (each.place == root, len(each.stem)))


def _places(store: Store) -> set[tuple[str, str]]:
    """Every row that is about a place, by its id, with the place."""
    found = {(each.figure_id, each.geography) for each in store.figures}
    found |= {(each.commitment_id, code) for each in store.commitments for code in (each.geography, *each.places)}
    return found | {(each.finding_id, code) for each in store.findings for code in each.geographies}
