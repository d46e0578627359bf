"""Personal tokens do what they were made for, until they end."""

import pytest

from analytics.declare import settings
from analytics.identity import accounts, audit, tokens
from analytics.identity.problems import AccountError
from tests.identity.people import BY, NOW, audited, day, later, person

MAX_DAYS = settings()["accounts"]["token_max_days"]


@pytest.fixture
def account_id(identity):
    return person(identity).account.account_id


def made(identity, account_id, name="Excel", actions=("read",), expires_on=None, at=NOW):
    return tokens.create(identity, account_id, name=name, actions=actions, expires_on=expires_on or day(30), at=at)


def test_a_secret_finds_its_token_and_nothing_else_does(identity, account_id):
    token, secret = made(identity, account_id)
    other, _ = made(identity, account_id, name="R")
    assert secret.startswith("sxg_")
    assert len(secret) >= 47  # 256 bits
    assert tokens.of_secret(identity, secret, NOW).token_id == token.token_id != other.token_id
    for wrong in ("", "sxg_", secret[4:], secret + "x", token.token_id, "sxg_\ud800", "' OR 1=1 --"):
        assert tokens.of_secret(identity, wrong, NOW) is None


@pytest.mark.parametrize("actions", [{"read"}, {"read", "rows"}, {"submit"}, {"backup"}, tokens.ACTIONS])
def test_a_token_has_the_actions_it_was_made_for_and_no_other(identity, account_id, actions):
    _, secret = made(identity, account_id, actions=actions)
    assert tokens.of_secret(identity, secret, NOW).actions == frozenset(actions)


@pytest.mark.parametrize("actions", [set(), {"read", "manage_accounts"}, {"READ"}, {"read rows"}])
def test_a_token_is_not_made_for_other_actions_or_for_none(identity, account_id, actions):
    with pytest.raises(AccountError) as error:
        made(identity, account_id, actions=actions)
    assert error.value.code == "token_actions"
    assert tokens.of_account(identity, account_id) == []


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, False), (MAX_DAYS, False), (MAX_DAYS + 1, True)])
def test_a_token_ends_between_today_and_the_longest_time(identity, account_id, days, refused):
    if refused:
        with pytest.raises(AccountError) as error:
            made(identity, account_id, expires_on=day(days))
        assert error.value.code == "token_expiry"
    else:
        token, secret = made(identity, account_id, expires_on=day(days))
        assert tokens.of_secret(identity, secret, later(days=days, hours=14)).token_id == token.token_id
        assert tokens.of_secret(identity, secret, later(days=days, hours=15)) is None  # midnight has passed


@pytest.mark.parametrize("name", ["", "   ", "x" * 65, "a\nb"])
def test_a_token_has_a_name(identity, account_id, name):
    with pytest.raises(AccountError) as error:
        made(identity, account_id, name=name)
    assert error.value.code == "token_name"


def test_a_revoked_token_is_dead_at_once_and_its_fellow_lives(identity, account_id):
    token, secret = made(identity, account_id)
    _, fellow = made(identity, account_id)
    tokens.revoke(identity, token.token_id, by="wang.fang", at=NOW)
    assert tokens.of_secret(identity, secret, NOW) is None
    assert tokens.of_secret(identity, fellow, NOW)
    with pytest.raises(AccountError) as error:
        tokens.revoke(identity, token.token_id, by="wang.fang", at=NOW)
    assert error.value.code == "no_token"
    assert audited(identity, "token_created", "token_revoked") == [
        ("token_created", "wang.fang", "done")] * 2 + [("token_revoked", "wang.fang", "done")]


def test_a_disabled_accounts_token_does_not_hold_even_if_it_were_left(identity, account_id):
    _, secret = made(identity, account_id)
    with identity.writing() as connection:
        connection.exec_driver_sql("UPDATE account SET is_active = false")
    assert tokens.of_secret(identity, secret, NOW) is None
    with pytest.raises(AccountError):
        made(identity, account_id)


def test_changing_ones_own_password_leaves_the_tokens(identity):
    created = person(identity)
    account_id = created.account.account_id
    _, secret = made(identity, account_id)
    assert accounts.change_password(identity, account_id, old=created.one_time_password, new="kestrel over the mill",
                                    at=NOW) == []
    assert tokens.of_secret(identity, secret, NOW)


def test_use_is_written_down_at_most_once_a_minute(identity, account_id):
    _, secret = made(identity, account_id)

    def used(seconds):
        tokens.of_secret(identity, secret, later(seconds=seconds))
        (token,) = tokens.of_account(identity, account_id)
        return (token.last_used_at - NOW).total_seconds()

    assert [used(seconds) for seconds in (5, 64, 65, 100, 125)] == [5, 5, 65, 65, 125]


def test_all_tokens_of_an_account_are_listed_the_newest_first_without_secrets(identity, account_id):
    made(identity, person(identity, "li.hua").account.account_id)
    old, secret = made(identity, account_id, name="old")
    made(identity, account_id, name="new", at=later(hours=1))
    tokens.revoke(identity, old.token_id, by=BY, at=later(hours=2))
    found = tokens.of_account(identity, account_id)
    assert [(t.name, t.revoked_at) for t in found] == [("new", None), ("old", later(hours=2))]
    assert secret not in str(found)
    assert all(secret not in str(entry) for entry in audit.entries(identity, limit=50))
