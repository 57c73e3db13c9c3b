"""A slice of the loss is what PyTorch measures, and steps on it are gradient descent."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from mnist_core.data.mnist import Dataset
from mnist_core.data.normalise import normalise
from mnist_core.demos.demos import begun_demo
from mnist_core.demos.loss_slice import HIGH, Line, Slice, measure_slice
from mnist_core.network.build import build
from mnist_core.reference.records import ReferenceRun, reference_runs

NODE = shutil.which("node")
RUNS = {run.key: run for run in reference_runs()}
NUM = 64
NUM_STEPS = 4


def copy_of(run: ReferenceRun) -> nn.Sequential:
    network = build(run.recipe.network)
    network.load_state_dict(run.network().state_dict())
    return network


def digits(run: ReferenceRun, dataset: Dataset) -> tuple[torch.Tensor, torch.Tensor]:
    return (normalise(dataset.train.images[:NUM], run.recipe.normalisation),
            dataset.train.labels[:NUM])


def measured(line: Line, num: int) -> Slice:
    work = measure_slice(line, num)
    shares = []
    while True:
        try:
            shares.append(next(work))
        except StopIteration as done:
            assert shares == sorted(shares) and shares[-1] == 1
            found: Slice = done.value
            return found


def as_json(found: Slice) -> dict[str, Any]:
    return {"at": found.at, "loss": found.loss, "slope": found.slope,
            "steepness": found.steepness}


@pytest.mark.parametrize("key", ["models-1@1", "finetune-4@1"])
def test_one_step_along_the_line_is_one_step_of_pytorchs_sgd(
        key: str, dataset: Dataset) -> None:
    run, rate = RUNS[key], 0.03
    images, labels = digits(run, dataset)
    loss, _ = Line(copy_of(run), images, labels).at(rate)

    network = copy_of(run)
    for module in network:
        # statistics of the batch, as while training; nothing is dropped
        module.train(isinstance(module, nn.BatchNorm2d))
    optimiser = torch.optim.SGD(network.parameters(), rate)
    torch.autograd.backward(F.cross_entropy(network(images), labels))
    optimiser.step()
    assert loss == pytest.approx(F.cross_entropy(network(images), labels).item(), rel=1e-4)


def test_a_slice_begins_at_the_start_and_ends_high_above_it(dataset: Dataset) -> None:
    run = RUNS["models-1@1"]
    found = measured(Line(copy_of(run), *digits(run, dataset)), 9)
    start = found.at.index(0)
    assert list(found.at) == sorted(found.at) and found.slope[start] == pytest.approx(-1)
    assert min(found.loss) < found.loss[start] <= found.loss[-1] / HIGH
    assert found.loss[0] > found.loss[start]
    # the slope is that of the loss itself
    line, near = Line(copy_of(run), *digits(run, dataset)), 1e-3
    rise = (line.at(near)[0] - line.at(-near)[0]) / (2 * near)
    assert -found.steepness == pytest.approx(rise, rel=0.02)


@pytest.mark.skipif(NODE is None and "REQUIRE_NODE" not in os.environ,
                    reason="Node is missing: it runs the scripts of pages.")
def test_the_pages_steps_are_those_of_the_network_itself(dataset: Dataset) -> None:
    assert NODE
    run = RUNS["models-1@1"]
    line = Line(copy_of(run), *digits(run, dataset))
    found = measured(line, 33)
    bottom = found.at[found.loss.index(min(found.loss))]
    rates = [0.1 * bottom, bottom, 1.5 * bottom]
    told = subprocess.run([NODE, Path(__file__).with_name("descent.mjs")], check=True, text=True,
                          input=json.dumps([as_json(found), rates, NUM_STEPS]), capture_output=True)
    for rate, places in zip(rates, json.loads(told.stdout), strict=True):
        at = 0.0
        for place in places:
            loss, slope = line.at(at)
            assert place["at"] == pytest.approx(at, abs=0.02 * (found.at[-1] - found.at[0]))
            assert place["loss"] == pytest.approx(loss, rel=0.03)
            at -= rate * slope
            if not found.at[0] <= at <= found.at[-1]:
                break
        else:
            assert len(places) == NUM_STEPS + 1


def test_it_is_measured_with_the_weights_and_digits_that_are_named(dataset: Dataset) -> None:
    demo = begun_demo("learning-rate", {}, RUNS.__getitem__, dataset, run="models-1@1").now()
    data, record = demo["data"], RUNS["models-1@1"].record
    assert data["num_digits"] == min(200, len(dataset.train))
    assert data["epoch"] == record.best_epoch and data["run"]["rates"] == [0.01, 0.01]
    assert data["run"]["loss"][0] == pytest.approx(record.epochs[0].train_loss, abs=1e-4)
