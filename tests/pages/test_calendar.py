"""The calendar of what is due: read by other parsers, the same bytes for the same data, entries that stay themselves."""

from __future__ import annotations

import datetime as dt
import os
import time

import icalendar
import pytest
import vobject

from briefing_lib.briefing import Data, due
from briefing_lib.pages.calendar import make_calendar
from briefing_lib.store import Store
from briefing_lib.wording import Writer


def calendar(store: Store, place: str = "VN", as_of: str = "") -> bytes:
    return make_calendar(Data(store).briefing(place, as_of=as_of), Writer(store))


@pytest.mark.parametrize("place", ["VN", "48", "15"])
def test_two_parsers_read_the_same(real_store: Store, place: str) -> None:
    """Two parsers find each dated or recurring task that binds the place, with its words, and on its days."""
    written = calendar(real_store, place)
    wanted = {
        f"{each.commitment.commitment_id}@two-tier.briefing-lib": each.commitment
        for each in due(Data(real_store).briefing(place))
        if each.commitment.deadline or each.day
    }
    ours = {str(each["UID"]): each for each in icalendar.Calendar.from_ical(written).walk("VEVENT")}
    theirs = {each.uid.value: each for each in vobject.readOne(written.decode()).vevent_list}
    assert ours.keys() == theirs.keys() == wanted.keys()
    for name, task in wanted.items():
        assert str(ours[name]["SUMMARY"]) == theirs[name].summary.value
        assert theirs[name].url.value == task.source.url
        if task.deadline:
            assert ours[name].decoded("DTSTART") == theirs[name].dtstart.value == task.deadline
        else:
            assert theirs[name].rrule.value == ours[name]["RRULE"].to_ical().decode()


def test_rhythm_keeps_day_hour_and_zone(real_store: Store) -> None:
    """The report of each Tuesday is due at 15:00 in Viet Nam, eight hours UTC, whatever zone reads it."""
    (entry,) = [each for each in vobject.readOne(calendar(real_store).decode()).vevent_list if "p31.c3" in each.uid.value]
    days = list(entry.getrruleset(addRDate=True)[:3])
    assert [(each.weekday(), each.hour, each.utcoffset()) for each in days] == [(1, 15, dt.timedelta(hours=7))] * 3
    assert days[0].date() == dt.date(2025, 10, 7)


def test_same_data_same_bytes(real_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the clock nor the zone of the machine shows."""
    first = calendar(real_store)
    monkeypatch.setenv("TZ", "America/Lima")
    time.tzset()
    try:
        assert calendar(real_store) == first
    finally:
        monkeypatch.undo()
        time.tzset()
    assert str(dt.date.today().year).encode() + b"T" not in first
    assert os.linesep.encode() not in first.replace(b"\r\n", b"")


def test_entries_stay_themselves(real_store: Store) -> None:
    """Weeks later the same tasks have the same identifiers, a higher revision and a later stamp, so that a program takes what changed."""
    early, late = (
        {str(each["UID"]): each for each in icalendar.Calendar.from_ical(calendar(real_store, as_of=day)).walk("VEVENT")}
        for day in ("2025-10-02", "2025-12-31")
    )
    assert early.keys() <= late.keys()
    name = "baochinhphu-2025-10-01-government.p34.c1@two-tier.briefing-lib"
    assert (early[name]["SEQUENCE"], late[name]["SEQUENCE"]) == (93, 183)
    assert early[name].decoded("DTSTAMP") < late[name].decoded("DTSTAMP")


def test_lines_are_as_the_format_wants_them(real_store: Store) -> None:
    """Lines end as RFC 5545 says and have at most 75 bytes; text with commas and line ends is escaped."""
    lines = calendar(real_store, "48").split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert not [line for line in lines if b"\n" in line]
