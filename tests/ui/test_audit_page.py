"""审计: for administrators only, in both languages; what is filtered, turned and exported is the trail itself."""

import datetime as dt
import io
import re

import pyarrow.csv
import pytest
from openpyxl import load_workbook

from analytics import clock, process
from analytics.identity import accounts, audit, grants
from analytics.identity.audit import Search
from analytics.identity.trail import Trail
from analytics.scope import OutsideScope
from analytics.ui.views import audit_page, audit_state
from tests.identity.audit_fixture import Forger
from tests.ui.return_pages_fixture import NOW, fragments, opened, sound, words

WRITTEN = 130  # entries of the trail the tests look at, beside those that signing in leaves


@pytest.fixture(autouse=True)
def nothing_verified_yet():
    audit_state._found.clear()


@pytest.fixture
def trail(nothing):
    """Exports and refusals of the last hours; the newest has the highest number in its target."""
    identity = process.identity()
    for n in range(WRITTEN):
        audit.record(
            identity, "exported" if n % 2 else "access_refused", actor="li.si" if n % 5 else "operator:an",
            at=NOW - dt.timedelta(minutes=WRITTEN - n), outcome="done" if n % 2 else "refused", target=f"file-{n:03}",
            unit_code="QYB" if n % 3 == 0 else None, address="10.0.0.7", detail={"row_count": n},
        )
    return identity


def rows(at) -> list[list[str]]:
    """The cells of the table, tags left out."""
    body = fragments(at).partition("<tbody>")[2]
    return [[re.sub(r"<[^>]+>", " ", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
            for row in re.findall(r"<tr>(.*?)</tr>", body)]


def targets(at) -> list[str]:
    return [row[5] for row in rows(at) if row[5].startswith("file")]


# ------------------------------------------------------------------------------------------- for whom
@pytest.mark.parametrize("role", ["clerk", "reviewer", "leader", "office", "staff"])
def test_nobody_but_an_administrator_reads_it_and_the_attempt_is_recorded(trail, role):
    at = opened("audit", role=role)
    assert "file-129" not in words(at)
    assert not at.get("download_button")
    assert "不在你的职责范围内" in words(at)
    (entry,) = audit.entries(trail, kinds=["access_refused"], actor=f"demo-{role}", limit=5)
    assert (entry.outcome, entry.target) == ("refused", "page audit")


@pytest.mark.parametrize(("language", "said"), [
    ("zh", ("审计", "链条完整", "导出数据", "越权被拒", "● 完成", "◆ 拒绝", "行数 129", "服务器操作员 an", "操作人")),
    ("en", ("Audit trail", "chain sound", "Data exported", "Access refused", "● Done", "◆ Refused", "Rows 129",
            "operator an", "Who")),
])
def test_an_administrator_reads_it_in_their_language_newest_first(trail, language, said):
    at = opened("audit", language, "administrator")
    shown = words(at)
    for each in said:
        assert each in shown
    assert targets(at) == sorted(targets(at), reverse=True)
    assert targets(at)[0] == "file-129"


def test_an_entry_says_when_who_what_with_what_outcome_and_from_where(trail):
    at = opened("audit", "en", "administrator", kind="exported")
    when = NOW - dt.timedelta(minutes=WRITTEN - 129)
    row = rows(at)[0]
    assert row[0] == f"{when:%Y-%m-%d %H:%M:%S}"
    assert [" ".join(cell.split()) for cell in row[1:]] == [
        "li.si", "Data exported Rows 129", "● Done", "QYB", "file-129", "10.0.0.7"]


# ------------------------------------------------------------------------------------------- filters
@pytest.mark.parametrize(("query", "fits"), [
    ({"kind": "exported"}, lambda n: n % 2),
    ({"outcome": "refused"}, lambda n: not n % 2),
    ({"who": "operator:an"}, lambda n: not n % 5),
    ({"find": "file-12"}, lambda n: n >= 120),
    ({"p": "1"}, lambda n: True),
    ({"p": "days", "from": "2026-11-01", "to": "2026-11-08"}, lambda n: False),
    ({"p": "days", "from": "2026-11-09", "to": "2026-11-09", "find": "file-00"}, lambda n: n < 10),
])
def test_filters_in_the_url_choose_the_entries(trail, query, fits):
    at = opened("audit", "en", "administrator", **query)
    expected = [f"file-{n:03}" for n in reversed(range(WRITTEN)) if fits(n)]
    assert targets(at) == expected[: len(targets(at))]
    assert len(targets(at)) >= min(len(expected), audit_page.PAGE_ROWS - 5)


def test_a_chosen_filter_stands_in_the_url_as_a_code(trail):
    at = opened("audit", "zh", "administrator")
    at.selectbox(key="kind").select("access_refused").run()
    assert "access_refused" in str(sound(at).query_params["kind"])
    assert {row[2].split()[0] for row in rows(at)} == {"越权被拒"}


def test_codes_that_are_not_offered_are_ignored(trail):
    at = opened("audit", "zh", "administrator", kind="nonsense", who="nobody", unit="ZZZ", outcome="x", p="yesterday",
                before="x", after="-1")
    assert targets(at)[0] == "file-129"


def test_days_the_wrong_way_round_are_said(trail):
    at = opened("audit", "zh", "administrator", p="days", **{"from": "2026-11-09", "to": "2026-11-01"})
    assert "起始日期晚于结束日期" in words(at)


def test_no_entry_that_fits_is_said(trail):
    assert "没有符合条件的记录" in words(opened("audit", "zh", "administrator", find="there is no such thing"))


# ------------------------------------------------------------------------------------------- turning pages
def test_older_and_newer_pages_show_every_entry_once(trail):
    at = opened("audit", "en", "administrator", find="file")
    seen = [targets(at)]
    while not at.button(key="audit_older").disabled:
        at = sound(at.button(key="audit_older").click().run())
        seen.append(targets(at))
    assert [len(page) for page in seen] == [50, 50, 30]
    assert sum(seen, []) == [f"file-{n:03}" for n in reversed(range(WRITTEN))]
    at = sound(at.button(key="audit_newer").click().run())
    assert targets(at) == seen[1]
    assert at.query_params["after"]
    at = sound(at.button(key="audit_newest").click().run())
    assert targets(at) == seen[0]
    assert at.button(key="audit_newer").disabled
    assert "after" not in at.query_params


def test_another_filter_begins_with_its_newest_entry(trail):
    at = opened("audit", "en", "administrator", find="file")
    at = sound(at.button(key="audit_older").click().run())
    assert targets(at)[0] == "file-079"
    at = sound(at.selectbox(key="kind").select("exported").run())
    assert targets(at)[0] == "file-129"
    assert "before" not in at.query_params


def test_a_link_to_a_place_in_the_trail_opens_there(trail):
    (entry,) = audit.entries(trail, text="file-020", limit=1)
    at = opened("audit", "en", "administrator", find="file", before=str(entry.entry_no))
    assert targets(at)[0] == "file-019"


# ------------------------------------------------------------------------------------------- what others wrote
def test_what_others_wrote_is_neither_markup_nor_markdown(trail):
    audit.record(trail, "sign_in_refused", actor="<script>alert(1)</script>", at=NOW, target="<b>**x**</b>",
                 address='"><img src=x>')
    at = opened("audit", "en", "administrator")
    assert "<script>alert" not in fragments(at)
    assert "<img" not in fragments(at)
    assert "<b>**" not in fragments(at)
    assert "&lt;script&gt;alert(1)" in fragments(at)


# ------------------------------------------------------------------------------------------- the chain
def test_a_broken_chain_is_said_with_the_first_broken_entry(trail):
    Forger(process.data_directory()).change(7, "target", "file-999")
    at = opened("audit", "en", "administrator")
    assert "◆ Entry 7 was changed" in words(at)
    assert "the 6 entries before it are sound" in words(at)
    assert "chain sound" not in words(at)


def test_the_chain_is_verified_again_when_asked_and_not_on_every_look(trail, monkeypatch):
    walks = []
    verify = audit.verify
    monkeypatch.setattr(audit, "verify", lambda *a, **k: (walks.append(1), verify(*a, **k))[1])
    at = opened("audit", "en", "administrator")
    at = sound(at.run())
    assert len(walks) == 1
    Forger(process.data_directory()).delete(9)
    at = sound(at.run())
    assert "chain sound" in words(at)
    at = sound(at.button(key="verify_audit").click().run())
    assert len(walks) == 2
    assert "Entry 9 was taken out" in words(at)


def test_a_long_trail_is_verified_only_when_asked(trail, monkeypatch):
    monkeypatch.setattr(audit_state, "AT_ONCE", 10)
    at = opened("audit", "en", "administrator")
    assert "has not been verified" in words(at)
    at = sound(at.button(key="verify_audit").click().run())
    assert "chain sound" in words(at)


def test_the_head_can_be_noted(trail):
    at = opened("audit", "en", "administrator")
    assert str(audit.head(trail)) in [c.value for c in at.code]


# ------------------------------------------------------------------------------------------- as a file
@pytest.fixture
def administrator(trail):
    """An account that may read the trail, and the grant that lets it."""
    account = accounts.create(trail, login="root", name="管理员", by="test", at=NOW).account
    given = grants.give(trail, account.account_id, role="administrator", unit_code="*", from_on=NOW.date(), to_on=None,
                        by="test", at=NOW)
    return Trail(trail, "root", account.account_id, "s1", "10.0.0.1"), given


def test_a_file_holds_the_entries_of_the_search_and_is_itself_recorded(trail, administrator):
    who, _ = administrator
    source = audit_page.Source(who, Search(kinds=("exported",)), "en")
    book = load_workbook(io.BytesIO(source.file("xlsx")), read_only=True)
    assert len(list(book.active.iter_rows())) == 1 + WRITTEN // 2
    found = pyarrow.csv.read_csv(io.BytesIO(source.file("csv"))).to_pylist()
    assert [e["target"] for e in found] == [f"file-{n:03}" for n in reversed(range(WRITTEN)) if n % 2]
    csv, xlsx = audit.entries(trail, kinds=["audit_exported"], limit=5)
    assert (csv.actor, csv.address, csv.session_id) == ("root", "10.0.0.1", "s1")
    assert csv.detail == {"format": "csv", "row_count": WRITTEN // 2}
    assert xlsx.detail["format"] == "xlsx"


def test_a_file_is_refused_and_that_recorded_when_the_role_is_gone_since_the_page_was_opened(trail, administrator):
    who, given = administrator
    source = audit_page.Source(who, Search(), "zh")
    grants.withdraw(trail, given.grant_id, by="test", at=clock.now())
    with pytest.raises(OutsideScope):
        source.file("csv")
    (entry,) = audit.entries(trail, limit=1)
    assert (entry.kind, entry.outcome, entry.actor) == ("access_refused", "refused", "root")
    assert not audit.entries(trail, kinds=["audit_exported"], limit=5)


def test_more_than_a_page_hands_out_is_said_and_not_offered(trail, monkeypatch):
    assert len(opened("audit", "en", "administrator").get("download_button")) == 2
    monkeypatch.setattr(audit_page, "EXPORT_ROWS", 50)
    at = opened("audit", "en", "administrator")
    assert not at.get("download_button")
    assert "More than 50 entries" in words(at)
