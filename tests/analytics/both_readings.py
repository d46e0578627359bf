"""
Every ambiguity with two readings as a store small enough to count by hand, the recommended figure and the one under
the office's other value. The comment beside each says how it is counted.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from analytics.months import Month
from tests.analytics import (
    hand_competition,
    hand_evaluation,
    hand_innovation,
    hand_learning,
    hand_organisation,
    hand_research,
    hand_service,
    hand_service_duties,
)
from tests.analytics.store_fixture import ROOT, Facts, attendance, empty_returns, session, small_agency, study, unit
from tests.analytics.two_proofs import Expect

JAN, FEB, MAR, DEC = "2026-01", "2026-02", "2026-03", "2026-12"
AFTERWARDS = dt.date(2027, 1, 4)


@dataclass(frozen=True)
class Both:
    """What a figure is as recommended, and with the other values of the settings."""

    ambiguity: str
    settings: Mapping[str, str]
    facts: Callable[[], Facts]
    indicator: str
    level: str
    who: str
    month: str
    recommended: Mapping[str, Any]
    other: Mapping[str, Any]
    period: str = "year"
    today: dt.date = AFTERWARDS

    def expect(self, columns: Mapping[str, Any]) -> Expect:
        return Expect(self.level, self.who, self.month, columns, self.period)


# (ambiguity, setting) -> the test that tries it both ways, where no indicator shows the difference
TRIED_ELSEWHERE = {
    ("A19", "evaluation_objection_days"): (
        "tests.analytics.test_results", "test_the_period_is_as_long_as_the_office_has_set_it_and_one_that_runs_stays",
    ),
}


def ratio(numerator: float, denominator: float, **more: Any) -> dict[str, Any]:
    return {"numerator": numerator, "denominator": denominator, **more}


def notes_of_some_length() -> Facts:
    written = dt.date(2026, 1, 20)
    return small_agency(returns={("A", JAN): {"personal_study": [
        study("A1", 20, written, note_characters=600.0), study("A2", 20, written, note_characters=None),
    ]}})


def an_exchange() -> Facts:
    returns = empty_returns("AB", Month(2026, 1), Month(2026, 6))
    returns["A", "2026-05"] = {"study_attendance": [attendance("x", "A1", spoke="yes"), attendance("x", "A2")]}
    return small_agency(sessions=[session("x", dt.date(2026, 5, 20), "exchange")], returns=returns)


def a_head_without_the_flag() -> Facts:
    return replace(
        hand_learning.central_group_attendance(), units=[unit(ROOT, None), unit("A", head_id="A2"), unit("B")]
    )


def a_deputy_outside_the_group() -> Facts:
    facts = hand_organisation.led_agency(*hand_organisation.SEATED)
    return replace(facts, staff=[
        {**one, "post_rank": "section_deputy" if one["staff_id"] == "A2" else None} for one in facts.staff
    ])


BOTH = [
    # --------------------------------------------------------------------------------- learning
    # Five due fortnights by March with min_workdays 6; 1 makes the Spring Festival one (16 Feb - 1 Mar) due: the
    # session of 20 February meets it.
    Both("A4", {"fortnight_min_workdays": "1"}, hand_learning.cadre_sessions, "cadre_session_fortnight_coverage",
         "agency", "FL", MAR, ratio(2, 5), ratio(3, 6)),
    # Halves of the month: the second of February has five working days and is waived, no session in the first.
    Both("A4", {"fortnight_anchor": "half_month"}, hand_learning.cadre_sessions, "cadre_session_fortnight_coverage",
         "agency", "FL", FEB, ratio(0, 2), ratio(0, 1), "month"),
    # From 1 January: fortnights end on 14 and 28 January, the session was on the 12th.
    Both("A4", {"fortnight_anchor": "new_year"}, hand_learning.cadre_sessions, "cadre_session_fortnight_coverage",
         "agency", "FL", JAN, ratio(1, 1), ratio(1, 2), "month"),
    # A1: present, made up at a department's session, third taken out. Cadre study alone: the second has no session.
    Both("A5", {"collective_session_types": "cadre_theory"}, hand_learning.fortnights,
         "collective_study_fortnight_compliance", "person", "A1", FEB, ratio(2, 2), ratio(1, 2)),
    # A1 in January: 18 h of own study and two sessions of 2 h; alone 18 h.
    Both("A6", {"hours_include_collective": "false"}, hand_learning.hours, "daily_study_hours",
         "person", "A1", JAN, ratio(22, 21), ratio(18, 21), "month"),
    # A2's note of 16 February, sent with January's return, repairs the year when the 16th is allowed.
    Both("A7", {"note_late_until_day": "16"}, hand_learning.LATE_NOTES.facts, "study_note_monthly_rate",
         "department", "A", JAN, ratio(1, 2), ratio(2, 2)),
    # A1's note is said to have 600 characters, A2's length is not stated.
    Both("A8", {"note_min_characters": "800"}, notes_of_some_length, "study_note_monthly_rate",
         "department", "A", JAN, ratio(2, 2), ratio(1, 2), "month"),
    # On 31 December A1 (finished) and A2 (not) are 45, B1 46, B2 36 (finished): under 45 only B2 is left.
    Both("A9", {"education_age_limit_inclusive": "false"}, hand_learning.education, "bachelor_attainment_rate_u45",
         "agency", "FL", MAR, ratio(2, 3), ratio(1, 1)),
    # Up to 46 B1 (not finished) is asked as well.
    Both("A9", {"education_age_limit_years": "46"}, hand_learning.education, "bachelor_attainment_rate_u45",
         "agency", "FL", MAR, ratio(2, 3), ratio(2, 4)),
    # A2 is studying for a bachelor's.
    Both("A10", {"education_in_progress_counts": "true"}, hand_learning.education, "bachelor_attainment_rate_u45",
         "agency", "FL", MAR, ratio(2, 3), ratio(3, 3)),
    # A1 finished, A2 enrolled, B1 neither.
    Both("A11", {"course_enrolled_counts": "true"}, hand_learning.courses, "single_subject_course_completion_rate",
         "agency", "FL", DEC, ratio(1, 3), ratio(2, 3)),
    # A1 and A2 were there, A1 spoke.
    Both("A12", {"exchange_needs_speech": "true"}, an_exchange, "study_exchange_participation_rate",
         "department", "A", "2026-06", ratio(2, 2), ratio(1, 2), "month"),
    # A1 has the flag: 1 of 2. By post A2, the head of A, is the member: 1 of 1.
    Both("A22", {"central_group_members": "posts"}, a_head_without_the_flag, "central_group_attendance_rate",
         "agency", "FL", JAN, ratio(1, 2), ratio(1, 1), "month"),
    # Worked example 1: one sick leave of the 36, made up.
    Both("A26", {"attendance_sick_leave": "excused"}, hand_learning.worked_example_1,
         "collective_study_attendance_rate", "agency", "FL", JAN, ratio(33, 36), ratio(33, 35), "month"),
    Both("A26", {"attendance_sick_leave": "excused"}, hand_learning.worked_example_1, "study_completion_rate",
         "agency", "FL", JAN, ratio(34, 36), ratio(33, 35), "month"),
    # Worked example 1: 33 of 36 there, the sick leave made up after 12 days.
    Both("A26", {"make_up_within_days": "11"}, hand_learning.worked_example_1, "study_completion_rate",
         "agency", "FL", JAN, ratio(34, 36), ratio(33, 36), "month"),
    # Worked example 2: 90.89 of the six. Scaled to 85 they are 19.07 (20.07 - 1 for the absence) + 15.58 + 14.62
    # + 10.84 + 8.5 + 8.5, and both gates are met: 5 + 10 more, 92.11.
    Both("A18", {"evaluation_gates_scored": "true"}, hand_evaluation.worked_examples, "learning_evaluation_score",
         "person", "A1", DEC, {"value": 90.89}, {"value": 92.11}),
    # --------------------------------------------------------------------------------- innovative
    # A1 has two suggestions and meets 2; nobody of the three cadres has three.
    Both("A1", {"suggestion_pass": "3"}, hand_innovation.suggestions, "suggestion_coverage_rate",
         "agency", "FL", DEC, ratio(1, 3), ratio(0, 3)),
    Both("A1", {"suggestion_full": "2"}, hand_innovation.suggestions, "suggestion_full_coverage_rate",
         "agency", "FL", DEC, ratio(0, 3), ratio(1, 3)),
    Both("A1", {"suggestion_pass": "1", "suggestion_full": "4"}, hand_innovation.suggestions,
         "suggestions_per_person", "department", "A", DEC, {"target": 2, "full_target": 3},
         {"target": 1, "full_target": 4}),
    # B1 is the cadre of B; B2, a clerical worker, made one suggestion.
    Both("A17", {"cadre_includes_clerical": "true"}, hand_innovation.suggestions, "suggestions_per_person",
         "department", "B", DEC, ratio(0, 1), ratio(1, 2)),
    # Two were declared in November; an outcome of 2025 was awarded in February.
    Both("A3", {"outcome_counts": "awarded"}, hand_innovation.outcomes, "outstanding_outcomes_declared",
         "agency", "FL", "2026-11", {"value": 2, "furthest": 3}, {"value": 1, "furthest": 2}),
    # Three of the four named; there is a goal on `other` as well.
    Both("A23", {"key_work_themes": "rural_science,reemployment,family_virtue,anti_dv,other"},
         hand_innovation.key_works, "key_work_innovation_coverage", "agency", "FL", "2026-06", ratio(3, 4),
         ratio(4, 5)),
    # --------------------------------------------------------------------------------- competitive
    # Two appointments of section heads, one with all three steps: none of them under a rule from county deputy up.
    Both("A13", {"competition_lowest_rank": "county_deputy"}, hand_competition.appointments, "open_competition_rate",
         "agency", "FL", "2026-08", ratio(1, 2), ratio(0, 0, state="not_applicable")),
    # The section deputy of August, without any step, comes under it as well.
    Both("A13", {"competition_lowest_rank": "section_deputy"}, hand_competition.appointments, "open_competition_rate",
         "agency", "FL", "2026-08", ratio(1, 2), ratio(1, 3)),
    # And so does B1's promotion in grade.
    Both("A13", {"competition_grade_promotion_counts": "true"}, hand_competition.appointments,
         "open_competition_rate", "agency", "FL", "2026-08", ratio(1, 2), ratio(1, 3)),
    # A2's exam is missing, two steps are there.
    Both("A14", {"competition_steps": "any"}, hand_competition.appointments, "open_competition_rate",
         "agency", "FL", "2026-08", ratio(1, 2), ratio(2, 2)),
    # --------------------------------------------------------------------------------- organisation
    # The heads are in; A2, made a section deputy of A, is not.
    Both("A21", {"leading_group_includes_deputies": "true"}, a_deputy_outside_the_group, "leading_group_established",
         "agency", "FL", "2026-06", ratio(3, 3), ratio(2, 3)),
    # --------------------------------------------------------------------------------- service
    # Until July 3 of 5 planned days were held; July has none, which is one not held where a day a month is asked for.
    Both("A15", {"reception_days_per_month": "0"}, hand_service_duties.receptions, "reception_day_fulfilment_rate",
         "agency", "FL", "2026-07", ratio(3, 6), ratio(3, 5)),
    # In June b1 (awarded) and b2 (finished, decision no. 9) are brands.
    Both("A24", {"brand_recognition": "award"}, hand_service_duties.brands, "service_brand_count",
         "agency", "FL", "2026-06", {"value": 2}, {"value": 1}),
    # B's project stands at field work: begun, not finished.
    Both("A2", {"research_counts": "started"}, hand_research.research, "department_research_count",
         "department", "B", "2026-09", {"value": 0, "furthest": 3}, {"value": 1, "furthest": 6}),
    # A1 and HEAD sent up one report each, a third leader none.
    Both("A20", {"research_reports_per_leader": "2"}, hand_research.research, "leader_research_report_rate",
         "agency", "FL", "2026-11", ratio(2, 3), ratio(0, 3)),
    # 1, 1, 2, 16 h with lunch out: median 1.5. Without a pause the second takes 2.5 h and a day has 9.5 h: 1, 2.5, 2,
    # and Monday and Tuesday whole: 19: median 2.25.
    Both("A16", {"working_hours_periods": "08:30-18:00"}, hand_service.working_hours, "first_response_time",
         "department", "A", MAR, {"value": 1.5, "n": 4}, {"value": 2.25, "n": 4}, "month"),
    # Case 4 of the last day of March (limit 1 April) is near with 3 working days to go, and with none to go not.
    Both("A16", {"service_near_workdays": "0"}, hand_service.first_responses, "first_response_on_time_rate",
         "department", "A", MAR, {"open_near_limit": 1}, {"open_near_limit": 0}, "month"),
    # Case 2 was referred on 6 March and replied to on 7 April, its 32nd day.
    Both("A16", {"referral_followup_days": "32"}, hand_service.referrals, "referral_followup_rate",
         "department", "A", "2026-04", ratio(2, 3), ratio(3, 3)),
]
