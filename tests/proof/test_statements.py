"""What the package says in words holds against its days, places and figures; what a keeper should look at again is listed."""

from __future__ import annotations

from pathlib import Path

import pytest
from editing import COMMITMENT, FINDING, REPORT, Package

from briefing_lib.proof.statements import (
    check_statements,
    duties_dated_differently,
    messages_grown_old,
    parts_without_whole,
    shares_without_base,
    texts_in_english_only,
)
from briefing_lib.store import Store

MESSAGE = {"message_id": "m", "geography": "48", "section": "messages", "order": "1", "known_from": "2025-10-01"}


@pytest.fixture
def package(tmp_path: Path) -> Package:
    """One whole, one part, one commitment and one finding; the report is of 1 October 2025."""
    package = Package(tmp_path).add_examples()
    package.edit("sources", "test-report", published_on="2025-10-01")
    return package


def faults(package: Package) -> list[str]:
    return [str(fault) for fault in check_statements(package.open())]


def test_statements_as_they_stand(real_store: Store) -> None:
    """Commitments, findings and messages of the project's own data have nothing to mend."""
    assert [str(fault) for fault in check_statements(real_store)] == []


@pytest.mark.parametrize(
    ("issued_on", "on", "first"),
    [("2025-09-15", "2025-09-14", False), ("2025-09-15", "2025-09-15", True), ("2025-09", "2025-09-01", True), ("2025-09", "2025-08-31", False),
     ("", "2025-01-01", True)],
)  # fmt: skip
def test_event_before_its_commitment(package: Package, issued_on: str, on: str, first: bool) -> None:
    """Nothing can come of a commitment before the day, or the first day of the month, on which it was given."""
    package.edit("commitments", "test-report.c1", issued_on=issued_on)
    row = package.add_event("test-report.c1", "in_progress", on)
    advice = f"the commitment was given on {issued_on}; nothing came of it before"
    assert faults(package) == ([] if first else [f"commitment_events.csv, row {row}, column on: found {on!r}; {advice}"])


ENDED = "Quang Nam (63-49) existed from a day not in hand to 2025-06-30; name the right one"


@pytest.mark.parametrize(
    ("cells", "holds"),
    [
        ({"as_of": "2025-06-30"}, True),
        ({"as_of": "2025-07-01"}, False),
        ({"as_of": "2025-07"}, False),
        ({"period_start": "2025-01-01", "period_end": "2025-06-30"}, True),
        ({"period_start": "2025-06-01", "period_end": "2025-09-30"}, False),
        ({}, True),
    ],
)
def test_figure_on_a_place_that_had_ended(package: Package, cells: dict[str, str], holds: bool) -> None:
    """A figure is about no day after the last of its place; a later report may look back, and one without a day is not blamed."""
    row = package.add_figure("test_whole", "5", geography="63-49", **cells)
    assert faults(package) == ([] if holds else [f"figures.csv, row {row}, column geography: found '63-49'; {ENDED}"])


def test_report_before_a_place_began(package: Package) -> None:
    """A report that came out before a place began says nothing of it, whatever day its figure is about."""
    package.add("sources", **(REPORT | {"source_id": "early", "known_from": "2025-06-20", "published_on": "2025-06-20"}))
    row = package.add_figure("test_whole", "5", source_id="early")
    package.add("findings", **(FINDING | {"finding_id": "early.f1", "source_id": "early"}))
    advice = "Da Nang (48) existed from 2025-07-01 to now; name the right one"
    assert faults(package) == [
        f"figures.csv, row {row}, column geography: found '48'; {advice}",
        f"findings.csv, row 3, column geographies: found '48'; {advice}",
    ]


@pytest.mark.parametrize(("published_on", "known_from", "holds"), [("2025-06-30", "2025-06-30", True), ("2025-07-01", "2025-07-01", False)])
def test_finding_on_a_place_that_had_ended(package: Package, published_on: str, known_from: str, holds: bool) -> None:
    """Of several places of a finding that one is named which had ended when the report came out."""
    package.add("sources", **(REPORT | {"source_id": "other", "published_on": published_on, "known_from": known_from}))
    row = package.add("findings", **(FINDING | {"finding_id": "other.f1", "source_id": "other", "geographies": "VN|63-49"}))
    assert faults(package) == ([] if holds else [f"findings.csv, row {row}, column geographies: found '63-49'; {ENDED}"])


@pytest.mark.parametrize(
    ("placeholder", "problem"),
    [
        ("test-report.1", ""),
        ("difference(test-report.1,test-report.2)", ""),
        ("ratio(test-report.2,test-report.1)", ""),
        ("when(test-report.1)", ""),
        ("by(test-report.1)", ""),
        ("by(test-report.f1)", ""),
        ("by(test-report.c1)", ""),
        ("due(dated)", ""),
        ("test-report.9", "figures.csv has no figure test-report.9; did you mean test-report.2?"),
        ("ratio(test-report.1,test-report.2)", "no share of test_whole in test_whole/test_kind:near is declared"),
        ("ratio(test-report.1", "no reference: 'ratio(test-report.1'"),
        ("when(test-report.9)", "figures.csv has no figure test-report.9; did you mean test-report.2?"),
        ("by(test-report.9)", "no figure, commitment or finding is called 'test-report.9'"),
        ("due(test-report.9)", "no commitment is called 'test-report.9'"),
        ("due(test-report.c1)", "'test-report.c1' has no deadline"),
        ("due(test-report.f1)", "'test-report.f1' has no deadline"),
        ("", "no reference: ''"),
    ],
)
def test_placeholder_of_a_message(package: Package, placeholder: str, problem: str) -> None:
    """A placeholder names a figure, a formula that may be applied, a day or a speaker; any other is a fault in each language that has it."""
    package.add("commitments", **(COMMITMENT | {"commitment_id": "dated", "deadline": "2025-12-31"}))
    texts = {"text_en": f"There are {{{placeholder}}}", "text_vi": f"Có {{{placeholder}}}"}
    row = package.add("messages", **(MESSAGE | texts))
    expected = [
        f"messages.csv, row {row}, column text_{language}: found {placeholder!r}; {problem}; name a figure, or a formula over figures"
        for language in ("en", "vi")
    ]
    assert faults(package) == (expected if problem else [])


@pytest.mark.parametrize("text", ["There are {test-report.1", "There are test-report.1}", "There are {{test-report.1}}"])
def test_bracket_of_a_message(package: Package, text: str) -> None:
    """A bracket that opens or closes no placeholder would stand on a page, and is a fault."""
    row = package.add("messages", **(MESSAGE | {"text_en": text}))
    advice = "a bracket is left over; write a placeholder as {figure_id}"
    assert faults(package) == [f"messages.csv, row {row}, column text_en: found {text!r}; {advice}"]


@pytest.mark.parametrize(
    ("placeholder", "source"),
    [
        ("late.1", "late"), ("ratio(late.2,late.1)", "late"), ("when(late.1)", "late"), ("by(late.f1)", "late"), ("by(late.c1)", "late"),
        ("due(late.c1)", "late"), ("test-report.1", ""), ("by(test-report.f1)", ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("known_from", "early"), [("2025-10-31", True), ("2025-11-01", False), ("2025-11-02", False)])
def test_message_before_its_sources(package: Package, placeholder: str, source: str, known_from: str, early: bool) -> None:
    """A message may be said no earlier than each report that it rests on is known, be it of a number, a day or a speaker."""
    package.add("sources", **(REPORT | {"source_id": "late", "published_on": "2025-11-01", "known_from": "2025-11-01"}))
    package.add_figure("test_whole", "80", source_id="late", level="province")
    package.add_figure("test_whole/test_kind:near", "20", source_id="late", level="province")
    package.add("findings", **(FINDING | {"finding_id": "late.f1", "source_id": "late"}))
    package.add("commitments", **(COMMITMENT | {"commitment_id": "late.c1", "source_id": "late", "deadline": "2025-12-31"}))
    row = package.add("messages", **(MESSAGE | {"known_from": known_from, "text_en": f"Of {{test-report.1}}, {{{placeholder}}}"}))
    advice = "it rests on late, known from 2025-11-01; give that day or a later one"
    expected = [f"messages.csv, row {row}, column known_from: found {known_from!r}; {advice}"]
    assert faults(package) == (expected if source and early else [])


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("", True),
        ("Có {test-report.2} trong {test-report.1}", True),
        ("Có {test-report.1}", False),
        ("Có {test-report.1} trong {test-report.1}", False),
        ("Có {test-report.1}, {test-report.2}, {test-report.2}", False),
    ],
)
def test_message_in_every_language(package: Package, text: str, same: bool) -> None:
    """Each language of a message holds the same placeholders, in whatever order; one that is not written yet is not blamed."""
    row = package.add("messages", **(MESSAGE | {"text_en": "Of {test-report.1}, {test-report.2} are near", "text_vi": text}))
    advice = "each language holds the same numbers: test-report.1, test-report.2"
    assert faults(package) == ([] if same else [f"messages.csv, row {row}, column text_vi: found {text!r}; {advice}"])


def test_message_that_has_grown_old(package: Package) -> None:
    """A message is named when a newer figure is shown in place of one that it rests on, also of one within a formula."""
    package.add("sources", **(REPORT | {"source_id": "newer", "published_on": "2025-11-01", "known_from": "2025-11-01"}))
    package.add("messages", **(MESSAGE | {"text_en": "{difference(test-report.1,test-report.2)} are far"}))
    assert list(messages_grown_old(package.open())) == []
    package.add_figure("test_whole/test_kind:near", "61", source_id="newer")
    ((message, old, new),) = messages_grown_old(package.open())
    assert (message.message_id, old.figure_id, new.figure_id) == ("m", "test-report.2", "newer.1")


@pytest.mark.parametrize(
    "cells", [{"level": "province"}, {"geography": "15"}, {"value": "50", "qualifier": "more_than"}, {"doubt": "scope", "note": "why"}]
)
def test_message_that_has_not_grown_old(package: Package, cells: dict[str, str]) -> None:
    """A newer figure of another level or place, or one that does not displace it, replaces nothing."""
    package.add("sources", **(REPORT | {"source_id": "newer", "published_on": "2025-11-01", "known_from": "2025-11-01"}))
    package.add("messages", **(MESSAGE | {"text_en": "{test-report.2} are near"}))
    package.add_figure("test_whole/test_kind:near", **({"value": "61", "source_id": "newer"} | cells))
    assert list(messages_grown_old(package.open())) == []


def test_duty_with_several_days(package: Package) -> None:
    """A duty that several set for different days is listed with all who did, the earliest first; one with the same day is not."""
    for number, (duty, deadline) in enumerate(
        [("pay", "2025-10-15"), ("pay", "2025-08-31"), ("pay", ""), ("report", "2025-12-31"), ("report", "2025-12-31"), ("", "2026-01-01")],
        2,
    ):
        package.add("commitments", **(COMMITMENT | {"commitment_id": f"test-report.c{number}", "duty": duty, "deadline": deadline}))
    ((duty, rows),) = duties_dated_differently(package.open())
    assert (duty, [each.commitment_id for each in rows]) == ("pay", ["test-report.c3", "test-report.c2"])


def test_duty_of_paying_those_who_leave(real_store: Store) -> None:
    """Those who had to pay who left by three days: the Politburo in August, then the Prime Minister and the President in October."""
    days = {duty: [str(each.deadline) for each in rows] for duty, rows in duties_dated_differently(real_store)}
    assert days["pay-leaving-benefits"] == ["2025-08-31", "2025-10-10", "2025-10-15"]


@pytest.mark.parametrize(("cells", "lacks"), [({}, False), ({"geography": "15"}, True), ({"level": "province"}, True)])
def test_part_without_its_whole(package: Package, cells: dict[str, str], lacks: bool) -> None:
    """A part is listed where its place does not report the whole at its level."""
    package.add_figure("test_whole/test_kind:far", "40", figure_id="part", **cells)
    assert [each.figure_id for each in parts_without_whole(package.open())] == (["part"] if lacks else [])


def test_standing_part_without_its_whole(package: Package) -> None:
    """Parts of a standing fact, as communes and wards, are added up instead and are not listed."""
    package.add_measure("units", standing="true")
    package.add_figure("units/unit_kind:ward", "23")
    assert list(parts_without_whole(package.open())) == []


@pytest.mark.parametrize(
    ("cells", "lacks"),
    [
        ({}, False),
        ({"geography": "15"}, True),
        ({"level": "province"}, True),
        ({"as_of": "2025-09-30"}, True),
        ({"source_id": "other"}, True),
    ],
)
def test_share_without_its_base(package: Package, cells: dict[str, str], lacks: bool) -> None:
    """A printed share is listed where its report does not give what it divides by, for the same place, level and period."""
    package.add("sources", **(REPORT | {"source_id": "other"}))
    package.add_measure("test_part")
    package.add_measure("test_pct", unit="percent", numerator="test_part", denominator="test_whole")
    package.add_figure("test_pct", "60", unit="percent", figure_id="share", **cells)
    assert [each.figure_id for each in shares_without_base(package.open())] == (["share"] if lacks else [])


def test_texts_in_english_only(package: Package) -> None:
    """Rows that lack Vietnamese or Indonesian are counted by table: labels and definitions, tasks, findings and messages."""
    assert texts_in_english_only(package.open()) == {"commitments": 1, "findings": 1}
    package.edit("findings", "test-report.f1", text_vi="Đang làm", text_id="Sedang dikerjakan")
    package.edit("commitments", "test-report.c1", task_vi="Làm")
    package.edit("indicators", "test_whole", label_id="", definition_vi="")
    package.add("messages", **(MESSAGE | {"text_en": "It works"}))
    assert texts_in_english_only(package.open()) == {"indicators": 2, "commitments": 1, "messages": 1}


def test_event_after_its_report(package: Package) -> None:
    """A report can't say what came of a commitment on a day after it was known."""
    row = package.add_event("test-report.c1", "in_progress", "2090-01-01")
    (fault,) = faults(package)
    assert fault.startswith(f"commitment_events.csv, row {row}, column on: found '2090-01-01'; its report is known from ")


def test_deadline_before_its_order(package: Package) -> None:
    """Nothing is due before it was ordered."""
    package.edit("commitments", "test-report.c1", issued_on="2025-10-01", deadline="2024-01-01")
    (fault,) = faults(package)
    assert fault.endswith("column deadline: found '2024-01-01'; it was given on 2025-10-01; nothing is due before")


def test_message_on_a_place_that_ended(package: Package) -> None:
    """No message is said of a place for a day after its end."""
    row = package.add("messages", **(MESSAGE | {"geography": "63-49", "text_en": "Nothing is known"}))
    assert faults(package) == [f"messages.csv, row {row}, column geography: found '63-49'; {ENDED}"]
