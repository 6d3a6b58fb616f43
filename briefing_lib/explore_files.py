"""The take-away panel: pictures, tables, citation and code of what the explorer shows."""

from __future__ import annotations

import html
from typing import Any

import ipywidgets

from briefing_lib.downloads import csv_of, figures_frame, figures_xlsx
from briefing_lib.explore_charts import figures_of
from briefing_lib.explore_choice import Choice
from briefing_lib.explore_widgets import FileButton
from briefing_lib.language import plain
from briefing_lib.takeaway import chart_view, png_of, say_citation, say_code, svg_of

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = '<h4>{title}</h4><pre class="{kind}" tabindex="0" style="white-space:pre-wrap;line-height:1.4;user-select:text">{text}</pre>'


class TakeAway:
    """Four buttons that save a file each, and two texts to copy; all speak of what is shown now."""

    def __init__(self, choice: Choice) -> None:
        self.choice, say = choice, choice.language.say
        self.buttons = [
            FileButton(
                "PNG", plain(say("The view as a picture")), lambda: self._picture("png", "image/png", png_of(chart_view(choice.view)))
            ),
            FileButton(
                "SVG",
                plain(say("The view as a drawing")),
                lambda: self._picture("svg", "image/svg+xml", svg_of(chart_view(choice.view)).encode()),
            ),
            FileButton("CSV", plain(say("The figures in the table, as text")), lambda: self._file("csv", "text/csv", self._csv())),
            FileButton("XLSX", plain(say("The figures in the table, as a workbook")), lambda: self._file("xlsx", EXCEL, self._xlsx())),
        ]
        self.texts = ipywidgets.HTML()
        self._show()
        choice.observe(self._show, ["view", "scope"])

    @property
    def widgets(self) -> list[Any]:
        return [ipywidgets.HBox(self.buttons), self.texts]

    @property
    def citation(self) -> str:
        """The reports behind the charts and the table."""
        return say_citation((*figures_of(self.choice.view), *self.choice.figures), self.choice.language)

    @property
    def code(self) -> str:
        """Three lines that make the chart of places again, or that of tiles where no province reports the measure."""
        return say_code(self.choice.view, "chart_places" if self.choice.view.figures else "chart_tiles")

    def _show(self, _change: object = None) -> None:
        say = self.choice.language.say
        texts = (
            (say("Citation of the charts and the table"), "citation", self.citation),
            (say("The same chart in three lines"), "code", self.code),
        )
        self.texts.value = "".join(TEXT.format(title=title, kind=kind, text=html.escape(text)) for title, kind, text in texts)

    def _picture(self, ending: str, media_type: str, content: bytes) -> tuple[str, str, bytes]:
        province, choice = self.choice.view.briefing.province, self.choice
        return f"{province.code}-{province.slug}-{choice.measure.replace('_', '-')}-{choice.as_of}.{ending}", media_type, content

    def _file(self, ending: str, media_type: str, content: bytes) -> tuple[str, str, bytes]:
        province, choice = self.choice.view.briefing.province, self.choice
        about = f"{province.code}-{province.slug}" if choice.scope == "place" else choice.measure.replace("_", "-")
        return f"{about}-{choice.as_of}.{ending}", media_type, content

    def _csv(self) -> bytes:
        return csv_of(figures_frame(self.choice.figures, self.choice.view.briefing.labels)).encode()

    def _xlsx(self) -> bytes:
        briefing = self.choice.view.briefing
        return figures_xlsx(self.choice.figures, briefing.labels, self.citation, briefing.as_of)
