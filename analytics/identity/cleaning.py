"""Forgets what has run out also where nobody signs in: sessions, failed sign-ins, addresses people were known at."""

import datetime as dt

from sqlalchemy import delete, func, select

from analytics.identity import attempts, sessions
from analytics.identity.database import Identity
from analytics.identity.tables import failed_sign_in, known_address, sign_in_session

TABLES = (sign_in_session, failed_sign_in, known_address)


def forget_run_out(identity: Identity, at: dt.datetime) -> int:
    """
    Deletes sessions, failed sign-ins and known addresses that no longer count by the times in [accounts]; how many
    rows. Every sign-in does the same; this is for days without one. The audit trail keeps what it noted of them.
    """
    with identity.writing() as connection:
        before = [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in TABLES]
        connection.execute(delete(sign_in_session).where(sessions._run_out(at)))
        attempts._forget_old(connection, at)
        after = [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in TABLES]
    return sum(before) - sum(after)
