"""
What every test stands on. No test depends on the machine's time zone: the product asks analytics.clock for the agency's
wall clock, and tests that need a certain moment freeze it with time-machine.
"""

import os

import pytest
from hypothesis import settings

pytest_plugins = ["tests.crashes", "tests.fixtures_demonstration"]

settings.register_profile("product", deadline=None)  # a busy machine is no reason to fail
settings.load_profile("product")


@pytest.fixture(scope="session", autouse=True)
def never_the_real_data(tmp_path_factory):
    """Whatever opens the default data directory in a test, also in a child process, gets an empty one of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "SIXING_DATA", str(tmp_path_factory.mktemp("data")))
        yield
