"""Builds the same pages twice, as differently as can be, and compares every byte: `python -m tests.reproduce [PLACE…]`, all if none is named.

One build runs here, with one worker, all at once. The other runs in another folder, time zone, locale and year, with another order of
hashes and two workers, in steps: a part of the pages, then all of them, so that some are kept and some are made again beside new
neighbours. The clock is turned by libfaketime, where `apt install faketime` put it; else by what Python loads when it starts, which
reaches all of Python and nothing that is compiled.
"""

from __future__ import annotations

import glob
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from briefing_lib.wording.language import available_languages

ROOT = Path(__file__).parents[1]
RUN_LOG = ".last-builds.json"
LIBFAKETIME = next(iter(glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")), "")
ANOTHER_YEAR = """
import datetime, time

import pandas  # what is compiled takes the clock's types as they are

SHIFT = 400 * 24 * 3600
_time, _time_ns, _localtime, _gmtime = time.time, time.time_ns, time.localtime, time.gmtime
time.time = lambda: _time() + SHIFT
time.time_ns = lambda: _time_ns() + SHIFT * 10**9
time.localtime = lambda seconds=None: _localtime(time.time() if seconds is None else seconds)
time.gmtime = lambda seconds=None: _gmtime(time.time() if seconds is None else seconds)
_strftime, _ctime, _asctime = time.strftime, time.ctime, time.asctime
time.strftime = lambda form, moment=None: _strftime(form, time.localtime() if moment is None else moment)
time.ctime = lambda seconds=None: _ctime(time.time() if seconds is None else seconds)


class _AnyOf(type):
    def __instancecheck__(cls, other):
        return isinstance(other, cls.__mro__[1])

    def __subclasscheck__(cls, other):
        return issubclass(other, cls.__mro__[1])


class date(datetime.date, metaclass=_AnyOf):
    __slots__ = ()

    @classmethod
    def today(cls):
        return cls.fromtimestamp(time.time())


class _datetime(datetime.datetime, metaclass=_AnyOf):
    __slots__ = ()

    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)

    @classmethod
    def utcnow(cls):
        return cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None)

    @classmethod
    def today(cls):
        return cls.now()


_datetime.__name__ = _datetime.__qualname__ = "datetime"
datetime.date, datetime.datetime = date, _datetime
"""
"""Loaded by every Python that starts, kernels too: a clock that is more than a year ahead."""


def build_here(out: Path, places: Sequence[str], languages: Sequence[str] = ("en",)) -> Path:
    """The pages of these places, or of all, by one worker."""
    _build(out, places, languages, {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}, workers=1)
    return out


def build_elsewhere(out: Path, places: Sequence[str], languages: Sequence[str] = ("en",)) -> Path:
    """The same, with all that may differ."""
    out.mkdir(parents=True)
    different = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7", **_another_year(out.parent)}
    _build(out, places[:1] or ["48"], languages[:1], different, workers=2)
    _build(out, places, languages, different, workers=2)
    return out


def differing(one: Path, other: Path) -> list[str]:
    """The files of two sites that are not the same, or in one of them alone; the log of what was asked for is left out."""
    names = {path.relative_to(site).as_posix() for site in (one, other) for path in site.rglob("*") if path.is_file()} - {RUN_LOG}
    return sorted(name for name in names if _content(one / name) != _content(other / name))


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _another_year(folder: Path) -> dict[str, str]:
    if LIBFAKETIME:
        return {"LD_PRELOAD": LIBFAKETIME, "FAKETIME": "+400d", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1"}
    (folder / "sitecustomize.py").write_text(ANOTHER_YEAR, "utf-8")
    return {"PYTHONPATH": os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))}


def _build(out: Path, places: Sequence[str], languages: Sequence[str], environment: dict[str, str], *, workers: int) -> None:
    chosen = [part for place in places for part in ("--province", place)] + [part for each in languages for part in ("--language", each)]
    command = [sys.executable, "-c", "from briefing_lib.cli import main; main()", "build", *chosen, "--format", "html,pdf,docx"]
    cores = sorted(os.sched_getaffinity(0))
    subprocess.run(
        [*command, "--out", str(out)], cwd=ROOT, env=os.environ | {"BRIEFING_DATA": ""} | environment, check=True, stdout=subprocess.DEVNULL,
        preexec_fn=lambda: os.sched_setaffinity(0, cores[:workers]),
    )  # fmt: skip


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        here = build_here(Path(folder, "here"), sys.argv[1:], available_languages())
        elsewhere = build_elsewhere(Path(folder, "else where"), sys.argv[1:], available_languages())
        found = differing(here, elsewhere)
        files = [path for path in here.rglob("*") if path.is_file()]
    print(
        f"{len(files)} files, {len(found)} differ; the clock was turned by {'libfaketime' if LIBFAKETIME else 'Python'}", *found, sep="\n"
    )
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
