"""
From dropping a return of 300 rows on the upload page to its findings on screen, in Chromium, next to the floor: a bare
Streamlit page that only says how large the dropped file is. And what a process of its own for the reading adds to a
warm check. Prints medians of one run.

    python -m benchmarks.dropping [DATA]     DATA: a demonstration (it is copied); without it one is made
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from openpyxl import Workbook
from playwright.sync_api import Page, sync_playwright

from analytics import clock
from analytics.returns import guard, template
from analytics.returns.checking import check_file, check_opened
from analytics.returns.reading import read
from analytics.store.reading_registers import registers_for
from analytics.store.registers import Registers
from analytics.store.warehouse import Warehouse
from benchmarks.reading import median
from tests.browser.conftest import CHROMIUM, Screen, Site
from tests.browser.serving import served
from tests.ui.return_pages_fixture import ACTIVITIES, FIRST_ROW, OCTOBER, filled, put, saved, with_mistakes

UNIT, ROWS, DROPS, CHECKS = "XCB", 300, 15, 25
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = "input[type=file] >> nth=0"
BARE = """import streamlit as st

st.title("x")
if file := st.file_uploader("x"):
    st.html(f"<p class=sums>{file.size}</p>")
"""


def return_of(registers: Registers) -> bytes:
    """The month's workbook with three mistakes and as many activities as make it 300 rows."""
    empty = template.build(registers)
    typed = check_file(saved(filled(empty, OCTOBER.first_day)), "", registers).typed
    assert typed is not None
    book = with_mistakes(filled(empty, OCTOBER.first_day))
    for number in range(1 + ROWS - typed.row_count):  # the first one is there already, and is written over
        _activity(book, number)
    return saved(book)


def _activity(book: Workbook, number: int) -> None:
    put(
        book[ACTIVITIES], FIRST_ROW + number, 活动日期=OCTOBER.first_day.replace(day=8 + number % 20),
        服务领域="妇女儿童维权", 活动名称=f"反家庭暴力进社区宣传第{number + 1}场", 活动类型="宣传活动",
        服务人次=20 + number % 60,
    )


def seconds_to_findings(page: Page, address: str, data: bytes) -> float:
    """From the file's arrival in the browser until the sums of what was found can be seen."""
    page.goto(address)
    page.wait_for_selector(FILES, state="attached")
    page.wait_for_timeout(1500)  # the page has been drawn; what is timed begins with the drop
    started = time.perf_counter()
    page.set_input_files(FILES, {"name": "十月.xlsx", "mimeType": XLSX, "buffer": data})
    page.wait_for_selector(".sums")
    return time.perf_counter() - started


def in_the_browser(directory: Path, data: bytes) -> tuple[list[float], list[float]]:
    """Seconds of each drop: on the upload page, on the bare one. In turns, so that both have the same machine."""
    bare = directory.parent / "bare.py"
    bare.write_text(BARE)
    with served(directory) as ours, served(directory, str(bare)) as theirs, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN").new_page()
        Screen(page, Site(ours, directory), "demo-clerk")
        upload = f"{ours}/upload?lang=zh&u={UNIT}&m={OCTOBER}"
        times = [(seconds_to_findings(page, upload, data), seconds_to_findings(page, theirs, data))
                 for _ in range(DROPS + 1)][1:]  # the first one starts what the later ones find running
        browser.close()
    return [a for a, _ in times], [b for _, b in times]


def check_here(data: bytes, registers: Registers) -> object:
    """The same check with the file read in this process, as nothing in the product does."""
    guard.at_first_sight(data)
    guard.look_through(data)
    return check_opened(read(data), registers)


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        directory = Path(place) / "data"
        if len(sys.argv) > 1:
            shutil.copytree(sys.argv[1], directory)
        else:
            making = ["-m", "analytics", "--data", str(directory), "demo", "--last", str(OCTOBER)]
            subprocess.run([sys.executable, *making], check=True)
        with Warehouse.open(directory) as warehouse:
            registers = registers_for(warehouse.cursor(), UNIT, OCTOBER, clock.now())
        data = return_of(registers)
        in_the_checks(data, registers)
        ours, bare = in_the_browser(directory, data)
    middle, floor = statistics.median(ours), statistics.median(bare)
    print(f"drop to findings in Chromium: median {middle:.2f} s, slowest {max(ours):.2f} s of {len(ours)}")
    print(f"drop to a bare page that says the file's size: median {floor:.2f} s;   ours / bare: {middle / floor:.1f}")


def in_the_checks(data: bytes, registers: Registers) -> None:
    """Prints what reading apart costs."""
    checked = check_file(data, "", registers)
    assert checked.typed is not None and checked.findings
    here = median(lambda: check_here(data, registers), CHECKS) * 1000
    apart = median(lambda: check_file(data, "", registers), CHECKS) * 1000
    print(f"{checked.typed.row_count} rows, {len(data) // 1024} kB, {len(checked.findings)} findings")
    print(f"warm check: {apart:.0f} ms; read in the same process: {here:.0f} ms; "
          f"a process of its own adds {apart - here:.0f} ms")


if __name__ == "__main__":
    main()
