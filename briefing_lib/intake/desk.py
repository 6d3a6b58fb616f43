"""The terminal at which a report is entered: a key, an answer, the next question."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from briefing_lib.errors import BriefingError, WrongUse
from briefing_lib.intake.candidates import Candidate
from briefing_lib.intake.kept import Work, begin, find_work
from briefing_lib.intake.reading import find_in_hand, read_report
from briefing_lib.intake.review import KEYS, REASONS, Review
from briefing_lib.intake.saving import pages_changed, save, undo
from briefing_lib.intake.statements import Proposal
from briefing_lib.store import Store


def take_in(file: str, folder: Path, given: Mapping[str, str], store: Store) -> Work:
    """Read a file, or what is piped in for `-`, say whether it is in hand, and begin or go on with it."""
    raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    reading = read_report(raw, "" if file == "-" else file)
    work = begin(folder, reading, given, store)
    for name, why in find_in_hand(store, reading, work.source["language"], work.source["url"]):
        if name != work.source["source_id"]:
            click.echo(f"in hand already? {name} {why}; if this one reprints it, say --original {name}", err=True)
    return work


def list_candidates(work: Work, store: Store) -> str:
    """Every number of the text with what is proposed for it, a line each, and every sentence that could be a statement."""
    review = Review(work, store)
    kept = work.folder / work.source["text_name"]
    lines = [f"{work.source['source_id']}: {len(review.candidates)} numbers, {review.open} to decide; text kept at {kept}"]
    for each in review.candidates:
        best = each.suggestions[0] if each.suggestions else None
        told = (
            f"{best.choice} {each.place.value} {best.level} {each.qualifier} {best.value:f}" if best else each.left_out or "no sure value"
        )
        lines.append(f"p{each.paragraph} {each.as_printed}: {told}{' (sure)' if each.sure else ''}")
    lines += [f"p{each.paragraph} {each.table}: {'; '.join(each.reasons)}" for each in review.proposals]
    return "\n".join(lines)


def take_back(name: str, folder: Path, store: Store) -> str:
    """Take the rows of a saved report out of the tables; returns what is to be said."""
    work = next((each for each in find_work(folder) if each.source["source_id"] == name), None)
    if work is None:
        known = ", ".join(each.source["source_id"] for each in find_work(folder) if each.saved) or "none"
        raise WrongUse(f"{name} was not saved from {folder}; saved there: {known}")
    count = sum(len(lines) for lines in work.saved.values())
    return f"{count} rows taken out again; {_pages(store, undo(work, store))}"


def _pages(before: Store, after: Store) -> str:
    named, others = pages_changed(before, after)
    return f"pages that change: {', '.join(named) or 'none'}" + (f", and {others} others in their list of reports" if others else "")


def ask(work: Work, store: Store) -> None:
    """Ask for each number and sentence until all are decided and saved, or the person quits."""
    review = Review(work, store)
    click.echo(KEYS)
    while True:
        click.echo(f"\n{review.show()}")
        key = click.getchar().lower()
        try:
            if key in ("q", "\x03", "\x04"):
                click.echo(f"kept: {review.open} numbers open; the same command goes on")
                return
            if key == "s":
                after = save(work, review.candidates, store)
                saved = ", ".join(f"{len(lines)} in {table}.csv" for table, lines in work.saved.items())
                click.echo(f"saved: {saved}; {_pages(store, after)}; briefing build makes them")
                return
            _answer(review, key)
        except click.Abort:
            click.echo("not changed")
        except BriefingError as problem:
            click.echo(str(problem), err=True)


def _answer(review: Review, key: str) -> None:
    current, told = review.current, []
    if key == "n":
        review.next()
    elif key == "b":
        review.back()
    elif key == "l" and isinstance(current, Proposal):
        review.put_aside()
    elif key == "l" and isinstance(current, Candidate):
        told = review.leave_out(click.prompt(f"why ({', '.join(REASONS)})", default=current.left_out or "restated"))
    elif key in ("a", "1", "2", "3"):
        told = review.accept(int(key) if key.isdigit() else 1)
    elif key == "c":
        told = review.set(review.change(click.prompt("name=value, as measure=… place=… level=… from=… to=… on=… hedge=… doubt=… note=…")))
    elif key == "w" and isinstance(current, Proposal):
        stem = "task" if current.table == "commitments" else "text"
        cells = {f"{stem}_{code}": click.prompt(f"in words of your own, {name}", default="") for code, name in LANGUAGES.items()}
        review.word({**cells, **_further(current)})
    else:
        click.echo(KEYS)
    for each in told:
        click.echo(each)


LANGUAGES = {"en": "in English", "vi": "in Vietnamese (may wait)", "id": "in Indonesian (may wait)"}
"""The languages in which a statement is worded."""


def _further(proposal: Proposal) -> dict[str, str]:
    """Cells that a row needs and the sentence does not tell, and the chance to mend what it tells."""
    wanted = ("issued_by", "responsible", "deadline") if proposal.table == "commitments" else ("kind", "theme")
    return {column: click.prompt(column, default=proposal.cells.get(column, "")) for column in wanted}
