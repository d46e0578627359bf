"""That somebody looked at rows of persons is noted once a session, page, units and day; a file each time."""

import datetime as dt
from types import SimpleNamespace

import pytest

from analytics import clock
from analytics.identity import audit
from analytics.identity.database import Identity
from analytics.identity.trail import Trail
from analytics.ui import viewing, watching
from tests.ui.return_pages_fixture import NOW


@pytest.fixture
def identity(tmp_path, monkeypatch):
    """The trail of somebody who is looking; `session` and `now` may be changed by the test."""
    opened = Identity.open(tmp_path)
    state: dict = {}
    monkeypatch.setattr(watching, "st", SimpleNamespace(session_state=state))
    monkeypatch.setattr(clock, "now", lambda: NOW)
    looks_from(monkeypatch, opened, "s1")
    yield opened
    opened.close()


def looks_from(monkeypatch, identity: Identity, session_id: str) -> None:
    monkeypatch.setattr(viewing, "viewer", lambda: SimpleNamespace(session_id=session_id))
    monkeypatch.setattr(viewing, "trail", lambda: Trail(identity, "li.si", "a1", session_id, "10.0.0.7"))


def noted(identity: Identity, kind: str = "persons_seen") -> list[audit.Entry]:
    return audit.entries(identity, kinds=[kind], limit=20)


def test_who_saw_whose_rows_from_where_is_noted(identity):
    watching.saw_persons("service/open_cases", {"QYB"}, 12)
    (entry,) = noted(identity)
    assert (entry.actor, entry.account_id, entry.session_id, entry.address) == ("li.si", "a1", "s1", "10.0.0.7")
    assert (entry.unit_code, entry.target, entry.detail) == ("QYB", "service/open_cases", {"row_count": 12})
    assert entry.recorded_at == NOW


def test_drawing_the_same_page_again_notes_nothing_more(identity):
    for count in (12, 12, 13):
        watching.saw_persons("service/open_cases", ["QYB", "XCB"], count)
    watching.saw_persons("service/open_cases", ["XCB", "QYB"], 12)
    (entry,) = noted(identity)
    assert entry.detail == {"units": ["QYB", "XCB"], "row_count": 12}


def test_another_page_units_day_or_session_is_noted(identity, monkeypatch):
    watching.saw_persons("a", ["QYB"], 1)
    watching.saw_persons("b", ["QYB"], 1)
    watching.saw_persons("a", ["XCB"], 1)
    watching.saw_persons("a", None, 1)
    monkeypatch.setattr(clock, "now", lambda: NOW + dt.timedelta(days=1))
    watching.saw_persons("a", ["QYB"], 1)
    looks_from(monkeypatch, identity, "s2")
    watching.saw_persons("a", ["QYB"], 1)
    assert len(noted(identity)) == 6


@pytest.mark.parametrize("count", [0, -1])
def test_nothing_shown_is_not_noted(identity, count):
    watching.saw_persons("a", ["QYB"], count)
    assert not noted(identity)


def test_every_unit_and_more_units_than_can_be_listed_are_found_by_any_of_them(identity):
    watching.saw_persons("a", None, 1)
    watching.saw_persons("b", [f"U{n}" for n in range(watching.MOST_UNITS + 1)], 1)
    watching.saw_persons("c", [f"U{n}" for n in range(watching.MOST_UNITS)], 1)
    assert [e.detail["units"] for e in noted(identity)[1:]] == [["*"], ["*"]]
    assert noted(identity)[1].detail["unit_count"] == watching.MOST_UNITS + 1
    assert len(audit.entries(identity, unit_code="U7", limit=9)) == 3
    assert len(audit.entries(identity, unit_code="elsewhere", limit=9)) == 2


def test_what_could_not_be_noted_is_noted_the_next_time(identity, monkeypatch):
    trail = viewing.trail

    def broken():
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(viewing, "trail", broken)
    with pytest.raises(RuntimeError):
        watching.saw_persons("a", ["QYB"], 1)
    monkeypatch.setattr(viewing, "trail", trail)
    watching.saw_persons("a", ["QYB"], 1)
    assert len(noted(identity)) == 1


def test_every_file_is_noted_with_its_rows_and_format(identity):
    for _ in range(2):
        watching.exported("service_cases", ["QYB"], 31, file_format="xlsx")
    watching.exported("indicators", None, 5, trail=Trail(identity, "wang"))
    last, *others = noted(identity, "exported")
    assert (last.actor, last.detail) == ("wang", {"units": ["*"], "row_count": 5})
    assert [e.detail for e in others] == [{"row_count": 31, "format": "xlsx"}] * 2
    assert others[0].unit_code == "QYB"
