"""The command that finds a learning rate: lr-find."""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from mnist_core.cli.commands.train import settings_of
from mnist_core.cli.output import AsJson, print_json
from mnist_core.foreground.failed import Failed
from mnist_core.foreground.notes import note

if TYPE_CHECKING:
    from mnist_core.short_jobs.lr_finder import Point, RangeTest


def lr_find(
    step: Annotated[str, typer.Argument(metavar="STEP", help="Its id, such as strategy-4.")],
    set_: Annotated[list[str] | None, typer.Option(
        "--set", metavar="KEY=VALUE", help="Change a setting, as for train; may be given many "
        "times. The lr, the schedule and the epochs do not count.")] = None,
    layers: Annotated[str | None, typer.Option(
        metavar='"…"', help="Test this network instead, in layer notation.")] = None,
    lr_min: Annotated[float, typer.Option(metavar="LR", help="The first rate.")] = 1e-6,
    lr_max: Annotated[float, typer.Option(metavar="LR", help="The last rate.")] = 10.0,
    batches: Annotated[int, typer.Option(metavar="N", help="How many batches; more make a finer "
                                         "curve.")] = 200,
    seed: Annotated[int | None, typer.Option(metavar="S", help="What all chance follows.")] = None,
    device: Annotated[str | None, typer.Option(metavar="auto|cpu|cuda",
                                               help="Where to train.")] = None,
    threads: Annotated[int | None, typer.Option(metavar="N", min=1, max=1024,
                                                help="CPU threads to use.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find a learning rate for a step: raise it batch by batch and watch the loss.

    Trains a network of its own and keeps nothing of it: no run is recorded.
    """
    from mnist_core.ladders import find_step
    from mnist_core.recipe.overrides import apply

    chosen = find_step(step)
    options = {"layers": layers, "seed": seed, "device": device}
    recipe = apply(chosen.recipe, {
        **settings_of(set_ or []),
        **{name: value for name, value in options.items() if value is not None}})
    # imported once the input is known to be right: a mistake is answered at once
    import torch

    from mnist_core.base.settings import read_settings
    from mnist_core.foreground.training import device_for, load_digits
    from mnist_core.short_jobs.lr_finder import RangeTest, find_lr

    settings = read_settings()
    place = device_for(settings, recipe)
    if threads:
        torch.set_num_threads(threads)
    data = load_digits(settings)
    test = find_lr(recipe, data, place, lr_min=lr_min, lr_max=lr_max, num_batches=batches)
    *_, found = _watched(test, batches)
    assert isinstance(found, RangeTest)
    if found.problem:
        raise Failed(found.problem)
    if as_json:
        print_json({"step": chosen.id, "recommended": found.recommended, "method": found.method,
                    **asdict(found)})
    else:
        _print_result(found)


def _watched(test: "Iterator[Point | RangeTest]",
             num_batches: int) -> "Iterator[Point | RangeTest]":
    """``test`` with progress on stderr: a bar in a terminal, a line a tenth everywhere else."""
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import track

        yield from track(test, "Raising the rate", total=num_batches, transient=True,
                         console=Console(stderr=True))
        return
    from mnist_core.short_jobs.lr_finder import Point

    for number, event in enumerate(test, start=1):
        is_tenth = number * 10 // num_batches > (number - 1) * 10 // num_batches
        if isinstance(event, Point) and is_tenth:
            note(f"Batch {number:,} of {num_batches:,}: lr {event.lr:.1e}, "
                 f"loss {event.smoothed:.3f}")
        yield event


def _print_result(found: "RangeTest") -> None:
    valley = "none" if found.valley is None else f"{found.valley:g}"
    typer.echo(f"Recommended lr: {found.recommended:g} (the {found.method})")
    typer.echo(f"valley {valley}, steepest {found.steepest:g}; {found.stopped} at lr "
               f"{found.stopped_lr:.2g}")
    note(f"To use it, add to train: --set lr={found.recommended:g}")
