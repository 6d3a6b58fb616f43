"""What must hold within one row of the package and a schema can't say."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Collection, Iterator, Mapping

from dateutil.rrule import rrulestr

from briefing_lib.errors import Fault, UnknownPlace, hint
from briefing_lib.figures import KINDS, QUALIFIERS, first_day_of, last_day_of
from briefing_lib.store.places import Places
from briefing_lib.store.schema import ADVICE_DAY, DESCRIPTOR, FIRST_DAY, LAST_DAY, Row, Tables, split_cell

COUNTED = frozenset({"count", "persons", "rank", "places", "weeks"})
"""Units in which only whole numbers that are not negative make sense."""


PLACED = (
    ("figures", "geography"), ("commitments", "geography"), ("findings", "geographies"), ("place_changes", "geography"),
    ("messages", "geography"),
)  # fmt: skip
"""The columns that hold places."""

FORMS = {"qualifier": "{number}", "unit_form": "{number}", "place_title": "{name}"}
"""Lists whose labels are set around a number or name, and what stands for it in them."""


RULE = re.compile(r"FREQ=(YEARLY|MONTHLY|WEEKLY|DAILY)(;(?!FREQ|INTERVAL=[0-])[A-Z]+=[A-Z0-9,+-]{1,60})*")
"""The form of a recurrence; dateutil alone takes more, as an interval of nought that never ends."""


REACH = {
    "INTERVAL": (1, 366), "BYMONTH": (1, 12), "BYMONTHDAY": (1, 31), "BYYEARDAY": (1, 366), "BYWEEKNO": (1, 53), "BYSETPOS": (1, 366),
    "BYHOUR": (), "BYMINUTE": (), "BYDAY": (), "COUNT": (), "UNTIL": (), "WKST": (), "FREQ": (),
}  # fmt: skip
"""The parts of a recurrence, and how far their numbers go, from either end; dateutil takes any, and a 99th of the month never comes."""

WEEKDAYS = {"YEARLY": 53, "MONTHLY": 5}
"""How many Mondays there are at most, where they are counted, as in BYDAY=1MO."""


def _check_rule(rule: str, start: dt.date) -> None:
    """Raise ValueError, or what dateutil raises, for a recurrence that is none, or that never comes from `start` on."""
    if not RULE.fullmatch(rule):
        raise ValueError("FREQ is DAILY to YEARLY and stands once, INTERVAL is at least 1")
    parts = dict(part.split("=") for part in rule.split(";"))
    for name, numbers in parts.items():
        if name not in REACH:
            raise ValueError(f"a recurrence has {', '.join(REACH)}, but no {name}")
        if REACH[name] and not all(REACH[name][0] <= abs(int(number)) <= REACH[name][1] for number in numbers.split(",")):
            raise ValueError(f"{name} lies between {REACH[name][0]} and {REACH[name][1]}")
    most = WEEKDAYS.get(parts["FREQ"], 0)
    if any(not 0 < abs(int(number)) <= most for number in re.findall(r"[+-]?\d+", parts.get("BYDAY", ""))):
        raise ValueError(f"BYDAY counts to {most} in a {parts['FREQ']} rule" if most else f"BYDAY has no number in a {parts['FREQ']} rule")
    rrulestr(rule, dtstart=dt.datetime.combine(start, dt.time()))
    times = "" if "BYSETPOS" in parts else "|BYHOUR|BYMINUTE"  # the hour makes no difference to whether there is such a day
    if not _comes(re.sub(rf";(UNTIL|COUNT{times})=[^;]*", "", rule), start):
        raise ValueError("there is no such day")


@functools.lru_cache
def _comes(rule: str, start: dt.date) -> bool:
    """Whether it comes within some thirty years, tried at the end of the calendar, where dateutil gives up, in a year of the same form."""
    alike = (year for year in range(9970, 9930, -1) if (year - start.year) % 4 == 0)
    late = next(day for year in alike if (day := start.replace(year=year)).weekday() == start.weekday())
    return next(iter(rrulestr(rule, dtstart=dt.datetime.combine(late, dt.time()))), None) is not None


def check_rows(tables: Tables, places: Places) -> Iterator[Fault]:
    """What a schema can't say of a single row, and that there is a day for which a page can be made."""
    if (first := tables.topic["first_day"]) > (last := str(max((row["known_from"] for row in tables["sources"]), default=""))):
        advice = f"pages begin with {first} (first_day in {DESCRIPTOR}); add a report that is known from then on, or mend that day"
        yield Fault("sources.csv", None, "known_from", last or "no report", advice)
    units = {row["indicator"]: row["unit"] for row in tables["indicators"]}
    basis = {row["source_id"]: row["basis"] for row in tables["sources"]}
    of_figures = FigureRules(tables, places)
    known_from = {row["source_id"]: row["known_from"] for row in tables["sources"]}
    bodies = {row["body"] for row in tables["bodies"]}
    dimensions = {row["list"] for row in tables["codes"]}
    breakdowns = {f"{row['list']}:{row['code']}" for row in tables["codes"]}
    for row in tables["sources"]:
        yield from _check_source(row)
    for row in tables["figures"]:
        yield from of_figures.check_alone(row)
    for row in tables["commitments"]:
        yield from _check_commitment(row, places, bodies, known_from[row["source_id"]])
    for table, column in PLACED:
        for row in tables[table]:
            for place in split_cell(row.text(column)):
                yield from _check_place(row, column, place, places)
    for table in ("figures", "commitments", "commitment_events", "findings"):
        for row in tables[table]:
            yield from _check_paragraph(row, basis)
    shares = {row["indicator"] for row in tables["indicators"] if row["numerator"]}
    for row in tables["indicators"]:
        yield from _check_indicator(row, units, {*dimensions, *breakdowns}, shares)
    titles = {row["code"] for row in tables["codes"] if row["list"] == "place_title"}
    for row in tables["codes"]:
        yield from _check_form(row)
        if row["list"] == "place_kind" and row["code"] not in titles:
            yield row.fault("code", "add it to the list place_title, too: how a place of this kind is named, as {name} province")


class FigureRules:
    """What must hold within one row of figures, beside the other tables of its package."""

    def __init__(self, tables: Tables, places: Places) -> None:
        self._units = {row["indicator"]: row["unit"] for row in tables["indicators"]}
        self._basis = {row["source_id"]: row["basis"] for row in tables["sources"]}
        self._breakdowns = {f"{row['list']}:{row['code']}" for row in tables["codes"]}
        self._places = places

    def check_alone(self, row: Row) -> Iterator[Fault]:
        """Days, value, unit and hedge."""
        return _check_figure(row, self._units[row["indicator"]], self._breakdowns)

    def check(self, row: Row) -> Iterator[Fault]:
        """All of it: its place and its paragraph, too."""
        yield from self.check_alone(row)
        yield from _check_place(row, "geography", row["geography"], self._places)
        yield from _check_paragraph(row, self._basis)


def _check_paragraph(row: Row, basis: Mapping[str, str]) -> Iterator[Fault]:
    if row["paragraph"] is None and basis[row["source_id"]] == "full_text":
        yield row.fault("paragraph", "the report was read in full, so the paragraph must be given")


def _check_form(row: Row) -> Iterator[Fault]:
    held = FORMS.get(row["list"], "")
    advice = f"write {held} once where it is to stand, as in {row['code']} {held}" if held else "a label of this list has no {place} in it"
    for column in ("label_en", "label_vi", "label_id"):
        if re.findall(r"\{.*?\}", row.text(column)) != [held] * bool(held):
            yield row.fault(column, advice)


def _check_day(row: Row, column: str) -> Iterator[Fault]:
    if not (day := row.text(column)):
        return
    try:
        if not re.fullmatch(r"\d{4}-\d\d(-\d\d)?", day, re.ASCII):
            raise ValueError
        if not FIRST_DAY <= first_day_of(day) <= LAST_DAY:
            yield row.fault(column, ADVICE_DAY)
    except ValueError:
        yield row.fault(column, "there is no such day; give a day or month that exists, as 2025-10-01 or 2025-10")


def _check_source(row: Row) -> Iterator[Fault]:
    days = list(_check_day(row, "published_on"))
    yield from days
    if row["kind"] not in KINDS:
        yield row.fault("kind", f"how good a witness it is can't be told; the kinds are {', '.join(KINDS)}")
    if row["basis"] == "full_text" and not (row["text_name"] and row["text_sha256"]):
        yield row.fault("text_sha256", "a report read in full needs text_name and text_sha256, so that it can be verified")
    if row["published_on"] and not days and row["known_from"] < last_day_of(row["published_on"]):
        yield row.fault(
            "known_from", f"no page can know it before it was published ({row['published_on']}); give that day, or the last of its month"
        )
    if row["original"] == row["source_id"]:
        yield row.fault("original", "a report is no reprint of itself; name the one that it reprints")
    if row["url"] and not row["url"].startswith(("http://", "https://")):
        yield row.fault("url", "an address begins with https:// or http://")
    if row["url"] is None and row["basis"] != "compiled":
        yield row.fault("url", "give the address of the report, so that a reader can go there")


def _check_figure(row: Row, unit: str, breakdowns: Collection[str]) -> Iterator[Fault]:
    days = list(_check_day(row, "period_start")) + list(_check_day(row, "period_end")) + list(_check_day(row, "as_of"))
    yield from days
    start, end, value = row.text("period_start"), row.text("period_end"), row["value"]
    if not days and start and end and last_day_of(end) < first_day_of(start):
        yield row.fault("period_end", f"the period ends before it starts ({start}); mend one of the two days")
    if row["as_of"] and (start or end):
        yield row.fault("as_of", "a flow has period_start and period_end, a stock has as_of; leave one of them blank")
    if end and not start:
        yield row.fault("period_start", "a period that ends must start; a number that holds on a day has as_of")
    if bool(start or end or row["as_of"]) != bool(row["period_basis"]):
        yield row.fault("period_basis", "a period or day is printed or inferred: say which; leave it blank where no period is given")
    if row["breakdown"] and row["breakdown"] not in breakdowns:
        yield row.fault("breakdown", functools.partial(_no_breakdown, row["breakdown"], breakdowns))
    if row["qualifier"] not in QUALIFIERS:
        yield row.fault("qualifier", f"what values it allows can't be told; the hedges are {', '.join(QUALIFIERS)}")
    if row["unit"] != unit:
        yield row.fault("unit", f"the indicator {row['indicator']} is counted in {unit}")
    if unit in COUNTED and (value < 0 or value != value.to_integral_value()):
        yield row.fault("value", "a count is a whole number, not negative, without grouping: 142.746 in print is typed 142746")
    if unit == "percent" and value > 100:
        yield row.fault("value", "a share is at most 100 percent; look at the report again")


def _no_breakdown(found: str, known: Collection[str]) -> str:
    return f"write dimension:value, both in codes.csv, as unit_kind:ward{hint(found, known)}"


def _check_place(row: Row, column: str, place: str, places: Places) -> Iterator[Fault]:
    if place not in places.codes:
        yield row.fault(column, functools.partial(_no_place, place, places))


def _no_place(place: str, places: Places) -> str:
    try:
        return f"write its code, {places.find(place).code}"
    except UnknownPlace as problem:
        return str(problem)


def _no_body(body: str, bodies: Collection[str]) -> str:
    return f"bodies.csv has no {body!r}; add it there first{hint(body, bodies)}"


def _check_commitment(row: Row, places: Places, bodies: Collection[str], known_from: dt.date) -> Iterator[Fault]:
    days = list(_check_day(row, "issued_on"))
    yield from days
    for body in split_cell(row["responsible"]):
        if body not in bodies:
            yield row.fault("responsible", functools.partial(_no_body, body, bodies))
    for place in split_cell(row["binds"]):
        if place not in ("nation", "all_provinces"):
            yield from _check_place(row, "binds", place, places)
    if row["recurrence"] and not days:
        try:
            _check_rule(row["recurrence"], last_day_of(row["issued_on"]) if row["issued_on"] else known_from)
        except (ValueError, LookupError, ArithmeticError, TypeError) as problem:
            advice = f"no rule by RFC 5545 ({problem}); for each Tuesday at 15:00 write FREQ=WEEKLY;BYDAY=TU;BYHOUR=15;BYMINUTE=0"
            yield row.fault("recurrence", advice)


def _no_part(found: str, unit: str, known: Collection[str]) -> str:
    return f"{found or 'a blank'} is no part of it; name a dimension, a value of one, or another measure in {unit}{hint(found, known)}"


def _check_indicator(row: Row, units: Mapping[str, str], codes: Collection[str], shares: Collection[str]) -> Iterator[Fault]:
    if (row["numerator"] is None) != (row["denominator"] is None):
        yield row.fault("denominator", "a share needs both numerator and denominator")
    if row["indicator"] in (row["numerator"], row["denominator"]):
        yield row.fault("numerator", "a measure can't be a share of itself; name the two measures that it is computed from")
    elif above := next((column for column in ("numerator", "denominator") if row[column] in shares), None):
        yield row.fault(above, "this is itself a share of two measures; name one that is counted")
    if row["unit"] == "share":
        yield row.fault("unit", "a share that a report prints is counted in percent; share is kept for those that are computed")
    for part in split_cell(row.text("complete")):
        if part not in codes and (part == row["indicator"] or units.get(part) != row["unit"]):
            yield row.fault("complete", functools.partial(_no_part, part, row["unit"], [*codes, *units]))
