"""What of all that is known a brief shows first."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from editing import COMMITMENT, FINDING, REPORT, Package

from briefing_lib.briefing import (
    Briefing,
    Reading,
    best_duties,
    best_findings,
    best_readings,
    by_duty,
    due,
    most_from_one,
    own_speakers,
    peer_readings,
    side_by_side,
)


@pytest.fixture
def package(tmp_path: Path) -> Package:
    """Bodies, measures and a later report; nothing is reported as yet."""
    package = Package(tmp_path)
    package.add("sources", **(REPORT | {"source_id": "later", "known_from": "2025-11-01", "published_on": "2025-11-01"}))
    for body, part_of in (("test-body", ""), ("da-nang-office", ""), ("da-nang-secretary", "da-nang-office"), ("hue-office", "")):
        package.add("bodies", body=body, part_of=part_of, name_en=body, name_vi=body, name_id=body, kind="group")
    for name in ("first", "second", "third", "fourth"):
        package.add_measure(name)
    return package


def measures(readings: Iterable[Reading]) -> list[str]:
    return [each.measure for each in readings]


def chosen(package: Package, most: int) -> list[str]:
    return measures(best_readings(package.briefing(), "dossiers", most=most))


def test_core_measures_before_others(package: Package) -> None:
    """Core measures are kept before others, and what is kept stands in the order of the vocabulary."""
    package.edit("indicators", "third", core="true")
    for name in ("first", "second", "third"):
        package.add_figure(name, "5")
    assert (chosen(package, 1), chosen(package, 2), chosen(package, 9)) == (["third"], ["first", "third"], ["first", "second", "third"])


def test_compared_measures_before_others(package: Package) -> None:
    """What the nation or other places report at the same level is kept before what stands alone."""
    for name in ("first", "second", "third"):
        package.add_figure(name, "5")
    package.add_figure("first", "5", geography="01", level="department")
    package.add_figure("second", "5", geography="01")
    package.add_figure("third", "5", geography="01")
    package.add_figure("third", "5", geography="VN")
    assert (chosen(package, 1), chosen(package, 2)) == (["third"], ["second", "third"])


def test_wholes_before_parts_and_new_before_old(package: Package) -> None:
    """A whole is kept before a part, and of like measures the newest."""
    package.add_parts("kind", "paper")
    package.add_figure("first/kind:paper", "1", source_id="later")
    package.add_figure("second", "5")
    package.add_figure("third", "5", source_id="later")
    assert (chosen(package, 1), chosen(package, 2)) == (["third"], ["second", "third"])


def test_readings_of_other_themes(package: Package) -> None:
    """Other themes, standing facts and what stands elsewhere on the page are left out."""
    package.edit("indicators", "first", theme="staffing")
    package.edit("indicators", "second", standing="true")
    for name in ("first", "second", "third", "fourth"):
        package.add_figure(name, "5")
    assert measures(best_readings(package.briefing(), "dossiers", most=9, without=["third"])) == ["fourth"]


def add_finding(package: Package, name: str, **cells: str) -> None:
    package.add("findings", **(FINDING | {"finding_id": name, "kind": "difficulty"} | cells))


def test_statements_of_each_theme_first(package: Package) -> None:
    """One statement of each theme comes first, of the place alone before one of several, of a named speaker before one of none."""
    add_finding(package, "of-several", geographies="48|01", theme="staffing")
    add_finding(package, "unnamed")
    add_finding(package, "named", stated_by="test-body")
    add_finding(package, "premises", theme="premises")
    add_finding(package, "done", kind="measure")
    found = [each.finding_id for each in best_findings(package.briefing(), "difficulty", most=9)]
    assert found == ["named", "premises", "of-several", "unnamed"]
    assert [each.finding_id for each in best_findings(package.briefing(), "difficulty", most=2)] == found[:2]


def add_task(package: Package, name: str, **cells: str) -> None:
    package.add("commitments", **(COMMITMENT | {"commitment_id": name, "binds": "all_provinces"} | cells))


def duties(package: Package, *, own: bool, most: int = 9) -> list[str]:
    groups = by_duty(due(package.briefing()))
    return [" ".join(each.commitment.commitment_id for each in group) for group in best_duties(groups, own=own, most=most)]


def test_duties_of_the_place_and_of_all(package: Package) -> None:
    """A duty is the place's own where one of those who set it names the place; of the rest only those with a day are shown."""
    add_task(package, "of-all", deadline="2025-12-31")
    add_task(package, "weekly", recurrence="FREQ=WEEKLY")
    add_task(package, "undated")
    add_task(package, "shared", deadline="2025-12-31", duty="pay")
    add_task(package, "own-of-it", duty="pay", binds="48")
    add_task(package, "own", binds="48")
    assert (duties(package, own=True), duties(package, own=False)) == (["shared own-of-it", "own"], ["of-all"])


def test_dated_duties_before_others(package: Package) -> None:
    """Of its own those with a day come first, of these the ones dated differently, then what was ordered before what was promised."""
    add_task(package, "undated", binds="48")
    add_task(package, "promised", binds="48", deadline="2025-12-31", force="promised")
    add_task(package, "requested", binds="48", deadline="2026-12-31", force="requested")
    add_task(package, "one", binds="48", deadline="2026-12-31", duty="pay", force="promised")
    add_task(package, "two", binds="48", deadline="2027-12-31", duty="pay", force="promised")
    assert duties(package, own=True) == ["one two", "requested", "promised", "undated"]
    assert duties(package, own=True, most=2) == ["one two", "requested"]


def test_a_part_stands_for_its_whole(package: Package) -> None:
    """Part, whole and printed share are one row, that of the part; a whole of several parts keeps its own."""
    package.add_measure("given")
    package.add_measure("given_done")
    package.add_measure("given_done_pct", unit="percent", numerator="given_done", denominator="given", better="higher")
    for name, value, unit in (("given", "33", "count"), ("given_done", "25", "count"), ("given_done_pct", "75.8", "percent")):
        package.add_figure(name, value, unit=unit, as_of="2025-09-30")
    theme = package.briefing().store.indicators["given"].theme
    assert [each.measure for each in best_readings(package.briefing(), theme, most=9) if each.measure.startswith("given")] == ["given_done"]
    package.add_figure("given/location:land_border", "4", as_of="2025-09-30")
    found = [each.measure for each in best_readings(package.briefing(), theme, most=9) if each.measure.startswith("given")]
    assert sorted(found) == ["given", "given/location:land_border", "given_done"]


def test_most_from_one_report(package: Package) -> None:
    """More than half of the figures from one of several reports are told; of a single report nothing has to be."""
    for number in range(3):
        package.add_measure(f"number_{number}")
        package.add_figure(f"number_{number}", "5", figure_id=f"here-{number}")
    assert most_from_one(package.briefing().work) == []
    package.add("sources", **(REPORT | {"source_id": "second"}))
    package.add_figure("number_0", "6", source_id="second")
    assert [each.figure_id for each in most_from_one(package.briefing().work)] == ["here-0", "here-1", "here-2"]


def test_own_speakers(package: Package) -> None:
    """Persons with an office in the place are named once: those who gave figures, then statements, then orders; bodies and others are not."""
    for person in ("da-nang-chairman", "da-nang-deputy"):
        package.add("bodies", body=person, part_of="da-nang-office", name_en=person, name_vi=person, name_id=person, kind="group")
    package.add_figure("first", "5", stated_by="da-nang-chairman")
    package.add_figure("second", "5", stated_by="da-nang-office")
    add_finding(package, "one", stated_by="da-nang-deputy")
    add_finding(package, "two", stated_by="hue-office")
    add_task(package, "three", issued_by="da-nang-secretary", binds="48")
    add_task(package, "four", issued_by="da-nang-chairman", binds="48")
    assert own_speakers(package.briefing()) == ["da-nang-chairman", "da-nang-deputy", "da-nang-secretary"]
    assert own_speakers(package.briefing("46")) == []


@pytest.fixture
def peers(package: Package) -> Package:
    """Da Nang beside Quang Ngai and Gia Lai of its region, and Hanoi of another, with their population and one core measure."""
    package.add_measure("population", standing="true")
    package.edit("indicators", "first", core="true")
    for place, people in (("48", "3000"), ("52", "1400"), ("51", "2900"), ("01", "3000")):
        package.add_figure("population", people, geography=place, level="all", as_of="2025-07-01")
    for place in ("52", "51", "01"):
        package.add_figure("first", "5", geography=place, figure_id=f"in-{place}")
    package.add_figure("second", "5", geography="51", figure_id="another")
    return package


def test_what_comparable_places_report(peers: Package) -> None:
    """Core measures of places of the same region come first, of these the nearest in population."""
    found = peer_readings(peers.briefing(), "population", most=9)
    assert [each.figure_id for each in found] == ["in-51"]
    peers.edit("indicators", "second", core="true")
    peers.add_figure("second", "5", geography="52", level="department", figure_id="other")
    found = peer_readings(peers.briefing(), "population", most=9)
    assert [(each.geography, each.measure) for each in found] == [("51", "first"), ("51", "second")]


def test_comparable_places_each_add_what_is_new(peers: Package) -> None:
    """A further place adds only measures that a nearer one does not report; three places at most, and not more rows than asked for."""
    for name, places in (("second", ["52"]), ("third", ["01"]), ("fourth", ["15"])):
        peers.edit("indicators", name, core="true")
        for place in places:
            peers.add_figure(name, "5", geography=place, level="department")
    peers.remove("figures", "another")
    found = peer_readings(peers.briefing(), "population", most=9)
    assert [(each.geography, each.measure) for each in found] == [("51", "first"), ("52", "second"), ("01", "third")]
    assert len(peer_readings(peers.briefing(), "population", most=2)) == 2


def test_measures_side_by_side(package: Package) -> None:
    """The measures that most present places report at one level stand first; parts, standing facts and places that ended do not."""
    package.add_parts("kind", "paper")
    package.edit("indicators", "third", standing="true")
    for place in ("01", "15", "63-49"):
        package.add_figure("first", "5", geography=place, as_of="2025-06-30" if "-" in place else "2025-09-30")
        package.add_figure("first", "5", geography=place, level="department", as_of="2025-06-30")
        package.add_figure("first/kind:paper", "5", geography=place, as_of="2025-06-30")
    for place in ("01", "15", "46"):
        package.add_figure("second", "5", geography=place)
        package.add_figure("third", "5", geography=place)
    nation: Briefing = package.briefing("VN")
    found = [(each.given[0].measure, each.given[0].level, [one.geography for one in each.given]) for each in side_by_side(nation, most=2)]
    assert found == [("second", "commune", ["01", "15", "46"]), ("first", "commune", ["01", "15"])]
