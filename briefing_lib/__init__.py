"""Briefings on two-tier local government in Viet Nam: no number without a source.

The verbs below are loaded when they are first used, so that a command which needs none of them starts fast.
"""

from __future__ import annotations

import importlib
from typing import Any

VERBS = {
    "open_store": "store.store",
    "open_briefing": "briefing.briefing",
    "load_figures": "briefing.frames",
    "say_trace": "wording.chain",
    "open_view": "explore.view",
    "chart_tiles": "charts.views",
    "chart_places": "charts.views",
    "chart_days": "charts.views",
    "chart_compared": "charts.views",
    "chart_view": "explore.takeaway",
    "open_explorer": "explore.explorer",
    "build_briefing": "explore.form",
}
__all__ = sorted(VERBS)


def __getattr__(name: str) -> Any:
    if name not in VERBS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; its verbs are {', '.join(sorted(VERBS))}")
    return getattr(importlib.import_module(f"{__name__}.{VERBS[name]}"), name)


def __dir__() -> list[str]:
    return __all__
