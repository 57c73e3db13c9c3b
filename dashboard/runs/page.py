"""The Runs page: all runs in one list."""

import streamlit as st

from dashboard.components.run_list.run_list import run_list
from dashboard.navigation import page_paths
from dashboard.navigation.address import go_to_page
from dashboard.navigation.run_in_hand import take_along

ADDRESS = ("search", "step", "state", "sort", "reference")


def runs_page() -> None:
    take_along()
    st.title("Runs", anchor=False)
    # a reference run was not trained here: its own page is that of its mistakes
    opened = run_list({"asked": {name: st.query_params.get(name, "") for name in ADDRESS}})
    if opened:
        place = page_paths.ERRORS if "@" in opened else page_paths.TRAIN
        go_to_page(place, run=opened)
