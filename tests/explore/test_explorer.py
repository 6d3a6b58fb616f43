"""The explorer is one view: what can be chosen, what follows from it, what the page is told, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import briefing_lib as bl
from briefing_lib.build.aside import Built
from briefing_lib.build.site import Job, result_of
from briefing_lib.errors import FailedBriefing, WrongUse
from briefing_lib.explore import Explorer, table
from briefing_lib.explore import explorer as module
from briefing_lib.explore.menus import measure_options, place_options
from briefing_lib.explore.table import figures_of
from briefing_lib.store import Store
from briefing_lib.wording import Writer

Ask = Callable[..., list[tuple[dict[str, Any], list[bytes]]]]


def test_it_starts_at_a_level_that_the_province_reports(explorer: Explorer) -> None:
    """Without a level, the one at which the chosen province reports the measure is taken."""
    chosen = {"place": "48", "measure": "dossiers_received", "level": "commune", "as_of": "2025-11-01"}
    assert explorer.view.choice == {**chosen, "compared": [], "beside": [], "scope": "places"} == explorer.shown["choice"]


def test_an_old_name_and_a_number_choose_the_province(explorer: Explorer) -> None:
    """The name of a former province chooses the one that took over; a code may be a number, as everywhere else."""
    explorer.choose(place=1)
    assert explorer.view.choice["place"] == "01"
    explorer.choose(place="Quảng Nam")
    assert explorer.view.choice["place"] == "48"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("place", "Atlantis", "no place is called 'Atlantis'"),
        ("place", None, "parameter place: found None; "),
        ("measure", "dosiers_received", "did you mean dossiers_received"),
        ("measure", 7, "indicators.csv has no such measure"),
        ("measure", "per_day(vacancies)", "no two places have what this rate is computed from"),
        ("level", "ministry", "dossiers_received is reported by 2025-11-01 at: commune"),
        ("as_of", "2031-01-01", "give a day from 2025-07-01"),
        ("as_of", 2025, "give a day that exists"),
        ("scope", "x", "the table holds one of: places, measure, place"),
        ("plce", "Hue", "the explorer has place, measure, level, as_of, compared, beside, scope; did you mean place?"),
        ("compared", "48", 'give a list of names or codes, as in ["Hanoi", "Cao Bang"]'),
        ("compared", ["Atlantis"], "no place is called 'Atlantis'"),
        ("compared", ["01", "04", "08", "11", "12", "14", "15"], "at most 6 are compared"),
        ("beside", "vacancies", 'give a list of measures, as in ["'),
        ("beside", ["vacancy"], "did you mean vacancies"),
    ],
)
def test_a_refused_choice_changes_nothing(explorer: Explorer, name: str, value: object, message: str) -> None:
    """What can't be chosen raises an error of ours that says what can, and everything stays as it was."""
    view, shown = explorer.view, explorer.shown
    with pytest.raises(WrongUse, match=re.escape(message)):
        explorer.choose(**{name: value})
    assert (explorer.view, explorer.shown) == (view, shown)


def test_the_level_comes_back_after_a_day_without_any() -> None:
    """A day before the first report has no level to show; going back to a later day, or another place, shows the level again."""
    explorer = bl.explore("48", measure="dossiers_received", level="department")
    explorer.choose(as_of="2025-07-01")
    assert (explorer.view.levels, "here or elsewhere" in explorer.shown["sentence"]) == ((), True)
    explorer.choose(as_of="2026-03-31")
    explorer.choose(place="Hue")
    assert explorer.view.level == "department"


def test_another_measure_starts_at_its_own_level() -> None:
    """The level of the last measure is not asked of the next one, though that is reported at it, too."""
    explorer = bl.explore("48", measure="dossiers_received", level="commune")
    explorer.choose(measure="procedures_in_force")
    assert ("commune" in explorer.view.levels, explorer.view.level) == (True, bl.view("48", "procedures_in_force").level)
    assert explorer.view.level != "commune"


def test_a_level_that_is_left_is_said(real_store: Store) -> None:
    """The line beside the level says that the place lacks the next measure at it, or has it there, too; a level that is chosen says nothing."""
    explorer = bl.explore("48", measure="dossiers_received", level="commune")
    assert explorer.shown["level_note"] == ""
    explorer.choose(measure="papi_score")
    assert (explorer.view.level, explorer.shown["level_note"]) == ("all", "Da Nang: not reported at commune level.")
    explorer.choose(place="Hue")
    assert explorer.shown["level_note"] == ""
    explorer.choose(place="Dak Lak", measure="dossiers_received", level="commune")
    explorer.choose(measure="dossiers_resolved_on_time_pct")
    assert explorer.shown["level_note"] == "Reported at commune level, too."


def test_an_earlier_day_hides_what_was_not_known(explorer: Explorer) -> None:
    """As of October the figure of November's report is not in the view."""
    explorer.choose(measure="vacancies")
    assert ">15<" in explorer.shown["sentence"]
    explorer.choose(as_of="2025-10-15")
    assert [each.figure_id for each in explorer.view.here.figures] == ["da-nang.vacancies", "da-nang.vacancies.other"]


def test_all_that_is_shown_follows(explorer: Explorer) -> None:
    """Another province changes sentence, charts, citation and code at once; the page hears of it once."""
    heard: list[object] = []
    explorer.observe(lambda change: heard.append(change.new["choice"]), "shown")
    explorer.choose(place="Hanoi")
    shown = explorer.shown
    assert heard == [explorer.view.choice]
    assert "Hanoi, commune level: dossiers received" in shown["sentence"]
    charts = [each for each in shown["charts"].values() if each]
    assert [each["description"].partition(".")[0] for each in charts] == ["Hanoi", "Hanoi"]
    assert (shown["citation"].startswith("Hanoi: dossiers received"), 'bl.explore("01"' in shown["code"]) == (True, True)


def test_what_the_page_asks_is_answered(explorer: Explorer, ask: Ask) -> None:
    """A choice is shown and said to be done; one that is refused is said in words, and all stays."""
    assert ask(do="choose", place="Hanoi") == [({"done": "choose", "refused": ""}, [])]
    assert "did you mean Da Nang (48)" in ask(do="choose", place="Da Nag")[0][0]["refused"]
    assert explorer.view.choice["place"] == "01"


def test_an_address_chooses(explorer: Explorer, ask: Ask) -> None:
    """Lists of an address have commas between what they hold; the code that the explorer shows opens the same view."""
    given = {"place": "01", "measure": "vacancies", "as_of": "2025-10-15", "compared": "48,92", "beside": "", "scope": "measure"}
    assert ask(do="choose", **given) == [({"done": "choose", "refused": ""}, [])]
    names: dict[str, object] = {}
    code = explorer.shown["code"].replace(")", f', folder="{explorer.view.writer.store.folder}")')
    exec(code.replace("bl.explore", "again = bl.explore"), names)
    assert names["again"].view.choice == explorer.view.choice  # type: ignore[attr-defined]


@pytest.mark.parametrize("scope", ["places", "measure", "place"])
def test_the_code_brings_the_explorer_back(scope: str) -> None:
    """Places, measures, level, day, what is compared and what the table holds, of a rate, too."""
    explorer = bl.explore("Da Nang", measure="per_thousand(dossiers_received)", level="commune", as_of="2026-03-31",
                          compared=["Dak Lak"], beside=["area_km2"], scope=scope, language="vi")  # fmt: skip
    names: dict[str, object] = {}
    exec(explorer.shown["code"].replace("bl.explore", "again = bl.explore"), names)
    assert names["again"].shown == explorer.shown  # type: ignore[attr-defined]


def test_a_trace_is_sent(explorer: Explorer, ask: Ask) -> None:
    """The chain of a figure, or of one that is computed, by its reference; an unknown one is refused."""
    (sent, _), _ = ask(do="trace", figure="da-nang.received")
    assert (sent["traced"], "The Paper" in sent["chain"]) == ("da-nang.received", True)
    (sent, _), _ = ask(do="trace", figure="per_day(da-nang.received)")
    assert "10.87" in sent["chain"]
    assert "did you mean da-nang.received" in ask(do="trace", figure="da-nang.recieved")[0][0]["refused"]


def test_a_place_is_found_by_old_names(explorer: Explorer) -> None:
    """A former province is found in both spellings, says what it is now, and waits for a word; present ones stand by region."""
    options = place_options(explorer._writer)
    former = [each for each in options if " quang nam " in f"{each['find']} "]
    assert [(each["value"], each["label"], each["former"]) for each in former] == [("48", "Quang Nam, now Da Nang", True)]
    present = [each for each in options if not each.get("former")]
    assert [each["label"] for each in present if " sai gon " in f"{each['find']} "] == ["Ho Chi Minh City"]
    for typed in ("danang", "hoang sa"):
        assert [each["label"] for each in present if f" {typed} " in f"{each['find']} "] == ["Da Nang"]
    assert (len(present), len({each["group"] for each in present}) > 3) == (34, True)


def test_a_measure_is_found_by_a_word_of_any_language(real_store: Store) -> None:
    """By its name, its theme, or the name of its part, in three languages without diacritics; it says how many places have it."""
    options = {each["value"]: each for each in measure_options(Writer(real_store), real_store, real_store.latest_day)}
    received = options["dossiers_received"]
    assert all(f" {word}" in received["find"] for word in ("received", "tiep nhan", "diterima"))
    assert " trung tam phuc vu" in received["under"]
    assert all(f" {words}" in received["about"] for words in ("by any way", "received in the period", "paperwork", "giay to", "permohonan"))
    assert (received["group"], received["note"]) == ("Dossiers and service centres", "9 provinces")
    assert options["papi_score"]["note"] == "61 former provinces"
    assert options["per_thousand(dossiers_received)"]["label"] == "Dossiers received per thousand residents per day"
    themes = [each["group"] for each in options.values()]
    assert len(list(dict.fromkeys(themes))) == sum(one != other for one, other in zip(themes, ["", *themes], strict=False))


def test_the_first_view_compares_many(real_store: Store) -> None:
    """With no arguments: a measure that every province has and that is made to compare them, on the map and as bars, not one point."""
    explorer = bl.explore()
    assert repr(explorer.view).startswith("View(Hanoi, residents_per_commune_unit, level all, as of ")
    charts = explorer.shown["charts"]
    assert (len(charts["places"]["datasets"]["rows"]), charts["days"]) == (34, None)
    assert len(explorer.shown["table"]["rows"]) == 34


def test_provinces_and_measures_in_one_table() -> None:
    """A row for each place, a column for each measure, each value traced; places to compare narrow it down, with the chosen one."""
    measures = ["area_km2", "per_thousand(dossiers_received)"]
    explorer = bl.explore("Da Nang", measure="registered_population", beside=measures, compared=["Dak Lak", "Hue"])
    shown = explorer.shown["table"]
    assert [each["name"] for each in shown["columns"]] == ["place", "region", "registered_population", *measures]
    rows = {row["cells"][0]: row["cells"][2:] for row in shown["rows"]}
    assert set(rows) == {"Da Nang", "Hue", "Dak Lak"}
    assert [cell["text"] for cell in rows["Da Nang"]] == ["3,065,628", "11,859.59 km²", "0.6476"]
    assert rows["Hue"][2] == ""
    for cell in rows["Da Nang"]:
        assert repr(bl.trace(cell["of"]))
    assert all(each.source for each in figures_of(explorer.view))
    assert {each.indicator.name for each in figures_of(explorer.view)} == {"registered_population", "area_km2", "dossiers_received"}


def test_a_rank_that_contradicting_values_could_change_is_not_shown() -> None:
    """Among 34 counts of residents some contradict each other; a rank stands where that can't change it, and nowhere else."""
    explorer = bl.explore("Hue", measure="registered_population")
    at = [each["name"] for each in explorer.shown["table"]["columns"]].index("rank")
    ranks = {row["cells"][0]: row["cells"][at] for row in explorer.shown["table"]["rows"]}
    assert (ranks["Ho Chi Minh City"]["text"], ranks["Hue"], ranks["Da Nang"]["text"]) == ("1", "", "19")
    assert explorer.shown["charts"]["places"]["title"]["text"] == ["Hue: 1,432,986?; contradicting values leave its rank open"]


def test_times_and_printed_forms_are_sorted_by_what_they_mean() -> None:
    """Beside the words stands the last day of the time, and the value of the printed form, for the page to sort by."""
    cells = [row["cells"] for row in bl.explore("Da Nang", measure="dossiers_received", scope="measure").shown["table"]["rows"]]
    assert {each[4]["text"]: each[4]["number"] for each in cells}["1 July 2025 to 19 August 2025"] == date(2025, 8, 19).toordinal()
    assert {each[6]["text"]: each[6]["number"] for each in cells}["182.661"] == 182661


def test_a_value_says_why_it_is_doubted() -> None:
    """The note of the row stands in the table and is what the pointer is told, there and in the charts."""
    explorer = bl.explore("Da Nang", measure="dossiers_received", level="commune", scope="measure")
    note = "the window is not printed with the number"
    cells = next(row["cells"] for row in explorer.shown["table"]["rows"] if row["cells"][6]["text"] == "182.661")
    assert (note in cells[3]["tip"], note in cells[-1]) == (True, True)
    bars = {row["place"]: row["doubt"] for row in explorer.shown["charts"]["places"]["datasets"]["rows"]}
    assert (note in bars["Da Nang"], bars["Dak Lak"]) == (True, "none")


def test_the_table_of_a_province_holds_those_that_became_it() -> None:
    """All figures of a province are also those of the former ones in it, those of the measure first."""
    explorer = bl.explore("48", measure="papi_score", scope="place")
    assert set(explorer.figures.place) == {"Da Nang", "Da Nang (63-48)", "Quang Nam"}
    assert explorer.figures[["place", "measure"]].values.tolist()[:2] == [["Da Nang (63-48)", "PAPI score"], ["Quang Nam", "PAPI score"]]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("registered_population", ["how many people", "bao nhieu nguoi", "berapa orang"]),
        ("per_thousand(authorised_staff)", ["per capita", "rate", "binh quan dau nguoi", "ty le", "per kapita", "tingkat", "staff"]),
        ("dossiers_online_pct", ["rate", "ty le", "tingkat"]),
        ("authorised_staff", ["staff", "can bo", "pegawai"]),
        ("benefits_cost_billion_vnd", ["money", "tien", "uang"]),
    ],
)
def test_a_measure_is_found_by_what_people_call_it(real_store: Store, asked: str, words: list[str]) -> None:
    """Everyday words of three languages that no label has."""
    option = next(each for each in measure_options(Writer(real_store), real_store, real_store.latest_day) if each["value"] == asked)
    assert [each for each in words if f" {each}" not in option["find"] + option["about"]] == []


def test_places_that_ended_stand_in_the_row_of_what_they_are(real_store: Store) -> None:
    """Beside another measure PAPI does not double the rows: the row of today's place has the values of those that became it, named and traced."""
    explorer = bl.explore("48", measure="papi_score", beside=["registered_population"])
    rows = {row["cells"][0]: row["cells"][2:] for row in explorer.shown["table"]["rows"]}
    assert len(rows) == len(explorer.shown["table"]["rows"]) == 34
    papi, residents = rows["Da Nang"]
    assert papi["text"] == "Da Nang before the change 43.21; Quang Nam 41.00"
    assert [(each["place"], each["number"] > 40, "UNDP" in repr(bl.trace(each["of"]))) for each in papi["parts"]] == [
        ("Da Nang before the change", True, True),
        ("Quang Nam", True, True),
    ]
    assert residents["text"] == "3,065,628"
    explorer.choose(measure="registered_population", beside=["papi_score"], compared=["Hue"])
    assert [row["cells"][3]["text"] for row in explorer.shown["table"]["rows"]] == ["Hue before the change 45.10", papi["text"]]


def test_the_places_of_a_measure_that_ended(real_store: Store) -> None:
    """PAPI stands in rows of the former provinces, each with what it is now, traced like all others."""
    explorer = bl.explore("48", measure="papi_score", compared=["01"])
    rows = {row["cells"][0]: (row["place"], row["cells"][2]) for row in explorer.shown["table"]["rows"]}
    assert rows["Quang Nam, now Da Nang"][1]["text"] == "41.00"
    assert {code for code, _ in rows.values()} == {"48", "01"}


def test_text_of_the_data_is_data_in_the_table(explorer: Explorer) -> None:
    """The page sets cells as text and makes a link of web addresses only; no cell is mark-up."""
    evil = replace(explorer.view.here.shown, as_printed="<b>1</b>")
    evil = replace(evil, source=replace(evil.source, title="<i>Three</i>", url="javascript:alert(1)"))
    cells = table._cells(explorer._writer, evil)
    assert (cells[6]["text"], cells[7]) == ("<b>1</b>", {"text": "<i>Three</i>", "url": "javascript:alert(1)"})


def test_without_widgets_it_says_what_it_shows(explorer: Explorer) -> None:
    """In a stored notebook, or a program that knows no widgets, it is words, all of them."""
    assert repr(explorer).startswith(
        "Explorer of View(Da Nang, dossiers_received, level commune, as of 2025-11-01)\nDa Nang, commune level"
    )
    bundle = explorer._repr_mimebundle_()
    bundle = bundle[0] if isinstance(bundle, tuple) else bundle
    assert bundle["text/plain"] == repr(explorer)


def test_a_briefing_is_made_of_what_is_chosen(
    explorer: Explorer, ask: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:  # fmt: skip
    """Place, day and package are those of the explorer; the page hears how far it is, and gets the page with its numbers."""
    page, jobs = tmp_path / "page.html", []
    page.write_text("<!doctype html>", "utf-8")

    def made(job: Job, told) -> Built:  # type: ignore[no-untyped-def]
        jobs.append(job)
        told(1, 2)
        return Built(replace(result_of(job, "made"), reported=12, derived=3), page)

    monkeypatch.setattr(module, "run_aside", made)
    contents = [content for content, _ in ask(do="make")]
    assert (jobs[0].place, jobs[0].as_of, jobs[0].folder) == ("48", "2025-11-01", str(explorer.view.writer.store.folder))
    said = f"{page}: 12 reported and 3 derived numbers, each traced"
    assert contents == [{"progress": 1, "of": 2}, {"made": said, "page": "<!doctype html>"}, {"done": "make", "refused": ""}]


def test_a_briefing_that_fails_says_where(explorer: Explorer, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A notebook that fails leaves no page, and the message names cell and error."""

    def failing(*_: object) -> None:
        raise FailedBriefing("province_briefing.ipynb, cell 5: ZeroDivisionError: division by zero")

    monkeypatch.setattr(module, "run_aside", failing)
    ((sent, _),) = ask(do="make")
    assert sent == {"done": "make", "refused": "province_briefing.ipynb, cell 5: ZeroDivisionError: division by zero"}


@pytest.mark.parametrize(
    ("measure", "called"),
    [("residents_per_commune_unit", "Residents per commune-level unit"), ("per_day(dossiers_received)", "Dossiers received per day")],
)
def test_a_computed_value_is_called_what_it_is(measure: str, called: str) -> None:
    """In the list of figures a rate says by what it is one, and a share or an average has the name of its measure alone."""
    rows = bl.explore("Da Nang", measure=measure, scope="measure").shown["table"]["rows"]
    assert {row["cells"][1] for row in rows} == {called}
