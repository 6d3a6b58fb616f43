"""How a language says numbers, days and sentences, and how a page marks where each number comes from.

Every sentence goes through `say`, so that a catalogue can translate it; every number goes through `number`,
so that a reader and a program can trace it.
"""

from __future__ import annotations

import datetime as dt
import functools
import gettext
import hashlib
import html
import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from briefing_lib.errors import WrongParameter
from briefing_lib.figures.figure import Figure
from briefing_lib.figures.period import Period
from briefing_lib.figures.source import Source
from briefing_lib.store.places import Province
from briefing_lib.store.store import Store

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = {"en": "en_GB", "vi": "vi_VN", "id": "id_ID"}
"""The languages of the data, each with the locale that writes its numbers and days."""


def available_languages() -> tuple[str, ...]:
    """The languages that a page can be written in: English, and those with a catalogue of sentences."""
    return tuple(code for code in LANGUAGES if code == "en" or gettext.find("briefing", LOCALES, [code]))


class Prose(Markup):
    """A piece of a page: HTML with traced numbers, shown as such in a notebook and as plain text elsewhere."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)

    def __repr__(self) -> str:
        blocks = re.sub(r"</(p|h\d|li|tr|caption|summary|dd|dt|th|td)>|<br>", "\n", str(self))
        lines = (" ".join(html.unescape(re.sub(r"<[^>]*>", "", block)).split()) for block in blocks.splitlines())
        return "\n".join(line for line in lines if line)


def join(pieces: Iterable[str], between: str = "\n") -> Prose:
    """Several pieces as one; plain text among them is escaped."""
    return Prose(Markup(between).join(piece for piece in pieces if piece))


def plain(markup: str) -> str:
    """The words that a reader sees, without mark-up: of a doubt only its question mark."""
    return str(Markup(re.sub(r'<span class="unseen">.*?</span>', "", str(markup))).striptags())


class Language:
    """One language, with the store whose labels it uses.

    >>> Language("en").say("{count} reports", count=3)
    Markup('3 reports')
    """

    def __init__(self, code: str) -> None:
        if code not in available_languages():
            raise WrongParameter("language", code, f"pages can be written in {', '.join(available_languages())}")
        self.code = code
        self.locale = LANGUAGES[code]
        self._catalogue = gettext.translation("briefing", LOCALES, [code], fallback=True)

    def say(self, message: str, /, **parts: object) -> Markup:
        """The sentence in this language, with its parts put in; parts that are plain text are escaped."""
        return Markup(escape(self._catalogue.gettext(message))).format(**parts)

    def say_many(self, one: str, many: str, how_many: int, /, **parts: object) -> Markup:
        """The same where the wording depends on a number."""
        return Markup(escape(self._catalogue.ngettext(one, many, how_many))).format(**parts)

    def listed(self, pieces: Sequence[str]) -> Markup:
        """Pieces as a list in a sentence: a, b and c."""
        marks = [f"\0{index}\0" for index in range(len(pieces))]
        text = str(escape(format_list(marks, locale=self.locale)))
        return Markup(re.sub(r"\0(\d+)\0", lambda match: str(escape(pieces[int(match[1])])), text))

    def plain_number(self, value: Decimal, digits: int | None = None) -> str:
        """A number as this language writes it, rounded half up where `digits` is given."""
        places = digits if digits is not None else max(0, -int(value.normalize().as_tuple().exponent))
        rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        return str(format_decimal(rounded, format=f"#,##0.{'0' * places}", locale=self.locale)).replace("-", "−")

    def shown(self, figure: Figure) -> str:
        """The figure's number as text, without hedge: `94.7%`."""
        if figure.unit == "share":
            return self.plain_number(figure.value * 100, 1) + "%"
        if figure.unit == "percent":
            return self.plain_number(figure.value) + "%"
        if figure.unit == "persons_per_unit":
            return self.plain_number(figure.value, 0)
        return self.plain_number(figure.value)

    def number(self, figure: Figure) -> Markup:
        """The figure's number, marked with what it is traced to and linked to its entry on the page."""
        if figure.formula:
            origin = Markup('data-formula="{}" data-figures="{}"').format(figure.formula, " ".join(figure.references))
        else:
            origin = Markup('data-figure="{}"').format(figure.figure_id)
        data = Markup('<data value="{}" {}>{}</data>').format(f"{figure.value:f}", origin, self.shown(figure))
        return Markup('<a class="number" href="#{}">{}</a>').format(anchor(figure), data)

    def quantity(self, figure: Figure) -> Markup:
        """Hedge, number, unit and doubt: all that a sentence must not hide."""
        number = self.number(figure) + self.doubt_mark(figure.doubts)
        match figure.unit:
            case "km2":
                number = self.say("{number} km²", number=number)
            case "billion_vnd":
                number = self.say("{number} billion VND", number=number)
        return self.hedged(figure.qualifier, number)

    def plain_quantity(self, figure: Figure) -> str:
        """The same as plain text, for chart labels and descriptions; a doubtful number keeps its question mark."""
        return plain(self.quantity(figure))

    def hedged(self, qualifier: str, number: Markup) -> Markup:
        """A number with the hedge that its source prints."""
        match qualifier:
            case "approx":
                return self.say("about {number}", number=number)
            case "nearly":
                return self.say("nearly {number}", number=number)
            case "more_than":
                return self.say("more than {number}", number=number)
            case "at_least":
                return self.say("at least {number}", number=number)
            case "less_than":
                return self.say("less than {number}", number=number)
            case "at_most":
                return self.say("at most {number}", number=number)
        return number

    def doubt_mark(self, doubts: Sequence[str]) -> Markup:
        """A mark behind a doubtful number that says in words what is doubtful."""
        if not doubts:
            return Markup("")
        words = self.listed([self.doubt(code) for code in doubts])
        text = self.say("doubtful: {reasons}", reasons=words)
        return Markup('<span class="doubt" title="{0}"><span aria-hidden="true">?</span><span class="unseen"> ({0})</span></span>').format(
            text
        )

    def doubt(self, code: str) -> Markup:
        """What a doubt code means, in a few words."""
        return {
            "translation": self.say("the translation is unclear"),
            "scope": self.say("what is counted is unclear"),
            "date": self.say("the day or period is unclear"),
            "contradicted": self.say("another printed number contradicts it"),
            "rounding": self.say("it is rounded"),
        }[code]

    def day(self, text: str | dt.date) -> Markup:
        """A day or a month: `1 October 2025`, `October 2025`."""
        iso = str(text)
        if len(iso) == len("2025-10"):
            shown = format_date(dt.date.fromisoformat(f"{iso}-01"), "MMMM y", locale=self.locale)
        else:
            shown = format_date(
                dt.date.fromisoformat(iso), "d MMMM y" if self.code != "vi" else "'ngày' d 'tháng' M 'năm' y", locale=self.locale
            )
        return Markup('<time datetime="{}">{}</time>').format(iso, shown)

    def age(self, since: dt.date, until: dt.date) -> Markup:
        """The days between two days, as a duration that names both."""
        days = (until - since).days
        shown = self.say_many("{days} day", "{days} days", days, days=self.plain_number(Decimal(days)))
        return Markup('<time datetime="P{}D" data-from="{}" data-to="{}">{}</time>').format(days, since, until, shown)

    def period(self, period: Period) -> Markup:
        """When a number held, or '' where nothing is printed."""
        if period.start and period.end:
            return self.say("{start} to {end}", start=self.day(period.start), end=self.day(period.end))
        if period.start:
            return self.say("since {start}", start=self.day(period.start))
        return self.day(period.as_of) if period.as_of else Markup("")

    def reported(self, source: Source) -> Markup:
        """On what day the report came out, as far as that is known."""
        if source.published_on:
            if len(source.published_on) == len("2025-10"):
                return self.say("reported in {month}", month=self.day(source.published_on))
            return self.say("reported on {day}", day=self.day(source.published_on))
        return self.say("no date printed, in hand since {day} at the latest", day=self.day(source.known_from))

    def when(self, figure: Figure) -> Markup:
        """The period or day the figure speaks of; where none is printed, when it was reported."""
        period = self.period(figure.period)
        if period or figure.source is None:
            return period or self.listed([self.when(each) for each in figure.reported[:1]])
        return self.reported(figure.source)

    def reference(self, text: str) -> Markup:
        """A document number or name with digits that the data hold."""
        return Markup('<span class="reference">{}</span>').format(text)

    def referenced(self, text: str) -> Markup:
        """Text of the data in which days and document numbers are marked."""
        pieces = re.split(r"((?:\w+\s)?[\w./-]*\d[\w./-]*\w|\d)", text)
        return Markup("").join(self._marked(piece) if index % 2 else escape(piece) for index, piece in enumerate(pieces))

    def _marked(self, token: str) -> Markup:
        word, _, last = token.rpartition(" ")
        if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", last):
            return escape(f"{word} " if word else "") + self.day(last)
        return self.reference(token)


class Labels:
    """What things of the package are called in one language."""

    def __init__(self, store: Store, language: Language) -> None:
        self.store, self.language = store, language

    def indicator(self, name: str) -> str:
        return self.store.indicators[name].labels[self.language.code]

    def measure(self, name: str) -> Markup:
        """The same for a page: digits that belong to the name are marked as such."""
        return self.language.referenced(self.indicator(name))

    def within(self, name: str) -> Markup:
        """The same within a sentence: without its capital, unless it begins with a name as "People's Council" does."""
        first, blank, rest = self.indicator(name).partition(" ")
        return self.language.referenced(f"{first if rest[:1].isupper() else first[:1].lower() + first[1:]}{blank}{rest}")

    def body(self, body: str) -> str:
        return self.store.bodies[body].names[self.language.code]

    def place(self, geography: str) -> str:
        if geography == "VN":
            return str(self.language.say("Viet Nam"))
        return self.store.provinces[geography].name(self.language.code)

    def who(self, figure: Figure) -> Markup:
        """The body that stated the figure; where the report does not say, who reported it."""
        first = figure.reported[0]
        if first.stated_by:
            return self.language.referenced(self.body(first.stated_by))
        publisher = self.language.referenced(first.source.publisher) if first.source else Markup("")
        return self.language.say("reported by {publisher}", publisher=publisher)

    def title(self, province: Province, day: dt.date) -> Markup:
        """Kind and name of a province as of a day: `Da Nang city`."""
        name = province.name(self.language.code)
        if province.kind(day) == "city":
            return self.language.say("{name}, centrally run city", name=name)
        return self.language.say("{name} province", name=name)


def anchor(figure: Figure) -> str:
    """The name of a figure's entry on a page."""
    return f"figure-{figure.figure_id}" if figure.figure_id else f"formula-{hashlib.sha256(figure.reference.encode()).hexdigest()[:12]}"


@functools.cache
def language_of(code: str) -> Language:
    """The language of this code; WrongParameter where no page can be written in it."""
    return Language(code)
