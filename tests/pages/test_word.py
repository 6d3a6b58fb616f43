"""A document as a Word file: every letter of the audited page, in order, made of what Word itself would make, the same bytes each time."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from xml.etree import ElementTree

import pytest
from on_paper import bare, page_with, read_by_eye

from briefing_lib.briefing import Briefing
from briefing_lib.charts import FONTS
from briefing_lib.pages.document import Document, read_document
from briefing_lib.pages.word import FONT_KEY, make_docx
from briefing_lib.store import Store
from briefing_lib.wording import Writer

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SVG = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}"
PROPERTIES = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
VIETNAMESE = "Lương Nguyễn Minh Triết; Đắk Lắk, Thừa Thiên Huế; ặ ậ ệ ợ ự ỹ Ặ Ậ Ệ Ợ Ự Ỹ ₫; 2兆2750億ドン; “a < b & c”"


@pytest.fixture(scope="module")
def writer(real_store: Store) -> Writer:
    return Writer(real_store)


@pytest.fixture(scope="module")
def word(document: Document, writer: Writer) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(make_docx(document, writer)))


def part(word: zipfile.ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(word.read(name))


def said(element: ElementTree.Element) -> str:
    """Its words, without the marks of notes."""
    runs = (run for run in element.iter(f"{W}r") if run.find(f"{W}rPr/{W}rStyle[@{W}val='NoteMark']") is None)
    return "".join(text.text or "" for run in runs for text in run.iter(f"{W}t"))


def values(element: ElementTree.Element, path: str, name: str = f"{W}val") -> list[str]:
    return [each.attrib[name] for each in element.iterfind(f".//{path}")]


def test_every_letter_is_there(word: zipfile.ZipFile, brief: str, document: Document) -> None:
    """The file says what the page says, letter by letter: no number, hedge or mark of doubt is lost or moved."""
    body, _, annex = said(part(word, "word/document.xml")).partition("Sources of the numbers")
    by_eye = read_by_eye(brief, document, drawn=False)
    numbers = re.compile(r"\d[\d.,]*%?")
    assert numbers.findall(bare(body)) == numbers.findall(by_eye)
    assert bare(body) == by_eye
    assert annex.startswith("Each number of the text")


def test_notes_are_endnotes(word: zipfile.ZipFile, document: Document) -> None:
    """Each note is an endnote of Word, called once in their order; further marks are fields that lead to it and follow its number."""
    body, notes = part(word, "word/document.xml"), part(word, "word/endnotes.xml")
    numbers = [str(note.number) for note in document.notes]
    assert values(body, f"{W}endnoteReference", f"{W}id") == numbers
    assert values(notes, f"{W}endnote", f"{W}id") == ["-1", "0", *numbers]
    bookmarks = values(body, f"{W}bookmarkStart", f"{W}name")
    assert bookmarks == [f"_RefNote{number}" for number in numbers]
    fields = [each for tree in (body, notes) for each in tree.iter(f"{W}fldSimple") if "NOTEREF" in each.attrib[f"{W}instr"]]
    assert len(fields) > 20
    for field in fields:
        (name,) = re.findall(r" NOTEREF (_RefNote\d+) \\f \\h ", field.attrib[f"{W}instr"])
        assert (name in bookmarks, "".join(field.itertext())) == (True, name.removeprefix("_RefNote"))
    told = ["".join(run.text for line in note.lines for run in line) for note in document.notes]
    assert [bare(said(each)) for each in list(notes)[2:]] == [bare(text) for text in told]
    assert " HYPERLINK " in "".join(values(notes, f"{W}fldSimple", f"{W}instr"))


def test_parts_of_the_file(word: zipfile.ZipFile) -> None:
    """Each part has a kind, each relation a part, each style and numbering that is used a definition: nothing for Word to repair."""
    assert word.testzip() is None
    names = word.namelist()
    assert names[0] == "[Content_Types].xml"
    kinds = part(word, "[Content_Types].xml")
    known = {each.attrib.get("Extension") or each.attrib["PartName"][1:] for each in kinds}
    assert [name for name in names if name not in known and name.rpartition(".")[2] not in known] == []
    assert {name for name in known if "/" in name} <= set(names)
    for name in names:
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            assert [target for target in values(part(word, name), "*", "Target") if posixpath.join(folder, target) not in names] == []
    body, styles, numbering = (part(word, f"word/{name}.xml") for name in ("document", "styles", "numbering"))
    relations = set(values(part(word, "word/_rels/document.xml.rels"), "*", "Id"))
    linked = [value for each in body.iter() for name, value in each.attrib.items() if name in (f"{R}id", f"{R}embed")]
    assert linked
    assert set(linked) <= relations
    defined = set(values(styles, f"{W}style", f"{W}styleId"))
    for name in ("document", "endnotes", "header", "footer"):
        tree = part(word, f"word/{name}.xml")
        assert {value for kind in ("pStyle", "rStyle", "tblStyle") for value in values(tree, f"{W}{kind}")} <= defined
    assert set(values(body, f"{W}numId")) <= set(values(numbering, f"{W}num", f"{W}numId"))


def test_structure(word: zipfile.ZipFile, document: Document) -> None:
    """Headings are Word's own, heads of tables repeat, lists are lists, charts have descriptions and come as drawing and as dots."""
    body = part(word, "word/document.xml")
    headings = [block for block in document.every_block() if block.kind == "heading"]
    styles = values(body, f"{W}pStyle")
    assert [style for style in styles if style.startswith("Heading")] == [*(f"Heading{each.level}" for each in headings), "Heading2"]
    tables = body.findall(f".//{W}tbl[{W}tblPr]")
    tables = [each for each in tables if values(each, f"{W}tblStyle") == ["BriefTable"]]
    assert len(tables) == len([block for block in document.blocks if block.kind == "table"])
    assert all(table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None for table in tables)
    assert len(values(body, f"{W}numPr/{W}numId")) == sum(len(block.rows) for block in document.every_block() if block.kind == "list")
    pictures = [block.picture for block in document.every_block() if block.picture]
    assert values(body, PROPERTIES, "descr") == [each.alt for each in pictures]
    assert (len(list(body.iter(f"{A}blip"))), len(list(body.iter(f"{SVG}svgBlip")))) == (len(pictures), len(pictures))
    assert [word.read(f"word/media/chart-{number}.svg").decode() for number in range(1, len(pictures) + 1)] == [
        each.svg for each in pictures
    ]
    assert word.read("word/media/chart-1.png").startswith(b"\x89PNG")


def test_who_and_when(word: zipfile.ZipFile, document: Document) -> None:
    """The file names itself, its language and the day of its page; the page number is a field."""
    core = {each.tag.rpartition("}")[2]: each.text for each in part(word, "docProps/core.xml")}
    day = f"{document.day}T00:00:00Z"
    assert core == {"title": document.title, "creator": document.site, "language": "en-GB", "created": day, "modified": day}
    assert values(part(word, "word/styles.xml"), f"{W}docDefaults//{W}lang") == ["en-GB"]
    footer = part(word, "word/footer.xml")
    assert (said(footer), values(footer, f"{W}fldSimple", f"{W}instr")) == (f"{document.foot}1 / 1", [" PAGE ", " NUMPAGES "])


def test_fonts_travel_with_it(word: zipfile.ZipFile) -> None:
    """The font of the pages is in the file as Word keeps fonts, so that no letter depends on the machine."""
    key = bytes.fromhex(FONT_KEY.replace("-", ""))[::-1] * 2
    kept = word.read("word/fonts/Inter-Regular.odttf")
    assert bytes(byte ^ mask for byte, mask in zip(kept[:32], key, strict=True)) + kept[32:] == (FONTS / "Inter-Regular.ttf").read_bytes()


def test_letters_and_signs(da_nang: Briefing, writer: Writer) -> None:
    """All letters stay composed and whole; what XML takes for its own is text."""
    page = page_with(da_nang, f"<p>{VIETNAMESE.replace('&', '&amp;').replace('<', '&lt;')}</p>")
    word = zipfile.ZipFile(io.BytesIO(make_docx(read_document(page), writer)))
    assert VIETNAMESE in said(part(word, "word/document.xml"))


def test_columns(da_nang: Briefing, writer: Writer) -> None:
    """What stands side by side stands in columns of Word, not in a table; what follows has the whole width again."""
    page = page_with(
        da_nang, "<p>Before</p><div class='columns'><div><h3>A</h3><p>a</p></div><div><h3>B</h3><p>b</p></div></div><p>After</p>"
    )
    body = part(
        zipfile.ZipFile(io.BytesIO(make_docx(read_document(page.replace("<h3>", "<h2>").replace("</h3>", "</h2>")), writer))),
        "word/document.xml",
    )
    assert values(body, f"{W}cols", f"{W}num") == ["1", "2", "1"]
    (first, second) = [each for each in body.iter(f"{W}p") if each.find(f"{W}pPr/{W}pStyle[@{W}val='Heading2']") is not None]
    assert first.find(f".//{W}br[@{W}type='column']") is None
    assert second.find(f".//{W}br[@{W}type='column']") is not None


def test_same_bytes(brief: str, document: Document, writer: Writer) -> None:
    """The same page gives the same file, without a trace of the clock."""
    made = make_docx(document, writer)
    assert make_docx(read_document(brief), writer) == made
    assert {each.date_time for each in zipfile.ZipFile(io.BytesIO(made)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
