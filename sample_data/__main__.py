"""Writes the demonstration workbooks as files: python -m sample_data --out DIR --last 2026-10"""

import argparse
from pathlib import Path

from analytics.months import Month
from sample_data import workbook
from sample_data.agency import DEPARTMENTS
from sample_data.chance import SEED
from sample_data.returns import build


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sample_data", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="directory for the workbooks")
    parser.add_argument("--last", type=Month.parse, required=True, help="last month, such as 2026-10")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed gives another year")
    parser.add_argument("--unit", choices=list(DEPARTMENTS), help="only this department")
    parser.add_argument("--month", type=Month.parse, help="only this month")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    count = 0
    for (unit_code, month), versions in build(options.last, options.seed).items():
        if options.unit in (None, unit_code) and options.month in (None, month):
            (options.out / versions[-1].file_name).write_bytes(workbook.build(versions[-1]))
            count += 1
    print(f"{count} workbooks in {options.out}")


if __name__ == "__main__":
    main()
