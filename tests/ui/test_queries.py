"""How often a page asks the store: at most a dozen times on fresh data, once when nothing has changed."""

import pytest

from analytics.store.warehouse import Warehouse
from tests.ui.return_pages_fixture import opened

PAGES = (
    "overview", "learning", "suggestions", "research", "service", "competition", "organisation", "returns", "download",
    "definitions", "indicator", "registers", "review",
)
ASKS_NOTHING = ("definitions",)  # what it shows is declared, and the targets are known from the overview
RUNS = 2  # opening a page writes its filters into the address, which runs it once more


class Counted:
    """A cursor that counts what is asked of it."""

    def __init__(self, cursor, asked: list[str]) -> None:
        self._cursor, self._asked = cursor, asked

    def execute(self, sql: str, *values):
        self._asked.append(sql)
        self._cursor.execute(sql, *values)
        return self

    def __getattr__(self, name: str):
        return getattr(self._cursor, name)


@pytest.fixture
def asked(working, monkeypatch) -> list[str]:
    """What is asked of the store from now on."""
    found: list[str] = []
    real = Warehouse.cursor
    monkeypatch.setattr(Warehouse, "cursor", lambda self, **known: Counted(real(self, **known), found))
    return found


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_at_most_a_dozen_times_and_hardly_at_all_when_nothing_has_changed(asked, name):
    if name != "overview":  # what every page needs (units, people, deadlines) is asked for once, by the first page
        opened("overview", m="2026-10")
        asked.clear()
    opened(name, m="2026-10")
    assert len(asked) <= 12 + RUNS - 1, "\n\n".join(s[:160] for s in asked)
    assert asked or name in ASKS_NOTHING
    asked.clear()
    opened(name, m="2026-10")
    assert len(asked) <= RUNS
