"""
Kills the process that stores returns, again and again, at random moments of a submission, and looks each time at what
stands in the store when it is opened again: every receipt that was given out must have its version (nothing lost), and
every version all its rows, sheets, its event and its original (nothing half visible).

    python -m benchmarks.kill 1000

One process without threads forks the others, so that a try costs a tenth of a second. Exit code 1 when anything was
lost or half visible.
"""

import argparse
import datetime as dt
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from analytics.store import originals, submissions
from analytics.store.warehouse import DATABASE_NAME, Warehouse
from tests.store.conftest import a_return, fill

SUBMISSIONS = 1          # a writer makes before it ends by itself
OVER = 1.5               # times the usual time of its submissions: some kills come when all is done
ROWS, SHEETS = 2, 3      # of tests.store.conftest.a_return
AT = dt.datetime(2026, 11, 3)
LONGER, SHORTER = 1.05, 0.95
NEWEST = 12              # originals that are read again; of the others it is enough that they are there
FAILED = 70              # exit code of a process that could not do its work
WHOLE, LOST, HALF = "whole", "lost", "half"
STAND = """
    SELECT v.return_id, v.original_sha256,
           (SELECT count(*) FROM sheet_personal_study s WHERE s.return_id = v.return_id) AS rows,
           (SELECT count(*) FROM return_sheet s WHERE s.return_id = v.return_id) AS sheets,
           (SELECT count(*) FROM event e WHERE e.return_id = v.return_id AND e.kind = 'submitted') AS events
    FROM return_version v ORDER BY v.return_id
"""
ORPHANS = """
    SELECT count(*) FROM (
        SELECT return_id FROM sheet_personal_study UNION SELECT return_id FROM return_sheet
        UNION SELECT return_id FROM event WHERE kind = 'submitted'
    ) AS named WHERE return_id NOT IN (SELECT return_id FROM return_version)
"""


def forked(work: Callable[[], int]) -> int:
    """The id of a process that does the work and ends with its exit code."""
    pid = os.fork()
    if pid:
        return pid
    code = FAILED
    try:
        code = work()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def code_of(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def make(directory: Path) -> int:
    with Warehouse.open(directory) as store:
        fill(store)
    return 0


def opened(directory: Path) -> Warehouse:
    """The store without its tables and views being made anew: they are the same each time."""
    return Warehouse(directory, duckdb.connect(str(directory / DATABASE_NAME)))


def look(store: Warehouse, receipts: list[int]) -> str:
    """What stands in the store."""
    cursor = store.cursor()
    stand = cursor.execute(STAND).fetchall()
    if set(receipts) - {row[0] for row in stand}:
        return LOST
    whole = all(row[2:] == (ROWS, SHEETS, 1) for row in stand) and cursor.execute(ORPHANS).fetchone() == (0,)
    paths = {row[1]: originals.path_of(store.directory, row[1]) for row in stand}
    newest = list(paths.items())[-NEWEST:]
    kept = all(path.exists() for path in paths.values()) and all(
        originals.sha256_of(path.read_bytes()) == sha256 for sha256, path in newest
    )
    return WHOLE if whole and kept else HALF


def look_and_write(directory: Path, out: int, number: int, receipts: list[int]) -> int:
    """
    Says what stands in the store, then stores returns; says each time that it begins and, with the number of the
    return, that it has ended.
    """
    store = opened(directory)
    os.write(out, f"{look(store, receipts)}\n".encode())
    newest = store.cursor().execute("SELECT coalesce(max(version), 0) FROM return_version").fetchone()
    version = newest[0] if newest else 0
    for turn in range(SUBMISSIONS):
        os.write(out, b"begins\n")
        receipt = submissions.submit(
            store, a_return(hours=float(version)), data=f"{number} {turn}".encode() * 2000, file_name="a.xlsx",
            findings=[], replaces_version=version + turn, by="clerk", at=AT,
        )
        os.write(out, f"{receipt.return_id}\n".encode())
    return 0


@dataclass
class Tally:
    """What was seen so far. usual: seconds of a submission here, learned so that kills fall all over it."""

    receipts: list[int] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    middle: int = 0
    usual: float = 0.03

    def kill_one(self, directory: Path, number: int, share: float) -> None:
        """Starts a writer, waits until it has begun, and kills it after this share of its usual time."""
        reading, writing = os.pipe()
        pid = forked(lambda: look_and_write(directory, writing, number, self.receipts))
        os.close(writing)
        said = b""
        while b"begins" not in said and (piece := os.read(reading, 4096)):
            said += piece
        time.sleep(share * OVER * SUBMISSIONS * self.usual)
        os.kill(pid, signal.SIGKILL)
        while piece := os.read(reading, 4096):
            said += piece
        os.close(reading)
        code_of(pid)
        state, *lines = said.decode().split()
        given = [int(word) for word in lines if word != "begins"]
        in_the_middle = lines.count("begins") > len(given)
        self.usual *= LONGER if not given else SHORTER if not in_the_middle else 1
        self.seen[state] += 1
        self.receipts += given
        self.middle += in_the_middle


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("kills", type=int, nargs="?", default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance, start = random.Random(given.seed), time.perf_counter()
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        assert code_of(forked(lambda: make(directory))) == 0
        for number in range(given.kills):
            tally.kill_one(directory, number, chance.random())
        with opened(directory) as store:
            tally.seen[look(store, tally.receipts)] += 1
    lost, half = tally.seen[LOST], tally.seen[HALF]
    print(f"{given.kills} kills, {tally.middle} in the middle of a submission, {len(tally.receipts)} receipts: "
          f"{lost} lost, {half} half visible ({time.perf_counter() - start:.0f} s)")
    return 0 if tally.seen == {WHOLE: given.kills + 1} else 1


if __name__ == "__main__":
    sys.exit(main())
