"""What is measured: the vocabulary of the package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One measure; columns as in `data/indicators.csv`, with its declared formulas resolved.

    `shares` maps the measure below the line to the share in which this one stands above it; `parts` are what `complete` stands for, and
    add up to the whole: breakdowns, as `unit_kind:ward`, and measures of their own.
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
    counts_residents: bool = False
    """Counts the people of a place; rates per thousand residents are of it."""
    numerator: str = ""
    denominator: str = ""
    shares: Mapping[str, Indicator] = field(default_factory=dict, repr=False, hash=False, compare=False)
    complete: tuple[str, ...] = ()
    parts: tuple[str, ...] = field(default=(), repr=False)

    @property
    def part_names(self) -> tuple[str, ...]:
        """Its parts by their whole names, as figures have them: `commune_level_units/unit_kind:ward`, `tasks_done`."""
        return tuple(f"{self.name}/{part}" if ":" in part else part for part in self.parts)
