"""The learning evaluation recomputed with plain loops, from the other indicators' plain recomputations."""

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass

from tests.naive import learning, learning_year
from tests.naive.common import Naive, Person, Tally, World, attended, first_day, last_day, setting, year_to

ITEMS = ("attendance", "notes", "exam", "debrief", "plan", "exchange")


@dataclass
class Evaluation:
    """shares: item -> what of its points is earned, None = left out."""

    unit_code: str
    shares: dict[str, float | None]
    absences: float
    total: float | None


def evaluation(world: World, month: str, today: dt.date) -> dict[str, Evaluation]:
    """Of everybody on the roster whose unit has reported this year."""
    found = {}
    completed = _sums(learning.study_completion_rate(world, month, "year", today))
    absences = _sums(learning.unexcused_absence_count(world, month, "year", today))
    notes = _sums(learning.study_note_monthly_rate(world, month, "year", today))
    for staff_id, person in world.roster(month).items():
        if not world.heard_of(person.unit_code, month):
            continue
        there, due = completed.get(staff_id, (0.0, 0.0))
        written, months = notes.get(staff_id, (0.0, 0.0))
        shares = {
            "attendance": there / due if due else None,
            "notes": written / months if months else None,
            "exam": _exam(world, staff_id, month),
            "debrief": _debrief(world, staff_id, month, today),
            "plan": _plan(world, person, month, today),
            "exchange": _exchange(world, staff_id, month),
        }
        missed = absences.get(staff_id, (0.0, 0.0))[0]
        found[staff_id] = Evaluation(person.unit_code, shares, missed, total(shares, missed))
    return found


def total(shares: dict[str, float | None], absences: float) -> float | None:
    """Points of 100, to two decimals, as are those of each item."""
    points = weights = 0.0
    for item, share in shares.items():
        if share is not None:
            weight = setting("evaluation", f"weight_{item}")
            weights += weight
            deduction = absences * setting("evaluation", "absence_points") if item == "attendance" else 0
            points += rounded(max(0.0, weight * share - deduction))
    return rounded(points * 100 / weights) if weights else None


def rounded(points: float) -> float:
    """To two decimals, halves upwards."""
    return math.floor(points * 100 + 0.5) / 100


def _sums(tallies: Iterable[Tally]) -> dict[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = {}
    for tally in tallies:
        before = found.get(tally.staff_id or "", (0.0, 0.0))
        found[tally.staff_id or ""] = before[0] + tally.numerator, before[1] + (tally.denominator or 0)
    return found


def _exam(world: World, staff_id: str, month: str) -> float | None:
    held = learning_year.exams(world, month)
    mine = [e for e in held if e.staff_id == staff_id]
    if not mine:
        days = {e.held_on.isoformat()[:7] for e in held}
        owed = any(staff_id in world.roster(m) and world.roster(m)[staff_id].on_duty for m in days)
        return 0.0 if owed else None
    scores = [e.score if e.sat else 0.0 for e in mine if (e.sat and e.score is not None) or not (e.sat or e.excused)]
    return sum(scores) / len(scores) / 100 if scores else None


def _debrief(world: World, staff_id: str, month: str, today: dt.date) -> float | None:
    held = [
        r for r in learning_year.register(world, "exam") if r["type"] == "debrief"
        and r["held_on"].year == int(month[:4]) and learning_year.by(r["held_on"], month, today)
    ]
    mine = sorted((r for r in held if r["staff_id"] == staff_id), key=lambda r: r["held_on"])
    given = [r for r in mine if r["status"] in ("taken", "resit")]
    if given:
        last = given[-1]
        if last["grade"] is None:
            return None
        share = setting("evaluation", f"debrief_{last['grade']}")
        part = setting("evaluation", "peer_share") if last["peer_score"] is not None else 0
        return share * (1 - part) + part * (last["peer_score"] or 0) / 100
    is_due = min(last_day(month), today) > dt.date.fromisoformat(f"{month[:4]}-{setting('debrief', 'due')}")
    return 0.0 if held and is_due and not any(r["status"] == "excused" for r in mine) else None


def _plan(world: World, person: Person, month: str, today: dt.date) -> float | None:
    due = dt.date.fromisoformat(f"{month[:4]}-{setting('plan', 'due')}")
    due = max(due, person.row["joined_on"] + dt.timedelta(days=setting("plan", "joiner_days")))
    filed = [
        r["plan_filed_on"] for r in learning_year.register(world, "person_year")
        if r["staff_id"] == person.row["staff_id"] and r["year"] == int(month[:4])
        and learning_year.by(r["plan_filed_on"], month, today)
    ]
    if not filed:
        return 0.0 if min(last_day(month), today) > due else None
    late = (filed[0] - due).days
    return 1.0 if late <= 0 else setting("evaluation", "plan_late") if late <= setting(
        "evaluation", "plan_late_days") else 0.0


def _exchange(world: World, staff_id: str, month: str) -> float:
    mine = [(r, s) for r, s in world.attendances() if r["staff_id"] == staff_id and r["month"] in year_to(month)]
    middle = first_day(f"{month[:4]}-07")
    halves = {first_day(r["month"]) >= middle for r, s in mine if s["type"] == "exchange" and attended(r)}
    spoke = any(r["spoke"] == "yes" for r, s in mine if s["type"] in ("exchange", "central_group"))
    return setting("evaluation", "exchange_half_year") * len(halves) + setting("evaluation", "exchange_speech") * spoke


def learning_evaluation_score(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(e.unit_code, staff_id, e.total, 1) for staff_id, e in evaluation(world, month, today).items()
        if e.total is not None and world.is_ranked(staff_id, month[:4])
    ]


NAIVE: dict[str, Naive] = {"learning_evaluation_score": learning_evaluation_score}
