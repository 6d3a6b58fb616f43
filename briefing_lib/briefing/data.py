"""The open package as an analyst uses it: briefings and frames."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing_lib.briefing.briefing import Briefing, brief, check_day, check_since
from briefing_lib.briefing.side import ask
from briefing_lib.errors import WrongParameter
from briefing_lib.store import LANGUAGES, Place, Places, Store, open_store

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Data:
    """A data package, read and checked once: `briefing` for one place, `figures` for a frame."""

    store: Store

    def __repr__(self) -> str:
        store = self.store
        return f"Data({store.size} figures from {len(store.sources)} reports, known by {store.latest_day})"

    @property
    def places(self) -> Places:
        """The present places; `find` takes any name, old or new."""
        return self.store.places

    def briefing(self, place: str | int | Place, *, as_of: str | dt.date = "", since: str | dt.date = "") -> Briefing:
        """The briefing on a place (a code or any name, old or new) as of a day (blank: the latest that the data know).

        What has changed is told from the day `since` on (blank: a week before).

        Raises UnknownPlace, and WrongParameter for a day that can't be had.

        >>> open().briefing("quang nam", as_of="2025-10-01")
        Briefing(Da Nang, as of 2025-10-01: 20 figures, 11 gaps)
        """
        found = place if isinstance(place, Place) else self.places.find(place)
        day = check_day(as_of, self.store)
        return brief(self.store, found, day, check_since(since, day))

    def side_by_side(self, provinces: str = "", measures: str = "", *, as_of: str | dt.date = "") -> Briefing:
        """The briefing on the whole with the places (two to six, commas between them) and measures that are to stand side by side.

        Blank places are those of whose work most is known; blank measures are all that two of the places report. Raises UnknownPlace,
        and WrongParameter where there are not two to six places, or for a measure that the package does not know.

        >>> open().side_by_side("Da Nang, 15").compared
        ('48', '15')
        """
        return ask(self.briefing(self.places.root, as_of=as_of), provinces, measures)

    def figures(self, place: str | int | None = None, *, as_of: str | dt.date = "", language: str = "en") -> pandas.DataFrame:
        """Every figure known by `as_of` (blank: the latest day), of one place (any name, old or new) or of all.

        `value` is the printed number without its hedge; `low` and `high` say what it may be, blank where unbounded; `place` and
        `measure` are named in `language` (en, vi, id).

        >>> open().figures("Quảng Nam").place.unique().tolist()
        ['Da Nang']
        """
        from briefing_lib.briefing.frames import frame_figures  # pandas is imported when a frame is asked for

        if language not in LANGUAGES:
            raise WrongParameter("language", language, f"names and labels are in {', '.join(LANGUAGES)}")
        code = None if place is None else self.places.find(place).code
        known = self.store.find_figures(geography=code, known_by=check_day(as_of, self.store))
        return frame_figures(known, self.store, language)


def open(folder: str | os.PathLike[str] | None = None) -> Data:
    """Open the data package in `folder`, else BRIEFING_DATA, else the nearest `data/` upward from here, else the installed one.

    Raises WrongUse where there is no package and InvalidPackage with every fault where it is not valid.

    >>> open().places.find("Saigon")
    Place(79 Ho Chi Minh City, formed from Binh Duong, Ba Ria - Vung Tau, Ho Chi Minh City)
    """
    return Data(open_store(folder))
