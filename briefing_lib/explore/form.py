"""Make a briefing from a notebook: a form whose fields come from the notebook's own parameters cell, and the real build behind it."""

from __future__ import annotations

import ast
import html
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import ipywidgets

from briefing_lib.briefing.briefing import check_day
from briefing_lib.build.parameters import Parameter, check_parameters, read_parameters
from briefing_lib.build.runner import Job, Result, check_out, make_briefing
from briefing_lib.errors import FailedBriefing
from briefing_lib.explore.choice import Choice
from briefing_lib.explore.widgets import Message, PageLink
from briefing_lib.store.store import Store, open_store
from briefing_lib.wording.cards import card
from briefing_lib.wording.language import language_of, plain

MADE = Path("made")
"""Pages made by hand, beside the notebook that makes them, in a folder for each day; the site is made by `briefing build`."""
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Made:
    """A briefing that was made: what the build says of it, and its page."""

    result: Result
    page: Path

    def __repr__(self) -> str:
        return f"Made({self.page}, every number on it traced)"

    def _repr_html_(self) -> str:
        rows = (("Page", self.page), ("As of", self.result.as_of), ("Numbers", "every one traced"))
        return card(f"Briefing made: {self.result.stem}", rows)


def build_briefing(province: str | int, *, as_of: str = "", language: str = "en", out: Path = MADE, told: Told | None = None) -> Made:
    """Run the province notebook and make its page, one file that can be mailed, in `out`; `told` hears of each cell that is done.

    Raises what `open_briefing` raises before anything runs, and FailedBriefing with the cell where one fails.

    >>> build_briefing("Atlantis")
    Traceback (most recent call last):
    briefing_lib.errors.UnknownProvince: no province is called 'Atlantis': give a two-digit code or a name, as in 48 or Da Nang
    """
    parameters = {"province": province, "as_of": as_of, "language": language}
    job = job_of(open_store(), parameters, out)
    return _whole(job, _run_aside(job, told or (lambda _done, _all: None)))


def job_of(store: Store, parameters: Mapping[str, Any], out: Path) -> Job:
    """The build that these parameters ask for; raises where the notebook does not know them or they can't be had."""
    check_parameters(parameters)
    province, day = store.provinces.find(parameters["province"]), check_day(parameters["as_of"], store).isoformat()
    language, folder = language_of(parameters["language"]).code, str(store.folder.resolve())
    check_out(out)
    return Job(
        province=province.code,
        name=f"{province.code}-{province.slug}",
        language=language,
        as_of=day,
        folder=folder,
        out=str((out / day).resolve()),
        standalone=True,
    )


def _whole(job: Job, result: Result) -> Made:
    if result.status == "failed":
        raise FailedBriefing(result.reason)
    return Made(result, Path(os.path.relpath(job.out)) / f"{job.stem}.html")


def _run_aside(job: Job, told: Told) -> Result:
    """The build in a process of its own: the notebook that asked for it keeps its kernel, folder and environment."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_build, args=(job, there), daemon=True)
    process.start()
    there.close()
    for message in _messages(here):
        if isinstance(message, Result):
            process.join()
            return message
        told(*message)
    raise FailedBriefing("the build ended without a word; look whether the machine has memory left")


def _messages(connection: Connection) -> Iterator[Any]:
    while True:
        try:
            yield connection.recv()
        except EOFError:
            return


def _build(job: Job, connection: Connection) -> None:
    connection.send(make_briefing(job, told=lambda done, all_cells: connection.send((done, all_cells))))


class Form:
    """The fields of the notebook's parameters cell, filled with what is chosen, and the button that runs the build."""

    def __init__(self, choice: Choice, out: Path = MADE) -> None:
        self.choice, self.out, say = choice, out, choice.language.say
        self.parameters = read_parameters()
        self.fields = {name: _field(each) for name, each in self.parameters.items()}
        self.button = ipywidgets.Button(description=plain(say("Make the briefing")), button_style="primary")
        self.progress = ipywidgets.IntProgress(layout=ipywidgets.Layout(width="430px", visibility="hidden"))
        self.message, self.link = Message(), PageLink(label=plain(say("Open the page")))
        self.place = ipywidgets.HTML()
        self._fill()
        self.button.on_click(self._start)
        choice.observe(self._fill, "view")

    @property
    def widgets(self) -> list[Any]:
        rows = [ipywidgets.HBox([field, ipywidgets.HTML(_help(self.parameters[name]))]) for name, field in self.fields.items()]
        return [*rows, ipywidgets.HBox([self.button, self.progress]), self.message, self.place, self.link]

    def _fill(self, _change: object = None) -> None:
        """Follow the choice; the page that was made before is not that of what is chosen now."""
        self.link.page = self.place.value = ""
        chosen = {
            "province": self.choice.view.briefing.province.name(self.choice.language.code),
            "as_of": self.choice.as_of,
            "language": self.choice.language.code,
        }
        for name in chosen.keys() & self.fields.keys():
            self.fields[name].value = chosen[name]

    def _start(self, _button: object) -> None:
        self.link.page = self.place.value = ""
        self.message.attempt(self._check_and_start)

    def _check_and_start(self) -> None:
        """Refuse at once what can't be had; else build in the background, so that the notebook stays alive meanwhile."""
        job = job_of(self.choice.store, {name: field.value for name, field in self.fields.items()}, self.out)
        self.button.disabled = True
        self.progress.value, self.progress.layout.visibility = 0, "visible"
        self.progress.description = plain(self.choice.language.say("starting"))
        threading.Thread(target=self._run, args=(job,), daemon=True).start()

    def _run(self, job: Job) -> None:
        try:
            self.message.attempt(lambda: self._finish(_whole(job, _run_aside(job, self._tell))))
        finally:
            self.button.disabled, self.progress.layout.visibility = False, "hidden"

    def _tell(self, done: int, all_cells: int) -> None:
        self.progress.max, self.progress.value = all_cells, done
        self.progress.description = f"{done}/{all_cells}"

    def _finish(self, made: Made) -> None:
        result, say = made.result, self.choice.language.say
        numbers = say("{reported} reported and {derived} derived numbers, each traced", reported=result.reported, derived=result.derived)
        self.place.value = f"<p role='status'>{html.escape(str(made.page))}: {numbers}</p>"
        self.link.page = made.page.read_text("utf-8")


def _field(parameter: Parameter) -> Any:
    """A field of the type that the parameters cell writes down, with its default."""
    kind = ipywidgets.IntText if parameter.type == "int" else ipywidgets.Text  # check_parameters refuses all others
    return kind(value=ast.literal_eval(parameter.default), description=parameter.name, continuous_update=False)


def _help(parameter: Parameter) -> str:
    return f"<span>{html.escape(parameter.help)}</span>"
