"""Five questions that a reader should put to a place: what the reports leave open, the most telling first."""

from __future__ import annotations

from collections.abc import Iterator

from briefing_lib.briefing.briefing import Briefing
from briefing_lib.briefing.duties import by_duty, due_here
from briefing_lib.briefing.messages import MEANT, Message, shares
from briefing_lib.errors import NotComparable
from briefing_lib.figures import difference

QUESTIONS = 5


def choose_questions(briefing: Briefing) -> list[Message]:
    """The first question of each kind in turn, then what other places report and this one does not."""
    kinds = [list(kind(briefing)) for kind in (_left, _outcomes, _conflicts, _meant)]
    asked = [kind[0] for kind in kinds if kind]
    gaps = list(_gaps(briefing))
    spare = [question for kind in kinds for question in kind[1:]]
    return [*asked, *gaps[: QUESTIONS - len(asked)], *spare][:QUESTIONS]


def _left(briefing: Briefing) -> Iterator[Message]:
    """What of a flow was not dealt with, where least was."""
    found = [each for each in shares(briefing, briefing.readings).values() if each.inputs and each.indicator.better == "higher"]
    for share in sorted(found, key=lambda each: (bool(set(each.doubts) & set(MEANT)), not each.inputs[0].indicator.core, each.value)):
        part, base = share.inputs
        try:
            yield Message("left", {"left": difference(base, part), "share": share})
        except NotComparable:
            continue


def _outcomes(briefing: Briefing) -> Iterator[Message]:
    """Deadlines that have passed without a report that the task was done: the place's own first, those of one duty together."""
    groups = [[each for each in group if each.is_late] for group in by_duty(due_here(briefing))]
    for group in sorted(filter(None, groups), key=lambda rows: (not any(each.is_own for each in rows), -len(rows))):
        yield Message("outcome", {"row": max(group, key=lambda each: (each.is_own, str(each.day)))})


def _conflicts(briefing: Briefing) -> Iterator[Message]:
    for reading in briefing.conflicts:
        shown = reading.shown
        other = next((each for each in reading.conflicting if each.moment == shown.moment), None)
        if other and not reading.indicator.standing:
            yield Message("conflict", {"shown": shown, "other": other})


def _meant(briefing: Briefing) -> Iterator[Message]:
    """Figures whose meaning is in doubt; those of core measures first."""
    doubtful = [each for each in briefing.work if set(each.doubts) & set(MEANT)]
    for figure in sorted(doubtful, key=lambda each: not each.indicator.core):
        yield Message("meant", {"figure": figure})


def _gaps(briefing: Briefing) -> Iterator[Message]:
    """Core measures that others report, those that most report first."""
    for gap in sorted(briefing.gaps, key=lambda each: -len(each.elsewhere)):
        places = list(dict.fromkeys(each.geography for each in gap.elsewhere))
        yield Message("gap", {"indicator": gap.indicator, "places": places})
