"""The Me page: who one is in the class."""

import streamlit as st

from dashboard.components.me.me import me_card
from dashboard.display.plain_text import plain
from dashboard.me.after import show_class_report
from dashboard.people.identity import this_member
from dashboard.server.resources import settings


def me_page() -> None:
    """Draw the page."""
    person = this_member()
    st.title(plain(person.nickname), anchor=False)
    st.caption(person.role)
    show_class_report(person)
    me_card(settings().mode, person.nickname, person.role)
