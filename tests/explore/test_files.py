"""What an analyst takes away: frames, files, citation and code."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest

from briefing_lib.briefing.briefing import Briefing
from briefing_lib.briefing.frames import frame_figures, load_figures
from briefing_lib.charts.views import chart_places
from briefing_lib.explore.takeaway import chart_view, png_of, say_citation, say_code, svg_of
from briefing_lib.explore.view import open_view
from briefing_lib.pages.downloads import COLUMNS, csv_of, figures_frame, figures_xlsx
from briefing_lib.wording.language import language_of


def sheet_of(workbook: bytes, part: str) -> str:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return archive.read(part).decode()


def test_a_frame_has_a_row_for_each_figure_with_bounds_and_report(da_nang: Briefing) -> None:
    """Value, bounds, day and source of a hedged figure stand in one row, typed for computing."""
    row = frame_figures(list(da_nang.figures), da_nang.labels).set_index("figure_id").loc["da-nang.online"]
    assert (row["value"], row["low"], row["qualifier"], row["publisher"]) == (800.0, 800.0, "more_than", "The Paper")
    assert row[["high", "paragraph"]].isna().all()
    assert row["day"].isoformat() == "2025-09-30T00:00:00"


def test_the_frame_of_everything_is_every_known_figure(real_store: object) -> None:
    """Without a province all figures come, the nation's among them; as of an earlier day fewer."""
    everything = load_figures()
    assert len(everything) == len(real_store.figures)  # type: ignore[attr-defined]
    assert "VN" in set(everything.geography)
    assert 0 < len(load_figures(as_of="2025-10-01")) < len(everything)


def test_a_workbook_holds_no_formula(da_nang: Briefing) -> None:
    """A cell that begins like a formula is quoted text in the workbook, as in the CSV."""
    evil = replace(da_nang.figures[0], as_printed="=cmd|' /C calc'!A0")
    workbook = figures_xlsx([evil], da_nang.labels, "=1+1", da_nang.as_of)
    assert "<f>" not in sheet_of(workbook, "xl/worksheets/sheet1.xml") + sheet_of(workbook, "xl/worksheets/sheet2.xml")
    strings = re.findall(r"<t[^>]*>([^<]*)</t>", sheet_of(workbook, "xl/sharedStrings.xml"))
    assert {"'=cmd|' /C calc'!A0", "'=1+1"} <= set(strings)
    assert "'=cmd|' /C calc'!A0" in csv_of(figures_frame([evil], da_nang.labels))


def test_a_workbook_has_the_columns_of_the_csv_and_numbers_as_numbers(da_nang: Briefing) -> None:
    """The heading row is that of the CSV; a value is a number cell."""
    workbook = figures_xlsx(da_nang.figures[:1], da_nang.labels, "about", da_nang.as_of)
    strings = re.findall(r"<t[^>]*>([^<]*)</t>", sheet_of(workbook, "xl/sharedStrings.xml"))
    assert tuple(strings[: len(COLUMNS)]) == COLUMNS
    assert '<c r="G2"><v>1000</v></c>' in sheet_of(workbook, "xl/worksheets/sheet1.xml")


def test_equal_figures_give_an_equal_workbook(da_nang: Briefing) -> None:
    """No clock and no chance gets into the file."""
    first, second = (figures_xlsx(da_nang.figures, da_nang.labels, "about", da_nang.as_of) for _ in range(2))
    assert first == second
    assert "2025-11-01T00:00:00Z</dcterms:created>" in sheet_of(first, "docProps/core.xml")


def test_a_citation_has_a_line_for_each_report(da_nang: Briefing) -> None:
    """Publisher, title, day and address of each report, once, and the program that read them."""
    lines = say_citation(da_nang.figures[:2], language_of("en")).splitlines()
    assert lines[0] == "The Paper: Three months on, reported on 1 October 2025. https://example.org/paper"
    assert (len(lines), lines[1].startswith("Figures read with briefing-lib ")) == (2, True)


def test_three_lines_make_the_same_view() -> None:
    """The code that is offered, run on its own, gives the picture that is saved."""
    view = open_view("Quảng Nam", "dossiers_received", level="commune", as_of="2025-12-31")
    code = say_code(view)
    names: dict[str, object] = {}
    *before, last = code.splitlines()
    exec("\n".join(before), names)
    assert len(code.splitlines()) == 3
    assert eval(last, names).to_dict() == chart_view(view).to_dict()


@pytest.mark.parametrize(
    ("measure", "as_of", "compared"),
    [("dossiers_received", "2025-07-01", []), ("registered_population", "", ["Hue", "Da Nang"])],
)
def test_the_code_holds_the_whole_choice(measure: str, as_of: str, compared: list[str]) -> None:
    """Also where no level is reported, and with the compared provinces."""
    view = open_view("12", measure, as_of=as_of, compared=compared)
    names: dict[str, object] = {}
    exec("\n".join(say_code(view).splitlines()[:2]), names)
    again = names["view"]
    assert (repr(again), again.compared) == (repr(view), view.compared)


def test_pictures_have_their_vietnamese_letters() -> None:
    """SVG names the letters as text and carries a font that has them; PNG is drawn."""
    view = open_view("Đắk Lắk", "dossiers_received", level="commune", language="en")
    chart = chart_places(view).properties(title="Đắk Lắk, Thừa Thiên Huế")
    drawing = svg_of(chart)
    assert ("Đắk Lắk, Thừa Thiên Huế" in drawing, "font/woff2;base64," in drawing) == (True, True)
    assert png_of(chart).startswith(b"\x89PNG")
