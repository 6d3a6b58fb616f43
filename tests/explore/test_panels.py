"""One choice drives every part of the explorer."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import briefing_lib as bl
from briefing_lib.explore import Explorer
from briefing_lib.explore.choice import Choice
from briefing_lib.explore.controls import place_options
from briefing_lib.explore.table import shown_cell, table_row


def test_every_part_follows_the_choice(explorer: Explorer) -> None:
    """Another province changes sentence, charts, table, menus, chain, code and form."""
    explorer.choice.place = "Hanoi"
    assert "Hanoi, commune level: dossiers received" in explorer.charts.sentence.value
    assert explorer.charts.tiles.spec["description"].startswith("Hanoi.")
    assert explorer.table.table.df["Place"].unique().tolist() == ["Hanoi"]
    assert explorer.controls.place.value == "Hanoi"
    assert "hanoi.received" in explorer.chain.prose.value
    assert "bl.view(&#34;01&#34;" in explorer.files.texts.value
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
    explorer.choice.pick_place("92")
    assert (explorer.choice.place, explorer.choice.scope) == ("92", "place")


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
    explorer.controls.place.value = "Da Nag"
    assert "did you mean Da Nang (48)" in explorer.controls.message.value
    assert explorer.controls.place.value == "Da Nang"


def test_what_was_refused_is_forgotten(explorer: Explorer) -> None:
    """A message goes once something else is shown, however that was chosen."""
    explorer.controls.place.value = "Hanoy"
    explorer.comparison.field.value = "Hanoy"
    assert "Hanoy" in explorer.controls.message.value
    assert "Hanoy" in explorer.comparison.message.value
    explorer.choice.pick_place("01")
    assert (explorer.controls.message.value, explorer.comparison.message.value) == ("", "")


def test_an_empty_field_returns_to_what_is_chosen(explorer: Explorer) -> None:
    """To clear the field chooses nothing."""
    explorer.controls.place.value = ""
    assert (explorer.controls.place.value, explorer.choice.place) == ("Da Nang", "48")


def test_a_second_click_on_a_mark_is_heard(explorer: Explorer) -> None:
    """A tile that was clicked before chooses its province again."""
    clicked = {"pick": {"value": {"vlPoint": {"or": [{"code": "01"}]}}, "store": [{"values": ["01"]}]}}
    explorer.charts.tiles._vl_selections = clicked
    explorer.choice.scope = "measure"
    explorer.charts.tiles._vl_selections = clicked
    assert (explorer.choice.place, explorer.choice.scope) == ("01", "place")


def test_the_type_ahead_knows_old_names_with_and_without_diacritics(choice: Choice) -> None:
    """A former province is offered in both spellings, with the province that it is part of."""
    assert {"Quang Nam, now Da Nang", "Quảng Nam, now Da Nang", "Da Nang", "Đà Nẵng"} <= set(place_options(choice))


def test_a_former_province_can_be_chosen_from_the_list(explorer: Explorer) -> None:
    """The entry of the list that names old and new province chooses the new one."""
    explorer.choice.place = "01"
    explorer.controls.place.value = "Quảng Nam, now Da Nang"
    assert explorer.choice.place == "48"


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
    cells = [shown_cell(cell) for cell in table_row(evil, choice.writer)]
    assert cells[7] == "&lt;b&gt;1&lt;/b&gt;"
    assert cells[8] == ('<a href="https://example.org/&#34;onclick=&#34;x" target="_blank" rel="noopener">&lt;i&gt;Three&lt;/i&gt;</a>')


def test_parts_say_in_words_what_they_show(explorer: Explorer) -> None:
    """Without widgets, as in a stored notebook, each part still says what it is."""
    view = "View(Da Nang, dossiers_received, level commune, as of 2025-11-01)"
    assert [repr(part) for part in (explorer.compare, explorer.trace)] == [f"Comparison: {view}", f"Trace: {view}"]
    assert repr(explorer).startswith(f"Explorer of {view}\nDa Nang, commune level")


def test_the_explorer_opens_on_the_committed_package() -> None:
    """With no arguments it shows the first place that has figures, the core measure that most places report, and the latest day."""
    assert repr(bl.explore().view).startswith("View(Hanoi, dossiers_received, level all, as of ")
