"""Expected-by-now and the three states of pace (catalogue 0)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.declare import indicator
from analytics.months import Month
from analytics.pacing import DutyYear, Figure, YearSoFar, attainable_rate, expected, judge_pace, scaled, steps_due

P_FN = (1, 3, 5, 7, 9, 11, 13, 16, 18, 20, 22, 24)
P_WD = (21, 37, 59, 80, 99, 120, 143, 164, 186, 204, 225, 248)
FULL = DutyYear(12, "2026-01")


def year(month: int) -> YearSoFar:
    return YearSoFar(P_FN[month - 1], P_WD[month - 1], P_FN[-1], P_WD[-1])


def pace(name: str, month: int, **figure):
    chosen, when = indicator(name), Month(2026, month)
    return judge_pace(chosen, Figure(**figure), month=when, as_of=when.last_day, year=year(month))


@pytest.mark.parametrize("month", range(1, 13))
def test_expected_by_the_calendar(month):
    when, so_far = Month(2026, month), year(month)
    def due(name: str, target: float | None = None) -> float | None:
        return expected(indicator(name), Figure(0, target=target), when, so_far, when.last_day)
    assert due("cadre_session_count") == P_FN[month - 1]
    assert due("study_hours_total") == P_WD[month - 1]
    assert due("study_note_monthly_rate") == month
    assert due("suggestions_per_person", 2) == 2 * month / 12
    assert due("study_exchange_participation_rate") == (0 if month < 6 else 1 if month < 12 else 2)
    assert due("learning_content_coverage", 1) == month // 3 / 4


def test_steps_by_date():
    chosen = indicator("suggestions_per_person")
    june = Month(2026, 6)
    assert steps_due(chosen, june, dt.date(2026, 6, 29)) == (0, 1, dt.date(2026, 6, 30))
    assert steps_due(chosen, june, dt.date(2026, 6, 30)) == (1, 2, dt.date(2026, 11, 30))
    assert steps_due(chosen, Month(2026, 12), dt.date(2026, 12, 31)) == (2, None, None)


@pytest.mark.parametrize(("months", "wanted", "full"), [
    (12, 2, 3), (11, 2, 3), (8, 2, 2), (7, 2, 2), (6, 1, 2), (4, 1, 1), (1, 1, 1), (0, 1, 1),
])
def test_yearly_counts_are_scaled_by_on_duty_months_and_rounded_up(months, wanted, full):
    chosen, duty = indicator("suggestions_per_person"), DutyYear(months, "2026-01")
    assert (scaled(chosen, 2, duty), scaled(chosen, 3, duty)) == (wanted, full)


def test_rates_hours_and_units_are_not_scaled():
    half = DutyYear(6, "2026-01")
    assert scaled(indicator("collective_study_attendance_rate"), 0.9, half) == 0.9
    assert scaled(indicator("study_hours_total"), 248, half) == 248
    assert scaled(indicator("unexcused_absence_count"), 0, half) == 0
    assert scaled(indicator("suggestions_per_person"), 2, None) == 2


# 24 sessions a year, 11 by June. 9: 2 behind = 8.3 % of the year; 8: 12.5 %. Six months are left.
def test_running_total():
    assert pace("cadre_session_count", 6, value=9, target=24).state == "on_pace"
    assert pace("cadre_session_count", 6, value=8, target=24).state == "behind"
    assert pace("cadre_session_count", 6, value=8, target=24).needed_per_month == 16 / 6
    assert pace("cadre_session_count", 12, value=23, target=24).state == "out_of_reach"
    assert pace("cadre_session_count", 6, value=24, target=24).needed_per_month == 0


def test_the_month_in_progress_still_counts_as_time_left():
    chosen, december = indicator("cadre_session_count"), Month(2026, 12)
    found = judge_pace(chosen, Figure(23, target=24), month=december, as_of=dt.date(2026, 12, 20), year=year(12))
    assert found.state != "out_of_reach"
    assert found.needed_per_month == 1


# A duty missed can't be undone: 2 of 3 months met leaves at best 11 of 12.
@pytest.mark.parametrize(("met", "due", "month", "duty", "state"), [
    (3, 3, 3, None, "on_pace"), (2, 3, 3, None, "out_of_reach"), (2, 3, 3, FULL, "behind"),
    (1, 3, 3, FULL, "out_of_reach"), (0, 0, 1, None, "behind"),
])
def test_duties(met, due, month, duty, state):
    value = met / due if due else 0
    found = pace("study_note_monthly_rate", month, value=value, numerator=met, denominator=due, duty=duty)
    assert found.state == state


def test_daily_hours_are_paced_as_a_rate():
    assert pace("daily_study_hours", 6, value=1.0, numerator=120, denominator=120, target=1.0).state == "on_pace"
    found = pace("daily_study_hours", 6, value=0.95, numerator=114, denominator=120, target=1.0)
    assert (found.state, found.expected) == ("behind", 1.0)


def test_innovation_measures_are_on_pace_within_ten_points_of_the_target():
    assert pace("innovation_measure_completion_rate", 6, value=0.82, target=0.9).state == "on_pace"
    assert pace("innovation_measure_completion_rate", 6, value=0.80, target=0.9).state == "behind"


def test_milestones():
    assert pace("dept_innovation_goal_rate", 2, value=0, target=1).state == "on_pace"
    assert pace("dept_innovation_goal_rate", 4, value=0.5, target=1).state == "behind"
    assert pace("dept_innovation_goal_rate", 4, value=1, target=1).state == "on_pace"
    assert pace("dept_innovation_goal_rate", 4, value=0.5, target=1).needed_per_month is None


@pytest.mark.parametrize(("month", "reached", "state"), [
    (4, 1, "on_pace"), (4, 0, "behind"), (10, 1, "behind"), (11, 1, "out_of_reach"), (12, 3, "on_pace"),
])
def test_stages(month, reached, state):
    assert pace("outstanding_outcomes_declared", month, value=0, furthest=reached, target=2).state == state


@given(st.integers(0, 12), st.integers(0, 12), st.integers(1, 12))
def test_the_attainable_rate_is_between_now_and_one(met, more, month):
    due = met + more
    best = attainable_rate(met, due, month, 12)
    if not due:
        assert best is None
    else:
        assert met / due - 1e-12 <= best <= 1 + 1e-12


@given(st.floats(0, 40), st.floats(0, 40), st.integers(1, 12))
def test_more_done_is_never_further_behind(a, b, month):
    order = {"out_of_reach": 0, "behind": 1, "on_pace": 2}
    low, high = (pace("cadre_session_count", month, value=v, target=24) for v in sorted((a, b)))
    assert order[low.state] <= order[high.state]
    assert (low.needed_per_month or 0) >= (high.needed_per_month or 0) or low.state == "out_of_reach"
