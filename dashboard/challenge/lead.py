"""What the teacher does with challenges: set, change the end, open the second half, close."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard.challenge.look import challenges, changed, told
from dashboard.challenge.ranking_table import ranking_csv
from dashboard.display.plain_text import plain
from dashboard.people.identity import allow
from mnist_core.augment.augmentations import AUGMENTATIONS
from mnist_core.base.validation import checked
from mnist_core.challenges.rules import MAX_TITLE, MOST_SEEDS, Rules
from mnist_core.runs.challenges.challenges import Challenge

ANY, SOME = "all", "only these"
LESSON = timedelta(minutes=45)


def lead(challenge: Challenge | None, *, is_one_open: bool) -> None:
    """The buttons of the challenge in sight, and the rules of the next one where none is open."""
    allow("lead the class")
    if challenge:
        _buttons(challenge)
    if not is_one_open:
        _set_the_next()


def _buttons(challenge: Challenge) -> None:
    st.subheader("Lead the challenge", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if challenge.takes_runs:
            with st.popover("Change the end", icon=":material/schedule:"):
                ends = _end(challenge.rules.ends, f"end {challenge.id}")
                if st.button("Change it", key="change the end"):
                    _do(lambda: challenges().end_at(challenge, ends))
        if challenge.opened is None:
            with st.popover("Open the second half", icon=":material/visibility:"):
                st.markdown("Everybody then sees how all are on the half that decides. Nothing "
                            "can be submitted after that.")
                if st.button("Open it", key="open the second half", type="primary"):
                    _do(lambda: challenges().open_second_half(challenge))
        if challenge.closed is None:
            with st.popover("Close", icon=":material/lock:"):
                st.markdown("Nothing can be submitted after that, and you can set the next "
                            "challenge. This one stays readable.")
                if st.button("Close it", key="close the challenge"):
                    _do(lambda: challenges().close(challenge))
        st.download_button("Save the ranking (CSV)", lambda: ranking_csv(told(challenge)),
                           f"challenge-{challenge.id}.csv", "text/csv", on_click="ignore",
                           icon=":material/download:")


def _set_the_next() -> None:
    st.subheader("Set a challenge", anchor=False)
    st.caption("A rule that is left empty is open.")
    title = st.text_input("Title", max_chars=MAX_TITLE, placeholder="Below 8,000 parameters")
    left, middle, right = st.columns(3)
    parameters = left.number_input("Most parameters", 1, value=None, step=1000)
    epochs = middle.number_input("Most epochs", 1, 1000, value=None)
    seconds = right.number_input("Most seconds of training", 1, value=None, step=10)
    left, middle, right = st.columns(3)
    with left:
        allowed = st.radio("Augmentations", (ANY, SOME), horizontal=True,
                           format_func={ANY: "All", SOME: "Only these"}.__getitem__)
        names = st.multiselect("Which", [*AUGMENTATIONS], disabled=allowed == ANY,
                               placeholder="None", label_visibility="collapsed")
    seeds = middle.number_input("Seeds", 1, MOST_SEEDS, value=1, help=(
        "So many finished runs that differ in their seed alone are one submission; their mean "
        "counts. More seeds reward luck less."))
    quick = middle.checkbox("Quick tries count, too")
    with right:
        ends = _end(None, "end of the next")
    if st.button("Set the challenge", type="primary", icon=":material/trophy:"):
        _do(lambda: challenges().add(checked(Rules, {
            "title": title, "most_parameters": parameters, "most_epochs": epochs,
            "most_seconds": seconds, "num_seeds": seeds, "quick_tries": quick, "ends": ends,
            "augmentations": None if allowed == ANY else tuple(names)})))


def _end(ends: float | None, key: str) -> float | None:
    """A moment of the teacher's own clock, or none; in UNIX seconds."""
    zone = ZoneInfo(st.context.timezone or "UTC")
    has_end = st.checkbox("It has an end", value=ends is not None, key=f"has {key}")
    begin = datetime.fromtimestamp(ends, zone) if ends else datetime.now(zone) + LESSON
    moment = st.datetime_input("Until", value=begin.replace(tzinfo=None, second=0, microsecond=0),
                               step=timedelta(minutes=1), key=key, disabled=not has_end)
    return moment.replace(tzinfo=zone).timestamp() if has_end and moment else None


def _do(work: Callable[[], object]) -> None:
    allow("lead the class")
    try:
        work()
    except ValueError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    changed()
    # a link to an earlier one led here; what was done is seen on the latest
    st.rerun()
