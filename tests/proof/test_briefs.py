"""Every brief of every day holds the promise: each number on it is traced, and it is short, whole and in good English."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any

import pytest
from bs4 import BeautifulSoup
from running import page_of

from briefing_lib.briefing import Data
from briefing_lib.pages.page import Surroundings
from briefing_lib.store import Store

DAYS = ("2025-07-31", "2025-12-31", "")
"""The first weeks, the middle and the latest of the days that the data know; `make days` makes every place on fifty."""
SECTIONS = ["key-messages", "service", "resources", "difficulties", "commitments", "provinces", "context", "questions"]


@functools.cache
def pages_of(store: Store, day: str) -> Mapping[str, str]:
    """By its code the brief of the nation and of each place, of every third on an early day."""
    briefings = [Data(store).briefing(each, as_of=day) for each in (store.places.root, *list(store.places)[:: 3 if day else 1])]
    return {each.place.code: page_of(each, Surroundings(is_brief=True, record="record.html")) for each in briefings}


def body_of(page: str) -> Any:
    """What a reader sees of a brief without opening anything."""
    soup = BeautifulSoup(page, "html.parser")
    for each in soup.select("nav, details, script, template, .downloads, #downloads"):
        each.extract()
    return soup.main


@pytest.mark.parametrize("day", DAYS)
def test_every_brief_is_whole(real_store: Store, day: str) -> None:
    """Each has its title, evidence, a bottom line of one or two sentences, one to five messages, one to five questions; no section is empty."""
    for code, page in pages_of(real_store, day).items():
        body = body_of(page)
        numbers = [len(body.select(each)) for each in ("h1", ".evidence", ".bottom-line > p", "ol.messages > li", "ol.questions > li")]
        assert (code, numbers[:2]) == (code, [1, 1])
        assert (code, 1 <= numbers[2] <= 2, 1 <= numbers[3] <= 5, 1 <= numbers[4] <= 5) == (code, True, True, True)
        names = [heading["id"] for heading in body.select("h2")]
        assert (code, names) == (code, [each for each in SECTIONS if each in names])
        assert [table for table in body.select("table") if not table.select("tbody tr")] == []
        assert [str(each) for each in body.select("p, li, dd, td:not(:last-child), th") if not each.get_text(strip=True)] == []


SENTENCE = re.compile(r"(?!.*(\bnan\b|Markup|Figure\(|[{}]|\b0 of|\.\.|\( | \)|, ,))(Said to be difficult: [A-Z].*|[A-Z\d“].*[.?])")


@pytest.mark.parametrize("day", DAYS)
def test_every_sentence_is_finished(real_store: Store, day: str) -> None:
    """Each message and question begins with a capital or a number and ends as a sentence; nothing is left of a template."""
    odd = set()
    for code, page in pages_of(real_store, day).items():
        body = body_of(page)
        for each in body.select(".who"):
            each.extract()
        texts = [" ".join(each.get_text().split()) for each in body.select(".bottom-line > p, ol.messages > li, ol.questions > li")]
        odd |= {(code, text) for text in texts if not SENTENCE.fullmatch(text)}
    assert odd == set()


def test_a_brief_of_an_early_day_is_another(real_store: Store) -> None:
    """What came to hand later stands on no earlier brief: no report is named that was not known by then."""
    for day in DAYS[:-1]:
        late = {each.source_id for each in real_store.sources.values() if str(each.known_from) > day}
        for code, page in pages_of(real_store, day).items():
            named = set(re.findall(r'id="source-([^"]+)"', page))
            assert (code, named & late) == (code, set())
            assert named


@pytest.mark.parametrize("day", ["2025-10-15", ""])
def test_numbers_of_the_place_have_a_row_on_its_record(real_store: Store, day: str) -> None:
    """The card of a printed number leads to its row on the record; numbers of other places, of which that has none, are marked."""
    for code, page in pages_of(real_store, day).items():
        record = page_of(Data(real_store).briefing(real_store.places[code], as_of=day), kind="record")
        rows = set(re.findall(r'id="row-([^"]+)"', record))
        entries = {each["id"].removeprefix("figure-"): each for each in BeautifulSoup(page, "html.parser").select("li[id^=figure-]")}
        marked = {name for name, each in entries.items() if each.has_attr("data-elsewhere")}
        assert (code, set(entries) - marked - rows, marked & rows) == (code, set(), set())
        assert "data-elsewhere" not in record
