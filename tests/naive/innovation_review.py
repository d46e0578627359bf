"""The innovation indicators that registers feed, recomputed with plain loops."""

import datetime as dt
from collections.abc import Iterator

from tests.analytics.store_fixture import Row
from tests.naive.common import Naive, Tally, World, first_day
from tests.naive.learning_year import by, in_force, register, yes


def innovation_mechanism_established(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    items = ("innovation_mechanism", "innovation_in_assessment")
    return yes(all(in_force(world, item, month, today) for item in items))


def suggestion_box_established(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return yes(any(r.get("responsible_id") for r in in_force(world, "suggestion_box", month, today)))


def _reviewed(world: World, month: str, today: dt.date) -> Iterator[tuple[Row, Row]]:
    """(review, the suggestion) decided this year by the month's end."""
    suggestions = {}
    for row in sorted(world.rows("suggestions"), key=lambda r: r["month"]):
        suggestions.setdefault(row["suggestion_id"], row)
    for review in world.facts.reviews:
        suggestion = suggestions.get(review["suggestion_id"])
        if suggestion is None or review["result"] == "pending":
            continue
        counts_from = review["decided_on"] or first_day(suggestion["month"])
        if counts_from.year == int(month[:4]) and by(counts_from, month, today):
            yield review, suggestion


def suggestion_adoption_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(s["unit_code"], None, int(r["result"] in ("adopted", "partly_adopted")), 1)
        for r, s in _reviewed(world, month, today) if r["result"] not in ("duplicate", "withdrawn")
    ]


def suggestion_implementation_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    found = []
    for review, suggestion in _reviewed(world, month, today):
        if review["result"] in ("adopted", "partly_adopted"):
            when = review["implemented_on"]
            done = review["implementation"] == "implemented" and (when is None or by(when, month, today))
            found.append(Tally(suggestion["unit_code"], None, int(done), 1))
    return found


def suggestion_review_days(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(s["unit_code"], None, (r["decided_on"] - s["proposed_on"]).days, None)
        for r, s in _reviewed(world, month, today)
        if r["decided_on"] and s["proposed_on"] and r["decided_on"] >= s["proposed_on"]
    ]


def excellent_suggestion_award_held(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return yes(any(
        r["award"] == "excellent_suggestion" and r["year"] == int(month[:4]) and r["result"] == "awarded"
        and by(r["decided_on"], month, today) for r in register(world, "award")
    ))


NAIVE: dict[str, Naive] = {
    f.__name__: f for f in (
        innovation_mechanism_established, suggestion_box_established, suggestion_adoption_rate,
        suggestion_implementation_rate, suggestion_review_days, excellent_suggestion_award_held,
    )
}
