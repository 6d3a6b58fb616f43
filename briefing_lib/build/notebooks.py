"""The notebooks that make pages, and what each can be asked for: its own parameters cell, read once for checks, help and forms."""

from __future__ import annotations

import ast
import functools
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from briefing_lib.errors import WrongParameter, WrongUse, hint
from briefing_lib.store import Place

LIBRARY = Path(__file__).parents[1]
NOTEBOOKS = next(
    (path for path in (LIBRARY.parent / "notebooks", LIBRARY / "notebooks") if (path / "province_briefing.ipynb").is_file()),
    LIBRARY.parent / "notebooks",
)
"""The folder of notebooks: beside the library in a checkout, inside it where a wheel brought them."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One line of a parameters cell: `name: type = default  # help`."""

    name: str
    type: str
    default: Any
    help: str


@dataclass(frozen=True)
class Notebook:
    """A notebook that makes pages: it has one cell tagged `parameters`.

    Where `province` is among them it makes a page for each province, else one for the nation. What stands behind the first `_` of
    its name is the ending of its pages: `province_record.ipynb` makes `48-da-nang-record.html`; that of a briefing is blank.
    """

    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def ending(self) -> str:
        """What tells its pages from those of other notebooks on the same place."""
        kind = self.name.partition("_")[2]
        return "" if kind == "briefing" else f"-{(kind or self.name).replace('_', '-')}"

    @property
    def is_brief(self) -> bool:
        """Whether its pages are briefs, which one hands on."""
        return self.name.endswith("_briefing")

    @property
    def is_report(self) -> bool:
        """Whether its pages are reports on progress, with a calendar of what is due."""
        return self.name.endswith("_report")

    def beside(self, place: Place, siblings: Collection[str]) -> dict[str, str]:
        """The addresses of the pages that its page on a place leads to, of those notebooks that have one: brief, record, report."""
        briefs = {"brief": "province_briefing" if place.parent else "national_briefing"}
        named = {"record": self.twin.name} if self.is_brief and self.twin else {"brief": self.twin.name} if self.twin else {}
        named |= {"report": "progress_report"} if self.is_brief else briefs if self.is_report else {}
        paths = {kind: self.path.with_stem(name) for kind, name in named.items() if name in siblings}
        return {kind: f"{Notebook(path).stem(place)}.html" for kind, path in paths.items() if path.is_file()}

    @property
    def twin(self) -> Notebook | None:
        """The record of a brief, or the brief of a record, where the folder holds one."""
        ends = ("_briefing", "_record") if self.is_brief else ("_record", "_briefing")
        path = self.path.with_stem(self.name.removesuffix(ends[0]) + ends[1])
        return Notebook(path) if self.name.endswith(ends[0]) and path.is_file() else None

    @cached_property
    def cells(self) -> list[dict[str, Any]]:
        """Its cells as they stand in the file; WrongUse where it can't be read as a notebook."""
        try:
            state = self.path.stat()
            return _cells_of(self.path, state.st_mtime_ns, state.st_size)
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise WrongUse(f"{self.path.name} can't be read as a notebook: {type(problem).__name__}: {problem}") from None

    @property
    def tagged(self) -> list[int]:
        """Which cells, counted from one, are tagged as parameters."""
        return [index for index, cell in enumerate(self.cells, 1) if "parameters" in cell.get("metadata", {}).get("tags", ())]

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """Its parameters, in the order of their cell.

        Raises WrongUse where it does not have exactly one parameters cell, or the cell holds anything but lines as
        `name: type = default  # help`.
        """
        if len(self.tagged) != 1:
            found = f"cells {', '.join(map(str, self.tagged))} are" if self.tagged else "no cell is"
            raise WrongUse(f"{self.path.name}: {found} tagged 'parameters'; exactly one must be, or parameters would be lost silently")
        source = "".join(self.cells[self.tagged[0] - 1]["source"])
        return {each.name: each for each in map(self._read_line, filter(None, map(str.strip, source.splitlines())))}

    def _read_line(self, line: str) -> Parameter:
        code, _, told = line.partition("  # ")
        try:
            (node,) = ast.parse(code).body
            if not (isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None):
                raise ValueError(line)
            return Parameter(node.target.id, ast.unparse(node.annotation), ast.literal_eval(node.value), told.strip())
        except (SyntaxError, ValueError):
            raise WrongUse(f"{self.path.name}: {line!r} is no parameter; write name: type = default  # help") from None

    def asked_of(self, name: str) -> Iterator[tuple[str, list[Any]]]:
        """What its cells ask of an object and show, as `page.chart("position")`: the method, and what it is given."""
        yield from filter(None, (asked_in(cell, name) for cell in self.cells))

    @property
    def is_check(self) -> bool:
        """Whether its page is the check of the data, which names rows of files."""
        return any(given and str(given[0]).startswith("check/") for _, given in self.asked_of("page"))

    @property
    def is_comparison(self) -> bool:
        """Whether its page sets places side by side that are chosen."""
        return "provinces" in self.parameters

    @property
    def for_each_place(self) -> bool:
        """Whether it makes a page for each province, or one for the nation."""
        return "province" in self.parameters

    @property
    def for_whole(self) -> bool:
        """Whether it makes a page for the nation: it has no province to choose, or a blank one means the nation."""
        return not self.for_each_place or not self.parameters["province"].default

    def stem(self, place: Place) -> str:
        """The name of its page on a place, without language and ending of the file."""
        return f"{place.code}-{place.slug}{self.ending}" if self.for_each_place and place.parent else f"{place.slug}{self.ending}"

    def check(self, given: Mapping[str, Any]) -> None:
        """Refuse, before any kernel starts, what its parameters cell does not know.

        Raises WrongParameter with the nearest name, or where a value is neither text nor a whole number.
        """
        known = self.parameters
        for name, value in given.items():
            if name not in known:
                raise WrongParameter(name, value, f"{self.path.name} takes {', '.join(known)}{hint(name, list(known))}")
            if not isinstance(value, str | int) or isinstance(value, bool):
                raise WrongParameter(name, value, f"it must be {known[name].type}")


@functools.lru_cache(maxsize=64)
def _cells_of(path: Path, moment: int, size: int) -> list[dict[str, Any]]:
    """The cells of a file in the state that it is in, which a plan of hundreds of pages asks for again and again."""
    return list(json.loads(path.read_text("utf-8"))["cells"])


def asked_in(cell: Mapping[str, Any], name: str) -> tuple[str, list[Any]] | None:
    """What a cell asks of an object and shows, as `page.chart("position")`: the method, and what it is given."""
    match _parsed(cell):
        case [ast.Expr(ast.Call(ast.Attribute(ast.Name(of), method), given, []))] if of == name:
            return method, [each.value for each in given if isinstance(each, ast.Constant)]
    return None


def _parsed(cell: Mapping[str, Any]) -> list[ast.stmt]:
    try:
        return ast.parse("".join(cell["source"])).body if cell["cell_type"] == "code" else []
    except SyntaxError:
        return []


def find_notebooks(folder: Path | None = None) -> dict[str, Notebook]:
    """The notebooks of a folder that make pages, by name."""
    found = (Notebook(path) for path in sorted((folder or NOTEBOOKS).glob("*.ipynb")))
    return {each.name: each for each in found if each.tagged}


def find_notebook(asked: str) -> Notebook:
    """The notebook of this name, or at this path; raises WrongUse where there is none that makes pages."""
    known = find_notebooks()
    path = Path(asked)
    if path.suffix == ".ipynb" and path.is_file():
        return Notebook(path.resolve())
    if path.stem not in known:
        raise WrongUse(f"no notebook {asked!r} makes pages; there are {', '.join(known)}{hint(path.stem, list(known))}")
    return known[path.stem]
