"""A notebook's parameters cell is its documentation and the only list of what it can be asked for."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from papermill import inspect_notebook

from briefing_lib.build.parameters import PROVINCE_BRIEFING, Parameter, check_parameters, read_parameters
from briefing_lib.errors import WrongParameter, WrongUse

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def test_parameters_of_the_province_notebook() -> None:
    """The notebook takes a province, a day and a language, with the defaults that the design fixes."""
    found = read_parameters()
    assert {name: (each.type, each.default) for name, each in found.items()} == {
        "province": ("str", '"48"'),
        "as_of": ("str", '""'),
        "language": ("str", '"en"'),
    }
    assert all(len(each.help.split()) > 4 for each in found.values())


def test_stock_papermill_reads_the_same() -> None:
    """What `papermill --help-notebook` shows is what we check against."""
    stock = inspect_notebook(str(PROVINCE_BRIEFING))
    assert {name: each["help"] for name, each in stock.items()} == {name: each.help for name, each in read_parameters().items()}


@pytest.mark.parametrize("given", [{}, {"province": "48"}, {"province": 1}, {"province": "Quảng Nam", "as_of": "", "language": "en"}])
def test_known_parameters(given: dict[str, object]) -> None:
    """Text and whole numbers under known names pass: Papermill turns 01 into 1."""
    check_parameters(given)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"provnce": "48"},
            "parameter provnce: found '48'; did you mean province? province_briefing.ipynb takes province, as_of, language",
        ),
        (
            {"Province": "48"},
            "parameter Province: found '48'; did you mean province? province_briefing.ipynb takes province, as_of, language",
        ),
        ({"briefing": "48"}, "parameter briefing: found '48'; province_briefing.ipynb takes province, as_of, language"),
        ({"as_of": None}, "parameter as_of: found None; it must be str"),
        ({"province": 48.0}, "parameter province: found 48.0; it must be str"),
        ({"province": False}, "parameter province: found False; it must be str"),
    ],
)
def test_refused_parameters(given: dict[str, object], message: str) -> None:
    """A misspelt name is refused with the nearest one, and a value that is neither text nor whole number by its name."""
    with pytest.raises(WrongParameter) as problem:
        check_parameters(given)
    assert str(problem.value) == message


def test_missing_notebook(tmp_path: Path) -> None:
    """A notebook that is not there is wrong use."""
    with pytest.raises(WrongUse, match=r"^none\.ipynb can't be read as a notebook: "):
        read_parameters(tmp_path / "none.ipynb")


def test_help_of_a_parameter(tmp_path: Path) -> None:
    """A line of the cell is read as name, type, default and help."""
    cell = nbformat.v4.new_code_cell("size: int = 3  # How many", metadata={"tags": ["parameters"]})
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=KERNEL), tmp_path / "a.ipynb")
    assert read_parameters(tmp_path / "a.ipynb") == {"size": Parameter("size", "int", "3", "How many")}
