"""What is shown is honest about periods, hedges and gaps, in sentences and in charts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from small import small_package

import briefing_lib as bl
from briefing_lib.charts.views import NAMED
from briefing_lib.errors import UnknownPlace, WrongParameter
from briefing_lib.explore import View
from briefing_lib.explore.views import view_of
from briefing_lib.figures import Figure
from briefing_lib.store import Store
from briefing_lib.wording import plain


def small_view(store: Store, place: str, measure: str = "dossiers_received", **asked: str) -> View:
    return bl.view(place, measure, folder=store.folder, **asked)


def rows_of(chart: object) -> list[dict[str, object]]:
    return chart.data.values  # type: ignore[attr-defined,no-any-return]


def test_the_sentence_says_what_is_shown_and_what_is_missing(small_store: Store) -> None:
    """Value, speaker and period here; the nation; how many report it; who does not."""
    view = small_view(small_store, "48")
    assert repr(view.say()) == (
        "Da Nang, commune level: dossiers received 1,000 (City Office; 1 July 2025 to 30 September 2025). "
        "No national figure at this level is in hand.\n"
        "3 of 34 provinces report it at commune level. They stand in order of value. "
        "Not reported for: Cao Bang, Tuyen Quang, Dien Bien, Lai Chau, Son La, Lao Cai and 25 more."
    )


def test_the_sentence_says_that_nothing_is_reported(small_store: Store) -> None:
    """A province without the measure is said to have none; the value is not 0."""
    view = small_view(small_store, "Hue")
    assert repr(view.say()).startswith("Hue: by 1 November 2025 no report in hand gives “dossiers received” at commune level.")


@pytest.mark.parametrize(
    ("measure", "reason"),
    [("dossiers_received", ""), ("vacancies", "few"), ("registered_population", "")],
)
def test_only_comparable_figures_are_ranked(small_store: Store, measure: str, reason: str) -> None:
    """Figures of one level and period are ranked; else the reason says why not."""
    assert small_view(small_store, "48", measure).everywhere.obstacle == reason


def test_other_periods_are_no_ranking(real_store: Store) -> None:
    """Dossiers of periods that differ stand by name, each with its period."""
    view = bl.view("48", "dossiers_received", level="commune")
    assert view.everywhere.obstacle == "periods"
    assert [row["place"] for row in rows_of(view.chart_places())] == ["Ca Mau", "Da Nang", "Dak Lak"]
    assert rows_of(view.chart_places())[1]["dated"] == "182,661 (1 July 2025 to 30 September 2025, inferred)"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({}, ""),
        ({"value": "1000", "qualifier": "at_least"}, "hedges"),
        ({"period_end": "2025-08-31"}, "periods"),
        ({"period_start": "", "period_end": ""}, "periods"),
    ],
)
def test_one_value_in_doubt_ends_the_order(tmp_path: Path, cells: dict[str, str], reason: str) -> None:
    """An order needs every pair of values to be sure, also those that the chosen province is not part of."""
    package = small_package(tmp_path)
    package.edit("figures", "can-tho.received", **cells)
    view = small_view(package.open(), "01")
    assert view.everywhere.obstacle == reason


def test_ranks_are_not_ranked() -> None:
    """A measure that is a rank already is no value to order."""
    view = bl.view("48", "dti_rank")
    assert view.everywhere.obstacle == "ranks"


def test_a_comparison_says_why_there_is_no_rank() -> None:
    """Provinces with other periods stand side by side, with the reason; there is no chart that orders them."""
    view = bl.view("48", "dossiers_received", level="commune")
    compared = view_of(view.writer, view.briefing, measure="dossiers_received", level="commune", compared=("48", "66", "01"))
    text = repr(compared.compare())
    assert "Not comparable: their days or periods differ." in text
    assert "No report in hand gives it for: Hanoi." in text
    assert "Rank among these" not in text


def test_one_value_is_no_comparison() -> None:
    """Where one of the compared provinces reports the measure, there is nothing to compare, and it says so."""
    view = bl.view("48", "dossiers_received", level="commune", compared=["Hue", "Da Nang"])
    assert repr(view.compare()).startswith(
        "Fewer than two of them report it at commune level: no comparison. At other levels, which are not comparable, it is reported for "
        "some of them. No report in hand gives it for: Hue."
    )


def test_other_levels_stand_side_by_side() -> None:
    """Provinces that report at other levels than the chosen one are shown with level, value and day, not compared."""
    view = bl.view("Hung Yen", "dossiers_received", level="all", compared=["Hung Yen", "Da Nang"])
    table = repr(view.compare()).partition("received, other levels\n")[2].splitlines()
    assert table[0] == "Province Level Value When Stated by"
    assert table[1].startswith("Da Nang commune level 182,661 1 July 2025 to 30 September 2025, inferred ")


def test_the_sentence_says_when_another_day_is_compared() -> None:
    """Standing facts are compared for the day that most have; where the province has a later one too, the sentence gives both."""
    view = bl.view("Bac Ninh", "commune_level_units/unit_kind:commune")
    assert "communes 54" in repr(view.say())
    assert "Compared are the values of 1 July 2025, the day that most reports speak of; Bac Ninh then had 66." in repr(view.say())
    assert view.chart_places().title.subtitle[0] == "Commune-level units: communes, number, commune level, 1 July 2025"


def test_one_value_has_no_order() -> None:
    """Where one province reports the measure, nothing is said of order or of doubts among values."""
    told = repr(bl.view("Hue", "dossiers_received", level="commune", as_of="2025-07-31").say()).splitlines()[1]
    assert told.startswith("1 of 34 provinces reports it at commune level. Not reported for: ")


def test_the_sentence_counts_the_doubtful() -> None:
    """How many of the compared values are doubtful is said, with the figures behind the count."""
    assert "In doubt: 10 of them." in repr(bl.view("48", "registered_population").say())


def test_a_comparison_ranks_what_can_be_ranked() -> None:
    """A standing fact of one day is ranked among the compared provinces."""
    view = bl.view("48", "registered_population", compared=["48", "01", "79"])
    lines = repr(view.compare()).splitlines()
    doubt = "Values with a question mark are doubtful."
    assert lines[0] == f"Comparable: same measure, level and period. {doubt}"
    assert lines[2].endswith(" Rank among these")
    assert lines[-1].endswith(" 3")
    assert [row["place"] for row in rows_of(view.chart_compared())] == ["Ho Chi Minh City", "Hanoi", "Da Nang"]


def test_every_province_and_both_archipelagos_have_a_tile(view: View) -> None:
    """The map of tiles has 36: the provinces, Hoàng Sa with Da Nang and Trường Sa with Khánh Hòa."""
    tiles = rows_of(view.chart_tiles())
    islands = {row["lines"]: row["code"] for row in tiles if row["lines"] in ("Hoang Sa", "Truong Sa")}
    assert (len(tiles), islands) == (36, {"Hoang Sa": "48", "Truong Sa": "56"})


def test_the_chosen_tile_is_drawn_last(view: View) -> None:
    """No neighbour covers the frame of the chosen province."""
    tiles = rows_of(view.chart_tiles())
    assert [row["code"] for row in tiles if row["here"]] == [row["code"] for row in tiles[-2:]] == ["48", "48"]


def test_a_tile_without_a_report_has_no_value(view: View) -> None:
    """Not reported is no value, never 0."""
    tiles = {row["place"]: row for row in rows_of(view.chart_tiles())}
    assert (tiles["Hue"]["value"], tiles["Hue"]["shown"]) == (None, "not reported")


def test_one_outlier_does_not_wash_out_the_shades() -> None:
    """Shades hold about as many provinces each, though one has three times the residents of most; the legend says from where to where."""
    chart = bl.view("48", "registered_population").chart_tiles()
    rows = [row for row in rows_of(chart) if row["lines"] not in ("Hoang Sa", "Truong Sa")]
    many = Counter(row["shade"] for row in rows)
    assert (len(many), min(many.values()), max(many.values())) == (5, 6, 7)
    scale = chart.to_dict()["layer"][0]["encoding"]["color"]["scale"]
    assert (scale["domain"][0], scale["domain"][-1]) == ("512,601 – 1,497,447", "4,412,264 – 14,002,598")
    assert set(many) == set(scale["domain"])
    values = {shade: [row["value"] for row in rows if row["shade"] == shade] for shade in scale["domain"]}
    assert all(max(values[low]) < min(values[high]) for low, high in pairwise(scale["domain"]))


def test_unranked_values_have_one_shade() -> None:
    """Where values may not be compared the map says only who reports, and its legend says so."""
    scale = bl.view("48", "dossiers_received").chart_tiles().to_dict()["layer"][0]["encoding"]["color"]["scale"]
    assert scale["domain"] == ["reported", "not reported"]


def test_charts_of_nothing_are_none(small_store: Store) -> None:
    """Where no province and no nation reports a measure by that day, there is no bar and no point to draw."""
    view = small_view(small_store, "48", "dossiers_online_pct", as_of="2025-10-01")
    nothing = view_of(view.writer, view.briefing, measure="commune_level_units")
    assert (nothing.chart_places(), nothing.chart_days()) == (None, None)


def test_the_days_chart_holds_every_report_of_the_measure(small_store: Store) -> None:
    """Earlier and conflicting values are points beside the shown one."""
    view = small_view(small_store, "48", "vacancies")
    assert [row["figure_id"] for row in rows_of(view.chart_days())] == [
        "da-nang.vacancies",
        "da-nang.vacancies.later",
        "da-nang.vacancies.other",
    ]


def test_values_of_one_day_stand_in_lanes() -> None:
    """Contradicting values of one day stand one above the other, and the headline has the one that is shown."""
    view = bl.view("Hue", "registered_population")
    rows = [row for row in rows_of(view.chart_days()) if row["place"] == "Hue" and row["day"] == "2025-07-01"]
    assert (len(rows), len({row["lane"] for row in rows})) == (2, 2)
    assert " ".join(view.chart_days().title.text).endswith("Hue: 1,432,986? (1 July 2025)")


def test_ranks_are_points() -> None:
    """The longest bar would be the last of all; the unit is not said twice."""
    chart = bl.view("48", "dti_rank").chart_places()
    assert (chart.layer[0].mark.type, chart.layer[2].encoding.text.shorthand) == ("point", "brief:N")
    assert chart.title.subtitle[0] == "Digital transformation rank, all levels, 2024"


def test_the_whole_view_is_one_valid_chart(view: View) -> None:
    """The picture to take away is a chart that Altair's schema accepts, says what it shows, has a key, and names its reports."""
    spec = view.chart().to_dict()
    title = spec["title"]
    assert spec["resolve"] == spec["hconcat"][1]["resolve"] == {"scale": {"yOffset": "independent", "color": "independent"}}
    assert title["text"] == "Da Nang: dossiers received, as of 1 November 2025"
    assert " ".join(title["subtitle"]).startswith("Orange: the chosen province; dark: those to compare. Each shade of the map ")
    assert title["subtitle"][-1] == "Source: The Paper."


def test_the_charts_that_are_drawn_are_valid(view: View) -> None:
    """Speed is bought by not checking at every click; the same charts pass the check here."""
    for chart in (view.chart_tiles(), view.chart_places()):
        assert chart.to_dict(validate=True)["description"].startswith("Da Nang. Dossiers received: Hanoi 3,000;")
    assert bl.view("48", "registered_population").chart_days().to_dict(validate=True)


def test_a_chart_says_what_it_shows() -> None:
    """The headline has the finding; below it stand measure, unit, level, day and the reports."""
    ranked = bl.view("48", "registered_population", compared=["48", "01", "79"])
    assert titles_of(ranked) == [
        "Reported by 34 of 34 provinces",
        "Da Nang is number 19 of 34 with 3,065,628",
        "From 14,002,598 (Ho Chi Minh City) to 3,065,628 (Da Nang)",
    ]
    unranked = bl.view("48", "dossiers_received", compared=["48", "66"])
    assert titles_of(unranked) == [
        "Reported by 3 of 34 provinces",
        "Da Nang: 182,661; the values are not ranked",
        "Dated values, side by side",
    ]
    assert titles_of(bl.view("Hue", "dossiers_received", level="commune"))[1] == "Hue: not reported"
    assert " ".join(unranked.chart_places().title.subtitle) == (
        "Dossiers received, number, commune level, as of 20 September 2026 Source: asiacity.news, Báo Điện tử Chính phủ and Lao Động."
    )


def titles_of(view: View) -> list[str]:
    """Headlines of tiles, bars and comparison."""
    charts = (view.chart_tiles(), view.chart_places(), view.chart_compared())
    return [" ".join(chart.title.text) for chart in charts if chart]


def test_the_days_chart_says_how_the_value_went() -> None:
    """First and last value with their days; one value alone is no chart."""
    view = bl.view("Dong Nai", "commune_level_units/unit_kind:commune")
    assert " ".join(view.chart_days().title.text) == "Dong Nai: from 72 (1 July 2025) to 62 (30 April 2026)"
    alone = bl.view("48", "dossiers_received", level="commune")
    assert alone.chart_days() is None


def test_a_vague_newer_value_is_no_change() -> None:
    """More than three million is no fall from 3,065,628: the exact value stands, and the vague one is a point beside it."""
    view = bl.view("48", "registered_population")
    assert view.chart_days().title.text == ["Da Nang: 3,065,628 (1 July 2025)"]
    shown = [row["shown"] for row in rows_of(view.chart_days()) if row["place"] == "Da Nang"]
    assert shown == ["3,065,628", "more than 3,000,000?"]


def test_a_measure_of_places_that_ended() -> None:
    """What was measured in former provinces is told of those that became the chosen one, with their names, and is reported by none of today."""
    view = bl.view("48", "papi_score")
    told = repr(view.say())
    assert told.startswith("Da Nang: by ")
    assert "no report in hand gives “PAPI score” for all levels together. Before the change: Da Nang 43.21 (reported by CECODES" in told
    assert "; Quang Nam 41.00 (reported by CECODES" in told
    assert told.endswith("\nIt is reported of 61 former provinces only. They stand by name and are not ranked.")
    assert view.chart_tiles().title.text == ["Reported of former provinces only, which are not on the map"]


def test_bars_of_places_that_ended() -> None:
    """Bars of former provinces stand by name and say which province each is now; a click chooses that one."""
    chart = bl.view("48", "papi_score").chart_places()
    bars = {row["place"]: (row["code"], row["shown"]) for row in rows_of(chart) if row["here"]}
    assert bars == {"Da Nang before the change": ("48", "43.21"), "Quang Nam, now Da Nang": ("48", "41.00")}
    assert chart.title.text == ["61 former provinces, by name and not ranked"]
    assert [row["place"] for row in rows_of(chart)][:2] == ["An Giang before the change", "Ba Ria - Vung Tau, now Ho Chi Minh City"]
    assert chart.description.startswith("Da Nang. PAPI score: An Giang 42.89; ")


def test_the_menu_counts_places_that_ended_apart() -> None:
    """A measure that only former provinces have is offered as such, and marked where one of them became the chosen province."""
    explorer = bl.explore("48")
    notes = {each["value"]: each["note"] for each in explorer.measures if each["value"] in explorer.shown["here"]}
    assert (notes["papi_score"], notes["area_km2"]) == ("61 former provinces", "34 provinces")


def test_a_chart_of_compared_places_describes_these() -> None:
    """What a screen reader says of a chart are its own values, in its order: not those of all places."""
    view = bl.view("Da Nang", "registered_population", compared=["Dak Lak", "Hue"])
    told = "Da Nang. Registered population: Dak Lak 3,346,853; Hue 1,432,986?"
    assert (view.chart_compared().description, view.chart_places().description[:40]) == (told, view.chart_tiles().description[:40])


def test_many_reports_are_named_by_the_first(view: View) -> None:
    """Of more than three publishers the first is named and the rest counted."""
    figures = [
        replace(view.here.shown, source=replace(view.here.shown.source, publisher=f"Paper {letter}", source_id=letter))
        for letter in "ABCDE"
    ]

    def said(*shown: Figure) -> str:
        return plain(view.writer.plain.blocks("explore/base.html.j2", ["source"], figures=shown, most=NAMED)["source"].html)

    assert said(*figures[:3]) == "Source: Paper A, Paper B and Paper C."
    assert said(*figures) == "Source: Paper A and 4 others."
    assert said() == ""


def test_the_sentence_gives_the_value_that_contradicts(small_store: Store) -> None:
    """Where two values can't both hold, the other is said beside the one that is shown, with its doubt."""
    told = repr(bl.view("48", "vacancies", folder=small_store.folder).say())
    assert "Da Nang, commune level: vacancies 15 (" in told
    assert "17? (doubtful: another printed number contradicts it) is printed too; both can't hold." in told


def test_the_sentence_names_other_levels() -> None:
    """A place that reports the measure at other levels only is said to, and the value there is not taken for the one asked for."""
    told = repr(bl.view("Da Nang", "dossiers_received", level="all").say())
    assert told.startswith("Da Nang: by ")
    assert "no report in hand gives “dossiers received” for all levels together. It is reported there at: commune level, " in told


def test_the_whole_is_no_place_among_others() -> None:
    """The nation stands beside each place, not among them; it is refused with the name of one."""
    with pytest.raises(UnknownPlace, match="it is the whole, which stands beside each of its places; name one, as Hanoi"):
        bl.view("Viet Nam", "dossiers_received")


def test_a_view_is_said_without_links() -> None:
    """A notebook has no register to lead to: numbers are marked with what they are traced to, and link nowhere."""
    html = str(bl.view("48", "registered_population", compared=["48", "01"]).compare())
    assert ('<data value="3065628" data-figure="' in html, "<a " in html) == (True, False)


def test_a_hedged_value_has_its_bound_and_is_paler(small_store: Store) -> None:
    """The row of a hedged value says so and how far it may reach; its bar and its point are drawn paler."""
    view = bl.view("48", "dossiers_online", folder=small_store.folder)
    (row,) = rows_of(view.chart_places())
    assert (row["hedged"], row["low"], row.get("high"), row["shown"]) == (True, 800.0, None, "more than 800?")
    assert "datum.hedged" in str(view.chart_places().to_dict()["layer"][0]["encoding"]["fillOpacity"])
    days = bl.view("48", "registered_population").chart_days()
    assert "datum.hedged" in str(days.to_dict()["layer"][0]["encoding"]["opacity"])


def test_an_unknown_measure_is_refused_with_the_nearest_name() -> None:
    """A misspelt measure names the one that was meant."""
    with pytest.raises(WrongParameter, match="did you mean dossiers_received"):
        bl.view("48", "dossier_received")


def test_rates_where_periods_differ() -> None:
    """Two flows over different periods are not ranked; beside them stands what they come to by the day and the thousand residents."""
    view = bl.view("Da Nang", "dossiers_received", level="commune", compared=["Da Nang", "Dak Lak"])
    told = repr(view.compare())
    assert "Not comparable: their days or periods differ." in told
    assert re.search(r"\nOn average: (Da Nang|Dak Lak) 0\.\d{4} per thousand residents per day and ", told)
    one_day = bl.view("Da Nang", "registered_population", compared=["Da Nang", "Dak Lak"])
    assert "On average" not in repr(one_day.compare())
