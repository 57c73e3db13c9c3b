"""What is said of one digit, and of digits among networks, is true."""

import time

import numpy as np
import pytest
import torch
from torch import nn

from mnist_core.data.mnist import Dataset
from mnist_core.data.normalise import normalise
from mnist_core.insight.attributions import integrated_gradients
from mnist_core.insight.features import GrowingFeatures, features
from mnist_core.insight.hardness import fixed_and_broken, hardness
from mnist_core.insight.neighbours import nearest
from mnist_core.insight.projection import TsneJob, pca
from mnist_core.ladders import STEPS, find_step
from mnist_core.network.build import build
from mnist_core.network.notation import parse
from mnist_core.recipe.recipe import Normalisation
from mnist_core.trained.trained import Predictions

NORMALISATION = find_step("strategy-4").recipe.normalisation


def network_of(layers: str) -> nn.Sequential:
    torch.manual_seed(5)
    network = build(parse(layers))
    network(torch.randn(16, 1, 28, 28))
    return network.eval().requires_grad_(False)


@pytest.mark.parametrize("step_id", ["strategy-4", "models-1", "nets-3"])
def test_integrated_gradients_add_up_to_the_change_of_the_logit(
        step_id: str, dataset: Dataset) -> None:
    network, digit = network_of(STEPS[step_id].recipe.layers), dataset.test.images[0]
    found = integrated_gradients(network, digit, NORMALISATION, 7)
    full, black = network(normalise(torch.stack([digit, torch.zeros_like(digit)]),
                                    NORMALISATION))[:, 7]
    assert float(found.map.sum()) == pytest.approx(float(full - black), rel=0.05, abs=0.02)
    assert found.gap == pytest.approx(float(found.map.sum() - (full - black)), abs=1e-4)


def test_pixels_without_ink_have_no_share(dataset: Dataset) -> None:
    digit = dataset.test.images[0]
    found = integrated_gradients(network_of(STEPS["strategy-2"].recipe.layers), digit,
                                 NORMALISATION, 3)
    assert not found.map[digit == 0].any() and found.map[digit > 0].any()


def test_integrated_gradients_of_a_linear_network_are_weight_times_ink(dataset: Dataset) -> None:
    network = network_of("flatten linear(10)")
    digit, plain = dataset.test.images[0], Normalisation(mean=0, std=1)
    linear = network[1]
    assert isinstance(linear, nn.Linear)
    found = integrated_gradients(network, digit, plain, 2)
    torch.testing.assert_close(found.map, linear.weight[2].view(28, 28) * digit / 255,
                               atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize(("layers", "width"), [
    ("conv3x3(8) relu gap flatten linear(10)", 8),
    ("conv3x3(8) relu conv1x1(10) relu gap flatten", 8),
    ("conv3x3(8) relu maxpool9 conv1x1(6) flatten linear(10)", 24),
    ("conv3x3(8) relu maxpool8 conv3x3(10) flatten", 72),
    ("flatten linear(10)", 784)])
def test_features_are_what_the_last_layer_is_given(layers: str, width: int,
                                                   dataset: Dataset) -> None:
    found = features(network_of(layers), dataset.test.images[:5], NORMALISATION)
    assert found.shape == (5, width) and found.dtype == np.float32


def test_the_features_of_a_gap_network_decide_its_logits(dataset: Dataset) -> None:
    network = network_of("conv3x3(8) relu gap flatten linear(10)")
    images = dataset.test.images[:5]
    found = features(network, images, NORMALISATION)
    torch.testing.assert_close(network[4](torch.from_numpy(found)),
                               network(normalise(images, NORMALISATION)), atol=1e-5, rtol=0)


def test_features_grow_while_somebody_asks_and_are_the_same_as_at_once(dataset: Dataset) -> None:
    network, images = network_of("conv3x3(4) relu gap flatten linear(10)"), dataset.test.images
    growing = GrowingFeatures(network, images[:900], NORMALISATION)
    assert growing.total == 900 and len(growing.values) == 0
    growing.advance(0)
    assert 0 < len(growing.values) < 900 and not growing.is_whole
    while not growing.is_whole:
        growing.advance(0)
    np.testing.assert_allclose(growing.values, features(network, images[:900], NORMALISATION),
                               atol=1e-5)


def test_the_nearest_come_first_and_a_digit_is_its_own_neighbour() -> None:
    values = np.random.default_rng(1).normal(size=(50, 3)).astype(np.float32)
    found = nearest(values, values[7], 4)
    expected = sorted(range(50), key=lambda row: float(np.linalg.norm(values[row] - values[7])))
    assert found.indices.tolist() == expected[:4] and found.indices[0] == 7
    assert found.distances[0] == 0 and (np.diff(found.distances) >= 0).all()


def predictions(*right: bool) -> Predictions:
    labels = np.zeros(len(right), np.int64)
    ones = np.ones(len(right), np.float32)
    return Predictions(np.where(right, 0, 1), ones, ones, labels)


def test_hard_for_everyone_is_wrong_in_more_than_half_of_all_networks() -> None:
    here = np.array([False, False, True, True])
    found = hardness(here, [predictions(False, True, False, True),
                            predictions(False, True, False, False)])
    assert found.times_wrong.tolist() == [3, 1, 2, 1] and found.num_networks == 3
    assert found.for_everyone.tolist() == [0, 2]
    assert found.only_here.tolist() == [1]


def test_a_passage_tells_what_was_fixed_and_what_was_broken() -> None:
    found = fixed_and_broken(np.array([True, False, True, False]),
                             np.array([True, True, False, False]))
    assert (found.fixed.tolist(), found.broken.tolist(), found.still_wrong.tolist()) == (
        [1], [2], [3])


def test_pca_keeps_what_varies_most() -> None:
    values = np.random.default_rng(2).normal(size=(200, 5)).astype(np.float32)
    values[:, 3] *= 50
    plane, share = pca(values)
    assert plane.shape == (200, 2) and share > 0.99
    assert abs(np.corrcoef(plane[:, 0], values[:, 3])[0, 1]) > 0.999
    assert pca(values[:, :1])[0].shape == (200, 2)


def test_tsne_tells_how_far_it_is_and_keeps_clusters_apart() -> None:
    generator = np.random.default_rng(3)
    values = np.concatenate([generator.normal(50 * place, 1, (40, 4)) for place in range(2)])
    job = TsneJob(values.astype(np.float32))
    shares = set()
    end = time.monotonic() + 120
    while job.is_alive and time.monotonic() < end:
        shares.add(job.share)
        time.sleep(0.02)
    plane = job.plane()
    assert plane is not None and plane.shape == (80, 2)
    inside = np.linalg.norm(plane[:40] - plane[:40].mean(axis=0), axis=1).max()
    assert np.linalg.norm(plane[:40].mean(axis=0) - plane[40:].mean(axis=0)) > inside
    assert max(shares) > 0


def test_a_stopped_tsne_says_so() -> None:
    job = TsneJob(np.random.default_rng(4).normal(size=(500, 4)).astype(np.float32))
    job.stop()
    assert not job.is_alive
    with pytest.raises(ValueError, match="ask for it again"):
        job.plane()
