"""Conditions on what was measured of runs."""

from dataclasses import replace

import pytest

from mnist_core.lessons.figures import Condition, Figures
from mnist_core.training.epoch_record import EpochRecord


def figures(test_accuracy: float) -> Figures:
    epoch = EpochRecord(epoch=1, train_loss=0.1, train_accuracy=99.0, test_loss=0.1,
                        test_accuracy=test_accuracy, held_out_loss=None, held_out_accuracy=None,
                        seconds=1.0)
    return Figures(epochs=(epoch,), num_wrong=10, num_train=1000, parameters=1000,
                   receptive_field=22)


@pytest.mark.parametrize("hundredths", range(-45, 46))
def test_above_near_and_below_by_the_same_leave_nothing_out(hundredths: int) -> None:
    runs = {"one": figures(99.1), "other": figures(round(99.1 + hundredths / 100, 2))}
    sides = [Condition(measure="test_accuracy", of="one", by=0.2, **{side: "other"})
             for side in ("above", "near", "below")]
    assert [side.holds(runs) for side in sides].count(True) == 1


@pytest.mark.parametrize("hundredths", range(-45, 46, 5))
def test_near_and_apart_from_are_opposites(hundredths: int) -> None:
    runs = {"one": figures(99.1), "other": figures(round(99.1 + hundredths / 100, 2))}
    near, apart = (Condition(measure="test_accuracy", of="one", by=0.2, **{side: "other"})
                   for side in ("near", "apart_from"))
    assert near.holds(runs) != apart.holds(runs)


def test_the_rise_of_the_loss_is_counted_from_its_lowest() -> None:
    run = figures(99.0)
    losses = (0.5, 0.2, 0.35)
    run = replace(run, epochs=tuple(replace(run.epochs[0], epoch=number, test_loss=loss)
                                    for number, loss in enumerate(losses, 1)))
    assert run.of("loss_rise") == pytest.approx(0.15)
