"""Beginning, watching and showing experiments."""

from datetime import datetime

import typer

from mnist_core.base.format import count_of, for_terminal
from mnist_core.base.settings import Settings, read_settings
from mnist_core.cli.errors import FAILED, opened_store
from mnist_core.cli.output import print_json, print_table
from mnist_core.experiments.experiment import Experiment
from mnist_core.experiments.findings import Findings, findings_of
from mnist_core.experiments.question import Question, planned_words
from mnist_core.experiments.summary import MAX_ROWS, trials_by_rank
from mnist_core.experiments.words import value_text
from mnist_core.foreground.experiment import forecast_of, see_through
from mnist_core.foreground.notes import note
from mnist_core.ladders.labels import OWN_RECIPE
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.experiments.as_json import sweep_json, whole_sweep_json
from mnist_core.runs.experiments.cost import expected_cost
from mnist_core.runs.experiments.experiments import (
    create_experiment,
    read_experiment,
    read_experiments,
)
from mnist_core.runs.experiments.making import title_of
from mnist_core.runs.experiments.more import confirm, fresh_seeds
from mnist_core.runs.experiments.progress import progress_of, read_progress
from mnist_core.runs.experiments.verbs import ask
from mnist_core.runs.records.store import Store


def begin_or_go_on(step_id: str | None, recipe: Recipe, question: Question, name: str, *,
                   confirms: bool, as_json: bool) -> None:
    """Say what it costs, train it and print what came of it.

    Raises:
        ValueError: it cannot be trained here.
        Exit: it came to no end.
    """
    settings = read_settings()
    with opened_store(settings) as store:
        found = _same(store, step_id, recipe, question, name)
        if found is None:
            cost = expected_cost(store, question, recipe, forecast_of(store, settings), None)
            found = create_experiment(store, question, recipe, step_id=step_id, name=name)
            note(f"Experiment {found.id}: {cost.words(settings.slots)}")
            if confirms and question.settings:
                num = len(fresh_seeds(found))
                note(f"Then the best is trained anew with {count_of(num, 'fresh seed')}, beside "
                     f"what it is held against: at most {count_of(2 * num, 'run')} more; "
                     "--no-confirm leaves that out")
        else:
            note(f"Experiment {found.id} goes on: {planned_words(question)}")
            if found.state in ("paused", "stopped"):
                ask(store, found.id, "resume")
        _print_outcome(_seen(store, settings, found.id, confirms=confirms), as_json=as_json)


def show_one(number: int, asked: str | None, *, as_json: bool) -> None:
    """An experiment and what may be said of it, once what was asked of it is done.

    Raises:
        ValueError: there is none, or its state does not allow it.
        Exit: it was to go on, and came to no end.
    """
    settings = read_settings()
    with opened_store(settings) as store:
        if asked == "stop":
            ask(store, number, "stop")
        elif asked:
            confirm(store, number) if asked == "confirm" else ask(store, number, asked)
            _print_outcome(_seen(store, settings, number, confirms=False), as_json=as_json)
            return
        experiment = read_experiment(store, number)
    _print(experiment, as_json=as_json)


def list_all(*, as_json: bool) -> None:
    with opened_store(read_settings()) as store:
        found = read_experiments(store)
        made = read_progress(store)
    progress = {one.id: progress_of(one, made.get(one.id)) for one in found}
    if as_json:
        print_json([{**sweep_json(one), "runs_over": progress[one.id].runs_over,
                     "runs_planned": progress[one.id].runs_planned} for one in found])
    elif not found:
        note("No experiments yet; begin one with: python -m mnist_core sweep strategy-4 "
             "--grid dropout=0,0.05,0.1 --seeds 0-2")
    else:
        print_table(["id>", "name", "of", "state", "runs>", "begun"], [
            (one.id, title_of(one), one.step_id or OWN_RECIPE, one.state,
             f"{progress[one.id].runs_over:,} of {progress[one.id].runs_planned:,}",
             f"{datetime.fromtimestamp(one.created):%Y-%m-%d %H:%M}") for one in found])


def _same(store: Store, step_id: str | None, recipe: Recipe, question: Question, name: str
          ) -> Experiment | None:
    """The one that the same command began, whatever became of it."""
    return next((one for one in read_experiments(store) if one.owner is None and (
        one.step_id, one.recipe, one.question, one.name) == (
            step_id, recipe, question, name.strip())), None)


def _seen(store: Store, settings: Settings, number: int, *, confirms: bool) -> Experiment:
    experiment = see_through(store, settings, number, confirms=confirms)
    if experiment.state != "finished":
        raise typer.Exit(FAILED)
    return experiment


def _print_outcome(experiment: Experiment, *, as_json: bool) -> None:
    """Raises:
        Exit: not a single run came to its end.
    """
    _print(experiment, as_json=as_json)
    if not any(run.state == "finished" for trial in experiment.trials for run in trial.runs):
        raise typer.Exit(FAILED)


def _print(experiment: Experiment, *, as_json: bool) -> None:
    findings = findings_of(experiment)
    if as_json:
        print_json(whole_sweep_json(experiment, findings))
        return
    if findings.trials:
        _print_trials(experiment, findings)
    for sentence in findings.sentences:
        typer.echo(for_terminal(sentence.text))
    if experiment.problem:
        typer.echo(for_terminal(experiment.problem))
    typer.echo(for_terminal(f"Experiment {experiment.id} ({experiment.state})"
                            + (f": {experiment.name}" if experiment.name else "")))


def _print_trials(experiment: Experiment, findings: Findings) -> None:
    """The best first."""
    measure, trials = experiment.question.measure, trials_by_rank(experiment, findings)
    print_table(["trial>", "settings", "", "held out>", "95 % interval>", "n>"], [
        (one.number, one.words, one.state if one.purpose == "search" else one.purpose,
         value_text(measure, one.mean.mean) if one.mean else "",
         f"{value_text(measure, one.mean.low)} to {value_text(measure, one.mean.high)}"
         if one.mean and one.mean.low is not None and one.mean.high is not None else "",
         len(one.values)) for one in trials[:MAX_ROWS]])
    if len(trials) > MAX_ROWS:
        note(f"{len(trials) - MAX_ROWS:,} trials more; --json has all of them.")
