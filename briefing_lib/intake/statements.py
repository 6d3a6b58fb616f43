"""Proposes the sentences of a text that order, ask or promise something, and those that say what works and what does not.

Nothing of a sentence is taken over: what is saved are words of one's own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from briefing_lib.intake.days import Span, last_day
from briefing_lib.intake.passage import Body, Report, bodies_in
from briefing_lib.intake.terms import WORDS, find_terms, pattern
from briefing_lib.proof.texts import Paragraph
from briefing_lib.store import Store

SHORTEST = 40
"""Signs of a sentence; headings and captions are shorter, or say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A sentence that could become a row of `table`, and the cells that can be told from it; `reasons` say from what."""

    key: str
    table: str
    paragraph: int
    sentence: str
    cells: dict[str, str]
    reasons: tuple[str, ...]


def propose_statements(report: Report) -> tuple[Proposal, ...]:
    """The sentences that could be commitments or findings, in the order of the text."""
    return tuple(each for paragraph in report.paragraphs for each in _of_paragraph(report, paragraph))


def _of_paragraph(report: Report, paragraph: Paragraph) -> Iterator[Proposal]:
    if report.finds("sentence", "photo", paragraph.words):
        return
    issuer = ""
    for number, span in enumerate(report.sentences(paragraph)):
        sentence = paragraph.words[span.start : span.end].strip()
        if len(sentence) < SHORTEST or sentence.endswith("?"):
            continue
        key = f"{paragraph.number}:s{number}"
        bodies = bodies_in(sentence, report.store)
        issuer = _issuer(report, sentence, bodies) or issuer or report.speakers.get(paragraph.number, ("", ""))[0]
        if order := _order(report, sentence, issuer):
            cells, reasons = _commitment(report, sentence, order, issuer, bodies)
            yield Proposal(key=key, table="commitments", paragraph=paragraph.number, sentence=sentence, cells=cells, reasons=reasons)
        elif kind := _finding(report, sentence):
            cells = _finding_cells(report, paragraph, span, kind[0])
            reasons = (f"it says {kind[1]!r}",)
            yield Proposal(key=key, table="findings", paragraph=paragraph.number, sentence=sentence, cells=cells, reasons=reasons)


def propose_at(report: Report, number: int, at: int, table: str) -> Proposal:
    """The sentence in which a sign of a paragraph stands, as what could become a row of `table`, with the cells that can be told."""
    paragraph = next(each for each in report.paragraphs if each.number == number)
    order, span = next((order, each) for order, each in enumerate(report.sentences(paragraph)) if each.holds(at))
    sentence = paragraph.words[span.start : span.end].strip()
    if table == "commitments":
        bodies = bodies_in(sentence, report.store)
        issuer = _issuer(report, sentence, bodies) or report.speakers.get(number, ("", ""))[0]
        cells, _ = _commitment(report, sentence, _order(report, sentence, issuer) or ("ordered", ""), issuer, bodies)
    else:
        cells = _finding_cells(report, paragraph, span, (_finding(report, sentence) or ("achievement", ""))[0])
    return Proposal(key=f"{number}:s{order}", table=table, paragraph=number, sentence=sentence, cells=cells, reasons=())


def _finding_cells(report: Report, paragraph: Paragraph, span: Span, kind: str) -> dict[str, str]:
    return {
        "geographies": report.place_at(paragraph, span.start, span.start).value,
        "stated_by": report.speakers[paragraph.number].value if paragraph.number in report.speakers else "",
        "kind": kind,
        "theme": _theme(report, paragraph.words[span.start : span.end]),
    }


def _issuer(report: Report, sentence: str, bodies: list[Body]) -> str:
    """The body or person that stands right before a word of order."""
    words = [match.start() for force in ("ordered", "requested") for match in pattern("orders", force, report.language).finditer(sentence)]
    before = [each for each in bodies if words and each.end <= min(words)]
    return before[-1].name if before else ""


def _order(report: Report, sentence: str, issuer: str) -> tuple[str, str] | None:
    """The force with which a sentence orders, and its word; a promise only where somebody is known to give it."""
    for force in ("ordered", "requested"):
        if match := report.finds("orders", force, sentence):
            return force, match[0]
    match = report.finds("orders", "promised", sentence)
    return ("promised", match[0]) if match and (issuer or match.start() < SHORTEST) else None


def _commitment(
    report: Report, sentence: str, order: tuple[str, str], issuer: str, bodies: list[Body]
) -> tuple[dict[str, str], tuple[str, ...]]:
    at = sentence.find(order[1])
    responsible = list(dict.fromkeys(each.name for each in bodies if each.start > at and each.name != issuer))
    place, root = report.subject.value, report.store.places.root.code
    deadline, why = _deadline(report, sentence)
    rhythm = _rhythm(report, sentence)
    cells = {
        "issued_by": issuer, "issued_on": report.published_on, "geography": place, "responsible": "|".join(responsible),
        "binds": "nation" if place == root else place, "force": order[0], "deadline": deadline, "recurrence": rhythm, "checkable": "false",
    }  # fmt: skip
    return cells, tuple(each for each in (f"it says {order[1]!r}", why, f"a rhythm: {rhythm}" if rhythm else "") if each)


def _deadline(report: Report, sentence: str) -> tuple[str, str]:
    """The last day that a sentence sets, as a day, and the words for it."""
    inner = Report(sentence, report.language, report.published_on, report.store)
    for paragraph in inner.paragraphs:
        for day in inner.days(paragraph):
            if re.search(rf"(?:{WORDS['orders']['before'].get(report.language, '(?!)')})\s*$", paragraph.words[: day.start], re.IGNORECASE):
                return last_day(day.text), f"to be done by {paragraph.words[day.start : day.end]}"
    return "", ""


def _rhythm(report: Report, sentence: str) -> str:
    """The rhythm that a sentence sets, as a rule of RFC 5545."""
    for name in WORDS["rhythms"]:
        if match := pattern("rhythms", name, report.language).search(sentence):
            told = match.groupdict()
            weekday = next(
                (day for day in WORDS["weekdays"] if told.get("w") and re.fullmatch(WORDS["weekdays"][day], told["w"].casefold())), ""
            )
            rule = f"FREQ={name.upper()}"
            rule += f";BYDAY={weekday}" if weekday else f";BYMONTHDAY={int(told['d'])}" if told.get("d") else ""
            hour = re.search(r"(?<!\d)([01]?\d|2[0-3])(?:[.:h]|\s*giờ\s*)([0-5]\d)?(?!\d)", sentence[match.end() : match.end() + 20])
            return rule + (f";BYHOUR={int(hour[1])};BYMINUTE={int(hour[2] or 0)}" if hour and weekday else "")
    return ""


def _finding(report: Report, sentence: str) -> tuple[str, str] | None:
    for kind in WORDS["findings"]:
        if match := report.finds("findings", kind, sentence):
            return kind, match[0]
    return None


def _theme(report: Report, sentence: str) -> str:
    """The theme whose measures share most words with a sentence."""
    counts = Counter[str]()
    for term in find_terms(sentence, report.language):
        for theme, share in _themes_of(report.store, term.name).items():
            counts[theme] += round(1000 * share)
    return max(counts, key=lambda each: (counts[each], each)) if counts else next(iter(report.store.codes["theme"]))


def _themes_of(store: Store, concept: str) -> dict[str, float]:
    """Of the measures whose label has a concept, the share of each theme."""
    named = ((each.theme, find_terms(each.labels["en"], "en", of_report=False)) for each in store.indicators.values())
    counts = Counter(theme for theme, terms in named if any(term.name == concept for term in terms))
    return {theme: count / counts.total() for theme, count in counts.items()} if len(counts) <= 3 else {}
