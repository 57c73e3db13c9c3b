"""An experiment with as many trials as one may have, written straight into a lab's database."""

import json
import math
import random
import time
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from mnist_core.experiments.question import Question, Setting
from mnist_core.ladders import find_step
from mnist_core.recipe.overrides import apply
from mnist_core.runs.database.tables.epochs import EpochRow
from mnist_core.runs.database.tables.experiments import ExperimentRow, TrialRow, TrialRunRow
from mnist_core.runs.database.tables.runs import RunRow
from mnist_core.runs.experiments.experiments import create_experiment
from mnist_core.runs.records.run_words import changes_in_words, search_text
from mnist_core.runs.records.store import Store

STEP = "strategy-4"
EPOCHS = 15
AT_ONCE = 250
DIVERGED, PRUNED, FAILED = 0.1, 0.2, 0.05
CHANCE = 11.35
SETTINGS = (Setting(key="optimiser.lr", low=0.001, high=1, log=True),
            Setting(key="dropout", low=0, high=0.5),
            Setting(key="batch_size", values=(32, 64, 128, 256)))


def add_experiment(store: Store, num_trials: int) -> int:
    """A paused experiment, so that no trial of it is trained here; its number.

    One run of it waits for ever: whoever looks at it looks as often as at one that trains.
    """
    question = Question(settings=SETTINGS, search="random", num_trials=num_trials + 100)
    made = create_experiment(store, question, find_step(STEP).recipe, step_id=STEP)
    with Session(store.engine) as session:
        session.execute(update(ExperimentRow).where(ExperimentRow.id == made.id)
                        .values(state="paused"))
        session.execute(insert(TrialRow), [
            {"experiment": made.id, "number": 1, "overrides": json.dumps(_overrides(1)),
             "purpose": "search", "created": time.time()}])
        session.execute(insert(TrialRunRow), [
            {"experiment": made.id, "trial": 1, "seed": 1, "was_there": False}])
        session.commit()
    for first in range(2, num_trials + 1, AT_ONCE):
        add_trials(store, made.id, range(first, min(first + AT_ONCE, num_trials + 1)))
    return made.id


def add_trials(store: Store, experiment: int, numbers: range) -> None:
    """Trials with one run each, of the same number: trained, pruned, diverged or failed."""
    now = time.time()
    made = {number: _run(number, now) for number in numbers}
    with Session(store.engine) as session:
        # the first trial has no run
        session.execute(insert(RunRow), [{**run, "id": number} for number, (run, *_)
                                         in made.items()])
        session.execute(insert(EpochRow), [
            {**one, "run_id": number} for number, (_, epochs, _) in made.items()
            for one in epochs])
        session.execute(insert(TrialRow), [
            {"experiment": experiment, "number": number, "purpose": "search", "created": now,
             "overrides": json.dumps(_overrides(number))} for number in numbers])
        session.execute(insert(TrialRunRow), [
            {"experiment": experiment, "trial": number, "seed": 1, "run_id": number,
             "was_there": False, "pruned_at": pruned_at}
            for number, (_, _, pruned_at) in made.items()])
        session.execute(update(ExperimentRow).where(ExperimentRow.id == experiment)
                        .values(num_changes=ExperimentRow.num_changes + 1))
        session.commit()


def _overrides(number: int) -> dict[str, Any]:
    chance = random.Random(number)
    return {"optimiser.lr": 10 ** chance.uniform(-3, 0), "dropout": chance.uniform(0, 0.5),
            "batch_size": chance.choice((32, 64, 128, 256))}


def _run(number: int, now: float) -> tuple[dict[str, Any], list[dict[str, Any]], int | None]:
    overrides = _overrides(number)
    recipe = apply(find_step(STEP).recipe, {**overrides, "held_out": 5_000, "seed": 1})
    kind = random.Random(-number).random()
    pruned_at = 1 if DIVERGED < kind < DIVERGED + PRUNED else None
    state = "stopped" if pruned_at else "failed" if kind > 1 - FAILED else "finished"
    changes = changes_in_words(STEP, recipe)
    done = 0 if state == "failed" else pruned_at or EPOCHS
    return {
        "step_id": STEP, "name": "", "recipe": recipe.to_json(), "state": state, "created": now,
        "started": now, "finished": now, "generation": 1, "position": 469 * done,
        "num_batches": 469, "num_train": 55_000, "epochs_done": done, "device": "cpu",
        "parameters": find_step(STEP).published.parameters, "path": "fused", "num_epochs": EPOCHS,
        "seed": 1, "changes": changes, "search_text": search_text(STEP, "", None, changes),
        "error": "The loss is not a number." if state == "failed" else None,
        "made_for": "experiment/1",
    }, [_epoch(epoch, overrides, kind < DIVERGED) for epoch in range(1, done + 1)], pruned_at


def _epoch(epoch: int, overrides: dict[str, Any], is_diverged: bool) -> dict[str, Any]:
    lr, dropout = math.log10(overrides["optimiser.lr"]), overrides["dropout"]
    end = 99 - 0.8 * (lr + 1.2) ** 2 - 4 * (dropout - 0.08) ** 2
    accuracy = CHANCE if is_diverged else end - 3 * math.exp(-epoch / 2.5)
    return {"epoch": epoch, "train_loss": 0.3 / epoch, "train_accuracy": accuracy - 0.5,
            "test_loss": 0.25 / epoch, "test_accuracy": accuracy, "held_out_loss": 0.25 / epoch,
            "held_out_accuracy": accuracy, "seconds": 8.0}
