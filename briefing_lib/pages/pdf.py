"""A document as PDF/UA: set by Typst, which refuses what a screen reader could not follow."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict

import typst

from briefing_lib.charts import FONTS
from briefing_lib.errors import FailedBriefing
from briefing_lib.pages.assets import ASSETS
from briefing_lib.pages.document import Document
from briefing_lib.wording import Writer


def make_pdf(document: Document, writer: Writer) -> bytes:
    """The document as a PDF file; raises FailedBriefing where it can't be made as PDF/UA-1."""
    words = {"annex": writer.text("sources_of_numbers"), "about": writer.text("about_notes")}
    day = dt.datetime.fromisoformat(document.day).replace(tzinfo=dt.UTC)
    try:
        return typst.compile(
            ASSETS / "brief.typ",
            font_paths=[FONTS],
            ignore_system_fonts=True,
            sys_inputs={"document": json.dumps(asdict(document) | words, ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=day,
        )
    except typst.TypstError as problem:
        raise FailedBriefing("; ".join(("the PDF can't be made as PDF/UA", problem.message, *problem.hints))) from None
