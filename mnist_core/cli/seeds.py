"""Training one recipe with several seeds, and the report on all of them."""

from collections.abc import Sequence
from dataclasses import asdict

import torch
import typer

from mnist_core.base.format import broken_sentence
from mnist_core.base.machine.devices import device_state, is_gpu_error, is_out_of_memory
from mnist_core.base.settings import Settings, read_settings
from mnist_core.cli.errors import FAILED, opened_store
from mnist_core.cli.output import print_json, print_table
from mnist_core.data.mnist import Dataset
from mnist_core.findings.seeds import Spread, seed_report
from mnist_core.foreground.failed import Failed
from mnist_core.foreground.notes import note
from mnist_core.foreground.training import (
    digits_to_train,
    record_new,
    say_recorded,
    train_recorded,
)
from mnist_core.ladders import Step
from mnist_core.many_seeds.batched_seeds import Round, train_seeds
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.database.failures import StoreError, is_outage, records_sentence
from mnist_core.runs.database.outage import OUTAGE_SECONDS
from mnist_core.runs.database.run import Run
from mnist_core.runs.lease.process_identity import this_process
from mnist_core.runs.records.store import Store
from mnist_core.runs.worker.journal import Journal
from mnist_core.runs.worker.together import record_together
from mnist_core.runs.worker.worker import Signals, lost_gpu
from mnist_core.training.events import EpochDone
from mnist_core.training.time_left import TimeLeft


def trains_together(device_type: str, num_seeds: int, wish: bool | None) -> bool:
    """Whether the seeds advance as one model: as wished, else several seeds on a GPU do.

    A CPU is busy with one network already, and one after the other is exact to the last bit.
    Together, networks with convolutions cost it one and a half to four times the time, and of one
    without any eight seeds saved a fifth (docs/PERFORMANCE.md, ``python -m bench.seeds``).
    """
    return (device_type == "cuda" and num_seeds > 1) if wish is None else wish


def train_seeds_of(step: Step | None, recipe: Recipe, seeds: Sequence[int], threads: int | None,
                   path: str | None, together: bool | None, *, as_json: bool) -> None:
    """Record a run a seed, train them and print the report on those that finished.

    Raises:
        ValueError: the recipe cannot be trained here.
        Failed: the disk is full, or there is not enough memory.
        Exit: some seeds did not finish, which has been said.
    """
    settings = read_settings()
    data, device = digits_to_train(settings, recipe, path)
    recipes = [recipe.model_copy(update={"seed": seed}) for seed in seeds]
    with opened_store(settings, trains=True) as store:
        signals = Signals("stop")
        # a path that was named is one seed's: together there is a way of its own
        if path is None and trains_together(device.type, len(seeds), together):
            runs = _together(store, settings, data, step, recipes, threads, signals, device)
        else:
            runs = _one_by_one(store, settings, data, step, recipes, threads, path,
                               signals)
        finished = [run for run in runs if run.state == "finished"]
        if finished:
            _print_report(store, finished, len(seeds), as_json=as_json)
        if len(finished) < len(seeds):
            note(f"{len(finished)} of {len(seeds)} seeds are done.")
            raise typer.Exit(FAILED)


def _one_by_one(store: Store, settings: Settings, data: Dataset, step: Step | None,
                recipes: Sequence[Recipe], threads: int | None, path: str | None,
                signals: Signals) -> list[Run]:
    """One run after the other, until Ctrl-C; those that began, less those that failed."""
    runs: list[Run] = []
    for recipe in recipes:
        if signals.wishes():
            break
        run = record_new(store, step, recipe, threads, path)
        try:
            runs.append(train_recorded(store, settings, data, run, run.lease, signals.wishes))
        except Failed as error:
            note(f"Seed {recipe.seed}: {error}")
            if store.run(run.id).state != "failed":
                break  # the disk is full, or gone: the next seed would fare no better
    return runs


def _together(store: Store, settings: Settings, data: Dataset, step: Step | None,
              recipes: Sequence[Recipe], threads: int | None, signals: Signals,
              device: torch.device) -> list[Run]:
    """All seeds as one model."""
    if threads:
        torch.set_num_threads(threads)
    seeds, worker = [recipe.seed for recipe in recipes], str(this_process())
    training = train_seeds(recipes[0], seeds, data, device)
    started = next(training)  # before anything is recorded: a wrong recipe is refused here
    step_id = step.id if step else None
    runs = {recipe.seed: store.create(recipe, step_id=step_id, threads=threads, worker=worker)
            for recipe in recipes}
    journals = {seed: Journal(store, run.lease, patience_seconds=OUTAGE_SECONDS)
                for seed, run in runs.items()}
    for seed, run in runs.items():
        say_recorded(run, step)
        journals[seed].set_source(
            data.source.description, torch.get_num_threads(),
            device_note=device_state(run.recipe.device, settings.device).note)
    note(f"Training {len(seeds)} seeds together ({device})")
    left = "interrupted", "The training ended before this run did."
    try:
        times = {seed: TimeLeft(run.recipe, len(data.test)) for seed, run in runs.items()}
        for told in record_together(journals, training, started, signals.wishes, times):
            _note_epoch(told, recipes[0].epochs)
    except (OSError, StoreError) as error:
        if not is_outage(error):
            raise
        left = "interrupted", records_sentence(settings, error)
        raise Failed(left[1]) from None
    except (RuntimeError, MemoryError) as error:
        if is_gpu_error(error):
            left = "interrupted", lost_gpu(error)
            raise Failed(left[1]) from None
        if not is_out_of_memory(error):
            left = "failed", broken_sentence(error)
            raise
        left = "failed", (f"There is not enough memory for {len(seeds)} seeds together: train "
                          "fewer at a time, or --one-by-one.")
        raise Failed(left[1]) from None
    except Exception as error:
        left = "failed", broken_sentence(error)
        raise
    finally:
        # nothing happens to those that have left
        for run in runs.values():
            Journal(store, run.lease).leave_if_possible(*left)
    ended = [store.run(run.id) for run in runs.values()]
    for run in ended:
        if run.error:
            note(f"Seed {run.recipe.seed}: {run.error}")
        elif run.state != "finished":
            note(f"Seed {run.recipe.seed}: {run.state}. Go on with: python -m mnist_core resume "
                 f"{run.id}")
    return ended


def _note_epoch(told: Round, num_epochs: int) -> None:
    epochs = [event for event in told.values() if isinstance(event, EpochDone)]
    if epochs:
        accuracies = [epoch.test_accuracy for epoch in epochs]
        note(f"Epoch {epochs[0].epoch} of {num_epochs}: test {min(accuracies):.2f} to "
             f"{max(accuracies):.2f} %, {len(epochs)} seeds, {epochs[0].seconds:.1f} s")


def _print_report(store: Store, runs: Sequence[Run], num_asked: int, *, as_json: bool) -> None:
    """The report on finished runs, of which there is at least one."""
    report = seed_report([store.epochs(run.id) for run in runs])
    if as_json:
        print_json({"runs": [run.id for run in runs], "seeds": [run.recipe.seed for run in runs],
                    **asdict(report)})
        return
    print_table(["test accuracy %", "n>", "mean>", "std>", "min>", "max>"],
                [_row("last epoch", report.last), _row("best epoch", report.best),
                 _row("mean of the last five epochs", report.last_five)])
    typer.echo(f"{len(runs)} of {num_asked} seeds done: "
               + ", ".join(f"seed {run.recipe.seed} is run {run.id}" for run in runs))


def _row(name: str, spread: Spread) -> tuple[object, ...]:
    std = "" if spread.std is None else f"{spread.std:.3f}"
    return name, spread.n, f"{spread.mean:.3f}", std, f"{spread.min:.2f}", f"{spread.max:.2f}"
