"""Which province is meant, and what it was called and was on a given day."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from briefing_lib.errors import UnknownProvince
from briefing_lib.wording.cards import card

NATION = "VN"
FIRST_DAY = dt.date(2025, 7, 1)
"""The day on which the two-tier model took force and the 34 provinces came to be."""


@dataclass(frozen=True, slots=True)
class FormerProvince:
    """One of the 63 provinces before 1 July 2025, with the code it had."""

    code: str
    name_vi: str
    name_en: str


@dataclass(frozen=True, slots=True)
class ProvinceChange:
    """From `valid_from` the province is of `kind` (`province` or `city`), by `legal_basis`."""

    valid_from: dt.date
    kind: str
    legal_basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """Identity of one of the 34; everything that is counted about it is a figure, not kept here."""

    code: str
    name_en: str
    name_vi: str
    name_id: str
    centre: str
    region_en: str
    region_vi: str
    region_id: str
    tile: tuple[int, int]
    former: tuple[FormerProvince, ...]
    changes: tuple[ProvinceChange, ...]

    def __repr__(self) -> str:
        former = f", formed from {', '.join(each.name_en for each in self.former)}" if self.merged else ""
        return f"Province({self.code} {self.name_en}{former})"

    def _repr_html_(self) -> str:
        now = self.changes[-1]
        rows = (
            ("Vietnamese", self.name_vi), ("Centre", self.centre), ("Region", self.region_en),
            ("Formed from", ", ".join(each.name_en for each in self.former) if self.merged else ""),
            ("Kind", f"{now.kind} since {now.valid_from} ({now.legal_basis})"),
        )  # fmt: skip
        return card(f"{self.name_en} ({self.code})", rows)

    def name(self, language: str = "en") -> str:
        """Its name in `en`, `vi` or `id`."""
        return str(getattr(self, f"name_{language}"))

    def region(self, language: str = "en") -> str:
        """Its region in `en`, `vi` or `id`."""
        return str(getattr(self, f"region_{language}"))

    def kind(self, day: dt.date) -> str:
        """`province`, or `city` where it is centrally run, as of `day`."""
        return self.change(day).kind

    def change(self, day: dt.date) -> ProvinceChange:
        """The change of identity in force on `day`."""
        return [each for each in self.changes if each.valid_from <= day][-1]

    @property
    def slug(self) -> str:
        """Its name as it stands in addresses: `da-nang`."""
        return re.sub(r"[^a-z0-9]+", "-", strip_marks(self.name_en).lower()).strip("-")

    @property
    def merged(self) -> bool:
        """Whether it was formed from more than one former province."""
        return len(self.former) > 1


class Provinces:
    """The 34 provinces, found by code or by any name, old or new, with or without diacritics.

    >>> provinces.find("quang nam").name_en                                          # doctest: +SKIP
    'Da Nang'
    """

    def __init__(self, provinces: Iterable[Province], islands: Mapping[str, str] | None = None) -> None:
        """`islands` gives the code of the province that each archipelago belongs to, by its name."""
        self._by_code = {province.code: province for province in sorted(provinces, key=lambda each: each.code)}
        self._by_name: dict[str, Province] = {}
        for province in self:
            for former in province.former:
                self._by_name |= {fold(former.name_vi): province, fold(former.name_en): province}
        self._by_name |= {fold(name): self._by_code[code] for name, code in (islands or {}).items()}
        for province in self:  # a present name wins over the same name of a former province
            self._by_name |= {fold(province.name(language)): province for language in ("en", "vi", "id")}

    def __iter__(self) -> Iterator[Province]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def __getitem__(self, code: str) -> Province:
        return self._by_code[code]

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def find(self, asked: str | int) -> Province:
        """The province that `asked` names: a code (an integer is zero-filled) or a name, old or new.

        Raises UnknownProvince with near matches; a closed code names the province that took over.
        """
        text = str(asked).strip()
        if text.isascii() and text.isdigit():
            return self._find_code(text.zfill(2), asked)
        if found := self._by_name.get(fold(text)):
            return found
        near = difflib.get_close_matches(fold(text), self._by_name, n=3, cutoff=0.6)
        names = list(dict.fromkeys(f"{self._by_name[each].name_en} ({self._by_name[each].code})" for each in near))
        advice = f"did you mean {' or '.join(names)}?" if names else "give a two-digit code or a name, as in 48 or Da Nang"
        raise UnknownProvince(asked, advice)

    def _find_code(self, code: str, asked: object) -> Province:
        if code in self._by_code:
            return self._by_code[code]
        for province in self:
            for former in province.former:
                if former.code == code:
                    took_over = f"{province.name_en} ({province.code}) took over {former.name_en}"
                    raise UnknownProvince(asked, f"code {code} was closed on {FIRST_DAY}; {took_over}")
        raise UnknownProvince(asked, f"no province has the code {code}; the codes are {', '.join(self._by_code)}")


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
    text = re.sub(r"[^a-z0-9]+", "", text)
    return {"hcmc": "hochiminh", "hcm": "hochiminh", "tphcm": "hochiminh", "saigon": "hochiminh"}.get(text, text)
