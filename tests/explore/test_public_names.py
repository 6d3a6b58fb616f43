"""The public names are found by Tab, documented with an example, and stay what they are, whatever has been imported."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys

import pytest

import briefing_lib as bl
from briefing_lib.errors import BriefingError, NotComparable, WrongParameter

FUNCTIONS = [name for name in bl.__all__ if inspect.isfunction(getattr(bl, name))]


def test_the_functions() -> None:
    """What an analyst calls."""
    assert FUNCTIONS == ["add_report", "build", "changes", "examine", "explore", "open", "periods", "trace", "view"]


@pytest.mark.parametrize("name", bl.__all__)
def test_every_name_is_found_by_tab(name: str) -> None:
    """Tab after `bl.` offers the public names alone; the docstring of each function has an example, which runs as a doctest."""
    assert name in dir(bl) == bl.__all__
    assert re.search(rf">>> .*\b{name}\(" if name in FUNCTIONS else r"\w", inspect.getdoc(getattr(bl, name)) or "")


def test_a_misspelt_name_names_the_others() -> None:
    """An unknown name lists what there is."""
    with pytest.raises(AttributeError, match=r"its names are Briefing, .*view"):
        bl.exlpore  # noqa: B018 the access is what is tested


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
