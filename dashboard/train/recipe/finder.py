"""The learning-rate finder: a drawer below the controls."""

import json

import streamlit as st

from dashboard.components.lr_finder.lr_finder import lr_finder_chart
from dashboard.train.recipe.link import begin_with
from mnist_core.ladders import Step
from mnist_core.recipe.overrides import apply
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.database.run import Run
from mnist_core.runs.saved.own_recipes import OwnRecipe


def lr_finder(step: Step, recipe: Recipe, run: Run | None, own: OwnRecipe | None) -> None:
    """Closed, it costs nothing. Apply writes the rate into the link, which the controls follow."""
    drawer = st.expander("Find a learning rate", icon=":material/search:", key="lr finder",
                         on_change="rerun")
    if not drawer.open:
        return
    with drawer:
        lr = lr_finder_chart(json.loads(recipe.to_json()))
    if lr is not None:
        begin_with(step, apply(recipe, {"lr": lr}), run, own)
        st.rerun()
