"""Lays the data beside the texts that were read in full: every printed form at its paragraph, every number taken.

What is counted are the numerals of a text: `26/36` holds two, `73,6%` and `142.746` one each. A row of figures
takes one numeral; a row of left_out takes all that are left of its form in its paragraph, or one only where it
restates a figure or a figure prints the same numeral.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from briefing_lib.errors import Fault, WrongUse, hint
from briefing_lib.figures import Figure, Source
from briefing_lib.store import LeftOut, Store

NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")

FIGURE = "figure"

SCALES = {
    "ribu": 3, "juta": 6, "miliar": 9, "triliun": 12, "nghìn": 3, "triệu": 6, "tỷ": 9,
    "thousand": 3, "million": 6, "billion": 9, "trillion": 12,
}  # fmt: skip
"""Words after a numeral that count in thousands, millions and so on."""

COMMA_GROUPS = frozenset({"en", "ja"})
"""Languages that group thousands with a comma and have a dot as decimal mark; the others that are read have it the other way round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """How the data and the texts agree; `left_out` counts numerals by reason, `faults` says where they don't."""

    texts: int
    figures: int
    figures_found: int
    numerals: int
    numerals_taken: int
    left_out: Mapping[str, int]
    faults: tuple[Fault, ...]


def verify_texts(store: Store, folder: str | os.PathLike[str]) -> Verified:
    """Compare every report that was read in full with its text in `folder`.

    Raises WrongUse where there is no such folder; a text that is missing in it is a fault in the result.
    """
    if not Path(folder).is_dir():
        raise WrongUse(f"no folder of texts at {folder}; give the folder that holds the files named in sources.csv")
    texts = [_Text(store, source, Path(folder)) for source in store.sources.values() if source.basis == "full_text"]
    for text in texts:
        text.compare()
    numerals = [numeral for text in texts for numeral in text.numerals]
    taken = Counter(numeral.taken_as for numeral in numerals if numeral.taken_as)
    return Verified(
        texts=len(texts),
        figures=sum(len(text.figures) for text in texts),
        figures_found=sum(text.found for text in texts),
        numerals=len(numerals),
        numerals_taken=taken.total(),
        left_out={reason: count for reason, count in sorted(taken.items()) if reason != FIGURE},
        faults=tuple(fault for text in texts for fault in text.faults),
    )


def read_values(printed: str, language: str) -> list[Decimal | None]:
    """The numbers in a printed form, in order; None for one whose grouping is not of threes.

    >>> read_values("142.746", "id"), read_values("26/36", "id"), read_values("7 juta", "id"), read_values("1,050.5", "en")
    ([Decimal('142746')], [Decimal('26'), Decimal('36')], [Decimal('7E+6')], [Decimal('1050.5')])
    """
    scale = next((SCALES[word.lower()] for word in printed.split() if word.lower() in SCALES), 0)
    return [_read_value(match[0], scale, language) for match in NUMERAL.finditer(printed)]


def _read_value(numeral: str, scale: int, language: str) -> Decimal | None:
    plain = numeral.translate(str.maketrans(".,", ",.")) if language in COMMA_GROUPS else numeral
    if not re.fullmatch(r"(\d+|\d{1,3}(\.\d{3})+)(,\d+)?", plain):
        return None
    return Decimal(plain.replace(".", "").replace(",", ".")).scaleb(scale)


@dataclass(slots=True)
class _Numeral:
    """One numeral where a text prints it; `row` is the line in the file, `taken_as` is figure or a reason to leave it out."""

    printed: str
    row: int
    paragraph: int
    start: int
    end: int
    taken_as: str = ""


@dataclass(frozen=True, slots=True)
class _Paragraph:
    number: int
    row: int
    words: str

    def spans(self, form: re.Pattern[str]) -> list[tuple[int, int]]:
        return [match.span() for match in form.finditer(self.words)]

    def tokens(self) -> list[str]:
        return [token.strip("()[].,;:\"'") for token in self.words.split() if NUMERAL.search(token)]


class _Text:
    """One text, and the rows that speak of it; `compare` finds what each row takes and what no row takes."""

    def __init__(self, store: Store, source: Source, folder: Path) -> None:
        self._store, self._source = store, source
        self.figures = [each for each in store.figures if each.source == source]
        self.faults: list[Fault] = []
        self.found = 0
        self._paragraphs = list(self._read(folder))
        self.numerals = [
            _Numeral(match[0], each.row, each.number, *match.span()) for each in self._paragraphs for match in NUMERAL.finditer(each.words)
        ]

    def compare(self) -> None:
        """Forms with more than a numeral first, as they are the surest; bare numerals that are left out last."""
        if not self._paragraphs:
            return
        rows = [each for each in self._store.left_out if each.source_id == self._source.source_id]
        bare = [each for each in rows if NUMERAL.fullmatch(each.as_printed)]
        for row in sorted((each for each in rows if each not in bare), key=lambda each: -len(each.as_printed)):
            self._leave_out(row)
        for figure in self.figures:
            self._take(figure)
        shared = {(numeral.paragraph, numeral.printed) for numeral in self.numerals if numeral.taken_as == FIGURE}
        for row in bare:
            self._leave_out(row, only_one=row.reason == "restated" or (row.paragraph, row.as_printed) in shared)
        for numeral in self.numerals:
            if not numeral.taken_as:
                self._blame_untaken(numeral)

    def _read(self, folder: Path) -> Iterator[_Paragraph]:
        name = self._source.text_name
        try:
            raw = (folder / Path(name).name).read_bytes()
            text = raw.decode("utf-8-sig")
        except OSError as problem:
            self._blame_source("text_name", name, f"no such text in {folder} ({problem.strerror}); put the file there, or mend its name")
            return
        except UnicodeDecodeError:
            self._blame_source("text_name", name, "the text is not UTF-8; restore the file that was read")
            return
        if (found := hashlib.sha256(raw).hexdigest()) != self._source.text_sha256:
            self._blame_source(
                "text_sha256", found, "the text was altered since it was read; restore it, or read it again and mend the rows"
            )
        lines = enumerate(unicodedata.normalize("NFC", text).split("\n"), 1)
        filled = [(row, " ".join(line.split())) for row, line in lines if line.strip()]
        yield from (_Paragraph(number, row, words) for number, (row, words) in enumerate(filled, 1))

    def _take(self, figure: Figure) -> None:
        """Let a figure take the first free numeral of its printed form that has its value."""
        places = {each.number: spans for each in self._paragraphs if (spans := each.spans(_figure_form(figure.as_printed)))}
        if figure.paragraph not in places:
            self._blame_misplaced(figure, list(places))
            return
        values = read_values(figure.as_printed, self._source.language)
        inside = [self._inside(figure.paragraph, span) for span in places[figure.paragraph]]
        fitting = [numeral for span in inside for numeral, value in zip(span, values, strict=False) if value == figure.value]
        free = next((numeral for numeral in fitting or itertools.chain(*inside) if not numeral.taken_as), None)
        if free:
            free.taken_as = FIGURE
        self.found += bool(fitting and free) or not values
        if values and not (fitting and free):
            self._blame_value(figure, values, times=len(fitting))

    def _leave_out(self, row: LeftOut, only_one: bool = False) -> None:
        """Let a row of left_out take what is free of its form, or one of it, so that no forgotten figure hides behind it."""
        form = _left_out_form(row.as_printed)
        places = {each.number: spans for each in self._paragraphs if (spans := each.spans(form))}
        spans = places.get(row.paragraph, [])
        free = [numeral for span in spans for numeral in self._inside(row.paragraph, span) if not numeral.taken_as]
        for numeral in free[:1] if only_one else free:
            numeral.taken_as = row.reason
        if not free:
            self._blame_left_out(row, list(places))

    def _inside(self, paragraph: int, span: tuple[int, int]) -> list[_Numeral]:
        start, end = span
        return [each for each in self.numerals if each.paragraph == paragraph and start <= each.start and each.end <= end]

    def _blame(self, figure: Figure, column: str, found: str, advice: str) -> None:
        self.faults.append(self._store.fault(f"figures:{figure.figure_id}", column=column, found=found, advice=advice))

    def _blame_source(self, column: str, found: str, advice: str) -> None:
        self.faults.append(self._store.fault(f"sources:{self._source.source_id}", column=column, found=found, advice=advice))

    def _blame_misplaced(self, figure: Figure, places: list[int]) -> None:
        if places:
            advice = f"{figure.as_printed!r} does not stand there but in paragraph {_listed(places)}; mend the paragraph"
            self._blame(figure, "paragraph", str(figure.paragraph), advice)
            return
        tokens = sorted({token for each in self._paragraphs if each.number == figure.paragraph for token in each.tokens()})
        advice = f"paragraph {figure.paragraph} does not print it, nor does another; mend as_printed{hint(figure.as_printed, tokens)}"
        self._blame(figure, "as_printed", figure.as_printed, advice)

    def _blame_left_out(self, row: LeftOut, places: list[int]) -> None:
        elsewhere = f"the text prints it in paragraph {_listed(places)} only" if places else "the text does not print it"
        found = "other rows take it" if row.paragraph in places else elsewhere
        reference = f"left_out:{row.source_id}|{row.paragraph}|{row.as_printed}"
        advice = f"paragraph {row.paragraph}: {found}; take the row away or mend it"
        self.faults.append(self._store.fault(reference, column="as_printed", found=row.as_printed, advice=advice))

    def _blame_value(self, figure: Figure, values: list[Decimal | None], times: int) -> None:
        if times:
            printed = f"paragraph {figure.paragraph} prints it {times} times, and other rows take these"
            self._blame(figure, "as_printed", figure.as_printed, f"{printed}; take the row away or mend its paragraph")
            return
        read = _listed(["no number" if value is None else f"{value:f}" for value in values])
        self._blame(figure, "value", f"{figure.value:f}", f"{figure.as_printed!r} reads {read}; mend value or as_printed")

    def _blame_untaken(self, numeral: _Numeral) -> None:
        again = any(each.taken_as and (each.paragraph, each.printed) == (numeral.paragraph, numeral.printed) for each in self.numerals)
        found = "rows take this number less often than it is printed" if again else "no row takes this number"
        advice = f"paragraph {numeral.paragraph}: {found}; add it to figures.csv, or to left_out.csv with its reason"
        if again:
            advice += ", with a word beside it, as in '3 bulan', to tell it apart"
        self.faults.append(Fault(self._source.text_name, numeral.row, "", numeral.printed, advice))


def _figure_form(printed: str) -> re.Pattern[str]:
    """A figure's form stands alone: not within a longer number, word, ordinal or share, nor before `juta`."""
    scales = "|".join(SCALES)
    return re.compile(rf"(?<![\w/-])(?<!\d[.,]){re.escape(printed)}(?![\w%/]|[.,-]\d|\s(?:{scales})\b)")


def _left_out_form(printed: str) -> re.Pattern[str]:
    """A form that is left out may stand in a word or address, but not within a longer number."""
    end = r"(?!\w)" if printed[-1].isalpha() else r"(?!\d|[.,]\d)"
    return re.compile(rf"(?<!\d)(?<!\d[.,]){re.escape(printed)}{end}")


def _listed(things: Sequence[object]) -> str:
    return ", ".join(str(each) for each in things)
