"""The learning evaluation counted by hand: worked examples 2 and 3 of the catalogue, and what is left out of it."""

from typing import Any

from analytics.months import Month, month_range
from tests.analytics.hand_learning_year import day, debrief, entry
from tests.analytics.store_fixture import Facts, Return, Row, attendance, person, session, small_agency, study
from tests.analytics.two_proofs import Case, Expect

MONTHS = [str(month) for month in month_range(Month(2026, 1), Month(2026, 12))]
DEC = MONTHS[-1]


def sessions() -> list[Row]:
    """Three a month on working days; the last one of June and of December is an exchange."""
    return [
        session(f"{month}-{n}", Month.parse(month).first_day.replace(day=5 + n), attendees="staff",
                type_="exchange" if n == 3 and month[5:] in ("06", "12") else "cadre_theory")
        for month in MONTHS for n in (1, 2, 3)
    ]


def person_months(staff_id: str, months: list[str], *, without_note: str, absences: dict[str, tuple[str, Any]],
                  course: bool, speaks_in: str | None = None) -> dict[str, dict[str, list[Row]]]:
    """Rows of one person: three sessions and a note a month but one, 20 hours of own study a month."""
    found: dict[str, dict[str, list[Row]]] = {}
    for month in months:
        rows = []
        for one in (s for s in sessions() if s["session_id"].startswith(month)):
            status, made_up_on = absences.get(one["session_id"], ("present", None))
            spoke = "yes" if one["type"] == "exchange" and month == speaks_in else None
            rows.append(attendance(one["session_id"], staff_id, status, made_up_on=made_up_on, spoke=spoke))
        written = None if month == without_note else Month.parse(month).first_day
        notes = [study(staff_id, 20.0, written)]
        if course and month == "2026-09":
            notes.append(study(staff_id, course_name="law", course_type="single_subject", course_status="completed"))
        found[month] = {"study_attendance": rows, "personal_study": notes}
    return found


def worked_examples(*, staff: list[Row] | None = None, exams: list[Row] | None = None) -> Facts:
    """
    A1, example 2: 36 due, 33 there, sick leave made up after 12 days, personal leave, one absence without leave; 11 of
    12 notes; both exchanges, a speech. A2, example 3: on duty until August, 20 of 24, 7 of 8 notes, one exchange.
    """
    first = person_months("A1", MONTHS, without_note="2026-04", course=True, speaks_in=DEC, absences={
        "2026-02-1": ("sick_leave", day(2, 18)), "2026-03-1": ("personal_leave", None),
        "2026-05-1": ("unexcused", None),
    })
    second = person_months("A2", MONTHS[:8], without_note="2026-07", course=False, absences={
        f"2026-0{n}-1": ("personal_leave", None) for n in (1, 2, 3, 4)
    })
    facts = small_agency(sessions=sessions(), registers={
        "person_year_record": [
            {"staff_id": "A1", "year": 2026, "plan_filed_on": day(1, 31)},
            {"staff_id": "A2", "year": 2026, "plan_filed_on": day(2, 20)},
        ],
        "exam_record": exams or [
            entry("A1", day(5, 21), score=86.0), entry("A2", day(5, 21), score=72.0),
            debrief("A1", day(12, 8), "good"), debrief("A2", day(8, 20), "fair"),
        ],
    }, duty=[{"staff_id": "A2", "from_on": day(9, 1), "to_on": None, "reason": "maternity"}])
    facts.staff = staff or facts.staff
    for month in MONTHS:
        sheets = {sheet: rows + second.get(month, {}).get(sheet, []) for sheet, rows in first[month].items()}
        facts.returns.append(Return("A", month, sheets))
    return facts


# 10 + 18.33 + (25 x 34 / 36 - 1 = 22.61) + 10 + 12.75 + 17.2 = 90.89 and 6 + 17.5 + 20.83 + 3 + 9 + 14.4 = 70.73:
# together 161.62. B has sent nothing.
EXAMPLES = Case(worked_examples, (
    Expect("person", "A1", DEC, {"value": 90.89, "light": "green", "target": 75}),
    Expect("person", "A2", DEC, {"value": 70.73, "light": "amber"}),
    Expect("department", "A", DEC, {"numerator": 161.62, "denominator": 2, "value": 80.81, "light": "green"}),
    Expect("department", "B", DEC, {"state": "not_reported", "light": "grey"}),
))
# A1 is let off the exam: 73.69 of 80 points are 92.11. A2, who stayed away, gets 0 for it: 56.33, which fails.
EXCUSED = Case(lambda: worked_examples(exams=[
    entry("A1", day(5, 21), "excused"), entry("A2", day(5, 21), "absent"),
    debrief("A1", day(12, 8), "good"), debrief("A2", day(8, 20), "fair"),
]), (
    Expect("person", "A1", DEC, {"value": 92.11, "light": "green"}),
    Expect("person", "A2", DEC, {"value": 56.33, "light": "red"}),
))
# In January, with no exam, debrief or exchange yet: plan 10, notes 20, attendance 25 of 25, exchange 0 of 10: 55 of 65
# for A1. A2's plan is not there on 31 January, its last day, and left out: notes 20, attendance 2 of 3 (16.67): 36.67
# of 55.
JANUARY = Case(worked_examples, (
    Expect("person", "A1", "2026-01", {"value": 84.62}), Expect("person", "A2", "2026-01", {"value": 66.67}),
    # in February the plan, 20 days late, is 6 points: 42.67 of 65
    Expect("person", "A2", "2026-02", {"value": 65.65}),
))
# A2 joined in August: five months are too few to be ranked.
TOO_SHORT = Case(
    lambda: worked_examples(staff=[person("A1", "A"), person("A2", "A", joined_on=day(8, 1))]),
    (Expect("department", "A", DEC, {"numerator": 90.89, "denominator": 1}),),
)

HAND_CASES = {"learning_evaluation_score": [EXAMPLES, EXCUSED, JANUARY, TOO_SHORT]}
