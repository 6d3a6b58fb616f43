"""A number that knows where it came from; pure: no file, no language."""

from briefing_lib.figures.doubt import contradicting, mark_doubts
from briefing_lib.figures.figure import (
    COUNTED,
    PER_DAY,
    RATED,
    Figure,
    count,
    difference,
    per_day,
    per_thousand,
    rank,
    ratio,
    total,
    total_of_places,
)  # fmt: skip
from briefing_lib.figures.indicator import Indicator
from briefing_lib.figures.interval import QUALIFIERS, Interval
from briefing_lib.figures.period import Period, first_day_of, last_day_of
from briefing_lib.figures.source import KINDS, Source

__all__ = [
    "COUNTED", "KINDS", "PER_DAY", "QUALIFIERS", "RATED", "Figure", "Indicator", "Interval", "Period", "Source",
    "contradicting", "count", "difference", "first_day_of", "last_day_of", "mark_doubts", "per_day", "per_thousand", "rank", "ratio",
    "total", "total_of_places",
]  # fmt: skip
