"""Builds again whenever something that pages are made of is saved."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click
from watchfiles import Change, watch

from briefing_lib.build.notebooks import LIBRARY, NOTEBOOKS
from briefing_lib.build.processes import die_with

SUFFIXES = {".csv", ".json", ".ipynb", ".py", ".j2", ".po", ".toml", ".css", ".js", ".typ", ".woff2"}
"""Of files that pages are made of."""
SETTLED = 300
"""Milliseconds in which several files that are saved together count as one."""
PATIENCE = 5
"""Seconds that a build has to stop."""
BUILD = f"from {__name__} import wait_until_told; wait_until_told(); from briefing_lib.cli import main; main(prog_name='briefing')"
"""What a process runs that builds once it is told to."""
UNREAD = {".csv", ".json", ".ipynb"}
"""Of files that a process which has loaded all code has not read yet."""


def build_when_saved(words: Sequence[str], folder: Path, notebooks: Iterable[str]) -> None:
    """Run `briefing` with these words now, and again when the package in `folder`, notebooks, templates or code were
    saved, until SIGINT or SIGTERM.

    Each build is a process of its own, which knows data and notebooks as they are then; it has loaded its code while nothing was
    saved, or anew where that was. One that is under way when something is saved is stopped, and one that fails says why; the next
    save has its turn.
    """
    rooms = (path for path in LIBRARY.rglob("*") if path.is_dir() and path.name != "__pycache__")
    folders = (folder, NOTEBOOKS, LIBRARY, *rooms, *(Path(each).parent for each in notebooks if Path(each).is_file()))
    paths = {each.resolve() for each in folders}
    with contextlib.suppress(KeyboardInterrupt), contextlib.ExitStack() as building, contextlib.ExitStack() as ready:
        _tell(building.enter_context(_waiting(words)))
        click.echo("watching data, notebooks, templates and code; Ctrl-C ends it", err=True)
        spare = ready.enter_context(_waiting(words))
        for changes in watch(*paths, watch_filter=_matters, debounce=SETTLED, recursive=False, raise_interrupt=True):
            building.close()
            click.echo(f"{_named(changes)} saved", err=True)
            if not {Path(path).suffix for _, path in changes} <= UNREAD:
                ready.close()
                spare = ready.enter_context(_waiting(words))
            _tell(spare)
            building.push(ready.pop_all())
            spare = ready.enter_context(_waiting(words))


def wait_until_told() -> None:
    """Load the code of a build, and return once a line is read; end where none comes."""
    die_with(os.getppid())
    from briefing_lib.build.site import load_code

    load_code()
    if not sys.stdin.readline():
        sys.exit()


def _matters(_change: Change, path: str) -> bool:
    return Path(path).suffix in SUFFIXES and not Path(path).name.startswith(".")


def _named(changes: Iterable[tuple[Change, str]]) -> str:
    return ", ".join(sorted({Path(path).name for _, path in changes}))


def _tell(waiting: subprocess.Popen[bytes]) -> None:
    assert waiting.stdin is not None
    with contextlib.suppress(BrokenPipeError):  # it ended, as where code can't be loaded, and has said why
        waiting.stdin.write(b"\n")
        waiting.stdin.close()


@contextlib.contextmanager
def _waiting(words: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that builds once it is told to; stopped at the end of the block where it has not ended.

    It is of another session, so does not hear of Ctrl-C, and is told by SIGTERM: Python that is just starting answers SIGINT with
    a traceback. No code of Python runs between fork and exec: a signal that comes there would be dropped here.
    """
    process = subprocess.Popen([sys.executable, "-c", BUILD, *words], stdin=subprocess.PIPE, start_new_session=True)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:  # the signal came where Python drops what its handler raises, as in a finaliser
            process.kill()
            process.wait()
