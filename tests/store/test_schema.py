"""Bad data are refused with file, row, column, what was found and what to do, and nothing is changed."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from editing import DATA, Package

from briefing_lib.errors import InvalidPackage, WrongUse
from briefing_lib.proof.checks import check_store
from briefing_lib.store import find_package, open_store, schema
from briefing_lib.store.schema import parse_cell


@pytest.fixture
def package(tmp_path: Path) -> Package:
    return Package(tmp_path).add_examples()


def refuse(package: Package) -> list[str]:
    """The faults with which the package is refused; its bytes must stay as they were."""
    before = package.bytes()
    with pytest.raises(InvalidPackage) as problem:
        check_store(package.open()).raise_faults()
    assert package.bytes() == before
    assert problem.value.exit_code == 2
    assert str(problem.value).startswith("the data package is not valid, ")
    return [str(fault) for fault in problem.value.faults]


COUNT = "a count is a whole number, not negative, without grouping: 142.746 in print is typed 142746"
NUMBER = "it must be a number without grouping or unit, a dot as decimal mark: 142.746 in print is typed 142746, 73,6% is 73.6"

DOUBTS = "translation, scope, date, contradicted, rounding"
LEVELS = "all, commune, province, department, land_registry, district, ministry, national"
UNITS = "count, persons, percent, share, rank, places, weeks, days, hours, score, points, km2, billion_vnd, persons_per_unit, billion_vnd_per_person"
BODIES = "body,kind,part_of,name_en,name_vi,name_id,office_en,office_vi,office_id"

FIGURES = [
    ("text", {"value": "many"}, "value", "many", NUMBER),
    ("a dot as grouping", {"value": "142.746"}, "value", "142.746", COUNT),
    ("a comma as grouping", {"value": "142,746"}, "value", "142,746", NUMBER),
    ("not a number", {"value": "NaN"}, "value", "NaN", NUMBER),
    ("infinity", {"value": "Infinity"}, "value", "Infinity", NUMBER),
    ("an exponent", {"value": "1e3"}, "value", "1e3", NUMBER),
    ("a negative count", {"value": "-5"}, "value", "-5", COUNT),
    ("no value", {"value": ""}, "value", "", "value must not be blank"),
    ("blanks around", {"value": " 5"}, "value", " 5", "take away the blanks around it, line breaks and control characters"),
    ("an impossible day", {"as_of": "2025-02-30"}, "as_of", "2025-02-30",
     "there is no such day; give a day or month that exists, as 2025-10-01 or 2025-10"),
    ("an impossible month", {"as_of": "2025-13"}, "as_of", "2025-13",
     "Day (or month) that a stock speaks of; blank where none is printed. Write it as 2025-10-01 or 2025-10"),
    ("a day as people write it", {"as_of": "05/11/2025"}, "as_of", "05/11/2025",
     "Day (or month) that a stock speaks of; blank where none is printed. Write it as 2025-10-01 or 2025-10"),
    ("a place by its name", {"geography": "Huế"}, "geography", "Huế",
     "The place that the number is about. Write it as 48"),
    ("doubts with a comma", {"doubt": "scope, date"}, "doubt", "scope, date",
     f"known here: {DOUBTS}; did you mean scope?; codes.csv holds them"),
    ("a misspelt doubt among several", {"doubt": "scope|dates"}, "doubt", "scope|dates",
     f"known here: {DOUBTS}; did you mean date?; codes.csv holds them"),
    ("a bar too many", {"doubt": "scope|"}, "doubt", "scope|", f"known here: {DOUBTS}; codes.csv holds them"),
    ("a period that ends before it starts", {"period_start": "2025-09-30", "period_end": "2025-07-01"}, "period_end", "2025-07-01",
     "the period ends before it starts (2025-09-30); mend one of the two days"),
    ("a day after the report", {"as_of": "2025-10-02"}, "as_of", "2025-10-02",
     "test-report is known from 2025-10-01 and can't speak of a later day; mend one of the two"),
    ("a closed code", {"geography": "49"}, "geography", "49",
     "no place is called '49': code 49 was closed on 2025-07-01; Da Nang (48) took over Quang Nam"),
    ("an unknown indicator", {"indicator": "test_hole"}, "indicator", "test_hole",
     "indicators.csv has no such indicator; add it there first, or mend it here; did you mean test_whole?"),
    ("an unknown source", {"source_id": "test-reports"}, "source_id", "test-reports",
     "sources.csv has no such source_id; add it there first, or mend it here; did you mean test-report?"),
    ("an unknown body", {"stated_by": "test-bodies"}, "stated_by", "test-bodies",
     "bodies.csv has no such body; add it there first, or mend it here; did you mean test-body?"),
    ("an unknown qualifier", {"qualifier": "exactly"}, "qualifier", "exactly",
     "known here: exact, approx, nearly, more_than, at_least, less_than, at_most; did you mean exact?; codes.csv holds them"),
    ("an unknown level", {"level": "comune"}, "level", "comune", f"known here: {LEVELS}; did you mean commune?; codes.csv holds them"),
    ("a code of another list", {"level": "territory"}, "level", "territory", f"known here: {LEVELS}; codes.csv holds them"),
    ("an unknown unit", {"unit": "counts"}, "unit", "counts",
     f"known here: {UNITS}; did you mean count?; codes.csv holds them"),
    ("the unit of another measure", {"unit": "persons"}, "unit", "persons", "the indicator test_whole is counted in count"),
    ("an unknown part", {"breakdown": "test_kind:nearer"}, "breakdown", "test_kind:nearer",
     "write dimension:value, both in codes.csv, as unit_kind:ward; did you mean test_kind:near?"),
    ("a part of an unknown dimension", {"breakdown": "test_kinds:near"}, "breakdown", "test_kinds:near",
     "write dimension:value, both in codes.csv, as unit_kind:ward; did you mean test_kind:near?"),
    ("a part without its dimension", {"breakdown": "near"}, "breakdown", "near",
     "The part that is counted, dimension:value; blank for the whole. Write it as unit_kind:ward"),
    ("a day without its basis", {"as_of": "2025-09-30", "period_basis": ""}, "period_basis", "",
     "a period or day is printed or inferred: say which; leave it blank where no period is given"),
    ("a basis without a day", {"period_basis": "inferred"}, "period_basis", "inferred",
     "a period or day is printed or inferred: say which; leave it blank where no period is given"),
    ("an unknown basis", {"as_of": "2025-09-30", "period_basis": "guessed"}, "period_basis", "guessed", "known here: printed, inferred"),
    ("an empty id", {"figure_id": ""}, "figure_id", "", "figure_id must not be blank"),
    ("a part larger than its whole", {"value": "59"}, "value", "59",
     "test_whole/test_kind:near 60 <= test_whole 59 does not hold (beside rows {next}); mend what was misread, "
     "or mark the doubt (contradicted, scope, rounding or translation) with a note"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "column", "found", "advice"), [each[1:] for each in FIGURES], ids=[each[0] for each in FIGURES])
def test_bad_cell_in_figures(package: Package, cells: dict[str, str], column: str, found: str, advice: str) -> None:
    """A bad cell in figures.csv is named with its row, column and remedy."""
    row = package.edit("figures", "test-report.1", **cells)
    assert f"figures.csv, row {row}, column {column}: found {found!r}; {advice.replace('{next}', str(row + 1))}" in refuse(package)


def test_unknown_place(package: Package) -> None:
    """A code that no place has or had is refused with the codes there are."""
    row = package.edit("figures", "test-report.1", geography="99")
    (fault,) = [each for each in refuse(package) if f"row {row}, column geography" in each]
    assert fault.startswith(f"figures.csv, row {row}, column geography: found '99'; no place is called '99': no place has the code 99; ")
    assert "01, 04, 08" in fault


def test_foreign_place(package: Package) -> None:
    """The code of a country that the package does not know is refused."""
    row = package.edit("figures", "test-report.1", geography="LA")
    advice = "no place is called 'LA': give a code or a name, as in 01 or Hanoi"
    assert refuse(package) == [f"figures.csv, row {row}, column geography: found 'LA'; {advice}"]


def test_place_by_another_name(package: Package) -> None:
    """A name that looks like a code is not taken for one: the code is asked for."""
    package.edit("places", "48", other_names="DN")
    row = package.edit("figures", "test-report.1", geography="DN")
    assert refuse(package) == [f"figures.csv, row {row}, column geography: found 'DN'; write its code, 48"]


def test_place_that_has_ended(package: Package) -> None:
    """A place that has ended may have figures of its own, under the code that it has here."""
    package.edit("figures", "test-report.1", geography="63-49")
    store = package.open()
    assert store.places[store.by_id["test-report.1"].geography].name() == "Quang Nam"


def test_share_is_not_printed(package: Package) -> None:
    """The unit of computed shares is refused for a measure: what is printed is a percentage."""
    row = package.add_measure("test_share", unit="share")
    package.add_figure("test_share", "0.5", unit="share")
    advice = "a share that a report prints is counted in percent; share is kept for those that are computed"
    assert refuse(package) == [f"indicators.csv, row {row}, column unit: found 'share'; {advice}"]


def test_code_without_a_list(package: Package) -> None:
    """Where a list is gone from codes.csv, no code of it is known."""
    package.remove("codes", "doubt")
    row = package.edit("figures", "test-report.1", doubt="scope")
    assert refuse(package) == [f"figures.csv, row {row}, column doubt: found 'scope'; known here: ; codes.csv holds them"]


def test_doubled_id(package: Package) -> None:
    """An id that stands twice is refused at its second row, which names the first."""
    first = package.edit("figures", "test-report.1")
    row = package.edit("figures", "test-report.2", figure_id="test-report.1")
    expected = f"figures.csv, row {row}, column figure_id: found 'test-report.1'; row {first} has the same figure_id; each stands once"
    assert expected in refuse(package)


def test_share_over_the_whole(package: Package) -> None:
    """A printed share of more than 100 percent is refused."""
    package.add_measure("test_pct", unit="percent")
    row = package.add_figure("test_pct", "100.1", unit="percent")
    advice = "a share is at most 100 percent; look at the report again"
    assert f"figures.csv, row {row}, column value: found '100.1'; {advice}" in refuse(package)


RULE = "for each Tuesday at 15:00 write FREQ=WEEKLY;BYDAY=TU;BYHOUR=15;BYMINUTE=0"


PARTS = "FREQ is DAILY to YEARLY and stands once, INTERVAL is at least 1"


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("FREQ=WEEKLY;BYDAY=XX", "invalid 'BYDAY': XX"),
        ("FREQ=WEEKLY;BYHOUR=25", "hour must be in 0..23"),
        ("FREQ=WEEKLY;INTERVAL=0", PARTS),
        ("FREQ=SOMETIMES", PARTS),
        ("FREQ=WEEKLY;FREQ=DAILY", PARTS),
    ],
)
def test_bad_recurrence(package: Package, rule: str, problem: str) -> None:
    """A recurrence that is no RFC 5545 rule is refused with an example of one that is."""
    row = package.edit("commitments", "test-report.c1", recurrence=rule)
    assert f"commitments.csv, row {row}, column recurrence: found {rule!r}; no rule by RFC 5545 ({problem}); {RULE}" in refuse(package)


@pytest.mark.parametrize(
    ("table", "key", "column", "found", "advice"),
    [
        ("sources", "test-report", "url", "javascript:alert(1)",
         "Address of the report; http or https. Write it as https://"),
        ("sources", "test-report", "known_from", "2025-10", "it must be a day that exists, as 2025-10-01"),
        ("sources", "test-report", "known_from", "2025-W40-3", "it must be a day that exists, as 2025-10-01"),
        ("commitments", "test-report.c1", "deadline", "2025-09-31", "it must be a day that exists, as 2025-10-01"),
        ("commitments", "test-report.c1", "recurrence", "each Tuesday", "RFC 5545 RRULE, in Asia/Ho_Chi_Minh. Write it as FREQ=WEEKLY;BYDAY=TU;"),
        ("commitments", "test-report.c1", "recurrence", "DTSTART:20250101", "RFC 5545 RRULE, in Asia/Ho_Chi_Minh. Write it as FREQ=WEEKLY;BYDAY=TU;"),
        ("commitments", "test-report.c1", "responsible", "nobody", "bodies.csv has no 'nobody'; add it there first"),
        ("commitments", "test-report.c1", "force", "advised", "known here: ordered, requested, promised; codes.csv holds them"),
        ("commitments", "test-report.c1", "duty", "Pay leavers", "One name for the same duty set by several issuers. Write it as pay-"),
        ("commitment_events", "test-report.c1", "source_id", "no-report",
         "sources.csv has no such source_id; add it there first, or mend it here"),
        ("commitment_events", "test-report.c1", "status", "finished", "known here: done, partly_done, in_progress"),
        ("commitment_events", "test-report.c1", "on", "2025-09", "it must be a day that exists, as 2025-10-01"),
        ("findings", "test-report.f1", "geographies", "48|49",
         "no place is called '49': code 49 was closed on 2025-07-01; Da Nang (48) took over Quang Nam"),
        ("findings", "test-report.f1", "doubt", "scope|dates", f"known here: {DOUBTS}; did you mean date?; codes.csv holds them"),
        ("messages", "test-message", "geography", "49", "no place is called '49': code 49 was closed on 2025-07-01"),
        ("messages", "test-message", "order", "0", "it must be at least 1"),
        ("bodies", "test-body", "part_of", "test-bodies", "bodies.csv has no such body; add it there first, or mend it here; did you mean"),
        ("sources", "test-report", "kind", "blog", "known here: official_text, government_press, press, aggregator, compiled; codes.csv"),
        ("sources", "test-report", "original", "test-reports", "sources.csv has no such source_id; add it there first, or mend it here; did"),
        ("sources", "test-report", "original", "test-report", "original leads on over more than 8 rows, or in a ring; mend the chain"),
        ("indicators", "test_whole", "core", "yes", "it must be true or false"),
        ("indicators", "test_whole", "theme", "dossier", "known here: territory, apparatus, "),
        ("indicators", "test_whole", "numerator", "test_whole", "numerator leads on over more than 8 rows, or in a ring; mend the chain"),
        ("indicators", "test_whole", "complete", "test_kinds",
         "test_kinds is no part of it; name a dimension, a value of one, or another measure in count; did you mean test_kind?"),
        ("indicators", "test_whole", "complete", "test_kind:near|test_whole", "test_whole is no part of it; name a dimension, a value"),
        ("indicators", "test_whole", "complete", "test_kind|", "a blank is no part of it; name a dimension, a value of one, or another m"),
        ("findings", "test-report.f1", "kind", "problem", "known here: achievement, difficulty, measure; codes.csv holds them"),
        ("commitments", "test-report.c1", "responsible", "test-body|nobody", "bodies.csv has no 'nobody'; add it there first"),
        ("commitments", "test-report.c1", "binds", "48|49",
         "no place is called '49': code 49 was closed on 2025-07-01; Da Nang (48) took over Quang Nam"),
        ("places", "48", "kind", "town", "known here: nation, province, city, former_province, archipelago; codes.csv holds them"),
        ("places", "48", "parent", "XX", "places.csv has no such geography; add it there first, or mend it here"),
        ("places", "63-49", "became", "49", "places.csv has no such geography; add it there first, or mend it here"),
        ("place_changes", "48", "geography", "49", "no place is called '49': code 49 was closed on 2025-07-01"),
    ],
)  # fmt: skip
def test_bad_cell_elsewhere(package: Package, table: str, key: str, column: str, found: str, advice: str) -> None:
    """A bad cell in any other table is named with its row, column and remedy."""
    package.add_event("test-report.c1", "done", "2025-10-01")
    package.add("messages", message_id="test-message", geography="48", section="messages", order="1", known_from="2025-10-01",
                text_en="It works")  # fmt: skip
    row = package.edit(table, key, **{column: found})
    faults = refuse(package)
    assert any(fault.startswith(f"{table}.csv, row {row}, column {column}: found {found!r}; {advice}") for fault in faults), faults


def test_missing_column(package: Package) -> None:
    """A column that is missing is named, with the columns that are wanted."""
    path = package.path("bodies")
    path.write_text(path.read_text("utf-8").replace("part_of,name_en", "part_of", 1), "utf-8")
    advice = f"the columns are {BODIES}"
    assert f"bodies.csv, row 1, column name_en: found 'missing column name_en'; {advice}" in refuse(package)


def test_extra_column(package: Package) -> None:
    """A column too many is named, with the columns that are wanted."""
    path = package.path("bodies")
    path.write_text(path.read_text("utf-8").replace("body,kind", "body,colour,kind", 1), "utf-8")
    advice = f"the columns are {BODIES}"
    assert f"bodies.csv, row 1, column colour: found 'extra column colour'; {advice}" in refuse(package)


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_separator(package: Package, mark: str) -> None:
    """Semicolons or tabs between the columns are recognised as such."""
    path = package.path("bodies")
    path.write_text(path.read_text("utf-8").replace(",", mark), "utf-8")
    header = repr(BODIES.replace(",", mark)[:60])
    advice = "columns are separated by commas here; save it as comma separated CSV"
    assert f"bodies.csv, row 1: found {header} and 11 more characters; {advice}" in refuse(package)


def spoil(table: str, change: Callable[[bytes], bytes]) -> Callable[[Package], None]:
    return lambda package: package.path(table).write_bytes(change(package.path(table).read_bytes())) and None


UTF8 = "save it as CSV UTF-8 (comma separated)"


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (spoil("bodies", lambda raw: raw.decode().encode("utf-16")), f"bodies.csv: found 'UTF-16 text'; {UTF8}"),
        (spoil("bodies", lambda raw: BODIES.encode() + b"\nx,\xd2\xe2\xea\n"),
         f"bodies.csv, row 2: found 'byte 0xd2, which is not UTF-8 (Windows-1258?)'; {UTF8}"),
        (spoil("bodies", lambda raw: b"body\n\x00\x01\n"), f"bodies.csv, row 2: found 'binary content'; this is no text; {UTF8}"),
        (spoil("bodies", lambda raw: b""), "bodies.csv: found 'an empty file'; put the header row and the rows back"),
        (spoil("bodies", lambda raw: b",,,,\n"), "bodies.csv: found 'an empty file'; put the header row and the rows back"),
        (lambda package: package.path("bodies").unlink(),
         "bodies.csv: found 'No such file or directory'; put the file back; datapackage.json names it"),
        (spoil("bodies", lambda raw: BODIES.encode() + b"\nx,group,,X,X,X,,,ma"),
         "bodies.csv, row 2: found 'no line end after the last row'; the file may be cut off; see whether it is whole, then end it "
         "with a line end"),
        (spoil("bodies", lambda raw: BODIES.encode() + b"\nx,group,,X,X\n"),
         "bodies.csv, row 2: found '5 cells'; 9 were wanted; the row may be cut off, or hold a comma outside quotes"),
        (spoil("bodies", lambda raw: BODIES.encode() + b'\nx,group,,"X,X,X,,,\n'),
         "bodies.csv, row 2: found 'unexpected end of data'; look for a quote that is not closed"),
        (spoil("bodies", lambda raw: BODIES.encode() + b"\nx,group,," + b"a" * 10_000_000 + b",X,X,,,\n"),
         f"bodies.csv, row 2, column name_en: found '{'a' * 60}' and 9,999,940 more characters; "
         "a cell holds at most 5,000 characters; shorten it"),
    ],
    ids=["UTF-16", "Windows-1258", "binary", "empty", "blank rows", "missing", "cut off", "cut row", "open quote", "10 MB cell"],
)  # fmt: skip
def test_bad_file(package: Package, damage: Callable[[Package], None], expected: str) -> None:
    """A file that is no whole UTF-8 table is refused with what it looks like and how to save it."""
    damage(package)
    assert expected in refuse(package)


def rewrite(change: Callable[[dict], object]) -> Callable[[str], str]:
    def changed(text: str) -> str:
        descriptor = json.loads(text)
        change(descriptor)
        return json.dumps(descriptor)

    return changed


FIGURE_COLUMNS = "resources[1].schema.fields"


def in_figures(change: Callable[[dict], object]) -> Callable[[str], str]:
    return rewrite(lambda descriptor: change(descriptor["resources"][1]))


def in_column(number: int, **cells: object) -> Callable[[str], str]:
    return in_figures(lambda resource: resource["schema"]["fields"][number].update(cells))


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (lambda text: text[: text.index("publisher")], ", row 20: found 'Unterminated string starting at'; this is no JSON; mend it"),
        (lambda text: "", ", row 1: found 'Expecting value'; this is no JSON; mend it"),
        (lambda text: "[" * 100_000, ": found 'brackets in brackets without an end'; this is no JSON; mend it"),
        (lambda text: text.replace("34", "NaN", 1), ": found 'NaN, which is no number'; this is no JSON; mend it"),
        (lambda text: "[]", ": found '[]'; write an object"),
        (rewrite(lambda descriptor: descriptor.pop("briefing")), ", column briefing: found 'nothing'; put it back"),
        (rewrite(lambda descriptor: descriptor["resources"].pop()), ": found 'no table left_out'; mend it"),
        (in_figures(lambda resource: resource.pop("path")), ", column resources[1].path: found 'nothing'; put it back"),
        (
            in_figures(lambda resource: resource.update(path="../figures.csv")),
            ", column resources[1].path: found '../figures.csv'; name a file of the package's own folder",
        ),
        (
            in_column(2, type="colour"),
            f", column {FIGURE_COLUMNS}[2].type: found 'colour'; the types are string, integer, number, date, bo",
        ),
        (in_column(2, type="string"), f", column {FIGURE_COLUMNS}[2].constraints: found 'string'; only numbers have bounds"),
        (in_column(0, constraints=None), f", column {FIGURE_COLUMNS}[0].constraints: found 'null'; write an object"),
        (in_column(0, constraints={"enum": [4]}), f", column {FIGURE_COLUMNS}[0].constraints.enum[0]: found '4'; write a text"),
        (in_column(2, constraints={"minimum": True}), f", column {FIGURE_COLUMNS}[2].constraints.minimum: found 'true'; write a number"),
        (
            in_column(0, constraints={"pattern": "a{99999999999999999999}"}),
            f", column {FIGURE_COLUMNS}[0].constraints.pattern: found 'a{{99999999999999999999}}'; no pattern can be read in it (the repetit",
        ),
        (in_column(4, codes=4), f", column {FIGURE_COLUMNS}[4].codes: found '4'; write a text"),
        (
            in_figures(lambda resource: resource["schema"]["fields"][0].pop("example")),
            f", column {FIGURE_COLUMNS}[0].example: found 'nothing'; show what the pattern lets through",
        ),
        (
            in_figures(lambda resource: resource["schema"].update(primaryKey=["figure"])),
            ", column resources[1].schema.primaryKey: found 'figure'; name columns of the table",
        ),
        (
            in_figures(lambda resource: resource["schema"]["foreignKeys"][0]["reference"].update(resource="reports")),
            """, column resources[1].schema.foreignKeys[0]: found '{"fields": ["source_id"], "reference": {"resource": "reports'""",
        ),
        (
            rewrite(lambda descriptor: descriptor["briefing"].update(first_day="9999-07-01")),
            ", column briefing.first_day: found '9999-07-01'; give the day on which the change began, as 2025-07-01",
        ),
        (rewrite(lambda descriptor: descriptor["briefing"].update(places=34)), ", column briefing.places: found '34'; write an object"),
        (
            rewrite(lambda descriptor: descriptor["briefing"]["sums"][0].pop("kind")),
            ", column briefing.sums[0].kind: found 'nothing'; put it back",
        ),
    ],
)
def test_damaged_descriptor(package: Package, damage: Callable[[str], str], expected: str) -> None:
    """A damaged datapackage.json is refused with the place in it, what was found, what to do, and the path of the file."""
    path = package.folder / "datapackage.json"
    path.write_text(damage(path.read_text("utf-8")), "utf-8")
    (fault,) = refuse(package)
    assert fault.startswith(f"datapackage.json{expected}")
    assert fault.endswith(f", or restore {path} as it was")


def test_every_damage_at_once(package: Package) -> None:
    """All places of a damaged descriptor are listed together."""
    path = package.folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    del descriptor["resources"][0]["schema"], descriptor["briefing"]["sums"]
    path.write_text(json.dumps(descriptor), "utf-8")
    assert [fault.partition(": ")[0] for fault in refuse(package)] == [
        "datapackage.json, column resources[0].schema", "datapackage.json, column briefing.sums",
    ]  # fmt: skip


def test_column_that_nobody_describes(package: Package) -> None:
    """A column that is gone from a file and from datapackage.json alike is missed where it is needed."""
    path = package.folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    (bodies,) = [each for each in descriptor["resources"] if each["name"] == "bodies"]
    bodies["schema"]["fields"] = [field for field in bodies["schema"]["fields"] if field["name"] != "name_en"]
    path.write_text(json.dumps(descriptor), "utf-8")
    header = BODIES.replace("name_en,", "")
    package.path("bodies").write_text(f"{header}\ntest-body,group,,Body,Body,,,\n", "utf-8")
    assert refuse(package) == [f"datapackage.json: found 'bodies.csv without the column name_en'; mend it, or restore {path} as it was"]


def test_column_that_only_a_rule_asks_for(package: Package) -> None:
    """A column that may be blank, and is gone from file and descriptor alike, is missed by the rule that reads it."""
    path = package.folder / "datapackage.json"
    change = in_figures(lambda resource: resource["schema"]["fields"].pop(2))
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    figures = package.path("figures")
    figures.write_text(
        "".join(
            line.replace(",paragraph", "").replace("test-report,,", "test-report,") for line in figures.read_text("utf-8").splitlines(True)
        ),
        "utf-8",
    )
    assert refuse(package) == ["figures.csv, row 1: found 'no column paragraph'; put it back, here and in datapackage.json"]


def test_every_fault_at_once(package: Package) -> None:
    """All bad cells of all tables are listed together, so that one round of mending is enough."""
    one = package.edit("figures", "test-report.1", value="many")
    two = package.edit("bodies", "test-body", kind="choir")
    faults = refuse(package)
    assert [fault.partition(": found")[0] for fault in faults] == [
        f"figures.csv, row {one}, column value",
        f"bodies.csv, row {two}, column kind",
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: raw.replace(b"\n", b"\r\n"),
        lambda raw: unicodedata.normalize("NFD", raw.decode()).encode(),
        lambda raw: raw + b"\n" + b"," * raw.partition(b"\n")[0].count(b",") + b"\n",
    ],
    ids=["byte-order mark", "Windows line ends", "decomposed letters", "blank rows at the end"],
)
def test_accepted_variants(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    """A byte-order mark, Windows line ends, decomposed letters and blank rows are read as if they were not there."""
    package = Package(tmp_path, full=True)
    expected = package.open()
    for path in package.folder.glob("*.csv"):
        path.write_bytes(change(path.read_bytes()))
    store = package.open()
    assert store.figures == expected.figures
    assert list(store.places) == list(expected.places)
    assert store.rows == expected.rows


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "=1+1"])
def test_code_stays_text(package: Package, text: str) -> None:
    """A cell that looks like a script or a formula is read as the text it is."""
    package.edit("findings", "test-report.f1", text_vi=text)
    assert package.open().findings[-1].texts["vi"] == text


def test_no_package(tmp_path: Path) -> None:
    """A folder without a descriptor is a wrong use that names the folder."""
    with pytest.raises(WrongUse) as problem:
        open_store(tmp_path)
    assert str(problem.value) == f"no data package in {tmp_path}: it has no datapackage.json; name the folder that holds it"


def test_package_by_environment(package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    """BRIEFING_DATA names the package where nothing else does."""
    monkeypatch.setenv("BRIEFING_DATA", str(package.folder))
    assert open_store().folder == package.folder


def test_package_upward(package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a name, the nearest data folder upward from here is opened."""
    deeper = package.folder.parent / "notebooks" / "deeper"
    deeper.mkdir(parents=True)
    monkeypatch.delenv("BRIEFING_DATA", raising=False)
    monkeypatch.chdir(deeper)
    assert open_store().folder == package.folder


def test_package_of_the_wheel(tmp_path: Path, package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is named and no data folder lies upward, the package that was installed is opened; without one, nothing."""
    monkeypatch.delenv("BRIEFING_DATA", raising=False)
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    monkeypatch.setattr(schema, "BUNDLED", package.folder.rename(tmp_path / "bundled"))
    assert find_package() == tmp_path / "bundled"
    monkeypatch.setattr(schema, "BUNDLED", tmp_path / "none")
    with pytest.raises(WrongUse) as problem:
        find_package()
    advice = "give its folder (--data; folder= in Python), or set BRIEFING_DATA"
    assert str(problem.value) == f"no data/datapackage.json here or in a folder above; {advice}"


def test_order_of_search(tmp_path: Path, package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    """A named folder goes before BRIEFING_DATA, and that before the data folder upward."""
    other = Package(tmp_path / "other").folder
    monkeypatch.chdir(package.folder.parent)
    monkeypatch.setenv("BRIEFING_DATA", str(other))
    assert (find_package(package.folder), find_package()) == (package.folder, other)
    monkeypatch.delenv("BRIEFING_DATA")
    assert find_package() == package.folder


def test_minimum_and_maximum() -> None:
    """Bounds of the descriptor hold, ends included."""
    column = {"name": "tile", "type": "integer", "description": "", "constraints": {"minimum": 1, "maximum": 8}}
    assert [parse_cell(cell, column)[1] for cell in ("0", "1", "8", "9")] == ["it must be at least 1", "", "", "it must be at most 8"]


def test_frictionless() -> None:
    """The package is valid by the standard's own tool, not only by ours."""
    command = [sys.executable, "-m", "frictionless", "validate", str(DATA / "datapackage.json")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=DATA.parent, timeout=300)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
