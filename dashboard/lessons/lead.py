"""What the Lessons page has for whoever leads the class, or is alone."""

import streamlit as st

from dashboard.components.own_lessons.own_lessons import KnownLesson, own_lessons
from dashboard.navigation import page_list
from dashboard.navigation.address import go_to_page
from dashboard.navigation.everybody_here import offer_button
from dashboard.people.identity import is_allowed
from dashboard.people.offers import given_lesson, lesson_offer
from dashboard.server.lessons import catalogue
from mnist_core.base.not_found import NotFound
from mnist_core.lessons.catalogue import FIRST_LANGUAGE


def show_offer(key: str, language: str) -> None:
    """The teacher's button that gives the lesson to the class."""
    try:
        lesson = catalogue().find(key, language or FIRST_LANGUAGE)
    except NotFound:
        # the page says so itself
        return
    with st.container(horizontal=True):
        offer_button(lesson_offer(lesson.key, lesson.language))
        is_wanted = False
        given = given_lesson() if is_allowed("lead the class") else None
        if given and given.key == lesson.key:
            is_wanted = st.button("Predictions of the class", icon=":material/query_stats:")
    if is_wanted:
        go_to_page(page_list.BOARD, show="lesson")


def show_own_lessons() -> None:
    if not is_allowed("lead the class"):
        return
    found = catalogue()
    known: list[KnownLesson] = [
        {"lesson": lesson.key, "language": lesson.language, "title": lesson.head.title}
        for lesson in found.lessons.values()]
    own_lessons(sorted(known, key=lambda one: one["title"]), [*found.languages])
