"""Strangers' files are read in a process of their own: it is warm, poor in rights, and what becomes of it is told."""

import datetime as dt
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from analytics.declare import settings
from analytics.findings import Finding
from analytics.returns import opening, reader_pool
from analytics.returns.carrying import packed, unpacked
from analytics.returns.checking import check_file
from analytics.returns.guard import inspect
from analytics.returns.reader_pool import ReaderPool
from analytics.returns.reading import read
from analytics.returns.refusal import Refused
from sample_data.attacks import ATTACKS
from sample_data.small_return import saved, workbook
from tests.returns.registers_fixture import registers

RETURN = saved(workbook())
ENDLESS = ATTACKS["endless reading"].build()


@pytest.fixture
def pool():
    """Readers of this test alone."""
    own = ReaderPool(settings()["limits"])
    yield own
    own.close()


def reader_of(pool: ReaderPool) -> reader_pool.Reader:
    pool.warm()
    return pool._idle[-1]


def run(script: str) -> str:
    """What a program prints."""
    command = [sys.executable, "-c", script]
    return subprocess.run(command, capture_output=True, text=True, cwd=reader_pool.ROOT, check=False).stdout


def code_of(pool: ReaderPool, data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        pool.read(data)
    return refused.value.code


def test_what_comes_back_from_the_process_is_what_reading_gives(pool):
    assert unpacked(pool.read(RETURN)) == read(RETURN)


def test_every_kind_of_value_survives_the_way():
    book = workbook()
    values = ["文字", 1.5, 3, True, dt.date(2026, 10, 1), dt.datetime(2026, 10, 1, 8, 30), dt.time(8, 30)]
    for row, value in enumerate(values, 40):
        book["服务活动"].cell(row, 20, value)
    raw = read(saved(book))
    assert unpacked(packed(raw)) == raw


def test_a_file_is_never_read_in_the_process_that_asks(monkeypatch):
    def here(*_args):
        raise AssertionError("read in the server's own process")

    monkeypatch.setattr("analytics.returns.reading.read", here)
    monkeypatch.setattr("analytics.returns.guard.look_through", here)
    monkeypatch.setattr("python_calamine.CalamineWorkbook.from_filelike", here)
    assert check_file(RETURN, "x.xlsx", registers()).findings == ()


def test_one_process_reads_file_after_file(pool):
    pid = reader_of(pool).pid
    for _ in range(3):
        pool.read(RETURN)
        assert code_of(pool, b"PK\x03\x04 cut off") == "V00.damaged"
    assert reader_of(pool).pid == pid


def test_a_reader_ends_after_many_files_and_another_takes_its_place(pool, monkeypatch):
    monkeypatch.setattr(reader_pool, "RETIRED_AFTER", 2)
    pids = set()
    for _ in range(4):
        pids.add(reader_of(pool).pid)
        pool.read(RETURN)
    assert len(pids) == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such limits")
def test_a_file_that_takes_too_much_memory_stops_its_process_only(pool):
    before = reader_of(pool).pid
    assert code_of(pool, ATTACKS["shared text"].build()) == "V35.memory"
    assert unpacked(pool.read(RETURN)) == read(RETURN)
    assert reader_of(pool).pid != before


def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_is_read():
    pool = ReaderPool({**settings()["limits"], "reading_seconds": 0.5})
    start = time.monotonic()
    assert code_of(pool, ENDLESS) == "V35.too_slow"
    assert time.monotonic() - start < 10
    pool.close()


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a POSIX signal")
def test_a_reader_that_is_killed_in_the_middle_of_a_file_is_a_finding(monkeypatch):
    pool = ReaderPool(settings()["limits"])
    monkeypatch.setattr(opening, "readers", lambda: pool)
    victim = reader_of(pool).pid
    threading.Timer(0.3, os.kill, (victim, signal.SIGKILL)).start()
    finding = opening.open_workbook(ENDLESS, "报表.xlsx")
    assert isinstance(finding, Finding)
    assert (finding.code, finding.value) == ("V35.stopped", "报表.xlsx")
    assert check_file(RETURN, "x.xlsx", registers()).findings == ()
    pool.close()


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a POSIX signal")
def test_a_reader_that_was_killed_while_it_waited_is_not_noticed(pool):
    victim = reader_of(pool)
    os.kill(victim.pid, signal.SIGKILL)
    victim._process.wait()
    assert unpacked(pool.read(RETURN)) == read(RETURN)


def test_two_files_are_read_at_once_so_that_a_slow_one_keeps_nobody_waiting(pool):
    reader = reader_of(pool)
    with ThreadPoolExecutor(1) as other:
        slow = other.submit(code_of, pool, ENDLESS)
        while pool._idle:
            time.sleep(0.01)
        for _ in range(3):
            pool.read(RETURN)
        assert not slow.done()
        reader.stop()
        assert slow.result() == "V35.stopped"


def test_when_nobody_is_free_the_clerk_is_told_to_try_again():
    pool = ReaderPool({**settings()["limits"], "readers": 0, "reader_wait_seconds": 0})
    assert code_of(pool, RETURN) == "V35.busy"


def test_a_reader_knows_nothing_of_the_servers_secrets_and_loads_nothing_heavy(pool, monkeypatch):
    monkeypatch.setenv("SIXING_SECRET", "s3cret")
    reader = reader_of(pool)
    pool.read(RETURN)
    if sys.platform == "linux":
        with open(f"/proc/{reader.pid}/environ", "rb") as environment:
            assert b"s3cret" not in environment.read()
    script = (
        "import sys, analytics.returns.reader_process\n"
        "print({'streamlit', 'duckdb', 'pandas', 'numpy', 'pyarrow', 'openpyxl', 'sqlalchemy'} & set(sys.modules))"
    )
    assert run(script) == "set()\n"


@pytest.mark.skipif(os.name == "nt", reason="processes end otherwise there")
def test_a_reader_ends_when_the_server_is_killed():
    script = (
        "import os, signal\nfrom analytics.returns.reader_pool import readers\n"
        "readers().warm()\nprint(readers()._idle[0].pid, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    reader, until = int(run(script)), time.monotonic() + 10
    while exists(reader) and time.monotonic() < until:
        time.sleep(0.02)
    assert not exists(reader)


def exists(pid: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has asked about yet does not."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_closed_pool_leaves_no_process(pool):
    reader = reader_of(pool)
    pool.close()
    assert not reader.alive


def test_an_answer_that_would_run_something_is_not_believed():
    class Command:
        def __reduce__(self):
            return os.system, ("true",)

    with pytest.raises(pickle.UnpicklingError, match="no value of a cell"):
        unpacked(pickle.dumps(((), Command(), False, ())))


def test_what_a_first_look_refuses_never_reaches_a_reader(monkeypatch):
    def asked(_self, _data):
        raise AssertionError("a reader was asked")

    monkeypatch.setattr(ReaderPool, "read", asked)
    finding = opening.open_workbook(b"%PDF-1.7", "x.xlsx")
    assert isinstance(finding, Finding) and finding.code == "V00.pdf"
    assert inspect(b"%PDF-1.7", "x.xlsx")[1] == finding
