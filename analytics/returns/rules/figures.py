"""Rules about counts: activities, the hotline, and the comparison with the unit's own past."""

import datetime as dt
from collections.abc import Iterator

from analytics.findings import Finding
from analytics.months import Month
from analytics.returns.rules.judged import CONFIRM, REFUSE, Judged
from analytics.rows import Row, Value

ACTIVITIES, HOTLINE = "service_activities", "quick_consultations"
# (smaller, larger): the first is a part of the second
PARTS = (("rated", "answered"), ("satisfied", "rated"), ("calls_answered", "calls_in"))
CHANGE, LEAST_CHANGE, LEAST_MONTHS = 0.30, 5, 3
# measure -> its sheet, and the column it is taken from (None: the rows are counted)
MEASURES: dict[str, tuple[str, str | None]] = {
    "cases_received": ("service_cases", "received_at"), "suggestions": ("suggestions", None),
    "activities": (ACTIVITIES, None), "beneficiaries": (ACTIVITIES, "beneficiaries"),
    "self_study_hours": ("personal_study", "self_study_hours"),
}


def v29_women(judged: Judged) -> Iterator[Finding]:
    """women ≤ beneficiaries"""
    for row in judged.rows(ACTIVITIES, "beneficiaries", "women"):
        yield from _part(judged, "V29.more_than_all", ACTIVITIES, row, "women", "beneficiaries")


def v29_outcome_pair(judged: Judged) -> Iterator[Finding]:
    """outcome pair complete"""
    for row in judged.rows(ACTIVITIES, "outcome_measure", "outcome_value"):
        for column, other in (("outcome_measure", "outcome_value"), ("outcome_value", "outcome_measure")):
            if row.values[other] is not None and judged.missing(ACTIVITIES, row, column):
                yield judged.at("V29.pair_incomplete", REFUSE, ACTIVITIES, row, column, other=other)


def v29_activity_in_period(judged: Judged) -> Iterator[Finding]:
    """活动日期: in period"""
    for row in judged.rows(ACTIVITIES, "held_on"):
        day = row.values["held_on"]
        if isinstance(day, dt.date) and Month.of(day) != judged.month:
            yield judged.at("V29.outside_month", REFUSE, ACTIVITIES, row, "held_on", month=str(judged.month),
                            first=judged.month.first_day.isoformat(), last=judged.month.last_day.isoformat())


def v30_parts(judged: Judged) -> Iterator[Finding]:
    """rated ≤ answered, satisfied ≤ rated, calls answered ≤ calls in"""
    for part, whole in PARTS:
        for row in judged.rows(HOTLINE, part, whole):
            yield from _part(judged, "V30.more_than", HOTLINE, row, part, whole)


def _part(judged: Judged, code: str, sheet: str, row: Row, part: str, whole: str) -> Iterator[Finding]:
    small, large = _number(row.values[part]), _number(row.values[whole])
    if small > large and judged.known(sheet, row, whole):
        yield judged.at(code, REFUSE, sheet, row, part, whole, other=whole, limit=large)


def _number(value: Value) -> float:
    """An empty cell counts as none."""
    return value if isinstance(value, float) else 0.0


def v30_one_row_each(judged: Judged) -> Iterator[Finding]:
    """渠道 / 权益类别: unique pair"""
    seen: dict[tuple, list[Row]] = {}
    for row in judged.rows(HOTLINE, "channel", "rights_category"):
        pair = (row.values["channel"], row.values["rights_category"])
        if all(pair):
            seen.setdefault(pair, []).append(row)
    for rows in seen.values():
        if len(rows) > 1:
            cells = tuple(judged.typed.cell(HOTLINE, "rights_category", row.row_no) for row in rows)
            first = judged.at("V30.pair_twice", REFUSE, HOTLINE, rows[0], "rights_category", other="channel")
            yield Finding(first.code, REFUSE, HOTLINE, cells, first.value, first.params)


def v30_hotline_sum(judged: Judged) -> Iterator[Finding]:
    """Σ answered(hotline) ≤ calls_answered"""
    rows = judged.rows(HOTLINE, "channel", "answered", "calls_answered")
    hotline = [row for row in rows if row.values["channel"] == "hotline"]
    totals = [row for row in hotline if row.values["calls_answered"] is not None]
    answered = sum(_number(row.values["answered"]) for row in hotline if row.values["rights_category"] != "total")
    calls = sum(_number(row.values["calls_answered"]) for row in totals)
    if totals and answered > calls:
        yield judged.at("V30.hotline_sum", CONFIRM, HOTLINE, totals[0], "calls_answered", other="answered",
                        count=answered, limit=calls)


def v31_against_the_past(judged: Judged) -> Iterator[Finding]:
    """month value differs from the department's mean of the previous 6 by > 30 % (min 5 units)"""
    for measure, (sheet, column) in MEASURES.items():
        past = judged.registers.past_counts.get(measure, ())[-6:]
        now = _measured(judged, sheet, column)
        if now is None or len(past) < LEAST_MONTHS:
            continue
        mean = sum(past) / len(past)
        difference = now - mean
        if abs(difference) < LEAST_CHANGE or not mean or abs(difference) / mean <= CHANGE:
            continue
        params = {"measure": measure, "count": now, "mean": round(mean, 1), "months": len(past),
                  "percent": round(abs(difference) / mean * 100)}
        yield Finding("V31.more" if difference > 0 else "V31.less", CONFIRM, sheet, (), None, params)


def _measured(judged: Judged, sheet: str, column: str | None) -> float | None:
    """The month's value, counted as the store counts the earlier ones; None when the sheet says nothing."""
    if not judged.has(sheet, *((column,) if column else ())):
        return None
    rows = judged.rows(sheet)
    if column is None:
        return float(len(rows))
    if any(not judged.known(sheet, row, column) for row in rows):
        return None
    values = [row.values[column] for row in rows]
    if column == "received_at":
        return float(sum(isinstance(day, dt.datetime) and Month.of(day) == judged.month for day in values))
    return sum((value for value in values if isinstance(value, float)), 0.0)


RULES = (
    v29_women, v29_outcome_pair, v29_activity_in_period, v30_parts, v30_one_row_each, v30_hotline_sum,
    v31_against_the_past,
)
