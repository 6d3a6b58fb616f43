"""Makes the pages of a site and puts each in its place.

A briefing is whole or not there: its files are made aside and moved when all of them are complete. A failed one leaves the last
good page where it was, and the manifest says so.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import multiprocessing
import os
import platform
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing_lib.build.notebooks import Notebook, find_notebooks
from briefing_lib.errors import BriefingError, FailedBriefing, WrongParameter, WrongUse, hint
from briefing_lib.store import Place, Store

if TYPE_CHECKING:
    from briefing_lib.build.run import Told
    from briefing_lib.proof.audit import Audited

PACKAGES = ("altair", "babel", "jupyterlab", "nbformat", "pandas", "papermill", "typst", "vl-convert-python")
MANIFEST = "manifest.json"
FORMATS = ("html", "pdf", "docx")
"""What a page can be had as; it is always made as HTML, from which the others are made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One page to make: a notebook on a place, in a language, as of a day. `beside` are the codes of places that have pages,
    `siblings` the notebooks that have or get a page on the place."""

    notebook: str
    place: str
    name: str
    language: str
    as_of: str
    folder: str
    out: str
    standalone: bool = False
    beside: tuple[str, ...] = ()
    siblings: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("html",)

    @property
    def stem(self) -> str:
        return f"{self.language}/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a page: its files with their hashes, or the reason why there is none."""

    stem: str
    notebook: str
    place: str
    language: str
    as_of: str
    status: str
    reason: str = ""
    reported: int = 0
    derived: int = 0
    files: Mapping[str, str] = field(default_factory=dict)


def result_of(job: Job, status: str, reason: str = "") -> Result:
    """The result of a job that made nothing yet."""
    name = Path(job.notebook).stem
    return Result(
        stem=job.stem, notebook=name, place=job.place, language=job.language, as_of=job.as_of, status=status, reason=reason
    )  # fmt: skip


def plan_jobs(
    store: Store,
    notebooks: Iterable[Notebook],
    places: Sequence[str | int],
    *,
    language: str,
    as_of: str,
    out: Path,
    standalone: bool = False,
    formats: str = "html",
) -> list[Job]:
    """A job for each notebook and place that was asked for; all places where none is named.

    `formats` are names of FORMATS with commas between them. Raises UnknownPlace, WrongParameter for a language, day or format that
    can't be had, and WrongUse where nothing would be made.
    """
    from briefing_lib.briefing import check_day
    from briefing_lib.wording import language_of

    day, code, made_as = check_day(as_of, store).isoformat(), language_of(language).code, check_formats(formats)
    asked = list(dict.fromkeys(store.places.find(each) for each in places))
    if store.places.root in asked:
        raise WrongUse(f"{store.places.root.name()} is no province; name one, or leave it out for all")
    chosen = asked or list(store.places)
    beside = tuple(sorted({each.code for each in chosen} | places_made(out)))
    chosen_notebooks = list(notebooks)

    def siblings(place: Place) -> tuple[str, ...]:
        there = [each for each in find_notebooks().values() if (out / code / f"{each.stem(place)}.html").is_file()]
        return tuple(sorted({each.name for each in (*chosen_notebooks, *there)}))

    jobs = [
        Job(
            notebook=str(notebook.path),
            place=place.code,
            name=notebook.stem(place),
            language=code,
            as_of=day,
            folder=str(store.folder),
            out=str(out.resolve()),
            standalone=standalone,
            beside=beside,
            siblings=siblings(place),
            formats=made_as,
        )
        for notebook in chosen_notebooks
        for place in (chosen if notebook.for_each_place else [store.places.root] if not asked else [])
    ]
    if not jobs:
        raise WrongUse("none of these notebooks makes pages on single provinces; leave the province out")
    return jobs


def check_formats(asked: str) -> tuple[str, ...]:
    """The formats that a list with commas names, HTML always among them; raises WrongParameter for one that can't be had."""
    named = [each.strip().lower() for each in asked.split(",")]
    for each in named:
        if each not in FORMATS:
            raise WrongParameter("format", each, f"the formats are {', '.join(FORMATS)}{hint(each, FORMATS)}")
    return tuple(each for each in FORMATS if each in {"html", *named})


def make_briefing(job: Job, told: Told | None = None) -> Result:
    """Make one page and move it into place; a failure is a result, not an exception. `told` is as in `run_notebook`."""
    try:
        files, seen = _make_files(job, told)
        write_together(Path(job.out), files)
        for each in set(FORMATS) - set(job.formats):  # one of an earlier run would say something else than the page
            (Path(job.out) / f"{job.stem}.{each}").unlink(missing_ok=True)
    except (BriefingError, OSError) as problem:
        return result_of(job, "failed", str(problem))
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return replace(result_of(job, "made"), reported=seen.reported, derived=seen.derived, files=hashes)


def _make_files(job: Job, told: Told | None) -> tuple[dict[str, bytes], Audited]:
    import nbformat

    from briefing_lib.briefing import open as open_data
    from briefing_lib.build.run import run_notebook
    from briefing_lib.pages.downloads import figures_csv
    from briefing_lib.pages.page import Surroundings, make_page, neighbours_of

    notebook = Notebook(Path(job.notebook))
    asked = {"province": job.place, "as_of": job.as_of, "language": job.language}
    executed = run_notebook(notebook, {name: asked[name] for name in notebook.parameters if name in asked}, Path(job.folder), told)
    store = open_data(job.folder).store
    briefing = open_data(job.folder).briefing(store.places[job.place], as_of=job.as_of)
    beside = {
        f"{job.stem}.csv": figures_csv(briefing.figures, store, job.language).encode(),
        f"{job.stem}.ipynb": (nbformat.writes(executed) + "\n").encode(),
    }
    around = Surroundings(
        files=[(f"{job.name}.{kind}", kind) for kind in (*job.formats[1:], "csv", "ipynb")],
        neighbours=neighbours_of(briefing, job.beside, job.language, notebook.ending),
        standalone=job.standalone,
        is_brief=notebook.is_brief,
        **{} if job.standalone else _siblings(notebook, briefing.place, job),
    )
    page = make_page(executed, briefing, job.language, around)
    seen = _audit_whole(page, job, store)
    return {f"{job.stem}.html": page.encode(), **_as_documents(page, job, store), **beside}, seen


def _as_documents(page: str, job: Job, store: Store) -> dict[str, bytes]:
    """The audited page in the other formats that were asked for."""
    if job.formats == ("html",):
        return {}
    from briefing_lib.pages.document import read_document
    from briefing_lib.pages.pdf import make_pdf
    from briefing_lib.pages.word import make_docx
    from briefing_lib.wording import Writer

    document, writer = read_document(page), Writer(store, job.language)
    makers = {"pdf": make_pdf, "docx": make_docx}
    return {f"{job.stem}.{kind}": makers[kind](document, writer) for kind in job.formats if kind in makers}


def _siblings(notebook: Notebook, place: Place, job: Job) -> dict[str, str]:
    """The addresses of the record behind a brief, or of the brief before a record."""
    other = notebook.twin
    return {"record" if notebook.is_brief else "brief": f"{other.stem(place)}.html"} if other and other.name in job.siblings else {}


def _audit_whole(page: str, job: Job, store: Store) -> Audited:
    from briefing_lib.proof.audit import audit

    with tempfile.TemporaryDirectory(prefix="briefing-") as aside:
        path = Path(aside) / f"{job.name}.html"
        path.write_text(page, "utf-8")
        seen = audit(path, store)
    if seen.flaws:
        raise FailedBriefing("the page has numbers that nothing traces:\n" + "\n".join(f"  {flaw}" for flaw in seen.flaws[:20]))
    return seen


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in place at once, so that nobody ever reads half of it."""
    write_together(path.parent, {path.name: content})


def write_together(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put files in place when all of them are written, so that none stands beside those of another run."""
    written: dict[Path, Path] = {}
    try:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            aside = path.with_name(f".{path.name}.{os.getpid()}")
            written[aside] = path
            aside.write_bytes(content)
        for aside, path in written.items():
            aside.replace(path)
    finally:
        for aside in written:
            aside.unlink(missing_ok=True)


def make_briefings(jobs: Sequence[Job], *, workers: int | None = None) -> Iterator[Result]:
    """Make all of them, side by side on all cores; results come as they are ready."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers or os.cpu_count() or 1, len(jobs)) or 1, mp_context=context) as pool:
        started = {pool.submit(make_briefing, job): job for job in jobs}
        for done in as_completed(started):
            try:
                yield done.result()
            except BrokenProcessPool:
                yield result_of(started[done], "failed", "the process that made it ended before it was done; is there memory enough?")


def make_site(store: Store, jobs: Sequence[Job], out: Path, heard: Callable[[Result], None]) -> list[Result]:
    """Make these pages, the files that all pages share, the manifest and the index; `heard` hears of each page that is ready."""
    from briefing_lib.pages.assets import make_assets

    check_out(out)
    results = []
    for result in make_briefings(jobs):
        results.append(result)
        heard(result)
    assets = {name: content.encode() for name, content in make_assets().items()}
    for name, content in assets.items():
        write_whole(out / "assets" / name, content)
    write_manifest(out, store.folder, results, assets)
    write_index(store, out)
    return sorted(results, key=lambda each: each.stem)


def write_index(store: Store, out: Path) -> None:
    """The index of all places, with a link to each page and file that stands in `out`."""
    from briefing_lib.pages.index import Made, make_index

    made: dict[str, list[Made]] = {}
    for each in read_manifest(out).get("briefings", []):
        if each["language"] == "en":
            stem, ending = f"{each['stem']}.", Notebook(Path(each["notebook"])).ending
            files = {name.removeprefix(stem): name for name in each["files"] if name.startswith(stem) and (out / name).is_file()}
            page = Made(ending=ending, day=each["as_of"], failed=each["status"] == "failed", files=files)
            made.setdefault(each["place"], []).append(page)
    write_whole(out / "index.html", make_index(store, made, manifest=MANIFEST).encode())


def places_made(out: Path) -> set[str]:
    """The codes of places that have a page in `out`."""
    return {each["place"] for each in read_manifest(out).get("briefings", []) if each["files"]}


def check_out(out: Path) -> None:
    """Refuse, before any kernel starts, a folder that can't take a site; raises WrongUse."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=out).close()
    except OSError as problem:
        raise WrongUse(f"nothing can be made in {out}: {problem.strerror}; name another folder") from None
    read_manifest(out)


def write_manifest(out: Path, folder: Path, results: Sequence[Result], assets: Mapping[str, bytes]) -> None:
    """`manifest.json`: what went in, with which versions, and what became of each page.

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
        "notebooks": {each.path.name: _sha256(each.path) for each in find_notebooks().values()},
        "versions": {"python": platform.python_version()} | {name: importlib.metadata.version(name) for name in PACKAGES},
        "assets": {name: hashlib.sha256(content).hexdigest() for name, content in assets.items()},
        "briefings": [kept[stem] for stem in sorted(kept)],
    }
    write_whole(out / MANIFEST, (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())


def read_manifest(out: Path) -> dict[str, Any]:
    """The manifest of the last run into `out`, or an empty one; raises WrongUse where it is damaged."""
    path = out / MANIFEST
    try:
        manifest = json.loads(path.read_text("utf-8")) if path.is_file() else {}
        _ = [(each["stem"], each["place"], each["files"], each["notebook"]) for each in manifest.get("briefings", [])]
    except (ValueError, LookupError, TypeError, AttributeError):
        raise WrongUse(f"{path} is no manifest of a site; delete it, or name another folder with --out") from None
    return dict(manifest)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
