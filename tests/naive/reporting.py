"""The reporting indicators recomputed with plain loops over versions, decisions and other events."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from analytics.declare import settings
from tests.analytics.store_fixture import Return
from tests.naive.common import DAY, Naive, Tally, World, days, months_of, next_month

REFUSED_FOR_EMPTY = ("V05.empty_with_data", "V05.say_zero")


@dataclass
class Owed:
    """A month's return of a department: its deadline and the versions that came, oldest first."""

    unit_code: str
    month: str
    due: dt.date
    versions: list[Return]

    @property
    def counting(self) -> Return | None:
        kept = [v for v in self.versions if not v.decided() or v.decided()[-1][0] != "sent_back"]
        return kept[-1] if kept else None

    def decisions(self) -> list[tuple[str, dt.datetime, Return]]:
        made = [(kind, at, v) for v in self.versions for kind, at in v.decided()]
        return sorted(made, key=lambda d: d[1])

    def is_due(self, today: dt.date) -> bool:
        return bool(self.versions) or self.due < today

    def on_time(self) -> bool:
        return bool(self.versions) and self.versions[0].moment().date() <= self.due

    def settled_on(self) -> dt.date | None:
        accepted = [v for kind, _, v in self.decisions() if kind == "accepted"]
        settling = accepted[0] if accepted else self.counting
        return settling.moment().date() if settling else None


def deadline(world: World, month: str) -> dt.date:
    day = dt.date.fromisoformat(f"{next_month(month)}-{settings()['reporting']['deadline_day']:02}")
    while day not in world.workdays:
        day += DAY
    return day


def owed(world: World, month: str, period: str) -> Iterator[Owed]:
    for each in months_of(month, period):
        for code in world.departments(each):
            versions = sorted(
                (r for r in world.facts.returns if (r.unit_code, r.month) == (code, each)), key=lambda r: r.version
            )
            yield Owed(code, each, deadline(world, each), versions)


def return_submission_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(o.unit_code, None, int(o.counting is not None), 1) for o in owed(world, month, period) if o.is_due(today)
    ]


def return_on_time_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [Tally(o.unit_code, None, int(o.on_time()), 1) for o in owed(world, month, period) if o.is_due(today)]


def return_first_pass_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(o.unit_code, None, int(o.decisions()[0][0] == "accepted"), 1)
        for o in owed(world, month, period) if o.decisions()
    ]


def return_rejection_count(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    sent_back = [
        Tally(o.unit_code, None, 1, None) for o in owed(world, month, period)
        for kind, _, _ in o.decisions() if kind == "sent_back"
    ]
    return sent_back + _events(world, month, period, "refused")


def _events(world: World, month: str, period: str, kind: str, codes: tuple[str, ...] = ("",)) -> list[Tally]:
    return [
        Tally(e["unit_code"], None, 1, None) for e in world.facts.events
        if e["kind"] == kind and e["month"] in months_of(month, period)
        and any(code in (e.get("detail") or "") for code in codes) and e["unit_code"] in world.departments(e["month"])
    ]


def reminder_count(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return _events(world, month, period, "reminded")


def zero_declaration_gap(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return _events(world, month, period, "refused", REFUSED_FOR_EMPTY)


def late_return_days(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    found = []
    for o in owed(world, month, period):
        if o.is_due(today):
            came = o.settled_on() or today
            late = sum(1 for day in days(o.due + DAY, came) if day in world.workdays)
            found.append(Tally(o.unit_code, None, late, None))
    return found


def correction_count(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    found = []
    for o in owed(world, month, period):
        for version in o.versions:
            accepted = any(kind == "accepted" for kind, _ in version.decided())
            if accepted and o.counting and o.counting.version > version.version:
                found.append(Tally(o.unit_code, None, 1, None))
    return found


NAIVE: dict[str, Naive] = {
    f.__name__: f for f in (
        return_submission_rate, return_on_time_rate, return_first_pass_rate, return_rejection_count,
        late_return_days, reminder_count, correction_count, zero_declaration_gap,
    )
}
