"""Relu and dropout by bits, against PyTorch's for every bfloat16 that there is."""

import torch

from mnist_core.fast import bits

EVERY = torch.arange(-(2**15), 2**15).to(torch.int16).view(torch.bfloat16)


def test_relu_is_pytorchs_for_every_value() -> None:
    expected = EVERY.relu()
    result = bits.relu_(EVERY.clone())
    assert torch.equal(result.isnan(), expected.isnan())
    assert torch.equal(result.nan_to_num(), expected.nan_to_num())


def test_its_gradient_is_pytorchs_for_every_number() -> None:
    numbers = EVERY[~EVERY.isnan()].relu()
    grad = torch.linspace(-2, 3, len(numbers)).bfloat16()
    expected = torch.ops.aten.threshold_backward(grad, numbers, 0)
    assert torch.equal(bits.relu_backward_(grad.clone(), numbers), expected)


def test_what_is_kept_keeps_its_bits() -> None:
    kept = torch.arange(len(EVERY)).remainder(3).clamp(max=1).to(torch.int16)
    result = bits.keep_(EVERY.clone(), kept).view(torch.int16)
    assert torch.equal(result, torch.where(kept == 1, EVERY.view(torch.int16), 0))
