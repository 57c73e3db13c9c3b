"""Runs to export that nobody had to train: real networks with random weights."""

import struct
from pathlib import Path

import numpy as np
import torch
from torch import nn

from mnist_core.base.rng import generator
from mnist_core.data.mnist import FULL_MNIST, Dataset, Split
from mnist_core.export.exported_run import ExportedRun
from mnist_core.network.build import build
from mnist_core.recipe.recipe import NUM_TRAIN, Recipe
from mnist_core.trained.batch_curve import BatchCurve
from mnist_core.trained.trained import predictions_of
from mnist_core.training.epoch_record import EpochRecord
from mnist_core.training.evaluate import evaluate
from mnist_core.training.setup import num_trained

ODD_NETWORKS = (
    # everything that a convolution may have, layers before the first one, several linear layers
    "bn relu conv5x5(6,p2,s2,bias) drop(.2) relu bn relu bn conv3x3(12,p2,d2,g3) avgpool2 "
    "conv1x1(4) gap flatten linear(20) bn relu drop(.5) linear(30,nobias) relu linear(10)",
    "flatten linear(10)",
    "maxpool3 maxpool2 conv2x2(3) relu relu relu relu relu flatten linear(10)",
)


def untrained_network(recipe: Recipe) -> nn.Sequential:
    """In eval mode. Batch norm has seen something, so that forgetting it shows; and PyTorch's first
    weights are raised to He's, so that a digit is still felt behind ten layers.
    """
    random = generator(1, "untrained", recipe.layers)
    with torch.random.fork_rng():
        torch.manual_seed(1)
        network = build(recipe.network).eval()
    for module in network:
        if isinstance(module, nn.Conv2d | nn.Linear):
            module.weight.data *= 6 ** 0.5
        if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d):
            for tensor in (module.weight, module.bias, module.running_mean, module.running_var):
                assert tensor is not None
                tensor.data.copy_(torch.rand(tensor.shape, generator=random) + 0.5)
    return network


def untrained_run(recipe: Recipe, data: Dataset | None = None) -> ExportedRun:
    """One epoch of a recipe, with answers for the test digits of ``data``, said to be MNIST's."""
    network = untrained_network(recipe)
    evaluation = evaluate(network, data.test.images, data.test.labels,
                          recipe.normalisation) if data else None
    num_batches = -(-num_trained(recipe, len(data.train) if data else NUM_TRAIN)
                    // recipe.batch_size)
    epoch = EpochRecord(epoch=1, train_loss=2.3, train_accuracy=10, test_loss=2.3,
                        test_accuracy=evaluation.accuracy if evaluation else 10,
                        held_out_loss=None, held_out_accuracy=None, seconds=1)
    nothing = np.empty(0, np.float32)
    return ExportedRun(
        key="1", title="Run 1 · own recipe", step=None, is_reference=False, is_quick_try=False,
        is_imported=False, recipe=recipe, parameters=recipe.describe().parameters,
        num_batches=num_batches, best_epoch=1, moment="best", epochs=(epoch,),
        curve=BatchCurve(np.empty(0, np.int64), nothing, nothing, nothing), network=network,
        kept_predictions={"best": predictions_of(evaluation)} if evaluation else {},
        train_accuracy_in_eval_mode=None, evaluation=evaluation, last_evaluation=evaluation,
        data=data, source=FULL_MNIST, given_name="", note="",
        evidence=None)


def few_digits(data: Dataset, num_train: int, num_test: int) -> Dataset:
    """The first of each split."""
    return Dataset(Split(data.train.images[:num_train], data.train.labels[:num_train]),
                   Split(data.test.images[:num_test], data.test.labels[:num_test]), data.source)


def write_mnist(data: Dataset, folder: Path) -> None:
    """MNIST's four files with these digits, unpacked."""
    for name, split in (("train", data.train), ("t10k", data.test)):
        num = len(split)
        (folder / f"{name}-images-idx3-ubyte").write_bytes(
            struct.pack(">4I", 0x803, num, 28, 28) + split.images.numpy().tobytes())
        (folder / f"{name}-labels-idx1-ubyte").write_bytes(
            struct.pack(">2I", 0x801, num) + split.labels.to(torch.uint8).numpy().tobytes())
