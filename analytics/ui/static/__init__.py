"""Files the browser gets: icons, the style sheet and one script."""

from functools import cache
from pathlib import Path

from analytics.ui.charts.ink import Ink

HERE = Path(__file__).parent


@cache
def stylesheet() -> str:
    return (HERE / "pages.css").read_text(encoding="utf-8")


def icon(name: str) -> str:
    """The path of an icon, as Streamlit takes it."""
    return str(HERE / name)


def logo(product: str, ink: Ink) -> str:
    """The logo with the product's name, as SVG in the theme's colours."""
    drawing = (HERE / "logo.svg").read_text(encoding="utf-8")
    return drawing.format(mark=ink.accent, bars=ink.onbar, ink=ink.ink, product=product)
