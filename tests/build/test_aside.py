"""`bl.build`: one page in a process of its own, refused by name before anything runs, or failed with the cell that stopped it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from conftest import ROOT
from tiny import OF_THE_NATION, OPENING, write_notebook

import briefing_lib as bl
from briefing_lib.build import aside
from briefing_lib.build.aside import plan_one, read_job, run_aside
from briefing_lib.build.site import result_of
from briefing_lib.errors import BriefingError, FailedBriefing, UnknownPlace, WrongParameter, WrongUse

ASKED = {"as_of": "", "language": "en", "notebook": "province_briefing"}


def no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside.subprocess, "Popen", lambda *_, **__: pytest.fail("a build was started"))


def test_job_of_a_place(tmp_path: Path) -> None:
    """A place by any name and a blank day become a job for one file that stands alone, in a folder for its day."""
    job = plan_one("quang nam", out=tmp_path, **ASKED)
    assert (job.stem, job.as_of, job.standalone, job.beside, job.siblings) == ("en/48-da-nang", "2025-11-01", True, (), ())
    assert job.out == str(tmp_path / "2025-11-01")
    assert read_job(json.dumps(asdict(job))) == job
    among = replace(job, beside=("01", "48"), siblings=("province_briefing", "province_record"), formats=("html", "pdf"))
    assert read_job(json.dumps(asdict(among))) == among


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"place": "Da Nnag"}, UnknownPlace, "no place is called 'Da Nnag': did you mean Da Nang (48)"),
        ({"place": 48.5}, WrongParameter, "parameter place: found 48.5; build() takes text or a whole number"),
        ({"as_of": "2025-02-30"}, WrongParameter, "parameter as_of: found '2025-02-30'; give a day that exists, as 2025-10-01"),
        ({"language": "xx"}, WrongParameter, "parameter language: found 'xx'; pages can be written in en"),
        ({"notebook": "province_brief"}, WrongUse, "no notebook 'province_brief' makes pages; there are comparison,"),
    ],
    ids=["place", "number", "day", "language", "notebook"],
)
def test_what_cannot_be_built(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: dict[str, object], error: type[BriefingError], message: str
) -> None:
    """What can't be had is refused by name before a process is started."""
    no_process(monkeypatch)
    with pytest.raises(error) as problem:
        bl.build(**({"place": "48", "out": tmp_path} | given))
    assert str(problem.value).startswith(message)


def test_a_place_for_a_notebook_on_the_nation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A notebook that asks for no province is not run on one."""
    no_process(monkeypatch)
    nation = write_notebook(tmp_path, name="nation_note", parameters=OF_THE_NATION)
    with pytest.raises(WrongParameter, match=r"^parameter province: found '48'; nation_note\.ipynb takes as_of, language$"):
        bl.build("48", notebook=str(nation), out=tmp_path)


def test_folder_that_is_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where no folder can be made, the build is refused in words before anything runs."""
    no_process(monkeypatch)
    (tmp_path / "made").write_text("", "utf-8")
    with pytest.raises(WrongUse, match=r"^nothing can be made in .*/made: File exists; name another folder$"):
        bl.build("48", out=tmp_path / "made")


class Process:
    """A build that says these lines."""

    def __init__(self, *lines: object) -> None:
        self.stdout = [json.dumps(line) for line in lines]

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None: ...


def test_a_failed_build_raises_with_its_reason(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In code, a failed build is an error that holds the cell."""
    failed = asdict(result_of(plan_one("48", out=tmp_path, **ASKED), "failed", "cell 3: KeyError: 'x'"))
    monkeypatch.setattr(aside.subprocess, "Popen", lambda *_, **__: Process({"done": 1, "all": 2}, {"result": failed}))
    with pytest.raises(FailedBriefing, match=r"^cell 3: KeyError: 'x'$"):
        bl.build("48", out=tmp_path)


def test_a_build_that_ends_without_a_word(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A process that is killed leaves an error that says what to look at."""
    monkeypatch.setattr(aside.subprocess, "Popen", lambda *_, **__: Process({"done": 1, "all": 2}))
    with pytest.raises(FailedBriefing, match=r"^the build ended without a word; look whether the machine has memory left$"):
        bl.build("48", out=tmp_path)


@pytest.mark.build
def test_a_real_build_tells_of_every_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The build runs the notebook in a process of its own, counts its cells, and leaves the page where it says."""
    monkeypatch.chdir(tmp_path)
    told: list[tuple[int, int]] = []
    job = plan_one("48", out=Path("made"), **ASKED | {"notebook": str(write_notebook(tmp_path, OPENING))})
    built = run_aside(job, lambda done, cells: told.append((done, cells)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert built.page == Path("made/2025-11-01/en/48-da-nang-tiny.html")
    assert repr(built) == "Built(made/2025-11-01/en/48-da-nang-tiny.html, every number on it traced)"
    assert (built.page.is_file(), built.result.status) == (True, "made")


SCRIPT = """
import sys

import briefing_lib as bl

print("started")
print(bl.build("48", notebook=sys.argv[1], out="made"))
"""


@pytest.mark.build
@pytest.mark.parametrize("threads", ["", "import threading, time\nthreading.Thread(target=time.sleep, args=(5,), daemon=True).start()\n"])
def test_a_plain_script_needs_no_guard(tmp_path: Path, threads: str) -> None:
    """`bl.build()` at the top of a script makes one page and runs the script once, whatever threads the script has."""
    script = tmp_path / "plain.py"
    script.write_text(threads + SCRIPT, "utf-8")
    notebook = write_notebook(tmp_path, OPENING)
    environment = os.environ | {"PYTHONPATH": str(ROOT), "BRIEFING_DATA": str(ROOT / "data")}
    done = subprocess.run(
        [sys.executable, str(script), str(notebook)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    said = done.stdout.splitlines()
    assert (len(said), said[0], said[1].startswith("Built(made/"), len(list(tmp_path.rglob("*.html")))) == (2, "started", True, 1)
