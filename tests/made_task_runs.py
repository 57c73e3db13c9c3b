"""Finished runs with made figures that solve a lesson's task, or miss it by one condition."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import ceil, nextafter

from sqlalchemy import update
from sqlalchemy.orm import Session

from mnist_core.ladders import STEPS, find_step
from mnist_core.lessons.blocks.words import Task
from mnist_core.lessons.figures import YOURS, Figures, Measure
from mnist_core.network.geometry import Description
from mnist_core.recipe.overrides import apply
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.database.run_rows import epoch_row
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.records.store import Store
from mnist_core.training.epoch_record import EpochRecord

_LOSSES: tuple[Measure, ...] = ("test_loss", "train_loss")
_TEST: tuple[Measure, ...] = ("test_accuracy", "best_test_accuracy", "num_wrong")


_OF_NETWORK: tuple[Measure, ...] = ("parameters", "receptive_field")
# beside the published ones, as small and as blind as a task may ask for
_PLAIN = tuple(f"conv3x3({width}) bn relu " * depth + "gap conv1x1(10) flatten"
               for width in (2, 4, 8) for depth in range(1, 9))


@dataclass(frozen=True)
class MadeFigures:
    """How a training went; it learned in its first epoch, and nothing more."""

    num_epochs: int
    num_train: int
    test_accuracy: float
    train_accuracy: float
    loss: float

    @property
    def epochs(self) -> tuple[EpochRecord, ...]:
        return tuple(EpochRecord(
            epoch=epoch, train_loss=self.loss, train_accuracy=self.train_accuracy,
            test_loss=self.loss, test_accuracy=self.test_accuracy, held_out_loss=None,
            held_out_accuracy=None, seconds=10.0) for epoch in range(1, self.num_epochs + 1))


@dataclass(frozen=True)
class MadeRun:
    recipe: Recipe
    figures: MadeFigures


def solving(task: Task) -> MadeRun:
    """A run that solves the task by its figures."""
    return MadeRun(next(_networks(task, failing=0)), next(_trainings(task, failing=0))[0])


def failing(task: Task) -> tuple[MadeRun, int]:
    """A run by which exactly one condition does not hold, and the place of that in the task."""
    solved = solving(task)
    for figures, place in _trainings(task, failing=1):
        return MadeRun(solved.recipe, figures), place
    network = next(_networks(task, failing=1))
    return MadeRun(network, solved.figures), _holds(task, network, solved.figures).index(False)


def record(store: Store, made: MadeRun, step_id: str | None) -> OwnRun:
    """The run as a worker would have left it."""
    figures = made.figures
    recipe = apply(made.recipe, {"epochs": figures.num_epochs, "num_train": figures.num_train})
    run = store.create(recipe, step_id=step_id)
    with Session(store.engine) as session:
        session.add_all(epoch_row(run.id, epoch) for epoch in figures.epochs)
        session.execute(update(RunRow).where(RunRow.id == run.id).values(
            state="finished", num_batches=ceil(figures.num_train / recipe.batch_size),
            epochs_done=figures.num_epochs, best_epoch=figures.num_epochs,
            best_test_accuracy=figures.test_accuracy))
        session.commit()
    return OwnRun(store, store.run(run.id))


def _networks(task: Task, failing: int) -> Iterator[Recipe]:
    """Recipes by which so many of the conditions on the network do not hold."""
    start = find_step(task.step or "strategy-4").recipe
    plain = (apply(start, {"layers": layers}) for layers in _PLAIN)
    some = MadeFigures(1, 60_000, 50.0, 50.0, 1.0)
    for recipe in (start, *(step.recipe for step in STEPS.values()), *plain):
        held = [is_held for is_held, condition in zip(
            _holds(task, recipe, some), task.when, strict=True)
            if condition.measure in _OF_NETWORK]
        if held.count(False) == failing:
            yield recipe


def _trainings(task: Task, failing: int) -> Iterator[tuple[MadeFigures, int]]:
    """Figures by which so many of the other conditions do not hold, and the place of the first;
    they lie on both sides of every number that the task names."""
    recipe = find_step(task.step or "strategy-4").recipe
    accuracies = {50.0, 90.0, 98.0, 100.0, *_beside(task, *_TEST, "first_test_accuracy")}
    trains = {*accuracies, *_beside(task, "train_accuracy"),
              *(accuracy + gap for accuracy in accuracies for gap in _beside(task, "gap"))}
    for choice in product(
            sorted({1, 3, 10, *map(int, _beside(task, "epochs"))} - {0}),
            sorted({60_000, *map(int, _beside(task, "num_train"))}, reverse=True),
            sorted(accuracies, reverse=True), sorted(train for train in trains if train <= 100),
            sorted(_beside(task, *_LOSSES) | {0.05, 2.0})):
        figures = MadeFigures(*choice)
        missed = [place for place, is_held in enumerate(_holds(task, recipe, figures))
                  if not is_held and task.when[place].measure not in _OF_NETWORK]
        if len(missed) == failing:
            yield figures, missed[0] if missed else 0


def _holds(task: Task, recipe: Recipe, made: MadeFigures) -> list[bool]:
    described = _described(recipe)
    figures = Figures(
        epochs=made.epochs, num_wrong=round(100 * (100 - made.test_accuracy)),
        num_train=made.num_train, parameters=described.parameters,
        receptive_field=described.head_input.receptive_field)
    return [condition.holds({YOURS: figures}) for condition in task.when]


@cache
def _described(recipe: Recipe) -> Description:
    return recipe.describe()


def _beside(task: Task, *measures: Measure) -> set[float]:
    """Each number that a condition on one of these names, and one on either side of it."""
    found: set[float] = set()
    for condition in task.when:
        if condition.measure not in measures:
            continue
        # a task's conditions name no other run
        side = condition.against({})
        number = 100 - side / 100 if condition.measure == "num_wrong" else side
        step = 1 if condition.measure in ("epochs", "num_train") else 0.5
        found |= {number, number + step, number - step,
                  nextafter(number, 1e9), nextafter(number, -1e9)}
    return found
