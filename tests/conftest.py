"""Fixtures that several test files share: the small package, and one real build of the site."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import hypothesis
import pytest
from small import small_package

from briefing_lib.briefing import Briefing, brief
from briefing_lib.store import Store, open_store

ROOT = Path(__file__).parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write tests/golden/ anew, to be read as a diff")


hypothesis.settings.register_profile("untimed", deadline=None)  # a machine that is busy is no fault of the code
hypothesis.settings.load_profile("untimed")


@pytest.fixture(scope="session")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The package of `small.py`, opened."""
    return open_store(small_package(tmp_path_factory.mktemp("small")).folder)


@pytest.fixture(scope="session")
def da_nang(small_store: Store) -> Briefing:
    """The briefing on Da Nang from the small package, as of its latest day."""
    return brief(small_store, small_store.places["48"], small_store.latest_day)


@pytest.fixture(scope="session")
def hue(small_store: Store) -> Briefing:
    """The briefing on Hue, of which the small package knows nothing."""
    return brief(small_store, small_store.places["46"], small_store.latest_day)


@pytest.fixture(scope="session")
def real_store() -> Store:
    """The committed package."""
    return open_store(ROOT / "data")


def run_briefing(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The `briefing` command as a user's shell runs it."""
    command = [sys.executable, "-c", "from briefing_lib.cli import main; main()", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False
    )


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages that the command built: those that BRIEFING_SITE names, else two, made now."""
    if "BRIEFING_SITE" in os.environ:
        return Path(os.environ["BRIEFING_SITE"])
    out = tmp_path_factory.mktemp("site")
    done = run_briefing("build", "--province", "48", "--province", "46", "--language", "en", "--out", str(out), TZ="UTC", LC_ALL="C.UTF-8")
    assert done.returncode == 0, done.stderr
    return out
