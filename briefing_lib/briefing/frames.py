"""Figures as pandas frames: one figure a row, with its bounds, its day and its report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from briefing_lib.figures import Figure
from briefing_lib.store import Store

if TYPE_CHECKING:
    import pandas

DAYS = ("day", "known_from")
COLUMNS = (
    "figure_id", "geography", "place", "indicator", "breakdown", "measure", "level", "value", "qualifier", "unit", "period_start",
    "period_end", "as_of", "period_basis", "stated_by", "as_printed", "doubt", "publisher", "title", "url", "published_on", "known_from",
    "basis", "paragraph", "note",
)  # fmt: skip
"""The columns of downloads; a typed frame has `source_id`, `low`, `high` and `day` besides."""


def figure_row(figure: Figure, store: Store, language: str) -> dict[str, str]:
    """The cells of a reported figure, in the order of the downloads; `place` and `measure` are named in this language."""
    source, period = figure.source, figure.period
    assert source is not None
    return {
        "figure_id": figure.figure_id, "geography": figure.geography, "place": store.places[figure.geography].name(language),
        "indicator": figure.indicator.name, "breakdown": figure.breakdown, "measure": measure_name(figure, store, language),
        "level": figure.level, "value": f"{figure.value:f}", "qualifier": figure.qualifier, "unit": figure.unit,
        "period_start": period.start, "period_end": period.end, "as_of": period.as_of, "period_basis": figure.period_basis,
        "stated_by": figure.stated_by, "as_printed": figure.as_printed, "doubt": "|".join(figure.doubts), "publisher": source.publisher,
        "title": source.title, "url": source.url, "published_on": source.published_on, "known_from": source.known_from.isoformat(),
        "basis": source.basis, "paragraph": "" if figure.paragraph is None else str(figure.paragraph), "note": figure.note,
    }  # fmt: skip


def measure_name(figure: Figure, store: Store, language: str) -> str:
    """What a figure measures, with the part of it, as plain text."""
    dimension, _, value = figure.breakdown.partition(":")
    label = figure.indicator.labels[language] or figure.indicator.labels["en"]
    return f"{label}: {store.label(dimension, value, language)}" if value else label


def frame_figures(figures: Iterable[Figure], store: Store, language: str = "en") -> pandas.DataFrame:
    """These reported figures as a tidy frame, typed for computing.

    `value` is the printed number without its hedge; `low` and `high` say what it may be, blank where unbounded.
    """
    import pandas  # a download needs none

    frame = pandas.DataFrame(
        [_typed_row(figure, store, language) for figure in figures], columns=[*COLUMNS, "source_id", "low", "high", "day"]
    )
    typed = frame.astype({"value": float, "low": float, "high": float, "paragraph": "Int64"})
    return typed.assign(**{name: pandas.to_datetime(typed[name]) for name in DAYS})


def _typed_row(figure: Figure, store: Store, language: str) -> dict[str, object]:
    interval = figure.interval
    computed = {"low": interval.low, "high": interval.high, "day": figure.day, "paragraph": figure.paragraph}
    return {**figure_row(figure, store, language), "source_id": figure.source.source_id if figure.source else "", **computed}
