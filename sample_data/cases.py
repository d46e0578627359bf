"""Sheet service_cases: every case each month until it is closed, as it stood at the end of the month."""

import datetime as dt
from random import Random
from typing import Any

from analytics.months import Month
from sample_data.agency import calendar, reception_days
from sample_data.attendance import Rows
from sample_data.case_life import Case, live
from sample_data.chance import at, dice, pick
from sample_data.people import CLOSED, HEIR, steady
from sample_data.story import OVERDUE, Story

A_MONTH = {"QYB": 40, "JEB": 14, "FZB": 11, "FEG": 7, "YJS": 7, "ZLB": 6}
SEASON = (0.93, 0.9, 1.05, 1.0, 1.02, 0.98, 1.0, 1.03, 1.04, 1.0, 1.05, 0.97)
TYPES = {"consultation": 0.45, "request": 0.30, "complaint": 0.17, "opinion": 0.08}
CHANNELS = {
    "QYB": {"hotline": 0.44, "visit": 0.26, "letter": 0.05, "phone": 0.08, "online": 0.1, "assigned": 0.04,
            "transferred": 0.03},
    "*": {"visit": 0.36, "phone": 0.3, "online": 0.2, "letter": 0.04, "transferred": 0.07, "assigned": 0.03},
}
CATEGORIES = {
    "QYB": {"marriage_family": 0.64, "personal": 0.11, "labour_social": 0.08, "property": 0.10, "political": 0.01,
            "education": 0.02, "general": 0.04},
    "JEB": {"marriage_family": 0.64, "education": 0.2, "personal": 0.08, "general": 0.08},
    "FZB": {"labour_social": 0.42, "property": 0.22, "marriage_family": 0.1, "general": 0.2, "education": 0.06},
    "FEG": {"education": 0.36, "personal": 0.2, "marriage_family": 0.16, "labour_social": 0.1, "general": 0.18},
    "YJS": {"education": 0.36, "personal": 0.2, "marriage_family": 0.16, "labour_social": 0.1, "general": 0.18},
    "ZLB": {"political": 0.32, "general": 0.36, "labour_social": 0.2, "marriage_family": 0.12},
}
SUBCATEGORIES = {
    "marriage_family": {"divorce": 0.29, "dv": 0.12, "custody_support": 0.19, "affair": 0.12,
                        "family_dispute": 0.25, "interference": 0.03},
    "personal": {"dv": 0.15, "sexual_harassment": 0.35, "other": 0.5},
    "labour_social": {"discrimination": 0.22, "maternity_insurance": 0.3, "labour_contract": 0.48},
    "property": {"land_collective": 0.5, "inheritance_housing": 0.5},
}
OUT_OF_SCOPE = {"labour_social": 0.4, "property": 0.36, "education": 0.28, "general": 0.2, "political": 0.1}


def by_month(story: Story) -> dict[Month, Rows]:
    """The sheet's rows for every month: open cases of earlier returns first, then the new ones."""
    if story.unit_code not in A_MONTH:
        return {month: [] for month in story.months()}
    taken_over = _reported(Story(CLOSED, story.last, story.seed), [])[1] if story.unit_code == HEIR else []
    return _reported(story, taken_over)[0]


def _reported(story: Story, taken_over: list[Case]) -> tuple[dict[Month, Rows], list[Case]]:
    """The rows of every month, those of cases taken over first; and the cases whose end was never reported."""
    cases = taken_over + _numbered(story, [case for month in story.months() for case in _received(story, month)])
    reported_end: set[str] = set()
    found: dict[Month, Rows] = {}
    for month in story.months():
        rows = []
        for case in cases:
            if case.received_on > month.last_day or case.facts["case_id"] in reported_end:
                continue
            rows.append(_as_at(case, month.last_day))
            if rows[-1]["closed_on"] and story.is_sent(month):
                reported_end.add(case.facts["case_id"])
        found[month] = rows
    return found, [case for case in cases if case.facts["case_id"] not in reported_end]


def _numbered(story: Story, cases: list[Case]) -> list[Case]:
    cases.sort(key=lambda case: case.facts["received_at"])
    numbers: dict[int, int] = {}
    for case in cases:
        year = case.received_on.year
        numbers[year] = numbers.get(year, 0) + 1
        case.facts["case_id"] = f"{story.unit_code}-{year}-{numbers[year]:04d}"
    return cases


def _received(story: Story, month: Month) -> list[Case]:
    """The cases of one month: the usual number, those of the reception day, and the ones the story asks for."""
    source = dice(story.seed, "cases", story.unit_code, month)
    count = round(A_MONTH[story.unit_code] * SEASON[month.month - 1] * source.uniform(0.9, 1.1))
    cases = [live(_facts(story, month, source), source) for _ in range(count)]
    if story.unit_code == OVERDUE:
        cases += _reception(story, month, source)
        if story.ago(month) < 2:
            cases += _overdue(story, month, source)
    return cases


# ------------------------------------------------------------------------------------------- one case
def _facts(story: Story, month: Month, source: Random) -> dict[str, Any]:
    channel = pick(source, CHANNELS.get(story.unit_code, CHANNELS["*"]))
    received = _moment(month, channel, source)
    matter, category = pick(source, TYPES), pick(source, CATEGORIES[story.unit_code])
    subcategory = pick(source, SUBCATEGORIES[category]) if category in SUBCATEGORIES else None
    if subcategory == "dv":
        matter = "request" if source.random() < 0.75 else "complaint"
    elif source.random() < 0.06:
        subcategory = None
    outside = subcategory != "dv" and source.random() < OUT_OF_SCOPE.get(category, 0.05)
    return _row_start(story, received, channel, matter, category, subcategory, outside, source)


def _row_start(
    story: Story, received: dt.datetime, channel: str, matter: str, category: str, subcategory: str | None,
    outside: bool, source: Random,
) -> dict[str, Any]:
    people = steady(story.unit_code, Month.of(received.date()), received.date())
    return {
        "case_id": "", "received_at": received, "channel": channel,
        "first_responder_id": source.choice(people).staff_id, "matter_type": matter, "rights_category": category,
        "subcategory": subcategory, "jurisdiction": "out_of_scope" if outside else "in_scope",
    }


def _moment(month: Month, channel: str, source: Random) -> dt.datetime:
    """A working hour of the month; the hotline rings on rest days too."""
    days = [month.first_day + dt.timedelta(days=n) for n in range(month.days)]
    if channel != "hotline" or source.random() < 0.93:
        days = [day for day in days if calendar().is_workday(day)]
    minutes = source.choice((source.randint(515, 700), source.randint(815, 1035)))
    return at(source.choice(days), minutes)


def _reception(story: Story, month: Month, source: Random) -> list[Case]:
    """One or two cases brought to the leader's reception day, when it was held."""
    held = [r["held_on"] for r in reception_days(story.last)
            if Month.of(r["held_on"]) == month and r["status"] not in ("cancelled", "planned")]
    cases = []
    for day in held:
        for _ in range(source.randint(1, 2)):
            facts = _facts(story, month, source) | {"channel": "reception_day"}
            facts["received_at"] = at(day, source.randint(545, 690))
            facts["first_responder_id"] = source.choice(steady(story.unit_code, month, day)).staff_id
            cases.append(live(facts, source))
    return cases


# ------------------------------------------------------------------------------------------- past their limit
def _overdue(story: Story, month: Month, source: Random) -> list[Case]:
    days, end = calendar(), month.last_day

    def begun(before_end: int, matter: str, category: str, subcategory: str, outside: bool) -> Case:
        """Received so many working days before the end of the month; answered the same day."""
        day = end
        while days.workdays_between(day, end) <= before_end:
            day -= dt.timedelta(days=1)
        facts = _row_start(story, at(day, 585), "visit", matter, category, subcategory, outside, source)
        return Case(facts, first_response_at=at(day, 640))

    if story.ago(month) == 1:
        late = begun(9, "request", "labour_social", "labour_contract", True)      # referred four days late
        late.referred_on, late.referred_to = days.add_workdays(late.received_on, 7), "市人力资源和社会保障局"
        late.final_status = "referred_replied"
        slow = begun(11, "complaint", "personal", "sexual_harassment", False)     # past its limit, still open
        return [late, slow]
    waiting = begun(8, "request", "property", "land_collective", True)            # not referred in time
    past = begun(10, "request", "marriage_family", "family_dispute", False)       # past its limit, still open
    near = begun(12, "complaint", "marriage_family", "affair", False)             # limit in three working days
    unheard = begun(5, "request", "marriage_family", "dv", False)                 # violence, answered a day late
    unheard.first_response_at = at(days.add_workdays(unheard.received_on, 1), 560)
    return [waiting, past, near, unheard]


# ------------------------------------------------------------------------------------------- as at a day
def _as_at(case: Case, day: dt.date) -> dict[str, Any]:
    """The row as it stood at the end of a day."""
    answered = case.first_response_at if case.first_response_at and case.first_response_at.date() <= day else None
    referred = case.referred_on if case.referred_on and case.referred_on <= day else None
    closed = case.closed_on if case.closed_on and case.closed_on <= day else None
    status = case.final_status if closed else "referred" if referred else "open"
    return {
        **case.facts, "first_response_at": answered, "referred_to": case.referred_to if referred else None,
        "referred_on": referred, "chase_count": sum(d <= day for d in case.chased_on) if referred else None,
        "status": status,
        "extended_on": case.extended_on if case.extended_on and case.extended_on <= day else None,
        "closed_on": closed, "result": case.result if closed else None,
        "satisfaction": case.satisfaction if closed else None,
    }
