"""Pages of communes from a Parquet data set: real pages by the notebook of provinces, the same as from a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commune_data import Size, write_package
from conftest import run_briefing

pytest.importorskip("pyarrow")
pytestmark = pytest.mark.build
ASKED = ("build", "province_briefing", "--language", "en", "--province", "01002", "--province", "An An Cam, Hanoi", "--province", "01")
SIZE = Size(units=100, weeks=2)


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Folders, each with a package `data` and a site made from it: of a data set, and of CSV."""
    folder = tmp_path_factory.mktemp("sites")
    for name in ("parquet", "csv"):
        write_package(folder / name / "data", SIZE, parquet=name == "parquet")
        done = run_briefing(*ASKED, "--out", str(folder / name / "site"), BRIEFING_DATA=str(folder / name / "data"))
        assert done.returncode == 0, done.stderr
    return folder / "parquet", folder / "csv"


@pytest.mark.parametrize("stem", ["01002-an-an-binh", "01003-an-an-cam"])
def test_same_pages(sites: tuple[Path, Path], stem: str) -> None:
    """A page of a commune says the same wherever figures are kept; so do its notebook and its table."""
    for ending in ("html", "csv", "ipynb"):
        kept, held = ((each / "site" / "en" / f"{stem}.{ending}").read_text("utf-8") for each in sites)
        assert kept == held, ending


def test_beside_a_commune(sites: tuple[Path, Path]) -> None:
    """A commune is ranked among those of its own province, and leads to the one before and after it."""
    page = (sites[0] / "site" / "en" / "01002-an-an-binh.html").read_text("utf-8")
    assert 'rel="next" href="01003-an-an-cam.html"' in page
    ranked = [part.partition('"')[0].split() for part in page.split('data-formula="rank" data-figures="')[1:]]
    assert ranked
    assert all(len(figures) == 98 and {each[:2] for each in figures} == {"01"} for figures in ranked)


def test_audit(sites: tuple[Path, Path]) -> None:
    """The audit traces every number of such a site, and makes each page and file of it again."""
    done = run_briefing("audit", str(sites[0] / "site"), BRIEFING_DATA=str(sites[0] / "data"))
    assert (done.returncode, "untraced or not as the data say: 0" in done.stdout) == (0, True), done.stdout


def test_made_again(sites: tuple[Path, Path]) -> None:
    """Where a file of the data set changes, the pages are made again whose places may have rows in it, and no others."""
    data, site = sites[0] / "data", sites[0] / "site"
    path = data / "figures" / "communes-01.parquet"
    path.touch()
    again = run_briefing(*ASKED, "--explain", "--out", str(site), BRIEFING_DATA=str(data))
    told = dict(line.split(": ", 1) for line in again.stdout.splitlines() if line.startswith("en/"))
    assert told == {
        "en/01-hanoi": "kept, as nothing of it has changed",
        "en/01002-an-an-binh": "made, as what the data say of it has changed",
        "en/01003-an-an-cam": "made, as what the data say of it has changed",
    }
    inputs = json.loads((site / "manifest.json").read_text("utf-8"))["inputs"]
    assert "figures" in inputs
