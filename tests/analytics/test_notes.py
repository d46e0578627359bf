"""Every note that an observation of these indicators can carry has words in both languages."""

import datetime as dt

import pandas as pd
import pytest

from analytics.declare import indicators
from analytics.measures import NOTE_LISTS, note_words, observations
from analytics.months import Month
from analytics.scope import EVERYTHING, NO_UNITS, OutsideScope, Scope
from tests.analytics.store_fixture import open_store, random_facts

TODAY = dt.date(2027, 1, 10)
RANDOM = ("learning", "innovative", "competitive", "organisation")  # the types random_facts has facts of
MINE = [i.id for i in indicators().values() if i.type_of_agency in RANDOM]


@pytest.fixture(scope="module")
def cursors(tmp_path_factory):
    """Of several agencies, so that every kind of note occurs."""
    stores = [open_store(tmp_path_factory.mktemp("store"), random_facts(seed)) for seed in (1, 3, 8)]
    yield [store.cursor() for store in stores]
    for store in stores:
        store.close()


@pytest.fixture
def cursor(cursors):
    return cursors[0]


@pytest.mark.parametrize("name", MINE)
def test_every_note_has_words(cursors, name):
    frame = pd.concat([
        observations(cursor, EVERYTHING, Month(2026, 12), name, period="year", today=TODAY) for cursor in cursors
    ])
    assert len(frame)
    for note in frame["note"].dropna().unique():
        assert note_words(name, note, "zh") != note, note
        assert note_words(name, note, "en") != note, note


def test_rows_behind_a_figure_add_up_to_it_and_name_their_return(cursor):
    frame = observations(
        cursor, EVERYTHING, Month(2026, 6), "study_completion_rate", period="year", today=TODAY, unit_code="A"
    )
    assert frame["return_id"].notna().all()
    assert set(frame["unit_code"]) == {"A"}
    assert set(frame["month"]) <= {f"2026-0{n}" for n in range(1, 7)}


def test_rows_behind_a_figure_are_personal(cursor):
    with pytest.raises(OutsideScope):
        observations(cursor, Scope(units_personal=NO_UNITS), Month(2026, 6), MINE[0], period="year", today=TODAY)


def test_lists_named_for_notes_belong_to_indicators():
    assert set(NOTE_LISTS) <= set(indicators())
    assert note_words("x", None, "zh") == ""
    assert note_words("x", "unknown", "zh") == "unknown"
