"""Training as a generator: ask for the next event and it trains, stop asking and it rests.

The order of digits, their augmentation and the dropout of a batch depend on (seed, epoch, batch)
alone, so a run resumed from a checkpoint goes on exactly as if it had never stopped.
"""

import math
import time
from collections.abc import Generator
from dataclasses import replace

import torch
from torch import Tensor

from mnist_core.base.rng import seed_default
from mnist_core.data.mnist import Dataset
from mnist_core.data.plan import EpochPlan
from mnist_core.recipe.recipe import NewerVersion, Recipe, read_recipe
from mnist_core.training import checkpoint as checkpoints
from mnist_core.training.averaging import average_of
from mnist_core.training.bookkeeping import Bookkeeping
from mnist_core.training.checkpoint import TrainingState
from mnist_core.training.compile_loops import compile_loops
from mnist_core.training.evaluate import ChunkedEvaluation, Evaluation
from mnist_core.training.events import (
    Batches,
    Checkpoint,
    EpochDone,
    Event,
    Finished,
    Measuring,
    Request,
    Started,
)
from mnist_core.training.rates import Rate, rates
from mnist_core.training.setup import check_start, initial_model, new_optimiser, training_digits
from mnist_core.training.step.backends import AUTO, Backend, choose_backend
from mnist_core.training.step.batch_look import BatchLook, BatchLooker
from mnist_core.training.step.captured_check import proved_backend
from mnist_core.training.step.step import batch_step, forward_of

# a pause, a step and a stop are heard between two reports: at most every 200 ms, with room for one
# batch and for writing it down
REPORT_SECONDS = 0.06


def train(recipe: Recipe, data: Dataset, device: torch.device, checkpoint: bytes | None = None,
          *, path: str = AUTO) -> Generator[Event, Request | None, None]:
    """Train a recipe; yields ``Started``, then batches and epochs, then ``Finished``.

    Each ``Batches`` covers about REPORT_SECONDS and never more than one epoch, each
    ``Measuring`` as long a part of reading the digits that an epoch is measured on.
    ``send("one batch")`` makes the next ``Batches`` cover one batch; ``send("checkpoint")`` makes
    the next event a ``Checkpoint`` of this moment; one of a moment within measuring measures from
    the beginning. After each epoch a ``Checkpoint`` comes by itself. ``path`` is a name of
    ``backends.BACKENDS``; a checkpoint goes on by its own.

    Raises:
        ValueError: the recipe does not fit the data or the memory, the checkpoint is not this
            recipe's, or the loss stopped being a number.
    """
    state = checkpoints.from_bytes(checkpoint) if checkpoint else None
    run = _Training(recipe, data, device, _backend_of(state, path, device))
    if state:
        run.restore(state)
    seconds = compile_loops() if run.backend.fused else 0.0
    request = yield Started(str(device), run.backend.name, run.num_train, run.num_batches,
                            run.position, run.epochs_done, seconds, note=run.note,
                            from_checkpoint=state is not None)
    while True:
        if request == "checkpoint":
            request = yield run.checkpoint()
        elif run.epochs_done < run.position // run.num_batches:
            measured = run.measure()
            request = yield measured
            if isinstance(measured, EpochDone):
                request = (yield run.checkpoint()) or request
        elif run.position < run.total:
            request = yield run.train_batches(one=request == "one batch")
        else:
            break
    yield Finished(run.total_seconds)


class _Training:
    """The state that ``train`` moves forward: model, optimiser, position, running figures."""

    def __init__(self, recipe: Recipe, data: Dataset, device: torch.device,
                 backend: Backend) -> None:
        self.num_train = check_start(recipe, len(data.train), backend, device)
        self.recipe, self.device = recipe, device
        self.num_batches = math.ceil(self.num_train / recipe.batch_size)
        self.total = recipe.epochs * self.num_batches
        self._rates = rates(recipe, self.num_batches)
        self._book = Bookkeeping(recipe, self.num_batches)
        trained, held_out = training_digits(recipe, data)
        self._images, self._labels = trained.images.to(device), trained.labels.to(device)
        self._held_out = held_out.images.to(device), held_out.labels.to(device)
        self._test = data.test.images.to(device), data.test.labels.to(device)
        self._model = initial_model(recipe).to(device)
        # a graph that is not what it should be is known before a run relies on it
        backend, self.note = proved_backend(backend, self._model, recipe)
        self._optimiser = new_optimiser(recipe, self._model.parameters(), fused=backend.fused)
        self.backend = backend
        self._take_step = batch_step(self._model, self._optimiser, backend, recipe)
        self._average = average_of(self._model, recipe)
        self._measured = self._average.model if self._average else self._model
        self._forward = forward_of(self._measured, backend, recipe)
        self._plan: tuple[int, EpochPlan] | None = None
        self.position = 0
        self.total_seconds = self._epoch_seconds = self._test_seconds = 0.0
        self._readings: list[ChunkedEvaluation] = []

    @property
    def epochs_done(self) -> int:
        return self._book.epochs_done

    def train_batches(self, *, one: bool) -> Batches:
        """Train for about REPORT_SECONDS, or one batch, but not past the end of the epoch."""
        first = self.position
        self._model.train()
        looker = self._looker() if one else None
        started = time.perf_counter()
        results: list[tuple[Tensor, Tensor, int]] = []
        used: list[float] = []
        while True:
            rate = self._rates.at(self.position, self._book.history)
            results.append(self._step(rate))
            used.append(rate.lr)
            self.position += 1
            late = time.perf_counter() - started >= REPORT_SECONDS
            if one or late or self.position % self.num_batches == 0:
                break
        # the only moment at which the device is waited for
        losses: list[float] = torch.stack([loss for loss, _, _ in results]).tolist()
        corrects: list[int] = torch.stack([correct for _, correct, _ in results]).tolist()
        sizes = [size for _, _, size in results]
        seconds = self._spend(started)
        look = self._look_after(looker, first) if looker else None
        return replace(self._book.batches(first, losses, corrects, sizes, used, look),
                       seconds=seconds)

    def measure(self) -> Measuring | EpochDone:
        """Measure the epoch whose batches are all trained, for about REPORT_SECONDS at a time."""
        started = time.perf_counter()
        self._readings = self._readings or self._new_readings()
        for reading in self._readings:
            while not reading.is_done:
                reading.read_chunk()
                if time.perf_counter() - started >= REPORT_SECONDS:
                    self._test_seconds += self._spend(started)
                    num_read = sum(one.num_read for one in self._readings)
                    return Measuring(num_read / sum(one.num for one in self._readings),
                                     self._test_seconds)
        test, *held_out = (reading.evaluation() for reading in self._readings)
        self._readings = []
        seconds = self._test_seconds + self._spend(started)
        self._test_seconds = 0.0
        return replace(self._finish_epoch(test, held_out[0] if held_out else None),
                       test_seconds=seconds)

    def _new_readings(self) -> list[ChunkedEvaluation]:
        """Of the test digits and, where there are any, of those held out."""
        splits = (self._test, self._held_out) if self.recipe.held_out else (self._test,)
        return [ChunkedEvaluation(self._measured, *split, self.recipe.normalisation, self._forward)
                for split in splits]

    def _finish_epoch(self, test: Evaluation, held_out: Evaluation | None) -> EpochDone:
        rate = self._rates.at(self.position - 1, self._book.history)
        done = self._book.epoch(
            test, held_out, self._epoch_seconds, rate.lr,
            {name: value.detach().cpu().clone()
             for name, value in self._measured.state_dict().items()})
        self._epoch_seconds = 0.0
        return done

    def checkpoint(self) -> Checkpoint:
        state = TrainingState(
            recipe=_without_device(self.recipe).to_json(), path=self.backend.name,
            position=self.position, epoch_seconds=self._epoch_seconds,
            total_seconds=self.total_seconds, **self._book.figures,
            model=self._model.state_dict(), optimiser=self._optimiser.state_dict(),
            averaged=self._average.model.state_dict() if self._average else None,
        )
        return Checkpoint(self.position, checkpoints.to_bytes(state))

    def restore(self, state: TrainingState) -> None:
        if _recipe_of(state) != _without_device(self.recipe):
            raise ValueError("The checkpoint belongs to another recipe; start a new run instead.")
        self._model.load_state_dict(state.model)
        self._optimiser.load_state_dict(state.optimiser)
        if self._average and state.averaged:
            self._average.model.load_state_dict(state.averaged)
        self.position = state.position
        self._epoch_seconds, self.total_seconds = state.epoch_seconds, state.total_seconds
        self._book = Bookkeeping.restored(self.recipe, self.num_batches, state)

    def _looker(self) -> BatchLooker:
        return BatchLooker(self.position, *self._batch(self.position), self._model, self.backend,
                           self.recipe)

    def _look_after(self, looker: BatchLooker, position: int) -> BatchLook:
        self._batch(position)  # the same dropout once more
        return looker.after()

    def _batch(self, position: int) -> tuple[Tensor, Tensor]:
        """The images and labels of a batch; its dropout is what is drawn next."""
        epoch, batch = divmod(position, self.num_batches)
        images, labels = self._plan_of(epoch).batch(batch)
        seed_default(self.device, self.recipe.seed, epoch, batch, "dropout")
        return images, labels

    def _step(self, rate: Rate) -> tuple[Tensor, Tensor, int]:
        """Train one batch: loss (0-d), number correct (0-d), number of digits."""
        images, labels = self._batch(self.position)
        loss, correct = self._take_step(images, labels, rate.lr, rate.momentum)
        if self._average:
            self._average.update(self.position)
        return loss, correct, len(labels)

    def _plan_of(self, epoch: int) -> EpochPlan:
        if self._plan is None or self._plan[0] != epoch:
            self._plan = epoch, EpochPlan(self.recipe, epoch, self._images, self._labels)
        return self._plan[1]

    def _spend(self, started: float) -> float:
        seconds = time.perf_counter() - started
        self._epoch_seconds += seconds
        self.total_seconds += seconds
        return seconds


def _backend_of(state: TrainingState | None, wanted: str, device: torch.device) -> Backend:
    if state is None:
        return choose_backend(wanted, device)
    try:
        return choose_backend(state.path, device)
    except ValueError:
        # it was begun on another kind of device: it goes on, if not to the same last bits
        return choose_backend(AUTO, device)


def _recipe_of(state: TrainingState) -> Recipe:
    """What was trained until then. What came to recipes later had its default value there.

    Raises:
        NewerVersion: this version does not know all that it says.
    """
    try:
        return _without_device(read_recipe(state.recipe))
    except ValueError as error:
        raise NewerVersion("the checkpoint", error) from None


def _without_device(recipe: Recipe) -> Recipe:
    """A run may go on elsewhere."""
    return recipe.model_copy(update={"device": "auto"})
