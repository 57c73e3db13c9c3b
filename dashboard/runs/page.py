"""The Runs page: all runs in one list."""

import streamlit as st

from dashboard.components.queue_panel.queue_panel import queue_panel
from dashboard.components.run_list.run_list import run_list
from dashboard.navigation import page_list
from dashboard.navigation.address import go_to_page
from dashboard.navigation.run_in_hand import take_along
from dashboard.people.identity import allow, is_allowed
from dashboard.people.mode import is_looking_closed, knows_people, only_own_runs

ADDRESS = ("search", "step", "state", "sort", "reference", "mine")
OWN_ONLY = "own runs only"


def runs_page() -> None:
    take_along()
    st.title("Runs", anchor=False)
    if knows_people():
        _of_the_class()
    # a reference run was not trained here: its own page is that of its mistakes
    opened = run_list({"asked": {name: st.query_params.get(name, "") for name in ADDRESS},
                       "knowsPeople": knows_people()})
    if opened:
        place = page_list.ERRORS if "@" in opened else page_list.TRAIN
        go_to_page(place, run=opened)


def _of_the_class() -> None:
    """The queue, and for the teacher whether students see each other's runs."""
    leads = is_allowed("lead the class")
    if queued := queue_panel(leads=leads):
        go_to_page(page_list.TRAIN, run=str(queued))
    if leads:
        st.session_state[OWN_ONLY] = is_looking_closed()
        st.toggle("Students see only their own runs", key=OWN_ONLY, on_change=_close_looking)


def _close_looking() -> None:
    allow("lead the class")
    only_own_runs(bool(st.session_state[OWN_ONLY]))
