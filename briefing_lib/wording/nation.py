"""The national context of a province's briefing."""

from __future__ import annotations

from briefing_lib.briefing.briefing import Briefing, Reading
from briefing_lib.wording.language import Prose, join
from briefing_lib.wording.sections import heading, paragraph
from briefing_lib.wording.tables import level_name, table


def headline_readings(briefing: Briefing) -> tuple[Reading, ...]:
    """The national readings that every briefing shows: core measures, and those that several reports follow over time."""
    return tuple(r for r in briefing.national if r.indicator.theme != "territory" and (r.indicator.core or len(r.series) > 1))


def say_nation(briefing: Briefing) -> Prose:
    """What reports say of the nation as a whole, as the frame in which to read the place."""
    say, language, labels = briefing.language.say, briefing.language, briefing.labels
    readings = headline_readings(briefing)
    title = heading(say("The nation"), "nation")
    if not readings:
        return join([title, paragraph(say("No report in hand gives national figures by then."), kind="empty")])
    rows = (
        (
            labels.measure(each.indicator.name),
            language.quantity(each.shown),
            language.when(each.shown),
            level_name(briefing, each.shown),
            labels.who(each.shown),
        )
        for each in readings
    )
    header = (say("Measure"), say("Value"), say("When"), say("Level"), say("Stated by"))
    sentence = say("Core measures of the whole country, and those that several reports follow over time.")
    return join([title, paragraph(sentence), table(say("Viet Nam as a whole"), header, rows, numeric=(1,))])
