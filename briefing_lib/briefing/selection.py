"""What of all that is known a brief shows: the figures, statements and tasks that a reader of two pages needs first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from briefing_lib.briefing.briefing import Briefing
from briefing_lib.briefing.comparison import Comparison, compare, peers
from briefing_lib.briefing.duties import Due
from briefing_lib.briefing.messages import share_of_whole
from briefing_lib.briefing.readings import Reading
from briefing_lib.figures import Figure
from briefing_lib.store import Finding

PEERS = 3
FORCES = ("ordered", "requested", "promised")


def best_readings(briefing: Briefing, *themes: str, most: int, without: Collection[str] = ()) -> list[Reading]:
    """Readings under these themes, in the order of the vocabulary: core measures first, then those that stand beside the nation's or
    other places', wholes before parts, the newest before older ones; standing facts stand elsewhere. A part that is shown with its whole
    and share stands for both: neither has a row of its own, unless several are parts of that whole."""

    def weight(reading: Reading) -> tuple[object, ...]:
        shown = reading.shown
        compared = bool(briefing.find_national(reading.measure, shown.level)) + bool(briefing.beside(reading.measure, shown.level))
        return (not reading.indicator.core, bool(shown.breakdown) and reading not in stand_for, -compared, -shown.day.toordinal())

    work = [
        each for each in briefing.under(*themes) if not each.indicator.standing and each.measure not in without and not _is_copy(each.shown)
    ]
    shares = [(each, share) for each in work if (share := share_of_whole(briefing, each.shown))]
    wholes = Counter(share.inputs[1] for _, share in shares)
    stand_for = [each for each, share in shares if wholes[share.inputs[1]] == 1]
    told = {share.inputs[1] for each, share in shares if each in stand_for}
    percent = {(share.indicator.name, share.level) for _, share in shares if not share.breakdown}
    work = [each for each in work if each.shown not in told and (each.measure, each.shown.level) not in percent]
    chosen = sorted(work, key=weight)[:most]
    return [each for each in work if each in chosen]


def _is_copy(figure: Figure) -> bool:
    """Whether a figure is known only through an aggregator's copy of a report that is not in hand; the record shows it."""
    return figure.source is not None and (figure.source.kind, figure.source.basis) == ("aggregator", "compiled")


def best_findings(briefing: Briefing, kind: str, *, most: int) -> list[Finding]:
    """Statements of one kind on the place: one of each theme first, those of a named speaker before others."""
    found = sorted(
        (each for each in briefing.findings if each.kind == kind), key=lambda each: (len(each.geographies) > 1, not each.stated_by)
    )
    first = {each.theme: each for each in reversed(found)}
    return sorted(found, key=lambda each: each is not first[each.theme])[:most]


def best_duties(groups: Sequence[list[Due]], *, own: bool, most: int) -> list[list[Due]]:
    """Duties that bind the place by name, or those of all: those with a day before others, what was ordered before what was promised."""
    chosen = [group for group in groups if any(each.is_own for each in group) == own]
    if not own:
        chosen = [group for group in chosen if any(each.state in ("passed", "due") for each in group)]

    def weight(group: list[Due]) -> tuple[object, ...]:
        mine = [each for each in group if each.is_own == own]
        dated = any(each.state in ("passed", "due") for each in mine)
        return (not dated, -len({each.day for each in group}), min(FORCES.index(each.commitment.force) for each in mine))

    return sorted(chosen, key=weight)[:most]


def most_from_one(figures: Sequence[Figure]) -> list[Figure]:
    """Those of the report that gives more than half of the figures, where there are several reports."""
    reports = Counter(each.source for each in figures).most_common(2)
    return [each for each in figures if each.source == reports[0][0]] if len(reports) > 1 and 2 * reports[0][1] > len(figures) else []


def own_speakers(briefing: Briefing) -> list[str]:
    """The persons with an office in the place whom reports in hand quote, in the order of the package."""
    named = [each.stated_by for each in briefing.figures] + [each.stated_by for each in briefing.findings]
    named += [each.issued_by for each in briefing.commitments]
    bodies = briefing.store.bodies
    return [each for each in dict.fromkeys(filter(None, named)) if bodies[each].part_of.startswith(f"{briefing.place.slug}-")]


def peer_readings(briefing: Briefing, standing: str, *, most: int) -> list[Figure]:
    """What the most comparable places that report core measures of work say, a few of each."""
    work = {each for each in briefing.store.indicators if briefing.store.indicators[each].core}
    rows: list[Figure] = []
    places = 0
    for place in peers(briefing, standing):
        found = [each.shown for each in briefing.elsewhere if each.shown.geography == place.code and each.measure in work]
        if found and places < PEERS:
            places += 1
            rows += [each for each in found if each.measure not in {row.measure for row in rows}][:PEERS]
    return rows[:most]


def side_by_side(briefing: Briefing, *, most: int) -> list[Comparison]:
    """The measures of work that most places report at one level, each beside the others, those of the most places first."""
    found: dict[tuple[str, str], list[Figure]] = {}
    for each in briefing.elsewhere:
        shown = each.shown
        if shown.geography in briefing.store.places and not shown.breakdown and not each.indicator.standing:
            found.setdefault((each.measure, shown.level), []).append(shown)
    return [compare(figures) for figures in sorted(found.values(), key=len, reverse=True)[:most]]
