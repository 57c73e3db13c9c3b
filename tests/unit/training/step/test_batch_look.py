"""A look at one batch tells what the step really did, and changes not a bit of the training."""

from itertools import cycle
from typing import Any

import numpy as np
import pytest
import torch

from mnist_core.data.mnist import Dataset, Split
from mnist_core.data.plan import EpochPlan
from mnist_core.recipe.recipe import Recipe, read_recipe
from mnist_core.training import checkpoint
from mnist_core.training.engine import train
from mnist_core.training.events import Batches, Checkpoint, EpochDone, Request
from mnist_core.training.step.backends import BACKENDS, has_bf16
from mnist_core.training.step.batch_look import MAX_DIGITS, BatchLook, batch_look_from_bytes

CPU = torch.device("cpu")
LAYERS = ("conv3x3(4,s2) relu bn drop(.1) maxpool2 conv3x3(6) relu bn drop(.1) gap conv1x1(10) "
          "flatten")
CPU_PATHS = [name for name, path in BACKENDS.items()
             if not path.captured and (not path.bf16 or has_bf16())]


@pytest.fixture(scope="module")
def digits(dataset: Dataset) -> Dataset:
    return Dataset(Split(dataset.train.images[:600], dataset.train.labels[:600]),
                   Split(dataset.test.images[:200], dataset.test.labels[:200]), dataset.source)


def recipe_of(**settings: Any) -> Recipe:
    return read_recipe({"layers": LAYERS, "num_train": 600, "epochs": 2, "batch_size": 128,
                        "rotation": {"degrees": 9}, **settings})


def looks(recipe: Recipe, data: Dataset, path: str, num: int) -> list[tuple[Batches, BatchLook]]:
    """The first batches, each trained by itself."""
    training = train(recipe, data, CPU, path=path)
    next(training)
    told = []
    for _ in range(num):
        event = training.send("one batch")
        assert isinstance(event, Batches)
        assert event.look is not None
        told.append((event, event.look))
    return told


@pytest.mark.parametrize("path", CPU_PATHS)
def test_a_look_sees_the_very_batch_that_is_trained(digits: Dataset, path: str) -> None:
    for event, look in looks(recipe_of(), digits, path, num=5):
        assert look.position == event.first
        before = look.before
        assert before.loss == pytest.approx(event.loss[0], rel=1e-6)
        assert 100 * before.num_correct / look.num_digits == pytest.approx(event.correct[0])
        assert before.evaluation.loss == pytest.approx(before.loss, rel=1e-5)
        assert before.num_correct == before.evaluation.correct.sum()
        assert list(before.evaluation.losses) == sorted(before.evaluation.losses, reverse=True)
        assert look.counts.tolist() == np.bincount(before.evaluation.labels, minlength=10).tolist()


@pytest.mark.parametrize("path", CPU_PATHS)
def test_after_the_step_the_same_digits_are_read_with_the_new_weights(
        digits: Dataset, path: str) -> None:
    """The rate is small and the dropout the same, so that the loss of this very batch falls."""
    recipe = recipe_of(optimiser={"kind": "sgd", "lr": 0.01}, schedule={"kind": "constant"})
    for _, look in looks(recipe, digits, path, num=3):
        assert look.after.loss < look.before.loss
        assert np.array_equal(look.after.evaluation.labels, look.before.evaluation.labels)
        assert look.after.evaluation.loss == pytest.approx(look.after.loss, rel=1e-5)
        assert look.after.num_correct == look.after.evaluation.correct.sum()


def test_a_step_that_moves_nothing_changes_no_answer(digits: Dataset) -> None:
    still = recipe_of(optimiser={"kind": "sgd", "lr": 1e-12}, schedule={"kind": "constant"})
    (_, look), = looks(still, digits, "reference", num=1)
    assert np.allclose(look.after.evaluation.log_probabilities,
                       look.before.evaluation.log_probabilities, atol=1e-5)
    assert all(layer.moved < 1e-9 for layer in look.moves)


@pytest.mark.parametrize("path", CPU_PATHS)
@pytest.mark.parametrize("settings", [
    {}, {"optimiser": {"kind": "adam"}, "weight_average": 0.9, "held_out": 100}])
def test_runs_with_single_steps_in_them_end_in_the_same_bits(
        digits: Dataset, path: str, settings: dict[str, Any]) -> None:
    recipe = recipe_of(**{"num_train": 500, **settings})
    mixed: list[tuple[Request, ...]] = [("next",), ("one batch",), ("one batch", "next", "next")]
    ends = [_last_epoch(recipe, digits, path, requests) for requests in mixed]
    for other in ends[1:]:
        assert other.train_loss == ends[0].train_loss
        assert np.array_equal(other.evaluation.log_probabilities,
                              ends[0].evaluation.log_probabilities)
        for name, value in ends[0].weights.items():
            assert torch.equal(value, other.weights[name]), name


def _last_epoch(recipe: Recipe, data: Dataset, path: str,
                requests: tuple[Request, ...]) -> EpochDone:
    training = train(recipe, data, CPU, path=path)
    next(training)
    last = None
    for request in cycle(requests):
        try:
            event = training.send(request)
        except StopIteration:
            break
        last = event if isinstance(event, EpochDone) else last
    assert last is not None
    return last


def test_gradients_are_those_that_the_step_follows(digits: Dataset) -> None:
    """Plain SGD moves each weight by lr times its gradient."""
    recipe = recipe_of(optimiser={"kind": "sgd", "lr": 0.5, "momentum": 0},
                       schedule={"kind": "constant"})
    training = train(recipe, digits, CPU, path="reference")
    next(training)
    before = _weights(training.send("checkpoint"))
    event = training.send("one batch")
    after = _weights(training.send("checkpoint"))
    assert isinstance(event, Batches)
    assert event.look is not None
    tokens = LAYERS.split()
    assert [layer.token for layer in event.look.moves] == [
        token for token in tokens if token.startswith(("conv", "bn"))]
    for layer in event.look.moves:
        assert tokens[layer.index] == layer.token
        names = [name for name in (f"{layer.index}.weight", f"{layer.index}.bias")
                 if name in before]
        moved = torch.cat([(before[name] - after[name]).flatten() for name in names])
        weights = torch.cat([before[name].flatten() for name in names])
        assert layer.norm == pytest.approx(float(moved.norm()) / 0.5, rel=1e-4)
        assert layer.moved == pytest.approx(float(moved.norm() / weights.norm()), rel=1e-4)
        assert layer.norm > 0


def _weights(event: object) -> dict[str, torch.Tensor]:
    assert isinstance(event, Checkpoint)
    return checkpoint.from_bytes(event.data).model


def test_the_digits_are_shown_as_they_were_augmented(digits: Dataset) -> None:
    recipe = recipe_of()
    (_, look), = looks(recipe, digits, "reference", num=1)
    plan = EpochPlan(recipe, 0, digits.train.images, digits.train.labels)
    images, labels = plan.batch(0)
    scaled = (images[:, 0] * recipe.normalisation.std + recipe.normalisation.mean) * 255
    expected = {(image.tobytes(), int(label)) for image, label in
                zip(scaled.round().to(torch.uint8).numpy(), labels, strict=True)}
    assert {(image.tobytes(), int(label)) for image, label in
            zip(look.images, look.before.evaluation.labels, strict=True)} == expected
    originals = {image.numpy().tobytes() for image in digits.train.images}
    num_same = sum(image.tobytes() in originals for image in look.images)
    assert num_same < len(look.images) / 2, "most of them were turned"


def test_of_a_large_batch_the_hardest_digits_are_kept(digits: Dataset) -> None:
    (event, look), = looks(recipe_of(batch_size=600), digits, "reference", num=1)
    assert (look.num_digits, len(look.images)) == (600, MAX_DIGITS)
    assert look.before.loss == pytest.approx(event.loss[0], rel=1e-6)
    assert look.before.evaluation.losses.min() > look.before.loss / 2


def test_a_look_survives_being_written_down(digits: Dataset) -> None:
    (_, look), = looks(recipe_of(), digits, "reference", num=1)
    again = batch_look_from_bytes(look.to_bytes())
    assert (again.position, again.moves) == (look.position, look.moves)
    assert np.array_equal(again.counts, look.counts)
    assert np.array_equal(again.images, look.images)
    for read, written in ((again.before, look.before), (again.after, look.after)):
        assert (read.loss, read.num_correct) == (written.loss, written.num_correct)
        assert np.array_equal(read.evaluation.log_probabilities,
                              written.evaluation.log_probabilities)
        assert np.array_equal(read.evaluation.labels, written.evaluation.labels)
