"""The Quiz page: the same kinds of question before the lessons and after, and what was gained."""

import streamlit as st

from dashboard.components.quiz.quiz import quiz
from dashboard.navigation.run_in_hand import take_along
from dashboard.people.identity import is_allowed
from dashboard.people.mode import knows_people


def quiz_page() -> None:
    """Draw the page."""
    take_along()
    st.title("Quiz", anchor=False)
    quiz(leads_class=knows_people() and is_allowed("lead the class"))
