"""What goes wrong in a build goes wrong for one page, in words, and leaves no process and no half of a file behind."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import ROOT, run_briefing
from kill_often import kill_often
from reproduce import differing
from tiny import OPENING, write_notebook

from briefing_lib.build import site
from briefing_lib.build.changes import hash_of
from briefing_lib.build.notebooks import Notebook
from briefing_lib.build.processes import work_apart
from briefing_lib.build.site import make_briefings, plan_jobs, read_manifest
from briefing_lib.store import Store

pytestmark = [pytest.mark.build, pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")]
SLOW = "import time\n\ntime.sleep(60)"


class Command:
    """A build that runs, and all processes that belong to it: they carry its mark in their environment."""

    def __init__(self, folder: Path, *arguments: str, before: Callable[[], None] | None = None) -> None:
        self.mark, self.temporary = f"BRIEFING_MARK={uuid.uuid4()}", folder / "tmp"
        self.temporary.mkdir(exist_ok=True)
        name, _, value = self.mark.partition("=")
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from briefing_lib.cli import main; main()", "build", *arguments, "--language=en", "--out", str(folder / "site")],
            cwd=ROOT, env=os.environ | {"BRIEFING_DATA": "", "TMPDIR": str(self.temporary), name: value}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, preexec_fn=before,
        )  # fmt: skip

    def processes(self) -> list[int]:
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            with contextlib.suppress(OSError):
                if self.mark.encode() in path.read_bytes() and "Z" not in (path.parent / "stat").read_text().rpartition(")")[2][:3]:
                    found.append(int(path.parent.name))
        return found

    def wait_until(self, reached: Callable[[], bool], seconds: float = 90) -> None:
        end = time.monotonic() + seconds
        while not reached():
            assert time.monotonic() < end, "it did not come to that"
            time.sleep(0.05)

    def wait_for_work(self) -> None:
        """Until pages are being made: a process besides that of the command, for longer than the check takes."""
        self.wait_until(lambda: any(path.exists() for path in self.temporary.parent.glob("started*")))

    def end(self) -> tuple[int, str]:
        _, said = self.process.communicate(timeout=120)
        self.wait_until(lambda: not self.processes(), 10)
        return self.process.returncode, said


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Command]]:
    """Starts a build; whatever is left of it at the end of the test is ended."""
    started: list[Command] = []

    def begin(*arguments: str, **options: Any) -> Command:
        started.append(Command(tmp_path, *arguments, **options))
        return started[-1]

    yield begin
    for each in started:
        for pid in each.processes():
            os.kill(pid, signal.SIGKILL)


def said_to_start(folder: Path, *cells: str, name: str = "tiny") -> str:
    """A notebook that leaves a file when it starts."""
    return str(write_notebook(folder, f"open({str(folder)!r} + '/started-' + province, 'w').close()", *cells, name=name))


def rest(folder: Path) -> list[str]:
    """What a build leaves that nobody asked for."""
    return [path.name for path in (*folder.rglob("*.part"), *(folder / "tmp").iterdir())]


@pytest.mark.parametrize("how", ["one", "group", "term"])
def test_stopped(tmp_path: Path, start: Callable[..., Command], how: str) -> None:
    """SIGINT to the command or its group, or SIGTERM: it stops at once, in one sentence, and nothing of it is left."""
    command = start(said_to_start(tmp_path, SLOW), "--province", "48", "--province", "46")
    command.wait_for_work()
    if how == "group":
        os.killpg(command.process.pid, signal.SIGINT)
    else:
        command.process.send_signal(signal.SIGINT if how == "one" else signal.SIGTERM)
    code, said = command.end()
    assert (code, said.splitlines()[-1]) == (130, "stopped with 0 of 2 pages in their place; run the command again for the others")
    assert "Traceback" not in said
    assert rest(tmp_path) == []


def test_what_python_writes_to_find_a_folder_is_not_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where temporary files go is found before a process starts that may be ended while it finds that."""
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert list(work_apart([])) == []
    assert tempfile.tempdir


def test_killed(tmp_path: Path, start: Callable[..., Command]) -> None:
    """No process outlives a command that is killed."""
    command = start(said_to_start(tmp_path, SLOW), "--province", "48", "--province", "46")
    command.wait_for_work()
    assert len(command.processes()) > 1
    command.process.kill()
    assert command.end()[0] == -signal.SIGKILL


@pytest.mark.long
def test_killed_at_any_moment(tmp_path: Path) -> None:
    """Builds that are killed, then one that is not: `make kill-test` does it a hundred times."""
    seen = kill_often(tmp_path, 5)
    assert seen.wrong == []


KILLS_ITSELF = """
import os, signal

_replace, _left = os.replace, [{number}]


def replace(source, target, **options):
    if {site!r} in str(target):
        _left[0] -= 1
        if _left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
    _replace(source, target, **options)


os.replace = replace
"""


@pytest.mark.parametrize("renames", [0, 3])
def test_killed_between_two_renames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renames: int) -> None:
    """A build that is killed when some files of a page are in their place and others are not: the next one mends the page."""
    path = write_notebook(tmp_path, OPENING)
    site = tmp_path / "site"
    asked = ("build", str(path), "--province", "48", "--language=en", "--out", str(site))
    assert run_briefing(*asked, BRIEFING_DATA="").returncode == 0
    write_notebook(tmp_path, OPENING, OPENING)
    (tmp_path / "sitecustomize.py").write_text(KILLS_ITSELF.format(number=renames, site=str(site)), "utf-8")
    with monkeypatch.context() as patched:
        patched.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(tmp_path), os.environ.get("PYTHONPATH")))))
        assert run_briefing(*asked, BRIEFING_DATA="").returncode == -signal.SIGKILL
    assert run_briefing(*asked, BRIEFING_DATA="").returncode == 0
    undisturbed = tmp_path / "undisturbed"
    assert run_briefing(*asked[:-1], str(undisturbed), BRIEFING_DATA="").returncode == 0
    assert differing(site, undisturbed) == []


def test_a_worker_that_dies(tmp_path: Path, start: Callable[..., Command]) -> None:
    """The page of a process that is killed is tried once more, then reported with its cell; the other pages are made."""
    dies = "import os, pathlib, signal\n\n"
    once = f"{dies}mark = pathlib.Path({str(tmp_path)!r}, 'once')\nif not mark.exists():\n    mark.touch()\n    os.kill(os.getpid(), signal.SIGKILL)"
    always = f"{dies}os.kill(os.getpid(), signal.SIGKILL)"
    paths = [
        str(write_notebook(tmp_path, cell, OPENING, name=name)) for name, cell in (("a_once", once), ("a_always", always), ("a_well", "1;"))
    ]
    code, said = start(*paths, "--province", "48").end()
    made = {each["stem"]: each for each in read_manifest(tmp_path / "site")["briefings"]}
    assert {stem: each["status"] for stem, each in made.items()} == {
        "en/48-da-nang-once": "made",
        "en/48-da-nang-always": "failed",
        "en/48-da-nang-well": "made",
    }
    assert code == 1
    assert "a_always.ipynb, after cell 2: the process that made it ended before it was done; is there memory enough?" in said


def test_a_cell_that_hangs(tmp_path: Path, small_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell that does not come back is ended, with all that it started, and named."""
    monkeypatch.setattr(site, "CELL_SECONDS", 20)  # on a busy machine a process that is started afresh takes its time
    path = write_notebook(tmp_path, "import subprocess\n\nsubprocess.run(['sleep', '987654'])")
    jobs = plan_jobs(small_store, [Notebook(path)], ["48"], language="en", as_of="", out=tmp_path / "site")
    (failed,) = make_briefings(small_store, jobs, tmp_path / "site")
    assert failed.reason == "tiny.ipynb, after cell 2: nothing came from it for 20 seconds, and its process was ended"
    assert subprocess.run(["pgrep", "-f", "^sleep 987654"], capture_output=True, check=False).stdout == b""


def test_data_edited_during_a_build(tmp_path: Path, small_store: Store) -> None:
    """All pages are made of the data as they were when the build began, whatever becomes of the files."""
    shutil.copytree(small_store.folder, tmp_path / "data")
    edits = f"import pathlib\n\ntable = pathlib.Path({str(tmp_path / 'data' / 'figures.csv')!r})\n_ = table.write_text(table.read_text().replace(',1000,', ',1001,'))"
    shows = 'import briefing_lib as bl\n\n_ = [each for each in bl.open().store.figures if each.value == 1001]\nassert not _, "edited"'
    path = write_notebook(tmp_path, edits, shows, OPENING)
    store = site_store(tmp_path / "data")
    jobs = plan_jobs(store, [Notebook(path)], ["48", "46"], language="en", as_of="", out=tmp_path / "site")
    results = list(make_briefings(store, jobs, tmp_path / "site", at_once=1))
    assert [each.reason for each in results] == ["", ""]
    assert ",1001," in (tmp_path / "data" / "figures.csv").read_text("utf-8")


def site_store(folder: Path) -> Store:
    from briefing_lib.store import open_store

    return open_store(folder)


def test_two_builds_into_one_folder(tmp_path: Path, start: Callable[..., Command]) -> None:
    """The second waits for the first, and says so; both come to their end."""
    path = said_to_start(tmp_path, "import time\n\ntime.sleep(6)", OPENING)
    first = start(path, "--province", "48")
    first.wait_for_work()
    second = start(path, "--province", "48")
    assert first.end()[0] == 0
    code, said = second.end()
    assert f"another build writes into {tmp_path / 'site'}; this one waits for it" in said
    assert (code, "en/48-da-nang-tiny: kept" in said) == (0, True)


def test_no_room(tmp_path: Path, start: Callable[..., Command]) -> None:
    """Where files can't be written any more it ends in words, with the pages as they were."""
    path = said_to_start(tmp_path, OPENING)
    limit = 20_000
    code, said = start(path, "--province", "48", before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))).end()
    assert (code, "Traceback" in said) == (2, False), said
    assert "File too large" in said
    assert rest(tmp_path) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, with room for the pages and not for what they share."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("to mount a disk takes the rights of root")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_full_disk(tmp_path: Path, small_disk: Path) -> None:
    """Where the disk is full it ends in words, the page that was there stays whole, and with room again all is made."""
    path, site = write_notebook(tmp_path, OPENING), small_disk / "site"
    asked = ("build", str(path), "--province", "48", "--language=en", "--out", str(site))
    done = run_briefing(*asked, BRIEFING_DATA="")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert "No space left on device" in done.stderr
    assert list(small_disk.rglob("*.part")) == []
    entry = read_manifest(site)["briefings"][0]
    assert (entry["status"], [name for name, known in entry["files"].items() if hash_of(site / name) != known]) == ("made", [])
    subprocess.run(["mount", "-o", "remount,size=20m", str(small_disk)], check=True)
    assert run_briefing(*asked, BRIEFING_DATA="").returncode == 0
    assert (site / "assets" / "vega.js").is_file()


def test_output_that_is_not_writable(tmp_path: Path, small_disk: Path) -> None:
    """A folder in which nothing can be made is refused before any work."""
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    done = run_briefing("build", "--province", "48", "--language=en", "--out", str(small_disk), BRIEFING_DATA="")
    assert (done.returncode, done.stderr) == (
        2,
        f"nothing can be made in {small_disk}: Read-only file system; name another folder\n",
    )


def test_a_cell_that_raises(tmp_path: Path) -> None:
    """The last good page is kept, others go on, and the end says place, language, cell and error; the failed notebook stands aside."""
    fails = 'assert province != "48", "no such luck"'
    path, site = write_notebook(tmp_path, OPENING), tmp_path / "site"
    asked = ("build", str(path), "--province", "48", "--province", "46", "--language=en", "--out", str(site))
    assert run_briefing(*asked, BRIEFING_DATA="").returncode == 0
    good = (site / "en" / "48-da-nang-tiny.html").read_bytes()
    write_notebook(tmp_path, OPENING, fails)
    done = run_briefing(*asked, BRIEFING_DATA="")
    assert done.returncode == 1
    assert (site / "en" / "48-da-nang-tiny.html").read_bytes() == good
    (row,) = ([cell.strip() for cell in line.split("│")] for line in done.stderr.splitlines() if "no such luck" in line)
    error = f"tiny.ipynb, cell 3 ({fails}): AssertionError: no such luck"
    assert row == ["", "en/48-da-nang-tiny", "48", "en", error, str(site / "failed" / "en" / "48-da-nang-tiny.ipynb"), ""]
    failed = nbformat.read(site / "failed" / "en" / "48-da-nang-tiny.ipynb", as_version=4)
    assert [each.output_type for each in failed.cells[-1].outputs] == ["error"]
    assert {each["stem"]: each["status"] for each in read_manifest(site)["briefings"]} == {
        "en/46-hue-tiny": "made",
        "en/48-da-nang-tiny": "failed",
    }
    write_notebook(tmp_path, OPENING, OPENING)
    assert run_briefing(*asked, BRIEFING_DATA="").returncode == 0
    assert not (site / "failed").exists()


@pytest.mark.parametrize("manifest", ["[]", "{", '{"briefings": [{"stem": 1}]}'])
def test_damaged_manifest(tmp_path: Path, start: Callable[..., Command], manifest: str) -> None:
    """A manifest that is none is refused before any work, and stays."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "manifest.json").write_text(manifest, "utf-8")
    code, said = start("--province", "48").end()
    assert code == 2
    assert "manifest.json is no manifest of a site; delete it, or name another folder with --out" in said
    assert (tmp_path / "site" / "manifest.json").read_text("utf-8") == manifest


def test_long_name_of_the_folder_for_temporary_files(tmp_path: Path) -> None:
    """No socket, whose name must be short, stands in it."""
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    path = write_notebook(tmp_path, OPENING)
    done = run_briefing(
        "build", str(path), "--province", "48", "--language=en", "--out", str(tmp_path / "site"), BRIEFING_DATA="", TMPDIR=str(folder)
    )
    assert done.returncode == 0, done.stderr
    assert list(folder.iterdir()) == []


def test_a_terminal_that_is_not_utf8(tmp_path: Path) -> None:
    """Names and tables are written as far as the terminal can show them."""
    path = write_notebook(tmp_path, OPENING)
    done = run_briefing(
        "build", str(path), "--province", "Huế", "--language=en", "--out", str(tmp_path / "site"), BRIEFING_DATA="",
        PYTHONIOENCODING="ascii",
    )  # fmt: skip
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
