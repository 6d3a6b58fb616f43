"""When a number held, to the day or the month, as far as it is printed."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Period:
    """When a number held: a flow has `start` and `end`, a stock `as_of`; blank where nothing is printed.

    Days are ISO text, of a day (`2025-08-19`) or a month (`2025-08`).
    """

    start: str = ""
    end: str = ""
    as_of: str = ""

    @property
    def last_day(self) -> dt.date | None:
        """The latest day that the number speaks of, or None where no day is printed."""
        text = self.end or self.as_of
        return last_day_of(text) if text else None

    @property
    def days(self) -> int:
        """How many days a flow with a start and an end covers, the first and the last among them."""
        return (last_day_of(self.end) - first_day_of(self.start)).days + 1


def first_day_of(text: str) -> dt.date:
    """The day itself, or the first day of a month."""
    return dt.date.fromisoformat(f"{text}-01" if len(text) == len("2025-02") else text)


@functools.lru_cache(maxsize=4096)
def last_day_of(text: str) -> dt.date:
    """The day itself, or the last day of a month.

    >>> last_day_of("2025-02")
    datetime.date(2025, 2, 28)
    """
    if len(text) == len("2025-02"):
        return (first_day_of(text) + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    return dt.date.fromisoformat(text)
