"""A backup holds exactly what the store held at one moment, also while others write; and comes back exactly so."""

import os
import subprocess
import sys
import threading
import tracemalloc
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest

from analytics import backup, restoring
from analytics.identity import accounts, audit, sessions, tokens
from analytics.identity.database import Identity
from analytics.months import Month
from analytics.store import originals, snapshot, submissions
from analytics.store.archive import BackupError
from analytics.store.warehouse import Warehouse
from tests.store.backup_fixture import (
    AT,
    accounts_and_grants,
    figures,
    parts_of,
    people,
    small_store,
    table_digests,
    take,
    tree,
)
from tests.store.conftest import a_return


@pytest.fixture
def directory(tmp_path):
    small_store(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def served(directory):
    """The open store and accounts of a directory, as a server has them."""
    identity = Identity.open(directory)
    with Warehouse.open(directory) as warehouse:
        yield warehouse, identity
    identity.close()


def restored(path, directory, **options):
    return restoring.restore(path, directory, **({"replace": False, "by": "operator:x", "at": AT} | options))


def submit(warehouse, unit_code, month, data, replaces=0):
    return submissions.submit(
        warehouse, a_return(month, unit_code=unit_code), data=data, file_name="a.xlsx", findings=[],
        replaces_version=replaces, by="clerk", at=AT,
    )


# ------------------------------------------------------------------------------------------- there and back
@pytest.mark.slow
def test_the_demonstration_comes_back_with_every_figure_table_account_audit_entry_and_original(
    own_demonstration, tmp_path
):
    secret = people(own_demonstration)
    years = Month(2025, 12), Month(2026, 10)
    with Warehouse.open(own_demonstration) as warehouse:
        before, tables = figures(warehouse, *years), table_digests(warehouse)
    who, files = accounts_and_grants(own_demonstration), tree(own_demonstration / "originals")
    saved = take(own_demonstration, tmp_path / "b.zip")
    identity = Identity.open(own_demonstration)
    head = audit.head(identity)  # one entry after the copied head: that the backup was taken
    identity.close()

    done = restored(tmp_path / "b.zip", tmp_path / "new")

    with Warehouse.open(tmp_path / "new") as warehouse:
        after = figures(warehouse, *years)
        assert len(before) > 20_000
        assert before.equals(after)
        assert table_digests(warehouse) == tables
        assert warehouse.data_version() == saved.manifest.data_version
    assert accounts_and_grants(tmp_path / "new") == who
    assert tree(tmp_path / "new" / "originals") == files
    assert len(files) == saved.manifest.original_count > 150
    identity = Identity.open(tmp_path / "new")
    copied = audit.Head.parse(saved.manifest.audit_head)
    assert copied.entry_no == head.entry_no - 1
    assert audit.verify(identity, copied).is_sound
    newest = audit.entries(identity, limit=1)[0]
    assert (newest.kind, newest.actor, newest.detail["head"]) == ("restored", "operator:x", str(copied))
    assert done.session_count == 2
    assert all(not sessions.open_sessions(identity, account.account_id, AT) for account in accounts.listed(identity))
    assert tokens.of_secret(identity, secret, AT) is not None
    identity.close()


def test_the_restored_store_goes_on_where_it_was(directory, tmp_path):
    take(directory, tmp_path / "b.zip")
    restored(tmp_path / "b.zip", tmp_path / "new")
    with Warehouse.open(tmp_path / "new") as warehouse:
        version = warehouse.data_version()
        receipt = submit(warehouse, "XCB", "2026-10", b"new")
        assert warehouse.data_version() == version + 1
        assert receipt.return_id == 4
        assert originals.read(warehouse, receipt.sha256) == b"new"


def test_the_file_and_what_is_restored_from_it_are_for_their_owner_alone(directory, tmp_path):
    take(directory, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600
    restored(tmp_path / "b.zip", tmp_path / "new")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "new" / "identity.sqlite").stat().st_mode & 0o777 == 0o600


def test_the_backup_is_audited_and_leaves_nothing_behind(directory, tmp_path):
    (directory / "backup.left-by-a-killed-one").mkdir()
    saved = take(directory, tmp_path / "b.zip")
    assert not list(directory.glob("backup.*"))
    assert {path.name for path in tmp_path.iterdir()} == {"data", "b.zip"}
    identity = Identity.open(directory)
    (entry,) = audit.entries(identity, kinds=["backup_taken"], limit=9)
    identity.close()
    assert (entry.actor, entry.outcome) == ("operator:x", "done")
    assert entry.detail == {"byte_count": saved.size, "file_count": 3, "head": saved.manifest.audit_head}


# ------------------------------------------------------------------------------------------- while others work
def test_four_threads_submit_and_read_while_the_backup_is_taken_and_it_holds_exactly_one_moment(served, tmp_path):
    warehouse, identity = served
    at_work, stop, versions = threading.Barrier(5), threading.Event(), []
    counted = "SELECT (SELECT count(*) FROM return_version), (SELECT count(DISTINCT return_id) FROM return_sheet)"

    def submitting(unit_code):
        for number in range(4000):
            submit(warehouse, unit_code, "2026-07", f"{unit_code}{number}".encode(), replaces=number)
            if number == 0:
                at_work.wait()
            if stop.is_set():
                return
        raise AssertionError("the backup took longer than 4000 submissions")

    def reading():
        at_work.wait()
        while not stop.is_set():
            versions.append(warehouse.cursor().execute(counted).fetchone())

    with ThreadPoolExecutor(4) as pool:
        workers = [pool.submit(submitting, u) for u in ("QYB", "XCB")] + [pool.submit(reading) for _ in range(2)]
        at_work.wait()
        try:
            saved = backup.save(backup.take(warehouse, identity, by="operator:x", at=AT), tmp_path / "b.zip")
        finally:
            stop.set()
        for worker in workers:
            worker.result()
    submit(warehouse, "XCB", "2026-10", b"afterwards")
    assert versions and all(a == b for a, b in versions), "a reader saw half a return"

    restored(tmp_path / "b.zip", tmp_path / "new")
    with Warehouse.open(tmp_path / "new") as copy:
        assert copy.data_version() == saved.manifest.data_version < warehouse.data_version()
        last = copy.cursor().execute("SELECT max(return_id) FROM return_version").fetchone()[0]
        at_that_moment = table_digests(warehouse, up_to_return=last)
        copied = table_digests(copy)
        del at_that_moment["event"], copied["event"]
        assert copied == at_that_moment
        half = copy.cursor().execute(
            "SELECT count(*) FROM return_version AS v WHERE (SELECT count(*) FROM sheet_personal_study AS s "
            "WHERE s.return_id = v.return_id) <> 2 OR v.return_id NOT IN (SELECT return_id FROM event)"
        ).fetchone()
        assert half == (0,)
        events = "SELECT count(*), bit_xor(hash(e)) FROM event AS e WHERE event_no <= ?"
        version = [saved.manifest.data_version]
        assert copy.cursor().execute(events, version).fetchone() == warehouse.cursor().execute(
            events, version).fetchone()
        for (sha256,) in copy.cursor().execute("SELECT original_sha256 FROM return_version").fetchall():
            assert originals.read(copy, sha256) == originals.read(warehouse, sha256)


def test_readers_go_on_and_writers_wait_only_while_the_databases_are_copied(served, monkeypatch):
    warehouse, identity = served
    copy_store, told = snapshot.copy_store, {}

    def slowly(*args):
        writer = threading.Thread(target=submit, args=(warehouse, "XCB", "2026-10", b"later"))
        writer.start()
        with ThreadPoolExecutor(1) as pool:
            told["read"] = pool.submit(warehouse.data_version).result(timeout=20)
        held = copy_store(*args)
        told.update(writer=writer, waits=writer.is_alive())
        return held

    monkeypatch.setattr(snapshot, "copy_store", slowly)
    pieces = backup.take(warehouse, identity, by="operator:x", at=AT)
    next(pieces)
    told["writer"].join(timeout=20)
    assert told["waits"], "a writer went on while the store was copied"
    assert not told["writer"].is_alive(), "a writer still waits while the zip is made"
    assert told["read"] == warehouse.data_version() - 1
    pieces.close()


def test_copying_leaves_the_store_locked_against_other_processes(served, tmp_path):
    warehouse, identity = served
    backup.save(backup.take(warehouse, identity, by="operator:x", at=AT), tmp_path / "b.zip")
    script = (
        "import sys; from analytics.store.warehouse import *\n"
        "try: Warehouse.open(sys.argv[1]); print('opened')\nexcept StoreBusy: print('busy')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(warehouse.directory)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "busy"


def test_one_backup_at_a_time_and_one_that_is_broken_off_frees_the_way(served, tmp_path):
    warehouse, identity = served
    pieces = backup.take(warehouse, identity, by="operator:x", at=AT)
    next(pieces)
    with pytest.raises(BackupError) as refused:
        next(backup.take(warehouse, identity, by="operator:x", at=AT))
    assert refused.value.code == "under_way"
    pieces.close()
    assert not list(warehouse.directory.glob("backup.*"))
    assert audit.entries(identity, kinds=["backup_taken"], limit=1)[0].outcome == "failed"
    backup.save(backup.take(warehouse, identity, by="operator:x", at=AT), tmp_path / "b.zip")


def test_a_large_original_goes_through_without_being_held_in_memory(directory, tmp_path):
    with Warehouse.open(directory) as warehouse:
        submit(warehouse, "XCB", "2026-10", os.urandom(60 << 20))
    tracemalloc.start()
    try:
        take(directory, tmp_path / "b.zip")
        restored(tmp_path / "b.zip", tmp_path / "new")
        assert tracemalloc.get_traced_memory()[1] < 20 << 20
    finally:
        tracemalloc.stop()


# ------------------------------------------------------------------------------------------- what cannot be copied
def test_an_original_that_is_gone_or_changed_on_disk_does_not_stop_the_backup_but_is_named_in_it(directory, tmp_path):
    gone, changed = originals.sha256_of(b"September"), originals.sha256_of(b"October")
    originals.path_of(directory, gone).unlink()
    originals.path_of(directory, changed).write_bytes(b"tampered")
    saved = take(directory, tmp_path / "b.zip")
    assert sorted(saved.manifest.missing_originals) == sorted([gone, changed])
    assert restored(tmp_path / "b.zip", tmp_path / "new").manifest.original_count == 1


def test_a_broken_audit_chain_is_backed_up_as_it_is_and_said(directory, tmp_path):
    identity = Identity.open(directory)
    with identity.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_entry_no_update")
        connection.exec_driver_sql("UPDATE audit_entry SET actor = 'somebody else' WHERE entry_no = 2")
    identity.close()
    assert take(directory, tmp_path / "b.zip").manifest.audit_broken_at == 2
    assert restored(tmp_path / "b.zip", tmp_path / "new").manifest.audit_broken_at == 2


def test_a_copy_that_fails_leaves_no_file_and_says_so(served, tmp_path, monkeypatch):
    warehouse, identity = served
    monkeypatch.setattr(snapshot, "COPY", "raise SystemExit('the disk is full')")
    with pytest.raises(BackupError, match="the disk is full"):
        backup.save(backup.take(warehouse, identity, by="operator:x", at=AT), tmp_path / "b.zip")
    assert {path.name for path in tmp_path.iterdir()} == {"data"}
    submit(warehouse, "XCB", "2026-10", b"the store goes on")


def test_a_stream_that_ends_early_is_no_backup_and_leaves_no_file(served, tmp_path):
    pieces = list(backup.take(*served, by="operator:x", at=AT))
    with pytest.raises(BackupError):
        backup.save(pieces[:-1], tmp_path / "b.zip")
    assert {path.name for path in tmp_path.iterdir()} == {"data"}


def test_a_file_that_exists_is_not_written_over(directory, tmp_path):
    (tmp_path / "b.zip").write_bytes(b"mine")
    with pytest.raises(BackupError) as refused:
        take(directory, tmp_path / "b.zip")
    assert refused.value.code == "file_exists"
    assert (tmp_path / "b.zip").read_bytes() == b"mine"


def test_the_names_in_the_zip_are_those_of_the_data_directory_and_any_zip_tool_reads_it(directory, tmp_path):
    take(directory, tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as file:
        assert file.testzip() is None
    parts, manifest = parts_of(tmp_path / "b.zip")
    own = {f"originals/{sha256[:2]}/{sha256}" for sha256 in map(originals.sha256_of, (
        b"September", b"October", b"August" * 1000))}
    assert set(parts) == {"sixing.duckdb", "identity.sqlite", *own}
    assert manifest["product"] == "sixing"
    assert manifest["account_count"] == 2
    assert manifest["tables"]["return_version"] == 3
