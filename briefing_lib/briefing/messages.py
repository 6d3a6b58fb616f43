"""The key messages of a briefing: rules choose the figures, templates say them.

At most five, in this order: what changed most, how much of a flow is resolved where least is, what lies furthest from the
national figure (where fewer than two of these can be had, the newest core measures and then the place by a standing fact),
what is due or passed, and what is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from briefing_lib.briefing.briefing import Briefing
from briefing_lib.briefing.comparison import beside_nation, compare
from briefing_lib.briefing.duties import count_due, due
from briefing_lib.briefing.readings import Reading
from briefing_lib.errors import NotComparable
from briefing_lib.figures import Figure, count, difference

MOST = 5
FEWEST_OWN = 2
"""So many messages speak of the place itself, before what is due and what is unknown."""
NAMED = 3
"""So many of the measures that are not reported are named."""


@dataclass(frozen=True)
class Message:
    """What a key message says: `template` names its sentence, `facts` what goes into it."""

    template: str
    facts: Mapping[str, Any]


def choose_messages(briefing: Briefing, *, flow: str, resolved: str, standing: str) -> list[Message]:
    """The key messages; `flow` is a measure of what came in, `resolved` its part that was dealt with, `standing` a standing fact."""
    found = [_largest_change(briefing), _least_resolved(briefing, flow, resolved), _furthest_from_nation(briefing)]
    for more in (*_core(briefing), _standing(briefing, standing)):
        if sum(message is not None for message in found) < FEWEST_OWN:
            found.append(more)
    return [message for message in (*found, _what_is_due(briefing), _what_is_unknown(briefing)) if message][:MOST]


def changes(briefing: Briefing) -> list[Figure]:
    """The change of each measure from the value before to the value shown, where one can be computed."""
    return [change for reading in briefing.readings if (change := _change(reading))]


def _change(reading: Reading) -> Figure | None:
    until = [figure for figure in reading.series if figure.day <= reading.shown.day]
    if reading.indicator.standing or reading.shown.unit == "rank" or len(until) < 2 or until[-1] is not reading.shown:
        return None
    try:
        return difference(until[-1], until[-2])
    except NotComparable:
        return None


def _largest_change(briefing: Briefing) -> Message | None:
    found = [change for change in changes(briefing) if change.inputs[1].value and change.value]
    if not found:
        return None
    change = max(found, key=lambda each: abs(each.value / each.inputs[1].value))
    return Message("change", {"change": change, "after": change.inputs[0], "before": change.inputs[1]})


def _least_resolved(briefing: Briefing, flow: str, resolved: str) -> Message | None:
    shares = [share for each in briefing.levels_of(flow) if (share := briefing.share(resolved, each.shown))]
    if not shares:
        return None
    least = min(shares, key=lambda share: share.value)
    done, received = least.inputs
    return Message("least_resolved", {"share": least, "received": received, "left": received - done})


def _furthest_from_nation(briefing: Briefing) -> Message | None:
    pairs = [pair for pair in beside_nation(briefing) if pair[0].value != pair[1].value]
    if not pairs:
        return None
    here, nation = max(pairs, key=lambda pair: abs(pair[0].value - pair[1].value))
    return Message("beside_nation", {"here": here, "nation": nation})


def _core(briefing: Briefing) -> Iterator[Message]:
    """The core measures of work that the place reports, the newest first, one for each measure."""
    shown = {reading.measure: reading.shown for reading in briefing.readings if reading.indicator.core}
    work = set(briefing.work)
    for figure in sorted((each for each in shown.values() if each in work), key=lambda each: each.day, reverse=True):
        yield Message("core", {"figure": figure})


def _standing(briefing: Briefing, measure: str) -> Message | None:
    if measure not in briefing.store.indicators:
        return None
    places = compare(briefing.standing(measure))
    here = places.of(briefing.place.code)
    place = places.rank(here) if here else None
    if place is None:
        return None
    return Message("standing", {"figure": here, "rank": place, "all": count([f"places:{each.geography}" for each in places.given])})


def _what_is_due(briefing: Briefing) -> Message | None:
    binding = tuple(each for each in due(briefing) if each.day)
    if not binding:
        return None
    coming = sorted(each.day for each in binding if each.day and each.state in ("due", "recurring"))
    return Message("due", {"passed": count_due(binding, "passed"), "next": coming[0] if coming else None})


def _what_is_unknown(briefing: Briefing) -> Message:
    missing = [f"indicators:{gap.indicator.name}" for gap in briefing.gaps]
    named = [gap.indicator for gap in briefing.gaps[:NAMED]]
    facts = {"core": count(briefing.core), "missing": count(missing), "named": named, "more": len(missing) > NAMED}
    return Message("unknown" if missing else "all_known", facts)
