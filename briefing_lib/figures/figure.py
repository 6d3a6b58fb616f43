"""A number that knows where it came from.

A reported figure carries its report, paragraph and printed form; a derived one carries its formula and the
figures that went in. Arithmetic works on intervals, so that "more than 3,100" never turns into 3,100.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from briefing_lib.calls import checked
from briefing_lib.errors import NotComparable
from briefing_lib.figures.indicator import Indicator
from briefing_lib.figures.interval import Interval, interval_of
from briefing_lib.figures.period import Period, last_day_of
from briefing_lib.figures.source import Source

COUNTED = ("count", "persons")
"""Units in which a part is a share of its whole, and the difference of two measures counts something; those of two scores do not."""
THOUSAND = Decimal(1000)
PER_DAY, PER_THOUSAND = ("per_day", "per_thousand_per_day"), ("per_thousand", "per_thousand_per_day")
RATED = frozenset((*PER_DAY, *PER_THOUSAND))
"""Units of a flow by the day of its period, and of a count by the thousand residents; both of them in both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with its measure, place, level, period, hedge and origin.

    A reported figure has `figure_id` and `source`. A derived one has `formula` (ratio, sum, difference, count,
    rank, per_day, per_thousand) and what went in: figures in `inputs`, rows of other tables (`findings:ID`) in `rows`.
    Shares that are derived are fractions (unit `share`); shares that were printed are percent as printed.
    `place` is the English name of its `geography`. `==` asks whether two are the same record; `<`, `<=`, `>` and `>=` compare the
    values, and `float()` gives one, where hedges and what contradicts it allow it.
    `marked` are those of its `doubts` that could change what a reader concludes (see `doubt`). `disputed` reaches from the lowest to the
    highest of what is printed for it and contradicts itself, without ends where no printed value but a sum or a share contradicts it;
    None where nothing does. `against` are the printed figures that contradict it, or what it was computed from.

    >>> resolved / received                                                         # doctest: +SKIP
    Figure(dossiers_resolved_pct, Da Nang, commune: 0.9473972222 share, ratio of 2)
    """

    value: Decimal
    unit: str
    indicator: Indicator
    breakdown: str = ""
    geography: str
    place: str = field(default="", compare=False)
    level: str
    period: Period = field(default_factory=Period)
    period_basis: str = ""
    qualifier: str = "exact"
    figure_id: str = ""
    source: Source | None = None
    paragraph: int | None = None
    stated_by: str = ""
    as_printed: str = ""
    doubts: tuple[str, ...] = ()
    marked: tuple[str, ...] = ()
    note: str = ""
    formula: str = ""
    inputs: tuple[Figure, ...] = ()
    rows: tuple[str, ...] = ()
    bounds: Interval | None = None
    disputed: Interval | None = None
    against: tuple[Figure, ...] = field(default=(), repr=False, compare=False)

    def __hash__(self) -> int:
        """Of what tells figures apart, not of all fields, among them inputs of inputs: a page asks for tens of thousands of hashes."""
        return hash((self.figure_id, self.value, self.geography, self.formula))

    def __repr__(self) -> str:
        made = f"{self.formula} of {len(self.inputs) or len(self.rows)}" if self.formula else self.figure_id
        hedge = "" if self.qualifier == "exact" else f"{self.qualifier} "
        where = ", ".join(filter(None, (self.measure, self.place or self.geography, self.level)))
        return f"Figure({where}: {hedge}{self.value:.10g} {self.unit}, {made})"

    @property
    def measure(self) -> str:
        """The name of what is measured, with the part of it that is counted: `commune_level_units/unit_kind:ward`."""
        return f"{self.indicator.name}/{self.breakdown}" if self.breakdown else self.indicator.name

    @property
    def interval(self) -> Interval:
        """The values that it may have."""
        return self.bounds or interval_of(self.value, self.qualifier)

    @property
    def open_to(self) -> Interval:
        """The values that it may have, those that contradict it among them."""
        return self.disputed or self.interval

    @property
    def printed(self) -> Interval:
        """The values that its printed form may stand for: a percentage is rounded, so 73.6% is 73.55 to 73.65."""
        if self.unit != "percent" or self.qualifier != "exact" or self.formula:
            return self.interval
        decimals = re.search(r"[.,](\d+)", self.as_printed)
        half = Decimal(5).scaleb(-1 - (len(decimals[1]) if decimals else 0))
        return Interval(self.value - half, self.value + half)

    def agrees(self, other: Figure) -> bool:
        """Whether both can hold at once, as printed."""
        return self.printed.meets(other.printed)

    @property
    def day(self) -> dt.date:
        """The latest day it speaks of; where none is printed, the day of its report, or by which that was in hand."""
        if self.source is None:
            return max(each.day for each in self.inputs) if self.inputs else dt.date.min
        reported = last_day_of(self.source.published_on) if self.source.published_on else self.source.known_from
        return self.period.last_day or reported

    @property
    def dated(self) -> bool:
        """Whether its day, or at least that of its report, is printed rather than inferred."""
        return (self.period != Period() and self.period_basis != "inferred") or bool(self.source and self.source.published_on)

    @property
    def moment(self) -> Period | Source | None:
        """What makes two figures speak of the same time; without a printed period only the same report does."""
        return self.period if self.period != Period() else self.source

    @property
    def reference(self) -> str:
        """How mark-up names it: its id, or its formula over ids, as in `sum(a,b)`."""
        return self.figure_id or f"{self.formula}({','.join(self.references)})"

    @property
    def references(self) -> tuple[str, ...]:
        """What its formula was computed from, in order."""
        return tuple(each.reference for each in self.inputs) + self.rows

    @property
    def reported(self) -> tuple[Figure, ...]:
        """The reported figures it rests on, in order, itself if it is one."""
        if not self.formula:
            return (self,)
        return tuple(dict.fromkeys(leaf for each in self.inputs for leaf in each.reported))

    def __truediv__(self, other: Figure) -> Figure:
        return ratio(self, _figure(other))

    def __add__(self, other: Figure) -> Figure:
        return total((self, _figure(other)))

    def __sub__(self, other: Figure) -> Figure:
        return difference(self, _figure(other))

    def __mul__(self, other: object) -> Figure:
        raise NotComparable(f"nothing declares what {self!r} times {_figure(other)!r} would be")

    def _after(self, other: object) -> Figure:
        """What stands before it is no figure: `1 + figure`, or `sum()`, which begins with 0."""
        return _figure(other)

    __radd__ = __rsub__ = __rtruediv__ = __rmul__ = _after

    def per_day(self) -> Figure:
        """How much of it falls on a day of its period, on average; raises as the function `per_day` does."""
        return per_day(self)

    @checked
    def per_thousand(self, residents: Figure) -> Figure:
        """How many there are for each thousand residents; raises as the function `per_thousand` does."""
        return per_thousand(self, residents)

    def __lt__(self, other: Figure) -> bool:
        return _is_below(self, _beside(self, other))

    def __gt__(self, other: Figure) -> bool:
        return _is_below(_beside(self, other), self)

    def __le__(self, other: Figure) -> bool:
        return not _is_below(_beside(self, other), self)

    def __ge__(self, other: Figure) -> bool:
        return not _is_below(self, _beside(self, other))

    def __float__(self) -> float:
        """The value where it can be one only. Raises NotComparable where a hedge, or another report, leaves more."""
        return float(self._single())

    def __int__(self) -> int:
        """The value, cut to a whole number; raises as `float()` does."""
        return int(self._single())

    def __format__(self, form: str) -> str:
        """The value as a number, `f"{figure:,.0f}"`; raises as `float()` does. Without a form, what the figure is."""
        return format(self._single(), form) if form else repr(self)

    def _single(self) -> Decimal:
        if self.open_to.low is None or self.open_to.low != self.open_to.high:
            raise _open(f"{self!r} is no single number", [self], "; take .open_to for what it may be, or .value for the number alone")
        return self.value


def _is_below(one: Figure, other: Figure) -> bool:
    """Whether every value of one lies below every value of the other, those that contradict them among these.

    Raises NotComparable where only some do.
    """
    low, high = one.open_to.low, other.open_to.high
    if one.open_to.below(other.open_to):
        return True
    if low is not None and high is not None and low >= high:
        return False
    raise _open(f"{one!r} may lie on either side of {other!r}", [one, other])


def _open(told: str, figures: Sequence[Figure], advice: str = "") -> NotComparable:
    """The refusal of what is open, with the first of the printed figures that contradict these, and its report."""
    against = list(dict.fromkeys(other for each in figures for other in each.against))
    reason = "; a sum or share of printed values contradicts it" if any(each.disputed for each in figures) else ""
    if against and against[0].source:
        reason = f"; {against[0]!r} of {against[0].source.publisher}{f' and {len(against) - 1} more' if against[1:] else ''} contradicts it"
    return NotComparable(f"{told}{reason}{advice}")


def _beside(one: Figure, other: object) -> Figure:
    """The other figure, where its value may be held against the one: of one unit, place, level and time, and of one measure across them.

    Raises NotComparable for a number without a source, and where nothing could be concluded from the larger value.
    """
    if not isinstance(other, Figure):
        raise NotComparable(f"a figure is compared with figures only: found {other!r}; hold float(figure) against it")
    both = (one, other)
    _require_same("compare", both, ("unit", "level"))
    if one.measure != other.measure:
        _require_same("compare", both, ("geography", "period"))
    elif one.unit not in PER_DAY and one.moment != other.moment:
        if one.period.start and other.period.start:
            advice = "; compare per_day() of each" if one.unit in COUNTED and one.indicator.unit == one.unit else ""
            advice = "; take per_day() before per_thousand()" if one.unit in PER_THOUSAND else advice
            raise NotComparable(f"{one!r} and {other!r} are of different periods{advice}")
        if not one.indicator.standing and not (one.geography == other.geography and one.period.as_of and other.period.as_of):
            _require_same("compare", both, ("period",))
    return other


def _figure(other: object) -> Figure:
    if not isinstance(other, Figure):
        raise NotComparable(
            f"a figure is combined with figures only: found {other!r}, which has no source; float(figure) is the number alone"
        )
    return other


def ratio(numerator: Figure, denominator: Figure) -> Figure:
    """The share or rate that `indicators.csv` declares for these two measures, or the share of a part of one measure in its whole.

    Raises NotComparable where none is declared, where place, level or period differ, or where the hedges
    leave no bound on either side.
    """
    is_part = numerator.indicator == denominator.indicator and numerator.unit in COUNTED and _is_part(numerator, denominator)
    share = numerator.indicator if is_part else numerator.indicator.shares.get(denominator.indicator.name)
    if share is None:
        raise NotComparable(f"no share of {numerator.measure} in {denominator.measure} is declared")
    for each in (numerator, denominator):
        if each.unit != each.indicator.unit:
            raise NotComparable(f"{each!r} is no number of {each.measure}, but a {each.unit}")
    _require_same("divide", (numerator, denominator), ("geography", "level", "period", *(() if is_part else ("breakdown",))))
    if denominator.value <= 0 or numerator.value < 0:
        raise NotComparable(f"{numerator!r} can't be divided by {denominator!r}: a share needs a base above zero")
    unit = "share" if is_part or share.unit == "percent" else share.unit
    bounds = numerator.interval.over(denominator.interval)
    made = _derived("ratio", (numerator, denominator), numerator.value / denominator.value, bounds, share, unit)
    return _dispute(made, numerator.open_to.over(denominator.open_to))


def total(parts: Sequence[Figure]) -> Figure:
    """The whole that a complete set of parts adds up to.

    Raises NotComparable where a part is missing or doubled, or where place, level, period or unit differ.
    """
    wanted = parts[0].indicator.parts if parts else ()
    names = sorted(part.breakdown or "the whole" for part in parts)
    if not wanted or names != sorted(wanted):
        told = ", ".join(wanted) or "parts that indicators.csv declares complete"
        raise NotComparable(f"a sum needs each part once: found {', '.join(names)}; wanted {told}")
    _require_same("add", parts, ("indicator", "geography", "level", "period", "unit"))
    return replace(_sum(parts, parts[0].indicator, parts[0].geography), breakdown="")


def total_of_places(figures: Sequence[Figure], places: Iterable[str], geography: str, place: str = "") -> Figure:
    """The sum over a complete set of places, as the 34 provinces for the nation; `place` is what `geography` is called.

    Raises NotComparable where a place is missing or doubled, or where measure, level, unit or period differ;
    standing counts may be of different days, as they hold until they change.
    """
    found, wanted = sorted(figure.geography for figure in figures), sorted(places)
    if found != wanted or not found:
        raise NotComparable(f"a sum over places needs each once: {sorted(set(wanted) ^ set(found))} missing, extra or doubled")
    _require_same("add", figures, ("indicator", "breakdown", "level", "unit"))
    if not figures[0].indicator.standing:
        _require_same("add", figures, ("period",))
    return replace(_sum(figures, figures[0].indicator, geography), place=place)


def difference(minuend: Figure, subtrahend: Figure) -> Figure:
    """What is left: a whole less its part in one period, or one measure on two days.

    Raises NotComparable where the two are neither, or where place, level or unit differ.
    """
    _require_same("subtract", (minuend, subtrahend), ("geography", "level", "unit"))
    one = minuend.indicator
    if minuend.measure == subtrahend.measure:
        if minuend.moment == subtrahend.moment:
            raise NotComparable(f"{one.name}: two values for one period are a conflict, not a change")
        if minuend.period.start or subtrahend.period.start:
            raise NotComparable(f"{one.name}: flows over different periods have no change between them; per_day() of each can be compared")
    elif not _is_part(subtrahend, minuend):
        raise NotComparable(f"{subtrahend.measure} is not declared as a part of {minuend.measure}")
    else:
        _require_same("subtract", (minuend, subtrahend), ("period",))
    bounds = minuend.interval.plus(subtrahend.interval.negated())
    made = _derived("difference", (minuend, subtrahend), minuend.value - subtrahend.value, bounds, one, minuend.unit)
    return _dispute(made, minuend.open_to.plus(subtrahend.open_to.negated()))


def _is_part(part: Figure, whole: Figure) -> bool:
    """Whether one is declared as a part of the other: a breakdown of it, or above it in a declared share."""
    if whole.breakdown or part.measure == whole.measure:
        return False
    return part.indicator == whole.indicator if part.breakdown else whole.indicator.name in part.indicator.shares


def rank(figure: Figure, among: Sequence[Figure]) -> Figure:
    """Place of `figure` when `among` is ordered from the highest value; equal values share a place.

    It is marked as contradicted only where a value that contradicts one of them would move it.

    Raises NotComparable unless all are of one measure, level, unit and period, each place stands once, and
    every other value is surely above or not above it.
    """
    _require_same("rank", (figure, *among), ("indicator", "breakdown", "level", "unit", "period"))
    if figure.unit == "rank":
        raise NotComparable(f"{figure.indicator.name} is a rank already")
    others = [each for each in among if each.geography != figure.geography]
    if len({each.geography for each in others}) != len(others):
        raise NotComparable(f"{figure.indicator.name}: a place stands twice, so there is no rank")
    for each in others:
        same = each.interval == figure.interval and each.qualifier == "exact"
        if not same and each.interval.meets(figure.interval):
            raise NotComparable(f"{each!r} may lie on either side of {figure!r}")
    above = sum(figure.interval.below(each.interval) for each in others)
    ranked = _derived("rank", (figure, *others), Decimal(above + 1), None, figure.indicator, "rank")
    moved = any(each.open_to.meets(figure.open_to) for each in others if each.disputed or figure.disputed)
    marked = {*(set(ranked.marked) - {"contradicted"}), *({"contradicted"} if moved else ())}
    ranked = replace(ranked, geography=figure.geography, marked=tuple(sorted(marked)))
    if not moved:
        return ranked
    first = 1 + sum(figure.open_to.below(each.open_to) for each in others)
    last = 1 + sum(not each.open_to.below(figure.open_to) and each.open_to != figure.open_to for each in others)
    return _dispute(ranked, Interval(Decimal(first), Decimal(last)))


def per_day(flow: Figure) -> Figure:
    """How much of a flow falls on a day of its period, on average: so flows over periods of different length stand side by side.

    The value is for each day from the first to the last, both among them. Raises NotComparable for what is no count, or where the
    first or the last day is not known.
    """
    if flow.unit not in COUNTED or flow.indicator.unit != flow.unit:
        raise NotComparable(f"{flow!r} is no count that adds up day by day")
    if not (flow.period.start and flow.period.end):
        raise NotComparable(f"{flow!r} has no period with a first and a last day, so nothing falls on each of its days")
    days = Decimal(flow.period.days)
    every = Interval(days, days)
    made = _derived("per_day", (flow,), flow.value / days, flow.interval.over(every), flow.indicator, PER_DAY[0])
    return _dispute(made, flow.open_to.over(every))


def per_thousand(figure: Figure, residents: Figure) -> Figure:
    """How many there are for each thousand residents of the place: of a count, or of a flow by the day.

    The residents may be of another day than the count, as their number stands until it is counted anew; what is computed is of the day
    or period of the count. Raises NotComparable for what is no count, for another measure than that of residents, and for another place.
    """
    if not residents.indicator.counts_residents or residents.breakdown or residents.unit != residents.indicator.unit:
        raise NotComparable(f"{residents!r} is no number of residents: datapackage.json names the measure that counts them")
    if figure.indicator.counts_residents or not (figure.unit == figure.indicator.unit in COUNTED or figure.unit == PER_DAY[0]):
        raise NotComparable(f"{figure!r} is no count of something that residents have")
    _require_same("divide", (figure, residents), ("geography",))
    if residents.value <= 0:
        raise NotComparable(f"{figure!r} can't be divided by {residents!r}: a rate needs residents")
    unit = PER_THOUSAND[1] if figure.unit in PER_DAY else PER_THOUSAND[0]
    bounds = figure.interval.over(residents.interval).times(THOUSAND)
    made = _derived("per_thousand", (figure, residents), figure.value / residents.value * THOUSAND, bounds, figure.indicator, unit)
    return _dispute(made, figure.open_to.over(residents.open_to).times(THOUSAND))


ROWS_COUNTED = Indicator(name="rows_counted", labels={}, definitions={}, unit="count", theme="", better="neutral")


def count(rows: Sequence[str], geography: str = "") -> Figure:
    """How many rows of the package there are; `rows` are `table:id`, or plain figure ids."""
    return Figure(
        value=Decimal(len(rows)), unit="count", indicator=ROWS_COUNTED, geography=geography, level="all",
        formula="count", rows=tuple(rows),
    )  # fmt: skip


def _sum(parts: Sequence[Figure], whole: Indicator, geography: str) -> Figure:
    bounds = parts[0].interval
    for part in parts[1:]:
        bounds = bounds.plus(part.interval)
    open_to = parts[0].open_to
    for part in parts[1:]:
        open_to = open_to.plus(part.open_to)
    value = sum((part.value for part in parts), Decimal(0))
    return replace(_dispute(_derived("sum", tuple(parts), value, bounds, whole, parts[0].unit), open_to), geography=geography)


def _dispute(made: Figure, open_to: Interval) -> Figure:
    """What was computed, with what it may come to where something contradicts what went in."""
    against = tuple(dict.fromkeys(other for each in made.inputs for other in each.against))
    return replace(made, disputed=open_to, against=against) if any(each.disputed for each in made.inputs) else made


def _require_same(verb: str, figures: Sequence[Figure], properties: Sequence[str]) -> None:
    """Refuse figures that differ; a standing measure describes the place, whatever tier works there."""
    for name in properties:
        found = {getattr(figure, name) for figure in figures if name != "level" or not figure.indicator.standing}
        if len(found) > 1:
            shown = ", ".join(sorted(str(getattr(each, "name", each)) or "the whole" for each in found))
            raise NotComparable(f"can't {verb} {figures[0]!r} and others: {name} differs ({shown})")
        if name == "period" and figures[0].period == Period() and len({figure.source for figure in figures}) > 1:
            raise NotComparable(f"can't {verb} {figures[0]!r} and others: no period is printed and the reports differ")


def _derived(
    formula: str, inputs: tuple[Figure, ...], nominal: Decimal, bounds: Interval | None, indicator: Indicator, unit: str
) -> Figure:
    """A figure computed from others; its hedge says what the interval leaves sure."""
    qualifier, value = _hedge(nominal, bounds)
    doubts = tuple(sorted({doubt for each in inputs for doubt in each.doubts}))
    marked = tuple(sorted({doubt for each in inputs for doubt in each.marked}))
    inferred = any(each.period_basis == "inferred" for each in inputs)
    first = inputs[0]
    return Figure(
        value=value, unit=unit, indicator=indicator, breakdown=first.breakdown, geography=first.geography, place=first.place,
        level=first.level,
        period=first.period, period_basis="inferred" if inferred else first.period_basis,
        qualifier=qualifier, doubts=doubts, marked=marked, formula=formula, inputs=inputs, bounds=bounds,
    )  # fmt: skip


def _hedge(nominal: Decimal, bounds: Interval | None) -> tuple[str, Decimal]:
    if bounds is None or (bounds.low is not None and bounds.low == bounds.high):
        return "exact", nominal
    if bounds.low is None and bounds.high is None:
        raise NotComparable("the hedges of these figures leave no bound on either side")
    if bounds.high is None:
        return ("more_than" if bounds.low_open else "at_least"), bounds.low  # type: ignore[return-value]
    if bounds.low is None:
        return ("less_than" if bounds.high_open else "at_most"), bounds.high
    if nominal >= bounds.high:
        return "nearly", nominal
    if nominal <= bounds.low:
        return ("more_than" if bounds.low_open else "at_least"), nominal
    return "approx", nominal
