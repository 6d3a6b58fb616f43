"""The index of all places, without a browser."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from briefing_lib.briefing import brief
from briefing_lib.pages.index import Entry, Made, make_index
from briefing_lib.pages.layers import Deadlines, Shade, find_shades
from briefing_lib.proof.audit import audit_page
from briefing_lib.store import Store, open_store

ADDRESS = "en/48-da-nang.html"
OTHER_TOPIC = Path(__file__).parents[1] / "other_topic"


def files(stem: str, *kinds: str) -> dict[str, str]:
    return {kind: f"en/{stem}.{kind}" for kind in kinds}


MADE = {
    "48": [
        Made(ending="-staffing", day="2026-01-31", files=files("48-da-nang-staffing", "html", "csv")),
        Made(ending="-record", day="2026-01-31", files=files("48-da-nang-record", "html", "csv", "ipynb")),
        Made(day="2025-10-01", files=files("48-da-nang", "html", "pdf", "docx", "csv", "ipynb")),
    ],
    "01": [Made(day="2026-01-31", failed=True)],
    "04": [Made(ending="-record", day="2026-01-31", files=files("04-cao-bang-record", "html", "csv"))],
    "VN": [Made(day="2026-01-31", files=files("viet-nam", "html"))],
}
"""Da Nang has a brief as of 1 October 2025, a record and a page of another notebook; the brief of Hanoi failed, and there is no older
one; Cao Bang has a record alone; the nation has a page."""


@pytest.fixture(scope="module")
def text(real_store: Store) -> str:
    """The index of the real package, in which one place has a page."""
    return make_index(real_store, MADE, manifest="manifest.json")


@pytest.fixture(scope="module")
def index(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "html.parser")


def row_of(page: BeautifulSoup, code: str) -> Tag:
    row = page.select_one(f'#all tr[data-code="{code}"]')
    assert row is not None
    return row


def test_a_failed_page_is_marked_as_the_last_good_one(small_store: Store) -> None:
    """Where the last run failed and an older page stands, tile and table lead to it and say of which day it is."""
    failed = {
        "48": [Made(day="2025-10-01", failed=True, files={"html": ADDRESS}), Made(ending="-record", day="2025-11-01", failed=True)],
        "01": [Made(day="2025-11-01", failed=True)],
    }
    page = BeautifulSoup(make_index(small_store, failed), "html.parser")
    assert "last good version of 1 October 2025" in row_of(page, "48").get_text(" ", strip=True)
    told = [" ".join(item.get_text().split()) for item in page.select(".broken li")]
    assert told == [
        "Da Nang: what you find is the last good version, of 1 October 2025",
        "Da Nang (Record): no good version yet",
        "Hanoi: no good version yet",
    ]
    assert row_of(page, "48").a["href"] == ADDRESS


def test_a_province_without_a_page_is_not_linked(index: BeautifulSoup) -> None:
    """No link leads to a page that is not there: such a province says "no page yet", in the table and on its tile."""
    assert row_of(index, "01").find("a", href=lambda address: not address.startswith("#")) is None
    assert "no page yet" in row_of(index, "01").td.get_text()
    assert [a["href"] for a in index.select(".tile a")] == ["en/04-cao-bang-record.html", ADDRESS, ADDRESS]  # the city and its islands


def test_everything_of_a_place_is_one_click_away(index: BeautifulSoup) -> None:
    """A row links to brief, record, pages of other notebooks, then PDF, Word and CSV, each once; each link says which place it is of."""
    links = [(" ".join(a.get_text().split()), a["href"]) for a in row_of(index, "48").td.select("a")]
    assert links == [
        ("Brief on Da Nang", ADDRESS),
        ("Record on Da Nang", "en/48-da-nang-record.html"),
        ("Staffing on Da Nang", "en/48-da-nang-staffing.html"),
        ("PDF on Da Nang", "en/48-da-nang.pdf"),
        ("Word on Da Nang", "en/48-da-nang.docx"),
        ("CSV on Da Nang", "en/48-da-nang.csv"),
    ]
    alone = row_of(index, "04")
    assert [a["href"] for a in alone.td.select("a")] == ["en/04-cao-bang-record.html", "en/04-cao-bang-record.csv"]
    assert alone.th.a["href"] == "en/04-cao-bang-record.html"


def test_the_nation_stands_before_the_list(index: BeautifulSoup) -> None:
    """The page of a notebook on the nation is linked, too."""
    assert [(a.contents[0], a["href"]) for a in index.select(".whole a")] == [("Brief", "en/viet-nam.html")]


def test_the_index_speaks_of_the_day_of_the_latest_pages(index: BeautifulSoup) -> None:
    """It counts what was known by then, and a page of another day is marked with it."""
    assert index.select_one(".freshness time")["datetime"] == "2026-01-31"
    assert [" ".join(mark.get_text().split()) for mark in row_of(index, "48").select(".links .when")] == ["as of 1 October 2025"]


def test_the_layers_say_how_it_goes_before_how_much_is_known(index: BeautifulSoup, real_store: Store) -> None:
    """First stand the layers that every place has, then measures that some report, last coverage; the tiles show the first."""
    layers = [(section["data-shade"], section["data-group"]) for section in index.select(".shade")]
    assert [name for name, _group in layers][:3] == ["bands", "rate", "deadlines"]
    assert [group for _name, group in layers] == [
        *["For every province"] * 3, *["Reported by some"] * (len(layers) - 4), "How much is known",
    ]  # fmt: skip
    assert layers[-1][0] == "coverage"
    assert len(layers) > 5
    assert len(index.select(".tile .bar")) == 63


def test_former_places_stand_side_by_side_in_their_bands(index: BeautifulSoup) -> None:
    """Each former place is a part of its tile and a row of the table, with band and score; one without a score says so."""
    tile = index.select_one('.tile:not(.islands)[data-code="25"]')
    assert [(bar["title"], bar["data-step"]) for bar in tile.select(".bar")] == [
        ("Hoa Binh: lower middle quarter", "2"), ("Phu Tho: upper middle quarter", "3"), ("Vinh Phuc: no score in hand", "0"),
    ]  # fmt: skip
    assert "(Hoa Binh: lower middle quarter) (Phu Tho: upper middle quarter) (Vinh Phuc: no score in hand)" in " ".join(
        tile.get_text().split()
    )
    body = next(each for each in index.select("#shade-bands tbody") if each.th.get_text() == "Phu Tho")
    rows = [[cell.get_text() for cell in row.select("td")] for row in body.select("tr")]
    assert rows == [
        ["Hoa Binh", "lower middle quarter", "43.48"], ["Phu Tho", "upper middle quarter", "44.41"], ["Vinh Phuc", "no score in hand", ""],
    ]  # fmt: skip
    assert len(index.select("#shade-bands tbody td:first-of-type")) == 63


def test_the_bands_in_words(index: BeautifulSoup) -> None:
    """The legend names each band, the highest first, with the number of former places in it and where it begins and ends."""
    legend = [" ".join(item.get_text().split()) for item in index.select("#shade-bands .legend li")]
    assert legend == [
        "top quarter: 15 former provinces, 44.74 to 47.82",
        "upper middle quarter: 15 former provinces, 43.73 to 44.69",
        "lower middle quarter: 15 former provinces, 42.29 to 43.48",
        "bottom quarter: 16 former provinces, 39.91 to 41.94",
        "no score in hand",
    ]
    told = " ".join(index.select_one("#shade-bands").get_text().split())
    assert "There is no score for Tien Giang and Vinh Phuc." in told
    assert "Of the 63 provinces of that time, which ended on 30 June 2025, 52 were merged and 11 were not." in told


def test_residents_per_unit_of_every_place(index: BeautifulSoup) -> None:
    """The second layer has a number for each place, so that its legend has no gap; those that are contradicted carry a question mark."""
    rows = index.select("#shade-rate tbody tr")
    assert len(rows) == 34
    assert {row["data-step"] for row in rows} == {"1", "2", "3", "4"}
    assert {row["data-code"] for row in rows if row["data-doubt"]} == {"01", "04", "11", "12", "14", "20", "22", "38", "40", "46"}
    assert "not reported" not in index.select_one("#shade-rate .legend").get_text()


def test_own_deadlines_apart_from_those_of_all(small_store: Store) -> None:
    """The map counts what passed for one place alone: nought where none of its own has passed, nothing where none is in hand."""
    briefings = [brief(small_store, place, small_store.latest_day) for place in small_store.places]
    layer = next(each for each in find_shades(small_store, briefings) if isinstance(each, Deadlines))
    assert {code: figure.value for code, figure in layer.figures.items()} == {"01": 0, "48": 1}
    assert layer.figures["48"].rows == ("commitments:passed",)
    assert layer.steps == {"01": 3, "48": 4}
    assert [due.commitment.commitment_id for due in layer.own["48"]] == ["passed", "recurring", "reported", "undated"]
    assert layer.shared == ()


def test_deadlines_on_the_page(index: BeautifulSoup) -> None:
    """The layer says of how many places nothing is in hand, shows each passed deadline with what is known of it, and the shared ones apart."""
    layer = index.select_one("#shade-deadlines")
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in layer.select("tbody tr")]
    own = [row for row in rows if row[2:] != ["0", "0", "0"]]
    assert (len(rows), own) == (34, [["Da Nang", "5", "1", "0", "7"], ["Lao Cai", "5", "1", "3", "14"]])
    assert {row[1] for row in rows if row not in own} == {"4"}
    of_one, shared = layer.select("ul.passed")
    assert [item.strong.get_text() for item in of_one.select("li")] == ["Da Nang", "Lao Cai"]
    assert "Due on 15 October 2025, set by Luong Nguyen Minh Triet, Secretary" in " ".join(of_one.get_text().split())
    assert len(shared.select("li")) == 4
    assert max(item.get_text().count("Due on") for item in shared.select("li")) == 2
    assert "for 32 no commitment of their own is in hand, kept or not." in " ".join(layer.p.get_text().split())


def test_a_place_of_which_nothing_is_known_has_no_number(small_store: Store) -> None:
    """Coverage of nought is a gap on the map, as the hatching says; only places that report something have a number."""
    briefings = [brief(small_store, place, small_store.latest_day) for place in small_store.places]
    coverage = find_shades(small_store, briefings)[-1]
    assert (coverage.name, sorted(coverage.figures)) == ("coverage", ["01", "48", "75", "92"])


def test_the_matrix_has_a_dot_for_each_core_measure_that_a_place_reports(small_store: Store) -> None:
    """A dot stands with the day of the newest figure on the measure or a part of it; the rest says that it is not reported."""
    page = BeautifulSoup(make_index(small_store, {}), "html.parser")
    core = [name for name, each in small_store.indicators.items() if each.core]
    for place in small_store.places:
        days: dict[str, dt.date] = {}
        for figure in small_store.find_figures(geography=place.code, known_by=small_store.latest_day):
            days[figure.indicator.name] = max(figure.day, days.get(figure.indicator.name, figure.day))
        cells = page.select(f'#matrix tr[data-code="{place.code}"] td')
        assert [cell["data-day"] for cell in cells] == [str(days.get(name, "")) for name in core]
        assert all(("●" in cell.get_text()) == bool(cell["data-day"]) == ("not reported" not in cell.get_text()) for cell in cells)


def test_an_index_of_another_topic(tmp_path: Path) -> None:
    """A package without the measures of the first layers has an index all the same, with its own places, and each number is traced."""
    store = open_store(OTHER_TOPIC)
    text = make_index(store, {})
    page = BeautifulSoup(text, "html.parser")
    assert len(page.select("#all tbody tr")) == len(store.places)
    assert page.select(".shade")[-1]["data-shade"] == "coverage"
    assert page.select("#shade-bands, #shade-rate") == []
    assert audit_page(text, "index.html", store).flaws == []


def test_each_number_of_the_index_is_traced(text: str, real_store: Store) -> None:
    """The audit finds no number on the index that it can't compute again."""
    assert audit_page(text, "index.html", real_store).flaws == []


def test_equal_numbers_have_one_colour(real_store: Store) -> None:
    """Colours rise with the number and equal numbers share one; a reported nought is a number, not a gap."""
    measure = "commune_level_units/unit_kind:special_zone"
    figures = {figure.figure_id: figure for figure in real_store.figures if figure.measure == measure}
    shade = Shade(name="", kind="measure", figures=figures)
    by_value: dict[object, set[int]] = {}
    for name, figure in figures.items():
        by_value.setdefault(figure.value, set()).add(shade.steps[name])
    steps = [step for _value, (step,) in sorted((value, tuple(steps)) for value, steps in by_value.items())]
    assert steps == sorted(steps)
    assert (min(by_value), steps[0], steps[-1]) == (0, 1, 4)


def test_every_place_has_a_row_and_a_tile(index: BeautifulSoup, real_store: Store) -> None:
    """Each place stands in the table once, by the order of Vietnamese letters, and has its tile; islands have one of their own."""
    names = [row.th.contents[0].get_text() for row in index.select("#all tbody tr")]
    assert (len(names), names[:3], names[-2:]) == (34, ["An Giang", "Bac Ninh", "Ca Mau"], ["Tuyen Quang", "Vinh Long"])
    assert sorted(tile["data-code"] for tile in index.select(".tile:not(.islands)")) == [place.code for place in real_store.places]
    assert sorted(tile["data-code"] for tile in index.select(".tile.islands")) == ["48", "56"]


def test_a_row_counts_the_work_of_a_place(small_store: Store) -> None:
    """A row counts the figures on its work, the reports they come from and the core measures, and not what describes the place."""
    entry = Entry(briefing=brief(small_store, small_store.places["48"], small_store.latest_day))
    assert (entry.work.value, entry.reports.rows, entry.coverage.rows) == (
        8,
        ("sources:paper", "sources:later"),
        ("indicators:dossiers_received", "indicators:dossiers_resolved"),
    )


def test_a_place_without_a_dated_figure_has_no_newest(index: BeautifulSoup) -> None:
    """Where no day is printed the column says so, and where nothing is reported that; never a day that is inferred."""
    told = {row["data-code"]: row.find_all("td")[-1].get_text() for row in index.select("#all tbody tr")}
    assert {"no date printed", "not reported"} <= set(told.values())


def test_colours_of_a_small_map(small_store: Store) -> None:
    """Fewer numbers than colours take the darkest ones, and the legend names each colour with its lowest and highest number."""
    figures = {
        "01": small_store.by_id["hanoi.received"],
        "48": small_store.by_id["da-nang.received"],
        "92": small_store.by_id["can-tho.received"],
    }
    shade = Shade(name="", kind="measure", figures=figures)
    assert shade.steps == {"48": 3, "92": 3, "01": 4}
    assert [(step, [figure.geography for figure in inside]) for step, inside in shade.legend] == [(3, ["48", "92"]), (4, ["01"])]
    assert shade.reporting.value == 3
