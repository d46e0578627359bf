"""The gate in a real browser: no page breaks the content security policy, and an ended session ends in its tab."""

import itertools
import re

import pytest
from playwright.sync_api import expect

from analytics import clock
from analytics.declare import actions
from analytics.identity import accounts, sessions
from analytics.identity.database import Identity
from tests.browser.conftest import PATIENCE, Screen

pytestmark = pytest.mark.browser

# Streamlit's protobuf tries WebAssembly for 64-bit numbers and does without when it may not: nothing to allow it for.
TRIED = re.compile(r"script-src wasm-eval protobuf\.[\w-]+\.js")
PAGES = sorted({page for action in actions().values() for page in action.pages})
NOTED = """window.violations = [];
document.addEventListener('securitypolicyviolation',
  e => window.violations.push(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile.split('/').pop()}`));
"""


@pytest.fixture
def as_somebody(site, page):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.add_init_script(NOTED)
    return lambda login: Screen(page, site, login)


@pytest.mark.parametrize(("name", "lang"), [*zip(PAGES, itertools.cycle(["zh", "en"]))])
def test_no_page_asks_for_more_than_its_policy_allows(as_somebody, name, lang):
    login = "demo-administrator" if name in ("accounts", "audit") else "demo-office"
    screen = as_somebody(login).open("" if name == "overview" else name, lang=lang)
    assert [v for v in screen.page.evaluate("window.violations") if not TRIED.fullmatch(v)] == []
    # the product's own inline script has run
    assert screen.page.evaluate("document.documentElement.lang") == ("zh-CN" if lang == "zh" else "en")


def test_the_page_for_ones_password_asks_for_no_more(as_somebody, site):
    page = as_somebody("demo-office").page
    page.goto(f"{site.address}/password")
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("window.violations") == []


def test_a_violation_would_be_seen(as_somebody):
    screen = as_somebody("demo-office").open()
    screen.page.evaluate("() => { const s = document.createElement('script'); s.text = 'window.ran = 1'; "
                         "document.head.append(s); }")
    screen.page.wait_for_function("window.violations.some(v => v.startsWith('script-src-elem inline'))")
    assert screen.page.evaluate("window.ran") is None


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("path", ["sign-in", "sign-in?lang=en"])
def test_the_sign_in_page_fits_and_keeps_its_policy(page, site, path, width):
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{site.address}/{path}")
    expect(page.locator("#login")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert said == []


def test_an_ended_session_leaves_its_tab_within_seconds(as_somebody, site):
    screen = as_somebody("demo-leader").open()
    identity = Identity.open(site.directory)
    account = accounts.by_login(identity, "demo-leader")
    sessions.end_all(identity, account.account_id, by="test", at=clock.now())
    identity.close()
    screen.page.wait_for_url(re.compile("/sign-in"), timeout=15_000)


def test_the_button_in_the_menu_signs_out(as_somebody):
    screen = as_somebody("demo-office").open()
    screen.page.get_by_role("button", name="退出").first.click()
    screen.page.wait_for_url(re.compile("/sign-in"), timeout=PATIENCE)
    screen.page.goto(screen.address)
    screen.page.wait_for_url(re.compile("/sign-in"), timeout=PATIENCE)
