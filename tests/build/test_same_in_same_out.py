"""The same inputs give the same bytes, whatever the clock, zone, locale and order of hashes, and nothing is asked of a network."""

from __future__ import annotations

import hashlib
import os
import random
import secrets
import shutil
import socket
import uuid
from pathlib import Path

import pytest
from conftest import run_briefing
from pytest_socket import SocketBlockedError
from running import PROVINCE_BRIEFING, run_here

from briefing_lib.briefing import Data
from briefing_lib.build.changes import hash_of
from briefing_lib.build.site import read_manifest
from briefing_lib.pages.downloads import figures_csv
from briefing_lib.pages.page import Surroundings, make_page
from briefing_lib.proof.audit import audit_page
from briefing_lib.store import Store

ANOTHER_YEAR = """
import datetime, time

import pandas  # what is compiled takes the clock's types as they are

SHIFT = 400 * 24 * 3600
_time, _time_ns, _localtime, _gmtime = time.time, time.time_ns, time.localtime, time.gmtime
time.time = lambda: _time() + SHIFT
time.time_ns = lambda: _time_ns() + SHIFT * 10**9
time.localtime = lambda seconds=None: _localtime(time.time() if seconds is None else seconds)
time.gmtime = lambda seconds=None: _gmtime(time.time() if seconds is None else seconds)
_strftime, _ctime, _asctime = time.strftime, time.ctime, time.asctime
time.strftime = lambda form, moment=None: _strftime(form, time.localtime() if moment is None else moment)
time.ctime = lambda seconds=None: _ctime(time.time() if seconds is None else seconds)


class _AnyOf(type):
    def __instancecheck__(cls, other):
        return isinstance(other, cls.__mro__[1])

    def __subclasscheck__(cls, other):
        return issubclass(other, cls.__mro__[1])


class date(datetime.date, metaclass=_AnyOf):
    __slots__ = ()

    @classmethod
    def today(cls):
        return cls.fromtimestamp(time.time())


class _datetime(datetime.datetime, metaclass=_AnyOf):
    __slots__ = ()

    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)

    @classmethod
    def utcnow(cls):
        return cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None)

    @classmethod
    def today(cls):
        return cls.now()


_datetime.__name__ = _datetime.__qualname__ = "datetime"
datetime.date, datetime.datetime = date, _datetime
"""
"""Loaded by every Python that starts, kernels too: a clock that is more than a year ahead."""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory, site: Path) -> Path:
    """One page made anew beside the same other pages, on a machine with another clock, zone, locale and order of hashes."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "sitecustomize.py").write_text(ANOTHER_YEAR, "utf-8")
    out = folder / "site"
    out.mkdir()
    shutil.copy(site / "manifest.json", out)
    path = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))
    environment = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONPATH": path}
    done = run_briefing("build", "--province", "Quảng Nam", "--out", str(out), BRIEFING_DATA="", **environment)
    assert done.returncode == 0, done.stderr
    return out


@pytest.mark.build
def test_same_bytes(site: Path, elsewhere: Path) -> None:
    """Two runs give the same page, notebook, CSV and assets, more than a year apart and at two ends of the world."""
    names = sorted(path.relative_to(elsewhere).as_posix() for path in elsewhere.rglob("*.*") if path.parent != elsewhere)
    expected = {f"en/48-da-nang{ending}.{kind}" for ending in ("", "-record") for kind in ("csv", "html", "ipynb")}
    assert {name for name in names if name.startswith("en/")} == expected
    differing = [name for name in names if (site / name).read_bytes() != (elsewhere / name).read_bytes()]
    assert differing == []


@pytest.mark.build
def test_manifest_of_a_build(site: Path, elsewhere: Path) -> None:
    """The manifest of a build holds the hash of each file that it names, and two builds agree on it."""
    one, other = read_manifest(site), read_manifest(elsewhere)
    assert {"en/46-hue", "en/48-da-nang"} <= {each["stem"] for each in one["briefings"]}
    assert {name: told for name, told in other.items() if name != "index"} == {name: told for name, told in one.items() if name != "index"}
    for each, out in ((one, site), (other, elsewhere)):  # an index links to what stands beside it, and these hold unlike pages
        assert each["index"] == hash_of(out / "index.html")
    (da_nang,) = [each for each in other["briefings"] if each["stem"] == "en/48-da-nang"]
    for name, digest in da_nang["files"].items():
        assert hashlib.sha256((site / name).read_bytes()).hexdigest() == digest


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
