"""The Experiments page: all experiments, or the one that the address names.

Its element asks the server by itself and draws what it hears, so that the script never runs for a
new trial.
"""

from dataclasses import asdict

import streamlit as st

from dashboard.components.experiments.experiments import experiments
from dashboard.navigation import page_list
from dashboard.navigation.address import asked, go_to_page
from dashboard.navigation.run_in_hand import take_along
from dashboard.people.mode import knows_people
from mnist_core.charts.palette import DARK, LIGHT
from mnist_core.runs.database.row_number import row_number

EXPERIMENT = "experiment"
VIEW = ("trial", "state", "sort")
"""What is looked at of an experiment."""


def experiments_page() -> None:
    take_along()
    number = row_number(asked(EXPERIMENT))
    opened = experiments({
        "experiment": number, "knowsPeople": knows_people(),
        "asked": {name: asked(name) for name in VIEW},
        "colours": {"light": asdict(LIGHT), "dark": asdict(DARK)}})
    if opened.run:
        go_to_page(page_list.TRAIN, run=str(opened.run))
    if opened.experiment is not None:
        _open(opened.experiment)


def _open(number: int) -> None:
    """One of them, or with 0 the list."""
    for name in VIEW:
        st.query_params.pop(name, None)
    if number:
        st.query_params[EXPERIMENT] = str(number)
    else:
        st.query_params.pop(EXPERIMENT, None)
    st.rerun()
