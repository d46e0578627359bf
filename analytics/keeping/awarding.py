"""
The gate of awards (A25): nobody is entered as awarded, or as having met the conditions, while a condition fails, unless
a leader has recorded an exception with its reason; and of persons no more are than the quota allows.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analytics import awards
from analytics.award_checks import Candidate, Result
from analytics.award_words import recorded
from analytics.awards import AWARDED, PERSONS
from analytics.findings import Finding
from analytics.keeping.judged import CONFIRM, REFUSE, Judged


def gate(changed: Sequence[Judged], others: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    """changed: rows of register award that are new or differ. others: the entries that stay as they are."""
    for judged in changed:
        award, year, nominee = (judged[name] for name in ("award", "year", "nominee"))
        claimed = judged["result"] == AWARDED or judged["check_passed"] is True
        if not claimed or None in (award, year, nominee):
            continue
        found = judged.around.conditions(award, year)
        one = found.of(nominee) if found else None
        if found is None or one is None:
            yield judged.say("R05.award_unknown", CONFIRM, "nominee", column="nominee")
            continue
        one = awards.with_entry(found.award, one, judged.row.values, found.month, judged.around.today)
        yield from _conditions(judged, one)
    yield from _quota([one for one in changed if _is_person_awarded(one.row.values)], others)


def _conditions(judged: Judged, one: Candidate) -> Iterator[Finding]:
    excused = one.exception is not None and judged["check_passed"] is not True
    if one.failing and not excused:
        column = "check_passed" if judged["check_passed"] is True else "result"
        yield judged.say("R05.award_fails", REFUSE, column, **_params(one, one.failing))
    elif one.undecided and not one.failing:
        yield judged.say("R05.award_open", CONFIRM, "result", **_params(one, one.undecided))


def _params(one: Candidate, results: Sequence[Result]) -> dict[str, Any]:
    return {"name": one.zh, "count": len(results), "checks": [recorded(result) for result in results]}


def _quota(changed: Sequence[Judged], others: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    """Persons over what the quota of their year allows; said of the last ones."""
    for year in sorted({one["year"] for one in changed if one["year"] is not None}):
        mine = [one for one in changed if one["year"] == year]
        found = mine[0].around.conditions(PERSONS, year)
        if found is None or found.quota is None:
            continue
        quota = found.quota
        total = len(mine) + sum(_is_person_awarded(entry) and entry["year"] == year for entry in others)
        for judged in mine[-(total - quota.allowed):] if total > quota.allowed else ():
            code = "R05.award_quota" if total > quota.most or quota.approval else "R05.award_quota_approval"
            yield judged.say(code, REFUSE, "result", total=total, limit=quota.limit, most=quota.most,
                             people=quota.people)


def _is_person_awarded(values: Mapping[str, Any]) -> bool:
    return values.get("award") == PERSONS and values.get("result") == AWARDED
