"""The key messages of a briefing, chosen by rules that the page explains.

At most five, in this order: what changed most, how much of the dossiers is resolved where least is, what lies
furthest from the national figure (where fewer than two of these can be had, the newest core measures and then the
place by population), what is due or passed, and what is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from briefing_lib.briefing.briefing import Briefing, Reading
from briefing_lib.briefing.comparison import dossier_flows, share_of, standing_figures, try_rank
from briefing_lib.errors import NotComparable
from briefing_lib.figures.figure import Figure, count, difference
from briefing_lib.wording.language import Prose, join
from briefing_lib.wording.sections import heading, items, paragraph, reported_work, stated
from briefing_lib.wording.statements import due
from briefing_lib.wording.tables import level_name

MOST = 5
FEWEST_OWN = 2
"""So many messages speak of the place itself, before what is due and what is unknown."""
NAMED = 3
"""So many of the measures that are not reported are named."""


def say_key_messages(briefing: Briefing) -> Prose:
    """Three to five sentences, each with its numbers traced, who said it and when it held."""
    say = briefing.language.say
    rules = say(
        "Chosen by rule: the measure that changed most between two days, the level that resolved the smallest share of its dossiers, "
        "the share furthest from a national one of the same level, whatever its period; where fewer than two of these can be had, its "
        "newest core measures and then its place by population; last what is due and what is unknown."
    )
    return join(
        [
            heading(say("Key messages"), "key-messages"),
            items(list(_messages(briefing))[:MOST], kind="messages"),
            paragraph(rules, kind="method"),
        ]
    )


def _messages(briefing: Briefing) -> Iterator[Markup]:
    found = [_largest_change(briefing), _least_resolved(briefing), _furthest_from_nation(briefing)]
    for more in (*_core(briefing), _standing(briefing)):
        if sum(message is not None for message in found) < FEWEST_OWN:
            found.append(more)
    yield from (message for message in (*found, _what_is_due(briefing), _what_is_unknown(briefing)) if message)


def changes(briefing: Briefing) -> list[Figure]:
    """The change of each measure from the value before to the value shown, where one can be computed."""
    return [change for reading in briefing.readings if (change := _change(reading))]


def _change(reading: Reading) -> Figure | None:
    series = reading.series
    if reading.indicator.theme == "territory" or reading.shown.unit == "rank" or len(series) < 2:
        return None
    try:
        return difference(series[-1], series[-2])
    except NotComparable:
        return None


def _largest_change(briefing: Briefing) -> Markup | None:
    found = [change for change in changes(briefing) if change.inputs[1].value and change.value]
    if not found:
        return None
    change = max(found, key=lambda each: abs(each.value / each.inputs[1].value))
    after, before = change.inputs
    say, language = briefing.language.say, briefing.language
    return say(
        "{measure} went from {before} ({before_when}) to {after} ({after_when}), a difference of {change} {stated}.",
        measure=briefing.labels.measure(after.indicator.name),
        before=language.quantity(before),
        before_when=language.when(before),
        after=language.quantity(after),
        after_when=language.when(after),
        change=language.quantity(change),
        stated=stated(briefing, after),
    )


def _least_resolved(briefing: Briefing) -> Markup | None:
    shares = [share for flow in dossier_flows(briefing) if (share := share_of(briefing, "dossiers_resolved", flow.shown))]
    if not shares:
        return None
    least = min(shares, key=lambda share: share.value)
    resolved, received = least.inputs
    say, language = briefing.language.say, briefing.language
    return say(
        "Of {received} dossiers received at {level}, {share} were resolved, and {left} were not resolved by then {stated}.",
        received=language.quantity(received),
        level=level_name(briefing, received),
        share=language.quantity(least),
        left=language.quantity(received - resolved),
        stated=stated(briefing, received),
    )


def shares_beside_nation(briefing: Briefing) -> list[tuple[Figure, Figure]]:
    """Printed shares of this place, each with the national share of the same measure and level."""
    pairs = ((reading.shown, briefing.find_national(reading.indicator.name, reading.shown.level)) for reading in briefing.readings)
    return [(here, nation.shown) for here, nation in pairs if nation and here.unit == "percent"]


def _furthest_from_nation(briefing: Briefing) -> Markup | None:
    pairs = [pair for pair in shares_beside_nation(briefing) if pair[0].value != pair[1].value]
    if not pairs:
        return None
    here, nation = max(pairs, key=lambda pair: abs(pair[0].value - pair[1].value))
    say, language = briefing.language.say, briefing.language
    return say(
        "{measure}: {here} {stated}; Viet Nam: {nation} {nation_stated}.",
        measure=briefing.labels.measure(here.indicator.name),
        here=language.quantity(here),
        stated=stated(briefing, here),
        nation=language.quantity(nation),
        nation_stated=stated(briefing, nation),
    )


def _core(briefing: Briefing) -> list[Markup | None]:
    """The core measures of work that the place reports, the newest first, one for each measure."""
    shown = {reading.indicator.name: reading.shown for reading in briefing.readings if reading.indicator.core}
    work = set(reported_work(briefing))
    ordered = sorted((figure for figure in shown.values() if figure in work), key=lambda figure: figure.day, reverse=True)
    say, language = briefing.language.say, briefing.language
    return [
        say(
            "{measure}, {level}: {value} {stated}.",
            measure=briefing.labels.measure(figure.indicator.name),
            level=level_name(briefing, figure),
            value=language.quantity(figure),
            stated=stated(briefing, figure),
        )
        for figure in ordered
    ]


def _standing(briefing: Briefing) -> Markup | None:
    figures = standing_figures(briefing, "registered_population")
    population = next((figure for figure in figures if figure.geography == briefing.province.code), None)
    if population is None:
        return None
    say, language = briefing.language.say, briefing.language
    place = try_rank(population, figures)
    if place is None:
        return None
    return say(
        "By registered population, {name} is number {rank} of {all}, with {population} {stated}.",
        name=briefing.province.name(language.code),
        rank=language.quantity(place),
        all=language.number(count([f"provinces:{each.geography}" for each in figures])),
        population=language.quantity(population),
        stated=stated(briefing, population),
    )


def _what_is_due(briefing: Briefing) -> Markup | None:
    binding = [each for each in due(briefing) if each.day]
    if not binding:
        return None
    say, language = briefing.language.say, briefing.language
    passed = [f"commitments:{each.commitment.commitment_id}" for each in binding if each.state == "passed"]
    coming = sorted(each.day for each in binding if each.day and each.state in ("due", "recurring"))
    sentence = language.say_many(
        "{passed} deadline that binds it has passed without a report in hand that the task was done",
        "{passed} deadlines that bind it have passed without a report in hand that the task was done",
        len(passed),
        passed=language.number(count(passed)),
    )
    if coming:
        return say("{sentence}; the next day that something is due is {day}.", sentence=sentence, day=language.day(coming[0]))
    return sentence + "."


def _what_is_unknown(briefing: Briefing) -> Markup:
    say, language = briefing.language.say, briefing.language
    core = [f"indicators:{name}" for name, each in briefing.store.indicators.items() if each.core]
    missing = [f"indicators:{gap.indicator.name}" for gap in briefing.gaps]
    if not missing:
        return say("Each of the {core} core measures is reported.", core=language.number(count(core)))
    names = [briefing.labels.within(gap.indicator.name) for gap in briefing.gaps[:NAMED]]
    numbers = {"missing": language.number(count(missing)), "core": language.number(count(core)), "names": language.listed(names)}
    if len(missing) > NAMED:
        return say("Core measures not reported: {missing} of {core}, among them {names}.", **numbers)
    return say("Core measures not reported: {missing} of {core} ({names}).", **numbers)
