"""The demonstration agency, made once for all test workers and copied for those who change it."""

import datetime as dt
import os
import shutil
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
        build(directory)
        done.touch()
    return directory


def _wait_for(done: Path) -> None:
    for _ in range(1200):
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
