"""Whether a batch, or a question about a network, fits into memory.

Asked first, since a process that takes too much is killed: a worker, or the server with everybody's
work in it.
"""

from collections.abc import Sequence

import psutil
import torch

from mnist_core.base.format import count_of
from mnist_core.base.machine.machine_limits import free_bytes, total_bytes
from mnist_core.network.geometry import LayerGeometry
from mnist_core.network.layers import BatchNorm, Drop, Relu
from mnist_core.recipe.recipe import Recipe
from mnist_core.training.step.backends import Backend

# Measured as the peak of a whole process (AMD EPYC, torch 2.15, two threads) on strategy-4,
# finetune-6, models-1 and nets-2 with 256, 4,096 and 12,000 digits a batch, and with 60,000 in
# bfloat16: the worker with MNIST, and the bytes a digit for each value that is kept. The estimate
# lay 6 % below to 16 % above.
WORKER_BYTES = 1_050_000_000
# On a GPU: MNIST, the kernels' own room and what cuDNN works in; and for each value that is kept,
# its gradient beside it. Not measured on a card: bench/gpu.py holds the estimate against the peak.
GPU_BYTES = 500_000_000
BYTES_A_VALUE_GPU = 8.2
BYTES_A_VALUE, BYTES_A_VALUE_FUSED, BYTES_A_VALUE_BF16 = 4.1, 4.4, 2.25
# What one question to the server may take, and how many values it may compute (a second or two of
# one core, forwards and back). The server answers a bounded number of them at once.
QUESTION_BYTES = 400_000_000
QUESTION_VALUES = 400_000_000
# Measured as the growth of the process (AMD EPYC, torch 2.15) while it computed effective fields
# and integrated gradients of strategy-4, models-1, nets-2 and of chains of ReLUs on 1,024 channels:
# 1.1 to 1.7 times 4 bytes a value that waits for the gradient; forwards 1.0 to 1.2 times what two
# neighbouring layers hold.
BYTES_A_VALUE_KEPT, BYTES_A_VALUE_PASSING = 7, 5


def needed_bytes(recipe: Recipe, backend: Backend, batch_size: int) -> int:
    """About the peak of a worker on the CPU that trains batches of ``batch_size`` digits."""
    if backend.bf16:
        bytes_a_value = BYTES_A_VALUE_BF16
    else:
        bytes_a_value = BYTES_A_VALUE_FUSED if backend.fused else BYTES_A_VALUE
    return WORKER_BYTES + round(batch_size * _kept_values(recipe, backend) * bytes_a_value)


def _kept_values(recipe: Recipe, backend: Backend) -> int:
    """How many values of one digit are kept for the backward pass.

    A fused backend keeps one map for a whole chain of layers that act on each value alone.
    """
    num, is_chained = 0, False
    for layer, row in zip(recipe.network, recipe.describe().layers, strict=True):
        is_pointwise = isinstance(layer, Relu | BatchNorm | Drop)
        if not (backend.fused and is_pointwise and is_chained):
            num += _values_out(row)
        is_chained = is_pointwise
    return num


def shortage(recipe: Recipe, backend: Backend, num_train: int) -> str:
    """What a batch would take on the CPU and what is free, in a sentence; empty where it fits."""
    return _cpu_shortage(recipe, backend, num_train, free_bytes())


def gpu_bytes(recipe: Recipe, backend: Backend, batch_size: int) -> int:
    """About what a training of batches of ``batch_size`` digits takes of a GPU's memory."""
    return GPU_BYTES + round(batch_size * _kept_values(recipe, backend) * BYTES_A_VALUE_GPU)


def check_memory(recipe: Recipe, backend: Backend, device: torch.device, num_train: int) -> None:
    """Refuse a batch that this machine, or its GPU, has no room for now.

    Raises:
        ValueError: what it would take and what is free, in a sentence.
    """
    if device.type == "cpu":
        sentence = shortage(recipe, backend, num_train)
    else:
        size = min(recipe.batch_size, num_train)
        sentence = _shortage(size, gpu_bytes(recipe, backend, 0), gpu_bytes(recipe, backend, size),
                             free_gpu_bytes(), "the GPU's memory", "is free")
    if sentence:
        raise ValueError(sentence)


def check_whole_memory(recipe: Recipe, backend: Backend, num_train: int) -> None:
    """Refuse a batch that this machine never has room for on the CPU, whatever else it does.

    Raises:
        ValueError: what it would take and what there is, in a sentence.
    """
    sentence = _cpu_shortage(recipe, backend, num_train, total_bytes(), "is all there is")
    if sentence:
        raise ValueError(sentence)


def free_gpu_bytes() -> int:
    """What is free on the card, with what PyTorch holds there for this process and does not use."""
    free, _ = torch.cuda.mem_get_info()
    return free + torch.cuda.memory_reserved() - torch.cuda.memory_allocated()


def _cpu_shortage(recipe: Recipe, backend: Backend, num_train: int, free: int,
                  what: str = "is free") -> str:
    size = min(recipe.batch_size, num_train)
    return _shortage(size, needed_bytes(recipe, backend, 0), needed_bytes(recipe, backend, size),
                     free, "memory", what)


def _shortage(size: int, fixed: int, needed: int, free: int, where: str,
              what: str) -> str:
    if needed <= free:
        return ""
    fits = int(max(0, free - fixed) * size / (needed - fixed))
    advice = (f"use at most {count_of(fits, 'digit')} a batch" if fits
              else "end other programs first")
    return (f"Batches of {count_of(size, 'digit')} take about {_gigabytes(needed)} of {where} with "
            f"this network, and {_gigabytes(free)} {what}: {advice}.")


def _gigabytes(num_bytes: int) -> str:
    return f"{num_bytes / 1e9:.1f} GB"


def digits_at_once(layers: Sequence[LayerGeometry], num: int, *, kept: bool) -> int:
    """How many of ``num`` digits may go through these layers together for one question.

    ``kept`` says that the output of every layer is kept, for a gradient or to be shown; else only
    two neighbours are held at a time.

    Raises:
        ValueError: not even one digit fits.
    """
    if not layers:
        return num
    a_digit = bytes_a_digit(layers, kept=kept)
    room: int = min(QUESTION_BYTES, free_bytes() - psutil.Process().memory_info().rss)
    if a_digit > room:
        raise ValueError(f"One digit takes {_gigabytes(a_digit)} of memory between the layers of "
                         f"this network, and {_gigabytes(room)} can be given to one question: use "
                         "fewer channels or layers, or pool earlier.")
    return max(1, min(num, room // a_digit))


def check_values(layers: Sequence[LayerGeometry], num_digits: int) -> None:
    """Refuse a question that would keep everybody else waiting.

    Raises:
        ValueError: too many values would be computed for ``num_digits`` digits.
    """
    values = num_digits * num_values(layers)
    if values > QUESTION_VALUES:
        raise ValueError(f"This takes {values / 1e6:,.0f} million values, and one question may "
                         f"take {QUESTION_VALUES / 1e6:,.0f} million: use fewer channels or "
                         "layers, or pool earlier.")


def bytes_a_digit(layers: Sequence[LayerGeometry], *, kept: bool) -> int:
    """About what one digit takes on its way through the layers."""
    if kept:
        return BYTES_A_VALUE_KEPT * num_values(layers)
    sizes = [_values_out(layer) for layer in layers]
    return BYTES_A_VALUE_PASSING * max(map(sum, zip([0, *sizes], sizes, strict=False)))


def num_values(layers: Sequence[LayerGeometry]) -> int:
    """Values that the layers put out for one digit, all together."""
    return sum(map(_values_out, layers))


def _values_out(layer: LayerGeometry) -> int:
    return layer.out_channels * layer.size_out**2
