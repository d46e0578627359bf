"""Each declared fact parses, is used, exists once and speaks both languages."""

import datetime as dt
import re
from functools import cache
from pathlib import Path

import pytest

from analytics.award_checks import awards
from analytics.declare import (
    SQL,
    DeclarationError,
    code_lists,
    core_indicators,
    indicators,
    registers,
    return_form,
    service_limits,
    settings,
    texts,
)
from analytics.readings import ambiguities, readings

ROOT = Path(__file__).parents[2]
MARKS = {"P", "D", "L", ""}
COLOURS = {"R-PACE", "R-STEP", "R-DUTY", "R-RATE", "R-MILE", "R-LIMIT", "R-INFO", "R-BANDS"}
PACES = {"P-LIN", "P-M", "P-FN", "P-WD", "P-H", "P-Q", "P-STEP", "P-STAGE", "P-DATE", "P-RATE", "none"}
AUTOMATIC_REGISTERS = {"reg_return", "policy_targets"}  # kept by the product itself: states of returns, lights
CHINESE = re.compile(r"[一-鿿]")


@cache
def sources() -> str:
    """All code and SQL of the product and its sample data, as one text."""
    folders = ("analytics", "pages", "sample_data")
    paths = [p for f in folders for kind in ("*.py", "*.sql") for p in sorted((ROOT / f).rglob(kind))]
    return "\n".join(p.read_text(encoding="utf-8") for p in [*paths, ROOT / "app.py"] if p.exists())


def test_every_code_list_is_used_by_the_form_by_a_register_or_by_the_code():
    used = {c.list for r in registers().values() for c in r.columns}
    used |= {c.list for s in return_form().sheets for c in s.columns} | {f.list for f in return_form().cover.fields}
    used |= {name for name in code_lists() if f'"{name}"' in sources()}
    assert set(code_lists()) <= used


CODED = [(r.name, c.name, c.list) for r in registers().values() for c in r.columns if c.list]


@pytest.mark.parametrize(("register", "column", "codes"), CODED)
def test_the_registers_of_the_demonstration_hold_declared_codes_only(demonstration, register, column, codes):
    asked = f"SELECT DISTINCT {column} FROM {register} WHERE {column} IS NOT NULL"
    found = {r[0] for r in demonstration.cursor().execute(asked).fetchall()}
    assert found <= {c.code for c in code_lists()[codes]}


def test_every_name_of_a_register_is_given_in_both_languages_and_names_its_columns_once():
    for one in registers().values():
        assert CHINESE.search(one.zh), one
        assert not CHINESE.search(one.en), one
        headers = [h for c in one.columns for h in {c.zh, c.en, *c.aliases}]
        assert len(headers) == len(set(headers)), one.name
        for column in one.columns:
            assert CHINESE.search(column.zh), column
            assert not CHINESE.search(column.en), column
            assert bool(column.hint_zh) == bool(column.hint_en), column


def test_every_register_has_a_name_of_its_own_in_the_catalogue():
    names = [r.catalogue for r in registers().values()]
    assert len(names) == len(set(names))
    assert not set(names) & {s.name for s in return_form().sheets}


def test_codes_and_names_within_a_list_are_unique_and_an_alias_never_names_two_values():
    for code_list in code_lists().values():
        words = [w for c in code_list for w in {c.code, c.zh, c.en, *c.aliases}]
        assert len(words) == len(set(words)), code_list.name


def test_every_name_is_given_in_both_languages():
    for code_list in code_lists().values():
        for code in code_list:
            assert CHINESE.search(code.zh), (code_list.name, code)
            assert not CHINESE.search(code.en), (code_list.name, code)
    for sheet in return_form().sheets:
        for column in (*sheet.columns, *return_form().cover.fields):
            assert CHINESE.search(column.zh), column
            assert not CHINESE.search(column.en), column
            assert bool(column.hint_zh) == bool(column.hint_en), column


def test_no_two_columns_of_a_sheet_answer_to_the_same_header():
    for sheet in return_form().sheets:
        headers = [h for c in sheet.columns for h in {c.zh, c.en, *c.aliases}]
        assert len(headers) == len(set(headers)), sheet.name


def test_every_setting_is_read_somewhere():
    of_checks = {check.setting for award in awards().values() for check in award.checks}
    for section, values in settings().items():
        for name in values:
            spelt = (f"{section}_{name}", f'["{section}"]["{name}"]')
            in_code = any(s in sources() for s in spelt) or (
                f'["{section}"]' in sources() and f'["{name}"]' in sources())
            assert spelt[0] in of_checks or in_code, f"[{section}] {name}"


def test_a_target_that_is_a_reading_is_declared_as_that_readings_default():
    for chosen in indicators().values():
        for name, target in ((chosen.target_reading, chosen.target), (chosen.full_target_reading, chosen.full_target)):
            assert not name or readings()[name].default == target, chosen.id


def test_every_reading_and_ambiguity_is_named_in_both_languages():
    for one in readings().values():
        for zh, en in ((one.zh, one.en), (one.help_zh, one.help_en), *((c.zh, c.en) for c in one.choices)):
            assert CHINESE.search(zh), one
            assert en, one
        assert bool(one.unit_zh) == bool(one.unit_en), one
    for one in ambiguities().values():
        for words in (one.reading, one.other, one.because):
            assert bool(words("zh")) == bool(words("en")), one
            assert not words("zh") or CHINESE.search(words("zh")), one


def test_an_ambiguity_has_settings_and_their_other_reading_or_says_why_there_is_one_reading_only():
    assert list(ambiguities()) == [f"A{number}" for number in range(1, 27)]
    for one in ambiguities().values():
        assert bool(one.settings) == bool(one.other_zh), one
        assert bool(one.settings) != bool(one.because_zh), one
    settled = {name for one in ambiguities().values() for name in one.settings}
    assert settled == {r.name for r in readings().values() if r.ambiguity}


def test_every_service_limit_belongs_to_a_matter_type_or_to_domestic_violence():
    assert set(service_limits()) == {c.code for c in code_lists()["matter_type"]} | {"dv"}


def test_every_indicator_has_its_query_and_every_query_its_indicator():
    expected = {i.query_path for i in indicators().values() if not i.is_derived}
    helpers = {SQL / "service" / "open_pressure.sql"}
    named = {p for i in indicators().values() for p in [i.query_path]}
    assert all(p.exists() for p in expected), sorted(str(p) for p in expected if not p.exists())
    for folder in {p.parent for p in named}:
        dead = {
            p for p in folder.glob("*.sql")
            if p not in expected | helpers and f"{folder.name}/{p.name}" not in sources()
        }
        assert not dead, dead


@pytest.mark.parametrize("chosen", indicators().values(), ids=lambda i: i.id)
def test_an_indicator_is_complete(chosen):
    assert CHINESE.search(chosen.zh)
    assert not CHINESE.search(chosen.en)
    assert chosen.mark in MARKS
    assert chosen.colour in COLOURS
    assert chosen.pace in PACES
    assert chosen.numerator_zh
    assert chosen.numerator_en
    assert bool(chosen.denominator_zh) == bool(chosen.denominator_en)
    assert bool(chosen.denominator_zh) == (chosen.statistic == "ratio")
    assert bool(chosen.excluded_zh) == bool(chosen.excluded_en)
    assert set(chosen.levels) <= {"person", "department", "agency"}
    assert set(chosen.periods) <= {"month", "year"}
    kept = {r.catalogue for r in registers().values()} | AUTOMATIC_REGISTERS
    assert set(chosen.fed_by) <= kept | {s.name for s in return_form().sheets}
    assert chosen.fed_by
    if chosen.colour == "R-BANDS":
        assert chosen.green is not None
        assert chosen.amber is not None
    for day, _ in chosen.steps:
        dt.date(2026, int(day[:2]), int(day[3:]))


@pytest.mark.parametrize(
    "chosen", [i for i in indicators().values() if "reg_institution" in i.fed_by or i.items], ids=lambda i: i.id
)
def test_an_indicator_names_the_items_of_the_register_that_its_query_asks_for(chosen):
    query = re.sub(r"--[^\n]*", "", chosen.query_path.read_text(encoding="utf-8"))
    known = {c.code for c in code_lists()["institution_item"]}
    assert set(chosen.items) == known & set(re.findall(r"'(\w+)'", query))


def test_every_rule_of_checking_is_described_and_every_description_is_of_a_rule():
    rules = {key.split(".")[1] for key in texts() if key.startswith("findings.") and key.endswith(".title")}
    assert {key.removeprefix("definitions.rule.") for key in texts() if key.startswith("definitions.rule.")} == rules


def test_a_target_from_the_policy_names_its_article_and_the_policys_words():
    for chosen in indicators().values():
        if chosen.mark == "P":
            assert re.match(r"^[一二三](\([一二三四]\)\d?)?$", chosen.article), chosen.id
            assert chosen.quote, chosen.id


def test_the_core_twelve_are_twelve_in_order():
    assert [i.core for i in core_indicators()] == list(range(1, 13))


def test_a_misspelt_word_in_a_declaration_names_the_file_and_the_word():
    from analytics import declare

    with pytest.raises(DeclarationError, match=r"return_form\.toml.*colour"):
        declare.build(declare.Column, "return_form.toml", "x", {"colour": "red"})
