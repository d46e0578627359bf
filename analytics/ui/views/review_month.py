"""The month as a whole: approved by each agency from the bottom up, locked, and unlocked for one unit."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from analytics import clock, month_end
from analytics.months import Month, last_full_month
from analytics.store import closing
from analytics.store.closing import Closed, Gap, NotApproved, NotReady, Standing
from analytics.store.warehouse import StoreError
from analytics.ui import blocks, data, viewing
from analytics.ui.choices import choose_month
from analytics.ui.texts import day_name, lang, month_name, names, plain, t
from analytics.ui.views import markup
from analytics.ui.views.upload_receipt import who


def card(waiting: pd.DataFrame) -> None:
    """For those who review a whole agency; nothing for a reviewer of one department. waiting: of reviewing.queue."""
    month_first = last_full_month(data.today()) if waiting.empty else Month.parse(waiting["month"].min())
    agencies = [u.code for u in data.units(month_first).values() if u.kind == "agency" and data.scope().reviews(u.code)]
    if not agencies:
        return
    with blocks.card("month", stretch=False):
        st.markdown(f"### {t('review.month.title')}\n\n{t('review.month.words')}", anchors=False)
        month = choose_month(month_first)
        for code in reversed(agencies):  # from the bottom of the tree up
            _agency(code, month)
        for word in st.session_state.pop("month_said", ()):
            st.info(word, icon=":material/info:")


@data.cached
def _gaps(unit_code: str, month: Month) -> tuple[Gap, ...]:
    return closing.gaps(data.cursor(), unit_code, month)


@data.cached
def _standing(month: Month) -> Standing:
    return closing.standing(data.cursor(), month)


def _agency(code: str, month: Month) -> None:
    standing = _standing(month)
    approved, lock = standing.approved, standing.locked.get(code)
    name = data.units(month)[code].name(lang()) if code in data.units(month) else code
    with st.container(key=f"agency_{code}", gap="small"):
        st.markdown(f"**{plain(name)}**　{month_name(month, long=True)}")
        if lock is not None:
            _say("good", "review.month.locked", lock)
        elif code in approved:
            _say("good", "review.month.approved", approved[code])
        else:
            _open(code, month)
        if code in approved and lock is None:
            _approved(code, month)
        if lock is not None and data.scope().runs(code):
            _unlocking(code, month, standing.unlocked)


def _say(tone: str, key: str, deed: tuple[str, Any]) -> None:
    words = t(key, who=who(deed[0]), day=day_name(deed[1].date(), year=True))
    markup.show(markup.tone(tone, f"● {words}"))


def _open(code: str, month: Month) -> None:
    gaps = _gaps(code, month)
    if gaps:
        markup.show(markup.tone("warn", f"▲ {t('review.month.waits', count=len(gaps))}"))
        st.caption(gap_words(gaps, month))
    else:
        markup.show(markup.tone("good", f"● {t('review.month.ready')}"))
    st.button(
        t("review.month.approve", month=month_name(month)), key=f"approve_{code}", icon=":material/verified:",
        on_click=_do, args=(lambda: month_end.approve(data.warehouse(), code, month, **_who()), month),
    )


def gap_words(gaps: tuple[Gap, ...], month: Month) -> str:
    units = data.units(month)
    words = [
        t("review.month.gap", unit=plain(units[g.unit_code].name(lang()) if g.unit_code in units else g.unit_code),
          why=t(f"review.month.why.{g.why}"))
        for g in gaps
    ]
    return names(words)


def _approved(code: str, month: Month) -> None:
    with st.container(horizontal=True):
        if data.scope().runs(code):
            st.button(
                t("review.month.lock", month=month_name(month)), key=f"lock_{code}", icon=":material/lock:",
                on_click=_do, args=(lambda: month_end.lock(data.warehouse(), code, month, **_who()), month),
            )
        with st.popover(t("review.month.withdraw"), icon=":material/undo:", key=f"withdrawing_{code}"):
            st.text_input(t("review.month.reason"), key=f"withdraw_why_{code}")
            st.button(t("review.month.withdraw_now"), key=f"withdraw_{code}", on_click=_withdraw, args=(code, month))


def _withdraw(code: str, month: Month) -> None:
    reason = st.session_state.get(f"withdraw_why_{code}", "")
    _do(lambda: month_end.withdraw_approval(data.warehouse(), code, month, reason=reason, **_who()), month, reason)


# ------------------------------------------------------------------------------------------- one unit
def _unlocking(code: str, month: Month, unlocked: Any) -> None:
    units = {u.code: u.name(lang()) for u in data.departments(month) if u.code in data.below(code, month)}
    for unit_code, reason in unlocked.items():
        if unit_code in units:
            words = t("review.month.unlocked", unit=units[unit_code], reason=reason)
            markup.show(markup.tone("warn", f"▲ {words}"))
    left = {unit_code: name for unit_code, name in units.items() if unit_code not in unlocked}
    if not left:
        return
    used = f"unlocking_{code}_{month}_{len(unlocked)}"  # with how many are open, so that it shuts when it was used
    with st.popover(t("review.month.unlock"), icon=":material/lock_open:", key=used):
        st.markdown(t("review.month.unlock_words"))
        st.selectbox(t("common.unit"), list(left), format_func=left.__getitem__, key=f"unlock_unit_{code}")
        st.text_input(t("review.month.reason"), key=f"unlock_why_{code}")
        st.button(t("review.month.unlock_now"), key=f"unlock_{code}", type="primary", icon=":material/lock_open:",
                  on_click=_unlock, args=(code, month))


def _unlock(code: str, month: Month) -> None:
    unit_code = st.session_state[f"unlock_unit_{code}"]
    reason = st.session_state.get(f"unlock_why_{code}", "")
    _do(lambda: month_end.unlock(data.warehouse(), unit_code, month, reason=reason, **_who()), month, reason)
    if "month_said" not in st.session_state:
        st.session_state[f"unlock_why_{code}"] = ""


def _who() -> dict[str, Any]:
    return {"by": data.scope().viewer, "at": clock.now(), "scope": data.scope(), "trail": data.trail()}


def _do(do: Callable[[], Any], month: Month, reason: str = "-") -> None:
    """Does it, or says in words why not."""
    if not reason.strip():
        st.session_state["month_said"] = [t("review.month.reason_first")]
        return
    try:
        viewing.guarded(do)  # a button is no authority: submitting asks the scope
    except NotReady as error:
        st.session_state["month_said"] = [t("review.month.not_ready", gaps=gap_words(error.gaps, month))]
    except Closed:
        st.session_state["month_said"] = [t("review.month.closed_above")]
    except NotApproved:
        st.session_state["month_said"] = [t("review.month.approve_first")]
    except StoreError:
        st.session_state["month_said"] = [t("returns.panel.decided_already")]
    data.changed()
