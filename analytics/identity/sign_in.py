"""
Signing in with a login and a password.

The answer and the work are the same whether the login exists or not, is disabled or has no password: one password hash
is compared in each case. Every refusal is in the audit trail; of attempts made during one wait, the first.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, select, update

from analytics.declare import Lang, text
from analytics.identity import accounts, attempts, audit, passwords
from analytics.identity.accounts import Account
from analytics.identity.attempts import lift_wait, waiting
from analytics.identity.database import Identity
from analytics.identity.problems import sentence
from analytics.identity.tables import account

__all__ = ["SignIn", "lift_wait", "sign_in", "waiting"]

NOBODY = "-"  # the actor when no account has the login; what was typed is not written down, it may be a password
Problem = Literal["wrong", "wait", "expired"]
SECONDS_SAID = 120  # longer waits are said in minutes


@dataclass(frozen=True, slots=True)
class SignIn:
    """
    account: whose password was right, None when there is a problem. wait_seconds: with `wait`, how long from now; with
    `wrong`, how long before the next attempt, 0 for none.
    """

    account: Account | None
    problem: Problem | None
    wait_seconds: int = 0

    def sentence(self, lang: Lang) -> str | None:
        """The problem in the reader's language; None when there is none."""
        if self.problem is None:
            return None
        said = [] if self.problem == "wait" else [sentence(self.problem, lang)]
        if self.wait_seconds:
            said.append(self._wait(lang))
        return ("" if lang == "zh" else " ").join(said)

    def _wait(self, lang: Lang) -> str:
        if self.wait_seconds <= SECONDS_SAID:
            return text("accounts.problem.wait_seconds", lang, count=self.wait_seconds)
        return text("accounts.problem.wait_minutes", lang, count=-(-self.wait_seconds // 60))


def sign_in(identity: Identity, *, login: str, password: str, address: str, at: dt.datetime) -> SignIn:
    """
    Whose login and password these are. During a wait nothing is compared. Demonstration accounts and those that sign in
    through a provider only have no password: `wrong`. The caller opens the session.
    """
    login = accounts.folded(login)
    with identity.writing() as connection:
        row = connection.execute(select(account).where(account.c.login == login)).first()
        is_known = row is not None and attempts.is_known(connection, row.account_id, address, at)
        attempt = attempts.begin(connection, login, address, at, is_known=is_known)
        if attempt.wait_seconds:
            if attempt.first_told:
                _refused(connection, row, "wait", address, at)
            return SignIn(None, "wait", attempt.wait_seconds)
    usable = row is not None and row.is_active and not row.is_demonstration and row.password_hash is not None
    right, new_hash = passwords.matches(password, row.password_hash if row and usable else passwords.stand_in_hash())
    with identity.writing() as connection:
        if not (row and usable and right and _still(connection, row, new_hash)):
            _refused(connection, row, "wrong", address, at)
            return SignIn(None, "wrong", attempt.next_wait_seconds)
        attempts.succeeded(connection, row.account_id, login, address, at, is_known=is_known)
        if row.one_time_until is not None and row.one_time_until < at:
            _refused(connection, row, "expired", address, at)
            return SignIn(None, "expired")
    return SignIn(accounts.by_id(identity, row.account_id), None)


def _still(connection: Connection, row: Row[Any], new_hash: str | None) -> bool:
    """Whether the account is as it was before the password was compared; keeps the new hash if there is one."""
    same = (account.c.account_id == row.account_id, account.c.is_active, account.c.password_hash == row.password_hash)
    kept = {"password_hash": new_hash or row.password_hash}
    return connection.execute(update(account).where(*same).values(kept)).rowcount == 1


def _refused(connection: Connection, row: Row[Any] | None, reason: str, address: str, at: dt.datetime) -> None:
    audit.record(
        connection, "sign_in_refused", actor=row.login if row else NOBODY, at=at, outcome="refused",
        account_id=row.account_id if row else None, address=address, detail={"reason": reason},
    )
