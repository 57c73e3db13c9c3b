"""Trainings of different length are held against each other where both have been measured."""

from collections.abc import Sequence

import pytest

from mnist_core.findings.same_epoch import Side, common_epoch, compare_at, standing, uneven_epochs
from mnist_core.findings.significance import AccuracyComparison, DigitComparison
from mnist_core.reference.records import ReferenceRun, typical_run
from mnist_core.training.epoch_record import EpochRecord


def epochs(*accuracies: float) -> list[EpochRecord]:
    return [EpochRecord(epoch=number, train_loss=0.1, train_accuracy=98, test_loss=0.1,
                        test_accuracy=accuracy, held_out_loss=None, held_out_accuracy=None,
                        seconds=1) for number, accuracy in enumerate(accuracies, start=1)]


def side(name: str, *accuracies: float) -> Side:
    return Side(name, epochs(*accuracies))


@pytest.fixture
def recorded() -> ReferenceRun:
    run = typical_run("strategy-4")
    if run is None:
        pytest.skip("no reference runs")
    return run


@pytest.mark.parametrize(("lengths", "expected"), [
    ((2, 15, 15), 2), ((15, 15), 15), ((0, 15), 15), ((0, 0), None), ((), None)])
def test_the_shortest_that_has_begun_says_which_epoch(
        lengths: Sequence[int], expected: int | None) -> None:
    assert common_epoch(epochs(*[99.0] * length) for length in lengths) == expected


def test_unequal_runs_are_judged_at_the_epoch_that_all_have() -> None:
    told = standing(side("this run", 97.5, 98.31),
                    [side("the reference", 97, 98.42, 99.4), side("published", 97, 98.31, 99.5)])
    assert told == ("After 2 epochs: this run 98.31 %, 0.11 points behind the reference (98.42 %): "
                    "that could easily be chance (p = 0.58); level with published.")


def test_chance_is_told_of_each_in_the_words_of_every_other_page() -> None:
    told = standing(side("this run", 97.0), [side("the reference", 98.4), side("published", 96.9)])
    assert told == ("After 1 epoch: this run 97.00 %, 1.40 points behind the reference (98.40 %): "
                    "that is more than chance (p < 0.001); 0.10 points ahead of published "
                    "(96.90 %): that could easily be chance (p = 0.71).")


def test_before_the_first_epoch_nothing_is_said() -> None:
    assert standing(side("this run"), [side("published", 98.0)]) == ""
    assert standing(side("this run", 98.0), []) == ""


def test_digits_are_compared_only_where_the_answers_of_that_epoch_were_kept(
        recorded: ReferenceRun) -> None:
    one = Side("A", recorded.epochs(), recorded)
    num = len(one.epochs)
    assert one.moment(num) == "last" and one.moment(recorded.best_epoch) == "best"
    assert isinstance(compare_at(one, one, num, recorded.best_epoch), DigitComparison)
    other = next(epoch for epoch in range(1, num) if epoch != recorded.best_epoch)
    assert one.moment(other) is None
    assert isinstance(compare_at(one, one, other, other), AccuracyComparison)


def test_epochs_of_unlike_length_are_said_to_be() -> None:
    assert uneven_epochs({"A": 60_000, "B": 60_000}) == ""
    assert uneven_epochs({"this run": 12_000, "the step": 60_000}) == (
        "Their epochs are not equally long in digits: this run 12,000 and the step 60,000. Only "
        "runs on equally many tell which is better.")
