"""Who qualifies for an award: a small agency counted by hand, plain loops over random data, and who sees what."""

import datetime as dt
from dataclasses import replace

import pytest

from analytics import awards
from analytics.months import Month
from analytics.scope import EVERYTHING, NO_UNITS, OutsideScope, Scope
from tests.analytics.hand_competition import assessment, day
from tests.analytics.hand_evaluation import worked_examples
from tests.analytics.store_fixture import Facts, facts_of, goal, open_store, random_facts, suggestion, years
from tests.naive import awards as plain
from tests.naive.common import World

DECEMBER, OCTOBER = Month(2026, 12), Month(2026, 10)
ANSWERED: dict = {}  # by store and question; nothing here changes a store
AFTERWARDS, NOVEMBER = dt.date(2027, 1, 10), dt.date(2026, 11, 20)


def nominated(award: str, nominee: str, **more) -> dict:
    return {"award": award, "year": 2026, "nominee": nominee, "assessment_cited": True, "result": "nominated",
            "declared_on": None, "checked_on": None, "check_passed": None, "decided_on": None, "helpers": None,
            "half_year_passed": None, "publicity_days": None, **more}


def a_year() -> Facts:
    """
    The worked examples of the evaluation: A1 (90.89 points, 11 of 12 notes, one absence without leave) and A2 (70.73,
    on duty to August, 7 of 8 notes, no course). A1 has two valid suggestions, a finished goal and 90 points; A2 one
    suggestion, an unfinished goal, no assessment and an upheld complaint. B has sent nothing.
    """
    facts = worked_examples()
    reported = {one.month: one.sheets for one in facts.returns}
    reported["2026-02"]["suggestions"] = [suggestion(f"S{n}", who) for n, who in enumerate(("A1", "A1", "A2", "A1"), 1)]
    for month in ("2026-11", "2026-12"):
        reported[month]["goals_outcomes"] = [
            goal("G1", "personal_goal", "A1", day(10, 31), "completed"), goal("G2", "personal_goal", "A2", day(12, 1)),
            goal("O1", "outcome", "A1", day(11, 30), "declared", evidence="报告"),
            goal("O2", "outcome", "A1", day(12, 31), "drafted"),
            goal("O3", "outcome", "A1", day(12, 31), "dropped"),
        ]
    facts.reviews = [
        {"suggestion_id": "S1", "decided_on": day(3, 1), "result": "adopted", "implementation": "implemented"},
        {"suggestion_id": "S2", "decided_on": day(3, 1), "result": "duplicate"},
    ]
    plans = {row["staff_id"]: row for row in facts.registers["person_year_record"]}
    plans["A2"]["complaints_upheld"] = 1
    facts.registers |= {
        "assessment_record": [
            assessment("A1", (90, 90, 90), day(12, 20), "year"),
        ],
        "award_record": [
            nominated("excellent_outcome", "O1", helpers=2, half_year_passed=True, publicity_days=5),
            nominated("civilised_office", "A", declared_on=day(3, 31)),
            nominated("civilised_office", "B", declared_on=day(4, 1)),
            nominated("excellent_person", "A1", result="awarded"),
        ],
        "award_override_record": [
            {"award": "excellent_person", "year": 2026, "nominee": "A1", "reason": "全年信访无一超期"},
        ],
    }
    return facts


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    with open_store(tmp_path_factory.mktemp("year"), a_year()) as warehouse:
        yield warehouse


def found(warehouse, award: str, month: Month = DECEMBER, today: dt.date = AFTERWARDS, scope: Scope = EVERYTHING):
    asked = str(warehouse.directory), award, month, today, scope
    if asked not in ANSWERED:
        ANSWERED[asked] = awards.eligibility(warehouse.cursor(), scope, award, month, today=today)
    return ANSWERED[asked]


def states(one) -> dict[str, str]:
    return {result.check.name: result.state for result in one.results}


def figures(one) -> dict[str, float | None]:
    return {result.check.name: result.figure.value for result in one.results}


# ------------------------------------------------------------------------------------------- by hand
def test_a_person_who_misses_by_one_absence(year):
    one = found(year, "excellent_person").of("A1")
    assert [result.check.name for result in one.failing] == ["absences"]
    assert (one.standing, one.undecided) == ("one", ())
    seen = figures(one)
    assert (seen["learning"], seen["suggestions"], seen["assessment"], seen["goal"]) == (90.89, 2, 90, 1)


def test_a_person_who_misses_almost_everything(year):
    one = found(year, "excellent_person").of("A2")
    assert states(one) == {
        "ranked": "passed",      # eight months
        "learning": "failed",    # 70.73
        "course": "failed",
        "hours": "passed",
        "suggestions": "not_applicable",  # off duty at the year's end
        "notes": "failed",       # 7 of 8, where 11 of 12 allows none to be missed in eight
        "absences": "passed", "goal": "failed", "assessment": "failed", "complaints": "failed",
    }


def test_people_of_a_department_that_has_sent_nothing_are_not_known(year):
    assert states(found(year, "excellent_person").of("B2"))["learning"] == "unknown"
    assert states(found(year, "excellent_person").of("B2"))["goal"] == "not_applicable"   # no cadre


def test_what_can_still_come_is_not_failed_before_the_years_end(year):
    before = states(found(year, "excellent_person", OCTOBER, NOVEMBER).of("A2"))
    assert {before[name] for name in ("course", "goal", "assessment")} == {"later"}
    assert (before["learning"], before["notes"]) == ("failed", "failed")


def test_a_departments_figures_are_its_indicators(year):
    eligibility = found(year, "advanced_department")
    one = eligibility.of("A")
    of = {result.check.name: result for result in one.results}
    assert (of["attendance"].figure.numerator, of["attendance"].figure.denominator) == (53, 60)
    assert (of["returns"].figure.numerator, of["returns"].state) == (11, "passed")  # December has no deadline yet
    assert (round(of["learning"].figure.value, 2), of["learning"].state) == (80.81, "passed")
    assert (of["attendance"].state, of["overdue"].state, of["research"].state) == ("failed", "passed", "failed")
    assert [c.key for c in eligibility.candidates] == ["B", "A"]     # eight fail of what is known of B, of A nine
    assert states(eligibility.of("B"))["attendance"] == "unknown"


def test_a_civilised_office_has_the_discipline_rows_and_declares_by_the_end_of_march(year):
    eligibility = found(year, "civilised_office")
    assert states(eligibility.of("A")) == {
        "attendance": "failed", "returns": "passed", "overdue": "passed", "declared": "passed"}
    assert states(eligibility.of("B"))["declared"] == "failed"    # on 1 April


def test_a_suggestion_is_reviewed_adopted_and_no_duplicate_and_those_implemented_come_first(year):
    eligibility = found(year, "excellent_suggestion")
    assert [(c.key, c.standing, c.preferred) for c in eligibility.candidates] == [
        ("S1", "qualifies", True), ("S3", "one", False), ("S4", "one", False), ("S2", "several", False),
    ]
    assert states(eligibility.of("S2")) == {
        "reviewed": "passed", "adopted": "failed", "original": "failed", "proposer": "passed"}
    assert states(eligibility.of("S3")) == {
        "reviewed": "failed", "adopted": "unknown", "original": "unknown", "proposer": "passed"}


def test_an_outcome_takes_what_only_the_register_of_awards_knows_from_there(year):
    eligibility = found(year, "excellent_outcome")
    assert {c.key for c in eligibility.candidates} == {"O1", "O2"}     # O3 was dropped
    assert eligibility.of("O1").standing == "qualifies"
    assert set(states(eligibility.of("O2")).values()) == {"failed", "passed"}


def test_an_entry_that_is_being_typed_is_judged_as_it_is_typed(year):
    eligibility = found(year, "excellent_outcome")
    typed = nominated("excellent_outcome", "O1", helpers=3, half_year_passed=False, publicity_days=4)
    one = awards.with_entry(eligibility.award, eligibility.of("O1"), typed, DECEMBER, AFTERWARDS)
    assert [r.check.name for r in one.failing] == ["helpers", "half_year_check", "publicity"]


def test_an_exception_stands_beside_the_candidate_with_who_and_when(year):
    exception = found(year, "excellent_person").of("A1").exception
    assert (exception.reason, exception.by, exception.at) == ("全年信访无一超期", "office", dt.datetime(2025, 1, 1))
    assert found(year, "excellent_person").of("A2").exception is None


def test_the_quota_counts_who_is_to_be_assessed_and_who_has_been_awarded(year):
    quota = found(year, "excellent_person").quota
    assert (quota.people, quota.limit, quota.most, quota.awarded, quota.approval) == (3, 0, 0, 1, None)


def test_the_month_of_a_year_is_december_or_the_last_with_returns(year):
    cursor = year.cursor()
    assert awards.month_of(cursor, 2026, AFTERWARDS) == DECEMBER
    assert awards.month_of(cursor, 2026, NOVEMBER) == OCTOBER
    assert awards.month_of(cursor, 2027, AFTERWARDS) is None


# ------------------------------------------------------------------------------------------- for whom
def test_persons_are_seen_by_those_whose_duty_it_is(year):
    mine = found(year, "excellent_person", scope=Scope(units_personal=frozenset("A")))
    assert {c.key for c in mine.candidates} == {"A1", "A2"}
    with pytest.raises(OutsideScope):
        found(year, "excellent_person", scope=Scope(units_personal=NO_UNITS))
    departments = found(year, "advanced_department", scope=Scope(units_seen=frozenset("A"), units_personal=NO_UNITS))
    assert [c.key for c in departments.candidates] == ["A"]


def test_a_figure_hidden_from_the_viewer_is_not_known_to_her(year):
    """The mean of two people's points would tell each of them the other's."""
    limited = found(year, "advanced_department", scope=Scope(units_personal=NO_UNITS)).of("A")
    [learning] = [r for r in limited.results if r.check.name == "learning"]
    assert (learning.state, learning.figure.why, learning.figure.value) == ("unknown", "hidden", None)


# ------------------------------------------------------------------------------------------- against plain loops
@pytest.fixture(scope="module", params=[2, pytest.param("demonstration", marks=pytest.mark.slow)])
def world(request, tmp_path_factory):
    if request.param == "demonstration":
        warehouse = request.getfixturevalue("demonstration")
        yield warehouse, World(facts_of(warehouse)), [(OCTOBER, NOVEMBER)], {"returns"}  # when they came is not read
        return
    facts = replace(random_facts(request.param), calendar=list(years(2025, 2027)))  # December's deadline is in January
    with open_store(tmp_path_factory.mktemp("random"), facts) as warehouse:
        yield warehouse, World(facts), [(Month(2026, 6), dt.date(2026, 7, 20)), (DECEMBER, AFTERWARDS)], set()


@pytest.mark.parametrize(("award", "expected"), [
    ("advanced_department", plain.departments), ("excellent_person", plain.persons),
])
def test_every_check_equals_plain_loops(world, award, expected):
    warehouse, naive, days, unread = world
    for month, today in days:
        wanted = {key: without(one, unread) for key, one in expected(naive, str(month), today).items()}
        seen = {c.key: without(states(c), unread) for c in found(warehouse, award, month, today).candidates}
        assert seen == wanted


def without(checks: dict[str, str], names: set[str]) -> dict[str, str]:
    return {name: state for name, state in checks.items() if name not in names}


def test_the_overview_counts_who_fails_nothing_as_the_page_does(world):
    from analytics.measures import measure
    from analytics.store.settings import settings_in

    warehouse, _, days, _ = world
    month, today = days[0]
    cursor = warehouse.cursor()
    frame = measure(cursor, EVERYTHING, [month], awards.department_figures(), today=today, levels=("department",))
    owed = awards.owed_returns(cursor, EVERYTHING, today=today)
    by_unit = {r.unit_code: float(r.owed) for r in owed.itertuples() if r.year == str(month.year)}
    page = found(warehouse, "advanced_department", month, today).candidates
    clear = awards.departments_clear(frame, [c.key for c in page], month, settings_in(cursor), by_unit, today)
    assert set(clear) == {c.key for c in page if not c.failing and "passed" in states(c).values()}
