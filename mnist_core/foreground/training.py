"""Training one recorded run in this process, with its progress on stderr."""

import torch

from mnist_core.base.format import broken_sentence, duration_text
from mnist_core.base.machine.devices import device_state
from mnist_core.base.settings import Settings, read_settings
from mnist_core.data import mnist
from mnist_core.data.mirrors import FetchError
from mnist_core.data.mnist import Dataset
from mnist_core.foreground import progress
from mnist_core.foreground.failed import Failed
from mnist_core.foreground.notes import note
from mnist_core.ladders import Step
from mnist_core.ladders.labels import OWN_RECIPE
from mnist_core.recipe.diff import diff_text
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.artifacts.shared_mnist import shared_mnist
from mnist_core.runs.database.failures import records_sentence
from mnist_core.runs.database.run import Run
from mnist_core.runs.lease.lease import Lease
from mnist_core.runs.lease.process_identity import this_process
from mnist_core.runs.records.capacity import check_disk, run_bytes
from mnist_core.runs.records.store import Store
from mnist_core.runs.worker.fenced_writes import LostRun
from mnist_core.runs.worker.journal import Journal
from mnist_core.runs.worker.recorder import Wishes
from mnist_core.runs.worker.worker import train_run
from mnist_core.training.setup import check_start
from mnist_core.training.step.backends import AUTO, choose_backend


def load_digits(settings: Settings) -> Dataset:
    """The digits, fetched if need be; says so if they are only the offline sample.

    Raises:
        Failed: they are to come from other machines, and cannot.
    """
    try:
        with progress.download() as watch:
            data = mnist.load(settings, fetch=True, progress=watch, shared=shared_mnist(settings))
    except FetchError as error:
        raise Failed(str(error)) from None
    except OSError as error:
        raise Failed(records_sentence(settings, error)) from None
    if data.source.notice:
        note(data.source.notice)
    return data


def digits_to_train(settings: Settings, recipe: Recipe,
                    path: str | None = None) -> tuple[Dataset, torch.device]:
    """The digits, and where they are trained on, once all is asked that a training is refused for
    before its first batch; ``path`` is the backend, by default the fastest one.

    Raises:
        ValueError: it cannot be trained here.
    """
    device = device_for(settings, recipe)
    backend = choose_backend(path or AUTO, device)
    data = load_digits(settings)
    check_start(recipe, len(data.train), backend, device)
    return data, device


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


def record_new(store: Store, step: Step | None, recipe: Recipe, threads: int | None,
               path: str | None, name: str = "") -> Run:
    """Record a run that this process trains; of no step, if it is a recipe of its own.

    Raises:
        ValueError: the disk has no room for its files.
    """
    check_disk(read_settings().home, run_bytes(recipe))
    # recorded as this process's own: a server's queue must not take it
    run = store.create(recipe, step_id=step.id if step else None, name=name, threads=threads,
                       path=path, worker=str(this_process()))
    say_recorded(run, step)
    return run


def say_recorded(run: Run, step: Step | None) -> None:
    """Its number, and what it changes in its step."""
    what = f"{step.id}, {diff_text(step.recipe, run.recipe) or 'as published'}" if step else (
        OWN_RECIPE)
    note(f"Run {run.id}: {what}")


def train_recorded(store: Store, settings: Settings, data: Dataset, run: Run, lease: Lease,
                   wishes: Wishes) -> Run:
    """Train a claimed run until it ends or is told to stop; the run as it then is.

    ``wishes`` is asked between events, as ``Recorder`` does.

    Raises:
        ValueError: it cannot be trained here.
        Failed: it could not be trained on.
    """
    has_started = False
    try:
        with progress.training(run.recipe) as watch:
            for event in train_run(store, settings, data, run, lease, wishes):
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
        Journal(store, lease).leave_if_possible("interrupted", str(error))
        raise Failed(str(error)) from None
    except KeyboardInterrupt:
        # the process of a notebook lives on, and would seem to train
        Journal(store, lease).leave_if_possible(
            "interrupted", "It was interrupted at once, without a checkpoint.")
        raise
    except Exception as error:
        Journal(store, lease).leave_if_possible("failed", broken_sentence(error))
        raise
    run = store.run(run.id)
    if run.state == "finished":
        note(f"Took {duration_text(run.spent)}, its start included.")
    else:
        note(f"{run.state.capitalize()}. Go on with: python -m mnist_core resume {run.id}")
    return run
