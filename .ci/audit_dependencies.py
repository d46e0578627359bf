"""
Looks the installed packages up among known vulnerabilities (pip-audit): `.venv/bin/python .ci/audit_dependencies.py`.

Exit code 1 when a package has a vulnerability that a newer version does not have. 0 otherwise, also when no service
answers, which is said: a machine without a network is no reason to fail. pip-audit itself takes a package that the
service does not know for a sound one; here it counts as not looked up.
"""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

SERVICES = ("pypi", "osv")  # the first that knows any of the packages
SECONDS, SECONDS_OF_ALL = 15, 180
# Come with Python and are not chosen here: said, but no reason to fail.
NOT_OURS = frozenset({"pip", "setuptools", "wheel"})


@dataclass
class Report:
    """looked_up, unknown: numbers of packages. to_update, without_fix, others: one line for each vulnerability."""

    looked_up: int = 0
    unknown: int = 0
    to_update: list[str] = field(default_factory=list)
    without_fix: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        return 1 if self.to_update else 0

    def lines(self) -> list[str]:
        if not self.looked_up:
            return [f"dependency audit skipped: no vulnerability service that knows one of the {self.unknown} packages "
                    "can be reached" if self.unknown
                    else "dependency audit skipped: no vulnerability service can be reached"]
        found = [f"dependency audit: {self.looked_up} packages looked up, {len(self.to_update)} vulnerabilities to fix"]
        if self.unknown:
            found.append(f"  not known to the service and not looked up: {self.unknown}")
        found += [f"  update: {line}" for line in self.to_update]
        found += [f"  no version without it yet: {line}" for line in self.without_fix]
        return found + [f"  comes with Python: {line}" for line in self.others]


def report_of(packages: Iterable[Mapping[str, Any]]) -> Report:
    """What pip-audit's `dependencies` say."""
    report = Report()
    for package in packages:
        if "vulns" not in package:
            report.unknown += 1
            continue
        report.looked_up += 1
        for known in package["vulns"]:
            line = f"{package['name']} {package['version']} has {known['id']}"
            if known["fix_versions"]:
                line += f", fixed in {', '.join(known['fix_versions'])}"
            where = report.others if package["name"].lower() in NOT_OURS else (
                report.to_update if known["fix_versions"] else report.without_fix)
            where.append(line)
    return report


def asked(service: str) -> list[Mapping[str, Any]]:
    """pip-audit's answer about this environment; empty when the service does not answer."""
    command = [sys.executable, "-m", "pip_audit", "--local", "--progress-spinner", "off", "--format", "json",
               "--timeout", str(SECONDS), "--vulnerability-service", service]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_OF_ALL, check=False)
        return list(json.loads(done.stdout)["dependencies"])
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return []


def main() -> int:
    if importlib.util.find_spec("pip_audit") is None:
        print("dependency audit: pip-audit is not installed; it is in requirements-dev.txt", flush=True)
        return 1
    best = Report()
    for service in SERVICES:
        found = report_of(asked(service))
        best = max(best, found, key=lambda one: (one.looked_up, one.unknown))
        if found.looked_up:
            break
    print("\n".join(best.lines()), flush=True)
    return best.exit_code


if __name__ == "__main__":
    raise SystemExit(main())
