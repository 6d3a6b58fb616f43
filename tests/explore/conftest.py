"""The explorer on the small package."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import briefing_lib as bl
from briefing_lib.explore import Explorer, View
from briefing_lib.store import Store

Ask = Callable[..., list[tuple[dict[str, Any], list[bytes]]]]


@pytest.fixture
def view(small_store: Store) -> View:
    """Da Nang, dossiers received, as of the latest day of the small package."""
    return bl.view("48", "dossiers_received", folder=small_store.folder)


@pytest.fixture
def explorer(small_store: Store) -> Explorer:
    """The same in the explorer."""
    return bl.explore("48", measure="dossiers_received", folder=small_store.folder)


@pytest.fixture
def ask(explorer: Explorer, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Ask the explorer as its page does; what the kernel sends besides what is shown, each with its bytes."""

    def asked(**what: object) -> list[tuple[dict[str, Any], list[bytes]]]:
        sent: list[tuple[dict[str, Any], list[bytes]]] = []
        monkeypatch.setattr(explorer, "send", lambda content, buffers=(): sent.append((content, list(buffers))))
        explorer._handle_custom_msg(what, [])
        return sent

    return asked
