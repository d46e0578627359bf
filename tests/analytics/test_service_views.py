"""The service module: open cases with their next step, ageing, volumes, areas, outcomes, and who may see what."""

import datetime as dt
from collections import Counter

import pytest

from analytics import service
from analytics.months import Month
from analytics.scope import EVERYTHING, NO_UNITS, OutsideScope, Scope
from tests.analytics.case_fixture import activity, case, quick, random_case_facts
from tests.analytics.hand_service import at, day, ratings, referrals
from tests.analytics.store_fixture import open_store, person, small_agency, unit
from tests.naive.common import DAY, World, days
from tests.naive.pressure import limits
from tests.naive.service import FAR, cases

MAR, APR = Month(2026, 3), Month(2026, 4)
LATER = dt.date(2027, 1, 4)


def waiting():
    return small_agency(
        units=[unit("FL", None), unit("A", position=1), unit("B", position=2)],
        staff=[person("A1", "A", name="Zhao", name_en="Zhao Min")],
        returns={("A", "2026-03"): {"service_cases": [
            case("1", at(3, 2)),                                                      # first response since 3 March
            case("2", at(3, 27), first_response_at=at(3, 27, 10)),                    # to be closed by 3 April
            case("3", at(3, 31), first_responder_id="X"),                             # to be answered by 1 April
            case("4", at(3, 26), subcategory="dv", first_response_at=at(3, 26, 10)),  # dv: to be closed by 2 April
            case("5", at(3, 10), jurisdiction="out_of_scope", first_response_at=at(3, 11), status="referred",
                 referred_on=day(3, 11), chase_count=2),                              # reply by 10 April
            case("6", at(3, 2), status="closed", closed_on=day(3, 3)),
            case("7", at(3, 2), status="withdrawn", closed_on=day(3, 3)),
            case("8", at(3, 9), matter_type="complaint", first_response_at=at(3, 10)),  # to be closed by 30 March
        ]}},
    )


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path, waiting()) as warehouse:
        yield warehouse.cursor()


def test_open_cases_are_those_open_at_the_months_end_violence_first_then_by_due_date(store):
    frame = service.open_cases(store, EVERYTHING, [MAR], today=LATER).set_index("case_id")
    assert list(frame.index) == ["4", "1", "8", "3", "2", "5"]
    assert dict(frame["next_step"]) == {"4": "closure", "1": "first_response", "8": "closure", "3": "first_response",
                                        "2": "closure", "5": "reply"}
    # 31 March is the last day: working days left are those after it. 3 March to 31 March: 20 working days ago.
    assert dict(frame["days_left"]) == {"4": 2, "1": -20, "8": -1, "3": 1, "2": 3, "5": 7}
    assert list(frame.index[frame["overdue"]]) == ["1", "8"]
    assert set(frame.index[frame["near"]]) == {"4", "3", "2"}
    assert list(frame.index[frame["past_statutory"]]) == ["1"]  # a request has to be told within 15 days
    assert frame.loc["1", ["owner", "owner_en", "days_open", "reported_in"]].tolist() == [
        "Zhao", "Zhao Min", 21, "2026-03",
    ]
    assert frame["owner"].isna().to_dict()["3"]
    assert frame.loc["5", "chase_count"] == 2


def test_on_the_day_itself_a_limit_that_ends_today_is_near_and_not_past(store):
    frame = service.open_cases(store, EVERYTHING, [MAR], today=day(3, 30)).set_index("case_id")
    assert not frame.loc["8", "overdue"]
    assert frame.loc["8", "near"]
    assert "3" not in frame.index  # not received yet


def test_open_cases_are_for_those_who_may_see_single_cases_and_their_units(store):
    with pytest.raises(OutsideScope):
        service.open_cases(store, Scope(units_personal=NO_UNITS), [MAR], today=LATER)
    assert service.open_cases(store, Scope(units_seen=frozenset({"B"})), [MAR], today=LATER).empty


def test_ageing_counts_every_open_step_once_and_keeps_empty_buckets(store):
    frame = service.ageing(store, EVERYTHING, [MAR], today=LATER)
    assert len(frame) == 2 * 3 * 5
    counted = frame[frame["cases"] > 0].set_index(["unit_code", "step", "bucket"])[["cases", "near", "past"]]
    assert counted.T.to_dict("list") == {
        ("A", "closure", "to_1"): [1, 0, 0],            # case 3, limit 8 April
        ("A", "closure", "to_2"): [1, 1, 0],            # case 2
        ("A", "closure", "to_3"): [1, 1, 0],            # case 4
        ("A", "closure", "over_5"): [2, 0, 2],          # cases 1 and 8
        ("A", "first_response", "to_1"): [1, 1, 0],     # case 3
        ("A", "first_response", "over_5"): [1, 0, 1],   # case 1
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_ageing_equals_plain_loops(tmp_path, seed):
    facts = random_case_facts(seed)
    with open_store(tmp_path, facts) as warehouse:
        frame = service.ageing(warehouse.cursor(), EVERYTHING, [Month(2026, 10)], today=LATER)
    expected = Counter()
    world, as_of = World(facts), day(10, 31)
    for one in cases(world):
        waited = sum(1 for d in days(one.received + DAY, as_of) if d in world.workdays)
        bucket = next((f"to_{n}" for n in (1, 2, 3, 5) if waited <= n), "over_5")
        for step in ("first_response", "closure", "referral"):
            due, done, ended, *_ = limits(one, step)
            if due and one.received <= as_of and min(done or FAR, ended or FAR) > as_of:
                expected.update({(one.row["unit_code"], step, bucket, "cases"): 1,
                                 (one.row["unit_code"], step, bucket, "past"): due <= as_of})
    found = Counter({
        (r.unit_code, r.step, r.bucket, name): getattr(r, name)
        for r in frame.itertuples(index=False) for name in ("cases", "past")
    })
    assert +found == +expected
    assert sum(found.values()) > 20


def test_response_times_have_median_and_p90(tmp_path):
    with open_store(tmp_path, referrals()) as warehouse:
        frame = service.response_times(warehouse.cursor(), EVERYTHING, [MAR], today=LATER)
    # the one matter without a time of answer that was closed has no hours
    assert set(frame["state"]) == {"not_applicable", "not_reported"}
    assert frame["median"].isna().all()


def test_volumes_split_the_same_matters_four_ways(tmp_path):
    with open_store(tmp_path, ratings()) as warehouse:
        frame = service.volumes(warehouse.cursor(), EVERYTHING, [MAR], today=LATER)
    totals = frame[frame["unit_code"] == "A"].groupby("dimension")[["received", "closed", "quick_answers"]].sum()
    assert totals.loc["channel"].tolist() == [7, 6, 24]
    assert totals.loc["matter_type"].tolist() == [7, 6, 0]
    assert totals.loc["rights_category"].tolist() == [7, 6, 24]
    hotline = frame[(frame["unit_code"] == "A") & (frame["code"] == "hotline")]
    assert hotline[["received", "quick_answers"]].values.tolist() == [[1, 20]]


def test_areas_and_outcomes(tmp_path):
    facts = small_agency(returns={
        ("A", "2026-03"): {
            "service_activities": [
                activity(day(3, 2), "rights", 10, women=9.0), activity(day(3, 3), "rights", 5, outcome_value=2.0,
                                                                       outcome_measure="legal_aid_cases"),
            ],
            "service_cases": [case("1", at(3, 2), status="closed", closed_on=day(3, 4), result="resolved",
                                   satisfaction="satisfied")],
            "quick_consultations": [quick("general", answered=10.0, rated=4.0, satisfied=3.0)],
        },
        ("A", "2026-04"): {},
    })
    with open_store(tmp_path, facts) as warehouse:
        cursor = warehouse.cursor()
        areas = service.areas(cursor, EVERYTHING, [MAR, APR], today=LATER)
        outcomes = service.outcomes(cursor, EVERYTHING, [MAR, APR], today=LATER)
    assert areas.values.tolist() == [["A", "2026-03", "rights", 2, 15.0, 9.0]]
    assert outcomes[["kind", "code", "amount"]].values.tolist() == [
        ["case_result", "resolved", 1], ["outcome_measure", "legal_aid_cases", 2],
        ["satisfaction", "dissatisfied", 1], ["satisfaction", "not_rated", 6], ["satisfaction", "satisfied", 4],
    ]


def test_every_figure_can_be_asked_for_an_empty_store(tmp_path):
    with open_store(tmp_path, small_agency()) as warehouse:
        cursor = warehouse.cursor()
        for ask in (service.response_times, service.on_time, service.figures, service.open_cases, service.ageing,
                    service.volumes, service.areas, service.outcomes):
            frame = ask(cursor, EVERYTHING, [MAR], today=LATER)
            assert "light" not in frame or set(frame["light"]) <= {"grey", "green"}


# ------------------------------------------------------------------------------------------- reception days
def reception(day: dt.date, status: str, **more):
    return {"held_on": day, "planned_leader_id": "A1", "status": status, "visitors": 2, "matters": 1, **more}


@pytest.fixture
def with_reception(tmp_path):
    facts = small_agency(registers={"reception_day_record": [
        reception(dt.date(2026, 3, 16), "held", actual_leader_id="A1"),
        reception(dt.date(2026, 4, 15), "planned"),
        reception(dt.date(2026, 5, 15), "planned"),
    ]})
    with open_store(tmp_path, facts) as warehouse:
        yield warehouse.cursor()


def receptions(cursor, scope: Scope):
    year = [Month(2026, m) for m in range(1, 13)]
    return service.reception_days(cursor, scope, year, today=dt.date(2026, 5, 1))


def test_a_reception_day_that_passed_without_an_entry_was_not_recorded(with_reception):
    assert list(receptions(with_reception, EVERYTHING)["outcome"]) == ["held", "unrecorded", "planned"]


def test_visitors_of_reception_days_are_for_those_who_see_single_matters(with_reception):
    assert list(receptions(with_reception, EVERYTHING)["visitors"]) == [2, 2, 2]
    limited = receptions(with_reception, Scope(units_personal=NO_UNITS))
    assert len(limited) == 3
    assert limited[["visitors", "matters"]].isna().all().all()


def test_reception_days_are_the_whole_agencys(with_reception):
    assert receptions(with_reception, Scope(units_seen=frozenset({"A"}))).empty


def test_a_leader_has_received_on_the_days_of_the_quarter_that_were_the_leaders_own(tmp_path):
    """A1 received in January and stood in for B1 in March; B1's day in April is of the next quarter."""
    leaders = [person("A1", "A", is_leadership=True), person("B1", "B", is_leadership=True), person("B2", "B")]
    facts = small_agency(staff=leaders, registers={"reception_day_record": [
        reception(dt.date(2026, 1, 15), "held", actual_leader_id="A1"),
        reception(dt.date(2026, 2, 12), "cancelled", planned_leader_id="B1"),
        reception(dt.date(2026, 3, 16), "stand_in", planned_leader_id="B1", actual_leader_id="A1"),
        reception(dt.date(2026, 4, 15), "held", planned_leader_id="B1", actual_leader_id="B1"),
    ]})
    with open_store(tmp_path, facts) as warehouse:
        def days(month: Month, scope: Scope = EVERYTHING):
            found = service.leaders_received(warehouse.cursor(), scope, month, today=dt.date(2026, 5, 1))
            return dict(found.itertuples(index=False))

        assert days(Month(2026, 2)) == {"A1": 1, "B1": 0}
        assert days(Month(2026, 3)) == {"A1": 2, "B1": 0}
        assert days(Month(2026, 4)) == {"A1": 0, "B1": 1}
        assert days(Month(2026, 3), Scope(units_seen=frozenset({"A"}))) == {}
