"""Passwords after NIST SP 800-63B: length and known ones count, kinds of characters do not."""

import math
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from analytics.declare import settings
from analytics.identity import passwords

LOGIN, NAME = "wang.fang", "王芳"
SHORTEST, LONGEST = (settings()["accounts"][f"password_{end}_characters"] for end in ("min", "max"))
any_text = st.text(st.characters(codec="utf-8"))


def problems(password: str) -> list[str]:
    return passwords.problems(password, login=LOGIN, name=NAME)


# ------------------------------------------------------------------------------------------- hashes
@given(any_text, any_text)
@example("", "")
@example("password", "password ")
@example("é", "e\u0301")
def test_a_password_matches_its_own_hash_and_no_other_password_does(one, other):
    kept = passwords.hash_of(one)
    assert passwords.matches(one, kept) == (True, None)
    same = unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)
    assert passwords.matches(other, kept)[0] == same


@given(any_text)
def test_two_hashes_of_one_password_differ_and_do_not_show_it(password):
    one, other = passwords.hash_of(password), passwords.hash_of(password)
    assert one != other
    assert len(password) < 5 or password not in one


def test_a_letter_typed_on_another_keyboard_is_the_same_letter():
    assert passwords.matches("cafe\u0301 au lait", passwords.hash_of("café au lait")) == (True, None)


def test_half_a_character_is_a_wrong_password_and_no_breakdown():
    assert passwords.matches("\ud800", passwords.hash_of("x")) == (False, None)


def test_a_hash_that_is_none_matches_nothing():
    assert passwords.matches("x", "plain text") == (False, None)


def test_a_hash_of_less_cost_is_replaced_when_the_password_is_right(monkeypatch):
    cheap = passwords.hash_of("kestrel over the mill")
    dearer = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=16, parallelism=1),))
    monkeypatch.setattr(passwords, "_hasher", dearer)
    right, new = passwords.matches("kestrel over the mill", cheap)
    assert right
    assert passwords.matches("kestrel over the mill", new) == (True, None)
    assert passwords.matches("kestrel over the hill", cheap) == (False, None)


def test_the_cost_of_a_hash_is_at_least_what_owasp_and_rfc_9106_ask_for(monkeypatch):
    monkeypatch.undo()
    (hasher,) = passwords._hasher.hashers
    assert hasher.hash("x").startswith("$argon2id$v=19$m=65536,t=3,")


# ------------------------------------------------------------------------------------------- what will do
@pytest.mark.parametrize("password", [
    "kestrel over the mill", "lower case only please", "一匹马跑过三座小桥今天", "8301749265", "          x y z w  ",
    "tEn chars!", "correct horse battery staple", "ßœ∂ƒ©˙∆˚¬æ", "🐴🌉🐎🏞️🎐🎏🪁🧭🎻", "k" + "estrl over milt" * 8,
])
def test_any_characters_make_a_password_if_it_is_long_and_not_known(password):
    assert problems(password) == []


@given(st.integers(min_value=0, max_value=200))
@example(SHORTEST - 1)
@example(SHORTEST)
@example(LONGEST)
@example(LONGEST + 1)
def test_the_length_counts_characters_and_nothing_else(length):
    password = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(length))
    assert problems(password) == ["too_short"] * (length < SHORTEST) + ["too_long"] * (length > LONGEST)


def test_ten_characters_will_do_and_a_hundred_and_twenty_eight_will_too():
    assert (SHORTEST, LONGEST) == (10, 128)
    assert SHORTEST >= 8 and LONGEST >= 64  # NIST SP 800-63B 3.1.1.2


@given(st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz "), min_size=10, max_size=10))
@example("zebra kite")
def test_decomposed_and_composed_forms_are_judged_alike(password):
    accented = password + "é"
    assert problems(unicodedata.normalize("NFD", accented)) == problems(unicodedata.normalize("NFC", accented))


# ------------------------------------------------------------------------------------------- what will not
def test_the_list_of_known_passwords_is_long_and_folded():
    known = passwords.common_passwords()
    assert len(known) >= 10_000
    assert {"password", "1qaz2wsx3edc", "woaini1314", "5201314", "qwertyuiop", "四型看板"} <= known
    assert all(word == word.casefold() and word == word.strip() for word in known)
    assert not any(word.startswith("# ") for word in known)


@given(st.sampled_from(sorted(w for w in passwords.common_passwords() if len(w) >= SHORTEST)), st.booleans())
def test_every_known_password_is_refused_in_upper_case_too(word, upper):
    typed = word.upper() if upper and word.upper().casefold() == word else word
    assert "common" in problems(typed)


@given(st.sampled_from(sorted(w for w in passwords.common_passwords() if w.isalpha() and len(w) >= 6)),
       st.text(st.sampled_from("0123456789!@# "), min_size=4, max_size=6), st.booleans())
def test_a_known_password_with_a_few_digits_or_signs_is_refused(word, around, before):
    assert "common" in problems(around + word if before else word + around)


@pytest.mark.parametrize(("password", "expected"), [
    ("password1234", {"common"}), ("P@ssw0rd2026", {"common"}), ("woaini5201314", {"common"}),
    ("Sunshine19900101", {"common"}), ("zhangwei123456", {"common"}), ("fulian2026!", {"common"}),
    ("passwordpassword", {"common"}), ("四型看板 2026 !", {"common"}), ("password sunflower boat", set()),
    ("∆∆∆∆∆∆∆∆∆∆", {"repeated"}), ("kvkvkvkvkvkv", {"repeated"}), ("xyzw xyzw xyzw", {"repeated"}),
    ("abcdefghijkl", {"sequential"}), ("lkjihgfedcba", {"sequential"}), ("asdfghjklzxcvbnm", {"sequential"}),
    ("poiuytrewq", {"common", "sequential"}), ("1234567890", {"common", "sequential"}),
    ("13812345678", {"personal_number"}), ("+86 (138) 1234-5678", {"personal_number"}),
    ("11010119900307451X", {"personal_number"}), ("1990-03-07 12", {"personal_number"}), ("8301749265", set()),
    ("wang.fang is here", {"contains_login"}), ("WANG.FANG 's horse", {"contains_login"}),
    ("这是王 芳的一匹小马儿呀", {"contains_login"}),
])
def test_a_password_that_would_be_guessed_is_refused_with_the_reason(password, expected):
    assert set(problems(password)) == expected


def test_the_part_of_an_address_before_the_at_sign_is_a_name_too():
    assert passwords.problems("my horse lihua runs", login="lihua@xcb.cn", name="李华") == ["contains_login"]
    assert passwords.problems("my horse xcb.cn runs", login="lihua@xcb.cn", name="李华") == []


# ------------------------------------------------------------------------------------------- one-time passwords
def test_a_one_time_password_has_sixty_bits_and_no_look_alikes():
    alphabet = passwords.ONE_TIME_ALPHABET
    assert len(set(alphabet)) == len(alphabet)
    assert math.log2(len(alphabet)) * passwords.ONE_TIME_GROUPS * passwords.ONE_TIME_GROUP >= 60
    assert all(len(set(alike) & set(alphabet)) <= 1 for alike in ("0o", "1il", "2z", "5s", "8b", "9gq", "uv"))
    made = {passwords.one_time_password() for _ in range(500)}
    assert len(made) == 500
    assert all(set(word) <= set(alphabet + "-") and len(word) == 17 for word in made)
    assert {c for word in made for c in word} == set(alphabet + "-")


def test_a_one_time_password_is_long_enough_to_be_a_password():
    assert len(passwords.one_time_password()) >= SHORTEST
