"""Every finding of a register has a row that yields it, at its cell, with words in both languages."""

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from analytics.declare import texts
from analytics.findings import Finding, Severity
from analytics.returns.wording import render
from analytics.scope import EVERYTHING, Scope
from tests.analytics.store_fixture import open_store
from tests.keeping.conftest import checked, facts

NOT_OF_ROWS = {  # of storing and of files: test_committing.py, test_files.py
    "R01.kept_already", "R06.reason", "R06.added_meanwhile", "R06.changed_meanwhile", "R06.withdrawn_meanwhile",
    "R07.no_sheet",
    "R05.award_quota", "R05.award_quota_approval",  # of several rows: test_awarding.py
    "R04.left_behind",  # takes returns with something open: test_closed_units.py
}
PERSON = {
    "staff_id": "A9", "valid_from": "2026-01-01", "name": "张敏", "name_en": "Zhang Min", "unit_code": "A",
    "position": 9, "is_cadre": True, "is_leadership": False, "is_central_group": False, "joined_on": "2026-01-01",
}
UNIT = {
    "code": "C", "valid_from": "2026-01-01", "name_zh": "丙", "name_en": "C", "short_zh": "丙", "short_en": "C",
    "parent_code": "FL", "kind": "department", "position": 3, "has_window": False, "must_report": True,
}
SESSION = {
    "session_id": "S9", "held_on": "2026-02-10", "starts_at": "09:00", "hours": 2, "type": "central_group",
    "form": "lecture", "content": "political_theory", "title": "学习", "attendees": "staff", "status": "held",
}
OWN_WORD = {
    "unit_code": "A", "sheet": "服务事项", "column_name": "职责范围", "written": "归我们管", "meant": "职责内",
}
EXAM = {"staff_id": "A1", "type": "exam", "held_on": "2026-02-10", "status": "taken", "score": 88}
RECEPTION = {"held_on": "2026-02-10", "planned_leader_id": "A1", "actual_leader_id": "A1", "status": "held"}
AWARD = {
    "award": "excellent_person", "year": 2026, "nominee": "A1", "assessment_cited": True, "result": "nominated",
    "decided_on": "2026-03-01",
}
SUGGESTED = AWARD | {"award": "excellent_suggestion", "nominee": "A-S1"}
EXCEPTION = {"award": "excellent_suggestion", "year": 2026, "nominee": "A-S1", "reason": "经党组会研究同意特批。"}
DUTY = {"staff_id": "A1", "from_on": "2026-02-01", "to_on": "2026-02-10", "reason": "产假"}
ASSESSMENT = {"subject_kind": "个人", "subject": "A1", "year": 2026, "round": "全年", "learning_cited": "是"}
DAY = {"day": "2027-04-01", "is_workday": "是", "kind": "工作日", "published": "是"}
APPOINTMENT = {
    "staff_id": "A1", "decided_on": "2026-02-10", "post": "部长", "post_rank": "正科级", "type": "竞争上岗",
    "exam": "是", "open_competition": "是", "recommendation": "是", "assessment_cited": "是", "publicity_days": 7,
}


@dataclass(frozen=True)
class Fault:
    """Rows of a register that are right but for one thing. cells: where it is said."""

    code: str
    register: str
    row: dict[str, Any]
    wrong: dict[str, Any]
    cells: tuple[str, ...]
    more: tuple[dict[str, Any], ...] = ()
    severity: Severity = Severity.REFUSE
    scope: Scope = field(default=EVERYTHING)
    params: dict[str, Any] = field(default_factory=dict)


CONFIRM, NOTE = Severity.CONFIRM, Severity.NOTE
FAULTS = (
    Fault("R01.not_yes_no", "staff", PERSON, {"is_cadre": "大概"}, ("O2",)),
    Fault("R01.duplicate", "exam", EXAM, {}, ("A2", "A3"), (EXAM | {"score": 90},)),
    Fault("R02.unknown", "exam", EXAM, {"staff_id": "钟馗"}, ("A2",)),
    Fault("R02.near", "exam", EXAM, {"staff_id": "A11"}, ("A2",), params={"expected": "A1", "name": "王丽"}),
    Fault("R02.near", "target_override", {"indicator": "study_completion_rate", "year": 2026},
          {"indicator": "study_completion_rat"}, ("A2",), params={"expected": "study_completion_rate"}),
    Fault("R02.near", "suggestion_review", {"suggestion_id": "A-S1", "result": "pending"}, {"suggestion_id": "A-S2"},
          ("A2",), params={"expected": "A-S1"}),
    Fault("R02.unknown", "code_override", {"list": "gender", "code": "x", "name_zh": "甲", "name_en": "x"},
          {"list": "?"}, ("A2",)),
    Fault("R05.word_taken", "code_override",
          {"list": "gender", "code": "female", "name_zh": "女性", "name_en": "Woman"}, {"name_zh": "男"}, ("C2",),
          params={"taken_by": "male"}),
    Fault("R02.near", "assessment", ASSESSMENT, {"subject": "A3"}, ("B2",), params={"expected": "A1"}),
    Fault("R02.unknown", "assessment", ASSESSMENT, {"subject_kind": "部室", "subject": "权益部"}, ("B2",)),
    Fault("R02.unknown", "award", AWARD, {"nominee": "王小二二"}, ("C2",)),
    Fault("R02.unknown", "unit_alias", OWN_WORD, {"column_name": "自学时数"}, ("C2",)),
    Fault("R02.near", "unit_alias", OWN_WORD, {"meant": "职责外面"}, ("E2",), params={"expected": "职责外"}),
    Fault("R02.unknown", "unit_alias", OWN_WORD, {"sheet": "考勤", }, ("B2",)),
    Fault("R02.near", "study_session", SESSION, {"attendees": "cadres"}, ("I2",), params={"expected": "cadre"}),
    Fault("R02.by_name", "exam", EXAM, {"staff_id": "王丽"}, ("A2",), severity=NOTE, params={"expected": "A1"}),
    Fault("R03.order", "duty", DUTY, {"to_on": "2026-01-30"}, ("C2", "B2")),
    Fault("R03.order", "institution", {"item": "exam_system", "year": 2026, "effective_on": "2026-02-01"},
          {"review_on": "2026-01-01"}, ("F2", "E2")),
    Fault("R03.overlap", "duty", DUTY | {"staff_id": "A2"}, {"from_on": "2026-01-20"}, ("B2",)),
    Fault("R03.overlap", "staff", PERSON | {"staff_id": "A1"}, {}, ("B2",)),
    Fault("R04.needed", "exam", EXAM, {"score": None}, ("E2",)),
    Fault("R04.needed", "exam", EXAM | {"type": "述学", "grade": "优秀", "score": None}, {"grade": ""}, ("F2",)),
    Fault("R04.needed", "reception_day", RECEPTION, {"actual_leader_id": None}, ("C2",)),
    Fault("R04.needed", "suggestion_review", {"suggestion_id": "A-S1", "result": "采纳", "decided_on": "2026-02-01"},
          {"decided_on": None}, ("B2",)),
    Fault("R04.needed", "appointment", APPOINTMENT, {"publicity_days": None}, ("J2",)),
    Fault("R04.needed", "unit", UNIT, {"parent_code": None}, ("I2",)),
    Fault("R04.out_of_place", "exam", EXAM, {"status": "未参加"}, ("E2",), severity=CONFIRM),
    Fault("R04.not_yet", "study_session", SESSION, {"held_on": "2026-04-10"}, ("J2", "B2")),
    Fault("R04.not_yet", "reception_day", RECEPTION, {"held_on": "2026-04-10"}, ("E2", "A2")),
    Fault("R05.month", "deadline_override", {"month": "2026-10", "due_on": "2026-11-06"}, {"month": "十月"}, ("A2",)),
    Fault("R05.clock", "study_session", SESSION, {"starts_at": "9点"}, ("C2",)),
    Fault("R05.own_parent", "unit", UNIT, {"parent_code": "C"}, ("I2",)),
    Fault("R05.second_root", "unit", UNIT, {"kind": "机关", "parent_code": None}, ("I2",), severity=CONFIRM),
    Fault("R05.too_young", "staff", PERSON | {"birth_date": "1990-01-01"}, {"birth_date": "2015-01-01"}, ("H2", "R2")),
    Fault("R05.day_kind", "calendar_day", DAY, {"is_workday": "否"}, ("B2", "C2")),
    Fault("R05.early_deadline", "deadline_override", {"month": "2026-10", "due_on": "2026-11-06"},
          {"due_on": "2026-10-30"}, ("B2",)),
    Fault("R05.rest_day", "deadline_override", {"month": "2026-10", "due_on": "2026-11-06"}, {"due_on": "2026-11-07"},
          ("B2",), severity=CONFIRM, params={"expected": "2026-11-09"}),
    Fault("R05.award_fails", "award", AWARD | {"award": "advanced_department", "nominee": "A"}, {"result": "获评"},
          ("H2",), params={"name": "A"}),
    Fault("R05.award_fails", "award", AWARD, {"check_passed": "是"}, ("F2",)),
    Fault("R05.award_open", "award", SUGGESTED, {"result": "获评"}, ("H2",), severity=CONFIRM),
    Fault("R05.award_unknown", "award", SUGGESTED | {"year": 2025}, {"result": "获评"}, ("C2",), severity=CONFIRM),
    Fault("R05.award_quota_only", "award_override", EXCEPTION, {"nominee": "*"}, ("C2",)),
    Fault("R05.sum", "setting_override", {"name": "collective_session_types", "value": "cadre_theory"},
          {"name": "evaluation_weight_exam", "value": "30"}, ("B2",)),
    Fault("R05.unfit_setting", "setting_override", {"name": "fortnight_min_workdays", "value": "5"},
          {"value": "五天"}, ("B2",)),
    Fault("R02.near", "setting_override", {"name": "fortnight_min_workdays", "value": "5"},
          {"name": "fortnight_min_workday"}, ("A2",), params={"expected": "fortnight_min_workdays"}),
    Fault("R07.administrator_only", "staff", PERSON, {"birth_date": "1990-01-01"}, ("H2",),
          scope=replace(EVERYTHING, birth_dates=False)),
    # what a return's cells are told as well
    Fault("V01.blank_cell", "exam", EXAM, {"status": " "}, ("D2",)),
    Fault("V03.unknown_value", "exam", EXAM, {"type": "月底大扫除"}, ("B2",)),
    Fault("V04.future", "exam", EXAM, {"held_on": "2026-03-10"}, ("C2",)),
    Fault("V04.not_a_date", "exam", EXAM, {"held_on": "下周"}, ("C2",)),
    Fault("V28.id_number", "award_override", EXCEPTION, {"reason": "11010519900307293X"}, ("D2",)),
    Fault("V29.out_of_range", "exam", EXAM, {"score": 101}, ("E2",)),
    Fault("V29.not_whole", "target_override", {"indicator": "study_completion_rate", "year": 2026}, {"year": 2026.5},
          ("B2",)),
    Fault("V29.more_than_all", "external_rating",
          {"title": "civility_benchmark", "level": "city", "year": 2026, "status": "held", "rank": 2, "peers": 3},
          {"rank": 4}, ("G2", "H2")),
)
UNSAID = {"V04.normalised", "V03.normalised"}  # of the way the rows above are written


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Checks change nothing, so all of them share one store."""
    with open_store(tmp_path_factory.mktemp("findings") / "data", facts()) as warehouse:
        yield warehouse


def test_every_finding_of_registers_has_a_row_that_yields_it():
    declared = {key.split(".", 1)[1].rpartition(".")[0] for key in texts() if key.startswith("findings.R")}
    assert {fault.code for fault in FAULTS if fault.code.startswith("R")} | NOT_OF_ROWS == declared


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f"{f.code}-{f.register}-{'-'.join(f.wrong)}")
def test_a_wrong_row_yields_exactly_its_finding_at_its_cell(store, fault: Fault):
    right = checked(store, fault.register, fault.row, scope=fault.scope)
    if fault.wrong:
        assert [f for f in right.findings if f.code not in UNSAID] == []
        assert [change.kind for change in right.changes] == ["added"]
    found = checked(store, fault.register, fault.row | fault.wrong, *fault.more, scope=fault.scope)
    (finding,) = [f for f in found.findings if f.code not in UNSAID]
    assert (finding.code, finding.severity, finding.sheet) == (fault.code, fault.severity, fault.register)
    assert finding.cells == fault.cells
    assert fault.params.items() <= finding.params.items()
    assert bool(found.changes) == (fault.severity is not Severity.REFUSE)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f"{f.code}-{f.register}-{'-'.join(f.wrong)}")
def test_a_finding_is_worded_in_both_languages_and_survives_the_store(store, fault: Fault):
    for finding in checked(store, fault.register, fault.row | fault.wrong, *fault.more, scope=fault.scope).findings:
        again = Finding.from_record(finding.as_record())
        for lang in ("zh", "en"):
            rendered = render(again, lang)
            assert rendered.title and rendered.fix and rendered.where
            assert "{" not in rendered.title + rendered.fix


def test_everything_that_is_wrong_is_said_at_once(store):
    found = checked(store, "exam", EXAM | {"staff_id": "A11", "type": "考试", "held_on": "昨天", "score": -1}, EXAM)
    assert {(f.code, f.cells) for f in found.findings} == {
        ("R02.near", ("A2",)), ("V03.near_value", ("B2",)), ("V04.not_a_date", ("C2",)),
        ("V29.out_of_range", ("E2",)),
    }
    assert found.changes == ()


def test_values_are_taken_as_people_and_spreadsheets_write_them(store):
    row = {"staff_id": "A1 王丽", "type": "Exam", "held_on": "2026年2月10日", "status": "参加", "score": "88分"}
    found = checked(store, "exam", row | {"score": " 88 "})
    assert not found.refused
    (change,) = found.changes
    assert change.after == {
        "staff_id": "A1", "type": "exam", "held_on": dt.date(2026, 2, 10), "status": "taken", "score": 88.0,
        "grade": None, "peer_score": None,
    }


def test_a_name_two_people_have_is_not_guessed(store):
    (finding,) = checked(store, "exam", EXAM | {"staff_id": "李华"}).findings
    assert finding.code == "R02.unknown"


def test_a_new_unit_may_be_the_parent_of_another_one_that_is_entered_with_it(store):
    below = UNIT | {"code": "C1", "parent_code": "C"}
    assert checked(store, "unit", UNIT, below).findings == ()
    assert [f.code for f in checked(store, "unit", below).findings] == ["R02.near"]


def test_a_version_may_begin_on_the_day_after_the_last_one_ends(store):
    ended = {"staff_id": "A1", "valid_from": dt.date(2024, 1, 1), "valid_to": "2026-01-31"}
    moved = PERSON | {"staff_id": "A1", "valid_from": "2026-02-01", "unit_code": "B", "joined_on": "2024-01-01"}
    found = checked(store, "staff", ended, moved)
    assert found.findings == ()
    assert [(c.kind, c.key[1]) for c in found.changes] == [
        ("changed", dt.date(2024, 1, 1)), ("added", dt.date(2026, 2, 1))]
    assert found.changes[0].fields() == (("valid_to", None, dt.date(2026, 1, 31)),)
