"""The audit trail: what an entry holds, who may write it, how it is searched."""

import datetime as dt
import json
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError

from analytics.declare import DECLARED
from analytics.identity import audit
from analytics.identity.audit import AuditFault, Search
from analytics.identity.database import IDENTITY_NAME, Identity
from analytics.months import Month
from tests.identity.audit_fixture import START, Forger, fill

ROOT = Path(__file__).parents[2]
PHONE, ID_NUMBER = "13812345678", "110101199003070038"


@pytest.fixture
def identity(tmp_path):
    opened = Identity.open(tmp_path)
    yield opened
    opened.close()


def newest(identity: Identity) -> audit.Entry:
    (entry,) = audit.entries(identity, limit=1)
    return entry


# ------------------------------------------------------------------------------------------- what an entry holds
def test_an_entry_comes_back_as_it_was_recorded(identity):
    number = audit.record(
        identity, "return_submitted", actor="li.si", at=START, outcome="done", account_id="a1", session_id="s1",
        address="10.1.1.1", unit_code="QYB", month=Month(2026, 10), target="QYB_202610.xlsx",
        detail={"version": 2, "row_count": 31, "day": dt.date(2026, 11, 9), "units": {"XCB", "QYB"}, "reason": None},
    )
    assert newest(identity) == audit.Entry(
        number, START, "return_submitted", "done", "li.si", "a1", "s1", "10.1.1.1", "QYB", "2026-10",
        "QYB_202610.xlsx",
        {"version": 2, "row_count": 31, "day": "2026-11-09", "units": ["QYB", "XCB"], "reason": None},
        audit.head(identity).entry_hash,
    )


def test_entries_are_numbered_from_one_without_gaps(identity):
    fill(identity, 5)
    assert [e.entry_no for e in audit.entries(identity, limit=9)] == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(("kind", "options", "said"), [
    ("sign_in_twice", {}, "declares no kind sign_in_twice"),
    ("sign_in", {"outcome": "perhaps"}, "outcome perhaps"),
    ("sign_in", {"detail": {"password": "x"}}, "no word of detail password"),
    ("sign_in", {"detail": {"reason": "字" * 201}}, "sign_in: reason has 201 characters"),
    ("sign_in", {"detail": {"units": ["X" * 201]}}, "sign_in: units has 201 characters"),
    ("sign_in", {"detail": {"units": ["X" * 190] * 30}}, "more than 4000"),
    ("sign_in", {"detail": {"reason": b"x"}}, "reason is a bytes"),
    ("sign_in", {"detail": {"units": [["a"]]}}, "list of other things"),
    ("sign_in", {"at": dt.datetime(2026, 11, 9, tzinfo=dt.UTC)}, "naive local"),
])
def test_our_own_mistakes_are_refused_and_nothing_is_recorded(identity, kind, options, said):
    with pytest.raises(AuditFault, match=said):
        audit.record(identity, kind, **{"actor": "x", "at": START, **options})
    assert audit.head(identity).entry_no == 0


def test_200_characters_of_detail_are_not_too_many(identity):
    audit.record(identity, "sign_in", actor="x", at=START, detail={"reason": "字" * 200})
    assert newest(identity).detail == {"reason": "字" * 200}


@pytest.mark.parametrize("number", [PHONE, "138-1234-5678", "１３８１２３４５６７８", ID_NUMBER])
@pytest.mark.parametrize("place", ["actor", "address", "target", "detail", "list"])
def test_telephone_and_id_numbers_are_masked_wherever_they_come_in(identity, tmp_path, number, place):
    written = f"张三 {number} 来访"
    options = {
        "actor": {"actor": written}, "address": {"address": written}, "target": {"target": written},
        "detail": {"detail": {"reason": written}}, "list": {"detail": {"units": ["QYB", written]}},
    }[place]
    audit.record(identity, "exported", **{"actor": "x", "at": START, **options})
    stored = sqlite3.connect(tmp_path / IDENTITY_NAME).execute("SELECT * FROM audit_entry").fetchone()
    plain = json.loads(stored[11])
    said = f"{stored} {plain}"
    assert "张三" in said
    for hidden in (number, PHONE, "1234", ID_NUMBER):
        assert hidden not in said.replace(stored[12], "").replace(stored[13], "")


def test_text_from_outside_is_cut_and_made_storable_and_never_stops_the_entry(identity):
    audit.record(identity, "sign_in_refused", actor="x" * 5000, at=START, address="10.0.0.1\r\nHost: \x00",
                 target="\ud800 half a character")
    entry = newest(identity)
    assert entry.actor == "x" * 200
    assert entry.address == "10.0.0.1\ufffd\ufffdHost: \ufffd"
    assert entry.target == "? half a character"
    assert audit.verify(identity).is_sound


# ------------------------------------------------------------------------------------------- writing
def test_an_entry_stands_or_falls_with_the_transaction_it_was_recorded_in(identity):
    fill(identity, 1)
    with pytest.raises(ZeroDivisionError), identity.writing() as connection:
        assert audit.record(connection, "sign_in", actor="x", at=START) == 2
        raise ZeroDivisionError
    assert audit.head(identity).entry_no == 1
    with identity.writing() as connection:
        assert audit.record(connection, "sign_in", actor="x", at=START) == 2
        assert audit.record(connection, "sign_out", actor="x", at=START) == 3
    assert audit.verify(identity).entry_count == 3


def test_an_entry_is_not_recorded_on_a_connection_for_reading(identity):
    with identity.reading() as connection, pytest.raises(AuditFault, match="writing transaction"):
        audit.record(connection, "sign_in", actor="x", at=START)


WRITER = """
import datetime as dt, sys, threading
from analytics.identity import audit
from analytics.identity.database import Identity
identity = Identity.open(sys.argv[1])
sys.stdin.readline()
def write(name):
    for n in range(int(sys.argv[3])):
        audit.record(identity, "sign_in", actor=f"{sys.argv[2]}-{name}", at=dt.datetime(2026, 11, 9, 8, 0, n % 60))
threads = [threading.Thread(target=write, args=(t,)) for t in range(4)]
[t.start() for t in threads]
[t.join() for t in threads]
"""


def test_writers_in_two_processes_and_many_threads_never_fork_the_chain(identity, tmp_path):
    each = 25
    processes = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), name, str(each)], stdin=subprocess.PIPE,
                         cwd=ROOT, text=True)
        for name in ("one", "other")
    ]
    for process in processes:  # both are ready to write before either does
        process.stdin.write("go\n")
        process.stdin.flush()
    here = [threading.Thread(target=fill, args=(identity, each)) for _ in range(2)]
    for thread in here:
        thread.start()
    for thread in here:
        thread.join()
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    found = audit.verify(identity)
    assert found.is_sound
    assert found.entry_count == 2 * 4 * each + 2 * each
    assert {e.actor for e in audit.entries(identity, limit=1000)} >= {f"{p}-{t}" for p in ("one", "other")
                                                                      for t in range(4)}


@pytest.mark.parametrize("sql", [
    "UPDATE audit_entry SET actor = 'somebody else'",
    "DELETE FROM audit_entry WHERE entry_no = 2",
    "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE entry_no = 2",
    "INSERT INTO audit_entry SELECT entry_no + 7, recorded_at, kind, outcome, actor, account_id, session_id, address,"
    " unit_code, month, target, detail, previous_hash, entry_hash FROM audit_entry WHERE entry_no = 3",
])
def test_the_database_itself_refuses_to_change_or_remove_entries(identity, tmp_path, sql):
    fill(identity, 3)
    before = audit.entries(identity, limit=9)
    with pytest.raises(DatabaseError, match="audit trail"), identity.writing() as connection:
        connection.exec_driver_sql(sql)
    with pytest.raises(sqlite3.DatabaseError, match="audit trail"), \
            sqlite3.connect(tmp_path / IDENTITY_NAME) as outside:
        outside.execute(sql)
    assert audit.entries(identity, limit=9) == before


def test_the_protection_is_there_again_after_the_next_opening(identity, tmp_path):
    fill(identity, 2)
    Forger(tmp_path)
    Identity.open(tmp_path).close()
    with pytest.raises(DatabaseError, match="audit trail"), identity.writing() as connection:
        connection.exec_driver_sql("DELETE FROM audit_entry")


# ------------------------------------------------------------------------------------------- searching
def numbers(identity: Identity, **search) -> list[int]:
    return [e.entry_no for e in audit.entries(identity, **{"limit": 100, **search})]


@pytest.fixture
def trail(identity):
    """1 and 4 share a minute; 5 was recorded with a clock that was behind."""
    told = (
        (0, "sign_in", "li.si", "done", None, None),
        (1, "exported", "li.si", "done", "QYB", "cases 100%_done.xlsx"),
        (2, "sign_in_refused", "Wang", "refused", None, None),
        (0, "role_given", "admin", "done", "XCB", "王五"),
        (-60, "exported", "wang", "failed", "XCB", "cases"),
    )
    for minutes, kind, actor, outcome, unit, target in told:
        audit.record(identity, kind, actor=actor, at=START + dt.timedelta(minutes=minutes), outcome=outcome,
                     unit_code=unit, target=target, address="10.0.0.7", detail={"reason": f"理由{minutes}"})
    return identity


@pytest.mark.parametrize(("search", "found"), [
    ({}, [3, 2, 4, 1, 5]),
    ({"since": START}, [3, 2, 4, 1]),
    ({"until": START}, [5]),
    ({"since": START, "until": START + dt.timedelta(minutes=1)}, [4, 1]),
    ({"kinds": ["exported"]}, [2, 5]),
    ({"kinds": ["exported", "role_given"]}, [2, 4, 5]),
    ({"kinds": []}, []),
    ({"actor": "wang"}, [5]),
    ({"unit_code": "XCB"}, [4, 5]),
    ({"outcome": "refused"}, [3]),
    ({"outcome": "done", "unit_code": "QYB", "kinds": ["exported"]}, [2]),
    ({"text": "WANG"}, [3, 5]),
    ({"text": "王五"}, [4]),
    ({"text": "理由2"}, [3]),
    ({"text": "100%_d"}, [2]),
    ({"text": "0%_x"}, []),
    ({"text": "cases qyb"}, [2]),
    ({"text": "10.0.0.7"}, [3, 2, 4, 1, 5]),
])
def test_a_search_finds_what_it_says_newest_first(trail, search, found):
    assert numbers(trail, **search) == found
    assert audit.count(trail, Search(**search), 100) == len(found)
    assert audit.count(trail, Search(**search), 2) == min(len(found), 2)
    assert [e.entry_no for e in audit.walk(trail, Search(**search))] == found


def test_a_search_for_a_unit_finds_the_lists_it_is_in_and_what_is_about_every_unit(identity):
    units = ({"unit_code": "QYB"}, {"unit_code": "XCB"}, {"unit_code": "*"}, {"detail": {"units": ["QYB", "XCB"]}},
             {"detail": {"units": ["*"]}}, {"detail": {"units": ["QYB2"], "reason": "QYB"}},
             {"detail": {"reason": "*"}}, {"unit_code": "XCB", "detail": {"units": ["QYB"]}})
    for n, unit in enumerate(units):
        audit.record(identity, "persons_seen", actor="x", at=START + dt.timedelta(minutes=n), **unit)
    assert numbers(identity, unit_code="QYB") == [5, 4, 3, 1]
    assert numbers(identity, unit_code="QYB", limit=2) == [5, 4]
    assert numbers(identity, unit_code="QYB", limit=2, before=4) == [3, 1]
    assert numbers(identity, unit_code="QYB", limit=2, after=1) == [4, 3]
    assert numbers(identity, unit_code="QYB2") == [6, 5, 3]
    assert audit.count(identity, Search(unit_code="QYB"), 100) == 4


def test_operators_are_found_once_each_and_in_order(identity):
    for actor in ("operator:li", "li.si", "operator:an", "operator:li", "operators"):
        audit.record(identity, "started", actor=actor, at=START)
    assert audit.actors_beginning_with(identity, "operator:") == ["operator:an", "operator:li"]
    assert audit.actors_beginning_with(identity, "operator:", most=1) == ["operator:an"]


def test_pages_follow_each_other_in_both_directions_without_gap_or_repetition(trail):
    assert numbers(trail, limit=2) == [3, 2]
    assert numbers(trail, limit=2, before=2) == [4, 1]
    assert numbers(trail, limit=2, before=1) == [5]
    assert numbers(trail, limit=2, after=5) == [4, 1]
    assert numbers(trail, limit=2, after=4) == [3, 2]
    assert numbers(trail, limit=2, after=3) == []
    assert numbers(trail, limit=2, before=99) == []


def test_a_walk_reads_part_by_part_up_to_where_the_trail_stood(identity, monkeypatch):
    monkeypatch.setattr(audit, "WALK_ROWS", 3)
    fill(identity, 8)
    seen = []
    for entry in audit.walk(identity, Search(), up_to=7):
        seen.append(entry.entry_no)
        audit.record(identity, "sign_in", actor="late", at=START - dt.timedelta(days=1))
    assert seen == [7, 6, 5, 4, 3, 2, 1]


def test_an_entry_that_somebody_made_unreadable_is_still_shown(identity, tmp_path):
    fill(identity, 2)
    forger = Forger(tmp_path)
    forger.do("UPDATE audit_entry SET recorded_at = 'soon', detail = '[', actor = CAST(x'ff41' AS TEXT), target = x'00'"
              " WHERE entry_no = 1")
    entry = next(e for e in audit.entries(identity, limit=9) if e.entry_no == 1)
    assert (entry.recorded_at, entry.detail, entry.actor, entry.target) == (None, {}, "?A", "b'\\x00'")


# ------------------------------------------------------------------------------------------- declared words
def test_every_kind_outcome_and_word_of_detail_has_both_languages_and_fits_its_column():
    for names in (audit.kinds(), audit.outcomes(), audit.detail_words(), audit.detail_values()):
        assert names
        for key, name in names.items():
            assert name.zh and name.en and name.zh != name.en, key
            assert len(key) <= 32
    assert {key.partition(".")[0] for key in audit.detail_values()} <= set(audit.detail_words())
    assert set(audit.outcomes()) == {"done", "refused", "failed"}


def test_nothing_that_must_stay_secret_can_be_named_in_detail():
    words = set(audit.detail_words())
    assert not {w for w in words for secret in ("password", "secret", "phone", "value", "cell", "hash") if secret in w}
    assert (DECLARED / "audit_kinds.toml").exists()
