"""Whole sentences over the small package: numbers, hedges, doubts, speakers and days as a reader sees them."""

from __future__ import annotations

from pathlib import Path

import pytest
from small import QUARTER, small_package

from briefing_lib.briefing import Briefing
from briefing_lib.wording import Piece, Writer


def section(name: str, briefing: Briefing) -> Piece:
    return Writer(briefing.store).render(f"record/{name}.html.j2", briefing=briefing)


def lines(piece: Piece) -> list[str]:
    return repr(piece).splitlines()


def test_opening(da_nang: Briefing) -> None:
    """The page opens with kind and name, the day, the age of the newest figure, and what stands behind it."""
    assert lines(section("opening", da_nang)) == [
        "Da Nang, centrally run city",
        "For whoever must brief somebody on how two-tier local government is going in Da Nang. As of 1 November 2025: only what was known "
        "by then.",
        "The newest figure on its work (reported on 1 October 2025) lies at least 31 days before the day of this page.",
        "figures on Da Nang 12", "reports and acts behind them 2", "body named as speaker 1", "doubtful figures 2",
        "figures known from an excerpt only 12",
    ]  # fmt: skip


def test_opening_without_reports(hue: Briefing) -> None:
    """Where nothing is reported, the page says so and what it holds instead."""
    assert lines(section("opening", hue))[2] == (
        "No report in hand gives a figure on how the work goes in Hue; what follows are standing facts, what binds it and what to ask for."
    )


def test_counts_lead_to_their_rows(hue: Briefing, da_nang: Briefing) -> None:
    """Even a count of nothing is traced, and each counted row is named."""
    assert '<data value="0" data-formula="count" data-figures="">0</data>' in str(section("opening", hue))
    assert '<data value="2" data-formula="count" data-figures="sources:paper sources:later">2</data>' in str(section("opening", da_nang))


def test_apparatus(da_nang: Briefing) -> None:
    """What was merged, the units by kind, and residents for each unit, computed from one day."""
    assert lines(section("apparatus", da_nang)) == [
        "Apparatus",
        "Da Nang was formed on 1 July 2025 from Da Nang and Quang Nam (Resolution 202/2025/QH15).",
        "It has 94 commune-level units: 70 communes, 23 wards and 1 special zone (1 July 2025). With 94,000 registered residents on 1 July "
        "2025, there were 1,000 residents to one unit on average.",
    ]


def test_apparatus_without_a_list(hue: Briefing) -> None:
    """A place that was not merged and whose units nobody lists gets two plain sentences."""
    assert lines(section("apparatus", hue)) == [
        "Apparatus",
        "Hue was not merged with another province (Resolution 202/2025/QH15).",
        "No list of its commune-level units is in hand.",
    ]


def test_city_since_a_later_day(tmp_path: Path) -> None:
    """A province that became a city is one on a page after that day, and not on one before."""
    package = small_package(tmp_path)
    change = next(row for row in package.read("place_changes") if row["geography"] == "48")
    package.edit("place_changes", "48", kind="province")
    package.add("place_changes", **(change | {"kind": "city", "valid_from": "2025-10-15", "legal_basis": "9/2025/QH15"}))
    before, after = (section("apparatus", package.briefing(as_of=day)) for day in ("2025-10-14", "2025-10-15"))
    assert "centrally run city" not in str(before)
    assert "It became a centrally run city on 15 October 2025 (Resolution 9/2025/QH15)." in repr(after)


def test_dossiers(da_nang: Briefing) -> None:
    """Received, resolved and online with their shares; what is left is not resolved by then; hedge and doubt go with a derived share."""
    assert lines(section("dossiers", da_nang)) == [
        "Dossiers",
        "Commune level: 1,000 dossiers were received (City Office; 1 July 2025 to 30 September 2025). "
        "Of these, 947 were resolved, 94.7% of those received; 53 were not resolved by then. "
        "Submitted online were more than 800? (doubtful: the translation is unclear), more than 80.0%? (doubtful: the translation is "
        "unclear) of those received.",
    ]


def test_share_is_traced(da_nang: Briefing) -> None:
    """A derived share names formula and inputs, and holds the value that was not rounded."""
    share = '<data value="0.947" data-formula="ratio" data-figures="da-nang.resolved da-nang.received">94.7%</data>'
    left = '<data value="53" data-formula="difference" data-figures="da-nang.received da-nang.resolved">53</data>'
    assert share in str(section("dossiers", da_nang))
    assert left in str(section("dossiers", da_nang))


def test_nothing_reported_is_one_line(hue: Briefing) -> None:
    """A section without content is one plain line, and no nought."""
    assert lines(section("dossiers", hue)) == ["Dossiers", "No report in hand counts dossiers here."]
    for name, title in (
        ("procedures", "Procedures and digital services"),
        ("staffing", "Staffing and benefits"),
        ("premises", "Premises, equipment and money"),
        ("indices", "Indices"),
    ):
        assert lines(section(name, hue)) == [title, "No report in hand gives a figure on this for Hue."]


@pytest.mark.parametrize(
    ("resolved", "sentence"),
    [
        ({"period_start": "2025-07-01", "period_end": "2025-08-31"}, None),
        ({"level": "department", **QUARTER}, None),
        ({"qualifier": "nearly", **QUARTER},
         "Of these, nearly 947 were resolved, nearly 94.7% of those received; more than 53 were not resolved by then."),
        ({"qualifier": "at_most", **QUARTER},
         "Of these, at most 947 were resolved, at most 94.7% of those received; at least 53 were not resolved by then."),
    ],
    ids=["other period", "other level", "nearly", "at most"],
)  # fmt: skip
def test_share_on_other_terms(tmp_path: Path, resolved: dict[str, str], sentence: str | None) -> None:
    """No share is made over another period or level; a hedge turns round where a number is taken away."""
    package = small_package(tmp_path)
    package.edit("figures", "da-nang.resolved", **({"period_start": "", "period_end": ""} | resolved))
    told = lines(section("dossiers", package.briefing()))[1]
    assert (sentence in told) if sentence else ("resolved" not in told)


def test_half_is_rounded_up(tmp_path: Path) -> None:
    """A share that ends on a half is rounded up, away from the even digit."""
    package = small_package(tmp_path)
    package.edit("figures", "da-nang.received", value="2000")
    package.edit("figures", "da-nang.resolved", value="1893")  # 94.65%
    assert "94.7% of those received" in repr(section("dossiers", package.briefing()))


@pytest.mark.parametrize(
    ("measures", "name", "sentence"),
    [
        (("procedures_in_force", "procedures_online", "procedures"), "procedures",
         "Of 200 administrative procedures, 150 are offered online, 75.0% (reported by The Paper; reported on 1 October 2025)."),
        (("surplus_premises", "surplus_premises_handled", "premises"), "premises",
         "Of 200 surplus premises, 150 were handled, 75.0% (reported by The Paper; reported on 1 October 2025)."),
    ],
)  # fmt: skip
def test_sentence_of_a_section(tmp_path: Path, measures: tuple[str, str, str], name: str, sentence: str) -> None:
    """Procedures and premises get a sentence with the share where both numbers are reported."""
    package = small_package(tmp_path)
    whole, part, theme = measures
    if whole not in {row["indicator"] for row in package.read("indicators")}:
        package.add_measure(whole, theme=theme)
    package.add_measure(part, theme=theme)
    package.add_measure(f"{part}_pct", theme=theme, unit="percent", numerator=part, denominator=whole)
    package.add_figure(whole, "200", source_id="paper", level="all")
    package.add_figure(part, "150", source_id="paper", level="all")
    assert lines(section(name, package.briefing()))[1:] == [sentence]


def test_nation(tmp_path: Path) -> None:
    """Core measures of the nation, and those that several reports follow, stand with level, day and speaker."""
    package = small_package(tmp_path)
    package.add_figure("dossiers_received", "7000", qualifier="approx", geography="VN", source_id="paper", level="all", **QUARTER)
    assert lines(section("nation", package.briefing())) == [
        "The nation",
        "Core measures of the whole country, and those that several reports follow over time.",
        "Viet Nam as a whole",
        "Measure Value When Level Stated by",
        "Dossiers received about 7,000 1 July 2025 to 30 September 2025 all levels reported by The Paper",
    ]


def test_nation_without_reports(da_nang: Briefing) -> None:
    """Where no report gives national figures, that is one plain line."""
    assert lines(section("nation", da_nang)) == ["The nation", "No report in hand gives national figures by then."]


def test_a_section_about_staff_says_nothing_twice(da_nang: Briefing) -> None:
    """Where there is something to show, heading and table are enough."""
    assert lines(section("staffing", da_nang)) == ["Staffing and benefits"]
