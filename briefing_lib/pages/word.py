"""A document as a Word file: its parts are templates, put together with charts and fonts, without clock or chance."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import typst

from briefing_lib.charts import FONTS
from briefing_lib.pages.document import Document, Picture
from briefing_lib.pages.pdf import fonts
from briefing_lib.wording import TEMPLATES, Writer

PARTS = TEMPLATES / "word"
FACES = ("Inter-Regular", "Inter-SemiBold")
FONT_KEY = "6D1A3F52-0B7C-4E6A-9C1D-7A52E8B94C30"
"""By which Word reads the fonts in a file; any would do, and one that stays keeps the file the same."""
SIZES = {("brief", "en"): 17, ("brief", "vi"): 16, ("brief", "id"): 16}
"""Half-points of the text on pages of a class in a language; two pages hold a brief where sentences are longer, too."""
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The day that all parts of the file bear: the first that its format knows."""


def make_docx(document: Document, writer: Writer) -> bytes:
    """The document as a Word file: headings, tables, lists and endnotes as Word makes them, charts as SVG with a PNG beside each."""
    blocks = list(document.every_block())
    pictures = [block.picture for block in blocks if block.picture]
    facts = {
        "document": document, "pictures": pictures, "ordered": [block for block in blocks if block.style == "ordered"],
        "locale": writer.language.locale.replace("_", "-"), "size": SIZES.get((document.style, document.language), 18), "fonts": FACES,
        "key": f"{{{FONT_KEY}}}",
    }  # fmt: skip
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        for name in sorted(path.relative_to(PARTS).as_posix() for path in PARTS.rglob("*.j2")):
            part = writer.render(f"{PARTS.name}/{name}", **facts)
            file.writestr(_entry(name.removesuffix(".j2")), str(part), zipfile.ZIP_DEFLATED)
        for name, content in _media(pictures):
            file.writestr(_entry(f"word/{name}"), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, FIRST_DAY)


def _media(pictures: list[Picture]) -> Iterator[tuple[str, bytes]]:
    """Charts as drawings and as pictures for readers that know no SVG, and the fonts of the text."""
    for number, picture in enumerate(pictures, 1):
        yield f"media/chart-{number}.svg", picture.svg.encode()
        yield f"media/chart-{number}.png", _png(picture)
    for face in FACES:
        yield f"fonts/{face}.odttf", _obfuscated((FONTS / f"{face}.ttf").read_bytes())


def _png(picture: Picture) -> bytes:
    """The drawing as dots, twice as many as a screen has."""
    page = b"#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), width: float(sys.inputs.width) * 1pt)"
    inputs = {"svg": picture.svg, "width": str(picture.width)}
    return typst.compile(page, format="png", ppi=192, font_paths=fonts(), sys_inputs=inputs)


def _obfuscated(font: bytes) -> bytes:
    """A font as Word files hold it: the first 32 bytes mixed with the key (ECMA-376, part 4, 17.8.1)."""
    key = bytes.fromhex(FONT_KEY.replace("-", ""))[::-1]
    return bytes(byte ^ key[index % 16] for index, byte in enumerate(font[:32])) + font[32:]
