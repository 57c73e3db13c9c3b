"""What the recorded figures of a training show, in sentences; nothing else may be claimed of it.

Each claim has its condition in figures, named in ``Signs``; the same conditions hold the ladders'
own texts to the measurements (``tests/unit/findings/test_analysis.py``).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_core.base.format import count_of
from mnist_core.findings.report import NUM_LAST, goal_of, num_reaching
from mnist_core.findings.same_epoch import Side, common_epoch, compare_at
from mnist_core.ladders import Goal
from mnist_core.recipe.diff import diff_text
from mnist_core.trained.trained import Predictions, Trained
from mnist_core.training.epoch_record import EpochRecord

CHANCE_PERCENT = 20.0
"""Below it nothing has been learned yet; guessing gives 10 %."""
OVERFIT_GAP_POINTS = 0.4
"""Train less test accuracy, both in eval mode. Of the reference runs, those whose test loss does
not rise in the end lie at 0.33 or below; a gap alone is not yet overfitting."""
OVERFIT_LOSS_RATIO = 1.15
"""Mean test loss of the last five epochs against the lowest of all."""
UNSTEADY_POINTS = 0.2
"""Range of test accuracy over the last five epochs. Two measurements of one network at 99.3 % on
other 10,000 digits would differ by 0.12 points (one standard deviation, binomial)."""
NUM_PAIRS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What the curves show. Accuracies in percent, differences in points.

    Attributes:
        first_at_target: the first epoch that reaches the target; None if none does.
        num_at_target: how many of the last five reach it.
        epochs_at_chance: how many epochs at the start have learned nothing.
        gap_points: train less test accuracy in eval mode; None where that was not measured.
        loss_ratio: mean test loss of the last five epochs as a multiple of the lowest of all.
        last_range_points: the highest less the lowest test accuracy of the last five epochs.
        has_learned_nothing: not in any epoch.
    """

    first_at_target: int | None
    num_at_target: int
    epochs_at_chance: int
    gap_points: float | None
    loss_ratio: float
    last_range_points: float
    has_learned_nothing: bool

    @property
    def overfits(self) -> bool:
        """The test loss has risen, and the training digits are read clearly better."""
        return (self.gap_points is not None and self.gap_points >= OVERFIT_GAP_POINTS
                and self.loss_ratio >= OVERFIT_LOSS_RATIO)

    @property
    def is_unsteady(self) -> bool:
        return self.last_range_points >= UNSTEADY_POINTS


def analysis(trained: Trained, before: Trained | None = None) -> tuple[str, ...]:
    """All that its figures show, a sentence each; with ``before``, also what changed since.

    The two are compared at the last epoch that both have.
    """
    epochs = trained.epochs()
    told = [*curve_sentences(epochs, goal_of(trained.step_id),
                             train_accuracy_in_eval_mode=trained.train_accuracy_in_eval_mode)]
    best = trained.predictions("best")
    if best and best.accuracy >= CHANCE_PERCENT:
        told.append(confusion_sentence(best))
    if before and epochs and trained.source == before.source:
        told += against_sentences(Side(trained.short_label, epochs, trained),
                                  Side(before.short_label, before.epochs(), before),
                                  diff_text(before.recipe, trained.recipe))
    return tuple(sentence for sentence in told if sentence)


def signs(epochs: Sequence[EpochRecord], goal: Goal, *,
          train_accuracy_in_eval_mode: float | None = None) -> Signs:
    """What at least one epoch shows; ``train_accuracy_in_eval_mode`` is of the best epoch."""
    assert epochs
    accuracies = [epoch.test_accuracy for epoch in epochs]
    losses = [epoch.test_loss for epoch in epochs]
    learned = next((number for number, accuracy in enumerate(accuracies)
                    if accuracy >= CHANCE_PERCENT), len(accuracies))
    last = slice(-NUM_LAST, None)
    return Signs(
        first_at_target=next((epoch.epoch for epoch in epochs
                              if goal.is_reached(epoch.test_accuracy)), None),
        num_at_target=num_reaching(epochs, goal),
        epochs_at_chance=learned,
        gap_points=(None if train_accuracy_in_eval_mode is None
                    else train_accuracy_in_eval_mode - max(accuracies)),
        loss_ratio=sum(losses[last]) / len(losses[last]) / min(losses),
        last_range_points=max(accuracies[last]) - min(accuracies[last]),
        has_learned_nothing=learned == len(accuracies))


def curve_sentences(epochs: Sequence[EpochRecord], goal: Goal, *,
                    train_accuracy_in_eval_mode: float | None = None) -> tuple[str, ...]:
    """Target, start, steadiness and overfitting, as far as the curves show them."""
    if not epochs:
        return ()
    found = signs(epochs, goal, train_accuracy_in_eval_mode=train_accuracy_in_eval_mode)
    told = [_target(found, goal, epochs), _start(found), _steadiness(found, epochs),
            _gap(found, epochs, train_accuracy_in_eval_mode)]
    return tuple(sentence for sentence in told if sentence)


def confused_pairs(labels: NDArray[np.int64], predicted: NDArray[np.int64], num: int
                   ) -> list[tuple[int, int, int]]:
    """The most frequent errors among N digits, as (label, read as, how often)."""
    wrong = labels != predicted
    pairs = Counter(zip(labels[wrong].tolist(), predicted[wrong].tolist(), strict=True))
    # of equally frequent ones the smaller digits first, so that the order is always the same
    ranked = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return [(label, read, count) for (label, read), count in ranked[:num]]


def confusion_sentence(predictions: Predictions) -> str:
    """``Most often confused: 4 read as 9 (7 digits), …``; empty where nothing is wrong."""
    pairs = [f"{label} read as {read} ({count_of(count, 'digit')})"
             for label, read, count in confused_pairs(
                 predictions.labels, predictions.predicted, NUM_PAIRS)]
    return f"Most often confused: {', '.join(pairs)}." if pairs else ""


def against_sentences(after: Side, before: Side, changed: str) -> tuple[str, ...]:
    """What is different from another training, and whether it is more than chance.

    At the last epoch that both have, one at least; ``changed`` is their difference in recipe, in
    words, empty where there is none.

    Raises:
        ValueError: they have read different digits.
    """
    epoch = common_epoch((before.epochs, after.epochs))
    assert epoch
    compared = compare_at(before, after, epoch, epoch)
    is_end = len(before.epochs) == len(after.epochs)
    when = "After the last epoch" if is_end else f"After epoch {epoch}, the last that both have,"
    what = f"Against {before.name}: {changed or 'nothing was changed'}."
    return what, f"{when} {compared.sentence(before.name, after.name)}"


def _target(found: Signs, goal: Goal, epochs: Sequence[EpochRecord]) -> str:
    target = f"{goal.test_accuracy:.2f} %"
    if found.first_at_target is None:
        best = max(epoch.test_accuracy for epoch in epochs)
        return f"No epoch reaches {target}; the best has {best:.2f} %."
    among = min(len(epochs), NUM_LAST)
    return (f"{target} is first reached in epoch {found.first_at_target}, and in "
            f"{found.num_at_target} of the last {among} epochs.")


def _start(found: Signs) -> str:
    stuck = found.epochs_at_chance
    if found.has_learned_nothing:
        return "Nothing is learned: test accuracy stays where guessing would be."
    if stuck:
        return (f"The first {'epoch passes' if stuck == 1 else f'{stuck} epochs pass'} at chance "
                "before anything is learned.")
    return ""


def _steadiness(found: Signs, epochs: Sequence[EpochRecord]) -> str:
    if len(epochs) < NUM_LAST or found.has_learned_nothing:
        return ""
    last = [epoch.test_accuracy for epoch in epochs[-NUM_LAST:]]
    where = f"The last five epochs lie between {min(last):.2f} % and {max(last):.2f} %"
    return f"{where}: not settled." if found.is_unsteady else f"{where}."


def _gap(found: Signs, epochs: Sequence[EpochRecord], train_accuracy: float | None) -> str:
    if train_accuracy is None or found.gap_points is None or found.has_learned_nothing:
        return ""
    best = max(epochs, key=lambda epoch: epoch.test_accuracy)
    gap = round(found.gap_points, 2) + 0.0  # no "-0.00"
    told = (f"At its best it reads {train_accuracy:.2f} % of the training digits and "
            f"{best.test_accuracy:.2f} % of the test digits right, both in eval mode "
            f"({gap:+.2f} points; the running figure while training was "
            f"{best.train_accuracy:.2f} %).")
    if found.overfits:
        risen = 100 * (found.loss_ratio - 1)
        told += (f" The test loss of the last five epochs lies {risen:.0f} % above its lowest: "
                 "it is overfitting.")
    return told
