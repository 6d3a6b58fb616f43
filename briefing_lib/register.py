"""The register at the end of a page: every number on it, and the report or formula it comes from."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from briefing_lib.briefing import Briefing
from briefing_lib.figures import Figure, Source
from briefing_lib.language import Prose, anchor, join
from briefing_lib.tables import level_name


def say_register(briefing: Briefing, numbers: Sequence[Figure]) -> Prose:
    """An entry for each number, in the order of the page, then the reports they rest on."""
    say = briefing.language.say
    sources = dict.fromkeys(leaf.source for figure in numbers for leaf in figure.reported if leaf.source)
    return join(
        [
            Markup('<h2 id="register">{}</h2>').format(say("Where each number comes from")),
            Markup('<ol class="register">{}</ol>').format(Markup("\n").join(_entry(briefing, figure) for figure in numbers)),
            Markup('<h2 id="sources">{}</h2>').format(say("Sources")),
            Markup('<ul class="sources">{}</ul>').format(Markup("\n").join(_source(briefing, source) for source in sources)),
        ]
    )


def _entry(briefing: Briefing, figure: Figure) -> Markup:
    details = _formula(briefing, figure) if figure.formula else _origin(briefing, figure)
    return Markup('<li id="{}"><p class="what">{}</p>{}</li>').format(anchor(figure), _what(briefing, figure), details)


def _what(briefing: Briefing, figure: Figure) -> Markup:
    """Value, measure, place, level and time."""
    say, language = briefing.language.say, briefing.language
    value = Markup("<strong>{}</strong>").format(language.quantity(figure))
    if figure.formula == "count":
        return say("{value}, counted", value=value)
    return say(
        "{value}: {measure}, {place}, {level}; {when}",
        value=value, measure=briefing.labels.indicator(figure.indicator.name), place=briefing.labels.place(figure.geography),
        level=level_name(briefing, figure), when=language.when(figure),
    )  # fmt: skip


def _origin(briefing: Briefing, figure: Figure) -> Markup:
    say, language, source = briefing.language.say, briefing.language, figure.source
    assert source is not None
    link = Markup('<a href="#source-{}">{}</a>').format(source.source_id, _name(briefing, source))
    where = say("{source}, {paragraph}", source=link, paragraph=_paragraph(briefing, figure.paragraph)) if figure.paragraph else link
    parts = [
        say("Printed as {printed}.", printed=Markup('<q class="reference">{}</q>').format(figure.as_printed)),
        say("In {where}; {reported}.", where=where, reported=language.reported(source)),
        say("Said by {who}.", who=briefing.labels.who(figure)),
    ]
    if figure.doubts:
        parts.append(say("In doubt: {reasons}.", reasons=language.listed([language.doubt(code) for code in figure.doubts])))
    return Markup("<p>{}</p>").format(Markup(" ").join(parts))


def _paragraph(briefing: Briefing, paragraph: int) -> Markup:
    return Markup('<span class="reference">{}</span>').format(briefing.language.say("paragraph {number}", number=paragraph))


def _formula(briefing: Briefing, figure: Figure) -> Markup:
    """How the number was computed, over numbers that have entries of their own."""
    say, language = briefing.language.say, briefing.language
    numbers = [language.number(each) for each in figure.inputs]
    match figure.formula:
        case "ratio":
            text = say("Computed: {one} divided by {other}.", one=numbers[0], other=numbers[1])
        case "difference":
            text = say("Computed: {one} less {other}.", one=numbers[0], other=numbers[1])
        case "sum":
            text = say("Computed: the sum of {numbers}.", numbers=language.listed(numbers))
        case "rank":
            text = say("Computed: the place of {one} among {numbers}, from the highest.", one=numbers[0], numbers=language.listed(numbers[1:]))
        case _:
            text = say("Counted: rows of the data package, named in the mark-up of the number.")
    return Markup("<p>{}</p>").format(text)


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
    return Markup('<li id="source-{}">{} ({}). {} {}</li>').format(source.source_id, _name(briefing, source), reported, basis, address)


