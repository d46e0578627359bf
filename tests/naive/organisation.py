"""The organisation indicators recomputed with plain loops."""

import datetime as dt

from tests.analytics.store_fixture import ROOT
from tests.naive.common import Naive, Tally, World, attended, first_day, last_day, year_to
from tests.naive.competition import is_scored, results, to_assess
from tests.naive.registers import as_of, entries, in_post, new_years_eve, settled_on, units_on


def leading_group_established(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    day = as_of(month, today)
    roster, units = in_post(world, day), units_on(world, day)
    roles = {
        g["staff_id"]: g["role"] for g in world.facts.registers.get("leading_group_record", ())
        if g["from_on"] <= day and (g["to_on"] is None or day <= g["to_on"])
    }
    chair = next(u.get("head_id") for u in units if u["parent_code"] is None)
    vice_chairs = [s for s, p in roster.items() if p["is_leadership"] and s != chair]
    heads = [u.get("head_id") for u in units if u["must_report"]]
    passed = (
        chair in roster and [s for s, role in roles.items() if role == "head"] == [chair],
        all(roles.get(s) == "deputy" for s in vice_chairs),
        bool(heads) and all(s in roster and s in roles for s in heads),
    )
    return [Tally(ROOT, None, int(test), 1) for test in passed]


def mobilisation_discussion_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    held = any(
        s["type"] == "mobilisation" and f"{s['held_on']}"[:4] == month[:4] and s["held_on"] <= as_of(month, today)
        for s in world.held.values()
    )
    if not held and not month.endswith("-12"):
        return []
    present = {
        row["staff_id"] for row, session in world.attendances()
        if session["type"] == "mobilisation" and attended(row) and row["month"] in year_to(month)
    }
    return [
        Tally(p.unit_code, staff_id, int(staff_id in present), 1)
        for staff_id, p in world.to_judge(month) if p.row["is_cadre"]
    ]


def dept_gap_analysis_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    filed = {
        (i["unit_code"], i["item"]) for i in world.facts.institutions
        if i["year"] == int(month[:4]) and (i.get("effective_on") or first_day(month)) <= as_of(month, today)
        and i.get("unit_code")
    }
    return [
        Tally(u, None, int((u, "department_gaps") in filed and (u, "department_measures") in filed), 1)
        for u in world.departments(month)
    ]


def person_gap_analysis_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    filed = {
        row["staff_id"] for row in entries(world, "person_year_record", month)
        if row.get("gap_filed_on") and row["gap_filed_on"] <= as_of(month, today)
    }
    return [
        Tally(p.unit_code, staff_id, int(staff_id in filed), 1)
        for staff_id, p in world.roster(month).items() if p.on_duty and p.row["is_cadre"]
    ]


def responsibility_coverage_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    day = as_of(month, today)
    roster = in_post(world, day)
    return [
        Tally(u["code"], None, int((u.get("supervisor_id") if u["must_report"] else u.get("head_id")) in roster), 1)
        for u in units_on(world, day) if u["must_report"] or u["parent_code"] is None
    ]


def _assessed(world: World, month: str, round_: str, today: dt.date) -> list[Tally]:
    day = as_of(month, today)
    held = min(month, f"{month[:4]}-{'06' if round_ == 'half_year' else '12'}")
    people, departments = (results(world, month, kind, round_, day) for kind in ("person", "department"))

    def met(entry) -> int:
        return int(entry is not None and (is_scored(entry) or entry.get("grade") is not None))

    return [
        *(Tally(unit, s, met(people.get(s)), 1) for s, unit in to_assess(world, month, round_).items()),
        *(Tally(u, None, met(departments.get(u)), 1) for u in world.departments(held)),
    ]


def half_year_assessment_done(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return _assessed(world, month, "half_year", today)


def annual_assessment_done(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return _assessed(world, month, "year", today)


def civilised_office_participation(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    taking_part = {
        a["nominee"] for a in entries(world, "award_record", month)
        if a["award"] == "civilised_office"
        and (a["declared_on"] or a["decided_on"] or first_day(month)) <= settled_on(month, today)
    }
    return [Tally(u, None, int(u in taking_part), 1) for u in world.departments(month)]


def award_condition_check_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    found = []
    for a in entries(world, "award_record", month):
        if (a["declared_on"] or a["decided_on"] or new_years_eve(month)) > as_of(month, today):
            continue
        dated = a.get("checked_on")
        found.append(Tally(ROOT, None, int(dated <= last_day(month) and dated <= today if dated
                                           else a.get("check_passed") is not None), 1))
    return found


NAIVE: dict[str, Naive] = {
    f.__name__: f for f in (
        leading_group_established, mobilisation_discussion_rate, dept_gap_analysis_rate, person_gap_analysis_rate,
        responsibility_coverage_rate, half_year_assessment_done, annual_assessment_done,
        civilised_office_participation, award_condition_check_rate,
    )
}
