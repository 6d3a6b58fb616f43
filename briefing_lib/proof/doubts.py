"""What a keeper of the data should know, or look at again, in sentences that each name the row to open; none of it is a fault."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import escape

from briefing_lib.figures import Figure
from briefing_lib.proof.statements import duties_dated_differently, messages_grown_old, parts_without_whole, shares_without_base
from briefing_lib.store import Store
from briefing_lib.wording import Writer, plain


def say_doubts(store: Store) -> Iterator[str]:
    """Each doubtful figure and why, parts without whole, shares without base, duties with several days, messages that have grown old."""
    yield from map(plain, _doubts(store))


def _doubts(store: Store) -> Iterator[str]:
    writer = Writer(store, is_plain=True)
    for part in store.parts([]):
        for figure in part.find_figures():
            if figure.doubts:
                yield f"{_row(part, figure)}: {_said(writer, figure)} {_sentence(writer.doubts(figure))}{_note(escape(figure.note))}"
        for figure in parts_without_whole(part):
            said = _said(writer, figure)
            yield f"{_row(part, figure)}: {said} It is a part, and no report in hand gives its whole at this place and level."
        for figure in shares_without_base(part):
            base = writer.within(figure.indicator.denominator)
            yield f"{_row(part, figure)}: {_said(writer, figure)} It is a share, and its report does not give its base: {base}."
    for duty, tasks in duties_dated_differently(store):
        rows = ", ".join(str(store.rows[each.reference]) for each in tasks)
        days = [f"{writer.dated(each, 'deadline')} by {writer.body(each.issued_by)}" for each in tasks]
        yield f"commitments.csv, rows {rows}: One duty ({duty}) has several last days: {writer.listed(days)}."
    for message, figure, newer in messages_grown_old(store):
        row, place = store.rows[f"messages:{message.message_id}"], writer.place(message.geography)
        yield (
            f"messages.csv, row {row}: The message {message.message_id} on {place} is no longer said: it rests on {_short(writer, figure)} "
            f"({_row(store, figure)}), and {_short(writer, newer)} ({_row(store, newer)}) is newer. Write it anew, or take it away."
        )


def _row(store: Store, figure: Figure) -> str:
    return store.where(f"figures:{figure.figure_id}")


def _said(writer: Writer, figure: Figure) -> str:
    """Which number of what it is, as a sentence."""
    number = writer.value(figure)
    return f"{writer.place(figure.geography)}, {writer.level(figure)}, {writer.within(figure)}: {number}, {writer.when(figure)}."


def _short(writer: Writer, figure: Figure) -> str:
    return f"{writer.value(figure)}, {writer.when(figure)}"


def _note(note: str) -> str:
    """A note of the keepers, as a sentence of its own."""
    return f" {_sentence(note)}" if note else ""


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
