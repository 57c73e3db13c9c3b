"""What each setting does, against means over a table of values."""

import numpy as np
import pytest

from mnist_core.experiments.effects import effects, setting_maps
from mnist_core.experiments.experiment import Experiment
from mnist_core.experiments.means import mean_of
from mnist_core.experiments.results import results_of
from tests.unit.experiments.made import experiment, trial

DROPOUT, RATE = (0, 0.05, 0.1), (0.05, 0.1)
TABLE = 99 + np.random.default_rng(2).normal(0, 0.1, (len(DROPOUT), len(RATE), 3))
SETTINGS = [{"key": "dropout", "values": list(DROPOUT)}, {"key": "lr", "values": list(RATE)}]


def grid(leave_out: int = 0) -> Experiment:
    cells = [(row, column) for row in range(len(DROPOUT)) for column in range(len(RATE))]
    return experiment(SETTINGS, [
        trial(number, {"dropout": DROPOUT[row], "optimiser.lr": RATE[column]},
              dict(enumerate(map(float, TABLE[row, column]), 1)))
        for number, (row, column) in enumerate(cells[leave_out:], 1)])


def test_in_a_whole_grid_the_other_setting_is_averaged_out_by_seed() -> None:
    asked = grid()
    dropout, rate = effects(asked, results_of(asked))
    assert (dropout.words, dropout.over, rate.over) == ("dropout", "seeds", "seeds")
    assert [level.words for level in dropout.levels] == ["none", "0.05", "0.1"]
    for row, level in enumerate(dropout.levels):
        expected = mean_of(list(map(float, TABLE[row].mean(axis=0))))
        assert expected and level.num_trials == 2 and level.mean.n == 3
        assert level.mean.mean == pytest.approx(expected.mean)
        assert level.mean.low == pytest.approx(expected.low)
    assert [level.mean.mean for level in rate.levels] == pytest.approx(TABLE.mean(axis=(0, 2)))


def test_with_a_hole_in_the_grid_the_intervals_are_of_trials() -> None:
    asked = grid(leave_out=1)
    dropout, rate = effects(asked, results_of(asked))
    assert dropout.over == rate.over == "trials"
    assert [level.mean.n for level in rate.levels] == [2, 3]


def test_the_map_has_the_spread_in_each_cell() -> None:
    asked = grid()
    found, = setting_maps(asked, results_of(asked))
    assert (found.row_key, found.rows) == ("dropout", ("none", "0.05", "0.1"))
    assert len(found.cells) == 6
    for cell in found.cells:
        values = TABLE[cell.row, cell.column]
        assert cell.mean.mean == pytest.approx(values.mean())
        assert cell.mean.std == pytest.approx(values.std(ddof=1))


def test_a_range_is_cut_into_parts() -> None:
    rates = [0.01, 0.02, 0.05, 0.1, 0.2, 1]
    asked = experiment([{"key": "lr", "low": 0.01, "high": 1, "log": True}], [
        trial(number, {"optimiser.lr": rate}, {1: 99 + number / 10})
        for number, rate in enumerate(rates)], search="random", num_trials=6)
    rate, = effects(asked, results_of(asked))
    # by the logarithm: 0.01, 0.03, 0.1, 0.32, 1
    assert [level.num_trials for level in rate.levels] == [2, 1, 2, 1]
    assert rate.levels[0].words == "0.01 to 0.0316"
    assert rate.levels[2].mean.mean == pytest.approx(99.35)
