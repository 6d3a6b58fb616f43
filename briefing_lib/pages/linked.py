"""What a page says, for programs that read the web: linked data in the words of schema.org, a block of JSON that runs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from briefing_lib.figures import Figure, Source
from briefing_lib.wording import Writer, anchor, plain

CONTEXT = "https://schema.org"
FORMATS = {
    "csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "ics": "text/calendar",
    "atom": "application/atom+xml",
}  # fmt: skip
"""The files that hold data, by what stands behind the dot."""


def linked_page(
    writer: Writer, figures: Iterable[Figure], *, name: str, about: str, place: str, day: str, files: Sequence[str] = ()
) -> dict[str, Any]:
    """A page as a data set, each reported figure that it shows as an observation, and the reports that these are based on."""
    shown = list(dict.fromkeys(each for each in figures if not each.formula))
    sources = list(dict.fromkeys(each.source for each in shown if each.source))
    whole = {
        "@type": "Dataset",
        "name": name,
        "description": about,
        "inLanguage": writer.language.code,
        "dateModified": day,
        "spatialCoverage": {"@type": "AdministrativeArea", "name": place},
        "isBasedOn": [{"@id": _name_of(each)} for each in sources],
        "distribution": downloads(files),
    }
    graph = [whole, *(report(writer, each) for each in sources), *(observation(writer, each) for each in shown)]
    return {"@context": CONTEXT, "@graph": graph}


def downloads(files: Sequence[str]) -> list[dict[str, str]]:
    """Files that hold the data of a page, with their kind."""
    kinds = ((each, FORMATS.get(each.rpartition(".")[2])) for each in files)
    return [{"@type": "DataDownload", "contentUrl": each, "encodingFormat": kind} for each, kind in kinds if kind]


def report(writer: Writer, source: Source) -> dict[str, Any]:
    """A report or act, as far as it is known."""
    found = {
        "@type": "CreativeWork",
        "@id": _name_of(source),
        "name": source.title or source.publisher,
        "publisher": {"@type": "Organization", "name": source.publisher},
        "url": source.url,
        "datePublished": source.published_on,
        "inLanguage": source.translated_from or source.language,
    }
    return {name: each for name, each in found.items() if each}


def observation(writer: Writer, figure: Figure) -> dict[str, Any]:
    """A reported figure: place, measure and level, value with its unit, the day it held or its last one, hedge and doubts in words."""
    words, period = writer.plain, figure.period
    whole = figure.value == figure.value.to_integral_value()
    found = {
        "@type": "Observation",
        "@id": f"#{anchor(figure)}",
        "observationAbout": {"@type": "AdministrativeArea", "name": words.place(figure.geography)},
        "variableMeasured": f"{plain(words.measure(figure))}, {plain(words.level(figure))}",
        "value": int(figure.value) if whole else float(figure.value),
        "unitText": plain(words.unit(figure.unit)),
        "observationDate": period.end or period.as_of,
        "observationPeriod": f"P{period.days}D" if period.start else "",
        "description": plain(words.when(figure)),
        "measurementQualifier": "" if figure.qualifier == "exact" else plain(words.quantity(figure)),
        "disambiguatingDescription": plain(words.doubts(figure)) if figure.doubts else "",
        "isBasedOn": {"@id": _name_of(figure.source)} if figure.source else "",
    }
    return {name: each for name, each in found.items() if each != ""}


def _name_of(source: Source) -> str:
    return f"#source-{source.source_id}"
