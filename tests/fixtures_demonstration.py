"""
The demonstration agency, made once for all test workers and copied for those who change it.

Making it takes most of a minute. Whoever runs tests again and again may name a directory in SIXING_TESTS_KEEP: there it
is kept from run to run, under a digest of all that it is made by.
"""

import datetime as dt
import hashlib
import os
import shutil
import tempfile
import time
from pathlib import Path

import pytest

from analytics import clock
from analytics.months import Month
from analytics.store.warehouse import Warehouse

LAST = Month(2026, 10)
ENROLLED_AT = dt.datetime(2026, 11, 2, 9, 0)


NOW = dt.datetime(2026, 11, 9, 10, 0)  # two working days after October's deadline


@pytest.fixture
def in_november(monkeypatch):
    """Two working days after the deadline of the last month."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def build(directory: Path) -> None:
    from analytics.identity.database import Identity
    from sample_data import accounts, demonstration

    with Warehouse.open(directory) as warehouse:
        demonstration.fill(warehouse, LAST)
    identity = Identity.open(directory)
    accounts.enrol(identity, ENROLLED_AT)
    identity.close()


@pytest.fixture(scope="session")
def demonstration_original(tmp_path_factory) -> Path:
    """The directory of the one demonstration; never open it, copy it (`demonstration_directory`)."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent  # every worker has a folder of its own below the run's
    directory, done = shared / "demonstration", shared / "demonstration.done"
    try:
        (shared / "demonstration.begun").touch(exist_ok=False)  # the first worker to come builds it
    except FileExistsError:
        _wait_for(done)
    else:
        _build_or_copy(directory)
        done.touch()
    return directory


def _build_or_copy(directory: Path) -> None:
    keep = os.environ.get("SIXING_TESTS_KEEP")
    if not keep:
        build(directory)
        return
    kept = Path(keep) / f"demonstration-{_digest()}"
    if not kept.exists():
        made = Path(tempfile.mkdtemp(dir=keep))
        build(made)
        try:
            made.rename(kept)
        except OSError:  # another run was quicker
            shutil.rmtree(made)
    shutil.copytree(kept, directory)


def _digest() -> str:
    """Of everything the demonstration is made by: not of pages, the web server, texts and indicators."""
    root = Path(__file__).parents[1]
    apart = ("ui", "web", "declared/texts", "declared/indicators")
    apart = tuple(f"analytics/{name}/" for name in apart)
    paths = [p for folder in ("analytics", "sample_data") for p in sorted((root / folder).rglob("*")) if p.is_file()]
    found = hashlib.sha256(Path(__file__).read_bytes())
    for path in paths:
        name = path.relative_to(root).as_posix()
        if not name.startswith(apart) and "__pycache__" not in name:
            found.update(name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


def _wait_for(done: Path) -> None:
    for _ in range(3000):
        if done.exists():
            return
        time.sleep(0.1)
    raise TimeoutError("another test worker did not finish building the demonstration")


@pytest.fixture(scope="session")
def demonstration_directory(demonstration_original, tmp_path_factory) -> Path:
    """A copy for this worker's tests that only read."""
    return shutil.copytree(demonstration_original, tmp_path_factory.mktemp("read") / "data")


@pytest.fixture
def own_demonstration(demonstration_original, tmp_path) -> Path:
    """A copy for one test that writes."""
    return shutil.copytree(demonstration_original, tmp_path / "data")


@pytest.fixture(scope="session")
def demonstration(demonstration_directory):
    """The open store of the demonstration, for reading."""
    with Warehouse.open(demonstration_directory) as warehouse:
        yield warehouse
