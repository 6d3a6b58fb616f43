"""Notebooks of a few cells, to run and to be refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
PARAMETERS = 'province: str = "48"  # place\nas_of: str = ""  # day\nlanguage: str = "en"  # language'
OF_THE_NATION = 'as_of: str = ""  # day\nlanguage: str = "en"  # language'
OPENING = """import briefing_lib as bl

bl.Page(bl.open().briefing(province, as_of=as_of), language=language).section("record/opening")"""


def write_notebook(
    folder: Path, *cells: str, name: str = "tiny", parameters: str = PARAMETERS, tags: Sequence[str] = ("parameters",)
) -> Path:
    """A notebook whose first cells are parameters cells, one for each tag."""
    notebook = nbformat.v4.new_notebook(metadata=KERNEL)
    notebook.cells = [nbformat.v4.new_code_cell(parameters, metadata={"tags": [tag]}) for tag in tags]
    notebook.cells += [nbformat.v4.new_code_cell(cell) for cell in cells]
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    path = folder / f"{name}.ipynb"
    nbformat.write(notebook, path)
    return path


def executed(*outputs: dict[str, Any]) -> nbformat.NotebookNode:
    """A notebook of one cell with these outputs, without a kernel."""
    cell = nbformat.v4.new_code_cell("...", outputs=[nbformat.from_dict(output) for output in outputs], execution_count=1)
    return nbformat.v4.new_notebook(cells=[cell])
