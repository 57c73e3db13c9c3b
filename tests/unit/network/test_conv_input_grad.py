"""The way back through a convolution as a convolution of its own, against PyTorch's."""

import pytest
import torch
from torch import nn

from mnist_core.fast.conv_input_grad import ConvInputGrad, pays_off

aten = torch.ops.aten
# in and out channels, kernel, padding, size of the map: pairs of columns where there are up to
# 8 channels and an even number of columns
CONVOLUTIONS = {
    "pairs": (8, 16, 3, 0, 26), "an odd map": (8, 10, 3, 0, 13), "one channel": (1, 4, 3, 0, 8),
    "single columns": (10, 16, 3, 0, 10), "padded": (4, 6, 3, 1, 12),
    "padded fully": (4, 6, 3, 2, 6),
    "wide": (6, 5, 5, 1, 14), "a window as large as the map": (12, 10, 7, 0, 7)}
# bfloat16 keeps 8 bits of a number
TOLERANCES = {torch.float64: 1e-14, torch.float32: 1e-5, torch.bfloat16: 2**-8}


@pytest.mark.parametrize("dtype", TOLERANCES, ids=str)
@pytest.mark.parametrize("name", CONVOLUTIONS)
def test_the_gradient_of_the_input_is_that_of_pytorch(name: str, dtype: torch.dtype) -> None:
    in_channels, out_channels, kernel, padding, size = CONVOLUTIONS[name]
    torch.manual_seed(0)
    conv = nn.Conv2d(in_channels, out_channels, kernel, padding=padding)
    x = torch.randn(5, in_channels, size, size)
    grad = torch.randn_like(conv(x)).to(dtype, memory_format=torch.channels_last)
    weight = conv.weight.detach().to(dtype)
    ours = ConvInputGrad(conv).backward(grad, weight)
    expected, _, _ = aten.convolution_backward(
        grad.double(), x.double(), weight.double(), None, conv.stride, conv.padding,
        conv.dilation, False, (0, 0), 1, (True, False, False))
    assert ours.dtype == dtype
    assert ours.is_contiguous(memory_format=torch.channels_last)
    difference = (ours.double() - expected).abs().max() / expected.abs().max()
    assert float(difference) <= TOLERANCES[dtype]


@pytest.mark.parametrize("conv", [
    nn.Conv2d(8, 8, 1), nn.Conv2d(8, 8, 3, stride=2), nn.Conv2d(8, 8, 3, dilation=2),
    nn.Conv2d(8, 8, 3, groups=8), nn.Conv2d(8, 8, 3, padding=3)], ids=str)
def test_other_convolutions_are_left_to_pytorch(conv: nn.Conv2d) -> None:
    assert not pays_off(conv, torch.bfloat16)
    assert pays_off(nn.Conv2d(8, 8, 3), torch.bfloat16)


def test_it_is_taken_where_it_was_measured_to_be_quicker() -> None:
    few, some, many = (nn.Conv2d(channels, channels, 3) for channels in (8, 20, 32))
    assert [pays_off(conv, torch.bfloat16) for conv in (few, some, many)] == [True, True, False]
    assert [pays_off(conv, torch.float32) for conv in (few, some, many)] == [True, False, False]
