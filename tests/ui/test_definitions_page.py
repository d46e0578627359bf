"""The definitions page holds every declaration, in both languages, and finds what is asked for."""

import pytest

from analytics.declare import code_lists, indicators, return_form, texts
from analytics.ui.views import definitions_page
from tests.ui.return_pages_fixture import opened, sound, words


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("section", definitions_page.SECTIONS)
@pytest.mark.parametrize("store", ["nothing", "looking"])
def test_every_section_runs_with_and_without_data(request, store, section, language):
    request.getfixturevalue(store)
    at = opened("definitions", language, s=section)
    assert at.segmented_control(key="s").value == section
    assert 'class="def"' in words(at)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_indicator_is_defined(looking, language):
    seen = words(opened("definitions", language, s="indicators"))
    for indicator in indicators().values():
        assert indicator.id in seen
        assert (indicator.numerator_zh if language == "zh" else indicator.numerator_en) in seen
        assert indicator.quote in seen


def test_every_column_and_code_is_there(looking):
    form, lists = (words(opened("definitions", s=section)) for section in ("form", "lists"))
    for sheet in return_form().sheets:
        for column in sheet.columns:
            assert column.zh in form and column.en in form
    for found in code_lists().values():
        for code in found:
            assert f"<td>{code.code}</td>" in lists


def test_every_check_is_there_with_its_rule(looking):
    seen = words(opened("definitions", s="checks"))
    for key in texts():
        if key.startswith("findings.") and key.endswith(".title"):
            assert f"<code>{key.split('.')[1]}</code>" in seen
    assert "「…」没有填" in seen


def test_a_search_looks_through_every_section_and_stands_in_the_address(looking):
    at = opened("definitions", s="indicators")
    at.text_input(key="q").input("首问").run()
    sound(at)
    assert "首问" in str(at.query_params["q"])
    assert "集中学习出勤率" not in words(at)
    assert "首问" in words(at)
    linked = opened("definitions", "en", q="出勤状态", s="form")
    assert "Study attendance" in words(linked)
    assert "Service activities" not in words(linked)


def test_markup_is_not_searched_and_nothing_found_is_said(looking):
    at = opened("definitions", q="blockquote", s="lists")
    assert "这一类里没有「blockquote」" in words(at)
    assert "这一类里没有「div」" in words(opened("definitions", q="div", s="rules"))


def test_the_whole_is_there_to_print(looking):
    at = opened("definitions")
    assert [b.proto.label for b in at.get("download_button")] == ["下载打印版"]
