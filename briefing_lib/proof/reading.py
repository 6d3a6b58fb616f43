"""Reads a finished page as its reader's browser does, from the mark-up alone, and names whatever on it nothing traces.

What a page may be made of stands in `markup.toml`. All else on it is words, and in words each sign, numeral or word that counts must be
within an element that names its row: a number is computed again, a day looked up, a reference found in the data.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from briefing_lib.briefing import AHEAD, PLACEHOLDER, hour_of, next_day, split_note
from briefing_lib.charts import datum
from briefing_lib.errors import BriefingError, WrongUse
from briefing_lib.figures import RATED, Figure, first_day_of, last_day_of
from briefing_lib.pages.assets import SHARED_POLICY, load_assets, make_assets, within
from briefing_lib.pages.linked import observation, report
from briefing_lib.proof.numerals import LANGUAGES, find_untraced
from briefing_lib.store import Commitment, Finding, Store, parse_reference, resolve
from briefing_lib.wording import Writer, plain, references_in

MARKUP: Mapping[str, Any] = tomllib.loads((Path(__file__).parent / "markup.toml").read_text("utf-8"))
NUMBER = re.compile(r"\d[\d.,\u00a0/:-]*\d|\d")
DIGIT = re.compile(r"[0-9]")
SQUARED = re.compile(r"\bk?m[²³]")
ROMAN = re.compile(r"\b(?=[IVXLCDM]{2})M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?<=\w)\b")
HOLDS, HIDES = frozenset(MARKUP["held"]), frozenset(MARKUP["hides"])
INLINE = frozenset(MARKUP["inline"])
"""Elements within what a reader takes in at once: the hedge and the doubt of a number stand in the same block."""
SCRIPTS = (("vega.js", "page.js"), ("page.js", "index.js"))
"""What a page, and an index, load where they are one file."""
OURS = frozenset(f"assets/{name}" for names in SCRIPTS for name in names)
HELD = "\ufffc"
"""Stands for what is traced, or held by the data, where the words around it are read."""
TOUCHING = "%‰°+-−–~≈±<>≤≥×*/^"  # signs of a calculation that a typist may take for others
"""Signs that change what a number says where they touch it."""
PERCENT = re.compile(r"\s*(?:[%‰]|per ?cent\b)", re.IGNORECASE)
BLANKS = re.compile(r"\s+")

Found = Iterator[tuple[LexborNode, str, str]]
"""Where, what was found there, and why it is a flaw."""


@dataclass(slots=True)
class Part:
    """A text of a block: traced by the element it stands in, or held by the data, or neither; `seen` unless it is hidden there."""

    text: str
    element: LexborNode
    traced: bool = False
    held: bool = False
    seen: bool = True


@dataclass(slots=True)
class Seen:
    """What was seen on a page, by kind."""

    blocks: dict[int, list[Part]] = field(default_factory=dict)
    numbers: list[tuple[LexborNode, int]] = field(default_factory=list)
    times: list[LexborNode] = field(default_factory=list)
    references: list[LexborNode] = field(default_factory=list)
    spoken: list[tuple[LexborNode, str, str]] = field(default_factory=list)
    scripts: list[LexborNode] = field(default_factory=list)
    links: list[LexborNode] = field(default_factory=list)
    ids: dict[str, LexborNode] = field(default_factory=dict)
    charted: int = 0
    derived: int = 0


@dataclass(frozen=True)
class Reader:
    """Reads pages in one language against one package."""

    writer: Writer

    @functools.cached_property
    def held(self) -> frozenset[str]:
        """Every text of the package, and each name with digits in one, that a page may show."""
        return _held(self.writer)

    @functools.cached_property
    def hedges(self) -> tuple[tuple[str, str], ...]:
        """What stands before and after a hedged number, for each hedge."""
        code = self.writer.language.code
        labels = (label[code] for name, label in self.writer.store.codes["qualifier"].items() if name != "exact")
        return tuple((before.strip(), after.strip()) for before, _, after in (each.partition("{number}") for each in labels))

    def prepare(self) -> None:
        """Look up what many pages need."""
        for look_up in (_said, _dated_texts, _texts_that_count):  # each is kept
            look_up(self)
        _paragraphs(self.writer.store)
        _counts("one", self)

    def read(self, root: LexborNode) -> tuple[Seen, list[tuple[str, str, str]]]:
        """What stands on a page, and its flaws: the element, what was found in it, and why that is wrong."""
        seen = Seen()
        flaws: list[tuple[LexborNode, str, str]] = []
        days = _days_of_page(root)
        is_page = "data-notebook" in root.attributes
        if root.css_first("head > meta[http-equiv]") is None:
            flaws.append((root, "head", "the page has no policy"))
        try:
            flaws += _walk(root, root, seen, self)
        except RecursionError:
            flaws += [(root, "html", "elements stand in one another without end")]
        tokens = _traced_tokens(seen)
        for check in (
            _words_flaws(seen, self), _number_flaws(seen, self), _time_flaws(seen, self, days, is_page=is_page),
            _reference_flaws(seen, self), _spoken_flaws(seen, tokens, self), _script_flaws(seen, tokens, self), _link_flaws(seen, self),
            _entry_flaws(seen, is_linked=is_page),
        ):  # fmt: skip
            flaws += check
        return seen, [(path_of(element), found, why) for element, found, why in flaws]


def open_page(text: str) -> LexborNode:
    """The html element of a page; WrongUse where it does not say its language."""
    root = LexborHTMLParser(text).root
    if root is None or not root.attributes.get("lang"):
        raise WrongUse("it is no page of a briefing: it has no html element that names its language")
    return root


def path_of(element: LexborNode) -> str:
    """Where an element stands: `main > ul.messages > li:2 > data`, from the nearest one that has a name of its own."""
    steps: list[str] = []
    node: LexborNode | None = element
    while node is not None and node.is_element_node and node.tag != "html":
        name = node.attributes.get("id")
        if name:
            steps.append(f"{node.tag}#{name}")
            break
        place, alike = 1, node.prev
        while alike is not None:
            place += alike.tag == node.tag
            alike = alike.prev
        steps.append(f"{node.tag}:{place}" if place > 1 else str(node.tag))
        node = node.parent
    return " > ".join(reversed(steps)) or "html"


# What a page is made of


def _walk(
    element: LexborNode, block: LexborNode, seen: Seen, reader: Reader, *, traced: bool = False, held: bool = False, shown: bool = True
) -> Found:
    tag, given = str(element.tag), element.attributes
    allowed = MARKUP["elements"].get(tag)
    if allowed is None:
        yield element, f"<{tag}>", "no page is made of such an element"
        return
    for name in given:
        if name not in allowed and name not in MARKUP["everywhere"]:
            yield element, f"{name}={given[name]!r}", f"a {tag} of a page has no such attribute"
    classes = set((given.get("class") or "").split())
    if own_name := str(given.get("id") or ""):
        if own_name in seen.ids:
            yield element, own_name, "two elements have this name"
        seen.ids[own_name] = element
    if not (tag == "meta" and given.get("name") != "description"):
        seen.spoken += [(element, name, str(given[name])) for name in MARKUP["spoken"] if given.get(name)]
    if tag == "meta" and (problem := _wrong_meta(given)):
        yield element, element.html or "", problem
    if tag == "script":
        seen.scripts.append(element)
        return
    if tag == "style":
        if element.text() != _inline_style():
            yield element, element.text()[:80], "this is not the style of our pages"
        return
    if tag == "a":
        seen.links.append(element)
    if tag not in INLINE:
        block = element
    if "hidden" in given or (classes & HIDES and not ("unseen" in classes and _stands_in(element, "doubt"))):
        shown = False
    if tag == "div" and "drawing" in classes and not _is_drawn(element):
        yield element, "div.drawing", "a drawing, and no block of data behind it"
    parts = seen.blocks.setdefault(block.mem_id, [])
    if tag == "br":
        parts.append(Part(" ", element))
    if tag == "data":
        seen.numbers.append((element, block.mem_id))
        if (child := element.first_child) is None or child.next is not None or not child.is_text_node:
            yield element, element.html or "", "a number is one text and nothing else"
    elif tag == "time":
        seen.times.append(element)
    elif classes & HOLDS:
        seen.references.append(element)
        held = True
    elif "note" in classes and _is_note(element.text(), reader):
        held = True
    traced = traced or tag in ("data", "time")
    if tag == "template":
        fragment = LexborHTMLParser(element.inner_html or "").body
        for child in fragment.iter() if fragment is not None else ():
            yield from _walk(child, child, seen, reader)
    for child in element.iter(include_text=True):
        if child.is_text_node:
            parts.append(Part(child.text_content or "", element, traced, held, shown))
        else:
            yield from _walk(child, block, seen, reader, traced=traced, held=held, shown=shown)


def _is_drawn(drawing: LexborNode) -> bool:
    after = drawing.next
    while after is not None and not after.is_element_node:
        after = after.next
    return after is not None and after.tag == "script"


def _wrong_meta(given: Mapping[str, str | None]) -> str:
    if "http-equiv" in given:
        policy = (given.get("content") or "") if given["http-equiv"] == "Content-Security-Policy" else ""
        is_ours = policy == SHARED_POLICY or policy in (load_assets(scripts, "", True).policy for scripts in SCRIPTS)
        return "" if is_ours else "this is not the policy of our pages"
    is_known = "charset" in given or given.get("name") in ("viewport", "description", "color-scheme")
    return "" if is_known else "no page says such a thing of itself"


@functools.cache
def _inline_style() -> str:
    return within(make_assets()["page.css"], "style")


def _traced_tokens(seen: Seen) -> frozenset[str]:
    """Every number that stands traced on a page, as it is written there."""
    marks = [*(element for element, _ in seen.numbers), *seen.times, *seen.references]
    return frozenset(token for mark in marks for token in NUMBER.findall(" ".join(mark.text().split())))


# Words


def _words_flaws(seen: Seen, reader: Reader) -> Found:
    for parts in seen.blocks.values():
        loose = [part for part in parts if not part.traced and not part.held]
        if not any(part.text.strip() for part in loose):
            continue
        for part in loose:
            if DIGIT.search(part.text) or (not part.text.isascii() and _signs(part.text)):
                yield part.element, part.text.strip(), "a number that nothing traces"
        found = _counts("".join(HELD if part.traced or part.held else part.text for part in parts), reader)
        if found and not _is_note("".join(part.text for part in parts), reader):
            yield from ((loose[0].element, each, "a word that counts, and nothing traces it") for each in found)


def _signs(text: str) -> list[str]:
    """The signs of a text that have a number, in whatever script; the squares and cubes of a metre are none."""
    text = SQUARED.sub("", text)
    return [sign for sign in text if unicodedata.category(sign)[0] == "N" or unicodedata.numeric(sign, None) is not None]


def _counts(text: str, reader: Reader) -> list[str]:
    """The words of a sentence that count something and are in no phrase that a page may use."""
    if not text.isascii():
        text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return _counting(BLANKS.sub(" ", text).strip(), reader.writer.language.code, reader)


@functools.lru_cache(maxsize=65536)
def _counting(text: str, language: str, reader: Reader) -> list[str]:
    if not _word_that_counts(language).search(text) or text in reader.held or text in _said(reader):
        return []
    for held in _texts_that_count(reader):
        text = text.replace(held, HELD)
    text = _phrase(language).sub(HELD, text)
    words = [*find_untraced(text, language), *(match[0] for match in _comparing(language).finditer(text)), *ROMAN.findall(text)]
    return [each for each in words if not NUMBER.fullmatch(each) and not unicodedata.category(each[0]).startswith("N")]


@functools.lru_cache(maxsize=8)
def _texts_that_count(reader: Reader) -> tuple[str, ...]:
    """Texts of the data with a word that may count, the longest first: whoever entered them answers for it, and `check` looks at it."""
    word = _word_that_counts(reader.writer.language.code)
    return tuple(sorted((text for text in _said(reader) if " " in text and word.search(text)), key=len, reverse=True))


@functools.cache
def _word_that_counts(language: str) -> re.Pattern[str]:
    """Any word, or beginning of one, that may count or compare: most sentences have none, and are read no further."""
    told = LANGUAGES[language]
    kinds = ("units", "times", "shares", "ordinals", "vague", "inner")
    words = {pair.partition("=")[0] for kind in kinds for pair in told.get(kind, "").split()} - {"a", "an"}
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, words)))}|{MARKUP['compares'][language]})\b|{ROMAN.pattern}", re.IGNORECASE)


@functools.cache
def _phrase(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(MARKUP['phrases'][language]) or '(?!)'})(?!\w)", re.IGNORECASE)


@functools.cache
def _comparing(language: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{MARKUP['compares'][language]})\b", re.IGNORECASE)


# Numbers


def _number_flaws(seen: Seen, reader: Reader) -> Found:
    for element, block in seen.numbers:
        given, shown = element.attributes, element.text()
        try:
            figure = _resolved(reader.writer.store, *(given.get(f"data-{key}") or "" for key in ("figure", "formula", "figures")))
        except BriefingError as fault:
            yield element, shown, str(fault)
            continue
        seen.derived += bool(figure.formula)
        if given.get("value") != f"{figure.value:f}":
            yield element, shown, f"its value is {given.get('value')}, traced is {figure.value:f}"
        if shown != (wanted := _shown(reader, figure)):
            yield element, shown, f"traced to {figure.value:f}, which is written {wanted}"
        elif problem := _misread(element, figure, seen.blocks[block], reader):
            yield element, shown, problem


@functools.lru_cache(maxsize=65536)
def _resolved(store: Store, figure: str, formula: str, figures: str) -> Figure:
    return resolve(store, figure=figure, formula=formula, figures=figures)


@functools.lru_cache(maxsize=65536)
def _shown(reader: Reader, figure: Figure) -> str:
    return reader.writer.language.shown(figure)


@functools.lru_cache(maxsize=65536)
def _quantity(reader: Reader, figure: Figure, unmarked: bool) -> tuple[str, str]:
    """What stands before and behind the number of a figure where it is said in full."""
    writer = reader.writer
    said = BLANKS.sub(" ", plain(writer.quantity(replace(figure, marked=()) if unmarked else figure)))
    before, _, after = said.partition(writer.language.shown(figure))
    return before, after


def _misread(element: LexborNode, figure: Figure, parts: list[Part], reader: Reader) -> str:
    """What is wrong with what stands around a number, or ''."""
    at = next((index for index, part in enumerate(parts) if part.element.mem_id == element.mem_id), None)
    if at is None or not parts[at].seen:
        return "the number is hidden"
    before, after = (BLANKS.sub(" ", "".join(part.text for part in side if part.seen)) for side in (parts[:at], parts[at + 1 :]))
    if not figure.marked and after.startswith("?"):
        return "it carries a mark of doubt, and no doubt of it marks"
    in_entry = _stands_in(element, "register")
    wanted_before, wanted_after = _quantity(reader, figure, in_entry)
    if figure.qualifier == "exact":
        if hedge := next((one for one, _ in reader.hedges if one and re.search(rf"(?<!\w){re.escape(one)}$", before.rstrip())), ""):
            return f"it is exact, and {hedge!r} stands before it"
    elif not before.endswith(wanted_before):
        return f"it stands without its hedge, as in {wanted_before + element.text() + wanted_after!r}"
    if figure.unit in RATED and not after.startswith(wanted_after):
        return f"it stands without its unit, as in {wanted_before + element.text() + wanted_after!r}"
    if (figure.qualifier != "exact" or (figure.marked and not in_entry)) and not after.startswith(wanted_after):
        return f"it stands without its hedge or doubt, as in {wanted_before + element.text() + wanted_after!r}"
    touched = before[-1:] if not wanted_before else "", after[:1] if not wanted_after.startswith(after[:1]) else ""
    if any(sign and (sign in TOUCHING or sign.isalnum()) for sign in touched) or (not wanted_after and PERCENT.match(after)):
        return "a sign touches it that its source does not print"
    return ""


def _around(element: LexborNode) -> Iterator[LexborNode]:
    """What an element stands in, the nearest first."""
    while (parent := element.parent) is not None:
        yield parent
        element = parent


def _stands_in(element: LexborNode, name: str) -> bool:
    """Whether an element stands in one of this class."""
    return any(name in (each.attributes.get("class") or "").split() for each in _around(element))


# Days


def _days_of_page(root: LexborNode) -> Mapping[str, str]:
    """The days that a page speaks of: its own, the one that it compares that with, and the last that it looks ahead to."""
    day, since = (str(root.attributes.get(f"data-{name}") or "") for name in ("as-of", "since"))
    try:
        until = (dt.date.fromisoformat(day) + AHEAD).isoformat()
    except ValueError:
        until = ""
    return {"page": day, "page since": since, "page until": until}


def _time_flaws(seen: Seen, reader: Reader, days_of_page: Mapping[str, str], *, is_page: bool) -> Found:
    writer, page_day = reader.writer, days_of_page["page"]
    for element in seen.times:
        given, shown = element.attributes, element.text()
        moment, of = given.get("datetime") or "", given.get("data-of") or ""
        try:
            if moment.startswith("P"):
                since, until = (dt.date.fromisoformat(given.get(f"data-{end}") or "") for end in ("from", "to"))
                days = (until - since).days
                if of.endswith(" period"):
                    days += 1
                wanted, written = f"P{days}D", plain(writer.phrase("days", days, writer.language.number(Decimal(days))))
                if of.endswith(" period"):
                    if not _is_period_of(since, until, of, reader.writer.store):
                        yield element, shown, f"{of} does not last from {since} to {until}"
                        continue
                elif until.isoformat() != page_day:
                    yield element, shown, f"an age is that on the day of the page, {page_day or 'which it does not name'}"
                moment, wanted = since.isoformat() if moment == wanted else moment, since.isoformat()
            else:
                wanted, written = moment, writer.language.day(moment)
        except ValueError:
            yield element, shown, f"{moment!r} is no day, month or duration"
            continue
        if written != shown or wanted != moment:
            yield element, shown, f"{wanted} is written {written}"
        elif not of.endswith(" period") and not _is_day_of(moment, of, reader, days_of_page, is_page=is_page):
            yield element, shown, f"{of or 'no row'} does not hold this day"


def _is_period_of(since: dt.date, until: dt.date, of: str, store: Store) -> bool:
    """Whether the figure of a row speaks of the days from one to the other."""
    try:
        period = parse_reference(store, of.removesuffix(" period").removeprefix("figures:")).period
    except BriefingError:
        return False
    return bool(period.start and period.end) and (first_day_of(period.start), last_day_of(period.end)) == (since, until)


def _is_day_of(moment: str, of: str, reader: Reader, days_of_page: Mapping[str, str], *, is_page: bool) -> bool:
    row, _, column = of.partition(" ")
    if row == "page":
        return moment == days_of_page.get(of)
    if column == "recurrence":
        task = reader.writer.store.statements.get(row.removeprefix("commitments:"))
        if not isinstance(task, Commitment) or not task.recurrence:
            return False
        day, _, hour = moment.partition("T")
        return (str(next_day(task, dt.date.fromisoformat(day))), hour_of(task)) == (day, hour)
    if row == "manifest":  # the day of another page, which stands on an index; that is made again from the manifest
        return not is_page
    if row == "text":
        return any(moment in text for text in _dated_texts(reader))
    return any(moment in (day, day[: len("2025-10")], day[: len("2025")]) for day in _days(reader.writer.store, row, column))


@functools.lru_cache(maxsize=8)
def _dated_texts(reader: Reader) -> tuple[str, ...]:
    return tuple(text for text in reader.held if re.search(r"\d{4}-\d\d", text))


@functools.lru_cache(maxsize=65536)
def _days(store: Store, row: str, column: str) -> tuple[str, ...]:
    """The days that a row holds in a column."""
    table, _, key = row.partition(":")
    records: Iterable[Any] = ()
    match table:
        case "figures":
            try:
                figure = parse_reference(store, key)
            except BriefingError:
                return ()
            records = (figure.period, figure)
            column = column.removeprefix("period_")
        case "sources":
            records = (store.sources.get(key),)
        case "commitments":
            records = (store.statements.get(key), *(each for each in store.events if each.commitment_id == key))
        case "places":
            places = [store.places[key]] if key in store.places.codes else []
            records = (*places, *(change for each in places for change in each.changes))
    return tuple(str(day) for record in records if (day := getattr(record, column, None)))


# References


def _reference_flaws(seen: Seen, reader: Reader) -> Found:
    for element in seen.references:
        if not _is_held(element, reader):
            yield element, element.text(), "marked as a reference, but the data hold no such name or number"


def _is_held(element: LexborNode, reader: Reader) -> bool:
    """Whether a reference is a text of the data, the printed form in its own figure's entry, or a paragraph that is cited."""
    text, writer = element.text(), reader.writer
    if text in reader.held or BLANKS.sub(" ", text).strip() in _said(reader):
        return True
    if element.tag == "q":
        entry = next((each for each in _around(element) if each.tag == "li"), None)
        figure = writer.store.by_id.get((entry.attributes.get("id") or "").removeprefix("figure-")) if entry is not None else None
        return figure is not None and figure.as_printed == text
    cited = NUMBER.findall(text)
    if (file := re.match(r"(\w+)\.csv\b", text)) and len(cited) == 1 and (file[1], cited[0]) in _rows_of(writer.store):
        return text == plain(writer.phrase("row_in", file[0], cited[0]))
    return len(cited) == 1 and cited[0] in _paragraphs(writer.store) and text == plain(writer.phrase("paragraph", cited[0]))


def _is_note(text: str, reader: Reader) -> bool:
    """Whether a note is one of the data, or made of parts of notes, with a word of ours before it or not."""
    words, said = BLANKS.sub(" ", text).strip(), _said(reader)
    return any(each and (each in said or all(part in said for part in split_note(each))) for each in (words, words.partition(": ")[2]))


@functools.lru_cache(maxsize=8)
def _said(reader: Reader) -> frozenset[str]:
    """The texts of the data as a page writes them: blanks are one, and days are said."""
    return frozenset(BLANKS.sub(" ", plain(reader.writer.plain.referenced(text))).strip() for text in reader.held)


@functools.lru_cache(maxsize=8)
def _rows_of(store: Store) -> frozenset[tuple[str, str]]:
    """Every row of a table, by its name and number."""
    return frozenset((key.partition(":")[0], str(number)) for key, number in store.rows.items())


@functools.lru_cache(maxsize=8)
def _paragraphs(store: Store) -> frozenset[str]:
    rows: list[Figure | Commitment | Finding] = [*store.find_figures(), *store.commitments, *store.findings]
    return frozenset(str(row.paragraph) for row in rows if row.paragraph)


def _held(writer: Writer) -> frozenset[str]:
    store, code = writer.store, writer.language.code

    def own(told: Mapping[str, str]) -> str:
        return told[code] or told["en"]

    texts: set[str] = set()
    for source in store.sources.values():
        texts |= {source.title, source.publisher}
    for commitment in store.commitments:
        texts |= {commitment.legal_basis, own(commitment.tasks), own(commitment.results)}
    texts |= {own(finding.texts) for finding in store.findings}
    noted = (store.find_figures(), store.findings, store.commitments, store.events, store.sources.values())
    texts |= {part for records in noted for each in records for part in (each.note, *split_note(each.note))}
    texts |= {change.legal_basis for place in store.places for change in place.changes}
    texts |= {text for body in store.bodies.values() for text in (body.names[code], own(body.offices))}
    texts |= {piece for message in store.messages for piece in PLACEHOLDER.split(own(message.texts))[::2]}
    for name, indicator in store.indicators.items():
        texts |= {own(indicator.labels), plain(writer.plain.within(name)), own(indicator.definitions)}
    marked = {piece for text in texts for piece in references_in(text)}
    return frozenset(marked | texts | {source.url for source in store.sources.values()})


# What is read out, drawn and linked


def _spoken_flaws(seen: Seen, tokens: frozenset[str], reader: Reader) -> Found:
    for element, name, text in seen.spoken:
        yield from ((element, text, f"{token} in {name} stands traced nowhere on the page") for token in _loose(text, tokens, reader))


def _loose(text: str, tokens: frozenset[str], reader: Reader) -> list[str]:
    """What counts in a text without mark-up and does not stand traced on the page."""
    numbers = [token for token in NUMBER.findall(text) if token not in tokens]
    signs = [] if text.isascii() else [sign for sign in _signs(text) if not sign.isdecimal()]
    return numbers + signs + _counts(NUMBER.sub(HELD, text), reader)


def _script_flaws(seen: Seen, tokens: frozenset[str], reader: Reader) -> Found:
    for element in seen.scripts:
        given, text = element.attributes, element.text()
        if given.get("type") == "application/json" and "src" not in given:
            yield from ((element, found, why) for found, why in _block_flaws(text, tokens, reader, seen))
        elif given.get("type") == "application/ld+json" and "src" not in given:
            yield from ((element, found, why) for found, why in _linked_flaws(text, tokens, reader))
        elif "src" in given:
            if text or "type" in given or (given["src"] or "").removeprefix("../") not in OURS:
                yield element, element.html or "", "a script that is not ours"
        elif text not in _our_scripts().values():
            yield element, text[:80], "a script that is not ours"


def _linked_flaws(text: str, tokens: frozenset[str], reader: Reader) -> Iterator[tuple[str, str]]:
    """What is wrong in linked data: observations and reports are said again from the data, of all else the numbers are traced."""
    store = reader.writer.store
    try:
        graph = [dict(each) for each in json.loads(text)["@graph"]]
    except (ValueError, LookupError, TypeError, RecursionError):
        yield text[:80], "a block of data that can't be read"
        return
    for each in graph:
        kind, name = each.get("@type"), str(each.get("@id", ""))
        told = json.dumps(each, ensure_ascii=False)[:160]
        if kind == "Observation":
            figure = store.by_id.get(name.removeprefix("#figure-"))
            if figure is None or each != json.loads(json.dumps(observation(reader.writer, figure))):
                yield told, "it does not say what the data say of this figure"
        elif kind == "CreativeWork":
            source = store.sources.get(name.removeprefix("#source-"))
            if source is None or each != report(reader.writer, source):
                yield told, "it does not say what the data say of this report"
        elif kind != "Dataset" or each.keys() - DATASET:
            yield told, "no page says such a thing of itself"
        else:
            loose = [token for key in ("name", "description") for token in _loose(str(each.get(key, "")), tokens, reader)]
            yield from ((told, f"{token} in linked data stands traced nowhere on the page") for token in loose)


@functools.cache
def _our_scripts() -> Mapping[str, str]:
    assets = make_assets()
    scripts = {name: within(text, "script") for name, text in assets.items() if name.endswith(".js")}
    return scripts | {"licences.txt": assets["licences.txt"].replace("<", "‹")}


ROWS = ("datasets", "values")
DATASET = frozenset({"@type", "name", "description", "inLanguage", "dateModified", "spatialCoverage", "isBasedOn", "distribution"})
"""What a page says of itself as a set of data."""
DRAWN_ONLY = frozenset({"low", "high", "day", "began", "code", "here", "above", "hedged", "state", "quarter", "figure_id"})
"""Fields of a row that place or colour its mark, and that no reader sees as text."""
MADE_UP = frozenset(
    {"calculate", "sequence", "graticule", "sphere", "url", "lookup", "aggregate", "bin", "impute", "window", "joinaggregate", "fold",
     "flatten", "pivot", "regression", "loess", "density", "quantile", "sample", "stack", "timeUnit", "labelExpr", "html", "image"}
)  # fmt: skip
"""What would make a chart show something else than its rows."""
PLACED = frozenset({"x", "x2", "y", "y2", "text", "theta", "radius", "latitude", "longitude"})


def _block_flaws(text: str, tokens: frozenset[str], reader: Reader, seen: Seen) -> Iterator[tuple[str, str]]:
    """What is wrong in a block of JSON: what a chart holds and what it does with it."""
    try:
        yield from _part_flaws(json.loads(text, parse_float=Decimal), "", tokens, reader, seen)
    except (ValueError, RecursionError):
        yield text[:80], "a block of data that can't be read"


def _part_flaws(part: Any, name: str, tokens: frozenset[str], reader: Reader, seen: Seen) -> Iterator[tuple[str, str]]:
    if isinstance(part, list):
        for each in part:
            yield from _part_flaws(each, name, tokens, reader, seen)
    elif isinstance(part, dict):
        for key in MADE_UP & part.keys():
            if not (key == "aggregate" and part[key] is None):
                yield f"{key}: {json.dumps(part[key], default=str)[:80]}", "no chart of ours makes up what it shows"
        if name in PLACED and ("datum" in part or ("value" in part and name not in ("y", "y2"))):
            yield json.dumps(part, default=str)[:80], "a mark that no row stands behind"
        if name == "mark" and part.get("type") == "text" and "text" in part:
            yield json.dumps(part, default=str)[:80], "a text that no row stands behind"
        for key, each in part.items():
            if key == "datasets":
                for rows in each.values() if isinstance(each, dict) else [each]:
                    yield from _rows_flaws(rows, tokens, reader, seen)
            elif key == "data" and isinstance(each, dict) and "values" in each:
                yield from _rows_flaws(each["values"], tokens, reader, seen)
            else:
                yield from _part_flaws(each, key, tokens, reader, seen)
    elif isinstance(part, str) and name in ("title", "subtitle", "text", "description", "label"):
        yield from ((part, f"{token} in a chart stands traced nowhere on the page") for token in _loose(part, tokens, reader))


def _rows_flaws(rows: Any, tokens: frozenset[str], reader: Reader, seen: Seen) -> Iterator[tuple[str, str]]:
    for row in rows if isinstance(rows, list) else [rows]:
        if not isinstance(row, dict):
            yield str(row)[:80], "a row of a chart that nothing traces"
        elif "figure_id" in row or any(isinstance(each, int | Decimal) and not isinstance(each, bool) for each in row.values()):
            seen.charted += 1
            yield from _row_flaws(row, tokens, reader)
        else:
            for each in map(str, row.values()):
                yield from ((each, f"{token} in a chart stands traced nowhere on the page") for token in _loose(each, tokens, reader))


def _row_flaws(row: Mapping[str, Any], tokens: frozenset[str], reader: Reader) -> Iterator[tuple[str, str]]:
    told = json.dumps(row, ensure_ascii=False, default=str)
    try:
        figure = parse_reference(reader.writer.store, str(row.get("figure_id", "")))
    except BriefingError as problem:
        yield told, f"a row of a chart that nothing traces: {problem}"
        return
    wanted = _drawn(reader, figure)
    for name, each in row.items():
        if name in wanted:
            same = float(each) == wanted[name] if isinstance(each, int | Decimal) and not isinstance(each, bool) else each == wanted[name]
            if not same:
                yield told, f"{name} is {each} in a chart, traced is {wanted[name]}"
        elif name not in DRAWN_ONLY:
            yield from ((told, f"{token} in a chart stands traced nowhere on the page") for token in _loose(str(each), tokens, reader))
    for name in ("hedged", "low", "high"):
        if row.get(name) and name not in wanted:
            yield told, f"{name} is {row[name]} in a chart, and what it is traced to has none"
    for name in wanted.keys() - row.keys():
        yield told, f"a row of a chart without its {name}"
    start = figure.period.start
    for name, day in (("day", figure.day.isoformat()), ("began", start)):
        if name in row and row[name] and not str(row[name]).startswith(day[:7]) and row[name] != day:
            yield told, f"{name} is {row[name]} in a chart, traced is {day}"


@functools.lru_cache(maxsize=65536)
def _drawn(reader: Reader, figure: Figure) -> Mapping[str, Any]:
    return datum(reader.writer, figure)


def _link_flaws(seen: Seen, reader: Reader) -> Found:
    sources = reader.writer.store.sources
    known = {source.url for source in sources.values()}
    for element in seen.links:
        address = element.attributes.get("href") or ""
        if address.startswith("#"):
            if address[1:] not in seen.ids:
                yield element, address, "it leads to nothing on the page"
        elif re.match(r"[a-z][a-z0-9+.-]*:|//", address, re.IGNORECASE):
            entry = _entry_around(element, "source-")
            if address not in known or (entry in sources and sources[entry].url != address):
                yield element, address, f"no report of the data has this address{f', or another than {entry}' if entry else ''}"
        elif not re.fullmatch(r"(?:\.\./)?(?:[\w.-]+/)?[\w.-]+(?:#[\w.-]+)?", address):
            yield element, address, "no page or file of the site has such an address"
        is_number = "number" in (element.attributes.get("class") or "").split() and address[1:] in seen.ids
        if is_number and (problem := _not_its_entry(element, seen.ids[address[1:]])):
            yield element, element.text(), problem


def _entry_around(element: LexborNode, kind: str) -> str:
    """The name of the entry of this kind that an element stands in, or ''."""
    names = (each.attributes.get("id") or "" for each in _around(element))
    return next((name.removeprefix(kind) for name in names if name.startswith(kind)), "")


def _entry_flaws(seen: Seen, *, is_linked: bool) -> Found:
    """Entries of a register without their number; and where numbers are links, as on all pages but the index, those that are none."""
    own = {f"figure-{element.attributes['data-figure']}": element for element, _ in seen.numbers if element.attributes.get("data-figure")}
    for name, element in seen.ids.items():
        if name.startswith("figure-") and name not in own:
            yield element, name, "an entry without its number"
    for element, _ in seen.numbers if is_linked else ():
        named = f"figure-{element.attributes.get('data-figure')}"
        is_link = element.parent is not None and "number" in (element.parent.attributes.get("class") or "").split()
        if named in seen.ids and not is_link and not _entry_around(element, "figure-"):
            yield element, element.text(), "it does not lead to its entry"


def _not_its_entry(link: LexborNode, entry: LexborNode) -> str:
    """Whether the entry that a number leads to speaks of another number."""
    number = link.css_first("data")
    if number is None or not number.attributes.get("data-figure"):
        return ""
    named = number.attributes["data-figure"]
    name = entry.attributes.get("id") or ""
    return "" if name == f"figure-{named}" else f"it leads to {name}, which is not its entry"
