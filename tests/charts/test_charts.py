"""Each chart shows the rows, marks and words that its golden file holds; `pytest --update-golden` writes them anew."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from small import small_package

from briefing_lib import charts
from briefing_lib.briefing import Briefing
from briefing_lib.store import parse_reference
from briefing_lib.wording import Writer, plain

GOLDEN = Path(__file__).parent / "golden"
Specs = Mapping[str, dict[str, Any]]
CHARTS: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "dossier-flow": (charts.chart_dossier_flow, ()),
    "dossier-shares": (charts.chart_dossier_shares, ()),
    "beside-nation": (charts.chart_beside_nation, ()),
    "series-vacancies": (charts.chart_series, ("staffing", "benefits")),
    "position-registered-population": (charts.chart_position, ("registered_population",)),
    "commitments": (charts.chart_commitments, ()),
    "findings": (charts.chart_findings, ()),
}


def draw(name: str, briefing: Briefing) -> Any | None:
    """The chart of this name; None where the place has nothing to answer its question with."""
    chart, about = CHARTS[name]
    return chart(Writer(briefing.store), briefing, *about)


@pytest.fixture(scope="module")
def specs(da_nang: Briefing) -> Specs:
    """Every chart of the small package's Da Nang, as Vega-Lite."""
    return {name: draw(name, da_nang).to_dict() for name in CHARTS}


def reduced(spec: Mapping[str, Any]) -> dict[str, Any]:
    """What a chart says: its words, its marks with the columns they are drawn from, and its rows."""
    return {
        "title": [spec["title"]["text"], *spec["title"]["subtitle"]],
        "description": spec["description"],
        "marks": [{"mark": mark, "columns": columns} for mark, columns in _marks(spec)],
        "rows": [rows for _, rows in sorted(spec["datasets"].items())],
    }


def _marks(part: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    if "mark" in part:
        mark = part["mark"]
        columns = {
            channel: each["field"] for channel, each in part.get("encoding", {}).items() if isinstance(each, dict) and "field" in each
        }
        yield (mark if isinstance(mark, str) else mark["type"]), columns
    for name in ("layer", "hconcat", "vconcat", "concat"):
        for each in part.get(name, ()):
            yield from _marks(each)


@pytest.mark.parametrize("name", CHARTS)
def test_chart(specs: Specs, pytestconfig: pytest.Config, name: str) -> None:
    """A chart of the small package shows exactly what its golden file holds; a missing file fails."""
    found = reduced(specs[name])
    path = GOLDEN / f"{name}.json"
    if pytestconfig.getoption("--update-golden"):
        path.write_text(json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    assert path.is_file(), f"{path} is missing; look at the chart, then run pytest --update-golden"
    assert found == json.loads(path.read_text("utf-8"))


def test_no_golden_file_is_left_over() -> None:
    """Each golden file belongs to a chart."""
    assert sorted(path.stem for path in GOLDEN.iterdir()) == sorted(CHARTS)


@pytest.mark.parametrize("name", CHARTS)
def test_chart_without_reports(hue: Briefing, name: str) -> None:
    """A place without reports has no chart, except of what binds all provinces; never one of noughts."""
    chart = draw(name, hue)
    assert (chart is not None) == (name == "commitments")


@pytest.mark.parametrize("name", CHARTS)
def test_every_column_exists(specs: Specs, name: str) -> None:
    """Each column that a mark is drawn from stands in the rows, or is computed in the chart: Altair itself takes any name."""
    spec = specs[name]
    there = {column for rows in spec["datasets"].values() for row in rows for column in row}
    there |= {step["as"] for layer in spec["layer"] for step in layer.get("transform", ()) if "calculate" in step}
    assert {column for _, columns in _marks(spec) for column in columns.values()} - {"low", "high"} <= there


@pytest.mark.parametrize("name", CHARTS)
def test_rows_are_traced(da_nang: Briefing, specs: Specs, name: str) -> None:
    """Each row with a value names the figure that it is, and the value is that figure's."""
    for rows in specs[name]["datasets"].values():
        for row in rows:
            if "value" in row:
                figure = parse_reference(da_nang.store, row["figure_id"])
                assert row["value"] == float(figure.value * (100 if figure.unit == "share" else 1))


@pytest.mark.parametrize("name", CHARTS)
def test_table_beside_a_chart(specs: Specs, name: str) -> None:
    """The table beside a chart holds a row for each of the chart's rows, and the chart is described in words."""
    spec = specs[name]
    around = spec["usermeta"]["briefing"]
    body = BeautifulSoup(around["table"], "html.parser").tbody
    rows = max(spec["datasets"].values(), key=len)
    assert len(body.find_all("tr")) == len(rows)
    for part in ("headline", "subtitle", "source", "table_title"):
        assert BeautifulSoup(around[part], "html.parser").get_text().strip()
    in_full = re.compile(r" \(doubtful: [^)]*\)")  # on a chart a doubtful number keeps its question mark alone
    assert spec["description"].startswith(in_full.sub("", plain(around["headline"])))


def test_hedge_is_drawn(specs: Specs) -> None:
    """A hedged value is marked as hedged, with the bounds that it has, and says so in its label."""
    rows = [row for rows in specs["dossier-shares"]["datasets"].values() for row in rows]
    online = next(row for row in rows if row["measure"] == "Share online")
    resolved = next(row for row in rows if row["measure"] == "Share resolved")
    assert (online["shown"], online["hedged"], online["low"], online.get("high")) == ("more than 80.0%?", True, 80.0, None)
    assert (resolved["shown"], resolved.get("hedged"), resolved.get("low")) == ("94.7%", None, None)


def test_renderer(da_nang: Briefing) -> None:
    """A notebook stores a chart in the form that JupyterLab draws offline, with its description as text."""
    chart = draw("dossier-flow", da_nang)
    shown = chart._repr_mimebundle_()
    bundle = shown[0] if isinstance(shown, tuple) else shown
    assert set(bundle) == {charts.MIMETYPE, "text/plain"}
    assert bundle["text/plain"] == chart.to_dict()["description"]


def test_hedged_shares_have_no_lowest(specs: Specs) -> None:
    """A headline orders shares only where hedges leave no doubt of the order; else it lists them."""
    assert specs["dossier-shares"]["title"]["text"] == (
        "Shares of dossiers received: 94.7% (share resolved, commune level) and more than 80.0%? (share online, commune level)"
    )


def test_lowest_and_highest_share(tmp_path: Path) -> None:
    """Exact shares are told from the lowest to the highest."""
    package = small_package(tmp_path)
    package.edit("figures", "da-nang.online", qualifier="exact", doubt="")
    spec = draw("dossier-shares", package.briefing()).to_dict()
    assert spec["title"]["text"] == "Shares run from 80.0% (share online, commune level) to 94.7% (share resolved, commune level)"


def test_periods_that_differ(tmp_path: Path) -> None:
    """A chart whose numbers speak of different periods names none of them as that of all."""
    package = small_package(tmp_path)
    august = {"period_start": "2025-07-01", "period_end": "2025-08-31", "level": "department"}
    package.add_figure("dossiers_received", "100", source_id="paper", **august)
    spec = draw("dossier-flow", package.briefing()).to_dict()
    assert spec["title"]["subtitle"][0] == "Dossiers by level, number, days and periods differ and stand in the table"


def test_no_rank_among_hedged_values(tmp_path: Path) -> None:
    """Where a hedge leaves the order open, the chart tells the value and no place."""
    package = small_package(tmp_path)
    package.edit("figures", "da-nang.population", qualifier="more_than")
    spec = draw("position-registered-population", package.briefing()).to_dict()
    assert spec["title"]["text"] == "Registered population: Da Nang with more than 94,000"


def test_a_series_of_the_nation(tmp_path: Path) -> None:
    """A measure of the nation that two reports follow is drawn as one of the place would be."""
    package = small_package(tmp_path)
    for source, day, value in (("paper", "2025-08-31", "200"), ("later", "2025-09-30", "150")):
        package.add_figure("vacancies", value, geography="VN", unit="persons", as_of=day, source_id=source)
    briefing = package.briefing("Hue")
    chart = charts.chart_national_series(Writer(briefing.store), briefing, "staffing")
    assert chart.to_dict()["title"]["text"] == "Vacancies, Viet Nam: from 200 (31 August 2025) to 150 (30 September 2025)"
    assert charts.chart_national_series(Writer(briefing.store), briefing, "premises") is None


def test_ranks_are_points_from_one(tmp_path: Path) -> None:
    """A rank is no amount: a series of ranks has number one on top and no nought."""
    package = small_package(tmp_path)
    package.add_measure("index_rank", label_en="Rank in the index", unit="rank", theme="indices")
    for source, day, value in (("paper", "2025-08-31", "12"), ("later", "2025-09-30", "3")):
        package.add_figure("index_rank", value, unit="rank", level="all", as_of=day, source_id=source)
    briefing = package.briefing()
    spec = charts.chart_series(Writer(briefing.store), briefing, "indices").to_dict()
    assert [layer["encoding"]["y"]["scale"] for layer in spec["layer"][2:]] == [{"reverse": True, "zero": False}] * 3


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_knows_what_it_shows(specs: Specs, name: str) -> None:
    """The words around a chart carry the figures that they show, in order, each row of the chart among them."""
    spec = specs[name]
    around = spec["usermeta"]["briefing"]
    marks = BeautifulSoup(" ".join(text for text in around.values() if isinstance(text, str)), "html.parser").find_all("data")
    shown = [mark.get("data-figure") or f"{mark['data-formula']}({mark['data-figures'].replace(' ', ',')})" for mark in marks]
    assert set(around["shows"]["figures"]) == set(shown) > set()
    assert {row["figure_id"] for rows in spec["datasets"].values() for row in rows if "figure_id" in row} <= set(shown)


def test_a_chart_is_drawn_in_its_theme(specs: Specs) -> None:
    """Every chart has the look of the pages, so that a page holds it once."""
    looks = [specs[name]["config"] for name in CHARTS]
    assert looks[0]["font"] == f"{charts.FONT}, sans-serif"
    assert all(look == looks[0] for look in looks)
