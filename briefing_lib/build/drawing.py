"""One process draws the charts of all pages: Vega takes half a second to start, and less than a tenth of one for a chart."""

from __future__ import annotations

import contextlib
import functools
import json
import os
from collections.abc import Iterator, Mapping
from functools import partial
from multiprocessing import AuthenticationError, current_process
from multiprocessing.connection import Client, Listener
from typing import Any

from briefing_lib import charts
from briefing_lib.build.processes import begun, why_not_forked

PLAIN: Mapping[str, Any] = {"mark": "point", "data": {"values": [{}]}}
"""A chart that is drawn for nobody, so that Vega is ready when the first page asks."""
WAITING = 256
"""So many processes may wait for a drawing at a time."""


@contextlib.contextmanager
def drawn_in_one_process() -> Iterator[None]:
    """What this process, and those that are forked from it meanwhile, draw is drawn by one of its own, which ends with this one.

    It makes itself ready meanwhile. Where no process can be forked safely, each draws by itself.
    """
    if why_not_forked():
        yield
        return
    address = f"\0briefing-{os.getpid()}"  # no file, which a build that is killed would leave
    key = bytes(current_process().authkey)
    with contextlib.ExitStack() as until, Listener(address, "AF_UNIX", WAITING, key) as asked:
        until.enter_context(begun(partial(_serve, asked)))
        asked.close()  # only the process that draws listens: where it was ended, nobody waits for it
        with charts.drawn_by(partial(_draw, address, key)):
            yield


def _draw(address: str, key: bytes, spec: Mapping[str, Any], width: int) -> str:
    """Ask the process that draws, or draw here where it was ended."""
    try:
        with Client(address, "AF_UNIX", key) as asked:
            asked.send((json.dumps(spec), width))
            drawn: str | Exception = asked.recv()
    except (EOFError, OSError):
        return charts.draw_here(spec, width)
    if isinstance(drawn, Exception):
        raise drawn
    return drawn


def _serve(asked: Listener, _tell: object) -> None:
    charts.draw_here(PLAIN, 1)
    while True:
        # who asked may have been ended, or be somebody else
        with contextlib.suppress(EOFError, OSError, AuthenticationError), asked.accept() as one:
            try:
                drawn: str | Exception = _drawn(*one.recv())
            except ValueError as problem:
                drawn = problem
            one.send(drawn)


@functools.lru_cache(maxsize=512)
def _drawn(spec: str, width: int) -> str:
    """Several places may have the same chart, as of the tasks of them all."""
    return charts.draw_here(json.loads(spec), width)
