"""Whether two of the compared runs really differ, and on which digits."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from dashboard.compare.finding import Finding
from dashboard.compare.pairs import pairs_table, seeds_sentence
from dashboard.compare.runs import Compared
from dashboard.components.digit_wall.digit_wall import KEY as WALL
from dashboard.components.digit_wall.digit_wall import digit_wall
from dashboard.display.plain_text import with_commands
from dashboard.display.theme import palette
from dashboard.errors.wall import wall_data
from dashboard.people.looking import library
from dashboard.seeds.more_seeds import more_seeds
from dashboard.seeds.queueing import recipe_here
from dashboard.server.resources import data_state
from mnist_core.data.label_errors import LABEL_ERRORS
from mnist_core.findings.significance import AccuracyComparison, DigitComparison
from mnist_core.library.seed_replicates import is_same_recipe
from mnist_core.trained.trained import Predictions
from mnist_core.training.evaluate import Evaluation

LEAST_PROBABILITY = 1e-9
FIRST = 24
"""So many digits are shown at once; a button shows the others."""


def difference_section(runs: Sequence[Compared], found: Finding) -> None:
    """One sentence on two runs, a table of all pairs, and the digits on which two differ."""
    st.subheader("Is the difference real?", anchor=False)
    measured = {run.letter: run for run in runs if run.letter in found.moments.epochs}
    first, second = found.first, found.second
    _choose(list(measured), (first.letter, second.letter))
    if found.compared is None:
        st.info(with_commands(found.problem), icon=":material/info:")
    else:
        st.markdown(f"##### {found.compared.sentence(first.name, second.name)}", anchors=False)
        st.caption(f"{found.moments.words(first, second).capitalize()}. {found.method}")
    if first.trained and second.trained:
        st.markdown(seeds_sentence(library(), first, second, found.moments))
    _more_seeds(first, second)
    if len(measured) > 2:
        with st.expander("All pairs", icon=":material/grid_on:"):
            st.caption("Digits that only the run in the row gets right : only the one in the "
                       "column; where those were not kept, their accuracies. Bold: chance would do "
                       "it less often than 1 time in 20. Among twenty pairs of equals, chance "
                       "makes one bold. Framed: the two above.")
            st.html(pairs_table(measured, found, palette()))
    if isinstance(found.compared, DigitComparison):
        _wall(first, second, found.compared, found)
    elif isinstance(found.compared, AccuracyComparison):
        st.info(f"Which digits each read wrong {found.moments.words(first, second)} was not kept: "
                "of own runs and reference runs the answers of the best and the last epoch are, of "
                "published logs none.", icon=":material/info:")


def _more_seeds(first: Compared, second: Compared) -> None:
    """A button for each of the two recipes."""
    is_one_recipe = is_same_recipe(first.recipe, second.recipe)
    with st.container(horizontal=True, vertical_alignment="center"):
        for run in (first,) if is_one_recipe else (first, second):
            recipe = recipe_here(run.trained) if run.trained else run.recipe
            more_seeds(library(), recipe, run.step_id, key=f"more_{run.letter}",
                       label=f" of {run.letter}", besides=(first.key, second.key), own_only=True,
                       source=run.trained.source if run.trained else None)


def _choose(letters: Sequence[str], pair: tuple[str, str]) -> None:
    """Two of the runs; the address has them as ``pair=AC``."""
    def chosen(changed: int) -> None:
        new = [st.session_state[key] for key in ("pair_first", "pair_second")]
        if new[0] == new[1]:
            # whom one takes for both, the other one leaves
            new[1 - changed] = pair[changed]
        st.query_params["pair"] = "".join(new)

    st.session_state["pair_first"], st.session_state["pair_second"] = pair
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for place, (key, label) in enumerate((("pair_first", "First"), ("pair_second", "Second"))):
            st.segmented_control(label, letters, key=key, required=True, on_change=chosen,
                                 args=(place,))


def _wall(a: Compared, b: Compared, compared: DigitComparison, found: Finding) -> None:
    predictions = {run.letter: run.side.predictions(found.moments.epochs[run.letter])
                   for run in (a, b)}
    directions = {a.letter: (a, b, compared.only_a), b.letter: (b, a, compared.only_b)}

    def chosen() -> None:
        st.query_params["right"] = st.session_state["only_right"]

    # not bound to the address: that would write the words there, not the letter
    asked = st.query_params.get("right")
    st.session_state["only_right"] = asked if asked in directions else a.letter
    which = st.segmented_control(
        "Digits", list(directions), required=True, key="only_right", on_change=chosen,
        format_func=lambda letter: f"only {letter} right, {len(directions[letter][2]):,}")
    right, wrong, indices = directions[which or a.letter]
    dataset = data_state().dataset
    read, read_right = predictions[wrong.letter], predictions[right.letter]
    assert read and read_right
    if dataset is None or not np.array_equal(dataset.test.labels.numpy(), read.labels):
        st.info(f"These digits cannot be shown: {wrong.short_label} was measured on others than "
                "those that are loaded now.", icon=":material/hide_image:")
        return
    evaluation = _evaluation(wrong, read, found.moments.epochs[wrong.letter])
    worst_first = indices[np.argsort(-evaluation.losses[indices], kind="stable")]
    st.caption(f"Read right by {right.name} and wrong by {wrong.name}, worst first; under each "
               f"digit what {wrong.letter} took it for.")
    disputes = {} if dataset.source.is_sample else LABEL_ERRORS
    opened = _linked_digit()
    is_asked = st.session_state.get("all_of") == (right.key, wrong.key)
    shown = worst_first if is_asked or opened in worst_first[FIRST:] else worst_first[:FIRST]
    digit_wall({**wall_data(evaluation, dataset.test.images.numpy(), shown, disputes,
                            {right.name: as_evaluation(read_right)}),
                "opened": opened,
                "empty": f"There is no digit that only {right.letter} gets right."},
               on_open=_opened)
    if len(shown) < len(worst_first):
        st.button(f"Show all {len(worst_first):,}", key="show_all_digits",
                  on_click=st.session_state.__setitem__, args=("all_of", (right.key, wrong.key)))


def _evaluation(run: Compared, predictions: Predictions, epoch: int) -> Evaluation:
    """All ten probabilities where they were recorded, which a reference run does not."""
    dataset, moment = data_state().dataset, run.side.moment(epoch)
    assert run.trained and dataset and moment
    found = None if run.trained.is_reference else run.trained.evaluation(dataset, moment)
    return found or as_evaluation(predictions)


def as_evaluation(predictions: Predictions) -> Evaluation:
    """What is known of ten probabilities: that of the class read, and that of the true one."""
    rows = np.arange(len(predictions.labels))
    logs = np.full((len(rows), 10), np.log(LEAST_PROBABILITY), np.float32)
    logs[rows, predictions.labels] = -predictions.losses
    confidence = np.maximum(predictions.confidence, LEAST_PROBABILITY)
    logs[rows, predictions.predicted] = np.log(confidence)
    # of a digit read right both are known of the same class: the loss has more figures
    right = predictions.correct
    logs[rows[right], predictions.labels[right]] = -predictions.losses[right]
    return Evaluation(logs, predictions.labels)


def _linked_digit() -> int | None:
    text = st.query_params.get("digit", "")
    return int(text) if text.isdecimal() and len(text) < 6 else None


def _opened() -> None:
    """Keep the link true to what is opened."""
    opened = st.session_state[WALL].opened
    if opened is None:
        st.query_params.pop("digit", None)
    else:
        st.query_params["digit"] = str(opened)
