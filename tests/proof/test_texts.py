"""Data and texts are laid side by side, in both directions, down to the digit."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from editing import DATA, REPORT, Package

from briefing_lib.errors import WrongUse
from briefing_lib.proof.texts import Verified, verify_texts
from briefing_lib.store import Store

TEXT = """Foto: kota

Pada 1 Oktober 2025 kota menerima 142.746 berkas (73,6%), setelah 3 bulan.
  Dari itu 26/36 tugas selesai, 10/36 berjalan; sekitar 7 juta berkas.

Ada 99 unit, 99 pusat; 18 kota dan 18 desa. Resolusi 18-NQ/TW.
"""
FIGURES = {
    "a.2.1": ("2", "142.746", "142746"),
    "a.2.2": ("2", "73,6%", "73.6"),
    "a.3.1": ("3", "26/36", "26"),
    "a.3.2": ("3", "26/36", "36"),
    "a.3.3": ("3", "10/36", "10"),
    "a.3.4": ("3", "7 juta", "7000000"),
    "a.4.1": ("4", "99", "99"),
    "a.4.2": ("4", "99", "99"),
    "a.4.3": ("4", "18", "18"),
    "a.4.4": ("4", "18", "18"),
}
UNTAKEN = "no row is left that takes it; add one to figures.csv, or to left_out.csv with its reason"
LEFT_OUT = [("3", "36 berjalan", "restated")]


@pytest.fixture
def package(tmp_path: Path) -> Package:
    """A small text that every row fits, and the package with these rows."""
    package = Package(tmp_path)
    write(tmp_path, TEXT)
    package.edit("sources", "test-report", language="id", basis="full_text", text_name="a.txt", text_sha256=sha256(TEXT))
    package.add_measure("berkas")
    package.add_measure("bagian", unit="percent")
    for name, (paragraph, as_printed, value) in FIGURES.items():
        share = {"unit": "percent"} if "%" in as_printed else {}
        indicator = "bagian" if share else "berkas"
        package.add_figure(indicator, value, figure_id=name, paragraph=paragraph, as_printed=as_printed, **share)
    for paragraph, as_printed, reason in LEFT_OUT:
        package.add("left_out", source_id="test-report", paragraph=paragraph, as_printed=as_printed, reason=reason)
    return package


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def write(folder: Path, text: str) -> None:
    (folder / "texts").mkdir(exist_ok=True)
    (folder / "texts" / "a.txt").write_bytes(text.encode())


def print_instead(package: Package, old: str, new: str) -> None:
    """Let the text print something else, as if it had been read like that."""
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    write(package.folder.parent, text)
    package.edit("sources", "test-report", text_sha256=sha256(text))


def verify(package: Package) -> Verified:
    return verify_texts(package.open(), package.folder.parent / "texts")


def faults(package: Package) -> list[str]:
    return [str(fault) for fault in verify(package).faults]


def test_everything_fits(package: Package) -> None:
    """Where data and text agree, every figure is found, every number taken, and what rules and rows leave out is counted by reason."""
    assert verify(package) == Verified(
        texts=1, figures=10, figures_found=10, numerals=15, numerals_taken=15,
        left_out={"date": 2, "document": 1, "period": 1, "restated": 1}, faults=(),
    )  # fmt: skip


def test_changed_digit_in_as_printed(package: Package) -> None:
    """A wrong digit in as_printed is found, with what the paragraph prints, and the printed number is untaken."""
    row = package.edit("figures", "a.2.1", as_printed="142.747", value="142747")
    advice = "paragraph 2 prints no such number, nor does another; mend as_printed; did you mean 142.746?"
    assert faults(package) == [
        f"figures.csv, row {row}, column as_printed: found '142.747'; {advice}",
        f"a.txt, row 3: found '142.746'; paragraph 2: {UNTAKEN}",
    ]
    assert verify(package).figures_found == 9


@pytest.mark.parametrize(
    ("figure", "value", "as_printed", "read"),
    [
        ("a.2.1", "142747", "142.746", "142746"),
        ("a.2.2", "73.7", "73,6%", "73.6"),
        ("a.3.1", "27", "26/36", "26, 36"),
        ("a.3.4", "7", "7 juta", "7000000"),
    ],
)
def test_changed_digit_in_value(package: Package, figure: str, value: str, as_printed: str, read: str) -> None:
    """A value that is not what its printed form reads, by the number style of the text, is found."""
    row = package.edit("figures", figure, value=value)
    unit = "percent" if "%" in as_printed else "count"
    advice = f"'{as_printed}' reads {read} (language id, unit {unit}); mend value or as_printed"
    assert f"figures.csv, row {row}, column value: found {value!r}; {advice}" in faults(package)
    assert verify(package).figures_found == 9


def test_altered_text(package: Package) -> None:
    """A text that is not the one that was read is found, and so is what it prints now."""
    altered = TEXT.replace("142.746", "142.756")
    write(package.folder.parent, altered)
    advice = "the text was altered since it was read; restore it, or read it again and mend the rows"
    found = faults(package)
    assert found[0] == f"sources.csv, row 2, column text_sha256: found '{sha256(altered)[:60]}' and 4 more characters; {advice}"
    assert [fault.partition(";")[0] for fault in found[1:]] == [
        "figures.csv, row 2, column as_printed: found '142.746'",
        "a.txt, row 3: found '142.756'",
    ]


def test_wrong_paragraph(package: Package) -> None:
    """A wrong paragraph is found, with the one in which the number does stand."""
    row = package.edit("figures", "a.2.1", paragraph="3")
    advice = "'142.746' does not stand there but in paragraph 2; mend the paragraph"
    assert f"figures.csv, row {row}, column paragraph: found '3'; {advice}" in faults(package)


@pytest.mark.parametrize(
    "printed",
    [
        "1142.746",
        "1.142.746",
        "142.7461",
        "142.746.1",
        "142.746,5",
        "142.746%",
        "x142.746",
        "142.746/2",
        "ke-142.746",
        "142.746 juta",
        "2-142.746",
    ],
)
def test_whole_tokens_only(package: Package, printed: str) -> None:
    """A figure does not stand inside a longer number, share, word or ordinal."""
    print_instead(package, "142.746", printed)
    assert "figures.csv, row 2, column as_printed: found '142.746'" in [fault.partition(";")[0] for fault in faults(package)]


@pytest.mark.parametrize("printed", ["142.746.", "142.746,", "(142.746)", '"142.746"', "142.746;", "142.746 ", "142.746\u00a0"])
def test_signs_around_a_number(package: Package, printed: str) -> None:
    """Signs of the sentence around a number are no part of it."""
    print_instead(package, "142.746", printed)
    assert faults(package) == []


@pytest.mark.parametrize("blank", ["  ", "\u00a0", "\t"])
def test_blanks_in_a_printed_form(package: Package, blank: str) -> None:
    """However a text sets its blanks, a form of two words is found."""
    print_instead(package, "7 juta", f"7{blank}juta")
    assert faults(package) == []


def test_number_that_no_row_takes(package: Package) -> None:
    """A number in the text that is neither figure nor left out is reported with its line and paragraph."""
    print_instead(package, "Foto: kota", "Foto: kota, 5.021 orang")
    assert faults(package) == [f"a.txt, row 1: found '5.021'; paragraph 1: {UNTAKEN}"]
    assert (verify(package).numerals, verify(package).numerals_taken) == (16, 15)


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("a.2.1", "a.txt, row 3: found '142.746'"),
        ("a.3.1", "a.txt, row 4: found '26'"),
        ("a.3.2", "a.txt, row 4: found '36'"),
        ("a.4.2", "a.txt, row 6: found '99'"),
    ],
)
def test_figure_that_was_forgotten(package: Package, figure: str, expected: str) -> None:
    """Without its row a figure's number is reported, even where another row restates or repeats it."""
    package.remove("figures", figure)
    assert [fault.partition(";")[0] for fault in faults(package)] == [expected]


def test_number_printed_more_often(package: Package) -> None:
    """A number that is printed once more than rows take it is reported."""
    print_instead(package, "99 pusat", "99 pusat, 99 kantor")
    assert faults(package) == [f"a.txt, row 6: found '99'; paragraph 4: {UNTAKEN}"]


def test_number_taken_more_often(package: Package) -> None:
    """A number that more rows take than the paragraph prints is reported at the row too many."""
    print_instead(package, "99 unit, 99 pusat", "99 unit dan pusat")
    advice = "paragraph 4 prints it 1 times, all taken (figure); take the row away or mend it"
    assert faults(package) == [f"figures.csv, row 9, column as_printed: found '99'; {advice}"]


def test_figure_where_a_rule_says_that_it_is_none(package: Package) -> None:
    """A row can't make a figure of a date: what a form rules out is taken already."""
    row = package.add_figure("berkas", "2025", figure_id="a.2.3", paragraph="2", as_printed="2025")
    advice = "paragraph 2 prints it 1 times, all taken (date); take the row away or mend it"
    assert faults(package) == [f"figures.csv, row {row}, column as_printed: found '2025'; {advice}"]


@pytest.mark.parametrize(
    ("paragraph", "as_printed", "column", "advice"),
    [
        ("2", "2024", "as_printed", "paragraph 2 prints no such number, nor does another; mend as_printed; did you mean 2025?"),
        ("2", "746", "as_printed", "paragraph 2 prints no such number, nor does another; mend as_printed; did you mean 142.746?"),
        ("2", "kota", "as_printed", "paragraph 2 prints no such number, nor does another; mend as_printed"),
        ("3", "2025", "paragraph", "'2025' does not stand there but in paragraph 2; mend the paragraph"),
        ("2", "2025", "as_printed", "taken already (date); take the row away"),
        ("3", "36 berjalan; sekitar", "as_printed", "taken already (restated); take the row away"),
        ("4", "99", "as_printed", "it stands there 2 times; add a word beside it, as in '3 bulan', so that the row is one place"),
    ],
)
def test_left_out_that_is_not_one_place(package: Package, paragraph: str, as_printed: str, column: str, advice: str) -> None:
    """A row of left_out takes the numbers of the one place that prints its words, and is reported where it does not."""
    row = package.add("left_out", source_id="test-report", paragraph=paragraph, as_printed=as_printed, reason="name")
    found = as_printed if column == "as_printed" else paragraph
    assert faults(package) == [f"left_out.csv, row {row}, column {column}: found {found!r}; {advice}"]


def test_left_out_instead_of_figures(package: Package) -> None:
    """Rows that were deleted can't be hidden behind one row of left_out, as each number wants its own place."""
    package.remove("figures", "a.4.3")
    package.remove("figures", "a.4.4")
    row = package.add("left_out", source_id="test-report", paragraph="4", as_printed="18", reason="name")
    found = ["left_out.csv, row 3, column as_printed: found '18'", *["a.txt, row 6: found '18'"] * 2]
    assert (row, [fault.partition(";")[0] for fault in faults(package)]) == (3, found)


def test_left_out_that_doubles_a_figure(package: Package) -> None:
    """A number that a row of left_out takes is none that a figure can take, too."""
    package.add("left_out", source_id="test-report", paragraph="4", as_printed="18 kota", reason="name")
    advice = "paragraph 4 prints it 3 times, all taken (document, figure, name); take the row away or mend it"
    assert faults(package) == [f"figures.csv, row 11, column as_printed: found '18'; {advice}"]


def test_form_with_more_words_has_its_place(package: Package) -> None:
    """A figure whose form stands once takes that place before one whose form stands twice, whatever the order of the rows."""
    row = package.edit("figures", "a.4.2", as_printed="99 unit")
    assert (row, faults(package)) == (9, [])


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        ("1-31 Juli 2025", "date"),
        ("tanggal 25 setiap bulan", "date"),
        ("Nomor 89-QD/TW", "document"),
        ("Resolusi No. 18 - NQ/TW", "document"),
        ("Kesimpulan 195", "document"),
        ("Kongres Nasional Partai ke-14", "name"),
        ("dua tingkat", "name"),
        ("2 tingkat", "name"),
        ("periode 2021-2026", "period"),
        ("pukul 15.00", "rhythm"),
        ("https://a.vn/p-12.htm", "page"),
        ("selesai. (1) Kota", "ordinal"),
    ],
)
def test_forms_that_are_no_figure(package: Package, printed: str, reason: str) -> None:
    """Dates, document numbers, numbering, times of day and furniture of the page need no row."""
    print_instead(package, "Foto: kota", printed)
    assert faults(package) == []
    assert verify(package).left_out[reason] > {"date": 2, "document": 1, "period": 1}.get(reason, 0)


@pytest.mark.parametrize(
    "printed",
    [
        "12 kota",
        "kota (12)",
        "peringkat ke-3",
        "pada Mei, 12 kota",
        "dalam 3 bulan",
        "12 resolusi",
        "tahun 300",
        "sepuluh kota",
        "dua puluh",
    ],
)
def test_numbers_that_no_form_takes(package: Package, printed: str) -> None:
    """A count beside such words, a rank or a count in words is left for a row."""
    print_instead(package, "Foto: kota", printed)
    assert [fault.partition(":")[0] for fault in faults(package)] == ["a.txt, row 1"]


def test_number_in_words(package: Package) -> None:
    """A count in words wants its row, which is found by the word."""
    print_instead(package, "Foto: kota", "Tiga kota")
    assert faults(package) == [f"a.txt, row 1: found 'Tiga'; paragraph 1: {UNTAKEN}"]
    row = package.add_figure("berkas", "3", figure_id="a.1.1", paragraph="1", as_printed="Tiga")
    assert (faults(package), verify(package).figures_found) == ([], 11)
    package.edit("figures", "a.1.1", as_printed="Tig")
    assert next(fault.partition(";")[0] for fault in faults(package)) == f"figures.csv, row {row}, column as_printed: found 'Tig'"


def test_texts_in_english(package: Package) -> None:
    """An English text is read as English: its marks, dates and number words."""
    text = "On 1 July 2025 the city had 3,912 dossiers, 86.94% online; seven wards of the two-tier model report after 3 months.\n"
    write(package.folder.parent, text)
    package.edit("sources", "test-report", language="en", text_sha256=sha256(text))
    for name in FIGURES:
        package.remove("figures", name)
    package.remove("left_out", "test-report")
    package.add_figure("berkas", "3912", paragraph="1", as_printed="3,912")
    package.add_figure("bagian", "86.94", paragraph="1", as_printed="86.94%", unit="percent")
    package.add_figure("berkas", "7", paragraph="1", as_printed="seven")
    assert (faults(package), verify(package).left_out) == ([], {"date": 2, "name": 1, "period": 1})


def add_another(package: Package) -> None:
    """A second report that was read in full, with a figure; its text is not in the folder."""
    package.add("sources", **(REPORT | {"source_id": "b", "basis": "full_text", "text_name": "b.txt", "text_sha256": "0" * 64}))
    package.add_figure("berkas", "5", source_id="b", paragraph="1")


def test_texts_that_are_not_in_hand(package: Package) -> None:
    """A text that is not in the folder is named and is no fault; its figures are not counted."""
    add_another(package)
    verified = verify(package)
    assert (verified.missing, verified.faults) == (("b.txt",), ())
    assert (verified.texts, verified.figures, verified.figures_found) == (1, 10, 10)


def test_a_folder_without_any_text(package: Package) -> None:
    """Where nothing at all can be compared, that is no success."""
    folder = package.folder.parent / "texts"
    (folder / "a.txt").unlink()
    with pytest.raises(WrongUse) as problem:
        verify(package)
    assert str(problem.value) == f"{folder} holds none of the texts that were read in full (a.txt), so nothing can be compared"


def test_one_report(package: Package) -> None:
    """Only the report that is asked for is compared; one without its text, not read in full or unknown is refused by name."""
    add_another(package)
    package.add("sources", **(REPORT | {"source_id": "part"}))
    folder = package.folder.parent / "texts"
    assert verify_texts(package.open(), folder, "test-report").missing == ()
    for asked, told in (
        ("b", f"{folder} holds none of the texts that were read in full (b.txt), so nothing can be compared"),
        ("part", "part was not read in full (basis excerpt), so there is no text to compare it with"),
        ("test-reprot", "sources.csv has no report test-reprot; did you mean test-report?"),
    ):
        with pytest.raises(WrongUse) as problem:
            verify_texts(package.open(), folder, asked)
        assert str(problem.value) == told


def test_text_that_is_not_utf8(package: Package) -> None:
    """A text in another encoding is one fault."""
    (package.folder.parent / "texts" / "a.txt").write_bytes(b"\xff\xfea")
    assert faults(package) == ["sources.csv, row 2, column text_name: found 'a.txt'; the text is not UTF-8; restore the file that was read"]


def test_name_that_leaves_the_folder(package: Package) -> None:
    """A text is looked for in its folder only, wherever its name points."""
    (package.folder.parent / "a.txt").write_text(TEXT, "utf-8")
    (package.folder.parent / "texts" / "a.txt").unlink()
    package.edit("sources", "test-report", text_name="../a.txt")
    with pytest.raises(WrongUse, match=r"holds none of the texts that were read in full \(\.\./a\.txt\)"):
        verify(package)


def test_no_folder(package: Package) -> None:
    """Without the folder of texts nothing can be verified, which is a wrong use."""
    missing = package.folder / "no-texts"
    with pytest.raises(WrongUse) as problem:
        verify_texts(package.open(), missing)
    assert str(problem.value) == (
        f"no folder of texts at {missing}; they belong to their publishers and do not come with the project: "
        "give the folder that holds the files named in sources.csv"
    )


def test_excerpts_are_not_verified(tmp_path: Path) -> None:
    """Only reports that were read in full are compared."""
    package = Package(tmp_path).add_examples()
    expected = Verified(texts=0, figures=0, figures_found=0, numerals=0, numerals_taken=0, left_out={}, faults=())
    assert verify_texts(package.open(), tmp_path) == expected


SEEDS = Path(os.environ.get("BRIEFING_TEXTS", DATA.parents[1] / "shared" / "seeds"))


@pytest.mark.skipif(not SEEDS.is_dir(), reason=f"the five texts are not at {SEEDS}; set BRIEFING_TEXTS to the folder that holds them")
def test_the_five_texts(real_store: Store) -> None:
    """Every figure stands in its text at its paragraph, and every number of the texts is taken by a row or a form."""
    verified = verify_texts(real_store, SEEDS)
    assert [str(fault) for fault in verified.faults] == []
    assert verified.texts == 5
    assert (verified.figures_found, verified.numerals_taken) == (verified.figures, verified.numerals)
