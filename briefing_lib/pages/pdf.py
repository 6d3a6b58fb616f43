"""A document as PDF/UA: set by Typst, which refuses what a screen reader could not follow."""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
from dataclasses import asdict

import typst

from briefing_lib.charts import FONTS
from briefing_lib.errors import FailedBriefing
from briefing_lib.pages.assets import ASSETS
from briefing_lib.pages.document import Document
from briefing_lib.wording import Writer

WITHOUT_LETTER = re.compile(
    "[^\n -~\u00a0-\u024f\u0300-\u04ff\u1e00-\u1eff\u2000-\u200a\u2010-\u2027\u202f-\u2040\u20a0-\u22ff\u25a0-\u25ff\u30a1-\u30fc"
    "〇一二三四五六七八九十百千万萬億亿兆京半数數約约超余餘上下以未満满割分厘倍率％年月日時时期人名件社村坊省市県郡区元円圆圓越南盾個箇个所局]"
)
"""What neither our fonts nor those of Typst can draw: PDF/UA allows no sign without a letter, so its code stands for it."""


@functools.cache
def fonts() -> typst.Fonts:
    """The fonts of this project alone, whatever the machine has."""
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])


def make_pdf(document: Document, writer: Writer) -> bytes:
    """The document as a PDF file; raises FailedBriefing where it can't be made as PDF/UA-1."""
    words = {"annex": writer.text("sources_of_numbers"), "about": writer.text("about_notes")}
    day = dt.datetime.fromisoformat(document.day).replace(tzinfo=dt.UTC)
    content = json.dumps(asdict(document) | words, ensure_ascii=False)
    try:
        return typst.compile(
            ASSETS / "brief.typ",
            font_paths=fonts(),
            sys_inputs={"document": WITHOUT_LETTER.sub(lambda sign: f"(U+{ord(sign[0]):04X})", content)},
            pdf_standards=["ua-1"],
            timestamp=day,
        )
    except typst.TypstError as problem:
        raise FailedBriefing("; ".join(("the PDF can't be made as PDF/UA", problem.message, *problem.hints))) from None
