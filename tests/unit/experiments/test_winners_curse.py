"""By how much choosing had flattered."""

import numpy as np
import pytest
from scipy import stats

from mnist_core.experiments.experiment import Experiment
from mnist_core.experiments.results import best_trial, results_of
from mnist_core.experiments.winners_curse import winners_curse
from tests.unit.experiments.made import Came, experiment, trial

SEARCHED = {1: 99.44, 2: 99.40, 3: 99.45}
FRESH = {11: 99.36, 12: 99.33, 13: 99.35}


def confirmed(came: Came = FRESH, **question: object) -> Experiment:
    return experiment([{"key": "dropout", "values": [0, 0.05]}], [
        trial(1, {"dropout": 0}, {1: 99.3, 2: 99.34, 3: 99.28}),
        trial(2, {"dropout": 0.05}, SEARCHED),
        trial(3, {"dropout": 0.05}, came, "confirmation", {11: 99.44, 12: 99.41, 13: 99.46}),
        trial(4, {"dropout": 0}, {11: 99.3, 12: 99.3, 13: 99.3}, "confirmation",
              {11: 99.30, 12: 99.29, 13: 99.31})], **question)


def test_it_is_what_the_fresh_seeds_do_not_bring_back() -> None:
    asked = confirmed()
    found = winners_curse(asked, results_of(asked))
    assert found and (found.winner, found.confirmed, found.base) == (2, 3, 4)
    expected = stats.ttest_ind(list(SEARCHED.values()), list(FRESH.values()), equal_var=False)
    interval = expected.confidence_interval(0.95)
    assert found.flattered == pytest.approx(0.25 / 3)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert "choosing had flattered it by 0.08 points (95 % interval +0.03 to +0.14)" in found.text


def test_the_test_set_is_asked_of_the_fresh_runs_against_the_base_by_seed() -> None:
    asked = confirmed()
    found = winners_curse(asked, results_of(asked))
    assert found and found.against_base and found.test.mean == pytest.approx(99.4366, abs=1e-4)
    assert found.against_base.num_pairs == 3
    assert found.against_base.p_value == pytest.approx(
        stats.ttest_rel([99.44, 99.41, 99.46], [99.30, 99.29, 99.31]).pvalue)
    assert "0.14 points more than no dropout (paired by seed" in found.test_text


def test_without_an_anchor_the_recipe_as_it_is_is_what_it_is_held_against() -> None:
    settings = [{"key": "dropout", "values": [0, 0.05]}, {"key": "rotation", "values": ["none", 9]}]
    asked = experiment(settings, [
        trial(1, {"dropout": 0, "rotation": None}, SEARCHED),
        trial(2, {"dropout": 0.05, "rotation": 9}, {1: 99.3, 2: 99.34, 3: 99.28}),
        trial(3, {"dropout": 0, "rotation": None}, FRESH, "confirmation"),
        trial(4, {}, FRESH, "confirmation")])
    found = winners_curse(asked, results_of(asked))
    assert found and (found.winner, found.confirmed, found.base) == (1, 3, 4)
    assert "than the recipe as it is" in found.test_text


def test_of_a_loss_the_search_had_promised_less() -> None:
    asked = confirmed(measure="held_out_loss")
    found = winners_curse(asked, results_of(asked))
    assert found and found.flattered == pytest.approx(0.25 / 3 / 25)
    assert found.low is not None and found.high is not None
    assert found.low < found.flattered < found.high
    assert "flattered it by 0.0033 nats" in found.text


def test_one_fresh_seed_is_told_apart_from_nothing() -> None:
    asked = experiment([{"key": "dropout", "values": [0, 0.05]}], [
        trial(1, {"dropout": 0}, {1: 99.3}), trial(2, {"dropout": 0.05}, {1: 99.4}),
        trial(3, {"dropout": 0.05}, {11: 99.3}, "confirmation")])
    found = winners_curse(asked, results_of(asked))
    assert found and found.low is None
    assert "too few seeds to say what of it is chance" in found.text
    assert found.base is None and found.test_text.endswith("right (1 seed).")


def test_before_a_confirmation_there_is_nothing_to_say() -> None:
    asked = confirmed({11: "running", 12: "waiting"})
    asked = experiment([{"key": "dropout", "values": [0, 0.05]}], asked.trials[:3])
    assert winners_curse(asked, results_of(asked)) is None


def test_choosing_among_equals_flatters_and_the_interval_says_by_how_much() -> None:
    """Twenty settings of which none is better: the interval holds the true one."""
    draw = np.random.default_rng(4)
    gaps, held = [], []
    for _ in range(60):
        search, fresh = draw.normal(99.3, 0.07, (20, 5)), draw.normal(99.3, 0.07, 5)
        trials = [trial(number, {"dropout": number / 50}, dict(enumerate(map(float, values), 1)))
                  for number, values in enumerate(search)]
        asked = experiment([{"key": "dropout", "values": [one / 50 for one in range(20)]}], trials)
        best = best_trial(asked)
        assert best
        asked = experiment([{"key": "dropout", "values": [one / 50 for one in range(20)]}], [
            *trials, trial(99, best.overrides, dict(enumerate(map(float, fresh), 11)),
                           "confirmation")])
        found = winners_curse(asked, results_of(asked))
        assert found and found.low is not None and found.high is not None
        gaps.append(found.flattered)
        held.append(found.low <= found.searched.mean - 99.3 <= found.high)
    assert np.mean(gaps) > 0.03
    assert np.mean(held) > 0.85
