"""The open package as an analyst uses it: a briefing on any place by any of its names, and frames."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from small import small_package

from briefing_lib.briefing import Data, open
from briefing_lib.errors import UnknownPlace, WrongParameter
from briefing_lib.store import Store


@pytest.fixture
def data(small_store: Store) -> Data:
    return Data(small_store)


def test_briefing_by_name_and_day(data: Data) -> None:
    """An old name finds the present place; a blank day means the latest, and a number is a code."""
    made = data.briefing("quang nam")
    assert (made.place.code, made.as_of) == ("48", dt.date(2025, 11, 1))
    assert data.briefing(1, as_of="2025-10-02").place.code == "01"
    assert data.briefing(data.places["46"], as_of=dt.date(2025, 10, 2)).as_of == dt.date(2025, 10, 2)


def test_unknown_place(data: Data) -> None:
    """An unknown place is refused with the nearest names."""
    with pytest.raises(UnknownPlace, match="did you mean Da Nang"):
        data.briefing("Da Nnag")


def test_open(tmp_path: Path) -> None:
    """A package is opened by its folder, and tells what is in it."""
    opened = open(small_package(tmp_path).folder)
    assert repr(opened) == "Data(17 figures from 2 reports, known by 2025-11-01)"
    assert repr(opened.briefing("48")) == "Briefing(Da Nang, as of 2025-11-01: 12 figures, 1 gaps)"


def test_frame_of_all_figures(data: Data) -> None:
    """A frame has every figure with its bounds, day and report, typed for computing."""
    frame = data.figures()
    assert len(frame) == 17
    online = frame.set_index("figure_id").loc["da-nang.online"]
    assert (online.value, online.qualifier, online.low) == (800, "more_than", 800)
    assert online[["high"]].isna().all()
    assert (online.place, online.measure, online.publisher, online.source_id) == (
        "Da Nang",
        "Dossiers submitted online",
        "The Paper",
        "paper",
    )
    assert str(online.day.date()) == "2025-09-30"


def test_frame_of_a_place_on_a_day(data: Data) -> None:
    """A frame of one place, by any of its names, has what was known of it by the day, in the language that is asked for."""
    frame = data.figures("Quảng Nam", as_of="2025-10-31", language="vi")
    assert set(frame.place) == {"Đà Nẵng"}
    assert "da-nang.vacancies.later" not in set(frame.figure_id)
    assert len(frame) == 11


@pytest.mark.parametrize(("asked", "message"), [({"language": "fr"}, "language"), ({"as_of": "2027-01-01"}, "as_of")])
def test_frame_that_cannot_be_had(data: Data, asked: dict[str, str], message: str) -> None:
    """A language or day that the package does not have is refused."""
    with pytest.raises(WrongParameter, match=f"parameter {message}: found"):
        data.figures(**asked)


def test_pandas_waits_for_a_frame() -> None:
    """To open a package, brief a place and check the data, neither pandas nor altair nor Jupyter is imported."""
    code = (
        "import sys; from briefing_lib.briefing import open; import briefing_lib.proof.checks as checks, briefing_lib.proof.texts; "
        "data = open(); data.briefing('48'); checks.check_store(data.store); "
        "print([name for name in ('pandas', 'altair', 'IPython', 'jupyter_core', 'ipywidgets', 'jinja2') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "[]\n"
