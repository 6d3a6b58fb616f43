"""Builds are told where the data are by the environment; that must not outlive a test."""

from __future__ import annotations

import papermill
import pytest

from briefing_lib.store import Store


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, small_store: Store) -> None:
    monkeypatch.setenv("BRIEFING_DATA", str(small_store.folder))


@pytest.fixture
def no_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test fails where a kernel would be started."""

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a kernel was started")

    monkeypatch.setattr(papermill, "execute_notebook", refuse)
