"""Learning indicators counted by hand. 2026: due fortnights end 18 Jan, 1 and 15 Feb, 15 and 29 Mar, ..."""

import datetime as dt

from analytics.months import Month
from tests.analytics.store_fixture import (
    Facts,
    attendance,
    empty_returns,
    person,
    session,
    small_agency,
    study,
)
from tests.analytics.two_proofs import Case, Expect

JAN, FEB, MAR, JUN, DEC = "2026-01", "2026-02", "2026-03", "2026-06", "2026-12"


def day(month: int, number: int) -> dt.date:
    return dt.date(2026, month, number)


# --------------------------------------------------------------------------------------- sessions
def central_group_sessions() -> Facts:
    """January 1, February 2, March none (one planned, one cancelled)."""
    return small_agency(sessions=[
        session("a", day(1, 9), "central_group"), session("b", day(2, 3), "central_group"),
        session("c", day(2, 24), "central_group"), session("d", day(3, 6), "central_group", status="planned"),
        session("e", day(3, 9), "central_group", status="cancelled"),
    ])


# 2 months met of 3: the second session of February does not cover March. The best year left is (2 + 9) / 12 < 1.
CENTRAL_GROUP_SESSIONS = Case(central_group_sessions, (
    Expect("agency", "FL", MAR, {"numerator": 2, "denominator": 3, "light": "red", "pace": "out_of_reach"}),
    Expect("agency", "FL", FEB, {"numerator": 2, "denominator": 2, "value": 1, "light": "green", "pace": "on_pace"}),
    Expect("agency", "FL", MAR, {"numerator": 0, "denominator": 1, "light": "red"}, "month"),
))
# On 12 March the month is not over and not met: it is not due yet.
CENTRAL_GROUP_MONTH_IN_PROGRESS = Case(central_group_sessions, (
    Expect("agency", "FL", MAR, {"numerator": 2, "denominator": 2, "light": "green"}),
    Expect("agency", "FL", MAR, {"state": "not_applicable", "light": "grey"}, "month"),
), today=day(3, 12))


def central_group_attendance() -> Facts:
    """A1 is a member: present, sick, official leave. A2 is a guest. A1 at a department session does not count."""
    return small_agency(
        sessions=[session(s, day(1, d), "central_group") for s, d in (("a", 9), ("b", 16), ("c", 23))]
        + [session("d", day(1, 26), "department")],
        returns={("A", JAN): {"study_attendance": [
            attendance("a", "A1"), attendance("b", "A1", "sick_leave"), attendance("c", "A1", "official_leave"),
            attendance("a", "A2"), attendance("d", "A1", "unexcused"),
        ]}},
    )


# A1: 1 of 2 (official leave out).
CENTRAL_GROUP_ATTENDANCE = Case(central_group_attendance, (
    Expect("person", "A1", JAN, {"numerator": 1, "denominator": 2, "light": "red"}),
    Expect("agency", "FL", JAN, {"numerator": 1, "denominator": 2, "light": "red"}, "month"),
))


def cadre_sessions() -> Facts:
    """12 Jan (1st fortnight), 20 Jan a department's own, 20 Feb (waived fortnight), 10 Mar (4th due fortnight)."""
    return small_agency(sessions=[
        session("a", day(1, 12)), session("b", day(1, 20), "department"), session("c", day(2, 20)),
        session("d", day(3, 10)),
    ])


# Five due fortnights have ended by March, two had a session. Best year left: (2 + 19) / 24 < 1.
CADRE_COVERAGE = Case(cadre_sessions, (
    Expect("agency", "FL", MAR, {"numerator": 2, "denominator": 5, "light": "red", "pace": "out_of_reach"}),
    Expect("agency", "FL", JAN, {"numerator": 1, "denominator": 1, "light": "green"}),
    Expect("agency", "FL", FEB, {"numerator": 0, "denominator": 2, "value": 0}, "month"),
))


def cadre_session_facts(count: int):
    days = [day(1, 5) + dt.timedelta(days=n * 14) for n in range(count)]
    return lambda: small_agency(sessions=[session(f"s{n}", held_on) for n, held_on in enumerate(days)])


# June: 11 fortnights due of the year's 24. 9 held: 2/24 = 8.3 points behind. 8: 12.5. 3: 33.3.
CADRE_COUNT = [
    Case(cadre_session_facts(9), (Expect("agency", "FL", JUN, {
        "value": 9, "expected": 11, "target": 24, "light": "green", "pace": "on_pace", "needed_per_month": 2.5}),)),
    Case(cadre_session_facts(8), (Expect("agency", "FL", JUN, {"value": 8, "light": "amber", "pace": "behind"}),)),
    Case(cadre_session_facts(3), (Expect("agency", "FL", JUN, {"value": 3, "light": "red", "pace": "behind"}),)),
    Case(cadre_session_facts(3), (Expect("agency", "FL", DEC, {"light": "red", "pace": "out_of_reach"}),)),
]

# 28 Sep to 19 Oct: 21 days less 1-7 Oct = 14. 19 to 30 Oct: 11. The longest is 14; before the second there is none.
MAX_GAP = Case(
    lambda: small_agency(sessions=[session("a", day(9, 28)), session("b", day(10, 19)), session("c", day(10, 30))]),
    (
        Expect("agency", "FL", DEC, {"value": 14, "target": 14, "light": "grey"}),
        Expect("agency", "FL", "2026-09", {"state": "not_applicable"}),
    ),
)


def content_sessions() -> Facts:
    return small_agency(sessions=[
        session("a", day(1, 9)), session("b", day(3, 3), content="womens_work"),
        session("c", day(3, 4), content="science_market", status="planned"), session("d", day(4, 3)),
        session("e", day(5, 3), content="womens_work"), session("f", day(6, 3), content="science_market"),
    ])


# First quarter 2 of 3 (the third only planned), second 3 of 3: 5 of 6 = 83 %, amber. Best year left 11 / 12.
CONTENT = Case(content_sessions, (
    Expect("agency", "FL", MAR, {"numerator": 2, "denominator": 3, "light": "red"}, "month"),
    Expect("agency", "FL", JUN, {"numerator": 5, "denominator": 6, "light": "amber", "pace": "out_of_reach"}),
    Expect("agency", "FL", "2026-05", {"state": "not_applicable"}, "month"),
))

# A lecture, a film and one of another form: 2 of the 4 named; the lecture of 2025 does not count.
FORMS = Case(
    lambda: small_agency(sessions=[
        session("a", dt.date(2025, 12, 9), form="sharing"), session("b", day(1, 9)),
        session("c", day(2, 9), form="film"), session("d", day(3, 9), form="other"),
    ]),
    (Expect("agency", "FL", MAR, {"numerator": 2, "denominator": 4, "light": "grey"}),),
)


# --------------------------------------------------------------------------------------- attendance
def worked_example_1() -> Facts:
    """Catalogue 12, example 1: 38 rows due in department A on one session."""
    people = [person(f"A{n:02}", "A") for n in range(38)]
    statuses = ["present"] * 33 + ["official_leave"] * 2 + ["sick_leave", "personal_leave", "unexcused"]
    rows = [attendance("a", p["staff_id"], s) for p, s in zip(people, statuses, strict=True)]
    rows[35]["made_up_on"] = day(1, 12) + dt.timedelta(days=12)
    return small_agency(staff=people, sessions=[session("a", day(1, 12))],
                        returns={("A", JAN): {"study_attendance": rows}})


# 38 - 2 = 36; 33 / 36 = 91.7 %, green. With the one made up 34 / 36 = 94.4 %, amber against 95. B is missing.
ATTENDANCE = Case(worked_example_1, (
    Expect("department", "A", JAN, {"numerator": 33, "denominator": 36, "value": 33 / 36, "light": "green"}, "month"),
    Expect("agency", "FL", JAN, {"numerator": 33, "denominator": 36, "light": "green"}),
    Expect("department", "B", JAN, {"state": "not_reported", "value": None, "light": "grey"}, "month"),
    Expect("person", "A33", JAN, {"state": "not_applicable", "value": None, "light": "grey"}),
))
COMPLETION = Case(worked_example_1, (
    Expect("department", "A", JAN, {"numerator": 34, "denominator": 36, "value": 34 / 36, "light": "amber"}, "month"),
    Expect("person", "A35", JAN, {"numerator": 1, "denominator": 1, "light": "green"}),
))


def fortnights() -> Facts:
    """Sessions on 12 Jan, 27 Jan, 10 Feb, one in each of the first three fortnights."""
    rows = {
        JAN: [attendance("a", "A1"), attendance("b", "A1", "sick_leave", made_up_on=day(2, 6)),
              attendance("a", "A2", "unexcused"), attendance("b", "A2", "late")],
        FEB: [attendance("c", "A1", "official_leave"), attendance("c", "A2")],
    }
    return small_agency(
        sessions=[session("a", day(1, 12)), session("b", day(1, 27), "department"), session("c", day(2, 10))],
        returns={("A", m): {"study_attendance": found} for m, found in rows.items()} | {("B", FEB): {}},
    )


# A1: attended, made up, third taken out (official leave) = 2 of 2. A2: absent, late, present = 2 of 3. A: 4 of 5,
# amber. B sent February only: the fortnight of 19 Jan-1 Feb needs January too and is left out; that of 2-15 Feb had a
# session B's people are not on: 0 of 2.
FORTNIGHT = Case(fortnights, (
    Expect("person", "A1", FEB, {"numerator": 2, "denominator": 2, "light": "green"}),
    Expect("person", "A2", FEB, {"numerator": 2, "denominator": 3, "light": "red"}),
    Expect("department", "A", FEB, {"numerator": 4, "denominator": 5, "light": "amber", "pace": "behind"}),
    Expect("department", "A", FEB, {"numerator": 3, "denominator": 3}, "month"),
    Expect("department", "B", FEB, {"numerator": 0, "denominator": 2, "light": "red"}),
))


def absences() -> Facts:
    rows = [attendance(s, "A1", "unexcused") for s in "abc"] + [
        attendance("a", "A2", "unexcused"), attendance("b", "A2", "personal_leave"), attendance("a", "B1"),
    ]
    return small_agency(sessions=[session(s, day(1, 9)) for s in "abc"],
                        returns={("A", JAN): {"study_attendance": rows}})


UNEXCUSED = Case(absences, (
    Expect("person", "A1", JAN, {"value": 3, "light": "red"}),
    Expect("person", "A2", JAN, {"value": 1, "light": "amber"}),
    Expect("person", "B1", JAN, {"value": 0, "light": "green"}),
))


def exchanges() -> Facts:
    """A1 took part on 20 May and spoke; A2 never. B has not sent June."""
    returns = empty_returns("AB", Month(2026, 1), Month(2026, 12))
    returns["A", "2026-05"] = {"study_attendance": [
        attendance("x", "A1", spoke="yes"), attendance("x", "A2", "personal_leave"), attendance("y", "A1", spoke="yes"),
    ]}
    del returns["B", JUN]
    return small_agency(sessions=[session("x", day(5, 20), "exchange"), session("y", day(5, 27))], returns=returns)


# First half: A 1 of 2; B's June is missing, so B is left out; before June nothing is due. December: nobody in the
# second half, so A has 1 of 4, B 0 of 2, all 1 of 6.
EXCHANGE = Case(exchanges, (
    Expect("department", "A", JUN, {"numerator": 1, "denominator": 2, "light": "red"}, "month"),
    Expect("agency", "FL", JUN, {"numerator": 1, "denominator": 2, "pace": "out_of_reach"}),
    Expect("agency", "FL", "2026-05", {"state": "not_applicable"}),
    Expect("agency", "FL", DEC, {"numerator": 1, "denominator": 6, "light": "red"}),
    Expect("department", "B", JUN, {"state": "not_reported"}),
))
# The session of 27 May is neither an exchange nor of the central group. 30 Nov is the step date.
SPEECHES = [
    Case(exchanges, (
        Expect("person", "A1", DEC, {"value": 1, "light": "green", "target": 1, "pace": "on_pace"}),
        Expect("person", "A2", DEC, {"value": 0, "light": "red", "pace": "out_of_reach"}),
        Expect("person", "A2", "2026-09", {"value": 0, "light": "green", "pace": "on_pace"}),
    )),
    Case(exchanges, (Expect("person", "A2", "2026-11", {"value": 0, "light": "amber"}),), today=day(11, 10)),
]


# --------------------------------------------------------------------------------------- own study
def hours() -> Facts:
    """January has 21 working days, the first quarter 59. A1 18 h + 2 sessions of 2 h; A2 15 h + 1 session."""
    rows = [attendance("a", "A1"), attendance("b", "A1", "left_early"), attendance("a", "A2"),
            attendance("b", "A2", "sick_leave", made_up_on=day(1, 30))]
    return small_agency(
        sessions=[session("a", day(1, 12)), session("b", day(1, 27))],
        returns={
            ("A", JAN): {"study_attendance": rows, "personal_study": [study("A1", 18), study("A2", 15)]},
            ("A", FEB): {"personal_study": [study("A1", 20), study("A2", 5)]},
            ("A", MAR): {"personal_study": [study("A1", 22), study("A2", 8)]},
        },
    )


# A1 22 h on 21 days = 1.05, green; A2 17 / 21 = 0.81, amber; A 39 / 42 = 0.93, amber. B has not reported.
DAILY_HOURS = Case(hours, (
    Expect("person", "A1", JAN, {"numerator": 22, "denominator": 21, "light": "green"}, "month"),
    Expect("person", "A2", JAN, {"numerator": 17, "denominator": 21, "light": "amber", "pace": "behind"}),
    Expect("department", "A", JAN, {"numerator": 39, "denominator": 42, "value": 39 / 42, "light": "amber"}, "month"),
    Expect("department", "B", JAN, {"state": "not_reported", "value": None}, "month"),
))
# A1 by March: 22 + 20 + 22 = 64 of 59 due. A2: 17 + 5 + 8 = 30, behind by 29 of the year's 248 = 11.7 points.
TOTAL_HOURS = Case(hours, (
    Expect("person", "A1", MAR, {"value": 64, "denominator": 59, "target": 248, "expected": 59, "light": "green"}),
    Expect("person", "A2", MAR, {"value": 30, "expected": 59, "light": "amber", "pace": "behind",
                                 "needed_per_month": (248 - 30) / 9}),
))


def notes() -> Facts:
    """A1: January in time, February's note comes with March, March in time. A2: a note in January, none after."""
    return small_agency(returns={
        ("A", JAN): {"personal_study": [study("A1", 20, day(1, 20)), study("A2", 20, day(1, 31))]},
        ("A", FEB): {"personal_study": [study("A1", 20), study("A2", 20)]},
        ("A", MAR): {"personal_study": [study("A1", 20, day(3, 20)), study("A1", None, day(2, 26)), study("A2", 20)]},
    })


# February alone: 0 of 2 for A, also seen from March. Year: Jan-Feb as known in February 2 of 4; by March A1 3 of 3,
# A2 1 of 3, together 4 of 6. Best of A2's year left: (1 + 9) / 12 < 90 %.
NOTES = Case(notes, (
    Expect("department", "A", FEB, {"numerator": 0, "denominator": 2, "light": "red"}, "month"),
    Expect("department", "A", FEB, {"numerator": 2, "denominator": 4, "light": "red"}),
    Expect("person", "A1", MAR, {"numerator": 3, "denominator": 3, "light": "green", "pace": "on_pace"}),
    Expect("person", "A2", MAR, {"numerator": 1, "denominator": 3, "light": "red", "pace": "out_of_reach"}),
    Expect("agency", "FL", MAR, {"numerator": 4, "denominator": 6, "light": "red"}),
    Expect("department", "B", MAR, {"state": "not_reported"}, "month"),
))


# 未完成 is what a clerk types when the note is not written yet; a date beside it makes it no note. A: 1 of 2.
UNFINISHED_NOTE = Case(
    lambda: small_agency(returns={("A", JAN): {"personal_study": [
        study("A1", 20, day(1, 20)), study("A2", 20, day(1, 20), note_title="未完成"),
    ]}}),
    (Expect("department", "A", JAN, {"numerator": 1, "denominator": 2}, "month"),),
)


# Sent with January's return: A1's note is dated 15 February, A2's the 16th. Only the first repairs the year.
LATE_NOTES = Case(
    lambda: small_agency(returns={
        ("A", JAN): {"personal_study": [study("A1", 20, day(2, 15)), study("A2", 20, day(2, 16))]},
    }),
    (
        Expect("department", "A", JAN, {"numerator": 0, "denominator": 2}, "month"),
        Expect("person", "A1", JAN, {"numerator": 1, "denominator": 1}),
        Expect("person", "A2", JAN, {"numerator": 0, "denominator": 1}),
    ),
)


# --------------------------------------------------------------------------------------- courses, education
def courses() -> Facts:
    """A1 enrolled and finished, A2 only enrolled, B1 neither, B2 joined in August: 5 on-duty months, not ranked."""
    returns = empty_returns("AB", Month(2026, 1), Month(2026, 12))
    returns["A", MAR] = {"personal_study": [
        study(who, course_type="single_subject", course_status="enrolled") for who in ("A1", "A2")
    ]}
    returns["A", "2026-10"] = {"personal_study": [study("A1", course_type="single_subject", course_status="completed")]}
    people = [person("A1", "A"), person("A2", "A"), person("B1", "B"), person("B2", "B", joined_on=day(8, 1))]
    return small_agency(staff=people, returns=returns)


# Finished: A 1 of 2, B 0 of 1, all 1 of 3. Enrolled: A 2 of 2, B 0 of 1, all 2 of 3. Before 31 October nobody had to
# have finished, and on 31 October it is 30 days to go.
COURSE_DONE = Case(courses, (
    Expect("agency", "FL", DEC, {"numerator": 1, "denominator": 3, "light": "red", "pace": "out_of_reach"}),
    Expect("department", "A", "2026-09", {"numerator": 0, "denominator": 2, "light": "green"}),
    Expect("department", "A", "2026-10", {"numerator": 1, "denominator": 2, "light": "amber", "pace": "on_pace"}),
    Expect("person", "A1", DEC, {"value": 1, "light": "green"}),
))
COURSE_BEGUN = Case(courses, (
    Expect("agency", "FL", JUN, {"numerator": 2, "denominator": 3, "light": "red"}),
    Expect("agency", "FL", "2026-05", {"numerator": 2, "denominator": 3, "light": "amber"}),
    Expect("department", "A", JUN, {"value": 1, "light": "green"}), Expect("person", "B1", JUN, {"light": "red"}),
))


def education() -> Facts:
    born = dt.date
    return small_agency(staff=[
        person("A1", "A", birth_date=born(1981, 12, 31)),
        person("A2", "A", birth_date=born(1981, 1, 1), education="college", degree_in_progress="degree_bachelor"),
        person("B1", "B", birth_date=born(1980, 12, 31), education="college", degree_in_progress="degree_postgraduate"),
        person("B2", "B", birth_date=born(1990, 1, 1), education="postgraduate"),
    ], returns={
        ("A", MAR): {"personal_study": [
            study("A1", course_type="degree_postgraduate", course_status="enrolled"),
            study("A2", course_type="degree_postgraduate", course_status="withdrawn"),
            study("A1", course_type="training", course_status="completed"),
        ]},
        ("B", MAR): {"personal_study": [
            study("B1", course_type="degree_bachelor", course_status="enrolled"),
            study("B2", course_type="single_subject", course_status="enrolled"),
        ]},
    })


# On 31 December 2026 A1 and A2 are 45, B1 is 46 (out), B2 is 36. A 1 of 2 (A2 still studying), B 1 of 1, all 2 of 3.
BACHELOR = Case(education, (
    Expect("agency", "FL", MAR, {"numerator": 2, "denominator": 3, "light": "red"}, "month"),
    Expect("department", "A", MAR, {"numerator": 1, "denominator": 2}),
    Expect("department", "B", MAR, {"value": 1, "light": "green"}),
))
# A1 by the return, B1 by the roster; A2 gave it up.
POSTGRADUATE = Case(education, (Expect("agency", "FL", MAR, {"value": 2, "light": "grey"}),))
# A1 (training, degree), A2 (degree, given up) and B1 (degree) took part; a single-subject course is neither: 3 of 4.
CONTINUING = Case(education, (
    Expect("agency", "FL", MAR, {"numerator": 3, "denominator": 4, "light": "grey"}),
    Expect("agency", "FL", FEB, {"state": "not_applicable"}),
))

HAND_CASES = {
    "central_group_session_count": [CENTRAL_GROUP_SESSIONS, CENTRAL_GROUP_MONTH_IN_PROGRESS],
    "central_group_attendance_rate": [CENTRAL_GROUP_ATTENDANCE],
    "cadre_session_fortnight_coverage": [CADRE_COVERAGE],
    "cadre_session_count": CADRE_COUNT,
    "cadre_session_max_gap_days": [MAX_GAP],
    "collective_study_attendance_rate": [ATTENDANCE],
    "study_completion_rate": [COMPLETION],
    "collective_study_fortnight_compliance": [FORTNIGHT],
    "unexcused_absence_count": [UNEXCUSED],
    "daily_study_hours": [DAILY_HOURS],
    "study_hours_total": [TOTAL_HOURS],
    "study_note_monthly_rate": [NOTES, UNFINISHED_NOTE, LATE_NOTES],
    "study_exchange_participation_rate": [EXCHANGE],
    "exchange_speech_count": SPEECHES,
    "single_subject_course_completion_rate": [COURSE_DONE],
    "single_subject_course_enrolment_rate": [COURSE_BEGUN],
    "bachelor_attainment_rate_u45": [BACHELOR],
    "postgraduate_participation_count": [POSTGRADUATE],
    "continuing_education_participation_rate": [CONTINUING],
    "learning_content_coverage": [CONTENT],
    "study_form_coverage": [FORMS],
}
