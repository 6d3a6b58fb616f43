"""The sentences of a briefing, section by section."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from briefing_lib.briefing.briefing import Briefing, Reading
from briefing_lib.briefing.comparison import dossier_flows, residents_per_unit, share_of
from briefing_lib.figures.figure import Figure, count
from briefing_lib.store.places import FIRST_DAY
from briefing_lib.wording.language import Prose, join
from briefing_lib.wording.tables import level_name


def heading(title: str, name: str, level: int = 2) -> Markup:
    """A heading that can be linked to."""
    return Markup('<h{0} id="{1}">{2}</h{0}>').format(level, name, title)


def paragraph(*sentences: str, kind: str = "") -> Markup:
    """Sentences as one paragraph."""
    attribute = Markup(' class="{}"').format(kind) if kind else Markup("")
    return Markup("<p{}>{}</p>").format(attribute, Markup(" ").join(sentence for sentence in sentences if sentence))


def items(pieces: Sequence[str], kind: str = "") -> Markup:
    """Pieces as a list."""
    attribute = Markup(' class="{}"').format(kind) if kind else Markup("")
    return Markup("<ul{}>{}</ul>").format(attribute, Markup("\n").join(Markup("<li>{}</li>").format(piece) for piece in pieces))


def stated(briefing: Briefing, figure: Figure) -> Markup:
    """Who said it and when it held, in brackets."""
    say = briefing.language.say
    return say("({who}; {when})", who=briefing.labels.who(figure), when=briefing.language.when(figure))


def say_opening(briefing: Briefing) -> Prose:
    """Title, whom the page is for, the age of its newest figure, and what stands behind it."""
    say, language = briefing.language.say, briefing.language
    name = briefing.province.name(language.code)
    purpose = say(
        "For whoever must brief somebody on how two-tier local government is going in {name}. As of {day}: only what was known by then.",
        name=name,
        day=language.day(briefing.as_of),
    )
    return join(
        [
            Markup("<h1>{}</h1>").format(briefing.labels.title(briefing.province, briefing.as_of)),
            paragraph(purpose, kind="lead"),
            paragraph(_freshness(briefing), kind="freshness"),
            _behind(briefing),
        ]
    )


def reported_work(briefing: Briefing) -> tuple[Figure, ...]:
    """The figures on how the two-tier model works: no standing facts of territory, nothing that ended before it began."""
    return tuple(figure for figure in briefing.figures if figure.indicator.theme != "territory" and figure.day >= FIRST_DAY)


def _freshness(briefing: Briefing) -> Markup:
    say, language, name = briefing.language.say, briefing.language, briefing.province.name(briefing.language.code)
    work = reported_work(briefing)
    if not work:
        return say(
            "No report in hand gives a figure on how the work goes in {name}; what follows are standing facts, what binds it and "
            "what to ask for.",
            name=name,
        )
    dated = [figure for figure in work if figure.dated]
    newest = max(dated or work, key=lambda figure: figure.day)
    return say(
        "The newest figure on its work ({when}) lies at least {age} before the day of this page.",
        when=language.when(newest),
        age=language.age(newest.day, briefing.as_of),
    )


def _behind(briefing: Briefing) -> Markup:
    """Counts of what the page rests on; each leads to the rows that were counted."""
    say_many, language, place = briefing.language.say_many, briefing.language, briefing.province
    figures = [figure.figure_id for figure in briefing.figures]
    reports = [f"sources:{source.source_id}" for source in briefing.sources]
    bodies = list(dict.fromkeys(f"bodies:{figure.stated_by}" for figure in briefing.figures if figure.stated_by))
    doubtful = [figure.figure_id for figure in briefing.figures if figure.doubts]
    excerpts = [figure.figure_id for figure in briefing.figures if figure.source and figure.source.basis == "excerpt"]
    counts = (
        (say_many("figure on {name}", "figures on {name}", len(figures), name=place.name(language.code)), figures),
        (say_many("report or act behind them", "reports and acts behind them", len(reports)), reports),
        (say_many("body named as speaker", "bodies named as speakers", len(bodies)), bodies),
        (say_many("doubtful figure", "doubtful figures", len(doubtful)), doubtful),
        (say_many("figure known from an excerpt only", "figures known from an excerpt only", len(excerpts)), excerpts),
    )
    pairs = (
        Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(label, language.number(count(rows, geography=place.code)))
        for label, rows in counts
    )
    return Markup('<dl class="behind">{}</dl>').format(Markup("\n").join(pairs))


def say_apparatus(briefing: Briefing) -> Prose:
    """What was merged, into how many units of which kind, and how many residents one unit serves."""
    say = briefing.language.say
    return join([heading(say("Apparatus"), "apparatus"), paragraph(_origin(briefing)), paragraph(*_units(briefing))])


def _origin(briefing: Briefing) -> Markup:
    say, language, province = briefing.language.say, briefing.language, briefing.province
    name, first = province.name(language.code), province.changes[0]
    act = language.reference(first.legal_basis)
    if province.merged:
        former = [each.name_vi if language.code == "vi" else each.name_en for each in province.former]
        origin = say(
            "{name} was formed on {day} from {former} (Resolution {act}).",
            name=name,
            day=language.day(first.valid_from),
            former=language.listed(former),
            act=act,
        )
    else:
        origin = say("{name} was not merged with another province (Resolution {act}).", name=name, act=act)
    change = province.change(briefing.as_of)
    if change is first:
        return origin
    became = say(
        "It became a centrally run city on {day} (Resolution {act}).",
        day=language.day(change.valid_from),
        act=language.reference(change.legal_basis),
    )
    return origin + " " + became


def _units(briefing: Briefing) -> list[Markup]:
    say, language = briefing.language.say, briefing.language
    lists = briefing.unit_lists(briefing.province.code)
    if not lists:
        return [say("No list of its commune-level units is in hand.")]
    units = lists[-1]
    communes, wards, zones = units.inputs
    sentences = [
        say(
            "It has {units} commune-level units: {communes}, {wards} and {zones} ({when}).",
            units=language.quantity(units),
            communes=language.say_many("{number} commune", "{number} communes", int(communes.value), number=language.quantity(communes)),
            wards=language.say_many("{number} ward", "{number} wards", int(wards.value), number=language.quantity(wards)),
            zones=language.say_many("{number} special zone", "{number} special zones", int(zones.value), number=language.quantity(zones)),
            when=language.when(communes),
        )
    ]
    if residents := residents_per_unit(briefing):
        population = residents.inputs[0]
        sentences.append(
            say(
                "With {population} registered residents on {when}, there were {residents} residents to one unit on average.",
                population=language.quantity(population),
                when=language.when(population),
                residents=language.quantity(residents),
            )
        )
    return sentences


def say_dossiers(briefing: Briefing) -> Prose:
    """Dossiers received, resolved, submitted online and not resolved by then, level by level, each share with its base."""
    say = briefing.language.say
    sentences = [paragraph(*_dossier_sentences(briefing, flow)) for flow in dossier_flows(briefing)]
    if not briefing.under("dossiers"):
        sentences = [paragraph(say("No report in hand counts dossiers here."), kind="empty")]
    return join([heading(say("Dossiers"), "dossiers"), *sentences])


def _dossier_sentences(briefing: Briefing, received: Reading) -> list[Markup]:
    say, language, base = briefing.language.say, briefing.language, received.shown
    level = level_name(briefing, base)
    sentences = [
        say(
            "{level}: {received} dossiers were received {stated}.",
            level=capital(level),
            received=language.quantity(base),
            stated=stated(briefing, base),
        )
    ]
    if resolved := share_of(briefing, "dossiers_resolved", base):
        left = base - resolved.inputs[0]
        sentences.append(
            say(
                "Of these, {resolved} were resolved, {share} of those received; {left} were not resolved by then.",
                resolved=language.quantity(resolved.inputs[0]),
                share=language.quantity(resolved),
                left=language.quantity(left),
            )
        )
    if online := share_of(briefing, "dossiers_online", base):
        sentences.append(
            say(
                "Submitted online were {online}, {share} of those received.",
                online=language.quantity(online.inputs[0]),
                share=language.quantity(online),
            )
        )
    return sentences


def say_procedures(briefing: Briefing) -> Prose:
    """Heading of the section on procedures and digital services, with the share offered online where it can be computed."""
    say, language = briefing.language.say, briefing.language
    in_force = briefing.read("procedures_in_force", briefing.province.code)
    online = share_of(briefing, "procedures_online", in_force.shown) if in_force else None
    sentence = (
        say(
            "Of {all} administrative procedures, {online} are offered online, {share} {stated}.",
            all=language.quantity(online.inputs[1]),
            online=language.quantity(online.inputs[0]),
            share=language.quantity(online),
            stated=stated(briefing, online.inputs[1]),
        )
        if online
        else ""
    )
    return _section(briefing, say("Procedures and digital services"), sentence, "procedures")


def say_staffing(briefing: Briefing) -> Prose:
    """Heading of the section on staffing and benefits."""
    return _section(briefing, briefing.language.say("Staffing and benefits"), "", "staffing", "benefits")


def say_premises(briefing: Briefing) -> Prose:
    """Heading of the section on premises, with the share handled where it can be computed."""
    say, language = briefing.language.say, briefing.language
    surplus = briefing.read("surplus_premises", briefing.province.code)
    handled = share_of(briefing, "surplus_premises_handled", surplus.shown) if surplus else None
    sentence = (
        say(
            "Of {all} surplus premises, {handled} were handled, {share} {stated}.",
            all=language.quantity(handled.inputs[1]),
            handled=language.quantity(handled.inputs[0]),
            share=language.quantity(handled),
            stated=stated(briefing, handled.inputs[1]),
        )
        if handled
        else ""
    )
    return _section(briefing, say("Premises, equipment and money"), sentence, "premises")


def say_indices(briefing: Briefing) -> Prose:
    """Heading of the section on indices."""
    return _section(briefing, briefing.language.say("Indices"), "", "indices")


def _section(briefing: Briefing, title: Markup, sentence: str, *themes: str) -> Prose:
    """A heading and a sentence; where nothing is reported, one plain line instead."""
    if not briefing.under(*themes):
        name = briefing.province.name(briefing.language.code)
        line = paragraph(briefing.language.say("No report in hand gives a figure on this for {name}.", name=name), kind="empty")
    else:
        line = paragraph(sentence) if sentence else Markup("")
    return join([heading(title, themes[0]), line])


def capital(text: Markup) -> Markup:
    """The same words with a capital letter first."""
    return Markup(text[:1].upper()) + text[1:]
