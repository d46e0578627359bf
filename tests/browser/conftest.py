"""A real Chromium and a running product. Chromium comes from the system; PLAYWRIGHT_CHROMIUM names another one."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.serving import served
from tests.web.signing_in import session_cookie

PATIENCE = 60_000  # milliseconds; a busy machine is slow, never wrong
# Nothing runs, nothing is greyed out as stale, and the page has said the same thing for most of a second.
STILL = """() => {
  const app = document.querySelector('[data-testid=stApp]'), now = performance.now();
  const busy = app.getAttribute('data-test-script-state') === 'running' || app.querySelector('[data-stale=true]')
    || app.querySelector('[data-testid=stSkeleton]');
  if (busy || window.saidBefore !== app.innerText) { window.saidBefore = app.innerText; window.saidSince = now; }
  return now - window.saidSince > 800;
}"""
CHROMIUM = os.environ.get("PLAYWRIGHT_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if CHROMIUM is None:
        pytest.fail("Chromium is not installed; install it, or name it in PLAYWRIGHT_CHROMIUM")
    return {
        **browser_type_launch_args, "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                 "--disable-component-update", "--disable-sync"],
    }


@pytest.fixture(scope="session")
def site(demonstration_original, tmp_path_factory):
    """The demonstration, served for tests that only look."""
    directory = shutil.copytree(demonstration_original, tmp_path_factory.mktemp("site") / "data")
    with served(directory) as address:
        yield Site(address, directory)


@pytest.fixture
def own_site(own_demonstration):
    """A demonstration of one's own, for a test that changes something."""
    with served(own_demonstration) as address:
        yield Site(address, own_demonstration)


@dataclass(frozen=True)
class Site:
    """A running server and the directory of its data."""

    address: str
    directory: Path

    def session_of(self, login: str) -> dict[str, str]:
        """The cookie of a new session, for `context.add_cookies`."""
        return {**session_cookie(self.directory, login), "url": self.address}


class Screen:
    """What a test does with a page, signed in as somebody: go somewhere, wait until it has been drawn."""

    def __init__(self, page, site: Site, login: str = "demo-office") -> None:
        self.page, self.address = page, site.address
        page.context.add_cookies([site.session_of(login)])

    def open(self, path: str = "", lang: str = "zh", **query: str) -> "Screen":
        words = "&".join(f"{k}={v}" for k, v in {"lang": lang, **query}.items())
        self.page.goto(f"{self.address}/{path}?{words}")
        return self.settled()

    def settled(self) -> "Screen":
        """Waits until the page stands still: its title is there and the server has nothing left to send."""
        self.page.wait_for_selector("[data-testid=stMainBlockContainer] h1", timeout=PATIENCE)
        self.page.wait_for_function(STILL, timeout=PATIENCE)
        return self

    def says(self, words: str) -> "Screen":
        """Waits until the page says the words: a rerun may still be on its way when the page first stands still."""
        expect(self.page.locator("[data-testid=stMainBlockContainer]")).to_contain_text(words, timeout=PATIENCE)
        return self

    @property
    def words(self) -> str:
        return self.page.inner_text("[data-testid=stMainBlockContainer]")


@pytest.fixture
def screen(page, site):
    page.set_viewport_size({"width": 1440, "height": 900})
    return Screen(page, site)
