"""Digits of real pens, read by the recorded reference runs through the real drawing pipeline."""

import numpy as np
import pytest
from numpy.typing import NDArray

from mnist_core.drawn.drawing import stages_from_strokes
from mnist_core.drawn.strokes_page import page_from_strokes
from mnist_core.ladders import LADDERS, Step
from mnist_core.library.judge import page_judge
from mnist_core.reference.records import ReferenceRun, runs_of_step
from mnist_core.trained.predict import predict
from tests.pen_digits import CANVAS, WHY_NOT, PenDigit, pen_digits

BEST, ENDING_A_LADDER = 97.5, 96.0
MOST_SPLIT = 6  # of 600

Images = NDArray[np.uint8]


@pytest.fixture(scope="module")
def pens() -> list[PenDigit]:
    digits = pen_digits()
    if digits is None:
        pytest.skip(WHY_NOT)
    return digits


@pytest.fixture(scope="module")
def images(pens: list[PenDigit]) -> Images:
    return np.stack([stages_from_strokes(
        pen.strokes, width=CANVAS, height=CANVAS, brush=pen.brush).digit for pen in pens])


def accuracy(run: ReferenceRun, images: Images, pens: list[PenDigit]) -> float:
    """Percent."""
    read = predict(run.network(), images, run.recipe.normalisation).argmax(axis=1)
    return 100 * float((read == [pen.digit for pen in pens]).mean())


@pytest.mark.parametrize("step", [ladder.steps[-1] for ladder in LADDERS],
                         ids=lambda step: step.id)
def test_a_step_that_ends_a_ladder_reads_pens(step: Step, pens: list[PenDigit],
                                              images: Images) -> None:
    runs = [run for run in runs_of_step(step.id) if run.moments]
    if not runs:
        pytest.skip(f"no reference run of {step.id} is recorded")
    assert max(accuracy(run, images, pens) for run in runs) >= ENDING_A_LADDER


def test_the_best_reference_run_reads_pens(pens: list[PenDigit], images: Images) -> None:
    runs = [run for ladder in LADDERS for step in ladder.steps for run in runs_of_step(step.id)
            if run.moments]
    if not runs:
        pytest.skip("no reference run is recorded")
    assert max(accuracy(run, images, pens) for run in runs) >= BEST


def test_a_digit_of_a_pen_is_not_taken_for_several(pens: list[PenDigit]) -> None:
    split = sum(len(page_from_strokes(pen.strokes, width=CANVAS, height=CANVAS, brush=pen.brush,
                                      judge=page_judge()).digits) > 1 for pen in pens)
    assert split <= MOST_SPLIT
