"""Submitted files go when their time is over, with an event that says so; rows, figures and the audit trail stay."""

import datetime as dt
import os
import threading

import pytest
from typer.testing import CliRunner

from analytics import backup, restoring, retention, submitting
from analytics.cli import app
from analytics.declare import settings
from analytics.identity import accounts, audit, sessions, sign_in
from analytics.identity.database import Identity
from analytics.months import Month
from analytics.store import erasing, originals, submissions
from analytics.store.archive import BackupError
from analytics.store.originals import OriginalErased
from analytics.store.warehouse import StoreError, Warehouse
from tests.store.backup_fixture import figures, table_digests
from tests.store.conftest import a_return

RECEIVED = dt.datetime(2023, 11, 20, 9)
AT = dt.datetime(2026, 11, 23, 10)  # three years and three days later


@pytest.fixture
def identity(warehouse):
    opened = Identity.open(warehouse.directory)
    yield opened
    opened.close()


def submit(warehouse, data, at, month="2025-10", replaces=0, unit_code="QYB"):
    return submissions.submit(
        warehouse, a_return(month, unit_code=unit_code), data=data, file_name="a.xlsx", findings=[],
        replaces_version=replaces, by="clerk", at=at,
    )


def is_there(warehouse, data) -> bool:
    return originals.path_of(warehouse.directory, originals.sha256_of(data)).exists()


def apply(warehouse, identity, at=AT):
    return retention.apply(warehouse, identity, by="operator:x", at=at)


# ------------------------------------------------------------------------------------------- originals
def test_only_files_older_than_the_limit_are_erased_and_the_plan_says_so_before(warehouse, identity):
    submit(warehouse, b"old", RECEIVED)
    submit(warehouse, b"young", RECEIVED + dt.timedelta(days=5), replaces=1)
    planned = retention.plan(warehouse, AT)
    assert [o.returns for o in planned.originals] == [("QYB 2025-10 v1",)]
    assert is_there(warehouse, b"old"), "a plan erases nothing"
    done = apply(warehouse, identity)
    assert done.originals == planned.originals
    assert (is_there(warehouse, b"old"), is_there(warehouse, b"young")) == (False, True)
    assert apply(warehouse, identity).originals == []


def test_a_file_that_a_younger_return_also_names_is_kept_until_that_one_is_old(warehouse, identity):
    submit(warehouse, b"same", RECEIVED)
    submit(warehouse, b"same", AT - dt.timedelta(days=1), unit_code="XCB")
    assert apply(warehouse, identity).originals == []
    assert is_there(warehouse, b"same")
    assert len(apply(warehouse, identity, AT + dt.timedelta(days=3 * 366)).originals) == 1


def test_reading_an_erased_file_says_when_and_by_which_rule(warehouse, identity):
    receipt = submit(warehouse, b"old", RECEIVED)
    apply(warehouse, identity)
    with pytest.raises(OriginalErased, match=r"2026-11-23.*retention\.originals_months.*36 months") as error:
        originals.read(warehouse, receipt.sha256)
    assert isinstance(error.value, StoreError)
    assert (error.value.erased_at, error.value.months) == (AT, 36)
    with pytest.raises(OriginalErased):
        submitting.original(warehouse, receipt.sha256)
    with pytest.raises(StoreError, match="missing") as other:
        originals.read(warehouse, "0" * 64)
    assert not isinstance(other.value, OriginalErased)


def test_the_erasure_is_an_event_and_an_audit_entry_and_the_versions_say_it(warehouse, identity):
    receipt = submit(warehouse, b"old", RECEIVED)
    submit(warehouse, b"young", AT, replaces=1)
    apply(warehouse, identity)
    event = warehouse.cursor().execute(
        "SELECT recorded_by, recorded_at, json_extract_string(detail, '$.sha256s[*]'), "
        "json_extract_string(detail, '$.rule') FROM event WHERE kind = 'originals_erased'"
    ).fetchall()
    assert warehouse.data_version() == warehouse.cursor().execute("SELECT max(event_no) FROM event").fetchone()[0]
    assert event == [("operator:x", AT, [receipt.sha256], "retention.originals_months")]
    (entry,) = audit.entries(identity, kinds=["originals_erased"], limit=5)
    assert (entry.actor, entry.detail) == ("operator:x", {"file_count": 1, "count": 0, "before_on": "2023-11-23"})
    found = submissions.versions(warehouse.cursor(), "QYB", Month(2025, 10))
    assert [str(day)[:10] for day in found["erased_at"]] == ["NaT", "2026-11-23"]
    assert list(found["version"]) == [2, 1]


def test_an_erased_file_that_is_sent_in_again_is_kept_again(warehouse, identity):
    receipt = submit(warehouse, b"old", RECEIVED)
    apply(warehouse, identity)
    submit(warehouse, b"old", AT + dt.timedelta(hours=1), replaces=1)
    assert originals.read(warehouse, receipt.sha256) == b"old"
    assert apply(warehouse, identity, AT + dt.timedelta(hours=2)).originals == []
    assert submissions.versions(warehouse.cursor(), "QYB", Month(2025, 10))["erased_at"].isna().all()


def test_a_file_that_is_erased_between_being_kept_and_being_named_is_kept_again(warehouse, identity, monkeypatch):
    submit(warehouse, b"old", RECEIVED)
    keep, kept = originals.keep, []

    def kept_then_erased(directory, data):
        sha256 = keep(directory, data)
        kept.append(sha256)
        if len(kept) == 1:
            apply(warehouse, identity)
        return sha256

    monkeypatch.setattr(originals, "keep", kept_then_erased)
    receipt = submit(warehouse, b"old", AT + dt.timedelta(hours=1), replaces=1)
    assert originals.read(warehouse, receipt.sha256) == b"old"


def test_a_file_that_is_sent_in_between_the_event_and_the_erasing_stays(warehouse, identity, monkeypatch):
    submit(warehouse, b"old", RECEIVED)
    writing, entered = warehouse.writing, []

    def submitting_before_the_second():
        entered.append(1)
        if len(entered) == 2:
            submit(warehouse, b"old", AT, replaces=1)
        return writing()

    monkeypatch.setattr(warehouse, "writing", submitting_before_the_second)
    assert len(apply(warehouse, identity).originals) == 1
    assert is_there(warehouse, b"old")


def test_an_erasure_that_is_interrupted_after_its_event_is_finished_the_next_time(warehouse, identity, monkeypatch):
    submit(warehouse, b"old", RECEIVED)
    path = originals.path_of(warehouse.directory, originals.sha256_of(b"old"))
    os.utime(path, (RECEIVED.timestamp(), RECEIVED.timestamp()))
    with monkeypatch.context() as patch:
        patch.setattr(erasing, "path_of", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            apply(warehouse, identity)
    assert path.exists()
    assert apply(warehouse, identity).unnamed_count == 1
    assert not path.exists()
    assert warehouse.cursor().execute("SELECT count(*) FROM event WHERE kind = 'originals_erased'").fetchone() == (1,)


def test_a_file_that_no_return_names_goes_after_a_week_and_a_fresh_one_stays(warehouse, identity):
    for data, days in ((b"overtaken", 8), (b"just coming in", 1)):
        path = originals.path_of(warehouse.directory, originals.keep(warehouse.directory, data))
        moment = (AT - dt.timedelta(days=days)).timestamp()
        os.utime(path, (moment, moment))
    submit(warehouse, b"named", AT - dt.timedelta(days=20))
    os.utime(originals.path_of(warehouse.directory, originals.sha256_of(b"named")), (0, 0))
    assert retention.plan(warehouse, AT).unnamed_count == 1
    assert apply(warehouse, identity).unnamed_count == 1
    there = [is_there(warehouse, data) for data in (b"overtaken", b"just coming in", b"named")]
    assert there == [False, True, True]


@pytest.mark.slow
def test_every_figure_and_every_row_is_the_same_after_all_originals_are_erased(own_demonstration):
    identity = Identity.open(own_demonstration)
    years = Month(2025, 12), Month(2026, 10)
    with Warehouse.open(own_demonstration) as warehouse:
        before, tables = figures(warehouse, *years), table_digests(warehouse)
        done = apply(warehouse, identity, dt.datetime(2031, 1, 1))
        assert len(done.originals) > 150
        assert not [path for path in (own_demonstration / "originals").rglob("*") if path.is_file()]
        assert figures(warehouse, *years).equals(before)
        assert len(before) > 20_000
        after = table_digests(warehouse)
        assert after.pop("event")[0] == tables.pop("event")[0] + 1
        assert after == tables
    assert audit.verify(identity).is_sound
    identity.close()


# ------------------------------------------------------------------------------------------- with backups
def test_a_backup_after_an_erasure_restores_and_one_before_brings_the_files_back_until_the_next_run(
    warehouse, identity, tmp_path
):
    submit(warehouse, b"old", RECEIVED)
    backup.save(backup.take(warehouse, identity, by="operator:x", at=AT), tmp_path / "before.zip")
    apply(warehouse, identity)
    saved = backup.save(backup.take(warehouse, identity, by="operator:x", at=AT), tmp_path / "after.zip")
    assert (saved.manifest.original_count, saved.manifest.erased_count) == (0, 1)
    for name, there in (("after", False), ("before", True)):
        restoring.restore(tmp_path / f"{name}.zip", tmp_path / name, replace=False, by="operator:x", at=AT)
        with Warehouse.open(tmp_path / name) as copy:
            assert is_there(copy, b"old") is there
            assert len(retention.plan(copy, AT).originals) == int(there)


def test_nothing_is_erased_while_a_backup_reads_the_originals(warehouse, identity):
    submit(warehouse, b"old", RECEIVED)
    pieces = backup.take(warehouse, identity, by="operator:x", at=AT)
    next(pieces)
    with pytest.raises(BackupError) as refused:
        apply(warehouse, identity)
    assert refused.value.code == "under_way"
    assert retention.due(warehouse, identity, AT) is None
    assert is_there(warehouse, b"old")
    pieces.close()
    assert len(retention.due(warehouse, identity, AT).originals) == 1


# ------------------------------------------------------------------------------------------- by itself
def test_the_server_does_it_once_a_day_however_often_it_asks(warehouse, identity):
    submit(warehouse, b"old", RECEIVED)
    assert len(retention.due(warehouse, identity, AT).originals) == 1
    assert retention.due(warehouse, identity, AT + dt.timedelta(hours=13)) is None
    assert retention.due(warehouse, identity, AT + dt.timedelta(hours=14)) is not None
    assert audit.entries(identity, kinds=["originals_erased"], limit=1)[0].actor == retention.BY_ITSELF


def test_sessions_and_failed_sign_ins_that_have_run_out_are_forgotten_and_the_audit_trail_is_not(warehouse, identity):
    account = accounts.create(identity, login="clerk", name="clerk", by="operator:x", at=AT).account
    sessions.open_session(identity, account.account_id, address="10.0.0.1", agent="x", how="password", at=AT)
    sign_in.sign_in(identity, login="clerk", password="wrong", address="10.0.0.2", at=AT)
    trail = len(audit.entries(identity, limit=100))
    assert apply(warehouse, identity, AT + dt.timedelta(minutes=5)).forgotten_count == 0
    assert len(sessions.open_sessions(identity, account.account_id, AT)) == 1
    assert apply(warehouse, identity, AT + dt.timedelta(days=2)).forgotten_count >= 2
    assert sessions.open_sessions(identity, account.account_id, AT) == []
    assert len(audit.entries(identity, limit=100)) == trail
    assert audit.verify(identity).is_sound


@pytest.mark.parametrize(("at", "months", "before"), [
    (dt.datetime(2026, 11, 23, 10), 36, dt.datetime(2023, 11, 23, 10)),
    (dt.datetime(2026, 3, 31), 1, dt.datetime(2026, 2, 28)), (dt.datetime(2024, 3, 31), 1, dt.datetime(2024, 2, 29)),
    (dt.datetime(2026, 1, 15), 1, dt.datetime(2025, 12, 15)), (dt.datetime(2026, 1, 15), 13, dt.datetime(2024, 12, 15)),
])
def test_months_are_counted_on_the_calendar(at, months, before):
    assert retention.months_before(at, months) == before


def test_the_declared_time_is_the_one_that_is_kept():
    assert settings()["retention"] == {"originals_months": 36, "unnamed_days": 7}


# ------------------------------------------------------------------------------------------- on the command line
def test_the_command_line_lists_and_erases_only_with_apply(tmp_path):
    from tests.store.conftest import fill

    directory = tmp_path / "data"
    with Warehouse.open(directory) as warehouse:
        fill(warehouse)
        submit(warehouse, b"old", dt.datetime(2020, 1, 1))
    files = directory / "originals"
    steps = ((["retention"], 1, False), (["retention", "--apply"], 1, True), (["retention"], 0, True))
    for words, count, erased in steps:
        done = CliRunner().invoke(app, ["--data", str(directory), *words, "--lang", "en"])
        assert done.exit_code == 0, done.output
        assert f"rase{'d' if '--apply' in words else ''} {count} originals" in done.output.replace("\n", " ")
        assert ("QYB 2025-10 v1" in done.output) is bool(count)
        assert bool([path for path in files.rglob("*") if path.is_file()]) is not erased
    assert CliRunner().invoke(app, ["--data", str(tmp_path / "none"), "retention"]).exit_code == 1


def test_two_who_erase_at_once_do_not_erase_twice(warehouse, identity):
    submit(warehouse, b"old", RECEIVED)
    outcomes = []

    def erase():
        try:
            outcomes.append(len(apply(warehouse, identity).originals))
        except BackupError:
            outcomes.append(0)

    threads = [threading.Thread(target=erase) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(outcomes) == 1
    events = warehouse.cursor().execute("SELECT count(*) FROM event WHERE kind = 'originals_erased'").fetchone()
    assert events == (1,)
