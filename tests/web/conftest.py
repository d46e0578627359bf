"""A small agency without any return, behind the real server, and the gate alone around an application that listens."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from analytics import clock
from analytics.identity import accounts, grants
from analytics.identity.database import Identity
from analytics.store.warehouse import Warehouse
from tests.browser.serving import served

PASSWORD = "seven quiet herons at dusk"
PEOPLE = {"wang": "clerk", "lili": "staff"}


@dataclass
class Agency:
    """A data directory. one_time: the one-time password of the newcomer, who has not signed in yet."""

    directory: Path
    one_time: str = ""
    ids: dict[str, str] = field(default_factory=dict)


def founded(directory: Path) -> Agency:
    """A clerk, one of the staff, a newcomer, and an account of a demonstration in a store that is none."""
    agency, now = Agency(directory), clock.now()
    with Warehouse.open(directory):
        pass
    identity = Identity.open(directory)
    for login in (*PEOPLE, "newcomer"):
        created = accounts.create(identity, login=login, name=login, by="test", at=now)
        agency.ids[login] = created.account.account_id
        grants.give(identity, created.account.account_id, role=PEOPLE.get(login, "administrator"), unit_code="*",
                    from_on=now.date(), to_on=None, by="test", at=now)
        assert created.one_time_password is not None
        if login in PEOPLE:
            old = created.one_time_password
            assert not accounts.change_password(identity, created.account.account_id, old=old, new=PASSWORD, at=now)
        else:
            agency.one_time = created.one_time_password
    accounts.create(
        identity, login="demo-office", name="made up", with_password=False, is_demonstration=True, by="test", at=now
    )
    identity.close()
    return agency


@pytest.fixture
def agency(tmp_path, monkeypatch) -> Agency:
    """One's own, which this process takes for its data directory."""
    monkeypatch.setitem(os.environ, "SIXING_DATA", str(tmp_path / "data"))
    return founded(tmp_path / "data")


@pytest.fixture(scope="session")
def served_agency(tmp_path_factory):
    return founded(tmp_path_factory.mktemp("served") / "data")


@pytest.fixture(scope="session")
def server(served_agency):
    """The address of the product over served_agency."""
    with served(served_agency.directory) as address:
        yield address
