"""What stands behind a count, and behind any number: the rows that were counted, the reports they come from, links to these."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from briefing_lib.briefing.briefing import Briefing
from briefing_lib.figures.figure import Figure
from briefing_lib.figures.source import Source

LISTED = 8
"""So many reports behind a count are named; more are left to the list of sources."""


def sources_of(briefing: Briefing, figure: Figure) -> Iterator[Source]:
    """The reports that a number rests on, those of counted rows among them."""
    if figure.formula == "count":
        yield from dict.fromkeys(source for row in figure.rows for source in _row_sources(briefing, row))
    else:
        yield from dict.fromkeys(leaf.source for leaf in figure.reported if leaf.source)


def say_counted(briefing: Briefing, figure: Figure) -> Markup:
    """What was counted, and the reports or names behind the rows; a count of nothing says so."""
    say, language, sources = briefing.language.say, briefing.language, list(sources_of(briefing, figure))
    if not figure.rows:
        return say("counted: there is no such row in the data.")
    rows = _rows(briefing, figure)
    if len(sources) > LISTED:
        return say("{rows}, counted; their reports all stand under {sources}.", rows=rows, sources=link_sources(briefing))
    if sources:
        behind = [say("{source} ({day})", source=link_source(briefing, source), day=language.reported(source)) for source in sources]
        return say("{rows}, counted, from {sources}.", rows=rows, sources=language.listed(behind))
    return say("{rows}, counted: {names}.", rows=rows, names=language.listed([_row_name(briefing, row) for row in figure.rows]))


def _rows(briefing: Briefing, figure: Figure) -> Markup:
    """What the counted rows are called."""
    say_many, many = briefing.language.say_many, len(figure.rows)
    names = {
        "figures": say_many("figure", "figures", many),
        "sources": say_many("report or act", "reports and acts", many),
        "indicators": say_many("measure", "measures", many),
        "bodies": say_many("body", "bodies", many),
        "provinces": say_many("province or city", "provinces and cities", many),
        "commitments": say_many("task", "tasks", many),
        "findings": say_many("statement", "statements", many),
    }
    tables = dict.fromkeys(row.partition(":")[0] if ":" in row else "figures" for row in figure.rows)
    return briefing.language.listed([names[table] for table in tables])


def _row_name(briefing: Briefing, row: str) -> Markup:
    (table, _, key), labels = row.partition(":"), briefing.labels
    if table == "indicators":
        return labels.within(key)
    return briefing.language.referenced({"bodies": labels.body, "provinces": labels.place}[table](key))


def _row_sources(briefing: Briefing, row: str) -> Iterator[Source]:
    """The report behind a counted row; bodies, measures and provinces have none."""
    (table, _, key), store = row.rpartition(":"), briefing.store
    match table:
        case "" | "figures":
            yield from (each.source for each in store.by_id[key].reported if each.source)
        case "sources":
            yield store.sources[key]
        case "commitments":
            yield from (each.source for each in store.commitments if each.commitment_id == key)
        case "findings":
            yield from (each.source for each in store.findings if each.finding_id == key)


def link_sources(briefing: Briefing) -> Markup:
    """A link to the list of reports at the end of the page."""
    return Markup('<a href="#sources">{}</a>').format(briefing.language.say("sources"))


def link_source(briefing: Briefing, source: Source) -> Markup:
    """A report's name, linked to its entry in that list."""
    return Markup('<a href="#source-{}">{}</a>').format(source.source_id, name_source(briefing, source))


def name_source(briefing: Briefing, source: Source) -> Markup:
    """Publisher, and the title where one is printed."""
    publisher = briefing.language.referenced(source.publisher)
    return Markup("{}: {}").format(publisher, briefing.language.referenced(source.title)) if source.title else publisher
