"""What must hold between the rows and tables of the package, that neither a schema nor a single row can say."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefing_lib.errors import Fault, InvalidPackage
from briefing_lib.figures.figure import Figure
from briefing_lib.proof.identities import COMMUNE_UNITS, Identity, find_identities
from briefing_lib.store.places import FIRST_DAY, NATION, fold
from briefing_lib.store.store import Store

PRESENT, FORMER = 34, 63

COUNTED_ON = (FIRST_DAY, dt.date(2026, 9, 20))
"""Days on which the provinces' commune-level units must add up to a national count."""

DOCUMENT = re.compile(r"\b\d+(?:/\d{4})?(?:[-/][A-ZĐ]{2}[A-ZĐ0-9]*)+\b")
"""A document number, as 18-NQ/TW, 154/2025/ND-CP or 202/2025/QH15."""

ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Every identity with its verdict, and everything that must be mended."""

    identities: tuple[Identity, ...]
    faults: tuple[Fault, ...]

    def count(self, verdict: str) -> int:
        """How many identities have this verdict."""
        return sum(each.verdict == verdict for each in self.identities)

    def raise_faults(self) -> None:
        """Raise InvalidPackage if there is anything to mend."""
        if self.faults:
            raise InvalidPackage(self.faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A figure whose reading is doubtful, with the codes that readers see and the keepers' reason."""

    figure: Figure
    row: int
    codes: tuple[str, ...]
    note: str


def check_store(store: Store) -> Checked:
    """Check every identity and every rule between rows; nothing is raised, faults are listed."""
    identities = tuple(find_identities(store))
    return Checked(
        identities=identities,
        faults=(
            *(_failure(store, each) for each in identities if each.verdict == "fails"),
            *_check_national_counts(store),
            *_check_days(store),
            *_check_doubts(store),
            *_check_provinces(store),
            *_check_labels(store),
            *_check_use(store),
            *_check_wording(store),
        ),
    )


def list_doubts(store: Store) -> tuple[Doubt, ...]:
    """Each doubted figure, in the order of the file."""
    return tuple(
        Doubt(figure=each, row=store.rows[f"figures:{each.figure_id}"], codes=each.doubts, note=each.note)
        for each in store.figures
        if each.doubts
    )


def _failure(store: Store, identity: Identity) -> Fault:
    first, *others = identity.figures
    rows = ", ".join(str(store.rows[f"figures:{each.figure_id}"]) for each in others[:5])
    doubts = "contradicted" if identity.rule == "same" else "contradicted, scope, rounding or translation"
    advice = f"{identity.formula} does not hold (beside rows {rows}); mend what was misread, or mark the doubt ({doubts}) with a note"
    return store.fault(f"figures:{first.figure_id}", column="value", found=f"{first.value:f}", advice=advice)


def _check_national_counts(store: Store) -> Iterator[Fault]:
    """The two days for which a national count must be there to add up to."""
    counted = {each.period.as_of for each in store.figures if each.geography == NATION and each.indicator.name == COMMUNE_UNITS}
    for day in COUNTED_ON:
        if str(day) not in counted:
            advice = f"give the national {COMMUNE_UNITS} as of {day}, so that the provinces can be added up"
            yield Fault("figures.csv", None, "as_of", "no row", advice)


def _check_days(store: Store) -> Iterator[Fault]:
    for each in store.figures:
        column = "period_end" if each.period.end else "as_of"
        printed = each.period.end or each.period.as_of or each.period.start
        if each.source and printed and _first_day_of(printed) > each.source.known_from:
            advice = f"{each.source.source_id} is known from {each.source.known_from} and can't speak of a later day; mend one of the two"
            yield store.fault(f"figures:{each.figure_id}", column=column, found=printed, advice=advice)


def _first_day_of(text: str) -> dt.date:
    return dt.date.fromisoformat(f"{text}-01"[:10])


def _check_doubts(store: Store) -> Iterator[Fault]:
    for each in store.figures:
        if each.doubts and not each.note:
            advice = f"say why it is doubted ({', '.join(each.doubts)})"
            yield store.fault(f"figures:{each.figure_id}", column="note", found="", advice=advice)


def _check_provinces(store: Store) -> Iterator[Fault]:
    former = [(each, province) for province in store.provinces for each in province.former]
    if len(store.provinces) != PRESENT:
        yield Fault("provinces.csv", None, "code", f"{len(store.provinces)} provinces", f"there are {PRESENT}, each with one row")
    if len(former) != FORMER:
        yield Fault("former_provinces.csv", None, "former_code", f"{len(former)} provinces", f"there were {FORMER}, each with one row")
    present = {fold(province.name_vi): province for province in store.provinces}
    seen: dict[str, str] = {}
    for each, province in former:
        if present.get(fold(each.name_vi), province) is not province:
            advice = f"the province that still has this name is {present[fold(each.name_vi)].code}; mend the code or the name"
            yield store.fault(f"former_provinces:{each.code}", column="present_code", found=province.code, advice=advice)
        if other := seen.get(fold(each.name_vi)):
            advice = f"{other} has the same name; each of the {FORMER} is in one present province only ({province.code} here)"
            yield store.fault(f"former_provinces:{each.code}", column="name_vi", found=each.name_vi, advice=advice)
        seen[fold(each.name_vi)] = each.code


def _check_labels(store: Store) -> Iterator[Fault]:
    for language in ("en", "vi", "id"):
        seen: dict[str, str] = {}
        for each in store.indicators.values():
            label = each.labels[language].casefold()
            if other := seen.get(label):
                advice = f"{other} has the same label; give each measure its own"
                yield store.fault(f"indicators:{each.name}", column=f"label_{language}", found=each.labels[language], advice=advice)
            seen.setdefault(label, each.name)


def _check_use(store: Store) -> Iterator[Fault]:
    """A measure is used by a figure, as a share of two that have figures, or as a whole whose parts have some."""
    reported = {each.indicator.name for each in store.figures}
    wholes = {each.whole.name for each in store.indicators.values() if each.whole and each.name in reported}
    for each in store.indicators.values():
        if each.name not in reported | wholes and not {each.numerator, each.denominator} <= reported | wholes:
            advice = "no figure has this measure; take the row away, or mend the indicator of the figures that it was made for"
            yield store.fault(f"indicators:{each.name}", column="indicator", found=each.name, advice=advice)


def _check_wording(store: Store) -> Iterator[Fault]:
    """Texts hold no number that nothing traces: document numbers, and in commitments ISO days."""
    for finding in store.findings:
        for language, text in finding.texts.items():
            if re.search(r"\d", DOCUMENT.sub("", text)):
                advice = "a finding holds no digits but in document numbers; enter the number as a figure"
                yield store.fault(f"findings:{finding.finding_id}", column=f"text_{language}", found=text, advice=advice)
    for commitment in store.commitments:
        for stem, texts in (("task", commitment.tasks), ("result", commitment.results)):
            for language, text in texts.items():
                if re.search(r"\d", ISO_DAY.sub("", DOCUMENT.sub("", text))):
                    advice = "digits only in a document number (18-NQ/TW) or a day (2025-10-15); enter other numbers as figures"
                    yield store.fault(f"commitments:{commitment.commitment_id}", column=f"{stem}_{language}", found=text, advice=advice)
