"""Each message of a brief is one sentence: what compares, then who said it and when."""

from __future__ import annotations

from pathlib import Path

import pytest
from editing import Package
from small import QUARTER, small_package

from briefing_lib.briefing import Briefing, Data
from briefing_lib.wording import Piece, Writer

PAPER = "reported by The Paper"
SUMMER = "1 July 2025 to 30 September 2025"


def say(section: str, briefing: Briefing) -> Piece:
    return Writer(briefing.store).render(f"brief/{section}.html.j2", briefing=briefing)


def told(briefing: Briefing) -> list[str]:
    """The messages, without the heading and what is said of their making."""
    return repr(say("messages", briefing)).splitlines()[1:-1]


def starting(briefing: Briefing, start: str) -> str:
    """The one message that begins so."""
    (found,) = (each for each in told(briefing) if each.startswith(start))
    return found


@pytest.fixture
def package(tmp_path: Path) -> Package:
    return small_package(tmp_path)


def test_messages_of_da_nang(da_nang: Briefing) -> None:
    """The heaviest five, each with who said it and when, or where it stands."""
    assert told(da_nang) == [
        "Share online, all levels: 73.6% here, 60% in Viet Nam. (reported by The Paper, reported on 1 October 2025)",
        "“Hand over 12 premises” was set for 31 August 2025 by City Office; passed; no report in hand says it was done.",
        "Vacancies (commune level) fell from 20 (31 August 2025) to 15 (30 September 2025), for the better. (reported by Gazette, 30 September "
        "2025; reported by The Paper, 31 August 2025)",
        "Dossiers resolved, commune level: 947 of 1,000 (dossiers received), which is 94.7%. (City Office, 1 July 2025 to 30 September 2025)",
        "Said to be difficult: The portal is slow since August 2025 (speaker not named; The Paper, paragraph 3)",
    ]


def test_levels_apart(package: Package) -> None:
    """The highest share stands beside the lowest, with what the lowest is made of."""
    package.add_figure("dossiers_received", "100", source_id="paper", level="department", **QUARTER)
    package.add_figure("dossiers_resolved", "50", source_id="paper", level="department", **QUARTER)
    assert starting(package.briefing(), "Share resolved") == (
        "Share resolved: 94.7% at commune level, but 50.0% at departments (50 of 100). "
        f"(City Office, {SUMMER}; {PAPER}, {SUMMER})"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("better", "value", "said"),
    [("higher", "15", "fell from 20 (31 August 2025) to 15 (30 September 2025), for the worse."),
     ("lower", "25", "rose from 20 (31 August 2025) to 25 (30 September 2025), for the worse."),
     ("higher", "25", "rose from 20 (31 August 2025) to 25 (30 September 2025), for the better."),
     ("neutral", "25", "rose from 20 (31 August 2025) to 25 (30 September 2025).")],
)  # fmt: skip
def test_meaning_of_a_change(package: Package, better: str, value: str, said: str) -> None:
    """Whether a change is for the better is said where the data know what is better."""
    package.edit("indicators", "vacancies", better=better)
    package.edit("figures", "da-nang.vacancies.later", value=value)
    assert starting(package.briefing(), "Vacancies").startswith(f"Vacancies (commune level) {said} (")


@pytest.mark.parametrize(("first", "last", "meaning"), [("23", "1", "better"), ("1", "23", "worse")])
def test_change_of_rank(package: Package, first: str, last: str, meaning: str) -> None:
    """A rank that falls to a lower number is a change for the better."""
    package.add_measure("rank_on_index", label_en="Rank on an index", unit="rank", better="lower", theme="indices")
    for value, day in ((first, "2025-08-31"), (last, "2025-09-30")):
        package.add_figure("rank_on_index", value, unit="rank", level="all", as_of=day, source_id="paper")
    assert starting(package.briefing(), "Rank") == (
        f"Rank on an index: from number {first} (31 August 2025) to number {last} (30 September 2025), for the {meaning}. "
        f"({PAPER}, 31 August 2025; {PAPER}, 30 September 2025)"
    )


def test_share_of_another_time(package: Package) -> None:
    """That the nation's share is of another time is said."""
    package.edit("figures", "nation.online.share", as_of="2025-08-31")
    assert starting(package.briefing(), "Share online") == (
        "Share online, all levels: 73.6% here, 60% in Viet Nam, on other days or for another period. "
        f"({PAPER}, reported on 1 October 2025; {PAPER}, 31 August 2025)"
    )


def test_among_others(package: Package) -> None:
    """A rank is from the highest, among those that report for the same time."""
    package.edit("commitments", "elsewhere", binds="48")
    assert starting(package.briefing("01"), "Dossiers received") == (
        "Dossiers received, commune level: 3,000, number 1 from the highest of the 3 provinces that report it for the same time. "
        f"({PAPER}, {SUMMER})"
    )  # fmt: skip


def test_part_of_a_measure(package: Package) -> None:
    """A part is told with its whole and the share that it is."""
    package.add_parts("kind", "paper")
    package.add_figure("surplus_premises", "80", source_id="paper", geography="46")
    package.add_figure("surplus_premises/kind:paper", "20", source_id="paper", geography="46")
    assert starting(package.briefing("46"), "Surplus premises:") == (
        "Surplus premises: paper en, commune level: 20 of 80 (surplus premises), which is 25.0%. (reported by The Paper, reported on 1 October 2025)"
    )


def test_days_that_differ(package: Package) -> None:
    """All days of one duty are told in their order with who set them, by the shortest wording of the task."""
    for name, cells in (
        ("passed", {"deadline": "2025-10-15", "task_en": "Pay all who left, in full"}), ("undated", {"deadline": "2025-08-31", "task_en": "Pay leavers"}),
    ):  # fmt: skip
        package.edit("commitments", name, duty="pay", **cells)
    assert starting(package.briefing(), "The same task was set") == (
        "The same task was set for different days: “Pay leavers”, for 31 August 2025 (City Office) and for 15 October 2025 (City Office). "
        "These days have passed, and no report in hand says that it was done in full."
    )
    early = starting(package.briefing(as_of="2025-10-15"), "The same task was set")
    assert early.endswith("for 31 August 2025 (City Office) and for 15 October 2025 (City Office).")


def test_deadline_to_come(da_nang: Briefing) -> None:
    """A day of its own that is still to come is told as such."""
    assert (
        starting(Data(da_nang.store).briefing("01"), "“Not for Da Nang”")
        == "“Not for Da Nang” was set for 31 December 2025 by City Office; still to come."
    )


def test_named_speaker(package: Package) -> None:
    """A difficulty names who admits it."""
    package.edit("findings", "difficult", stated_by="da-nang-office")
    assert starting(package.briefing(), "Said to be difficult") == (
        "Said to be difficult: The portal is slow since August 2025 (Da Nang Office; The Paper, paragraph 3)"
    )


def test_rank_beside_others(package: Package) -> None:
    """A rank is told beside that of another place on the same day, and which end is the best."""
    package.add_measure("service_rank", label_en="Service rank", unit="rank", core="true", better="lower")
    for place, rank in (("75", "2"), ("01", "1")):
        package.add_figure("service_rank", rank, unit="rank", source_id="paper", geography=place, as_of="2025-09-15")
    assert starting(package.briefing("75"), "Service rank").startswith(
        "Service rank (15 September 2025): 2 for Dong Nai and 1 for Hanoi, where the lowest number is the best."
    )


def add_message(package: Package, text: str, **cells: str) -> None:
    row = {
        "message_id": f"m{len(package.read('messages'))}",
        "geography": "48",
        "section": "messages",
        "order": "1",
        "known_from": "2025-11-01",
    }
    package.add("messages", **(row | {"text_en": text} | cells))


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (0, "Each of the 3 core measures is reported."),
        (1, "Core measures not reported: 1 of 3 (surplus premises)."),
        (3, "Core measures not reported: 3 of 3 (dossiers received, dossiers resolved and surplus premises)."),
        (4, "Core measures not reported: 4 of 4, among them dossiers received, dossiers resolved and surplus premises."),
    ],
)
def test_what_is_not_reported(package: Package, missing: int, said: str) -> None:
    """Core measures that are missing are counted, the first three of them named."""
    place = "46" if missing > 1 else "48"
    add_message(package, "It works", section="bottom_line", geography=place)
    if missing == 0:
        package.add_figure("surplus_premises", "3", source_id="paper")
    if missing == 4:
        package.add_measure("staff", core="true")
    if place == "48":
        package.edit("findings", "difficult", kind="measure")
        package.edit("commitments", "passed", binds="01")
        package.edit("figures", "nation.online.share", geography="01")
    assert starting(package.briefing(place), said[:4]) == said


def test_standing_fact(package: Package) -> None:
    """A place of which little is known is told by residents per unit, if another place can be set beside it."""
    for kind, units in (("commune", "60"), ("ward", "66"), ("special_zone", "0")):
        package.add_figure(f"commune_level_units/unit_kind:{kind}", units, geography="01", as_of="2025-07-01", source_id="paper")
    assert starting(package.briefing("01"), "Residents per unit:") == (
        "Residents per unit: 1,000 in Hanoi, number 1 of 2 counted from the highest; they range from 1,000 (Hanoi) to 1,000 (Da Nang). "
        "(reported by The Paper, 1 July 2025)"
    )


def test_year_before(package: Package) -> None:
    """Of a merged place each former one is told by itself, with its quarter among all that were surveyed."""
    package.add_measure("papi_score", label_en="PAPI score", unit="score", standing="true")
    for code, value in (("48", "43.205"), ("49", "41"), ("01", "40"), ("46", "39")):
        package.add_figure(
            "papi_score", value, unit="score", geography=f"63-{code}", source_id="paper", period_start="2024-01-01", period_end="2024-12-31"
        )
    package.edit("findings", "difficult", kind="measure")
    assert starting(package.briefing(), "Before the change") == (
        "Before the change, PAPI score 2024: 43.21 in Da Nang (top quarter) and 41 in Quang Nam (upper middle quarter); "
        "quarters are of the 4 former provinces with a score. (reported by The Paper, 2024)"
    )


def test_nothing_to_tell(hue: Briefing) -> None:
    """A place without reports has no message by rule."""
    assert told(hue) == []


# The editor's


def test_every_kind_of_placeholder(package: Package) -> None:
    """Numbers, formulas, days, deadlines and speakers stand where the editor put them; document numbers are marked."""
    text = (
        "{da-nang.received} came, {ratio(da-nang.resolved,da-nang.received)} were resolved by {when(da-nang.received)}, says {by(da-nang.received)}; "
        "{by(works)} agrees, {by(difficult)} does not; {by(passed)} set {due(passed)} by 178/2024/ND-CP"
    )
    add_message(package, text)
    said = Writer(package.open()).render("brief/messages.html.j2", briefing=package.briefing())
    assert repr(said).splitlines()[1] == (
        f"1,000 came, 94.7% were resolved by {SUMMER}, says City Office; Da Nang Office agrees, The Paper does not; City Office set "
        f"31 August 2025 by 178/2024/ND-CP (City Office, {SUMMER})"
    )  # fmt: skip
    assert set(said.figures) >= {"da-nang.received", "ratio(da-nang.resolved,da-nang.received)"}
    assert '<span class="reference">by 178/2024/ND-CP</span>' in str(said)
    assert str(said).count('href="#source-paper"') >= 3


def test_text_of_a_message_is_escaped(package: Package) -> None:
    """Mark-up in an editor's sentence is text."""
    add_message(package, "<b>{da-nang.received}</b> & more")
    assert "&lt;b&gt;" in str(say("messages", package.briefing()))
    assert "&lt;/b&gt; &amp; more" in str(say("messages", package.briefing()))


def test_who_wrote_a_message(package: Package) -> None:
    """The page says which sentences are an editor's and which were made by rule."""
    made = "Chosen and worded by rule from the data; no editor has written on this place yet."
    assert repr(say("messages", package.briefing())).splitlines()[-1] == made
    add_message(package, "It works")
    lines = repr(say("messages", package.briefing())).splitlines()
    assert lines[-1] == "An editor wrote the sentences, but for those marked as made by rule; the numbers come from the data."
    assert [line.endswith("By rule.") for line in lines[1:-1]] == [False, True, True, True, True]
    for number in (2, 3):
        add_message(package, f"It does{' not' * number}", order=str(number))
    lines = repr(say("messages", package.briefing())).splitlines()
    assert lines[-1] == "An editor wrote the sentences; the numbers come from the data."
    assert lines[1:-1] == ["It works", "It does not not", "It does not not not"]


# The bottom line


def opening(briefing: Briefing) -> list[str]:
    return repr(say("opening", briefing)).splitlines()


def test_opening_of_da_nang(da_nang: Briefing) -> None:
    """Title, day and what the evidence is worth, then what is known and what is not."""
    assert opening(da_nang) == [
        "Da Nang, centrally run city",
        "As of 1 November 2025. Evidence: 8 figures on its work from 2 reports (newest: reported on 1 October 2025); 7 of them from the same report.",
        "Of the work in Da Nang, reports give figures on these themes only: dossiers and service centres; staff; people who leave and their benefits.",
        "Of 3 core measures 1 is not reported.",
    ]


def test_opening_without_reports(hue: Briefing) -> None:
    """Where nothing is reported, that is the evidence and the bottom line."""
    assert opening(hue) == [
        "Hue, centrally run city",
        "As of 1 November 2025. Evidence: no figure on its work.",
        "No report in hand says in figures how two-tier local government works in Hue.",
        "None of the 3 core measures is reported.",
    ]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "1 is past its day without a report that it was done in full here"),
        (2, "2 are past their day without a report that they were done in full here"),
    ],
)
def test_days_that_have_passed_for_all(package: Package, number: int, said: str) -> None:
    """Tasks for all provinces whose days have passed are counted in the bottom line, each once, however many days were set for it."""
    for name in ("due", "elsewhere")[:number]:
        package.edit("commitments", name, deadline="2025-09-30", binds="all_provinces")
    assert opening(package.briefing("46"))[-1] == (f"None of the 3 core measures is reported. Of the tasks set for all provinces {said}.")


def test_days_of_one_task_for_all(package: Package) -> None:
    """A task for all provinces for which two days have passed is one task."""
    for name in ("due", "elsewhere"):
        package.edit("commitments", name, deadline="2025-09-30", binds="all_provinces", duty="pay")
    assert "Of the tasks set for all provinces 1 is past its day" in opening(package.briefing("46"))[-1]


def test_all_that_is_looked_for_is_reported(package: Package) -> None:
    """Where no core measure is missing the bottom line says so."""
    package.add_figure("surplus_premises", "3", source_id="paper")
    assert opening(package.briefing())[-1] == "Each of the 3 core measures is reported."


def test_one_figure(package: Package) -> None:
    """One figure from one report, read in translation and stated by the place itself."""
    package.edit("sources", "paper", translated_from="vi")
    package.add("bodies", body="dong-nai-office", name_en="Office", name_vi="Office", name_id="Office", kind="province")
    package.edit("figures", "dong-nai.premises", stated_by="dong-nai-office")
    assert opening(package.briefing("75"))[1] == (
        "As of 1 November 2025. Evidence: 1 figure on its work, from 1 report (31 August 2025); 1 stated by its own authorities; "
        "1 read in machine translation."
    )


def test_bottom_line_of_an_editor(package: Package) -> None:
    """An editor's bottom line stands in place of what the rules say."""
    add_message(package, "{da-nang.received} came", section="bottom_line")
    assert opening(package.briefing())[2:] == ["1,000 came"]
