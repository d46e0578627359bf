"""A real Chromium and a running product. Chromium comes from the system; PLAYWRIGHT_CHROMIUM names another one."""

import os
import shutil

import pytest

from tests.browser.serving import served

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
        yield address


@pytest.fixture
def own_site(own_demonstration):
    """A demonstration of one's own, for a test that changes something."""
    with served(own_demonstration) as address:
        yield address


class Screen:
    """What a test does with a page: go somewhere, wait until it has been drawn."""

    def __init__(self, page, address: str) -> None:
        self.page, self.address = page, address

    def open(self, path: str = "", lang: str = "zh", **query: str) -> "Screen":
        words = "&".join(f"{k}={v}" for k, v in {"lang": lang, **query}.items())
        self.page.goto(f"{self.address}/{path}?{words}")
        return self.settled()

    def settled(self) -> "Screen":
        """Waits until the page stands still: its title is there and the server has nothing left to send."""
        self.page.wait_for_selector("[data-testid=stMainBlockContainer] h1", timeout=60_000)
        self.page.wait_for_function(
            "() => !document.querySelector('[data-testid=stApp][data-test-script-state=running]')", timeout=60_000
        )
        self.page.wait_for_timeout(400)
        return self

    @property
    def words(self) -> str:
        return self.page.inner_text("[data-testid=stMainBlockContainer]")


@pytest.fixture
def screen(page, site):
    page.set_viewport_size({"width": 1440, "height": 900})
    return Screen(page, site)
