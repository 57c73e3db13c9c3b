"""The runs of a lesson, trained here as a worker trains and records them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from mnist_core.data.mnist import Dataset, Split
from mnist_core.lessons.blocks.predictions import PredictDigits
from mnist_core.lessons.blocks.training import Train
from mnist_core.lessons.figures import RunName
from mnist_core.lessons.lesson import Block, Lesson
from mnist_core.lessons.outcome.outcome import outcome
from mnist_core.lessons.shown.often_wrong import pointed_at
from mnist_core.recipe.overrides import apply
from mnist_core.recipe.recipe import Recipe
from mnist_core.reference.records import ReferenceRun, reference_runs
from mnist_core.runs.lease.process_identity import this_process
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.worker.worker import train_run
from mnist_core.trained.trained import History
from tests.integration.runs_lab import Lab, open_lab

MORE_SEEDS = 3


@dataclass(frozen=True)
class LessonRuns:
    """Trains what lessons train; a recipe that several lessons share is trained once."""

    lab: Lab
    data: Dataset
    _trained: dict[Recipe, OwnRun] = field(default_factory=dict)

    def of(self, lesson: Lesson, later_seed: int = 0, **shorter: int) -> dict[RunName, OwnRun]:
        """Its runs; ``later_seed`` is added to their seeds, ``shorter`` are settings of all."""
        found = {}
        for run in lesson.train.run:
            recipe = lesson.train.recipe_of(run)
            found[run.name] = self._train(
                apply(recipe, {"seed": recipe.seed + later_seed, **shorter}), run.step)
        return found

    def _train(self, recipe: Recipe, step_id: str) -> OwnRun:
        if recipe not in self._trained:
            store = self.lab.store
            # one thread: on batches this small they only wait for each other
            run = store.create(recipe, step_id=step_id, threads=1, worker=str(this_process()))
            for _ in train_run(store, self.lab.settings, self.data, run, run.lease, list):
                pass
            self._trained[recipe] = OwnRun(store, store.run(run.id))
        return self._trained[recipe]


@contextmanager
def lesson_runs(home: Path, data: Dataset, num_test: int | None = None) -> Iterator[LessonRuns]:
    """In a lab of their own; ``num_test`` leaves only the first test digits."""
    test = Split(data.test.images[:num_test], data.test.labels[:num_test])
    with pytest.MonkeyPatch.context() as monkeypatch:
        home.mkdir(exist_ok=True)
        yield LessonRuns(open_lab(home, monkeypatch), replace(data, test=test))


def about_first_digits(lesson: Lesson, num_test: int) -> Lesson:
    """The lesson, but pointing at test digits that are among so many first ones."""
    def shortened(block: Block) -> Block:
        if not isinstance(block, PredictDigits):
            return block
        return block.model_copy(update={"indices": tuple(
            index % num_test for index in pointed_at(block))})
    return replace(lesson, parts=tuple(
        replace(part, blocks=tuple(map(shortened, part.blocks))) for part in lesson.parts))


def with_shorter_runs(lesson: Lesson, epochs: int, num_train: int) -> Lesson:
    """The lesson, but training less."""
    return replace(lesson, parts=tuple(replace(part, blocks=tuple(
        block.model_copy(update={"epochs": epochs, "num_train": num_train})
        if isinstance(block, Train) else block for block in part.blocks))
        for part in lesson.parts))


def recorded_seeds(lesson: Lesson) -> list[dict[RunName, ReferenceRun]]:
    """What it replays, and the same of the other seeds of which all that it replays is recorded;
    nothing where it holds seeds against each other."""
    by_key = {run.key: run for run in reference_runs()}
    steps = {run.name: run.replay.partition("@") for run in lesson.train.run if run.replay}
    if len({seed for _, _, seed in steps.values()}) != 1:
        return []
    seeds = {run.record.seed for run in by_key.values()}
    return [{name: by_key[f"{step}@{seed}"] for name, (step, _, _) in steps.items()}
            for seed in sorted(seeds)
            if all(f"{step}@{seed}" in by_key for step, _, _ in steps.values())]


def unsteady_claims(lesson: Lesson, by_seed: Sequence[Mapping[RunName, History]]) -> list[str]:
    """Claims that some seeds show and others do not, though the lesson does not call them chance.
    """
    shown = [{claim["order"] for claim in outcome(lesson, runs)["claims"]} for runs in by_seed]
    return [claim.text for order, claim in enumerate(lesson.claims)
            if not claim.is_chance and len({order in one for one in shown}) > 1]


def missing_claims(lesson: Lesson, by_seed: Sequence[Mapping[RunName, History]]) -> list[str]:
    """Claims that some seed does not show, though the lesson does not call them chance."""
    shown = [{claim["order"] for claim in outcome(lesson, runs)["claims"]} for runs in by_seed]
    return [claim.text for order, claim in enumerate(lesson.claims)
            if not claim.is_chance and not all(order in one for one in shown)]
