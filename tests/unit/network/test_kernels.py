"""The compiled loops between convolutions against PyTorch's operators, value by value."""

from collections.abc import Iterator
from copy import deepcopy

import numba
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mnist_core.fast import kernels
from mnist_core.fast.flat import channels_last, flat, flat_maps
from mnist_core.fast.loops import share_threads
from mnist_core.fast.pointwise import Chain, Pointwise
from mnist_core.network.dropout import Dropout, random_words

pytestmark = pytest.mark.long

EVERY = torch.arange(-(2**15), 2**15).to(torch.int16).view(torch.bfloat16)
"""Every bfloat16 that there is."""
DTYPES = [torch.bfloat16, torch.float32, torch.float64]


@pytest.fixture(params=[1, 2])
def num_threads(request: pytest.FixtureRequest) -> Iterator[int]:
    before = torch.get_num_threads()
    torch.set_num_threads(request.param)
    share_threads()
    yield request.param
    torch.set_num_threads(before)


def maps(shape: tuple[int, ...], dtype: torch.dtype) -> Tensor:
    """Values of few kinds, so that many are equal, channels last."""
    random = torch.Generator().manual_seed(3)
    return channels_last(torch.randint(-3, 4, shape, generator=random).to(dtype).mul(0.5))


def same(one: Tensor, other: Tensor) -> bool:
    """Equal, NaN being NaN's equal."""
    return torch.equal(one.isnan(), other.isnan()) and torch.equal(one.nan_to_num(),
                                                                   other.nan_to_num())


def test_our_loops_use_as_many_threads_as_pytorch_and_leave_it_its_own(num_threads: int) -> None:
    assert torch.get_num_threads() == num_threads
    assert numba.get_num_threads() == min(num_threads, numba.config.NUMBA_NUM_THREADS)


def test_relu_is_pytorchs_for_every_bfloat16() -> None:
    relu = Pointwise(Chain(relu_before=True), 1, torch.bfloat16)
    result, _ = relu.forward(EVERY.clone().view(-1, 1), training=False)
    assert same(result.flatten(), EVERY.relu())


def test_bfloat16_is_rounded_as_pytorch_rounds() -> None:
    numbers = EVERY[EVERY.isfinite()]
    # no two of these sums are as near to a bfloat16 as another, and many lie in the middle of two
    scale = nn.BatchNorm1d(1, eps=0).eval()
    assert scale.running_var is not None
    for factor in (1.00390625, 0.3, 1 / 3):
        scale.weight.data.fill_(factor)
        norm = Pointwise(Chain(norm=scale), 1, torch.bfloat16)
        result, _ = norm.forward(numbers.clone().view(-1, 1), training=False)
        assert same(result.flatten(), (numbers.float() * torch.tensor(factor)).bfloat16())


@pytest.mark.parametrize("first", [0, 12])
def test_words_are_those_of_the_dropout_layer(first: int) -> None:
    words = np.zeros(50, np.uint64)
    kernels._fill_words(words, first, np.uint64(2**64 - 5))
    expected = random_words(first + 50, torch.tensor(-5))[first:]
    assert (words.view(np.int64) == expected.numpy()).all()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(3, 8, 12, 12), (2, 5, 7, 9), (1, 1, 2, 2), (4, 17, 3, 2)])
@pytest.mark.usefixtures("num_threads")
def test_pooling_is_pytorchs_with_its_choice_among_equals(
        shape: tuple[int, ...], dtype: torch.dtype) -> None:
    x = maps(shape, dtype).requires_grad_()
    expected = F.max_pool2d(x, 2)
    grad = maps(tuple(expected.shape), dtype)
    of_x, = torch.autograd.grad(expected, x, grad)
    values, result = x.detach().clone(), torch.empty_like(expected)
    kernels.max_pool(flat_maps(values), flat_maps(channels_last(result)))
    assert torch.equal(result, expected)
    kernels.max_pool_backward(flat_maps(values), flat_maps(grad))
    assert torch.equal(values, of_x)


def test_a_square_with_a_nan_pools_to_nan() -> None:
    x = maps((1, 3, 4, 4), torch.float32)
    x[0, 1, 2, 3] = torch.nan
    result = channels_last(torch.zeros(1, 3, 2, 2))
    kernels.max_pool(flat_maps(x), flat_maps(result))
    assert same(result, F.max_pool2d(x, 2))


CHAINS = {"relu bn drop": (nn.ReLU, nn.BatchNorm2d, Dropout),
          "bn drop relu": (nn.BatchNorm2d, Dropout, nn.ReLU),
          "bn": (nn.BatchNorm2d,), "relu": (nn.ReLU,), "drop relu": (Dropout, nn.ReLU)}


@pytest.mark.parametrize("channels", [1, 3, 8, 10, 16, 18])
@pytest.mark.parametrize("words", CHAINS)
@pytest.mark.usefixtures("num_threads")
def test_a_chain_is_its_layers_one_after_the_other(words: str, channels: int) -> None:
    """Its values, its running statistics and all gradients; a lone norm is far from zero."""
    layers = nn.Sequential(*(
        nn.BatchNorm2d(channels) if kind is nn.BatchNorm2d else
        Dropout(0.3) if kind is Dropout else nn.ReLU() for kind in CHAINS[words])).double().train()
    ours = deepcopy(layers)
    chain = Chain()
    for module in ours:
        longer = chain.joined(module)
        assert longer
        chain = longer
    random = torch.Generator().manual_seed(5)
    x = channels_last(torch.randn(7, channels, 9, 11, generator=random, dtype=torch.float64)
                      + (100 if words == "bn" else 0))
    torch.manual_seed(1)
    expected = layers(x.requires_grad_())
    grad = torch.randn_like(expected)
    expected.backward(grad)
    stage = Pointwise(chain, channels, torch.float64)
    torch.manual_seed(1)
    result, saved = stage.forward(x.detach().clone(), training=True)
    assert torch.allclose(result, expected, atol=1e-10)
    assert x.grad is not None
    assert torch.allclose(stage.backward(saved, grad.clone()), x.grad, atol=1e-10)
    for one, other in zip(ours.parameters(), layers.parameters(), strict=True):
        assert one.grad is not None and other.grad is not None
        assert torch.allclose(one.grad, other.grad, atol=1e-9)
    for name, value in layers.state_dict().items():
        assert torch.allclose(ours.state_dict()[name].double(), value.double(), atol=1e-10), name


def test_statistics_far_from_zero_lose_nothing_in_float32() -> None:
    x = channels_last(torch.randn(64, 4, 20, 20, generator=torch.Generator().manual_seed(2)) + 1e4)
    norm = nn.BatchNorm2d(4).train()
    Pointwise(Chain(norm=norm), 4, torch.float32).forward(x, training=True)
    assert norm.running_mean is not None and norm.running_var is not None
    assert torch.allclose(norm.running_mean.double(), 0.1 * x.double().mean((0, 2, 3)), rtol=1e-6)
    assert torch.allclose(norm.running_var.double() - 0.9, 0.1 * x.double().var((0, 2, 3)),
                          rtol=1e-4)


def test_flat_values_are_the_tensors_own_memory() -> None:
    x = channels_last(torch.zeros(2, 3, 4, 5))
    flat(x)[3 * 5 + 1] = 1
    assert x[0, 1, 1, 0] == 1
