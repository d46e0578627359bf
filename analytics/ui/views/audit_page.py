"""审计: what is searched for, a page of entries newest first, and the same entries as a file."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial

import streamlit as st

from analytics import clock, entry
from analytics.declare import Lang
from analytics.exports import audit_trail
from analytics.exports.audit_trail import FileFormat
from analytics.identity import audit
from analytics.identity.audit import Entry, Search
from analytics.identity.trail import Trail
from analytics.months import Month
from analytics.scope import OutsideScope
from analytics.ui import blocks, data
from analytics.ui.choices import choose
from analytics.ui.static import HERE
from analytics.ui.texts import lang, number, t
from analytics.ui.views import markup
from analytics.ui.views.markup import esc, text

ALL = "all"
OWN_DAYS = "days"                  # the period is chosen by two dates
PERIODS = ("1", "7", "30", "365", ALL, OWN_DAYS)  # days up to today
PAGE_ROWS = 50
EXPORT_ROWS = 100_000              # what a page hands out; the command line has no limit
TEXT_CHARACTERS = 100
OUTCOMES = {"done": ("●", "calm"), "refused": ("◆", "bad"), "failed": ("▲", "warn")}
PLACE = ("before", "after")        # in the URL: the entry the page begins behind or ends in front of
MIMES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv"}


# ------------------------------------------------------------------------------------------- what is searched for
def choose_search() -> Search:
    """Every filter stands in the URL as a code: p, kind, who, unit, outcome, find, from, to."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters_audit"):
        since, until = _period()
        kinds = {ALL: t("audit.all.kinds"), **{k: n[lang()] for k, n in audit.kinds().items()}}
        kind = choose(t("audit.filter.kind"), list(kinds), "kind", kinds.__getitem__, ALL, width=190)
        people = {ALL: t("audit.all.people"), **_people()}
        who = choose(t("audit.filter.who"), list(people), "who", people.__getitem__, ALL, width=190)
        units = {ALL: t("audit.all.units"), **_units()}
        unit = choose(t("common.unit"), list(units), "unit", units.__getitem__, ALL, width=160)
        outcomes = {ALL: t("audit.all.outcomes"),
                    **{o: f"{OUTCOMES[o][0]} {n[lang()]}" for o, n in audit.outcomes().items()}}
        outcome = choose(t("audit.filter.outcome"), list(outcomes), "outcome", outcomes.__getitem__, ALL, width=130)
        words = st.text_input(t("audit.filter.text"), key="find", bind="query-params", max_chars=TEXT_CHARACTERS,
                              placeholder=t("audit.filter.text_hint"), icon=":material/search:", width=220)
    search = Search(
        since, until, None if kind == ALL else (kind,), None if who == ALL else who, None if unit == ALL else unit,
        None if outcome == ALL else outcome, (words or "").strip()[:TEXT_CHARACTERS] or None,
    )
    _begin_anew(search)
    return search


def _period() -> tuple[dt.datetime | None, dt.datetime | None]:
    names = {p: t(f"audit.period.{p}") for p in PERIODS}
    period = choose(t("audit.filter.period"), PERIODS, "p", names.__getitem__, "30", width=150)
    today = data.today()
    if period == ALL:
        return None, None
    if period != OWN_DAYS:
        return _midnight(today - dt.timedelta(days=int(period) - 1)), None
    month_ago = today - dt.timedelta(days=30)
    first = st.date_input(t("audit.filter.from"), month_ago, key="from", bind="query-params", width=140)
    last = st.date_input(t("audit.filter.to"), today, key="to", bind="query-params", width=140)
    return _midnight(first) if first else None, _midnight(last + dt.timedelta(days=1)) if last else None


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min)


def _people() -> dict[str, str]:
    """Whoever has an account, by sign-in name, and the operators at the machine who have done anything."""
    names = {login: f"{name}（{login}）" if lang() == "zh" else f"{name} ({login})"
             for login, name in data.account_names().items()}
    operators = audit.actors_beginning_with(data.identity(), "operator:")
    return names | {actor: _operator(actor) for actor in operators}


def _operator(actor: str) -> str:
    return t("audit.operator", name=actor.partition(":")[2])


def _units() -> dict[str, str]:
    return {code: unit.name(lang()) for code, unit in data.units(Month.of(data.today())).items()}


def _begin_anew(search: Search) -> None:
    """Another search begins with its newest entries; a link brings its place with it."""
    before = st.session_state.get("_audit_search")
    if before is not None and before != search:
        _go(None, 0)
    st.session_state["_audit_search"] = search


# ------------------------------------------------------------------------------------------- a page of entries
def entries_card(search: Search) -> None:
    """How many there are, fifty of them, and the way to the others."""
    data.authority().demand("read_audit")
    with blocks.card("audit", stretch=False):
        if search.since and search.until and search.since >= search.until:
            st.info(t("audit.days_reversed"), icon=":material/info:")
            return
        shown = _page(search)
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"### {_how_many(search)}", anchors=False, width="content")
            _export_buttons(search)
        if not shown:
            st.caption(t("audit.nothing"))
        else:
            markup.show(_table(shown))
        _turning(search, shown)


def _how_many(search: Search) -> str:
    total = audit.count(data.identity(), search, EXPORT_ROWS + 1)
    if total > EXPORT_ROWS:
        return t("audit.found_more", count=number(EXPORT_ROWS))
    return t("audit.found", count=number(total))


def _page(search: Search) -> list[Entry]:
    place = {name: int(st.query_params[name]) for name in PLACE if st.query_params.get(name, "").isdecimal()}
    named = {name: getattr(search, name) for name in Search.__slots__}
    before, after = place.get("before"), place.get("after")
    found = audit.entries(data.identity(), **named, limit=PAGE_ROWS, before=before, after=None if before else after)
    if found or not place:
        return found
    _go(None, 0)  # a place in the URL that there is not, or no longer
    return audit.entries(data.identity(), **named, limit=PAGE_ROWS)


def _turning(search: Search, shown: list[Entry]) -> None:
    if not shown:
        return
    named = {name: getattr(search, name) for name in Search.__slots__}
    newer = audit.entries(data.identity(), **named, limit=1, after=shown[0].entry_no)
    older = audit.entries(data.identity(), **named, limit=1, before=shown[-1].entry_no)
    if not newer and not older:
        return
    with st.container(horizontal=True, key="audit_turning"):
        st.button(t("audit.newest"), key="audit_newest", disabled=not newer, on_click=_go, args=(None, 0))
        st.button(t("audit.newer"), key="audit_newer", disabled=not newer, icon=":material/chevron_left:",
                  on_click=_go, args=("after", shown[0].entry_no))
        st.button(t("audit.older"), key="audit_older", disabled=not older, icon=":material/chevron_right:",
                  icon_position="right", on_click=_go, args=("before", shown[-1].entry_no))


def _go(place: str | None, entry_no: int) -> None:
    for name in PLACE:
        if name in st.query_params:
            del st.query_params[name]
    if place:
        st.query_params[place] = str(entry_no)


def _table(shown: list[Entry]) -> str:
    names, units = data.account_names(), _units()
    heads = [text(f"audit.column.{name}") for name in (
        "recorded_at", "actor", "kind_label", "outcome_label", "unit_code", "target", "address")]
    return markup.table(heads, [_row(e, names, units) for e in shown], kind="audit")


def _row(shown: Entry, names: Mapping[str, str], units: Mapping[str, str]) -> list[str]:
    """Markup of one entry; everything in it was written by somebody else."""
    when = f"{shown.recorded_at:%Y-%m-%d %H:%M:%S}" if shown.recorded_at else t("audit.unreadable")
    who = esc(_operator(shown.actor) if shown.actor.startswith("operator:") else names.get(shown.actor, shown.actor))
    if shown.actor in names:
        who += f"<small>{esc(shown.actor)}</small>"
    detail = audit_trail.detail_text(shown.detail, lang())
    what = esc(audit_trail.kind_name(shown.kind, lang())) + (f"<small>{esc(detail)}</small>" if detail else "")
    glyph, tone = OUTCOMES.get(shown.outcome, ("○", "calm"))
    outcome = f'<span class="{tone} mark">{glyph} {esc(audit_trail.outcome_name(shown.outcome, lang()))}</span>'
    unit = units.get(shown.unit_code, shown.unit_code) if shown.unit_code else ""
    target = " · ".join(part for part in (shown.target, shown.month) if part)
    return [f'<span class="nowrap">{esc(when)}</span>', who, what, outcome, esc(unit), esc(target),
            esc(shown.address or "")]


@cache
def _stylesheet() -> str:
    return (HERE / "audit.css").read_text(encoding="utf-8")


def css() -> None:
    markup.css()
    st.html(f"<style>{_stylesheet()}</style>")


# ------------------------------------------------------------------------------------------- as a file
@dataclass(frozen=True, slots=True)
class Source:
    """What a file is made from: it is written in a thread that knows nothing of the session."""

    trail: Trail
    search: Search
    language: Lang

    def file(self, kind: FileFormat) -> bytes:
        """The entries of the search as they stand now. OutsideScope when the reader may no longer read them."""
        self._demand()
        identity = self.trail.identity
        found = list(audit.walk(identity, self.search, audit.head(identity).entry_no))
        content = audit_trail.write(found, self.language, kind)
        self.trail.record("audit_exported", at=clock.now(), detail={"format": kind, "row_count": len(found)})
        return content

    def _demand(self) -> None:
        """A page may have stood open since before the role was taken away."""
        authority = entry.authority_of(self.trail.account_id or "", clock.today())
        if authority is None or not authority.may("read_audit"):
            self.trail.record("access_refused", at=clock.now(), outcome="refused", detail={"action": "read_audit"})
            raise OutsideScope("the audit trail may no longer be read")


def _export_buttons(search: Search) -> None:
    """The entries of the search as a workbook and as CSV; making one is recorded."""
    data.authority().demand("read_audit")
    if audit.count(data.identity(), search, EXPORT_ROWS + 1) > EXPORT_ROWS:
        st.caption(t("audit.export.too_many", count=number(EXPORT_ROWS)))
        return
    made_from = Source(data.trail(), search, lang())
    with st.container(horizontal=True, width="content"):
        for kind in ("xlsx", "csv"):
            st.download_button(
                t(f"audit.export.{kind}"), partial(made_from.file, kind), f"audit_{data.today()}.{kind}", MIMES[kind],
                icon=":material/download:", on_click="ignore", key=f"audit_{kind}", help=t("audit.export.recorded"),
            )
