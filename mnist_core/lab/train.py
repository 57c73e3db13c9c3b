"""Training from a notebook: in its own process, and recorded as the command ``train`` does it."""

import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

from mnist_core.base.settings import read_settings
from mnist_core.foreground.training import digits_to_train, record_new, train_recorded
from mnist_core.lab.lab_run import LabRun
from mnist_core.lab.runs import opened_store, recipe_of
from mnist_core.ladders import find_step
from mnist_core.ladders.step import Step
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.own_runs.own_run import OwnRun
from mnist_core.runs.worker.recorder import Wishes


def train(what: str | Step | Recipe, changes: Mapping[str, object] | None = None, *,
          epochs: int | None = None, name: str = "", threads: int | None = None,
          **more: object) -> LabRun:
    """Train a step or a recipe in this process and record the run; a line an epoch on stderr.

    Settings are changed as ``recipe_of`` changes them. A recipe that is given whole is of no step,
    so name the step to have the run held against it. To interrupt is to save a checkpoint and
    return the run; a second time gives the training up at once.

    Args:
        name: what the run is called in lists.
        threads: CPU threads; by default as many as PyTorch takes.

    Raises:
        ValueError: it cannot be trained here; nothing was recorded then.
        Failed: it could not be trained to its end, in a sentence.
    """
    step = find_step(what) if isinstance(what, str) else what if isinstance(what, Step) else None
    given = more if epochs is None else {"epochs": epochs, **more}
    recipe = recipe_of(what, changes, **given)
    settings = read_settings()
    data, _ = digits_to_train(settings, recipe)
    store = opened_store(trains=True)
    run = record_new(store, step, recipe, threads, None, name)
    with _interrupts() as wishes:
        run = train_recorded(store, settings, data, run, run.lease, wishes)
    return LabRun(OwnRun(store, run))


@contextmanager
def _interrupts() -> Iterator[Wishes]:
    """What an interruption asks for, once; the next one is a KeyboardInterrupt as ever."""
    wishes: list[str] = []
    if threading.current_thread() is not threading.main_thread():
        # whose signals are not this thread's to catch
        yield lambda: wishes
        return
    before = signal.getsignal(signal.SIGINT)

    def catch(number: int, _: FrameType | None) -> None:
        wishes.append("stop")
        signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGINT, catch)
    try:
        yield lambda: wishes
    finally:
        signal.signal(signal.SIGINT, before)
