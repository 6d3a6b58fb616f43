"""Places stand beside each other only on equal terms, and where they may not be ranked a code says why."""

from __future__ import annotations

from pathlib import Path

import pytest
from small import small_package

from briefing_lib.briefing import Briefing, comparable, compare


def test_ranked(da_nang: Briefing) -> None:
    """Places that report one measure for one period are ranked from the highest, equals sharing a place and standing by code."""
    ((here, places),) = comparable(da_nang)
    assert (here.shown.figure_id, places.obstacle) == ("da-nang.received", "")
    assert [each.figure_id for each in places.figures] == ["hanoi.received", "da-nang.received", "can-tho.received"]
    assert [places.rank(each).value for each in places.figures] == [1, 2, 2]
    assert (places.of("92").figure_id, places.of("46")) == ("can-tho.received", None)


@pytest.mark.parametrize(
    ("cells", "obstacle"),
    [
        ({"period_end": "2025-08-31"}, "periods"),
        ({"value": "990", "qualifier": "more_than"}, "hedges"),
        ({"value": "1000", "qualifier": "approx"}, "hedges"),
        ({"period_start": "", "period_end": ""}, "periods"),
    ],
    ids=["other period", "hedged", "about the same", "no period"],
)
def test_not_ranked(tmp_path: Path, cells: dict[str, str], obstacle: str) -> None:
    """Where a period differs or a hedge leaves the order open, values stand by the code of their place, with the reason."""
    package = small_package(tmp_path)
    package.edit("figures", "can-tho.received", **cells)
    ((here, places),) = comparable(package.briefing())
    assert (places.obstacle, [each.geography for each in places.figures]) == (obstacle, ["01", "48", "92"])
    assert places.rank(here.shown) is None


def test_reports_without_a_day(tmp_path: Path) -> None:
    """Where no day is printed, different reports are not taken to speak of the same one."""
    package = small_package(tmp_path)
    for name in ("da-nang.received", "can-tho.received", "hanoi.received"):
        package.edit("figures", name, period_start="", period_end="")
    package.edit("figures", "hanoi.received", source_id="later")
    ((_, places),) = comparable(package.briefing())
    assert places.obstacle == "reports"


@pytest.mark.parametrize("cells", [{"level": "department"}, {"geography": "01"}], ids=["other level", "one other place"])
def test_too_few_beside(tmp_path: Path, cells: dict[str, str]) -> None:
    """What other places report at another level is no comparison, nor is a single other place."""
    package = small_package(tmp_path)
    package.edit("figures", "can-tho.received", **cells)
    assert comparable(package.briefing()) == []


def test_standing_facts_are_not_compared(tmp_path: Path) -> None:
    """Comparisons are of work: what describes the place itself stays out."""
    package = small_package(tmp_path)
    package.add_figure("registered_population", "5", source_id="paper", geography="92", level="all", unit="persons", as_of="2025-07-01")
    assert [here.indicator.name for here, _ in comparable(package.briefing())] == ["dossiers_received"]


def test_obstacles_of_any_figures(da_nang: Briefing, tmp_path: Path) -> None:
    """A single figure, figures of two levels, and ranks are not ranked."""
    received, premises = da_nang.store.by_id["da-nang.received"], da_nang.store.by_id["hanoi.population"]
    assert (compare([]).obstacle, compare([received]).obstacle, compare([received, premises]).obstacle) == ("few", "few", "levels")
    package = small_package(tmp_path)
    package.add_measure("index_rank", unit="rank")
    for place in ("01", "48"):
        package.add_figure("index_rank", "3", unit="rank", source_id="paper", geography=place)
    assert compare(package.open().find_figures(indicator="index_rank")).obstacle == "ranks"


def test_no_rank_between_periods(da_nang: Briefing) -> None:
    """A rank is given among figures of one period, and is None where a day differs or the measure does."""
    by_id = da_nang.store.by_id
    received = [by_id[f"{place}.received"] for place in ("hanoi", "da-nang", "can-tho")]
    assert compare(received).rank(by_id["da-nang.received"]).value == 2
    assert compare([by_id["da-nang.vacancies"], by_id["hanoi.received"]]).rank(by_id["da-nang.vacancies"]) is None


def test_no_rank_alone(da_nang: Briefing) -> None:
    """A place that alone has a number has no rank."""
    alone = da_nang.store.by_id["da-nang.received"]
    assert (compare([]).rank(alone), compare([alone]).rank(alone)) == (None, None)
