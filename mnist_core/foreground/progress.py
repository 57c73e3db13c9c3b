"""Progress on stderr: bars in a terminal, a line at a time everywhere else."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
)

from mnist_core.base.format import count_of, loss_text, rough_duration
from mnist_core.foreground.notes import note
from mnist_core.recipe.recipe import Recipe
from mnist_core.training.events import Batches, EpochDone, Event, Measuring, Started
from mnist_core.training.step.backends import BACKENDS
from mnist_core.training.time_left import TimeLeft

# reading what an earlier process compiled takes less
WORTH_SAYING_SECONDS = 2.0

Watch = Callable[[Event], None]


@contextmanager
def training(recipe: Recipe) -> Iterator[Watch]:
    """Something to call with every event of a training."""
    if not sys.stderr.isatty():
        yield _Lines(recipe).watch
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
               TextColumn("{task.fields[figures]}"), TextColumn("{task.fields[left]}"))
    with Progress(*columns, console=console(), transient=True) as progress:
        # a second Ctrl-C ends the process on the spot, and must not leave it without a cursor
        progress.console.show_cursor(True)
        yield _Bar(recipe, progress).watch


@contextmanager
def share_of_work(verb: str) -> Iterator[Callable[[str, float], None]]:
    """Something to call with what is worked on and the share of it that is done."""
    if not sys.stderr.isatty():
        seen: set[str] = set()

        def say(name: str, _: float) -> None:
            if name not in seen:
                seen.add(name)
                note(f"{verb} {name}")
        yield say
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=console()) as progress:
        tasks = {}

        def move(name: str, share: float) -> None:
            if name not in tasks:
                tasks[name] = progress.add_task(f"{verb} {name}", total=1.0)
            progress.update(tasks[name], completed=share)
        yield move


def download() -> AbstractContextManager[Callable[[str, float], None]]:
    """Something to call with a file's name and the share of it that has arrived."""
    return share_of_work("Fetching")


class _Lines:
    """One line an epoch."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._time_left = TimeLeft(recipe)
        self._left: float | None = None

    def watch(self, event: Event) -> None:
        self._left = self._time_left.after(event)
        if isinstance(event, Started):
            self._started(event)
        elif isinstance(event, EpochDone):
            self._print(f"Epoch {event.epoch} of {self._recipe.epochs}: "
                        f"train {event.train_accuracy:.2f} %, test {event.test_accuracy:.2f} %, "
                        f"test loss {loss_text(event.test_loss)}, {event.seconds:.1f} s"
                        f"{self._left_text}")

    @property
    def _left_text(self) -> str:
        return f", about {rough_duration(self._left)} left" if self._left else ""

    def _started(self, event: Started) -> None:
        if event.compile_seconds >= WORTH_SAYING_SECONDS:
            self._print(f"Compiled for this CPU in {event.compile_seconds:.0f} s; the next run "
                        "will find it done")
        self._print(f"Training on {event.num_train:,} digits ({event.device}, "
                    f"{BACKENDS[event.path].words}), "
                    f"{count_of(event.num_batches, 'batch')} an epoch"
                    + (f", going on after batch {event.position:,}" if event.position else ""))
        if event.note:
            self._print(event.note)

    def _print(self, text: str) -> None:
        note(text)


class _Bar(_Lines):
    """The lines, and below them a bar over the batches of the whole run."""

    def __init__(self, recipe: Recipe, progress: Progress) -> None:
        super().__init__(recipe)
        self._progress = progress
        self._num_batches = 1

    def watch(self, event: Event) -> None:
        super().watch(event)
        if isinstance(event, Measuring):
            self._progress.update(self._progress.tasks[0].id, figures="testing",
                                  left=self._left_text.removeprefix(", "))
        if isinstance(event, Batches):
            end = event.first + len(event.loss)
            task = self._progress.tasks[0]
            speed = (task.speed or 0) * self._recipe.batch_size
            self._progress.update(
                task.id, completed=end, description=self._epoch(end - 1),
                figures=f"loss {loss_text(event.loss[-1])}  accuracy {event.correct[-1]:.2f} %  "
                        f"{speed:,.0f} digits/s",
                left=self._left_text.removeprefix(", "))

    def _started(self, event: Started) -> None:
        super()._started(event)
        self._num_batches = event.num_batches
        self._progress.add_task(self._epoch(event.position), completed=event.position,
                                total=event.num_batches * self._recipe.epochs, figures="", left="")

    def _epoch(self, batch: int) -> str:
        epoch = min(batch // self._num_batches + 1, self._recipe.epochs)
        return f"Epoch {epoch} of {self._recipe.epochs}"

    def _print(self, text: str) -> None:
        self._progress.console.print(text)


def console() -> Console:
    """Of stderr; what people typed is not markup in it."""
    return Console(stderr=True, markup=False, highlight=False)
