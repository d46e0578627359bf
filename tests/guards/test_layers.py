"""
Imports point downward only, each library has its place, pages are thin, and files and functions stay small.
LAYERS and PLACES below are the whole rule; the rest of the file reads the sources and applies it.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Highest first. A module imports from layers below its own, and from its own part; the parts of one layer are strangers
# to each other, except where the layer is marked as one.
LAYERS = (
    ("pages", ("app", "pages")),
    ("doors", (
        "analytics.ui", "analytics.web",
        "analytics.cli analytics.cli_output analytics.cli_users analytics.cli_audit analytics.cli_backup"
        " analytics.cli_registers analytics.cli_corpus"
        " analytics.cli_server"
        " analytics.__main__",
    )),
    ("process", ("analytics.process analytics.entry",)),
    ("demonstration", ("sample_data",)),
    ("workflow", (
        "analytics.submitting analytics.continuing analytics.open_checks analytics.reviewing analytics.chasing"
        " analytics.bulk analytics.month_end",
        "analytics.backup analytics.restoring", "analytics.retention", "analytics.keeping", "analytics.results",
    )),
    ("authority", ("analytics.authority analytics.account_rules",)),
    ("analysis and documents", (
        "analytics.learning", "analytics.suggestions", "analytics.research", "analytics.service",
        "analytics.competition", "analytics.organisation", "analytics.reporting", "analytics.innovation",
        "analytics.evaluation analytics.learning_file", "analytics.awards",
        "analytics.exports", "analytics.returns", "analytics.notifying",
    )),
    ("measures", (
        "analytics.measures analytics.agency analytics.privacy analytics.marks analytics.evidence"
        " analytics.goal_completion",
    )),
    ("store", ("analytics.store", "analytics.identity")),
    ("kernel", ("analytics.colours analytics.pacing analytics.milestones analytics.scope"
        " analytics.outliers", "analytics.small_cells")),
    ("facts", (
        "analytics.facts analytics.loading analytics.code_lists analytics.declare analytics.declared"
        " analytics.readings analytics.findings analytics.award_checks analytics.award_words"
        " analytics.months analytics.workdays analytics.clock analytics.footprint analytics.rows analytics.masking",
    )),
)
PLACES = {
    "streamlit": r"app|pages(\..*)?|analytics\.ui(\..*)?",
    "plotly": r"analytics\.ui\.charts.*",
    "openpyxl": r"(analytics\.(returns|exports)|sample_data)(\..*)?",
    "xlsxwriter": r"(analytics\.(returns|exports)|sample_data)(\..*)?",
    "python_calamine": r"analytics\.(returns|exports)(\..*)?",
    "duckdb": r"analytics\.store(\..*)?",
    "sqlalchemy": r"analytics\.identity(\..*)?",
    "pwdlib": r"analytics\.identity\.passwords",
    "starlette": r"app|analytics\.web(\..*)?",
    "authlib": r"analytics\.web\.oidc",
    "apprise": r"analytics\.notifying",
    "limits": r"analytics\.(web|identity)(\..*)?",
}
CURSOR = "DuckDBPyConnection"  # the type of the cursor others are handed: the one name of duckdb that is free to all
PAGE_LINES, FILE_LINES, FUNCTION_LINES = 80, 350, 60  # hard limits; aim at 50, 250 and 40
SQL = re.compile(r"\s*(select|with|insert)\b", re.IGNORECASE)
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


@dataclass(frozen=True)
class Source:
    """One Python file: its path below the root, as a module, and its tree."""

    path: str
    code: str

    @property
    def module(self) -> str:
        return ".".join(Path(self.path.removesuffix("/__init__.py")).with_suffix("").parts)

    @property
    def package(self) -> str:
        return self.module if self.path.endswith("/__init__.py") else self.module.rpartition(".")[0]

    @property
    def tree(self) -> ast.Module:
        return parsed(self.code, self.path)

    def at(self, node: ast.AST, what: str) -> str:
        return f"{self.path}:{node.lineno}: {what}"


@cache
def parsed(code: str, path: str) -> ast.Module:
    return ast.parse(code, path)


@cache
def product() -> tuple[Source, ...]:
    """The sources the rules hold for."""
    folders = ("analytics", "pages", "sample_data")
    paths = [ROOT / "app.py", *(p for folder in folders for p in sorted((ROOT / folder).rglob("*.py")))]
    return tuple(Source(p.relative_to(ROOT).as_posix(), p.read_text(encoding="utf-8")) for p in paths if p.exists())


# ------------------------------------------------------------------------------------------- reading
def imports(source: Source) -> Iterator[tuple[ast.stmt, str]]:
    """Every imported name in full, also inside functions: `from a import b` is a.b."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = source.package.split(".")
            start = ".".join(above[: len(above) - node.level + 1]) if node.level else ""
            origin = ".".join(part for part in (start, node.module) if part)
            yield from ((node, f"{origin}.{alias.name}") for alias in node.names)


def place(name: str) -> tuple[int, int] | None:
    """(layer, part) of a module or of a name in one; 0 is the highest layer."""
    for layer, (_, parts) in enumerate(LAYERS):
        for number, part in enumerate(parts):
            if any(name == module or name.startswith(module + ".") for module in part.split()):
                return layer, number
    return None


def is_ours(name: str) -> bool:
    return name.startswith(("analytics.", "sample_data", "pages", "tests", "benchmarks"))


def docstrings(tree: ast.Module) -> set[ast.Constant]:
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr)
        and isinstance(node.body[0].value, ast.Constant)
    }


def strings(source: Source) -> Iterator[ast.Constant]:
    """String constants that are not documentation, also the fixed parts of f-strings."""
    documentation = docstrings(source.tree)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in documentation:
            yield node


# ------------------------------------------------------------------------------------------- rules
def upward_imports(sources: Iterable[Source]) -> Iterator[str]:
    for source in sources:
        own = place(source.module)
        if own is None:
            if source.module != "analytics":
                yield f"{source.path}:1: {source.module} has no layer: name it in LAYERS"
            continue
        for node, name in imports(source):
            other = place(name)
            if other is None:
                if is_ours(name):
                    yield source.at(node, f"{name} is no part of the product's layers")
            elif other != own and other[0] <= own[0]:
                yield source.at(node, f"{source.module} ({LAYERS[own[0]][0]}) imports {name} ({LAYERS[other[0]][0]})")


def misplaced_libraries(sources: Iterable[Source]) -> Iterator[str]:
    for source in sources:
        for node, name in imports(source):
            library = name.partition(".")[0]
            allowed = PLACES.get(library)
            if allowed is None or re.fullmatch(allowed, source.module) or name in ("duckdb", f"duckdb.{CURSOR}"):
                continue
            yield source.at(node, f"{source.module} imports {library}")
        yield from opened_databases(source)


def opened_databases(source: Source) -> Iterator[str]:
    """Outside the store, duckdb is imported for the type of a cursor only."""
    if re.fullmatch(PLACES["duckdb"], source.module):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "duckdb" and node.attr != CURSOR:
            yield source.at(node, f"{source.module} uses duckdb.{node.attr}")
        if isinstance(node, ast.Import) and any(a.name == "duckdb" and a.asname for a in node.names):
            yield source.at(node, f"{source.module} renames duckdb")


def fat_pages(sources: Iterable[Source]) -> Iterator[str]:
    for source in sources:
        if not source.path.startswith("pages/"):
            continue
        lines = len(source.code.splitlines())
        if lines > PAGE_LINES:
            yield f"{source.path}:{lines}: a page has at most {PAGE_LINES} lines"
        for node in strings(source):
            if SQL.match(node.value):
                yield source.at(node, f"a page holds SQL: {node.value[:40]!r}")
            if CHINESE.search(node.value):
                yield source.at(node, f"a page holds text that belongs in declared/texts: {node.value[:40]!r}")


def large_parts(sources: Iterable[Source]) -> Iterator[str]:
    for source in sources:
        if not source.path.startswith("analytics/"):
            continue
        lines = len(source.code.splitlines())
        if lines > FILE_LINES:
            yield f"{source.path}:{lines}: a file has at most {FILE_LINES} lines"
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = node.end_lineno - node.lineno + 1
                if length > FUNCTION_LINES:
                    yield source.at(node, f"{node.name} has {length} lines, at most {FUNCTION_LINES}")


RULES = (upward_imports, misplaced_libraries, fat_pages, large_parts)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_sources_have_no(rule):
    found = list(rule(product()))
    assert not found, "\n" + "\n".join(found)


# ------------------------------------------------------------------------------------------- the rules themselves
@pytest.mark.parametrize(("rule", "path", "code", "said"), [
    (upward_imports, "analytics/store/x.py", "from analytics import learning", "(store) imports analytics.learning"),
    (upward_imports, "analytics/store/x.py", "from .. import ui", "(store) imports analytics.ui"),
    (upward_imports, "analytics/months.py", "import analytics.pacing as p", "(facts) imports analytics.pacing"),
    (upward_imports, "analytics/learning.py", "def f():\n    from analytics import service", "analytics.service"),
    (upward_imports, "analytics/exports/x.py", "from analytics.returns import reading", "imports analytics.returns"),
    (upward_imports, "analytics/ui/x.py", "import pages.overview", "(doors) imports pages.overview"),
    (upward_imports, "analytics/ui/x.py", "from analytics.cli import app", "(doors) imports analytics.cli.app"),
    (upward_imports, "analytics/returns/x.py", "import sample_data.people", "imports sample_data.people"),
    (upward_imports, "analytics/store/x.py", "from tests import conftest", "no part of the product's layers"),
    (upward_imports, "analytics/stray.py", "", "has no layer"),
    (misplaced_libraries, "analytics/store/x.py", "import streamlit as st", "imports streamlit"),
    (misplaced_libraries, "pages/x.py", "import plotly.graph_objects as go", "imports plotly"),
    (misplaced_libraries, "analytics/ui/blocks.py", "from plotly import graph_objects", "imports plotly"),
    (misplaced_libraries, "analytics/learning.py", "from openpyxl import Workbook", "imports openpyxl"),
    (misplaced_libraries, "analytics/exports/x.py", "from duckdb import connect", "imports duckdb"),
    (misplaced_libraries, "analytics/exports/x.py", "import duckdb\nduckdb.connect()", "uses duckdb.connect"),
    (misplaced_libraries, "analytics/exports/x.py", "import duckdb as db", "renames duckdb"),
    (fat_pages, "pages/x.py", "rows = f('SELECT 1')", "holds SQL"),
    (fat_pages, "pages/x.py", "rows = f(f'with a as {b}')", "holds SQL"),
    (fat_pages, "pages/x.py", "title = '总览'", "belongs in declared/texts"),
    (fat_pages, "pages/x.py", "a = 1\n" * 81, "at most 80 lines"),
    (large_parts, "analytics/months.py", "a = 1\n" * 351, "at most 350 lines"),
    (large_parts, "analytics/months.py", "def f():\n" + "    a = 1\n" * 60, "f has 61 lines"),
])
def test_a_violation_is_found_and_named_with_file_and_line(rule, path, code, said):
    (found,) = rule([Source(path, code)])
    assert re.match(rf"{re.escape(path)}:\d+: ", found)
    assert said in found


@pytest.mark.parametrize(("path", "code"), [
    ("app.py", "import streamlit\nfrom analytics.ui import shell"),
    ("pages/overview.py", '"""总览 with tiles."""\nimport streamlit as st\nfrom analytics import learning\nt("a.b")'),
    ("analytics/ui/charts_trend.py", "import plotly.graph_objects as go\nfrom analytics.ui import palette"),
    ("analytics/__main__.py", "from analytics.cli import app"),
    ("analytics/returns/rules/x.py", "import openpyxl\nfrom .. import reading\nfrom analytics.store import registers"),
    ("analytics/learning.py", "import duckdb\nfrom analytics import measures\n\na: duckdb.DuckDBPyConnection"),
    ("analytics/store/x.py", "import duckdb\nfrom analytics import months\nduckdb.connect()"),
    ("sample_data/people.py", "from analytics.store import submissions\nfrom sample_data import words"),
])
def test_what_the_rules_allow_is_not_reported(path, code):
    assert [found for rule in RULES for found in rule([Source(path, code)])] == []
