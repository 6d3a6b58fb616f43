"""How well suggestions hit: `python -m tests.bench_intake` proposes rows for every text whose rows are in the data, held out from what
suggestions learn from, and says what of the confirmed rows was found."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from briefing_lib.figures import Figure, Period
from briefing_lib.intake.candidates import Candidate, known_without, propose, same_as
from briefing_lib.intake.passage import Report
from briefing_lib.intake.reading import read_report
from briefing_lib.intake.statements import propose_statements
from briefing_lib.store import Store, open_store

ROOT = Path(__file__).parents[1]
TEXTS = ROOT / "tests" / "intake" / "texts"
"""Texts in words of our own: `reports.csv` says which are in the style of the Vietnamese press on figures of the data, which of other
kinds, and which were written, and their rows decided on, by others who had not seen the rules."""
SEEDS = ROOT.parent / "shared" / "seeds"
GOALS = {"numerals": 100, "value and hedge": 98, "place": 95, "period": 90, "measure among three": 85}
"""What is to be reached, in percent."""


@dataclass
class Bench:
    """Counts of what was right, and the lines that say what was not."""

    right: Counter[str] = field(default_factory=Counter)
    total: int = 0
    numerals: int = 0
    sure: int = 0
    sure_wrong: int = 0
    left_out_wrong: int = 0
    sentences: Counter[str] = field(default_factory=Counter)
    """Of each table of statements: paragraphs with a row (`wanted`), with a sentence proposed (`proposed`), with both (`hit`)."""
    misses: list[str] = field(default_factory=list)

    def share(self, name: str) -> float:
        """Percent of the rows, of numerals for those found."""
        return 100 * self.right[name] / self.total if self.total else 100.0


def measure(store: Store, text: str, language: str, published_on: str, source_id: str, publisher: str, bench: Bench) -> None:
    """Propose rows for one text, its own rows held out, and count them against these."""
    figures = [each for each in store.figures if each.source and each.source.source_id == source_id]
    report = Report(text, language, published_on, store)
    compare(figures, propose(report, known_without(store, source_id), publisher), bench, source_id)
    rows = {("commitments", each.paragraph or 0) for each in store.commitments if each.source.source_id == source_id}
    rows |= {("findings", each.paragraph or 0) for each in store.findings if each.source.source_id == source_id}
    count_sentences(rows, report, bench, source_id)


def compare(figures: list[Figure], candidates: tuple[Candidate, ...], bench: Bench, name: str = "") -> None:
    """Count the candidates of a text against its confirmed figures."""
    free = list(candidates)
    bench.numerals += len(candidates)
    for figure in figures:
        bench.total += 1
        own = next((each for each in free if same_as(each, figure) and _says(each, figure)), None)
        if own is None:
            bench.misses.append(f"{figure.figure_id} {figure.as_printed}: no candidate")
            continue
        free.remove(own)
        _count(own, figure, bench)
    for each in free:
        if not each.left_out:
            bench.left_out_wrong += 1
            bench.sure_wrong += each.sure
            bench.misses.append(f"{name} p{each.paragraph} {each.as_printed}: no row takes it, yet it is proposed as a figure")


def count_sentences(rows: set[tuple[str, int]], report: Report, bench: Bench, name: str) -> None:
    """Count the paragraphs in which a sentence is proposed for a table against those that have a row of it."""
    proposed = {(each.table, each.paragraph) for each in propose_statements(report)}
    for kind, those in (("wanted", rows), ("proposed", proposed), ("hit", rows & proposed)):
        bench.sentences.update(f"{table} {kind}" for table, _ in those)
    bench.misses += [f"{name} p{number}: a row of {table}, and no sentence is proposed" for table, number in sorted(rows - proposed)]
    bench.misses += [f"{name} p{number}: proposed for {table}, and no row" for table, number in sorted(proposed - rows)]


def _says(candidate: Candidate, figure: Figure) -> bool:
    """Of `26/36` the right one."""
    return candidate.value in (figure.value, figure.value * 10**9, figure.value / 100)


def _count(own: Candidate, figure: Figure, bench: Bench) -> None:
    right = bench.right
    right["numerals"] += 1
    if own.left_out:
        bench.misses.append(f"{figure.figure_id} {figure.as_printed}: left out as {own.left_out}")
        return
    best = own.suggestions[0]
    fitting = next((each for each in own.suggestions if each.choice.indicator == figure.indicator.name), None)
    checks = {
        "value and hedge": best.value == figure.value and own.qualifier == figure.qualifier,
        "place": own.place.value == figure.geography,
        "level": (fitting or best).level == figure.level,
        "period": (fitting or best).period == figure.period,
        "speaker": own.speaker.value == figure.stated_by,
        "measure first": best.choice.indicator == figure.indicator.name,
        "measure among three": fitting is not None,
        "part of the measure": any(str(each.choice) == figure.measure for each in own.suggestions),
    }
    for name, good in checks.items():
        right[name] += good
    bad = [name for name, good in checks.items() if not good]
    whole = not set(bad) - {"speaker"}
    bench.sure += own.sure
    bench.sure_wrong += own.sure and not whole
    right["whole row"] += whole
    if bad:
        shown = ", ".join(f"{each.choice} {each.score}" for each in own.suggestions)
        bench.misses.append(
            f"{figure.figure_id} {figure.as_printed} {figure.measure} {figure.geography} {figure.level} {figure.period}: {', '.join(bad)}; "
            f"{own.place.value} {best.level} {best.period}; {shown}{' SURE' if own.sure else ''}"
        )


def bench_texts(store: Store, folder: Path) -> Bench:
    """Every text in the folder whose rows are in the data."""
    bench = Bench()
    for source in store.sources.values():
        if source.basis == "full_text" and (path := folder / source.text_name).is_file():
            text = path.read_text("utf-8-sig")
            measure(store, text, source.language, source.published_on, source.source_id, source.publisher, bench)
    return bench


def bench_own(store: Store, name: str) -> Bench:
    """A set of the texts of the tests; the reports that print their figures are held out."""
    bench = Bench()
    rows, said = (_table(each) for each in ("rows", "statements"))
    for report in (each for each in _table("reports") if each["set"] == name):
        (path,) = TEXTS.glob(f"{report['text']}.*")
        figures = [_figure(store, row) for row in rows if row["text"] == report["text"]]
        known = known_without(store, *filter(None, report["held_out"].split("|")))
        read = Report(read_report(path.read_bytes()).text, report["language"], report["published_on"], store)
        compare(figures, propose(read, known, report["publisher"]), bench, report["text"])
        count_sentences(
            {(row["table"], int(row["paragraph"])) for row in said if row["text"] == report["text"]}, read, bench, report["text"]
        )
    return bench


def _table(name: str) -> list[dict[str, str]]:
    with (TEXTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _figure(store: Store, row: dict[str, str]) -> Figure:
    name, _, breakdown = row["measure"].partition("/")
    period = Period(row["period_start"], row["period_end"], row["as_of"])
    return Figure(
        value=Decimal(row["value"]), unit=store.indicators[name].unit, indicator=store.indicators[name], breakdown=breakdown,
        geography=row["geography"], level=row["level"], period=period, qualifier=row["qualifier"], paragraph=int(row["paragraph"]),
        as_printed=row["as_printed"], figure_id=f"{row['text']}.{row['paragraph']}",
    )  # fmt: skip


def say(bench: Bench, title: str) -> None:
    """Print what was counted."""
    print(f"{title}: {bench.total} rows, {bench.numerals} numbers")
    for name in (
        "numerals",
        "value and hedge",
        "place",
        "level",
        "period",
        "speaker",
        "measure first",
        "measure among three",
        "part of the measure",
        "whole row",
    ):
        goal = f" (to reach: {GOALS[name]})" if name in GOALS else ""
        print(f"  {name}: {bench.right[name]} of {bench.total}, {bench.share(name):.1f}%{goal}")
    print(
        f"  marked sure: {bench.sure}, of them wrong: {bench.sure_wrong} (to reach: 0); proposed as figures, but none: {bench.left_out_wrong}"
    )
    for table in ("commitments", "findings"):
        wanted, proposed, hit = (bench.sentences[f"{table} {kind}"] for kind in ("wanted", "proposed", "hit"))
        print(f"  {table}: {hit} of {wanted} paragraphs with a row have a sentence proposed; {hit} of {proposed} proposed have a row")


def groups(store: Store) -> dict[str, Bench]:
    """The texts whose rows are in the data, where they lie here, and those of the tests, by set."""
    found = {"five full texts": bench_texts(store, SEEDS)} if SEEDS.is_dir() else {}
    return found | {name: bench_own(store, name) for name in dict.fromkeys(each["set"] for each in _table("reports"))}


def main() -> None:
    """Measure, and say it; `-v` names each miss."""
    store = open_store(ROOT / "data")
    if not SEEDS.is_dir():
        print(f"the full texts are not here ({SEEDS}), and are not measured")
    for title, bench in groups(store).items():
        say(bench, title)
        if "-v" in sys.argv:
            print("\n".join(f"    {each}" for each in bench.misses))


if __name__ == "__main__":
    main()
