"""The learning indicators that registers feed, recomputed with plain loops."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from tests.analytics.store_fixture import ROOT, Row
from tests.naive.common import Naive, Tally, World, last_day, month_of, months_of, setting


def register(world: World, table: str) -> list[Row]:
    return world.facts.registers.get(f"{table}_record", [])


def by(day: dt.date | None, month: str, today: dt.date) -> bool:
    """Whether something dated had happened by the day the month is judged on."""
    return day is not None and day <= min(last_day(month), today)


def in_force(world: World, item: str, month: str, today: dt.date) -> list[Row]:
    return [r for r in world.facts.institutions if r["item"] == item and by(r.get("effective_on"), month, today)]


def yes(met: bool) -> list[Tally]:
    return [Tally(ROOT, None, int(met), 1)]


def on_duty(world: World, month: str) -> Iterable[tuple[str, str]]:
    """(person, unit) of everybody on duty in the month."""
    for staff_id, person in world.roster(month).items():
        if person.on_duty:
            yield staff_id, person.unit_code


def learning_plan_completion_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    filed = {
        r["staff_id"] for r in register(world, "person_year")
        if r["year"] == int(month[:4]) and by(r["plan_filed_on"], month, today)
    }
    found = []
    for staff_id, unit_code in on_duty(world, month):
        since = (min(last_day(month), today) - world.roster(month)[staff_id].row["joined_on"]).days
        due = staff_id in filed or since > setting("plan", "joiner_days")
        found.append(Tally(unit_code, staff_id, int(staff_id in filed), int(due)))
    return found


def learning_system_established(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    systems = ("learning_system", "exam_system", "debrief_system")
    return [tally for item in systems for tally in yes(bool(in_force(world, item, month, today)))]


def learning_evaluation_published(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    published = in_force(world, "learning_results_published", month, today)
    return yes(any(r["year"] == int(month[:4]) for r in published))


def learning_result_in_appraisal_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(ROOT, r["subject"], int(r["learning_cited"]), 1) for r in register(world, "assessment")
        if r["subject_kind"] == "person" and r["round"] == "year" and r["year"] == int(month[:4])
        and by(r["decided_on"], month, today)
    ]


def learning_debrief_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    given = {
        r["staff_id"] for r in register(world, "exam")
        if r["type"] == "debrief" and r["status"] in ("taken", "resit") and r["held_on"].year == int(month[:4])
        and by(r["held_on"], month, today)
    }
    return [Tally(unit_code, staff_id, int(staff_id in given), 1) for staff_id, unit_code in on_duty(world, month)]


# ------------------------------------------------------------------------------------------- exams
@dataclass
class Exam:
    """A person's exam with the re-sits known by a month's end; score None: not sat, or not marked."""

    staff_id: str
    held_on: dt.date
    sat: bool
    excused: bool
    score: float | None


def exams(world: World, month: str) -> list[Exam]:
    """Those of the year up to the month."""
    found: list[Exam] = []
    entries = [r for r in register(world, "exam") if r["type"] == "exam" and r["held_on"] <= last_day(month)]
    for staff_id in sorted({r["staff_id"] for r in entries}):
        mine: list[Exam] = []
        for row in sorted((r for r in entries if r["staff_id"] == staff_id), key=lambda r: r["held_on"]):
            resit, score = row["status"] == "resit", row["score"]
            if not mine or not resit:
                mine.append(Exam(staff_id, row["held_on"], False, False, None))
            exam = mine[-1]
            exam.sat |= row["status"] in ("taken", "resit")
            exam.excused |= row["status"] == "excused"
            if row["status"] in ("taken", "resit") and score is not None:
                counted = min(score, setting("exam", "resit_counts_at_most")) if resit else score
                exam.score = counted if exam.score is None else max(exam.score, counted)
        found += mine
    return [e for e in found if e.held_on.year == int(month[:4])]


def _placed(world: World, month: str, period: str) -> Iterable[tuple[Exam, str]]:
    """(exam, department of its month) of the period."""
    for exam in exams(world, month):
        person = world.roster(month_of(exam.held_on)).get(exam.staff_id)
        if person is not None and month_of(exam.held_on) in months_of(month, period):
            yield exam, person.unit_code


def exam_participation_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(unit, e.staff_id, int(e.sat), int(e.sat or not e.excused)) for e, unit in _placed(world, month, period)
    ]


def exam_pass_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(unit, e.staff_id, int(e.score is not None and e.score >= setting("exam", "pass_score")),
              int(e.score is not None))
        for e, unit in _placed(world, month, period) if e.sat
    ]


def exam_mean_score(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [Tally(unit, e.staff_id, e.score, 1) for e, unit in _placed(world, month, period) if e.score is not None]


NAIVE: dict[str, Naive] = {
    f.__name__: f for f in (
        learning_plan_completion_rate, learning_system_established, learning_evaluation_published,
        learning_result_in_appraisal_rate, learning_debrief_rate, exam_participation_rate, exam_pass_rate,
        exam_mean_score,
    )
}
