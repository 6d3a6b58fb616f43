"""A notebook's parameters cell is its documentation and the only list of what it can be asked for; a new notebook is a new file."""

from __future__ import annotations

from pathlib import Path

import pytest
from papermill import inspect_notebook
from tiny import OF_THE_NATION, OPENING, PARAMETERS, write_notebook

from briefing_lib.build.notebooks import NOTEBOOKS, Notebook, Parameter, find_notebook, find_notebooks
from briefing_lib.build.site import plan_jobs
from briefing_lib.errors import WrongParameter, WrongUse
from briefing_lib.store import Store

PROVINCE_BRIEFING = Notebook(NOTEBOOKS / "province_briefing.ipynb")
MAKERS = [
    "comparison", "data_check", "national_briefing", "national_record", "progress_report", "province_briefing", "province_record",
]  # fmt: skip


def test_parameters_of_the_province_notebook() -> None:
    """The notebook takes a province, a day and a language, with the defaults that the design fixes."""
    found = PROVINCE_BRIEFING.parameters
    assert {name: (each.type, each.default) for name, each in found.items()} == {
        "province": ("str", "48"),
        "as_of": ("str", ""),
        "language": ("str", "en"),
    }
    assert all(len(each.help.split()) > 4 for each in found.values())


def test_stock_papermill_reads_the_same() -> None:
    """What `papermill --help-notebook` shows is what we check against."""
    stock = inspect_notebook(str(PROVINCE_BRIEFING.path))
    assert {name: each["help"] for name, each in stock.items()} == {name: each.help for name, each in PROVINCE_BRIEFING.parameters.items()}


@pytest.mark.parametrize("given", [{}, {"province": "48"}, {"province": 1}, {"province": "Quảng Nam", "as_of": "", "language": "en"}])
def test_known_parameters(given: dict[str, object]) -> None:
    """Text and whole numbers under known names pass: Papermill turns 01 into 1."""
    PROVINCE_BRIEFING.check(given)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"provnce": "48"},
            "parameter provnce: found '48'; province_briefing.ipynb takes province, as_of, language; did you mean province?",
        ),
        (
            {"Province": "48"},
            "parameter Province: found '48'; province_briefing.ipynb takes province, as_of, language; did you mean province?",
        ),
        ({"briefing": "48"}, "parameter briefing: found '48'; province_briefing.ipynb takes province, as_of, language"),
        ({"as_of": None}, "parameter as_of: found None; it must be str"),
        ({"province": 48.0}, "parameter province: found 48.0; it must be str"),
        ({"province": False}, "parameter province: found False; it must be str"),
    ],
)
def test_refused_parameters(given: dict[str, object], message: str) -> None:
    """A misspelt name is refused with the nearest one, and a value that is neither text nor whole number by its name."""
    with pytest.raises(WrongParameter) as problem:
        PROVINCE_BRIEFING.check(given)
    assert str(problem.value) == message


@pytest.mark.parametrize("content", [None, "{", "[]", '{"cells": 7}', "\x00"], ids=["missing", "broken", "a list", "no cells", "no text"])
def test_what_is_no_notebook(tmp_path: Path, content: str | None) -> None:
    """A file that is not there, or is no notebook, is wrong use."""
    if content is not None:
        (tmp_path / "none.ipynb").write_text(content, "utf-8")
    with pytest.raises(WrongUse, match=r"^none\.ipynb can't be read as a notebook: "):
        _ = Notebook(tmp_path / "none.ipynb").parameters


def test_help_of_a_parameter(tmp_path: Path) -> None:
    """A line of the cell is read as name, type, default and help."""
    found = Notebook(write_notebook(tmp_path, parameters="size: int = 3  # How many")).parameters
    assert found == {"size": Parameter("size", "int", 3, "How many")}


@pytest.mark.parametrize("line", ["province = '48'", "import os", "size: int", "size: int = count()", "size: int ="])
def test_line_that_is_no_parameter(tmp_path: Path, line: str) -> None:
    """A line of the cell that is not name, type and default is refused as it stands, and nothing of it is run."""
    with pytest.raises(WrongUse) as problem:
        _ = Notebook(write_notebook(tmp_path, parameters=line)).parameters
    assert str(problem.value) == f"tiny.ipynb: {line!r} is no parameter; write name: type = default  # help"


@pytest.mark.parametrize(
    ("tags", "found"), [(("other",), "no cell is"), (("parameters", "parameters"), "cells 1, 2 are")], ids=["missing", "doubled"]
)
def test_parameters_cells(tmp_path: Path, tags: tuple[str, ...], found: str) -> None:
    """A notebook with no parameters cell, or with two, is refused."""
    with pytest.raises(WrongUse) as problem:
        Notebook(write_notebook(tmp_path, OPENING, tags=tags)).check({"province": "48"})
    assert str(problem.value) == (f"tiny.ipynb: {found} tagged 'parameters'; exactly one must be, or parameters would be lost silently")


def test_notebooks_of_a_folder(tmp_path: Path) -> None:
    """Those with a parameters cell make pages; one for the eye does not."""
    write_notebook(tmp_path, name="b_note")
    write_notebook(tmp_path, name="a_note", parameters=OF_THE_NATION)
    write_notebook(tmp_path, name="explore", tags=("other",))
    assert list(find_notebooks(tmp_path)) == ["a_note", "b_note"]
    assert list(find_notebooks()) == MAKERS


def test_find_a_notebook(tmp_path: Path) -> None:
    """A notebook is found by its name, with ending or without, or by the path of a file; else the nearest name is told."""
    path = write_notebook(tmp_path, name="nation_note")
    assert find_notebook("province_briefing") == find_notebook("province_briefing.ipynb") == PROVINCE_BRIEFING
    assert find_notebook(str(path)).path == path.resolve()
    with pytest.raises(WrongUse) as problem:
        find_notebook("province_brief")
    assert str(problem.value) == (
        f"no notebook 'province_brief' makes pages; there are {', '.join(MAKERS)}; did you mean province_briefing?"
    )


@pytest.mark.parametrize(
    ("name", "ending"),
    [("province_briefing", ""), ("province_record", "-record"), ("nation_note_of_work", "-note-of-work"), ("atlas", "-atlas")],
)
def test_ending_of_a_notebooks_pages(name: str, ending: str) -> None:
    """What stands behind the first underscore of its name tells a notebook's pages from those of others on the same place."""
    assert Notebook(Path(f"{name}.ipynb")).ending == ending


def test_brief_and_record_of_one_kind(tmp_path: Path) -> None:
    """A brief and a record beside it are twins by their names; one without the other, or with another ending, has none."""
    brief, record, note, alone = (
        Notebook(write_notebook(tmp_path, name=name)) for name in ("town_briefing", "town_record", "town_note", "village_record")
    )
    assert [each.is_brief for each in (brief, record, note, alone)] == [True, False, False, False]
    assert (brief.twin, record.twin, note.twin, alone.twin) == (record, brief, None, None)


def test_siblings_of_a_page(tmp_path: Path, small_store: Store) -> None:
    """Beside a page stand those that the run makes, and those that an earlier one made of the same place."""
    out, asked = tmp_path / "site", {"language": "en", "as_of": ""}
    (out / "en").mkdir(parents=True)
    (out / "en" / "48-da-nang-record.html").write_text("", "utf-8")
    jobs = plan_jobs(small_store, [PROVINCE_BRIEFING], ["48", "46"], out=out, **asked)
    assert {job.place: job.siblings for job in jobs} == {"48": ("province_briefing", "province_record"), "46": ("province_briefing",)}
    both = plan_jobs(small_store, find_notebooks().values(), ["46"], out=out, **asked)
    assert [(job.name, "province_record" in job.siblings) for job in both] == [
        ("46-hue-report", True), ("46-hue", True), ("46-hue-record", True),
    ]  # fmt: skip


def test_jobs_of_two_notebooks(tmp_path: Path, small_store: Store) -> None:
    """A notebook that asks for a province makes a page for each, one that does not makes one for the nation."""
    nation, province = (
        Notebook(write_notebook(tmp_path, name=name, parameters=cell))
        for name, cell in (("nation_note", OF_THE_NATION), ("province_note", PARAMETERS))
    )
    every = plan_jobs(small_store, [nation, province], [], language="en", as_of="", out=tmp_path / "site")
    assert [job.stem for job in every][:2] == ["en/viet-nam-note", "en/01-hanoi-note"]
    assert (len(every), [job.stem for job in every if job.place == "48"]) == (35, ["en/48-da-nang-note"])
    chosen = plan_jobs(small_store, [nation, province], ["Quảng Nam", 48], language="en", as_of="", out=tmp_path / "site")
    assert [job.stem for job in chosen] == ["en/48-da-nang-note"]


def test_a_place_that_no_notebook_is_about(tmp_path: Path, small_store: Store) -> None:
    """To ask a notebook on the nation for a province would make nothing, and is refused."""
    nation = Notebook(write_notebook(tmp_path, name="nation_note", parameters=OF_THE_NATION))
    with pytest.raises(WrongUse, match=r"^none of these notebooks makes pages on single provinces; leave the province out$"):
        plan_jobs(small_store, [nation], ["48"], language="en", as_of="", out=tmp_path)


def test_the_nation_is_no_province(tmp_path: Path, small_store: Store) -> None:
    """To ask for the nation as a province is refused in words."""
    notebook = Notebook(write_notebook(tmp_path))
    with pytest.raises(WrongUse, match=r"^Viet Nam is no province; name one, or leave it out for all$"):
        plan_jobs(small_store, [notebook], ["VN"], language="en", as_of="", out=tmp_path)


def test_a_report_of_nation_and_provinces(tmp_path: Path, small_store: Store) -> None:
    """A notebook whose province may be blank makes a page for each province and one for the nation, named without a code."""
    note = Notebook(write_notebook(tmp_path, name="town_report", parameters=PARAMETERS.replace('"48"', '""')))
    jobs = plan_jobs(small_store, [note], [], language="en", as_of="", out=tmp_path / "site")
    assert (note.for_each_place, note.for_whole, note.is_report) == (True, True, True)
    assert [jobs[0].stem, jobs[-1].stem, len(jobs)] == ["en/01-hanoi-report", "en/viet-nam-report", 35]
    (chosen,) = plan_jobs(small_store, [note], ["48"], language="en", as_of="", out=tmp_path / "site")
    assert chosen.stem == "en/48-da-nang-report"


def test_pages_beside_a_page(small_store: Store) -> None:
    """A brief leads to record and report, a record and a report to the brief of their place, as far as these are made."""
    found, root = find_notebooks(), small_store.places.root
    da_nang = small_store.places["48"]
    assert found["province_briefing"].beside(da_nang, found) == {"record": "48-da-nang-record.html", "report": "48-da-nang-report.html"}
    assert found["province_briefing"].beside(da_nang, ["province_record"]) == {"record": "48-da-nang-record.html"}
    assert found["province_record"].beside(da_nang, found) == {"brief": "48-da-nang.html"}
    assert found["progress_report"].beside(da_nang, found) == {"brief": "48-da-nang.html"}
    assert found["progress_report"].beside(root, found) == {"brief": "viet-nam.html"}
    assert found["national_briefing"].beside(root, found) == {"record": "viet-nam-record.html", "report": "viet-nam-report.html"}
    assert [name for name, each in found.items() if each.is_check or each.is_comparison] == ["comparison", "data_check"]
    assert found["data_check"].beside(root, found) == {}
