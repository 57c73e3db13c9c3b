"""How fast a recipe trains here: a few batches of it, timed, on a network that is then dropped."""

import math
import time
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from mnist_core.data.mnist import Dataset
from mnist_core.data.plan import EpochPlan
from mnist_core.recipe.recipe import Recipe
from mnist_core.training.averaging import WeightAverage, average_of
from mnist_core.training.compile_loops import compile_loops
from mnist_core.training.evaluate import evaluate
from mnist_core.training.rates import rates
from mnist_core.training.setup import check_start, initial_model, new_optimiser
from mnist_core.training.step.backends import AUTO, Backend, choose_backend
from mnist_core.training.step.captured_check import proved_backend
from mnist_core.training.step.step import BatchStep, batch_step, forward_of

SECONDS = 1.5
# the first ones allocate memory and choose algorithms, or capture a graph
NUM_WARM_UP = 3
NUM_TIMED_DIGITS = 1000
"""Test digits whose reading is timed."""


@dataclass(frozen=True, slots=True)
class Speed:
    """What one epoch takes, its measurement on the test set included."""

    seconds_an_epoch: float
    num_batches: int
    """How many batches were timed."""
    device: str
    path: str
    threads: int


def measure_speed(recipe: Recipe, data: Dataset, device: torch.device,
                  seconds: float = SECONDS) -> Speed:
    """Train for about ``seconds``, and one batch at least.

    Raises:
        ValueError: the recipe does not fit the data or the memory.
    """
    backend = choose_backend(AUTO, device)
    num_train = check_start(recipe, len(data.train), backend, device)
    model = initial_model(recipe).to(device).train()
    backend, _ = proved_backend(backend, model, recipe)
    optimiser = new_optimiser(recipe, model.parameters(), fused=backend.fused)
    average = average_of(model, recipe)
    step = batch_step(model, optimiser, backend, recipe)
    if backend.fused:
        compile_loops()
    begun = time.perf_counter()
    plan = EpochPlan(recipe, 0, data.train.images[:num_train].to(device),
                     data.train.labels[:num_train].to(device))
    plan_seconds = time.perf_counter() - begun
    # the class's own digits, which are not here, take as long as any others
    an_epoch = math.ceil(min(num_train, len(data.train)) / recipe.batch_size)
    timed, num_batches = _time_batches(recipe, plan, step, average, an_epoch, device, seconds)
    test_seconds = _time_test(recipe, model, backend, data, device)
    return Speed(plan_seconds + timed / num_batches * an_epoch + test_seconds,
                 num_batches, str(device), backend.name, torch.get_num_threads())


def _time_batches(recipe: Recipe, plan: EpochPlan, step: BatchStep, average: WeightAverage | None,
                  an_epoch: int, device: torch.device, seconds: float) -> tuple[float, int]:
    planned, total = rates(recipe, an_epoch), recipe.epochs * an_epoch
    position, done, begun = 0, 0, math.nan
    while True:
        if position == min(NUM_WARM_UP, an_epoch - 1):
            _wait(device)
            begun, done = time.perf_counter(), 0
        images, labels = plan.batch(position % an_epoch)
        rate = planned.at(position % total, ())
        loss, _ = step(images, labels, rate.lr, rate.momentum)
        if average:
            average.update(position)
        position += 1
        done += 1
        # what is queued on a GPU is not done yet
        if not math.isnan(begun) and time.perf_counter() - begun >= seconds:
            loss.item()
            _wait(device)
            return time.perf_counter() - begun, done


def _time_test(recipe: Recipe, model: nn.Sequential, backend: Backend, data: Dataset,
               device: torch.device) -> float:
    images: Tensor = data.test.images[:NUM_TIMED_DIGITS].to(device)
    labels = data.test.labels[:NUM_TIMED_DIGITS].to(device)
    begun = time.perf_counter()
    evaluate(model, images, labels, recipe.normalisation, forward_of(model, backend, recipe))
    return (time.perf_counter() - begun) * len(data.test) / len(labels)


def _wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
