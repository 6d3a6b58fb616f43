"""The register at the end of a page: what each number was computed from, and each report with the numbers printed in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from briefing_lib.briefing.briefing import Briefing
from briefing_lib.figures.figure import Figure
from briefing_lib.figures.source import Source
from briefing_lib.store.places import NATION
from briefing_lib.wording.counted import link_source, link_sources, name_source, say_counted, sources_of
from briefing_lib.wording.language import Prose, anchor, join
from briefing_lib.wording.sections import capital
from briefing_lib.wording.tables import level_name

GROUPED_FROM = 4
"""Other places' numbers on one measure, level and time, from one report or by one formula, share an entry where there are so many."""
Group = tuple[Figure, ...]


def say_register(briefing: Briefing, shown: Iterable[Figure], linked: Iterable[Source] = ()) -> Prose:
    """An entry for each number that a page shows and for those it was computed from: formulas first, then report by report.

    Reports in `linked`, to which the page links without a number, are listed too. Numbers of other places that stand in
    a group name the measures and reports that they were computed from, not each input.
    """
    say = briefing.language.say
    listed = {anchor(figure): figure for figure in shown}
    groups = _groups(briefing, listed.values())
    numbers = list({anchor(each): each for figure in listed.values() for each in _with_inputs(figure, groups)}.values())
    sources = dict.fromkeys([*(source for figure in numbers for source in sources_of(briefing, figure)), *linked])
    formulas = _entries(briefing, [figure for figure in numbers if figure.formula], groups)
    reports = (_source(briefing, source, [figure for figure in numbers if figure.source is source], groups) for source in sources)
    return join(
        [
            Markup('<h2 id="register">{}</h2>').format(say("Where each number comes from")),
            Markup("<p>{}</p>").format(
                say("Computed numbers stand here, printed ones under their {sources}.", sources=link_sources(briefing))
            ),
            Markup('<ol class="register">{}</ol>').format(Markup("\n").join(formulas)),
            Markup('<h2 id="sources">{}</h2>').format(say("Sources, and the numbers printed in them")),
            Markup('<ul class="sources register">{}</ul>').format(Markup("\n").join(reports)),
        ]
    )


def unlinked(markup: Markup) -> Markup:
    """Words without their links."""
    return Markup(re.sub(r"</?a\b[^>]*>", "", markup))


def _with_inputs(figure: Figure, groups: Mapping[str, Group]) -> Iterator[Figure]:
    yield figure
    if anchor(figure) not in groups:
        for each in figure.inputs:
            yield from _with_inputs(each, groups)


def _groups(briefing: Briefing, numbers: Iterable[Figure]) -> dict[str, Group]:
    """The groups by the anchor of each figure that stands in one."""
    alike: dict[object, list[Figure]] = {}
    for figure in numbers:
        if figure.geography not in (briefing.province.code, NATION) and figure.formula not in ("count", "rank"):
            made_of = tuple(each.indicator.name for each in figure.inputs)
            key = (figure.indicator.name, figure.level, figure.period, figure.source, figure.stated_by, figure.formula, made_of)
            alike.setdefault(key, []).append(figure)
    return {anchor(figure): tuple(group) for group in alike.values() if len(group) >= GROUPED_FROM for figure in group}


def _entries(briefing: Briefing, numbers: Iterable[Figure], groups: Mapping[str, Group]) -> Iterator[Markup]:
    """Each number's entry where it first stands; a group where its first figure stands."""
    for figure in numbers:
        group = groups.get(anchor(figure))
        if group is None:
            yield _formula_entry(briefing, figure, groups) if figure.formula else _figure_entry(briefing, figure)
        elif figure is group[0]:
            yield _group_entry(briefing, group, groups)


def _figure_entry(briefing: Briefing, figure: Figure) -> Markup:
    """A printed number, within the entry of its report."""
    parts = [_what(briefing, figure), _printed(briefing, figure), _said(briefing, figure), _doubts(briefing, figure)]
    return Markup('<li id="{}">{}</li>').format(anchor(figure), join(parts, "; "))


def _formula_entry(briefing: Briefing, figure: Figure, groups: Mapping[str, Group]) -> Markup:
    if figure.formula == "count":
        return Markup('<li id="{}"><p><strong>{}</strong> {}</p></li>').format(
            anchor(figure), _value(briefing, figure), say_counted(briefing, figure)
        )
    what = Markup('<p class="what">{}</p>').format(_what(briefing, figure))
    formula = join([_formula(briefing, figure, groups), capital(_doubts(briefing, figure))], " ")
    return Markup('<li id="{}">{}<p>{}</p></li>').format(anchor(figure), what, formula)


def _group_entry(briefing: Briefing, group: Group, groups: Mapping[str, Group]) -> Markup:
    """What the figures share, then for each its value, place and printed form."""
    first = group[0]
    shared = _shared_formula(briefing, group, groups) if first.formula else _said(briefing, first)
    rows = (
        Markup('<li id="{}"><strong>{}</strong> {}</li>').format(
            anchor(figure), _value(briefing, figure),
            join([Markup.escape(briefing.labels.place(figure.geography)), _printed(briefing, figure), _doubts(briefing, figure)], "; "),
        )
        for figure in sorted(group, key=lambda each: each.geography)
    )  # fmt: skip
    return Markup('<li class="group" id="{}"><div class="shared"><p class="what">{}</p>{}</div><ul>{}</ul></li>').format(
        _group_anchor(group), _group_name(briefing, first), Markup("<p>{}</p>").format(shared) if shared else "", Markup("\n").join(rows)
    )


def _group_anchor(group: Group) -> str:
    return f"values-{anchor(group[0])}"


def _group_name(briefing: Briefing, first: Figure) -> Markup:
    parts = {"level": level_name(briefing, first), "when": briefing.language.when(first)}
    return briefing.language.say("{measure}, {level}; {when}", measure=briefing.labels.measure(first.indicator.name), **parts)


def _group_link(briefing: Briefing, group: Group) -> Markup:
    name = briefing.labels.measure(group[0].indicator.name)
    if group[0].source:
        name = briefing.language.say("{measure} in {source}", measure=name, source=name_source(briefing, group[0].source))
    return Markup('<a href="#{}">{}</a>').format(_group_anchor(group), name)


def _what(briefing: Briefing, figure: Figure) -> Markup:
    """Value, measure, place, level and time; a rank without its value, which would name every other place again."""
    say, language = briefing.language.say, briefing.language
    parts = {"place": briefing.labels.place(figure.geography), "level": level_name(briefing, figure), "when": language.when(figure)}
    if figure.formula == "rank":
        return say("Rank by {measure}, {place}, {level}; {when}", measure=briefing.labels.within(figure.inputs[0].indicator.name), **parts)
    value = Markup("<strong>{}</strong>").format(_value(briefing, figure))
    return say("{value}: {measure}, {place}, {level}; {when}", value=value, measure=_measure(briefing, figure), **parts)


def _measure(briefing: Briefing, figure: Figure) -> Markup:
    """What a number measures; a difference is no value of the measure it was computed from."""
    if figure.formula != "difference":
        return briefing.labels.measure(figure.indicator.name)
    say = briefing.language.say
    one, other = (each.indicator.name for each in figure.inputs)
    if one == other:
        return say("difference in {measure}", measure=briefing.labels.within(one))
    return say("{one} less {other}", one=briefing.labels.measure(one), other=briefing.labels.within(other))


def _value(briefing: Briefing, figure: Figure) -> Markup:
    """The number with hedge and unit, without link or doubt: it stands in its own entry, which says what is doubtful."""
    return unlinked(briefing.language.quantity(replace(figure, doubts=())))


def _printed(briefing: Briefing, figure: Figure) -> Markup:
    """Printed form and paragraph; a computed number has neither."""
    say = briefing.language.say
    if figure.formula:
        return Markup("")
    text = say("printed as {printed}", printed=Markup('<q class="reference">{}</q>').format(figure.as_printed))
    if figure.paragraph is None:
        return text
    paragraph = Markup('<span class="reference">{}</span>').format(say("paragraph {number}", number=figure.paragraph))
    return say("{printed}, {paragraph}", printed=text, paragraph=paragraph)


def _said(briefing: Briefing, figure: Figure) -> Markup:
    say = briefing.language.say
    return say("said by {who}", who=briefing.labels.who(figure)) if figure.stated_by else say("speaker not named")


def _doubts(briefing: Briefing, figure: Figure) -> Markup:
    language = briefing.language
    reasons = language.listed([language.doubt(code) for code in figure.doubts])
    return language.say("in doubt: {reasons}", reasons=reasons) if reasons else Markup("")


def _formula(briefing: Briefing, figure: Figure, groups: Mapping[str, Group]) -> Markup:
    """How the number was computed, over numbers that have entries of their own."""
    say, language = briefing.language.say, briefing.language
    numbers = [language.hedged(each.qualifier, language.number(each)) for each in figure.inputs]
    match figure.formula:
        case "ratio":
            return say("Computed: {one} divided by {other}.", one=numbers[0], other=numbers[1])
        case "difference":
            return say("Computed: {one} less {other}.", one=numbers[0], other=numbers[1])
        case "sum":
            return say("Computed: the sum of {numbers}.", numbers=_values(briefing, figure, groups))
        case "rank":
            others = _values(briefing, figure, groups)
            return say("Computed: the place of {one} among {numbers}, from the highest.", one=numbers[0], numbers=others)
    raise AssertionError(f"no such formula: {figure.formula}")


def _values(briefing: Briefing, figure: Figure, groups: Mapping[str, Group]) -> Markup:
    """The inputs of a formula: whole groups by their name, the others each with its place."""
    language, places = briefing.language, briefing.labels.place
    held = [group for group in dict.fromkeys(groups.values()) if set(group) <= set(figure.inputs)]
    single = [each for each in figure.inputs if groups.get(anchor(each)) not in held]
    if len({each.geography for each in figure.inputs}) == 1:
        return language.listed([language.number(each) for each in single])
    links = [language.say("the values of {group}", group=_group_link(briefing, group)) for group in held]
    return language.listed([*links, *(Markup("{} {}").format(places(each.geography), language.number(each)) for each in single)])


def _shared_formula(briefing: Briefing, group: Group, groups: Mapping[str, Group]) -> Markup:
    """The formula in words, each measure with a link to where its values stand."""
    say, language = briefing.language.say, briefing.language
    names = [_shared_input(briefing, inputs, groups) for inputs in zip(*(figure.inputs for figure in group), strict=True)]
    match group[0].formula:
        case "ratio":
            return say("Computed for each place: {one} divided by {other}.", one=names[0], other=names[1])
        case "difference":
            return say("Computed for each place: {one} less {other}.", one=names[0], other=names[1])
    return say("Computed for each place: the sum of {numbers}.", numbers=language.listed(names))


def _shared_input(briefing: Briefing, inputs: Sequence[Figure], groups: Mapping[str, Group]) -> Markup:
    """What went into each number of a group: the groups that hold it, else its measure and reports."""
    language = briefing.language
    held = dict.fromkeys(groups[anchor(each)] for each in inputs if anchor(each) in groups)
    if held:
        return language.listed([_group_link(briefing, each) for each in held])
    sources = dict.fromkeys(source for each in inputs for source in sources_of(briefing, each))
    names = language.listed([link_source(briefing, source) for source in sources])
    return language.say("{measure} in {source}", measure=briefing.labels.measure(inputs[0].indicator.name), source=names)


def _source(briefing: Briefing, source: Source, printed: Sequence[Figure], groups: Mapping[str, Group]) -> Markup:
    """A report with its address, its day, whether all of it was read, and the numbers of the page that are printed in it."""
    say, language = briefing.language.say, briefing.language
    basis = {
        "full_text": say("Read from the first line to the last."),
        "excerpt": say("Known from an excerpt only: what the report says further on is missing."),
        "compiled": say("Not read itself: known through public copies or a compiled table."),
    }[source.basis]
    address = Markup('<a class="address reference" href="{0}" rel="noreferrer">{0}</a>').format(source.url) if source.url else Markup("")
    shared = Markup('<div class="shared"><p><span class="name">{}</span> ({}). {} {}</p></div>').format(
        name_source(briefing, source), language.reported(source), basis, address
    )
    entries = Markup("\n").join(_entries(briefing, printed, groups))
    return Markup('<li id="source-{}">{}{}</li>').format(source.source_id, shared, Markup("<ul>{}</ul>").format(entries) if entries else "")
