"""Rules about the suggestions sheet."""

import datetime as dt
from collections.abc import Iterator

from analytics.findings import Finding
from analytics.returns.rules.judged import CONFIRM, REFUSE, Judged, twice
from analytics.rows import Row, plain_title

SHEET = "suggestions"
LATE_DAYS = 31


def v19_unique_titles(judged: Judged) -> Iterator[Finding]:
    """suggestion title unique in the agency-year after normalising"""
    titles: dict[str, list[Row]] = {}
    for row in judged.rows(SHEET, "title"):
        if row.values["title"]:
            titles.setdefault(plain_title(str(row.values["title"])), []).append(row)
    for key, rows in titles.items():
        earlier = judged.registers.suggestion_titles.get(key)
        if earlier:
            yield judged.at("V19.used_before", CONFIRM, SHEET, rows[0], "title", other_id=earlier)
        if len(rows) > 1:
            cells = tuple(judged.typed.cell(SHEET, "title", row.row_no) for row in rows)
            title = str(rows[0].values["title"])
            yield Finding("V19.same_title", CONFIRM, SHEET, cells, title, {"column": "title"})


def v19_ids(judged: Judged) -> Iterator[Finding]:
    """建议编号 is the key"""
    yield from twice(judged, "V19.id_twice", SHEET)


def v19_date_in_period(judged: Judged) -> Iterator[Finding]:
    """提出日期: in period (late ≤ 31 days: warning)"""
    first, last = judged.month.first_day, judged.month.last_day
    for row in judged.rows(SHEET, "proposed_on"):
        day = row.values["proposed_on"]
        if not isinstance(day, dt.date) or first <= day <= last:
            continue
        late = first - dt.timedelta(days=LATE_DAYS) <= day < first
        yield judged.at(
            "V19.late" if late else "V19.outside_month", CONFIRM if late else REFUSE, SHEET, row, "proposed_on",
            month=str(judged.month), first=first.isoformat(), last=last.isoformat(),
        )


RULES = (v19_unique_titles, v19_ids, v19_date_in_period)
