"""The range test is a plain training loop with a rising rate, and its advice is read with care."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from mnist_core.base.rng import stream_seed
from mnist_core.data.mnist import Dataset, Split
from mnist_core.data.plan import EpochPlan
from mnist_core.network.build import build
from mnist_core.recipe.recipe import Recipe, read_recipe
from mnist_core.short_jobs.lr_finder import Point, RangeTest, find_lr, read_curve, steepest, valley
from mnist_core.training.engine import train
from mnist_core.training.events import Batches

pytestmark = pytest.mark.long
CPU = torch.device("cpu")
LAYERS = "conv3x3(4,s2) relu bn drop(.1) maxpool2 conv3x3(6) relu bn gap conv1x1(10) flatten"
ADAM = {"kind": "adam", "beta1": 0.8, "weight_decay": 0.01}
SGD = {"kind": "sgd", "momentum": 0.7, "nesterov": True, "weight_decay": 0.001}


@pytest.fixture(scope="module")
def digits(dataset: Dataset) -> Dataset:
    """600 digits to train on."""
    return Dataset(Split(dataset.train.images[:600], dataset.train.labels[:600]),
                   Split(dataset.test.images[:100], dataset.test.labels[:100]), dataset.source)


def recipe_of(**settings: Any) -> Recipe:
    """Ten batches an epoch, the last of them with 24 digits."""
    return read_recipe({"layers": LAYERS, "batch_size": 64, **settings})


def found_by(recipe: Recipe, data: Dataset, **options: Any) -> RangeTest:
    *points, found = find_lr(recipe, data, CPU, **options)
    assert isinstance(found, RangeTest) and found.points == tuple(points)
    return found


def curve_of(smoothed: list[float], raw: list[float] | None = None) -> list[Point]:
    """Ten points a decade from 1e-5 on."""
    return [Point(1e-5 * 10 ** (index / 10), loss, average) for index, (loss, average)
            in enumerate(zip(raw or smoothed, smoothed, strict=True))]


# -- the test itself --------------------------------------------------------------------------


def plain_losses(recipe: Recipe, data: Dataset, lrs: list[float],
                 optimiser: type[torch.optim.Optimizer], **options: Any) -> list[float]:
    """The range test as anybody would write it, with an optimiser of its own."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(stream_seed(recipe.seed, "weights"))
        model = build(recipe.network).train()
        training = optimiser(model.parameters(), **options)
        losses = []
        for index, lr in enumerate(lrs):
            epoch, batch = divmod(index, math.ceil(len(data.train) / recipe.batch_size))
            images, labels = EpochPlan(recipe, epoch, data.train.images,
                                       data.train.labels).batch(batch)
            training.param_groups[0]["lr"] = lr
            torch.manual_seed(stream_seed(recipe.seed, epoch, batch, "dropout"))
            loss = F.cross_entropy(model(images), labels)
            training.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            training.step()
            losses.append(loss.item())
        return losses


@pytest.mark.parametrize(("chosen", "optimiser", "options"), [
    (SGD, torch.optim.SGD, {"momentum": 0.7, "nesterov": True, "weight_decay": 0.001}),
    (ADAM, torch.optim.Adam, {"betas": (0.8, 0.999), "weight_decay": 0.01}),
])
def test_it_is_a_plain_loop_with_a_rising_rate(
        digits: Dataset, chosen: dict[str, object], optimiser: type[torch.optim.Optimizer],
        options: dict[str, object]) -> None:
    """Over two and a half epochs, with augmentation and dropout."""
    recipe = recipe_of(optimiser=chosen, rotation={"degrees": 9}, colour={"contrast": 0.2})
    points = found_by(recipe, digits, lr_min=1e-4, lr_max=0.1, num_batches=25).points
    lrs = [1e-4 * 1000 ** (index / 24) for index in range(25)]
    assert [point.lr for point in points] == pytest.approx(lrs, rel=1e-12)
    assert [point.loss for point in points] == plain_losses(
        recipe, digits, [point.lr for point in points], optimiser, **options)


def test_with_a_rate_that_hardly_rises_it_is_the_training_itself(digits: Dataset) -> None:
    recipe = recipe_of(optimiser={**SGD, "lr": 0.02}, epochs=3, held_out=100)
    trained = [loss for event in train(recipe, digits, CPU, path="reference")
               if isinstance(event, Batches)
               for loss in event.loss]
    points = found_by(recipe, digits, lr_min=0.02, lr_max=0.02 + 1e-12, num_batches=24).points
    assert [point.loss for point in points] == pytest.approx(trained, rel=1e-5)


def test_the_schedule_the_epochs_and_the_lr_do_not_count(digits: Dataset) -> None:
    other = recipe_of(optimiser={"kind": "sgd", "lr": 3}, schedule={"kind": "one-cycle"}, epochs=1)
    assert found_by(other, digits, num_batches=25) == found_by(recipe_of(), digits, num_batches=25)
    assert (found_by(recipe_of(seed=2), digits, num_batches=25)
            != found_by(recipe_of(), digits, num_batches=25))


def test_nothing_outside_is_changed_between_points(digits: Dataset) -> None:
    images, state = digits.train.images.clone(), torch.get_rng_state()
    for _ in find_lr(recipe_of(), digits, CPU, num_batches=25):
        assert torch.equal(torch.get_rng_state(), state)
    assert torch.equal(digits.train.images, images)


def test_it_may_be_left_at_any_point_and_others_may_draw_meanwhile(digits: Dataset) -> None:
    undisturbed = found_by(recipe_of(), digits, num_batches=25).points
    test = find_lr(recipe_of(), digits, CPU, num_batches=25)
    for expected in undisturbed[:5]:
        assert next(test) == expected
        torch.rand(7)
    del test


@pytest.mark.parametrize("settings", [{"batch_size": 60_000}, {"batch_size": 1}, {"num_train": 10},
                                      {"num_train": 65}])
def test_any_number_of_digits_will_do(digits: Dataset, settings: dict[str, int]) -> None:
    points = found_by(recipe_of(**settings), digits, lr_max=1e-3, num_batches=20).points
    assert len(points) == 20 and all(math.isfinite(point.loss) for point in points)


def test_a_network_that_breaks_stops_the_test_and_is_not_recorded(digits: Dataset) -> None:
    recipe = recipe_of(layers="conv5x5(8) relu conv5x5(8) relu flatten linear(10)",
                       optimiser={"kind": "sgd", "lr": 1, "weight_decay": 1})
    found = found_by(recipe, digits, num_batches=60)
    assert found.stopped == "exploded" and len(found.points) <= 60
    assert found.stopped_lr < 10 and all(math.isfinite(point.loss) for point in found.points)


def test_a_network_that_is_broken_at_once_gets_a_sentence(digits: Dataset) -> None:
    recipe = recipe_of(layers="flatten linear(100) linear(100) linear(100) linear(10)")
    found = found_by(recipe, digits, lr_min=5, num_batches=200)
    assert (found.recommended, found.method) == (None, None)
    assert found.problem.startswith("The loss exploded at lr 5") and found.problem.endswith(".")


def test_the_advice_is_a_rate_that_trains(digits: Dataset) -> None:
    found = found_by(recipe_of(batch_size=32), digits, num_batches=100)
    assert found.recommended is not None and found.method == "valley"
    recipe = recipe_of(batch_size=32, epochs=6,
                       optimiser={"kind": "sgd", "lr": found.recommended})
    losses = [loss for event in train(recipe, digits, CPU, path="reference")
               if isinstance(event, Batches)
              for loss in event.loss]
    assert np.mean(losses[-10:]) < 0.7 * losses[0]


# -- what is read off a curve -----------------------------------------------------------------


DESCENT = [2.3] * 20 + [2.3 - 0.1 * step for step in range(1, 11)] + [1.3, 3, 6]


def test_the_valley_is_the_middle_of_the_descent_and_the_steepest_its_steepest_place() -> None:
    # eleven points from 19 to 29 fall; the middle one is 24
    assert valley(curve_of(DESCENT)) == 0.0025
    steep = [2.3, 2.25, 2.2, 2.0, 1.6, 1.5, 1.45]
    assert steepest(curve_of(steep)) == float(f"{1e-5 * 10 ** 0.3:.2g}")


def test_a_valley_is_found_under_noise() -> None:
    """By definition, against every subsequence of short curves."""
    noise = np.random.default_rng(1)
    for _ in range(30):
        losses = noise.permutation(10).tolist()
        lengths = [1] * 10
        for later in range(10):
            for earlier in range(later):
                if losses[later] < losses[earlier]:
                    lengths[later] = max(lengths[later], lengths[earlier] + 1)
        longest, end = max(lengths), lengths.index(max(lengths))
        curve = curve_of(losses)
        expected = float(f"{curve[end - longest // 2].lr:.2g}") if longest >= 5 else None
        assert valley(curve) == expected


def test_a_fall_of_a_few_points_is_no_valley_but_has_a_steepest_place() -> None:
    found = read_curve(curve_of([2.3] * 20 + [1.0, 0.5]), 5, exploded_lr=0.002, has_norm=True)
    assert (found.valley, found.method, found.problem) == (None, "steepest", "")
    assert found.recommended == found.steepest


def test_a_spike_in_the_burn_in_is_not_taken_for_a_descent(digits: Dataset) -> None:
    spike = [50.0, 30.0, 10.0, 5.0, 2.3] + [2.3] * 20
    found = read_curve(curve_of(spike), burn_in=5, exploded_lr=None, has_norm=True)
    assert found.recommended is None and "No rate can be read off" in found.problem


def test_the_running_average_forgets_the_burn_in(digits: Dataset) -> None:
    points = found_by(recipe_of(), digits, num_batches=40).points
    assert (points[0].smoothed, points[4].smoothed) == pytest.approx(
        (points[0].loss, points[4].loss), rel=1e-12)
    weights = 0.75 ** np.arange(9, -1, -1)
    losses = np.array([point.loss for point in points[4:14]])
    assert points[13].smoothed == pytest.approx(float((weights * losses).sum() / weights.sum()))


def test_a_fall_back_to_chance_after_an_explosion_is_no_descent() -> None:
    back = [2.3] * 15 + [2.1, 1.9, 1.7, 1.5, 1.3, 1.1] + [5, 4.5, 4, 3.5, 3, 2.5, 2.3, 2.2, 2.1]
    found = read_curve(curve_of([float(loss) for loss in back]), 3, None, has_norm=True)
    assert found.valley is not None and found.steepest is not None
    assert max(found.valley, found.steepest) <= curve_of(DESCENT)[20].lr


@pytest.mark.parametrize("losses", [[2.3] * 30, [2.3 + 0.01 * (-1) ** step for step in range(30)],
                                    [2.3 + 0.1 * step for step in range(30)]])
def test_a_loss_that_never_falls_suggests_nothing_and_says_so(losses: list[float]) -> None:
    found = read_curve(curve_of(losses), burn_in=3, exploded_lr=None, has_norm=True)
    assert (found.valley, found.steepest, found.recommended) == (None, None, None)
    assert found.problem.startswith("No rate can be read off: the loss began at 2.")
    assert found.problem.endswith("take more batches.")
    found = read_curve(curve_of(losses), burn_in=3, exploded_lr=None, has_norm=False)
    assert found.problem.endswith("take more batches, or a network with batch norm.")


def test_a_flat_curve_of_low_rates_asks_for_higher_ones() -> None:
    low = [Point(1e-6 * 1.1 ** index, 2.3, 2.3) for index in range(30)]
    found = read_curve(low, burn_in=3, exploded_lr=None, has_norm=False)
    assert found.problem == ("The highest rate that was tried, 1.6e-05, is too low to change the "
                             "loss, which stayed near 2.30: raise lr_max.")


def test_suggestions_are_rates_that_a_recipe_takes(digits: Dataset) -> None:
    found = found_by(recipe_of(batch_size=32), digits, num_batches=100)
    for lr in (found.valley, found.steepest):
        assert lr is not None and float(f"{lr:.2g}") == lr
        assert recipe_of(optimiser={"kind": "sgd", "lr": lr}).optimiser.lr == lr
    assert all(before.lr < after.lr for before, after in pairwise(found.points))


# -- mistakes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("options", "sentence"), [
    ({"lr_min": 1, "lr_max": 0.1}, "lr_min 1 must be below lr_max 0.1; lower it, or raise "),
    ({"lr_min": 1, "lr_max": 1}, "lr_min 1 must be below lr_max 1; lower it, or raise lr_max"),
    ({"lr_min": 0}, "lr_min 0 is not allowed; choose a number above 0"),
    ({"lr_min": math.nan}, "lr_min nan is not allowed; choose a number above 0"),
    ({"lr_max": math.nan}, "lr_max nan is not allowed; no recipe takes an lr above 10"),
    ({"lr_max": 11}, "lr_max 11 is not allowed; no recipe takes an lr above 10"),
    ({"num_batches": 19}, "19 batches are not allowed; choose 20 to 10,000"),
    ({"num_batches": 10_001}, "10,001 batches are not allowed; choose 20 to 10,000"),
])
def test_a_wrong_range_is_refused(digits: Dataset, options: dict[str, float],
                                  sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        next(find_lr(recipe_of(), digits, CPU, **options))  # type: ignore[arg-type]
    assert sentence in str(caught.value) and str(caught.value).endswith(".")


def test_a_recipe_that_does_not_fit_the_data_is_refused(digits: Dataset) -> None:
    with pytest.raises(ValueError, match="leaves nothing to train on"):
        next(find_lr(recipe_of(held_out=600), digits, CPU))
    with pytest.raises(ValueError, match="leaves a batch of a single digit"):
        next(find_lr(recipe_of(layers="conv3x3(4) relu gap bn conv1x1(10) flatten", num_train=65),
                     digits, CPU))
