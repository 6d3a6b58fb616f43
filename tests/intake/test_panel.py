"""What the panel of JupyterLab shows and does, without a browser; `test_panel_in_jupyterlab` drives it in one."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from bench_intake import TEXTS
from conftest import ROOT

import briefing_lib as bl
from briefing_lib.errors import WrongUse

GIVEN = {"url": "https://example.org/lang-son.htm", "publisher": "Thời báo", "published_on": "2025-12-05"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


def hear(panel: Any, **message: Any) -> dict[str, Any]:
    """What is shown after a message of the page."""
    panel._hear(panel, message, [])
    return dict(panel.shown)


def press(panel: Any, key: str, **filled: str) -> dict[str, Any]:
    return hear(panel, do="press", key=key, filled=filled)


def test_a_panel_that_is_only_shown_writes_nothing(folder: Path) -> None:
    """No text, no file, no folder: so a notebook that runs blank leaves the data as they are."""
    panel = bl.add_report(folder=folder)
    assert "text/plain" in panel._repr_mimebundle_()[0]
    assert [each.name for each in folder.parent.iterdir()] == ["data"]


def test_a_text_without_a_publisher_is_asked_about(folder: Path) -> None:
    """What can't be told is named, and the same text is taken with it."""
    panel = bl.add_report(folder=folder)
    text = (TEXTS / "lang-son.txt").read_text("utf-8")
    assert "name the publisher" in hear(panel, do="take", text=text, given={})["alert"]
    shown = hear(panel, do="take", text=text, given=GIVEN)
    assert (shown["progress"]["numbers"], shown["progress"]["decided"], shown["alert"]) == (10, 0, "")
    assert "in hand already? vietnamvn-2025-12-langson-procedures" in shown["told"][0]


def test_answers_are_marked_and_kept(folder: Path) -> None:
    """A number that is answered is marked so; another panel goes on with it; what is refused leaves the form open."""
    panel = bl.add_report(TEXTS / "lang-son.txt", folder=folder, **GIVEN)
    key = panel.shown["question"]["key"]
    form = press(panel, "c")["form"]
    assert [each["name"] for each in form["fields"]][:3] == ["measure", "place", "level"]
    values = {each["name"]: each["value"] for each in form["fields"]}
    shown = press(panel, "c", **{**values, "level": "comune"})
    assert ("did you mean commune" in shown["alert"], shown["form"]) == (True, form)
    assert press(panel, "c", **{**values, "level": "commune"})["marks"][key] == "figure"
    again = bl.add_report(folder=folder)
    (name,) = [each[0] for each in again.shown["works"]]
    assert hear(again, do="open", id=name)["progress"]["decided"] == 1
    shown = press(again, "s")
    assert (shown["alert"], len(shown["refused"])) == ("nothing is saved, 9 to mend; g or a click leads to the number", 9)
    key, says = shown["refused"][-1]
    assert (says, shown["question"]["key"], "g" in shown["keys"]) == (
        "paragraph 4, '3': not decided yet; accept it, or leave it out with l", shown["refused"][0][0], True,
    )  # fmt: skip
    assert hear(again, do="go", key=key)["question"]["key"] == key
    assert again.answered == 3
    assert "is not saved" in press(again, "u")["alert"]


def test_a_file_without_text_is_refused(folder: Path, tmp_path: Path) -> None:
    """As in the terminal."""
    (tmp_path / "blank.txt").write_text("\n")
    with pytest.raises(WrongUse, match="no text was found"):
        bl.add_report(tmp_path / "blank.txt", folder=folder)
