"""Register institution: rules in force, what the agency does once a year, and each department's gaps and measures."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from analytics.months import Month
from sample_data.agency import FIRST_MONTH, calendar, departments_on
from sample_data.entries import Entry
from sample_data.people import FOUNDED_ON, HEIR
from sample_data.schedule import results_published_on

# item, evidence, person responsible; numbered and signed day by day from 10 February on
RULES = (
    ("learning_system", "学习制度", "DWB001"), ("exam_system", "考学制度", "DWB001"),
    ("debrief_system", "述学制度", "DWB001"), ("innovation_mechanism", "创新机制", "BGS005"),
    ("suggestion_box", "创新建议信箱设置，专人每周开箱", "BGS006"),
    ("research_system", "调研工作目标责任制", "BGS005"), ("service_responsibility", "服务工作责任制", "BGS005"),
    ("innovation_in_assessment", "目标管理考核方案第三部分：创新项目", "BGS005"),
    ("service_limits_published", "服务岗位与办理时限公布表", "QYB001"),
)
# studies of key work (二(二)3): department, day, evidence
KEY_WORK_STUDIES = (
    ("FZB", (4, 22), "农村妇女学科技、下岗失业妇女再就业专题研究会议纪要"),
    ("JEB", (5, 13), "家庭美德建设专题研究会议纪要"),
    ("QYB", (5, 20), "反家庭暴力专题研究会议纪要"),
)
# gaps and measures are due by 31 March; these came later or not at all
LATE_GAPS = {
    ("FZB", 2025): dt.date(2025, 4, 9), ("XCB", 2026): dt.date(2026, 4, 14), (HEIR, 2026): dt.date(2026, 4, 24),
}
NO_MEASURES = {("DWB", 2026)}


def entries(last: Month) -> Iterator[Entry]:
    """Every entry up to the last month, on the day it took effect or was done."""
    for year in range(FIRST_MONTH.year, last.year + 1):
        for record in (*_rules(year), *_activities(year), *_gaps(year)):
            if record["effective_on"] <= last.last_day:
                yield Entry(record["effective_on"], "institution", record)


def _record(item: str, year: int, document_no: str, done_on: dt.date, evidence: str, **more: Any) -> dict[str, Any]:
    return {"item": item, "year": year, "unit_code": None, "document_no": document_no, "effective_on": done_on,
            "review_on": None, "responsible_id": None, "evidence": evidence, **more}


def _rules(year: int) -> Iterator[dict[str, Any]]:
    for number, (item, evidence, who) in enumerate(RULES, 1):
        yield _record(item, year, f"示妇发〔{year}〕{number}号", dt.date(year, 2, 10 + number), evidence,
                      review_on=dt.date(year, 12, 15), responsible_id=who)


def _activities(year: int) -> Iterator[dict[str, Any]]:
    yield _record("suggestion_month", year, f"示妇办〔{year}〕18号", dt.date(year, 9, 1), "创新建议月活动方案",
                  review_on=dt.date(year, 9, 30), responsible_id="BGS006")
    published_on = results_published_on(year)
    yield _record("learning_results_published", year, f"示妇办〔{published_on.year}〕3号", published_on,
                  "学习综合评定成绩公布表", responsible_id="DWB001")
    for number, (unit_code, day, evidence) in enumerate(KEY_WORK_STUDIES, 6):
        yield _record("key_work_study", year, f"示妇纪〔{year}〕{number}号", dt.date(year, *day), evidence,
                      unit_code=unit_code)


def _gaps(year: int) -> Iterator[dict[str, Any]]:
    """What each department found wanting and set itself to do: in March, or in the month it was founded."""
    there = departments_on(dt.date(year, 3, 31))
    if year == FOUNDED_ON.year:
        there |= {HEIR: departments_on(FOUNDED_ON)[HEIR]}
    for place, (code, unit) in enumerate(there.items()):
        done_on = LATE_GAPS.get((code, year), calendar(year).next_workday(dt.date(year, 3, 9 + place * 2)))
        number = f"示妇{unit['short_zh'][:1]}〔{year}〕1号"
        yield _record("department_gaps", year, number, done_on, "对照四型机关目标查找差距清单",
                      unit_code=code, responsible_id=unit["head_id"])
        if (code, year) not in NO_MEASURES:
            yield _record("department_measures", year, number, done_on, "整改措施与责任分工表",
                          unit_code=code, responsible_id=unit["head_id"])
