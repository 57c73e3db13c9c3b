"""An experiment from a command: trained here, or watched where a server trains it."""

import sys
import time
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from mnist_core.base.format import count_of, rough_duration
from mnist_core.base.machine.devices import device_state
from mnist_core.base.settings import Settings
from mnist_core.data.mnist import Dataset
from mnist_core.experiments.experiment import Experiment, TrialRun
from mnist_core.experiments.words import trial_words, value_text
from mnist_core.foreground.notes import note
from mnist_core.foreground.progress import console
from mnist_core.foreground.training import digits_to_train
from mnist_core.recipe.recipe import NUM_TEST, NUM_TRAIN, Recipe
from mnist_core.runs.experiments.as_json import planned_of
from mnist_core.runs.experiments.conductor import Conductor
from mnist_core.runs.experiments.cost import Forecast
from mnist_core.runs.experiments.experiments import read_experiment
from mnist_core.runs.experiments.more import confirm, to_confirm
from mnist_core.runs.queue.queue import RunQueue
from mnist_core.runs.queue.queue_here import is_queue_here
from mnist_core.runs.records.capacity import check_queue
from mnist_core.runs.records.past_speed import read_pace
from mnist_core.runs.records.store import Store
from mnist_core.runs.worker.process import worker_threads
from mnist_core.runs.worker.worker import Signals
from mnist_core.training.memory import check_whole_memory
from mnist_core.training.setup import check_digits, num_trained
from mnist_core.training.step.backends import AUTO, choose_backend

LOOK_SECONDS = 0.4
_OVER = ("finished", "failed", "pruned")


def see_through(store: Store, settings: Settings, experiment_id: int, *,
                confirms: bool) -> Experiment:
    """Train an experiment to its end, with its progress on stderr; the experiment as it then is.

    Where a server of this lab works, that trains it. Ctrl-C saves what trains here; the same
    command goes on with it.
    """
    signals = Signals("stop")
    with _Told() as told, _Trainer(store, settings) as trainer:
        while True:
            trainer.step(experiment_id)
            experiment = read_experiment(store, experiment_id, epochs=False)
            told.tell(store, experiment)
            if signals.wishes():
                note(f"Interrupted. Experiment {experiment_id} goes on with the same command"
                     + ("" if trainer.trains_here else ", and meanwhile on the server; "
                        f"python -m mnist_core sweeps {experiment_id} --stop ends it") + ".")
                return experiment
            if experiment.state in ("paused", "stopped"):
                note(f"Experiment {experiment_id} was {experiment.state}. Go on with: "
                     f"python -m mnist_core sweeps {experiment_id} --resume")
                return experiment
            if experiment.state == "finished":
                if not (confirms and _confirm(store, experiment_id)):
                    return read_experiment(store, experiment_id)
                confirms = False
            time.sleep(LOOK_SECONDS)


def forecast_of(store: Store, settings: Settings) -> Forecast:
    """How long a run of a recipe takes on this machine, by its own runs so far."""
    pace = read_pace(store, NUM_TEST, worker_threads(settings.slots))

    def seconds(recipe: Recipe) -> float:
        device = device_state(recipe.device, settings.device).device.type
        return pace.seconds(recipe, num_trained(recipe, NUM_TRAIN), NUM_TEST, device)
    return seconds


class _Trainer(AbstractContextManager["_Trainer"]):
    """The queue and the conductor of this process, where no server has them."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store, self._settings = store, settings
        self._queue: RunQueue | None = None
        self._conductor: Conductor | None = None
        self._says_server = True

    @property
    def trains_here(self) -> bool:
        return self._queue is not None

    def step(self, experiment_id: int) -> None:
        if self._conductor is None:
            if is_queue_here(self._settings.home):
                if self._says_server:
                    note("A server of this lab works here, and trains it.")
                    self._says_server = False
                return
            self._begin(experiment_id)
        assert self._conductor
        self._conductor.step()

    def __exit__(self, *_: object) -> None:
        if self._queue:
            self._queue.stop()

    def _begin(self, experiment_id: int) -> None:
        experiment = read_experiment(self._store, experiment_id, epochs=False)
        question = experiment.question
        data, _ = digits_to_train(self._settings, question.recipe(
            experiment.recipe, {}, question.seeds[0]))
        source = data.source.description
        self._conductor = Conductor(self._store, lambda recipe, _: self._check(recipe, data),
                                    lambda: source)
        self._queue = RunQueue(self._store, self._settings, standby=True)
        self._queue.start()

    def _check(self, recipe: Recipe, data: Dataset) -> None:
        """Raises:
            ValueError: it cannot be queued now.
        """
        num_train = check_digits(recipe, len(data.train))
        state = device_state(recipe.device, self._settings.device)
        if state.device.type == "cpu":
            check_whole_memory(recipe, choose_backend(AUTO, state.device), num_train)
        check_queue(self._store, self._settings, recipe)


class _Told(AbstractContextManager["_Told"]):
    """What was said of an experiment so far: a line for each run that is over, and in a terminal a
    bar below them."""

    def __init__(self) -> None:
        self._known: set[tuple[int, int, str]] | None = None
        self._problem: str | None = None
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._since = time.monotonic()
        self._num_then = 0

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            self._bar = Progress(TextColumn("{task.description}"), BarColumn(),
                                 MofNCompleteColumn(), TextColumn("{task.fields[left]}"),
                                 console=console(), transient=True)
            self._bar.start()
            # a second Ctrl-C ends the process on the spot, and must not leave it without a cursor
            self._bar.console.show_cursor(True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if self._bar:
            self._bar.stop()

    def tell(self, store: Store, experiment: Experiment) -> None:
        over = {(trial.number, run.seed, run.state): (trial.overrides, run)
                for trial in experiment.trials for run in trial.runs if run.state in _OVER}
        num, planned = len(over), planned_of(experiment)["runs"]
        if self._known is None:
            if num:
                self._say(f"{count_of(num, 'run')} of {planned:,} are there already")
            self._known, self._num_then = set(over), num
        left = self._left(num, planned)
        for number, key in enumerate(sorted(over.keys() - self._known), len(self._known) + 1):
            overrides, run = over[key]
            self._say(f"{number:,} of {planned:,}: {trial_words(overrides, experiment.recipe)}, "
                      f"seed {run.seed}: {_came_to(store, experiment, run)}{left}")
            self._known.add(key)
        if experiment.problem != self._problem:
            self._problem = experiment.problem
            if self._problem:
                self._say(f"It waits: {self._problem}")
        if self._bar:
            if self._task is None:
                self._task = self._bar.add_task(f"Experiment {experiment.id}", left="")
            self._bar.update(self._task, total=planned, completed=num,
                             left=left.removeprefix(", "))

    def _left(self, num: int, planned: int) -> str:
        trained = num - self._num_then
        if not trained or num >= planned:
            return ""
        seconds = (time.monotonic() - self._since) / trained * (planned - num)
        return f", about {rough_duration(seconds)} left"

    def _say(self, text: str) -> None:
        if self._bar:
            self._bar.console.print(text)
        else:
            note(text)


def _came_to(store: Store, experiment: Experiment, run: TrialRun) -> str:
    """``98.12 % (run 7)``, ``pruned after epoch 3 (run 7)``, ``failed: …``."""
    if run.state == "failed":
        return f"failed: {run.error or 'nobody knows why'}"
    of_run = f" (run {run.run_id})"
    if run.state == "pruned":
        return f"stopped early after epoch {run.pruned_at}{of_run}"
    assert run.run_id is not None
    measure = experiment.question.measure
    value = TrialRun(seed=run.seed, run_id=run.run_id, state=run.state,
                     epochs=tuple(store.epochs(run.run_id))).value(measure)
    return ("no number" if value is None else value_text(measure, value)) + of_run


def _confirm(store: Store, experiment_id: int) -> bool:
    """Begin the confirmation, unless there was one or there is nothing to confirm."""
    experiment = read_experiment(store, experiment_id)
    if experiment.of("confirmation") or not experiment.question.settings:
        return False
    try:
        to_confirm(experiment)
    except ValueError:
        return False
    confirm(store, experiment_id)
    note("The search is over; the best is trained anew with fresh seeds.")
    return True
