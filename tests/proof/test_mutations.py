"""No row that speaks of a full text can be lost, doubled, swapped or changed without `verify` or `check` finding it."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

import pytest
from editing import DATA

from briefing_lib.figures import Figure
from briefing_lib.proof.checks import check_store
from briefing_lib.proof.texts import verify_texts
from briefing_lib.store import LeftOut, Store

Row: TypeAlias = Figure | LeftOut
SEEDS = Path(os.environ.get("BRIEFING_TEXTS", DATA.parents[1] / "shared" / "seeds"))
CASES = 500


def delete(rows: list[Row], chance: random.Random) -> None:
    rows.pop(chance.randrange(len(rows)))


def double(rows: list[Row], chance: random.Random) -> None:
    row = chance.choice(rows)
    rows.append(replace(row, figure_id=f"{row.figure_id}.again") if isinstance(row, Figure) else row)


def swap(rows: list[Row], chance: random.Random) -> None:
    """Exchange one cell between two rows of one table."""
    one = chance.randrange(len(rows))
    other = chance.choice([place for place, row in enumerate(rows) if type(row) is type(rows[one])])
    names = ("value", "as_printed", "paragraph", "source") if isinstance(rows[one], Figure) else ("source_id", "as_printed", "paragraph")
    name = chance.choice(names)
    first, second = getattr(rows[one], name), getattr(rows[other], name)
    rows[one], rows[other] = replace(rows[one], **{name: second}), replace(rows[other], **{name: first})


def change(rows: list[Row], chance: random.Random) -> None:
    """Write another paragraph, or another digit in the value, in the printed form, or in both alike."""
    place = chance.randrange(len(rows))
    row = rows[place]
    cells: dict[str, object] = {"paragraph": chance.choice([number for number in range(1, 44) if number != row.paragraph])}
    digits = [at for at, sign in enumerate(row.as_printed) if sign.isdecimal()]
    kind = chance.choice(("paragraph", "as_printed", "value", "both"))
    if digits and kind in ("as_printed", "both"):
        cells = {"as_printed": mistyped(row.as_printed, chance)}
    if isinstance(row, Figure) and kind in ("value", "both"):
        cells = ({} if kind == "value" else cells) | {"value": Decimal(mistyped(str(row.value), chance))}
    rows[place] = replace(row, **cells)  # type: ignore[arg-type]


def mistyped(printed: str, chance: random.Random) -> str:
    """One digit of it is another."""
    at = chance.choice([place for place, sign in enumerate(printed) if sign.isdecimal()])
    return printed[:at] + chance.choice([digit for digit in "0123456789" if digit != printed[at]]) + printed[at + 1 :]


def spoken(rows: list[Row]) -> Counter[tuple[object, ...]]:
    """What the rows say of the texts: two rows that exchange what is alike still say the same."""
    return Counter(
        (row.source.source_id if isinstance(row, Figure) and row.source else "", row.paragraph, row.as_printed, row.value)
        if isinstance(row, Figure)
        else (row.source_id, row.paragraph, row.as_printed)
        for row in rows
    )


def spoil(rows: list[Row], chance: random.Random) -> tuple[str, list[Row]]:
    """A kind of damage, and rows that it changed."""
    while True:
        kind: Callable[[list[Row], random.Random], None] = chance.choice((delete, double, swap, change))
        spoilt = [*rows]
        kind(spoilt, chance)
        if spoken(spoilt) != spoken(rows):
            return kind.__name__, spoilt


@pytest.mark.skipif(not SEEDS.is_dir(), reason=f"the five texts are not at {SEEDS}; set BRIEFING_TEXTS to the folder that holds them")
def test_every_damage_is_found(real_store: Store) -> None:
    """Of 500 random damages to the rows that speak of the five texts, each is found."""
    full = [each for each in real_store.figures if each.source and each.source.basis == "full_text"]
    rows: list[Row] = [*full, *real_store.left_out]
    chance, missed, seen = random.Random(20251124), [], Counter[str]()
    for case in range(CASES):
        kind, spoilt = spoil(rows, chance)
        figures = tuple(row for row in spoilt if isinstance(row, Figure))
        left_out = tuple(row for row in spoilt if isinstance(row, LeftOut))
        if not verify_texts(replace(real_store, figures=figures, left_out=left_out), SEEDS).faults:
            missed.append((case, kind, sorted(map(str, (spoken(spoilt) - spoken(rows)) + (spoken(rows) - spoken(spoilt))))))
        seen[kind] += 1
    assert missed == []
    assert min(seen.values()) > CASES // 8


def test_every_mistyped_value_is_found(real_store: Store) -> None:
    """With a wrong digit in the value of every figure, `check` names every row."""
    chance = random.Random(20251124)
    figures = tuple(replace(each, value=Decimal(mistyped(str(each.value), chance))) for each in real_store.figures)
    faults = check_store(replace(real_store, figures=figures)).faults
    named = {each.row for each in faults if "mend value or as_printed" in each.advice}
    assert named == {real_store.rows[f"figures:{each.figure_id}"] for each in real_store.figures}
