"""Two thousand damaged packages, made from the real one, of which none may end in a traceback, hang, or write to the terminal what steers it;
of three hundred more, what the check takes becomes a page.

Not among the tests that run by default: `make fuzz`, some minutes. A failing case prints the damages that lead to it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fuzz.checked import check
from fuzz.damage import DAMAGES, Damage
from hypothesis import HealthCheck, event, given, settings
from running import page_of

from briefing_lib.briefing import Data
from briefing_lib.store import open_store

DATA = Path(__file__).parents[2] / "data"
FUZZ = settings(deadline=None, database=None, print_blob=True, suppress_health_check=list(HealthCheck))


@contextmanager
def damaged(damages: list[Damage]) -> Iterator[Path]:
    """The folder of a copy of the package with these damages."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        shutil.copytree(DATA, folder)
        for damage in damages:
            damage.do(folder)
        yield folder


@settings(FUZZ, max_examples=2000)
@given(damages=DAMAGES)
def test_damaged_package(damages: list[Damage]) -> None:
    """A damaged package is refused with a message, or taken where it still keeps all rules; nothing else ever happens."""
    with damaged(damages) as folder:
        checked = check(folder)
    event("taken" if checked.code == 0 else "refused")
    assert checked.flaws() == []


@settings(FUZZ, max_examples=300)
@given(damages=DAMAGES)
def test_page_of_a_damaged_package(damages: list[Damage]) -> None:
    """What the check takes becomes a page."""
    with damaged(damages) as folder:
        if check(folder).code == 0:
            event("taken")
            assert page_of(Data(open_store(folder)).briefing("48")).startswith("<!doctype html>")
