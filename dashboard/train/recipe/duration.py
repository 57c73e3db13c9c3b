"""How long a run of a recipe will take, and how that is known."""

from dataclasses import dataclass
from functools import lru_cache

import torch

from dashboard.server.forecast import device_of
from dashboard.server.resources import settings, store
from mnist_core.base.format import count_of
from mnist_core.base.shared_look import SharedLook
from mnist_core.data.mnist import Dataset
from mnist_core.recipe.cost import cost_key
from mnist_core.recipe.recipe import Recipe
from mnist_core.runs.records.past_speed import (
    START_SECONDS,
    PastSpeed,
    past_overhead,
    past_speed,
)
from mnist_core.runs.records.store import Store
from mnist_core.runs.worker.process import threads_each
from mnist_core.short_jobs.probe import Speed
from mnist_core.training.step.backends import AUTO, choose_backend

LOOK_SECONDS = 1.0
# what was measured since this server started: seconds an epoch, by what decides them
_measured: dict[tuple[str, int], Speed] = {}


@dataclass(frozen=True, slots=True)
class Duration:
    """``how`` says where the figure comes from, as the end of a sentence."""

    seconds_an_epoch: float
    how: str


def known_duration(recipe: Recipe, num_train: int, data: Dataset) -> Duration | None:
    """From a measurement or from past runs just like this one; None where nobody knows yet."""
    if speed := _measured.get(_key(recipe, num_train)):
        return measured_duration(speed)
    device = device_of(recipe)
    past = _past_speed(store(), cost_key(recipe), num_train, len(data.test), device).now()
    return Duration(past.seconds_an_epoch, f"as run {past.run_id} took") if past else None


def measured_duration(speed: Speed) -> Duration:
    where = (count_of(speed.threads, "CPU thread")
             if speed.device == "cpu" else "the GPU")
    return Duration(speed.seconds_an_epoch,
                    f"from {count_of(speed.num_batches, 'batch')} timed on {where}")


def start_seconds() -> float:
    """What a run takes beside its epochs: its start, and what is written down between them."""
    past = _past_overhead(store()).now()
    return START_SECONDS if past is None else past


@lru_cache(maxsize=256)
def _past_speed(store: Store, cost: str, num_train: int, num_test: int, device: str
                ) -> SharedLook[PastSpeed | None]:
    """A page asks twice, and a class that opens one step asks the same."""
    return SharedLook(lambda: past_speed(
        store, cost, num_train, num_test, device=device,
        path=choose_backend(AUTO, torch.device(device)).name,
        threads=threads_each(settings())), LOOK_SECONDS)


@lru_cache(maxsize=4)
def _past_overhead(store: Store) -> SharedLook[float | None]:
    return SharedLook(lambda: past_overhead(store), LOOK_SECONDS)


def speed_key(recipe: Recipe, num_train: int) -> str:
    """What decides how long an epoch takes, for the browser, which keeps what it measured."""
    return f"{cost_key(recipe)}/{num_train}/{recipe.device}"


def keep_measurement(recipe: Recipe, num_train: int, speed: Speed) -> None:
    _measured[_key(recipe, num_train)] = speed


def _key(recipe: Recipe, num_train: int) -> tuple[str, int]:
    return f"{cost_key(recipe)}/{device_of(recipe)}", num_train
