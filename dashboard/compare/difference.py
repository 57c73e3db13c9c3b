"""Whether two of the compared runs really differ, and on which digits."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from dashboard.compare.pairs import answered, pairs_table, read_pair, seeds_sentence
from dashboard.compare.runs import Compared
from dashboard.components.digit_wall.digit_wall import KEY as WALL
from dashboard.components.digit_wall.digit_wall import digit_wall
from dashboard.display.plain_text import with_commands
from dashboard.display.theme import palette
from dashboard.errors.wall import wall_data
from dashboard.glossary.marked import link
from dashboard.server.resources import data_state, library
from mnist_core.data.label_errors import LABEL_ERRORS
from mnist_core.findings.significance import DigitComparison, compare_answers
from mnist_core.trained.trained import Answers, Moment
from mnist_core.training.evaluate import Evaluation

_TEST = link("mcnemar", "McNemar's test") + ", exact."
LEAST_PROBABILITY = 1e-9
EPOCHS: dict[Moment, str] = {"best": "best", "last": "last"}


def difference_section(runs: Sequence[Compared]) -> None:
    """One sentence on two runs, a table of all pairs, and the digits on which two differ."""
    st.subheader("Is the difference real?", anchor=False)
    moment: Moment = "last" if st.query_params.get("epoch") == "last" else "best"
    answers = answered(runs, moment)
    named = {run.letter: run for run in runs if run.letter in answers}
    if len(answers) < 2:
        st.info("Two runs that have read the test digits are needed. Of a published log only the "
                "curves are known: add a run of your own or a reference run.",
                icon=":material/info:")
        return
    a, b = _choose(named, moment)
    told, pairs = st.container(), st.container()
    if len(named) > 2:
        with pairs.expander("All pairs", icon=":material/grid_on:"):
            st.caption("Digits that only the run in the row gets right : only the one in the "
                       "column. Bold: chance would do it less often than 1 time in 20. Among "
                       "twenty pairs of equals, chance makes one bold.")
            st.html(pairs_table(named, answers, palette()))
    try:
        compared = compare_answers(answers[a.letter], answers[b.letter])
    except ValueError as error:
        told.info(with_commands(str(error)), icon=":material/info:")
        return
    with told:
        st.markdown(f"##### {compared.sentence(a.name, b.name)}", anchors=False)
        st.markdown(seeds_sentence(library(), a, b, moment))
        st.caption(_which_epochs(a, b, moment))
    _wall(a, b, compared, answers, moment)


def _choose(named: dict[str, Compared], moment: Moment) -> tuple[Compared, Compared]:
    """Two of the runs and their epoch; the address has them as ``pair=AC&epoch=last``."""
    letters = list(named)
    pair = read_pair(st.query_params.get("pair", ""), letters)

    def chosen(changed: int) -> None:
        new = [st.session_state[key] for key in ("pair_first", "pair_second")]
        if new[0] == new[1]:
            # whom one takes for both, the other one leaves
            new[1 - changed] = pair[changed]
        st.query_params["pair"] = "".join(new)

    def at_epoch() -> None:
        st.query_params["epoch"] = st.session_state["pair_epoch"]

    st.session_state["pair_first"], st.session_state["pair_second"] = pair
    st.session_state["pair_epoch"] = moment
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for place, (key, label) in enumerate((("pair_first", "First"), ("pair_second", "Second"))):
            st.segmented_control(label, letters, key=key, required=True, on_change=chosen,
                                 args=(place,))
        st.segmented_control("Epoch", list(EPOCHS), required=True, key="pair_epoch",
                             format_func=EPOCHS.__getitem__, on_change=at_epoch)
    return named[pair[0]], named[pair[1]]


def _which_epochs(a: Compared, b: Compared, moment: Moment) -> str:
    assert a.best and b.best and a.last and b.last
    if moment == "last":
        return f"Each at its last epoch, {a.last.epoch} and {b.last.epoch}. {_TEST}"
    return (f"Each at its best epoch, {a.best.epoch} and {b.best.epoch}. To pick the best epoch by "
            f"the test set flatters both; their last epochs do not. {_TEST}")


def _wall(a: Compared, b: Compared, compared: DigitComparison, answers: dict[str, Answers],
          moment: Moment) -> None:
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
    if dataset is None or not np.array_equal(dataset.test.labels.numpy(),
                                             answers[wrong.letter].labels):
        st.info(f"These digits cannot be shown: {wrong.short_label} was measured on others than "
                "those that are loaded now.", icon=":material/hide_image:")
        return
    evaluation = _evaluation(wrong, answers[wrong.letter], moment)
    worst_first = indices[np.argsort(-evaluation.losses[indices], kind="stable")]
    st.caption(f"Read right by {right.name} and wrong by {wrong.name}, worst first; under each "
               f"digit what {wrong.letter} took it for.")
    disputes = {} if dataset.source.is_sample else LABEL_ERRORS
    digit_wall({**wall_data(evaluation, dataset.test.images.numpy(), worst_first, disputes,
                            {right.name: as_evaluation(answers[right.letter])}),
                "opened": _linked_digit(),
                "empty": f"There is no digit that only {right.letter} gets right."},
               on_open=_opened)


def _evaluation(run: Compared, answers: Answers, moment: Moment) -> Evaluation:
    """All ten probabilities where they were recorded, which a reference run does not."""
    dataset = data_state().dataset
    assert run.trained and dataset
    found = None if run.trained.is_reference else run.trained.evaluation(dataset, moment)
    return found or as_evaluation(answers)


def as_evaluation(answers: Answers) -> Evaluation:
    """What is known of ten probabilities: that of the class read, and that of the true one."""
    rows = np.arange(len(answers.labels))
    logs = np.full((len(rows), 10), np.log(LEAST_PROBABILITY), np.float32)
    logs[rows, answers.labels] = -answers.losses
    logs[rows, answers.predicted] = np.log(np.maximum(answers.confidence, LEAST_PROBABILITY))
    # of a digit read right both are known of the same class: the loss has more figures
    right = answers.correct
    logs[rows[right], answers.labels[right]] = -answers.losses[right]
    return Evaluation(logs, answers.labels)


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
