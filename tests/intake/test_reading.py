"""The text of a report as it stands, whatever file it comes in, and whether it is in hand."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from briefing_lib.errors import WrongUse
from briefing_lib.intake.reading import find_in_hand, read_report
from briefing_lib.store import Store

LINES = ["Hưng Yên sau sáu tuần", "Toàn tỉnh tiếp nhận 156.230 hồ sơ, trong đó 134.251 hồ sơ trực tuyến.", "Có 104 trung tâm."]


def test_plain_text_is_kept_byte_for_byte() -> None:
    """What is hashed and kept is what was given, with its byte-order mark and line ends."""
    raw = "\ufeffMột\r\n\r\n  hai \r\n".encode()
    assert (read_report(raw).raw, read_report(raw).text) == (raw, "Một\r\n\r\n  hai \r\n")


def test_html_gives_its_paragraphs_title_and_day() -> None:
    """Of a page the article is read, without menu and script, a paragraph a line."""
    pytest.importorskip("trafilatura", reason="reads HTML; pip install briefing-lib[add]")
    body = "".join(f"<p>{line} {'Các địa phương tiếp tục thực hiện nhiệm vụ được giao. ' * 3}</p>" for line in LINES)
    page = f"""<!doctype html><html lang="vi"><head><title>Sáu tuần</title><meta property="article:published_time" content="2025-08-15">
        <link rel="canonical" href="https://example.org/sau-tuan"></head><body><nav><a href="/">Trang chủ 99</a></nav>
        <script>var x = 12345;</script><article><h1>Sáu tuần</h1>{body}</article></body></html>"""
    reading = read_report(page.encode())
    assert (reading.title, reading.url, reading.published_on) == ("Sáu tuần", "https://example.org/sau-tuan", "2025-08-15")
    assert [each for line in reading.text.splitlines() for each in LINES if line.startswith(each)] == LINES
    assert "12345" not in reading.text
    assert "Trang chủ" not in reading.text


def test_word_gives_paragraphs_and_rows_in_their_order() -> None:
    """Paragraphs and the rows of tables stand in the order of the document."""
    docx = pytest.importorskip("docx", reason="reads Word files; pip install briefing-lib[add]")
    document, file = docx.Document(), io.BytesIO()
    document.add_paragraph(LINES[0])
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Hồ sơ", "156.230"
    document.add_paragraph(LINES[2])
    document.save(file)
    assert read_report(file.getvalue()).text.splitlines() == [LINES[0], "Hồ sơ | 156.230", LINES[2]]


TABLE = """<table><caption>Bảng 1</caption>
<thead><tr><th rowspan="2">TT</th><th rowspan="2">Tỉnh</th><th colspan="2">Cấp xã:</th><th rowspan="2">So với 2024 (%)</th></tr>
<tr><th>Tiếp nhận</th><th>Đúng hạn (%)</th></tr></thead>
<tbody><tr><td>(1)</td><td>(2)</td><td>(3)</td><td>(4)</td><td>(5)</td></tr>
<tr><td colspan="5">I. Đồng bằng</td></tr>
<tr><td>1</td><td>Hà Nội</td><td>142.746</td><td>94,7</td><td rowspan="2">118</td></tr>
<tr><td>2</td><td>Hưng Yên</td><td>56.230</td><td></td></tr></tbody></table>"""
ROWS = [
    "Bảng 1",
    "I. Đồng bằng",
    "1 | Hà Nội | Cấp xã – Tiếp nhận (hồ sơ): 142.746 | Cấp xã – Đúng hạn (%): 94,7 | So với 2024 (%): 118",
    "2 | Hưng Yên | Cấp xã – Tiếp nhận (hồ sơ): 56.230",
]


def test_values_of_a_table_of_a_page_stand_with_their_headers() -> None:
    """Two rows of headers become one, a unit above the table that of each column without one; a value merged over rows stands once."""
    pytest.importorskip("trafilatura", reason="reads HTML; pip install briefing-lib[add]")
    body = f"<p>{LINES[1]} {'Các địa phương tiếp tục thực hiện nhiệm vụ được giao. ' * 3}</p>"
    page = f"<!doctype html><html><body><article><h1>Sáu tuần</h1>{body}<p>Đơn vị tính: hồ sơ</p>{TABLE}{body}</article></body></html>"
    assert read_report(page.encode()).text.splitlines()[2:-1] == ["Đơn vị tính: hồ sơ", *ROWS]


def test_values_of_a_table_of_word_stand_with_their_headers() -> None:
    """Merged cells, a column of units, a label that is merged over rows; a table in a cell is read, one without headers stays rows."""
    docx = pytest.importorskip("docx", reason="reads Word files; pip install briefing-lib[add]")
    document, file = docx.Document(), io.BytesIO()
    cells = [
        ["Vùng", "Chỉ tiêu", "Đơn vị tính", "Năm 2025", ""],
        ["", "", "", "Tỉnh", "Xã"],
        ["Bắc", "Trụ sở", "cơ sở", "1.324", "12"],
        ["", "Chi trả", "tỷ đồng", "5,5", ""],
        ["Nam", "Đúng hạn", "%", "94,7%", "-"],
    ]
    table = document.add_table(rows=5, cols=5)
    for row, told in zip(table.rows, cells, strict=True):
        for cell, words in zip(row.cells, told, strict=True):
            cell.text = words
    for first, last in (((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 2), (1, 2)), ((0, 3), (0, 4)), ((2, 0), (3, 0))):
        table.cell(*first).merge(table.cell(*last))
    outer = document.add_table(rows=1, cols=1)
    inner = outer.cell(0, 0).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Hồ sơ", "156.230"
    document.save(file)
    assert read_report(file.getvalue()).text.splitlines() == [
        "Bắc | Trụ sở | Năm 2025 – Tỉnh (cơ sở): 1.324 | Năm 2025 – Xã (cơ sở): 12",
        "Bắc | Chi trả | Năm 2025 – Tỉnh (tỷ đồng): 5,5",
        "Nam | Đúng hạn | Năm 2025 – Tỉnh: 94,7% | Năm 2025 – Xã: -",
        "Hồ sơ | 156.230",
    ]


def test_what_repeats_on_the_pages_of_a_pdf_is_left_out(tmp_path: Path) -> None:
    """Running titles and the numbers of pages go, numbers that stand alone in the text stay."""
    pytest.importorskip("pdfplumber", reason="reads PDF; pip install briefing-lib[add]")
    typst = pytest.importorskip("typst")
    source = tmp_path / "a.typ"
    furniture = "header: [Báo cáo số 12/BC-UBND], footer: context [Trang #counter(page).display() / 3 --- in ngày 12]"
    paragraphs = [
        f"Tỉnh tiếp nhận {number}.230 hồ sơ, giải quyết đúng hạn theo quy định của pháp luật, trả qua mạng." for number in (11, 22, 33)
    ]
    source.write_text(
        f"#set page(width: 12cm, height: 9cm, {furniture})\n" + "\n#pagebreak()\n".join(f"{each}\n\n148\n\nHết." for each in paragraphs),
        "utf-8",
    )
    lines = read_report(typst.compile(str(source))).text.splitlines()
    assert lines == [line for each in paragraphs for line in (each, "148", "Hết.")]


def test_lines_of_a_pdf_become_paragraphs(tmp_path: Path) -> None:
    """Lines that a page broke are one paragraph again, and the number of the page is none."""
    pytest.importorskip("pdfplumber", reason="reads PDF; pip install briefing-lib[add]")
    typst = pytest.importorskip("typst")
    long = f"{LINES[1]} {'Các cơ quan tiếp tục rà soát và sắp xếp lại đội ngũ. ' * 4}".strip()
    source = tmp_path / "a.typ"
    source.write_text(f'#set page(width: 12cm, numbering: "1")\n#set par(justify: true)\n{LINES[0]}\n\n{long}\n\n{LINES[2]}\n', "utf-8")
    assert read_report(typst.compile(str(source))).text.splitlines() == [LINES[0], long, LINES[2]]


def test_lines_that_a_page_broke_are_joined() -> None:
    """A pasted text whose lines end where the page did has its paragraphs again; headings and rows of a table stay lines."""
    text = """KẾT QUẢ THỰC HIỆN
Tính đến ngày 16/7/2025, thành phố có 2.005 người
nộp đơn xin nghỉ việc, trong đó 525 người đã có
quyết định nghỉ; số còn lại đang được xem xét,
thẩm định.
1 | Người nộp đơn | 2.005
2 | Người có quyết định | 525
The pay-
ments are made."""
    assert read_report(text.encode()).text.splitlines() == [
        "KẾT QUẢ THỰC HIỆN",
        "Tính đến ngày 16/7/2025, thành phố có 2.005 người nộp đơn xin nghỉ việc, trong đó 525 người đã có quyết định nghỉ; số còn lại đang được xem xét, thẩm định.",
        "1 | Người nộp đơn | 2.005",
        "2 | Người có quyết định | 525",
        "The payments are made.",
    ]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b" \n\n", "no text was found"),
        ("Đà Nẵng".encode("cp1258", "replace"), "is no UTF-8 text"),
        (b"a\0b", "is no text; plain text, HTML, PDF and DOCX are read"),
    ],
)
def test_what_is_no_text_is_refused(raw: bytes, said: str) -> None:
    """Each refusal names what was found."""
    with pytest.raises(WrongUse, match=said):
        read_report(raw, "a.txt")


def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain text needs no further package; where one is wanted, the message says how to get it."""
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(WrongUse, match=r'HTML is read with trafilatura, which is not installed; pip install "briefing-lib\[add\]"'):
        read_report(b"<html><p>12</p></html>")


def test_a_text_in_hand_and_a_reprint_are_known(real_store: Store) -> None:
    """The same address, and most of the larger numbers of a report in hand, are said."""
    known = next(each for each in real_store.sources.values() if each.source_id == "laodong-2025-08-hungyen-six-weeks")
    reading = read_report("\n".join([*LINES, "Còn 21.979 hồ sơ trực tiếp; 2.119 thủ tục."]).encode())
    assert find_in_hand(real_store, reading, "vi") == [(known.source_id, "prints 4 of its 4 larger numbers, too")]
    assert find_in_hand(real_store, read_report(b"12 xa"), "vi", known.url) == [(known.source_id, "has the same address")]
