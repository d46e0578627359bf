"""Research counted by hand. Steps: approved 31 March, field work 30 June, draft 31 August, finished 31 October."""

import datetime as dt

from tests.analytics.case_fixture import project
from tests.analytics.store_fixture import Facts, person, small_agency
from tests.analytics.two_proofs import Case, Expect

JAN, MAR, JUN, SEP, OCT, NOV = "2026-01", "2026-03", "2026-06", "2026-09", "2026-10", "2026-11"
LEADERS = [
    person("A1", "A", is_leadership=True), person("A2", "A"), person("B1", "B", is_leadership=True),
    person("HEAD", "FL", is_leadership=True),
    person("AWAY", "B", is_leadership=True),
]


def day(month: int, number: int) -> dt.date:
    return dt.date(2026, month, number)


def research() -> Facts:
    """
    A: a1 was finished in December 2025 and sent up in January (not this year's), a2 is finished in September and
    sent up in October, a3 is cancelled. B: b1 reaches field work in June and stays there. AWAY is off duty.
    """
    old = project("a1", "completed", dt.date(2025, 12, 20), field_days=4.0)
    sent = {"submitted_to": "city committee no. 7"}
    returns = {
        ("A", "2025-12"): [old],
        ("A", JAN): [
            project("a1", "submitted", day(1, 9), **sent), project("a2", "approved", day(1, 20), field_days=1.0),
        ],
        ("A", SEP): [
            project("a2", "completed", day(9, 25), lead_id="HEAD", field_days=2.5),
            project("a3", "cancelled", day(9, 1)),
        ],
        ("A", OCT): [project("a2", "adopted", day(10, 20), lead_id="HEAD", **sent)],
        ("B", JAN): [], ("B", JUN): [project("b1", "fieldwork", day(6, 12), lead_id="B1", field_days=0.5)],
        ("B", SEP): [project("b1", "fieldwork", day(6, 12), lead_id="B1", field_days=3.0)],
    }
    return small_agency(
        staff=LEADERS, returns={key: {"research_projects": rows} for key, rows in returns.items()},
        duty=[{"staff_id": "AWAY", "from_on": dt.date(2025, 12, 1), "to_on": None, "reason": "secondment"}],
    )


# January: A stands at approved (a2), B has nothing: the agency's furthest is the slowest department's. On 31 January
# no step is due and the next, 31 March, is 59 days off. September: A finished 1; B stands at field work although the
# draft was due on 31 August, so B and the agency are red; for stages 4 to 6 there are three months left. In November
# B has two returns less (not reported): its light is grey, the agency's still red, and out of reach.
COUNT = Case(research, (
    Expect("department", "A", JAN, {"value": 0, "furthest": 2, "light": "green"}),
    Expect("agency", "FL", JAN, {"value": 0, "furthest": 0, "light": "green"}),
    Expect("department", "A", SEP, {"value": 1, "furthest": 6, "light": "green", "pace": "on_pace"}),
    Expect("department", "B", SEP, {"value": 0, "furthest": 3, "expected": 4, "light": "red", "pace": "behind"}),
    Expect("agency", "FL", SEP, {"value": 1, "furthest": 3, "light": "red", "pace": "behind"}),
    Expect("department", "B", NOV, {"state": "not_reported", "light": "grey"}),
    Expect("agency", "FL", NOV, {"value": 1, "furthest": 3, "light": "red", "pace": "out_of_reach"}),
))
# The report of January counts for A1, who led a1 and sent it up this year; HEAD's came in October; AWAY is off duty.
REPORTS = Case(research, (
    Expect("person", "A1", SEP, {"numerator": 1, "denominator": 1, "light": "green"}),
    Expect("person", "HEAD", SEP, {"numerator": 0, "denominator": 1, "light": "green"}),
    Expect("agency", "FL", SEP, {"numerator": 1, "denominator": 3, "light": "green"}),
    Expect("agency", "FL", NOV, {"numerator": 2, "denominator": 3, "light": "red", "pace": "behind"}),
))
# January 1.0 for A1; June 0.5, September 3.0 for B1 and 2.5 for HEAD. December 2025 is another year.
DAYS = Case(research, (
    Expect("person", "B1", SEP, {"value": 3.5}), Expect("person", "B1", SEP, {"value": 3}, "month"),
    Expect("agency", "FL", SEP, {"value": 7, "light": "grey"}),
    Expect("agency", "FL", SEP, {"value": 5.5}, "month"),
))
# a2 is this year's only finished project: not yet put to use in September, put to use in October.
CONVERSION = Case(research, (
    Expect("agency", "FL", SEP, {"numerator": 0, "denominator": 1}),
    Expect("agency", "FL", OCT, {"numerator": 1, "denominator": 1, "light": "grey"}),
    Expect("agency", "FL", JUN, {"state": "not_applicable", "value": None}),
))
# a1 in January, a2 in October.
OPINIONS = Case(research, (
    Expect("department", "A", SEP, {"value": 1}), Expect("agency", "FL", OCT, {"value": 2}),
    Expect("department", "B", SEP, {"value": 0}),
))

HAND_CASES = {
    "department_research_count": [COUNT],
    "leader_research_report_rate": [REPORTS],
    "grassroots_days": [DAYS],
    "research_conversion_rate": [CONVERSION],
    "opinion_report_count": [OPINIONS],
}
