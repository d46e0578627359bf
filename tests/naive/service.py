"""
The service indicators recomputed with plain loops. Only the calendar (analytics.workdays) and the declared limits are
the product's.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from analytics.declare import service_limits
from analytics.workdays import WorkCalendar
from tests.analytics.store_fixture import ROOT, Row
from tests.naive.common import DAY, Naive, Tally, World, first_day, last_day, month_of, months_of, setting

AREAS = ("rural_income", "community_employment", "rights", "culture_family", "talent")
RATED = ("satisfied", "basically", "dissatisfied")
FAR = dt.date(9999, 1, 1)


@dataclass
class Case:
    """A case as last reported, with its days; None: has not happened, or no such limit."""

    row: Row
    received: dt.date
    answered: dt.date | None
    referred: dt.date | None
    closed: dt.date | None
    withdrawn: dt.date | None
    first_due: dt.date
    close_due: dt.date
    refer_due: dt.date
    accept_bound: dt.date | None
    close_bound: dt.date | None

    @property
    def in_scope(self) -> bool:
        return self.row["jurisdiction"] == "in_scope"


def cases(world: World) -> list[Case]:
    """Every case once, as the latest month's return tells it; a number means another case in another year."""
    if "cases" not in world.__dict__:
        told: dict[tuple, list[Row]] = {}
        for row in sorted(world.rows("service_cases"), key=lambda r: r["month"]):
            told.setdefault((world.line(row["unit_code"]), row["case_id"], row["received_at"].year), []).append(row)
        world.__dict__["cases"] = [
            _case(world, rows[-1] | {"unit_code": rows[0]["unit_code"]}) for rows in told.values()
        ]
    return world.__dict__["cases"]


def calendar(world: World) -> WorkCalendar:
    if "calendar" not in world.__dict__:
        world.__dict__["calendar"] = WorkCalendar(world.facts.calendar)
    return world.__dict__["calendar"]


def _case(world: World, row: Row) -> Case:
    limit = service_limits()["dv" if row["subcategory"] == "dv" else row["matter_type"]]
    add = calendar(world).add_workdays
    received = row["received_at"].date()
    closed = None if row["status"] == "withdrawn" else row["closed_on"]
    withdrawn = None
    if row["status"] == "withdrawn":
        withdrawn = row["closed_on"] or max(received, first_day(row["month"]))
    close_due = add(received, limit.close_days)
    if row["extended_on"] is not None and row["extended_on"] <= close_due:
        close_due = add(close_due, limit.close_days)
    close_bound = received + limit.close_calendar_days * DAY if limit.close_calendar_days else None
    if close_bound and limit.extension_calendar_days and row["extended_on"] and row["extended_on"] <= close_bound:
        close_bound += limit.extension_calendar_days * DAY
    return Case(
        row, received, row["first_response_at"].date() if row["first_response_at"] else closed, row["referred_on"],
        closed, withdrawn, add(received, limit.first_response_days), close_due, add(received, limit.refer_days),
        received + limit.accept_calendar_days * DAY if limit.accept_calendar_days else None, close_bound,
    )


# ------------------------------------------------------------------------------------------- limits
def _judge(
    world: World, case: Case, due: dt.date, done: dt.date | None, ended: dt.date | None, today: dt.date
) -> tuple[str, int] | None:
    """(month the outcome became known, 1 on time or 0), or None when nothing was owed or is decided yet."""
    if done is not None and done <= due:
        return month_of(done), 1
    if ended is not None and ended <= due:
        return None
    return (month_of(due), 0) if due < today else None


def _limit(world: World, month: str, period: str, judged: Iterator[tuple[Case, tuple[str, int] | None]]) -> list[Tally]:
    return [
        Tally(case.row["unit_code"], None, outcome[1], 1) for case, outcome in judged
        if outcome and outcome[0] in months_of(month, period) and (case.row["unit_code"], outcome[0]) in world.returned
    ]


def first_response_on_time_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return _limit(world, month, period, (
        (c, _judge(world, c, c.first_due, c.answered, c.withdrawn, today)) for c in cases(world)
    ))


def _closure(world: World, c: Case, today: dt.date) -> tuple[str, int] | None:
    return _judge(world, c, c.close_due, c.closed, c.withdrawn, today)


def _referral(world: World, c: Case, today: dt.date) -> tuple[str, int] | None:
    return _judge(world, c, c.refer_due, c.referred, c.withdrawn or c.closed, today)


def in_scope_on_time_closure_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return _limit(world, month, period, ((c, _closure(world, c, today)) for c in cases(world) if c.in_scope))


def referral_on_time_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return _limit(world, month, period, ((c, _referral(world, c, today)) for c in cases(world) if not c.in_scope))


def reception_matter_closure_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return _limit(world, month, period, (
        (c, (_closure if c.in_scope else _referral)(world, c, today)) for c in cases(world)
        if c.row["channel"] == "reception_day"
    ))


def statutory_overdue_count(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    begins = first_day(month) if period == "month" else first_day(f"{month[:4]}-01")
    as_of = min(last_day(month), today)
    found = []
    for case in cases(world):
        told = min((d for d in (case.answered, case.referred, case.closed) if d), default=FAR)
        settled = case.closed or FAR if case.in_scope else min(case.closed or FAR, case.referred or FAR)
        gone = case.withdrawn or (case.closed if not case.in_scope else None) or FAR
        known = last_day(case.row["month"])
        if period == "month" and (case.row["unit_code"], month) not in world.returned:
            continue
        over = False
        for bound, met, ended in (
            (case.accept_bound, told, case.withdrawn or FAR), (case.close_bound, settled, gone),
        ):
            if bound is None:
                continue
            day = max(bound + DAY, begins)  # the first day of the period on which it could have been over
            over |= day <= as_of and day < met and day < ended and day <= known
        if over:
            found.append(Tally(case.row["unit_code"], None, 1, 1))
    return found


# ------------------------------------------------------------------------------------------- one case, one month
def _in(world: World, unit_code: str, month: str, asked: str, period: str) -> bool:
    return month in months_of(asked, period) and (unit_code, month) in world.returned


def first_responder_registration_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    found = []
    for case in cases(world):
        received = month_of(case.received)
        if _in(world, case.row["unit_code"], received, month, period):
            known = case.row["first_responder_id"] in world.roster(received)
            found.append(Tally(case.row["unit_code"], None, int(known), 1))
    return found


def first_response_time(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    found = []
    for case in cases(world):
        moment = case.row["first_response_at"]
        if moment and _in(world, case.row["unit_code"], month_of(moment.date()), month, period):
            minutes = calendar(world).working_minutes(case.row["received_at"], moment)
            found.append(Tally(case.row["unit_code"], None, minutes / 60, 1))
    return found


def _closed(world: World, month: str, period: str) -> Iterator[Case]:
    for case in cases(world):
        if case.closed and _in(world, case.row["unit_code"], month_of(case.closed), month, period):
            yield case


def resolution_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(c.row["unit_code"], None, int(c.row["result"] == "resolved"), 1) for c in _closed(world, month, period)
        if c.in_scope and c.row["matter_type"] in ("request", "complaint")
    ]


def _quick(world: World, month: str, period: str) -> Iterator[Row]:
    for row in world.rows("quick_consultations"):
        if row["rights_category"] != "total" and row["month"] in months_of(month, period):
            yield row


def satisfaction_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(c.row["unit_code"], None, int(c.row["satisfaction"] != "dissatisfied"), 1)
        for c in _closed(world, month, period) if c.row["satisfaction"] in RATED
    ] + [
        Tally(r["unit_code"], None, r["satisfied"] or 0, r["rated"]) for r in _quick(world, month, period) if r["rated"]
    ]


def evaluation_participation_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(c.row["unit_code"], None, int(c.row["satisfaction"] in RATED), 1) for c in _closed(world, month, period)
    ] + [
        Tally(r["unit_code"], None, r["rated"] or 0, r["answered"])
        for r in _quick(world, month, period) if r["answered"]
    ]


def closure_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    as_of = min(last_day(month), today)
    return [
        Tally(c.row["unit_code"], None, int(c.closed is not None and c.closed <= as_of), 1) for c in cases(world)
        if c.received <= as_of and _in(world, c.row["unit_code"], month_of(c.received), month, period)
        and (c.withdrawn is None or c.withdrawn > as_of)
    ]


def referral_followup_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    told: dict[tuple, list[Row]] = {}
    for row in world.rows("service_cases"):
        if row["referred_on"]:
            key = row["unit_code"], row["case_id"], row["received_at"].year
            told.setdefault(key, []).append(row)
    found = []
    for rows in told.values():
        rows.sort(key=lambda r: r["month"])
        due = rows[0]["referred_on"] + setting("referral", "followup_days") * DAY
        by_then = [r for r in rows if r["month"] <= month_of(due)]
        row = by_then[-1] if by_then else rows[0]
        ended_on = row["closed_on"] or (first_day(row["month"]) if row["status"] == "withdrawn" else FAR)
        if due >= today or not _in(world, row["unit_code"], month_of(due), month, period):
            continue
        if row["status"] == "withdrawn" and ended_on <= due:
            continue
        replied = row["status"] != "withdrawn" and ended_on <= due
        found.append(Tally(row["unit_code"], None, int(replied or (row["chase_count"] or 0) > 0), 1))
    return found


# ------------------------------------------------------------------------------------------- hotline, activities
def hotline_answer_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(r["unit_code"], None, r["calls_answered"] or 0, r["calls_in"]) for r in world.rows("quick_consultations")
        if r["channel"] == "hotline" and r["rights_category"] == "total" and r["month"] in months_of(month, period)
        and r["calls_in"]
    ]


def hotline_volume(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(r["unit_code"], None, r["answered"], None) for r in _quick(world, month, period)
        if r["channel"] == "hotline" and r["answered"] is not None
    ] + [
        Tally(c.row["unit_code"], None, 1, None) for c in cases(world)
        if c.row["channel"] == "hotline" and _in(world, c.row["unit_code"], month_of(c.received), month, period)
    ]


def service_area_coverage(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    found = []
    for end in months_of(month, period):
        if int(end[5:]) % 3 or last_day(end) > today:
            continue
        quarter = [f"{end[:4]}-{int(end[5:]) - n:02}" for n in (2, 1, 0)]
        active = {r["service_area"] for r in world.rows("service_activities") if month_of(r["held_on"]) in quarter}
        for case in cases(world):
            told = min((d for d in (case.answered, case.referred, case.closed) if d), default=None)
            if told and month_of(told) in quarter:
                active.add("rights")
        found += [Tally(ROOT, None, int(area in active), 1) for area in AREAS]
    return found


def service_beneficiary_count(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(r["unit_code"], None, r["beneficiaries"], None) for r in world.rows("service_activities")
        if r["month"] in months_of(month, period)
    ]


@cache
def _outcome(*measures: str, area: str | None = None) -> Naive:
    def counted(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
        return [
            Tally(r["unit_code"], None, r["outcome_value"], None) for r in world.rows("service_activities")
            if r["month"] in months_of(month, period) and r["outcome_measure"] in measures
            and area in (None, r["service_area"]) and r["outcome_value"] is not None
        ]

    return counted


NAIVE: dict[str, Naive] = {
    f.__name__: f for f in (
        service_area_coverage, service_beneficiary_count, satisfaction_rate, evaluation_participation_rate,
        first_responder_registration_rate, first_response_on_time_rate, first_response_time,
        in_scope_on_time_closure_rate, referral_on_time_rate, referral_followup_rate, closure_rate, resolution_rate,
        statutory_overdue_count, reception_matter_closure_rate, hotline_answer_rate, hotline_volume,
    )
} | {
    "rural_training_person_times": _outcome("training_person_times", area="rural_income"),
    "reemployment_count": _outcome("people_employed", area="community_employment"),
    "community_entity_count": _outcome("entities_founded"),
    "rights_support_count": _outcome("law_making_items", "law_inspections", "legal_aid_cases"),
    "family_creation_count": _outcome("families_created", "civility_team_activities"),
    "women_cadre_recommendation_count": _outcome("women_cadres_recommended", "study_places"),
}
