"""The same work on a Dask cluster: a real scheduler and two workers, each a process of its own, on this machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import ROOT, run_briefing
from reproduce import differing
from tiny import OPENING, write_notebook

pytest.importorskip("distributed")
pytestmark = [pytest.mark.build, pytest.mark.long, pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")]
ASKED = ("province_briefing", "province_record", "--province", "48", "--province", "46", "--format", "html,pdf,docx")


@dataclass
class Cluster:
    """A scheduler and two workers."""

    address: str
    workers: list[subprocess.Popen[bytes]]


def wait_until(reached: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    started: list[subprocess.Popen[bytes]] = []

    def start(*words: str, log: str) -> subprocess.Popen[bytes]:
        with (tmp_path / log).open("wb") as file:
            started.append(
                subprocess.Popen(
                    [sys.executable, "-m", "dask", *words, "--no-dashboard", "--scheduler-file", str(tmp_path / "scheduler.json")],
                    cwd=ROOT, env=os.environ | {"BRIEFING_DATA": ""}, stdout=file, stderr=file,
                )
            )  # fmt: skip
        return started[-1]

    start("scheduler", "--host", "127.0.0.1", "--port", "0", log="scheduler")
    wait_until(lambda: "Scheduler at:" in (tmp_path / "scheduler").read_text("utf-8"))
    (line,) = (line for line in (tmp_path / "scheduler").read_text("utf-8").splitlines() if "Scheduler at:" in line)
    options = ("--no-nanny", "--nthreads", "1", "--host", "127.0.0.1", "--local-directory", str(tmp_path / "dask"))
    workers = [start("worker", *options, "--name", str(number), log=f"worker-{number}") for number in range(2)]
    wait_until(lambda: all("Registered to:" in (tmp_path / f"worker-{number}").read_text("utf-8") for number in range(2)))
    yield Cluster(line.split()[-1], workers)
    for each in reversed(started):
        each.kill()
        each.wait()


def processes_below(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task").glob("*/children")
    return [each for path in children for child in map(int, path.read_text().split()) for each in (child, *processes_below(child))]


def test_same_bytes(tmp_path: Path, cluster: Cluster) -> None:
    """A cluster makes what this machine makes, and by both of its workers."""
    here, there = tmp_path / "here", tmp_path / "there"
    assert run_briefing("build", *ASKED, "--out", str(here), BRIEFING_DATA="").returncode == 0
    done = run_briefing("build", *ASKED, "--out", str(there), "--scheduler", cluster.address, BRIEFING_DATA="")
    assert done.returncode == 0, done.stderr
    assert differing(here, there) == []
    assert all(processes_below(each.pid) for each in cluster.workers), "each worker has a process with all loaded"


def test_a_worker_that_is_killed(tmp_path: Path, cluster: Cluster) -> None:
    """What a worker had under way is made by another, and nothing of it is left."""
    mark = f"open({str(tmp_path)!r} + '/started-' + province, 'w').close()"
    path = write_notebook(tmp_path, mark, "import time\n\ntime.sleep(1)", OPENING)
    asked = [part for code in ("48", "46", "01", "79", "92", "31") for part in ("--province", code)]
    command = [sys.executable, "-c", "from briefing_lib.cli import main; main()", "build", str(path), *asked, "--language=en"]
    with subprocess.Popen(
        [*command, "--out", str(tmp_path / "site"), "--scheduler", cluster.address],
        cwd=ROOT, env=os.environ | {"BRIEFING_DATA": ""}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as build:  # fmt: skip
        wait_until(lambda: len(list(tmp_path.glob("started-*"))) >= 2)
        below = processes_below(cluster.workers[0].pid)
        assert len(below) >= 2, "a process with all loaded, and the page that it makes"
        cluster.workers[0].send_signal(signal.SIGKILL)
        said, _ = build.communicate(timeout=120)
    assert build.returncode == 0, said
    assert "6 pages: 6 made" in said
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below), 10)


def test_other_data_on_a_worker(tmp_path: Path, cluster: Cluster) -> None:
    """A worker that has not what the command has makes no page, and says so."""
    path = write_notebook(tmp_path, OPENING)
    done = run_briefing(
        "build", str(path), "--province", "48", "--language=en", "--out", str(tmp_path / "site"), "--scheduler", cluster.address, BRIEFING_DATA="",
        PYTHONPATH=str(_other_library(tmp_path)),
    )  # fmt: skip
    assert done.returncode == 1
    assert "this worker has other data, notebooks, code or versions than the command" in done.stderr


def _other_library(folder: Path) -> Path:
    """What makes the command believe in another version of Python."""
    (folder / "sitecustomize.py").write_text("import platform\n\nplatform.python_version = lambda: '3.99'\n", "utf-8")
    return folder


def test_no_scheduler(tmp_path: Path) -> None:
    """Where nothing answers, the command says so and has made nothing."""
    done = run_briefing(
        "build", "--province", "48", "--language=en", "--out", str(tmp_path / "site"), "--scheduler", "tcp://127.0.0.1:9", BRIEFING_DATA=""
    )
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert "no scheduler answers at tcp://127.0.0.1:9" in done.stderr
