"""
Accounts from the command line, for the operator at the machine: the way in when nobody can sign in any more. Works
while the server runs. What it does stands in the audit trail as done by `operator:<name of the system's user>`.
"""

import datetime as dt
import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.table import Table

from analytics import clock
from analytics.cli_output import print_json, screen, stop
from analytics.declare import Lang, roles, settings, text
from analytics.identity import accounts, attempts, grants, sessions
from analytics.identity.accounts import Account
from analytics.identity.database import Identity
from analytics.identity.grants import DEPUTY, Grant
from analytics.identity.problems import AccountError, sentence

users = typer.Typer(no_args_is_help=True, help="Accounts, roles and sessions; works while the server runs.")

Login = Annotated[str, typer.Argument(help="Sign-in name.")]
Language = Annotated[str, typer.Option("--lang", help="zh or en")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]
Role = Annotated[str | None, typer.Option("--role", help=" ".join(roles()))]
Unit = Annotated[str | None, typer.Option("--unit", help="Unit code, everything below it included; * for every unit.")]
From = Annotated[dt.datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day, else today.")]
To = Annotated[dt.datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day, else until withdrawn.")]
LastDay = Annotated[dt.datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day.")]


# ------------------------------------------------------------------------------------------- commands
@users.command("list")
def show(as_json: AsJson = False, lang: Language = "zh") -> None:
    """Every account with its state and its roles."""
    words, now = _language(lang), clock.now()
    with _opened(words) as identity:
        everybody = accounts.listed(identity)
        held = {account.account_id: grants.of_account(identity, account.account_id) for account in everybody}
        waits = attempts.waiting(identity, now)
    logins = {account.account_id: account.login for account in everybody}
    if as_json:
        print_json([
            _account_record(account, held[account.account_id], logins, waits.get(account.account_id, 0))
            for account in everybody
        ])
        return
    table = _table(words, "login", "name", "state", "roles", "last_seen")
    for account in everybody:
        given = "\n".join(
            f"{_what(grant, logins, words)}, {_days(grant, words)} ({grant.grant_id})"
            for grant in held[account.account_id]
        )
        table.add_row(account.login, account.name, _state(account, waits, words), given, _time(account.last_seen_at))
    screen.print(table)


@users.command()
def add(
    login: Login,
    name: Annotated[str, typer.Argument(help="The person's name.")],
    name_en: Annotated[str | None, typer.Option("--name-en", help="The name in Latin letters.")] = None,
    staff_id: Annotated[str | None, typer.Option("--staff-id", help="Number on the roster.")] = None,
    email: Annotated[str | None, typer.Option("--email")] = None,
    no_password: Annotated[bool, typer.Option("--no-password", help="Signs in through a provider only.")] = False,
    role: Role = None,
    unit: Unit = None,
    lang: Language = "zh",
) -> None:
    """Create an account, with a role if one is named, and print its one-time password once."""
    words, now = _language(lang), clock.now()
    if (role is None) != (unit is None):
        stop(text("cli.users.unit_missing", words), 2)
    _check_grant(role, unit, words)
    with _opened(words) as identity:
        created = accounts.create(
            identity, login=login, name=name, name_en=name_en, staff_id=staff_id, email=email,
            with_password=not no_password, by=operator(), at=now,
        )
        if role and unit:
            grants.give(identity, created.account.account_id, role=role, unit_code=unit, from_on=now.date(),
                        to_on=None, by=operator(), at=now)
    _say(text("cli.users.created", words, login=created.account.login))
    _print_password(created.one_time_password, words)


@users.command()
def reset(login: Login, lang: Language = "zh") -> None:
    """A new one-time password, printed once; ends the account's sessions and tokens."""
    words = _language(lang)
    with _opened(words) as identity:
        account_id = _found(identity, login, words).account_id
        password = accounts.reset_password(identity, account_id, by=operator(), at=clock.now())
    _print_password(password, words)


@users.command()
def disable(login: Login, lang: Language = "zh") -> None:
    """Nobody signs in with the account any more; its sessions and tokens end."""
    _set_active(login, False, _language(lang))


@users.command()
def enable(login: Login, lang: Language = "zh") -> None:
    """The account may be used again."""
    _set_active(login, True, _language(lang))


@users.command()
def grant(
    login: Login, role: Role = None, unit: Unit = None, first: From = None, last: To = None, lang: Language = "zh"
) -> None:
    """Give a role for a unit and everything below it."""
    words, now = _language(lang), clock.now()
    if role is None or unit is None:
        stop(text("cli.users.unit_missing", words), 2)
        return
    _check_grant(role, unit, words)
    with _opened(words) as identity:
        given = grants.give(
            identity, _found(identity, login, words).account_id, role=role, unit_code=unit,
            from_on=first.date() if first else now.date(), to_on=last.date() if last else None, by=operator(), at=now,
        )
    _say(text("cli.users.given", words, login=login, what=_what(given, {}, words), grant_id=given.grant_id))


@users.command()
def withdraw(
    grant_id: Annotated[int, typer.Argument(help="Number of the grant, as `list` shows it.")], lang: Language = "zh"
) -> None:
    """Take back a role or a deputy."""
    words = _language(lang)
    with _opened(words) as identity:
        grants.withdraw(identity, grant_id, by=operator(), at=clock.now())
    _say(text("cli.users.withdrawn", words, grant_id=grant_id))


@users.command()
def deputise(
    login: Login,
    absent: Annotated[str, typer.Option("--for", help="Sign-in name of the one stood in for.")],
    last: LastDay,
    first: From = None,
    lang: Language = "zh",
) -> None:
    """Let somebody stand in for another with the other's own roles, for some days."""
    words, now = _language(lang), clock.now()
    with _opened(words) as identity:
        deputy, other = _found(identity, login, words), _found(identity, absent, words)
        given = grants.deputise(
            identity, deputy.account_id, stands_in_for=other.account_id,
            from_on=first.date() if first else now.date(), to_on=last.date(), by=operator(), at=now,
        )
    what = _what(given, {other.account_id: other.login}, words)
    _say(text("cli.users.given", words, login=deputy.login, what=what, grant_id=given.grant_id))


@users.command("sessions")
def show_sessions(login: Login, as_json: AsJson = False, lang: Language = "zh") -> None:
    """Where an account is signed in."""
    words = _language(lang)
    with _opened(words) as identity:
        found = sessions.open_sessions(identity, _found(identity, login, words).account_id, clock.now())
    if as_json:
        print_json([
            {"session_id": s.session_id, "opened_at": s.opened_at.isoformat(), "seen_at": s.seen_at.isoformat(),
             "address": s.address, "how": s.how, "agent": s.agent} for s in found
        ])
        return
    table = _table(words, "session", "opened", "last_seen", "address", "how", "agent")
    for s in found:
        table.add_row(s.session_id[:8], _time(s.opened_at), _time(s.seen_at), s.address, s.how, s.agent)
    screen.print(table)


@users.command()
def end_sessions(login: Login, lang: Language = "zh") -> None:
    """Sign an account out everywhere."""
    words = _language(lang)
    with _opened(words) as identity:
        account = _found(identity, login, words)
        count = sessions.end_all(identity, account.account_id, by=operator(), at=clock.now())
    _say(text("cli.users.ended", words, login=account.login, count=count))


@users.command()
def unlock(login: Login, lang: Language = "zh") -> None:
    """Lift the wait that wrong passwords have brought."""
    words = _language(lang)
    with _opened(words) as identity:
        account = _found(identity, login, words)
        attempts.lift_wait(identity, account.account_id, by=operator(), at=clock.now())
    _say(text("cli.users.unlocked", words, login=account.login))


# ------------------------------------------------------------------------------------------- what they share
def operator() -> str:
    """The actor of what is done here: no sign-in name has a colon."""
    try:
        return f"operator:{getpass.getuser()}"
    except (OSError, KeyError):  # a container's user need not have a name
        return f"operator:{getattr(os, 'getuid', lambda: 0)()}"


@contextmanager
def _opened(lang: Lang) -> Iterator[Identity]:
    """The identity database; ends the command with a sentence when what was asked cannot be done."""
    identity = Identity.open(_directory())
    try:
        yield identity
    except AccountError as error:
        stop(sentence(error.code, lang))
    finally:
        identity.close()


def _directory() -> Path:
    from analytics.cli import data_directory  # which imports this module

    return data_directory()


def _language(lang: str) -> Lang:
    from analytics.cli import language

    return language(lang)


def _found(identity: Identity, login: str, lang: Lang) -> Account:
    account = accounts.by_login(identity, login)
    return account if account is not None else _stop(text("cli.users.no_login", lang, login=login))


def _stop(words: str) -> NoReturn:
    stop(words)
    raise AssertionError("stop ends the command")


def _set_active(login: str, active: bool, lang: Lang) -> None:
    with _opened(lang) as identity:
        account = _found(identity, login, lang)
        accounts.change(identity, account.account_id, is_active=active, by=operator(), at=clock.now())
    _say(text("cli.users.enabled" if active else "cli.users.disabled", lang, login=account.login))


def _check_grant(role: str | None, unit: str | None, lang: Lang) -> None:
    """Ends the command when there is no such role or unit; says so when the units cannot be looked at."""
    if role is not None and role not in roles():
        stop(text("cli.users.role_unknown", lang, role=role, roles=", ".join(roles())))
    if unit is None:
        return
    from analytics.authority import EVERY_UNIT, units_today
    from analytics.store.warehouse import DATABASE_NAME, StoreError, Warehouse

    if unit == EVERY_UNIT or not (_directory() / DATABASE_NAME).exists():
        return
    try:
        with Warehouse.open(_directory()) as warehouse:
            units = units_today(warehouse.cursor(), clock.today())
    except StoreError as error:  # the server has it open
        _say(text("cli.users.unit_unchecked", lang, unit=unit, reason=error))
        return
    if unit not in units:
        stop(text("cli.users.no_unit", lang, unit=unit, units=", ".join(units)))


def _print_password(password: str | None, lang: Lang) -> None:
    if password is not None:
        _say(text("cli.users.one_time", lang, hours=settings()["accounts"]["one_time_hours"]))
        print(password)


def _say(words: str) -> None:
    screen.print(words, highlight=False, markup=False)


def _table(lang: Lang, *columns: str) -> Table:
    return Table(*(text(f"cli.users.column.{column}", lang) for column in columns))


def _time(moment: dt.datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M}"


def _state(account: Account, waits: dict[str, int], lang: Lang) -> str:
    states = {
        "disabled": not account.is_active, "active": account.is_active, "demonstration": account.is_demonstration,
        "must_change": account.must_change_password,
    }
    said = [text(f"cli.users.state.{state}", lang) for state, is_so in states.items() if is_so]
    if seconds := waits.get(account.account_id):
        said.append(text("cli.users.state.waiting", lang, seconds=seconds))
    return ", ".join(said)


def _what(grant: Grant, logins: dict[str, str], lang: Lang) -> str:
    if grant.role == DEPUTY:
        return text("cli.users.stands_in_for", lang, login=logins.get(str(grant.deputy_for), grant.deputy_for))
    name = roles()[grant.role][lang] if grant.role in roles() else grant.role
    return text("cli.users.role_at", lang, role=name, unit=grant.unit_code)


def _days(grant: Grant, lang: Lang) -> str:
    last = grant.to_on.isoformat() if grant.to_on else text("cli.users.open_end", lang)
    return text("cli.users.days", lang, first=grant.from_on.isoformat(), last=last)


def _account_record(account: Account, held: list[Grant], logins: dict[str, str], wait_seconds: int) -> dict:
    return {
        "login": account.login, "name": account.name, "name_en": account.name_en, "staff_id": account.staff_id,
        "email": account.email, "is_active": account.is_active, "is_demonstration": account.is_demonstration,
        "must_change_password": account.must_change_password, "has_password": account.has_password,
        "wait_seconds": wait_seconds, "last_seen_at": account.last_seen_at and account.last_seen_at.isoformat(),
        "grants": [
            {"grant_id": g.grant_id, "role": g.role, "unit": g.unit_code or None, "from": g.from_on.isoformat(),
             "to": g.to_on and g.to_on.isoformat(),
             "stands_in_for": logins[g.deputy_for] if g.deputy_for else None} for g in held
        ],
    }
