"""A captured step that repeats an old batch, rate or mask is found out before a run relies on it.

There is no CUDA graph without a card, so what the graph captures runs uncaptured here, and the
mistakes that a capture can make are made on purpose.
"""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from mnist_core.data.mnist import Dataset
from mnist_core.fast.captured_step import CapturedStep
from mnist_core.ladders import find_step
from mnist_core.recipe.overrides import apply
from mnist_core.recipe.recipe import Recipe
from mnist_core.training import engine
from mnist_core.training.engine import train
from mnist_core.training.events import Started
from mnist_core.training.setup import initial_model, new_optimiser
from mnist_core.training.step import captured_check
from mnist_core.training.step.backends import BACKENDS
from mnist_core.training.step.captured_check import difference, proved_backend
from mnist_core.training.step.loss import Loss
from mnist_core.training.step.step import BatchStep, EagerStep, gradients_of

pytestmark = pytest.mark.long

RECIPE = find_step("strategy-4").recipe


def eager(recipe: Recipe) -> Callable[[nn.Sequential], BatchStep]:
    return lambda model: EagerStep(new_optimiser(recipe, model.parameters()),
                                   gradients_of(model, BACKENDS["reference"], recipe))


class Replayed:
    """What a graph holds; ``stale`` names what it fails to renew."""

    def __init__(self, model: nn.Sequential, recipe: Recipe, stale: str) -> None:
        self._step = CapturedStep(model, new_optimiser(recipe, model.parameters()),
                                  recipe.batch_size, Loss())
        self._model, self._stale = model, stale
        self._first: tuple[Tensor, Tensor, float, float] | None = None

    def __call__(self, images: Tensor, labels: Tensor, lr: float,
                 momentum: float) -> tuple[Tensor, Tensor]:
        first = self._first = self._first or (images, labels, lr, momentum)
        if self._stale == "digits":
            images, labels = first[0], first[1]
        if self._stale == "masks":
            torch.manual_seed(0)
        self._step.set_rates(first[2] if self._stale == "lr" else lr, momentum)
        before = [buffer.clone() for buffer in self._model.buffers()]
        result = self._step.run(images, labels)
        if self._stale == "statistics":
            for buffer, old in zip(self._model.buffers(), before, strict=True):
                buffer.copy_(old)
        return result


def replayed(recipe: Recipe, stale: str = "") -> Callable[[nn.Sequential], BatchStep]:
    return lambda model: Replayed(model, recipe, stale)


# one of each ladder, the smallest and the largest among them
@pytest.mark.parametrize("name", ["models-1", "nets-2", "strategy-4", "finetune-6", "drilldown-1"])
def test_a_true_step_passes(name: str) -> None:
    recipe = find_step(name).recipe.model_copy(update={"batch_size": 8})
    assert difference(initial_model(recipe), recipe, eager(recipe), replayed(recipe)) == ""


@pytest.mark.parametrize("optimiser", ["sgd", "adam", "adamw"])
@pytest.mark.parametrize("stale", ["", "digits", "masks", "lr", "statistics"])
def test_what_is_not_renewed_is_found_with_every_optimiser(optimiser: str, stale: str) -> None:
    recipe = apply(RECIPE, {"optimiser": optimiser, "batch_size": 16, "dropout": 0.1})
    told = difference(initial_model(recipe), recipe, eager(recipe), replayed(recipe, stale))
    assert bool(told) == bool(stale), told


def test_the_model_itself_is_left_alone() -> None:
    model = initial_model(RECIPE)
    before = [value.clone() for value in model.state_dict().values()]
    difference(model, RECIPE.model_copy(update={"batch_size": 8}), eager(RECIPE),
               replayed(RECIPE))
    assert all(torch.equal(*pair) for pair in zip(before, model.state_dict().values(),
                                                  strict=True))


def test_a_step_that_differs_or_cannot_be_captured_gives_way_to_the_eager_one(
        monkeypatch: pytest.MonkeyPatch) -> None:
    captured, reference = BACKENDS["captured"], BACKENDS["reference"]
    model = initial_model(RECIPE)
    monkeypatch.setattr(captured_check, "difference", lambda *_: "")
    assert proved_backend(captured, model, RECIPE) == (captured, "")
    monkeypatch.setattr(captured_check, "difference", lambda *_: "They differ.")
    assert proved_backend(captured, model, RECIPE) == (reference, "They differ.")

    def fail(*_: object) -> str:
        raise RuntimeError("CUDA error: operation not permitted when stream is capturing")
    monkeypatch.setattr(captured_check, "difference", fail)
    path, note = proved_backend(captured, model, RECIPE)
    assert path == reference and "could not be captured" in note


@pytest.mark.parametrize("complaint", ["CUDA out of memory. Tried to allocate 2 GiB.",
                                       "CUDA error: unspecified launch failure"])
def test_a_full_or_lost_gpu_is_no_matter_of_capturing(monkeypatch: pytest.MonkeyPatch,
                                                      complaint: str) -> None:
    def fail(*_: object) -> str:
        raise RuntimeError(complaint)
    monkeypatch.setattr(captured_check, "difference", fail)
    with pytest.raises(RuntimeError, match=complaint[:12]):
        proved_backend(BACKENDS["captured"], initial_model(RECIPE), RECIPE)


def test_other_backends_are_not_tried() -> None:
    fused = BACKENDS["fused"]
    assert proved_backend(fused, initial_model(RECIPE), RECIPE) == (fused, "")


def test_a_run_tells_why_it_is_not_trained_as_fast_as_the_device_could(
        monkeypatch: pytest.MonkeyPatch, dataset: Dataset) -> None:
    monkeypatch.setattr(engine, "proved_backend",
                        lambda *_: (BACKENDS["reference"], "They differ."))
    recipe = apply(RECIPE, {"num_train": 64, "epochs": 1})
    started = next(train(recipe, dataset, torch.device("cpu"), path="fused"))
    assert isinstance(started, Started)
    assert (started.path, started.note) == ("reference", "They differ.")
