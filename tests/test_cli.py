"""What a user types: exit codes, plain messages, help; never a traceback, and no kernel for a request that can't be met."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest
from click.testing import CliRunner
from click.testing import Result as Outcome
from conftest import ROOT, run_briefing
from editing import Package

from briefing_lib import cli
from briefing_lib.build import desk, site
from briefing_lib.build.notebooks import NOTEBOOKS, Notebook, find_notebooks
from briefing_lib.build.site import Job, Result, result_of
from briefing_lib.errors import BriefingError
from briefing_lib.intake import saving  # noqa: F401 - its error is one of the library's
from briefing_lib.store import Store, open_store

HEAVY = ("pandas", "altair", "jupyterlab", "jupyter_client", "nbformat", "papermill", "IPython", "vl_convert", "ipywidgets")
PROVINCES = [place.code for place in open_store(ROOT / "data").places]


@pytest.fixture(autouse=True)
def _no_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> Iterator[Result]:
        pytest.fail("a kernel would have been started")

    monkeypatch.setattr(site, "make_briefings", refuse)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("BRIEFING_DATA", raising=False)
    monkeypatch.chdir(ROOT)


def run(*arguments: str) -> Outcome:
    outcome = CliRunner().invoke(cli.main, list(arguments), prog_name="briefing")
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit), outcome.exception
    return outcome


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--province", "Da Nnag"], "no place is called 'Da Nnag': did you mean Da Nang (48) or Lam Dong (68) or Dong Nai (75)?"),
        (["--province", "49"], "no place is called '49': code 49 was closed on 2025-07-01; Da Nang (48) took over Quang Nam"),
        (["--province", ""], "no place is called '': give a code or a name, as in 01 or Hanoi"),
        (
            ["--province", "48", "--province", "Xyzzy"],
            "no place is called 'Xyzzy': give a code or a name, as in 01 or Hanoi",
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
    """A day before the change, or long after what the data know, is refused with the days that can be had."""
    outcome = run("build", "--as-of", day)
    assert outcome.exit_code == 2
    assert re.fullmatch(
        rf"parameter as_of: found '{day}'; give a day from 2025-07-01, the first of the change, to \d{{4}}-\d\d-\d\d, "
        r"a year after the latest that the data know\n",
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
        (["build", "--provinze", "48"], "No such option '--provinze'"),
        (["bild"], "No such command 'bild'."),
        (["build", "48"], "no notebook '48' makes pages; there are comparison, data_check, "),
        (["audit"], "Missing argument 'PATH'."),
    ],
)
def test_wrong_words(arguments: list[str], words: str) -> None:
    """An unknown command or option, or one that is missing, ends with 2 and names it."""
    outcome = run(*arguments)
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert words in outcome.stderr


@pytest.mark.parametrize(("option", "parameter"), [("province", "province"), ("as_of", "as_of"), ("language", "language")])
def test_options_are_the_notebooks_parameters(option: str, parameter: str) -> None:
    """What the notebook can be asked for has an option, and both are told in the same words."""
    asked = Notebook(NOTEBOOKS / "province_briefing.ipynb").parameters
    assert set(asked) == {"province", "as_of", "language"}
    told = {each.name: getattr(each, "help", None) for each in cli.build.params}
    words = asked[parameter].help.strip(".:").split()[:4]
    assert told[option].startswith(" ".join(words).rstrip(":"))


@pytest.mark.parametrize("command", cli.main.commands.values(), ids=lambda command: command.name)
def test_help_of_every_command(command: click.Command) -> None:
    """Each command and each of its options says in a sentence what it does."""
    outcome = run(command.name, "--help")
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    said = [command.help, *(option.help for option in command.params if isinstance(option, click.Option))]
    assert all(re.match(r"[A-Z].*[a-z]{2,} [a-z]{2,}.*\.$", " ".join(each.split())) for each in said), said


def test_no_command() -> None:
    """Without a command, all of them are listed."""
    outcome = run()
    assert outcome.exit_code == 2
    assert set(re.findall(r"^  (\w+) +[A-Z]", outcome.output, re.MULTILINE)) == {
        "add",
        "build",
        "changes",
        "check",
        "verify",
        "audit",
        "lab",
        "serve",
    }


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


def test_version() -> None:
    """The command says which version it is of."""
    assert re.fullmatch(r"briefing, version \d+\.\d+\S*\n", run("--version").stdout)


def test_check_of_doubts() -> None:
    """On request each doubtful figure is said in a sentence, with row, place, number, day and why, and whatever else to look at again."""
    lines = run("check", "--doubts").stdout.splitlines()
    row = "figures.csv, row 16: Da Nang, commune level, dossiers submitted online: 171,190, 1 July 2025 to 30 September 2025, inferred."
    assert any(
        line.startswith(f"{row} The translation is unclear and the day or period is unclear. Printed as paid online") for line in lines
    )
    said = [line for line in lines if re.match(r"(figures|commitments|messages)\.csv, rows? \d+", line)]
    assert len(said) > 100
    assert [line for line in said if not line.endswith((".", "?")) or "Figure(" in line or "&" in line] == []
    for told in ("It is a part, and no report in hand gives its whole", "its report does not give its base", "has several last days"):
        assert any(told in line for line in said)


def test_check_of_a_message_that_has_grown_old(tmp_path: Path) -> None:
    """A message that rests on a figure which a newer one replaces is named on request, with both; it is no fault."""
    package = Package(tmp_path, full=True)
    old = next(
        row["figure_id"]
        for row in package.read("figures")
        if (row["geography"], row["breakdown"], row["as_of"]) == ("24", "unit_kind:commune", "2025-07-01")
    )
    package.add("messages", message_id="communes", geography="24", section="messages", order="1", known_from="2025-10-01",
                text_en=f"Bac Ninh has {{{old}}} communes")  # fmt: skip
    outcome = run("check", "--doubts", "--data", str(package.folder))
    said = next(line for line in outcome.stdout.splitlines() if line.startswith("messages.csv, row"))
    assert re.search(
        r"The message communes on Bac Ninh is no longer said: it rests on \d+, 1 July 2025 \(figures\.csv, row \d+\), and ", said
    )
    assert said.endswith("is newer. Write it anew, or take it away.")
    assert "labels and texts in English only: 1 of messages.csv" in outcome.stdout.splitlines()
    assert outcome.exit_code == 0


def test_verify_of_a_missing_folder() -> None:
    """A folder of texts that is not there is wrong use, not a finding."""
    outcome = run("verify", "--texts", "nowhere")
    assert (outcome.exit_code, outcome.stderr) == (
        2, "no folder of texts at nowhere; they belong to their publishers and do not come with the project: "
        "give the folder that holds the files named in sources.csv\n",
    )  # fmt: skip


def test_verify_looks_beside_the_package(tmp_path: Path) -> None:
    """Where no folder of texts is named it is the one beside the data, as for a report that is entered."""
    outcome = run("verify", "--data", str(Package(tmp_path).folder))
    assert (outcome.exit_code, outcome.stderr.partition(";")[0]) == (2, f"no folder of texts at {tmp_path / 'texts'}")


def test_verify_of_what_is_in_hand(tmp_path: Path) -> None:
    """As README says it: a new report is verified with its text alone; the texts that are not in hand are named once, and are no error."""
    package, text = Package(tmp_path, full=True), "The city received 1,234 dossiers.\n"
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "new.txt").write_text(text, "utf-8")
    hashed = hashlib.sha256(text.encode()).hexdigest()
    package.edit("sources", "test-report", basis="full_text", text_name="new.txt", text_sha256=hashed)
    package.add_figure("dossiers_received", "1234", as_printed="1,234", paragraph="1")
    asked = ["verify", "--texts", str(tmp_path / "texts"), "--data", str(package.folder)]
    outcome = run(*asked)
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    assert outcome.stdout.startswith("1 of 1 figures found in 1 texts; 1 of 1 numbers of the texts accounted for")
    assert outcome.stdout.count("so not compared: ") == 1
    alone = run(*asked, "--source", "test-report")
    assert (alone.exit_code, "not compared" in alone.stdout) == (0, False)
    assert run(*asked, "--source", "baochinhphu-2025-10-01-da-nang").exit_code == 2


def test_audit_of_nothing(tmp_path: Path) -> None:
    """An empty folder is wrong use, not a clean result."""
    outcome = run("audit", str(tmp_path))
    assert (outcome.exit_code, outcome.stderr) == (
        2, f"no page to audit at {tmp_path}; build the pages first, or name a folder that holds them\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfe\x00", "{path} can't be read as a page: UnicodeDecodeError"),
        (b"12,000 dossiers", "page.html: it is no page of a briefing: it has no html element that names its language"),
    ],
)
def test_audit_of_another_file(tmp_path: Path, content: bytes, why: str) -> None:
    """A file that is no page is refused, rather than found clean."""
    path = tmp_path / "page.html"
    path.write_bytes(content)
    outcome = run("audit", str(path))
    assert (outcome.exit_code, outcome.stderr) == (2, f"{why.format(path=path)}\n")


def test_audit_of_links_and_folders(tmp_path: Path) -> None:
    """A folder that is called like a page is none, what lies in it is; a link to nothing is refused by its name."""
    page = tmp_path / "folder.html" / "page.html"
    page.parent.mkdir()
    page.write_text('<html lang="en"><p>None.</p></html>', "utf-8")
    outcome = run("audit", str(tmp_path))
    assert (outcome.exit_code, outcome.stdout[:8]) == (1, "1 pages:")  # it does not say what it is made of
    link = tmp_path / "link.html"
    link.symlink_to("nowhere.html")
    outcome = run("audit", str(tmp_path))
    why = "is no file but a device, a pipe or a link to nothing; take it away, or build the page again"
    assert (outcome.exit_code, outcome.stderr) == (2, f"{link} {why}\n")


@pytest.mark.parametrize(
    "arguments", [["audit", ""], ["audit", " "], ["check", "--data", ""], ["build", "--out", ""], ["verify", "--texts", ""]]
)
def test_blank_path(arguments: list[str]) -> None:
    """A blank path is refused; it does not mean the folder where the command runs."""
    outcome = run(*arguments)
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert "it is blank; name a file or folder, . for this one" in outcome.stderr


def test_audit_that_finds(tmp_path: Path) -> None:
    """A finding ends with 1, is named on the error stream, and the counts stand on the other."""
    (tmp_path / "page.html").write_text('<html lang="en"><p>There are 12.</p></html>', "utf-8")
    outcome = run("audit", str(tmp_path))
    assert (outcome.exit_code, outcome.stderr.splitlines()) == (1, [
        "page.html: html: 'head': the page has no policy",
        "page.html: body > p: 'There are 12.': a number that nothing traces",
        "page.html: html: 'data-notebook': it does not say what it is made of, so it can't be made again",
    ])  # fmt: skip
    assert outcome.stdout == (
        "1 pages: 0 reported and 0 derived numbers, 0 in charts, 0 days, 0 references; 0 files beside them; untraced or not as the data say: 3\n"
    )


def made(job: Job) -> Result:
    return replace(result_of(job, "made"), reported=7, derived=3)


def test_build_of_chosen_provinces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Provinces are found by any name; report, brief and record of each are made once, as of the day and in the languages asked for."""
    asked: list[Job] = []

    def make(_store: Store, jobs: list[Job], _out: Path) -> Iterator[Result]:
        asked.extend(jobs)
        yield from map(made, jobs)

    monkeypatch.setattr(site, "make_briefings", make)
    outcome = run(
        "build", "--province", "Quảng Nam", "--province", "48", "--province", "1", "--as-of", "2025-10-31", "--language", "vi, en",
        "--out", str(tmp_path),
    )  # fmt: skip
    assert [(job.stem, job.place, job.as_of) for job in asked] == [
        (f"{code}/{name}{ending}", name[:2], "2025-10-31")
        for code in ("vi", "en") for ending in ("-report", "", "-record") for name in ("48-da-nang", "01-hanoi")
    ]  # fmt: skip
    assert {job.languages for job in asked} == {("en", "vi")}
    assert {job.siblings for job in asked} == {tuple(find_notebooks())}
    assert outcome.exit_code == 0
    assert outcome.stdout.splitlines()[-1] == f"12 pages: 12 made; open {tmp_path / 'index.html'}"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["assets", "en", "index.html", "manifest.json", "vi"]


def test_build_as_of_another_day_says_what_it_replaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that speak of another day are not replaced in silence: which, of which day, and how to keep them; the same day says nothing."""

    def make(_store: Store, jobs: list[Job], _out: Path) -> Iterator[Result]:
        yield from (replace(made(job), files={f"{job.stem}.html": "0" * 64}) for job in jobs)

    monkeypatch.setattr(site, "make_briefings", make)
    asked = ["build", "province_briefing", "--language", "en", "--out", str(tmp_path)]
    assert "replace" not in run(*asked, "--province", "48", "--province", "1", "--as-of", "2025-10-31").stderr
    assert "replace" not in run(*asked, "--province", "48", "--as-of", "2025-10-31", "--force").stderr
    told = run(*asked, "--province", "48", "--as-of", "2025-09-30").stderr.splitlines()[0]
    way_out = "to keep both, stop this build and name another folder with --out"
    assert told == f"{tmp_path} holds pages as of 2025-10-31, which those as of 2025-09-30 replace: en/48-da-nang; {way_out}"
    both = run(*asked, "--province", "48", "--province", "1", "--as-of", "2025-12-31").stderr.splitlines()[:2]
    assert [line.partition(" replace: ")[2].partition(";")[0] for line in both] == ["en/48-da-nang", "en/01-hanoi"]


def test_progress_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal a bar says how many pages are done, under way and left, and how long it takes; no line for each page."""
    monkeypatch.setattr(site, "make_briefings", lambda _store, jobs, _out: map(made, jobs))
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    outcome = run("build", "province_briefing", "--province", "48", "--province", "1", "--language", "en", "--out", str(tmp_path))
    said = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", outcome.stderr)
    assert "1 done, 1 running, 1 left" in said
    assert "2 done, 0 running, 0 left" in said
    assert "0:00:0" in said
    assert "en/48-da-nang: made" not in said


def test_build_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One failed briefing ends with 1; the others are made, and the reason is told."""

    def make(_store: Store, jobs: list[Job], _out: Path) -> Iterator[Result]:
        first, *others = jobs
        yield result_of(first, "failed", "cell 3: [no]")
        yield from map(made, others)

    monkeypatch.setattr(site, "make_briefings", make)
    outcome = run("build", "province_briefing", "--province", "48", "--province", "1", "--language", "en", "--out", str(tmp_path))
    assert outcome.exit_code == 1
    assert outcome.stderr.splitlines()[:2] == ["1/2 en/48-da-nang: failed", "2/2 en/01-hanoi: made"]
    assert [cell.strip() for cell in outcome.stderr.splitlines()[-2].split("│")] == [
        "",
        "en/48-da-nang",
        "48",
        "en",
        "cell 3: [no]",
        "",
        "",
    ]
    assert outcome.stdout.splitlines()[-1] == f"2 pages: 1 made, 1 failed; open {tmp_path / 'index.html'}"


def test_build_of_all_provinces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a choice the nation and all 34 are made in all languages, provinces in the order of their codes."""
    asked: list[Job] = []

    def make(_store: Store, jobs: list[Job], _out: Path) -> Iterator[Result]:
        asked.extend(jobs)
        yield from map(made, jobs)

    monkeypatch.setattr(site, "make_briefings", make)
    run("build", "--out", str(tmp_path))
    assert {name: [job.place for job in asked if Path(job.notebook).stem == name] for name in find_notebooks()} == {
        "comparison": ["VN"] * 3, "data_check": ["VN"] * 3, "progress_report": [*PROVINCES, "VN"] * 3,
        "national_briefing": ["VN"] * 3, "national_record": ["VN"] * 3, "province_briefing": PROVINCES * 3, "province_record": PROVINCES * 3,
    }  # fmt: skip
    assert (len(PROVINCES), PROVINCES) == (34, sorted(PROVINCES))


def test_shell() -> None:
    """From a shell, in a locale without UTF-8, wrong use is one line on the error stream and exit code 2, without a traceback."""
    done = run_briefing("build", "--province", "Quảng Nnam", LC_ALL="C", PYTHONIOENCODING="")
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"no place is called '.+': did you mean .+\?\n", done.stderr)


def test_lab_asks_nobody_and_passes_options_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """JupyterLab is started without its look for news and newer versions, over copies of the notebooks, with the options it is given."""
    started: list[Any] = []
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/mine")
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    ended = SimpleNamespace(poll=lambda: 0, returncode=0)
    monkeypatch.setattr(desk.subprocess, "Popen", lambda command, env, **_: (started.extend([command, env]), ended)[1])
    assert run("lab", "--desk", str(tmp_path / "desk"), "--allow-root", "--port=8890").exit_code == 0
    command, environment = started
    ours, mine = environment["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    disabled = json.loads((Path(ours) / "labconfig" / "page_config.json").read_text("utf-8"))["disabledExtensions"]
    assert (disabled, mine) == ({"@jupyterlab/apputils-extension:announcements": True}, "/mine")
    assert environment["BRIEFING_DATA"] == str(ROOT / "data")
    assert command[1:] == [
        "-m", "jupyterlab", f"--ServerApp.root_dir={tmp_path / 'desk'}", "--LabApp.default_url=/lab/tree/welcome.ipynb",
        "--allow-root", "--port=8890",
    ]  # fmt: skip
    assert (tmp_path / "desk" / "welcome.ipynb").read_bytes() == (NOTEBOOKS / "welcome.ipynb").read_bytes()


def test_lab_says_what_it_leaves_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy that was changed, and of which there is a newer original, is named with what to do."""
    monkeypatch.setattr(desk, "lay_out", lambda _: ["welcome.ipynb"])
    monkeypatch.setattr(desk, "open_lab", lambda *_: 0)
    outcome = run("lab")
    said = "you changed it, so it stays, though there is a newer one; take it away to get that\n"
    assert (outcome.exit_code, outcome.stderr) == (0, f"{Path('desk', 'welcome.ipynb')}: {said}")


def test_serve_without_voila(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Voilà is not installed, the command says how to get it, and where the explorer is besides."""
    monkeypatch.setattr(desk.importlib.util, "find_spec", lambda _: None)
    outcome = run("serve")
    assert (outcome.exit_code, outcome.stderr) == (
        2, 'Voilà is not installed; run pip install "briefing-lib[serve]", or open explore.ipynb in briefing lab\n',
    )  # fmt: skip


def modules_after(*arguments: str) -> set[str]:
    """The packages that a fresh process has loaded when a command is done."""
    code = (
        "import sys\nfrom briefing_lib.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
        "sys.stderr.write(' '.join(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize("command", ["", *cli.main.commands])
def test_help_starts_fast(command: str) -> None:
    """Help answers without anything that takes long to load."""
    loaded = modules_after(*filter(None, [command]), "--help")
    assert "click" in loaded
    assert loaded & {*HEAVY, "jinja2", "babel", "bs4"} == set()


def test_check_starts_fast() -> None:
    """A check of the data loads neither charts nor notebooks nor frames."""
    loaded = modules_after("check")
    assert "briefing_lib" in loaded
    assert loaded & set(HEAVY) == set()


def test_library_starts_fast() -> None:
    """To import the library loads nothing of it that is not asked for."""
    done = subprocess.run(
        [sys.executable, "-c", "import sys, briefing_lib; print(*(name for name in sys.modules))"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = set(done.stdout.split())
    assert {name for name in loaded if name.startswith("briefing_lib")} == {"briefing_lib"}
    assert loaded & {*HEAVY, "click"} == set()


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "--province", "48", "--out", "/proc/site"],
        ["build", "--province", "48", "--out", "/dev/null/site"],
        ["build", "--data", "/proc/1"],
        ["build", "missing.ipynb"],
        ["check", "--data", "README.md"],
        ["verify", "--texts", "README.md"],
        ["audit", "/proc/self/mem"],
        ["audit", "missing.html"],
    ],
    ids=" ".join,
)
def test_what_the_system_refuses(arguments: list[str]) -> None:
    """A folder that can't be written, or a file that can't be read, ends with 2 and one line, never with a traceback."""
    outcome = run(*arguments)
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert (len(outcome.stderr.splitlines()), "Traceback" in outcome.stderr) == (1, False)


def test_table_that_cannot_be_read(tmp_path: Path) -> None:
    """A table that is a folder, or may not be read, is told by its name."""
    package = Package(tmp_path)
    path = package.path("figures")
    path.unlink()
    path.mkdir()
    outcome = run("check", "--data", str(package.folder))
    assert outcome.exit_code == 2
    assert "figures.csv" in outcome.stderr


@pytest.mark.parametrize("command", ["build", "check", "verify", "audit", "lab", "serve"])
@pytest.mark.parametrize("problem", [PermissionError(13, "Permission denied", "data/figures.csv"), OSError(28, "No space left on device")])
def test_no_error_of_the_system_is_a_traceback(monkeypatch: pytest.MonkeyPatch, command: str, problem: OSError) -> None:
    """Whatever the system refuses while a command runs becomes one line that names the file."""

    def refuse(*_: object, **__: object) -> None:
        raise problem

    monkeypatch.setattr(cli.main.commands[command], "callback", refuse)
    outcome = run(command, *{"audit": ["."], "verify": ["--texts", "."]}.get(command, []))
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert outcome.stderr == f"{problem.filename or 'the system'}: {problem.strerror}\n"


def subclasses(error: type[BriefingError]) -> Iterator[type[BriefingError]]:
    for each in error.__subclasses__():
        yield each
        yield from subclasses(each)


def test_every_error_has_its_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each error of the library ends a command with its text alone: 2 for wrong use and data that can't be used, 1 for a finding."""
    codes = {}
    for error in (BriefingError, *subclasses(BriefingError)):
        problem = error.__new__(error)
        click.ClickException.__init__(problem, "what is wrong, and what to do")

        def fail(problem: BriefingError = problem, **_: object) -> None:
            raise problem

        monkeypatch.setattr(cli.check, "callback", fail)
        outcome = run("check")
        codes[error.__name__] = outcome.exit_code
        assert (outcome.stdout, outcome.stderr) == ("", "what is wrong, and what to do\n")
    assert codes == {
        "BriefingError": 1, "WrongUse": 2, "UnknownPlace": 2, "UnknownName": 2, "WrongParameter": 2, "NotSaved": 2, "InvalidPackage": 2,
        "NotComparable": 1, "Untraceable": 1, "FailedBriefing": 1,
    }  # fmt: skip


def test_a_reader_who_has_seen_enough() -> None:
    """Where nobody reads on, as behind `head`, the command ends without a word."""
    code = "from briefing_lib.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "check", "--doubts"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    process.wait(60)
