"""Files the browser gets: icons, the style sheet and one script."""

from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def stylesheet() -> str:
    return (HERE / "pages.css").read_text(encoding="utf-8")


def icon(name: str) -> str:
    """The path of an icon, as Streamlit takes it."""
    return str(HERE / name)
