"""One process draws the charts of all pages: Vega takes half a second to start, and less than a tenth of one for a chart."""

from __future__ import annotations

import contextlib
import functools
import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle, send_handle
from typing import Any

from briefing_lib import charts
from briefing_lib.build.processes import begun, why_not_forked

PLAIN: Mapping[str, Any] = {"mark": "point", "data": {"values": [{}]}}
"""A chart that is drawn for nobody, so that Vega is ready when the first page asks."""


@contextlib.contextmanager
def drawn_in_one_process() -> Iterator[None]:
    """What this process, and those that are forked from it meanwhile, draw is drawn by one of its own, which ends with this one.

    It makes itself ready meanwhile. Where no process can be forked safely, each draws by itself.
    """
    if why_not_forked():
        yield
        return
    ours, theirs = Pipe()  # without a name: nobody else can ask
    with contextlib.ExitStack() as until, ours, theirs:
        until.enter_context(begun(partial(_serve, theirs)))
        theirs.close()  # only the process that draws hears: where it was ended, nobody waits for it
        with charts.drawn_by(partial(_ask, ours)):
            yield


def _ask(door: Connection, spec: Mapping[str, Any], width: int) -> Callable[[], str]:
    """Ask the process that draws, by a line of one's own that is handed in."""
    try:
        line, end = Pipe()
        with end:
            send_handle(door, end.fileno(), 0)
        line.send((json.dumps(spec), width))
    except OSError:
        return partial(charts.draw_here, spec, width)
    return partial(_hear, line, spec, width)


def _hear(line: Connection, spec: Mapping[str, Any], width: int) -> str:
    """The drawing that was asked for; drawn here where the process that draws was ended."""
    try:
        with line:
            drawn: str | Exception = line.recv()
    except (EOFError, OSError):
        return charts.draw_here(spec, width)
    if isinstance(drawn, Exception):
        raise drawn
    return drawn


def _serve(door: Connection, _tell: object) -> None:
    charts.draw_here(PLAIN, 1)
    while True:
        end = recv_handle(door)
        # who asked may have been ended, or does not wait for it yet
        with contextlib.suppress(EOFError, OSError), Connection(end) as line:
            try:
                drawn: str | Exception = _drawn(*line.recv())
            except ValueError as problem:
                drawn = problem
            line.send(drawn)


@functools.lru_cache(maxsize=512)
def _drawn(spec: str, width: int) -> str:
    """Several places may have the same chart, as of the tasks of them all; and most are asked for when a cell shows them, and again when
    the notebook is written.
    """
    return charts.draw_here(json.loads(spec), width)
