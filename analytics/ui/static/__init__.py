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


def logo(product: str, dark: bool) -> str:
    """The logo with the product's name, as SVG."""
    mark, ink = ("#3B6AA8", "#E6EAF0") if dark else ("#1F4F8F", "#1B2430")
    return (HERE / "logo.svg").read_text(encoding="utf-8").format(mark=mark, ink=ink, product=product)
