"""The commands of experiments: sweep and sweeps."""

from typing import Annotated, Any

import typer

from mnist_core.cli.output import AsJson

DEFAULT_TRIALS = 20
"""Of a range, unless it is said."""


def sweep(
    step: Annotated[str, typer.Argument(
        metavar="STEP|FILE.json", help="What is varied: a step's id, such as strategy-4, or the "
        "recipe.json that `export` wrote.")],
    grid: Annotated[list[str] | None, typer.Option(
        "--grid", metavar="KEY=A,B,…", help="Values of a setting, such as dropout=0,0.05,0.1 or "
        "rotation=none,5,10; commas within brackets part nothing. Several times: every "
        "combination.")] = None,
    search: Annotated[list[str] | None, typer.Option(
        "--search", metavar="KEY=LOW:HIGH[:log]", help="A range of a setting, such as "
        "lr=0.01:1:log; with :log by its logarithm.")] = None,
    set_: Annotated[list[str] | None, typer.Option(
        "--set", metavar="KEY=VALUE", help="Change a setting for all trials, such as epochs=3; "
        "may be given many times.")] = None,
    seeds: Annotated[str | None, typer.Option(
        metavar="0-2", help="Train each trial with each of several seeds, such as 0-2 or 1,3,5-7."
    )] = None,
    trials: Annotated[int | None, typer.Option(
        metavar="N", min=1, help=f"How many trials; of a grid all, of ranges {DEFAULT_TRIALS} by "
        "default.")] = None,
    sampler: Annotated[str | None, typer.Option(
        metavar="grid|random|quasi-random|tpe", help="How the next trial is chosen; by default "
        "tpe where there are ranges, else grid.")] = None,
    halving: Annotated[str | None, typer.Option(
        metavar="FIRST:FACTOR", help="Stop what is not among the best 1/FACTOR after FIRST "
        "epochs, FIRST x FACTOR and so on, such as 1:3.")] = None,
    measure: Annotated[str, typer.Option(
        metavar="held_out_accuracy|held_out_loss", help="What trials are judged by.")
    ] = "held_out_accuracy",
    held_out: Annotated[int | None, typer.Option(
        metavar="N", help="How many training digits judge; 5,000 by default.")] = None,
    name: Annotated[str, typer.Option(metavar="NAME", help="What it is called.")] = "",
    confirms: Annotated[bool, typer.Option(
        "--confirm/--no-confirm", help="Train the best anew with fresh seeds at the end, beside "
        "what it is held against, and measure both on the test set once.")] = True,
    as_json: AsJson = False,
) -> None:
    """Vary settings of a step, and say what may be said of the outcome.

    Its cost is said first. Trials are judged on held-out training digits. Ctrl-C saves what
    trains, and the same command goes on with it.
    """
    from mnist_core.base.validation import checked
    from mnist_core.cli.commands.train import begun, settings_of
    from mnist_core.cli.sweeping import begin_or_go_on
    from mnist_core.experiments.question import Question
    from mnist_core.recipe.overrides import apply

    chosen, recipe = begun(step)
    recipe = apply(recipe, settings_of(set_ or []))
    settings = [*map(grid_setting, grid or []), *map(range_setting, search or [])]
    if not settings and seeds is None:
        raise ValueError("Nothing is varied; write --grid KEY=A,B,… or --search KEY=LOW:HIGH, such "
                         "as --grid dropout=0,0.05,0.1.")
    question = checked(Question, {
        "settings": settings, "seeds": seeds_of(seeds, recipe.seed),
        "search": sampler or ("tpe" if search else "grid"),
        "num_trials": trials or (DEFAULT_TRIALS if search else None),
        "measure": measure, "held_out": held_out, "halving": halving_of(halving)})
    question.check(recipe)
    begin_or_go_on(chosen.id if chosen else None, recipe, question, name, confirms=confirms,
                   as_json=as_json)


def sweeps(
    number: Annotated[int | None, typer.Argument(
        metavar="ID", help="One experiment, with what may be said of it; without it, all.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with it.")] = False,
    stop: Annotated[bool, typer.Option("--stop", help="End it, with what it trains now.")] = False,
    again: Annotated[bool, typer.Option(
        "--again", help="Train again what failed, was interrupted, stopped or deleted.")] = False,
    confirm: Annotated[bool, typer.Option(
        "--confirm", help="Train the best trial anew with fresh seeds.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the experiments, or show one and what may be said of it."""
    from mnist_core.cli.sweeping import list_all, show_one

    asked = [verb for verb, wanted in (("resume", resume), ("stop", stop), ("again", again),
                                       ("confirm", confirm)) if wanted]
    if len(asked) > 1:
        raise ValueError(f"--{asked[0]} and --{asked[1]} cannot go together; keep one of the two.")
    if number is None:
        if asked:
            raise ValueError(f"--{asked[0]} is asked of one experiment; name it, such as "
                             f"`sweeps 3 --{asked[0]}`.")
        list_all(as_json=as_json)
    else:
        show_one(number, asked[0] if asked else None, as_json=as_json)


def grid_setting(text: str) -> dict[str, Any]:
    """``dropout=0,0.1`` as a setting.

    Raises:
        ValueError: it is written in another way.
    """
    key, equals, values = text.partition("=")
    if not equals or not key.strip() or not values.strip():
        raise ValueError(f"--grid {text} is incomplete; write --grid KEY=A,B,…, such as "
                         "--grid dropout=0,0.05,0.1.")
    return {"key": key.strip(), "values": values_of(values)}


def range_setting(text: str) -> dict[str, Any]:
    """``lr=0.01:1:log`` as a setting.

    Raises:
        ValueError: it is written in another way.
    """
    key, equals, rest = text.partition("=")
    ends = rest.strip().split(":")
    is_log = len(ends) == 3 and ends[2].strip().lower() == "log"
    try:
        if not equals or not key.strip() or not (len(ends) == 2 or is_log):
            raise ValueError
        return {"key": key.strip(), "low": float(ends[0]), "high": float(ends[1]), "log": is_log}
    except ValueError:
        raise ValueError(f"--search {text} cannot be read; write --search KEY=LOW:HIGH or "
                         "KEY=LOW:HIGH:log, such as --search lr=0.01:1:log.") from None


def values_of(text: str) -> list[str]:
    """What stands between the commas that are in no brackets: layers have commas of their own."""
    parts, depth = [""], 0
    for character in text:
        depth += (character in "([") - (character in ")]")
        if character == "," and depth <= 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


def seeds_of(text: str | None, usual: int) -> tuple[int, ...]:
    from mnist_core.findings.seeds import parse_seeds

    return (usual,) if text is None else parse_seeds(text)


def halving_of(text: str | None) -> dict[str, int] | None:
    """``1:3``.

    Raises:
        ValueError: it is written in another way.
    """
    if text is None:
        return None
    first, _, factor = text.partition(":")
    if not (first.strip().isdecimal() and factor.strip().isdecimal()):
        raise ValueError(f"--halving {text} cannot be read; write --halving FIRST:FACTOR, such as "
                         "--halving 1:3.")
    return {"first_epoch": int(first), "factor": int(factor)}
