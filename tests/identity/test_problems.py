"""Every problem with an account has its sentence, and the sentences say what the settings say."""

import ast
from pathlib import Path

import pytest

from analytics.declare import DeclarationError, settings, text, texts
from analytics.identity import problems
from analytics.identity.problems import AccountError, sentence
from analytics.identity.sign_in import SignIn

PREFIX = "accounts.problem."
FOLDER = Path(problems.__file__).parent
SOURCES = [FOLDER / f"{name}.py" for name in ("accounts", "attempts", "grants", "passwords", "sign_in", "tokens")]
SAID_OTHERWISE = {"wait_seconds", "wait_minutes"}  # by SignIn.sentence


def words() -> set[str]:
    """Every string constant of the modules, and for names made by f-strings their ends."""
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found | {f"{field}_unfit" for field in ("name", "name_en", "staff_id")}


def raised() -> set[str]:
    """The codes that stand in AccountError(...)."""
    return {
        node.args[0].value for path in SOURCES for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "AccountError"
        and isinstance(node.args[0], ast.Constant)
    }


def declared() -> set[str]:
    return {key.removeprefix(PREFIX) for key in texts() if key.startswith(PREFIX)}


def test_every_code_has_a_sentence_and_every_sentence_a_code():
    assert len(raised()) > 10
    assert raised() <= declared()
    assert declared() - SAID_OTHERWISE <= words()


def test_an_error_says_its_sentence_and_a_code_without_one_is_our_own_fault():
    assert str(AccountError("login_taken")) == text("accounts.problem.login_taken", "en")
    with pytest.raises(DeclarationError):
        AccountError("no_such_problem")


@pytest.mark.parametrize(("code", "setting"), [
    ("too_short", "password_min_characters"), ("too_long", "password_max_characters"),
    ("token_expiry", "token_max_days"),
])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_numbers_in_the_sentences_are_those_of_the_settings(code, setting, lang):
    assert f" {settings()['accounts'][setting]} " in sentence(code, lang)


@pytest.mark.parametrize(("answer", "zh"), [
    (SignIn(None, "wait", 5), "请等 5 秒后再试。"),
    (SignIn(None, "wait", 120), "请等 120 秒后再试。"),
    (SignIn(None, "wait", 121), "请等 3 分钟后再试。急用请找办公室解除等待。"),
    (SignIn(None, "wait", 900), "请等 15 分钟后再试。急用请找办公室解除等待。"),
    (SignIn(None, "wrong", 0), "登录名或密码不对。"),
    (SignIn(None, "wrong", 10), "登录名或密码不对。请等 10 秒后再试。"),
    (SignIn(None, "wrong", 180), "登录名或密码不对。请等 3 分钟后再试。急用请找办公室解除等待。"),
    (SignIn(None, "expired"), "一次性密码已过期，请找办公室重新发一个。"),
])
def test_a_refused_sign_in_says_what_to_do(answer, zh):
    assert answer.sentence("zh") == zh
    assert "{" not in answer.sentence("en")
    assert answer.sentence("en").endswith(".")


def test_a_sign_in_that_went_well_has_nothing_to_say():
    assert SignIn(None, None).sentence("zh") is None
