"""What a brief says first: an editor's sentences, and the rules that serve where no editor wrote or where a sentence has grown old.

Each rule gives candidates, figures and the name of a template, with a weight: how much a reader learns from it. The heaviest are said,
at most five, no measure in two of them. The rules know no measure by name: they go by declared shares, series, levels and what is better.
A number alone says nothing: each is told with its whole, its rank, what it was before or what is like it elsewhere; a count of one place
is never set beside the sum over all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from briefing_lib.briefing.briefing import Briefing
from briefing_lib.briefing.comparison import Before, before, comparable, compare, peers
from briefing_lib.briefing.duties import by_duty, count_due, due_here
from briefing_lib.briefing.readings import Reading, find_reading
from briefing_lib.errors import NotComparable
from briefing_lib.figures import Figure, Interval, Period, count, difference, ratio
from briefing_lib.store import Commitment, EditorsMessage, Finding, parse_placeholder

MOST = 5
ENOUGH = 3
"""From so many sentences of an editor on, the rules add none."""
ALIKE = 2
"""So many messages of one kind are said at most."""
NAMED = 3
"""So many of the measures that are not reported are named."""
RANKED = 2
"""Beside a rank so many others are named."""
ENDS = 5
"""So many places at either end of an order are worth telling of."""
MEANT = ("translation", "scope")
"""Doubts of what a number means, rather than of its size or day."""
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PERCENT = Interval(Decimal(100), Decimal(100))


@dataclass(frozen=True)
class Message:
    """What a message says: `template` names its sentence, `facts` what goes into it; `measures` are those that it speaks of."""

    template: str
    facts: Mapping[str, Any]
    weight: float = 0
    measures: frozenset[str] = field(default_factory=frozenset)

    @property
    def figures(self) -> list[Figure]:
        """The figures in it that reports printed, or that were computed from such."""
        given = [each for fact in self.facts.values() for each in (fact if isinstance(fact, list) else [fact])]
        return [each for each in given if isinstance(each, Figure) and each.reported]


def choose_messages(briefing: Briefing, *, standing: str = "", baseline: str = "", units: str = "", size: str = "") -> list[Message]:
    """The messages of a brief, the editor's first.

    `standing` is a standing fact by which a place may be told of that has little else or stands at an end, `baseline` a measure of the
    places that became it, `units` counts the units that it has, of which each may have one of something; by `size` places are
    comparable.
    """
    chosen = editors_messages(briefing, "messages")
    return chosen if len(chosen) >= ENOUGH else [*chosen, *_heaviest(briefing, chosen, standing, baseline, units, size)]


def choose_bottom_line(briefing: Briefing) -> list[Message]:
    """Two sentences that come before all else: what works and what does not, or what is known and what is not."""
    written = editors_messages(briefing, "bottom_line")
    if written:
        return written
    themes = list(dict.fromkeys(each.indicator.theme for each in briefing.work))
    late = [[each for each in duty if each.is_late] for duty in by_duty([each for each in due_here(briefing) if not each.is_own])]
    passed = count_due(tuple(rows[0] for rows in late if rows))
    known = {"themes": themes, "passed": passed, "core": count(briefing.core), "missing": _missing(briefing)}
    return [Message("known", known), *([Message("not_known", known)] if briefing.core else [])]


def editors_messages(briefing: Briefing, section: str) -> list[Message]:
    """What an editor wrote for a section and may still be said on this day, in the order of the editor."""
    store = briefing.store
    written = (each for each in store.messages if (each.geography, each.section) == (briefing.place.code, section))
    valid = sorted((each for each in written if each.known_from <= briefing.as_of), key=lambda each: each.order)
    return [_editors(briefing, each) for each in valid if not any(True for _ in grown_old(briefing, each))]


def _editors(briefing: Briefing, message: EditorsMessage) -> Message:
    named = [parse_placeholder(briefing.store, each) for each in PLACEHOLDER.findall(message.texts["en"])]
    figures = [each for kind, each in named if kind == "number"]
    return Message("editor", {"message": message, "figures": figures}, measures=frozenset().union(*(_spoken(each) for _, each in named)))


def _spoken(of: Figure | Commitment | Finding) -> frozenset[str]:
    """What a sentence that names this speaks of: measures, a duty, a theme."""
    if isinstance(of, Figure):
        return frozenset(leaf.indicator.name for leaf in of.reported)
    return frozenset({_duty(of) if isinstance(of, Commitment) else f"theme:{of.theme}"})


def _duty(commitment: Commitment) -> str:
    return f"duty:{commitment.duty or commitment.commitment_id}"


def grown_old(briefing: Briefing, message: EditorsMessage) -> Iterator[tuple[Figure, Figure]]:
    """Each figure that a message rests on and that another one of a later day has replaced by the day of the briefing, with that one.

    Only what came to hand after the message was written replaces anything, and nothing does that says the same again. Of several values
    of one measure, as a rank before and now, a message rests on the latest.
    """
    named = [parse_placeholder(briefing.store, each)[1] for each in PLACEHOLDER.findall(message.texts["en"])]
    leaves = [leaf for each in named if isinstance(each, Figure) for leaf in each.reported]
    latest = {(each.geography, each.measure, each.level): each for each in sorted(leaves, key=lambda leaf: leaf.day)}
    for (place, measure, level), figure in latest.items():
        reading = find_reading((*briefing.readings, *briefing.national, *briefing.elsewhere), measure, level=level, place=place)
        newer = reading.shown if reading else figure
        if newer.day > figure.day and not newer.agrees(figure) and newer.source and newer.source.known_from > message.known_from:
            yield figure, newer


def _heaviest(briefing: Briefing, said: Sequence[Message], standing: str, baseline: str, units: str, size: str) -> list[Message]:
    found = [message for rule in RULES for message in rule(briefing)]
    found += [*_in_each(briefing, units), *_baseline(briefing, baseline, size)]
    found += _standing(briefing, standing, is_needed=len(said) + len({each.template for each in found}) < ENOUGH)
    kinds, spoken, chosen = Counter[str](), {name for each in said for name in each.measures}, list[Message]()
    for message in sorted(found, key=lambda each: _in_doubt(each) - each.weight):
        if len(chosen) < MOST - len(list(said)) and kinds[message.template] < ALIKE and not spoken & message.measures:
            chosen.append(message)
            kinds[message.template] += 1
            spoken |= message.measures
    return chosen


def _in_doubt(message: Message) -> float:
    """What a message loses where it is in doubt what its figures mean."""
    return 2.0 if any(set(each.doubts) & set(MEANT) for each in message.figures) else 0.0


def shares(briefing: Briefing, readings: Iterable[Reading]) -> dict[tuple[str, str], Figure]:
    """Printed shares, and those that can be computed, by measure and level; a printed one goes first."""
    given = tuple(readings)
    printed = {(each.measure, each.shown.level): each.shown for each in given if each.shown.unit == "percent"}
    return computed_shares(briefing, given) | printed


def computed_shares(briefing: Briefing, readings: Iterable[Reading]) -> dict[tuple[str, str], Figure]:
    """The declared shares that can be computed, by measure and level."""
    given = tuple(readings)
    found: dict[tuple[str, str], Figure] = {}
    for share in briefing.store.indicators.values():
        for base in given if share.unit == "percent" and share.numerator else ():
            above = find_reading(given, share.numerator, level=base.shown.level) if base.measure == share.denominator else None
            if above and (made := _try(above.shown, base.shown)):
                found[share.name, base.shown.level] = made
    return found


def share_of_whole(briefing: Briefing, part: Figure) -> Figure | None:
    """The share of a part in its whole, where its place, or the nation, reports both: one that is declared, or of a part of one measure."""
    readings = briefing.readings if part.geography == briefing.place.code else briefing.national
    for share in computed_shares(briefing, readings).values():
        if share.inputs[:1] == (part,):
            return share
    whole = find_reading(readings, part.indicator.name, level=part.level) if part.breakdown else None
    return _try(part, whole.shown) if whole else None


def _try(part: Figure, base: Figure) -> Figure | None:
    try:
        return ratio(part, base)
    except NotComparable:
        return None


def _points(figure: Figure) -> Decimal:
    """A share as percentage points."""
    return figure.value * 100 if figure.unit == "share" else figure.value


def _below(one: Figure, other: Figure) -> bool:
    """Whether a share, printed in percent or computed as a fraction, is surely below another."""
    low, high = (each.printed if each.unit == "share" else each.printed.over(PERCENT) for each in (one, other))
    return low.below(high)


def _levels_apart(briefing: Briefing) -> Iterator[Message]:
    """One share that differs much from level to level."""
    by_measure: dict[str, list[Figure]] = {}
    for (measure, _), share in shares(briefing, briefing.readings).items():
        by_measure.setdefault(measure, []).append(share)
    for measure, found in by_measure.items():
        high, low = max(found, key=_points), min(found, key=_points)
        if high.level != low.level and _below(low, high):
            spoken = frozenset({measure, *(each.indicator.name for each in low.inputs)})
            yield Message("levels_apart", {"high": high, "low": low}, 3 + float(_points(high) - _points(low)) / 12, spoken)


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


def _changed(briefing: Briefing) -> Iterator[Message]:
    """A value that surely moved since the report before."""
    for change in changes(briefing):
        after, earlier = change.inputs
        if earlier.value and not after.agrees(earlier):
            weight = 3 + min(2.0, 2 * float(abs(change.value / earlier.value)))
            yield Message("change", {"change": change, "after": after, "before": earlier}, weight, frozenset({after.indicator.name}))


def _rank_changed(briefing: Briefing) -> Iterator[Message]:
    """A printed rank that moved, from the first report to the newest."""
    for reading in briefing.readings:
        series = reading.series
        if reading.shown.unit == "rank" and len(series) > 1 and series[-1] is reading.shown and series[0].value != series[-1].value:
            weight = 4 + min(2.0, float(abs(series[-1].value - series[0].value)) / 10)
            facts = {"before": series[0], "after": series[-1]}
            yield Message("rank_change", facts, weight, frozenset({reading.indicator.name}))


def _from_nation(briefing: Briefing) -> Iterator[Message]:
    """A share that lies far from that of the nation, at the same level."""
    nation = shares(briefing, briefing.national)
    for key, here in shares(briefing, briefing.readings).items():
        there = nation.get(key)
        if there and (_below(here, there) or _below(there, here)):
            weight = 3 + min(3.0, float(abs(_points(here) - _points(there))) / 15)
            yield Message("beside_nation", {"here": here, "nation": there}, weight, frozenset({here.indicator.name}))


def _among_others(briefing: Briefing) -> Iterator[Message]:
    """A place in an order that is fair: one of the ends says more than the middle."""
    for here, places in comparable(briefing):
        rank = places.rank(here.shown)
        if rank and not places.obstacle:
            middle = (1 + len(places.given)) / 2
            facts = {"here": here.shown, "rank": rank, "all": count([f"places:{each.geography}" for each in places.given])}
            weight = 2.5 + float(abs(float(rank.value) - middle)) / middle
            yield Message("among_others", facts, weight, frozenset({here.indicator.name}))


def _parts(briefing: Briefing) -> Iterator[Message]:
    """A part with its whole: a share that is declared, or a part of one measure."""
    for (measure, _), share in computed_shares(briefing, briefing.readings).items():
        yield Message("part", {"share": share}, 2.6, frozenset({measure, *(each.indicator.name for each in share.inputs)}))
    for reading in briefing.readings:
        part = reading.shown
        if part.breakdown and not reading.indicator.standing and (made := share_of_whole(briefing, part)):
            yield Message("part", {"share": made}, 2.4, frozenset({reading.indicator.name}))


def _deadlines(briefing: Briefing) -> Iterator[Message]:
    """Days set for the place: one duty that several issuers dated differently, and deadlines of its own."""
    rows = due_here(briefing)
    for group in by_duty(rows):
        dated = [each for each in group if each.day and each.state in ("passed", "due")]
        if len({each.day for each in dated}) > 1:
            weight = 4.2 if any(each.is_own for each in dated) else 2.2
            yield Message("days_differ", {"rows": dated}, weight, frozenset({_duty(group[0].commitment)}))
    for own in rows:
        if own.is_own and own.state in ("passed", "due") and own.day:
            yield Message("own_deadline", {"row": own}, 3.6, frozenset({_duty(own.commitment)}))


def _difficulties(briefing: Briefing) -> Iterator[Message]:
    """What is said to be difficult here, by a named speaker rather than by none."""
    for finding in briefing.findings:
        if finding.kind == "difficulty" and len(finding.geographies) == 1:
            weight = 2.9 if finding.stated_by else 2.5
            yield Message("difficulty", {"finding": finding}, weight, frozenset({f"theme:{finding.theme}"}))


def _ranked(briefing: Briefing) -> Iterator[Message]:
    """A printed rank beside those that reports give others on the same day, the nearest to it."""
    work = set(briefing.work)
    for reading in briefing.readings:
        here = reading.shown
        if here.unit == "rank" and here in work and here.period != Period():
            beside = [
                one for each in briefing.beside(reading.measure, here.level) if (one := each.on(here.period)) and not one.agrees(here)
            ]
            nearest = sorted(beside, key=lambda each: (abs(each.value - here.value), each.value))[:RANKED]
            if nearest:
                others = sorted(nearest, key=lambda each: each.value)
                yield Message("ranked", {"here": here, "others": others}, 2.3, frozenset({here.indicator.name}))


def _in_each(briefing: Briefing, units: str) -> Iterator[Message]:
    """As many of something at commune level as the place has units there."""
    whole = briefing.sums(units)[-1:] if units in briefing.store.indicators else ()
    work = set(briefing.work)
    for figure in (each.shown for each in briefing.readings if each.indicator.core and each.shown in work):
        if whole and not figure.breakdown and figure.level == whole[0].level and figure.agrees(whole[0]) and figure.unit == whole[0].unit:
            yield Message("in_each", {"figure": figure, "units": whole[0]}, 2.2, frozenset({figure.indicator.name}))


def _unknown(briefing: Briefing) -> Iterator[Message]:
    """What is not reported, where the bottom line does not say it."""
    if not (briefing.core and editors_messages(briefing, "bottom_line")):
        return
    missing = _missing(briefing)
    named = [gap.indicator for gap in briefing.gaps[:NAMED]]
    facts = {"core": count(briefing.core), "missing": missing, "named": named, "more": missing.value > NAMED}
    yield Message("unknown" if missing.value else "all_known", facts, 2.0)


def _missing(briefing: Briefing) -> Figure:
    return count([f"indicators:{gap.indicator.name}" for gap in briefing.gaps])


def _standing(briefing: Briefing, measure: str, *, is_needed: bool) -> Iterator[Message]:
    """The place by a standing fact: at an end of all places, or where there is little else."""
    places = compare(briefing.standing(measure) if measure in briefing.store.indicators else [])
    here = places.of(briefing.place.code)
    place = places.rank(here) if here else None
    if place and (is_needed or not ENDS < place.value <= len(places.given) - ENDS):
        given = sorted(places.given, key=lambda each: each.value)
        all_of_them = count([f"places:{each.geography}" for each in places.given])
        yield Message("standing", {"figure": here, "rank": place, "all": all_of_them, "low": given[0], "high": given[-1]}, 1)


def _baseline(briefing: Briefing, measure: str, size: str) -> Iterator[Message]:
    """Where the places that became this one stood the year before; a single one beside those of the most comparable place."""
    found = before(briefing, measure) if measure in briefing.store.indicators else None
    if found and found.own:
        beside = _comparable(briefing, found, size) if len(found.own) == 1 else []
        silent = [each.code for each in briefing.place.former if each.code not in {one.geography for one in found.own}]
        facts = {"before": found, "own": list(found.own), "beside": beside, "silent": silent}
        yield Message("baseline", facts, 2.3, frozenset({measure}))


def _comparable(briefing: Briefing, found: Before, size: str) -> list[Figure]:
    """What was measured in those that became the most comparable place of which it is known."""
    if size not in briefing.store.indicators:
        return []
    scored = {each.geography: each for each in found.all.given}
    places = ([scored[each.code] for each in place.former if each.code in scored] for place in peers(briefing, size))
    return next(filter(None, places), [])


RULES = (_levels_apart, _changed, _rank_changed, _from_nation, _among_others, _parts, _deadlines, _difficulties, _ranked, _unknown)
