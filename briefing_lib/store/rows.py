"""What must hold within one row of the package and a schema can't say."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from dateutil.rrule import rrulestr

from briefing_lib.errors import Fault, UnknownPlace, hint
from briefing_lib.figures import first_day_of, last_day_of
from briefing_lib.store.places import Places
from briefing_lib.store.schema import Row, split_cell

COUNTED = frozenset({"count", "persons", "rank", "places", "weeks"})
"""Units in which only whole numbers that are not negative make sense."""


FORMS = {"qualifier": "{number}", "unit_form": "{number}", "place_title": "{name}"}
"""Lists whose labels are set around a number or name, and what stands for it in them."""


RULE = re.compile(r"FREQ=(YEARLY|MONTHLY|WEEKLY|DAILY)(;(?!FREQ|INTERVAL=[0-])[A-Z]+=[A-Z0-9,+-]{1,60})*")
"""The form of a recurrence; dateutil alone takes more, as an interval of nought that never ends."""


REACH = {"BYMONTH": (1, 12), "BYMONTHDAY": (1, 31), "BYYEARDAY": (1, 366), "BYWEEKNO": (1, 53), "BYSETPOS": (1, 366)}
"""How far the numbers of a recurrence go, from either end; dateutil takes any, and a 99th of the month never comes."""


def _check_ranges(rule: str) -> None:
    for part in rule.split(";"):
        name, _, numbers = part.partition("=")
        low, high = REACH.get(name, (0, 0))
        if high and not all(low <= abs(int(number)) <= high for number in numbers.split(",")):
            raise ValueError(f"{name} lies between {low} and {high}")


def check_rows(tables: Mapping[str, list[Row]], places: Places) -> Iterator[Fault]:
    """What a schema can't say of a single row."""
    units = {row["indicator"]: row["unit"] for row in tables["indicators"]}
    basis = {row["source_id"]: row["basis"] for row in tables["sources"]}
    bodies = sorted(row["body"] for row in tables["bodies"])
    for row in tables["sources"]:
        yield from _check_source(row)
    for row in tables["figures"]:
        yield from _check_figure(row, units[row["indicator"]])
    for row in tables["commitments"]:
        yield from _check_commitment(row, places, bodies)
    for table in ("figures", "commitments", "findings", "place_changes"):
        for row in tables[table]:
            yield from _check_place(row, "geography", row["geography"], places)
    for table in ("figures", "commitments", "findings"):
        for row in tables[table]:
            if row["paragraph"] is None and basis[row["source_id"]] == "full_text":
                yield row.fault("paragraph", "the report was read in full, so the paragraph must be given")
    for row in tables["indicators"]:
        yield from _check_indicator(row, tables["indicators"])
    for row in tables["codes"]:
        yield from _check_form(row)


def _check_form(row: Row) -> Iterator[Fault]:
    held = FORMS.get(row["list"], "")
    advice = f"write {held} once where it is to stand, as in {row['code']} {held}" if held else "a label of this list has no {place} in it"
    for column in ("label_en", "label_vi", "label_id"):
        if re.findall(r"\{.*?\}", row.text(column)) != [held] * bool(held):
            yield row.fault(column, advice)


def _check_day(row: Row, column: str) -> Iterator[Fault]:
    try:
        last_day_of(row.text(column) or "2025-07")
    except ValueError:
        yield row.fault(column, "there is no such day; give a day or month that exists, as 2025-10-01 or 2025-10")


def _check_source(row: Row) -> Iterator[Fault]:
    yield from _check_day(row, "published_on")
    if row["basis"] == "full_text" and not (row["text_name"] and row["text_sha256"]):
        yield row.fault("text_sha256", "a report read in full needs text_name and text_sha256, so that it can be verified")
    if row["published_on"] and not list(_check_day(row, "published_on")) and row["known_from"] < last_day_of(row["published_on"]):
        yield row.fault(
            "known_from", f"no page can know it before it was published ({row['published_on']}); give that day, or the last of its month"
        )
    if row["url"] is None and row["basis"] != "compiled":
        yield row.fault("url", "give the address of the report, so that a reader can go there")


def _check_figure(row: Row, unit: str) -> Iterator[Fault]:
    days = list(_check_day(row, "period_start")) + list(_check_day(row, "period_end")) + list(_check_day(row, "as_of"))
    yield from days
    start, end, value = row.text("period_start"), row.text("period_end"), row["value"]
    if not days and start and end and last_day_of(end) < first_day_of(start):
        yield row.fault("period_end", f"the period ends before it starts ({start}); mend one of the two days")
    if row["as_of"] and (start or end):
        yield row.fault("as_of", "a flow has period_start and period_end, a stock has as_of; leave one of them blank")
    if end and not start:
        yield row.fault("period_start", "a period that ends must start; a number that holds on a day has as_of")
    if row["unit"] != unit:
        yield row.fault("unit", f"the indicator {row['indicator']} is counted in {unit}")
    if unit in COUNTED and (value < 0 or value != value.to_integral_value()):
        yield row.fault("value", "a count is a whole number, not negative, without grouping: 142.746 in print is typed 142746")
    if unit == "percent" and value > 100:
        yield row.fault("value", "a share is at most 100 percent; look at the report again")


def _check_place(row: Row, column: str, place: str, places: Places) -> Iterator[Fault]:
    if place in places.codes:
        return
    try:
        advice = f"write its code, {places.find(place).code}"
    except UnknownPlace as problem:
        advice = str(problem)
    yield row.fault(column, advice)


def _check_commitment(row: Row, places: Places, bodies: list[str]) -> Iterator[Fault]:
    yield from _check_day(row, "issued_on")
    for body in split_cell(row["responsible"]):
        if body not in bodies:
            yield row.fault("responsible", f"bodies.csv has no {body!r}; add it there first{hint(body, bodies)}")
    for place in split_cell(row["binds"]):
        if place not in ("nation", "all_provinces"):
            yield from _check_place(row, "binds", place, places)
    if row["recurrence"]:
        try:
            if not RULE.fullmatch(row["recurrence"]):
                raise ValueError("FREQ is DAILY to YEARLY and stands once, INTERVAL is at least 1")
            _check_ranges(row["recurrence"])
            rrulestr(row["recurrence"], dtstart=dt.datetime(2025, 7, 1))
        except (ValueError, LookupError) as problem:
            advice = f"no rule by RFC 5545 ({problem}); for each Tuesday at 15:00 write FREQ=WEEKLY;BYDAY=TU;BYHOUR=15;BYMINUTE=0"
            yield row.fault("recurrence", advice)
    if bool(row["status"]) != bool(row["status_source_id"]):
        yield row.fault("status", "a status needs the report that says so in status_source_id, and the other way round")


def _check_indicator(row: Row, rows: list[Row]) -> Iterator[Fault]:
    if (row["numerator"] is None) != (row["denominator"] is None):
        yield row.fault("denominator", "a share needs both numerator and denominator")
    if row["unit"] == "share":
        yield row.fault("unit", "a share that a report prints is counted in percent; share is kept for those that are computed")
    if row["parts_complete"] and not any(part["part_of"] == row["indicator"] for part in rows):
        yield row.fault("parts_complete", "no measure is part of this one; write false")
    seen, whole = {row["indicator"]}, row["part_of"]
    part_of = {each["indicator"]: each["part_of"] for each in rows}
    while whole:
        if whole in seen:
            yield row.fault("part_of", "a measure can't be a part of itself; mend the chain of part_of")
            return
        seen.add(whole)
        whole = part_of[whole]
