"""The commands that train: a new run, or an old one from where it stopped."""

import typer

from mnist_core.base.settings import read_settings
from mnist_core.cli.errors import FAILED, opened_store
from mnist_core.cli.output import print_json
from mnist_core.data.mnist import Dataset
from mnist_core.findings.log_text import log_text
from mnist_core.findings.report import goal_of, verdict
from mnist_core.foreground.failed import Failed
from mnist_core.foreground.notes import note
from mnist_core.foreground.training import (
    device_for,
    digits_to_train,
    load_digits,
    record_new,
    train_recorded,
)
from mnist_core.ladders import Step
from mnist_core.ladders.labels import run_name
from mnist_core.recipe.recipe import NUM_TEST, Recipe
from mnist_core.runs.artifacts.resumption import check_resumable
from mnist_core.runs.database.run import Run
from mnist_core.runs.lease.process_identity import this_process
from mnist_core.runs.records.store import Store
from mnist_core.runs.worker.worker import Signals

EPOCH_KEYS = ("epoch", "train_loss", "train_accuracy", "test_loss", "test_accuracy", "seconds")


def train_new(step: Step | None, recipe: Recipe, threads: int | None, path: str | None, *,
              as_json: bool) -> None:
    """Record a run, train it and print its result.

    Raises:
        ValueError: it cannot be trained here.
        Failed: it could not be trained to its end.
    """
    settings = read_settings()
    data, _ = digits_to_train(settings, recipe, path)
    with opened_store(settings, trains=True) as store:
        signals = Signals("stop")
        run = record_new(store, step, recipe, threads, path)
        run = train_recorded(store, settings, data, run, run.lease, signals.wishes)
        _end_unless_finished(run)
        _print_result(store, run, as_json=as_json)


def resume_run(run_id: int, *, as_json: bool) -> None:
    """Train a run from its last checkpoint to its end; print the result of all its epochs.

    Raises:
        ValueError: there is no such run, or it cannot be resumed here.
        Failed: it could not be trained to its end.
    """
    settings = read_settings()
    with opened_store(settings, trains=True) as store:
        run = store.run(run_id)
        if run.state != "finished":
            if run.is_attached:
                raise ValueError(f"Run {run.id} is {run.state}, and another process holds it: "
                                 "let it go on there, or stop it first.")
            device_for(settings, run.recipe)
            data = load_digits(settings)
            _check_source(run, data)
            # also of one that waits in the queue of a machine which has its files
            check_resumable(store.artifacts, run)
            signals = Signals("stop")
            store.requeue(run.id)  # changes nothing where it is waiting in the queue already
            lease = store.claim(run.id, str(this_process()))
            if lease is None:
                raise Failed(f"Another process has just taken run {run.id}; it goes on there.")
            note(f"{run_name(run.id, run.recipe_name)} goes on")
            run = train_recorded(store, settings, data, run, lease, signals.wishes)
            _end_unless_finished(run)
        _print_result(store, run, as_json=as_json)


def _end_unless_finished(run: Run) -> None:
    if run.state != "finished":
        raise typer.Exit(FAILED)


def _check_source(run: Run, data: Dataset) -> None:
    """Before the run is taken: with other digits than it began with, it would only fail."""
    if run.position and run.source and run.source != data.source.description:
        raise ValueError(f"Run {run.id} began with {run.source}, but here is "
                         f"{data.source.description}; it can only go on with the same digits.")


def _print_result(store: Store, run: Run, *, as_json: bool) -> None:
    epochs = store.epochs(run.id)
    sentence = verdict(goal_of(run.step_id), run.parameters, epochs).text
    if as_json:
        print_json({
            "run": run.id,
            "parameters": run.parameters,
            "epochs": [{key: getattr(epoch, key) for key in EPOCH_KEYS} for epoch in epochs],
            "best_test_accuracy": run.best_test_accuracy,
            "verdict": sentence,
        })
        return
    evaluation = store.evaluation(run.id)
    num_test = len(evaluation.labels) if evaluation else NUM_TEST
    typer.echo(log_text(epochs, run.num_batches, num_test=num_test))
    typer.echo(sentence)
    typer.echo(f"Run {run.id}")
