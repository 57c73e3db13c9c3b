"""Where somebody is: what the teacher's board says of it."""

import streamlit as st

from dashboard.navigation import page_list
from dashboard.navigation.run_in_hand import chosen_key, step_in_hand
from dashboard.people.presence import PRESENCE, Place
from mnist_core.runs.people.person import Person

_OF_A_RUN = {page.name for page in page_list.PAGES if page.path in (
    page_list.TRAIN, page_list.NETWORK, page_list.ERRORS, page_list.DRAW)}


def note_place(person: Person, title: str, name: str) -> None:
    """Somebody is on the page of this name, whose script has just run."""
    if name in _OF_A_RUN:
        place = Place(title, step_in_hand(), chosen_key())
    else:
        # the others say in their address what is opened there, if it is anything
        place = Place(title, st.query_params.get("step", "") if not name else "", "")
    PRESENCE.is_at(person, place)
