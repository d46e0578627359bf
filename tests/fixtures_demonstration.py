"""The demonstration agency, made once for all test workers and copied for those who change it."""

import os
import shutil
import time
from pathlib import Path

import pytest

from analytics.months import Month
from analytics.store.warehouse import Warehouse

LAST = Month(2026, 10)


def build(directory: Path) -> None:
    from sample_data import demonstration

    with Warehouse.open(directory) as warehouse:
        demonstration.fill(warehouse, LAST)


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
