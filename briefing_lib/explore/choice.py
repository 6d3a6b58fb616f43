"""What is chosen in the explorer: the one place where its state lives."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from typing import Any

import traitlets

from briefing_lib.briefing.briefing import brief, check_day, find_indicator
from briefing_lib.errors import WrongParameter
from briefing_lib.explore.view import View, find_compared, levels_of, view_of
from briefing_lib.figures.figure import Figure
from briefing_lib.store.schema import near
from briefing_lib.store.store import Store
from briefing_lib.wording.language import Language

FIRST_MEASURE = "dossiers_received"
SCOPES = ("place", "measure")
INPUTS = ("province", "measure", "level", "as_of", "compared")


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
    """Province, measure, level, day and what follows from them; setting one settles the rest, then tells who watches.

    `province` takes any name, old or new, and holds the code. What can't be chosen raises a BriefingError and changes
    nothing. `view` is what is shown, `scope` what the table holds (this place, or this measure), `figure` the id of
    the figure that is traced.
    """

    province, measure, level, as_of = (traitlets.TraitType("") for _ in range(4))
    compared = traitlets.TraitType(())
    scope = traitlets.TraitType("place")
    figure = traitlets.TraitType("")
    view = traitlets.Instance(View, allow_none=True)

    def __init__(self, store: Store, language: Language, *, province: str | int, measure: str = FIRST_MEASURE, as_of: str = "") -> None:
        super().__init__()
        self.store, self.language, self._settling, self._reported = store, language, True, ""
        self.province, self.measure, self.as_of = str(province), measure, as_of
        self._settling = False
        self._settle()

    def __setattr__(self, name: str, value: object) -> None:
        if not hasattr(type(self), name) and name not in ("store", "language") and not name.startswith("_"):
            raise WrongParameter(name, value, f"a choice has {', '.join((*INPUTS, 'scope', 'figure'))}{near(name, INPUTS)}")
        with TURN:  # until all that follows from it has settled
            super().__setattr__(name, value)

    @traitlets.validate("province")  # type: ignore[untyped-decorator]
    def _check_province(self, proposal: Any) -> str:
        return self.store.provinces.find(proposal.value).code

    @traitlets.validate("measure")  # type: ignore[untyped-decorator]
    def _check_measure(self, proposal: Any) -> str:
        return find_indicator(self.store, str(proposal.value)).name

    @traitlets.validate("as_of")  # type: ignore[untyped-decorator]
    def _check_as_of(self, proposal: Any) -> str:
        return check_day(str(proposal.value), self.store).isoformat()

    @traitlets.validate("level")  # type: ignore[untyped-decorator]
    def _check_level(self, proposal: Any) -> str:
        if not self._settling and self.view:
            view_of(self.view.briefing, measure=self.measure, level=str(proposal.value))
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
            raise WrongParameter("figure", figure, f"figures.csv has no such figure{near(figure, list(self.store.by_id))}")
        return figure

    @in_turn
    def pick_province(self, code: str) -> None:
        """Choose the province of a mark in a chart; the table then holds its figures."""
        self.scope = "place"
        self.province = code

    @traitlets.observe(*INPUTS)  # type: ignore[untyped-decorator]
    def _settle(self, change: Any = None) -> None:
        """Choose a level that exists and a figure to trace, and make the view; watchers see only the settled state.

        Another measure starts at the level that the province, or else most provinces, report. The level that was last shown comes
        back after a day or province without it.
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
        province, day = self.store.provinces[self.province], check_day(self.as_of, self.store)
        briefing = brief(self.store, province=province, as_of=day, language=self.language)
        levels = levels_of(briefing, self.measure)
        self.view = view_of(briefing, measure=self.measure, level=level if level in levels else "", compared=self.compared)
        self.level = self.view.level
        self._reported = self.level if levels else level
        self._follow_figure()

    @traitlets.observe("scope")  # type: ignore[untyped-decorator]
    def _follow_figure(self, _change: object = None) -> None:
        shown = self.view.here.shown.figure_id if self.view and self.view.here else ""
        ids = [each.figure_id for each in self.figures]
        self.figure = shown if shown in ids else (*ids, "")[0]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures in the table: all of the place, those of the measure first; or all of the measure, in every place."""
        assert self.view is not None
        if self.scope == "place":
            mine = self.view.briefing.figures
            shown = self.view.here and self.view.here.shown
            return tuple(
                sorted(mine, key=lambda each: (each.indicator != self.view.indicator, each.level != self.level, each is not shown))
            )
        return tuple(self._figures_of_measure())

    def _figures_of_measure(self) -> Iterator[Figure]:
        assert self.view is not None
        briefing = self.view.briefing
        for reading in (*briefing.readings, *briefing.elsewhere, *briefing.national):
            if reading.indicator == self.view.indicator:
                yield from reading.figures

    @property
    def traced(self) -> Figure | None:
        """The figure that is traced; None where the table is empty."""
        return self.store.by_id.get(self.figure)

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels that can be chosen."""
        return levels_of(self.view.briefing, self.measure) if self.view else ()
