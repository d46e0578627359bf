"""The security documents name no file that is not there, and no requirement twice or without a word about it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "docs" / "security.md", ROOT / "docs" / "threat_model.md"]
VERDICTS = {"holds", "partly", "**no**", "no", "n/a"}
IDS = re.compile(r"(?:\d+\.\d+(?:\.\d+)?)(?:, \d+\.\d+(?:\.\d+)?)*")
LEAST = 100  # requirements gone through


def requirements() -> list[list[str]]:
    lines = DOCUMENTS[0].read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| \d", line)]
    return [row for row in cells if IDS.fullmatch(row[0])]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
def test_every_file_that_is_named_is_there(document):
    words = document.read_text(encoding="utf-8")
    modules = re.findall(r"`([\w/]+\.(?:py|txt))", words)
    named = re.findall(r"tests/[\w/]+\.py", words) + [f"analytics/{module}" for module in modules]
    assert len(named) > 10
    there = {name: (ROOT / name).exists() or (ROOT / Path(name).name).exists() for name in named}
    assert all(there.values()), [name for name, found in there.items() if not found]


def test_every_requirement_has_one_line_a_verdict_and_a_word_about_it():
    found = requirements()
    ids = [one for row in found for one in row[0].split(", ")]
    assert len(ids) == len(set(ids)) >= LEAST
    for row in found:
        assert len(row) == 4, row
        assert row[2] in VERDICTS, row
        assert row[3] or row[2] == "n/a", row


def test_what_does_not_hold_is_said_again_at_the_end():
    remains = DOCUMENTS[0].read_text(encoding="utf-8").split("## What remains")[1]
    for row in requirements():
        if row[2] == "**no**":
            assert any(one in remains for one in row[0].split(", ")), row
