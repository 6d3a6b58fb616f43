"""The take-away panel: pictures, tables, citation and code of what the explorer shows."""

from __future__ import annotations

import base64
import functools
import io
from collections.abc import Mapping
from typing import Any

import ipywidgets

from briefing_lib.charts import FONT, FONTS
from briefing_lib.explore.choice import Choice
from briefing_lib.explore.widgets import FileButton
from briefing_lib.pages.downloads import figures_csv, figures_xlsx
from briefing_lib.wording.writer import environment_of

TYPES: Mapping[str, str] = {
    "png": "image/png", "svg": "image/svg+xml", "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
PICTURES = ("png", "svg")
PIXELS_PER_INCH = 192


class TakeAway:
    """Four buttons that save a file each, and two texts to copy; all speak of what is shown now."""

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        self.buttons = [FileButton(kind.upper(), choice.label(kind), functools.partial(self._file, kind)) for kind in TYPES]
        self.texts = ipywidgets.HTML()
        self._show()
        choice.observe(self._show, ["view", "scope"])

    @property
    def widgets(self) -> list[Any]:
        """The buttons, then the texts."""
        return [ipywidgets.HBox(self.buttons), self.texts]

    @property
    def citation(self) -> str:
        """What is shown, and the reports behind the charts and the table."""
        view = self.choice.view
        return f"{view.heading}\n{view.cite(self.choice.figures)}"

    def _show(self, _change: object = None) -> None:
        self.texts.value = self.choice.box("texts", citation=self.citation, code=self.choice.view.code)

    def _file(self, kind: str) -> tuple[str, str, bytes]:
        """Name, media type and content; a picture is of the view, a table of the place or of the measure."""
        choice, place = self.choice, self.choice.view.briefing.place
        here, measure = f"{place.code}-{place.slug}", choice.measure.replace("_", "-")
        about = f"{here}-{measure}" if kind in PICTURES else here if choice.scope == "place" else measure
        return f"{about}-{choice.as_of}.{kind}", TYPES[kind], self._content(kind)

    def _content(self, kind: str) -> bytes:
        choice, language = self.choice, self.choice.writer.language.code
        match kind:
            case "png":
                return png_of(choice.view.chart())
            case "svg":
                return svg_of(choice.view.chart()).encode()
            case "csv":
                return figures_csv(choice.figures, choice.store, language).encode()
        return figures_xlsx(choice.figures, choice.store, language, about=self.citation, day=choice.view.briefing.as_of)


def png_of(chart: Any) -> bytes:
    """A chart as PNG, drawn with the font that the project ships, so that every Vietnamese letter is right."""
    picture = io.BytesIO()
    chart.save(picture, format="png", ppi=PIXELS_PER_INCH)
    return picture.getvalue()


def svg_of(chart: Any) -> str:
    """A chart as SVG that carries its font with it."""
    picture = io.StringIO()
    chart.save(picture, format="svg")
    head, opened, rest = picture.getvalue().partition(">")
    return f"{head}{opened}{_font_style()}{rest}"


@functools.cache
def _font_style() -> str:
    content = base64.b64encode((FONTS / "Inter.woff2").read_bytes()).decode()
    return environment_of("en").get_template("explore/font.html.j2").render(font=FONT, content=content)
