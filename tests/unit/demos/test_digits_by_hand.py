"""Masks, changed digits and moved digits: what the pages compute is what PyTorch computes."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from mnist_core.data.mnist import Dataset, Split
from mnist_core.data.normalise import normalise
from mnist_core.demos.demo_kind import Given
from mnist_core.demos.demos import DEMOS, begun_demo
from mnist_core.demos.kinds.augmentation import AXES, accuracies, changed, with_and_without
from mnist_core.demos.kinds.dropout import sure_and_unsure
from mnist_core.demos.kinds.global_pooling import averages, end_of
from mnist_core.network.dropout import Dropout
from mnist_core.training.evaluate import evaluate
from tests.unit.demos.test_demos import RUNS, computed, inputs, needs_node, same, shown


class Mask(nn.Module):
    """Multiplies by factors that are given."""

    def __init__(self, factors: list[float]) -> None:
        super().__init__()
        self._factors = torch.tensor(factors)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        return values * self._factors.view(values.shape)


@needs_node
@torch.no_grad()
@pytest.mark.parametrize("key", ["strategy-4@1", "models-2@1"])
def test_a_mask_does_what_it_says_to_every_dropout_layer(key: str, dataset: Dataset) -> None:
    rate = 0.4
    run = RUNS[key]
    told = computed(shown("dropout", dataset, key, digit=5, rate=rate))[0]
    for one in told:
        network = nn.Sequential(*(
            Mask(one["factors"][str(place)]) if isinstance(module, Dropout) else module
            for place, module in enumerate(run.network())))
        same(one["answer"], network(inputs(run, dataset, [5])).softmax(dim=1)[0])
        for factors in one["factors"].values():
            kept = np.array(factors) > 0
            assert set(np.round(np.array(factors)[kept], 5)) == {round(1 / (1 - rate), 5)}
            assert kept.mean() == pytest.approx(1 - rate, abs=4 * 0.5 / len(factors)**0.5)
    first, second = (one["factors"] for one in told)
    assert all(first[place] != second[place] for place in first)


def test_digits_are_offered_that_the_network_is_sure_of_and_not(dataset: Dataset) -> None:
    run = RUNS["strategy-4@1"]
    labels = torch.from_numpy(run.predictions().labels)
    # only the labels say whether these are the digits that it was measured on
    measured = replace(dataset, test=Split(torch.zeros(len(labels), 28, 28, dtype=torch.uint8),
                                           labels))
    chosen = sure_and_unsure(run, measured)
    confidence = run.predictions().confidence[chosen]
    assert len(set(chosen)) == 8
    assert confidence[::2].max() < 0.6 and confidence[1::2].min() > 0.999
    assert sure_and_unsure(run, first_digits(dataset, 500)) == []


@needs_node
def test_a_changed_digit_is_the_pipelines(dataset: Dataset) -> None:
    demo = shown("augmentation", first_digits(dataset, 20), digit=3)
    told = computed(demo)[0]
    for axis, values in AXES.items():
        for value, pixels in zip(values, told[axis], strict=True):
            expected = changed(dataset.test.images[3:4], axis, value)[0].flatten().int()
            difference = (torch.tensor(pixels) - expected).abs()
            # one level where a value lies just between two
            assert difference.max() <= 1 and difference.float().mean() < 0.05


def first_digits(dataset: Dataset, num: int) -> Dataset:
    return replace(dataset, test=Split(dataset.test.images[:num], dataset.test.labels[:num]))


def test_accuracies_are_those_of_an_evaluation_of_the_changed_digits(dataset: Dataset) -> None:
    run, num = RUNS["finetune-4@1"], 40
    work = accuracies(run, dataset.test, num)
    while True:
        try:
            next(work)
        except StopIteration as done:
            found = done.value
            break
    images, labels = dataset.test.images[:num], dataset.test.labels[:num]
    for axis, value, moved in (("shift", 0.0, images), ("scale", 1.0, images),
                               ("shift", 4.0, images.roll(4, dims=2))):
        if value == 4:
            moved = moved.clone()
            moved[:, :, :4] = 0
        expected = evaluate(run.network(), moved, labels, run.recipe.normalisation).accuracy
        assert found[axis][AXES[axis].index(value)] == pytest.approx(expected)  # type: ignore[index]


@pytest.mark.parametrize(("key", "pair"), [
    ("finetune-5@1", ("finetune-5@1", "finetune-4@1")),
    ("strategy-2@1", ("strategy-3@1", "strategy-2@1")),
    ("models-4@1", ("models-4@1", "models-2@1")),
    # of their layers there is none that trained otherwise
    ("nets-3@1", ("finetune-6@1", "nets-3@1")),
    ("drilldown-3@1", ("drilldown-3@1", "finetune-4@1"))])
def test_with_augmentation_stands_beside_without(
        key: str, pair: tuple[str, str], dataset: Dataset) -> None:
    others = [RUNS[one] for one in DEMOS["augmentation"].runs[1:]]
    first, second = with_and_without(Given(RUNS[key], others, dataset))
    assert (first.key, second.key) == pair


@needs_node
@torch.no_grad()
def test_scores_of_a_moved_digit_are_both_networks_own(dataset: Dataset) -> None:
    told = computed(shown("global-pooling", dataset, digit=2))[0]
    moved = torch.zeros(1, 28, 28, dtype=torch.uint8)
    moved[0, 3:, :23] = dataset.test.images[2][:25, 5:]
    for scores, key in zip(told, ("models-2@1", "nets-3@1"), strict=True):
        run = RUNS[key]
        same(scores, run.network()(normalise(moved, run.recipe.normalisation))[0])


@pytest.mark.parametrize(("key", "is_mean", "parameters", "dense"), [
    ("models-2@1", True, 0, 7 * 7 * 10 * 10 + 10),
    ("strategy-4@1", True, 16 * 10, 4 * 4 * 16 * 10 + 10),
    ("drilldown-3@1", True, 14 * 10 + 10, 6 * 6 * 14 * 10 + 10),
    ("nets-3@1", False, 3 * 3 * 16 * 10 + 10, 3 * 3 * 16 * 10 + 10)])
def test_parameters_of_an_end_are_counted(
        key: str, is_mean: bool, parameters: int, dense: int) -> None:
    end = end_of(RUNS[key])
    assert averages(RUNS[key]) is end["averages"] is is_mean
    assert (end["parameters"], end["dense_parameters"]) == (parameters, dense)
    # the end's own weights are what is left behind the maps
    network = RUNS[key].network()[end["layer"]:]
    assert sum(weight.numel() for weight in network.parameters()) == parameters


def test_a_dense_end_stands_beside_a_mean(dataset: Dataset) -> None:
    for key in ("nets-5@1", "strategy-4@1"):
        demo = begun_demo("global-pooling", {}, RUNS.__getitem__, dataset, run=key).now()
        ends = [side["end"]["averages"] for side in demo["data"]["networks"]]
        assert ends == [True, False]
