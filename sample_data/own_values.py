"""The office's own values in place of declared ones: yearly plans and targets, service limits, deadlines."""

import datetime as dt
from collections.abc import Iterator

from analytics.months import Month
from sample_data.agency import CLERKS, FIRST_MONTH, OWN_DEADLINES, ROOT
from sample_data.entries import Entry
from sample_data.people import HEIR, staff_records

# indicator, unit -> the yearly plan; None where a year has none
PLANS = {
    ("service_beneficiary_count", "FZB"): (3900, 4600), ("service_beneficiary_count", "JEB"): (3300, 3400),
    ("service_beneficiary_count", "QYB"): (2600, 2700), ("service_beneficiary_count", "XCB"): (1900, 3200),
    ("service_beneficiary_count", "ZLB"): (800, 850), ("service_beneficiary_count", "FEG"): (None, 700),
    ("service_beneficiary_count", "YJS"): (1000, None),
    ("service_beneficiary_count", "DWB"): (450, 500), ("service_beneficiary_count", ROOT): (14000, 16000),
    ("rural_training_person_times", ROOT): (900, 1000), ("reemployment_count", ROOT): (230, 400),
    ("community_entity_count", ROOT): (12, 14),
}
PLAN_DAY, PLAN_REASON = (1, 22), "年初党组会审定的年度计划"
FOUNDED_PLAN_DAY = (4, 20)             # of the department founded in spring
SHARPER = {
    "indicator": "study_completion_rate", "year": 2026, "unit_code": "*", "target": 0.96, "full_target": None,
    "green": None, "amber": None, "reason": "2025年达标较好，2026年提高一个百分点",
}
LIMIT_ON = dt.date(2026, 1, 12)
LIMIT = {                              # opinions are answered faster than the default asks
    "key": "opinion", "first_response_days": 2, "first_response_aim_days": 2, "close_days": 12, "refer_days": 3,
    "accept_calendar_days": None, "close_calendar_days": 60, "extension_calendar_days": None,
}


CONTACTS = ("BGS", "ZLB", "XCB", "QYB", "FZB", "JEB", "DWB")  # the youngest department has none yet


def _contacts() -> Iterator[Entry]:
    """The clerk of each department, with an address that can belong to nobody (RFC 2606)."""
    names = {row["staff_id"]: row["name"] for row in staff_records()}
    for code in CONTACTS:
        clerk = CLERKS[code]
        yield Entry(LIMIT_ON, "unit_contact", {
            "unit_code": code, "person": names[clerk], "duty": "填报员", "channel": "email",
            "address": f"{clerk.lower()}@example.org",
        })


def entries(last: Month) -> Iterator[Entry]:
    """Every entry up to the last month."""
    found = [Entry(dt.date(2026, 1, 22), "target_override", SHARPER), Entry(LIMIT_ON, "service_limit_override", LIMIT)]
    found += _contacts()
    for (indicator, unit_code), plans in PLANS.items():
        for place, plan in enumerate(plans):
            if plan is not None:
                year = FIRST_MONTH.year + place
                day = FOUNDED_PLAN_DAY if unit_code == HEIR else PLAN_DAY
                found.append(Entry(dt.date(year, *day), "target_override", {
                    "indicator": indicator, "year": year, "unit_code": unit_code, "target": float(plan),
                    "full_target": None, "green": None, "amber": None, "reason": PLAN_REASON,
                }))
    for month, (decided_on, due_on) in OWN_DEADLINES.items():
        found.append(Entry(decided_on, "deadline_override", {"month": str(month), "due_on": due_on}))
    yield from (entry for entry in found if entry.on <= last.last_day)
