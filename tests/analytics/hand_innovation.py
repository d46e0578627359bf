"""Innovation indicators counted by hand, all in 2026."""

import datetime as dt

from analytics.months import Month
from tests.analytics.store_fixture import Facts, empty_returns, goal, person, small_agency, suggestion
from tests.analytics.two_proofs import Case, Expect

MAR, APR, JUN, JUL, DEC = "2026-03", "2026-04", "2026-06", "2026-07", "2026-12"


def day(month: int, number: int) -> dt.date:
    return dt.date(2026, month, number)


def with_rows(sheet: str, rows: dict[tuple[str, str], list], **more) -> Facts:
    """Returns of A and B for the whole year, with these rows in one sheet and nothing else."""
    returns = empty_returns("AB", Month(2026, 1), Month(2026, 12))
    for key, found in rows.items():
        returns[key] = {sheet: found}
    return small_agency(returns=returns, **more)


# --------------------------------------------------------------------------------------- suggestions
# Three of the four suggestions answered the call, one of them in February.
GOLDEN = Case(
    lambda: with_rows("suggestions", {
        ("A", "2026-02"): [suggestion("a", "A1", "idea_call")],
        ("B", MAR): [suggestion("b", "B1", "idea_call"), suggestion("c", "B2", "idea_call"), suggestion("d", "B1")],
    }),
    (Expect("agency", "FL", MAR, {"value": 3, "light": "grey"}), Expect("agency", "FL", "2026-02", {"value": 1})),
)


def suggestion_month(month: str, registered: bool = True):
    register = [{"item": "suggestion_month", "year": 2026, "document_no": "1"}] if registered else []
    return lambda: with_rows(
        "suggestions", {("A", month): [suggestion("a", "A1", "suggestion_month")]}, institutions=register
    )


# Due by 30 September: at the end of August there are 30 days left; one that only came in October is late.
MONTH_HELD = [
    Case(suggestion_month("2026-09"), (
        Expect("agency", "FL", "2026-09", {"value": 1, "light": "green", "pace": "on_pace"}),
        Expect("agency", "FL", "2026-08", {"value": 0, "light": "amber", "pace": "on_pace"}),
        Expect("agency", "FL", JUL, {"value": 0, "light": "grey"}),
    )),
    Case(suggestion_month("2026-10"), (
        Expect("agency", "FL", "2026-10", {"value": 1, "light": "amber", "done_late": True}),
        Expect("agency", "FL", "2026-09", {"value": 0, "light": "amber", "done_late": False}),
    )),
    Case(suggestion_month("2026-09", registered=False), (
        Expect("agency", "FL", "2026-10", {"value": 0, "light": "red", "pace": "behind"}),
    )),
]


def suggestions() -> Facts:
    """A1: 2 valid, 1 duplicate. A2: 1. B1: 0. B2 is no cadre: 1 that doesn't count."""
    return with_rows("suggestions", {
        ("A", "2026-02"): [suggestion("a", "A1"), suggestion("b", "A1"), suggestion("c", "A1")],
        ("A", "2026-05"): [suggestion("d", "A2")], ("B", "2026-05"): [suggestion("e", "B2")],
    }, reviews=[
        {"suggestion_id": "b", "result": "duplicate"}, {"suggestion_id": "d", "result": "not_adopted"},
    ])


# June expects 1 a head. A 3 / 2, B 0 / 1 (1 of 2 behind = 50 points), all 3 / 3. People: 1 by 30 June, 2 by
# 30 November.
PER_PERSON = Case(suggestions, (
    Expect("department", "A", JUN, {"numerator": 3, "denominator": 2, "value": 1.5, "light": "green", "expected": 1}),
    Expect("department", "B", JUN, {"numerator": 0, "denominator": 1, "light": "red", "pace": "behind"}),
    Expect("agency", "FL", JUN, {"value": 1, "target": 2, "full_target": 3, "light": "green", "pace": "on_pace"}),
    Expect("person", "A1", JUN, {"value": 2, "light": "green", "pace": "on_pace"}),
    Expect("person", "A2", "2026-05", {"value": 1, "light": "green"}),
    Expect("person", "A2", DEC, {"value": 1, "light": "red", "pace": "out_of_reach"}),
    Expect("person", "B1", JUN, {"value": 0, "expected": 1, "light": "red", "pace": "behind"}),
    Expect("person", "B1", "2026-05", {"value": 0, "light": "amber", "pace": "on_pace"}),  # 30 days to go
    Expect("person", "B1", APR, {"value": 0, "light": "green"}),
))


def part_of_a_year() -> Facts:
    """J6 joined on 1 July: 6 on-duty months, 1 due, none by June. J5 in August: 5, not ranked. L8 left in August."""
    return with_rows("suggestions", {("A", "2026-02"): [suggestion("a", "L8")]}, staff=[
        person("J6", "A", joined_on=day(7, 1)), person("J5", "A", joined_on=day(8, 1)),
        person("L8", "B", left_on=day(8, 31)),
    ])


# ceil(2 x 6 / 12) = 1, full ceil(3 x 6 / 12) = 2; the step of 30 June was before J6 came. L8: ceil(2 x 8 / 12) = 2.
PER_PERSON_PART_YEAR = Case(part_of_a_year, (
    Expect("person", "J6", "2026-09", {"value": 0, "target": 1, "full_target": 2, "light": "green", "duty_months": 6}),
    Expect("person", "J6", DEC, {"value": 0, "light": "red"}),
    Expect("person", "J5", DEC, {"value": 0, "light": "grey", "ranked": False, "pace": None}),
    Expect("person", "L8", JUN, {"value": 1, "target": 2, "light": "green"}),
))
# A1 2 and A2 1 of 2 each: 1 of 2; B 0 of 1; all 1 of 3. P-LIN expects half by June: all 16.7 points behind, amber; in
# December it is a rate with a floor of 100 %. Three each: nobody.
COVERAGE = Case(suggestions, (
    Expect("department", "A", JUN, {"numerator": 1, "denominator": 2, "expected": 0.5, "light": "green"}),
    Expect("agency", "FL", JUN, {"numerator": 1, "denominator": 3, "light": "amber", "pace": "behind"}),
    Expect("department", "A", DEC, {"value": 0.5, "light": "red"}),
))
FULL_COVERAGE = Case(suggestions, (Expect("agency", "FL", DEC, {"numerator": 0, "denominator": 3, "light": "grey"}),))
# J5 is left out; L8 has left by September. J6: none of 1.
COVERAGE_PART_YEAR = Case(part_of_a_year, (
    Expect("agency", "FL", "2026-09", {"numerator": 0, "denominator": 1}),
    Expect("agency", "FL", JUN, {"numerator": 0, "denominator": 1}),
))


# --------------------------------------------------------------------------------------- goals
def goals() -> Facts:
    """A sets its goal in March, B in April; B's first was dropped in February. A2's personal goal has no measure."""
    def of(unit: str, owner: str) -> list:
        due = day(11, 30)
        return [goal(f"{unit}d", "dept_goal", owner, due), goal(f"{unit}p", "personal_goal", owner, due)]
    return with_rows("goals_outcomes", {
        ("A", MAR): [*of("A", "A1"), goal("A2", "personal_goal", "A2", day(11, 30), measure="")],
        ("B", "2026-02"): [goal("B0", "dept_goal", "B1", day(11, 30), "dropped")], ("B", APR): of("B", "B1"),
    })


# 31 March is the day itself: B, not done, is amber; in April it is done, late.
DEPT_GOALS = Case(goals, (
    Expect("department", "A", MAR, {"value": 1, "light": "green"}),
    Expect("department", "B", MAR, {"value": 0, "light": "amber"}),
    Expect("department", "B", APR, {"value": 1, "light": "amber", "done_late": True}),
    Expect("agency", "FL", MAR, {"numerator": 1, "denominator": 2}),
    Expect("agency", "FL", "2026-05", {"numerator": 2, "denominator": 2, "light": "amber", "done_late": True}),
    Expect("agency", "FL", "2026-01", {"numerator": 0, "denominator": 2, "light": "grey"}),
))
# Cadres A1, A2, B1: A 1 of 2 throughout; B1 from April, late.
PERSON_GOALS = Case(goals, (
    Expect("person", "A1", APR, {"value": 1, "light": "green"}),
    Expect("person", "A2", APR, {"value": 0, "light": "red", "pace": "behind"}),
    Expect("person", "B1", APR, {"value": 1, "light": "amber"}),
    Expect("agency", "FL", APR, {"numerator": 2, "denominator": 3, "light": "red"}),
))


def key_works() -> Facts:
    themes = ("rural_science", "reemployment", "family_virtue", "other", "rural_science")
    return with_rows("goals_outcomes", {("A", MAR): [
        *(goal(f"k{n}", "key_work", "A1", day(12, 10), theme=theme) for n, theme in enumerate(themes)),
        goal("k8", "key_work", "A1", day(12, 10), theme="anti_dv", measure=""),
        goal("k9", "key_work", "A1", day(12, 10), "dropped", theme="anti_dv"),
    ]})


# Three of the four named; of the fourth one goal has no measure and one was dropped. Due by 30 June.
KEY_WORK = Case(key_works, (
    Expect("agency", "FL", JUN, {"numerator": 3, "denominator": 4, "light": "amber"}),
    Expect("agency", "FL", JUL, {"numerator": 3, "denominator": 4, "light": "red", "pace": "behind"}),
))


def goals_due() -> Facts:
    """Due 31 Mar completed, 30 Apr in progress, 31 May dropped, 31 Oct completed early, last year's: not counted."""
    return with_rows("goals_outcomes", {("A", MAR): [
        goal("a", "dept_goal", "A1", day(3, 31), "completed"), goal("b", "personal_goal", "A1", day(4, 30)),
        goal("c", "key_work", "A1", day(5, 31), "dropped"), goal("d", "experience", "A1", day(10, 31), "completed"),
        goal("e", "dept_goal", "A1", dt.date(2025, 12, 31)),
    ]})


# March 1 of 1; June 1 of 3: (0.9 - 0.33) / 0.9 = 63 points behind.
COMPLETED = Case(goals_due, (
    Expect("department", "A", MAR, {"numerator": 1, "denominator": 1, "light": "green", "pace": "on_pace"}, "month"),
    Expect("department", "A", JUN, {"numerator": 1, "denominator": 3, "light": "red", "pace": "behind"}),
    Expect("department", "B", JUN, {"state": "not_applicable", "light": "grey"}),
    Expect("agency", "FL", DEC, {"numerator": 2, "denominator": 4, "value": 0.5, "light": "red"}),
))


def outcomes() -> Facts:
    """Two candidates in April, one finished in August, both declared in November. o9 is of 2025, awarded in 2026."""
    def at(*stages: str) -> list:
        return [goal(f"o{n}", "outcome", "A1", day(11, 30), stage) for n, stage in enumerate(stages)]
    facts = with_rows("goals_outcomes", {
        ("A", APR): at("drafted", "drafted"), ("A", "2026-08"): at("completed", "in_progress"),
        ("A", "2026-11"): at("declared", "declared"),
        ("B", "2026-02"): [goal("o9", "outcome", "B1", dt.date(2025, 11, 30), "awarded")],
    })
    facts.returns.append(type(facts.returns[0])("B", "2025-11", {
        "goals_outcomes": [goal("o9", "outcome", "B1", dt.date(2025, 11, 30), "declared")],
    }))
    return facts


OUTCOMES = Case(outcomes, (
    Expect("agency", "FL", MAR, {"value": 0, "furthest": 0, "light": "amber"}),  # 30 days to 30 April
    Expect("agency", "FL", APR, {"value": 0, "furthest": 1, "light": "green", "pace": "on_pace"}),
    Expect("agency", "FL", JUL, {"value": 0, "furthest": 1, "light": "green"}),
    Expect("agency", "FL", "2026-08", {"value": 0, "furthest": 2, "light": "green"}),
    Expect("agency", "FL", "2026-10", {"value": 0, "furthest": 2, "light": "amber"}),
    Expect("agency", "FL", "2026-11", {"value": 2, "furthest": 3, "light": "green", "target": 2, "full_target": 3}),
    Expect("agency", "FL", "2025-11", {"value": 1, "furthest": 2, "light": "red"}),
))
# With B's returns alone there is no candidate for 2026: red from 30 April, amber in the 30 days before.
NO_OUTCOMES = Case(lambda: with_rows("goals_outcomes", {}), (
    Expect("agency", "FL", APR, {"value": 0, "light": "red", "pace": "behind"}),
    Expect("agency", "FL", MAR, {"value": 0, "light": "amber"}), Expect("agency", "FL", "2026-02", {"light": "green"}),
    Expect("agency", "FL", "2026-11", {"light": "red", "pace": "out_of_reach"}),
))
# Declared in October, dropped in November: it no longer counts.
WITHDRAWN_OUTCOME = Case(
    lambda: with_rows("goals_outcomes", {
        ("A", f"2026-{month}"): [goal("o", "outcome", "A1", day(11, 30), stage)]
        for month, stage in (("10", "declared"), ("11", "dropped"))
    }),
    (
        Expect("agency", "FL", "2026-10", {"value": 1, "furthest": 2}),
        Expect("agency", "FL", DEC, {"value": 0, "furthest": 0, "light": "red"}),
    ),
)
AWARDED = Case(outcomes, (
    Expect("agency", "FL", "2026-02", {"value": 1, "light": "grey"}), Expect("agency", "FL", "2025-12", {"value": 0}),
))

HAND_CASES = {
    "golden_idea_count": [GOLDEN],
    "suggestion_month_held": MONTH_HELD,
    "suggestions_per_person": [PER_PERSON, PER_PERSON_PART_YEAR],
    "suggestion_coverage_rate": [COVERAGE, COVERAGE_PART_YEAR],
    "suggestion_full_coverage_rate": [FULL_COVERAGE],
    "dept_innovation_goal_rate": [DEPT_GOALS],
    "person_innovation_goal_rate": [PERSON_GOALS],
    "key_work_innovation_coverage": [KEY_WORK],
    "innovation_measure_completion_rate": [COMPLETED],
    "outstanding_outcomes_declared": [OUTCOMES, NO_OUTCOMES, WITHDRAWN_OUTCOME],
    "outstanding_outcomes_awarded": [AWARDED],
}
