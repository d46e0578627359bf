"""The whole life of one service case, from the moment it comes in; cases.py shows it as it stood each month."""

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from analytics.declare import ServiceLimit, service_limits
from sample_data.agency import calendar
from sample_data.chance import at, pick, words

DAY_START, LUNCH, AFTERNOON, DAY_END = 8 * 60 + 30, 12 * 60, 13 * 60 + 30, 18 * 60
ON_TIME_RESPONSE, ON_TIME_CLOSE, ON_TIME_REFERRAL = 0.97, 0.965, 0.955
RESULTS = {
    "consultation": {"explained": 0.7, "resolved": 0.3},
    "opinion": {"explained": 0.5, "planned": 0.35, "resolved": 0.15},
    "request": {"resolved": 0.68, "in_progress": 0.12, "explained": 0.2},
    "complaint": {"resolved": 0.6, "in_progress": 0.15, "explained": 0.25},
}
RATINGS = {"satisfied": 0.5, "basically": 0.115, "dissatisfied": 0.025, "not_rated": 0.36}


@dataclass(slots=True)
class Case:
    """
    A case with everything that will ever happen to it. facts: what is known when it comes in. closed_on: None for
    one that never ends; before that day a return shows it as open or referred.
    """

    facts: dict
    first_response_at: dt.datetime | None = None
    referred_on: dt.date | None = None
    referred_to: str | None = None
    chased_on: list[dt.date] = field(default_factory=list)
    extended_on: dt.date | None = None
    closed_on: dt.date | None = None
    final_status: str = "closed"
    result: str | None = None
    satisfaction: str | None = None

    @property
    def received_on(self) -> dt.date:
        return self.facts["received_at"].date()


def live(facts: dict, source: Random) -> Case:
    """Lets chance decide how a case goes: answered, referred or handled, and closed."""
    case = Case(facts)
    on_spot = facts["matter_type"] == "consultation" and source.random() < 0.6
    if on_spot:
        _on_the_spot(case, source)
    elif facts["jurisdiction"] == "out_of_scope":
        _refer(case, _respond(case, source), source)
    else:
        _handle(case, _respond(case, source), source)
    if case.closed_on:
        case.result = case.result or pick(source, RESULTS[facts["matter_type"]])
        case.satisfaction = pick(source, RATINGS)
    return case


def limit_of(facts: dict) -> ServiceLimit:
    """The declared limit for a case: domestic violence has its own."""
    return service_limits()["dv" if facts["subcategory"] == "dv" else facts["matter_type"]]


def _on_the_spot(case: Case, source: Random) -> None:
    received = case.facts["received_at"]
    case.first_response_at = received + dt.timedelta(minutes=source.randint(3, 35))
    case.closed_on, case.final_status, case.result = received.date(), "closed_on_spot", "explained"


def _respond(case: Case, source: Random) -> dt.date:
    """The first response: usually the same day, now and then a day or two past the limit. Returns its day."""
    received, days = case.facts["received_at"], limit_of(case.facts).first_response_days
    if source.random() >= ON_TIME_RESPONSE:
        late = calendar().add_workdays(case.received_on, days + source.randint(1, 2))
        answered = at(late, source.randint(DAY_START + 20, LUNCH - 10))
    elif days == 0 or source.random() < 0.7:
        answered = _soon(received, source)
    else:
        day = calendar().add_workdays(case.received_on, source.randint(1, days))
        answered = at(day, source.randint(DAY_START + 5, 16 * 60))
    case.first_response_at = answered
    return answered.date()


def _soon(received: dt.datetime, source: Random) -> dt.datetime:
    """Within two hours or so, the same day; the next morning for what came in outside working hours."""
    if not calendar().is_workday(received.date()):
        return received + dt.timedelta(minutes=source.randint(10, 60))
    minutes = received.hour * 60 + received.minute + source.randint(8, 120)
    if LUNCH < minutes < AFTERNOON:
        minutes += AFTERNOON - LUNCH
    return at(received.date(), max(min(minutes, DAY_END + 20), received.hour * 60 + received.minute + 3))


def _handle(case: Case, answered_on: dt.date, source: Random) -> None:
    """An in-scope case: closed within its limit, sometimes extended, sometimes late, rarely not accepted."""
    days = calendar()
    limit = limit_of(case.facts).close_days
    taken = max(1, round(limit * source.triangular(0.1, 1.0, 0.55)))
    if case.facts["matter_type"] == "complaint" and source.random() < 0.12:
        case.extended_on = days.add_workdays(case.received_on, source.randint(limit - 4, limit - 1))
        taken = limit + source.randint(2, limit - 3)
    elif source.random() >= ON_TIME_CLOSE:
        taken = limit + source.randint(1, 5)
    case.closed_on = max(days.add_workdays(case.received_on, taken), answered_on)
    if source.random() < 0.015 and case.extended_on is None:
        case.final_status, case.result = "not_accepted", "explained"


def _refer(case: Case, answered_on: dt.date, source: Random) -> None:
    """An out-of-scope case: handed to the body in charge, chased while there is no reply."""
    days = calendar()
    limit = limit_of(case.facts).refer_days
    on_time = source.random() < ON_TIME_REFERRAL
    taken = source.randint(0, limit) if on_time else limit + source.randint(1, 5)
    day = days.next_workday(days.add_workdays(case.received_on, taken))
    case.referred_on = max(day, answered_on)
    case.referred_to = source.choice(words("referral")[case.facts["rights_category"]])
    case.final_status = "referred_replied"
    answered = source.randint(8, 28) if source.random() < 0.62 else source.randint(31, 75)
    case.closed_on = days.next_workday(case.referred_on + dt.timedelta(days=answered))
    next_chase = case.referred_on + dt.timedelta(days=source.randint(14, 26))
    while source.random() < 0.93 and next_chase < case.closed_on:
        case.chased_on.append(days.next_workday(next_chase))
        next_chase += dt.timedelta(days=source.randint(16, 26))
