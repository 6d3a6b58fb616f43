"""Two thousand damaged packages, made from the real one, of which none may end in a traceback, hang, or write to the terminal what steers it.

Not among the tests that run by default: `make fuzz`, some minutes. A failing case prints the damages that lead to it.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from fuzz.checked import check
from fuzz.damage import DAMAGES, Damage
from hypothesis import HealthCheck, event, given, settings

DATA = Path(__file__).parents[2] / "data"


@settings(max_examples=2000, deadline=None, database=None, print_blob=True, suppress_health_check=list(HealthCheck))
@given(damages=DAMAGES)
def test_damaged_package(damages: list[Damage]) -> None:
    """A damaged package is refused with a message, or taken where it still keeps all rules; nothing else ever happens."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        shutil.copytree(DATA, folder)
        for damage in damages:
            damage.do(folder)
        checked = check(folder)
    event("taken" if checked.code == 0 else "refused")
    assert checked.flaws() == []
