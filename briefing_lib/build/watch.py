"""Builds again whenever something that pages are made of is saved."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import click
from watchfiles import Change, watch

from briefing_lib.build.notebooks import LIBRARY, NOTEBOOKS
from briefing_lib.build.processes import end_with

SUFFIXES = {".csv", ".json", ".ipynb", ".py", ".j2", ".po", ".toml", ".css", ".js", ".typ", ".woff2"}
"""Of files that pages are made of."""
SETTLED = 300
"""Milliseconds in which several files that are saved together count as one."""


def build_when_saved(words: Sequence[str], folder: Path, notebooks: Iterable[str]) -> None:
    """Run `briefing` with these words now, and again when the package in `folder`, notebooks, templates or code were
    saved, until SIGINT or SIGTERM.

    Each build is a process of its own, which knows code and templates as they are then. One that is under way when something is
    saved is stopped, and one that fails says why; the next save has its turn.
    """
    rooms = (path for path in LIBRARY.rglob("*") if path.is_dir() and path.name != "__pycache__")
    folders = (folder, NOTEBOOKS, LIBRARY, *rooms, *(Path(each).parent for each in notebooks if Path(each).is_file()))
    with contextlib.suppress(KeyboardInterrupt), contextlib.ExitStack() as building:
        building.enter_context(_running(words))
        click.echo("watching data, notebooks, templates and code; Ctrl-C ends it", err=True)
        paths = {each.resolve() for each in folders}
        for changes in watch(*paths, watch_filter=_matters, debounce=SETTLED, recursive=False, raise_interrupt=True):
            building.close()
            click.echo(f"{_named(changes)} saved", err=True)
            building.enter_context(_running(words))


def _matters(_change: Change, path: str) -> bool:
    return Path(path).suffix in SUFFIXES and not Path(path).name.startswith(".")


def _named(changes: Iterable[tuple[Change, str]]) -> str:
    return ", ".join(sorted({Path(path).name for _, path in changes}))


@contextlib.contextmanager
def _running(words: Sequence[str]) -> Iterator[None]:
    """A build, stopped at the end of the block where it is still under way.

    It is of another session, so does not hear of Ctrl-C, and is told by SIGTERM: Python that is just starting answers SIGINT with
    a traceback.
    """
    command = [sys.executable, "-m", "briefing_lib.cli", *words]
    process = subprocess.Popen(command, preexec_fn=None if sys.platform == "win32" else partial(end_with, os.getpid()))
    try:
        yield
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait()
