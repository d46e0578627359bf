"""Every user-visible text speaks both languages, exists once, is used, and exists where it is used."""

import ast
import re
import string
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXTS = ROOT / "analytics" / "declared" / "texts"
TEMPLATES = ROOT / "analytics" / "web" / "templates"
LANGUAGES = {"zh", "en"}
CHINESE_MARKS = set("「」『』《》，。；：！？（）")  # none of these is English punctuation
FUNCTIONS = {"t", "text"}  # called with a key as the first argument
HOLDERS = {"declare", "texts", "words"}  # modules through which those may be called

FEWEST_TEXTS = 50  # fewer means that the files were not found, and that everything below proves nothing


# ------------------------------------------------------------------------------------------- the declared texts
def leaves(table: dict, above: str = "") -> Iterator[tuple[str, dict]]:
    """(dotted key, its languages): a leaf is a table whose values are texts."""
    for key, value in table.items():
        dotted = f"{above}.{key}" if above else key
        if isinstance(value, dict) and not any(isinstance(v, str) for v in value.values()):
            yield from leaves(value, dotted)
        else:
            yield dotted, value if isinstance(value, dict) else {"": value}


@cache
def declared() -> tuple[tuple[str, str, dict], ...]:
    """(file, key, languages) of every text."""
    return tuple(
        (path.name, key, languages)
        for path in sorted(TEXTS.glob("*.toml"))
        for key, languages in leaves(tomllib.loads(path.read_text(encoding="utf-8")))
    )


def keys() -> set[str]:
    return {key for _, key, _ in declared()}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def wrong_languages(texts: Iterable[tuple[str, str, dict]]) -> Iterator[str]:
    for file, key, languages in texts:
        if set(languages) != LANGUAGES:
            yield f"{file}: {key} has {sorted(languages)}, not zh and en"
        elif not all(isinstance(text, str) and text.strip() for text in languages.values()):
            yield f"{file}: {key} is empty in one language"
        elif placeholders(languages["zh"]) != placeholders(languages["en"]):
            differing = placeholders(languages["zh"]) ^ placeholders(languages["en"])
            yield f"{file}: {key} has {sorted(differing)} in one language only"
        elif found := CHINESE_MARKS & set(languages["en"]):
            yield f"{file}: {key} has {sorted(found)} in its English"


# ------------------------------------------------------------------------------------------- the code
class Words(ast.NodeVisitor):
    """String constants, the fixed beginnings of f-strings, and the keys that are asked for by name."""

    def __init__(self, path: str, code: str) -> None:
        self.path = path
        self.constants: set[str] = set()
        self.asked: list[tuple[str, str, bool]] = []  # (where, key or its beginning, whole key)
        self.visit(ast.parse(code, path))

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.constants.add(node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        beginning = _beginning(node)
        if beginning:
            self.constants.add(beginning)
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                self.visit(value)

    def visit_Call(self, node: ast.Call) -> None:
        if node.args and _asks_for_text(node.func):
            where, key = f"{self.path}:{node.lineno}", node.args[0]
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                self.asked.append((where, key.value, True))
            elif isinstance(key, ast.JoinedStr) and _beginning(key):
                self.asked.append((where, _beginning(key), False))
        self.generic_visit(node)


def _beginning(node: ast.JoinedStr) -> str:
    """The fixed text before an f-string's first placeholder."""
    first = node.values[0] if node.values else None
    return first.value if isinstance(first, ast.Constant) else ""


def _asks_for_text(called: ast.expr) -> bool:
    if isinstance(called, ast.Attribute):  # st.text("...") shows text, it does not look one up
        return called.attr in FUNCTIONS and isinstance(called.value, ast.Name) and called.value.id in HOLDERS
    return isinstance(called, ast.Name) and called.id in FUNCTIONS


@cache
def sources() -> tuple[Words, ...]:
    paths = [ROOT / "app.py", *(p for folder in ("analytics", "pages") for p in sorted((ROOT / folder).rglob("*.py")))]
    code = [Words(p.relative_to(ROOT).as_posix(), p.read_text(encoding="utf-8")) for p in paths if p.exists()]
    return (*code, *(Words(p.name, asked_in(p.read_text(encoding="utf-8"))) for p in TEMPLATES.glob("*.html")))


def asked_in(template: str) -> str:
    """The calls of `t` in a page's template, as code."""
    return "\n".join(re.findall(r"\bt\('[\w.]+'\)", template))


def unused(known: set[str], words: Iterable[Words]) -> list[str]:
    """Keys that stand nowhere in the code, neither whole nor under a quoted beginning such as "light."."""
    constants = {constant for w in words for constant in w.constants}
    starts = tuple(constant for constant in constants if constant.endswith(".") and " " not in constant)
    return sorted(key for key in known if key not in constants and not key.startswith(starts))


def missing(known: set[str], words: Iterable[Words]) -> list[str]:
    """Keys the code asks for and nobody declared."""
    return [
        f"{where}: no text {key}{'' if whole else '...'}"
        for w in words
        for where, key, whole in w.asked
        if key not in known and (whole or not any(k.startswith(key) for k in known))
    ]


# ------------------------------------------------------------------------------------------- tests
def test_there_are_texts_to_judge():
    assert len(keys()) >= FEWEST_TEXTS


def test_every_text_speaks_both_languages_with_the_same_placeholders():
    found = list(wrong_languages(declared()))
    assert not found, "\n" + "\n".join(found)


def test_no_key_is_declared_twice():
    assert [key for key, count in Counter(key for _, key, _ in declared()).items() if count > 1] == []


def test_every_text_is_used():
    found = unused(keys(), sources())
    assert not found, "\n" + "\n".join(found)


def test_every_text_the_code_asks_for_exists():
    found = missing(keys(), sources())
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(("languages", "said"), [
    ({"zh": "月"}, "not zh and en"),
    ({"zh": "月", "en": "Month", "fr": "Mois"}, "not zh and en"),
    ({"zh": "月", "en": " "}, "is empty"),
    ({"zh": "{n}月", "en": "Month"}, "['n'] in one language only"),
    ({"zh": "「月」", "en": "The 「month」"}, "in its English"),
])
def test_a_wrong_text_is_found(languages, said):
    (found,) = wrong_languages([("a.toml", "a.b", languages)])
    assert said in found


def test_texts_are_found_in_nested_tables():
    nested = {"a": {"b": {"zh": "1", "en": "1"}, "c": {"d": {"zh": "2", "en": "2"}}}, "e": "stray"}
    assert [key for key, _ in leaves(nested)] == ["a.b", "a.c.d", "e"]


def test_a_text_nobody_uses_and_a_key_nobody_declared_are_found():
    code = 't("a.b")\nt(f"light.{c}")\nt(f"lamp.{c}")\nst.text("Hello")\nt("a.c")\nf(KEY + "z")\nKEY = "k."'
    words = [Words("x.py", code)]
    assert unused({"a.b", "light.red", "k.z", "a.unused"}, words) == ["a.unused"]
    assert missing({"a.b", "light.red", "k.z"}, words) == ["x.py:3: no text lamp....", "x.py:5: no text a.c"]
