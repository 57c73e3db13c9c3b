"""The Train page: a recipe on the left, its run on the right."""

import streamlit as st
from sqlalchemy.exc import OperationalError

from dashboard.api import submit
from dashboard.components.live_run import live_run
from dashboard.controls import recipe_controls
from dashboard.lab import data_state, settings, store
from dashboard.preview import augmented_digits, planned_lr
from dashboard.run_choice import chosen_number, run_label
from dashboard.run_result import run_result
from mnist_core.differences import diff_text
from mnist_core.edits import Scalar, apply, changed_settings, setting_names
from mnist_core.ladders import STEPS, Step, find_step, full_title
from mnist_core.recipe import Recipe
from mnist_core.runs.disk import write_sentence
from mnist_core.runs.records import Run

DEFAULT_STEP = "strategy-4"
TARGET = 99.4


def train_page() -> None:
    run = _linked_run()
    step = _linked_step(run)
    left, right = st.columns([5, 11], gap="large")
    if run:
        # what happens now comes first: its script loads while the controls are drawn
        with right:
            _open_a_run(step, run)
            _run_side(step, run.recipe, run)
        with left:
            _recipe_side(step, run)
    else:
        with left:
            recipe = _recipe_side(step, None)
        with right:
            _open_a_run(step, None)
            _run_side(step, recipe, None)


def _recipe_side(step: Step, run: Run | None) -> Recipe | None:
    _choose_step(step)
    start = _linked_recipe(step, run)
    # a link to a run, or another run, begins with that run's values, whatever was set before
    place = f"{step.id}/{run.id if run else ''}"
    above = st.container()
    if run and not _wants_changes(run, place):
        with above:
            _start(step, start)
        return start
    chosen = recipe_controls(step.recipe, start, place)
    try:
        recipe = apply(step.recipe, chosen)
    except ValueError as error:
        with above:
            st.error(str(error), icon=":material/error:")
        return None
    _remember(step, recipe, run)
    with above:
        _start(step, recipe)
    return recipe


def _wants_changes(run: Run, place: str) -> bool:
    """Whoever only watches a run is spared thirty controls."""
    is_changed = bool(_linked_settings())
    return st.toggle("Change this recipe", is_changed, key=f"{place}/change",
                     persist_state="session") or is_changed


def _linked_step(run: Run | None) -> Step:
    linked = (run.step_id if run else None) or st.query_params.get("step", DEFAULT_STEP)
    try:
        return find_step(linked)
    except ValueError as error:
        st.error(str(error), icon=":material/error:")
        return STEPS[DEFAULT_STEP]


def _choose_step(step: Step) -> None:
    names = {step.id: full_title(step) for step in STEPS.values()}

    def chosen() -> None:
        st.query_params.from_dict({"step": st.session_state["step"]})

    # the link is the truth: a page opened with one shows its step, whatever was chosen before
    st.session_state["step"] = step.id
    st.selectbox("Step", list(names), key="step", format_func=names.__getitem__,
                 on_change=chosen)


def _open_a_run(step: Step, run: Run | None) -> None:
    """Every run that there is, to come back to; the newest first."""
    runs = {other.id: other for other in store().runs()}
    if not runs:
        return
    key = "open run"

    def chosen() -> None:
        number = chosen_number(st.session_state[key])
        st.query_params.from_dict({"step": runs[number].step_id or step.id, "run": str(number)}
                                  if number in runs else {"step": step.id})

    st.session_state[key] = run.id if run and run.id in runs else None
    st.selectbox("Run", [None, *runs], key=key, on_change=chosen, label_visibility="collapsed",
                 format_func=lambda number: run_label(runs[number]) if number else "New run")


def _linked_run() -> Run | None:
    text = st.query_params.get("run")
    if text is None:
        return None
    try:
        return store().run(int(text))
    except ValueError:
        st.error(f"There is no run {text}; pick a step and start one.", icon=":material/error:")
        return None


def _linked_recipe(step: Step, run: Run | None) -> Recipe:
    """What the controls begin with: the step with the link's settings, or the run's recipe."""
    linked = _linked_settings()
    if run and not linked:
        return run.recipe
    try:
        return apply(step.recipe, linked)
    except ValueError as error:
        st.error(f"{error} The link's settings were left out.", icon=":material/error:")
        return step.recipe


def _linked_settings() -> dict[str, Scalar]:
    names = set(setting_names())
    return {name: _read(value) for name, value in st.query_params.items() if name in names}


def _read(text: str) -> Scalar:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return {"true": True, "false": False}.get(text.lower(), text)


def _remember(step: Step, recipe: Recipe, run: Run | None) -> None:
    """Put everything that was chosen into the link."""
    link = {"step": step.id}
    if run and recipe == run.recipe:
        link["run"] = str(run.id)
    else:
        link |= {name: str(value) for name, value in
                 changed_settings(recipe, step.recipe).items()}
        if run:
            link["run"] = str(run.id)
    if link != st.query_params.to_dict():
        st.query_params.from_dict(link)


def _start(step: Step, recipe: Recipe) -> None:
    changed = diff_text(step.recipe, recipe)
    st.caption(f":material/edit: {changed}" if changed else "As published, nothing changed.")
    if st.button("Start", type="primary", icon=":material/play_arrow:", width="stretch",
                 shortcut="Ctrl+Enter"):
        try:
            run = submit(recipe, step.id)
        except ValueError as error:
            st.error(str(error), icon=":material/error:")
            return
        except OperationalError as error:
            st.error(write_sentence(settings().home, error), icon=":material/error:")
            return
        st.query_params.from_dict({"step": step.id, "run": str(run.id)})
        st.rerun()


def _run_side(step: Step, recipe: Recipe | None, run: Run | None) -> None:
    shown = run.recipe if run else recipe or step.recipe
    log = step.log if run is None or run.step_id == step.id else None
    state = data_state()
    available = len(state.dataset.train) if state.dataset else 60_000
    num_train = min(shown.num_train or available, available) - shown.held_out
    plan = planned_lr(shown, max(1, num_train))
    live_run({
        "run": run.id if run else None,
        "title": f"{step.title}: the published curves",
        "hint": "Start, and your own curves are drawn over them.",
        "epochs": shown.epochs, "target": TARGET,
        "ghost": {"test_accuracy": log.test_accuracy, "test_loss": log.test_loss} if log else None,
        "lr": plan,
        "moment": f"{run.id}/{run.state}/{run.epochs_done}" if run else "",
    }, on_change=lambda: None)
    if run:
        run_result(run, step)
    elif recipe:
        _preview(recipe)


def _preview(recipe: Recipe) -> None:
    description = recipe.describe()
    st.markdown(f"**{description.parameters:,} parameters** · "
                f"{description.multiply_adds / 1e6:.2f} M multiply-adds a digit · sees "
                f"{description.before_pooling.receptive_field} pixels wide before pooling")
    dataset = data_state().dataset
    if dataset:
        st.caption("Sixteen training digits, and below them the same digits as this recipe "
                   "shows them.")
        st.image(augmented_digits(recipe, dataset), width="stretch")
