"""Which other trained networks read the drawing too; the address names them: ``?beside=3,7``."""

import streamlit as st

from dashboard.navigation.address import asked
from dashboard.navigation.run_options import RunOptions
from dashboard.people.looking import library
from dashboard.people.whose import label_of
from mnist_core.runs.records.run_query import RunQuery
from mnist_core.trained.trained import Trained

NAME = "beside"
BOX = "chosen_beside"
MOST = 3


def models_beside(first: Trained) -> list[Trained]:
    """A box to choose up to three networks beside the first one."""
    options = RunOptions(BOX, RunQuery(has_begun=True), lambda run: bool(run.moments))
    asked_for = asked(NAME).split(",")
    own = options.listed(also=asked_for[:MOST])
    known: tuple[Trained, ...] = (*own, *library().references())
    others = {trained.key: trained for trained in known
              if trained.moments and trained.key != first.key}
    linked = [key for key in asked_for if key in others]
    # the address is the truth; the box shows it and changes it
    st.session_state[BOX] = list(dict.fromkeys(linked))[:MOST]

    def chosen() -> None:
        keys = [options.chosen(value, narrows=False) for value in st.session_state[BOX]]
        if keys:
            st.query_params[NAME] = ",".join(key for key in keys if key)
        else:
            st.query_params.pop(NAME, None)

    named = options.named({key: label_of(run) for key, run in others.items()})
    keys = st.multiselect("Beside it", list(others), key=BOX, max_selections=MOST,
                          format_func=named, on_change=chosen,
                          accept_new_options=options.is_cut, help=options.help, select_all=False,
                          placeholder="Up to three more runs or reference runs")
    return [others[key] for key in keys]
