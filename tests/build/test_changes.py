"""Only what could come out otherwise is made again: nothing stale stays, nothing fresh is redone."""

from __future__ import annotations

import importlib.metadata
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import run_briefing
from small import small_package
from tiny import OPENING, write_notebook

from briefing_lib.build import changes, processes
from briefing_lib.build.changes import CHANGED, MadeOf, library
from briefing_lib.build.notebooks import Notebook, find_notebook
from briefing_lib.build.site import Job, Result, make_briefings, make_site, plan_jobs
from briefing_lib.store import Store, open_store

PLACES = ("48", "01", "46", "75")


def data_parts(store: Store, day: str = "2025-11-01") -> dict[str, str]:
    jobs = plan_jobs(store, [find_notebook("province_briefing")], PLACES, language="en", as_of=day, out=Path("none"))
    return {job.place: MadeOf(store).parts(job)["data"] for job in jobs}


def changed(folder: Path, table: str, old: str, new: str) -> Store:
    path = folder / f"{table}.csv"
    text = path.read_text("utf-8")
    assert text.count(old) == 1, text.count(old)
    path.write_text(text.replace(old, new), "utf-8")
    return open_store(folder)


def row_of(folder: Path, table: str, key: str) -> str:
    return next(line for line in (folder / f"{table}.csv").read_text("utf-8").splitlines() if line.startswith(key))


@pytest.mark.parametrize(
    ("table", "key", "old", "new", "pages"),
    [
        ("figures", "da-nang.retired,", ",300,", ",301,", {"48"}),  # no other place reports it
        ("figures", "hanoi.received,", ",3000,", ",3001,", {"48", "01"}),  # both report it, at one level
        ("figures", "hanoi.population,", ",126000,", ",126001,", set(PLACES)),  # a standing fact, which stands beside all others
        ("figures", "nation.online.share,", ",60,", ",61,", set(PLACES)),
        ("findings", "works,", "Queues are short", "Queues are shorter", {"48"}),
        ("commitments", "elsewhere,", "Not for Da Nang", "For Hanoi", {"01"}),
        ("indicators", "retired_under_178,", "Retired under Decree 178", "Retired", set(PLACES)),
        ("sources", "paper,", "Three months on", "Four months on", set(PLACES)),
    ],
)
def test_a_change_of_the_data(tmp_path: Path, table: str, key: str, old: str, new: str, pages: set[str]) -> None:
    """A changed cell is a reason for the pages that may show it, and for no other."""
    folder = small_package(tmp_path).folder
    before = data_parts(open_store(folder))
    row = row_of(folder, table, key)
    after = data_parts(changed(folder, table, row, row.replace(old, new)))
    assert {place for place in PLACES if before[place] != after[place]} == pages


def test_what_is_not_yet_known(tmp_path: Path) -> None:
    """A page of an earlier day is not touched by what became known later."""
    folder = small_package(tmp_path).folder
    before = data_parts(open_store(folder), "2025-10-01")
    row = row_of(folder, "figures", "da-nang.vacancies.later,")
    assert data_parts(changed(folder, "figures", row, row.replace(",15,", ",16,")), "2025-10-01") == before


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the library, to be changed."""
    folder = tmp_path / "briefing_lib"
    shutil.copytree(changes.LIBRARY, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(changes, "LIBRARY", folder)
    return folder


@pytest.mark.parametrize(
    "name", ["wording/templates/record/opening.html.j2", "charts/fonts/Inter.woff2", "figures/figure.py", "wording/locales/en/x.mo"]
)
def test_a_change_of_the_library(copied: Path, name: str) -> None:
    """A sentence, a font, a line of code, a catalogue of the language: a reason for all pages in it."""
    before = library("en")
    path = copied / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((path.read_bytes() if path.exists() else b"") + b"\n")
    assert library("en") != before


@pytest.mark.parametrize("name", ["wording/locales/vi/LC_MESSAGES/briefing.mo", "cli.py", "explore/views.py", "figures/__pycache__/x.pyc"])
def test_what_no_page_is_made_of(copied: Path, name: str) -> None:
    """Another language, the command line, the explorer and what Python keeps for itself are no reason."""
    before = library("en")
    path = copied / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((path.read_bytes() if path.exists() else b"") + b"\n")
    assert library("en") == before


def test_another_version(small_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version of a package is a reason."""
    (job,) = plan_jobs(small_store, [find_notebook("province_briefing")], ["48"], language="en", as_of="", out=Path("none"))
    before = MadeOf(small_store).parts(job)
    known = importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "99" if name == "altair" else known(name))
    after = MadeOf(small_store).parts(job)
    assert {name for name in CHANGED if before[name] != after[name]} == {"versions"}


def test_a_neighbour(small_store: Store, tmp_path: Path) -> None:
    """Another page before or after this one is a reason, one further away is none."""

    def parts(*places: str) -> dict[str, str]:
        jobs = plan_jobs(small_store, [find_notebook("province_briefing")], places, language="en", as_of="", out=tmp_path)
        return MadeOf(small_store).parts(next(job for job in jobs if job.place == "48"))

    assert parts("48", "46") != parts("48")
    assert parts("48", "46", "01") == parts("48", "46")


class Site:
    """A site of two places over a copy of the small package, and why each of its pages was made."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out = small_package(folder).folder, folder / "site"
        self.notebook = write_notebook(folder, OPENING)

    def build(self, **options: Any) -> tuple[list[Result], dict[str, str]]:
        store, reasons = open_store(self.folder), dict[str, str]()

        def explain(job: Job, reason: str) -> None:
            reasons[job.place] = reason

        jobs = plan_jobs(store, [Notebook(self.notebook)], ["48", "46"], language="en", as_of="2025-11-01", out=self.out)
        return make_site(store, jobs, self.out, lambda _: None, explain=explain, **options), reasons


@pytest.mark.build
def test_only_what_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second build makes nothing and starts no process; then what was changed is made, and the rest kept as it stands."""
    made = Site(tmp_path)
    assert {each.status for each in made.build()[0]} == {"made"}
    files = {path: path.stat().st_mtime_ns for path in made.out.rglob("*.*") if path.parent != made.out}
    with monkeypatch.context() as patch:
        patch.setattr(processes, "_start", lambda *_: pytest.fail("a process was started"))
        results, reasons = made.build()
    assert ({each.status for each in results}, reasons) == ({"kept"}, {"48": "", "46": ""})
    assert {path: path.stat().st_mtime_ns for path in files} == files

    row = row_of(made.folder, "figures", "da-nang.retired,")
    changed(made.folder, "figures", row, row.replace(",300,", ",301,"))
    assert made.build()[1] == {"48": CHANGED["data"], "46": ""}

    (made.out / "en" / "46-hue-tiny.html").write_text("damaged", "utf-8")
    assert made.build()[1] == {"48": "", "46": "a file of it is gone, or was changed"}
    assert "damaged" not in (made.out / "en" / "46-hue-tiny.html").read_text("utf-8")

    write_notebook(tmp_path, "raise ValueError", OPENING)
    results, reasons = made.build()
    assert ({each.status for each in results}, set(reasons.values())) == ({"failed"}, {CHANGED["notebook"]})
    write_notebook(tmp_path, OPENING)
    assert set(made.build()[1].values()) == {"it failed the last time"}
    assert set(made.build(force=True)[1].values()) == {"all were asked for"}


@pytest.mark.build
def test_shared_files_of_another_library(tmp_path: Path, copied: Path) -> None:
    """The files that pages share are made again with them where the library has changed."""
    made = Site(tmp_path)
    made.build()
    style = made.out / "assets" / "page.css"
    before = style.read_bytes()
    style.write_text("old", "utf-8")  # as an older library made it
    manifest = made.out / "manifest.json"
    told = json.loads(manifest.read_text("utf-8"))
    told["assets"]["assets/page.css"] = changes.hash_of(style)
    manifest.write_text(json.dumps(told), "utf-8")
    (copied / "charts" / "theme.py").write_text("# another", "utf-8")
    made.build()
    assert style.read_bytes() == before


@pytest.mark.build
def test_nothing_stale_stays(tmp_path: Path, real_store: Store) -> None:
    """Where a page comes out otherwise after a change of any table, the change is a reason for it."""
    places = ("48", "92")
    before = _pages(real_store, tmp_path / "before", places)
    for table, change in {"figures": _one_more, "findings": _again, "messages": _again}.items():
        folder = tmp_path / table
        shutil.copytree(real_store.folder, folder)
        change(folder / f"{table}.csv")
        after = _pages(open_store(folder), folder / "site", places)
        differing = {stem for stem in before if before[stem][0] != after[stem][0]}
        reasons = {stem for stem in before if before[stem][1] != after[stem][1]}
        assert differing, table
        assert differing <= reasons, table


def _pages(store: Store, out: Path, places: tuple[str, ...]) -> dict[str, tuple[dict[str, str], str]]:
    asked = [find_notebook("province_briefing"), find_notebook("province_record")]
    jobs = plan_jobs(store, asked, places, language="en", as_of=str(store.latest_day), out=out)
    parts = {job.stem: MadeOf(store).parts(job)["data"] for job in jobs}
    return {each.stem: (dict(each.files), parts[each.stem]) for each in make_briefings(store, jobs, out)}


def _one_more(path: Path) -> None:
    _edit(path, "value", lambda cell: f"{int(cell) + 1}" if cell.isdigit() else cell)


def _again(path: Path) -> None:
    _edit(path, "text_en", lambda cell: f"{cell} Again")


def _edit(path: Path, column: str, change: Callable[[str], str]) -> None:
    """Change a cell of each tenth row that speaks of Da Nang or Can Tho."""
    import csv

    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in [row for row in rows if row.get("geography", row.get("geographies")) in ("48", "92")][::10]:
        row[column] = change(row[column])
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.build
def test_the_command_asked_again(tmp_path: Path) -> None:
    """Asked in the same words, with nothing changed, the command says so at once; a page that was changed is made again."""
    asked = ("build", str(write_notebook(tmp_path, OPENING)), "--province", "48", "--language", "en", "--out", str(tmp_path / "site"))
    assert run_briefing(*asked, BRIEFING_DATA="").returncode == 0
    again = run_briefing(*asked, BRIEFING_DATA="")
    assert again.stdout == f"1 pages: 1 kept; open {tmp_path / 'site' / 'index.html'}\n"
    explained = run_briefing(*asked, "--explain", BRIEFING_DATA="")
    assert "en/48-da-nang-tiny: kept, as nothing of it has changed" in explained.stdout
    (tmp_path / "site" / "en" / "48-da-nang-tiny.csv").unlink()
    assert "1 pages: 1 made" in run_briefing(*asked, BRIEFING_DATA="").stdout
    write_notebook(tmp_path, OPENING, "1;")
    assert "1 pages: 1 made" in run_briefing(*asked, BRIEFING_DATA="").stdout
