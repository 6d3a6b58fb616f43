"""Figures as a pandas frame: one figure a row, with its bounds, its day and its report."""

from __future__ import annotations

import os

import pandas

from briefing_lib.briefing.briefing import check_day
from briefing_lib.figures.figure import Figure
from briefing_lib.pages.downloads import figure_row
from briefing_lib.store.store import Store, open_store
from briefing_lib.wording.language import Labels, language_of

DAYS = ("day", "known_from")


def load_figures(
    province: str | int | None = None, *, as_of: str = "", language: str = "en", folder: str | os.PathLike[str] | None = None
) -> pandas.DataFrame:
    """Every figure known by `as_of` (blank: the latest day), of one province (any name, old or new) or of all and the nation.

    `value` is the printed number without its hedge; `low` and `high` say what it may be, blank where unbounded.

    >>> load_figures("Quảng Nam").place.unique().tolist()
    ['Da Nang']
    """
    store = open_store(folder)
    day = check_day(as_of, store)
    place = None if province is None else store.provinces.find(province).code
    known = [each for each in store.figures if each.source and each.source.known_from <= day and place in (None, each.geography)]
    return frame_figures(known, Labels(store, language_of(language)))


def frame_figures(figures: list[Figure], labels: Labels) -> pandas.DataFrame:
    """These reported figures as a tidy frame, typed for computing; the text columns are those of the downloads."""
    frame = pandas.DataFrame([_row(figure, labels) for figure in figures], columns=_columns(labels.store))
    typed = frame.astype({"value": float, "low": float, "high": float, "paragraph": "Int64"})
    return typed.assign(**{name: pandas.to_datetime(typed[name]) for name in DAYS})


def _row(figure: Figure, labels: Labels) -> dict[str, object]:
    interval = figure.interval
    computed = {"low": interval.low, "high": interval.high, "day": figure.day, "paragraph": figure.paragraph}
    return {**figure_row(figure, labels), "source_id": figure.source.source_id if figure.source else "", **computed}


def _columns(store: Store) -> list[str]:
    return list(_row(store.figures[0], Labels(store, language_of("en"))))
