"""Takes the text out of a file, as it stands, one paragraph a line; and says whether the report is in hand already."""

from __future__ import annotations

import hashlib
import importlib
import io
import itertools
import re
import statistics
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from briefing_lib.errors import WrongUse
from briefing_lib.intake.tables import BLANK, Cell, lay_out, say_rows, unit_of
from briefing_lib.proof.texts import read_paragraphs
from briefing_lib.store import Store

EXTRA = {"trafilatura": "HTML", "pdfplumber": "PDF", "docx": "DOCX"}
"""The libraries that read a format, by the name under which they are imported."""
LARGEST_FILE = 50_000_000
"""Bytes; a report is smaller, and what is larger may not fit into memory once it is taken apart."""
TELLING = 4
"""Digits of a number that two reports hardly share by chance."""
WRAPPED, LONGEST_LINE = 3, 120
"""So many lines must go on in the next, and none be longer in signs, for a text whose lines end where the page did."""
EDGE, SAME_HEIGHT = 3, 4.0
"""So many lines at the head and the foot of a page may be its furniture, if they stand within so many points at the same height."""
LARGEST_SPAN = 1000
"""Columns or rows that a cell of a page may cover; what claims more is an error of the page."""
REPRINTED, LEAST_SHARED = 0.6, 3
"""From this share of a report's telling numbers on, and so many of them, a text is said to reprint it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was taken out of a file: its text, kept as `raw`, and what the file itself says of title, address and day."""

    raw: bytes
    title: str = ""
    url: str = ""
    published_on: str = ""

    @property
    def text(self) -> str:
        """The text, without a byte-order mark."""
        return self.raw.decode("utf-8-sig")

    @property
    def sha256(self) -> str:
        """The hash under which the text is known."""
        return hashlib.sha256(self.raw).hexdigest()


def read_report(raw: bytes, name: str = "") -> Reading:
    """Take the text out of a plain text, HTML, PDF or DOCX file; plain text is kept as it is, byte for byte.

    Raises WrongUse for a file that holds no text, is of another kind, or needs a library that is not installed.
    """
    if len(raw) > LARGEST_FILE:
        raise WrongUse(f"{name or 'the input'} has {len(raw):,} bytes; a report has at most {LARGEST_FILE:,}: is it the right file?")
    if raw.startswith(b"%PDF"):
        reading = _from_lines(_read_pdf(raw, name))
    elif raw.startswith(b"PK"):
        reading = _from_lines(_read_docx(raw, name))
    elif re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|\?xml|article|div|p)\b", raw[:500], re.IGNORECASE):
        reading = _read_html(raw)
    else:
        reading = _read_plain(raw, name)
    if not any(line.strip() for line in reading.text.splitlines()):
        raise WrongUse(f"no text was found in {name or 'the input'}; a scanned page has none: copy its words into a text file")
    return reading


def _read_plain(raw: bytes, name: str) -> Reading:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Reading(raw=raw.decode("utf-16").encode())
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        advice = "save it as UTF-8 (Windows-1258 and other code pages are not read)"
        raise WrongUse(f"{name or 'the input'} is no UTF-8 text (byte {problem.start}); {advice}") from None
    if "\0" in text:
        raise WrongUse(f"{name or 'the input'} is no text; plain text, HTML, PDF and DOCX are read")
    return _from_lines(_unwrap(text)) if _is_wrapped(text) else Reading(raw=raw)


def _is_wrapped(text: str) -> bool:
    """Whether lines end where the page did: many go on in the next, and none is long."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    goes_on = sum(_goes_on(line, below) for line, below in itertools.pairwise(lines))
    return goes_on >= WRAPPED and goes_on >= len(lines) / 3 and max(map(len, lines)) <= LONGEST_LINE


def _goes_on(line: str, below: str) -> bool:
    """Whether a sentence goes on in the next line."""
    if "|" in line or "\t" in line:
        return False
    return line[-1] not in '.!?:;…”"' and (below[0].islower() or below[0].isdigit() or line[-1] in ",-")


def _unwrap(text: str) -> Iterator[str]:
    """The paragraphs of a text whose lines end where the page did; a line that fills the page goes on in any case."""
    lines = [line.strip() for line in text.splitlines()]
    longest, held = max(map(len, lines)), ""
    for line, below in itertools.pairwise([*lines, ""]):
        held = _join(held, line)
        full = len(line) >= 0.9 * longest and line[-1:] not in '.!?:;…”"' and "|" not in line and not line.isupper()
        if not line or not below or not (full or _goes_on(line, below)):
            yield held
            held = ""


def _join(held: str, line: str) -> str:
    """A line put behind others; a word that was divided becomes whole."""
    if re.search(r"[^\W\d_]-$", held) and line[:1].islower():
        return held[:-1] + line
    return f"{held} {line}" if held else line


def _from_lines(paragraphs: Iterator[str]) -> Reading:
    kept = [unicodedata.normalize("NFC", " ".join(each.split())) for each in paragraphs]
    return Reading(raw="".join(f"{each}\n" for each in kept if each).encode())


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise WrongUse(f'{EXTRA[name]} is read with {name}, which is not installed; pip install "briefing-lib[add]"') from None


def _read_html(raw: bytes) -> Reading:
    trafilatura = _library("trafilatura")
    page = trafilatura.load_html(raw)
    told = trafilatura.extract_metadata(page) if page is not None else None
    for table in list(page.iter("table")) if page is not None else ():
        _say_table(table)
    text = trafilatura.extract(page, include_comments=False, include_tables=True, favor_recall=True) if page is not None else ""
    plain = _from_lines(line.strip("| ") for line in (text or "").splitlines())
    day = str(getattr(told, "date", "") or "")
    return Reading(
        raw=plain.raw,
        title=" ".join(str(getattr(told, "title", "") or "").split()),
        url=str(getattr(told, "url", "") or ""),
        published_on=day if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else "",
    )


def _say_table(table: Any) -> None:
    """Put a paragraph in the place of each row of a table of a page; one that only arranges what stands in it stays."""
    placed = [
        [
            (Cell(" ".join("".join(cell.itertext()).split()), cell.tag == "th"), _span(cell, "colspan"), _span(cell, "rowspan"))
            for cell in row.iterchildren("td", "th")
        ]
        for row in table.iter("tr")
    ]
    rows, parent = lay_out(placed), table.getparent()
    if parent is None or table.find(".//table") is not None or len(rows) < 2 or len(rows[0]) < 2:
        return
    above = table.getprevious()
    unit = unit_of(" ".join("".join(above.itertext()).split())) if above is not None and isinstance(above.tag, str) else ""
    said = table.makeelement("div")
    caption = ["".join(each.itertext()) for each in table.iterchildren("caption")]
    for words in (*caption, *say_rows(rows, unit)):
        line = table.makeelement("p")
        line.text = words
        said.append(line)
    said.tail = table.tail
    parent.replace(table, said)


def _span(cell: Any, name: str) -> int:
    told = str(cell.get(name, "")).strip()
    return min(int(told), LARGEST_SPAN) if told.isdecimal() and told != "0" else 1


def _read_docx(raw: bytes, name: str) -> Iterator[str]:
    """Paragraphs and rows of tables, in the order in which they stand."""
    docx = _library("docx")
    try:
        document = docx.Document(io.BytesIO(raw))
    except (KeyError, ValueError, zipfile.BadZipFile):
        raise WrongUse(f"{name or 'the input'} is an archive but no Word file; plain text, HTML, PDF and DOCX are read") from None
    yield from _blocks_of(document)


def _blocks_of(container: Any) -> Iterator[str]:
    above = ""
    for block in container.iter_inner_content():
        if not hasattr(block, "rows"):
            above = block.text.strip() or above
            yield from block.text.splitlines()
            continue
        known: dict[Any, tuple[Cell, Any]] = {}  # a cell that spans several columns or rows is met in each
        rows = []
        for row in block.rows:
            heads = bool(row._tr.xpath("./w:trPr/w:tblHeader"))
            for cell in row.cells:
                words = " ".join(each.text for each in cell.paragraphs)
                known.setdefault(cell._tc, (Cell(" ".join(words.split()), heads), cell))
            rows.append([*[BLANK] * row.grid_cols_before, *(known[cell._tc][0] for cell in row.cells), *[BLANK] * row.grid_cols_after])
        width = max(map(len, rows), default=0)
        yield from say_rows([[*row, *[BLANK] * (width - len(row))] for row in rows], unit_of(above))
        for _, cell in known.values():
            if cell.tables:
                yield from (line for table in cell.tables for line in _blocks_of(_Alone(table)))


@dataclass(frozen=True, slots=True)
class _Alone:
    """A table within a cell, as a container of it."""

    table: Any

    def iter_inner_content(self) -> Iterator[Any]:
        yield self.table


def _read_pdf(raw: bytes, name: str) -> Iterator[str]:
    """Lines put together to paragraphs: a new one begins behind a gap, or behind a line that ends early, as the last of one does."""
    pdfplumber = _library("pdfplumber")
    try:
        with pdfplumber.open(io.BytesIO(raw)) as file:
            pages = [page.extract_text_lines() for page in file.pages]
    except Exception as problem:  # pdfminer raises what it likes on a damaged file
        raise WrongUse(f"{name or 'the input'} can't be read as PDF ({type(problem).__name__}); save it anew, or copy its text") from None
    lines = list(_without_furniture(pages))
    if not lines:
        return
    right = statistics.quantiles([line["x1"] for _, line in lines], n=20)[-1] if len(lines) > 1 else lines[0][1]["x1"]
    width = right - min(line["x0"] for _, line in lines)
    gaps = [low["top"] - high["bottom"] for (one, high), (other, low) in itertools.pairwise(lines) if one == other]
    usual = statistics.median(gaps) if gaps else 0.0
    held = ""
    for at, (number, line) in enumerate(lines):
        before = lines[at - 1] if at else None
        if before and _begins(before, (number, line), right - 0.15 * width, usual):
            yield held
            held = ""
        held = _join(held, line["text"])
    yield held


def _without_furniture(pages: Sequence[Sequence[Any]]) -> Iterator[tuple[int, Any]]:
    """Each line with its page, but for what stands at the edges of pages at one height again and again, and for the page's own number."""
    edges = [(page[:EDGE], page[::-1][:EDGE]) for page in pages]
    seen = Counter(key for number, ends in enumerate(edges) for key in {key for end in ends for line in end for key in _keys(line, number)})
    for number, (page, ends) in enumerate(zip(pages, edges, strict=True)):
        left = [id(line) for end in ends for line in _furniture(end, number, seen)]
        yield from ((number, line) for line in page if id(line) not in left)


def _furniture(end: Sequence[Any], number: int, seen: Counter[tuple[str, int, float]]) -> Iterator[Any]:
    """The lines of an edge, the outermost first, that other pages have as well, up to the blank that parts them from the text."""
    for line, further in zip(end, [*end[1:], None], strict=True):
        own = line is end[0] and line["text"].strip(" -–—") == str(number + 1)
        if not own and all(seen[key] < 2 for key in _keys(line, number)):
            return
        yield line
        if further and max(line["top"] - further["bottom"], further["top"] - line["bottom"]) > line["bottom"] - line["top"]:
            return


def _keys(line: Any, page: int) -> Iterator[tuple[str, int, float]]:
    """What a line has in common with those of other pages: its height and words, a number in it counting on with the pages."""
    text = line["text"].strip()
    words = [text]
    for match in re.finditer(r"(?<![\d.,])\d{1,4}(?![\d.,])", text):
        words.append(f"{text[: match.start()]}{int(match[0]) - page:+}{text[match.end() :]}")
    for each in words:
        for shift in (0.0, SAME_HEIGHT / 2):  # two heights that a step parts are one with the other shift
            yield each, int((line["top"] + shift) // SAME_HEIGHT), shift


def _begins(before: tuple[int, Any], now: tuple[int, Any], early: float, usual: float) -> bool:
    """Whether a line of a page, given with its page, begins a paragraph."""
    gap = now[1]["top"] - before[1]["bottom"] if before[0] == now[0] else usual
    if gap > usual + 0.5 * (now[1]["bottom"] - now[1]["top"]):
        return True
    ends = before[1]["text"].rstrip()
    return bool(before[1]["x1"] < early and (ends[-1:] in '.!?:;…”"' or (now[1]["text"][:1].isupper() and not ends.endswith(","))))


def find_in_hand(store: Store, reading: Reading, language: str, url: str = "") -> list[tuple[str, str]]:
    """Reports of the package that this one is, or reprints, each with what is said of it; the surest first."""
    found: dict[str, str] = {}
    for source in store.sources.values():
        if source.text_sha256 == reading.sha256:
            found.setdefault(source.source_id, "is this very text")
        elif url and source.url.rstrip("/") == url.rstrip("/"):
            found.setdefault(source.source_id, "has the same address")
    numbers = (each for paragraph in read_paragraphs(reading.text, language) for each in paragraph.numbers)
    printed = {abs(each.value) for each in numbers if each.value is not None}
    wanted, shared = Counter[str](), Counter[str]()
    for figure in store.figures:
        if figure.source and len(figure.value.normalize().as_tuple().digits) >= TELLING and not figure.indicator.standing:
            wanted[figure.source.source_id] += 1
            shared[figure.source.source_id] += bool({figure.value, figure.value * 10**9} & printed)
    for name, count in shared.most_common():
        if count >= LEAST_SHARED and count / wanted[name] >= REPRINTED:
            found.setdefault(name, f"prints {count} of its {wanted[name]} larger numbers, too")
    return list(found.items())
