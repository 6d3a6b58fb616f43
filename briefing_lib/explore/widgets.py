"""Widgets of our own that the explorer is built from: a panel, a chart that is drawn again, a button that hands out a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import altair as alt
import anywidget
import ipywidgets
import traitlets
from altair.utils import schemapi

from briefing_lib.errors import BriefingError

HERE = Path(__file__).parent
PICK = "pick"
EMBED = {"actions": False, "renderer": "svg"}
"""No menu: its editor is a page of somebody else's."""


class KeyGuard(anywidget.AnyWidget):
    """Keeps the keys pressed in a panel from JupyterLab, which would take letters and arrows for its own shortcuts."""

    _esm = HERE / "key_guard.js"


class Panel(ipywidgets.VBox):  # type: ignore[misc]
    """A part of the explorer; its plain text says what it shows, so that a notebook without widgets says something too."""

    def __init__(self, children: list[Any], says: Callable[[], str]) -> None:
        super().__init__([*children, KeyGuard()])
        self._says = says

    def __repr__(self) -> str:
        return self._says()


class LiveChart(alt.JupyterChart):
    """A chart that is drawn again when the choice changes, offline; a click on a mark hands over what it stands for."""

    def __init__(self, field: str, picked: Callable[[str], None]) -> None:
        alt.JupyterChart.enable_offline(True)
        self._pick = alt.selection_point(name=PICK, fields=[field], on="click", clear=False, toggle="false")
        super().__init__(alt.Chart(alt.InlineData(values=[])).mark_point().add_params(self._pick), embed_options=EMBED)
        self._field, self._picked = field, picked
        self.observe(self._hand_over, "_vl_selections")

    def _hand_over(self, change: Any) -> None:
        rows = (change.new[PICK]["value"] or {}).get("vlPoint", {}).get("or", [])
        if rows:  # forget it, here and in the page, so that a second click on the same mark is heard too
            self._vl_selections = {PICK: {"value": None, "store": []}}
        for row in rows:
            if row.get(self._field):
                self._picked(row[self._field])

    def show(self, make: Callable[[], Any | None]) -> None:
        """Draw what `make` returns, or nothing where it returns None. Not validated: that takes longer than drawing."""
        with schemapi.debug_mode(False):
            chart = make()
            self.spec = self._pickable(chart) if chart else None
        self.layout.display = "" if chart else "none"

    def _pickable(self, chart: Any) -> dict[str, Any]:
        """Its specification, with clicks; its rows stay aside meanwhile, as Altair copies all that a chart holds."""
        rows, chart.data = chart.data, alt.NamedData(name="rows")
        spec = chart.add_params(self._pick).to_dict(validate=False)
        return {**spec, "config": {**spec["config"], "mark": {"cursor": "pointer"}}, "datasets": {"rows": rows.values}}


class FileButton(anywidget.AnyWidget):
    """A button that asks the kernel for a file when pressed and saves it in the browser.

    `make` returns name, media type and content.
    """

    _esm = HERE / "file_button.js"
    label = traitlets.Unicode().tag(sync=True)
    help = traitlets.Unicode().tag(sync=True)

    def __init__(self, label: str, help: str, make: Callable[[], tuple[str, str, bytes]]) -> None:
        super().__init__(label=label, help=help)
        self._make = make
        self.on_msg(self._hand_out)

    def _hand_out(self, *_message: object) -> None:
        name, media_type, content = self._make()
        self.send({"name": name, "type": media_type}, [content])


class PageLink(anywidget.AnyWidget):
    """A link to a page that is one file; opens it beside the notebook, wherever the server's root is. Blank without a page."""

    _esm = HERE / "page_link.js"
    label = traitlets.Unicode().tag(sync=True)
    page = traitlets.Unicode().tag(sync=True)


class Message(ipywidgets.HTML):  # type: ignore[misc]
    """A line that says what was refused and what to do; read out by screen readers when it changes. `box` frames its text."""

    def __init__(self, box: Callable[..., str]) -> None:
        super().__init__()
        self._box = box

    def clear(self) -> None:
        """Say nothing."""
        self.value = ""

    def attempt(self, step: Callable[[], object]) -> None:
        """Do it, and say so where it can't be done; an error that is not ours goes on."""
        self.clear()
        try:
            step()
        except BriefingError as problem:
            self.value = self._box("alert", text=str(problem))
