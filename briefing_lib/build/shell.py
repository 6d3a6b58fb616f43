"""Runs the cells of a notebook in an IPython shell within this process, with the outputs that a kernel would give."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import nbformat
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.jsonutil import json_default
from nbformat.v4 import new_output
from traitlets import Type
from traitlets.config import Config

LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": "{}.{}.{}".format(*sys.version_info),
}
"""What a kernel for Python says of its language."""
NO_THREAD = Config({"HistoryManager": {"enabled": False}})
"""A history would be written by a thread of its own."""


class Watcher(Protocol):
    """Hears of each cell, as Papermill's execution manager does."""

    def cell_start(self, cell: Any, cell_index: int) -> None: ...
    def cell_exception(self, cell: Any, cell_index: int) -> None: ...
    def cell_complete(self, cell: Any, cell_index: int) -> None: ...


class Outputs:
    """The outputs of the cell that runs, put together by the rules of a notebook client."""

    def __init__(self) -> None:
        self.of_cell: list[Any] = []
        self._shown: dict[str, list[Any]] = {}
        self._clears_next = False

    def begin(self) -> list[Any]:
        """The list that the next cell fills."""
        self.of_cell, self._clears_next = [], False
        return self.of_cell

    def take(self, kind: str, **parts: Any) -> Any:
        """One more output; text of one stream is joined."""
        if self._clears_next:
            self.clear()
        last = self.of_cell[-1] if self.of_cell else {}
        if kind == "stream" and last.get("name") == parts["name"]:
            last["text"] += parts["text"]
        elif kind != "stream" or parts["text"]:
            self.of_cell.append(nbformat.from_dict(json.loads(json.dumps(new_output(kind, **parts), default=json_default))))
        return self.of_cell[-1] if self.of_cell else None

    def clear(self, wait: bool = False) -> None:
        """Take the outputs of the cell away, now or with the next one."""
        self._clears_next = wait
        if not wait:
            self.of_cell.clear()

    def show(self, bundle: Any, metadata: Any, name: str | None, update: bool) -> None:
        """Show something, or something else in each place of that name."""
        if not update:
            self._shown.setdefault(name or "", []).append(self.take("display_data", data=bundle, metadata=metadata))
        for each in self._shown.get(name, []) if update and name else ():
            each.update(new_output("display_data", data=bundle, metadata=metadata) | {"output_type": each["output_type"]})


class Publisher(DisplayPublisher):  # type: ignore[misc]  # IPython ships no types here
    """Takes what a cell displays."""

    def publish(self, *given: Any, transient: Any = None, update: bool = False, **named: Any) -> None:
        bundle, *metadata = given or (named["data"],)
        self.shell.outputs.show(bundle, (metadata or [named.get("metadata")])[0] or {}, (transient or {}).get("display_id"), update)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.outputs.clear(wait)


class Hook(DisplayHook):  # type: ignore[misc]
    """Takes the value of a cell's last line."""

    def write_output_prompt(self) -> None: ...

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        self.shell.outputs.take("execute_result", data=format_dict, metadata=md_dict or {}, execution_count=self.prompt_count)

    def finish_displayhook(self) -> None:
        self._is_active = False


class Shell(InteractiveShell):  # type: ignore[misc]
    """A shell whose outputs are kept rather than printed."""

    displayhook_class = Type(Hook)
    display_pub_class = Type(Publisher)

    def __init__(self, **options: Any) -> None:
        self.outputs = Outputs()
        super().__init__(**options)

    def enable_gui(self, gui: str | None = None) -> None:
        """There is none."""

    def atexit_operations(self) -> None:
        """It ends with its process, which may be told to while it ends."""

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        self.outputs.take("error", ename=etype.__name__, evalue=str(evalue), traceback=stb)


class _Stream(io.TextIOBase):
    """What is printed, as it is printed."""

    def __init__(self, name: str, outputs: Outputs) -> None:
        self._name, self._outputs = name, outputs

    def write(self, text: str) -> int:
        self._outputs.take("stream", name=self._name, text=text)
        return len(text)


def make_shell() -> Shell:
    """The shell of this process; of one that is forked from a process that has a shell, a copy of that."""
    return Shell.instance(config=NO_THREAD)  # type: ignore[no-any-return]


def run_cells(notebook: nbformat.NotebookNode, watcher: Watcher) -> None:
    """Run its code cells in order and set their outputs; stop at one that fails, unless a tag of it says that it may."""
    shell = make_shell()
    sys.path.insert(0, "")
    with _taken(shell.outputs) as take_raw:
        for index, cell in enumerate(notebook.cells):
            watcher.cell_start(cell, index)
            failed = is_run(cell) and not _run_cell(cell, shell, take_raw)
            if failed:
                watcher.cell_exception(cell, index)
            watcher.cell_complete(cell, index)
            if failed:
                break
    notebook.metadata["language_info"] = LANGUAGE


def is_run(cell: nbformat.NotebookNode) -> bool:
    """Whether a cell holds code to run."""
    return cell.cell_type == "code" and bool(cell.source.strip()) and "skip-execution" not in cell.metadata.get("tags", ())


def _run_cell(cell: nbformat.NotebookNode, shell: Shell, take_raw: Callable[[], None]) -> bool:
    cell.outputs = shell.outputs.begin()
    result = shell.run_cell(cell.source, store_history=True)
    cell.execution_count = result.execution_count
    take_raw()
    return bool(result.success) or "raises-exception" in cell.metadata.get("tags", ())


@contextlib.contextmanager
def _taken(outputs: Outputs) -> Iterator[Callable[[], None]]:
    """What goes to standard output and error becomes outputs, be it written past Python's own streams."""
    names, kept = ("stdout", "stderr"), (os.dup(1), os.dup(2))
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        raw = dict(zip(names, (stdout, stderr), strict=True))

        def take_raw() -> None:
            for name, file in raw.items():
                file.seek(0)
                outputs.take("stream", name=name, text=file.read().decode(errors="replace"))
                file.seek(0)
                file.truncate()

        for number, file in enumerate(raw.values(), 1):
            os.dup2(file.fileno(), number)
        try:
            with contextlib.redirect_stdout(_Stream("stdout", outputs)), contextlib.redirect_stderr(_Stream("stderr", outputs)):
                yield take_raw
        finally:
            for number, file_number in enumerate(kept, 1):
                os.dup2(file_number, number)
                os.close(file_number)
