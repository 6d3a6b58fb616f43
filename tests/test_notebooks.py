"""Notebooks are thin, stored with their outputs, and nbval finds any change of a number, a sentence or an output."""

from __future__ import annotations

import ast
import base64
import functools
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import nbformat
import pytest
from conftest import ROOT
from nbconvert import HTMLExporter
from running import PROVINCE_BRIEFING, run_here
from selectolax.lexbor import LexborHTMLParser

from briefing_lib.build.notebooks import NOTEBOOKS
from briefing_lib.charts import MIMETYPE as VEGA

ALL = sorted(NOTEBOOKS.glob("*.ipynb"))
FORBIDDEN = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.Try, ast.For, ast.While, ast.If, ast.With, ast.comprehension,
    ast.Delete, ast.Assert, ast.Raise,
)  # fmt: skip
each_notebook = pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


@each_notebook
def test_notebook_is_thin(path: Path) -> None:
    """A code cell has at most eight lines and no definition, loop, condition or error handling: that is the library's."""
    for cell in code_cells(path):
        assert len(cell.source.splitlines()) <= 8, cell.source
        assert [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, FORBIDDEN)] == [], cell.source


@each_notebook
def test_notebook_begins_with_its_title(path: Path) -> None:
    """The first cell says in prose what the notebook is, and every code cell has prose somewhere above it."""
    first = nbformat.read(path, as_version=4).cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")


@each_notebook
def test_notebook_holds_no_error_and_no_clock(path: Path) -> None:
    """No stored output is an error or printed text, and nothing of the machine or clock is stored."""
    for cell in code_cells(path):
        assert {output.output_type for output in cell.outputs} <= {"execute_result", "display_data"}, cell.source
        assert set(cell.metadata) <= {"tags"}
    text = path.read_text("utf-8")
    assert not [word for word in ("iopub", "start_time", "papermill", "/tmp/", "/home/", f"{Path(__file__).parents[1]}/") if word in text]


@each_notebook
def test_shown_cell_has_its_output(path: Path) -> None:
    """A cell that shows something has its output stored; nbval would pass over it in silence otherwise."""
    silent = ("page.chart(", "page.theme(", 'page.section("record/doubts')  # these may have nothing to show for a place
    for cell in code_cells(path):
        last = ast.parse(cell.source).body[-1]
        if isinstance(last, ast.Expr) and not cell.source.startswith(silent) and "nbval-skip" not in cell.metadata.get("tags", ()):
            assert cell.outputs, f"{path.name} holds no output of: {cell.source}; run make notebooks"


def test_stored_outputs_are_those_of_a_run(real_store: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the province notebook exactly those cells have an output that give one with the defaults."""
    monkeypatch.setenv("BRIEFING_DATA", str(ROOT / "data"))
    run = [bool(cell.outputs) for cell in run_here(PROVINCE_BRIEFING, {}).cells if cell.cell_type == "code"]
    stored = [bool(cell.outputs) for cell in code_cells(PROVINCE_BRIEFING)]
    assert stored == run


def test_province_notebook_has_one_parameters_cell() -> None:
    """Exactly one cell is tagged as that of parameters, and it is the first code cell."""
    tagged = [bool(cell.metadata.get("tags")) for cell in code_cells(PROVINCE_BRIEFING)]
    assert (tagged[0], tagged.count(True)) == (True, 1)


@pytest.mark.parametrize("name", ["province_briefing", "province_record"])
def test_province_notebook_has_no_number_of_its_own(name: str) -> None:
    """Every number on a page comes from the library: in the cells there is none."""
    _, *cells = code_cells(NOTEBOOKS / f"{name}.ipynb")
    constants = [node.value for cell in cells for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Constant)]
    assert [value for value in constants if not isinstance(value, str)] == []


@pytest.mark.parametrize("name", ["province_briefing", "province_record"])
def test_province_notebook_calls_the_library_only(name: str) -> None:
    """After the briefing is opened, each cell asks its page for one piece."""
    _, opening, *cells = code_cells(NOTEBOOKS / f"{name}.ipynb")
    assert opening.source.splitlines() == [
        "import briefing_lib as bl", "",
        "briefing = bl.open().briefing(province, as_of=as_of)",
        "page = bl.Page(briefing, language=language)",
    ]  # fmt: skip
    for cell in cells:
        (call,) = ast.parse(cell.source).body
        assert isinstance(call, ast.Expr), cell.source
        assert isinstance(call.value, ast.Call), cell.source
        assert ast.unparse(call.value.func) in ("page.section", "page.theme", "page.chart"), cell.source


@each_notebook
def test_notebook_uses_public_names_only(path: Path) -> None:
    """A notebook imports the library by its name and no module of it."""
    trees = [ast.parse(cell.source) for cell in code_cells(path)]
    froms = {str(node.module) for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names = {alias.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {each for each in froms | names if each.startswith("briefing_lib")} == {"briefing_lib"}
    assert froms == set()


@dataclass
class Damage:
    """One way to damage a copy of notebook or data, and the cell in which nbval must find it."""

    source: str
    edit: Callable[[nbformat.NotebookNode, Path], None]


def change_datum(_cell: nbformat.NotebookNode, data: Path) -> None:
    figures = data / "figures.csv"
    text = figures.read_text("utf-8")
    assert text.count(",173056,") == 1
    figures.write_text(text.replace(",173056,", ",173057,"), "utf-8")


def change_sentence(cell: nbformat.NotebookNode, _data: Path) -> None:
    html = cell.outputs[0].data["text/html"]
    assert "resolved by then" in html
    cell.outputs[0].data["text/html"] = html.replace("resolved by then", "settled by then", 1)


def delete_output(cell: nbformat.NotebookNode, _data: Path) -> None:
    cell.outputs = []
    cell.execution_count = 1  # without it nbval does not look; `test_stored_outputs_are_those_of_a_run` does


DAMAGES = {"a changed datum": change_datum, "a changed sentence": change_sentence, "a deleted output": delete_output}
DAMAGED_CELL = 'page.section("brief/service")'


@pytest.fixture(scope="module")
def nbval_runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, subprocess.Popen[str]]]:
    """nbval over damaged copies of the first cells of the province notebook, all at once."""
    runs = {}
    for name, damage in DAMAGES.items():
        folder = tmp_path_factory.mktemp("nbval")
        shutil.copytree(ROOT / "data", folder / "data")
        notebook = nbformat.read(PROVINCE_BRIEFING, as_version=4)
        number = next(index for index, cell in enumerate(notebook.cells) if cell.source == DAMAGED_CELL)
        notebook.cells = notebook.cells[: number + 1]
        damage(notebook.cells[number], folder / "data")
        nbformat.write(notebook, folder / "copy.ipynb")
        command = [
            sys.executable,
            "-m",
            "pytest",
            "--nbval",
            "-p",
            "no:cacheprovider",
            "-c",
            os.devnull,
            "--rootdir",
            ".",
            "-q",
            "-rA",
            "copy.ipynb",
        ]
        environment = os.environ | {"BRIEFING_DATA": str(folder / "data"), "PYTEST_ADDOPTS": "", "COLUMNS": "200"}
        runs[name] = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    yield runs
    for run in runs.values():
        run.kill()
        run.communicate()


@pytest.mark.notebooks
@pytest.mark.parametrize("name", DAMAGES)
def test_nbval_finds_a_damage(nbval_runs: dict[str, subprocess.Popen[str]], name: str) -> None:
    """A changed datum, a changed sentence and a deleted output each fail under nbval, in the cell that shows them."""
    told, _ = nbval_runs[name].communicate(timeout=240)
    verdicts = [line.split("::") for line in told.splitlines() if line.startswith(("PASSED", "FAILED", "ERROR"))]
    failed = [cell.split(" ")[1] for verdict, cell in verdicts if verdict.startswith("FAILED")]
    last = len(verdicts) - 1
    assert nbval_runs[name].returncode == 1, told
    assert str(last) in failed, told
    assert name == "a changed datum" or failed == [str(last)], told


@pytest.fixture(scope="module")
def exported() -> Callable[[Path], LexborHTMLParser]:
    """A stored notebook as nbconvert exports it with its defaults, made once."""
    return functools.cache(lambda path: LexborHTMLParser(HTMLExporter().from_filename(str(path))[0]))


@pytest.mark.notebooks
@each_notebook
def test_exported_each_link_leads_somewhere(path: Path, exported: Callable[[Path], LexborHTMLParser]) -> None:
    """In `jupyter nbconvert --to html` each link has its one end within the page, or leads to a report on the web; none to a file."""
    page = exported(path)
    ends = Counter(f"#{each.attributes['id']}" for each in page.css("[id]"))
    links = [str(each.attributes["href"]) for each in page.css("a[href]")]
    assert {each for each in links if ends[each] != 1 and not each.startswith(("https://", "http://"))} == set()
    assert path.stem in ("add_report", "explore", "welcome") or len(page.css("a.number")) > 10


@pytest.mark.notebooks
@each_notebook
def test_exported_each_chart_is_drawn(path: Path, exported: Callable[[Path], LexborHTMLParser]) -> None:
    """Where no Vega is, each stored chart is there as a drawing, with the words of its title."""
    stored = [each.data[VEGA] for cell in code_cells(path) for each in cell.outputs if VEGA in each.data]
    drawn = [str(each.attributes["src"]) for each in exported(path).css("img")]
    assert [each.partition(",")[0] for each in drawn] == ["data:image/svg+xml;base64"] * len(stored)
    for spec, picture in zip(stored, drawn, strict=True):
        titled = next(each for each in (spec, *spec.get("layer", ()), *spec.get("vconcat", ())) if "title" in each)
        (first, *_) = lines if isinstance(lines := titled["title"]["text"], list) else [lines]
        assert escape(first) in base64.b64decode(picture.partition(",")[2]).decode()


@pytest.mark.notebooks
@each_notebook
def test_no_heading_stands_twice(path: Path, exported: Callable[[Path], LexborHTMLParser]) -> None:
    """Markdown and pieces give each heading once."""
    headings = Counter(each.text().strip(" ¶\n") for each in exported(path).css("main h1, main h2"))
    assert (len(headings) > 0, [each for each, times in headings.items() if times > 1]) == (True, [])
