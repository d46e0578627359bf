"""Looking back: what the store knew on an earlier day, reckoned as of that day, for those who see working figures."""

import datetime as dt

import pytest

from analytics import agency, measures
from analytics.declare import indicators
from analytics.months import Month
from analytics.scope import NO_UNITS, OutsideScope
from analytics.ui import data, viewing
from analytics.ui.views import download_page
from tests.signed_in import viewing_as
from tests.ui.return_pages_fixture import PAGES, opened, sound, words

JULY = dt.date(2026, 7, 31)


def test_a_link_shows_the_day_it_names_and_months_that_were_over_by_then(looking):
    at = opened("overview", k=str(JULY))
    assert "回看：2026年7月31日当时的数字" in words(at)
    assert at.selectbox[0].value == "2026-06"
    assert not [shown for shown in at.selectbox[0].options if "8月" in shown and "2026" in shown]
    assert at.query_params["k"] == str(JULY)


def test_the_day_goes_with_the_reader_to_the_next_page_and_away_on_the_way_back(looking):
    at = opened("learning", k=str(JULY))
    at.switch_page(str(PAGES / "service.py")).run()
    assert "回看：2026年7月31日" in words(sound(at))
    at.button(key="hindsight_back").click().run()
    assert "回看：" not in words(sound(at))
    assert "k" not in at.query_params


def test_a_day_is_chosen_beside_the_menu(looking):
    at = opened("learning", "en")
    at.sidebar.date_input(key="look_back").set_value(JULY).run()
    assert "As known on Jul 31, 2026" in words(sound(at)) or "As known on 31 Jul 2026" in words(at)


@pytest.mark.parametrize("day", ["2031-01-01", "2019-01-01", "2026-02-30", "x' OR 1=1"])
def test_a_day_without_a_past_is_no_day(looking, day):
    at = opened("learning", k=day)
    assert "回看：" not in words(at)
    assert "k" not in at.query_params


def test_staff_see_what_was_published_and_cannot_look_back_behind_it(looking):
    at = opened("learning", role="staff", k=str(JULY))
    assert "回看：" not in words(at)
    assert not at.sidebar.date_input
    viewing_as("staff", "learning")
    with pytest.raises(OutsideScope):
        viewing.authority().scope("published", 5)


def looking_back(day: dt.date) -> None:
    viewing_as("office", "learning")
    event_no = agency.event_on(data.warehouse().cursor(), day)
    now = viewing._run.viewing
    viewing._run.viewing = viewing._Viewing(
        now.viewer, now.authority, now.authority.scope("working", event_no), "working", day
    )


def test_figures_are_what_they_were_and_nothing_can_be_changed(looking):
    """The demonstration corrects a return later: its month had other figures before."""
    cursor = data.warehouse().cursor()
    corrected = cursor.execute(
        "SELECT e.unit_code, e.month, CAST(min(e.recorded_at) AS DATE) FROM event AS e JOIN return_version AS v "
        "USING (return_id) WHERE e.kind = 'submitted' AND v.version > 1 GROUP BY ALL ORDER BY 3 LIMIT 1"
    ).fetchone()
    unit_code, month, later = corrected
    before = later - dt.timedelta(days=1)
    looking_back(before)
    scope = data.scope()
    assert (scope.units_written, scope.units_reviewed, scope.units_run) == (NO_UNITS,) * 3
    then, now = data.cursor(), data.warehouse().cursor()
    assert max(v for (v,) in now.execute(
        "SELECT version FROM return_state WHERE unit_code = ? AND month = ?", [unit_code, month]).fetchall()) > 1
    assert {v for (v,) in then.execute(
        "SELECT version FROM return_state WHERE unit_code = ? AND month = ?", [unit_code, month]).fetchall()} == {1}
    asked, ids = [Month.parse(month)], list(indicators())
    old = measures.measure(then, scope, asked, ids, today=before)
    new = measures.measure(now, viewing.authority().scope("working"), asked, ids, today=data.clock.today())
    assert not old["value"].equals(new["value"])


def test_what_is_downloaded_is_what_was_shown(looking):
    looking_back(JULY)
    made_from = download_page.source()
    assert made_from.still().known_event == data.scope().known_event == made_from.known_event
    assert made_from.today == JULY
