"""How names are compared: headers, titles and labels come with spaces, stars, full-width forms and line breaks."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

LIST_SHEET = "代码表"        # the hidden sheet of drop-down values that a template carries
VERSION_NAME = "表样版本"    # the hidden name under which a template carries the version of its form
_SILENT = re.compile(r"[\s*＊﹡_\u200b-\u200f\ufeff\u00a0]+")
_COLON = re.compile(r"[:：]+$")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")


@lru_cache(maxsize=4096)
def plain_name(text: str) -> str:
    """A header, sheet title or label as it is compared: 出勤状态 ＊ and 出勤\\n状态 are the same."""
    return _COLON.sub("", _SILENT.sub("", unicodedata.normalize("NFKC", text))).casefold()


def half_width(text: str) -> str:
    """Full-width letters and digits folded, no-break and invisible characters gone, ends trimmed."""
    if text.isascii():
        return text.strip()
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()


def tidy(text: str) -> str:
    """Free text: only what nobody typed on purpose is taken away; Chinese punctuation stays as it is."""
    if text.isascii():
        return text.strip()
    return _INVISIBLE.sub("", text).replace("\u00a0", " ").strip()


def without_spaces(text: str) -> str:
    return "".join(text.split())


def column_letter(index: int) -> str:
    """0 -> A, 26 -> AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def place_of(address: str) -> tuple[int, int]:
    """B4 -> (4, 1): the row as the clerk counts it, the column from 0."""
    letters = address.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(address[len(letters):] or 0), column - 1


def area_cells(first: str, last: str, last_cell: tuple[int, int]) -> Iterator[str]:
    """Every address of an area, no further than last_cell (row as the clerk counts it, column from 0)."""
    (top, left), (bottom, right) = place_of(first), place_of(last)
    for row in range(top, min(bottom, last_cell[0]) + 1):
        for column in range(left, min(right, last_cell[1]) + 1):
            yield f"{column_letter(column)}{row}"


def area_size(first: str, last: str, last_cell: tuple[int, int]) -> int:
    """How many addresses area_cells gives."""
    (top, left), (bottom, right) = place_of(first), place_of(last)
    return max(min(bottom, last_cell[0]) - top + 1, 0) * max(min(right, last_cell[1]) - left + 1, 0)
