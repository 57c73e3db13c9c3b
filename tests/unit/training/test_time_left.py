"""How long a training will take: by made-up timings, and by recorded ones of a loaded machine."""

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from mnist_core.ladders import find_step
from mnist_core.training.evaluate import Evaluation
from mnist_core.training.events import Batches, EpochDone, Event, Measuring, Started
from mnist_core.training.time_left import MIN_SECONDS, TimeLeft, Timing, seconds_left, steadied

NOW = Timing(num_epochs=3, epochs_done=0, num_batches=100, num_train=25_600, test_digits=10_000,
             position=0)
RECORDED = Path(__file__).with_name("recorded_timings.json")
"""Three epochs of 8,000 digits of strategy-4 on two cores at a load of 11: kind, the second at
which it came, and what the event says."""


def test_nothing_is_said_before_it_is_known() -> None:
    assert seconds_left(NOW) is None
    assert seconds_left(replace(NOW, position=4, num_timed=4, batch_seconds=4)) is None
    assert seconds_left(replace(NOW, position=2, num_timed=2, batch_seconds=9)) is None


def test_batches_tests_and_epochs_to_come_are_counted() -> None:
    known = replace(NOW, position=50, num_timed=50, batch_seconds=50, test_before=10.0)
    assert seconds_left(known) == pytest.approx(50 + 10 + 2 * 110)
    assert seconds_left(replace(known, epochs_done=3, position=300)) == 0


def test_a_test_that_nobody_has_timed_costs_a_third_a_digit() -> None:
    known = replace(NOW, num_epochs=1, position=100, num_timed=100, batch_seconds=100)
    assert seconds_left(known) == pytest.approx(100 / 3 * 10_000 / 25_600)


def test_while_it_tests_its_own_time_counts_more_and_more() -> None:
    known = replace(NOW, num_epochs=1, position=100, num_timed=100, batch_seconds=100,
                    test_before=4.0)
    halfway = replace(known, tested=0.5, test_seconds=10.0)
    assert seconds_left(known) == pytest.approx(4)
    assert seconds_left(halfway) == pytest.approx(6)


def test_an_epochs_end_changes_nothing() -> None:
    known = replace(NOW, epoch_before=50.0, test_before=10.0)
    before = replace(known, position=100, num_timed=100, batch_seconds=100.0, tested=1.0,
                     test_seconds=10.0)
    after = replace(known, epochs_done=1, position=100, epoch_before=100.0)
    assert seconds_left(before) == pytest.approx(seconds_left(after))


def test_it_counts_down_while_little_changes_and_rises_only_slowly() -> None:
    said = 100.0
    for measured in (99, 104, 98, 105, 97):
        before, said = said, steadied(said, measured, passed=1)
        assert before - 2 <= said <= before
    before, said = said, steadied(said, 300, passed=1)
    assert before < said < 1.33 * before
    assert steadied(1_000, 10, passed=60) > 0.7 * (1_000 - 60)


def test_it_follows_what_is_measured() -> None:
    said = 1_000.0
    for second in range(1, 101):
        said = steadied(said, 400 - second, passed=1)
    assert said == pytest.approx(300, rel=0.05)


def test_the_first_batches_of_a_worker_say_nothing_of_the_others() -> None:
    time_left = TimeLeft(find_step("strategy-4").recipe.model_copy(update={"epochs": 1}))
    time_left.after(Started("cpu", "fused", 25_600, 100, 0, 0))
    each = (0.1,) * 5
    assert time_left.after(Batches(0, each, each, each, seconds=60)) is None
    left = time_left.after(Batches(5, each, each, each, seconds=5))
    assert left == pytest.approx(90 + 100 / 3 * 10_000 / 25_600)


def recorded() -> list[tuple[float, Event]]:
    """The events of a real training, each with the second at which it came."""
    found: list[tuple[float, Event]] = []
    position = epoch = 0
    for kind, at, one, other in json.loads(RECORDED.read_text()):
        match kind:
            case "started":
                event: Event = Started("cpu", "fused", one, other, 0, 0)
            case "batches":
                each = (0.1,) * one
                event = Batches(position, each, each, each, seconds=other)
                position += one
            case "measuring":
                event = Measuring(one, other)
            case "epoch":
                epoch += 1
                event = EpochDone(
                    epoch=epoch, train_loss=1, train_accuracy=9, test_loss=1, test_accuracy=9,
                    held_out_loss=None, held_out_accuracy=None, seconds=one, is_best=False,
                    weights={}, test_seconds=other, evaluation=Evaluation(
                        np.zeros((1, 10), np.float32), np.zeros(1, np.int64)))
            case _:
                continue
        found.append((at, event))
    return found


def test_of_a_loaded_machine_the_figure_never_jumps_by_a_third() -> None:
    recipe = find_step("strategy-4").recipe.model_copy(update={"epochs": 3, "num_train": 8_000})
    time_left = TimeLeft(recipe)
    said = [(at, left) for at, event in recorded()
            if (left := time_left.after(event)) is not None]
    assert said[0][0] < 5 * MIN_SECONDS
    assert said[-1][1] == 0
    # seconds pass between two events; what is left beside them may not jump
    for (before, expected), (at, left) in pairwise(said):
        jump = abs(left - (expected - (at - before)))
        assert jump <= max(1.0, expected / 3), f"{expected:.1f} s to {left:.1f} s after {at} s"
