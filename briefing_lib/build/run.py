"""Runs a notebook strictly: in a kernel of its own, without any trace of clock or chance."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
import papermill
from traitlets.config import Config

from briefing_lib.build.notebooks import Notebook
from briefing_lib.errors import FailedBriefing

CELL_SECONDS = 120
QUIET = ["--IPKernelApp.log_level=CRITICAL"]
"""A kernel logs the interrupt by which it is told to stop as an error; what a cell does wrong reaches us as an output."""
Told = Callable[[int, int], None]
"""Hears how many cells are done, and of how many."""


def run_notebook(notebook: Notebook, parameters: Mapping[str, Any], folder: Path, told: Told | None = None) -> nbformat.NotebookNode:
    """The notebook, executed with these parameters over the package in `folder`, without any trace of clock or chance.

    `told` hears, after each cell, how many are done and how many there are.
    Raises WrongParameter before a kernel starts, and FailedBriefing with the cell and error where one fails.
    """
    notebook.check(parameters)
    cells = len(notebook.cells) + 1  # papermill puts in one of its own
    hooks = {"on_cell_executed": lambda cell_index, **_ignored: told(cell_index + 1, cells)} if told else {}
    os.environ["BRIEFING_DATA"] = str(folder.resolve())
    path = notebook.path
    with tempfile.TemporaryDirectory(prefix="briefing-") as aside:  # holds the kernel's sockets: no ports to race for
        try:
            executed = papermill.execute_notebook(
                str(path), str(Path(aside) / "out.ipynb"), dict(parameters), cwd=str(path.parent), progress_bar=False,
                request_save_on_cell_execute=False, execution_timeout=CELL_SECONDS, start_timeout=60,
                config=_quiet_sockets(aside),
                **hooks,
            )  # fmt: skip
        except (RuntimeError, TimeoutError) as problem:
            raise FailedBriefing(f"{path.name}: the kernel died or did not answer: {problem}") from None
        except papermill.PapermillExecutionError as problem:
            cell = f"{path.name}, cell {problem.cell_index} ({problem.source.strip().splitlines()[0]})"
            reason = problem.evalue or (problem.traceback[-1].strip() if problem.traceback else "")
            raise FailedBriefing(f"{cell}: {problem.ename}: {reason}") from None
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
