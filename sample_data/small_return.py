"""
A small return that is right in every cell: the rights department, October 2026, four people, three sessions. The
faulty workbooks are this one with a single thing changed; the layout is the template's.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from analytics.declare import return_form

Cells = list[Any]
PEOPLE = (("QYB001", "张红"), ("QYB002", "李晓梅"), ("QYB003", "刘文静"), ("QYB004", "陈桂芳"))
SESSIONS = ("2026-S19", "2026-S20", "2026-S21")
COVER = ("权益部", "2026-10", "正式", "李晓梅", "张红", "张红", dt.date(2026, 10, 31), None)
FIRST_COVER_ROW = 4


def day(number: int) -> dt.date:
    return dt.date(2026, 10, number)


def at(number: int, hour: int, minute: int = 0, month: int = 10) -> dt.datetime:
    return dt.datetime(2026, month, number, hour, minute)


def attendance() -> list[Cells]:
    """QYB004 goes on leave on 20 October; QYB002 was ill once and made it up."""
    rows: list[Cells] = []
    for session in SESSIONS:
        for staff_id, name in PEOPLE:
            away = staff_id == "QYB004" and session != SESSIONS[0]
            rows.append([session, staff_id, name, "不在岗" if away else "出席", None, None])
    rows[1][3:] = ["病假", None, day(20)]
    rows[5][4] = "是"
    return rows


def study() -> list[Cells]:
    return [
        ["QYB001", "张红", 20, "权益保障法学习体会", "学习心得", day(12), None, None, None, None],
        ["QYB002", "李晓梅", 21.5, "家事调解案例读书笔记", "读书笔记", day(13), "办公软件", "单科学习",
         "在学", None],
        ["QYB003", "刘文静", 19, "首问责任制的几点体会", "学习心得", day(14), None, None, None, None],
        ["QYB004", "陈桂芳", 16, "未完成", None, None, None, None, None, None],
    ]


def suggestions() -> list[Cells]:
    content = "目前群众来访要跑几个窗口，登记也不统一。建议设一个窗口统一登记、分流和回访。"
    return [
        ["QYB20261001", day(9), "QYB002", "设立来访一窗登记", "日常提出", "服务妇女", content],
        ["QYB20261002", day(20), "QYB003", "热线答复口径汇编", "金点子征集", "工作机制", content],
    ]


def goals() -> list[Cells]:
    measure = "联合法院、司法局建立家事调解室，每周二、四坐班。"
    return [
        ["QYB-G-2026-01", "部室创新目标", "家事调解室规范化建设", None, "QYB002", measure, dt.date(2026, 12, 20),
         "实施中", 70, dt.date(2026, 3, 16), None, None],
        ["QYB-G-2026-02", "全会重点工作", "反家庭暴力联动机制", "反家庭暴力", "QYB001", measure,
         dt.date(2026, 12, 10), "制定", 10, dt.date(2026, 3, 20), None, None],
    ]


def research() -> list[Cells]:
    return [["QYB-R-2026-01", "新业态女性劳动者权益保障", "QYB001", "BGS", "初稿", day(14),
             dt.date(2026, 11, 30), 1.5, None]]


def cases() -> list[Cells]:
    """Two carried from September (one open, one referred), four of October."""
    body = "市人力资源和社会保障局"
    return [
        ["QYB-2609-01", at(21, 10, 15, 9), "来访", "QYB001", "求助", "婚姻家庭权益", "离婚", "职责内",
         at(21, 16, 30, 9), None, None, None, "办理中", None, None, None, None],
        ["QYB-2609-02", at(22, 9, 5, 9), "来信", "QYB002", "投诉举报", "劳动和社会保障权益", "工资劳动合同",
         "职责外", at(22, 11, 0, 9), body, dt.date(2026, 9, 24), 2, "已转办", None, None, None, None],
        ["QYB-2610-01", at(12, 9, 20), "来电(妇女热线)", "QYB003", "咨询", "婚姻家庭权益", "子女抚养", "职责内",
         at(12, 9, 40), None, None, None, "当场办结", None, day(12), "解释说明", "满意"],
        ["QYB-2610-02", at(14, 14, 10), "来访", "QYB001", "求助", "人身和人格权益", "家庭暴力", "职责内",
         at(14, 14, 30), None, None, None, "已办结", None, day(19), "已解决", "满意"],
        ["QYB-2610-03", at(20, 10, 0), "网络", "QYB002", "求助", "财产权益", None, "职责外", at(20, 15, 0), body,
         day(21), None, "转办已反馈", None, day(28), "已解决", "未评价"],
        ["QYB-2610-04", at(26, 15, 45), "来电(其他)", "QYB003", "投诉举报", "婚姻家庭权益", "家庭纠纷(含赡养)",
         "职责内", at(27, 9, 0), None, None, None, "办理中", None, None, None, None],
    ]


def activities() -> list[Cells]:
    return [
        [day(15), "妇女儿童维权", "反家暴法进社区", "法律维权", "示南区", 80, 62, None, None],
        [day(22), "妇女儿童维权", "法律援助下乡", "法律维权", "示北区", 45, 40, "法律援助件数", 4],
    ]


def hotline() -> list[Cells]:
    return [
        ["来电(妇女热线)", "婚姻家庭权益", 40, 20, 19, None, None],
        ["来电(妇女热线)", "财产权益", 12, 5, 5, None, None],
        ["来电(妇女热线)", "合计", None, None, None, 70, 66],
    ]


def sheets() -> Mapping[str, list[Cells]]:
    """Sheet name -> its rows, as the clerk sees them."""
    return {
        "study_attendance": attendance(), "personal_study": study(), "suggestions": suggestions(),
        "goals_outcomes": goals(), "research_projects": research(), "service_cases": cases(),
        "service_activities": activities(), "quick_consultations": hotline(),
    }


def workbook(rows: Mapping[str, Sequence[Cells]] | None = None) -> Workbook:
    """The return as an open workbook; rows replaces the rows of single sheets."""
    form, content = return_form(), {**sheets(), **(rows or {})}
    book = Workbook()
    cover = book.active
    cover.title = form.cover.zh
    cover["A1"] = form.cover.title_zh
    for row, (field, value) in enumerate(zip(form.cover.fields, COVER, strict=True), FIRST_COVER_ROW):
        cover.cell(row, 1, field.zh + ("＊" if field.required else ""))
        cover.cell(row, 2, value)
    cover["C4"], cover["D4"] = "工作表", "有数据 / 零报告＊"
    for row, sheet in enumerate(form.sheets, FIRST_COVER_ROW + 1):
        cover.cell(row, 3, sheet.zh)
        cover.cell(row, 4, "有数据" if content[sheet.name] else "零报告")
        target = book.create_sheet(sheet.zh)
        target.cell(1, 1, sheet.title_zh)
        target.cell(2, 1, sheet.unit_zh)
        for index, column in enumerate(sheet.columns_for(COVER[1]), 1):
            target.cell(form.header_row, index, column.zh + ("＊" if column.required else ""))
        for number, cells in enumerate(content[sheet.name], form.first_data_row):
            for index, value in enumerate(cells, 1):
                if value is not None:
                    target.cell(number, index, value)
    return book


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
