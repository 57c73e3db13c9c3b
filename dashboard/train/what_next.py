"""What to try after a run: the next step of its ladder, and what its figures suggest to change."""

from collections.abc import Sequence

import streamlit as st

from dashboard.navigation import page_list
from mnist_core.base.change import Change
from mnist_core.base.format import count_of
from mnist_core.findings.next_try import worth_trying
from mnist_core.findings.report import goal_of
from mnist_core.ladders import Step, step_after
from mnist_core.recipe.diff import diff, diff_text
from mnist_core.recipe.overrides import changed_overrides
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.database.run import Run
from mnist_core.training.epoch_record import EpochRecord


def what_next(run: Run, step: Step, epochs: Sequence[EpochRecord]) -> None:
    """Two proposals side by side; each opens the Train page with its recipe."""
    st.subheader("What to try next", anchor=False)
    left, right = st.columns(2)
    tried = worth_trying(run.recipe, epochs, run.num_batches, goal_of(run.step_id))
    with left.container(border=True):
        st.markdown(_changes(step, run.recipe, tried.recipe))
        st.markdown(tried.text)
        is_race = tried.recipe.seed == run.seed
        if is_race:
            st.caption("From the same seed: the same first weights and the same batches, as far as "
                       "the change leaves them alone. Then the page Compare shows which digits "
                       "each gets that the other does not.")
        _open("Race it against this change" if is_race else "Try it", step, tried.recipe)
    following = step_after(step)
    with right.container(border=True):
        if following:
            st.markdown(f"**The next step** · {following.number} · {following.title}")
            st.markdown(diff_text(step.recipe, following.recipe))
            _open("Open it", following, following.recipe)
        else:
            st.markdown("**The ladder ends here.** The others reach the target another way.")
            st.page_link(page_list.LADDERS, label="All ladders", icon=":material/stairs:")


def _changes(step: Step, before: Recipe, after: Recipe) -> str:
    """What is changed in the run, counted; and what that makes of its step, where it is not the
    same."""
    changes, in_all = diff(before, after), diff(step.recipe, after)
    told = f"**{count_of(len(changes), 'change')} to this run** · {_listed(changes)}"
    if in_all == changes:
        return told
    against = (f"{count_of(len(in_all), 'change')} in all from {step.id}: {_listed(in_all)}"
               if in_all else f"That is {step.id} as published")
    return f"{told}  \n:gray[:small[{against}]]"


def _listed(changes: Sequence[Change]) -> str:
    return ", ".join(change.text for change in changes)


def _open(label: str, step: Step, recipe: Recipe) -> None:
    settings = {name: str(value) for name, value in changed_overrides(recipe, step.recipe).items()}
    st.page_link(page_list.TRAIN, label=label, icon=":material/arrow_forward:",
                 query_params={"step": step.id, **settings})
