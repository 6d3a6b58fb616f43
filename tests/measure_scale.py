"""How pages and their making grow with a Parquet data set: `python -m tests.measure_scale [COMMUNES]`, from the root; 300 if none is given.

Prints seconds by the clock and of the processor, and the peak of megabytes of all processes together, of `briefing build` for the brief
of one commune where the package has a thousand, a hundred thousand and ten million figures on communes, with their ratios; then briefings
per second of one and of two workers of a Dask cluster on this machine, bound to a core each and free, from the largest of these packages.
Each is measured several times, in turn, the communes shared among them, and the best is taken: what else the machine does makes it only slower.
"""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.measure_build import BUILD, ROOT, _megabytes, _tree

SIZES = {"10^3": (98, 1), "10^5": (128, 52), "10^7": (3_321, 201)}
"""How many communes, and how many weeks of reports on each; the province of the one that is measured has 98 in all of them."""
COMMUNE = "01002"
TIMES = 3
CLUSTER = {"DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False", "DASK_DISTRIBUTED__ADMIN__SYSTEM_MONITOR__INTERVAL": "10s"}
"""What `docs/scale.md` recommends: else each process of the cluster looks a hundred times a second at what it does."""


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock and of the processor, and megabytes at the peak."""

    seconds: float
    busy: float
    megabytes: float

    def least(self, other: Cost) -> Cost:
        """The lower of each."""
        return Cost(min(self.seconds, other.seconds), min(self.busy, other.busy), min(self.megabytes, other.megabytes))


def write(folder: Path) -> dict[str, Path]:
    """The packages, by size."""
    sys.path.insert(0, str(ROOT / "tests"))
    from commune_data import Size, write_package

    return {name: write_package(folder / name.replace("^", "-"), Size(*size)) for name, size in SIZES.items()}


def one(package: Path) -> Cost:
    """What the command costs that makes the brief of one commune."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with tempfile.TemporaryDirectory() as out:
        command = [*BUILD, "province_briefing", "--language=en", "--province", COMMUNE, "--data", str(package), "--out", out]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            peak = [0.0]

            def watch() -> None:
                while process.poll() is None:
                    peak[0] = max(peak[0], sum(map(_megabytes, _tree(process.pid))))
                    time.sleep(0.05)

            watching = threading.Thread(target=watch)
            watching.start()
            watching.join()
        assert process.returncode == 0, command
    seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak[0])


@contextlib.contextmanager
def cluster(folder: Path, workers: int, *, bound: bool) -> Iterator[str]:
    """A scheduler and so many workers, each a process of its own, bound to a core as if it were another machine or free; gives the address."""
    folder.mkdir()
    known, log = folder / "scheduler.json", folder / "log"
    started: list[subprocess.Popen[bytes]] = []

    def start(*words: str, on: set[int]) -> None:
        command = [sys.executable, "-m", "dask", *words, "--no-dashboard", "--scheduler-file", str(known)]
        with log.open("ab") as file:
            started.append(
                subprocess.Popen(
                    command,
                    cwd=ROOT,
                    stdout=file,
                    stderr=file,
                    env={**os.environ, **CLUSTER},
                    preexec_fn=partial(os.sched_setaffinity, 0, on),
                )
            )

    all_of_them = sorted(os.sched_getaffinity(0))
    start("scheduler", "--host", "127.0.0.1", "--port", "0", on=set(all_of_them))
    for number in range(workers):
        options = ("--no-nanny", "--nthreads", "1", "--host", "127.0.0.1", "--local-directory", str(folder / "dask"))
        start("worker", *options, "--name", str(number), on={all_of_them[number]} if bound else set(all_of_them))
    try:
        while log.read_text("utf-8").count("Registered to:") < workers:
            time.sleep(0.1)
        yield next(line.split()[-1] for line in log.read_text("utf-8").splitlines() if "Scheduler at:" in line)
    finally:
        for each in reversed(started):
            each.kill()
            each.wait()


def rate(package: Path, folder: Path, *, workers: int, communes: int, bound: bool) -> tuple[float, int]:
    """Briefings per second once every worker has made its first, and how many were made."""
    from briefing_lib.build.cluster import make_on_cluster
    from briefing_lib.build.notebooks import find_notebook
    from briefing_lib.build.site import plan_jobs
    from briefing_lib.store import open_store

    store = open_store(package)
    codes = [each.code for each in store.places.with_pages if store.places.is_inner(each)][: communes + 2 * workers]
    out = folder / "site"
    jobs = plan_jobs(store, [find_notebook("province_briefing")], codes, language="en", as_of="", out=out)
    with cluster(folder / "cluster", workers, bound=bound) as address:
        for first in (jobs[: 2 * workers], jobs[2 * workers :]):
            started = time.perf_counter()
            results = list(make_on_cluster(address, store, first, out))
            seconds = time.perf_counter() - started
            assert {each.status for each in results} == {"made"}, next(each.reason for each in results if each.status != "made")
    return len(results) / seconds, len(results)


def main() -> None:
    communes = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as aside:
        packages = write(Path(aside))
        costs: dict[str, Cost] = {}
        for _ in range(TIMES):
            for name, package in packages.items():
                cost = one(package)
                costs[name] = costs[name].least(cost) if name in costs else cost
        first = costs["10^3"]
        for name, cost in costs.items():
            rows, ratios = SIZES[name][0] * SIZES[name][1] * 15, (cost.seconds / first.seconds, cost.busy / first.busy)
            told = f"{cost.seconds:5.2f} s ({ratios[0]:.2f}), {cost.busy:5.2f} s of processor ({ratios[1]:.2f})"
            print(f"{name}: {rows:10,} rows: {told}, {cost.megabytes:4.0f} MB ({cost.megabytes / first.megabytes:.2f})", flush=True)
        for bound in (True, False):
            rates: dict[int, list[float]] = {1: [], 2: []}
            told = "bound to a core each" if bound else "free to use all cores"
            for workers in (1, 2) * TIMES:
                with tempfile.TemporaryDirectory() as folder:
                    found, made = rate(packages["10^7"], Path(folder), workers=workers, communes=communes // TIMES, bound=bound)
                rates[workers].append(found)
                print(f"{workers} workers, {told}: {made} briefings, {found:.2f} a second, load {os.getloadavg()[0]:.1f}", flush=True)
            print(
                f"two workers, {told}, make {max(rates[2]) / max(rates[1]):.2f} times as many as one (to reach: at least 1.8)", flush=True
            )


if __name__ == "__main__":
    main()
