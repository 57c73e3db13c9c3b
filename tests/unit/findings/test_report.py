"""The verdict says in one sentence whether the last five epochs hold the goal within its limits."""

from collections.abc import Sequence

import pytest

from mnist_core.findings.log_text import log_text
from mnist_core.findings.report import Verdict, goal_of, verdict
from mnist_core.ladders import LADDERS, Goal, find_ladder, find_step
from mnist_core.training.epoch_record import EpochRecord, best_epoch

GOAL = Goal(test_accuracy=99.4, max_parameters=10_000, max_epochs=15)


def epoch(number: int, test_accuracy: float, held_out_accuracy: float | None = None) -> EpochRecord:
    return EpochRecord(epoch=number, train_loss=0.2463, train_accuracy=92.17, test_loss=0.0445,
                       test_accuracy=test_accuracy, held_out_loss=None,
                       held_out_accuracy=held_out_accuracy, seconds=3.0)


def epochs(*test_accuracies: float) -> list[EpochRecord]:
    return [epoch(number, accuracy) for number, accuracy in enumerate(test_accuracies, start=1)]


def judged(test_accuracies: Sequence[float], parameters: int = 9_436, goal: Goal = GOAL) -> Verdict:
    found = verdict(goal, parameters, epochs(*test_accuracies))
    assert found.text.endswith(".") and "\n" not in found.text
    assert found.text.startswith("Target met") == found.met
    return found


def test_the_published_strategy_4_meets_its_target() -> None:
    log = find_step("strategy-4").log
    assert judged(log.test_accuracy).text == (
        "Target met: 99.40 % or more in each of the last 5 epochs, best 99.53 %, with 9,436 "
        "parameters, in 15 epochs.")


def test_one_miss_among_the_last_five_is_not_yet_enough() -> None:
    found = judged([98.0, 99.40, 99.41, 99.39, 99.45, 99.52])
    assert not found.met
    assert found.text == ("99.40 % reached in 4 of the last 5 epochs, best 99.52 %, with 9,436 "
                          "parameters: target not yet met.")


def test_a_miss_before_the_last_five_does_not_matter() -> None:
    assert judged([10.0, *[99.40] * 5]).met


def test_exactly_the_target_reaches_it_however_the_float_was_made() -> None:
    assert judged([100 * (9_940 / 10_000), 100 * 0.9940, 99.4, 99.40000000000001, 99.39999999999999]
                  ).met


def test_a_digit_less_than_the_target_does_not_reach_it() -> None:
    assert not judged([99.39] * 5).met


def test_fewer_than_five_epochs_never_meet_the_target() -> None:
    assert judged([98.42]).text == ("99.40 % reached in 0 of 1 epoch, best 98.42 %, with 9,436 "
                                    "parameters: target not yet met.")
    four = judged([99.5] * 4)
    assert not four.met
    assert "4 of 4 epochs" in four.text and "takes 5 such epochs" in four.text


def test_before_the_first_epoch_it_names_the_target() -> None:
    assert judged([]).text == ("No epoch is done yet, with 9,436 parameters: the target is 99.40 % "
                               "in each of the last 5 epochs.")


@pytest.mark.parametrize("num_epochs", [0, 1, 5, 15])
def test_too_many_parameters_never_meet_the_target(num_epochs: int) -> None:
    found = judged([99.9] * num_epochs, parameters=10_000)
    assert not found.met
    assert "10,000 parameters" in found.text and "fewer than 10,000 parameters" in found.text


def test_one_parameter_below_the_limit_is_allowed() -> None:
    assert judged([99.9] * 5, parameters=9_999).met


def test_more_epochs_than_allowed_do_not_meet_the_target() -> None:
    assert judged([99.5] * 15).met
    found = judged([99.5] * 16)
    assert not found.met
    assert found.text.endswith("target not met, which allows at most 15 epochs, not 16.")


def test_every_broken_limit_is_named() -> None:
    found = judged(find_step("nets-3").log.test_accuracy, 17_354, goal_of("nets-3"))
    assert found.text == (
        "99.40 % reached in 1 of the last 5 epochs, best 99.40 %, with 17,354 parameters: target "
        "not met, which allows fewer than 8,000 parameters and at most 15 epochs, not 20.")


def test_a_step_is_measured_against_its_ladder_and_an_own_network_against_the_first_goal() -> None:
    for ladder in LADDERS:
        assert all(goal_of(step.id) is ladder.goal for step in ladder.steps)
    assert goal_of("models-1") == find_ladder("models").goal != goal_of(None)
    assert goal_of(None) is goal_of("of a newer version") is LADDERS[0].goal


def test_held_out_digits_choose_the_best_epoch() -> None:
    chosen = best_epoch([epoch(1, 99.5, held_out_accuracy=98.0),
                         epoch(2, 99.1, held_out_accuracy=98.9)])
    assert chosen is not None and chosen.epoch == 2
    assert "best 99.10 %" in verdict(GOAL, 9_436, [epoch(1, 99.5, 98.0), epoch(2, 99.1, 98.9)]).text


def test_the_first_of_equally_good_epochs_is_the_best() -> None:
    chosen = best_epoch(epochs(99.0, 99.5, 99.5))
    assert chosen is not None and chosen.epoch == 2
    assert best_epoch([]) is None


def test_the_log_has_the_authors_form() -> None:
    assert log_text(epochs(98.71, 98.85), num_batches=235) == (
        "EPOCH: 1\nLoss=0.2463 Batch_id=234 Accuracy=92.17\n"
        "Test set: Average loss: 0.0445, Accuracy: 9871/10000 (98.71%)\n"
        "\n"
        "EPOCH: 2\nLoss=0.2463 Batch_id=234 Accuracy=92.17\n"
        "Test set: Average loss: 0.0445, Accuracy: 9885/10000 (98.85%)\n")


def test_a_published_log_has_no_training_loss() -> None:
    assert "Loss=" not in log_text(epochs(98.71), 235, published=True)


def test_the_log_counts_the_digits_that_were_tested() -> None:
    assert "Accuracy: 953/1000 (95.30%)" in log_text(epochs(95.3), 32, num_test=1_000)


def test_no_epoch_no_log() -> None:
    assert log_text([], 235) == ""
