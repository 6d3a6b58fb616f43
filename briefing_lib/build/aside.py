"""One page, made in a process of its own: whoever asks keeps kernel, folder and environment, and hears of each cell.

`python -m briefing_lib.build.aside JOB` makes the page of a job given as JSON and says, one JSON line each, how many cells are done,
and at the end the result.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from briefing_lib.briefing import check_day
from briefing_lib.briefing import open as open_data
from briefing_lib.build.notebooks import find_notebook
from briefing_lib.build.site import Job, Result, check_out, made_ready, make_briefings, plan_jobs
from briefing_lib.calls import checked
from briefing_lib.errors import FailedBriefing
from briefing_lib.wording import card, language_of

MADE = Path("made")
"""Pages made by hand, beside the notebook that makes them, in a folder for each day; the site is made by `briefing build`."""


@dataclass(frozen=True)
class Built:
    """A page that was made: what the build says of it, and where it is."""

    result: Result
    page: Path

    def __repr__(self) -> str:
        return f"Built({self.page}, every number on it traced)"

    def _repr_html_(self) -> str:
        return str(card("built", result=self.result, page=self.page))


@checked
def build(
    place: str | int, *, as_of: str | dt.date = "", language: str = "en", notebook: str = "province_briefing", out: str | Path = MADE,
    told: Callable[[int, int], None] | None = None,
) -> Built:  # fmt: skip
    """Run a notebook on a place and make its page, one file that can be mailed, in `out`; `told` hears of each cell that is done.

    Raises UnknownPlace or WrongParameter before anything runs, and FailedBriefing with the cell where one fails.

    >>> build("Atlantis")
    Traceback (most recent call last):
    briefing_lib.errors.UnknownPlace: no place is called 'Atlantis': give a code or a name, as in 01 or Hanoi
    """
    return run_aside(plan_one(place, as_of=as_of, language=language, notebook=notebook, out=Path(out)), told)


def plan_one(
    place: str | int, *, as_of: str | dt.date, language: str, notebook: str, out: Path, folder: str | os.PathLike[str] | None = None
) -> Job:  # fmt: skip
    """The job that these parameters ask for, over the package in `folder`."""
    found, store = find_notebook(notebook), open_data(folder).store
    found.check({"province": place, "as_of": str(as_of), "language": language})
    check_out(out)
    (job,) = plan_jobs(store, [found], [place], language=language_of(language).code, as_of=check_day(as_of, store).isoformat(), out=out)
    return alone(job, out)


def alone(job: Job, out: Path = MADE) -> Job:
    """A job of a site as that of one page by itself, a file that leads to no other."""
    return replace(job, out=str((out / job.as_of).resolve()), standalone=True, beside=(), siblings=(), languages=())


def run_aside(job: Job, told: Callable[[int, int], None] | None = None) -> Built:
    """The page of a job, made in a process of its own; raises FailedBriefing with the cell where one fails."""
    command = [sys.executable, "-m", __name__, json.dumps(asdict(job))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        for line in process.stdout:
            message: dict[str, Any] = json.loads(line)
            if "result" in message:
                return _whole(job, Result(**message["result"]))
            if told:
                told(message["done"], message["all"])
    raise FailedBriefing("the build ended without a word; look whether the machine has memory left")


def _whole(job: Job, result: Result) -> Built:
    if result.status == "failed":
        raise FailedBriefing(result.reason)
    page = Path(job.out) / f"{job.stem}.html"
    return Built(result, page.relative_to(Path.cwd()) if page.is_relative_to(Path.cwd()) else page)


def _tell(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def read_job(text: str) -> Job:
    """A job as `run_aside` hands it on."""
    given: dict[str, Any] = json.loads(text)
    lists: dict[str, Any] = {name: tuple(each) for name, each in given.items() if isinstance(each, list)}
    return Job(**given | lists)


if __name__ == "__main__":
    asked = read_job(sys.argv[1])
    store = open_data(asked.folder).store
    with made_ready():
        (made,) = make_briefings(store, [asked], Path(asked.out), told=lambda _, done, cells: _tell({"done": done, "all": cells}))
    _tell({"result": asdict(made)})
