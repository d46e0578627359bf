"""
Tens of thousands of broken workbooks (sample_data/mutations.py, by seed), each checked as an upload is. Whatever is
broken, the answer is a finding or a correct import: no error reaches the caller, and of those that are taken a share is
stored and read back. Prints what came of how many; exit code 1 when an error got through or something was half stored.

    python -m benchmarks.fuzz 20000
"""

import argparse
import sys
import tempfile
import time
import traceback
from collections import Counter

from analytics.footprint import taken_by
from analytics.returns.checking import Checked, check_file
from analytics.rows import ReturnRows
from analytics.store import submissions
from analytics.store.stored_rows import stored_rows
from analytics.store.warehouse import Warehouse
from sample_data.mutations import mutated
from tests.returns.registers_fixture import NOW, registers
from tests.store.conftest import fill

STORED_OF = 20    # taken files, one is stored
ENDED_A_READER = ("V35.stopped", "V35.memory", "V35.too_slow")


def outcome(checked: Checked) -> str:
    if checked.rows is not None:
        return "taken" if not checked.findings else "taken, with things said"
    if checked.typed is not None:
        return "refused at its cells"
    return checked.findings[0].code


def is_stored_whole(warehouse: Warehouse, rows: ReturnRows, data: bytes, version: int) -> bool:
    receipt = submissions.submit(
        warehouse, rows, data=data, file_name="a.xlsx", findings=[], replaces_version=version, by="clerk", at=NOW
    )
    kept = stored_rows(warehouse.cursor(), receipt.return_id)
    return {name: len(found) for name, found in kept.sheets.items() if found} == {
        name: len(found) for name, found in rows.sheets.items() if found}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("files", type=int, nargs="?", default=20_000)
    parser.add_argument("--first", type=int, default=0, help="The first seed.")
    given = parser.parse_args()
    known, counts, start = registers(), Counter[str](), time.perf_counter()
    errors = half = taken = stored = 0
    slowest, most = (0.0, 0), (0.0, 0)
    with tempfile.TemporaryDirectory() as directory, Warehouse.open(directory) as warehouse:
        fill(warehouse)
        for seed in range(given.first, given.first + given.files):
            data = mutated(seed)
            try:
                checked, cost = taken_by(lambda data=data: check_file(data, "x.xlsx", known))
                slowest, most = max(slowest, (cost.seconds, seed)), max(most, (cost.megabytes or 0, seed))
                counts[outcome(checked)] += 1
                if outcome(checked) in ENDED_A_READER:
                    print(f"seed {seed}: {outcome(checked)}", flush=True)
                if checked.rows is not None:
                    taken += 1
                    if taken % STORED_OF == 0:
                        half += not is_stored_whole(warehouse, checked.rows, data, stored)
                        stored += 1
            except BaseException:  # also what is no Exception: nothing at all may get through
                errors += 1
                print(f"seed {seed}:\n{traceback.format_exc()}", flush=True)
    for name, count in counts.most_common():
        print(f"{count:7}  {name}")
    print(f"{given.files} files in {time.perf_counter() - start:.0f} s; {errors} errors got through; {stored} of "
          f"{taken} taken files stored, {half} not whole; slowest {slowest[0]:.2f} s (seed {slowest[1]}), "
          f"most memory {most[0]:.0f} MB (seed {most[1]})")
    return 1 if errors or half else 0


if __name__ == "__main__":
    sys.exit(main())
