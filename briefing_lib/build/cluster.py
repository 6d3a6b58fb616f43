"""Makes pages on a Dask cluster, each worker by forks of a process of its own that has all loaded.

A worker has threads, which no fork survives. It therefore starts `python -m briefing_lib.build.cluster FOLDER`, which has one, and hands it
job after job. Files come back to the command, which alone writes.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from briefing_lib.build.changes import state
from briefing_lib.build.processes import Done, Ended, Work, end_with, work_apart
from briefing_lib.build.site import CELL_SECONDS, Job, Result, load_all, make_apart, put, result_of
from briefing_lib.errors import FailedBriefing, WrongUse
from briefing_lib.store import Store, open_store

RETRIES = 2
"""How often a page is given to another worker where its own was lost."""
OTHER = "this worker has other data, notebooks, code or versions than the command; give all machines the same"


def make_on_cluster(address: str, store: Store, jobs: Sequence[Job], _out: Path) -> Iterator[Result]:
    """Make each page on the cluster whose scheduler listens there, and put it in its place here; results come as they are ready.

    Data and notebooks lie under the same names on all machines. Raises WrongUse where nothing answers, or Dask is not installed.
    """
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise WrongUse('a cluster takes Dask: pip install "briefing-lib[dask]"') from None
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError) as problem:
        raise WrongUse(f"no scheduler answers at {address}: {problem}") from None
    known = state(store.folder)
    with client:
        asked = {client.submit(make_there, job, known, pure=False, retries=RETRIES): job for job in jobs}
        for future in as_completed(list(asked)):
            job = asked.pop(future)
            try:
                yield put(job, *future.result())
            except Exception as problem:  # whatever becomes of a worker is one page's failure
                yield result_of(job, "failed", f"{Path(job.notebook).name}: {type(problem).__name__}: {problem}")


@dataclass
class _Template:
    """The process that has all loaded for the package in a folder, and what it was made of."""

    known: str
    process: subprocess.Popen[bytes]

    def make(self, job: Job) -> tuple[Result, dict[str, bytes]]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        pickle.dump(job, self.process.stdin)
        self.process.stdin.flush()
        return pickle.load(self.process.stdout)  # type: ignore[no-any-return]


_mine = threading.local()


def make_there(job: Job, known: str) -> tuple[Result, dict[str, bytes]]:
    """What a worker does: the page of a job, and its files. Raises FailedBriefing where it is not made of what the command knows."""
    if getattr(_mine, "template", None) is None or _mine.template.known != known or _mine.template.process.poll() is not None:
        if state(Path(job.folder)) != known:
            raise FailedBriefing(OTHER)
        _mine.template = _Template(known, _start(job.folder))
    try:
        return _mine.template.make(job)  # type: ignore[no-any-return]
    except (OSError, EOFError):
        _mine.template = None
        raise FailedBriefing("the process that had all loaded ended; is there memory enough?") from None


def _start(folder: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", __name__, folder]
    tied = None if sys.platform == "win32" else partial(end_with, os.getpid())
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, preexec_fn=tied)


def _serve(folder: str) -> None:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what is printed meanwhile is no answer
    from briefing_lib.build.drawing import drawn_in_one_process

    with drawn_in_one_process():
        for job, message in work_apart(_asked(open_store(folder)), at_once=1, patience=CELL_SECONDS):
            match message:
                case Done(made):
                    pickle.dump(made, answers)
                case Ended(reason):
                    pickle.dump((result_of(job, "failed", f"{Path(job.notebook).name}: {reason}"), {}), answers)
            answers.flush()


def _asked(store: Store) -> Iterator[tuple[Job, Work]]:
    """The work on each job that is handed in, until no more can come."""
    with contextlib.suppress(EOFError):
        while True:
            job: Job = pickle.load(sys.stdin.buffer)
            load_all(store, job.language)
            yield job, partial(make_apart, job, store)


if __name__ == "__main__":
    _serve(sys.argv[1])
