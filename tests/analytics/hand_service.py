"""
Service indicators counted by hand. March 2026 has no holiday: Monday 2 March ... Tuesday 31 March; 4 to 6 April rest.
Limits in working days (first response / closing / referral): request 1 / 5 / 3, consultation 3 / 3 / 3, complaint
1 / 15 / 3.
"""

import datetime as dt

from tests.analytics.case_fixture import activity, case, quick
from tests.analytics.store_fixture import Facts, person, small_agency
from tests.analytics.two_proofs import Case, Expect

MAR, APR, MAY, JUN, DEC = "2026-03", "2026-04", "2026-05", "2026-06", "2026-12"


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute)


def day(month: int, number: int) -> dt.date:
    return dt.date(2026, month, number)


def told(march: list[dict], april: list[dict] | None = None, **more) -> Facts:
    """A's returns of March and, when given, of April."""
    returns = {("A", MAR): {"service_cases": march}}
    if april is not None:
        returns["A", APR] = {"service_cases": april}
    return small_agency(returns=returns, **more)


# ------------------------------------------------------------------------------------------- first response
def first_responses() -> Facts:
    late = {"first_response_at": at(4, 2)}
    return told([
        case("1", at(3, 2), first_response_at=at(3, 3)),                    # limit 3 March: on time
        case("2", at(3, 2), first_response_at=at(3, 4)),                    # one day late
        case("3", at(3, 30)),                                               # limit 31 March
        case("4", at(3, 31)),                                               # limit 1 April
        case("5", at(3, 5), status="withdrawn"),                            # before its limit, as far as known
        case("6", at(3, 9), status="closed_on_spot", closed_on=day(3, 9)),  # no time of answer: answered by closing
    ], [case("3", at(3, 30), **late), case("4", at(3, 31), first_response_at=at(4, 1))])


# March: 1 and 6 of 1, 2, 3, 6 (case 3 was answered on 2 April, but missed its limit in March). April: case 4.
FIRST_RESPONSE = Case(first_responses, (
    Expect("department", "A", MAR, {"numerator": 2, "denominator": 4, "light": "red", "open_past_limit": 1,
                                    "open_near_limit": 1, "past_statutory_limit": 0}, "month"),
    Expect("department", "A", APR, {"numerator": 1, "denominator": 1, "light": "green", "open_past_limit": 0}, "month"),
    Expect("agency", "FL", APR, {"numerator": 3, "denominator": 5, "value": 0.6}),
    Expect("department", "B", MAR, {"state": "not_reported", "numerator": None}, "month"),
    Expect("agency", "FL", MAY, {"state": "not_applicable", "value": None, "light": "grey"}, "month"),
))
# On 31 March the limit of case 3 has not passed: 2 of 3.
FIRST_RESPONSE_ON_THE_DAY = Case(lambda: told(first_responses().returns[0].sheets["service_cases"]), (
    Expect("department", "A", MAR, {"numerator": 2, "denominator": 3, "open_past_limit": 0, "open_near_limit": 2},
           "month"),
), today=day(3, 31))


def working_hours() -> Facts:
    """Office hours 8:30-12:00 and 13:30-18:00."""
    return told([
        case("1", at(3, 2, 9, 0), first_response_at=at(3, 2, 10, 0)),     # 1 h
        case("2", at(3, 2, 11, 30), first_response_at=at(3, 2, 14, 0)),   # 0.5 + 0.5 = 1 h, lunch out
        case("3", at(3, 6, 17, 0), first_response_at=at(3, 9, 9, 30)),    # Friday 1 h + Monday 1 h = 2 h
        case("4", at(3, 7, 10, 0), first_response_at=at(3, 10, 18, 0)),   # Saturday to Tuesday evening: 16 h
        case("5", at(3, 31, 8, 30), first_response_at=at(4, 1, 8, 30)),   # 8 h, counts in April
        case("6", at(3, 9)),
    ], [])


# March: 1, 1, 2, 16: median 1.5; the 90th percentile lies at position 2.7: 2 + 0.7 x 14 = 11.8.
RESPONSE_TIME = Case(working_hours, (
    Expect("department", "A", MAR, {"value": 1.5, "p90": 11.8, "n": 4, "light": "grey", "target": 8}, "month"),
    Expect("agency", "FL", APR, {"value": 8, "n": 1}, "month"),
    Expect("agency", "FL", MAY, {"state": "not_applicable", "value": None}, "month"),
))
MAKE_UP_WORKDAY = Case(
    # Labour Day 2026: 1-5 May rest, Saturday 9 May is worked. Friday 8 May 17:00 to Saturday 9 May 9:30: 1 + 1 h.
    lambda: small_agency(returns={("A", MAY): {"service_cases": [
        case("1", at(5, 8, 17), first_response_at=at(5, 9, 9, 30)),
    ]}}),
    (Expect("department", "A", MAY, {"value": 2, "n": 1}, "month"),),
)

# ------------------------------------------------------------------------------------------- responder
# On the March roster: A1. Not: "nobody", and GONE, who left on 20 February. 1 of 3.
REGISTRATION = Case(
    lambda: told([
        case("1", at(3, 2)), case("2", at(3, 2), first_responder_id="nobody"),
        case("3", at(3, 3), first_responder_id="GONE"),
    ], staff=[person("A1", "A"), person("GONE", "A", left_on=day(2, 20))]),
    (Expect("department", "A", MAR, {"numerator": 1, "denominator": 3, "light": "red"}, "month"),),
)


# ------------------------------------------------------------------------------------------- closing
def closings() -> Facts:
    done = {"status": "closed"}
    return told([
        case("1", at(3, 2), closed_on=day(3, 9), **done),                              # the fifth day: 9 March
        case("2", at(3, 2), closed_on=day(3, 10), **done),                             # a day late
        case("3", at(3, 9), closed_on=day(3, 20), extended_on=day(3, 16), **done),     # limit 16, extended to 23
        case("4", at(3, 9), closed_on=day(3, 20), extended_on=day(3, 17), **done),     # extended too late
        case("5", at(3, 27)),                                                          # limit Friday 3 April
        case("6", at(3, 4), jurisdiction="out_of_scope"),                              # no closing of ours
        case("7", at(3, 4), subcategory="dv", matter_type="complaint"),                # dv: 5 days, 11 March
    ], [case("5", at(3, 27))])


# March: 1, 3 of 1, 2, 3, 4, 7. April: case 5 missed on 3 April. Year: 2 of 6.
CLOSURE = Case(closings, (
    Expect("department", "A", MAR, {"numerator": 2, "denominator": 5, "light": "red", "open_past_limit": 1,
                                    "open_near_limit": 1}, "month"),
    Expect("agency", "FL", APR, {"numerator": 0, "denominator": 1}, "month"),
    Expect("agency", "FL", APR, {"numerator": 2, "denominator": 6}),
))


# Received in March: 7, closed by its end 4. A withdrawn one is taken out. By the end of April case 5 is closed too.
def cohort() -> Facts:
    facts = closings()
    facts.returns[0].sheets["service_cases"].append(case("8", at(3, 4), status="withdrawn", closed_on=day(3, 6)))
    facts.returns[1].sheets["service_cases"] = [case("5", at(3, 27), status="closed", closed_on=day(4, 8))]
    return facts


COHORT = Case(cohort, (
    Expect("department", "A", MAR, {"numerator": 4, "denominator": 7, "light": "grey"}, "month"),
    Expect("department", "A", MAR, {"numerator": 4, "denominator": 7}),
    Expect("department", "A", APR, {"state": "not_applicable", "value": None}, "month"),
    Expect("agency", "FL", APR, {"numerator": 5, "denominator": 7}),
))


# Closed in scope: request resolved, request explained, complaint without a result: 1 of 3. The consultation and the
# out-of-scope request do not count.
RESOLUTION = Case(
    lambda: told([
        case("1", at(3, 2), status="closed", closed_on=day(3, 9), result="resolved"),
        case("2", at(3, 2), status="closed", closed_on=day(3, 9), result="explained"),
        case("3", at(3, 2), matter_type="complaint", status="closed", closed_on=day(3, 9)),
        case("4", at(3, 2), matter_type="consultation", status="closed", closed_on=day(3, 3), result="resolved"),
        case("5", at(3, 2), jurisdiction="out_of_scope", referred_on=day(3, 3), status="referred_replied",
             closed_on=day(3, 9), result="resolved"),
        case("6", at(3, 2), result="resolved"),
    ]),
    (Expect("department", "A", MAR, {"numerator": 1, "denominator": 3, "light": "grey"}),),
)


# ------------------------------------------------------------------------------------------- referral
def referrals() -> Facts:
    out = {"jurisdiction": "out_of_scope"}
    sent = {"status": "referred", "referred_to": "court", **out}
    return told([
        case("1", at(3, 2), referred_on=day(3, 5), **sent),                        # the third day: 5 March
        case("2", at(3, 2), referred_on=day(3, 6), **sent),                        # a day late
        case("3", at(3, 3), matter_type="consultation", status="closed", closed_on=day(3, 3), **out),  # no need
        case("4", at(3, 10), **out),                                               # limit 13 March, never referred
        case("5", at(3, 2), subcategory="dv", referred_on=day(3, 3), **sent),      # dv: the same day
    ], [
        case("1", at(3, 2), referred_on=day(3, 5), chase_count=1, **sent),         # day 30 = 4 April: chased
        case("2", at(3, 2), referred_on=day(3, 6), **{**sent, "status": "referred_replied"}, closed_on=day(4, 7)),
        case("4", at(3, 10), **out),                                               # case 2: day 30 = 5 April, late
        case("5", at(3, 2), subcategory="dv", referred_on=day(3, 3), **{**sent, "status": "referred_replied"},
             closed_on=day(4, 1)),                                                 # day 30 = 2 April: replied before
    ])


# March: case 1 of 1, 2, 4, 5.
REFERRAL = Case(referrals, (
    Expect("department", "A", MAR, {"numerator": 1, "denominator": 4, "light": "red", "open_past_limit": 1}, "month"),
    Expect("agency", "FL", APR, {"state": "not_applicable", "value": None}, "month"),
    Expect("agency", "FL", APR, {"numerator": 1, "denominator": 4}),
))
# April: 1 (chased) and 5 (replied) of 1, 2, 5. Nothing was thirty days old in March.
FOLLOW_UP = Case(referrals, (
    Expect("department", "A", APR, {"numerator": 2, "denominator": 3, "light": "red"}, "month"),
    Expect("department", "A", MAR, {"state": "not_applicable"}, "month"),
    Expect("agency", "FL", APR, {"numerator": 2, "denominator": 3}),
))
# A chase that only the May return knows of no longer repairs April.
FOLLOW_UP_TOO_LATE = Case(
    lambda: small_agency(returns={
        ("A", m): {"service_cases": [case("1", at(3, 2), referred_on=day(3, 5), status="referred", chase_count=chases)]}
        for m, chases in ((MAR, 0), (APR, 0), (MAY, 1))
    }),
    (Expect("department", "A", APR, {"numerator": 0, "denominator": 1}, "month"),),
)


# Reception day: case 1 in scope closed in time, 2 out of scope referred in time, 3 in scope late; 4 is no such matter.
RECEPTION = Case(
    lambda: told([
        case("1", at(3, 2), channel="reception_day", status="closed", closed_on=day(3, 6)),
        case("2", at(3, 2), channel="reception_day", jurisdiction="out_of_scope", referred_on=day(3, 4),
             status="referred"),
        case("3", at(3, 2), channel="reception_day"), case("4", at(3, 2)),
    ]),
    (Expect("agency", "FL", MAR, {"numerator": 2, "denominator": 3, "light": "red", "open_past_limit": 1}),),
)


# ------------------------------------------------------------------------------------------- the law
def statutory() -> Facts:
    """Bounds of a complaint of 2 March: told by 17 March, closed by 1 May (60 days), with an extension by 31 May."""
    complaint = {"matter_type": "complaint"}
    told_on_time = {**complaint, "first_response_at": at(3, 3)}
    march = [
        case("1", at(3, 2), **complaint),                                     # not told until 8 April
        case("2", at(3, 2), **told_on_time),                                  # closed on 4 May: over from 2 May
        case("3", at(3, 2), extended_on=day(3, 20), **told_on_time),          # 90 days: 31 May
        case("4", at(3, 2), matter_type="consultation"),                      # no bound
    ]
    april = [{**march[0], "first_response_at": at(4, 8), "status": "closed", "closed_on": day(4, 8)}, *march[1:]]
    may = [{**march[1], "status": "closed", "closed_on": day(5, 4)}, march[2], march[3]]
    return small_agency(returns={
        ("A", m): {"service_cases": rows} for m, rows in ((MAR, march), (APR, april), (MAY, may), (JUN, may[1:]))
    })


# March: case 1 (over since 18 March). April: case 1 until 8 April. May: case 2. June: case 3. Year: 1, 2, 3.
STATUTORY = Case(statutory, (
    Expect("department", "A", MAR, {"value": 1, "light": "red"}, "month"),
    Expect("department", "A", APR, {"value": 1, "light": "red"}, "month"),
    Expect("department", "A", MAY, {"value": 1}, "month"),
    Expect("department", "A", MAY, {"value": 2}),
    Expect("agency", "FL", JUN, {"value": 3, "light": "red"}),
    Expect("agency", "FL", JUN, {"value": 1}, "month"),
    Expect("agency", "FL", "2026-02", {"value": 0, "light": "green"}, "month"),
))


# ------------------------------------------------------------------------------------------- ratings, hotline
def ratings() -> Facts:
    marks = ("satisfied", "satisfied", "basically", "dissatisfied", "not_rated", None)
    cases = [case(str(n), at(3, 2), status="closed", closed_on=day(3, 9), satisfaction=m) for n, m in enumerate(marks)]
    quicks = [
        quick("general", answered=20.0, rated=10.0, satisfied=9.0), quick("property", "visit", answered=4.0),
        quick("total", calls_in=50.0, calls_answered=45.0), quick("total", "phone", calls_in=9.0, calls_answered=1.0),
    ]
    received = case("h", at(3, 5), channel="hotline")
    return small_agency(returns={
        ("A", MAR): {"service_cases": [*cases, received], "quick_consultations": quicks},
        ("B", MAR): {"service_cases": cases[:4]},
    })


# A: cases 3 of 4 rated, quick answers 9 of 10: 12 of 14 = 85.7 %, amber. B: 3 of 4 rated, too few to judge.
SATISFACTION = Case(ratings, (
    Expect("department", "A", MAR, {"numerator": 12, "denominator": 14, "light": "amber"}, "month"),
    Expect("department", "B", MAR, {"numerator": 3, "denominator": 4, "light": "grey"}, "month"),
    Expect("agency", "FL", MAR, {"numerator": 15, "denominator": 18, "light": "red"}),
))
# A: 4 of 6 closed cases and 10 of 24 quick answers were rated.
PARTICIPATION = Case(ratings, (
    Expect("department", "A", MAR, {"numerator": 14, "denominator": 30, "light": "grey"}),
    Expect("agency", "FL", MAR, {"numerator": 18, "denominator": 34}),
))
# 45 of 50; the other telephone is not the hotline.
ANSWER_RATE = Case(ratings, (
    Expect("agency", "FL", MAR, {"numerator": 45, "denominator": 50, "light": "amber"}, "month"),
    Expect("agency", "FL", APR, {"state": "not_applicable"}, "month"),
))
# 20 quick answers on the hotline and one case received through it.
VOLUME = Case(ratings, (
    Expect("agency", "FL", MAR, {"value": 21}, "month"), Expect("agency", "FL", MAR, {"value": 21, "light": "grey"}),
))


# ------------------------------------------------------------------------------------------- activities
def activities() -> Facts:
    def said(measure: str, value: float, area: str = "rights") -> dict:
        return activity(day(3, 12), area, 100, outcome_measure=measure, outcome_value=value)

    return small_agency(returns={
        ("A", MAR): {
            "service_activities": [
                said("training_person_times", 30, "rural_income"), said("training_person_times", 7, "talent"),
                said("people_employed", 5, "community_employment"), said("people_employed", 2, "rights"),
                said("entities_founded", 2, "community_employment"), said("law_making_items", 1),
                said("law_inspections", 2), said("legal_aid_cases", 4),
            ],
            "service_cases": [case("1", at(3, 2), first_response_at=at(3, 3))],
        },
        ("B", APR): {"service_activities": [
            activity(day(4, 8), "culture_family", 40, outcome_measure="families_created", outcome_value=6.0),
            activity(day(4, 9), "culture_family", 0, outcome_measure="civility_team_activities", outcome_value=3.0),
            activity(day(4, 9), "talent", 12, outcome_measure="women_cadres_recommended", outcome_value=2.0),
            activity(day(4, 9), "talent", 3, outcome_measure="study_places", outcome_value=1.0),
        ]},
    })


# First quarter: rural_income, talent, community_employment, rights: 4 of 5. Second: culture_family, talent: 2 of 5.
AREA_COVERAGE = Case(activities, (
    Expect("agency", "FL", MAR, {"numerator": 4, "denominator": 5, "light": "amber"}, "month"),
    Expect("agency", "FL", APR, {"state": "not_applicable"}, "month"),
    Expect("agency", "FL", APR, {"numerator": 4, "denominator": 5}),
    Expect("agency", "FL", JUN, {"numerator": 2, "denominator": 5, "light": "red"}, "month"),
    Expect("agency", "FL", JUN, {"numerator": 6, "denominator": 10, "light": "red", "pace": "out_of_reach"}),
))
# A case answered in the quarter makes the area of rights active without any activity: 1 of 5.
AREA_BY_CASE = Case(first_responses, (Expect("agency", "FL", MAR, {"numerator": 1, "denominator": 5}),))
# Eight activities of 100; then 40 + 0 + 12 + 3. Without a plan there is no light.
BENEFICIARIES = Case(activities, (
    Expect("department", "A", MAR, {"value": 800, "light": "grey"}, "month"),
    Expect("department", "B", APR, {"value": 55}),
    Expect("agency", "FL", APR, {"value": 855, "n": 12}),
))
# With a plan of 3000 April expects 1000: 855 is 4.8 points behind, 2000 / 3 points in reach.
BENEFICIARIES_WITH_PLAN = Case(
    lambda: Facts(**{**vars(activities()), "registers": {"target_record": [
        {"indicator": "service_beneficiary_count", "year": 2026, "unit_code": "FL", "target": 3000.0, "reason": "plan"},
    ]}}),
    (Expect("agency", "FL", APR, {"target": 3000, "expected": 1000, "light": "green", "pace": "on_pace"}),),
)


def yearly(value: float) -> list[Case]:
    return [Case(activities, (Expect("agency", "FL", APR, {"value": value, "light": "grey"}),))]


HAND_CASES = {
    "service_area_coverage": [AREA_COVERAGE, AREA_BY_CASE],
    "service_beneficiary_count": [BENEFICIARIES, BENEFICIARIES_WITH_PLAN],
    "rural_training_person_times": yearly(30),        # not the 7 of another area
    "reemployment_count": yearly(5),                  # not the 2 of another area
    "community_entity_count": yearly(2),
    "rights_support_count": yearly(7),                # 1 + 2 + 4
    "family_creation_count": yearly(9),               # 6 + 3
    "women_cadre_recommendation_count": yearly(3),    # 2 + 1
    "satisfaction_rate": [SATISFACTION],
    "evaluation_participation_rate": [PARTICIPATION],
    "first_responder_registration_rate": [REGISTRATION],
    "first_response_on_time_rate": [FIRST_RESPONSE, FIRST_RESPONSE_ON_THE_DAY],
    "first_response_time": [RESPONSE_TIME, MAKE_UP_WORKDAY],
    "in_scope_on_time_closure_rate": [CLOSURE],
    "referral_on_time_rate": [REFERRAL],
    "referral_followup_rate": [FOLLOW_UP, FOLLOW_UP_TOO_LATE],
    "closure_rate": [COHORT],
    "resolution_rate": [RESOLUTION],
    "statutory_overdue_count": [STATUTORY],
    "reception_matter_closure_rate": [RECEPTION],
    "hotline_answer_rate": [ANSWER_RATE],
    "hotline_volume": [VOLUME],
}
