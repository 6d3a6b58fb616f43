"""The controls of the explorer: province, measure, level, day, and the provinces to compare."""

from __future__ import annotations

from typing import Any

import ipywidgets

from briefing_lib.charts.marks import capital_text
from briefing_lib.explore.choice import Choice, in_turn
from briefing_lib.explore.view import MOST_COMPARED
from briefing_lib.explore.widgets import Message
from briefing_lib.store.places import Province, strip_marks
from briefing_lib.wording.language import plain
from briefing_lib.wording.tables import level_word

WIDE = ipywidgets.Layout(width="430px", max_width="98%")
WRAPPED = ipywidgets.Layout(flex_flow="row wrap")
NOW = ", now "
"""Between a former province and the one that took over, in the list of the type-ahead."""


class Controls:
    """Four controls over one choice; each follows the choice when it is changed elsewhere, as by a click on a tile."""

    def __init__(self, choice: Choice) -> None:
        say, style = choice.language.say, {"description_width": "70px"}
        self.choice, self.message, self._showing = choice, Message(), False
        self.province = ipywidgets.Combobox(
            description=str(say("Province")), options=province_options(choice), continuous_update=False, layout=WIDE, style=style,
            placeholder=str(say("any name, old or new")),
        )  # fmt: skip
        self.measure = ipywidgets.Dropdown(description=str(say("Measure")), layout=WIDE, style=style)
        self.level = ipywidgets.Dropdown(description=str(say("Level")), layout=WIDE, style=style)
        self.as_of = ipywidgets.Dropdown(description=str(say("As of")), layout=WIDE, style=style)
        self._show()
        for name in ("province", "measure", "level", "as_of"):
            getattr(self, name).observe(lambda change, name=name: self._choose(name, change.new), "value")
        choice.observe(self._follow, "view")

    @property
    def widgets(self) -> list[Any]:
        """The controls in two rows, then the line that says what was refused."""
        rows = ([self.province, self.measure], [self.level, self.as_of])
        return [*(ipywidgets.HBox(row, layout=WRAPPED) for row in rows), self.message]

    @in_turn
    def _choose(self, name: str, value: str) -> None:
        if self._showing:
            return
        if value:
            self.message.attempt(lambda: setattr(self.choice, name, value.partition(NOW)[0] if name == "province" else value))
        self._show()

    def _follow(self, _change: object) -> None:
        """What was refused before is of no interest once something else is shown."""
        self.message.clear()
        self._show()

    def _show(self, _change: object = None) -> None:
        """Put what is chosen, and what can be chosen, into the controls."""
        self._showing = True
        choice = self.choice
        self.province.value = choice.view.briefing.province.name(choice.language.code)
        _offer(self.measure, measure_options(choice), choice.measure)
        _offer(
            self.level,
            [(capital_text(level_word(choice.language, level)), level) for level in choice.levels or (choice.level,)],
            choice.level,
        )
        _offer(self.as_of, day_options(choice), choice.as_of)
        self.level.disabled = len(self.level.options) < 2
        self._showing = False


def _offer(menu: Any, options: list[tuple[str, str]], value: str) -> None:
    if list(menu.options) != options:
        menu.options = options
    menu.value = value


def province_options(choice: Choice) -> list[str]:
    """Every name that finds a province, with and without diacritics; a former one says what it is part of now."""
    options = [name for province in choice.store.provinces for name in _names(province, choice.language.code)]
    return list(dict.fromkeys(options))


def _names(province: Province, language: str) -> list[str]:
    present = [province.name(language), province.name_en, province.name_vi, strip_marks(province.name_vi)]
    former = [name for each in province.former for name in (each.name_en, each.name_vi) if name not in present]
    return [*present, *(f"{name}{NOW}{province.name(language)}" for name in former)]


def measure_options(choice: Choice) -> list[tuple[str, str]]:
    """The measures that any province reports by the chosen day, with how many; those the chosen province reports are marked."""
    briefing = choice.view.briefing
    places: dict[str, set[str]] = {choice.measure: set()}
    for reading in (*briefing.readings, *briefing.elsewhere):
        places.setdefault(reading.indicator.name, set()).add(reading.shown.geography)
    return [
        (_measure_label(choice, name, places[name]), name) for name in choice.store.indicators if name in places
    ]  # fmt: skip


def _measure_label(choice: Choice, name: str, places: set[str]) -> str:
    """The measure first, so that typing its name finds it in the menu; a dot says that the chosen province reports it."""
    briefing, say_many = choice.view.briefing, choice.language.say_many
    provinces = say_many("{number} province", "{number} provinces", len(places), number=len(places))
    mark = " ●" if briefing.province.code in places else ""
    return f"{briefing.labels.indicator(name)} · {plain(provinces)}{mark}"


def day_options(choice: Choice) -> list[tuple[str, str]]:
    """The days on which a report came in hand, newest first, and the chosen day."""
    days = {source.known_from.isoformat() for source in choice.store.sources.values()} | {choice.as_of}
    return [(plain(choice.language.day(day)), day) for day in sorted(days, reverse=True)]


class Compared:
    """A type-ahead that adds up to six provinces, and a button for each that takes it out again."""

    def __init__(self, choice: Choice) -> None:
        say = choice.language.say
        self.choice, self.message, self.chosen = choice, Message(), ipywidgets.HBox(layout=ipywidgets.Layout(flex_flow="row wrap"))
        self.field = ipywidgets.Combobox(
            description=plain(say("Compare")), options=province_options(choice), continuous_update=False, layout=WIDE,
            style={"description_width": "70px"}, placeholder=plain(say("add a province, {most} at most", most=MOST_COMPARED)),
        )  # fmt: skip
        self._show()
        self.field.observe(self._add, "value")
        choice.observe(self._show, "compared")
        choice.observe(lambda _: self.message.clear(), "view")

    @property
    def widgets(self) -> list[Any]:
        """The type-ahead, the chosen provinces, and the line that says what was refused."""
        return [ipywidgets.HBox([self.field, self.chosen]), self.message]

    @in_turn
    def _add(self, change: Any) -> None:
        if change.new:
            self._compare((*self.choice.compared, change.new.partition(NOW)[0]))
            self.field.value = ""

    def _compare(self, provinces: tuple[str, ...]) -> None:
        self.message.attempt(lambda: setattr(self.choice, "compared", provinces))

    def _show(self, _change: object = None) -> None:
        self.chosen.children = [self._button(code) for code in self.choice.compared]

    def _button(self, code: str) -> Any:
        name, say = self.choice.store.provinces[code].name(self.choice.language.code), self.choice.language.say
        button = ipywidgets.Button(description=f"{name} ✕", tooltip=plain(say("Take {name} out", name=name)))
        button.on_click(lambda _: self._compare(tuple(each for each in self.choice.compared if each != code)))
        return button
