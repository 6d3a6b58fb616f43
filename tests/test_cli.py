"""What a user types: exit codes, plain messages, help; never a traceback, and no kernel for a request that can't be met."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import Result as Outcome
from conftest import ROOT, run_briefing
from editing import Package
from typer.testing import CliRunner

from briefing_lib import cli
from briefing_lib.build.parameters import read_parameters
from briefing_lib.build.runner import Job, Result


@pytest.fixture(autouse=True)
def _no_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> Iterator[Result]:
        pytest.fail("a kernel would have been started")

    monkeypatch.setattr(cli, "make_briefings", refuse)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("BRIEFING_DATA", raising=False)
    monkeypatch.chdir(ROOT)


def run(*arguments: str) -> Outcome:
    outcome = CliRunner().invoke(cli.app, list(arguments), prog_name="briefing")
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit), outcome.exception
    return outcome


def flat(text: str) -> str:
    """The words of a framed help text, without frames and line ends."""
    return " ".join(re.sub(r"[│╭╮╰╯─]", " ", text).split())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--province", "Da Nnag"], "no province is called 'Da Nnag': did you mean Da Nang (48) or Lam Dong (68) or Dong Nai (75)?"),
        (["--province", "49"], "no province is called '49': code 49 was closed on 2025-07-01; Da Nang (48) took over Quang Nam"),
        (["--province", ""], "no province is called '': give a two-digit code or a name, as in 48 or Da Nang"),
        (
            ["--province", "48", "--province", "Xyzzy"],
            "no province is called 'Xyzzy': give a two-digit code or a name, as in 48 or Da Nang",
        ),
        (["--as-of", "2025-02-30"], "parameter as_of: found '2025-02-30'; give a day that exists, as 2025-10-01"),
        (["--as-of", "2025-10"], "parameter as_of: found '2025-10'; give a day that exists, as 2025-10-01"),
        (["--as-of", "yesterday"], "parameter as_of: found 'yesterday'; give a day that exists, as 2025-10-01"),
        (["--data", "nowhere"], "no data package in nowhere: it has no datapackage.json; name the folder that holds it"),
        (["--out", "README.md"], "nothing can be made in README.md: File exists; name another folder"),
    ],
)
def test_request_that_cannot_be_met(arguments: list[str], message: str) -> None:
    """An unknown province, an impossible day, a missing package or a wrong folder ends with 2 and one line that says what to do."""
    outcome = run("build", *arguments)
    assert (outcome.exit_code, outcome.stdout, outcome.stderr) == (2, "", f"{message}\n")


@pytest.mark.parametrize("day", ["2025-06-30", "2031-01-01"])
def test_day_that_the_data_do_not_reach(day: str) -> None:
    """A day before the two-tier model, or later than the data know, is refused with the days that can be had."""
    outcome = run("build", "--as-of", day)
    assert outcome.exit_code == 2
    assert re.fullmatch(
        rf"parameter as_of: found '{day}'; give a day from 2025-07-01, the first of the two-tier model, to \d{{4}}-\d\d-\d\d, "
        r"the latest that the data know\n",
        outcome.stderr,
    )


def test_unknown_language() -> None:
    """A language that no page can be written in is refused with those that can be had."""
    outcome = run("build", "--language", "xx")
    assert outcome.exit_code == 2
    assert re.fullmatch(r"parameter language: found 'xx'; pages can be written in en(, \w\w)*\n", outcome.stderr)


@pytest.mark.parametrize("command", ["build", "check", "audit", "verify"])
def test_no_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    """Where no package is found, each command says how to name one."""
    monkeypatch.chdir(tmp_path)
    more = {"audit": ["."], "verify": ["--texts", "."]}.get(command, [])
    outcome = run(command, *more)
    assert (outcome.exit_code, outcome.stderr) == (
        2, "no data/datapackage.json here or in a folder above; give its folder (--data; folder= in Python), or set BRIEFING_DATA\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["build", "--provinze", "48"], "No such option: --provinze"),
        (["bild"], "No such command 'bild'."),
        (["build", "48"], "Got unexpected extra argument(s) (48)"),
        (["audit"], "Missing argument 'path'."),
        (["verify"], "Missing option '--texts'."),
    ],
)
def test_wrong_words(arguments: list[str], words: str) -> None:
    """An unknown command or option, or one that is missing, ends with 2 and names it."""
    outcome = run(*arguments)
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert words in flat(outcome.stderr)


@pytest.mark.parametrize(("option", "parameter"), [("--province", "province"), ("--as-of", "as_of"), ("--language", "language")])
def test_help_is_the_notebooks_own(option: str, parameter: str) -> None:
    """The help of an option is what the notebook's parameters cell says of it."""
    said = read_parameters()[parameter].help
    told = flat(run("build", "--help").stdout)
    assert said
    assert re.search(rf"{option} \S+ {re.escape(said)}", told)


@pytest.mark.parametrize("command", ["build", "check", "verify", "audit", "lab"])
def test_help_of_every_command(command: str) -> None:
    """Each command and each of its options says in a sentence what it does."""
    outcome = run(command, "--help")
    lines = [line for line in outcome.stdout.splitlines() if re.match(r"│\s+\*?\s*--\w", line)]
    assert outcome.exit_code == 0
    assert lines
    assert [line for line in lines if not re.search(r"[a-z]{3,} [a-z]{2,}", line.split("  ", 2)[-1])] == []


def test_no_command() -> None:
    """Without a command, all of them are listed."""
    outcome = run()
    assert outcome.exit_code == 2
    assert re.findall(r"│ (\w+) +[A-Z]", outcome.stdout) == ["build", "check", "verify", "audit", "lab"]


def test_check() -> None:
    """The committed package is valid, and the command counts what is in it."""
    outcome = run("check")
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    assert re.match(r"\d+ figures of \d+ places from \d+ reports, \d+ measures, \d+ commitments, \d+ findings\n", outcome.stdout)


def test_check_of_a_broken_package(tmp_path: Path) -> None:
    """A broken package ends with 2, and the message names file, row, column, what was found and what to do."""
    package = Package(tmp_path).add_examples()
    row = package.edit("figures", "test-report.1", value="142.746")
    outcome = run("check", "--data", str(package.folder))
    fault = f"figures.csv, row {row}, column value: found '142.746'; a count is a whole number, not negative, without grouping"
    assert outcome.exit_code == 2
    assert f"{fault}: 142.746 in print is typed 142746" in outcome.stderr


def test_check_of_doubts() -> None:
    """On request every doubtful figure is listed with its codes."""
    lines = run("check", "--doubts").stdout.splitlines()
    assert re.match(r"figures\.csv, row \d+: Figure\(.*\): (translation|scope|date|contradicted|rounding)", lines[0])


def test_verify_of_a_missing_folder() -> None:
    """Texts that are not there are wrong use, not a finding."""
    outcome = run("verify", "--texts", "nowhere")
    assert (outcome.exit_code, outcome.stderr) == (
        2, "no folder of texts at nowhere; give the folder that holds the files named in sources.csv\n",
    )  # fmt: skip


def test_audit_of_nothing(tmp_path: Path) -> None:
    """An empty folder is wrong use, not a clean result."""
    outcome = run("audit", str(tmp_path))
    assert (outcome.exit_code, outcome.stderr) == (
        2, f"no page to audit at {tmp_path}; build the pages first, or name a folder that holds them\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfe\x00", "can't be read as a page: UnicodeDecodeError"),
        (b"12,000 dossiers", "is no page of a briefing: it has no html element that names its language"),
    ],
)
def test_audit_of_another_file(tmp_path: Path, content: bytes, why: str) -> None:
    """A file that is no page is refused, rather than found clean."""
    path = tmp_path / "page.html"
    path.write_bytes(content)
    outcome = run("audit", str(path))
    assert (outcome.exit_code, outcome.stderr) == (2, f"{path} {why}\n")


def test_audit_that_finds(tmp_path: Path) -> None:
    """A finding ends with 1, is named on the error stream, and the counts stand on the other."""
    (tmp_path / "page.html").write_text('<html lang="en"><p>There are 12.</p></html>', "utf-8")
    outcome = run("audit", str(tmp_path))
    assert (outcome.exit_code, outcome.stderr) == (1, "page.html: 'There are 12.': a number that nothing traces\n")
    assert outcome.stdout == "1 pages: 0 reported and 0 derived numbers, 0 in charts, 0 days, 0 references; untraced: 1\n"


def made(job: Job) -> Result:
    return Result(stem=job.stem, province=job.province, language=job.language, as_of=job.as_of, status="made", reported=7, derived=3)


def test_build_of_chosen_provinces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Provinces are found by any name, each is made once, and a blank day is the latest of the data."""
    asked: list[Job] = []

    def make(jobs: list[Job]) -> Iterator[Result]:
        asked.extend(jobs)
        yield from map(made, jobs)

    monkeypatch.setattr(cli, "make_briefings", make)
    outcome = run(
        "build", "--province", "Quảng Nam", "--province", "48", "--province", "1", "--as-of", "2025-10-31", "--out", str(tmp_path)
    )
    assert [(job.stem, job.province, job.as_of) for job in asked] == [
        ("en/48-da-nang", "48", "2025-10-31"),
        ("en/01-hanoi", "01", "2025-10-31"),
    ]
    assert outcome.exit_code == 0
    assert outcome.stdout.splitlines()[-1] == f"2 of 2 briefings made; open {tmp_path / 'index.html'}"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["assets", "index.html", "manifest.json"]


def test_build_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One failed briefing ends with 1; the others are made, and the reason is told."""

    def make(jobs: list[Job]) -> Iterator[Result]:
        first, *others = jobs
        yield Result(stem=first.stem, province=first.province, language="en", as_of=first.as_of, status="failed", reason="cell 3: [no]")
        yield from map(made, others)

    monkeypatch.setattr(cli, "make_briefings", make)
    outcome = run("build", "--province", "48", "--province", "1", "--out", str(tmp_path))
    assert outcome.exit_code == 1
    assert outcome.stderr.splitlines() == ["1/2 en/48-da-nang: failed", "2/2 en/01-hanoi: made", "en/48-da-nang: cell 3: [no]"]
    assert outcome.stdout.splitlines()[-1] == f"1 of 2 briefings made; open {tmp_path / 'index.html'}"


def test_build_of_all_provinces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a choice all 34 are made, in the order of their codes."""
    asked: list[str] = []

    def make(jobs: list[Job]) -> Iterator[Result]:
        asked.extend(job.province for job in jobs)
        yield from map(made, jobs)

    monkeypatch.setattr(cli, "make_briefings", make)
    run("build", "--out", str(tmp_path))
    assert (len(asked), asked) == (34, sorted(asked))


def test_shell() -> None:
    """From a shell, in a locale without UTF-8, wrong use is one line on the error stream and exit code 2, without a traceback."""
    done = run_briefing("build", "--province", "Quảng Nnam", LC_ALL="C", PYTHONIOENCODING="")
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"no province is called '.+': did you mean .+\?\n", done.stderr)


def test_lab_asks_nobody_and_passes_options_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """JupyterLab is started without its look for news and newer versions, over the notebooks, with the options it is given."""
    started: list[list[str]] = []
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/mine")
    monkeypatch.setattr(
        cli.subprocess, "run", lambda command, env, **_: (started.append([*command, env]), SimpleNamespace(returncode=0))[1]
    )
    assert run("lab", "--allow-root", "--port=8890").exit_code == 0
    ours, mine = started[0].pop()["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    disabled = json.loads((Path(ours) / "labconfig" / "page_config.json").read_text("utf-8"))["disabledExtensions"]
    assert (disabled, mine) == ({"@jupyterlab/apputils-extension:announcements": True}, "/mine")
    assert started[0][1:] == [
        "-m", "jupyterlab",
        "--allow-root", "--port=8890", str(ROOT / "notebooks"),
    ]  # fmt: skip
