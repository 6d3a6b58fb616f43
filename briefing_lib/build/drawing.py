"""One process draws the charts of all pages: Vega takes half a second to start, and less than a tenth of one for a chart."""

from __future__ import annotations

import contextlib
import functools
import json
import multiprocessing
import os
import threading
from collections.abc import Iterator, Mapping
from functools import partial
from multiprocessing.managers import BaseManager
from typing import Any

from briefing_lib import charts
from briefing_lib.build.processes import die_with, why_not_forked

PLAIN: Mapping[str, Any] = {"mark": "point", "data": {"values": [{}]}}
"""A chart that is drawn for nobody, so that Vega is ready when the first page asks."""


class _Vega:
    """Draws in the process that it is made in."""

    def __init__(self) -> None:
        threading.Thread(target=charts.draw_svg, args=(PLAIN, 1), daemon=True).start()

    def draw(self, spec: Mapping[str, Any], width: int) -> str:
        return _drawn(json.dumps(spec), width)


@functools.lru_cache(maxsize=512)
def _drawn(spec: str, width: int) -> str:
    """Several places may have the same chart, as of the tasks of them all."""
    return charts.draw_svg(json.loads(spec), width)


class _Drawing(BaseManager):
    Vega: Any


_Drawing.register("Vega", _Vega)


def _draw(vega: Any, spec: Mapping[str, Any], width: int) -> str:
    """Ask the process that draws, or draw here where it was ended."""
    try:
        return str(vega.draw(spec, width))
    except (EOFError, OSError):
        return charts.draw_here(spec, width)


@contextlib.contextmanager
def drawn_in_one_process() -> Iterator[None]:
    """What this process, and those that are forked from it meanwhile, draw is drawn by one of its own, which ends with this one.

    Where no process can be forked safely, each draws by itself.
    """
    if why_not_forked():
        yield
        return
    address = f"\0briefing-{os.getpid()}"  # no file, which a build that is killed would leave
    drawing = _Drawing(address=address, ctx=multiprocessing.get_context("fork"))
    drawing.start(partial(die_with, os.getpid()))
    try:
        with charts.drawn_by(partial(_draw, drawing.Vega())):
            yield
    finally:
        drawing.shutdown()
