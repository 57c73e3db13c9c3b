"""Training as a generator: ask for the next event and it trains, stop asking and it rests.

The order of digits, their augmentation and the dropout of a batch depend on (seed, epoch, batch)
alone, so a run resumed from a checkpoint goes on exactly as if it had never stopped.
"""

import math
import time
from collections.abc import Generator

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mnist_core import checkpoint as checkpoints
from mnist_core import schedule
from mnist_core.checkpoint import Moment
from mnist_core.dataset import Dataset
from mnist_core.evaluate import evaluate
from mnist_core.events import Batches, Checkpoint, EpochDone, Event, Finished, Request, Started
from mnist_core.geometry import describe
from mnist_core.network import build
from mnist_core.plan import EpochPlan
from mnist_core.recipe import SGD, Adam, Recipe
from mnist_core.streams import seed_default, stream_seed

REPORT_SECONDS = 0.1


def train(recipe: Recipe, data: Dataset, device: torch.device,
          checkpoint: bytes | None = None) -> Generator[Event, Request | None, None]:
    """Train a recipe; yields ``Started``, then batches and epochs, then ``Finished``.

    Each ``Batches`` covers about a tenth of a second and never more than one epoch.
    ``send("one batch")`` makes the next event cover one batch; ``send("checkpoint")`` makes it a
    ``Checkpoint`` of this moment. After each epoch a ``Checkpoint`` comes by itself.

    Raises:
        ValueError: the recipe does not fit the data, the checkpoint is not this recipe's, or the
            loss stopped being a number.
    """
    run = _Training(recipe, data, device)
    if checkpoint:
        run.restore(checkpoints.from_bytes(checkpoint))
    request = yield Started(str(device), run.num_train, run.num_batches, run.position,
                            run.epochs_done)
    while True:
        if request == "checkpoint":
            request = yield run.checkpoint()
        elif run.epochs_done < run.position // run.num_batches:
            asked = yield run.finish_epoch()
            request = (yield run.checkpoint()) or asked
        elif run.position < run.total:
            request = yield run.train_batches(one=request == "one batch")
        else:
            break
    yield Finished(run.total_seconds)


def pick_device(wanted: str) -> torch.device:
    """The device that a recipe or a setting asks for; "auto" is the GPU where there is one.

    Raises:
        ValueError: "cuda" where PyTorch sees no GPU.
    """
    has_gpu = wanted != "cpu" and torch.cuda.is_available()
    if wanted == "cuda" and not has_gpu:
        raise ValueError("No CUDA GPU is available here; use device auto or cpu.")
    return torch.device("cuda" if has_gpu else "cpu")


class _Training:
    """The state that ``train`` moves forward: model, optimiser, position, running figures."""

    def __init__(self, recipe: Recipe, data: Dataset, device: torch.device) -> None:
        num = min(recipe.num_train or len(data.train.labels), len(data.train.labels))
        self.num_train = num - recipe.held_out
        if self.num_train < 1:
            raise ValueError(f"held_out {recipe.held_out:,} leaves nothing to train on: there are "
                             f"{num:,} training digits; hold out fewer.")
        self.recipe, self.device = recipe, device
        self.num_batches = math.ceil(self.num_train / recipe.batch_size)
        _check_last_batch(recipe, self.num_train)
        self.total = recipe.epochs * self.num_batches
        self._table = schedule.table(recipe, self.num_batches)
        images, labels = data.train.images[:num].to(device), data.train.labels[:num].to(device)
        self._images, self._labels = images[:self.num_train], labels[:self.num_train]
        self._held_out = images[self.num_train:], labels[self.num_train:]
        self._test = data.test.images.to(device), data.test.labels.to(device)
        self._model = _initial_model(recipe).to(device)
        self._optimiser = _optimiser(recipe, self._model)
        self._plan: tuple[int, EpochPlan] | None = None
        self.position = self.epochs_done = 0
        self.total_seconds = 0.0
        self._best_accuracy = -1.0
        self._reset_sums()

    def train_batches(self, *, one: bool) -> Batches:
        """Train for about REPORT_SECONDS, or one batch, but not past the end of the epoch."""
        started, first = time.perf_counter(), self.position
        results: list[tuple[Tensor, Tensor, int]] = []
        self._model.train()
        while True:
            results.append(self._step())
            self.position += 1
            late = time.perf_counter() - started >= REPORT_SECONDS
            if one or late or self.position % self.num_batches == 0:
                break
        # the only moment at which the device is waited for
        losses: list[float] = torch.stack([loss for loss, _, _ in results]).tolist()
        corrects: list[int] = torch.stack([correct for _, correct, _ in results]).tolist()
        sizes = [size for _, _, size in results]
        self._check_finite(first, losses)
        for loss, correct, size in zip(losses, corrects, sizes, strict=True):
            self._loss_sum += loss * size
            self._num_correct += correct
            self._num_digits += size
        self._spend(started)
        shares = (100 * correct / size for correct, size in zip(corrects, sizes, strict=True))
        return Batches(first, tuple(losses), tuple(shares),
                       tuple(self._table.lr[first:self.position].tolist()))

    def finish_epoch(self) -> EpochDone:
        """Measure the epoch whose batches are all trained."""
        started = time.perf_counter()
        normalisation = self.recipe.normalisation
        test = evaluate(self._model, *self._test, normalisation)
        held_out = (evaluate(self._model, *self._held_out, normalisation)
                    if self.recipe.held_out else None)
        # the very last step may have broken the weights: no batch has shown it yet
        for measured in (test, held_out):
            if measured:
                self._check_finite(self.position - 1, [measured.loss])
        self._spend(started)
        accuracy = (held_out or test).accuracy
        is_best = accuracy > self._best_accuracy
        self._best_accuracy = max(accuracy, self._best_accuracy)
        self.epochs_done += 1
        done = EpochDone(
            epoch=self.epochs_done,
            train_loss=self._loss_sum / self._num_digits,
            train_accuracy=100 * self._num_correct / self._num_digits,
            test_loss=test.loss, test_accuracy=test.accuracy,
            held_out_loss=held_out.loss if held_out else None,
            held_out_accuracy=held_out.accuracy if held_out else None,
            seconds=self._epoch_seconds, is_best=is_best, evaluation=test,
            weights={name: value.detach().cpu().clone()
                     for name, value in self._model.state_dict().items()},
        )
        self._reset_sums()
        return done

    def checkpoint(self) -> Checkpoint:
        moment = Moment(
            recipe=_identity(self.recipe), position=self.position, epochs_done=self.epochs_done,
            loss_sum=self._loss_sum, num_correct=self._num_correct, num_digits=self._num_digits,
            epoch_seconds=self._epoch_seconds, total_seconds=self.total_seconds,
            best_accuracy=self._best_accuracy, model=self._model.state_dict(),
            optimiser=self._optimiser.state_dict(),
        )
        return Checkpoint(self.position, checkpoints.to_bytes(moment))

    def restore(self, moment: Moment) -> None:
        if moment.recipe != _identity(self.recipe):
            raise ValueError("The checkpoint belongs to another recipe; start a new run instead.")
        self._model.load_state_dict(moment.model)
        self._optimiser.load_state_dict(moment.optimiser)
        self.position, self.epochs_done = moment.position, moment.epochs_done
        self._loss_sum, self._num_correct = moment.loss_sum, moment.num_correct
        self._num_digits = moment.num_digits
        self._epoch_seconds, self.total_seconds = moment.epoch_seconds, moment.total_seconds
        self._best_accuracy = moment.best_accuracy

    def _step(self) -> tuple[Tensor, Tensor, int]:
        """One reference step: loss (0-d), number correct (0-d), number of digits."""
        epoch, batch = divmod(self.position, self.num_batches)
        images, labels = self._plan_of(epoch).batch(batch)
        self._set_rates()
        seed_default(self.device, self.recipe.seed, epoch, batch, "dropout")
        logits = self._model(images)
        loss = F.cross_entropy(logits, labels)
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        self._optimiser.step()
        return loss.detach(), (logits.detach().argmax(dim=1) == labels).sum(), len(labels)

    def _plan_of(self, epoch: int) -> EpochPlan:
        if self._plan is None or self._plan[0] != epoch:
            self._plan = epoch, EpochPlan(self.recipe, epoch, self._images, self._labels)
        return self._plan[1]

    def _set_rates(self) -> None:
        lr = float(self._table.lr[self.position])
        momentum = float(self._table.momentum[self.position])
        for group in self._optimiser.param_groups:
            group["lr"] = lr
            if "betas" in group:
                group["betas"] = (momentum, group["betas"][1])
            else:
                group["momentum"] = momentum

    def _check_finite(self, first: int, losses: list[float]) -> None:
        for offset, loss in enumerate(losses):
            if not math.isfinite(loss):
                epoch, batch = divmod(first + offset, self.num_batches)
                raise ValueError(
                    f"The loss is no longer a number since epoch {epoch + 1}, batch {batch + 1}: "
                    f"lower the learning rate (now {self._table.lr[first + offset]:g}) or add "
                    "batch norm.")

    def _spend(self, started: float) -> None:
        seconds = time.perf_counter() - started
        self._epoch_seconds += seconds
        self.total_seconds += seconds

    def _reset_sums(self) -> None:
        self._loss_sum, self._num_correct, self._num_digits = 0.0, 0, 0
        self._epoch_seconds = 0.0


def _initial_model(recipe: Recipe) -> nn.Sequential:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(stream_seed(recipe.seed, "weights"))
        return build(recipe.network)


def _optimiser(recipe: Recipe, model: nn.Module) -> torch.optim.Optimizer:
    chosen = recipe.optimiser
    if isinstance(chosen, SGD):
        return torch.optim.SGD(model.parameters(), chosen.lr, chosen.momentum,
                               nesterov=chosen.nesterov, weight_decay=chosen.weight_decay)
    kind = torch.optim.Adam if isinstance(chosen, Adam) else torch.optim.AdamW
    return kind(model.parameters(), chosen.lr, (chosen.beta1, chosen.beta2),
                weight_decay=chosen.weight_decay)


def _identity(recipe: Recipe) -> str:
    """The recipe without its device: a run may go on elsewhere."""
    return recipe.model_copy(update={"device": "auto"}).to_json()


def _check_last_batch(recipe: Recipe, num_train: int) -> None:
    """Batch norm over one value has no variance: PyTorch refuses to train it."""
    if recipe.batch_size != 1 and num_train % recipe.batch_size != 1:
        return
    rows = describe(recipe.network).layers
    for position, row in enumerate(rows, start=1):
        if row.token == "bn" and row.size_in == 1:
            raise ValueError(
                f"token {position} `bn` sees one value a digit, and batch size "
                f"{recipe.batch_size:,} leaves a batch of a single digit: choose another size.")
