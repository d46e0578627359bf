"""
Passwords: their hashes, what is wrong with one, and one-time passwords.

The rules follow NIST SP 800-63B: a least length, a list of passwords known to be tried first, nothing about kinds of
characters, no expiry. Any character counts, spaces too; a password is compared in Unicode form NFC, so that it does
not matter which keyboard it came from.
"""

import re
import secrets
import threading
import unicodedata
from functools import cache
from pathlib import Path

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from analytics.declare import settings

COMMON_PASSWORDS = Path(__file__).parent / "common_passwords.txt"
DECORATION_CHARACTERS = 6  # a known password with so few digits and signs around it is no better
FEWEST_DIFFERENT = 4
SEQUENTIAL_SHARE = 0.75
SEQUENCES = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "一二三四五六七八九十", "零一二三四五六七八九")
DATE = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
PERSONAL_NUMBERS = re.compile(  # a mobile number, an ID-card number, a birth date with or without some digits more
    rf"(86)?1[3-9]\d{{9}}|\d{{6}}{DATE.pattern}\d{{3}}[\dx]|{DATE.pattern}\d{{0,6}}|\d{{0,6}}{DATE.pattern}"
)
ONE_TIME_ALPHABET = "acdefghjkmnprtvwxy3467"  # no two that are mistaken for each other on paper or by voice
ONE_TIME_GROUPS, ONE_TIME_GROUP = 3, 5  # 66 bits

_hasher = PasswordHash((Argon2Hasher(),))  # RFC 9106: 64 MiB, 3 passes
_few_at_once = threading.BoundedSemaphore(4)  # keeps a flood of sign-ins within 256 MiB


def normalised(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _bytes(password: str) -> bytes:
    return normalised(password).encode("utf-8", "surrogatepass")  # half a character is no reason to break down


def hash_of(password: str) -> str:
    """The argon2id hash with its salt and cost, as it is kept."""
    with _few_at_once:
        return _hasher.hash(_bytes(password))


def matches(password: str, hash: str) -> tuple[bool, str | None]:
    """Whether it is the password, and a new hash to keep when the cost has been raised since, else None."""
    with _few_at_once:
        try:
            return _hasher.verify_and_update(_bytes(password), hash)
        except UnknownHashError:
            return False, None


@cache
def stand_in_hash() -> str:
    """Compared where there is no password, so that it takes as long as where there is one."""
    return hash_of(secrets.token_urlsafe(24))


def one_time_password() -> str:
    """Readable and easily dictated: three groups of five, 66 random bits."""
    return "-".join(
        "".join(secrets.choice(ONE_TIME_ALPHABET) for _ in range(ONE_TIME_GROUP)) for _ in range(ONE_TIME_GROUPS)
    )


# ------------------------------------------------------------------------------------------- what is wrong with one
def problems(password: str, *, login: str, name: str) -> list[str]:
    """Codes of what is wrong with a password the person chose, none when it will do; sentences as in AccountError."""
    limits, password = settings()["accounts"], normalised(password)
    if len(password) < limits["password_min_characters"]:
        return ["too_short"]
    if len(password) > limits["password_max_characters"]:
        return ["too_long"]
    found = {
        "common": is_common(password), "contains_login": contains_name(password, login, name),
        "repeated": is_repeated(password), "sequential": is_sequential(password),
        "personal_number": PERSONAL_NUMBERS.fullmatch(re.sub(r"[\s+()./_-]", "", password.casefold())) is not None,
    }
    return [code for code, is_so in found.items() if is_so]


@cache
def common_passwords() -> frozenset[str]:
    """Passwords known to be tried first, casefolded."""
    lines = COMMON_PASSWORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("# "))


def is_common(password: str) -> bool:
    """Known itself, or a known one twice, or a known one with a few digits and signs around it."""
    known, folded = common_passwords(), unicodedata.normalize("NFKC", password).casefold()
    compact = re.sub(r"\s", "", folded)
    half = compact[: len(compact) // 2]
    core = re.fullmatch(r"[\W\d_]*(.*?)[\W\d_]*", compact, re.DOTALL)
    word = core[1] if core else ""
    around = compact.replace(word, "", 1) if word else ""
    decorated = word in known and (
        len(around) <= DECORATION_CHARACTERS or around in known or DATE.fullmatch(around) is not None
    )
    return folded in known or compact in known or (half in known and half * 2 == compact) or decorated


def contains_name(password: str, login: str, name: str) -> bool:
    """Whether the sign-in name (or what stands before its @) or the person's name stands in it."""
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", password).casefold())
    names = {login, login.partition("@")[0], name}
    tidy = {re.sub(r"\s", "", unicodedata.normalize("NFKC", n).casefold()) for n in names}
    return any(len(n) > 1 and n in folded for n in tidy)


def is_repeated(password: str) -> bool:
    """Hardly any different characters, or one piece three times and more; spaces between make no difference."""
    folded = re.sub(r"\s", "", password.casefold())
    pieces = (folded[:length] for length in range(1, len(folded) // 3 + 1))
    return len(set(folded)) < FEWEST_DIFFERENT or any(
        (piece * (len(folded) // len(piece) + 1)).startswith(folded) for piece in pieces
    )


def is_sequential(password: str) -> bool:
    """Mostly neighbours: of the alphabet, of the digits, of a row of keys, forwards or backwards."""
    folded = password.casefold()
    steps = [_neighbours(a, b) for a, b in zip(folded, folded[1:], strict=False)]
    return sum(steps) >= SEQUENTIAL_SHARE * len(steps)


def _neighbours(a: str, b: str) -> bool:
    next_in_alphabet = a.isascii() and b.isascii() and a.isalnum() and b.isalnum() and abs(ord(a) - ord(b)) == 1
    return next_in_alphabet or any(a + b in row or b + a in row for row in SEQUENCES)
