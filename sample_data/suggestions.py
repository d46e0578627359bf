"""Sheet suggestions, and what the office decided about each one (register suggestion_review)."""

import datetime as dt
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

from analytics.months import Month
from sample_data.agency import DEPARTMENTS
from sample_data.attendance import Rows
from sample_data.chance import dice, pick, words
from sample_data.entries import Entry, latest
from sample_data.people import START, steady
from sample_data.story import Story

# valid suggestions by calendar month; the first year, and every later one
FIRST_YEAR = {
    "BGS": (1, 2, 1, 1, 1, 2, 1, 1, 3, 1, 1, 1), "ZLB": (1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1),
    "XCB": (1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1), "QYB": (2, 1, 2, 1, 2, 2, 1, 2, 4, 1, 1, 1),
    "FZB": (1, 1, 1, 1, 1, 1, 1, 1, 3, 1, 1, 1), "JEB": (1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1),
    "YJS": (0, 1, 1, 1, 1, 1, 0, 1, 2, 1, 1, 0), "DWB": (0, 1, 1, 0, 1, 1, 1, 0, 2, 1, 1, 0),
}
LATER_YEARS = {
    "BGS": (1, 1, 1, 1, 1, 2, 1, 1, 2, 1, 1, 1), "ZLB": (0, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1),
    "XCB": (1, 1, 1, 0, 1, 2, 0, 1, 2, 1, 1, 1), "QYB": (1, 1, 2, 1, 2, 2, 1, 2, 3, 1, 1, 2),
    "FZB": (0, 1, 1, 0, 1, 1, 0, 1, 2, 1, 2, 2), "JEB": (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2),
    "YJS": (0, 1, 1), "FEG": (0, 1, 1, 0, 1, 1, 0, 1, 2, 1, 1, 1), "DWB": (0, 0, 1, 0, 1, 0, 0, 0, 1, 1, 1, 1),
}
EXTRA = {("BGS", 6): "duplicate", ("QYB", 9): "duplicate", ("JEB", 9): "withdrawn"}  # one more that does not count
SILENT = {"FZB006", "XCB005", "DWB005"}       # nothing proposed in the later years so far
CHANNELS = {"suggestion_box": 0.3, "idea_call": 0.1, "routine": 0.6}
FIELDS = {
    "concept": 0.08, "mechanism": 0.27, "key_work": 0.2, "service": 0.25, "administration": 0.17, "other": 0.03,
}
RESULTS = {"adopted": 0.36, "partly_adopted": 0.2, "kept_for_reference": 0.26, "not_adopted": 0.18}
ADOPTED = ("adopted", "partly_adopted")
AWARDS_A_YEAR, AWARD_DECIDED = 3, (12, 26)


def by_month(story: Story) -> dict[Month, Rows]:
    """The sheet's rows for every month; the whole year's titles are different from each other."""
    found: dict[Month, Rows] = {}
    serial = 0
    for month in story.months():
        serial = 0 if month.month == 1 else serial
        table = FIRST_YEAR if month.year == START.year else LATER_YEARS
        count = table[story.unit_code][month.month - 1] + ((story.unit_code, month.month) in EXTRA)
        rows = [_row(story, month, number, serial + number) for number in range(1, count + 1)]
        rows.sort(key=lambda row: row["proposed_on"])
        for number, row in enumerate(rows, 1):
            row["suggestion_id"] = f"{story.unit_code}{month.year}{month.month:02d}{number:02d}"
        found[month] = rows
        serial += count
    return found


def _row(story: Story, month: Month, number: int, serial: int) -> dict[str, Any]:
    source = dice(story.seed, "suggestion", story.unit_code, month, number)
    day = month.first_day + dt.timedelta(days=source.randint(2, month.days - 2))
    channel = pick(source, CHANNELS)
    if month.month == 9 and source.random() < 0.8:
        channel = "suggestion_month"
    if month.month == 3 and source.random() < 0.7:
        channel = "idea_call"
    return {
        "suggestion_id": "", "proposed_on": day, "staff_id": _proposer(story, month, day, serial),
        "channel": channel, "field": pick(source, FIELDS), **_wording(story, month, serial, source),
    }


def _proposer(story: Story, month: Month, day: dt.date, serial: int) -> str:
    people = [m.staff_id for m in steady(story.unit_code, month, day)]
    if month.year > START.year:
        people = [p for p in people if p not in SILENT]
    return people[(serial * 3 + 1) % len(people)] if len(people) % 3 else people[serial % len(people)]


def _wording(story: Story, month: Month, serial: int, source: Random) -> dict[str, str]:
    stock = words("suggestions")
    actions, objects = stock["actions"], stock["objects"]
    unit = list(DEPARTMENTS).index(story.unit_code)
    number = (unit * 24 + serial + month.year * 200) * 53 % (len(actions) * len(objects))
    subject = objects[number % len(objects)]
    title = actions[number // len(objects)].format(subject)
    content = f"目前{subject}{source.choice(stock['problems'])}。建议{source.choice(stock['measures'])}。"
    return {"title": f"关于{title}的建议", "content": content}


# ------------------------------------------------------------------------------------------- reviews
def reviews(rows: Iterable[dict[str, Any]], last: Month, seed: int) -> list[dict[str, Any]]:
    """The register's records for suggestions that were reported, as they stand after the last month."""
    return latest(review_entries(rows, last, seed), last.last_day).get("suggestion_review", [])


def review_entries(rows: Iterable[dict[str, Any]], last: Month, seed: int) -> Iterator[Entry]:
    """
    The register as it was kept: decided two to five weeks after the proposal (else pending), carried out step by step
    when adopted; at the year's end some of the implemented ones win a prize.
    """
    lives = [_life(row, last, seed) for row in sorted(rows, key=lambda r: (r["proposed_on"], r["suggestion_id"]))]
    for year in {life[0][0].year for life in lives}:
        day = dt.date(year, *AWARD_DECIDED)
        if day <= last.last_day:
            done = [life for life in lives if life[0][0].year == year and _wins(life, day)]
            for life in done[:AWARDS_A_YEAR]:
                life.append((day, {"award": "优秀建议奖"}))
    for life in lives:
        record: dict[str, Any] = {"decided_on": None, "implementation": None, "implemented_on": None, "award": None}
        for day, change in sorted(life, key=lambda step: step[0]):
            record |= change
            yield Entry(day, "suggestion_review", dict(record))


def _life(row: dict[str, Any], last: Month, seed: int) -> list[tuple[dt.date, dict[str, Any]]]:
    """What became of a suggestion up to the last month: (day, what changed in its record), in order of time."""
    source = dice(seed, "review", row["suggestion_id"])
    day = row["proposed_on"] + dt.timedelta(days=source.randint(14, 34))
    first = {"suggestion_id": row["suggestion_id"], "result": "pending"}
    if day > last.last_day:
        return [(last.last_day, first)]
    first |= {"decided_on": day, "result": _result(row, source)}
    if first["result"] not in ADOPTED:
        return [(day, first)]
    steps = [(day, first | {"implementation": "not_started"})]
    begun, is_done = day + dt.timedelta(days=41), source.random() < 0.8
    done = begun + dt.timedelta(days=source.randint(15, 100))
    steps.append((begun, {"implementation": "under_way"}))
    if is_done:
        steps.append((done, {"implementation": "implemented", "implemented_on": done}))
    return [step for step in steps if step[0] <= last.last_day]


def _wins(life: list[tuple[dt.date, dict[str, Any]]], day: dt.date) -> bool:
    """Adopted as it stands and carried out by the day of the decision."""
    return life[0][1]["result"] == "adopted" and any("implemented_on" in change and on <= day for on, change in life)


def _result(row: dict[str, Any], source: Random) -> str:
    odd = EXTRA.get((row["suggestion_id"][:3], row["proposed_on"].month))
    return odd if odd and row["suggestion_id"].endswith("01") else pick(source, RESULTS)
