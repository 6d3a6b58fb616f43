"""A build that watches makes pages again when something is saved, tells what is wrong and goes on, and ends when it is told to."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from tiny import OPENING, write_notebook

pytestmark = [pytest.mark.build, pytest.mark.skipif(sys.platform != "linux", reason="sessions and signals as on Linux")]


class Watching:
    """A build that watches a notebook and a package, and what it says."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log = folder, folder / "log"
        self.data = Path(shutil.copytree(ROOT / "data", folder / "data"))
        self.notebook = write_notebook(folder, OPENING)
        command = [
            sys.executable,
            "-c",
            "from briefing_lib.cli import main; main()",
            "build",
            "--watch",
            "--language=en",
            str(self.notebook),
        ]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*command, "--province", "48", "--data", str(self.data), "--out", str(folder / "site")],
                cwd=ROOT, env=os.environ | {"BRIEFING_DATA": ""}, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    @property
    def said(self) -> str:
        return self.log.read_text("utf-8")

    def wait_until(self, reached: Callable[[], bool]) -> None:
        end = time.monotonic() + 60
        while not reached():
            assert time.monotonic() < end, self.said
            time.sleep(0.05)

    def wait_for_builds(self, number: int) -> None:
        self.wait_until(lambda: self.said.count("; open ") == number)


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Watching]:
    """A build that watches and has made its page."""
    found = Watching(tmp_path)
    try:
        found.wait_for_builds(1)
        yield found
    finally:
        found.process.kill()
        found.process.wait()


def test_what_is_saved(watching: Watching) -> None:
    """A changed cell of the data and a changed notebook make the page again; a broken save is told, and what mends it is taken."""
    table, made = watching.data / "sources.csv", "\n1/1 en/48-da-nang-tiny: made\n"
    text = table.read_text("utf-8")
    assert text.count("Assembly,official_text,Nghị quyết 388") == 1
    index = (watching.folder / "site" / "index.html").stat().st_mtime_ns
    table.write_text(text.replace("Assembly,official_text,Nghị quyết 388", "Assembly of Viet Nam,official_text,Nghị quyết 388"), "utf-8")
    watching.wait_for_builds(2)
    assert f"sources.csv saved{made}" in watching.said
    assert (watching.folder / "site" / "index.html").stat().st_mtime_ns > index
    table.write_text(text + "not,a,row\n", "utf-8")
    watching.wait_until(lambda: "sources.csv, row" in watching.said)
    table.write_text(text, "utf-8")
    watching.wait_for_builds(3)
    write_notebook(watching.folder, OPENING, OPENING)
    watching.wait_for_builds(4)
    assert "Traceback" not in watching.said


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, "group"])
def test_ends(watching: Watching, how: signal.Signals | str) -> None:
    """It ends in peace, be nothing under way or a build."""
    write_notebook(watching.folder, OPENING, "import time\n\ntime.sleep(60)")
    watching.wait_until(lambda: "tiny.ipynb saved" in watching.said)
    if isinstance(how, str):
        time.sleep(3)
        os.killpg(watching.process.pid, signal.SIGINT)
    else:
        watching.process.send_signal(how)
    assert watching.process.wait(20) == 0
    assert "Traceback" not in watching.said
