"""Make a briefing from a notebook: a form whose fields come from the notebook's own parameters cell, and the real build behind it."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import ipywidgets

from briefing_lib.build.aside import MADE, Built, plan_one, run_aside
from briefing_lib.build.notebooks import Parameter, find_notebook
from briefing_lib.build.site import Job
from briefing_lib.explore.choice import Choice
from briefing_lib.explore.widgets import Message, PageLink

NOTEBOOK = "province_briefing"


class Form:
    """The fields of the notebook's parameters cell, filled with what is chosen, and the button that runs the build."""

    def __init__(self, choice: Choice, out: Path = MADE) -> None:
        self.choice, self.out = choice, out
        self.parameters = find_notebook(NOTEBOOK).parameters
        self.fields = {name: _field(each) for name, each in self.parameters.items()}
        self.button = ipywidgets.Button(description=choice.label("make"), button_style="primary")
        self.progress = ipywidgets.IntProgress(layout=ipywidgets.Layout(width="430px", visibility="hidden"))
        self.message, self.link, self.place = Message(choice.box), PageLink(label=choice.label("open_page")), ipywidgets.HTML()
        self._fill()
        self.button.on_click(self._start)
        choice.observe(self._fill, "view")

    @property
    def widgets(self) -> list[Any]:
        """A row for each field with its help, the button, and what it says."""
        helps = {name: ipywidgets.HTML(self.choice.box("help", text=each.help)) for name, each in self.parameters.items()}
        rows = [ipywidgets.HBox([field, helps[name]]) for name, field in self.fields.items()]
        return [*rows, ipywidgets.HBox([self.button, self.progress]), self.message, self.place, self.link]

    def _fill(self, _change: object = None) -> None:
        """Follow the choice; the page that was made before is not that of what is chosen now."""
        self._forget()
        writer = self.choice.writer
        chosen = {"province": writer.place(self.choice.place), "as_of": self.choice.as_of, "language": writer.language.code}
        for name in chosen.keys() & self.fields.keys():
            self.fields[name].value = chosen[name]

    def _forget(self) -> None:
        self.link.page = self.place.value = ""

    def _start(self, _button: object) -> None:
        self._forget()
        self.message.attempt(self._check_and_start)

    def _check_and_start(self) -> None:
        """Refuse at once what can't be had; else build in the background, so that the notebook stays alive meanwhile."""
        given = {name: field.value for name, field in self.fields.items()}
        job = plan_one(given.pop("province"), notebook=NOTEBOOK, out=self.out, folder=self.choice.store.folder, **given)
        self.button.disabled = True
        self.progress.value, self.progress.layout.visibility = 0, "visible"
        self.progress.description = self.choice.label("starting")
        threading.Thread(target=self._run, args=(job,), daemon=True).start()

    def _run(self, job: Job) -> None:
        try:
            self.message.attempt(lambda: self._finish(run_aside(job, self._tell)))
        finally:
            self.button.disabled, self.progress.layout.visibility = False, "hidden"

    def _tell(self, done: int, all_cells: int) -> None:
        self.progress.max, self.progress.value = all_cells, done
        self.progress.description = f"{done}/{all_cells}"

    def _finish(self, built: Built) -> None:
        numbers = {"reported": built.result.reported, "derived": built.result.derived}
        self.place.value = self.choice.box("made", page=built.page, **numbers)
        self.link.page = built.page.read_text("utf-8")


def _field(parameter: Parameter) -> Any:
    """A field of the type that the parameters cell writes down, with its default."""
    kind = ipywidgets.IntText if parameter.type == "int" else ipywidgets.Text  # the notebook's check refuses all others
    return kind(value=parameter.default, description=parameter.name, continuous_update=False)
