"""Training in this process: a new run, or an old one from where it stopped."""

from contextlib import suppress

import torch
import typer

from mnist_core.base.devices import device_state
from mnist_core.base.format import taken
from mnist_core.base.settings import Settings, read_settings
from mnist_core.cli import progress
from mnist_core.cli.errors import FAILED, Failed, opened_store
from mnist_core.cli.output import note, print_json
from mnist_core.data import mnist
from mnist_core.data.mnist import Dataset
from mnist_core.findings.log_text import log_text
from mnist_core.findings.report import goal_of, verdict
from mnist_core.ladders import Step
from mnist_core.ladders.labels import OWN_RECIPE, run_name
from mnist_core.recipe.diff import diff_text
from mnist_core.recipe.model import NUM_TEST, Recipe
from mnist_core.runs.artifacts.resumption import check_resumable
from mnist_core.runs.database.failures import DatabaseError
from mnist_core.runs.database.run import Run
from mnist_core.runs.lease.lease import Lease
from mnist_core.runs.lease.process_identity import this_process
from mnist_core.runs.records.capacity import check_disk, run_bytes
from mnist_core.runs.records.store import Store
from mnist_core.runs.worker.journal import Journal, LostRun
from mnist_core.runs.worker.worker import Signals, train_run
from mnist_core.training.backends import AUTO, choose_backend
from mnist_core.training.setup import check_start

EPOCH_KEYS = ("epoch", "train_loss", "train_accuracy", "test_loss", "test_accuracy", "seconds")


def train_new(step: Step | None, recipe: Recipe, threads: int | None, path: str | None, *,
              as_json: bool) -> None:
    """Record a run, train it and print its result.

    Raises:
        ValueError: it cannot be trained here.
        Failed: it could not be trained to its end.
    """
    settings = read_settings()
    device = device_for(settings, recipe)
    chosen = choose_backend(path or AUTO, device)
    data = load_digits(settings)
    check_start(recipe, len(data.train), chosen, device)
    with opened_store(settings) as store:
        signals = Signals("stop")
        run = record_new(store, step, recipe, threads, path)
        run = train_recorded(store, settings, data, run, run.lease, signals)
        _end_unless_finished(run)
        _print_result(store, run, as_json=as_json)


def record_new(store: Store, step: Step | None, recipe: Recipe, threads: int | None,
               path: str | None) -> Run:
    """Record a run that this process trains.

    Raises:
        ValueError: the disk has no room for its files.
    """
    check_disk(read_settings().home, run_bytes(recipe))
    # recorded as this process's own: a server's queue must not take it
    run = store.create(recipe, step_id=step.id if step else None, threads=threads, path=path,
                       worker=str(this_process()))
    say_recorded(run, step)
    return run


def say_recorded(run: Run, step: Step | None) -> None:
    """Its number, and what it changes in its step."""
    what = f"{step.id}, {diff_text(step.recipe, run.recipe) or 'as published'}" if step else (
        OWN_RECIPE)
    note(f"Run {run.id}: {what}")


def resume_run(run_id: int, *, as_json: bool) -> None:
    """Train a run from its last checkpoint to its end; print the result of all its epochs.

    Raises:
        ValueError: there is no such run, or it cannot be resumed here.
        Failed: it could not be trained to its end.
    """
    settings = read_settings()
    with opened_store(settings) as store:
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
            note(f"{run_name(run.id, run.step_id or OWN_RECIPE)} goes on")
            run = train_recorded(store, settings, data, run, lease, signals)
            _end_unless_finished(run)
        _print_result(store, run, as_json=as_json)


def train_recorded(store: Store, settings: Settings, data: Dataset, run: Run, lease: Lease,
                   signals: Signals) -> Run:
    """Train a claimed run until it ends or is told to stop; the run as it then is.

    Raises:
        ValueError: it cannot be trained here.
        Failed: it could not be trained on.
    """
    has_started = False
    try:
        with progress.training(run.recipe) as watch:
            for event in train_run(store, settings, data, run, lease, signals):
                has_started = True
                watch(event)
    except ValueError as error:
        # before the first batch it is the recipe's fault, after it the training's
        if has_started:
            raise Failed(str(error)) from None
        raise
    except LostRun as error:
        raise Failed(f"{error} It goes on there.") from None
    except OSError as error:
        leave(store, lease, "interrupted", str(error))
        raise Failed(str(error)) from None
    except Exception as error:
        leave(store, lease, "failed", unexpected_sentence(error))
        raise
    run = store.run(run.id)
    if run.state == "finished":
        note(f"Took {taken(run.spent)}, its start included.")
    else:
        note(f"{run.state.capitalize()}. Go on with: python -m mnist_core resume {run.id}")
    return run


def _end_unless_finished(run: Run) -> None:
    if run.state != "finished":
        raise typer.Exit(FAILED)


def unexpected_sentence(error: Exception) -> str:
    """What is written down about a mistake of ours."""
    return f"Something broke that should not ({type(error).__name__}: {error})."


def leave(store: Store, lease: Lease, state: str, error: str) -> None:
    """Write the last word down if that is still possible; else readers see the silence."""
    with suppress(LostRun, DatabaseError):
        Journal(store, lease).leave(state, error)


def device_for(settings: Settings, recipe: Recipe) -> torch.device:
    """Before anything is recorded: a run on a GPU that does not work would only fail.

    Says so where the CPU trains in place of a GPU.

    Raises:
        ValueError: it was asked for, and does not work.
    """
    state = device_state(recipe.device, settings.device)
    if state.note:
        note(state.note)
    return state.device


def _check_source(run: Run, data: Dataset) -> None:
    """Before the run is taken: with other digits than it began with, it would only fail."""
    if run.position and run.source and run.source != data.source.description:
        raise ValueError(f"Run {run.id} began with {run.source}, but here is "
                         f"{data.source.description}; it can only go on with the same digits.")


def load_digits(settings: Settings) -> Dataset:
    """The digits, fetched if need be; says so if they are only the offline sample."""
    with progress.download() as watch:
        data = mnist.load(settings, fetch=True, progress=watch)
    if data.source.notice:
        note(data.source.notice)
    return data


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
