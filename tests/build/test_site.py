"""A briefing is whole or not there, the same inputs give the same bytes, and what can't be made is refused before a kernel starts."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from conftest import run_briefing

from briefing_lib.build import runner
from briefing_lib.build.runner import (
    Job,
    Result,
    check_out,
    make_briefing,
    read_manifest,
    run_notebook,
    settled,
    write_manifest,
    write_whole,
)
from briefing_lib.errors import FailedBriefing, WrongParameter, WrongUse
from briefing_lib.pages.index import make_index
from briefing_lib.store.store import Store

PARAMETERS = 'province: str = "48"  # place\nas_of: str = ""  # day\nlanguage: str = "en"  # language'
OPENING = """from briefing_lib.wording import sections as words
from briefing_lib.briefing.briefing import open_briefing

words.say_opening(open_briefing(province, as_of=as_of, language=language))"""
UNTRACED = 'from briefing_lib.wording.language import Prose\n\nProse("<h1>12 wards</h1>")'


def write_notebook(folder: Path, *cells: str, tags: Sequence[str] = ("parameters",)) -> Path:
    """A notebook whose first cells are parameters cells, one for each tag."""
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})
    notebook.cells = [nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": [tag]}) for tag in tags]
    notebook.cells += [nbformat.v4.new_code_cell(cell) for cell in cells]
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    path = folder / "tiny.ipynb"
    nbformat.write(notebook, path)
    return path


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, small_store: Store) -> None:
    """The runner tells the kernel where the data are; that must not outlive a test."""
    monkeypatch.setenv("BRIEFING_DATA", str(small_store.folder))


@pytest.fixture
def no_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a kernel was started")

    monkeypatch.setattr(papermill, "execute_notebook", refuse)


def job(store: Store, out: Path) -> Job:
    return Job(province="48", name="48-da-nang", language="en", as_of="2025-11-01", folder=str(store.folder), out=str(out))


def files_of(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"provinze": "48"}, "parameter provinze: found '48'; did you mean province? tiny.ipynb takes province, as_of, language"),
        ({"size": "48"}, "parameter size: found '48'; tiny.ipynb takes province, as_of, language"),
        ({"province": ["48"]}, "parameter province: found ['48']; it must be str"),
        ({"language": True}, "parameter language: found True; it must be str"),
    ],
)
@pytest.mark.usefixtures("no_kernel")
def test_wrong_parameter(tmp_path: Path, given: dict[str, Any], message: str) -> None:
    """A parameter that is misspelt, unknown or neither text nor number is refused by name before a kernel starts."""
    with pytest.raises(WrongParameter) as problem:
        run_notebook(write_notebook(tmp_path, OPENING), given, tmp_path)
    assert str(problem.value) == message


@pytest.mark.parametrize(
    ("tags", "found"), [(("other",), "no cell is"), (("parameters", "parameters"), "cells 1, 2 are")], ids=["missing", "doubled"]
)
@pytest.mark.usefixtures("no_kernel")
def test_parameters_cells(tmp_path: Path, tags: tuple[str, ...], found: str) -> None:
    """A notebook with no parameters cell, or with two, is refused before a kernel starts."""
    with pytest.raises(WrongUse) as problem:
        run_notebook(write_notebook(tmp_path, OPENING, tags=tags), {"province": "48"}, tmp_path)
    assert str(problem.value) == (
        f"tiny.ipynb: {found} tagged 'parameters'; exactly one must be, or parameters would be lost without a word"
    )


@pytest.mark.usefixtures("no_kernel")
def test_no_notebook(tmp_path: Path) -> None:
    """A file that is no notebook is refused before a kernel starts."""
    (tmp_path / "tiny.ipynb").write_text("{", "utf-8")
    with pytest.raises(WrongUse, match=r"^tiny\.ipynb can't be read as a notebook: "):
        run_notebook(tmp_path / "tiny.ipynb", {}, tmp_path)


def test_failing_notebook_leaves_the_last_page(tmp_path: Path, small_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A notebook that stops leaves every byte of the last good page; manifest and index say that it is the last good one."""
    out = tmp_path / "site"
    monkeypatch.setattr(runner, "PROVINCE_BRIEFING", write_notebook(tmp_path, OPENING))
    good = make_briefing(job(small_store, out))
    write_manifest(out, small_store.folder, [good], {})
    before = files_of(out / "en")
    assert (good.status, list(good.files)) == ("made", ["en/48-da-nang.html", "en/48-da-nang.csv", "en/48-da-nang.ipynb"])

    monkeypatch.setattr(runner, "PROVINCE_BRIEFING", write_notebook(tmp_path, "total = 1", "{}[province]"))
    failed = make_briefing(job(small_store, out))
    write_manifest(out, small_store.folder, [failed], {})
    assert (failed.status, failed.reason, failed.files) == ("failed", "tiny.ipynb, cell 3 ({}[province]): KeyError: '48'", {})
    assert files_of(out / "en") == before
    (entry,) = read_manifest(out)["briefings"]
    assert entry == {
        "stem": "en/48-da-nang", "province": "48", "language": "en", "as_of": "2025-11-01", "status": "failed", "reason": failed.reason,
        "reported": good.reported, "derived": good.derived, "files": good.files,
    }  # fmt: skip
    assert "Da Nang: what you find is the last good version, of" in make_index(small_store, out)


def test_kernel_that_dies(tmp_path: Path, small_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel that ends by itself is a failed briefing with a reason, and nothing is put in place."""
    monkeypatch.setattr(runner, "PROVINCE_BRIEFING", write_notebook(tmp_path, "import os\n\nos._exit(1)"))
    failed = make_briefing(job(small_store, tmp_path / "site"))
    assert (failed.status, failed.reason) == ("failed", "tiny.ipynb: the kernel died or did not answer: Kernel died")
    assert not (tmp_path / "site").exists()


def canned(*outputs: dict[str, Any]) -> nbformat.NotebookNode:
    """An executed notebook with these outputs, without a kernel."""
    cell = nbformat.v4.new_code_cell("...", outputs=[nbformat.from_dict(output) for output in outputs], execution_count=1)
    return nbformat.v4.new_notebook(cells=[cell])


def test_untraced_number_fails_the_briefing(tmp_path: Path, small_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page with a number that nothing traces is not put in place, and the reason names the number."""
    html = {"output_type": "display_data", "metadata": {}, "data": {"text/html": "<h1>12 wards</h1>"}}
    monkeypatch.setattr(runner, "run_notebook", lambda *_: canned(html))
    failed = make_briefing(job(small_store, tmp_path / "site"))
    assert failed.status == "failed"
    assert failed.reason.splitlines()[:2] == [
        "the page has numbers that nothing traces:",
        "  48-da-nang.html: '12 wards': a number that nothing traces",
    ]
    assert not (tmp_path / "site").exists()


def test_printing_cell_fails_the_briefing(tmp_path: Path, small_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell that prints or warns fails the briefing: nothing may be on a page or lost that nobody put there."""
    monkeypatch.setattr(runner, "run_notebook", lambda *_: canned({"output_type": "stream", "name": "stderr", "text": "FutureWarning: x"}))
    failed = make_briefing(job(small_store, tmp_path / "site"))
    assert (failed.status, failed.reason) == ("failed", "cell 1 of the notebook gave stream: FutureWarning: x")


def test_full_disk(tmp_path: Path, small_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that can't be written is a failed briefing, and the old one stays."""
    html = {"output_type": "display_data", "metadata": {}, "data": {"text/html": "<h1>Da Nang</h1>"}}
    monkeypatch.setattr(runner, "run_notebook", lambda *_: canned(html))
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "48-da-nang.html").write_text("the last good page", "utf-8")

    def refuse(self: Path, content: bytes) -> int:
        self.open("wb").write(content[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    failed = make_briefing(job(small_store, tmp_path))
    assert (failed.status, failed.reason) == ("failed", "[Errno 28] No space left on device")
    assert files_of(tmp_path) == {"en/48-da-nang.html": "the last good page"}


def test_file_is_whole(tmp_path: Path) -> None:
    """A file is replaced at once, in a folder that is made if need be, and nothing else stays there."""
    write_whole(tmp_path / "a" / "page.html", b"one")
    write_whole(tmp_path / "a" / "page.html", b"two")
    assert files_of(tmp_path) == {"a/page.html": "two"}


def test_settled_notebook() -> None:
    """Times, durations and random ids are taken out; source, outputs and other metadata stay."""
    notebook = canned()
    notebook.metadata["papermill"] = {"duration": 1.5}
    notebook.metadata["kernelspec"] = {"name": "python3"}
    notebook.cells[0].metadata = {
        "papermill": {"start_time": "now"},
        "execution": {"iopub.status.busy": "now"},
        "tags": ["injected-parameters"],
    }
    left = settled(notebook)
    assert left.metadata == {"kernelspec": {"name": "python3"}}
    assert (left.cells[0].metadata, left.cells[0].id) == ({"tags": ["injected-parameters"]}, "injected-0")


def test_manifest(tmp_path: Path, small_store: Store) -> None:
    """The manifest names every input by hash, the versions, and each briefing; what this run did not make stays."""
    first = Result(stem="en/48-da-nang", province="48", language="en", as_of="2025-11-01", status="made", reported=3, derived=1)
    write_manifest(tmp_path, small_store.folder, [first], {"page.css": b"p {}"})
    write_manifest(tmp_path, small_store.folder, [Result(stem="en/46-hue", province="46", language="en", as_of="", status="failed")], {})
    manifest = read_manifest(tmp_path)
    assert [(each["stem"], each["status"]) for each in manifest["briefings"]] == [("en/46-hue", "failed"), ("en/48-da-nang", "made")]
    assert manifest["inputs"] == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in small_store.folder.iterdir()
        if path.suffix in (".csv", ".json")
    }
    assert set(manifest) == {"inputs", "notebook", "versions", "assets", "briefings"}
    assert set(manifest["versions"]) == {"python", *runner.PACKAGES}


@pytest.mark.parametrize("out", ["file", "file/below"])
def test_folder_that_takes_no_site(tmp_path: Path, out: str) -> None:
    """A place where no folder can be is refused before any work."""
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(WrongUse, match=r"^nothing can be made in .*; name another folder$"):
        check_out(tmp_path / out)


def test_damaged_manifest(tmp_path: Path) -> None:
    """A damaged manifest is refused with advice, and stays as it is."""
    (tmp_path / "manifest.json").write_text("{", "utf-8")
    with pytest.raises(WrongUse) as problem:
        check_out(tmp_path)
    assert str(problem.value) == f"{tmp_path / 'manifest.json'} is no manifest of a site; delete it, or name another folder with --out"
    assert files_of(tmp_path) == {"manifest.json": "{"}


def test_error_in_a_cell(tmp_path: Path, small_store: Store) -> None:
    """A cell that fails stops the notebook, with its number and its error, although an earlier one showed something."""
    notebook = write_notebook(tmp_path, '"shown"', 'raise ValueError("of no use")')
    with pytest.raises(FailedBriefing) as problem:
        run_notebook(notebook, {"province": "48"}, small_store.folder)
    assert str(problem.value) == 'tiny.ipynb, cell 3 (raise ValueError("of no use")): ValueError: of no use'


@pytest.fixture(scope="module")
def site_elsewhere(tmp_path_factory: pytest.TempPathFactory, site: Path) -> Path:
    """One page made anew beside the same other pages, on a machine with another zone, locale and order of hashes."""
    out = tmp_path_factory.mktemp("elsewhere") / "site"
    out.mkdir()
    shutil.copy(site / "manifest.json", out)
    done = run_briefing("build", "--province", "Quảng Nam", "--out", str(out), TZ="Pacific/Auckland", LC_ALL="C", PYTHONHASHSEED="7")
    assert done.returncode == 0, done.stderr
    return out


def test_same_bytes(site: Path, site_elsewhere: Path) -> None:
    """Two runs over the same inputs give the same page, notebook, CSV and assets, whatever zone, locale and hash seed."""
    names = sorted(path.relative_to(site_elsewhere).as_posix() for path in site_elsewhere.rglob("*.*") if path.parent != site_elsewhere)
    assert [name for name in names if name.startswith("en/")] == ["en/48-da-nang.csv", "en/48-da-nang.html", "en/48-da-nang.ipynb"]
    differing = [name for name in names if (site / name).read_bytes() != (site_elsewhere / name).read_bytes()]
    assert differing == []


def test_manifest_of_a_build(site: Path, site_elsewhere: Path) -> None:
    """The manifest of a build holds the hash of each file that it names, and two builds agree on it."""
    one, other = read_manifest(site), read_manifest(site_elsewhere)
    assert {"en/46-hue", "en/48-da-nang"} <= {each["stem"] for each in one["briefings"]}
    assert other["briefings"] == one["briefings"]
    assert {key: one[key] for key in ("inputs", "versions", "notebook", "assets")} == {
        key: other[key] for key in ("inputs", "versions", "notebook", "assets")
    }
    (da_nang,) = [each for each in other["briefings"] if each["stem"] == "en/48-da-nang"]
    for name, digest in da_nang["files"].items():
        assert hashlib.sha256((site / name).read_bytes()).hexdigest() == digest


def test_executed_notebook_of_a_build(site: Path) -> None:
    """The notebook beside a page is the executed one, without clock, machine or path."""
    text = (site / "en" / "48-da-nang.ipynb").read_text("utf-8")
    notebook = json.loads(text)
    assert [cell["metadata"]["tags"] for cell in notebook["cells"] if cell["metadata"].get("tags")] == [
        ["parameters"],
        ["injected-parameters"],
    ]
    assert sum(bool(cell.get("outputs")) for cell in notebook["cells"]) > 5
    assert not [word for word in ("papermill", "start_time", "iopub", str(Path.home()), str(site)) if word in text]


def test_no_port_is_opened(tmp_path: Path, small_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel is spoken to through files that are gone afterwards: many runs side by side have no ports to race for."""
    given: dict[str, Any] = {}

    def execute(*_: object, **options: Any) -> nbformat.NotebookNode:
        given.update(options)
        return canned()

    monkeypatch.setattr(papermill, "execute_notebook", execute)
    run_notebook(write_notebook(tmp_path, OPENING), {"province": "48"}, small_store.folder)
    manager = given["config"]["KernelManager"]
    assert manager["transport"] == "ipc"
    assert not Path(manager["ip"]).parent.exists()
