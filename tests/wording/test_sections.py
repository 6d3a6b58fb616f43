"""The sections of the record over the small package: what a reader sees of numbers, hedges, doubts, speakers and days."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from small import QUARTER, small_package

from briefing_lib.briefing import Briefing
from briefing_lib.errors import WrongParameter
from briefing_lib.pages.page import Page
from briefing_lib.wording import Piece, Writer


def section(name: str, briefing: Briefing) -> Piece:
    return Writer(briefing.store).render(f"record/{name}.html.j2", briefing=briefing)


def lines(piece: Piece | None) -> list[str]:
    return repr(piece).splitlines()


def rows(piece: Piece | None) -> list[str]:
    """The words of each row of a table, cells apart."""
    found = BeautifulSoup(str(piece), "html.parser").find_all("tr")
    return [" | ".join(" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])) for row in found]


def test_opening(da_nang: Briefing) -> None:
    """The record opens with its name, the day, the age of the newest figure, what it holds and rests on, and what the place was formed from."""
    assert lines(section("opening", da_nang))[:9] == [
        "Da Nang, centrally run city: the record",
        "All that was known of Da Nang by 1 November 2025: every figure, statement and commitment with its source and note, what contradicts "
        "what, and what nobody reports.",
        "Newest figure on its work: reported on 1 October 2025, at least 31 days before the day of this page.",
        "figures 12", "statements 2", "commitments that bind it 5", "reports and acts behind figures and statements 2",
        "Of the figures, read in machine translation: 0; known from an excerpt of their report only: 12; in doubt: 2. Of the statements, from "
        "bodies of Da Nang itself: 1; with no speaker named: 1. Read them as self-assessment, not as measurement.",
        "Da Nang was formed on 1 July 2025 from Da Nang and Quang Nam (Resolution 202/2025/QH15). Its communes, wards and special zones add up "
        "to 94 units (1 July 2025). That makes 1,000 registered residents to a unit on average (1 July 2025).",
    ]  # fmt: skip


def test_opening_without_reports(hue: Briefing) -> None:
    """Where nothing is reported, the page says so, and nothing of figures and statements that are not there."""
    told = lines(section("opening", hue))
    assert told[2:8] == [
        "No report in hand gives a figure on how the work goes in Hue.",
        "figures 0", "statements 0", "commitment that binds it 1", "reports and acts behind figures and statements 0",
        "Hue was not merged with another province (Resolution 202/2025/QH15).",
    ]  # fmt: skip


def test_counts_lead_to_their_rows(hue: Briefing, da_nang: Briefing) -> None:
    """Even a count of nothing is traced, and each counted row is named."""
    assert '<data value="0" data-formula="count" data-figures="">0</data>' in str(section("opening", hue))
    assert '<data value="2" data-formula="count" data-figures="sources:paper sources:later">2</data>' in str(section("opening", da_nang))


def test_city_since_a_later_day(tmp_path: Path) -> None:
    """A province that became a city is one on a page after that day, and not on one before."""
    package = small_package(tmp_path)
    change = next(row for row in package.read("place_changes") if row["geography"] == "48")
    package.edit("place_changes", "48", kind="province")
    package.add("place_changes", **(change | {"kind": "city", "valid_from": "2025-10-15", "legal_basis": "9/2025/QH15"}))
    before, after = (section("opening", package.briefing(as_of=day)) for day in ("2025-10-14", "2025-10-15"))
    assert "centrally run city" not in str(before)
    assert "It became a centrally run city on 15 October 2025 (Resolution 9/2025/QH15)." in repr(after)


def test_figures_of_a_theme(da_nang: Briefing) -> None:
    """Each measure stands once with its definition, each figure with value, time, speaker and report, below it doubts, shares and the nation."""
    assert rows(Page(da_nang).theme("dossiers")) == [
        "Measure: part, level | Value | When | Said by; report and paragraph",
        "Dossiers received Dossiers received in the place",
        "Commune level | 1,000 | 1 July 2025 to 30 September 2025 | City Office The Paper",
        "Dossiers resolved Dossiers resolved in the place",
        "Commune level | 947 | 1 July 2025 to 30 September 2025 | City Office The Paper",
        "Computed: 94.7% of 1,000 (dossiers received)",
        "Dossiers submitted online Dossiers submitted online in the place",
        "Commune level | more than 800 ? (doubtful: the translation is unclear) | 1 July 2025 to 30 September 2025 | The Paper",
        "In doubt: the translation is unclear Computed: more than 80.0% ? (doubtful: the translation is unclear) of 1,000 (dossiers received)",
        "Share online Share online in the place",
        "All levels | 73.6% | reported on 1 October 2025 | The Paper",
        "Viet Nam, same measure and level: 60% , reported on 1 October 2025 ( The Paper )",
    ]


def test_other_values(da_nang: Briefing) -> None:
    """The value that contradicts the shown one of the same day stands below it, then that of an earlier day."""
    assert rows(Page(da_nang).theme("staffing"))[2:] == [
        "Commune level | 15 | 30 September 2025 | Gazette",
        "Contradicts it | 17 ? (doubtful: another printed number contradicts it) | 30 September 2025 | The Paper",
        "In doubt: another printed number contradicts it: 15",
        "At another time | 20 | 31 August 2025 | The Paper",
    ]


def test_values_that_confirm_and_reprint(tmp_path: Path) -> None:
    """What is printed again, reprinted, or given by another report without a day is a row of its own, and says so."""
    package = small_package(tmp_path)
    package.edit("sources", "later", original="paper", published_on="", date_basis="inferred")
    package.edit("figures", "da-nang.retired", value="300", qualifier="exact")
    package.add_figure("retired_under_178", "300", figure_id="again", source_id="paper", unit="persons", level="all")
    package.add_figure("retired_under_178", "300", figure_id="reprint", source_id="later", unit="persons", level="all")
    package.add_figure("retired_under_178", "310", figure_id="other", source_id="later", unit="persons", level="all")
    assert [each.partition(" | ")[0] for each in rows(Page(package.briefing()).theme("benefits"))[2:]] == [
        "All levels", "Printed again", "Reprinted", "In another report",
    ]  # fmt: skip
    assert rows(Page(package.briefing()).theme("benefits"))[-1] == "In another report | 310 | undated | Gazette"


def test_parts_and_wholes(tmp_path: Path) -> None:
    """A whole stands before its parts, these in the order of the codes, each with its share where the terms are the same."""
    package = small_package(tmp_path)
    package.add_parts("kind", "first", "second")
    package.add_measure("handed_over", theme="premises", label_en="Handed over")
    for part, value in (("/kind:second", "30"), ("/kind:first", "90"), ("", "120")):
        package.add_figure(f"handed_over{part}", value, source_id="paper", level="all", as_of="2025-09-30")
    assert [each.partition(" | ")[0] for each in rows(Page(package.briefing()).theme("premises"))[2:]] == [
        "All levels", "First en, all levels", "Computed: 75.0% of 120 (handed over)", "Second en, all levels", "Computed: 25.0% of 120 (handed over)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("resolved", "told"),
    [
        ({"period_start": "2025-07-01", "period_end": "2025-08-31"}, None),
        ({"level": "department", **QUARTER}, None),
        ({"qualifier": "nearly", **QUARTER}, "Computed: nearly 94.7% of 1,000 (dossiers received)"),
        ({"qualifier": "at_most", **QUARTER}, "Computed: at most 94.7% of 1,000 (dossiers received)"),
    ],
    ids=["other period", "other level", "nearly", "at most"],
)
def test_share_on_other_terms(tmp_path: Path, resolved: dict[str, str], told: str | None) -> None:
    """No share is made over another period or level; a hedge stays."""
    package = small_package(tmp_path)
    package.edit("figures", "da-nang.resolved", **({"period_start": "", "period_end": ""} | resolved))
    found = [each for each in rows(Page(package.briefing()).theme("dossiers")) if each.startswith("Computed: ")]
    assert found == ([told] if told else [])


def test_half_is_rounded_up(tmp_path: Path) -> None:
    """A share that ends on a half is rounded up, away from the even digit."""
    package = small_package(tmp_path)
    package.edit("figures", "da-nang.received", value="2000")
    package.edit("figures", "da-nang.resolved", value="1893")  # 94.65%
    assert "Computed: 94.7% of 2,000 (dossiers received)" in rows(Page(package.briefing()).theme("dossiers"))


def test_shared_notes_stand_once(tmp_path: Path) -> None:
    """What the notes of several rows have in common stands once below the table, under a letter; short words stay where they are."""
    package = small_package(tmp_path)
    long = "the day of the count is not printed with it"
    package.edit("figures", "da-nang.received", note=f"as counted; {long}")
    package.edit("figures", "da-nang.resolved", note=f"{long}; as counted")
    package.edit("figures", "da-nang.online", note="the number is that of the first table of the report")
    piece = Page(package.briefing()).theme("dossiers")
    assert lines(piece).count(f"a{long}") == 1
    told = rows(piece)
    assert told[2].startswith("Commune level a | 1,000")
    assert (told[3], told[6]) == ("as counted", "as counted Computed: 94.7% of 1,000 (dossiers received)")
    assert "Commune level | more than 800" in told[8]
    assert '<a href="#note-dossiers-a">a</a>' in str(piece)
    assert 'id="note-dossiers-a"' in str(piece)


def test_an_act_is_named_by_its_title(tmp_path: Path) -> None:
    """A figure of an act stands with the act; the body that passed it is its publisher."""
    package = small_package(tmp_path)
    package.edit("sources", "paper", kind="official_text")
    assert rows(Page(package.briefing()).theme("dossiers"))[2].endswith(" | The Paper: Three months on")


def test_speakers_have_their_office_once(tmp_path: Path) -> None:
    """A person is named with the office where a theme names her first, and by name after that, in statements too."""
    package = small_package(tmp_path)
    package.add("bodies", body="someone", kind="person", part_of="city-office", name_en="Tam", name_vi="Tâm", name_id="Tam",
                office_en="Chair", office_vi="Chủ tịch", office_id="Ketua")  # fmt: skip
    for name in ("da-nang.received", "da-nang.resolved"):
        package.edit("figures", name, stated_by="someone")
    package.edit("findings", "works", stated_by="someone")
    piece = Page(package.briefing()).theme("dossiers")
    assert repr(piece).count("Tam, Chair") == 1
    assert "Queues are short (Tam; The Paper, paragraph 3)" in lines(piece)


def test_digits_in_a_label(da_nang: Briefing) -> None:
    """Digits in the name of a measure are marked as part of a name."""
    assert 'Retired under <span class="reference">Decree 178</span>' in str(Page(da_nang).theme("benefits"))


def test_a_theme_without_content_says_nothing(hue: Briefing) -> None:
    """Where nothing is known under a theme there is neither heading nor table; one that does not exist is refused."""
    assert [Page(hue).theme(name) for name in hue.store.codes["theme"]] == [None] * len(hue.store.codes["theme"])
    with pytest.raises(WrongParameter, match=r"did you mean dossiers\?"):
        Page(hue).theme("dossier")


def test_statements_alone(da_nang: Briefing) -> None:
    """A theme with statements and no figure has no table."""
    assert lines(Page(da_nang).theme("procedures")) == [
        "Procedures and digital services",
        "Said to be difficult",
        "The portal is slow since August 2025 (speaker not named; The Paper, paragraph 3)",
    ]


def test_former_provinces(tmp_path: Path) -> None:
    """What was measured before stands for each former province by itself, with its quarter among all of them."""
    package = small_package(tmp_path)
    package.add_measure("score", label_en="Score", unit="score", theme="indices")
    year = {"period_start": "2024-01-01", "period_end": "2024-12-31", "unit": "score", "level": "all", "source_id": "paper"}
    for code, value in (("63-48", "43"), ("63-49", "41"), ("63-01", "45"), ("63-02", "42")):
        package.add_figure("score", value, figure_id=code, geography=code, **year)
    assert rows(section("former", package.briefing())) == [
        "Place | Value | Quarter | When | Report",
        "Score score en",
        "In all",
        "Da Nang | 43 | upper middle quarter | 2024 | The Paper",
        "Quang Nam | 41 | bottom quarter | 2024 | The Paper",
    ]
    assert section("former", package.briefing("Hue")).html == ""
