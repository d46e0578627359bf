"""The turns the demonstration is meant to show, and the registers behind it."""

import datetime as dt
from collections import Counter

from analytics.declare import code_list
from analytics.months import Month, month_range
from sample_data.agency import DEPARTMENTS, calendar, records
from sample_data.people import CLOSED
from sample_data.registers import batches, reviewed
from sample_data.schedule import closings, deeds, due_on, publications, received_at
from sample_data.sessions import sessions
from sample_data.story import CORRECTED, CORRECTED_AGO, FALLING, LATE, OVERDUE, SENT_BACK_AGO, SLIPPING, Story
from tests.sample_data.conftest import LAST, rows_of

THERE = ("present", "late", "left_early")
NOT_COUNTED = ("off_duty", "official_leave", "statutory_leave")


def attendance_rate(latest, unit: str, months) -> float:
    rows = [r for m in months for r in latest[unit, m].sheets["study_attendance"]]
    rows = [r for r in rows if r["status"] not in NOT_COUNTED]
    return sum(r["status"] in THERE for r in rows) / len(rows)


def test_one_department_studies_less_and_less(latest):
    early = attendance_rate(latest, FALLING, month_range(Month(2025, 1), Month(2025, 12)))
    late = attendance_rate(latest, FALLING, month_range(LAST.plus(-2), LAST))
    assert early > 0.93 and late < 0.86
    for unit in set(DEPARTMENTS) - {FALLING, *LATE, CLOSED}:
        assert attendance_rate(latest, unit, month_range(Month(2026, 1), LAST)) > 0.9


def test_one_project_slips(latest):
    stages = {r["project_id"]: r["stage"] for r in latest[SLIPPING, LAST].sheets["research_projects"]}
    assert stages == {f"{SLIPPING}-R-2026-01": "approved"}


def test_suggestions_a_head_differ():
    counted = Counter(
        r["suggestion_id"][:3] for r in reviewed(LAST, 20260101)
        if r["suggestion_id"][3:7] == "2026" and r["result"] not in ("duplicate", "withdrawn")
    )
    assert (counted["QYB"], counted["FZB"], counted["DWB"]) == (16, 8, 4)


def test_cases_have_the_shares_they_should(latest):
    rows = {r["case_id"]: r for r in rows_of(latest, "service_cases")}.values()
    share = {
        "dv": sum(r["subcategory"] == "dv" for r in rows) / len(rows),
        "out": sum(r["jurisdiction"] == "out_of_scope" for r in rows) / len(rows),
        "family": sum(r["rights_category"] == "marriage_family" for r in rows) / len(rows),
    }
    assert 0.06 <= share["dv"] <= 0.1 and 0.11 <= share["out"] <= 0.18 and 0.44 <= share["family"] <= 0.56
    months = Counter((r["case_id"][:3], str(Month.of(r["received_at"].date()))) for r in rows)
    assert all(32 <= n <= 50 for (unit, _), n in months.items() if unit == OVERDUE)


def test_some_cases_are_past_their_limit_at_the_end(latest):
    rows = [r for r in latest[OVERDUE, LAST].sheets["service_cases"] if r["closed_on"] is None]
    end, days = LAST.last_day, calendar()
    unreferred = [r for r in rows if r["jurisdiction"] == "out_of_scope" and r["referred_on"] is None
                  and days.add_workdays(r["received_at"].date(), 3) < end]
    past = [r for r in rows if r["jurisdiction"] == "in_scope" and r["matter_type"] == "request"
            and days.add_workdays(r["received_at"].date(), 5) < end]
    assert unreferred and past


def test_all_ten_outcome_measures_are_reported_each_year(latest):
    for year in (2025, 2026):
        found = {r["outcome_measure"] for r in rows_of(latest, "service_activities", year=year)}
        assert {c.code for c in code_list("outcome_measure")} <= found


def test_one_department_is_often_late():
    def late(unit: str) -> int:
        story = Story(unit, LAST)
        return sum(received_at(story, m).date() > due_on(m) for m in story.months() if story.is_sent(m))

    assert 9 <= sum(map(late, LATE)) <= 15
    assert all(late(unit) <= 3 for unit in set(DEPARTMENTS) - set(LATE))


def test_returns_that_were_sent_back():
    happened = [d for unit in DEPARTMENTS for d in deeds(Story(unit, LAST))]
    sent_back = {(d.unit_code, d.month) for d in happened if d.kind == "send_back"}
    assert sent_back == {(unit, LAST.plus(-ago)) for unit, ago in SENT_BACK_AGO}
    accepted = {(d.unit_code, d.month) for d in happened if d.kind == "accept"}
    assert {unit for unit, month in accepted if month == LAST} == {"BGS", "DWB", "ZLB"}
    assert (FALLING, LAST) not in accepted


def test_the_office_locks_each_month_when_it_is_published_and_all_of_it_reviewed():
    agency = Story("BGS", LAST)
    published = {d.month: d.at for d in publications(agency)}
    closed = {(d.kind, d.month): d.at for d in closings(agency)}
    locked = {month: at for (kind, month), at in closed.items() if kind == "lock"}
    assert list(locked) == [*month_range(Month(2025, 1), LAST.plus(-3))]
    happened = [d for unit in DEPARTMENTS for d in deeds(Story(unit, LAST)) if d.kind in ("submit", "accept")]
    for month, at in locked.items():
        assert published[month] < closed["approve", month] < at < published[month] + dt.timedelta(days=21)
        late = {(d.unit_code, d.version) for d in happened if d.month == month and d.at > closed["approve", month]}
        assert late == ({(CORRECTED, 2)} if month == LAST.plus(-CORRECTED_AGO) else set())


def test_the_correction_of_a_locked_month_comes_while_it_is_unlocked():
    month = LAST.plus(-CORRECTED_AGO)
    [lock] = [d for d in closings(Story("BGS", LAST)) if (d.kind, d.month) == ("lock", month)]
    mine = [d for d in deeds(Story(CORRECTED, LAST)) if d.month == month and d.at > lock.at]
    assert [(d.kind, d.version) for d in mine] == [("unlock", 1), ("submit", 2), ("accept", 2)]
    assert mine[0].reason and [d.at for d in mine] == sorted(d.at for d in mine)


# ------------------------------------------------------------------------------------------- registers
def test_the_registers_kept_over_time_end_as_the_final_ones():
    keys = {"unit": ("code", "valid_from"), "staff": ("staff_id", "valid_from"), "study_session": ("session_id",),
            "calendar_day": ("day",), "reception_day": ("held_on", "planned_leader_id"),
            "duty": ("staff_id", "from_on")}
    final = records(LAST)
    kept: dict = {view: {} for view in keys}
    for batch in batches(LAST, 20260101):
        for view, rows in batch.records.items():
            for row in rows if view in keys else ():
                kept[view][tuple(row[k] for k in keys[view])] = row
    for view, names in keys.items():
        assert kept[view] == {tuple(row[k] for k in names): row for row in final[view]}, view


def test_study_calendar_has_its_gaps():
    held = [s for s in sessions(LAST) if s["status"] == "held"]
    central = Counter(Month.of(s["held_on"]) for s in held if s["type"] == "central_group")
    assert central[Month(2026, 7)] == 0 and central[Month(2026, 5)] == 2
    assert any(s["status"] == "cancelled" for s in sessions(LAST))
    theory = {s["held_on"] for s in held if s["type"] == "cadre_theory"}
    due = [f for f in calendar().fortnights(2026) if f.due and f.last_day <= LAST.last_day]
    assert sum(not any(f.first_day <= day <= f.last_day for day in theory) for f in due) == 1
