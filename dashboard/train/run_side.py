"""The right side of the Train page: what is planned, what happens, and what came out."""

import streamlit as st

from dashboard.components.live_run.live_run import KEY, live_run
from dashboard.components.take_home.take_home import take_home
from dashboard.display.page_style import WATCHED
from dashboard.display.plain_text import quoted
from dashboard.navigation import page_list
from dashboard.navigation.everybody_here import offer_button
from dashboard.navigation.run_in_hand import HELP, found, runs_for_box
from dashboard.navigation.run_options import RunOptions
from dashboard.people.identity import this_owner
from dashboard.people.whose import label_of
from dashboard.server.resources import store
from dashboard.train.live_data import live_data, replayed_run, write_link
from dashboard.train.recipe.link import go_to
from dashboard.train.run_result import run_result
from dashboard.train.training_now import training_now
from mnist_core.ladders import Step
from mnist_core.ladders.labels import run_name
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.database.run import Run

BOX = "open run"
NEW = "New run"


def open_a_run(step: Step, run: Run | None) -> None:
    """The run in hand, to be changed for any other or a new one of the step."""
    shown = found(str(run.id)) if run else replayed_run()
    options = RunOptions(BOX)
    known = runs_for_box(options, shown)

    def chosen() -> None:
        key = options.chosen(st.session_state[BOX])
        _open(step, key)

    named = options.named({"": NEW, **{key: label_of(other) for key, other in known.items()}})
    st.session_state[BOX] = shown.key if shown else None
    st.selectbox("Run", [None, *known], key=BOX, on_change=chosen, placeholder=NEW,
                 accept_new_options=options.is_cut, help=HELP,
                 format_func=lambda key: named(key or ""))
    options.hint(with_help=True)
    if shown is None:
        _offer_the_one_that_trains()
    else:
        offer_button(shown.key)


def _open(step: Step, key: str | None) -> None:
    trained = found(key or "")
    if trained is None:
        go_to(step.id)
    else:
        name = "replay" if trained.is_reference else "run"
        go_to(trained.step_id or step.id, **{name: trained.key})


def _offer_the_one_that_trains() -> None:
    """Whoever opens the page to watch need not look for it."""
    owner = this_owner()
    first = next((one for one in training_now() if owner in (None, one.owner)), None)
    if first is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        named = run_name(first.id, first.recipe_name, quoted(first.name))
        st.markdown(f":material/show_chart: {named} is training.", width="content")
        st.page_link(page_list.TRAIN, label="Watch it learn", icon=":material/arrow_forward:",
                     query_params={"run": str(first.id)})


def run_side(step: Step, recipe: Recipe | None, run: Run | None) -> None:
    shown = run.recipe if run else recipe or step.recipe
    epochs = store().epochs(run.id) if run else []
    live_run(live_data(step, shown, run, epochs), on_moment=lambda: None, on_link=_looked_at)
    if run:
        # whoever follows it on a phone has it before the recipe
        with st.container(key=WATCHED):
            run_result(run, step)
    elif replayed := replayed_run():
        take_home(replayed.key)


def _looked_at() -> None:
    write_link(st.session_state[KEY].link)
