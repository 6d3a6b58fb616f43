"""Says facts in one language: templates hold the sentences, the writer puts figures, days and names into them.

Whatever a template shows of the data goes through a filter of the writer: `{{ figure | quantity }}` hedges, marks, doubts and
traces a number, and the writer keeps what was shown, so that a piece of a page knows its figures, reports and headings.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import hashlib
import importlib.metadata
import pickle
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from briefing_lib import briefing as facts
from briefing_lib.briefing import PLACEHOLDER, Briefing, Due, Reading
from briefing_lib.errors import FailedBriefing
from briefing_lib.figures import RATED, Figure, Indicator, Source, count, first_day_of, last_day_of
from briefing_lib.store import Commitment, EditorsMessage, Event, Finding, Place, Store, parse_placeholder
from briefing_lib.wording.language import LANGUAGES, alphabetical, language_of
from briefing_lib.wording.piece import Piece

TEMPLATES = Path(__file__).parent / "templates"
FILTERS = (
    "number", "hedged", "quantity", "bare", "value", "doubts", "day", "dated", "age", "when", "when_all", "reported", "stated", "who",
    "body", "place", "title", "kind", "region", "measure", "told", "within", "level", "unit", "label", "referenced", "reference", "named",
    "linked", "cited", "paragraph", "listed", "capital", "publishers", "by_name", "columns", "national", "row_name", "filled",
    "stated_all", "late", "next_day", "last_day", "row_to_open", "month_of", "task", "bodies", "said", "shortest_task", "lower_first",
    "lasting",
)  # fmt: skip
"""Methods of the writer that templates use as filters."""
FACTS = {name: getattr(facts, name) for name in facts.__all__ if name.islower()} | {"count": count}
"""Functions of facts, which templates may call."""
PAGE, TEXT = "page", "text"
"""What a day is of that stands in no column: the day of the page, and one in a text of the data."""
DOCUMENT_OR_DAY = re.compile(r"((?<!\w)(?:\w+\s)?[\w./-]*\d[\w./-]*\w|\d)")
ISO_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table of figures."""

    name: str
    title: str
    cells: list[str]


@dataclass
class Shown:
    """What a render has shown so far; each figure with its mark."""

    figures: dict[str, str] = field(default_factory=dict)
    sources: dict[str, None] = field(default_factory=dict)
    headings: list[tuple[str, str]] = field(default_factory=list)


class Writer:
    """Words of one language over one package.

    `linked` numbers lead to their entry on the page; without it they stand for themselves, as in a notebook or a tile. A `plain`
    writer says the same without mark-up, for charts, tooltips and descriptions.
    """

    def __init__(self, store: Store, code: str = "en", *, linked: bool = True, is_plain: bool = False) -> None:
        self.store, self.language, self.is_linked, self.is_plain = store, language_of(code), linked, is_plain
        self._shown: list[Shown] = [Shown()]
        environment = environment_of(code)
        self._marks: Any = environment.get_template("marks.txt.j2" if is_plain else "marks.html.j2").make_module({"writer": self})
        self._phrases: Any = environment.get_template("phrases.html.j2").make_module({"writer": self})

    @functools.cached_property
    def plain(self) -> Writer:
        """The same words without mark-up."""
        return Writer(self.store, self.language.code, is_plain=True)

    # Templates

    def render(self, template: str, /, **facts: Any) -> Piece:
        """A template, said; the piece carries what it shows."""
        return self._said(lambda: environment_of(self.language.code).get_template(template).render(writer=self, **facts))

    def blocks(self, template: str, names: Iterable[str], /, **facts: Any) -> dict[str, Piece]:
        """Some blocks of a template by their names, said one by one; a block that it lacks is that of `base.html.j2` beside it."""
        environment = environment_of(self.language.code)
        found, base = environment.get_template(template), environment.get_template(f"{template.rpartition('/')[0]}/base.html.j2")
        blocks, context = {**base.blocks, **found.blocks}, found.new_context({"writer": self, **facts})
        return {name: self._said(functools.partial(_block, blocks[name], context)) for name in names}

    def phrase(self, name: str, /, *parts: Any, **named: Any) -> Markup:
        """A short phrase of `phrases.html.j2`, without mark-up around it."""
        return Markup(getattr(self._phrases, name)(*parts, **named).strip())

    def text(self, name: str, /, *parts: Any, **named: Any) -> str:
        """The same as plain text, for labels that no page holds."""
        return plain(self.plain.phrase(name, *parts, **named))

    def _said(self, render: Any) -> Piece:
        self._shown.append(Shown())
        try:
            html = Markup(render().strip())
        except jinja2.TemplateError as problem:
            raise FailedBriefing(f"a template can't be said: {type(problem).__name__}: {problem}") from problem
        finally:
            shown = self._shown.pop()
        figures = sorted(shown.figures, key=lambda each: html.find(shown.figures[each]))  # parts of a sentence may be made in another order
        return Piece(html, tuple(figures), tuple(shown.sources), tuple(shown.headings))

    def heading(self, name: str, title: str, level: int = 2) -> Markup:
        """A heading that can be linked to."""
        if level == 2:
            self._shown[-1].headings.append((name, str(Markup(title).striptags())))
        return self._mark("heading", name, title, level)

    def _mark(self, name: str, *parts: Any) -> Markup:
        return Markup(getattr(self._marks, name)(*parts))

    # Numbers

    def number(self, figure: Figure, linked: bool | None = None) -> Markup:
        """The figure's number, marked with what it is traced to and linked to its entry on the page."""
        mark = self._mark("number", figure, self.language.shown(figure))
        self._shown[-1].figures.setdefault(figure.reference, mark)
        return self._mark("to_entry", mark, anchor(figure)) if (self.is_linked if linked is None else linked) else mark

    def hedged(self, figure: Figure) -> Markup:
        """The number with the hedge that its source prints and its unit, as in a formula, whose entry says what is doubtful."""
        return self._quantity(replace(figure, marked=()), self.number(figure))

    def quantity(self, figure: Figure) -> Markup:
        """Hedge, number, unit and the doubt that could change a conclusion: all that a sentence must not hide."""
        return self._quantity(figure, self.number(figure))

    def bare(self, figure: Figure) -> Markup:
        """The same without a link: it stands within one."""
        return self._quantity(figure, self.number(figure, linked=False))

    def value(self, figure: Figure) -> Markup:
        """The same without link and doubt: it stands in its own entry, which says what is doubtful."""
        return self.bare(replace(figure, marked=()))

    def _quantity(self, figure: Figure, number: Markup) -> Markup:
        marked = number + self._mark("doubt", self._reasons(figure.marked)) if figure.marked else number
        if figure.unit in RATED:
            return self._hedged(figure, self.phrase("rate", figure.unit, marked))
        form = self.store.codes["unit_form"].get(figure.unit) if "unit_form" in self.store.codes else None
        return self._hedged(figure, _set_in(form[self.language.code], "{number}", marked) if form else marked)

    def _hedged(self, figure: Figure, number: Markup) -> Markup:
        return _set_in(self.store.label("qualifier", figure.qualifier, self.language.code), "{number}", number)

    def doubts(self, figure: Figure) -> Markup:
        """All that is doubtful, in a few words; blank where nothing is."""
        return self._reasons(figure.doubts)

    def _reasons(self, codes: Sequence[str]) -> Markup:
        return self.listed([self.label(code, "doubt") for code in codes]) if codes else Markup("")

    # Days

    def day(self, day: str | dt.date, of: str = PAGE) -> Markup:
        """A day or a month; `of` is the row and column that it stands in (or `manifest`), else it is the day of the page."""
        return self._mark("time", str(day), self.language.day(day), of)

    def dated(self, record: Any, column: str, size: int | None = None, of: Any = None) -> Markup:
        """The day in a column of a record, marked with both; as much of it as `size` letters say. A change is a record `of` its place."""
        leaf = next((each for each in record.reported if each.period == record.period), record) if isinstance(record, Figure) else record
        day = getattr(record.period, column.removeprefix("period_")) if isinstance(record, Figure) else getattr(record, column)
        return self.day(str(day)[:size], f"{row_of(of or leaf)} {column}")

    def age(self, figure: Figure, until: dt.date) -> Markup:
        """How many days a figure is old, as a duration that names both days and the row of the first."""
        since = figure.day
        days = (until - since).days
        said = self.phrase("days", days, self.language.number(Decimal(days)))
        return self._mark("duration", days, since, until, said, f"{row_of(figure)} day")

    def late(self, of: Commitment, until: dt.date) -> Markup:
        """How many days a task is past its last day, as a duration that names both days and the row of the first."""
        since = of.deadline or until
        days = (until - since).days
        said = self.phrase("days", days, self.language.number(Decimal(days)))
        return self._mark("duration", days, since, until, said, f"{row_of(of)} deadline")

    def lasting(self, figure: Figure) -> Markup:
        """How many days a period has, the first and the last among them, as a duration that names both and the row."""
        period = figure.period
        leaf = next(each for each in figure.reported if each.period == period)
        said = self.phrase("days", period.days, self.language.number(Decimal(period.days)))
        ends = first_day_of(period.start), last_day_of(period.end)
        return self._mark("duration", period.days, *ends, said, f"{row_of(leaf)} period")

    def next_day(self, day: dt.date, of: Commitment) -> Markup:
        """A day of the rhythm of a task, with its hour where it names one, marked with the row that gives the rhythm."""
        hour = facts.hour_of(of)
        return self.day(f"{day}T{hour}" if hour else day, f"{row_of(of)} recurrence")

    def last_day(self, of: Due) -> Markup:
        """The last day of a task; where it has none, whether it recurs."""
        if of.state == "recurring":
            return self.phrase("recurs")
        return self.dated(of.commitment, "deadline") if of.commitment.deadline else self.phrase("no_last_day")

    def when(self, figure: Figure) -> Markup:
        """The period or day the figure speaks of, and whether it is inferred; where none is printed, when it was reported."""
        period = figure.period
        if period.start or period.as_of:
            said = self.phrase("period", figure)
            return self.phrase("inferred", said) if figure.period_basis == "inferred" else said
        if figure.source is None:
            return self.when(figure.reported[0]) if figure.reported else Markup("")
        return self.reported(figure.source)

    def when_all(self, figures: Sequence[Figure]) -> Markup:
        """The day or period of all of these figures, or that they differ."""
        moments = {leaf.moment for figure in figures for leaf in figure.reported}
        inferred = (each for each in figures if each.period_basis == "inferred")
        return self.phrase("days_differ") if len(moments) > 1 else self.when(next(inferred, figures[0]))

    def reported(self, source: Source) -> Markup:
        """On what day the report came out, as far as that is known."""
        return self.phrase("reported", source)

    def month_of(self, figure: Figure) -> Markup:
        """The month of the day that a figure speaks of."""
        return self.day(str(figure.day)[: len("2025-10")], f"{row_of(figure)} day")

    # Names

    def row_to_open(self, of: Figure | EditorsMessage) -> Markup:
        """The file and row of a record, as an editor shows them."""
        named = f"messages:{of.message_id}" if isinstance(of, EditorsMessage) else f"figures:{of.figure_id}"
        return self.reference(self.phrase("row_in", f"{named.partition(':')[0]}.csv", self.store.rows[named]))

    def label(self, code: str, codes: str) -> Markup:
        """What a code of a list is called."""
        return escape(self.store.label(codes, code, self.language.code))

    def level(self, figure: Figure | str) -> Markup:
        """Whose work a figure counts."""
        return self.label(figure if isinstance(figure, str) else figure.level, "level")

    def unit(self, unit: str) -> Markup:
        """A unit in words."""
        return self.label(unit, "unit")

    def place(self, place: Place | str) -> str:
        """A place by its name."""
        found = self.store.places[place] if isinstance(place, str) else place
        return found.name(self.language.code)

    def title(self, place: Place, day: dt.date) -> Markup:
        """Kind and name of a place as of a day: `Thành phố Đà Nẵng`; a name that begins with its kind says it once."""
        form, name = self.store.label("place_title", place.kind_on(day), self.language.code), self.place(place)
        kind = form.partition("{name}")[0]
        return escape(name) if kind and name.startswith(kind) else _set_in(form, "{name}", name)

    def kind(self, place: Place, day: dt.date) -> Markup:
        """What a place is on a day: province, centrally run city."""
        return self.label(place.kind_on(day), "place_kind")

    def region(self, place: Place) -> Markup:
        """The region that a place lies in; blank where none is given."""
        return self.label(place.region, "region") if place.region else Markup("")

    def measure(self, of: Figure | Indicator | str) -> Markup:
        """What a measure is called, with the part of it; digits that belong to the name are marked as such."""
        return self._part(of, self.told(self._indicator(of).labels))

    def within(self, of: Figure | Indicator | str) -> Markup:
        """The same within a sentence: without its capital, unless it begins with a name as "People's Council" or "PAPI" does."""
        return self._part(of, self.told(self._indicator(of).labels, _within))

    def _part(self, of: Figure | Indicator | str, measure: Markup) -> Markup:
        """A measure with the part of it that a figure counts."""
        breakdown = of.breakdown if isinstance(of, Figure) else str(of).partition("/")[2] if isinstance(of, str) else ""
        dimension, _, value = breakdown.partition(":")
        return self.phrase("part", measure, self.label(value, dimension)) if breakdown else measure

    def _indicator(self, of: Figure | Indicator | str) -> Indicator:
        if isinstance(of, str):
            return self.store.indicators[of.partition("/")[0]]
        return of.indicator if isinstance(of, Figure) else of

    def body(self, body: str) -> Markup:
        """A body by its name; a person with the office."""
        found, code = self.store.bodies[body], self.language.code
        name = self.referenced(found.names[code])
        return self.phrase("person", name, self.told(found.offices)) if found.offices["en"] else name

    def bodies(self, names: Sequence[str]) -> Markup:
        """Several bodies in a sentence; what several of a kind are called begins small behind another."""
        said = [self.body(each) for each in names]
        small = [
            self.lower_first(each) if self.store.bodies[name].kind == "group" else each for name, each in zip(names, said, strict=True)
        ]
        return Markup(self.listed([*said[:1], *small[1:]]))

    def who(self, figure: Figure) -> Markup:
        """The body that stated the figure; where the report does not say, who reported it."""
        first = figure.reported[0]
        if first.stated_by:
            return self.body(first.stated_by)
        return self.phrase("reported_by", self.publisher(first.source) if first.source else "")

    def stated(self, figure: Figure) -> Markup:
        """Who said it and when it held, in brackets."""
        return self.phrase("stated", figure)

    def stated_all(self, figures: Sequence[Figure]) -> Markup:
        """Who said several figures and when they held, each pair once."""
        pairs = {(plain(who), plain(when)): (who, when) for who, when in ((self.who(each), self.when(each)) for each in reversed(figures))}
        return self.phrase("stated_all", list(pairs.values())[::-1])

    # Statements

    def task(self, of: Commitment) -> Markup:
        """What was ordered, requested or promised."""
        return self.told(of.tasks)

    def shortest_task(self, rows: Sequence[Due]) -> Markup:
        """The shortest of several wordings of one duty."""
        return min((self.task(each.commitment) for each in rows), key=len)

    def said(self, finding: Finding) -> Markup:
        """What a report says works, is difficult, or is being done."""
        return self.told(finding.texts)

    def filled(self, message: EditorsMessage) -> Markup:
        """An editor's sentence with the data in place of its placeholders."""
        text, language = self._own(message.texts)
        pieces = enumerate(PLACEHOLDER.split(text))
        said = Markup("").join(self._placed(each) if index % 2 else self.referenced(each) for index, each in pieces)
        return self.in_language(said, language)

    def _placed(self, placeholder: str) -> Markup:
        kind, of = parse_placeholder(self.store, placeholder)
        if isinstance(of, Figure):
            return {"number": self.quantity, "when": self.when, "by": self.who}[kind](of)
        if isinstance(of, Commitment):
            return self.linked(of.source, self.dated(of, "deadline") if kind == "due" else self.body(of.issued_by))
        return self.linked(of.source, self.body(of.stated_by) if of.stated_by else self.publisher(of.source))

    def lower_first(self, text: str) -> Markup:
        """A label within a sentence, without its capital."""
        marked = escape(text)
        return marked[:1].lower() + marked[1:]

    # Reports

    def publisher(self, source: Source) -> Markup:
        """Who published a report, a body by its name in the language; of a compiled table the keepers say so, in English."""
        if body := next((each for each in self.store.bodies.values() if each.names["en"] == source.publisher), None):
            return self.body(body.body)
        name = self.referenced(source.publisher)
        return self.in_language(name, "en") if source.kind == "compiled" else name

    def named(self, source: Source) -> Markup:
        """Publisher, and the title where one is printed."""
        publisher = self.publisher(source)
        return publisher + ": " + self.in_language(self.referenced(source.title), source.language) if source.title else publisher

    def linked(self, source: Source, text: str | None = None) -> Markup:
        """A report, linked to its entry at the end of the page; by its name unless another text is given."""
        self._shown[-1].sources[source.source_id] = None
        return self._mark("source_link", source.source_id, self.named(source) if text is None else text)

    def cited(self, record: Finding | Commitment | Event) -> Markup:
        """The report of a record with a link to its entry, and the paragraph where it is known."""
        return self.phrase("cited", self.linked(record.source, self.publisher(record.source)), record.paragraph)

    def paragraph(self, number: int) -> Markup:
        """A paragraph of a report, marked as a reference."""
        return self.reference(self.phrase("paragraph", number))

    def row_name(self, row: str) -> Markup:
        """A counted row by its name: a measure, body or place."""
        table, _, key = row.partition(":")
        return self.within(key) if table == "indicators" else self.body(key) if table == "bodies" else escape(self.place(key))

    def publishers(self, figures: Iterable[Figure], most: int = 0) -> Markup:
        """Who published the reports of these figures; of more than `most` the first, and how many others."""
        reported = (leaf for figure in figures for leaf in figure.reported)
        sources = {leaf.source.publisher: leaf.source for leaf in reported if leaf.source}
        names = [self.publisher(each) for each in sources.values()]
        if most and len(names) > most:
            names = [names[0], self.phrase("others", len(names) - 1, len(names) - 1)]
        return self.listed(names)

    # Texts

    def told(self, texts: Mapping[str, str], form: Callable[[str], str] = str) -> Markup:
        """A text of the data in this language; where that is blank the English one, marked as such."""
        text, language = self._own(texts)
        return self.in_language(self.referenced(form(text)), language)

    def _own(self, texts: Mapping[str, str]) -> tuple[str, str]:
        """A text and the language that it is in."""
        code = self.language.code if texts[self.language.code] else "en"
        return texts[code], code

    def in_language(self, text: Markup, code: str) -> Markup:
        """A text as it stands, marked with its language where that is not the one of the page."""
        return self._mark("in_language", text, code) if text and code != self.language.code else text

    def reference(self, text: str) -> Markup:
        """A document number or name with digits that the data hold."""
        return self._mark("reference", text)

    def referenced(self, text: str) -> Markup:
        """Text of the data in which days and document numbers are marked."""
        pieces = DOCUMENT_OR_DAY.split(text)
        return Markup("").join(self._marked(piece) if index % 2 else escape(piece) for index, piece in enumerate(pieces))

    def _marked(self, token: str) -> Markup:
        word, _, last = token.rpartition(" ")
        if ISO_DAY.fullmatch(last):
            return escape(f"{word} " if word else "") + self.day(last, TEXT)
        return self.reference(token)

    def listed(self, pieces: Iterable[str]) -> Markup:
        """Pieces as a list in a sentence: a, b and c."""
        return self.language.listed(list(pieces))

    def capital(self, text: str) -> Markup:
        """The same words with a capital letter first."""
        marked = escape(text)
        return marked[:1].upper() + marked[1:]

    def columns(self, figures: Sequence[Figure], names: Sequence[str]) -> list[Column]:
        """Figures as columns of a table, by name; in a long table those that say the same in all rows are left out."""
        columns = [Column(name, self.phrase("column", name), [CELLS[name](self, each) for each in figures]) for name in names]
        return [each for each in columns if len(figures) <= LONG or len({plain(cell) for cell in each.cells}) > 1]

    @staticmethod
    def national(figure: Figure, briefing: Briefing) -> Reading | None:
        """The nation's reading of the measure and level of a figure."""
        return briefing.find_national(figure.measure, figure.level)

    def by_name(self, figures: Sequence[Figure]) -> list[Figure]:
        """Figures by the name of their place."""
        return sorted(figures, key=lambda each: alphabetical(self.place(each.geography)))


LONG = 12
"""From so many rows on, a chart and its table say only once what is the same in all rows."""
CELLS: Mapping[str, Callable[[Writer, Figure], str]] = {
    "place": lambda writer, figure: escape(writer.place(figure.geography)),
    "level": lambda writer, figure: writer.capital(writer.level(figure)),
    "measure": Writer.measure,
    "shown": Writer.quantity,
    "when": Writer.when,
    "who": Writer.who,
}


def anchor(figure: Figure) -> str:
    """The name of a figure's entry on a page."""
    return f"figure-{figure.figure_id}" if figure.figure_id else f"formula-{hashlib.sha256(figure.reference.encode()).hexdigest()[:12]}"


def row_of(record: Any) -> str:
    """How mark-up names the row of a record: `commitments:ID`; an event is of its commitment, a figure by its reference."""
    match record:
        case Figure():
            return f"figures:{record.reference}"
        case Commitment() | Event():
            return f"commitments:{record.commitment_id}"
        case Source():
            return f"sources:{record.source_id}"
    return f"places:{record.code}"


def references_in(text: str) -> list[str]:
    """The document numbers in a text of the data, as a page marks them."""
    return [token for token in DOCUMENT_OR_DAY.split(text)[1::2] if not ISO_DAY.fullmatch(token.rpartition(" ")[2])]


def plain(text: str) -> str:
    """The words alone, of what a plain writer said."""
    return str(Markup(text).striptags())


def _within(label: str) -> str:
    first, blank, rest = label.partition(" ")
    is_name = rest[:1].isupper() or first[1:2].isupper()
    return f"{first if is_name else first[:1].lower() + first[1:]}{blank}{rest}"


def _set_in(form: str, mark: str, part: str) -> Markup:
    """A form of the data with its part set in, once; the text of the data is never a format to run."""
    before, after = form.split(mark)
    return escape(before) + part + escape(after)


def _block(block: Callable[[jinja2.runtime.Context], Iterable[str]], context: jinja2.runtime.Context) -> str:
    return "".join(block(context))


def _shown_alone(figure: Figure) -> str:
    """A number with its unit, outside a page: no more digits than a reader can use."""
    language = language_of("en")
    if figure.unit == "share":
        return language.shown(figure)
    if figure.unit in RATED:
        return f"{language.shown(figure)} {figure.unit.replace('_', ' ')}"
    return f"{language.number(round(figure.value, 4))} {'' if figure.unit in ('count', 'persons') else figure.unit}".strip()


def _rows(keys: Iterable[str], table: str) -> list[str]:
    """Keys as rows of a table that can be counted, each once."""
    return [f"{table}:{key}" for key in dict.fromkeys(keys)]


def _distinct(said: Iterable[str]) -> list[str]:
    """Each once of what reads the same, whatever rows it is marked with."""
    return list({plain(each): each for each in reversed(list(said))}.values())[::-1]


@functools.cache
def environment_of(code: str) -> jinja2.Environment:
    """The templates in one language."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"], bytecode_cache=_Compiled(),
    )  # fmt: skip
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(language_of(code).catalogue, newstyle=True)  # type: ignore[attr-defined]
    for name in FILTERS:
        environment.filters[name] = _filter(name)
    environment.filters |= {"rows": _rows, "exact": lambda value: f"{value:f}", "across": lambda columns: zip(*columns, strict=True)}
    environment.filters |= {"indicator_row": lambda measure: f"indicators:{measure.partition('/')[0]}"}
    environment.filters |= {"distinct": _distinct, "shown_alone": _shown_alone, "name_of": Place.name}
    environment.globals |= {"heading": _filter("heading"), "say": _filter("phrase")}
    environment.globals |= FACTS
    return environment


class _Compiled(jinja2.FileSystemBytecodeCache):
    """Keeps compiled templates as Python keeps compiled modules: beside them, where it may write."""

    def __init__(self) -> None:
        with contextlib.suppress(OSError):
            (TEMPLATES / "__pycache__").mkdir(exist_ok=True)
        super().__init__(str(TEMPLATES / "__pycache__"), f"%s.jinja-{importlib.metadata.version('jinja2')}")

    def load_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError, EOFError, pickle.UnpicklingError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


def _filter(name: str) -> Any:
    """A method of the writer at work, as templates call it."""

    @jinja2.pass_context
    def call(context: jinja2.runtime.Context, /, *parts: Any, **named: Any) -> Any:
        return getattr(context["writer"], name)(*parts, **named)

    return call


__all__ = ["LANGUAGES", "Writer", "anchor", "plain"]
