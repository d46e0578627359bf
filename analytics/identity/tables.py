"""
The tables of accounts, roles, sessions, tokens and failed sign-ins. They stand together because disabling an account
reaches into several of them; each is written only by the module named beside it.

All times are the agency's local time without zone.
"""

from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Integer, String, Table, UniqueConstraint

from analytics.identity.database import metadata


def _account_id(*, primary_key: bool = False) -> Column[str]:
    owner = ForeignKey("account.account_id")
    return Column("account_id", String(32), owner, nullable=False, primary_key=primary_key, index=not primary_key)


account = Table(  # accounts.py
    "account", metadata,
    Column("account_id", String(32), primary_key=True),
    Column("login", String(64), nullable=False, unique=True),
    Column("name", String(64), nullable=False),
    Column("name_en", String(64)),
    Column("staff_id", String(64)),
    Column("email", String(254)),
    Column("language", String(8)),
    Column("is_active", Boolean, nullable=False),
    Column("is_demonstration", Boolean, nullable=False),
    Column("must_change_password", Boolean, nullable=False),
    Column("password_hash", String(255)),  # NULL: has no password and cannot sign in with one
    Column("one_time_until", DateTime),  # NULL: the password is the person's own
    Column("oidc_issuer", String(255)),
    Column("oidc_subject", String(255)),
    Column("created_at", DateTime, nullable=False),
    Column("created_by", String(128), nullable=False),
    Column("last_seen_at", DateTime),
    UniqueConstraint("oidc_issuer", "oidc_subject"),
)

role_grant = Table(  # grants.py; a row with deputy_for has no role and no unit of its own
    "role_grant", metadata,
    Column("grant_id", Integer, primary_key=True),
    _account_id(),
    Column("role", String(32)),
    Column("unit_code", String(32)),
    Column("deputy_for", String(32), ForeignKey("account.account_id")),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date),  # NULL: until withdrawn
    Column("given_by", String(128), nullable=False),
    Column("given_at", DateTime, nullable=False),
    Column("withdrawn_by", String(128)),
    Column("withdrawn_at", DateTime),
)

failed_sign_in = Table(  # attempts.py; one side empty: the count of a login from anywhere, or of an address for anybody
    "failed_sign_in", metadata,
    Column("login_key", String(64), primary_key=True),  # sha256: what people type here may be a password
    Column("address", String(64), primary_key=True),
    Column("failure_count", Integer, nullable=False),
    Column("last_at", DateTime, nullable=False, index=True),
    Column("wait_noted", Boolean, nullable=False),
)

known_address = Table(  # attempts.py; addresses a person has signed in from
    "known_address", metadata,
    _account_id(primary_key=True),
    Column("address", String(64), primary_key=True),
    Column("last_at", DateTime, nullable=False),
)

sign_in_session = Table(  # sessions.py; ended sessions are deleted, the audit trail remembers them
    "sign_in_session", metadata,
    Column("session_id", String(64), primary_key=True),
    _account_id(),
    Column("opened_at", DateTime, nullable=False),
    Column("seen_at", DateTime, nullable=False),
    Column("address", String(64), nullable=False),
    Column("agent", String(200), nullable=False),
    Column("how", String(16), nullable=False),
)

access_token = Table(  # tokens.py
    "access_token", metadata,
    Column("token_id", String(16), primary_key=True),
    _account_id(),
    Column("name", String(64), nullable=False),
    Column("actions", String(64), nullable=False),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("created_at", DateTime, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("last_used_at", DateTime),
    Column("revoked_at", DateTime),
)
