"""Whether a long batch grows: `python -m tests.measure_batch [BRIEFINGS]`, from the root; 500 if no number is given.

Prints the megabytes of the process that forks all others, and the peak of all processes together, after each hundred briefings.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

from tests.measure_build import ROOT, _megabytes, _tree


def main() -> None:
    from briefing_lib.build.notebooks import find_notebooks
    from briefing_lib.build.site import made_ready, make_briefings, plan_jobs
    from briefing_lib.store import open_store

    briefings = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with tempfile.TemporaryDirectory() as out:
        store = open_store(ROOT / "data")
        jobs = plan_jobs(store, find_notebooks().values(), [], language="en", as_of="", out=Path(out))
        with made_ready():
            peak, started = 0.0, time.monotonic()
            for number, result in enumerate(make_briefings(store, list(islice(cycle(jobs), briefings)), Path(out)), 1):
                assert result.status == "made", result.reason
                if number % 10 == 0:
                    peak = max(peak, sum(map(_megabytes, _tree(os.getpid()))))
                if number % 100 == 0 or number == briefings:
                    seconds, load = (time.monotonic() - started) / number, os.getloadavg()[0]
                    told = f"{_megabytes(os.getpid()):5.0f} MB, all together at most {peak:5.0f} MB, {seconds:.2f} s each, load {load:.1f}"
                    print(f"{number:5} briefings: {told}", flush=True)


if __name__ == "__main__":
    main()
