"""Trainings held against each other at one epoch: the last one that all of them have."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import Protocol

from mnist_core.base.format import count_of
from mnist_core.findings.significance import (
    AccuracyComparison,
    DigitComparison,
    chance_words,
    compare_accuracies,
    compare_predictions,
)
from mnist_core.ladders import Log
from mnist_core.recipe.recipe import NUM_TEST
from mnist_core.trained.trained import Moment, Predictions
from mnist_core.training.epoch_record import EpochRecord, best_epoch


def uneven_epochs(num_train: Mapping[str, int]) -> str:
    """What an epoch is where it is not the same for all, by what each is called; else empty."""
    if len(set(num_train.values())) < 2:
        return ""
    *most, last = [f"{name} {num:,}" for name, num in num_train.items()]
    return (f"Their epochs are not equally long in digits: {', '.join(most)} and {last}. Only runs "
            "on equally many tell which is better.")


class HasAnswers(Protocol):
    """Any trained network, as far as it is compared."""

    def predictions(self, moment: Moment = "best") -> Predictions | None: ...


@dataclass(frozen=True, slots=True)
class Side:
    """One training that is compared; ``trained`` is None for a published log."""

    name: str
    epochs: Sequence[EpochRecord]
    trained: HasAnswers | None = None

    def accuracy(self, epoch: int) -> float:
        """On the test digits, in percent; ``epoch`` counts from 1 and is measured."""
        return self.epochs[epoch - 1].test_accuracy

    def moment(self, epoch: int) -> Moment | None:
        """Whether it is the last or the best epoch, of which alone the answers are kept."""
        if epoch == len(self.epochs):
            return "last"
        best = best_epoch(self.epochs)
        return "best" if best and best.epoch == epoch else None

    def predictions(self, epoch: int) -> Predictions | None:
        """What it made of the test digits then; None where that was not kept."""
        moment = self.moment(epoch)
        return self.trained.predictions(moment) if self.trained and moment else None

    @property
    def num_test(self) -> int:
        predictions = self.predictions(len(self.epochs))
        return len(predictions.labels) if predictions else NUM_TEST


def published_epochs(log: Log) -> tuple[EpochRecord, ...]:
    """A published log as epochs; ``nan`` where the author printed nothing that compares."""
    rows = zip(log.train_accuracy, log.test_accuracy, log.test_loss, strict=True)
    return tuple(EpochRecord(
        epoch=number, train_loss=nan, train_accuracy=train_accuracy, test_loss=test_loss,
        test_accuracy=test_accuracy, held_out_loss=None, held_out_accuracy=None, seconds=nan)
        for number, (train_accuracy, test_accuracy, test_loss) in enumerate(rows, start=1))


def common_epoch(histories: Iterable[Sequence[EpochRecord]]) -> int | None:
    """The last epoch that all of them have that have any; None where none has."""
    return min((len(epochs) for epochs in histories if epochs), default=None)


def compare_at(a: Side, b: Side, epoch_a: int, epoch_b: int
               ) -> DigitComparison | AccuracyComparison:
    """Digit by digit where the answers of both epochs were kept, else by their accuracies.

    Raises:
        ValueError: they have read different digits.
    """
    answers_a, answers_b = a.predictions(epoch_a), b.predictions(epoch_b)
    if answers_a and answers_b:
        return compare_predictions(answers_a, answers_b)
    return compare_accuracies(a.accuracy(epoch_a), b.accuracy(epoch_b), a.num_test, b.num_test)


def after_epochs(epoch: int) -> str:
    """``after 2 epochs``."""
    return f"after {count_of(epoch, 'epoch')}"


def standing(own: Side, others: Sequence[Side]) -> str:
    """``After 2 epochs: this run 98.31 %, 0.11 points behind the reference (98.42 %): that could
    easily be chance (p = 0.58).``

    ``own`` against each of the others, at the last epoch that all have; empty before there is one,
    and where they have read different digits.
    """
    epoch = common_epoch(side.epochs for side in (own, *others))
    if epoch is None or not own.epochs or not others:
        return ""
    try:
        told = "; ".join(_against(own, other, epoch) for other in others)
    except ValueError:
        return ""
    return f"{after_epochs(epoch).capitalize()}: {own.name} {own.accuracy(epoch):.2f} %, {told}."


def _against(own: Side, other: Side, epoch: int) -> str:
    ours, theirs = own.accuracy(epoch), other.accuracy(epoch)
    compared = compare_at(own, other, epoch, epoch)
    points = f"{abs(ours - theirs):.2f}"
    if float(points) == 0:
        return f"level with {other.name}"
    where = "ahead of" if ours > theirs else "behind"
    return (f"{points} points {where} {other.name} ({theirs:.2f} %): "
            f"{chance_words(compared.p_value)}")
