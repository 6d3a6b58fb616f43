"""What was ordered or promised, as it stands on the day of a briefing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from dateutil.rrule import rrule, rruleset, rrulestr

from briefing_lib.briefing.briefing import Briefing
from briefing_lib.figures import Figure, count, last_day_of
from briefing_lib.store import Commitment, Event

DONE = "done"
NAMES_DAY = re.compile("FREQ=DAILY|BY(?:DAY|MONTHDAY|YEARDAY)=")
"""A rhythm that says on which day, not only how often."""
STATES = ("passed", "due", "recurring", "reported", "undated")
"""What can be said of a commitment on a day, in the order of a page: passed (and not done by the latest report), still to come,
recurring, reported as done, without a date."""


@dataclass(frozen=True, slots=True)
class Due:
    """A commitment with its state on a day, the day that the state speaks of, and what reports known by then say of it.

    `told` are the reports, the latest last. `is_own` is whether it binds this place by name, rather than as one of all.
    """

    commitment: Commitment
    state: str
    day: dt.date | None
    told: tuple[Event, ...]
    is_own: bool

    @property
    def progress(self) -> str:
        """How far it is by the latest report, a code of the list `status`; blank where none says so, or where it is done."""
        return self.told[-1].status if self.told and self.state != "reported" else ""

    @property
    def is_disputed(self) -> bool:
        """Whether a report says that it is done, and a later one that it is not."""
        return bool(self.progress) and any(each.status == DONE for each in self.told)

    @property
    def is_late(self) -> bool:
        """Whether its day has passed and no report says that it was done."""
        return self.state == "passed" and not self.is_disputed

    @property
    def outcome(self) -> tuple[Event, ...]:
        """The reports that its state rests on: the latest, and before it the last that contradicts it."""
        return (*[each for each in self.told if self.is_disputed and each.status == DONE][-1:], *self.told[-1:])


def due(briefing: Briefing) -> tuple[Due, ...]:
    """All commitments that bind this place: dated ones by day, then recurring ones by their next day, then the rest."""
    told: dict[str, list[Event]] = {}
    for event in events(briefing):
        told.setdefault(event.commitment_id, []).append(event)
    own = briefing.place.code
    found = []
    for each in briefing.commitments:
        reports = tuple(told.get(each.commitment_id, ()))
        found.append(Due(each, *_state(each, reports, briefing.as_of), told=reports, is_own=own in each.binds))
    return tuple(sorted(found, key=lambda each: (STATES.index(each.state), each.day or dt.date.max)))


def due_here(briefing: Briefing) -> tuple[Due, ...]:
    """The same for a brief: of the whole only what is set for it or for all of its places, not what single ones are to do."""
    rows = due(briefing)
    return rows if briefing.place.parent else tuple(each for each in rows if not each.commitment.places)


def events(briefing: Briefing, commitment: Commitment | None = None) -> list[Event]:
    """What reports known by the day say of commitments, or of one, the latest last."""
    known = (each for each in briefing.store.events if each.source.known_from <= briefing.as_of)
    chosen = (each for each in known if commitment is None or each.commitment_id == commitment.commitment_id)
    return sorted(chosen, key=lambda each: (each.on, each.source.known_from))


def is_summed_up(briefing: Briefing, commitment: Commitment) -> bool:
    """Whether the sentence that sums up what became of a commitment says no more than was known by the day."""
    all_of_it = [each for each in briefing.store.events if each.commitment_id == commitment.commitment_id]
    return len(all_of_it) == len(events(briefing, commitment))


def by_duty(rows: Sequence[Due]) -> list[list[Due]]:
    """The same commitments, those that several issuers set for one duty together, where the first of them stands."""
    groups: dict[str, list[Due]] = {}
    for each in rows:
        groups.setdefault(each.commitment.duty or each.commitment.commitment_id, []).append(each)
    return list(groups.values())


def count_due(rows: tuple[Due, ...], *states: str) -> Figure:
    """How many of these are in one of these states; in any where none is named."""
    return count([each.commitment.reference for each in rows if not states or each.state in states])


def _state(commitment: Commitment, told: Sequence[Event], as_of: dt.date) -> tuple[str, dt.date | None]:
    """What can be said of a commitment on a day, and the day that this speaks of."""
    if told and told[-1].status == DONE:
        return "reported", commitment.deadline
    if commitment.recurrence:
        return "recurring", next_day(commitment, as_of)
    if commitment.deadline:
        return "passed" if commitment.deadline < as_of else "due", commitment.deadline
    return "undated", None


def next_days(commitment: Commitment, as_of: dt.date, until: dt.date) -> list[dt.date]:
    """The days of its rhythm from `as_of` to `until`, or the first one after; none where the rhythm has ended or names no day."""
    rule, first = rule_of(commitment), next_day(commitment, as_of)
    if not first:
        return []
    found = rule.between(dt.datetime.combine(as_of, dt.time()), dt.datetime.combine(until, dt.time.max), inc=True)
    return [each.date() for each in found] or [first]


def next_day(commitment: Commitment, as_of: dt.date) -> dt.date | None:
    """The first day of its rhythm on or after `as_of`; None where the rhythm has ended, or says only how often."""
    if not NAMES_DAY.search(commitment.recurrence):
        return None
    found = rule_of(commitment).after(dt.datetime.combine(as_of, dt.time()), inc=True)
    return found.date() if found else None


def hour_of(commitment: Commitment) -> str:
    """The hour of its rhythm as in 15:00, in the time of Viet Nam; blank where it names none."""
    return f"{next(iter(rule_of(commitment))):%H:%M}" if "BYHOUR" in commitment.recurrence else ""


def rule_of(commitment: Commitment) -> rrule | rruleset:
    """Its rhythm, from the day it was given on; days and hours are those of Viet Nam, which has one zone and no summer time."""
    start = last_day_of(commitment.issued_on) if commitment.issued_on else commitment.source.known_from
    return rrulestr(commitment.recurrence, dtstart=dt.datetime.combine(start, dt.time()))
