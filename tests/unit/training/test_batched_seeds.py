"""Seeds that train together end as each of them alone, within the tolerances below.

Both sides do the same operations and only take sums in another order, so in double precision they
agree to the last digits. In single precision one step agrees as well as rounding allows; after
that ReLU and max pooling, where a value lies at a border, magnify it, as they do between one
thread and two. Measured with PyTorch 2.15 on two x86 cores.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from mnist_core.data.mnist import Dataset, Split
from mnist_core.ladders import STEPS
from mnist_core.many_seeds.batched_network import BatchedNetwork
from mnist_core.many_seeds.batched_seeds import Round, train_alone, train_seeds
from mnist_core.many_seeds.seed_lane import Diverged
from mnist_core.recipe.recipe import Recipe, read_recipe
from mnist_core.training.engine import train
from mnist_core.training.events import Batches, Checkpoint, EpochDone, Event, Finished

pytestmark = pytest.mark.long
CPU = torch.device("cpu")
SEEDS = (3, 0, 11)
DOUBLE_TOLERANCE = 1e-10
"""Float64, 14 batches: the largest difference within a tensor, as a share of its largest absolute
value. Measured 1e-13 over three networks, four optimisers and three seeds."""
SINGLE_TOLERANCE = 1e-3
"""Float32, one batch: the difference, as a share as above. Measured 1.4e-4 over the same, for Adam,
whose first step divides each gradient by itself, so that one near zero may go either way; without
Adam 1.5e-5."""
SMALL = [step.id for step in STEPS.values() if step.published.parameters < 100_000]
"""The steps but the two of six million parameters, a batch of which takes seconds."""

EVERY_LAYER = ("conv3x3(8,p1) bn relu drop(.1) conv3x3(8,g8,d2) bn relu conv3x3(12,s2,g4,bias) "
               "relu drop(.2) maxpool2 conv1x1(12) avgpool2 bn relu flatten linear(16,nobias) bn "
               "relu drop(.3) linear(10)")
NETWORKS = {
    "every kind of layer": EVERY_LAYER,
    "global pooling": "conv3x3(4,s2) relu bn drop(.1) conv3x3(6) relu gap conv1x1(10) flatten",
    "no dropout, no batch norm": "conv5x5(4,s2) relu flatten linear(10)",
}
OPTIMISERS: dict[str, dict[str, Any]] = {
    "plain sgd": {"kind": "sgd", "lr": 0.05, "momentum": 0},
    "nesterov": {"kind": "sgd", "lr": 0.02, "momentum": 0.9, "nesterov": True,
                 "weight_decay": 1e-3},
    "adam": {"kind": "adam", "lr": 0.002, "weight_decay": 1e-3},
    "adamw": {"kind": "adamw", "lr": 0.002, "weight_decay": 0.1},
}
AUGMENTATION = {"rotation": {"degrees": 9}, "affine": {"translate": 0.1, "shear": 8},
                "perspective": {"distortion": 0.2}, "colour": {"brightness": 0.4}}


@pytest.fixture
def doubles(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """All arithmetic in double precision, on both sides."""
    monkeypatch.setattr(Tensor, "float", Tensor.double)
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(before)


@pytest.fixture(scope="module")
def digits(dataset: Dataset) -> Dataset:
    """1,000 digits to train on and 200 to measure."""
    return Dataset(Split(dataset.train.images[:1000], dataset.train.labels[:1000]),
                   Split(dataset.test.images[:200], dataset.test.labels[:200]), dataset.source)


def recipe_of(**settings: Any) -> Recipe:
    """Seven batches an epoch, the last of them with 16 digits."""
    return read_recipe({"layers": NETWORKS["global pooling"], "num_train": 400, "epochs": 2,
                        "batch_size": 64, **settings})


def alone(recipe: Recipe, seed: int, data: Dataset) -> list[Event]:
    return list(train_alone(recipe.model_copy(update={"seed": seed}), data, CPU))


def together(recipe: Recipe, data: Dataset, seeds: tuple[int, ...] = SEEDS) -> list[Round]:
    return list(train_seeds(recipe, seeds, data, CPU))


def of_seed(rounds: list[Round], seed: int) -> list[Event | Diverged]:
    return [told[seed] for told in rounds if seed in told]


def epochs(events: list[Any]) -> list[EpochDone]:
    return [event for event in events if isinstance(event, EpochDone)]


def curve(events: list[Any]) -> list[tuple[float, float, float]]:
    return [row for event in events if isinstance(event, Batches)
            for row in zip(event.loss, event.correct, event.lr, strict=True)]


def difference(value: Tensor, wanted: Tensor) -> float:
    """The largest difference, as a share of the largest value."""
    scale = float(wanted.abs().max())
    return float((value - wanted).abs().max()) / scale if scale else float(value.abs().max())


def assert_same_weights(epoch: EpochDone, wanted: EpochDone, tolerance: float) -> None:
    assert list(epoch.weights) == list(wanted.weights)
    for name, value in wanted.weights.items():
        assert epoch.weights[name].dtype == value.dtype, name
        assert difference(epoch.weights[name].double(), value.double()) <= tolerance, name


def assert_same_epoch(epoch: EpochDone, wanted: EpochDone) -> None:
    """All that was measured, in double precision."""
    assert_same_weights(epoch, wanted, DOUBLE_TOLERANCE)
    np.testing.assert_allclose(epoch.evaluation.log_probabilities,
                               wanted.evaluation.log_probabilities, rtol=DOUBLE_TOLERANCE)
    assert np.array_equal(epoch.evaluation.predicted, wanted.evaluation.predicted)
    assert np.array_equal(epoch.evaluation.labels, wanted.evaluation.labels)
    assert epoch.train_loss == pytest.approx(wanted.train_loss, rel=DOUBLE_TOLERANCE)
    assert epoch.test_loss == pytest.approx(wanted.test_loss, rel=DOUBLE_TOLERANCE)
    if wanted.held_out_loss is not None:
        assert epoch.held_out_loss == pytest.approx(wanted.held_out_loss, rel=DOUBLE_TOLERANCE)
    assert ((epoch.epoch, epoch.train_accuracy, epoch.test_accuracy, epoch.held_out_accuracy,
             epoch.is_best) == (wanted.epoch, wanted.train_accuracy, wanted.test_accuracy,
                                wanted.held_out_accuracy, wanted.is_best))


def assert_as_alone(rounds: list[Round], seed: int, recipe: Recipe, data: Dataset) -> None:
    own, wanted = of_seed(rounds, seed), alone(recipe, seed, data)
    np.testing.assert_allclose(curve(own), curve(wanted), rtol=DOUBLE_TOLERANCE)
    for epoch, wanted_epoch in zip(epochs(own), epochs(wanted), strict=True):
        assert_same_epoch(epoch, wanted_epoch)


# -- the same as each seed alone --------------------------------------------------------------


NEW: dict[str, dict[str, Any]] = {
    "label smoothing": {"label_smoothing": 0.1},
    "an average of the weights": {"weight_average": 0.7},
    "elastic distortion": {"elastic": {"alpha": 40}},
    "cut-out": {"cutout": {"size": 8}},
}


@pytest.mark.usefixtures("doubles")
@pytest.mark.parametrize("name", NEW)
def test_what_a_recipe_may_add_is_the_same_together(digits: Dataset, name: str) -> None:
    recipe = recipe_of(layers=EVERY_LAYER, held_out=100, **NEW[name])
    rounds = together(recipe, digits)
    for seed in SEEDS:
        assert_as_alone(rounds, seed, recipe, digits)


@pytest.mark.usefixtures("doubles")
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_each_seed_has_the_rate_of_its_own_history(digits: Dataset, optimiser: str) -> None:
    recipe = recipe_of(epochs=6, held_out=60, optimiser=OPTIMISERS[optimiser],
                       schedule={"kind": "plateau", "patience": 0, "gamma": 0.5})
    rounds = together(recipe, digits)
    for seed in SEEDS:
        assert_as_alone(rounds, seed, recipe, digits)
    lrs = {seed: [lr for _, _, lr in curve(of_seed(rounds, seed))] for seed in SEEDS}
    assert len({tuple(of_one) for of_one in lrs.values()}) > 1, "all seeds fell at the same epochs"


@pytest.mark.usefixtures("doubles")
@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_every_seed_ends_as_it_does_alone(digits: Dataset, network: str, optimiser: str) -> None:
    recipe = recipe_of(layers=NETWORKS[network], optimiser=OPTIMISERS[optimiser])
    rounds = together(recipe, digits)
    for seed in SEEDS:
        assert_as_alone(rounds, seed, recipe, digits)


@pytest.mark.usefixtures("doubles")
def test_augmentation_schedule_and_held_out_digits_are_each_seeds_own(digits: Dataset) -> None:
    recipe = recipe_of(**AUGMENTATION, schedule={"kind": "one-cycle"}, num_train=500, held_out=100,
                       normalisation={"mean": 0.2, "std": 0.5})
    rounds = together(recipe, digits)
    for seed in SEEDS:
        assert_as_alone(rounds, seed, recipe, digits)


@pytest.mark.usefixtures("doubles")
@pytest.mark.parametrize("step_id", SMALL)
def test_two_batches_of_every_small_step_are_those_of_each_seed(digits: Dataset,
                                                                step_id: str) -> None:
    recipe = STEPS[step_id].recipe.model_copy(
        update={"num_train": 32, "epochs": 1, "batch_size": 16})
    rounds = together(recipe, digits, (1, 2))
    assert_as_alone(rounds, 2, recipe, digits)


@pytest.mark.parametrize("layers", [*NETWORKS.values(), STEPS["strategy-4"].recipe.layers])
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_one_step_in_single_precision_is_that_of_each_seed(digits: Dataset, layers: str,
                                                          optimiser: str) -> None:
    recipe = recipe_of(layers=layers, optimiser=OPTIMISERS[optimiser], num_train=64, epochs=1)
    rounds = together(recipe, digits)
    losses = []
    for seed in SEEDS:
        own, wanted = of_seed(rounds, seed), alone(recipe, seed, digits)
        assert_same_weights(epochs(own)[0], epochs(wanted)[0], SINGLE_TOLERANCE)
        losses.append(curve(own)[0][0])
    assert len({round(loss, 3) for loss in losses}) == len(SEEDS), "each has digits of its own"


@pytest.mark.usefixtures("doubles")
def test_a_seed_does_not_depend_on_its_company(digits: Dataset) -> None:
    recipe = recipe_of()
    first, second = (together(recipe, digits, seeds) for seeds in ((5, 6), (7, 1, 2, 5)))
    for one, other in zip(epochs(of_seed(first, 5)), epochs(of_seed(second, 5)), strict=True):
        assert_same_epoch(one, other)


# -- events -----------------------------------------------------------------------------------


def test_all_seeds_say_the_same_kind_of_event_at_once_and_every_batch_once(
        digits: Dataset) -> None:
    rounds = together(recipe_of(), digits)
    assert all(tuple(told) == SEEDS for told in rounds)
    kinds = [{type(event) for event in told.values()} for told in rounds]
    assert all(len(kind) == 1 for kind in kinds)
    assert set(rounds[0].values()) == {alone(recipe_of(), 0, digits)[0]}
    assert kinds[-1] == {Finished}
    position = 0
    for event in of_seed(rounds, SEEDS[0]):
        if isinstance(event, Batches):
            assert event.first == position
            position += len(event.loss)
        if isinstance(event, EpochDone):
            assert position == event.epoch * 7
    assert position == 14


def test_one_batch_at_a_time_ends_in_the_same_bits(digits: Dataset) -> None:
    recipe = recipe_of(epochs=1)
    training = train_seeds(recipe, SEEDS, digits, CPU)
    rounds = [next(training)]
    while not isinstance(rounds[-1][SEEDS[0]], Finished):
        rounds.append(training.send("one batch"))
    batches = [event for event in of_seed(rounds, 0) if isinstance(event, Batches)]
    assert [len(event.loss) for event in batches] == [1] * 7
    assert curve(batches) == curve(of_seed(together(recipe, digits), 0))


@pytest.mark.usefixtures("doubles")
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_a_checkpoint_goes_on_alone_as_if_it_had_always_been_alone(
        digits: Dataset, optimiser: str) -> None:
    recipe = recipe_of(optimiser=OPTIMISERS[optimiser])
    training = train_seeds(recipe, SEEDS, digits, CPU)
    next(training)
    for _ in range(3):
        training.send("one batch")
    saved = training.send("checkpoint")[11]
    assert isinstance(saved, Checkpoint) and saved.position == 3
    own = recipe.model_copy(update={"seed": 11})
    resumed = list(train(own, digits, CPU, saved.data))
    for epoch, wanted in zip(epochs(resumed), epochs(alone(recipe, 11, digits)), strict=True):
        assert_same_epoch(epoch, wanted)


# -- mistakes ---------------------------------------------------------------------------------


def test_what_cannot_be_trained_is_refused_as_train_refuses_it(digits: Dataset) -> None:
    recipe = recipe_of(layers="conv3x3(4) relu gap bn conv1x1(10) flatten", num_train=65)
    with pytest.raises(ValueError, match=r"^layer 4 `bn` sees one value a digit"):
        next(train_seeds(recipe, SEEDS, digits, CPU))


def test_a_seed_that_diverges_says_so_once_and_the_others_go_on(
        digits: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = recipe_of()
    undisturbed = together(recipe, digits)
    training = train_seeds(recipe, SEEDS, digits, CPU)
    rounds = [next(training), training.send("one batch")]
    logits = BatchedNetwork.logits

    def broken(self: BatchedNetwork, *given: Any) -> Tensor:
        mask = torch.ones(1, len(SEEDS), 1)
        mask[0, 1] = torch.nan
        return logits(self, *given) * mask

    monkeypatch.setattr(BatchedNetwork, "logits", broken)
    rounds.extend(training)
    told = of_seed(rounds, SEEDS[1])
    assert told[-1] == Diverged(
        "The loss is no longer a number since epoch 1, batch 2: lower the learning rate (now "
        "0.01).")
    assert sum(isinstance(event, Diverged) for event in told) == 1
    for seed in (SEEDS[0], SEEDS[2]):
        last = epochs(of_seed(rounds, seed))[-1]
        assert_same_weights(last, epochs(of_seed(undisturbed, seed))[-1], tolerance=0)


def test_when_all_seeds_diverge_the_training_is_over(digits: Dataset) -> None:
    recipe = recipe_of(layers="conv5x5(8) relu conv5x5(8) relu flatten linear(10)", epochs=200,
                       optimiser={"kind": "sgd", "lr": 10, "momentum": 0.9, "weight_decay": 1})
    rounds = together(recipe, digits)
    ends = [of_seed(rounds, seed)[-1] for seed in SEEDS]
    assert all(isinstance(end, Diverged) for end in ends)
    assert str(ends[0]).startswith("Diverged(text='The loss is no longer a number since epoch ")
