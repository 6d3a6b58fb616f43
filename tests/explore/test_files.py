"""What an analyst takes away: files, citation and code."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import briefing_lib as bl
from briefing_lib.briefing import Briefing
from briefing_lib.briefing.frames import COLUMNS
from briefing_lib.explore import Explorer
from briefing_lib.explore.files import KINDS, file_of, png_of, svg_of
from briefing_lib.explore.views import cite
from briefing_lib.pages.downloads import figures_csv, figures_xlsx
from briefing_lib.wording import Writer


def sheet_of(workbook: bytes, part: str) -> str:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return archive.read(part).decode()


def test_a_workbook_holds_no_formula(da_nang: Briefing) -> None:
    """A cell that begins like a formula is quoted text in the workbook, as in the CSV."""
    evil = replace(da_nang.figures[0], as_printed="=cmd|' /C calc'!A0")
    workbook = figures_xlsx([evil], da_nang.store, "en", about="=1+1", day=da_nang.as_of)
    assert "<f>" not in sheet_of(workbook, "xl/worksheets/sheet1.xml") + sheet_of(workbook, "xl/worksheets/sheet2.xml")
    strings = re.findall(r"<t[^>]*>([^<]*)</t>", sheet_of(workbook, "xl/sharedStrings.xml"))
    assert {"'=cmd|' /C calc'!A0", "'=1+1"} <= set(strings)
    assert "'=cmd|' /C calc'!A0" in figures_csv([evil], da_nang.store, "en")


def test_a_workbook_has_the_columns_of_the_csv_and_numbers_as_numbers(da_nang: Briefing) -> None:
    """The heading row is that of the CSV; a value is a number cell."""
    workbook = figures_xlsx(da_nang.figures[:1], da_nang.store, "en", about="about", day=da_nang.as_of)
    strings = re.findall(r"<t[^>]*>([^<]*)</t>", sheet_of(workbook, "xl/sharedStrings.xml"))
    assert tuple(strings[: len(COLUMNS)]) == COLUMNS
    assert '<c r="H2"><v>1000</v></c>' in sheet_of(workbook, "xl/worksheets/sheet1.xml")


def test_equal_figures_give_an_equal_workbook(da_nang: Briefing) -> None:
    """No clock and no chance gets into the file."""
    first, second = (figures_xlsx(da_nang.figures, da_nang.store, "en", about="about", day=da_nang.as_of) for _ in range(2))
    assert first == second
    assert "2025-11-01T00:00:00Z</dcterms:created>" in sheet_of(first, "docProps/core.xml")


def test_a_citation_has_a_line_for_each_report(da_nang: Briefing) -> None:
    """Publisher, title, day and address of each report, once, and the program that read them."""
    lines = cite(Writer(da_nang.store), da_nang.figures[:2]).splitlines()
    assert lines[0] == "The Paper: Three months on, reported on 1 October 2025. https://example.org/paper"
    assert (len(lines), lines[1].startswith("Figures read with briefing-lib ")) == (2, True)


def test_three_lines_make_the_same_view() -> None:
    """The code that is offered, run on its own, gives the picture that is saved."""
    view = bl.view("Quảng Nam", "dossiers_received", level="commune", as_of="2025-12-31")
    code = view.code
    names: dict[str, object] = {}
    *before, last = code.splitlines()
    exec("\n".join(before), names)
    assert len(code.splitlines()) == 3
    assert eval(last, names).to_dict() == view.chart().to_dict()


@pytest.mark.parametrize(
    ("measure", "as_of", "compared"),
    [("dossiers_received", "2025-07-01", []), ("registered_population", "", ["Hue", "Da Nang"])],
)
def test_the_code_holds_the_whole_choice(measure: str, as_of: str, compared: list[str]) -> None:
    """Also where no level is reported, and with the compared provinces."""
    view = bl.view("12", measure, as_of=as_of, compared=compared)
    names: dict[str, object] = {}
    exec("\n".join(view.code.splitlines()[:2]), names)
    again = names["view"]
    assert (repr(again), again.compared) == (repr(view), view.compared)


def test_pictures_have_their_vietnamese_letters() -> None:
    """SVG names the letters as text and carries a font that has them; PNG is drawn."""
    view = bl.view("Đắk Lắk", "dossiers_received", level="commune", language="en")
    chart = view.chart_places().properties(title="Đắk Lắk, Thừa Thiên Huế")
    drawing = svg_of(chart)
    assert ("Đắk Lắk, Thừa Thiên Huế" in drawing, "font/woff2;base64," in drawing) == (True, True)
    assert png_of(chart).startswith(b"\x89PNG")


def test_each_file_is_what_it_is_called(explorer: Explorer, ask: Callable[..., Any]) -> None:
    """A picture is named after place and measure, a table after what it holds; the bytes are of the kind that is promised."""
    sent = [ask(do="save", kind=kind)[0] for kind in KINDS]
    files = [(content["file"], content["type"], buffers[0]) for content, buffers in sent]
    assert [(name, media_type) for name, media_type, _ in files] == [
        ("48-da-nang-dossiers-received-2025-11-01.png", "image/png"),
        ("48-da-nang-dossiers-received-2025-11-01.svg", "image/svg+xml"),
        ("dossiers-received-2025-11-01.csv", "text/csv"),
        ("dossiers-received-2025-11-01.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ]
    starts = (b"\x89PNG", b"<svg", b"figure_id,", b"PK")
    assert [name for (name, _, content), start in zip(files, starts, strict=True) if not content.startswith(start)] == []
    explorer.choose(scope="place")
    assert file_of(explorer.view, "csv", about="")[0] == "48-da-nang-2025-11-01.csv"


def test_the_workbook_has_the_table_as_it_is_read(explorer: Explorer) -> None:
    """Beside the figures there is a sheet with the rows of the table, the provinces side by side."""
    explorer.choose(beside=["vacancies"])
    _, _, content = file_of(explorer.view, "xlsx", about="about")
    assert re.findall(r'sheet name="(\w+)"', sheet_of(content, "xl/workbook.xml")) == ["figures", "table", "about"]
    strings = re.findall(r"<t[^>]*>([^<]*)</t>", sheet_of(content, "xl/sharedStrings.xml"))
    assert "Vacancies, commune level, 30 September 2025" in strings


@pytest.mark.parametrize("scope", ["places", "measure", "place"])
def test_the_csv_is_the_figures_of_the_table(explorer: Explorer, scope: str) -> None:
    """The saved CSV holds the figures of the table, in its order."""
    explorer.choose(scope=scope)
    _, _, content = file_of(explorer.view, "csv", about="")
    ids = [line.partition(",")[0] for line in content.decode().splitlines()[1:]]
    assert ids == list(explorer.figures.figure_id)
    assert "da-nang.received" in ids
