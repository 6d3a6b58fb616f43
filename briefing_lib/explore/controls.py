"""The controls of the explorer: place, measure, level, day, and the places to compare."""

from __future__ import annotations

from typing import Any

import ipywidgets

from briefing_lib.briefing import MOST_COMPARED
from briefing_lib.explore.choice import Choice, in_turn
from briefing_lib.explore.widgets import Message
from briefing_lib.store import Place
from briefing_lib.store.places import strip_marks
from briefing_lib.wording import plain

FIELD: dict[str, Any] = {
    "layout": ipywidgets.Layout(width="430px", max_width="98%"), "style": {"description_width": "70px"},
}  # fmt: skip
WRAPPED = ipywidgets.Layout(flex_flow="row wrap")
CONTROLS = ("place", "measure", "level", "as_of")


class PlaceField(ipywidgets.Combobox):  # type: ignore[misc]
    """A type-ahead over every name of a place."""

    def __init__(self, choice: Choice, name: str, placeholder: str) -> None:
        self._codes = place_options(choice)
        super().__init__(
            description=choice.label(name), placeholder=placeholder, options=list(self._codes), continuous_update=False, **FIELD
        )  # fmt: skip

    def meant_by(self, typed: str) -> str:
        """The code of an option that was taken, else what was typed."""
        return self._codes.get(typed, typed)


class Controls:
    """Four controls over one choice; each follows the choice when it is changed elsewhere, as by a click on a tile."""

    def __init__(self, choice: Choice) -> None:
        self.choice, self.message, self._showing = choice, Message(choice.box), False
        self.place = PlaceField(choice, "place", choice.label("any_name"))
        self.measure, self.level, self.as_of = (ipywidgets.Dropdown(description=choice.label(name), **FIELD) for name in CONTROLS[1:])
        self._show()
        for name in CONTROLS:
            getattr(self, name).observe(lambda change, name=name: self._choose(name, change.new), "value")
        choice.observe(self._follow, "view")

    @property
    def widgets(self) -> list[Any]:
        """The controls in two rows, then the line that says what was refused."""
        rows = ([self.place, self.measure], [self.level, self.as_of])
        return [*(ipywidgets.HBox(row, layout=WRAPPED) for row in rows), self.message]

    @in_turn
    def _choose(self, name: str, value: str) -> None:
        if self._showing:
            return
        if value:
            self.message.attempt(lambda: setattr(self.choice, name, self.place.meant_by(value) if name == "place" else value))
        self._show()

    def _follow(self, _change: object) -> None:
        """What was refused before is of no interest once something else is shown."""
        self.message.clear()
        self._show()

    def _show(self) -> None:
        """Put what is chosen, and what can be chosen, into the controls."""
        self._showing = True
        choice = self.choice
        self.place.value = choice.writer.place(choice.place)
        _offer(self.measure, measure_options(choice), choice.measure)
        _offer(self.level, level_options(choice), choice.level)
        _offer(self.as_of, day_options(choice), choice.as_of)
        self.level.disabled = len(self.level.options) < 2
        self._showing = False


def _offer(menu: Any, options: list[tuple[str, str]], value: str) -> None:
    if list(menu.options) != options:
        menu.options = options
    menu.value = value


def place_options(choice: Choice) -> dict[str, str]:
    """Every name that finds a place, with and without diacritics, and its code; a former one says what it is part of now."""
    return {name: place.code for place in choice.store.places for name in _names(choice, place)}


def _names(choice: Choice, place: Place) -> list[str]:
    present = [choice.writer.place(place), *_spelt(place)]
    former = dict.fromkeys(name for each in place.former for name in _spelt(each) if name not in present)
    return [*present, *(choice.label("former", former=name, present=present[0]) for name in former)]


def _spelt(place: Place) -> list[str]:
    return [*place.spellings, *map(strip_marks, place.spellings)]


def measure_options(choice: Choice) -> list[tuple[str, str]]:
    """The measures that any place reports by the chosen day, with how many do, or how many that ended where none of today does.

    Those of the chosen place, and of those that became it, are marked.
    """
    briefing = choice.view.briefing
    codes: dict[str, set[str]] = {choice.measure: set()}
    for reading in (*briefing.readings, *briefing.elsewhere):
        codes.setdefault(reading.measure, set()).add(reading.shown.geography)
    present, former, own = (
        {each.code for each in group} for group in (choice.store.places, choice.store.places.former, briefing.place.former)
    )
    order = list(choice.store.indicators)

    def option(measure: str) -> str:
        found = codes[measure]
        here = found & {briefing.place.code, *own}
        return choice.label("measure_option", name=measure, places=found & present, former=found & former, here=here)

    return [(option(each), each) for each in sorted(codes, key=lambda measure: order.index(measure.partition("/")[0]))]


def level_options(choice: Choice) -> list[tuple[str, str]]:
    """The levels at which the measure is reported."""
    words = choice.writer.plain
    return [(plain(words.capital(words.level(level))), level) for level in choice.levels or (choice.level,)]


def day_options(choice: Choice) -> list[tuple[str, str]]:
    """The days on which a report came in hand, newest first, and the chosen day."""
    days = {source.known_from.isoformat() for source in choice.store.sources.values()} | {choice.as_of}
    return [(choice.writer.language.day(day), day) for day in sorted(days, reverse=True)]


class Compared:
    """A type-ahead that adds up to six places, and a button for each that takes it out again."""

    def __init__(self, choice: Choice) -> None:
        self.choice, self.message, self.chosen = choice, Message(choice.box), ipywidgets.HBox(layout=WRAPPED)
        self.field = PlaceField(choice, "compare", choice.label("add_place", most=MOST_COMPARED))
        self._show()
        self.field.observe(self._add, "value")
        choice.observe(self._show, "compared")
        choice.observe(lambda _: self.message.clear(), "view")

    @property
    def widgets(self) -> list[Any]:
        """The type-ahead, the chosen places, and the line that says what was refused."""
        return [ipywidgets.HBox([self.field, self.chosen]), self.message]

    @in_turn
    def _add(self, change: Any) -> None:
        if change.new:
            self._compare((*self.choice.compared, self.field.meant_by(change.new)))
            self.field.value = ""

    def _compare(self, places: tuple[str, ...]) -> None:
        self.message.attempt(lambda: setattr(self.choice, "compared", places))

    def _show(self, _change: object = None) -> None:
        self.chosen.children = [self._button(code) for code in self.choice.compared]

    def _button(self, code: str) -> Any:
        name = self.choice.writer.place(code)
        button = ipywidgets.Button(description=f"{name} ✕", tooltip=self.choice.label("take_out", name=name))
        button.on_click(lambda _: self._compare(tuple(each for each in self.choice.compared if each != code)))
        return button
