"""The take-away panel: pictures, tables, citation and code of what the explorer shows."""

from __future__ import annotations

import html
from typing import Any

import ipywidgets

from briefing_lib.charts.views import figures_of
from briefing_lib.explore.choice import Choice
from briefing_lib.explore.takeaway import chart_view, png_of, say_citation, say_code, say_heading, svg_of
from briefing_lib.explore.widgets import FileButton
from briefing_lib.pages.downloads import csv_of, figures_frame, figures_xlsx
from briefing_lib.wording.language import plain

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FACES = {"citation": "var(--jp-content-font-family)", "code": "var(--jp-code-font-family)"}
STYLE = "white-space:pre-wrap;word-break:normal;overflow-wrap:anywhere;line-height:1.4;user-select:text"
TEXT = '<h4>{title}</h4><pre class="{kind}" tabindex="0" style="{style};font-family:{font}">{text}</pre>'


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
            FileButton(
                "CSV",
                plain(say("All figures of the table, as text, whatever is searched there")),
                lambda: self._file("csv", "text/csv", self._csv()),
            ),
            FileButton(
                "XLSX",
                plain(say("All figures of the table, as a workbook, whatever is searched there")),
                lambda: self._file("xlsx", EXCEL, self._xlsx()),
            ),
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
        view = self.choice.view
        return f"{say_heading(view)}\n{say_citation((*figures_of(view), *self.choice.figures), self.choice.language)}"

    @property
    def code(self) -> str:
        """Three lines that make the view again, as the picture shows it."""
        return say_code(self.choice.view)

    def _show(self, _change: object = None) -> None:
        say = self.choice.language.say
        texts = (
            (say("Citation of the charts and the table"), "citation", self.citation),
            (say("The same view in three lines"), "code", self.code),
        )
        self.texts.value = "".join(
            TEXT.format(title=title, kind=kind, style=STYLE, font=FACES[kind], text=html.escape(text)) for title, kind, text in texts
        )

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
