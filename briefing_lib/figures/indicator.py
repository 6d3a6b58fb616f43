"""What is measured: the vocabulary of the package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One measure; columns as in `data/indicators.csv`, with its declared formulas resolved.

    `shares` maps the measure below the line to the share in which this one stands above it; `complete` is the dimension whose
    values add up to the whole, and `parts` are its breakdowns, as in `unit_kind:ward`.
    """

    name: str
    labels: Mapping[str, str] = field(repr=False, hash=False)
    definitions: Mapping[str, str] = field(repr=False, hash=False)
    unit: str
    theme: str
    better: str
    core: bool = False
    standing: bool = False
    """Describes the place itself, whatever tier works there: area, population, counts of units."""
    numerator: str = ""
    denominator: str = ""
    shares: Mapping[str, Indicator] = field(default_factory=dict, repr=False, hash=False, compare=False)
    complete: str = ""
    parts: tuple[str, ...] = field(default=(), repr=False)
