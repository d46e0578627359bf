"""Stores for the tests of pages that report or review: the demonstration to look at, one to change, an empty one."""

import shutil

import pytest

from analytics import clock
from tests.ui.return_pages_fixture import NOW


@pytest.fixture(scope="session")
def demonstration_to_look_at(demonstration_original, tmp_path_factory):
    return shutil.copytree(demonstration_original, tmp_path_factory.mktemp("look") / "data")


@pytest.fixture
def in_november(monkeypatch):
    """Two working days after the deadline of October."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def looking(demonstration_to_look_at, in_november, monkeypatch):
    monkeypatch.setenv("SIXING_DATA", str(demonstration_to_look_at))


@pytest.fixture
def working(own_demonstration, in_november, monkeypatch):
    monkeypatch.setenv("SIXING_DATA", str(own_demonstration))


@pytest.fixture
def nothing(tmp_path, in_november, monkeypatch):
    monkeypatch.setenv("SIXING_DATA", str(tmp_path / "empty"))
