"""Makes the pages of a site and puts each in its place.

A briefing is whole or not there: its files are made aside and moved when all of them are complete. A failed one leaves the last
good page where it was, and the manifest says so.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefing_lib.build.changes import CHANGED, LAST, MadeOf, hash_of, inputs, library, remember, versions
from briefing_lib.build.notebooks import Notebook, asked_in, find_notebooks
from briefing_lib.build.processes import Done, Ended, Told, Work, begun, give_way, why_not_forked, work_apart
from briefing_lib.errors import BriefingError, FailedBriefing, Fault, InvalidPackage, WrongParameter, WrongUse, hint
from briefing_lib.store import Place, Store, state_of

if TYPE_CHECKING:
    from briefing_lib.briefing import Briefing
    from briefing_lib.build.run import Told as Hears
    from briefing_lib.pages.page import Page
    from briefing_lib.proof.audit import Audited

MANIFEST = "manifest.json"
FAILED = "failed"
"""The folder of a site for notebooks that failed, as far as they came, until they run well."""
PIECES = ("section", "theme", "chart")
"""What a cell may ask a page for."""
WHOLES = ("changes.atom", "all-figures.csv", "all-figures.xlsx")
"""The feed of a site and its tables of all figures, in the folder of each language."""
FORCED = "all were asked for"
CELL_SECONDS = 120
REHEARSED_FROM = 8
"""For more pages than these, it pays to make one that is thrown away before processes are forked."""
FORMATS = ("html", "pdf", "docx")
"""What a page can be had as; it is always made as HTML, from which the others are made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One page to make: a notebook on a place, in a language, as of a day. `beside` are the codes of places that have pages,
    `siblings` the notebooks that have or get a page on the place, `languages` those that this page is or will be in."""

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
    languages: tuple[str, ...] = ()
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
    made_of: Mapping[str, str] = field(default_factory=dict)


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
    """A job for each notebook, place and language that was asked for; all places where none is named, all languages where it is blank.

    `language` are codes with commas between them, `formats` names of FORMATS. Raises UnknownPlace, WrongParameter for a language, day
    or format that can't be had, and WrongUse where nothing would be made.
    """
    from briefing_lib.briefing import check_day
    from briefing_lib.wording import available_languages, language_of

    day, made_as = check_day(as_of, store).isoformat(), check_formats(formats)
    codes = list(dict.fromkeys(language_of(each.strip()).code for each in language.split(","))) if language else available_languages()
    asked = list(dict.fromkeys(store.places.find(each) for each in places))
    if store.places.root in asked:
        raise WrongUse(f"{store.places.root.name()} is no province; name one, or leave it out for all")
    chosen = asked or list(store.places.with_pages)
    beside = {code: tuple(sorted({each.code for each in chosen} | places_made(out, code))) for code in codes}
    chosen_notebooks = list(notebooks)

    def is_there(notebook: Notebook, place: Place, code: str) -> bool:
        return (out / code / f"{notebook.stem(place)}.html").is_file()

    def siblings(place: Place, code: str) -> tuple[str, ...]:
        there = [each for each in find_notebooks().values() if is_there(each, place, code)]
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
            beside=beside[code],
            siblings=siblings(place, code),
            languages=tuple(each for each in available_languages() if each in codes or is_there(notebook, place, each)),
            formats=made_as,
        )
        for code in codes
        for notebook in chosen_notebooks
        for place in (
            *(chosen if notebook.for_each_place else ()),
            *([store.places.root] if notebook.for_whole and not asked else ()),
        )
    ]
    if not jobs:
        raise WrongUse("none of these notebooks makes pages on single provinces; leave the province out")
    return jobs


def replaced_days(jobs: Sequence[Job], out: Path) -> dict[str, list[str]]:
    """The pages in `out` that these jobs replace by pages as of another day, by the day that they speak of."""
    there = {each["stem"]: each["as_of"] for each in read_manifest(out).get("briefings", []) if each["files"]}
    found: dict[str, list[str]] = {}
    for job in jobs:
        if there.get(job.stem, job.as_of) != job.as_of:
            found.setdefault(there[job.stem], []).append(job.stem)
    return dict(sorted(found.items()))


def check_formats(asked: str) -> tuple[str, ...]:
    """The formats that a list with commas names, HTML always among them; raises WrongParameter for one that can't be had."""
    named = [each.strip().lower() for each in asked.split(",")]
    for each in named:
        if each not in FORMATS:
            raise WrongParameter("format", each, f"the formats are {', '.join(FORMATS)}{hint(each, FORMATS)}")
    return tuple(each for each in FORMATS if each in {"html", *named})


def make_briefing(job: Job, told: Hears | None = None) -> Result:
    """Make one page and move it into place; a failure is a result, not an exception. `told` is as in `run_notebook`."""
    from briefing_lib.store import open_store

    return put(job, *make_files(job, open_store(job.folder), told))


def put(job: Job, result: Result, files: dict[str, bytes]) -> Result:
    """Put the files of a page in their place, the page itself last; take away what would say something else."""
    out = Path(job.out)
    try:
        write_together(out, dict(reversed(list(files.items()))))
        if result.files:
            for each in set(FORMATS) - set(job.formats):
                (out / f"{job.stem}.{each}").unlink(missing_ok=True)
            stopped = out / FAILED / f"{job.stem}.ipynb"
            stopped.unlink(missing_ok=True)
            for folder in (stopped.parent, stopped.parent.parent):
                with contextlib.suppress(OSError):  # there is none, or others stand in it
                    folder.rmdir()
    except OSError as problem:
        return replace(result, status="failed", reason=str(problem), files={}, reported=0, derived=0)
    return result


def make_files(job: Job, store: Store, told: Hears | None = None) -> tuple[Result, dict[str, bytes]]:
    """What became of a page, and its files; a failure is a result, not an exception."""
    try:
        files, seen = _make_files(job, store, told)
    except (BriefingError, OSError) as problem:
        stopped = getattr(problem, "notebook", None)
        return result_of(job, "failed", str(problem)), {f"{FAILED}/{job.stem}.ipynb": _written(stopped)} if stopped else {}
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return replace(result_of(job, "made"), reported=seen.reported, derived=seen.derived, files=hashes), files


def _make_files(job: Job, store: Store, told: Hears | None) -> tuple[dict[str, bytes], Audited]:
    from briefing_lib.build.run import run_notebook
    from briefing_lib.pages.desk import completed
    from briefing_lib.pages.page import Surroundings, make_page, neighbours_of

    notebook = Notebook(Path(job.notebook))
    asked = {"province": job.place, "as_of": job.as_of, "language": job.language}
    executed = run_notebook(notebook, {name: asked[name] for name in notebook.parameters if name in asked}, Path(job.folder), told)
    briefing = briefing_of(notebook, store, job)
    beside = {f"{job.stem}.{kind}": content for kind, content in tables_of(notebook, briefing, job.language).items()}
    around = Surroundings(
        notebook=notebook.name,
        files=[(f"{job.name}.{kind}", kind) for kind in (*job.formats[1:], *(name.rpartition(".")[2] for name in beside), "ipynb")],
        neighbours=neighbours_of(briefing, job.beside, job.language, notebook.ending),
        standalone=job.standalone,
        is_brief=notebook.is_brief or notebook.is_report,
        languages=[] if job.standalone else [(code, f"../{code}/{job.name}.html") for code in job.languages if code != job.language],
        **{} if job.standalone else notebook.beside(briefing.place, job.siblings),
    )
    try:
        page = make_page(executed, briefing, job.language, around)
        seen = _audit_whole(page, job, store)
    except FailedBriefing as problem:
        raise FailedBriefing(str(problem), executed) from None
    documents = {f"{job.stem}.{kind}": made for kind, made in documents_of(page, job.formats, briefing.store, job.language).items()}
    return {f"{job.stem}.html": page.encode(), **documents, **beside, f"{job.stem}.ipynb": _written(completed(executed, page))}, seen


def briefing_of(notebook: Notebook, store: Store, job: Job) -> Briefing:
    """What a notebook makes its page of where nothing is asked for but place, day and language."""
    from briefing_lib.briefing import Data

    if notebook.is_comparison:
        return Data(store).side_by_side(*(notebook.parameters[name].default for name in ("provinces", "measures")), as_of=job.as_of)
    return Data(store).briefing(store.places[job.place], as_of=job.as_of)


def page_of(notebook: Notebook, briefing: Briefing, language: str) -> Page:
    """What the cells of a notebook ask for their pieces."""
    if not notebook.is_check:
        from briefing_lib.pages.page import Page

        return Page(briefing, language=language)
    from briefing_lib.proof.examined import CheckPage, examine_store

    return CheckPage(briefing, examine_store(briefing.store), language=language)


def tables_of(notebook: Notebook, briefing: Briefing, language: str) -> dict[str, bytes]:
    """The files beside a page that are made of the data alone, by their kind: its figures, and of a report the calendar of what is due."""
    from briefing_lib.pages.downloads import figures_csv
    from briefing_lib.wording import Writer

    made = {"csv": figures_csv(briefing.figures, briefing.store, language).encode()}
    if notebook.is_report:
        from briefing_lib.pages.calendar import make_calendar

        made = {"ics": make_calendar(briefing, Writer(briefing.store, language))} | made
    return made


def _written(notebook: Any) -> bytes:
    import nbformat

    return f"{nbformat.writes(notebook)}\n".encode()


def documents_of(page: str, formats: Iterable[str], store: Store, language: str) -> dict[str, bytes]:
    """An audited page in other formats, by their names."""
    asked = [each for each in formats if each != "html"]
    if not asked:
        return {}
    from briefing_lib.pages.document import read_document
    from briefing_lib.pages.pdf import make_pdf
    from briefing_lib.pages.word import make_docx
    from briefing_lib.wording import Writer

    document, writer = read_document(page), Writer(store, language)
    return {kind: {"pdf": make_pdf, "docx": make_docx}[kind](document, writer) for kind in asked}


def _audit_whole(page: str, job: Job, store: Store) -> Audited:
    from briefing_lib.proof.audit import audit_page

    seen = audit_page(page, f"{job.name}.html", store)
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
            aside = path.with_name(f".{path.name}.{os.getpid()}.part")
            written[aside] = path
            aside.write_bytes(content)
        for aside, path in written.items():
            aside.replace(path)
    finally:
        for aside in written:
            aside.unlink(missing_ok=True)


def make_briefings(
    store: Store, jobs: Sequence[Job], out: Path, *, at_once: int | None = None, told: Callable[[Job, int, int], None] | None = None
) -> Iterator[Result]:
    """Make each page in a process of its own, as many at once as there are cores, and put it in its place; results come as they are ready.

    All of them are made of the package as it was when it was opened. `told` hears how many cells of a page are done, and of how many.
    """
    cells: dict[Job, int] = {}
    for job, message in work_apart(_works(store, jobs), at_once=at_once, patience=CELL_SECONDS):
        match message:
            case Told((done, cells_of_it)):
                cells[job] = done
                if told:
                    told(job, done, cells_of_it)
            case Done((result, files)):
                yield put(job, result, files)
            case Ended(reason):
                yield result_of(job, "failed", f"{Path(job.notebook).name}, after cell {cells.get(job, 0)}: {reason}")


def _works(store: Store, jobs: Sequence[Job]) -> Iterator[tuple[Job, Work]]:
    """The work on each page. Where there are many, the first of a kind is on its way while one is rehearsed for those that follow."""
    begun_of: Counter[tuple[str, str]] = Counter()
    is_forked = not why_not_forked()
    for job in jobs:
        begun_of[kind := (job.notebook, job.language)] += 1
        if is_forked:
            load_all(store, job.language)
        if begun_of[kind] == 2 and len(jobs) > REHEARSED_FROM and is_forked:
            with contextlib.suppress(Exception):  # what can't be made here fails on its page, with its cell
                _rehearse(job, store)
        yield job, partial(make_apart, job, store)


@contextlib.contextmanager
def made_ready() -> Iterator[None]:
    """Meanwhile all code is loaded, for processes that are forked, and one process draws for them; if they can be forked."""
    if why_not_forked():
        yield
        return
    from briefing_lib.build.drawing import drawn_in_one_process

    with drawn_in_one_process():
        load_code()
        yield


def load_all(store: Store, language: str) -> None:
    """Load what notebooks and pages in a language need, so that each process that is forked has it."""
    from briefing_lib.proof.audit import reader_of

    load_code()
    reader_of(store.at_top, language)


def load_code() -> None:
    """Load all code of a build."""
    import briefing_lib.build.run
    import briefing_lib.pages.downloads
    import briefing_lib.proof.audit  # noqa: F401
    from briefing_lib.build import engine

    engine.load_all()


def _rehearse(job: Job, store: Store) -> None:
    """Make a page of the pieces that a notebook asks for, and of nothing else that its cells do: templates are read, forms found."""
    import nbformat

    from briefing_lib.pages.page import Surroundings, make_page

    notebook = Notebook(Path(job.notebook))
    nbformat.read(notebook.path, as_version=4)  # compiles the schema that each notebook is held against
    briefing = briefing_of(notebook, store, job)
    said = said_again(notebook.cells, page_of(notebook, briefing, job.language))
    nbformat.writes(said)
    _audit_whole(make_page(said, briefing, job.language, Surroundings()), job, store)


def said_again(cells: Iterable[Mapping[str, Any]], page: Page) -> Any:
    """A notebook of these cells, in which those that ask the page for a piece show it as it is said now; no other is run.

    What the others show stands as it does in the cells that are given.
    """
    import nbformat

    from briefing_lib.wording import for_pages

    with for_pages():
        said = [
            {**cell, "source": "".join(cell["source"]), "outputs": _shown_by(cell, page)} for cell in cells if cell["cell_type"] == "code"
        ]
    return nbformat.from_dict({"cells": said, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


def _shown_by(cell: Mapping[str, Any], page: Page) -> list[Any]:
    asked = asked_in(cell, "page")
    if not asked or asked[0] not in PIECES:
        return list(cell["outputs"])
    shown = getattr(page, asked[0])(*asked[1])
    return [] if shown is None else [{"output_type": "display_data", "metadata": {}, "data": dict(shown._repr_mimebundle_())}]


def make_apart(job: Job, store: Store, tell: Hears) -> tuple[Result, dict[str, bytes]]:
    """What a process of its own does for a page."""
    from briefing_lib.charts import trust_charts
    from briefing_lib.store import hold

    hold(store)
    trust_charts()
    gc.disable()  # it ends with the page
    return make_files(job, store, tell)


def make_site(
    store: Store,
    jobs: Sequence[Job],
    out: Path,
    heard: Callable[[Result], None],
    *,
    check: bool = False,
    force: bool = False,
    explain: Callable[[Job, str], None] = lambda *_: None,
    asked: tuple[str, str] | None = None,
    elsewhere: Callable[[Store, Sequence[Job], Path], Iterator[Result]] | None = None,
) -> list[Result]:
    """Make those of these pages that could come out otherwise, the files that all pages share, the manifest and the index.

    `heard` hears of each page that is ready, `explain` why a page is made, or a blank where it is kept; `force` makes them all,
    `asked` are the words in which they were asked for and the state of all that they could be made of, to be recalled.
    `elsewhere` makes pages in place of `make_briefings`. Nobody else writes into `out` meanwhile.
    With `check`, raises InvalidPackage where the data do not hold together, before anything
    is put in its place.
    """
    check_out(out)
    with alone_in(out):
        before, about = read_manifest(out), about_inputs(store)
        entries = {each["stem"]: each for each in before.get("briefings", [])}
        made_of = MadeOf(store)
        parts = {job.stem: made_of.parts(job) for job in jobs}
        reasons = {job: FORCED if force else why_made(entries.get(job.stem), parts[job.stem], out) for job in jobs}
        todo = [job for job in jobs if reasons[job]]
        kept = [Result(**entries[job.stem] | {"status": "kept"}) for job in jobs if not reasons[job]]
        for job in jobs:
            explain(job, reasons[job])
        for result in kept:
            heard(result)
        is_checked = not check or before.get("inputs") == about["inputs"]
        is_same = all(before.get(name) == about[name] for name in ("library", "versions"))
        has_assets = not force and is_same and stand(before.get("assets", {}), out)
        made: list[Result] = []
        expected = _days({**entries, **{job.stem: asdict(job) for job in todo}}.values())
        is_told = bool(todo) or not is_same or not (out / "index.html").is_file() or before.get("inputs") != about["inputs"]
        with contextlib.ExitStack() as until:
            faults = until.enter_context(begun(None if is_checked else partial(_find_faults, store)))
            if todo and not elsewhere:
                until.enter_context(made_ready())
            if found := faults():
                raise InvalidPackage(found)
            tables = until.enter_context(begun(partial(give_way, partial(_tables, store, expected)) if is_told else None))
            for result in (elsewhere or make_briefings)(store, todo, out):
                made.append(replace(result, made_of=parts[result.stem]))
                write_manifest(out, store.folder, made, before.get("assets", {}), about)
                heard(made[-1])
            shared = {} if has_assets else _assets()
            for name, content in shared.items():
                write_whole(out / name, content)
            hashes = {name: hashlib.sha256(content).hexdigest() for name, content in shared.items()} or before.get("assets", {})
            write_manifest(out, store.folder, made, hashes, about)
            if is_told:
                days = _days(read_manifest(out)["briefings"])  # a page that failed leaves an older one
                wholes = (tables() if days == expected else _tables(store, days)) | _indexes(store, out)
                named = {name: hashlib.sha256(each).hexdigest() for name, each in wholes.items()}
                write_manifest(out, store.folder, made, hashes, about, named)
                write_together(out, wholes)
        results = (*made, *kept)
        if asked and all(each.files for each in results):
            files = {name: known for each in results for name, known in each.files.items()} | hashes
            files |= {name: hash_of(out / name) for name in (*read_manifest(out)["wholes"], MANIFEST)}
            write_whole(out / LAST, remember(out, *asked, len(results), files).encode())
    return sorted((*made, *kept), key=lambda each: each.stem)


def _find_faults(store: Store, _tell: Hears) -> tuple[Fault, ...]:
    from briefing_lib.proof.checks import check_store

    return check_store(store.at_top).faults


def _assets() -> dict[str, bytes]:
    from briefing_lib.pages.assets import make_assets

    return {f"assets/{name}": content.encode() for name, content in make_assets().items()}


def about_inputs(store: Store) -> dict[str, Any]:
    """What goes into all pages, for the manifest; WrongUse where the data are being changed."""
    found = _about(store.folder)
    if state_of(store.folder) != store.state:
        raise WrongUse(f"{store.folder} was changed while it was read; run the command again")
    return found


def _about(folder: Path) -> dict[str, Any]:
    return {
        "inputs": inputs(folder),
        "notebooks": {each.path.name: hash_of(each.path) for each in find_notebooks().values()},
        "library": library(),
        "versions": versions(),
    }


def why_made(entry: Mapping[str, Any] | None, parts: Mapping[str, str], out: Path) -> str:
    """Why a page has to be made; blank where what stands there would come out the same."""
    if entry is None or not entry["files"]:
        return "it is not there"
    if entry["status"] == "failed":
        return "it failed the last time"
    if not stand(entry["files"], out):
        return "a file of it is gone, or was changed"
    return "; ".join(told for name, told in CHANGED.items() if entry.get("made_of", {}).get(name) != parts[name])


def stand(files: Mapping[str, str], out: Path) -> bool:
    """Whether there are such files, and all of them are as they were made."""
    return bool(files) and all(hash_of(out / name) == digest for name, digest in files.items())


@contextlib.contextmanager
def alone_in(out: Path) -> Iterator[None]:
    """Hold a folder for one build; another one waits, and says so. What a build that was killed left half written goes."""
    with _locked(out):
        for path in out.glob("**/.*.part"):
            path.unlink(missing_ok=True)
        yield


@contextlib.contextmanager
def _locked(out: Path) -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    import fcntl

    folder = os.open(out, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            click.echo(f"another build writes into {out}; this one waits for it", err=True)
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def wholes_of(store: Store, out: Path) -> dict[str, bytes]:
    """By their names the files of the whole site: in each language that it has pages in feed, tables and index, and an English index."""
    return _tables(store, _days(read_manifest(out).get("briefings", []))) | _indexes(store, out)


def _days(entries: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The latest day of the pages in each language."""
    found: dict[str, str] = {}
    for each in entries:
        found[each["language"]] = max(each["as_of"], found.get(each["language"], ""))
    return found


def _indexes(store: Store, out: Path) -> dict[str, bytes]:
    from briefing_lib.pages.page import index_name

    codes = ["en", *sorted(_days(read_manifest(out).get("briefings", [])).keys() - {"en"}, reverse=True)]
    return {index_name(code): index_of(store.at_top, out, code, [each for each in codes if each != code]).encode() for code in codes}


def index_of(store: Store, out: Path, language: str, others: Sequence[str]) -> str:
    """The index of all places in a language, with a link to each page and file in it that stands in `out`, and to the other indexes."""
    from briefing_lib.pages.index import Made, make_index

    made: dict[str, list[Made]] = {}
    for each in read_manifest(out).get("briefings", []):
        if each["language"] == language:
            stem, ending = f"{each['stem']}.", Notebook(Path(each["notebook"])).ending
            there = [name for name in each["files"] if name.startswith(stem) and (out / name).is_file()]
            files = {name.removeprefix(stem): name if language == "en" else name.removeprefix(f"{language}/") for name in there}
            page = Made(ending=ending, day=each["as_of"], failed=each["status"] == "failed", files=files)
            made.setdefault(each["place"], []).append(page)
    wholes = [f"{language}/{name}" for name in WHOLES] if made else []
    return make_index(store, made, manifest=MANIFEST, wholes=wholes, language=language, languages=others)


def _tables(store: Store, days: Mapping[str, str], _tell: Hears | None = None) -> dict[str, bytes]:
    """In the folder of each language, by the names in WHOLES: what became known until its day, as a feed, and all figures as tables."""
    from briefing_lib.pages.downloads import whole_csv, whole_xlsx
    from briefing_lib.pages.feed import make_feed
    from briefing_lib.wording import Writer

    store = store.at_top
    made: dict[str, bytes] = {}
    for language, day in ((code, date.fromisoformat(text)) for code, text in days.items()):
        figures = store.find_figures(known_by=day)
        about = repr(Writer(store, language).plain.render("feed/about.html.j2", day=day))
        feed, table = make_feed(store, language, day), whole_csv(figures, store, language).encode()
        contents = (feed, table, whole_xlsx(figures, store, language, about=about, day=day))
        made |= {f"{language}/{name}": content for name, content in zip(WHOLES, contents, strict=True)}
    return made


def places_made(out: Path, language: str) -> set[str]:
    """The codes of places that have a page in this language in `out`."""
    return {each["place"] for each in read_manifest(out).get("briefings", []) if each["files"] and each["language"] == language}


def check_out(out: Path) -> None:
    """Refuse, before any kernel starts, a folder that can't take a site; raises WrongUse."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=out).close()
    except OSError as problem:
        raise WrongUse(f"nothing can be made in {out}: {problem.strerror}; name another folder") from None
    read_manifest(out)


def write_manifest(
    out: Path,
    folder: Path,
    results: Sequence[Result],
    assets: Mapping[str, str],
    about: Mapping[str, Any] | None = None,
    wholes: Mapping[str, str] | None = None,
) -> None:
    """`manifest.json`: what went in, with which versions, and what became of each page.

    Entries of pages that this run did not make stay as they were, and so do the hashes of the files of the whole site. `about` is
    what went in, where
    it was looked at before.
    """
    before = read_manifest(out)
    kept = {each["stem"]: each for each in before.get("briefings", [])}
    for result in sorted(results, key=lambda each: each.stem):
        entry = asdict(result)
        if result.status == "failed" and (last := kept.get(result.stem)) and last["files"]:
            entry = last | {"status": "failed", "reason": result.reason}
        kept[result.stem] = entry
    manifest = {
        **(about or _about(folder)),
        "assets": dict(assets),
        "wholes": dict(wholes or before.get("wholes", {})),
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
