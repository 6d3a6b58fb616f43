"""The figures of the explorer in a table that sorts and filters."""

from __future__ import annotations

from typing import Any

import ipywidgets
import pandas
from itables.widget import ITable
from markupsafe import Markup, escape

from briefing_lib.charts.marks import capital_text
from briefing_lib.explore.choice import Choice, in_turn
from briefing_lib.figures.figure import Figure
from briefing_lib.figures.source import Source
from briefing_lib.wording.language import Labels, plain
from briefing_lib.wording.tables import level_word

SHOWN, NUMBER = 3, 4
"""Columns of the table: the value as it is read, and the hidden number that it is sorted by."""
WIDTHS = {0: 8, 1: 15, 2: 10, 3: 10, 5: 17, 6: 15, 7: 8, 8: 13, 9: 4}
"""Hundredths of the table's width for each column that is seen."""
LAYOUT = {"topStart": "search", "topEnd": "pageLength", "bottomStart": "info", "bottomEnd": "paging"}
"""The search first; another than the default, with which itables shows none of these around a table of few rows."""
TABLE: dict[str, Any] = {
    "select": {"style": "single"}, "showIndex": False, "order": [], "lengthMenu": [10, 25, 100], "layout": LAYOUT,
    "classes": "display compact", "style": "width:100%", "maxBytes": 0, "allow_html": True, "autoWidth": False,
    "columnDefs": [
        {"targets": [SHOWN], "orderData": [NUMBER], "className": "dt-right"}, {"targets": [NUMBER], "visible": False},
        {"targets": [7, 9], "className": "dt-left"},
        *({"targets": [column], "width": f"{percent}%"} for column, percent in WIDTHS.items()),
    ],
}  # fmt: skip


class FigureTable:
    """The figures in a table that sorts and filters; a row chosen there is the figure that is traced."""

    def __init__(self, choice: Choice) -> None:
        self.choice, say, self._showing, self._shown = choice, choice.language.say, False, (choice.view, choice.scope)
        options = [(plain(say("All figures of this province")), "place"), (plain(say("This measure everywhere")), "measure")]
        self.scope = ipywidgets.ToggleButtons(description=plain(say("In the table")), options=options, style={"button_width": "220px"})
        self.table = ITable(self._frame(), **TABLE)
        self.scope.observe(self._scope, "value")
        self.table.observe(self._choose, "selected_rows")
        choice.observe(self._show, ["view", "scope"])

    @property
    def widgets(self) -> list[Any]:
        """What chooses the rows, and the rows."""
        return [self.scope, self.table]

    def _frame(self) -> pandas.DataFrame:
        """The rows, escaped here because the report is a link."""
        labels = self.choice.view.briefing.labels
        rows = ([shown_cell(cell) for cell in table_row(figure, labels)] for figure in self.choice.figures)
        return pandas.DataFrame(rows, columns=columns(labels))

    def _show(self, _change: object = None) -> None:
        now = (self.choice.view, self.choice.scope)
        if now != self._shown:
            self._shown, self._showing = now, True
            self.scope.value = self.choice.scope
            self.table.update(self._frame(), selected_rows=[], **TABLE)
            self._showing = False

    @in_turn
    def _scope(self, change: Any) -> None:
        self.choice.scope = change.new

    @in_turn
    def _choose(self, change: Any) -> None:
        if change.new and not self._showing:
            self.choice.figure = self.choice.figures[change.new[0]].figure_id


def shown_cell(cell: object) -> object:
    """Text escaped, mark-up and numbers as they are."""
    return str(escape(cell)) if isinstance(cell, str) else cell


def columns(labels: Labels) -> list[str]:
    """The headings of the table."""
    say = labels.language.say
    titles = (say("Place"), say("Measure"), say("Level"), say("Value"), say("Number"), say("When"), say("Stated by"), say("Printed as"),
              say("Report"), say("Paragraph"))  # fmt: skip
    return [str(title) for title in titles]


def table_row(figure: Figure, labels: Labels) -> tuple[object, ...]:
    """A figure as the table shows it: what it says, when it held, who said it, and where it is printed."""
    language = labels.language
    assert figure.source is not None
    return (
        labels.place(figure.geography), labels.indicator(figure.indicator.name), capital_text(level_word(language, figure.level)),
        language.plain_quantity(figure), float(figure.value), plain(language.when(figure)), plain(labels.who(figure)), figure.as_printed,
        _report(figure.source), "" if figure.paragraph is None else str(figure.paragraph),
    )  # fmt: skip


def _report(source: Source) -> str:
    """The report, linked where it has an address."""
    name = source.title or source.publisher
    link = Markup('<a href="{}" target="_blank" rel="noopener">{}</a>')
    return link.format(source.url, name) if source.url.startswith(("https://", "http://")) else name


def label_of(figure: Figure, labels: Labels) -> str:
    """A figure on one line, for a menu."""
    place, measure, level, shown, _number, when, *_rest = table_row(figure, labels)
    return f"{place}: {measure}, {level}: {shown} ({when})"
