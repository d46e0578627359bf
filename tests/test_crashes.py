"""A crash of native code says where it was, at the end of the run."""

import os
import subprocess
import sys
from pathlib import Path

CRASHING = """
import faulthandler

def inner():
    faulthandler._sigsegv()

def test_that_crashes():
    inner()

def test_that_passes():
    pass
"""


def run(directory: Path, *names: str) -> str:
    command = [sys.executable, "-m", "pytest", "-p", "tests.crashes", "-n", "1", "--rootdir", str(directory), "-c",
               os.devnull, *names]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    # in the test's own directory: a system that keeps what is left of a crashed process writes it there
    done = subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)
    return done.stdout


def test_a_worker_that_crashed_says_what_it_was_doing(tmp_path):
    (tmp_path / "test_one.py").write_text(CRASHING)
    said = run(tmp_path, str(tmp_path / "test_one.py"))
    assert "1 failed, 1 passed" in said
    trace = said.partition("the end of worker gw0")[2]
    assert "Segmentation fault" in trace
    assert trace.index("in inner") < trace.index("in test_that_crashes")


def test_a_run_without_a_crash_says_nothing_of_it(tmp_path):
    (tmp_path / "test_one.py").write_text(CRASHING)
    assert "the end of worker" not in run(tmp_path, f"{tmp_path / 'test_one.py'}::test_that_passes")
