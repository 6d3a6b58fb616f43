"""What a notebook can be asked for: its own parameters cell, read once for checks, help and forms."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from papermill.inspection import inspect_notebook

from briefing_lib.errors import WrongParameter, WrongUse

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
PROVINCE_BRIEFING = NOTEBOOKS / "province_briefing.ipynb"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One line of a parameters cell: `name: type = default  # help`."""

    name: str
    type: str
    default: str
    help: str


def read_parameters(notebook: Path = PROVINCE_BRIEFING) -> dict[str, Parameter]:
    """The parameters of a notebook, in the order of its cell.

    Raises WrongUse where the notebook is missing, is no notebook, or does not have exactly one parameters cell.
    """
    try:
        cells = nbformat.read(notebook, as_version=4).cells
    except (OSError, ValueError, AttributeError) as problem:
        raise WrongUse(f"{notebook.name} can't be read as a notebook: {problem}") from None
    tagged = [index for index, cell in enumerate(cells, 1) if "parameters" in cell.metadata.get("tags", ())]
    if len(tagged) != 1:
        found = f"cells {', '.join(map(str, tagged))} are" if tagged else "no cell is"
        raise WrongUse(f"{notebook.name}: {found} tagged 'parameters'; exactly one must be, or parameters would be lost without a word")
    found_parameters = inspect_notebook(str(notebook))
    return {name: Parameter(name, each["inferred_type_name"], each["default"], each["help"]) for name, each in found_parameters.items()}


def check_parameters(given: Mapping[str, Any], notebook: Path = PROVINCE_BRIEFING) -> None:
    """Refuse, before any kernel starts, what the notebook's parameters cell does not know.

    Raises WrongParameter with the nearest name, or where a value is neither text nor a whole number.
    """
    known = read_parameters(notebook)
    for name, value in given.items():
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]}? " if close else ""
            raise WrongParameter(name, value, f"{hint}{notebook.name} takes {', '.join(known)}")
        if not isinstance(value, str | int) or isinstance(value, bool):
            raise WrongParameter(name, value, f"it must be {known[name].type}")
