"""Nothing is claimed of a training that its figures do not show, here or in the ladders' texts."""

import re

import numpy as np
import pytest

from mnist_core.findings.analysis import (
    Signs,
    against_sentences,
    analysis,
    confused_pairs,
    curve_sentences,
    signs,
)
from mnist_core.findings.report import goal_of
from mnist_core.findings.same_epoch import Side
from mnist_core.ladders import STEPS, Goal, Step, step_before
from mnist_core.reference.records import runs_of_step
from mnist_core.trained.trained import Predictions
from mnist_core.training.epoch_record import EpochRecord

GOAL = Goal(test_accuracy=99.4, max_parameters=10_000, max_epochs=15)


def epochs(*figures: tuple[float, float]) -> list[EpochRecord]:
    """Test accuracy and test loss of each epoch."""
    return [EpochRecord(epoch=number, train_loss=0.1, train_accuracy=98.0, test_loss=loss,
                        test_accuracy=accuracy, held_out_loss=None, held_out_accuracy=None,
                        seconds=1.0)
            for number, (accuracy, loss) in enumerate(figures, start=1)]


def predictions(labels: str, predicted: str) -> Predictions:
    read, true = (np.array([int(digit) for digit in text]) for text in (predicted, labels))
    ones = np.ones(len(labels), np.float32)
    return Predictions(read, ones, ones, true)


STEADY = [(99.0, 0.03), *[(99.41, 0.02)] * 5]


def test_the_target_is_counted_over_the_last_five_epochs() -> None:
    told = curve_sentences(epochs((99.0, 0.03), (99.45, 0.02), *[(99.35, 0.02)] * 4, (99.4, 0.02)),
                           GOAL)
    assert told[0] == ("99.40 % is first reached in epoch 2, and in 1 of the last 5 epochs.")
    assert told[1] == "The last five epochs lie between 99.35 % and 99.40 %."


def test_a_range_of_a_fifth_of_a_point_is_not_settled() -> None:
    last = [(99.41, 0.02)] * 4
    assert not signs(epochs(*last, (99.22, 0.02)), GOAL).is_unsteady
    assert curve_sentences(epochs(*last, (99.2, 0.02)), GOAL)[1].endswith("not settled.")


def test_over_fitting_takes_a_gap_and_a_risen_loss() -> None:
    risen = [*STEADY[:2], *[(99.41, 0.03)] * 5]
    assert signs(epochs(*risen), GOAL, train_accuracy_in_eval_mode=99.95).overfits
    assert not signs(epochs(*STEADY), GOAL, train_accuracy_in_eval_mode=99.95).overfits
    assert not signs(epochs(*risen), GOAL, train_accuracy_in_eval_mode=99.6).overfits
    assert not signs(epochs(*risen), GOAL).overfits
    told = curve_sentences(epochs(*risen), GOAL, train_accuracy_in_eval_mode=99.95)
    assert told[-1].endswith("(+0.54 points; the running figure while training was 98.00 %). The "
                             "test loss of the last five epochs lies 50 % above its lowest: it is "
                             "overfitting.")


def test_a_start_at_chance_and_a_training_that_never_leaves_it() -> None:
    assert curve_sentences(epochs((11.0, 2.3), (12.0, 2.3), (97.0, 0.1)), GOAL)[1].startswith(
        "The first 2 epochs pass at chance")
    never = curve_sentences(epochs(*[(11.0, 2.3)] * 6), GOAL, train_accuracy_in_eval_mode=11.0)
    assert never == ("No epoch reaches 99.40 %; the best has 11.00 %.",
                     "Nothing is learned: test accuracy stays where guessing would be.")
    assert curve_sentences([], GOAL) == ()


def test_confused_pairs_are_the_most_frequent_first() -> None:
    read = predictions("4499012", "9949012")
    assert confused_pairs(read.labels, read.predicted, 3) == [(4, 9, 2), (9, 4, 1)]
    often = predictions("1744777", "7199222")
    assert confused_pairs(often.labels, often.predicted, 2) == [(7, 2, 3), (4, 9, 2)]
    assert confused_pairs(often.labels, often.labels, 2) == []


def test_two_trainings_are_compared_at_the_last_epoch_that_both_have() -> None:
    short, long = epochs((90.0, 0.3)), epochs((80.0, 0.4), (99.0, 0.2))
    what, chance = against_sentences(Side("B", short), Side("A", long), "batch 256 → 128")
    assert what == "Against A: batch 256 → 128."
    assert chance == ("After epoch 1, the last that both have, B is 10.00 points better than A: "
                      "that is more than chance (p < 0.001).")
    assert against_sentences(Side("B", short), Side("A", short), "")[1] == (
        "After the last epoch A and B get equally many digits right.")


def measured(step: Step) -> list[Signs]:
    return [signs(run.epochs(), goal_of(step.id),
                  train_accuracy_in_eval_mode=run.train_accuracy_in_eval_mode)
            for run in runs_of_step(step.id)]


CLAIM = re.compile(r"is overfitting|overfits|learn the training digits by heart")


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step.id)
def test_a_ladders_text_claims_over_fitting_only_where_it_was_measured(step: Step) -> None:
    found = measured(step)
    if CLAIM.search(f"{step.taught} {step.analysis}") and found:
        assert all(each.overfits for each in found), step.id


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step.id)
def test_every_measured_step_has_an_analysis_against_the_step_before(step: Step) -> None:
    before = step_before(step)
    for run in runs_of_step(step.id):
        earlier = runs_of_step(before.id) if before else ()
        told = analysis(run, earlier[0] if earlier else None)
        assert len(told) >= 2 and all(sentence.endswith(".") for sentence in told)
        assert any("Against" in sentence for sentence in told) == bool(earlier)
