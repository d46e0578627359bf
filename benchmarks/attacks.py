"""
Every attack of sample_data/attacks.py, tried as an upload is checked: what came of it, how long it took, and by how
much the memory of the asking process grew meanwhile. After each a good file must be read. Exit code 1 when something
is not as it should be.
"""

import sys

from analytics.footprint import taken_by
from analytics.returns.checking import check_file
from sample_data.attacks import ATTACKS
from sample_data.small_return import saved, workbook
from tests.returns.registers_fixture import registers

MOST_SECONDS, MOST_MEGABYTES = 25, 200


def main() -> int:
    known, good = registers(), saved(workbook())
    check_file(good, "x.xlsx", known)
    failed = 0
    print("| attack | file, kB | finding | seconds | memory, MB |\n|---|---:|---|---:|---:|")
    for name, attack in ATTACKS.items():
        data = attack.build()
        checked, taken = taken_by(lambda data=data: check_file(data, "x.xlsx", known))
        codes = [f.code for f in checked.findings]
        right = attack.finding in codes if attack.finding else checked.rows is not None
        right = right and taken.seconds < MOST_SECONDS and (taken.megabytes or 0) < MOST_MEGABYTES
        right = right and not check_file(good, "x.xlsx", known).findings
        failed += not right
        said = attack.finding or "read as it is"
        memory = "?" if taken.megabytes is None else f"{taken.megabytes:.0f}"
        print(f"| {name} | {len(data) / 1024:.0f} | {said if right else f'FAILED: {codes}'} | {taken.seconds:.2f} | "
              f"{memory} |", flush=True)
    print(f"\n{len(ATTACKS)} attacks, {failed} not as they should be")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
