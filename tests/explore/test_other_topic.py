"""The explorer opens on a package of another topic and country, with no line of the library about it."""

from __future__ import annotations

from pathlib import Path

import pytest

import briefing_lib as bl
from briefing_lib.explore import Explorer

FOLDER = Path(__file__).parents[1] / "other_topic"


@pytest.fixture(scope="module")
def explorer() -> Explorer:
    """What an analyst gets who names nothing but the package."""
    return bl.explore(folder=FOLDER)


def test_it_starts_where_there_is_something_to_see(explorer: Explorer) -> None:
    """With the first place that has figures, a measure that most places report, and the latest day."""
    assert repr(explorer) == (
        "Explorer of View(Coast, households_connected, level utility, as of 2024-07-20)\n"
        "Coast, utilities: households with a tap 31,650 (reported by Coast Herald (invented); 1 July 2024). "
        "No national figure at this level is in hand.\n"
        "3 of 3 provinces report it at utilities. They stand in order of value."
    )


def test_its_menus_hold_its_own_names(explorer: Explorer) -> None:
    """Places by every name, measures that are reported with how many places, levels in its order, days of its reports."""
    assert "Dune, now Coast" in [each["label"] for each in explorer.places]
    here = explorer.shown["here"]
    assert [f"{each['label']} · {each['note']}{' ●' if each['value'] in here else ''}" for each in explorer.measures] == [
        "Households with a tap · 3 provinces ●", "Share of households with a tap · 1 province", "Water delivered · 1 province",
        "Samples · 1 province", "Samples: not clean · 1 province", "Clean samples · 1 province", "Share of clean samples · 1 province",
        "Open leaks · 2 provinces ●", "Open leaks: in pipes · 1 province", "Open leaks: at taps · 1 province",
        "Residents · 3 provinces ●", "Households · 1 province",
    ]  # fmt: skip
    assert explorer.shown["days"] == [("2024-07-20", "20 July 2024"), ("2024-07-05", "5 July 2024"), ("2024-01-01", "1 January 2024")]
    hill = bl.explore("Hill", measure="water_delivered", folder=FOLDER)
    assert hill.shown["levels"] == [("utility", "Utilities"), ("well_committee", "Well committees")]


def test_its_charts_are_valid(explorer: Explorer) -> None:
    """A tile for each of its places, ranked bars, and days, as Altair's schema has them."""
    view = bl.view("Coast", "households_connected", folder=FOLDER)
    assert [(row["place"], row["column"], row["row"]) for row in view.chart_tiles().data.values] == [
        ("Hill", 1, 1),
        ("Lake", 2, 1),
        ("Coast", 2, 2),
    ]
    assert view.chart_places().title.text == ["Coast is number 1 of 3 with 31,650"]
    assert view.chart_places().to_dict()["description"] == "Coast. Households with a tap: Coast 31,650; Lake 18,900; Hill 12,480"
    told = "Coast 31,650 (reported by Coast Herald (invented); 1 July 2024); Lake 18,900 (Water Office; 1 July 2024); "
    assert told in view.chart().to_dict()["description"]


def test_its_parts_follow_a_choice(explorer: Explorer) -> None:
    """Another place, by a former name, and measure change the table, the chain and the comparison."""
    other = bl.explore("Lake", folder=FOLDER)
    other.choose(place="Highlands", measure="samples_clean_pct", compared=("Hill", "Dune"))
    assert other.view.compared == ("XT-hill", "XT-coast")
    assert "river-post.p5.4" in list(other.figures.figure_id)
    assert "No report in hand gives it for: Coast." in other.shown["sentence"]


def test_its_figures_are_traced() -> None:
    """The chain of a share that is computed shows formula and inputs by its own names."""
    figures = bl.open(FOLDER).store.by_id
    told = repr(bl.trace(figures["river-post.p5.2"] / figures["river-post.p5.1"], folder=FOLDER))
    assert told.startswith("94.0% is computed: 235 (clean samples) divided by 250 (samples)")
