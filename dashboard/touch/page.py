"""The page of things to touch; ``?demo=KIND`` is the one in sight, ``?run=KEY`` on that network."""

import streamlit as st

from dashboard.components.demos.demos import ListedDemo, demos
from dashboard.components.projector.projector import projector
from dashboard.navigation.address import asked
from dashboard.navigation.run_in_hand import take_along
from mnist_core.demos.demos import DEMOS
from mnist_core.demos.words.words import FIRST_LANGUAGE, words_of


def touch_page() -> None:
    """Draw the page."""
    take_along()
    st.title("Things to touch", anchor=False)
    projector("touch")
    wanted = asked("demo")
    demos([ListedDemo(kind, words_of(kind, FIRST_LANGUAGE)["title"]) for kind in DEMOS],
          wanted if wanted in DEMOS else next(iter(DEMOS)), None)
