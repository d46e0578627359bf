"""
What storing a return costs: the commit of a 300-row return into a store that already holds many, next to the
physical floor (writing and syncing a file of the same size). Prints medians and their ratio.
"""

import datetime as dt
import os
import statistics
import tempfile
import time
from pathlib import Path

from analytics.rows import ReturnRows, Row
from analytics.store import submissions
from analytics.store.warehouse import Warehouse
from tests.store.conftest import a_case, a_return, fill

ROWS, RUNS = 300, 30


def big_return(month: str) -> ReturnRows:
    cases = tuple(Row(4 + i, a_case(f"{month}-{i}", "closed").values) for i in range(ROWS))
    return a_return(month, cases=cases)


def timed(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def synced_write(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.write(os.urandom(size))
        file.flush()
        os.fsync(file.fileno())


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Warehouse.open(Path(folder) / "data") as store:
        fill(store)
        commits, floors = [], []
        for run in range(RUNS):
            rows, data = big_return("2026-10"), os.urandom(30_000)
            commits.append(timed(lambda r=rows, d=data, n=run: submissions.submit(
                store, r, data=d, file_name="a.xlsx", findings=[], replaces_version=n, by="clerk",
                at=dt.datetime(2026, 11, 3),
            )))
            floors.append(timed(lambda: synced_write(Path(folder) / "floor", 30_000)))
        commit, floor = statistics.median(commits), statistics.median(floors)
        print(f"commit of a {ROWS}-row return: {commit * 1000:.1f} ms   synced write of its file: {floor * 1000:.1f} ms"
              f"   ratio {commit / floor:.1f}")


if __name__ == "__main__":
    main()
