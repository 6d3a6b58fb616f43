"""Pages made within the test's own process, once for all tests of a session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from reading import CHROMIUM, Reader, chromium, needs
from running import page_of

from briefing_lib.briefing import Briefing, Data
from briefing_lib.pages.document import Document, read_document
from briefing_lib.pages.page import Surroundings
from briefing_lib.store import Store


@pytest.fixture(scope="session")
def page(da_nang: Briefing) -> str:
    """The page of the small package's Da Nang, from the real notebook."""
    return page_of(da_nang, Surroundings(files=[("48-da-nang.csv", "csv"), ("48-da-nang.ipynb", "ipynb")]))


@pytest.fixture(scope="session")
def brief(real_store: Store) -> str:
    """The brief on Da Nang from the committed package."""
    return page_of(Data(real_store).briefing("48"), Surroundings(is_brief=True, record="48-da-nang-record.html"))


@pytest.fixture(scope="session")
def document(brief: str) -> Document:
    """The same as a document."""
    return read_document(brief)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a file; JupyterLab is driven by a loop of its own, which bears no other beside it."""
    needs(CHROMIUM, "Chromium")
    with chromium() as browser:
        yield browser


@pytest.fixture
def reader(browser: Browser, site: Path) -> Iterator[Reader]:
    """Somebody who opens pages of the site; their windows are closed afterwards."""
    yield Reader(browser, site)
    for context in browser.contexts:
        context.close()
