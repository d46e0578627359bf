"""
The marked and the corrected copy of a file somebody sent. A stranger's file is opened for writing only in a process of
its own, with limits (copy_process.py): what it does there can end that process and nothing else.
"""

import datetime as dt
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from analytics.code_lists import own_codes
from analytics.declare import settings
from analytics.findings import Finding
from analytics.months import Month
from analytics.returns.correcting import Correction, numbers_taken_out
from analytics.returns.reader_pool import INHERITED, ROOT
from analytics.store.registers import Registers, Unit
from analytics.store.warehouse import StoreError

COMMAND = (sys.executable, "-m", "analytics.returns.copy_process")
START_SECONDS = 20  # until the process stands, on a machine that is busy
SUFFIXES = ("xlsx", "xlsm")  # by the first byte of an answer


class NotCopied(Exception):
    """The file could not be opened for writing, or not within its limits."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A workbook made from a file. extension: xlsx, or xlsm where the file carries macros."""

    content: bytes
    extension: str


def copy_of(
    data: bytes, kind: Literal["marked", "corrected"], unit: Unit, month: Month, *, checked_at: dt.datetime,
    findings: Sequence[Finding] = (), corrections: Sequence[Correction] = (),
) -> Copy:
    """
    The file with these cells put right and, when it is to be marked, every finding at its cell. findings: of a check of
    the file as corrected; they also say which sheet was taken for which. NotCopied when it cannot be had.
    """
    job: dict[str, Any] = {
        "data": data, "kind": kind, "unit": unit, "month": month, "checked_at": checked_at, "own_codes": own_codes(),
        "findings": [finding.as_record() for finding in findings],
        "corrections": [correction.as_record() for correction in corrections],
    }
    limits = settings()["limits"]
    if not _turns().acquire(timeout=limits["reader_wait_seconds"]):
        raise NotCopied("too many copies are being made")
    try:
        return _made(job, limits["reading_seconds"] + START_SECONDS)
    finally:
        _turns().release()


@cache
def _turns() -> threading.BoundedSemaphore:
    """As many copies are made at the same time as files are read: each has a process with its own memory."""
    return threading.BoundedSemaphore(settings()["limits"]["readers"])


def _made(job: dict[str, Any], seconds: float) -> Copy:
    environment = {name: os.environ[name] for name in INHERITED if name in os.environ} | {"PYTHONUTF8": "1"}
    try:
        done = subprocess.run(
            COMMAND, input=pickle.dumps(job), cwd=ROOT, env=environment, timeout=seconds, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotCopied(f"no copy was made: {error}") from error
    if done.returncode != 0 or not done.stdout:
        raise NotCopied(f"no copy was made: the process ended with {done.returncode}")
    return Copy(done.stdout[1:], SUFFIXES[done.stdout[0]])


def to_keep(
    data: bytes, registers: Registers, corrections: Sequence[Correction], findings: Sequence[Finding]
) -> bytes:
    """
    What is kept of a submitted file: the file as it was sent; where telephone or ID numbers were taken out of it on
    screen, the corrected one. findings: of its check. StoreError when that cannot be made.
    """
    if not numbers_taken_out(corrections):
        return data
    try:
        return copy_of(
            data, "corrected", registers.unit, registers.month, checked_at=registers.now, findings=findings,
            corrections=corrections,
        ).content
    except NotCopied as error:
        raise StoreError(f"the file with the numbers taken out could not be made: {error}") from error
