"""
Random entries of the registers behind the competition and organisation indicators, added to the random agency of
store_fixture: assessments, appointments, awards, external ratings, the leading group, gap analyses, leaders and heads
of departments that change within the year, promoted experiences.
"""

import datetime as dt
from collections.abc import Iterable
from random import Random

from tests.analytics.store_fixture import Facts, Row, unit

YEARS = (2025, 2026)


def add_competition(facts: Facts, seed: int) -> None:
    """Adds the entries; dice of its own, so that what is there already stays as it is."""
    dice = Random(f"competition {seed}")
    people = sorted({p["staff_id"] for p in facts.staff})
    _heads(dice, facts, people)
    _leaders(dice, facts)
    _put(facts, "assessment_record", ("subject_kind", "subject", "year", "round"), _assessments(dice, people))
    _put(facts, "award_record", ("award", "year", "nominee"), _awards(dice, people))
    facts.registers |= {
        "appointment_record": list(_appointments(dice, people)),
        "external_rating_record": list(_ratings(dice)),
        "leading_group_record": list(_group(dice, people)),
    }
    facts.institutions += _gaps_of_departments(dice)
    _gaps_of_people(dice, facts, people)
    _experiences(dice, facts)


def _put(facts: Facts, table: str, key: tuple[str, ...], entries: Iterable[Row]) -> None:
    """Adds entries; one that is there already for other reasons only gets what it has nothing for."""
    rows = facts.registers.setdefault(table, [])
    known = {tuple(row[k] for k in key): row for row in rows}
    for entry in entries:
        found = known.setdefault(tuple(entry[k] for k in key), entry)
        if found is entry:
            rows.append(entry)
        else:
            found |= {name: value for name, value in entry.items() if name not in found}


def day_of(dice: Random, year: int, first: int = 1, last: int = 365) -> dt.date:
    return dt.date(year, 1, 1) + dt.timedelta(days=dice.randint(first, last) - 1)


def _heads(dice: Random, facts: Facts, people: list[str]) -> None:
    """Every unit has a head and a leader in charge, or not; department B changes both on a day of 2026."""
    changed = day_of(dice, 2026, 60, 330)
    before = next(u for u in facts.units if u["code"] == "B")
    before["valid_to"] = changed - dt.timedelta(days=1)
    facts.units.append(unit("B", valid_from=changed))
    for row in facts.units:
        row["head_id"] = dice.choice([*people, None])
        row["supervisor_id"] = dice.choice([*people, None])


def _leaders(dice: Random, facts: Facts) -> None:
    for row in facts.staff:
        row["is_leadership"] = dice.random() < 0.15


def _assessments(dice: Random, people: list[str]) -> Iterable[Row]:
    subjects = [("person", p) for p in people] + [("department", code) for code in "ABCD"]
    for kind, subject in subjects:
        for year in YEARS:
            for round_, first, last in (("half_year", 180, 230), ("year", 340, 390)):
                if dice.random() < 0.25:
                    continue
                scores = [dice.choice((None, *range(50, 101, 5))) if dice.random() < 0.4 else dice.randint(60, 100)
                          for _ in range(3)]
                yield {
                    "subject_kind": kind, "subject": subject, "year": year, "round": round_,
                    "decided_on": None if dice.random() < 0.15 else day_of(dice, year, first, last),
                    "duties_score": scores[0], "civility_score": scores[1], "key_work_score": scores[2],
                    "peer_score": None, "grade": dice.choice((None, None, "excellent", "competent")),
                    "learning_cited": dice.random() < 0.5,
                }


def _appointments(dice: Random, people: list[str]) -> Iterable[Row]:
    seen = set()
    for _ in range(dice.randint(4, 14)):
        staff_id, decided_on = dice.choice(people), day_of(dice, dice.choice(YEARS))
        if (staff_id, decided_on) in seen:
            continue
        seen.add((staff_id, decided_on))
        yield {
            "staff_id": staff_id, "decided_on": decided_on, "post": "post",
            "post_rank": dice.choice(("county_deputy", "section_head", "section_head", "section_deputy", "worker")),
            "type": dice.choice(("competition", "competition", "open_selection", "lateral", "transferred",
                                 "grade_promotion")),
            "exam": dice.random() < 0.8, "open_competition": dice.random() < 0.8,
            "recommendation": dice.random() < 0.8, "assessment_cited": dice.random() < 0.7, "publicity_days": 5,
        }


def _awards(dice: Random, people: list[str]) -> Iterable[Row]:
    nominees = [("civilised_office", code) for code in "ABCD"] + [("advanced_department", code) for code in "ABC"]
    nominees += [("excellent_person", p) for p in people]
    for award, nominee in nominees:
        for year in YEARS:
            if dice.random() < 0.5:
                continue
            declared = day_of(dice, year, 40, 340)
            undated, checked = dice.random() < 0.2, dice.random() < 0.7
            yield {
                "award": award, "year": year, "nominee": nominee,
                "declared_on": None if undated else declared,
                "checked_on": declared + dt.timedelta(dice.randint(1, 60)) if checked and dice.random() < 0.8 else None,
                "check_passed": dice.random() < 0.8 if checked else None,
                "assessment_cited": dice.random() < 0.6,
                "result": dice.choice(("declared", "nominated", "awarded", "awarded", "not_awarded")),
                "decided_on": None if dice.random() < 0.2 else declared + dt.timedelta(dice.randint(10, 120)),
            }


def _ratings(dice: Random) -> Iterable[Row]:
    for title in ("target_responsibility", "civility_benchmark", "peer_comparison"):
        for year in YEARS:
            for level in ("city", "provincial", "national"):
                if dice.random() < 0.4:
                    continue
                peers = dice.randint(8, 20)
                ranked = title == "peer_comparison" and dice.random() < 0.9
                yield {
                    "title": title, "level": level, "year": year, "status": dice.choice(("applied", "held", "lost")),
                    "applied_on": None if dice.random() < 0.4 else day_of(dice, year, 1, 200),
                    "decided_on": None if dice.random() < 0.3 else day_of(dice, year, 200, 400),
                    "rank": dice.randint(1, peers) if ranked else None, "peers": peers if ranked else None,
                }


def _group(dice: Random, people: list[str]) -> Iterable[Row]:
    """Most people are in it at some time, in a role that may or may not be the right one."""
    for staff_id in people:
        if dice.random() < 0.75:
            begins = day_of(dice, 2025, 300, 600)
            yield {
                "staff_id": staff_id, "from_on": begins,
                "to_on": None if dice.random() < 0.7 else begins + dt.timedelta(dice.randint(20, 300)),
                "role": dice.choice(("deputy", "member", "member", "head") if dice.random() < 0.2 else
                                    ("deputy", "member", "member")),
            }


def _gaps_of_departments(dice: Random) -> list[Row]:
    return [
        {"item": item, "year": year, "unit_code": code, "document_no": f"{item}-{code}",
         "effective_on": None if dice.random() < 0.2 else day_of(dice, year, 20, 200)}
        for year in YEARS for code in "ABCD" for item in ("department_gaps", "department_measures")
        if dice.random() < 0.7
    ]


def _gaps_of_people(dice: Random, facts: Facts, people: list[str]) -> None:
    """In the entry of the person's year, which may be there for other reasons."""
    rows = facts.registers.setdefault("person_year_record", [])
    known = {(row["staff_id"], row["year"]): row for row in rows}
    for staff_id in people:
        for year in YEARS:
            if (staff_id, year) not in known and dice.random() < 0.8:
                known[staff_id, year] = {"staff_id": staff_id, "year": year, "plan_filed_on": None}
                rows.append(known[staff_id, year])
            if (staff_id, year) in known and dice.random() < 0.85:
                known[staff_id, year]["gap_filed_on"] = day_of(dice, year, 20, 200)


def _experiences(dice: Random, facts: Facts) -> None:
    """Finished experiences are promoted, a few of them further up in a later month."""
    levels: dict[tuple[str, str], str] = {}
    for one in sorted(facts.returns, key=lambda r: (r.month, r.version)):
        for row in one.sheets.get("goals_outcomes", ()):
            key = one.unit_code, row["goal_id"]
            if row["goal_type"] == "experience" and row["stage"] in ("completed", "declared", "awarded"):
                row["stage"] = "promoted"
                levels[key] = dice.choice(("city", "provincial", "national")) if dice.random() < 0.3 else levels.get(
                    key, "provincial")
                row["promotion_level"] = levels[key]


