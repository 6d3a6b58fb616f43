"""What became known, for those who follow: the feed, the lines of the terminal, the tables of all figures."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from xml.etree import ElementTree

import feedparser
import pytest
from conftest import run_briefing

from briefing_lib.briefing import Data, changes
from briefing_lib.pages.downloads import whole_csv, whole_xlsx
from briefing_lib.pages.feed import ENTRIES, make_feed, say_changes
from briefing_lib.store import Store

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def feed(real_store: Store) -> bytes:
    return make_feed(real_store, "en", real_store.latest_day)


def test_feed_is_read_by_others(feed: bytes, real_store: Store) -> None:
    """A reader of feeds takes it; ids and days are one for each entry, the latest first."""
    read = feedparser.parse(feed)
    assert not read.bozo
    assert len(read.entries) == ENTRIES
    assert len({each.id for each in read.entries}) == ENTRIES
    days = [each.updated for each in read.entries]
    assert days == sorted(days, reverse=True)
    assert days[0].startswith(real_store.latest_day.isoformat())
    assert read.feed.updated == days[0]
    known = sorted({each.known_from.isoformat() for each in real_store.sources.values()})  # no day on which a report came is left out
    assert [day[: len("2025-10-01")] for day in days] == known[-ENTRIES:][::-1]


def test_feed_traces_its_numbers(feed: bytes, real_store: Store) -> None:
    """Each number of an entry names its figure, with the figure's own value; no link leads elsewhere than to a report."""
    root = ElementTree.fromstring(feed)
    numbers = [each for each in root.iter(f"{XHTML}data") if each.get("data-figure")]
    assert numbers
    for each in numbers:
        assert each.get("value") == f"{real_store.by_id[each.get('data-figure', '')].value:f}"
    known = {each.url for each in real_store.sources.values()}
    assert {each.get("href") for each in root.iter(f"{XHTML}a")} <= known


def test_feed_of_an_earlier_day_is_the_end_of_it(real_store: Store, feed: bytes) -> None:
    """A feed as of an earlier day has the same entries from that day on backwards: who follows it never sees one change."""
    days = [each.find(f"{ATOM}id").text for each in ElementTree.fromstring(feed).iter(f"{ATOM}entry")]
    earlier = [
        each.find(f"{ATOM}id").text
        for each in ElementTree.fromstring(make_feed(real_store, "en", dt.date(2025, 12, 31))).iter(f"{ATOM}entry")
    ]
    both = [each for each in days if each in earlier]
    assert both == earlier[: len(both)]
    assert len(both) > 3


def test_lines_of_the_terminal(real_store: Store) -> None:
    """Each new and revised figure has a line with its id; what fell due or was told has one with its task."""
    briefing = Data(real_store).briefing("VN", as_of="2025-10-31", since="2025-10-04")
    found, lines = changes(briefing), say_changes(briefing).splitlines()
    for each in found.new:
        assert [line for line in lines if line.startswith("new: ") and f"[{each.figure_id}]" in line]
    for each in found.revised:
        assert [
            line
            for line in lines
            if line.startswith("corrected: " if each.is_correction else "newer: ")
            and f"[{each.now.figure_id}] [{each.before.figure_id}]" in line
        ]
    assert len([line for line in lines if line.startswith("due ")]) == len(found.due) > 0
    assert not [line for line in lines if re.search(r"[<>]|&\w+;", line)]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--since", "2025-10-04", "--as-of", "2025-10-31", "--province", "Quảng Trị"], 0, "new: Quang Tri: "),
        (["--since", "2026-09-19", "--as-of", "2026-09-20", "--province", "12"], 0, "Nothing became known between these days."),
        (["--since", "2030-01-01"], 2, "give a day before"),
        ([], 2, "Missing option '--since'"),
    ],
)  # fmt: skip
def test_command(arguments: list[str], code: int, told: str) -> None:
    """`briefing changes` says what it found, and refuses days that can't be compared."""
    done = run_briefing("changes", *arguments)
    assert (done.returncode, told in done.stdout + done.stderr) == (code, True), done.stderr


def test_all_figures_as_tables(real_store: Store) -> None:
    """Every figure known by the day is a row with note and definition; the workbook has measures and reports besides, and no formula."""
    day = dt.date(2025, 10, 31)
    figures = real_store.find_figures(known_by=day)
    rows = list(csv.DictReader(io.StringIO(whole_csv(figures, real_store, "en"))))
    assert [row["figure_id"] for row in rows] == [each.figure_id for each in figures]
    assert all(row["definition"] for row in rows)
    book = whole_xlsx(figures, real_store, "en", about="about", day=day)
    assert book == whole_xlsx(figures, real_store, "en", about="about", day=day)
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        names = re.findall(r'<sheet name="(\w+)"', parts.read("xl/workbook.xml").decode())
        assert names == ["figures", "measures", "sources", "about"]
        assert not [name for name in parts.namelist() if name.endswith(".xml") and b"<f>" in parts.read(name)]
        counted = [len(re.findall("<row ", parts.read(f"xl/worksheets/sheet{number}.xml").decode())) for number in (1, 2, 3)]
    assert counted == [len(figures) + 1, len(real_store.indicators) + 1, len({each.source for each in figures}) + 1]
