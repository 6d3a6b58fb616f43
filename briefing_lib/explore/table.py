"""The figures of the explorer in a table that sorts and filters."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import ipywidgets
import pandas
from itables.widget import ITable
from markupsafe import escape

from briefing_lib.explore.choice import SCOPES, Choice, in_turn
from briefing_lib.figures import Figure
from briefing_lib.wording import Writer, card, plain

COLUMNS = ("place", "measure", "level", "shown", "number", "when", "who", "printed", "report", "paragraph")
SHOWN, NUMBER, PRINTED, PARAGRAPH = (COLUMNS.index(name) for name in ("shown", "number", "printed", "paragraph"))
"""The value as it is read, and the hidden number that it is sorted by; what looks like a number and is text."""
WIDTHS = {0: 8, 1: 15, 2: 10, 3: 10, 5: 17, 6: 15, 7: 8, 8: 13, 9: 4}
"""Hundredths of the table's width for each column that is seen."""
LAYOUT = {"topStart": "search", "topEnd": "pageLength", "bottomStart": "info", "bottomEnd": "paging"}
"""The search first; another than the default, with which itables shows none of these around a table of few rows."""
TABLE: dict[str, Any] = {
    "select": {"style": "single"}, "showIndex": False, "order": [], "lengthMenu": [10, 25, 100], "layout": LAYOUT,
    "classes": "display compact", "style": "width:100%", "maxBytes": 0, "allow_html": True, "autoWidth": False,
    "columnDefs": [
        {"targets": [SHOWN], "orderData": [NUMBER], "className": "dt-right"}, {"targets": [NUMBER], "visible": False},
        {"targets": [PRINTED, PARAGRAPH], "className": "dt-left"},
        *({"targets": [column], "width": f"{percent}%"} for column, percent in WIDTHS.items()),
    ],
}  # fmt: skip

SAID = {
    "search": "search", "lengthMenu": "lines", "info": "info", "infoEmpty": "empty", "infoFiltered": "filtered", "zeroRecords": "none",
    "emptyTable": "none",
}  # fmt: skip
"""What DataTables says, by its name for it, and the label that says it."""


class FigureTable:
    """The figures in a table that sorts and filters; a row chosen there is the figure that is traced."""

    def __init__(self, choice: Choice) -> None:
        self.choice, self._showing, self._shown = choice, False, (choice.view, choice.scope)
        options = [(choice.label(f"scope_{scope}"), scope) for scope in SCOPES]
        self.scope = ipywidgets.ToggleButtons(description=choice.label("in_the_table"), options=options, style={"button_width": "220px"})
        self.options = TABLE | {"language": _words(choice)}
        self.table = ITable(self._frame(), **self.options)
        self.scope.observe(self._scope, "value")
        self.table.observe(self._choose, "selected_rows")
        choice.observe(self._show, ["view", "scope"])

    @property
    def widgets(self) -> list[Any]:
        """What chooses the rows, and the rows."""
        return [self.scope, self.table]

    def _frame(self) -> pandas.DataFrame:
        """The rows, escaped here because the report is a link."""
        writer = self.choice.writer
        titles = [writer.text("column", name) for name in COLUMNS]
        rows = ([shown_cell(cell) for cell in table_row(figure, writer)] for figure in self.choice.figures)
        return pandas.DataFrame(rows, columns=titles)

    def _show(self, _change: object = None) -> None:
        now = (self.choice.view, self.choice.scope)
        if now != self._shown:
            self._shown, self._showing = now, True
            self.scope.value = self.choice.scope
            self.table.update(self._frame(), selected_rows=[], **self.options)
            self._showing = False

    @in_turn
    def _scope(self, change: Any) -> None:
        self.choice.scope = change.new

    @in_turn
    def _choose(self, change: Any) -> None:
        if change.new and not self._showing:
            self.choice.figure = self.choice.figures[change.new[0]].figure_id


def _words(choice: Choice) -> dict[str, str]:
    """What the table says of itself; it puts numbers in the places of the names in capitals."""
    words = {name: choice.label(f"table_{block}") for name, block in SAID.items()}
    return words | {"thousands": choice.writer.language.number(Decimal(1000))[1]}


def shown_cell(cell: object) -> object:
    """Text escaped, mark-up and numbers as they are."""
    return str(escape(cell)) if isinstance(cell, str) else cell


def table_row(figure: Figure, writer: Writer) -> tuple[object, ...]:
    """A reported figure as the table shows it: what it says, when it held, who said it, and where it is printed."""
    words, source = writer.plain, figure.source
    assert source is not None
    return (
        words.place(figure.geography), plain(words.measure(figure)), plain(words.capital(words.level(figure))),
        plain(words.quantity(figure)), float(figure.value), plain(words.when(figure)), plain(words.who(figure)), figure.as_printed,
        card("address", url=source.url, text=source.title or source.publisher), "" if figure.paragraph is None else str(figure.paragraph),
    )  # fmt: skip
