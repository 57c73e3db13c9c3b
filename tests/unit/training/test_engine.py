"""Training is a generator, exact to the last bit, and equal to a plain PyTorch loop."""

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mnist_core.base.rng import generator
from mnist_core.data.mnist import Dataset, Split
from mnist_core.recipe.recipe import Recipe, read_recipe
from mnist_core.training import checkpoint, engine
from mnist_core.training.engine import train
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
from mnist_core.training.step.backends import choose_backend

pytestmark = pytest.mark.long
CPU = torch.device("cpu")
LAYERS = ("conv3x3(4,s2) relu bn drop(.1) maxpool2 conv3x3(6) relu bn drop(.1) gap conv1x1(10) "
          "flatten")
EVERY_AUGMENTATION = {
    "rotation": {"degrees": 9, "fill": 33}, "affine": {"translate": 0.1, "shear": 8},
    "perspective": {"distortion": 0.2}, "colour": {"brightness": 0.4, "contrast": 0.4},
}


@pytest.fixture(scope="module")
def digits(dataset: Dataset) -> Dataset:
    """2,000 digits to train on and 400 to measure."""
    return Dataset(Split(dataset.train.images[:2000], dataset.train.labels[:2000]),
                   Split(dataset.test.images[:400], dataset.test.labels[:400]), dataset.source)


def recipe_of(**settings: Any) -> Recipe:
    """Five batches an epoch, the last of them with 88 digits."""
    return read_recipe({"layers": LAYERS, "num_train": 600, "epochs": 2, "batch_size": 128,
                        **settings})


@dataclass(frozen=True)
class Told:
    """All events of a training, and what tests ask of them."""

    events: list[Event]

    @property
    def batches(self) -> list[Batches]:
        return [event for event in self.events if isinstance(event, Batches)]

    @property
    def epochs(self) -> list[EpochDone]:
        return [event for event in self.events if isinstance(event, EpochDone)]

    @property
    def checkpoints(self) -> list[Checkpoint]:
        return [event for event in self.events if isinstance(event, Checkpoint)]

    @property
    def curve(self) -> list[tuple[float, float, float]]:
        """Loss, percent correct and rate of each batch."""
        return [row for event in self.batches
                for row in zip(event.loss, event.correct, event.lr, strict=True)]

    @property
    def losses(self) -> list[float]:
        return [loss for loss, _, _ in self.curve]


def told(recipe: Recipe, data: Dataset, *, resumed: bytes | None = None,
         request: Request = "next") -> Told:
    """All but ``Measuring``, which comes as often as the machine is slow."""
    training = train(recipe, data, CPU, resumed)
    return Told([next(training), *(event for event in answers(training, request)
                                   if not isinstance(event, Measuring))])


def answers(training: Any, request: Request) -> Iterator[Event]:
    try:
        while True:
            yield training.send(request)
    except StopIteration:
        return


def assert_same_weights(first: EpochDone, second: EpochDone) -> None:
    assert first.weights.keys() == second.weights.keys()
    for name, value in first.weights.items():
        assert torch.equal(value, second.weights[name]), name


def assert_same_answers(first: EpochDone, second: EpochDone) -> None:
    """Everything but the seconds, bit for bit."""
    assert_same_weights(first, second)
    assert np.array_equal(first.evaluation.log_probabilities, second.evaluation.log_probabilities)
    assert figures(first) == figures(second)


def figures(epoch: EpochDone) -> tuple[object, ...]:
    return (epoch.epoch, epoch.train_loss, epoch.train_accuracy, epoch.test_loss,
            epoch.test_accuracy, epoch.held_out_loss, epoch.held_out_accuracy, epoch.is_best)


# -- events -----------------------------------------------------------------------------------


def test_the_events_come_in_order_and_tell_every_batch_exactly_once(digits: Dataset) -> None:
    events = told(recipe_of(epochs=3), digits).events
    assert events[0] == Started("cpu", choose_backend("auto", CPU).name, num_train=600,
                                num_batches=5, position=0, epochs_done=0)
    assert isinstance(events[-1], Finished)
    assert events[-1].seconds > 0
    position = epochs_done = 0
    for event, after in pairwise(events[1:]):
        match event:
            case Batches():
                assert event.first == position
                assert len(event.loss) == len(event.correct) == len(event.lr) > 0
                position += len(event.loss)
                assert position <= 5 * (epochs_done + 1), "a report goes past the end of an epoch"
                assert isinstance(after, EpochDone if position % 5 == 0 else Batches)
            case EpochDone():
                epochs_done += 1
                assert event.epoch == epochs_done
                assert position == 5 * epochs_done
                assert isinstance(after, Checkpoint)
            case Checkpoint():
                assert event.position == position == 5 * epochs_done
                assert isinstance(after, Batches | Finished)
            case _:
                raise AssertionError(event)
    assert (position, epochs_done) == (15, 3)


def test_one_batch_is_one_batch_also_where_an_epoch_ends(digits: Dataset) -> None:
    events = told(recipe_of(), digits, request="one batch").events
    assert [type(event).__name__ for event in events] == [
        "Started", *(["Batches"] * 5 + ["EpochDone", "Checkpoint"]) * 2, "Finished"]
    firsts = [event.first for event in events if isinstance(event, Batches)]
    assert firsts == list(range(10))


def test_a_checkpoint_can_be_asked_for_at_any_moment_and_trains_nothing(digits: Dataset) -> None:
    undisturbed = told(recipe_of(), digits, request="one batch")
    training = train(recipe_of(), digits, CPU)
    events: list[Event] = [next(training)]
    with pytest.raises(StopIteration):
        while True:
            for request in ("checkpoint", "checkpoint", "one batch"):
                events.append(training.send(request))
    assert Told(events).curve == undisturbed.curve
    assert {event.position for event in Told(events).checkpoints} == set(range(11))
    assert_same_answers(Told(events).epochs[-1], undisturbed.epochs[-1])


def test_accuracy_and_loss_of_an_epoch_are_the_means_over_its_digits(digits: Dataset) -> None:
    story = told(recipe_of(epochs=1), digits)
    sizes = [128, 128, 128, 128, 88]
    epoch = story.epochs[0]
    assert epoch.train_loss == pytest.approx(np.average(story.losses, weights=sizes))
    assert epoch.train_accuracy == pytest.approx(
        np.average([correct for _, correct, _ in story.curve], weights=sizes))
    assert epoch.test_loss == epoch.evaluation.loss
    assert epoch.test_accuracy == epoch.evaluation.accuracy
    assert epoch.held_out_loss is None
    assert epoch.held_out_accuracy is None


# -- exactness --------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bits_and_another_seed_does_not(digits: Dataset) -> None:
    recipe = recipe_of(**EVERY_AUGMENTATION)
    first, second = told(recipe, digits), told(recipe, digits)
    assert first.curve == second.curve
    for one, other in zip(first.epochs, second.epochs, strict=True):
        assert_same_answers(one, other)
    assert told(recipe_of(**EVERY_AUGMENTATION, seed=2), digits).losses != first.losses


def test_what_a_process_did_before_does_not_matter(digits: Dataset) -> None:
    first = told(recipe_of(), digits)
    torch.manual_seed(12345)
    torch.rand(7)
    assert told(recipe_of(), digits).curve == first.curve


def test_building_a_network_leaves_the_callers_random_numbers_alone(digits: Dataset) -> None:
    torch.manual_seed(3)
    expected = torch.rand(4)
    torch.manual_seed(3)
    next(train(recipe_of(), digits, CPU))
    assert torch.equal(torch.rand(4), expected)


def test_batches_do_not_depend_on_how_they_were_reported(digits: Dataset) -> None:
    together = told(recipe_of(num_train=2000, batch_size=32), digits)
    one_by_one = told(recipe_of(num_train=2000, batch_size=32), digits, request="one batch")
    assert len(together.batches) < len(one_by_one.batches)
    assert together.curve == one_by_one.curve
    assert_same_answers(together.epochs[-1], one_by_one.epochs[-1])


@pytest.mark.parametrize("settings", [
    {"optimiser": {"kind": "sgd", "lr": 0.1, "nesterov": True}, "schedule": {"kind": "one-cycle"}},
    {"optimiser": {"kind": "adamw", "lr": 0.01}, "schedule": {"kind": "one-cycle"}},
    {"optimiser": {"kind": "adam", "lr": 0.01}, "schedule": {"kind": "step", "every": 1}},
    {"held_out": 88, "schedule": {"kind": "cosine"}},
], ids=["nesterov", "adamw", "adam", "held out"])
def test_a_run_goes_on_from_any_moment_as_if_it_had_never_stopped(
        digits: Dataset, settings: dict[str, Any]) -> None:
    recipe = recipe_of(**EVERY_AUGMENTATION, **settings)
    undisturbed = told(recipe, digits)
    training = train(recipe, digits, CPU)
    events: list[Event] = [next(training)]
    with pytest.raises(StopIteration):
        while True:
            for request in ("checkpoint", "one batch"):
                events.append(training.send(request))
    checkpoints = Told(events).checkpoints
    assert {event.position for event in checkpoints} == set(range(len(undisturbed.curve) + 1))
    for event in checkpoints:
        resumed = told(recipe, digits, resumed=event.data)
        assert isinstance(resumed.events[0], Started)
        assert resumed.events[0].position == event.position
        done = resumed.events[0].epochs_done
        assert resumed.curve == undisturbed.curve[event.position:]
        assert [epoch.epoch for epoch in resumed.epochs] == list(range(done + 1, 3))
        for again, before in zip(resumed.epochs, undisturbed.epochs[done:], strict=True):
            assert_same_answers(again, before)


def test_a_run_can_stop_between_the_last_batch_of_an_epoch_and_its_measurement(
        digits: Dataset) -> None:
    recipe = recipe_of()
    training = train(recipe, digits, CPU)
    next(training)
    for _ in range(5):
        assert isinstance(training.send("one batch"), Batches)
    saved = training.send("checkpoint")
    assert isinstance(saved, Checkpoint)
    resumed = told(recipe, digits, resumed=saved.data)
    assert resumed.events[0] == Started("cpu", choose_backend("auto", CPU).name, 600, 5, position=5,
                                        epochs_done=0, from_checkpoint=True)
    assert isinstance(resumed.events[1], EpochDone)
    assert_same_answers(resumed.epochs[0], told(recipe, digits).epochs[0])


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every batch and every chunk of measured digits is an event of its own."""
    monkeypatch.setattr(engine, "REPORT_SECONDS", 0.0)


@pytest.mark.usefixtures("impatient")
def test_a_run_goes_on_from_any_moment_within_the_measuring_of_an_epoch(digits: Dataset) -> None:
    recipe = recipe_of(held_out=88, **EVERY_AUGMENTATION)
    undisturbed = told(recipe, digits)
    training = train(recipe, digits, CPU)
    events: list[Event] = [next(training)]
    measuring: list[Checkpoint] = []
    with pytest.raises(StopIteration):
        while True:
            events.append(training.send("next"))
            if isinstance(events[-1], Measuring):
                saved = training.send("checkpoint")
                assert isinstance(saved, Checkpoint)
                measuring.append(saved)
    # two chunks of test digits and one of those held out
    assert [event.position for event in measuring] == [4, 4, 4, 8, 8, 8]
    for again, before in zip(Told(events).epochs, undisturbed.epochs, strict=True):
        assert_same_answers(again, before)
    for event in measuring:
        resumed = told(recipe, digits, resumed=event.data)
        assert resumed.curve == undisturbed.curve[event.position:]
        for again, before in zip(reversed(resumed.epochs), reversed(undisturbed.epochs),
                                 strict=False):
            assert_same_answers(again, before)
        assert len(resumed.epochs) == 2 - (event.position == 8)


def test_a_finished_run_has_nothing_left_to_train(digits: Dataset) -> None:
    last = told(recipe_of(), digits).checkpoints[-1]
    assert [type(event) for event in told(recipe_of(), digits, resumed=last.data).events] == [
        Started, Finished]


# -- the plain loop ---------------------------------------------------------------------------

PLAIN = "conv3x3(4) relu bn maxpool2 conv3x3(6,p1,bias) relu bn avgpool2 flatten linear(10)"


def plain_network() -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, bias=False), nn.ReLU(), nn.BatchNorm2d(4), nn.MaxPool2d(2),
        nn.Conv2d(4, 6, 3, padding=1), nn.ReLU(), nn.BatchNorm2d(6), nn.AvgPool2d(2),
        nn.Flatten(), nn.Linear(216, 10))


@pytest.mark.parametrize("name", ["sgd", "nesterov", "adam", "adamw"])
def test_a_training_equals_the_loop_that_everybody_writes(digits: Dataset, name: str) -> None:
    """Fifty steps; the schedulers are stepped as PyTorch's documentation says."""
    num, size, epochs = 1250, 128, 5
    optimisers: dict[str, dict[str, Any]] = {
        "sgd": {"kind": "sgd", "lr": 0.05, "momentum": 0.9, "weight_decay": 1e-4},
        "nesterov": {"kind": "sgd", "lr": 0.05, "momentum": 0.8, "nesterov": True},
        "adam": {"kind": "adam", "lr": 0.01, "weight_decay": 1e-4},
        "adamw": {"kind": "adamw", "lr": 0.01},
    }
    schedules = {"sgd": {"kind": "exponential", "gamma": 0.85},
                 "nesterov": {"kind": "step", "every": 2, "gamma": 0.3},
                 "adam": {"kind": "constant"}, "adamw": {"kind": "one-cycle", "warmup": 0.2}}
    recipe = recipe_of(layers=PLAIN, num_train=num, epochs=epochs, optimiser=optimisers[name],
                       schedule=schedules[name])
    ours = Told(list(train(recipe, digits, CPU, path="reference")))

    training = train(recipe, digits, CPU)
    next(training)
    start = training.send("checkpoint")
    assert isinstance(start, Checkpoint)
    model = plain_network()
    model.load_state_dict(checkpoint.from_bytes(start.data).model)
    weights = model.parameters()
    optimiser: torch.optim.Optimizer
    scheduler: torch.optim.lr_scheduler.LRScheduler
    match name:
        case "sgd":
            optimiser = torch.optim.SGD(weights, lr=0.05, momentum=0.9, weight_decay=1e-4)
            scheduler = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda epoch: 0.85**epoch)
        case "nesterov":
            optimiser = torch.optim.SGD(weights, lr=0.05, momentum=0.8, nesterov=True)
            scheduler = torch.optim.lr_scheduler.StepLR(optimiser, 2, 0.3)
        case "adam":
            optimiser = torch.optim.Adam(weights, lr=0.01, weight_decay=1e-4)
            scheduler = torch.optim.lr_scheduler.ConstantLR(optimiser, 1.0)
        case _:
            optimiser = torch.optim.AdamW(weights, lr=0.01)
            scheduler = torch.optim.lr_scheduler.OneCycleLR(optimiser, 0.01, total_steps=50,
                                                            pct_start=0.2)
    losses: list[float] = []
    model.train()
    for epoch in range(epochs):
        order = torch.randperm(num, generator=generator(recipe.seed, epoch, "order"))
        for chosen in torch.split(order, size):
            images = (digits.train.images[chosen].unsqueeze(1) / 255 - 0.1307) / 0.3081
            loss = F.cross_entropy(model(images), digits.train.labels[chosen])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            losses.append(loss.item())
            if name == "adamw" and len(losses) < 50:
                scheduler.step()
        if name != "adamw":
            scheduler.step()
    assert len(losses) == 50
    assert losses[-1] < losses[0] / 2
    assert ours.losses == pytest.approx(losses, rel=0, abs=1e-6)
    after: dict[str, Tensor] = model.state_dict()
    for key, value in ours.epochs[-1].weights.items():
        assert torch.allclose(value, after[key], rtol=0, atol=1e-5), key


# -- what a recipe says -----------------------------------------------------------------------


def test_the_dropout_setting_replaces_the_probability_of_every_drop_layer(digits: Dataset) -> None:
    overridden = told(recipe_of(dropout=0.4), digits)
    assert overridden.losses == told(
        recipe_of(layers=LAYERS.replace("drop(.1)", "drop(.4)")), digits).losses
    assert overridden.losses != told(recipe_of(), digits).losses
    assert told(recipe_of(dropout=0), digits).losses == told(
        recipe_of(layers=LAYERS.replace("drop(.1)", "drop(0)")), digits).losses


@pytest.mark.parametrize(("num_train", "expected"), [(600, 600), (None, 2000), (60_000, 2000)])
def test_num_train_takes_the_first_digits_and_never_more_than_there_are(
        digits: Dataset, num_train: int | None, expected: int) -> None:
    started = next(train(recipe_of(num_train=num_train), digits, CPU))
    assert isinstance(started, Started)
    assert started.num_train == expected
    assert started.num_batches == math.ceil(expected / 128)


def changed(data: Dataset, rows: slice) -> Dataset:
    """The data with other labels on some training digits."""
    labels = data.train.labels.clone()
    labels[rows] = (labels[rows] + 1) % 10
    return replace(data, train=Split(data.train.images, labels))


def test_digits_beyond_num_train_and_held_out_digits_are_never_trained_on(digits: Dataset) -> None:
    recipe = recipe_of(held_out=100)
    story = told(recipe, digits)
    started = story.events[0]
    assert isinstance(started, Started)
    assert (started.num_train, started.num_batches) == (500, 4)

    beyond = told(recipe, changed(digits, slice(600, None)))
    assert beyond.curve == story.curve
    assert_same_answers(beyond.epochs[-1], story.epochs[-1])

    other_held_out = told(recipe, changed(digits, slice(500, 600)))
    assert other_held_out.curve == story.curve
    assert_same_weights(other_held_out.epochs[-1], story.epochs[-1])
    assert other_held_out.epochs[-1].held_out_loss != story.epochs[-1].held_out_loss

    assert told(recipe, changed(digits, slice(499, 500))).curve != story.curve


def test_the_best_epoch_is_the_first_with_the_highest_accuracy(digits: Dataset) -> None:
    epochs = told(recipe_of(epochs=6, optimiser={"kind": "sgd", "lr": 0.2}), digits).epochs
    best = -1.0
    for epoch in epochs:
        assert epoch.is_best == (epoch.test_accuracy > best)
        best = max(best, epoch.test_accuracy)


def test_held_out_digits_choose_the_best_epoch_and_the_test_set_does_not(digits: Dataset) -> None:
    recipe = recipe_of(epochs=6, held_out=200, optimiser={"kind": "sgd", "lr": 0.2})
    epochs = told(recipe, digits).epochs
    best = -1.0
    for epoch in epochs:
        assert epoch.held_out_accuracy is not None
        assert epoch.is_best == (epoch.held_out_accuracy > best)
        best = max(best, epoch.held_out_accuracy)
    wrong = replace(digits, test=Split(digits.test.images, (digits.test.labels + 1) % 10))
    assert [epoch.is_best for epoch in told(recipe, wrong).epochs] == [
        epoch.is_best for epoch in epochs]


def test_a_batch_may_be_larger_than_the_data(digits: Dataset) -> None:
    story = told(recipe_of(batch_size=60_000), digits)
    assert len(story.losses) == 2
    assert story.losses == told(recipe_of(batch_size=600), digits).losses


def test_a_last_batch_of_one_digit_is_trained(digits: Dataset) -> None:
    story = told(recipe_of(num_train=129, epochs=1), digits)
    assert len(story.losses) == 2
    assert story.curve[1][1] in (0.0, 100.0)


# -- mistakes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("settings", [{"num_train": 129}, {"batch_size": 1, "num_train": 20}])
def test_batch_norm_over_a_single_value_is_refused_before_it_fails(
        digits: Dataset, settings: dict[str, int]) -> None:
    recipe = recipe_of(layers="conv3x3(4) relu gap bn conv1x1(10) flatten", **settings)
    with pytest.raises(ValueError, match=r"^layer 4 `bn` sees one value a digit, and batch size "
                                         r"\d+ leaves a batch of a single digit: choose another "
                                         r"size\.$"):
        next(train(recipe, digits, CPU))


def test_holding_out_everything_is_refused(digits: Dataset) -> None:
    with pytest.raises(ValueError, match=r"^held_out 2,000 leaves nothing to train on: there are "
                                         r"2,000 training digits; hold out fewer\.$"):
        next(train(recipe_of(num_train=None, held_out=2000), digits, CPU))


DIVERGING = {"layers": "conv5x5(8) relu conv5x5(8) relu flatten linear(10)", "epochs": 200,
             "optimiser": {"kind": "sgd", "lr": 10, "momentum": 0.9, "weight_decay": 1}}


def test_a_diverging_run_ends_with_what_to_do_about_it(digits: Dataset) -> None:
    with pytest.raises(ValueError, match=r"^The loss is no longer a number since epoch \d+, batch "
                                         r"\d: lower the learning rate \(now 10\) or add batch "
                                         r"norm\.$"):
        told(recipe_of(**DIVERGING), digits)


def test_no_epoch_is_told_whose_measurement_is_no_number(digits: Dataset) -> None:
    """With one batch an epoch the test set sees the broken weights before any batch does."""
    training = train(recipe_of(**DIVERGING, batch_size=600), digits, CPU)
    events: list[Event] = [next(training)]
    with pytest.raises(ValueError, match="The loss is no longer a number since epoch"):
        for event in answers(training, "next"):
            events.append(event)
    epochs = Told(events).epochs
    assert len(epochs) == len(Told(events).losses) - 1, "the last batch itself was still a number"
    assert all(math.isfinite(epoch.test_loss) for epoch in epochs)


def test_a_checkpoint_of_another_recipe_is_refused(digits: Dataset) -> None:
    saved = told(recipe_of(epochs=1), digits).checkpoints[-1].data
    with pytest.raises(ValueError, match=r"^The checkpoint belongs to another recipe; start a new "
                                         r"run instead\.$"):
        next(train(recipe_of(epochs=1, seed=2), digits, CPU, saved))


def saved_by_another_version(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The checkpoint as a version wrote it whose recipes have other keys."""
    moment = checkpoint.from_bytes(data)
    recipe = json.loads(moment.recipe)
    change(recipe)
    return checkpoint.to_bytes(replace(moment, recipe=json.dumps(recipe, indent=1)))


def test_a_checkpoint_of_before_a_setting_came_goes_on_to_the_same_bits(digits: Dataset) -> None:
    recipe = recipe_of(epochs=2)
    whole = told(recipe, digits)
    old = saved_by_another_version(whole.checkpoints[0].data, lambda saved: saved.pop("held_out"))
    assert_same_weights(told(recipe, digits, resumed=old).epochs[-1], whole.epochs[-1])
    # where the run has another value than there was then, it is another recipe
    with pytest.raises(ValueError, match=r"^The checkpoint belongs to another recipe"):
        next(train(recipe_of(epochs=2, held_out=50), digits, CPU, old))


def test_a_checkpoint_of_a_newer_version_is_refused_in_a_sentence(digits: Dataset) -> None:
    recipe = recipe_of(epochs=1)
    saved = told(recipe, digits).checkpoints[-1].data
    newer = saved_by_another_version(saved, lambda saved: saved.update(focal_gamma=0.1))
    with pytest.raises(ValueError, match=r"^A newer version of the lab wrote the checkpoint: "
                                         r"update this one to go on with it\. What it does not "
                                         r"know: unknown key `focal_gamma`"):
        next(train(recipe, digits, CPU, newer))


def test_a_run_may_go_on_where_the_recipe_names_another_device(digits: Dataset) -> None:
    saved = told(recipe_of(), digits).checkpoints[0].data
    resumed = told(recipe_of(device="cpu"), digits, resumed=saved)
    assert_same_answers(resumed.epochs[-1], told(recipe_of(), digits).epochs[-1])


def test_a_damaged_checkpoint_is_refused(digits: Dataset) -> None:
    saved = told(recipe_of(epochs=1), digits).checkpoints[-1].data
    with pytest.raises(ValueError, match="The checkpoint is damaged"):
        next(train(recipe_of(epochs=1), digits, CPU, saved[:-1]))
