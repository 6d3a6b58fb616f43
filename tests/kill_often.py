"""Kills builds with SIGKILL at random moments and looks at what they leave: `python -m tests.kill_often [KILLS [SEED]]`.

Two packages, which differ on every page, are built by turns into one folder. After each kill every file is whole, each is that of one
of the two, and no process and no temporary file is left; the build after the last comes to what an undisturbed one makes. It is counted,
too, how often a kill fell between two renames of one page, so that its files were of two builds until the next one.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ("province_briefing", "province_record")
PLACES = ("48", "46")
LOGS = {".last-builds.json"}
LONGER = 1.4
"""Moments go beyond the time that a build took at first, as others may use the machine meanwhile; one that ends before it is killed does not count."""


@dataclass
class Killed:
    """What was seen: how many builds were killed, and at what stage; what was found wrong."""

    kills: int = 0
    too_late: int = 0
    between_renames: int = 0
    at: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def kill_often(folder: Path, kills: int, seed: int = 0) -> Killed:
    """Build, kill, look; `kills` times."""
    chance, seen = random.Random(seed), Killed()
    packages = {"one": ROOT / "data", "other": _another_package(folder / "data")}
    whole, seconds = {}, 0.0
    for name, package in packages.items():
        started = time.monotonic()
        _, code = _run(folder, package, folder / name, None)
        assert code == 0, name
        seconds, whole[name] = time.monotonic() - started, _hashes(folder / name)
    site = Path(shutil.copytree(folder / "one", folder / "site"))
    turns = itertools.cycle(("other", "one"))
    while seen.kills < kills:
        number = seen.kills + seen.too_late
        mark, code = _run(folder, packages[next(turns)], site, chance.uniform(0, LONGER * seconds))
        seen.kills, seen.too_late = seen.kills + (code != 0), seen.too_late + (code == 0)
        seen.wrong += [f"after kill {number}: {told}" for told in _look(folder, site, mark, whole, seen)]
    _, code = _run(folder, packages["other"], site, None)
    if code or _hashes(site) != whole["other"]:
        seen.wrong.append("the last build does not come to what an undisturbed one makes")
    return seen


def _look(folder: Path, site: Path, mark: str, whole: dict[str, dict[str, str]], seen: Killed) -> list[str]:
    end = time.monotonic() + 10
    while (left := _processes(mark)) and time.monotonic() < end:
        time.sleep(0.05)
    found = [f"process {pid} is left" for pid in left]
    found += [f"{path.name} is left" for path in (folder / "tmp").iterdir()]
    files = _hashes(site, parts=False)
    pages = {name: version for name, version in files.items() if name not in ("manifest.json", "index.html")}
    found += [f"{name} is of neither build" for name, known in pages.items() if known not in {each.get(name) for each in whole.values()}]
    stems = {name.partition(".")[0] for name in pages if name.startswith("en/")}
    versions = [{v for v in whole if all(pages[n] == whole[v].get(n) for n in pages if n.partition(".")[0] == stem)} for stem in stems]
    seen.between_renames += versions.count(set())
    seen.at[sum("other" in version for version in versions)] += 1
    try:
        json.loads((site / "manifest.json").read_text("utf-8"))
    except ValueError:
        found.append("the manifest is not whole")
    if not (site / "index.html").read_text("utf-8").endswith("</html>\n"):
        found.append("the index is not whole")
    return found


def _another_package(folder: Path) -> Path:
    shutil.copytree(ROOT / "data", folder)
    with (folder / "sources.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (folder / "sources.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(row | {"publisher": f"{row['publisher']} (another)"} for row in rows)
    return folder


def _run(folder: Path, package: Path, out: Path, killed_after: float | None) -> tuple[str, int]:
    """A build of all pages, and how it ended; its processes carry a mark in their environment."""
    mark, temporary = str(uuid.uuid4()), folder / "tmp"
    temporary.mkdir(exist_ok=True)
    chosen = [part for place in PLACES for part in ("--province", place)]
    command = [sys.executable, "-c", "from briefing_lib.cli import main; main()", "build", "--force", "--language=en", *NOTEBOOKS, *chosen]
    process = subprocess.Popen(
        [*command, "--data", str(package), "--out", str(out)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=os.environ | {"TMPDIR": str(temporary), "BRIEFING_MARK": mark, "BRIEFING_DATA": ""},
    )  # fmt: skip
    try:
        process.wait(killed_after)
    except subprocess.TimeoutExpired:
        process.kill()
    return mark, process.wait()


def _processes(mark: str) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark.encode() in path.read_bytes():
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


def _hashes(site: Path, *, parts: bool = True) -> dict[str, str]:
    """The files of a site; those half written by a build that was killed go with the next one, and bear a name of their own until then."""
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file() and path.name not in LOGS}
    kept = {name: path for name, path in files.items() if parts or not name.endswith(".part")}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in kept.items()}


def main() -> None:
    kills, seed = (int(each) for each in (*sys.argv[1:], *("100", "0")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as folder:
        seen = kill_often(Path(folder), kills, seed)
    print(
        f"{seen.kills} kills with seed {seed}, {seen.too_late} too late; pages of the newer build by then: {dict(sorted(seen.at.items()))}"
    )
    print(f"between two renames: {seen.between_renames}; wrong: {len(seen.wrong)}", *seen.wrong, sep="\n")
    sys.exit(bool(seen.wrong))


if __name__ == "__main__":
    main()
