"""Packages that nobody writes by hand: endless, huge, far away in time, made to steer a terminal. Each is refused with its place and remedy."""

from __future__ import annotations

import json
import os
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from editing import COMMITMENT, Package
from fuzz.checked import check
from fuzz.damage import DAMAGES, Damage
from hypothesis import HealthCheck, given, settings

from briefing_lib.errors import BriefingError, Fault, InvalidPackage, WrongUse, hint, printable
from briefing_lib.proof.checks import check_store
from briefing_lib.store import open_store
from briefing_lib.store.schema import parse_cell


@pytest.fixture
def package(tmp_path: Path) -> Package:
    return Package(tmp_path).add_examples()


def message(package: Package) -> str:
    """What is printed where the package is refused."""
    with pytest.raises(InvalidPackage) as problem:
        check_store(package.open()).raise_faults()
    return str(problem.value)


def refuse(package: Package) -> list[str]:
    """The faults that are printed."""
    return [line.strip() for line in message(package).split("\n")[1:]]


def describe(package: Package, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the descriptor, each table by its name."""
    path = package.folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    change({each["name"]: each["schema"] for each in descriptor["resources"]})
    path.write_text(json.dumps(descriptor), "utf-8")


def field(schema: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in schema["fields"] if each["name"] == name)


FAR = "it must lie between 1900-01-01 and 2100-12-31; look at the report again"


@pytest.mark.parametrize(
    ("table", "key", "column", "day"),
    [
        ("figures", "test-report.1", "as_of", "9999-12"),
        ("figures", "test-report.1", "period_end", "1899-12"),
        ("sources", "test-report", "published_on", "9999-12"),
        ("sources", "test-report", "known_from", "9999-12-31"),
        ("commitments", "test-report.c1", "issued_on", "9999-12-31"),
        ("commitments", "test-report.c1", "deadline", "9999-12-31"),
        ("places", "48", "valid_from", "0001-01-01"),
    ],
)
def test_day_far_away(package: Package, table: str, key: str, column: str, day: str) -> None:
    """A day that no report can speak of is refused, be it because the calendar ends soon after it."""
    row = package.edit(table, key, **{column: day})
    assert f"{table}.csv, row {row}, column {column}: found {day!r}; {FAR}" in refuse(package)


def test_day_without_its_rule(package: Package) -> None:
    """Where the form of days is gone from the descriptor, a day is a day all the same."""
    describe(package, lambda schemas: field(schemas["figures"], "as_of").pop("constraints"))
    row = package.edit("figures", "test-report.1", as_of="20250801")
    advice = "there is no such day; give a day or month that exists, as 2025-10-01 or 2025-10"
    assert f"figures.csv, row {row}, column as_of: found '20250801'; {advice}" in refuse(package)


@pytest.mark.parametrize("column", ["parent", "became"])
@pytest.mark.parametrize("last", ["", "63-x1"], ids=["a chain", "a ring"])
def test_chain_of_places(package: Package, column: str, last: str) -> None:
    """Places that lie in one another, or became one another, over 1,500 rows are refused, and so are those that do so in a ring."""
    for number in range(1, 1501):
        cells = {"parent": "VN"} | {column: f"63-x{number + 1}" if number < 1500 else last or "VN"}
        names = {f"name_{language}": f"x{number}" for language in ("en", "vi", "id")}
        row = package.add("places", geography=f"63-x{number}", kind="former_province", **names, **cells)
    advice = f"{column} leads on over more than 8 rows, or in a ring; mend the chain"
    assert f"places.csv, row {row - 1499}, column {column}: found '63-x2'; {advice}" in refuse(package)


def test_measures_above_each_other(package: Package) -> None:
    """Two measures that are each other's numerators, or a share of a share, are no shares."""
    package.add_measure("test_one", unit="percent", numerator="test_two", denominator="test_whole")
    row = package.add_measure("test_two", unit="percent", numerator="test_whole", denominator="test_one")
    advice = "this is itself a share of two measures; name one that is counted"
    assert refuse(package)[-1] == f"indicators.csv, row {row}, column denominator: found 'test_one'; {advice}"
    package.edit("indicators", "test_two", numerator="test_one", denominator="test_whole")
    assert "numerator leads on over more than 8 rows, or in a ring; mend the chain" in refuse(package)[0]


REQUIRED = [
    ("figures", "value"), ("figures", "geography"), ("figures", "source_id"), ("figures", "level"), ("sources", "known_from"),
    ("indicators", "label_en"), ("codes", "order"), ("bodies", "body"), ("messages", "order"), ("commitment_events", "on"),
    ("place_changes", "valid_from"), ("findings", "geographies"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "column"), REQUIRED)
def test_column_that_is_not_required(package: Package, table: str, column: str) -> None:
    """What a record can't do without is required, whatever the descriptor says."""
    describe(package, lambda schemas: field(schemas[table], column)["constraints"].pop("required"))
    advice = f"mend it, or restore {package.folder / 'datapackage.json'} as it was"
    assert refuse(package) == [f"datapackage.json: found '{table}.csv with {column} not required'; {advice}"]


@pytest.mark.parametrize(
    ("table", "column", "rule", "given", "found"),
    [
        ("figures", "value", "type", "string", "figures.csv with value of type string, not number"),
        ("sources", "known_from", "type", "string", "sources.csv with known_from of type string, not date"),
        ("figures", "level", "codes", "unit", "figures.csv with level not of the codes level"),
        ("places", "region", "codes", "unit", "places.csv with region not of the codes region"),
        ("figures", "level", "several", True, "figures.csv with level of several entries, not one"),
        ("findings", "geographies", "several", False, "findings.csv with geographies of one entry, not several"),
    ],
)
def test_column_of_another_kind(package: Package, table: str, column: str, rule: str, given: object, found: str) -> None:
    """A column that promises something else than a record holds is refused, not the page that would be made of it."""
    describe(package, lambda schemas: field(schemas[table], column).update({rule: given}))
    advice = f"mend it, or restore {package.folder / 'datapackage.json'} as it was"
    assert refuse(package) == [f"datapackage.json: found {found!r}; {advice}"]


@pytest.mark.parametrize(("day", "found"), [("2025-06-30", "2025-06-30"), ("", "no report")])
def test_no_day_for_a_page(package: Package, day: str, found: str) -> None:
    """Where no report is known from the first day of the change on, there is no day of which a page could speak."""
    for table in ("figures", "commitments", "findings"):
        for row in package.read(table):
            package.remove(table, next(iter(row.values())))
    package.edit("sources", "test-report", known_from=day or "2025-10-01")
    if not day:
        package.remove("sources", "test-report")
    advice = "pages begin with 2025-07-01 (first_day in datapackage.json); add a report that is known from then on, or mend that day"
    assert f"sources.csv, column known_from: found {found!r}; {advice}" in refuse(package)


def test_kind_of_place_without_a_title(package: Package) -> None:
    """Each kind of place says how a place of it is named, as the title of a page does."""
    package.add("codes", list="place_kind", code="island", order="9", label_en="island", label_vi="đảo", label_id="pulau")
    row = len(package.read("codes")) + 1
    advice = "add it to the list place_title, too: how a place of this kind is named, as {name} province"
    assert f"codes.csv, row {row}, column code: found 'island'; {advice}" in refuse(package)


@pytest.mark.parametrize("column", ["name_en", "name_vi"])
def test_digit_in_the_name_of_a_place(package: Package, column: str) -> None:
    """A digit in a name would be a number without a source on each page that names the place."""
    row = package.edit("places", "48", **{column: "Ward 4"})
    advice = "a name holds no digit, as a page takes each for a number with a source; write it in letters"
    assert f"places.csv, row {row}, column {column}: found 'Ward 4'; {advice}" in refuse(package)


def test_column_that_refers_to_nothing(package: Package) -> None:
    """A foreign key by which records are joined can't be taken away."""
    describe(package, lambda schemas: schemas["figures"]["foreignKeys"].pop(2))
    assert "figures.csv with indicator not referring to indicators" in refuse(package)[0]


@pytest.mark.parametrize(
    ("table", "key", "column", "advice"),
    [
        ("figures", "test-report.1", "qualifier", "what values it allows can't be told; the hedges are exact, approx, nearly"),
        ("sources", "test-report", "kind", "how good a witness it is can't be told; the kinds are official_text, government_press"),
    ],
)
def test_code_that_only_the_tables_know(package: Package, table: str, key: str, column: str, advice: str) -> None:
    """A hedge or a kind of report that is added to the codes means nothing to the library, and is refused where it is used."""
    codes = "source_kind" if table == "sources" else "qualifier"
    package.add("codes", list=codes, code="new", order="9", **{f"label_{language}": "new {number}" for language in ("en", "vi", "id")})
    row = package.edit(table, key, **{column: "new"})
    assert any(fault.startswith(f"{table}.csv, row {row}, column {column}: found 'new'; {advice}") for fault in refuse(package))


def test_key_that_cannot_be_referred_to(package: Package) -> None:
    """A name with a blank or bracket in it would break the references of pages, whatever the descriptor lets through."""
    describe(package, lambda schemas: field(schemas["figures"], "figure_id")["constraints"].pop("pattern"))
    row = package.edit("figures", "test-report.1", figure_id="sum(a b)")
    advice = "a name has letters, digits, dots and hyphens only, so that pages can refer to it"
    assert f"figures.csv, row {row}, column figure_id: found 'sum(a b)'; {advice}" in refuse(package)


def test_address_without_its_rule(package: Package) -> None:
    """A script is no address, whatever the descriptor lets through."""
    describe(package, lambda schemas: field(schemas["sources"], "url").pop("constraints"))
    row = package.edit("sources", "test-report", url="javascript:alert(1)")
    assert f"sources.csv, row {row}, column url: found 'javascript:alert(1)'; an address begins with https:// or http://" in refuse(package)


def listen(path: Path) -> None:
    os.chdir(path.parent)  # the name of a socket is short
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)


@pytest.mark.parametrize(
    "put", [lambda path: path.symlink_to("/dev/zero"), os.mkfifo, Path.mkdir, listen], ids=["endless device", "pipe", "folder", "socket"]
)
def test_no_file(package: Package, put: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no plain file is refused before a byte of it is read."""
    path = package.path("bodies")
    monkeypatch.chdir(path.parent)
    path.unlink()
    put(path)
    advice = "put the file back; datapackage.json names it"
    assert refuse(package) == [f"bodies.csv: found 'a folder, device or pipe instead of a file'; {advice}"]


def test_link_to_itself(package: Package) -> None:
    """A link that leads nowhere is a file that is not there."""
    path = package.path("bodies")
    path.unlink()
    path.symlink_to(path.name)
    assert refuse(package) == ["bodies.csv: found 'Too many levels of symbolic links'; put the file back; datapackage.json names it"]


@pytest.mark.parametrize(
    ("put", "found"),
    [
        (
            lambda path: os.truncate(path, 200_000_000),
            "found '200,000,000 bytes'; a file here has at most 32,000,000; see what else is in it",
        ),
        (
            lambda path: path.write_bytes(path.read_bytes() + b"\n" * 200_000),
            "row 100001: found 'more than 100,000 lines'; take blank rows away",
        ),
        (lambda path: path.write_bytes(path.read_bytes() + b"x" + b"," * 200_000 + b"\n"), "found '200001 cells'; "),
    ],
    ids=["200 MB", "200,000 blank rows", "200,000 blank cells"],
)
def test_large_file(package: Package, put: Callable[[Path], object], found: str) -> None:
    """A file that is larger than a table can be is refused, however little stands in it."""
    put(package.path("bodies"))
    assert any(fault.startswith("bodies.csv") and found in fault for fault in refuse(package))


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(a|a)*$", "(.*)(.*)(.*)(.*)(.*)(.*)!", "a?" * 60 + "a" * 60, "^((a*)*)*$", "(a|aa){60}"])
def test_pattern_that_goes_back(pattern: str) -> None:
    """A pattern that could try all ways through a cell tries one; a cell of another form is refused all the same."""
    column = {"name": "duty", "type": "string", "description": "One name.", "example": "pay", "constraints": {"pattern": pattern}}
    assert parse_cell("a" * 400 + "?", column)[1] == "One name. Write it as pay"


@pytest.mark.parametrize(
    ("pattern", "fitting", "other"),
    [
        (r"^(nation|all_provinces|\d{2}(\|\d{2})*)$", ["nation", "01", "01|48|92"], ["01|", "nation|01"]),
        (r"^XT(-[a-z]+)*(\|XT(-[a-z]+)*)*$", ["XT", "XT-a-b|XT|XT-c"], ["XT-", "XT|"]),
        (r"^[A-Z]{2}$|^\d{2}$|^\d{5}$|^\d{2}-[a-z0-9-]+$", ["VN", "48", "00001", "48-hoang-sa"], ["V", "481", "48-"]),
        (r"^\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$", ["2025-10", "2025-10-01"], ["2025-13", "2025-10-1"]),
    ],
)
def test_pattern_as_it_is_meant(pattern: str, fitting: list[str], other: list[str]) -> None:
    """The patterns of a package hold for the whole cell and mean what they say."""
    column = {"name": "x", "type": "string", "description": "", "example": "", "constraints": {"pattern": pattern}}
    assert [parse_cell(cell, column)[1] for cell in fitting] == [""] * len(fitting)
    assert all(parse_cell(cell, column)[1] for cell in other)


def test_thousands_of_unknown_sources(package: Package) -> None:
    """Each of thousands of unknown names that resemble known ones is counted; only what is shown is compared."""
    for number in range(1000):
        package.add("sources", source_id=f"weekly-report-{number}-of-the-province", **REPORTED)
        package.add_figure("test_whole", "100", figure_id=f"f{number}", source_id=f"weekly-report-{number}-of-the-provinces")
    shown = message(package).split("\n")
    assert shown[0] == "the data package is not valid, 1000 to mend:"
    assert shown[-1] == "  and 950 more"
    assert len(shown) == 52
    assert shown[1].endswith("did you mean weekly-report-0-of-the-province?")


REPORTED = {"publisher": "Test", "kind": "press", "url": "https://example.org/report", "known_from": "2025-10-01", "date_basis": "printed",
            "language": "en", "basis": "excerpt"}  # fmt: skip


def test_thousands_that_contradict_each_other(package: Package) -> None:
    """Thousands of values of one measure, place and day are one conflict, found without comparing each with each."""
    for number in range(1500):
        package.add_figure("test_whole", str(1000 + number), figure_id=f"f{number}", as_of="2025-08-31")
    (fault,) = [each for each in refuse(package) if "does not hold" in each or "test_whole 1000 = test_whole 1001" in each]
    assert fault.startswith("figures.csv, row 4, column value: found '1000'; test_whole 1000 = test_whole 1001 = ")
    assert len(fault) < 3000


def test_thousands_of_bad_cells(package: Package) -> None:
    """No more than ten thousand faults are looked for."""
    path = package.path("figures")
    header, *_ = path.read_text("utf-8").split("\n")
    path.write_text(header + ("\n" + header.replace("_", " ").replace(",", " ,")) * 1000 + "\n", "utf-8")
    shown = message(package).split("\n")
    assert (shown[0], shown[-1]) == ("the data package is not valid, 10000 or more to mend:", "  and 9950 more")


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("FREQ=YEARLY;BYDAY=99MO", "BYDAY counts to 53 in a YEARLY rule"),
        ("FREQ=WEEKLY;BYDAY=99MO", "BYDAY has no number in a WEEKLY rule"),
        ("FREQ=YEARLY;BYEASTER=300", "a recurrence has INTERVAL, "),
        ("FREQ=MONTHLY;INTERVAL=99999999", "INTERVAL lies between 1 and 366"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "there is no such day"),
        ("FREQ=YEARLY;BYMONTH=2;BYDAY=9MO", "there is no such day"),
    ],
)
def test_recurrence_that_never_comes(package: Package, rule: str, problem: str) -> None:
    """A recurrence that no calendar has, or that never comes, is refused before a page waits for it."""
    row = package.edit("commitments", "test-report.c1", recurrence=rule)
    (fault,) = [each for each in refuse(package) if "column recurrence" in each]
    assert fault.startswith(f"commitments.csv, row {row}, column recurrence: found {rule!r}; no rule by RFC 5545 ({problem}")


@pytest.mark.parametrize("rule", ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20251231"])
def test_recurrence_that_comes_seldom(package: Package, rule: str) -> None:
    """A recurrence that comes in some years only, from the end of the month, or no longer, is one."""
    package.add("commitments", **(COMMITMENT | {"commitment_id": "seldom", "recurrence": rule, "issued_on": "2024-02-29"}))
    assert package.open().commitments[-1].recurrence == rule


@pytest.mark.parametrize("value", ["9" * 400, "0." + "3" * 400])
def test_number_of_400_digits(package: Package, value: str) -> None:
    """A number that nobody counted is refused."""
    row = package.edit("figures", "test-report.1", value=value)
    (fault,) = [each for each in refuse(package) if "column value" in each]
    assert fault.startswith(f"figures.csv, row {row}, column value: found '{value[:60]}' and ")
    assert fault.endswith("a number has at most 15 digits; look at the report again")


@pytest.mark.parametrize("sign", ["\x1b[31m", "\r", "\u202e", "\u2028", "\x9b", "\x07"])
def test_sign_that_steers_the_terminal(package: Package, tmp_path: Path, sign: str) -> None:
    """A sign that steers the terminal is refused in a cell, and stands as its code where a header, file or folder has it."""
    package.path("bodies").write_text(f'"bo{sign}dy",x\n', "utf-8", newline="")
    shown = message(package)
    assert "bodies.csv, row 1, column body, kind, part_of" in shown
    advice = "take away the blanks around it, line breaks and control characters"
    assert parse_cell(f"a{sign}b", {"name": "note", "type": "string"}) == (None, advice)
    with pytest.raises(WrongUse) as problem:
        open_store(tmp_path / f"folder{sign}")
    assert all(line.isprintable() for line in [*shown.split("\n"), str(problem.value)])


def test_message_is_printable() -> None:
    """Any message of ours is safe to print, and so is a fault that is printed alone; lines stay lines."""
    assert str(BriefingError("a\x1b[2J\nb\u202e\ud800 c\u00a0d")) == "a\\x1b[2J\nb\\u202e\\ud800 c\u00a0d"
    assert str(Fault("a\n.csv", 2, "b\r", "c", "d\x07")) == "a\\n.csv, row 2, column b\\r: found 'c'; d\\x07"
    assert printable("Đắk Lắk") == "Đắk Lắk"


def test_remedy_that_takes_long() -> None:
    """A remedy that takes long to find out is asked for when the fault is shown, and cut where nobody reads on."""
    asked: list[int] = []
    faults = [Fault("a.csv", number, "", "b", lambda: f"{asked.append(1) or 'x' * 5000}") for number in range(60)]
    shown = str(InvalidPackage(faults))
    assert (len(asked), shown.count("x" * 2000 + "…")) == (50, 50)


def test_hint_among_thousands() -> None:
    """Among thousands of words the nearest is looked for in the alphabet's neighbourhood."""
    known = [f"report-{number:05}" for number in range(50_000)]
    assert hint("report-07000x", known) == "; did you mean report-07000?"
    assert hint("x" * 5000, known) == ""


@settings(max_examples=30, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(damages=DAMAGES)
def test_damaged_package(damages: list[Damage]) -> None:
    """A damaged package is refused with a message, or taken; `make fuzz` tries two thousand."""
    with tempfile.TemporaryDirectory() as place:
        folder = Package(Path(place)).add_examples().folder
        for damage in damages:
            damage.do(folder)
        assert check(folder).flaws() == []
