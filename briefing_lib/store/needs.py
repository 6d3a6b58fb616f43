"""What the descriptor must promise, so that no record meets a blank cell or a text where it holds a number or a day.

Most of it is drawn from the records themselves: a field without a default needs a cell in every row, a number needs a column of numbers.
The rest are names by which rows are looked up.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from briefing_lib.figures import Figure, Indicator, Source
from briefing_lib.store.places import Change, Place
from briefing_lib.store.records import LANGUAGES, Body, Commitment, EditorsMessage, Event, Finding, LeftOut
from briefing_lib.store.schema import Schemas


@dataclass(frozen=True)
class _Code:
    """A row of codes.csv, which becomes a part of a list."""

    list: str
    code: str
    order: int
    labels: Mapping[str, str]


RECORDS: Mapping[str, type] = {
    "sources": Source, "figures": Figure, "indicators": Indicator, "codes": _Code, "places": Place, "place_changes": Change, "bodies": Body,
    "commitments": Commitment, "commitment_events": Event, "findings": Finding, "messages": EditorsMessage, "left_out": LeftOut,
}  # fmt: skip
"""What a row of each table becomes."""

TYPES = {
    "str": "string", "int": "integer", "Decimal": "number", "bool": "boolean", "dt.date": "date", "tuple[str, ...]": "string",
    "Mapping[str, str]": "string", "Source": "string", "Indicator": "string",
}  # fmt: skip
"""The type of column that a field of each type is read from."""

NAMES = {"source": "source_id", "doubts": "doubt"}
"""Fields whose column has another name; `name` and `code` stand for the key of their table."""

LINKS = {
    "source_id": "sources", "original": "sources", "indicator": "indicators", "numerator": "indicators", "denominator": "indicators",
    "stated_by": "bodies", "issued_by": "bodies", "part_of": "bodies", "commitment_id": "commitments",
    "parent": "places", "became": "places",
}  # fmt: skip
"""Columns whose cells are looked up in another table, or further up in their own."""

LISTS = {each: each for each in ("level", "unit", "theme", "doubt", "qualifier", "force", "status", "region")} | {
    "sources.kind": "source_kind", "places.kind": "place_kind", "place_changes.kind": "place_kind", "findings.kind": "finding_kind",
}  # fmt: skip
"""Columns whose cells are looked up in a list of codes."""


def check_needs(schemas: Schemas) -> Iterator[str]:
    """Each promise that the descriptor does not make."""
    for table, record in RECORDS.items():
        if table not in schemas:
            yield f"no table {table}"
            continue
        schema = schemas[table]["schema"]
        columns = {column["name"]: column for column in schema["fields"]}
        problems = (*_check_record(record, columns, schema["primaryKey"][0]), *_check_links(table, columns, schema))
        yield from dict.fromkeys(f"{table}.csv {problem}" for problem in problems)


def _check_record(record: type, columns: Mapping[str, Any], key: str) -> Iterator[str]:
    for field in dataclasses.fields(record):
        kind = str(field.type).removesuffix(" | None")
        given = kind == field.type and field.default is field.default_factory is dataclasses.MISSING
        for name, needed in _columns(field.name, kind, key, given=given).items():
            if name in columns:
                yield from _check_column(columns[name], kind, needed=needed or kind in ("Source", "Indicator"))
            elif given:
                yield f"without the column {name}"


def _columns(field: str, kind: str, key: str, *, given: bool) -> dict[str, bool]:
    """The columns of a field, each with whether its cells must be filled: of texts those in English."""
    if kind.startswith("Mapping"):
        return {f"{field.removesuffix('s')}_{language}": given and language == "en" for language in LANGUAGES}
    name = key if (field, key) in (("name", "indicator"), ("code", "geography")) else NAMES.get(field, field)
    return {name: given} if kind in TYPES else {}


def _check_column(column: Mapping[str, Any], kind: str, *, needed: bool) -> Iterator[str]:
    if column["type"] != TYPES[kind]:
        yield f"with {column['name']} of type {column['type']}, not {TYPES[kind]}"
    if column.get("several", False) != kind.startswith("tuple"):
        yield f"with {column['name']} {'of one entry, not several' if kind.startswith('tuple') else 'of several entries, not one'}"
    if needed and not column.get("constraints", {}).get("required"):
        yield f"with {column['name']} not required"


def _check_links(table: str, columns: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
    links = {(each["fields"][0], each["reference"]["resource"] or table) for each in schema.get("foreignKeys", [])}
    for name, column in columns.items():
        if name in schema["primaryKey"] and not column.get("constraints", {}).get("required"):
            yield f"with {name} not required"
        if name in LINKS and [name] != schema["primaryKey"] and (name, LINKS[name]) not in links:
            yield f"with {name} not referring to {LINKS[name]}"
        if (codes := LISTS.get(f"{table}.{name}", LISTS.get(name))) and column.get("codes") != codes:
            yield f"with {name} not of the codes {codes}"
