"""
The process that reads strangers' files: `python -m analytics.returns.reader_process`, started by reader_pool.py.

It takes a file from its standard input and gives back its cells, one after the other, until its input ends - which is
also how it ends when the server is no more. It may take so much memory and processor time and no more, writes no file,
starts no process and dumps no core; where the system knows no such limits (Windows), the guard and the pool's clock
remain.
"""

import contextlib
import gc
import json
import os
import signal
import sys
from typing import BinaryIO

from analytics.declare import settings
from analytics.returns import guard
from analytics.returns.carrying import packed
from analytics.returns.reader_pool import ANSWER, CELLS, FAILED, LENGTH, OUT_OF_MEMORY, PANIC, REFUSED
from analytics.returns.reading import read
from analytics.returns.refusal import Refused

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

MEGABYTE = 1024 * 1024
OPEN_FILES = 64
SPENT_MEGABYTES = 256   # a process that has once taken so much memory may have kept it


def main() -> None:
    """Reads files until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then ends this process
    asking, answering = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints gets among the answers
    limits = settings()["limits"]
    limit_process(limits["reading_megabytes"])
    gc.disable()  # a file becomes hundreds of thousands of objects without one cycle: looking for some takes a fifth
    while (data := _frame(asking)) is not None:
        more_time(limits["reading_seconds"])
        kind, answer = _answer(data, limits["answer_megabytes"])
        del data
        answering.write(ANSWER.pack(len(answer), kind, _is_spent()))
        answering.write(answer)
        answering.flush()
        if kind == FAILED:
            os._exit(PANIC)
        del answer
        gc.collect()  # what errors have left behind; nobody is waiting now


def _answer(data: bytes, most_megabytes: int) -> tuple[bytes, bytes]:
    """A panic of the reading library and memory that has run out leave an unknown state: the process ends."""
    try:
        guard.look_through(data)
        cells = packed(read(data))
        if len(cells) > most_megabytes * MEGABYTE:
            raise Refused("V35.answer")
        return CELLS, cells
    except Refused as refused:
        return REFUSED, json.dumps([refused.code, refused.params]).encode()
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BaseException as error:  # a Rust panic is no Exception; its words may quote the file and are not passed on
        return FAILED, type(error).__name__.encode()


def _frame(source: BinaryIO) -> bytes | None:
    head = source.read(LENGTH.size)
    return source.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else None


def _is_spent() -> bool:
    """By the most memory it ever held; getrusage would begin with what the server held when it started the process."""
    try:
        with open("/proc/self/status", "rb") as status:
            kilobytes = next((int(line.split()[1]) for line in status if line.startswith(b"VmHWM:")), 0)
    except OSError:  # only Linux tells it there
        return False
    return kilobytes * 1024 > SPENT_MEGABYTES * MEGABYTE


def limit_process(megabytes: int, written_megabytes: int = 0) -> None:
    """This process's memory, and the size of any file it may write, for good."""
    if resource is None:
        return
    for name, most in (
        ("RLIMIT_AS", megabytes * MEGABYTE), ("RLIMIT_FSIZE", written_megabytes * MEGABYTE), ("RLIMIT_CORE", 0),
        ("RLIMIT_NOFILE", OPEN_FILES),
    ):
        with contextlib.suppress(AttributeError, ValueError, OSError):  # not every system knows every limit
            resource.setrlimit(getattr(resource, name), (most, most))


def more_time(seconds: int) -> None:
    """So much processor time from now on. The limit is of the process's whole life, so each file moves it on."""
    if resource is None:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + seconds + 1, hard))


if __name__ == "__main__":
    main()
