"""Telephone and ID numbers: found in any text, and hidden wherever a finding would repeat them."""

import datetime as dt
import re

PHONE = re.compile(r"(?<![0-9A-Za-z])(?:\+?86[- ]?)?(1[3-9][0-9])[- ]?([0-9]{4})[- ]?([0-9]{4})(?![0-9A-Za-z])")
ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])([1-8][0-9]{5})([0-9]{8})([0-9]{3}[0-9Xx])(?![0-9A-Za-z])")
ANY = re.compile(r"1[3-9][0-9][- ]?[0-9]{4}|[0-9]{17}")  # what a text without either never contains
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
BIRTH_YEARS = (1900, 2099)
FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ－", "0123456789Xx-")


def has_phone(text: str) -> bool:
    return PHONE.search(text.translate(FULL_WIDTH)) is not None


def has_id_number(text: str) -> bool:
    """18 digits are an ID number when the birth date in them exists or the check digit is right."""
    return any(_is_id(match) for match in ID_NUMBER.finditer(text.translate(FULL_WIDTH)))


def _is_id(match: re.Match[str]) -> bool:
    digits = match[0].upper()
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits[:17], strict=True))
    return _is_birth_date(match[2]) or CHECK_DIGITS[total % 11] == digits[17]


def _is_birth_date(text: str) -> bool:
    try:
        day = dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return BIRTH_YEARS[0] <= day.year <= BIRTH_YEARS[1]


def mask(text: str) -> str:
    """The text with telephone and ID numbers made unreadable: 13*******21."""
    text = text.translate(FULL_WIDTH) if ANY.search(text.translate(FULL_WIDTH)) else text
    if not ANY.search(text):
        return text
    masked = ID_NUMBER.sub(lambda m: _stars(m[0]) if _is_id(m) else m[0], text)
    return PHONE.sub(lambda m: _stars(m[1] + m[2] + m[3]), masked)


def _stars(digits: str) -> str:
    return digits[:2] + "*" * (len(digits) - 4) + digits[-2:]
