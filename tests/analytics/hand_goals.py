"""
The policy's targets on green, counted by hand: in agencies without any return everything that returns feed is unknown
for a department, and what the office's registers say is left.
"""

from tests.analytics.hand_organisation import APR, AUG, DEC, MAR, day, filed
from tests.analytics.store_fixture import Facts, person, small_agency, unit
from tests.analytics.two_proofs import Case, Expect

# Department A has no plans (due 31 January) and no leader in charge: red. Its people have their bachelor's: green. The
# gap analyses are due on 31 March: not due that day, red in April.
# The agency in March, green: the bachelor's. Not green: months with central-group study, fortnights with a session,
# number of sessions (20.8 points behind), content areas of the quarter, service areas of the quarter, research
# (approved by 31 March), plans, responsibilities, leading group (no vice-chair is missing: 1 of 3): 9.
NOTHING = Case(small_agency, (
    Expect("department", "A", MAR, {"numerator": 1, "denominator": 3, "light": "red"}),
    Expect("department", "A", APR, {"numerator": 1, "denominator": 5, "light": "red"}),
    Expect("agency", "FL", MAR, {"numerator": 1, "denominator": 10, "state": "value"}),
))


def registered() -> Facts:
    """A: plans in January, the people's gap analyses in March, the department's in April (late), a leader in charge."""
    return small_agency(
        units=[unit("FL", None), unit("A", supervisor_id="LEAD"), unit("B")],
        staff=[person("A1", "A"), person("A2", "A"), person("B1", "B"), person("LEAD", "FL")],
        institutions=[filed("department_gaps", "A", day(4, 9)), filed("department_measures", "A", day(4, 9))],
        registers={"person_year_record": [
            {"staff_id": s, "year": 2026, "plan_filed_on": day(1, 9), "gap_filed_on": day(3, 9)} for s in ("A1", "A2")
        ]},
    )


# March: bachelor's, plans, leader and (before its date, so it counts) the people's gap analyses: 4 of 4.
# April: the department's gap analysis is done, but late: amber, 4 of 5. August: also half-year result and components,
# both due on 15 July and missing: 4 of 7. December is over: debrief, the year's result and components: 4 of 9.
REGISTERED = Case(registered, (
    Expect("department", "A", MAR, {"numerator": 4, "denominator": 4, "value": 1, "light": "green"}),
    Expect("department", "A", APR, {"numerator": 4, "denominator": 5, "light": "red"}),
    Expect("department", "A", AUG, {"numerator": 4, "denominator": 7}),
    Expect("department", "A", AUG, {"numerator": 4, "denominator": 7}, "month"),
    Expect("department", "A", DEC, {"numerator": 4, "denominator": 9, "target": 0.9, "light": "red"}),
))
# On 31 December itself the year's result and components are not late yet: 4 of 7 with the debriefs, due on the 15th.
ON_NEW_YEARS_EVE = Case(
    registered, (Expect("department", "A", DEC, {"numerator": 4, "denominator": 7}),), today=day(12, 31),
)

HAND_CASES = {"creation_goal_completion_rate": [NOTHING, REGISTERED, ON_NEW_YEARS_EVE]}
