"""What must hold for what the package says in words, and what its keepers should look at again: commitments, findings, messages."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from briefing_lib.briefing import PLACEHOLDER, brief, grown_old
from briefing_lib.errors import BriefingError, Fault
from briefing_lib.figures import Figure, Source, first_day_of
from briefing_lib.store import Commitment, EditorsMessage, Place, Store, parse_placeholder


def check_statements(store: Store, of_figures: Iterable[Fault] | None = None) -> Iterator[Fault]:
    """Events after their commitments, places that existed on the day, messages whose placeholders resolve alike in every language.

    `of_figures` is what `check_places_of_figures` found; it is called here where nothing is given.
    """
    yield from _check_events(store)
    yield from check_places_of_figures(store) if of_figures is None else of_figures
    yield from _check_places(store)
    for message in store.messages:
        yield from _check_message(store.around(store.places[message.geography], store.latest_day), message)


def _check_events(store: Store) -> Iterator[Fault]:
    issued = {each.commitment_id: each.issued_on for each in store.commitments}
    for each in store.events:
        day = issued[each.commitment_id]
        if day and each.on < first_day_of(day):
            key = f"commitment_events:{each.commitment_id}|{each.on}|{each.source.source_id}"
            yield store.fault(key, column="on", found=str(each.on), advice=f"the commitment was given on {day}; nothing came of it before")
        if each.on > each.source.known_from:
            advice = f"its report is known from {each.source.known_from}, and can't speak of a later day"
            yield store.fault(
                f"commitment_events:{each.commitment_id}|{each.on}|{each.source.source_id}", column="on", found=str(each.on), advice=advice
            )
    for task in store.commitments:
        if task.deadline and task.issued_on and task.deadline < first_day_of(task.issued_on):
            advice = f"it was given on {task.issued_on}; nothing is due before"
            yield store.fault(task.reference, column="deadline", found=str(task.deadline), advice=advice)


def check_places_of_figures(store: Store) -> Iterator[Fault]:
    """No figure is of a place for a day after its end, nor by a report that came out before its beginning; a report may look back."""
    for figure in store.find_figures():
        if figure.source and not _existed(place := store.places[figure.geography], figure.period.last_day or dt.date.min, figure.source):
            yield store.fault(f"figures:{figure.figure_id}", column="geography", found=place.code, advice=_advice(place))


def _check_places(store: Store) -> Iterator[Fault]:
    """No statement is of a place that was not there when its report came out, and no message of one that had ended."""
    for finding in store.findings:
        for code in finding.geographies:
            if not _existed(place := store.places[code], first_day_of(finding.source.published_on or "0001-01-01"), finding.source):
                yield store.fault(finding.reference, column="geographies", found=code, advice=_advice(place))
    for message in store.messages:
        place = store.places[message.geography]
        if place.valid_to and message.known_from > place.valid_to:
            yield store.fault(f"messages:{message.message_id}", column="geography", found=place.code, advice=_advice(place))


def _existed(place: Place, day: dt.date, source: Source) -> bool:
    return (place.valid_to is None or day <= place.valid_to) and (place.valid_from is None or source.known_from >= place.valid_from)


def _advice(place: Place) -> str:
    first, last = place.valid_from or "a day not in hand", place.valid_to or "now"
    return f"{place.name()} ({place.code}) existed from {first} to {last}; name the right one"


def _check_message(store: Store, message: EditorsMessage) -> Iterator[Fault]:
    reference = f"messages:{message.message_id}"
    wanted = sorted(PLACEHOLDER.findall(message.texts["en"]))
    for language, text in message.texts.items():
        column = f"text_{language}"
        for placeholder in PLACEHOLDER.findall(text):
            try:
                parse_placeholder(store, placeholder)
            except BriefingError as problem:
                yield store.fault(
                    reference, column=column, found=placeholder, advice=f"{problem}; name a figure, or a formula over figures"
                )
        if set("{}") & set(PLACEHOLDER.sub("", text)):
            yield store.fault(reference, column=column, found=text, advice="a bracket is left over; write a placeholder as {figure_id}")
        if text and sorted(PLACEHOLDER.findall(text)) != wanted:
            advice = f"each language holds the same numbers: {', '.join(wanted) or 'none'}"
            yield store.fault(reference, column=column, found=text, advice=advice)
    for source in _sources_after(store, message):
        advice = f"it rests on {source.source_id}, known from {source.known_from}; give that day or a later one"
        yield store.fault(reference, column="known_from", found=str(message.known_from), advice=advice)


def _sources_after(store: Store, message: EditorsMessage) -> list[Source]:
    """The reports and acts that a message rests on and that came to hand only after the day from which it may be said."""
    found: dict[str, Source] = {}
    for placeholder in PLACEHOLDER.findall(message.texts["en"]):
        try:
            _, named = parse_placeholder(store, placeholder)
        except BriefingError:
            continue  # told above
        for record in named.reported if isinstance(named, Figure) else (named,):
            if record.source and record.source.known_from > message.known_from:
                found[record.source.source_id] = record.source
    return list(found.values())


def messages_grown_old(store: Store) -> Iterator[tuple[EditorsMessage, Figure, Figure]]:
    """Each message that rests on a figure which another one has replaced, with the two; a briefing no longer says it."""
    for message in store.messages:
        briefing = brief(store, store.places[message.geography], store.latest_day)
        if any(_check_message(briefing.store, message)):
            continue  # it rests on what is not there, which is told as a fault
        yield from ((message, figure, newer) for figure, newer in grown_old(briefing, message))


def duties_dated_differently(store: Store) -> Iterator[tuple[str, tuple[Commitment, ...]]]:
    """Each duty that several issuers set for different days, with the commitments, the earliest deadline first."""
    duties: dict[str, list[Commitment]] = defaultdict(list)
    for each in store.commitments:
        if each.duty and each.deadline:
            duties[each.duty].append(each)
    for duty, rows in duties.items():
        if len({each.deadline for each in rows}) > 1:
            yield duty, tuple(sorted(rows, key=lambda each: each.deadline or dt.date.max))


def parts_without_whole(store: Store) -> Iterator[Figure]:
    """Each figure of a part whose whole its place does not report at its level."""
    wholes = {(each.indicator.name, each.geography, each.level) for each in store.find_figures() if not each.breakdown}
    for each in store.find_figures():
        if each.breakdown and not each.indicator.standing and (each.indicator.name, each.geography, each.level) not in wholes:
            yield each


def shares_without_base(store: Store) -> Iterator[Figure]:
    """Each printed share whose declared base its report does not give for the same place, level and period."""
    given = {(each.indicator.name, each.source, each.geography, each.level, each.period) for each in store.find_figures()}
    for each in store.find_figures():
        base = each.indicator.denominator
        if base and not each.breakdown and (base, each.source, each.geography, each.level, each.period) not in given:
            yield each


def texts_in_english_only(store: Store) -> dict[str, int]:
    """How many texts of each table still lack their Vietnamese or Indonesian; their pages show the English, marked as such."""
    texts = {
        "indicators": [*(each.labels for each in store.indicators.values()), *(each.definitions for each in store.indicators.values())],
        "bodies": [each.offices for each in store.bodies.values()],
        "commitments": [*(each.tasks for each in store.commitments), *(each.results for each in store.commitments)],
        "findings": [each.texts for each in store.findings],
        "messages": [each.texts for each in store.messages],
    }
    missing = {table: sum(bool(each["en"]) and not all(each.values()) for each in held) for table, held in texts.items()}
    return {table: number for table, number in missing.items() if number}
