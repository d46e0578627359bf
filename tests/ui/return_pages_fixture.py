"""
What the tests of the return pages share: a page opened on a day in November, and a clerk who fills the downloaded
template as a person would, rightly or with mistakes whose cells are known.
"""

import datetime as dt
import html as markup
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from streamlit.testing.v1 import AppTest

from analytics.months import Month
from analytics.process import warehouse
from analytics.returns import template
from analytics.store.reading_registers import registers_for
from analytics.ui.navigation import PAGES
from tests.fixtures_demonstration import NOW
from tests.signed_in import signed_in

SHELL = Path(__file__).parents[2] / "analytics" / "ui" / "shell.py"
OCTOBER = Month(2026, 10)
LATE_UNIT, WAITING_UNIT, ACCEPTED_UNIT, SENT_BACK_UNIT = "FEG", "FZB", "DWB", "XCB"
HEADER_ROW, FIRST_ROW = 3, 4
ATTENDANCE, STUDY, SUGGESTIONS, CASES = "学习考勤", "个人学习", "创新建议", "服务事项"
PROJECTS, ACTIVITIES, HOTLINE, COVER = "调研课题", "服务活动", "热线与咨询汇总", "封面"
# what `with_mistakes` breaks: (sheet, cell, what is typed there)
MISTAKES = (
    (ATTENDANCE, "D5", "出席了吗"),
    (STUDY, "C4", "约3"),
    (SUGGESTIONS, "C4", "ZZZ999"),
)


# ------------------------------------------------------------------------------------------- a page
def opened(page: str, language: str = "zh", role: str = "office", **query: str) -> AppTest:
    """A page as a reader with a role opens it by its address; any exception fails the test."""
    at = signed_in(AppTest.from_file(str(SHELL), default_timeout=60), role)
    at.session_state["raise_errors"] = True
    for key, value in {"lang": language, **query}.items():
        at.query_params[key] = value
    if page != "overview":  # where one arrives without being sent anywhere; every other page is named as its file is
        at.switch_page(str(PAGES / f"{page}.py"))
    return sound(at.run())


def sound(at: AppTest) -> AppTest:
    assert not at.exception, at.exception[0].message
    return at


def fragments(at: AppTest) -> str:
    """The page's own HTML, style sheets left out."""
    return "\n".join(e.proto.body for e in at.get("html") if not e.proto.body.startswith("<style"))


def words(at: AppTest) -> str:
    """What can be read on the page."""
    shown = [m.value for m in (*at.markdown, *at.caption, *at.title, *at.subheader, *at.info, *at.warning, *at.error)]
    return "\n".join([*shown, markup.unescape(fragments(at))])


def template_of(unit_code: str, month: Month = OCTOBER) -> bytes:
    """The workbook that the page hands out."""
    return template.build(registers_for(warehouse().cursor(), unit_code, month, NOW))


def dropped(at: AppTest, content: bytes, name: str = "return.xlsx") -> AppTest:
    """A file dropped in the box, checked."""
    at.file_uploader[0].set_value((name, content, "application/octet-stream"))
    return sound(at.run())


# ------------------------------------------------------------------------------------------- a clerk
def column(sheet: Worksheet, name: str) -> int:
    """The number of the column with this header."""
    for cell in sheet[HEADER_ROW]:
        if str(cell.value or "").rstrip("＊") == name:
            return cell.column
    raise AssertionError(f"{sheet.title} has no column {name}")


def put(sheet: Worksheet, row: int, **values: Any) -> None:
    for name, value in values.items():
        sheet.cell(row, column(sheet, name), value)


def ids(sheet: Worksheet, name: str) -> list[str]:
    """The filled-in cells of a column below the header."""
    number = column(sheet, name)
    return [c.value for (c,) in sheet.iter_rows(min_row=FIRST_ROW, min_col=number, max_col=number) if c.value]


def filled(template: bytes, month: dt.date) -> Workbook:
    """The template of a month, filled in without a mistake. month: any day of it."""
    book = load_workbook(BytesIO(template))
    day = month.replace(day=15)
    people = ids(book[STUDY], "工号")
    for place, _ in enumerate(people):
        put(
            book[STUDY],
            FIRST_ROW + place,
            自学时数=20 + place,
            笔记题目=f"读书笔记之{'一二三四五六七八九十'[place]}：基层调研心得",
            笔记类别="学习心得",
            笔记日期=day,
        )
    put(
        book[SUGGESTIONS],
        FIRST_ROW,
        提出日期=day,
        工号=people[0],
        建议题目="建立来访首问登记电子台账",
        渠道="日常提出",
        类别="工作机制",
        主要内容="把首问登记从纸质改为电子台账，便于跟踪每件事项的办理情况和时限。",
    )
    put(
        book[ACTIVITIES],
        FIRST_ROW,
        活动日期=day,
        服务领域="妇女儿童维权",
        活动名称="反家庭暴力进社区宣传",
        活动类型="宣传活动",
        服务人次=60,
    )
    if HOTLINE in book.sheetnames:
        for row in range(FIRST_ROW, FIRST_ROW + len(ids(book[HOTLINE], "渠道"))):
            put(book[HOTLINE], row, 即时答复件数=1, 评价件数=1, 满意件数=1)
        put(book[HOTLINE], row, 呼入量=12, 接通量=11)
    _cover(book, ids(book[STUDY], "姓名"), month)
    return book


def _cover(book: Workbook, people: list[str], month: dt.date) -> None:
    cover = book[COVER]
    last = (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    answers = {"填报人": people[0], "审核人": people[1], "单位负责人": people[0], "填报日期": last}
    for row in cover.iter_rows(min_row=FIRST_ROW, max_row=FIRST_ROW + 10):
        label = str(row[0].value or "").rstrip("＊")
        if label in answers:
            row[1].value = answers[label]
        if row[2].value in book.sheetnames and row[3].value is None:
            row[3].value = "有数据"


def with_mistakes(book: Workbook) -> Workbook:
    for sheet, cell, typed in MISTAKES:
        book[sheet][cell] = typed
    return book


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
