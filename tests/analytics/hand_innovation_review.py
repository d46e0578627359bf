"""Innovation indicators that registers feed, counted by hand, all in 2026."""

import datetime as dt
from typing import Any

from tests.analytics.hand_innovation import with_rows
from tests.analytics.hand_learning_year import day, rule
from tests.analytics.store_fixture import Facts, small_agency, suggestion
from tests.analytics.two_proofs import Case, Expect

FEB, MAR, APR, MAY, JUN, DEC = (f"2026-{m}" for m in ("02", "03", "04", "05", "06", "12"))


# A document of February and an item in the scheme from 2 April: complete two days after the date, so late.
MECHANISM = [
    Case(lambda: small_agency(institutions=[
        rule("innovation_mechanism", day(2, 9)), rule("innovation_in_assessment", day(4, 2)),
    ]), (
        Expect("agency", "FL", MAR, {"value": 0, "light": "amber"}),
        Expect("agency", "FL", APR, {"value": 1, "light": "amber", "done_late": True}),
    )),
    # one of the two alone is not enough
    Case(lambda: small_agency(institutions=[rule("innovation_in_assessment", day(2, 9))]), (
        Expect("agency", "FL", APR, {"value": 0, "light": "red", "pace": "behind"}),
    )),
]
# A box since 2025; an opener is named from March.
BOX = Case(lambda: small_agency(institutions=[
    rule("suggestion_box", dt.date(2025, 6, 1)), rule("suggestion_box", day(3, 2), responsible_id="A1"),
]), (
    Expect("agency", "FL", FEB, {"value": 0, "light": "grey"}), Expect("agency", "FL", MAR, {"value": 1}),
))


def reviewed() -> Facts:
    """
    Proposed on 1 February by A (a, b, c) and on 1 May by B (d, e, f). Decided: a 21 February (20 days) adopted and put
    into practice on 10 June, b 13 March (40) partly adopted, c 23 March (50) not adopted, d without a day adopted and
    in practice, e 31 May (30) a duplicate; f waits.
    """
    def review(suggestion_id: str, result: str, decided_on: dt.date | None, **more: Any) -> dict[str, Any]:
        return {"suggestion_id": suggestion_id, "result": result, "decided_on": decided_on,
                "implementation": None, "implemented_on": None, **more}
    return with_rows("suggestions", {
        ("A", FEB): [suggestion(one, "A1", proposed_on=day(2, 1)) for one in "abc"],
        ("B", MAY): [suggestion(one, "B1", proposed_on=day(5, 1)) for one in "def"],
    }, reviews=[
        review("a", "adopted", day(2, 21), implementation="implemented", implemented_on=day(6, 10)),
        review("b", "partly_adopted", day(3, 13), implementation="under_way"), review("c", "not_adopted", day(3, 23)),
        review("d", "adopted", None, implementation="implemented"), review("e", "duplicate", day(5, 31)),
        review("f", "pending", None),
    ])


# February 1 of 1; March 2 of 3; May: d, whose review has no day, counts from its own month, e is a duplicate: 3 of 4.
ADOPTION = Case(reviewed, (
    Expect("department", "A", FEB, {"numerator": 1, "denominator": 1, "light": "grey"}),
    Expect("department", "A", MAR, {"numerator": 2, "denominator": 3}),
    Expect("agency", "FL", MAY, {"numerator": 3, "denominator": 4, "value": 0.75}),
    Expect("department", "B", MAY, {"numerator": 1, "denominator": 1}),
    Expect("department", "B", APR, {"state": "not_applicable"}),
))
# Of the adopted a and b none in March; of a, b and d one in May (d) and two in June (a since 10 June).
IMPLEMENTATION = Case(reviewed, (
    Expect("agency", "FL", MAR, {"numerator": 0, "denominator": 2}),
    Expect("agency", "FL", MAY, {"numerator": 1, "denominator": 3}),
    Expect("agency", "FL", JUN, {"numerator": 2, "denominator": 3, "light": "grey"}),
))
# 20 days in February; 20, 40, 50 in March (median 40, exactly ten over: red); 20, 30, 40, 50 in May (35, amber).
REVIEW_DAYS = Case(reviewed, (
    Expect("agency", "FL", FEB, {"value": 20, "n": 1, "light": "green"}),
    Expect("agency", "FL", MAR, {"value": 40, "n": 3, "target": 30, "light": "red"}),
    Expect("agency", "FL", MAY, {"value": 35, "n": 4, "light": "amber"}),
    Expect("agency", "FL", "2026-01", {"state": "not_applicable"}),
))


def award(result: str, decided_on: dt.date | None, name: str = "excellent_suggestion") -> dict[str, Any]:
    return {"award": name, "year": 2026, "nominee": "s1", "declared_on": day(11, 2), "decided_on": decided_on,
            "assessment_cited": False, "result": result}


AWARD = [
    Case(lambda: small_agency(registers={"award_record": [award("awarded", day(12, 18))]}), (
        Expect("agency", "FL", "2026-11", {"value": 0, "light": "grey"}),
        Expect("agency", "FL", DEC, {"value": 1, "light": "green"}),
    )),
    # declared and turned down, and another award: no round of this one was held
    Case(lambda: small_agency(registers={"award_record": [
        award("not_awarded", day(12, 18)), award("awarded", day(12, 18), "excellent_person"),
    ]}), (Expect("agency", "FL", DEC, {"value": 0, "light": "red"}),)),
]

HAND_CASES = {
    "innovation_mechanism_established": MECHANISM,
    "suggestion_box_established": [BOX],
    "suggestion_adoption_rate": [ADOPTION],
    "suggestion_implementation_rate": [IMPLEMENTATION],
    "suggestion_review_days": [REVIEW_DAYS],
    "excellent_suggestion_award_held": AWARD,
}
