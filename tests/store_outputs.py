"""Runs the notebooks and stores the outputs that nbval compares: `python -m tests.store_outputs`, from the root.

A view of a widget is not stored: its id is random, and without a kernel it would show as an error. What is stored in its
place is the plain text of the same output. Nor is a link to a file that the notebook makes: whoever opens it has not made it yet.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
WIDGET = "application/vnd.jupyter.widget-view+json"
TO_A_FILE = re.compile(r'<a href="(?!#|https?:)[^"]*">(.*?)</a>')


def execute(path: Path) -> nbformat.NotebookNode:
    """The notebook with fresh outputs, without times, states and views of widgets."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=300, record_timing=False, store_widget_state=False, resources={"metadata": {"path": str(path.parent)}}
    )
    executed = client.execute()
    for cell in executed.cells:
        for output in cell.get("outputs", ()):
            shown = output.get("data", {})
            shown.pop(WIDGET, None)
            if "text/html" in shown:
                shown["text/html"] = TO_A_FILE.sub(r"\1", shown["text/html"])
    executed.metadata.pop("widgets", None)
    return executed


def main(names: list[str]) -> None:
    for path in [Path(name) for name in names] or sorted(NOTEBOOKS.glob("*.ipynb")):
        nbformat.write(execute(path), path)
        print(path.name)


if __name__ == "__main__":
    main(sys.argv[1:])
