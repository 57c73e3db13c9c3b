"""A view of the Errors page: what a step fixed and broke against the step before, or what somebody
changed in a step, against that step."""

import numpy as np
import streamlit as st

from dashboard.errors.view import ErrorsView, counted, show_wall
from dashboard.navigation.address import linked
from dashboard.readings.other_networks import Witness, witnesses
from mnist_core.insight.hardness import fixed_and_broken
from mnist_core.ladders import Step, find_step, step_before
from mnist_core.recipe.diff import diff_text
from mnist_core.reference.records import typical_run
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
    st.caption(relation(shown.trained, before))
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
    """The one to compare with first: for a run that changed its step the step's reference run, for
    any other the step before, of the same kind (reference or own). That with the same seed, from
    whose first weights it began too; where there is none, the typical one."""
    step, earlier = _step_and_earlier(trained)
    is_changed = step is not None and _changes_its_step(trained, step)
    wanted = [one.id for one in ((step, earlier) if is_changed else (earlier, step)) if one]
    typical = {run.key for step_id in wanted if (run := typical_run(step_id))}

    def distance(witness: Witness) -> tuple[int, bool, bool, bool]:
        other, _ = witness
        place = wanted.index(other.step_id) if other.step_id in wanted else len(wanted)
        return (place, other.is_reference != (trained.is_reference or is_changed),
                other.recipe.seed != trained.recipe.seed, other.key not in typical)
    return sorted(found, key=distance)


def relation(trained: Trained, before: Trained) -> str:
    """What was changed from one to the other, and what to know where that is not a step."""
    step, earlier = _step_and_earlier(trained)
    changed = diff_text(before.recipe, trained.recipe) or "the same recipe"
    told = f"From {with_step(before)} to {with_step(trained)}: {changed}."
    if step is None:
        return f"{told} An own recipe has no step before it; choose what to compare with."
    if before.step_id == step.id:
        return told
    if earlier is None:
        return f"{told} {step.id} is the first of its ladder; choose what to compare with."
    return told if before.step_id == earlier.id else f"{told} The step before is {earlier.id}."


def _step_and_earlier(trained: Trained) -> tuple[Step | None, Step | None]:
    step = find_step(trained.step_id) if trained.step_id else None
    return step, step_before(step) if step else None


def _changes_its_step(trained: Trained, step: Step) -> bool:
    """In more than the seed; a reference run stands for its step, whatever its reading."""
    same_seed = trained.recipe.model_copy(update={"seed": step.recipe.seed})
    return not trained.is_reference and bool(diff_text(step.recipe, same_seed))
