"""docs/security.md shows the table of roles and actions that the program reads."""

from pathlib import Path

from analytics.declare import actions, roles

DOCUMENT = Path(__file__).parents[2] / "docs" / "security.md"
BEGIN, END = "<!-- roles and actions: made from authority.toml -->\n", "<!-- end -->"


def table() -> str:
    heads = ["action", *(role.en for role in roles().values()), "pages"]
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    for action in actions().values():
        marks = ["●" if role in action.roles else "" for role in roles()]
        lines.append(f"| {action.en} (`{action.key}`) | {' | '.join(marks)} | {', '.join(action.pages)} |")
    return "\n".join(lines) + "\n"


def test_the_document_shows_the_table_the_program_reads():
    shown = DOCUMENT.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0]
    assert shown == table(), f"put this between the marks:\n{table()}"
