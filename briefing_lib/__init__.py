"""Briefings on two-tier local government in Viet Nam: no number without a source.

    import briefing_lib as bl

    data = bl.open()                                   # read and checked once
    da_nang = data.briefing("Quảng Nam", as_of="2025-10-31")
    da_nang.find("dossiers_received", level="commune") # a reading: the value shown, what confirms it, what contradicts it
    data.readings(["Da Nang", "Hue"])                  # a pandas frame to pivot and plot: one value for each measure and place
    data.figures("Da Nang")                            # every printed figure with its source
    bl.explore("Da Nang")                              # panels in JupyterLab

The names below are loaded when they are first used, so that what needs none of them starts fast.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterable
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from briefing_lib.briefing import Briefing, Data, Reading, changes, open
    from briefing_lib.briefing.frames import periods
    from briefing_lib.build.aside import build
    from briefing_lib.explore import explore, trace, view
    from briefing_lib.figures import Figure
    from briefing_lib.intake.panel import add_report
    from briefing_lib.pages.page import Page
    from briefing_lib.proof.examined import examine

PUBLIC = {
    "add_report": "intake.panel", "open": "briefing", "Data": "briefing", "Briefing": "briefing", "Reading": "briefing",
    "Figure": "figures", "Page": "pages.page",
    "build": "build.aside", "changes": "briefing", "examine": "proof.examined", "explore": "explore",
    "periods": "briefing.frames", "view": "explore", "trace": "explore",
}  # fmt: skip
__all__ = [
    "Briefing",
    "Data",
    "Figure",
    "Page",
    "Reading",
    "add_report",
    "build",
    "changes",
    "examine",
    "explore",
    "open",
    "periods",
    "trace",
    "view",
]


def __getattr__(name: str) -> Any:
    if name not in PUBLIC:
        raise _unknown(name)
    return getattr(importlib.import_module(f"{__name__}.{PUBLIC[name]}"), name)


def _unknown(name: str) -> AttributeError:
    """The error that a name which is not there ends with; names in underscores are asked for by Python itself."""
    if name.startswith("_"):
        return AttributeError(name)
    from briefing_lib.briefing import Data
    from briefing_lib.errors import UnknownName, hint

    of_data = f"; {name} is what an open package has: data = bl.open(), then data.{name}" if hasattr(Data, name) else hint(name, __all__)
    return UnknownName(f"briefing_lib has no {name}; its names are {', '.join(__all__)}{of_data}")


def __dir__() -> list[str]:
    return __all__


OF_DATA = ("briefing", "figures")
"""Rooms that bear the name of what an open package has; `bl.figures("Da Nang")` is told so."""


class _Library(ModuleType):
    """A room may bear the name of a public function, as `explore` and `build` do; the name stays that of the function.

    The import system sets each room that it loads as an attribute of the library: here, but for those.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not isinstance(value, ModuleType) or (name not in PUBLIC and name not in OF_DATA):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Library


class _Grammar(ModuleType):
    """Stands in for `rfc3987_syntax`, and loads it when an address is to be checked.

    jsonschema, which Altair and nbformat load, asks for it at once. To build its grammar takes longer than all other imports together.
    """

    def __init__(self, name: str, path: Iterable[str]) -> None:
        super().__init__(name)
        self.__path__ = list(path)

    def is_valid_syntax(self, term: str, value: str) -> bool:
        return bool(importlib.import_module(f"{self.__name__}.syntax_helpers").is_valid_syntax(term, value))


def _spare_grammar(name: str = "rfc3987_syntax") -> None:
    """Leave the grammar of addresses out where none is checked."""
    spec = None if name in sys.modules else importlib.util.find_spec(name)
    if spec and spec.submodule_search_locations:
        sys.modules[name] = _Grammar(name, spec.submodule_search_locations)


_spare_grammar()


def _show_cards() -> None:
    """In IPython, show records by their cards."""
    interactive = sys.modules.get("IPython")
    shell = interactive.get_ipython() if interactive else None
    if shell:
        from briefing_lib.wording.cards import register_cards

        register_cards(shell.display_formatter.formatters["text/html"])


_show_cards()
