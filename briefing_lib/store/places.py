"""Which place is meant, and what it was called and was on a given day."""

from __future__ import annotations

import datetime as dt
import difflib
import functools
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from briefing_lib.calls import checked
from briefing_lib.errors import UnknownPlace


@dataclass(frozen=True, slots=True)
class Change:
    """From `valid_from` the place is of `kind`, by `legal_basis`."""

    valid_from: dt.date
    kind: str
    legal_basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Identity of a place: columns as in `data/places.csv`; everything that is counted about it is a figure, not kept here.

    `former` are the places that ended and became this one, `changes` its legal changes, the oldest first.
    """

    code: str
    kind: str
    parent: str = ""
    names: Mapping[str, str] = field(hash=False)
    other_names: tuple[str, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    became: str = ""
    centre: str = ""
    region: str = ""
    tile: tuple[int, int] | None = None
    former: tuple[Place, ...] = ()
    changes: tuple[Change, ...] = ()

    def __repr__(self) -> str:
        former = f", formed from {', '.join(each.name() for each in self.former)}" if self.merged else ""
        return f"Place({self.code} {self.name()}{former})"

    def name(self, language: str = "en") -> str:
        """Its name in `en`, `vi` or `id`."""
        return self.names[language]

    def exists_on(self, day: dt.date) -> bool:
        """Whether it exists on `day`; a day that is not kept is no bound."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)

    def change(self, day: dt.date) -> Change | None:
        """The change of identity in force on `day`; None where none is in hand."""
        return next((each for each in reversed(self.changes) if each.valid_from <= day), None)

    def kind_on(self, day: dt.date) -> str:
        """What it is on `day`: `province`, or `city` where it is centrally run."""
        change = self.change(day)
        return change.kind if change else self.kind

    @property
    def slug(self) -> str:
        """Its name as it stands in addresses: `da-nang`."""
        return re.sub(r"[^a-z0-9]+", "-", strip_marks(self.name()).lower()).strip("-")

    @property
    def merged(self) -> bool:
        """Whether it was formed from more than one former place."""
        return len(self.former) > 1

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every name that it is known by."""
        return (*self.names.values(), *self.other_names)


class Places:
    """All places: iterating gives the present units directly below the root, as the 34 provinces of the nation.

    >>> places.find("quang nam").name()                                              # doctest: +SKIP
    'Da Nang'
    """

    def __init__(self, places: Iterable[Place], *, paged: Collection[str] = ()) -> None:
        """All of them; `paged` are the kinds of places in units that have pages of their own, as communes."""
        given = list(places)
        former: dict[str, list[Place]] = {}
        for each in given:
            former.setdefault(each.became, []).append(each)
        self._by_code = {each.code: replace(each, former=tuple(former.get(each.code, ()))) for each in given}
        self.root = next(place for place in self._by_code.values() if not place.parent)
        below = (place for place in self._by_code.values() if place.parent == self.root.code and not place.valid_to)
        self._units = {place.code: place for place in sorted(below, key=lambda each: each.code)}
        inner = (each for each in self._by_code.values() if each.kind in paged and each.parent in self._units and not each.valid_to)
        self._inner = {each.code: each for each in sorted(inner, key=lambda each: each.code)}
        self._by_name: dict[str, Place] = {}
        for known in (self.former, self.parts, (*self, self.root)):  # a present name wins over the same name of a former one
            for place in known:
                self._by_name |= {fold(name): self.present(place) for name in place.spellings}

    def __repr__(self) -> str:
        return f"Places({len(self)} of today under {self.root.name()}, {len(self.former)} former)"

    def __iter__(self) -> Iterator[Place]:
        return iter(self._units.values())

    def __len__(self) -> int:
        return len(self._units)

    def __getitem__(self, code: str) -> Place:
        """The place of this code, present or former; `find` takes names. Raises UnknownPlace."""
        try:
            return self._by_code[code]
        except (KeyError, TypeError):
            raise UnknownPlace(code, "codes are text, as they stand in places.csv; .find() takes names, too") from None

    def __contains__(self, code: object) -> bool:
        return code in self._units

    def of_kind(self, kind: str) -> tuple[Place, ...]:
        """Every place of this kind, present or former, in the order of the file."""
        return tuple(place for place in self._by_code.values() if place.kind == kind)

    def present(self, place: Place) -> Place:
        """The unit that a place became or lies in; the root where neither leads to one."""
        seen: set[str] = set()
        while place.code not in self._units and place.code not in seen:
            seen.add(place.code)
            place = self._by_code.get(place.became or place.parent, self.root)
        return place if place.code in self._units else self.root

    @property
    def with_pages(self) -> tuple[Place, ...]:
        """The present places that may have pages of their own: units, and those that lie in one, as communes in provinces."""
        return (*self, *self._inner.values())

    def beside(self, place: Place) -> tuple[Place, ...]:
        """The present places among which a place stands, itself among them: those of the same parent; for all others the units."""
        if place.code not in self._inner:
            return tuple(self)
        return tuple(each for each in self._inner.values() if each.parent == place.parent)

    def circle(self, place: Place) -> tuple[str, ...]:
        """The codes of the places whose figures may stand on a page about a place.

        For one that lies in a unit these are itself, the others of its unit, those that ended and became one of them, and the root; for
        the root and its units all but those that lie in a unit.
        """
        if place.code not in self._inner:
            return tuple(code for code in self._by_code if code not in self._inner)
        beside = self.beside(place)
        return (self.root.code, *(each.code for each in beside), *(former.code for each in beside for former in each.former))

    def is_inner(self, place: Place) -> bool:
        """Whether it lies in a unit and has pages of its own, as a commune in a province."""
        return place.code in self._inner

    @property
    def codes(self) -> Collection[str]:
        """Every code in `places.csv`, those of places that ended among them."""
        return self._by_code.keys()

    @property
    def former(self) -> tuple[Place, ...]:
        """The places that have ended, by code."""
        return tuple(place for place in self._by_code.values() if place.became)

    @property
    def parts(self) -> tuple[Place, ...]:
        """Places below a unit without pages of their own, as islands that stand on the map with the province they belong to."""
        return tuple(place for place in self._by_code.values() if place.parent in self._units and place.code not in self._inner)

    @checked
    def find(self, place: str | int) -> Place:
        """The present place that `place` names: a code (an integer is zero-filled) or a name, old or new.

        Raises UnknownPlace with near matches; a closed code names the place that took over.
        """
        text = str(place).strip()
        code = text.zfill(2) if text.isascii() and text.isdigit() else text
        if code in self._units or code in self._inner or code == self.root.code:
            return self._by_code[code]
        if code.isascii() and code.isdigit():
            raise self._no_such_code(code, place)
        if found := self._by_name.get(fold(text)) or self._inner_by_name.get(fold(text)):
            return found
        near = difflib.get_close_matches(fold(text), self._by_name, n=3, cutoff=0.6)
        names = list(dict.fromkeys(f"{self._by_name[each].name()} ({self._by_name[each].code})" for each in near))
        example = next(iter(self), self.root)
        advice = f"did you mean {' or '.join(names)}?" if names else f"give a code or a name, as in {example.code} or {example.name()}"
        raise UnknownPlace(place, advice)

    @functools.cached_property
    def _inner_by_name(self) -> Mapping[str, Place]:
        """Places that lie in a unit by their name with that of the unit behind it, and by the name alone where only one has it."""
        named: dict[str, dict[str, Place]] = {}
        for place in self._inner.values():
            for name in place.spellings:
                named.setdefault(fold(name), {})[place.code] = place
                for unit in self._by_code[place.parent].spellings:
                    named.setdefault(fold(f"{name}, {unit}"), {})[place.code] = place
        return {name: next(iter(those.values())) for name, those in named.items() if len(those) == 1}

    def _no_such_code(self, code: str, asked: object) -> UnknownPlace:
        for old in self.former:
            if old.code.rpartition("-")[2] == code:
                now, closed = self._by_code[old.became], f" on {old.valid_to + dt.timedelta(days=1)}" if old.valid_to else ""
                return UnknownPlace(asked, f"code {code} was closed{closed}; {now.name()} ({now.code}) took over {old.name()}")
        return UnknownPlace(asked, f"no place has the code {code}; the codes are {', '.join(self._units)}")


def strip_marks(text: str) -> str:
    """The letters without diacritics; đ becomes d.

    >>> strip_marks("Đắk Lắk")
    'Dak Lak'
    """
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def fold(name: str) -> str:
    """A name as it is compared: no diacritics, case, blanks, signs, nor the words for province and city.

    >>> fold("Tỉnh Bà Rịa - Vũng Tàu") == fold("ba ria vung tau")
    True
    """
    text = strip_marks(name).lower().strip()
    text = re.sub(r"^(tinh|thanh pho|tp\.?|provinsi|kota|city of|province of)\s+", "", text)
    text = re.sub(r"\s+(province|city)$", "", text)
    return re.sub(r"[^a-z0-9]+", "", text)
