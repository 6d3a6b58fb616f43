"""The messages of a brief are chosen, an editor's first, else by rule and weight, as figures and the name of a sentence."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from editing import COMMITMENT, FINDING, REPORT, Package
from small import QUARTER, small_package

from briefing_lib.briefing import Briefing, Due, Message, Reading, choose_bottom_line, choose_messages, grown_old
from briefing_lib.briefing.briefing import brief
from briefing_lib.briefing.messages import changes
from briefing_lib.figures import Figure
from briefing_lib.store import Store

OCTOBER = {"period_start": "2025-10-01", "period_end": "2025-10-31"}
SHARE = {"unit": "percent", "numerator": "resolved", "denominator": "received", "better": "higher"}
ON = {"as_of": "2025-09-30"}
PCT = {"unit": "percent", **ON}


@pytest.fixture
def package(tmp_path: Path) -> Package:
    """A package with measures, bodies and two reports, of 1 October and 1 November 2025, of which nothing is known as yet."""
    package = Package(tmp_path)
    package.edit("sources", "test-report", published_on="2025-10-01")
    package.add("sources", **(REPORT | {"source_id": "later", "known_from": "2025-11-01", "published_on": "2025-11-01"}))
    for name in ("received", "resolved", "premises"):
        package.add_measure(name)
    package.add_measure("resolved_pct", **SHARE)
    package.add_measure("paid_pct", unit="percent")
    package.add_measure("posts", unit="persons", better="lower")
    package.add_measure("place_on_index", unit="rank", better="lower")
    package.add_measure("population", unit="persons", standing="true")
    package.add_measure("score", unit="score", standing="true")
    for body in ("test-body", "da-nang-office"):
        package.add("bodies", body=body, name_en=body, name_vi=body, name_id=body, kind="group")
    return package


def told(messages: list[Message]) -> list[tuple[str, dict[str, object]]]:
    """Each message with its facts, records by the references that a page would trace."""
    return [(each.template, {name: _named(fact) for name, fact in each.facts.items()}) for each in messages]


def _named(fact: object) -> object:
    return fact.commitment.reference if isinstance(fact, Due) else getattr(fact, "reference", fact)


def chosen(package: Package, place: str = "48") -> list[tuple[str, dict[str, object]]]:
    return told(choose_messages(package.briefing(place)))


def names(messages: list[Message]) -> list[str]:
    return [each.template for each in messages]


def add_flow(package: Package, received: str, resolved: str, **cells: str) -> None:
    """Dossiers received and those of them that were resolved, named by their level."""
    name = cells.get("level", "commune")
    package.add_figure("received", received, **({"figure_id": f"{name}.received"} | QUARTER | cells))
    package.add_figure("resolved", resolved, **({"figure_id": f"{name}.resolved"} | QUARTER | cells))


# The rules


def test_levels_apart(package: Package) -> None:
    """Of one share at several levels the highest is told beside the lowest; the further apart, the heavier."""
    add_flow(package, "1000", "947")
    add_flow(package, "100", "80", level="province")
    add_flow(package, "200", "100", level="department")
    (message,) = choose_messages(package.briefing())
    facts = {"high": "ratio(commune.resolved,commune.received)", "low": "ratio(department.resolved,department.received)"}
    assert told([message]) == [("levels_apart", facts)]
    assert message.weight == pytest.approx(3 + 44.7 / 12)
    assert message.measures == {"resolved_pct", "resolved", "received"}


def test_levels_of_a_printed_and_a_computed_share(package: Package) -> None:
    """A share that is printed in percent at one level stands beside one that is computed at another."""
    add_flow(package, "200", "100", level="department")
    package.add_figure("resolved_pct", "94.7", figure_id="printed", as_printed="94.7%", **PCT)
    assert chosen(package)[0] == ("levels_apart", {"high": "printed", "low": "ratio(department.resolved,department.received)"})


@pytest.mark.parametrize(
    ("cells", "apart"),
    [
        ({"value": "50"}, True),
        ({"value": "94.7"}, False),
        ({"value": "90", "qualifier": "more_than"}, False),
        ({"value": "90", "qualifier": "less_than"}, True),
    ],
)
def test_levels_that_are_not_apart(package: Package, cells: dict[str, str], apart: bool) -> None:
    """Equal shares, and hedged ones that may be equal, are not apart."""
    package.add_figure("paid_pct", "94.7", as_printed="94.7%", **PCT)
    package.add_figure("paid_pct", **({"level": "department"} | PCT | cells))
    assert ("levels_apart" in names(choose_messages(package.briefing()))) == apart


def test_change(package: Package) -> None:
    """A value that moved since the report before is told with both; the more it moved beside where it was, the heavier."""
    package.add_figure("posts", "20", unit="persons", as_of="2025-08-31", figure_id="first")
    package.add_figure("posts", "15", unit="persons", source_id="later", figure_id="last", **ON)
    (message,) = choose_messages(package.briefing())
    assert told([message]) == [("change", {"change": "difference(last,first)", "after": "last", "before": "first"})]
    assert (message.weight, message.measures) == (3.5, {"posts"})


@pytest.mark.parametrize(
    ("cells", "moved"),
    [
        ({"value": "21"}, True),
        ({"value": "20"}, False),
        ({"value": "19", "qualifier": "more_than"}, False),
        ({"value": "25", "qualifier": "more_than"}, True),
        ({"value": "20", "qualifier": "nearly"}, True),
        ({"value": "20", "qualifier": "approx"}, False),
    ],
)
def test_change_that_is_sure(package: Package, cells: dict[str, str], moved: bool) -> None:
    """Where a hedge leaves it open whether a value rose or fell, no change is told."""
    package.add_figure("posts", "20", unit="persons", as_of="2025-08-31")
    package.add_figure("posts", **({"unit": "persons", "source_id": "later"} | ON | cells))
    assert ("change" in names(choose_messages(package.briefing()))) == moved


@pytest.mark.parametrize(("last", "weight"), [("16", 3.4), ("21", 3.1), ("40", 5), ("99", 5)])
def test_change_since_the_report_before(package: Package, last: str, weight: float) -> None:
    """The change is from the report before, not from the first; its weight grows with it, up to a doubling."""
    for value, day in (("500", "2025-07-31"), ("20", "2025-08-31"), (last, "2025-09-30")):
        package.add_figure("posts", value, unit="persons", as_of=day, figure_id=f"on-{day}")
    (message,) = choose_messages(package.briefing())
    assert [message.facts[name].figure_id for name in ("before", "after")] == ["on-2025-08-31", "on-2025-09-30"]
    assert message.weight == pytest.approx(weight)


def test_change_from_nought(package: Package) -> None:
    """What was nought has no change that could be weighed."""
    package.add_figure("posts", "0", unit="persons", as_of="2025-08-31")
    package.add_figure("posts", "7", unit="persons", source_id="later", **ON)
    assert chosen(package) == []


def test_no_change_to_a_value_that_is_not_shown(tmp_path: Path) -> None:
    """A doubted newer value that does not displace the older one is no change of it."""
    early = small_package(tmp_path).briefing(as_of="2025-10-31")
    assert [int(each.value) for each in early.find("vacancies").series] == [20, 17]
    assert changes(early) == []


def test_change_to_the_value_that_is_shown(tmp_path: Path) -> None:
    """The change leads to the value that is shown, although a doubted newer one stands beside it."""
    package = small_package(tmp_path)
    package.add_figure("vacancies", "25", unit="persons", as_of="2025-07-31", source_id="paper", figure_id="first")
    (change,) = changes(package.briefing(as_of="2025-10-31"))
    assert change.reference == "difference(da-nang.vacancies,first)"


def test_no_change_to_a_value_beside_another_of_its_day(package: Package) -> None:
    """Where another value of the same day stands behind the one that is shown, neither came after the other."""
    for value, more in (("10", {}), ("11", {"as_of": "2025-11-01"}), ("12", {})):
        package.add_figure("premises", value, source_id="later", figure_id=f"premises.{value}", doubt="contradicted", note="why", **more)
    made = package.briefing()
    assert (made.find("premises").shown.figure_id, changes(made)) == ("premises.12", [])


def test_what_does_not_change(package: Package) -> None:
    """Counts over different periods are no change, and neither are standing facts or ranks."""
    add_flow(package, "1000", "947")
    package.add_figure("received", "1500", source_id="later", **OCTOBER)
    for name, unit in (("population", "persons"), ("place_on_index", "rank")):
        package.add_figure(name, "9", unit=unit, as_of="2025-08-31")
        package.add_figure(name, "4", unit=unit, source_id="later", **ON)
    assert changes(package.briefing()) == []


def test_change_of_rank(package: Package) -> None:
    """A printed rank that moved is told from the first report to the newest, heavier the further it moved."""
    for day, rank in (("2025-07-31", "23"), ("2025-08-31", "4"), ("2025-09-30", "1")):
        package.add_figure("place_on_index", rank, unit="rank", level="all", as_of=day, figure_id=f"rank-{rank}")
    (message,) = choose_messages(package.briefing())
    assert told([message]) == [("rank_change", {"before": "rank-23", "after": "rank-1"})]
    assert message.weight == 6


@pytest.mark.parametrize(("ranks", "weight"), [(("9", "4"), 4.5), (("9", "4", "4"), 4.5), (("9", "4", "9", "8"), 4.1), (("1", "30"), 6)])
def test_weight_of_a_change_of_rank(package: Package, ranks: tuple[str, ...], weight: float) -> None:
    """Ten places weigh one, up to twenty, from the first report to the newest, whatever lies between."""
    for month, rank in enumerate(ranks, 6):
        package.add_figure("place_on_index", rank, unit="rank", level="all", as_of=f"2025-{month:02}-30")
    (message,) = choose_messages(package.briefing())
    assert (message.template, message.weight) == ("rank_change", pytest.approx(weight))


@pytest.mark.parametrize(
    "cells", [{"value": "23"}, {"value": "1", "doubt": "scope", "note": "why"}], ids=["the same", "doubted, so that the first is shown"]
)
def test_rank_that_did_not_change(package: Package, cells: dict[str, str]) -> None:
    """The same rank again is no change, nor is one that does not displace what was known before."""
    package.add_figure("place_on_index", "23", unit="rank", level="all", as_of="2025-07-31")
    package.add_figure("place_on_index", **({"unit": "rank", "level": "all", "source_id": "later"} | ON | cells))
    assert chosen(package) == []


def test_far_from_the_nation(package: Package) -> None:
    """A share is told beside that of the nation at the same level; the further from it, the heavier, and what is printed goes first."""
    add_flow(package, "100", "10")
    package.add_figure("resolved_pct", "61", figure_id="here", **PCT)
    package.add_figure("resolved_pct", "91", figure_id="nation", geography="VN", **PCT)
    (message, *_) = choose_messages(package.briefing())
    assert (told([message]), message.weight) == ([("beside_nation", {"here": "here", "nation": "nation"})], 5)


@pytest.mark.parametrize(
    ("cells", "far"),
    [
        ({"value": "94.7"}, False),
        ({"value": "95", "as_printed": "95%"}, False),
        ({"value": "94.9", "as_printed": "94.9%"}, True),
        ({"value": "90", "qualifier": "more_than"}, False),
        ({"value": "90", "qualifier": "less_than"}, True),
        ({"value": "50", "level": "department"}, False),
    ],
    ids=["the same", "the same, rounded", "apart", "hedged", "hedged but apart", "of another level"],
)
def test_near_the_nation(package: Package, cells: dict[str, str], far: bool) -> None:
    """A share that is computed here is measured against the nation's printed percentage, within its rounding and hedge."""
    add_flow(package, "1000", "947")
    package.add_figure("resolved_pct", **({"geography": "VN", "as_printed": "94,7%"} | PCT | cells))
    assert ("beside_nation" in names(choose_messages(package.briefing()))) == far


@pytest.mark.parametrize(("value", "place", "weight"), [("60", 1, 2.5 + 2 / 3), ("25", 3, 2.5), ("5", 5, 2.5 + 2 / 3)])
def test_among_others(package: Package, value: str, place: int, weight: float) -> None:
    """A place is told by its rank among all that report a measure for the same time; an end weighs more than the middle."""
    for number, code in enumerate(("01", "15", "24", "46"), 1):
        package.add_figure("premises", f"{number}0", geography=code, **ON)
    package.add_figure("premises", value, figure_id="here", **ON)
    (message,) = choose_messages(package.briefing())
    assert (message.template, message.facts["here"].figure_id, message.facts["rank"].value) == ("among_others", "here", place)
    assert message.facts["all"].references == ("places:48", "places:01", "places:15", "places:24", "places:46")
    assert message.weight == pytest.approx(weight)


@pytest.mark.parametrize(
    "cells",
    [{"as_of": "2025-08-31"}, {"qualifier": "approx"}, {"level": "department"}],
    ids=["another day", "about the same", "another level"],
)
def test_no_order_among_others(package: Package, cells: dict[str, str]) -> None:
    """Where an order would not be fair, or fewer than two others report the measure at its level, no rank is told."""
    package.add_figure("premises", "30", **ON)
    package.add_figure("premises", "20", geography="01", **ON)
    package.add_figure("premises", **({"value": "30", "geography": "15"} | ON | cells))
    assert chosen(package) == []


def test_part_with_its_whole(package: Package) -> None:
    """A share that is declared is told with what it is made of, and so is a part of one measure, which weighs less."""
    add_flow(package, "1000", "947")
    package.add_parts("kind", "paper")
    package.add_figure("premises", "80", figure_id="all", **ON)
    package.add_figure("premises/kind:paper", "20", figure_id="part", **ON)
    declared, part = choose_messages(package.briefing())
    assert told([declared, part]) == [
        ("part", {"share": "ratio(commune.resolved,commune.received)"}), ("part", {"share": "ratio(part,all)"}),
    ]  # fmt: skip
    assert (declared.weight, part.weight) == (2.6, 2.4)
    assert (declared.measures, part.measures) == ({"resolved_pct", "resolved", "received"}, {"premises"})


@pytest.mark.parametrize("cells", [{"level": "department"}, {"as_of": "2025-08-31"}], ids=["of another level", "of another day"])
def test_part_without_its_whole(package: Package, cells: dict[str, str]) -> None:
    """A part whose whole was not counted on the same terms is told by no share, nor is a printed share that has no parts."""
    package.add_parts("kind", "paper")
    package.add_figure("premises", "80", **ON)
    package.add_figure("premises/kind:paper", **({"value": "20"} | ON | cells))
    package.add_figure("paid_pct", "60", **PCT)
    assert chosen(package) == []


def test_rate_is_no_part(package: Package) -> None:
    """A rate of one measure to another, as persons for each unit, is no share of a whole."""
    package.add_measure("persons_per_site", unit="persons_per_unit", numerator="posts", denominator="premises")
    for level, people in (("commune", "60"), ("department", "900")):
        package.add_figure("posts", people, unit="persons", level=level, **ON)
        package.add_figure("premises", "30", level=level, **ON)
    assert chosen(package) == []


def test_part_of_a_standing_fact(package: Package) -> None:
    """Wards among the units of a place say nothing of its work."""
    package.add_figure("population", "94", unit="persons", **ON)
    package.add_parts("kind", "town")
    package.add_figure("population/kind:town", "23", unit="persons", **ON)
    assert chosen(package) == []


def add_task(package: Package, name: str, deadline: str, **cells: str) -> None:
    package.add("commitments", **(COMMITMENT | {"commitment_id": name, "deadline": deadline, "binds": "all_provinces"} | cells))


@pytest.mark.parametrize(("binds", "weight"), [("48", 4.2), ("all_provinces", 2.2)])
def test_days_that_differ(package: Package, binds: str, weight: float) -> None:
    """One duty that was dated differently is told with every day, and weighs more where one of them is for the place by name."""
    add_task(package, "early", "2025-08-31", duty="pay")
    add_task(package, "late", "2025-12-31", duty="pay", binds=binds)
    add_task(package, "undated", "", duty="pay")
    (message,) = choose_messages(package.briefing())
    assert (message.template, message.weight, message.measures) == ("days_differ", weight, {"duty:pay"})
    assert [(each.commitment.commitment_id, each.state) for each in message.facts["rows"]] == [("early", "passed"), ("late", "due")]


@pytest.mark.parametrize("day", ["2025-08-31", "2025-12-31"], ids=["the same day", "done"])
def test_days_that_do_not_differ(package: Package, day: str) -> None:
    """The same day set twice does not differ, nor does the day of a task that is reported as done."""
    add_task(package, "one", "2025-08-31", duty="pay")
    add_task(package, "two", day, duty="pay")
    if day != "2025-08-31":
        package.add_event("two", "done", "2025-10-01")
    assert chosen(package) == []


def test_deadline_of_its_own(package: Package) -> None:
    """A day set for the place by name is told, passed or to come; one for all provinces, or without a day, is not."""
    add_task(package, "passed", "2025-08-31", binds="48|01")
    add_task(package, "due", "2025-12-31", binds="48")
    add_task(package, "of-all", "2025-12-31")
    add_task(package, "undated", "", binds="48")
    add_task(package, "weekly", "", binds="48", recurrence="FREQ=WEEKLY")
    found = choose_messages(package.briefing())
    assert [(each.template, each.facts["row"].commitment.commitment_id, each.weight) for each in found] == [
        ("own_deadline", "passed", 3.6), ("own_deadline", "due", 3.6),
    ]  # fmt: skip


def test_one_duty_once(package: Package) -> None:
    """The place's own day for a duty that others dated differently is told with theirs, not again by itself."""
    add_task(package, "early", "2025-08-31", duty="pay")
    add_task(package, "own", "2025-12-31", duty="pay", binds="48")
    assert names(choose_messages(package.briefing())) == ["days_differ"]


def test_difficulty(package: Package) -> None:
    """What is said to be difficult in this place alone is told, heavier where the speaker is named; what works is not."""
    for name, cells in (
        ("unnamed", {"theme": "premises"}), ("named", {"stated_by": "test-body"}), ("of-several", {"geographies": "48|01", "theme": "staffing"}),
        ("works", {"kind": "achievement", "theme": "benefits"}),
    ):  # fmt: skip
        package.add("findings", **(FINDING | {"finding_id": name, "kind": "difficulty"} | cells))
    found = choose_messages(package.briefing())
    assert [(each.template, each.facts["finding"].finding_id, each.weight) for each in found] == [
        ("difficulty", "named", 2.9), ("difficulty", "unnamed", 2.5),
    ]  # fmt: skip


def test_a_number_alone_says_nothing(package: Package) -> None:
    """A count that has no whole, no value before and nothing like it elsewhere is no message, be it of a core measure."""
    for name in ("received", "premises"):
        package.edit("indicators", name, core="true")
    package.add_figure("received", "10", as_of="2025-08-31")
    package.add_figure("received", "4000", geography="VN", as_of="2025-08-31")
    package.add_figure("premises", "7", as_of="2025-09-01")
    assert chosen(package) == []


def test_no_number_alone_over_all_places(real_store: Store) -> None:
    """Of every place each message by rule that gives a number gives a second one to hold it against, and never the sum over all places."""
    counted = ("count", "persons")
    for place in (*real_store.places, real_store.places.root):
        found = brief(dataclasses.replace(real_store, messages=()), place, real_store.latest_day)
        for message in choose_messages(found, baseline="papi_score", size="registered_population"):
            leaves = {leaf for each in message.figures for leaf in each.reported}
            of_the_whole = [each for each in leaves if each.geography == real_store.places.root.code != place.code and each.unit in counted]
            assert (place.name(), message.template, len(leaves) != 1 or bool(message.facts.get("silent")), of_the_whole) == (
                place.name(), message.template, True, [],
            )  # fmt: skip


def test_part_goes_with_its_whole_though_a_share_is_printed(package: Package) -> None:
    """Where reports print part, whole and share, the part is told with its whole."""
    add_flow(package, "33", "25")
    package.add_figure("resolved_pct", "75.8", as_printed="75.8%", unit="percent", **QUARTER)
    assert chosen(package) == [("part", {"share": "ratio(commune.resolved,commune.received)"})]


@pytest.mark.parametrize(
    ("cells", "others"),
    [({"geography": "01"}, ["other"]), ({"geography": "01", "as_of": "2025-08-31"}, []), ({"geography": "01", "value": "2"}, [])],
    ids=["of one day", "of another day", "the same"],
)
def test_rank_beside_others(package: Package, cells: dict[str, str], others: list[str]) -> None:
    """A rank is told beside those that reports give other places on the same day."""
    package.add_figure("place_on_index", "2", unit="rank", level="all", figure_id="here", **ON)
    package.add_figure("place_on_index", **({"value": "1", "unit": "rank", "level": "all", "figure_id": "other"} | ON | cells))
    found = choose_messages(package.briefing())
    assert [[each.figure_id for each in message.facts["others"]] for message in found] == [others] * bool(others)
    assert names(found) == ["ranked"] * bool(others)


@pytest.mark.parametrize(("value", "told_of"), [("94", True), ("93", False)])
def test_one_in_each_unit(package: Package, value: str, told_of: bool) -> None:
    """As many of something at commune level as the place has units there is told with these."""
    package.edit("indicators", "premises", core="true")
    package.add_measure("wards_and_communes", standing="true", complete="unit_kind")
    for kind, number in (("commune", "70"), ("ward", "23"), ("special_zone", "1")):
        package.add_figure(f"wards_and_communes/unit_kind:{kind}", number, figure_id=f"of-{kind[:4]}", as_of="2025-07-01")
    package.add_figure("premises", value, figure_id="centres", **ON)
    found = choose_messages(package.briefing(), units="wards_and_communes")
    assert told(found) == [("in_each", {"figure": "centres", "units": "sum(of-comm,of-ward,of-spec)"})] * told_of


def test_what_is_not_reported(package: Package) -> None:
    """Core measures that are missing are counted, and some of them named, where the bottom line is an editor's and does not say it."""
    for number in range(4):
        package.add_measure(f"wanted_{number}", core="true")
    assert chosen(package) == []
    add_message(package, "line", "Little is known", section="bottom_line")
    ((template, facts),) = chosen(package)
    assert (template, facts["missing"], facts["more"]) == (
        "unknown",
        f"count({','.join(f'indicators:wanted_{n}' for n in range(4))})",
        True,
    )
    assert [each.name for each in facts["named"]] == ["wanted_0", "wanted_1", "wanted_2"]


def test_every_core_measure_is_reported(package: Package) -> None:
    """Where no core measure is missing, that is told."""
    package.edit("indicators", "premises", core="true")
    package.add_figure("premises", "7", **ON)
    add_message(package, "line", "Much is known", section="bottom_line")
    assert names(choose_messages(package.briefing())) == ["all_known"]


def test_standing_fact(tmp_path: Path) -> None:
    """A place of which little is known is told by its rank in a standing fact, after all else."""
    hanoi = small_package(tmp_path).briefing("01")
    found = choose_messages(hanoi, standing="registered_population")
    assert told(found)[-1] == (
        "standing", {"figure": "hanoi.population", "rank": "rank(hanoi.population,da-nang.population)", "all": "count(places:01,places:48)",
                     "low": "da-nang.population", "high": "hanoi.population"},
    )  # fmt: skip
    assert found[-1].weight == min(each.weight for each in found) == 1


def test_no_place_by_a_hedged_population(tmp_path: Path) -> None:
    """Where hedges leave the order of populations open, no place is told, and the other messages are chosen all the same."""
    package = small_package(tmp_path)
    package.edit("figures", "da-nang.population", qualifier="more_than")
    assert names(choose_messages(package.briefing("01"), standing="registered_population")) == ["own_deadline", "among_others"]


def test_year_before(package: Package) -> None:
    """A place is told by what was measured in the places that became it, each by itself, among all that ended."""
    for code, value in (("63-48", "43.2"), ("63-49", "41"), ("63-01", "44")):
        package.add_figure("score", value, unit="score", geography=code, figure_id=f"of-{code}", as_of="2025-06-30")
    (message,) = choose_messages(package.briefing(), baseline="score")
    assert (message.template, [each.figure_id for each in message.facts["own"]]) == ("baseline", ["of-63-48", "of-63-49"])
    assert [each.figure_id for each in message.facts["before"].all.given] == ["of-63-48", "of-63-49", "of-63-01"]
    assert message.measures == {"score"}
    assert choose_messages(package.briefing("46"), baseline="score") == []


def test_measures_that_the_package_does_not_have(da_nang: Briefing) -> None:
    """A measure of another topic chooses nothing."""
    assert choose_messages(da_nang, standing="wells", baseline="taps") == choose_messages(da_nang)


# Which of them are said


def test_messages_of_da_nang(da_nang: Briefing) -> None:
    """The heaviest five, in the order of their weight."""
    found = choose_messages(da_nang, standing="registered_population")
    assert told(found) == [
        ("beside_nation", {"here": "da-nang.online.share", "nation": "nation.online.share"}),
        ("own_deadline", {"row": "commitments:passed"}),
        ("change", {"change": "difference(da-nang.vacancies.later,da-nang.vacancies)", "after": "da-nang.vacancies.later",
                    "before": "da-nang.vacancies"}),
        ("part", {"share": "ratio(da-nang.resolved,da-nang.received)"}),
        ("difficulty", {"finding": "findings:difficult"}),
    ]  # fmt: skip
    assert [each.weight for each in found] == sorted((each.weight for each in found), reverse=True)


@pytest.mark.parametrize(
    ("doubt", "value", "first"),
    [
        ("translation", "60", "later"), ("scope", "60", "later"), ("scope", "75", "doubted"), ("contradicted", "60", "doubted"),
        ("date", "60", "doubted"),
    ],
)  # fmt: skip
def test_doubt_of_what_is_meant(package: Package, doubt: str, value: str, first: str) -> None:
    """A message whose figures may mean something else gives way to those that are up to two lighter; a doubt of day or size costs nothing."""
    package.add_figure("paid_pct", value, figure_id="doubted", doubt=doubt, note="why", **PCT)
    package.add_figure("paid_pct", "30", geography="VN", **PCT)
    package.add_figure("resolved_pct", "61", figure_id="later", **PCT)
    package.add_figure("resolved_pct", "50", geography="VN", **PCT)
    found = choose_messages(package.briefing())
    assert (found[0].facts["here"].figure_id, len(found)) == (first, 2)


def test_no_measure_twice(package: Package) -> None:
    """What one message says of a measure, no other says again: the share that is far from the nation's is not told as a part, too."""
    add_flow(package, "1000", "947")
    package.add_figure("resolved_pct", "60", geography="VN", **PCT)
    assert names(choose_messages(package.briefing())) == ["beside_nation"]


def test_at_most_two_of_a_kind(package: Package) -> None:
    """Of one kind two are told, the heaviest, and lighter ones of other kinds after them."""
    for number, nation in enumerate(("10", "40", "55"), 1):
        package.add_measure(f"share_{number}", unit="percent")
        package.add_figure(f"share_{number}", "60", figure_id=f"here-{number}", **PCT)
        package.add_figure(f"share_{number}", nation, geography="VN", figure_id=f"share-{number}-nation", **PCT)
    package.add("findings", **(FINDING | {"kind": "difficulty"}))
    assert [(each.template, [one.reference for one in each.figures]) for each in choose_messages(package.briefing())] == [
        ("beside_nation", ["here-1", "share-1-nation"]), ("beside_nation", ["here-2", "share-2-nation"]), ("difficulty", []),
    ]  # fmt: skip


def test_at_most_five(package: Package) -> None:
    """No more than five are told, however many could be."""
    for number in range(7):
        add_task(package, f"own-{number}", "2025-12-31", binds="48")
        package.add("findings", **(FINDING | {"finding_id": f"finding-{number}", "kind": "difficulty"}))
        package.add_measure(f"share_{number}", unit="percent")
        package.add_figure(f"share_{number}", "5", unit="percent")
        package.add_figure(f"share_{number}", "50", unit="percent", geography="VN")
    add_flow(package, "1000", "947")
    assert names(choose_messages(package.briefing())) == ["beside_nation", "beside_nation", "own_deadline", "own_deadline", "part"]


def test_package_without_core_measures(package: Package) -> None:
    """Where the package looks for no measure in every place, nothing is told of what is missing."""
    add_message(package, "line", "It works", section="bottom_line")
    assert chosen(package) == []
    assert names(choose_bottom_line(package.briefing("46"))) == ["known"]


def test_a_place_of_which_nothing_is_known(package: Package) -> None:
    """Without reports there is nothing to tell."""
    assert chosen(package, "46") == []


# The editor's


def add_message(package: Package, name: str, text: str, **cells: str) -> None:
    given = {"message_id": name, "geography": "48", "section": "messages", "order": "1", "known_from": "2025-10-01", "text_en": text}
    package.add("messages", **(given | cells))


@pytest.fixture
def edited(package: Package) -> Package:
    """Three messages of an editor over one figure, of which the second says least, and two sentences for a bottom line."""
    package.add_figure("received", "1000", figure_id="here", **QUARTER)
    package.add("findings", **(FINDING | {"kind": "difficulty", "stated_by": "test-body"}))
    add_task(package, "own", "2025-12-31", binds="48")
    add_message(package, "third", "It is slow", order="3")
    add_message(package, "first", "{here} came")
    add_message(package, "second", "Ask", order="2")
    add_message(package, "works", "It works", section="bottom_line")
    return package


def said(messages: list[Message]) -> list[str]:
    """The names of an editor's messages, and the templates of others."""
    return [each.facts["message"].message_id if each.template == "editor" else each.template for each in messages]


def test_three_of_an_editor_stand_alone(edited: Package) -> None:
    """From three sentences of an editor on, in the editor's order, the rules add none."""
    assert said(choose_messages(edited.briefing())) == ["first", "second", "third"]


def test_rules_fill_in_for_an_editor(edited: Package) -> None:
    """Two sentences of an editor come first, and the rules fill in, up to five in all."""
    edited.remove("messages", "second")
    for number in range(3):
        edited.add_measure(f"core_{number}", core="true")
        edited.add_figure(f"core_{number}", "5")
    assert said(choose_messages(edited.briefing())) == ["first", "third", "own_deadline", "difficulty", "all_known"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("{here} came", ["own_deadline", "difficulty"]),
        ("Since {when(here)} it is {by(f)}", ["own_deadline"]),
        ("By {due(own)}", ["difficulty", "part"]),
        ("Says {by(own)} of {here}", ["difficulty"]),
        ("{ratio(part,here)} of it", ["own_deadline", "difficulty"]),
    ],
)
def test_rules_do_not_repeat_an_editor(package: Package, text: str, left: list[str]) -> None:
    """Of a measure, task or theme that an editor's sentence names, in a formula too, the rules say nothing again."""
    package.edit("indicators", "received", core="true")
    package.add_parts("kind", "paper")
    package.add_figure("received", "1000", figure_id="here", **QUARTER)
    package.add_figure("received/kind:paper", "100", figure_id="part", **QUARTER)
    package.add("findings", **(FINDING | {"finding_id": "f", "kind": "difficulty", "stated_by": "test-body"}))
    add_task(package, "own", "2025-12-31", binds="48")
    add_message(package, "only", text)
    assert said(choose_messages(package.briefing())) == ["only", *left]


def test_figures_of_an_editors_message(edited: Package) -> None:
    """The figures of an editor's message are the numbers that it shows, not those whose day or speaker it names."""
    edited.add_figure("premises", "5", figure_id="other", **QUARTER)
    edited.edit("messages", "first", text_en="Of {here}, {difference(here,part)}, says {by(other)} on {when(other)}")
    edited.add_parts("kind", "paper")
    edited.add_figure("received/kind:paper", "400", figure_id="part", **QUARTER)
    assert [each.reference for each in choose_messages(edited.briefing())[0].figures] == ["here", "difference(here,part)"]


@pytest.mark.parametrize(("day", "kept"), [("2025-10-31", False), ("2025-11-01", True)])
def test_message_that_is_not_known_yet(edited: Package, day: str, kept: bool) -> None:
    """An editor's sentence is left out before the day from which it may be said, and the rules fill in."""
    edited.edit("messages", "second", known_from="2025-11-01")
    found = said(choose_messages(edited.briefing(as_of=day)))
    assert found == (["first", "second", "third"] if kept else ["first", "third", "own_deadline", "difficulty"])


@pytest.mark.parametrize(("day", "kept"), [("2025-10-31", True), ("2025-11-01", False)])
def test_message_that_has_grown_old(edited: Package, day: str, kept: bool) -> None:
    """A sentence whose number a later report replaces is left out from the day on which that report is known."""
    edited.add_figure("received", "1300", source_id="later", **OCTOBER)
    found = said(choose_messages(edited.briefing(as_of=day)))
    assert found == (["first", "second", "third"] if kept else ["second", "third", "own_deadline", "difficulty"])


def test_messages_of_another_place_or_section(edited: Package) -> None:
    """An editor's sentences are for one place and section."""
    assert said(choose_messages(edited.briefing("46"))) == []
    assert said(choose_bottom_line(edited.briefing())) == ["works"]


REPLACES = {"value": "1300", "source_id": "later", **OCTOBER}


@pytest.mark.parametrize(
    ("cells", "old"),
    [
        ({}, True),
        ({"geography": "01"}, False),
        ({"level": "department"}, False),
        ({"value": "1000"}, False),
        ({"value": "900", "qualifier": "more_than"}, False),
        ({"doubt": "scope", "note": "why"}, False),
        ({"period_start": "2025-07-01", "period_end": "2025-08-31"}, False),
        (QUARTER, False),
        ({"source_id": "test-report"}, False),
    ],
    ids=[
        "replaced",
        "other place",
        "other level",
        "the same again",
        "still fits",
        "doubted",
        "earlier",
        "of the same time",
        "known to the editor",
    ],
)
def test_what_makes_a_message_old(package: Package, cells: dict[str, str], old: bool) -> None:
    """Only a number of a later day that says otherwise and came to hand after the message was written replaces what it rests on."""
    package.add_figure("received", "1000", figure_id="here", **QUARTER)
    add_message(package, "m", "Since {when(here)} nothing is known")
    package.add_figure("received", figure_id="newer", **(REPLACES | cells))
    found = package.briefing()
    (message,) = found.store.messages
    assert [(one.figure_id, other.figure_id) for one, other in grown_old(found, message)] == ([("here", "newer")] if old else [])


def test_message_on_a_doubted_number(package: Package) -> None:
    """What replaces a number is of a later day: an exact one of an earlier day that is shown in place of a doubted one does not."""
    package.add_figure("received", "1000", figure_id="here", doubt="scope", note="why", **OCTOBER)
    add_message(package, "m", "{here} came")
    package.add_figure("received", "700", source_id="later", figure_id="older", **QUARTER)
    found = package.briefing()
    assert found.find("received").shown.figure_id == "older"
    assert list(grown_old(found, found.store.messages[0])) == []


def test_message_on_a_rank_before_and_now(package: Package) -> None:
    """A sentence on a change rests on the last value that it names: the first may be old, and a still newer one replaces the last."""
    for day, rank in (("2025-07-31", "23"), ("2025-09-30", "1")):
        package.add_figure("place_on_index", rank, unit="rank", as_of=day, figure_id=f"rank-{rank}")
    add_message(package, "m", "From {rank-23} to {rank-1}")
    early = package.briefing()
    assert list(grown_old(early, early.store.messages[0])) == []
    package.add_figure("place_on_index", "5", unit="rank", as_of="2025-10-31", source_id="later", figure_id="rank-5")
    late = package.briefing()
    assert [(one.figure_id, other.figure_id) for one, other in grown_old(late, late.store.messages[0])] == [("rank-1", "rank-5")]


def test_message_on_the_nation(package: Package) -> None:
    """A place's message rests on numbers of the nation and of other places, too."""
    package.add_figure("received", "9000", figure_id="nation", geography="VN", **QUARTER)
    package.add_figure("received", "12000", geography="VN", figure_id="newer", source_id="later", **OCTOBER)
    add_message(package, "m", "{nation} came in the nation")
    found = package.briefing()
    assert [(one.figure_id, other.figure_id) for one, other in grown_old(found, found.store.messages[0])] == [("nation", "newer")]


# The bottom line


def test_bottom_line_of_an_editor(edited: Package) -> None:
    """What an editor wrote is the bottom line, in the editor's order."""
    add_message(edited, "lags", "It lags", section="bottom_line", order="2")
    assert said(choose_bottom_line(edited.briefing())) == ["works", "lags"]


def test_bottom_line_by_rule(tmp_path: Path) -> None:
    """Without an editor it says under which themes something is known, how much is not, and how many days for all have passed."""
    package = small_package(tmp_path)
    package.edit("commitments", "due", deadline="2025-10-15")
    known, not_known = choose_bottom_line(package.briefing())
    assert [known.template, not_known.template] == ["known", "not_known"]
    assert known.facts == not_known.facts == {
        "themes": ["dossiers", "staffing", "benefits"], "passed": known.facts["passed"], "core": known.facts["core"],
        "missing": known.facts["missing"],
    }  # fmt: skip
    assert {name: known.facts[name].references for name in ("passed", "core", "missing")} == {
        "passed": ("commitments:due",),
        "core": ("indicators:dossiers_received", "indicators:dossiers_resolved", "indicators:surplus_premises"),
        "missing": ("indicators:surplus_premises",),
    }


def test_bottom_line_that_has_grown_old(package: Package) -> None:
    """Where an editor's bottom line has grown old, the rules say it."""
    package.add_figure("received", "1000", figure_id="here", **QUARTER)
    package.add_figure("received", **REPLACES)
    add_message(package, "line", "{here} came", section="bottom_line")
    assert names(choose_bottom_line(package.briefing())) == ["known"]
    assert said(choose_bottom_line(package.briefing(as_of="2025-10-31"))) == ["line"]


def test_figures_of_a_message(da_nang: Briefing) -> None:
    """The figures of a message are those that reports printed or that were computed from such, a count of rows is none."""
    share = da_nang.find("dossiers_online_pct").shown
    reading: Reading = da_nang.find("vacancies")
    counted = choose_bottom_line(da_nang)[0].facts["core"]
    message = Message("any", {"one": share, "several": [reading.shown, counted], "count": counted, "text": "12"})
    assert isinstance(counted, Figure)
    assert message.figures == [share, reading.shown]
