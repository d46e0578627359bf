"""A backup that is damaged, foreign or lying is refused with one sentence, and nothing is changed."""

import hashlib
import os
import shutil
import sqlite3
import zipfile

import duckdb
import pytest
from typer.testing import CliRunner

from analytics import backup, restoring
from analytics.cli import app
from analytics.store import archive, control, originals
from analytics.store.archive import BackupError
from analytics.store.warehouse import Warehouse
from tests.store.backup_fixture import AT, parts_of, rewrite, small_store, take, tree

SEPTEMBER = f"originals/{originals.sha256_of(b'September')[:2]}/{originals.sha256_of(b'September')}"


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """(a backup, the directory it was taken from); never changed."""
    place = tmp_path_factory.mktemp("good")
    small_store(place / "data")
    take(place / "data", place / "b.zip")
    return place / "b.zip", place / "data"


@pytest.fixture
def occupied(good, tmp_path):
    """A data directory in use, for which nothing may change."""
    return shutil.copytree(good[1], tmp_path / "data")


def refused(path, directory, replace=True) -> str:
    """Restores, expects a refusal that changes nothing anywhere, and returns its code."""
    before = tree(directory.parent)
    with pytest.raises(BackupError) as error:
        restoring.restore(path, directory, replace=replace, by="operator:x", at=AT)
    assert tree(directory.parent) == before
    assert not list(directory.parent.glob("*restor*"))
    return error.value.code


# ------------------------------------------------------------------------------------------- damaged
@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.9, 0.999])
def test_a_truncated_backup_is_refused(good, occupied, tmp_path, share):
    data = good[0].read_bytes()
    (tmp_path / "t.zip").write_bytes(data[: int(len(data) * share)])
    assert refused(tmp_path / "t.zip", occupied) == "not_a_backup"


def test_whatever_byte_is_changed_the_backup_is_refused_or_still_says_exactly_the_same(good, tmp_path):
    """Some bytes of a zip mean nothing to us (dates, attributes); all others are noticed."""
    data, path, refusals = good[0].read_bytes(), tmp_path / "c.zip", 0
    places = [*range(0, len(data), len(data) // 150), *range(len(data) - 900, len(data), 7)]
    for place in places:
        changed = bytearray(data)
        changed[place] ^= 0xFF
        path.write_bytes(changed)
        try:
            manifest = backup.examine(path)
        except BackupError:
            refusals += 1
        else:
            assert manifest == backup.examine(good[0]), place
            assert parts_of(path) == parts_of(good[0]), place
    assert refusals > len(places) * 0.7


def test_a_changed_byte_in_a_part_is_refused_even_if_the_zip_itself_is_sound(good, occupied, tmp_path):
    parts, manifest = parts_of(good[0])
    for name in ("sixing.duckdb", "identity.sqlite", SEPTEMBER):
        changed = {**parts, name: parts[name][:-1] + bytes([parts[name][-1] ^ 1])}
        assert refused(rewrite(tmp_path / "x.zip", changed, manifest, honest=False), occupied) == "damaged_part"
        longer = {**parts, name: parts[name] + b"\0"}
        assert refused(rewrite(tmp_path / "x.zip", longer, manifest, honest=False), occupied) == "damaged_part"


@pytest.mark.parametrize("name", ["sixing.duckdb", "identity.sqlite", SEPTEMBER, "manifest.json"])
def test_a_missing_part_is_refused(good, occupied, tmp_path, name):
    parts, manifest = parts_of(good[0])
    if name == "manifest.json":
        with zipfile.ZipFile(tmp_path / "x.zip", "w") as file:
            for part, data in parts.items():
                file.writestr(part, data)
        assert refused(tmp_path / "x.zip", occupied) == "not_a_backup"
        return
    fewer = {part: data for part, data in parts.items() if part != name}
    assert refused(rewrite(tmp_path / "x.zip", fewer, manifest, honest=False), occupied) == "missing_part"
    assert refused(rewrite(tmp_path / "x.zip", fewer, manifest), occupied) == "missing_part"


@pytest.mark.parametrize("name", [
    "../evil", "/etc/evil", "originals/../../evil", "originals\\..\\evil", "C:evil", "notes.txt", "sixing.duckdb.wal",
    f"originals/00/{'0' * 64}", "originals/", "Sixing.duckdb",
])
def test_a_part_that_does_not_belong_there_is_refused_and_written_nowhere(good, occupied, tmp_path, name):
    parts, manifest = parts_of(good[0])
    evil = {**parts, name: b"evil"}
    assert refused(rewrite(tmp_path / "x.zip", evil, manifest), occupied) in ("foreign_part", "missing_part")
    assert refused(rewrite(tmp_path / "x.zip", evil, manifest, honest=False), occupied) == "foreign_part"
    assert not (tmp_path / "evil").exists()
    if name[0] in "./oCS" and not name.startswith("originals/00"):  # the archive itself refuses what leads elsewhere
        with pytest.raises(BackupError) as error, archive.opened(rewrite(tmp_path / "x.zip", evil, manifest)):
            pass
        assert error.value.code == "foreign_part"


def test_a_name_that_stands_twice_is_refused(good, occupied, tmp_path):
    parts, manifest = parts_of(good[0])
    rewrite(tmp_path / "x.zip", parts, manifest)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(tmp_path / "x.zip", "a") as file:
        file.writestr("sixing.duckdb", b"another")
    assert refused(tmp_path / "x.zip", occupied) == "foreign_part"


def test_a_part_that_unfolds_to_more_than_the_manifest_says_is_not_written_out(good, tmp_path):
    parts, manifest = parts_of(good[0])
    path = rewrite(tmp_path / "x.zip", parts, manifest)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("originals/aa/bomb", b"\0" * (50 << 20))
    with archive.opened(good[0]) as opened, zipfile.ZipFile(path) as bomb:
        part = archive.Part("originals/aa/bomb", 1000, "0" * 64)
        with pytest.raises(BackupError):
            archive.Archive(bomb, opened.facts, {part.name: part}).unpack(tmp_path / "out")
    assert sum(p.stat().st_size for p in (tmp_path / "out").rglob("*") if p.is_file()) <= 1000


# ------------------------------------------------------------------------------------------- foreign
def test_what_is_no_backup_is_refused(occupied, tmp_path):
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as file:
        file.writestr("manifest.json", '{"parts": []}')
    with zipfile.ZipFile(tmp_path / "deep.zip", "w") as file:
        file.writestr("manifest.json", "[" * 200_000)
    (tmp_path / "text.zip").write_text("hello")
    for name in ("other.zip", "deep.zip", "text.zip"):
        assert refused(tmp_path / name, occupied) == "not_a_backup"
    assert refused(tmp_path / "nowhere.zip", occupied) == "unreadable"


@pytest.mark.parametrize(("fact", "value", "code"), [
    ("format", 0, "other_format"), ("format", 2, "other_format"), ("product", "another", "not_a_backup"),
    ("form_version", "2099.1", "newer_form"), ("form_version", "new", "not_a_backup"),
    ("data_version", 3, "other_version"), ("tables", {"event": 1}, "other_counts"), ("tables", None, "not_a_backup"),
    ("account_count", 7, "other_counts"), ("audit_head", "1:" + "0" * 64, "other_trail"),
    ("audit_broken_at", 3, "other_trail"), ("original_count", 2, "other_counts"), ("erased_count", 1, "other_counts"),
    ("missing_originals", {}, "not_a_backup"), ("identity", "postgresql", "foreign_part"), ("more", 1, "not_a_backup"),
])
def test_a_manifest_of_another_version_or_that_lies_is_refused(good, occupied, tmp_path, fact, value, code):
    parts, manifest = parts_of(good[0])
    assert refused(rewrite(tmp_path / "x.zip", parts, {**manifest, fact: value}), occupied) == code


def test_databases_that_are_whole_files_but_not_what_they_should_be_are_refused(good, occupied, tmp_path):
    parts, manifest = parts_of(good[0])
    for name, code in (("sixing.duckdb", "store_unreadable"), ("identity.sqlite", "store_unreadable")):
        noise = {**parts, name: os.urandom(20_000)}
        assert refused(rewrite(tmp_path / "x.zip", noise, manifest), occupied) == code


def test_a_store_or_a_trail_from_another_time_is_refused(good, occupied, tmp_path):
    parts, manifest = parts_of(good[0])
    shutil.copytree(good[1], tmp_path / "later")
    with Warehouse.open(tmp_path / "later") as warehouse, warehouse.writing() as cursor:
        cursor.execute("DELETE FROM sheet_personal_study WHERE return_id = 1")
    fewer = {**parts, "sixing.duckdb": (tmp_path / "later" / "sixing.duckdb").read_bytes()}
    assert refused(rewrite(tmp_path / "x.zip", fewer, manifest), occupied) == "other_counts"

    (tmp_path / "trail").write_bytes(parts["identity.sqlite"])
    with sqlite3.connect(tmp_path / "trail") as trail:
        trail.execute("DROP TRIGGER audit_entry_no_update")
        trail.execute("UPDATE audit_entry SET actor = 'x' WHERE entry_no = 2")
    trail.close()
    changed = {**parts, "identity.sqlite": (tmp_path / "trail").read_bytes()}
    assert refused(rewrite(tmp_path / "x.zip", changed, manifest), occupied) == "other_trail"


def test_an_original_under_a_wrong_name_is_refused(good, occupied, tmp_path):
    parts, manifest = parts_of(good[0])
    swapped = {**parts, SEPTEMBER: b"not what the name says"}
    assert refused(rewrite(tmp_path / "x.zip", swapped, manifest), occupied) == "foreign_part"


def test_a_store_that_is_no_store_of_ours_is_refused(good, occupied, tmp_path):
    parts, manifest = parts_of(good[0])
    with duckdb.connect(str(tmp_path / "foreign.duckdb")) as connection:
        connection.execute("CREATE TABLE t AS SELECT 1 AS i")
    foreign = {**parts, "sixing.duckdb": (tmp_path / "foreign.duckdb").read_bytes()}
    assert refused(rewrite(tmp_path / "x.zip", foreign, manifest), occupied) == "store_unreadable"


# ------------------------------------------------------------------------------------------- where to
def test_a_directory_that_is_not_empty_is_left_alone_unless_it_is_to_be_replaced(good, occupied):
    assert refused(good[0], occupied, replace=False) == "not_empty"
    old = tree(occupied)
    done = restoring.restore(good[0], occupied, replace=True, by="operator:x", at=AT)
    assert done.set_aside == occupied.with_name("data.before-restore-2026-11-23-100000")
    assert tree(done.set_aside) == old
    again = restoring.restore(good[0], occupied, replace=True, by="operator:x", at=AT)
    assert again.set_aside == occupied.with_name("data.before-restore-2026-11-23-100000-1")
    assert tree(done.set_aside) == old


def test_an_empty_directory_and_one_with_only_a_dead_servers_announcement_are_empty(good, tmp_path):
    for name in ("absent", "empty", "dead", "lost"):
        directory = tmp_path / name
        if name != "absent":
            directory.mkdir()
        if name == "dead":
            (directory / "control.json").write_text('{"address": "http://127.0.0.1:9", "pid": 999999, "key": "k"}')
        if name == "lost":
            (directory / "lost+found").mkdir()
        done = restoring.restore(good[0], directory, replace=False, by="operator:x", at=AT)
        assert done.set_aside is None or name == "lost"
        assert (directory / "sixing.duckdb").exists()
        assert not (directory / "control.json").exists()


def test_a_directory_that_is_a_disk_of_its_own_is_filled_in_place(good, tmp_path, monkeypatch):
    directory = tmp_path / "disk"
    (directory / "lost+found").mkdir(parents=True)
    monkeypatch.setattr(type(directory), "is_mount", lambda self: True)
    restoring.restore(good[0], directory, replace=False, by="operator:x", at=AT)
    assert {p.name for p in directory.iterdir()} == {"lost+found", "sixing.duckdb", "identity.sqlite", "originals"}
    assert refused(good[0], directory) == "no_place_aside"


def test_a_directory_whose_store_is_open_is_refused(good, occupied):
    with Warehouse.open(occupied):
        assert refused(good[0], occupied) == "store_is_open"


def test_a_directory_on_which_a_server_answers_is_refused(good, occupied):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        control.write(occupied, f"http://127.0.0.1:{server.getsockname()[1]}")
        assert refused(good[0], occupied) == "server_runs"


def test_a_full_disk_is_said_before_anything_is_unpacked(good, occupied, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: type("Usage", (), {"free": 10 << 20}))
    assert refused(good[0], occupied) == "no_space"


def test_a_backup_with_accounts_is_not_put_where_postgresql_keeps_them(good, occupied, monkeypatch):
    monkeypatch.setenv("SIXING_IDENTITY_URL", "postgresql://nowhere/x")
    assert refused(good[0], occupied) == "accounts_in_sqlite"


# ------------------------------------------------------------------------------------------- interrupted
@pytest.mark.parametrize("step", [
    "_staging", "_check_store", "_check_trail", "_prepare", "_owned_like", "_change_places", "rename 1", "rename 2",
])
def test_a_restore_that_is_interrupted_leaves_the_old_state(good, occupied, monkeypatch, step):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    if step.startswith("rename"):
        rename, calls = os.rename, []

        def renaming(*names):
            calls.append(names)
            if len(calls) == int(step[-1]):
                raise KeyboardInterrupt
            rename(*names)

        monkeypatch.setattr(os, "rename", renaming)
    else:
        monkeypatch.setattr(restoring, step, interrupted)
    before = tree(occupied)
    with pytest.raises(KeyboardInterrupt):
        restoring.restore(good[0], occupied, replace=True, by="operator:x", at=AT)
    assert tree(occupied) == before
    assert [path.name for path in occupied.parent.iterdir()] == ["data"]


# ------------------------------------------------------------------------------------------- on the command line
def test_the_command_line_says_one_sentence_ends_with_1_and_changes_nothing(good, occupied, tmp_path):
    data = bytearray(good[0].read_bytes())
    data[len(data) // 2] ^= 0xFF
    (tmp_path / "c.zip").write_bytes(data)
    before = tree(occupied)
    for lang, word in (("zh", "备份"), ("en", "backup")):
        words = ["--data", str(occupied), "restore", str(tmp_path / "c.zip"), "--replace", "--lang", lang]
        done = CliRunner().invoke(app, words)
        assert (done.exit_code, word in done.output) == (1, True)
        assert "Traceback" not in done.output
    assert tree(occupied) == before


def test_the_command_line_takes_and_restores_and_says_what_the_operator_must_know(good, occupied, tmp_path):
    path, new = tmp_path / "b.zip", tmp_path / "new"
    done = CliRunner().invoke(app, ["--data", str(occupied), "backup", str(path), "--lang", "en"])
    assert done.exit_code == 0, done.output
    assert hashlib.sha256(path.read_bytes()).hexdigest() in done.output.replace("\n", "")
    done = CliRunner().invoke(app, ["--data", str(new), "restore", str(path), "--lang", "en"])
    assert done.exit_code == 0, done.output
    assert "All 2 sessions were ended" in done.output
    done = CliRunner().invoke(app, ["--data", str(new), "restore", str(path), "--replace", "--lang", "en"])
    assert "before-restore" in done.output


def test_the_command_line_refuses_to_write_into_the_data_directory_and_to_back_up_nothing(good, occupied, tmp_path):
    done = CliRunner().invoke(app, ["--data", str(occupied), "backup", str(occupied / "b.zip"), "--lang", "en"])
    assert (done.exit_code, "inside the data directory" in done.output.replace("\n", " ")) == (1, True)
    done = CliRunner().invoke(app, ["--data", str(tmp_path / "none"), "backup", str(tmp_path / "b.zip")])
    assert done.exit_code == 1
    assert not (tmp_path / "none").exists()
