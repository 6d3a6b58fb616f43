"""The calendar of what is due: a file that calendar programs read once or follow; without clock or chance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vDuration, vRecur, vText

from briefing_lib.briefing import Briefing, Due, due, rule_of
from briefing_lib.wording import Writer, plain

ZONE = "Asia/Ho_Chi_Minh"
OFFSET = dt.timedelta(hours=7)
"""Viet Nam has had one zone and no summer time since 1975."""
PRODUCT = "-//briefing-lib//briefing//EN"
DOMAIN = "two-tier.briefing-lib"
"""Behind the name of a task it makes an identifier that no other calendar has, and that stays: a program that follows the file
changes the entry that it has."""
DAILY = vDuration(dt.timedelta(days=1))


def make_calendar(briefing: Briefing, writer: Writer) -> bytes:
    """Each task that binds the place and has a last day or a rhythm, as an entry of a calendar (RFC 5545)."""
    words = _words(writer, ("name", "about"), place=briefing.place, as_of=briefing.as_of)
    calendar = Calendar()
    for name, value in {
        "PRODID": PRODUCT, "VERSION": "2.0", "METHOD": "PUBLISH", "NAME": words["name"], "X-WR-CALNAME": words["name"],
        "DESCRIPTION": words["about"], "X-WR-TIMEZONE": ZONE,
    }.items():  # fmt: skip
        calendar.add(name, vText(value))
    calendar.add("REFRESH-INTERVAL", DAILY, parameters={"VALUE": "DURATION"})
    calendar.add_component(_zone())
    for each in sorted(due(briefing), key=lambda one: one.commitment.commitment_id):
        if each.commitment.deadline or (each.commitment.recurrence and each.day):
            calendar.add_component(_entry(each, briefing, writer))
    return bytes(calendar.to_ical(sorted=False))


def _zone() -> Timezone:
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("TZID", ZONE)
    for name, value in (("DTSTART", dt.datetime(1975, 6, 13)), ("TZOFFSETFROM", OFFSET), ("TZOFFSETTO", OFFSET), ("TZNAME", "+07")):
        standard.add(name, value)
    zone.add_component(standard)
    return zone


def _entry(of: Due, briefing: Briefing, writer: Writer) -> Event:
    """A task as it stands on the day of the page, which is its stamp; a calendar of a later day is a later revision of each entry."""
    task = of.commitment
    there = writer.place(briefing.store.places.root) if briefing.place.parent and not of.is_own else ""
    words = _words(writer, ("summary", "description"), commitment=task, due=of, there=there)
    entry = Event()
    entry.add("UID", vText(f"{task.commitment_id}@{DOMAIN}"))
    entry.add("DTSTAMP", dt.datetime.combine(briefing.as_of, dt.time(), dt.UTC))
    entry.add("SEQUENCE", max(0, (briefing.as_of - briefing.store.topic.first_day).days))
    if task.deadline:
        entry.add("DTSTART", task.deadline)
    else:
        entry.add("DTSTART", _first(of))
        entry.add("RRULE", vRecur.from_ical(task.recurrence))
    entry.add("SUMMARY", vText(words["summary"]))
    entry.add("DESCRIPTION", vText(words["description"]))
    entry.add("TRANSP", vText("TRANSPARENT"))
    if task.source.url:
        entry.add("URL", task.source.url)
    return entry


def _first(of: Due) -> dt.date | dt.datetime:
    """The first day of a rhythm, with its hour where it has one."""
    rule = rule_of(of.commitment)
    first = next(iter(rule))
    is_timed = "BYHOUR" in of.commitment.recurrence
    return first.replace(tzinfo=ZoneInfo(ZONE)) if is_timed else first.date()


def _words(writer: Writer, names: tuple[str, ...], **facts: Any) -> Mapping[str, str]:
    said = writer.plain.blocks("calendar/task.html.j2", names, **facts)
    return {name: plain(piece.html) for name, piece in said.items()}
