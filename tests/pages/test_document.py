"""A finished page becomes blocks in its order, and its register notes: one for each paragraph of a report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from on_paper import PAGE, page_with, read_by_eye
from small import small_package

from briefing_lib.briefing import Briefing
from briefing_lib.errors import FailedBriefing
from briefing_lib.pages.document import Block, Document, read_document
from briefing_lib.pages.runs import Runs

CHART = """<figure class="chart"><figcaption><h3>Twelve</h3><p class="subtitle">By level</p></figcaption>
<div class="drawing" role="img" aria-label="One bar"></div><script type="application/json">
{"data": {"values": [{"a": "Huế", "b": 12}]}, "mark": "bar", "width": "container", "height": 400,
 "encoding": {"x": {"field": "b", "type": "quantitative"}, "y": {"field": "a", "type": "nominal"}}}</script>
<details class="numbers"><summary>Numbers</summary><table><tr><th>A</th><th>B</th></tr><tr><td>Huế</td><td>{{ f("dong-nai.premises") | quantity }}</td></tr></table>
</details><p class="source">Source: The Paper.</p></figure>"""
SECTIONS = """<h2 id="key">Key messages</h2><ul class="messages"><li>Received were {{ f("da-nang.received") | quantity }}. <span class="who">(City Office)</span></li></ul>
<dl class="facts"><div><dt>Residents</dt><dd>{{ f("da-nang.population") | quantity }} <span class="when">1 July 2025</span></dd></div></dl>
<div class="table" role="region" aria-label="Work"><table><caption>Work</caption><thead><tr><th>Measure</th><th class="numeric">Here</th></tr></thead>
<tbody><tr><th>Online<br><span class="when">all levels</span></th><td class="numeric">{{ f("da-nang.online") | quantity }}</td></tr>
<tr><td colspan="2">a line as wide as the table</td></tr></tbody></table></div>
<div class="columns"><div><h3>Difficult</h3><p>One</p></div><div><h3>Being done</h3><p>Two</p></div></div>
CHART
<ol class="questions"><li>Why?</li></ol><p class="small">Small print <span class="unseen">(for ears)</span></p>""".replace("CHART", CHART)
OPENING = '<h1>Da Nang</h1><p class="evidence">Evidence</p><div class="bottom-line"><p>First.</p><p>Second.</p></div>'


def said(runs: Runs) -> str:
    """Words with the marks of their notes."""
    return "".join(run.text + (str(list(run.notes)) if run.notes else "") for run in runs)


def notes_of(document: Document) -> list[list[str]]:
    return [[said(line) for line in note.lines] for note in document.notes]


def texts(document: Document) -> list[str]:
    return [said(block.runs) for block in document.blocks if block.kind == "text"]


@pytest.fixture(scope="module")
def made(da_nang: Briefing) -> Document:
    return read_document(page_with(da_nang, SECTIONS, OPENING))


@pytest.fixture(scope="module")
def paragraphs(tmp_path_factory: pytest.TempPathFactory) -> Briefing:
    """The small package with some of its figures in two paragraphs."""
    package = small_package(tmp_path_factory.mktemp("paragraphs"))
    for paragraph, names in (("4", ("received", "resolved")), ("5", ("online", "vacancies", "communes", "wards", "special-zones"))):
        for name in names:
            package.edit("figures", f"da-nang.{name}", paragraph=paragraph)
    package.edit("figures", "da-nang.online", note="printed as paid online")
    return package.briefing()


def read(briefing: Briefing, sections: str) -> Document:
    return read_document(page_with(briefing, sections))


def test_blocks_of_a_page(made: Document) -> None:
    """Each part of a page becomes a block of its kind, in order, with the class that its look depends on."""
    assert [(block.kind, block.style) for block in made.blocks] == [
        ("heading", ""), ("text", "evidence"), ("text", "bottom-line"), ("text", "bottom-line"), ("heading", ""), ("list", "messages"),
        ("facts", ""), ("table", ""), ("columns", ""), ("chart", ""), ("list", "ordered"), ("text", "small"),
    ]  # fmt: skip
    assert (made.title, made.language, made.site, made.foot, made.day) == (
        "Da Nang", "en", "All briefings", "As of 1 November 2025.", "2025-11-01",
    )  # fmt: skip


def test_words_of_a_page(made: Document) -> None:
    """Words come without those for ears alone, navigation and register; smaller print stays smaller."""
    assert texts(made) == ["Evidence", "First.", "Second.", "Small print"]
    (messages,) = [block for block in made.blocks if block.style == "messages"]
    assert said(messages.rows[0][0]) == "Received were 1,000[1]. (City Office)"
    assert [run.text for run in messages.rows[0][0] if run.small] == ["(City Office)"]
    (columns,) = [block for block in made.blocks if block.kind == "columns"]
    assert [[said(each.runs) for each in part] for part in columns.parts] == [["Difficult", "One"], ["Being done", "Two"]]


def test_table_of_a_page(made: Document) -> None:
    """A table keeps head, hedges, doubts and columns of numbers; the smaller line of a brief's cell stands behind the first."""
    (table,) = [block for block in made.blocks if block.kind == "table"]
    assert [[said(cell) for cell in row] for row in table.rows] == [
        ["Measure", "Here"], ["Online\u00a0 all levels", "more than 800?[1]"], ["a line as wide as the table"],
    ]  # fmt: skip
    assert (said(table.runs), table.numeric, round(sum(table.widths), 6)) == ("Work", (False, True), 1)
    document = read_document(page_with_table("<tr><th>A</th></tr><tr><td>31 August<br>10 October</td></tr>"))
    assert said(document.blocks[1].rows[1][0]) == "31 August\n10 October"
    with pytest.raises(FailedBriefing, match="neither all cells of its table nor just one: 'ABCde'"):
        read_document(page_with_table("<tr><th>A</th><th>B</th><th>C</th></tr><tr><td>d</td><td>e</td></tr>"))


def page_with_table(rows: str) -> str:
    return PAGE.format(style="brief", opening=f"<h1>T</h1><table>{rows}</table>", sections="", register="")


def test_chart_of_a_page(made: Document) -> None:
    """A chart is a drawing with a description; behind its source stand the notes of what is drawn."""
    (chart,) = [block for block in made.blocks if block.kind == "chart"]
    assert chart.picture is not None
    assert (chart.picture.alt, "Huế" in chart.picture.svg, chart.picture.svg[:4]) == ("One bar", True, "<svg")
    assert chart.picture.height <= 119
    assert [[said(each.runs) for each in part] for part in chart.parts] == [["Twelve", "By level"], ["Source: The Paper.[1]"]]
    assert "12 printed as “12”" in " ".join(notes_of(made)[0])


def test_what_has_no_place(da_nang: Briefing) -> None:
    """What a document has no place for fails the briefing and is named: nothing is lost silently."""
    with pytest.raises(FailedBriefing, match=r"^a document has no place for <video>, as in 'a film'$"):
        read(da_nang, "<video>a film</video>")
    with pytest.raises(FailedBriefing, match=r"^the page has no title or no day"):
        read_document("<html lang='en'><main></main></html>")
    with pytest.raises(FailedBriefing, match=r"^the register has no entry 'figure-gone'$"):
        read_document(
            '<html lang="en"><main><div class="opening"><h1>T <a class="number" href="#figure-gone">1</a></h1></div></main></html>'
        )


def test_details_of_a_page(da_nang: Briefing) -> None:
    """Pages that are longer than a brief come with what they fold, their letters and their terms."""
    document = read(
        da_nang,
        "<details><summary>More</summary><p>Folded</p></details><div>Loose <b>text</b></div><p>word<sup>a</sup></p>"
        "<dl class='notes'><dt>a</dt><dd>One.</dd><dd>Two.</dd><dt>b</dt><dd>Three.</dd></dl>",
    )
    assert texts(document) == ["More", "Folded", "Loose text", "worda", "a\nOne.\nTwo.", "b\nThree."]
    (raised,) = [run for block in document.blocks for run in block.runs if run.raised]
    assert raised.text == "a"


def test_numbers_of_a_paragraph_share_a_note(paragraphs: Briefing) -> None:
    """Numbers of one paragraph, and what was computed from them alone, have one note; the doubt stands before the mark."""
    document = read(
        paragraphs,
        '<p>{{ f("da-nang.received") | quantity }}, {{ f("da-nang.online") | quantity }}.</p><p>{{ f("da-nang.resolved") | quantity }}: {{ (f("da-nang.resolved") / f("da-nang.received")) | quantity }}</p>',
    )
    assert texts(document) == ["1,000[1], more than 800?[2].", "947[1]: 94.7%[1]"]
    assert [lines[0].partition(". ")[0] for lines in notes_of(document)] == [
        "The Paper: Three months on (reported on 1 October 2025), paragraph 4", "The Paper: Three months on (reported on 1 October 2025), paragraph 5",
    ]  # fmt: skip


def test_what_a_note_says(paragraphs: Briefing) -> None:
    """A note has report, paragraph and address, then each number as printed, who said it, what is in doubt, and the note of the data."""
    document = read(
        paragraphs,
        '<p>{{ f("da-nang.received") | quantity }} {{ f("da-nang.resolved") | quantity }} {{ f("da-nang.online") | quantity }}</p>',
    )
    (first, second) = notes_of(document)
    assert first == [
        "The Paper: Three months on (reported on 1 October 2025), paragraph 4. Government press. Known from an excerpt only: what the report "
        "says further on is missing. https://example.org/paper",
        "1,000 printed as “1000”; 947 printed as “947”; said by City Office.",
    ]
    assert second == [
        "The Paper: Three months on (reported on 1 October 2025), paragraph 5. https://example.org/paper",
        "more than 800 printed as “800”; speaker not named; in doubt: the translation is unclear. printed as paid online",
    ]
    (address,) = [run for run in document.notes[0].lines[0] if run.href]
    assert (address.text, address.href) == ("https://example.org/paper", "https://example.org/paper")


def test_note_of_a_computed_number(paragraphs: Briefing) -> None:
    """A number computed from several paragraphs names its formula and their notes; a paragraph that nothing else shows is called beside it."""
    document = read(
        paragraphs, '<p>{{ (f("da-nang.online") / f("da-nang.received")) | quantity }}</p><p>{{ f("da-nang.received") | quantity }}</p>'
    )
    assert texts(document) == ["more than 80.0%?[1, 2, 3]", "1,000[3]"]
    (formula, online, received) = notes_of(document)
    assert formula == ["more than 80.0% Computed: more than 800[2] divided by 1,000[3]. In doubt: the translation is unclear"]
    assert online[-1].startswith(
        "more than 800: Dossiers submitted online, Da Nang, commune level; 1 July 2025 to 30 September 2025; printed as “800”;"
    )
    assert received[-1].startswith("1,000 printed as “1000”; said by City Office.")


def test_note_of_a_report(paragraphs: Briefing) -> None:
    """A report that is named has a note, unless a number of it stands beside its name."""
    source = "{{ writer.store.sources['paper'] | linked('Paper') }}"
    document = read(paragraphs, "<p>" + source + '</p><p>{{ f("da-nang.received") | quantity }} in ' + source + "</p>")
    assert texts(document) == ["Paper[1]", "1,000[2] in Paper"]
    assert len(document.notes[0].lines) == 1


def test_notes_are_numbered_as_they_are_called(document: Document) -> None:
    """The first marks of notes count up from one, none is left out: so do endnotes of an office."""
    marks = [number for block in document.every_block() for runs in words_in(block) for run in runs for number in run.notes]
    assert list(dict.fromkeys(marks)) == [note.number for note in document.notes] == list(range(1, len(document.notes) + 1))


def words_in(block: Block) -> list[Runs]:
    return [block.runs, *(cell for row in block.rows for cell in row)]


def test_many_places_share_a_note(tmp_path: Path) -> None:
    """Values of many places that a chart draws have one note that says what they are; one that the text shows stands in a note by itself."""
    package = small_package(tmp_path)
    places = ("04", "08", "11", "12", "14")
    for code in places:
        package.add_figure("vacancies", "5", figure_id=f"v{code}", geography=code, unit="persons", as_of="2025-08-31", source_id="paper")
    drawn = "".join(f'{{{{ f("v{code}") | quantity }}}} ' for code in places)
    chart = CHART.replace('{{ f("dong-nai.premises") | quantity }}', drawn)
    document = read(package.briefing(), chart + '<p>{{ f("v04") | quantity }}</p>')
    assert texts(document) == ["5[2]"]
    assert [lines[1:] for lines in notes_of(document)] == [
        ["Vacancies, commune level; 31 August 2025; speaker not named."],
        ["5 printed as “5”; speaker not named."],
    ]


def test_note_of_a_rank(tmp_path: Path) -> None:
    """A number among many others lists their values in one note and names their reports, not an entry for each."""
    package = small_package(tmp_path)
    for value, code in enumerate(("04", "08", "11", "12", "14", "15", "19", "20", "22"), 1):
        source = "later" if code == "22" else "paper"
        package.add_figure(
            "vacancies", str(value), figure_id=f"v{code}", geography=code, unit="persons", as_of="2025-09-30", source_id=source
        )
    among = ", ".join(f'f("v{code}")' for code in ("08", "11", "12", "14", "15", "19", "20", "22"))
    document = read(package.briefing(), '<p>{{ rank(f("v04"), [f("v04"), ' + among + "]) | quantity }}</p>")
    assert texts(document) == ["9[1, 2, 3]"]
    (ranked, own, other) = notes_of(document)
    assert ranked[0].endswith(
        "the place of 1 among Cao Bang 1, Tuyen Quang 2, Dien Bien 3, Lai Chau 4, Son La 5, Lao Cai 6, Thai Nguyen 7, Lang Son 8 and Quang Ninh 9, from the highest.[2, 3]"
    )
    assert [line.partition(" (")[0] for line in (own[0], other[0])] == ["The Paper: Three months on", "Gazette"]
    assert (len(own), len(other)) == (2, 1)


def test_nothing_of_the_brief_is_lost(brief: str, document: Document) -> None:
    """Every letter of the real brief is in the document, in order."""
    words = "".join(run.text for block in in_order(document.blocks) for runs in words_in(block) for run in runs)
    assert re.sub(r"\s", "", words) == read_by_eye(brief, document, drawn=False, titled=True)


def in_order(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        for part in block.parts:
            yield from in_order(part)
