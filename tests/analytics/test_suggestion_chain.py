"""How far suggestions have come: each counted once, duplicates and withdrawn ones never."""

import datetime as dt

import pytest

from analytics import suggestions
from analytics.months import Month
from analytics.scope import EVERYTHING
from tests.analytics.store_fixture import open_store, small_agency, suggestion

MAR, APR = Month(2026, 3), Month(2026, 4)
TODAY = dt.date(2026, 12, 1)


def review(suggestion_id: str, result: str, **more):
    return {"suggestion_id": suggestion_id, "result": result, "decided_on": dt.date(2026, 4, 20), **more}


@pytest.fixture
def found(tmp_path):
    facts = small_agency(
        returns={
            ("A", "2026-03"): {"suggestions": [suggestion(f"S{n}", "A1") for n in range(1, 8)]},
            ("A", "2026-04"): {"suggestions": [suggestion("S1", "A1")]},  # named again in the next return
        },
        reviews=[
            review("S1", "adopted", implementation="implemented", award="优秀建议奖"),
            review("S2", "partly_adopted", implementation="under_way"),
            review("S3", "not_adopted", implementation="implemented", award="优秀建议奖"),
            review("S4", "duplicate"),
            review("S5", "withdrawn"),
            review("S6", "adopted", implementation="implemented"),
        ],
        registers={"award_record": [
            {"award": "excellent_suggestion", "year": 2026, "nominee": "S6", "assessment_cited": False,
             "result": "awarded"},
            {"award": "excellent_suggestion", "year": 2026, "nominee": "S2", "assessment_cited": False,
             "result": "nominated"},
        ]},
    )
    with open_store(tmp_path, facts) as warehouse:
        yield suggestions.list_rows(warehouse.cursor(), EVERYTHING, [MAR, APR], today=TODAY)


def test_each_step_counts_the_suggestions_that_came_so_far(found):
    # kept: S1 S2 S3 S6 S7; decided on: all but S7; adopted: S1 S2 S6
    steps = suggestions.chain(found).set_index("step")
    assert steps["suggestions"].to_dict() == {
        "proposed": 5, "reviewed": 4, "adopted": 3, "implemented": 2, "awarded": 2,
    }
    assert steps["of"].dropna().to_dict() == {"reviewed": 5, "adopted": 4, "implemented": 3, "awarded": 3}


def test_a_suggestion_is_awarded_by_its_review_or_by_the_register_of_awards(found):
    assert set(found[found["awarded"]]["suggestion_id"]) == {"S1", "S3", "S6"}


def test_no_suggestions_are_a_chain_of_zeros(found):
    assert list(suggestions.chain(found.iloc[:0])["suggestions"]) == [0, 0, 0, 0, 0]
