"""The record holds all that is known by the day: every figure, statement and commitment in visible text, with its note."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from running import page_of, run_on
from small import small_package

from briefing_lib.briefing import Briefing, Data, brief, events, former_readings, is_summed_up, split_note
from briefing_lib.figures import Figure
from briefing_lib.proof.audit import audit_page
from briefing_lib.store import Store, open_store
from briefing_lib.wording import Writer, plain

DATA = Path(__file__).parents[2] / "data"
PLACES = [place.code for place in open_store(DATA).places]
HIDDEN = ("details", "script", "template", "noscript")


def record_of(briefing: Briefing) -> Any:
    """What the notebook of the record shows of a place, as a reader's program sees it."""
    return BeautifulSoup("\n".join(_shown(run_on(briefing, "record"))), "html.parser")


def _shown(notebook: nbformat.NotebookNode) -> Iterator[str]:
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            yield output.data.get("text/html", "")


def words(element: Any) -> str:
    return " ".join(element.get_text(" ").split())


class Row:
    """A row of the record with the line below it and the notes that its letters lead to; empty where there is none that is seen."""

    def __init__(self, soup: Any, name: str) -> None:
        found = soup.find(id=f"row-{name}")
        self.row = None if found is None or found.find_parent(HIDDEN) or found.find_parent(class_="unseen") else found
        self.parts = [self.row] if self.row else []
        if self.row:
            below = self.row.find_next_sibling("tr")
            self.parts += [below] if below and "more" in below.get("class", ()) else []
            self.parts += [soup.find(id=link["href"][1:]).find_next_sibling("dd") for link in self.row.select("sup a")]

    def lacks(self, *texts: str) -> list[str]:
        """Which of these texts do not stand here."""
        seen = squeezed(" ".join(words(part) for part in self.parts))
        return [text for text in texts if squeezed(text) not in seen]

    def numbers(self) -> list[str]:
        """The figures in the cell of the value."""
        return [mark["data-figure"] for mark in self.row.select("td.numeric data")] if self.row else []


def squeezed(text: str) -> str:
    """Without blanks and capitals: elements stand apart where their words do not."""
    return "".join(text.casefold().split())


def note_of(writer: Writer, note: str) -> list[str]:
    return [plain(writer.plain.referenced(part)) for part in split_note(note)]


def faults(briefing: Briefing, soup: Any) -> dict[str, list[str]]:
    """What is known of the place and does not stand on its record, by id."""
    writer, code = Writer(briefing.store), "en"
    found: dict[str, list[str]] = {}
    former = [figure for reading in former_readings(briefing) for figure in reading.figures]
    defined = squeezed(" ".join(words(each) for each in soup.select("tr.measure .definition")))
    for figure in (*briefing.figures, *former):
        row = Row(soup, figure.figure_id)
        wanted = [*note_of(writer, figure.note), *_doubts(writer, figure)]
        wanted += (
            [] if figure.source.kind == "official_text" or not figure.stated_by else [briefing.store.bodies[figure.stated_by].names[code]]
        )
        found[figure.figure_id] = row.lacks(writer.language.shown(figure), *wanted) + (
            ["value"] if row.numbers() != [figure.figure_id] else []
        )
        definition = plain(writer.plain.referenced(figure.indicator.definitions[code]))
        if squeezed(definition) not in defined:
            found[figure.figure_id].append(definition)
    for finding in briefing.findings:
        found[finding.finding_id] = Row(soup, finding.finding_id).lacks(
            plain(writer.plain.said(finding)),
            finding.source.publisher,
            *note_of(writer, finding.note),
            *writer_labels(writer, finding.doubt),
        )
    for task in briefing.commitments:
        known = events(briefing, task)
        wanted = [plain(writer.plain.task(task)), writer.language.day(task.deadline) if task.deadline else "", task.legal_basis]
        wanted += [writer.store.label("force", task.force, code), *note_of(writer, task.note)]
        wanted += [plain(writer.plain.referenced(each.note)) for each in known] + [writer.language.day(each.on) for each in known]
        wanted += [plain(writer.plain.referenced(task.results[code]))] if is_summed_up(briefing, task) else []
        found[task.commitment_id] = Row(soup, task.commitment_id).lacks(*wanted)
    listed = squeezed(" ".join(words(each) for each in soup.select("ul.gaps > li")))
    found |= {
        each.indicator.name: [each.indicator.labels[code]] for each in briefing.gaps if squeezed(each.indicator.labels[code]) not in listed
    }
    return {name: lacking for name, lacking in found.items() if lacking}


def _doubts(writer: Writer, figure: Figure) -> list[str]:
    """The doubts of a figure as its row says them; that of the day stands with the day."""
    said = writer_labels(writer, [code for code in figure.doubts if code != "date"])
    return [*said, *(["inferred"] if figure.period_basis == "inferred" else [])]


def writer_labels(writer: Writer, codes: Any) -> list[str]:
    return [writer.store.label("doubt", code, "en") for code in codes]


@pytest.mark.parametrize("code", ["VN", *PLACES])
def test_all_that_is_known_stands_on_the_record(real_store: Store, code: str) -> None:
    """Every figure on the place and on those that became it, every statement, commitment and gap is seen there, with its note."""
    briefing = Data(real_store).briefing(real_store.places[code])
    soup = record_of(briefing)
    assert faults(briefing, soup) == {}
    former = {figure.figure_id for reading in former_readings(briefing) for figure in reading.figures}
    rows = {element["id"].removeprefix("row-") for element in soup.select("tr[id^=row-]:has(td.numeric)")}
    assert rows == {figure.figure_id for figure in briefing.figures} | former


def test_a_record_of_an_early_day(real_store: Store) -> None:
    """On an early day the record has what was known by then, and no sentence that sums up what came later."""
    briefing = Data(real_store).briefing("48", as_of=dt.date(2025, 10, 1))
    soup = record_of(briefing)
    assert faults(briefing, soup) == {}
    late = next(each for each in real_store.commitments if each.commitment_id == "baochinhphu-2025-10-01-government.p34.c1")
    assert Row(soup, late.commitment_id).lacks(late.results["en"]) == [late.results["en"]]


@functools.cache
def small_briefing(folder: Path) -> Briefing:
    package = small_package(folder)
    package.edit("figures", "da-nang.vacancies", note="counted by hand; of the quota that the office names")
    package.edit("figures", "da-nang.vacancies.later", note="of the quota that the office names")
    package.edit("findings", "works", note="said in passing", doubt="scope")
    package.edit("commitments", "passed", note="before the end of August")
    package.add_event("passed", "partly_done", "2025-11-01", "later", note="ten were handed over")
    return package.briefing()


@pytest.mark.parametrize(
    ("gone", "lacking"),
    [
        ("tr#row-da-nang\\.vacancies\\.other", {"da-nang.vacancies.other"}),
        ("tr#row-da-nang\\.vacancies + tr.more", {"da-nang.vacancies"}),
        ("dl.notes dd", {"da-nang.vacancies", "da-nang.vacancies.later"}),
        ("tr.measure .definition", {"everything"}),
        ("li#row-works .note", {"works"}),
        ("li#row-difficult", {"difficult"}),
        ("tr#row-passed + tr.more", {"passed"}),
        ("tr#row-undated", {"undated"}),
        ("ul.gaps", {"surplus_premises"}),
    ],
)
def test_what_is_left_out_is_found(tmp_path_factory: pytest.TempPathFactory, gone: str, lacking: set[str]) -> None:
    """The test above fails where one row, note, definition, statement, commitment or gap is left out."""
    briefing = small_briefing(tmp_path_factory.getbasetemp() / "record")
    soup = record_of(briefing)
    assert faults(briefing, soup) == {}
    for element in soup.select(gone):
        element.clear()
    found = set(faults(briefing, soup))
    assert found == lacking if lacking != {"everything"} else found >= {figure.figure_id for figure in briefing.figures}


@pytest.mark.parametrize("wrapper", ["details", "template"])
def test_what_is_folded_is_not_seen(tmp_path_factory: pytest.TempPathFactory, wrapper: str) -> None:
    """A row that a reader must unfold does not count."""
    briefing = small_briefing(tmp_path_factory.getbasetemp() / "record")
    soup = record_of(briefing)
    soup.select_one("div.record").wrap(soup.new_tag(wrapper))
    assert set(faults(briefing, soup)) & {figure.figure_id for figure in briefing.figures}


@pytest.mark.parametrize("code", ["48", "46", "VN"])
def test_the_page_of_a_record(small_store: Store, code: str) -> None:
    """Every number on the page of a record is traced, every name stands once, every link within it leads somewhere, no heading is passed over."""
    page = page_of(brief(small_store, small_store.places[code], small_store.latest_day), kind="record")
    assert [str(flaw) for flaw in audit_page(page, "page.html", small_store).flaws] == []
    soup = BeautifulSoup(page, "html.parser")
    names = [element["id"] for element in soup.find_all(id=True)]
    assert sorted(set(names)) == sorted(names)
    assert {link["href"][1:] for link in soup.select('a[href^="#"]')} <= set(names)
    levels = [int(heading.name[1]) for heading in soup.find_all(re.compile(r"^h[1-6]$"))]
    assert [pair for pair in itertools.pairwise(levels) if pair[1] > pair[0] + 1] == []
    raw = [*small_store.indicators, *small_store.codes["theme"], "None", "nan", "Markup("]
    assert [name for name in raw if "_" in name and name in soup.main.get_text(" ")] == []
