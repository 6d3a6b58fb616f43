"""Every identity between figures is checked, and a broken one is a fault unless it is doubted."""

from __future__ import annotations

from pathlib import Path

import pytest
from editing import COMMITMENT, DATA, FINDING, Package

from briefing_lib.errors import InvalidPackage
from briefing_lib.proof.checks import check_store, list_doubts
from briefing_lib.store.store import open_store


@pytest.fixture
def package(tmp_path: Path) -> Package:
    return Package(tmp_path)


def identities(package: Package) -> list[tuple[str, str, str]]:
    found = check_store(open_store(package.folder)).identities
    return [(each.rule, each.formula, each.verdict) for each in found]


def faults(package: Package, file: str = "figures.csv") -> list[str]:
    """Faults of one file at a row; those of whole files are about the geography that a small package lacks."""
    return [str(fault) for fault in check_store(open_store(package.folder)).faults if fault.file == file and fault.row]


def add_units(package: Package) -> None:
    package.add_measure("commune_level_units", theme="territory", parts_complete="true")
    for part in ("communes", "wards", "special_zones"):
        package.add_measure(part, theme="territory", part_of="commune_level_units")


def add_shares(package: Package) -> None:
    package.add_measure("received", parts_complete="true")
    package.add_measure("online", part_of="received")
    package.add_measure("in_person", part_of="received")
    package.add_measure("online_pct", unit="percent", numerator="online", denominator="received")


def test_sum_of_complete_parts(package: Package) -> None:
    """Complete parts in one report add up to their whole."""
    package.add_measure("tasks", parts_complete="true")
    package.add_measure("done", part_of="tasks")
    package.add_measure("under_way", part_of="tasks")
    for name, value in (("tasks", "36"), ("done", "26"), ("under_way", "10")):
        package.add_figure(name, value)
    assert identities(package) == [("sum", "done 26 + under_way 10 = tasks 36", "holds")]


def test_broken_sum(package: Package) -> None:
    """Complete parts that do not add up are a fault at the whole, with the rows of the parts."""
    package.add_measure("tasks", parts_complete="true")
    package.add_measure("done", part_of="tasks")
    package.add_measure("under_way", part_of="tasks")
    for name, value in (("tasks", "37"), ("done", "26"), ("under_way", "10")):
        package.add_figure(name, value)
    assert identities(package) == [("sum", "done 26 + under_way 10 = tasks 37", "fails")]
    assert faults(package) == [
        "figures.csv, row 2, column value: found '37'; done 26 + under_way 10 = tasks 37 does not hold (beside rows 3, 4); "
        "mend what was misread, or mark the doubt (contradicted, scope, rounding or translation) with a note"
    ]


@pytest.mark.parametrize(
    ("whole", "qualifier", "verdict"), [("30", "more_than", "holds"), ("37", "more_than", "fails"), ("40", "approx", "holds")]
)
def test_hedged_sum(package: Package, whole: str, qualifier: str, verdict: str) -> None:
    """A hedged whole holds if a value that it allows is the sum."""
    package.add_measure("tasks", parts_complete="true")
    package.add_measure("done", part_of="tasks")
    package.add_figure("tasks", whole, qualifier=qualifier)
    package.add_figure("done", "36")
    assert [each[2] for each in identities(package)] == [verdict]


def test_missing_part_of_territory(package: Package) -> None:
    """A part that the report does not print is taken from the standing count of the same place."""
    add_units(package)
    package.add("sources", source_id="law", publisher="Law", known_from="2025-07-01", date_basis="inferred", basis="compiled")
    package.add_figure("special_zones", "0", source_id="law", geography="15", as_of="2025-07-01")
    for name, value in (("commune_level_units", "99"), ("communes", "89"), ("wards", "10")):
        package.add_figure(name, value, geography="15", level="all")
    assert ("sum", "communes 89 + wards 10 + special_zones 0 = commune_level_units 99", "holds") in identities(package)


def test_missing_part_of_another_day(package: Package) -> None:
    """A part of work done is taken from another report only for the same period, else the known parts are not beyond the whole."""
    add_shares(package)
    package.add("sources", source_id="other", publisher="Other", url="https://example.org", known_from="2025-10-01", date_basis="printed",
                basis="excerpt")  # fmt: skip
    package.add_figure("in_person", "45", source_id="other", as_of="2025-08-31")
    package.add_figure("received", "100", as_of="2025-09-30")
    package.add_figure("online", "60", as_of="2025-09-30")
    assert ("part", "online 60 <= received 100", "holds") in identities(package)
    package.add_figure("in_person", "40", source_id="other", as_of="2025-09-30")
    assert ("sum", "online 60 + in_person 40 = received 100", "holds") in identities(package)


def test_incomplete_parts(package: Package) -> None:
    """Parts that need not be all together are not beyond the whole."""
    package.add_measure("premises")
    package.add_measure("to_health", part_of="premises")
    package.add_measure("to_schools", part_of="premises")
    for name, value in (("premises", "100"), ("to_health", "60"), ("to_schools", "41")):
        package.add_figure(name, value)
    assert identities(package) == [("part", "to_health 60 + to_schools 41 <= premises 100", "fails")]


@pytest.mark.parametrize("cells", [{"geography": "15"}, {"level": "province"}, {"as_of": "2025-09"}])
def test_only_like_figures_are_compared(package: Package, cells: dict[str, str]) -> None:
    """Figures of another place, level or period have no identity between them."""
    package.add_measure("premises")
    package.add_measure("to_health", part_of="premises")
    package.add_figure("premises", "100")
    package.add_figure("to_health", "200", **cells)
    assert identities(package) == []


@pytest.mark.parametrize(
    ("share", "as_printed", "verdict"),
    [
        ("73.6", "73,6%", "holds"),
        ("73.60", "73,60%", "holds"),
        ("73.5", "73,5%", "fails"),
        ("73.7", "73,7%", "fails"),
        ("73.60", "73,600%", "fails"),
        ("74", "74%", "holds"),
        ("73", "73%", "fails"),
    ],
)
def test_printed_share(package: Package, share: str, as_printed: str, verdict: str) -> None:
    """A printed share is what its two counts give, within half a unit of its last printed digit."""
    add_shares(package)
    package.add_figure("received", "142746")
    package.add_figure("online", "105056")
    package.add_figure("online_pct", share, unit="percent", as_printed=as_printed)
    assert ("share", f"online 105056 / received 142746 = online_pct {share}", verdict) in identities(package)


@pytest.mark.parametrize(
    ("qualifier", "share", "verdict"), [("nearly", "74", "holds"), ("more_than", "74", "fails"), ("approx", "73.6", "holds")]
)
def test_hedged_share(package: Package, qualifier: str, share: str, verdict: str) -> None:
    """A hedged share is compared as the hedge says."""
    add_shares(package)
    package.add_figure("received", "142746")
    package.add_figure("online", "105056")
    package.add_figure("online_pct", share, unit="percent", qualifier=qualifier, as_printed=share)
    assert ("share", f"online 105056 / received 142746 = online_pct {qualifier} {share}", verdict) in identities(package)


def test_share_of_a_base_in_parts(package: Package) -> None:
    """Where the base is not printed, its complete parts are its sum: 17,496 of 26,552 is 65.89%."""
    add_shares(package)
    package.add_figure("online", "17496")
    package.add_figure("in_person", "9056")
    package.add_figure("online_pct", "65.89", unit="percent", as_printed="65.89%")
    assert identities(package) == [("share", "online 17496 / (online 17496 + in_person 9056) = online_pct 65.89", "holds")]


def test_share_of_nothing(package: Package) -> None:
    """A share of a base of nought does not hold, and is no crash."""
    add_shares(package)
    package.add_figure("received", "0")
    package.add_figure("online", "0")
    package.add_figure("online_pct", "50", unit="percent", as_printed="50%")
    assert ("share", "online 0 / received 0 = online_pct 50", "fails") in identities(package)


def test_nothing_beyond_its_base(package: Package) -> None:
    """What is a share of something is never more than it."""
    package.add_measure("received")
    package.add_measure("resolved")
    package.add_measure("resolved_pct", unit="percent", numerator="resolved", denominator="received")
    package.add_figure("received", "75869")
    package.add_figure("resolved", "75870")
    assert identities(package) == [("base", "resolved 75870 <= received 75869", "fails")]


def test_tier_within_all(package: Package) -> None:
    """One tier's count is not beyond that of all tiers."""
    package.add_measure("staff")
    package.add_figure("staff", "100", level="all")
    package.add_figure("staff", "101", level="province")
    assert identities(package) == [("tier", "staff 101 <= staff 100", "fails")]


@pytest.mark.parametrize("doubt", ["contradicted", "scope", "rounding", "translation", "date|scope"])
def test_doubted_identity(package: Package, doubt: str) -> None:
    """An identity that fails is accepted where a figure in it is doubted, and keeps the note."""
    package.add_measure("premises")
    package.add_measure("to_health", part_of="premises")
    package.add_figure("premises", "100")
    package.add_figure("to_health", "101", doubt=doubt, note="the base is not printed")
    (identity,) = check_store(open_store(package.folder)).identities
    assert (identity.verdict, identity.note) == ("doubted", "the base is not printed")
    assert faults(package) == []


def test_doubtful_day_excuses_nothing(package: Package) -> None:
    """A doubt about the day does not explain a sum that fails."""
    package.add_measure("premises")
    package.add_measure("to_health", part_of="premises")
    package.add_figure("premises", "100")
    package.add_figure("to_health", "101", doubt="date", note="day not printed")
    assert [each[2] for each in identities(package)] == ["fails"]


def test_counts_of_verdicts(package: Package) -> None:
    """What was checked is counted by verdict."""
    package.add_measure("premises")
    package.add_measure("to_health", part_of="premises")
    package.add_figure("premises", "100")
    package.add_figure("to_health", "10")
    checked = check_store(open_store(package.folder))
    assert [checked.count(verdict) for verdict in ("holds", "doubted", "fails")] == [1, 0, 0]


def test_equal_reports_confirm(package: Package) -> None:
    """One number printed twice confirms itself."""
    package.add_measure("units")
    package.add_figure("units", "99")
    package.add_figure("units", "99")
    assert identities(package) == [("same", "units 99 = units 99", "holds")]


def test_conflict_must_be_marked(package: Package) -> None:
    """Two values for one measure, place, level and period must both be marked as contradicted."""
    package.add_measure("units")
    package.add("sources", source_id="other", publisher="Other", url="https://example.org", known_from="2025-10-01", date_basis="printed",
                basis="excerpt")  # fmt: skip
    package.add_figure("units", "99", as_of="2025-09-30", doubt="contradicted", note="another report has 98")
    package.add_figure("units", "98", as_of="2025-09-30", source_id="other", doubt="scope", note="perhaps others")
    assert faults(package) == [
        "figures.csv, row 3, column value: found '98'; units 99 = units 98 does not hold (beside rows 2); "
        "mend what was misread, or mark the doubt (contradicted) with a note"
    ]
    package.edit("figures", "other.1", doubt="scope|contradicted")
    assert identities(package) == [("same", "units 99 = units 98", "doubted")]
    assert faults(package) == []


@pytest.mark.parametrize(
    "cells", [{"as_of": "2025-08-31"}, {"level": "province"}, {"geography": "15"}, {"value": "90", "qualifier": "more_than"}]
)
def test_no_conflict(package: Package, cells: dict[str, str]) -> None:
    """Another day, level or place is no conflict, nor is a bound that allows the other value."""
    package.add_measure("units")
    package.add_figure("units", "99", as_of="2025-09-30")
    package.add_figure("units", **({"value": "98", "as_of": "2025-09-30"} | cells))
    assert faults(package) == []


def test_undated_reports_are_no_conflict(package: Package) -> None:
    """Where no day is printed, only one report's own numbers speak of the same one."""
    package.add_measure("units")
    package.add("sources", source_id="other", publisher="Other", url="https://example.org", known_from="2025-10-01", date_basis="printed",
                basis="excerpt")  # fmt: skip
    package.add_figure("units", "99")
    package.add_figure("units", "98", source_id="other")
    assert identities(package) == []


def add_nation(package: Package) -> None:
    """Two communes and one ward in every province, and the nation's counts on the two days."""
    add_units(package)
    package.add("sources", source_id="law", publisher="Law", known_from="2025-07-01", date_basis="inferred", basis="compiled")
    package.add("sources", source_id="later", publisher="Law", known_from="2026-09-20", date_basis="inferred", basis="compiled")
    for row in package.read("provinces"):
        for name, value in (("communes", "2"), ("wards", "1"), ("special_zones", "0")):
            package.add_figure(name, value, source_id="law", geography=row["code"], as_of="2025-07-01")
    for name, value in (("communes", "1"), ("wards", "2")):
        package.add_figure(name, value, source_id="later", geography="24", as_of="2026-09-20")
    for source, day, communes, wards in (("law", "2025-07-01", "68", "34"), ("later", "2026-09-20", "67", "35")):
        for name, value in (("communes", communes), ("wards", wards), ("special_zones", "0"), ("commune_level_units", "102")):
            package.add_figure(name, value, source_id=source, geography="VN", as_of=day)


def test_provinces_add_up_on_both_days(package: Package) -> None:
    """The provinces' counts add up to the nation's, first on day one and again after the changes, with each province's latest."""
    add_nation(package)
    checked = check_store(open_store(package.folder))
    assert [(each.formula, each.verdict) for each in checked.identities if each.rule == "nation"] == [
        ("communes over 34 provinces on 2025-07-01 = communes 68", "holds"),
        ("wards over 34 provinces on 2025-07-01 = wards 34", "holds"),
        ("special_zones over 34 provinces on 2025-07-01 = special_zones 0", "holds"),
        ("communes + wards + special_zones over 34 provinces on 2025-07-01 = commune_level_units 102", "holds"),
        ("communes over 34 provinces on 2026-09-20 = communes 67", "holds"),
        ("wards over 34 provinces on 2026-09-20 = wards 35", "holds"),
        ("special_zones over 34 provinces on 2026-09-20 = special_zones 0", "holds"),
        ("communes + wards + special_zones over 34 provinces on 2026-09-20 = commune_level_units 102", "holds"),
    ]
    assert checked.faults == ()
    checked.raise_faults()


def test_province_that_breaks_the_nation(package: Package) -> None:
    """One province with a commune too many breaks the nation's count."""
    add_nation(package)
    package.edit("figures", "law.1", value="3")
    assert "communes over 34 provinces on 2025-07-01 = communes 68 does not hold" in "\n".join(faults(package))


def test_province_without_count(package: Package) -> None:
    """A province that no count is in hand for is named."""
    add_nation(package)
    package.edit("figures", "law.1", as_of="2026-09-20", source_id="later")
    assert "(no figure by then: communes of 01) does not hold" in "\n".join(faults(package))


def test_national_counts_must_be_there(package: Package) -> None:
    """Without the national counts of the two days there is nothing to add up to, and that is a fault."""
    found = check_store(open_store(package.folder)).faults
    assert [str(fault) for fault in found] == [
        "figures.csv, column as_of: found 'no row'; give the national commune_level_units as of 2025-07-01, so that the provinces can be "
        "added up",
        "figures.csv, column as_of: found 'no row'; give the national commune_level_units as of 2026-09-20, so that the provinces can be "
        "added up",
    ]


@pytest.mark.parametrize(
    ("cells", "known"),
    [({"as_of": "2025-10-01"}, True), ({"as_of": "2025-10"}, True), ({"as_of": "2025-10-02"}, False), ({"as_of": "2025-11"}, False),
     ({"period_start": "2025-10-01", "period_end": "2025-10-31"}, False), ({"period_start": "2025-07-01", "period_end": "2025-10"}, True)],
)  # fmt: skip
def test_no_day_after_the_report(package: Package, cells: dict[str, str], known: bool) -> None:
    """A figure never speaks of a day after its report was known; of a month, its first day counts."""
    package.add_measure("units")
    package.add_figure("units", "99", **cells)
    printed = cells.get("period_end") or cells["as_of"]
    column = "period_end" if "period_end" in cells else "as_of"
    advice = "test-report is known from 2025-10-01 and can't speak of a later day; mend one of the two"
    assert faults(package) == ([] if known else [f"figures.csv, row 2, column {column}: found {printed!r}; {advice}"])


def test_doubt_needs_a_note(package: Package) -> None:
    """A doubt without a reason is a fault."""
    package.add_measure("units")
    package.add_figure("units", "99", doubt="scope|date")
    assert faults(package) == ["figures.csv, row 2, column note: found ''; say why it is doubted (scope, date)"]


def test_doubts_are_listed(package: Package) -> None:
    """Each doubted figure is listed with its row, codes and note; others are not."""
    package.add_measure("units")
    package.add_figure("units", "99")
    package.add_figure("units", "99", doubt="translation|date", note="surely wards")
    (doubt,) = list_doubts(open_store(package.folder))
    assert (doubt.figure.figure_id, doubt.row, doubt.codes, doubt.note) == ("test-report.2", 3, ("translation", "date"), "surely wards")


def test_former_province_that_is_missing(package: Package) -> None:
    """Each of the 63 former provinces has its row."""
    path = package.path("former_provinces")
    path.write_text("".join(line for line in path.read_text("utf-8").splitlines(keepends=True) if not line.startswith("49,")), "utf-8")
    found = [str(fault) for fault in check_store(open_store(package.folder)).faults if fault.file == "former_provinces.csv"]
    assert found == ["former_provinces.csv, column former_code: found '62 provinces'; there were 63, each with one row"]


def test_former_province_in_the_wrong_one(package: Package) -> None:
    """A former province whose name a present one still has belongs to that one."""
    row = package.edit("former_provinces", "48", present_code="46")
    assert faults(package, "former_provinces.csv") == [
        f"former_provinces.csv, row {row}, column present_code: found '46'; "
        "the province that still has this name is 48; mend the code or the name"
    ]


def test_former_province_in_two(package: Package) -> None:
    """A former province that stands under two codes is in two present ones, which is a fault."""
    row = package.edit("former_provinces", "49", name_vi="Hà Nội")
    assert faults(package, "former_provinces.csv") == [
        f"former_provinces.csv, row {row}, column present_code: found '48'; "
        "the province that still has this name is 01; mend the code or the name",
        f"former_provinces.csv, row {row}, column name_vi: found 'Hà Nội'; 01 has the same name; "
        "each of the 63 is in one present province only (48 here)",
    ]


def test_present_provinces(package: Package) -> None:
    """There are 34 present provinces, not more."""
    package.add("provinces", code="99", name_en="New", name_vi="New", name_id="New", centre="New", region_en="Coast", region_vi="Coast",
                region_id="Coast", tile_col="1", tile_row="1")  # fmt: skip
    package.add("former_provinces", former_code="99", name_vi="Newer", name_en="Newer", present_code="99")
    package.add("province_changes", code="99", valid_from="2025-07-01", kind="province", legal_basis="202/2025/QH15")
    found = [str(fault) for fault in check_store(open_store(package.folder)).faults]
    assert "provinces.csv, column code: found '35 provinces'; there are 34, each with one row" in found
    assert "former_provinces.csv, column former_code: found '64 provinces'; there were 63, each with one row" in found


@pytest.mark.parametrize("language", ["en", "vi", "id"])
def test_label_that_stands_twice(package: Package, language: str) -> None:
    """Two measures never share a label in any language, capitals or not."""
    for name, label in (("wards", "Units"), ("communes", "units")):
        package.add_measure(name, **{f"label_{language}": label})
        package.add_figure(name, "1")
    advice = "wards has the same label; give each measure its own"
    assert faults(package, "indicators.csv") == [f"indicators.csv, row 3, column label_{language}: found 'units'; {advice}"]


def test_measure_without_use(package: Package) -> None:
    """A measure is used by a figure, as a share of two reported measures, or as a whole with a reported part; else it is a fault."""
    add_shares(package)
    package.add_measure("offline_pct", unit="percent", numerator="offline", denominator="received")
    package.add_measure("offline")
    package.add_figure("online", "60")
    package.add_figure("in_person", "40")
    advice = "no figure has this measure; take the row away, or mend the indicator of the figures that it was made for"
    assert faults(package, "indicators.csv") == [
        f"indicators.csv, row 6, column indicator: found 'offline_pct'; {advice}",
        f"indicators.csv, row 7, column indicator: found 'offline'; {advice}",
    ]


@pytest.mark.parametrize(
    ("text", "allowed"),
    [("Đã thực hiện Kết luận 195-KL/TW", True), ("Đã đạt 95%", False), ("Đã xong trước 2025-08-31", False)],
)
def test_digits_in_a_finding(package: Package, text: str, allowed: bool) -> None:
    """A finding holds digits only in document numbers: its numbers are figures."""
    package.add("findings", **(FINDING | {"text_vi": text}))
    advice = "a finding holds no digits but in document numbers; enter the number as a figure"
    expected = [] if allowed else [f"findings.csv, row 2, column text_vi: found {text!r}; {advice}"]
    assert faults(package, "findings.csv") == expected


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("Carry out Resolution 18-NQ/TW and Decree 154/2025/ND-CP", True),
        ("Carry out Plan 02-KH/BCĐTW, Resolution 202/2025/QH15 and Decision 1489/QĐ-TTg", True),
        ("Pay all who left before 2025-08-31", True),
        ("Pay all 105 who left", False),
        ("Carry out Resolution 18", False),
        ("Pay before 31/8", False),
    ],
)
def test_digits_in_a_task(package: Package, text: str, allowed: bool) -> None:
    """A task holds digits only in document numbers and ISO days."""
    package.add("bodies", body="test-body", name_en="Body", name_vi="Body", name_id="Body", kind="group")
    package.add("commitments", **(COMMITMENT | {"task_id": text}))
    advice = "digits only in a document number (18-NQ/TW) or a day (2025-10-15); enter other numbers as figures"
    expected = [] if allowed else [f"commitments.csv, row 2, column task_id: found {text!r}; {advice}"]
    assert faults(package, "commitments.csv") == expected


def test_faults_are_raised_when_asked(package: Package) -> None:
    """Checking lists faults; raising them is asked for."""
    checked = check_store(open_store(package.folder))
    with pytest.raises(InvalidPackage) as problem:
        checked.raise_faults()
    assert problem.value.faults == checked.faults


def test_data_as_they_stand() -> None:
    """The project's own data have nothing to mend: every identity holds or is a doubt with its note."""
    checked = check_store(open_store(DATA))
    assert [str(fault) for fault in checked.faults] == []
    assert [each.formula for each in checked.identities if each.verdict == "doubted" and not each.note] == []
