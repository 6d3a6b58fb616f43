"""A province beside others: ranked where that is fair, dated values side by side where it is not; and what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from briefing_lib.briefing.briefing import Briefing, Reading
from briefing_lib.briefing.comparison import obstacle, ordered, try_rank
from briefing_lib.figures.figure import count
from briefing_lib.wording.language import Prose, join
from briefing_lib.wording.sections import heading, paragraph
from briefing_lib.wording.tables import level_name, table, theme_name

FEWEST = 2
"""Other provinces that must report a measure before a comparison is shown."""


def comparable(briefing: Briefing) -> tuple[tuple[Reading, tuple[Reading, ...]], ...]:
    """This place's measures of work that at least two others report at the same level, with theirs."""
    pairs = ((reading, briefing.beside(reading.indicator.name, reading.shown.level)) for reading in briefing.readings)
    return tuple((here, others) for here, others in pairs if here.indicator.theme != "territory" and len(others) >= FEWEST)


def say_beside(briefing: Briefing) -> Prose:
    """Provinces that report the same measures as this one, and the former provinces it was formed from."""
    say = briefing.language.say
    title = heading(say("Beside other provinces"), "beside")
    pairs = comparable(briefing)
    if not pairs:
        name = briefing.province.name(briefing.language.code)
        return join(
            [
                title,
                paragraph(
                    say("No measure of work that {name} reports is reported by two other provinces at the same level.", name=name),
                    kind="empty",
                ),
            ]
        )
    rule = say(
        "A rank is given only where measure, level and period are the same and the printed values leave no doubt of the order; else "
        "the values stand side by side with their days."
    )
    return join([title, paragraph(rule), *(_comparison(briefing, here, others) for here, others in pairs)])


def _comparison(briefing: Briefing, here: Reading, others: Sequence[Reading]) -> Markup:
    say, language, shown = briefing.language.say, briefing.language, here.shown
    figures = [shown, *(each.shown for each in others)]
    label = briefing.labels.measure(shown.indicator.name)
    caption = say("{measure}, {level}", measure=label, level=level_name(briefing, shown))
    place, reason = try_rank(shown, figures[1:]), obstacle(briefing, figures)
    note = (
        say(
            "Number {rank} from the highest of {all} provinces that report it.",
            rank=language.quantity(place),
            all=language.number(count([f"provinces:{each.geography}" for each in figures])),
        )
        if place
        else say("The values stand by name and are not ranked: {reason}.", reason=reason or say("a hedged value leaves the order open"))
    )
    rows = (
        (
            briefing.labels.place(each.geography),
            language.quantity(each),
            language.when(each),
            briefing.labels.who(each),
        )
        for each in ordered(briefing, figures)
    )
    body = table(caption, (say("Province"), say("Value"), say("When"), say("Stated by")), rows, numeric=(1,))
    return Markup('<details class="comparison"><summary>{}</summary><p>{}</p>{}</details>').format(caption, note, body)


def say_gaps(briefing: Briefing) -> Prose:
    """Core measures that are not reported here, with who reports them elsewhere; then conflicts and doubts."""
    say = briefing.language.say
    return join(
        [
            heading(say("What is missing, contradicted or in doubt"), "gaps"),
            heading(say("Core measures not reported"), "not-reported", 3),
            _gaps(briefing),
            heading(say("Contradictions"), "conflicts", 3),
            _conflicts(briefing),
            heading(say("Doubts"), "doubts", 3),
            _doubts(briefing),
        ]
    )


def _gaps(briefing: Briefing) -> Markup:
    say, language = briefing.language.say, briefing.language
    if not briefing.gaps:
        return paragraph(say("Every core measure is reported."), kind="empty")
    rows = (
        (
            briefing.labels.measure(gap.indicator.name),
            theme_name(briefing, gap.indicator.theme),
            say("not reported"),
            language.listed(list(dict.fromkeys(briefing.labels.place(each.geography) for each in gap.elsewhere))) or say("nobody in hand"),
        )
        for gap in briefing.gaps
    )
    return table(say("Ask for these"), (say("Measure"), say("Heading"), say("Here"), say("Reported by")), rows)


def _conflicts(briefing: Briefing) -> Markup:
    say, language = briefing.language.say, briefing.language
    if not briefing.conflicts:
        return paragraph(say("No measure has two printed values for one time that can't both hold."), kind="empty")
    rows = (
        (
            briefing.labels.measure(reading.indicator.name),
            language.quantity(reading.shown),
            language.listed([language.quantity(each) for each in reading.conflicting]),
            language.when(reading.shown),
            language.listed([briefing.labels.who(each) for each in (reading.shown, *reading.conflicting)]),
        )
        for reading in briefing.conflicts
    )
    header = (say("Measure"), say("Shown"), say("Also printed"), say("When"), say("Stated by"))
    return table(say("Printed values that can't both hold"), header, rows, numeric=(1, 2))


def _doubts(briefing: Briefing) -> Markup:
    say, language = briefing.language.say, briefing.language
    doubtful = [figure for figure in briefing.figures if figure.doubts]
    if not doubtful:
        return paragraph(say("No figure of this place is marked as doubtful."), kind="empty")
    rows = (
        (
            briefing.labels.measure(figure.indicator.name),
            language.quantity(figure),
            language.when(figure),
            language.listed([language.doubt(code) for code in figure.doubts]),
        )
        for figure in doubtful
    )
    return table(say("Doubtful readings"), (say("Measure"), say("Value"), say("When"), say("What is in doubt")), rows, numeric=(1,))


def say_method(briefing: Briefing) -> Prose:
    """How the page was made, for whoever must defend it."""
    say, language = briefing.language.say, briefing.language
    return join(
        [
            heading(say("Method"), "method"),
            paragraph(
                say(
                    "Each number is one that a report printed, or is computed from such numbers by a formula that is shown with it. "
                    "Follow any number to its entry below."
                ),
                say(
                    "Where a report prints about, nearly, more than or less than, the number is shown so, and what is computed from "
                    "it keeps the hedge."
                ),
                say("A question mark behind a number says that its reading is in doubt."),
            ),
            paragraph(
                say(
                    "The page uses only what was known by {day}. What is not reported is said to be so; it is never shown as nought.",
                    day=language.day(briefing.as_of),
                ),
                say("Of two values for one measure the one that speaks of the later day is shown; the other stands beside it."),
                say("Much of what reports say is what the bodies concerned say of themselves."),
            ),
        ]
    )
