"""The explorer: everything an analyst with a question needs, linked by one choice.

Cells of a notebook show its parts: the explorer itself (controls, sentence, charts, table), then `compare`, `trace`,
`take_away` and `make`. `explorer.choice` can be set from code as well, and every part follows.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pandas

from briefing_lib.briefing.frames import frame_figures
from briefing_lib.explore.choice import FIRST_MEASURE, Choice
from briefing_lib.explore.controls import Compared, Controls
from briefing_lib.explore.files import TakeAway
from briefing_lib.explore.form import Form
from briefing_lib.explore.panels import Charts, Comparison, Trace
from briefing_lib.explore.table import FigureTable
from briefing_lib.explore.view import View, say_view
from briefing_lib.explore.widgets import Panel
from briefing_lib.store.store import open_store
from briefing_lib.wording.language import language_of


class Explorer:
    """Linked panels over one choice; shows itself as controls, sentence, charts and table."""

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        self.controls, self.charts, self.table = Controls(choice), Charts(choice), FigureTable(choice)
        self._panel = Panel([*self.controls.widgets, *self.charts.widgets, *self.table.widgets], lambda: repr(self))
        self.comparison, self.chain, self.files, self.form = Compared(choice), Trace(choice), TakeAway(choice), Form(choice)
        self._compared = Comparison(choice)

    def __repr__(self) -> str:
        return f"Explorer of {self.view}\n{say_view(self.view)!r}"

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
        return frame_figures(list(self.choice.figures), self.view.briefing.labels)

    @property
    def compare(self) -> Panel:
        """Up to six provinces on the chosen measure."""
        return self._part([*self.comparison.widgets, *self._compared.widgets], "Comparison")

    @property
    def trace(self) -> Panel:
        """The chain behind one figure of the table."""
        return self._part(self.chain.widgets, "Trace")

    @property
    def take_away(self) -> Panel:
        """Files, citation and code of what is shown."""
        return self._part(self.files.widgets, "Take away")

    @property
    def make(self) -> Panel:
        """The form that makes the briefing on the chosen province and day."""
        return self._part(self.form.widgets, "Make the briefing")

    def _part(self, widgets: list[Any], title: str) -> Panel:
        says: Callable[[], str] = lambda: f"{title}: {self.view}"  # noqa: E731 named for its type
        return Panel(widgets, says)


def open_explorer(
    province: str | int = "48",
    *,
    measure: str = FIRST_MEASURE,
    as_of: str = "",
    language: str = "en",
    folder: str | os.PathLike[str] | None = None,
) -> Explorer:
    """An explorer that starts with this province (any name, old or new), measure and day.

    Raises what `open_view` raises.

    >>> open_explorer("Huế", measure="registered_population").view
    View(Hue, registered_population, level all, as of 2026-09-20)
    """  # fmt: skip
    return Explorer(Choice(open_store(folder), language_of(language), province=province, measure=measure, as_of=as_of))
