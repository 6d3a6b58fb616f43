"""Proves that every number on a finished page is traced: the promise as a program.

It reads pages as any program could, from their mark-up alone, and computes each number again from the package.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from babel.numbers import NumberFormatError, parse_decimal
from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString

from briefing_lib.briefing import PLACEHOLDER
from briefing_lib.errors import BriefingError, WrongUse, shorten
from briefing_lib.figures import Figure
from briefing_lib.store import Commitment, Finding, Store, parse_reference, resolve
from briefing_lib.wording import Writer, plain, references_in

DIGIT = re.compile(r"[0-9]")
NUMBER = re.compile(r"\d[\d.,\u00a0/:-]*\d|\d")
SPOKEN = ("title", "aria-label", "alt")
"""Attributes that a reader hears or sees; a number in them must stand traced on the same page."""
BLOCKS = ("p", "td", "th", "li", "dd", "h1", "h2", "h3", "h4", "summary", "figcaption", "caption")
"""What a reader takes in at once: the hedge and the doubt of a number stand in the same one."""
UNREAD = ("figure_id", "day", "began")
"""Columns of chart data that no reader sees as text: what a row is traced to, and days that are drawn as places on an axis."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing on a page that breaks the promise."""

    page: str
    found: str
    why: str

    def __str__(self) -> str:
        return f"{self.page}: {shorten(self.found, 90)}: {self.why}"


@dataclass(slots=True)
class Audited:
    """What an audit saw: how many numbers of each kind, and what it can't trace."""

    pages: int = 0
    reported: int = 0
    derived: int = 0
    dates: int = 0
    references: int = 0
    charted: int = 0
    flaws: list[Flaw] = field(default_factory=list)


def audit(path: Path, store: Store) -> Audited:
    """Audit a page, or every page below a folder; a folder that is called like a page is none.

    Raises WrongUse where there is no page, or a file that is none.
    """
    pages = sorted(page for page in path.rglob("*.html") if not page.is_dir()) if path.is_dir() else [path]
    if not pages or not path.exists():
        raise WrongUse(f"no page to audit at {path}; build the pages first, or name a folder that holds them")
    seen = Audited()
    for page in pages:
        name = page.relative_to(path).as_posix() if path.is_dir() else page.name
        _audit(_open_page(_read_page(page), page), name, store, seen)
    return seen


def _read_page(path: Path) -> str:
    if not path.is_file():
        raise WrongUse(f"{path} is no file but a device, a pipe or a link to nothing; take it away, or build the page again")
    try:
        return path.read_text("utf-8")
    except (OSError, ValueError) as problem:
        raise WrongUse(f"{path} can't be read as a page: {type(problem).__name__}") from None


def audit_page(text: str, name: str, store: Store) -> Audited:
    """Audit the text of a page; WrongUse where it is none."""
    seen = Audited()
    _audit(_open_page(text, name), name, store, seen)
    return seen


def _open_page(text: str, told: object) -> Any:
    soup = BeautifulSoup(text, "html.parser")
    if soup.html is None or not soup.html.has_attr("lang"):
        raise WrongUse(f"{told} is no page of a briefing: it has no html element that names its language")
    return soup


def _audit(soup: Any, name: str, store: Store, seen: Audited) -> None:
    writer, held = known_names(store, str(soup.html["lang"]))
    seen.pages += 1
    seen.flaws += [Flaw(name, found, why) for found, why in _flaws(soup, writer, seen, held)]


@functools.lru_cache(maxsize=8)
def known_names(store: Store, language: str) -> tuple[Writer, frozenset[str]]:
    """The writer of a language, and all that a page in it may mark as a reference."""
    writer = Writer(store, language)
    return writer, _held(writer)


def _flaws(soup: BeautifulSoup, writer: Writer, seen: Audited, names: frozenset[str]) -> Iterator[tuple[str, str]]:
    tokens = _traced_tokens(soup)
    for block in soup.find_all("script", type="application/json"):
        yield from _block_flaws(block.get_text(), tokens, writer, seen)
    for element in soup.find_all("data"):
        yield from _number_flaws(element, writer, seen)
    for element in soup.find_all("time"):
        seen.dates += 1
        yield from _time_flaws(element, writer)
    for element in soup.find_all(class_="reference"):
        seen.references += 1
        if not _is_held(element, names, writer):
            yield element.get_text(), "marked as a reference, but the data hold no such name or number"
    yield from _bare_numbers(soup, tokens)


def _traced_tokens(soup: BeautifulSoup) -> frozenset[str]:
    """Every number that stands traced on a page, as it is written there."""
    traced = {" ".join(mark.get_text().split()) for mark in soup.select("data, time, .reference")}
    return frozenset(token for text in traced for token in NUMBER.findall(text))


def _bare_numbers(soup: BeautifulSoup, tokens: frozenset[str]) -> Iterator[tuple[str, str]]:
    for text in soup.find_all(string=DIGIT):
        if isinstance(text, Comment) or not isinstance(text, NavigableString):
            continue
        parents = list(text.parents)
        if any(parent.name in ("script", "style") for parent in parents):
            continue
        if not any(parent.name in ("data", "time") or "reference" in (parent.get("class") or ()) for parent in parents):
            yield str(text).strip(), "a number that nothing traces"
    for element in soup.find_all(lambda tag: any(tag.has_attr(name) for name in SPOKEN)):
        for name in SPOKEN:
            for token in NUMBER.findall(str(element.get(name, ""))):
                if token not in tokens:
                    yield str(element[name]), f"{token} in {name} stands traced nowhere on the page"


def _number_flaws(element: Tag, writer: Writer, seen: Audited) -> Iterator[tuple[str, str]]:
    shown = element.get_text()
    names = {key: str(element.get(f"data-{key}", "")) for key in ("figure", "formula", "figures")}
    try:
        figure = resolve(writer.store, **names)
    except BriefingError as fault:
        yield shown, str(fault)
        return
    seen.derived += bool(figure.formula)
    seen.reported += not figure.formula
    if element.get("value") != f"{figure.value:f}":
        yield shown, f"its value is {element.get('value')}, traced is {figure.value:f}"
    if problem := _differs(shown, figure, writer) or _bare(element, figure, writer):
        yield shown, problem


def _differs(shown: str, figure: Figure, writer: Writer) -> str:
    """What is wrong with a shown number, or ''."""
    try:
        number = parse_decimal(shown.removesuffix("%").replace("−", "-"), locale=writer.language.locale, strict=True)
    except (NumberFormatError, InvalidOperation):
        return "not written as a number of this language"
    if shown.endswith("%") != (figure.unit in ("percent", "share")):
        return f"a number in {figure.unit} is shown in another unit"
    traced = figure.value * 100 if figure.unit == "share" else figure.value
    places = -int(number.as_tuple().exponent)
    if traced.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) != number:
        return f"traced to {traced:f}, which does not round to it"
    return ""


def _bare(element: Tag, figure: Figure, writer: Writer) -> str:
    """What a number has lost of its hedge or mark of doubt where it stands, or ''; entries of the register say all doubts in words."""
    if not figure.marked and _is_marked(element):
        return "it carries a mark of doubt, and no doubt of it marks"
    if figure.qualifier == "exact" and not figure.marked:
        return ""
    known = replace(figure, marked=()) if element.find_parent(class_="register") else figure
    wanted = plain(writer.quantity(known))
    block = element.find_parent(BLOCKS)
    if block and re.search(rf"(?<![\d.,]){re.escape(wanted)}", _words(block)):  # not as the end of another number
        return ""
    return f"it stands without its hedge or doubt, as in {wanted!r}"


def _is_marked(element: Tag) -> bool:
    """Whether a mark of doubt follows a number, or the link that it stands in."""
    after = (element.find_parent("a") or element).next_sibling
    return isinstance(after, Tag) and "doubt" in (after.get("class") or ())


def _words(part: Tag) -> str:
    return " ".join(part.get_text().split())


def _time_flaws(element: Tag, writer: Writer) -> Iterator[tuple[str, str]]:
    moment, shown = str(element.get("datetime", "")), element.get_text()
    try:
        if moment.startswith("P"):
            since, until = (dt.date.fromisoformat(str(element.get(f"data-{end}", ""))) for end in ("from", "to"))
            wanted, written = f"P{(until - since).days}D", plain(writer.age(since, until))
        else:
            wanted, written = moment, writer.language.day(moment)
    except ValueError:
        yield shown, f"{moment!r} is no day, month or duration"
        return
    if written != shown or wanted != moment:
        yield shown, f"{wanted} is written {written}"


def _block_flaws(text: str, tokens: frozenset[str], writer: Writer, seen: Audited) -> Iterator[tuple[str, str]]:
    """What is wrong in a block of JSON; rows of data are checked wherever they stand in it."""
    try:
        rows = list(_rows_in(json.loads(text)))
    except (ValueError, RecursionError):
        yield text, "a block of data that can't be read"
        return
    for row in rows:
        numbers = {name: value for name, value in row.items() if isinstance(value, int | float) and not isinstance(value, bool)}
        if numbers:
            seen.charted += 1
            yield from _row_flaws(row, numbers, writer)
        for name, value in row.items():
            for token in NUMBER.findall(value) if isinstance(value, str) and name not in UNREAD else ():
                if token not in tokens:
                    yield value, f"{token} in a chart stands traced nowhere on the page"


def _rows_in(part: Any) -> Iterator[Mapping[str, Any]]:
    """The rows of all data sets of a chart, named ones and those written where they are used."""
    if isinstance(part, list):
        for each in part:
            yield from _rows_in(each)
    elif isinstance(part, dict):
        for name, each in part.items():
            if name == "datasets":
                yield from (row for rows in each.values() for row in _as_rows(rows))
            elif name == "data" and isinstance(each, dict) and "values" in each:
                yield from _as_rows(each["values"])
            else:
                yield from _rows_in(each)


def _as_rows(rows: Any) -> Iterator[Mapping[str, Any]]:
    """Rows of a data set, a bare number being a row of its own."""
    for row in rows if isinstance(rows, list) else [rows]:
        yield row if isinstance(row, dict) else {"value": row}


def _row_flaws(row: Mapping[str, Any], numbers: Mapping[str, float], writer: Writer) -> Iterator[tuple[str, str]]:
    told = json.dumps(row, ensure_ascii=False)
    try:
        figure = parse_reference(writer.store, str(row.get("figure_id", "")))
    except BriefingError as problem:
        yield told, f"a row of a chart that nothing traces: {problem}"
        return
    scale = 100 if figure.unit == "share" else 1
    bounds = {"value": figure.value, "low": figure.interval.low, "high": figure.interval.high}
    for name, number in numbers.items():
        traced = bounds.get(name)
        if traced is None or float(traced * scale) != number:
            yield told, f"{name} is {number} in a chart, traced is {traced}"
    traced_as = plain(writer.plain.quantity(figure))
    if "shown" in row and row["shown"] != traced_as:
        yield told, f"{row['shown']!r} is shown in a chart, traced is {traced_as!r}"


def _held(writer: Writer) -> frozenset[str]:
    """Every text of the package in which a page may mark a reference, and the pieces that it marks."""
    store, code = writer.store, writer.language.code
    texts: set[str] = set()
    for source in store.sources.values():
        texts |= {source.title, source.publisher}
    for commitment in store.commitments:
        texts |= {commitment.legal_basis, commitment.tasks[code], commitment.results[code]}
    texts |= {finding.texts[code] for finding in store.findings}
    noted = (store.figures, store.findings, store.commitments, store.events, store.sources.values())
    texts |= {each.note for records in noted for each in records}
    texts |= {change.legal_basis for place in store.places for change in place.changes}
    texts |= {text for body in store.bodies.values() for text in (body.names[code], body.offices[code])}
    texts |= {piece for message in store.messages for piece in PLACEHOLDER.split(message.texts[code])[::2]}
    for name, indicator in store.indicators.items():
        texts |= {indicator.labels[code], plain(writer.plain.within(name)), indicator.definitions[code]}
    marked = {piece for text in texts for piece in references_in(text)}
    return frozenset(marked | texts | {source.url for source in store.sources.values()})


def _is_held(element: Tag, names: frozenset[str], writer: Writer) -> bool:
    """Whether a reference is a name of the data, the printed form in its own figure's entry, or a paragraph that is cited."""
    text, store = element.get_text(), writer.store
    if text in names:
        return True
    if element.name == "q":
        entry = element.find_parent("li")
        figure = store.by_id.get(str(entry.get("id", "")).removeprefix("figure-")) if entry else None
        return figure is not None and figure.as_printed == text
    cited = NUMBER.findall(text)
    rows: list[Figure | Commitment | Finding] = [*store.figures, *store.commitments, *store.findings]
    known = {str(row.paragraph) for row in rows if row.paragraph}
    return len(cited) == 1 and cited[0] in known and text == plain(writer.phrase("paragraph", cited[0]))
