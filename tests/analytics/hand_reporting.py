"""
Reporting indicators counted by hand. Deadlines: for January Thursday 5 February 2026, for February Thursday 5 March,
for March Tuesday 7 April (5 and 6 April rest).
"""

import datetime as dt

from tests.analytics.return_fixture import at, came, event
from tests.analytics.store_fixture import Facts, small_agency, unit, years
from tests.analytics.two_proofs import Case, Expect

JAN, FEB, MAR = "2026-01", "2026-02", "2026-03"
EMPTY = "V05.empty_with_data"


def returns() -> Facts:
    """
    January. A: in time, sent back on 4 February, second version on 9 February accepted, corrected on 2 March.
             B: came on 10 February, accepted. C: never.
    February. A: zero return in time, not yet reviewed. B: in time, sent back, nothing since. C: in time, accepted.
    March. A: in time (5 April was a Sunday, the deadline is the 7th). B and C: nothing yet on 7 April.
    """
    facts = small_agency(units=[unit("FL", None), unit("A"), unit("B"), unit("C")])
    facts.returns = [
        came("A", JAN, at(2, 3), ("sent_back", at(2, 4))),
        came("A", JAN, at(2, 9), ("accepted", at(2, 10)), version=2),
        came("A", JAN, at(3, 2), ("accepted", at(3, 3)), version=3),
        came("B", JAN, at(2, 10), ("accepted", at(2, 11))),
        came("A", FEB, at(3, 5, 23), sheets={}),
        came("B", FEB, at(3, 4), ("sent_back", at(3, 6))),
        came("C", FEB, at(3, 5), ("accepted", at(3, 6))),
        came("A", MAR, at(4, 7)),
    ]
    facts.events = [
        event("refused", "A", JAN, at(2, 2), EMPTY, "V03.unknown_value"),
        event("refused", "A", JAN, at(2, 3, 9), "V09.x"),
        event("reminded", "C", JAN, at(2, 5)), event("reminded", "C", JAN, at(2, 6)),
    ]
    return facts


ON = dt.date(2026, 4, 7)
# March on 7 April: only A is due, because it is there; B and C still have the day. February: B was sent back.
SUBMISSION = Case(returns, (
    Expect("agency", "FL", JAN, {"numerator": 2, "denominator": 3, "light": "red"}, "month"),
    Expect("agency", "FL", FEB, {"numerator": 2, "denominator": 3}, "month"),
    Expect("agency", "FL", MAR, {"numerator": 1, "denominator": 1, "light": "green"}, "month"),
), today=ON)
# A's first version counts although it was sent back. A 3 of 3, B 1 of 2, C 1 of 2: 5 of 7. B is behind, but its best
# year is 11 of 12 and that is green: not out of reach.
ON_TIME = Case(returns, (
    Expect("department", "A", JAN, {"numerator": 1, "denominator": 1, "light": "green"}, "month"),
    Expect("department", "B", JAN, {"numerator": 0, "denominator": 1, "light": "red"}, "month"),
    Expect("department", "C", MAR, {"state": "not_applicable", "light": "grey"}, "month"),
    Expect("department", "B", FEB, {"numerator": 1, "denominator": 2, "light": "red", "pace": "behind"}),
    Expect("agency", "FL", MAR, {"numerator": 5, "denominator": 7}),
), today=ON)
# 11 of 12 is green, 10 of 12 amber.
ELEVEN_OF_TWELVE = [
    Case(lambda late=late: Facts(units=[unit("FL", None), unit("A")], returns=[
        came("A", f"2026-{m:02}", dt.datetime(2026, m + 1, 28 if m <= late else 1, 9)) for m in range(1, 12)
    ] + [came("A", "2026-12", dt.datetime(2027, 1, 1, 9))], calendar=list(years(2025, 2027))), (
        Expect("department", "A", "2026-12", {"numerator": 12 - late, "denominator": 12, "light": light}),
    )) for late, light in ((1, "green"), (2, "amber"))
]


# Decided: January A (sent back first: 0) and B (1); February B (0) and C (1). A's February waits for review.
FIRST_PASS = Case(returns, (
    Expect("agency", "FL", JAN, {"numerator": 1, "denominator": 2, "light": "red"}, "month"),
    Expect("department", "A", FEB, {"state": "not_applicable"}, "month"),
    Expect("agency", "FL", MAR, {"numerator": 2, "denominator": 4}),
), today=ON)
# A in January: two files refused, one version sent back. B in February: one.
REJECTIONS = Case(returns, (
    Expect("department", "A", JAN, {"value": 3, "light": "grey"}, "month"),
    Expect("department", "B", MAR, {"value": 1}), Expect("department", "C", JAN, {"value": 0}, "month"),
), today=ON)
# Working days of February 2026 after the 5th: 6, 9-14, 24-28 (both Saturdays worked) = 12. March: 22. To 7 April: 1, 2,
# 3, 7 = 4. January: A's accepted version came on the 9th: 6, 9 = 2. B: 6, 9, 10 = 3. C is missing: 12 + 22 + 4 = 38.
# February: B was sent back, nothing since 5 March: 22 - 4 (2-5 March) + 4 = 22.
LATE = Case(returns, (
    Expect("department", "A", JAN, {"value": 2, "light": "amber"}, "month"),
    Expect("department", "B", JAN, {"value": 3, "light": "amber"}, "month"),
    Expect("department", "C", JAN, {"value": 38, "light": "red"}, "month"),
    Expect("department", "A", FEB, {"value": 0, "light": "green"}, "month"),
    Expect("department", "B", FEB, {"value": 22, "light": "red"}, "month"),
    Expect("department", "C", MAR, {"state": "not_applicable", "light": "grey"}, "month"),
), today=ON)
REMINDERS = Case(returns, (
    Expect("department", "C", JAN, {"value": 2}, "month"), Expect("department", "A", JAN, {"value": 0}, "month"),
), today=ON)
# The second version of January was accepted and replaced by the third; the first was never accepted.
CORRECTIONS = Case(returns, (
    Expect("department", "A", JAN, {"value": 1}, "month"), Expect("department", "A", MAR, {"value": 1}),
    Expect("department", "B", MAR, {"value": 0}),
), today=ON)
GAPS = Case(returns, (
    Expect("department", "A", JAN, {"value": 1, "light": "red"}, "month"),
    Expect("department", "B", JAN, {"value": 0, "light": "green"}, "month"),
), today=ON)

HAND_CASES = {
    "return_submission_rate": [SUBMISSION],
    "return_on_time_rate": [ON_TIME, *ELEVEN_OF_TWELVE],
    "return_first_pass_rate": [FIRST_PASS],
    "return_rejection_count": [REJECTIONS],
    "late_return_days": [LATE],
    "reminder_count": [REMINDERS],
    "correction_count": [CORRECTIONS],
    "zero_declaration_gap": [GAPS],
}
