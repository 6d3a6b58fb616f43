"""What must hold between the rows and tables of the package, that neither a schema nor a single row can say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefing_lib.errors import Fault, InvalidPackage, hint
from briefing_lib.figures import Figure, Period, first_day_of
from briefing_lib.proof.identities import Identity, find_identities
from briefing_lib.proof.numerals import find_numbers, find_untraced, says
from briefing_lib.proof.statements import check_places_of_figures, check_statements
from briefing_lib.proof.texts import DOCUMENT, unread
from briefing_lib.store import LANGUAGES, Place, Store, fold
from briefing_lib.store.schema import DESCRIPTOR

ISO_DAY = r"\b\d{4}-\d\d-\d\d\b"
MAY_STAND = {
    "findings": (DOCUMENT, "a document number (18-NQ/TW) only; enter others as figures"),
    "commitments": (rf"{DOCUMENT}|{ISO_DAY}", "a document number (18-NQ/TW) or a day (2025-10-15) only; enter others as figures"),
    "messages": (rf"\{{[^{{}}]*\}}|{DOCUMENT}", "a document number (18-NQ/TW) only; write others as a placeholder, {figure_id}"),
    "indicators": (DOCUMENT, "the number of a document only that the definition cites in full (766/QD-TTg); leave others to it"),
    "codes": (rf"\{{[^{{}}]*\}}|{DOCUMENT}", "a document number (18-NQ/TW) or {number} only; say it without others"),
}
"""The numbers that may stand in the texts of a table: as a form, and in words with the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Every identity with its verdict, and everything that must be mended.

    `counted` says how many identities there are by rule and verdict; `identities` are all of figures in memory, and of a data set those
    that do not hold, as nobody has room for millions. `figures` and `places` say of how many figures and places they are.
    """

    identities: tuple[Identity, ...]
    faults: tuple[Fault, ...]
    counted: Mapping[tuple[str, str], int]
    figures: int
    places: int

    def count(self, verdict: str) -> int:
        """How many identities have this verdict."""
        return sum(number for (_, told), number in self.counted.items() if told == verdict)

    def raise_faults(self) -> None:
        """Raise InvalidPackage if there is anything to mend."""
        if self.faults:
            raise InvalidPackage(self.faults)


def check_store(store: Store) -> Checked:
    """Check every identity and every rule between rows; nothing is raised, faults are listed.

    Of a data set every row is read and checked, those of some places at a time.
    """
    broken: list[Fault] = []
    parts = [_check_part(part, keep_all=store.kept is None) for part in store.parts(broken)]
    return Checked(
        identities=tuple(each for part in parts for each in part.identities),
        counted=sum((each.counted for each in parts), Counter[tuple[str, str]]()),
        figures=sum(part.figures for part in parts),
        places=len({code for part in parts for code in part.places}),
        faults=tuple(dict.fromkeys(broken)) or tuple(_all_faults(store, parts)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What was found in figures that are in memory together: faults by the check that found them."""

    identities: list[Identity]
    counted: Counter[tuple[str, str]]
    figures: int
    places: set[str]
    measures: set[str]
    faults: Mapping[str, list[Fault]]


def _check_part(store: Store, *, keep_all: bool) -> _Part:
    counted, kept = Counter[tuple[str, str]](), list[Identity]()
    for each in find_identities(store):
        counted[each.rule, each.verdict] += 1
        if keep_all or each.verdict != "holds":
            kept.append(each)
    figures = store.find_figures()
    return _Part(
        identities=kept,
        counted=counted,
        figures=len(figures),
        places={each.geography for each in figures},
        measures={each.indicator.name for each in figures},
        faults={
            "identities": [_failure(store, each) for each in kept if each.verdict == "fails"],
            "days": list(_check_days(store)),
            "doubts": list(_check_doubts(store)),
            "printed": list(_check_printed(store)),
            "places": list(check_places_of_figures(store)),
        },
    )


def _all_faults(store: Store, parts: Sequence[_Part]) -> Iterator[Fault]:
    """What must be mended, by check; what was found part by part stands where its check does."""
    found = {
        name: [fault for part in parts for fault in part.faults[name]] for name in ("identities", "days", "doubts", "printed", "places")
    }
    yield from _check_topic(store)
    yield from found["identities"]
    yield from _check_sums(store)
    yield from (*found["days"], *found["doubts"])
    yield from _check_places(store)
    yield from _check_names(store)
    yield from _check_labels(store)
    yield from _check_use(store, {name for part in parts for name in part.measures})
    yield from found["printed"]
    yield from _check_wording(store)
    yield from check_statements(store, found["places"])


def list_doubts(store: Store) -> tuple[Figure, ...]:
    """Each doubted figure, in the order of the file."""
    return tuple(each for each in store.find_figures() if each.doubts)


def _check_topic(store: Store) -> Iterator[Fault]:
    """What `datapackage.json` says of the package as a whole names levels, kinds, measures and places that there are."""
    topic, kinds = store.topic, list(store.codes.get("place_kind", ()))
    named: list[tuple[str, str, Collection[str]]] = [
        ("mixed_level", topic.mixed_level, store.codes.get("level", ())),
        *(("places", kind, kinds) for kind in topic.places),
        *(("pages", kind, kinds) for kind in topic.pages),
        *(("sums", each.kind, kinds) for each in topic.sums),
        *(("sums", each.geography, store.places.codes) for each in topic.sums),
        *(("sums", each.indicator, store.indicators) for each in topic.sums),
        *([("residents", topic.residents, store.indicators)] if topic.residents else ()),
    ]
    for column, found, known in named:
        if found not in known:
            advice = f"the tables have no such code; add it there, or mend it here{hint(found, list(known))}"
            yield Fault(DESCRIPTOR, None, f"briefing.{column}", found, advice)


def _failure(store: Store, identity: Identity) -> Fault:
    first, *others = identity.figures
    rows = ", ".join(str(store.rows[f"figures:{each.figure_id}"]) for each in others[:5])
    doubts = "contradicted" if identity.rule == "same" else "contradicted, scope, rounding or translation"
    advice = f"{identity.formula} does not hold (beside rows {rows}); mend what was misread, or mark the doubt ({doubts}) with a note"
    return store.fault(f"figures:{first.figure_id}", column="value", found=f"{first.value:f}", advice=advice)


def _check_sums(store: Store) -> Iterator[Fault]:
    """The days for which a whole must be there to be added up to."""
    for expected in store.topic.sums:
        whole = store.find_figures(geography=expected.geography, indicator=expected.indicator)
        for day in expected.as_of:
            if day not in {each.period.as_of for each in whole}:
                advice = f"give {expected.indicator} of {expected.geography} as of {day}, so that its places can be added up"
                yield Fault("figures.csv", None, "as_of", "no row", advice)


def _check_days(store: Store) -> Iterator[Fault]:
    for each in store.find_figures():
        column = "period_end" if each.period.end else "as_of"
        printed = each.period.end or each.period.as_of or each.period.start
        if each.source and printed and first_day_of(printed) > each.source.known_from:
            advice = f"{each.source.source_id} is known from {each.source.known_from} and can't speak of a later day; mend one of the two"
            yield store.fault(f"figures:{each.figure_id}", column=column, found=printed, advice=advice)


def _check_doubts(store: Store) -> Iterator[Fault]:
    for each in list_doubts(store):
        if not each.note:
            advice = f"say why it is doubted ({', '.join(each.doubts)})"
            yield store.fault(f"figures:{each.figure_id}", column="note", found="", advice=advice)
    for each in store.find_figures():
        if _is_undated(each) and "date" not in each.doubts:
            advice = "its day is inferred, or neither it nor its report has a printed one: mark the doubt date, with a note"
            yield store.fault(f"figures:{each.figure_id}", column="doubt", found="|".join(each.doubts), advice=advice)


def _is_undated(figure: Figure) -> bool:
    """Whether readers must be told that the day of a figure is not sure; standing facts hold until they change."""
    unknown = figure.period == Period() and figure.source is not None and figure.source.date_basis == "inferred"
    return not figure.indicator.standing and (figure.period_basis == "inferred" or unknown)


def _check_places(store: Store) -> Iterator[Fault]:
    """As many places of each kind as there must be; every place leads to a present one, and each of these from a former one by an act."""
    places = store.places
    for kind, number in store.topic.places.items():
        if (there := len(places.of_kind(kind))) != number:
            yield Fault("places.csv", None, "kind", f"{there} of kind {kind}", f"there are {number}, each with one row")
    for each in (places[code] for code in places.codes):
        if each.valid_to and not each.became:
            yield _blame(store, each, "became", "", "it has ended; name the present place that it became or went into")
        elif each.became and not each.valid_to:
            yield _blame(store, each, "valid_to", "", f"it became {each.became}; give its last day")
        elif each.became and places[each.became].valid_to:
            yield _blame(store, each, "became", each.became, "that place has ended, too; name the present one")
        elif each.code != places.root.code and places.present(each) == places.root:
            column, found = ("became", each.became) if each.became else ("parent", each.parent)
            yield _blame(store, each, column, found, f"this leads to no present place directly below {places.root.code}; mend the code")
    for each in (place for place in places if place.valid_from):
        day = str(each.valid_from)
        if not each.former:
            yield _blame(store, each, "valid_from", day, f"no place became it; write {each.code} in became of the place that it was")
        if not each.changes:
            yield _blame(store, each, "valid_from", day, "place_changes.csv has no row for it; add the act by which it began")


def _check_names(store: Store) -> Iterator[Fault]:
    """A name has no digit; of a kind that is counted, each place has its own, and one that ended lies in the present one of its name."""
    for each in (store.places[code] for code in store.places.codes):
        for language, name in each.names.items():
            if re.search(r"\d", name):
                advice = "a name holds no digit, as a page takes each for a number with a source; write it in letters"
                yield _blame(store, each, f"name_{language}", name, advice)
    present = {fold(name): place for place in store.places for name in place.names.values()}
    for kind in store.topic.places:
        seen: dict[str, str] = {}
        for each in store.places.of_kind(kind):
            namesake = next((present[fold(name)] for name in each.names.values() if fold(name) in present), None)
            if each.became and namesake and store.places.present(each) != namesake:
                advice = f"the place that still has this name is {namesake.code}; mend the code or the name"
                yield _blame(store, each, "became", each.became, advice)
            for language, name in each.names.items():
                if other := seen.get(f"{language} {fold(name)}"):
                    advice = f"{other} has the same name; each place of kind {kind} has its own"
                    yield _blame(store, each, f"name_{language}", name, advice)
                seen[f"{language} {fold(name)}"] = each.code


def _blame(store: Store, place: Place, column: str, found: str, advice: str) -> Fault:
    return store.fault(f"places:{place.code}", column=column, found=found, advice=advice)


def _check_labels(store: Store) -> Iterator[Fault]:
    for language in LANGUAGES:
        seen: dict[str, str] = {}
        for each in store.indicators.values():
            label = each.labels[language].casefold()
            if label and (other := seen.get(label)):
                advice = f"{other} has the same label; give each measure its own"
                yield store.fault(f"indicators:{each.name}", column=f"label_{language}", found=each.labels[language], advice=advice)
            seen.setdefault(label, each.name)


def _check_use(store: Store, reported: Collection[str]) -> Iterator[Fault]:
    """A measure is used by a figure, or as a share of two that have figures."""
    for each in store.indicators.values():
        if each.name not in reported and not {each.numerator, each.denominator}.issubset(reported):
            advice = "no figure has this measure; take the row away, or mend the indicator of the figures that it was made for"
            yield store.fault(f"indicators:{each.name}", column="indicator", found=each.name, advice=advice)


def _check_printed(store: Store) -> Iterator[Fault]:
    """The value of a figure is what its report prints, read in the language of the report."""
    for each in store.find_figures():
        numbers = find_numbers(each.as_printed, each.source.language if each.source else "")
        if not any(says(number, each.value, each.unit) for number in numbers):
            yield store.fault(f"figures:{each.figure_id}", column="value", found=f"{each.value:f}", advice=unread(each))


def _check_wording(store: Store) -> Iterator[Fault]:
    """Texts hold no number, in digits, signs or words, that no row stands behind."""
    for reference, column, texts, cited in _wordings(store):
        form, allowed = MAY_STAND[reference.partition(":")[0]]
        for language, text in texts.items():
            if untraced := find_untraced(re.sub("|".join([form, *cited]), "|", text), language):
                advice = f"no row stands behind {', '.join(untraced)}; here stands {allowed}"
                yield store.fault(reference, column=f"{column}_{language}", found=text, advice=advice)


def _wordings(store: Store) -> Iterator[tuple[str, str, Mapping[str, str], list[str]]]:
    """Every text that readers see, by language, after its row and the stem of its columns; last what it may cite in short."""
    for finding in store.findings:
        yield finding.reference, "text", finding.texts, []
    for commitment in store.commitments:
        yield commitment.reference, "task", commitment.tasks, []
        yield commitment.reference, "result", commitment.results, []
    for message in store.messages:
        yield f"messages:{message.message_id}", "text", message.texts, []
    for each in store.indicators.values():
        cited = {match[0] for text in each.definitions.values() for match in re.finditer(DOCUMENT, text)}
        yield f"indicators:{each.name}", "label", each.labels, [rf"\b{re.split('[-/]', number)[0]}\b" for number in sorted(cited)]
    for codes, labels in store.codes.items():
        for code, texts in labels.items():
            yield f"codes:{codes}|{code}", "label", texts, []
