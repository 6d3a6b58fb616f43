"""Tables name their rows and columns, and set each number beside its level, day, speaker and the nation's."""

from __future__ import annotations

from pathlib import Path

from bs4 import BeautifulSoup
from small import small_package

from briefing_lib.briefing import Briefing
from briefing_lib.pages.page import Page
from briefing_lib.wording import Piece
from briefing_lib.wording.writer import environment_of


def cells(table: Piece | None) -> list[list[str]]:
    """The text of each cell, row by row."""
    rows = BeautifulSoup(str(table), "html.parser").find_all("tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])] for row in rows]


def test_mark_up_of_a_table() -> None:
    """A table can be reached by keyboard, has a name, and its first cells head their rows; text is escaped."""
    said = """{% from "table.html.j2" import row, table %}
    {% call table("A & B", ["Place", "Value"], [1]) %}{{ row(["Huế <x>", "1"], [1]) }}{% endcall %}"""
    assert environment_of("en").from_string(said).render().split("\n") == [
        '<div class="table" role="region" tabindex="0" aria-label="A &amp; B"><table><caption>A &amp; B</caption>',
        '<thead><tr> <th scope="col">Place</th> <th scope="col" class="numeric">Value</th></tr></thead><tbody>',
        '<tr><th scope="row">Huế &lt;x&gt;</th> <td class="numeric">1</td></tr>',
        "",
        "</tbody></table></div>",
    ]


def test_readings(da_nang: Briefing) -> None:
    """Every reading of a theme is a row, with hedge and doubt, and the national figure or that there is none."""
    assert cells(Page(da_nang).readings("dossiers")) == [
        ["Measure", "Value", "When", "Level", "Stated by", "Viet Nam, same level"],
        ["Dossiers received", "1,000", "1 July 2025 to 30 September 2025", "commune level", "City Office", "not reported"],
        ["Dossiers resolved", "947", "1 July 2025 to 30 September 2025", "commune level", "City Office", "not reported"],
        ["Dossiers submitted online", "more than 800 ? (doubtful: the translation is unclear)",
         "1 July 2025 to 30 September 2025", "commune level", "reported by The Paper", "not reported"],
        ["Share online", "73.6%", "reported on 1 October 2025", "all levels", "reported by The Paper", "60% reported on 1 October 2025"],
    ]  # fmt: skip


def test_digits_in_a_label(da_nang: Briefing) -> None:
    """Digits in the name of a measure are marked as part of a name."""
    assert 'Retired under <span class="reference">Decree 178</span>' in str(Page(da_nang).readings("benefits"))


def test_undated_report(tmp_path: Path) -> None:
    """A number without any printed day says since when it is in hand."""
    package = small_package(tmp_path)
    package.edit("sources", "paper", published_on="", date_basis="inferred")
    rows = cells(Page(package.briefing()).readings("benefits"))
    assert rows[1] == [
        "Retired under Decree 178", "about 300", "no date printed, in hand since 1 October 2025 at the latest",
        "all levels", "reported by The Paper",
    ]  # fmt: skip


def test_a_column_for_the_nation_has_something_in_it(da_nang: Briefing) -> None:
    """Where no measure of a theme has a national figure at its level, the table has no column for the nation."""
    assert cells(Page(da_nang).readings("benefits"))[0] == ["Measure", "Value", "When", "Level", "Stated by"]


def test_other_values(da_nang: Briefing) -> None:
    """Contradicting values of the same day, then earlier ones, stand beside the value that is shown."""
    assert cells(Page(da_nang).readings("staffing"))[1][1] == (
        "15 also 17 ? (doubtful: another printed number contradicts it) , 30 September 2025 also 20 , 31 August 2025"
    )


def test_no_table_without_readings(hue: Briefing) -> None:
    """Where nothing is reported there is no empty table."""
    assert Page(hue).readings("dossiers", "staffing") is None
