"""The files that pages share: style with its font, scripts, the whole of Vega, and the licences of what is not ours."""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ASSETS = Path(__file__).parent / "assets"
FONTS = Path(__file__).parents[1] / "charts" / "fonts"
"""Beside the charts, which are not loaded for it."""
SHARED_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "base-uri 'none'; form-action 'none'"
)


@functools.cache
def make_assets() -> Mapping[str, str]:
    """The shared files by name; made once in a process. `make vega` stores Vega among ours."""
    font = base64.b64encode((FONTS / "Inter.woff2").read_bytes()).decode()
    css = (ASSETS / "page.css").read_text("utf-8").replace("INTER_WOFF2", font)
    scripts = {name: (ASSETS / name).read_text("utf-8") for name in ("page.js", "index.js", "vega.js")}
    return {"page.css": css, **scripts, "licences.txt": _licences()}


def _licences() -> str:
    """The licence of each thing in the shared files that others made."""
    inter, vega = (FONTS / "LICENSE.txt").read_text("utf-8"), (ASSETS / "vega-licence.txt").read_text("utf-8")
    bundle = "Vega, in vega.js, as vl-convert-python bundles it"
    return f"The font Inter, in page.css\n\n{inter.strip()}\n\n\n{bundle}\n\n{vega.strip()}\n"


@dataclass(frozen=True, slots=True)
class Loaded:
    """How a page reaches its style and scripts, and the policy that lets it do no more.

    `style` and `scripts` are addresses, or the texts themselves where the page is one file, which then carries the licences, too.
    """

    style: str
    scripts: tuple[str, ...]
    policy: str
    standalone: bool
    licences: str = ""


@functools.lru_cache(maxsize=8)
def load_assets(scripts: Sequence[str], root: str, standalone: bool) -> Loaded:
    """What a page loads: files below `root`, or its own texts, which its policy allows by their hashes."""
    if not standalone:
        return Loaded(f"{root}assets/page.css", tuple(f"{root}assets/{name}" for name in scripts), SHARED_POLICY, standalone)
    assets = make_assets()
    style, inline = within(assets["page.css"], "style"), tuple(within(assets[name], "script") for name in scripts)
    policy = (
        f"default-src 'none'; script-src {' '.join(map(_hash, inline))}; style-src {_hash(style)}; img-src data:; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return Loaded(style, inline, policy, standalone, assets["licences.txt"])


def within(text: str, element: str) -> str:
    """Text as it may stand within an element that ends at the next closing tag of its name."""
    return text.replace(f"</{element}", f"<\\/{element}")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
