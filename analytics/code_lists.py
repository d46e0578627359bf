"""
Code lists: the words a column may hold, as declared (declared/code_lists.toml) and as the office has renamed, added or
retired some of them (reference table code_override). One process has one store, so the office's words hold for all of
it: screens, templates, checks and exports ask `code_list` and see them at once. Codes never change, so that what was
stored before keeps its meaning; a word that was replaced is still understood when somebody types it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from analytics.facts import Code, CodeList, DeclarationError
from analytics.loading import build, load


@dataclass(frozen=True, slots=True)
class OwnCode:
    """What the office says of one code. active_from, active_until: months; None = as declared."""

    list: str
    code: str
    zh: str
    en: str
    active_from: str | None = None
    active_until: str | None = None


class _InUse:
    """The lists with the office's words; None = as declared."""

    lists: Mapping[str, CodeList] | None = None
    own: tuple[OwnCode, ...] = ()


@cache
def declared_code_lists() -> Mapping[str, CodeList]:
    """Every code list by name, as declared."""
    return _made({})


def code_lists() -> Mapping[str, CodeList]:
    """Every code list by name, with the office's words."""
    return declared_code_lists() if _InUse.lists is None else _InUse.lists


def code_list(name: str) -> CodeList:
    try:
        return code_lists()[name]
    except KeyError:
        raise DeclarationError(f"code_lists.toml: no list {name}") from None


def use(own: Iterable[OwnCode]) -> None:
    """The office's words from now on, for the whole process; those of lists there are none of are left alone."""
    by_list: dict[str, list[OwnCode]] = {}
    _InUse.own = tuple(own)
    for one in _InUse.own:
        by_list.setdefault(one.list, []).append(one)
    _InUse.lists = _made(by_list) if by_list else None


def own_codes() -> tuple[OwnCode, ...]:
    """The office's words as in use, for another process that is to speak them too."""
    return _InUse.own


def _made(own: Mapping[str, Iterable[OwnCode]]) -> Mapping[str, CodeList]:
    lists: dict[str, CodeList] = {}
    for name, entry in load("code_lists.toml").items():
        included = lists[entry["includes"]].codes if "includes" in entry else ()
        codes = [build(Code, "code_lists.toml", name, c) for c in entry["codes"]]
        lists[name] = CodeList(name, entry["zh"], entry["en"], included + _with_own(codes, own.get(name, ())))
    return lists


def _with_own(declared: Iterable[Code], own: Iterable[OwnCode]) -> tuple[Code, ...]:
    found = {code.code: code for code in declared}
    for one in own:
        old = found.get(one.code)
        found[one.code] = Code(one.code, one.zh, one.en, (), one.active_from, one.active_until) if old is None else (
            replace(
                old, zh=one.zh, en=one.en, aliases=_still_understood(old, one),
                active_from=one.active_from or old.active_from, active_until=one.active_until or old.active_until,
            )
        )
    return tuple(found.values())


def _still_understood(old: Code, new: OwnCode) -> tuple[str, ...]:
    """The declared aliases, and the declared words where they are no longer the code's own."""
    return tuple(dict.fromkeys([*old.aliases, *(word for word in (old.zh, old.en) if word not in (new.zh, new.en))]))
