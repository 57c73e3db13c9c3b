"""The Challenge page: rules, time left and ranking for all; one's own submissions; the teacher's
buttons."""

import streamlit as st

from dashboard.challenge.lead import lead
from dashboard.challenge.look import by_number, challenges, latest, shown, submissions, told
from dashboard.challenge.own import own_submissions
from dashboard.components.challenge_board.challenge_board import challenge_board
from dashboard.components.projector.projector import projector
from dashboard.display.plain_text import plain
from dashboard.navigation import page_list
from dashboard.navigation.address import asked
from dashboard.navigation.run_in_hand import take_along
from dashboard.people.identity import this_member
from mnist_core.base.format import shortened
from mnist_core.base.not_found import NotFound
from mnist_core.runs.challenges.challenges import Challenge
from mnist_core.runs.database.row_number import row_number
from mnist_core.runs.people.person import Person


def challenge_page() -> None:
    """Draw the page."""
    person = this_member()
    take_along()
    with st.container():
        projector("challenge")
    st.title("Challenge", anchor=False)
    newest = latest()
    challenge = _linked(newest)
    if challenge:
        _board(challenge, person, follows=challenge == newest)
        with st.container(key="challenge_own"):
            own_submissions(challenge, person)
    else:
        st.info("No challenge is set yet." if not person.is_teacher else
                "No challenge is set yet: below you set the first one.", icon=":material/trophy:")
    if person.is_teacher:
        with st.container(key="challenge_lead"):
            lead(challenge, is_one_open=newest is not None and newest.closed is None)
    _earlier(challenge)


def _linked(newest: Challenge | None) -> Challenge | None:
    """The one that the address names, else the latest."""
    text = asked("challenge")
    if not text:
        return newest
    try:
        return by_number(row_number(text) or 0)
    except NotFound:
        st.warning(f"There is no challenge {plain(shortened(text))} in this class.",
                   icon=":material/search_off:")
        return newest


def _board(challenge: Challenge, person: Person, *, follows: bool) -> None:
    own = [one.id for one in submissions(challenge).all() if one.person == person.id]
    challenge_board({"challenge": told(challenge), "own": own, "now": challenges().now(),
                     "follows": follows}, on_turn=lambda: None)


def _earlier(challenge: Challenge | None) -> None:
    """Links to all but the one in sight."""
    all_shown = shown()
    titles = {int(number): title for number, title in all_shown["earlier"].items()}
    if newest := all_shown["challenge"]:
        titles = {newest["id"]: newest["title"], **titles}
    others = {number: title for number, title in titles.items()
              if not challenge or number != challenge.id}
    if not others:
        return
    with st.container(key="challenge_earlier"):
        st.subheader("Other challenges", anchor=False)
        for number, title in others.items():
            st.page_link(page_list.CHALLENGE, label=plain(title), icon=":material/trophy:",
                         query_params={"challenge": str(number)})
