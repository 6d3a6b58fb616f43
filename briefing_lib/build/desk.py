"""The desk: JupyterLab over copies of the notebooks, and the explorer as a page for colleagues who do not code."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from multiprocessing.connection import Listener
from pathlib import Path
from types import FrameType

import click
import nbformat
from nbformat.sign import NotebookNotary

from briefing_lib.build.notebooks import NOTEBOOKS, Notebook
from briefing_lib.build.processes import end_with
from briefing_lib.errors import WrongUse

FIRST, SERVED = "welcome.ipynb", "explore.ipynb"
IN_CODE = "in-code"
"""Tags cells of the explorer that are for those who code."""
ORIGINALS = ".originals.json"
"""What each copy on the desk was copied from, so that one that nobody changed can follow its original."""
LAB_CONFIG = Path(__file__).parent / "jupyter"
"""Keeps JupyterLab from asking the internet for news and for newer versions of itself."""
ENDS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
STAYS_HERE = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self' ws: data: blob:; frame-ancestors 'self'"
"""What the served page may load: Voilà's own template asks another machine for signs that nothing here uses."""
LOOPBACK = "127.0.0.1"
PATIENCE = 15
"""Seconds that a server has to end its kernels and itself."""
IDLE = 3600
"""Seconds after which a kernel that nobody looks at any more is ended."""


def open_lab(desk: Path, options: Sequence[str], package: Path) -> int:
    """JupyterLab over the notebooks on the desk, the first of them open, until it or this process is ended; its exit code."""
    begin = [f"--ServerApp.root_dir={desk.resolve()}", f"--LabApp.default_url=/lab/tree/{FIRST}"]
    return _run_until_ended([sys.executable, "-m", "jupyterlab", *begin, *options], package)


def lay_out(desk: Path) -> list[str]:
    """Copy the notebooks to a folder, and trust the copies.

    One that somebody changed stays; the names of those of which there is a newer one are returned. Raises WrongUse for one that can't be
    read.
    """
    desk.mkdir(parents=True, exist_ok=True)
    record, kept = desk / ORIGINALS, []
    known = json.loads(record.read_text("utf-8")) if record.is_file() else {}
    for original in sorted(NOTEBOOKS.glob("*.ipynb")):
        copy, newest = desk / original.name, _said_in(original)
        try:
            there = _said_in(copy) if copy.is_file() else None
        except WrongUse as problem:
            raise WrongUse(f"{desk}: {problem}; delete it there, and a new copy takes its place") from None
        if there in (None, known.get(copy.name)) and there != newest:
            copy.write_bytes(original.read_bytes())
            NotebookNotary().sign(nbformat.read(copy, 4))  # what it shows is ours, so its links may work before it is run
            there = newest
        if there == newest:
            known[copy.name] = newest
        elif known.get(copy.name) != newest:
            kept.append(copy.name)
    record.write_text(json.dumps(known, indent=1) + "\n", "utf-8")
    return kept


def _said_in(path: Path) -> str:
    """A hash of prose and code; what was run or saved without a change leaves it as it is."""
    cells = [[each["cell_type"], "".join(each["source"])] for each in Notebook(path).cells]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()


def serve(port: int, package: Path, *, is_shown: bool) -> int:
    """The explorer through Voilà: no code, for this machine alone, with a token that the address holds, until it is ended; its exit code.

    `is_shown` opens it in a browser. Raises WrongUse where Voilà is not installed, and where another program listens at the port.
    """
    if importlib.util.find_spec("voila") is None:
        raise WrongUse('Voilà is not installed; run pip install "briefing-lib[serve]", or open explore.ipynb in briefing lab')
    try:
        Listener((LOOPBACK, port)).close()
    except OSError as problem:
        raise WrongUse(f"port {port} can't be used: {problem.strerror}; name another with --port") from None
    with tempfile.TemporaryDirectory() as name:
        folder, token = Path(name), secrets.token_hex(16)
        notebook = nbformat.read(NOTEBOOKS / SERVED, 4)
        notebook.cells = [each for each in notebook.cells if IN_CODE not in each.metadata.get("tags", ())]
        nbformat.write(notebook, folder / SERVED)
        settings = {
            "Voila": {
                "ip": LOOPBACK,
                "port": port,
                "port_retries": 0,
                "token": token,
                "open_browser": is_shown,
                # a page that is left asks for its kernel's end without the cookie's double; who asks must have the token all the same
                "tornado_settings": {"headers": {"Content-Security-Policy": STAYS_HERE}, "disable_check_xsrf": True},
            },
            "VoilaConfiguration": {"strip_sources": True},
            "MappingKernelManager": {"cull_idle_timeout": IDLE},
        }
        (folder / "voila.json").write_text(json.dumps(settings), "utf-8")  # everybody on the machine may read a command line
        click.echo(f"open http://{LOOPBACK}:{port}/?token={token}; Ctrl-C ends it")
        return _run_until_ended([sys.executable, "-m", "voila", str(folder / SERVED), f"--Voila.config_file_paths={folder}"], package)


def _run_until_ended(command: Sequence[str], package: Path) -> int:
    """A server, which is ended with its kernels by whatever ends this process; its exit code, nought where it was ended so.

    It is of another session, so hears of Ctrl-C from here alone. Where this process is killed, Linux kills the server, and
    its kernels end when they see that it is gone.
    """
    asked: list[int] = []
    parent = os.getpid()
    start = None if sys.platform == "win32" else partial(end_with, parent)
    process = subprocess.Popen(list(command), env=lab_environment() | {"BRIEFING_DATA": str(package.resolve())}, preexec_fn=start)

    def end(number: int, _frame: FrameType | None) -> None:
        asked.append(number)
        process.terminate() if len(asked) == 1 else process.kill()

    before = {each: signal.signal(each, end) for each in ENDS}
    try:
        while process.poll() is None:
            try:
                process.wait(PATIENCE if asked else None)
            except subprocess.TimeoutExpired:
                process.kill()
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    return 0 if asked else process.returncode


def lab_environment() -> dict[str, str]:
    """The environment in which JupyterLab stays on this machine."""
    return {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, (str(LAB_CONFIG), os.environ.get("JUPYTER_CONFIG_PATH"))))}
