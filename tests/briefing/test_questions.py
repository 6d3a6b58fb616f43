"""Five questions: the most telling of each kind, then what other places report and this one does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from editing import COMMITMENT, Package
from small import QUARTER, small_package

from briefing_lib.briefing import Briefing, Message, choose_questions

SHARE = {"unit": "percent", "denominator": "received", "better": "higher"}


@pytest.fixture
def package(tmp_path: Path) -> Package:
    """Two shares of what was received, and two other measures; nothing is reported as yet."""
    package = Package(tmp_path)
    package.add("bodies", body="test-body", name_en="Body", name_vi="Body", name_id="Body", kind="group")
    for name in ("received", "resolved", "online", "premises", "posts"):
        package.add_measure(name)
    package.add_measure("resolved_pct", numerator="resolved", **SHARE)
    package.add_measure("online_pct", numerator="online", **SHARE)
    return package


def told(questions: list[Message]) -> list[tuple[str, str]]:
    """Each question with what it is about."""
    return [(each.template, _about(each)) for each in questions]


def _about(question: Message) -> str:
    facts = question.facts
    match question.template:
        case "left":
            return str(facts["left"].reference)
        case "outcome":
            return str(facts["row"].commitment.commitment_id)
        case "conflict":
            return f"{facts['shown'].reference} or {facts['other'].reference}"
        case "meant":
            return str(facts["figure"].figure_id)
    return f"{facts['indicator'].name}: {' '.join(facts['places'])}"


def add(package: Package, measure: str, value: str, **cells: str) -> None:
    """A figure that is called by its measure and level."""
    name = f"{measure.replace('_', '-')}.{cells.get('level', 'commune')}"
    package.add_figure(measure, value, **({"figure_id": name} | QUARTER | cells))


def test_questions_on_da_nang(tmp_path: Path) -> None:
    """One of each kind first, then gaps, then what is left of the kinds."""
    package = small_package(tmp_path)
    package.edit("indicators", "dossiers_resolved_pct", better="higher")
    assert told(choose_questions(package.briefing())) == [
        ("left", "difference(da-nang.received,da-nang.resolved)"),
        ("outcome", "passed"),
        ("conflict", "da-nang.vacancies.later or da-nang.vacancies.other"),
        ("meant", "da-nang.online"),
        ("gap", "surplus_premises: 75"),
    ]


def test_questions_on_a_place_without_reports(hue: Briefing) -> None:
    """Where nothing is reported and no day has passed, it is asked for what others report, that which most report first."""
    assert told(choose_questions(hue)) == [
        ("gap", "dossiers_received: 48 01 92"), ("gap", "dossiers_resolved: 48"), ("gap", "surplus_premises: 75"),
    ]  # fmt: skip


def test_left_where_least_was_done(package: Package) -> None:
    """Of several levels that is asked about first where the smallest share was dealt with."""
    for level, received, resolved in (("commune", "1000", "947"), ("department", "100", "50"), ("province", "10", "6")):
        add(package, "received", received, level=level)
        add(package, "resolved", resolved, level=level)
    assert told(choose_questions(package.briefing())) == [
        ("left", f"difference(received.{level},resolved.{level})") for level in ("department", "province", "commune")
    ]


def test_left_of_a_core_measure_first(package: Package) -> None:
    """What is left of a core measure is asked about before the rest, and what is in doubt after all."""
    package.edit("indicators", "resolved", core="true")
    add(package, "received", "100")
    add(package, "online", "40")
    add(package, "resolved", "80")
    add(package, "received", "100", level="department")
    add(package, "resolved", "10", level="department", doubt="scope", note="why")
    found = [about for template, about in told(choose_questions(package.briefing())) if template == "left"]
    assert found == [
        "difference(received.commune,resolved.commune)", "difference(received.commune,online.commune)",
        "difference(received.department,resolved.department)",
    ]  # fmt: skip


@pytest.mark.parametrize("better", ["lower", "neutral"])
def test_share_that_need_not_grow(package: Package, better: str) -> None:
    """Nothing is left to do of a share that is not better when higher, nor is any computed from a printed percentage."""
    package.edit("indicators", "resolved_pct", better=better)
    add(package, "received", "100")
    add(package, "resolved", "80")
    add(package, "online_pct", "40", unit="percent")
    assert choose_questions(package.briefing()) == []


def add_task(package: Package, name: str, **cells: str) -> None:
    package.add("commitments", **(COMMITMENT | {"commitment_id": name, "binds": "all_provinces", "deadline": "2025-08-31"} | cells))


def test_outcome_of_what_has_passed(package: Package) -> None:
    """Days that have passed without a report are asked about: the place's own first, then a duty that several set."""
    add_task(package, "of-all")
    add_task(package, "of-all-too", duty="pay")
    add_task(package, "again", duty="pay", deadline="2025-09-15")
    add_task(package, "own", binds="48")
    add_task(package, "to-come", deadline="2026-12-31")
    add_task(package, "done")
    package.add_event("done", "done", "2025-10-01")
    assert told(choose_questions(package.briefing())) == [("outcome", "own"), ("outcome", "again"), ("outcome", "of-all")]


def test_outcome_of_one_duty(package: Package) -> None:
    """One duty is asked about once, by the place's own day where it has one."""
    add_task(package, "own", duty="pay", binds="48")
    add_task(package, "last", duty="pay", deadline="2025-09-15")
    assert told(choose_questions(package.briefing())) == [("outcome", "own")]


def test_conflict(package: Package) -> None:
    """Two printed values of one time that can't both hold are asked about, those of standing facts are not."""
    package.add_measure("population", unit="count", standing="true")
    for name in ("premises", "population"):
        package.add_figure(name, "10", as_of="2025-09-30", figure_id=f"{name}.1")
        package.add_figure(name, "12", as_of="2025-09-30", figure_id=f"{name}.2")
    assert told(choose_questions(package.briefing())) == [("conflict", "premises.2 or premises.1")]


def test_conflict_with_another_time(package: Package) -> None:
    """A value of another time is not asked about, be it marked as contradicted; one of the same time is, whatever stands beside it."""
    for value, day in (("8", "2025-08-31"), ("12", "2025-09-30")):
        package.add_figure("premises", value, as_of=day, figure_id=f"premises.{value}", doubt="contradicted", note="why")
    assert len(package.briefing().conflicts) == 1
    assert told(choose_questions(package.briefing())) == []
    package.add_figure("premises", "10", as_of="2025-09-30", figure_id="premises.10", doubt="contradicted", note="why")
    assert told(choose_questions(package.briefing())) == [("conflict", "premises.10 or premises.12")]


@pytest.mark.parametrize(
    ("doubt", "asked"), [("translation", True), ("scope", True), ("date", False), ("contradicted", False), ("rounding", False)]
)
def test_what_was_meant(package: Package, doubt: str, asked: bool) -> None:
    """What a figure counts is asked where that is in doubt, not where only its day or size is."""
    package.add_figure("premises", "10", figure_id="doubted", doubt=doubt, note="why")
    assert told(choose_questions(package.briefing())) == ([("meant", "doubted")] if asked else [])


def test_what_was_meant_by_a_core_measure(package: Package) -> None:
    """Doubtful figures of core measures come first; standing facts are not asked about."""
    package.add_measure("population", standing="true")
    package.edit("indicators", "posts", core="true")
    for name in ("population", "premises", "posts"):
        package.add_figure(name, "10", figure_id=name, doubt="scope", note="why")
    assert told(choose_questions(package.briefing())) == [("meant", "posts"), ("meant", "premises")]


def test_gap_that_most_others_report(package: Package) -> None:
    """Of missing core measures that which most places report comes first, each place named once; one that nobody reports comes last."""
    for name in ("received", "premises", "posts"):
        package.edit("indicators", name, core="true")
    package.add_figure("premises", "5", geography="15")
    package.add_figure("premises", "5", geography="15", level="department")
    for place in ("01", "15", "46"):
        package.add_figure("posts", "5", geography=place)
    assert told(choose_questions(package.briefing())) == [("gap", "posts: 01 15 46"), ("gap", "premises: 15"), ("gap", "received: ")]


def test_five_questions(tmp_path: Path) -> None:
    """Never more than five are asked, and one of each kind comes before a second of any."""
    package = small_package(tmp_path)
    package.edit("indicators", "dossiers_resolved_pct", better="higher")
    for name in ("one", "two", "three"):
        add_task(package, name, binds="48", source_id="paper", issued_by="city-office", responsible="city-office")
        package.add_measure(name, core="true")
        package.add_figure(name, "5", source_id="paper", geography="01")
    assert [each.template for each in choose_questions(package.briefing())] == ["left", "outcome", "conflict", "meant", "gap"]
    package.add_figure("surplus_premises", "5", source_id="paper")
    for name in ("one", "two", "three"):
        package.add_figure(name, "5", source_id="paper")
    assert [each.template for each in choose_questions(package.briefing())] == ["left", "outcome", "conflict", "meant", "outcome"]
