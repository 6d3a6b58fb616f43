"""The terminal at which a report is entered: a key, an answer, the next question."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from briefing_lib.build.aside import alone, run_aside
from briefing_lib.errors import BriefingError, WrongUse
from briefing_lib.intake.candidates import Candidate
from briefing_lib.intake.kept import Work, find_work, take_in
from briefing_lib.intake.review import CHANGEABLE, Review
from briefing_lib.intake.saving import pages_changed, say_saved, undo
from briefing_lib.intake.statements import Proposal
from briefing_lib.store import Store

MARKS = ("⟦", "⟧")
"""Around the number that is asked about; others have a low line before them."""
FEW = 12
"""So many choices are listed where one of them is to be typed."""


def begin_at(file: str, folder: Path, given: Mapping[str, str], store: Store) -> Work:
    """Read a file, or what is piped in for `-`, say whether it is in hand, and begin or go on with it."""
    raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    work, told = take_in(raw, "" if file == "-" else file, folder, given, store)
    for each in told:
        click.echo(each, err=True)
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
    works = find_work(folder, store)
    work = next((each for each in works if each.source["source_id"] == name), None)
    if work is None:
        known = ", ".join(each.source["source_id"] for each in works if each.saved) or "none"
        raise WrongUse(f"{name} was not saved from {folder}; saved there: {known}")
    count = sum(len(lines) for lines in work.saved.values())
    return f"{count} rows taken out again; {_pages(store, undo(work, store))}"


def _pages(before: Store, after: Store) -> str:
    named = ", ".join(each.stem for each in pages_changed(before, after)) or "none"
    return f"pages that change: {named}, and those that list all reports; briefing build makes them"


def _make(before: Store, after: Store) -> None:
    """Make the pages that change, each a file by itself, and say where it is."""
    for job in pages_changed(before, after):
        try:
            click.echo(f"{job.stem}: {run_aside(alone(job)).page}")
        except BriefingError as problem:
            click.echo(f"{job.stem}: {problem}", err=True)
    click.echo("briefing build makes the other languages, and all pages that list the reports")


def ask(work: Work, store: Store) -> None:
    """Ask for each number and sentence until all are decided and saved, or the person quits."""
    review, typed = Review(work, store), dict[str, str]()  # what was typed and refused stands there to be mended
    while True:
        click.echo(f"\n{say(review)}")
        key = click.getchar().lower()
        try:
            if key in ("q", "\x03", "\x04"):
                click.echo(f"kept: {review.open} numbers open; the same command goes on")
                return
            if key == "s":
                after = review.save()
                click.echo(say_saved(work))
                _make(store, after)
                return
            for each in review.press(key, _fill(review, key, typed)):
                click.echo(each)
            typed.clear()
        except click.Abort:
            typed.clear()
            click.echo("not changed")
        except BriefingError as problem:
            click.echo(str(problem), err=True)


def _fill(review: Review, key: str, typed: dict[str, str]) -> dict[str, str]:
    """What is typed for all that a key asks; for changes one line, as mostly one thing is changed. What was `typed` before stands first."""
    if key == "c":
        return _pairs(click.prompt(f"name=value, as {' '.join(f'{name}=…' for name in CHANGEABLE)}"))
    filled: dict[str, str] = {}
    while asked := review.asks(key, filled):
        for each in asked:
            choices = f" ({', '.join(each.choices)})" if 0 < len(each.choices) <= FEW else ""
            value = typed.get(each.name, each.value)
            filled[each.name] = typed[each.name] = click.prompt(f"{each.says}{choices}", default=value, show_default=bool(value))
    return filled


def _pairs(told: str) -> dict[str, str]:
    """What a line as `measure=dossiers_received place="Hà Tĩnh"` says."""
    try:
        parts = [part.partition("=") for part in shlex.split(told)]
    except ValueError as problem:
        raise WrongUse(f"{told!r} can't be read ({problem}); write name=value, a value with blanks in quotes") from None
    if lost := next((name for name, mark, _ in parts if not mark), ""):
        raise WrongUse(f"{lost!r} changes nothing; write name=value, as level=commune")
    return {name: value for name, _, value in parts}


def say(review: Review) -> str:
    """The paragraph with its numbers marked, and below what is proposed, known and not in keeping."""
    asked = review.question()
    lines = [f"[{review.open} open]" + (f" paragraph {asked.paragraph}" if asked.paragraph else "")]
    if isinstance(current := review.current, Proposal):
        lines.append(current.sentence)
    elif current:
        lines.append(_marked(review, current))
    lines += [f"  {each}" for each in (asked.head, *asked.notes)]
    for number, (what, why) in enumerate(asked.options, 1):
        lines += [f"  {number}  {what}", f"       {why}"]
    lines += [f"  adds up: {each}" for each in asked.sums] + [f"  known: {each}" for each in asked.known]
    keys = {key: does for key, does in review.keys.items() if key != "a" or "1" not in review.keys}
    told = ", ".join(f"{'1-3' if key == '1' else key} {does}" for key, does in {**keys, "q": "quit (all is kept)"}.items())
    return "\n".join([*lines, *[f"  decided: {asked.decided}"] * bool(asked.decided), f"  [{told}]"])


def _marked(review: Review, current: Candidate) -> str:
    words = next(each.words for each in review.report.paragraphs if each.number == current.paragraph)
    for each in sorted(
        (one for one in review.candidates if one.paragraph == current.paragraph and not one.ruled), key=lambda one: -one.start
    ):
        left, right = MARKS if each.key == current.key else ("_", "")
        words = f"{words[: each.start]}{left}{words[each.start : each.end]}{right}{words[each.end :]}"
    return words
