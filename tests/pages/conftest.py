"""A page made within the test's own process, once for all tests of a session."""

from __future__ import annotations

import pytest
from running import page_of

from briefing_lib.briefing import Briefing
from briefing_lib.pages.page import Surroundings


@pytest.fixture(scope="session")
def page(da_nang: Briefing) -> str:
    """The page of the small package's Da Nang, from the real notebook."""
    return page_of(da_nang, Surroundings(files=[("48-da-nang.csv", "csv"), ("48-da-nang.ipynb", "ipynb")]))
