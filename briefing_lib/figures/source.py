"""A report that figures, commitments and findings come from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

KINDS = ("official_text", "government_press", "press", "aggregator", "compiled")
"""The kinds of report, the better witness first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One report; columns as in `data/sources.csv`, a default where a cell may be blank."""

    source_id: str
    publisher: str
    kind: str
    title: str = ""
    url: str = ""
    published_on: str = ""
    known_from: dt.date
    date_basis: str
    language: str = ""
    translated_from: str = ""
    original: str = ""
    basis: str
    text_name: str = ""
    text_sha256: str = ""
    note: str = ""
