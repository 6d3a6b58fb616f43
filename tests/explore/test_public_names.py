"""The public names are found by Tab, documented with an example, and stay what they are, whatever has been imported."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from collections.abc import Callable

import numpy
import pandas
import pytest

import briefing_lib as bl
from briefing_lib.errors import BriefingError, NotComparable, UnknownName, WrongParameter, WrongUse
from briefing_lib.explore import View

FUNCTIONS = [name for name in bl.__all__ if inspect.isfunction(getattr(bl, name))]


def test_the_functions() -> None:
    """What an analyst calls."""
    assert FUNCTIONS == ["add_report", "build", "changes", "examine", "explore", "open", "periods", "trace", "view"]


@pytest.mark.parametrize("name", bl.__all__)
def test_every_name_is_found_by_tab(name: str) -> None:
    """Tab after `bl.` offers the public names alone; the docstring of each function has an example, which runs as a doctest."""
    assert name in dir(bl) == bl.__all__
    assert re.search(rf">>> .*\b{name}\(" if name in FUNCTIONS else r"\w", inspect.getdoc(getattr(bl, name)) or "")


IMPORTS = """
import briefing_lib.build, briefing_lib.explore
import briefing_lib as bl
from briefing_lib.explore import explore
from briefing_lib.build.aside import build
print(bl.explore is explore, bl.build is build)
import briefing_lib.explore.table, briefing_lib.build.site, importlib
importlib.import_module("briefing_lib.explore")
from briefing_lib.explore.views import View
print(bl.explore is explore, bl.build is build, bl.explore.__module__, View.__name__)
"""


def test_a_room_does_not_take_the_name_of_its_function() -> None:
    """The rooms `explore` and `build` bear the names of functions; after any import `bl.explore` and `bl.build` are the functions."""
    done = subprocess.run([sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["True True", "True True briefing_lib.explore.explorer View"]


def test_an_error_shows_as_one_line_in_a_notebook() -> None:
    """In place of a traceback a notebook shows kind and message."""
    assert NotComparable("they differ")._render_traceback_() == ["NotComparable: they differ"]
    assert issubclass(WrongParameter, BriefingError)


METHODS = {
    f"{owner.__name__}.{name}": each
    for owner in (bl.Data, bl.Briefing, bl.Page, View)
    for name, each in vars(owner).items()
    if inspect.isfunction(each) and not name.startswith("_") and name != "show"  # it takes whatever its template asks for
}
CALLS = {f"bl.{name}": getattr(bl, name) for name in FUNCTIONS if name != "add_report"} | METHODS | {"bl.Page": bl.Page}


@pytest.mark.parametrize("name", CALLS)
def test_a_slip_in_a_call_is_answered_in_one_line(name: str) -> None:
    """Too many arguments, one that is misspelt, one of another kind: each is refused in a line that says so, whatever is called."""
    call, told = CALLS[name], name.rpartition(".")[2]
    parameters = list(inspect.signature(call).parameters.values())
    needed = {each.name: "" for each in parameters if each.default is each.empty and each.kind is each.POSITIONAL_OR_KEYWORD}
    slips: list[tuple[dict[str, object], list[str], str]] = [(needed | {"nonsense": 1}, [], rf"^{told}\(.*argument 'nonsense'")]
    if not any(each.kind is each.VAR_POSITIONAL for each in parameters):
        slips.append(({}, [""] * 9, rf"^{told}\(.*: too many positional arguments"))
    for each in parameters:
        if each.name != "self" and each.annotation != "Any" and each.kind is not each.VAR_POSITIONAL:
            slips.append((needed | {each.name: object()}, [], r"^parameter \w+: found .*; "))
    for named, given, message in slips:
        with pytest.raises(WrongUse, match=message) as problem:
            call(*given, **named)
        assert "\n" not in str(problem.value)


@pytest.mark.parametrize(
    ("slip", "message"),
    [
        (lambda data: data.figures(3.5), r"^parameter places: found 3\.5; figures\(\) takes text, a whole number, a Place, a list of them or None$"),
        (lambda data: data.figures(None, "x"), r"^figures\(places=None, \*, as_of='', language='en'\): too many positional arguments; as_of, language are given by name$"),
        (lambda data: data.figures(as_off="x"), r"got an unexpected keyword argument 'as_off'; did you mean as_of\?$"),
        (lambda data: data.readings(True), r"^parameter places: found True; "),
        (lambda data: data.readings(["Hue", 3.5]), r"^parameter places: found \['Hue', 3\.5\]; "),
        (lambda data: bl.trace(data.figures("Hue")), r"^parameter figure: found figure_id [^\n]{1,100}…; trace\(\) takes a Figure or text$"),
        (lambda data: bl.periods(data.measures()), r"^parameter frame: found 'DataFrame'; give what data\.figures\(\) or data\.readings\(\) gives"),
        (lambda data: data.briefing("Hue").find("area_kmm2"), r"^parameter measure: found 'area_kmm2'; .*did you mean area_km2\?$"),
        (lambda data: data.briefing("Hue").read("registered_population", "Atlantis"), "^no place is called 'Atlantis'"),
        (lambda data: data.places["x"], r"^no place is called 'x': codes are text"),
        (lambda _: bl.briefing(3), r"briefing is what an open package has: data = bl\.open\(\), then data\.briefing$"),
        (lambda _: bl.figures("Hue"), r"then data\.figures$"),
        (lambda _: bl.exlpore(), r"^briefing_lib has no exlpore; its names are Briefing, .*view; did you mean explore\?$"),
    ],
)  # fmt: skip
def test_what_a_slip_is_told(slip: Callable[[bl.Data], object], message: str) -> None:
    """What was found, and what to do; an unknown name is an AttributeError, as Python asks for names that way."""
    with pytest.raises(WrongUse, match=message):
        slip(bl.open())
    assert issubclass(UnknownName, AttributeError)
    assert not hasattr(bl, "__wrapped__")


def test_what_pandas_gives_is_taken() -> None:
    """A series of names, numbers of numpy, a moment as a day: what a frame holds can be asked for."""
    data = bl.open()
    day = pandas.Timestamp("2025-10-31")
    assert set(data.readings(pandas.Series(["Huế", "48"]), as_of=day).place) == {"Hue", "Da Nang"}
    assert data.briefing(numpy.int64(48), as_of=day).as_of == day.date()
    assert data.side_by_side(["Da Nang", 46]) == data.side_by_side("Da Nang, Hue")
