"""What the explorer shows of the choice: charts and sentence, comparison, chain of one figure."""

from __future__ import annotations

from typing import Any

import ipywidgets

from briefing_lib.charts.views import chart_compared, chart_days, chart_places, chart_tiles, say_key
from briefing_lib.explore.choice import Choice, in_turn
from briefing_lib.explore.table import label_of
from briefing_lib.explore.view import say_comparison, say_view
from briefing_lib.explore.widgets import LiveChart
from briefing_lib.wording.cards import unlinked
from briefing_lib.wording.chain import say_trace
from briefing_lib.wording.language import plain

STYLE = """<style>
.jp-RenderedHTMLCommon.briefing-prose :is(td, th, caption) { text-align: left; vertical-align: top; max-width: 60em; white-space: normal }
.jp-RenderedHTMLCommon.briefing-prose table { margin-left: 0 }
</style>"""


class ProseBox(ipywidgets.HTML):  # type: ignore[misc]
    """A piece of a page in a widget."""

    def show(self, prose: str) -> None:
        """Set it as JupyterLab sets an output."""
        self.value = f'{STYLE}<div class="jp-RenderedHTMLCommon briefing-prose" role="status">{unlinked(prose)}</div>'


class Charts:
    """The sentence and three linked charts; a click on a tile or bar chooses the province, on a point the figure."""

    def __init__(self, choice: Choice) -> None:
        self.choice, self.sentence, self.key = choice, ProseBox(), ProseBox()
        self.tiles, self.places = LiveChart("code", choice.pick_province), LiveChart("code", choice.pick_province)
        self.days = LiveChart("figure_id", self._pick_figure)
        self._show()
        choice.observe(self._show, "view")

    @property
    def widgets(self) -> list[Any]:
        rows = ipywidgets.VBox([self.places, self.days])
        return [self.sentence, ipywidgets.HBox([self.tiles, rows], layout=ipywidgets.Layout(flex_flow="row wrap")), self.key]

    def _show(self, _change: object = None) -> None:
        view = self.choice.view
        self.sentence.show(say_view(view))
        self.key.show(f"<p><small>{say_key(view)}</small></p>")
        self.tiles.show(lambda: chart_tiles(view))
        self.places.show(lambda: chart_places(view))
        self.days.show(lambda: chart_days(view))

    @in_turn
    def _pick_figure(self, figure_id: str) -> None:
        if figure_id not in [each.figure_id for each in self.choice.figures]:
            self.choice.scope = "measure"
        self.choice.figure = figure_id


class Comparison:
    """The compared provinces: a chart where they are comparable; else why not, and dated values."""

    def __init__(self, choice: Choice) -> None:
        self.choice, self.prose = choice, ProseBox()
        self.chart = LiveChart("code", choice.pick_province)
        self._show()
        choice.observe(self._show, "view")

    @property
    def widgets(self) -> list[Any]:
        return [self.prose, self.chart]

    def _show(self, _change: object = None) -> None:
        self.prose.show(say_comparison(self.choice.view))
        self.chart.show(lambda: chart_compared(self.choice.view))


class Trace:
    """One figure's chain, with a menu of the figures in the table."""

    def __init__(self, choice: Choice) -> None:
        self.choice, self.prose, self._showing, self._shown = choice, ProseBox(), False, (None, "", "")
        self.figure = ipywidgets.Dropdown(description=plain(choice.language.say("Figure")), layout=ipywidgets.Layout(width="800px"))
        self._show()
        self.figure.observe(self._choose, "value")
        choice.observe(self._show, ["view", "scope", "figure"])

    @property
    def widgets(self) -> list[Any]:
        return [self.figure, self.prose]

    @in_turn
    def _choose(self, change: Any) -> None:
        if change.new and not self._showing:
            self.choice.figure = change.new

    def _show(self, _change: object = None) -> None:
        """Follow the choice; several changes of it at once are followed once."""
        now = (self.choice.view, self.choice.scope, self.choice.figure)
        if now != self._shown:
            self._shown, self._showing = now, True
            labels = self.choice.view.briefing.labels
            self._offer([(label_of(figure, labels), figure.figure_id) for figure in self.choice.figures])
            self._showing = False
            traced, briefing = self.choice.traced, self.choice.view.briefing
            self.prose.show(say_trace(briefing, traced) if traced else plain(self.choice.language.say("There is no figure to trace.")))

    def _offer(self, options: list[tuple[str, str]]) -> None:
        if list(self.figure.options) != options:
            self.figure.options = options
        self.figure.value = self.choice.figure or None
