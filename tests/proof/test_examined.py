"""What the keepers of the data see: what is wrong first, with the row to open, of a damaged package too."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import ROOT
from running import run_here

from briefing_lib.build.notebooks import NOTEBOOKS
from briefing_lib.errors import WrongParameter
from briefing_lib.proof.examined import SECTIONS, CheckPage, Keeping, examine, examine_store
from briefing_lib.store import Store

SEEDS = ROOT.parent / "shared" / "seeds"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


def edit(folder: Path, table: str, found: str, wanted: str) -> None:
    path = folder / f"{table}.csv"
    text = path.read_text("utf-8")
    assert found in text
    path.write_text(text.replace(found, wanted, 1), "utf-8")


@pytest.mark.parametrize(
    ("table", "found", "wanted", "file", "row"),
    [
        ("figures", ",173056,", ",a lot,", "figures.csv", True),
        ("figures", "baochinhphu-2025-10-01-da-nang.p4.1,baochinhphu-2025-10-01-da-nang,", "baochinhphu-2025-10-01-da-nang.p4.1,gone,", "figures.csv", True),
        ("sources", "source_id,", "source,", "sources.csv", True),
        ("codes", "force,ordered,", "force,orders,", "commitments.csv", True),
    ],
    ids=["no number", "no such report", "no such column", "no such code"],
)  # fmt: skip
def test_damaged_package_shows_what_to_mend(package: Path, table: str, found: str, wanted: str, file: str, row: bool) -> None:
    """A package that can't be opened raises nothing; the notebook shows file, row, what was found and what to do."""
    edit(package, table, found, wanted)
    examined = examine(package)
    assert examined.store is None
    assert file in {fault.file for fault in examined.faults}
    page = examined.page()
    shown = repr(page.section("check/opening"))
    assert file in shown
    assert all(page.section(name) is None for name in SECTIONS[1:])


def test_notebook_on_a_damaged_package(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The notebook itself runs on a damaged package: its first output is the list of what to mend."""
    edit(package, "figures", ",173056,", ",a lot,")
    monkeypatch.setenv("BRIEFING_DATA", str(package))
    first, *others = [cell for cell in run_here(NOTEBOOKS / "data_check.ipynb", {}).cells if cell.source.startswith("page.")]
    assert "a lot" in first.outputs[0].data["text/html"]
    assert [cell.outputs for cell in others] == [[]] * len(others)


@pytest.mark.parametrize(("language", "title"), [("vi", "Không mở được gói dữ liệu"), ("id", "Paket data tidak dapat dibuka")])
def test_damaged_package_in_other_languages(package: Path, language: str, title: str) -> None:
    """What must be mended is headed in the language of the page; the advice, which is that of the commands, is marked as English."""
    edit(package, "figures", ",173056,", ",a lot,")
    shown = str(examine(package).page(language=language).section("check/opening"))
    assert title in shown
    assert ' lang="en">' in shown


@pytest.mark.parametrize(
    ("table", "found", "wanted"),
    [
        ("messages", "{vietnamnet-2026-02-commune-commands.1}", "{nowhere.1}"),
        ("figures", "vietnamnet-2026-02-commune-commands.1,", "vietnamnet-2026-02-commune-commands.9,"),
    ],
)
def test_a_message_that_rests_on_nothing(package: Path, table: str, found: str, wanted: str) -> None:
    """A placeholder that names no figure is told as a fault with its row, and the rest of the page stands."""
    edit(package, table, found, wanted)
    page = examine(package).page()
    assert "messages.csv, row " in repr(page.section("check/opening"))
    assert all(page.section(name) for name in SECTIONS)


def test_broken_arithmetic_stands_first(package: Path) -> None:
    """A package that opens but does not add up says so in its first lines, with the row, and shows all the rest as well."""
    edit(package, "figures", ",173056,", ",973056,")
    examined = examine(package)
    assert examined.store is not None
    assert examined.faults
    page = examined.page()
    shown = repr(page.section("check/opening"))
    assert "breaks its own rules" in shown
    assert f"{examined.faults[0].file}, row {examined.faults[0].row}" in shown
    assert all(page.section(name) for name in SECTIONS)


def test_committed_package_is_examined(real_store: Store) -> None:
    """Nothing must be mended; each place, core measure and doubt has its row, and rows are those of the files."""
    page = examine_store(real_store).page()
    assert isinstance(page, CheckPage)
    facts = Keeping(page.briefing, page.examined)
    assert page.examined.faults == ()
    assert len(facts.places) == len(real_store.places)
    ages = [each.newest.day for each in facts.places if each.newest]
    assert ages == sorted(ages)
    lines = (ROOT / "data" / "figures.csv").read_text("utf-8").splitlines()
    clean = repr(page.section("check/clean"))
    for figure in facts.doubtful:
        number = real_store.rows[f"figures:{figure.figure_id}"]
        assert f"figures.csv, row {number}" in clean
        assert lines[number - 1].startswith(f"{figure.figure_id},")


def test_section_that_is_none(real_store: Store) -> None:
    """A misspelt section is refused with the nearest."""
    with pytest.raises(WrongParameter, match="check/right"):
        examine_store(real_store).page().section("check/rihgt")


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the source texts are not here")
def test_texts_are_looked_through_where_given(real_store: Store) -> None:
    """With the folder of full texts every printed figure is looked for again."""
    examined = examine_store(real_store, str(SEEDS))
    assert examined.verified
    assert examined.faults == ()
    assert "was looked for again in its full text" in repr(examined.page().section("check/right"))
