"""Places side by side in measures that were asked for: what can be compared, and what can't, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from briefing_lib.briefing.across import MOST_COMPARED, find_compared
from briefing_lib.briefing.briefing import Briefing, read_known
from briefing_lib.briefing.comparison import Comparison, compare, rates_of
from briefing_lib.errors import WrongParameter
from briefing_lib.figures import Figure, Indicator
from briefing_lib.store import Place, Store

FEWEST_COMPARED = 2
CHOSEN = 3
"""So many places stand side by side where none was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One measure at one level, of places that stand side by side.

    `figures` has the value to show of each place that reports it; `silent` are the codes of those that don't, of which `elsewhere`
    has what they report of it at another level, and `former` what was known of the places that became them. `nation` is the nation's
    value on the same terms; `later` are newer values of standing facts, which are compared for a day that all of the places have.
    `rates` stand in for flows over different periods: each
    by the day of its period, and by the thousand residents where all places have them; blank where one of them has none.
    """

    measure: str
    level: str
    figures: tuple[Figure, ...]
    silent: tuple[str, ...]
    elsewhere: tuple[Figure, ...] = ()
    former: tuple[Figure, ...] = ()
    nation: Figure | None = None
    later: tuple[Figure, ...] = ()
    rates: tuple[Figure, ...] = ()

    @property
    def comparison(self) -> Comparison:
        """The values beside each other, with what forbids an order."""
        return compare(self.figures)

    @property
    def is_whole(self) -> bool:
        """Whether every place reports it, and the values can be put in an order."""
        return not self.silent and not self.comparison.obstacle

    @property
    def can_compare(self) -> bool:
        """Whether those that report it can be put in an order."""
        return len(self.figures) >= FEWEST_COMPARED and not self.comparison.obstacle

    def of(self, place: str) -> Figure | None:
        """The value of a place."""
        return self.comparison.of(place)


def ask(briefing: Briefing, provinces: str | Sequence[str | int], measures: str | Sequence[str]) -> Briefing:
    """The briefing with the places and measures that a comparison is asked for, as lists or written with commas between them.

    Raises UnknownPlace, and WrongParameter where there are not two to six places, or for a measure that the package does not know.
    """
    named = _listed(provinces) or _best_known(briefing)
    codes = find_compared(briefing.store, named) if len(named) <= MOST_COMPARED else ()
    if len(codes) < FEWEST_COMPARED:
        advice = "give two to six different ones, with commas between them, as in Da Nang, Hanoi"
        raise WrongParameter("provinces", provinces, advice)
    asked = _listed(measures)
    for each in asked:
        briefing.store.find_indicator(each)
    return replace(briefing, compared=codes, measures=tuple(dict.fromkeys(asked)))


def _listed(asked: str | Sequence[str | int]) -> list[str]:
    given = asked.split(",") if isinstance(asked, str) else map(str, asked)
    return [each.strip() for each in given if each.strip()]


def _best_known(briefing: Briefing) -> list[str]:
    """The codes of the places of whose work most figures are known."""
    works = Counter(each.geography for each in briefing.store.find_figures(known_by=briefing.as_of) if not each.indicator.standing)
    return sorted((each.code for each in briefing.store.places), key=lambda code: (-works[code], code))[:CHOSEN]


def places_compared(briefing: Briefing) -> list[Place]:
    """The places that stand side by side."""
    return [briefing.store.places[code] for code in briefing.compared]


def side_of(briefing: Briefing) -> list[Side]:
    """Each measure that was asked for, level by level; where none was, each that at least two of the places report."""
    store, codes = briefing.store, briefing.compared
    known = [each.shown for each in read_known(store, briefing.as_of)]
    found: dict[tuple[str, str], dict[str, Figure]] = {}
    for each in known:
        if each.geography in codes:
            found.setdefault((each.measure, each.level), {})[each.geography] = each
    wanted = briefing.measures or tuple(dict.fromkeys(name for (name, _), held in found.items() if len(held) >= FEWEST_COMPARED))
    sides = []
    for name in sorted(wanted, key=lambda each: _order(store, each)):
        levels = [level for level in store.codes["level"] if (name, level) in found]
        levels = levels if briefing.measures else [each for each in levels if len(found[name, each]) >= FEWEST_COMPARED]
        sides += [_side(briefing, name, level, found) for level in levels or [store.topic.mixed_level]]
    return [replace(side, former=_former(store, side, known)) for side in sides]


def _former(store: Store, side: Side, known: Sequence[Figure]) -> tuple[Figure, ...]:
    ended = {former.code for code in side.silent for former in store.places[code].former}
    return tuple(each for each in known if each.measure == side.measure and each.geography in ended)


def _side(briefing: Briefing, name: str, level: str, found: dict[tuple[str, str], dict[str, Figure]]) -> Side:
    held = found.get((name, level), {})
    silent = tuple(code for code in briefing.compared if code not in held)
    others = [at[code] for (measure, where), at in found.items() if measure == name and where != level for code in silent if code in at]
    nation = briefing.find_national(name, level)
    figures = tuple(held[code] for code in briefing.compared if code in held)
    shown = figures
    national = nation.shown if nation else None
    if figures and figures[0].indicator.standing:
        figures = _on_one_day(briefing, figures)
        national = (nation.on(figures[0].period) if nation else None) or national
    return Side(
        measure=name,
        level=level,
        figures=figures,
        silent=silent,
        elsewhere=tuple(others),
        nation=national,
        later=tuple(each for each in shown if each not in figures),
        rates=rates_of(briefing, compare(figures)),
    )


def _on_one_day(briefing: Briefing, figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Standing facts for the latest day that all of these places have, where there is one."""
    places = {each.geography for each in figures}
    readings = {each.shown.geography: each for each in read_known(briefing.store, briefing.as_of) if _is_same(each.shown, figures[0])}
    periods = [{each.period for each in readings[place].figures} for place in places]
    shared = sorted(set.intersection(*periods), key=lambda each: str(each.last_day))
    chosen = [readings[each.geography].on(shared[-1]) if shared else each for each in figures]
    return tuple(each for each in chosen if each)


def _is_same(one: Figure, other: Figure) -> bool:
    return (one.measure, one.level) == (other.measure, other.level)


def _order(store: Store, measure: str) -> tuple[int, int, str]:
    """Where a measure stands: by theme, then by the order of the vocabulary, wholes before parts."""
    indicator: Indicator = store.find_indicator(measure)
    return (list(store.codes["theme"]).index(indicator.theme), list(store.indicators).index(indicator.name), measure.partition("/")[2])
