"""Lays the data beside the texts that were read in full: each number of a text is taken by exactly one rule or row.

First come the phrases and forms of `numbers.toml`, which are no figure in any text, then the rows of left_out, each the one place of
its paragraph that prints its words, then the figures, each one number of their printed form that says their value. What is left over
on either side is a fault. Numbers are numerals and number words: `26/36` holds two, `7 juta` and `sepuluh` one each.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from briefing_lib.errors import Fault, WrongUse, hint
from briefing_lib.figures import Figure, Source
from briefing_lib.proof.numerals import LANGUAGES, Number, find_numbers, find_phrases, lies_in, read_values, says
from briefing_lib.store import LeftOut, Store

FIGURE = "figure"
DOCUMENT = r"\b\d+(?:/\d{4})?(?:[-/][A-ZĐ]{2}[A-ZĐ0-9]*)+\b"
"""A document number, as 18-NQ/TW, 154/2025/ND-CP or 202/2025/QH15."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """How the data and the texts agree; `left_out` counts numbers by reason, `faults` says where they don't.

    `figures` counts those of the texts that were compared; `missing` names the texts that are not in hand, of which nothing was.
    """

    texts: int
    figures: int
    figures_found: int
    numerals: int
    numerals_taken: int
    left_out: Mapping[str, int]
    faults: tuple[Fault, ...]
    missing: tuple[str, ...] = ()


def verify_texts(store: Store, folder: str | os.PathLike[str], source: str = "") -> Verified:
    """Compare every report that was read in full, or the one of this id, with its text in `folder`.

    Texts that are not in the folder are no fault, as a reader need not have them all; the result names them. Raises WrongUse where there
    is no such folder, where the report that was asked for is unknown, was not read in full, or has no text there, and where there is none
    of the texts at all.
    """
    if not Path(folder).is_dir():
        raise WrongUse(
            f"no folder of texts at {folder}; they belong to their publishers and do not come with the project: give the folder that holds "
            "the files named in sources.csv"
        )
    full = _asked(store, source)
    paths = {each.source_id: Path(folder) / Path(each.text_name).name for each in full}
    missing = [each.text_name for each in full if not paths[each.source_id].is_file()]
    if full and len(missing) == len(full):
        raise WrongUse(f"{folder} holds none of the texts that were read in full ({', '.join(missing)}), so nothing can be compared")
    read = [each for each in full if each.text_name not in missing]
    texts = [_Text(store, each, paths[each.source_id]) for each in read]
    taken = Counter(reason for text in texts for (_, number), reason in text.taken.items() if number.counts)
    return Verified(
        texts=len(texts),
        figures=sum(each.source in read for each in store.find_figures()),
        figures_found=sum(reason == FIGURE for text in texts for reason in text.taken.values()),
        numerals=sum(number.counts for text in texts for each in text.paragraphs for number in each.numbers),
        numerals_taken=taken.total(),
        left_out={reason: count for reason, count in sorted(taken.items()) if reason != FIGURE},
        faults=tuple(fault for text in texts for fault in text.faults),
        missing=tuple(missing),
    )


def _asked(store: Store, source: str) -> list[Source]:
    """The reports that were read in full; only the one of this id where one is given."""
    full = {name: each for name, each in store.sources.items() if each.basis == "full_text"}
    if not source:
        return list(full.values())
    if source not in store.sources:
        raise WrongUse(f"sources.csv has no report {source}{hint(source, list(full))}")
    if source not in full:
        raise WrongUse(f"{source} was not read in full (basis {store.sources[source].basis}), so there is no text to compare it with")
    return [full[source]]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of a text that is not empty; `row` is its line in the file, `ruled` the reason of what a rule takes."""

    number: int
    row: int
    words: str
    numbers: tuple[Number, ...]
    ruled: Mapping[Number, str]

    def find(self, form: re.Pattern[str]) -> list[list[Number]]:
        """For each place that prints the form, the numbers that lie in it; a place without a whole number is none."""
        places = [[each for each in self.numbers if lies_in(each, [match.span()])] for match in form.finditer(self.words)]
        return [place for place in places if place]

    def tokens(self) -> list[str]:
        return sorted({token.strip("()[].,;:\"'") for token in self.words.split() if re.search(r"\d", token)})


@functools.lru_cache(maxsize=64)
def read_paragraphs(text: str, language: str) -> tuple[Paragraph, ...]:
    """The lines of a text that are not empty, in order, each with its numbers and with what rules take of them."""
    lines = enumerate(unicodedata.normalize("NFC", text).split("\n"), 1)
    filled = [(row, " ".join(line.split())) for row, line in lines if line.strip()]
    return tuple(_read_paragraph(number, row, words, language) for number, (row, words) in enumerate(filled, 1))


def _read_paragraph(number: int, row: int, words: str, language: str) -> Paragraph:
    numbers = tuple(find_numbers(words, language))
    places = [("name", find_phrases(words, language))]
    places += [(reason, [match.span() for match in form.finditer(words)]) for reason, form in _forms(language)]
    ruled = {each: reason for reason, spans in places for each in numbers if lies_in(each, spans)}
    return Paragraph(number, row, words, numbers, ruled)


@functools.cache
def _forms(language: str) -> list[tuple[str, re.Pattern[str]]]:
    """The reasons and forms that are no figure, of all languages and of this one."""
    parts = {"{year}": r"(?:19|20)\d\d", "{document}": DOCUMENT, "{month}": f"(?:{LANGUAGES.get(language, {}).get('month', '(?!)')})"}
    forms = [*LANGUAGES["any"]["forms"], *LANGUAGES.get(language, {}).get("forms", ())]
    return [(reason, re.compile(functools.reduce(lambda form, part: form.replace(*part), parts.items(), form))) for reason, form in forms]


class _Text:
    """One text, and the rows that speak of it; `taken` says as what each number is taken that is not left over."""

    def __init__(self, store: Store, source: Source, path: Path) -> None:
        self._store, self._source = store, source
        self.faults: list[Fault] = []
        self.paragraphs = self._read(path)
        self.taken = {(each.number, number): reason for each in self.paragraphs for number, reason in each.ruled.items()}
        if self.paragraphs:
            self._compare()

    def _read(self, path: Path) -> tuple[Paragraph, ...]:
        raw, row = path.read_bytes(), f"sources:{self._source.source_id}"
        try:
            paragraphs = read_paragraphs(raw.decode("utf-8-sig"), self._source.language)
        except UnicodeDecodeError:
            self._blame(row, "text_name", path.name, "the text is not UTF-8; restore the file that was read")
            return ()
        if (found := hashlib.sha256(raw).hexdigest()) != self._source.text_sha256:
            self._blame(row, "text_sha256", found, "the text was altered since it was read; restore it, or read it again and mend the rows")
        return paragraphs

    def _compare(self) -> None:
        """Rows of left_out stand at one place each; of the figures, those with the least choice come first."""
        for row in self._store.left_out:
            if row.source_id == self._source.source_id:
                self._leave_out(row)
        figures = [(self._find(each), each) for each in self._store.find_figures() if each.source == self._source]
        for places, figure in sorted(figures, key=lambda each: len(each[0])):
            self._take(figure, [number for place in places for number in place])
        for paragraph in self.paragraphs:
            for number in paragraph.numbers:
                if number.counts and (paragraph.number, number) not in self.taken:
                    self._blame_untaken(paragraph, number)

    def _find(self, row: Figure | LeftOut) -> list[list[Number]]:
        """For each place of the row's paragraph that prints its form, the numbers in it."""
        return [place for each in self.paragraphs if each.number == row.paragraph for place in each.find(_form(row))]

    def _leave_out(self, row: LeftOut) -> None:
        places = self._find(row)
        takers = sorted({self.taken[key] for place in places for number in place if (key := (row.paragraph, number)) in self.taken})
        if not places:
            self._blame_misplaced(row)
        elif len(places) > 1:
            advice = f"it stands there {len(places)} times; add a word beside it, as in '3 bulan', so that the row is one place"
            self._blame(_key(row), "as_printed", row.as_printed, advice)
        elif takers:
            self._blame(_key(row), "as_printed", row.as_printed, f"taken already ({', '.join(takers)}); take the row away")
        else:
            self.taken |= {(row.paragraph, number): row.reason for number in places[0]}

    def _take(self, figure: Figure, numbers: list[Number]) -> None:
        """Let a figure take the first free number of its printed form that says its value."""
        fitting = [(figure.paragraph or 0, each) for each in numbers if says(each, figure.value, figure.unit)]
        free = next((each for each in fitting if each not in self.taken), None)
        if free:
            self.taken[free] = FIGURE
        elif not numbers:
            self._blame_misplaced(figure)
        elif fitting:
            takers = ", ".join(sorted({self.taken[each] for each in fitting}))
            advice = f"paragraph {figure.paragraph} prints it {len(fitting)} times, all taken ({takers}); take the row away or mend it"
            self._blame(_key(figure), "as_printed", figure.as_printed, advice)
        else:
            self._blame(_key(figure), "value", f"{figure.value:f}", unread(figure))

    def _blame_misplaced(self, row: Figure | LeftOut) -> None:
        if found := [str(each.number) for each in self.paragraphs if each.find(_form(row))]:
            advice = f"{row.as_printed!r} does not stand there but in paragraph {', '.join(found)}; mend the paragraph"
            self._blame(_key(row), "paragraph", str(row.paragraph), advice)
            return
        tokens = [token for each in self.paragraphs if each.number == row.paragraph for token in each.tokens()]
        advice = f"paragraph {row.paragraph} prints no such number, nor does another; mend as_printed{hint(row.as_printed, tokens)}"
        self._blame(_key(row), "as_printed", row.as_printed, advice)

    def _blame(self, reference: str, column: str, found: str, advice: str) -> None:
        self.faults.append(self._store.fault(reference, column=column, found=found, advice=advice))

    def _blame_untaken(self, paragraph: Paragraph, number: Number) -> None:
        advice = f"paragraph {paragraph.number}: no row is left that takes it; add one to figures.csv, or to left_out.csv with its reason"
        printed = paragraph.words[number.start : number.end]
        self.faults.append(Fault(self._source.text_name, paragraph.row, "", printed, advice))


def unread(figure: Figure) -> str:
    """What is to be mended where the printed form of a figure does not say its value."""
    language = figure.source.language if figure.source else ""
    read = ", ".join(f"{value:f}" for value in read_values(figure.as_printed, language)) or "no number for sure"
    return f"{figure.as_printed!r} reads {read} (language {language or 'unknown'}, unit {figure.unit}); mend value or as_printed"


def _key(row: Figure | LeftOut) -> str:
    return f"figures:{row.figure_id}" if isinstance(row, Figure) else f"left_out:{row.source_id}|{row.paragraph}|{row.as_printed}"


def _form(row: Figure | LeftOut) -> re.Pattern[str]:
    """What a row has printed stands alone; that of a figure not within a share or ordinal either."""
    before, after = (r"(?<![\w/-])(?<!\d[.,])", r"(?![\w%/]|[.,-]\d)") if isinstance(row, Figure) else (r"(?<!\w)", r"(?!\w)")
    return re.compile(before + re.escape(row.as_printed) + after)
