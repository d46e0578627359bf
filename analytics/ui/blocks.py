"""What pages are made of: head, lead sentence, tiles, cards with their tools, the list of matters, empty states."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from analytics.ui import data, hindsight, navigation, viewing
from analytics.ui.charts.ink import GLYPH
from analytics.ui.choices import language_switch
from analytics.ui.texts import day_name, moment, month_name, plain, t

if TYPE_CHECKING:
    import pandas as pd

Colour = Literal["red", "orange", "green", "gray"]
WORD_COLOUR: dict[str, Colour] = {"red": "red", "amber": "orange", "green": "green", "grey": "gray"}
CHART = {"displayModeBar": False, "doubleClick": False, "showTips": False}


@contextmanager
def page_head(title_key: str, *, back: str | None = None, **params: Any) -> Iterator[None]:
    """
    The title at the left; what is drawn inside (the filters) and the language at the right.

    back: the name of the page to go back to.
    """
    if back and navigation.offered(back):
        navigation.link(back, t("common.back", page=t(f"common.page.{back}")), back=True)
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute", key="top"):
        with st.container(horizontal=True, vertical_alignment="center", width="content", gap="small"):
            st.title(t(title_key, **params), anchor=False, width="content")
            demonstration_badge("head")
            published_badge()
            hindsight_badge()
        with st.container(horizontal=True, key="filters", width="content", vertical_alignment="center"):
            yield
            language_switch()


def demonstration_badge(where: str) -> None:
    """示例数据, wherever made-up figures are shown."""
    if data.is_demonstration():
        with st.container(key=f"demonstration_{where}", width="content"):
            st.markdown(t("common.demonstration"), width="content", help=t("common.demonstration_help"))


def published_badge() -> None:
    """In the published view: up to which month, and since when."""
    if viewing.view() == "published":
        last, when = data.scope().last_month, data.published_at()
        with st.container(key="published_head", width="content"):
            if last is None or when is None:
                st.markdown(t("access.view.nothing"), width="content")
            else:
                st.markdown(t("access.view.note", month=month_name(last, long=True), day=day_name(when.date())),
                            width="content")


def hindsight_badge() -> None:
    """While looking back: to which day, and the way back."""
    day = viewing.known_on()
    if day is not None:
        with st.container(key="hindsight_head", width="content", horizontal=True, gap="small",
                          vertical_alignment="center"):
            st.markdown(t("access.hindsight.note", day=day_name(day, year=True)), width="content")
            st.button(t("access.hindsight.back"), key="hindsight_back", type="tertiary", icon=":material/undo:",
                      on_click=hindsight.choose, args=(None,))


def lead(markdown: str) -> None:
    """How things stand, in one sentence."""
    with st.container(key="lead"):
        st.markdown(markdown)


@contextmanager
def card(key: str, *, stretch: bool = True) -> Iterator[None]:
    """One finding: a bordered box, as high as its neighbour."""
    with st.container(border=True, height="stretch" if stretch else "content", key=f"card_{key}"):
        yield


def head(
    title: str,
    sub: str,
    key: str,
    why: str | None = None,
    table: "pd.DataFrame | Callable[[], pd.DataFrame] | None" = None,
    csv_name: str | None = None,
    to: tuple[str, str, dict[str, Any]] | None = None,
    figures: Sequence["Figure"] = (),
) -> None:
    """
    The finding as title, then measure · unit · n · mark. why: where the figures come from, in Markdown. table: the
    chart's figures (a function is only called when the reader opens them), downloadable as CSV. to: a page with more on
    it (name, label, filters). figures: the indicators shown, each with the way to why it is what it is.
    """
    with st.container(horizontal=True, vertical_alignment="top", gap="small", wrap=False, key=f"head_{key}"):
        st.markdown(f"### {title}\n\n{sub}", anchors=False, width="stretch")
        _ways(key, to, figures)
        if why or table is not None:
            tools = st.popover(
                ":material/more_horiz:", type="tertiary", help=t("common.tools"), on_change="rerun", key=f"tools_{key}"
            )
            if tools.open:
                with tools:
                    _tools(key, why, table, csv_name)


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator of a unit and month that is shown, by name."""

    name: str
    indicator: str
    unit_code: str
    month: str

    @property
    def params(self) -> dict[str, Any]:
        return {"i": self.indicator, "u": self.unit_code, "m": self.month}


def _ways(key: str, to: tuple[str, str, dict[str, Any]] | None, figures: Sequence[Figure]) -> None:
    """From a card to what stands behind it, in sight: one link, or a list where the card shows several figures."""
    if st.session_state.get(viewing.PAGE) == navigation.HIDDEN:
        return  # the page of one indicator is where the ways lead to
    if to and navigation.offered(to[0]):
        with st.container(key=f"why_{key}", width="content"):
            navigation.link(to[0], to[1], **to[2])
    elif len(figures) == 1:
        with st.container(key=f"why_{key}", width="content"):
            navigation.link("indicator", t("common.see_definition"), **figures[0].params)
    elif figures:
        with st.container(key=f"why_{key}", width="content"), st.popover(t("common.see_definition"), type="tertiary"):
            for one in figures:
                navigation.link("indicator", one.name, **one.params)


def _tools(key: str, why: str | None, table: Any, csv_name: str | None) -> None:
    if why:
        st.markdown(why)
    if table is not None:
        frame = table() if callable(table) else table
        st.dataframe(
            frame, hide_index=True, width=560, height="content" if len(frame) < 12 else 420, alt=t("common.table")
        )
        st.download_button(
            t("common.download_csv"),
            csv_bytes(frame),
            f"{csv_name or key}.csv",
            "text/csv",
            key=f"csv_{key}",
            icon=":material/download:",
        )


def csv_bytes(frame: "pd.DataFrame") -> bytes:
    """CSV that Excel opens in Chinese; cells that a spreadsheet would run as formulas are escaped."""
    safe = frame.map(lambda v: f"'{v}" if isinstance(v, str) and v[:1] in "=+@\t\r" or _minus(v) else v)
    return safe.to_csv(index=False).encode("utf-8-sig")


def _minus(value: Any) -> bool:
    return isinstance(value, str) and value[:1] == "-" and not value[1:].replace(".", "", 1).isdigit()


def chart(figure: Any, key: str, alt: str, **more: Any) -> Any:
    """A Plotly figure without Streamlit's theme, toolbar or zoom. alt: what it shows, for those who can't see it."""
    return st.plotly_chart(figure, theme=None, config=CHART, key=key, alt=alt, **more)


@dataclass(frozen=True, slots=True)
class Change:
    """A change in words; light: the colour of its meaning; arrow: up, down or off."""

    words: str
    light: str = "grey"
    arrow: Literal["up", "down", "off"] = "off"
    note: str | None = None


def change(difference: float | None, words: Callable[[float], str], *, more_is: str = "worse") -> Change | None:
    """Compared with last month: `words` says how much; coloured by whether more is better or worse."""
    if difference is None or difference != difference:
        return None
    if not difference:
        return Change(t("common.no_change"), note=t("common.vs_last_month"))
    worse = (difference > 0) == (more_is == "worse")
    return Change(
        words(difference), "red" if worse else "green", "up" if difference > 0 else "down", t("common.vs_last_month")
    )


def tile(
    key: str,
    question: str,
    value: str,
    of: str = "",
    *,
    change: Change | None = None,
    spark: Any = None,
    caption: str = "",
    to: tuple[str, str] | None = None,
    params: dict[str, Any] | None = None,
) -> None:
    """Question / number and denominator / change in words / twelve months / who or what / the way in (page, label)."""
    with st.container(border=True, height="stretch", key=f"tile_{key}", gap="xsmall"):
        shown = f"{value} :small[:gray[{of}]]" if of else value
        if change:
            st.metric(
                question,
                shown,
                change.words,
                delta_arrow=change.arrow,
                delta_description=change.note,
                delta_color=WORD_COLOUR[change.light],
            )
        else:
            st.metric(question, shown)
        if spark is not None:
            chart(spark, f"spark_{key}", question)
        if caption:
            st.caption(caption)
        if to and navigation.offered(to[0]):
            navigation.link(to[0], to[1], **(params or {}))


@dataclass(frozen=True, slots=True)
class Matter:
    """Something somebody has to do. page and params: where it is looked into; late: its date has passed."""

    light: str
    what: str
    why: str
    who: str
    due: str
    late: bool = False
    page: str = "indicator"
    params: dict[str, Any] = field(default_factory=dict)


def attention(matters: Sequence[Matter], *, none: str = "", key: str = "") -> None:
    """Matters, most urgent first: mark, what and why, whose, until when. key: tells lists of one page apart."""
    if not matters:
        st.markdown(f":green[●] {none or t('common.nothing_to_do')}")
        return
    with st.container(key=f"matters{key and '_'}{key}", gap=None):
        for i, matter in enumerate(matters):
            row = f"{key}{i}"
            with st.container(horizontal=True, key=f"matter_{row}", wrap=False, gap="small", vertical_alignment="top"):
                st.markdown(f":{WORD_COLOUR[matter.light]}[{GLYPH[matter.light]}]", width=16)
                with st.container(gap=None, key=f"matterwhat_{row}"):
                    navigation.link(matter.page, plain(matter.what), icon=None, **matter.params)
                    st.caption(plain(matter.why))
                with st.container(key=f"matterwho_{row}", width=150):
                    st.markdown(plain(matter.who))
                with st.container(key=f"matterdue_{row}", width=100):
                    st.markdown(f":red[{plain(matter.due)}]" if matter.late else plain(matter.due))


def source_line(extra: str = "") -> None:
    """Where the figures come from and as of when, at the foot of a page."""
    with st.container(key="source_end"):
        when = data.as_of()
        st.markdown(t("common.source", moment=moment(when) if when else "—") + extra)


def empty_state() -> None:
    """Shown instead of figures while there are none: what to do first."""
    if viewing.view() != "working":
        with st.container(border=True, key="card_empty"):
            st.markdown(f"### {t('access.unpublished.title')}\n\n{t('access.unpublished.words')}", anchors=False)
        return
    with st.container(border=True, key="card_empty"):
        st.markdown(f"### {t('common.empty.title')}\n\n{t('common.empty.words')}", anchors=False)
        st.markdown(t("common.empty.steps"))
        with st.container(horizontal=True):
            for name in ("download", "upload", "definitions"):
                if navigation.offered(name):
                    navigation.link(name, t(f"common.page.{name}"))


def refused_state(*, has_role: bool) -> None:
    """Shown when something is not for this viewer; an account that has no role at all is told so."""
    st.title(t("access.refused.title" if has_role else "access.without_role.title"), anchor=False)
    with st.container(border=True, key="card_refused"):
        st.markdown(t("access.refused.words" if has_role else "access.without_role.words"))


def error_state(what: str) -> None:
    """Shown when a page fails: what the reader can do; the cause stays in the server's log."""
    with st.container(border=True, key="card_error"):
        st.markdown(f"### {t('common.error.title')}\n\n{t('common.error.words')}", anchors=False)
        st.caption(what)
