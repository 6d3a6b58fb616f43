"""Pages in Vietnamese and Indonesian: they say what the English ones say, in their language and its numbers, and lead to each other."""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup, Tag
from editing import Package
from running import page_of

from briefing_lib.briefing import Data
from briefing_lib.charts import draw_svg
from briefing_lib.explore.views import view
from briefing_lib.pages.index import make_index
from briefing_lib.pages.page import Surroundings
from briefing_lib.store import Store
from briefing_lib.wording import LANGUAGES, NAMES, Writer
from briefing_lib.wording.language import LOCALES

TRANSLATED = [code for code in LANGUAGES if code != "en"]
PAGES = [(place, kind) for place in ("48", "15", "24", "VN") for kind in ("briefing", "record")] + [("", "index")]
"""Da Nang, Lao Cai, Bac Ninh and the nation, and the index."""
PLACEHOLDER = re.compile(r"%\(\w+\)s|<[^>]*>|_[A-Z]+_")
HELD = {"reference", "definition", "note", "printed"}
"""Classes of what the data hold as it is printed."""
SHORTEST = 12
"""From so many letters on, a piece of an English sentence is looked for within the texts of a page."""


@functools.cache
def made(store: Store, language: str, place: str, kind: str) -> BeautifulSoup:
    """A page, set among the same page in the other languages."""
    others = [code for code in LANGUAGES if code != language]
    if kind == "index":
        return BeautifulSoup(make_index(store, {}, language=language, languages=others), "html.parser")
    around = Surroundings(is_brief=kind == "briefing", languages=[(code, f"../{code}/x.html") for code in others])
    return BeautifulSoup(page_of(Data(store).briefing(place), around, kind, language), "html.parser")


def texts(page: BeautifulSoup, language: str) -> Iterator[str]:
    """What is read on a page, and said of its parts, in the language of the page."""
    for text in page.find_all(string=True):
        above = [each for each in text.parents if isinstance(each, Tag)]
        foreign = next((each["lang"] for each in above if each.get("lang")), language) != language
        if not foreign and not any(each.name in ("script", "style") or HELD & set(each.get("class", ())) for each in above):
            yield " ".join(text.split())
    for element in page.find_all(True):
        yield from (" ".join(str(element[name]).split()) for name in ("title", "aria-label") if element.get(name))


@functools.cache
def english(store: Store) -> tuple[frozenset[str], frozenset[str]]:
    """Every sentence and label as it stands in English where another language has other words, and the long pieces of sentences."""
    with (LOCALES / "briefing.pot").open("rb") as template:
        ids = [form for each in read_po(template) if each.id for form in ([each.id] if isinstance(each.id, str) else each.id)]
    labels = [each for codes in store.codes.values() for each in codes.values()]
    labels += [told for each in store.indicators.values() for told in (each.labels, each.definitions)]
    labels += [told for each in store.bodies.values() for told in (each.names, each.offices)]
    labels += [each.texts for each in store.findings] + [each.tasks for each in store.commitments]
    own = {told["en"] for told in labels if len({told[code] for code in LANGUAGES}) == len(LANGUAGES)}
    pieces = {piece.strip(" ,;:.()“”") for text in ids for piece in PLACEHOLDER.split(text)}
    whole = {text for text in {*ids, *own} if re.search(r"[^\W\d_]{2}", PLACEHOLDER.sub("", text))} - {"CSV", "PDF", "Word"}
    return frozenset(whole), frozenset(piece for piece in pieces if len(piece) >= SHORTEST)


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize(("place", "kind"), PAGES)
def test_no_english_is_left(real_store: Store, language: str, place: str, kind: str) -> None:
    """No text of a page is an English sentence or label, or holds a piece of one, but where it is marked as English."""
    whole, pieces = english(real_store)
    found = set(texts(made(real_store, language, place, kind), language))
    assert {text for text in found if text in whole} == set()
    assert {piece for piece in pieces for text in found if piece in text} == set()


def test_the_rule_finds_english(real_store: Store) -> None:
    """On an English page it finds what it looks for on the others."""
    whole, pieces = english(real_store)
    found = set(texts(made(real_store, "en", "48", "briefing"), "en"))
    assert len({text for text in found if text in whole}) > 20
    assert len({piece for piece in pieces for text in found if piece in text}) > 10


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize(("place", "kind"), PAGES)
def test_the_same_numbers(real_store: Store, language: str, place: str, kind: str) -> None:
    """A page shows the numbers and days that the English one shows, each as often; nothing is lost or added in translation."""

    def shown(code: str) -> Counter[str]:
        page = made(real_store, code, place, kind)
        marks = page.find_all(("data", "time"))
        return Counter(json.dumps({name: sorted(str(each[name]).split()) for name in sorted(each.attrs)}) for each in marks)

    assert shown(language) == shown("en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("place", "kind"), [("48", "briefing"), ("", "index")])
def test_a_page_leads_to_itself_in_other_languages(real_store: Store, language: str, place: str, kind: str) -> None:
    """It names its language and leads to the others, each by the name that it calls itself, marked as that language."""
    page = made(real_store, language, place, kind)
    others = [code for code in LANGUAGES if code != language]
    root = "../" if language != "en" or kind != "index" else ""
    index = {"en": "index.html", "vi": "vi/index.html", "id": "id/index.html"}
    wanted = [root + index[code] if kind == "index" else f"../{code}/x.html" for code in others]
    links = page.select("header nav a[hreflang]")
    assert page.html
    assert page.html["lang"] == language
    assert [(each["hreflang"], each["lang"], each["rel"], each.text) for each in links] == [
        (code, code, ["alternate"], NAMES[code]) for code in others
    ]
    assert [each["href"] for each in links] == wanted
    home = page.select_one("header a.name")
    assert home
    assert home["href"] == root + index[language]


def test_what_another_language_says_is_marked(real_store: Store) -> None:
    """Notes of the keepers, titles of reports and printed forms name the language that they are in, where it is not that of the page."""
    page = made(real_store, "vi", "48", "record")
    assert {each.get("lang") for each in page.select(".note")} == {"en"}
    titles = {(each.language, each.title) for each in real_store.sources.values() if each.title}
    compiled = {("en", each.publisher) for each in real_store.sources.values() if each.kind == "compiled"}
    quoted = {(each.get("lang"), each.text) for each in page.select("q.reference")}
    named = {(each["lang"], each.text) for each in page.select(".sources .name [lang]")}
    assert named
    assert named <= titles | compiled
    assert ("id", "182.661") in quoted


def test_a_text_that_is_not_translated_yet(tmp_path: Path) -> None:
    """It stands in English, marked as such, on every page; without mark-up it is the words alone."""
    store = Package(tmp_path).add_examples().open()
    finding, words = store.findings[0], store.findings[0].texts["en"]
    assert finding.texts["vi"] == ""
    assert [str(Writer(store, code).said(finding)) for code in LANGUAGES] == [words, *[f'<span lang="en">{words}</span>'] * 2]
    assert str(Writer(store, "vi").plain.said(finding)) == words


def test_a_city_is_titled_once_by_its_kind(real_store: Store) -> None:
    """Where the name of a place begins with its kind, as that of Ho Chi Minh City in Vietnamese, its title does not say it again."""
    writer, day = Writer(real_store, "vi"), real_store.latest_day
    titles = [str(writer.title(real_store.places[code], day)) for code in ("48", "79", "15", "VN")]
    assert titles == ["Thành phố Đà Nẵng", "Thành phố Hồ Chí Minh", "Tỉnh Lào Cai", "Việt Nam"]


@pytest.mark.parametrize(("language", "wanted", "foreign"), [("en", ",", "."), ("vi", ".", ","), ("id", ".", ",")])
def test_ticks_are_written_as_labels_are(real_store: Store, language: str, wanted: str, foreign: str) -> None:
    """No tick says 100,000 beside a label 100.000: axes group thousands with the mark of the language."""
    spec = view("48", "dossiers_received", language=language, folder=real_store.folder).chart_places().to_dict()
    drawn = re.findall(r">([^<>]+)<", draw_svg(spec, 480))
    ticks = [text for text in drawn if re.fullmatch(r"\d{1,3}([.,]\d{3})+", text)]
    assert f"100{wanted}000" in ticks
    assert [text for text in ticks if foreign in text] == []
    assert f"182{wanted}661" in " ".join(drawn)


@pytest.mark.parametrize(("language", "months"), [("vi", ["Tháng 1", "Tháng 12"]), ("id", ["Januari", "Desember"])])
def test_charts_of_a_page_know_its_language(real_store: Store, language: str, months: list[str]) -> None:
    """The page hands its charts the marks of its numbers and the names of its months, as d3 has neither."""
    style = made(real_store, language, "48", "briefing").find(id="chart-style")
    locale = json.loads(style.get_text())["locale"]
    assert (locale["number"]["decimal"], locale["number"]["thousands"]) == (",", ".")
    assert [locale["time"]["months"][at] for at in (0, 11)] == months
