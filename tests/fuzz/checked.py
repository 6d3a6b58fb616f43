"""Runs `briefing check` on a package in a child of its own, which may use so much time and memory and no more."""

from __future__ import annotations

import os
import resource
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import briefing_lib.proof.checks  # noqa: F401 loaded once, before the forks
from briefing_lib import cli

SECONDS = 10
"""Of the processor, so that a busy machine finds no more than a quiet one."""
PATIENCE = 60
"""Seconds by the clock after which a check that still runs is taken to wait for ever."""
MEGABYTES = 500
"""Beyond what a fork takes along of the tests around it."""


@dataclass(frozen=True)
class Checked:
    """How a check ended: its exit code (negative where a signal ended it), all that it printed, seconds and megabytes that it took."""

    code: int
    printed: str
    seconds: float
    megabytes: float

    def flaws(self) -> list[str]:
        """What is wrong with this end of a check, whatever the package holds."""
        lines = self.printed.split("\n")
        strange = sorted({repr(sign) for sign in self.printed if not sign.isprintable() and sign != "\n"})
        found = {
            f"traceback: {lines[-2:]}": "Traceback" in self.printed,
            f"ended with {self.code}": self.code not in (0, 2),
            f"took {self.seconds:.1f} s": self.seconds > SECONDS,
            f"took {self.megabytes:.0f} MB": self.megabytes > MEGABYTES,
            f"printed {', '.join(strange)}": bool(strange),
            f"printed {len(lines)} lines": self.code == 2 and len(lines) > 54,
            f"refused without a word of what is wrong: {self.printed[:200]}": self.code == 2
            and "found " not in self.printed
            and "no data package" not in self.printed,
        }
        return [flaw for flaw, there in found.items() if there]


def check(folder: Path) -> Checked:
    """Run the command as a shell would, but without the start of a new Python."""
    with tempfile.TemporaryFile() as out:
        sys.stdout.flush()
        _, idle = _ended(lambda: os._exit(0))
        status, used = _ended(lambda: _run(folder, out.fileno()))
        out.seek(0)
        return Checked(
            os.waitstatus_to_exitcode(status),
            out.read().decode("utf-8", "replace"),
            used.ru_utime + used.ru_stime,
            (used.ru_maxrss - idle.ru_maxrss) / 1024,
        )


def _ended(work: Callable[[], None]) -> tuple[int, resource.struct_rusage]:
    """How a fork that does this work ended, and what it used."""
    child = os.fork()
    if not child:
        work()
    _, status, used = os.wait4(child, 0)
    return status, used


def _run(folder: Path, out: int) -> None:
    """Become the command; the system ends it where it takes too long, and refuses it more memory than a computer has."""
    try:
        os.dup2(out, 1)
        os.dup2(out, 2)
        sys.stdout, sys.stderr = open(1, "w", encoding="utf-8", closefd=False), open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.excepthook = sys.__excepthook__
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(PATIENCE)
        resource.setrlimit(resource.RLIMIT_AS, (4_000_000_000, 4_000_000_000))
        code = 0
        try:
            cli.main(["check", "--data", str(folder)], prog_name="briefing")
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(bool(end.code))
        except Exception:  # what else ends it comes to 99 below
            sys.excepthook(*sys.exc_info())
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    finally:
        os._exit(99)
