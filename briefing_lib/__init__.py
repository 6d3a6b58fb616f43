"""Briefings on two-tier local government in Viet Nam: no number without a source.

The verbs below are loaded when they are first used, so that a command which needs none of them starts fast.
"""

from __future__ import annotations

import importlib
from typing import Any

VERBS = {
    "open_store": "store",
    "open_briefing": "briefing",
    "load_figures": "frames",
    "say_trace": "tracing",
    "open_view": "explore_view",
    "chart_tiles": "explore_charts",
    "chart_places": "explore_charts",
    "chart_days": "explore_charts",
    "chart_compared": "explore_charts",
    "chart_view": "takeaway",
    "open_explorer": "explore",
    "build_briefing": "explore_build",
}
__all__ = sorted(VERBS)


def __getattr__(name: str) -> Any:
    if name not in VERBS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; its verbs are {', '.join(sorted(VERBS))}")
    return getattr(importlib.import_module(f"{__name__}.{VERBS[name]}"), name)


def __dir__() -> list[str]:
    return __all__
