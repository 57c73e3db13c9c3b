"""Several seeds of one recipe, trained together as one model: a GPU is too wide for one of them.

Every seed keeps its own start, order of digits, augmentation and dropout masks, all of them those
of ``train()``. Only sums are taken in another order. So the weights are those of each seed alone
within 1e-10 of a tensor's largest value in float64 (two epochs of seven batches) and within 1e-3
in float32 after one batch (``tests/unit/training/test_batched_seeds.py``). Training then magnifies
rounding as it does between one thread and two: after ten batches of strategy-4 both differ by up to
a tenth or more of a tensor's largest value.
"""

import time
from collections.abc import Generator, Sequence
from typing import Any

import torch
from torch import Tensor

from mnist_core.base.rng import seed_default
from mnist_core.data.mnist import Dataset
from mnist_core.data.normalise import normalise
from mnist_core.data.plan import EpochPlan
from mnist_core.fast.tensor_optimiser import TensorOptimiser
from mnist_core.many_seeds.batched_network import BatchedNetwork
from mnist_core.many_seeds.seed_lane import Diverged, Lane
from mnist_core.recipe.recipe import Recipe
from mnist_core.training import checkpoint as checkpoints
from mnist_core.training.averaging import move_average
from mnist_core.training.checkpoint import TrainingState
from mnist_core.training.engine import train
from mnist_core.training.evaluate import CHUNK, Evaluation
from mnist_core.training.events import Checkpoint, Event, Finished, Request, Started
from mnist_core.training.rates import Rate, rates
from mnist_core.training.setup import new_optimiser, training_digits
from mnist_core.training.step.loss import loss_of
from mnist_core.training.step.step import set_rates

# ten times as long as for one run: every seed writes its own batches down each time
REPORT_SECONDS = 1.0

Round = dict[int, Event | Diverged]
"""What each seed says at one moment: events of the same kind, by seed."""


def train_seeds(recipe: Recipe, seeds: Sequence[int], data: Dataset,
                device: torch.device) -> Generator[Round, Request | None, None]:
    """Train a recipe with several seeds at once; the events of ``train()``, of all seeds at once.

    ``send("one batch")`` and ``send("checkpoint")`` mean what they mean to ``train()``, and each
    seed's ``Checkpoint`` can be resumed there. ``seconds`` are those of all seeds together. A seed
    that diverges says so once and is silent from then on; the others go on.

    Raises:
        ValueError: the recipe does not fit the data.
    """
    group = _Group([recipe.model_copy(update={"seed": seed}) for seed in seeds], data, device)
    request = yield group.started()
    while group.lanes:
        if request == "checkpoint":
            request = yield group.checkpoints()
        elif group.epochs_done < group.position // group.num_batches:
            asked = yield group.finish_epoch()
            request = (yield group.checkpoints()) or asked
        elif group.position < group.total:
            request = yield group.train_batches(one=request == "one batch")
        else:
            yield {lane.seed: Finished(group.total_seconds) for lane in group.lanes}
            return


class _Group:
    """The state that ``train_seeds`` moves forward. ``lanes`` are the seeds still in training."""

    def __init__(self, recipes: list[Recipe], data: Dataset, device: torch.device) -> None:
        # train() itself says how each seed begins, and refuses what cannot be trained
        starts = [_start(recipe, data, device) for recipe in recipes]
        states = [state for _, state in starts]
        self._started, first = starts[0][0], states[0]
        self._recipe, self._recipes, self._device = recipes[0], recipes, device
        self.lanes = [Lane(index, recipe, state, self._started.num_batches)
                      for index, (recipe, state) in enumerate(zip(recipes, states, strict=True))]
        self.num_batches = self._started.num_batches
        self.total = self._recipe.epochs * self.num_batches
        self._rates = rates(self._recipe, self.num_batches)
        self._train, self._held_out = (
            (part.images.to(device), part.labels.to(device))
            for part in training_digits(self._recipe, data))
        self._test = data.test.images.to(device), data.test.labels.to(device)
        self._network = BatchedNetwork(self._recipe.network, [m.model for m in states], device)
        self._loss = loss_of(self._recipe)
        self._optimiser = new_optimiser(self._recipe, self._network.parameters)
        # every rule of these optimisers is elementwise, so stacked parameters change nothing
        self._optimiser.load_state_dict(first.optimiser)
        # once rates differ from seed to seed, each has its own in this one
        self._own_rates: TensorOptimiser | None = None
        self._measured = self._network.with_state({
            name: value.detach().clone() for name, value in self._network.state.items()
        }) if self._recipe.weight_average else self._network
        self._plans: tuple[int, list[EpochPlan]] | None = None
        self.position = self.epochs_done = 0
        self._epoch_seconds = self.total_seconds = 0.0

    def started(self) -> Round:
        return {lane.seed: self._started for lane in self.lanes}

    def train_batches(self, *, one: bool) -> Round:
        """Train for about REPORT_SECONDS, or one batch, but not past the end of the epoch."""
        begun, first = time.perf_counter(), self.position
        results: list[tuple[Tensor, Tensor, int]] = []
        used: list[list[float]] = []
        while True:
            planned = [self._rates.at(self.position, lane.book.history) for lane in self.lanes]
            results.append(self._step(planned))
            used.append([rate.lr for rate in planned])
            self.position += 1
            late = time.perf_counter() - begun >= REPORT_SECONDS
            if one or late or self.position % self.num_batches == 0:
                break
        # [S, batches]; the only moment at which the device is waited for
        losses: list[list[float]] = torch.stack([loss for loss, _, _ in results], dim=1).tolist()
        corrects: list[list[int]] = torch.stack([num for _, num, _ in results], dim=1).tolist()
        sizes = [size for _, _, size in results]
        seconds = self._spend(begun)
        return self._told({
            lane.seed: lane.batches(first, losses[lane.index], corrects[lane.index], sizes, of_lane,
                                    seconds)
            for lane, of_lane in zip(self.lanes, zip(*used, strict=True), strict=True)})

    def finish_epoch(self) -> Round:
        """Measure the epoch whose batches are all trained, for every seed."""
        begun = time.perf_counter()
        tests = self._evaluations(*self._test)
        held_outs = self._evaluations(*self._held_out) if self._recipe.held_out else None
        seconds = self._spend(begun)
        self.epochs_done += 1
        told = self._told({
            lane.seed: lane.epoch(tests[lane.index], held_outs[lane.index] if held_outs else None,
                                  self._epoch_seconds, seconds,
                                  self._rates.at(self.position - 1, lane.book.history).lr,
                                  self._measured.state_of(lane.index))
            for lane in self.lanes})
        self._epoch_seconds = 0.0
        return told

    def checkpoints(self) -> Round:
        return {lane.seed: Checkpoint(self.position, checkpoints.to_bytes(lane.state(
            self.position, self._epoch_seconds, self.total_seconds,
            self._network.state_of(lane.index),
            self._measured.state_of(lane.index) if self._recipe.weight_average else None,
            _state_of(self._optimiser, lane.index))))
            for lane in self.lanes}

    def _step(self, planned: list[Rate]) -> tuple[Tensor, Tensor, int]:
        """One step of all seeds: loss [S], number correct [S], number of digits of each."""
        epoch, batch = divmod(self.position, self.num_batches)
        pairs = [plan.batch(batch) for plan in self._plans_of(epoch)]
        images = torch.cat([images for images, _ in pairs], dim=1)
        labels = torch.stack([labels for _, labels in pairs], dim=1)
        logits = self._network.logits(images, self._masks(epoch, batch, len(labels)))
        losses = self._loss.each(logits.flatten(0, 1), labels.flatten())
        means = losses.view_as(labels).mean(dim=0)
        self._optimiser.zero_grad(set_to_none=True)
        # no seed's loss depends on another's weights: the gradient of the sum is that of each
        means.sum().backward()  # type: ignore[no-untyped-call]
        self._update(planned)
        if self._recipe.weight_average:
            move_average(self._measured.state, self._network.state, self._recipe.weight_average,
                         self.position)
        return means.detach(), (logits.detach().argmax(dim=2) == labels).sum(dim=0), len(labels)

    def _update(self, planned: list[Rate]) -> None:
        """Move all weights; ``planned`` has the rate of every seed still in training."""
        if self._own_rates is None and all(rate == planned[0] for rate in planned):
            set_rates(self._optimiser, planned[0].lr, planned[0].momentum)
            self._optimiser.step()
            return
        self._own_rates = self._own_rates or TensorOptimiser(self._optimiser, self._network.num)
        # a seed that has diverged moves by nothing
        self._own_rates.lr.zero_()
        for lane, rate in zip(self.lanes, planned, strict=True):
            self._own_rates.lr[lane.index] = rate.lr
        self._own_rates.momentum.fill_(planned[0].momentum)
        gradients = [parameter.grad for parameter in self._network.parameters]
        self._own_rates([gradient for gradient in gradients if gradient is not None])

    def _masks(self, epoch: int, batch: int, num_digits: int) -> list[list[Tensor]]:
        """The dropout masks of each seed, from its own stream, as its own model draws them."""
        masks: list[list[Tensor]] = []
        if self._network.has_dropout:
            for recipe in self._recipes:
                seed_default(self._device, recipe.seed, epoch, batch, "dropout")
                masks.append(self._network.draw_masks(num_digits, self._device))
        return masks

    def _plans_of(self, epoch: int) -> list[EpochPlan]:
        if self._plans is None or self._plans[0] != epoch:
            self._plans = epoch, [EpochPlan(recipe, epoch, *self._train)
                                  for recipe in self._recipes]
        return self._plans[1]

    @torch.inference_mode()
    def _evaluations(self, images: Tensor, labels: Tensor) -> list[Evaluation]:
        """What each seed makes of the same digits, uint8 [N, 28, 28], in eval mode."""
        num = self._measured.num
        # as many maps at once as one network has there
        chunks = [self._measured.logits(normalise(chunk, self._recipe.normalisation)
                                       .expand(-1, num, -1, -1)).log_softmax(dim=2)
                  for chunk in torch.split(images, max(1, CHUNK[images.device.type] // num))]
        answers = torch.cat(chunks).transpose(0, 1).float().cpu().contiguous().numpy()
        published = labels.cpu().numpy()
        return [Evaluation(answer, published) for answer in answers]

    def _told(self, told: Round) -> Round:
        """Drop the lanes of seeds that diverged; the model, of which none can be cut out, computes
        them on. Gives ``told`` back."""
        self.lanes = [lane for lane in self.lanes if not isinstance(told[lane.seed], Diverged)]
        return told

    def _spend(self, begun: float) -> float:
        """Seconds since it was ``begun``, which count as trained."""
        seconds = time.perf_counter() - begun
        self._epoch_seconds += seconds
        self.total_seconds += seconds
        return seconds


def train_alone(recipe: Recipe, data: Dataset,
                device: torch.device) -> Generator[Event, Request | None, None]:
    """The training of one seed that each seed here equals: float32, operator by operator."""
    return train(recipe, data, device, path="reference")


def _start(recipe: Recipe, data: Dataset, device: torch.device) -> tuple[Started, TrainingState]:
    """How the recipe begins alone."""
    training = train_alone(recipe, data, device)
    started, saved = next(training), training.send("checkpoint")
    training.close()
    assert isinstance(started, Started) and isinstance(saved, Checkpoint)
    return started, checkpoints.from_bytes(saved.data)


def _state_of(optimiser: torch.optim.Optimizer, index: int) -> dict[str, Any]:
    """The optimiser's state for one network; counts of steps, 0-d, belong to all of them."""
    whole = optimiser.state_dict()
    state = {position: {name: value[index].clone() if value.dim() else value.clone()
                        for name, value in buffers.items()}
             for position, buffers in whole["state"].items()}
    return {"state": state, "param_groups": whole["param_groups"]}
