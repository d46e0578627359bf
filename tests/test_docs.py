"""What the documents promise: commands run, links lead somewhere, both languages stand side by side."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = [
    ROOT / "README.md", ROOT / "README.zh.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "benchmarks/README.md",
    ROOT / "sample_data/README.md",
]
FENCE = re.compile(r"^```sh\n(.*?)^```", re.M | re.S)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def commands(document: Path) -> list[str]:
    return [line.strip() for block in FENCE.findall(document.read_text(encoding="utf-8")) for line in block.splitlines()
            if line.strip() and not line.startswith("#")]


def analytics_commands() -> list[str]:
    found = [c for d in DOCUMENTS for c in commands(d) if c.startswith("python -m analytics ")]
    return list(dict.fromkeys(found))


def test_the_documents_show_commands_at_all():
    assert len(analytics_commands()) >= 7


@pytest.mark.slow
def test_every_command_in_the_documents_runs(tmp_path):
    environment = {**os.environ, "SIXING_DATA": str(tmp_path / "data"), "PYTHONPATH": str(ROOT)}
    (tmp_path / "sample_data").symlink_to(ROOT / "sample_data", target_is_directory=True)
    for command in analytics_commands():
        words = shlex.split(command)
        done = subprocess.run(
            [sys.executable, *words[1:]], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def test_start_and_its_options_in_the_documents_exist():
    lines = {c for d in DOCUMENTS for c in commands(d) if c.startswith("python3 start.py")}
    assert {"python3 start.py", "python3 start.py test"} <= lines
    usage = subprocess.run(
        [sys.executable, str(ROOT / "start.py"), "--help"], capture_output=True, text=True, check=True
    ).stdout
    for line in lines:
        if " test" not in line:
            assert all(word in usage for word in shlex.split(line) if word.startswith("--")), line


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
def test_every_link_to_a_file_leads_somewhere(document):
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (document.parent / target).exists(), f"{document.name}: {target}"


@pytest.mark.parametrize("name", ["clerk", "leader", "office", "administrator"])
def test_people_s_guides_stand_in_both_languages_with_the_same_sections(name):
    zh, en = ((ROOT / "docs" / f"{name}.{lang}.md").read_text(encoding="utf-8") for lang in ("zh", "en"))
    assert len(re.findall(r"^## ", zh, re.M)) == len(re.findall(r"^## ", en, re.M))
    assert len(re.findall(r"^\|", zh, re.M)) == len(re.findall(r"^\|", en, re.M))


def test_the_changelog_and_the_decisions_are_dated():
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    decisions = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8").split("\n\n")[2:]
    assert all(re.match(r"\*\*\d{4}-\d{2}-\d{2} · ", paragraph) for paragraph in decisions)
