"""The definitions as a document: everything that is declared, in either language, with what the office set itself."""

import datetime as dt
import html
import re

import pytest

from analytics.declare import indicators, registers, return_form
from analytics.exports.definitions_book import CHAPTERS, Own, OwnTarget, chapter, own_of
from analytics.exports.definitions_document import issuer, write_html
from analytics.readings import ambiguities, declared_values, readings
from tests.analytics.store_fixture import insert, open_store, small_agency

DAY = dt.date(2026, 11, 9)


@pytest.fixture(scope="module", params=["zh", "en"])
def printed(request):
    return request.param, html.unescape(write_html(request.param, Own(), DAY, "某市妇女联合会").decode("utf-8"))


def test_every_indicator_is_defined_with_its_article_and_the_policys_words(printed):
    lang, seen = printed
    for one in indicators().values():
        assert f'id="indicators-{one.id}"' in seen
        for words in (one.name(lang), one.article, one.quote, one.numerator_zh if lang == "zh" else one.numerator_en,
                      one.denominator_zh if lang == "zh" else one.denominator_en,
                      one.excluded_zh if lang == "zh" else one.excluded_en):
            assert words in seen, (one.id, words)


def test_every_column_register_and_ambiguity_is_there(printed):
    lang, seen = printed
    for holder in (*return_form().sheets, *registers().values()):
        assert holder.title(lang) in seen
        assert all(column.title(lang) in seen for column in holder.columns)
    for one in ambiguities().values():
        assert one.words in seen and one.reading(lang) in seen


def test_it_is_one_file_set_for_a4_and_its_contents_lead_to_the_chapters(printed):
    _, seen = printed
    assert re.search(r"@page \{ size: A4; margin: 37mm 26mm 35mm 28mm;", seen)
    assert not re.search(r"""(src|href)=["'](?!#)|@import|url\(""", seen)
    assert [f'<a href="#{name}">' in seen and f'id="{name}"' in seen for name in CHAPTERS] == [True] * len(CHAPTERS)
    assert "某市妇女联合会" in seen and "2026" in seen


def test_the_offices_own_target_and_reading_stand_beside_the_declared_ones():
    name = "collective_study_attendance_rate"
    own = Own({name: [OwnTarget(2026, "权益部", 0.95, None)]}, {**declared_values(), "fortnight_min_workdays": 4})
    [found] = [d for d in chapter("indicators", "zh", own) if d.code == name]
    assert ("本机关目标", "2026 权益部 95%") in found.terms
    ambiguity = readings()["fortnight_min_workdays"].ambiguity
    [fortnight] = [d for d in chapter("readings", "en", own) if d.code == ambiguity]
    assert dict(fortnight.terms)["Set now"].endswith("4 working days (set by the office; default 6 working days)")


def test_what_the_office_set_is_read_from_the_store(tmp_path):
    with open_store(tmp_path, small_agency()) as store:
        cursor = store.cursor()
        assert own_of(cursor, "zh", 2026).settings == declared_values()
        insert(cursor, "target_record", [
            {"indicator": "daily_study_hours", "year": 2026, "unit_code": "*", "target": 1.5, "recorded_no": 1},
            {"indicator": "daily_study_hours", "year": 2025, "unit_code": "*", "target": 1.2, "recorded_no": 1},
        ])
        found = own_of(cursor, "zh", 2026)
        assert found.targets["daily_study_hours"] == [OwnTarget(2026, "", 1.5, None)]
        assert issuer(cursor, "zh", DAY)
