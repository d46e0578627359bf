"""Rules about service cases: order of dates, closing, referral, extension, carrying forward."""

import datetime as dt
from collections.abc import Iterator

from analytics.findings import Finding
from analytics.returns.rules.judged import CONFIRM, REFUSE, Judged, twice
from analytics.rows import Row, Value
from analytics.workdays import CalendarError

SHEET = "service_cases"
CLOSED_WITH_DATE = ("closed_on_spot", "closed", "referred_replied", "not_accepted")
STILL_OPEN = ("open", "referred")
REFERRED = ("referred", "referred_replied")


def _day(value: Value) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else None


def v23_dates_in_order(judged: Judged) -> Iterator[Finding]:
    """first_response_at ≥ received_at; closed_on ≥ received; referred_on ≥ received"""
    for row in judged.rows(SHEET, "received_at"):
        received = row.values["received_at"]
        if not isinstance(received, dt.datetime):
            continue
        for column in ("first_response_at", "referred_on", "closed_on"):
            if _is_before(row.values.get(column), received):
                yield judged.at("V23.before_received", REFUSE, SHEET, row, column, "received_at",
                                other="received_at", date=received.date().isoformat())


def _is_before(value: Value, received: dt.datetime) -> bool:
    """By the minute where both have a time, else by day."""
    if value is None or (type(value) is dt.datetime and value >= received):
        return False
    timed = isinstance(value, dt.datetime) and value.time() != dt.time() and received.time() != dt.time()
    if timed:
        return value < received  # type: ignore[operator]
    day = _day(value)
    return day is not None and day < received.date()


def v24_closed_with_date(judged: Judged) -> Iterator[Finding]:
    """closed status ⇔ closed_on"""
    for row in judged.rows(SHEET, "status", "closed_on"):
        status = row.values["status"]
        if status in CLOSED_WITH_DATE and judged.missing(SHEET, row, "closed_on"):
            yield judged.at("V24.date_missing", REFUSE, SHEET, row, "closed_on", list="case_status",
                            code=str(status), example=judged.month.first_day.replace(day=21).isoformat())
        elif status in STILL_OPEN and row.values["closed_on"] is not None:
            yield judged.at("V24.date_while_open", REFUSE, SHEET, row, "closed_on", "status", list="case_status",
                            code=str(status))


def v24_result_when_closed(judged: Judged) -> Iterator[Finding]:
    """result and satisfaction only when closed"""
    for row in judged.rows(SHEET, "status"):
        if row.values["status"] not in STILL_OPEN:
            continue
        for column in ("result", "satisfaction"):
            if row.values.get(column) is not None:
                yield judged.at("V24.result_while_open", REFUSE, SHEET, row, column, list="case_status",
                                code=str(row.values["status"]))


def v25_out_of_scope(judged: Judged) -> Iterator[Finding]:
    """职责外 closed must be 已转办/转办已反馈 with 转办单位, or 咨询 answered"""
    for row in judged.rows(SHEET, "jurisdiction", "status", "matter_type"):
        status, consultation = row.values["status"], row.values["matter_type"] == "consultation"
        outside = row.values["jurisdiction"] == "out_of_scope"
        if outside and status in ("closed", "closed_on_spot") and not consultation:
            yield judged.at("V25.not_referred", CONFIRM, SHEET, row, "status", "jurisdiction",
                            other="jurisdiction")
        if status in REFERRED:
            for column in ("referred_to", "referred_on"):
                if judged.missing(SHEET, row, column):
                    yield judged.at("V25.referral_missing", CONFIRM, SHEET, row, column, list="case_status",
                                    code=str(status))


def v26_extension_in_time(judged: Judged) -> Iterator[Finding]:
    """extended_on ≤ original limit"""
    for row in judged.rows(SHEET, "received_at", "extended_on", "matter_type", "jurisdiction"):
        approved, received = row.values["extended_on"], _day(row.values["received_at"])
        if not isinstance(approved, dt.date) or received is None:
            continue
        last = _limit(judged, row, received)
        if last is not None and approved > last:
            yield judged.at("V26.after_limit", REFUSE, SHEET, row, "extended_on", last=last.isoformat())


def _limit(judged: Judged, row: Row, received: dt.date) -> dt.date | None:
    """The last day of the case's own limit; None where no limit is known or the calendar ends before it."""
    key = "dv" if row.values.get("subcategory") == "dv" else str(row.values["matter_type"])
    limit = judged.registers.limits.get(key)
    if limit is None or row.values["jurisdiction"] is None:
        return None
    days = limit.close_days if row.values["jurisdiction"] == "in_scope" else limit.refer_days
    try:
        return judged.registers.calendar.add_workdays(received, days)
    except CalendarError:
        return None  # the office has not entered that year; nothing can be said about the limit


def v27_ids(judged: Judged) -> Iterator[Finding]:
    """case_id unique"""
    yield from twice(judged, "V27.id_twice", SHEET)
    for row in judged.rows(SHEET, "case_id"):
        if row.values["case_id"] in judged.registers.earlier_case_ids:
            yield judged.at("V27.closed_before", REFUSE, SHEET, row, "case_id")


def v27_carried(judged: Judged) -> Iterator[Finding]:
    """case open last month must reappear or be closed"""
    if not judged.has(SHEET, "case_id"):
        return
    rows = judged.rows(SHEET)
    if any(not judged.known(SHEET, row, "case_id") for row in rows):
        return  # it may be the one whose number could not be read
    there = {row.values["case_id"] for row in rows}
    missing = [case_id for case_id in judged.registers.carried.get(SHEET, {}) if case_id not in there]
    if missing and (rows or judged.typed.zero.get(SHEET)):
        yield Finding("V27.cases_missing", REFUSE, SHEET, (), None, {"ids": missing, "count": len(missing)})


def v27_chase_count(judged: Judged) -> Iterator[Finding]:
    """督促次数: never falls"""
    earlier = judged.registers.previous.get(SHEET, {})
    for row in judged.rows(SHEET, "case_id", "chase_count"):
        count = row.values["chase_count"]
        before = earlier.get(str(row.values["case_id"]), {}).get("chase_count")
        if isinstance(count, float) and isinstance(before, int | float) and count < before:
            yield judged.at("V27.chases_fell", CONFIRM, SHEET, row, "chase_count", before=float(before))


def v32_reception_day(judged: Judged) -> Iterator[Finding]:
    """reception-day cases exist only if reg_reception has that day"""
    for row in judged.rows(SHEET, "channel", "received_at"):
        day = _day(row.values["received_at"])
        if row.values["channel"] == "reception_day" and day and day not in judged.registers.reception_days:
            yield judged.at("V32.no_reception", CONFIRM, SHEET, row, "channel", "received_at",
                            date=day.isoformat())


RULES = (
    v23_dates_in_order, v24_closed_with_date, v24_result_when_closed, v25_out_of_scope, v26_extension_in_time,
    v27_ids, v27_carried, v27_chase_count, v32_reception_day,
)
