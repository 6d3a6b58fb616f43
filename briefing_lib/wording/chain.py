"""The chain behind a number: printed form, report, paragraph, who said it, other reports, formulas that use it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from briefing_lib.briefing.briefing import Briefing
from briefing_lib.errors import NotComparable
from briefing_lib.figures.figure import Figure, difference, ratio, total
from briefing_lib.figures.period import Period
from briefing_lib.figures.source import Source
from briefing_lib.wording.cards import address, left, unlinked
from briefing_lib.wording.language import Prose, join
from briefing_lib.wording.sections import heading, items, paragraph
from briefing_lib.wording.tables import level_name, table

COUNTED = ("count", "persons")
"""Units in which the difference of two measures counts something; that of two scores does not."""


@dataclass(frozen=True, slots=True)
class Other:
    """Another figure of the same measure, place and level; `relation` is confirms, contradicts or other period."""

    figure: Figure
    relation: str


def other_reports(briefing: Briefing, figure: Figure) -> tuple[Other, ...]:
    """What else is known of this measure at this place and level by the day of the briefing, oldest first."""
    same = (each for each in _known(briefing) if _terms(each) == _terms(figure) and each is not figure)
    return tuple(Other(each, _relation(figure, each)) for each in sorted(same, key=lambda each: each.day))


def formulas_with(briefing: Briefing, figure: Figure) -> tuple[Figure, ...]:
    """Every declared share, sum and difference that this figure goes into, with figures of the same place, level and period."""
    beside = [
        each for each in _known(briefing) if (each.geography, each.level, each.period) == (figure.geography, figure.level, figure.period)
    ]
    made = {each.reference: each for each in _formulas(figure, beside)}
    return tuple(made.values())


def _known(briefing: Briefing) -> Iterator[Figure]:
    return (each for each in briefing.store.figures if each.source and each.source.known_from <= briefing.as_of)


def _terms(figure: Figure) -> tuple[str, str, str]:
    return (figure.indicator.name, figure.geography, figure.level)


def _relation(figure: Figure, other: Figure) -> str:
    one_report = figure.period == Period() and figure.source != other.source
    if other.period != figure.period or one_report:
        return "other period"
    return "confirms" if other.agrees(figure) else "contradicts"


def _formulas(figure: Figure, beside: list[Figure]) -> Iterator[Figure]:
    for other in beside:
        for formula in (ratio, difference) if figure.unit in COUNTED else (ratio,):
            for one, two in ((figure, other), (other, figure)):
                if one is not two and (made := _try(lambda: formula(one, two))):  # noqa: B023 called at once
                    yield made
    whole = figure.indicator.whole
    if whole and whole.parts:
        parts = {each.indicator.name: each for each in (*beside, figure) if each.source == figure.source}
        if (made := _try(lambda: total([parts[name] for name in whole.parts if name in parts]))) and figure in made.inputs:
            yield made


def _try(formula: Callable[[], Figure]) -> Figure | None:
    """What the formula gives, or None where the rules of comparison forbid it."""
    try:
        return formula()
    except NotComparable:
        return None


class Chain(Prose):
    """The chain of a figure, as a notebook shows it: it leads to the reports themselves, not to a register."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return left(unlinked(self))


def say_trace(briefing: Briefing, figure: Figure) -> Chain:
    """The whole chain of one figure; a derived one shows its formula, then the chain of each figure that went in.

    >>> from briefing_lib import open_briefing
    >>> briefing = open_briefing("Da Nang")
    >>> print(repr(say_trace(briefing, briefing.find("dossiers_received", "commune").shown)).split("Printed as")[1].split()[0])
    182.661
    """
    if figure.formula:
        return Chain(join([_say_formula(briefing, figure), *(say_trace(briefing, each) for each in figure.inputs)]))
    return Chain(join([_say_origin(briefing, figure), _say_others(briefing, figure), _say_formulas(briefing, figure)]))


def _say_formula(briefing: Briefing, figure: Figure) -> Markup:
    say, quantity = briefing.language.say, briefing.language.quantity
    return paragraph(say("{value} is computed: {formula}", value=quantity(figure), formula=_formula(briefing, figure)))


def _formula(briefing: Briefing, figure: Figure) -> Markup:
    """The formula over what went in, in words."""
    say, inputs = briefing.language.say, [_named(briefing, each) for each in figure.inputs]
    match figure.formula:
        case "ratio":
            return say("{one} divided by {other}", one=inputs[0], other=inputs[1])
        case "difference":
            return say("{one} less {other}", one=inputs[0], other=inputs[1])
        case "rank":
            return say("the place of {one} among {others}", one=inputs[0], others=briefing.language.listed(inputs[1:]))
    return say("the sum of {inputs}", inputs=briefing.language.listed(inputs))


def _say_origin(briefing: Briefing, figure: Figure) -> Markup:
    say, language, labels, source = briefing.language.say, briefing.language, briefing.labels, figure.source
    assert source is not None
    rows = (
        (say("Measure"), Markup("{} – {}").format(labels.indicator(figure.indicator.name), figure.indicator.definitions[language.code])),
        (say("Place and level"), say("{place}, {level}", place=labels.place(figure.geography), level=level_name(briefing, figure))),
        (say("Value"), language.quantity(figure)),
        (say("When"), language.when(figure)),
        (say("Printed as"), language.reference(figure.as_printed)),
        (say("Stated by"), labels.who(figure)),
        (say("Report"), _say_report(briefing, source)),
        (say("Paragraph"), _say_paragraph(briefing, figure)),
        (say("Figure"), language.reference(figure.figure_id)),
        *([(say("Note of the keepers"), language.referenced(figure.note))] if figure.note else []),
    )
    return table(say("Where the number comes from"), (say("Step"), say("What is known")), rows)


def _say_report(briefing: Briefing, source: Source) -> Markup:
    say, language = briefing.language.say, briefing.language
    named = language.referenced(f"{source.publisher}: {source.title}" if source.title else source.publisher)
    reported = language.reported(source)
    if source.published_on:  # else it says since when the report is in hand
        reported = say("{reported}, known from {day}", reported=reported, day=language.day(source.known_from))
    return say("{named}, {reported}. {address}", named=named, reported=reported, address=address(source.url))


def _say_paragraph(briefing: Briefing, figure: Figure) -> Markup:
    say, source = briefing.language.say, figure.source
    if figure.paragraph is not None:
        return briefing.language.reference(str(figure.paragraph))
    if source and source.basis == "excerpt":
        return say("not known: only an excerpt of the report is in hand")
    return say("not known: compiled from the report")


def _say_others(briefing: Briefing, figure: Figure) -> Markup:
    say, language = briefing.language.say, briefing.language
    others = other_reports(briefing, figure)
    title = heading(say("Other reports of the same measure"), "other-reports", 3)
    if not others:
        return title + paragraph(say("No other report in hand gives this measure for this place and level."), kind="empty")
    relations = {
        "confirms": say("same period, confirms it"), "contradicts": say("same period, contradicts it"),
        "other period": say("another day or period"),
    }  # fmt: skip
    rows = (
        (relations[each.relation], language.quantity(each.figure), language.when(each.figure), briefing.labels.who(each.figure))
        for each in others
    )
    return title + table(say("Other values"), (say("Relation"), say("Value"), say("When"), say("Stated by")), rows, numeric=(1,))


def _say_formulas(briefing: Briefing, figure: Figure) -> Markup:
    say, language = briefing.language.say, briefing.language
    title = heading(say("Formulas that use it"), "formulas", 3)
    lines = [
        say("{measure}: {value}, which is {formula}", measure=_made_name(briefing, made), value=language.quantity(made),
            formula=_formula(briefing, made))
        for made in formulas_with(briefing, figure)
    ]  # fmt: skip
    none = paragraph(say("No declared share, sum or difference can be computed from it with the figures in hand."), kind="empty")
    return title + (items(lines) if lines else none)


def _made_name(briefing: Briefing, made: Figure) -> Markup:
    """What a derived figure measures; a difference of two measures is named by both."""
    labels, names = briefing.labels, [each.indicator.name for each in made.inputs]
    if made.formula != "difference" or len(set(names)) == 1:
        return labels.measure(made.indicator.name)
    return briefing.language.say("{whole} less {part}", whole=labels.measure(names[0]), part=labels.within(names[1]))


def _named(briefing: Briefing, figure: Figure) -> Markup:
    language = briefing.language
    value = language.quantity(figure)
    return language.say("{value} ({measure})", value=value, measure=briefing.labels.within(figure.indicator.name))
