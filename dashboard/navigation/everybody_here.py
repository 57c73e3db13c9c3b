""""Everybody here": what the teacher offers is opened, or offered from the page that shows it."""

import streamlit as st

from dashboard.navigation import page_list
from dashboard.navigation.address import go_to_page
from dashboard.people.identity import allow, is_allowed
from dashboard.people.mode import knows_people
from dashboard.people.offers import end_the_offer, offer_to_all, offered
from mnist_core.ladders import STEPS
from mnist_core.runs.people.offer import lesson_of


def open_offer(key: str) -> None:
    """Go where an offered step, run or lesson is shown."""
    if place := lesson_of(key):
        language, _, lesson = place.partition("/")
        go_to_page(page_list.LESSONS, lesson=lesson, language=language)
    elif key in STEPS:
        go_to_page(page_list.LADDERS, step=key)
    else:
        go_to_page(page_list.ERRORS if "@" in key else page_list.TRAIN, run=key)


def offer_button(key: str) -> None:
    """The teacher's button that offers this step, run or lesson, or ends its offer; nobody else
    has it."""
    if not knows_people() or not is_allowed("lead the class"):
        return
    now = offered()
    if now and now["key"] == key:
        st.button("End the offer", icon=":material/campaign:", on_click=_end,
                  help="It is on every screen of the class.")
    else:
        st.button("Offer to everybody", icon=":material/campaign:", on_click=_offer, args=(key,),
                  help="Shows it on every screen of the class, for 15 minutes or until you end it.")


def _offer(key: str) -> None:
    allow("lead the class")
    offer_to_all(key)


def _end() -> None:
    allow("lead the class")
    end_the_offer()
