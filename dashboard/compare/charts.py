"""The charts of the Compare page: the curves of the compared runs, and all runs there are."""

from collections.abc import Sequence

import streamlit as st

from dashboard.compare.compare_curves import (
    accuracy_chart,
    batch_chart,
    described,
    loss_chart,
)
from dashboard.compare.runs import Compared
from dashboard.components.still_chart.still_chart import still_chart
from dashboard.display.theme import palette
from dashboard.figures.ladder_chart import Mark, alt_text, ladder_chart
from dashboard.figures.time_chart import Timed, time_alt_text, time_chart
from dashboard.ladders.charted import Charted, charted
from dashboard.navigation.address import linked
from dashboard.people.identity import this_owner
from dashboard.people.looking import library
from dashboard.server.resources import readable
from mnist_core.charts.palette import Palette
from mnist_core.findings.report import goal_of

AXES = {"close": "close", "whole": "whole"}


def axis_choice() -> None:
    """How the accuracy charts are scaled."""
    st.segmented_control(
        "Accuracy axis", list(AXES), required=True, key="axis", format_func=AXES.__getitem__,
        on_change=linked("axis", AXES),
        help="Close leaves out the first epochs, which would press the others together.")


def curves_section(runs: Sequence[Compared]) -> None:
    """Four measures, two a row where there is room."""
    whole = st.session_state["axis"] == "whole"
    colours = palette()
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown("##### Test accuracy", anchors=False)
        still_chart(
            accuracy_chart(runs, "test_accuracy", colours, whole=whole,
                           targets=sorted({run.goal.test_accuracy for run in runs})),
            key="compare_test", title=_titled("Test accuracy", runs),
            alt=described(runs, "test_accuracy"))
        st.markdown("##### Train accuracy", anchors=False)
        still_chart(
            accuracy_chart(runs, "train_accuracy", colours, whole=whole),
            key="compare_train", title=_titled("Train accuracy", runs),
            alt=described(runs, "train_accuracy"))
    with right:
        st.markdown("##### Test loss", anchors=False)
        still_chart(loss_chart(runs, colours), key="compare_loss",
                    title=_titled("Test loss", runs), alt=described(runs, "test_loss"))
        _batches(runs, colours)


def _batches(runs: Sequence[Compared], colours: Palette) -> None:
    st.markdown("##### Loss of the batches, smoothed", anchors=False)
    known = [run for run in runs if run.has_batches]
    if not known:
        st.caption("No batch is trained yet." if any(run.trained for run in runs) else
                   "Published logs do not have it. Add a run of your own or a reference run.")
        return
    still_chart(
        batch_chart(runs, colours), key="compare_batches",
        title=_titled("Loss of the batches, smoothed", runs),
        alt=f"Loss of the trained batches, smoothed, of {', '.join(run.name for run in known)}.")


def all_runs_section(runs: Sequence[Compared]) -> None:
    """Accuracy against size and against time, the compared runs by their letters."""
    st.subheader("Among all runs", anchor=False)
    colours = palette()
    mine = charted(readable(), this_owner())
    own, references = _others(mine, runs)
    marks = [*own, *references,
             *(Timed(mark, run.seconds, run.goal) for run in runs
               if run.seconds is not None and (mark := _lettered(run, colours)))]
    if mine.note:
        st.caption(mine.note)
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown("##### Accuracy against parameters", anchors=False)
        still_chart(
            ladder_chart(colours, None, None, [run.mark for run in own],
                         [run.mark for run in references],
                         [mark for run in runs if (mark := _lettered(run, colours))]),
            key="compare_sizes", title=_titled("Test accuracy against parameters", runs),
            alt=alt_text(len(own), len(references)) + _letters(runs))
    with right:
        st.markdown("##### Accuracy against training time", anchors=False)
        if not marks:
            st.caption("Published logs do not tell it. Train a run to see it here.")
            return
        still_chart(time_chart(marks, colours), key="compare_times",
                    title=_titled("Test accuracy against training time", runs),
                    alt=time_alt_text(marks) + _letters(runs))
        st.caption("Filled: as few parameters as its ladder allows. Every run on the machine that "
                   "trained it, so times compare only within one.")


def _others(mine: Charted, runs: Sequence[Compared]) -> tuple[list[Timed], list[Timed]]:
    """The finished own runs and the reference runs that are not compared."""
    compared = {run.key for run in runs}
    own = [Timed(Mark(run.title, run.parameters, run.best_test_accuracy),
                 run.seconds, goal_of(run.step_id))
           for run in mine.runs
           if str(run.id) not in compared and run.best_test_accuracy is not None]
    references = [Timed(Mark(run.label, run.parameters, run.best_test_accuracy), run.seconds,
                        goal_of(run.step_id))
                  for run in library().references() if run.key not in compared]
    return own, references


def _lettered(run: Compared, colours: Palette) -> Mark | None:
    if run.best is None:
        return None
    return Mark(run.label, run.parameters, run.best.test_accuracy, run.letter,
                colours.series[run.place])


def _titled(measure: str, runs: Sequence[Compared]) -> str:
    """``Test accuracy: A Run 12, B strategy-4 · published``."""
    return f"{measure}: {', '.join(f'{run.letter} {run.short_label}' for run in runs)}"


def _letters(runs: Sequence[Compared]) -> str:
    told = [f"{run.letter} has {run.parameters:,} parameters and {run.best.test_accuracy:.2f} %"
            for run in runs if run.best]
    return f" Of the compared runs, {', '.join(told)}." if told else ""
