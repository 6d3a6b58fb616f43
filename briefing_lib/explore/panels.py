"""What the explorer shows of the choice: charts and sentence, comparison, chain of one figure."""

from __future__ import annotations

from typing import Any

import ipywidgets

from briefing_lib.explore.choice import Choice, in_turn
from briefing_lib.explore.widgets import LiveChart


class Prose(ipywidgets.HTML):  # type: ignore[misc]
    """A piece in a widget, set as JupyterLab sets an output."""

    def __init__(self, choice: Choice) -> None:
        super().__init__()
        self._box = choice.box

    def show(self, prose: object) -> None:
        """Put a piece, or plain text, into it."""
        self.value = self._box("prose", prose=prose)


class Charts:
    """The sentence and three linked charts; a click on a tile or bar chooses the place, on a point the figure."""

    def __init__(self, choice: Choice) -> None:
        self.choice, self.sentence, self.key = choice, Prose(choice), Prose(choice)
        self.tiles, self.places = LiveChart("code", choice.pick_place), LiveChart("code", choice.pick_place)
        self.days = LiveChart("figure_id", self._pick_figure)
        self._show()
        choice.observe(self._show, "view")

    @property
    def widgets(self) -> list[Any]:
        """The sentence, the tiles with the other two beside them, and the key."""
        rows = ipywidgets.VBox([self.places, self.days])
        return [self.sentence, ipywidgets.HBox([self.tiles, rows], layout=ipywidgets.Layout(flex_flow="row wrap")), self.key]

    def _show(self, _change: object = None) -> None:
        view = self.choice.view
        self.sentence.show(view.say())
        self.key.show(self.choice.box("key", key=view.key))
        self.tiles.show(view.chart_tiles)
        self.places.show(view.chart_places)
        self.days.show(view.chart_days)

    @in_turn
    def _pick_figure(self, figure_id: str) -> None:
        if figure_id not in [each.figure_id for each in self.choice.figures]:
            self.choice.scope = "measure"
        self.choice.figure = figure_id


class Comparison:
    """The compared places: a chart where they are comparable; else why not, and dated values."""

    def __init__(self, choice: Choice) -> None:
        self.choice, self.prose, self.chart = choice, Prose(choice), LiveChart("code", choice.pick_place)
        self._show()
        choice.observe(self._show, "view")

    @property
    def widgets(self) -> list[Any]:
        """The words, then the chart."""
        return [self.prose, self.chart]

    def _show(self, _change: object = None) -> None:
        self.prose.show(self.choice.view.compare())
        self.chart.show(self.choice.view.chart_compared)


class Trace:
    """One figure's chain, with a menu of the figures in the table."""

    def __init__(self, choice: Choice) -> None:
        self.choice, self.prose, self._showing, self._shown = choice, Prose(choice), False, (None, "", "")
        self.figure = ipywidgets.Dropdown(description=choice.label("figure"), layout=ipywidgets.Layout(width="800px"))
        self._show()
        self.figure.observe(self._choose, "value")
        choice.observe(self._show, ["view", "scope", "figure"])

    @property
    def widgets(self) -> list[Any]:
        """The menu, then the chain."""
        return [self.figure, self.prose]

    @in_turn
    def _choose(self, change: Any) -> None:
        if change.new and not self._showing:
            self.choice.figure = change.new

    def _show(self, _change: object = None) -> None:
        """Follow the choice; several changes of it at once are followed once."""
        choice = self.choice
        now = (choice.view, choice.scope, choice.figure)
        if now != self._shown:
            self._shown, self._showing = now, True
            self._offer([(choice.label("figure_option", figure=each), each.figure_id) for each in choice.figures])
            self._showing = False
            self.prose.show(choice.view.trace(choice.traced) if choice.traced else choice.label("nothing_to_trace"))

    def _offer(self, options: list[tuple[str, str]]) -> None:
        if list(self.figure.options) != options:
            self.figure.options = options
        self.figure.value = self.choice.figure or None
