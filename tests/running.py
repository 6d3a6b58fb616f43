"""Runs a notebook within the test's own process: the same cells and outputs as with a kernel, in a tenth of the time."""

from __future__ import annotations

import ast
import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import pytest

from briefing_lib import charts  # noqa: F401 - charts need the renderer
from briefing_lib.briefing import Briefing
from briefing_lib.build.notebooks import NOTEBOOKS
from briefing_lib.pages.page import Surroundings, make_page

PROVINCE_BRIEFING = NOTEBOOKS / "province_briefing.ipynb"


def run_here(notebook: Path, parameters: Mapping[str, Any]) -> nbformat.NotebookNode:
    """The notebook with the outputs of its code cells, parameters set as papermill sets them."""
    executed = nbformat.read(notebook, as_version=4)
    names: dict[str, Any] = {}
    for cell in executed.cells:
        if cell.cell_type == "code":
            shown = _run_cell(cell.source, names)
            cell.outputs = [] if shown is None else [nbformat.v4.new_output("execute_result", _bundle(shown), execution_count=1)]
        if "parameters" in cell.metadata.get("tags", ()):
            names |= parameters
    return executed


def run_on(briefing: Briefing, kind: str = "briefing", language: str = "en") -> nbformat.NotebookNode:
    """The notebook of a briefing, or of a record, run on the place, day and package of this one, once in a session."""
    is_whole = briefing.place == briefing.store.places.root
    asked = (("as_of", str(briefing.as_of)), ("language", language), *(() if is_whole else (("province", briefing.place.code),)))
    return _run_on(NOTEBOOKS / f"{'national' if is_whole else 'province'}_{kind}.ipynb", briefing.store.folder, asked)


@functools.cache
def _run_on(notebook: Path, folder: Path, asked: tuple[tuple[str, str], ...]) -> nbformat.NotebookNode:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BRIEFING_DATA", str(folder))
        return run_here(notebook, dict(asked))


def page_of(briefing: Briefing, around: Surroundings | None = None, kind: str = "briefing", language: str = "en") -> str:
    """The finished page of a briefing, or of a record."""
    return make_page(run_on(briefing, kind, language), briefing, language, around or Surroundings())


def comparison_of(briefing: Briefing, language: str = "en") -> str:
    """The finished page of places side by side."""
    asked = {"provinces": ",".join(briefing.compared), "measures": ",".join(briefing.measures), "as_of": str(briefing.as_of)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BRIEFING_DATA", str(briefing.store.folder))
        executed = run_here(NOTEBOOKS / "comparison.ipynb", asked | {"language": language})
    return make_page(executed, briefing, language, Surroundings(notebook="comparison"))


def _run_cell(source: str, names: dict[str, Any]) -> Any:
    *statements, last = ast.parse(source).body
    if not isinstance(last, ast.Expr):
        statements, last = [*statements, last], None
    exec(compile(ast.Module(statements, []), "<cell>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names) if last else None


def _bundle(shown: Any) -> dict[str, Any]:
    if hasattr(shown, "_repr_mimebundle_"):
        bundle = shown._repr_mimebundle_()
        return dict(bundle[0] if isinstance(bundle, tuple) else bundle)
    return {"text/html": shown._repr_html_(), "text/plain": repr(shown)}
