"""The store hands out the package as linked records that remember where they came from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from editing import COMMITMENT, REPORT, Package, committed
from small import small_package

from briefing_lib.errors import Fault, InvalidPackage, WrongParameter
from briefing_lib.figures import Figure, Indicator, Interval, Period, Source
from briefing_lib.store import (
    Body,
    Commitment,
    EditorsMessage,
    Event,
    ExpectedSum,
    Finding,
    LeftOut,
    Place,
    Store,
    Topic,
    open_store,
)  # fmt: skip

BLANK = {"en": "", "vi": "", "id": ""}


@pytest.fixture
def package(tmp_path: Path) -> Package:
    return Package(tmp_path).add_examples()


def refuse(package: Package) -> list[str]:
    """The faults with which the package is refused."""
    with pytest.raises(InvalidPackage) as problem:
        package.open()
    return [str(fault) for fault in problem.value.faults]


def test_source(package: Package) -> None:
    """A report has its columns, blank text where nothing is printed, and a day from which it is known."""
    assert package.open().sources == {
        "test-report": Source(
            source_id="test-report", publisher="Test", kind="press", title="", url="https://example.org/report", published_on="",
            known_from=dt.date(2025, 10, 1), date_basis="printed", language="en", basis="excerpt",
        )
    }  # fmt: skip


def test_reprint(package: Package) -> None:
    """A report knows which one it reprints, and from what language it was translated before it was read."""
    package.add("sources", **(REPORT | {"source_id": "reprint", "original": "test-report", "kind": "aggregator", "translated_from": "vi"}))
    source = package.open().sources["reprint"]
    assert (source.original, source.kind, source.translated_from) == ("test-report", "aggregator", "vi")


def test_figure(package: Package) -> None:
    """A figure carries its number, hedge, period, doubts, and the records of its measure and report."""
    package.add_figure("test_whole", "7000000", qualifier="approx", period_start="2025-07-01", period_end="2025-09-30",
                       as_printed="7 juta", doubt="date|scope", note="why", stated_by="test-body")  # fmt: skip
    store = package.open()
    figure = store.by_id["test-report.3"]
    assert (figure.value, figure.qualifier, figure.unit, figure.as_printed) == (Decimal(7000000), "approx", "count", "7 juta")
    assert (figure.period, figure.doubts) == (Period("2025-07-01", "2025-09-30"), ("date", "scope"))
    assert (figure.stated_by, figure.note, figure.paragraph) == ("test-body", "why", None)
    assert figure.source is store.sources["test-report"]
    assert figure.indicator is store.indicators["test_whole"]
    assert (figure.period_basis, figure.breakdown, figure.measure) == ("printed", "", "test_whole")
    assert (store.by_id["test-report.2"].breakdown, store.by_id["test-report.2"].measure) == ("test_kind:near", "test_whole/test_kind:near")


def test_order_of_figures(package: Package) -> None:
    """Records keep the order of their file."""
    assert [figure.figure_id for figure in package.open().figures] == ["test-report.1", "test-report.2"]


def test_indicators_are_linked(package: Package) -> None:
    """A measure knows its parts where they are complete, in the order of their list, and the shares it stands above in."""
    package.add_measure("test_sum", complete="test_left|test_kind")
    package.add_measure("test_left")
    package.add_measure("test_pct", unit="percent", numerator="test_left", denominator="test_sum")
    indicators = package.open().indicators
    assert indicators["test_sum"].parts == ("test_left", "test_kind:near", "test_kind:far")
    assert (indicators["test_sum"].complete, indicators["test_whole"].parts) == (("test_left", "test_kind"), ())
    assert {below: share.name for below, share in indicators["test_left"].shares.items()} == {"test_sum": "test_pct"}


def test_commitment(package: Package) -> None:
    """A commitment has its bodies and places as lists, and days as days."""
    package.add("commitments", **(COMMITMENT | {
        "commitment_id": "test-report.c2", "binds": "48|15", "deadline": "2025-12-31", "recurrence": "FREQ=WEEKLY;BYDAY=TU",
        "force": "promised", "duty": "do-it", "note": "why",
    }))  # fmt: skip
    commitment = package.open().commitments[1]
    assert (commitment.responsible, commitment.binds) == (("test-body",), ("48", "15"))
    assert (commitment.deadline, commitment.recurrence) == (dt.date(2025, 12, 31), "FREQ=WEEKLY;BYDAY=TU")
    assert commitment.tasks == {"en": "Do it", "vi": "", "id": ""}
    assert (commitment.force, commitment.duty, commitment.note) == ("promised", "do-it", "why")
    assert [commitment.applies_to(code) for code in ("48", "15", "01")] == [True, True, False]


def test_events(package: Package) -> None:
    """What reports say of a commitment is kept, event by event, with report, day and note; each is named by its key."""
    package.add_event("test-report.c1", "in_progress", "2025-09-01")
    package.add_event("test-report.c1", "done", "2025-09-30", paragraph="3", note="as printed")
    store = package.open()
    assert [(each.commitment_id, each.status, each.on, each.paragraph, each.note) for each in store.events] == [
        ("test-report.c1", "in_progress", dt.date(2025, 9, 1), None, ""),
        ("test-report.c1", "done", dt.date(2025, 9, 30), 3, "as printed"),
    ]
    assert store.events[0].source is store.sources["test-report"]
    assert store.rows["commitment_events:test-report.c1|2025-09-30|test-report"] == 3


def test_event_told_twice(package: Package) -> None:
    """A report says of a commitment and a day one thing."""
    package.add_event("test-report.c1", "in_progress", "2025-09-01")
    row = package.add_event("test-report.c1", "done", "2025-09-01")
    advice = "row 2 has the same commitment_id, on, source_id; each stands once"
    assert refuse(package) == [f"commitment_events.csv, row {row}, column source_id: found 'test-report'; {advice}"]


def test_message(package: Package) -> None:
    """An editor's message has its place, section, order, day and texts."""
    package.add("messages", message_id="m", geography="48", section="messages", order="2", known_from="2025-10-01",
                text_en="{test-report.1} here", text_vi="", text_id="")  # fmt: skip
    assert package.open().messages == (
        EditorsMessage(
            message_id="m", geography="48", section="messages", order=2, known_from=dt.date(2025, 10, 1),
            texts={"en": "{test-report.1} here", "vi": "", "id": ""},
        ),
    )  # fmt: skip


def test_person(package: Package) -> None:
    """A person has a body and an office, beside the name in each language."""
    package.add("bodies", body="someone", kind="person", part_of="test-body", name_en="Tam", name_vi="Tâm", name_id="Tam",
                office_en="Chair", office_vi="Chủ tịch", office_id="Ketua")  # fmt: skip
    body = package.open().bodies["someone"]
    assert (body.kind, body.part_of, body.names["vi"], body.offices["id"]) == ("person", "test-body", "Tâm", "Ketua")


def test_finding_of_several_places(package: Package) -> None:
    """A finding of several places stands in the briefing of each of them, and in no other."""
    package.edit("findings", "test-report.f1", geographies="48|15", doubt="scope|translation", note="which ones is not clear")
    (finding,) = package.open().findings
    assert (finding.geographies, finding.doubt, finding.note) == (("48", "15"), ("scope", "translation"), "which ones is not clear")
    assert [len(package.briefing(code).findings) for code in ("48", "15", "01", "VN")] == [1, 1, 0, 0]


KEPT = {
    ("indicators", "indicator"): "name", ("figures", "indicator"): "indicator.name", ("figures", "period_start"): "period.start",
    ("figures", "period_end"): "period.end", ("figures", "as_of"): "period.as_of", ("figures", "doubt"): "doubts",
    ("places", "geography"): "code", ("places", "tile_col"): "tile.0", ("places", "tile_row"): "tile.1",
}  # fmt: skip
"""Where a record keeps a column that has not its name, nor that of a language."""
RECORDS = {
    "sources": Source, "figures": Figure, "indicators": Indicator, "places": Place, "bodies": Body, "commitments": Commitment,
    "commitment_events": Event, "findings": Finding, "messages": EditorsMessage, "left_out": LeftOut,
}  # fmt: skip


def kept(table: str, column: str) -> list[str]:
    """The names that lead from a record to what it keeps of a column."""
    names = {each.name for each in fields(RECORDS[table])}
    stem, _, language = column.rpartition("_")
    if (table, column) in KEPT:
        return KEPT[table, column].split(".")
    if column in names:
        return [column]
    return ["source", "source_id"] if column == "source_id" else [f"{stem}s", language]


def cell(record: object, names: Iterable[str]) -> str:
    """What a record keeps, as a cell has it."""
    found: Any = record
    for name in names:
        if found is not None:
            found = found[int(name)] if isinstance(found, tuple) else found[name] if isinstance(found, dict) else getattr(found, name)
    if isinstance(found, tuple):
        return "|".join(found)
    return "" if found is None else str(found).lower() if isinstance(found, bool) else str(found)


def test_every_column_has_a_field() -> None:
    """No column of datapackage.json is dropped: each has its field in the record of its table, even where the table is empty."""
    columns, _ = committed()
    assert set(columns) - set(RECORDS) == {"codes", "place_changes"}
    for table, kind in RECORDS.items():
        names = {each.name for each in fields(kind)}
        assert [column for column in columns[table] if kept(table, column)[0] not in names] == [], table


def test_every_cell_is_kept(real_store: Store) -> None:
    """Each record of the committed package keeps each cell of its row as it stands in the file."""
    places = real_store.places
    columns, tables = committed()
    for table, records in {
        "sources": real_store.sources.values(), "figures": real_store.figures, "indicators": real_store.indicators.values(),
        "places": [places[code] for code in places.codes], "bodies": real_store.bodies.values(),
        "commitments": real_store.commitments, "commitment_events": real_store.events, "findings": real_store.findings,
        "messages": real_store.messages, "left_out": real_store.left_out,
    }.items():  # fmt: skip
        held = sorted([cell(each, kept(table, column)) for column in columns[table]] for each in records)
        assert held == sorted([row[column] for column in columns[table]] for row in tables[table]), table


def test_commitment_of_all_provinces(package: Package) -> None:
    """What binds all provinces applies to each; what binds the nation's bodies applies to none."""
    package.edit("commitments", "test-report.c1", binds="all_provinces")
    assert package.open().commitments[0].applies_to("01")
    package.edit("commitments", "test-report.c1", binds="nation")
    assert not package.open().commitments[0].applies_to("01")


def test_finding_body_and_left_out(package: Package) -> None:
    """Findings, bodies and numbers left out are read as they stand."""
    package.add("left_out", source_id="test-report", paragraph="3", as_printed="2025", reason="date")
    store = package.open()
    assert store.findings == (
        Finding(
            finding_id="test-report.f1", source=store.sources["test-report"], paragraph=None, geographies=("48",), stated_by="", kind="measure",
            theme="dossiers", texts={"en": "It is being done", "vi": "", "id": ""}, doubt=(), note="",
        ),
    )  # fmt: skip
    assert store.bodies == {
        "test-body": Body(body="test-body", names={"en": "Body", "vi": "Body", "id": "Body"}, kind="group", offices=BLANK)
    }
    assert store.left_out == (LeftOut(source_id="test-report", paragraph=3, as_printed="2025", reason="date"),)


def test_fault_of_a_record(package: Package) -> None:
    """A record is blamed at its line; a key of several columns has bars between."""
    package.add("left_out", source_id="test-report", paragraph="3", as_printed="2025", reason="date")
    store = package.open()
    blamed = store.fault("figures:test-report.2", column="value", found="60", advice="look again")
    assert blamed == Fault("figures.csv", 3, "value", "60", "look again")
    assert store.rows["left_out:test-report|3|2025"] == 2


def test_latest_day(package: Package) -> None:
    """A blank day means the latest day from which a report is known."""
    package.add("sources", **(REPORT | {"source_id": "later", "known_from": "2026-01-31", "date_basis": "month"}))
    assert package.open().latest_day == dt.date(2026, 1, 31)


def test_topic(package: Package) -> None:
    """What the package is about is read from the descriptor: the first day, the mixed level, the places there must be, the sums."""
    assert package.open().topic == Topic(
        first_day=dt.date(2025, 7, 1),
        mixed_level="all",
        places={"province": 34, "former_province": 63},
        sums=(ExpectedSum(geography="VN", indicator="commune_level_units", kind="province", as_of=("2025-07-01", "2026-09-20")),),
        residents="registered_population",
    )


def test_codes(package: Package) -> None:
    """Codes come in the order of their list, wherever they stand in the file, each with its label in every language."""
    package.add("codes", list="shade", code="dark", order="2", label_en="dark", label_vi="tối", label_id="gelap")
    package.add("codes", list="shade", code="light", order="1", label_en="light", label_vi="sáng", label_id="terang")
    store = package.open()
    assert list(store.codes["shade"]) == ["light", "dark"]
    assert [store.label("shade", "dark", language) for language in ("en", "vi", "id")] == ["dark", "tối", "gelap"]


@pytest.mark.parametrize(
    ("codes", "label", "advice"),
    [
        ("qualifier", "around {number}", ""),
        ("qualifier", "around", "write {number} once where it is to stand, as in new {number}"),
        ("qualifier", "around {name}", "write {number} once where it is to stand, as in new {number}"),
        ("qualifier", "{number} {number}", "write {number} once where it is to stand, as in new {number}"),
        ("unit_form", "{number} {unit}", "write {number} once where it is to stand, as in new {number}"),
        ("place_title", "town of {number}", "write {name} once where it is to stand, as in new {name}"),
        ("level", "towns", ""),
        ("level", "{name} level", "a label of this list has no {place} in it"),
    ],
)
@pytest.mark.parametrize("language", ["en", "vi", "id"])
def test_form_of_a_label(package: Package, language: str, codes: str, label: str, advice: str) -> None:
    """A label leaves its place for a number or name, once and in every language, where its list is set around one, and else nowhere."""
    fitting = {"qualifier": "{number}", "unit_form": "{number} t", "place_title": "{name}", "level": "towns"}[codes]
    labels = {f"label_{each}": fitting for each in ("en", "vi", "id")} | {f"label_{language}": label}
    row = package.add("codes", list=codes, code="new", order="9", **labels)
    if advice:
        assert refuse(package) == [f"codes.csv, row {row}, column label_{language}: found {label!r}; {advice}"]
    else:
        assert package.open().label(codes, "new", language) == label


def test_find_figures(small_store: Store) -> None:
    """Figures are found by place, measure and the day by which they were known, each alone or all together, in the order of the file."""
    units = [each.figure_id for each in small_store.find_figures(geography="01")]
    assert units == ["hanoi.received", "hanoi.population"]
    vacancies = [each.figure_id for each in small_store.find_figures(indicator="vacancies")]
    assert vacancies == ["da-nang.vacancies", "da-nang.vacancies.later", "da-nang.vacancies.other"]
    by_october = small_store.find_figures(geography="48", indicator="vacancies", known_by=dt.date(2025, 10, 31))
    assert [each.figure_id for each in by_october] == ["da-nang.vacancies", "da-nang.vacancies.other"]
    assert small_store.find_figures() == small_store.figures
    assert small_store.find_figures(geography="46") == ()


def test_measure_by_name(small_store: Store) -> None:
    """A measure is found by its name; a misspelt one is refused with the nearest."""
    assert small_store.find_indicator("vacancies") is small_store.indicators["vacancies"]
    with pytest.raises(WrongParameter) as problem:
        small_store.find_indicator("vacancy")
    part = "commune_level_units/unit_kind:ward"
    assert small_store.find_indicator(part) is small_store.indicators["commune_level_units"]
    assert str(problem.value) == "parameter measure: found 'vacancy'; indicators.csv has no such measure; did you mean vacancies?"


def test_opened_once(package: Package) -> None:
    """A package that did not change is not read again, however its folder is named."""
    store = package.open()
    assert open_store(package.folder / "datapackage.json") is store
    assert open_store(str(package.folder)) is store


@pytest.mark.parametrize("table", ["figures", "places"])
def test_opened_anew_after_an_edit(package: Package, table: str) -> None:
    """A package of which one file changed is read again."""
    store = package.open()
    path = package.path(table)
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    assert package.open() is not store
    package.edit("figures", "test-report.1", value="101")
    assert package.open().by_id["test-report.1"].value == 101


@pytest.mark.parametrize("parent", [{"48": ""}, {"VN": "48"}], ids=["two", "none"])
def test_one_place_is_the_whole(package: Package, parent: dict[str, str]) -> None:
    """One place alone lies in no other: the whole that the topic is about."""
    for code, cell in parent.items():
        package.edit("places", code, parent=cell)
    assert any(fault.startswith(("places.csv, column parent", "places.csv, row 2, column parent")) for fault in refuse(package))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"period_start": "2025-07-01", "as_of": "2025-08"}, "as_of: found '2025-08'; a flow has period_start and period_end, a stock has "
         "as_of; leave one of them blank"),
        ({"period_end": "2025-07-31"}, "period_start: found ''; a period that ends must start; a number that holds on a day has as_of"),
    ],
)  # fmt: skip
def test_flow_or_stock(package: Package, cells: dict[str, str], expected: str) -> None:
    """A number is of a period or of a day, never of both, and a period has two ends."""
    row = package.edit("figures", "test-report.1", **cells)
    assert refuse(package) == [f"figures.csv, row {row}, column {expected}"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"basis": "full_text"},
         "text_sha256: found ''; a report read in full needs text_name and text_sha256, so that it can be verified"),
        ({"url": ""}, "url: found ''; give the address of the report, so that a reader can go there"),
        ({"published_on": "2025-02-30"},
         "published_on: found '2025-02-30'; there is no such day; give a day or month that exists, as 2025-10-01 or 2025-10"),
    ],
)  # fmt: skip
def test_source_that_cannot_be_followed(package: Package, cells: dict[str, str], expected: str) -> None:
    """A report needs an address, and a hash where it was read in full."""
    row = package.edit("sources", "test-report", **cells)
    assert f"sources.csv, row {row}, column {expected}" in refuse(package)


def test_paragraph_of_a_full_text(package: Package) -> None:
    """A row of a report that was read in full says in which paragraph it stands."""
    package.edit("sources", "test-report", basis="full_text", text_name="a.txt", text_sha256="0" * 64)
    with pytest.raises(InvalidPackage) as problem:
        package.open()
    advice = "the report was read in full, so the paragraph must be given"
    assert [str(fault) for fault in problem.value.faults] == [
        f"figures.csv, row 2, column paragraph: found ''; {advice}",
        f"figures.csv, row 3, column paragraph: found ''; {advice}",
        f"commitments.csv, row 2, column paragraph: found ''; {advice}",
        f"findings.csv, row 2, column paragraph: found ''; {advice}",
    ]


@pytest.mark.parametrize("rule", ["FREQ=MONTHLY;BYMONTHDAY=99", "FREQ=YEARLY;BYMONTH=13", "FREQ=MONTHLY;BYMONTHDAY=0"])
def test_recurrence_that_never_comes(package: Package, rule: str) -> None:
    """A recurrence names days and months that there are."""
    row = package.edit("commitments", "test-report.c1", recurrence=rule)
    (fault,) = refuse(package)
    assert fault.startswith(f"commitments.csv, row {row}, column recurrence: found {rule!r}; no rule by RFC 5545 (BYMONTH")
    assert "lies between 1 and" in fault


def test_report_known_before_its_day(package: Package) -> None:
    """No page can use a report before the day that is printed on it."""
    row = package.edit("sources", "test-report", published_on="2025-10", known_from="2025-10-30")
    advice = "no page can know it before it was published (2025-10); give that day, or the last of its month"
    assert refuse(package) == [f"sources.csv, row {row}, column known_from: found '2025-10-30'; {advice}"]


def test_doubts_of_a_day(tmp_path: Path) -> None:
    """On a day a number is doubted by what was known then: by how much a later report contradicts it, nobody could say."""
    package = small_package(tmp_path)
    doubted = {"doubt": "contradicted", "note": "another report has another count"}
    package.edit("figures", "da-nang.received", **doubted)
    package.add_figure(
        "dossiers_received", "1005", source_id="later", geography="48", level="commune", period_start="2025-07-01", period_end="2025-09-30", **doubted
    )  # fmt: skip
    store = package.open()
    told = {day: store.on(day).by_id["da-nang.received"] for day in (dt.date(2025, 10, 1), dt.date(2025, 11, 1))}
    assert [(each.marked, each.disputed) for each in told.values()] == [
        (("contradicted",), Interval(None, None)),
        ((), Interval(Decimal(1000), Decimal(1005))),
    ]
    assert store.on(store.latest_day) is store
