"""
What a worker was doing when its process ended: said at the end of the run, where the crash itself leaves only the name
of a test. Native code (the database, the readers of files) can end a process without a Python exception.
"""

import faulthandler
import shutil
import tempfile
from pathlib import Path

import pytest

TRACES = pytest.StashKey[Path]()


@pytest.hookimpl(trylast=True)  # after pytest's own, which writes into a stream that scrolls by with the tests
def pytest_configure(config):
    given = getattr(config, "workerinput", None)
    if given is None:
        config.stash[TRACES] = Path(tempfile.mkdtemp(prefix="crashes."))
    elif "crash_trace" in given:
        trace = open(given["crash_trace"], "w", encoding="utf-8")  # noqa: SIM115  open as long as the process lives
        config.add_cleanup(trace.close)
        config.add_cleanup(faulthandler.disable)
        faulthandler.enable(trace)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    directory = node.config.stash[TRACES]
    node.workerinput["crash_trace"] = str(directory / f"{node.gateway.id}.txt")


def pytest_terminal_summary(terminalreporter, config):
    for path in sorted(config.stash[TRACES].glob("*.txt")) if TRACES in config.stash else ():
        if trace := path.read_text(encoding="utf-8", errors="replace").strip():
            terminalreporter.section(f"the end of worker {path.stem}")
            terminalreporter.write_line(trace)


def pytest_unconfigure(config):
    if TRACES in config.stash:
        shutil.rmtree(config.stash[TRACES], ignore_errors=True)
