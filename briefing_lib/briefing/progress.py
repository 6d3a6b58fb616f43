"""What a report on progress holds: what became known between two days, what is due next, and what the texts leave open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from briefing_lib.briefing.briefing import Briefing, read_known
from briefing_lib.briefing.duties import DONE, Due, by_duty, due_here
from briefing_lib.briefing.readings import Reading
from briefing_lib.calls import checked
from briefing_lib.figures import Figure
from briefing_lib.store import Commitment, Event, Finding, Store

AHEAD = dt.timedelta(days=14)
"""How far a report looks ahead."""
CLEARS = ("who", "what", "when", "responsibility", "authority", "result")
"""What a task must make clear, in the order in which the Government names them."""
FEW = 8
"""So many values and statements stand within two pages; of more an annex has all."""
GROUP = "group"
"""The kind of bodies that are several: no one of them is named."""


@dataclass(frozen=True, slots=True)
class Revised:
    """The value to show of a measure, and the one that was shown before it."""

    now: Figure
    before: Figure

    @property
    def is_correction(self) -> bool:
        """Whether both speak of the same time."""
        return self.now.moment == self.before.moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What came to be known after one day and by another: of one place and what binds it, or of all places where it is the nation.

    `new` are figures that replace none; `due` are tasks whose last day lies between the two, `told` reports of what became of tasks.
    """

    since: dt.date
    until: dt.date
    new: tuple[Figure, ...]
    revised: tuple[Revised, ...]
    statements: tuple[Finding, ...]
    tasks: tuple[Commitment, ...]
    due: tuple[Due, ...]
    told: tuple[Event, ...]

    @property
    def done(self) -> tuple[Event, ...]:
        """Those reports that say a task is done."""
        return tuple(each for each in self.told if each.status == DONE)

    @property
    def is_long(self) -> bool:
        """Whether it is more than two pages have room for."""
        return sum(map(len, (self.new, self.revised, self.statements, self.tasks))) > FEW

    def __bool__(self) -> bool:
        return any((self.new, self.revised, self.statements, self.tasks, self.due, self.told))


@checked
def changes(briefing: Briefing) -> Changes:
    """What is known on the day of a briefing and was not on the day that it is compared with.

    >>> import briefing_lib as bl
    >>> changes(bl.open().briefing("48", as_of="2025-10-31", since="2025-10-01")).new[0].value
    Decimal('75')
    """
    store, since, until = briefing.store, briefing.since, briefing.as_of
    is_whole = not briefing.place.parent
    known = [each for each in store.find_figures(known_by=until) if is_whole or each.geography == briefing.place.code]
    fresh = {each.figure_id for each in known if each.source and each.source.known_from > since}
    before = {_key(each): each for each in read_known(store, since)} if fresh else {}
    now = (each.shown for each in read_known(store, until) if each.shown.figure_id in fresh) if fresh else ()
    pairs = [
        (each, before[key].shown) for each in now if (is_whole or each.geography == briefing.place.code) and (key := _key(each)) in before
    ]
    revised = [Revised(*pair) for pair in pairs if _differs(*pair)]
    replacing = {each.now.figure_id for each in revised}
    commitments = {each.commitment_id for each in briefing.commitments}
    return Changes(
        since=since,
        until=until,
        new=tuple(each for each in known if each.figure_id in fresh - replacing),
        revised=tuple(revised),
        statements=tuple(
            each
            for each in store.findings
            if since < each.source.known_from <= until and (is_whole or briefing.place.code in each.geographies)
        ),
        tasks=tuple(each for each in briefing.commitments if each.source.known_from > since),
        due=tuple(each for each in due_here(briefing) if each.commitment.deadline and since < each.commitment.deadline <= until),
        told=tuple(each for each in store.events if since < each.source.known_from <= until and each.commitment_id in commitments),
    )


def _key(of: Reading | Figure) -> tuple[str, str, str]:
    figure = of.shown if isinstance(of, Reading) else of
    return (figure.geography, figure.measure, figure.level)


def _differs(now: Figure, before: Figure) -> bool:
    """Whether a reader is told another value; the same one for a later day is new, and replaces nothing."""
    return (now.value, now.qualifier) != (before.value, before.qualifier)


def days_known(store: Store, until: dt.date) -> list[dt.date]:
    """The days on which something came to be known, the latest last."""
    return sorted({each.known_from for each in store.sources.values() if each.known_from <= until})


def overdue(briefing: Briefing) -> list[Due]:
    """What is past its last day, and not done by the latest report in hand; the longest overdue first."""
    return [each for each in due_here(briefing) if each.state == "passed"]


def due_soon(briefing: Briefing) -> list[Due]:
    """What is due between the day of the briefing and the end of what a report looks ahead to."""
    last = briefing.as_of + AHEAD
    return [each for each in due_here(briefing) if each.state == "due" and each.day and each.day <= last]


def recurring(briefing: Briefing) -> list[Due]:
    """What recurs, by its next day; last what names none."""
    return [each for each in due_here(briefing) if each.state == "recurring"]


def horizon(briefing: Briefing) -> dt.date:
    """The last day that a report looks ahead to."""
    return briefing.as_of + AHEAD


def dated_apart(briefing: Briefing) -> list[list[Due]]:
    """Duties that several issuers set for different days, each with its dated tasks by day."""
    groups = ([each for each in group if each.commitment.deadline] for group in by_duty(due_here(briefing)))
    return [
        sorted(group, key=lambda each: each.commitment.deadline or dt.date.max)
        for group in groups
        if len({each.commitment.deadline for each in group}) > 1
    ]


def clears_of(briefing: Briefing, commitment: Commitment) -> Mapping[str, bool | None]:
    """Which of the six clears the text of a task makes clear; None where nobody has judged it.

    Who: a body is named by itself, not only a kind of bodies. Responsibility: one body answers, not several. Authority: the act or
    conclusion that it rests on is named. Result: the text sets one that is there or not.
    """
    bodies = [briefing.store.bodies[name] for name in commitment.responsible]
    return {
        "who": any(each.kind != GROUP for each in bodies),
        "what": True,
        "when": bool(commitment.deadline or commitment.recurrence),
        "responsibility": len(bodies) == 1,
        "authority": bool(commitment.legal_basis),
        "result": commitment.checkable,
    }


def left_open(briefing: Briefing, rows: Iterable[Due]) -> dict[str, list[Commitment]]:
    """The tasks that leave each of the six open."""
    judged = [(each.commitment, clears_of(briefing, each.commitment)) for each in rows]
    return {clear: [commitment for commitment, found in judged if found[clear] is False] for clear in CLEARS}


def by_body(rows: Sequence[Due]) -> dict[str, list[Due]]:
    """Tasks by each body that answers for them, the body with the most passed days first; one of several bodies stands under each."""
    found: dict[str, list[Due]] = {}
    for each in rows:
        for body in each.commitment.responsible:
            found.setdefault(body, []).append(each)

    def weight(body: str) -> tuple[int, int, str]:
        return (-sum(each.state == "passed" for each in found[body]), -len(found[body]), body)

    return {body: found[body] for body in sorted(found, key=weight)}
