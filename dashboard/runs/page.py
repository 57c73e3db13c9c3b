"""The Runs page: all runs in one list."""

import streamlit as st

from dashboard.components.queue_panel.queue_panel import queue_panel
from dashboard.components.run_list.run_list import run_list
from dashboard.navigation import page_paths
from dashboard.navigation.address import go_to_page
from dashboard.navigation.run_in_hand import take_along
from dashboard.people.identity import is_allowed
from dashboard.people.mode import knows_people

ADDRESS = ("search", "step", "state", "sort", "reference", "mine")


def runs_page() -> None:
    take_along()
    st.title("Runs", anchor=False)
    if knows_people() and (queued := queue_panel(leads=is_allowed("lead the class"))):
        go_to_page(page_paths.TRAIN, run=str(queued))
    # a reference run was not trained here: its own page is that of its mistakes
    opened = run_list({"asked": {name: st.query_params.get(name, "") for name in ADDRESS},
                       "knowsPeople": knows_people()})
    if opened:
        place = page_paths.ERRORS if "@" in opened else page_paths.TRAIN
        go_to_page(place, run=opened)
