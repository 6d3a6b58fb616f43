"""A package of another topic and country is checked, verified, loaded and briefed on without a line of the library changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing_lib.briefing import Data, choose_bottom_line, choose_messages, choose_questions, comparable, due, open
from briefing_lib.proof.checks import check_store
from briefing_lib.proof.texts import Verified, verify_texts
from briefing_lib.store import parse_reference

FOLDER = Path(__file__).parents[1] / "other_topic"


@pytest.fixture(scope="module")
def taloria() -> Data:
    """The package on water supply in Taloria, a country that does not exist."""
    return open(FOLDER)


def test_it_is_checked(taloria: Data) -> None:
    """Its identities are found by its own measures, levels and sums, all of them hold, and nothing is to be mended."""
    checked = check_store(taloria.store)
    assert [str(fault) for fault in checked.faults] == []
    assert [(each.rule, each.formula, each.verdict) for each in checked.identities] == [
        ("places", "residents over 3 places (district) on 2024-01-01 = residents 211000", "holds"),
        ("base", "households_connected 12480 <= households 20800", "holds"),
        ("share", "households_connected 12480 / households 20800 = households_connected_pct 60", "holds"),
        ("part", "samples/result:unclean 15 <= samples 250", "holds"),
        ("base", "samples_clean 235 <= samples 250", "holds"),
        ("share", "samples_clean 235 / samples 250 = samples_clean_pct 94", "holds"),
        ("sum", "leaks_open/leak_place:pipe 30 + leaks_open/leak_place:tap 12 = leaks_open 42", "holds"),
        ("same", "households_connected more_than 31000 = households_connected 31650", "holds"),
    ]


def test_its_mixed_level_is_its_own(taloria: Data) -> None:
    """The level that mixes several is the one that its descriptor names."""
    assert (taloria.store.topic.mixed_level, list(taloria.store.codes["level"])) == ("both", ["both", "utility", "well_committee"])


def test_its_text_is_verified(taloria: Data) -> None:
    """Every figure stands in its English text, and every number of the text is taken."""
    assert verify_texts(taloria.store, FOLDER / "texts") == Verified(
        texts=1, figures=15, figures_found=15, numerals=23, numerals_taken=23,
        left_out={"date": 4, "document": 2, "period": 2}, faults=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "code"),
    [("highlands", "XT-hill"), ("XT-lake", "XT-lake"), ("Danau", "XT-lake"), ("Dune", "XT-coast"), ("Taloria", "XT")],
)
def test_its_places_are_found(taloria: Data, asked: str, code: str) -> None:
    """Its places are found by code, by any name, and by that of a former one."""
    assert taloria.places.find(asked).code == code


def test_briefing_on_one_of_its_places(taloria: Data) -> None:
    """A briefing has readings, the gap of a core measure with who reports it, findings and duties."""
    hill = taloria.briefing("Hill")
    assert hill.find("water_delivered", "well_committee").shown.figure_id == "river-post.p4.2"
    ((gap, elsewhere),) = ((each.indicator.name, [figure.geography for figure in each.elsewhere]) for each in hill.gaps)
    assert (gap, elsewhere) == ("leaks_open", ["XT-lake", "XT-coast"])
    assert [each.finding_id for each in hill.findings] == ["river-post.p9.f1", "river-post.p10.f1"]
    assert [(each.commitment.commitment_id, each.state, str(each.day)) for each in due(hill)] == [
        ("river-post.p7.c1", "due", "2024-12-31"),
        ("river-post.p8.c1", "recurring", "2024-07-22"),
    ]
    assert [each.progress for each in due(hill)] == ["partly_done", ""]
    assert [each.progress for each in due(taloria.briefing("Hill", as_of="2024-07-19"))] == ["", ""]


def test_parts_of_its_measures(taloria: Data) -> None:
    """A part is read by its own list of codes, and complete parts add up to what is printed of the whole."""
    lake = taloria.briefing("Lake")
    assert lake.find("leaks_open/leak_place:pipe").shown.value == 30
    assert [each.value for each in lake.sums("leaks_open")] == [lake.find("leaks_open").shown.value]


def test_its_people_and_its_editor(taloria: Data) -> None:
    """A finding is told by a person with an office, and an editor's message rests on a figure of it."""
    found = taloria.briefing("Hill").findings[1]
    assert taloria.store.bodies[found.stated_by].offices == {"en": "manager", "vi": "giám đốc", "id": "manajer"}
    (message,) = taloria.store.messages
    assert (message.geography, message.texts["en"]) == ("XT-hill", "Of households in Hill, {river-post.p3.3} have a tap")


def test_comparison_of_its_places(taloria: Data) -> None:
    """Its places are ranked by a measure that all of them report for one day, and the rank leads back to its figures."""
    ((here, places),) = comparable(taloria.briefing("Hill"))
    assert (here.indicator.name, places.obstacle) == ("households_connected", "")
    assert [each.geography for each in places.figures] == ["XT-coast", "XT-lake", "XT-hill"]
    rank = places.rank(here.shown)
    assert (rank.value, parse_reference(taloria.store, rank.reference).value) == (3, 3)


def test_standing_facts_of_its_places(taloria: Data) -> None:
    """Residents are a standing fact of every district, and add up to the country's."""
    found = taloria.briefing("Coast").standing("residents")
    assert [(each.geography, int(each.value)) for each in found] == [("XT-coast", 98000), ("XT-hill", 52000), ("XT-lake", 61000)]
    total = parse_reference(taloria.store, f"sum({','.join(each.figure_id for each in found)})")
    assert (total.value, total.geography) == (211000, "XT")


def test_messages_on_one_of_its_places(taloria: Data) -> None:
    """The editor's sentence and the rules of the key messages work with its measures."""
    found = choose_messages(taloria.briefing("Hill"), standing="residents")
    assert [message.template for message in found] == ["editor", "among_others", "difficulty", "part", "standing"]
    change, order, standing = choose_messages(taloria.briefing("Coast"), standing="residents")
    assert (change.template, change.facts["change"].value) == ("change", -9)
    assert (order.template, order.facts["rank"].value) == ("among_others", 1)
    assert (standing.template, standing.facts["rank"].value) == ("standing", 1)


def test_bottom_line_of_one_of_its_places(taloria: Data) -> None:
    """What is known and what is not is told under its own themes."""
    known, not_known = choose_bottom_line(taloria.briefing("Lake"))
    assert known.facts["themes"] == ["supply", "quality"]
    assert (not_known.facts["missing"].value, not_known.facts["core"].value) == (2, 4)


def test_questions_on_one_of_its_places(taloria: Data) -> None:
    """What its reports leave open is asked."""
    assert [each.template for each in choose_questions(taloria.briefing("Hill"))] == ["meant", "gap"]


def test_frame_of_its_figures(taloria: Data) -> None:
    """A frame names its places and measures in each language."""
    frame = taloria.figures("Lake", language="id")
    assert (frame.place.unique().tolist(), frame.measure.tolist()) == (
        ["Danau"],
        ["Penduduk", "Rumah tangga berkeran", "Kebocoran", "Kebocoran: di pipa", "Kebocoran: di keran"],
    )


def test_days_of_its_change(taloria: Data) -> None:
    """A briefing can be had from the first day of its change."""
    assert repr(taloria.briefing("Taloria", as_of="2024-01-01")) == "Briefing(Taloria, as of 2024-01-01: 1 figures, 4 gaps)"
