"""One measure across all places, seen from one of them: what the explorer and its charts show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from briefing_lib.briefing.briefing import Briefing
from briefing_lib.briefing.comparison import Comparison, compare, rates_of
from briefing_lib.briefing.rates import measures_known, split_rate, with_measure
from briefing_lib.briefing.readings import Reading
from briefing_lib.errors import UnknownPlace, WrongParameter, hint
from briefing_lib.figures import Figure, Indicator
from briefing_lib.store import Place, Store

MOST_COMPARED = 6


@dataclass(frozen=True, eq=False, kw_only=True)
class Across:
    """One measure, or a part of it, at one level, as of the day of the briefing, seen from its place; `compared` are codes of places.

    Of a `rate` (per_day, per_thousand) the briefing has the computed readings, see `with_measure`.
    """

    briefing: Briefing
    indicator: Indicator
    breakdown: str = ""
    rate: str = ""
    level: str
    compared: tuple[str, ...] = ()

    def __repr__(self) -> str:
        briefing = self.briefing
        return f"{type(self).__name__}({briefing.place.name()}, {self.asked}, level {self.level}, as of {briefing.as_of})"

    @property
    def measure(self) -> str:
        """The name of the measure, with the part of it."""
        return f"{self.indicator.name}/{self.breakdown}" if self.breakdown else self.indicator.name

    @property
    def asked(self) -> str:
        """The measure as it is asked for: of a rate `per_day(dossiers_received)`."""
        return f"{self.rate}({self.measure})" if self.rate else self.measure

    @property
    def unit(self) -> str:
        """The unit of its values."""
        return next((each.unit for each in self.figures), self.rate or self.indicator.unit)

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """The levels at which any place reports the measure."""
        return levels_of(self.briefing, self.measure)

    @cached_property
    def here(self) -> Reading | None:
        """The chosen place's reading; None where it reports none."""
        return self.briefing.find(self.measure, self.level)

    @cached_property
    def nation(self) -> Reading | None:
        """The nation's reading on the same terms."""
        return self.briefing.find_national(self.measure, self.level)

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """Every place's reading, by code."""
        found = (*((self.here,) if self.here else ()), *self.briefing.beside(self.measure, self.level))
        return tuple(sorted(found, key=lambda each: each.shown.geography))

    @cached_property
    def everywhere(self) -> Comparison:
        """One figure for each place that reports the measure; a standing fact for the day on which most places have it."""
        if self.indicator.standing and self.readings:
            return compare(self.briefing.standing(self.measure))
        return compare([each.shown for each in self.readings])

    @cached_property
    def chosen(self) -> Comparison:
        """The figures of the places to compare."""
        return compare([each for each in self.everywhere.given if each.geography in self.compared])

    @cached_property
    def rates(self) -> tuple[Figure, ...]:
        """What stands in for the places to compare where their periods differ."""
        return rates_of(self.briefing, self.chosen)

    @cached_property
    def chosen_elsewhere(self) -> tuple[Figure, ...]:
        """What the places to compare report at other levels."""
        readings = [each for each in (*self.briefing.readings, *self.briefing.elsewhere) if self._at_other_level(each)]
        return tuple(each.shown for code in self.compared for each in readings if each.shown.geography == code)

    @property
    def chosen_silent(self) -> tuple[str, ...]:
        """Codes of the places to compare for which no report in hand gives the measure, at any level."""
        reported = {each.geography for each in (*self.chosen.given, *self.chosen_elsewhere)}
        return tuple(code for code in self.compared if code not in reported)

    @property
    def other_levels(self) -> tuple[Reading, ...]:
        """The chosen place's readings of the measure at other levels."""
        return tuple(each for each in self.briefing.readings if self._at_other_level(each))

    def _at_other_level(self, reading: Reading) -> bool:
        return reading.measure == self.measure and reading.shown.level != self.level

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of the places that no report in hand gives this measure for, at this level."""
        return tuple(each.code for each in self.briefing.store.places.beside(self.briefing.place) if not self.everywhere.of(each.code))

    @cached_property
    def ended(self) -> tuple[Reading, ...]:
        """The readings of places that have ended, by code; they stand beside no present one, and are not ranked."""
        ended = {each.code for each in self.briefing.store.places.former}
        found = (each for each in self.briefing.elsewhere if (each.measure, each.shown.level) == (self.measure, self.level))
        return tuple(sorted((each for each in found if each.shown.geography in ended), key=lambda each: each.shown.geography))

    @property
    def before(self) -> tuple[Reading, ...]:
        """The readings of the places that became the chosen one."""
        codes = {each.code for each in self.briefing.place.former}
        return tuple(each for each in self.ended if each.shown.geography in codes)

    @cached_property
    def followed(self) -> tuple[Reading, ...]:
        """The readings that are followed over time: of the chosen place, of those to compare, of the nation."""
        codes = dict.fromkeys((self.briefing.place.code, *self.compared))
        places = [each for code in codes for each in self.readings if each.shown.geography == code]
        return (*places, *([self.nation] if self.nation else []))

    @cached_property
    def dated(self) -> tuple[Figure, ...]:
        """Every value of the readings that are followed, reading by reading, oldest first."""
        return tuple(figure for reading in self.followed for figure in sorted(reading.figures, key=lambda each: each.day))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure that charts of it draw."""
        drawn = self.everywhere.figures or tuple(each.shown for each in self.ended)
        return tuple(dict.fromkeys((*drawn, *self.chosen.figures, *self.dated)))


def levels_of(briefing: Briefing, measure: str) -> tuple[str, ...]:
    """Levels at which a measure is reported by any place, those of this place first, then by how many report them."""
    here, others, nation = (
        [each.shown.level for each in readings if each.measure == measure]
        for readings in (briefing.readings, briefing.elsewhere, briefing.national)
    )
    order = list(briefing.store.codes["level"])
    return tuple(sorted({*here, *others, *nation}, key=lambda level: (level not in here, -others.count(level), order.index(level))))


def find_measure(store: Store, asked: str) -> str:
    """The measure that was asked for, a part of it, as `commune_level_units/unit_kind:ward`, or a rate, as `per_day(dossiers_received)`.

    Raises WrongParameter where the package does not know it, or two places have no such rate.
    """
    rate, measure = split_rate(str(asked))
    name, _, breakdown = measure.partition("/")
    store.find_indicator(name)
    parts = {each.breakdown for each in store.at_top.find_figures(indicator=name)}
    if breakdown and breakdown not in parts:
        raise WrongParameter(
            "measure", asked, f"its parts are {', '.join(sorted(filter(None, parts))) or 'none'}{hint(breakdown, list(parts))}"
        )
    if rate and asked not in (known := measures_known(store.at_top, store.latest_day)):
        rates = [each for each in known if split_rate(each)[0]]
        raise WrongParameter("measure", asked, f"no two places have what this rate is computed from{hint(str(asked), rates)}")
    return str(asked)


def read_across(briefing: Briefing, asked: str, level: str = "") -> dict[str, Any]:
    """The fields of an `Across` on a measure that `find_measure` takes; a blank level means the one that the place, or most, report."""
    rate, measure = split_rate(find_measure(briefing.store, asked))
    name, _, breakdown = measure.partition("/")
    briefing = with_measure(briefing, asked)
    indicator, level = briefing.store.indicators[name], find_level(briefing, measure, level)
    return {"briefing": briefing, "indicator": indicator, "breakdown": breakdown, "rate": rate, "level": level}


def find_level(briefing: Briefing, measure: str, asked: str = "") -> str:
    """The level that was asked for; blank means the one that the place, or else most places, report.

    Raises WrongParameter where no report in hand gives the measure at the level.
    """
    levels = levels_of(briefing, measure)
    if asked and asked not in levels:
        raise WrongParameter("level", asked, f"{measure} is reported by {briefing.as_of} at: {', '.join(levels) or 'no level'}")
    return asked or (*levels, briefing.store.topic.mixed_level)[0]


def find_unit(store: Store, asked: str | int) -> Place:
    """The place that `asked` names, one of those beside each other; raises UnknownPlace where it is the whole."""
    found = store.places.find(asked)
    if found == store.places.root:
        example = next(iter(store.places), found)
        raise UnknownPlace(asked, f"it is the whole, which stands beside each of its places; name one, as {example.name()}")
    return found


def find_compared(store: Store, asked: Sequence[str | int]) -> tuple[str, ...]:
    """The codes of the places to compare, each once; WrongParameter where they are no list, or more than six."""
    if isinstance(asked, str) or not isinstance(asked, Sequence):
        names = [f'"{each.name()}"' for each in store.places][:2]
        raise WrongParameter("compared", asked, f"give a list of names or codes, as in [{', '.join(names)}]")
    codes = tuple(dict.fromkeys(find_unit(store, each).code for each in asked))
    if len(codes) > MOST_COMPARED:
        raise WrongParameter("compared", f"{len(codes)} places", f"at most {MOST_COMPARED} are compared; take one away first")
    return codes
