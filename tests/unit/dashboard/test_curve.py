"""Long curves keep their shape when they are smoothed and thinned for a screen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dashboard.display.curve import MAX_POINTS, smooth, thin

Floats = NDArray[np.float32]


def curve(num: int, seed: int = 1) -> Floats:
    """A loss as it looks: falling, and noisy."""
    random = np.random.default_rng(seed)
    return (np.exp(-np.arange(num) / 300) + random.gamma(2, 0.05, num)).astype(np.float32)


def slow_average(values: Floats, window: int) -> list[float]:
    """The definition, one value after the other."""
    share = 1 / (window + 1)
    average = float(values[0])
    result = []
    for value in values:
        average += share * (float(value) - average)
        result.append(average)
    return result


@pytest.mark.parametrize("window", [1, 5, 50])
def test_smoothing_is_an_exponential_moving_average(window: int) -> None:
    values = curve(500)
    assert np.allclose(smooth(values, window, None), slow_average(values, window), atol=1e-5)


@given(cuts=st.lists(st.integers(1, 299), max_size=5, unique=True))
def test_a_curve_smoothed_as_it_arrives_is_the_curve_smoothed_at_once(cuts: list[int]) -> None:
    values = curve(300)
    pieces: list[Floats] = []
    for piece in np.split(values, sorted(cuts)):
        pieces.append(smooth(piece, 20, float(pieces[-1][-1]) if pieces else None))
    assert np.allclose(np.concatenate(pieces), smooth(values, 20, None), atol=1e-5)


def test_a_constant_curve_stays_where_it_is() -> None:
    assert np.allclose(smooth(np.full(50, 2.5, np.float32), 7, None), 2.5)


def test_a_short_curve_is_told_whole() -> None:
    loss = curve(MAX_POINTS)
    told = thin(40 + np.arange(MAX_POINTS), loss, loss, loss)
    assert told["at"] == list(range(40, 40 + MAX_POINTS))
    assert told["loss"] == pytest.approx(loss.tolist(), rel=1e-4)


def test_no_news_is_an_empty_curve() -> None:
    empty = np.empty(0, np.float32)
    told = thin(np.arange(0), empty, empty, empty)
    assert told == {"at": [], "loss": [], "smoothed": [], "lr": []}


@given(num=st.integers(1, 3000), max_points=st.integers(2, 200), first=st.integers(0, 10**6))
def test_a_thinned_curve_keeps_its_ends_its_peaks_and_every_part(num: int, max_points: int,
                                                                 first: int) -> None:
    loss = curve(num)
    smoothed, lr = smooth(loss, 5, None), np.linspace(0.1, 0, num, dtype=np.float32)
    told = thin(first + np.arange(num), loss, smoothed, lr, max_points)
    at = np.array(told["at"]) - first
    assert len(at) <= max_points + 2
    assert np.all(np.diff(at) > 0)
    assert (at[0], at[-1]) == (0, num - 1)
    for shown, values in ((told["loss"], loss), (told["smoothed"], smoothed), (told["lr"], lr)):
        assert np.allclose(shown, values[at], rtol=1e-4, atol=0)
    assert {int(loss.argmin()), int(loss.argmax())} <= set(at.tolist())
    if num > max_points:
        stretch = -(-num // (max_points // 2))
        assert np.diff(at).max() < 2 * stretch, "a part of the curve is gone"
