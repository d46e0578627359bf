"""The look-up of known vulnerabilities: what it fails for, and that it never mistakes silence for soundness."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / ".ci" / "audit_dependencies.py"
SOUND = {"name": "streamlit", "version": "1.67.0", "vulns": []}
UNKNOWN = {"name": "inhouse", "skip_reason": "Dependency not found and could not be audited"}


def vulnerable(name: str, *fixed_in: str) -> dict:
    return {"name": name, "version": "1.0", "vulns": [{"id": "CVE-2026-0001", "fix_versions": list(fixed_in)}]}


@pytest.fixture
def audit(monkeypatch):
    spec = importlib.util.spec_from_file_location("audit_dependencies", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)  # dataclasses look their own module up
    spec.loader.exec_module(module)
    return module


def answering(monkeypatch, audit, **by_service):
    monkeypatch.setattr(audit, "asked", lambda service: by_service.get(service, []))


def test_a_vulnerability_with_a_fix_fails_the_build_and_names_the_version(audit, monkeypatch, capsys):
    answering(monkeypatch, audit, pypi=[SOUND, vulnerable("jinja2", "1.1", "2.0")])
    assert audit.main() == 1
    said = capsys.readouterr().out
    assert "2 packages looked up, 1 vulnerabilities to fix" in said
    assert "update: jinja2 1.0 has CVE-2026-0001, fixed in 1.1, 2.0" in said


def test_a_vulnerability_that_no_version_fixes_is_said_and_does_not_fail(audit, monkeypatch, capsys):
    answering(monkeypatch, audit, pypi=[SOUND, vulnerable("jinja2")])
    assert audit.main() == 0
    assert "no version without it yet: jinja2 1.0 has CVE-2026-0001" in capsys.readouterr().out


def test_what_comes_with_python_is_said_and_does_not_fail(audit, monkeypatch, capsys):
    answering(monkeypatch, audit, pypi=[SOUND, vulnerable("pip", "26.0")])
    assert audit.main() == 0
    assert "comes with Python: pip 1.0" in capsys.readouterr().out


def test_packages_the_service_does_not_know_are_not_taken_for_sound(audit, monkeypatch, capsys):
    answering(monkeypatch, audit, pypi=[UNKNOWN, UNKNOWN])
    assert audit.main() == 0
    said = capsys.readouterr().out
    assert said.startswith("dependency audit skipped: ")
    assert "2 packages" in said


def test_the_second_service_is_asked_when_the_first_knows_nothing(audit, monkeypatch, capsys):
    answering(monkeypatch, audit, pypi=[UNKNOWN], osv=[vulnerable("jinja2", "1.1")])
    assert audit.main() == 1
    assert "1 packages looked up" in capsys.readouterr().out


def test_without_a_network_it_says_so_and_does_not_fail(audit, monkeypatch, capsys):
    def silent(*_, **__):
        return subprocess.CompletedProcess([], 1, stdout="", stderr="ConnectionError")

    monkeypatch.setattr(audit.subprocess, "run", silent)
    assert audit.main() == 0
    assert capsys.readouterr().out == "dependency audit skipped: no vulnerability service can be reached\n"


def test_a_service_that_does_not_come_to_an_end_is_given_up(audit, monkeypatch):
    def endless(*_, **__):
        raise subprocess.TimeoutExpired("pip_audit", 180)

    monkeypatch.setattr(audit.subprocess, "run", endless)
    assert audit.main() == 0


def test_a_missing_tool_is_no_missing_network(audit, monkeypatch, capsys):
    monkeypatch.setattr(audit.importlib.util, "find_spec", lambda _: None)
    assert audit.main() == 1
    assert "not installed" in capsys.readouterr().out


def test_the_build_runs_it():
    assert "audit_dependencies.py" in (SCRIPT.parent / "run").read_text(encoding="utf-8")
