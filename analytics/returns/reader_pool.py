"""
Keeps the processes that read strangers' files: a warm one waiting, a few at most, each replaced when a file has stopped
it. What stops one is told as a Refused with the finding's code, never as an error.

A process of our own over pipes, not multiprocessing: that would load the server's main module (Streamlit, 150 MB) into
every child, and unpickle whatever a child sends.
"""

import atexit
import json
import logging
import os
import signal
import struct
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path

from analytics.declare import settings
from analytics.returns.refusal import Refused

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "analytics.returns.reader_process")
# Nothing else of the server's environment reaches a reader: there are secrets in it.
INHERITED = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME")
MEGABYTE = 1024 * 1024
# What goes between: a file's length and the file; an answer's length, its kind, whether the reader should be replaced,
# and the answer - cells as carrying.py packs them, a finding's code and params in JSON, or the name of the error that
# ends the reader.
LENGTH, ANSWER = struct.Struct("<Q"), struct.Struct("<Qc?")
CELLS, REFUSED, FAILED = b"C", b"R", b"X"
OUT_OF_MEMORY, PANIC = 71, 72          # exit codes of a reader
NO_MEMORY = (OUT_OF_MEMORY, -signal.SIGABRT)  # the second: its library ends so when it is given none
OVERDRAWN = -getattr(signal, "SIGXCPU", 0)
RETIRED_AFTER = 100       # files: what a reader has left behind in memory goes with it
END_SECONDS = 2


class Reader:
    """One reading process. It begins to start when it is made, and is ready when first asked."""

    def __init__(self) -> None:
        self.is_spent = False
        self._read_count = 0
        self._process = subprocess.Popen(
            COMMAND, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in INHERITED if name in os.environ} | {"PYTHONUTF8": "1"},
        )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def usable(self) -> bool:
        """Whether it may take another file."""
        return not self.is_spent and self._read_count < RETIRED_AFTER and self.alive

    @property
    def pid(self) -> int:
        return self._process.pid

    def read(self, data: bytes, seconds: float, most_bytes: int) -> bytes:
        """The packed cells of a file. Refused when they are refused, or there is no answer and no process any more."""
        self._read_count += 1
        overdue = threading.Event()

        def end() -> None:
            overdue.set()
            self._process.kill()

        clock = threading.Timer(seconds, end)
        clock.daemon = True
        clock.start()
        try:
            answer = self._exchange(data, most_bytes)
        except OSError:  # it has gone while it was being written to
            answer = None
        finally:
            clock.cancel()
        kind, content = answer or (FAILED, b"")
        if kind == FAILED or overdue.is_set():
            self.stop()
            raise self._verdict(overdue.is_set(), seconds, content.decode())
        if kind == CELLS:
            return content
        code, params = json.loads(content)
        raise Refused(code, **params)

    def _exchange(self, data: bytes, most_bytes: int) -> tuple[bytes, bytes] | None:
        asking, answering = self._process.stdin, self._process.stdout
        assert asking is not None and answering is not None
        asking.write(LENGTH.pack(len(data)))
        asking.write(data)
        asking.flush()
        head = answering.read(ANSWER.size)
        if len(head) < ANSWER.size:
            return None
        length, kind, self.is_spent = ANSWER.unpack(head)
        content = answering.read(length) if length <= most_bytes else b""
        return (kind, content) if len(content) == length else None

    def _verdict(self, overdue: bool, seconds: float, error: str) -> Refused:
        code = self._process.returncode
        logging.getLogger("sixing").warning("a reading process ended: %s", "overdue" if overdue else error or code)
        if overdue or code == OVERDRAWN:
            return Refused("V35.too_slow", seconds=seconds)
        return Refused("V35.memory" if code in NO_MEMORY else "V35.stopped")

    def stop(self) -> None:
        """Ends the process, and waits until it is gone."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError:  # what could not be written is not wanted any more
                continue
        self._process.wait()


class ReaderPool:
    """At most `readers` processes of [limits]. Used by many threads at once; each file has a reader to itself."""

    def __init__(self, limits: dict) -> None:
        self._limits = limits
        self._turns = threading.BoundedSemaphore(limits["readers"])
        self._lock = threading.Lock()
        self._idle: list[Reader] = []

    def warm(self) -> None:
        """Has a reader start, so that the next file does not wait for it. Returns at once."""
        with self._lock:
            if self._idle:
                return
            try:
                self._idle.append(Reader())
            except OSError:  # the next file tries again, and says so if that fails too
                logging.getLogger("sixing").exception("no reading process could be started")

    def read(self, data: bytes) -> bytes:
        """What carrying.packed made of the file. Refused when it may not or cannot be read, or nobody is free."""
        if not self._turns.acquire(timeout=self._limits["reader_wait_seconds"]):
            raise Refused("V35.busy")
        try:
            reader = self._take()
            try:
                most_bytes = (self._limits["answer_megabytes"] + 1) * MEGABYTE
                return reader.read(data, self._limits["reading_seconds"], most_bytes)
            finally:
                self._give_back(reader)
        except OSError as error:  # the system starts no process
            logging.getLogger("sixing").exception("no reading process could be started")
            raise Refused("V35.busy") from error
        finally:
            self._turns.release()

    def _take(self) -> Reader:
        """The one used last, while it lives."""
        with self._lock:
            while self._idle:
                reader = self._idle.pop()
                if reader.alive:
                    return reader
                reader.stop()
        return Reader()

    def _give_back(self, reader: Reader) -> None:
        if reader.usable:
            with self._lock:
                self._idle.append(reader)
            return
        reader.stop()
        self.warm()

    def waiting(self) -> tuple[int, ...]:
        """The process ids of the readers that wait."""
        with self._lock:
            return tuple(reader.pid for reader in self._idle)

    def close(self) -> None:
        """Ends the readers that wait; one at work ends with its file or its time."""
        with self._lock:
            idle, self._idle = self._idle, []
        for reader in idle:
            reader.stop()


@cache
def readers() -> ReaderPool:
    """Those of this process, started when first needed and ended with it."""
    pool = ReaderPool(settings()["limits"])
    atexit.register(pool.close)
    return pool


if hasattr(os, "register_at_fork"):  # a forked process makes its own: two must not talk over one pipe
    os.register_at_fork(after_in_child=readers.cache_clear)
