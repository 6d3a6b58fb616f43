"""Runs a notebook strictly, without any trace of clock or chance."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
import papermill
from papermill.engines import papermill_engines

from briefing_lib.build.engine import NAME, BriefingEngine
from briefing_lib.build.notebooks import Notebook
from briefing_lib.errors import FailedBriefing
from briefing_lib.wording import for_pages

Told = Callable[[int, int], None]
"""Hears how many cells are done, and of how many."""

papermill_engines.register(NAME, BriefingEngine)  # a checkout that is not installed has no entry points


def run_notebook(notebook: Notebook, parameters: Mapping[str, Any], folder: Path, told: Told | None = None) -> nbformat.NotebookNode:
    """The notebook, executed with these parameters over the package in `folder`, without any trace of clock or chance.

    `told` hears, after each cell, how many are done and how many there are.
    Raises WrongParameter before anything runs, and FailedBriefing with the cell and error where one fails.
    """
    notebook.check(parameters)
    cells = len(notebook.cells) + 1  # papermill puts in one of its own
    begun: list[nbformat.NotebookNode] = []
    hooks: dict[str, Any] = {"on_notebook": begun.append}
    if told:
        hooks["on_cell_executed"] = lambda cell_index, **_ignored: told(cell_index + 1, cells)
    os.environ["BRIEFING_DATA"] = str(folder.resolve())
    path = notebook.path
    try:
        with for_pages():
            executed = papermill.execute_notebook(
                str(path), None, dict(parameters), engine_name=NAME, cwd=str(path.parent), progress_bar=False, **hooks
            )  # fmt: skip
    except (RuntimeError, TimeoutError) as problem:
        raise FailedBriefing(f"{path.name}: {problem}") from None
    except papermill.PapermillExecutionError as problem:
        cell = f"{path.name}, cell {problem.cell_index} ({problem.source.strip().splitlines()[0]})"
        reason = problem.evalue or (problem.traceback[-1].strip() if problem.traceback else "")
        raise FailedBriefing(f"{cell}: {problem.ename}: {reason}", settled(begun[0])) from None
    return settled(executed)


def settled(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook without times, durations and random ids: what two equal runs have in common."""
    notebook.metadata.pop("papermill", None)
    for index, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", ()):
            cell["id"] = f"injected-{index}"
    return notebook
