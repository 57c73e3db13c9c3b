"""The commands that train and go on: train and resume."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mnist_core.cli.output import AsJson

if TYPE_CHECKING:
    from mnist_core.ladders import Step
    from mnist_core.recipe.recipe import Recipe


def train(
    step: Annotated[str, typer.Argument(
        metavar="STEP|FILE.json", help="Its id, such as strategy-4, or the recipe.json that "
        "`export` wrote.")],
    set_: Annotated[list[str] | None, typer.Option(
        "--set", metavar="KEY=VALUE", help="Change a setting, such as dropout=0.05, rotation=7, "
        "lr=0.02, schedule=one-cycle or num_train=2000; may be given many times.")] = None,
    layers: Annotated[str | None, typer.Option(
        metavar='"…"', help="Train this network instead, in layer notation.")] = None,
    epochs: Annotated[int | None, typer.Option(metavar="N", help="How many epochs.")] = None,
    seed: Annotated[int | None, typer.Option(metavar="S", help="What all chance follows.")] = None,
    seeds: Annotated[str | None, typer.Option(
        metavar="0-7", help="Train with each of several seeds, such as 0-7 or 1,3,5-7, and "
        "report mean and spread.")] = None,
    together: Annotated[bool | None, typer.Option(
        "--together/--one-by-one", help="With --seeds: all as one batched model, or one after "
        "the other. By default together on a GPU.")] = None,
    device: Annotated[str | None, typer.Option(metavar="auto|cpu|cuda",
                                               help="Where to train.")] = None,
    threads: Annotated[int | None, typer.Option(metavar="N", min=1, max=1024,
                                                help="CPU threads to use.")] = None,
    path: Annotated[str | None, typer.Option(
        metavar="auto|reference|fused|fused-bf16|captured",
        help="How each batch is computed; by default the fastest way of this machine.")] = None,
    as_json: AsJson = False,
) -> None:
    """Train a step or a recipe, as it is or changed, and record the run.

    Ctrl-C saves a checkpoint and says how to go on; a second one ends it at once.
    """
    from mnist_core.recipe.overrides import apply

    chosen, recipe = begun(step)
    options = {"layers": layers, "epochs": epochs, "seed": seed, "device": device}
    settings = {**settings_of(set_ or []),
                **{name: value for name, value in options.items() if value is not None}}
    recipe = apply(recipe, settings)
    # PyTorch is imported once the input is known to be right: a mistake is answered at once
    if seeds is not None:
        if "seed" in settings:
            raise ValueError("--seeds and a single seed cannot go together; keep one of the two.")
        from mnist_core.findings.seeds import parse_seeds

        chosen_seeds = parse_seeds(seeds)
        from mnist_core.cli.seeds import train_seeds_of

        train_seeds_of(chosen, recipe, chosen_seeds, threads, path, together, as_json=as_json)
        return
    if together is not None:
        raise ValueError("--together and --one-by-one say how several seeds are trained; name "
                         "them with --seeds, such as --seeds 0-7.")
    from mnist_core.cli.training import train_new

    train_new(chosen, recipe, threads, path, as_json=as_json)


def resume(
    run: Annotated[int, typer.Argument(metavar="RUN", help="Its number.")],
    as_json: AsJson = False,
) -> None:
    """Go on with a run from its last checkpoint.

    Of a finished run it prints the result.
    """
    from mnist_core.cli.training import resume_run

    resume_run(run, as_json=as_json)


def begun(text: str) -> "tuple[Step | None, Recipe]":
    """The step that is meant with its recipe; of a file its recipe, and the step that has it."""
    from mnist_core.ladders import STEPS, find_step
    from mnist_core.recipe.recipe import read_recipe

    if not text.casefold().endswith(".json"):
        step = find_step(text)
        return step, step.recipe
    from mnist_core.runs.records.run_words import against_step

    try:
        recipe = read_recipe(Path(text).read_text("utf-8"))
    except OSError as error:
        raise ValueError(f"{text} cannot be read ({error.strerror or error}); name a recipe.json "
                         "that `export` wrote.") from None
    except ValueError as error:
        raise ValueError(f"{text} is not a recipe: {error}") from None
    return next((step for step in STEPS.values()
                 if against_step(step.id, recipe) == "same"), None), recipe


def settings_of(assignments: list[str]) -> dict[str, object]:
    """``KEY=VALUE`` words as a mapping; a value is JSON where it reads as JSON, else text."""
    settings = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals or not name.strip():
            raise ValueError(f"--set {assignment} is incomplete; write --set KEY=VALUE, such as "
                             "--set dropout=0.05.")
        settings[name.strip()] = _value(text.strip())
    return settings


def _value(text: str) -> object:
    if re.fullmatch(r"[+-]?\.\d+", text):
        return float(text)  # `.1`, which the layer notation writes and JSON does not allow
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
