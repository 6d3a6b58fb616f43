"""From the mark-up of a number back to the figure, recomputed from the package alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefing_lib.errors import Untraceable, hint, shorten
from briefing_lib.figures import Figure, count, difference, per_day, per_thousand, rank, ratio, total, total_of_places
from briefing_lib.store.records import Commitment, Finding
from briefing_lib.store.store import Store

_TOKEN = re.compile(r"[^\s(),]+|[(),]")
_ASKED = re.compile(r"(when|due|by)\(([^(),]*)\)")
_MOST_TOKENS = 20_000
"""Names, brackets and commas of a reference: a count of all figures on an index names thousands."""


def resolve(store: Store, *, figure: str = "", formula: str = "", figures: str = "") -> Figure:
    """The figure that `data-figure`, or `data-formula` with `data-figures`, names; a derived one is computed again.

    Raises Untraceable where an id or formula is unknown, and NotComparable where the formula may not be applied.
    """
    if figure and (formula or figures):
        raise Untraceable(f"it names both a figure and a formula: {shorten(figure)} and {shorten(formula or figures)}")
    if figure:
        return _reported(store, figure)
    if formula == "count":
        return count([_row(store, row) for row in figures.split()])
    return _compute(formula, [parse_reference(store, each) for each in figures.split()], store)


def parse_reference(store: Store, reference: str) -> Figure:
    """The figure of a reference: an id, or a formula over references as in `sum(a,b,c)`."""
    tokens = _TOKEN.findall(reference)
    if len(tokens) > _MOST_TOKENS:
        raise Untraceable(f"no reference, but one of {len(tokens)} parts: {shorten(reference)}")
    try:
        figure, rest = _parse(store, tokens)
    except (IndexError, ValueError, RecursionError):  # it ends too early, or never
        raise Untraceable(f"no reference: {shorten(reference)}") from None
    if rest:
        raise Untraceable(f"no reference: {shorten(reference)}")
    return figure


def parse_placeholder(store: Store, placeholder: str) -> tuple[str, Figure | Commitment | Finding]:
    """What a placeholder of an editor's message stands for, with the record that it names.

    `number` of a figure or a formula, as in `{ratio(a,b)}`; `when` of a figure: the day or period it speaks of; `due` of a commitment:
    its deadline; `by` of a figure, commitment or finding: who says it. Raises Untraceable where there is no such record or day.
    """
    asked = _ASKED.fullmatch(placeholder)
    if not asked:
        return "number", parse_reference(store, placeholder)
    kind, name = asked.groups()
    if kind == "when":
        return kind, _reported(store, name)
    found = store.statements.get(name) or (store.by_id.get(name) if kind == "by" else None)
    if found is None:
        raise Untraceable(f"no {'commitment' if kind == 'due' else 'figure, commitment or finding'} is called {shorten(name)}")
    if kind == "due" and not (isinstance(found, Commitment) and found.deadline):
        raise Untraceable(f"{shorten(name)} has no deadline")
    return kind, found


def _parse(store: Store, tokens: Sequence[str]) -> tuple[Figure, Sequence[str]]:
    head, rest = tokens[0], tokens[1:]
    if not rest or rest[0] != "(":
        return _reported(store, head), rest
    if head == "count":
        end = rest.index(")")
        return count([_row(store, row) for row in rest[1:end] if row != ","]), rest[end + 1 :]
    inputs: list[Figure] = []
    while rest and rest[0] in "(,":
        figure, rest = _parse(store, rest[1:])
        inputs.append(figure)
    if rest[0] != ")":
        raise Untraceable(f"a bracket is not closed before {rest[0]}")
    return _compute(head, inputs, store), rest[1:]


def _compute(formula: str, inputs: Sequence[Figure], store: Store) -> Figure:
    match formula, len(inputs):
        case "ratio", 2:
            return ratio(inputs[0], inputs[1])
        case "difference", 2:
            return difference(inputs[0], inputs[1])
        case "per_day", 1:
            return per_day(inputs[0])
        case "per_thousand", 2:
            return per_thousand(inputs[0], inputs[1])
        case "rank", size if size > 1:
            return rank(inputs[0], inputs)
        case "sum", size if size > 1:
            if len({each.geography for each in inputs}) > 1:
                return total_of_places(inputs, [place.code for place in store.places], store.places.root.code, store.places.root.name())
            return total(inputs)
    raise Untraceable(f"no such formula: {formula or 'none'} of {len(inputs)} figures")


def _reported(store: Store, figure_id: str) -> Figure:
    try:
        return store.by_id[figure_id]
    except KeyError:
        raise Untraceable(f"figures.csv has no figure {figure_id}{hint(figure_id, store.by_id)}") from None


def _row(store: Store, reference: str) -> str:
    if (reference if ":" in reference else f"figures:{reference}") not in store.rows:
        raise Untraceable(f"no row {reference}")
    return reference
