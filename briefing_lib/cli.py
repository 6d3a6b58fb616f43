"""The `briefing` command."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from briefing_lib.briefing.briefing import check_day
from briefing_lib.build.parameters import NOTEBOOKS, read_parameters
from briefing_lib.build.runner import Job, Result, check_out, make_briefings, read_manifest, write_manifest, write_whole
from briefing_lib.errors import BriefingError, InvalidPackage, WrongUse
from briefing_lib.pages.index import make_index
from briefing_lib.pages.page import make_assets
from briefing_lib.proof.audit import audit as audit_pages
from briefing_lib.proof.checks import Checked, check_store, list_doubts
from briefing_lib.proof.texts import verify_texts
from briefing_lib.store.places import Province
from briefing_lib.store.store import Store, open_store
from briefing_lib.wording.language import language_of

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Briefings on two-tier local government in Viet Nam: no number without a source.",
    pretty_exceptions_enable=False,
)
out_console = Console(soft_wrap=True, highlight=False)
err_console = Console(stderr=True, soft_wrap=True, highlight=False)

IDENTITIES = {
    "sum": "complete parts add up to the whole",
    "part": "parts lie within the whole",
    "share": "a printed share is its numerator by its denominator, within printed rounding",
    "base": "nothing exceeds what it is a share of",
    "tier": "one level lies within all levels",
    "nation": "units of the 34 provinces add up to the nation",
    "same": "values of one measure, place, level and period agree",
}

LAB_CONFIG = Path(__file__).parent / "build" / "jupyter"
"""Keeps JupyterLab from asking the internet for news and for newer versions of itself."""

Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Folder of the data package; else BRIEFING_DATA; else the nearest data/ upward."),
]


def _help(name: str) -> str:
    """What the notebook's own parameters cell says of a parameter."""
    return read_parameters()[name].help


def _plainly(command: Callable[..., int]) -> Callable[..., None]:
    """Run a command; an error of ours becomes its message and exit code, never a traceback."""

    @functools.wraps(command)
    def run(*args: Any, **options: Any) -> None:
        try:
            code = command(*args, **options)
        except BriefingError as problem:
            err_console.print(str(problem), markup=False)
            code = problem.exit_code
        raise typer.Exit(code)

    return run


@app.command()
@_plainly
def build(
    province: Annotated[list[str] | None, typer.Option(help=_help("province") + ". Again for more; all 34 if left out.")] = None,
    language: Annotated[list[str] | None, typer.Option(help=_help("language") + ". Again for more.")] = None,
    as_of: Annotated[str, typer.Option(help=_help("as_of"))] = "",
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the site.")] = Path("site"),
    standalone: Annotated[bool, typer.Option("--standalone", help="Pages that are one file each, for e-mail.")] = False,
    data: Data = None,
) -> int:
    """Make briefings, their index and the manifest."""
    store = _valid_store(data)
    day = check_day(as_of, store).isoformat()
    chosen = [store.provinces.find(each) for each in province] if province else list(store.provinces)
    jobs = [
        Job(
            province=each.code,
            name=f"{each.code}-{each.slug}",
            language=language_of(code).code,
            as_of=day,
            folder=str(store.folder.resolve()),
            out=str(out.resolve()),
            standalone=standalone,
            neighbours=_with_pages(chosen, out),
        )
        for code in dict.fromkeys(language or ["en"])
        for each in dict.fromkeys(chosen)
    ]
    check_out(out)
    results = _run(jobs)
    assets = {name: content.encode() for name, content in make_assets().items()}
    for name, content in assets.items():
        write_whole(out / "assets" / name, content)
    write_manifest(out, store.folder, results, assets)
    write_whole(out / "index.html", make_index(store, out).encode())
    _report(results, out)
    return 1 if any(result.status == "failed" for result in results) else 0


def _with_pages(chosen: list[Province], out: Path) -> tuple[str, ...]:
    """The codes of provinces that this run makes or that have a page in `out`."""
    there = {each["province"] for each in read_manifest(out).get("briefings", []) if each["files"]}
    return tuple(sorted({each.code for each in chosen} | there))


def _run(jobs: list[Job]) -> list[Result]:
    results = []
    with Progress(console=err_console, disable=not err_console.is_terminal) as progress:
        task = progress.add_task("Briefings", total=len(jobs))
        for result in make_briefings(jobs):
            results.append(result)
            progress.advance(task)
            if not err_console.is_terminal:
                err_console.print(f"{len(results)}/{len(jobs)} {result.stem}: {result.status}", markup=False)
    return sorted(results, key=lambda each: each.stem)


def _report(results: list[Result], out: Path) -> None:
    table = Table("Page", "Result", "Reported numbers", "Derived numbers")
    for result in results:
        table.add_row(f"{result.stem}.html", result.status, str(result.reported), str(result.derived))
    out_console.print(table)
    for result in results:
        if result.status == "failed":
            err_console.print(f"{result.stem}: {result.reason}", markup=False)
    out_console.print(
        f"{sum(each.status == 'made' for each in results)} of {len(results)} briefings made; open {out / 'index.html'}", markup=False
    )


def _valid_store(data: Path | None) -> Store:
    store = open_store(data)
    if faults := check_store(store).faults:
        raise InvalidPackage(faults)
    return store


@app.command()
@_plainly
def check(data: Data = None, doubts: Annotated[bool, typer.Option("--doubts", help="List every doubtful figure and why.")] = False) -> int:
    """Validate the data package and every arithmetic identity in it."""
    store = open_store(data)
    checked = check_store(store)
    if checked.faults:
        raise InvalidPackage(checked.faults)
    if doubts:
        for doubt in list_doubts(store):
            out_console.print(f"figures.csv, row {doubt.row}: {doubt.figure!r}: {', '.join(doubt.codes)}: {doubt.note}", markup=False)
    _report_checked(store, checked)
    return 0


def _report_checked(store: Store, checked: Checked) -> None:
    """Counts of what is in the package, and of the identities that hold or are doubted, with the reasons."""
    places = {figure.geography for figure in store.figures}
    out_console.print(
        f"{len(store.figures)} figures of {len(places)} places from {len(store.sources)} reports, {len(store.indicators)} measures, "
        f"{len(store.commitments)} commitments, {len(store.findings)} findings",
        markup=False,
    )
    table = Table("Identity", "Holds", "Doubted")
    for rule in dict.fromkeys(each.rule for each in checked.identities):
        verdicts = [each.verdict for each in checked.identities if each.rule == rule]
        table.add_row(IDENTITIES[rule], str(verdicts.count("holds")), str(verdicts.count("doubted")))
    out_console.print(table)
    for each in checked.identities:
        if each.verdict == "doubted":
            named = each.figures[0]
            row = store.rows[f"figures:{named.figure_id}"]
            out_console.print(f"doubted: figures.csv, row {row}, {named.geography}: {each.formula}: {each.note}", markup=False)


@app.command()
@_plainly
def verify(texts: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the full texts.")], data: Data = None) -> int:
    """Find every printed figure again in its source text, at its paragraph."""
    verified = verify_texts(open_store(data), texts)
    for fault in verified.faults:
        err_console.print(str(fault), markup=False)
    left_out = ", ".join(f"{number} {reason}" for reason, number in verified.left_out.items())
    out_console.print(
        f"{verified.figures_found} of {verified.figures} figures found in {verified.texts} texts; {verified.numerals_taken} of "
        f"{verified.numerals} numbers of the texts accounted for (left out on purpose: {left_out})",
        markup=False,
    )
    return 1 if verified.faults else 0


@app.command()
@_plainly
def audit(path: Annotated[Path, typer.Argument(help="A page, or a folder of pages.")], data: Data = None) -> int:
    """Prove that every number on finished pages is traced."""
    seen = audit_pages(path, open_store(data))
    for flaw in seen.flaws:
        err_console.print(str(flaw), markup=False)
    out_console.print(
        f"{seen.pages} pages: {seen.reported} reported and {seen.derived} derived numbers, {seen.charted} in charts, {seen.dates} days, "
        f"{seen.references} references; untraced: {len(seen.flaws)}",
        markup=False,
    )
    return 1 if seen.flaws else 0


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
@_plainly
def lab(context: typer.Context, data: Data = None) -> int:
    """Open JupyterLab in the folder of notebooks; other options go to JupyterLab, as --allow-root or --port=8890."""
    command = [sys.executable, "-m", "jupyterlab", *context.args, str(NOTEBOOKS)]
    environment = lab_environment() | ({"BRIEFING_DATA": str(data.resolve())} if data else {})
    try:
        return subprocess.run(command, env=environment, check=False).returncode
    except OSError as problem:
        raise WrongUse(f"JupyterLab can't be started: {problem}") from None


def lab_environment() -> dict[str, str]:
    """The environment in which JupyterLab stays on this machine."""
    return {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, (str(LAB_CONFIG), os.environ.get("JUPYTER_CONFIG_PATH"))))}


def main() -> None:
    """Entry point of the `briefing` command."""
    app()


if __name__ == "__main__":
    main()
