"""The calendar and the notebook beside a page, the feed and the tables of all figures are made again by the audit, and the same twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, run_briefing

from briefing_lib.build.seal import audit_site
from briefing_lib.store import Store

pytestmark = pytest.mark.build
ASKED = (
    "progress_report",
    "province_briefing",
    "--province",
    "48",
    "--as-of",
    "2025-12-31",
    "--language",
    "en",
    "--data",
    str(ROOT / "data"),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A brief and a report, as the command builds them."""
    out = tmp_path_factory.mktemp("made")
    done = run_briefing("build", *ASKED, "--out", str(out), TZ="Asia/Tokyo")
    assert done.returncode == 0, done.stderr
    return out


def test_what_is_made(made: Path, real_store: Store) -> None:
    """A calendar stands beside the report, feed and tables in the folder of the language; the index leads to them; the audit finds no flaw."""
    names = {each.name for each in (made / "en").iterdir()}
    assert {"48-da-nang-report.ics", "changes.atom", "all-figures.csv", "all-figures.xlsx"} <= names
    index = (made / "index.html").read_text("utf-8")
    assert all(f'href="en/{name}"' in index for name in ("changes.atom", "all-figures.csv", "all-figures.xlsx"))
    assert 'href="48-da-nang-report.html#changes"' in (made / "en" / "48-da-nang.html").read_text("utf-8")
    seen = audit_site(made, real_store)
    assert seen.flaws == []
    assert seen.files == 2 * 2 + 1 + 3


def test_made_with_its_notebook_run_again(made: Path, real_store: Store) -> None:
    """The notebooks, run again with what the pages say of themselves, give every file again, the notebooks too."""
    assert audit_site(made, real_store, rebuild=True).flaws == []


def replaced(found: str, wanted: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        text = path.read_text("utf-8")
        assert found in text
        path.write_bytes(path.read_bytes().replace(found.encode(), wanted.encode(), 1))

    return change


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("48-da-nang-report.ics", replaced("20251015", "20251016")),
        ("changes.atom", replaced('value="', 'value="1')),
        ("all-figures.csv", replaced("173056", "173057")),
        ("all-figures.xlsx", lambda path: path.write_bytes(path.read_bytes()[:-1])),
        ("48-da-nang.html", replaced("-report.html#changes", "-record.html#changes")),
        ("48-da-nang-report.html", replaced("P122D", "P123D")),
        ("48-da-nang.ipynb", replaced("printed as <q", "printed near <q")),
        ("48-da-nang-report.ipynb", replaced('<h2 id=\\"register', '<h2 id=\\"registry')),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)  # fmt: skip
def test_a_changed_file_is_found(made: Path, real_store: Store, tmp_path: Path, name: str, change: Callable[[Path], None]) -> None:
    """Without the manifest, which would tell that a file is another one, the audit still finds what does not say what the data say."""
    site = Path(shutil.copytree(made, tmp_path / "site"))
    change(site / "en" / name)
    flaws = audit_site(site, real_store).flaws
    assert [each for each in flaws if name in str(each) and "not the file that the build made" not in str(each)]


def test_twice_the_same(made: Path, tmp_path: Path) -> None:
    """Made again in another zone, every file has the same bytes."""
    done = run_briefing("build", *ASKED, "--out", str(tmp_path), "--force", TZ="America/Lima", LC_ALL="C.UTF-8")
    assert done.returncode == 0, done.stderr
    for name in ("48-da-nang-report.ics", "48-da-nang-report.html", "changes.atom", "all-figures.csv", "all-figures.xlsx"):
        assert (tmp_path / "en" / name).read_bytes() == (made / "en" / name).read_bytes(), name
