"""What is said of an experiment, and what is not."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.experiments.findings import Findings, Kind, findings_of
from mnist_core.experiments.power import SeedSpread
from mnist_core.experiments.summary import summary
from mnist_core.export.experiment_page import experiment_html
from tests.unit.experiments.made import Came, dropout, experiment, trial

GOOD: Came = {1: 99.42, 2: 99.44, 3: 99.41}
PLAIN: Came = {1: 99.30, 2: 99.34, 3: 99.28}
UNSTEADY: Came = {1: 99.30, 2: 99.46, 3: 99.39}


def said(found: Findings, kind: Kind) -> str:
    return " ".join(one.text for one in found.sentences if one.kind == kind)


def test_is_dropout_worth_it() -> None:
    found = findings_of(dropout({0: PLAIN, 0.05: GOOD}))
    assert found.headline == (
        "Dropout 0.05 reads 0.12 points more held-out digits right than no dropout (3 seeds each, "
        "95 % interval +0.08 to +0.15): more than chance (p = 0.006).")
    assert (found.best, found.anchor, found.ties) == (2, 1, ())


def test_what_three_seeds_cannot_tell() -> None:
    found = findings_of(dropout({0: PLAIN, 0.05: UNSTEADY}))
    assert found.headline.startswith(
        "Three seeds cannot tell no dropout and dropout 0.05 apart: dropout 0.05 reads 0.08 points "
        "more held-out digits right than no dropout (95 % interval -0.09 to +0.24), and that may")
    assert found.ties == (1,)
    assert "No dropout is simpler than dropout 0.05" in said(found, "simpler")


def test_all_values_are_held_against_none_and_all_of_them_count() -> None:
    found = findings_of(dropout({0: PLAIN, 0.02: UNSTEADY, 0.05: GOOD, 0.1: PLAIN, 0.2: PLAIN}))
    assert {(one.a, one.b) for one in found.comparisons} == {(1, 2), (1, 3), (1, 4), (1, 5)}
    best = next(one for one in found.comparisons if one.b == 3)
    # the two that are equal to none cannot be tested
    assert best.p_value and best.adjusted == pytest.approx(2 * best.p_value)


def test_one_pair_may_look_good_by_itself() -> None:
    near: Came = {1: 99.40, 2: 99.41, 3: 99.41}
    others: list[Came] = [{1: 99.29 + step / 100, 2: 99.37 - step / 100, 3: 99.25 + step / 50}
                          for step in range(5)]
    found = findings_of(dropout({0: PLAIN, 0.05: near, **{
        0.1 + step / 10: came for step, came in enumerate(others)}}))
    assert "Looked at alone this pair would count as more than chance" in found.headline
    assert found.headline.startswith("Three seeds cannot tell")


def test_without_none_the_recipe_as_it_is_is_what_all_are_held_against() -> None:
    assert findings_of(dropout({0.05: GOOD, 0.1: PLAIN, 0.2: PLAIN})).anchor == 2
    found = findings_of(dropout({0.05: GOOD, 0.15: UNSTEADY, 0.2: PLAIN}))
    assert found.anchor is None and {one.a for one in found.comparisons} == {1}


def test_one_seed_says_nothing_unless_it_is_far_beyond_what_seeds_do() -> None:
    found = findings_of(dropout({0: {1: 99.30}, 0.05: {1: 99.42}}))
    assert "One seed says nothing about differences of this size" in found.headline
    assert all(one.p_value is None for one in found.comparisons)
    far = findings_of(dropout({0: {1: 97.30}, 0.05: {1: 99.42}}))
    assert "but one seed each cannot show it: train two more" in far.headline
    assert "more than chance" not in far.headline


def test_whatever_failed_is_named_in_no_mean_and_never_the_best() -> None:
    found = findings_of(dropout({0: PLAIN, 0.05: {1: 99.9, 2: "failed", 3: 99.9}, 0.1: GOOD}))
    assert found.best == 3
    assert said(found, "failed").startswith("1 run diverged or failed and is in no mean: 1 of 3 "
                                            "with dropout 0.05.")
    assert all(2 not in (one.a, one.b) for one in found.comparisons)
    failed = findings_of(dropout({0: {1: "failed"}, 0.05: {1: "failed"}}))
    assert failed.best is None and failed.headline.startswith("No run was trained to its end")


def test_figures_that_are_no_numbers_count_as_failed() -> None:
    found = findings_of(dropout({0: PLAIN, 0.05: {**GOOD, 2: float("nan")}}))
    assert found.best == 1 and "1 of 3 with dropout 0.05" in said(found, "failed")
    json.dumps(found.as_json(), allow_nan=False)


def test_runs_that_never_learned_are_named() -> None:
    found = findings_of(dropout({0: PLAIN, 0.05: {1: 11.35, 2: 99.4, 3: 99.4}}))
    assert "1 run never learned anything: 1 of 3 with dropout 0.05" in said(found, "unlearned")


def test_pruned_trials_are_said_to_be() -> None:
    found = findings_of(dropout({0: {1: 99.3}, 0.05: {1: "pruned"}, 0.1: {1: 99.35}}))
    assert said(found, "pruned").startswith("1 trial was stopped early")
    assert found.best == 3


def test_while_it_goes_on_it_says_so_far() -> None:
    going = findings_of(dropout({0: PLAIN, 0.05: {1: 99.42, 2: 99.44, 3: "running"}}))
    assert going.headline.startswith("So far: ")
    waiting = findings_of(dropout({0: {1: "waiting"}}))
    assert waiting.headline == "Nothing is trained to its end yet."


def test_what_was_stopped_early_says_no_more_so_far() -> None:
    asked = experiment([{"key": "lr", "low": 0.01, "high": 1}],
                       [trial(1, {"optimiser.lr": 0.1}, PLAIN),
                        trial(2, {"optimiser.lr": 0.2}, GOOD)],
                       search="random", num_trials=9)
    assert findings_of(asked).headline.startswith("So far: ")
    assert not findings_of(replace(asked, state="stopped")).headline.startswith("So far")


def test_seeds_alone_are_a_question_too() -> None:
    found = findings_of(experiment([], [trial(1, {}, GOOD)]))
    assert found.headline == (
        "The recipe as it is: 99.42 % of the held-out digits read right (mean of 3 seeds, 95 % "
        "interval 99.39 % to 99.46 %).")


def test_of_a_loss_the_lowest_is_the_best() -> None:
    found = findings_of(dropout({0: PLAIN, 0.05: GOOD}, measure="held_out_loss"))
    assert found.best == 2
    assert "has a held-out loss that is 0.0047 nats lower than no dropout" in found.headline


def test_before_seeds_are_spent_it_goes_by_what_the_lab_has_recorded() -> None:
    recorded = SeedSpread(0.06, "by 9 seeds of strategy-4 that the lab has recorded")
    found = findings_of(dropout({0: {1: "waiting", 2: "waiting"}}), recorded)
    assert found.power and found.power.num_needed == 14 and found.power.num_seeds == 2
    assert "by 9 seeds of strategy-4" in said(found, "power")
    measured = findings_of(dropout({0: PLAIN, 0.05: GOOD}), recorded)
    assert "by the spread of the seeds measured here" in said(measured, "power")


def test_a_thousand_trials_are_judged() -> None:
    trials = [trial(number, {"optimiser.lr": 0.001 * number, "dropout": 0.0001 * number},
                    {1: 99 + (number * 7919 % 1000) / 1000, 2: 99.2, 3: 99.3})
              for number in range(1, 1001)]
    asked = experiment([{"key": "lr", "low": 0.001, "high": 1}, {"key": "dropout", "low": 0,
                                                                 "high": 0.1}], trials,
                       search="random", num_trials=1000)
    found = findings_of(asked)
    assert len(found.comparisons) == 999 and len(found.effects) == 2
    assert len(json.dumps(found.as_json())) < 400_000


CAME = st.dictionaries(st.integers(1, 4), st.one_of(
    st.sampled_from([99.3, 99.32, 99.4, 11.35, float("nan")]), st.floats(0, 100),
    st.sampled_from(["waiting", "running", "failed", "pruned", "interrupted", "missing"])),
    max_size=4)


@settings(max_examples=30, deadline=None)
@given(st.lists(CAME, min_size=1, max_size=5), st.lists(CAME, max_size=2),
       st.sampled_from(["held_out_accuracy", "held_out_loss"]))
def test_whatever_has_come_it_is_told_in_finite_numbers(searched: list[Came], confirmed: list[Came],
                                                        measure: str) -> None:
    values = [0, 0.05, 0.1, 0.15, 0.2][:len(searched)]
    asked = experiment([{"key": "dropout", "values": values}], [
        *(trial(number, {"dropout": value}, came)
          for number, (value, came) in enumerate(zip(values, searched, strict=True), 1)),
        *(trial(number, {"dropout": value}, came, "confirmation")
          for number, (value, came) in enumerate(zip([0.05, 0], confirmed, strict=False), 9))],
        measure=measure)
    found = findings_of(asked)
    json.dumps(found.as_json(), allow_nan=False)
    assert found.headline and summary(asked, found) and experiment_html(asked, found)
    assert "nan" not in summary(asked, found)
    best = next((one for one in found.trials if one.number == found.best), None)
    assert best is None or (best.purpose == "search" and not best.num_failed + best.num_pruned)
