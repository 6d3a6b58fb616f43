"""A process of its own for each piece of work: forked from this one, with all that it has loaded, where that is safe; else started afresh.

Nothing passes from one piece of work to the next, and no process outlives the one that started it.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import itertools
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when numpy is loaded; its threads would not survive a fork

Name = TypeVar("Name")
Work = Callable[[Callable[..., None]], Any]
"""Takes a function that tells the process which started it of something; gives the result."""

DIED = "the process that made it ended before it was done; is there memory enough?"
HANGS = "nothing came from it for {} seconds, and its process was ended"
STOPS = {signal.SIGINT, signal.SIGTERM}
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Told:
    """What a piece of work tells while it is under way."""

    parts: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """The result of a piece of work."""

    result: Any


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that ended, or had to be ended, without a result."""

    reason: str


@dataclass(slots=True)
class _Running(Generic[Name]):
    name: Name
    work: Work
    process: BaseProcess
    pipe: Connection
    until: float
    is_first: bool

    def hear(self, patience: float) -> Told | Done | Ended | None:
        """What it tells next; None where it is dead."""
        self.until = time.monotonic() + patience
        try:
            return self.pipe.recv()  # type: ignore[no-any-return]
        except (EOFError, OSError):
            return None

    def result(self) -> Any:
        """Its result, waited for; RuntimeError where it comes to none."""
        match self.hear(0):
            case Done(result):
                return result
            case Ended(reason):
                raise RuntimeError(reason)
        raise RuntimeError(DIED)

    def end(self) -> None:
        """End the process and all that it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError, AttributeError):  # gone; not yet a group of its own; no groups here
            os.killpg(self.process.pid or 0, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        self.pipe.close()


def why_not_forked() -> str:
    """Why this process can't be forked safely; blank where it can."""
    if sys.platform != "linux":
        return f"on {sys.platform} a fork is not safe"
    threads = len(os.listdir("/proc/self/task"))
    return f"a fork of {threads} threads is not safe" if threads > 1 else ""


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def is_apart() -> bool:
    """Whether this is the process of one piece of work."""
    return _apart


_apart = False


def work_apart(
    works: Iterable[tuple[Name, Work]], *, at_once: int | None = None, patience: float = 120
) -> Iterator[tuple[Name, Told | Done | Ended]]:
    """Do each work in a process of its own, as many at once as there are cores, and hear of each, by its name, as it comes.

    A process that dies is started once more. One that tells nothing for `patience` seconds is ended, and so are all where the
    caller stops to listen.
    """
    waiting: Iterator[tuple[Name, Work, bool]] = ((name, work, True) for name, work in works)
    running: dict[Any, _Running[Name]] = {}
    context = _context()

    def fill() -> None:
        for next_one in itertools.islice(waiting, (at_once or cores()) - len(running)):
            with _unstopped():  # no signal comes between the start of a process and its place among those that will be ended
                each = _start(context, *next_one, patience)
                running[each.pipe] = each

    gc.collect()
    gc.freeze()  # what is loaded is not touched by collections, and stays shared with what is forked
    try:
        while True:
            fill()
            if not running:
                return
            for pipe in wait(list(running), max(0, min(each.until for each in running.values()) - time.monotonic())):
                each = running[pipe]
                message = each.hear(patience)
                if not isinstance(message, Told):
                    try:
                        del running[pipe]
                        if running:
                            fill()  # the next is on its way before this one is taken down, and its result put away
                    finally:
                        each.end()
                if message or not each.is_first:
                    yield each.name, message or Ended(DIED)
                else:
                    waiting = itertools.chain(waiting, [(each.name, each.work, False)])
            for pipe, late in list(running.items()):
                if late.until < time.monotonic():
                    running.pop(pipe).end()
                    yield late.name, Ended(HANGS.format(f"{patience:g}"))
    finally:
        for each in running.values():
            each.end()
        gc.unfreeze()


@contextlib.contextmanager
def begun(work: Work | None) -> Iterator[Callable[[], Any]]:
    """Begin a work in a process of its own, which ends with the block; what is given waits for the result, None where there is no work."""
    if work is None:
        yield lambda: None
        return
    with _unstopped():
        running = _start(_context(), "", work, False, 0)
    try:
        yield running.result
    finally:
        running.end()


def give_way(work: Work, tell: Callable[..., None]) -> Any:
    """Do a work, and let those go first that somebody waits for."""
    if sys.platform != "win32":
        os.nice(10)
    return work(tell)


def _context() -> Any:
    tempfile.gettempdir()  # Python finds it by a file that it writes there and deletes: a process that is ended meanwhile would leave it
    return multiprocessing.get_context("spawn" if why_not_forked() else "fork")


def _start(context: Any, name: Name, work: Work, is_first: bool, patience: float) -> _Running[Name]:
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_enter, args=(work, theirs, os.getpid()), daemon=True)
    process.start()
    theirs.close()
    return _Running(name, work, process, ours, time.monotonic() + patience, is_first)


@contextlib.contextmanager
def _unstopped() -> Iterator[None]:
    """Signals wait."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_with(parent: int) -> None:
    """Make this new process the first of a session of its own, on Linux one that ends with its parent, however that ends."""
    os.setsid()
    die_with(parent)


def die_with(parent: int) -> None:
    """Let this process end with its parent, on Linux."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before we asked to end with it
            os._exit(1)


def _enter(work: Work, pipe: Connection, parent: int) -> None:
    """What a process of its own does."""
    global _apart
    _apart = True
    if sys.platform == "linux":
        end_with(parent)
        for each in STOPS:
            signal.signal(each, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()  # `random` sees to that itself
    try:
        pipe.send(Done(work(lambda *parts: pipe.send(Told(parts)))))
    except BaseException as problem:
        pipe.send(Ended(f"{type(problem).__name__}: {problem}"))
