"""How fast pages are made, beside other ways to run the same notebooks on the same places: `python -m tests.measure_build [PLACES]`.

Prints seconds a page by the clock, the ratio to `briefing build`, seconds of processor a page, which say more where others use the machine,
and the peak of memory of all processes together, for
(a) Papermill as it comes, with nbconvert; (b) ploomber-engine with nbconvert, in one process, if it is installed;
(c) `briefing build`, audit, index and files that pages share included; (d) the same cells, pages and audits in one warm process, the
floor; for one province from the command to its page, and from a cell that is saved to its page while a build watches.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ("province_briefing", "province_record")

SINGLE = ("one", "saved")
"""Ways that make one page."""
CHANGED = "Assembly,official_text,Nghị quyết 388"
LANGUAGES = "en,vi,id"
"""Brief and record of all places in three languages are one batch; what it is held against takes the same for a page in any of them."""
ENGLISH = "en"
BUILD = [sys.executable, "-c", "from briefing_lib.cli import main; main()", "build"]


def provinces(places: int) -> list[str]:
    """The codes of so many provinces."""
    from briefing_lib.store import open_store

    store = open_store(ROOT / "data")
    found = [each.code for each in store.places.with_pages if each != store.places.root]
    assert places <= len(found), f"there are {len(found)} provinces"
    return found[:places]


def runs(places: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Each notebook with its parameters."""
    for notebook in NOTEBOOKS:
        for code in provinces(places):
            yield str(ROOT / "notebooks" / f"{notebook}.ipynb"), {"province": code, "as_of": "", "language": ENGLISH}


def stock(places: int) -> float:
    """Seconds of Papermill with kernels, and nbconvert."""
    import papermill

    return _executed(places, lambda path, given, out: papermill.execute_notebook(path, out, given, progress_bar=False))


def ploomber(places: int) -> float:
    """Seconds of ploomber-engine, all notebooks in this process, and nbconvert."""
    from ploomber_engine import execute_notebook

    return _executed(places, lambda path, given, out: execute_notebook(path, out, parameters=given, progress_bar=False))


def _executed(places: int, execute: Callable[[str, dict[str, str], str], object]) -> float:
    from nbconvert import HTMLExporter

    started = time.perf_counter()
    os.chdir(ROOT / "notebooks")
    with tempfile.TemporaryDirectory() as aside:
        for path, given in runs(places):
            out = Path(aside) / "out.ipynb"
            execute(path, given, str(out))
            html, _ = HTMLExporter(exclude_input=True).from_filename(str(out))
            out.with_suffix(".html").write_text(html, "utf-8")
    return time.perf_counter() - started


def floor(places: int) -> float:
    """Seconds of the same cells, pages and audits in this process, once all is warm."""
    from briefing_lib.build import processes
    from briefing_lib.build.notebooks import find_notebook
    from briefing_lib.build.shell import NO_THREAD, Shell
    from briefing_lib.build.site import make_files, plan_jobs
    from briefing_lib.charts import trust_charts
    from briefing_lib.store import open_store

    processes._apart = True
    Shell.instance(config=NO_THREAD).displayhook.cache_size = sys.maxsize  # it warns of what many notebooks leave in one shell
    trust_charts()
    store = open_store(ROOT / "data")
    asked = [find_notebook(each) for each in NOTEBOOKS]
    jobs = plan_jobs(store, asked, provinces(places), language=LANGUAGES, as_of="", out=Path("none"))
    for job in jobs[:: max(1, places - 1)]:
        make_files(job, store)
    started = time.perf_counter()
    for job in jobs:
        result, _ = make_files(job, store)
        assert result.status == "made", result.reason
    return time.perf_counter() - started


def build(places: int) -> float:
    """Seconds of the command."""
    named = [part for code in provinces(places) for part in ("--province", code)]
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as out:
        command = [*BUILD, *NOTEBOOKS, f"--language={LANGUAGES}", *named]
        subprocess.run([*command, "--out", out], cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - started


def one(_places: int) -> float:
    """Seconds from the command until the one page of it stands in its place."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as out:
        command = [*BUILD, NOTEBOOKS[0], f"--language={ENGLISH}", "--province", "48"]
        with subprocess.Popen([*command, "--out", out], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            while not list(Path(out).glob("en/*.html")) and process.poll() is None:
                time.sleep(0.01)
            return time.perf_counter() - started


def saved(_places: int) -> float:
    """Seconds from the saving of one changed figure until its page is made again, by a build that watches."""
    with tempfile.TemporaryDirectory() as aside:
        data, out = Path(shutil.copytree(ROOT / "data", Path(aside) / "data")), Path(aside) / "site"
        page, table = out / "en" / "48-da-nang.html", data / "sources.csv"
        command = [*BUILD, "--watch", NOTEBOOKS[0], f"--language={ENGLISH}", "--province", "48", "--data", str(data), "--out", str(out)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                while not (out / "index.html").is_file():
                    time.sleep(0.1)
                time.sleep(10)  # an analyst who looks at the page
                before, started = page.stat().st_mtime_ns, time.perf_counter()
                table.write_text(table.read_text("utf-8").replace(CHANGED, CHANGED.lower(), 1), "utf-8")
                while page.stat().st_mtime_ns == before:
                    time.sleep(0.01)
                return time.perf_counter() - started
            finally:
                process.terminate()


def measured(way: str, places: int) -> tuple[float, float, float]:
    """Seconds by the clock and of the processor, and the peak of megabytes of all processes together; each way has a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "tests.measure_build", str(places), way]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        peak = [0.0]

        def watch() -> None:
            while process.poll() is None:
                peak[0] = max(peak[0], sum(map(_megabytes, _tree(process.pid))))
                time.sleep(0.2)

        watching = threading.Thread(target=watch)
        watching.start()
        assert process.stdout is not None
        said = process.stdout.read()
        watching.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return (float(said.splitlines()[-1]), busy, peak[0]) if process.returncode == 0 else (0.0, 0.0, 0.0)


def _tree(root: int) -> list[int]:
    """A process and all below it."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = [root]
    for each in found:
        found += [pid for pid, parent in parents.items() if parent == each]
    return found


def _megabytes(pid: int) -> float:
    """Memory of a process, what it shares divided among those that share it."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


WAYS: dict[str, tuple[str, Callable[[int], float]]] = {
    "c": ("briefing build", build),
    "b": ("ploomber-engine and nbconvert, one process", ploomber),
    "d": ("the floor: warm, one process", floor),
    "one": ("one province, from the command to its page", one),
    "saved": ("one changed cell, from saving to its page", saved),
    "a": ("papermill and nbconvert", stock),
}


def main() -> None:
    places = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    if len(sys.argv) > 2:
        print(WAYS[sys.argv[2]][1](places))
        return
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the library is compiled once, as what is installed is
    english = len(NOTEBOOKS) * places
    pages = {"a": english, "b": english, **dict.fromkeys("cd", english * len(LANGUAGES.split(",")))}
    print(f"brief and record of {places} places, (c) and (d) in {LANGUAGES}, the others in {ENGLISH}; {os.cpu_count()} cores")
    found = {way: measured(way, places) for way in WAYS}
    unit = found["c"][0] / pages["c"]
    for way in ("a", "b", "c", "d", *SINGLE):
        seconds, busy, peak = found[way]
        made = pages.get(way, 1)
        each = seconds / made
        told = f"{each:6.2f} s a page  {each / unit:5.1f} times (c)  {busy / made:6.2f} s of processor  {peak:5.0f} MB"
        said = told if seconds else "not installed"
        print(f"({way:5}) {WAYS[way][0]:45} {said}")


if __name__ == "__main__":
    main()
