"""The controls of the explorer: province, measure, level, day, and the provinces to compare."""

from __future__ import annotations

from typing import Any

import ipywidgets

from briefing_lib.drawing import capital_text
from briefing_lib.explore_choice import MOST_COMPARED, Choice
from briefing_lib.explore_widgets import Message
from briefing_lib.language import plain
from briefing_lib.provinces import Province, strip_marks
from briefing_lib.tables import level_word

WIDE = ipywidgets.Layout(width="430px")
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
        choice.observe(self._show, "view")

    @property
    def widgets(self) -> list[Any]:
        """The controls in two rows, then the line that says what was refused."""
        return [ipywidgets.HBox([self.province, self.measure]), ipywidgets.HBox([self.level, self.as_of]), self.message]

    def _choose(self, name: str, value: str) -> None:
        if self._showing or not value:
            return
        self.message.attempt(lambda: setattr(self.choice, name, value.partition(NOW)[0] if name == "province" else value))
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
    """A type-ahead for up to six provinces; knows old names, and puts the present one in their place."""

    def __init__(self, choice: Choice) -> None:
        say = choice.language.say
        self.choice, self.message, self._showing = choice, Message(), False
        names = [each.partition(NOW)[0] for each in province_options(choice)]
        self.tags = ipywidgets.TagsInput(allowed_tags=names, allow_duplicates=False, placeholder=str(say("add a province")))
        self.help = ipywidgets.HTML(plain(say("Compare up to {most} provinces:", most=MOST_COMPARED)))
        self._show()
        self.tags.observe(self._choose, "value")
        choice.observe(self._show, "view")

    @property
    def widgets(self) -> list[Any]:
        return [self.help, self.tags, self.message]

    def _choose(self, change: Any) -> None:
        if not self._showing:
            self.message.attempt(lambda: setattr(self.choice, "compared", tuple(change.new)))
            self._show()

    def _show(self, _change: object = None) -> None:
        self._showing = True
        provinces, language = self.choice.store.provinces, self.choice.language.code
        self.tags.value = [provinces[code].name(language) for code in self.choice.compared]
        self._showing = False
