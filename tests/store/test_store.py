"""The store hands out the package as linked records that remember where they came from."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from editing import COMMITMENT, Package

from briefing_lib.errors import Fault, InvalidPackage, WrongParameter
from briefing_lib.figures import Period, Source
from briefing_lib.store import Body, ExpectedSum, Finding, LeftOut, Store, Topic, open_store


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
            source_id="test-report", publisher="Test", title="", url="https://example.org/report", published_on="",
            known_from=dt.date(2025, 10, 1), date_basis="printed", language="en", basis="excerpt",
        )
    }  # fmt: skip


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


def test_order_of_figures(package: Package) -> None:
    """Records keep the order of their file."""
    assert [figure.figure_id for figure in package.open().figures] == ["test-report.1", "test-report.2"]


def test_indicators_are_linked(package: Package) -> None:
    """A measure knows its whole, its parts where they are complete, and the shares it stands above in."""
    package.add_measure("test_sum", parts_complete="true")
    package.add_measure("test_left", part_of="test_sum")
    package.add_measure("test_right", part_of="test_sum")
    package.add_measure("test_pct", unit="percent", numerator="test_left", denominator="test_sum")
    indicators = package.open().indicators
    assert indicators["test_sum"].parts == ("test_left", "test_right")
    assert indicators["test_whole"].parts == ()
    assert indicators["test_left"].whole == indicators["test_sum"]
    assert {below: share.name for below, share in indicators["test_left"].shares.items()} == {"test_sum": "test_pct"}


def test_commitment(package: Package) -> None:
    """A commitment has its bodies and places as lists, and days as days."""
    package.add("commitments", **(COMMITMENT | {
        "commitment_id": "test-report.c2", "binds": "48|15", "deadline": "2025-12-31", "recurrence": "FREQ=WEEKLY;BYDAY=TU",
        "status": "done", "status_source_id": "test-report",
    }))  # fmt: skip
    commitment = package.open().commitments[1]
    assert (commitment.responsible, commitment.binds) == (("test-body",), ("48", "15"))
    assert (commitment.deadline, commitment.recurrence) == (dt.date(2025, 12, 31), "FREQ=WEEKLY;BYDAY=TU")
    assert commitment.tasks == {"en": "Do it", "vi": "", "id": ""}
    assert (commitment.status, commitment.status_source.source_id) == ("done", "test-report")
    assert [commitment.applies_to(code) for code in ("48", "15", "01")] == [True, True, False]


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
            finding_id="test-report.f1", source=store.sources["test-report"], paragraph=None, geography="48", stated_by="", kind="measure",
            theme="dossiers", texts={"en": "It is being done", "vi": "", "id": ""},
        ),
    )  # fmt: skip
    assert store.bodies == {"test-body": Body(body="test-body", names={"en": "Body", "vi": "Body", "id": "Body"}, kind="group")}
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
    package.add("sources", source_id="later", publisher="Test", url="https://example.org", known_from="2026-01-31", date_basis="month",
                basis="excerpt")  # fmt: skip
    assert package.open().latest_day == dt.date(2026, 1, 31)


def test_topic(package: Package) -> None:
    """What the package is about is read from the descriptor: the first day, the mixed level, the places there must be, the sums."""
    assert package.open().topic == Topic(
        first_day=dt.date(2025, 7, 1),
        mixed_level="all",
        places={"province": 34, "former_province": 63},
        sums=(ExpectedSum(geography="VN", indicator="commune_level_units", kind="province", as_of=("2025-07-01", "2026-09-20")),),
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


@pytest.mark.parametrize(("parent", "number"), [({"48": ""}, 2), ({"VN": "48"}, 0)], ids=["two", "none"])
def test_one_place_is_the_whole(package: Package, parent: dict[str, str], number: int) -> None:
    """One place alone lies in no other: the whole that the topic is about."""
    for code, cell in parent.items():
        package.edit("places", code, parent=cell)
    assert refuse(package) == [f"places.csv, column parent: found '{number} places without one'; one place, the whole, has none"]


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
