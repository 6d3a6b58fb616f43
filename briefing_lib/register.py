"""The register at the end of a page: every number on it, and the report or formula it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from briefing_lib.briefing import Briefing
from briefing_lib.errors import BriefingError
from briefing_lib.figures import Figure, Source
from briefing_lib.language import Prose, anchor, join
from briefing_lib.provinces import NATION
from briefing_lib.tables import level_name

GROUPED_FROM = 4
"""Other places' figures on one measure, level and time, from one report or by one formula, share an entry where there are so many."""

LISTED = 8
"""So many reports behind a count are named; more are left to the list of sources."""

Group = tuple[Figure, ...]


def say_register(briefing: Briefing, shown: Iterable[Figure], linked: Iterable[Source] = ()) -> Prose:
    """An entry for each number that a page shows, in its order, with those it was computed from, then the reports.

    The reports are those that the numbers rest on, and those in `linked`, to which the page links without a number.
    Numbers of other places that stand in a group name the measures and reports they were computed from instead.
    """
    say = briefing.language.say
    listed = {anchor(figure): figure for figure in shown}
    groups = _groups(briefing, listed.values())
    numbers = list({anchor(each): each for figure in listed.values() for each in _with_inputs(figure, groups)}.values())
    sources = dict.fromkeys([*(source for figure in numbers for source in sources_of(briefing, figure)), *linked])
    return join(
        [
            Markup('<h2 id="register">{}</h2>').format(say("Where each number comes from")),
            Markup('<ol class="register">{}</ol>').format(Markup("\n").join(_entries(briefing, numbers, groups))),
            Markup('<h2 id="sources">{}</h2>').format(say("Sources")),
            Markup('<ul class="sources">{}</ul>').format(Markup("\n").join(_source(briefing, source) for source in sources)),
        ]
    )


def _with_inputs(figure: Figure, groups: Mapping[str, Group]) -> Iterator[Figure]:
    yield figure
    if anchor(figure) not in groups:
        for each in figure.inputs:
            yield from _with_inputs(each, groups)


def sources_of(briefing: Briefing, figure: Figure) -> Iterator[Source]:
    """The reports that a number rests on, those of counted rows among them."""
    if figure.formula == "count":
        yield from dict.fromkeys(source for row in figure.rows for source in _row_sources(briefing, row))
    else:
        yield from dict.fromkeys(leaf.source for leaf in figure.reported if leaf.source)


def _groups(briefing: Briefing, numbers: Iterable[Figure]) -> dict[str, Group]:
    """The groups by the anchor of each figure that stands in one."""
    alike: dict[object, list[Figure]] = {}
    for figure in numbers:
        if figure.geography not in (briefing.province.code, NATION) and figure.formula not in ("count", "rank"):
            made_of = tuple(each.indicator.name for each in figure.inputs)
            key = (figure.indicator.name, figure.level, figure.period, figure.source, figure.stated_by, figure.formula, made_of)
            alike.setdefault(key, []).append(figure)
    return {anchor(figure): tuple(group) for group in alike.values() if len(group) >= GROUPED_FROM for figure in group}


def _entries(briefing: Briefing, numbers: Sequence[Figure], groups: Mapping[str, Group]) -> Iterator[Markup]:
    """Each number's entry where it first stands; a group where its first figure stands."""
    for figure in numbers:
        group = groups.get(anchor(figure))
        if group is None:
            yield _entry(briefing, figure, groups)
        elif figure is group[0]:
            yield _group_entry(briefing, group, groups)


def _entry(briefing: Briefing, figure: Figure, groups: Mapping[str, Group]) -> Markup:
    details = _formula(briefing, figure, groups) if figure.formula else _origin(briefing, figure)
    if figure.doubts:
        reasons = briefing.language.listed([briefing.language.doubt(code) for code in figure.doubts])
        details += " " + briefing.language.say("In doubt: {reasons}.", reasons=reasons)
    return Markup('<li id="{}"><p class="what">{}</p><p>{}</p></li>').format(anchor(figure), _what(briefing, figure), details)


def _group_entry(briefing: Briefing, group: Group, groups: Mapping[str, Group]) -> Markup:
    """What the figures share, then for each its value, place and printed form."""
    first = group[0]
    shared = _shared_formula(briefing, group, groups) if first.formula else _shared_origin(briefing, first)
    rows = (
        Markup('<li id="{}"><strong>{}</strong> {}</li>').format(
            anchor(figure), _value(briefing, figure),
            join([Markup.escape(briefing.labels.place(figure.geography)), _printed(briefing, figure), _doubts(briefing, figure)], "; "),
        )
        for figure in sorted(group, key=lambda each: each.geography)
    )  # fmt: skip
    return Markup('<li class="group" id="{}"><div class="shared"><p class="what">{}</p><p>{}</p></div><ul>{}</ul></li>').format(
        _group_anchor(group), _group_name(briefing, first), shared, Markup("\n").join(rows)
    )


def _shared_origin(briefing: Briefing, first: Figure) -> Markup:
    assert first.source is not None
    language = briefing.language
    in_report = language.say("In {where}; {reported}.", where=_link(briefing, first.source), reported=language.reported(first.source))
    return join([in_report, _said(briefing, first)], " ")


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
    names = language.listed([_link(briefing, source) for source in sources])
    return language.say("{measure} in {source}", measure=_label(briefing, inputs[0]), source=names)


def _group_anchor(group: Group) -> str:
    return f"values-{anchor(group[0])}"


def _group_name(briefing: Briefing, first: Figure) -> Markup:
    return briefing.language.say(
        "{measure}, {level}; {when}",
        measure=_label(briefing, first), level=level_name(briefing, first), when=briefing.language.when(first),
    )  # fmt: skip


def _what(briefing: Briefing, figure: Figure) -> Markup:
    """Value, measure, place, level and time."""
    say, language = briefing.language.say, briefing.language
    value = Markup("<strong>{}</strong>").format(_value(briefing, figure))
    if figure.formula == "count":
        return say("{value}, counted", value=value)
    return say(
        "{value}: {measure}, {place}, {level}; {when}",
        value=value, measure=_measure(briefing, figure), place=briefing.labels.place(figure.geography),
        level=level_name(briefing, figure), when=language.when(figure),
    )  # fmt: skip


def _measure(briefing: Briefing, figure: Figure) -> Markup:
    """What a number measures; a difference or a rank is no value of the measure it was computed from."""
    say = briefing.language.say
    if figure.formula == "difference":
        one, other = (_label(briefing, each) for each in figure.inputs)
        return say("{one} less {other}", one=one, other=other) if one != other else say("difference in {measure}", measure=one)
    if figure.formula == "rank":
        return say("rank by {measure}", measure=_label(briefing, figure.inputs[0]))
    return _label(briefing, figure)


def _label(briefing: Briefing, figure: Figure) -> Markup:
    return briefing.labels.measure(figure.indicator.name)


def _value(briefing: Briefing, figure: Figure) -> Markup:
    """The number with hedge and unit, without link or doubt: it stands in its own entry, which says what is doubtful."""
    return unlinked(briefing.language.quantity(replace(figure, doubts=())))


def unlinked(markup: Markup) -> Markup:
    """Words without their links."""
    return Markup(re.sub(r"</?a\b[^>]*>", "", markup))


def _origin(briefing: Briefing, figure: Figure) -> Markup:
    say, language, source = briefing.language.say, briefing.language, figure.source
    assert source is not None
    where = _link(briefing, source)
    if figure.paragraph:
        where = say("{source}, {paragraph}", source=where, paragraph=_paragraph(briefing, figure.paragraph))
    parts = [
        say("Printed as {printed}.", printed=Markup('<q class="reference">{}</q>').format(figure.as_printed)),
        say("In {where}; {reported}.", where=where, reported=language.reported(source)),
        _said(briefing, figure),
    ]
    return join(parts, " ")


def _printed(briefing: Briefing, figure: Figure) -> Markup:
    """Printed form and paragraph, as a part of a line; a computed number has neither."""
    say = briefing.language.say
    if figure.formula:
        return Markup("")
    text = say("printed as {printed}", printed=Markup('<q class="reference">{}</q>').format(figure.as_printed))
    return say("{source}, {paragraph}", source=text, paragraph=_paragraph(briefing, figure.paragraph)) if figure.paragraph else text


def _said(briefing: Briefing, figure: Figure) -> Markup:
    say = briefing.language.say
    return say("Said by {who}.", who=briefing.labels.who(figure)) if figure.stated_by else say("The report names no speaker for it.")


def _doubts(briefing: Briefing, figure: Figure) -> Markup:
    if not figure.doubts:
        return Markup("")
    language = briefing.language
    return language.say("in doubt: {reasons}", reasons=language.listed([language.doubt(code) for code in figure.doubts]))


def _paragraph(briefing: Briefing, paragraph: int) -> Markup:
    return Markup('<span class="reference">{}</span>').format(briefing.language.say("paragraph {number}", number=paragraph))


def _formula(briefing: Briefing, figure: Figure, groups: Mapping[str, Group]) -> Markup:
    """How the number was computed, over numbers that have entries of their own."""
    say, language = briefing.language.say, briefing.language
    numbers = [language.number(each) for each in figure.inputs]
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
    return _counted(briefing, figure)


def _values(briefing: Briefing, figure: Figure, groups: Mapping[str, Group]) -> Markup:
    """The inputs of a formula: whole groups by their name, the others each with its place."""
    language = briefing.language
    held = [group for group in dict.fromkeys(groups.values()) if set(group) <= set(figure.inputs)]
    single = [each for each in figure.inputs if groups.get(anchor(each)) not in held]
    links = [language.say("the values of {group}", group=_group_link(briefing, group)) for group in held]
    if len({each.geography for each in figure.inputs}) == 1:
        return language.listed([language.number(each) for each in single])
    places = briefing.labels.place
    return language.listed([*links, *(Markup("{} {}").format(places(each.geography), language.number(each)) for each in single)])


def _group_link(briefing: Briefing, group: Group) -> Markup:
    return Markup('<a href="#{}">{}</a>').format(_group_anchor(group), _in_source(briefing, group[0]))


def _in_source(briefing: Briefing, first: Figure) -> Markup:
    if first.source is None:
        return _label(briefing, first)
    return briefing.language.say("{measure} in {source}", measure=_label(briefing, first), source=_name(briefing, first.source))


def _counted(briefing: Briefing, figure: Figure) -> Markup:
    """Which rows were counted: their table, and the reports or names behind them."""
    say, language = briefing.language.say, briefing.language
    tables = dict.fromkeys(row.partition(":")[0] if ":" in row else "figures" for row in figure.rows)
    if not tables:
        return say("Counted: there is no such row in the data.")
    table = say("Counted: rows of the data table {tables}", tables=language.listed(list(tables)))
    sources = list(sources_of(briefing, figure))
    if len(sources) > LISTED:
        return say("{rows}, from reports that all stand under {sources}.", rows=table, sources=Markup('<a href="#sources">{}</a>').format(say("Sources")))
    behind = [say("{source} ({day})", source=_link(briefing, source), day=language.reported(source)) for source in sources]
    named = [_row_name(briefing, row) for row in figure.rows if row.partition(":")[0] in ("bodies", "indicators", "provinces")]
    if behind:
        return say("{rows}, from {sources}.", rows=table, sources=language.listed(behind))
    return say("{rows}: {names}.", rows=table, names=language.listed(named)) if named else table + "."


def _row_name(briefing: Briefing, row: str) -> Markup:
    table, _, key = row.partition(":")
    labels = briefing.labels
    name = {"bodies": labels.body, "indicators": labels.indicator, "provinces": labels.place}[table](key)
    return briefing.language.referenced(name)


def _row_sources(briefing: Briefing, row: str) -> Iterator[Source]:
    """The report behind a counted row; bodies, measures and provinces have none."""
    table, _, key = row.rpartition(":")
    store = briefing.store
    match table:
        case "" | "figures":
            found = store.by_id[key].source
            assert found is not None
            yield found
        case "sources":
            yield store.sources[key]
        case "commitments":
            yield next(each.source for each in store.commitments if each.commitment_id == key)
        case "findings":
            yield next(each.source for each in store.findings if each.finding_id == key)
        case "bodies" | "indicators" | "provinces":
            return
        case _:
            raise BriefingError(f"rows of {table} can't be counted on a page")


def _link(briefing: Briefing, source: Source | None) -> Markup:
    assert source is not None
    return Markup('<a href="#source-{}">{}</a>').format(source.source_id, _name(briefing, source))


def _name(briefing: Briefing, source: Source) -> Markup:
    publisher = briefing.language.referenced(source.publisher)
    return Markup("{}: {}").format(publisher, briefing.language.referenced(source.title)) if source.title else publisher


def _source(briefing: Briefing, source: Source) -> Markup:
    """A report with its address, its day, and whether all of it was read."""
    say, language = briefing.language.say, briefing.language
    basis = {
        "full_text": say("Read from the first line to the last."),
        "excerpt": say("Known from an excerpt only: what the report says further on is missing."),
        "compiled": say("Not read itself: known through public copies or a compiled table."),
    }[source.basis]
    address = Markup('<a class="address reference" href="{0}" rel="noreferrer">{0}</a>').format(source.url) if source.url else Markup("")
    reported = language.reported(source)
    return Markup('<li id="source-{}"><span class="name">{}</span> ({}). {} {}</li>').format(
        source.source_id, _name(briefing, source), reported, basis, address
    )
