"""
An identity database for each test: SQLite, or a new database on the server named in SIXING_TEST_POSTGRESQL (an address
like postgresql+psycopg://user@host/postgres, of somebody who may create databases).
"""

import os
import secrets
from contextlib import contextmanager

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import create_engine, make_url, text

from analytics.identity import passwords
from analytics.identity.database import Identity

URL = "SIXING_IDENTITY_URL"
SERVER = os.environ.get("SIXING_TEST_POSTGRESQL")


@contextmanager
def opened(directory):
    with pytest.MonkeyPatch.context() as patch, database() as url:
        patch.setenv(URL, url) if url else patch.delenv(URL, raising=False)
        identity = Identity.open(directory)
        yield identity
        identity.close()


@contextmanager
def database():
    """The address of a new database on the server; None when there is no server to test with."""
    if not SERVER:
        yield None
        return
    name = f"sixing_test_{secrets.token_hex(6)}"
    engine = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


@pytest.fixture
def identity(tmp_path):
    with opened(tmp_path) as identity:
        yield identity


@pytest.fixture(scope="module")
def shared_identity(tmp_path_factory):
    """One for all examples of a property: each example uses logins and addresses of its own."""
    with opened(tmp_path_factory.mktemp("identity")) as identity:
        yield identity


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch):
    """Hashes of the least cost: what is tested here is how often they are made, not how long they take."""
    passwords.stand_in_hash.cache_clear()
    monkeypatch.setattr(passwords, "_hasher", PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)))
    yield
    passwords.stand_in_hash.cache_clear()
