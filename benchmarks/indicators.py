"""
A year of all learning and innovation indicators from the store, next to what one would do without it: read the same
returns' workbooks with pandas and openpyxl, concat them and group four of the figures. Prints the times and ratios.
"""

import datetime as dt
import statistics
import tempfile
import time
from pathlib import Path

import pandas as pd

from analytics import learning, suggestions
from analytics.measures import measure
from analytics.months import Month, month_range
from analytics.scope import EVERYTHING
from tests.analytics.store_fixture import Facts, open_store, random_facts

YEAR = list(month_range(Month(2026, 1), Month(2026, 12)))
IDS = tuple(dict.fromkeys((*learning.ALL, *suggestions.ALL)))
TODAY = dt.date(2027, 1, 10)
SHEETS = ("study_attendance", "personal_study", "suggestions", "goals_outcomes")
RUNS = 5


def write_workbooks(facts: Facts, folder: Path) -> None:
    """The counting returns of the year as plain workbooks, one sheet each."""
    for (unit, month), one in facts.counting().items():
        if month.startswith("2026"):
            with pd.ExcelWriter(folder / f"{unit}_{month}.xlsx", engine="openpyxl") as book:
                for name in SHEETS:
                    pd.DataFrame(one.sheets.get(name, [])).to_excel(book, sheet_name=name, index=False)


def read(folder: Path) -> dict[str, pd.DataFrame]:
    """Sheet -> the union of all workbooks."""
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in SHEETS}
    for path in sorted(folder.glob("*.xlsx")):
        unit, month = path.stem.split("_")
        for name, frame in pd.read_excel(path, sheet_name=None, engine="openpyxl").items():
            if len(frame):
                parts[name].append(frame.assign(unit_code=unit, month=month))
    return {name: pd.concat(frames) for name, frames in parts.items() if frames}


def grouped(sheets: dict[str, pd.DataFrame]) -> list[pd.DataFrame]:
    """Four figures by unit and month: attendance, hours, notes, suggestions."""
    keys = ["unit_code", "month"]
    attendance = sheets["study_attendance"].assign(
        there=lambda f: f["status"].isin(["present", "late", "left_early"]),
        due=lambda f: ~f["status"].isin(["official_leave", "statutory_leave", "off_duty"]),
    ).groupby(keys)[["there", "due"]].sum()
    study = sheets["personal_study"]
    return [
        attendance, study.groupby(keys)["self_study_hours"].sum().to_frame(),
        study.dropna(subset=["note_date"]).groupby(keys)["staff_id"].nunique().to_frame(),
        sheets["suggestions"].groupby(keys).size().to_frame(),
    ]


def median_ms(work) -> float:
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def main() -> None:
    facts = random_facts(1)
    with tempfile.TemporaryDirectory() as name, open_store(Path(name) / "data", facts) as store:
        folder = Path(name) / "files"
        folder.mkdir()
        write_workbooks(facts, folder)
        sheets = read(folder)
        year = median_ms(lambda: measure(store.cursor(), EVERYTHING, YEAR, IDS, today=TODAY))
        one = median_ms(lambda: measure(store.cursor(), EVERYTHING, YEAR[-1:], IDS, today=TODAY))
        four = median_ms(lambda: measure(
            store.cursor(), EVERYTHING, YEAR, learning.STUDY_TIME + learning.NOTES + suggestions.PER_PERSON
            + learning.ATTENDANCE[:1], today=TODAY, levels=("department", "agency"),
        ))
        files, memory = median_ms(lambda: grouped(read(folder))), median_ms(lambda: grouped(sheets))
    print(f"store: {len(IDS)} indicators x 12 months, all levels {year:.0f} ms · one month {one:.0f} ms")
    print(f"store: 4 indicators x 12 months, units {four:.0f} ms")
    print(f"pandas: 4 figures x 12 months from {len(list(facts.counting()))} workbooks {files:.0f} ms"
          f" (ratio to the store's four {files / four:.1f}, to its {len(IDS)} {files / year:.1f})")
    print(f"pandas: the groupby alone, all in memory {memory:.0f} ms (ratio to the store's four {memory / four:.2f})")


if __name__ == "__main__":
    main()
