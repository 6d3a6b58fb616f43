"""The Papermill engine `briefing`: each notebook runs in a process forked from one that has all that it needs loaded.

`papermill --engine briefing …` finds it by its entry point, as does `papermill.execute_notebook(…, engine_name="briefing")`.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from papermill.engines import NBClientEngine
from papermill.log import logger

from briefing_lib.build.processes import Done, Ended, Told, is_apart, why_not_forked, work_apart
from briefing_lib.build.shell import make_shell, run_cells

NAME = "briefing"
CELL_SECONDS = 120


class BriefingEngine(NBClientEngine):  # type: ignore[misc]  # Papermill ships no types
    """Runs a notebook as a kernel would, without the seconds that it takes to start one.

    Where no process can be forked, or the notebook is not for Python, it is run by a kernel, and the log says why.
    """

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **options: Any) -> Any:
        if options.get("progress_bar", True):
            from tqdm import tqdm  # type: ignore[import-untyped]

            tqdm.monitor_interval = 0  # or it would start a thread
        return super().execute_notebook(nb, kernel_name, **options)

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, execution_timeout: float | None = None, **options: Any) -> None:
        told = options.get("on_cell_executed")
        if show := options.pop("on_notebook", None):  # Papermill hands back none that failed
            show(nb_man.nb)
        if is_apart():
            run_cells(nb_man.nb, _Telling(nb_man, told))
            return
        if reason := f"its kernel is {kernel_name}" if kernel_name != "python3" else why_not_forked():
            logger.warning(f"The notebook is run by a kernel: {reason}.")
            super().execute_managed_notebook(nb_man, kernel_name, execution_timeout=execution_timeout, **options)
            return
        load_all()
        _run_apart(nb_man, told, execution_timeout or CELL_SECONDS)


class _Telling:
    """Hears of cells for an execution manager, and for a hook of those that were run."""

    def __init__(self, nb_man: Any, told: Any = None) -> None:
        self._nb_man, self._told = nb_man, told

    def cell_start(self, cell: Any, cell_index: int) -> None:
        self._nb_man.cell_start(cell, cell_index)

    def cell_exception(self, cell: Any, cell_index: int) -> None:
        self._nb_man.cell_exception(cell, cell_index=cell_index)

    def cell_complete(self, cell: Any, cell_index: int) -> None:
        self._nb_man.cell_complete(cell, cell_index=cell_index)
        if self._told:
            self._told(cell=cell, cell_index=cell_index)


class _Sending:
    """Hears of cells in a process of its own, for the one that started it."""

    def __init__(self, tell: Any) -> None:
        self._tell = tell

    def cell_start(self, cell: Any, cell_index: int) -> None:
        self._tell("cell_start", cell_index, {})

    def cell_exception(self, cell: Any, cell_index: int) -> None:
        self._tell("cell_exception", cell_index, {})

    def cell_complete(self, cell: Any, cell_index: int) -> None:
        self._tell("cell_complete", cell_index, {key: cell[key] for key in ("outputs", "execution_count") if key in cell})


def _run_apart(nb_man: Any, told: Any, patience: float) -> None:
    here = _Telling(nb_man, told)
    for _, message in work_apart([("", partial(_send_cells, nb_man.nb))], patience=patience):
        match message:
            case Told((name, index, parts)):
                cell = nb_man.nb.cells[index]
                cell.update(parts)
                getattr(here, name)(cell, index)
            case Done(notebook):  # a later cell may have changed what an earlier one displays
                nb_man.nb.metadata["language_info"] = notebook.metadata["language_info"]
                for cell, ran in zip(nb_man.nb.cells, notebook.cells, strict=True):
                    cell.update({"outputs": ran.outputs} if "outputs" in ran else {})
            case Ended(reason):
                raise RuntimeError(reason)


def _send_cells(notebook: Any, tell: Any) -> Any:
    run_cells(notebook, _Sending(tell))
    return notebook


def load_all() -> None:
    """Load what notebooks and pages need, so that each process that is forked has it."""
    import bdb  # noqa: F401 - a shell asks for it, and for its logger, when it runs a cell

    import IPython.core.logger  # noqa: F401

    import briefing_lib.pages.page  # noqa: F401 - what it needs is loaded with it

    make_shell()
