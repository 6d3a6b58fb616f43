"""The register at the end of a page: what each number was computed from, and each report with the numbers printed in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefing_lib.figures import Figure, Source
from briefing_lib.store import Place, Store, parse_reference
from briefing_lib.wording import Piece, Writer, anchor

GROUPED_FROM = 4
"""Other places' numbers on one measure, level and time, from one report or by one formula, share an entry where there are so many."""
LISTED = 8
"""So many reports behind a count are named; more are left to the list of sources."""
ROW = 'id="row-'
"""On a record each figure has a row that says what its entry says; the numbers of a report are folded there."""
Group = tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A number of the page, or a group of alike ones, as the register lists it.

    `kind` is printed, computed, count or group; `inputs` are, for a formula, what went in: groups by themselves, then single figures
    (for a group of derived figures, what went in at each place of the formula).
    """

    kind: str
    figures: Group
    inputs: tuple[object, ...] = ()

    @property
    def figure(self) -> Figure:
        return self.figures[0]


@dataclass(frozen=True, slots=True)
class Input:
    """What went into each number of a group at one place of its formula: the groups that hold it, else its reports."""

    figure: Figure
    groups: tuple[Group, ...]
    sources: tuple[Source, ...]


def say_register(writer: Writer, place: Place, body: Piece, as_of: dt.date, *, is_headed: bool = True) -> Piece:
    """An entry for each number that a page shows and for those it was computed from: formulas first, then report by report.

    What contradicts a number is named with it as far as it was known by the day. Reports to which the page links without a number
    are listed too. Numbers of other places that stand in a group name the measures and reports that they were computed from, not
    each input. Of a brief, printed numbers of which the record of the place has no row are marked.
    """
    store = writer.store
    shown = [parse_reference(store, reference) for reference in body.figures]
    groups = _groups(shown, {place.code, store.places.root.code})
    numbers = list({anchor(each): each for figure in shown for each in _with_inputs(figure, groups)}.values())
    linked = [store.sources[name] for name in body.sources]
    sources = dict.fromkeys([*(source for figure in numbers for source in sources_of(store, figure)), *linked])
    return writer.render(
        "pages/register.html.j2",
        formulas=list(_entries([figure for figure in numbers if figure.formula], groups, store)),
        sources=[(source, list(_entries([each for each in numbers if each.source is source], groups, store))) for source in sources],
        anchor=anchor,
        counted=lambda figure: _counted(store, figure),
        against=lambda figure: store.find_contradicting(figure, as_of),
        listed=LISTED,
        folded=ROW in body.html,
        is_headed=is_headed,
        recorded={place.code, *(former.code for former in place.former)},
    )


def sources_of(store: Store, figure: Figure) -> list[Source]:
    """The reports that a number rests on, those of counted rows among them."""
    if figure.formula == "count":
        return list(dict.fromkeys(source for row in figure.rows for source in _row_sources(store, row)))
    return list(dict.fromkeys(leaf.source for leaf in figure.reported if leaf.source))


def _row_sources(store: Store, row: str) -> Iterator[Source]:
    """The report behind a counted row; bodies, measures and places have none."""
    table, _, key = row.rpartition(":")
    match table:
        case "" | "figures":
            yield from (each.source for each in parse_reference(store, key).reported if each.source)
        case "sources":
            yield store.sources[key]
        case "commitments":
            yield from (each.source for each in store.commitments if each.commitment_id == key)
        case "findings":
            yield from (each.source for each in store.findings if each.finding_id == key)


def _counted(store: Store, figure: Figure) -> tuple[list[str], list[Source]]:
    """The tables whose rows were counted, and the reports behind these rows."""
    return list(dict.fromkeys(row.partition(":")[0] if ":" in row else "figures" for row in figure.rows)), sources_of(store, figure)


def _with_inputs(figure: Figure, groups: Mapping[str, Group]) -> Iterator[Figure]:
    yield figure
    if anchor(figure) not in groups:
        for each in figure.inputs:
            yield from _with_inputs(each, groups)


def _groups(numbers: Iterable[Figure], own: set[str]) -> dict[str, Group]:
    """The groups by the anchor of each figure that stands in one; figures of the places in `own` stand alone."""
    alike: dict[object, list[Figure]] = {}
    for figure in numbers:
        if figure.geography not in own and figure.formula not in ("count", "rank"):
            made_of = tuple(each.measure for each in figure.inputs)
            key = (
                figure.measure,
                figure.level,
                figure.period,
                figure.period_basis,
                figure.source,
                figure.stated_by,
                figure.formula,
                figure.unit,
                made_of,
            )
            alike.setdefault(key, []).append(figure)
    return {anchor(figure): tuple(group) for group in alike.values() if len(group) >= GROUPED_FROM for figure in group}


def _entries(numbers: Sequence[Figure], groups: Mapping[str, Group], store: Store) -> Iterator[Entry]:
    """Each number's entry where it first stands; a group where its first figure stands."""
    for figure in numbers:
        group = groups.get(anchor(figure))
        if group is None:
            kind = "printed" if not figure.formula else "count" if figure.formula == "count" else "computed"
            yield Entry(kind, (figure,), tuple(_inputs(figure, groups)))
        elif figure is group[0]:
            ordered = (figure, *sorted(group, key=lambda each: each.geography))
            shared = zip(*(each.inputs for each in group), strict=True) if figure.formula else ()
            yield Entry("group", ordered, tuple(_shared(each, groups, store) for each in shared))


def _inputs(figure: Figure, groups: Mapping[str, Group]) -> Iterator[object]:
    """What went into a formula: whole groups, then the others."""
    if not figure.inputs:
        return
    distinct = {id(group): group for group in groups.values() if len(group) <= len(figure.inputs)}.values()
    held = [group for group in distinct if set(group) <= set(figure.inputs)]
    if len({each.geography for each in figure.inputs}) > 1:
        yield from held
    yield from (each for each in figure.inputs if groups.get(anchor(each)) not in held)


def _shared(inputs: Sequence[Figure], groups: Mapping[str, Group], store: Store) -> Input:
    held = tuple(dict.fromkeys(groups[anchor(each)] for each in inputs if anchor(each) in groups))
    sources = () if held else tuple(dict.fromkeys(source for each in inputs for source in sources_of(store, each)))
    return Input(inputs[0], held, sources)
