"""Records as pandas frames, typed for computing and plotting, each row with its report; and a figure as text, for downloads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from briefing_lib.briefing.briefing import brief
from briefing_lib.briefing.comparison import compared_values
from briefing_lib.briefing.duties import STATES, due, is_summed_up
from briefing_lib.briefing.readings import Reading
from briefing_lib.calls import checked
from briefing_lib.errors import WrongParameter
from briefing_lib.figures import KINDS, Figure, Source, first_day_of, last_day_of
from briefing_lib.store import LANGUAGES, Commitment, Finding, Place, Store

if TYPE_CHECKING:
    import pandas

COLUMNS = (
    "figure_id", "geography", "place", "indicator", "breakdown", "measure", "level", "value", "qualifier", "unit", "period_start",
    "period_end", "as_of", "period_basis", "stated_by", "as_printed", "doubt", "publisher", "title", "url", "published_on", "known_from",
    "basis", "paragraph", "note",
)  # fmt: skip
"""The columns of downloads."""
FIGURES = (
    "figure_id", "place", "region", "theme", "measure", "level", "value", "low", "high", "unit", "qualifier", "as_printed", "doubt",
    "period", "period_start", "period_end", "flow", "day", "period_basis", "stated_by", "note", "definition", "publisher", "title", "url",
    "published_on", "known_from", "basis", "paragraph", "source_id", "geography", "indicator", "breakdown",
)  # fmt: skip
COMPARED = ("compared_value", "compared_day")
READINGS = (*FIGURES, *COMPARED, "confirming", "conflicting", "earlier")
MEASURES = (
    "indicator", "measure", "theme", "unit", "definition", "better", "core", "standing", "numerator", "denominator", "complete", "figures",
    "places",
)  # fmt: skip
FINDINGS = (
    "finding_id", "place", "kind", "theme", "finding", "stated_by", "doubt", "note", "publisher", "title", "url", "published_on",
    "known_from", "basis", "paragraph", "source_id", "geography",
)  # fmt: skip
COMMITMENTS = (
    "commitment_id", "task", "force", "state", "progress", "deadline", "next_day", "recurrence", "issued_by", "issued_on", "responsible",
    "binds", "place", "duty", "result", "checkable", "legal_basis", "note", "publisher", "title", "url", "published_on", "known_from",
    "basis", "paragraph", "source_id", "geography",
)  # fmt: skip
SOURCES = (
    "source_id", "publisher", "kind", "title", "url", "published_on", "known_from", "date_basis", "language", "translated_from", "original",
    "basis", "figures", "note",
)  # fmt: skip
PLACES = (
    "place", "geography", "kind", "region", "centre", "now", "now_geography", "valid_from", "valid_to", "column", "row", "name_en",
    "name_vi", "name_id", "other_names",
)  # fmt: skip
DAYS = frozenset((
    "valid_from", "valid_to", "period_start", "period_end", "day", "compared_day", "published_on", "known_from", "deadline", "next_day",
    "issued_on",
))  # fmt: skip
NUMBERS = frozenset(("value", "low", "high", "compared_value"))
WHOLE_NUMBERS = frozenset(("paragraph", "figures", "places", "confirming", "conflicting", "earlier", "column", "row"))
TRUE_OR_FALSE = frozenset(("core", "standing", "checkable", "flow"))
NAMES = frozenset(("place", "region", "now"))
"""Categories without a rank: they stand in the order of the package, and a chart colours them as names."""


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
    label = _told(figure.indicator.labels, language)
    return f"{label}: {store.label(dimension, value, language)}" if value else label


def place_name(place: Place, store: Store, language: str) -> str:
    """What a place is called; one that has ended, and whose name a present place bears, has its code behind: `Da Nang (63-48)`."""
    name = place.name(language)
    is_borne = place.valid_to and any(each.name(language) == name for each in store.places)
    return f"{name} ({place.code})" if is_borne else name


def frame_figures(figures: Iterable[Figure], store: Store, language: str = "en") -> pandas.DataFrame:
    """These reported figures, one a row, as `Data.figures` gives them."""
    return _frame([_figure_cells(each, store, language) for each in figures], FIGURES, store, language)


def frame_readings(readings: Sequence[Reading], store: Store, as_of: dt.date, language: str = "en") -> pandas.DataFrame:
    """These readings, known by a day, one a row, as `Data.readings` gives them."""
    rows = []
    for each, compared in zip(readings, compared_values(brief(store, store.places.root, as_of), readings), strict=True):
        counts = {name: len(getattr(each, name)) for name in ("confirming", "conflicting", "earlier")}
        beside = {"compared_value": compared.value, "compared_day": compared.day} if compared else dict.fromkeys(COMPARED)
        rows.append(_figure_cells(each.shown, store, language) | beside | counts)
    return _frame(rows, READINGS, store, language)


def frame_measures(store: Store, as_of: dt.date, language: str = "en") -> pandas.DataFrame:
    """The vocabulary, one measure a row, as `Data.measures` gives it."""
    known = store.find_figures(known_by=as_of)
    rows = []
    for each in store.indicators.values():
        there = [figure for figure in known if figure.indicator == each]
        rows.append({
            "indicator": each.name, "measure": _told(each.labels, language), "theme": each.theme, "unit": each.unit,
            "definition": _told(each.definitions, language), "better": each.better, "core": each.core, "standing": each.standing,
            "numerator": each.numerator, "denominator": each.denominator, "complete": "|".join(each.complete), "figures": len(there),
            "places": len({figure.geography for figure in there}),
        })  # fmt: skip
    return _frame(rows, MEASURES, store, language)


def frame_findings(findings: Iterable[Finding], store: Store, language: str = "en") -> pandas.DataFrame:
    """These findings, one a row, as `Data.findings` gives them."""
    rows = [
        {"finding_id": each.finding_id, "kind": each.kind, "theme": each.theme,
         "place": "; ".join(place_name(store.places[code], store, language) for code in each.geographies),
         "finding": _told(each.texts, language), "stated_by": _body(each.stated_by, store, language), "doubt": "|".join(each.doubt),
         "note": each.note, "paragraph": each.paragraph, "geography": "|".join(each.geographies), **_source_cells(each.source)}
        for each in findings
    ]  # fmt: skip
    return _frame(rows, FINDINGS, store, language, free=("place", "geography"), lists={"kind": "finding_kind"})


def frame_commitments(
    asked: Callable[[Commitment], bool], store: Store, as_of: dt.date, language: str = "en"
) -> pandas.DataFrame:  # fmt: skip
    """The commitments of which that is true, one a row, as `Data.commitments` gives them."""
    whole = brief(store, store.places.root, as_of)
    rows = []
    for found in due(whole):
        each = found.commitment
        if asked(each):
            rows.append({
                "commitment_id": each.commitment_id, "task": _told(each.tasks, language), "force": each.force, "state": found.state,
                "progress": found.progress, "deadline": each.deadline, "next_day": found.day if each.recurrence else None,
                "recurrence": each.recurrence, "issued_by": _body(each.issued_by, store, language), "issued_on": each.issued_on,
                "responsible": "; ".join(_body(body, store, language) for body in each.responsible), "binds": "|".join(each.binds),
                "place": place_name(store.places[each.geography], store, language), "duty": each.duty,
                "result": _told(each.results, language) if each.results and is_summed_up(whole, each) else "",
                "checkable": each.checkable, "legal_basis": each.legal_basis, "note": each.note, "paragraph": each.paragraph,
                "geography": each.geography, **_source_cells(each.source),
            })  # fmt: skip
    return _frame(rows, COMMITMENTS, store, language, lists={"progress": "status"})


def frame_sources(store: Store, as_of: dt.date) -> pandas.DataFrame:
    """The reports known by a day, one a row, as `Data.sources` gives them."""
    known = store.find_figures(known_by=as_of)
    rows = [
        {name: getattr(each, name, None) for name in SOURCES}
        | _source_cells(each)
        | {"figures": sum(figure.source is each for figure in known)}
        for each in store.sources.values()
        if each.known_from <= as_of
    ]
    return _frame(rows, SOURCES, store, "en", lists={"kind": KINDS})


def frame_places(store: Store, language: str = "en") -> pandas.DataFrame:
    """Every place, one a row, as `Data.gazetteer` gives it."""
    rows = []
    for each in (store.places[code] for code in store.places.codes):
        now = store.places.present(each)
        column, row = each.tile or (None, None)
        rows.append({
            "place": place_name(each, store, language), "geography": each.code, "kind": each.kind, "region": _region(each, store),
            "centre": each.centre, "now": place_name(now, store, language), "now_geography": now.code, "valid_from": each.valid_from,
            "valid_to": each.valid_to, "column": column, "row": row, "other_names": "|".join(each.other_names),
            **{f"name_{code}": each.name(code) for code in LANGUAGES},
        })  # fmt: skip
    return _frame(rows, PLACES, store, language)


@checked
def periods(frame: pandas.DataFrame) -> pandas.Series:
    """The days that each row of a frame of figures or readings speaks of: an interval of pandas, closed at both ends.

    A flow lasts from its first day to its last, a stock is its one day; where only a month is printed, all days of it. Missing where
    no period is printed. It is no column of the frames, as Altair draws no frame that holds intervals.

    >>> import pandas
    >>> import briefing_lib as bl
    >>> figures = bl.open().figures("Da Nang")
    >>> "dossiers_received" in set(figures[periods(figures).array.contains(pandas.Timestamp("2025-08-15"))].indicator)
    True
    """
    import pandas

    if not (isinstance(frame, pandas.DataFrame) and {"period_start", "period_end"} <= set(frame.columns)):
        raise WrongParameter("frame", type(frame).__name__, "give what data.figures() or data.readings() gives, with both days of a period")
    ends = frame.period_end
    held = pandas.arrays.IntervalArray.from_arrays(frame.period_start.where(ends.notna()), ends, closed="both")
    return pandas.Series(held, frame.index, name="period")


def _figure_cells(figure: Figure, store: Store, language: str) -> dict[str, Any]:
    """The cells of a reported figure in a frame: those of a download, with values, days and bounds as such."""
    source, period, place = figure.source, figure.period, store.places[figure.geography]
    assert source is not None
    first, last = (period.as_of or period.start), (period.as_of or period.end)
    typed = {
        "place": place_name(place, store, language), "region": _region(place, store), "theme": figure.indicator.theme,
        "value": figure.value, "low": figure.interval.low, "high": figure.interval.high,
        "period": period.as_of or "/".join(filter(None, (period.start, period.end))), "flow": bool(period.start) if first else None,
        "period_start": first_day_of(first) if first else None, "period_end": last_day_of(last) if last else None, "day": figure.day,
        "stated_by": _body(figure.stated_by, store, language), "definition": _told(figure.indicator.definitions, language),
        "paragraph": figure.paragraph,
    }  # fmt: skip
    return {**figure_row(figure, store, language), **typed, **_source_cells(source)}


def _region(place: Place, store: Store) -> str:
    """The region of a place; of one that has ended, that of the place that it became."""
    return place.region or (store.places[place.became].region if place.became else "")


def _source_cells(source: Source) -> dict[str, Any]:
    """What every row says of its report; of a printed month the last day, by which the report was there."""
    return {
        "source_id": source.source_id, "publisher": source.publisher, "title": source.title, "url": source.url,
        "published_on": last_day_of(source.published_on) if source.published_on else None, "known_from": source.known_from,
        "basis": source.basis,
    }  # fmt: skip


def _told(texts: Mapping[str, str], language: str) -> str:
    """A text in this language, else in English."""
    return texts[language] or texts["en"]


def _body(body: str, store: Store, language: str) -> str:
    """What a body or person is called; blank where none is named."""
    return store.bodies[body].names[language] if body else ""


def _frame(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], store: Store, language: str, *,
    free: Iterable[str] = (), lists: Mapping[str, str | Sequence[str]] = MappingProxyType({}),
) -> pandas.DataFrame:  # fmt: skip
    """A frame of these rows: days, numbers and text as pandas has them, missing what is blank, codes as categories in their order.

    `lists` names the list of codes, or the codes, of a column; columns in `free` are text whatever they are called.
    """
    import pandas  # a download needs none

    frame = pandas.DataFrame([[row[name] for name in columns] for row in rows], columns=list(columns), dtype=object)
    ranks = {name: order for name, order in _orders(store, language).items() if name in columns and name not in free}
    ranks |= {name: list(store.codes[each]) if isinstance(each, str) else list(each) for name, each in lists.items()}
    blank_stays = {"breakdown"} & set(columns)  # the whole is not missing: grouping and pivoting would drop it
    for name in columns:
        column = frame[name]
        if name not in blank_stays:
            column = column.where(column.ne("") & column.notna(), None)
        if name in DAYS:
            frame[name] = pandas.to_datetime(column).astype("datetime64[ms]")  # as Parquet keeps them
        elif name in NUMBERS:
            frame[name] = column.astype(float)
        elif name in WHOLE_NUMBERS:
            frame[name] = column.astype("Int64")
        elif name in TRUE_OR_FALSE:
            frame[name] = column.astype("boolean")
        elif name in ranks:
            categories = list(dict.fromkeys([*ranks[name], *column.dropna()]))  # whatever is there stays there
            frame[name] = pandas.Categorical(column, categories=categories, ordered=name not in NAMES)
        else:
            frame[name] = column.astype("str")
    return frame


def _orders(store: Store, language: str) -> dict[str, list[str]]:
    """The categories of each column that has an order, in that order; equal in all frames of a package, so that frames can be joined."""
    first = [store.places.root, *store.places]
    places = [*first, *(store.places[code] for code in sorted(set(store.places.codes) - {each.code for each in first}))]
    parts = sorted({each.breakdown for each in store.at_top.find_figures()}, key=lambda each: _rank_of_part(each, store))
    counted = {(each.indicator.name, each.breakdown): measure_name(each, store, language) for each in store.at_top.find_figures()}
    measures = [
        name
        for each in store.indicators.values()
        for name in (_told(each.labels, language), *(counted[each.name, part] for part in parts if (each.name, part) in counted))
    ]
    lists = {name: list(store.codes[name]) for name in ("level", "theme", "unit", "qualifier", "region", "force") if name in store.codes}
    names, codes = [place_name(each, store, language) for each in places], [each.code for each in places]
    return lists | {
        "place": list(dict.fromkeys(names)),
        "now": list(dict.fromkeys(names)),
        "geography": codes,
        "now_geography": codes,
        "measure": list(dict.fromkeys(measures)),
        "indicator": list(store.indicators),
        "breakdown": parts,
        "period_basis": ["printed", "inferred"],
        "basis": ["full_text", "excerpt", "compiled"],
        "better": ["higher", "lower", "neutral"],
        "state": list(STATES),
    }


def _rank_of_part(breakdown: str, store: Store) -> tuple[str, int]:
    """Where a part stands among the others of its kind; the whole first."""
    dimension, _, part = breakdown.partition(":")
    return dimension, list(store.codes[dimension]).index(part) if part else 0
