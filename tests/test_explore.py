"""One choice drives every part of the explorer; what is shown is honest about periods, hedges and gaps."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from small import small_package

import briefing_lib
from briefing_lib.briefing.comparison import obstacle
from briefing_lib.build.parameters import read_parameters
from briefing_lib.build.runner import Result
from briefing_lib.charts.views import chart_compared, chart_days, chart_places, chart_tiles, say_reports
from briefing_lib.errors import BriefingError, FailedBriefing, NotComparable, WrongParameter, WrongUse
from briefing_lib.explore import form as explore_build
from briefing_lib.explore.choice import Choice
from briefing_lib.explore.controls import province_options
from briefing_lib.explore.explorer import Explorer, open_explorer
from briefing_lib.explore.form import Form, build_briefing, job_of
from briefing_lib.explore.table import shown_cell, table_row
from briefing_lib.explore.takeaway import chart_view
from briefing_lib.explore.view import View, open_view, say_comparison, say_view, view_of
from briefing_lib.store.store import Store, open_store
from briefing_lib.wording.language import language_of, plain


@pytest.fixture
def choice(small_store: Store) -> Choice:
    """Da Nang, dossiers received, as of the latest day of the small package."""
    return Choice(small_store, language_of("en"), province="48")


@pytest.fixture
def explorer(choice: Choice) -> Explorer:
    return Explorer(choice)


def rows_of(chart: object) -> list[dict[str, object]]:
    return chart.data.values  # type: ignore[attr-defined,no-any-return]


def test_a_choice_starts_at_a_level_that_the_province_reports(choice: Choice) -> None:
    """Without a level, the one at which the chosen province reports the measure is taken."""
    assert (choice.province, choice.measure, choice.level, choice.figure) == ("48", "dossiers_received", "commune", "da-nang.received")


def test_a_choice_takes_an_old_name(choice: Choice) -> None:
    """The name of a former province chooses the one that took over."""
    choice.province = "01"
    choice.province = "Quảng Nam"
    assert (choice.province, choice.view.briefing.province.name_en) == ("48", "Da Nang")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("province", "Atlantis", "no province is called 'Atlantis'"),
        ("province", None, "no province is called None"),
        ("measure", "dosiers_received", "did you mean dossiers_received"),
        ("measure", 7, "indicators.csv has no such measure"),
        ("level", "ministry", "dossiers_received is reported by 2025-11-01 at: commune"),
        ("as_of", "2031-01-01", "give a day from 2025-07-01"),
        ("as_of", 2025, "give a day that exists"),
        ("scope", "x", "the table holds one of: place, measure"),
        ("provnce", "Hue", "a choice has province, measure, level, as_of, compared, scope, figure; did you mean province?"),
        ("figure", "da-nang.receved", "figures.csv has no such figure; did you mean da-nang.received?"),
        ("compared", "48", 'give a list of names or codes, as in ["Da Nang", "Hue"]'),
        ("compared", 48, "give a list of names or codes"),
        ("compared", ["Atlantis"], "no province is called 'Atlantis'"),
    ],
)
def test_a_refused_choice_changes_nothing(choice: Choice, name: str, value: object, message: str) -> None:
    """What can't be chosen raises an error of ours that says what can, and everything stays as it was."""
    names = ("view", "province", "measure", "level", "as_of", "scope", "figure", "compared")
    before = [getattr(choice, each) for each in names]
    with pytest.raises(WrongUse, match=re.escape(message)):
        setattr(choice, name, value)
    assert [getattr(choice, each) for each in names] == before


def test_a_choice_takes_a_number_for_a_code(choice: Choice) -> None:
    """A code may be given as a number, as everywhere else."""
    choice.province = 1
    assert choice.province == "01"


def test_the_level_comes_back_after_a_day_without_any(choice: Choice) -> None:
    """A day before the first report has no level to show; going back to a later day shows the level again."""
    choice.level = "commune"
    choice.as_of = "2025-07-01"
    assert (choice.levels, str(say_view(choice.view)).count("here or elsewhere")) == ((), 1)
    choice.as_of = "2025-11-01"
    assert choice.level == "commune"


def test_another_measure_settles_its_level_before_anybody_hears(choice: Choice) -> None:
    """Who watches the view never sees a level at which nobody reports the measure."""
    seen: list[tuple[str, str]] = []
    choice.observe(lambda _: seen.append((choice.measure, choice.level)), "view")
    choice.measure = "retired_under_178"
    assert seen == [("retired_under_178", "all")]


def test_an_earlier_day_hides_what_was_not_known(choice: Choice) -> None:
    """As of October the figure of November's report is not in the view."""
    choice.measure = "vacancies"
    assert "15" in repr(say_view(choice.view))
    choice.as_of = "2025-10-15"
    assert [each.figure_id for each in choice.view.here.figures] == ["da-nang.vacancies.other", "da-nang.vacancies"]


def test_at_most_six_provinces_are_compared(choice: Choice) -> None:
    """A seventh is refused; the same province twice counts once."""
    choice.compared = ["48", "Quang Nam", 1]
    assert choice.compared == ("48", "01")
    with pytest.raises(WrongUse, match="at most 6"):
        choice.compared = ("01", "04", "08", "11", "12", "14", "15")


def test_the_table_holds_the_place_or_the_measure(choice: Choice) -> None:
    """The scope decides which figures are in the table; those of the chosen measure stand first."""
    assert choice.figures[0].figure_id == "da-nang.received"
    assert {each.geography for each in choice.figures} == {"48"}
    choice.scope = "measure"
    assert [each.figure_id for each in choice.figures] == ["da-nang.received", "hanoi.received", "can-tho.received"]


def test_the_sentence_says_what_is_shown_and_what_is_missing(small_store: Store) -> None:
    """Value, speaker and period here; the nation; how many report it; who does not."""
    view = Choice(small_store, language_of("en"), province="48").view
    assert repr(say_view(view)) == (
        "Da Nang, commune level: dossiers received 1,000 (City Office; 1 July 2025 to 30 September 2025). "
        "No national figure at this level is in hand.\n"
        "3 of 34 provinces report it at commune level. They stand in order of value. "
        "Not reported for: Cao Bang, Tuyen Quang, Dien Bien, Lai Chau, Son La, Lao Cai and 25 more."
    )


def test_the_sentence_says_that_nothing_is_reported(small_store: Store) -> None:
    """A province without the measure is said to have none; the value is not 0."""
    view = Choice(small_store, language_of("en"), province="Hue").view
    assert repr(say_view(view)).startswith("Hue: by 1 November 2025 no report in hand gives “dossiers received” at commune level.")


@pytest.mark.parametrize(
    ("measure", "reason"),
    [("dossiers_received", ""), ("vacancies", "there are not two values to compare"), ("registered_population", "")],
)
def test_only_comparable_figures_are_ranked(small_store: Store, measure: str, reason: str) -> None:
    """Figures of one level and period are ranked; else the reason says why not."""
    assert str(Choice(small_store, language_of("en"), province="48", measure=measure).view.obstacle) == reason


def test_other_periods_are_no_ranking(real_store: Store) -> None:
    """Dossiers of periods that differ stand by name, each with its period."""
    view = open_view("48", "dossiers_received", level="commune")
    assert str(obstacle(view.briefing, view.figures)) == "their days or periods differ"
    assert [row["place"] for row in rows_of(chart_places(view))] == ["Ca Mau", "Da Nang", "Dak Lak"]
    assert rows_of(chart_places(view))[1]["dated"] == "182,661 (1 July 2025 to 30 September 2025)"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({}, ""),
        ({"value": "1000", "qualifier": "at_least"}, "a hedged value leaves the order open"),
        ({"period_end": "2025-08-31"}, "their days or periods differ"),
        ({"period_start": "", "period_end": ""}, "their days or periods differ"),
    ],
)
def test_one_value_in_doubt_ends_the_order(tmp_path: Path, cells: dict[str, str], reason: str) -> None:
    """An order needs every pair of values to be sure, also those that the chosen province is not part of."""
    package = small_package(tmp_path)
    package.edit("figures", "can-tho.received", **cells)
    view = Choice(open_store(package.folder), language_of("en"), province="01").view
    assert str(view.obstacle) == reason


def test_ranks_are_not_ranked() -> None:
    """A measure that is a rank already is no value to order."""
    view = open_view("48", "dti_rank")
    assert str(obstacle(view.briefing, view.figures)) == "they are ranks already, the lowest number the best"


def test_a_comparison_says_why_there_is_no_rank() -> None:
    """Provinces with other periods stand side by side, with the reason; there is no chart that orders them."""
    view = open_view("48", "dossiers_received", level="commune")
    compared = view_of(view.briefing, measure="dossiers_received", level="commune", compared=("48", "66", "01"))
    text = repr(say_comparison(compared))
    assert "Not comparable: their days or periods differ." in text
    assert "No report in hand gives it for: Hanoi." in text
    assert "Rank among these" not in text


def test_one_value_is_no_comparison() -> None:
    """Where one of the compared provinces reports the measure, there is nothing to compare, and it says so."""
    view = open_view("48", "dossiers_received", level="commune", compared=["Hue", "Da Nang"])
    assert repr(say_comparison(view)).startswith(
        "Fewer than two of them report it at commune level: no comparison. At other levels, which are not comparable, it is reported for "
        "some of them. No report in hand gives it for: Hue."
    )


def test_other_levels_stand_side_by_side() -> None:
    """Provinces that report at other levels than the chosen one are shown with level, value and day, not compared."""
    view = open_view("Hung Yen", "dossiers_received", level="all", compared=["Hung Yen", "Da Nang"])
    table = repr(say_comparison(view))[repr(say_comparison(view)).index("received, other levels") :].splitlines()
    assert table[1:9] == ["Province", "Level", "Value", "When", "Stated by", "Da Nang", "commune level", "182,661"]


def test_the_sentence_says_when_another_day_is_compared() -> None:
    """Standing facts are compared for the day that most have; where the province has a later one too, the sentence gives both."""
    view = open_view("Bac Ninh", "communes")
    assert "communes 54" in repr(say_view(view))
    assert "Compared are the values of 1 July 2025, the day that most reports speak of; Bac Ninh then had 66." in repr(say_view(view))
    assert chart_places(view).title.subtitle[0] == "Communes, number, commune level, 1 July 2025"


def test_one_value_has_no_order() -> None:
    """Where one province reports the measure, nothing is said of order or of doubts among values."""
    told = repr(say_view(open_view("Hue", "dossiers_received", level="commune", as_of="2025-07-31"))).splitlines()[1]
    assert told.startswith("1 of 34 provinces reports it at commune level. Not reported for: ")


def test_the_sentence_counts_the_doubtful() -> None:
    """How many of the compared values are doubtful is said, with the figures behind the count."""
    assert "In doubt: 11 of them." in repr(say_view(open_view("48", "registered_population")))


def test_a_comparison_ranks_what_can_be_ranked() -> None:
    """A standing fact of one day is ranked among the compared provinces."""
    view = view_of(open_view("48", "registered_population").briefing, measure="registered_population", compared=("48", "01", "79"))
    lines = repr(say_comparison(view)).splitlines()
    doubt = "Values with a question mark are doubtful."
    assert (lines[0], lines[-1]) == (
        f"Comparable: same measure, level and period. {doubt}",
        "3? (doubtful: another printed number contradicts it)",
    )
    assert [row["place"] for row in rows_of(chart_compared(view))] == ["Ho Chi Minh City", "Hanoi", "Da Nang"]


def test_every_province_and_both_archipelagos_have_a_tile(choice: Choice) -> None:
    """The map of tiles has 36: the provinces, Hoàng Sa with Da Nang and Trường Sa with Khánh Hòa."""
    tiles = rows_of(chart_tiles(choice.view))
    islands = {row["label"]: row["code"] for row in tiles if row["label"] in ("Hoang Sa", "Truong Sa")}
    assert (len(tiles), islands) == (36, {"Hoang Sa": "48", "Truong Sa": "56"})


def test_the_chosen_tile_is_drawn_last(choice: Choice) -> None:
    """No neighbour covers the frame of the chosen province."""
    tiles = rows_of(chart_tiles(choice.view))
    assert [row["code"] for row in tiles if row["here"]] == [row["code"] for row in tiles[-2:]] == ["48", "48"]


def test_a_tile_without_a_report_has_no_value(choice: Choice) -> None:
    """Not reported is no value, never 0."""
    tiles = {row["place"]: row for row in rows_of(chart_tiles(choice.view))}
    assert (tiles["Hue"]["value"], tiles["Hue"]["shown"]) == (None, "not reported")


def test_charts_of_nothing_are_none(small_store: Store) -> None:
    """Where no province and no nation reports a measure by that day, there is no bar and no point to draw."""
    view = Choice(small_store, language_of("en"), province="48", measure="dossiers_online_pct", as_of="2025-10-01").view
    nothing = view_of(view.briefing, measure="commune_level_units")
    assert (chart_places(nothing), chart_days(nothing)) == (None, None)


def test_the_days_chart_holds_every_report_of_the_measure(small_store: Store) -> None:
    """Earlier and conflicting values are points beside the shown one."""
    view = Choice(small_store, language_of("en"), province="48", measure="vacancies").view
    assert [row["figure_id"] for row in rows_of(chart_days(view))] == [
        "da-nang.vacancies",
        "da-nang.vacancies.later",
        "da-nang.vacancies.other",
    ]


def test_values_of_one_day_stand_in_lanes() -> None:
    """Contradicting values of one day stand one above the other, and the headline has the one that is shown."""
    view = open_view("Hue", "registered_population")
    rows = [row for row in rows_of(chart_days(view)) if row["place"] == "Hue" and row["day"] == "2025-07-01"]
    assert (len(rows), len({row["lane"] for row in rows})) == (2, 2)
    assert " ".join(chart_days(view).title.text).endswith("Hue: 1,432,986? (1 July 2025)")


def test_ranks_are_points() -> None:
    """The longest bar would be the last of all; the unit is not said twice."""
    chart = chart_places(open_view("48", "dti_rank"))
    assert (chart.layer[0].mark.type, chart.layer[2].encoding.text.shorthand) == ("point", "shown:N")
    assert chart.title.subtitle[0] == "Digital transformation rank, all levels, 1 January 2024 to 31 December 2024"


def test_the_whole_view_is_one_valid_chart(choice: Choice) -> None:
    """The picture to take away is a chart that Altair's schema accepts, says what it shows, has a key, and names its reports."""
    spec = chart_view(choice.view).to_dict()
    title = spec["title"]
    assert spec["resolve"] == spec["hconcat"][1]["resolve"] == {"scale": {"yOffset": "independent"}}
    assert title["text"] == "Da Nang: dossiers received, as of 1 November 2025"
    assert " ".join(title["subtitle"]).startswith("Orange: the chosen province. The darker a tile, the higher the value;")
    assert title["subtitle"][-1] == "Source: The Paper."


def test_the_charts_that_are_drawn_are_valid(choice: Choice) -> None:
    """Speed is bought by not checking at every click; the same charts pass the check here."""
    for chart in (chart_tiles(choice.view), chart_places(choice.view), chart_days(choice.view)):
        assert chart.to_dict(validate=True)["description"].startswith("Da Nang. Dossiers received: Hanoi 3,000;")


def test_a_chart_says_what_it_shows() -> None:
    """The headline has the finding; below it stand measure, unit, level, day and the reports."""
    ranked = view_of(open_view("48", "registered_population").briefing, measure="registered_population", compared=("48", "01", "79"))
    assert titles_of(ranked) == [
        "Reported by 34 of 34 provinces",
        "Da Nang is number 19? of 34 with 3,065,628",
        "From 14,002,598 (Ho Chi Minh City) to 3,065,628 (Da Nang)",
    ]
    unranked = view_of(open_view("48", "dossiers_received").briefing, measure="dossiers_received", compared=("48", "66"))
    assert titles_of(unranked) == [
        "Reported by 3 of 34 provinces",
        "Da Nang: 182,661; the values are not ranked",
        "Dated values, side by side",
    ]
    assert titles_of(open_view("Hue", "dossiers_received", level="commune"))[1] == "Hue: not reported"
    assert " ".join(chart_places(unranked).title.subtitle) == (
        "Dossiers received, number, commune level, as of 20 September 2026 Source: asiacity.news, Báo Điện tử Chính phủ and Lao Động."
    )


def titles_of(view: View) -> list[str]:
    """Headlines of tiles, bars and comparison."""
    charts = (chart_tiles(view), chart_places(view), chart_compared(view))
    return [" ".join(chart.title.text) for chart in charts if chart]


def test_the_days_chart_says_how_the_value_went() -> None:
    """First and last value with their days; one value alone stands with its own."""
    view = open_view("48", "registered_population")
    assert " ".join(chart_days(view).title.text).startswith("Da Nang: from ")
    alone = open_view("48", "dossiers_received", level="commune")
    assert chart_days(alone).title.text == ["Da Nang: 182,661 (1 July 2025 to 30 September 2025)"]


def test_many_reports_are_named_by_the_first(choice: Choice) -> None:
    """Of more than three publishers the first is named and the rest counted."""
    figures = [
        replace(choice.figures[0], source=replace(choice.figures[0].source, publisher=f"Paper {letter}", source_id=letter))
        for letter in "ABCDE"
    ]
    assert plain(say_reports(choice.view, figures[:3])) == "Source: Paper A, Paper B and Paper C."
    assert plain(say_reports(choice.view, figures)) == "Source: Paper A and 4 others."


def test_every_part_follows_the_choice(explorer: Explorer) -> None:
    """Another province changes sentence, charts, table, menus, chain, code and form."""
    explorer.choice.province = "Hanoi"
    assert "Hanoi, commune level: dossiers received" in explorer.charts.sentence.value
    assert explorer.charts.tiles.spec["description"].startswith("Hanoi.")
    assert explorer.table.table.df["Place"].unique().tolist() == ["Hanoi"]
    assert explorer.controls.province.value == "Hanoi"
    assert "hanoi.received" in explorer.chain.prose.value
    assert "open_view(&quot;01&quot;" in explorer.files.texts.value
    assert explorer.form.fields["province"].value == "Hanoi"


def test_two_threads_do_not_lose_a_choice(explorer: Explorer) -> None:
    """JupyterLab calls handlers in several threads: a day chosen while a level is still being shown is not lost."""
    later = threading.Thread(target=setattr, args=(explorer.controls.as_of, "value", "2025-10-01"))
    explorer.choice.observe(lambda _: (later.start(), time.sleep(0.2)), "level")
    explorer.controls.measure.value = "retired_under_178"
    later.join()
    assert (explorer.view.briefing.as_of.isoformat(), explorer.view.indicator.name) == ("2025-10-01", "retired_under_178")


def test_a_click_on_a_tile_chooses_the_province(explorer: Explorer) -> None:
    """What a chart hands over becomes the choice, and the table holds that province."""
    explorer.choice.scope = "measure"
    explorer.choice.pick_province("92")
    assert (explorer.choice.province, explorer.choice.scope) == ("92", "place")


def test_a_click_on_a_point_chooses_the_figure(explorer: Explorer) -> None:
    """A point of a figure that is not in the table shows it there and traces it."""
    explorer.charts._pick_figure("hanoi.received")
    assert (explorer.choice.scope, explorer.choice.figure) == ("measure", "hanoi.received")
    assert "hanoi.received" in explorer.chain.prose.value


def test_a_row_of_the_table_chooses_the_figure(explorer: Explorer) -> None:
    """A selected row is the figure that is traced."""
    explorer.table.table.selected_rows = [1]
    assert explorer.choice.figure == explorer.choice.figures[1].figure_id


def test_the_level_menu_is_dead_where_there_is_nothing_to_choose(explorer: Explorer) -> None:
    """A menu with one entry can't be opened: no control does nothing."""
    assert not explorer.controls.level.disabled or len(explorer.controls.level.options) == 1
    explorer.choice.measure = "registered_population"
    assert (explorer.controls.level.disabled, len(explorer.controls.level.options)) == (True, 1)


def test_a_refused_name_is_explained_beside_the_field(explorer: Explorer) -> None:
    """The message names the nearest province, and the field returns to what is chosen."""
    explorer.controls.province.value = "Da Nag"
    assert "did you mean Da Nang (48)" in explorer.controls.message.value
    assert explorer.controls.province.value == "Da Nang"


def test_what_was_refused_is_forgotten(explorer: Explorer) -> None:
    """A message goes once something else is shown, however that was chosen."""
    explorer.controls.province.value = "Hanoy"
    explorer.comparison.field.value = "Hanoy"
    assert "Hanoy" in explorer.controls.message.value
    assert "Hanoy" in explorer.comparison.message.value
    explorer.choice.pick_province("01")
    assert (explorer.controls.message.value, explorer.comparison.message.value) == ("", "")


def test_an_empty_field_returns_to_what_is_chosen(explorer: Explorer) -> None:
    """To clear the field chooses nothing."""
    explorer.controls.province.value = ""
    assert (explorer.controls.province.value, explorer.choice.province) == ("Da Nang", "48")


def test_a_second_click_on_a_mark_is_heard(explorer: Explorer) -> None:
    """A tile that was clicked before chooses its province again."""
    clicked = {"pick": {"value": {"vlPoint": {"or": [{"code": "01"}]}}, "store": [{"values": ["01"]}]}}
    explorer.charts.tiles._vl_selections = clicked
    explorer.choice.scope = "measure"
    explorer.charts.tiles._vl_selections = clicked
    assert (explorer.choice.province, explorer.choice.scope) == ("01", "place")


def test_the_type_ahead_knows_old_names_with_and_without_diacritics(choice: Choice) -> None:
    """A former province is offered in both spellings, with the province that it is part of."""
    assert {"Quang Nam, now Da Nang", "Quảng Nam, now Da Nang", "Da Nang", "Đà Nẵng"} <= set(province_options(choice))


def test_a_former_province_can_be_chosen_from_the_list(explorer: Explorer) -> None:
    """The entry of the list that names old and new province chooses the new one."""
    explorer.choice.province = "01"
    explorer.controls.province.value = "Quảng Nam, now Da Nang"
    assert explorer.choice.province == "48"


def test_a_compared_province_is_added_and_taken_out(explorer: Explorer) -> None:
    """The field adds a province by any name and is blank again; its button takes it out."""
    explorer.comparison.field.value = "Quang Nam"
    assert (explorer.choice.compared, explorer.comparison.field.value) == (("48",), "")
    explorer.comparison.chosen.children[0].click()
    assert explorer.choice.compared == ()


def test_text_from_the_data_is_escaped_in_the_table(choice: Choice) -> None:
    """The table takes HTML for the link to a report, so every other cell, and what is in the link, is escaped."""
    evil = replace(choice.figures[0], as_printed="<b>1</b>")
    evil = replace(evil, source=replace(evil.source, title="<i>Three</i>", url='https://example.org/"onclick="x'))
    cells = [shown_cell(cell) for cell in table_row(evil, choice.view.briefing.labels)]
    assert cells[7] == "&lt;b&gt;1&lt;/b&gt;"
    assert cells[8] == ('<a href="https://example.org/&#34;onclick=&#34;x" target="_blank" rel="noopener">&lt;i&gt;Three&lt;/i&gt;</a>')


def test_parts_say_in_words_what_they_show(explorer: Explorer) -> None:
    """Without widgets, as in a stored notebook, each part still says what it is."""
    view = "View(Da Nang, dossiers_received, level commune, as of 2025-11-01)"
    assert [repr(part) for part in (explorer.compare, explorer.trace)] == [f"Comparison: {view}", f"Trace: {view}"]
    assert repr(explorer).startswith(f"Explorer of {view}\nDa Nang, commune level")


def test_the_form_has_the_fields_of_the_parameters_cell(explorer: Explorer) -> None:
    """Names and help of the fields are those that the notebook's own cell writes down."""
    parameters = read_parameters()
    assert list(explorer.form.fields) == list(parameters)
    helps = [row.children[1].value for row in explorer.form.widgets[: len(parameters)]]
    assert helps == [f"<span>{each.help}</span>" for each in parameters.values()]


def test_the_form_shows_a_failure_with_its_cell(choice: Choice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A notebook that fails leaves no link, and the message names cell and error; the form can be used again."""
    reason = "province_briefing.ipynb, cell 5: ZeroDivisionError: division by zero"
    failed = Result(stem="en/48-da-nang", province="48", language="en", as_of="2025-11-01", status="failed", reason=reason)
    monkeypatch.setattr(explore_build, "_run_aside", lambda _job, _told: failed)
    form = Form(choice, tmp_path)
    form.button.click()
    wait_until(lambda: not form.button.disabled)
    assert ("cell 5: ZeroDivisionError" in form.message.value, form.link.page) == (True, "")


def wait_until(done: object) -> None:
    for _ in range(200):
        if done():  # type: ignore[operator]
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen within ten seconds")


def test_the_form_refuses_before_anything_runs(choice: Choice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A day that can't be had is refused at once, in words."""
    monkeypatch.setattr(explore_build, "_run_aside", lambda *_: pytest.fail("a build was started"))
    form = Form(choice, tmp_path)
    form.fields["as_of"].value = "2031-01-01"
    form.button.click()
    assert "parameter as_of: found" in form.message.value


def test_a_build_is_refused_by_name(small_store: Store, tmp_path: Path) -> None:
    """A parameter that the notebook does not know is refused with the nearest name."""
    with pytest.raises(WrongParameter, match="did you mean province"):
        job_of(small_store, {"provinc": "48"}, tmp_path)


def test_a_build_says_that_its_folder_is_a_file(small_store: Store, tmp_path: Path) -> None:
    """Where no folder can be made, the build is refused in words before anything runs."""
    (tmp_path / "made").write_text("in the way", "utf-8")
    parameters = {"province": "48", "as_of": "", "language": "en"}
    with pytest.raises(WrongUse, match=r"nothing can be made in .*made: File exists; name another folder"):
        job_of(small_store, parameters, tmp_path / "made")


def test_each_day_has_its_folder(small_store: Store, tmp_path: Path) -> None:
    """A briefing on an earlier day does not take the place of the one on a later day."""
    parameters = {"province": "48", "language": "en"}
    outs = {job_of(small_store, parameters | {"as_of": day}, tmp_path).out for day in ("2025-10-15", "2025-11-01")}
    assert outs == {str(tmp_path / "2025-10-15"), str(tmp_path / "2025-11-01")}


def test_a_failed_build_raises_with_its_reason(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In code, a failed build is an error that holds the cell."""
    failed = Result(stem="en/48-da-nang", province="48", language="en", as_of="2025-11-01", status="failed", reason="cell 5: it broke")
    monkeypatch.setattr(explore_build, "_run_aside", lambda _job, _told: failed)
    with pytest.raises(FailedBriefing, match="cell 5: it broke"):
        build_briefing("48", out=tmp_path)


def test_a_real_build_tells_of_every_cell(tmp_path: Path) -> None:
    """The build runs the notebook in a process of its own, counts its cells, and leaves the page where it says."""
    told: list[tuple[int, int]] = []
    made = build_briefing("Hue", out=tmp_path, told=lambda done, all_cells: told.append((done, all_cells)))
    assert made.page.read_text("utf-8").startswith("<!doctype html>")
    assert (told[-1][0], sorted(told)) == (told[-1][1], told)


def test_an_unknown_measure_is_refused_with_the_nearest_name() -> None:
    """A misspelt measure names the one that was meant."""
    with pytest.raises(WrongParameter, match="did you mean dossiers_received"):
        open_view("48", "dossier_received")


@pytest.mark.parametrize("name", briefing_lib.__all__)
def test_every_verb_is_found_by_tab(name: str) -> None:
    """Tab after `briefing_lib.` offers the verbs alone, and the docstring of each has an example, which runs as a doctest."""
    assert name in dir(briefing_lib) == briefing_lib.__all__
    assert re.search(rf">>> .*\b{name}\(", getattr(briefing_lib, name).__doc__)


def test_a_misspelt_verb_names_the_verbs() -> None:
    """An unknown name lists what there is."""
    with pytest.raises(AttributeError, match=r"its verbs are .*open_briefing"):
        briefing_lib.open_breifing  # noqa: B018 the access is what is tested


def test_an_error_shows_as_one_line_in_a_notebook() -> None:
    """In place of a traceback a notebook shows kind and message."""
    assert NotComparable("they differ")._render_traceback_() == ["NotComparable: they differ"]
    assert issubclass(WrongParameter, BriefingError)


def test_the_explorer_opens_on_the_committed_package() -> None:
    """With no arguments it shows Da Nang on the latest day."""
    assert repr(open_explorer().view).startswith("View(Da Nang, dossiers_received, level commune, as of ")
