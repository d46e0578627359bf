"""Sheet service_activities: what each department does for women in a month."""

import datetime as dt
from random import Random
from typing import Any

from analytics.months import Month
from sample_data.agency import calendar
from sample_data.attendance import Rows
from sample_data.chance import dice, words
from sample_data.story import Story

# activities a month by area; the fraction is the share of months with one more
PLAN = {
    "FZB": {"rural_income": 2.3, "community_employment": 1.7}, "JEB": {"culture_family": 3.2, "rights": 0.4},
    "QYB": {"rights": 2.6}, "XCB": {"culture_family": 1.8, "talent": 0.4}, "ZLB": {"talent": 1.6},
    "FEG": {"rights": 0.7, "culture_family": 0.6}, "YJS": {"rights": 0.7, "culture_family": 0.6},
    "DWB": {"culture_family": 0.5}, "BGS": {},
}
PEOPLE = {"rural_income": 70, "community_employment": 110, "rights": 90, "culture_family": 80, "talent": 45}
# outcome measure: least and most of one activity; training counts everybody who came
VALUES = {
    "people_employed": (8, 34), "entities_founded": (1, 2), "law_making_items": (1, 2), "law_inspections": (1, 1),
    "legal_aid_cases": (2, 6), "families_created": (3, 12), "civility_team_activities": (1, 3),
    "women_cadres_recommended": (1, 4), "study_places": (1, 5),
}


def by_month(story: Story) -> dict[Month, Rows]:
    """The sheet's rows for every month."""
    return {month: month_rows(story, month, PLAN[story.unit_code]) for month in story.months()}


def month_rows(story: Story, month: Month, plan: dict[str, float], name: str = "activity") -> Rows:
    """The activities of one month; another name gives others."""
    source = dice(story.seed, name, story.unit_code, month)
    rows = []
    for area, count in plan.items():
        stock = words("activities")[area]
        start = source.randrange(len(stock))
        for number in range(int(count) + (source.random() < count % 1)):
            rows.append(_row(month, area, stock[(start + number) % len(stock)], source))
    return sorted(rows, key=lambda row: row["held_on"])


def _row(month: Month, area: str, kind: list[str], source: Random) -> dict[str, Any]:
    title, activity_type, measure = kind
    day = month.first_day + dt.timedelta(days=source.randint(2, month.days - 3))
    if source.random() < 0.7:
        day = calendar().next_workday(day) if day.day < 20 else day
    place = source.choice(words("districts"))
    came = int(PEOPLE[area] * source.uniform(0.75, 1.3))
    row = {
        "held_on": day, "service_area": area, "title": f"{place}{title}", "activity_type": activity_type,
        "place": place, "beneficiaries": came, "women": int(came * source.uniform(0.72, 0.97)),
        "outcome_measure": measure or None, "outcome_value": None,
    }
    if measure:
        row["outcome_value"] = came if measure == "training_person_times" else source.randint(*VALUES[measure])
    return row
