"""The explorer on the small package."""

from __future__ import annotations

import pytest

from briefing_lib.explore import Explorer
from briefing_lib.explore.choice import Choice
from briefing_lib.store import Store
from briefing_lib.wording import Writer


@pytest.fixture
def choice(small_store: Store) -> Choice:
    """Da Nang, dossiers received, as of the latest day of the small package."""
    return Choice(Writer(small_store, linked=False), place="48", measure="dossiers_received")


@pytest.fixture
def explorer(choice: Choice) -> Explorer:
    return Explorer(choice)
