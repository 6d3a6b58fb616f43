"""How `briefing check` grows with the package: `python -m tests.measure_growth`, from the root.

Prints seconds (of the processor) and megabytes of the command for packages of 600, 6,000 and 60,000 figures, the ratio of the last two,
and what one more report of the size of the five full texts costs in rows and bytes, by table.
"""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import count, islice
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"
SIZES = (600, 6_000, 60_000)
DAYS = ("period_start", "period_end", "as_of")

Rows = list[dict[str, str]]


def read(name: str) -> Rows:
    """The rows of a committed table."""
    return list(csv.DictReader(io.StringIO((DATA / f"{name}.csv").read_text("utf-8"), newline="")))


def text(rows: Rows, columns: Sequence[str], *, header: bool = True) -> str:
    """Rows as they stand in a file."""
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, columns, lineterminator="\n")
    if header:
        writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def standing() -> set[str]:
    """The measures that describe a place itself, and can't be moved to another one."""
    return {row["indicator"] for row in read("indicators") if row["standing"] == "true"}


def base(figures: Rows) -> Rows:
    """The figures without which the package has measures that nobody reports, or places that can't be added up."""
    kept, first = standing(), {row["indicator"]: row["figure_id"] for row in reversed(figures)}
    return [row for row in figures if row["indicator"] in kept or first[row["indicator"]] == row["figure_id"]]


def weekly(figures: Rows, sources: dict[str, dict[str, str]]) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Two reports a week, without end: in turn those that were read in full, some weeks later and on another province each time."""
    texts = [name for name, row in sources.items() if row["basis"] == "full_text"]
    moving = [row for row in figures if row["indicator"] not in standing()]
    provinces = [row["geography"] for row in read("places") if row["parent"] == "VN" and row["geography"].isdigit()]
    given: set[tuple[str, ...]] = set()
    for number in count(2):
        source, week, name = sources[texts[number % len(texts)]], number // 2, f"report-{number}"
        day = later(source["known_from"], week)
        report = source | {"source_id": name, "published_on": day, "known_from": day, "date_basis": "printed", "basis": "excerpt"}
        for row in (row for row in moving if row["source_id"] == source["source_id"]):
            moved = row | {column: later(row[column], week) for column in DAYS}
            moved |= {"source_id": name, "figure_id": f"{name}.{row['figure_id']}"}
            if row["geography"] in provinces:
                moved["geography"] = provinces[(provinces.index(row["geography"]) + number) % len(provinces)]
            told = tuple(moved[column] for column in ("indicator", "breakdown", "geography", *DAYS, "level"))
            if not any(moved[column] for column in DAYS) or told not in given:  # else it would contradict another week
                given.add(told)
                yield report, moved


def later(day: str, weeks: int) -> str:
    """A day, or a month, some weeks later; blank where none is given."""
    if not day:
        return ""
    return str(date.fromisoformat(day if len(day) == 10 else f"{day}-01") + timedelta(weeks=weeks))[: len(day)]


def write(folder: Path, size: int) -> None:
    """A package of so many figures; its messages, which name figures that may be gone, are left out."""
    figures, sources = read("figures"), {row["source_id"]: row for row in read("sources")}
    kept = base(figures)
    made = list(islice(weekly(figures, sources), size - len(kept)))
    reports = {report["source_id"]: report for report, _ in made}
    for path in DATA.glob("*.*"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "figures.csv").write_text(text([*kept, *(row for _, row in made)], list(figures[0])), "utf-8", newline="")
    (folder / "sources.csv").write_text(text([*sources.values(), *reports.values()], list(made[0][0])), "utf-8", newline="")
    (folder / "messages.csv").write_text((DATA / "messages.csv").read_text("utf-8").partition("\n")[0] + "\n", "utf-8", newline="")


def check(folder: Path) -> tuple[float, float]:
    """Seconds and megabytes of `briefing check`; stops where it finds anything to mend."""
    command = subprocess.Popen([sys.executable, "-m", "briefing_lib.cli", "check", "--data", str(folder)], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(command.pid, 0)
    if status:
        raise SystemExit(f"the package of {folder} is not valid")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def cost_of_a_report() -> Iterator[tuple[str, float, float]]:
    """Rows and bytes of each table that one of the full texts costs, in the mean."""
    texts = {row["source_id"] for row in read("sources") if row["basis"] == "full_text"}
    for path in sorted(DATA.glob("*.csv")):
        rows = [row for row in read(path.stem) if row.get("source_id") in texts]
        if rows:
            yield path.name, len(rows) / len(texts), len(text(rows, list(rows[0]), header=False).encode()) / len(texts)


def main() -> None:
    seconds = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), size)
            seconds[size], megabytes = check(Path(folder))
        print(f"{size:6,} figures: {seconds[size]:5.1f} s, {megabytes:4.0f} MB")
    print(f"60,000 take {seconds[60_000] / seconds[6_000]:.1f} times as long as 6,000 (to reach: at most 12)")
    print("one more report, in the mean of the five texts:")
    costs = list(cost_of_a_report())
    for name, rows, size in [*costs, ("together", sum(each[1] for each in costs), sum(each[2] for each in costs))]:
        print(f"  {name:22} {rows:5.1f} rows {size:7,.0f} bytes")


if __name__ == "__main__":
    main()
