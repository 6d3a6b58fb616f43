"""The open package as an analyst uses it: briefings and frames."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing_lib.briefing.briefing import Briefing, brief, check_day, check_since, read_known
from briefing_lib.briefing.side import ask
from briefing_lib.calls import checked
from briefing_lib.errors import WrongParameter
from briefing_lib.store import LANGUAGES, Place, Places, Store, open_store

if TYPE_CHECKING:
    import pandas

Asked = str | int | Place | Iterable[str | int | Place] | None
"""Places by any name or code: one, several, or None for all."""


@dataclass(frozen=True)
class Data:
    """A data package, read and checked once: `briefing` for one place; `readings`, `figures` and others for frames of pandas."""

    store: Store

    def __repr__(self) -> str:
        store = self.store
        return f"Data({store.size} figures from {len(store.sources)} reports, known by {store.latest_day})"

    @property
    def places(self) -> Places:
        """The present places; `find` takes any name, old or new."""
        return self.store.places

    @checked
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

    @checked
    def side_by_side(
        self, provinces: str | Sequence[str | int] = "", measures: str | Sequence[str] = "", *, as_of: str | dt.date = ""
    ) -> Briefing:
        """The briefing on the whole with the places (two to six, a list or text with commas) and measures that are to stand side by side.

        Blank places are those of whose work most is known; blank measures are all that two of the places report. Raises UnknownPlace,
        and WrongParameter where there are not two to six places, or for a measure that the package does not know.

        >>> open().side_by_side("Da Nang, 15").compared
        ('48', '15')
        """
        return ask(self.briefing(self.places.root, as_of=as_of), provinces, measures)

    @checked
    def figures(self, places: Asked = None, *, as_of: str | dt.date = "", language: str = "en") -> pandas.DataFrame:
        """Every printed figure known by `as_of` (blank: the latest day), of one place, of several (a list of names or codes) or of all.

        One row is one number as one report printed it: several rows may speak of one thing, confirm and contradict each other. To pivot
        and plot, take `readings`.

        `value` is the printed number without its hedge; `low` and `high` say what it may be, missing where there is no bound. `period` is
        the day, month or `first/last` that it speaks of as printed, `period_start` and `period_end` its first and last day, `flow` whether
        it is counted over them. `day` is the last of them or, where none is printed, that of the report, and `published_on` of a report
        that prints only a month its last day. `place` and `measure` are named in `language` (en, vi, id); a place that has ended, and whose
        name a present one bears, has its code behind. Codes are categories in the order of the package. The `breakdown` of a whole is
        blank; all else that is blank is missing.

        Raises UnknownPlace, and WrongParameter for a day or language that can't be had.

        >>> open().figures(["Quảng Nam", "Hue"]).place.unique().tolist()
        ['Da Nang', 'Hue']
        """
        from briefing_lib.briefing.frames import frame_figures  # pandas is imported when a frame is asked for

        day, codes = self._asked(places, as_of, language)
        known = self.store.on(day).find_figures(known_by=day)
        return frame_figures([each for each in known if codes is None or each.geography in codes], self.store, language)

    @checked
    def readings(self, places: Asked = None, *, as_of: str | dt.date = "", language: str = "en") -> pandas.DataFrame:
        """The figure that a page of a day shows: one row for each place, measure, breakdown and level, to pivot and to plot.

        `value` is the newest by the rule of `data/README.md`, as the page of the place shows it. Places stand beside each other by
        `compared_value`, as in the explorer: of a standing fact (area, population, counts of units) that is the value for the day on which
        most places have it, `compared_day`, and missing where a place has none for that day; of all else it is `value`. The other columns
        are those of `figures`, and speak of `value`; `confirming`, `conflicting` and `earlier` count the figures that stand beside it.

        Pivot by measure and level, as below: `pivot` refuses what would stand in one cell with another, where `pivot_table` would average
        them. Raises what `figures` raises.

        >>> table = open().readings(["Da Nang", "Hue"]).pivot(index="place", columns=["measure", "level"], values="compared_value")
        >>> float(table.loc["Da Nang", ("Registered population", "all")])
        3065628.0
        """
        from briefing_lib.briefing.frames import frame_readings

        day, codes = self._asked(places, as_of, language)
        known = read_known(self.store.on(day), day)
        return frame_readings([each for each in known if codes is None or each.shown.geography in codes], self.store, day, language)

    @checked
    def measures(self, *, as_of: str | dt.date = "", language: str = "en") -> pandas.DataFrame:
        """The vocabulary: one measure a row, with its definition, and how many figures of how many places are known of it by `as_of`.

        Raises WrongParameter for a day or language that can't be had.

        >>> open().measures().set_index("indicator").loc["dossiers_received", ["measure", "unit"]].tolist()
        ['Dossiers received', 'count']
        """
        from briefing_lib.briefing.frames import frame_measures

        day, _ = self._asked(None, as_of, language)
        return frame_measures(self.store, day, language)

    @checked
    def findings(self, places: Asked = None, *, as_of: str | dt.date = "", language: str = "en") -> pandas.DataFrame:
        """What reports known by `as_of` say works, is difficult or is being done: one finding a row, of any of these places, or all.

        `place` names all places that it is about, with semicolons between them. Raises what `figures` raises.

        >>> set(open().findings("Da Nang").kind) <= {"achievement", "difficulty", "measure"}
        True
        """
        from briefing_lib.briefing.frames import frame_findings

        day, codes = self._asked(places, as_of, language)
        known = (each for each in self.store.findings if each.source.known_from <= day)
        return frame_findings([each for each in known if codes is None or codes & set(each.geographies)], self.store, language)

    @checked
    def commitments(self, places: Asked = None, *, as_of: str | dt.date = "", language: str = "en") -> pandas.DataFrame:
        """What was ordered, requested or promised by `as_of`, one a row, and its `state` on that day.

        The states are passed, due, recurring, reported and undated. Of these places are those that bind them, by name or as all provinces;
        of the whole, all. `progress` and `result` are what reports known by the day say became of it; `next_day` is the next day of one
        that recurs. Raises what `figures` raises.

        >>> "passed" in set(open().commitments("Da Nang", as_of="2025-10-31").state)
        True
        """
        from briefing_lib.briefing.frames import frame_commitments

        day, codes = self._asked(places, as_of, language)
        is_all = codes is None or self.places.root.code in codes
        return frame_commitments(
            lambda each: is_all or any(each.applies_to(code) for code in codes or ()), self.store, day, language
        )  # fmt: skip

    @checked
    def gazetteer(self, *, language: str = "en") -> pandas.DataFrame:
        """Every place, present or former, one a row: to join what you have of your own, be it of the provinces of before the change.

        `now` is the present place that it became or lies in, itself where it is one; `column` and `row` are its tile on the map. `place`
        is what the other frames call it in `language`, `name_vi` and the like are its name in each language, `other_names` stand with `|`
        between them. Raises WrongParameter for another language.

        >>> open().gazetteer().set_index("name_vi").loc["Quảng Nam", ["kind", "now"]].tolist()
        ['former_province', 'Da Nang']
        """
        from briefing_lib.briefing.frames import frame_places

        self._asked(None, "", language)
        return frame_places(self.store, language)

    @checked
    def sources(self, *, as_of: str | dt.date = "") -> pandas.DataFrame:
        """The reports known by `as_of`, one a row, and how many figures each gives.

        Raises WrongParameter for a day that can't be had.

        >>> bool(open().sources().source_id.is_unique)
        True
        """
        from briefing_lib.briefing.frames import frame_sources

        return frame_sources(self.store, check_day(as_of, self.store))

    def _asked(self, places: Asked, as_of: str | dt.date, language: str) -> tuple[dt.date, set[str] | None]:
        """The day, and the codes of the places, that were asked for; None means all."""
        if language not in LANGUAGES:
            raise WrongParameter("language", language, f"names and labels are in {', '.join(LANGUAGES)}")
        several = places if isinstance(places, Iterable) and not isinstance(places, str) else [places]
        codes = None if places is None else {self._place(each).code for each in several if each is not None}
        return check_day(as_of, self.store), codes

    def _place(self, asked: str | int | Place) -> Place:
        """A place; one that ended by its code, or its name with the code behind, as frames hold them."""
        if isinstance(asked, Place):
            return asked
        code = str(asked).strip().removesuffix(")").rpartition("(")[2]
        return next((each for each in self.places.former if each.code == code), None) or self.places.find(asked)


@checked
def open(folder: str | os.PathLike[str] | None = None) -> Data:
    """Open the data package in `folder`, else BRIEFING_DATA, else the nearest `data/` upward from here, else the installed one.

    Raises WrongUse where there is no package and InvalidPackage with every fault where it is not valid.

    >>> open().places.find("Saigon")
    Place(79 Ho Chi Minh City, formed from Binh Duong, Ba Ria - Vung Tau, Ho Chi Minh City)
    """
    return Data(open_store(folder))
