"""Queueing a run, for whoever asks: a page or a route."""

import threading

from dashboard.server.forecast import seconds_of
from dashboard.server.resources import data_state, settings, store
from mnist_core.base.machine.devices import device_state, may_have_gpu
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.database.run import Run
from mnist_core.runs.fair_queue.caps import NO_CAPS, caps_of, check_caps, check_minutes
from mnist_core.runs.records.capacity import check_queue, run_bytes
from mnist_core.training.memory import check_whole_memory
from mnist_core.training.setup import check_digits
from mnist_core.training.step.backends import AUTO, choose_backend

_submitting = threading.Lock()


def submit(recipe: Recipe, step_id: str | None, name: str = "", *,
           owner: int | None = None, made_for: str | None = None) -> Run:
    """Queue a run, unless there is nothing to train it on.

    ``owner`` is the person whose run it is, where the lab knows people; ``made_for`` names the
    experiment or lesson that asked for it, if no person did (``Run.made_for``).

    Raises:
        ValueError: why not.
    """
    check_digits_and_memory(recipe)
    # one after the other: a hundred that ask together must not all find the last place
    with _submitting:
        check_room(recipe, owner)
        return store().create(recipe, step_id=step_id, name=name, owner=owner,
                              made_for=made_for)


def check_digits_and_memory(recipe: Recipe) -> None:
    """Raises:
        ValueError: there is nothing to train it on, or no worker of this machine could.
    """
    state = data_state()
    if state.dataset is None:
        raise ValueError(state.error)
    _check_trainable(recipe, len(state.dataset.train))


def check_length(recipe: Recipe, owner: int | None) -> None:
    """Raises:
        ValueError: a run of it would take longer than one of this person may.
    """
    caps = caps_of(settings())
    if caps.minutes is not None:
        check_minutes(store().engine, caps, owner, seconds_of(recipe))


def check_room(recipe: Recipe, owner: int | None) -> None:
    """Raises:
        ValueError: queue or disk are full, or it would be more than one person may take.
    """
    check_queue(store(), settings(), recipe)
    caps = caps_of(settings())
    if caps != NO_CAPS:
        check_caps(store().engine, caps, owner, new_bytes=run_bytes(recipe),
                   seconds=None if caps.minutes is None else seconds_of(recipe))


def _check_trainable(recipe: Recipe, available: int) -> None:
    """Refuse before anything is recorded what no worker of this machine could train.

    Whether memory is free is asked when it starts; what a GPU can do, only its worker may ask.

    Raises:
        ValueError: why not.
    """
    num_train = check_digits(recipe, available)
    wanted = settings().device if recipe.device == "auto" else recipe.device
    if wanted == "cpu" or not may_have_gpu():
        # refuses a GPU that is not there
        check_whole_memory(recipe, choose_backend(AUTO, device_state(wanted).device), num_train)
