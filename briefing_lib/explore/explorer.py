"""The explorer: everything an analyst with a question needs, linked by one choice.

Cells of a notebook show its parts: the explorer itself (controls, sentence, charts, table), then `compare`, `trace`,
`take_away` and `make`. `explorer.choice` can be set from code as well, and every part follows.
"""

from __future__ import annotations

import os
from typing import Any

import pandas

from briefing_lib.briefing.frames import frame_figures
from briefing_lib.explore.choice import Choice
from briefing_lib.explore.controls import Compared, Controls
from briefing_lib.explore.files import TakeAway
from briefing_lib.explore.form import Form
from briefing_lib.explore.panels import Charts, Comparison, Trace
from briefing_lib.explore.table import FigureTable
from briefing_lib.explore.views import View
from briefing_lib.explore.widgets import Panel
from briefing_lib.store import open_store
from briefing_lib.wording import Writer


class Explorer:
    """Linked panels over one choice; shows itself as controls, sentence, charts and table."""

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        self.controls, self.charts, self.table = Controls(choice), Charts(choice), FigureTable(choice)
        self._panel = Panel([*self.controls.widgets, *self.charts.widgets, *self.table.widgets], lambda: repr(self))
        self.comparison, self.chain, self.files, self.form = Compared(choice), Trace(choice), TakeAway(choice), Form(choice)
        self._compared = Comparison(choice)

    def __repr__(self) -> str:
        return f"{self.choice.label('part_explorer', view=self.view)}\n{self.view.say()!r}"

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        return {**self._panel._repr_mimebundle_(**options), "text/plain": repr(self)}

    @property
    def view(self) -> View:
        """What is shown now."""
        view: View = self.choice.view
        return view

    @property
    def figures(self) -> pandas.DataFrame:
        """The figures in the table now, as a tidy frame."""
        return frame_figures(self.choice.figures, self.choice.store, self.choice.writer.language.code)

    @property
    def compare(self) -> Panel:
        """Up to six places on the chosen measure."""
        return self._part("compare", [*self.comparison.widgets, *self._compared.widgets])

    @property
    def trace(self) -> Panel:
        """The chain behind one figure of the table."""
        return self._part("trace", self.chain.widgets)

    @property
    def take_away(self) -> Panel:
        """Files, citation and code of what is shown."""
        return self._part("take_away", self.files.widgets)

    @property
    def make(self) -> Panel:
        """The form that makes the briefing on the chosen place and day."""
        return self._part("make", self.form.widgets)

    def _part(self, name: str, widgets: list[Any]) -> Panel:
        return Panel(widgets, lambda: self.choice.label(f"part_{name}", view=self.view))


def explore(
    place: str | int | None = None, *, measure: str = "", as_of: str = "", language: str = "en",
    folder: str | os.PathLike[str] | None = None,
) -> Explorer:  # fmt: skip
    """An explorer that starts with this place (any name, old or new), measure and day, each of which can be changed in it.

    Blank means the first place that has figures, the core measure that most places report, and the latest day that the data know.
    Raises what `view` raises.

    >>> explore("Huế", measure="registered_population", as_of="2025-12-31").view
    View(Hue, registered_population, level all, as of 2025-12-31)
    """
    writer = Writer(open_store(folder), language, linked=False)
    return Explorer(Choice(writer, place="" if place is None else place, measure=measure, as_of=as_of))
