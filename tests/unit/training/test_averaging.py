"""An average of the weights: what it is, that it is measured, and that it survives a pause."""

from typing import Any

import pytest
import torch

from mnist_core.data.mnist import Dataset, Split
from mnist_core.recipe.recipe import Recipe, read_recipe
from mnist_core.training import checkpoint
from mnist_core.training.engine import train
from mnist_core.training.evaluate import evaluate
from mnist_core.training.events import Checkpoint, EpochDone
from mnist_core.training.setup import initial_model

pytestmark = pytest.mark.long
CPU = torch.device("cpu")
LAYERS = "conv3x3(4,s2) relu bn drop(.1) conv3x3(6) relu bn gap conv1x1(10) flatten"
PATHS = ("reference", "fused")


@pytest.fixture(scope="module")
def digits(dataset: Dataset) -> Dataset:
    return Dataset(Split(dataset.train.images[:600], dataset.train.labels[:600]),
                   Split(dataset.test.images[:200], dataset.test.labels[:200]), dataset.source)


def recipe_of(**settings: Any) -> Recipe:
    """Three batches an epoch."""
    return read_recipe({"layers": LAYERS, "num_train": 300, "epochs": 2, "batch_size": 128,
                        "optimiser": {"kind": "sgd", "lr": 0.1}, "weight_average": 0.6, **settings})


def batch_by_batch(recipe: Recipe, data: Dataset, path: str) -> list[checkpoint.TrainingState]:
    """The state after each batch, epochs measured in between."""
    training = train(recipe, data, CPU, path=path)
    next(training)
    states, event = [], training.send("one batch")
    while True:
        try:
            if isinstance(event, EpochDone):
                next(training)
            saved = training.send("checkpoint")
            while not isinstance(saved, Checkpoint):
                saved = training.send("checkpoint")
            states.append(checkpoint.from_bytes(saved.data))
            event = training.send("one batch")
        except StopIteration:
            return states


@pytest.mark.parametrize("path", PATHS)
def test_the_average_follows_the_weights(digits: Dataset, path: str) -> None:
    recipe = recipe_of(epochs=1)
    states = {state.position: state for state in batch_by_batch(recipe, digits, path)}
    average = dict(initial_model(recipe).state_dict())
    for num_updates in range(3):
        now = states[num_updates + 1]
        share = 1 - min(0.6, (1 + num_updates) / (10 + num_updates))
        for name, value in now.model.items():
            average[name] = (average[name] + share * (value - average[name])
                             if value.is_floating_point() else value)
        assert now.averaged is not None and list(now.averaged) == list(average)
        for name, value in average.items():
            assert torch.allclose(now.averaged[name], value, rtol=1e-5, atol=1e-7), name
            assert name.endswith("tracked") or not torch.equal(now.averaged[name], now.model[name])


@pytest.mark.parametrize("path", PATHS)
def test_the_average_is_what_is_measured_and_kept(digits: Dataset, path: str) -> None:
    recipe = recipe_of()
    events = list(train(recipe, digits, CPU, path=path))
    for index, event in enumerate(events):
        if not isinstance(event, EpochDone):
            continue
        saved = events[index + 1]
        assert isinstance(saved, Checkpoint)
        state = checkpoint.from_bytes(saved.data)
        assert state.averaged is not None
        assert all(torch.equal(state.averaged[name], value)
                   for name, value in event.weights.items())
        model = initial_model(recipe)
        model.load_state_dict(state.measured_model)
        again = evaluate(model.eval(), digits.test.images, digits.test.labels,
                         recipe.normalisation)
        assert event.evaluation.loss == pytest.approx(again.loss, rel=1e-5)
        model.load_state_dict(state.model)
        raw = evaluate(model.eval(), digits.test.images, digits.test.labels, recipe.normalisation)
        assert event.evaluation.loss != pytest.approx(raw.loss, rel=1e-5)


@pytest.mark.parametrize("path", PATHS)
def test_the_training_itself_is_that_without_an_average(digits: Dataset, path: str) -> None:
    averaged = batch_by_batch(recipe_of(), digits, path)[-1]
    plain = batch_by_batch(recipe_of(weight_average=0), digits, path)[-1]
    assert plain.averaged is None and plain.measured_model is plain.model
    assert all(torch.equal(averaged.model[name], value) for name, value in plain.model.items())


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("settings", [
    {}, {"schedule": {"kind": "plateau", "patience": 0, "gamma": 0.5}, "label_smoothing": 0.1,
         "elastic": {"alpha": 30}, "cutout": {"size": 6}}], ids=["average", "all that is new"])
def test_a_run_that_was_resumed_anywhere_ends_in_the_same_bits(
        digits: Dataset, path: str, settings: dict[str, Any]) -> None:
    recipe = recipe_of(epochs=3, **settings)
    states = batch_by_batch(recipe, digits, path)
    for state in states[1:-1]:
        rest = list(train(recipe, digits, CPU, checkpoint.to_bytes(state)))
        last = [event for event in rest if isinstance(event, Checkpoint)][-1]
        ended = checkpoint.from_bytes(last.data)
        assert all(torch.equal(ended.measured_model[name], value)
                   for name, value in states[-1].measured_model.items()), state.position
        assert ended.history == states[-1].history
