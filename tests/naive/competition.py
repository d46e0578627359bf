"""The competition indicators recomputed with plain loops."""

import datetime as dt
from collections.abc import Iterator

from tests.analytics.store_fixture import ROOT, Row
from tests.naive.common import Naive, Tally, World, first_day, month_of, months_of, setting
from tests.naive.registers import (
    SECTION_HEAD_AND_ABOVE,
    as_of,
    entries,
    new_years_eve,
    settled_on,
)

PARTS = ("duties", "civility", "key_work")


# ------------------------------------------------------------------------------------------- assessments
def to_assess(world: World, month: str, round_: str) -> dict[str, str]:
    """staff_id -> unit of everybody the round is owed for: on the roster of June (December) or of an earlier month."""
    held = min(month, f"{month[:4]}-{'06' if round_ == 'half_year' else '12'}")
    return {
        staff_id: person.unit_code for staff_id, person in world.roster(held).items()
        if person.on_duty and world.is_ranked(staff_id, month[:4])
    }


def known_on(entry: Row) -> dt.date:
    due = dt.date(entry["year"], 7, 15) if entry["round"] == "half_year" else dt.date(entry["year"], 12, 31)
    return entry["decided_on"] or due


def results(world: World, month: str, kind: str, round_: str, day: dt.date) -> dict[str, Row]:
    return {
        e["subject"]: e for e in entries(world, "assessment_record", month)
        if e["subject_kind"] == kind and e["round"] == round_ and known_on(e) <= day
    }


def is_scored(entry: Row | None) -> bool:
    return entry is not None and all(entry.get(f"{part}_score") is not None for part in PARTS)


def assessment_component_coverage(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    round_ = "year" if month.endswith("-12") else "half_year"
    found = results(world, month, "person", round_, as_of(month, today))
    return [
        Tally(unit, staff_id, int(is_scored(found.get(staff_id))), 1)
        for staff_id, unit in to_assess(world, month, round_).items()
    ]


def assessment_score(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    for round_ in ("year", "half_year"):
        found = results(world, month, "person", round_, settled_on(month, today))
        scored = {staff_id: e for staff_id, e in found.items() if is_scored(e)}
        if scored:
            break
    return [
        Tally(unit, staff_id, sum(setting("assessment", f"{p}_weight") * scored[staff_id][f"{p}_score"]
                                  for p in PARTS) / 100, 1)
        for staff_id, unit in to_assess(world, month, round_).items() if staff_id in scored
    ]


# ------------------------------------------------------------------------------------------- appointments
def appointments(world: World, month: str, period: str, today: dt.date) -> Iterator[Row]:
    for row in world.facts.registers.get("appointment_record", ()):
        if month_of(row["decided_on"]) in months_of(month, period) and row["decided_on"] <= today:
            yield row


def by_competition(row: Row) -> bool:
    """Whether the policy wants it to be: a post of section head or above that is no move, transfer or promotion."""
    return row["type"] in ("competition", "open_selection") and row["post_rank"] in SECTION_HEAD_AND_ABOVE


def assessment_result_use_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(ROOT, a["staff_id"], int(a["assessment_cited"]), 1) for a in appointments(world, month, period, today)
    ]


def open_competition_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(ROOT, a["staff_id"], int(a["exam"] and a["open_competition"] and a["recommendation"]), 1)
        for a in appointments(world, month, period, today) if by_competition(a)
    ]


def competition_step_coverage(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(ROOT, a["staff_id"], int(a[step]), 1)
        for a in appointments(world, month, period, today) if by_competition(a)
        for step in ("exam", "open_competition", "recommendation")
    ]


# ------------------------------------------------------------------------------------------- awards and ratings
def merit_based_award_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(ROOT, None, int(a["assessment_cited"]), 1) for a in entries(world, "award_record", month)
        if a["result"] == "awarded" and (a["decided_on"] or new_years_eve(month)) <= settled_on(month, today)
    ]


def _applied(world: World, month: str, title: str, today: dt.date) -> list[Tally]:
    applications = [
        e["applied_on"] or e["decided_on"] or first_day(month)
        for e in entries(world, "external_rating_record", month) if e["title"] == title
    ]
    return [Tally(ROOT, None, int(any(day <= settled_on(month, today) for day in applications)), 1)]


def municipal_target_rating(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return _applied(world, month, "target_responsibility", today)


def civility_benchmark_title(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return _applied(world, month, "civility_benchmark", today)


def peer_rank(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(ROOT, None, e["rank"], None) for e in entries(world, "external_rating_record", month)
        if e["title"] == "peer_comparison" and e["level"] == "provincial" and e["rank"] is not None
        and (e["decided_on"] or new_years_eve(month)) <= settled_on(month, today)
    ]


def experience_promoted_count(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    first: dict[tuple[str, str, str], str] = {}
    for row in world.rows("goals_outcomes"):
        level = row.get("promotion_level")
        if row["goal_type"] == "experience" and row["stage"] == "promoted" and level in ("provincial", "national"):
            key = row["unit_code"], row["goal_id"], level
            first[key] = min(first.get(key, row["month"]), row["month"])
    return [Tally(unit, None, 1, None) for (unit, _, _), since in first.items() if since in months_of(month, period)]


NAIVE: dict[str, Naive] = {
    f.__name__: f for f in (
        assessment_component_coverage, assessment_score, assessment_result_use_rate, open_competition_rate,
        competition_step_coverage, merit_based_award_rate, municipal_target_rating, civility_benchmark_title, peer_rank,
        experience_promoted_count,
    )
}
