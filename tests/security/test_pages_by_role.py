"""The table of roles and actions, tried on every page: who may open it sees it, everybody else is told and noted."""

import shutil

import pytest

from analytics import process
from analytics.declare import actions, roles
from analytics.identity import audit
from analytics.ui.navigation import exists
from tests.ui.return_pages_fixture import opened, words

PAGES = {page: action for action in actions().values() for page in action.pages}
REFUSED = {"zh": "不在你的职责范围内", "en": "not part of your duties"}


@pytest.fixture(scope="module")
def store(demonstration_original, tmp_path_factory):
    return shutil.copytree(demonstration_original, tmp_path_factory.mktemp("roles") / "data")


@pytest.fixture(autouse=True)
def on_store(store, in_november, monkeypatch):
    monkeypatch.setenv("SIXING_DATA", str(store))


def refusals(page: str, role: str) -> int:
    found = audit.entries(process.identity(), kinds=["access_refused"], actor=f"demo-{role}", limit=1000)
    return sum(entry.target == f"page {page}" for entry in found)


@pytest.mark.parametrize("role", roles())
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_for_those_it_is_for(name, role):
    assert exists(name)
    noted = refusals(name, role)
    shown = words(opened(name, role=role))
    if role in PAGES[name].roles:
        assert REFUSED["zh"] not in shown
        assert refusals(name, role) == noted
    else:
        assert REFUSED["zh"] in shown
        assert refusals(name, role) == noted + 1


@pytest.mark.parametrize("role", roles())
def test_the_overview_speaks_english_to_every_role(role):
    assert "示例市" not in words(opened("overview", "en", role=role))
