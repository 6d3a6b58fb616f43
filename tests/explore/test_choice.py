"""One choice: what can be chosen, what follows from it, and what is refused."""

from __future__ import annotations

import re

import pytest

from briefing_lib.errors import WrongUse
from briefing_lib.explore.choice import Choice


def test_a_choice_starts_at_a_level_that_the_province_reports(choice: Choice) -> None:
    """Without a level, the one at which the chosen province reports the measure is taken."""
    assert (choice.place, choice.measure, choice.level, choice.figure) == ("48", "dossiers_received", "commune", "da-nang.received")


def test_a_choice_takes_an_old_name(choice: Choice) -> None:
    """The name of a former province chooses the one that took over."""
    choice.place = "01"
    choice.place = "Quảng Nam"
    assert (choice.place, choice.view.briefing.place.name()) == ("48", "Da Nang")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("place", "Atlantis", "no place is called 'Atlantis'"),
        ("place", None, "no place is called None"),
        ("measure", "dosiers_received", "did you mean dossiers_received"),
        ("measure", 7, "indicators.csv has no such measure"),
        ("level", "ministry", "dossiers_received is reported by 2025-11-01 at: commune"),
        ("as_of", "2031-01-01", "give a day from 2025-07-01"),
        ("as_of", 2025, "give a day that exists"),
        ("scope", "x", "the table holds one of: place, measure"),
        ("plce", "Hue", "a choice has place, measure, level, as_of, compared, scope, figure; did you mean place?"),
        ("figure", "da-nang.receved", "figures.csv has no such figure; did you mean da-nang.received?"),
        ("compared", "48", 'give a list of names or codes, as in ["Hanoi", "Cao Bang"]'),
        ("compared", 48, "give a list of names or codes"),
        ("compared", ["Atlantis"], "no place is called 'Atlantis'"),
    ],
)
def test_a_refused_choice_changes_nothing(choice: Choice, name: str, value: object, message: str) -> None:
    """What can't be chosen raises an error of ours that says what can, and everything stays as it was."""
    names = ("view", "place", "measure", "level", "as_of", "scope", "figure", "compared")
    before = [getattr(choice, each) for each in names]
    with pytest.raises(WrongUse, match=re.escape(message)):
        setattr(choice, name, value)
    assert [getattr(choice, each) for each in names] == before


def test_a_choice_takes_a_number_for_a_code(choice: Choice) -> None:
    """A code may be given as a number, as everywhere else."""
    choice.place = 1
    assert choice.place == "01"


def test_the_level_comes_back_after_a_day_without_any(choice: Choice) -> None:
    """A day before the first report has no level to show; going back to a later day shows the level again."""
    choice.level = "commune"
    choice.as_of = "2025-07-01"
    assert (choice.levels, str(choice.view.say()).count("here or elsewhere")) == ((), 1)
    choice.as_of = "2025-11-01"
    assert choice.level == "commune"


def test_another_measure_settles_its_level_before_anybody_hears(choice: Choice) -> None:
    """Who watches the view never sees a level at which nobody reports the measure."""
    seen: list[tuple[str, str]] = []
    choice.observe(lambda _: seen.append((choice.measure, choice.level)), "view")
    choice.measure = "retired_under_178"
    assert seen == [("retired_under_178", "all")]


def test_an_earlier_day_hides_what_was_not_known(choice: Choice) -> None:
    """As of October the figure of November's report is not in the view."""
    choice.measure = "vacancies"
    assert "15" in repr(choice.view.say())
    choice.as_of = "2025-10-15"
    assert [each.figure_id for each in choice.view.here.figures] == ["da-nang.vacancies", "da-nang.vacancies.other"]


def test_at_most_six_provinces_are_compared(choice: Choice) -> None:
    """A seventh is refused; the same province twice counts once."""
    choice.compared = ["48", "Quang Nam", 1]
    assert choice.compared == ("48", "01")
    with pytest.raises(WrongUse, match="at most 6"):
        choice.compared = ("01", "04", "08", "11", "12", "14", "15")


def test_the_table_holds_the_place_or_the_measure(choice: Choice) -> None:
    """The scope decides which figures are in the table; those of the chosen measure stand first."""
    assert choice.figures[0].figure_id == "da-nang.received"
    assert {each.geography for each in choice.figures} == {"48"}
    choice.scope = "measure"
    assert [each.figure_id for each in choice.figures] == ["da-nang.received", "hanoi.received", "can-tho.received"]
