"""What is chosen in the explorer: the one place where its state lives."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import Any

import traitlets
from markupsafe import Markup

from briefing_lib.briefing import brief, check_day, find_compared, find_level, find_measure, find_unit, levels_of
from briefing_lib.errors import WrongParameter, hint
from briefing_lib.explore.views import View, label, view_of
from briefing_lib.figures import Figure
from briefing_lib.store import Store
from briefing_lib.wording import Writer

SCOPES = ("place", "measure")
INPUTS = ("place", "measure", "level", "as_of", "compared")
TURN = threading.RLock()
"""JupyterLab calls the handlers of a kernel in more than one thread (subshells); traits are not made for that."""


def in_turn(handler: Callable[..., None]) -> Callable[..., None]:
    """The handler, run only when no other one is under way; what it sets off in the same thread goes on."""

    @functools.wraps(handler)
    def run(*arguments: Any) -> None:
        with TURN:
            handler(*arguments)

    return run


class Choice(traitlets.HasTraits):  # type: ignore[misc]
    """Place, measure, level, day and what follows from them; setting one settles the rest, then tells who watches.

    `place` takes any name, old or new, and holds the code. What can't be chosen raises a BriefingError and changes nothing. `view` is
    what is shown, `scope` what the table holds (this place, or this measure), `figure` the id of the figure that is traced.
    """

    place, measure, level, as_of = (traitlets.TraitType("") for _ in range(4))
    compared = traitlets.TraitType(())
    scope = traitlets.TraitType("place")
    figure = traitlets.TraitType("")
    view = traitlets.Instance(View, allow_none=True)

    def __init__(self, writer: Writer, *, place: str | int = "", measure: str = "", as_of: str = "") -> None:
        super().__init__()
        self.writer, self.store, self._settling, self._reported = writer, writer.store.at_top, True, ""
        self.as_of = as_of
        self.place = place or first_place(self.store)
        self.measure = measure or first_measure(self.store)
        self._settling = False
        self._settle()

    def __setattr__(self, name: str, value: object) -> None:
        if not hasattr(type(self), name) and name not in ("writer", "store") and not name.startswith("_"):
            raise WrongParameter(name, value, f"a choice has {', '.join((*INPUTS, 'scope', 'figure'))}{hint(name, INPUTS)}")
        with TURN:  # until all that follows from it has settled
            super().__setattr__(name, value)

    def label(self, name: str, /, **facts: object) -> str:
        """What a control, button or menu is called."""
        return label(self.writer, name, **facts)

    def box(self, name: str, /, **facts: object) -> Markup:
        """A piece or line in the frame of this name, of `explore/boxes.html.j2`."""
        return self.writer.blocks("explore/boxes.html.j2", [name], **facts)[name].html

    @traitlets.validate("place")  # type: ignore[untyped-decorator]
    def _check_place(self, proposal: Any) -> str:
        return find_unit(self.store, proposal.value).code

    @traitlets.validate("measure")  # type: ignore[untyped-decorator]
    def _check_measure(self, proposal: Any) -> str:
        return find_measure(self.store, proposal.value)

    @traitlets.validate("as_of")  # type: ignore[untyped-decorator]
    def _check_as_of(self, proposal: Any) -> str:
        return check_day(str(proposal.value), self.store).isoformat()

    @traitlets.validate("level")  # type: ignore[untyped-decorator]
    def _check_level(self, proposal: Any) -> str:
        if not self._settling and self.view:
            find_level(self.view.briefing, self.measure, str(proposal.value))
        return str(proposal.value)

    @traitlets.validate("compared")  # type: ignore[untyped-decorator]
    def _check_compared(self, proposal: Any) -> tuple[str, ...]:
        return find_compared(self.store, proposal.value)

    @traitlets.validate("scope")  # type: ignore[untyped-decorator]
    def _check_scope(self, proposal: Any) -> str:
        if proposal.value not in SCOPES:
            raise WrongParameter("scope", proposal.value, f"the table holds one of: {', '.join(SCOPES)}")
        return str(proposal.value)

    @traitlets.validate("figure")  # type: ignore[untyped-decorator]
    def _check_figure(self, proposal: Any) -> str:
        figure = str(proposal.value)
        if figure and figure not in self.store.by_id:
            raise WrongParameter("figure", figure, f"figures.csv has no such figure{hint(figure, list(self.store.by_id))}")
        return figure

    @in_turn
    def pick_place(self, code: str) -> None:
        """Choose the place of a mark in a chart; the table then holds its figures."""
        self.scope = "place"
        self.place = code

    @traitlets.observe(*INPUTS)  # type: ignore[untyped-decorator]
    def _settle(self, change: Any = None) -> None:
        """Choose a level that exists and a figure to trace, and make the view; watchers see only the settled state.

        Another measure starts at the level that the place, or else most places, report. The level that was last shown comes back
        after a day or place without it.
        """
        if self._settling:
            return
        self._settling = True
        try:
            with self.hold_trait_notifications():
                if change and change.name == "measure":
                    self._reported = ""
                self._follow(self.level if change and change.name == "level" else self._reported)
        finally:
            self._settling = False

    def _follow(self, level: str) -> None:
        briefing = brief(self.store, self.store.places[self.place], check_day(self.as_of, self.store))
        wanted = level if level in levels_of(briefing, self.measure) else ""
        self.view = view_of(self.writer, briefing, measure=self.measure, level=wanted, compared=self.compared)
        self.level = self.view.level
        self._reported = self.level if self.levels else level
        self._follow_figure()

    @traitlets.observe("scope")  # type: ignore[untyped-decorator]
    def _follow_figure(self, _change: object = None) -> None:
        shown = self.view.here.shown.figure_id if self.view and self.view.here else ""
        ids = [each.figure_id for each in self.figures]
        self.figure = shown if shown in ids else (*ids, "")[0]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures in the table: all of the place and of those that became it, those of the measure first; or all of the measure."""
        view, briefing = self.view, self.view.briefing
        if self.scope == "measure":
            readings = (*briefing.readings, *briefing.elsewhere, *briefing.national)
            return tuple(figure for reading in readings if reading.measure == view.measure for figure in reading.figures)
        shown, known = view.here and view.here.shown, briefing.as_of
        before = (each for place in briefing.place.former for each in self.store.find_figures(geography=place.code, known_by=known))
        return tuple(
            sorted(
                (*briefing.figures, *before), key=lambda each: (each.measure != view.measure, each.level != self.level, each is not shown)
            )
        )

    @property
    def traced(self) -> Figure | None:
        """The figure that is traced; None where the table is empty."""
        return self.store.by_id.get(self.figure)

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels that can be chosen."""
        levels: tuple[str, ...] = self.view.levels
        return levels


def first_place(store: Store) -> str:
    """The code of the first place that has figures; of the first of all where none has."""
    known = {each.geography for each in store.find_figures()}
    codes = [place.code for place in store.places]
    return next((code for code in codes if code in known), codes[0])


def first_measure(store: Store) -> str:
    """The core measure that most places report; where none is core, of all measures."""
    reported: dict[str, set[str]] = {name: set() for name in store.indicators}
    for each in store.find_figures():
        if each.geography in store.places:
            reported.setdefault(each.measure, set()).add(each.geography)
    return max(reported, key=lambda name: (store.indicators[name.partition("/")[0]].core, len(reported[name])))
