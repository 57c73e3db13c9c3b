"""Dropout from raw random words: its rate, its scale, its seed, its independent values.

The statistical tests have a fixed seed: they fail for a wrong generator, never by chance.
"""

import math

import pytest
import torch
from torch import Tensor

from mnist_core.network.dropout import Dropout

ONES = torch.ones(64, 16, 26, 26)
RATES = [0.01, 0.03, 0.1, 0.3, 0.5, 0.9]


def dropped(p: float, x: Tensor = ONES, *, seed: int = 1) -> Tensor:
    torch.manual_seed(seed)
    result: Tensor = Dropout(p).train()(x)
    return result


def within_4_sigma(share: float, expected: float, num: int) -> bool:
    return abs(share - expected) < 4 * math.sqrt(expected * (1 - expected) / num)


@pytest.mark.parametrize("p", RATES)
def test_each_value_is_dropped_with_probability_p(p: float) -> None:
    kept = dropped(p) != 0
    assert within_4_sigma(kept.float().mean().item(), 1 - p, kept.numel())


@pytest.mark.parametrize("p", RATES)
def test_what_is_kept_is_scaled_so_that_the_mean_stays(p: float) -> None:
    rounded = round(p * 65_536) / 65_536
    assert sorted(set(dropped(p).flatten().tolist())) == pytest.approx([0, 1 / (1 - rounded)])
    assert dropped(p).mean().item() == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("p", [0.1, 0.5])
@pytest.mark.parametrize("lag", [1, 2, 3, 4, 5, 8, 26, 676])
def test_neighbours_are_dropped_independently(p: float, lag: int) -> None:
    # four values share a 64-bit word, so distances 1 to 3 are those that could go wrong
    kept = (dropped(p) != 0).flatten()
    both = (kept[:-lag] & kept[lag:]).float().mean().item()
    assert within_4_sigma(both, (1 - p) ** 2, kept.numel() - lag)


@pytest.mark.parametrize("place", range(4))
def test_every_part_of_a_word_drops_alike(place: int) -> None:
    kept = (dropped(0.1) != 0).flatten()[place::4]
    assert within_4_sigma(kept.float().mean().item(), 0.9, kept.numel())


def test_every_position_and_every_channel_is_dropped_alike() -> None:
    kept = (dropped(0.3, torch.ones(20_000, 2, 3, 3)) != 0).float().mean(0)
    assert all(within_4_sigma(share, 0.7, 20_000) for share in kept.flatten().tolist())


def test_in_evaluation_nothing_is_dropped_and_no_chance_is_used() -> None:
    torch.manual_seed(1)
    state = torch.get_rng_state()
    layer = Dropout(0.5).eval()
    assert layer(ONES) is ONES
    assert torch.equal(torch.get_rng_state(), state)


def test_a_rate_of_0_leaves_everything_as_it_is_and_uses_no_chance() -> None:
    torch.manual_seed(1)
    state = torch.get_rng_state()
    assert Dropout(0).train()(ONES) is ONES
    assert torch.equal(torch.get_rng_state(), state)


def test_the_same_seed_gives_the_same_mask_and_another_seed_another() -> None:
    assert torch.equal(dropped(0.1, seed=1), dropped(0.1, seed=1))
    assert not torch.equal(dropped(0.1, seed=1), dropped(0.1, seed=2))


def test_one_call_after_another_gives_another_mask() -> None:
    torch.manual_seed(1)
    layer = Dropout(0.1).train()
    assert not torch.equal(layer(ONES), layer(ONES))


def test_a_higher_rate_drops_what_a_lower_one_dropped_and_more() -> None:
    low, high = dropped(0.1) == 0, dropped(0.3) == 0
    assert not (low & ~high).any()
    assert high.sum() > low.sum()


@pytest.mark.parametrize(("p", "num_dropped"), [
    (0.5, 32_768), (0.1, 6_554), (1 / 65_536, 1), (0.4 / 65_536, 0), (0.6 / 65_536, 1),
    (0.999_999_9, 65_535)])
def test_the_rate_is_rounded_to_a_65536th_and_never_drops_all(p: float, num_dropped: int) -> None:
    scale = 65_536 / (65_536 - num_dropped)
    kept = dropped(p, torch.ones(1 << 20))
    assert kept.max().item() in (0, pytest.approx(scale))
    assert within_4_sigma((kept == 0).float().mean().item(), num_dropped / 65_536, 1 << 20) or (
        num_dropped == 0 and not (kept == 0).any())


def test_gradients_flow_through_what_was_kept_and_nowhere_else() -> None:
    x = torch.randn(8, 4, 5, 5, requires_grad=True)
    y = dropped(0.3, x)
    gradient, = torch.autograd.grad(y.sum(), x)
    kept = y != 0
    scale = 1 / (1 - round(0.3 * 65_536) / 65_536)
    assert 0 < kept.sum() < kept.numel()
    assert torch.allclose(gradient, kept * scale)
    assert torch.allclose(y, x * kept * scale)


@pytest.mark.parametrize("shape", [(), (1,), (3,), (5, 1, 1, 1), (7, 3, 1, 1), (2, 0, 4, 4)])
def test_any_number_of_values_will_do(shape: tuple[int, ...]) -> None:
    assert dropped(0.5, torch.ones(shape)).shape == shape


def test_the_order_of_the_memory_does_not_matter_and_the_type_stays() -> None:
    last = ONES.to(memory_format=torch.channels_last)
    assert torch.equal(dropped(0.1, last), dropped(0.1))
    assert dropped(0.1, ONES.bfloat16()).dtype == torch.bfloat16
    assert dropped(0.1, ONES.double()).dtype == torch.float64


def test_the_input_is_not_changed() -> None:
    x = torch.ones(100)
    dropped(0.5, x)
    assert torch.equal(x, torch.ones(100))


def test_the_rate_shows_in_a_printed_network() -> None:
    assert repr(Dropout(0.1)) == "Dropout(p=0.1)"
