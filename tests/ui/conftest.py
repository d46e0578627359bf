"""Stores for the tests of pages that report or review: the demonstration to look at, one to change, an empty one."""

import shutil

import pytest


@pytest.fixture(scope="session")
def demonstration_to_look_at(demonstration_original, tmp_path_factory):
    return shutil.copytree(demonstration_original, tmp_path_factory.mktemp("look") / "data")


@pytest.fixture
def looking(demonstration_to_look_at, in_november, monkeypatch):
    monkeypatch.setenv("SIXING_DATA", str(demonstration_to_look_at))


@pytest.fixture
def working(own_demonstration, in_november, monkeypatch):
    monkeypatch.setenv("SIXING_DATA", str(own_demonstration))


@pytest.fixture
def nothing(tmp_path, in_november, monkeypatch):
    monkeypatch.setenv("SIXING_DATA", str(tmp_path / "empty"))
