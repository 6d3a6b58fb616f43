"""The Papermill engine: the notebook that a kernel makes, from a process forked for it, and nothing passes from one to the next."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from conftest import ROOT
from tiny import write_notebook

from briefing_lib.build import engine
from briefing_lib.build.engine import NAME
from briefing_lib.build.notebooks import NOTEBOOKS
from briefing_lib.build.run import settled

FORKED = """
import sys
from briefing_lib.build.run import NAME, papermill
for path, out in zip(sys.argv[1::2], sys.argv[2::2]):
    papermill.execute_notebook(path, out, {"province": "48"}, engine_name=NAME, progress_bar=False)
"""
"""Runs notebooks one after another in a process of one thread, as a script would."""
SHOWN = (
    "1 + 1",
    'print("out")\nprint("more")\nimport sys\nprint("err", file=sys.stderr)',
    'from IPython.display import HTML, display, update_display\n\ndisplay(HTML("<b>1</b>"), display_id="a")\nNone',
    'update_display(HTML("<b>2</b>"), display_id="a")',
    'from IPython.display import clear_output\n\nprint("gone")\nclear_output(wait=True)\nprint("stays")',
    'import pandas\n\npandas.DataFrame({"a": [1]})',
    "(_3, _)",
    "province",
    "# nothing",
    "import asyncio\n\nawait asyncio.sleep(0)\n3",
)
CHANGES = """
import os, random, json, numpy, pandas
os.chdir("/")
os.environ["LEFT"] = "behind"
pandas.options.display.max_rows = 3
random.seed(1)
numpy.random.seed(1)
json.dumps = lambda *_, **__: "patched"
left = 1
"""
SEES = """
import os, json, random, numpy, pandas
[os.getcwd() != "/", "LEFT" in os.environ, pandas.options.display.max_rows, json.dumps(1), "left" in globals()]
"""
CHANCE = "import random, numpy\n[random.random(), float(numpy.random.random())]"


def run_forked(folder: Path, *paths: Path, **environment: str) -> list[nbformat.NotebookNode]:
    outs = [folder / f"out-{number}.ipynb" for number in range(len(paths))]
    pairs = [str(each) for pair in zip(paths, outs, strict=True) for each in pair]
    done = subprocess.run(
        [sys.executable, "-c", FORKED, *pairs],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "run by a kernel" not in done.stderr
    return [settled(nbformat.read(each, 4)) for each in outs]


def by_kernel(path: Path) -> nbformat.NotebookNode:
    return settled(papermill.execute_notebook(str(path), None, {"province": "48"}, progress_bar=False))


@pytest.mark.build
@pytest.mark.parametrize("name", ["province_briefing", "province_record"])
def test_the_notebook_that_a_kernel_makes(tmp_path: Path, name: str, real_store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Byte for byte, once times and random names are taken out."""
    monkeypatch.setenv("BRIEFING_DATA", str(real_store.folder))
    path = NOTEBOOKS / f"{name}.ipynb"
    (ours,) = run_forked(tmp_path, path)
    assert nbformat.writes(ours) == nbformat.writes(by_kernel(path))


@pytest.mark.build
def test_all_kinds_of_outputs(tmp_path: Path) -> None:
    """Values, streams, displays that change or go, frames, names of earlier values: as a kernel gives them."""
    path = write_notebook(tmp_path, *SHOWN)
    (ours,) = run_forked(tmp_path, path)
    theirs = by_kernel(path)
    for mine, kernels in zip(ours.cells, theirs.cells, strict=True):
        assert mine == kernels, mine.source
    assert ours.metadata == theirs.metadata


@pytest.mark.build
def test_nothing_passes_to_the_next(tmp_path: Path) -> None:
    """Folder, environment, options, patches and names of one notebook are unknown to the next, and chance is another."""
    names = ("changes", "sees", "chance", "again")
    paths = [write_notebook(tmp_path, cell, name=name) for name, cell in zip(names, (CHANGES, SEES, CHANCE, CHANCE), strict=True)]
    _, sees, *chances = run_forked(tmp_path, *paths)
    assert sees.cells[-1].outputs[0].data["text/plain"] == "[True, False, 60, '1', False]"
    values = [json.loads(each.cells[-1].outputs[0].data["text/plain"]) for each in chances]
    assert len({each[0] for each in values} | {each[1] for each in values}) == 4


@pytest.mark.build
def test_what_goes_past_the_streams_of_python(tmp_path: Path) -> None:
    """What compiled code or another program prints is an output, too, and not lost on the terminal."""
    path = write_notebook(tmp_path, 'import os\n\n_ = os.write(1, b"raw")', 'import subprocess\n\n_ = subprocess.run(["echo", "child"])')
    (ours,) = run_forked(tmp_path, path)
    assert [cell.outputs[0].text for cell in ours.cells[-2:]] == ["raw", "child\n"]


@pytest.mark.build
def test_more_than_one_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Where a fork is not safe, a kernel runs the notebook, and the log says why."""
    monkeypatch.setattr(engine, "why_not_forked", lambda: "a fork of 7 threads is not safe")
    path = write_notebook(tmp_path, "import os\n\nos.getppid()")
    done = papermill.execute_notebook(str(path), None, {"province": "48"}, engine_name=NAME, progress_bar=False)
    assert "The notebook is run by a kernel: a fork of 7 threads is not safe." in caplog.text
    assert done.cells[-1].outputs[0].data["text/plain"] == str(os.getpid())


def test_papermill_finds_it() -> None:
    """The engine is among the entry points that Papermill reads, under the name that `--engine` takes."""
    stated = (ROOT / "pyproject.toml").read_text("utf-8")
    assert '[project.entry-points."papermill.engine"]' in stated
    installed = {each.name: each.value for each in entry_points(group="papermill.engine")}
    assert installed.get(NAME, "briefing_lib.build.engine:BriefingEngine") == "briefing_lib.build.engine:BriefingEngine"


@pytest.mark.build
@pytest.mark.skipif(not entry_points(group="papermill.engine").select(name=NAME), reason="this checkout is not installed")
def test_from_a_shell(tmp_path: Path) -> None:
    """`papermill --engine briefing` runs the committed notebook, without a kernel, as a kernel would."""
    notebook = ROOT / "notebooks" / "province_briefing.ipynb"
    ran = {}
    for name, engine_of in (("briefing", ["--engine", "briefing"]), ("stock", [])):
        out = tmp_path / f"{name}.ipynb"
        command = [sys.executable, "-m", "papermill", *engine_of, str(notebook), str(out), "-p", "province", "48"]
        done = subprocess.run(command, cwd=ROOT, env=os.environ | {"BRIEFING_DATA": ""}, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "run by a kernel" not in done.stderr
        ran[name] = settled(nbformat.read(out, 4))
    assert ran["briefing"] == ran["stock"]


@pytest.mark.build
def test_error_in_a_cell(tmp_path: Path) -> None:
    """A cell that fails is Papermill's own error, with its place; the cells behind it are not run."""
    path = write_notebook(tmp_path, "{}[province]", 'print("not run")')
    with pytest.raises(AssertionError, match="KeyError: '48'"):
        run_forked(tmp_path, path)
    failed = nbformat.read(tmp_path / "out-0.ipynb", 4)
    assert [output.output_type for cell in failed.cells for output in cell.get("outputs", ())] == ["error"]
