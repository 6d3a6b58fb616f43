"""One process draws the charts of all pages of a build, and ends with it."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from briefing_lib import charts
from briefing_lib.briefing import Briefing
from briefing_lib.build.drawing import drawn_in_one_process
from briefing_lib.build.processes import Done, why_not_forked, work_apart
from briefing_lib.pages.page import Page
from briefing_lib.wording import for_pages

pytestmark = pytest.mark.skipif(bool(why_not_forked()), reason="no process can be forked here")
BARS = {"mark": "bar", "data": {"values": [{"of": "Đà Nẵng", "is": 3}]}, "encoding": {"y": {"field": "of"}, "x": {"field": "is"}}}


def children() -> set[int]:
    return {int(each) for each in Path(f"/proc/self/task/{os.getpid()}/children").read_text("utf-8").split()}


def drawn(_tell: object) -> tuple[str, int]:
    """What a process of a page does: a drawing, and the threads that it has afterwards; Vega would start some."""
    return charts.draw_svg(BARS, 200), len(os.listdir("/proc/self/task"))


def test_pages_are_drawn_by_one_process() -> None:
    """Processes that are forked meanwhile get the drawing that they would make, from the one process, which has ended afterwards."""
    before = children()
    with drawn_in_one_process():
        (drawing,) = children() - before
        made = [message for _, message in work_apart([("one", drawn), ("other", drawn)])]
    alone = [message for _, message in work_apart([("alone", drawn)])]
    assert [each.result[1] for each in (*made, *alone) if isinstance(each, Done)] == [1, 1, alone[0].result[1]]  # type: ignore[union-attr]
    assert alone[0].result[1] > 1  # type: ignore[union-attr]
    assert {each.result[0] for each in (*made, *alone)} == {alone[0].result[0]}  # type: ignore[union-attr]
    assert (children() - before, Path(f"/proc/{drawing}").exists()) == (set(), False)


def test_a_chart_that_can_not_be_drawn_is_told() -> None:
    """What Vega can't read fails where it was asked for."""
    with drawn_in_one_process(), pytest.raises(Exception, match=r"Vega|vega|mark"):
        charts.draw_svg({"mark": 3, "data": {"values": []}}, 100)


def test_a_chart_is_drawn_as_soon_as_a_cell_shows_it(da_nang: Briefing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When its notebook is written the drawing is there, and is not made again."""
    log, draw = tmp_path / "drawn", charts.draw_here

    def logged(spec: Mapping[str, Any], width: int) -> str:
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{spec.get('description', 'none')}\n")
        return draw(spec, width)

    def lines() -> list[str]:
        return log.read_text("utf-8").splitlines() if log.exists() else []

    def shown(_tell: object) -> str:
        with for_pages():
            bundle = Page(da_nang).chart("dossier_shares")._repr_mimebundle_()
        while len(lines()) < 2:
            time.sleep(0.05)
        return charts.draw_svg(json.loads(json.dumps(bundle))[charts.MIMETYPE], charts.DESK_WIDTH)

    monkeypatch.setattr(charts, "draw_here", logged)
    with drawn_in_one_process():
        ((_, message),) = work_apart([("", shown)], patience=60)
    assert isinstance(message, Done), message
    assert "<svg" in message.result
    assert [each == "none" for each in lines()] == [True, False]


def test_a_drawing_process_that_is_ended_is_missed_by_nobody() -> None:
    """Each process draws by itself then."""
    before = children()
    with drawn_in_one_process():
        (drawing,) = children() - before
        os.kill(drawing, signal.SIGKILL)
        os.waitpid(drawing, 0)
        found = [message for _, message in work_apart([("", drawn)])]
    assert [each.result[0] for each in found if isinstance(each, Done)] == [charts.draw_here(BARS, 200)]
