"""
Coming in, in a real browser: the first administrator, a forced change, a wrong password, a reset by the office, a
session that is ended while two tabs are open, a clerk at another unit's door, staff and what has been published. And no
page breaks the content security policy.
"""

import re

import pytest
from playwright.sync_api import expect

from analytics import clock
from analytics.identity import accounts, audit, grants, sessions
from analytics.identity.database import Identity
from tests.browser.conftest import PATIENCE, Screen, Site
from tests.browser.serving import served

pytestmark = pytest.mark.browser
NARROW = {"width": 390, "height": 844}
NEW = "三只蝴蝶停在窗台上晒太阳"


@pytest.fixture
def fresh(tmp_path):
    """A server over an empty directory, and what it printed."""
    directory = tmp_path / "data"
    with served(directory) as address:
        yield Site(address, directory), (tmp_path / "server.log")


def one_time_password(log) -> str:
    (said,) = re.findall(r"One-time password \(shown only now\): (\S+)", log.read_text(encoding="utf-8"))
    return said


def sign_in(page, site: Site, login: str, password: str, path: str = "/sign-in?lang=zh") -> None:
    page.goto(site.address + path)
    page.fill("#login", login)
    page.fill("#password", password)
    page.keyboard.press("Enter")


def change_password(page, old: str, new: str) -> None:
    page.fill("#old", old)
    page.fill("#new", new)
    page.fill("#again", new)
    page.keyboard.press("Enter")


def with_account(site: Site, login: str, role: str, unit: str) -> str:
    """An account whose password is NEW; returns its id."""
    identity = Identity.open(site.directory)
    try:
        made = accounts.create(identity, login=login, name="李华", by="test", at=clock.now())
        account_id = made.account.account_id
        grants.give(identity, account_id, role=role, unit_code=unit, from_on=clock.today(), to_on=None, by="test",
                    at=clock.now())
        assert accounts.change_password(
            identity, account_id, old=made.one_time_password, new=NEW, at=clock.now()
        ) == []
        return account_id
    finally:
        identity.close()


def kinds(site: Site) -> list[str]:
    identity = Identity.open(site.directory)
    try:
        assert audit.verify(identity).broken_at is None
        return [entry.kind for entry in audit.entries(identity, limit=1000)]
    finally:
        identity.close()


def test_the_first_administrator_comes_in_with_the_printed_password_and_must_change_it(fresh, page):
    site, log = fresh
    page.set_viewport_size(NARROW)
    page.goto(site.address + "/accounts")
    expect(page).to_have_url(re.compile(r"/sign-in\?next=%2Faccounts"))
    password = one_time_password(log)
    page.fill("#login", "admin")
    page.fill("#password", password)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/password"))
    page.goto(site.address + "/accounts")
    expect(page).to_have_url(re.compile("/password"))  # nothing else is open yet
    change_password(page, password, "password123")
    expect(page.locator("[role=alert]")).to_be_visible()
    change_password(page, password, NEW)
    expect(page.locator("[data-testid=stApp]")).to_be_visible(timeout=PATIENCE)
    page.goto(site.address + "/accounts?lang=zh")
    expect(page.locator("h1").first).to_contain_text("账号管理", timeout=PATIENCE)
    page.context.clear_cookies()
    sign_in(page, site, "admin", password)
    expect(page.locator("[role=alert]")).to_contain_text("不对")
    assert {"sign_in", "password_changed", "sign_in_refused"} <= set(kinds(site))
    assert password not in log.read_text(encoding="utf-8").replace(f"now): {password}", "").replace(
        f"这一次）：{password}", "")


def test_wrong_passwords_wait_longer_each_time_in_words(own_site, page):
    with_account(own_site, "lihua", "clerk", "XCB")
    for _ in range(4):
        sign_in(page, own_site, "lihua", "wrong password")
        expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator("[role=alert]")).to_contain_text("秒")
    sign_in(page, own_site, "lihua", NEW)
    expect(page.locator("[role=alert]")).to_contain_text("秒")  # the right one waits too


def test_the_office_resets_a_password_and_the_open_tab_is_signed_out(own_site, page, browser):
    with_account(own_site, "lihua", "clerk", "XCB")
    sign_in(page, own_site, "lihua", NEW)
    expect(page.locator("h1").first).to_be_visible(timeout=PATIENCE)
    office = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    desk = Screen(office, own_site).open("accounts")
    office.get_by_role("button", name="李华").first.click()
    desk.settled()
    office.get_by_role("button", name=re.compile("重置密码")).first.click()
    desk.settled()
    office.locator(".st-key-do_reset button").click()
    shown = office.locator("[data-testid=stCode]").first
    expect(shown).to_be_visible(timeout=PATIENCE)
    password = shown.inner_text().strip()
    expect(page).to_have_url(re.compile("/sign-in"), timeout=15_000)
    sign_in(page, own_site, "lihua", password)
    expect(page).to_have_url(re.compile("/password"))
    office.context.close()


def test_ending_a_session_reaches_both_tabs_within_seconds(own_site, page):
    account_id = with_account(own_site, "lihua", "clerk", "XCB")
    sign_in(page, own_site, "lihua", NEW)
    expect(page.locator("h1").first).to_be_visible(timeout=PATIENCE)
    other = page.context.new_page()
    other.goto(own_site.address + "/upload")
    expect(other.locator("h1").first).to_be_visible(timeout=PATIENCE)
    identity = Identity.open(own_site.directory)
    assert sessions.end_all(identity, account_id, by="test", at=clock.now()) == 1
    identity.close()
    for tab in (page, other):
        expect(tab).to_have_url(re.compile("/sign-in"), timeout=15_000)


def test_signing_out_leaves_nothing_open(own_site, page):
    Screen(page, own_site).open()
    page.get_by_role("button", name="退出").click()
    expect(page).to_have_url(re.compile("/sign-in"), timeout=PATIENCE)
    page.goto(own_site.address + "/returns")
    expect(page).to_have_url(re.compile(r"/sign-in\?next=%2Freturns"))


def test_a_clerk_at_another_units_door_finds_only_their_own(own_site, page):
    screen = Screen(page, own_site, "demo-clerk").open("upload", u="QYB", m="2026-10")
    assert "权益部" not in screen.words
    screen.open("returns", u="QYB", m="2026-10")
    assert "权益部" not in screen.words
    screen.open("accounts").says("不在你的职责范围内")
    assert "access_refused" in kinds(own_site)


def test_staff_see_what_was_published_and_nothing_else(site, page):
    screen = Screen(page, site, "demo-staff").open()
    screen.says("已公布的结果，截至2026年9月")
    assert page.get_by_text("2026年10月", exact=True).count() == 0
    menu = page.locator("[data-testid=stSidebarNav]").inner_text()
    assert "上报" not in menu
    assert "账号管理" not in menu
    screen.open("service").says("名单和明细只对职责所需的人员开放")
    for path in ("returns", "upload", "audit"):
        screen.open(path).says("不在你的职责范围内")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sign_in_page_fits_a_telephone_and_the_keyboard(site, page, lang):
    page.set_viewport_size(NARROW)
    page.goto(f"{site.address}/sign-in?lang={lang}")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert page.evaluate("document.activeElement.id") == "login"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "password"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    assert page.evaluate("document.documentElement.lang") == ("zh-CN" if lang == "zh" else "en")
    for field in ("login", "password"):
        assert page.locator(f"label[for={field}]").inner_text()
