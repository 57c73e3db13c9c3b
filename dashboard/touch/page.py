"""The page of things to touch; ``?demo=KIND`` is the one in sight.

It shows itself on the reference run that shows it best; the run in hand can be put in its place.
"""

import streamlit as st

from dashboard.components.demos.demos import ListedDemo, OwnNetwork, demos
from dashboard.components.projector.projector import projector
from dashboard.navigation.address import asked
from dashboard.navigation.run_in_hand import chosen_key, found, take_along
from mnist_core.demos.demos import DEMOS, title_of


def touch_page() -> None:
    """Draw the page."""
    take_along()
    with st.container():
        projector("touch")
    st.title("Things to touch", anchor=False)
    wanted = asked("demo")
    own = found(chosen_key())
    demos([ListedDemo(kind, title_of(kind)) for kind in DEMOS],
          wanted if wanted in DEMOS else next(iter(DEMOS)),
          OwnNetwork(own.key, own.label) if own and own.moments else None)
