"""The desk: copies of the notebooks that nobody's work gets lost in, and servers that end with their kernels."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from conftest import ROOT
from lab import CHROMIUM, launch
from playwright.sync_api import expect, sync_playwright

from briefing_lib.build import desk
from briefing_lib.build.desk import lay_out
from briefing_lib.cli import main
from briefing_lib.errors import WrongUse

SECONDS = 90


@pytest.fixture
def originals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two notebooks in place of the project's."""
    folder = tmp_path / "originals"
    folder.mkdir()
    monkeypatch.setattr(desk, "NOTEBOOKS", folder)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    for name in ("one", "two"):
        write(folder / f"{name}.ipynb", "1 + 1")
    return folder


def write(path: Path, source: str, **output: str) -> None:
    cell = nbformat.v4.new_code_cell(source, id="a")
    cell.outputs = [nbformat.v4.new_output("display_data", {"text/plain": shown}) for shown in output.values()]
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)


def source_of(path: Path) -> str:
    return str(nbformat.read(path, 4).cells[0].source)


def test_a_copy_follows_its_original(originals: Path, tmp_path: Path) -> None:
    """Copies are laid out; one that was only run is that of the newer original the next time, and one that is as it was keeps what it shows."""
    copies = tmp_path / "desk"
    assert lay_out(copies) == []
    assert sorted(each.name for each in copies.glob("*.ipynb")) == ["one.ipynb", "two.ipynb"]
    for name in ("one", "two"):
        write(copies / f"{name}.ipynb", "1 + 1", shown="2")
    write(originals / "one.ipynb", "1 + 2")
    assert lay_out(copies) == []
    assert [source_of(copies / f"{name}.ipynb") for name in ("one", "two")] == ["1 + 2", "1 + 1"]
    assert nbformat.read(copies / "two.ipynb", 4).cells[0].outputs[0].data == {"text/plain": "2"}


def test_what_somebody_wrote_stays(originals: Path, tmp_path: Path) -> None:
    """A copy that was changed is left alone, and named as long as there is a newer original; the other notebook is no matter."""
    copies = tmp_path / "desk"
    lay_out(copies)
    write(copies / "one.ipynb", "mine")
    assert lay_out(copies) == []
    write(originals / "one.ipynb", "1 + 2")
    assert (lay_out(copies), lay_out(copies)) == (["one.ipynb"], ["one.ipynb"])
    assert source_of(copies / "one.ipynb") == "mine"
    (copies / "one.ipynb").unlink()
    assert (lay_out(copies), source_of(copies / "one.ipynb")) == ([], "1 + 2")


@contextmanager
def running(folder: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """A command that serves, over settings of its own: the process, the address that it gives, and the mark of all its processes."""
    mark = f"{folder.name}-{time.monotonic_ns()}"
    own = {name: str(folder / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
    environment = os.environ | own | {"BRIEFING_MARK": mark, "BRIEFING_DATA": str(ROOT / "data"), "PYTHONPATH": str(ROOT)}
    code = "from briefing_lib.cli import main; main()"
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-c", code, *words], cwd=folder, env=environment, stdout=log, stderr=log, text=True)
    try:
        yield process, address_in(folder / "log", process), mark
    finally:
        process.kill()
        process.wait(SECONDS)
        for each in marked(mark):
            with contextlib.suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)


def address_in(log: Path, process: subprocess.Popen[str]) -> str:
    for _ in range(SECONDS * 4):
        found = re.search(r"http://127\.0\.0\.1:\d+/\S*token=\S+", log.read_text("utf-8", "replace"))
        if found and answers(found[0]):
            return found[0].rstrip(";")
        assert process.poll() is None, log.read_text("utf-8", "replace")
        time.sleep(0.25)
    raise AssertionError(log.read_text("utf-8", "replace"))


def answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address.partition("?")[0], timeout=SECONDS).close()
    except OSError as problem:
        return isinstance(problem, urllib.error.HTTPError)  # who has no token gets an answer, too
    return True


def marked(mark: str) -> list[int]:
    """The processes that bear a mark."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if f"BRIEFING_MARK={mark}".encode() in path.read_bytes().split(b"\0"):
                found.append(int(path.parent.name))
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.notebooks
@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked for in /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_lab_ends_with_all_that_it_started(tmp_path: Path, number: signal.Signals) -> None:
    """It opens the first notebook; whatever signal ends it, JupyterLab and a kernel that runs end with it, and the original is as it was."""
    before = (ROOT / "notebooks" / "welcome.ipynb").read_bytes()
    with running(tmp_path, "lab", "--no-browser", "--allow-root", f"--port={free_port()}") as (process, address, mark):
        assert re.search(r":\d+/lab/tree/welcome\.ipynb\?token=\w+$", address)
        kernels = address.replace("/lab/tree/welcome.ipynb", "/api/kernels")
        urllib.request.urlopen(urllib.request.Request(kernels, b"{}", {"Content-Type": "application/json"}), timeout=SECONDS)
        assert json.loads(urllib.request.urlopen(kernels, timeout=SECONDS).read())
        assert len(marked(mark)) > 2
        process.send_signal(number)
        assert process.wait(SECONDS) == (-9 if number == signal.SIGKILL else 0)
        for _ in range(80):  # a kernel whose server was killed looks for it once a second
            if not marked(mark):
                break
            time.sleep(0.25)
        assert marked(mark) == []
    assert (tmp_path / "desk" / "welcome.ipynb").is_file()
    assert (ROOT / "notebooks" / "welcome.ipynb").read_bytes() == before


def test_a_copy_that_can_not_be_read(originals: Path, tmp_path: Path) -> None:
    """It is named with its folder, and stays as it is."""
    lay_out(tmp_path / "desk")
    (tmp_path / "desk" / "one.ipynb").write_text("", "utf-8")
    with pytest.raises(
        WrongUse, match=r"desk: one\.ipynb can't be read as a notebook: .*; delete it there, and a new copy takes its place"
    ):
        lay_out(tmp_path / "desk")
    assert (tmp_path / "desk" / "one.ipynb").read_text("utf-8") == ""


def test_a_port_that_is_taken() -> None:
    """Where another program listens no address is given that would lead to it, and the one option is named."""
    pytest.importorskip("voila", reason="Voilà is not installed")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        outcome = CliRunner().invoke(main, ["serve", "--no-browser", f"--port={port}"])
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert outcome.stderr == f"port {port} can't be used: Address already in use; name another with --port\n"


@pytest.mark.browser
@pytest.mark.notebooks
@pytest.mark.skipif(not CHROMIUM and os.environ.get("CI") != "true", reason="no Chromium on this machine; CI has one")
def test_the_explorer_is_served_without_code(tmp_path: Path) -> None:
    """It answers on this machine alone, to who has the token; it shows no code, follows a choice, asks no other machine, and ends."""
    pytest.importorskip("voila", reason="Voilà is not installed")
    port = free_port()
    with running(tmp_path, "serve", "--no-browser", f"--port={port}") as (process, address, mark), sync_playwright() as playwright:
        browser = launch(playwright)
        page, requested = browser.new_page(viewport={"width": 1400, "height": 1000}), []
        page.on("request", lambda request: requested.append(request))
        page.goto(f"http://127.0.0.1:{port}/")
        expect(page.get_by_label("Password or token")).to_be_visible()
        page.goto(address)
        sentence = page.locator(".briefing-prose").first
        expect(sentence).to_contain_text("Da Nang", timeout=SECONDS * 1000)
        field = page.get_by_role("combobox", name="Province", exact=True)
        field.fill("Hue")
        field.press("Enter")
        expect(sentence).to_contain_text("Hue", timeout=SECONDS * 1000)
        page.locator(".take summary").scroll_into_view_if_needed()
        expect(field).to_be_in_viewport()
        assert "place=46" in page.url
        page.goto(f"{page.url.partition('#')[0]}#place=92&measure=area_km2&compared=48,01")  # as another reader follows it
        page.reload()
        expect(sentence).to_contain_text("Can Tho, all levels: area", timeout=SECONDS * 1000)
        page.evaluate("location.hash = 'place=01&measure=area_km2'")  # as one does who pastes a link into the open page
        expect(sentence).to_contain_text("Hanoi, all levels: area", timeout=SECONDS * 1000)
        expect(page.get_by_role("button", name="Take out: Hanoi")).to_be_visible()
        expect(page.locator(".vega-embed svg").first).to_be_visible(timeout=SECONDS * 1000)
        assert [each for each in ("explorer = bl.explore(", "explorer.view", "Run all cells") if each in page.content()] == []
        outside = [each for each in requested if not re.match(r"(http|ws)://127\.0\.0\.1:|data:|blob:", each.url)]
        assert {(each.url, each.failure) for each in outside if each.failure != "csp"} == set()  # these the browser has kept back
        listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:] if line.split()[3] == "0A"]
        assert [each for each in listening if each.endswith(f":{port:04X}")] == [f"0100007F:{port:04X}"]
        until = time.monotonic() + SECONDS
        while len(kernels := [each for each in marked(mark) if b"ipykernel" in Path(f"/proc/{each}/cmdline").read_bytes()]) > 1:
            assert time.monotonic() < until, f"the kernel of a page that was left goes on beside that of the one that is open: {kernels}"
            time.sleep(0.2)
        browser.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(SECONDS) == 0
        assert marked(mark) == []
