"""台账: which register, and whether its entries or its history."""

import streamlit as st

from analytics.declare import Register
from analytics.facts import KEEPING_ACTION
from analytics.keeping.reading import kept_by
from analytics.ui import data
from analytics.ui.choices import choose
from analytics.ui.texts import lang, t

PARTS = ("entries", "history")


def offered() -> dict[str, Register]:
    """The registers and reference tables that are kept on this page; those with an action of their own have another."""
    return {one.name: one for one in kept_by(data.scope()) if one.action in KEEPING_ACTION.values()}


def choose_register() -> str:
    """The name of a register; in the URL: r=exam. Registers first, then reference tables."""
    found = offered()
    codes = sorted(found, key=lambda name: found[name].group != "register")
    return choose(
        t("registers.register"), codes, "r",
        lambda name: t(f"registers.in_group.{found[name].group}", title=found[name].title(lang())), width=280,
        label_visibility="collapsed",
    )


def choose_part() -> str:
    """Entries or history."""
    return st.segmented_control(
        t("registers.part.label"), PARTS, format_func=lambda part: t(f"registers.part.{part}"), key="registers_part",
        required=True, default=PARTS[0], label_visibility="collapsed",
    ) or PARTS[0]
