"""What the explorer shows for one choice: a frozen value, its readings, and the sentences that say what is shown and missing."""

from __future__ import annotations

import functools
import os
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from briefing_lib.briefing.briefing import LEVELS, Briefing, Reading, brief, check_day, find_indicator
from briefing_lib.briefing.comparison import obstacle, ordered, standing_figures
from briefing_lib.errors import WrongParameter
from briefing_lib.figures.figure import Figure, count, rank
from briefing_lib.figures.indicator import Indicator
from briefing_lib.store.store import Store, open_store
from briefing_lib.wording.language import Prose, join, language_of
from briefing_lib.wording.sections import paragraph, stated
from briefing_lib.wording.tables import level_name, level_word, table

MOST_COMPARED = 6
NAMED = 6
"""Provinces that a sentence names before it only counts the rest."""


@dataclass(frozen=True, eq=False)
class View:
    """One measure at one level, as of the day of the briefing, seen from its province; `compared` are codes."""

    briefing: Briefing
    indicator: Indicator
    level: str
    compared: tuple[str, ...] = ()

    def __repr__(self) -> str:
        briefing = self.briefing
        return f"View({briefing.province.name_en}, {self.indicator.name}, level {self.level}, as of {briefing.as_of})"

    @functools.cached_property
    def here(self) -> Reading | None:
        """The chosen province's reading; None where it reports none."""
        return self.briefing.find(self.indicator.name, self.level)

    @functools.cached_property
    def nation(self) -> Reading | None:
        """The nation's reading on the same terms."""
        return self.briefing.find_national(self.indicator.name, self.level)

    @functools.cached_property
    def readings(self) -> tuple[Reading, ...]:
        """Every province's reading, by code."""
        found = (*((self.here,) if self.here else ()), *self.briefing.beside(self.indicator.name, self.level))
        return tuple(sorted(found, key=lambda each: each.shown.geography))

    @functools.cached_property
    def figures(self) -> tuple[Figure, ...]:
        """One figure for each province that reports the measure: ordered by value where they can be ranked, else by name.

        A standing fact is shown for the day on which most provinces have it.
        """
        territory = self.indicator.theme == "territory" and self.readings
        found = standing_figures(self.briefing, self.indicator.name) if territory else [each.shown for each in self.readings]
        return ordered(self.briefing, found)

    @functools.cached_property
    def obstacle(self) -> Markup:
        """Why these figures may not be ranked; blank where they may."""
        return obstacle(self.briefing, self.figures)

    @functools.cached_property
    def missing(self) -> tuple[str, ...]:
        """Codes of the provinces that no report in hand gives this measure for, at this level."""
        reported = {each.geography for each in self.figures}
        return tuple(each.code for each in self.briefing.store.provinces if each.code not in reported)

    @property
    def other_levels(self) -> tuple[Reading, ...]:
        """The chosen province's readings of the measure at other levels."""
        return tuple(each for each in self.briefing.readings if each.indicator == self.indicator and each.shown.level != self.level)


def open_view(
    province: str | int,
    measure: str,
    *,
    level: str = "",
    as_of: str = "",
    compared: Sequence[str | int] = (),
    language: str = "en",
    folder: str | os.PathLike[str] | None = None,
) -> View:
    """The view of one province on one measure; a blank level means the one that the province, or else most provinces, report.

    `compared` are two to six provinces to compare, by any name. Raises WrongParameter for a measure or level that no report
    gives by that day, and the errors of `open_briefing`.

    >>> open_view("Quảng Nam", "dossiers_received", level="commune")
    View(Da Nang, dossiers_received, level commune, as of 2026-09-20)
    """  # fmt: skip
    store = open_store(folder)
    briefing = brief(store, province=store.provinces.find(province), as_of=check_day(as_of, store), language=language_of(language))
    return view_of(briefing, measure=measure, level=level, compared=find_compared(store, compared))


def find_compared(store: Store, asked: Sequence[str | int]) -> tuple[str, ...]:
    """The codes of the provinces to compare, each once; WrongParameter where they are no list, or more than six."""
    if isinstance(asked, str) or not isinstance(asked, Sequence):
        raise WrongParameter("compared", asked, 'give a list of names or codes, as in ["Da Nang", "Hue"]')
    codes = tuple(dict.fromkeys(store.provinces.find(each).code for each in asked))
    if len(codes) > MOST_COMPARED:
        raise WrongParameter("compared", f"{len(codes)} provinces", f"at most {MOST_COMPARED} are compared; take one away first")
    return codes


def view_of(briefing: Briefing, *, measure: str, level: str = "", compared: Sequence[str] = ()) -> View:
    """The same from a briefing in hand."""
    indicator = find_indicator(briefing.store, measure)
    levels = levels_of(briefing, measure)
    if level and level not in levels:
        raise WrongParameter("level", level, f"{measure} is reported by {briefing.as_of} at: {', '.join(levels) or 'no level'}")
    return View(briefing, indicator, level or (*levels, "all")[0], tuple(compared))


def levels_of(briefing: Briefing, measure: str) -> tuple[str, ...]:
    """Levels at which a measure is reported by any province, those of this province first, then by how many report them."""
    here = [each.shown.level for each in briefing.readings if each.indicator.name == measure]
    others = [each.shown.level for each in briefing.elsewhere if each.indicator.name == measure]
    nation = [each.shown.level for each in briefing.national if each.indicator.name == measure]
    found = {*here, *others, *nation}
    return tuple(sorted(found, key=lambda level: (level not in here, -others.count(level), LEVELS.index(level))))


def say_view(view: View) -> Prose:
    """What is shown and what is missing: the value here, the nation's, who reports it, and whether the values can be ranked."""
    return join([paragraph(*_say_here(view), _say_nation(view)), paragraph(*_say_coverage(view))])


def _say_here(view: View) -> list[Markup]:
    say, language, name = view.briefing.language.say, view.briefing.language, view.briefing.province.name(view.briefing.language.code)
    measure, day = view.briefing.labels.within(view.indicator.name), language.day(view.briefing.as_of)
    if not view.here:
        if not levels_of(view.briefing, view.indicator.name):
            return [say("{name}: by {day} no report in hand gives “{measure}”, here or elsewhere.", name=name, measure=measure, day=day)]
        at = _at(view)
        missing = say("{name}: by {day} no report in hand gives “{measure}” {at}.", name=name, measure=measure, day=day, at=at)
        return [missing, *_say_other_levels(view)]
    shown = view.here.shown
    value = say("{name}, {level}: {measure} {value} {stated}.", name=name, level=level_name(view.briefing, shown), measure=measure,
                value=language.quantity(shown), stated=stated(view.briefing, shown))  # fmt: skip
    return [value, *_say_conflicts(view.briefing, view.here)]


def _say_conflicts(briefing: Briefing, reading: Reading) -> list[Markup]:
    say, language = briefing.language.say, briefing.language
    others = language.listed([language.quantity(each) for each in reading.conflicting])
    return [say("For the same period {others} is printed too; both can't hold.", others=others)] if reading.conflicting else []


def _say_other_levels(view: View) -> list[Markup]:
    say, language = view.briefing.language.say, view.briefing.language
    levels = language.listed([level_name(view.briefing, each.shown) for each in view.other_levels])
    return [say("It is reported there at: {levels}.", levels=levels)] if view.other_levels else []


def _say_nation(view: View) -> Markup:
    say, language = view.briefing.language.say, view.briefing.language
    if not view.nation:
        return say("No national figure at this level is in hand.")
    shown = view.nation.shown
    return say("Viet Nam: {value} {stated}.", value=language.quantity(shown), stated=stated(view.briefing, shown))


def _say_coverage(view: View) -> list[Markup]:
    say, language = view.briefing.language.say, view.briefing.language
    at = _at(view)
    every = language.number(count([f"provinces:{each.code}" for each in view.briefing.store.provinces]))
    if not view.figures:
        return [say("None of the {all} provinces reports it {at}.", all=every, at=at)]
    reported = language.number(count([each.reference for each in view.figures]))
    if len(view.figures) == 1:
        return [say("{reported} of {all} provinces reports it {at}.", reported=reported, all=every, at=at), _say_missing(view)]
    sentence = say("{reported} of {all} provinces report it {at}.", reported=reported, all=every, at=at)
    order = (
        say("They stand by name and are not ranked: {reason}.", reason=view.obstacle)
        if view.obstacle
        else say("They stand in order of value.")
    )
    return [sentence, order, _say_standing_day(view), _say_doubts(view), _say_missing(view)]


def _at(view: View) -> Markup:
    """At the chosen level, as a sentence says it."""
    say, word = view.briefing.language.say, level_word(view.briefing.language, view.level)
    return say("for all levels together") if view.level == "all" else say("at {level}", level=word)


def _say_standing_day(view: View) -> Markup:
    """That the values stand for another day than the one shown here, where they do."""
    say, language = view.briefing.language.say, view.briefing.language
    here = next((each for each in view.figures if each.geography == view.briefing.province.code), None)
    if not here or not view.here or here is view.here.shown:
        return Markup("")
    return say("Compared are the values of {when}, the day that most reports speak of; {name} then had {value}.",
               when=language.when(here), name=view.briefing.labels.place(here.geography), value=language.quantity(here))  # fmt: skip


def _say_doubts(view: View) -> Markup:
    doubtful = [each.reference for each in view.figures if each.doubts]
    number = view.briefing.language.number(count(doubtful))
    return view.briefing.language.say("In doubt: {number} of them.", number=number) if doubtful else Markup("")


def _say_missing(view: View) -> Markup:
    say, language = view.briefing.language.say, view.briefing.language
    if not view.missing:
        return Markup("")
    names = [view.briefing.labels.place(code) for code in view.missing[:NAMED]]
    rest = view.missing[NAMED:]
    if rest:
        names.append(say("{number} more", number=language.number(count([f"provinces:{code}" for code in rest]))))
    return say("Not reported for: {names}.", names=language.listed(names))


def say_comparison(view: View) -> Prose:
    """The compared provinces: ranked where that is fair; else why not, and their dated values side by side."""
    say, language = view.briefing.language.say, view.briefing.language
    if len(view.compared) < 2:
        return join([paragraph(say("Choose two to six provinces to compare on this measure and level."))])
    figures = compared_figures(view)
    elsewhere = [each for each in _compared_readings(view) if each.shown.level != view.level]
    reported = {each.geography for each in figures} | {each.shown.geography for each in elsewhere}
    silent = [view.briefing.labels.place(code) for code in view.compared if code not in reported]
    lines = [
        _say_verdict(view, figures) if len(figures) > 1 else say("Fewer than two of them report it {at}: no comparison.", at=_at(view)),
        say("At other levels, which are not comparable, it is reported for some of them.") if elsewhere else "",
        say("No report in hand gives it for: {names}.", names=language.listed(silent)) if silent else "",
    ]
    return join([paragraph(*lines), *_comparison_tables(view, figures, [each.shown for each in elsewhere])])


def _compared_readings(view: View) -> list[Reading]:
    """What the compared provinces report of the measure, at any level."""
    readings = (*view.briefing.readings, *view.briefing.elsewhere)
    return [each for code in view.compared for each in readings if each.indicator == view.indicator and each.shown.geography == code]


def _comparison_tables(view: View, figures: Sequence[Figure], elsewhere: Sequence[Figure]) -> list[Markup]:
    return [
        *([_comparison_table(view, figures)] if figures else []),
        *([_other_levels(view, elsewhere)] if elsewhere else []),
    ]


def _other_levels(view: View, figures: Sequence[Figure]) -> Prose:
    """Dated values at other levels, side by side."""
    say, language, labels = view.briefing.language.say, view.briefing.language, view.briefing.labels
    rows = (
        [labels.place(each.geography), level_name(view.briefing, each), language.quantity(each), language.when(each), labels.who(each)]
        for each in figures
    )
    header = (say("Province"), say("Level"), say("Value"), say("When"), say("Stated by"))
    return table(say("{measure}, other levels", measure=labels.measure(view.indicator.name)), header, rows, numeric=(2,))


def compared_figures(view: View) -> tuple[Figure, ...]:
    """The figures of the compared provinces, in the order in which they may stand."""
    return ordered(view.briefing, [each for each in view.figures if each.geography in view.compared])


def _say_verdict(view: View, figures: Sequence[Figure]) -> Markup:
    say = view.briefing.language.say
    if reason := obstacle(view.briefing, figures):
        return say("Not comparable: {reason}. The dated values stand side by side, by name.", reason=reason)
    doubtful = [each for each in figures if each.doubts]
    return join(
        [say("Comparable: same measure, level and period."), say("Values with a question mark are doubtful.") if doubtful else Markup("")],
        " ",
    )


def _comparison_table(view: View, figures: Sequence[Figure]) -> Prose:
    say, language, labels = view.briefing.language.say, view.briefing.language, view.briefing.labels
    ranked = not obstacle(view.briefing, figures)
    rows = (
        [
            labels.place(each.geography),
            language.quantity(each),
            language.when(each),
            labels.who(each),
            *_rank(view, each, figures if ranked else ()),
        ]
        for each in figures
    )
    header = [say("Province"), say("Value"), say("When"), say("Stated by"), *([say("Rank among these")] if ranked else [])]
    return table(labels.indicator(view.indicator.name), header, rows, numeric=(1, 4) if ranked else (1,))


def _rank(view: View, figure: Figure, figures: Sequence[Figure]) -> list[Markup]:
    return [view.briefing.language.quantity(rank(figure, figures))] if figures else []
