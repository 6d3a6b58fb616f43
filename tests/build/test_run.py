"""A notebook runs strictly: what can't be run is refused before a kernel starts, what fails is named, and no trace of clock stays."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from tiny import OPENING, executed, write_notebook

from briefing_lib.build.notebooks import Notebook
from briefing_lib.build.processes import why_not_forked
from briefing_lib.build.run import run_notebook, settled
from briefing_lib.errors import FailedBriefing, WrongParameter, WrongUse
from briefing_lib.store import Store


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"provinze": "48"}, "parameter provinze: found '48'; tiny.ipynb takes province, as_of, language; did you mean province?"),
        ({"size": "48"}, "parameter size: found '48'; tiny.ipynb takes province, as_of, language"),
        ({"province": ["48"]}, "parameter province: found ['48']; it must be str"),
        ({"language": True}, "parameter language: found True; it must be str"),
    ],
)
@pytest.mark.usefixtures("no_kernel")
def test_wrong_parameter(tmp_path: Path, given: dict[str, Any], message: str) -> None:
    """A parameter that is misspelt, unknown or neither text nor number is refused by name before a kernel starts."""
    with pytest.raises(WrongParameter) as problem:
        run_notebook(Notebook(write_notebook(tmp_path, OPENING)), given, tmp_path)
    assert str(problem.value) == message


@pytest.mark.parametrize("tags", [("other",), ("parameters", "parameters")], ids=["missing", "doubled"])
@pytest.mark.usefixtures("no_kernel")
def test_parameters_cells(tmp_path: Path, tags: tuple[str, ...]) -> None:
    """A notebook with no parameters cell, or with two, is refused before a kernel starts, be there parameters or not."""
    notebook = Notebook(write_notebook(tmp_path, OPENING, tags=tags))
    for given in ({"province": "48"}, {}):
        with pytest.raises(WrongUse, match="tagged 'parameters'; exactly one must be"):
            run_notebook(notebook, given, tmp_path)


@pytest.mark.usefixtures("no_kernel")
def test_no_notebook(tmp_path: Path) -> None:
    """A file that is no notebook is refused before a kernel starts."""
    (tmp_path / "tiny.ipynb").write_text("{", "utf-8")
    with pytest.raises(WrongUse, match=r"^tiny\.ipynb can't be read as a notebook: "):
        run_notebook(Notebook(tmp_path / "tiny.ipynb"), {}, tmp_path)


@pytest.mark.build
def test_error_in_a_cell(tmp_path: Path, small_store: Store) -> None:
    """A cell that fails stops the notebook, with its number and its error, although an earlier one showed something."""
    notebook = Notebook(write_notebook(tmp_path, '"shown"', 'raise ValueError("of no use")'))
    told: list[tuple[int, int]] = []
    with pytest.raises(FailedBriefing) as problem:
        run_notebook(notebook, {"province": "48"}, small_store.folder, lambda done, cells: told.append((done, cells)))
    assert str(problem.value) == 'tiny.ipynb, cell 3 (raise ValueError("of no use")): ValueError: of no use'
    assert told[:3] == [(1, 4), (2, 4), (3, 4)]


def test_settled_notebook() -> None:
    """Times, durations and random ids are taken out; source, outputs and other metadata stay."""
    notebook = executed()
    notebook.metadata["papermill"] = {"duration": 1.5}
    notebook.metadata["kernelspec"] = {"name": "python3"}
    notebook.cells[0].metadata = {
        "papermill": {"start_time": "now"},
        "execution": {"iopub.status.busy": "now"},
        "tags": ["injected-parameters"],
    }
    left = settled(notebook)
    assert left.metadata == {"kernelspec": {"name": "python3"}}
    assert (left.cells[0].metadata, left.cells[0].id) == ({"tags": ["injected-parameters"]}, "injected-0")


NEW = """
import sys
from functools import partial
from pathlib import Path
from importlib import import_module
from briefing_lib.build.notebooks import find_notebook
from briefing_lib.build.processes import work_apart
from briefing_lib.store import open_store

site = import_module("briefing_lib.build.site")
store = open_store(sys.argv[1])
jobs = site.plan_jobs(store, [find_notebook("province_briefing")], ["48", "15"], language="en", as_of="", out=Path("none"))

def new(job, tell):
    before = set(sys.modules)
    result, _ = site.make_apart(job, store, tell)
    return result.status, sorted(set(sys.modules) - before)

with site.made_ready():
    site.load_all(store, "en")
    site._rehearse(jobs[0], store)
    for _, message in work_apart([("", partial(new, jobs[1]))]):
        done = message
print(done.result)
"""


@pytest.mark.skipif(bool(why_not_forked()), reason="no process can be forked here")
def test_a_process_of_a_page_loads_nothing() -> None:
    """All that it needs was loaded before the fork: what it loads by itself, the process of each page would load again."""
    told = subprocess.run([sys.executable, "-c", NEW, str(ROOT / "data")], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "('made', [])"
