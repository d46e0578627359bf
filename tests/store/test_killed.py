"""A process that stores returns may be killed at any moment: no receipt without its return, no return in part."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are made otherwise there")
def test_two_hundred_kills_lose_nothing_and_show_nothing_half_stored():
    command = [sys.executable, "-m", "benchmarks.kill", "200", "--seed", "7"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "200 kills" in done.stdout and "0 lost, 0 half visible" in done.stdout
    middle, receipts = (int(done.stdout.split(word)[0].split()[-1]) for word in (" in the middle", " receipts"))
    assert middle > 50 and receipts > 10  # kills fell all over a submission
