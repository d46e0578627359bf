"""
What reading and checking a 2,000-row return costs, next to the physical floor (python-calamine alone, which
only turns the file into cells) and a usual peer (pandas.read_excel with openpyxl). Prints medians and ratios
of one run.
"""

import datetime as dt
import io
import statistics
import time
from collections.abc import Callable

import pandas as pd
from python_calamine import CalamineWorkbook

from analytics.returns.checking import check_file
from sample_data.small_return import cases, saved, workbook
from tests.returns.registers_fixture import registers

ROWS, RUNS, PEER_RUNS = 2_000, 15, 3
TARGET = 4


def big_return() -> bytes:
    """The small return with two thousand service cases, each with its own number, minute and day."""
    rows = [list(row) for row in cases()]
    for number in range(ROWS - len(rows)):
        row = list(rows[2 + number % 4])
        start = dt.datetime(2026, 10, 1 + number % 20, 8 + number % 9, number % 60)
        row[0], row[1], row[8] = f"QYB-2610-{100 + number:04d}", start, start + dt.timedelta(minutes=number % 90)
        row[10] = start.date() + dt.timedelta(days=1) if row[10] else None
        row[14] = start.date() + dt.timedelta(days=number % 9 + 1) if row[14] else None
        rows.append(row)
    return saved(workbook({"service_cases": rows}))


def only_calamine(data: bytes) -> None:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def median(work: Callable[[], object], runs: int) -> float:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    data, known = big_return(), registers()
    checked = check_file(data, "QYB_202610.xlsx", known)
    assert checked.rows is not None, checked.findings
    floor = median(lambda: only_calamine(data), RUNS)
    ours = median(lambda: check_file(data, "QYB_202610.xlsx", known), RUNS)
    peer = median(lambda: pd.read_excel(io.BytesIO(data), sheet_name=None, engine="openpyxl"), PEER_RUNS)
    print(f"{checked.rows.row_count} rows, {len(data) // 1024} kB   calamine alone: {floor * 1000:.1f} ms   "
          f"read and checked: {ours * 1000:.1f} ms   pandas with openpyxl: {peer * 1000:.0f} ms")
    print(f"ours / calamine: {ours / floor:.2f} (target <= {TARGET})   pandas / ours: {peer / ours:.1f}")


if __name__ == "__main__":
    main()
