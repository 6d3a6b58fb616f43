"""Proves that every number on a finished page is traced: the promise as a program.

It reads pages as any program could, from their mark-up alone, and computes each number again from the package.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from babel.numbers import NumberFormatError, parse_decimal
from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString

from briefing_lib.errors import BriefingError, WrongUse, shorten
from briefing_lib.figures import Figure
from briefing_lib.language import LANGUAGES, Language
from briefing_lib.store import Store
from briefing_lib.trace import parse_reference, resolve

DIGIT = re.compile(r"[0-9]")
NUMBER = re.compile(r"\d[\d.,\u00a0/:-]*\d|\d")
SPOKEN = ("title", "aria-label", "alt")
"""Attributes that a reader hears or sees; a number in them must stand traced on the same page."""


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
    """Audit a page, or every page below a folder.

    Raises WrongUse where there is no page.
    """
    pages = sorted(path.rglob("*.html")) if path.is_dir() else [path]
    if not pages or not all(page.is_file() for page in pages):
        raise WrongUse(f"no page to audit at {path}; build the pages first, or name a folder that holds them")
    seen = Audited()
    held: dict[str, frozenset[str]] = {}
    for page in pages:
        name = page.relative_to(path).as_posix() if path.is_dir() else page.name
        soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
        language = Language(str(soup.html.get("lang", "en")) if soup.html else "en")
        if language.code not in held:
            held[language.code] = _held(store, language.code)
        seen.pages += 1
        seen.flaws += [Flaw(name, found, why) for found, why in _flaws(soup, language, store, seen, held[language.code])]
    return seen


def _flaws(soup: BeautifulSoup, language: Language, store: Store, seen: Audited, names: frozenset[str]) -> Iterator[tuple[str, str]]:
    for block in soup.find_all("script", type="application/json"):
        yield from _chart_flaws(json.loads(block.get_text()), store, seen)
    for element in soup.find_all("data"):
        yield from _number_flaws(element, language, store, seen)
    for element in soup.find_all("time"):
        seen.dates += 1
        yield from _time_flaws(element, language)
    for element in soup.find_all(class_="reference"):
        seen.references += 1
        if element.get_text() not in names and not _is_paragraph(element.get_text(), store):
            yield element.get_text(), "marked as a reference, but the data hold no such name or number"
    yield from _bare_numbers(soup)


def _bare_numbers(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    traced = {" ".join(mark.get_text().split()) for mark in soup.select("data, time, .reference")}
    tokens = {token for text in traced for token in NUMBER.findall(text)}
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


def _number_flaws(element: Tag, language: Language, store: Store, seen: Audited) -> Iterator[tuple[str, str]]:
    shown = element.get_text()
    names = {key: str(element.get(f"data-{key}", "")) for key in ("figure", "formula", "figures")}
    try:
        figure = resolve(store, **names)
    except BriefingError as fault:
        yield shown, str(fault)
        return
    seen.derived += bool(figure.formula)
    seen.reported += not figure.formula
    if element.get("value") != f"{figure.value:f}":
        yield shown, f"its value is {element.get('value')}, traced is {figure.value:f}"
    if problem := _differs(shown, figure, language):
        yield shown, problem


def _differs(shown: str, figure: Figure, language: Language) -> str:
    """What is wrong with a shown number, or ''."""
    try:
        number = parse_decimal(shown.removesuffix("%").replace("−", "-"), locale=LANGUAGES[language.code], strict=True)
    except (NumberFormatError, InvalidOperation):
        return "not written as a number of this language"
    if shown.endswith("%") != (figure.unit in ("percent", "share")):
        return f"a number in {figure.unit} is shown in another unit"
    traced = figure.value * 100 if figure.unit == "share" else figure.value
    places = -int(number.as_tuple().exponent)
    if traced.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) != number:
        return f"traced to {traced:f}, which does not round to it"
    return ""


def _time_flaws(element: Tag, language: Language) -> Iterator[tuple[str, str]]:
    moment, shown = str(element.get("datetime", "")), element.get_text()
    try:
        if moment.startswith("P"):
            wanted = language.age(*(dt.date.fromisoformat(str(element.get(f"data-{end}", ""))) for end in ("from", "to")))
        else:
            wanted = language.day(moment)
    except ValueError:
        yield shown, f"{moment!r} is no day, month or duration"
        return
    marked = BeautifulSoup(str(wanted), "html.parser").time
    assert marked is not None
    if marked.get_text() != shown or marked["datetime"] != moment:
        yield shown, f"{moment} is written {marked.get_text()}"


def _chart_flaws(spec: Mapping[str, Any], store: Store, seen: Audited) -> Iterator[tuple[str, str]]:
    for rows in spec.get("datasets", {}).values():
        for row in rows:
            numbers = {name: value for name, value in row.items() if isinstance(value, int | float) and not isinstance(value, bool)}
            if not numbers:
                continue
            seen.charted += 1
            yield from _row_flaws(row, numbers, store)


def _row_flaws(row: Mapping[str, Any], numbers: Mapping[str, float], store: Store) -> Iterator[tuple[str, str]]:
    try:
        figure = parse_reference(store, str(row.get("figure_id", "")))
    except (BriefingError, IndexError) as problem:
        yield json.dumps(row, ensure_ascii=False), f"a row of a chart that nothing traces: {problem}"
        return
    scale = 100 if figure.unit == "share" else 1
    bounds = {"value": figure.value, "low": figure.interval.low, "high": figure.interval.high}
    for name, number in numbers.items():
        traced = bounds.get(name)
        if traced is None or float(traced * scale) != number:
            yield json.dumps(row, ensure_ascii=False), f"{name} is {number} in a chart, traced is {traced}"


def _held(store: Store, code: str) -> frozenset[str]:
    """Every text of the package in which a page may mark a reference, and the pieces that it marks."""
    texts: set[str] = set()
    for source in store.sources.values():
        texts |= {source.title, source.publisher}
    for commitment in store.commitments:
        texts |= {commitment.legal_basis, commitment.tasks[code], commitment.results[code]}
    texts |= {finding.texts[code] for finding in store.findings}
    texts |= {change.legal_basis for province in store.provinces for change in province.changes}
    texts |= {body.names[code] for body in store.bodies.values()}
    for indicator in store.indicators.values():
        texts |= {indicator.labels[code], indicator.definitions[code]}
    marked = {
        mark.get_text()
        for text in texts
        for mark in BeautifulSoup(str(Language(code).referenced(text)), "html.parser").select(".reference")
    }
    return frozenset(marked | texts | {figure.as_printed for figure in store.figures} | {s.url for s in store.sources.values()})


def _is_paragraph(text: str, store: Store) -> bool:
    numbers = NUMBER.findall(text)
    rows = (
        *(each.paragraph for each in store.figures),
        *(each.paragraph for each in store.commitments),
        *(each.paragraph for each in store.findings),
    )
    known = {str(paragraph) for paragraph in rows if paragraph}
    return len(numbers) == 1 and numbers[0] in known and not DIGIT.search(text.replace(numbers[0], "", 1))
