"""A document as PDF: every letter of the audited page, in order, tagged as PDF/UA wants it, the same bytes each time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pypdf
import pytest
from bs4 import BeautifulSoup
from on_paper import bare, page_with, read_by_eye
from running import page_of

from briefing_lib.briefing import Briefing, Data
from briefing_lib.errors import FailedBriefing
from briefing_lib.pages.document import Document, read_document
from briefing_lib.pages.page import Surroundings
from briefing_lib.pages.pdf import make_pdf
from briefing_lib.store import Store
from briefing_lib.wording import Writer

VIETNAMESE = "Lương Nguyễn Minh Triết; Đắk Lắk, Thừa Thiên Huế, Bà Rịa – Vũng Tàu; ặ ậ ệ ợ ự ỹ Ặ Ậ Ệ Ợ Ự Ỹ ₫"
NUMBER = re.compile(r"\d[\d.,]*%?")


@pytest.fixture(scope="module")
def writer(real_store: Store) -> Writer:
    return Writer(real_store)


@pytest.fixture(scope="module")
def pdf(document: Document, writer: Writer) -> pypdf.PdfReader:
    return opened(document, writer)


def opened(document: Document, writer: Writer) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(make_pdf(document, writer)))


def text_of(pdf: pypdf.PdfReader, document: Document) -> tuple[str, str]:
    """The text of the brief and that of its annex, without what stands above and below each page; a table's head stands there again."""
    heads = [" ".join("".join(run.text for run in cell) for cell in block.rows[0]) for block in document.blocks if block.kind == "table"]
    whole = ""
    for number, page in enumerate(pdf.pages, 1):
        text = page.extract_text()
        for furniture in (document.foot, f"{number} / {len(pdf.pages)}", document.site + (f" {document.title}" if number > 1 else "")):
            assert furniture in text
            text = text.replace(furniture, "", 1).lstrip()
        text = next((text.removeprefix(head) for head in heads if text.startswith(head)), text)
        whole += text + "\n"
    body, _, annex = whole.partition("Sources of the numbers")
    return body, annex


def elements(node: Any) -> Iterator[Any]:
    """The structure of a tagged PDF, in the order in which it is read."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for each in node:
            yield from elements(each)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        yield from elements(node.get("/K", []))


def test_every_letter_is_there(pdf: pypdf.PdfReader, brief: str, document: Document) -> None:
    """The brief says what the page says, letter by letter, with its charts: no number, hedge or mark of doubt is lost or moved."""
    body, _ = text_of(pdf, document)
    by_eye = read_by_eye(brief, document, drawn=True)
    assert NUMBER.findall(bare(body)) == NUMBER.findall(by_eye)
    assert bare(body) == by_eye


def test_notes_hold_what_was_printed(pdf: pypdf.PdfReader, brief: str, document: Document) -> None:
    """Each printed number of the text has its printed form and the address of its report in the annex."""
    _, annex = text_of(pdf, document)
    soup, printed = BeautifulSoup(brief, "html.parser"), bare(annex)
    shown = {str(link["href"])[1:] for link in soup.select(".opening a.number, .sections > :not(.proof) a.number")}
    for anchor in shown:
        entry = soup.find(id=anchor)
        assert entry is not None
        if anchor.startswith("figure-") and not entry.find_parent("li", class_="group"):
            source = entry.find_parent(id=re.compile("^source-"))
            assert source is not None
            assert f"printedas“{bare(entry.select('q')[0].get_text())}”" in printed
            assert all(bare(address.get_text()) in printed for address in source.select(".address"))


def test_two_pages(pdf: pypdf.PdfReader) -> None:
    """The brief has two pages; its annex begins on the third."""
    assert ["Sources of the numbers" in page.extract_text() for page in pdf.pages][:3] == [False, False, True]


@pytest.mark.parametrize(("language", "annex"), [("vi", "Nguồn của các số liệu"), ("id", "Sumber angka")])
@pytest.mark.parametrize("place", ["48", "VN"])
def test_two_pages_in_other_languages(real_store: Store, place: str, language: str, annex: str) -> None:
    """The longest briefs, whose sentences are longer in these languages, have two pages, too; the file names its language."""
    page = page_of(Data(real_store).briefing(place), Surroundings(is_brief=True), language=language)
    pdf = pypdf.PdfReader(io.BytesIO(make_pdf(read_document(page), Writer(real_store, language))))
    assert [annex in each.extract_text() for each in pdf.pages][:3] == [False, False, True]
    assert pdf.trailer["/Root"]["/Lang"] == language


def test_tags(pdf: pypdf.PdfReader, brief: str, document: Document) -> None:
    """It is tagged: headings as on the page, heads of tables, descriptions of charts; it names itself, its language and its standard."""
    root: Any = pdf.trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == (True, "en", True)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert pdf.metadata is not None
    assert (pdf.metadata.title, pdf.metadata.author) == (document.title, document.site)
    tags = list(elements(root["/StructTreeRoot"]))
    named = [str(each["/S"])[1:] for each in tags]
    soup = BeautifulSoup(brief, "html.parser")
    for hidden in soup.select(".proof, #downloads"):
        hidden.extract()
    page = [each.name.upper() for each in soup.select("main h1, main h2, main h3")]
    assert [each for each in named if re.fullmatch(r"H\d", each)] == [*page, "H2"]
    pictures = [block.picture for block in document.every_block() if block.picture]
    assert [str(each["/Alt"]) for each in tags if each["/S"] == "/Figure"] == [each.alt for each in pictures]
    assert named.count("TH") == sum(len(block.rows[0]) for block in document.blocks if block.kind == "table")
    assert {"L", "LI", "Table", "TR", "TD", "Link"} <= set(named)


def test_vietnamese_letters(da_nang: Briefing, writer: Writer) -> None:
    """All letters come out composed and whole, in the one font of the pages."""
    document = read_document(page_with(da_nang, f"<p>{VIETNAMESE}</p>"))
    pdf = opened(document, writer)
    body, _ = text_of(pdf, document)
    assert bare(VIETNAMESE) in bare(body)
    fonts = {str(font.get_object()["/BaseFont"]).partition("+")[2] for page in pdf.pages for font in page["/Resources"]["/Font"].values()}
    assert fonts == {"Inter-Regular", "Inter-SemiBold"}


def test_letters_of_elsewhere(da_nang: Briefing, writer: Writer) -> None:
    """A number as a Japanese report prints it comes out; for a sign that no font has its code stands, as PDF/UA allows none without a letter."""
    document = read_document(page_with(da_nang, "<p>2兆2750億ドン, Ω, Я, 漢</p>"))
    body, _ = text_of(opened(document, writer), document)
    assert "2兆2750億ドン,Ω,Я,(U+6F22)" in bare(body)
    covered = "".join(
        map(
            chr,
            (
                *range(0xA1, 0x250),
                *range(0x370, 0x378),
                *range(0x400, 0x500),
                *range(0x1E00, 0x1F00),
                *range(0x2000, 0x2041),
                *range(0x20A0, 0x20C1),
            ),
        )
    )
    assert make_pdf(read_document(page_with(da_nang, f"<p>{covered}</p>")), writer)


def test_a_page_that_is_no_pdf_ua(da_nang: Briefing, writer: Writer) -> None:
    """What a screen reader could not follow fails the briefing with a plain reason."""
    document = read_document(page_with(da_nang, "<h4>Deep</h4>"))
    with pytest.raises(FailedBriefing, match=r"^the PDF can't be made as PDF/UA; .*skipped from heading level 1 to 4"):
        make_pdf(document, writer)


def test_same_bytes(brief: str, document: Document, writer: Writer) -> None:
    """The same page gives the same file; its days are those of the page, not those of the machine."""
    made = make_pdf(document, writer)
    assert make_pdf(read_document(brief), writer) == made
    assert make_pdf(replace(document, day="2025-10-02"), writer) != made
    metadata = opened(document, writer).metadata
    assert metadata is not None
    assert (metadata["/CreationDate"], metadata["/ModDate"]) == (f"D:{document.day.replace('-', '')}000000Z",) * 2
