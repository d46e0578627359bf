"""
Reads a file of declared facts, and makes a frozen fact of what it says. A fault in a declaration is our own mistake:
DeclarationError names the file, the key and what is wrong.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from analytics.facts import DeclarationError

DECLARED = Path(__file__).parent / "declared"


def load(name: str) -> dict[str, Any]:
    """A file of analytics/declared as it is written."""
    path = DECLARED / name
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise DeclarationError(f"{name}: {error}") from error


def build(kind: type, source: str, key: str, values: Mapping[str, Any]) -> Any:
    """A declared fact of that kind; a word the kind does not know, or one that is missing, is a DeclarationError."""
    known = {f.name for f in fields(kind)}
    unknown = set(values) - known
    if unknown:
        raise DeclarationError(f"{source}: {key}: unknown word {', '.join(sorted(unknown))}")
    try:
        return kind(**{k: _frozen(v) for k, v in values.items()})
    except TypeError as error:
        raise DeclarationError(f"{source}: {key}: {error}") from error


def _frozen(value: Any) -> Any:
    return tuple(_frozen(v) for v in value) if isinstance(value, list) else value
