"""A trained network as a lesson measures it: own or reference, whole or up to an epoch."""

from dataclasses import dataclass

from mnist_core.findings.same_epoch import Side
from mnist_core.lessons.figures import Figures
from mnist_core.trained.trained import History, Predictions


@dataclass(frozen=True, slots=True)
class Measured:
    """A run with at least one epoch. ``answers`` are those after the last epoch of ``figures``;
    None where they were not kept."""

    trained: History
    figures: Figures
    predictions: Predictions | None


def figures_of(trained: History) -> Figures:
    """The figures of all its measured epochs; it must have one."""
    found = measured_of(trained)
    assert found is not None
    return found.figures


def measured_of(trained: History, epoch: int | None = None) -> Measured | None:
    """The run as it stood after ``epoch``, else after the last one; None where it has no epoch."""
    epochs = trained.epochs()[:epoch]
    if not epochs:
        return None
    side = Side(trained.key, trained.epochs(), trained)
    predictions = side.predictions(len(epochs))
    # by its accuracy, where the answers are those of another epoch
    num_wrong = (int((~predictions.correct).sum()) if predictions
                 else round((100 - epochs[-1].test_accuracy) / 100 * side.num_test))
    return Measured(trained, Figures(
        epochs=epochs, num_wrong=num_wrong, num_train=_num_train(trained),
        parameters=trained.parameters,
        receptive_field=trained.recipe.describe().head_input.receptive_field), predictions)


def _num_train(trained: History) -> int:
    """How many digits it trained on; to a batch, where there were fewer than it asked for."""
    recipe = trained.recipe
    wanted = recipe.num_train_or_all - recipe.held_out
    return min(wanted, trained.num_batches * recipe.batch_size)
