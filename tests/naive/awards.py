"""
Who qualifies as an advanced department and as an excellent person, with plain loops: every figure by its own naive
function, the limits of catalogue 9 written out once more.
"""

import datetime as dt
import math

from analytics.declare import indicator
from tests.naive.common import World, last_day, levels
from tests.naive.evaluation import evaluation
from tests.naive.goals import Question, creation_goal_completion_rate, figure, light
from tests.naive.innovation import FINISHED, _goals
from tests.naive.registers import entries

PASSED, FAILED, LATER, UNKNOWN, NOT_APPLICABLE = "passed", "failed", "later", "unknown", "not_applicable"


def is_over(month: str, today: dt.date) -> bool:
    """The year is: what is owed by 31 December is missed."""
    return month.endswith("-12") and today > last_day(month)


def departments(world: World, month: str, today: dt.date) -> dict[str, dict[str, str]]:
    """unit -> check -> state."""
    return {unit: _department(world, unit, month, today) for unit in world.departments(month)}


def _department(world: World, unit: str, month: str, today: dt.date) -> dict[str, str]:
    over, reported = is_over(month, today), (unit, month) in world.returned
    def value(name: str) -> float | None:
        return figure(Question(world, indicator(name), unit, month, "year", today))

    goals = [t for t in creation_goal_completion_rate(world, month, "year", today) if t.unit_code == unit]
    due = [t.numerator for t in goals]
    lights = [
        light(Question(world, goal, unit, month, "year" if "year" in goal.periods else "month", today))
        for goal in _policy_goals()
    ]
    half_year_over = min(last_day(month), today) > dt.date(int(month[:4]), 7, 15) or over
    return {
        "goals": _at_least(sum(due) / len(due) if due else None, 0.9),
        "no_red": NOT_APPLICABLE if not any(lights) else FAILED if "red" in lights else PASSED,
        "attendance": _of_return(reported, _at_least(value("collective_study_attendance_rate"), 0.9)),
        "suggestions": _of_return(reported, _at_least(value("suggestion_coverage_rate"), 1, over)),
        "research": _of_return(reported, _at_least(value("department_research_count"), 1, over)),
        "overdue": _of_return(reported, PASSED if not value("statutory_overdue_count") else FAILED),
        "returns": _returns(world, unit, month, today),
        "half_year": _at_least(value("half_year_assessment_done") or 0, 1, half_year_over),
        "annual": _at_least(value("annual_assessment_done") or 0, 1, over),
        "learning": _of_return(reported, _at_least(value("learning_evaluation_score"), 75)),
    }


def _policy_goals():
    from analytics.declare import indicators

    return [i for i in indicators().values() if i.mark == "P" and i.colour != "R-INFO" and "department" in i.levels]


def _returns(world: World, unit: str, month: str, today: dt.date) -> str:
    from tests.analytics.two_proofs import naive_functions

    tallies = naive_functions()["return_on_time_rate"](world, month, "year", today)
    mine = [t for t in tallies if t.unit_code == unit]
    if not mine:
        return NOT_APPLICABLE
    owed = sum(unit in world.departments(f"{month[:4]}-{n:02}") for n in range(1, 13))
    missed = len(mine) - sum(t.numerator for t in mine)
    return PASSED if missed <= owed - math.ceil(11 * owed / 12) else FAILED


def _at_least(value: float | None, limit: float, over: bool = True) -> str:
    if value is None:
        return NOT_APPLICABLE
    return PASSED if value >= limit - 1e-9 else FAILED if over else LATER


def _of_return(reported: bool, state: str) -> str:
    return state if reported else UNKNOWN


def persons(world: World, month: str, today: dt.date) -> dict[str, dict[str, str]]:
    """staff number -> check -> state."""
    from tests.analytics.two_proofs import naive_functions

    over, naive = is_over(month, today), naive_functions()

    def sums(name: str, period: str = "year"):
        return levels(naive[name](world, month, period, today), ["person"])

    evaluated, hours = evaluation(world, month, today), sums("daily_study_hours")
    notes, suggested, scores = (sums(n) for n in (
        "study_note_monthly_rate", "suggestions_per_person", "assessment_score"))
    found = {}
    for staff_id, person in world.roster(month).items():
        duty, key = world.duty_months(staff_id, month[:4]), ("person", staff_id)
        one = evaluated.get(staff_id)
        proposals = suggested.get(key)
        found[staff_id] = {
            "ranked": PASSED if duty >= 6 else FAILED,
            "learning": UNKNOWN if one is None else _at_least(one.total, 75),
            "course": UNKNOWN if one is None else _at_least(_has_course(world, staff_id, month), 1, over),
            "hours": UNKNOWN if one is None else _at_least(_share(hours.get(key)), 1.0),
            "suggestions": NOT_APPLICABLE if proposals is None or not proposals.denominator else _at_least(
                proposals.numerator / proposals.denominator, max(1, math.ceil(2 * duty / 12 - 1e-9)), over),
            "notes": _notes(notes.get(key), duty),
            "absences": UNKNOWN if one is None else PASSED if not one.absences else FAILED,
            "goal": _goal(world, staff_id, bool(person.row["is_cadre"]), month, over),
            "assessment": _at_least(_share(scores.get(key)) or 0, 90, over),
            "complaints": FAILED if any(
                row["staff_id"] == staff_id and (row.get("complaints_upheld") or 0) > 0
                for row in entries(world, "person_year_record", month)) else PASSED,
        }
    return found


def _share(total) -> float | None:
    return total.numerator / total.denominator if total is not None and total.denominator else None


def _notes(total, duty: int) -> str:
    if total is None or not total.denominator:
        return NOT_APPLICABLE
    allowed = duty - math.ceil(11 * duty / 12 - 1e-9)
    return PASSED if total.denominator - total.numerator <= allowed else FAILED


def _has_course(world: World, staff_id: str, month: str) -> int:
    return int(any(
        row["staff_id"] == staff_id and row["course_type"] == "single_subject" and row["course_status"] == "completed"
        and row["month"][:4] == month[:4] and row["month"] <= month
        for row in world.rows("personal_study")
    ))


def _goal(world: World, staff_id: str, is_cadre: bool, month: str, over: bool) -> str:
    if not is_cadre:
        return NOT_APPLICABLE
    mine = [
        g["stage"] in FINISHED for g in _goals(world, month)
        if g["goal_type"] == "personal_goal" and g["owner_id"] == staff_id and g["due_on"].year == int(month[:4])
    ]
    return PASSED if mine and all(mine) else FAILED if over else LATER
