"""Commands: backup, restore, retention."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from analytics import clock
from analytics.cli_output import screen, stop
from analytics.cli_users import operator
from analytics.declare import Lang, settings, text
from analytics.store import control
from analytics.store.archive import BackupError
from analytics.store.warehouse import DATABASE_NAME, StoreBusy, StoreError, Warehouse

Language = Annotated[str, typer.Option("--lang", help="zh or en")]
CONNECT_SECONDS = 10.0
PIECE_BYTES = 1 << 20


def register(app: typer.Typer) -> None:
    app.command()(backup)
    app.command()(restore)
    app.command()(retention)


# ------------------------------------------------------------------------------------------- commands
def backup(
    file: Annotated[Path, typer.Argument(help="The zip file to write; a new name each time.")],
    lang: Language = "zh",
) -> None:
    """Write one file with the data, the accounts and the originals; also while the server runs."""
    from analytics.backup import save

    words, directory = _language(lang), _directory()
    with _said(words):
        if file.resolve().is_relative_to(directory.resolve()):
            raise BackupError("inside", file=file, directory=directory)
        if not (directory / DATABASE_NAME).exists():
            raise BackupError("no_data", directory=directory)
        saved = save(_pieces(directory), file)
    manifest = saved.manifest
    _say("backup.done", words, file=file, size=_size(saved.size), originals=manifest.original_count,
         accounts=manifest.account_count, version=manifest.data_version)
    _say("backup.fingerprint", words, sha256=saved.sha256)
    _say("backup.head", words, head=manifest.audit_head)
    if manifest.identity != "sqlite":
        _say("backup.without_accounts", words)
    if manifest.audit_broken_at is not None:
        _say("backup.trail_broken", words, entry=manifest.audit_broken_at)
    if manifest.missing_originals:
        stop(text("backup.incomplete", words, count=len(manifest.missing_originals),
                  files=", ".join(sha256[:12] for sha256 in manifest.missing_originals)))


def restore(
    file: Annotated[Path, typer.Argument(help="A file written by backup.")],
    replace: Annotated[bool, typer.Option("--replace", help="Move what is in the data directory aside.")] = False,
    lang: Language = "zh",
) -> None:
    """Check a backup and put it into the data directory; the server must not run."""
    from analytics import restoring

    words, directory = _language(lang), _directory()
    with _said(words):
        done = restoring.restore(file, directory, replace=replace, by=operator(), at=clock.now())
    _say("backup.restored", words, file=file, directory=directory, made_at=done.manifest.made_at,
         originals=done.manifest.original_count, accounts=done.manifest.account_count)
    if done.set_aside is not None:
        _say("backup.set_aside", words, directory=done.set_aside)
    _say("backup.sessions_ended", words, count=done.session_count)
    if done.manifest.missing_originals:
        _say("backup.restored_incomplete", words, count=len(done.manifest.missing_originals))


def retention(
    apply: Annotated[bool, typer.Option("--apply", help="Erase; without it, only list.")] = False,
    lang: Language = "zh",
) -> None:
    """Submitted files whose time is over: list them, or erase them. Rows and figures stay."""
    from analytics import retention as keeping
    from analytics.identity.database import Identity

    words, directory, now = _language(lang), _directory(), clock.now()
    with _said(words):
        if not (directory / DATABASE_NAME).exists():
            raise BackupError("no_data", directory=directory)
        try:
            warehouse = Warehouse.open(directory)
        except StoreBusy:
            raise BackupError("server_erases") from None
        with warehouse:
            if apply:
                identity = Identity.open(directory)
                outcome = keeping.apply(warehouse, identity, by=operator(), at=now)
                identity.close()
            else:
                outcome = keeping.plan(warehouse, now)
    for original in outcome.originals:
        print(f"{original.sha256[:12]}  {original.last_received_at:%Y-%m-%d}  {'; '.join(original.returns)}")
    _say("retention.erased" if apply else "retention.would_erase", words, count=len(outcome.originals),
         unnamed=outcome.unnamed_count, months=settings()["retention"]["originals_months"],
         day=f"{outcome.received_before:%Y-%m-%d}")


# ------------------------------------------------------------------------------------------- from where
def _pieces(directory: Path) -> Iterator[bytes]:
    """From the store, when nobody has it open; else from the server that has."""
    from analytics.backup import take
    from analytics.identity.database import Identity

    try:
        warehouse = Warehouse.open(directory)
    except StoreBusy:
        announced = control.read(directory)
        if announced is None or announced.is_stale:
            raise BackupError("no_server", directory=directory) from None
        yield from _from_server(announced)
        return
    with warehouse:
        identity = Identity.open(directory)
        try:
            yield from take(warehouse, identity, by=operator(), at=clock.now())
        finally:
            identity.close()


def _from_server(announced: control.Control) -> Iterator[bytes]:
    """
    No proxy between us and ourselves, no compression of what is compressed. A certificate cannot name this address, so
    it is not checked: nobody stands between.
    """
    import httpx

    headers = {control.KEY_HEADER: announced.key, "accept-encoding": "identity",
               control.OPERATOR_HEADER: operator().partition(":")[2].encode("ascii", "ignore").decode()}
    timeout = httpx.Timeout(None, connect=CONNECT_SECONDS)
    try:
        with httpx.Client(trust_env=False, verify=False, timeout=timeout) as client, \
                client.stream("POST", f"{announced.address}/control/backup", headers=headers) as answer:
            if answer.status_code == 409:
                answer.read()
                refusal = answer.json()
                raise BackupError(refusal["code"], **refusal["params"])
            if answer.status_code != 200:
                raise BackupError("server_refuses", address=announced.address, status=answer.status_code)
            yield from answer.iter_bytes(PIECE_BYTES)
    except httpx.HTTPError as error:
        raise BackupError("server_broke_off", address=announced.address, reason=error) from error


# ------------------------------------------------------------------------------------------- what they share
@contextmanager
def _said(lang: Lang) -> Iterator[None]:
    """Ends the command with one sentence when it cannot be done."""
    try:
        yield
    except BackupError as error:
        stop(text(f"backup.problem.{error.code}", lang, **error.params))
    except StoreError as error:
        stop(str(error))


def _say(key: str, lang: Lang, **params: object) -> None:
    screen.print(text(key, lang, **params), highlight=False, markup=False, soft_wrap=True)


def _size(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


def _directory() -> Path:
    from analytics.cli import data_directory  # which registers this module

    return data_directory()


def _language(lang: str) -> Lang:
    from analytics.cli import language

    return language(lang)
