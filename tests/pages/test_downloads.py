"""What a reader takes away holds every figure with its report, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_lib.briefing import Briefing
from briefing_lib.briefing.frames import COLUMNS
from briefing_lib.pages.downloads import figures_csv, harmless


def csv_of(briefing: Briefing) -> str:
    return figures_csv(briefing.figures, briefing.store, "en")


def rows(briefing: Briefing) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_of(briefing), newline="")))


def test_figure_with_its_report(da_nang: Briefing) -> None:
    """A row holds the figure as it stands in the package, its names, and its report."""
    assert rows(da_nang)[2] == {
        "figure_id": "da-nang.online", "geography": "48", "place": "Da Nang", "indicator": "dossiers_online",
        "breakdown": "", "measure": "Dossiers submitted online", "level": "commune", "value": "800", "qualifier": "more_than", "unit": "count",
        "period_start": "2025-07-01", "period_end": "2025-09-30", "as_of": "", "period_basis": "printed", "stated_by": "", "as_printed": "800",
        "doubt": "translation", "publisher": "The Paper", "title": "Three months on", "url": "https://example.org/paper",
        "published_on": "2025-10-01", "known_from": "2025-10-01", "basis": "excerpt", "paragraph": "", "note": "",
    }  # fmt: skip


def test_part_with_its_whole(da_nang: Briefing) -> None:
    """A part stands under its measure, with the part in a column of its own and in the name."""
    (row,) = (row for row in rows(da_nang) if row["figure_id"] == "da-nang.wards")
    assert (row["indicator"], row["breakdown"], row["measure"]) == ("commune_level_units", "unit_kind:ward", "Commune-level units: wards")


def test_every_figure_of_the_place(da_nang: Briefing) -> None:
    """Every figure on the place is there, in the order of the package, those that are not shown among them."""
    assert [row["figure_id"] for row in rows(da_nang)] == [figure.figure_id for figure in da_nang.figures]


def test_value_is_not_rounded(da_nang: Briefing) -> None:
    """Values keep their decimals and have no grouping and no exponent."""
    assert {row["figure_id"]: row["value"] for row in rows(da_nang)}["da-nang.online.share"] == "73.6"
    assert {row["figure_id"]: row["value"] for row in rows(da_nang)}["da-nang.population"] == "94000"


def test_place_without_figures(hue: Briefing) -> None:
    """Where nothing is reported, the file has its header and no row."""
    assert csv_of(hue) == ",".join(COLUMNS) + "\n"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=1+1", "'=1+1"), ("+84 236", "'+84 236"), ("@SUM(A1)", "'@SUM(A1)"), ("-1+1", "'-1+1"), ("-", "'-"), ("\t=1", "'\t=1"),
        ("-5", "-5"), ("-0.5", "-0.5"), ("5", "5"), ("", ""), ("a=1", "a=1"), ("'=1", "'=1"),
    ],
)  # fmt: skip
def test_harmless(cell: str, expected: str) -> None:
    """What a spreadsheet would run is quoted; a negative number and all other text stay as they are."""
    assert harmless(cell) == expected


@given(st.text(max_size=12))
def test_no_text_is_a_formula(cell: str) -> None:
    """Whatever a cell holds, it never begins as a formula, unless it is a number; nothing of it is lost."""
    made = harmless(cell)
    assert made.endswith(cell)
    assert made[:1] not in tuple("=+@\t\r")
    assert not made.startswith("-") or made.removeprefix("-").replace(".", "", 1).isdigit()
