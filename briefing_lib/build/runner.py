"""Runs the province notebook for many provinces, strictly, and puts each finished page in its place.

A briefing is whole or not there: its files are made aside and moved when all of them are complete. A failed one
leaves the last good page where it was, and the manifest says so.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import multiprocessing
import os
import platform
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import nbformat
import papermill
from traitlets.config import Config

from briefing_lib.briefing.briefing import Briefing, open_briefing
from briefing_lib.build.parameters import PROVINCE_BRIEFING, check_parameters
from briefing_lib.errors import BriefingError, FailedBriefing, WrongUse
from briefing_lib.pages.downloads import figures_csv
from briefing_lib.pages.page import make_page
from briefing_lib.proof.audit import Audited, audit

CELL_SECONDS = 120
PACKAGES = ("altair", "babel", "jupyterlab", "nbformat", "pandas", "papermill", "vl-convert-python")
QUIET = ["--IPKernelApp.log_level=CRITICAL"]
"""A kernel logs the interrupt by which it is told to stop as an error; what a cell does wrong reaches us as an output."""
MANIFEST = "manifest.json"
Told = Callable[[int, int], None]
"""Hears how many cells are done, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One briefing to make."""

    province: str
    name: str
    language: str
    as_of: str
    folder: str
    out: str
    standalone: bool = False
    neighbours: tuple[str, ...] | None = None

    @property
    def stem(self) -> str:
        return f"{self.language}/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a briefing: its files with their hashes, or the reason why there is none."""

    stem: str
    province: str
    language: str
    as_of: str
    status: str
    reason: str = ""
    reported: int = 0
    derived: int = 0
    files: Mapping[str, str] = field(default_factory=dict)


def run_notebook(notebook: Path, parameters: Mapping[str, Any], folder: Path, told: Told | None = None) -> nbformat.NotebookNode:
    """The notebook, executed with these parameters over the package in `folder`, without any trace of clock or chance.

    `told` hears, after each cell, how many are done and how many there are.
    Raises WrongParameter before a kernel starts, and FailedBriefing with the cell and error where one fails.
    """
    check_parameters(parameters, notebook)
    cells = len(nbformat.read(notebook, as_version=4).cells) + 1  # papermill puts in one of its own
    hooks = {"on_cell_executed": lambda cell_index, **_ignored: told(cell_index + 1, cells)} if told else {}
    os.environ["BRIEFING_DATA"] = str(folder.resolve())
    with tempfile.TemporaryDirectory(prefix="briefing-") as aside:  # holds the kernel's sockets: no ports to race for
        try:
            executed = papermill.execute_notebook(
                str(notebook), str(Path(aside) / "out.ipynb"), dict(parameters), cwd=str(notebook.parent), progress_bar=False,
                request_save_on_cell_execute=False, execution_timeout=CELL_SECONDS, start_timeout=60,
                config=_quiet_sockets(aside),
                **hooks,
            )  # fmt: skip
        except (RuntimeError, TimeoutError) as problem:
            raise FailedBriefing(f"{notebook.name}: the kernel died or did not answer: {problem}") from None
        except papermill.PapermillExecutionError as problem:
            cell = f"{notebook.name}, cell {problem.cell_index} ({problem.source.strip().splitlines()[0]})"
            raise FailedBriefing(f"{cell}: {problem.ename}: {problem.evalue}") from None
    return settled(executed)


def _quiet_sockets(folder: str) -> Config:
    """Kernels that talk over sockets in a folder of their own, without noise."""
    return Config({"KernelManager": {"transport": "ipc", "ip": f"{folder}/kernel"}, "NotebookClient": {"extra_arguments": QUIET}})


def settled(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook without times, durations and random ids: what two equal runs have in common."""
    notebook.metadata.pop("papermill", None)
    for index, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", ()):
            cell["id"] = f"injected-{index}"
    return notebook


def make_briefing(job: Job, told: Told | None = None) -> Result:
    """Make one briefing and move it into place; a failure is a result, not an exception. `told` is as in `run_notebook`."""
    made = Result(stem=job.stem, province=job.province, language=job.language, as_of=job.as_of, status="made")
    try:
        files, seen = _make_files(job, told)
        for name, content in files.items():
            write_whole(Path(job.out) / name, content)
    except (BriefingError, OSError) as problem:
        return replace(made, status="failed", reason=str(problem))
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return replace(made, reported=seen.reported, derived=seen.derived, files=hashes)


def _make_files(job: Job, told: Told | None) -> tuple[dict[str, bytes], Audited]:
    parameters = {"province": job.province, "as_of": job.as_of, "language": job.language}
    notebook = run_notebook(PROVINCE_BRIEFING, parameters, Path(job.folder), told)
    briefing = open_briefing(job.province, as_of=job.as_of, language=job.language, folder=job.folder)
    beside = {f"{job.stem}.csv": figures_csv(briefing).encode(), f"{job.stem}.ipynb": (nbformat.writes(notebook) + "\n").encode()}
    downloads = [(Path(name).name, name.rpartition(".")[2], len(content)) for name, content in beside.items()]
    page = make_page(notebook, briefing, downloads=downloads, standalone=job.standalone, neighbours=job.neighbours)
    seen = _audit_whole(page, job, briefing)
    return {f"{job.stem}.html": page.encode(), **beside}, seen


def _audit_whole(page: str, job: Job, briefing: Briefing) -> Audited:
    with tempfile.TemporaryDirectory(prefix="briefing-") as aside:
        path = Path(aside) / f"{job.name}.html"
        path.write_text(page, "utf-8")
        seen = audit(path, briefing.store)
    if seen.flaws:
        raise FailedBriefing("the page has numbers that nothing traces:\n" + "\n".join(f"  {flaw}" for flaw in seen.flaws[:20]))
    return seen


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in place at once, so that nobody ever reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_bytes(content)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def make_briefings(jobs: Sequence[Job], *, workers: int | None = None) -> Iterator[Result]:
    """Make all of them, side by side on all cores; results come as they are ready."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers or os.cpu_count(), mp_context=context) as pool:
        started = {pool.submit(make_briefing, job): job for job in jobs}
        for done in as_completed(started):
            try:
                yield done.result()
            except BrokenProcessPool:
                job = started[done]
                reason = "the process that made it ended before it was done; is there memory enough?"
                yield Result(stem=job.stem, province=job.province, language=job.language, as_of=job.as_of, status="failed", reason=reason)


def check_out(out: Path) -> None:
    """Refuse, before any kernel starts, a folder that can't take a site; raises WrongUse."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=out).close()
    except OSError as problem:
        raise WrongUse(f"nothing can be made in {out}: {problem.strerror}; name another folder") from None
    read_manifest(out)


def write_manifest(out: Path, folder: Path, results: Sequence[Result], assets: Mapping[str, bytes]) -> None:
    """`manifest.json`: what went in, with which versions, and what became of each briefing.

    Entries of pages that this run did not make stay as they were.
    """
    before = read_manifest(out)
    kept = {each["stem"]: each for each in before.get("briefings", [])}
    for result in sorted(results, key=lambda each: each.stem):
        entry = asdict(result)
        if result.status == "failed" and (last := kept.get(result.stem)) and last["files"]:
            entry = last | {"status": "failed", "reason": result.reason}
        kept[result.stem] = entry
    manifest = {
        "inputs": {path.name: _sha256(path) for path in sorted(folder.iterdir()) if path.suffix in (".csv", ".json")},
        "notebook": _sha256(PROVINCE_BRIEFING),
        "versions": {"python": platform.python_version()} | {name: importlib.metadata.version(name) for name in PACKAGES},
        "assets": {name: hashlib.sha256(content).hexdigest() for name, content in assets.items()},
        "briefings": [kept[stem] for stem in sorted(kept)],
    }
    write_whole(out / MANIFEST, (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())


def read_manifest(out: Path) -> dict[str, Any]:
    """The manifest of the last run into `out`, or an empty one; raises WrongUse where it is damaged."""
    path = out / MANIFEST
    try:
        return json.loads(path.read_text("utf-8")) if path.is_file() else {}
    except ValueError:
        raise WrongUse(f"{path} is no manifest of a site; delete it, or name another folder with --out") from None


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
