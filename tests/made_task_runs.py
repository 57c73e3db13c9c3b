"""Finished runs with made figures that solve a lesson's task, or miss it by one condition."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import ceil, nextafter

from sqlalchemy import update
from sqlalchemy.orm import Session

from mnist_core.ladders import STEPS, find_step
from mnist_core.lessons.blocks.words import Task
from mnist_core.lessons.figures import YOURS, Figures, Measure
from mnist_core.recipe.overrides import apply
from mnist_core.runs.database.tables import RunRow
from mnist_core.runs.records.own_run import OwnRun
from mnist_core.runs.records.store import Store, epoch_row
from mnist_core.training.epoch_record import EpochRecord

_LOSSES: tuple[Measure, ...] = ("test_loss", "train_loss")
_TEST: tuple[Measure, ...] = ("test_accuracy", "best_test_accuracy", "num_wrong")


@dataclass(frozen=True)
class MadeFigures:
    """What a run is made of; it learns in its first epoch, and no more."""

    step_id: str
    num_epochs: int
    num_train: int
    first_test_accuracy: float
    test_accuracy: float
    train_accuracy: float
    test_loss: float
    train_loss: float

    @property
    def epochs(self) -> tuple[EpochRecord, ...]:
        return tuple(EpochRecord(
            epoch=epoch, train_loss=self.train_loss, train_accuracy=self.train_accuracy,
            test_loss=self.test_loss,
            test_accuracy=self.first_test_accuracy if epoch == 1 < self.num_epochs
            else self.test_accuracy,
            held_out_loss=None, held_out_accuracy=None, seconds=10.0)
            for epoch in range(1, self.num_epochs + 1))

    def conditions(self, task: Task) -> list[bool]:
        """Which of the task's conditions hold."""
        described = find_step(self.step_id).recipe.describe()
        figures = Figures(
            epochs=self.epochs, num_wrong=round(100 * (100 - self.test_accuracy)),
            num_train=self.num_train, parameters=described.parameters,
            receptive_field=described.before_pooling.receptive_field)
        return [condition.holds({YOURS: figures}) for condition in task.when]


def solving(task: Task) -> MadeFigures:
    """Figures that one of the published networks might come to, and that solve the task."""
    return next(made for made in _possible(task) if all(made.conditions(task)))


def failing(task: Task) -> tuple[MadeFigures, int]:
    """Figures by which exactly one condition does not hold, and its place in the task."""
    for made in _possible(task):
        holds = made.conditions(task)
        if holds.count(False) == 1:
            return made, holds.index(False)
    raise AssertionError("no condition can fail alone")


def record(store: Store, made: MadeFigures) -> OwnRun:
    """The run as a worker would have left it."""
    recipe = apply(find_step(made.step_id).recipe,
                   {"epochs": made.num_epochs, "num_train": made.num_train})
    run = store.create(recipe, step_id=made.step_id)
    with Session(store.engine) as session:
        session.add_all(epoch_row(run.id, epoch) for epoch in made.epochs)
        session.execute(update(RunRow).where(RunRow.id == run.id).values(
            state="finished", num_batches=ceil(made.num_train / recipe.batch_size),
            epochs_done=made.num_epochs, best_epoch=made.num_epochs,
            best_test_accuracy=made.test_accuracy))
        session.commit()
    return OwnRun(store, store.run(run.id))


def _possible(task: Task) -> Iterator[MadeFigures]:
    """On both sides of every number that the task names."""
    accuracies = {50.0, 90.0, 98.0, 100.0, *_beside(task, *_TEST, "first_test_accuracy")}
    trains = {*accuracies, *_beside(task, "train_accuracy"),
              *(accuracy + gap for accuracy in accuracies for gap in _beside(task, "gap"))}
    choices = product(
        sorted({1, 3, 10, *map(int, _beside(task, "epochs"))} - {0}),
        sorted({60_000, *map(int, _beside(task, "num_train"))}, reverse=True),
        sorted(accuracies, reverse=True), sorted({train for train in trains if train <= 100}),
        sorted(_beside(task, *_LOSSES) | {0.05, 2.0}))
    for epochs, num_train, test, train, loss in choices:
        for step_id in dict.fromkeys((task.step or "strategy-4", *STEPS)):
            yield MadeFigures(step_id, epochs, num_train, test, test, train, loss, loss)


def _beside(task: Task, *measures: Measure) -> set[float]:
    """Each number that a condition on one of these names, and one on either side of it."""
    found: set[float] = set()
    for condition in task.when:
        for side in (condition.above, condition.at_least, condition.below, condition.at_most,
                     condition.near, condition.apart_from):
            if condition.measure not in measures or not isinstance(side, int | float):
                continue
            number = 100 - side / 100 if condition.measure == "num_wrong" else float(side)
            step = 1 if condition.measure in ("epochs", "num_train") else 0.5
            found |= {number, number + step, number - step,
                      nextafter(number, 1e9), nextafter(number, -1e9)}
    return found
