"""Registers appointment and leading_group: who came into which post how, and who leads the creation of the agency."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from analytics.months import Month
from sample_data.agency import LEADERS, units
from sample_data.entries import Entry
from sample_data.people import MOVED_ON, MOVER, RETIRED_ON, RETIREE

# staff, decided, post, rank, type, (exam, open competition, recommendation, assessment cited), publicity, document
APPOINTMENTS = (
    ("XCB002", dt.date(2025, 9, 16), "宣传部四级调研员", "section_deputy", "grade_promotion",
     (False, False, True, True), 5, "示妇任〔2025〕2号"),
    ("QYB002", dt.date(2025, 11, 12), "权益部家事调解中心主任（正科级）", "section_head", "competition",
     (True, True, True, True), 5, "示妇任〔2025〕3号"),
    (MOVER, dt.date(2026, 3, 24), "妇女发展部部长", "section_head", "competition",
     (True, True, True, True), 5, "示妇任〔2026〕1号"),
    ("YJS001", dt.date(2026, 3, 27), "妇儿工委办主任", "section_head", "lateral",
     (False, False, True, True), 5, "示妇任〔2026〕2号"),
    ("DWB002", dt.date(2026, 6, 16), "机关纪委书记（正科级）", "section_head", "open_selection",
     (True, True, False, False), 5, "示妇任〔2026〕3号"),
)
GROUP_SET_UP = dt.date(2025, 1, 21)
NEW_HEAD_ADDED_ON = dt.date(2026, 6, 18)   # the new head of FZB was forgotten for more than two months


def entries(last: Month) -> Iterator[Entry]:
    """Every entry up to the last month."""
    yield from (e for e in (*_appointments(), *_group()) if e.on <= last.last_day)


def _appointments() -> Iterator[Entry]:
    for staff_id, day, post, rank, kind, steps, publicity, document_no in APPOINTMENTS:
        names = ("exam", "open_competition", "recommendation", "assessment_cited")
        yield Entry(day, "appointment", {
            "staff_id": staff_id, "decided_on": day, "post": post, "post_rank": rank, "type": kind,
            **dict(zip(names, steps, strict=True)), "publicity_days": publicity, "document_no": document_no,
        })


def _group() -> Iterator[Entry]:
    """The chair leads, the vice-chairs are deputies, every department's head is a member."""
    roles = {who: "head" if who == LEADERS[0] else "deputy" for who in LEADERS}
    roles |= {u["head_id"]: "member" for u in units() if u["kind"] == "department" and u["head_id"] != MOVER}
    for staff_id, role in roles.items():
        yield _member(GROUP_SET_UP, staff_id, role, GROUP_SET_UP)
    yield _member(RETIRED_ON, RETIREE, "member", GROUP_SET_UP, RETIRED_ON)
    yield _member(NEW_HEAD_ADDED_ON, MOVER, "member", max(NEW_HEAD_ADDED_ON, MOVED_ON))


def _member(entered_on: dt.date, staff_id: str, role: str, from_on: dt.date, to_on: dt.date | None = None) -> Entry:
    record: dict[str, Any] = {"staff_id": staff_id, "from_on": from_on, "to_on": to_on, "role": role}
    return Entry(entered_on, "leading_group", record)
