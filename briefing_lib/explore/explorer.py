"""The explorer: one view, shown by one widget that asks for the next one.

The page (`explorer.js`) says what was chosen; the kernel answers with all that is to be shown of it. So nothing is kept in two places, and
no answer can meet another one half-way: a view is made whole, then takes the place of the last.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import altair as alt
import anywidget
import pandas
import traitlets
from altair.utils import schemapi

from briefing_lib.briefing import MOST_COMPARED, brief, check_day, find_unit
from briefing_lib.briefing.frames import frame_figures
from briefing_lib.build.aside import MADE, plan_one, run_aside
from briefing_lib.calls import checked
from briefing_lib.errors import BriefingError, WrongParameter, hint
from briefing_lib.explore import menus
from briefing_lib.explore.files import KINDS, file_of, font_style
from briefing_lib.explore.table import figures_of, table_of
from briefing_lib.explore.views import View, cite, label, view_of
from briefing_lib.pages.assets import ASSETS
from briefing_lib.store import open_store, parse_reference
from briefing_lib.wording import Writer
from briefing_lib.wording.writer import environment_of

HERE = Path(__file__).parent
CHOSEN = ("place", "measure", "level", "as_of", "compared", "beside", "scope")
LISTS = ("compared", "beside")
LABELS = "explore/labels.html.j2"
CHARTS = {"tiles": View.chart_tiles, "places": View.chart_places, "days": View.chart_days}


class Explorer(anywidget.AnyWidget):
    """Controls, sentence, charts and table of one view; `choose` shows another one, as the page does."""

    _esm = f"{{\n{(ASSETS / 'vega.js').read_text('utf-8')}\n}}\n{(HERE / 'explorer.js').read_text('utf-8')}"
    _css = f"{re.sub('</?style>', '', font_style())}\n{(HERE / 'explorer.css').read_text('utf-8')}"
    labels = traitlets.Dict().tag(sync=True)
    places = traitlets.List().tag(sync=True)
    measures = traitlets.List().tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)
    view: View

    def __init__(self, writer: Writer, **chosen: Any) -> None:
        self._writer, self._level = writer, ""
        self._options: dict[dt.date, list[menus.Option]] = {}
        super().__init__(labels=_labels(writer) | {"language": writer.language.code}, places=menus.place_options(writer))
        self.on_msg(self._answer)
        self.choose(**chosen)

    def __repr__(self) -> str:
        return f"{label(self._writer, 'explorer', view=self.view)}\n{self.view.say()!r}"

    @property
    def figures(self) -> pandas.DataFrame:
        """The reported figures in the table now, as a tidy frame."""
        return frame_figures(figures_of(self.view), self._writer.store, self._writer.language.code)

    def choose(self, **chosen: Any) -> None:
        """Show another place, measure, level, as_of, compared (places), beside (measures) or scope; all else stays as it is.

        A level stays chosen where it is reported. Raises what `view` raises, and then shows what it showed.
        """
        for name in chosen.keys() - set(CHOSEN):
            raise WrongParameter(name, chosen[name], f"the explorer has {', '.join(CHOSEN)}{hint(name, CHOSEN)}")
        wanted = (self.view.choice if self.shown else {}) | chosen
        level = str(wanted.pop("level") if "level" in chosen else "" if "measure" in chosen else self._level)
        store = self._writer.store.at_top
        briefing = brief(store, find_unit(store, wanted.pop("place")), check_day(str(wanted.pop("as_of")), store))
        view = view_of(self._writer, briefing, **wanted | {"level": level if "level" in chosen else ""})
        is_kept = "level" in chosen or "place" in chosen or not self.shown
        before = "" if is_kept else self.view.level
        self.view = replace(view, level=level) if level in view.levels else view
        self._level = level or view.level
        self._show(before)

    def _show(self, before: str) -> None:
        """Tell the page of the view; `before` is the level of the last one where nobody has chosen that it changes."""
        view, words = self.view, self._writer
        day = view.briefing.as_of
        if day not in self._options:
            self._options[day] = menus.measure_options(words, view.briefing.store, day)
        with self.hold_sync():
            self.measures = self._options[day]
            self.shown = {
                "choice": view.choice,
                "measure": menus.measure_label(words, view.briefing.store, day, view.asked),
                "here": menus.reported_here(view),
                "levels": menus.level_options(view),
                "level_note": menus.level_note(view, before),
                "days": menus.day_options(view),
                "sentence": str(view.say()) + (str(view.compare_words()) if view.compared else ""),
                "charts": {name: specification(partial(make, view)) for name, make in CHARTS.items()},
                "key": view.key,
                "table": table_of(view),
                "citation": self.citation,
                "code": view.explorer_code,
                "picture": view.code,
            }

    @property
    def citation(self) -> str:
        """What is shown, and the reports behind charts and table."""
        return f"{self.view.heading}\n{cite(self._writer, (*self.view.figures, *figures_of(self.view)))}"

    def _answer(self, _widget: object, asked: dict[str, Any], _buffers: object) -> None:
        """Do what the page asks for; what can't be done is said there."""
        refused = ""
        try:
            match asked:
                case {"do": "choose", **chosen}:
                    written = [name for name in LISTS if isinstance(chosen.get(name), str)]  # as an address has them
                    lists = {name: list(filter(None, chosen[name].split(","))) for name in written}
                    self.choose(**chosen | lists)
                case {"do": "trace", "figure": reference}:
                    figure = parse_reference(self._writer.store, reference)
                    self.send({"traced": reference, "chain": str(self.view.trace(figure))})
                case {"do": "save", "kind": kind} if kind in KINDS:
                    name, media_type, content = file_of(self.view, kind, about=self.citation)
                    self.send({"file": name, "type": media_type}, [content])
                case {"do": "make"}:
                    self._make()
        except BriefingError as problem:
            refused = str(problem)
        self.send({"done": asked.get("do", ""), "refused": refused})

    def _make(self) -> None:
        """The briefing on the chosen place and day, made by the real build in a process of its own."""
        choice, code = self.view.choice, self._writer.language.code
        given = {"as_of": choice["as_of"], "language": code, "notebook": "province_briefing", "folder": self._writer.store.folder}
        job = plan_one(choice["place"], out=MADE, **given)
        built = run_aside(job, lambda done, cells: self.send({"progress": done, "of": cells}))
        said = label(self._writer, "made", page=built.page, reported=built.result.reported, derived=built.result.derived)
        self.send({"made": said, "page": built.page.read_text("utf-8")})


def specification(make: Callable[[], Any | None]) -> dict[str, Any] | None:
    """The Vega-Lite of a chart, not validated, as that takes longer than drawing; its rows stay aside, as Altair copies all of a chart."""
    with schemapi.debug_mode(False):
        chart = make()
        if chart is None:
            return None
        rows, chart.data = chart.data, alt.NamedData(name="rows")
        return {**chart.to_dict(validate=False), "datasets": {"rows": rows.values}}


def _labels(writer: Writer) -> dict[str, str]:
    """Everything that the page calls something by, by its name in the template."""
    named = environment_of(writer.language.code).get_template(LABELS).blocks
    return {name.removeprefix("page_"): label(writer, name, most=MOST_COMPARED) for name in named if name.startswith("page_")}


@checked
def explore(
    place: str | int | None = None, *, measure: str = "", level: str = "", as_of: str | dt.date = "", compared: Any = (), beside: Any = (),
    scope: str = "places", language: str = "en", folder: str | os.PathLike[str] | None = None,
) -> Explorer:  # fmt: skip
    """An explorer that starts with this place (any name, old or new), measure, level and day, each of which can be changed in it.

    Blank means the first place that has figures, the measure that most places have, and the latest day that the data know. `compared`
    are up to six places, `beside` further measures of the table; `scope` is what that holds: places, measure or place. The explorer
    shows the line that opens it as it stands. Raises what `view` raises.

    >>> explore("Huế", measure="registered_population", as_of="2025-12-31").view
    View(Hue, registered_population, level all, as of 2025-12-31)
    """
    writer = Writer(open_store(folder), language, linked=False)
    store = writer.store.at_top
    place = menus.first_place(store).code if place is None else place
    measure = measure or menus.first_measure(store, check_day(as_of, store))
    return Explorer(
        writer, place=place, measure=measure, level=level, as_of=as_of, compared=compared, beside=beside, scope=scope
    )  # fmt: skip
