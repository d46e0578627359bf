"""The learning indicators recomputed with plain loops."""

import datetime as dt
from collections.abc import Iterator

from tests.analytics.store_fixture import ROOT, Row
from tests.naive.common import (
    Naive,
    Tally,
    World,
    attended,
    days,
    excused,
    last_day,
    made_up,
    month_of,
    months_of,
    next_month,
    setting,
    year_to,
)


# ------------------------------------------------------------------------------------------- sessions
def central_group_session_count(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    found = []
    for one in months_of(month, period):
        met = any(
            s["type"] == "central_group" and month_of(s["held_on"]) == one and s["held_on"] <= today
            for s in world.held.values()
        )
        if met or last_day(one) <= today:
            found.append(Tally(ROOT, None, int(met), 1))
    return found


def cadre_session_fortnight_coverage(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(ROOT, None, int(any(first <= day <= last for day in _cadre_session_days(world))), 1)
        for first, last in world.due_fortnights(month[:4])
        if last <= today and month_of(last) in months_of(month, period)
    ]


def _cadre_session_days(world: World) -> list[dt.date]:
    return sorted(s["held_on"] for s in world.held.values() if s["type"] == "cadre_theory")


def cadre_session_count(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(ROOT, None, 1, None) for day in _cadre_session_days(world)
        if day <= today and month_of(day) in months_of(month, period)
    ]


def cadre_session_max_gap_days(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    held = sorted({day for day in _cadre_session_days(world) if day <= today})
    found = []
    for before, after in zip(held, held[1:], strict=False):
        between = [day for day in days(before, after) if day not in (before, after) and day in world.holidays]
        if month_of(after) in months_of(month, period):
            found.append(Tally(ROOT, None, (after - before).days - len(between), None))
    return found


def learning_content_coverage(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    found = []
    for last in months_of(month, period):
        if last[5:] not in ("03", "06", "09", "12") or last_day(last) > today:
            continue
        quarter = [f"{last[:4]}-{int(last[5:]) - back:02}" for back in (0, 1, 2)]
        for area in ("political_theory", "womens_work", "science_market"):
            seen = any(s["content"] == area and month_of(s["held_on"]) in quarter for s in world.held.values())
            found.append(Tally(ROOT, None, int(seen), 1))
    return found


def study_form_coverage(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    until = min(last_day(month), today)
    used = {s["form"] for s in world.held.values() if s["held_on"].year == int(month[:4]) and s["held_on"] <= until}
    return [Tally(ROOT, None, int(f in used), 1) for f in ("lecture", "film", "party_class", "sharing")]


# ------------------------------------------------------------------------------------------- attendance
def collective_study_attendance_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(row["unit_code"], row["staff_id"], int(attended(row)), int(not excused(row)))
        for row in world.rows("study_attendance") if row["month"] in months_of(month, period)
    ]


def study_completion_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    sessions = {s["session_id"]: s for s in world.facts.sessions}
    return [
        Tally(
            row["unit_code"], row["staff_id"],
            int(attended(row) or made_up(row, sessions.get(row["session_id"]), ("sick_leave", "personal_leave"))),
            int(not excused(row)),
        )
        for row in world.rows("study_attendance") if row["month"] in months_of(month, period)
    ]


def unexcused_absence_count(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(row["unit_code"], row["staff_id"], int(row["status"] == "unexcused"), None)
        for row in world.rows("study_attendance") if row["month"] in months_of(month, period)
    ]


def central_group_attendance_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    found = []
    for row, session in world.attendances():
        person = world.roster(row["month"]).get(row["staff_id"])
        member = person is not None and person.row["is_central_group"]
        if session["type"] == "central_group" and member and row["month"] in months_of(month, period):
            found.append(Tally(row["unit_code"], row["staff_id"], int(attended(row)), int(not excused(row))))
    return found


def collective_study_fortnight_compliance(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    found = []
    for first, last in world.due_fortnights(month[:4]):
        judged_in = month_of(last)
        if last > today or judged_in not in months_of(month, period):
            continue
        for staff_id, person in world.roster(judged_in).items():
            if (person.unit_code, judged_in) in world.returned and _is_there(world, person.row, first, last):
                found += _fortnight(world, staff_id, person.unit_code, first, last)
    return found


def _is_there(world: World, person: Row, first: dt.date, last: dt.date) -> bool:
    """On the roster in the fortnight, and on duty for at least half of its working days."""
    on_roster = person["joined_on"] <= last and (person["left_on"] is None or person["left_on"] >= first)
    workdays = sum(1 for day in days(first, last) if day in world.workdays)
    return on_roster and world.duty_days(person, first, last) >= workdays * setting("duty", "min_share_of_workdays")


def _fortnight(world: World, staff_id: str, unit_code: str, first: dt.date, last: dt.date) -> list[Tally]:
    mine = [(r, s) for r, s in world.attendances() if r["staff_id"] == staff_id and first <= s["held_on"] <= last]
    repaired = any(made_up(r, s, ("sick_leave", "personal_leave", "official_leave")) for r, s in mine)
    if repaired or any(attended(r) for r, _ in mine):
        return [Tally(unit_code, staff_id, 1, 1)]
    earlier = world.roster(month_of(first)).get(staff_id)
    if earlier is not None and (earlier.unit_code, month_of(first)) not in world.returned:
        return []
    return [Tally(unit_code, staff_id, 0, int(not mine or not all(excused(r) for r, _ in mine)))]


def study_exchange_participation_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    found = []
    for last in months_of(month, period):
        if last[5:] not in ("06", "12") or last_day(last) > today:
            continue
        half = [m for m in year_to(last) if int(m[5:]) > int(last[5:]) - 6]
        for staff_id in {s for m in half for s in world.roster(m)}:
            found += _half_year(world, staff_id, half)
    return found


def _half_year(world: World, staff_id: str, half: list[str]) -> list[Tally]:
    there = [(m, world.roster(m)[staff_id].unit_code) for m in half
             if staff_id in world.roster(m) and world.roster(m)[staff_id].on_duty]
    if len(there) < setting("duty", "min_months_for_half_year"):
        return []
    unit_code = there[-1][1]
    if (unit_code, half[-1]) not in world.returned:
        return []
    took_part = any(
        r["staff_id"] == staff_id and s["type"] == "exchange" and attended(r) and r["month"] in half
        for r, s in world.attendances()
    )
    if not took_part and any((unit, m) not in world.returned for m, unit in there):
        return []
    return [Tally(unit_code, staff_id, int(took_part), 1)]


def exchange_speech_count(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    months = months_of(month, period)
    found = [
        Tally(r["unit_code"], r["staff_id"], int(r["spoke"] == "yes"), None) for r, s in world.attendances()
        if s["type"] in ("exchange", "central_group") and r["month"] in months
    ]
    for one in months:
        found += [
            Tally(p.unit_code, staff_id, 0, None) for staff_id, p in world.roster(one).items()
            if p.on_duty and (p.unit_code, one) in world.returned
        ]
    return found


# ------------------------------------------------------------------------------------------- own study
def study_hours(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    found = []
    for one in months_of(month, period):
        for staff_id, person in world.roster(one).items():
            if person.workdays_on_duty and (person.unit_code, one) in world.returned:
                hours = sum(_hours(world, staff_id, one))
                found.append(Tally(person.unit_code, staff_id, hours, person.workdays_on_duty))
    return found


def _hours(world: World, staff_id: str, month: str) -> Iterator[float]:
    for row in world.rows("personal_study"):
        if row["staff_id"] == staff_id and row["month"] == month and row["self_study_hours"] is not None:
            yield row["self_study_hours"]
    for row, session in world.attendances():
        if row["staff_id"] == staff_id and row["month"] == month and attended(row):
            yield session["hours"]


def study_note_monthly_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    found = []
    for one in months_of(month, period):
        for staff_id, person in world.roster(one).items():
            if person.on_duty and (person.unit_code, one) in world.returned:
                met = any(
                    _in_time(row, one) or (period == "year" and _late(row, one, month))
                    for row in world.rows("personal_study")
                    if row["staff_id"] == staff_id and row["note_date"] is not None
                    and row.get("note_title") != setting("note", "unfinished_title")
                )
                found.append(Tally(person.unit_code, staff_id, int(met), 1))
    return found


def _in_time(row: Row, month: str) -> bool:
    return row["month"] == month and month_of(row["note_date"]) == month


def _late(row: Row, month: str, known_by: str) -> bool:
    """Dated in the month and sent with the next return, or sent with the month's and dated early in the next month."""
    sent_next = month_of(row["note_date"]) == month and row["month"] == next_month(month)
    dated_next = row["month"] == month and month_of(row["note_date"]) == next_month(month)
    in_days = row["note_date"].day <= setting("note", "late_until_day")
    return row["month"] <= known_by and (sent_next or (dated_next and in_days))


# ------------------------------------------------------------------------------------------- courses, education
def _has_course(
    world: World, staff_id: str, month: str, kinds: tuple[str, ...], states: tuple[str, ...] | None
) -> bool:
    return any(
        row["staff_id"] == staff_id and row["month"] in year_to(month) and row["course_type"] in kinds
        and (states is None or row["course_status"] in states)
        for row in world.rows("personal_study")
    )


def _single_subject(world: World, month: str, states: tuple[str, ...]) -> list[Tally]:
    return [
        Tally(p.unit_code, staff_id, int(_has_course(world, staff_id, month, ("single_subject",), states)), 1)
        for staff_id, p in world.to_judge(month) if world.is_ranked(staff_id, month[:4])
    ]


def single_subject_course_completion_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return _single_subject(world, month, ("completed",))


def single_subject_course_enrolment_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return _single_subject(world, month, ("enrolled", "completed", "failed"))


def bachelor_attainment_rate_u45(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    limit = setting("education", "age_limit_years")
    return [
        Tally(p.unit_code, staff_id, int(p.row["education"] in ("bachelor", "postgraduate")), 1)
        for staff_id, p in world.roster(month).items()
        if p.on_duty and p.row["birth_date"] is not None and int(month[:4]) - p.row["birth_date"].year <= limit
    ]


def postgraduate_participation_count(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(p.unit_code, staff_id, 1, None) for staff_id, p in world.roster(month).items()
        if p.on_duty and (
            p.row["degree_in_progress"] == "degree_postgraduate"
            or _has_course(world, staff_id, month, ("degree_postgraduate",), ("enrolled", "completed"))
        )
    ]


def continuing_education_participation_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    kinds = ("degree_college", "degree_bachelor", "degree_postgraduate", "training")
    return [
        Tally(p.unit_code, staff_id, int(_has_course(world, staff_id, month, kinds, None)), 1)
        for staff_id, p in world.to_judge(month)
    ]


NAIVE: dict[str, Naive] = {
    f.__name__: f for f in (
        central_group_session_count, central_group_attendance_rate, cadre_session_fortnight_coverage,
        cadre_session_count, cadre_session_max_gap_days, collective_study_attendance_rate, study_completion_rate,
        collective_study_fortnight_compliance, unexcused_absence_count, study_note_monthly_rate,
        study_exchange_participation_rate, exchange_speech_count, single_subject_course_completion_rate,
        single_subject_course_enrolment_rate, bachelor_attainment_rate_u45, postgraduate_participation_count,
        continuing_education_participation_rate, learning_content_coverage, study_form_coverage,
    )
} | {"daily_study_hours": study_hours, "study_hours_total": study_hours}

