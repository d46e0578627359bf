"""
One workbook for every finding: the small return with a single thing wrong. FAULTS says what is changed and at
which cells the finding must appear; faults that are more than cells are built in faulty_files.py.

    from sample_data.faulty import FAULTS, build
    data = build(FAULTS["V03.unknown_value"])
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from analytics.declare import return_form
from sample_data import faulty_files
from sample_data.attacks import ATTACKS
from sample_data.small_return import at, day, saved, workbook

ATTENDANCE, STUDY, SUGGESTIONS = "study_attendance", "personal_study", "suggestions"
GOALS, RESEARCH, CASES = "goals_outcomes", "research_projects", "service_cases"
ACTIVITIES, HOTLINE, COVER = "service_activities", "quick_consultations", "cover"
PHONE, ID_NUMBER = "联系电话13812345621", "身份证110101199003074514"


@dataclass(frozen=True, slots=True)
class Fault:
    """
    code: the finding the workbook must yield; sheet and cells: where. change: cells of that sheet to set; edit: a
    larger change of the workbook; file: the whole file, where it is no workbook. inherent: findings that cannot be
    avoided beside it. after_acceptance: the month already has an accepted version; closed_as: it is approved above, or
    locked; asked: a cell the version before was sent back for. limits: of the reading process, lower than usual so that
    they are met at once.
    """

    code: str
    sheet: str | None = None
    cells: tuple[str, ...] = ()
    change: Mapping[str, Any] = field(default_factory=dict)
    edit: Callable[[Workbook], None] | None = None
    file: Callable[[], bytes] | None = None
    inherent: tuple[str, ...] = ()
    after_acceptance: bool = False
    closed_as: str | None = None
    asked: Mapping[str, Any] | None = None
    limits: Mapping[str, float] = field(default_factory=dict)


def build(fault: Fault) -> bytes:
    """The faulty file."""
    if fault.file:
        return fault.file()
    book = workbook()
    for address, value in fault.change.items():
        _sheet(book, fault.sheet)[address].value = value
    if fault.edit:
        fault.edit(book)
    return saved(book)


def _sheet(book: Workbook, name: str | None) -> Worksheet:
    form = return_form()
    return book[form.cover.zh if name in (None, COVER) else form.sheet(name).zh]


def _at(code: str, sheet: str, change: Mapping[str, Any], *cells: str, **more: Any) -> Fault:
    """A fault that is a few cells; the finding is expected at the first of them unless cells are given."""
    return Fault(code, sheet, cells or (next(iter(change)),), change, **more)


# for each finding about an unsafe file the first attack that yields it
FIRST_ATTACKS = {a.finding: a for a in reversed(ATTACKS.values()) if a.finding and a.finding.startswith("V35.")}
LOWER = {"V35.too_slow": {"reading_seconds": 1}}
_FILES = (
    *(Fault(code, file=build_file) for code, build_file in faulty_files.FILES.items()),
    *(Fault(code, file=attack.build, limits=LOWER.get(code, {})) for code, attack in FIRST_ATTACKS.items()),
    Fault("V35.busy", file=lambda: saved(workbook()), limits={"readers": 0, "reader_wait_seconds": 0}),
    *(Fault(code, sheet, cells, edit=edit, inherent=inherent)
      for code, (sheet, cells, edit, inherent) in faulty_files.EDITS.items()),
    *(Fault(code, sheet, cells, file=file) for code, (sheet, cells, file) in faulty_files.RETURNS.items()),
)

_COVER = (
    Fault("V01.cover_field", COVER, (), {"A7": None, "B7": None}),
    Fault("V01.zero_table", COVER, (), {"C4": None, "D4": None}),
    _at("V02.other_unit", COVER, {"B4": "办公室"}),
    _at("V02.unknown_unit", COVER, {"B4": "后勤处"}),
    _at("V02.other_month", COVER, {"B5": "2026-09"}),
    _at("V02.unknown_month", COVER, {"B5": "十月"}),
    _at("V02.normalised", COVER, {"B5": "2026年10月"}),
    _at("V05.say_data", COVER, {"D10": None}),
    _at("V05.data_with_zero", COVER, {"D10": "零报告"}),
    _at("V05.normalised", COVER, {"D10": "有"}),
    _at("V05.unknown", COVER, {"D10": "不清楚"}),
    _at("V06.missing", COVER, {"B7": None}),
    _at("V06.same_person", COVER, {"B8": "李晓梅"}),
    _at("V06.near_name", COVER, {"B8": "张宏"}),
    _at("V06.not_on_roster", COVER, {"B8": "欧阳娜娜"}),
    _at("V06.too_early", COVER, {"B10": day(20)}),
    _at("V33.nothing_to_correct", COVER, {"B6": "更正", "B11": "补登一场服务活动"}),
    _at("V33.must_be_correction", COVER, {"B6": "正式"}, after_acceptance=True),
    Fault("V33.still_as_sent_back", SUGGESTIONS, ("D4",), asked={
        "sheet": SUGGESTIONS, "column": "title", "row_no": 4, "key": "QYB20261001", "value": "设立来访一窗登记",
        "words": "与上月重复"}),
    Fault("V33.month_locked", COVER, ("B5",), closed_as="locked"),
    Fault("V33.month_approved", COVER, ("B5",), closed_as="approved"),
    _at("V33.note_missing", COVER, {"B11": None, "B6": "更正"}, "B11", after_acceptance=True),
)

_CELLS = (
    _at("V01.blank_cell", CASES, {"H7": None}),
    _at("V01.row_skipped", CASES, {"A10": "合计", "L10": 2}),
    _at("V01.placeholder", CASES, {"G8": "—"}),
    _at("V01.too_short", SUGGESTIONS, {"G4": "设一个窗口"}),
    _at("V01.too_long", SUGGESTIONS, {"D4": "建议" * 40}),
    _at("V03.unknown_value", CASES, {"H7": "本部门"}),
    _at("V03.near_value", CASES, {"H7": "职责里"}),
    _at("V03.remembered", CASES, {"H7": "本部门"}),
    _at("V01.remembered_heading", CASES, {"H3": "管不管"}),
    _at("V03.normalised", CASES, {"G7": "家暴"}),
    _at("V03.no_is_empty", ATTENDANCE, {"E4": "否"}),
    _at("V03.trimmed", CASES, {"J8": "市人力资源和社会保障局　"}),
    _at("V03.number_as_id", CASES, {"A9": 26101004}),
    _at("V03.digits_lost", CASES, {"A9": 2026100400000000000}),
    _at("V04.not_a_date", ACTIVITIES, {"A4": "国庆节后"}),
    _at("V04.likely_date", ACTIVITIES, {"A4": "10.15"}),
    _at("V04.impossible", ACTIVITIES, {"A4": "2026-10-32"}),
    _at("V04.half_day", CASES, {"B7": "2点半"}),
    _at("V04.date_missing", CASES, {"B7": "14:30"}),
    _at("V04.time_missing", CASES, {"B7": day(14)}),
    _at("V04.future", CASES, {"O7": dt.date(2026, 12, 19)}),
    _at("V04.long_ago", CASES, {"B9": at(26, 15, 45).replace(year=2016)}),
    _at("V04.normalised", CASES, {"O7": "2026.10.19"}),
    _at("V07.near_id", CASES, {"D7": "QYB027"}),
    _at("V07.unknown_id", CASES, {"D7": "外聘甲"}),
    _at("V07.other_unit", CASES, {"D7": "BGS001"}),
    _at("V07.unknown_unit", RESEARCH, {"D4": "BGS，妇研所"}),
    _at("V07.normalised", CASES, {"D7": "ｑｙｂ００１"}),
    _at("V08.normalised", STUDY, {"B5": "李 晓 梅"}),
    _at("V08.other_name", STUDY, {"B5": "刘文静"}),
    _at("V09.unknown_session", ATTENDANCE, {"A16": "培训班", "B16": "QYB001", "D16": "出席"}),
    _at("V09.near_session", ATTENDANCE, {"A16": "2026-S29", "B16": "QYB001", "D16": "出席"}),
    _at("V09.not_held", ATTENDANCE, {"A16": "2026-S22", "B16": "QYB001", "D16": "出席"}),
    _at("V09.other_month", ATTENDANCE, {"A16": "2026-S17", "B16": "QYB001", "D16": "出席"}),
    _at("V10.twice", ATTENDANCE, {"B16": "QYB001", "A16": "2026-S19", "D16": "出席"}, "B4", "B16"),
    Fault("V11.people_missing", ATTENDANCE, (), dict.fromkeys(("A8", "B8", "C8", "D8"))),
    _at("V12.not_registered", ATTENDANCE, {"D4": "不在岗"}),
    _at("V12.registered_away", ATTENDANCE, {"D11": "出席"}),
    _at("V13.no_leave", ATTENDANCE, {"F4": day(20)}),
    _at("V13.out_of_time", ATTENDANCE, {"F5": day(9)}),
    _at("V14.impossible", STUDY, {"C4": 800}, inherent=("V31.more",)),
    _at("V14.many", STUDY, {"C4": 60}, inherent=("V31.more",)),
    _at("V14.hours_missing", STUDY, {"C7": None}),
    Fault("V14.people_missing", STUDY, (), dict.fromkeys(("A7", "B7", "C7", "D7"))),
    _at("V15.same_hours", STUDY, {"C4": 18, "C5": 18, "C6": 18, "C7": 18}, "C4", "C5", "C6", "C7"),
    _at("V16.short_title", STUDY, {"D4": "读史记"}),
    _at("V16.incomplete", STUDY, {"F4": None}),
    _at("V16.no_title", STUDY, {"D4": None}),
    _at("V16.late_note", STUDY, {"F4": dt.date(2026, 9, 28)}),
    _at("V16.next_month", STUDY, {"F4": dt.date(2026, 11, 1)}),
    _at("V16.note_missing", STUDY, {"D7": None}),
    _at("V17.two_people", STUDY, {"D6": "权益保障法学习体会"}, "D4", "D6"),
    _at("V17.used_before", STUDY, {"D4": "基层调研方法笔记"}),
    _at("V17.other_person", STUDY, {"D4": "乡村振兴与妇女发展"}),
    _at("V18.incomplete", STUDY, {"H5": None}),
    _at("V18.result_missing", STUDY, {"J5": None, "I5": "结业"}),
    _at("V18.completed_before", STUDY, {"G5": "公文写作", "I5": "结业", "J5": "88分"}),
    _at("V19.used_before", SUGGESTIONS, {"D4": "建立家事调解员名册"}),
    _at("V19.same_title", SUGGESTIONS, {"D5": "设立来访“一窗”登记"}, "D4", "D5"),
    _at("V19.id_twice", SUGGESTIONS, {"A5": "QYB20261001"}, "A4", "A5"),
    _at("V19.late", SUGGESTIONS, {"B4": dt.date(2026, 9, 20)}),
    _at("V19.outside_month", SUGGESTIONS, {"B4": dt.date(2026, 8, 20)}),
    _at("V20.id_twice", GOALS, {"A6": "QYB-G-2026-02", **{f"{c}6": v for c, v in {
        "B": "个人创新目标", "C": "学会家事调解", "E": "QYB003", "F": "跟案学习，每月写一篇小结。",
        "G": dt.date(2026, 12, 1), "H": "制定", "I": 10}.items()}}, "A5", "A6"),
    Fault("V20.items_missing", GOALS, (), dict.fromkeys(f"{c}5" for c in "ABCDEFGHIJ")),
    _at("V20.progress_fell", GOALS, {"I4": 50}),
    _at("V20.not_full", GOALS, {"I4": 90, "H4": "已完成"}),
    _at("V20.stage_back", GOALS, {"H4": "制定"}),
    _at("V21.stage_date", RESEARCH, {"F4": dt.date(2026, 7, 1)}),
    _at("V21.body_missing", RESEARCH, {"I4": None, "E4": "报送"}),
    _at("V21.evidence_missing", GOALS, {"L4": None, "H4": "已申报"}),
    _at("V21.theme_missing", GOALS, {"D5": None}),
    _at("V22.missing", GOALS, {"F4": None}),
    _at("V22.before_year", GOALS, {"G6": dt.date(2025, 11, 30), **{f"{c}6": v for c, v in {
        "A": "QYB-G-2026-03", "B": "个人创新目标", "C": "学会家事调解", "E": "QYB003",
        "F": "跟案学习，每月写一篇小结。", "H": "制定", "I": 10}.items()}}),
    _at("V23.before_received", CASES, {"O7": day(13)}, "O7", "B7"),
    _at("V24.date_missing", CASES, {"O7": None}),
    _at("V24.date_while_open", CASES, {"O9": day(30)}, "O9", "M9"),
    _at("V24.result_while_open", CASES, {"P9": "已解决"}),
    _at("V25.not_referred", CASES, {"M8": "已办结"}, "M8", "H8"),
    _at("V25.referral_missing", CASES, {"J8": None}),
    _at("V26.after_limit", CASES, {"N9": dt.date(2026, 11, 2), "B9": at(9, 9), "I9": at(9, 9, 30)}),
    _at("V27.id_twice", CASES, {"A9": "QYB-2610-03"}, "A8", "A9"),
    _at("V27.closed_before", CASES, {"A9": "QYB-2603-07"}),
    _at("V27.chases_fell", CASES, {"L5": 0}),
    _at("V28.phone", CASES, {"J8": PHONE}),
    _at("V28.id_number", CASES, {"J8": ID_NUMBER}),
    _at("V29.not_a_number", ACTIVITIES, {"F4": "满座"}),
    _at("V29.vague", CASES, {"L5": "约3"}),
    _at("V29.bare_fraction", GOALS, {"I4": 0.7}),
    _at("V29.normalised", STUDY, {"C4": "20小时"}),
    _at("V29.number_as_text", STUDY, {"C4": "20"}),
    _at("V29.out_of_range", GOALS, {"I4": 120}),
    _at("V29.too_small", STUDY, {"C4": -3}),
    _at("V29.not_whole", ACTIVITIES, {"F4": 80.5}),
    _at("V29.not_half", STUDY, {"C4": 20.3}),
    _at("V29.more_than_all", ACTIVITIES, {"G4": 90}, "G4", "F4"),
    _at("V29.pair_incomplete", ACTIVITIES, {"I5": None}),
    _at("V29.outside_month", ACTIVITIES, {"A4": dt.date(2026, 9, 28)}),
    _at("V30.more_than", HOTLINE, {"E5": 6}, "E5", "D5"),
    _at("V30.pair_twice", HOTLINE, {"B5": "婚姻家庭权益"}, "B4", "B5"),
    _at("V30.hotline_sum", HOTLINE, {"G6": 50}),
    Fault("V31.less", STUDY, (), {"C4": 8, "C5": 9, "C6": 10, "C7": 11}),
    _at("V32.no_reception", CASES, {"C9": "领导接待日"}, "C9", "B9"),
    _at("V34.leading_sign", SUGGESTIONS, {"D4": "+设立来访一窗登记"}),
)

FAULTS: Mapping[str, Fault] = {fault.code: fault for fault in (*_FILES, *_COVER, *_CELLS)}
