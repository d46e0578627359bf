"""The returns board and the trend behind it."""

import datetime as dt

import pytest

from analytics import reporting
from analytics.declare import code_list
from analytics.months import Month
from analytics.scope import EVERYTHING, Scope
from tests.analytics.hand_reporting import ON, returns
from tests.analytics.return_fixture import at, came, random_return_facts
from tests.analytics.store_fixture import Facts, open_store, small_agency, unit, years
from tests.naive.common import World
from tests.naive.reporting import late_return_days, owed

JAN, FEB, MAR = Month(2026, 1), Month(2026, 2), Month(2026, 3)


def board(tmp_path, facts, months, today=ON, scope=EVERYTHING):
    with open_store(tmp_path, facts) as warehouse:
        return reporting.board(warehouse.cursor(), scope, months, today=today).set_index(["month", "unit_code"])


def test_each_return_has_its_state_lateness_version_and_reminders(tmp_path):
    frame = board(tmp_path, returns(), [JAN, FEB, MAR])
    assert frame["state"].to_dict() == {
        ("2026-01", "A"): "on_time", ("2026-01", "B"): "late", ("2026-01", "C"): "missing",
        ("2026-02", "A"): "zero", ("2026-02", "B"): "sent_back", ("2026-02", "C"): "on_time",
        ("2026-03", "A"): "on_time", ("2026-03", "B"): "not_due", ("2026-03", "C"): "not_due",
    }
    january = frame.loc["2026-01"]
    assert january["days_late"].tolist() == [2, 3, 38]
    assert january.loc["A", ["version", "status", "sent_back_count", "refusals"]].tolist() == [3, "accepted", 1, 2]
    assert january.loc["A", "received_at"] == at(3, 2)
    assert january.loc["A", "first_received_at"] == at(2, 3)
    assert january["reminders"].tolist() == [0, 0, 2]
    assert frame.loc[("2026-02", "A"), "status"] == "provisional"
    assert frame.loc[("2026-03", "B"), ["days_late", "version", "received_at"]].isna().all()
    assert set(frame["state"]) <= {c.code for c in code_list("return_state")}


def test_a_deadline_passes_with_the_day_after_it(tmp_path):
    for today, state in ((dt.date(2026, 4, 7), "not_due"), (dt.date(2026, 4, 8), "missing")):
        frame = board(tmp_path / state, returns(), [MAR], today=today)
        assert frame.loc[("2026-03", "B"), "state"] == state
        assert frame.loc[("2026-03", "A"), "due_on"].date() == dt.date(2026, 4, 7)  # 5 and 6 April rest


def test_a_late_zero_return_is_late(tmp_path):
    facts = small_agency(returns={})
    facts.returns = [came("A", "2026-01", at(2, 9), sheets={})]
    assert board(tmp_path, facts, [JAN]).loc[("2026-01", "A"), ["state", "zero_return"]].tolist() == ["late", True]


def test_the_board_shows_only_units_of_the_scope(tmp_path):
    frame = board(tmp_path, returns(), [JAN], scope=Scope(units_seen=frozenset({"B"})))
    assert list(frame.index) == [("2026-01", "B")]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_boards_equal_plain_loops(tmp_path, seed):
    facts, today = random_return_facts(seed), dt.date(2026, 12, 3)
    months = [Month(2026, n) for n in range(1, 13)]
    frame, world = board(tmp_path, facts, months, today=today), World(facts)
    assert len(frame) == sum(1 for m in months for _ in owed(world, str(m), "month"))
    assert len(set(frame["state"])) == 6
    for month in months:
        days = {t.unit_code: t.numerator for t in late_return_days(world, str(month), "month", today)}
        for one in owed(world, str(month), "month"):
            row = frame.loc[(str(month), one.unit_code)]
            assert row["state"] == plain_state(one, today)
            assert (row["days_late"] if one.unit_code in days else None) == days.get(one.unit_code)


def plain_state(one, today):
    if not one.versions:
        return "missing" if one.due < today else "not_due"
    if one.counting is None:
        return "sent_back"
    if not one.on_time():
        return "late"
    return "on_time" if any(one.counting.sheets.values()) else "zero"


def test_discipline_has_every_reporting_indicator(tmp_path):
    with open_store(tmp_path, returns()) as warehouse:
        frame = reporting.discipline(warehouse.cursor(), EVERYTHING, [JAN, FEB], today=ON)
    assert set(frame["indicator"]) == set(reporting.DISCIPLINE)


def test_a_unit_that_moved_counts_once_and_where_it_stands_now(tmp_path):
    """B moves from below A to the agency itself: the tree has it once under each unit above it."""
    units = [
        unit("FL", None), unit("A"), unit("B", "A", valid_to=dt.date(2026, 1, 31)),
        unit("B", valid_from=dt.date(2026, 2, 1)),
    ]
    facts = small_agency(units=units)
    facts.returns = [came("B", "2026-01", at(2, 3)), came("B", "2026-02", at(3, 3))]
    with open_store(tmp_path, facts) as warehouse:
        cursor = warehouse.cursor()
        above = cursor.execute("SELECT ancestor_code FROM unit_ancestor WHERE unit_code = 'B' ORDER BY 1").fetchall()
        frame = reporting.discipline(cursor, EVERYTHING, [FEB], today=dt.date(2026, 3, 5))
    assert above == [("B",), ("FL",)]
    year = frame[(frame["indicator"] == "return_on_time_rate") & (frame["period"] == "year")].set_index("unit_code")
    assert year.loc["FL", ["numerator", "denominator"]].tolist() == [2, 3]  # A's January is missing
    assert year.loc["B", ["numerator", "denominator"]].tolist() == [2, 2]


def test_an_acceptance_does_not_keep_the_reason_of_an_earlier_return(tmp_path):
    facts = small_agency()
    facts.returns = [came("A", "2026-01", at(2, 3), ("sent_back", at(2, 4)), ("accepted", at(2, 5)))]
    with open_store(tmp_path, facts) as warehouse:
        with warehouse.writing() as cursor:
            cursor.execute("UPDATE event SET reason = 'hours?' WHERE kind = 'sent_back'")
        rows = warehouse.cursor().execute("SELECT state, state_reason FROM return_state").fetchall()
    assert rows == [("accepted", None)]


def test_the_board_is_added_up_along_the_tree(tmp_path):
    """A district D with D1 (in time) and D2 (nothing came) below the city FL, which has A (a zero return in time)."""
    facts = Facts(
        units=[unit("FL", None), unit("A"), unit("D", kind="agency", must_report=False), unit("D1", "D"),
               unit("D2", "D")],
        returns=[came("A", "2026-01", at(2, 3), sheets={}), came("D1", "2026-01", at(2, 4))],
        calendar=list(years(2025, 2027)),
    )
    with open_store(tmp_path / "data", facts) as warehouse:
        def counted(scope):
            rows = reporting.roll_up(
                warehouse.cursor(), scope, [Month(2026, 1)], today=dt.date(2026, 2, 9)
            ).set_index("unit_code")
            return rows[["owed", "on_time", "zero", "missing", "days_late"]].to_dict("index")

        district = {"owed": 2, "on_time": 1, "zero": 0, "missing": 1, "days_late": 2}  # D2: 6 and 9 February
        assert counted(EVERYTHING) == {
            "FL": {"owed": 3, "on_time": 1, "zero": 1, "missing": 1, "days_late": 2}, "D": district
        }
        assert counted(Scope(units_seen=frozenset({"D", "D1", "D2"}))) == {"D": district}
