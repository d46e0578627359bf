"""Open matters as at a month's end, counted with plain loops (colour rule R-LIMIT)."""

import datetime as dt

from analytics.declare import settings
from tests.analytics.store_fixture import ROOT
from tests.naive.common import DAY, World, days, last_day
from tests.naive.service import FAR, Case, cases

STEPS = {
    "first_response_on_time_rate": ("first_response",), "in_scope_on_time_closure_rate": ("closure",),
    "referral_on_time_rate": ("referral",), "reception_matter_closure_rate": ("closure", "referral"),
}


def open_pressure(world: World, indicator: str, unit_code: str, month: str, today: dt.date) -> tuple[int, int, int]:
    """(open past the limit, open near it, past a limit of the law)"""
    as_of, judged_on = min(last_day(month), today), min(last_day(month) + DAY, today)
    past = near = statutory = 0
    for case in cases(world):
        mine = unit_code in (ROOT, case.row["unit_code"]) and case.received <= as_of and case.row["month"] >= month
        if not mine or indicator.startswith("reception") and case.row["channel"] != "reception_day":
            continue
        for step in STEPS[indicator]:
            due, done, ended, bound, met = limits(case, step)
            if due is None:
                continue
            is_open = min(done or FAR, ended or FAR) > as_of
            workdays_left = sum(1 for day in days(as_of + DAY, due) if day in world.workdays)
            past += is_open and due < judged_on
            near += is_open and due >= judged_on and workdays_left <= settings()["service"]["near_workdays"]
            statutory += bound is not None and bound < as_of and min(met or FAR, ended or FAR) > as_of
    return past, near, statutory


def limits(case: Case, step: str) -> tuple:
    """(due, done, ended without it, limit of the law, when that was met); all None when the case does not owe it."""
    if step == "first_response":
        told = min((d for d in (case.answered, case.referred, case.closed) if d), default=None)
        return case.first_due, case.answered, case.withdrawn, case.accept_bound, told
    if step == "closure" and case.in_scope:
        return case.close_due, case.closed, case.withdrawn, case.close_bound, case.closed
    if step == "referral" and not case.in_scope:
        settled = min((d for d in (case.referred, case.closed) if d), default=None)
        return case.refer_due, case.referred, case.withdrawn or case.closed, case.close_bound, settled
    return None, None, None, None, None
