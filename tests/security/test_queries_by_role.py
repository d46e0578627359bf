"""
The table of roles and actions, tried on every query, export and change: what a role may do works for its own units, and
everything else is refused and changes nothing.
"""

import shutil

import pytest

from analytics import clock, entry, learning, process, service, submitting
from analytics.authority import Authority
from analytics.declare import actions, roles
from analytics.exports import consolidated
from analytics.identity import accounts
from analytics.measures import measure, observations
from analytics.months import Month
from analytics.scope import OutsideScope, Scope
from tests.fixtures_demonstration import NOW
from tests.ui.return_pages_fixture import WAITING_UNIT, filled, saved

OCTOBER, SEPTEMBER = Month(2026, 10), Month(2026, 9)
HOME = {"clerk": "XCB", "reviewer": "QYB"}  # the other roles are held for the whole agency
EVERY_DEPARTMENT = {"BGS", "ZLB", "XCB", "QYB", "FZB", "JEB", "FEG", "DWB"}
CLOSED = {"YJS"}  # in March 2026; its rows are still there
CASE_INDICATOR = "first_response_on_time_rate"


@pytest.fixture(scope="module")
def store(demonstration_original, tmp_path_factory):
    return shutil.copytree(demonstration_original, tmp_path_factory.mktemp("rights") / "data")


@pytest.fixture(autouse=True)
def on_store(store, in_november, monkeypatch):
    monkeypatch.setenv("SIXING_DATA", str(store))


@pytest.fixture
def own_store(own_demonstration, monkeypatch):
    monkeypatch.setenv("SIXING_DATA", str(own_demonstration))


def rights(role: str) -> Authority:
    account = accounts.by_login(process.identity(), f"demo-{role}")
    found = entry.authority_of(account.account_id, clock.today())
    assert found is not None
    return found


def may(role: str, action: str) -> bool:
    return role in actions()[action].roles


def units_of(role: str) -> set[str]:
    return {HOME[role]} if role in HOME else EVERY_DEPARTMENT


def rows_of_units(role: str) -> set[str]:
    return units_of(role) if role in HOME else EVERY_DEPARTMENT | CLOSED


def working(role: str) -> Scope:
    return rights(role).scope("working")


def departments(frame) -> set[str]:
    return set(frame["unit_code"]) - {"FL"}


WORKERS = [role for role in roles() if may(role, "see_working")]
PERSONS = [role for role in WORKERS if may(role, "see_persons")]
OTHERS = [role for role in WORKERS if not may(role, "see_persons")]


# ------------------------------------------------------------------------------------------- figures
@pytest.mark.parametrize("role", WORKERS)
def test_working_figures_are_those_of_the_roles_units(role):
    scope = working(role)
    frame = measure(process.warehouse().cursor_for(scope), scope, [OCTOBER], ["return_on_time_rate"],
                    today=NOW.date(), levels=("department", "agency"))
    assert departments(frame) == units_of(role)
    assert ("FL" in set(frame["unit_code"])) == (role not in HOME)


@pytest.mark.parametrize("role", roles())
def test_the_published_view_has_every_unit_and_nothing_after_the_publication(role):
    scope = rights(role).scope("published")
    cursor = process.warehouse().cursor_for(scope)
    frame = measure(cursor, scope, [SEPTEMBER], ["return_on_time_rate"], today=NOW.date())
    assert departments(frame) == EVERY_DEPARTMENT
    with pytest.raises(OutsideScope):
        measure(cursor, scope, [OCTOBER], ["return_on_time_rate"], today=NOW.date())


@pytest.mark.parametrize("role", [role for role in roles() if not may(role, "see_working")])
def test_whoever_has_no_working_view_gets_none(role):
    with pytest.raises(OutsideScope):
        rights(role).scope("working")


# ------------------------------------------------------------------------------------------- persons and cases
@pytest.mark.parametrize("role", PERSONS)
def test_rows_of_persons_and_cases_are_those_of_the_roles_units(role):
    scope = working(role)
    cursor = process.warehouse().cursor_for(scope)
    rows = observations(cursor, scope, OCTOBER, CASE_INDICATOR, period="year", today=NOW.date())
    cases = service.open_cases(cursor, scope, [OCTOBER], today=NOW.date())
    people = learning.people(cursor, scope, OCTOBER, today=NOW.date())
    assert len(people)
    for frame in (rows, cases, people):
        assert departments(frame) <= rows_of_units(role)


@pytest.mark.parametrize("role", PERSONS)
def test_asking_for_another_units_rows_by_its_code_gives_none(role):
    scope = working(role)
    cursor = process.warehouse().cursor_for(scope)
    for foreign in sorted((EVERY_DEPARTMENT | CLOSED) - rows_of_units(role)):
        rows = observations(cursor, scope, OCTOBER, CASE_INDICATOR, period="year", today=NOW.date(), unit_code=foreign)
        assert rows.empty


@pytest.mark.parametrize("role", roles())
def test_nobody_sees_single_rows_in_the_published_view(role):
    scope = rights(role).scope("published")
    cursor = process.warehouse().cursor_for(scope)
    with pytest.raises(OutsideScope):
        observations(cursor, scope, SEPTEMBER, CASE_INDICATOR, period="year", today=NOW.date())
    with pytest.raises(OutsideScope):
        service.open_cases(cursor, scope, [SEPTEMBER], today=NOW.date())
    with pytest.raises(OutsideScope):
        learning.people(cursor, scope, SEPTEMBER, today=NOW.date())


@pytest.mark.parametrize("role", OTHERS)
def test_figures_without_the_right_to_rows_stay_figures(role):
    scope = working(role)
    cursor = process.warehouse().cursor_for(scope)
    with pytest.raises(OutsideScope):
        observations(cursor, scope, OCTOBER, CASE_INDICATOR, period="year", today=NOW.date())
    frame = measure(cursor, scope, [OCTOBER], ["suggestions_per_person"], today=NOW.date())
    assert "person" not in set(frame["level"])


# ------------------------------------------------------------------------------------------- exports
@pytest.mark.parametrize("role", roles())
def test_case_rows_leave_only_for_the_roles_own_units(role):
    scope = working(role) if may(role, "see_working") else rights(role).scope("published")
    cursor = process.warehouse().cursor_for(scope)
    table = consolidated.consolidated(cursor, scope, Month(2026, 1), SEPTEMBER, "zh", ["service_cases"], None)
    found = set(table["service_cases"]["unit_code"].to_pylist())
    assert found <= rows_of_units(role)
    assert bool(found) == (may(role, "see_persons") and role != "clerk")  # the clerk's department took no case


# ------------------------------------------------------------------------------------------- changes
@pytest.mark.parametrize("role", roles())
def test_a_return_is_taken_from_those_who_may_submit_it(own_store, role):
    from tests.ui.return_pages_fixture import template_of

    scope = working(role) if may(role, "see_working") else rights(role).scope("published")
    for unit_code in ("XCB", "FEG"):
        content = saved(filled(template_of(unit_code), OCTOBER.first_day))
        before = process.warehouse().data_version()

        def send(content=content):
            return submitting.submit_file(
                process.warehouse(), content, "x.xlsx", by=scope.viewer, at=NOW, confirm=True, reason="属实",
                scope=scope,
            )

        if may(role, "submit_return") and unit_code in units_of(role):
            assert send().unit_code == unit_code  # checked; stored when nothing stands in the way
            assert unit_code != "FEG" or process.warehouse().data_version() > before
        else:
            with pytest.raises(OutsideScope):
                send()
            assert process.warehouse().data_version() == before


@pytest.mark.parametrize("role", roles())
def test_a_return_is_decided_on_by_those_who_may(own_store, role):
    scope = working(role) if may(role, "see_working") else rights(role).scope("published")
    warehouse = process.warehouse()
    rows = warehouse.cursor().execute(
        "SELECT return_id FROM return_state WHERE unit_code = ? AND month = ? ORDER BY version DESC LIMIT 1",
        [WAITING_UNIT, str(OCTOBER)],
    ).fetchall()
    before = warehouse.data_version()
    allowed = may(role, "review_return") and WAITING_UNIT in units_of(role)
    for do in (submitting.accept, submitting.send_back):
        extra = {"reason": "请核对"} if do is submitting.send_back else {}
        if allowed:
            do(warehouse, rows[0][0], by=scope.viewer, at=NOW, scope=scope, **extra)
        else:
            with pytest.raises(OutsideScope):
                do(warehouse, rows[0][0], by=scope.viewer, at=NOW, scope=scope, **extra)
    assert (warehouse.data_version() > before) == allowed


@pytest.mark.parametrize("role", roles())
def test_results_are_published_and_units_reminded_by_the_office(own_store, role):
    scope = working(role) if may(role, "see_working") else rights(role).scope("published")
    warehouse = process.warehouse()
    before = warehouse.data_version()
    for do, code in ((submitting.remind, "FEG"), (submitting.publish, "FL")):
        if may(role, "publish"):
            do(warehouse, code, OCTOBER, by=scope.viewer, at=NOW, scope=scope)
        else:
            with pytest.raises(OutsideScope):
                do(warehouse, code, OCTOBER, by=scope.viewer, at=NOW, scope=scope)
    assert (warehouse.data_version() > before) == may(role, "publish")


@pytest.mark.parametrize("role", roles())
def test_originals_are_for_those_who_see_the_units_rows(role):
    scope = working(role) if may(role, "see_working") else rights(role).scope("published")
    warehouse = process.warehouse()
    for unit_code in ("XCB", "QYB", "FEG"):
        sha256 = warehouse.cursor().execute(
            "SELECT original_sha256 FROM return_version WHERE unit_code = ? LIMIT 1", [unit_code]
        ).fetchone()[0]
        if may(role, "see_original") and unit_code in units_of(role):
            assert submitting.original(warehouse, sha256, scope=scope)
        else:
            with pytest.raises(OutsideScope):
                submitting.original(warehouse, sha256, scope=scope)
