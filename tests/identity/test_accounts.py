"""Who there is, under which names, and what a change of an account brings with it."""

import pytest

from analytics.declare import settings
from analytics.identity import accounts, audit, passwords, sessions, tokens
from analytics.identity.accounts import AccountError
from analytics.identity.sign_in import sign_in
from tests.identity.people import BY, HOME, NOW, PASSWORD, audited, day, later, person, settled

NEW = "四座桥下两匹马天天跑过"


def problem(function, *args, **options):
    with pytest.raises(AccountError) as error:
        function(*args, **options)
    return error.value.code


# ------------------------------------------------------------------------------------------- who there is
def test_a_new_database_has_no_account_and_then_one(identity):
    assert not accounts.any_exists(identity)
    assert accounts.listed(identity) == []
    created = person(identity, staff_id="XCB003", email="fang@example.cn")
    assert accounts.any_exists(identity)
    assert accounts.listed(identity) == [created.account]
    assert accounts.by_id(identity, created.account.account_id) == created.account
    assert created.account.must_change_password
    assert created.account.has_password
    assert created.account.is_active
    assert (created.account.created_at, created.account.created_by) == (NOW, BY)
    assert created.account.last_seen_at is None
    assert audited(identity) == [("account_created", BY, "done")]


@pytest.mark.parametrize("typed", ["Wang.Fang", " wang.fang ", "ＷＡＮＧ．ｆａｎｇ", "WANG.FANG"])
def test_a_sign_in_name_is_the_same_however_it_is_typed(identity, typed):
    created = person(identity, "wang.fang")
    assert accounts.by_login(identity, typed) == created.account
    assert problem(person, identity, typed) == "login_taken"
    assert len(accounts.listed(identity)) == 1
    assert audited(identity) == [("account_created", BY, "done")]


@pytest.mark.parametrize("login", ["王小芳", "straße", "li_hua-2@xcb.cn", "abc", "x" * 64])
def test_sign_in_names_may_have_letters_of_any_script(identity, login):
    account = person(identity, login).account
    assert accounts.by_login(identity, login) == account
    assert accounts.by_login(identity, login.upper()) == account


@pytest.mark.parametrize("login", [
    "", "ab", "x" * 65, "a b c", "operator:root", "wang\u200bfang", "a/b/c", "<b>x</b>", "-", "abc\0", "abc\ud800",
])
def test_other_sign_in_names_are_refused_in_words(identity, login):
    assert problem(person, identity, login) == "login_unfit"
    assert not accounts.any_exists(identity)
    assert audited(identity) == []


@pytest.mark.parametrize(("values", "code"), [
    ({"name": "  "}, "name_unfit"), ({"name": "x" * 65}, "name_unfit"), ({"name": "a\nb"}, "name_unfit"),
    ({"email": "nobody"}, "email_unfit"), ({"email": "a@b\nBcc: c@d"}, "email_unfit"),
    ({"email": "a\0@b"}, "email_unfit"), ({"language": "fr"}, "language_unfit"),
])
def test_values_that_cannot_be_are_refused_and_nothing_changes(identity, values, code):
    before = person(identity).account
    assert problem(accounts.change, identity, before.account_id, by=BY, at=NOW, **values) == code
    assert accounts.by_id(identity, before.account_id) == before


def test_a_change_sets_what_is_given_leaves_the_rest_and_is_in_the_trail_without_the_values(identity):
    account_id = person(identity, email="fang@example.cn", staff_id="XCB003").account.account_id
    accounts.change(identity, account_id, by=BY, at=NOW, name="王小芳", email="", language="en")
    changed = accounts.by_id(identity, account_id)
    assert (changed.name, changed.email, changed.language, changed.staff_id) == ("王小芳", None, "en", "XCB003")
    (entry,) = audit.entries(identity, kinds=["account_changed"], limit=5)
    assert entry.detail == {"changed": ["email", "language", "name"]}


def test_a_change_of_nothing_leaves_no_trace(identity):
    account = person(identity).account
    accounts.change(identity, account.account_id, by=BY, at=NOW, name=account.name, is_active=True)
    assert audited(identity) == [("account_created", BY, "done")]


def test_an_account_that_is_not_there_is_said_to_be_missing(identity):
    for function in (accounts.change, accounts.reset_password):
        assert problem(function, identity, "nobody", by=BY, at=NOW) == "no_account"
    assert problem(accounts.link_subject, identity, "nobody", "i", "s", by=BY, at=NOW) == "no_account"
    assert accounts.by_id(identity, "nobody") is None
    assert accounts.by_login(identity, "nobody") is None


# ------------------------------------------------------------------------------------------- disabling
def test_disabling_ends_sessions_and_tokens_and_the_way_in_and_enabling_brings_none_of_them_back(identity):
    account_id = settled(identity)
    token = sessions.open_session(identity, account_id, address=HOME, agent="", how="password", at=NOW)
    _, secret = tokens.create(identity, account_id, name="Excel", actions={"read"}, expires_on=day(30), at=NOW)
    accounts.change(identity, account_id, by=BY, at=NOW, is_active=False)
    assert sign_in(identity, login="wang.fang", password=PASSWORD, address=HOME, at=NOW).problem == "wrong"
    accounts.change(identity, account_id, by=BY, at=NOW, is_active=True)
    assert sessions.session_of(identity, token, NOW) is None
    assert tokens.of_secret(identity, secret, NOW) is None
    assert sign_in(identity, login="wang.fang", password=PASSWORD, address=HOME, at=NOW).problem is None
    ended = audited(identity, "account_disabled", "session_ended", "token_revoked", "account_changed")
    assert ended == [(k, BY, "done") for k in ("account_disabled", "session_ended", "token_revoked", "account_changed")]


# ------------------------------------------------------------------------------------------- a provider's account
def test_a_providers_account_signs_in_as_one_account_only(identity):
    one, other = person(identity, "one").account, person(identity, "other", with_password=False).account
    accounts.link_subject(identity, one.account_id, "https://sso.example.cn", "42", by=BY, at=NOW)
    assert problem(accounts.link_subject, identity, other.account_id, "https://sso.example.cn", "42", by=BY, at=NOW
                   ) == "subject_taken"
    accounts.link_subject(identity, other.account_id, "https://other.example.cn", "42", by=BY, at=NOW)
    assert accounts.by_subject(identity, "https://sso.example.cn", "42").login == "one"
    assert accounts.by_subject(identity, "https://other.example.cn", "42").login == "other"
    assert accounts.by_subject(identity, "https://sso.example.cn", "43") is None


def test_an_account_for_a_provider_only_has_no_password(identity):
    created = person(identity, with_password=False)
    assert created.one_time_password is None
    assert not created.account.has_password
    assert not created.account.must_change_password
    changed = accounts.change_password(identity, created.account.account_id, old="", new=NEW, at=NOW)
    assert changed == ["no_password"]


def test_a_demonstration_account_never_gets_a_password_or_a_provider(identity):
    created = person(identity, is_demonstration=True, with_password=True)
    account_id = created.account.account_id
    assert created.one_time_password is None
    assert problem(accounts.reset_password, identity, account_id, by=BY, at=NOW) == "demonstration"
    assert problem(accounts.link_subject, identity, account_id, "i", "s", by=BY, at=NOW) == "demonstration"
    assert accounts.change_password(identity, account_id, old="", new=NEW, at=NOW) == ["no_password"]


# ------------------------------------------------------------------------------------------- passwords
def test_the_first_password_is_changed_and_then_works_alone(identity):
    created = person(identity)
    first, account_id = created.one_time_password, created.account.account_id
    assert accounts.change_password(identity, account_id, old=first, new=NEW, at=NOW) == []
    assert not accounts.by_id(identity, account_id).must_change_password
    assert sign_in(identity, login="wang.fang", password=first, address=HOME, at=NOW).problem == "wrong"
    assert sign_in(identity, login="wang.fang", password=NEW, address=HOME, at=NOW).account
    assert audited(identity, "password_changed") == [("password_changed", "wang.fang", "done")]


def test_a_change_ends_every_session_of_the_account_and_of_nobody_else(identity):
    mine, other = settled(identity), settled(identity, "li.hua")
    opened = {a: sessions.open_session(identity, a, address=HOME, agent="", how="password", at=NOW)
              for a in (mine, other)}
    assert accounts.change_password(identity, mine, old=PASSWORD, new="three bridges, two horses", at=NOW) == []
    assert sessions.session_of(identity, opened[mine], NOW) is None
    assert sessions.session_of(identity, opened[other], NOW)


def test_a_change_says_all_that_is_wrong_with_the_new_password_and_changes_nothing(identity):
    account_id = settled(identity)
    assert accounts.change_password(identity, account_id, old=PASSWORD, new="short", at=NOW) == ["too_short"]
    assert accounts.change_password(identity, account_id, old=PASSWORD, new=PASSWORD, at=NOW) == ["same_as_old"]
    both = accounts.change_password(identity, account_id, old=PASSWORD, new="wang.fangwang.fangwang.fang", at=NOW)
    assert both == ["contains_login", "repeated"]
    assert sign_in(identity, login="wang.fang", password=PASSWORD, address=HOME, at=NOW).account


def test_guesses_at_the_old_password_have_to_wait_like_those_at_the_sign_in(identity):
    account_id = settled(identity)
    guesses = [accounts.change_password(identity, account_id, old="guess", new=NEW, at=NOW) for _ in range(4)]
    assert guesses == [["old_wrong"]] * 3 + [["wait_a_little"]]
    assert accounts.change_password(identity, account_id, old=PASSWORD, new=NEW, at=later(seconds=4)
                                    ) == ["wait_a_little"]
    assert accounts.change_password(identity, account_id, old=PASSWORD, new=NEW, at=later(seconds=5)) == []


def test_a_reset_while_the_old_password_is_compared_is_not_overwritten(identity, monkeypatch):
    account_id = settled(identity)
    matches, one_time = passwords.matches, []

    def reset_meanwhile(password, hash):
        one_time.append(accounts.reset_password(identity, account_id, by="office", at=NOW))
        return matches(password, hash)

    monkeypatch.setattr(passwords, "matches", reset_meanwhile)
    assert accounts.change_password(identity, account_id, old=PASSWORD, new=NEW, at=NOW) == ["old_wrong"]
    monkeypatch.setattr(passwords, "matches", matches)
    assert sign_in(identity, login="wang.fang", password=one_time[0], address=HOME, at=NOW).account


def test_a_reset_ends_sessions_and_tokens_and_the_old_password(identity):
    account_id = settled(identity)
    token = sessions.open_session(identity, account_id, address=HOME, agent="", how="password", at=NOW)
    _, secret = tokens.create(identity, account_id, name="R", actions={"read"}, expires_on=day(1), at=NOW)
    new = accounts.reset_password(identity, account_id, by="office", at=NOW)
    assert sessions.session_of(identity, token, NOW) is None
    assert tokens.of_secret(identity, secret, NOW) is None
    assert sign_in(identity, login="wang.fang", password=PASSWORD, address=HOME, at=NOW).problem == "wrong"
    assert sign_in(identity, login="wang.fang", password=new, address=HOME, at=NOW).account.must_change_password
    assert audited(identity, "password_reset") == [("password_reset", "office", "done")]


def test_a_one_time_password_ends_after_its_hours_and_only_who_has_it_is_told(identity):
    hours = settings()["accounts"]["one_time_hours"]
    password = person(identity).one_time_password

    def answer(password, **delta):
        return sign_in(identity, login="wang.fang", password=password, address=HOME, at=later(**delta)).problem

    assert answer(password, hours=hours) is None
    assert answer(password, hours=hours, seconds=1) == "expired"
    assert answer("something else", hours=hours, seconds=1) == "wrong"
    assert ("sign_in_refused", "wang.fang", "refused") in audited(identity)


def test_a_one_time_password_that_was_used_in_time_may_still_be_changed_later(identity):
    created = person(identity)
    changed = accounts.change_password(
        identity, created.account.account_id, old=created.one_time_password, new=PASSWORD, at=later(hours=80)
    )
    assert changed == []
    assert sign_in(identity, login="wang.fang", password=PASSWORD, address=HOME, at=later(days=900)).account


# ------------------------------------------------------------------------------------------- what is never kept
def test_no_password_and_no_token_is_kept_readable_anywhere(identity):
    account_id = settled(identity)
    one_time = accounts.reset_password(identity, account_id, by=BY, at=NOW)
    sign_in(identity, login="wang.fang", password="wrong-password-typed", address=HOME, at=NOW)
    sign_in(identity, login="password-typed-as-login", password="x", address=HOME, at=NOW)
    token = sessions.open_session(identity, account_id, address=HOME, agent="", how="password", at=NOW)
    _, secret = tokens.create(identity, account_id, name="R", actions={"read"}, expires_on=day(1), at=NOW)
    with identity.reading() as connection:
        kept = [str(row) for name in accounts.account.metadata.tables
                for row in connection.exec_driver_sql(f"SELECT * FROM {name}")]
    assert any(account_id in row for row in kept)
    for secret_word in (PASSWORD, one_time, "wrong-password-typed", "password-typed-as-login", token, secret):
        assert not any(secret_word in row for row in kept)
