"""Kinds of change to a finished page that mislead its reader, each made at a place that chance picks, in the text of the page itself."""

from __future__ import annotations

import functools
import itertools
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from briefing_lib.figures import Figure
from briefing_lib.store import Store


@dataclass(frozen=True)
class Finished:
    """A finished page, with the data that it was made from."""

    name: str
    text: str
    store: Store

    @functools.cached_property
    def closed(self) -> list[tuple[int, int]]:
        """Where no words of a reader stand: scripts, style, head."""
        return [each.span() for each in re.finditer(r"<(script|style|head|template)\b.*?</\1>", self.text, re.DOTALL)]

    @functools.cached_property
    def register(self) -> int:
        return self.text.find('id="register"')

    def find(self, pattern: str, *, entries: bool = False) -> list[re.Match[str]]:
        """Where a pattern stands in the words of the page, or in its entries alone."""
        first = max(self.register, 0) if entries else self.text.find("<main")
        found = re.compile(pattern, re.DOTALL).finditer(self.text, first)
        return [each for each in found if not any(start <= each.start() < end for start, end in self.closed)]

    def put(self, start: int, end: int, new: str) -> Changed | None:
        changed = self.text[:start] + new + self.text[end:]
        return (changed, (start,)) if changed != self.text else None

    def swap(self, one: re.Match[str] | tuple[int, int], other: re.Match[str] | tuple[int, int]) -> Changed | None:
        (a, b), (c, d) = sorted(each.span() if isinstance(each, re.Match) else each for each in (one, other))
        text = self.text
        changed = text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]
        return (changed, (a, a + d - b)) if changed != text and b <= c else None


Changed = tuple[str, tuple[int, ...]]
"""The changed text of a page, and where in it the change is."""
Kind = Callable[[Finished, random.Random], "Changed | None"]
KINDS: dict[str, Kind] = {}

MARK = r'<a class="number" href="#[^"]*"><data [^>]*>[^<]*</data></a>'
DATA = r"<data [^>]*>[^<]*</data>"
BLOCK = r"<(p|li|td|dd)\b[^>]*>(?:(?!</?(?:p|li|td|dd|table|ul|ol|div)\b).)*</\1>"
WORDS = r"(?<=>)[^<>]*[a-z]{3} [^<>]+(?=<)"
TIME = r"<time [^>]*>[^<]*</time>"


def kind(group: str) -> Callable[[Kind], Kind]:
    def add(function: Kind) -> Kind:
        KINDS[f"{group}: {function.__name__.replace('_', ' ')}"] = function
        return function

    return add


def end_of(text: str, start: int) -> int:
    """Where the element that begins there ends."""
    tag = re.compile(r"<(\w+)").match(text, start)[1]  # type: ignore[index]
    depth = 0
    for each in re.compile(rf"<(/?){tag}\b[^>]*>").finditer(text, start):
        depth += -1 if each[1] else 1
        if not depth:
            return each.end()
    return len(text)


def pick(chance: random.Random, found: Sequence[Any]) -> Any:
    return chance.choice(found) if found else None


# Numbers in any dress

DRESSES = {
    "digits": ("34", "1,234", "0.5"),
    "digits of other scripts": ("٣٤", "३४", "３４", "𝟑𝟒", "๓๔", "༣༤"),
    "fractions": ("½", "¾", "⅓", "⅞"),
    "superscripts": ("wards³", "⁷", "₇"),
    "circled numerals": ("③", "⑶", "❼", "⒎"),
    "roman numerals": ("XIV", "Ⅻ", "VII", "xlii"),
    "characters that are numbers": ("四十", "三", "〇", "卅"),
    "number words": ("forty", "one", "a dozen", "seven hundred", "hundreds", "eleven"),
    "words of shares": ("half", "two thirds", "a quarter", "three in four"),
    "words that compare": ("doubled", "twice", "threefold", "a majority", "tripled", "a couple"),
    "number words with hidden signs": ("for\u00adty", "sev\u200ben", "se&shy;ven"),
    "number words of Vietnamese": ("hai mươi", "một nửa", "gấp đôi", "ba phần tư"),
    "number words of Indonesian": ("setengah", "dua puluh", "dua kali lipat", "sepertiga"),
    "digits as entities": ("&#51;&#52;", "&#x33;4", "3\u200b4"),
    "digits by their names": ("&frac12;", "&sup3;4", "&#9314;"),
}


def planted(page: Finished, chance: random.Random, text: str) -> Changed | None:
    """The words somewhere on a page, and these after one of them."""
    place = pick(chance, page.find(WORDS))
    blanks = [at for at in range(place.start() + 1, place.end()) if page.text[at] == " "] if place else []
    return page.put(at := chance.choice(blanks), at, f" {text}") if blanks else None


for dress, texts in DRESSES.items():
    KINDS[f"dress: {dress}"] = lambda page, chance, texts=texts: planted(page, chance, chance.choice(texts))


def beside(after: Sequence[str] = (), before: Sequence[str] = ()) -> Kind:
    def change(page: Finished, chance: random.Random) -> Changed | None:
        number = pick(chance, page.find(MARK))
        if not number:
            return None
        return (
            page.put(at := number.end(), at, chance.choice(after)) if after else page.put(at := number.start(), at, chance.choice(before))
        )

    return change


KINDS |= {
    "dress: a magnitude after a number": beside(after=(" million", " thousand", " billion", " hundred")),
    "dress: a letter for a magnitude": beside(after=("k", "m", "bn", "K")),
    "dress: a percent after a number": beside(after=("%", " %", "‰", " percent", " per cent", "&nbsp;%")),
    "dress: a minus before a number": beside(before=("−", "-", "–", "minus ")),
    "dress: a sign before a number": beside(before=("~", "+", "&gt;", "≤", "×")),
    "dress: more digits beside a number": beside(after=("0", ".5", "<sup>2</sup>", ",000", "/7")),
    "dress: a power of letters": beside(after=("<sup>th</sup>", "e6", "<sup>½</sup>")),
}

DRAWN = (
    '<ol start="7"><li>of the wards</li></ol>', "<ol reversed><li>of the wards</li></ol>", '<ol type="I"><li>of the wards</li></ol>',
    '<ul><li value="9">of the wards</li></ul>', '<meter value=".7"></meter>', '<progress value="70" max="100"></progress>',
    '<input type="range" value="70">', '<input type="text" value="70%">', '<input placeholder="70%">', '<textarea>of all</textarea>',
    '<button type="button" title="70%">of all</button>', '<select><option label="70%"></option></select>', '<output>of all</output>',
)  # fmt: skip
STYLED = (
    "<style>p::before { content: '70% ' }</style>", "<style>p::before { content: attr(id) }</style>",
    "<style>p { counter-increment: a } p::after { content: counter(a) }</style>",
    '<p style="content: \'7\'">of the wards</p>', '<p style="counter-reset: a 7">of the wards</p>', '<p style="display: list-item">of them</p>',
)  # fmt: skip
READ_OUT = (
    "aria-label", "aria-description", "aria-valuetext", "aria-roledescription", "aria-placeholder", "title", "alt", "placeholder", "label",
    "value", "data-count", "summary", "content", "abbr",
)  # fmt: skip
EMBEDDED = (
    '<iframe srcdoc="70% of the wards"></iframe>', '<iframe src="other.html"></iframe>', '<object data="70.svg"></object>',
    '<img alt="70%" src="data:image/png;base64,AAAA">', '<img src="70.png">', "<svg><text>seven</text></svg>", "<svg><title>all</title></svg>",
    "<math><mn>7</mn></math>", '<picture><source srcset="a.png"></picture>', "<canvas></canvas>", '<video poster="a.png"></video>',
    '<embed src="a.pdf">', "<marquee>of all</marquee>", '<table background="a.png"></table>',
)  # fmt: skip


def added(pieces: Sequence[str]) -> Kind:
    def change(page: Finished, chance: random.Random) -> Changed | None:
        place = pick(chance, page.find(r"</(?:p|table|h2|ul|ol)>(?!\s*</(?:td|li|dd|summary|template)>)"))
        return page.put(at := place.end(), at, chance.choice(pieces)) if place else None

    return change


def attributed(names: Sequence[str], values: Sequence[str], tags: str = "p|h2|td|li|section|table|span|a|div") -> Kind:
    def change(page: Finished, chance: random.Random) -> Changed | None:
        name = chance.choice(names)
        place = pick(chance, [each for each in page.find(rf"<(?:{tags})\b(?=[^>]*>)[^>]*") if f" {name}=" not in each[0]])
        return page.put(at := place.end(), at, f' {name}="{chance.choice(values)}"') if place else None

    return change


KINDS |= {
    "dress: elements that a browser draws": added(DRAWN),
    "dress: style that writes": added(STYLED),
    "dress: images, frames and drawings": added(EMBEDDED),
    "dress: attributes that are read out": attributed(READ_OUT, ("70 of 100", "half of the wards", "½")),
    "dress: attributes that draw": attributed(("style", "start", "value", "type", "dir", "background"), ("7", "rtl", "content: '7'")),
}


@kind("dress")
def digits_in_the_head(page: Finished, chance: random.Random) -> Changed | None:
    place = chance.choice((page.text.find("</title>"), page.text.find('">', page.text.find('name="description"'))))
    return page.put(place, place, chance.choice((" 34", ", half of it", " ½")))


@kind("dress")
def attributes_of_the_page_changed(page: Finished, chance: random.Random) -> Changed | None:
    place = pick(chance, page.find(r' (?:title|aria-label)="[^"]*\d[\d.,%]*'))
    return page.put(place.end() - 1, place.end(), "" if place[0][-1] == "%" else chance.choice("0123456789%")) if place else None


# The number belongs where it stands


def figure_in(page: Finished, mark: re.Match[str]) -> Figure | None:
    named = re.search(r'data-figure="([^"]+)"', mark[0])
    figure = page.store.by_id.get(named[1]) if named else None
    return figure if figure and figure.qualifier == "exact" and not figure.marked else None


def shown_in(mark: str) -> str:
    return re.sub(r"<[^>]*>", "", mark)


def instead(name: str, other: Callable[[Figure], object], *, alike: Callable[[Figure], object] = lambda _: None) -> None:
    """A whole traced number of the page in the place of another, which differs from it in one thing."""

    def change(page: Finished, chance: random.Random) -> Changed | None:
        found = [(mark, figure) for mark in page.find(MARK) if (figure := figure_in(page, mark))]
        chance.shuffle(found)
        for mark, figure in found[:60]:
            for another, by in found:
                if other(by) != other(figure) and alike(by) == alike(figure) and shown_in(another[0]) != shown_in(mark[0]):
                    return page.put(*mark.span(), another[0])
        return None

    KINDS[f"place: a number of another {name}"] = change


instead("province", lambda each: each.geography)
instead("measure", lambda each: each.measure, alike=lambda each: each.geography)
instead("level", lambda each: each.level)
instead("period", lambda each: each.period, alike=lambda each: each.geography)


@kind("place")
def two_numbers_of_a_sentence_swapped(page: Finished, chance: random.Random) -> Changed | None:
    blocks = page.find(BLOCK)
    chance.shuffle(blocks)
    for block in blocks:
        marks = list(re.compile(MARK).finditer(page.text, *block.span()))
        for one, other in itertools.pairwise(marks):
            if shown_in(one[0]) != shown_in(other[0]):
                return page.swap(one, other)
    return None


@kind("place")
def x_of_y_reversed(page: Finished, chance: random.Random) -> Changed | None:
    place = pick(chance, page.find(rf"({MARK})( of (?:the |its )?|, of |/)({MARK})"))
    return page.swap(place.span(1), place.span(3)) if place and place[1] != place[3] else None


def neighbours(pattern: str, name: str) -> None:
    def change(page: Finished, chance: random.Random) -> Changed | None:
        found = page.find(pattern)
        pairs = [
            (one, other)
            for one, other in itertools.pairwise(found)
            if not page.text[one.end() : other.start()].strip() and shown_in(one[0]).strip() != shown_in(other[0]).strip()
        ]
        pair = pick(chance, pairs)
        return page.swap(*pair) if pair else None

    KINDS[f"place: two {name} swapped"] = change


neighbours(r"<tr\b[^>]*>(?:(?!<tr\b).)*?</tr>", "rows")
neighbours(r"<td\b[^>]*>(?:(?!</?t[dr]\b).)*?</td>", "cells")
neighbours(r"<li\b[^>]*>(?:(?!</?li\b).)*?</li>", "items of a list")
neighbours(r"<p\b[^>]*>(?:(?!</?p\b).)*?</p>", "paragraphs")
neighbours(r"<d[td]\b[^>]*>(?:(?!</?d[td]\b).)*?</d[td]>", "facts")


@kind("place")
def headings_swapped(page: Finished, chance: random.Random) -> Changed | None:
    found = page.find(r"(?<=>)[^<>]+(?=</h[23]>)")
    one, other = chance.sample(found, 2) if len(found) > 1 else (None, None)
    return page.swap(one, other) if one and other and one[0] != other[0] else None


@kind("place")
def rounded(page: Finished, chance: random.Random) -> Changed | None:
    place = pick(chance, page.find(r"(?<=>)(\d[\d,]*)\.(\d+)(?=%?</data>)"))
    return page.put(*place.span(), str(round(float(place[0].replace(",", ""))))) if place else None


@kind("place")
def rounded_to_hundreds(page: Finished, chance: random.Random) -> Changed | None:
    place = pick(chance, page.find(r"(?<=>)(\d{1,3}(?:,\d{3})+)(?=</data>)"))
    return page.put(*place.span(), f"{round(int(place[0].replace(',', '')), -3):,}") if place else None


@kind("place")
def a_digit_changed(page: Finished, chance: random.Random) -> Changed | None:
    place = pick(chance, page.find(r"(?<=>)[^<>]*\d(?=[^<>\d]*</data>)"))
    return page.put(place.end() - 1, place.end(), chance.choice("0123456789")) if place else None


@kind("place")
def its_value_changed(page: Finished, chance: random.Random) -> Changed | None:
    place = pick(chance, page.find(r'(?<=<data value=")[^"]+'))
    return page.put(place.end(), place.end(), chance.choice("123")) if place else None


@kind("place")
def a_count_of_fewer_rows(page: Finished, chance: random.Random) -> Changed | None:
    place = pick(chance, page.find(r'<data value="(\d+)" data-formula="count" data-figures="([^" ]+) ([^"]+)">\1</data>'))
    fewer = int(place[1]) - 1 if place else 0
    return (
        page.put(*place.span(), f'<data value="{fewer}" data-formula="count" data-figures="{place[3]}">{fewer}</data>') if place else None
    )


@kind("place")
def a_count_of_other_rows(page: Finished, chance: random.Random) -> Changed | None:
    place = pick(chance, page.find(r'data-formula="count" data-figures="([^" :]+) '))
    other = chance.choice(page.store.figures).figure_id
    return page.put(*place.span(1), other) if place and other not in place[0] else None


@kind("place")
def what_went_in_reversed(page: Finished, chance: random.Random) -> Changed | None:
    place = pick(chance, page.find(r'data-formula="(?:ratio|difference)" data-figures="([^" ]+) ([^" ]+)"'))
    return page.swap(place.span(1), place.span(2)) if place else None


@kind("place")
def a_name_of_another_place(page: Finished, chance: random.Random) -> Changed | None:
    names = [each.name("en") for each in page.store.places]
    place = pick(chance, page.find(rf"(?<=[ >])(?:{'|'.join(map(re.escape, names))})(?=[ ,.:<])(?=[^<>]*<)"))
    return page.put(*place.span(), chance.choice([each for each in names if each != place[0]])) if place else None


@kind("place")
def a_name_of_another_measure(page: Finished, chance: random.Random) -> Changed | None:
    names = [each.labels["en"] for each in page.store.indicators.values()]
    place = pick(chance, page.find(rf"(?<=>)(?:{'|'.join(map(re.escape, names))})(?=[ ,.:<])"))
    return page.put(*place.span(), chance.choice([each for each in names if each != place[0]])) if place else None


# Sources


def retargeted(pattern: str) -> Kind:
    def change(page: Finished, chance: random.Random) -> Changed | None:
        found = page.find(pattern)
        place, names = pick(chance, found), sorted({each[0] for each in found})
        others = [each for each in names if each != place[0]] if place else []
        return page.put(*place.span(), chance.choice(others)) if others else None

    return change


def entry_changed(pattern: str, new: str | None = None) -> Kind:
    """A part of an entry replaced: by that of another entry, or by other words."""

    def change(page: Finished, chance: random.Random) -> Changed | None:
        found = page.find(pattern, entries=True) if page.register > 0 else []
        place = pick(chance, found)
        others = [new] if new is not None else sorted({each[0] for each in found if place and each[0] != place[0]})
        return page.put(*place.span(), chance.choice(others)) if place and others else None

    return change


KINDS |= {
    "source: a number leads to another entry": retargeted(r'(?<=<a class="number" href=")#(?:figure|formula)-[^"]+'),
    "source: a link leads to another report": retargeted(r'(?<=href=")#source-[^"]+'),
    "source: an address of another report": retargeted(r'(?<=href=")https?://[^"]+'),
    "source: the printed form": entry_changed(r'(?<=<q class="reference">)[^<]+(?=</q>)'),
    "source: the note": entry_changed(r'(?<=<span class="note" lang="en">)(?:(?!</?span).)+(?=</span>)'),
    "source: the note left out": entry_changed(r' <span class="note" lang="en">(?:(?!</?span).)+</span>', ""),
    "source: the definition": entry_changed(r'(?<=<span class="definition">)[^<]+(?=</span>)'),
    "source: the translation left out": entry_changed(r"[^<>.;]*machine translation", ""),
    "source: the doubt": entry_changed(r"(?<=[Ii]n doubt: )[^<.;]+"),
    "source: the doubt left out": entry_changed(r"[;.]? ?[Ii]n doubt: [^<.;]+", ""),
    "source: the day": entry_changed(TIME),
    "source: the title": entry_changed(r'<a href="http[^>]*>[^<]+</a>'),
}


@kind("source")
def an_address_that_no_report_has(page: Finished, chance: random.Random) -> Changed | None:
    place = pick(chance, page.find(r'(?<=href=")https?://[^"]+'))
    return (
        page.put(*place.span(), chance.choice((place[0] + "x", "https://example.org/", "//example.org", "javascript:alert()")))
        if place
        else None
    )


@kind("source")
def the_paragraph(page: Finished, chance: random.Random) -> Changed | None:
    place = pick(chance, page.find(r"(?<=paragraph )\d+", entries=True)) if page.register > 0 else None
    return page.put(*place.span(), str(int(place[0]) + chance.choice((1, 2, 40)))) if place else None


def label_changed(labels: Callable[[Store], Sequence[str]]) -> Kind:
    def change(page: Finished, chance: random.Random) -> Changed | None:
        names = sorted({each for each in labels(page.store) if each}, key=len, reverse=True)
        pattern = rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])(?=[^<>]*<)"
        place = pick(chance, page.find(pattern, entries=True)) if page.register > 0 else None
        return page.put(*place.span(), chance.choice([each for each in names if each != place[0]])) if place else None

    return change


KINDS |= {
    "source: the place": label_changed(lambda store: [each.name("en") for each in store.places]),
    "source: the level": label_changed(lambda store: [each["en"] for each in store.codes["level"].values()]),
    "source: the speaker": label_changed(lambda store: [each.names["en"] for each in store.bodies.values()]),
    "source: the publisher": label_changed(lambda store: [each.publisher for each in store.sources.values()]),
}


def entries_of(page: Finished) -> list[tuple[int, int]]:
    found = page.find(r'<li id="(?:figure|formula|source)-', entries=True) if page.register > 0 else []
    return [(each.start(), end_of(page.text, each.start())) for each in found]


@kind("source")
def an_entry_left_out(page: Finished, chance: random.Random) -> Changed | None:
    place = pick(chance, entries_of(page))
    return page.put(*place, "") if place else None


@kind("source")
def an_entry_doubled(page: Finished, chance: random.Random) -> Changed | None:
    place = pick(chance, entries_of(page))
    return page.put(place[1], place[1], page.text[slice(*place)]) if place else None


@kind("source")
def an_entry_added(page: Finished, chance: random.Random) -> Changed | None:
    place = pick(chance, entries_of(page))
    figure = chance.choice(
        [each for each in page.store.figures if each.qualifier == "exact" and f"figure-{each.figure_id}" not in page.text]
    )
    new = f'<li id="figure-{figure.figure_id}">{figure.indicator.labels["en"]}</li>'
    return page.put(place[1], place[1], new) if place else None


# Days


@kind("day")
def a_day_of_another_row(page: Finished, chance: random.Random) -> Changed | None:
    found = page.find(TIME)
    place = pick(chance, found)
    others = [each[0] for each in found if shown_in(each[0]) != shown_in(place[0])]
    return page.put(*place.span(), chance.choice(others)) if others else None


@kind("day")
def a_day_that_its_row_does_not_hold(page: Finished, chance: random.Random) -> Changed | None:
    found = page.find(r'(?<=<time datetime=")(\d{4}-\d\d-\d\d)("[^>]*>)([^<]*)')
    place = pick(chance, found)
    others = [each for each in found if each[1] != place[1]]
    return page.put(*place.span(), f"{other[1]}{place[2]}{other[3]}") if others and (other := chance.choice(others)) else None


@kind("day")
def a_day_written_otherwise(page: Finished, chance: random.Random) -> Changed | None:
    place = pick(chance, page.find(r"(?<=>)\d+(?= [^<]*</time>)"))
    return page.put(*place.span(), str(int(place[0]) % 28 + 1)) if place else None


@kind("day")
def an_age_changed(page: Finished, chance: random.Random) -> Changed | None:
    place = pick(chance, page.find(r'<time datetime="P(\d+)D"[^>]*>[^<]*'))
    return page.put(*place.span(), place[0].replace(place[1], str(int(place[1]) - 30))) if place else None


@kind("day")
def an_age_from_another_day(page: Finished, chance: random.Random) -> Changed | None:
    place = pick(chance, page.find(r'(?<=data-from=")\d{4}-\d\d-\d\d'))
    return page.put(*place.span(), "2025-03-01") if place else None


@kind("day")
def two_days_swapped(page: Finished, chance: random.Random) -> Changed | None:
    found = page.find(TIME)
    pairs = [(one, other) for one, other in itertools.pairwise(found) if shown_in(one[0]) != shown_in(other[0])]
    return page.swap(*chance.choice(pairs)) if pairs else None


@kind("day")
def the_day_of_the_page(page: Finished, chance: random.Random) -> Changed | None:
    place = re.search(r'(?<=data-as-of=")[^"]+', page.text)
    return page.put(*place.span(), chance.choice(("2025-10-15", "2026-01-01", "2031-01-01", "never", ""))) if place else None


@kind("day")
def a_day_that_nothing_holds(page: Finished, chance: random.Random) -> Changed | None:
    day = '<time datetime="2024-02-29"{}>29 February 2024</time>'
    return planted(page, chance, day.format(chance.choice(("", ' data-of="page"', ' data-of="text"', ' data-of="places:48 valid_from"'))))


# Hedge and doubt


def hedges(page: Finished) -> str:
    labels = (label["en"].partition("{number}")[0].strip() for name, label in page.store.codes["qualifier"].items() if name != "exact")
    return rf"\b(?:{'|'.join(map(re.escape, sorted(filter(None, labels), key=len, reverse=True)))}) (?=<a class=\"number\"|<data )"


def hedge_changed(change: Callable[[str, random.Random], str]) -> Kind:
    def hedged(page: Finished, chance: random.Random) -> Changed | None:
        place = pick(chance, page.find(hedges(page)))
        return page.put(*place.span(), change(place[0].strip(), chance)) if place else None

    return hedged


def doubt_changed(change: Callable[[str, random.Random], str]) -> Kind:
    def doubted(page: Finished, chance: random.Random) -> Changed | None:
        place = pick(chance, page.find(r'<span class="doubt"'))
        end = end_of(page.text, place.start()) if place else 0
        return page.put(place.start(), end, change(page.text[place.start() : end], chance)) if place else None

    return doubted


HIDDEN = (' class="unseen"', " hidden", ' style="display: none"', ' aria-hidden="true" class="unseen"', ' class="vg-tooltip"')
DOUBT = '<span class="doubt" title="doubtful: {0}"><span aria-hidden="true">?</span><span class="unseen"> (doubtful: {0})</span></span>'
KINDS |= {
    "hedge: lost": hedge_changed(lambda *_: ""),
    "hedge: another": hedge_changed(lambda said, chance: chance.choice(sorted({"about ", "more than ", "less than "} - {f"{said} "}))),
    "hedge: hidden": hedge_changed(lambda said, chance: f"<span{chance.choice(HIDDEN)}>{said}</span> "),
    "hedge: in another block": hedge_changed(lambda said, _: f"{said}</p><p>"),
    "hedge: added to an exact number": lambda page, chance: (
        page.put(at := place.start(), at, chance.choice(("about ", "more than ", "nearly ", "less than ")))
        if (place := pick(chance, [each for each in page.find(MARK) if figure_in(page, each)]))
        else None
    ),
    "doubt: lost": doubt_changed(lambda *_: ""),
    "doubt: hidden": doubt_changed(lambda said, chance: f"<span{chance.choice(HIDDEN)}>{said}</span>"),
    "doubt: hidden by a class of its own": doubt_changed(lambda said, _: said.replace('class="doubt"', 'class="doubt unseen"', 1)),
    "doubt: its reason left out": doubt_changed(lambda said, _: re.sub(r'<span class="unseen">[^<]*</span>', "", said)),
    "doubt: another reason": doubt_changed(
        lambda said, _: said.replace("translation is unclear", "day or period is unclear") if "translation" in said else DOUBT.format("the translation is unclear")
    ),
    "doubt: added to a sure number": lambda page, chance: (
        page.put(at := place.end(), at, DOUBT.format("the translation is unclear"))
        if (place := pick(chance, [each for each in page.find(MARK) if figure_in(page, each)]))
        else None
    ),
}  # fmt: skip


@kind("hedge")
def a_sentence_hidden(page: Finished, chance: random.Random) -> Changed | None:
    place = pick(chance, [each for each in page.find(BLOCK) if "<data " in each[0] and "class=" not in each[0].partition(">")[0]])
    return page.put(at := place.start() + 1 + len(place[1]), at, chance.choice(HIDDEN)) if place else None


@kind("hedge")
def a_number_hidden(page: Finished, chance: random.Random) -> Changed | None:
    place = pick(chance, page.find(MARK))
    return page.put(*place.span(), f"<span{chance.choice(HIDDEN)}>{place[0]}</span>") if place else None


# Charts

Spec = dict[str, Any]


def charts_of(page: Finished) -> list[tuple[int, int, Spec]]:
    found = re.finditer(r'(?<=<script type="application/json">)\{.*?(?=</script>)', page.text, re.DOTALL)
    return [(*each.span(), spec) for each in found if "datasets" in (spec := json.loads(each[0]))]


def written(spec: Any) -> str:
    return json.dumps(spec, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def charted(group: str) -> Callable[[Callable[[Spec, list[Spec], random.Random], Any]], Any]:
    """A change of what a chart holds; it works on the chart and on its rows that name a figure."""

    def add(function: Callable[[Spec, list[Spec], random.Random], Any]) -> Any:
        def change(page: Finished, chance: random.Random) -> Changed | None:
            charts = charts_of(page)
            chance.shuffle(charts)
            for start, end, spec in charts:
                before = written(spec)
                rows = [row for rows in spec["datasets"].values() for row in rows if isinstance(row, dict) and "figure_id" in row]
                if rows and function(spec, rows, chance) is not False and written(spec) != before:
                    return page.put(start, end, written(spec))
            return None

        KINDS[f"{group}: {function.__name__.replace('_', ' ')}"] = change
        return function

    return add


def swap_field(name: str) -> None:
    def change(_: Spec, rows: list[Spec], chance: random.Random) -> Any:
        pairs = [(one, other) for one in rows for other in rows if name in one and name in other and one[name] != other[name]]
        if not pairs:
            return False
        one, other = chance.choice(pairs)
        one[name], other[name] = other[name], one[name]
        return None

    change.__name__ = f"{name} of two rows swapped"
    charted("chart")(change)


for named in ("place", "measure", "level", "value", "shown", "figure_id", "when", "doubt", "who", "day", "low", "here", "quarter"):
    swap_field(named)


def set_field(name: str, field: str, *values: Any) -> None:
    def change(_: Spec, rows: list[Spec], chance: random.Random) -> Any:
        chosen = [row for row in rows if field in row]
        if not chosen:
            return False
        chance.choice(chosen)[field] = chance.choice(values)
        return None

    change.__name__ = name
    charted("chart")(change)


set_field("a value changed", "value", 12.5, 99, "77", None, -1)
set_field("a day changed", "day", "2025-02-01", "2024-12-31")
set_field("a doubt taken away", "doubt", "none", "")
set_field("a hedge taken away", "hedged", False)
set_field("what is shown changed", "shown", "12", "half", "about 70%")
set_field("no figure named", "figure_id", "", "nobody.1")
set_field("sixty decimals", "value", 12.5)


@charted("chart")
def a_field_left_out(_: Spec, rows: list[Spec], chance: random.Random) -> None:
    row = chance.choice(rows)
    del row[chance.choice(sorted({"value", "doubt", "shown", "place", "hedged"} & row.keys()))]


@charted("chart")
def a_row_left_out(spec: Spec, rows: list[Spec], chance: random.Random) -> None:
    row = chance.choice(rows)
    for each in spec["datasets"].values():
        if row in each:
            each.remove(row)


@charted("chart")
def a_row_doubled(spec: Spec, _: list[Spec], chance: random.Random) -> None:
    for each in spec["datasets"].values():
        each.append(dict(chance.choice(each)) | {"here": True})


@charted("chart")
def a_constant(spec: Spec, _: list[Spec], chance: random.Random) -> None:
    names = ["data", "datasets", "layer", "hconcat"]
    new = chance.choice(({"data": {"values": [{"x": 42}]}, "mark": "rule"}, {"mark": "rule", "encoding": {"x": {"datum": 42}}}))
    spec["layer"] = [*spec.get("layer", []), new] if names else []


@charted("chart")
def a_calculation(spec: Spec, _: list[Spec], chance: random.Random) -> None:
    spec["transform"] = [
        chance.choice((
            {"calculate": "datum.value * 2", "as": "value"}, {"filter": "datum.value < 50"}, {"sample": 3},
            {"aggregate": [{"op": "mean", "field": "value", "as": "value"}]}, {"window": [{"op": "rank", "as": "value"}]},
        ))
    ]  # fmt: skip


@charted("chart")
def data_that_are_made_up(spec: Spec, _: list[Spec], chance: random.Random) -> None:
    spec["data"] = chance.choice(
        ({"sequence": {"start": 0, "stop": 9}}, {"url": "a.csv"}, {"graticule": True}, {"values": [7]}, {"values": "a,b\n1,2"})
    )


@charted("chart")
def a_text_mark(spec: Spec, _: list[Spec], chance: random.Random) -> None:
    new = {"mark": {"type": "text", "text": chance.choice(("half", "all of them", "70%"))}}
    spec["layer"] = [*spec.get("layer", []), new]


@charted("chart")
def a_title(spec: Spec, _: list[Spec], chance: random.Random) -> None:
    spec["title"] = chance.choice(("Half of all", "70% of all", {"text": "Resolved", "subtitle": ["twice as many"]}, ["Forty"]))


def encodings(part: Any) -> Iterator[dict[str, Any]]:
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from encodings(each)
    if isinstance(part, dict) and isinstance(part.get("encoding"), dict):
        yield part["encoding"]


@charted("chart")
def an_axis(spec: Spec, _: list[Spec], chance: random.Random) -> Any:
    found = [one[name] for one in encodings(spec) for name in ("x", "y") if isinstance(one.get(name), dict) and "field" in one[name]]
    if not found:
        return False
    new = ({"scale": {"domain": [0, 7]}}, {"scale": {"reverse": True}}, {"axis": {"labelExpr": "'70%'"}}, {"axis": {"values": [1, 2]}},
           {"field": "low"}, {"title": "70%"}, {"bin": True}, {"scale": {"type": "log"}})  # fmt: skip
    chance.choice(found).update(chance.choice(new))
    return None


def odd(name: str, *blocks: str) -> None:
    KINDS[f"chart: {name}"] = added(blocks)


odd("a block of another form", '<script type="application/json">{"datasets": []}</script>', '<script type="application/json">[[[7]]]</script>',
    '<script type="application/json">{"datasets": {"a": 7}}</script>', '<script type="application/json">{"data": {"values": {"a": 1}}}</script>',
    '<script type="application/json">{"datasets": {"a": [[1]]}}</script>', '<script type="application/json">{</script>')  # fmt: skip
odd(
    "a block that is deep",
    f'<script type="application/json">{"[" * 5000}{"]" * 5000}</script>',
    f'<script type="application/json">{"[" * 9000}</script>',
)
odd("a type of other letters", '<script type="APPLICATION/JSON">{"datasets": {"a": [{"value": 7}]}}</script>',
    '<script type="application/json ">{"datasets": {"a": [{"value": 7}]}}</script>', '<script type="application/vnd.vegalite+json">{}</script>')  # fmt: skip
odd("a drawing without a block", '<div class="drawing" role="img" aria-label="70% of all"></div>')


@kind("chart")
def a_number_of_sixty_decimals(page: Finished, chance: random.Random) -> Changed | None:
    place = pick(chance, list(re.finditer(r'(?<="value":)-?\d+\.?\d*(?=[,}])', page.text)))
    return page.put(*place.span(), place[0] + ("" if "." in place[0] else ".") + "0" * 59 + "7") if place else None


@kind("chart")
def left_out(page: Finished, chance: random.Random) -> Changed | None:
    found = charts_of(page)
    start, end, _ = pick(chance, found) or (0, 0, {})
    return page.put(page.text.rfind("<script", 0, start), end + len("</script>"), "") if found else None


# Nothing left out, nothing let in


def element_left_out(pattern: str) -> Kind:
    def change(page: Finished, chance: random.Random) -> Changed | None:
        place = pick(chance, page.find(pattern))
        return page.put(place.start(), end_of(page.text, place.start()), "") if place else None

    return change


KINDS |= {
    "left out: a sentence": element_left_out(r"<p>"),
    "left out: an item": element_left_out(r"<li(?=[ >])(?! id)"),
    "left out: a row": element_left_out(r"<tr(?=[ >])"),
    "left out: a table": element_left_out(r"<table"),
    "left out: a figure": element_left_out(r"<figure"),
    "left out: what is folded": element_left_out(r"<details"),
    "left out: a mark of a note": element_left_out(r"<sup>"),
    "left out: a link's mark-up": lambda page, chance: (
        page.put(*place.span(), place[1]) if (place := pick(chance, page.find(r'<a href="#source-[^"]*">([^<]*)</a>'))) else None
    ),
    "left out: the link of a number": lambda page, chance: (
        page.put(*place.span(), place[1]) if (place := pick(chance, page.find(rf'<a class="number"[^>]*>({DATA})</a>'))) else None
    ),
    "left out: the mark-up of a number": lambda page, chance: (
        page.put(*place.span(), shown_in(place[0])) if (place := pick(chance, page.find(DATA))) else None
    ),
}


@kind("left out")
def a_section(page: Finished, chance: random.Random) -> Changed | None:
    heads = page.find(r"<h([23]) ")
    chance.shuffle(heads)
    for head in heads:
        following = next((each.start() for each in heads if each.start() > head.start() and each[1] <= head[1]), None)
        after = min((each.start() for each in page.find(rf"<h[1-{head[1]}] ") if each.start() > head.start()), default=following)
        cut = page.text[head.start() : after] if after else ""
        if cut and all(len(re.findall(rf"<{tag}\b", cut)) == cut.count(f"</{tag}>") for tag in ("div", "section", "details", "ul", "ol")):
            return page.put(head.start(), after or 0, "")
    return None


@kind("left out")
def the_policy(page: Finished, chance: random.Random) -> Changed | None:
    place = re.search(r"<meta http-equiv[^>]*>\n?", page.text)
    return page.put(*place.span(), "") if place else None


@kind("let in")
def a_looser_policy(page: Finished, chance: random.Random) -> Changed | None:
    place = page.text.find("&#39;none&#39;")
    return page.put(place, place + len("&#39;none&#39;"), chance.choice(("*", "&#39;self&#39;", "https:"))) if place > 0 else None


KINDS |= {
    "let in: a script": added((
        "<script>document.title = 7</script>", '<script src="https://example.org/a.js"></script>', '<script src="a.js"></script>',
        '<script type="module" src="../assets/page.js">1</script>', '<script src="../assets/page.css"></script>',
    )),
    "let in: what loads or leads away": added((
        '<link rel="stylesheet" href="https://example.org/a.css">', '<base href="https://example.org/">', '<a href="https://example.org/">more</a>',
        '<form action="https://example.org/"></form>', '<meta http-equiv="refresh" content="0; url=https://example.org/">',
        '<a href="javascript:alert()">more</a>', '<link rel="stylesheet" href="other.css">', '<a href="data:text/html,7">more</a>',
    )),
    "let in: what listens": attributed(("onclick", "onload", "onmouseover", "srcdoc", "autofocus"), ("alert()",)),
    "let in: a sentence": lambda page, chance: planted(page, chance, chance.choice(("not", "hardly", "as is known everywhere,", "allegedly"))),
    "let in: a traced number": lambda page, chance: (
        planted(page, chance, mark[0]) if (mark := pick(chance, [each for each in page.find(MARK) if figure_in(page, each)])) else None
    ),
    "let in: a reference": lambda page, chance: planted(page, chance, '<span class="reference">999/QD-TTg</span>'),
    "let in: a reference that is one elsewhere": lambda page, chance: (
        planted(page, chance, mark[0]) if (mark := pick(chance, page.find(r'<span class="reference">[^<]*</span>'))) else None
    ),
    "let in: a held class around a number": lambda page, chance: planted(
        page, chance, chance.choice((
            '<span class="definition">34</span>', '<span class="note">34</span>', '<span class="reference">34</span>', "<q>34</q>",
            '<span class="unseen">34</span>', '<span class="doubt">34</span>', '<data value="34">34</data>', "<time>34</time>",
        )),
    ),
}  # fmt: skip

# What a page says it is


def claims(name: str, values: Sequence[str]) -> Kind:
    def change(page: Finished, chance: random.Random) -> Changed | None:
        place = re.search(rf'(?<= {name}=")[^"]*', page.text[: page.text.find("<head")])
        return page.put(*place.span(), chance.choice(values)) if place else None

    return change


KINDS |= {
    "claim: no notebook": claims("data-notebook", ("",)),
    "claim: another notebook": claims("data-notebook", ("nobody", "national_record", "province_record", "../province_briefing")),
    "claim: another place": claims("data-place", ("01", "99", "", "VN", "48")),
    "claim: another language": claims("lang", ("vi", "id", "xx", "EN")),
    "claim: a link to another index": lambda page, _: (
        page.put(*place.span(), "../other.html") if (place := re.search(r'(?<=<a class="name" href=")[^"]+', page.text)) else None
    ),
    "claim: another page beside": lambda page, chance: (
        page.put(*place.span(), chance.choice(("01-hanoi.html", "other.html")))
        if (place := pick(chance, list(re.finditer(r'(?<=rel="(?:prev|next)" href=")[^"]+'.replace("(?:prev|next)", "next"), page.text))))
        else None
    ),
    "claim: a file of another page": lambda page, chance: (
        page.put(*place.span(), "01-hanoi.csv") if (place := pick(chance, page.find(r'(?<=href=")[^"#/]+\.csv(?=")'))) else None
    ),
}  # fmt: skip

OF_THE_BUILD: Mapping[str, Kind] = {
    "link: a download left out": element_left_out(r"<li>(?=<a [^>]*download)"),
    "link: a page beside left out": lambda page, chance: (
        page.put(*place.span(), "") if (place := pick(chance, list(re.finditer(r'<a rel="(?:prev|next)".*?</a>', page.text)))) else None
    ),
    "link: the record or brief left out": element_left_out(r'<li>(?=<a class="beside")'),
}
KINDS |= OF_THE_BUILD
