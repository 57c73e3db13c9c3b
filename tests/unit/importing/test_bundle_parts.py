"""The table of epochs of another lab, which may have measured less or more of each epoch."""

import pytest

from mnist_core.importing.bundle_parts import read_epochs
from mnist_core.ladders import STEPS
from mnist_core.training.epoch_record import EpochRecord

RECIPE = STEPS["strategy-4"].recipe
EPOCHS = (b"epoch,train_loss,train_accuracy,test_loss,test_accuracy,seconds,top3_accuracy\n"
          b"1,0.25,92.5,0.125,96.5,20.5,99.5\n")
MEASURED = EpochRecord(epoch=1, train_loss=0.25, train_accuracy=92.5, test_loss=0.125,
                       test_accuracy=96.5, held_out_loss=None, held_out_accuracy=None,
                       seconds=20.5)


def test_a_figure_with_a_default_may_be_missing_and_an_unknown_one_is_left_out() -> None:
    assert read_epochs(EPOCHS, RECIPE) == (MEASURED,)


def test_every_other_column_must_be_there_once() -> None:
    for changed in (EPOCHS.replace(b"test_loss", b"loss"),
                    EPOCHS.replace(b"top3_accuracy", b"test_accuracy")):
        with pytest.raises(ValueError, match=r"must have the columns epoch, train_loss, .*seconds"):
            read_epochs(changed, RECIPE)


def test_figures_have_limits() -> None:
    with pytest.raises(ValueError, match=r"epoch 1: test_accuracy is .*at most 100"):
        read_epochs(EPOCHS.replace(b"96.5", b"100.5"), RECIPE)
