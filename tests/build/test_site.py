"""A briefing is whole or not there: what fails leaves the last good page, and manifest and index say what became of each."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from markupsafe import Markup
from tiny import OF_THE_NATION, OPENING, PARAMETERS, executed, write_notebook

from briefing_lib.build import run
from briefing_lib.build.changes import PACKAGES
from briefing_lib.build.notebooks import Notebook, find_notebooks
from briefing_lib.build.site import (
    Job,
    Result,
    check_out,
    make_briefing,
    make_site,
    plan_jobs,
    read_manifest,
    wholes_of,
    write_manifest,
    write_whole,
)
from briefing_lib.errors import WrongUse
from briefing_lib.store import Store
from briefing_lib.wording import Piece

NOTE = 'import briefing_lib as bl\n\nbl.Page(bl.open().briefing("VN", as_of=as_of), language=language).section("record/opening")'


def job(store: Store, out: Path, notebook: Path) -> Job:
    return Job(
        notebook=str(notebook), place="48", name="48-da-nang", language="en", as_of="2025-11-01", folder=str(store.folder), out=str(out)
    )


def files_of(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    return write_notebook(tmp_path, OPENING)


def shows(monkeypatch: pytest.MonkeyPatch, html: str) -> None:
    """Notebooks show this piece, without a kernel."""
    bundle = Piece(Markup(html))._repr_mimebundle_()
    output = {"output_type": "display_data", "metadata": {}, "data": bundle}
    monkeypatch.setattr(run, "run_notebook", lambda *_: executed(output))


@pytest.mark.build
def test_failing_notebook_leaves_the_last_page(tmp_path: Path, small_store: Store) -> None:
    """A notebook that stops leaves every byte of the last good page; manifest and index say that it is the last good one."""
    out = tmp_path / "site"
    good = make_briefing(job(small_store, out, write_notebook(tmp_path, OPENING, name="province_briefing")))
    write_manifest(out, small_store.folder, [good], {})
    before = files_of(out / "en")
    assert (good.status, list(good.files)) == ("made", ["en/48-da-nang.html", "en/48-da-nang.csv", "en/48-da-nang.ipynb"])

    failed = make_briefing(job(small_store, out, write_notebook(tmp_path, "total = 1", "{}[province]", name="province_briefing")))
    write_manifest(out, small_store.folder, [failed], {})
    index = wholes_of(small_store, out)["index.html"].decode()
    assert (failed.status, failed.reason) == ("failed", "province_briefing.ipynb, cell 3 ({}[province]): KeyError: '48'")
    assert failed.files == {}
    assert files_of(out / "en") == before
    (entry,) = read_manifest(out)["briefings"]
    assert entry == {
        "stem": "en/48-da-nang", "notebook": "province_briefing", "place": "48", "language": "en", "as_of": "2025-11-01",
        "status": "failed", "reason": failed.reason, "reported": good.reported, "derived": good.derived, "files": good.files, "made_of": {},
    }  # fmt: skip
    assert "Da Nang: what you find is the last good version, of" in index


@pytest.mark.parametrize(
    ("name", "siblings", "standalone", "links"),
    [
        ("province_briefing", ("province_briefing", "province_record"), False, {"48-da-nang-record.html"}),
        ("province_record", ("province_briefing", "province_record"), False, {"48-da-nang.html"}),
        ("province_briefing", ("province_briefing",), False, set()),
        ("province_briefing", ("province_briefing", "province_record"), True, set()),
    ],
    ids=["brief", "record", "record not made", "for e-mail"],
)
def test_brief_and_record_lead_to_each_other(
    tmp_path: Path,
    small_store: Store,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    siblings: tuple[str, ...],
    standalone: bool,
    links: set[str],
) -> None:
    """A brief links to the record behind it and a record to its brief, where there is or will be one, and never out of one file."""
    for each in ("province_briefing", "province_record"):
        write_notebook(tmp_path, name=each)
    shows(monkeypatch, "<h1>Da Nang</h1>")
    asked = job(small_store, tmp_path, tmp_path / f"{name}.ipynb")
    made = make_briefing(replace(asked, siblings=siblings, standalone=standalone))
    page = BeautifulSoup((tmp_path / "en" / "48-da-nang.html").read_text("utf-8"), "html.parser")
    assert (made.status, {link["href"] for link in page.select("main a[href]:not([href^='#'], [download])")}) == ("made", links)


def test_untraced_number_fails_the_briefing(tmp_path: Path, small_store: Store, notebook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page with a number that nothing traces is not put in place, and the reason names the number."""
    shows(monkeypatch, "<h1>12 wards</h1>")
    failed = make_briefing(job(small_store, tmp_path / "site", notebook))
    assert failed.status == "failed"
    assert failed.reason.splitlines()[:2] == [
        "the page has numbers that nothing traces:",
        "  48-da-nang.html: main#content > div > h1: '12 wards': a number that nothing traces",
    ]
    assert [path.name for path in (tmp_path / "site").rglob("*.*")] == ["48-da-nang.ipynb"], "only the notebook that failed, aside"


def test_printing_cell_fails_the_briefing(tmp_path: Path, small_store: Store, notebook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell that prints or warns fails the briefing: nothing may be on a page or lost that nobody put there."""
    warned = {"output_type": "stream", "name": "stderr", "text": "FutureWarning: x"}
    monkeypatch.setattr(run, "run_notebook", lambda *_: executed(warned))
    failed = make_briefing(job(small_store, tmp_path / "site", notebook))
    assert (failed.status, failed.reason) == ("failed", "cell 1 of the notebook gave stream: FutureWarning: x")


def test_full_disk(tmp_path: Path, small_store: Store, notebook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that can't be written is a failed briefing, and the old one stays."""
    shows(monkeypatch, "<h1>Da Nang</h1>")
    out = tmp_path / "site"
    write_whole(out / "en" / "48-da-nang.html", b"the last good page")

    def refuse(self: Path, content: bytes) -> int:
        self.open("wb").write(content[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    failed = make_briefing(job(small_store, out, notebook))
    assert (failed.status, failed.reason) == ("failed", "[Errno 28] No space left on device")
    assert files_of(out) == {"en/48-da-nang.html": "the last good page"}


def test_file_is_whole(tmp_path: Path) -> None:
    """A file is replaced at once, in a folder that is made if need be, and nothing else stays there."""
    write_whole(tmp_path / "a" / "page.html", b"one")
    write_whole(tmp_path / "a" / "page.html", b"two")
    assert files_of(tmp_path) == {"a/page.html": "two"}


def test_manifest(tmp_path: Path, small_store: Store) -> None:
    """The manifest names every input by hash, the versions, and each briefing; what this run did not make stays."""
    common = {"notebook": "province_briefing", "language": "en"}
    first = Result(stem="en/48-da-nang", place="48", as_of="2025-11-01", status="made", reported=3, derived=1, **common)
    write_manifest(tmp_path, small_store.folder, [first], {"assets/page.css": "abc"})
    write_manifest(tmp_path, small_store.folder, [Result(stem="en/46-hue", place="46", as_of="", status="failed", **common)], {})
    manifest = read_manifest(tmp_path)
    assert [(each["stem"], each["status"]) for each in manifest["briefings"]] == [("en/46-hue", "failed"), ("en/48-da-nang", "made")]
    assert manifest["inputs"] == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in small_store.folder.iterdir()
        if path.suffix in (".csv", ".json")
    }
    assert set(manifest) == {"inputs", "notebooks", "library", "versions", "assets", "wholes", "briefings"}
    assert set(manifest["versions"]) == {"python", *PACKAGES}
    assert set(manifest["notebooks"]) == {f"{name}.ipynb" for name in find_notebooks()}


@pytest.mark.parametrize("out", ["file", "file/below"])
def test_folder_that_takes_no_site(tmp_path: Path, out: str) -> None:
    """A place where no folder can be is refused before any work."""
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(WrongUse, match=r"^nothing can be made in .*; name another folder$"):
        check_out(tmp_path / out)


@pytest.mark.parametrize("content", ["{", "[]", '{"briefings": [{}]}', '{"briefings": 7}'])
def test_damaged_manifest(tmp_path: Path, content: str) -> None:
    """A damaged manifest is refused with advice, and stays as it is."""
    (tmp_path / "manifest.json").write_text(content, "utf-8")
    with pytest.raises(WrongUse) as problem:
        check_out(tmp_path)
    assert str(problem.value) == f"{tmp_path / 'manifest.json'} is no manifest of a site; delete it, or name another folder with --out"
    assert files_of(tmp_path) == {"manifest.json": content}


@pytest.mark.build
def test_a_new_notebook_is_a_new_file(tmp_path: Path, small_store: Store) -> None:
    """A notebook on the nation and one on provinces, put into a folder, make pages of their own names, and the index links to both."""
    province = write_notebook(tmp_path, OPENING, name="province_note", parameters=PARAMETERS)
    nation = write_notebook(tmp_path, NOTE, name="nation_note", parameters=OF_THE_NATION)
    out = tmp_path / "site"
    asked: dict[str, Any] = {"language": "en", "as_of": "", "out": out}
    jobs = [
        *plan_jobs(small_store, [Notebook(nation)], [], **asked),
        *plan_jobs(small_store, [Notebook(nation), Notebook(province)], ["48", "Huế"], **asked),
    ]
    results = make_site(small_store, jobs, out, lambda _: None)
    assert [(each.stem, each.status, each.notebook) for each in results] == [
        ("en/46-hue-note", "made", "province_note"),
        ("en/48-da-nang-note", "made", "province_note"),
        ("en/viet-nam-note", "made", "nation_note"),
    ]
    assert {path.name for path in (out / "en").glob("*.html")} == {"viet-nam-note.html", "48-da-nang-note.html", "46-hue-note.html"}
    page = (out / "en" / "48-da-nang-note.html").read_text("utf-8")
    assert '<a rel="prev" href="46-hue-note.html">' in page
    index = BeautifulSoup((out / "index.html").read_text("utf-8"), "html.parser")
    files = [(a.contents[0], a["href"]) for a in index.select("#all tr[data-code='48'] .links a, .whole .links a")]
    assert files == [
        ("Note", "en/viet-nam-note.html"), ("CSV", "en/viet-nam-note.csv"), ("Note", "en/48-da-nang-note.html"), ("CSV", "en/48-da-nang-note.csv"),
    ]  # fmt: skip
    assert "<h1>Viet Nam" in (out / "en" / "viet-nam-note.html").read_text("utf-8")


@pytest.mark.build
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
