"""The same inputs give the same bytes, whatever the clock, zone, locale and order of hashes, and nothing is asked of a network."""

from __future__ import annotations

import hashlib
import random
import secrets
import shutil
import socket
import uuid
from pathlib import Path

import pytest
from pytest_socket import SocketBlockedError
from reproduce import build_elsewhere, build_here, differing
from running import PROVINCE_BRIEFING, run_here

from briefing_lib.briefing import Data
from briefing_lib.build.changes import LAST
from briefing_lib.build.site import read_manifest
from briefing_lib.pages.downloads import figures_csv
from briefing_lib.pages.page import Surroundings, make_page
from briefing_lib.proof.audit import audit_page
from briefing_lib.store import Store

PLACES = ("48", "24")


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two places built twice, in all formats, by machines that have nothing in common but the inputs."""
    folder = tmp_path_factory.mktemp("twice")
    return build_here(folder / "here", PLACES), build_elsewhere(folder / "else where", PLACES)


@pytest.mark.build
def test_same_bytes(twice: tuple[Path, Path]) -> None:
    """Page, PDF, Word file, notebook, CSV, assets, index and manifest: the same, more than a year apart and at two ends of the world."""
    here, elsewhere = twice
    names = {path.relative_to(here).as_posix() for path in here.rglob("*") if path.is_file()}
    kinds = {f"en/48-da-nang{ending}.{kind}" for ending in ("", "-record") for kind in ("csv", "html", "ipynb", "pdf", "docx")}
    assert names >= kinds | {"index.html", "manifest.json", "assets/vega.js"}
    assert differing(here, elsewhere) == []


@pytest.mark.build
def test_what_differs_is_found(twice: tuple[Path, Path], tmp_path: Path) -> None:
    """A file that is changed, one that is missing and one that is more are named."""
    other = Path(shutil.copytree(twice[0], tmp_path / "other"))
    (other / "index.html").write_text("", "utf-8")
    (other / "en" / "48-da-nang.pdf").unlink()
    (other / "more.txt").write_text("", "utf-8")
    (other / LAST).write_text("", "utf-8")
    assert differing(twice[0], other) == ["en/48-da-nang.pdf", "index.html", "more.txt"]


@pytest.mark.build
def test_manifest_of_a_build(twice: tuple[Path, Path]) -> None:
    """The manifest of a build holds the hash of each file that it names."""
    manifest = read_manifest(twice[0])
    assert {"en/24-bac-ninh", "en/48-da-nang"} <= {each["stem"] for each in manifest["briefings"]}
    for each in manifest["briefings"]:
        for name, digest in each["files"].items():
            assert hashlib.sha256((twice[0] / name).read_bytes()).hexdigest() == digest


@pytest.fixture
def _no_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for chance fails the test."""

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("something asked for chance")

    for name in ("random", "randint", "choice", "shuffle", "getrandbits", "sample", "uniform"):
        monkeypatch.setattr(random, name, refuse)
    for name in ("token_hex", "token_bytes", "token_urlsafe", "randbelow", "choice"):
        monkeypatch.setattr(secrets, name, refuse)
    for name in ("uuid1", "uuid4"):
        monkeypatch.setattr(uuid, name, refuse)


@pytest.mark.filterwarnings("ignore:A test tried to use socket.socket")
@pytest.mark.usefixtures("socket_disabled", "_no_chance")
def test_a_page_needs_neither_network_nor_chance(real_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """All cells run, the page is made, audited and its figures are taken away while no socket can be opened and no dice be thrown."""
    with pytest.raises(SocketBlockedError):
        socket.socket()
    monkeypatch.setenv("BRIEFING_DATA", str(real_store.folder))
    briefing = Data(real_store).briefing("48")
    page = make_page(run_here(PROVINCE_BRIEFING, {"province": "48"}), briefing, "en", Surroundings())
    assert audit_page(page, "page.html", real_store).flaws == []
    assert figures_csv(briefing.figures, real_store, "en").count("\n") > 20


def test_outputs_of_two_runs_are_equal(small_store: Store) -> None:
    """A notebook that runs twice in one process shows the same, to the letter; the small package is told by the environment."""
    first, second = (run_here(PROVINCE_BRIEFING, {"province": "48"}) for _ in range(2))
    assert first == second
    assert "da-nang.received" in str(first)
