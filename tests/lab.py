"""A real JupyterLab and a real browser, for the tests that drive notebooks as an analyst does."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright

from briefing_lib.build.desk import lab_environment

ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
IN_JUPYTERLAB = [
    pytest.mark.browser,
    pytest.mark.notebooks,
    pytest.mark.skipif(not CHROMIUM and os.environ.get("CI") != "true", reason="no Chromium on this machine; CI has one"),
]
"""The marks of tests that drive notebooks."""
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip
PATIENCE = 60_000
"""Milliseconds that a cell may take on a machine that is shared."""

PROMPTS = "[...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')].map(each => each.textContent)"

FAILED = """document.querySelector('[data-mime-type="application/vnd.jupyter.error"]')"""


@dataclass
class Lab:
    """A running JupyterLab over copies of the notebooks."""

    address: str
    token: str
    folder: Path
    process: subprocess.Popen[bytes] = field(repr=False)

    def url(self, notebook: str) -> str:
        return f"{self.address}/lab/tree/{notebook}?token={self.token}&reset"


@contextmanager
def running_lab(aside: Path, package: Path = ROOT / "data") -> Iterator[Lab]:
    """JupyterLab on a free port, with a token, over the project's notebooks and a package, with settings of its own; ended afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token, folder = secrets.token_hex(16), aside / "notebooks"
    shutil.copytree(ROOT / "notebooks", folder, ignore=shutil.ignore_patterns("made", ".ipynb_checkpoints"))
    _settle_jupyterlab(aside / "settings")
    own = {"JUPYTERLAB_SETTINGS_DIR": str(aside / "settings")} | {
        name: str(aside / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
    }
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"]
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        *options,
        f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={folder}",
    ]
    log = (aside / "lab.log").open("wb")
    process = subprocess.Popen(command, env=lab_environment() | own | {"BRIEFING_DATA": str(package)}, stdout=log, stderr=log)
    try:
        lab = Lab(f"http://127.0.0.1:{port}", token, folder, process)
        _wait_until_up(lab, aside / "lab.log")
        yield lab
    finally:
        process.terminate()
        process.wait(60)
        log.close()


def _settle_jupyterlab(settings: Path) -> None:
    """JupyterLab takes cells out of the page that are out of sight, where a test can't see them."""
    place = settings / "@jupyterlab" / "notebook-extension" / "tracker.jupyterlab-settings"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text('{"windowingMode": "none"}', "utf-8")


def _wait_until_up(lab: Lab, log: Path) -> None:
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{lab.address}/api/status?token={lab.token}", timeout=5)
            return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text('utf-8', 'replace')[-2000:]}")


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))


class Notebook:
    """One notebook open in the browser, with everything that was requested and every error that was logged."""

    def __init__(self, lab: Lab, browser: Browser, name: str) -> None:
        self.lab, self.name, self.requested = lab, name, []
        self.page: Page = browser.new_context(viewport={"width": 1500, "height": 1000}, accept_downloads=True).new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("request", lambda request: self.requested.append(request.url))
        self.log: list[str] = []
        self.page.on("console", lambda message: self.log.append(message.text[:300]) if message.type == "error" else None)
        self.page.goto(lab.url(name))
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")
        self.page.get_by_text("(ipykernel) | Idle").wait_for()  # before, Run asks which kernel to take

    def run_all(self) -> None:
        """Run all cells by the menu, and wait until the kernel has finished the last one."""
        self.start_all()
        self.wait_until_run()

    def start_all(self) -> None:
        self.page.locator(".lm-MenuBar-item", has_text="Run").first.click()
        self.page.locator(".lm-Menu-item", has_text="Run All Cells").first.click()

    def wait_until_run(self) -> None:
        """Until each code cell has its number; a cell that fails keeps those after it from running, and is told at once."""
        wanted = sum(cell["cell_type"] == "code" for cell in json.loads((self.lab.folder / self.name).read_text("utf-8"))["cells"])
        self.page.wait_for_function(f"wanted => {PROMPTS}.filter(each => /\\d/.test(each)).length === wanted || {FAILED}", arg=wanted)
        assert self.errors() == []

    def errors(self) -> list[str]:
        """What cells show in place of an output."""
        shown = self.page.locator('[data-mime-type="application/vnd.jupyter.stderr"], [data-mime-type="application/vnd.jupyter.error"]')
        broken = self.page.locator("text=/JavaScript Error|Error displaying widget|Failed to load model/")
        return shown.all_text_contents() + broken.all_text_contents()

    def outside(self) -> list[str]:
        """Requests that left this machine, and those that would make the server leave it."""
        local = (self.lab.address, self.lab.address.replace("http", "ws"), "data:", "blob:", "about:")
        return [url for url in self.requested if not url.startswith(local) or "/lab/api/update" in url or "/lab/api/news" in url]

    def evaluate(self, script: str, argument: Any = None) -> Any:
        return self.page.evaluate(script, argument)

    def close(self) -> None:
        self.page.context.close()
