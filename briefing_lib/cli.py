"""The `briefing` command. What a command needs is imported when it runs, so that `--help` answers at once."""

from __future__ import annotations

import signal
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefing_lib.errors import WrongUse

if TYPE_CHECKING:
    from briefing_lib.build.site import Result
    from briefing_lib.proof.checks import Checked
    from briefing_lib.store import Store

IDENTITIES = {
    "sum": "complete parts add up to the whole",
    "part": "parts lie within the whole",
    "share": "a printed share is its numerator by its denominator, within printed rounding",
    "base": "nothing exceeds what it is a share of",
    "tier": "one level lies within all levels",
    "places": "units of all places add up to the whole",
    "same": "values of one measure, place, level and period agree",
}
NAMED = 6
"""Pages that a message names before it only counts the rest."""


class Named(click.Path):
    """A path that is given; a blank one, as of a variable that is not set, would mean the folder where the command runs."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not str(value).strip():
            self.fail("it is blank; name a file or folder, . for this one", param, ctx)
        return super().convert(value, param, ctx)


PATH = Named(path_type=Path)
DATA = click.option(
    "--data", type=PATH, metavar="DIR",
    help="Folder of the data package; else BRIEFING_DATA; else the nearest data/ upward, else the installed one.",
)  # fmt: skip


class Commands(click.Group):
    """The commands; what the system refuses becomes a message, as what we refuse does."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except BrokenPipeError:
            raise  # click ends quietly where nobody reads on
        except OSError as problem:
            raise WrongUse(f"{problem.filename or 'the system'}: {problem.strerror or problem}") from None

    def main(self, *args: Any, **options: Any) -> Any:
        try:
            return super().main(*args, **options)
        except OSError:  # not even a message can be written
            sys.exit(WrongUse.exit_code)


@click.group(cls=Commands, no_args_is_help=True)
@click.version_option(package_name="briefing-lib", prog_name="briefing")
def main() -> None:
    """Briefings on two-tier local government in Viet Nam: no number without a source."""


@main.command()
@click.argument("notebooks", metavar="[NOTEBOOK]...", nargs=-1)
@click.option(
    "--province", multiple=True, metavar="NAME",
    help="Province or city: a two-digit code or any name, old or new, as in 48, Da Nang or Quảng Nam. Again for more; all if left out.",
)  # fmt: skip
@click.option(
    "--language", multiple=True, metavar="LIST",
    help="Language of the pages: en, vi (Vietnamese) or id (Indonesian); several with commas between them; all if left out.",
)  # fmt: skip
@click.option(
    "--as-of", default="", metavar="DATE", help="Day that the pages speak of, as in 2025-10-01; else the latest that the data know."
)
@click.option("--out", type=PATH, default=Path("site"), show_default=True, metavar="DIR", help="Folder of the site.")
@click.option(
    "--format", "formats", default="html", show_default=True, metavar="LIST",
    help="Formats of the pages, with commas between them: html, pdf (PDF/UA), docx (Word).",
)  # fmt: skip
@click.option("--standalone", is_flag=True, help="Pages that are one file each, for e-mail.")
@click.option("--force", is_flag=True, help="Make all pages, also those of which nothing has changed.")
@click.option("--explain", is_flag=True, help="Say for each page why it is made, or that it is kept.")
@click.option("--scheduler", default="", metavar="ADDRESS", help="Make pages on the Dask cluster of this scheduler, as tcp://host:8786.")
@click.option("--watch", is_flag=True, help="Go on, and make pages again when data, notebooks or templates are saved, until Ctrl-C.")
@DATA
def build(
    notebooks: tuple[str, ...],
    province: tuple[str, ...],
    language: tuple[str, ...],
    as_of: str,
    out: Path,
    formats: str,
    standalone: bool,
    force: bool,
    explain: bool,
    scheduler: str,
    watch: bool,
    data: Path | None,
) -> None:
    """Make pages from notebooks (all that make pages, if none is named), their index and the manifest; only what has changed."""
    signal.signal(signal.SIGTERM, _stop)
    if watch:
        from briefing_lib.build.watch import build_when_saved
        from briefing_lib.store import find_package

        build_when_saved([each for each in sys.argv[1:] if each != "--watch"], find_package(data), notebooks)
        return
    from briefing_lib.build.changes import digest, hash_of, recall, state

    contents = [hash_of(Path(each)) for each in notebooks]  # those that are files, wherever they lie
    asked = (digest(notebooks, contents, province, language, as_of, formats, standalone), state(data))
    if not (force or explain) and (kept := recall(out, *asked)):
        click.echo(f"{kept} pages: {kept} kept; open {out / 'index.html'}")
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    from briefing_lib.build.notebooks import find_notebook, find_notebooks
    from briefing_lib.build.processes import cores
    from briefing_lib.build.site import Job, make_site, plan_jobs, replaced_days
    from briefing_lib.store import open_store

    store = open_store(data)
    chosen = [find_notebook(each) for each in notebooks] or list(find_notebooks().values())
    codes = ",".join(language)
    jobs = plan_jobs(store, chosen, province, language=codes, as_of=as_of, out=out, standalone=standalone, formats=formats)
    for day, replaced in replaced_days(jobs, out).items():
        named = ", ".join(replaced[:NAMED]) + (f" and {len(replaced) - NAMED} more" if len(replaced) > NAMED else "")
        way_out = "to keep both, stop this build and name another folder with --out"
        click.echo(f"{out} holds pages as of {day}, which those as of {jobs[0].as_of} replace: {named}; {way_out}", err=True)
    elsewhere = None
    if scheduler:
        from briefing_lib.build.cluster import make_on_cluster

        elsewhere = partial(make_on_cluster, scheduler)
    console, done = _console(stderr=True), 0

    def explained(job: Job, reason: str) -> None:
        click.echo(f"{job.stem}: {f'made, as {reason}' if reason else 'kept, as nothing of it has changed'}")

    counts = TextColumn("{task.completed} done, {task.fields[running]} running, {task.remaining} left")
    columns = (counts, BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, auto_refresh=False) as progress:  # no thread, for the forks
        task = progress.add_task("", total=len(jobs), running=0)

        def heard(result: Result) -> None:
            nonlocal done
            done += 1
            progress.update(task, advance=1, running=min(cores(), len(jobs) - done), refresh=True)
            if not console.is_terminal:
                console.print(f"{done}/{len(jobs)} {result.stem}: {result.status}")

        try:
            results = make_site(
                store,
                jobs,
                out,
                heard,
                check=True,
                force=force,
                asked=asked,
                elsewhere=elsewhere,
                **{"explain": explained} if explain else {},
            )
        except KeyboardInterrupt:
            click.echo(f"stopped with {done} of {len(jobs)} pages in their place; run the command again for the others", err=True)
            raise click.exceptions.Exit(130) from None
    _report_pages(results, out)
    if any(result.status == "failed" for result in results):
        raise click.exceptions.Exit(1)


def _report_pages(results: list[Result], out: Path) -> None:
    """How many pages were made, kept and failed, and of those that failed why, and where the notebook is."""
    from rich.table import Table

    from briefing_lib.build.site import FAILED

    failed = [result for result in results if result.status == "failed"]
    if failed:
        table = Table("Page", "Place", "Language", "Cell and error", "Notebook as far as it came")
        for each in failed:
            stopped = out / FAILED / f"{each.stem}.ipynb"
            table.add_row(each.stem, each.place, each.language, each.reason, str(stopped) if stopped.is_file() else "")
        _console(stderr=True).print(table)
    counted = {status: [each for each in results if each.status == status] for status in ("made", "kept", "failed")}
    table = Table("Result", "Pages", "Reported numbers", "Derived numbers")
    for status, those in counted.items():
        if those:
            table.add_row(status, str(len(those)), str(sum(each.reported for each in those)), str(sum(each.derived for each in those)))
    _console().print(table)
    told = ", ".join(f"{len(those)} {status}" for status, those in counted.items() if those)
    click.echo(f"{len(results)} pages: {told}; open {out / 'index.html'}")


@main.command()
@click.option("--doubts", is_flag=True, help="Say of every doubtful figure why, and what else to look at again.")
@DATA
def check(doubts: bool, data: Path | None) -> None:
    """Validate the data package and every arithmetic identity in it."""
    from briefing_lib.proof.checks import check_store
    from briefing_lib.store import open_store

    store = open_store(data)
    checked = check_store(store)
    checked.raise_faults()
    if doubts:
        from briefing_lib.proof.doubts import say_doubts

        for sentence in say_doubts(store):
            click.echo(sentence)
    _report_checked(store, checked)


def _report_checked(store: Store, checked: Checked) -> None:
    """Counts of what is in the package, and of the identities that hold or are doubted, with the reasons."""
    from rich.table import Table

    from briefing_lib.proof.identities import say_doubted
    from briefing_lib.proof.statements import texts_in_english_only

    click.echo(
        f"{checked.figures} figures of {checked.places} places from {len(store.sources)} reports, {len(store.indicators)} measures, "
        f"{len(store.commitments)} commitments, {len(store.findings)} findings"
    )
    missing = [f"{number} of {table}.csv" for table, number in texts_in_english_only(store).items()]
    click.echo(f"labels and texts in English only: {', '.join(missing) or 'none'}")
    table = Table("Identity", "Holds", "Doubted")
    for rule in dict.fromkeys(rule for rule, _ in checked.counted):
        table.add_row(IDENTITIES[rule], *(str(checked.counted.get((rule, verdict), 0)) for verdict in ("holds", "doubted")))
    _console().print(table)
    for each in checked.identities:
        if each.verdict == "doubted":
            click.echo(f"doubted: {say_doubted(store, each)}")


@main.command()
@click.option("--texts", type=PATH, metavar="DIR", help="Folder of the full texts; else texts/ beside the data package.")
@click.option("--source", default="", metavar="ID", help="Only this report, by its source_id; all whose text is in DIR if left out.")
@DATA
def verify(texts: Path | None, source: str, data: Path | None) -> None:
    """Find every printed figure again in its source text, at its paragraph."""
    from briefing_lib.proof.texts import verify_texts
    from briefing_lib.store import find_package, open_store

    package = find_package(data)
    texts = texts or package.resolve().parent / "texts"
    verified = verify_texts(open_store(package), texts, source.strip())
    for fault in verified.faults:
        click.echo(str(fault), err=True)
    left_out = ", ".join(f"{number} {reason}" for reason, number in verified.left_out.items())
    click.echo(
        f"{verified.figures_found} of {verified.figures} figures found in {verified.texts} texts; {verified.numerals_taken} of "
        f"{verified.numerals} numbers of the texts accounted for (left out on purpose: {left_out})"
    )
    if verified.missing:
        click.echo(f"not in {texts}, so not compared: {', '.join(verified.missing)}")
    if verified.faults:
        raise click.exceptions.Exit(1)


@main.command()
@click.argument("path", type=PATH)
@click.option("--rebuild", is_flag=True, help="Run the notebooks again, and compare every file with what they make.")
@DATA
def audit(path: Path, rebuild: bool, data: Path | None) -> None:
    """Prove that finished pages (a page, or a folder of pages) say what the data say, and that every number on them is traced."""
    from briefing_lib.build.seal import audit_site
    from briefing_lib.store import open_store

    seen = audit_site(path, open_store(data), rebuild=rebuild)
    for flaw in seen.flaws:
        click.echo(str(flaw), err=True)
    click.echo(
        f"{seen.pages} pages: {seen.reported} reported and {seen.derived} derived numbers, {seen.charted} in charts, {seen.dates} days, "
        f"{seen.references} references; {seen.files} files beside them; untraced or not as the data say: {len(seen.flaws)}"
    )
    if seen.flaws:
        raise click.exceptions.Exit(1)


@main.command()
@click.option("--since", required=True, metavar="DATE", help="The earlier day, as in 2025-10-01; what was known by then is not told.")
@click.option("--as-of", default="", metavar="DATE", help="The later day; else the latest that the data know.")
@click.option("--province", default="", metavar="NAME", help="Province or city: a code or any name, old or new; all if left out.")
@click.option("--language", default="en", show_default=True, help="Language of the lines.")
@DATA
def changes(since: str, as_of: str, province: str, language: str, data: Path | None) -> None:
    """Say what is new, revised, due and done between two days, each line with the row that it comes from."""
    from briefing_lib.briefing import open as open_data
    from briefing_lib.errors import WrongParameter
    from briefing_lib.pages.feed import say_changes

    if not since.strip():
        raise WrongParameter("since", since, "give the earlier day, as in 2025-10-01")
    known = open_data(data)
    click.echo(say_changes(known.briefing(province or known.places.root, as_of=as_of, since=since), language))


@main.command()
@click.argument("file", metavar="FILE|-", required=False)
@click.option("--url", default="", metavar="URL", help="Address of the report; else what the file says.")
@click.option("--publisher", default="", metavar="NAME", help="Who published it; else who published earlier reports of this address.")
@click.option("--published-on", default="", metavar="DATE", help="Day or month printed on it, as 2025-10-01 or 2025-10.")
@click.option("--known-from", default="", metavar="DATE", help="Day from which a page may use it, where none is printed.")
@click.option("--language", default="", metavar="CODE", help="Language of the text (vi, en, id); else guessed by its words.")
@click.option("--translated-from", default="", metavar="CODE", help="Language of the original, where the text is a translation.")
@click.option("--original", default="", metavar="ID", help="The report in hand that this one reprints.")
@click.option("--kind", default="", metavar="KIND", help="How good a witness it is; else as earlier reports of the publisher.")
@click.option("--id", "source_id", default="", metavar="ID", help="Its name in the package; else made of publisher, day and place.")
@click.option("--texts", type=PATH, metavar="DIR", help="Folder of the texts; else texts/ beside the data package.")
@click.option("--list", "listed", is_flag=True, help="List the candidates and ask nothing.")
@click.option("--undo", is_flag=True, help="Take the rows of a saved report (FILE is its name) out of the tables again.")
@click.option("--finish", is_flag=True, help="Complete a save that was interrupted.")
@DATA
def add(file: str | None, texts: Path | None, listed: bool, undo: bool, finish: bool, data: Path | None, **given: str) -> None:
    """Enter a report: its text is read, each number proposed as a row, and saved when a person has confirmed them all."""
    from briefing_lib.intake import desk
    from briefing_lib.store import find_package, open_store
    from briefing_lib.store.written import finish_writing

    package = find_package(data)
    if finish:
        click.echo("the save is complete now" if finish_writing(package) else "no save was interrupted")
        return
    if not file:
        raise WrongUse("no report was named; give its file, - for what is piped in, or its name with --undo")
    store, folder = open_store(package), texts or package.resolve().parent / "texts"
    if undo:
        click.echo(desk.take_back(file, folder, store))
        return
    work = desk.begin_at(file, folder, given, store)
    if listed or not sys.stdin.isatty():
        click.echo(desk.list_candidates(work, store))
        if not listed:
            click.echo("nothing was asked, as there is no terminal to answer in; run it in one, or go on in add_report.ipynb", err=True)
    else:
        desk.ask(work, store)


@main.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
@click.option(
    "--desk", type=PATH, default=Path("desk"), show_default=True, metavar="DIR",
    help="Folder for copies of the notebooks, and for what they make; those that you change stay as you left them.",
)  # fmt: skip
@DATA
@click.pass_context
def lab(context: click.Context, desk: Path, data: Path | None) -> None:
    """Open JupyterLab on copies of the notebooks; other options go to JupyterLab, as --allow-root or --port=8890."""
    from briefing_lib.build.desk import lay_out, open_lab
    from briefing_lib.store import find_package

    package = find_package(data)
    for name in lay_out(desk):
        click.echo(f"{desk / name}: you changed it, so it stays, though there is a newer one; take it away to get that", err=True)
    raise click.exceptions.Exit(open_lab(desk, context.args, package))


@main.command()
@click.option("--port", type=click.IntRange(1024, 65535), default=8866, show_default=True, help="Port on this machine that it answers at.")
@click.option("--no-browser", is_flag=True, help="Do not open it in a browser.")
@DATA
def serve(port: int, no_browser: bool, data: Path | None) -> None:
    """Open the explorer as a page without code, on this machine alone, for those who do not write any; wants Voilà."""
    from briefing_lib.build import desk
    from briefing_lib.store import find_package

    raise click.exceptions.Exit(desk.serve(port, find_package(data), is_shown=not no_browser))


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def _console(*, stderr: bool = False) -> Any:
    """Where to print; off a terminal, as in a log, no table is squeezed."""
    from rich.console import Console

    console = Console(stderr=stderr, soft_wrap=True, highlight=False, markup=False)
    if not console.is_terminal:
        console.width = 1000
    return console


if __name__ == "__main__":
    main()
