"""设置: which section, and each of them."""

from collections.abc import Callable, Mapping

from analytics.ui import blocks
from analytics.ui.choices import choose
from analytics.ui.texts import t
from analytics.ui.views import markup, settings_kept, settings_readings, settings_targets

SECTIONS: Mapping[str, Callable[[], None]] = {
    "readings": settings_readings.show,
    "targets": settings_targets.show,
    "limits": settings_kept.limits,
    "dates": settings_kept.dates,
    "codes": settings_kept.codes,
}


def choose_section() -> str:
    """In the URL: part=targets."""
    return choose(
        t("settings.section.label"), list(SECTIONS), "part", lambda code: t(f"settings.section.{code}"), width=180,
        label_visibility="collapsed",
    )


def show(section: str) -> None:
    markup.css()
    blocks.lead(t(f"settings.lead.{section}"))
    SECTIONS[section]()
