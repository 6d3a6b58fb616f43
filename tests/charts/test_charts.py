"""Each chart shows the rows, marks and words that its golden file holds; `pytest --update-golden` writes them anew."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from editing import Package
from small import small_package

from briefing_lib import charts
from briefing_lib.briefing import Briefing
from briefing_lib.store import parse_reference
from briefing_lib.wording import Writer, plain

GOLDEN = Path(__file__).parent / "golden"
Specs = Mapping[str, dict[str, Any]]
CHARTS: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "dossier-shares": (charts.chart_dossier_shares, ()),
    "series-vacancies": (charts.chart_series, ("staffing", "benefits")),
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
    """A place without reports has no chart, never one of noughts."""
    assert draw(name, hue) is None


@pytest.mark.parametrize("name", CHARTS)
def test_every_column_exists(specs: Specs, name: str) -> None:
    """Each column that a mark is drawn from stands in the rows, or is computed in the chart: Altair itself takes any name."""
    spec = specs[name]
    there = {column for rows in spec["datasets"].values() for row in rows for column in row}
    there |= {step["as"] for layer in spec["layer"] for step in layer.get("transform", ()) if "calculate" in step}
    assert {column for _, columns in _marks(spec) for column in columns.values()} - {"low", "high", "began"} <= there


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


def test_renderer(da_nang: Briefing, monkeypatch: pytest.MonkeyPatch) -> None:
    """A notebook stores a chart in the form that JupyterLab draws offline, its description as text, and at the desk a drawing besides."""
    chart = draw("dossier-shares", da_nang)
    bundle = chart._repr_mimebundle_()
    assert set(bundle) == {charts.MIMETYPE, "text/plain"}
    assert bundle["text/plain"] == chart.to_dict()["description"]
    monkeypatch.setattr(charts.theme, "is_at_desk", lambda: True)
    drawn = chart._repr_mimebundle_()
    assert drawn == {**bundle, "image/svg+xml": charts.draw_svg(chart.to_dict(), charts.theme.DESK_WIDTH)}
    assert drawn["image/svg+xml"].startswith("<svg")


def test_periods_that_differ(tmp_path: Path) -> None:
    """A chart whose numbers speak of different periods names none of them as that of all."""
    package = small_package(tmp_path)
    august = {"period_start": "2025-07-01", "period_end": "2025-08-31", "level": "department", "source_id": "paper"}
    package.add_figure("dossiers_received", "100", **august)
    package.add_figure("dossiers_resolved", "50", **august)
    spec = draw("dossier-shares", package.briefing()).to_dict()
    assert spec["title"]["subtitle"][0] == "Share of dossiers received, percent, days and periods differ and stand in the table"


def series_of(package: Package, values: Sequence[tuple[str, dict[str, str]]], **measure: str) -> dict[str, Any]:
    """The series of a measure with these values, each of its own day or period."""
    unit = measure.get("unit", "count")
    package.add_measure("followed", **({"label_en": "Followed", "theme": "indices"} | measure))
    for number, (value, when) in enumerate(values):
        package.add_figure("followed", value, figure_id=f"followed.{number}", source_id="paper", unit=unit, level="all", **when)
    briefing = package.briefing()
    spec: dict[str, Any] = charts.chart_series(Writer(briefing.store), briefing, "indices").to_dict()
    return spec


def marks_of(spec: Mapping[str, Any]) -> list[str]:
    return [mark for mark, _ in _marks(spec)]


@pytest.mark.parametrize(("days", "lines"), [(2, 0), (3, 1)])
def test_two_points_are_no_trend(tmp_path: Path, days: int, lines: int) -> None:
    """A line leads through the values of three days, not of two."""
    spec = series_of(small_package(tmp_path), [(str(day), {"as_of": f"2025-08-0{day}"}) for day in range(1, days + 1)])
    assert marks_of(spec).count("line") == lines
    assert spec["title"]["text"] == f"Followed, Da Nang: up from 1 (1 August 2025) to {days} ({days} August 2025)"


def test_a_period_is_a_span(tmp_path: Path) -> None:
    """What was counted over a period or a month is drawn as long as that was, without a line to others; what is of one day as a point."""
    months = [("5", {"period_start": "2025-07", "period_end": "2025-08"}), ("6", {"as_of": "2025-09"}), ("7", {"as_of": "2025-10-01"})]
    spec = series_of(small_package(tmp_path), months)
    assert [(row.get("began"), row["day"]) for rows in spec["datasets"].values() for row in rows] == [
        ("2025-07-01", "2025-08-31"), ("2025-09-01", "2025-09-30"), (None, "2025-10-01"),
    ]  # fmt: skip
    drawn = {layer["mark"]["type"]: layer for layer in spec["layer"] if layer["mark"]["type"] in ("rule", "point")}
    assert (drawn["rule"]["encoding"]["x"]["field"], drawn["rule"]["encoding"]["x2"]["field"]) == ("began", "day")
    assert drawn["point"]["transform"] == [{"filter": "!isValid(datum.began)"}]
    assert "line" not in marks_of(spec)
    assert spec["title"]["subtitle"][0].endswith("; each point or bar is one report")
    assert spec["title"]["text"] == "Followed, Da Nang: 5 (July 2025 to August 2025), 7 (1 October 2025)"


def test_ranks_begin_with_one_on_top(tmp_path: Path) -> None:
    """A rank is no amount: number one stands on top of the axis, and there is no nought."""
    values = [("12", {"as_of": "2025-08-31"}), ("3", {"as_of": "2025-09-30"})]
    y = series_of(small_package(tmp_path), values, unit="rank")["layer"][-1]["encoding"]["y"]
    assert y["scale"] == {"domain": [1, 12], "nice": False, "padding": 12, "reverse": True}
    assert y["axis"]["values"] == [1, 5, 10]


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


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Auckland"])
def test_days_are_those_of_the_data(specs: Specs, zone: str) -> None:
    """The axis of time shows the days that were printed, wherever it is drawn."""
    drawn = "import json, sys; from briefing_lib.charts import draw_svg; sys.stdout.write(draw_svg(json.load(sys.stdin), 500))"
    svg = [
        subprocess.run(
            [sys.executable, "-c", drawn], input=json.dumps(specs["series-vacancies"]), env=os.environ | {"TZ": each}, cwd=GOLDEN.parents[2],
            capture_output=True, text=True, encoding="utf-8", check=True,
        ).stdout
        for each in ("Asia/Ho_Chi_Minh", zone)
    ]  # fmt: skip
    assert svg[0] == svg[1]
    assert "2025" in svg[0]
