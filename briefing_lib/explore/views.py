"""A view: one measure across all places, seen from one, with the words and charts that show it."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from briefing_lib.briefing import Across, Briefing, brief, check_day, find_compared, find_measure, find_unit, read_across
from briefing_lib.calls import checked
from briefing_lib.charts import views as charts
from briefing_lib.errors import WrongParameter
from briefing_lib.figures import Figure
from briefing_lib.store import open_store, parse_reference
from briefing_lib.wording import Piece, Writer, plain

SCOPES = ("places", "measure", "place")
"""What the table of the explorer holds: the places with a column for each measure, all figures of the measures, or of the place."""
NAMED = 6
"""Places that a sentence names before it only counts the rest."""


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class View(Across):
    """What is shown of one choice: facts, and the words and charts in its language.

    `beside` are further measures in the table of the explorer, and `scope` says what that table holds, see `SCOPES`.
    """

    writer: Writer
    beside: tuple[str, ...] = ()
    scope: str = SCOPES[0]

    @checked
    def say(self) -> Piece:
        """What is shown and what is missing: the value here, the nation's, who reports it, and whether the values can be ranked."""
        return self._said("view", named=NAMED)

    @checked
    def compare(self) -> Piece:
        """The compared places: ranked where that is fair; else why not, and their dated values side by side."""
        return self._said("comparison")

    @checked
    def compare_words(self) -> Piece:
        """The chosen place beside those to compare, in a sentence: whether they may be ranked, why not, and who has none."""
        among = replace(self, compared=tuple(dict.fromkeys((self.briefing.place.code, *self.compared))))
        return among._said("compared_words")

    @checked
    def trace(self, figure: Figure) -> Piece:
        """The whole chain of one figure, as `briefing_lib.trace` gives it."""
        return self.writer.render("explore/trace.html.j2", briefing=self.briefing, figure=figure)

    @property
    def heading(self) -> str:
        """Place, measure and day."""
        return plain(self._block("heading"))

    @property
    def key(self) -> str:
        """What colours and signs mean."""
        return plain(self._block("key"))

    @checked
    def chart(self) -> Any:
        """The whole view in one picture, with its key and the reports it comes from: to take away."""
        return charts.chart_view(self.writer, self)

    @checked
    def chart_tiles(self) -> Any | None:
        """Which places report the measure, and where they can be ranked, who has how much? None where no place has a tile."""
        return charts.chart_tiles(self.writer, self)

    @checked
    def chart_places(self) -> Any | None:
        """How do the places that report it stand beside each other? None where none does."""
        return charts.chart_places(self.writer, self)

    @checked
    def chart_days(self) -> Any | None:
        """Which values were reported for which day? None where none was, here, for the compared places or the nation."""
        return charts.chart_days(self.writer, self)

    @checked
    def chart_compared(self) -> Any | None:
        """How do the compared places stand beside each other? None where there are not two values."""
        return charts.chart_compared(self.writer, self)

    @checked
    def cite(self, figures: Iterable[Figure] = ()) -> str:
        """Plain text: a line for each report behind the charts and these figures, with its address, and the program that read them."""
        return cite(self.writer, (*self.figures, *figures))

    @property
    def choice(self) -> dict[str, Any]:
        """What was chosen, under the names by which `view_of` takes it."""
        chosen = {"place": self.briefing.place.code, "measure": self.asked, "level": self.level, "as_of": str(self.briefing.as_of)}
        return {**chosen, "compared": list(self.compared), "beside": list(self.beside), "scope": self.scope}

    @property
    def code(self) -> str:
        """Three lines of Python that make the same picture in any notebook."""
        return f"import briefing_lib as bl\nview = bl.view({self._arguments('level', 'as_of', 'compared')})\nview.chart()"

    @property
    def explorer_code(self) -> str:
        """Two lines of Python that open the explorer as it stands."""
        return f"import briefing_lib as bl\nbl.explore({self._arguments('level', 'as_of', 'compared', 'beside', 'scope')})"

    def _arguments(self, *names: str) -> str:
        """What was chosen as Python writes it; nothing that is so anyhow."""
        choice, language = self.choice, self.writer.language.code
        given = {name: choice[name] for name in names} | {"language": language}
        usual = {"level": "" if self.level in self.levels else self.level, "scope": SCOPES[0], "language": "en"}
        named = [f"{name}={value!r}" for name, value in given.items() if value and value != usual.get(name)]
        return ", ".join([repr(choice["place"]), f"measure={choice['measure']!r}", *named]).replace("'", '"')

    def _said(self, template: str, **facts: Any) -> Piece:
        return self.writer.render(f"explore/{template}.html.j2", view=self, **facts)

    def _block(self, name: str) -> str:
        return self.writer.plain.blocks("explore/base.html.j2", [name], view=self)[name].html


@checked
def view(
    place: str | int, measure: str, *, level: str = "", as_of: str | dt.date = "", compared: Sequence[str | int] = (), language: str = "en",
    folder: str | os.PathLike[str] | None = None,
) -> View:  # fmt: skip
    """The view of one place (any name, old or new) on one measure; a blank level means the one that the place, or else most, report.

    The measure may be a part, as `commune_level_units/unit_kind:ward`, or a rate, as `per_day(dossiers_received)` and
    `per_thousand(dossiers_received)`: of a thousand residents, and of a day where it is counted over a period. `compared` are two to six
    places to compare. Raises WrongParameter for a measure or level that no report gives by that day, a
    language or a day that can't be had, and UnknownPlace.

    >>> view("Quảng Nam", "dossiers_received", level="commune", as_of="2025-12-31")
    View(Da Nang, dossiers_received, level commune, as of 2025-12-31)
    """
    writer = Writer(open_store(folder), language, linked=False)
    store = writer.store
    briefing = brief(store, find_unit(store, place), check_day(as_of, store))
    return view_of(writer, briefing, measure=measure, level=level, compared=compared)


def view_of(
    writer: Writer, briefing: Briefing, *, measure: str, level: str = "", compared: Sequence[str | int] = (), beside: Sequence[str] = (),
    scope: str = SCOPES[0],
) -> View:  # fmt: skip
    """The view of a briefing in hand, in the language of the writer. Raises what `view` raises, and WrongParameter for another scope."""
    store = briefing.store
    if scope not in SCOPES:
        raise WrongParameter("scope", scope, f"the table holds one of: {', '.join(SCOPES)}")
    if isinstance(beside, str) or not isinstance(beside, Sequence):
        raise WrongParameter("beside", beside, f'give a list of measures, as in ["{next(iter(store.indicators))}"]')
    others = dict.fromkeys(find_measure(store, each) for each in beside if each != measure)
    places = find_compared(store, compared)
    return View(writer=writer, compared=places, beside=tuple(others), scope=scope, **read_across(briefing, measure, level))


@checked
def trace(figure: Figure | str, *, as_of: str | dt.date = "", language: str = "en", folder: str | os.PathLike[str] | None = None) -> Piece:
    """The whole chain behind a figure: printed form, report, paragraph, who said it, other reports, formulas that use it.

    `figure` may be its id, or a formula over ids, as `ratio(ID,ID)`. A derived figure shows its formula, then the chain of each figure
    that went in. `as_of` is the day up to which other reports are known; blank means the latest that the data know. Raises Untraceable
    for an id that the package does not have, and WrongParameter for what is neither.

    >>> import briefing_lib as bl
    >>> received = bl.open().briefing("Da Nang").find("dossiers_received", "commune").shown
    >>> received.as_printed in repr(bl.trace(received)) and repr(bl.trace(received)) == repr(bl.trace(received.figure_id))
    True
    """
    writer = Writer(open_store(folder), language, linked=False)
    store = writer.store
    if isinstance(figure, str):
        figure = parse_reference(store, figure.strip())
    place = store.places[figure.geography] if figure.geography in store.places.codes else store.places.root
    return writer.render("explore/trace.html.j2", briefing=brief(store, place, check_day(as_of, store)), figure=figure)


def cite(writer: Writer, figures: Iterable[Figure]) -> str:
    """Plain text: a line for each report behind these figures, with its address, and the program that read them."""
    sources = dict.fromkeys(leaf.source for figure in figures for leaf in figure.reported if leaf.source)
    lines = [plain(writer.plain.render("explore/citation.html.j2", source=source).html) for source in sources]
    return "\n".join([*lines, label(writer, "read_with", version=importlib.metadata.version("briefing-lib"))])


def label(writer: Writer, name: str, /, **facts: object) -> str:
    """What a control, button or menu is called."""
    return plain(writer.plain.blocks("explore/labels.html.j2", [name], **facts)[name].html)
