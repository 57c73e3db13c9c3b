"""A view of the Errors page: what a step fixed and what it broke, against the step before."""

import numpy as np
import streamlit as st

from dashboard.errors.view import ErrorsView, counted, show_wall
from dashboard.navigation.address import linked
from dashboard.readings.other_networks import Witness, witnesses
from mnist_core.insight.hardness import fixed_and_broken
from mnist_core.ladders import find_step, step_before
from mnist_core.trained.trained import Trained, with_step

FIXED, BROKEN, STILL = "fixed", "broken", "still"
TITLES = {FIXED: "Fixed", BROKEN: "Broken", STILL: "Wrong in both"}
_OLDER = {"Fixed": FIXED, "Broken": BROKEN, "Wrong in both": STILL}
_COUNTED = {FIXED: "wrong before and read right now",
            BROKEN: "read right before and wrong now",
            STILL: "wrong before and now"}
_NONE = {FIXED: "No digit was fixed.", BROKEN: "No digit was broken.",
         STILL: "No digit is wrong in both."}


def changes(shown: ErrorsView) -> None:
    if shown.dataset is None:
        return
    found = in_order(shown.trained, witnesses(shown.trained, shown.dataset))
    if not found:
        st.info("No other network was measured on these digits yet: train the step before to "
                "compare with.", icon=":material/group_off:")
        return
    choices = {other.key: (other, answers) for other, answers in found}
    before, answers = choices[st.selectbox(
        "Before", list(choices), key="before", on_change=linked("before", choices), width=420,
        format_func=lambda key: choices[key][0].label)]
    change = fixed_and_broken(answers.correct, shown.evaluation.correct)
    groups = {FIXED: change.fixed, BROKEN: change.broken, STILL: change.still_wrong}
    st.caption(_relation(shown.trained, before))
    group = st.segmented_control(
        "Digits", list(groups), required=True, key="change",
        on_change=linked("change", groups, _OLDER),
        format_func=lambda key: f"{TITLES[key]} · {len(groups[key])}",
        label_visibility="collapsed") or FIXED
    indices = groups[group]
    # fixed: what the network before was furthest off with; else what this one is
    losses = answers.losses if group == FIXED else shown.evaluation.losses
    indices = indices[np.argsort(-losses[indices], kind="stable")]
    st.caption(counted(len(indices), _COUNTED[group]))
    notes = {index: f"was {answers.predicted[index]}" for index in indices.tolist()}
    show_wall(shown, indices, _NONE[group], notes)


def in_order(trained: Trained, found: list[Witness]) -> list[Witness]:
    """Networks of the step before come first, of the same kind (reference or own) before others;
    then the same step's, then all others."""
    step = find_step(trained.step_id) if trained.step_id else None
    earlier = step_before(step) if step else None

    def distance(witness: Witness) -> tuple[bool, bool, bool]:
        other, _ = witness
        return (earlier is None or other.step_id != earlier.id, other.step_id != trained.step_id,
                other.is_reference != trained.is_reference)
    return sorted(found, key=distance)


def _relation(trained: Trained, before: Trained) -> str:
    """Why this comparison: from the step before, or from wherever."""
    step = find_step(trained.step_id) if trained.step_id else None
    earlier = step_before(step) if step else None
    names = f"From {with_step(before)} to {with_step(trained)}"
    if step is None:
        return f"{names}. An own recipe has no step before it; choose what to compare with."
    if earlier is None:
        return f"{names}. {step.id} is the first of its ladder; choose what to compare with."
    if before.step_id != earlier.id:
        return f"{names}. The step before is {earlier.id}."
    return f"{names}: {earlier.title} → {step.title}."
