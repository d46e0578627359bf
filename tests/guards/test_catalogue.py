"""
The indicator catalogue's 104 ids (its section 1), each with its levels, the mark of its target and the target itself,
as the catalogue states them, against what is declared: none missing, none dead, none the catalogue does not know.

Levels: P person, D department, A agency. Mark: P policy, D default, L law, '' where the catalogue gives none. Target:
rates 0-1; (met, full marks) where there are two; None where there is none, or the calendar or the department's own plan
gives it.
"""

import pytest

from analytics.declare import indicators

LEARNING = {
    "central_group_session_count": ("A", "P", 1),
    "central_group_attendance_rate": ("PA", "D", 0.9),
    "cadre_session_fortnight_coverage": ("A", "P", 1),
    "cadre_session_count": ("A", "P", None),
    "cadre_session_max_gap_days": ("A", "P", 14),
    "collective_study_attendance_rate": ("PDA", "D", 0.9),
    "study_completion_rate": ("PDA", "D", 0.95),
    "collective_study_fortnight_compliance": ("PD", "P", 1),
    "unexcused_absence_count": ("P", "D", 0),
    "learning_plan_completion_rate": ("PDA", "P", 1),
    "daily_study_hours": ("PD", "P", 1),
    "study_hours_total": ("P", "P", None),
    "study_note_monthly_rate": ("PDA", "P", 1),
    "study_exchange_participation_rate": ("PDA", "P", 1),
    "exchange_speech_count": ("P", "D", 1),
    "single_subject_course_completion_rate": ("PDA", "P", 1),
    "bachelor_attainment_rate_u45": ("DA", "P", 1),
    "postgraduate_participation_count": ("A", "P", None),
    "continuing_education_participation_rate": ("PA", "P", None),
    "learning_content_coverage": ("A", "P", 1),
    "study_form_coverage": ("A", "D", 1),
    "learning_debrief_rate": ("PDA", "P", 1),
    "exam_participation_rate": ("PA", "P", 1),
    "exam_pass_rate": ("PDA", "D", 1),
    "exam_mean_score": ("PDA", "D", None),
    "learning_system_established": ("A", "P", 1),
    "learning_evaluation_score": ("PD", "D", 75),
    "learning_evaluation_published": ("A", "P", 1),
    "learning_result_in_appraisal_rate": ("A", "P", 1),
}
INNOVATIVE = {
    "innovation_mechanism_established": ("A", "P", 1),
    "suggestion_box_established": ("A", "P", 1),
    "golden_idea_count": ("A", "P", 1),
    "suggestion_month_held": ("A", "P", 1),
    "suggestions_per_person": ("PDA", "P", (2, 3)),
    "suggestion_coverage_rate": ("DA", "P", 1),
    "suggestion_adoption_rate": ("DA", "D", None),
    "suggestion_implementation_rate": ("A", "", None),
    "suggestion_review_days": ("A", "D", 30),
    "excellent_suggestion_award_held": ("A", "P", 1),
    "dept_innovation_goal_rate": ("DA", "P", 1),
    "person_innovation_goal_rate": ("PDA", "P", 1),
    "key_work_innovation_coverage": ("A", "P", 1),
    "innovation_measure_completion_rate": ("DA", "D", 0.9),
    "outstanding_outcomes_declared": ("A", "P", (2, 3)),
    "outstanding_outcomes_awarded": ("A", "", None),
}
COMPETITIVE = {
    "assessment_component_coverage": ("PDA", "P", 1),
    "assessment_score": ("PD", "D", None),  # the bands are R-BANDS
    "assessment_result_use_rate": ("A", "P", 1),
    "open_competition_rate": ("A", "P", 1),
    "competition_step_coverage": ("A", "P", 1),
    "merit_based_award_rate": ("A", "P", 1),
    "municipal_target_rating": ("A", "P", 1),
    "civility_benchmark_title": ("A", "P", 1),
    "peer_rank": ("A", "P", 1),
    "experience_promoted_count": ("A", "D", 1),
}
SERVICE = {
    "service_area_coverage": ("A", "P", 1),
    "service_beneficiary_count": ("DA", "", None),
    "rural_training_person_times": ("A", "", None),
    "reemployment_count": ("A", "", None),
    "community_entity_count": ("A", "", None),
    "rights_support_count": ("A", "", None),
    "family_creation_count": ("A", "", None),
    "women_cadre_recommendation_count": ("A", "", None),
    "satisfaction_rate": ("DA", "D", 0.95),
    "evaluation_participation_rate": ("DA", "", None),
    "research_system_established": ("A", "P", 1),
    "department_research_count": ("DA", "P", (1, 2)),
    "leader_research_report_rate": ("PA", "P", 1),
    "grassroots_days": ("PA", "", None),
    "research_conversion_rate": ("A", "", None),
    "opinion_report_count": ("DA", "", None),
    "first_responder_registration_rate": ("DA", "P", 1),
    "first_response_on_time_rate": ("DA", "D", 0.95),
    "first_response_time": ("DA", "D", 8),
    "in_scope_on_time_closure_rate": ("DA", "D", 0.95),
    "referral_on_time_rate": ("DA", "D", 0.95),
    "referral_followup_rate": ("DA", "D", 0.9),
    "closure_rate": ("DA", "", None),
    "resolution_rate": ("DA", "", None),
    "statutory_overdue_count": ("DA", "L", 0),
    "reception_day_fulfilment_rate": ("PA", "P", 1),
    "reception_matter_closure_rate": ("A", "D", 0.95),
    "hotline_answer_rate": ("A", "D", 0.95),
    "hotline_volume": ("A", "", None),
    "service_brand_count": ("A", "P", 2),
    "service_responsibility_system": ("A", "P", 1),
}
ORGANISATION = {
    "leading_group_established": ("A", "P", 1),
    "mobilisation_discussion_rate": ("PA", "P", 1),
    "dept_gap_analysis_rate": ("DA", "P", 1),
    "person_gap_analysis_rate": ("PDA", "P", 1),
    "responsibility_coverage_rate": ("DA", "P", 1),
    "half_year_assessment_done": ("DA", "P", 1),
    "annual_assessment_done": ("DA", "P", 1),
    "creation_goal_completion_rate": ("DA", "D", 0.9),
    "civilised_office_participation": ("DA", "P", 1),
    "award_condition_check_rate": ("A", "P", 1),
}
REPORTING = {
    "return_submission_rate": ("A", "", 1),
    "return_on_time_rate": ("DA", "D", 1),
    "return_first_pass_rate": ("DA", "D", 0.9),
    "return_rejection_count": ("D", "", None),
    "late_return_days": ("D", "", 0),
    "reminder_count": ("D", "", None),
    "correction_count": ("D", "", None),
    "zero_declaration_gap": ("D", "", 0),
}
CATALOGUE = {
    "learning": LEARNING, "innovative": INNOVATIVE, "competitive": COMPETITIVE, "service": SERVICE,
    "organisation": ORGANISATION, "reporting": REPORTING,
}
EVERY = {name: (kind, *stated) for kind, group in CATALOGUE.items() for name, stated in group.items()}
# the second figure of suggestion_coverage_rate (3 or more) and of single_subject_course_completion_rate (begun)
SECOND_FIGURES = {"suggestion_full_coverage_rate", "single_subject_course_enrolment_rate"}
LETTERS = {"person": "P", "department": "D", "agency": "A"}


def test_the_catalogue_has_104_indicators():
    assert len(EVERY) == 104


def test_every_indicator_of_the_catalogue_is_declared_and_no_other_is():
    assert set(EVERY) - set(indicators()) == set()
    assert set(indicators()) - set(EVERY) == SECOND_FIGURES


@pytest.mark.parametrize("name", EVERY)
def test_it_is_of_the_catalogues_type_levels_mark_and_target(name):
    """
    A figure that the catalogue averages for departments may be shown for the whole agency as well; a target that it
    gives no mark may be marked as our default.
    """
    kind, levels, mark, target = EVERY[name]
    chosen = indicators()[name]
    assert chosen.type_of_agency == kind
    assert set(levels) <= {LETTERS[level] for level in chosen.levels} <= {*levels, "A"}
    assert chosen.mark == mark or (not mark and chosen.mark == "D")
    wanted, full = target if isinstance(target, tuple) else (target, None)
    assert (chosen.target, chosen.full_target) == (wanted, full)
