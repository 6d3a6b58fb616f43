"""Tables of traced numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from briefing_lib.briefing.briefing import Briefing, Reading
from briefing_lib.figures.figure import Figure
from briefing_lib.wording.language import Language, Prose


def table(caption: str, header: Sequence[str], rows: Iterable[Sequence[str]], *, numeric: Sequence[int] = ()) -> Prose:
    """An HTML table whose first column names its rows; columns in `numeric` are set flush right."""

    def cell(index: int, content: str) -> Markup:
        tag = Markup('th scope="row"') if index == 0 else Markup("td")
        kind = Markup(' class="numeric"') if index in numeric else Markup("")
        return Markup("<{0}{1}>{2}</{3}>").format(tag, kind, content, Markup("th") if index == 0 else Markup("td"))

    head = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(Markup(' class="numeric"') if index in numeric else Markup(""), title)
        for index, title in enumerate(header)
    )
    body = Markup("\n").join(
        Markup("<tr>{}</tr>").format(Markup("").join(cell(index, content) for index, content in enumerate(row))) for row in rows
    )
    return Prose(
        Markup(
            '<div class="table" role="region" tabindex="0" aria-label="{0}"><table><caption>{1}</caption>'
            "<thead><tr>{2}</tr></thead><tbody>\n{3}\n</tbody></table></div>"
        ).format(escape(caption).striptags(), caption, head, body)
    )


def table_readings(briefing: Briefing, *themes: str) -> Prose | None:
    """All that this place reports under these headings, with level, time, speaker and the national figure beside it."""
    readings = briefing.under(*themes)
    if not readings:
        return None
    say = briefing.language.say
    national = [briefing.find_national(reading.indicator.name, reading.shown.level) for reading in readings]
    beside = [_national(briefing, each) for each in national] if any(national) else []
    rows = [_reading_row(briefing, reading) for reading in readings]
    return table(
        say("{theme}: what the reports in hand say", theme=theme_name(briefing, themes[0])),
        (say("Measure"), say("Value"), say("When"), say("Level"), say("Stated by"), *([say("Viet Nam, same level")] if beside else [])),
        [(*row, nation) for row, nation in zip(rows, beside, strict=True)] if beside else rows,
        numeric=(1, 5),
    )


def _national(briefing: Briefing, nation: Reading | None) -> Markup:
    return dated(briefing, nation.shown) if nation else briefing.language.say("not reported")


def _reading_row(briefing: Briefing, reading: Reading) -> tuple[str, ...]:
    shown, language = reading.shown, briefing.language
    return (
        briefing.labels.measure(shown.indicator.name),
        language.quantity(shown) + _others(briefing, reading),
        language.when(shown),
        level_name(briefing, shown),
        briefing.labels.who(shown),
    )


def _others(briefing: Briefing, reading: Reading) -> Markup:
    """The other values of a measure, beside the one that is shown: contradicting ones first, then earlier ones."""
    language = briefing.language
    return Markup("").join(
        Markup('<br><span class="when">{}</span>').format(
            language.say("also {value}, {when}", value=language.quantity(each), when=language.when(each))
        )
        for each in (*reading.conflicting, *reversed(reading.earlier))
    )


def dated(briefing: Briefing, figure: Figure) -> Markup:
    """A figure with the day or period it speaks of, for a cell."""
    language = briefing.language
    return Markup('{}<br><span class="when">{}</span>').format(language.quantity(figure), language.when(figure))


def level_name(briefing: Briefing, figure: Figure) -> Markup:
    """Whose work a figure counts, in words."""
    return level_word(briefing.language, figure.level)


def level_word(language: Language, level: str) -> Markup:
    """What a level is called."""
    say = language.say
    return {
        "national": say("central bodies"),
        "ministry": say("ministries"),
        "province": say("province level"),
        "department": say("departments"),
        "land_registry": say("land registration offices"),
        "district": say("former districts"),
        "commune": say("commune level"),
        "all": say("all levels"),
    }[level]


def theme_name(briefing: Briefing, theme: str) -> Markup:
    """A theme as a heading."""
    say = briefing.language.say
    return {
        "territory": say("Territory and population"),
        "apparatus": say("Apparatus and rules"),
        "staffing": say("Staffing"),
        "benefits": say("Benefits for people who leave"),
        "dossiers": say("Dossiers and service centres"),
        "procedures": say("Procedures and digital services"),
        "premises": say("Premises, equipment and money"),
        "indices": say("Indices"),
        "leadership": say("Direction and public consent"),
    }[theme]
