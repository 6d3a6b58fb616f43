"""What became known, for those who follow: a feed, and the lines of a terminal."""

from __future__ import annotations

import datetime as dt
import itertools

from briefing_lib.briefing import Briefing, brief, days_known
from briefing_lib.store import Store
from briefing_lib.wording import Writer

ENTRIES = 20
"""So many days a feed goes back; who reads it seldom finds the rest by `briefing changes`."""

AUTHORITY = "tag:two-tier.briefing-lib"
"""With a day behind it, it names feed and entries for good (RFC 4151), wherever the site stands."""


def make_feed(store: Store, language: str, day: dt.date) -> bytes:
    """An Atom feed of the nation and all places: an entry for each day, up to this one, on which a report came to hand."""
    days = days_known(store, day)
    spans = list(itertools.pairwise(days))[-ENTRIES:]
    briefings = (brief(store, store.places.root, until, since) for since, until in reversed(spans))  # a day is read once for two spans
    writer = Writer(store, language, linked=False)
    said = writer.render("feed/changes.xml.j2", briefings=briefings, authority=AUTHORITY, day=days[-1], first=store.topic.first_day)
    return f"{said}\n".encode()


def say_changes(briefing: Briefing, language: str = "en") -> str:
    """The same between the two days of a briefing, as lines of text that name their rows."""
    return repr(Writer(briefing.store, language).plain.render("feed/terminal.html.j2", briefing=briefing))
