"""The values that a printed number and its hedge allow, and what arithmetic leaves of them."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from decimal import Decimal

QUALIFIERS = ("exact", "approx", "nearly", "more_than", "at_least", "less_than", "at_most")
"""The hedges that a source may print."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The values that a figure may have; None means no bound on that side."""

    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False

    def meets(self, other: Interval) -> bool:
        """Whether one value could lie in both."""
        return not (self.below(other) or other.below(self))

    def below(self, other: Interval) -> bool:
        """Whether every value here is smaller than every value there."""
        if self.high is None or other.low is None:
            return False
        return self.high < other.low or (self.high == other.low and (self.high_open or other.low_open))

    def plus(self, other: Interval) -> Interval:
        return Interval(
            None if self.low is None or other.low is None else self.low + other.low,
            None if self.high is None or other.high is None else self.high + other.high,
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    def negated(self) -> Interval:
        return Interval(
            None if self.high is None else -self.high,
            None if self.low is None else -self.low,
            self.high_open,
            self.low_open,
        )

    def times(self, factor: Decimal) -> Interval:
        """Each value so many times; `factor` lies above zero."""
        low, high = (None if end is None else end * factor for end in (self.low, self.high))
        return Interval(low, high, self.low_open, self.high_open)

    def over(self, other: Interval) -> Interval:
        """Quotient of two quantities that can't be negative; `other` must lie above zero."""
        low = None if self.low is None or other.high is None else max(self.low, Decimal(0)) / other.high
        bounded = self.high is not None and other.low is not None and other.low > 0
        high = self.high / other.low if bounded else None  # type: ignore[operator]
        return Interval(
            low,
            high,
            low != 0 and (self.low_open or other.high_open),  # nought of less than ten is nought all the same
            self.high != 0 and (self.high_open or other.low_open),
        )


@functools.lru_cache(maxsize=65536)
def interval_of(value: Decimal, qualifier: str) -> Interval:
    """What a printed number and its hedge say.

    `approx` is half a unit of the last significant digit to either side, `nearly` one such unit below.

    >>> interval_of(Decimal(7000000), "approx")
    Interval(low=Decimal('6500000'), high=Decimal('7500000'), low_open=False, high_open=False)
    """
    step = Decimal(1).scaleb(int(value.normalize().as_tuple().exponent)) if value else Decimal(1)
    match qualifier:
        case "exact":
            return Interval(value, value)
        case "approx":
            return Interval(value - step / 2, value + step / 2)
        case "nearly":
            return Interval(value - step, value, True, True)
        case "more_than" | "at_least":
            return Interval(value, None, qualifier == "more_than")
        case "less_than" | "at_most":
            return Interval(None, value, False, qualifier == "less_than")
    raise ValueError(f"no such qualifier: {qualifier}")
