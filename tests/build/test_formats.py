"""A page comes in the formats that were asked for, all of them or none."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import run_briefing
from markupsafe import Markup
from tiny import executed

from briefing_lib.build import run
from briefing_lib.build.site import Job, check_formats, make_briefing, plan_jobs, write_together
from briefing_lib.errors import FailedBriefing, WrongParameter
from briefing_lib.pages import pdf
from briefing_lib.store import Store
from briefing_lib.wording import Piece

ALL = ("html", "pdf", "docx")


@pytest.fixture
def job(small_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    """A job for a page of one heading, whose notebook needs no kernel."""
    from tiny import OPENING, write_notebook

    output = {"output_type": "display_data", "metadata": {}, "data": Piece(Markup("<h1>Da Nang</h1>"))._repr_mimebundle_()}
    monkeypatch.setattr(run, "run_notebook", lambda *_: executed(output))
    return Job(
        notebook=str(write_notebook(tmp_path, OPENING)), place="48", name="48-da-nang", language="en", as_of="2025-11-01",
        folder=str(small_store.folder), out=str(tmp_path / "site"), formats=ALL,
    )  # fmt: skip


def made(job: Job) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((Path(job.out) / "en").iterdir())}


def test_formats_that_are_asked_for(small_store: Store, tmp_path: Path) -> None:
    """The page is always made; formats come in one order, however they were written; an unknown one is refused with the choices."""
    assert [check_formats(each) for each in ("html", "docx, PDF", "pdf,html")] == [("html",), ALL, ("html", "pdf")]
    with pytest.raises(WrongParameter, match=r"^parameter format: found 'pfd'; the formats are html, pdf, docx; did you mean pdf\?$"):
        plan_jobs(small_store, [], [], language="en", as_of="", out=tmp_path, formats="html,pfd")
    refused = run_briefing("build", "--province", "48", "--format", "html,odt", "--out", str(tmp_path), BRIEFING_DATA="")
    assert (refused.returncode, refused.stderr) == (2, "parameter format: found 'odt'; the formats are html, pdf, docx\n")
    assert list(tmp_path.iterdir()) == []


def test_files_of_a_page(job: Job) -> None:
    """All formats stand beside the page, which lists them, and the result has their hashes."""
    result = make_briefing(job)
    assert (result.status, result.reason) == ("made", "")
    files = made(job)
    assert (
        sorted(result.files)
        == [f"en/{name}" for name in files]
        == [f"en/48-da-nang.{kind}" for kind in ("csv", "docx", "html", "ipynb", "pdf")]
    )
    assert files["48-da-nang.pdf"].startswith(b"%PDF-1.7")
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(files["48-da-nang.docx"])).namelist()
    for kind in ("pdf", "docx"):
        assert f'<a href="48-da-nang.{kind}" download>'.encode() in files["48-da-nang.html"]


def test_standalone_pages_have_formats(job: Job) -> None:
    """A page for e-mail comes with its other formats, too."""
    assert make_briefing(replace(job, standalone=True)).status == "made"
    assert {"48-da-nang.pdf", "48-da-nang.docx"} <= set(made(job))


def test_a_format_that_fails(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one format can't be made the briefing has failed, with the reason, and every file of the last good one stays."""
    make_briefing(job)
    before = made(job)

    def refuse(*_: object) -> bytes:
        raise FailedBriefing("the PDF can't be made as PDF/UA; no")

    monkeypatch.setattr(pdf, "make_pdf", refuse)
    failed = make_briefing(replace(job, as_of="2025-10-05"))
    assert (failed.status, failed.reason, failed.files) == ("failed", "the PDF can't be made as PDF/UA; no", {})
    assert made(job) == before


def test_no_format_outlives_its_page(job: Job) -> None:
    """A page made anew without a format takes the old file of it away: it would say something else than the page."""
    make_briefing(job)
    make_briefing(replace(job, formats=("html",), as_of="2025-10-05"))
    assert list(made(job)) == [f"48-da-nang.{kind}" for kind in ("csv", "html", "ipynb")]


def test_files_are_put_in_place_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one file can't be written none is replaced, and nothing half written stays."""
    write_together(tmp_path, {"en/a": b"1", "en/b": b"1"})
    write, written = Path.write_bytes, []

    def refuse(self: Path, content: bytes) -> int:
        written.append(self)
        if len(written) == 2:
            raise OSError(28, "No space left on device")
        return write(self, content)

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(OSError, match="No space left"):
        write_together(tmp_path, {"en/a": b"2", "en/b": b"2"})
    assert {path.name: path.read_bytes() for path in (tmp_path / "en").iterdir()} == {"a": b"1", "b": b"1"}


SAME = """
import hashlib, pathlib, sys
from briefing_lib.pages.document import read_document
from briefing_lib.pages.pdf import make_pdf
from briefing_lib.pages.word import make_docx
from briefing_lib.store import open_store
from briefing_lib.wording import Writer
document, writer = read_document(pathlib.Path(sys.argv[1]).read_text("utf-8")), Writer(open_store(sys.argv[2]))
print(*(hashlib.sha256(make(document, writer)).hexdigest() for make in (make_pdf, make_docx)))
"""


def test_same_bytes_elsewhere(job: Job, small_store: Store) -> None:
    """Two processes with another zone, locale and order of hashes make the same files."""
    make_briefing(job)
    page = str(Path(job.out) / "en" / "48-da-nang.html")

    def hashes(**environment: str) -> str:
        command = [sys.executable, "-c", SAME, page, str(small_store.folder)]
        return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=True).stdout

    first = hashes(TZ="UTC", LC_ALL="C.UTF-8", PYTHONHASHSEED="1")
    assert len(first.split()) == 2
    assert hashes(TZ="Pacific/Auckland", LC_ALL="C", PYTHONHASHSEED="7") == first
